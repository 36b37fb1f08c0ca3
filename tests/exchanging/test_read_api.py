"""The read API: every file is as its schema says, every link leads to a file, and what it says is what is authored."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from practicum.exchanging.read_api import authored, export
from practicum.model.exchange import Export
from practicum.resolving import view_of
from practicum.resolving.role_levels import inherited
from tests.exchanging.shipped_view import shipped_view
from tests.exchanging.test_linked_data import DAY, small_view
from tests.publishing.shipped import ROOT, shipped_catalogue, shipped_stage

RELEASE = "format: 1\nversion: '2025.03'\nday: 2025-03-01\nsays: The first one.\nchanges: [{kind: added, units: [M1], says: It came.}]\n"
# A file on a phone's connection: one page of the site weighs more.
MOST_BYTES = 40_000


@cache
def files() -> dict[str, Any]:
    return {path: json.loads(data) for path, data in export(shipped_view()).files.items()}


def small() -> Export:
    return export(small_view(**{"curriculum/releases/2025.03.yaml": RELEASE}), site="https://care.example.org/x/")


@pytest.mark.parametrize("made", [lambda: export(shipped_view()), small], ids=["shipped", "small"])
def test_every_file_is_as_the_schema_says(made: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    held = {path: json.loads(data) for path, data in made().files.items()}
    schema = held.pop("schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    for path, data in held.items():
        # Which part holds is said by the kind, so that a fault names its place.
        part = {"$schema": schema["$schema"], "$ref": f"#/$defs/file_{data['kind']}", "$defs": schema["$defs"]}
        faults = list(jsonschema.Draft202012Validator(part).iter_errors(data))
        assert not faults, f"{path}: {faults[0].json_path}: {faults[0].message}"
    whole = jsonschema.Draft202012Validator(schema)
    assert whole.is_valid(held["index.json"])
    assert not whole.is_valid({**held["index.json"], "api": "2"})
    assert not whole.is_valid({**held["index.json"], "kind": "else"})


def test_every_list_names_files_that_are_there() -> None:
    held = files()
    counts = {one["file"]: one["count"] for one in held["index.json"]["collections"]}
    named = {row["file"] for name in counts for row in held[name]["items"] if "file" in row}
    assert {name: len(held[name]["items"]) for name in counts} == counts
    assert named | set(counts) | {"index.json", "schema.json"} == set(held)


def test_pages_are_there_when_the_site_has_no_address() -> None:
    pages = {page.address for page in shipped_stage().pages["en"]}
    seen = 0
    for path, data in files().items():
        way = data.get("page")
        for address in ([way] if way else []) + [one["page"] for one in data.get("lessons", ())]:
            assert address.startswith("../../../"), path
            assert address.removeprefix("../../../").partition("#")[0] in pages, f"{path}: {address}"
            seen += 1
    assert seen > 250


def test_what_follows_from_the_sources_is_right() -> None:
    catalogue = shipped_catalogue()
    role = files()["roles/FSW.json"]
    needs = {id: level for id, (level, _) in inherited(catalogue, "FSW").items()}
    assert {one["competency"]: one["level"] for one in role["needs"]} == needs
    rule = files()[f"rules/{role['rule']}.json"]
    assert rule["data"] == authored(catalogue.certifications[role["rule"]].value)
    assert rule["data"]["versions"][0]["from"] == catalogue.certifications[role["rule"]].value.versions[0].starts.isoformat()
    for id, unit in catalogue.competencies.items():
        held = files()[f"competencies/{id}.json"]
        for one in held["taught_by"]:
            taught = files()[f"modules/{one['module']}.json"]["teaches"]
            assert {"competency": id, "level": one["level"]}.items() <= next(t for t in taught if t["competency"] == id).items()
        assert held["data"]["statement"] == unit.value.statement
    assert files()["modules/F06.json"]["languages"] == ["en", "fr"]
    assert files()["modules/F06.json"]["texts"]["fr"]["title"] != files()["modules/F06.json"]["texts"]["en"]["title"]


def test_files_are_small_and_the_same_twice() -> None:
    one = export(view_of(shipped_catalogue(), day=shipped_view().day))
    assert one == export(shipped_view())
    sizes = {path: len(data) for path, data in one.files.items() if path != "schema.json"}
    assert max(sizes.values()) < MOST_BYTES, max(sizes, key=lambda path: sizes[path])


def test_an_address_is_whole_where_the_site_has_one() -> None:
    held = {path: json.loads(data) for path, data in small().files.items()}
    assert held["competencies/REL-1.json"]["page"] == "https://care.example.org/x/competencies/REL-1.html"
    assert held["competencies/REL-1.json"]["texts"]["fr"]["title"] == "Confiance"
    assert held["competencies/REL-3.json"]["retired"] == "2025-06-01"
    assert held["releases.json"]["items"][0]["site"] == "https://care.example.org/x/releases/2025.03/"
    assert held["index.json"]["release"] == "2025.03"
    assert held["index.json"]["as_of"] == DAY.isoformat()


def test_nobody_is_named() -> None:
    """Who made the curriculum stands on a page, as they want to be named; not in files for programs."""
    said = json.dumps(files(), ensure_ascii=False)
    for unit in shipped_catalogue().people.values():
        assert unit.value.name not in said


def test_the_page_for_programmers_names_every_list() -> None:
    page = (ROOT / "site/handbook/api.md").read_text("utf-8")
    for one in files()["index.json"]["collections"]:
        assert f"`{one['file']}`" in page

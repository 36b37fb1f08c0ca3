"""CASE out and in: the official schema, packages by others, and the same framework after a round trip."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.authoring import Draft, Refused
from practicum.authoring.adding_frameworks import NewFramework, add_framework
from practicum.exchanging.case import export, losses
from practicum.exchanging.case_incoming import IncomingCase, read_case
from practicum.exchanging.case_json import json_of
from practicum.exchanging.faulty_file import FaultyFile
from practicum.model.catalogue import Catalogue, Unit
from practicum.reading import InMemory, read_project
from practicum.resolving import View, view_of
from practicum.workspace.project import check_project, find_project
from tests.authoring.small_project import call, good, held, put
from tests.cases.sources import DAY

ROOT = Path(__file__).parents[2]
CHECKS = Path(os.environ.get("PRACTICUM_CHECKS", ROOT.parent / "shared" / "checks"))
RECORDS = CHECKS.parent / "records" / "case"
OTHERS = ("markdown", "smart-level", "opensalt-sample")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_project(find_project(ROOT).disk).catalogue


@pytest.fixture(scope="module")
def view(catalogue: Catalogue) -> View:
    return view_of(catalogue, day=DAY)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


def package(view: View, framework: str = "care-reform") -> dict[str, Any]:
    (data,) = export(view, framework).files.values()
    found: dict[str, Any] = json.loads(data)
    return found


def judged(data: bytes) -> list[str]:
    """What the official schema says against a package."""
    path = CHECKS / "case" / "case-v1p1-cfpackage.json"
    if not path.exists():
        pytest.skip("the schema of CASE (PRACTICUM_CHECKS) is not on this machine")
    validators = pytest.importorskip("jsonschema.validators")
    schema = json.loads(path.read_bytes())
    checker = pytest.importorskip("jsonschema").FormatChecker()
    judge = validators.validator_for(schema)(schema, format_checker=checker)
    return [f"{list(error.path)}: {error.message[:200]}" for error in judge.iter_errors(json.loads(data))]


def ends(association: dict[str, Any]) -> tuple[str, str]:
    return association["originNodeURI"]["identifier"], association["destinationNodeURI"]["identifier"]


def others(name: str) -> bytes:
    path = RECORDS / f"{name}.json"
    if not path.exists():
        pytest.skip("the packages by others are not on this machine")
    return path.read_bytes()


def taken(project: Path, found: IncomingCase, **wish: Any) -> Catalogue:
    """The project with the framework in it; it passes `practicum check`."""
    disk = find_project(project).disk
    changes = add_framework(Draft(disk), read_project(disk).catalogue, found.foreign, NewFramework(**wish), source="a.json")
    for path, text in changes.texts.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(text if isinstance(text, bytes) else (text or "").encode())
    checked = check_project(find_project(project), day=DAY)
    assert not checked.errors, [one.message for one in checked.diagnostics]
    return checked.catalogue


# --- out


def test_every_language_passes_the_official_schema(catalogue: Catalogue) -> None:
    languages = ["en", *catalogue.translations]
    assert len(languages) > 1
    for language in languages:
        (data,) = export(view_of(catalogue, day=DAY, language=language), "care-reform").files.values()
        assert judged(data) == []


def test_a_package_says_what_the_framework_says(view: View) -> None:
    found = package(view)
    items = {one["humanCodingScheme"]: one for one in found["CFItems"] if "humanCodingScheme" in one}
    strengths = items["REL-2"]
    assert strengths["identifier"] == "c6ef0ed9-9f55-5042-ac5d-32c8f8da575a"
    assert strengths["abbreviatedStatement"] == "Finding and using strengths, worries in view"
    children = [one for one in found["CFAssociations"] if one["associationType"] == "isChildOf"]
    assert len(children) == len(found["CFItems"]) == len({one["originNodeURI"]["identifier"] for one in children})
    tops = [one for one in children if one["destinationNodeURI"]["identifier"] == found["CFDocument"]["identifier"]]
    titles = [one["originNodeURI"]["title"] for one in tops]
    assert titles == list(view.catalogue.frameworks["care-reform"].value.domains)
    (rubric,) = found["CFRubrics"]
    levels = rubric["CFRubricCriteria"][0]["CFRubricCriterionLevels"]
    assert (levels[0]["score"], levels[0]["quality"]) == (0, "No evidence")
    related = [one for one in found["CFAssociations"] if one["associationType"] == "isRelatedTo"]
    links = [code for unit in view.catalogue.crosswalks.values() for one in unit.value.links for code in one.to]
    assert len(related) == len(links)
    marks = [one["identifier"] for key in ("CFItems", "CFAssociations") for one in found[key]]
    assert len(set(marks)) == len(marks)


def test_identifiers_stay_and_bytes_too(view: View, catalogue: Catalogue) -> None:
    again = view_of(catalogue, day=DAY)
    assert export(view, "care-reform").files == export(again, "care-reform").files
    later = package(view_of(catalogue, day=date(2027, 5, 1)))
    assert [one["identifier"] for one in later["CFItems"]] == [one["identifier"] for one in package(view)["CFItems"]]


def test_what_case_cannot_hold_is_counted(view: View) -> None:
    counted = {loss.what: loss.count for loss in losses(view, "care-reform")}
    assert counted["certification rules"] == sum(len(unit.value.versions) for unit in view.catalogue.certifications.values())
    assert counted["levels that roles ask for"] == sum(len(unit.value.levels) for unit in view.catalogue.roles.values())
    bare = replace(view, catalogue=replace(view.catalogue, certifications={}))
    assert {loss.what: loss.count for loss in losses(bare, "care-reform")}["certification rules"] == 0


def test_translations_retired_and_replaced(project: Path) -> None:
    domain = project / "competencies/frameworks/care-reform/REL.yaml"
    if not domain.exists():
        domain = next(path for path in (project / "competencies/frameworks").rglob("REL.yaml"))
    framework = domain.parent.name
    text = domain.read_text()
    text = text.replace("  - id: REL-1\n", "  - id: REL-1\n    retired: 2025-03-01\n    replaced_by: [REL-2]\n", 1)
    assert "retired" in text
    domain.write_text(text)
    own = project / f"competencies/fr/frameworks/{framework}/REL.yaml"
    own.parent.mkdir(parents=True)
    own.write_text('format: 1\ntitle: "Relations"\ncompetencies:\n  - {id: REL-2, title: "Les forces"}\n')
    catalogue = read_project(find_project(project).disk).catalogue
    english = package(view_of(catalogue, day=DAY), framework)
    french = package(view_of(catalogue, day=DAY, language="fr"), framework)
    assert judged(json.dumps(french).encode()) == []
    retired = next(one for one in english["CFItems"] if one.get("humanCodingScheme") == "REL-1")
    assert retired["statusEndDate"] == "2025-03-01"
    marks = {one.get("humanCodingScheme"): one["identifier"] for one in english["CFItems"]}
    replaced = [one for one in english["CFAssociations"] if one["associationType"] == "replacedBy"]
    assert [ends(one) for one in replaced] == [(marks["REL-1"], marks["REL-2"])]
    told = [one["destinationNodeURI"]["identifier"] for one in french["CFAssociations"] if one["associationType"] == "isTranslationOf"]
    assert told == [marks["REL"], marks["REL-2"]]
    tongues = {one.get("humanCodingScheme"): one["language"] for one in french["CFItems"]}
    assert (tongues["REL"], tongues["REL-2"], tongues["REL-1"]) == ("fr", "fr", "en")
    assert not set(marks.values()) & {one["identifier"] for one in french["CFItems"]}


# --- in


@pytest.mark.parametrize("name", OTHERS)
def test_packages_by_others_come_in_and_go_out_again(project: Path, name: str) -> None:
    """What was not declared lost, or named in a note, is in the package that is exported again."""
    given = json.loads(others(name))
    found = read_case(f"{name}.json", others(name))
    catalogue = taken(project, found, licence="CC BY 4.0", id="theirs")
    (data,) = export(view_of(catalogue, day=DAY), "theirs").files.values()
    assert judged(data) == []
    got = json.loads(data)
    assert got["CFDocument"]["title"] == given["CFDocument"]["title"]
    assert got["CFDocument"]["creator"] == given["CFDocument"]["creator"]
    assert (got["CFDocument"]["identifier"], got["CFDocument"]["uri"]) == (given["CFDocument"]["identifier"], given["CFDocument"]["uri"])
    lost = {loss.what: loss.count for loss in found.losses}
    signs = lost.get("identifiers and codes of indicators", 0)
    now = {one["identifier"]: one for one in got["CFItems"]}
    kept = [one for one in given["CFItems"] if one["identifier"] in now]
    assert len(kept) == len(given["CFItems"]) - signs
    for one in kept:
        again = now[one["identifier"]]
        assert again["uri"] == one["uri"]
        # Several lines were put into one, and a note says so.
        assert again["fullStatement"] == " ".join(one["fullStatement"].split())
        assert "humanCodingScheme" not in one or again["humanCodingScheme"] == one["humanCodingScheme"]
    parents = dict(ends(one) for one in got["CFAssociations"] if one["associationType"] == "isChildOf")
    for one in given["CFAssociations"]:
        below, above = ends(one)
        if one["associationType"] == "isChildOf" and below in now:
            assert parents[below] == above
    words = {one["fullStatement"] for one in got["CFItems"]}
    assert {" ".join(one["fullStatement"].split()) for one in given["CFItems"]} <= words
    others_ = {"exactMatchOf", "precedes", "exemplar", "isRelatedTo"}
    relations = sum(count for what, count in lost.items() if what.startswith("relations"))
    assert relations == sum(one["associationType"] in others_ for one in given["CFAssociations"])


@pytest.mark.parametrize("name", OTHERS)
def test_what_went_out_comes_in_as_equal_files(project: Path, tmp_path: Path, name: str) -> None:
    catalogue = taken(project, read_case(f"{name}.json", others(name)), licence="CC BY 4.0", id="theirs")
    before = {path: data for path, data in held(project).items() if "/theirs/" in path}
    (data,) = export(view_of(catalogue, day=DAY), "theirs").files.values()
    other = put(tmp_path / "other project")
    taken(other, read_case("a.json", data), id="theirs")
    assert {path: data for path, data in held(other).items() if "/theirs/" in path} == before


def test_the_shipped_framework_comes_back_as_it_was(catalogue: Catalogue, view: View) -> None:
    (data,) = export(view, "care-reform").files.values()
    found = read_case("a.json", data)
    assert not [loss for loss in found.losses if loss.count]
    files = {"curriculum/references.yaml": (ROOT / "curriculum/references.yaml").read_bytes()}
    empty = read_project(InMemory(files)).catalogue
    changes = add_framework(Draft(InMemory(files)), empty, found.foreign, NewFramework(own=True), source="a.json")
    written = {path: text if isinstance(text, bytes) else (text or "").encode() for path, text in changes.texts.items()}
    again = read_project(InMemory({**files, **written}))
    assert not again.diagnostics
    for kind in ("frameworks", "domains", "crosswalks"):
        old: dict[str, Unit[object]] = dict(getattr(catalogue, kind))
        new: dict[str, Unit[object]] = dict(getattr(again.catalogue, kind))
        assert {id: unit.value for id, unit in new.items()} == {id: unit.value for id, unit in old.items()}
    paths = {unit.path for unit in (*catalogue.frameworks.values(), *catalogue.domains.values())}
    assert {path for path in changes.texts if "/frameworks/" in path} == paths
    (same,) = export(view_of(again.catalogue, day=DAY), "care-reform").files.values()
    first, second = json.loads(data), json.loads(same)
    for one in (first, second):
        one["CFDocument"].pop("creator"), one["CFDocument"].pop("publisher")
    assert strip_times(second) == strip_times(first)


def strip_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: strip_times(one) for key, one in value.items() if key != "lastChangeDateTime"}
    return [strip_times(one) for one in value] if isinstance(value, list) else value


def test_commands_go_there_and_back(project: Path) -> None:
    said = good(project, "export", "case", "--out", "../out.json")
    assert "wrote" in said
    refused = call(project, "import", "case", "../out.json")
    assert refused.exit_code == 2
    assert "there is a framework" in refused.output
    before = held(project)
    tree = good(project, "import", "case", "../out.json", "--as", "again", "--licence", "CC0", "--dry-run")
    assert "AGAIN-REL-1" in tree
    assert held(project) == before
    said = good(project, "import", "case", "../out.json", "--as", "again", "--licence", "CC0")
    assert "new framework again" in said
    assert "error" not in good(project, "check")
    out = good(project, "export", "case", "again", "--out", "../again.json", "--format", "json")
    assert '"written": true' in out
    assert call(project, "export", "case", "agan", "--out", "../x.json").output.count("did you mean `again`?") == 1


# --- bad input


def document(**more: Any) -> dict[str, Any]:
    return {"identifier": "d0000000-0000-0000-0000-000000000000", "uri": "https://s/d", "creator": "x", "title": "T",
            "lastChangeDateTime": "2020-01-01T00:00:00Z", **more}  # fmt: skip


def entry(mark: str, **more: Any) -> dict[str, Any]:
    return {"identifier": mark, "uri": f"https://s/{mark}", "fullStatement": f"Says {mark}", **more}


def child(mark: str, parent: str, **more: Any) -> dict[str, Any]:
    return {"identifier": f"{mark}-{parent}", "associationType": "isChildOf", "originNodeURI": {"identifier": mark},
            "destinationNodeURI": {"identifier": parent}, **more}  # fmt: skip


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "version": ({"CFDocument": document(caseVersion="2.0")}, "CFDocument.caseVersion: CASE 2.0 is not known here"),
    "no title": ({"CFDocument": {"identifier": "d"}}, "CFDocument: `title` is missing"),
    "items are no list": ({"CFDocument": document(), "CFItems": {"a": 1}}, "CFItems: this is an object, and a list"),
    "an item is no object": ({"CFDocument": document(), "CFItems": ["a"]}, "CFItems[0]: this is a text"),
    "no identifier": ({"CFDocument": document(), "CFItems": [{"fullStatement": "x"}]}, "CFItems[0]: `identifier` is missing"),
    "no statement": ({"CFDocument": document(), "CFItems": [{"identifier": "x"}]}, "CFItems[0]: `fullStatement` is missing"),
    "numbers for texts": (
        {"CFDocument": document(), "CFItems": [entry("a", humanCodingScheme=1)]}, "CFItems[0].humanCodingScheme: this is a number",
    ),
    "twice": (
        {"CFDocument": document(), "CFItems": [entry("a"), entry("a")]}, "CFItems[1].identifier: `a` is the identifier of CFItems[0]",
    ),
    "missing parent": (
        {"CFDocument": document(), "CFItems": [entry("a")], "CFAssociations": [child("a", "zz")]},
        "CFAssociations[0].destinationNodeURI: the parent `zz` is not in the file",
    ),
    "missing child": ({"CFDocument": document(), "CFAssociations": [child("a", "d")]}, "CFAssociations[0].originNodeURI: no item"),
    "circle": (
        {"CFDocument": document(), "CFItems": [entry("a"), entry("b")], "CFAssociations": [child("a", "b"), child("b", "a")]},
        "items are each other's parents: CFItems[0] → CFItems[1] → CFItems[0]",
    ),
    "own parent": (
        {"CFDocument": document(), "CFItems": [entry("a")], "CFAssociations": [child("a", "a")]}, "items are each other's parents",
    ),
    "half an association": (
        {"CFDocument": document(), "CFItems": [entry("a")],
         "CFAssociations": [{"associationType": "isChildOf", "originNodeURI": {"identifier": "a"}}]},
        "CFAssociations[0]: `destinationNodeURI` is missing",
    ),
    "deep": (
        {"CFDocument": document(), "CFItems": [entry(f"i{n}") for n in range(30)],
         "CFAssociations": [child(f"i{n + 1}", f"i{n}") for n in range(29)]},
        "CFItems[29]: the item stands 30 deep in the tree; the most is 20",
    ),
    "day": (
        {"CFDocument": document(), "CFItems": [entry("a", statusEndDate="next May")]}, "CFItems[0].statusEndDate: `next May` is no day",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("bad", "says"), BAD.values(), ids=BAD)
def test_every_fault_is_named_by_its_path(bad: dict[str, Any], says: str) -> None:
    with pytest.raises(FaultyFile) as refused:
        read_case("a.json", json.dumps(bad).encode())
    assert says in "\n".join(map(str, refused.value.faults))


def test_all_faults_are_named_at_once(project: Path) -> None:
    items = [{"identifier": "x"}, entry("y"), entry("y")]
    bad = {"CFDocument": document(caseVersion="9"), "CFItems": items, "CFAssociations": [child("y", "n")]}
    (project.parent / "bad.json").write_text(json.dumps(bad))
    before = held(project)
    refused = call(project, "import", "case", "../bad.json")
    assert refused.exit_code == 1
    assert "has 4 faults, so nothing was written" in refused.output
    for place in ("CFDocument.caseVersion", "CFItems[0]", "CFItems[2].identifier", "CFAssociations[0].destinationNodeURI"):
        assert f"{place}: " in refused.output
    assert held(project) == before


def test_without_a_release_the_day_of_the_export_is_said(tmp_path: Path) -> None:
    said = good(put(tmp_path), "export", "case", "--out", "x.json", "--dry-run")
    assert f"= note: all of it says that it changed on {DAY.isoformat()}, today: from a first release on it stays" in said


FILES = {
    "no JSON": (b'{"CFDocument": {', "a.json:1:17: no JSON"),
    "cut off": (b'{"CFDocument":\n {"title": "x', "a.json:2:12: no JSON"),
    "empty": (b" \n", "the file is empty"),
    "a web page": (b"<!DOCTYPE html><html>", "a web page or XML"),
    "a packed file": (b"PK\x03\x04\x14\x00\x00\x00", "the file is packed (ZIP or gzip), no JSON"),
    "UTF-16": ('{"CFDocument": {}}'.encode("utf-16"), "it looks like UTF-16"),
    "latin-1": ('{"a":\n"é"}'.encode("latin-1"), "a.json:2: the file is not UTF-8: byte 0xe9"),
    "huge number": (b'{"CFDocument": {"x": ' + b"9" * 10_000 + b"}}", "no number that CASE knows: 999999999999… (10,000 digits)"),
    "no number": (b'{"CFDocument": {"x": NaN}}', "no number that CASE knows: NaN"),
    "deep": (b"[" * 200_000, "too deep in each other"),
    "half a character": (rb'{"CFDocument": {"title": "\ud800"}}', "holds half a character"),
    "key twice": (b'{"CFDocument": {"title": "a", "title": "b"}}', "has the key `title` twice"),
    "a list of documents": (b'{"CFDocuments": []}', "this is a list of documents"),
    "another format": (b'{"@context": "https://schema.org", "@graph": []}', "JSON-LD, perhaps of another format"),
    "a list": (b"[]", "no CFPackage"),
    "null": (b"null", "no CFPackage"),
}


@pytest.mark.parametrize(("data", "says"), FILES.values(), ids=FILES)
def test_what_is_no_package_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_case("a.json", data)
    assert says in refused.value.message
    assert refused.value.help


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(project: Path) -> None:
    large = project.parent / "large.json"
    with large.open("wb") as stream:
        stream.truncate(1_000_000_000)
    refused = call(project, "import", "case", "../large.json")
    assert refused.exit_code == 1
    assert "more than 200,000,000 bytes" in refused.output


def test_second_parents_and_items_without_one_are_said() -> None:
    top = document()["identifier"]
    links = [child("a", "b"), child("b", top), child("a", top)]
    two = {"CFDocument": document(), "CFItems": [entry("a"), entry("b"), entry("c")], "CFAssociations": links}
    found = read_case("a.json", json.dumps(two).encode())
    assert {loss.what: loss.count for loss in found.losses}["second parents of items"] == 1
    assert [one.key for one in found.foreign.items] == ["b", "c"]
    assert "hang from nothing" in " ".join(found.foreign.remarks)


def values(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, one in list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else ():
        yield value, key
        yield from values(one)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, 7, -1.5, "", "x", [], {}, [1], {"a": 1}, True, "../..", "\x00", "9" * 40]))
def test_whatever_is_damaged_is_taken_or_refused_with_a_place(place: int, instead: Any) -> None:
    damaged = json.loads(json.dumps(SMALL))
    holder, key = list(values(damaged))[place % len(list(values(SMALL)))]
    holder[key] = instead
    try:
        found = read_case("a.json", json.dumps(damaged).encode())
        files = InMemory({})
        add_framework(Draft(files), read_project(files).catalogue, found.foreign, NewFramework(licence="CC0"), source="a.json")
    except Refused:
        return


SMALL = {
    "CFDocument": document(caseVersion="1.1", language="en", licenseURI={"identifier": "l", "title": "CC0"}),
    "CFItems": [
        entry("a", CFItemType="Domain", notes="n"),
        entry("b", humanCodingScheme="1.1", statusEndDate="2020-01-01", abbreviatedStatement="s"),
    ],
    "CFAssociations": [child("a", "d0000000-0000-0000-0000-000000000000", sequenceNumber=1), child("b", "a")],
    "CFDefinitions": {"CFLicenses": [{"identifier": "l", "title": "CC0", "licenseText": "x"}], "CFItemTypes": []},
    "CFRubrics": [{"CFRubricCriteria": [{"CFRubricCriterionLevels": [{"quality": "q", "score": 1, "position": 1}]}]}],
    "extensions": {
        "practicum": {
            "id": "x", "base_url": "https://e.org/", "evidence_months": 6,
            "crosswalks": [
                {"id": "w", "title": "W", "items": [["1", "One"]], "links": [{"competency": "b", "relation": "close", "to": ["1"]}]}
            ],
        }
    },
}  # fmt: skip


def test_json_is_read_as_it_stands() -> None:
    assert json_of("a.json", b'\xef\xbb\xbf{"a": [1, 2.5, "\\u00e9"]}') == {"a": [1, 2.5, "é"]}


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=200).filter(str.strip)
CODES = st.one_of(st.just(""), st.from_regex(r"[A-Za-z0-9.\-щ ]{1,12}", fullmatch=True), WORDS.map(lambda text: text[:20]))


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    """A package of any tree, with items in any order and codes of any kind."""
    count = draw(st.integers(1, 12))
    marks = [f"00000000-0000-4000-8000-{number:012d}" for number in range(count)]
    items = [entry(mark, fullStatement=draw(WORDS), humanCodingScheme=draw(CODES)) for mark in marks]
    top = document()["identifier"]
    links = []
    for number, mark in enumerate(marks):
        parent = draw(st.sampled_from([top, *marks[:number][-4:]]))
        links.append({**child(mark, parent, sequenceNumber=number), "identifier": f"10000000-0000-4000-8000-{number:012d}"})
    types = draw(st.sampled_from([(), ("Competency",), ("Domain", "Competency", "Indicator", "Cluster", "?")]))
    for one in items if types else ():
        one["CFItemType"] = draw(st.sampled_from(types))
    head = document(title=draw(WORDS))
    return {"CFDocument": head, "CFItems": draw(st.permutations(items)), "CFAssociations": draw(st.permutations(links))}


def in_and_out(data: bytes) -> tuple[dict[str, bytes], dict[str, Any], list[str]] | None:
    """The files that come of a package, what is exported from them, and the notes; None where nothing in it is a competency."""
    found = read_case("a.json", data)
    files = InMemory({})
    try:
        changes = add_framework(
            Draft(files), read_project(files).catalogue, found.foreign, NewFramework(id="x", licence="CC0"), source="a.json"
        )
    except Refused:
        return None
    written = {path: text if isinstance(text, bytes) else (text or "").encode() for path, text in changes.texts.items()}
    read = read_project(InMemory(written))
    assert not read.diagnostics
    (out,) = export(view_of(read.catalogue, day=DAY), "x").files.values()
    return written, json.loads(out), [*changes.notes, *(f"lost {loss.what}" for loss in found.losses if loss.count)]


@settings(max_examples=80)
@given(packages())
def test_any_package_keeps_what_is_not_said_to_be_lost(given: dict[str, Any]) -> None:
    done = in_and_out(json.dumps(given).encode())
    if done is None:
        return
    written, got, _ = done
    now = {one["identifier"]: one for one in got["CFItems"]}
    words = [one["fullStatement"] for one in got["CFItems"]]
    parents = dict(ends(one) for one in got["CFAssociations"] if one["associationType"] == "isChildOf")
    above = dict(ends(one) for one in given["CFAssociations"])
    leaves = {one["identifier"] for one in given["CFItems"]} - set(above.values())
    for one in given["CFItems"]:
        said = " ".join(re.sub("[\u2028\u2029\ufeff]", "", one["fullStatement"]).split())
        again = now.get(one["identifier"])
        if again is None:
            # It stands between, or became a sign of the competency above it; no leaf is lost.
            assert one["identifier"] not in leaves or said in words or not said
            continue
        code = " ".join(re.sub("[\u2028\u2029\ufeff]", "", one["humanCodingScheme"]).split())
        assert not code or again["humanCodingScheme"] == code[:100]
        assert not said or again["fullStatement"] == said
        if above[one["identifier"]] in now:
            assert parents[one["identifier"]] == above[one["identifier"]]
    # And once more: what went out comes in as equal files.
    more = in_and_out(json.dumps(got).encode())
    assert more is not None
    assert {path: text.decode() for path, text in more[0].items()} == {path: text.decode() for path, text in written.items()}

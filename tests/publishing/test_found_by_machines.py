"""What machines read: JSON-LD that others' vocabulary accepts, the feed, the map of the site, the languages of a page."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
import yaml

from practicum.model.source import content_hash
from practicum.publishing import SiteSources, Staged, publish
from practicum.publishing.hosting import Hosting, read_hosting
from practicum.publishing.staging import _making
from practicum.publishing.trust import last_change
from practicum.resolving.standing import standing_signoffs
from tests.publishing.shipped import ROOT, shipped_stage, views_of
from tests.publishing.small_curriculum import FILES, HOME, read_small, staged

CHECKS = Path(os.environ.get("PRACTICUM_CHECKS", ROOT.parent / "shared" / "checks"))
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MODULE_TITLE = "See </script><script>alert(1)</script> & ]]>"
PATCH = f"""format: 1
country: NV
patches:
  - id: NV-M1-1
    target: M1/versions/2/hours
    from: 2025-02-01
    action: replace
    was: {content_hash("2")}
    value: 3
    says: Norvale gives it three hours
    based_on: an example
"""
HOST = Hosting("https://example.org/p/", "https://example.org/src/edit/main/", "https://example.org/tell")


def head(stage: Staged, path: str) -> dict[str, Any]:
    """The front matter of a staged page."""
    held: dict[str, Any] = yaml.load(stage.files[path].decode().split("---\n")[1], Loader=yaml.CSafeLoader)
    return held


def blocks(stage: Staged) -> Iterator[tuple[str, Any]]:
    """Every page's JSON-LD, by the staged path of the page."""
    for path in stage.files:
        if path.endswith(".md") and (data := head(stage, path).get("data")):
            yield path, json.loads(data)


def hosted(*languages: str, files: dict[str, str] | None = None) -> Staged:
    """The small curriculum on a site that has an address."""
    views = views_of(read_small({**FILES, **(files or {})}), *languages)
    return publish(views, SiteSources(HOME, {"index.md": "# Handbook\n\nWords.\n"}, hosting=HOST))


def things(value: Any) -> Iterator[dict[str, Any]]:
    """A block's things, at any depth."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from things(one)


@pytest.fixture(scope="module")
def shipped_blocks() -> dict[str, Any]:
    return dict(blocks(shipped_stage()))


def test_every_page_of_a_kind_has_its_block(shipped_blocks: dict[str, Any]) -> None:
    kinds = {"module": "Course", "programme": "EducationalOccupationalProgram", "competency": "DefinedTerm", "role": "Occupation"}
    seen: Counter[str] = Counter()
    for language, pages in shipped_stage().pages.items():
        for page in pages:
            if page.kind in kinds and not page.foreign:
                block = shipped_blocks[f"{language}/pages/{page.path}"]
                assert kinds[page.kind] in {thing.get("@type") for thing in block.get("@graph", [block])}, page.path
                seen[page.kind] += 1
    assert seen["module"] >= 40
    assert seen["programme"] >= 8
    assert seen["competency"] >= 40
    assert seen["role"] >= 15


def test_what_a_block_points_to_is_there(shipped_blocks: dict[str, Any]) -> None:
    pages = {f"{language}/{page.address}" for language, held in shipped_stage().pages.items() for page in held}
    for path, block in shipped_blocks.items():
        assert "way:" not in json.dumps(block)
        for thing in things(block):
            way = thing.get("@id", "").partition("#")[0]
            if way:
                own = os.path.normpath(f"{Path(path).parent.as_posix().replace('/pages', '')}/{way}")
                assert own in pages or f"en/{own}" in pages, f"{path}: {way}"


def test_others_vocabulary_accepts_every_block(shipped_blocks: dict[str, Any], tmp_path: Path) -> None:
    script = CHECKS / "schemaorg" / "check_schemaorg.py"
    if not script.is_file() or importlib.util.find_spec("rdflib") is None:
        pytest.skip("the vocabulary of schema.org (PRACTICUM_CHECKS) or rdflib is not on this machine")
    # All pages of a site make one graph, as a reader of the whole site sees it: what two pages say of one thing has to agree as well.
    for name, held in (("shipped", shipped_blocks), ("hosted", dict(blocks(hosted())))):
        told = [_whole({key: one for key, one in block.items() if key != "@context"}, path) for path, block in held.items()]
        graph = [thing for block in told for thing in block.get("@graph", [block])]
        file = tmp_path / f"{name}.jsonld"
        file.write_text(json.dumps({"@context": "https://schema.org", "@graph": graph}), "utf-8")
    done = subprocess.run([sys.executable, str(script), *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.count(" OK") == 2
    assert max(int(found) for found in re.findall(r"(\d+) triples OK", done.stdout)) > 3000


def _whole(value: Any, path: str) -> Any:
    """The same with whole addresses, as a browser resolves them on the page."""
    if isinstance(value, dict):
        base = "https://host.example/" + path.replace("/pages", "").removesuffix(".md") + ".html"
        return {key: urljoin(base, one) if key in ("@id", "url") else _whole(one, path) for key, one in value.items()}
    return [_whole(one, path) for one in value] if isinstance(value, list) else value


def test_a_block_says_what_its_page_says() -> None:
    found = dict(blocks(staged({"competencies/countries/NV/M1.yaml": PATCH})))
    course = found["en/pages/modules/M1.md"]
    assert (course["courseCode"], course["version"], course["timeRequired"]) == ("M1", "2", "PT2H")
    assert [one["termCode"] for one in course["teaches"]] == ["REL-1", "REL-2"]
    assert course["name"] == "Seeing *what* works <b>now</b> | {x}"
    first = {"@type": "Course", "@id": "M1.html", "courseCode": "M1", "name": course["name"]}
    assert found["en/pages/modules/M2.md"]["coursePrerequisites"] == [first]
    edition = found["en/pages/modules/M1-NV.md"]
    assert (edition["timeRequired"], edition["isBasedOn"], edition["dateModified"]) == ("PT3H", "M1.html", "2025-02-01")
    occupation, credential = found["en/pages/roles/WRK.md"]["@graph"]
    assert occupation["qualifications"]["@id"] == credential["@id"] == "#certification"
    assert (credential["validFor"], credential["version"]) == ("P24M", "1")


def test_markup_in_a_title_cannot_close_the_block() -> None:
    path = "curriculum/modules/M1-seeing/module.yaml"
    stage = staged({path: FILES[path].replace('title: "Seeing *what* works <b>now</b> | {x}"', f'title: "{MODULE_TITLE}"')})
    assert "</script" not in head(stage, "en/pages/modules/M1.md")["data"].lower()
    assert json.loads(head(stage, "en/pages/modules/M1.md")["data"])["name"] == MODULE_TITLE
    feed = ElementTree.fromstring(stage.files["en/pages/changes.xml"])
    assert any(MODULE_TITLE in (entry.findtext(f"{ATOM}title") or "") for entry in feed.iter(f"{ATOM}entry"))


def test_the_feed_is_atom_with_dated_changes_only() -> None:
    stage = shipped_stage()
    feed = ElementTree.fromstring(stage.files["en/pages/changes.xml"])
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) > 20
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", day) and day[:10] <= "2026-11-21" for day in days)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    addresses = {page.address for page in stage.pages["en"]}
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href", "").partition("#")[0] in addresses
    assert all(entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}summary") for entry in entries)
    assert "en/pages/changes.md" in stage.files


def test_what_lies_ahead_is_not_announced_as_done() -> None:
    path = "curriculum/modules/M1-seeing/module.yaml"
    third = '  - {version: "3", from: 2027-01-01, hours: 2, teaches: [{competency: REL-1, level: 1}]}\n'
    ahead = FILES[path].replace("sessions:", f"{third}sessions:")
    feed = staged({path: ahead}).files["en/pages/changes.xml"].decode()
    assert "version 2" in feed
    assert "version 3" not in feed


def test_only_a_site_with_an_address_has_a_map_and_whole_addresses() -> None:
    assert "en/pages/sitemap.xml" not in staged().files
    assert "canonical" not in head(staged(), "en/pages/modules/M1.md")
    french = {"curriculum/fr/modules/M1-seeing/01-look.md": "# Ce que nous cherchons\n\nRegardez.\n"}
    stage = hosted("fr", files=french)
    listed = ElementTree.fromstring(stage.files["en/pages/sitemap.xml"])
    places = [one.text for one in listed.iter(f"{SITEMAP}loc")]
    assert "https://example.org/p/modules/M1/01-look.html" in places
    assert "https://example.org/p/fr/modules/M1/01-look.html" in places
    assert "https://example.org/p/" in places
    assert len(set(places)) == len(places)
    assert not [place for place in places if place and ("404" in place or "blank" in place)]
    meta = head(stage, "fr/pages/modules/M1/01-look.md")
    assert meta["canonical"] == "https://example.org/p/fr/modules/M1/01-look.html"
    assert [(one["code"], one["u"]) for one in meta["alternates"]] == [
        ("en", "https://example.org/p/modules/M1/01-look.html"),
        ("fr", "https://example.org/p/fr/modules/M1/01-look.html"),
        ("x-default", "https://example.org/p/modules/M1/01-look.html"),
    ]
    assert json.loads(head(stage, "en/pages/modules/M1.md")["data"])["@id"] == "https://example.org/p/modules/M1.html"
    assert 'site_url: "https://example.org/p/fr/"' in stage.files["fr/mkdocs.yml"].decode()


def test_a_page_names_itself_and_its_other_languages_and_nothing_else() -> None:
    french = {"curriculum/fr/modules/M1-seeing/01-look.md": "# Ce que nous cherchons\n\nRegardez.\n"}
    stage = publish(views_of(read_small({**FILES, **french}), "fr"), SiteSources(HOME, {}))
    pages = [path for path in stage.files if path.endswith(".md")]
    ways = {path: {one["code"]: one["u"] for one in head(stage, path).get("alternates", [])} for path in pages}
    assert ways["en/pages/modules/M1/01-look.md"] == {
        "en": "modules/M1/01-look.html", "fr": "fr/modules/M1/01-look.html", "x-default": "modules/M1/01-look.html",
    }  # fmt: skip
    assert ways["fr/pages/modules/M1/01-look.md"] == {
        "en": "../modules/M1/01-look.html", "fr": "modules/M1/01-look.html", "x-default": "../modules/M1/01-look.html",
    }  # fmt: skip
    assert ways["en/pages/modules/M2.md"] == {}, "a page that stands in one language alone names none"


@pytest.mark.parametrize(
    ("text", "hosting"),
    [
        ("site_name: P\n", Hosting(name="P")),
        ("site_url: https://example.org/p\n", Hosting("https://example.org/p/")),
        (
            "repo_url: https://github.com/a/b\nedit_uri: edit/main/\n",
            Hosting("", "https://github.com/a/b/edit/main/", "https://github.com/a/b/issues/new"),
        ),
        ("repo_url: https://github.com/a/b\nextra: {report: mailto:a@example.org}\n", Hosting("", "", "mailto:a@example.org")),
        ("edit_uri: https://example.org/e/\n", Hosting("", "https://example.org/e/")),
        ("site_url: javascript:alert(1)\nextra: {report: 'javascript:alert(1)'}\n", Hosting()),
        ("a: [\n", Hosting()),
    ],
)
def test_where_a_site_is_hosted_is_read_from_its_configuration(text: str, hosting: Hosting) -> None:
    assert read_hosting(text.encode()) == hosting


def test_a_module_says_what_it_is_worth() -> None:
    text = hosted(files={"competencies/countries/NV/M1.yaml": PATCH}).files["en/pages/modules/M1.md"].decode()
    section = text.partition("## About this text")[2]
    for said in (
        "2, taught since 1 January 2024",
        "draft",
        "[Not yet signed; draft.](#sign-offs)",
        "[Norvale](M1-NV.md): differs from the core",
        "CC BY 4.0",
        "The authors of Small framework (2024). M1 Seeing *what* works &lt;b&gt;now&lt;/b&gt; | {x}. Version 2, 2024-01-01. English. "
        "Small framework. CC BY 4.0. https://example.org/p/modules/M1.html",
        "(https://example.org/src/edit/main/curriculum/modules/M1-seeing/module.yaml)",
        "(https://example.org/tell)",
    ):
        assert said in section, said
    assert "Tell those who gave you these pages" in staged().files["en/pages/modules/M1.md"].decode()


def test_the_last_change_is_the_newest_day_somebody_wrote_down() -> None:
    signed = (
        "format: 1\nsignoffs:\n"
        "  - {unit: M1, content: 3f9c00aa11bb, person: P, constituency: practice, word: object, day: 2026-03-04, note: No.}\n"
    )
    people = "format: 1\npeople:\n  - {id: P, name: Pat, constituency: practice}\n"
    more = {"curriculum/signoffs/M1.yaml": signed, "curriculum/people.yaml": people}
    for extra, day in (({}, date(2024, 1, 1)), (more, date(2026, 3, 4))):
        view = views_of(read_small({**FILES, **extra}))[0]
        held = {one.signoff.unit: [one] for one in standing_signoffs(view)}
        assert last_change(_making(view, {}, held), "M1") == day

"""The pages of releases and of those who made a curriculum, and how every page is cited."""

from __future__ import annotations

import json
import re

import pytest

from practicum.model.release import Release
from practicum.publishing import SiteSources, Staged, publish
from tests.publishing.shipped import DAY, views_of
from tests.publishing.small_curriculum import FILES, read_small

PEOPLE = """
format: 1
people:
  - {id: P-ANA, name: "Ana *Amin*", given_names: Ana, family_name: Amin, orcid: 0000-0000-0000-0001, organisation: O-MIN,
     constituency: government}
  - {id: P-BO, name: Bo, constituency: practice, tasks: [translates]}
"""
MORE = {
    "curriculum/people.yaml": PEOPLE,
    "curriculum/organisations.yaml": "format: 1\norganisations:\n  - {id: O-MIN, name: A Ministry, kind: ministry}\n",
    "curriculum/publication.yaml": (
        "format: 1\ntitle: Care <here>\npublisher: The Office\naddress: https://care.example.org/\nbased_on: Another one\n"
    ),
    "curriculum/modules/M1-seeing/module.yaml": FILES["curriculum/modules/M1-seeing/module.yaml"].rstrip()
    + "\nauthors: [P-BO, P-ANA]\nauthor_bodies: [O-MIN]\ncredits: [Read by *two* care leavers]\n",
    "curriculum/fr/modules/M1-seeing/01-look.md": "# Ce que nous cherchons\n\nRegardez.\n",
    "curriculum/fr/translations.yaml": (
        "format: 1\nlanguage: fr\nfiles:\n  - {file: curriculum/modules/M1-seeing/01-look.md, made_from: 3f9c00aa11bb, translator: P-BO, "
        "reviewed_by: P-ANA, date: 2026-05-04}\n"
    ),
    "curriculum/releases/2026.08.yaml": (
        'format: 1\nversion: "2026.08"\nday: 2026-08-01\nsays: The <first>.\nchanges:\n'
        "  - {kind: added, units: [M1, REL-1, GONE], says: It *all* began., people: [P-ANA, P-OLD]}\n"
    ),
    "curriculum/releases/2026.10.yaml": (
        'format: 1\nversion: "2026.10"\nday: 2026-10-01\nsince: "2026.08"\n'
        'untold:\n  - {unit: "role:WRK", what: changed, where: [mandate]}\n'
    ),
}


def staged(more: dict[str, str] | None = None, **sources: object) -> Staged:
    files = {**FILES, **MORE, **(more or {})}
    return publish(views_of(read_small(files), "fr"), SiteSources(**sources))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def stage() -> Staged:
    return staged()


def page(stage: Staged, path: str) -> tuple[dict[str, object], str]:
    _, meta, body = stage.files[path].decode().split("---\n", 2)
    return {key: json.loads(value) for key, _, value in (line.partition(": ") for line in meta.splitlines())}, body


def test_releases_stand_newest_first_with_what_was_told_and_what_was_not(stage: Staged) -> None:
    _, body = page(stage, "en/pages/releases.md")
    assert re.findall(r"^## (.*) \{", body, re.M) == ["Release 2026.10, 1 October 2026", "Release 2026.08, 1 August 2026"]
    assert "The &lt;first&gt;." in body
    assert r"[REL-1 Trust](competencies/REL-1.md), GONE: It \*all\* began. (Ana \*Amin\*, P-OLD)" in body
    assert "(roles/WRK.md): mandate" in body
    assert "releases/2026.08/index.html" not in body, "no pages of it were kept"
    assert "Since then" not in body


def test_a_release_that_was_kept_is_led_to_and_what_waits_is_shown() -> None:
    waiting = {"curriculum/changes/a.yaml": "format: 1\nkind: corrected\nunits: [M1/fr, glossary]\nsays: Mended.\n"}
    stage = staged(waiting, kept_releases=frozenset({"2026.08"}))
    _, body = page(stage, "en/pages/releases.md")
    assert 'href="releases/2026.08/index.html"' in body
    assert "releases/2026.10/index.html" not in body
    coming = body.partition("## Since then")[2].partition("\n## ")[0]
    assert "(Français)](modules/M1.md), [Glossary](glossary.md): Mended." in coming
    meta, _ = page(stage, "en/pages/modules/M1/01-look.md")
    assert "Care <here>, after release 2026.10, based on Another one." in str(meta["cite"])


def test_both_pages_are_told_in_the_reader_s_language() -> None:
    stage = staged(kept_releases=frozenset({"2026.08"}))
    meta, body = page(stage, "fr/pages/releases.md")
    assert meta["title"] == "Publications"
    assert "## Publication 2026.08, 1 août 2026 {" in body
    assert 'href="../releases/2026.08/index.html">Lire cette publication<' in body
    assert '<span lang="en" dir="auto">The &lt;first&gt;.</span>' in body, "what somebody wrote stays, and says in which language"
    assert "### Nouveaux" in body
    assert "Read this release" not in body
    assert "fr/pages/releases.md" in stage.files
    assert "ar/pages/releases.md" not in publish(views_of(read_small({**FILES, **MORE}), "ar"), SiteSources()).files
    meta, body = page(stage, "fr/pages/contributors.md")
    ana = body.partition("{ #person-P-ANA }")[2].partition("\n## ")[0]
    assert "A Ministry\u00a0; parle pour l’État." in ana
    assert "A relu la traduction de\u00a0: [M1/fr]" in ana
    assert "Publié par The Office. Fait à partir de Another one." in body


def test_everybody_who_had_a_part_is_named_with_it(stage: Staged) -> None:
    _, body = page(stage, "en/pages/contributors.md")
    ana = body.partition("{ #person-P-ANA }")[2].partition("\n## ")[0]
    assert "A Ministry; speaks for government." in ana
    assert "ORCID [0000-0000-0000-0001](https://orcid.org/0000-0000-0000-0001)" in ana
    assert "- Wrote: [M1](modules/M1.md)" in ana
    assert "- Reviewed the translation of: [M1/fr](modules/M1.md)" in ana
    bo = body.partition("{ #person-P-BO }")[2].partition("\n## ")[0]
    assert "- Did the translation of: [M1/fr](modules/M1.md)" in bo
    assert "Published by The Office. Made from Another one." in body
    assert r"Read by \*two\* care leavers" in body.partition("## Thanks")[2]


def test_a_lesson_is_cited_with_its_authors_release_language_and_address(stage: Staged) -> None:
    meta, _ = page(stage, "en/pages/modules/M1/01-look.md")
    assert re.fullmatch(
        r"Bo; Amin, Ana; A Ministry \(2026\)\. [^.]+\. M1 Seeing .*? Version 2, 2024-01-01\. English\. Care <here>, release 2026\.10, "
        r"based on Another one\. The Office\. CC BY 4\.0\. https://care\.example\.org/modules/M1/01-look\.html",
        str(meta["cite"]),
    ), meta["cite"]
    french, _ = page(stage, "fr/pages/modules/M1/01-look.md")
    assert "Français, traduit par Bo." in str(french["cite"])
    assert str(french["cite"]).endswith("https://care.example.org/fr/modules/M1/01-look.html")
    assert "cite" not in page(stage, "en/pages/modules/M1.md")[0], "a module's own page has a section on it"
    assert "Bo; Amin, Ana; A Ministry (2026). M1 Seeing" in page(stage, "en/pages/modules/M1.md")[1]
    competency, _ = page(stage, "en/pages/competencies/REL-1.md")
    assert str(competency["cite"]).startswith("The Office (2026). REL-1 Trust.")


def test_machines_read_the_same_names(stage: Staged) -> None:
    data = json.loads(str(page(stage, "en/pages/modules/M1.md")[0]["data"]))
    assert data["author"] == [
        {"@type": "Person", "name": "Bo"},
        {"@type": "Person", "@id": "https://orcid.org/0000-0000-0000-0001", "name": "Ana *Amin*"},
        {"@type": "Organization", "name": "A Ministry"},
    ]
    assert data["publisher"] == {"@type": "Organization", "name": "The Office"}
    feed = stage.files["en/pages/changes.xml"].decode()
    assert "<title>Care &lt;here&gt;: changes</title>" in feed
    assert "<title>Release 2026.10</title>" in feed


def test_pages_of_an_old_release_know_that_they_are() -> None:
    older = Release(format=1, version="2026.08", day=DAY)
    stage = staged(older=older)
    configuration = stage.files["en/mkdocs.yml"].decode()
    assert '"u": "../../index.html"' in configuration
    assert '"u": "../../../fr/index.html"' in stage.files["fr/mkdocs.yml"].decode()
    assert page(stage, "en/pages/modules/M1.md")[0]["canonical"] == "https://care.example.org/releases/2026.08/modules/M1.html"
    assert "en/pages/sitemap.xml" not in stage.files


def test_a_curriculum_that_borrows_its_frame_goes_by_its_own_name() -> None:
    assert 'site_name: "Care &lt;here&gt;"' in staged(borrowed=True).files["en/mkdocs.yml"].decode()
    assert "site_name" not in staged().files["en/mkdocs.yml"].decode()

"""What a country changes, on its pages: a lesson with a section of its own, and a site of the country alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from practicum.model.catalogue import Catalogue
from practicum.publishing import SiteSources, Staged, publish
from practicum.resolving import view_of
from practicum.resolving.alone import alone
from practicum.resolving.sections import aim_section
from tests.authoring.small_project import call, put
from tests.publishing.shipped import DAY
from tests.publishing.small_curriculum import FILES, HOME, page, read_small, staged

SEEN = "lesson:M1/01-look#activity-walk-10-minutes"
OTHER = """
format: 1
country: BM
name: Otherland
fictional: true
patches:
  - {id: BM-M1-1, target: M1/key_points, from: 2024-01-01, action: add, value: [Ask the warden.], says: Otherland adds the warden}
"""
FRENCH = {
    "curriculum/fr/modules/M1-seeing/module.yaml": 'format: 1\ntitle: "Voir"\nsummary: "Une carte."\nkey_points: ["Nommez le souci."]\n',
    "curriculum/fr/modules/M1-seeing/01-look.md": "# Ce que nous cherchons\n\nIci.\n",
}


def module_folder() -> str:
    return next(path for path in FILES if path.endswith("01-look.md")).rpartition("/")[0]


@cache
def files() -> dict[str, str]:
    section = aim_section(read_small(FILES), SEEN).section
    assert section is not None
    patches = f"""
format: 1
country: NV
patches:
  - {{id: NV-M1-1, target: M1/key_points, from: 2024-01-01, action: add, value: [Ask the council.], says: Norvale adds the council}}
  - id: NV-M1-2
    target: "{SEEN}"
    was: "{section.hash}"
    from: 2024-01-01
    says: In Norvale you go with the <b>council</b>
    value: |-
      ## Activity: Walk with the council

      Take the [register](term:strength) along.
"""
    french = {path.replace("modules/M1-seeing", "modules/" + module_folder().rpartition("/")[2]): text for path, text in FRENCH.items()}
    return {**FILES, **french, "competencies/countries/NV/M1.yaml": patches, "competencies/countries/BM/country.yaml": OTHER}


def own_site(country: str, *languages: str) -> Staged:
    catalogue: Catalogue = read_small(files())
    own = alone(catalogue, country, day=DAY)
    views = [view_of(own.catalogue, day=DAY), *(view_of(own.catalogue, day=DAY, language=one) for one in languages)]
    return publish(views, SiteSources(pages=HOME, handbook={"index.md": "# Handbook\n\nWords.\n"}), alone=own)


def test_a_country_that_changes_a_section_has_a_page_of_the_lesson() -> None:
    stage = staged(files())
    lesson = page(stage, "modules/M1-NV/01-look.md")
    assert "Go out." not in lesson
    assert "Take the [register](../../glossary.md#strength) along." in lesson
    assert 'data-country="NV"><span class="badge badge-country">Differs in Norvale</span></p>' in lesson
    assert "[the lesson without a country](../M1/01-look.md)" in lesson
    assert "&lt;b&gt;council" in lesson or "\\<b" in lesson, "a patch's sentence is text, not markup"
    edition = page(stage, "modules/M1-NV.md")
    assert "(M1-NV/01-look.md)" in edition
    assert "(M1-NV/01-look.md#activity-walk-with-the-council)" in edition
    assert "Go out." in page(stage, "modules/M1/01-look.md")
    assert "en/pages/modules/M1-BM/01-look.md" not in stage.files, "Belmora changes no lesson"
    assert not stage.lost


def test_a_country_alone_has_its_own_site_and_no_page_of_another() -> None:
    stage = own_site("NV")
    paths = {one.removeprefix("en/pages/") for one in stage.files}
    assert "countries/NV.md" in paths
    assert not [one for one in paths if "BM" in one or one.startswith("modules/M1-")]
    assert "Otherland" not in b"".join(stage.files.values()).decode("utf-8", "replace")
    home = page(stage, "index.md")
    assert "**Norvale**" in home
    assert "(countries/NV.md)" in home
    assert 'site_name: "Practicum · Norvale"' in stage.files["en/mkdocs.yml"].decode()
    module, lesson = page(stage, "modules/M1.md"), page(stage, "modules/M1/01-look.md")
    assert "Ask the council." in module
    assert "What differs from the core" in module
    assert "Take the [register]" in lesson
    assert "Differs in Norvale" in lesson
    assert "(../modules/M1.md)" in page(stage, "countries/NV.md")
    assert not stage.diagnostics
    assert not stage.lost


def test_what_a_country_changed_is_not_shown_in_the_words_of_the_cores_translation() -> None:
    stage = own_site("NV", "fr")
    assert "Nommez le souci." not in b"".join(stage.files.values()).decode("utf-8", "replace")
    assert "fr/pages/modules/M1/01-look.md" not in stage.files, "the French lesson is of the core's text"
    together = staged(files(), "fr")
    assert "fr/pages/modules/M1/01-look.md" in together.files


def test_with_the_others_the_site_is_as_it_was() -> None:
    stage = staged(files())
    assert "site_name" not in stage.files["en/mkdocs.yml"].decode()
    assert {"en/pages/countries/NV.md", "en/pages/countries/BM.md"} <= set(stage.files)
    assert "**Norvale**" not in page(stage, "index.md")


def test_a_country_is_built_by_its_code(tmp_path: Path) -> None:
    project = put(tmp_path)
    unknown = call(project, "build", "--country", "NX")
    assert unknown.exit_code == 2
    assert "there is no country `NX`" in unknown.output
    assert not (project / "build/NX").exists()
    built = call(project, "build", "--country", "NV")
    assert built.exit_code == 0, built.output
    home = (project / "build/NV/site/index.html").read_text("utf-8")
    assert "<title>A small framework · Norvale</title>" in home
    assert not (project / "build/site").exists(), "the site of all countries is another one"
    assert "Learn to see what works in Norvale" in (project / "build/NV/site/modules/F01.html").read_text("utf-8")

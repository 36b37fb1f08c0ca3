"""What the staged pages say, and that everything leads both ways."""

from __future__ import annotations

import re
from datetime import date

import yaml

from practicum.publishing import SiteSources, publish
from practicum.publishing.addresses import relative, schemes_in
from practicum.publishing.handbook import _code, handbook_pages
from practicum.publishing.handbook import _kinds as fields_of_all
from practicum.reading.building import fields_of
from practicum.reading.formats import FORMATS
from practicum.reading.wording import show
from practicum.resolving import view_of
from practicum.resolving.standing import module_hash
from tests.publishing.shipped import ROOT, shipped_catalogue, shipped_stage
from tests.publishing.small_curriculum import FILES, page, read_small, staged


def links(text: str) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", text))


def test_pages_name_the_module_and_lesson_they_belong_to() -> None:
    stage = staged()
    for name, module, lesson in (("M1.md", True, False), ("M1/01-look.md", True, True), ("M1/assessment.md", True, False)):
        text = page(stage, f"modules/{name}")
        assert ('\nmodule: "M1"\n' in text) is module
        assert ('\nlesson: "01-look"\n' in text) is lesson
    assert "\nmodule:" not in page(stage, "modules/index.md")


def test_authored_text_never_becomes_markup() -> None:
    stage = staged()
    module = page(stage, "modules/M1.md").partition("\n---\n")[2]
    assert "<b>" not in module
    assert "<i>" not in module
    assert "# Seeing \\*what\\* works &lt;b&gt;now&lt;/b&gt; &#124; \\{x\\}" in module
    assert "Write &quot;&lt;now&gt;&quot;" in page(stage, "modules/M1/assessment.md")


def test_everything_leads_both_ways() -> None:
    stage = staged()
    ways = {
        ("modules/M1.md", "competencies/REL-1.md"),
        ("modules/M1.md", "roles/WRK.md"),
        ("modules/M1.md", "modules/M2.md"),
        ("modules/M1.md", "programmes/way.md"),
        ("competencies/REL-1.md", "roles/WRK.md"),
        ("roles/WRK.md", "programmes/way.md"),
    }
    for one, other in ways:
        assert relative(one, other) in links(page(stage, one)), f"{one} does not lead to {other}"
        assert relative(other, one) in links(page(stage, other)), f"{other} does not lead to {one}"
    assert relative("glossary.md", "modules/M1.md") in links(page(stage, "glossary.md"))
    assert relative("references.md", "modules/M1.md") in links(page(stage, "references.md"))
    assert relative("references.md", "competencies/REL-1.md") in links(page(stage, "references.md"))


def test_a_source_without_a_date_ends_in_one_full_stop() -> None:
    name = "curriculum/references.yaml"
    undated = staged({**FILES, name: FILES[name].replace("'2015'", "n.d.")})
    assert "N. N., n.d. " in page(undated, "references.md").replace("\\", "")


def test_a_link_to_a_certification_leads_to_the_rule_on_the_page_of_its_role() -> None:
    path = "curriculum/modules/M1-seeing/01-look.md"
    lesson = page(staged({path: FILES[path] + "\nSee [the rule](certification:WRK).\n"}), "modules/M1/01-look.md")
    assert "[the rule](../../roles/WRK.md#certification)" in lesson


def test_lesson_links_are_resolved_and_code_is_not() -> None:
    lesson = page(staged(), "modules/M1/01-look.md")
    assert "[strength](../../glossary.md#strength)" in lesson
    assert "[next module](../M2.md)" in lesson
    assert "`[not a link](module:M2)`" in lesson
    assert not [scheme for scheme, _ in schemes_in(lesson)]


def test_a_link_to_nothing_becomes_its_words_and_is_named() -> None:
    stage = staged(
        {"curriculum/modules/M1-seeing/01-look.md": "# Look\n\nSee [the **lost** one](module:M9) and [trust](competency:REL-1).\n"}
    )
    assert "See the **lost** one and [trust]" in page(stage, "modules/M1/01-look.md")
    assert stage.lost == (("en/modules/M1/01-look.md", "module:M9"),)
    assert not stage.diagnostics, "a fault in a lesson is found where it was written, not again on its page"


def test_a_broken_link_in_a_hand_written_page_is_a_fault_with_its_line() -> None:
    stage = staged(pages={"index.md": "# Home\n\nWords.\n", "about.md": "# About\n\nText.\n\nSee [that](module:M9).\n"})
    (fault,) = stage.diagnostics
    assert fault.rule == "broken-link"
    assert str(fault.span) == "site/pages/about.md:5:12"


def test_planned_modules_say_so_wherever_they_are_named() -> None:
    stage = staged()
    for name in ("modules/M1.md", "modules/M2.md", "modules/index.md", "roles/WRK.md", "programmes/way.md", "bridge.md"):
        text = page(stage, name)
        for found in re.finditer(r"\[M2 [^\]]*\]\([^)]*\)(.{0,60})", text):
            assert "planned" in found[1], f"{name} names M2 without saying that it is planned"
        assert "badge-planned" in text
    assert "This module is planned" in page(stage, "modules/M2.md")
    assert "Not yet signed; draft." in page(stage, "modules/M1.md")


def test_versions_stand_side_by_side() -> None:
    text = page(staged(), "modules/M1.md")
    assert "| **1** | 1 January 2019 – 31 December 2023 | 1 |" in text
    assert "| **2** taught now | 1 January 2024 – open | 2 |" in text
    assert "completions count until 31 December 2025" in text


def test_a_country_has_an_edition_only_of_what_it_changes() -> None:
    patch = """format: 1
country: NV
patches:
  - id: NV-M1-1
    target: M1/key_points
    from: 2024-01-01
    action: add
    value: [Ask the council.]
    says: Norvale adds the council
    based_on: an example
"""
    stage = staged({"competencies/countries/NV/M1.yaml": patch})
    edition = page(stage, "modules/M1-NV.md")
    assert "Ask the council." in edition
    assert "Norvale adds the council." in edition
    assert "Ask the council." not in page(stage, "modules/M1.md")
    assert "[M1 in Norvale](M1-NV.md)" in page(stage, "modules/M1.md")
    assert "en/pages/modules/M2-NV.md" not in stage.files
    assert "Norvale adds the council." in page(stage, "countries/NV.md")


def test_only_an_invented_country_is_called_fictional() -> None:
    patch = """format: 1
country: NV
patches:
  - {id: NV-M1-1, target: M1/key_points, from: 2024-01-01, action: add, value: [Ask the council.], says: Norvale adds the council}
"""
    place = "competencies/countries/NV/country.yaml"
    invented = staged({"competencies/countries/NV/M1.yaml": patch})
    real = staged({"competencies/countries/NV/M1.yaml": patch, place: FILES[place].replace("fictional: true", "fictional: false")})
    for path in ("countries/NV.md", "modules/M1-NV.md"):
        assert "fictional country" in page(invented, path)
        assert "fictional" not in page(real, path)
    assert b"The countries are fictional." in invented.files["en/mkdocs.yml"]
    assert b"fictional" not in real.files["en/mkdocs.yml"]
    assert b"Not a licence to practise." in real.files["en/mkdocs.yml"]


def test_sign_offs_show_who_and_whether_the_text_has_changed() -> None:
    people = "format: 1\npeople:\n  - {id: P-A, name: Amin, constituency: academia}\n"
    catalogue = read_small({**FILES, "curriculum/people.yaml": people})
    fresh = module_hash(catalogue, "M1")

    def shown(content: str) -> str:
        said = f"unit: M1, content: {content}, person: P-A, constituency: academia, word: endorse, day: 2026-05-04"
        sign = f"format: 1\nsignoffs:\n  - {{{said}}}\n"
        return page(staged({"curriculum/people.yaml": people, "curriculum/signoffs/M1.yaml": sign}), "modules/M1.md")

    assert "| Amin | universities | endorses | 4 May 2026 |" in shown(f"'{fresh}'")
    assert "endorses (the text has changed since)" in shown("'000000000000'")


def test_certification_reads_as_sentences() -> None:
    text = page(staged(), "roles/WRK.md")
    for said in (
        "Two modules and a vetting check.",
        "The first module. ([M1",
        "Complete [M2 Going further]",
        "On record: vetting.",
        "24 months. Renewal opens 90 days before the end. Practice may go on for 60 days after it.",
        "30 hours in each cycle, at least 12 in family practice.",
    ):
        assert said in text


def test_answers_open_natively_and_the_order_is_not_given_away() -> None:
    text = page(staged(), "modules/M1/assessment.md")
    assert '<details class="choice right"><summary>Look</summary>' in text
    assert "onclick" not in text
    loose = re.search(r'<ul class="loose">(.*?)</ul>', text)
    assert loose is not None
    assert re.findall(r"<li>(.*?)</li>", loose[1]) != ["look", "ask", "write"]
    assert sorted(re.findall(r"<li>(.*?)</li>", loose[1])) == ["ask", "look", "write"]


def test_another_language_shows_only_what_is_translated() -> None:
    french = "# Ce que nous cherchons\n\nRegardez. Voir [la suite](module:M2) et [la force](term:strength).\n"
    home = "# Bonjour\n\nMots.\n\n<!-- translated -->\n"
    stage = staged({"curriculum/fr/modules/M1-seeing/01-look.md": french}, "fr", pages={"index.md": "# Home\n\nHi.\n", "fr/index.md": home})
    lesson = page(stage, "modules/M1/01-look.md", "fr")
    assert '<a class="other" href="../../../modules/M2.html" hreflang="en" title="Uniquement en anglais">la suite</a>' in lesson
    assert "[la force](../../glossary.md#strength)" in lesson, "the glossary stands in the frame of every language"
    module = page(stage, "modules/M1.md", "fr")
    assert "Ce texte n’est pas encore traduit" in module
    assert '<div lang="en"' in module
    assert "[Ce que nous cherchons](modules/M1/01-look.md)" in page(stage, "index.md", "fr")
    assert not [name for name in stage.files if name.startswith("fr/pages/modules/M2")]
    assert '"u": "fr/modules/M1/01-look.html"' in page(stage, "modules/M1/01-look.md")
    assert '"u": "../modules/M1/01-look.html"' in lesson


def test_pictures_stand_beside_the_lessons_that_show_them() -> None:
    catalogue = read_small(FILES)
    stage = publish(
        [view_of(catalogue, day=date(2026, 1, 1))], SiteSources(), assets={"modules/M1-seeing/map.svg": b"<svg/>", "logo.svg": b"<svg/>"}
    )
    assert "en/pages/modules/M1/map.svg" in stage.files
    assert "en/pages/curriculum/logo.svg" in stage.files


def test_the_same_input_gives_the_same_bytes() -> None:
    assert staged().files == staged().files


def test_the_stages_begin_where_the_author_begins() -> None:
    text = page(staged(), "bridge.md")
    assert "### 0 Start { #stage-start }" in text
    assert "### 1 Go { #stage-go }" in text
    assert text.index("<svg") < text.index("### 0 Start")
    for said in ("Gate:** Signed choice.", "| **skill** | calm | notes | visits | keys |", "Vetting is repeated."):
        assert said in text


def test_the_shipped_pages_lose_no_link() -> None:
    assert not shipped_stage().lost
    assert not shipped_stage().diagnostics


def test_every_shipped_address_is_in_the_url_plan() -> None:
    plan = (ROOT / "site/handbook/url-plan.md").read_text("utf-8")
    shapes = [re.escape(shape.split("#")[0]) for shape in re.findall(r"`([a-zA-Z0-9<>/.…#-]+\.html[^`]*|handbook/…)`", plan)]
    patterns = [re.compile(re.sub(r"<[^>]+>", "[A-Za-z0-9-]+", shape).replace("…", ".+") + "$") for shape in shapes]
    missing = [one.address for one in shipped_stage().pages["en"] if not any(pattern.match(one.address) for pattern in patterns)]
    assert not missing
    assert shipped_catalogue().modules


def test_an_example_of_a_field_is_what_an_author_would_write() -> None:
    """It can be copied from the page behind its key: YAML, and read back as what the example says."""
    seen = 0
    for form in FORMATS:
        page_of = next(one for one in handbook_pages() if one.path == f"handbook/formats/{form.name}.md")
        assert "{&#34;" not in page_of.body
        assert '{"' not in page_of.body
        for kind in fields_of_all(form.kind):
            for field, _ in fields_of(kind).values():
                example = field.metadata["examples"][0]
                if isinstance(example, (list, dict)):
                    said = show(example)
                    assert _dates_as_text(yaml.safe_load(said)) == example
                    assert _code(said) in page_of.body
                    seen += 1
    assert seen > 50


def _dates_as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _dates_as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value

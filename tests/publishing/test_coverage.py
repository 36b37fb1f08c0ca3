"""The coverage page, case studies, and what a programme says to those who run it."""

from __future__ import annotations

from practicum.publishing.connections import connect
from practicum.publishing.coverage import needed_levels
from tests.publishing.shipped import DAY, shipped_catalogue, shipped_stage
from tests.publishing.small_curriculum import FILES, page, read_small, staged

TOPICS = """
format: 1
topics:
  - {id: "1-1", title: seeing what works, source: S1}
  - {id: "1-2", title: knowing the workforce, source: S1, answered_by: the gap report}
models:
  - id: two-steps
    title: Two steps
    source: S1
    says: look, then listen
    parts:
      - {id: look, title: Look, lessons: [M1/01-look.md]}
      - {id: listen, title: Listen}
"""
CASE = """
format: 1
id: a-home
title: A home that closed well
summary: In the order of its children.
invented: true
context: A district with <one> road.
policy: A plan without money.
stakeholders: ["the cook: to know by March", "the children: to say goodbye", "the council: to save"]
workforce: Nine people.
what_happened:
  - {when: March, what: the cook asked}
  - {when: April, what: nobody answered}
  - {when: May, what: the children drew a map}
results: [three children live at home, one moved twice]
unresolved: [what the night staff do now]
questions: [Who was asked too late?, What does M1 say?, What would you do?]
modules: [M1]
evidence: [S1]
"""


def test_the_page_says_what_is_missing_and_where_the_rest_stands() -> None:
    shown = page(staged(), "coverage.md")
    assert "## Still missing" in shown
    assert "[M1](modules/M1.md)" in shown
    assert "badge-missing" in shown


def test_a_level_is_covered_when_it_is_taught_practised_and_assessed() -> None:
    path = "curriculum/modules/M1-seeing/module.yaml"
    practised = FILES[path].replace("title: Assessment, minutes: 30, kind: assessment", "title: Trying, minutes: 30, kind: practice")
    assert practised != FILES[path]
    found = {}
    for name, text in (("as it is", FILES[path]), ("with practice", practised)):
        catalogue = read_small({**FILES, path: text})
        needed = needed_levels(catalogue, connect(catalogue, DAY), ["REL-1", "REL-2"])
        found[name] = {(one.competency, one.level): one.lacks for one in needed}
    # M2, which would teach REL-2 at level 2, is only planned; at level 1 nobody needs it.
    planned = ("teaching", "practice", "assessment")
    assert found["as it is"] == {("REL-1", 1): ("practice",), ("REL-2", 2): planned}
    assert found["with practice"] == {("REL-1", 1): (), ("REL-2", 2): planned}


def test_a_level_by_portfolio_lacks_nothing() -> None:
    path = "competencies/frameworks/small/framework.yaml"
    catalogue = read_small({**FILES, path: FILES[path].replace("means: does it with supervision", "means: x, granted_by: portfolio")})
    needed = needed_levels(catalogue, connect(catalogue, DAY), ["REL-2"])
    assert [(one.portfolio, one.lacks) for one in needed] == [(True, ())]


def test_parts_of_models_and_topics_lead_to_what_teaches_them() -> None:
    shown = page(staged({"curriculum/topics.yaml": TOPICS}), "coverage.md")
    assert "### Two steps { #model-two-steps }" in shown
    assert "| Look | [M1 " in shown
    assert "| Listen | " in shown
    assert "badge-missing" in shown.partition("| Listen | ")[2].partition("\n")[0]
    assert "the gap report" in shown


def test_a_case_study_has_its_page_and_its_list() -> None:
    stage = staged({"curriculum/cases/a-home.yaml": CASE})
    shown = page(stage, "cases/a-home.md")
    order = ["## Context", "## Policy", "## Who had a stake", "## The workforce", "## What happened", "## What came of it", "## Questions"]
    assert [shown.index(each) for each in order] == sorted(shown.index(each) for each in order)
    assert "&lt;one&gt;" in shown
    assert "](../modules/M1.md)" in shown
    assert "invented place" in shown
    assert "[A home that closed well](a-home.md)" in page(stage, "cases/index.md")


def test_the_shipped_curriculum_lacks_nothing() -> None:
    catalogue = shipped_catalogue()
    connections = connect(catalogue, DAY)
    needed = needed_levels(catalogue, connections, list(catalogue.competencies))
    assert len(needed) > 60
    assert {(one.competency, one.level): one.lacks for one in needed if one.lacks} == {}
    assert any(one.portfolio for one in needed)


def test_the_bridge_maps_every_competency_of_the_role_it_leads_to() -> None:
    catalogue = shipped_catalogue()
    bridge = catalogue.programmes["bridge"].value
    asked = {level.competency for level in catalogue.roles["FSW"].value.levels} | {"PRO-4"}
    assert {row.competency for row in bridge.competency_map} == asked
    assert "## Competency by competency" in page(shipped_stage(), "bridge.md")


def test_every_country_says_where_a_worry_goes() -> None:
    for code in shipped_catalogue().countries:
        shown = page(shipped_stage(), f"countries/{code}.md")
        order = ["## Where to get help now", "## Who takes what on", "## What it changes"]
        assert [shown.index(each) for each in order] == sorted(shown.index(each) for each in order)
        assert "These numbers are invented. In a real danger, ring the emergency number" in shown


def test_a_country_shows_the_whole_rule_and_not_that_there_is_one() -> None:
    units = shipped_catalogue().countries["NV"]
    patches = [patch for unit in units for patch in unit.value.patches]
    whole = [patch for patch in patches if patch.target == "CSW/says"]
    assert len(whole) == 1
    for address in ("countries/NV.md", "roles/CSW.md"):
        shown = page(shipped_stage(), address)
        assert whole[0].value.strip().split(":")[0] in shown
        assert whole[0].says not in shown
        assert "counts no hours: 2 items" in shown


def test_a_role_shows_its_modules_in_the_order_in_which_they_are_taken() -> None:
    catalogue = shipped_catalogue()
    for role, programme in {"VOL": "volunteer-induction", "RCW": "residential-induction", "PAR": "para-professional-core"}.items():
        shown = page(shipped_stage(), f"roles/{role}.md").partition("## Which modules lead there")[2].partition("\n## ")[0]
        taken = [shown.index(f"(../modules/{name}.md)") for name in catalogue.programmes[programme].value.modules]
        assert taken == sorted(taken)


def test_a_programme_of_choices_does_not_count_its_modules_as_none() -> None:
    shown = page(shipped_stage(), "programmes/in-service.md")
    assert "Choose further" in shown
    assert "\nModules\n:" not in shown
    assert "\nModules\n:   5" in page(shipped_stage(), "programmes/volunteer-induction.md")


def test_without_case_studies_there_is_no_list_of_them() -> None:
    assert "en/pages/cases/index.md" not in staged().files


def test_a_programme_shows_its_checklist_and_a_form_without_prices() -> None:
    path = "curriculum/programmes/way.yaml"
    more = "group: 12\nchecklist:\n  - {when: Before, items: [a room with <steps>]}\n"
    shown = page(staged({path: FILES[path].lstrip() + more}), "programmes/way.md")
    assert "### Before" in shown
    assert "A room with &lt;steps&gt;." in shown
    form = shown.partition("<form")[2].partition("</form>")[0]
    assert 'name="learners" value="12"' in form
    assert 'name="taught" value="8"' in form
    assert 'name="trainer" value=""' in form
    assert 'name="backfill" value=""' in form
    assert "learners × (taught hours + hours of supervised practice)" in shown

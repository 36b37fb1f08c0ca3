"""Paths are worked out from the rules: their hours are those of the programmes, their order that of the prerequisites."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from practicum.model.catalogue import Catalogue
from practicum.model.certification import Requirement
from practicum.publishing.connections import modules_asked, requirements
from practicum.publishing.ways import NEW, Way, Ways
from practicum.resolving import view_of
from practicum.resolving.role_levels import certification_of
from practicum.resolving.view import in_force
from tests.publishing.shipped import DAY, shipped_catalogue, shipped_stage
from tests.publishing.small_curriculum import FILES, page, read_small, staged


@cache
def ways(country: str = "", day: date = DAY) -> Ways:
    return Ways(view_of(shipped_catalogue(), country=country, day=day).catalogue, day)


def pairs(held: Ways) -> list[tuple[str, str, Way]]:
    return [(start, end, way) for start in held.starts for end in held.ends for way in held.between(start, end)]


def needs(catalogue: Catalogue, module: str) -> set[str]:
    return {step.module for step in catalogue.modules[module].value.prerequisites}


def test_hours_kept_and_new_are_those_of_the_programme() -> None:
    seen = set()
    for start, _, way in pairs(ways()):
        leg = way.legs[-1]
        if len(way.legs) == 1 and leg.programme and not any(one.perhaps for one in leg.new):
            programme = shipped_catalogue().programmes[leg.programme].value
            chosen = {one.module for one in (*leg.kept, *leg.new)}
            assert chosen == set(programme.modules), (start, leg.programme)
            taught = leg.kept_hours + sum(one.hours for one in leg.new if not one.practice)
            assert taught == programme.taught_hours, (start, leg.programme)
            assert sum(one.amount for one in leg.practice) == programme.practice_hours
            seen.add(leg.programme)
    # The in-service programme leads to no role.
    assert seen == set(shipped_catalogue().programmes) - {"in-service"}


@pytest.mark.parametrize("country", ["", "NV", "BM", "TM"])
def test_nothing_is_taken_before_what_it_needs_and_nothing_is_forgotten(country: str) -> None:
    held = ways(country)
    found = pairs(held)
    assert len(found) > 120
    for start, end, way in found:
        have = {one.module for leg in way.legs for one in leg.kept}
        for leg in way.legs:
            wanted = {one.module for one in leg.new}
            for one in leg.new:
                assert not (needs(held.catalogue, one.module) & wanted) - have, f"{one.module} comes too early from {start} to {end}"
                have.add(one.module)
            certification = certification_of(held.catalogue, leg.role)
            assert certification is not None
            asked = set(modules_asked(in_force(certification.versions, held.day).award))
            told = have | {name for choice in leg.choices for name in choice.among}
            # What is neither held nor told stands in a route or a choice that was not taken.
            routes = [set(modules_asked(part)) for one in _choices(held, leg.role) for part in one]
            assert asked - told <= set().union(*routes, {name for name in asked if held.catalogue.modules[name].value.legacy})


def _choices(held: Ways, role: str) -> list[list[Requirement]]:
    certification = certification_of(held.catalogue, role)
    assert certification is not None
    award = in_force(certification.versions, held.day).award
    found = []
    for part in requirements(award):
        found.append([*(part.routes or {}).values(), *(part.of or ())])
    return found


def test_the_bridge_is_for_those_it_was_made_for() -> None:
    first, second = ways().between("RCW", "FSW")
    assert first.bridge == "bridge"
    assert [one.module for one in first.legs[0].kept] == ["F01", "F02", "F05", "F09"]
    assert (first.kept_hours, first.least, first.most, first.practice) == (36, 174, 192, {"hour": 120})
    assert [leg.role for leg in second.legs] == ["PAR", "FSW"]
    (only,) = ways().between("PAR", "FSW")
    assert not only.bridge
    assert [leg.route for leg in only.legs] == ["promotion"]
    assert "R04" not in {one.module for one in only.legs[0].new}


def test_what_only_some_hold_makes_a_span() -> None:
    (way,) = ways().between("CSW", "E-SBP")
    assert {one.module: one.perhaps for one in way.legs[0].new} == {"F01": True, "F06": True, "B02": False}
    assert (way.least, way.most) == (12, 30)


def test_a_degree_is_shown_and_never_proposed_first() -> None:
    first, second = ways().between(NEW, "CSW")
    assert (first.legs[0].route, second.legs[0].route) == ("programme", "degree")
    assert [leg.role for leg in ways().between(NEW, "SUP")[0].legs] == ["CSW", "SUP"]


def test_countries_change_paths() -> None:
    (way,) = [one for one in ways("NV").between(NEW, "CSW") if one.legs[0].route == "programme"]
    assert way.practice == {"day": 200}
    assert next(one for one in way.legs[0].new if one.module == "F10").edition == "NV"
    assert "conversion" in {one.legs[0].route for one in ways("TM").between(NEW, "CSW")}
    # Who holds the country's edition already is not asked for it again.
    assert "F10" in {one.module for one in ways("TM").between("PAR", "FSW")[0].legs[0].kept}
    assert ways("BM").between(NEW, "RCW")
    assert not ways("BM", date(2027, 1, 1)).between(NEW, "RCW")


def test_nobody_is_sent_where_they_are() -> None:
    assert not ways().between("SUP", "CSW"), "a supervisor is a social worker"
    assert ways().also_hold("TRA") == ["PAR", "FSW", "CSW", "SUP"]
    assert "TRA" not in ways().starts


def test_every_pair_has_a_page_that_the_finder_leads_to() -> None:
    stage = shipped_stage()
    finder = stage.files["en/pages/paths/index.md"].decode()
    held = {name.removeprefix("en/pages/paths/").removesuffix(".md") for name in stage.files if name.startswith("en/pages/paths/")}
    expected = {f"{start}-{end}" for start, end, _ in pairs(ways())}
    assert expected <= held
    assert set(re.findall(r"\]\(([A-Za-z-]+)\.md\) <span", finder)) == expected
    abroad = held - expected - {"index"}
    assert {name.rpartition("-")[2] for name in abroad} == {"NV", "BM", "TM"}
    marked = re.findall(r'\]\(([A-Za-z-]+)\.md\) <span class="meta" data-kind="\w+" data-own="([A-Z ]*)"', finder)
    assert {f"{name}-{code}" for name, codes in marked for code in codes.split()} == abroad
    # Also where it takes several steps.
    steps = stage.files["en/pages/paths/new-SUP-NV.md"].decode()
    assert steps.count("Step ") >= 2
    assert "This is the path with the rules of" in steps
    for name in abroad:
        assert f"({name}.md)" in stage.files[f"en/pages/paths/{name.rpartition('-')[0]}.md"].decode()


SENIOR = """
format: 1
id: SEN
title: Senior worker
holder: somebody who has done it for long
mandate: leads
base: [WRK]
levels:
  - {competency: REL-2, level: 2}
certification: SEN
"""
RULE = """
format: 1
id: SEN
role: SEN
title: Certified senior worker
versions:
  - version: "1"
    from: 2026-01-01
    says: A certificate and one more module.
    award:
      all:
        - {id: wrk, certificate: {any_of: [WRK]}, says: the certificate WRK}
        - {id: more, any: 1, of: [{id: m3, module: M3}, {id: m4, module: M4}], says: 1 of M3 and M4}
        - {id: vet, document: {kind: vetting}}
"""


def module(id: str, hours: int) -> str:
    return (
        f"format: 1\nid: {id}\ntitle: Module {id}\nstatus: planned\nsummary: Later.\npurpose: To go on.\n"
        f"versions:\n  - {{version: '1', from: 2024-01-01, hours: {hours}, teaches: [{{competency: REL-2, level: 2}}]}}\n"
        "assessment_planned: case study\n"
    )


def test_a_path_page_says_what_counts_what_is_new_and_what_else_is_asked() -> None:
    more = {
        "competencies/roles/SEN.yaml": SENIOR,
        "competencies/certifications/SEN.yaml": RULE,
        "curriculum/modules/M3-three/module.yaml": module("M3", 4),
        "curriculum/modules/M4-four/module.yaml": module("M4", 10),
    }
    stage = staged(more)
    text = page(stage, "paths/new-SEN.md")
    assert "12 to 18 taught hours are new." in text
    assert "Step 1: family worker" in text
    assert text.index("[M1 Seeing") < text.index("[M2 Going further]") < text.index("any one of these")
    text = page(stage, "paths/WRK-SEN.md")
    assert "4 to 10 taught hours are new." in text
    assert "On record: vetting. Your certificate asked for the same." in text
    assert "No module is new." in text
    assert "paths/WRK-SEN.md" in page(stage, "roles/SEN.md")
    assert read_small({**FILES, **more}).roles
    # A country that changes nothing of it has no page of its own.
    assert "en/pages/paths/WRK-SEN-NV.md" not in stage.files


def test_the_map_shows_every_prerequisite() -> None:
    text = shipped_stage().files["en/pages/map.md"].decode()
    catalogue = shipped_catalogue()
    for id, unit in catalogue.modules.items():
        if not unit.value.legacy:
            spoken = re.search(rf'aria-label="{id} [^"]*?(?:, needs ([^"]*))?"', text)
            assert spoken is not None
            assert set(re.findall(r"[A-Z]\d\d", spoken[1] or "")) == needs(catalogue, id)
    assert text.count("<circle") == sum(len(needs(catalogue, id)) for id in catalogue.modules)


def test_the_tables_hold_every_level_taught_and_asked() -> None:
    catalogue = shipped_catalogue()
    text = shipped_stage().files["en/pages/matrices.md"].decode()
    modules, roles = text.split("{ #roles }")
    taught = sum(
        len(in_force(unit.value.versions, DAY).teaches) for unit in catalogue.modules.values() if not unit.value.legacy
    )
    assert len(re.findall(r"<td>\d", modules)) == taught
    assert len(re.findall(r"<td>\d", roles)) == sum(len(unit.value.levels) for unit in catalogue.roles.values())

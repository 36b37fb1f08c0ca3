"""Leaks planted one by one: the audit refuses each and names the place, and passes its twin in which nothing but the leak is mended."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from practicum.reporting.cases import cases_of
from practicum.reporting.page import Setting
from practicum.reporting.sharing.audit import audit
from practicum.reporting.sharing.audit_files import leave_out_says
from practicum.reporting.sharing.counting import Material
from practicum.reporting.sharing.hiding import blanked, hidden_facts
from practicum.reporting.sharing.reading_back import Unreadable, read_published
from practicum.reporting.sharing.shareable import shareable
from practicum.reporting.sharing.tables import Dimension
from tests.reporting.made_up_people import AS_OF, catalogue, workforce
from tests.reporting.sharing.invented_counts import BY_AGENCY, BY_ROLE, DIMENSIONS, files_of, own, people, release, without

# North has 2 people within limits; nobody else has fewer than five of anything.
COUNTS = {
    ("North", "FSW", "in_order"): 30, ("North", "FSW", "limited"): 2, ("North", "FSW", "not_certified"): 9,
    ("South", "FSW", "in_order"): 25, ("South", "FSW", "limited"): 8, ("South", "FSW", "not_certified"): 14,
    ("East", "FSW", "in_order"): 22, ("East", "FSW", "limited"): 12, ("East", "FSW", "not_certified"): 7,
    ("Lower", "PAR", "in_order"): 40, ("Lower", "PAR", "limited"): 11, ("Lower", "PAR", "not_certified"): 16,
    ("Upper", "PAR", "in_order"): 19, ("Upper", "PAR", "limited"): 10, ("Upper", "PAR", "not_certified"): 13,
}  # fmt: skip
PEOPLE = people(COUNTS)
AGENCIES_ONLY = release(PEOPLE, [BY_AGENCY])


def agency(name: str, standing: str) -> tuple[str, tuple[str, ...]]:
    return "by-agency", (DIMENSIONS["agency"].parents.get(name, "*"), name, standing)


# Two of two agencies and two standings: enough for the two people of North, by hand.
SQUARE = [agency("North", "limited"), agency("North", "not_certified"), agency("South", "limited"), agency("South", "not_certified")]


def says(one: object) -> list[str]:
    return [finding.says for finding in one.findings]  # type: ignore[attr-defined]  # an audit


def test_a_square_of_hidden_cells_passes_and_its_narrowest_interval_is_told() -> None:
    found = audit(files_of(without(AGENCIES_ONLY, SQUARE)))
    assert found.passed, says(found)
    # North: 2 + 9 stay 11, South 8 + 14 stay 22, and 2 + 8 stay 10: from 0 to 10.
    assert (found.hidden, found.narrowest) == (4, 10.0)
    assert found.solver.startswith("HiGHS")


def test_nothing_hidden_at_all_shows_a_small_group() -> None:
    assert says(audit(files_of(AGENCIES_ONLY))) == ["by-agency: Belmora, North agency, limited shows a group under 5"]


def test_a_single_hidden_cell() -> None:
    leak = audit(files_of(without(AGENCIES_ONLY, [agency("North", "limited")])))
    assert any("Belmora, North agency, limited can be worked out" in one for one in says(leak))
    assert (leak.narrowest, leak.findings[0].table) == (0.0, "by-agency")
    assert audit(files_of(without(AGENCIES_ONLY, SQUARE))).passed


def test_totals_that_give_cells_away() -> None:
    # Two cells of one row are hidden, but each stands alone in its column.
    leak = audit(files_of(without(AGENCIES_ONLY, SQUARE[:2])))
    assert len([one for one in says(leak) if "North agency" in one]) >= 2
    # The same with the sums of both columns hidden: of the country, and of everybody.
    mended = [*SQUARE[:2], *(("by-agency", (country, "*", code)) for country in ("BM", "*") for code in ("limited", "not_certified"))]
    assert audit(files_of(without(AGENCIES_ONLY, mended))).passed


def test_a_second_table_that_says_the_same() -> None:
    # Everybody of Belmora has one role, so that the table of roles has the sums of the table of agencies.
    both = release(PEOPLE, [BY_AGENCY, BY_ROLE])
    sums = [("by-agency", ("BM", "*", code)) for code in ("limited", "not_certified")]
    sums += [("by-agency", ("*", "*", code)) for code in ("limited", "not_certified")]
    leak = audit(files_of(without(both, [*SQUARE[:2], *sums])))
    assert any("North agency, limited" in one for one in says(leak))
    alone = audit(files_of(without(AGENCIES_ONLY, [*SQUARE[:2], *sums])))
    assert alone.passed, says(alone)
    # Mended: the square needs no sums hidden, so the second table tells nothing of it.
    mended = audit(files_of(without(both, SQUARE)))
    assert mended.passed, says(mended)


def test_the_same_count_in_two_tables() -> None:
    names = ("agency-again", ("country", "agency", "standing"))
    both = release(PEOPLE, [BY_AGENCY, names])
    leak = audit(files_of(without(both, SQUARE)))
    assert says(leak) == ["agency-again: Belmora, North agency, limited shows a group under 5"]
    assert audit(files_of(without(both, [*SQUARE, *(("agency-again", key) for _, key in SQUARE)]))).passed


def test_two_releases() -> None:
    before = without(AGENCIES_ONLY, SQUARE)
    # The next release hides the two people with another partner: each passes alone, together they say it.
    other = [agency("North", "limited"), agency("North", "in_order"), agency("East", "limited"), agency("East", "in_order")]
    after = without(release(PEOPLE, [BY_AGENCY], as_of="2026-11-15"), other)
    earlier = read_published(files_of(before))
    assert audit(files_of(before)).passed
    assert audit(files_of(after)).passed
    leak = audit(files_of(after), earlier=[earlier])
    assert any("North agency, limited" in one for one in says(leak))
    assert any("2026-10-15" in one for one in says(leak))
    assert {one.known_to for one in leak.findings} == {"whoever has what was shared earlier as well"}
    # The twin hides what was hidden before.
    twin = audit(files_of(without(release(PEOPLE, [BY_AGENCY], as_of="2026-11-15"), SQUARE)), earlier=[earlier])
    assert (twin.passed, twin.earlier) == (True, 1), says(twin)


def test_what_was_shown_once_hides_nothing_later() -> None:
    wider = [*SQUARE, agency("East", "limited"), agency("East", "not_certified")]
    first = read_published(files_of(without(AGENCIES_ONLY, SQUARE)))
    later = without(release(PEOPLE, [BY_AGENCY], as_of="2026-11-15"), wider)
    # East was shown in October; that it is hidden now is no leak, and the square needs it not.
    assert audit(files_of(later), earlier=[first]).passed
    # October once more, wider: what November hides of East was out before it.
    again = without(AGENCIES_ONLY, wider)
    found = audit(files_of(again), earlier=[read_published(files_of(later)), first])
    assert (found.passed, found.earlier) == (True, 2), says(found)


def test_a_leak_of_an_earlier_release_is_not_laid_to_the_next() -> None:
    leaky = read_published(files_of(without(AGENCIES_ONLY, SQUARE[:1])))
    after = without(release(PEOPLE, [BY_AGENCY], as_of="2026-11-15"), SQUARE)
    assert audit(files_of(after), earlier=[leaky]).passed is False  # North is hidden in both, and October says it
    other = [agency("Lower", "limited"), agency("Lower", "in_order"), agency("Upper", "limited"), agency("Upper", "in_order")]
    nothing_of_it = release([row for row in PEOPLE if row["agency"] != "North"], [BY_AGENCY], as_of="2026-11-15")
    assert audit(files_of(without(nothing_of_it, other)), earlier=[leaky]).passed


def test_one_more_person_on_the_same_day() -> None:
    earlier = read_published(files_of(without(AGENCIES_ONLY, SQUARE)))
    more = without(release([*PEOPLE, *people({("Upper", "PAR", "not_certified"): 1})], [BY_AGENCY]), SQUARE)
    leak = audit(files_of(more), earlier=[earlier])
    assert any("shared before for the same day" in one for one in says(leak))
    later = without(release([*PEOPLE, *people({("Upper", "PAR", "not_certified"): 1})], [BY_AGENCY], as_of="2026-11-15"), SQUARE)
    assert audit(files_of(later), earlier=[earlier]).passed


def test_a_split_file() -> None:
    # South was sent its own people: with them it reads North off the square.
    holder = own(PEOPLE, "South", AGENCIES_ONLY)
    leak = audit(files_of(without(AGENCIES_ONLY, SQUARE)), holders=[holder])
    assert any("North agency, limited" in one for one in says(leak))
    assert {one.known_to for one in leak.findings} == {"the holder of the rows of “South”"}
    # The twin hides East beside South: neither of the two knows the other's.
    wider = [*SQUARE, agency("East", "limited"), agency("East", "not_certified")]
    twin = audit(files_of(without(AGENCIES_ONLY, wider)), holders=[holder, own(PEOPLE, "East", AGENCIES_ONLY)])
    assert (twin.passed, twin.holders) == (True, 2), says(twin)


def test_all_of_a_group_alike() -> None:
    alike = people({**COUNTS, ("Upper", "PAR", "in_order"): 0, ("Upper", "PAR", "limited"): 0, ("North", "FSW", "limited"): 6})
    true = release(alike, [BY_AGENCY])
    assert says(audit(files_of(true))) == ["by-agency: Tamaru, Upper agency: all of the group are “not certified”"]
    # With noughts beside it, hiding the one count says it still.
    one = audit(
        files_of(without(true, [agency("Upper", "not_certified"), agency("Lower", "not_certified"), ("by-agency", ("TM", "Upper", "*"))]))
    )
    assert any("others than “not certified”" in line for line in says(one))
    square = [agency(name, code) for name in ("Upper", "Lower") for code in ("in_order", "not_certified")]
    assert audit(files_of(without(true, square))).passed


def test_everybody_alike() -> None:
    # One column alone tells it of everybody; a second one, in which nobody has to stand, leaves it open.
    alone = {**DIMENSIONS, "standing": Dimension("standing", "Standing", {"not_certified": "not certified"})}
    two = {**DIMENSIONS, "standing": Dimension("standing", "Standing", {"in_order": "in order", "not_certified": "not certified"})}
    alike = people({("North", "FSW", "not_certified"): 12, ("South", "FSW", "not_certified"): 20})
    leak = audit(files_of(release(alike, [BY_AGENCY], alone)))
    assert "by-agency: Belmora, North agency: all of the group are “not certified”" in says(leak)
    true = release(alike, [BY_AGENCY], two)
    assert not audit(files_of(true)).passed
    assert audit(files_of(blanked(true, hidden_facts(true)))).passed


def test_a_share_beside_a_hidden_count() -> None:
    hidden = without(AGENCIES_ONLY, SQUARE)
    files = files_of(hidden)

    def with_column(edit: Callable[[dict[str, str]], None]) -> dict[str, bytes]:
        rows = list(csv.DictReader(io.StringIO(files["tables/by-agency.csv"].decode("utf-8-sig"))))
        for row in rows:
            edit(row)
        out = io.StringIO()
        writer = csv.DictWriter(out, sorted({name for row in rows for name in row}))
        writer.writeheader()
        writer.writerows(rows)
        return {**files, "tables/by-agency.csv": out.getvalue().encode()}

    def of_south(row: dict[str, str]) -> bool:
        return row["agency"] == "South" and row["standing"] == "limited"

    def shares(row: dict[str, str]) -> None:
        if of_south(row):
            row["share_in_percent"] = "17.0"  # 8 of 47

    def hours(row: dict[str, str]) -> None:
        row["hours"], row["hours_each"] = ("96", "12") if of_south(row) else ("", "")

    def nothing(row: dict[str, str]) -> None:
        row["hours"] = ""

    for edit in (shares, hours):
        assert any("North agency, limited" in one for one in says(audit(with_column(edit)))), edit
    assert audit(with_column(nothing)).passed


def test_a_count_that_only_one_of_two_files_hides() -> None:
    files = files_of(without(AGENCIES_ONLY, SQUARE))
    told = json.loads(files["tables.json"])
    cell = next(one for one in told["tables"][0]["cells"] if one["key"] == ["BM", "South", "limited"])
    assert cell["count"] is None
    cell["count"] = 8
    leak = audit({**files, "tables.json": json.dumps(told).encode()})
    assert any("North agency, limited" in one for one in says(leak))
    cell["count"] = None
    next(one for one in told["tables"][0]["cells"] if one["key"] == ["BM", "South", "in_order"])["count"] = 26
    wrong = audit({**files, "tables.json": json.dumps(told).encode()})
    assert not wrong.passed
    assert "make the tables again" in wrong.findings[0].to_do


def test_what_is_no_shareable_part_is_said() -> None:
    for files in ({}, {"tables.json": b"{}"}, {"tables.json": b"\xff"}, {"tables.json": b'{"schema": "another/1"}'}):
        with pytest.raises(Unreadable):
            audit(files)


def test_a_new_agency_of_one_person_on_the_same_day_and_the_way_out_that_is_named() -> None:
    """A way out is only named when it was tried: with what it leaves out, the same people pass beside what was shared before."""
    made, _ = workforce()
    cases = cases_of(made, catalogue(), as_of=AS_OF).cases
    setting = Setting(AS_OF, None, True, "")
    before = [read_published(shareable(Material(cases, catalogue(), AS_OF), setting).files)]
    moved = (*cases, replace(cases[0], learner="Z0", agency="A home of one"))
    refused = shareable(Material(moved, catalogue(), AS_OF), setting, earlier=before)
    assert not refused.audit.passed
    assert refused.files == {}
    assert refused.way_out == ("agency-state", "country-role-state")
    assert f"<code>{leave_out_says(refused.way_out)}</code>" in refused.refused_html.decode()
    again = shareable(Material(moved, catalogue(), AS_OF), setting, earlier=before, without=refused.way_out)
    assert again.audit.passed
    assert "tables.json" in again.files

"""The views: each number by hand on a few people, and sums that agree with each other and with the list of people."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import starmap
from typing import Any

import pyarrow
import pytest

from practicum.model.curriculum import Electives, Programme, Stage
from practicum.model.record import SHARED, TABLES
from practicum.model.requirement import RuleTables
from practicum.model.role import LevelNeeded, Role
from practicum.reporting.cases import cases_of
from practicum.reporting.views import SCHEMA, VIEWS, Given, ViewTable, computed, laid_out
from practicum.reporting.views.files import report_json, report_schema, view_files
from practicum.tables.framing import frame
from tests.reporting.made_up_people import AS_OF, ROLES, TODAY, MadeVerdicts, catalogue, unit, workforce

YEAR = 365


def records(name: str, *rows: Mapping[str, Any]) -> pyarrow.Table:
    """A tidy table of these rows."""
    kinds = {column.name: column.kind for column in (*TABLES[name].columns, *SHARED)}
    return frame({column: [row.get(column) for row in rows] for column in kinds}, kinds)


def views(made: MadeVerdicts, **more: Any) -> dict[str, ViewTable]:
    """Every view of some verdicts."""
    given = Given(list(made.certificates), list(made.requirements), more.pop("names", catalogue()), AS_OF, **more)
    with laid_out(given) as asking:
        return computed(asking, given)


def only(table: ViewTable, **wanted: Any) -> dict[str, Any]:
    """The one row of a view with these cells."""
    (found,) = [row for row in table.dicts if all(row[key] == value for key, value in wanted.items())]
    return found


@pytest.fixture(scope="module")
def whole() -> dict[str, ViewTable]:
    return views(workforce()[0])


def test_every_view_is_there_with_its_columns(whole: dict[str, ViewTable]) -> None:
    assert list(whole) == list(VIEWS)
    for name, table in whole.items():
        assert table.arrow.column_names == [column.name for column in VIEWS[name].columns]


def test_totals_of_all_views_agree(whole: dict[str, ViewTable]) -> None:
    made, _ = workforce()
    states = Counter(str(row["state"]) for row in made.certificate_rows)
    for name in ("country", "agency", "role", "standing"):
        assert sum(whole[name].column("certificates")) == sum(states.values())
        for state, count in states.items():
            assert sum(whole[name].column(state)) == count
    assert only(whole["overview"], measure="certificates")["value"] == sum(states.values())
    assert only(whole["overview"], measure="in_order")["value"] == states["certified"] + states["due"]
    assert only(whole["overview"], measure="people")["value"] == 500
    assert sum(whole["reasons"].column("certificates")) == states["restricted"] + states["grace"] + states["lapsed"]
    held = sum(whole["forecast"].column("ending")) + sum(whole["forecast"].column("in_force_without")[-len(states) :])
    assert held >= states["due"]


def test_open_requirements_are_those_of_the_list_of_people() -> None:
    made, _ = workforce()
    given = Given(list(made.certificates), list(made.requirements), catalogue(), AS_OF)
    with laid_out(given) as asking:
        found = {
            (learner, name): count for learner, name, count in asking.rows("select learner, certification, count(*) from open group by all")
        }
    cases = cases_of(made, catalogue(), as_of=AS_OF).cases
    # The made-up people have a certificate twice here and there, which no run gives.
    twice = {key for key, count in Counter((case.learner, case.certification) for case in cases).items() if count > 1}
    told = {(case.learner, case.certification): case.open_count for case in cases if case.open_count}
    assert {key: found[key] for key in found if key not in twice} == {key: told[key] for key in told if key not in twice}
    assert len(found) > 200


def test_deadlines_count_once_for_a_certificate_and_a_day() -> None:
    made = MadeVerdicts().certificate("L1", state="due", deadline=TODAY + 20).certificate("L2", state="grace", deadline=TODAY - 1)
    made.requirement("L1", "PAR/renew/cpd", "due", kind="hours", deadline=TODAY + 20)
    made.requirement("L1", "PAR/renew/I10", "not_met", deadline=TODAY + 40)
    found = views(made)["deadlines"]
    assert [(row["month"], row["deadlines"], row["passed"]) for row in found.dicts] == [("2026-10", 1, 1), ("2026-11", 2, 0)]


def test_what_expires_soon_falls_into_bands() -> None:
    made = MadeVerdicts()
    for number, days in enumerate((0, 30, 31, 90, 91, 180, 181)):
        made.certificate(f"L{number}", state="certified", valid_until=TODAY + days, requirements_met=days < 40)
    row = views(made)["expiring"].dicts[0]
    assert [row[name] for name in ("days_30", "days_60", "days_90", "days_180", "certificates", "ready")] == [2, 1, 1, 2, 6, 3]


def issued(*spans: tuple[str, int, int]) -> pyarrow.Table:
    rows = [
        {"learner": learner, "certification": "PAR", "start": start, "end": end, "record_id": f"c{place}"}
        for place, (learner, start, end) in enumerate(spans)
    ]
    return records("certificates", *rows)


def test_forecast_with_and_without_renewals() -> None:
    made = MadeVerdicts()
    for number in range(10):
        made.certificate(f"L{number}", state="certified", valid_until=TODAY + 31)
    # Forty ended last year; thirty were renewed in time, two too late to count.
    spans = [(f"H{number}", TODAY - 2 * YEAR, TODAY - YEAR) for number in range(40)]
    spans += [(f"H{number}", TODAY - YEAR + 10, TODAY + 100) for number in range(30)]
    spans += [(f"H{number}", TODAY - YEAR + 91, TODAY + 200) for number in (30, 31)]
    rules = RuleTables({**RuleTables().tables, "rules": ({"rule": 0, "country": "", "certification": "PAR", "months": 12},)})
    found = views(made, records={"certificates": issued(*spans)}, rules=rules)
    rate = found["renewal_rates"].dicts[0]
    assert (rate["ended"], rate["renewed"], rate["rate"], rate["used"]) == (40, 30, 0.75, 0.75)
    november = only(found["forecast"], month="2026-11")
    assert (november["ending"], november["in_force_without"], november["in_force_with"], november["lost_with"]) == (10, 0, 7.5, 2.5)
    # Whoever renewed is due again after the months of the rule.
    again = only(found["forecast"], month="2027-11")
    assert (again["ending"], again["ending_with"], again["in_force_with"]) == (0, 7.5, 5.63)
    assert len(found["forecast"].rows) == 24


def test_without_enough_certificates_there_is_no_rate() -> None:
    made = MadeVerdicts().certificate("L1", state="certified", valid_until=TODAY + 31)
    found = views(made, records={"certificates": issued(("H1", TODAY - 800, TODAY - 400))})
    assert found["renewal_rates"].dicts[0]["used"] is None
    assert "no basis" in found["renewal_rates"].dicts[0]["basis"]
    assert {row["in_force_with"] for row in found["forecast"].dicts} == {None}


def posts(*rows: tuple[str, str, str, int, int | None]) -> dict[str, pyarrow.Table]:
    names = ("learner", "role", "agency", "start", "end")
    agencies = [{"agency": "A", "country": "BM", "name": "A"}, {"agency": "B", "country": "BM", "name": "B", "closes": TODAY + 60}]
    listed = [{**dict(zip(names, row, strict=True)), "record_id": f"p{place}"} for place, row in enumerate(rows)]
    return {"posts": records("posts", *listed), "agencies": records("agencies", *agencies)}


def test_who_came_and_went_adds_up() -> None:
    found = views(
        MadeVerdicts().certificate("L1", agency="A"),
        records=posts(
            ("L1", "PAR", "A", TODAY - 900, None),  # stays
            ("L2", "PAR", "A", TODAY - 900, TODAY - 100),  # leaves
            ("L3", "PAR", "A", TODAY - 50, None),  # joins
            ("L4", "PAR", "A", TODAY - 900, TODAY - 200),  # moves to B
            ("L4", "PAR", "B", TODAY - 199, None),
            ("L5", "PAR", "B", TODAY - 300, TODAY - 200),  # comes and goes
        ),
    )["workforce"]
    names = ("at_start", "joined", "left", "at_end", "posts_ended")
    assert [only(found, grouped_by="everybody")[name] for name in names] == [3, 1, 1, 3, 3]
    assert [only(found, grouped_by="agency", agency="A")[name] for name in names] == [3, 1, 2, 2, 2]
    assert [only(found, grouped_by="agency", agency="B")[name] for name in names] == [0, 1, 0, 1, 1]
    for row in found.dicts:
        assert row["at_start"] + row["joined"] - row["left"] == row["at_end"]


def test_a_record_that_was_corrected_or_came_later_is_not_counted() -> None:
    rows = posts(("L1", "PAR", "A", TODAY - 900, None), ("L2", "PAR", "A", TODAY - 900, None))
    table = rows["posts"].to_pylist()
    table[1] |= {"recorded_at": TODAY - 5}
    table.append({**table[0], "record_id": "p9", "voids": "p0", "end": TODAY - 300, "recorded_at": TODAY - 20})
    rows["posts"] = records("posts", *table)
    found = views(MadeVerdicts().certificate("L2"), records=rows)["workforce"]
    assert only(found, grouped_by="everybody")["at_end"] == 1
    earlier = views(MadeVerdicts().certificate("L2"), records=rows, known_at=AS_OF.replace(day=1))["workforce"]
    assert only(earlier, grouped_by="everybody")["at_end"] == 0


def test_people_to_a_supervisor() -> None:
    made = MadeVerdicts().certificate("S1", "SUP", "certified", agency="A").certificate("S2", "SUP", "lapsed", agency="A")
    made.certificate("S1", "CSW", "certified", agency="A")
    for number in range(6):
        made.certificate(f"L{number}", "PAR", agency="A")
    made.certificate("L9", "PAR", agency="B")
    rules = RuleTables({**RuleTables().tables, "names": ({"req": 0, "use": "supervisor_holds", "name": "SUP"},)})
    seen = records(
        "supervision", *({"learner": f"L{n}", "date": TODAY - days, "record_id": f"s{n}"} for n, days in ((0, 10), (1, 89), (2, 90)))
    )
    found = views(made, rules=rules, records={"supervision": seen})["supervision"]
    row = only(found, agency="A")
    assert [row[name] for name in ("supervisors", "may_supervise", "workers", "ratio", "seen")] == [2, 1, 6, 6.0, 2]
    assert only(found, agency="B")["ratio"] is None


def level(competency: str, needed: int) -> LevelNeeded:
    return LevelNeeded(competency=competency, level=needed)


def with_roles(**levels: Sequence[tuple[str, int]]) -> Any:
    """The small catalogue, with roles that ask for competencies."""
    names = catalogue()
    plain: dict[str, Any] = {"format": 1, "holder": "", "mandate": ""}
    roles = {
        name: unit("role", name, Role(**plain, id=name, title=ROLES.get(name, name), levels=tuple(starmap(level, asked))))
        for name, asked in levels.items()
    }  # fmt: skip
    return replace(names, roles={**names.roles, **roles})  # type: ignore[dict-item]  # units of one kind


def test_competencies_at_the_level_needed() -> None:
    names = with_roles(PAR=(("REL-1", 2), ("XXX-1", 1)), FSW=(("REL-1", 3),))
    made = MadeVerdicts()
    for learner in ("L1", "L2", "L3", "L4"):
        made.certificate(learner, "PAR")
    made.certificate("L5", "FSW")
    made.requirement("L1", "PAR/award/F05", "met").requirement("L2", "PAR/award/F05", "not_met").requirement("L5", "FSW/award/F05", "met")
    watched = [("L1", "REL-1", 1), ("L2", "REL-1", 2), ("L2", "REL-1", 1), ("L5", "REL-1", 2)]
    rows = [
        {"learner": who, "competency": what, "level": level, "date": TODAY - 9, "record_id": f"o{n}"}
        for n, (who, what, level) in enumerate(watched)
    ]
    found = views(made, names=names, records={"observations": records("observations", *rows)})
    row = only(found["competency_role"], competency="REL-1", certification="PAR")
    assert [row[name] for name in ("level", "needed", "observed", "taught", "at_level", "share")] == [2, 4, 1, 1, 2, 0.5]
    assert only(found["competency_role"], certification="FSW")["at_level"] == 0
    assert only(found["competency_agency"], competency="REL-1")["needed"] == 5
    told = {(row["competency"], row["level"]): (row["covered"], row["modules"], row["short"]) for row in found["coverage"].dicts}
    assert told == {("REL-1", 2): ("taught", "F05", 2), ("REL-1", 3): ("below", "", 1), ("XXX-1", 1): ("not_taught", "", 4)}


def bridge() -> Any:
    """The small catalogue with a bridge of two stages and electives."""
    stages = (
        Stage(id="a", title="First", months="0–1", content="", modules=("R01",)),
        Stage(id="b", title="Second", months="1–4", content="", modules=("R03", "R04")),
        Stage(id="c", title="Third", months="4–6", content=""),
        Stage(id="d", title="Later", months="6–60", content=""),
    )
    made = Programme(
        format=1, id="bridge", title="Bridge", summary="", phase="retraining",
        for_whom="", leads_from=("RCW",), leads_to=("FSW",), modules=("R01", "R03", "R04"),
        stages=stages, taught_hours=42, practice_hours=120, electives=Electives(choose=1, among=("I02", "I05")),
    )  # fmt: skip
    return replace(catalogue(), programmes={"bridge": unit("programme", "bridge", made)})  # type: ignore[dict-item]  # a unit of that kind


def test_the_bridge_counts_stages_hours_and_months() -> None:
    rows = posts(*((learner, "RCW", "B", TODAY - 900, None) for learner in ("L1", "L2", "L3", "L4", "L5")))
    done = [
        ("L1", "R01"),
        ("L2", "R01"),
        ("L2", "R03"),
        ("L2", "R04"),
        ("L3", "R01"),
        ("L3", "R03"),
        ("L3", "R04"),
        ("L3", "I02"),
        ("L4", "R01"),
    ]
    listed = [{"learner": who, "module": what, "date": TODAY - 300, "record_id": f"m{n}"} for n, (who, what) in enumerate(done)]
    signed = [{"learner": "L1", "module": "R04", "date": TODAY - 30, "quantity": 20.0, "unit": "hour", "signed": True, "record_id": "s1"}]
    rows |= {"completions": records("completions", *listed), "supervised": records("supervised", *signed)}
    found = views(MadeVerdicts().certificate("L4", "FSW", "certified"), names=bridge(), records=rows)
    told = [(row["place"], row["learners"], row["hours_left"], row["practice_left"]) for row in found["bridge"].dicts]
    # 12 + 30 taught hours, an elective of 6 and 120 of practice in six months: 28 hours a month.
    assert told == [(0, 0, 0, 0), (1, 1, 36, 100), (2, 1, 6, 0), (3, 0, 0, 0), (4, 2, 0, 0)]
    months = found["bridge_months"].dicts
    assert {row["hours_a_month"] for row in months} == {28}
    assert [(row["month"], row["ready"], row["on_the_way"]) for row in months] == [
        ("2026-10", 2, 2), ("2026-11", 3, 1), ("2026-12", 3, 1), ("2027-01", 3, 1), ("2027-02", 3, 1), ("2027-03", 4, 0),
    ]  # fmt: skip
    assert [row["closing"] for row in months if row["closing"]] == [date(2026, 12, 14)]


def test_what_changed_since_the_last_report() -> None:
    made = MadeVerdicts().certificate("L1", state="lapsed").certificate("L2", state="certified").certificate("L3", state="due")
    before = [("L1", "PAR", "grace"), ("L2", "PAR", "certified"), ("L4", "PAR", "due")]
    found = views(made, earlier=before)["changes"]
    told = {(row["before"], row["now"]): row["certificates"] for row in found.dicts}
    assert told == {("grace", "lapsed"): 1, ("certified", "certified"): 1, ("due", "gone"): 1, ("new", "due"): 1}
    assert views(made)["changes"].rows == []


def test_an_empty_run_has_empty_views() -> None:
    found = views(MadeVerdicts())
    assert all(not table.rows for name, table in found.items() if name not in ("overview", "bridge", "bridge_months"))
    assert {row["value"] for row in found["overview"].dicts} == {0}


def test_the_same_input_gives_the_same_bytes_in_any_order_of_rows() -> None:
    made, _ = workforce(80)
    first = view_files(views(made))
    made.certificate_rows.reverse()
    made.requirement_rows.reverse()
    assert view_files(views(made)) == first


def test_files_of_a_view_hold_the_same_rows(whole: dict[str, ViewTable]) -> None:
    files = view_files(whole)
    assert set(files) == {f"tables/{name}.{kind}" for name in VIEWS for kind in ("csv", "parquet")}
    for name, table in whole.items():
        read = list(csv.reader(io.StringIO(files[f"tables/{name}.csv"].decode("utf-8-sig"))))
        assert len(read) == len(table.rows) + 1
        import pyarrow.parquet

        assert pyarrow.parquet.read_table(io.BytesIO(files[f"tables/{name}.parquet"])).to_pylist() == table.dicts


def test_report_json_keeps_its_published_schema(whole: dict[str, ViewTable]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    about = {"synthetic": True, "as_of": AS_OF.isoformat(), "known_at": None, "manifest": {}}
    told = json.loads(report_json(whole, about))
    jsonschema.validate(told, json.loads(report_schema()))
    assert told["schema"] == SCHEMA == "practicum-report/1"
    told["views"]["role"]["rows"][0]["certificates"] = "many"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, json.loads(report_schema()))


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "</script><script>alert(1)</script>", "n" * 300, "'quoted'); drop table cert; --"])
def test_hostile_names_stay_text(name: str) -> None:
    made = MadeVerdicts().certificate(name, state="due", country=name, agency=name, deadline=TODAY + 5, reason=name)
    made.requirement(name, "PAR/renew/I10", says=name, deadline=TODAY + 5)
    found = views(made, people={name: 3}, quality=[(name, "set_aside", name, name, name, 1, "2")], earlier=[(name, "PAR", name)])
    assert only(found["agency"])["agency"] == name
    assert only(found["changes"])["before"] == name
    read = list(csv.reader(io.StringIO(view_files(found)["tables/agency.csv"].decode("utf-8-sig"))))
    assert read[1][1] == (f"'{name}" if name.startswith("=") else name)

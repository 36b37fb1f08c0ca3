"""Judging again from an earlier run: only whom something new concerns, and the same rows as judging everybody."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from practicum.matching.parting import STORED
from practicum.model.civil_day import day_number
from practicum.workspace.bulk import judged_into
from practicum.workspace.parts import Asked
from practicum.workspace.tidying import TidyFiles
from tests.matching.invented import Records, any_day
from tests.matching.invented_facts import histories
from tests.matching.invented_rules import drawn
from tests.matching.test_parting import practice_rules
from tests.matching.tidy_files import write_tables

LEARNERS = 24
DAY = date(2021, 3, 1)


def ran(
    folder: Path, rules: Any, records: Records, *, day: date = DAY, known: date | None = None, since: Path | None = None, rows: int = 10**6
) -> Any:
    """Judge records in a fresh folder; the manifest."""
    tidy = TidyFiles(folder / "tidy", write_tables(folder / "tidy", records))
    (folder / "out").mkdir()
    manifest, _ = judged_into(folder / "out", rules, Asked(tidy, day, known, rows_a_part=rows), known={}, since=since)
    return manifest


def rows_of(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of each table of a run, in their order."""
    found = {}
    for name in (*STORED, "unasked"):
        files = sorted((folder / "out" / name).glob("*.parquet"))
        found[name] = [row for file in files for row in pl.read_parquet(file, glob=False).rows()]
    return found


def changed(records: Records, seed: int) -> Records:
    """The records after some learners' rows were added, changed, taken out or voided, a learner came and one left."""
    chance = random.Random(seed)
    after = {name: [dict(row) for row in rows] for name, rows in records.items()}
    people = sorted({row["learner"] for row in after["completions"]})
    gone, *touched = chance.sample(people, 4)
    for name, rows in after.items():
        if name != "agencies":
            after[name] = [row for row in rows if row["learner"] != gone]
    for number, learner in enumerate(touched):
        mine = [row for row in after["completions"] if row["learner"] == learner]
        new = {
            **chance.choice(after["completions"]),
            "learner": learner,
            "record_id": f"new{number}",
            "voids": None,
            "date": any_day(chance),
        }
        if number == 0:
            after["completions"].append(new)
        elif number == 1 and mine:
            mine[0]["voids"] = None
            mine[0]["date"] = any_day(chance)
        elif mine:
            after["completions"].remove(mine[0])
    after["posts"].append({**after["posts"][0], "learner": "A-new", "record_id": "A-new-p"})
    return after


@pytest.mark.parametrize("seed", [5])
def test_changed_records_give_the_rows_of_a_full_run(seed: int, tmp_path: Path) -> None:
    rules = drawn(seed)
    records = histories(seed, LEARNERS, rules)
    after = changed(records, seed)
    rows = sum(map(len, records.values())) // 2
    before = ran(tmp_path / "before", rules, records, rows=rows)
    full = ran(tmp_path / "full", rules, after)
    again = ran(tmp_path / "again", rules, after, since=tmp_path / "before" / "out")
    assert before["parts"] == again["parts"] == 2
    assert again["run"]["kind"] == "incremental"
    assert 0 < again["run"]["judged_again"] < LEARNERS
    assert rows_of(tmp_path / "again") == rows_of(tmp_path / "full") != rows_of(tmp_path / "before")
    same = ("verdicts", "states", "unasked", "not_evaluated", "rows", "rules", "rule_versions")
    assert {name: again[name] for name in same} == {name: full[name] for name in same}


def simple(people: int) -> Records:
    """Some learners in post, each signed for by the next, who was issued SUP."""
    day = day_number(DAY) - 200
    records: Records = {"posts": [], "supervised": [], "certificates": [], "agencies": [{"agency": "X", "country": "NV"}]}
    for number in range(people):
        shared = {"learner": f"P{number:02}", "source": "form"}
        signer = f"P{(number + 1) % people:02}"
        records["posts"].append({**shared, "record_id": f"p{number}", "role": "R1", "agency": "X", "start": day - 400})
        records["certificates"].append({**shared, "record_id": f"c{number}", "certification": "SUP", "start": day - 300})
        practice = {"date": day, "quantity": 10.0, "unit": "hour", "supervisor": signer, "signed": True, "evidence": "verified"}
        records["supervised"].append({**shared, "record_id": f"s{number}", **practice})
    return records


def test_another_day_of_knowledge_judges_whom_something_was_recorded_of_between(tmp_path: Path) -> None:
    """Practice recorded between touches its learner, a certificate also whom its holder signed for; both ways in time."""
    rules = practice_rules()
    records = simple(12)
    days = [DAY - timedelta(days=back) for back in (40, 30, 20, 10)]
    for table, learner, day in (("supervised", "P02", days[0]), ("supervised", "P06", days[1]), ("certificates", "P09", days[2])):
        for row in records[table]:
            if row["learner"] == learner:
                row["recorded_at"] = day_number(day)
    for number, known in enumerate((*days, None)):
        ran(tmp_path / f"full{number}", rules, records, known=known)
    # From, to, who: the day itself is known on that day.
    for first, last, judged in ((0, 1, 1), (1, 0, 1), (0, 3, 3), (2, 3, 0), (3, 4, 0), (4, 0, 3), (1, 2, 2)):
        again = ran(tmp_path / f"{first}-{last}", rules, records, known=(*days, None)[last], since=tmp_path / f"full{first}" / "out")
        assert (again["run"]["kind"], again["run"]["judged_again"]) == ("incremental", judged)
        assert rows_of(tmp_path / f"{first}-{last}") == rows_of(tmp_path / f"full{last}")
    assert rows_of(tmp_path / "full0") != rows_of(tmp_path / "full1") != rows_of(tmp_path / "full2")


def test_who_is_judged_again(tmp_path: Path) -> None:
    """Nobody where nothing changed; a signer's certificate also touches whom they signed for; an agency everybody in post there."""
    rules = practice_rules()
    records = simple(12)
    ran(tmp_path / "before", rules, records)
    since = tmp_path / "before" / "out"

    def again(name: str, after: Records) -> int:
        manifest = ran(tmp_path / name, rules, after, since=since)
        assert manifest["run"]["kind"] == "incremental"
        count: int = manifest["run"]["judged_again"]
        return count

    assert again("same", {name: list(reversed(rows)) for name, rows in records.items()}) == 0
    assert rows_of(tmp_path / "same") == rows_of(tmp_path / "before")
    ended = [{**row, "end": row["start"] + 5} if row["learner"] == "P04" else row for row in records["certificates"]]
    assert again("signer", {**records, "certificates": ended}) == 2
    states = {row[0]: row for row in rows_of(tmp_path / "signer")["certificates"]}
    earlier = {row[0]: row for row in rows_of(tmp_path / "before")["certificates"]}
    assert {name for name in states if states[name] != earlier[name]} == {"P03"}
    moved = [{**row, "start": row["start"] + 1} if row["learner"] == "P04" else row for row in records["posts"]]
    assert again("post", {**records, "posts": moved}) == 1


@pytest.mark.parametrize("seed", [3, 8])
def test_another_day_judges_whom_a_boundary_concerns(seed: int, tmp_path: Path) -> None:
    """Day after day and some days at once; what is asked by months of practice is left out, for it grows every day."""
    rules = drawn(seed)
    owner = {row["rule"]: (row["country"], row["certification"]) for row in rules.rows("rules")}
    daily = {owner[row["rule"]] for row in rules.rows("requirements") if row["kind"] == "experience"}
    rules = rules.only(set(owner.values()) - daily)
    records = histories(seed, LEARNERS, rules)
    day, judged = DAY, []
    ran(tmp_path / "0", rules, records, day=day)
    for number, more in enumerate((1, 1, 7, 20), start=1):
        day += timedelta(days=more)
        again = ran(tmp_path / str(number), rules, records, day=day, since=tmp_path / str(number - 1) / "out")
        ran(tmp_path / f"full{number}", rules, records, day=day)
        assert rows_of(tmp_path / str(number)) == rows_of(tmp_path / f"full{number}")
        if again["run"]["kind"] == "incremental":
            judged.append(again["run"]["judged_again"])
    assert judged
    assert min(judged) < LEARNERS // 2


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("day", "lies before that of the earlier run"),
        ("ruled", "a day that stands in the rules"),
        ("rules", "the rules"),
        ("table", "the tables that came"),
        ("agency", "most of"),
        ("broken", "not whole"),
        ("program", "another version"),
    ],
)
def test_what_moves_everybody_is_said(what: str, says: str, tmp_path: Path) -> None:
    rules = practice_rules()
    records = simple(4)
    if what == "ruled":
        until = day_number(DAY) + 1
        rules = type(rules)({**rules.tables, "rules": tuple({**row, "until": until} for row in rules.rows("rules"))}, rules.spans)
    ran(tmp_path / "before", rules, records)
    since = tmp_path / "before" / "out"
    day = DAY + timedelta(days=1) if what == "ruled" else DAY
    if what == "day":
        day -= timedelta(days=1)
    elif what == "rules":
        rules = type(rules)({**rules.tables, "rules": tuple({**row, "grace": 5} for row in rules.rows("rules"))}, rules.spans)
    elif what == "table":
        rules = rules.without(["supervised"])
    elif what == "agency":
        records["agencies"][0]["kind"] = "public"
    elif what == "broken":
        (since / "requirements" / "part-0001.parquet").unlink()
    elif what == "program":
        manifest = since / "manifest.json"
        manifest.write_text(manifest.read_text("utf-8").replace('"practicum": "', '"practicum": "0.0.0-'), "utf-8")
    again = ran(tmp_path / "again", rules, records, day=day, since=since)
    assert again["run"]["kind"] == "full"
    assert says in again["run"]["because"]
    ran(tmp_path / "full", rules, records, day=day)
    assert rows_of(tmp_path / "again") == rows_of(tmp_path / "full")

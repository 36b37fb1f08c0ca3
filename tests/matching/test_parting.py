"""Parts: however the learners are cut, the verdicts are those of one piece, row for row and in the same order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from practicum.matching import evaluate
from practicum.matching.parting import STORED, evaluate_parts, joined, storable
from practicum.matching.verdicts import TOLD
from practicum.model.civil_day import day_number
from practicum.model.requirement import RuleTables
from practicum.tables import stored as stored_tables
from practicum.tables.stored import Stored
from tests.matching.invented import Records
from tests.matching.invented_facts import histories
from tests.matching.invented_rules import drawn
from tests.matching.tidy_files import write_tables
from tests.matching.vector_rules import unit

LEARNERS = 25
DAY = date(2021, 3, 1)


def judged(
    rules: RuleTables, paths: dict[str, list[Path]], scratch: Path, rows_a_part: int, at_once: int = 1
) -> tuple[int, dict[str, pa.Table], dict[str, Any]]:
    """The number of parts, the tables of all parts together, and the joined manifest."""
    scratch.mkdir()
    stored = Stored({name: [str(path) for path in files] for name, files in paths.items()}, scratch)
    parts = stored.cut(rows_a_part)
    found = [verdicts for _, verdicts in evaluate_parts(rules, stored.each(), as_of=DAY, at_once=at_once)]
    stored.close()
    tables = [storable(verdicts) for verdicts in found]
    whole = {
        name: pa.concat_tables([each[name] for each in tables if name in each]) for name in STORED if any(name in each for each in tables)
    }
    asks = pa.concat_tables([verdicts.certificates.arrow for verdicts in found]).column("ask").to_pylist()
    assert asks == list(range(1, len(asks) + 1))
    return parts, whole, joined(dict(verdicts.manifest) for verdicts in found)


@pytest.mark.parametrize(("seed", "in_order", "at_once"), [(11, False, 1), (11, True, 2)])
def test_any_number_of_parts_gives_the_same(
    seed: int, in_order: bool, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the parts are written first or read straight from the files, and judged one by one or side by side."""
    if not in_order:
        monkeypatch.setattr(stored_tables, "_FEW_ROWS", -1)
        monkeypatch.setattr(stored_tables, "_READ_AGAIN", -1)
    rules = drawn(seed)
    records = histories(seed, LEARNERS, rules)
    paths = write_tables(tmp_path / "tidy", records)
    total = sum(len(rows) for name, rows in records.items() if name != "agencies")
    one, whole, manifest = judged(rules, paths, tmp_path / "one", 10 * total)
    direct = storable(evaluate(rules, records, as_of=DAY, engine="polars"))
    assert one == 1
    assert whole["certificates"].num_rows > LEARNERS
    for rows_a_part in (total // 2, total // 4):
        parts, cut, many = judged(rules, paths, tmp_path / f"cut-{rows_a_part}", rows_a_part, at_once)
        assert parts > 1
        assert in_order != any((tmp_path / f"cut-{rows_a_part}").glob("cut-*"))
        for name, table in whole.items():
            assert cut[name].to_pylist() == table.to_pylist(), (name, rows_a_part)
        assert {name: many[name] for name in ("certificates", "requirements", "not_evaluated")} == {
            name: manifest[name] for name in ("certificates", "requirements", "not_evaluated")
        }
    for name in ("certificates", "requirements"):
        assert whole[name].to_pylist() == direct[name].to_pylist()


def test_only_what_is_asked_for_is_worked_out() -> None:
    rules = drawn(11)
    records = histories(11, LEARNERS, rules)
    every = evaluate(rules, records, as_of=DAY, engine="polars")
    for tables in ((), ("requirements",), ("lapses", "amounts"), STORED):
        some = evaluate(rules, records, as_of=DAY, engine="polars", tables=tables)
        assert some.certificates.arrow.to_pylist() == every.certificates.arrow.to_pylist()
        for name in TOLD:
            found = getattr(some, name)
            assert list(found) == (list(getattr(every, name)) if name in tables else []), (tables, name)


def test_blocks_tell_which_tables_are_read_as_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows in the order of learners are found in few blocks, rows in any order in all of them; rows of nobody go with the last part."""
    monkeypatch.setattr(stored_tables, "_FEW_ROWS", 0)
    ids = [f"L{number:04}" for number in range(1000)]
    sorted_rows = [{"learner": id, "record_id": f"a{id}"} for id in [*ids, None]]
    mixed = [{"learner": ids[number * 7 % 1000], "record_id": f"b{number}"} for number in range(1000)]
    for name, rows in (("leave", sorted_rows), ("posts", mixed)):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet", row_group_size=50)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    stored = Stored({name: [str(tmp_path / f"{name}.parquet")] for name in ("leave", "posts")}, scratch)
    assert stored.cut(200) == 11
    assert sorted(path.name for path in scratch.glob("cut-*")) == ["cut-posts"]
    parts = list(stored.each())
    stored.close()
    for name, rows in (("leave", sorted_rows), ("posts", mixed)):
        found = [row["record_id"] for part in parts for row in part.tables[name].to_pylist()]
        assert sorted(found) == sorted(row["record_id"] for row in rows)
    for part in parts:
        assert set(part.tables["leave"].column("learner").to_pylist()) - {None} <= set(part.learners.column("learner").to_pylist())


def practice_rules() -> RuleTables:
    """Ten hours under somebody who holds SUP."""
    from practicum.model.certification import Certification, Requirement, RuleVersion, SupervisedHours
    from practicum.resolving.requirement_rows import compile_rules

    tree = Requirement(supervised=SupervisedHours(min=10, supervisor_holds=("SUP",)), id="practice")
    versions = (RuleVersion(version="1", starts=date(2000, 1, 1), says="", award=tree),)
    rule = Certification(format=1, id="HELP", role="R1", title="HELP", versions=versions)
    return compile_rules({"HELP": unit("certification", "HELP", rule)}, {}, {})


def test_signers_in_another_part_are_weighed_by_their_certificates(tmp_path: Path) -> None:
    """Each learner is signed for by the next one, whose certificate stands, ended, was revoked, or was voided by a later row."""
    day = day_number(date(2020, 6, 1))
    records: Records = {"posts": [], "supervised": [], "certificates": [], "decisions": [], "completions": []}
    people = [f"P{number}" for number in range(5)]
    for place, name in enumerate(people):
        signer = people[(place + 1) % len(people)]
        shared = {"learner": name, "source": "form"}
        records["posts"].append({**shared, "record_id": f"{name}-p", "role": "R1", "agency": "X", "start": day - 400})
        records["supervised"].append(
            {
                **shared,
                "record_id": f"{name}-s",
                "date": day,
                "quantity": 10.0,
                "unit": "hour",
                "supervisor": signer,
                "signed": True,
                "evidence": "verified",
            }
        )
        end = day - 1 if name == "P1" else None
        records["certificates"].append({**shared, "record_id": f"{name}-c", "certification": "SUP", "start": day - 300, "end": end})
    revoked = {"kind": "revocation", "subject": "SUP", "decision": "granted", "approver": "lead", "reason": "stated"}
    records["decisions"].append({"learner": "P2", "record_id": "d", "source": "form", "from": day - 10, **revoked})
    # Nothing but a void, recorded years later, and in a table of another kind.
    records["completions"].append({"learner": "P3", "record_id": "v", "source": "form", "voids": "P3-c", "recorded_at": day + 200})
    paths = write_tables(tmp_path / "tidy", records)
    wanted = {"P0": "P1", "P1": "P2", "P2": "P3", "P3": "P4", "P4": "P0"}
    held = {signer: signer in ("P4", "P0") for signer in wanted.values()}
    for rows_a_part in (1000, 6):
        parts, found, _ = judged(practice_rules(), paths, tmp_path / f"s{rows_a_part}", rows_a_part)
        assert parts == {1000: 1, 6: 3}[rows_a_part]
        states = {row["learner"]: row["state"] for row in found["requirements"].to_pylist() if row["kind"] == "supervised"}
        assert {name: state == "met" for name, state in states.items()} == {name: held[signer] for name, signer in wanted.items()}

"""Parts: however the learners are cut, the verdicts are those of one piece, row for row and in the same order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from practicum.matching import evaluate
from practicum.matching.parting import STORED, evaluate_parts, joined, storable
from practicum.model.civil_day import day_number
from practicum.model.requirement import RuleTables
from practicum.tables.stored import Stored
from tests.matching.invented import Records
from tests.matching.invented_facts import histories
from tests.matching.invented_rules import drawn
from tests.matching.tidy_files import write_tables
from tests.matching.vector_rules import unit

LEARNERS = 25
DAY = date(2021, 3, 1)


def judged(
    rules: RuleTables, paths: dict[str, list[Path]], scratch: Path, rows_a_part: int
) -> tuple[int, dict[str, pa.Table], dict[str, Any]]:
    """The number of parts, the tables of all parts together, and the joined manifest."""
    scratch.mkdir()
    stored = Stored({name: [str(path) for path in files] for name, files in paths.items()}, scratch)
    parts = stored.cut(rows_a_part)
    found = [verdicts for _, verdicts in evaluate_parts(rules, stored.each(), as_of=DAY)]
    stored.close()
    tables = [storable(verdicts) for verdicts in found]
    whole = {
        name: pa.concat_tables([each[name] for each in tables if name in each]) for name in STORED if any(name in each for each in tables)
    }
    asks = pa.concat_tables([verdicts.certificates.arrow for verdicts in found]).column("ask").to_pylist()
    assert asks == list(range(1, len(asks) + 1))
    return parts, whole, joined(dict(verdicts.manifest) for verdicts in found)


@pytest.mark.parametrize("seed", [11])
def test_any_number_of_parts_gives_the_same(seed: int, tmp_path: Path) -> None:
    rules = drawn(seed)
    records = histories(seed, LEARNERS, rules)
    paths = write_tables(tmp_path / "tidy", records)
    total = sum(len(rows) for name, rows in records.items() if name != "agencies")
    one, whole, manifest = judged(rules, paths, tmp_path / "one", 10 * total)
    direct = storable(evaluate(rules, records, as_of=DAY, engine="polars"))
    assert one == 1
    assert whole["certificates"].num_rows > LEARNERS
    for rows_a_part in (total // 2, total // 4):
        parts, cut, many = judged(rules, paths, tmp_path / f"cut-{rows_a_part}", rows_a_part)
        assert parts > 1
        for name, table in whole.items():
            assert cut[name].to_pylist() == table.to_pylist(), (name, rows_a_part)
        assert {name: many[name] for name in ("certificates", "requirements", "not_evaluated")} == {
            name: manifest[name] for name in ("certificates", "requirements", "not_evaluated")
        }
    for name in ("certificates", "requirements"):
        assert whole[name].to_pylist() == direct[name].to_pylist()


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

"""The CSV contract: what a report writes meets it, every column is in it, and a file that does not meet it is told where."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from practicum.cli import main
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.reporting.cases import Case
from practicum.reporting.contract import MOST_FAULTS, SCHEMA, TABLES, contract_schema, read_table
from practicum.reporting.downloads import CERTIFICATE_COLUMNS, GAP_COLUMNS, certificates_csv, gaps_csv
from practicum.reporting.gaps import Gap
from tests.exchanging.kept_reports import DAY, HELD, write_report

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date.fromisoformat(DAY)
EPOCH = date(1970, 1, 1).toordinal()
CASE = Case(
    "L1", "FSW", "FSW", "NV", "NV-ONE", "due", also=("certified",), reason="TOO_FEW", valid_from=AS_OF.toordinal() - EPOCH,
    valid_until=30_000, deadline=30_000, started_by="rule", rule_version="1",
)  # fmt: skip


def test_the_published_schema_is_that_of_the_code_and_has_every_column() -> None:
    committed = ROOT / "site" / "assets" / "schemas" / "contract.json"
    assert committed.read_bytes() == contract_schema(), "run `practicum schema`"
    said = json.loads(contract_schema())
    assert said["practicum:schema"] == SCHEMA
    for resource, columns in zip(said["resources"], (CERTIFICATE_COLUMNS, GAP_COLUMNS), strict=True):
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in columns]
        assert [field["description"].partition(";")[0] for field in fields] == [column.says.partition(";")[0] for column in columns]


def test_types_are_those_of_the_tables_of_verdicts() -> None:
    kinds = {"code": "string", "text": "string", "day": "date", "number": "number", "whole": "integer", "flag": "boolean"}
    resources = json.loads(contract_schema())["resources"]
    said = {one["name"]: {field["name"]: field["type"] for field in one["schema"]["fields"]} for one in resources}
    for name, table in (("certificates", CERTIFICATES), ("gaps", REQUIREMENTS)):
        for column in table.columns:
            if column.name in said[name]:
                assert said[name][column.name] == kinds[column.kind], column.name


@given(st.text(min_size=1, max_size=300).filter(lambda text: not any(0xD800 <= ord(one) <= 0xDFFF for one in text)))
def test_what_a_report_writes_is_read_as_it_was(learner: str) -> None:
    # An apostrophe before a formula is what a guard looks like; ids of that kind are no ids.
    if learner[0] == "'":
        return
    gap = Gap(
        "FSW/renew/cpd", says=learner, kind="hours", subject="", part="renew", state="due", reason="TOO_FEW", missing=1.5,
        missing_unit="hour",
    )
    rows, faults = read_table("certificates", certificates_csv([replace(CASE, learner=learner)], AS_OF))
    assert faults == []
    (row,) = rows
    assert (row["learner"], row["state"], row["also"]) == (learner, "due", "certified")
    assert (row["valid_from"], row["requirements_met"]) == (AS_OF, False)
    rows, faults = read_table("gaps", gaps_csv([replace(CASE, learner=learner, gaps=(gap,))], AS_OF))
    assert faults == []
    assert (rows[0]["learner"], rows[0]["missing"], rows[0]["advisory"]) == (learner, 1.5, False)


def cells(**more: Any) -> bytes:
    names = [field.name for field in TABLES["certificates"].fields]
    row = {name: "" for name in names} | {name: str(value) for name, value in HELD.items()} | more
    return (",".join(names) + "\r\n" + ",".join(row[name] for name in names) + "\r\n").encode()


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("as_of", "15/10/2026", "it is no day"),
        ("as_of", "", "the cell is empty"),
        ("valid_until", "2026-02-30", "there is no such day"),
        ("valid_until", "\uff12026-01-01", "it is no day"),
        ("valid_until", "99999-01-01", "it is no day"),
        ("learner", "", "the cell is empty"),
        ("state", "Certified", "none of the words"),
        ("reason", "BECAUSE", "none of the words"),
        ("open", "1.5", "no whole number"),
        ("open", "9" * 16, "no whole number"),
        ("closing_hours", "1" * 400, "no number"),
        ("closing_hours", "1e999", "too large"),
        ("closing_hours", "nan", "no number"),
        ("requirements_met", "TRUE", "neither yes nor no"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_named_and_not_said(column: str, cell: str, says: str) -> None:
    rows, faults = read_table("certificates", cells(**{column: cell}))
    assert rows == []
    (fault,) = faults
    assert (fault.row, fault.column) == (2, column)
    assert says in fault.message
    assert not cell or cell not in str(fault)


def test_files_that_are_something_else_are_told_so() -> None:
    good = cells()
    heading, row = good.splitlines(keepends=True)
    faulty: dict[str, bytes] = {
        "it is empty": b"",
        "the column is missing": b"a,b\r\n1,2\r\n",
        "another order": b",".join(reversed(heading.strip().split(b","))) + b"\r\n" + row,
        "not UTF-8": good.replace(b"L1", b"\xe9"),
        "it has 3 cells": heading + b"a,b,c\r\n",
        "cannot be read as CSV": heading + b'"' + b"x" * 200_000 + b'"' + row,
        "what row 2 says": heading + row + row,
    }
    for says, data in faulty.items():
        _, faults = read_table("certificates", data)
        assert any(says in fault.message for fault in faults), says
    assert read_table("certificates", good)[1] == []
    # A column that came behind the others is no fault: it is read by those who know it.
    more = heading.strip() + b",more\r\n" + row.strip() + b",x\r\n"
    assert read_table("certificates", more)[1] == []
    _, many = read_table("certificates", heading + b"\r\n".join(b"x" for _ in range(1000)))
    assert len(many) == MOST_FAULTS + 1


# -- as it is called


def run(*words: str) -> Any:
    return CliRunner().invoke(main, list(words), env={"NO_COLOR": "1"})


def test_a_report_goes_out_is_checked_and_comes_back(tmp_path: Path) -> None:
    gaps = {
        "learner": "L1", "certification": "FSW", "certificate_state": "due", "part": "renew", "requirement": "FSW/renew/cpd",
        "says": "12 hours", "kind": "hours", "state": "due", "reason": "TOO_FEW", "advisory": "no", "missing": 3.0, "missing_unit": "hour",
    }  # fmt: skip
    report = write_report(tmp_path / "report", [{}, {"learner": "@sum(A1)"}], [gaps])
    done = run("export", "contract", str(report))
    assert done.exit_code == 0, done.output
    assert "3 rows meet practicum-contract/1" in done.output
    out = tmp_path / "out"
    done = run("export", "contract", str(report), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == ["certificates.csv", "datapackage.json", "gaps.csv"]
    if os.name != "nt":
        assert all(path.stat().st_mode & 0o077 == 0 for path in (out, *out.iterdir()))
    assert run("export", "contract", str(out)).exit_code == 0
    path = out / "certificates.csv"
    path.write_bytes(path.read_bytes().replace(b"certified", b"due", 1))
    assert "it was changed after the report was made" in run("export", "contract", str(out)).output
    package = out / "datapackage.json"
    package.write_text(package.read_text("utf-8").replace(SCHEMA, "practicum-contract/9"), "utf-8")
    done = run("export", "contract", str(out))
    assert done.exit_code == 1
    assert "another version of the contract" in done.output
    for broken in ("{}", "[]", "", "[" * 100_000):
        package.write_text(broken, "utf-8")
        assert run("export", "contract", str(out)).exit_code == 1


def test_the_files_lie_in_no_repository(tmp_path: Path) -> None:
    report = write_report(tmp_path / "report", [{}])
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    done = run("export", "contract", str(report), "--out", str(tmp_path / "repo" / "out"))
    assert done.exit_code == 2
    assert "may not lie inside a project or repository" in done.output
    assert not (tmp_path / "repo" / "out").exists()

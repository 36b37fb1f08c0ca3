"""The handbook's page of rules by example: its YAML passes every check, and its tables say what is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from practicum.records import KnownIds
from practicum.resolving.requirement_rows import compile_rules
from practicum.workspace.project import Checked, check_files
from tests.matching.histories import Verdict, judged, record_files, taken_in
from tests.matching.prose import DAY, ROOT, Laid

PAGE = ROOT / "site" / "handbook" / "rules-by-example.md"
ENGINES = ("polars", "duckdb", "pandas")
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A section of the page: its rule as it is written, and what is on record of each learner."""

    rule: str
    text: str
    records: dict[str, Any]
    # day, learner, what the table says
    cells: list[tuple[date, str, str]]


def _cells(section: str) -> Iterator[tuple[date, str, str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    _day, *names = rows[0]
    for day, *said in rows[2:]:
        for name, cell in zip(names, said, strict=True):
            yield date.fromisoformat(day), name, cell


@cache
def examples() -> tuple[Example, ...]:
    """Every section with a rule."""
    found = []
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        text, records = _BLOCK.findall(section)
        found.append(Example(yaml.safe_load(text)["id"], text, yaml.safe_load(records), list(_cells(section))))
    return tuple(found)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """The project with every rule of the page laid into it."""
    where: Path = tmp_path_factory.mktemp("page")
    more = {}
    for one in examples():
        (where / f"{one.rule}.yaml").write_text(one.text, "utf-8")
        more[f"competencies/certifications/{one.rule}.yaml"] = where / f"{one.rule}.yaml"
    return check_files(Laid(ROOT, more), day=DAY)


@pytest.fixture(scope="module", params=ENGINES)
def verdicts(request: pytest.FixtureRequest, checked: Checked) -> dict[tuple[str, date, str], Verdict]:
    """What one engine says to every cell of every table."""
    catalogue = checked.catalogue
    # FSW is what one of the examples falls with.
    names = [*(one.rule for one in examples()), "FSW"]
    rules = compile_rules({name: catalogue.certifications[name] for name in names}, catalogue.modules, catalogue.assessments)
    histories = {f"{one.rule}.{name}": rows for one in examples() for name, rows in one.records.items()}
    intake = taken_in(
        record_files(histories, agencies={"A": "NV"}), known=KnownIds.of(catalogue), today=DAY.replace(year=2030), zones={"NV": "UTC"}
    )
    assert intake.set_aside == []
    cells = [(one.rule, day, name) for one in examples() for day, name, _said in one.cells]
    asks = [
        {"learner": f"{rule}.{name}", "certification": rule, "role": "FSW", "country": "", "as_of": day} for rule, day, name in cells
    ]
    return dict(zip(cells, judged(rules, intake, asks, request.param), strict=True))


def test_there_are_eight_examples_of_three_people_each() -> None:
    assert len(examples()) == 8
    for one in examples():
        assert list(one.records) == ["Ama", "Ben", "Chipo"]
        assert {name for _day, name, _said in one.cells} == set(one.records)


def test_every_rule_of_the_page_passes_every_check(checked: Checked) -> None:
    """But for the seal, which check tells to whoever lays the rule into a project."""
    assert {fault.rule for fault in checked.diagnostics} == {"rule-unsealed"}
    assert len(checked.diagnostics) == len(examples())


@pytest.mark.parametrize("rule", [one.rule for one in examples()])
def test_the_tables_say_what_is_judged(rule: str, verdicts: dict[tuple[str, date, str], Verdict]) -> None:
    (example,) = (one for one in examples() if one.rule == rule)
    found = []
    for day, name, said in example.cells:
        state, _, until = said.partition(" until ")
        expect = {"state": state} | ({"valid_until": date.fromisoformat(until)} if until else {})
        found += [f"{day} {name}: {line}" for line in verdicts[rule, day, name].differences({"certificate": expect})]
    assert not found, "\n".join(found)

"""The audit of more than ten thousand shared counts, beside bounding each hidden count by two linear programs of its own."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from itertools import product
from random import Random

from lines import Line

from practicum.planning.bounding import intervals, solver
from practicum.reporting.sharing.audit import audit
from practicum.reporting.sharing.hiding import blanked, hidden_facts
from practicum.reporting.sharing.sums import known_from
from practicum.reporting.sharing.tables import TOTAL, Dimension, Key, Release, SharedTable
from practicum.reporting.sharing.writing import csv_name, table_csv, tables_json

COUNTRIES, AGENCIES, ROLES, PEOPLE, SEED = 25, 1_200, 30, 60_000, 2026
STANDINGS = {"in_order": 75, "limited": 8, "not_certified": 14, "open_question": 3}
# So many hidden counts are bounded singly, each from the start; all of them would take hours.
SINGLY = 8
GOAL = 1.0


def invented() -> Release:
    """Counts of invented people by country, role, agency and standing."""
    chance = Random(SEED)
    agencies = {f"A{number}": f"C{number % COUNTRIES}" for number in range(AGENCIES)}
    roles = {f"R{number}": chance.random() ** 2 + 0.05 for number in range(ROLES)}
    dimensions = {
        "country": Dimension("country", "Country", {name: name for name in dict.fromkeys(agencies.values())}),
        "agency": Dimension("agency", "Agency", {name: name for name in agencies}, "country", agencies),
        "role": Dimension("role", "Role", {name: name for name in roles}),
        "standing": Dimension("standing", "Standing", {name: name for name in STANDINGS}),
    }
    chosen = zip(
        chance.choices(list(agencies), k=PEOPLE),
        chance.choices(list(roles), list(roles.values()), k=PEOPLE),
        chance.choices(list(STANDINGS), list(STANDINGS.values()), k=PEOPLE),
        strict=True,
    )
    people = Counter((agencies[agency], agency, role, standing) for agency, role, standing in chosen)
    bare, tables = Release("2026-10-15", dimensions, ()), []
    for middle, place in (("role", 2), ("agency", 1)):
        table = SharedTable(middle, middle, "", "certificates", ("country", middle, "standing"), "standing", {})
        cells: dict[Key, int | None] = dict.fromkeys(bare.keys(table), 0)
        for one, many in people.items():
            for key in product((one[0], TOTAL), (one[place], TOTAL), (one[3], TOTAL)):
                if key in cells:
                    cells[key] = (cells[key] or 0) + many
        tables.append(table.with_cells(cells))
    return Release(bare.as_of, dimensions, tuple(tables))


def measure() -> list[Line]:
    """How long hiding and the audit take, and the audit beside the plain way."""
    true = invented()
    begun = time.perf_counter()
    shown = blanked(true, hidden_facts(true))
    hiding = time.perf_counter() - begun
    files = {csv_name(table): table_csv(shown, table) for table in shown.tables}
    files["tables.json"] = tables_json(shown, None, synthetic=True)
    begun = time.perf_counter()
    found = audit(files)
    ours = time.perf_counter() - begun
    if not found.passed:
        raise SystemExit("the audit refused what was hidden")
    knowledge = known_from([shown])
    cells = [one.unknown for one in knowledge.wanted]
    singly = []
    for at in cells[:: max(len(cells) // SINGLY, 1)]:
        begun = time.perf_counter()
        intervals(knowledge.system, [at])
        singly.append(time.perf_counter() - begun)
    theirs = statistics.mean(singly) * len(cells)
    rows = f"{found.cells:,} cells, {found.hidden:,} hidden, {found.looked_for:,} intervals"
    note = f"{ours:.1f} s beside {theirs:.0f} s reckoned from {len(singly)}; {solver()}"
    return [
        Line("audit of shared tables / each interval singly", ours / theirs, GOAL, rows=rows, note=note),
        Line("hiding in the same tables, seconds", hiding, rows=rows, note=f"narrowest interval {found.narrowest:g}", ratio=False),
    ]

"""A plan as the records would tell of it once it is carried out: one row for everything that was done, on its planned day."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.civil_day import civil
from practicum.model.plan import LearnerPlan, PlanStep
from practicum.model.record import SHARED, TABLES
from practicum.planning.dating import CLAIMED, DAYS_BETWEEN

Row = dict[str, Any]
# Who could sign practice on a day: the learner, the day → somebody's id, or nothing.
Signing = Callable[[str, int], str]
PEERS = "peer_reflection"


def rows_of(
    plan: LearnerPlan, catalogue: Catalogue, *, recorded: int, signing: Signing, observers: Mapping[str, str]
) -> Iterator[tuple[str, Row]]:
    """The rows of a plan by table, as verified evidence that was known on a day; what lies beside the plan adds none.

    ``observers`` gives for a requirement the role that has to observe, where its rule asks for one.
    """
    for number, step in enumerate(plan.steps, 1):
        for part, (table, row) in enumerate(_rows(plan, step, catalogue, signing, observers), 1):
            name = f"planned-{plan.learner}-{number}-{part}"
            shared = {"record_id": name, "source": "plan", "recorded_at": recorded, "voids": None, "evidence": "verified"}
            yield table, _filled(table, {"learner": plan.learner, **row, **shared})


def _filled(table: str, row: Row) -> Row:
    columns = [*TABLES[table].columns, *SHARED]
    found = {column.name: row.get(column.name) for column in columns}
    return found | {f"{column.name}_last": found[column.name] for column in columns if column.kind == "day"}


def _rows(
    plan: LearnerPlan, step: PlanStep, catalogue: Catalogue, signing: Signing, observers: Mapping[str, str]
) -> Iterator[tuple[str, Row]]:
    day = step.done_by
    if step.kind == "module":
        yield "completions", _completion(plan, step, catalogue)
        if step.says == CLAIMED:
            learned = {"kind": "cpd", "quantity": step.quantity, "unit": "hour", "module": step.what, "approved": True}
            yield "cpd", {"date": day, **learned}
    elif step.kind == "cpd":
        kind = step.what.split()[0] if step.what else "cpd"
        peers = step.category == PEERS
        category = None if peers or not step.category else step.category
        # Items are counted whole, one row each.
        many = math.ceil(step.quantity) if step.unit == "item" else 1
        for _ in range(many):
            quantity = 1.0 if step.unit == "item" else step.quantity
            learned = {"kind": kind, "quantity": quantity, "unit": step.unit, "category": category, "approved": True}
            yield "cpd", {"date": day, "peer_reflection": peers, **learned}
    elif step.kind == "supervised":
        practised = {"module": step.what or None, "quantity": step.quantity, "unit": step.unit, "category": step.category or None}
        yield "supervised", {"date": day, "supervisor": signing(plan.learner, day) or None, "signed": True, **practised}
    elif step.kind in {"contact", "review"}:
        for each in range(math.ceil(step.quantity)):
            yield (
                "supervision",
                {"date": day - DAYS_BETWEEN * each if step.kind == "contact" else day, "kind": step.what, "supervisor": None},
            )
    elif step.kind == "observation":
        competency, _, level = step.what.partition("@")
        role = next((observers[name] for name in step.requirements if name in observers), None)
        for _ in range(math.ceil(step.quantity)):
            seen = {"competency": competency, "level": int(level) if level else 3, "role_of_observer": role}
            yield "observations", {"date": day, "observer": signing(plan.learner, day) or None, **seen}


def _completion(plan: LearnerPlan, step: PlanStep, catalogue: Catalogue) -> Row:
    module = catalogue.modules[step.what].value
    running = [each for each in module.versions if each.starts <= civil(step.done_by)] or list(module.versions)
    version = max(running, key=lambda each: each.starts).version
    return {
        "module": step.what,
        "version": version,
        "edition": plan.country or None,
        "date": step.done_by,
        "score": 100.0,
        "attempt": 1,
        "result": "passed",
        "provider": "plan",
        "verified_by": "plan",
    }

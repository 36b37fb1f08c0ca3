"""A decision somebody wants to record, held against the curriculum and the records: a row for `decisions`, or its faults."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from practicum.model.civil_day import day_number
from practicum.records.deciding_about import KINDS, WITH_LAST_DAY, Fault, Subjects, learner_of, rows_named, subject_of, values, voided_in
from practicum.records.intake import Intake
from practicum.tables.writing import guarded

SOURCE = "decide"
LONGEST_TEXT = 1000
Row: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be recorded, as it was said."""

    kind: str
    learner: str
    subject: str
    starts: date
    until: date | None = None
    by: str
    reason: str
    refused: bool = False
    recorded: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """A decision that is to count no longer, as it was said; ``learner`` is needed only where several records share the id."""

    record: str
    learner: str = ""
    by: str
    reason: str
    recorded: date


def decided(asked: Decision, intake: Intake, subjects: Subjects, *, today: date, taken: Collection[bytes] = ()) -> Row | list[Fault]:
    """The row of a decision, or everything that is wrong with it; ``taken`` are the files of decisions, where no id may occur twice."""
    faults = _signature_faults(asked, today)
    learner = learner_of(asked.learner, intake)
    if isinstance(learner, Fault):
        faults.append(learner)
    subject = subject_of(asked.kind, asked.subject, asked.starts, intake, subjects, "" if isinstance(learner, Fault) else learner)
    if isinstance(subject, Fault):
        faults.append(subject)
    if asked.until is not None and asked.kind not in WITH_LAST_DAY:
        faults.append(
            Fault("--until", f"{KINDS[asked.kind]} has no last day", "leave it out; `practicum decide void` takes a decision back")
        )
    elif asked.until is not None and asked.until < asked.starts:
        faults.append(Fault("--until", "the last day lies before the first", "write the later day behind `--until`"))
    if faults or isinstance(learner, Fault) or isinstance(subject, Fault):
        return faults
    row = _row(
        learner=learner,
        kind=asked.kind,
        subject=subject,
        decision="refused" if asked.refused else "granted",
        starts=asked.starts,
        until=asked.until,
        by=asked.by,
        reason=asked.reason,
        recorded=asked.recorded,
    )
    same = _same(row, asked, intake)
    return [same] if same else _with_id(row, intake, taken)


def voided(asked: Void, intake: Intake, *, today: date, taken: Collection[bytes] = ()) -> Row | list[Fault]:
    """The row that takes a decision back, or everything that is wrong with it. Only a decision that still stands can be voided."""
    faults = _signature_faults(asked, today)
    target = _target_of(asked, intake)
    if isinstance(target, Fault):
        return [*faults, target]
    if faults:
        return faults
    row = _row(learner=target["learner"], voids=target["record_id"], by=asked.by, reason=asked.reason, recorded=asked.recorded)
    return _with_id(row, intake, taken)


def _signature_faults(asked: Decision | Void, today: date) -> list[Fault]:
    """Who and why have to be there, in characters that can be seen, and nothing is recorded before its time."""
    faults = []
    for option, text, missing, help in (
        (
            "--by",
            asked.by,
            "nobody stands behind this decision",
            "name who decided, such as `board`; without it the decision counts for nothing",
        ),
        ("--reason", asked.reason, "no reason is given", "write why in a sentence; without it the decision counts for nothing"),
    ):
        bare = worded(text)
        if not bare:
            faults.append(Fault(option, missing, help))
        elif not bare.isprintable():
            faults.append(Fault(option, "it holds characters that cannot be seen", "type it anew rather than pasting it"))
        elif len(bare) > LONGEST_TEXT:
            faults.append(
                Fault(option, f"it is longer than {LONGEST_TEXT:,} characters", "say it shortly, and keep the long form elsewhere")
            )
    if asked.recorded > today:
        faults.append(Fault("--recorded", "the day lies in the future", "a decision is recorded today, or was recorded earlier"))
    return faults


def worded(text: str) -> str:
    """A text on one line, without spaces around it.

    >>> worded("  long\\n illness ")
    'long illness'
    """
    return " ".join(text.split())


def _target_of(asked: Void, intake: Intake) -> dict[str, Any] | Fault:
    """The decision that is to be voided."""
    learner = learner_of(asked.learner, intake) if asked.learner else ""
    if isinstance(learner, Fault):
        return learner
    found = rows_named(asked.record.strip(), intake)
    rows = [row for table, row in found if table == "decisions"]
    if not rows:
        if found:
            return Fault(
                "RECORD",
                f"it is the id of a row of `{found[0][0]}`, and only decisions are voided here",
                "a row that is wrong is corrected by another row in its own file that names it under `voids`",
            )
        return Fault("RECORD", "no decision in these records has this id", "`record_id` in the file of decisions holds the ids")
    if learner:
        rows = [row for row in rows if row["learner"] == learner]
        if not rows:
            return Fault("RECORD", "it is the id of another learner's decision", "look the id up in this learner's own rows")
    if len(rows) > 1:
        return Fault("RECORD", "several decisions share this id", "say whose is meant with `--learner`, or give the rows ids of their own")
    [row] = rows
    if row["kind"] is None:
        return Fault("RECORD", "it is the id of a void, and a void cannot be voided", "record the decision anew")
    if (row["learner"], row["record_id"]) in voided_in(intake, "decisions"):
        return Fault("RECORD", "this decision has been voided or corrected before", "there is nothing left to take back")
    return row


def _row(
    *,
    learner: str,
    by: str,
    reason: str,
    recorded: date,
    kind: str = "",
    subject: str = "",
    decision: str = "",
    starts: date | None = None,
    until: date | None = None,
    voids: str = "",
) -> Row:
    """A row in the columns of `decisions`; what somebody typed can never become a formula."""
    return {
        "learner": learner,
        "kind": kind,
        "subject": subject,
        "decision": decision,
        "from": starts.isoformat() if starts else "",
        "until": until.isoformat() if until else "",
        "approver": str(guarded(worded(by))),
        "reason": str(guarded(worded(reason))),
        "source": SOURCE,
        "recorded_at": recorded.isoformat(),
        "voids": voids,
        "evidence": "",
    }


def _same(row: Mapping[str, str], asked: Decision, intake: Intake) -> Fault | None:
    """The fault that this very decision stands already."""
    gone = voided_in(intake, "decisions")
    until = day_number(asked.until) if asked.until else None
    for one in intake.tables["decisions"].to_pylist():
        alike = all((one[name] or "") == row[name] for name in ("learner", "kind", "subject"))
        alike = alike and (one["decision"] or "granted") == row["decision"] and one["from"] == day_number(asked.starts)
        if alike and one["until"] == until and (one["learner"], one["record_id"]) not in gone:
            return Fault("", f"the same decision is already recorded in {one['file']}, row {one['row']}", "there is nothing to record")
    return None


def _with_id(row: Row, intake: Intake, taken: Collection[bytes]) -> Row:
    """The row with an id of its own: the day it was recorded and a mark made from its content, so that it says the same everywhere."""
    content = "\x1f".join(f"{name}={row[name]}" for name in sorted(row))
    mark = hashlib.sha256(content.encode()).hexdigest()[:8]
    wanted = f"{SOURCE}-{row['recorded_at'].replace('-', '')}-{mark}"
    used = values(intake, "decisions", "record_id")
    id, count = wanted, 1
    while id in used or any(id.encode() in data for data in taken):
        count += 1
        id = f"{wanted}-{count}"
    return {**row, "record_id": id}

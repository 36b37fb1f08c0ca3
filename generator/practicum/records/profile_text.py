"""A proposed profile as the YAML file that a person reads and changes: each line with the evidence for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from practicum.model.record import TABLES
from practicum.records.choosing import Choice
from practicum.records.headings import columns_of
from practicum.records.proposing import Proposal


def profile_text(proposal: Proposal) -> str:
    """The file. What is unsure stands at the top; the names of courses and activities are the only texts of the records in it."""
    profile = proposal.profile
    lines = [
        f"# Proposed for {proposal.place}: {_flat(proposal.table_evidence)}.",
        "# Change what is wrong: `practicum records look` says at once what would be read. A line that begins with # is a remark.",
        *(f"# UNSURE: {_flat(one)}" for one in proposal.unsure),
        "format: 1",
        f"id: {profile.id}",
    ]
    if profile.extends:
        lines.append(f"extends: {profile.extends}")
    if profile.files:
        lines.append(f"files: {_list(profile.files)}")
    lines.append(f"headings: {_list(profile.headings)}  # a file with all of these is read so")
    if not profile.extends:
        lines += [f"table: {profile.table}", f"shape: {profile.shape}"]
    if profile.encoding:
        lines.append(f"encoding: {profile.encoding}  # a guess: see that names keep their letters")
    if profile.day_order:
        lines.append(f"day_order: {profile.day_order}  # {_flat(proposal.order_evidence)}")
    if not profile.extends:
        lines += ["columns:", *_columns(profile.columns or {}, proposal.choices)]
        if profile.constants:
            lines.append(f"constants: {{{', '.join(f'{name}: {_quoted(value)}' for name, value in profile.constants.items())}}}")
    if profile.activity_date:
        lines.append(f"activity_date: {_quoted(profile.activity_date)}")
    if profile.completed and not profile.extends:
        lines += [f"completed: {_list(profile.completed)}", f"not_completed: {_list(profile.not_completed)}"]
    if proposal.activities:
        lines.append("activities:  # what the other system calls it, and the module it stands for; none: no record is made of it")
        for named in proposal.activities:
            maybe = f"; perhaps {' or '.join(named.candidates)}" if named.candidates and not named.sure else ""
            said = f"{'' if named.sure else 'UNSURE: '}{_flat(named.evidence)}{maybe}"
            lines.append(f"  {_quoted(named.name)}: {named.module or 'none'}  # {said}")
    if profile.also:
        lines.append("also:  # further tables that the same rows state; take out what is none of their business")
        for reading, beside in zip(profile.also, proposal.beside, strict=True):
            lines.append(f"  - table: {reading.table}  # {_flat(beside.evidence)}")
            lines += ["    columns:", *(f"    {line}" for line in _columns(reading.columns or {}, beside.choices))]
    if proposal.unused:
        lines.append(f"# Nothing is read from: {_flat(', '.join(proposal.unused))}")
    for table in (profile.table, *(reading.table for reading in profile.also)):
        if table in TABLES:
            lines.append(f"# Fields of `{table}`: {', '.join(column.name for column in columns_of(TABLES[table]))}")
    return "\n".join(lines) + "\n"


def _columns(columns: Mapping[str, str], choices: Sequence[Choice]) -> list[str]:
    lines = []
    for heading, name in columns.items():
        choice = next((one for one in choices if one.field == name), None)
        said = "" if choice is None else f"  # {'' if choice.sure else 'UNSURE: '}{_flat(choice.evidence)}"
        lines.append(f"  {_quoted(heading)}: {name}{said}")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _flat(text: str) -> str:
    """A text that stays inside its remark."""
    return " ".join(text.split())

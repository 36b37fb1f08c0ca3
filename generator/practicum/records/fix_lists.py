"""What each sender of records has to put right: file, row and column, what is wrong and what to do, and nothing of what stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from practicum.model.record import SetAside
from practicum.records.intake import Intake
from practicum.records.reasons import FIXES, REASONS
from practicum.records.receiving import last_part

Row: TypeAlias = tuple[str, int | None, str, str, str, str]
HEADING = ("file", "row", "column", "what is wrong", "what to do", "code")
# What is only noted goes back where something may have been lost by it.
_WORTH_SENDING = ("CUT_OFF", "ENCODING_GUESSED", "LOST_LETTERS", "MIXED_DELIMITERS", "MIXED_ORDERS", "SHORT_ROW", "FORMULA_TEXT")
_FIX = "put it right in the file it came from, and send the file again"


@dataclass(frozen=True, slots=True)
class FixList:
    """The list of one sender: rows in the order of ``HEADING``; ``name`` is the sender as a file can be called."""

    sender: str
    name: str
    rows: tuple[Row, ...]


def fix_lists(intake: Intake) -> list[FixList]:
    """A list for each sender whose rows or files need something, by name.

    Who sent a row is what its `source` says, else its `agency`, else the folder or archive its file lies in, else the file. A row is
    named to its own sender only, and a message never names another file.
    """
    found: dict[str, list[Row]] = {}
    for note in intake.set_aside:
        if note.done == "set_aside":
            sender = intake.senders.get((note.file, note.row)) or _folder_of(note.file)
            found.setdefault(sender, []).append(_row(note))
    for note in intake.noted:
        if note.reason in _WORTH_SENDING:
            found.setdefault(_folder_of(note.file), []).append(_row(note))
    for refusal in intake.refused:
        told = (refusal.file, refusal.row or None, refusal.column, refusal.message, refusal.help, refusal.reason)
        found.setdefault(_folder_of(refusal.file), []).append(told)
    names: dict[str, str] = {}
    lists = []
    for sender in sorted(found):
        name = _file_name(sender)
        while name in names:
            name += "-2"
        names[name] = sender
        # A row that is read for several tables may lack the same in each.
        rows = sorted(dict.fromkeys(found[sender]), key=lambda row: (row[0], row[1] or 0, row[2], row[5]))
        lists.append(FixList(sender, name, tuple(rows)))
    return lists


def _row(note: SetAside) -> Row:
    return note.file, note.row, note.column, REASONS[note.reason], FIXES.get(note.reason, _FIX), note.reason


def _folder_of(file: str) -> str:
    """The folder or archive that a file lies in, else the file without its ending.

    >>> _folder_of("north/posts.csv"), _folder_of("posts-south.csv#a")
    ('north', 'posts-south')
    """
    parts = file.replace("\\", "/").split("/")
    return parts[0] if len(parts) > 1 else last_part(file).partition("#")[0].rsplit(".", 1)[0]


def _file_name(sender: str) -> str:
    return re.sub(r"[^\w]+", "-", sender.casefold()).strip("-_")[:60] or "unnamed"

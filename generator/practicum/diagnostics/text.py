"""Diagnostics as text for a terminal, in the manner of a compiler that explains itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from practicum.diagnostics.diagnostic import Diagnostic
from practicum.spans import Span

# Gives the text of a file's line (counting from 1), or None where the file or the line cannot be shown.
Line = Callable[[str, int], str | None]

WIDEST = 160
LONGEST = 600


def render(diagnostic: Diagnostic, line: Line) -> str:
    """One diagnostic in the house form: what, where, the line itself with a mark under it, notes, help."""
    number = str(diagnostic.span.line)
    pad = " " * len(number)
    rows = [f"{diagnostic.severity}[{diagnostic.rule}]: {_clean(diagnostic.message)}", f"{pad}--> {_clean(str(diagnostic.span))}"]
    written = line(diagnostic.span.path, diagnostic.span.line)
    label = _clean(diagnostic.label)
    if written is not None and written.strip() and not _garbled(written):
        shown, mark = _mark(written, diagnostic.span)
        rows += [f"{pad} |", f"{number} | {shown}", f"{pad} | {mark} {label}".rstrip(), f"{pad} |"]
    elif label:
        rows.append(f"{pad} = note: {label}")
    for note in diagnostic.notes:
        rows.append(f"{pad} = note: {_clean(note.message)}" + (f" ({_clean(str(note.span))})" if note.span else ""))
    if any(diagnostic.views):
        rows.append(f"{pad} = note: seen in {', '.join(view or 'the core' for view in diagnostic.views)}")
    if diagnostic.help:
        rows.append(f"{pad} = help: {_clean(diagnostic.help)}")
    return "\n".join(rows)


def _garbled(written: str) -> bool:
    """Whether a line is of no text: a picture, a document, or letters of two bytes each."""
    return (written.count("\0") + written.count("\N{REPLACEMENT CHARACTER}")) * 4 > len(written)


def _clean(text: str) -> str:
    """What somebody wrote, made safe for a terminal: one line, nothing that moves the cursor, no megabytes."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return short if short.isprintable() else "".join(_printable(character) for character in short)


def _printable(character: str) -> str:
    # A tab or a line end would shift the carets; control characters could write over the terminal.
    if character in "\t\n\r" or unicodedata.category(character) == "Zs":
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _mark(written: str, span: Span) -> tuple[str, str]:
    """The line cut to a readable width, and the carets under the marked part."""
    first = min(max(span.column, 1) - 1, len(written))
    last = span.end_column - 1 if span.end_line == span.line else len(written.rstrip())
    cut = max(0, first - WIDEST // 2) if len(written) > WIDEST else 0
    end = min(len(written), cut + WIDEST)
    shown = "".join(_printable(character) for character in written[cut:end]).rstrip()
    before, marked = shown[: first - cut], shown[first - cut : max(first + 1, min(last, end)) - cut]
    mark = " " * _width(before.ljust(first - cut)) + "^" * max(1, _width(marked))
    if cut:
        shown, mark = "…" + shown, " " + mark
    return shown + "…" * (end < len(written)), mark


def _width(text: str) -> int:
    """How many columns a terminal gives a text: two for wide letters, none for accents that combine.

    >>> _width("e\u0301"), _width("\u6f22")
    (1, 2)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def summary(diagnostics: Iterable[Diagnostic], files: int) -> str:
    """The closing line: how many faults in how many files."""
    counts = {"error": 0, "warning": 0}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    if not any(counts.values()):
        return f"checked {files} files: no faults"
    parts = [f"{count} {severity}{'s' if count != 1 else ''}" for severity, count in counts.items() if count]
    return f"checked {files} files: {' and '.join(parts)}"

"""Diagnostics as workflow commands: GitHub shows each beside its line of the change.

What people wrote goes into these lines, so every sign that could end one or begin another command is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from practicum.diagnostics.diagnostic import Diagnostic

# GitHub shows so many of each severity for a step; the rest is in the log only.
SHOWN = 10


def render(diagnostics: Iterable[Diagnostic], summary: str, *, prefix: str = "") -> str:
    """All diagnostics as commands, errors first, and the summary as a line of its own.

    ``prefix`` is the way from the repository's root to the project (`courses/care/`), since GitHub counts paths from there.
    """
    found = sorted(diagnostics, key=lambda one: one.severity != "error")
    lines = [command(one, prefix) for one in found]
    many = {severity: sum(one.severity == severity for one in found) for severity in ("error", "warning")}
    hidden = [f"{count - SHOWN} more {severity}s" for severity, count in many.items() if count > SHOWN]
    if hidden:
        lines.append(f"{' and '.join(hidden)} than GitHub shows beside the lines: all of them are in this log")
    return "\n".join([*lines, _data(summary)])


def command(one: Diagnostic, prefix: str = "") -> str:
    """One diagnostic as a command.

    >>> from practicum.spans import Span
    >>> print(command(Diagnostic("bad-value", "100% is\\nno status", Span("a,b.yaml", 4, 9, 4, 14), help="write `draft`")))
    ::error file=a%2Cb.yaml,line=4,endLine=4,col=9,endColumn=13,title=bad-value::100%25 is%0Ano status%0Ahelp: write `draft`
    """
    span = one.span
    places = {"file": prefix + span.path, "line": str(span.line), "endLine": str(max(span.line, span.end_line)), "col": str(span.column)}
    if span.end_line == span.line:
        # Ours lies behind the last sign, theirs on it.
        places["endColumn"] = str(max(span.column, span.end_column - 1))
    places["title"] = one.rule
    said = [one.message, one.label]
    said += [f"note: {note.message}" + (f" ({note.span})" if note.span else "") for note in one.notes]
    said += [f"seen in: {', '.join(view or 'the core' for view in one.views)}"] if any(one.views) else []
    said += [f"help: {one.help}"] if one.help else []
    told = ",".join(f"{name}={_property(value)}" for name, value in places.items())
    return f"::{'error' if one.severity == 'error' else 'warning'} {told}::{_data(chr(10).join(line for line in said if line))}"


def _data(text: str) -> str:
    shown = "".join(one if one.isprintable() or one in "\r\n" else "\N{REPLACEMENT CHARACTER}" for one in text)
    escaped = shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    # A line that begins with two colons is a command, wherever it comes from.
    return escaped.replace("::", ":%3A") if escaped.startswith("::") else escaped


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

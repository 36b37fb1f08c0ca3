"""Diagnostics as JSON for other programs; the shape is versioned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from practicum.diagnostics.diagnostic import Diagnostic
from practicum.spans import Span

SCHEMA = "practicum.diagnostics/1"


def render(diagnostics: Iterable[Diagnostic], files: int, *, since: Mapping[str, object] | None = None) -> str:
    """All diagnostics and their count as one JSON document; ``since`` says with what a change was compared."""
    found = [_one(diagnostic) for diagnostic in diagnostics]
    counts = {severity: sum(1 for one in found if one["severity"] == severity) for severity in ("error", "warning")}
    whole = {"schema": SCHEMA, "files": files, "counts": counts, **({"since": since} if since is not None else {}), "diagnostics": found}
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    # The name of a file may hold bytes that are no text; JSON is always UTF-8.
    return text.encode("utf-8", errors="replace").decode()


def _one(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "span": _span(diagnostic.span),
        "label": diagnostic.label,
        "notes": [{"message": note.message, "span": _span(note.span) if note.span else None} for note in diagnostic.notes],
        "help": diagnostic.help,
        "views": list(diagnostic.views),
    }


def _span(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}

"""Diagnostics as SARIF 2.1.0, the form in which code hosts and editors take the findings of any program."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from practicum.diagnostics.catalogue import RULES, Rule
from practicum.diagnostics.diagnostic import Diagnostic
from practicum.spans import Span

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# By this name two runs know that they speak of the same fault though its line has moved.
FINGERPRINT = "practicumFault/v1"
_LEVEL = {"error": "error", "warning": "warning"}


def render(
    diagnostics: Iterable[Diagnostic], *, version: str, prefix: str = "", since: bool = False, old: Iterable[Diagnostic] = ()
) -> str:
    """One log with one run as a JSON document; ``version`` is the program's.

    ``prefix`` is the way from the repository's root to the project. With ``since`` each result says whether it is new; ``old`` are those
    that are not.
    """
    found, before = list(diagnostics), list(old)
    codes = sorted({one.rule for one in (*found, *before)})
    numbers = {code: number for number, code in enumerate(codes)}
    seen: Counter[str] = Counter()
    results = [_result(one, numbers, seen, prefix, "new" if since else None) for one in found]
    results += [_result(one, numbers, seen, prefix, "unchanged") for one in before]
    run = {
        "tool": {"driver": {"name": "practicum", "semanticVersion": version, "rules": [_rule(RULES[code]) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the root of the repository"}}},
        "results": results,
    }
    text = json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, ensure_ascii=False, indent=2)
    return text.encode("utf-8", errors="replace").decode()


def _rule(rule: Rule) -> dict[str, Any]:
    plain = f"{rule.why}\n\nNot: {rule.bad}\n\nBut: {rule.good}"
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.code.split("-")),
        "shortDescription": {"text": rule.checks},
        "fullDescription": {"text": rule.why},
        "help": {"text": plain, "markdown": f"{rule.why}\n\nNot:\n\n{_code(rule.bad)}\n\nBut:\n\n{_code(rule.good)}"},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"tags": [rule.theme]},
    }


def _code(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def _result(one: Diagnostic, numbers: dict[str, int], seen: Counter[str], prefix: str, state: str | None) -> dict[str, Any]:
    said = [one.message, one.label, *(note.message for note in one.notes if note.span is None)]
    said += [f"help: {one.help}"] if one.help else []
    found: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": numbers[one.rule],
        "level": _LEVEL[one.severity],
        "message": {"text": "\n".join(part for part in said if part)},
        "locations": [{"physicalLocation": _place(one.span, prefix)}],
        "partialFingerprints": {FINGERPRINT: _fingerprint(one, seen)},
    }
    if state is not None:
        found["baselineState"] = state
    others = [note for note in one.notes if note.span is not None]
    if others:
        found["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(note.span, prefix), "message": {"text": note.message}}
            for number, note in enumerate(others)
            if note.span is not None
        ]
    if any(one.views):
        found["properties"] = {"views": [view or "core" for view in one.views]}
    return found


def _place(span: Span, prefix: str) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endLine": max(span.line, span.end_line)}
    region["endColumn"] = max(span.end_column, 1) if region["endLine"] > span.line else max(span.end_column, span.column)
    address = quote((prefix + span.path).encode("utf-8", "surrogateescape"))
    return {"artifactLocation": {"uri": address, "uriBaseId": "SRCROOT"}, "region": region}


def _fingerprint(one: Diagnostic, seen: Counter[str]) -> str:
    """The same for the same fault, wherever in its file it stands; the second of its kind in a file has another."""
    own = "\n".join((one.rule, one.span.path, one.message))
    seen[own] += 1
    return hashlib.sha256(f"{own}\n{seen[own]}".encode("utf-8", "surrogateescape")).hexdigest()[:32]

"""The audit's result as JSON and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence

from practicum.reporting.markup import Markup, el
from practicum.reporting.page import Setting, facts, page, private, shared, table
from practicum.reporting.sharing.audit import METHOD, Audit
from practicum.reporting.sharing.sums import MINIMUM
from practicum.reporting.wording import count_says, number_says

AUDIT_JSON, AUDIT_HTML = "audit.json", "audit.html"
SCHEMA = "practicum-sharing-audit/1"


def audit_json(result: Audit) -> bytes:
    """``audit.json``; the intervals of what was refused are in it, so one that did not pass is private."""
    told = {
        "schema": SCHEMA,
        "as_of": result.as_of,
        "passed": result.passed,
        "narrowest_allowed": MINIMUM,
        "narrowest": result.narrowest,
        "cells": result.cells,
        "hidden": result.hidden,
        "intervals": result.looked_for,
        "earlier_releases": result.earlier,
        "holders_of_rows": result.holders,
        "rows_for_research": result.rows,
        "method": METHOD,
        "solver": result.solver,
        "findings": [
            {"table": one.table, "says": one.says, "known_to": one.known_to, "to_do": one.to_do, "low": one.low, "high": one.high}
            for one in result.findings
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def leave_out_says(way_out: Sequence[str]) -> str:
    """The options without whose tables a refused part would pass.

    >>> leave_out_says(["agency-state", "programme"])
    '--leave-out agency-state --leave-out programme'
    """
    return " ".join(f"--leave-out {name}" for name in way_out)


def audit_html(result: Audit, setting: Setting, way_out: Sequence[str] = ()) -> bytes:
    """``audit.html``; ``way_out`` names tables without which a part that did not pass would."""
    narrowest = "nothing is hidden" if result.narrowest is None else number_says(result.narrowest)
    told = {
        "Cells in all tables": f"{result.cells:,}",
        "Hidden": f"{result.hidden:,}",
        "Narrowest interval of a hidden cell": f"{narrowest} (at least {MINIMUM} is asked for)",
        "Intervals looked at": f"{result.looked_for:,}",
        "Earlier releases laid beside": f"{result.earlier:,}",
        "Holders of rows taken into account": f"{result.holders:,}",
        "Rows for research": f"{result.rows:,}",
        "Solver": result.solver,
    }
    body: list[Markup | None] = [
        el("h2", "What was worked out"),
        facts(told),
        el("h2", "How"),
        el("p", METHOD),
        el(
            "p",
            "The files were read back from their CSV and JSON, as somebody would read them who wants to find out. What is known beside "
            "them is taken in: earlier releases, with as few changes in between as explain both, and for each holder of rows these "
            "rows.",
        ),
    ]
    if way_out:
        says = "Share again and leave out what tells too much; it was tried, and the rest passes this audit: "
        body[:0] = [el("h2", "The way out"), el("p", says, el("code", leave_out_says(way_out)))]
    if result.findings:
        rows = [(one.says, one.known_to, one.to_do) for one in result.findings]
        body[:0] = [el("h2", "What could be worked out"), table("What could be worked out", ["Where", "By whom", "What to do"], rows)]
    lead = (
        "No hidden count can be worked out too closely."
        if result.passed
        else f"Not to be shared: {count_says(len(result.findings), 'finding')}. Nothing was published."
    )
    banner = shared("It holds no learner data.") if result.passed else private("It tells what hidden counts are.")
    return page(AUDIT_HTML, "Audit of what is shared", lead, body, setting, banner=banner, alone=True)

"""Ids that were given up lead to something, and are given to nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit

_GROUPS = {
    "module": "modules", "competency": "competencies", "role": "roles", "certification": "certifications", "programme": "programmes",
    "reference": "references", "term": "terms", "person": "people", "organisation": "organisations", "case_study": "case_studies",
    "crosswalk": "crosswalks",
}  # fmt: skip


def check_renamed(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of the list of renamed ids."""
    for unit in catalogue.renamed.values():
        given_up = {(one.kind, one.was) for one in unit.value.renamed}
        for position, one in enumerate(unit.value.renamed):
            known: Mapping[str, Unit[Any]] = getattr(catalogue, _GROUPS[one.kind])
            kind = one.kind.replace("_", " ")
            if one.was in known:
                yield Diagnostic(
                    "id-used-again", f"the {kind} id `{one.was}` was given up for `{one.now}`, and is used again",
                    known[one.was].where("id"), "old records would be taken for this one",
                    notes=(Note("it was given up here", unit.where("renamed", position, "was")),), help="give it an id of its own",
                )  # fmt: skip
            elif one.now not in known and (one.kind, one.now) not in given_up and not catalogue.is_lost(one.kind, one.now):
                yield Diagnostic(
                    "renamed-to-nothing", f"the {kind} `{one.was}` was renamed to `{one.now}`, and there is no such {kind}",
                    unit.where("renamed", position, "now"), "old addresses would lead nowhere",
                    help="write what it is called today, or take the line out if the thing is gone",
                )  # fmt: skip

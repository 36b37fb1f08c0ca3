"""Changes, releases and credit: what a change is about exists, releases follow one another, and an ORCID iD is one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from practicum.checking.names import unknown
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.organisation import Person
from practicum.model.release import orcid_said, orcid_sign
from practicum.resolving.releases import in_order, named, near_name


def check_releases(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of changes, releases, authors and ORCID iDs. What an old release names may be gone since: it is left as it was."""
    for change in catalogue.changes.values():
        for position, name in enumerate(change.value.units):
            # What was taken out is named as it was called.
            if change.value.kind != "removed" and named(catalogue, name) is None and not _lost(catalogue, name):
                near = near_name(catalogue, name)
                yield Diagnostic(
                    "unknown-unit", f"the change `{change.id}` is about `{name}`, and nothing is called so",
                    change.where("units", position), "nothing has this id",
                    help=f"did you mean `{near}`?" if near else
                    "name a module, a rule, a competency or another thing by its id, with `/NV` or `/fr` for a country or a language",
                )  # fmt: skip
        for position, person in enumerate(change.value.people):
            yield from unknown("unknown-person", catalogue, change, person, "people", position)
    for module in catalogue.modules.values():
        for field in ("authors", "author_bodies"):
            for position, id in enumerate(getattr(module.value, field)):
                yield from unknown("unknown-person", catalogue, module, id, field, position)
    yield from _order(catalogue)
    for one in catalogue.people.values():
        yield from _orcid(one)


def _order(catalogue: Catalogue) -> Iterator[Diagnostic]:
    ones = in_order(catalogue)
    for before, after in itertools.pairwise(ones):
        if after.value.day < before.value.day:
            yield Diagnostic(
                "release-order", f"release `{after.id}` is of {after.value.day}, before the day of `{before.id}`", after.where("day"),
                "earlier than the release before it", notes=(Note(f"`{before.id}` is of {before.value.day}", before.where("day")),),
                help="give each release the day on which it was made",
            )  # fmt: skip


def _orcid(person: Unit[Person]) -> Iterator[Diagnostic]:
    written = person.value.orcid
    if written is None:
        return
    said = orcid_said(written)
    if said is None:
        yield Diagnostic(
            "bad-orcid", f"the ORCID iD of `{person.id}` is not one", person.where("orcid"), "not sixteen signs",
            help="write it as its owner's page at orcid.org shows it, such as 0000-0000-0000-0001; leave it out where they have none",
        )  # fmt: skip
    elif orcid_sign(said) != said[-1]:
        yield Diagnostic(
            "bad-orcid", f"the ORCID iD of `{person.id}` cannot be right: its digits ask for `{orcid_sign(said)}` as the last sign",
            person.where("orcid"), "a digit is wrong, or two are exchanged",
            help="copy it once more from its owner's page; do not only change the last sign, for any of the digits may be the wrong one",
        )  # fmt: skip
    elif said != written:
        yield Diagnostic(
            "bad-orcid", f"the ORCID iD of `{person.id}` is not written in four groups of four", person.where("orcid"),
            "right, but written in another way", help=f'write `orcid: "{said}"`',
        )  # fmt: skip


def _lost(catalogue: Catalogue, name: str) -> bool:
    """Whether the thing may stand in a file that could not be used: that file's own fault says it already."""
    id = name.rpartition(":")[2].partition("/")[0]
    return any(one.whole or id in one.ids for one in catalogue.lost)

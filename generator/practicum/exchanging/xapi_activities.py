"""Which module an activity of an xAPI statement is: the addresses of the site, and a list that the training lead fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from practicum.exchanging.identifying import identifier
from practicum.model.catalogue import Catalogue
from practicum.model.renamed import by_kind

# What an activity may count as; `none` is left out, and nobody is told of it again.
COUNTS_AS = ("completions", "cpd", "supervised", "none")
HEADINGS = ("activity", "module", "counts_as", "category", "statements", "name")
_PAGE = re.compile(r"(?:/index\.html?|/index|\.html?|/)$")


class Stands(NamedTuple):
    """What an activity stands for: a module (or none), in which table of records it counts, and under which category of hours."""

    module: str
    table: str = "completions"
    category: str = ""


@dataclass(frozen=True)
class Activities:
    """Activities and what each stands for; ``beginnings`` are addresses that were written with a `*` at their end, the longest first."""

    whole: Mapping[str, Stands]
    beginnings: Sequence[tuple[str, Stands]] = ()
    _found: dict[str, Stands | None] = field(default_factory=dict, repr=False, compare=False)

    def of(self, activity: str) -> Stands | None:
        """What an activity stands for; None where nobody said it."""
        if activity in self._found:
            return self._found[activity]
        address = normal(activity)
        found = self.whole.get(address)
        if found is None:
            found = next((stands for begin, stands in self.beginnings if address.startswith(begin)), None)
        if len(self._found) < 10_000:
            self._found[activity] = found
        return found


class MapFault(NamedTuple):
    """A cell of the training lead's list that cannot be used."""

    row: int
    column: str
    message: str
    help: str


def normal(activity: str) -> str:
    """An activity's id as ids are compared: without the scheme, the case of the host, the part behind `#`, and how a page ends.

    >>> normal("HTTPS://Site.Example/fr/modules/F06.html#top") == normal("http://site.example/fr/modules/F06/")
    True
    >>> normal("https://moodle.example/course/view.php?id=3")
    'moodle.example/course/view.php?id=3'
    """
    scheme, sign, rest = activity.strip().partition("://")
    if not sign or scheme.lower() not in ("http", "https"):
        return activity.strip().casefold() if activity.strip().lower().startswith("urn:") else activity.strip()
    host, slash, path = rest.partition("#")[0].partition("/")
    page, asks, query = path.partition("?")
    return host.lower() + _PAGE.sub("", slash + page) + asks + query


def site_activities(catalogue: Catalogue, addresses: Iterable[str], languages: Iterable[str]) -> dict[str, Stands]:
    """The activities that are modules of this curriculum: the page of each in every language and edition, and its UUID.

    ``addresses`` are those under which the site is published. Ids that were given up lead to those of today.
    """
    unit = catalogue.renamed.get("renamed")
    former = by_kind(unit.value).get("module", {}) if unit is not None else {}
    names = {**{id: id for id in catalogue.modules}, **{was: now for was, now in former.items() if now in catalogue.modules}}
    bases = {framework.value.base_url for framework in catalogue.frameworks.values()}
    found: dict[str, Stands] = {}
    for base in sorted({*bases, *addresses} - {""}):
        for name, id in names.items():
            found[f"urn:uuid:{identifier(base, 'module', name)}"] = Stands(id)
            for language in ("", *(f"{one}/" for one in languages)):
                for edition in ("", *(f"-{country}" for country in catalogue.countries)):
                    found[normal(f"{base.rstrip('/')}/{language}modules/{name}{edition}.html")] = Stands(id)
    return found


def read_map(rows: Sequence[Sequence[str]], modules: Iterable[str]) -> tuple[dict[str, Stands], list[tuple[str, Stands]], list[MapFault]]:
    """The training lead's list: activities, beginnings of activities (`…/*`), and everything that is wrong with it.

    ``rows`` begin with the headings, row 1. A row without a module and without `counts_as` says nothing yet.
    """
    known = {id.casefold(): id for id in modules}
    heads = [cell.strip().casefold().replace(" ", "_") for cell in rows[0]] if rows else []
    faults: list[MapFault] = []
    for name in ("activity", "module"):
        if name not in heads:
            faults.append(MapFault(1, name, f"the list has no column `{name}`", f"begin it with the headings {', '.join(HEADINGS[:4])}"))
    if faults:
        return {}, [], faults
    whole: dict[str, tuple[Stands, int]] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[place].strip() if place < len(row) else "" for place, name in enumerate(heads)}
        activity, module = cells["activity"], cells["module"]
        table = cells.get("counts_as", "").casefold() or ("none" if module.casefold() == "none" else "completions" if module else "")
        if not table or not activity:
            if module and not activity:
                said = "the row names a module and no activity"
                faults.append(MapFault(number, "activity", said, "write the activity's id, or delete the row"))
            continue
        if table not in COUNTS_AS:
            said = "it is none of the words that can stand here"
            faults.append(MapFault(number, "counts_as", said, f"write one of {', '.join(COUNTS_AS)}"))
            continue
        if table == "none" or module.casefold() == "none":
            stands = Stands("", "none" if table in ("none", "completions") else table, cells.get("category", ""))
        elif not module and table == "cpd":
            stands = Stands("", table, cells.get("category", ""))
        elif not module:
            faults.append(MapFault(number, "module", f"`{table}` needs a module", "write the module's id, such as F02"))
            continue
        elif module.casefold() not in known:
            faults.append(MapFault(number, "module", "no module has this id", "write the module's id, such as F02, or `none`"))
            continue
        else:
            stands = Stands(known[module.casefold()], table, cells.get("category", ""))
        address = f"{normal(activity[:-1] + 'x')[:-1]}*" if activity.endswith("*") else normal(activity)
        if "/" not in address and address.endswith("*"):
            faults.append(MapFault(number, "activity", "this `*` stands for every activity", "write an address up to a `/` before it"))
            continue
        before = whole.get(address)
        if before is not None and before[0] != stands:
            said = f"row {before[1]} says of this activity something else"
            faults.append(MapFault(number, "activity", said, "leave one of the two rows out"))
            continue
        whole.setdefault(address, (stands, number))
    beginnings = [(address[:-1], stands) for address, (stands, _) in whole.items() if address.endswith("*")]
    beginnings.sort(key=lambda pair: -len(pair[0]))
    return {address: stands for address, (stands, _) in whole.items() if not address.endswith("*")}, beginnings, faults

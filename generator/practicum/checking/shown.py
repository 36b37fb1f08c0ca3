"""What a reader looks for and would silently not get: help lines of a country, and the address of a source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue


def check_shown(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Countries that have a name and no help line, and sources whose address the site does not show."""
    for code, units in catalogue.countries.items():
        named = next((unit for unit in units if unit.value.name), None)
        lost = any(path.startswith(f"competencies/countries/{code}/") for path in (one.path for one in catalogue.lost))
        if named is not None and not lost and not any(unit.value.helplines for unit in units):
            yield Diagnostic(
                "country-without-helplines",
                f"country `{code}` names nobody to ring for help now",
                named.where("name"),
                "it is missing from the page of help",
                help="add `helplines`: the emergency number, the child help line",
            )
    for unit in catalogue.references.values():
        url = unit.value.url
        if url is not None and not url.startswith("https://"):
            yield Diagnostic(
                "unshown-address",
                f"the address of source `{unit.id}` does not begin with https://",
                unit.where("url"),
                "the site shows no link",
                help=f"write `{'https://' + url.removeprefix('http://')}` if it answers there, or take `url` out"
                if url.startswith("http://")
                else "write the whole address, beginning with https://, or take `url` out",
            )

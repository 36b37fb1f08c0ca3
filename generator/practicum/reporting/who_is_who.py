"""The queue of people who may be one, for whoever decides: a page to look at side by side, and a table. Private, both of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from practicum.reporting.downloads import as_csv
from practicum.reporting.markup import Markup, el
from practicum.reporting.page import NOTHING, asset, head_of, private, source_hash

HEADINGS = (
    "pair", "a", "b", "a_name", "b_name", "a_birth_year", "b_birth_year", "a_email", "b_email", "a_agencies", "b_agencies",
    "a_where", "b_where", "speaks_for", "speaks_against",
)  # fmt: skip


class Told(Protocol):
    """One of the two people of a pair."""

    @property
    def id(self) -> str:
        """The id in the records."""

    @property
    def names(self) -> Sequence[str]:
        """The names in registers."""

    @property
    def birth_year(self) -> int | None:
        """The year of birth."""

    @property
    def emails(self) -> Sequence[str]:
        """The addresses."""

    @property
    def agencies(self) -> frozenset[str]:
        """Where they are or were in post."""

    @property
    def file(self) -> str:
        """The file of the register."""

    @property
    def row(self) -> int:
        """The row in it."""


class Compared(Protocol):
    """A pair with what speaks for and against it."""

    @property
    def a(self) -> Told:
        """The one whose id would be kept."""

    @property
    def b(self) -> Told:
        """The other."""

    @property
    def speaks_for(self) -> Sequence[str]:
        """What speaks for their being one person."""

    @property
    def against(self) -> Sequence[str]:
        """What speaks against it."""


def _cells(person: Told) -> tuple[str, ...]:
    return (
        person.id,
        " / ".join(person.names),
        "" if person.birth_year is None else str(person.birth_year),
        " / ".join(person.emails),
        ", ".join(sorted(person.agencies)),
        f"{person.file}, row {person.row}",
    )


def queue_csv(pairs: Sequence[Compared]) -> bytes:
    """The queue as a table; what looks like a formula stays a text."""
    rows = []
    for number, pair in enumerate(pairs, start=1):
        told = [cell for both in zip(_cells(pair.a), _cells(pair.b), strict=True) for cell in both]
        rows.append((number, *told, "; ".join(pair.speaks_for), "; ".join(pair.against)))
    return as_csv(HEADINGS, rows)


def queue_page(pairs: Sequence[Compared], *, invented: bool) -> bytes:
    """The queue as one page that loads nothing, pair below pair."""
    style = asset("report.css").replace("</", "<\\/")
    policy = f"default-src 'none'; style-src {source_hash(style)}; script-src {NOTHING}; base-uri 'none'; form-action 'none'"
    head = head_of("Who is who · Practicum", style, policy)
    count = "Nobody is left to look at." if not pairs else "1 pair." if len(pairs) == 1 else f"{len(pairs):,} pairs."
    content = el(
        "main",
        private("Names and addresses stand side by side here."),
        el("p", el("strong", "Synthetic people."), " Nobody here exists.", class_="banner synthetic") if invented else None,
        el("h1", "Who is who"),
        el(
            "p",
            f"{count} Two ids that may be one person's, with what speaks for it and against it. Nothing is joined until you say so: "
            "joined records decide who may practise.",
            class_="lead",
        ),
        *(_pair(number, pair) for number, pair in enumerate(pairs, start=1)),
        id="content",
    )
    return ("<!doctype html>\n" + el("html", el("head", head), el("body", content), lang="en") + "\n").encode()


def _pair(number: int, pair: Compared) -> Markup:
    names = ("Id", "Name", "Year of birth", "E-mail", "Agencies", "Where")
    rows = [
        el("tr", el("th", name, scope="row"), el("td", left or "–"), el("td", right or "–"))
        for name, left, right in zip(names, _cells(pair.a), _cells(pair.b), strict=True)
    ]
    heading = el("tr", el("th", "", scope="col"), el("th", "A (this id would be kept)", scope="col"), el("th", "B", scope="col"))
    return el(
        "section",
        el("h2", f"Pair {number}"),
        el("table", el("thead", heading), el("tbody", *rows)),
        el("p", el("strong", "For: "), "; ".join(pair.speaks_for) + "."),
        el("p", el("strong", "Against: "), ("; ".join(pair.against) or "nothing was found") + "."),
    )

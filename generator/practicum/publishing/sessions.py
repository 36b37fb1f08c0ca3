"""The next sessions of modules and whom to ask, as pages show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.timetable import Meeting
from practicum.publishing.writing import attribute, joined

_REACHED = re.compile(r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<telephone>\+?\d[\d ()/-]{4,}\d)")


def next_sessions(making: Making, id: str, country: str = "") -> str:
    """The next sessions of a module as a table whose rows become cards on a phone; empty where none is known."""
    held = [one for one in making.sessions.get(id, ()) if not country or one.country in ("", country)]
    return _listed(making, held, lambda one: "") if held else ""


def sessions_page(making: Making) -> Iterator[Page]:
    """All next sessions by day, where an organisation gave some."""
    held = sorted((one for some in making.sessions.values() for one in some), key=lambda one: (one.begins, one.module))
    if not held:
        return
    words = making.words
    lead = "The next sessions of modules, and whom to ask about a place. They are held by the organisation that publishes this site."
    told = f"As it stood on {words.day(making.day)}. What is over is left out."

    def module(one: Meeting) -> str:
        title = attribute(f"{one.module} {making.module(one.module).title}")
        return f'<a href="module:{one.module}">{title}</a>'

    body = joined(f"# {words('Next sessions')}", f"{lead}\n{{: .lead }}", told, _listed(making, held, module))
    crumbs = (Step(words("Modules"), "page:modules/index"),)
    yield Page("sessions.md", words("Next sessions"), body, "sessions", lead, crumbs, words="dates calendar course place")


def _listed(making: Making, held: Sequence[Meeting], module: Callable[[Meeting], str]) -> str:
    words = making.words
    wide = bool(module(held[0]))
    heads = [words("When"), *([words("Module")] if wide else []), words("Where"), words("Whom to ask"), words("Good to know")]
    rows = []
    for one in held:
        cells = [_when(making, one), *([module(one)] if wide else []), _where(making, one), _reached(one.ask), attribute(one.note)]
        filled = [f'<td role="cell" data-label="{attribute(head)}">{cell}</td>' for head, cell in zip(heads, cells, strict=True)]
        rows.append(f'<tr role="row">{"".join(filled)}</tr>')
    head = "".join(f'<th role="columnheader" scope="col">{attribute(name)}</th>' for name in heads)
    top = f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    return f'<table class="stack meetings" role="table">\n{top}\n<tbody role="rowgroup">\n{chr(10).join(rows)}\n</tbody>\n</table>\n'


def _when(making: Making, one: Meeting) -> str:
    words = making.words
    first = f'<time datetime="{one.begins.isoformat()}">{words.day(one.begins)}</time>'
    last = f' {words("to")} <time datetime="{one.ends.isoformat()}">{words.day(one.ends)}</time>' if one.ends > one.begins else ""
    begun = f' <span class="badge">{words("has begun")}</span>' if one.begins < making.day else ""
    return first + last + begun + (f"<br>{attribute(one.time)}" if one.time else "")


def _where(making: Making, one: Meeting) -> str:
    words = making.words
    parts = [one.place, words(one.mode) if one.mode else "", making.country_name(one.country) if one.country else ""]
    parts += [words.language_named(one.language)] if one.language else []
    return attribute(", ".join(filter(None, parts)))


def _reached(text: str) -> str:
    """Whom to ask; an address or a number can be pressed."""

    def way(found: re.Match[str]) -> str:
        if found["mail"]:
            return f'<a href="mailto:{found["mail"]}">{found["mail"]}</a>'
        return f'<a href="tel:{re.sub(r"[^+0-9]", "", found["telephone"])}">{found["telephone"]}</a>'

    return _REACHED.sub(way, attribute(text))


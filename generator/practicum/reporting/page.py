"""The shell of every page: one self-contained file that asks nothing of any network and says what it holds."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.wording import day_says

PAGES = (
    ("index.html", "Overview"),
    ("who-lacks-what.html", "Who lacks what"),
    ("places.html", "Places"),
    ("roles.html", "Roles"),
    ("deadlines.html", "Deadlines"),
    ("restricted.html", "Restricted and lapsed"),
    ("competencies.html", "Competencies"),
    ("workforce.html", "Workforce"),
    ("changes.html", "What changed"),
    ("data-quality.html", "Data quality"),
    ("about.html", "Words"),
)

FOOT = "Made by Practicum on this computer; nothing was sent anywhere. A report helps people to decide and decides nothing itself."

NOTHING = "'none'"


@dataclass(frozen=True)
class Setting:
    """What every page of one report shares."""

    as_of: date
    known_at: date | None
    synthetic: bool
    palette_css: str
    agency_names: Mapping[str, str] = field(default_factory=dict)
    # Pages that this report does not have, as a list of people that is too long for one page.
    without: frozenset[str] = frozenset()

    def agency(self, agency: str) -> str:
        """An agency's name, else its id."""
        return self.agency_names.get(agency) or agency

    @property
    def when(self) -> str:
        """Both clocks in words."""
        known = f"as known on {day_says(self.known_at)}" if self.known_at else "everything in the files is taken as known"
        return f"As of {day_says(self.as_of)}, {known}"


@cache
def asset(name: str) -> str:
    """A style sheet or script that lies beside the code of this room."""
    return files("practicum.reporting").joinpath("assets", name).read_text(encoding="utf-8")


def source_hash(source: str) -> str:
    """The hash by which a content security policy lets an inline style or script through."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


def data_block(name: str, data: object) -> Markup:
    """Data for a script, written so that nothing in it can end the block or be read as markup.

    >>> data_block("d", {"a": "</script>"})
    '<script type="application/json" id="d">{"a":"\\\\u003c/script>"}</script>'
    """
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    written = written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return el("script", Markup(written), type="application/json", id=name)


def private(says: str) -> Markup:
    """The banner of a page that must not be handed on, and why."""
    return el("p", el("strong", "Contains learner data: do not publish."), f" {says}", class_="banner private")


def shared(says: str) -> Markup:
    """The banner of a page that may be handed on, and what makes that safe."""
    return el("p", el("strong", "May be shared."), f" {says}", class_="banner shared")


def head_of(title: str, style: str, policy: str) -> Markup:
    """The head of a page that stands alone and loads nothing: its style is inside, ``policy`` is its Content-Security-Policy."""
    return joined(
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="robots", content="noindex"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("link", rel="icon", href="data:,"),
        el("style", Markup(style)),
    )


def page(
    file: str,
    title: str,
    lead: object,
    body: Iterable[object],
    setting: Setting,
    *,
    banner: Markup,
    script: str = "",
    alone: bool = False,
    up: str = "",
) -> bytes:
    """A whole page under its banner; ``alone`` where there are no other pages beside it, ``up`` the way to them from a folder below."""
    style = f"{asset('report.css')}\n{setting.palette_css}".replace("</", "<\\/")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {source_hash(style)}",
            f"script-src {source_hash(script) if script else NOTHING}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    links = [
        el("li", el("a", label, href=f"{up}{name}", aria_current="page" if name == file else None))
        for name, label in PAGES
        if name not in setting.without
    ]
    head = head_of(f"{title} · Practicum gap report", style, policy)
    invented = (
        el(
            "p",
            el("strong", "Synthetic people."),
            " Nobody in this report exists; people, agencies and countries are invented.",
            class_="banner synthetic",
        )
        if setting.synthetic
        else None
    )
    content = joined(
        el("a", "Skip to the content", href="#content", class_="skip"),
        el(
            "header",
            el("p", "Practicum ", el("span", "gap report"), class_="brand"),
            None if alone else el("nav", el("ul", *links), aria_label="Pages of this report"),
            class_="top",
        ),
        el(
            "main",
            banner,
            invented,
            el("p", setting.when, class_="when"),
            el("h1", title),
            el("p", lead, class_="lead"),
            *body,
            id="content",
        ),
        el("footer", el("p", FOOT)),
        el("script", Markup(script)) if script else None,
    )
    return ("<!doctype html>\n" + el("html", el("head", head), el("body", content), lang="en") + "\n").encode()


@dataclass(frozen=True, slots=True)
class Heading:
    """A table column: its heading, whether it holds numbers, and whether a live table can be filtered by it."""

    title: str
    number: bool = False
    filtered: bool = False


def table(
    caption: str,
    headings: Sequence[Heading | str],
    rows: Iterable[Sequence[object]],
    *,
    foot: Sequence[object] | None = None,
    live: bool = False,
) -> Markup:
    """A table with a caption and headed rows, in a region that can be scrolled from the keyboard.

    A ``live`` one can be searched and sorted, and filtered by the headings that say so.
    """
    columns = [heading if isinstance(heading, Heading) else Heading(heading) for heading in headings]

    def line(cells: Sequence[object]) -> Markup:
        first, *others = cells
        return el(
            "tr",
            el("th", first, scope="row"),
            *(el("td", cell, class_="n" if column.number else None) for cell, column in zip(others, columns[1:], strict=True)),
        )

    return el(
        "div",
        el(
            "table",
            el("caption", caption),
            el("thead", el("tr", *(_head(column) for column in columns))),
            el("tbody", *(line(cells) for cells in rows)),
            el("tfoot", line(foot)) if foot else None,
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
        data_live="yes" if live else None,
    )


def _head(column: Heading) -> Markup:
    return el("th", column.title, scope="col", class_="n" if column.number else None, data_filter="yes" if column.filtered else None)


def state_mark(state: str, title: str) -> Markup:
    """A state as a word with a colour beside it; the word alone says it all."""
    return el("span", title, class_=f"state s-{state if state.replace('_', '').isalnum() else 'unknown'}")


def bars(title: str, says: str, rows: Sequence[tuple[str, str, Sequence[tuple[str, str, int]]]], behind: Markup) -> Markup:
    """A chart of stacked bars as inline SVG, with the table it was drawn from behind it.

    Each row is a label, a sentence for it, and its segments (style, name, count); all rows share one scale, so lengths compare.
    """
    longest = max((sum(count for _, _, count in segments) for _, _, segments in rows), default=0) or 1
    drawn = []
    for label, sentence, segments in rows:
        start = 0.0
        rects = []
        for style, _, count in segments:
            breadth = 1000 * count / longest
            if count:
                rects.append(el("rect", class_=f"b-{style}", x=f"{start:.1f}", y="0", width=f"{max(breadth - 2, 1):.1f}", height="20"))
            start += breadth
        graphic = el("svg", *rects, viewBox="0 0 1000 20", preserveAspectRatio="none", aria_hidden="true", focusable="false")
        drawn.append(el("li", el("span", label, class_="bar-label"), graphic, el("span", sentence, class_="bar-says")))
    shown = {style: name for _, _, segments in rows for style, name, count in segments if count}
    order = {style: place for place, style in enumerate(style for _, _, segments in rows[:1] for style, _, _ in segments)}
    legend = [
        el("li", el("span", class_=f"swatch b-{style}"), name)
        for style, name in sorted(shown.items(), key=lambda item: order.get(item[0], 99))
    ]
    return el(
        "figure",
        el("figcaption", title),
        el("p", says, class_="hint") if says else None,
        el("ul", *legend, class_="legend") if len(legend) > 1 else None,
        el("ul", *drawn, class_="bars"),
        el("details", el("summary", "The numbers behind this chart"), behind),
    )


def facts(pairs: Mapping[str, object]) -> Markup:
    """Names and values, one under the other."""
    return el("dl", *(joined(el("dt", name), el("dd", value)) for name, value in pairs.items()), class_="facts")

"""Charts as SVG drawn here: columns and lines over months, and a heat map, each with a text in its place and a table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicum.reporting.markup import Markup, el
from practicum.reporting.showing.speaking import month_in_words, share_says

WIDTH, HEIGHT = 760, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 16, 30


@dataclass(frozen=True)
class Series:
    """Numbers over the months of a chart: the style they are drawn in, their name, and one number a month (None where there is none)."""

    style: str
    name: str
    numbers: Sequence[float | None]


def scale_of(highest: float) -> tuple[float, list[float]]:
    """The top of a scale, and the numbers at which lines are drawn: round ones, three to six.

    >>> scale_of(483), scale_of(3), scale_of(0)
    ((500, [0, 100, 200, 300, 400, 500]), (3, [0, 1, 2, 3]), (1, [0, 1]))
    """
    if highest <= 0:
        return 1, [0, 1]
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if highest <= factor * step * 5:
                top = int(factor * step)
                count = int(-(-highest // top))
                return top * count, [top * place for place in range(count + 1)]
        step *= 10


def months_chart(
    title: str, says: str, months: Sequence[str], behind: Markup, *, columns: Sequence[Series] = (), lines: Sequence[Series] = (),
    marks: Mapping[str, str] | None = None,
) -> Markup:  # fmt: skip
    """Stacked columns, and lines over them, one place a month on one scale. ``says`` stands for the picture to who cannot see it.

    ``marks`` are words for months that a line is drawn at, such as the day a home closes.
    """
    stacked = [sum(series.numbers[place] or 0 for series in columns) for place in range(len(months))] if columns else [0.0]
    highest = max([*stacked, *(number or 0 for series in lines for number in series.numbers)], default=0)
    top, ticks = scale_of(highest)
    place_width = (WIDTH - LEFT - RIGHT) / max(len(months), 1)

    def across(place: int) -> float:
        return LEFT + place * place_width

    def up(number: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / top)

    drawn: list[Markup] = []
    for tick in ticks:
        drawn.append(el("line", class_="grid", x1=f"{LEFT}", x2=f"{WIDTH - RIGHT}", y1=f"{up(tick):.1f}", y2=f"{up(tick):.1f}"))
        drawn.append(el("text", f"{tick:,.0f}", class_="axis end", x=f"{LEFT - 6}", y=f"{up(tick) + 4:.1f}"))
    every = max(1, -(-len(months) // 12))
    for place, month in enumerate(months):
        if place % every == 0:
            drawn.append(el("text", month_in_words(month), class_="axis start", x=f"{across(place):.1f}", y=f"{HEIGHT - 10}"))
        base = 0.0
        for series in columns:
            number = series.numbers[place] or 0
            if number:
                height = up(base) - up(base + number)
                box = {"x": f"{across(place) + place_width * 0.12:.1f}", "y": f"{up(base + number):.1f}"}
                drawn.append(
                    el("rect", el("title", f"{month_in_words(month)}: {number:,.0f} {series.name}"), class_=f"b-{series.style}", **box,
                       width=f"{place_width * 0.76:.1f}", height=f"{max(height, 0.8):.1f}")
                )  # fmt: skip
                base += number
    for month, said in (marks or {}).items():
        if month in months:
            middle = across(list(months).index(month)) + place_width / 2
            anchor = "end" if middle > WIDTH / 2 else "start"
            drawn.append(el("line", class_="mark", x1=f"{middle:.1f}", x2=f"{middle:.1f}", y1=f"{TOP}", y2=f"{HEIGHT - BOTTOM}"))
            text = {"x": f"{middle + (-5 if anchor == 'end' else 5):.1f}", "y": f"{TOP - 4}"}
            drawn.append(el("text", said, class_=f"axis {anchor}", **text))
    for series in lines:
        points = [
            f"{across(place) + place_width / 2:.1f},{up(number):.1f}" for place, number in enumerate(series.numbers) if number is not None
        ]
        if points:
            drawn.append(el("polyline", class_=f"l-{series.style}", points=" ".join(points)))
    legend = [el("li", el("span", class_=f"swatch b-{series.style}"), series.name) for series in columns]
    legend += [el("li", el("span", class_=f"swatch line l-{series.style}"), series.name) for series in lines]
    svg = el("svg", el("title", title), el("desc", says), *drawn, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", class_="months")
    return el(
        "figure",
        el("figcaption", title),
        el("p", says, class_="hint"),
        el("ul", *legend, class_="legend"),
        el("div", svg, class_="scroll plot", tabindex="0", role="region", aria_label=f"Chart: {title}"),
        el("details", el("summary", "The numbers behind this chart"), behind),
    )


def heat_map(
    title: str,
    says: str,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Mapping[str, Any]],
) -> Markup:
    """Shares as a table whose cells are tinted, with the number in each: it is its own table, and reads without colours."""
    legend = [el("li", el("span", class_=f"swatch h-{step}"), f"{low} to {high} %") for step, low, high in BANDS]

    def cell(row: str, column: str) -> Markup:
        found = cells.get((row, column))
        if found is None or not found["needed"]:
            return el("td", el("span", "–", aria_label="not asked for"), class_="heat none")
        share = found["share"] or 0.0
        step = band_of(share)
        said = f"{found['at_level']:,} of {found['needed']:,}"
        return el("td", share_says(share), class_=f"heat h-{step}", title=said)

    body = [el("tr", el("th", name, scope="row"), *(cell(row, column) for column, _ in columns)) for row, name in rows]
    head = el("tr", el("th", "Competency", scope="col"), *(el("th", name, scope="col", class_="turned") for _, name in columns))
    table = el("table", el("caption", title), el("thead", head), el("tbody", *body), class_="heatmap")
    return el(
        "figure",
        el("p", says, class_="hint"),
        el("ul", *legend, class_="legend"),
        el("div", table, class_="scroll", tabindex="0", role="region", aria_label=title),
    )


BANDS = ((0, 0, 24), (1, 25, 49), (2, 50, 74), (3, 75, 89), (4, 90, 100))


def band_of(share: float) -> int:
    """Which band of the heat map a share lies in.

    >>> [band_of(share) for share in (0, 0.249, 0.25, 0.5, 0.75, 0.9, 1)]
    [0, 0, 1, 2, 3, 4, 4]
    """
    return sum(share * 100 >= low for _, low, _ in BANDS) - 1

"""Excel workbooks that look made by hand: a cover with contents, one sheet a table, and nothing in them that a cell could run.

Texts are written as texts, never as formulas or links; the only links lead from sheet to sheet. The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Literal

from practicum.tables.lettering import lines_of

CellKind = Literal["text", "whole", "number", "share", "day"]
Tone = Literal["good", "soft", "watch", "bad", "quiet"]
# Paper and ink of each tone: a fill and a letter that keep their contrast, and read without colour as well.
TONES: dict[str, tuple[str, str]] = {
    "good": ("#E3F2E6", "#1F5231"),
    "soft": ("#E1F0F0", "#0B4550"),
    "watch": ("#FDF0D8", "#704500"),
    "bad": ("#FBE9E4", "#8C2F1B"),
    "quiet": ("#EEF1EF", "#48595D"),
}
DEEP, LAGOON, INK, SOFT, LINE, BAND = "#08353F", "#0B5563", "#16292E", "#48595D", "#D3DDD8", "#F5F8F5"
FONT = "Arial"
MOST_LETTERS = 32_767
# The ordinal of the day that Excel counts as nought.
DAY_NOUGHT = 693_594
HEAD_ROW = 4
LINE_HIGH = 12.75
_FORBIDDEN = {**dict.fromkeys(map(ord, "[]*?/\\\x00"), " "), ord(":"): ""}
_SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_format_properties": {"font_name": FONT, "font_size": 10, "valign": "top"},
}
# From this width on, texts of sheets that are made by the thousand are wrapped; narrower ones hold short words.
WRAPPED = 60


@dataclass(frozen=True)
class SheetColumn:
    """A column: heading, what its cells are, its width in letters, and tones for cells that say a certain text."""

    title: str
    kind: CellKind = "text"
    width: float = 14
    tones: Mapping[str, Tone] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, what it says and does not say, columns, rows, and a last row of sums where there is one.

    ``scale`` tints all its shares from low to high. ``many`` is for sheets that are made by the thousand: their tones stand in the cells
    instead of in rules, which take longer to write than the cells.
    """

    title: str
    says: str
    not_said: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] | None = None
    scale: bool = False
    group: str = ""
    many: bool = False


@dataclass(frozen=True)
class Cover:
    """The first sheet: a title, a line under it, a warning, figures (number, what it counts, tone), facts and caveats."""

    title: str
    line: str
    warning: str
    figures: Sequence[tuple[int, str, Tone]] = ()
    facts: Sequence[tuple[str, str]] = ()
    caveats: Sequence[str] = ()


def write_designed(stream: BinaryIO, cover: Cover, sheets: Sequence[Sheet]) -> None:
    """Write a workbook: the cover, and each sheet with headings that stay, filters, widths, print setup and a way back."""
    import xlsxwriter

    # XlsxWriter takes out of the properties what it has read: each workbook needs its own.
    book = xlsxwriter.Workbook(stream, deepcopy(_SAFE))
    # A fixed day of creation, so that the same rows give the same bytes.
    book.set_properties({"created": datetime(2000, 1, 1), "title": _text(cover.title), "author": "Practicum"})
    formats = _Formats(book)
    titles = _sheet_titles([sheet.title for sheet in sheets])
    front = book.add_worksheet("Cover")
    for title, sheet in zip(titles, sheets, strict=True):
        _write_sheet(book.add_worksheet(title), sheet, formats, cover)
    _write_cover(front, cover, list(zip(titles, sheets, strict=True)), formats)
    front.activate()
    book.close()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.cell = {
            "text": self({"text_wrap": True, "valign": "top", "align": "left", "indent": 1}),
            "whole": self({"num_format": "#,##0", "valign": "top", "align": "right"}),
            "number": self({"num_format": "#,##0.0", "valign": "top"}),
            "share": self({"num_format": "0%", "valign": "top"}),
            "day": self({"num_format": "d mmm yyyy", "align": "left", "valign": "top", "indent": 1}),
        }

        # Beside cells that have no style, one with an indent would stand out of its column.
        self.flat = {
            "text": self({"text_wrap": True, "valign": "top", "align": "left"}),
            "day": self({"num_format": "d mmm yyyy", "align": "left", "valign": "top"}),
        }

    def __call__(self, how: Mapping[str, Any]) -> Any:
        key = tuple(sorted(how.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_name": FONT, "font_size": 10, "font_color": INK, **how})
        return self._made[key]

    def toned(self, tones: Mapping[str, Tone]) -> dict[str, Any]:
        """A format for each text of a column that has a tone."""
        return {said: self({"valign": "top", "bg_color": TONES[tone][0], "font_color": TONES[tone][1]}) for said, tone in tones.items()}

    def conditional(self, how: Mapping[str, Any]) -> Any:
        """A format that only tints what a cell has."""
        key = (("conditional", True), *sorted(how.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(dict(how))
        return self._made[key]


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats, cover: Cover) -> None:
    page.hide_gridlines(2)
    last = len(sheet.columns) - 1
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.write_string(0, 0, _text(sheet.title), formats({"bold": True, "font_size": 17, "font_color": DEEP}))
    page.set_row(0, 27)
    page.write_string(1, 0, _text(sheet.says), formats({"font_color": SOFT}))
    page.write_string(2, 0, _text(sheet.not_said), formats({"font_color": SOFT, "italic": True}))
    back = formats({"font_color": LAGOON, "underline": 1, "font_size": 10})
    page.write_url(3, 0, "internal:'Cover'!A1", back, "\u2190 Cover and contents")
    page.set_row(3, 20)
    page.set_row(HEAD_ROW, 16 * max(_lines(column) for column in sheet.columns) + 8)
    for place, column in enumerate(sheet.columns):
        side = "left" if column.kind in ("text", "day") else "right"
        style = {"bold": True, "font_color": "#FFFFFF", "bg_color": DEEP, "text_wrap": True, "valign": "vcenter", "align": side}
        follows = place > 0 and sheet.columns[place - 1].kind in ("whole", "number", "share")
        style |= {"indent": 1} if side == "left" and (follows or not sheet.many) else {}
        page.write_string(HEAD_ROW, place, _text(column.title), formats(style))
    first = HEAD_ROW + 1
    # In sheets that are made by the thousand, a cell that looks like every other needs no style of its own.
    plain = [sheet.many and (column.kind == "whole" or (column.kind == "text" and column.width < WRAPPED)) for column in sheet.columns]
    cells = {**formats.cell, **formats.flat} if sheet.many else formats.cell
    # Behind a number, which ends at its right edge, a text would stand against it.
    behind = [False, *(column.kind in ("whole", "number", "share") for column in sheet.columns[:-1])]
    styles = [
        formats.cell[column.kind] if after else None if bare else cells[column.kind]
        for column, bare, after in zip(sheet.columns, plain, behind, strict=True)
    ]
    tones = [formats.toned(column.tones) if sheet.many else {} for column in sheet.columns]
    write_rows(page, sheet.rows, styles, first, tones)
    _heights(page, sheet, first)
    end = first + len(sheet.rows) - 1
    if sheet.rows:
        page.autofilter(HEAD_ROW, 0, end, last)
        if not sheet.many:
            _tint(page, sheet, formats, first, end)
    else:
        page.write_string(first, 0, "There is nothing to show here.", formats({"italic": True, "font_color": SOFT}))
    if sheet.total is not None and sheet.rows:
        for place, (value, column) in enumerate(zip(sheet.total, sheet.columns, strict=True)):
            strong = formats({"bold": True, "top": 2, "top_color": DEEP, "num_format": _number(column.kind)})
            page.write_string(end + 1, place, _text(value), strong) if isinstance(value, str) else (
                page.write_blank(end + 1, place, None, strong) if value is None else page.write_number(end + 1, place, value, strong)
            )
    page.freeze_panes(first, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.set_footer(f"&L&9{_foot(cover.warning)}&C&9&A&R&9&P / &N")
    if sheet.group:
        page.set_tab_color({"people": TONES["bad"][1], "quality": SOFT}.get(sheet.group, LAGOON))


def write_rows(
    page: Any, rows: Sequence[Sequence[Any]], styles: Sequence[Any], first: int, tones: Sequence[Mapping[str, Any]]
) -> None:
    """Write rows of plain values below each other, each column in its style or in that of its text; empty cells are left out."""
    texts, numbers = page.write_string, page.write_number
    columns = list(enumerate(zip(styles, tones, strict=True)))
    for down, row in enumerate(rows, start=first):
        for across, (style, tone) in columns:
            value = row[across]
            if value is None or value == "":
                continue
            kind = type(value)
            if kind is str:
                said = value if len(value) <= MOST_LETTERS else value[:MOST_LETTERS]
                texts(down, across, said, tone.get(value, style) if tone else style)
            elif kind is int or kind is float:
                numbers(down, across, value, style)
            elif kind is bool:
                texts(down, across, "yes" if value else "no", style)
            else:
                # Days are numbers in a workbook; working them out as days and hours takes longer than writing them.
                numbers(down, across, value.toordinal() - DAY_NOUGHT, style)


def _heights(page: Any, sheet: Sheet, first: int) -> None:
    """Rows as high as their longest text needs: not every program works that out when it opens a file."""
    least = WRAPPED if sheet.many else 0
    texts = [(place, column.width) for place, column in enumerate(sheet.columns) if column.kind == "text" and column.width >= least]
    for down, row in enumerate(sheet.rows, start=first):
        lines = 1
        for place, width in texts:
            # What is shorter than its column in digits stands on one line.
            if row[place] and len(row[place]) > width * 0.9:
                lines = max(lines, lines_of(row[place], width - (0 if sheet.many else 1.5)))
        if lines > 1 or not sheet.many:
            page.set_row(down, LINE_HIGH * min(lines, 12) + 4)


def _tint(page: Any, sheet: Sheet, formats: _Formats, first: int, end: int) -> None:
    last = len(sheet.columns) - 1
    for place, column in enumerate(sheet.columns):
        for said, tone in column.tones.items():
            paper, ink = TONES[tone]
            style = formats.conditional({"bg_color": paper, "font_color": ink})
            page.conditional_format(first, place, end, place, {"type": "cell", "criteria": "==", "value": _quoted(said), "format": style})
        if column.kind == "share":
            if sheet.scale:
                colours = {"min_color": "#FBE3DC", "mid_color": "#FBF3DC", "max_color": "#A8D5B8"}
                ends = {"min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 0, "mid_value": 0.6, "max_value": 1}
                page.conditional_format(first, place, end, place, {"type": "3_color_scale", **colours, **ends})
            else:
                bar = {"type": "data_bar", "bar_color": "#B9D9C3", "bar_solid": True, "min_type": "num", "max_type": "num"}
                page.conditional_format(first, place, end, place, {**bar, "min_value": 0, "max_value": 1})
    band = formats.conditional({"bg_color": BAND})
    line = formats.conditional({"bottom": 1, "bottom_color": LINE})
    page.conditional_format(first, 0, end, last, {"type": "formula", "criteria": "=MOD(ROW(),2)=0", "format": band})
    page.conditional_format(first, 0, end, last, {"type": "formula", "criteria": "=TRUE", "format": line})


def _write_cover(page: Any, cover: Cover, sheets: Sequence[tuple[str, Sheet]], formats: _Formats) -> None:
    page.hide_gridlines(2)
    for place, width in enumerate((3, 30, 15, 15, 15, 15, 15, 3)):
        page.set_column(place, place, width)
    dark = {"bg_color": DEEP, "font_color": "#FFFFFF"}
    for row, height in ((0, 14), (1, 36), (2, 22), (3, 12)):
        page.set_row(row, height)
        for place in range(8):
            page.write_blank(row, place, None, formats(dark))
    page.write_string(1, 1, _text(cover.title), formats({**dark, "bold": True, "font_size": 24, "valign": "vcenter"}))
    page.write_string(2, 1, _text(cover.line), formats({**dark, "font_color": "#CFE3E3", "font_size": 12}))
    paper, ink = TONES["bad"]
    page.set_row(5, 9 + LINE_HIGH * lines_of(cover.warning, 96))
    alarm = formats({"bold": True, "bg_color": paper, "font_color": ink, "valign": "vcenter", "indent": 1, "text_wrap": True})
    page.merge_range(5, 1, 5, 6, _text(cover.warning), alarm)
    row = 7
    if cover.figures:
        row = _figures(page, cover.figures, formats, row)
    heading = formats({"bold": True, "font_size": 14, "font_color": DEEP})
    wrapped = formats({"text_wrap": True, "valign": "top"})
    if cover.caveats:
        page.write_string(row, 1, "What to keep in mind", heading)
        page.set_row(row, 24)
        for said in cover.caveats:
            row += 1
            page.merge_range(row, 1, row, 6, _text(said), wrapped)
            page.set_row(row, LINE_HIGH * lines_of(said, 105) + 5)
        row += 2
    row = _contents(page, sheets, formats, row)
    if cover.facts:
        page.write_string(row, 1, "What this was made from", heading)
        page.set_row(row, 24)
        row += 1
        for name, said in cover.facts:
            page.write_string(row, 1, _text(name), formats({"font_color": SOFT, "valign": "top", "text_wrap": True}))
            page.merge_range(row, 2, row, 6, _text(said), wrapped)
            page.set_row(row, LINE_HIGH * max(lines_of(said, 75), lines_of(name, 30)) + 5)
            row += 1
        row += 1
    page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L&9{_foot(cover.warning)}&R&9&P / &N")
    page.set_tab_color(DEEP)


def _figures(page: Any, figures: Sequence[tuple[int, str, Tone]], formats: _Formats, row: int) -> int:
    """Numbers as cards, five in a row."""
    across = (2, 3, 4, 5, 6)
    page.write_string(row, 1, "At a glance", formats({"bold": True, "font_size": 14, "font_color": DEEP, "valign": "vcenter"}))
    for start in range(0, len(figures), len(across)):
        page.set_row(row, 30)
        page.set_row(row + 1, 20)
        for place, (number, says, tone) in zip(across, figures[start : start + len(across)], strict=False):
            paper, ink = TONES[tone]
            side = {"bg_color": paper, "font_color": ink, "align": "center", "left": 2, "right": 2}
            side |= {"left_color": "#FFFFFF", "right_color": "#FFFFFF"}
            large = {"bold": True, "font_size": 20, "num_format": "#,##0", "valign": "bottom"}
            page.write_number(row, place, number, formats({**side, **large}))
            page.write_string(row + 1, place, _text(says), formats({**side, "font_size": 10, "valign": "top"}))
        page.set_row(row + 2, 8)
        row += 3
    return row + 1


def _contents(page: Any, sheets: Sequence[tuple[str, Sheet]], formats: _Formats, row: int) -> int:
    page.write_string(row, 1, "Contents", formats({"bold": True, "font_size": 14, "font_color": DEEP}))
    page.set_row(row, 24)
    link = formats({"font_color": LAGOON, "underline": 1, "valign": "top", "bottom": 1, "bottom_color": LINE})
    said = formats({"text_wrap": True, "valign": "top", "font_color": SOFT, "bottom": 1, "bottom_color": LINE})
    for title, sheet in sheets:
        row += 1
        page.write_url(row, 1, "internal:'" + title.replace("'", "''") + "'!A1", link, title)
        page.merge_range(row, 2, row, 6, _text(sheet.says), said)
        page.set_row(row, LINE_HIGH * lines_of(sheet.says, 75) + 5)
    return row + 2


def _lines(column: SheetColumn) -> int:
    """How many lines a heading takes in its column."""
    lines, room = 1, 0.0
    for word in column.title.split():
        if room and room + 1 + len(word) > column.width - 3.5:
            lines, room = lines + 1, 0.0
        room += len(word) + (1 if room else 0)
    return lines


def _sheet_titles(titles: Iterable[str]) -> list[str]:
    """Titles Excel takes: at most 31 characters, none of those it forbids, none twice, in whatever case.

    >>> _sheet_titles(["Countries", "a/b", "COUNTRIES", "", "'x'", "History"])
    ['Countries', 'a b', 'COUNTRIES 2', 'Sheet', 'x', 'History 2']
    """
    taken = {"cover", "history"}
    found = []
    for title in titles:
        base = title.translate(_FORBIDDEN).strip().strip("'")[:31].strip() or "Sheet"
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base[:27]} {number}", number + 1
        taken.add(name.lower())
        found.append(name)
    return found


def _text(value: object) -> str:
    return str(value)[:MOST_LETTERS]


def _quoted(said: str) -> str:
    return '"' + said.replace('"', '""') + '"'


def _foot(said: str) -> str:
    return said.replace("&", "&&")[:120]


def _number(kind: str) -> str:
    return {"whole": "#,##0", "number": "#,##0.0", "share": "0%", "day": "d mmm yyyy"}.get(kind, "@")

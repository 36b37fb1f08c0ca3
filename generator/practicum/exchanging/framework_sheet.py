"""A competency framework in a spreadsheet, as ministries hand it out: rows to a tree, every fault at its cell.

A tree stands in a sheet in one of three ways: a column names the code above each row, the codes begin with each other (1, 1.1, 1.1.2), or
columns hold the titles from the left to the right, where a cell that is empty (merged with the one above it) means the same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from practicum.authoring import Refused
from practicum.exchanging.case_json import circles
from practicum.exchanging.faulty_file import FaultThere, FaultyFile, no_table
from practicum.exchanging.framework_columns import (
    KINDS,
    SheetRead,
    above,
    code_key,
    leading_codes,
    likely_columns,
    likely_hierarchy,
    listed,
    looks_like_code,
    plain,
    role_of,
    titled,
)  # fmt: skip
from practicum.exchanging.framework_levels import LevelSheet, level_sheet
from practicum.model.exchange import Format, Loss
from practicum.model.foreign_framework import ForeignFramework, ForeignItem, Kind
from practicum.model.framework_profile import FrameworkProfile, Hierarchy
from practicum.tables import Grid, Limits, Refusal, open_grids

FORMAT = Format(
    name="Frameworks in spreadsheets",
    version="XLSX, ODS, CSV and TSV of any shape",
    direction="in",
    commands=("practicum import framework",),
    carries="domains, competencies with statements and indicators; the tree from a column of parents, from codes or merged cells",
    checked="workbooks with merged cells, sheets a domain and three ways to say a tree become files that `practicum check` passes",
    set_aside="columns and sheets that nothing is read from are counted before anything is written; a fault is named by its cell",
    page="frameworks",
)
LIMITS = Limits(
    bytes=50_000_000, unpacked_bytes=400_000_000, entries=5_000, rows=60_000, columns=300, cells=2_000_000, cell_characters=32_767,
)  # fmt: skip
DEEPEST = 20


@dataclass(frozen=True)
class IncomingSheet:
    """The framework of a spreadsheet, how it was understood, and what was left behind."""

    foreign: ForeignFramework
    sheets: tuple[SheetRead, ...]
    losses: tuple[Loss, ...]
    scale: LevelSheet | None = None

    def says(self) -> list[str]:
        """Lines for the person who has to see that it was understood."""
        return [line for sheet in self.sheets for line in sheet.says()] + ([self.scale.says()] if self.scale else [])


def read_framework_sheet(name: str, data: bytes, profile: FrameworkProfile) -> IncomingSheet:
    """The tree of a workbook or CSV. ``profile`` decides what it says, the rest is found out.

    Raises Refused where the file is no table or nothing in it is a framework, FaultyFile with every fault and its cell.
    """
    grids = open_grids(name, data, limits=LIMITS)
    if isinstance(grids, Refusal):
        raise no_table(grids, of_json="a CASE package is read by `practicum import case FILE`; else export it as CSV")
    if profile.sheets:
        missing = [one for one in profile.sheets if one not in {grid.sheet for grid in grids}]
        if missing:
            raise Refused(f"{name}: there is no sheet `{missing[0]}`", f"its sheets are {', '.join(grid.sheet for grid in grids)}")
        grids = [grid for grid in grids if grid.sheet in profile.sheets]
    scales = {grid.sheet: found for grid in grids if len(grids) > 1 and (found := level_sheet(grid)) is not None}
    looked = [_Sheet(grid, profile, alone=len(grids) == 1) for grid in grids if grid.sheet not in scales]
    if scales and not any(sheet.fits for sheet in looked):
        scales, looked = {}, [_Sheet(grid, profile, alone=False) for grid in grids]
    # A legend has texts too: where the headings of one sheet say what they are, those of the others have to.
    headed = any(sheet.fits and sheet.is_headed for sheet in looked)
    sheets = [sheet for sheet in looked if sheet.fits and (sheet.is_headed or not headed)]
    left = [sheet.grid.sheet for sheet in looked if sheet not in sheets]
    refused = next((sheet.refused for sheet in looked if sheet.refused is not None), None)
    if refused is not None and (not sheets or profile.sheets):
        raise refused
    if not sheets:
        raise Refused(
            f"{name}: no column in it holds titles or statements of competencies",
            "say which does, such as `--column title=B` or `--column statement=\"What a worker does\"`", code=1,
        )  # fmt: skip
    for sheet in sheets:
        sheet.read()
    faults = [fault for sheet in sheets for fault in sheet.faults]
    codes: dict[str, str] = {}
    for sheet in sheets:
        before = None
        for row in sheet.rows:
            # Cells that are not merged but repeated: the rows of one competency, each with another sign.
            same = before is not None and sheet.hierarchy == "columns" and sheet.repeats(row, before)
            before = row
            if same:
                continue
            if row.code and row.code in codes:
                said = f"the code `{row.code[:60]}` stands in {codes[row.code]} already"
                help = _OWN_CODE + (_AS_NUMBER if re.fullmatch(r"\d+[.,]\d+", row.code) else "")
                faults.append(FaultThere(sheet.cell(row.number, "code"), said, help))
            elif row.code:
                codes[row.code] = sheet.cell(row.number, "code")
    items: list[ForeignItem] = []
    for sheet in sheets:
        before_it = len(sheet.faults)
        tree = sheet.tree()
        # A sheet a domain: where the sheet itself has none, its name is the title.
        if len(sheets) > 1 and not {one.role for one in sheet.columns} & {"domain", "group"} and sheet.hierarchy in ("flat", "columns"):
            tree = [ForeignItem(key=f"#{sheet.grid.sheet}", title=sheet.grid.sheet, kind="domain", children=tuple(tree))]
        items += tree
        faults += sheet.faults[before_it:]
    if faults:
        raise FaultyFile(name, faults)
    scale = next(iter(scales.values()), None)
    foreign = ForeignFramework(
        title=profile.title or titled(name), items=tuple(items), levels=scale.levels if scale is not None else (),
        version=profile.version or "", publisher=profile.publisher or "", language=profile.language or "", remarks=tuple(_remarks(sheets)),
    )  # fmt: skip
    losses = [
        Loss(f"cells of column {one.named}" + (f" of `{sheet.grid.sheet}`" if len(sheets) > 1 else ""), one.filled, one.why)
        for sheet in sheets for one in sheet.columns if not one.role and one.filled
    ]  # fmt: skip
    losses += [Loss(f"sheet `{one}`", 1, "no column in it holds titles or statements") for one in left]
    losses += [Loss(f"sheet `{one}`", 1, "a second scale, and a framework has one") for one in list(scales)[1:]]
    losses += scale.losses if scale is not None else ()
    return IncomingSheet(foreign, tuple(sheet.about() for sheet in sheets), tuple(losses), scale)


_OWN_CODE = "give each item a code of its own"
_AS_NUMBER = "; in Excel a number such as 1.10 becomes 1.1 unless the column is formatted as text"


def _remarks(sheets: Sequence[_Sheet]) -> Iterator[str]:
    for sheet in sheets:
        if sheet.grid.guessed:
            yield f"{sheet.grid.place} says nothing of its encoding: {sheet.grid.encoding} was guessed, see that names keep their letters"
        if any(one.role == "code" and one.why != "as told" and looks_like_code(one.heading) and not role_of(one.heading)
               for one in sheet.columns):  # fmt: skip
            yield f"{sheet.grid.place}: row {sheet.heading_row} was taken for headings; if it is an item, write headings above it"


@dataclass
class _Row:
    """A row that holds anything, with the number a spreadsheet shows. ``texts`` are its cells by role; of a role, all cells."""

    number: int
    texts: Mapping[str, tuple[str, ...]]

    def one(self, role: str) -> str:
        """The first filled cell of a role."""
        return next((one for one in self.texts.get(role, ()) if one), "")

    @property
    def code(self) -> str:
        """The row's code."""
        return " ".join(self.one("code").split())


@dataclass
class _Node:
    """An item in the making."""

    row: int
    code: str = ""
    title: str = ""
    statement: str = ""
    kind: Kind = ""
    signs: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)


class _Sheet:
    def __init__(self, grid: Grid, profile: FrameworkProfile, *, alone: bool) -> None:
        self.grid, self.profile = grid, profile
        self.faults: list[FaultThere] = []
        self.rows: list[_Row] = []
        self.hierarchy: Hierarchy = "flat"
        self.why = ""
        self.refused: Refused | None = None
        self.heading_row = profile.heading_row or grid.likely_heading()
        told = profile.columns or {}
        try:
            self.columns = likely_columns(grid, self.heading_row, told)
        except Refused as refused:
            # What was told may belong to another sheet of the workbook.
            self.refused, self.columns = refused, []
        self.fits = any(one.role in ("title", "statement", "domain", "group", "indicator") for one in self.columns) and (
            alone or bool(profile.sheets) or any(one.role in ("title", "statement") for one in self.columns)
        )

    @property
    def is_headed(self) -> bool:
        """Whether a heading, and not only what stands below it, says where titles or statements are."""
        return any(one.role in ("title", "statement") and not one.why.startswith("by what") for one in self.columns)

    def about(self) -> SheetRead:
        """How it was understood."""
        return SheetRead(self.grid.place, self.heading_row, len(self.rows), tuple(self.columns), self.hierarchy, self.why)

    def cell(self, row: int, role: str) -> str:
        """A cell as a person finds it."""
        column = next((one for one in self.columns if one.role == role), None)
        return f"{self.grid.place}, row {row}" + (f", column {column.named}" if column is not None else "")

    def read(self) -> None:
        """The rows, and what says which stands below which."""
        body = self.grid.under(self.heading_row)
        roles: dict[str, list[int]] = {}
        for one in self.columns:
            if one.role:
                roles.setdefault(one.role, []).append(one.place)
        columns = {role: [list(body.columns[place]) for place in places] for role, places in roles.items()}
        for at, number in enumerate(body.numbers):
            texts = {role: tuple(cells[at].strip() for cells in held) for role, held in columns.items()}
            if any(any(one) for one in texts.values()):
                self.rows.append(_Row(number, texts))
        hierarchy, why = likely_hierarchy(self.columns, [row.code for row in self.rows if row.code])
        self.hierarchy, self.why = (self.profile.hierarchy, "as told") if self.profile.hierarchy else (hierarchy, why)
        told = "title" if "title" in roles else "statement"
        led = leading_codes([row.one(told) for row in self.rows]) if "code" not in roles and hierarchy == "flat" else []
        if led and self.profile.hierarchy in (None, "code"):
            self.hierarchy, self.why, roles["code"] = "code", "the codes stand before the titles", roles[told]
            self.rows = [
                _Row(row.number, {**row.texts, "code": (code,), told: (text,)}) for row, (code, text) in zip(self.rows, led, strict=True)
            ]  # fmt: skip
        needed = {"parent": ("code", "parent"), "code": ("code",), "columns": (), "flat": ()}[self.hierarchy]
        for role in needed:
            if role not in roles:
                self.faults.append(FaultThere(
                    f"{self.grid.place}, row {self.heading_row}", f"no column holds {'codes' if role == 'code' else 'the codes above'}",
                    f"name it with `--column {role}=HEADING`, or choose another `--hierarchy`",
                ))  # fmt: skip
        if not self.rows and not self.faults:
            self.faults.append(FaultThere(f"{self.grid.place}, row {self.heading_row}", "nothing stands below the headings"))

    def repeats(self, row: _Row, before: _Row) -> bool:
        """Whether a row says of the same competency as the row before it."""
        return all(row.one(role) in ("", before.one(role)) for role in ("code", "title", "statement", "domain"))

    # --- the tree

    def tree(self) -> list[ForeignItem]:
        """The items of the sheet."""
        nodes = self.by_columns() if self.hierarchy == "columns" else self.by_codes()
        if self.faults:
            return []
        return [self.item(node, f"{number}") for number, node in enumerate(nodes, start=1)]

    def item(self, node: _Node, path: str) -> ForeignItem:
        """A node as an item; ``path`` names it in its sheet."""
        return ForeignItem(
            key=f"{self.grid.sheet}!{path}", code=node.code, title=node.title, statement=node.statement, kind=node.kind,
            indicators=tuple(dict.fromkeys(node.signs)), place=f"{self.grid.place}, row {node.row}",
            children=tuple(self.item(one, f"{path}.{number}") for number, one in enumerate(node.children, start=1)),
        )  # fmt: skip

    def of_row(self, row: _Row) -> _Node:
        """A row's own item."""
        title, statement = row.one("title"), row.one("statement")
        word = plain(row.one("kind"))
        kind = KINDS.get(word, "")
        signs = [sign for cell in row.texts.get("indicator", ()) for sign in listed(cell)]
        return _Node(row.number, row.code, title, statement, kind, signs)

    def by_codes(self) -> list[_Node]:
        """Items whose parents are named, or show in their codes."""
        if self.hierarchy == "flat":
            return [self.of_row(row) for row in self.rows if self.says_something(row)]
        nodes: dict[str, _Node] = {}
        for row in self.rows:
            node = self.of_row(row)
            if not row.code:
                self.faults.append(FaultThere(
                    self.cell(row.number, "code"), "the row has no code",
                    "give it one, or take the row out; signs of a competency may stand in a column",
                ))  # fmt: skip
                continue
            self.says_something(row)
            nodes[row.code] = node
        parents = self.parents(nodes)
        for circle in circles(parents):
            way = " → ".join(f"`{one}`" for one in [*circle, circle[0]][:8])
            place = self.cell(nodes[circle[0]].row, "parent")
            self.faults.append(FaultThere(place, f"items stand above each other: {way}", "mend one of the parents"))
        if self.faults:
            return []
        tops: list[_Node] = []
        depths: dict[str, int] = {}
        for code, node in nodes.items():
            up: list[str] = []
            here = code
            while here in parents and here not in depths:
                up.append(here)
                here = parents[here]
            depths.setdefault(here, 1)
            for one in reversed(up):
                depths[one] = depths[parents[one]] + 1
            if depths[code] > DEEPEST:
                self.faults.append(FaultThere(self.cell(node.row, "code"), f"the item stands {depths[code]} deep; the most is {DEEPEST}"))
                return []
            (nodes[parents[code]].children if code in parents else tops).append(node)
        return tops

    def parents(self, nodes: Mapping[str, _Node]) -> dict[str, str]:
        """The code above each code that has one."""
        if self.hierarchy == "code":
            keys = {code_key(code): code for code in reversed(list(nodes))}
            known = set(keys)
            found = {code: above(code_key(code), known) for code in nodes}
            return {code: keys[key] for code, key in found.items() if key is not None and keys[key] != code}
        loose = {" ".join(code.lower().split()): code for code in nodes}
        parents = {}
        for row in self.rows:
            parent = " ".join(row.one("parent").split())
            if not parent or not row.code:
                continue
            if parent not in nodes:
                near = loose.get(parent.lower())
                self.faults.append(FaultThere(
                    self.cell(row.number, "parent"), f"no row has the code `{parent[:60]}`",
                    f"did you mean `{near}`?" if near else "add its row, or leave the cell empty for an item at the top",
                ))  # fmt: skip
                continue
            parents[row.code] = parent
        return parents

    def says_something(self, row: _Row) -> bool:
        """Whether a row has a title or a statement; a fault where it has a code and neither."""
        if row.one("title") or row.one("statement") or (row.one("indicator") and not row.code):
            return True
        place = self.cell(row.number, "title")
        self.faults.append(FaultThere(place, "the row has neither title nor statement", "write one, or take the row out"))
        return False

    def by_columns(self) -> list[_Node]:
        """Items whose titles stand in columns from the left to the right; an empty cell means the same as above."""
        tops: list[_Node] = []
        # By the titles of what stands above: rows of one domain need not stand together.
        known: dict[tuple[str, ...], _Node] = {}
        here: list[str] = []
        competency: _Node | None = None
        outer = [place for place in ("domain", "group") for _ in self.rows[0].texts.get(place, ())] if self.rows else []
        for row in self.rows:
            cells = [*row.texts.get("domain", ()), *row.texts.get("group", ())]
            here = (here or [""] * len(cells))[: len(cells)]
            for at, cell in enumerate(cells):
                if cell and " ".join(cell.split()) != here[at]:
                    here[at] = " ".join(cell.split())
                    here[at + 1 :] = [""] * (len(cells) - at - 1)
                    competency = None
            above_it = self.node_of(tuple(filter(None, here)), known, tops, row)
            own = self.of_row(row)
            if own.title or own.statement:
                said = (own.code, own.title, own.statement)
                if competency is not None and said == (competency.code, competency.title, competency.statement):
                    competency.signs += own.signs
                    continue
                own.kind = own.kind or ("competency" if outer else "")
                (above_it.children if above_it is not None else tops).append(own)
                competency = own
            elif own.signs:
                if competency is None:
                    place = self.cell(row.number, "indicator")
                    self.faults.append(FaultThere(place, "a sign stands before any competency", "write the competency above it"))
                    continue
                competency.signs += own.signs
            elif own.code and competency is not None:
                self.says_something(row)
        return tops

    def node_of(self, path: tuple[str, ...], known: dict[tuple[str, ...], _Node], tops: list[_Node], row: _Row) -> _Node | None:
        """The domain or group of a row, made where it is new."""
        node = None
        for length in range(1, len(path) + 1):
            part = path[:length]
            if part not in known:
                code = row.one("domain_code") if length == 1 else ""
                title, statement = (path[length - 1], "") if len(path[length - 1]) <= 80 else ("", path[length - 1])
                if not code and (found := _LEADING.match(title)):
                    # "1. Talking" or "A) Talking": the code stands before the title.
                    code, title = found[1], found[2]
                known[part] = _Node(row.number, " ".join(code.split()), title, statement, "domain")
                (node.children if node is not None else tops).append(known[part])
            node = known[part]
        return node


_LEADING = re.compile(r"((?:[A-Z]{1,4}[.\-]?)?\d{1,3}(?:\.\d{1,3})*|[A-Z]{1,3}\d{0,3}(?=[.):]))\s*[.):\-–—]?\s+(\S.*)\Z", re.DOTALL)

"""`practicum export moodle`: the shape of what a real Moodle wrote, every trap before a byte is written, and what Moodle makes of it."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.exchanging.moodle_cells import HEADINGS, written
from practicum.exchanging.moodle_framework import export, losses, rating, rows_of
from practicum.exchanging.moodle_traps import Trapped
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.framework import Competency, Domain, Framework, Level
from practicum.model.source import Entries
from practicum.reading import read_project
from practicum.resolving import View, view_of
from practicum.spans import Span
from practicum.workspace.project import find_project
from tests.exchanging.moodle_stand_in import RefusedByMoodle, fgetcsv, loosely_equal, moodle_imports

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(os.environ.get("PRACTICUM_CHECKS", ROOT / "../shared/checks")) / "moodle/framework-exported-by-moodle.csv"
DAY = date(2026, 11, 21)


@cache
def shipped() -> View:
    return view_of(read_project(find_project(ROOT).disk).catalogue, day=DAY)


@pytest.fixture(scope="module")
def golden() -> bytes:
    if not GOLDEN.is_file():
        pytest.skip("the framework that a real Moodle exported is not on this machine; name its folder in PRACTICUM_CHECKS")
    return GOLDEN.read_bytes()


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def only(view: View, framework: str = "care-reform") -> bytes:
    (data,) = export(view, framework).files.values()
    return data


# What each of the 14 cells looks like, by the kind of row; Moodle's own file and ours have to agree with it, cell by cell.
CODE = r"[A-Za-z][\w.-]*"
WORDS = r"[^<>]+"
HTML = r"(<p>.*</p>(<ul>.*</ul>)?)?"
FIRST = (
    "", CODE, WORDS, HTML, "1", r"[^,]+(,[^,]+)+", r'\[\{"scaleid":"\d+"\}(,\{"id":\d+,"scaledefault":[01],"proficient":[01]\})+\]',
    "", "", "", "", "", "1", "domain,competency,indicator,competency",
)  # fmt: skip
DOMAIN = ("", CODE, WORDS, HTML, "1", "", "", "", "0", "null", "", r"\d+", "", "")
BELOW = (CODE, CODE, WORDS, HTML, "1", "", "", "", "0", "null", rf"({CODE})?", r"\d+", "", "")
RULED = (*BELOW[:7], r"core_competency\\competency_rule_all", "2", *BELOW[9:])


def looks(row: Sequence[str], shapes: Sequence[str]) -> list[int]:
    """The columns whose cells do not look as they have to."""
    assert len(row) == len(shapes) == 14
    return [at for at, (cell, pattern) in enumerate(zip(row, shapes, strict=True)) if not re.fullmatch(pattern, cell, re.S)]


def test_our_writer_gives_what_moodle_wrote_byte_for_byte(golden: bytes) -> None:
    rows = cells(golden)
    assert written(rows[1:]) == golden
    assert tuple(rows[0]) == HEADINGS


def test_the_core_framework_has_the_golden_shape_cell_by_cell(golden: bytes) -> None:
    theirs, ours = cells(golden), cells(only(shipped()))
    assert ours[0] == theirs[0]
    for rows in (theirs, ours):
        assert looks(rows[1], FIRST) == []
        for row in rows[2:]:
            assert looks(row, DOMAIN if row[0] == "" else RULED if row[7] else BELOW) == []
    assert not any(row[7] or row[10] for row in ours[1:])
    assert [row[11] for row in ours[2:]] == [str(number) for number in range(1, len(ours) - 1)]


def test_moodle_takes_every_row_of_the_core_framework() -> None:
    view = shipped()
    made = moodle_imports(only(view))
    unit = view.catalogue.frameworks["care-reform"].value
    assert made.scale == [level.name for level in unit.levels]
    assert made.default == [2]
    assert made.proficient == [4, 5]
    wanted = [*unit.domains, *(one.id for id in unit.domains for one in view.catalogue.domains[id].value.competencies)]
    assert sorted(made.competencies) == sorted(wanted)
    for id, row in made.competencies.items():
        if id not in unit.domains:
            assert row["name"] == view.catalogue.competencies[id].value.title
            assert row["parent"] in unit.domains


def test_the_same_view_gives_the_same_bytes_and_counted_losses() -> None:
    assert only(shipped()) == only(shipped())
    counted = {loss.what: loss.count for loss in losses(shipped(), "care-reform")}
    catalogue = shipped().catalogue
    assert counted["levels that roles need"] == sum(len(role.value.levels) for role in catalogue.roles.values())
    links = [link for walk in catalogue.crosswalks.values() for link in walk.value.links]
    assert counted["links to frameworks of others"] == sum(len(link.to) for link in links)
    assert counted["certification rules"] == len(catalogue.certifications)
    assert counted["retired competencies"] == 0


def test_proficient_is_said_where_it_is_wished() -> None:
    (data,) = export(shipped(), "care-reform", proficient=1).files.values()
    made = moodle_imports(data)
    assert made.proficient == [2, 3, 4, 5]
    assert made.default == [2]


# -- frameworks by hand ---------------------------------------------------------------------------------------------------------------


def unit(kind: str, value: object, id: str, path: str, line: int) -> Unit[object]:
    return Unit(kind, id, path, value, Entries({}, {}, Span(path, line)))


def level(number: int, name: str, by: str = "module") -> Level:
    return Level(level=number, name=name, means="does it", granted_by=by)  # type: ignore[arg-type]


SCALE = (level(0, "None", "none"), level(1, "Aware"), level(2, "Able"))


def view_with(
    domains: Sequence[tuple[str, str, Sequence[Competency]]], *, id: str = "fw", version: str = "1.0", title: str = "A framework",
    levels: Sequence[Level] = SCALE, description: str = "What it is for.",
) -> View:  # fmt: skip
    value = Framework(
        format=1, id=id, title=title, version=version, base_url="https://a.example/", description=description,
        domains=tuple(one[0] for one in domains), evidence_months=None, levels=tuple(levels),
    )  # fmt: skip
    held = {
        one: Domain(format=1, id=one, title=named, summary="What it holds.", competencies=tuple(inside)) for one, named, inside in domains
    }
    catalogue = Catalogue(
        frameworks={id: unit("framework", value, id, "fw/framework.yaml", 3)},  # type: ignore[dict-item]
        domains={one: unit("domain", domain, one, f"fw/{one}.yaml", 1) for one, domain in held.items()},  # type: ignore[misc]
        competencies={
            one.id: unit("competency", one, one.id, f"fw/{domain}.yaml", 7)  # type: ignore[misc]
            for domain, whole in held.items() for one in whole.competencies
        },
    )  # fmt: skip
    return View(catalogue, "", DAY, "en")


def one(id: str, title: str = "Listens", statement: str = "Listens first", indicators: Sequence[str] = ("waits",)) -> Competency:
    return Competency(id=id, title=title, statement=statement, indicators=tuple(indicators))


@pytest.mark.parametrize(
    ("view", "place", "says"),
    [
        (view_with([("A", "A", [one("1.1")])]), "fw/A.yaml:1:1", "`1.1` cannot be an ID number"),
        (view_with([("A", "A", [one(" A-1")])]), "fw/A.yaml:1:1", "cannot be an ID number"),
        (view_with([("A", "A", [one("A" * 101)])]), "fw/A.yaml:1:1", "the competency's id has 101 characters"),
        (view_with([("A", "A", [one("A-1", title=" ")])]), "fw/A.yaml:7:1", "the title of competency `A-1` is empty for Moodle"),
        (view_with([("A", "0", [])]), "fw/A.yaml:1:1", "the title of domain `A` is empty for Moodle"),
        (view_with([("A", "A", [one("A-1", title="x" * 101)])]), "fw/A.yaml:7:1", "has 101 characters: Moodle cuts short names at 100"),
        (view_with([("A", "A", [one("A-1", title="Under <5 years")])]), "fw/A.yaml:7:1", "holds `<`"),
        (view_with([("A", "A", [one("A-1", title='Says \\"no\\"')])]), "fw/A.yaml:7:1", "has a backslash before a quote or at its end"),
        (view_with([("A", "A", [one("A-1", title="C:\\")])]), "fw/A.yaml:7:1", "has a backslash before a quote or at its end"),
        (view_with([("A", "A", [one("B")]), ("B", "B", [])]), "fw/B.yaml:1:1", "the id `B` is also that of a competency (fw/A.yaml:1:1)"),
        (view_with([("A", "A", [one("A-1"), one("a-1")])]), "fw/A.yaml:1:1", "differs in capital letters only from `A-1`"),
        (view_with([("A", "A", [one("A-1", statement="a\x00b")])]), "fw/A.yaml:7:1", "holds the character U+0000, which is no text"),
        (view_with([], levels=[level(1, "Able, alone"), level(2, "Good")]), "fw/framework.yaml:3:1", "Moodle would make 2 levels of it"),
        (view_with([], levels=[level(1, "Able")]), "fw/framework.yaml:3:1", "has at least two levels, and this one has 1"),
        (view_with([], levels=[level(1, "Able"), level(2, " able")]), "fw/framework.yaml:3:1", "two levels are called `able`"),
        (view_with([], levels=[level(1, ""), level(2, "B")]), "fw/framework.yaml:3:1", "a level has no name"),
        (view_with([], levels=[level(1, "A\\"), level(2, "B")]), "fw/framework.yaml:3:1", "the level `A\\` has a backslash"),
        (view_with([], version="1 beta"), "fw/framework.yaml:3:1", "`fw-1 beta` cannot be an ID number"),
        (view_with([], id="f" * 99), "fw/framework.yaml:3:1", "id and version have 103 characters"),
    ],
)  # fmt: skip
def test_a_trap_is_named_at_its_place_with_the_fix(view: View, place: str, says: str) -> None:
    with pytest.raises(Trapped) as caught:
        export(view, next(iter(view.catalogue.frameworks)))
    (trap,) = caught.value.traps
    assert str(trap.span) == place
    assert says in trap.message
    assert trap.help
    assert trap.message[0].islower() or trap.message[0] == "`"


def test_all_traps_are_named_at_once() -> None:
    view = view_with([("A", "", [one("A-1", title="C:\\"), one("2")])], levels=[level(1, "a,b")])
    with pytest.raises(Trapped) as caught:
        export(view, "fw")
    assert len(caught.value.traps) == 5


def test_what_would_stumble_in_a_description_is_written_another_way() -> None:
    data = only(view_with([("A", "A", [one("A-1", statement='Writes "C:\\" and <b>', indicators=["a \\", "ends \\"])])]), "fw")
    made = moodle_imports(data)
    text = made.competencies["A-1"]["description"]
    assert text == "<p>Writes &quot;C:&#92;&quot; and &lt;b&gt;</p><ul><li>a &#92;</li><li>ends &#92;</li></ul>"


def test_retired_competencies_stay_out_and_are_counted() -> None:
    old = Competency(id="A-2", title="Old", statement="Old", indicators=("x",), sources=("S1",), retired=date(2026, 1, 1))
    view = view_with([("A", "A", [one("A-1"), old])])
    assert sorted(moodle_imports(only(view, "fw")).competencies) == ["A", "A-1"]
    counted = {loss.what: loss.count for loss in losses(view, "fw")}
    assert counted["retired competencies"] == 1
    assert counted["sources of competencies"] == 0


def test_the_rating_never_says_too_much() -> None:
    assert [one.level for one in rating([level(2, "b"), level(0, "n", "none"), level(1, "a"), level(3, "c", "portfolio")])] == [1, 2]
    assert [one.level for one in rating([level(0, "n", "none"), level(1, "a", "portfolio")])] == [1, 1]


def test_a_version_makes_the_number_and_the_title_stays() -> None:
    rows = list(rows_of(view_with([], version="2.1"), "fw"))
    assert rows[0].cells.id == "fw-2.1"
    assert rows[0].cells.parent == ""


# Ids as the format has them, and as authors of other frameworks write them.
CODES = st.from_regex(r"[A-Za-z][A-Za-z0-9_.\-]{0,8}", fullmatch=True) | st.sampled_from(["1.1", "1.10", "01", "1e1", "", " A", "a" * 101])
TEXTS = st.text(max_size=60) | st.sampled_from(
    ['a "quoted" word', "C:\\", '\\"', "\\\\", "a, b", "x" * 101, "<b>bold</b>", "5 < 6", "line\nline", "é", "0", "\u2028", "  ", "&amp;"]
)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(lambda text: not re.search(r'[<\\]', text))
COMPETENCIES = st.builds(one, CODES, TEXTS | LINES, TEXTS, st.lists(TEXTS, max_size=3))
LEVELS = st.lists(
    st.tuples(TEXTS | LINES, st.sampled_from(["none", "module", "portfolio"])), min_size=1, max_size=6
).map(lambda many: [level(number, *held) for number, held in enumerate(many)])  # fmt: skip
DOMAINS = st.lists(st.tuples(CODES, TEXTS | LINES, st.lists(COMPETENCIES, max_size=4)), max_size=4, unique_by=lambda held: held[0])
# Frameworks as they pass the check, so that many are written and not only refused.
CLEAN = st.from_regex(r"[A-Za-z][A-Za-z0-9_.\-]{0,5}", fullmatch=True)
GOOD = st.lists(CLEAN, min_size=2, max_size=14, unique_by=str.casefold)


def taken_whole(view: View) -> bool:
    """Whether the framework was written; if so, Moodle has to take every row of it as it is meant."""
    try:
        data = only(view, "fw")
    except Trapped:
        return False
    made = moodle_imports(data)
    value = view.catalogue.frameworks["fw"].value
    ordered = sorted(value.levels, key=lambda held: held.level)
    assert made.scale == [" ".join(held.name.split()) for held in ordered]
    assert len(made.default) == 1
    assert made.proficient
    wanted = {id: "" for id in value.domains}
    for id in value.domains:
        wanted |= {held.id: id for held in view.catalogue.domains[id].value.competencies}
    assert {id: row["parent"] for id, row in made.competencies.items()} == wanted
    for id, parent in wanted.items():
        held = view.catalogue.competencies[id].value if parent else view.catalogue.domains[id].value
        assert made.competencies[id]["name"] == " ".join(held.title.split())
    return True


@settings(max_examples=150)
@given(DOMAINS, LEVELS, TEXTS | LINES, st.sampled_from(["1.0", "2", "1 2", ""]))
def test_moodle_takes_every_row_of_whatever_is_written(
    domains: list[tuple[str, str, list[Competency]]], levels: list[Level], title: str, version: str
) -> None:
    taken_whole(view_with(domains, levels=levels, title=title, version=version))


@settings(max_examples=150)
@given(GOOD, st.data())
def test_a_framework_of_plain_words_is_written_and_taken(ids: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(ids)))
    words = LINES.filter(lambda text: text.strip() not in ("", "0"))
    says, signs = TEXTS.filter(str.isprintable), st.lists(words, max_size=2)
    inside = [one(id, data.draw(words), data.draw(says), data.draw(signs)) for id in ids[cut:]]
    domains = [(id, data.draw(words), inside[at::cut]) for at, id in enumerate(ids[:cut])]
    assert taken_whole(view_with(domains))


def test_the_stand_in_refuses_what_a_real_moodle_refuses() -> None:
    good = cells(only(view_with([("A", "A", [one("A-1")])]), "fw"))

    def with_cell(row: int, column: int, text: str) -> bytes:
        rows = [list(one) for one in good]
        rows[row][column] = text
        return written(rows[1:])

    assert sorted(moodle_imports(with_cell(0, 0, "")).competencies) == ["A", "A-1"]
    assert sorted(moodle_imports(with_cell(2, 0, "fw-1.0")).competencies) == []
    assert sorted(moodle_imports(with_cell(3, 0, "a")).competencies) == ["A"]
    with pytest.raises(RefusedByMoodle):
        moodle_imports(with_cell(3, 3, 'a \\"b\\" c, d'))
    with pytest.raises(RefusedByMoodle):
        moodle_imports(with_cell(3, 2, ""))
    assert loosely_equal("1.1", "1.10")
    assert not loosely_equal("A1.1", "A1.10")
    assert fgetcsv('a,"b ""c"" d"\n') == [["a", 'b "c" d']]

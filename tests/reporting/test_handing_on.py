"""What leaves the training lead's hands: files for an agency or supervisor, "my plan", the workbook; harmless, and of their own people."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from practicum.reporting import report
from practicum.reporting.my_plan import plan_files
from practicum.reporting.views import VIEWS
from practicum.tables.designed import Cover, Sheet, SheetColumn, write_designed
from tests.reporting.made_up_people import AS_OF, TODAY, MadeIntake, MadeVerdicts, catalogue, plans_for, workforce
from tests.reporting.test_report import outline
from tests.reporting.test_views import records

HOSTILE = ("=cmd|' /C calc'!A0", "</script><script>alert(1)</script>", "n" * 300, "\u2028[x]:*?/\\", "\x01\x07", "L'\"&<b>")
_ABOUT: dict[str, Any] = {"as_of": AS_OF, "known_at": None, "synthetic": True, "palette_css": ""}


def make(made: MadeVerdicts, intake: MadeIntake | None = None, **more: Any) -> dict[str, bytes]:
    return report(made, intake or MadeIntake(), catalogue(), **(_ABOUT | {"plans": plans_for(made)} | more))


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The cells of a workbook, as another program reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    made, intake = workforce()
    return make(made, intake, split=("agency",))


def learners(rows: list[list[Any]]) -> set[str]:
    return {str(row[0]) for row in rows if row and re.fullmatch(r"L\d{4}", str(row[0]))}


def test_each_agency_gets_its_own_people_and_nobody_elses(whole: dict[str, bytes]) -> None:
    made, _ = workforce()
    own: dict[str, set[str]] = {}
    for row in made.certificate_rows:
        own.setdefault(str(row["agency"]), set()).add(str(row["learner"]))
    everybody = set().union(*own.values())
    books = {name: content for name, content in whole.items() if re.fullmatch(r"split/agency/.*\.xlsx", name)}
    assert len(books) == len(own) == 12
    seen: set[str] = set()
    for name, content in books.items():
        told = sheets(content)
        agency = str(told["Cover"][1][1])
        assert learners(told["People"]) == own[agency]
        assert learners(told["What is open"]) <= own[agency]
        page = whole[name.replace(".xlsx", ".html")].decode()
        assert set(re.findall(r"L\d{4}", page)) == own[agency]
        assert not {other for other in everybody - own[agency] if other in page}
        assert outline(page.encode()).open == []
        seen |= own[agency]
    assert seen == everybody


def test_a_supervisor_is_who_met_or_signed_for_a_learner_last() -> None:
    made = MadeVerdicts()
    for learner in ("L1", "L2", "L3", "L4"):
        made.certificate(learner)
    met = [("L1", "S1", 50), ("L1", "S2", 10), ("L2", "S1", 20), ("L3", "S1", 400), ("L4", "L4", 5)]
    rows = [{"learner": who, "supervisor": by, "date": TODAY - days, "record_id": f"s{n}"} for n, (who, by, days) in enumerate(met)]
    files = make(made, split=("supervisor",), records={"supervision": records("supervision", *rows)})
    told = {name: {row[0] for row in sheets(files[name])["People"][5:]} for name in files if name.endswith(".xlsx") and "split/" in name}
    assert told == {
        "split/supervisor/s1.xlsx": {"L2"},
        "split/supervisor/s2.xlsx": {"L1"},
        "split/supervisor/_nobody.xlsx": {"L3", "L4"},
    }


def test_the_workbook_has_a_sheet_a_view_and_its_totals_agree(whole: dict[str, bytes]) -> None:
    told = sheets(whole["report.xlsx"])
    assert list(told)[:3] == ["Cover", "People", "Countries"]
    assert len(told) == len(VIEWS) + 1
    made, _ = workforce()
    for name in ("Countries", "Agencies", "Roles and endorsements", "Country, agency and role"):
        heads, *rows = told[name][4:]
        place = heads.index("Certificates")
        total = next(row for row in rows if row[0] == "Total")
        assert total[place] == len(made.certificate_rows) == sum(row[place] for row in rows if row is not total)
    cover = str(told["Cover"])
    for said in ("Gap report", "As of 15 Oct 2026", "Contains learner data", "What to keep in mind", "version 1", "adds up"):
        assert said in cover


def test_the_workbook_is_set_up_for_people_and_paper(whole: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(whole["report.xlsx"])) as packed:
        pages = [packed.read(name).decode() for name in packed.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        assert "externalLink" not in str(packed.namelist())
    for page in pages[1:]:
        assert 'topLeftCell="B6"' in page
        assert 'orientation="landscape"' in page
        assert 'fitToHeight="0"' in page
        assert "<f>" not in page
    assert sum("<autoFilter" in page for page in pages) >= 12
    assert "<f>" not in pages[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_reaches_every_file_that_is_handed_on_harmlessly(name: str) -> None:
    made = MadeVerdicts().certificate(name, state="due", country=name, agency=name, deadline=TODAY + 5, reason=name)
    made.requirement(name, "PAR/renew/I10", says=name, deadline=TODAY + 5)
    files = make(made, split=("agency", "supervisor"), agency_names={name: name})
    for file, content in files.items():
        assert re.fullmatch(r"[\w./-]+", file), "a name from data leads nowhere"
        assert ".." not in file
        if file.endswith(".html"):
            parsed = outline(content)
            assert parsed.open == []
            assert b"alert(1)</script>" not in content.replace(b"\\u003c", b"")
        if file.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for part in packed.namelist():
                    assert b"<f>" not in packed.read(part)
                    assert "externalLink" not in part
    told = sheets(files[next(file for file in files if file.startswith("split/agency") and file.endswith(".xlsx"))])
    if name.isprintable():
        assert told["People"][5][0] == name
        assert told["What is open"][5][2] == name


def test_what_is_open_stands_by_requirement_with_everybody_who_lacks_it(whole: dict[str, bytes]) -> None:
    told = sheets(whole["split/agency/home-no-3.xlsx"])
    listed = [row for row in told["What is open"][5:] if row[0]]
    lacking: dict[tuple[str, str], set[str]] = {}
    for row in listed:
        lacking.setdefault((row[2], row[1]), set()).add(row[0])
    grouped = [row for row in told["By requirement"][5:] if row[0]]
    assert {(row[0], row[1]): row[2] for row in grouped} == {key: len(who) for key, who in lacking.items()}
    assert len(grouped) < len(listed)
    assert [row[2] for row in grouped] == sorted((row[2] for row in grouped), reverse=True)
    for says, role, count, _, who in grouped:
        named, _, more = who.partition(" … and ")
        assert set(named.split("; ")) <= lacking[says, role]
        assert len(named.split("; ")) + int(more.removesuffix(" more") or 0) == count


def test_rows_are_as_high_as_what_stands_in_them_and_sheets_print_on_wide_pages() -> None:
    """Heights in points: a line takes 12.75, and a text is wrapped by how wide its letters are."""
    out = io.BytesIO()
    columns = [SheetColumn("Learner", "text", 12), SheetColumn("What is open", "text", 40)]
    rows = [["L1", "short"], ["L2", "Forty-one narrow letters fit on one line."], ["L3", "WWW " * 30], ["L4", "two lines " * 7]]
    write_designed(out, Cover("t", "", "w", caveats=("one line", "x" * 250)), [Sheet("People", "", "", columns, rows)])
    with zipfile.ZipFile(out) as packed:
        page, cover = (packed.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (2, 1))
        assert b"Print_Titles" in packed.read("xl/workbook.xml")
    heights = {int(row): float(high) for row, high in re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', page)}
    assert [round((heights[row] - 4) / 12.75) for row in (6, 7, 8, 9)] == [1, 1, 5, 2]
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    on_cover = {float(high) for high in re.findall(r'<row r="\d+"[^>]* ht="([\d.]+)"', cover)}
    assert {18.0, 43.5} <= on_cover, "a caveat of one line, and one of three"


def test_sheet_titles_and_cells_keep_to_what_excel_takes() -> None:
    out = io.BytesIO()
    column = SheetColumn("=1+1")
    rows = [["x" * 40_000], ["=1+1"], ["http://example.org"]]
    write_designed(
        out, Cover("=A1", "", ""), [Sheet("a/b:c[" + "d" * 40, "", "", [column], rows), Sheet("A/B:C[" + "d" * 40, "", "", [column], [])]
    )
    told = sheets(out.getvalue())
    assert [len(name) <= 31 for name in told] == [True] * 3
    assert len({name.lower() for name in told}) == 3
    assert told[list(told)[1]][5:] == [["x" * 32_767], ["=1+1"], ["http://example.org"]]


def pages_of(content: bytes) -> Mapping[str, str]:
    """The printed pages by learner."""
    text = content.decode()
    parts = re.split(r'<section class="plan', text)[1:]
    return {re.search(r"<h2>(.*?)</h2>", part)[1]: part for part in parts}  # type: ignore[index]  # each has one


def test_everybody_has_one_page_in_two_versions(whole: dict[str, bytes]) -> None:
    made, _ = workforce()
    plain = {
        name: pages
        for file in whole
        if file.startswith("plans/") and not file.endswith("-easy.html")
        for name, pages in pages_of(whole[file]).items()
    }
    easy = {name: pages for file in whole if file.endswith("-easy.html") for name, pages in pages_of(whole[file]).items()}
    assert set(plain) == set(easy) == {str(row["learner"]) for row in made.certificate_rows}
    for learner, page in easy.items():
        words = re.sub(r"<[^>]+>", " . ", page)
        sentences = [part.split() for part in re.split(r"[.!?:]", words) if part.split()]
        assert max(len(sentence) for sentence in sentences) <= 16, learner
        assert page.count("<svg") >= 2


def test_a_plan_says_what_to_do_in_order_and_by_when() -> None:
    made = MadeVerdicts().certificate("L1", "PAR", "provisional", deadline=TODAY + 40)
    made.requirement("L1", "PAR/award/F05", "not_met")
    files = make(made)
    page = pages_of(files["plans/home-no-3.html"])["L1"]
    assert "What to do, in this order, by 24 Nov 2026" in page
    assert page.index("F01") < page.index("F05, Relationships")
    assert "It comes first, because another course needs it." in page
    assert "Together 24 hours: the shortest way." in page
    assert "You may work with help, for a time." in pages_of(files["plans/home-no-3-easy.html"])["L1"]


def test_names_of_plans_do_not_collide() -> None:
    from practicum.reporting.cases import cases_of
    from practicum.reporting.page import Setting

    made = MadeVerdicts()
    for place, agency in enumerate(("A b", "a-b", "A-B-easy", "")):
        made.certificate(f"L{place}", agency=agency)
    cases = cases_of(made, catalogue(), as_of=AS_OF).cases
    files = list(plan_files(cases, catalogue(), Setting(AS_OF, None, True, ""), plans_for(made)))
    assert len({name for name, _ in files}) == len(files) == 8


def test_what_is_open_is_always_said() -> None:
    made = MadeVerdicts().certificate("L1", "PAR", "never").requirement("L1", "PAR/award/F05", says="")
    made.requirement("L1", "PAR/award/paper", kind="document", subject="paper", says="")
    files = make(made, split=("agency",))
    told = [row[2] for row in sheets(files["split/agency/home-no-3.xlsx"])["What is open"][5:]]
    assert told == ["F05 Relationships and honest communication", "PAR/award/paper"]

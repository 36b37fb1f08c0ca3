"""The files of a report: complete, reconciled, harmless whatever the data holds."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

import pytest

from practicum.model.record import SetAside
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.reporting import report
from practicum.reporting.cells import reader
from practicum.reporting.downloads import guarded
from practicum.reporting.intake import account_of_all, accounts
from tests.reporting.made_up_people import AS_OF, TODAY, MadeCounts, MadeIntake, MadeVerdicts, catalogue, plans_for, workforce

VIEWS = ("places.html", "roles.html", "restricted.html", "competencies.html", "workforce.html", "changes.html")
PAGES = ("index.html", "who-lacks-what.html", "deadlines.html", "data-quality.html", "about.html", *VIEWS)
PRIVATE = ("index.html", "who-lacks-what.html", "deadlines.html", "data-quality.html", *VIEWS)
# How many scripts a page has: one for its tables, and the data that a list is drawn from.
SCRIPTS = {**dict.fromkeys((*VIEWS, "deadlines.html", "data-quality.html"), 1), "who-lacks-what.html": 2}


def make(verdicts: MadeVerdicts, intake: MadeIntake | None = None, known_at: date | None = None, palette: str = "") -> dict[str, bytes]:
    about = {"as_of": AS_OF, "known_at": known_at, "synthetic": True, "palette_css": palette, "plans": plans_for(verdicts)}
    return report(verdicts, intake or MadeIntake(), catalogue(), **about)  # type: ignore[arg-type]  # its own arguments


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    return make(*workforce())


class Outline(HTMLParser):
    """The tags of a page, with what an open element still lacks at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(content: bytes) -> Outline:
    parser = Outline()
    parser.feed(content.decode())
    parser.close()
    return parser


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_whole_self_contained_and_light(whole: dict[str, bytes], name: str) -> None:
    page = outline(whole[name])
    assert page.open == []
    assert len(whole[name]) < 1_000_000
    for tag, attributes in page.tags:
        assert not {key for key in attributes if key.startswith("on") or key == "style"}
        if tag != "html":
            assert not (set(attributes) & {"src", "srcset", "action"})
        target = attributes.get("href") or "#"
        assert target in {"data:,", "#content"} or target in whole or target == "#"
    assert [tag for tag, _ in page.tags].count("h1") == 1
    policy = next(attributes["content"] for _, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", PAGES)
def test_pages_say_when_and_whether_they_may_be_shared(whole: dict[str, bytes], name: str) -> None:
    text = whole[name].decode()
    assert "As of 15 Oct 2026" in text
    assert "Synthetic people." in text
    assert ("Contains learner data: do not publish." in text) == (name in PRIVATE)


def test_a_report_has_no_page_to_hand_on_that_nobody_audited(whole: dict[str, bytes]) -> None:
    open_to_all = {name for name in whole if name.endswith(".html") and b"May be shared." in whole[name]}
    assert open_to_all == {"about.html"}, "words without data"
    assert "shareable.html" not in whole


def test_exact_counts_add_up_to_the_rows_of_the_file(whole: dict[str, bytes]) -> None:
    certificates = rows_of(whole["certificates.csv"])
    text = whole["index.html"].decode()
    by_role = text.split("<caption>Roles and endorsements</caption>")[1].split("</table>")[0]
    body, foot = by_role.split("<tfoot>")
    totals = [
        int(cells[0].replace(",", ""))
        for cells in (re.findall(r'<td class="n"[^>]*>([\d,]+)</td>', row) for row in body.split("<tr>"))
        if cells
    ]
    assert sum(totals) == len(certificates)
    assert int(re.findall(r'<td class="n">([\d,]+)</td>', foot)[0].replace(",", "")) == len(certificates)


def test_the_same_input_gives_the_same_bytes_in_any_order_of_rows() -> None:
    verdicts, intake = workforce(60)
    first = make(verdicts, intake)
    verdicts.certificate_rows.reverse()
    verdicts.requirement_rows.reverse()
    assert make(verdicts, intake) == first


def test_every_open_requirement_is_a_row_and_in_the_list(whole: dict[str, bytes]) -> None:
    rows = rows_of(whole["gaps.csv"])
    told = json.loads(whole["gaps.json"])
    assert told["schema"] == "practicum-gaps/2"
    assert told["as_of"] == "2026-10-15"
    assert told["known_at"] is None
    assert told["manifest"]["engine"] == "made up"

    def count(gaps: list[dict[str, list[object]]]) -> int:
        return sum(1 + count(gap["parts"]) for gap in gaps)  # type: ignore[arg-type]  # parts are gaps

    assert sum(count(case["open"]) for case in told["certificates"]) == len(rows)
    data = page_data(whole["who-lacks-what.html"])
    assert sum(len(case[15]) for _, cases in data["people"] for case in cases) == len(rows)
    assert {row["state"] for row in rows} == {"not_met", "due", "unknown"}


def page_data(content: bytes) -> dict[str, list[object]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', content.decode(), re.DOTALL)
    assert found
    loaded: dict[str, list[object]] = json.loads(found[1])
    return loaded


def test_rows_reconcile_or_the_report_warns() -> None:
    good = make(
        MadeVerdicts().certificate("L1"), MadeIntake(counts=(MadeCounts("a.csv", 10, 6, 3, 1, 2), MadeCounts("b.csv", 5, 5, 0, 0, 0)))
    )
    assert "15 rows in = 11 used + 3 set aside + 1 collapsed" in good["index.html"].decode()
    assert "Please do not rely on this report" not in good["index.html"].decode()
    bad = make(MadeVerdicts().certificate("L1"), MadeIntake(counts=(MadeCounts("a.csv", 10, 6, 2, 1, 2),)))
    assert "does not add up: 1 row missing. Please do not rely on this report" in bad["index.html"].decode()
    assert json.loads(bad["gaps.json"])["rows"]["a.csv"]["adds_up"] is False


def test_a_file_that_is_several_tables_has_an_account_for_each() -> None:
    staff = (MadeCounts("staff.csv", 7, 7, 0, 0, 0, "learners"), MadeCounts("staff.csv", 7, 5, 2, 0, 1, "posts"))
    found = accounts(MadeIntake(counts=(*staff, MadeCounts("done.csv", 2, 2, 0, 0, 0, "completions"))))
    assert [one.file for one in found] == ["done.csv", "staff.csv → learners", "staff.csv → posts"]
    assert (account_of_all(found).rows_in, account_of_all(found).verdict) == (16, "adds up")


def test_what_was_not_evaluated_is_counted_where_everybody_reads_it() -> None:
    made = (
        MadeVerdicts()
        .certificate("L1", state="unknown")
        .requirement("L1", "PAR/award/hours", "unknown", kind="hours", reason="NOT_EVALUATED")
    )
    text = make(made.requirement("L1", "PAR/award/F01", "met"))["index.html"].decode()
    assert "1 of 2 requirements were not evaluated" in text
    assert "(hours 1)" in text


def test_known_at_is_said() -> None:
    made = make(MadeVerdicts().certificate("L1"), known_at=date(2026, 10, 1))
    assert "as known on 1 Oct 2026" in made["index.html"].decode()
    assert json.loads(made["gaps.json"])["known_at"] == "2026-10-01"


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "n" * 300,
    "\u2028\u2029",
    '"quoted" & <b>',
    "]]>-->",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_reaches_every_file_harmlessly(name: str) -> None:
    made = MadeVerdicts().certificate(name, state="due", country=name, agency=name, deadline=TODAY + 5, also=["restricted"], reason=name)
    made.requirement(name, "PAR/renew/I10", says=name, best_loser=name, best_loser_reason=name, deadline=TODAY + 5)
    aside = (SetAside(name, 2, name, name, name, "set_aside"),)
    files = make(made, MadeIntake(aside, (MadeCounts(name, 1, 0, 1, 0, 0),)))
    (of_agency,) = (page for page in files if page.startswith("agencies/"))
    for page in (*PAGES, of_agency):
        parsed = outline(files[page])
        assert not [tag for tag, _ in parsed.tags if tag in {"img", "b"} and page != "index.html"]
        assert sum(1 for tag, _ in parsed.tags if tag == "script") == (1 if page == of_agency else SCRIPTS.get(page, 0))
    assert page_data(files["who-lacks-what.html"])["people"][0][0] == name  # type: ignore[index]  # a person is a list
    row = rows_of(files["gaps.csv"])[0]
    assert row["learner"] == (f"'{name}" if name.startswith("=") else name)
    assert json.loads(files["gaps.json"])["certificates"][0]["learner"] == name


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_disarmed(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"


def test_a_palette_cannot_break_out_of_its_style() -> None:
    page = outline(make(MadeVerdicts().certificate("L1"), palette="</style><script>alert(1)</script>")["index.html"])
    assert "script" not in {tag for tag, _ in page.tags}


def test_an_empty_run_is_a_report_too() -> None:
    files = make(MadeVerdicts(), MadeIntake(counts=()))
    assert rows_of(files["gaps.csv"]) == []
    for page in PAGES:
        assert outline(files[page]).open == []


def test_set_aside_names_the_place() -> None:
    aside = (SetAside("cpd.csv", 7, "quantity", "UNIT_IN_NUMBER", "a unit stood behind the number", "mended"),)
    files = make(MadeVerdicts().certificate("L1"), MadeIntake(aside, (MadeCounts("cpd.csv", 9, 9, 0, 0, 1),)))
    assert rows_of(files["set-aside.csv"]) == [
        {
            "file": "cpd.csv",
            "row": "7",
            "column": "quantity",
            "done": "mended",
            "reason": "UNIT_IN_NUMBER",
            "message": "a unit stood behind the number",
        }
    ]
    assert "quantity" in files["data-quality.html"].decode()


def test_deadlines_stand_under_their_month() -> None:
    made = MadeVerdicts().certificate("L1", state="due", deadline=TODAY + 20).certificate("L2", state="grace", deadline=TODAY - 1)
    made.requirement("L1", "PAR/renew/cpd", "due", kind="hours", says="30 hours in each cycle.", deadline=TODAY + 20)
    text = make(made)["deadlines.html"].decode()
    november = text.split("Deadlines: November 2026</caption>")[1].split("</table>")[0]
    assert "4 Nov 2026" in november
    assert "30 hours in each cycle" in november
    passed = text.split("Deadlines: Already passed</caption>")[1].split("</table>")[0]
    assert "14 Oct 2026" in passed
    assert "L1" not in passed


def test_agencies_are_called_by_name_where_names_are_given() -> None:
    made = MadeVerdicts().certificate("L1", agency="BM-H3", state="due", deadline=TODAY)
    files = report(
        made,
        MadeIntake(),
        catalogue(),
        as_of=AS_OF,
        known_at=None,
        synthetic=True,
        palette_css="",
        agency_names={"BM-H3": "Home No. 3 (invented)"},
    )
    for page in ("places.html", "who-lacks-what.html", "deadlines.html"):
        assert "Home No. 3 (invented)" in files[page].decode()
    assert rows_of(files["certificates.csv"])[0]["agency"] == "BM-H3"


def test_every_column_of_the_files_is_explained(whole: dict[str, bytes]) -> None:
    about = whole["about.html"].decode()
    for name in ("gaps.csv", "certificates.csv"):
        listed = about.split(f"Columns of {name}", 1)[1].split("</table>", 1)[0]
        assert re.findall(r"<code>(\w+)</code>", listed) == list(rows_of(whole[name])[0])


def test_made_up_verdicts_hold_no_column_that_the_model_does_not_list() -> None:
    verdicts, _ = workforce()
    for rows, shape in ((verdicts.certificate_rows, CERTIFICATES), (verdicts.requirement_rows, REQUIREMENTS)):
        assert {name for row in rows for name in row} <= {column.name for column in shape.columns}


def test_a_row_is_read_by_the_kinds_of_its_columns() -> None:
    @dataclass(frozen=True)
    class Read:
        learner: str
        deadline: int | None
        not_evaluated: int
        requirements_met: bool
        gaps: tuple[str, ...] = ()

    read = reader(Read, CERTIFICATES)
    empty = {"learner": float("nan"), "deadline": None, "not_evaluated": None, "requirements_met": None}
    assert read(empty) == Read("", None, 0, False)
    row = {"learner": "L1", "deadline": 20000.0, "not_evaluated": 2.0, "requirements_met": True, "state": "due"}
    assert read(row, gaps=("one",), not_evaluated=3) == Read("L1", 20000, 3, True, ("one",))


def test_modules_and_competencies_that_disagree_stand_on_private_pages_only() -> None:
    made = MadeVerdicts().certificate("L-17").requirement("L-17", "PAR/award/F06", "met")
    row = {"ask": 0, "learner": "L-17", "certification": "PAR", "requirement": "PAR/award/F06", "module": "F06", "competency": "REL-2"}
    row |= {"level_needed": 1, "level_found": 0, "side": "module_only", "record": ""}
    setting = {"as_of": AS_OF, "known_at": None, "synthetic": True, "palette_css": ""}
    plain = report(made, MadeIntake(), catalogue(), **setting)  # type: ignore[arg-type]  # one mapping for two calls
    files = report(made, MadeIntake(), catalogue(), **setting, disagreements=iter([row]))  # type: ignore[arg-type]  # as above
    assert {name for name in files if files[name] != plain[name]} == {"who-lacks-what.html", "data-quality.html"}
    told = files["who-lacks-what.html"].decode().split("Modules and competencies that disagree</h2>")[1]
    assert "L-17" in told
    assert "F06 is held, but nothing on record shows REL-2, which it stands for at level 1." in told
    assert "1 competency does not agree with a module that stands for it." in files["data-quality.html"].decode()


def test_people_of_whom_nothing_is_asked_are_named_on_private_pages_only() -> None:
    made = MadeVerdicts().certificate("L-17", state="certified")
    nobody = {"role": "", "agency": "", "country": ""}
    rows = [{"learner": f"L-{n}", **nobody, "reason": "NO_ROLE"} for n in range(20, 25)]
    rows.append({"learner": "L-17", "role": "=HLP", "agency": "NV-1", "country": "NV", "reason": "NO_RULE"})
    rows += [{"learner": "L-30", **nobody, "reason": "LEFT"}, {"learner": "L-31", **nobody, "reason": "NOT_BEGUN"}]
    setting = {"as_of": AS_OF, "known_at": None, "synthetic": True, "palette_css": ""}
    plain = report(made, MadeIntake(), catalogue(), **setting)  # type: ignore[arg-type]  # one mapping for two calls
    files = report(made, MadeIntake(), catalogue(), **setting, unasked=iter(rows))  # type: ignore[arg-type]  # as above
    changed = {"index.html", "data-quality.html", "certificates.csv", "gaps.json"}
    views = {"tables/overview.csv", "tables/overview.parquet", "report.json"}
    assert {name for name in files if files[name] != plain[name]} == changed | views
    written = rows_of(files["certificates.csv"])
    assert [(row["learner"], row["role"], row["state"], row["reason"]) for row in written if not row["certification"]] == [
        ("L-17", "'=HLP", "unknown", "NO_RULE"),
        *((f"L-{n}", "", "unknown", "NO_ROLE") for n in range(20, 25)),
    ]
    whole = json.loads(files["gaps.json"])
    assert whole["people"] == {"judged": 1, "NO_ROLE": 5, "FILE_MISSING": 0, "NO_RULE": 0, "LEFT": 1, "NOT_BEGUN": 1}
    assert [row["reason"] for row in whole["unasked"]] == ["NO_RULE", *["NO_ROLE"] * 5]
    for name in ("index.html", "data-quality.html"):
        outline(files[name])

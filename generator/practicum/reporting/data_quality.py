"""Data quality: every row that was set aside, mended or collapsed, by file, row and column, never with its value."""

from __future__ import annotations

from collections import Counter, defaultdict

from practicum.model.record import SetAside
from practicum.reporting.intake import (
    FileAccount,
    Intake,
    account_of_all,
    accounts,
    fingerprint,
    intake_reasons,
    merged_ids,
    missing_tables,
    noted,
    refused_files,
)
from practicum.reporting.markup import Markup, coded, el, joined
from practicum.reporting.page import Heading, Setting, asset, page, private, table
from practicum.reporting.showing.live_tables import files_of, view_table
from practicum.reporting.showing.pages import Tables
from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.unasked import Unasked, unasked_section
from practicum.reporting.wording import NOT_SENT, count_says

PRIVATE = "It names files and rows of learner records and the ids of people, though no values. Send each agency its own, and only that."
DONE = {"set_aside": "Set aside", "mended": "Mended", "collapsed": "Collapsed"}
# So many rows of one file are listed here; beyond that the file `set-aside.csv` is the better place to look.
ROWS_SHOWN = 500


def reason_cell(reason: str) -> Markup | str:
    """A reason as its sentence, with the code that the files carry."""
    says = intake_reasons().get(reason)
    return joined(coded(f"{says[0].upper()}{says[1:]}"), " ", el("code", reason)) if says else reason


def file_section(file: str, found: list[SetAside]) -> Markup:
    """What happened to the rows of one file."""
    reasons = Counter((one.done, one.reason) for one in found)
    by_reason = table(
        f"{file}: reasons",
        ["Reason", "What was done", Heading("Rows or cells", number=True)],
        [
            (reason_cell(reason), DONE.get(done, done), f"{count:,}")
            for (done, reason), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ],
    )
    shown = sorted(found, key=lambda one: (one.row, one.column, one.reason))[:ROWS_SHOWN]
    rows = table(
        f"{file}: rows",
        ["Row", "Column", "What was done", "Reason", "Message"],
        [(f"{one.row}", one.column, DONE.get(one.done, one.done), el("code", one.reason), coded(one.message)) for one in shown],
    )
    more = (
        el("p", f"The first {ROWS_SHOWN:,} of {len(found):,} are shown; all are in ", el("a", "set-aside.csv", href="set-aside.csv"), ".")
        if len(found) > len(shown)
        else None
    )
    return el(
        "details",
        el("summary", el("h3", file), el("span", count_says(len(found), "row or cell", "rows or cells"), class_="soft")),
        by_reason,
        rows,
        more,
        class_="month",
    )


def data_quality_page(
    intake: Intake, setting: Setting, tables: Tables, speaking: Speaking, disagreements: int = 0, unasked: Unasked | None = None
) -> bytes:
    """``data-quality.html``; ``disagreements`` says how often a module and what is shown of it do not agree."""
    files = accounts(intake)
    whole = account_of_all(files)
    by_file: dict[str, list[SetAside]] = defaultdict(list)
    for one in intake.set_aside:
        by_file[one.file].append(one)

    def cells(account: FileAccount) -> list[object]:
        numbers = (account.rows_in, account.used, account.set_aside, account.collapsed, account.mended)
        return [account.file, *(f"{number:,}" for number in numbers), account.verdict]

    headings: list[Heading | str] = [
        "File",
        *(Heading(title, number=True) for title in ("Rows in", "Used", "Set aside", "Collapsed", "Mended, then used")),
        "Sum",
    ]
    body = [
        el("h2", "Every row, accounted for"),
        el(
            "p",
            "Rows in = used + set aside + collapsed. A mended row is among the used ones. "
            "A collapsed row says again what another row says. A file that is read for several tables has an account for each.",
        ),
        table("Rows by file", headings, [cells(account) for account in files], foot=cells(whole)),
        el("h2", "What happened, by reason, file and column"),
        el("p", "Every reason that occurs, and the first rows of each. Send each agency the rows of its own file."),
        view_table(tables["quality"], speaking),
        files_of(tables["quality"]),
        el("h2", "What happened to which row"),
        el("p", "Rows count as a spreadsheet does: the heading is row 1. Values are not shown; look them up in the file itself."),
        *(file_section(file, found) for file, found in sorted(by_file.items())),
    ]
    if refused_files(intake):
        refused = [(one.file, coded(one.message), coded(one.help)) for one in refused_files(intake)]
        body[:0] = [el("h2", "Files that were not read"), table("Files that were not read", ["File", "Why", "What to do"], refused)]
    if missing_tables(intake):
        body.append(el("h2", "What was not sent"))
        body.append(el("p", f"No file came for: {', '.join(missing_tables(intake))}. {NOT_SENT}"))
    body += unasked_section(unasked or Unasked(), setting)
    if two := [one for one in intake.set_aside if one.reason == "TWO_PEOPLE"]:
        said = [(one.file, f"{one.row}", one.column, coded(one.message)) for one in two]
        body[:0] = [
            el("h2", "One id, two people"),
            el(
                "p",
                "Two rows give one id to different people. All records under the id are taken for those of the person whose row is kept, "
                "so a verdict on it may be about neither. Give one of them an id of their own.",
                class_="warning",
            ),
            table("Ids of two people", ["File", "Row", "Column", "Message"], said),
        ]
    if merged_ids(intake):
        body.append(el("h2", "One person, several ids"))
        body.append(table("Ids put together", ["Kept", "Also known as"], [(one.kept, ", ".join(one.also)) for one in merged_ids(intake)]))
    if disagreements:
        differ = count_says(disagreements, "competency does", "competencies do")
        body.append(el("h2", "Modules and competencies that disagree"))
        body.append(el("p", f"{differ} not agree with a module that stands for it. Who and what is at the end of “Who lacks what”."))
    if noted(intake):
        body.append(el("h2", "Odd, and worth a look"))
        says = "These files and rows were used as they stand. No row is lost by it, but a file may have been damaged on its way."
        body.append(el("p", says))
        odd = [(one.file, f"{one.row}", one.column, reason_cell(one.reason)) for one in noted(intake)[:ROWS_SHOWN]]
        body.append(table("Odd, and worth a look", ["File", "Row", "Column", "What"], odd))
    if fingerprint(intake):
        body.append(el("p", "Fingerprint of the files, profiles and options: ", el("code", fingerprint(intake)), class_="soft"))
    if not by_file:
        body.append(el("p", "Nothing was set aside, mended or collapsed."))
    done = f"{whole.used:,} used, {whole.set_aside:,} set aside, {whole.collapsed:,} collapsed"
    lead = f"{count_says(whole.rows_in, 'row')} came in: {done}. It {whole.verdict}."
    return page("data-quality.html", "Data quality", lead, body, setting, banner=private(PRIVATE), script=asset("tables.js"))

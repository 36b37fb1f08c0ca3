"""What every word of the report means."""

from __future__ import annotations

from collections.abc import Sequence

from practicum.reporting.downloads import CERTIFICATE_COLUMNS, GAP_COLUMNS, FileColumn
from practicum.reporting.intake import intake_reasons
from practicum.reporting.markup import Markup, el
from practicum.reporting.page import Setting, facts, page, shared, state_mark, table
from practicum.reporting.wording import CERTIFICATE_STATES, REQUIREMENT_STATES, day_says, reasons

TERMS = {
    "As of": "The day asked about, here {as_of}. Days are civil days and both ends of a period belong to it.",
    "Known at": "The day up to which records had come in. With it, a report of the past can be made again as it stood.",
    "What closes it": (
        "The modules that are missing, each after the modules it needs first, with learner hours. "
        "Where there is a choice, the shortest way is shown; other ways may be as good."
    ),
    "No course closes this": "Something else is needed: a document, signed practice, time in post, or a decision.",
    "Set aside, mended, collapsed": (
        "A row that could not be used; a row used after a cell was put right; a row that says again what another one says."
    ),
    "Nothing is asked": (
        "Whoever stands in no role on the day, or in a role for which the rules of the country have no certification, is unknown: a row of "
        "certificates.csv without a certification, with the reason. Whoever left before the day or begins after it is only counted."
    ),
    "Hidden": (
        "In the part that may be handed on (`practicum gaps --share`): counts from 1 to 4, and as many others as are needed so that no "
        "hidden count can be worked out to within less than five from everything shared together. This report hides nothing."
    ),
}
NO_JUDGE = (
    "It does not rate, rank or predict people. It compares records with rules. A verdict is as good as the records behind it, "
    "and a person decides what follows from it."
)


def states_table(caption: str, states: dict[str, tuple[str, str]]) -> Markup:
    """The states with what they mean."""
    return table(caption, ["State", "Meaning"], [(state_mark(state, title), says) for state, (title, says) in states.items()])


def columns_table(file: str, columns: Sequence[FileColumn]) -> Markup:
    """The columns of a file with what they say."""
    return table(
        f"Columns of {file}", ["Column", "Meaning"], [(el("code", one.name), f"{one.says[0].upper()}{one.says[1:]}.") for one in columns]
    )


def about_page(setting: Setting, *, seen: frozenset[str]) -> bytes:
    """``about.html``; ``seen`` are the reasons that occur in this report."""
    listed = reasons()
    codes = [*listed, *sorted(seen - set(listed))]
    body = [
        el("h2", "States of a certificate"),
        el("p", "Several may hold at once; the most pressing one is shown first, the others beside it."),
        states_table("States of a certificate", CERTIFICATE_STATES),
        el("h2", "States of a requirement"),
        states_table("States of a requirement", REQUIREMENT_STATES),
        el("h2", "Reasons"),
        el("p", "Every state that is not plainly met has a reason out of this list. The code is what the files carry."),
        table("Reasons", ["Code", "Meaning"], [(el("code", code), listed.get(code, "(no sentence yet)")) for code in codes])
        if codes
        else el("p", "No reasons are listed."),
        el("h2", "Reasons for rows set aside, mended or collapsed"),
        table(
            "Reasons for rows",
            ["Code", "Meaning"],
            [(el("code", code), f"{says[0].upper()}{says[1:]}.") for code, says in intake_reasons().items()],
        ),
        el("h2", "Columns of the files"),
        columns_table("gaps.csv", GAP_COLUMNS),
        columns_table("certificates.csv", CERTIFICATE_COLUMNS),
        el("h2", "How to read the rest"),
        facts({term: says.format(as_of=day_says(setting.as_of)) for term, says in TERMS.items()}),
        el("h2", "What this report is not"),
        el("p", NO_JUDGE),
    ]
    return page(
        "about.html",
        "What the words mean",
        "Each state, each reason, each word.",
        body,
        setting,
        banner=shared("It explains words and holds no data."),
    )

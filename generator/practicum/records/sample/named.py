"""The sample with invented names and addresses, and in the shapes of file that other systems write."""

from __future__ import annotations

import io
from random import Random
from typing import Any

from practicum.records.sample.book import COUNTRY_OF, MONTH_NAMES, headings
from practicum.records.sample.folder import as_csv, sample_files, shown, written_book
from practicum.tables.writing import write_xlsx

_FIRST = (
    "Aster",
    "Birch",
    "Clover",
    "Dahlia",
    "Elder",
    "Fern",
    "Ginkgo",
    "Hazel",
    "Iris",
    "Juniper",
    "Kelp",
    "Linden",
    "Moss",
    "Nettle",
    "Olive",
    "Poppy",
)
_LAST = (
    "Samplewood",
    "Testmann",
    "Ejemplo",
    "Exempel",
    "Mustermann-Probe",
    "O'Sample",
    "Núñez-Ejemplo",
    "Przykładowa",
    "de la Prueba, Jr.",
    "Al 'Test' Namuna",
)

_PROFILE = """\
# How the download of the invented learning platform is read.
format: 1
id: sample-platform
extends: moodle-activity-completion
files: ["platform-*.csv"]
activities:
{activities}
"""
_DAY_PROFILE = """\
# The completions of the north come with day, month and year, and with semicolons.
format: 1
id: sample-north
files: ["completions-north.csv"]
table: completions
dates: ["%d/%m/%Y"]
constants: {source: BM-NORTH}
"""


def named_sample(random: Random) -> dict[str, bytes]:
    """The sample with names and e-mail addresses that are obviously invented, and three further shapes of file.

    Some completions of Norvale come as a workbook, those of Belmora's north with semicolons, western letters and
    slashed days, and some of Tamaru as a platform's wide download in UTF-16. Profiles to read them are in `profiles/`.
    """
    book = written_book(random)
    people = book.rows["learners"]
    for position, row in enumerate(people):
        last = _LAST[position // len(_FIRST) % len(_LAST)]
        row["name"] = "=cmd +1" if position == 7 else f"{_FIRST[position % len(_FIRST)]} {last}"
        row["email"] = f"{str(row['id']).lower()}@example.invalid"
    country = {row["learner"]: COUNTRY_OF.get(row["agency"], "") for row in book.rows["posts"]}
    books: dict[str, list[dict[str, Any]]] = {"NV": [], "north": [], "TM": [], "": []}
    # A row and its copy stay in one file, or they would look like two sources.
    copied = {(str(row["learner"]), str(row["module"]), row["date"]) for row in book.rows["completions"] if "-x" in row["record_id"]}
    for row in book.rows["completions"]:
        twin = (str(row["learner"]), str(row["module"]), row["date"]) in copied
        books["" if twin else _shape(row, country)].append(row)
    book.rows["completions"] = books[""]
    files = sample_files(book)
    files["learners.csv"] = as_csv([headings("learners")[0], "name", "email", *headings("learners")[1:]], people)
    files["identities.csv"] = as_csv(
        ["alias", "learner", "record_id"],
        [
            {"alias": row["email"], "learner": row["id"], "record_id": f"identities-{position:05}"}
            for position, row in enumerate(people, start=1)
        ],
    )
    names = headings("completions")
    sheet = io.BytesIO()
    write_xlsx(sheet, names, ([_cell(row.get(name)) for name in names] for row in books["NV"]), sheet="completions")
    files["completions-norvale.xlsx"] = sheet.getvalue()
    for row in books["north"]:
        row["date"] = f"{row['date'].day:02}/{row['date'].month:02}/{row['date'].year}"
        row["provider"] = "École d'été du Nord (inventée)"
    files["completions-north.csv"] = as_csv(names, books["north"], delimiter=";", encoding="cp1252")
    wide, activities = _platform(books["TM"], {str(row["id"]): row for row in people})
    files["platform-tamaru.csv"] = wide
    files["profiles/sample-platform.yaml"] = _PROFILE.format(
        activities="\n".join(f'  "{title}": {id}' for id, title in activities.items())
    ).encode()
    files["profiles/sample-north.yaml"] = _DAY_PROFILE.encode()
    return files


def _shape(row: dict[str, Any], country: dict[str, str]) -> str:
    """Which shape of file a completion is written in; rows with dirt stay where they are."""
    day, learner = row["date"], str(row["learner"])
    if isinstance(day, str) or learner.startswith(("P", "Z")) or learner != learner.strip() or "-x" in str(row["record_id"]):
        return ""
    if country.get(learner) == "NV" and row["module"] == "F02":
        return "NV"
    if row["source"] == "BM-NORTH":
        return "north"
    plain = row["version"] == "1" and not row.get("edition") and row.get("result") == "passed"
    return "TM" if country.get(learner) == "TM" and row["module"] in ("F01", "F06", "F09") and plain else ""


def _cell(value: Any) -> Any:
    return None if value is None else value if isinstance(value, (int, float)) and not isinstance(value, bool) else shown(value)


def _platform(rows: list[dict[str, Any]], people: dict[str, dict[str, Any]]) -> tuple[bytes, dict[str, str]]:
    """A wide download: a person a row, a column an activity and a nameless one for its day."""
    titles = {"F01": "Rights and dignity, part 1", "F06": "Seeing what works", "F09": "Staying well"}
    done: dict[str, dict[str, Any]] = {}
    for row in rows:
        done.setdefault(str(row["learner"]), {})[str(row["module"])] = row["date"]
    lines = ["\t".join(['""', '"Email address"', *(f'"{title}"\t""' for title in titles.values())])]
    for learner, modules in done.items():
        cells = [people[learner]["name"].replace('"', "'"), people[learner]["email"]]
        for module in titles:
            day = modules.get(module)
            cells += ["Completed", _long(day)] if day else ["Not completed", ""]
        lines.append("\t".join(f'"{cell}"' for cell in cells))
    return ("\n".join(lines) + "\n").encode("utf-16"), titles


def _long(day: Any) -> str:
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
    return f"{weekday}, {day.day} {MONTH_NAMES[day.month - 1]} {day.year}, 9:30 AM"

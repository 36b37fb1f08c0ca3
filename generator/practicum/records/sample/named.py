"""The sample with invented names and addresses, and in the shapes of file that other systems write."""

from __future__ import annotations

import io
from datetime import date
from random import Random
from typing import Any

from practicum.records.sample.book import COUNTRY_OF, MONTH_NAMES, Book, headings
from practicum.records.sample.folder import as_csv, sample_files, shown, written_book
from practicum.tables.writing import write_xlsx

# Given names times family names are more than there are people: nobody is called like somebody else, but for those who are planted.
_FIRST = (
    "Aster", "Birch", "Clover", "Dahlia", "Elder", "Fern", "Ginkgo", "Hazel", "Iris", "Juniper", "Kelp", "Linden", "Moss", "Nettle",
    "Olive", "Poppy", "Quince", "Rowan", "Sorrel", "Thyme", "Umbel", "Violet", "Willow", "Yarrow", "Zinnia",
)  # fmt: skip
_LAST = (
    "Samplewood", "Testmann", "Modelo", "Exempel", "Mustermann-Probe", "O'Sample", "Núñez-Ejemplo", "Przykładowa", "de la Prueba, Jr.",
    "Al 'Test' Namuna", "Voorbeeld", "Esempio", "Příkladová", "Eksempel", "Παράδειγμα", "Зразкова", "Mfano", "Örnek", "Esimerkki",
    "Dæmisdóttir", "Paraugs", "Příklad",
)  # fmt: skip

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
        last = _LAST[position // len(_FIRST)]
        row["name"] = "=cmd +1" if position == 7 else f"{_FIRST[position % len(_FIRST)]} {last}"
        row["email"] = f"{str(row['id']).lower()}@example.invalid"
    _plant(book)
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
            if row["email"]
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


def _plant(book: Book) -> None:
    """Two people under two ids each, with a completion under the second one; and twins, who are two people under two ids.

    The second ids are D1 and D2. One of the doubles has its name turned round and its accents lost, the other a slip in it. Nothing else
    of the sample changes, but that what stands under a second id is missing until somebody says who it is.
    """
    people, done = book.rows["learners"], book.rows["completions"]
    at = {str(row["id"]): position for position, row in enumerate(people)}
    people[at["P25-B"]]["name"] = people[at["P25"]]["name"]
    posts: dict[str, list[dict[str, Any]]] = {}
    for row in book.rows["posts"]:
        posts.setdefault(str(row["learner"]), []).append(row)
    plain = [str(row["id"]) for row in people if str(row["id"]).startswith("L") and len(posts.get(str(row["id"]), ())) == 1]
    accented = next(id for id in plain if "Núñez" in people[at[id]]["name"] and _moves(done, id))
    slipped = next(id for id in plain if "Testmann" in people[at[id]]["name"] and _moves(done, id))
    for second, first in (("D1", accented), ("D2", slipped)):
        row = dict(people[at[first]], id=second, record_id=f"learners-{second}", email="", person_key=None)
        given, _, family = row["name"].partition(" ")
        row["name"] = f"Nunez Ejemplo, {given}" if second == "D1" else f"{given} {family.replace('mann', 'man')}"
        people.append(row)
        moved = _moves(done, first)[-1]
        moved["learner"] = second
    one = next(id for id in plain if id not in (accented, slipped))
    agency = posts[one][0]["agency"]
    other = next(id for id in plain if id > one and id not in (accented, slipped) and posts[id][0]["agency"] == agency)
    for id, given in ((one, "Marjoram"), (other, "Marjolam")):
        people[at[id]] |= {"name": f"{given} Twinwood", "birth_year": 1991}


def _moves(done: list[dict[str, Any]], learner: str) -> list[dict[str, Any]]:
    """The plain completions of somebody, which may stand under another id as well as under their own."""
    mine = [row for row in done if row["learner"] == learner and isinstance(row["date"], date)]
    return [row for row in mine if "-x" not in str(row["record_id"]) and str(row["module"]).isupper()]


def _shape(row: dict[str, Any], country: dict[str, str]) -> str:
    """Which shape of file a completion is written in; rows with dirt stay where they are."""
    day, learner = row["date"], str(row["learner"])
    if isinstance(day, str) or learner.startswith(("P", "Z", "D")) or learner != learner.strip() or "-x" in str(row["record_id"]):
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

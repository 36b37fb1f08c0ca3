"""The sample as files: the fifteen tables of the scenario as CSV, and a mark that everybody in them is invented."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from random import Random
from typing import Any

from practicum.records.sample.book import SAMPLE_DAY, Book, headings
from practicum.records.sample.dirt import soil
from practicum.records.sample.histories import live
from practicum.records.sample.planted import plant

_README = f"""Synthetic learner records
=========================

synthetic: true

Everybody in these files is invented: people, agencies and countries. No row is about a living person, and nothing here
is a statement about a real country. The files were drawn from a fixed start, so the same command writes the same files.
Ask about {SAMPLE_DAY}: that day lies inside Norvale's renewal window and after Belmora's change of rule.

About three rows in a hundred are untidy on purpose: odd dates, "12 hrs", spaces, unknown ids, duplicates, days to come.
Practicum lists every one of them with file, row, column and reason.

Learners P01 to P26 are cases whose verdicts were worked out by hand.
"""


def written_book(random: Random) -> Book:
    """The rows of the sample, dirt included."""
    book = Book(random)
    live(book)
    plant(book)
    soil(random, book.rows)
    return book


def sample(random: Random) -> dict[str, bytes]:
    """The files of the sample by name; the same ``random`` gives the same bytes.

    Ids only: there are no names in it. `named_sample` adds invented ones.
    """
    return sample_files(written_book(random))


def sample_files(book: Book) -> dict[str, bytes]:
    """A book as files."""
    files = {f"{table}.csv": as_csv(headings(table), rows) for table, rows in book.rows.items()}
    files["README.txt"] = _README.encode()
    files["manifest.json"] = manifest({table: len(rows) for table, rows in book.rows.items()})
    return files


def manifest(rows: dict[str, int]) -> bytes:
    """What the folder says about itself."""
    about = {"synthetic": True, "as_of": SAMPLE_DAY.isoformat(), "people": "invented", "rows": rows}
    return (json.dumps(about, indent=1) + "\n").encode()


def as_csv(names: list[str], rows: list[dict[str, Any]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as delimited text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([shown(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode(encoding)


def shown(value: Any) -> str:
    """A cell as people type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)

"""`practicum import FORMAT FILE`: one line a format; each is loaded when it is called."""

from __future__ import annotations

import click

from practicum.cli.lazily import Lazily

FORMATS: dict[str, tuple[str, str]] = {
    "kobo": ("practicum.cli.import_kobo", "Observation forms that were filled in with KoboToolbox or ODK, as evidence."),
    "docx": ("practicum.cli.import_files:docx", "A module written in Word, with its pictures and tables."),
    "moodle": ("practicum.cli.import_moodle", "A competency framework that Moodle exported as CSV."),
    "questions": ("practicum.cli.import_files:questions", "Questions from a spreadsheet, appended to a module's assessment."),
    "case": ("practicum.cli.import_case", "A competency framework by others from a CASE package."),
    "framework": ("practicum.cli.import_framework", "A competency framework by others from a spreadsheet."),
    "xapi": ("practicum.cli.import_xapi", "Statements of a learning platform, from files or its LRS, as tables of records."),
    "po": ("practicum.cli.import_passages:po_command", "Translated passages back from PO files."),
    "xliff": ("practicum.cli.import_passages:xliff_command", "Translated passages back from XLIFF files."),
}


@click.group("import", cls=Lazily, table=FORMATS)
def command() -> None:
    """Take in what was written elsewhere: checked, and written whole or not at all.

    `practicum import FORMAT --help` says what a format is for.
    """

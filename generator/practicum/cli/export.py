"""`practicum export FORMAT`: one line a format; each is loaded when it is called."""

from __future__ import annotations

import click

from practicum.cli.lazily import Lazily

FORMATS: dict[str, tuple[str, str]] = {
    "skos": ("practicum.cli.export_skos", "The framework as linked data (SKOS), in every language there is."),
    "schema-org": ("practicum.cli.export_schema_org", "The whole curriculum as one schema.org file (JSON-LD)."),
    "xlsform": ("practicum.cli.export_xlsform", "An observation form for KoboToolbox and ODK, of a module or a competency."),
    "api": ("practicum.cli.export_api", "The read API of the site: JSON files of the whole catalogue, with a schema."),
    "docx": ("practicum.cli.export_files:docx", "The Word template that a module can be written in."),
    "moodle": ("practicum.cli.export_moodle", "A competency framework as CSV for Moodle."),
    "moodle-questions": ("practicum.cli.export_question_bank:moodle_questions", "Questions of modules as Moodle XML, with tags."),
    "gift": ("practicum.cli.export_question_bank:gift", "Questions of modules as GIFT, which people and Moodle read."),
    "questions": ("practicum.cli.export_files:questions", "A module's questions as a spreadsheet."),
    "case": ("practicum.cli.export_case", "A competency framework as CASE 1.1, for registries and learning platforms."),
    "po": ("practicum.cli.export_passages:po_command", "The passages of a translation as PO, for Weblate and other tools."),
    "xliff": ("practicum.cli.export_passages:xliff_command", "The passages of a translation as XLIFF."),
    "scorm": ("practicum.cli.export_scorm", "Modules as SCORM 1.2 packages, for Moodle and other platforms."),
    "fhir": ("practicum.cli.export_fhir", "Certificates of a report as FHIR R4, for iHRIS and other registers."),
    "contract": ("practicum.cli.export_contract", "Certificates and gaps as CSV under a published schema, for any program."),
}


@click.group("export", cls=Lazily, table=FORMATS)
def command() -> None:
    """Write files for other systems, and say first what they cannot hold.

    `practicum export FORMAT --help` says what a format is for. Nothing is written half.
    """

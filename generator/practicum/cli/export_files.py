"""`practicum export`: the Word template, and a module's questions as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import write_file
from practicum.cli.saying import count_said, project_option, say, shown, typed


@click.command("docx")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("module-template.docx"), show_default=True)
@click.option("--as", "id", default=None, help="The module's id, to be filled in already.")
@click.option("--title", default=None, help="The module's title, to be filled in already.")
@click.option("--force", is_flag=True, help="Replace the file where it is there already.")
def docx(out: Path, id: str | None, title: str | None, force: bool) -> None:
    """Write the Word template that a module can be written in."""
    from practicum.exchanging.word_template import template_bytes

    write_file(out, template_bytes(values={key: value for key, value in (("ID", id), ("Title", title)) if value}), force=force)
    say(f"wrote {shown(out)}: open it in Word, write over what begins with …, and choose styles by their names")
    say(f"next: `practicum import docx {typed(out)} --dry-run`")


@click.command("questions")
@click.argument("module")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write, .xlsx or .csv.")
@click.option("--template", is_flag=True, help="Only the headings and one example, as something to begin with.")
@click.option("--force", is_flag=True, help="Replace the file where it is there already.")
@project_option
def questions(module: str, out: Path, template: bool, force: bool, where: Path | None) -> None:
    """Write a module's questions as a spreadsheet that `practicum import questions` reads."""
    import io

    from practicum.authoring import Refused
    from practicum.authoring.naming import named
    from practicum.exchanging.question_sheet import EXAMPLE, written_questions
    from practicum.reading import read_project
    from practicum.tables.writing import write_csv, write_xlsx
    from practicum.workspace.project import find_project
    from practicum.workspace.trouble import Trouble

    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise Trouble(f"`{out.name}` ends in neither .xlsx nor .csv", "name the file such as questions.xlsx")
    catalogue = read_project(find_project(where).disk).catalogue
    try:
        named(catalogue, "module", module)
    except Refused as refused:
        raise Trouble(refused.message, refused.help) from refused
    path = f"{catalogue.folder_of(module)}/assessment.yaml"
    asked = next((one.value.questions for one in catalogue.assessments.values() if one.path == path), ())
    rows = written_questions([EXAMPLE] if template else asked)
    held = io.BytesIO()
    if out.suffix.lower() == ".csv":
        write_csv(held, rows[0], rows[1:])
    else:
        write_xlsx(held, rows[0], rows[1:], sheet="Questions")
    write_file(out, held.getvalue(), force=force)
    say(f"wrote {shown(out)}: " + ("the headings and one example" if template else count_said(len(asked), "question", "questions")))
    say(f"next: edit it, then `practicum import questions {typed(out)} {module} --dry-run`")

"""`practicum import`: a module from Word, a question bank from a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from practicum.cli.carrying_out import asked, asked_list, carry_out, dry_run_option
from practicum.cli.module_options import Levels, module_options
from practicum.cli.saying import project_option, say

if TYPE_CHECKING:
    from practicum.authoring.adding_modules import NewModule
    from practicum.exchanging.docx import WordModule

_MOST_FAULTS = 40
T = TypeVar("T")


def _shared(function: Callable[..., None]) -> Callable[..., None]:
    return project_option(dry_run_option(function))


_with_faults = click.option(
    "--with-faults",
    is_flag=True,
    help="Write it although its text has faults that `practicum check` names: they are listed, and nothing is published until mended.",
)


@click.command("docx")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "id", default=None, help="The module's id, such as F11.")
@click.option("--title", default=None, help="The module's title; without it, the one in the file.")
@module_options
@click.option("--consent", default=None, help="Who agreed to its pictures, such as `nobody can be seen`; without it they stay out.")
@click.option("--one-lesson", is_flag=True, help="Make one lesson of the file, whatever headings it has.")
@_with_faults
@_shared
def docx(
    file: Path, id: str | None, title: str | None, hours: str | None, teaches: Sequence[tuple[str, int]], audience: Sequence[str],
    needs: Sequence[str], modes: Sequence[str], starts: object, assessed_by: str, assessor: str | None, consent: str | None,
    one_lesson: bool, with_faults: bool, where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Turn a module written in Word into the module's files.

    On the template (`practicum export docx`) the styles say what is what; in any other file the headings do. What has no
    place here is listed with the heading above it and its words. Tracked changes are taken as if accepted.
    """
    from dataclasses import replace

    from practicum.authoring.importing import add_written_module
    from practicum.exchanging.docx import read_docx
    from practicum.exchanging.word_file import MOST_BYTES

    written = _refusing(lambda: read_docx(file.name, _held(file, MOST_BYTES), one_lesson=one_lesson, title=title or ""))
    wish = _wish(written, file, id=id, title=title, hours=hours, teaches=teaches, audience=audience, needs=needs, starts=starts)
    wish = replace(wish, modes=tuple(modes) or ("classroom", "distance"), assessed_by=assessed_by, assessor=assessor)
    texts = written.texts
    carry_out(
        where,
        lambda draft, catalogue: add_written_module(draft, catalogue, wish, texts, source=file.name, consent=consent or ""),
        dry_run=dry_run, with_faults=with_faults,
    )


def _wish(
    written: WordModule, file: Path, *, id: str | None, title: str | None, hours: str | None, teaches: Sequence[tuple[str, int]],
    audience: Sequence[str], needs: Sequence[str], starts: object,
) -> NewModule:  # fmt: skip
    """What flags say; else what the table at the head of the file says; else what a person answers."""
    from practicum.authoring.adding_modules import NewModule
    from practicum.model.fields import TO_WRITE
    from practicum.workspace.project import today
    from practicum.workspace.trouble import Trouble

    fields = written.fields
    id = asked(id or fields.get("id"), "--as", "The module's id, such as F11")
    title = title or written.title or asked(None, "--title", "The module's title")
    said = asked(hours or fields.get("hours"), "--hours", "How many hours does a learner spend?")
    number = re.match(r"\s*(\d+(?:[.,]\d+)?)\s*(?:h|hours?|hrs?)?\s*\Z", said, re.I)
    if not number:
        raise Trouble(f"`{said}` is no number of hours", "write such as 6 or 1.5, in the file or as `--hours`")
    pairs = list(teaches)
    for one in _listed(fields.get("teaches", "")) if not pairs else ():
        found = re.fullmatch(r"([\w.\-]+?)\s*(?:=|:|,?\s*level)?\s*(\d)", one, re.I)
        if not found:
            raise Trouble(
                f"{file.name}: `{one}` under Teaches has no level", "write such as `REL-2=1`, in the file or as `--teaches`", code=1
            )
        pairs.append((found[1], int(found[2])))
    pairs = pairs or [Levels().convert(one, None, None) for one in asked_list((), "--teaches", "What does it teach, such as REL-2=1?")]
    summary = fields.get("summary", TO_WRITE)
    if len(summary) > 200:
        summary = summary[:198].rsplit(" ", 1)[0] + " …"
    return NewModule(
        id=id, title=title, hours=float(number[1].replace(",", ".")), teaches=pairs, starts=starts or today(),  # type: ignore[arg-type]
        audience=list(audience) or _listed(fields.get("audience", "")), prerequisites=list(needs) or _listed(fields.get("needs", "")),
        summary=summary, purpose=fields.get("purpose", TO_WRITE),
    )  # fmt: skip


def _listed(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;,/\n]|\band\b", text) if one.strip()]


def _held(file: Path, most: int) -> bytes:
    """The bytes of a file; of one that is too large, one more than the most."""
    with file.open("rb") as stream:
        return stream.read(most + 1)


def _refusing(work: Callable[[], T]) -> T:
    from practicum.authoring import Refused
    from practicum.workspace.trouble import Trouble

    try:
        return work()
    except Refused as refused:
        raise Trouble(refused.message, refused.help, code=refused.code) from refused


@click.command("questions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("module")
@_with_faults
@_shared
def questions(file: Path, module: str, with_faults: bool, where: Path | None, dry_run: bool) -> None:
    """Append the questions of a spreadsheet (XLSX, ODS or CSV) to a module's assessment.

    Columns are known by their headings: Question, Answer 1, Answer 2, Right answer, and where you have them Feedback 1,
    Kind, Competency, Model answer. Every fault is named by sheet, row and column; ids continue.
    """
    from practicum.authoring.questions import add_questions
    from practicum.exchanging.question_sheet import LIMITS, FaultySheet, read_questions

    def read() -> list[object]:
        try:
            return list(read_questions(file.name, _held(file, LIMITS.bytes)))
        except FaultySheet as faulty:
            for fault in faulty.faults[:_MOST_FAULTS]:
                say(str(fault))
            if len(faulty.faults) > _MOST_FAULTS:
                say(f"… and {len(faulty.faults) - _MOST_FAULTS} more")
            raise

    new = _refusing(read)
    carry_out(
        where, lambda draft, catalogue: add_questions(draft, catalogue, module, new, source=file.name),  # type: ignore[arg-type]
        dry_run=dry_run, with_faults=with_faults,
    )  # fmt: skip

"""A module that was written elsewhere, in a word processor: its texts into a module's folder, all of it a draft."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from practicum.authoring.adding_modules import NewModule, assessment_text, checked_wish, module_text, sessions_of, trainer_text
from practicum.authoring.drafting import Draft
from practicum.authoring.naming import free, slug
from practicum.authoring.questions import NewQuestion, entries
from practicum.authoring.refusing import Refused
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Changes
from practicum.model.fields import TO_WRITE

_PICTURE = re.compile(r"!\[[^\]]*\]\((picture-\d+\.\w+)\)")


@dataclass(frozen=True, kw_only=True)
class WrittenTexts:
    """What was written elsewhere, in Markdown: lessons as titles and whole texts, trainer notes (empty where there are none), questions.

    ``pictures`` are files by name, as the lessons name them; ``unplaced`` are lines on what could not be taken.
    """

    lessons: Sequence[tuple[str, str]]
    trainer: str = ""
    task: str = ""
    questions: Sequence[NewQuestion] = ()
    key_points: Sequence[str] = ()
    content_warning: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    unplaced: Sequence[str] = ()


def add_written_module(
    draft: Draft, catalogue: Catalogue, wish: NewModule, texts: WrittenTexts, *, source: str, consent: str = ""
) -> Changes:
    """Write the module's folder. ``consent`` says of all its pictures who agreed to them; without it they are left out, and it is said."""
    free(catalogue, "module", wish.id)
    assessor = checked_wish(catalogue, wish)
    if not texts.lessons:
        raise Refused(f"{source}: there is no text in it that could be a lesson", "write the lessons below headings", code=1)
    folder = f"curriculum/modules/{wish.id}-{slug(wish.title)}"
    taken = dict(texts.pictures) if consent else {}
    notes = [*texts.remarks]
    files: list[tuple[str, str]] = []
    for number, (title, body) in enumerate(texts.lessons, start=1):
        file = f"{number:02d}-{slug(title)}.md"
        files.append((title, file))
        draft.write(f"{folder}/{file}", _shown(body, taken) + "\n")
    used = {name for _, body in texts.lessons for name in _PICTURE.findall(body)} | set(_PICTURE.findall(texts.trainer))
    pictures = [{"file": name, "shows": TO_WRITE, "consent": consent} for name in sorted(used & taken.keys())]
    for one in pictures:
        draft.write(f"{folder}/{one['file']}", taken[one["file"]])
    draft.write(
        f"{folder}/module.yaml",
        module_text(
            wish, sessions_of(wish, files), key_points=texts.key_points, content_warning=texts.content_warning or None,
            pictures=pictures,
        ),
    )  # fmt: skip
    trainer = _shown(texts.trainer, taken)
    draft.write(f"{folder}/trainer.md", f"# Trainer notes\n\n{trainer}\n" if trainer else trainer_text(wish))
    if assessor:
        asked = entries(wish.id, texts.questions, competency=wish.teaches[0][0])
        draft.write(f"{folder}/assessment.yaml", assessment_text(catalogue, wish, assessor, task=texts.task or TO_WRITE, questions=asked))
    elif texts.questions or texts.task:
        notes.append("its questions were left out: there is no role yet that could assess it")
    if texts.pictures and not consent:
        notes.append(
            f"its {len(texts.pictures)} pictures were left out: import again with `--consent` and who agreed to them, such as "
            "“nobody can be seen”"
        )
    notes += [f"not taken: {one}" for one in texts.unplaced]
    counts = [_said(len(files), "lesson"), _said(len(texts.questions), "question"), _said(len(pictures), "picture")]
    return draft.changes(
        f"new module {wish.id}: {wish.title}, from {source}: {', '.join(one for one in counts if not one.startswith('0 '))}"
        + (f"; what has no place here is listed ({len(texts.unplaced)})" if texts.unplaced else ""),
        notes=notes,
        next=(
            f"read {folder}; `To be written.` marks what is left to do",
            "when it is whole, set `status: draft` in module.yaml: `practicum check` then says what is still missing",
        ),
    )  # fmt: skip


def _shown(body: str, taken: Mapping[str, bytes]) -> str:
    """A text without the pictures that were not taken."""
    return re.sub(r"\n{3,}", "\n\n", _PICTURE.sub(lambda found: found[0] if found[1] in taken else "", body)).strip()


def _said(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"

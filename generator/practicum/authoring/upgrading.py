"""Files of an older format, brought to the one that this program reads, a step at a time; comments and layout stay.

A step says for one format how a file of one number becomes one of the next. A new number of a format needs its step here, and a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import YamlText
from practicum.model.edit import Changes, Edit
from practicum.model.source import Text, find
from practicum.reading.building import fields_of
from practicum.reading.formats import format_of


@dataclass(frozen=True)
class Step:
    """How files of one format go from ``number`` to the next: ``says`` it in a line, ``edits`` gives the splices of a file."""

    form: str
    number: int
    says: str
    edits: Callable[[YamlText], Iterable[Edit]]


# No format has changed its number yet: all are 1 since the first release.
STEPS: tuple[Step, ...] = ()


def current(kind: Any) -> int:
    """The number of a format that this program reads."""
    return int(fields_of(kind)["format"][0].metadata["le"])


def upgrade(draft: Draft, *, steps: Sequence[Step] = STEPS, numbers: Mapping[str, int] | None = None) -> Changes:
    """Bring every file to the number that this program reads; ``numbers`` says another one for some formats.

    Raises Refused where a file is newer than the program, where a step is missing, or where a file cannot be read. Nothing is changed then.
    """
    by_start = {(step.form, step.number): step for step in steps}
    done: dict[str, int] = {}
    for path in draft.paths():
        known = format_of(path) if path.endswith(".yaml") else None
        if known is None:
            continue
        form, wanted = known[0].name, (numbers or {}).get(known[0].name) or current(known[0].kind)
        while (here := _number(draft.yaml(path), wanted)) != wanted:
            step = by_start.get((form, here))
            if here > wanted:
                raise Refused(
                    f"{path} is of format {here}, and this program reads up to {wanted}",
                    "install the version of the program it was written for",
                )
            if step is None:
                raise Refused(
                    f"{path} is of format {here}, and nothing leads from there to {wanted}", "look at what `practicum check` says of it"
                )
            draft.edit(step.edits(draft.yaml(path)))
            draft.edit(draft.yaml(path).set_field(("format",), here + 1))
            if _number(draft.yaml(path), wanted) != here + 1:
                raise ValueError(f"the step from {form} {here} set another number")
            done[step.says] = done.get(step.says, 0) + 1
    says = [f"{count} {'file' if count == 1 else 'files'}: {what}" for what, count in done.items()]
    return draft.changes(*(says or ["every file has the format that this program reads"]), next=("run `practicum check`",) if says else ())


def _number(file: YamlText, wanted: int) -> int:
    """The number a file says; one that says none, or no number, is for `practicum check` to name, and left as it is."""
    held = find(file.tree, ("format",))
    text = held.value if isinstance(held, Text) else None
    return int(text) if text is not None and text.isdecimal() else wanted

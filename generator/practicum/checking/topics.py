"""Topics, models of practice and case studies: what is asked for is taught, and what is named exists."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import Any

from practicum.checking.names import unknown
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue, Unit


def check_topics(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of topics, models and case studies. A project without topics may still name some of its own list."""
    asked: list[Unit[Any]] = [*catalogue.topics.values(), *catalogue.practice_models.values()]
    for named in asked:
        yield from unknown("unknown-source", catalogue, named, named.value.source, "source")
    if catalogue.topics:
        yield from _untaught(catalogue)
        for unit in catalogue.modules.values():
            for position, topic in enumerate(unit.value.topics):
                yield from unknown("unknown-topic", catalogue, unit, topic, "topics", position)
    for model in catalogue.practice_models.values():
        yield from _parts(catalogue, model)
    for case in catalogue.case_studies.values():
        for position, module in enumerate(case.value.modules):
            yield from unknown("unknown-module", catalogue, case, module, "modules", position)
        for position, source in enumerate(case.value.evidence):
            yield from unknown("unknown-source", catalogue, case, source, "evidence", position)


def lesson_path(catalogue: Catalogue, named: str) -> str:
    """The path of a lesson named as module and file, such as `B03/02-parents.md`; empty where the module is not known.

    The lesson itself need not exist.
    """
    module, _, file = named.partition("/")
    return f"{catalogue.folder_of(module)}/{file}" if module in catalogue.modules else ""


def _untaught(catalogue: Catalogue) -> Iterator[Diagnostic]:
    if any(one.format == "module" for one in catalogue.lost):
        return  # a module that could not be read may teach it
    taught = {topic for unit in catalogue.modules.values() if not unit.value.legacy for topic in unit.value.topics}
    for unit in catalogue.topics.values():
        if unit.id not in taught and not unit.value.answered_by:
            yield Diagnostic(
                "untaught-topic",
                f"no module teaches topic `{unit.id}`, {unit.value.title}",
                unit.where("id"),
                help="name it in `topics` of the module that teaches it, or say in `answered_by` what else answers it",
            )


def _parts(catalogue: Catalogue, model: Unit[Any]) -> Iterator[Diagnostic]:
    for position, part in enumerate(model.value.parts):
        if not part.lessons:
            yield Diagnostic(
                "untaught-topic",
                f"no lesson teaches part `{part.id}` of `{model.id}`, {part.title}",
                model.where("parts", position, "id"),
                help="name the lesson in `lessons`, as module and file: B03/02-parents.md",
            )
        for number, named in enumerate(part.lessons):
            path = lesson_path(catalogue, named)
            if path in catalogue.lessons or catalogue.lost_path(path) or catalogue.is_lost("module", named.partition("/")[0]):
                continue
            folder = path.rpartition("/")[0]
            held = sorted(each.rpartition("/")[2] for each in catalogue.lessons if folder and each.startswith(f"{folder}/"))
            near = difflib.get_close_matches(named.partition("/")[2], held, n=1, cutoff=0.4)
            yield Diagnostic(
                "missing-lesson",
                f"part `{part.id}` of `{model.id}` names a lesson that is not there: `{named}`",
                model.where("parts", position, "lessons", number),
                help=f"did you mean `{named.partition('/')[0]}/{near[0]}`?" if near else "name a lesson of a module, as module and file",
            )

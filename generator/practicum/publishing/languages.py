"""Pages of another language: only what is translated is shown in it; everything else says so and leads to English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from practicum.publishing.assessments import assessment_page
from practicum.publishing.carrying.slots import keeping
from practicum.publishing.configuring import CORE
from practicum.publishing.learning import sensitive
from practicum.publishing.making import Making
from practicum.publishing.modules import module_body, module_pages, module_steps
from practicum.publishing.page import Page, Step
from practicum.publishing.sessions import next_sessions
from practicum.publishing.writing import badge, box, joined, link, plain, section


def translated_pages(making: Making) -> Iterator[Page]:
    """The pages of every module of which something is translated."""
    for id in translated_modules(making):
        unit = making.catalogue.modules[id]
        folder = making.catalogue.folder_of(id)
        whole = unit.path in making.translated
        own = _own_steps(making, id)
        pages = [*module_pages(making, id)]
        if id in making.catalogue.assessments and making.catalogue.assessments[id].path in making.translated:
            pages.append(assessment_page(making, id))
        for page in pages:
            page = replace(page, beside=own, **({} if whole else _titled(making, id, page)))
            if page.kind == "module" and not whole:
                yield Page(
                    page.path,
                    page.title,
                    _module_body(making, id),
                    "module",
                    making.words("This text is not translated yet. It is shown in English."),
                    (Step(making.words("Modules"), "page:modules/index"),),
                    own,
                    origin=page.origin,
                    # Its title and text are English: who searches in this language finds its lessons.
                    in_search=False,
                    module=id,
                    sensitive=sensitive(making, id),
                )
            elif page.kind in ("module", "assessment") or f"{folder}/{page.path.rsplit('/', 1)[-1]}" in making.translated:
                yield page


# What the menu of every page leads to, and the programmes: who comes there stays in the frame of their own language.
_FRAMED_KINDS = ("programme", "bridge")
_FRAMED = ("paths/index.md", "programmes/index.md", "modules/index.md", "competencies/index.md", "roles/index.md", "glossary.md")


def framed_pages(making: Making, core: Making, pages: Iterable[Page]) -> Iterator[Page]:
    """English pages in the frame of this language, each with a notice, until their text is translated; the search leaves them out."""
    for page in pages:
        if page.kind not in _FRAMED_KINDS and page.path not in _FRAMED:
            continue
        # What is kept on the device is the English programme; the offer to keep it is in the reader's language.
        body = page.body
        for id in making.catalogue.programmes:
            offer = keeping(core, id)
            body = body.replace(offer, keeping(making, id, CORE).replace("<div ", f'<div lang="{making.words.language}" dir="auto" ', 1))
        crumbs = tuple(replace(step, title=making.words(step.title)) for step in page.crumbs)
        yield replace(page, body=body, crumbs=crumbs, in_search=False, foreign=CORE, data="", keep=None)


def _titled(making: Making, id: str, page: Page) -> dict[str, Any]:
    """The ways around a page, in which a module whose title is English goes by its id."""
    own, target = f"{making.words('Module')} {id}", f"module:{id}"

    def named(step: Step) -> Step:
        return replace(step, title=own) if step.target == target else step

    return {
        "crumbs": tuple(named(step) for step in page.crumbs),
        "before": named(page.before) if page.before else None,
        "after": named(page.after) if page.after else None,
    }


def _own_steps(making: Making, id: str) -> tuple[Step, ...]:
    """The small navigation of a module with what stands in this language, and one way to the whole of it in English."""
    folder, kept = making.catalogue.folder_of(id), []
    steps = list(module_steps(making, id))
    for step in steps:
        scheme, _, rest = step.target.partition(":")
        assessment = making.catalogue.assessments.get(id)
        path = {
            "module": making.catalogue.modules[id].path,
            "lesson": f"{folder}/{rest.partition('/')[2]}",
            "trainer": f"{folder}/trainer.md",
            "assessment": assessment.path if assessment else "",
        }[scheme]
        if path in making.translated:
            kept.append(step)
        elif scheme == "module":
            kept.append(replace(step, title=making.words("Module"), note=id))
    whole = len(kept) == len(steps) and making.catalogue.modules[id].path in making.translated
    return (*kept, *(() if whole else (Step(making.words("The whole module in English"), f"english:modules/{id}"),)))


def translated_modules(making: Making) -> list[str]:
    """Ids of the modules of which at least one text is translated."""
    return [id for id in making.modules() if any(path.startswith(making.catalogue.folder_of(id) + "/") for path in making.translated)]


def _module_body(making: Making, id: str) -> str:
    """A module whose fields are not translated: its English title and what of its lessons can be read in this language."""
    module, words = making.module(id), making.words
    if not making.lessons(id):
        return module_body(making, id)
    folder = making.catalogue.folder_of(id)
    lines = []
    for name, lesson in making.lessons(id):
        mark = "" if f"{folder}/{name}" in making.translated else f" {badge(words('not translated yet'), 'other')}"
        title = link(lesson.title, f"lesson:{id}/{name}")
        lines.append(f"1. {title if not mark else f'<span lang=en>{title}</span>{mark}'}")
    return joined(
        f"# {plain(module.title)} {{ lang=en }}",
        f'<p class="badges">{making.status(id)} {badge(f"{words.number(making.version(id).hours)} h", "plain")}</p>',
        box("planned", words("This text is not translated yet. It is shown in English.")),
        f'<div lang="en" markdown="1">\n\n{plain(module.summary)}\n{{: .lead }}\n\n</div>',
        section(words("Lessons"), box("lessons", "\n".join(lines)), anchor="lessons"),
        section(words("Next sessions"), next_sessions(making, id), anchor="sessions"),
        section(words("Sign-offs"), f"**{words('Not yet signed; draft.')}**") if not making.signed.get(f"{id}/{words.language}") else "",
    )


def language_index(making: Making, home: str) -> str:
    """The list that a language's own home page shows where it writes `<!-- translated -->`."""
    done_programmes = [id for id, unit in making.catalogue.programmes.items() if unit.path in making.translated]
    lines = [f"- {making.programme_link(id)}" for id in done_programmes]
    for id in translated_modules(making):
        folder = making.catalogue.folder_of(id)
        done = [(name, lesson) for name, lesson in making.lessons(id) if f"{folder}/{name}" in making.translated]
        whole = making.catalogue.modules[id].path in making.translated
        name = f"{id} {making.module(id).title}" if whole else f"{making.words('Module')} {id}"
        lines.append(f"- {link(name, f'module:{id}')}")
        lines += [f"    - {link(lesson.title, f'lesson:{id}/{name}')}" for name, lesson in done]
    far = link(making.words("How far the translation has come"), "page:translations")
    return home.replace("<!-- translated -->", "\n".join(lines) + f"\n\n{far}\n\n{keeping(making, 'all')}\n")

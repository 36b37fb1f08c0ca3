"""Pages of another language: only what is translated is shown in it; everything else says so and leads to English."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.publishing.carrying.slots import keeping
from practicum.publishing.learning import sensitive
from practicum.publishing.making import Making
from practicum.publishing.modules import module_body, module_pages, module_steps
from practicum.publishing.page import Page, Step
from practicum.publishing.sessions import next_sessions
from practicum.publishing.writing import badge, box, hours, joined, link, plain, section


def translated_pages(making: Making) -> Iterator[Page]:
    """The pages of every module of which something is translated."""
    for id in translated_modules(making):
        unit = making.catalogue.modules[id]
        folder = making.catalogue.folder_of(id)
        whole = unit.path in making.translated
        for page in module_pages(making, id):
            if page.kind == "module" and not whole:
                yield Page(
                    page.path,
                    page.title,
                    _module_body(making, id),
                    "module",
                    making.words("This text is not translated yet. It is shown in English."),
                    (Step(making.words("Modules"), "page:modules/index"),),
                    tuple(module_steps(making, id)),
                    origin=page.origin,
                    words=page.words,
                    module=id,
                    sensitive=sensitive(making, id),
                )
            elif page.kind == "module" or f"{folder}/{page.path.rsplit('/', 1)[-1]}" in making.translated:
                yield page


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
        lines.append(f"1. {link(lesson.title, f'lesson:{id}/{name}')}{mark}")
    return joined(
        f"# {plain(module.title)} {{ lang=en }}",
        f'<p class="badges">{making.status(id)} {badge(f"{hours(making.version(id).hours)} h", "plain")}</p>',
        box("planned", words("This text is not translated yet. It is shown in English.")),
        f'<div lang="en" markdown="1">\n\n{plain(module.summary)}\n{{: .lead }}\n\n</div>',
        section(words("Lessons"), box("lessons", "\n".join(lines)), anchor="lessons"),
        section(words("Next sessions"), next_sessions(making, id), anchor="sessions"),
        section(words("Sign-offs"), f"**{words('Not yet signed; draft.')}**") if not making.signed.get(f"{id}/{words.language}") else "",
    )


def language_index(making: Making, home: str) -> str:
    """The list that a language's own home page shows where it writes `<!-- translated -->`."""
    lines = []
    for id in translated_modules(making):
        folder = making.catalogue.folder_of(id)
        done = [(name, lesson) for name, lesson in making.lessons(id) if f"{folder}/{name}" in making.translated]
        lines.append(f"- {link(f'{id} {making.module(id).title}', f'module:{id}')}")
        lines += [f"    - {link(lesson.title, f'lesson:{id}/{name}')}" for name, lesson in done]
    return home.replace("<!-- translated -->", "\n".join(lines) + f"\n\n{keeping(making, 'all')}\n")

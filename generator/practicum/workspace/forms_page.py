"""The page of forms on the course site, where `extra: forms:` in `site/mkdocs.yml` asks for one: only what survives it.

No server of ours stands behind it. What Decap writes of YAML has lost comments, quotes and folds, so fields are edited with `practicum
forms`; a lesson is one text, which comes back as it was, unless its bytes are such as no text field of a browser gives back.
A change is told in a new file, in which there is nothing to lose.
"""

from __future__ import annotations

from typing import Any

from practicum.workspace.offering import find_program, offered_files
from practicum.workspace.project import Checked, Project
from practicum.workspace.trouble import Trouble

FOLDER = "forms"
_SAID = "in `extra: forms:` of site/mkdocs.yml"


def survives(data: bytes) -> bool:
    """Whether a text comes back from a field of a form byte for byte.

    >>> survives(b"# One\\n"), survives(b"# One"), survives(b"# One\\r\\n"), survives(b"\\xef\\xbb\\xbf# One\\n"), survives(b"\\xe9\\n")
    (True, False, False, False, False)
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # Decap ends what it writes with a line end, and a text field of a browser knows one kind of them.
    return bool(text.strip()) and text.endswith("\n") and "\r" not in text and "\0" not in text and not text.startswith("\ufeff")


def forms_page(project: Project, checked: Checked) -> dict[str, bytes]:
    """The files of the page by their path in the site; none where nobody asked for it.

    Raises Trouble where what was asked for cannot be had.
    """
    from practicum.publishing.forms import HOSTS, PROGRAM, hosted_configuration, hosted_policy, page, page_files

    asked = _asked(project)
    if asked is None:
        return {}
    cms, backend = asked.get("cms"), asked.get("backend")
    if not isinstance(backend, dict) or backend.get("name") not in HOSTS:
        known = ", ".join(HOSTS)
        raise Trouble(f"`backend` {_SAID} names no host of repositories", f"write `name:`, one of {known}, and what Decap asks for it")
    program = find_program(project, project.root / cms if isinstance(cms, str) else None)
    lessons: dict[str, list[tuple[str, str]]] = {}
    for one in offered_files(checked).values():
        if one.form == "lesson" and survives(project.disk.read(one.path)):
            lessons.setdefault(one.module, []).append((one.path, one.called.partition(", ")[2]))
    if not lessons:
        return {}
    people = {id: unit.value.name for id, unit in sorted(checked.catalogue.people.items())}
    configuration = hosted_configuration(dict(sorted(lessons.items())), backend, units=_told_of(checked), people=people)
    files = page_files(configuration) | {"index.html": page(hosted_policy())}
    return {f"{FOLDER}/{name}": data for name, data in (files | {PROGRAM: program.read_bytes()}).items()}


def _told_of(checked: Checked) -> dict[str, str]:
    """What a change may be about, by the name that it is told under: modules and programmes, the lists, countries and languages."""
    from practicum.resolving.releases import LISTS, variants_of

    catalogue = checked.catalogue
    modules = {id: unit.value.title for id, unit in sorted(catalogue.modules.items()) if not unit.value.legacy}
    programmes = {id: unit.value.title for id, unit in sorted(catalogue.programmes.items())}
    countries, languages = variants_of(catalogue)
    return {**modules, **programmes, **dict.fromkeys((*LISTS, *sorted(countries), *sorted(languages)), "")}


def _asked(project: Project) -> dict[str, Any] | None:
    """What `extra: forms:` says; None where there is none."""
    from practicum.model.source import Entries, find
    from practicum.reading.yaml_tree import read_tree

    configuration = project.root / "site/mkdocs.yml"
    if not configuration.is_file():
        return None
    tree, _ = read_tree("site/mkdocs.yml", configuration.read_bytes())
    held = find(tree, ("extra", "forms")) if tree is not None else None
    if held is None:
        return None
    if not isinstance(held, Entries):
        raise Trouble(f"there is nothing {_SAID}", "write `cms:` and `backend:` below it, or take it out")
    return {key: _plain(value) for key, value in held.entries.items()}


def _plain(tree: Any) -> Any:
    """A tree with the switches that Decap knows as true and false."""
    from practicum.model.source import plain

    def switched(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: switched(one) for key, one in value.items()}
        return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value

    return switched(plain(tree))

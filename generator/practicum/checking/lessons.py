"""Markdown: links lead somewhere, pictures can be heard, every page has a name."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from practicum.checking.modules import TRAINER_NOTES
from practicum.checking.names import NEAR
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.model.lesson import Lesson, Link
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.spans import Span

# `competency:REL-2` in a lesson: the scheme, and the rule whose message fits where nothing has that id.
SCHEMES = {
    "competency": ("competencies", "unknown-competency"), "module": ("modules", "unknown-module"), "role": ("roles", "unknown-role"),
    "reference": ("references", "unknown-source"), "term": ("terms", "unknown-term"), "programme": ("programmes", "broken-link"),
    "certification": ("certifications", "unknown-certification"), "domain": ("domains", "unknown-domain"),
}
# `(Saleebey, 1996)`, `(Kretzmann & McKnight 1993, p. 4)`, `(Smith et al. 2010)`; in a link's words it leads somewhere. One name needs
# its comma: `(Ontario 2005)` is a place, and `(March, 2024)` a month.
_CITATION = re.compile(
    r"(?<!\[)\((?:see |e\.g\. |cf\. )?(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
    r"(?P<name>[^\W\d_a-zß-ÿ][\w'’-]+)(?:,? (?:and|&|et) [^\W\d_a-zß-ÿ][\w'’-]+,?| et al\.?,?|,) "
    r"(?P<year>(?:19|20)\d\d)[a-z]?(?:, ?pp?\. ?[\d–-]+)?\)(?!\]\()"
)
_ELSEWHERE = ("https://", "http://", "mailto:", "tel:")


def check_lessons_here(view: View) -> Iterator[Diagnostic]:
    """Faults of the lessons that a country changes a section of, and of links from their modules' other lessons into them."""
    touched = {one.unit.partition(":")[2] for one in view.applied if one.path[:1] == ("lessons",)}
    folders = tuple(view.catalogue.folder_of(id) + "/" for id in sorted(touched))
    if folders:
        yield from check_lessons(view.catalogue, view.day, only=folders)


def check_lessons(catalogue: Catalogue, today: date, *, only: tuple[str, ...] = ("",)) -> Iterator[Diagnostic]:
    """Every fault of the Markdown texts whose path begins with one of ``only``."""
    anchors = {path: {heading.anchor for heading in lesson.headings} for path, lesson in catalogue.lessons.items()}
    for path, lesson in catalogue.lessons.items():
        if not path.startswith(only):
            continue
        if not any(heading.level == 1 for heading in lesson.headings[:1]) and lesson.words:
            front = lesson.text.startswith("---")
            yield Diagnostic(
                "lesson-without-title",
                "the text does not begin with a title",
                Span(path),
                "fields between two lines `---`" if front else "no `# Title` here",
                help="take the fields out, for a lesson's are in module.yaml, and begin with `# ` and the title"
                if front
                else "begin with `# ` and the title",
            )
        for span in lesson.html:
            yield Diagnostic(
                "html-in-lesson", "the text holds HTML", span, "shown to nobody as it was meant",
                help="write plain Markdown; for a `<` that is meant as such, write `&lt;`",
            )
        for image in lesson.images:
            if not image.alt.strip():
                yield Diagnostic(
                    "image-without-alt", f"the picture `{image.target}` has no text that stands for it", image.span, "heard as nothing",
                    help=f"write `![what the picture shows]({image.target})`",
                )
            if image.target.lower().startswith(("https://", "http://", "//", "data:")):
                yield Diagnostic(
                    "broken-link", f"the picture lies outside the project: `{image.target[:60]}`", image.span, "learners would not see it",
                    help="put the picture's file beside the lesson, and write its name here",
                )
                continue
            yield from _target(catalogue, anchors, lesson, Link(image.target, image.alt, image.span))
        yield from _citations(catalogue, lesson)
        for link in lesson.links:
            yield from _target(catalogue, anchors, lesson, link)


def _citations(catalogue: Catalogue, lesson: Lesson) -> Iterator[Diagnostic]:
    """Author and year in brackets, as papers have them: whoever reads them here is led to no source."""
    for number, line in enumerate(lesson.text.replace("\r\n", "\n").split("\n"), 1):
        for found in _CITATION.finditer(line) if "(" in line else ():
            name, year = found["name"].lower(), found["year"]
            known = [
                id for id, unit in catalogue.references.items()
                if unit.value.year == year and any(name in author.lower() for author in unit.value.authors)
            ]  # fmt: skip
            cited = found[0][1:-1]
            yield Diagnostic(
                "unknown-source",
                f"the text cites `{cited}` and links to no source",
                Span(lesson.path, number, found.start() + 1, number, found.end() + 1),
                "leads nowhere",
                help=f"write `[{cited}](reference:{known[0]})`" if known
                else f"list it in curriculum/references.yaml, and write `[{cited}](reference:…)` with its id",
            )


def _target(catalogue: Catalogue, anchors: Mapping[str, set[str]], lesson: Lesson, link: Link) -> Iterator[Diagnostic]:
    target = link.target
    if target.lower().startswith(_ELSEWHERE):
        return
    if not target:
        yield _broken(link, "a link or picture has no target", "write where it leads, or take it out")
        return
    scheme, colon, rest = target.partition(":")
    if colon and scheme in SCHEMES:
        group, rule = SCHEMES[scheme]
        known: Mapping[str, Any] = getattr(catalogue, group)
        if rest not in known and not catalogue.is_lost(scheme, rest) and scheme not in catalogue.doubled:
            near = [one for one in known if one.lower() == rest.lower()] or difflib.get_close_matches(rest, list(known), n=1, cutoff=NEAR)
            yield Diagnostic(
                rule, f"the link names a {scheme} that is not defined: `{rest}`", link.span, "leads nowhere",
                help=f"did you mean `{scheme}:{near[0]}`?" if near else f"define it, or link to another {scheme}",
            )
        return
    if colon and "/" not in scheme and "." not in scheme:
        yield _broken(
            link,
            f"nothing knows links that begin with `{scheme}:`",
            f"known are {', '.join(f'`{one}:`' for one in SCHEMES)}, `https:` and `mailto:`",
        )
        return
    path, _, fragment = target.partition("#")
    if not path:
        if fragment and fragment not in anchors[lesson.path]:
            yield _anchor(link, fragment, anchors[lesson.path])
        return
    full = posixpath.normpath(posixpath.join(posixpath.dirname(lesson.path), path))
    if full.startswith(("../", "/")) or path.startswith("/"):
        yield Diagnostic(
            "path-leaves-project",
            f"the link leads out of the project: `{target}`",
            link.span,
            "outside",
            help="link to a file of the project",
        )
        return
    if full in catalogue.assets or catalogue.lost_path(full):
        return
    if full not in catalogue.lessons:
        original = mirrored(full)
        # A translation may link to a lesson that is not translated yet; readers then get the original.
        if original is not None and (
            original[1] in catalogue.lessons or original[1] in catalogue.assets or catalogue.lost_path(original[1])
        ):
            return
        folder = posixpath.dirname(lesson.path)
        # The name is misspelt more often than the folder: what is looked through is the folder that the link leads to.
        aimed = posixpath.dirname(full)
        there = {posixpath.basename(one): one for one in (*catalogue.lessons, *catalogue.assets) if posixpath.dirname(one) == aimed}
        near = [
            posixpath.relpath(there[name], folder)
            for name in difflib.get_close_matches(posixpath.basename(full), list(there), n=1, cutoff=NEAR)
        ]
        yield _broken(
            link,
            f"the link leads to a file that is not there: `{path}`",
            f"did you mean `{near[0]}`?" if near
            else f"did you mean `https://{path}`?" if path.lower().startswith("www.")
            else "write the file, or take the link out",
        )
        return
    if fragment and fragment not in anchors[full]:
        yield _anchor(link, fragment, anchors[full])
    if full.endswith("/" + TRAINER_NOTES) and not lesson.path.endswith("/" + TRAINER_NOTES):
        yield _broken(
            link, "a lesson links to the trainer notes, which learners are not given", "say it in the lesson, or link to another page"
        )


def _broken(link: Link, message: str, hint: str) -> Diagnostic:
    return Diagnostic("broken-link", message, link.span, "leads nowhere", help=hint)


def _anchor(link: Link, fragment: str, known: set[str]) -> Diagnostic:
    near = difflib.get_close_matches(fragment, sorted(known), n=1, cutoff=0.5)
    return _broken(
        link,
        f"no heading of that page makes the anchor `#{fragment}`",
        f"did you mean `#{near[0]}`?" if near else "link to the page without `#`",
    )

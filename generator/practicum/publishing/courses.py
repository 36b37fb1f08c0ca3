"""A View's module as a course for a player: one page that holds all of it, in the site's look, and the few files that it needs.

It is one page, because a player takes each page that is left for the end of a session. `course.js` shows it part by part; without
scripts all of it stands there to be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from practicum.model.course import Course
from practicum.publishing.addresses import Addresses
from practicum.publishing.connections import connect
from practicum.publishing.course_links import Gathered
from practicum.publishing.course_parts import CHECK, START, Part, course_parts, scored
from practicum.publishing.learning import data_words
from practicum.publishing.making import Making
from practicum.publishing.sources import settled
from practicum.publishing.translated import marked
from practicum.publishing.words import Words, direction, whole_title
from practicum.publishing.writing import attribute
from practicum.resolving import View
from practicum.resolving.releases import publication_of

# The files of the site and those of the player (`publishing/player/`) that every course has.
SITE_FILES = ("palette.css", "site.css", "checks.css", "checks.js")
PLAYER_FILES = ("course.css", "course.js")
ENTRY = "index.html"
# Parts that are looked up, not read in a row.
LISTS = ("glossary", "references")
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
# The extensions of `site/mkdocs.yml`, and those that MkDocs has of its own.
_EXTENSIONS = ("attr_list", "def_list", "fenced_code", "md_in_html", "sane_lists", "tables", "toc")
# What the page says by its script, in the order in which `course.js` reads it.
_SAID = (
    "{} of {} questions answered",
    "You had {} of {} right at the first try: {} %.",
    "The pass mark is {} %.",
    "The self-check is passed.",
    "The self-check is not passed yet.",
    "Begin another round",
    "Your best round so far: {} %.",
    "Answered in this round: right.",
    "Answered in this round: not right.",
    "This copy is not connected to a learning platform: nothing that you do here is recorded.",
    "The platform did not record this. Check the connection before you leave.",
    "You are back where you stopped.",
    "read",
    "Completed: you have read every lesson.",
    "{} of {} lessons read",
    "You are looking back: nothing is recorded.",
    "The platform has recorded it.",
)
_BRAND = (
    '<svg viewBox="0 0 40 40" width="32" height="32" aria-hidden="true"><path class="b1" d="M2 34V18L12 9l10 9v16z"/>'
    '<path class="b2" d="M18 34c0-11 20-11 20 0z"/><path class="b3" d="M9 34v-9a3 3 0 0 1 6 0v9z"/></svg>'
)
_CREST = (
    '<svg class="crest" viewBox="0 0 1200 200" preserveAspectRatio="none" aria-hidden="true">'
    '<path d="M0 0h1200v112c-150 48-300 66-470 40S420 84 250 112 70 176 0 160z"/></svg>'
)


def readable(view: View) -> list[str]:
    """Ids of the modules whose lessons stand in the View's language: those that can be a course."""
    found = []
    for id, unit in view.catalogue.modules.items():
        folder = f"{view.catalogue.folder_of(id)}/"
        lessons = [path for path in view.catalogue.lessons if path.startswith(folder) and not path.endswith("/trainer.md")]
        own = unit.value.language == view.language or not view.is_told or unit.path in view.translated
        if lessons and own and not unit.value.legacy:
            found.append(id)
    return found


def courses_of(
    view: View, ids: Sequence[str], *, files: Mapping[str, bytes], pictures: Mapping[str, bytes], mark: float,
) -> Iterator[Course]:  # fmt: skip
    """The courses of some modules. ``files`` are those of SITE_FILES and PLAYER_FILES by name, ``pictures`` those of the project by path;
    ``mark`` is the pass mark of the self-check, in percent, where a module's assessment names none.
    """
    if view.untold is not None:
        view = marked(settled(view, view.untold))
    making = Making(view.catalogue, connect(view.catalogue, view.day), Words(view.language), view.day, translated=view.translated)
    for id in ids:
        yield _course(making, id, view.country, files, pictures, mark)


def _course(
    making: Making, id: str, country: str, files: Mapping[str, bytes], pictures: Mapping[str, bytes], mark: float,
) -> Course:  # fmt: skip
    module, counted = making.module(id), scored(making, id)
    unit = making.catalogue.assessments.get(id)
    own = unit.value.passing.mark if unit is not None else None
    least = (own if own is not None else mark) if counted else None
    parts = course_parts(making, id, least, country)
    gathered = Gathered(parts, pictures)
    addresses = Addresses(
        frozenset(part.path for part in parts),
        {"glossary.md": frozenset(making.catalogue.terms), "references.md": frozenset(making.catalogue.references)},
    )
    shown = [gathered.html(part, _rendered(addresses.resolve(part.path, part.body))) for part in parts]
    lessons = sum(part.kind == "lesson" for part in parts)
    page = _page(making, id, parts, shown, counted, least)
    held = {name: files[name] for name in (*SITE_FILES, *PLAYER_FILES)}
    held |= {file: pictures[path] for path, file in gathered.used.items()}
    language, version = making.words.language, making.version(id).version
    return Course(id, module.title, version, language, country, ENTRY, {ENTRY: page.encode(), **held}, lessons, len(counted), least)


def _rendered(text: str) -> str:
    from markdown import Markdown

    # Below a part stand its sections, and the names of its parts are the course's own list of contents.
    return str(Markdown(extensions=list(_EXTENSIONS), output_format="html").convert(text))


def _page(making: Making, id: str, parts: Sequence[Part], shown: Sequence[str], counted: Sequence[str], mark: float | None) -> str:
    module, words, frame = making.module(id), making.words, _frame(making)
    title = attribute(module.title)
    lessons = [part.key for part in parts if part.kind == "lesson"]
    # What was kept of an earlier session is of this text, if these are the same.
    sign = hashlib.sha256("\n".join((id, *(part.path for part in parts), *counted)).encode()).hexdigest()[:8]
    known = {
        "module": id, "sign": sign, "lessons": " ".join(lessons), "scored": " ".join(f"{CHECK}--{one}" for one in counted),
        "mark": f"{mark:g}" if mark is not None else "",
    }  # fmt: skip
    data = " ".join(f'data-{name}="{attribute(value)}"' for name, value in known.items())
    colon = f' data-colon="{words.colon}"' if words.colon != ": " else ""
    sections = [_section(making, parts, number, html) for number, html in enumerate(shown)]
    steps = "\n".join(
        f'<li><a href="#{part.key}"{_lang(part)}>{_number(part)}{attribute(part.title)}</a></li>' for part in parts if part.kind != "module"
    )
    return f"""<!doctype html>
<html lang="{words.language}" dir="{direction(words.language)}"{colon}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="palette.css">
<link rel="stylesheet" href="site.css">
<link rel="stylesheet" href="course.css">
<script src="course.js" defer></script>
<script src="checks.js" defer></script>
</head>
<body class="is-lesson is-course" data-area="modules">
<a class="skip" href="#text">{frame["skip"]}</a>
<header>
<p class="notice">{frame["notice"]}</p>
<div class="top"><a class="brand" href="#{START}">{_BRAND}<span>{attribute(id)}</span></a>
<p class="far" id="far"></p><a class="tool" href="#{START}">{attribute(words("Contents"))}</a></div>
</header>
<div class="sheet has-beside">
{_CREST}
<main id="text" tabindex="-1" {data} {data_words(making, *_SAID)}>
<p class="told" id="told" role="status"></p>
{"".join(sections)}</main>
<aside class="beside">
<nav aria-label="{attribute(frame["in_module"])}">
<p class="beside-title">{attribute(frame["in_module"])}</p>
<ol class="steps-list">
<li><a href="#{START}">{attribute(words("Contents"))}</a></li>
{steps}
</ol>
</nav>
</aside>
</div>
<footer class="foot">
<div class="foot-in">
<div class="foot-note">
<p><strong>{frame["notice"]}</strong></p>
<p>{_from(making, id)}</p>
</div>
</div>
</footer>
</body>
</html>
"""


def _section(making: Making, parts: Sequence[Part], number: int, html: str) -> str:
    """A part with the ways to those beside it."""
    part, frame = parts[number], _frame(making)
    last = part.kind in LISTS

    def way(to: Part, look: str, said: str) -> str:
        return f'<a class="{look}" href="#{to.key}"><span>{attribute(said)}</span><bdi{_lang(to)}>{attribute(to.title)}</bdi></a>'

    ways = way(parts[number - 1], "before", frame["before"]) if number and not last else ""
    beyond = parts[number + 1] if number + 1 < len(parts) and not last else None
    if beyond is not None and beyond.kind not in LISTS:
        ways += way(beyond, "after", frame["next"])
    else:
        # After the last part that is read in a row, and from words and sources.
        ways += way(parts[0], "before", making.words("Back to"))
    around = f'<nav class="around" aria-label="{attribute(frame["next"])}">{ways}</nav>\n' if ways else ""
    look = "prose is-glossary" if last else "prose"
    return (
        f'<section class="part" id="{part.key}" data-part="{part.kind}">\n<article class="{look}"{_lang(part)}>\n{html}\n</article>\n'
        f"{around}</section>\n"
    )


def _lang(part: Part) -> str:
    return f' lang="{attribute(part.language)}" dir="{direction(part.language)}"' if part.language else ""


def _number(part: Part) -> str:
    found = re.fullmatch(r"lesson-(\d+)", part.key)
    return f'<span class="n">{found[1]}</span>' if found else ""


def _frame(making: Making) -> dict[str, str]:
    invented = all(making.is_invented(code) for code in making.catalogue.countries)
    return making.words.frame(invented=invented)


def _from(making: Making, id: str) -> str:
    """Where the course comes from, and what may be done with it."""
    words, publication = making.words, publication_of(making.catalogue)
    version = making.version(id)
    parts: Iterable[str] = (
        f"{id} {making.module(id).title}",
        f"{words('Version')} {version.version}, {words.day(version.starts)}",
        whole_title(publication.title, words),
        words(publication.publisher),
        words("Texts: CC BY 4.0. Code: Apache 2.0."),
    )
    return "<br>".join(attribute(part) for part in parts)


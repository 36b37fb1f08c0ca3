"""What stands in a module's course, part by part, as Markdown: its first page, its lessons, the self-check, words and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from practicum.model.lesson import Lesson
from practicum.publishing.addresses import schemes_in
from practicum.publishing.assessments import questions
from practicum.publishing.configuring import CORE
from practicum.publishing.learning import key_points, time_line
from practicum.publishing.making import Making
from practicum.publishing.modules import outcomes, shown
from practicum.publishing.page import Page
from practicum.publishing.translated import told
from practicum.publishing.writing import attribute, badge, box, bullets, joined, link, paragraphs, plain, quoted, section
from practicum.reading.wording import sentence

START, CHECK, WORDS, SOURCES = "start", "self-check", "words", "sources"
# Answers in one's own words are compared by whoever wrote them.
SCORED = ("single", "multiple", "true_false", "order", "match")

# Where `course.js` says how far one is, and how it ended.
_TALLY = '<div class="tally" role="status"></div>'


@dataclass(frozen=True)
class Part:
    """One part: ``key`` is its anchor, ``path`` the page of the site whose place it takes, from which its links are understood.

    ``origin`` is the folder of its file, from which its pictures are; ``language`` is that of the text where it is not the course's.
    """

    key: str
    title: str
    path: str
    body: str
    kind: str
    origin: str = ""
    language: str = ""


def scored(making: Making, id: str) -> tuple[str, ...]:
    """Ids of the questions that add to the score of a module's self-check."""
    unit = making.catalogue.assessments.get(id)
    return tuple(one.id for one in unit.value.questions if one.kind in SCORED) if unit is not None else ()


def course_parts(making: Making, id: str, mark: float | None, country: str = "") -> list[Part]:
    """The parts of a module's course in the order in which they are read; ``mark`` is the pass mark of its self-check in percent,
    ``country`` the code of the country whose edition it is.
    """
    lessons = making.lessons(id)
    unit = making.catalogue.assessments.get(id)
    asked = unit.value.questions if unit is not None else ()
    parts = [_start(making, id, country, asked=bool(asked))]
    for number, (name, lesson) in enumerate(lessons, 1):
        parts.append(_lesson(making, id, number, name, lesson, last=number == len(lessons)))
    if unit is not None and (asked or unit.value.task):
        parts.append(_check(making, id, mark))
    parts = [_told(making, part) for part in parts]
    return [*parts, *_lists(making, id, parts)]


def _told(making: Making, part: Part) -> Part:
    """The part with words and elements in place of the marks of passages that are not translated."""
    page = told(Page(part.path, part.title, part.body, part.kind), making.words)
    return replace(part, title=page.title, body=page.body)


def _start(making: Making, id: str, country: str, *, asked: bool) -> Part:
    module, words, unit = making.module(id), making.words, making.catalogue.modules[id]
    version = making.version(id)
    marks = [badge(id, "plain"), badge(f"{words.number(version.hours)} h", "plain"), making.status(id)]
    marks += [badge(making.country_name(country), "country")] if country else []
    warning = f"**{words('Content warning')}.** {plain(module.content_warning)}" if module.content_warning else ""
    items = [f"1. {link(lesson.title, f'lesson:{id}/{name}')}" for name, lesson in making.lessons(id)]
    items += [f"1. {link(words('Self-check'), f'assessment:{id}')}"] if asked else []
    body = joined(
        f"# {plain(module.title)}",
        f"{plain(module.summary)}\n{{: .lead }}",
        f'<p class="badges">{" ".join(marks)}</p>',
        box("warning", warning, words("Content warning")) if warning else "",
        f"{link(words('Start with lesson 1'), f'lesson:{id}/{making.lessons(id)[0][0]}')}{{ .button }}\n{{: .doors }}",
        section(words("Contents"), box("lessons", "\n".join(items))),
        section(words("What changes for you"), paragraphs(module.purpose)),
        section(words("What you will be able to do"), outcomes(making, id)),
        section(words("Before you start"), bullets(plain(item) for item in module.before_you_start)) if module.before_you_start else "",
    )
    return Part(START, module.title, f"modules/{id}.md", body, "module", unit.path, _other(making, unit.path, module.language))


def _lesson(making: Making, id: str, number: int, name: str, lesson: Lesson, *, last: bool) -> Part:
    text = shown(making, lesson)
    head, _, rest = (text if text.startswith("# ") else f"# {plain(lesson.title)}\n\n{text}").partition("\n")
    points = key_points(making, id, "Key points of this module") if last else ""
    body = joined(head, time_line(making, id, name, lesson), rest, points)
    path = f"{making.catalogue.folder_of(id)}/{name}"
    language = _other(making, path, making.module(id).language)
    return Part(f"lesson-{number}", lesson.title, f"modules/{id}/{name}", body, "lesson", lesson.path, language)


def _check(making: Making, id: str, mark: float | None) -> Part:
    words, unit = making.words, making.catalogue.assessments[id]
    value = unit.value
    own = any(one.kind == "short" for one in value.questions)
    said = [words("Answer one question after the other. Your first answer counts; afterwards try again as often as you like, to learn.")]
    said += [words("Answers in your own words are for you alone and are not counted.")] if own else []
    said += [words("The pass mark is {} %.").replace("{} ", "{}\u00a0").replace("{}", words.number(mark))] if mark is not None else []
    lead = " ".join(said) if mark is not None else words("These questions are for you alone. Nothing is counted.")
    title = words("Self-check") if value.questions else words("How this module is assessed")
    rule = f"{words.labelled('When it is passed', plain(sentence(value.passing.rule)))}"
    by = f"{words.labelled('Assessed by', making.role_link(value.assessor))}."
    aside = words("The self-check is practice. What decides whether you have passed the module is this:")
    about = joined(aside if value.questions else "", paragraphs(value.task), rule, by)
    body = joined(
        f"# {plain(title)}",
        section(words("Questions"), joined(questions(making, value.questions, plain(lead)), _TALLY)) if value.questions else "",
        section(words("How this module is assessed"), about) if value.questions else about,
    )
    return Part(CHECK, title, f"modules/{id}/assessment.md", body, "assessment", unit.path, _other(making, unit.path, CORE))


def _lists(making: Making, id: str, parts: list[Part]) -> Iterator[Part]:
    """The words and sources that the parts lead to, and the sources that the module names."""
    known_terms, known_sources = making.catalogue.terms, making.catalogue.references
    used: dict[str, list[str]] = {"term": [], "reference": [one.reference for one in making.module(id).evidence]}
    for part in parts:
        for scheme, target in schemes_in(part.body):
            if scheme in used:
                used[scheme].append(target)
    words = making.words
    terms = sorted(known_terms.keys() & set(used["term"]), key=lambda one: (known_terms[one].value.term.casefold(), one))
    if terms:
        said = [_entry(one, known_terms[one].value.term, _defined(making, one)) for one in terms]
        title = words("Words")
        yield Part(WORDS, title, "glossary.md", joined(f"# {plain(title)}", *said), "glossary")
    sources = list(dict.fromkeys(one for one in used["reference"] if one in known_sources))
    if sources:
        said = [_entry(one, known_sources[one].value.title, _source(making, one)) for one in sources]
        title = words("Sources")
        yield Part(SOURCES, title, "references.md", joined(f"# {plain(title)}", *said), "references")


def _entry(id: str, title: str, said: str) -> str:
    return f'<h2 id="{attribute(id)}">{attribute(title)}</h2>\n\n{said}'


def _defined(making: Making, id: str) -> str:
    unit = making.catalogue.terms[id]
    said = attribute(sentence(unit.value.definition))
    return f"<p{making.foreign(unit)}>{said}</p>"


def _source(making: Making, id: str) -> str:
    source = making.catalogue.references[id].value
    parts = [", ".join(source.authors), source.year, source.publisher or "", source.identifier or ""]
    url = source.url if source.url and source.url.startswith("https://") else ""
    way = f' <a href="{attribute(url)}">{attribute(url)}</a>' if url else ""
    note = f"<br>{attribute(quoted(sentence(source.note)))}" if source.note else ""
    return f"<p>{attribute(sentence(', '.join(filter(None, parts))))}{way}{note}</p>"


def _other(making: Making, path: str, source: str) -> str:
    """The language of a text where it is not the course's."""
    language = making.words.language
    if language == CORE:
        return source if source != CORE and path not in making.translated else ""
    return "" if path in making.translated else source

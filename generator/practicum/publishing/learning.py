"""What helps somebody to learn from a page: how long it takes, notes, key points to send, terms in place, a quick exit, help by country.

Scripts do the work on the page (`site/assets/learn.js`, `notes.js`, `points.js`, `checks.js`, `exit.js`); what they say comes from
here, as words in a `data-words` attribute, so that every language has its own and a page without script shows nothing of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from practicum.model.catalogue import Catalogue
from practicum.model.country import Country
from practicum.model.lesson import Lesson
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.words import Words
from practicum.publishing.writing import attribute, badge, bullets, joined, link, plain, section
from practicum.reading.wording import sentence

# Words a minute of somebody who reads a second language on a small screen, and thinks along.
_PACE = 130
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_REFLECTION = re.compile(r'(<section class="reflection" markdown="1">.*?)(</section>)', re.DOTALL)
# What a page holds decides which scripts it loads.
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "learn.js": re.compile(r"\]\(term:|href=\"term:|<p class=\"time\"|<div class=\"(?:note|points)\""),
    "checks.js": re.compile(r'<div class="questions"'),
}


def equipped(page: Page) -> Page:
    """The page with the scripts that what stands on it needs."""
    needed = [name for name, sign in _SCRIPTS.items() if sign.search(page.body)] + (["exit.js"] if page.sensitive else [])
    needed += ["keep-module.js"] if page.module else []
    return replace(page, scripts=(*page.scripts, *(name for name in needed if name not in page.scripts)))


def sensitive(making: Making, id: str) -> bool:
    """Whether a module speaks of abuse, violence or other hard matters: its pages carry a quick exit and the way to help."""
    module = making.module(id)
    return bool(module.content_warning) or module.risk == "high"


def data_words(making: Making, *english: str) -> str:
    """The attribute that carries words to a script, in this order."""
    return f'data-words="{attribute("|".join(making.words(word) for word in english))}"'


def duration(words: Words, minutes: int) -> str:
    """Minutes as people say them.

    >>> duration(Words("en"), 75), duration(Words("en"), 315), duration(Words("en"), 120)
    ('75 min', '5 h 15 min', '2 h')
    """
    if minutes < 120:
        return f"{minutes} {words('min')}"
    whole, rest = divmod(minutes, 60)
    return f"{whole} h" + (f" {rest} {words('min')}" if rest else "")


def reading_minutes(text: str) -> int:
    """About how long a lesson takes to read."""
    return max(1, round(len(_WORD.findall(text)) / _PACE))


def lesson_minutes(making: Making, id: str, name: str) -> int:
    """The minutes that the session plan gives a lesson."""
    return sum(session.minutes for session in making.module(id).sessions if session.lesson == name)


def assessment_minutes(making: Making, id: str) -> int:
    """The minutes that the session plan gives the assessment."""
    return sum(session.minutes for session in making.module(id).sessions if session.kind == "assessment")


def time_line(making: Making, id: str, name: str, lesson: Lesson) -> str:
    """The line below a lesson's title: which lesson it is, how long it takes with a group and alone."""
    words, names = making.words, [one for one, _ in making.lessons(id)]
    planned = lesson_minutes(making, id, name)
    parts = [f"{words('Lesson')} {names.index(name) + 1} {words('of')} {len(names)}"]
    parts += [f"{duration(words, planned)} {words('with the group')}"] if planned else []
    parts += [f"{words('about')} {duration(words, reading_minutes(lesson.text))} {words('to read')}"]
    said = "".join(f"<span>{attribute(part)}</span> " for part in parts)
    return f'<p class="time" {data_words(making, "Read aloud", "Stop reading")}>{said.strip()}</p>'


def time_left(making: Making, id: str, name: str) -> str:
    """The line at the end of a lesson: what of the module is left after it; empty where nothing is."""
    sessions = making.module(id).sessions
    last = max((number for number, session in enumerate(sessions) if session.lesson == name), default=len(sessions))
    minutes = sum(session.minutes for session in sessions[last + 1 :])
    left = making.words("left in this module after this lesson")
    return f'<p class="time">{duration(making.words, minutes)} {attribute(left)}</p>' if minutes else ""


def with_notes(making: Making, body: str) -> str:
    """A lesson's Markdown with a place for notes at the end of every reflection."""
    words = data_words(
        making,
        "Your notes",
        "Kept on this device only, in this browser. Nothing is sent. On a shared phone others can read it: erase it when you are done.",
        "Erase this note",
        "Download my notes as text",
        "Saved on this device.",
        "This browser does not let the page keep anything. Your note is lost when you leave the page; download it before.",
        "Erased.",
        "Bring it back",
        "My notes",
    )
    place = f'<div class="note" {words}></div>'
    return _REFLECTION.sub(lambda found: f"{found[1].rstrip()}\n\n{place}\n\n{found[2]}", body)


def key_points(making: Making, id: str, title: str = "Key points") -> str:
    """A module's key points, each ready to be sent as a message; nothing where they are not in the page's language."""
    unit = making.catalogue.modules[id]
    if not unit.value.key_points or (making.words.language != "en" and unit.path not in making.translated):
        return ""
    words = data_words(making, "Copy", "Copy all", "Copied", "Send", "Send all", "Copying does not work in this browser.")
    named = attribute(f"{id} {unit.value.title}")
    inside = bullets(plain(point) for point in unit.value.key_points)
    return section(making.words(title), f'<div class="points" {words} data-from="{named}" markdown="1">\n\n{inside}\n</div>')


def term_file(making: Making, core: Catalogue) -> bytes:
    """`terms.js`: every term with its definition and related terms, for the pages of one language; loaded when one is first asked for.

    A definition that is still the core's in another language is marked, so that it is shown as English.
    """
    terms = {}
    for id, unit in making.catalogue.terms.items():
        value = unit.value
        foreign = making.words.language != "en" and id in core.terms and core.terms[id].value.definition == value.definition
        see = [one for one in value.see if one in making.catalogue.terms]
        terms[id] = [value.term, sentence(value.definition), see, *(["en"] if foreign else [])]
    said = [making.words(word) for word in ("Close", "See also", "Open in the glossary", "Only in English")]
    inside = ",".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (said, terms))
    return f"practicumTerms({inside})\n".replace("</", "<\\/").encode()


def blank_page(making: Making) -> Page:
    """The neutral page to which a quick exit leads: it says nothing of this site and needs nothing of it."""
    title = making.words("Empty page")
    return Page("blank.md", title, f"# {title}\n", "blank", template="blank.html", in_search=False)


def help_page(making: Making) -> Page:
    """Where to get help now, by country: help lines, and who takes what on; what countries wrote stays in their own words."""
    about = {
        code: next((unit.value for unit in units if unit.value.name), None) for code, units in sorted(making.catalogue.countries.items())
    }
    held = {code: value for code, value in about.items() if value is not None and (value.helplines or value.referrals)}
    invented = all(value.fictional for value in held.values())
    words = making.words
    title = words("Where to get help now")
    lead = words(
        "A child or an adult in danger now: make them safe with the people who are there, and call the emergency number where you are."
    )
    real = words(
        "The countries below are invented and their numbers connect nowhere. In your own country call its emergency number or child "
        "help line. Whoever publishes these pages for a real country puts its numbers here."
    )
    own = words(
        "If a page here has touched something that happened to you: you can stop reading at any time. Talk with somebody you trust, or "
        "with one of the help lines of your country."
    )
    choose = " ".join(f"{link(value.name or code, f'page:help#{code}')}{{ .button .quiet }}" for code, value in held.items())
    body = joined(
        f"# {title}",
        f"{lead}\n{{: .lead }}",
        f'<div class="warning" role="note" markdown="1">\n\n{real}\n\n</div>' if held and invented else "",
        f"{choose}\n{{: .doors }}" if choose else "",
        *[_help(words, code, value) for code, value in held.items()],
        section(words("For yourself"), own),
    )
    return Page("help.md", title, body, "page", lead, sensitive=True)


def _help(words: Words, code: str, value: Country) -> str:
    mark = f"\n\n<p class=\"badges\">{badge(words('fictional country'), 'country')}</p>" if value.fictional else ""
    foreign = "" if words.language == "en" else ' lang="en"'
    lines = f'<div class="lines"{foreign} markdown="1">\n\n{bullets(plain(line) for line in value.helplines)}\n</div>'
    ways = bullets(f"**{plain(sentence(one.when).rstrip('.'))}:** {plain(sentence(one.to))}" for one in value.referrals)
    if foreign and value.referrals:
        ways = f'<div{foreign} markdown="1">\n\n{ways}\n</div>'
    more = link(words("What {} changes in the curriculum").replace("{}", value.name or code), f"country:{code}")
    taken = section(words("Who takes what on"), ways, 3, f"{code}-referrals") if value.referrals else ""
    return section(plain(value.name or code), joined(mark, lines if value.helplines else "", taken, more), anchor=code)


def timed(making: Making, id: str, step: Step | None) -> Step | None:
    """A step onwards with the time it takes as its note; the number that the module's small navigation shows is not its time."""
    if step is None:
        return None
    scheme, _, rest = step.target.partition(":")
    minutes = 0
    if scheme == "lesson":
        minutes = lesson_minutes(making, id, rest.partition("/")[2])
    if scheme == "assessment":
        minutes = assessment_minutes(making, id)
    return replace(step, note=duration(making.words, minutes) if minutes else "")

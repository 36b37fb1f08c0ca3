"""Details by which a real person could be found: full names, addresses, telephone numbers, birthdays, places on a map, photographs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from practicum.checking.prose import Piece
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.model.lesson import Lesson
from practicum.reading.formats import mirrored
from practicum.spans import Span

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_DAY = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:{_MONTH})\s+\d{{4}}|(?:{_MONTH})\s+\d{{1,2}},?\s+\d{{4}})"
)
_BORN = r"\b(?:born(?:\s+on)?|birth(?:day|date)?|date\s+of\s+birth|d\.?o\.?b\.?|née?(?:\s+le)?|naissance)\b[^.!?\n]{0,12}?"
_STREET = r"(?:Street|St\.|Road|Rd\.|Avenue|Ave\.|Lane|Drive|Close|Square|Terrace|Crescent|Boulevard)(?!\w)"


@dataclass(frozen=True)
class _Detail:
    """A kind of detail: what messages call it, what it looks like, a cheap sign without which there is none, and what to do."""

    what: str
    pattern: re.Pattern[str]
    sign: str
    mend: str


_INVENTED = "take it out, or make one up and write `(invented)` after it"
_DETAILS = (
    # Names that can never be anybody's (RFC 2606) are let through.
    _Detail(
        "an e-mail address",
        re.compile(r"[\w.+-]+@(?!(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|invalid|test)\b)[\w-]+(?:\.[\w-]+)+"),
        "@",
        "take it out, or write one that ends in `.example`",
    ),
    _Detail(
        "a telephone number",
        re.compile(r"(?<![\w./:-])(?:\+\d{1,3}[ ./-]?(?:\(0?\d{1,4}\)[ ./-]?)?\d(?:[ ./-]?\d){6,11}"
                   r"|\(?0\d{1,4}\)?[ /-]\d(?:[ -]?\d){5,9}|0\d{8,10}|\(?\d{3}\)?[ -]\d{3}[ -]\d{4})(?![\w-])"),
        "",
        _INVENTED,
    ),
    _Detail(
        "a full date of birth",
        re.compile(_BORN + _DAY, re.IGNORECASE),
        "",
        "write the age, or the year",
    ),
    _Detail(
        "a street address",
        re.compile(r"\b\d{1,4}[a-z]?,?\s+(?:[A-Z][\w'’-]+\s+){1,3}" + _STREET
                   + r"|\b\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|chemin|place|impasse)\s+"
                   r"(?:d[eu]s?\s+|de\s+la\s+|de\s+l['’])?[A-ZÉÈÀ]\w+"),
        "",
        "name the kind of place: the house by the canal",
    ),
    _Detail(
        "a place on a map",
        re.compile(r"-?\b\d{1,2}\.\d{3,}\s*°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}|\b\d{1,3}\s?°\s?\d{1,2}\s?['\u2032]"),
        "",
        "name the kind of place",
    ),
)  # fmt: skip
_MARKED = re.compile(r"\s*\((?:[^)]*\b)?(?:invented|inventée?|fictional|fictif|fictive)\b[^)]*\)", re.IGNORECASE)
# Two or more names in a row and the age of a child: first names alone are what lessons use. A short name of an agency has no age.
_NAMED = re.compile(
    r"(?<![\w'’-])((?:[^\W\d_a-zß-ÿ][\w'’-]+ ){1,3}(?:[^\W\d_a-zß-ÿ]\. )?[^\W\d_a-zß-ÿ][\w'’-]+)"
    r"(?:, (?:aged |age )?| \((?:aged |age )?| (?:is|was|aged|turned) )(?:1[0-7]|[1-9])(?![\d./:%-]|,\d| ?[ap]\.?m)\b"
)
_SMALL = re.compile(r"(?<![\w'’-])[a-zß-ÿ][\w'’-]+")
_FULL_NAME = "a child's first and last name"
_FIRST_NAME = "write the first name alone, or `(invented)` after the age"
# Words that begin a sentence before a name, for projects too small to show by their own texts what is written small.
_OPENERS = frozenset(re.findall(
    r"\w+",
    "a after an and ask at aunt baby before bring brother but by call child cousin daughter dear father for from give help her his if in "
    "invite let like little meet mother my now on our ring see sister so son take tell that the their then this to today uncle visit watch "
    "when while with yesterday your avec chez cher chère de demain dites et la le les mais pour puis quand sa ses si son",
))  # fmt: skip
_AGED = re.compile(r"(?:, |\(|(?:is|was|aged?|turned) )\d")
_CALENDAR = re.compile(
    rf"{_MONTH}|(?:sun|mon|tues|wednes|thurs|fri|satur)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche", re.IGNORECASE
)
_PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
# Without any of these no detail is in the text; the numbers in ids and file names are none.
_ANY = re.compile(r"[@\d](?:(?<=@)|(?<![\w:/-]\d)(?:[\d ./()°'\u2032-]{3,}|\d*[a-z]?,?\s+(?:[A-Z]|rue|avenue|boulevard|chemin|place|impasse)))")  # noqa: E501


def details(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Each identifying detail of a text: what it is, where it starts and ends, how to mend it.

    >>> [(what, "call +44 20 7946 0000"[start:end]) for what, start, end, _ in details("call +44 20 7946 0000")]
    [('a telephone number', '+44 20 7946 0000')]
    >>> list(details("call +44 20 7946 0000 (invented) at 08.30 on 2026-05-04"))
    []
    """
    if not _ANY.search(text):
        return
    for one in _DETAILS:
        if one.sign in text:
            for found in one.pattern.finditer(text):
                if not _MARKED.match(text, found.end()):
                    yield one.what, found.start(), found.end(), one.mend


def full_names(text: str, ordinary: Callable[[], Set[str]]) -> Iterator[tuple[int, int]]:
    """Where a text gives first and last name of a child with the age: start and end.

    ``ordinary`` gives words that are written small somewhere: with a capital they only begin a sentence.

    >>> text = "Tell Karla, 5, and Joseph Mwangi, 9, that it rains."
    >>> [text[start:end] for start, end in full_names(text, lambda: {"tell"})]
    ['Joseph Mwangi']
    >>> list(full_names("Lolo Barr, 7 (invented)", set)), list(full_names("by 5 September Idris, 15, sleeps", set))
    ([], [])
    """
    if not _AGED.search(text):
        return
    for found in _NAMED.finditer(text):
        names = found[1].split()
        while names and (names[0].lower() in ordinary() or _CALENDAR.fullmatch(names[0])):
            names = names[1:]
        if len(names) > 1 and names[-1].lower() not in ordinary() and not _MARKED.match(text, found.end()):
            yield found.end(1) - len(" ".join(names)), found.end(1)


def check_details_of(texts: Iterable[Lesson], pieces: Iterable[Sequence[Piece]]) -> Iterator[Diagnostic]:
    """Identifying details in some texts and fields, but for names: those need all texts (`check_full_names`)."""
    for lesson in texts:
        if _ANY.search(lesson.text):
            for number, line in enumerate(lesson.text.replace("\r\n", "\n").split("\n"), 1):
                for what, start, end, mend in details(line):
                    yield _fault(what, Span(lesson.path, number, start + 1, number, end + 1), mend)
    for some in pieces:
        if _ANY.search(" | ".join([piece.text for piece in some])):
            for piece in some:
                for what, _, _, mend in details(piece.text):
                    yield _fault(what, piece.span, mend)


def perhaps_named(texts: Iterable[Lesson], pieces: Iterable[Sequence[Piece]]) -> bool:
    """Whether a text may give the names of a child, so that `check_full_names` has to look."""
    return any(_AGED.search(one.text) and _NAMED.search(one.text) for one in texts) or any(
        _AGED.search(piece.text) and _NAMED.search(piece.text) for some in pieces for piece in some
    )


def check_full_names(
    catalogue: Catalogue, texts: Iterable[Lesson], pieces: Iterable[Sequence[Piece]]
) -> Iterator[Diagnostic]:
    """First and last names of children with their age in some texts and fields; what is a name shows in the texts of all."""

    @cache
    def ordinary() -> frozenset[str]:
        return _OPENERS.union(word for lesson in catalogue.lessons.values() for word in _SMALL.findall(lesson.text))

    for lesson in texts:
        if _AGED.search(lesson.text):
            for number, line in enumerate(lesson.text.replace("\r\n", "\n").split("\n"), 1):
                for start, end in full_names(line, ordinary):
                    yield _fault(_FULL_NAME, Span(lesson.path, number, start + 1, number, end + 1), _FIRST_NAME)
    for some in pieces:
        for piece in some:
            for _ in full_names(piece.text, ordinary):
                yield _fault(_FULL_NAME, piece.span, _FIRST_NAME)


def _fault(what: str, span: Span, mend: str) -> Diagnostic:
    return Diagnostic("identifying-detail", f"the text holds {what}", span, "somebody could be found by it", help=mend)


def check_photographs(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Photographs of which no module says who agreed to their being shown."""
    agreed: dict[str, set[str]] = {
        catalogue.folder_of(id): {one.file for one in unit.value.pictures if one.consent.strip()} for id, unit in catalogue.modules.items()
    }
    for path in sorted(catalogue.assets):
        if not path.lower().endswith(_PHOTOGRAPHS):
            continue
        mirror = mirrored(path)
        folder, name = posixpath.split(mirror[1] if mirror else path)
        if folder in agreed and name not in agreed[folder]:
            id = next(id for id in catalogue.modules if catalogue.folder_of(id) == folder)
            yield Diagnostic(
                "picture-without-consent",
                f"module `{id}` does not say who agreed to this picture: `{name}`",
                Span(path),
                "a photograph can show a child",
                help=f"add `- {{file: {name}, shows: …, consent: …}}` to `pictures` of module.yaml, or draw it as SVG",
            )

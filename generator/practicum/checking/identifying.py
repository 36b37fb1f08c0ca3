"""Details by which a real person could be found: addresses, telephone numbers, birthdays, places on a map, photographs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicum.checking.prose import Said
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
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


def check_details(catalogue: Catalogue, all_said: Sequence[Said]) -> Iterator[Diagnostic]:
    """Identifying details in the texts of modules, in every language."""
    for lesson in catalogue.lessons.values():
        if _ANY.search(lesson.text):
            for number, line in enumerate(lesson.text.replace("\r\n", "\n").split("\n"), 1):
                for what, start, end, mend in details(line):
                    yield _fault(what, Span(lesson.path, number, start + 1, number, end + 1), mend)
    for said in all_said:
        for some in said.pieces.values():
            if _ANY.search(" | ".join([piece.text for piece in some])):
                for piece in some:
                    for what, _, _, mend in details(piece.text):
                        yield _fault(what, piece.span, mend)


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

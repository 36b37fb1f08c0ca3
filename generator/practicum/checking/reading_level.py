"""Lessons that learners get through: no longer than their hours bear, in sentences and words that their readers know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from practicum.checking.completeness import is_practicum
from practicum.checking.prose import WORD, Said, place, unlinked
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import CORE_LANGUAGE
from practicum.model.lesson import Lesson
from practicum.resolving import version_in_force
from practicum.spans import Span

# LIX of newspapers lies about 45; volunteers and carers often read in a language that is not their first.
LIX = 50
LIX_PLAIN = 40
PLAIN_READERS = frozenset({"VOL", "CAR"})
# Words of all lessons for twelve hours; in proportion for others.
WORDS_FOR_TWELVE_HOURS = (1500, 4000)
# A practicum of more hours than these has a guide for learner, supervisor and assessor instead.
LONG_PRACTICUM_HOURS = 60
WORDS_OF_A_GUIDE = (1500, 8000)
# By what share lessons may be shorter or longer than their guide before it is said.
SLACK = 0.1
# A sentence of more words is lost before its end, however short its words; the mean of a lesson hides it.
LONGEST_SENTENCE = 45
# Where somebody who reads aloud stops.
_STOP = re.compile(r"(?<=[.!?:;…])[\"”’*_)]*\s+| · ")
# Of fewer words no level can be told.
LEAST_WORDS = 50


def lix_limit(said: Said) -> int:
    """The highest LIX that a lesson of the module may have."""
    return LIX_PLAIN if PLAIN_READERS & set(said.unit.value.audience) else LIX


def word_band(said: Said, today: date) -> tuple[int, int]:
    """The least and the most words of a module's lessons together."""
    hours = version_in_force(said.unit.value, today).hours
    if is_practicum(said) and hours > LONG_PRACTICUM_HOURS:
        return WORDS_OF_A_GUIDE
    least, most = WORDS_FOR_TWELVE_HOURS
    return round(least * hours / 12), round(most * hours / 12)


def within_guide(words: int, least: int, most: int) -> bool:
    """Whether lessons have about the words of their guide, which is no fence: labels and table heads are words too."""
    return least * (1 - SLACK) <= words <= most * (1 + SLACK)


def lesson_words(said: Said) -> int:
    """The words of a module's lessons, without headings and code."""
    return sum(said.digests[lesson.path].words for lesson in said.lessons)


def check_reading_level(said: Said, today: date) -> Iterator[Diagnostic]:
    """Lessons that are hard to read, and modules whose lessons are too long or too short for their hours."""
    unit = said.unit
    limit = lix_limit(said)
    for lesson in said.lessons:
        digest = said.digests[lesson.path]
        # The limits were found for English; what makes a sentence too long to be read aloud is the same everywhere.
        if digest.words >= LEAST_WORDS and digest.lix > limit and unit.value.language == CORE_LANGUAGE:
            yield Diagnostic(
                "hard-to-read",
                f"the lesson has a LIX of {digest.lix:.0f}; the most for its readers is {limit}",
                lesson.headings[0].span if lesson.headings else Span(lesson.path),
                f"{digest.words / digest.sentences:.0f} words a sentence; {100 * digest.long / digest.words:.0f} of 100 words have more "
                "than six letters",
                notes=(Note("who reads it", unit.where("audience")),) if limit == LIX_PLAIN else (),
                help="make two sentences of a long one, and take the shorter word",
            )
        yield from _long_sentences(lesson)
    words = lesson_words(said)
    least, most = word_band(said, today)
    if said.lessons and not within_guide(words, least, most):
        version = version_in_force(unit.value, today)
        yield Diagnostic(
            "lesson-length",
            f"the lessons of `{unit.id}` have {words:,} words; for {version.hours:g} hours {least:,} to {most:,} are right",
            unit.where("versions", unit.value.versions.index(version), "hours"),
            f"{words - most:,} too many" if words > most else f"{least - words:,} too few",
            help="take out what is not needed to teach" if words > most else "write what a learner needs who has no trainer at hand",
        )


def _long_sentences(lesson: Lesson) -> Iterator[Diagnostic]:
    for passage in lesson.passages:
        # A word and its space have two signs at least.
        if passage.level or len(passage.text) < 2 * LONGEST_SENTENCE:
            continue
        for sentence in _STOP.split(passage.text):
            words = WORD.findall(unlinked(sentence))
            if len(words) > LONGEST_SENTENCE:
                yield Diagnostic(
                    "long-sentence",
                    f"a sentence has {len(words)} words; the most is {LONGEST_SENTENCE}",
                    place(lesson, passage, " ".join(words[:3])),
                    "too long to be read aloud",
                    help="make two or three sentences of it, or a list",
                )

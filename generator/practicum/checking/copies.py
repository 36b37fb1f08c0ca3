"""What stands in two places: sentences that modules share, and runs of words that a source has too.

Runs of words are looked up, never compared in pairs, so a thousand modules cost a thousand times one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from practicum.checking.prose import WORD, Piece, Said, digest, place, prose, sentences_of, unlinked
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue
from practicum.spans import Span

# So many words in a row are a sentence taken, not an idea.
RUN = 12


def sentence_marks(said: Said) -> bytes:
    """A number of eight bytes for each longer sentence of a module, by which those are found that may stand in another one too."""
    return array("Q", {_mark(key) for one in said.digests.values() for key in one.keys}).tobytes()


def _mark(key: str) -> int:
    data = key.encode()
    return len(data) << 32 | crc32(data)


def check_marked(all_said: Sequence[Said], marks: Sequence[bytes], boilerplate: Sequence[str]) -> Iterator[Diagnostic]:
    """As `check_shared`; ``marks`` are what `sentence_marks` gave for each module, so that only those with equal marks are compared."""
    allowed = {_mark(key) for key in digest(boilerplate).keys}
    owner: dict[int, int] = {}
    alike: set[int] = set()
    for number, mark in enumerate(marks):
        for one in memoryview(mark).cast("Q"):
            first = owner.setdefault(one, number)
            if first != number and one not in allowed:
                alike |= {first, number}
    if alike:
        yield from check_shared([all_said[number] for number in sorted(alike)], boilerplate)


def check_shared(all_said: Sequence[Said], boilerplate: Sequence[str]) -> Iterator[Diagnostic]:
    """Sentences of eight or more words that stand in more than one module, at each place but the first."""
    allowed = set(digest(boilerplate).keys)
    owner: dict[str, int] = {}
    shared: set[str] = set()
    for number, said in enumerate(all_said):
        for one in said.digests.values():
            for key in one.keys:
                if owner.setdefault(key, number) != number:
                    shared.add(key)
    shared -= allowed
    if not shared:
        return
    first: dict[str, tuple[Said, Span]] = {}
    for said in all_said:
        told: set[str] = set()
        if not any(key in shared for one in said.digests.values() for key in one.keys):
            continue
        for key, span in sentences_of(said):
            if key not in shared or key in told:
                continue
            told.add(key)
            if key in first:
                other, there = first[key]
                yield Diagnostic(
                    "shared-sentence", f"a sentence stands in `{other.unit.id}` too: “{_short(key)}”", span, "word for word",
                    notes=(Note(f"in `{other.unit.id}`", there),),
                    help="say what this module has to say about it, link to the other, or add the sentence to `boilerplate` in "
                    "curriculum/words.yaml",
                )
            else:
                first[key] = (said, span)


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")


def check_copied(catalogue: Catalogue, sources: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Runs of twelve or more words that a text of ``sources`` (name → text) has too.

    What competencies and their indicators say is ours, wherever else it stands; so are the titles of modules and the boilerplate.
    """
    known: dict[str, tuple[str, int]] = {}
    for name, text in sources.items():
        for run, line in _runs(text):
            known.setdefault(run, (name, line))
    ours = [unit.value.title for unit in catalogue.modules.values()]
    for competency in catalogue.competencies.values():
        ours += [competency.value.title, competency.value.statement, *competency.value.indicators]
    if "words" in catalogue.words:
        ours += catalogue.words["words"].value.boilerplate
    for text in ours:
        for run, _ in _runs(text):
            known.pop(run, None)
    if not known:
        return
    for lesson in catalogue.lessons.values():
        for passage in lesson.passages:
            for run, name, line, count in _found(unlinked(passage.text), known):
                yield _copied(place(lesson, passage, run), run, name, line, count)
    for path, piece in _fields(catalogue):
        for run, name, line, count in _found(piece.text, known):
            yield _copied(piece.span if piece.span.path else Span(path), run, name, line, count)


def _copied(span: Span, run: str, name: str, line: int, count: int) -> Diagnostic:
    return Diagnostic(
        "copied-text", f"{count} words in a row stand in a source too: “{_short(run)}”", span, f"as in {name}, line {line}",
        help="say it in your own words; ideas may be taken, sentences may not",
    )


def _fields(catalogue: Catalogue) -> Iterator[tuple[str, Piece]]:
    for group in (catalogue.modules, catalogue.assessments, catalogue.programmes, catalogue.roles, catalogue.terms):
        for unit in group.values():
            for piece in prose(unit.tree):
                yield unit.path, piece


def _runs(text: str) -> Iterator[tuple[str, int]]:
    """Each run of twelve words of a text in small letters, and the line in which it begins."""
    found = [(word[0].lower(), word.start()) for word in WORD.finditer(text)]
    words = [word for word, _ in found]
    line, at = 1, 0
    for number in range(len(words) - RUN + 1):
        start = found[number][1]
        line += text.count("\n", at, start)
        at = start
        yield " ".join(words[number : number + RUN]), line


def _found(text: str, known: Mapping[str, tuple[str, int]]) -> Iterator[tuple[str, str, int, int]]:
    """The longest runs of a text that are known: their first twelve words, the source and its line, and how many words they have."""
    words = WORD.findall(text.lower())
    number = 0
    while number <= len(words) - RUN:
        run = " ".join(words[number : number + RUN])
        hit = known.get(run)
        if hit is None:
            number += 1
            continue
        end = number + 1
        while end <= len(words) - RUN and " ".join(words[end : end + RUN]) in known:
            end += 1
        yield run, hit[0], hit[1], end - number + RUN - 1
        number = end + RUN - 1

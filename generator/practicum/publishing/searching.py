"""A search index in small pieces that a page can load with plain script tags, so it also works from a folder on disk.

`search/index.js` says which words lie in which piece and what the search says in this language; `search/words-<start>.js` holds the
words of one stretch of the alphabet, forms of one word together, with the pages they stand on; `search/text-<key>.js` holds one page's
name, address and words, for its line among the results. A query costs the index once, a piece for each word and a text for each result
shown, however many pages there are. A page's key is made from its address, and a piece's name from where it starts: a change of one
text changes few files, and whoever keeps the index on a device fetches only these again.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from practicum.publishing.words import Words
from practicum.remembering import Remembered

# Letters, digits, and the signs that scripts of South and South-East Asia put between letters; `search.js` has the same.
_BETWEEN = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0e4e\u0e80-\u0fff\u1000-\u109f\u1780-\u17d3"
# What is written above and below letters, and may be left out: accents, Hebrew points, Arabic vowels and the stretching stroke.
_ABOVE = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_TOKEN = re.compile(f"(?:[^\\W_]|[{_BETWEEN}])+")
_WRITTEN = re.compile(f"(?:[^\\W_]|[{_BETWEEN}{_ABOVE}])+")
_MARKS = re.compile(f"[{_ABOVE}]")
# Scripts without spaces between words: every two neighbours are a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")
_CODE = re.compile(r"\b([a-z]{2,4})-(\d{1,3})\b")
_PIECE_BYTES = 20_000
_TEXT_LETTERS = 12_000
_KEY = 5
# How much a page is about a word, in nine steps; `search.js` knows what each step weighs.
_HEADING, _TITLE, _WHOLE = 4, 7, 9
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_SAID = {
    "label": "Search the site",
    "start": "Write two letters or more.",
    "one": "result",
    "found": "results",
    "none": "Nothing found for",
    "hint": "Try a shorter word or another one.",
    "partly": "No page has all these words; these have some of them.",
    "kept": "Only pages kept on this device are shown.",
    "more": "Show more",
    "close": "Close",
}
_STRIP = (
    (re.compile(r"^---\n.*?\n---\n", re.DOTALL), ""),
    (re.compile(r"<(style|svg|title)\b.*?</\1>", re.DOTALL), " "),
    (re.compile(r"<[^>]*>"), " "),
    (re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\{:?[^{}\n]*\}"), " "),
    (re.compile(r"^\s*\|?[\s:|-]+\|?\s*$", re.MULTILINE), " "),
    (re.compile(r"^\s*(?:[-*+]|\d+\.|:|>|#{1,6})\s+", re.MULTILINE), " "),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|-])"), r"\1"),
    (re.compile(r"(?<!\w)[*_`]+|[*_`]+(?!\w)|\|"), " "),
)


@dataclass(frozen=True)
class Entry:
    """Something that search can find: an address from the language's root, what it is called and what it says.

    ``words`` are further words that count like the title, ``first`` those for which it stands before everything else. A page that
    is ``beside`` what most come for weighs no more by what its text repeats.
    """

    address: str
    title: str
    kind: str
    summary: str
    text: str
    words: str = ""
    first: str = ""
    beside: bool = False


def spoken(markdown: str) -> str:
    """The words of a Markdown text, as one line.

    >>> spoken("## A *look* { .x }\\n\\n- [seeing](../a.md){ .y } <b>more</b>")
    'A look seeing more'
    """
    for pattern, replacement in _STRIP:
        markdown = pattern.sub(replacement, markdown)
    return " ".join(html.unescape(markdown).split())


def tokens(text: str, language: str = "en") -> list[str]:
    """Words as the index has them: without accents, lower case, two letters or more; the forms, not the stems.

    >>> tokens("Évaluer l’enfant: REL-2")
    ['evaluer', 'enfant', 'rel', 'rel2']
    """
    return [form for _, form in _forms(text, language)]


def _forms(text: str, language: str) -> list[tuple[str, str]]:
    """Each word of a text as its stem and its form."""
    lowered = _plain_letters(text.lower())
    found = [pair for word in _WRITTEN.findall(lowered) for pair in _form(word, language)]
    # A code is also one word: `REL-2` in a query is looked for as `rel2`.
    return found + [(code, code) for code in (f"{letters}{number}" for letters, number in _CODE.findall(lowered))]


@cache
def _form(word: str, language: str) -> tuple[tuple[str, str], ...]:
    forms = [form for form in _TOKEN.findall(fold(word)) if len(form) > 1]
    pairs = [form[n : n + 2] for run in _UNSPACED.findall(word) for n in range(len(run) - 1) for form in [fold(run)]]
    if pairs:
        return tuple((pair, pair) for pair in pairs)
    if len(forms) == 1:
        # A stemmer knows its language with its accents.
        return ((fold(_stem(language)(unicodedata.normalize("NFC", word))), forms[0]),)
    return tuple((form, form) for form in forms)


@cache
def _stem(language: str) -> Any:
    if language not in _STEMMERS:
        return str
    import Stemmer

    return Stemmer.Stemmer(_STEMMERS[language]).stemWord


def _plain_letters(text: str) -> str:
    return text.replace("’", " ").replace("'", " ").replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")


def fold(text: str) -> str:
    """Lower-case text without the marks that readers leave out when they type.

    >>> fold("Œuvre déplacée")
    'oeuvre deplacee'
    """
    return _MARKS.sub("", unicodedata.normalize("NFKD", _plain_letters(text.lower())))


def search_files(entries: Sequence[Entry], words: Words, memory: Remembered | None = None) -> dict[str, bytes]:
    """The index as files below the language's root; the words of a text that ``memory`` knows are not looked up again."""
    language = words.language
    memory = memory if memory is not None else Remembered()
    # stem → page → how much; stem → forms as people write them
    weights: dict[str, dict[int, int]] = defaultdict(dict)
    forms: dict[str, set[str]] = defaultdict(set)
    files: dict[str, bytes] = {}
    keys: list[str] = []
    for number, entry in enumerate(entries):
        for (stem, form), times in memory.once(lambda: Counter(_forms(entry.text, language)), "forms", language, entry.text).items():  # noqa: B023
            forms[stem].add(form)
            held = weights[stem]
            held[number] = max(held.get(number, 0), min(times, 1 if entry.beside else 3))
        # Said in more than one of the places that name a page, a word weighs a step more; a name of one word or two, or a code,
        # is that page.
        summary, names, title = (set(_forms(text, language)) for text in (entry.summary, entry.words, entry.title))
        for said, weight in ((summary, _HEADING), (names, _TITLE), (title, _TITLE)):
            for stem, form in said:
                forms[stem].add(form)
                held = weights[stem]
                named = held.get(number, 0) >= _HEADING
                held[number] = min(max(weight, held[number] + 1), _WHOLE - 1) if named else weight
        for stem, _ in title:
            if len(title) < 3 or stem[-1].isdigit():
                weights[stem][number] = _WHOLE
        for stem, form in _forms(entry.first, language):
            forms[stem].add(form)
            weights[stem][number] = _WHOLE
        keys.append(_key(entry.address, keys))
        files[text_file(keys[-1])] = _script(
            "text", keys[-1], [entry.address, entry.title, entry.kind, entry.summary[:180]], entry.text[:_TEXT_LETTERS]
        )
    files.update(_index_files({name: words(english) for name, english in _SAID.items()}, weights, forms, keys))
    return files


def narrowed(files: Mapping[str, bytes], wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The same index for some of its pages only; ``wanted`` is asked with an address from the language's root, without anchor."""
    said, _, keys = loaded(files["search/index.js"])
    renumbered: dict[int, int] = {}
    found: dict[str, bytes] = {}
    kept: list[str] = []
    for number in range(len(keys) // _KEY):
        key = keys[number * _KEY : (number + 1) * _KEY]
        data = files[text_file(key)]
        if wanted(loaded(data)[1][0].partition("#")[0]):
            renumbered[number] = len(kept)
            kept.append(key)
            found[text_file(key)] = data
    weights: dict[str, dict[int, int]] = {}
    forms: dict[str, set[str]] = {}
    for name, data in files.items():
        if name.startswith("search/words-"):
            rows = loaded(data)[1]
            for words, pages in zip(rows[::2], rows[1::2], strict=True):
                held, before = {}, 0
                for packed in pages:
                    before += packed // 10
                    if before in renumbered:
                        held[renumbered[before]] = packed % 10
                if held:
                    weights[words], forms[words] = held, set(words.split(" "))
    return {**found, **dict(_index_files(said, weights, forms, kept))}


def loaded(data: bytes) -> list[Any]:
    """What a file of the index hands over."""
    return list(json.loads(f"[{data.decode().partition('(')[2].rstrip()[:-1]}]"))


def _index_files(
    said: object, weights: Mapping[str, Mapping[int, int]], forms: Mapping[str, set[str]], keys: Sequence[str]
) -> Iterable[tuple[str, bytes]]:
    starts = []
    for start, rows in _pieces(weights, forms):
        yield f"search/words-{_hex(start)}.js", _script("words", start, rows)
        starts.append(start)
    yield "search/index.js", _script("index", said, starts, "".join(keys))


def text_file(key: str) -> str:
    """Where the text of one page lies, from the language's root."""
    return f"search/text-{key}.js"


def _key(address: str, taken: Sequence[str]) -> str:
    """A short name made from an address. Lower case only: memory cards do not tell capitals apart."""
    turn = 0
    while True:
        key = b32encode(hashlib.sha256(f"{address}{'#' * turn}".encode()).digest())[:_KEY].decode().lower()
        if key not in taken:
            return key
        turn += 1


def _hex(start: str) -> str:
    return "-".join(f"{ord(letter):x}" for letter in start)


def _pieces(weights: Mapping[str, Mapping[int, int]], forms: Mapping[str, set[str]]) -> Iterable[tuple[str, list[object]]]:
    """The words in alphabetical stretches; forms that share their first three letters stay together.

    A row is the forms of a word and its pages: each number is ten times the step from the page before, and the weight. A word whose
    forms begin differently stands at each beginning, because the search looks only there.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for stem, known in forms.items():
        for start in {form[:3] for form in known}:
            groups[start].append((" ".join(sorted(known)), stem))
    held: list[object] = []
    size, first = 0, ""
    for start in sorted(groups):
        rows: list[object] = []
        for said, stem in sorted(groups[start]):
            pages, before = [], 0
            for number, weight in sorted(weights[stem].items()):
                pages.append((number - before) * 10 + weight)
                before = number
            rows += [said, pages]
            size += len(said) + 4 + 3 * len(pages)
        first = first or start
        held += rows
        if size > _PIECE_BYTES:
            yield first, held
            held, size, first = [], 0, ""
    if held:
        yield first, held


def _script(name: str, *values: object) -> bytes:
    """A classic script that hands its values to the search; `</` cannot close the script early."""
    inside = ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values).replace("</", "<\\/")
    return f"practicumSearch.{name}({inside})\n".encode()

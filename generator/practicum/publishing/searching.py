"""A search index in small pieces that a page can load with plain script tags, so it also works from a folder on disk.

`search/pages.js` lists the pages; `search/words-<n>.js` holds the words of one stretch of the alphabet with the pages
they stand on; `search/text-<n>.js` holds one page's words, for the line under a result. A first query costs the list and
one stretch, each further word one stretch at most.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"\b([a-z]{2,4})-(\d{1,3})\b")
_STRETCH_BYTES = 24_000
_TITLE, _NAMED, _HEADING = 24, 32, 6
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
    (re.compile(r"&lt;"), "<"),
    (re.compile(r"&gt;"), ">"),
    (re.compile(r"&amp;"), "&"),
)


@dataclass(frozen=True)
class Entry:
    """Something that search can find: an address from the language's root, what it is called and what it says."""

    address: str
    title: str
    kind: str
    summary: str
    text: str
    words: str = ""


def spoken(markdown: str) -> str:
    """The words of a Markdown text, as one line.

    >>> spoken("## A *look* { .x }\\n\\n- [seeing](../a.md){ .y } <b>more</b>")
    'A look seeing more'
    """
    for pattern, replacement in _STRIP:
        markdown = pattern.sub(replacement, markdown)
    return " ".join(markdown.split())


def tokens(text: str) -> list[str]:
    """Words as the index has them: without accents, lower case, two letters or more.

    >>> tokens("Évaluer l’enfant: REL-2")
    ['evaluer', 'enfant', 'rel', 'rel2']
    """
    folded = _fold(text.lower())
    found = [word for word in _TOKEN.findall(folded) if len(word) > 1]
    # A code is also one word: `REL-2` in a query is looked for as `rel2`.
    return found + [f"{letters}{number}" for letters, number in _CODE.findall(folded)]


def _fold(text: str) -> str:
    kept = text.replace("’", " ").replace("'", " ").replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(char for char in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(char))


def search_files(entries: Sequence[Entry]) -> dict[str, bytes]:
    """The index as files below the language's root."""
    weights: dict[str, dict[int, int]] = defaultdict(dict)
    files: dict[str, bytes] = {}
    for number, entry in enumerate(entries):
        counted = Counter(tokens(entry.text))
        for word, times in counted.items():
            weights[word][number] = min(times, 5)
        for word in tokens(entry.title):
            weights[word][number] = weights[word].get(number, 0) + _TITLE
        for word in tokens(entry.summary):
            weights[word][number] = weights[word].get(number, 0) + _HEADING
        for word in tokens(entry.words):
            weights[word][number] = weights[word].get(number, 0) + _NAMED
        files[f"search/text-{number}.js"] = _script("text", number, entry.text[:12_000])
    starts: list[str] = []
    for start, words in _stretches(weights):
        files[f"search/words-{len(starts)}.js"] = _script("words", len(starts), words)
        starts.append(start)
    rows = [[entry.address, entry.title, entry.kind, entry.summary[:180]] for entry in entries]
    files["search/pages.js"] = _script("pages", starts, rows)
    return files


def _stretches(weights: dict[str, dict[int, int]]) -> Iterable[tuple[str, dict[str, list[int]]]]:
    """The words in alphabetical stretches; words that share their first two letters stay together."""
    held: dict[str, list[int]] = {}
    size, start = 0, ""
    for word in sorted(weights):
        flat = [part for number, weight in sorted(weights[word].items()) for part in (number, weight)]
        if held and size > _STRETCH_BYTES and not word.startswith(next(reversed(held))[:2]):
            yield start, held
            held, size = {}, 0
        if not held:
            start = word[:2]
        held[word] = flat
        size += len(word) + 6 + 4 * len(flat)
    if held:
        yield start, held


def _script(name: str, *values: object) -> bytes:
    """A classic script that hands its values to the search; `</` cannot close the script early."""
    inside = ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values).replace("</", "<\\/")
    return f"practicumSearch.{name}({inside})\n".encode()

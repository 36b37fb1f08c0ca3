"""The search index: small pieces, the words people type, and every page found by its own name."""

from __future__ import annotations

import gzip
import json
import re

from practicum.publishing.searching import Entry, search_files, spoken, tokens
from tests.publishing.shipped import shipped_stage


def loaded(data: bytes) -> list[object]:
    """What a script of the index hands over."""
    found = re.fullmatch(r"practicumSearch\.\w+\((.*)\)\n", data.decode(), re.DOTALL)
    assert found is not None
    return list(json.loads(f"[{found[1]}]"))


def test_a_page_is_found_by_the_beginning_of_each_of_its_words() -> None:
    entries = [
        Entry("a.html", "Trust", "Page", "About trust", "Évaluer l’enfant, REL-2, œuvre", "F06"),
        Entry("b.html", "Other", "Page", "", "nothing"),
    ]
    files = search_files(entries)
    held: dict[str, list[int]] = {}
    for name, data in files.items():
        if name.startswith("search/words-"):
            _, words = loaded(data)
            assert isinstance(words, dict)
            held |= words
    for word in ("trust", "evaluer", "enfant", "rel2", "oeuvre", "f06"):
        assert held[word][0] == 0, word
    assert held["other"][0] == 1


def test_words_that_share_two_letters_share_a_file() -> None:
    entries = [
        Entry(f"{n}.html", f"Page {n}", "", "", " ".join(f"{a}{b}word{n}" for a in "abcdefghij" for b in "aeiou")) for n in range(60)
    ]
    files = search_files(entries)
    starts, rows = loaded(files["search/pages.js"])
    assert isinstance(starts, list)
    assert isinstance(rows, list)
    assert len(starts) > 2
    assert starts == sorted(starts)
    owner: dict[str, int] = {}
    for n in range(len(starts)):
        _, words = loaded(files[f"search/words-{n}.js"])
        assert isinstance(words, dict)
        for word in words:
            assert owner.setdefault(word[:2], n) == n
    assert len(rows) == 60


def test_a_script_cannot_be_closed_by_a_text() -> None:
    files = search_files([Entry("a.html", "</script><script>alert(1)", "Page", "", "</script>")])
    assert b"</script" not in b"".join(files.values())


def test_spoken_text_is_what_a_reader_sees() -> None:
    table = "| a | b |\n| --- | --- |\n| 1 &lt; 2 | [see](../y.md){ .z } |"
    text = f'---\ntitle: "x"\n---\n# A *b*\n\n<div class="x" markdown="1">\n\n{table}\n\n</div>\n'
    assert spoken(text) == "A b a b 1 < 2 see"
    assert tokens("x") == []


def test_a_first_search_of_the_shipped_site_stays_small() -> None:
    files = {name: gzip.compress(data, 9) for name, data in shipped_stage().files.items() if name.startswith("en/pages/search/")}
    first = len(files["en/pages/search/pages.js"])
    words = max(len(data) for name, data in files.items() if "/words-" in name)
    texts = sorted((len(data) for name, data in files.items() if "/text-" in name), reverse=True)[:8]
    assert first + words + sum(texts) < 100_000
    assert sum(map(len, files.values())) < 2_500_000

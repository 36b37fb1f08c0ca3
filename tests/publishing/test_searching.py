"""The search index: small pieces, the words people type, and every page found by its own name."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from practicum.publishing.searching import Entry, search_files, spoken, text_file, tokens
from practicum.publishing.words import Words
from tests.publishing.shipped import shipped_stage


def loaded(data: bytes) -> list[object]:
    """What a script of the index hands over."""
    found = re.fullmatch(r"practicumSearch\.\w+\((.*)\)\n", data.decode(), re.DOTALL)
    assert found is not None
    return list(json.loads(f"[{found[1]}]"))


def rows(files: dict[str, bytes]) -> dict[str, dict[int, int]]:
    """Forms, each with the pages of its word and how much they are about it."""
    found: dict[str, dict[int, int]] = {}
    for name, data in files.items():
        if name.startswith("search/words-"):
            _, held = loaded(data)
            assert isinstance(held, list)
            for forms, packed in zip(held[::2], held[1::2], strict=True):
                pages, page = {}, 0
                for number in packed:
                    page += number // 10
                    pages[page] = number % 10
                found.update(dict.fromkeys(forms.split(" "), pages))
    return found


ENGLISH, FRENCH = Words("en"), Words("fr")


def test_a_page_is_found_by_each_of_its_words_and_most_by_its_name() -> None:
    entries = [
        Entry("a.html", "Trust", "Page", "About trust", "Évaluer l’enfant, REL-2, œuvre", "F06"),
        Entry("b.html", "Other", "Page", "", "nothing to trust"),
    ]
    held = rows(search_files(entries, ENGLISH))
    for word in ("evaluer", "enfant", "rel2", "oeuvre", "f06"):
        assert list(held[word]) == [0], word
    assert held["other"][1] > held["nothing"][1]
    assert held["trust"][0] > held["trust"][1]


def test_forms_of_a_word_are_one_row_in_each_language() -> None:
    english = rows(search_files([Entry("a.html", "Deciding", "", "", "They decided. She decides.")], ENGLISH))
    assert english["deciding"] is english["decided"] is english["decides"]
    french = rows(search_files([Entry("a.html", "Évaluation", "", "", "Les évaluations; on évalue, évaluer. Placé, placée.")], FRENCH))
    assert french["evaluation"] is french["evaluations"] is french["evalue"] is french["evaluer"]
    assert french["place"] is french["placee"]


def test_scripts_other_than_latin_are_searched_too() -> None:
    assert tokens("الطِّفْل وأُسرة", "ar") == ["الطفل", "واسرة"]
    assert tokens("बच्चे और परिवार", "hi") == ["बच्चे", "और", "परिवार"]
    assert tokens("Дети и семьЯ", "ru") == ["дети", "семья"]
    assert tokens("家庭支援", "ja") == ["家庭", "庭支", "支援"]


def test_a_word_is_looked_for_in_one_piece_and_its_forms_lie_there() -> None:
    entries = [
        Entry(f"{n}.html", f"Page {n}", "", "", " ".join(f"{a}{b}word{n} {a}{b}words{n}" for a in "abcdefghij" for b in "aeiou"))
        for n in range(60)
    ]
    files = search_files(entries, ENGLISH)
    said, starts, keys = loaded(files["search/index.js"])
    assert isinstance(starts, list)
    assert isinstance(keys, str)
    assert len(starts) > 2
    assert starts == sorted(starts)
    owner: dict[str, str] = {}
    for name, data in files.items():
        if name.startswith("search/words-"):
            start, held = loaded(data)
            assert isinstance(held, list)
            for forms in held[::2]:
                for form in forms.split(" "):
                    assert owner.setdefault(form[:3], str(start)) == start
    assert set(owner.values()) == set(starts)
    texts = {name for name in files if name.startswith("search/text-")}
    assert {text_file(keys[at : at + 5]) for at in range(0, len(keys), 5)} == texts
    assert len(texts) == 60
    assert isinstance(said, dict)
    assert said["more"] == "Show more"


def test_one_more_page_changes_no_other_text_and_few_pieces() -> None:
    entries = [Entry(f"p/{n}.html", f"Page {n}", "", "", f"Words of page {n}") for n in range(20)]
    before = search_files(entries, ENGLISH)
    after = search_files([*entries, Entry("new.html", "New", "", "", "Words")], ENGLISH)
    assert all(after[name] == data for name, data in before.items() if "/text-" in name)


def test_what_a_page_beside_the_lessons_repeats_weighs_no_more() -> None:
    repeated = "grief " * 5
    notes = Entry("trainer.html", "Notes", "", "", repeated, beside=True)
    files = search_files([notes, Entry("lesson.html", "Lesson", "", "", repeated)], ENGLISH)
    rows = [loaded(data)[1] for name, data in files.items() if name.startswith("search/words-")]
    held = dict(pair for row in rows for pair in zip(row[::2], row[1::2], strict=True))
    # Ten times the step from the page before, and the weight: found on both, and more about it is the lesson.
    assert held["grief"] == [1, 13]


def test_a_script_cannot_be_closed_by_a_text() -> None:
    files = search_files([Entry("a.html", "</script><script>alert(1)", "Page", "", "</script>")], ENGLISH)
    assert b"</script" not in b"".join(files.values())


def test_spoken_text_is_what_a_reader_sees() -> None:
    table = "| a | b |\n| --- | --- |\n| 1 &lt; 2 | [see](../y.md){ .z } |"
    text = f'---\ntitle: "x"\n---\n# A *b*\n\n<div class="x" markdown="1">\n\n{table}\n\n</div>\n'
    assert spoken(text) == "A b a b 1 < 2 see"
    assert tokens("x") == []


def test_a_first_search_of_the_shipped_site_stays_small() -> None:
    files = {name: gzip.compress(data, 9) for name, data in shipped_stage().files.items() if name.startswith("en/pages/search/")}
    words = [len(data) for name, data in files.items() if "/words-" in name]
    texts = sorted((len(data) for name, data in files.items() if "/text-" in name), reverse=True)
    assert len(files["en/pages/search/index.js"]) + max(words) + sum(texts[:6]) < 55_000
    # A whole language's words have to fit on a phone; the texts come with the pages that are kept.
    assert sum(words) < 300_000


@pytest.mark.parametrize(
    ("language", "word", "pages"),
    [
        ("en", "scared", {"help.html", "modules/F02.html"}),
        ("en", "suicide", {"help.html", "modules/I09.html"}),
        ("en", "hit", {"help.html", "modules/I03.html"}),
        ("en", "police", {"help.html", "modules/S03.html"}),
        ("en", "hungry", {"modules/I04.html"}),
        ("fr", "frappe", {"help.html"}),
        ("fr", "peur", {"help.html"}),
    ],
)
def test_a_learners_plain_words_lead_to_modules_and_help(language: str, word: str, pages: set[str]) -> None:
    files = {
        name.removeprefix(f"{language}/pages/"): data
        for name, data in shipped_stage().files.items()
        if name.startswith(f"{language}/pages/search/")
    }
    keys = loaded(files["search/index.js"])[2]
    found: dict[str, int] = {}
    for name, data in files.items():
        rows = loaded(data)[1] if name.startswith("search/words-") else []
        for forms, packed in zip(rows[::2], rows[1::2], strict=True):
            number = 0
            for one in packed if word in forms.split(" ") else ():
                number += one // 10
                address = loaded(files[text_file(keys[number * 5 : number * 5 + 5])])[1][0]
                found[address] = max(found.get(address, 0), one % 10)
    # They weigh as much as a page's own name, and help comes first.
    assert {address for address, weight in found.items() if weight >= 7} >= pages
    if "help.html" in pages:
        assert [address for address, weight in found.items() if weight == 9] == ["help.html"]

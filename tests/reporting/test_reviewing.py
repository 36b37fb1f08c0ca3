"""A review in words: nothing that an author wrote becomes a mark, a mention or a script; texts are told word by word."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from practicum.reading import read_project
from practicum.reporting.owners import code_owners, strangers
from practicum.reporting.phrases import account, as_html, as_markdown, as_text, code, phrase, strong
from practicum.reporting.review_forms import MARK, review_markdown
from practicum.reporting.review_json import review_json
from practicum.reporting.review_page import review_page
from practicum.reporting.review_words import Review
from practicum.reporting.told_changes import not_told
from practicum.reporting.word_differences import differences, runs_of, word_counts
from practicum.resolving.consequences import consequences
from tests.cases.sources import DAY, Sources, base

PEOPLE = "curriculum/people.yaml"
MODULE = "curriculum/modules/F01-seeing/module.yaml"
LESSON = "curriculum/modules/F01-seeing/01-looking.md"


def review(changed: Sources) -> Review:
    before, after = (read_project(one).catalogue for one in (base(), changed))
    return Review(consequences(before, after, day=DAY), before, after)


@given(st.text(max_size=40))
def test_a_text_stays_a_text(written: str) -> None:
    shown = as_markdown(phrase("a ", written, strong(written), code(written)))
    assert "\n" not in shown
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parseInline(shown)[0].children or []
    assert {one.type for one in tokens} <= {"text", "strong_open", "strong_close", "code_inline", "text_special"}
    assert not re.search(r"@[\w]", shown.replace("`", ""), re.ASCII) or "`" in shown
    assert "<" not in as_html(phrase(written)).replace("<strong>", "").replace("</strong>", "")
    assert as_text(phrase(written)).isprintable()


def test_only_an_account_calls_somebody() -> None:
    assert as_markdown(phrase(account("@ada-example"), " and @everybody")) == "@ada-example and @\u200beverybody"
    assert as_markdown(phrase(account("@ada <b>"))) == "@\u200bada \\<b\\>"


@given(st.text("ab \n.", max_size=60), st.text("ab \n.", max_size=60))
def test_words_put_in_and_taken_out_make_the_one_text_of_the_other(before: str, after: str) -> None:
    runs = runs_of(before, after)
    assert "".join(run.text for run in runs if run.kind != "in") == before
    assert "".join(run.text for run in runs if run.kind != "out") == after


def test_a_paragraph_that_moved_is_told_once() -> None:
    before = "# A\n\nThe yard has a gate.\n\nThe bus is late.\n"
    assert word_counts(before, before) == (0, 0)
    assert word_counts(before, before.replace("late", "early")) == (1, 1)
    assert [runs for runs in differences(before, before.replace("\n", "\r\n")) if runs] == []


def test_a_hostile_title_is_shown_and_does_nothing() -> None:
    sources = base().copy()
    hostile = 'title: "</style><script>alert(1)</script> @all [x](https://evil.example) ![y](z)"'
    sources.change(MODULE, "title: Seeing what works", hostile)
    found = review(sources)
    comment = "\n".join(review_markdown(found, "This with that."))
    assert comment.startswith(MARK)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(comment)
    assert "<script" not in html
    assert "<a " not in html
    assert "<img" not in html
    page = review_page(found, "This with that.", []).decode()
    assert page.count("<script") == 0
    assert page.count("</style>") == 1
    assert "src=" not in page


def test_what_nobody_told_is_said_until_somebody_tells_it() -> None:
    sources = base().copy()
    sources.change(LESSON, "# Looking", "# Looking on")
    sources.change(MODULE, "title: Seeing what works", "title: Seeing what holds")
    silent = review(sources)
    assert [one.unit for one in not_told(silent)] == ["F01"]
    comment = "\n".join(review_markdown(silent, "This with that."))
    assert "### Told to readers" in comment
    assert "**F01** is not told yet. Will learners or trainers notice? Then `practicum new change F01`." in comment
    sources.write("curriculum/changes/f01-looking.yaml", 'format: 1\nkind: changed\nunits: [F01]\nsays: "It looks *on*."\n')
    told = review(sources)
    assert not not_told(told)
    assert r"**F01 changed**: “It looks \*on\*.”" in "\n".join(review_markdown(told, "This with that."))
    assert review_json(told)["told"] == [{"kind": "changed", "units": ["F01"], "says": "It looks *on*."}]


def test_what_is_new_or_gone_is_told_by_a_command_that_takes_it() -> None:
    sources = base().copy()
    for path in [path for path in sources.contents if path.startswith("curriculum/modules/F02")]:
        sources.contents.pop(path)
    assert "`practicum new change F02 --kind removed`" in "\n".join(review_markdown(review(sources), "This with that."))
    after, before = (read_project(one).catalogue for one in (base(), sources))
    back = "\n".join(review_markdown(Review(consequences(before, after, day=DAY), before, after), "This with that."))
    assert "`practicum new change F02 --kind added`" in back


def test_a_sentence_ends_once() -> None:
    sources = base().copy()
    path = "competencies/countries/NV/F01.yaml"
    one = "  - {id: NV-2, target: F02/title, was: 3f9c00aa11bb, from: 2026-01-01, says: It ends., value: A}\n"
    sources.change(path, "patches:\n", f"patches:\n{one}")
    assert "patch `NV-2` is new: It ends.\n" in "\n".join(review_markdown(review(sources), "This with that.")) + "\n"


def test_a_change_that_was_told_before_does_not_tell_the_next_one() -> None:
    before = base().copy()
    before.write("curriculum/changes/f01-looking.yaml", 'format: 1\nkind: changed\nunits: [F01]\nsays: "It looked."\n')
    after = before.copy()
    after.change(LESSON, "# Looking", "# Looking on")
    one, two = (read_project(side).catalogue for side in (before, after))
    assert [each.unit for each in not_told(Review(consequences(one, two, day=DAY), one, two))] == ["F01"]


def test_the_page_shows_words() -> None:
    sources = base().copy()
    sources.change(LESSON, "# Looking", "# Looking on")
    page = review_page(review(sources), "This with that.", []).decode()
    assert "<ins>" in page
    assert LESSON in page


def test_more_than_is_read_is_folded_away() -> None:
    sources = base().copy()
    glossary = "curriculum/glossary.yaml"
    more = "".join(f"  - {{id: t{number}, term: word {number}, definition: A word.}}\n" for number in range(40))
    sources.write(glossary, sources.text(glossary).rstrip("\n") + "\n" + more)
    comment = "\n".join(review_markdown(review(sources), "This with that."))
    assert "<details><summary>28 more: glossary, sources and people</summary>" in comment


def test_code_owners_name_everybody_who_is_asked_about_a_path() -> None:
    sources = base().copy()
    sources.write(
        PEOPLE,
        "format: 1\npeople:\n"
        "  - {id: P-ONE, name: One, constituency: academia, account: \"@one\", asked_about: [modules]}\n"
        "  - {id: P-TWO, name: Two, constituency: practice, account: \"@org/two\", asked_about: [F01, rules]}\n"
        "  - {id: P-THREE, name: Three, constituency: practice, asked_about: [F01]}\n"
        "  - {id: P-FOUR, name: Four, constituency: practice, account: \"@four\", asked_about: [F99, fr]}\n",
    )
    catalogue = read_project(sources).catalogue
    text = code_owners(catalogue, prefix="my course/")
    assert "/my\\ course/curriculum/modules/ @one\n/my" in text
    assert "/my\\ course/curriculum/modules/F01-seeing/ @one @org/two\n" in text
    assert "/my\\ course/competencies/certifications/ @org/two\n" in text
    assert "/my\\ course/curriculum/fr/ @four\n" in text
    assert "# Asked, but without an account: Three" in text
    assert list(strangers(catalogue)) == [("P-FOUR", "F99")]

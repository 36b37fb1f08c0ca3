"""YAML that cannot be read: each slip in an author's words, at the place that has to be mended."""

import pytest

from practicum.reading.yaml_tree import read_tree

HEAD = 'format: 1\ntitle: "Asking first"\nstatus: draft\n'

# What the author wrote instead of the middle line; the message, its place, and what the help speaks of.
SLIPS = {
    "a colon in a text": ("title: Asking: a start", "the text of `title` holds a colon and has no quotes", "2:14", '"Asking: a start"'),
    "curly quotes": ("title: “Asking: first”", "the text of `title` holds a colon and has no quotes", "2:15", '"Asking: first"'),
    "no space after the colon": ("title:Asking", "after the colon of `title` a space is missing", "2:1", "`title: …`"),
    "no colon": ("title Asking", "this line has no `key: ` before its text", "2:1", "`key: value`"),
    "one indent too many": ("  title: Asking", "a key stands where the text of the line above goes on", "2:8", "same column"),
    "no-break spaces": (
        "title:\u00a0Asking", "a blank that is no ordinary space stands here: U+00A0, no-break space", "2:7", "ordinary spaces"
    ),
    "a quote inside quotes": ('title: "Asking "first""', "the text goes on after its closing quote", "2:17", "around the whole text"),
    "an apostrophe": ("title: 'Sami's asking'", "the text goes on after its closing quote", "2:14", "around the whole text"),
    "no bracket": ("title: [FSW", "`[` is opened here and not closed", "2:8", "write `]`"),
    "no comma": ("title: {a: 1 b: 2}", "a comma or `}` is missing", "2:15", "a comma between two entries"),
    "two commas": ("title: [a,, b]", "`,` stands where a value is expected", "2:11", "take it out"),
    "a bracket too many": ("title: [a]]", "`]` closes nothing", "2:11", "take it out"),
    "a text that begins with a bracket": ("title: [Asking] first", "the text goes on after `]`", "2:17", "quotes"),
    "a second document": ("---\ntitle: Asking", "a second document begins here; a file holds one", "2:1", "take the line out"),
    "a backslash": (
        'title: "C:\\Docs"', "a backslash in double quotes begins a code, and no code is written like this", "2:11", "single quotes"
    ),
    "a list on the key's line": ("title: - Asking", "a list cannot begin on the line of its key", "2:8", "line of its own"),
    **{
        f"a text that begins with {sign}": (f"title: {sign}Asking", f"a text without quotes cannot begin with {shown}", "2:8", "quotes")
        for sign, shown in {"%": "`%`", "@": "`@`", "*": "`*`", "`": "a backtick", ">": "`>`", "|": "`|`", "& ": "`&`", "? ": "`?`"}.items()
    },
}


@pytest.mark.parametrize(("written", "message", "where", "hint"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named_in_plain_words_at_its_place(written: str, message: str, where: str, hint: str) -> None:
    _, faults = read_tree("a.yaml", HEAD.replace('title: "Asking first"', written).encode())
    assert [(fault.message, f"{fault.span.line}:{fault.span.column}") for fault in faults] == [(message, where)]
    assert hint in faults[0].help


@pytest.mark.parametrize("end", ["", "”"])
def test_a_quote_that_is_not_closed_is_shown_where_it_is_opened(end: str) -> None:
    _, faults = read_tree("a.yaml", f'format: 1\ntitle: "Asking{end}\nstatus: draft\nsummary: "How to ask."\n'.encode())
    assert [(fault.message, fault.span.line, fault.span.column) for fault in faults] == [("a quote is opened here and not closed", 2, 8)]
    assert ("another sign than ”" in faults[0].help) == bool(end)


def test_a_line_in_a_wrong_column_is_told_the_right_one() -> None:
    _, faults = read_tree("a.yaml", b"versions:\n  - version: one\n   from: two\n")
    assert [(fault.message, fault.span.line, fault.help) for fault in faults] == [
        ("this line begins in another column than the lines it belongs to", 3, "let it begin in column 5")
    ]


def test_entries_below_an_empty_list_are_told_what_to_take_out() -> None:
    _, faults = read_tree("a.yaml", b"format: 1\npeople: []  # nobody yet\n\n  - {id: P-ADA}\n")
    assert [(fault.message, fault.span.line, fault.span.column, fault.help) for fault in faults] == [
        (
            "`[]` says that `people` is empty, and entries stand below it", 2, 9,
            "write `people:` alone on its line, and the entries below",
        )
    ]  # fmt: skip


def test_a_text_is_not_cut_short_by_its_hash() -> None:
    tree, faults = read_tree("a.yaml", b'title: Asking #1 first\nother: a # comment\nlast: "a #1" #b\n')
    assert tree is not None
    assert [(fault.rule, fault.span.line) for fault in faults] == [("ambiguous-scalar", 1)]

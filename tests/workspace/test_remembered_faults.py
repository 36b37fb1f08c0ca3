"""What is found in a module alone is remembered: after each edit a check with a memory says what one without says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from practicum.workspace.memories import Memories, memories_of
from practicum.workspace.project import begin_check, check_files
from tests.cases.sources import DAY, Sources, base

FIRST = "curriculum/modules/F01-seeing/01-looking.md"
SECOND = "curriculum/modules/F01-seeing/02-listening.md"
OTHER = "curriculum/modules/F02-again"
SENTENCE = "Nobody in the whole long street had ever seen the green gate open before noon."


def project() -> Sources:
    """The small project with a second module that says the same as the first."""
    sources = base().copy()
    for path in [path for path in sources.contents if path.startswith("curriculum/modules/F01-seeing/")]:
        sources.contents[path.replace("curriculum/modules/F01-seeing", OTHER)] = sources.contents[path].replace(b"F01", b"F02")
    return sources


def edits(sources: Sources) -> list[tuple[str, str]]:
    """A path and its next text, one after the other; each changes a fault that shows in, or between, modules."""
    first, second, other = sources.text(FIRST), sources.text(SECOND), sources.text(f"{OTHER}/01-looking.md")
    words = sources.text("curriculum/words.yaml")
    assert "avoid:\n" in words
    return [
        (FIRST, f"{first}\n{SENTENCE}\n"),
        (f"{OTHER}/01-looking.md", f"{other}\n{SENTENCE}\n"),
        (FIRST, first),
        # A name is one by what all the other texts write small.
        (SECOND, f"{second}\nHere Brown Gate, 9, waits. Call +44 20 7946 0000.\n"),
        (f"{OTHER}/01-looking.md", f"{other}\nThe brown gate is here.\n"),
        ("curriculum/words.yaml", words.replace("avoid:\n", "avoid:\n  - {language: en, words: [gate], write: door}\n")),
        (SECOND, second),
    ]


def test_after_each_edit_a_memory_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    sources = project()
    seen = set()
    for path, text in [(FIRST, sources.text(FIRST)), *edits(sources)]:
        sources.write(path, text)
        memories = memories_of(tmp_path / "build")
        clean = check_files(sources, day=DAY, memories=Memories())
        assert check_files(sources, day=DAY, memories=memories).diagnostics == clean.diagnostics
        memories.save()
        seen |= {one.rule for one in clean.diagnostics}
    # The edits do change what is found in a module and between modules.
    assert {"shared-sentence", "identifying-detail"} <= seen


def test_another_day_is_another_question(tmp_path: Path) -> None:
    sources, memories = project(), Memories()
    sources.change(
        "curriculum/modules/F01-seeing/module.yaml", "sessions:\n",
        '  - version: "2"\n    from: 2027-01-01\n    hours: 200\n    teaches: [{competency: REL-1, level: 1}]\nsessions:\n',
    )  # fmt: skip
    for day in (DAY, date(2027, 1, 1), DAY):
        clean = check_files(sources, day=day, memories=Memories())
        assert check_files(sources, day=day, memories=memories).diagnostics == clean.diagnostics


def test_what_another_process_found_is_remembered_here() -> None:
    memories = Memories()
    first = begin_check(project(), day=DAY, memories=memories, processes=2).checked()
    kept = memories.of("said").learnt()
    assert kept[1]
    again = begin_check(project(), day=DAY, memories=memories, processes=2).checked()
    assert again.diagnostics == first.diagnostics
    assert memories.of("said").learnt()[1].keys() == kept[1].keys()

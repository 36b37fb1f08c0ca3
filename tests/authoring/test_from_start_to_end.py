"""A curriculum of one's own from an empty folder on: every command goes well, and after each `practicum check` finds no error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.authoring.small_project import call, good

STEPS: tuple[tuple[str, ...], ...] = (
    ("new", "module", "N01", "--title", "Listening first", "--hours", "2", "--teaches", "CORE-1=1"),
    ("new", "competency", "--domain", "CORE", "--title", "Asking", "--statement", "Asks before telling", "--indicator", "waits",
     "--taught-by", "N01"),
    ("new", "role", "VOL", "--title", "Volunteer", "--holder", "a neighbour", "--mandate", "Looks out.", "--needs", "CORE-2=1"),
    ("new", "certification", "VOL", "--role", "VOL", "--title", "Recognised volunteer", "--module", "N01", "--months", "24",
     "--from", "2027-06-01"),
    ("new", "programme", "start", "--title", "Start", "--phase", "pre_service", "--summary", "The first.", "--for-whom", "Volunteers.",
     "--module", "N01", "--leads-to", "VOL"),
    ("new", "reference", "doe-2020", "--title", "On asking", "--author", "J. Doe", "--year", "2020", "--type", "book"),
    ("new", "country", "QX", "--name", "Quex", "--helpline", "Quex line: 000"),
    ("new", "translation", "fr"),
    ("rename", "N01", "M01"),
    ("rename", "role:VOL", "NGH"),
    ("rename", "CORE-1", "CORE-9"),
    ("retire", "CORE-9", "--replaced-by", "CORE-2"),
    ("upgrade",),
)  # fmt: skip
PATCH = """format: 1
country: QX
patches:
  - {id: QX-N01-1, target: N01/title, was: "%s", from: 2026-01-01, says: "It is called otherwise here.", value: "Listening, in Quex"}
"""


def test_every_step_leaves_it_without_error(tmp_path: Path) -> None:
    good(tmp_path, "init", "own", "--base-url", "https://care.example.org", "--title", "Family care", "--framework", "family-care")
    own = tmp_path / "own"
    for words in STEPS:
        if words == ("rename", "N01", "M01"):
            patch = own / "competencies/countries/QX/N01.yaml"
            patch.write_text(PATCH % "000000000000")
            stands = re.search(r"write `was: ([0-9a-f]{12})`", call(own, "check").output)
            assert stands
            patch.write_text(PATCH % stands[1])
        good(own, *words)
        assert "error" not in good(own, "check"), words
    # Comments that `init` and `new` wrote are all still there.
    assert "# Each domain is a file of the same name" in (own / "competencies/frameworks/family-care/framework.yaml").read_text()
    assert (
        "target: M01/title" in (own / "competencies/countries/QX/M01.yaml").read_text()
        or "target: M01/title" in (own / "competencies/countries/QX/N01.yaml").read_text()
    )
    said = good(own, "build")
    assert "build/site/index.html" in said
    for old in (
        "modules/N01.html",
        "modules/N01/01-listening-first.html",
        "modules/N01-QX.html",
        "roles/VOL.html",
        "competencies/CORE-1.html",
    ):
        page = (own / "build/site" / old).read_text()
        way = re.search(r'url=([^"]+)"', page)
        assert way
        assert (own / "build/site" / old).parent.joinpath(way[1]).resolve().is_file(), old
    assert "Retired since" in (own / "build/site/competencies/CORE-9.html").read_text()


def test_a_person_at_a_terminal_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good(tmp_path, "init", "own", "--base-url", "https://care.example.org", "--title", "Family care", "--framework", "family-care")
    monkeypatch.setattr("practicum.cli.carrying_out.at_a_terminal", lambda: True)
    result = call(tmp_path / "own", "new", "module", answers="N01\nListening first\n2\nCORE-1=1\n\n")
    assert result.exit_code == 0, result.output
    assert "How many hours does a learner spend?" in result.output
    assert "new module N01: Listening first" in result.output
    result = call(tmp_path / "own", "new", "reference", answers="doe-2020\nOn asking\nJ. Doe\nA. Roe\n\n2020\nbook\n\n")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "own/curriculum/references.yaml").read_text()
    assert 'authors:\n      - "J. Doe"\n      - "A. Roe"' in text
    assert "permission: ideas_only" in text

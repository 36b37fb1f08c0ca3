"""No name, address or id of the input is in anything that is printed, whatever is wrong with the records, nor in what may be handed on."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from practicum.cli import main
from practicum.workspace.learners import RecordFiles

LONG = "Zaphiraxelle" * 25
# Whoever is in the records, in words that no message of ours has by chance.
SECRETS = (
    "Qwendolina", "Brixworthy", "qwendolina@brix.invalid", "ZQ-1047", "ZQ-2093", "ZQ-3301", "ZQ-9999", "Zaphiraxelle", "cmd|calc",
    "brixscript", "ghost@brix.invalid", "Ottokarius", "K-BRIX-7",
)  # fmt: skip
FILES = {
    "learners.csv": (
        "id,name,email,birth_year,person_key\n"
        "ZQ-1047,Qwendolina Brixworthy,qwendolina@brix.invalid,1980,K-BRIX-7\n"
        "ZQ-2093,\"Brixworthy, Qwendolina\",,1980,\n"
        "ZQ-3301,=cmd|calc<script>brixscript</script>,ghost@brix.invalid,Ottokarius,\n"
        f"ZQ-4410,{LONG},,1970,\n"
        "ZQ-1047,Ottokarius Brixworthy,,1991,\n"
    ),
    "agencies.csv": "agency,name,country\nNV-A,House,NV\n",
    "posts.csv": "learner,role,agency,start\nZQ-1047,CSW,NV-A,2024-01-01\nZQ-2093,CSW,Qwendolina,2024-01-01\nZQ-9999,CSW,NV-A,2024-01-01\n",
    "completions.csv": (
        "learner,module,date,score\nZQ-1047,F01,Qwendolina,90\nZQ-1047,Brixworthy,2026-01-01,90\nZQ-9999,F01,2026-01-01,Ottokarius\n"
        "Qwendolina Brixworthy,F01,2026-01-01,90\nZQ-2093,F01,2026-01-01,90\nzq-2093 ,F01,01/02/2026,90\n"
    ),
    "cpd.csv": "email,date,hours\nghost@brix.invalid,2026-01-01,3\n",
    # No headings at all: the first row is somebody.
    "Notes.csv": "ZQ-1047,Qwendolina Brixworthy,qwendolina@brix.invalid\nZQ-2093,x,y\n",
    "supervision.csv": "ZQ-1047;Qwendolina;2026-01-01\n",
    "vetting.csv": "learner,date,result\nZQ-1047,2026-01-01,Qwendolina\n",
    "profiles/broken.yaml": "format: 1\nid: x\n",
    "broken.xlsx": "PK\x03\x04 Qwendolina Brixworthy",
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def told(place: Path, caplog: pytest.LogCaptureFixture, *words: str) -> str:
    with caplog.at_level(logging.DEBUG):
        done = CliRunner().invoke(
            main, [*words, "--home", str(place / "home")], env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1", "COLUMNS": "300"}
        )
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return f"{done.output}\n{caplog.text}".replace(str(place), "")


def named(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


@pytest.mark.parametrize(
    "words",
    [
        ("records", "look", "{records}"),
        ("records", "look", "{records}", "--format", "json"),
        ("records", "tidy", "{records}", "--out", "{place}/tidy"),
        ("records", "review", "{records}"),
        ("gaps", "{records}", "--as-of", "2026-10-15"),
        ("gaps", "{records}", "--as-of", "2026-10-15", "--format", "json"),
        ("records", "look", "{records}/Notes.csv"),
        ("records", "look", "{records}/broken.xlsx"),
    ],
    ids=" ".join,
)
def test_nobody_is_named_by_what_is_printed(place: Path, caplog: pytest.LogCaptureFixture, words: tuple[str, ...]) -> None:
    typed = [word.format(records=place / "records", place=place) for word in words]
    assert named(told(place, caplog, *typed)) == []


def test_the_search_finds_who_is_named(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert named(told(place, caplog, "records", "review", str(place / "records"), "--names")) != []


def test_nobody_is_named_when_decisions_are_taken_undone_contradicted_and_erased(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    records = str(place / "records")
    why = ("--by", "me", "--reason", "r")
    steps = (
        ("records", "link", "ZQ-1047", "ZQ-2093", "--same", *why),
        ("records", "link", "ZQ-1047", "ZQ-2093", "--same", *why),
        ("records", "link", "ZQ-2093", "ZQ-3301", "--same", *why),
        ("records", "link", "ZQ-3301", "ZQ-1047", "--different", *why),
        ("records", "review", records),
        ("gaps", records, "--as-of", "2026-10-15"),
        ("records", "unlink", "ZQ-1047", "ZQ-2093", *why),
        ("records", "unlink", "ZQ-1047", "ZQ-9999", *why),
        ("gaps", "--again", str(place / "home" / "reports" / "2026-10-15" / "manifest.json")),
        ("records", "erase", "--learner", "ZQ-3301", "--preview"),
        ("records", "erase", "--learner", "ZQ-3301", "--yes"),
    )
    for words in steps:
        assert named(told(place, caplog, *words)) == [], words
    with (place / "home" / "links.csv").open("a", encoding="utf-8") as file:
        file.write("ZQ-1047,ZQ-2093,Qwendolina,Brixworthy,Ottokarius,r,,real\r\n")
    assert named(told(place, caplog, "gaps", records, "--as-of", "2026-10-15")) == []


def test_nobody_is_named_by_a_file_that_the_system_refuses(
    place: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: RecordFiles, name: str) -> bytes:
        raise PermissionError(errno.EACCES, "it is open in another program, such as Excel", name)

    monkeypatch.setattr(RecordFiles, "open", refused)
    text = told(place, caplog, "gaps", str(place / "records"), "--as-of", "2026-10-15")
    assert "it is open in another program, such as Excel" in text
    assert named(text) == []


def test_nobody_is_named_in_what_may_be_handed_on(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert named(told(place, caplog, "gaps", str(place / "records"), "--as-of", "2026-10-15", "--share", "--split", "agency")) == []
    report = place / "home" / "reports" / "2026-10-15"
    shared = [path for path in report.glob("shareable/**/*") if path.is_file()]
    assert shared
    for path in shared:
        assert named(path.read_bytes().decode("utf-8", "replace")) == [], path.name
    # The names of people are in no file of the report at all; ids are, in its private part.
    everything = "".join(path.read_bytes().decode("utf-8", "replace") for path in sorted(report.rglob("*")) if path.is_file())
    assert not [word for word in ("Brixworthy", "brixscript", "Zaphiraxelle", "@brix.invalid") if word in everything]
    assert "ZQ-1047" in everything

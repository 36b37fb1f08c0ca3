"""`practicum records profile` and `look`: a file of another shape to a saved profile that applies by itself, and what to send back."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main

MOODLE = Path(__file__).resolve().parents[1] / "records" / "moodle"
DAY = "2026-11-22"
MAPPED = ("--map", "Read the policy=F01", "--map", "Safeguarding, part 2=F02", "--map", "Course complete=none")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    shutil.copy(MOODLE / "course-completion.csv", folder / "november.csv")
    (folder / "learners.csv").write_text("id\n" + "".join(f"L{n}\n" for n in range(1, 7)))
    (folder / "identities.csv").write_text("alias,learner\n" + "".join(f"emp{n}@example.invalid,L{n + 1}\n" for n in range(6)))
    return folder


def run(home: Path, *words: object) -> Result:
    settings = {"PRACTICUM_TODAY": DAY, "PRACTICUM_HOME": str(home), "NO_COLOR": "1"}
    return CliRunner().invoke(main, [str(word) for word in words], env=settings)


def look(home: Path, records: Path, *words: object) -> dict[str, object]:
    done = run(home, "records", "look", records, "--format", "json", *words)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_saved_profile_applies_by_itself_and_survives_a_hand(home: Path, records: Path) -> None:
    file = records / "november.csv"
    before = run(home, "records", "look", records)
    assert before.exit_code == 1
    assert "extends: moodle-course-completion" in before.stderr
    open_ = run(home, "records", "profile", file)
    assert open_.exit_code == 1
    assert "nobody said which module `Read the policy` is" in open_.stderr
    saved = run(home, "records", "profile", file, "--save", "lms", "--beside", records, *MAPPED)
    assert saved.exit_code == 0, saved.stderr
    assert "10 rows in = 10 used + 0 set aside + 0 collapsed" in saved.stderr
    path = home / "profiles" / "lms.yaml"
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    first = look(home, records)
    assert (first["rows_in"], first["used"], first["refused"]) == (22, 22, [])
    path.write_text(path.read_text("utf-8").replace('"Safeguarding, part 2": F02', '"Safeguarding, part 2": none  # by hand'), "utf-8")
    second = look(home, records)
    assert (second["used"], second["fingerprint"] == first["fingerprint"]) == (18, False)
    again = run(home, "records", "profile", file, "--save", "lms", *MAPPED)
    assert again.exit_code == 1
    assert "`--replace`" in again.stderr
    assert "by hand" in path.read_text("utf-8")
    assert run(home, "records", "profile", file, "--save", "lms", "--replace", *MAPPED).exit_code == 0
    assert "by hand" in (home / "profiles" / "lms.yaml.before").read_text("utf-8")


def test_a_fault_in_a_saved_profile_is_named_with_its_line(home: Path, records: Path) -> None:
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "mine.yaml").write_text("format: 1\nid: mine\ncolums: {a: b}\n")
    done = run(home, "records", "look", records)
    assert done.exit_code == 1
    assert "mine.yaml:3" in done.stderr
    (home / "profiles" / "mine.yaml").unlink()
    (home / "profiles" / "words.yaml").write_text("format: 1\nheadingz: {}\n")
    assert "words.yaml:2" in run(home, "records", "look", records).stderr


def test_everything_that_is_said_is_without_a_value_of_a_person(home: Path, records: Path) -> None:
    said = [run(home, "records", "profile", records / "november.csv", *MAPPED), run(home, "records", "look", records)]
    for done in said:
        for secret in ("emp1@", "Björk", "Núñez", "O'Brien", "cmd +1"):
            assert secret not in done.output


def test_a_list_for_each_sender(home: Path, records: Path, tmp_path: Path) -> None:
    rows = ["L1,F01,2025-03-04,north", "L77,F01,2025-03-04,north", "L1,F99,2025-03-04,=south"]
    (records / "completions.csv").write_text("learner,module,date,source\n" + "\n".join(rows) + "\n")
    lists = tmp_path / "lists"
    done = run(home, "records", "look", records, "--fix-list", lists)
    assert "fix-north.csv: 1 thing to put right" in done.stderr
    assert sorted(path.name for path in lists.iterdir()) == [
        "about.json", "fix-completions.csv", "fix-completions.xlsx", "fix-north.csv", "fix-north.xlsx",
        "fix-november.csv", "fix-november.xlsx", "fix-south.csv", "fix-south.xlsx",
    ]  # fmt: skip
    with (lists / "fix-north.csv").open(encoding="utf-8-sig", newline="") as stream:
        told = list(csv.DictReader(stream))
    assert [tuple(one[name] for name in ("file", "row", "column", "code")) for one in told] == [
        ("completions.csv", "3", "learner", "UNKNOWN_LEARNER")
    ]
    assert "L77" not in "".join(path.read_text("utf-8-sig") for path in lists.glob("*.csv"))
    assert json.loads((lists / "about.json").read_text("utf-8"))["fingerprint"] == look(home, records)["fingerprint"]
    # Lists take the place of lists, and of nothing else.
    assert "to put right" in run(home, "records", "look", records, "--fix-list", lists).stderr
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    assert run(home, "records", "look", records, "--fix-list", other).exit_code != 0
    assert (other / "mine.txt").read_text() == "mine"


def test_dates_that_nobody_can_tell_are_asked_for(home: Path, records: Path) -> None:
    rows = "".join(f"L{n},F01,0{n}/04/2025\n" for n in range(1, 6))
    (records / "november.csv").unlink()
    (records / "completions.csv").write_text("learner,module,date\n" + rows)
    refused = run(home, "records", "look", records)
    assert refused.exit_code == 1
    assert "--dates day-first" in refused.stderr
    assert look(home, records, "--dates", "day-first")["used"] == 17
    assert look(home, records, "--dates", "month-first")["used"] == 17


def test_the_order_of_days_is_said_to_a_report_and_kept_in_its_manifest(home: Path, records: Path, tmp_path: Path) -> None:
    rows = "".join(f"L{n},F01,0{n}/04/2025\n" for n in range(1, 6))
    (records / "november.csv").unlink()
    (records / "completions.csv").write_text("learner,module,date\n" + rows)
    (records / "posts.csv").write_text("learner,role,agency,start\nL2,VOL,A,2025-01-06\n")
    for order, day in (("day-first", "2 Apr 2025"), ("month-first", "4 Feb 2025")):
        said = run(home, "explain", "L2", "--records", records, "--as-of", "2026-01-15", "--dates", order)
        assert day in said.output, said.output
    out = tmp_path / "report"
    done = run(home, "gaps", records, "--as-of", "2026-01-15", "--dates", "month-first", "--out", out)
    assert done.exit_code == 0, done.output
    assert json.loads((out / "manifest.json").read_text("utf-8"))["options"] == {"dates": "month-first"}
    again = run(home, "gaps", "--again", out / "manifest.json")
    assert "the same, byte for byte" in again.output, again.output
    for words in (("gaps", records), ("explain", "L2", "--records", records), ("plan", records)):
        refused = run(home, *words, "--as-of", "2026-01-15", "--out", tmp_path / f"none-{words[0]}")
        assert "not read: completions.csv" in refused.stderr, refused.output
        assert "`--dates`" in refused.stderr


def test_what_cannot_be_looked_into_and_what_did_not_come_is_said(home: Path, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (records / "learners.csv").unlink()
    (records / "inner").mkdir()
    (records / "link.csv").symlink_to(records / "identities.csv")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    done = run(home, "records", "look", records)
    assert done.exit_code == 1
    assert "not read: inner: it cannot be looked into: Permission denied" in done.stderr
    assert "not read: link.csv: it cannot be looked into: it is a link" in done.stderr
    assert "no `learners` came" in done.stderr


def test_a_download_that_is_called_like_the_ready_profile(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "moodle-course-completion.csv"
    shutil.copy(MOODLE / "course-completion.csv", file)
    shown = run(home, "records", "profile", file, *MAPPED)
    # Its own profile does not take the name of the one it extends, or it would extend itself and name no table.
    assert "cannot be used" not in shown.stderr
    assert "10 rows in =" in shown.stderr
    assert "id: our-moodle-course-completion" in shown.stdout


def test_a_folder_without_a_file_of_records_is_no_clean_look(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run(home, "records", "look", tmp_path / "empty")
    assert (done.exit_code, "there are no record files in" in done.stderr) == (1, True), done.stderr


STAFF = """Personnel 2026;;;;;;;;
;;;;;;;;
Matricule;Nom et prénom;Date de naissance;Courriel;Fonction;Agence;Pays;Date de début;F01
L1;Exemple Zoé;14/02/1985;zoe@agence.invalid;Family-strengthening worker;Nord;Tamaru;01/09/2021;15/10/2024
L2;Essai Aïda;03/11/1990;aida@agence.invalid;CSW;Nord;TM;15/03/2022;pas encore
L3;Modèle Éric;25/12/1979;;;;;;
"""


def test_one_list_of_staff_is_all_an_agency_has(home: Path, tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    (records / "personnel.csv").write_bytes(STAFF.encode("latin-1"))
    done = "Email address,module,date\nZOE@agence.invalid,F02,2024-05-01\nl3@agence.invalid,F02,2024-05-01\n"
    (records / "completions.csv").write_text(done)
    shown = run(home, "records", "profile", records / "personnel.csv", "--save", "north")
    assert shown.exit_code == 0, shown.stderr
    assert "and table `learners`: the rows state it too: `Date de naissance`, `Courriel`" in shown.stderr
    assert "and table `agencies`: the rows state it too: `Pays`" in shown.stderr
    assert "  as posts: 3 rows in = 3 used + 0 set aside + 0 collapsed (2 mended, 1 without a record)" in shown.stderr
    # Another profile of the same file is not passed over in silence.
    other = 'format: 1\nid: posts-only\nheadings: ["Matricule", "Fonction"]\ntable: posts\n'
    (home / "profiles" / "posts-only.yaml").write_text(other, "utf-8")
    said = run(home, "records", "look", records)
    assert said.exit_code == 0, said.stderr
    assert "personnel.csv → learners through `north`, cp1252 (a guess): 3 rows in = 3 used" in said.stderr
    assert "1 file is read for several tables; each has an account of its own, so a row counts in each" in said.stderr
    assert "`posts-only` fits too, but `north` asks for more headings" in said.stderr
    assert "1 × the person is named by the e-mail address that the list of learners has for them" in said.stderr
    assert "11 rows in = 9 used + 1 set aside + 1 collapsed" in said.stderr
    assert "completions.csv, row 3, column Email address: no learner is known under what stands here" in said.stderr
    assert not any(word in said.stderr for word in ("zoe@", "ZOE@", "Modèle", "1985"))

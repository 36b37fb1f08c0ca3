"""`practicum records review`, `link`, `unlink` and `erase` as people call them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main

DAY = "2026-11-21"
LEARNERS = """\
id,name,email,birth_year
L1,Iris Testmann,iris@x.invalid,1980
L2,"Testmann, Iris",,1980
L3,Fern Probe,fern@x.invalid,1990
L4,Linden Probe,,1990
L5,"=cmd()|<script>",x@x.invalid,1970
"""
PRIVATE = ("Iris", "Testmann", "Fern", "Probe", "x.invalid", "L1", "L2", "L3", "L4")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "learners.csv").write_text(LEARNERS)
    (folder / "completions.csv").write_text("learner,module,date\nL1,F01,2026-01-01\nL2,F06,2026-02-01\n")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def call(*words: str, home: Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["records", *words, "--home", str(home)], input=given, env={"PRACTICUM_TODAY": DAY, "NO_COLOR": "1"})


def test_pairs_are_named_by_place_and_stand_side_by_side_in_the_private_folder(records: Path, home: Path) -> None:
    shown = call("review", str(records), home=home)
    assert shown.exit_code == 0, shown.output
    assert "1 pair to look at, among 5 people; 0 decided before" in shown.output
    assert "1. learners.csv, row 2, and learners.csv, row 3" in shown.output
    assert "for: the same name in another order; the same year of birth" in shown.output
    assert not [word for word in PRIVATE if word in shown.output]
    page = (home / "review" / "who-is-who.html").read_text("utf-8")
    assert "Testmann, Iris" in page
    assert "<script" not in page
    with (home / "review" / "who-is-who.csv").open(encoding="utf-8-sig", newline="") as stream:
        [row] = csv.DictReader(stream)
    assert (row["a"], row["b"], row["a_name"], row["b_name"]) == ("L1", "L2", "Iris Testmann", "Testmann, Iris")
    assert [path.stat().st_mode & 0o077 for path in (home / "review").iterdir()] == [0, 0, 0]


def test_names_are_shown_where_they_are_asked_for(records: Path, home: Path) -> None:
    assert "L1 · Iris Testmann · 1980 · iris@x.invalid" in call("review", str(records), "--names", home=home).output


def test_link_unlink_and_the_other_answer(records: Path, home: Path) -> None:
    call("review", str(records), home=home)
    said = call("link", "L2", "L1", "--same", "--by", "AB", "--reason", "called her", home=home)
    assert said.exit_code == 0, said.output
    assert "recorded in" in said.output
    assert "row 2" in said.output
    assert not [word for word in PRIVATE if word in said.output.replace(str(home), "")]
    assert "0 pairs to look at, among 4 people; 1 decided before" in call("review", str(records), home=home).output
    [row] = list(csv.DictReader((home / "links.csv").read_text("utf-8-sig").splitlines()))
    assert {name: row[name] for name in ("a", "b", "said", "by", "on", "reason", "people")} == {
        "a": "L2", "b": "L1", "said": "same", "by": "AB", "on": DAY, "reason": "called her", "people": "real",
    }  # fmt: skip
    assert len(row["evidence"]) == 16
    again = call("link", "L1", "L2", "--same", "--by", "AB", "--reason", "x", home=home)
    assert (again.exit_code, "row 2, says so already" in again.output) == (2, True)
    assert call("unlink", "L1", "L2", "--by", "AB", "--reason", "two people", home=home).exit_code == 0
    assert "1 pair to look at, among 5 people" in call("review", str(records), home=home).output
    assert call("link", "L1", "L2", "--different", "--by", "AB", "--reason", "sisters in law", home=home).exit_code == 0
    assert "0 pairs to look at, among 5 people; 1 decided before" in call("review", str(records), home=home).output
    assert call("unlink", "L7", "L8", "--by", "AB", "--reason", "x", home=home).exit_code == 2


def test_a_decision_that_contradicts_others_is_not_recorded(home: Path) -> None:
    for a, b in (("A", "B"), ("B", "C")):
        assert call("link", a, b, "--same", "--by", "me", "--reason", "r", home=home).exit_code == 0
    before = (home / "links.csv").read_bytes()
    shown = call("link", "C", "A", "--different", "--by", "me", "--reason", "r", home=home)
    assert shown.exit_code == 1
    assert "links.csv, row 4: it says that two ids are two people's; by row 2 and row 3 they are one person's" in shown.output
    assert (home / "links.csv").read_bytes() == before


def test_nothing_is_judged_while_decisions_contradict_one_another(records: Path, home: Path) -> None:
    for a, b in (("L1", "L2"), ("L2", "L3")):
        call("link", a, b, "--same", "--by", "me", "--reason", "r", home=home)
    with (home / "links.csv").open("a") as file:
        file.write("L1,L3,different,me,2026-01-01,r,,real\r\n")
    shown = CliRunner().invoke(
        main, ["gaps", str(records), "--as-of", "2026-10-15", "--home", str(home)], env={"PRACTICUM_TODAY": DAY, "NO_COLOR": "1"}
    )
    assert shown.exit_code == 1
    assert "who is who contradicts itself, so nothing was judged" in shown.output
    assert "links.csv, row 4" in shown.output
    assert not (home / "reports").exists() or not list((home / "reports").iterdir())


def test_somebody_on_a_terminal_is_asked_and_answers(records: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicum.cli.people._somebody_there", lambda: True)
    shown = call("review", str(records), home=home, given="s\nAB\nsame passport\n")
    assert shown.exit_code == 0, shown.output
    assert "Iris Testmann" in shown.output
    [row] = list(csv.DictReader((home / "links.csv").read_text("utf-8-sig").splitlines()))
    assert (row["a"], row["b"], row["said"], row["by"], row["reason"]) == ("L1", "L2", "same", "AB", "same passport")
    later = call("review", str(records), home=home, given="q\n")
    assert later.exit_code == 0


def test_who_changed_since_they_were_looked_at_is_said_by_row(records: Path, home: Path) -> None:
    call("review", str(records), home=home)
    call("link", "L1", "L2", "--same", "--by", "AB", "--reason", "r", home=home)
    (records / "learners.csv").write_text(LEARNERS.replace("Testmann, Iris\",,1980", "Testmann, Iris\",,1981"))
    assert "links.csv, row 2: a register tells something else of these two" in call("review", str(records), home=home).output


def test_erasing_is_shown_first_and_accounted_for(home: Path) -> None:
    for day in ("2024-01-01", "2026-01-01"):
        (home / "reports" / day).mkdir(parents=True)
        (home / "reports" / day / "gaps.json").write_text('{"learner": "L1"}')
    assert call("erase", home=home).exit_code == 2
    assert "nothing was erased" in call("erase", "--before", "2025-01-01", "--preview", home=home).output
    assert call("erase", "--before", "2025-01-01", home=home).exit_code == 2
    assert (home / "reports" / "2024-01-01").exists()
    shown = call("erase", "--before", "2025-01-01", "--yes", home=home)
    assert shown.exit_code == 0, shown.output
    assert "erased:\n  reports/2024-01-01: the report about 2024-01-01 (1 file, 1 KB)" in shown.output
    assert not (home / "reports" / "2024-01-01").exists()
    shown = call("erase", "--learner", "L1", "--yes", home=home)
    assert "reports/2026-01-01" in shown.output
    assert "L1" not in shown.output.replace(str(home), "")
    assert "there is nothing of that kind" in call("erase", "--learner", "L1", "--yes", home=home).output
    assert "write year-month-day" in call("erase", "--before", "last year", home=home).output


def test_names_and_addresses_under_headings_of_other_languages_tell_people_apart(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "registo"
    folder.mkdir()
    rows = ["Matrícula;Nome;Correio eletrónico;Ano de nascimento", "C1;Inês Sá;ines@casa.invalid;1970", "C2;Ines Sá;b@casa.invalid;1970"]
    (folder / "learners.csv").write_bytes("\n".join(rows).encode("latin-1"))
    french = ["Matricule,Nom de famille,Prénom,Courriel", "C3,Roy,Zoé,zoe@casa.invalid", "C4,Roux,Zoé,zoe@casa.invalid"]
    (folder / "learners 2.csv").write_text("\n".join(french), "utf-8")
    done = call("review", str(folder), "--names", home=home)
    assert done.exit_code == 0, done.output
    assert "2 pairs to look at, among 4 people" in done.output
    assert "the same name in other letters or accents; the same year of birth" in done.output
    assert "Zoé Roux · zoe@casa.invalid" in done.output


def test_the_order_of_days_is_said_where_no_row_tells_it(records: Path, home: Path) -> None:
    heading, *rows = LEARNERS.splitlines()
    (records / "learners.csv").write_text("\n".join([f"{heading},joined", *(f"{row},03/04/2025" for row in rows)]))
    refused = call("review", str(records), home=home)
    assert refused.exit_code == 1
    assert "not read: learners.csv" in refused.output
    assert "`--dates`" in refused.output
    assert "1 file was not read, so nothing in it counts: learners.csv" in refused.output
    done = call("review", str(records), "--dates", "day-first", home=home)
    assert done.exit_code == 0, done.output
    assert "1 pair to look at, among 5 people" in done.output

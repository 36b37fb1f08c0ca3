"""Decisions before they are recorded: what is accepted, what is refused, and that no refusal repeats what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from record_folders import KNOWN, TODAY, read

from practicum.records import Intake
from practicum.records.appending import Addition, appended, with_row
from practicum.records.deciding import Decision, Void, decided, voided
from practicum.records.deciding_about import Fault, Subjects
from practicum.records.intake import FileCount

SUBJECTS = Subjects(
    modules=frozenset({"F01", "F02"}),
    requirements=frozenset({"CSW/award/f02", "CSW/renew/cpd"}),
    certifications=frozenset({"CSW", "CAR"}),
    approved=frozenset({"CAR"}),
    limited=frozenset({"CSW"}),
    gates=frozenset({"bridge/offer"}),
)
FILES = {
    "learners.csv": "learner,person_key\nL1,\nL2,\nM1,key\nM2,key\n",
    "identities.csv": "alias,learner\nwren@example.invalid,L2\n",
    "completions.csv": (
        "learner,module,date,record_id,voids\n"
        "L1,F01,2026-05-01,c1,\nL2,F01,2026-05-01,c2,\nL1,F02,2026-05-01,c3,\nL1,F02,2026-06-01,c4,c3\n"
    ),
    "certificates.csv": "learner,certification,start,record_id\nL1,CSW,2026-05-01,k1\n",
    "decisions.csv": (
        "learner,kind,subject,from,until,approver,reason,record_id,recorded_at,voids\n"
        "L1,waiver,F01,2026-01-01,2026-06-30,board,ill,d1,2026-01-01,\n"
        "L2,waiver,F02,2026-01-01,,board,ill,d2,2026-01-01,\n"
        "L2,,,,,board,slip,d3,2026-02-01,d2\n"
        "L1,gate,F01,2026-01-01,,board,ready,twice,2026-01-01,\n"
        "L2,gate,F01,2026-01-01,,board,ready,twice,2026-01-01,\n"
    ),
}
PLAIN = Decision(kind="waiver", learner="L1", subject="F02", starts=date(2026, 9, 1), by="board", reason="long illness", recorded=TODAY)
VOID = Void(record="d1", by="board", reason="typed by mistake", recorded=TODAY)


@pytest.fixture(scope="module")
def intake() -> Intake:
    return read(FILES, known=replace(KNOWN, certifications=frozenset({"CSW", "CAR"})))


def faults(found: dict[str, str] | list[Fault]) -> list[tuple[str, str]]:
    assert isinstance(found, list), found
    return [(fault.option, fault.message) for fault in found]


def row(found: dict[str, str] | list[Fault]) -> dict[str, str]:
    assert isinstance(found, dict), found
    return found


def test_a_decision_becomes_a_row_with_an_id_of_its_own(intake: Intake) -> None:
    found = row(decided(replace(PLAIN, until=date(2026, 12, 31)), intake, SUBJECTS, today=TODAY))
    id = found.pop("record_id")
    assert id.startswith("decide-20261015-")
    assert found == {
        "learner": "L1", "kind": "waiver", "subject": "F02", "decision": "granted", "from": "2026-09-01", "until": "2026-12-31",
        "approver": "board", "reason": "long illness", "source": "decide", "recorded_at": "2026-10-15", "voids": "", "evidence": "",
    }  # fmt: skip
    assert row(decided(replace(PLAIN, until=date(2026, 12, 31)), intake, SUBJECTS, today=TODAY))["record_id"] == id
    assert row(decided(PLAIN, intake, SUBJECTS, today=TODAY))["record_id"] != id
    # The id is taken where a file holds it, even in a row that cannot be used.
    assert (
        row(decided(replace(PLAIN, until=date(2026, 12, 31)), intake, SUBJECTS, today=TODAY, taken=(id.encode(),)))["record_id"]
        == f"{id}-2"
    )


@pytest.mark.parametrize(("given", "meant"), [(" l1 ", "L1"), ("WREN@example.invalid", "L2"), ("M2", "M1"), ("m2", "M1")])
def test_a_learner_is_found_as_the_records_find_them(intake: Intake, given: str, meant: str) -> None:
    assert row(decided(replace(PLAIN, learner=given), intake, SUBJECTS, today=TODAY))["learner"] == meant


def test_without_a_register_everybody_with_a_record_is_known() -> None:
    known = read({"completions.csv": FILES["completions.csv"]})
    assert row(decided(PLAIN, known, SUBJECTS, today=TODAY))["learner"] == "L1"
    assert faults(decided(replace(PLAIN, learner="L9"), known, SUBJECTS, today=TODAY))[0][0] == "--learner"


@pytest.mark.parametrize(
    ("kind", "subject", "stands"),
    [
        ("waiver", "csw/RENEW/cpd", "CSW/renew/cpd"), ("exemption", "F01", "F01"), ("late_award", "CSW", "CSW"), ("approval", "car", "CAR"),
        ("revocation", "CSW", "CSW"), ("revocation", "c1", "c1"), ("gate", "bridge/offer", "bridge/offer"), ("gate", "f02", "F02"),
    ],
)  # fmt: skip
def test_a_subject_that_fits_its_kind_is_taken(intake: Intake, kind: str, subject: str, stands: str) -> None:
    assert row(decided(replace(PLAIN, kind=kind, subject=subject), intake, SUBJECTS, today=TODAY))["subject"] == stands


NOTHING = "nothing in the curriculum or the records has this id"


@pytest.mark.parametrize(
    ("kind", "subject", "message", "help"),
    [
        ("waiver", "CSW", "a waiver is about a module or a requirement", "such as `CSW/award/f02`, `CSW/renew/cpd`"),
        ("waiver", "CSW/renew/cdp", NOTHING, "did you mean `CSW/renew/cpd`?"),
        ("waiver", "Ada Example", NOTHING, "a waiver is about a module or a requirement"),
        ("approval", "CSW", "an approval is about a certification whose rule asks for an approval", "such as `CAR`"),
        ("late_award", "F01", "a late award is about a certification with a limit on practice before its award", "such as `CSW`"),
        ("gate", "bridge/ofer", NOTHING, "did you mean `bridge/offer`?"),
        ("revocation", "c2", "it is the id of another learner's record", "look the id up in this learner's own rows"),
        ("revocation", "k1", "it is the id of an issued certificate, which is revoked by its certification", "`--subject CSW`"),
        ("revocation", "d1", "it is the id of a decision, which is not revoked but taken back", "use `practicum decide void`"),
        ("revocation", "c3", "this record has been corrected by another one and counts no longer", "name the record that replaced it"),
    ],
)
def test_a_subject_that_does_not_fit_is_refused_with_what_would(intake: Intake, kind: str, subject: str, message: str, help: str) -> None:
    found = decided(replace(PLAIN, kind=kind, subject=subject), intake, SUBJECTS, today=TODAY)
    [(option, said)] = faults(found)
    assert option == "--subject"
    assert said.removeprefix("it names a certification, and ").removeprefix("it names a module, and ") == message
    assert isinstance(found, list)
    assert found[0].help == help


def test_a_revocation_does_not_begin_before_its_record(intake: Intake) -> None:
    revoked = replace(PLAIN, kind="revocation", subject="c1")
    assert row(decided(replace(revoked, starts=date(2026, 5, 1)), intake, SUBJECTS, today=TODAY))["from"] == "2026-05-01"
    [(option, message)] = faults(decided(replace(revoked, starts=date(2026, 4, 30)), intake, SUBJECTS, today=TODAY))
    assert (option, message) == ("--from", "the revocation would begin before the record's own day")


@pytest.mark.parametrize("name", ["by", "reason"])
def test_without_who_and_why_nothing_is_recorded(intake: Intake, name: str) -> None:
    for text in ("", " \n\u00a0", "x" * 1001, "bo\x00ard"):
        for found in (
            decided(replace(PLAIN, **{name: text}), intake, SUBJECTS, today=TODAY),
            voided(replace(VOID, **{name: text}), intake, today=TODAY),
        ):
            assert [option for option, _ in faults(found)] == [f"--{name}"]


def test_all_faults_come_at_once_and_none_repeats_what_was_typed(intake: Intake) -> None:
    wrong = Decision(
        kind="revocation",
        learner="Ada Secret",
        subject="Secret-17",
        starts=date(2026, 9, 1),
        until=date(2026, 8, 1),
        by=" ",
        reason="",
        recorded=date(2026, 10, 16),
    )
    found = decided(wrong, intake, SUBJECTS, today=TODAY)
    assert [option for option, _ in faults(found)] == ["--by", "--reason", "--recorded", "--learner", "--subject", "--until"]
    assert "secret" not in repr(found).lower()


def test_a_last_day_is_not_before_the_first_and_not_for_every_kind(intake: Intake) -> None:
    [(option, message)] = faults(decided(replace(PLAIN, until=date(2026, 8, 31)), intake, SUBJECTS, today=TODAY))
    assert (option, message) == ("--until", "the last day lies before the first")
    assert row(decided(replace(PLAIN, until=PLAIN.starts), intake, SUBJECTS, today=TODAY))["until"] == "2026-09-01"
    late = replace(PLAIN, kind="late_award", subject="CSW", until=date(2027, 1, 1))
    assert faults(decided(late, intake, SUBJECTS, today=TODAY)) == [("--until", "a late award has no last day")]


def test_what_somebody_typed_never_becomes_a_formula(intake: Intake) -> None:
    found = row(decided(replace(PLAIN, by="@board", reason="=cmd|'/c calc'!A1\n and more"), intake, SUBJECTS, today=TODAY))
    assert (found["approver"], found["reason"]) == ("'@board", "'=cmd|'/c calc'!A1 and more")


def test_the_same_decision_is_recorded_once_unless_it_was_taken_back(intake: Intake) -> None:
    again = replace(PLAIN, subject="F01", starts=date(2026, 1, 1), until=date(2026, 6, 30))
    assert faults(decided(again, intake, SUBJECTS, today=TODAY)) == [("", "the same decision is already recorded in decisions.csv, row 2")]
    assert row(decided(replace(again, refused=True), intake, SUBJECTS, today=TODAY))["decision"] == "refused"
    taken_back = replace(PLAIN, learner="L2", starts=date(2026, 1, 1))
    assert row(decided(taken_back, intake, SUBJECTS, today=TODAY))["subject"] == "F02"


def test_a_void_names_its_decision_and_says_who_and_why(intake: Intake) -> None:
    found = row(voided(VOID, intake, today=TODAY))
    assert (found["learner"], found["voids"], found["approver"], found["reason"]) == ("L1", "d1", "board", "typed by mistake")
    assert not any(found[name] for name in ("kind", "subject", "from", "until", "decision"))


@pytest.mark.parametrize(
    ("record", "learner", "message"),
    [
        ("d3", "", "it is the id of a void, and a void cannot be voided"),
        ("d2", "", "this decision has been voided or corrected before"),
        ("c1", "", "it is the id of a row of `completions`, and only decisions are voided here"),
        ("d9", "", "no decision in these records has this id"),
        ("d1", "L2", "it is the id of another learner's decision"),
    ],
)
def test_what_cannot_be_voided_is_refused(intake: Intake, record: str, learner: str, message: str) -> None:
    assert faults(voided(replace(VOID, record=record, learner=learner), intake, today=TODAY)) == [("RECORD", message)]


def test_an_id_that_two_records_share_is_made_clear_by_the_learner(intake: Intake) -> None:
    assert row(voided(replace(VOID, record="twice", learner="L1"), intake, today=TODAY))["learner"] == "L1"


def count(encoding: str = "utf-8", delimiter: str = ",", *, guessed: bool = False) -> FileCount:
    return FileCount("decisions.csv", "decisions", 1, 1, 0, 0, 0, encoding=encoding, delimiter=delimiter, guessed=guessed)


HEADING = "Learner ID,note,kind,subject,from,until,approver,reason,record_id,source,recorded_at,voids"
ADDED = {
    "learner": "L1",
    "kind": "waiver",
    "subject": "F02",
    "decision": "granted",
    "from": "2026-09-01",
    "approver": "Zoë",
    "reason": 'a "b", c',
}


@pytest.mark.parametrize(
    ("encoding", "mark", "given", "delimiter", "end"),
    [
        ("utf-8", b"", "utf-8", ",", "\n"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig", ";", "\r\n"),
        ("utf-16-le", b"\xff\xfe", "utf-16", "\t", "\r\n"),
        ("utf-16-be", b"\xfe\xff", "utf-16", ",", "\n"),
        ("utf-8", b"", "utf-8", "|", "\r"),
    ],
)
@pytest.mark.parametrize("closed", [True, False])
def test_a_file_keeps_every_byte_it_has(encoding: str, mark: bytes, given: str, delimiter: str, end: str, closed: bool) -> None:
    body = end.join((HEADING, "L2,mine,gate,F01,1/13/2026,,x,y,d1,,,")).replace(",", delimiter) + (end if closed else "")
    data = mark + body.encode(encoding)
    after = appended(data, count(given, delimiter), ADDED)
    assert isinstance(after, bytes)
    assert after.startswith(data)
    line = after.decode(given).removeprefix(body)
    quoted = '"a ""b"", c"'
    cells = ["L1", "", "waiver", "F02", "2026-09-01", "", "Zoë", quoted, "", "", "", ""]
    assert line == ("" if closed else end) + delimiter.join(cells) + end


def test_a_file_that_cannot_hold_the_row_says_why() -> None:
    data = HEADING.encode() + b"\n"
    assert appended(data, count("cp1252", guessed=True), ADDED) == "does not say in which encoding its letters are"
    assert isinstance(appended(data, count("cp1252", guessed=True), {**ADDED, "approver": "board"}), bytes)
    assert appended(data, count("cp1252"), {**ADDED, "reason": "болезнь"}) == "cannot hold these letters: its encoding is cp1252"
    assert appended(b"learner,kind,subject,from,reason\n", count(), ADDED) == "has no column `approver`"
    # Left out, it means granted; a refusal has to be said.
    assert isinstance(appended(data, count(), ADDED), bytes)
    assert appended(data, count(), {**ADDED, "decision": "refused"}) == "has no column `decision`"


ROW = {"learner": "L1", "kind": "waiver", "subject": "F02", "from": "2026-09-01", "approver": "board", "reason": "ill", "record_id": "new"}


def placed(files: dict[str, str]) -> Addition | Fault:
    return with_row(read(files), lambda name: files[name].encode(), ROW)


def test_which_file_takes_the_row() -> None:
    whole = FILES["decisions.csv"]
    learners = {"learners.csv": FILES["learners.csv"]}
    short = "learner,kind,subject,from\nL1,gate,F01,2026-01-01\n"
    cases = {
        "decisions.csv": (learners, ""),
        "2026/decisions.csv": ({**learners, "2026/decisions.csv": whole}, ""),
        "decisions-2026.csv": ({**learners, "decisions-2026.csv": whole}, ""),
        "decisions-practicum.csv": ({**learners, "decisions.csv": short}, "decisions.csv has no column `approver`"),
    }
    for file, (files, aside) in cases.items():
        found = placed(dict(files))
        assert isinstance(found, Addition)
        assert (found.file, found.aside) == (file, aside)
        again = read({**files, file: found.after.decode("utf-8")})
        assert [one["learner"] for one in again.tables["decisions"].to_pylist() if one["record_id"] == "new"] == ["L1"]
    several = placed({**learners, "decisions-1.csv": whole, "decisions-2.csv": whole.replace("d1", "e1")})
    assert isinstance(several, Addition)
    assert (several.file, several.before, several.aside) == ("decisions-practicum.csv", None, "decisions lie in several files")


def test_a_file_of_decisions_that_cannot_be_read_is_never_added_to() -> None:
    found = placed({"learners.csv": FILES["learners.csv"], "decisions.csv": "learner,why\nL1,x\n"})
    assert isinstance(found, Fault)
    assert found.message.startswith("decisions.csv cannot be read, so nothing is added to it")

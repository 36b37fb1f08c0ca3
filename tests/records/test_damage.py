"""Files damaged in the ways in which real ones are: every damage is named with its place, and the totals reconcile.

The table below is the list; a row is what was done to a good file, and the code under which the intake names it. `test_any_shape` throws
several damages at files of any shape.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_folders import KNOWN, LEARNERS, TODAY, Folder, read

from practicum.records import REASONS, Intake, fix_lists, profile_text, propose, read_folder, read_profile
from practicum.tables import open_grids

MOODLE = Path(__file__).parent / "moodle"
HEADING = "learner,module,date,score,source"
ROWS = ["L1,F01,2025-03-04,80,lms", "L2,F02,2025-03-05,70,lms", "L1,F02,2025-03-06,90,lms"]
GOOD = "\n".join([HEADING, *ROWS]) + "\n"


def rows(*added: str, heading: str = HEADING) -> str:
    return "\n".join([heading, *ROWS, *added]) + "\n"


def names(intake: Intake) -> set[tuple[str, int, str, str]]:
    """Everything the intake names: what was done, row, column, reason; refused files too."""
    notes = {(note.done, note.row, note.column, note.reason) for note in (*intake.set_aside, *intake.noted) if "learners" not in note.file}
    return notes | {("refused", one.row, one.column, one.reason) for one in intake.refused}


def workbook(*sheet: list[object], merge: tuple[int, int, int, int] | None = None) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("Sheet1")
    for number, row in enumerate(sheet):
        page.write_row(number, 0, row)
    if merge is not None:
        top, left, bottom, right = merge
        page.merge_range(top, left, bottom, right, sheet[top][left])
    book.close()
    return stream.getvalue()


# What was done to the file · the file · what the intake says of it.
DAMAGES: list[tuple[str, str | bytes, tuple[str, int, str, str]]] = [
    ("wrong encoding", rows("L1,F01,2025-04-01,80,Núñez Peña").encode("cp1252"), ("noted", 1, "", "ENCODING_GUESSED")),
    ("Mac Roman", rows("L1,F01,2025-04-01,80,Élodie Lefèvre").encode("mac_roman"), ("noted", 1, "", "ENCODING_GUESSED")),
    ("byte order mark", GOOD.encode("utf-8-sig"), ("noted", 1, "", "BYTE_ORDER_MARK")),
    ("UTF-16", GOOD.encode("utf-16"), ("noted", 1, "", "WIDE_ENCODING")),
    ("UTF-16 without a mark", GOOD.encode("utf-16-le"), ("noted", 1, "", "ENCODING_GUESSED")),
    ("lines that end in CR", GOOD.replace("\n", "\r"), ("noted", 1, "", "LINE_ENDS")),
    ("lines that end in several ways", GOOD.replace("\n", "\r\n", 2), ("noted", 1, "", "LINE_ENDS")),
    ("mixed delimiters", rows("L1;F01;2025-04-01;80;lms"), ("noted", 1, "", "MIXED_DELIMITERS")),
    ("ragged: too long", rows("L1,F01,2025-04-01,80,lms,stray"), ("set_aside", 5, "F", "TOO_MANY_CELLS")),
    ("ragged: too short", rows("L1,F01,2025-04-01"), ("noted", 5, "", "SHORT_ROW")),
    ("duplicated heading", "learner,module,date,date\nL1,F01,2025-03-04,2025-03-05\n", ("refused", 1, "date", "TWO_COLUMNS")),
    ("headings repeated", rows(HEADING, ROWS[0]), ("set_aside", 5, "learner", "HEADING_AGAIN")),
    ("title rows above", "Report of May,,,,\n,,,,\n" + GOOD, ("noted", 1, "", "TITLE_ROWS")),
    ("row of sums", rows("Total,,,240,"), ("set_aside", 5, "learner", "TOTALS_ROW")),
    ("row of sums in Russian", rows("Итого: 3,,,240,"), ("set_aside", 5, "learner", "TOTALS_ROW")),
    ("blank rows", rows(",,,,", "", "L2,F01,2025-04-01,80,lms"), ("noted", 5, "", "BLANK_ROWS")),
    ("blank column", "learner,module,date,,source\nL1,F01,2025-03-04,,lms\n", ("noted", 1, "D", "BLANK_COLUMNS")),
    ("typing slip in a heading", GOOD.replace("learner", "leaner", 1), ("refused", 1, "learner", "MISSING_COLUMN")),
    ("headings in French", GOOD.replace(HEADING, "Matricule,Code du module,Date d'achèvement,Note finale,Origine"),
     ("noted", 1, "Matricule", "HEADING_READ")),
    ("a month by its name", rows("L1,F01,3 mars 2025,80,lms"), ("mended", 5, "date", "DATE_FORM")),
    ("days in both orders", rows("L1,F01,25/03/2025,80,lms", "L1,F01,03/26/2025,80,lms", "L2,F01,03/04/2025,1,lms"),
     ("set_aside", 7, "date", "AMBIGUOUS_DATE")),
    ("order of days unknown", HEADING + "\n" + "".join(f"L1,F01,0{n}/04/2025,80,lms\n" for n in (1, 2, 3, 5)),
     ("refused", 2, "date", "DATE_ORDER_UNKNOWN")),
    ("order shown by one row", HEADING + "\nL1,F01,03/04/2025,80,lms\nL2,F01,25/04/2025,80,lms\n", ("noted", 3, "date", "DATE_ORDER")),
    ("impossible date", rows("L1,F01,2025-02-30,80,lms"), ("set_aside", 5, "date", "BAD_DATE")),
    ("future date", rows("L1,F01,2030-01-01,80,lms"), ("set_aside", 5, "date", "FUTURE_DATE")),
    ("serial dates", HEADING + "\nL1,F01,45720,80,lms\nL2,F02,45721,70,lms\n", ("mended", 2, "date", "SERIAL_DATE")),
    ("decimal comma", HEADING.replace(",", ";") + '\nL1;F01;2025-03-04;80,5;lms\n', ("mended", 2, "score", "DECIMAL_COMMA")),
    ("score out of range", rows("L1,F01,2025-04-01,180,lms"), ("set_aside", 5, "score", "BAD_NUMBER")),
    ("trailing spaces", rows("L1 ,F01,2025-04-01,80,lms"), ("mended", 5, "learner", "SPACES")),
    ("no-break space", rows("L1\u00a0,F01,2025-04-01,80,lms"), ("mended", 5, "learner", "SPACES")),
    ("lost leading zeros", rows("7,F01,2025-04-01,80,lms"), ("mended", 5, "learner", "LEADING_ZEROS")),
    ("duplicated row", rows(ROWS[0]), ("collapsed", 5, "", "DUPLICATE")),
    ("cut off", GOOD[:-12], ("noted", 4, "", "CUT_OFF")),
    ("cut off inside quotes", GOOD + 'L1,"F01', ("refused", 5, "", "UNCLOSED_QUOTE")),
    ("unknown module", rows("L1,F99,2025-04-01,80,lms"), ("set_aside", 5, "module", "UNKNOWN_MODULE")),
    ("unknown person", rows("L99,F01,2025-04-01,80,lms"), ("set_aside", 5, "learner", "UNKNOWN_LEARNER")),
    ("formula text", rows("L1,F01,2025-04-01,80,=cmd|' /C calc'!A0"), ("noted", 5, "source", "FORMULA_TEXT")),
    ("mojibake", rows("L1,F01,2025-04-01,80,NÃºÃ±ez"), ("mended", 5, "source", "MOJIBAKE")),
    ("lost letters", rows("L1,F01,2025-04-01,80,N\ufffdez"), ("noted", 5, "source", "LOST_LETTERS")),
    ("merged cells", workbook(HEADING.split(","), ["L1", "F01", "2025-03-04", 80, "lms"], ["", "F02", "2025-03-04", 80, "lms"],
                              merge=(1, 0, 2, 0)), ("noted", 2, "A", "MERGED_CELLS")),
    ("dates as serials in a workbook", workbook(HEADING.split(","), ["L1", "F01", 45720, 80, "lms"], ["L1", "F02", "2025-03-04", 1, "lms"]),
     ("mended", 2, "date", "SERIAL_DATE")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "data", "named"), DAMAGES, ids=[one[0] for one in DAMAGES])
def test_each_damage_is_named_and_the_totals_reconcile(what: str, data: str | bytes, named: tuple[str, int, str, str]) -> None:
    intake = read({"learners.csv": LEARNERS + "0007,1970\n", "completions.csv": data})
    assert named in names(intake), sorted(names(intake))
    if named[0] != "refused":
        assert intake.total.rows_in > 3
        assert intake.refused == []
    assert all(note.reason in REASONS for note in (*intake.set_aside, *intake.noted))


def test_the_list_is_long_enough_and_every_way_is_another() -> None:
    assert len(DAMAGES) >= 20
    assert len({what for what, _, _ in DAMAGES}) == len(DAMAGES)


def test_two_people_with_one_id_are_named() -> None:
    intake = read({"learners.csv": LEARNERS + "L1,1955\n", "completions.csv": GOOD})
    assert ("TWO_PEOPLE", 2) in [(note.reason, note.row) for note in intake.set_aside] or "TWO_PEOPLE" in {
        note.reason for note in intake.set_aside
    }
    assert intake.total.set_aside == 1


def test_an_archive_is_a_folder() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("north/completions.csv", GOOD)
        archive.writestr("__MACOSX/north/._completions.csv", b"\x00\x05")
        archive.writestr("notes.txt", "nothing")
    intake = read({"learners.csv": LEARNERS, "sent.zip": stream.getvalue()})
    assert [count.file for count in intake.counts] == ["learners.csv", "sent.zip/north/completions.csv"]
    assert [one.file for one in intake.refused] == ["sent.zip/notes.txt"]
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("sent.zip", stream.getvalue())
    assert [one.reason for one in read({"deep.zip": nested.getvalue()}).refused] == ["NO_TABLE"]
    broken = stream.getvalue()[: len(stream.getvalue()) // 2]
    assert len(read({"broken.zip": broken}).refused) == 1


def test_an_archive_that_unpacks_to_far_too_much_is_refused() -> None:
    from practicum.tables import Limits

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("completions.csv", b"0" * 5_000_000)
    small = Limits(unpacked_bytes=1_000_000)
    intake = read_folder(Folder({"bomb.zip": stream.getvalue()}), catalogue_ids=KNOWN, today=TODAY, zones={}, limits=small)
    assert [one.reason for one in intake.refused] == ["TOO_LARGE"]


def test_a_workbook_open_in_another_program_is_read_and_said() -> None:
    intake = read({"learners.csv": LEARNERS, "completions.csv": GOOD, "~$completions.csv": b"x", ".~lock.learners.csv#": b"x"})
    assert {(note.file, note.reason) for note in intake.noted} == {
        ("completions.csv", "OPEN_ELSEWHERE"), ("learners.csv", "OPEN_ELSEWHERE"),
    }  # fmt: skip
    assert intake.total.used == 5


def test_what_cannot_be_looked_into_is_said() -> None:
    class Half(Folder):
        unlisted = (("secret", "Permission denied"),)

    intake = read_folder(Half({"learners.csv": LEARNERS}), catalogue_ids=KNOWN, today=TODAY, zones={})
    assert [(one.file, one.reason) for one in intake.refused] == [("secret", "UNREADABLE")]


def test_the_fingerprint_changes_with_a_byte_a_profile_or_an_option() -> None:
    files = {"learners.csv": LEARNERS, "completions.csv": GOOD}
    profile, _ = read_profile("p.yaml", b"format: 1\nid: mine\nfiles: [x.csv]\n")
    assert profile is not None
    one = read(files)
    assert read(dict(reversed(files.items()))).fingerprint == one.fingerprint
    others = [read({**files, "completions.csv": GOOD + "\n"}), read(files, profiles=[profile])]
    others.append(read_folder(Folder(files), catalogue_ids=KNOWN, today=TODAY, zones={}, dates="day"))
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 4
    assert [name for name, _ in one.inputs] == ["completions.csv", "learners.csv"]


def test_each_sender_is_told_of_its_own_rows_and_of_no_value() -> None:
    secret = "Zebedee"
    intake = read({
        "learners.csv": LEARNERS,
        "completions.csv": rows(f"{secret},F01,2025-04-01,80,north", "L1,F99,2025-04-01,80,south", "L1,F98,2025-04-01,80,"),
        "west/completions-2.csv": "learner,modul\n",
    })  # fmt: skip
    lists = {one.sender: one for one in fix_lists(intake)}
    assert {sender: [row[:3] for row in one.rows] for sender, one in lists.items()} == {
        "north": [("completions.csv", 5, "learner")],
        "south": [("completions.csv", 6, "module")],
        "completions": [("completions.csv", 7, "module")],
        "west": [("west/completions-2.csv", 1, "date")],
    }
    assert secret not in repr(lists)
    assert all(row[4] for one in lists.values() for row in one.rows)


SPOIL: list[Callable[[str], str | bytes]] = [
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("cp1252", "replace"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(",", ";"),
    lambda text: text.replace(",", "\t"),
    lambda text: "Title,,,\n\n" + text,
    lambda text: text + "Total,,,\n",
    lambda text: text[: len(text) * 2 // 3],
    lambda text: text.replace("1", "\u00a01"),
    lambda text: text + text,
    lambda text: text.replace("2025", "25"),
    lambda text: text.replace("é", "\ufffd"),
    lambda text: text.replace('"', ""),
    lambda text: text,
]
WORDS = st.sampled_from(
    ["learner", "Matricule", "module", "Курс", "date", "Fecha", "hours", "Note finale", "email", "role", "agency", "start", "", "F01", "x"]
)
CELLS = st.sampled_from(
    ["L1", "L2", "0007", "F01", "f02", "2025-03-04", "3 mars 2025", "04/05/2025", "25/05/2025", "45720", "80", "80,5", "12 hrs", "oui",
     "Completed", "=1+1", "é", '"a,b"', "", " ", "Total", "-"]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(["completions.csv", "posts.csv", "cpd.tsv", "notes.csv", "learners.csv", "supervised.txt"]),
    heading=st.lists(WORDS, min_size=1, max_size=7),
    cells=st.lists(st.lists(CELLS, max_size=8), max_size=12),
    spoiled=st.lists(st.sampled_from(SPOIL), max_size=2),
)
def test_any_shape_ends_in_totals_that_reconcile(
    name: str, heading: list[str], cells: list[list[str]], spoiled: list[Callable[[str], str | bytes]]
) -> None:
    text: str | bytes = "\n".join([",".join(heading), *(",".join(row) for row in cells)]) + "\n"
    for spoil in spoiled:
        if isinstance(text, str):
            text = spoil(text)
    intake = read({name: text})
    assert len(intake.counts) + len(intake.refused) == 1
    fix_lists(intake)
    grids = open_grids(name, text.encode() if isinstance(text, str) else text)
    found = propose(grids[0], KNOWN, {"F01": ("Seeing what works",)}, id="mine") if isinstance(grids, list) else None
    if found is not None:
        # What is proposed is a file that can be read again, and whatever it says, no row vanishes.
        profile, faults = read_profile("mine.yaml", profile_text(found).encode())
        assert faults == []
        assert profile == found.profile
        through = read({name: text}, profiles=[profile])
        assert len(through.counts) + len(through.refused) == 1 + len(profile.also)


def test_the_sample_survives_damage() -> None:
    import random

    from practicum.records.sample import sample

    files = {name: data for name, data in dict(sample(random.Random(1))).items() if name.endswith(".csv")}
    for number, (name, data) in enumerate(sorted(files.items())):
        text = data.decode("utf-8-sig")
        for spoil in (SPOIL[number % len(SPOIL)], SPOIL[(number + 5) % len(SPOIL)]):
            intake = read({name: spoil(text)})
            assert len(intake.counts) + len(intake.refused) == 1


def test_entities_of_a_workbook_are_not_unfolded() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(12)
    )
    whole = io.BytesIO(workbook(HEADING.split(","), ["L1", "F01", "2025-03-04", 80, "lms"]))
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry == "xl/sharedStrings.xml":
                data = data.replace(b"<sst", bomb.encode() + b"]><sst", 1).replace(b">lms<", b">&m;<")
            new.writestr(entry, data)
    intake = read({"completions.xlsx": broken.getvalue()})
    assert len(intake.counts) + len(intake.refused) == 1
    assert all(len(text or "") < 100 for text in intake.tables["completions"].column("source").to_pylist())


def test_the_downloads_of_a_learning_platform_survive_damage() -> None:
    profile, _ = read_profile("a.yaml", b"format: 1\nid: a\nextends: moodle-course-completion\nactivities: {Read the policy: F01}\n")
    assert profile is not None
    good = (MOODLE / "course-completion.csv").read_bytes().decode()
    for spoil in SPOIL:
        spoiled = spoil(good)
        intake = read({"course-completion.csv": spoiled}, profiles=[profile])
        assert len(intake.counts) + len(intake.refused) == 1

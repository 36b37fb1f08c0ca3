"""A list of staff is a register, posts and agencies at once: one file, several readings, an account of each."""

from __future__ import annotations

from typing import Any

import pytest
from record_folders import KNOWN, TODAY, Folder, aside, read

from practicum.model.profile import Profile
from practicum.records import Intake, KnownIds, Proposal, profile_text, propose, read_folder, read_profile
from practicum.tables import open_grids

HEADING = "Matricule;Nom;Prénom;Date de naissance;Courriel;Fonction;Agence;Pays;Date de début;Date de fin"
STAFF = f"""{HEADING}
A101;Exemple;Zoé;14/02/1985;zoe@agence.invalid;CSW;Nord;TM;01/09/2021;
A102;Essai;Aïda;03/11/1990;aida@agence.invalid;CSW;Nord;;15/03/2022;
A103;Modèle;Éric;25/12/1979;eric@agence.invalid;CSW;Sud;NV;01/01/2020;31/12/2024
A103;Modèle;Éric;25/12/1979;eric@agence.invalid;PAR;Sud;NV;01/01/2025;
A104;Test;Noé;07/07/1988;;;;;;
A105;Test;Léa;08/08/1991;lea@agence.invalid;ABC;Sud;NV;02/02/2023;
Total;;;;;;;;6;
"""
MODULES = {"F01": ("Seeing what works",), "F02": ("Safeguarding children",)}


def profile(text: str) -> Profile:
    found, faults = read_profile("profile.yaml", f"format: 1\nid: mine\n{text}".encode())
    assert found is not None, faults
    return found


def proposed(name: str, data: str | bytes, **said: Any) -> Proposal:
    grids = open_grids(name, data.encode() if isinstance(data, str) else data)
    assert isinstance(grids, list)
    found = propose(grids[0], KNOWN, MODULES, id="mine", **said)
    assert found is not None
    again, faults = read_profile("mine.yaml", profile_text(found).encode())
    assert faults == []
    assert again == found.profile
    return found


def accounts(intake: Intake) -> dict[str, tuple[int, int, int, int, int]]:
    return {one.table: (one.rows_in, one.used, one.set_aside, one.collapsed, one.without_record) for one in intake.counts}


def table(intake: Intake, name: str, *columns: str) -> list[tuple[object, ...]]:
    return list(zip(*(intake.tables[name].column(column).to_pylist() for column in columns), strict=True))


def test_one_staff_list_is_register_posts_and_agencies() -> None:
    found = proposed("liste du personnel.csv", STAFF.encode("latin-1"))
    assert (found.profile.table, [one.table for one in found.profile.also]) == ("posts", ["learners", "agencies"])
    intake = read({"liste du personnel.csv": STAFF.encode("latin-1")}, profiles=[found.profile])
    assert intake.refused == []
    years = {"A101": 1985, "A102": 1990, "A103": 1979, "A104": 1988, "A105": 1991}
    assert table(intake, "learners", "learner", "birth_year") == list(years.items())
    assert table(intake, "posts", "learner", "role", "agency") == [
        ("A101", "CSW", "Nord"),
        ("A102", "CSW", "Nord"),
        ("A103", "CSW", "Sud"),
        ("A103", "PAR", "Sud"),
    ]
    assert table(intake, "agencies", "agency", "country") == [("Nord", "TM"), ("Sud", "NV")]
    # In, used, set aside, collapsed, without a record: somebody without a post is in the register alone, a person with two posts is one.
    assert accounts(intake) == {"learners": (7, 7, 0, 0, 2), "posts": (7, 5, 2, 0, 1), "agencies": (7, 7, 0, 0, 5)}
    assert aside(intake) == [(7, "Fonction", "UNKNOWN_ROLE"), (8, "Matricule", "TOTALS_ROW")]
    assert intake.total.rows_in == 21


def test_who_names_the_table_gets_that_one_alone() -> None:
    found = proposed("liste.csv", STAFF, table="learners")
    assert (found.profile.table, found.profile.also) == ("learners", ())
    assert found.profile.columns == {
        "Matricule": "learner", "Nom": "name", "Prénom": "given_name", "Date de naissance": "birth_year", "Courriel": "email"
    }  # fmt: skip


PEOPLE = [
    "Staff ID,Full name,Date of birth,Email,Job,Agency,Country,Start date",
    "Matrícula,Nombre y apellidos,Fecha de nacimiento,Correo electrónico,Cargo,Organización,País,Fecha de inicio",
    "Matrícula,Nome completo,Data de nascimento,Correio eletrónico,Função,Agência,País,Data de início",
    "Табельный номер,ФИО,Дата рождения,Электронная почта,Должность,Организация,Страна,Дата начала",
    "رقم الموظف,الاسم الكامل,تاريخ الميلاد,البريد الإلكتروني,الوظيفة,المنظمة,البلد,تاريخ البدء",
    "Număr matricol,Nume complet,Data nașterii,Adresă email,Funcție,Agenție,Țară,Data începerii",
    "Personalnummer,Vollständiger Name,Geburtsdatum,E-Mail-Adresse,Funktion,Träger,Land,Beginn",
]
PERSON = "L1,Ada Example,1985-02-14,ada@example.invalid,CSW,North,NV,2022-01-05"


@pytest.mark.parametrize("heading", PEOPLE)
def test_a_list_of_staff_is_known_in_every_language(heading: str) -> None:
    text = f"{heading}\n{PERSON}\n"
    found = proposed("our people.csv", text)
    assert (found.profile.table, [one.table for one in found.profile.also]) == ("posts", ["learners", "agencies"])
    intake = read({"our people.csv": text}, profiles=[found.profile])
    assert table(intake, "learners", "learner", "birth_year") == [("L1", 1985)]
    assert table(intake, "posts", "learner", "role", "agency") == [("L1", "CSW", "North")]
    assert table(intake, "agencies", "agency", "country") == [("North", "NV")]
    assert (intake.total.set_aside, found.unused) == (0, ())


@pytest.mark.parametrize(
    ("heading", "tables"),
    [("Staff ID,Full name,Job,Agency,Start date", []), ("Staff ID,E-mail,Job,Agency,Start date", ["learners"])],
)
def test_a_name_alone_makes_no_register(heading: str, tables: list[str]) -> None:
    found = proposed("our people.csv", f"{heading}\nL1,ada@example.invalid,CSW,North,2022-01-05\n")
    assert (found.profile.table, [one.table for one in found.profile.also]) == ("posts", tables)


def test_a_register_with_modules_beside_is_wide_and_more() -> None:
    text = (
        "Staff ID,Name,Date of birth,Role,Agency,Start date,F01,F02\n"
        "W1,Ada Example,1984-03-04,CSW,Hope,2022-01-01,2024-01-05,not yet\n"
        "W2,Bo Example,1990-03-04,PAR,Hope,2023-01-01,pending,in progress\n"
    )
    found = proposed("matrix.csv", text)
    intake = read({"matrix.csv": text}, profiles=[found.profile])
    assert accounts(intake) == {"learners": (2, 2, 0, 0, 0), "posts": (2, 2, 0, 0, 0), "completions": (2, 2, 0, 0, 1)}
    assert table(intake, "completions", "learner", "module") == [("W1", "F01")]
    assert intake.total.not_completed == 3


def test_what_tells_of_posts_and_lacks_a_day_is_said() -> None:
    heading, row = "Staff ID,Date of birth,Role,Agency", "L1,1980-01-02,CSW,Hope"
    found = proposed("people.csv", f"{heading}\n{row}\n")
    assert (found.profile.table, found.profile.also) == ("learners", ())
    assert found.unsure == (
        '`Role`, `Agency` tell of posts, but no column was found for `start`; say which it is: `--column "Heading=start"`',
    )
    said = proposed("people.csv", f"{heading},Since\n{row},2020-01-01\n", columns={"Since": "start"})
    assert {said.profile.table, *(one.table for one in said.profile.also)} == {"learners", "posts"}


def test_a_table_that_is_refused_leaves_the_others() -> None:
    mine = profile(
        "headings: [ID, Born]\ntable: learners\ncolumns: {ID: learner, Born: birth_year}\n"
        "also:\n  - {table: posts, columns: {ID: learner}}\n"
    )
    intake = read({"staff.csv": "ID,Born\nL1,1980\n"}, profiles=[mine])
    assert accounts(intake) == {"learners": (1, 1, 0, 0, 0)}
    assert [(one.file, one.reason) for one in intake.refused] == [("staff.csv", "MISSING_COLUMN")]
    assert intake.refused[0].message.startswith("as `posts`: `posts` needs a column `role`")


def test_a_table_is_read_once() -> None:
    mine = profile("headings: [ID]\ntable: learners\ncolumns: {ID: learner}\nalso:\n  - {table: learners}\n")
    intake = read({"staff.csv": "ID\nL1\n"}, profiles=[mine])
    assert [(one.reason, one.message) for one in intake.refused] == [
        ("BAD_PROFILE", "the profile `mine` cannot be used: it reads `learners` twice")
    ]


def test_agencies_of_a_staff_list_are_no_list_of_all() -> None:
    found = proposed("staff.csv", STAFF)
    # Nobody said where `West` is, so its posts are used as they are where no list of agencies came.
    staff = f"{HEADING}\nA1;X;Y;01/02/1980;x@a.invalid;CSW;West;;15/09/2021;\nA2;X;Z;01/02/1980;z@a.invalid;CSW;Nord;TM;15/09/2021;\n"
    alone = read({"staff.csv": staff}, profiles=[found.profile])
    assert aside(alone) == [(2, "Pays", "MISSING_VALUE")]
    assert len(table(alone, "posts", "learner")) == 2
    # Where one came, it knows better, whatever the other file says of an agency.
    listed = read({"staff.csv": staff, "agencies.csv": "agency,country\nNord,NV\n"}, profiles=[found.profile])
    assert sorted(aside(listed)) == [(2, "Agence", "UNKNOWN_AGENCY"), (2, "Pays", "MISSING_VALUE"), (3, "Pays", "TWO_COUNTRIES")]
    assert table(listed, "agencies", "agency", "country") == [("Nord", "NV")]


def test_an_agency_in_two_countries_is_not_settled_by_chance() -> None:
    intake = read({"agencies.csv": "agency,name,country\nNord,North,NV\nNord,,TM\n"})
    assert aside(intake) == [(3, "country", "TWO_COUNTRIES")]
    assert table(intake, "agencies", "agency", "country") == [("Nord", "NV")]


def test_of_a_date_of_birth_the_year_is_kept() -> None:
    rows = ["1985-02-14", "14/02/1985", "02/14/1985", "03/04/85", "14 février 1985", "31092", "1985", "soon"]
    intake = read({"learners.csv": "id,date of birth\n" + "".join(f"L{n},{day}\n" for n, day in enumerate(rows))})
    assert table(intake, "learners", "birth_year") == [(1985,)] * 7
    assert aside(intake) == [(9, "date of birth", "BAD_NUMBER")]


def test_roles_and_countries_may_be_called_by_their_names() -> None:
    titles = {"role": {"case worker": "CSW"}, "country": {"norvale": "NV"}}
    known = KnownIds(roles=frozenset({"CSW"}), countries=frozenset({"NV"}), titles=titles)
    files = {"posts.csv": "learner,role,agency,start\nL1,Case  Worker,N,2020-01-01\n", "agencies.csv": "agency,country\nN,NORVALE\n"}
    intake = read(files, known=known)
    assert table(intake, "posts", "role") == [("CSW",)]
    assert table(intake, "agencies", "country") == [("NV",)]
    assert {note.reason for note in intake.set_aside} == {"TITLE"}


NOT_YET = [
    "not yet", "No", "PENDING", "in progress", "In-Progress", "à faire", "en attente", "pas encore", "pendiente", "todavía no", "ainda não",
    "ещё нет", "в процессе", "ليس بعد", "încă nu", "noch nicht", "n/a", "booked",
]  # fmt: skip
WIDE = "table: completions\nshape: wide\ncolumns: {ID: learner, Day: date}\nactivities: {F01: F01, F02: F02}\n"


@pytest.mark.parametrize("word", NOT_YET)
def test_a_cell_that_says_not_yet_makes_no_record(word: str) -> None:
    mine = profile(f"headings: [ID, F01]\n{WIDE}")
    text = f"ID,F01,F02\nL1,2024-01-05,{word}\nL2,{word},\n"
    intake = read({"matrix.csv": text, "learners.csv": "id\nL1\nL2\n"}, profiles=[mine])
    assert table(intake, "completions", "learner", "module") == [("L1", "F01")]
    assert (intake.total.set_aside, intake.total.not_completed, intake.total.without_record) == (0, 2, 1)


def test_the_words_of_a_profile_go_before_those_that_are_known() -> None:
    mine = profile(f"headings: [ID, F01]\n{WIDE}completed: [booked]\nnot_completed: [maybe]\n")
    intake = read({"matrix.csv": "ID,F01,Day\nL1,booked,2024-01-05\nL2,maybe,2024-01-05\nL3,purple,2024-01-05\n"}, profiles=[mine])
    assert table(intake, "completions", "learner", "module") == [("L1", "F01")]
    assert (aside(intake), intake.total.not_completed) == ([(4, "F01", "BAD_WORD")], 1)


def test_completed_without_a_day_is_named_so() -> None:
    mine = profile(f"headings: [ID, F01]\n{WIDE}completed: [done]\n")
    assert aside(read({"matrix.csv": "ID,F01\nL1,done\n"}, profiles=[mine])) == [(2, "F01", "DAY_MISSING")]


def notes(intake: Intake, reason: str) -> list[str]:
    return [note.message for note in intake.noted if note.reason == reason]


def test_a_profile_that_fits_and_is_not_used_is_named() -> None:
    people = profile("headings: [ID, Born, Role]\ntable: learners\ncolumns: {ID: learner, Born: birth_year}\n")
    posts, _ = read_profile("posts.yaml", b"format: 1\nid: posts-north\nheadings: [ID, Role]\ntable: posts\n")
    assert posts is not None
    files = {"staff.csv": "ID,Born,Role\nL1,1980,CSW\n"}
    assert notes(read(files, profiles=[people, posts]), "PROFILE_NOT_USED") == [
        "a profile of yours fits the file and is not used, because a file is read through one: `posts-north` fits too, but `mine` asks for "
        "more headings; to read `posts` too, write the table and columns of `posts-north` under `also:` of `mine`"
    ]
    assert notes(read({"other.csv": "ID,Born,Role\nL1,1980,CSW\n"}, profiles=[people]), "PROFILE_NOT_USED") == []


def test_a_profile_that_nearly_fits_is_named_with_the_heading() -> None:
    mine = profile("headings: [ID, Born, Role]\ntable: learners\ncolumns: {ID: learner, Born: birth_year}\n")
    said = "`mine` asks for a heading `Born`, which this file has not; write its `headings:` as the file has them"
    named = read({"learners.csv": "ID,Year of birth,Role\nL1,1980,CSW\n"}, profiles=[mine])
    assert notes(named, "PROFILE_MISSED") == [f"a profile of yours seems meant for the file and does not fit it: {said}"]
    refused = read({"x.csv": "ID,Year of birth,Role\nL1,1980,CSW\n"}, profiles=[mine]).refused
    assert refused[0].message.endswith(f"; your profile {said}")


def test_what_is_extended_brings_its_further_tables() -> None:
    base, _ = read_profile(
        "base.yaml",
        b"format: 1\nid: base\nheadings: [ID, Born]\ntable: learners\ncolumns: {ID: learner, Born: birth_year}\n"
        b"also: [{table: posts, columns: {ID: learner, R: role, A: agency, S: start}}]\n",
    )
    assert base is not None
    mine = profile("extends: base\nconstants: {source: south}\n")
    files = {"staff.csv": "ID,Born,R,A,S\nL1,1980,CSW,N,2020-01-01\n"}
    intake = read_folder(Folder(files), catalogue_ids=KNOWN, today=TODAY, zones={}, profiles=[mine, base])
    assert table(intake, "posts", "learner", "source") == [("L1", "south")]

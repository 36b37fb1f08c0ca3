"""Pairs to look at: found by what speaks for them, never joined, and never by a nickname."""

from __future__ import annotations

import time
from random import Random

import pytest
from record_folders import KNOWN, TODAY, Folder

from practicum.records import read_folder
from practicum.records.identity import Person, candidates
from practicum.records.identity.linking import linked
from practicum.records.identity.names import agreement


def person(id: str, name: str = "", year: int | None = 1980, email: str = "", agency: str = "A1", start: int = 0) -> Person:
    return Person(id, (name,) if name else (), year, (email,) if email else (), ((agency, start, None),))


def pairs(*people: Person) -> list[tuple[str, str]]:
    return [(pair.a.id, pair.b.id) for pair in candidates(people)]


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Iris Testmann", "TESTMANN Iris", "order"),
        ("Núñez Ejemplo", "Nunez Ejemplo", "letters"),
        ("Łucja Przykładowa", "Lucja Przykladowa", "letters"),
        ("Ольга Прикладенко", "Olha Prykladenko", "letters"),
        ("Наталія Зразкова", "Nataliya Zrazkova", "letters"),
        ("Νίκος Παράδειγμα", "Nikos Paradeigma", "letters"),
        ("Jan de Probe", "Jan Probe", "part"),
        ("I. Testmann", "Iris Testmann", "initial"),
        ("Iris Testmann", "Iris Testmnan", "close"),
        ("Iris Testmann", "Aster Testmann", "differ"),
        ("Bill Testmann", "William Testmann", "differ"),
        ("Ana Probe", "Eva Probe", "differ"),
        ("Iris", "Iris", "same"),
        ("Iris", "Iris Testmann", "differ"),
        ("", "Iris Testmann", "differ"),
    ],
)
def test_how_names_agree(one: str, other: str, how: str) -> None:
    assert agreement(one, other) == agreement(other, one) == how


def test_a_double_is_found_with_what_speaks_for_and_against_it() -> None:
    people = [person("L2", "Testmann, Iris", email="i@x"), person("L1", "Iris Testmann", email="iris@x"), person("L3", "Fern Probe")]
    [pair] = candidates(people)
    assert (pair.a.id, pair.b.id) == ("L1", "L2")
    assert pair.speaks_for == ("the same name in another order", "the same year of birth", "the same agency")
    assert pair.against == ("other e-mail addresses",)


def test_twins_are_no_pair_and_a_slip_between_them_is_warned_of() -> None:
    assert pairs(person("L1", "Ana Probe"), person("L2", "Mia Probe")) == []
    [pair] = candidates([person("L1", "Marina Probe"), person("L2", "Martina Probe")])
    assert any("twins" in said for said in pair.against)


def test_nicknames_are_no_likeness_but_an_address_in_common_is() -> None:
    assert pairs(person("L1", "Bill Probe"), person("L2", "William Probe")) == []
    [pair] = candidates([person("L1", "Bill Probe", email="w@x"), person("L2", "William Probe", email="w@x")])
    assert pair.speaks_for[0] == "the same e-mail address"
    assert "other names" in pair.against


def test_an_office_address_makes_no_pairs() -> None:
    assert pairs(*(person(f"L{n}", f"{name} Probe", email="office@x") for n, name in enumerate(("Ana", "Mia", "Eva", "Ida", "Uta")))) == []


def test_the_same_name_and_another_year_is_a_pair_only_by_a_slip_in_one_agency() -> None:
    assert pairs(person("L1", "Iris Probe", 1980), person("L2", "Iris Probe", 1997)) == []
    assert pairs(person("L1", "Iris Probe", 1978), person("L2", "Iris Probe", 1987)) == [("L1", "L2")]
    assert pairs(person("L1", "Iris Probe", 1978), person("L2", "Iris Probe", 1987, agency="B2")) == []
    assert pairs(person("L1", "Iris Probe", None), person("L2", "Iris Probe", 1987, agency="B2")) == [("L1", "L2")]


def test_two_posts_on_the_same_days_speak_against_it() -> None:
    [pair] = candidates([person("L1", "Iris Probe"), person("L2", "Iris Probe", agency="B2")])
    assert pair.against == ("no agency in common", "in post at two agencies on the same days")


def test_what_was_decided_is_not_asked_again() -> None:
    people = [person("L1", "Iris Probe"), person("L2", "Iris Probe")]
    assert candidates(people, settled={("l1", "l2")}) == []


def test_the_order_of_people_changes_nothing() -> None:
    people = _crowd(400)
    told = [(pair.a.id, pair.b.id, pair.against) for pair in candidates(people)]
    Random(5).shuffle(people)
    assert [(pair.a.id, pair.b.id, pair.against) for pair in candidates(people)] == told


def _crowd(number: int) -> list[Person]:
    """People with invented names, and one in fifty twice: turned round, with a slip, with a part more, with an accent."""
    random = Random(1)

    def word(length: int) -> str:
        return "".join(random.choice("bcdfghklmnprstvz") + random.choice("aeiou") for _ in range(length))

    given, family = [word(random.choice((2, 3))) for _ in range(600)], [word(random.choice((3, 4))) for _ in range(3000)]
    people = [
        person(f"L{n:06}", f"{random.choice(given)} {random.choice(family)}", 1955 + random.randrange(50), f"{n}@x", f"A{n % 200}")
        for n in range(number)
    ]
    for n in range(number // 50):
        one = people[n * 50]
        first, last = one.names[0].split()
        slip = f"{first} {last[:3]}{'u' if last[3] != 'u' else 'a'}{last[4:]}"
        name = (f"{last}, {first}", slip, f"{first} M {last}", f"{first} {last}\u0301")[n % 4]
        people.append(Person(f"D{n:06}", (name,), one.birth_year, (), one.posts))
    return people


def test_every_planted_double_among_thousands_is_found_without_comparing_everybody_with_everybody() -> None:
    people = _crowd(4000)
    begun = time.monotonic()
    found = {(pair.a.id, pair.b.id) for pair in candidates(people)}
    assert {(f"D{n:06}", f"L{n * 50:06}") for n in range(80)} <= found
    assert len(found) < 120
    # Sixteen million pairs would take minutes; nobody's machine is this slow.
    assert time.monotonic() - begun < 60


def test_splink_finds_the_planted_doubles_too() -> None:
    pytest.importorskip("splink")
    people = _crowd(4000)
    told = linked(people)
    assert told is not None
    found = {tuple(sorted((people[a].id, people[b].id))) for a, b in told}
    planted = {(f"D{n:06}", f"L{n * 50:06}") for n in range(80)}
    assert len(planted & found) >= 70
    assert linked(people) == told


def test_names_are_read_only_where_they_are_asked_for_and_are_in_no_table() -> None:
    files = {
        "learners.csv": "id,First name,Surname,E-mail,birth_year\nL1,Iris,Probe,IRIS@x.invalid,1980\n",
        "completions.csv": "email,full name,module,date\nfern@x.invalid,Fern Probe,F01,2026-01-01\n",
        "agencies.csv": "agency,name,country\nA1,Fern House,NV\n",
        "posts.csv": "learner,role,agency,start\nL1,CSW,A1,2020-01-01\n",
    }
    folder = Folder(files)
    told = read_folder(folder, catalogue_ids=KNOWN, today=TODAY, zones={}, people=True)
    iris, fern = told.people
    assert (iris.id, iris.names, iris.emails, iris.agencies) == ("L1", ("Iris Probe",), ("iris@x.invalid",), {"A1"})
    assert (fern.id, fern.names, fern.alias) == ("fern@x.invalid", ("Fern Probe",), True)
    assert "Iris" not in repr(told)
    plain = read_folder(folder, catalogue_ids=KNOWN, today=TODAY, zones={})
    assert plain.people == ()
    for one in (told, plain):
        written = str([table.to_pylist() for table in one.tables.values()]).casefold()
        assert "iris" not in written
        assert "fern@" not in written

"""The sample: five hundred invented learners, the same from the same seed, untidy on purpose, and nothing lost."""

from __future__ import annotations

import csv
import io
from collections import Counter
from random import Random
from typing import Any

import pytest
from record_folders import Folder, read

from practicum.model.record import TABLES
from practicum.records import Intake, KnownIds, read_folder, read_profile
from practicum.records.identity import candidates
from practicum.records.sample import SAMPLE_DAY, named_sample, sample
from practicum.records.sample.book import AGENCIES
from practicum.records.sample.histories import BRIDGE_STAGES, MIX
from practicum.records.sample.training import ELECTIVES, PATHS

ZONES = {"NV": "Europe/London", "BM": "Europe/Bucharest", "TM": "Africa/Kampala"}
MODULES = {module for path in PATHS.values() for module in path} | {*ELECTIVES, "R04", "I10", "C00", "X90"}
VERSIONS = {"F02": frozenset({"1", "2"}), "F10": frozenset({"2018", "1"})}
KNOWN = KnownIds(
    modules={module: VERSIONS.get(module, frozenset({"1"})) for module in MODULES},
    roles=frozenset(MIX),
    countries=frozenset(ZONES),
    certifications=frozenset(MIX),
    planned=frozenset({"S01", "I03"}),
)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return sample(Random(500))


@pytest.fixture(scope="module")
def intake(files: dict[str, bytes]) -> Intake:
    return read(files, known=KNOWN, today=SAMPLE_DAY, zones=ZONES)


def rows(files: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode())))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(files: dict[str, bytes]) -> None:
    assert sample(Random(500)) == files
    assert sample(Random(501)) != files
    assert named_sample(Random(3)) == named_sample(Random(3))


def test_every_table_of_the_scenario_is_there_with_the_shared_columns(files: dict[str, bytes]) -> None:
    assert set(files) == {f"{table}.csv" for table in TABLES if table != "identities"} | {"README.txt", "manifest.json"}
    for table in TABLES:
        if table != "identities":
            heading = files[f"{table}.csv"].decode().split("\n", 1)[0].split(",")
            assert {"record_id", "source", "recorded_at", "voids", "evidence"} <= set(heading)
    assert b'"synthetic": true' in files["manifest.json"]
    assert b"synthetic: true" in files["README.txt"]


def test_five_hundred_people_in_twelve_agencies_of_three_countries(files: dict[str, bytes], intake: Intake) -> None:
    assert intake.tables["learners"].num_rows == 500 == sum(sum(countries.values()) for countries in MIX.values())
    assert len(rows(files, "agencies")) == len(AGENCIES) == 12
    assert [(merge.kept, merge.also) for merge in intake.merged] == [("P25", ("P25-B",))]
    main: dict[str, str] = {}
    rank = {"SUP": 2, "TRA": 2}
    homes = {agency: country for agency, _name, country, _kind, _closes in AGENCIES}
    posts = intake.tables["posts"].to_pylist()
    for post in sorted(posts, key=lambda post: (post["start"], rank.get(post["role"], 1))):
        if post["role"] == "FSW" and post["agency"] == "BM-FFP" and main.get(post["learner"], "").startswith("RCW"):
            continue
        main[post["learner"]] = f"{post['role']} {homes[post['agency']]}"
    expected = {f"{role} {country}": number for role, countries in MIX.items() for country, number in countries.items() if number}
    assert Counter(main.values()) == expected


def test_ids_only(files: dict[str, bytes]) -> None:
    assert all(b"@" not in data for data in files.values())
    assert "name" not in files["learners.csv"].decode().split("\n", 1)[0].split(",")


def test_nothing_vanishes_and_about_three_rows_in_a_hundred_are_untidy(intake: Intake) -> None:
    assert intake.refused == []
    assert intake.missing_files == ()
    assert intake.synthetic
    total = intake.total
    assert total.rows_in == total.used + total.set_aside + total.collapsed
    touched = len({(note.file, note.row) for note in intake.set_aside})
    assert 0.02 < touched / total.rows_in < 0.04
    reasons = {note.reason for note in intake.set_aside}
    assert reasons >= {
        "UNIT_IN_NUMBER", "DATE_FORM", "SPACES", "CASE", "UNKNOWN_LEARNER", "UNKNOWN_MODULE", "FUTURE_DATE", "DUPLICATE",
        "DUPLICATE_OTHER_SOURCE",
        "MISSING_VALUE", "BAD_UNIT", "BAD_NUMBER", "BAD_DATE",
    }  # fmt: skip


def test_dirt_that_is_set_aside_or_collapsed_was_added_and_took_nothing_away(intake: Intake, files: dict[str, bytes]) -> None:
    by_place = {
        (f"{table}.csv", number): row
        for table in ("completions", "cpd", "supervised")
        for number, row in enumerate(rows(files, table), start=2)
    }
    for note in intake.set_aside:
        if note.done != "mended":
            assert "-x" in by_place[note.file, note.row]["record_id"]


def test_no_day_that_happened_lies_after_the_day_of_the_sample(intake: Intake) -> None:
    last = SAMPLE_DAY.toordinal() - 719163
    for table in ("completions", "cpd", "supervised", "supervision", "observations", "vetting", "certificates"):
        column = "start" if table == "certificates" else "date"
        days = intake.tables[table].column(column).to_pylist()
        assert max(days) <= last, table
        assert max(intake.tables[table].column("recorded_at").to_pylist()) <= last, table


def test_the_planted_learners_have_the_facts_of_their_cases(intake: Intake) -> None:
    def of(table: str, learner: str) -> list[dict[str, Any]]:
        return [row for row in intake.tables[table].to_pylist() if row["learner"] == learner]

    def practised(learner: str) -> float:
        return sum(row["quantity"] for row in of("supervised", learner))

    assert [practised(id) for id in ("P12", "P14", "P16", "P17", "P20")] == [110, 120, 82, 80, 198]
    assert sum(row["quantity"] for row in of("cpd", "P25")) == 25
    assert sum(row["quantity"] for row in of("cpd", "P26")) == 41
    assert [sum(row["quantity"] for row in of("cpd", id) if row["unit"] == "hour") for id in ("P06", "P07")] == [90 + 88.5, 90 + 40]
    assert {row["module"] for row in of("completions", "P23-A")} - {row["module"] for row in of("completions", "P23-B")} == {"F02"}
    assert [row["version"] for row in of("completions", "P08") if row["module"] == "F02"] == ["1"]
    assert of("certificates", "P08") == []
    assert {row["assessor"] for row in of("rpl", "P15")} == {"L0005"}
    assert (
        max(row["end"] for row in of("certificates", "L0005") if row["certification"] == "TRA")
        == min(row["decided"] for row in of("rpl", "P15")) - 12
    )
    in_2025 = [row for row in of("cpd", "P19") if row["date"] // 365.2425 == 55]
    assert [(row["kind"], row["quantity"], row["unit"]) for row in in_2025] == [
        ("group_discussion", 5, "hour"),
        ("workshop", 2, "day"),
        ("other", 2, "point"),
    ]


def test_one_district_has_one_supervisor_for_forty_people(intake: Intake) -> None:
    posts = [post for post in intake.tables["posts"].to_pylist() if post["agency"] == "TM-LOWER"]
    assert len({post["learner"] for post in posts if post["role"] == "SUP"}) == 1
    assert len({post["learner"] for post in posts if post["role"] in ("VOL", "PAR")}) == 40


def test_the_bridge_has_the_stages_of_the_scenario(intake: Intake) -> None:
    chosen = [row for row in intake.tables["decisions"].to_pylist() if row["subject"] == "bridge/choice"]
    assert Counter(row["reason"] for row in chosen)["signed choice: bridge"] == sum(BRIDGE_STAGES.values()) == 34
    begun = {row["learner"] for row in intake.tables["decisions"].to_pylist() if row["subject"] == "R04"}
    assert len(begun) == BRIDGE_STAGES[4] + BRIDGE_STAGES[5]


def test_the_named_sample_comes_in_three_more_shapes_and_says_the_same() -> None:
    plain = read(sample(Random(500)), known=KNOWN, today=SAMPLE_DAY, zones=ZONES)
    named = named_sample(Random(500))
    profiles = []
    for name, data in named.items():
        if name.startswith("profiles/"):
            profile, faults = read_profile(name, data)
            assert faults == []
            assert profile is not None
            profiles.append(profile)
    intake = read(named, known=KNOWN, today=SAMPLE_DAY, zones=ZONES, profiles=profiles)
    assert intake.refused == []
    assert {count.encoding for count in intake.counts} >= {"xlsx", "cp1252", "utf-16"}

    def facts(one: Intake, **second: str) -> list[tuple[str, str, int]]:
        rows = one.tables["completions"].to_pylist()
        return sorted((second.get(row["learner"], row["learner"]), row["module"], row["date"]) for row in rows)

    # Two people have a completion under a second id.
    away = sorted(set(facts(intake)) - set(facts(plain)))
    assert [fact[0] for fact in away] == ["D1", "D2"]
    here = set(facts(plain)) - set(facts(intake))
    first = {second: next(learner for learner, *fact in here if fact == [module, day]) for second, module, day in away}
    assert facts(intake, **first) == facts(plain)
    assert b"@example.invalid" in named["learners.csv"]
    assert b"example.com" not in named["learners.csv"]


def test_the_named_sample_has_two_doubles_and_a_pair_of_twins_to_find() -> None:
    named = named_sample(Random(2026))
    folder = Folder({name: data for name, data in named.items() if not name.startswith("profiles/")})
    people = read_folder(folder, catalogue_ids=KNOWN, today=SAMPLE_DAY, zones=ZONES, people=True).people
    assert len({person.names for person in people}) == len(people) - 1, "everybody has a name of their own, but for P25, who has two ids"
    pairs = candidates([person for person in people if person.id != "P25-B"])
    assert len(pairs) == 3
    doubles = {pair.a.id: pair for pair in pairs if pair.a.id in ("D1", "D2")}
    assert set(doubles) == {"D1", "D2"}
    assert "the same name in other letters or accents" in doubles["D1"].speaks_for
    assert "names that differ by a slip of the hand" in doubles["D2"].speaks_for
    [twins] = [pair for pair in pairs if pair.a.id not in doubles]
    assert any("twins" in said for said in twins.against)

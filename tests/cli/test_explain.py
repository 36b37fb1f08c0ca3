"""`practicum explain` on the planted learners: the whole text as a colleague would say it, and what it advises tried out.

The texts lie in `explained/`, to be read by people who know the rules; their facts and verdicts stand in the sample and in
`tests/situations/`. Where a text changes on purpose, `PRACTICUM_REWRITE=1` writes it anew, and a person reads it again.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.matching import Explanation, evaluate_asks, explain
from practicum.records import KnownIds, read_folder
from practicum.records.sample import SAMPLE_DAY, sample
from practicum.reporting import explain_text
from practicum.workspace.learners import rules_of
from practicum.workspace.reports import chosen_for
from tests.test_situations import InMemory, checked, records

HERE = Path(__file__).parent / "explained"
ROOT = Path(__file__).resolve().parents[2]


def explained(learner: str, day: date = SAMPLE_DAY) -> list[Explanation]:
    return explain(rules_of(checked(), day=day), records().tables, learner, as_of=day)


@pytest.mark.parametrize("learner", ["P04", "P05", "P12", "P14", "P19"])
def test_the_answer_is_the_one_a_careful_colleague_gives(learner: str) -> None:
    path = HERE / f"{learner}.txt"
    chosen = chosen_for(checked(), records(), learner, as_of=SAMPLE_DAY, known_at=None)
    text = explain_text(explained(learner), catalogue=checked().catalogue, chosen=chosen)
    if os.environ.get("PRACTICUM_REWRITE"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


# The one sentence each of these is about, wherever else the text changes.
SENTENCES = {
    "P04": "29 of 30 days count, 1 day is missing. Private study: 20 days done, at most 15 count.",
    "P05": "Its own end, 30 Nov 2026 (certificates-01939), is not the reason.",
    "P12": "P12 may practise as family-strengthening worker within limits until 2 Dec 2026 (provisional)",
    "P14": "It was done before R01, R03 and F07 were all held; they are since 20 Apr 2026, when F07 came last. [BEFORE_PREREQ] 36 hours",
    "P19": "5 hours of group discussion, of which at most 2 hours count: 4 points",
}


@pytest.mark.parametrize(("learner", "sentence"), SENTENCES.items())
def test_the_planted_fact_is_said_in_a_sentence(learner: str, sentence: str) -> None:
    assert sentence in " ".join((HERE / f"{learner}.txt").read_text("utf-8").split())


def test_what_closes_it_does_close_it() -> None:
    """The first way of each explanation is done, and the certificate is asked for on the next day."""
    day = date(2026, 10, 16)
    added = {
        # 1 more day of updating that is no private study.
        "cpd.csv": [
            "P04,2026-10-16,updating,1,day,supervised_practice,,no,yes,,tried-1,NV-MERE,2026-10-16,,verified",
            # 2 more items, 1 of them reflected on with a peer; and F02 below.
            "P05,2026-10-16,cpd,1,item,,,yes,yes,,tried-2,NV-HART,2026-10-16,,verified",
            "P05,2026-10-16,cpd,1,item,,,no,yes,,tried-3,NV-HART,2026-10-16,,verified",
        ],
        "completions.csv": [
            "P05,F02,2,,2026-10-16,83,1,passed,X,X,,tried-4,NV-HART,2026-10-16,,verified",
            "P14,R04,1,,2026-10-16,83,1,passed,X,X,,tried-5,BM-HOME3,2026-10-16,,verified",
        ],
        # A renewal that would be due today asks for a declaration, not for the 1.5 hours that were short.
        "declarations.csv": ["P06,cpd,2026-10-16,L0002,tried-6,BM-SOUTH,2026-10-16,,verified"],
        # A supervisor's statement, the cheaper way; and the other way, the hours that were short.
        "observations.csv": ["P12,PRO-1,2,L0002,SUP,2026-10-16,tried-7,BM-HOME3,2026-10-16,,verified"],
        "supervised.csv": ["P14,R04,2026-10-16,36,hour,,L0002,yes,tried-8,BM-HOME3,2026-10-16,,verified"],
    }
    files = dict(sample(random.Random(2026)))
    for name, lines in added.items():
        files[name] = files[name].rstrip(b"\n") + b"\n" + "\n".join(lines).encode() + b"\n"
    intake = read_folder(InMemory(files), catalogue_ids=KnownIds.of(checked().catalogue), today=day, zones={})
    wanted = {("P04", "CSW", "NV"): "due", ("P05", "CSW", "NV"): "due", ("P06", "CSW", "BM"): "certified"}
    wanted |= {("P12", "FSW", "BM"): "certified", ("P14", "FSW", "BM"): "certified"}
    asks = [{"learner": who, "certification": what, "country": where, "as_of": day} for who, what, where in wanted]
    verdicts = evaluate_asks(rules_of(checked(), day=day), intake.tables, asks, engine="polars")
    assert [row["state"] for row in verdicts.certificates] == list(wanted.values())


def test_a_limit_that_has_passed_is_said_with_what_is_still_to_do() -> None:
    """P21 may still take the test, and P08 the module: by then somebody has to decide, which the engine says only afterwards."""
    for learner in ("P08", "P21"):
        assert "The limit has passed: when this is done, a late award still has to be decided" in explain_text(explained(learner))


def test_a_renewal_that_is_made_up_is_asked_as_on_that_day() -> None:
    text = explain_text(explained("P06"), catalogue=checked().catalogue)
    way_back = text[text.index("The way back") : text.index("Instead")]
    assert "1 signed declaration" in way_back
    assert "hours" not in way_back


def test_what_to_look_into_is_said() -> None:
    """P11's award came 15 days after the last day of its provisional practice, and nobody recorded a decision on it."""
    text = " ".join(explain_text(explained("P11"), catalogue=checked().catalogue).split())
    assert "All that it asks is on record, the last of it on 20 Feb 2024 (I03)." in text
    assert "certificates-01948, from 29 Feb 2024" in text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one's own, and in it the sample's records as those of real people: without the manifest that says they are invented."""
    where = tmp_path_factory.mktemp("explained")
    for name in ("competencies", "curriculum", "site"):
        shutil.copytree(ROOT / name, where / "project" / name)
    (where / "records").mkdir()
    for name, data in sample(random.Random(2026)).items():
        if name != "manifest.json":
            (where / "records" / name).write_bytes(data)
    return where


def call(*words: str, folder: Path) -> Result:
    shared = ("--records", str(folder / "records"), "--project", str(folder / "project"))
    return CliRunner().invoke(main, ["explain", *words, *shared], env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1"})


def test_two_ids_of_one_person_are_one_and_it_is_said(folder: Path) -> None:
    shown = call("P25-B", "--as-of", "2026-10-15", folder=folder)
    assert shown.exit_code == 0, shown.output
    assert "P25 and P25-B are ids of one person" in shown.stdout
    assert "25 of 24 hours" in shown.stdout


def test_an_id_in_other_capitals_is_found(folder: Path) -> None:
    for asked in ("p25", "p25-b"):
        shown = call(asked, "--as-of", "2026-10-15", folder=folder)
        assert shown.exit_code == 0, shown.output
        assert shown.stdout.startswith("P25 ")


def test_why_there_is_nothing_to_explain_is_said_and_nobody_is_named(folder: Path) -> None:
    for words, said in (
        (("NOBODY", "--as-of", "2026-10-15"), "no row of these records is about this learner"),
        (("P19", "--as-of", "1990-01-01"), "nothing is asked of this learner on 1990-01-01"),
        (("P19", "--as-of", "2026-10-15", "--known-at", "1990-01-01"), "on 1990-01-01 nothing had been recorded about this learner"),
    ):
        shown = call(*words, folder=folder)
        assert shown.exit_code == 1
        assert said in shown.stderr
        assert words[0] not in shown.stderr
        assert "= help:" in shown.stderr


def test_wrong_options_say_what_would_be_right(folder: Path) -> None:
    shown = call("P19", "--as-of", "15.10.2026", folder=folder)
    assert (shown.exit_code, "write year-month-day" in shown.stderr) == (2, True)
    shown = call("P19", "--as-of", "2026-10-15", "--format", "pdf", folder=folder)
    assert (shown.exit_code, "'html'" in shown.stderr) == (2, True)


def test_an_explanation_of_real_people_is_never_written_inside_the_project(folder: Path) -> None:
    inside = folder / "project" / "site" / "P19.html"
    refused = call("P19", "--as-of", "2026-10-15", "--format", "html", "--out", str(inside), folder=folder)
    assert refused.exit_code == 2
    assert "may not lie inside a project" in refused.stderr
    assert not inside.exists()


def test_a_file_outside_is_its_owners_alone_and_whole(folder: Path) -> None:
    outside = folder / "P19.json"
    shown = call("P19", "--as-of", "2026-10-15", "--format", "json", "--out", str(outside), folder=folder)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout == ""
    told = json.loads(outside.read_text("utf-8"))
    assert (told["synthetic"], told["contains_learner_data"]) == (False, True)
    (one,) = told["explanations"]
    assert [period["last_day"] for period in one["earlier_periods"]][:1] == ["2025-12-31"]
    if os.name != "nt":
        assert outside.stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir() if path.name.startswith(".P19")] == []

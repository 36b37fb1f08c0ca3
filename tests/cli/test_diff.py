"""`practicum diff`: three changes of rules previewed on invented people, each against two plain runs of `gaps`."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.model.source import content_hash, find, plain
from practicum.reading import read_project
from practicum.records.sample import sample
from practicum.resolving.standing import seal
from practicum.workspace.disk import Disk

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-21"
# Planted learners whose verdicts were worked out by hand, some of the crowd from three countries, and whom they lean on.
LEARNERS = {f"P{number:02}" for number in range(6, 12)} | {"L0001", "L0002", "L0003", "L0004", "L0299", "L0317", "L0333", "L0345", "L0358"}
BELMORA, CORE = "competencies/countries/BM", "competencies/certifications"


def call(*words: str, where: Path = ROOT, today: str = TODAY, home: Path | None = None) -> Result:
    before = Path.cwd()
    os.chdir(where)
    try:
        settings = {"PRACTICUM_TODAY": today, "PRACTICUM_HOME": str(home) if home else None, "NO_COLOR": "1"}
        return CliRunner().invoke(main, list(words), env=settings)
    finally:
        os.chdir(before)


def tree(folder: Path) -> Path:
    """A copy of the rules as they are shipped."""
    for name in ("competencies", "curriculum"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def change(path: Path, pattern: str, new: str | Callable[[re.Match[str]], str], *, times: int = 1) -> None:
    text = path.read_text("utf-8")
    changed, count = re.subn(pattern, new, text, flags=re.MULTILINE)
    assert count == times, f"{path.name} holds {count} times: {pattern}"
    path.write_text(changed, "utf-8")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tree(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented sample, cut down to a few learners."""
    folder = tmp_path_factory.mktemp("records")
    for name, data in dict(sample(random.Random(2026))).items():
        (folder / name).write_bytes(_of_few(data) if name.endswith(".csv") and name != "agencies.csv" else data)
    return folder


def _of_few(data: bytes) -> bytes:
    heading, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    learner = heading.index("learner" if "learner" in heading else "id")
    kept = io.StringIO()
    csv.writer(kept).writerows([heading, *(row for row in rows if row[learner] in LEARNERS)])
    return kept.getvalue().encode()


def add_row(file: Path, row: str) -> None:
    with file.open("a", encoding="utf-8", newline="") as stream:
        stream.write(f"{row}\r\n")


def preview(base: Path, head: Path, records: Path, as_of: str, out: Path, *, today: str = TODAY) -> dict[str, Any]:
    done = call("diff", str(base), str(head), "--records", str(records), "--as-of", as_of, "--out", str(out), where=base, today=today)
    assert done.exit_code == 0, done.output
    assert done.stdout == (out / "preview.txt").read_text("utf-8")
    found: dict[str, Any] = json.loads((out / "preview.json").read_text("utf-8"))
    return found


def verdicts(rules: Path, records: Path, as_of: str, out: Path, *, today: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What a plain run of `gaps` on that day says."""
    done = call("gaps", str(records), "--as-of", as_of, "--project", str(rules), "--out", str(out), today=today)
    assert done.exit_code == 0, done.output
    report = json.loads((out / "gaps.json").read_text("utf-8"))
    return {(one["learner"], one["certification"]): (one["state"], one["reason"], one["valid_until"]) for one in report["certificates"]}


def assert_plain_difference(found: dict[str, Any], before: dict[Any, Any], after: dict[Any, Any]) -> None:
    """The preview lists exactly those on whom the two runs differ, and its table adds up."""
    assert before
    assert after
    wanted = {key: (before.get(key), after.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)}
    listed = {
        (one["learner"], one["certification"]): tuple(zip(one["state"], one["reason"], one["valid_until"], strict=True))
        for one in found["learners"]
    }
    got = {key: sides for key, sides in listed.items() if sides[0] != sides[1]}
    assert got == wanted
    *lines, every = found["counts"]
    moved = [key for key, (old, new) in wanted.items() if old is None or new is None or old[0] != new[0]]
    assert every["change"] == len(moved) == sum(one["changes_state"] for one in found["learners"])
    assert every["asked"] == len({*before, *after}) == every["keep"] + every["change"]
    for line in found["counts"]:
        assert line["asked"] == line["keep"] + line["change"]
        assert line["change"] == sum(step["count"] for step in line["steps"])
    if lines:
        assert [sum(line[name] for line in lines) for name in ("asked", "keep", "change")] == [
            every[name] for name in ("asked", "keep", "change")
        ]


def moves(found: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    return {(one["learner"], one["certification"]): one["state"] for one in found["learners"] if one["changes_state"]}


def behind(found: dict[str, Any], learner: str, certification: str) -> set[str]:
    (one,) = (one for one in found["learners"] if (one["learner"], one["certification"]) == (learner, certification))
    return {each["requirement"] for each in one["requirements"] if each["behind"]}


def names_nobody(out: Path) -> bool:
    comment = (out / "comment.md").read_text("utf-8")
    return not re.search(r"\b[LP]\d{2,4}\b", comment)


def test_the_declaration_in_the_place_of_hours(shipped: Path, records: Path, tmp_path: Path) -> None:
    """Belmora, renewals due from 1 July 2026: P07 declared, P06 fell due a day earlier and stays with the hours."""
    base = tree(tmp_path / "hours only")
    for name in ("CSW", "SUP"):
        path = base / BELMORA / f"{name}.yaml"
        change(path, r"^ +- id: cpd-declaration\n(?: {10}.*\n)+", "")
        change(path, r"(- id: cpd-hours\n) +until: 2026-06-30\n +by: due\n", r"\1")
        change(path, r", where the renewal is due by 2026-06-30\.", ".")
    found = preview(base, shipped, records, "2026-10-15", tmp_path / "out")
    told = {(rule["country"], rule["requirement"], rule["field"], rule["what"]) for rule in found["rules"] if not rule["sentence_only"]}
    assert told == {
        ("BM", f"{name}/renew/cpd/{part}", field, "added")
        for name in ("CSW", "SUP")
        for part, field in (("cpd-declaration", None), ("cpd-hours", "until"), ("cpd-hours", "by"))
    }
    for rule in found["rules"]:
        lines = (shipped / rule["file"]).read_text("utf-8").splitlines()
        assert str(rule["after"]) in lines[rule["line"] - 1] or rule["field"] in (None, "says")
    assert moves(found)["P07", "CSW"] == ["lapsed", "certified"]
    assert behind(found, "P07", "CSW") >= {"CSW/renew/cpd/cpd-declaration", "CSW/renew/cpd/cpd-hours"}
    assert ("P06", "CSW") not in moves(found)
    before = verdicts(base, records, "2026-10-15", tmp_path / "before", today=TODAY)
    after = verdicts(shipped, records, "2026-10-15", tmp_path / "after", today=TODAY)
    assert before["P06", "CSW"][0] == after["P06", "CSW"][0] == "lapsed"
    assert_plain_difference(found, before, after)
    assert names_nobody(tmp_path / "out")


def twenty_four_months(head: Path, first: date) -> None:
    """I03 in date for 24 months, also where it was done before: a new version, and the countries' patches aimed at it anew."""
    path = head / CORE / "RCW.yaml"
    text = path.read_text("utf-8")
    version = text[text.index('  - version: "1"') :]
    version = re.sub(r"    seal: .*\n", "", version).replace('version: "1"', 'version: "2"', 1)
    version = re.sub(r"    from: \S+", f"    from: {first}", version, count=1)
    old = re.search(r"- \{id: i03-in-date, .*\}", version)
    assert old is not None
    valid = f"{{months: 12, ends: anniversary, changes: [{{since: {first}, months: 24, retroactive: true}}]}}"
    says = f"I03 no older than 12 months on any day of practice before {first}, 24 months from that day."
    version = version.replace(old[0], f'- {{id: i03-in-date, module: I03, valid: {valid}, says: "{says}"}}')
    version = version.replace(
        "I03 has to be in date (12 months) at all times", f"I03 has to be in date (12 months, from {first} 24 months)"
    )
    path.write_text(text + version, "utf-8")
    unit = read_project(Disk(head)).catalogue.certifications["RCW"]
    sealed, paragraph = find(unit.tree, ("versions", 1)), find(unit.tree, ("versions", 1, "says"))
    assert sealed is not None
    assert paragraph is not None
    change(path, rf"^    from: {first}\n", f'    from: {first}\n    seal: "{seal(sealed)}"\n')
    for country in ("BM", "TM"):
        patches = head / "competencies" / "countries" / country / "RCW.yaml"
        written = patches.read_text("utf-8")
        again = re.sub(r"(?m)^  - id: (\S+)$", r"  - id: \1-again", written[written.index("  - id: ") :])
        again = re.sub(r"(?m)^    from: \S+$", f"    from: {first}", again)
        again = re.sub(r'(target: RCW/says\n    was: )"\w+"', rf'\1"{content_hash(plain(paragraph))}"', again)
        patches.write_text(
            written + again.replace("I03 has to be in date (12 months)", f"I03 has to be in date (12 months, from {first} 24 months)"),
            "utf-8",
        )


def test_a_longer_validity_previewed_for_a_day_ahead(shipped: Path, records: Path, tmp_path: Path) -> None:
    """I03 for 24 months instead of 12 from 1 December: asked in November, it lists whom `gaps` will find changed in December."""
    head = tree(tmp_path / "24 months")
    twenty_four_months(head, date(2026, 12, 1))
    out = tmp_path / "out"
    found = preview(shipped, head, records, "2026-12-01", out)
    assert found["days_ahead"] == 10
    assert "lies 10 days ahead" in (out / "preview.txt").read_text("utf-8").splitlines()[1]
    changed = [rule for rule in found["rules"] if not rule["sentence_only"] and rule["requirement"]]
    assert [(rule["country"], rule["version"], rule["follows"], rule["requirement"], rule["field"]) for rule in changed] == [
        (None, "2", "1", "RCW/always_in_date/i03-in-date", "valid.changes")
    ]
    moved = moves(found)
    assert moved["P09", "RCW"] == moved["P10", "RCW"] == ["restricted", "certified"]
    assert behind(found, "P09", "RCW") == {"RCW/always_in_date/i03-in-date"}
    assert ("P11", "RCW") not in moved, "who has lapsed does not come back by it"
    assert {certification for _, certification in moved} == {"RCW"}
    then = "2026-12-01"
    before = verdicts(shipped, records, then, tmp_path / "before", today=then)
    after = verdicts(head, records, then, tmp_path / "after", today=then)
    assert_plain_difference(found, before, after)
    assert names_nobody(out)


def test_a_sunset_and_a_closure(shipped: Path, records: Path, tmp_path: Path) -> None:
    """Belmora's residential work: no first award after 31 December 2026, every certificate ends on 30 June 2027."""
    base = tree(tmp_path / "no sunset")
    (base / BELMORA / "RCW.yaml").unlink()
    # P08 lacks the new F02 only, passes it five days after the last day of a first award, and is awarded it late: the
    # provisional months were over, so a decision is needed.
    people = tmp_path / "people"
    shutil.copytree(records, people)
    add_row(people / "completions.csv", "P08,F02,2,,2027-01-05,83,1,passed,BM-FFP,BM-FFP,,later-1,BM-HOME3,2027-01-06,,verified")
    add_row(people / "completions.csv", "P08,I03,1,,2027-01-15,86,1,passed,BM-FFP,BM-FFP,,later-2,BM-HOME3,2027-01-16,,verified")
    add_row(people / "decisions.csv", "P08,late_award,RCW,granted,2027-01-06,,board,panel,later-3,BM-HOME3,2027-01-06,,verified")
    today = "2027-07-05"
    found = preview(base, shipped, people, "2027-07-01", tmp_path / "out", today=today)
    told = {(rule["country"], rule["field"], rule["after"]) for rule in found["rules"] if not rule["sentence_only"]}
    assert told == {("BM", "no_award_after", "2026-12-31"), ("BM", "closes", "2027-06-30")}
    people_by = {(one["learner"], one["certification"]): one for one in found["learners"]}
    assert people_by["P08", "RCW"]["state"] == ["certified", "never"]
    assert people_by["P08", "RCW"]["reason"][1] == "SUNSET"
    for learner in ("P09", "P10"):
        assert people_by[learner, "RCW"]["state"] == ["restricted", "lapsed"]
        assert people_by[learner, "RCW"]["reason"][1] == "CLOSED"
    assert ("P11", "RCW") not in moves(found), "lapsed long before"
    assert {one["country"] for one in found["learners"]} == {"BM"}
    before = verdicts(base, people, "2027-07-01", tmp_path / "before", today=today)
    after = verdicts(shipped, people, "2027-07-01", tmp_path / "after", today=today)
    assert_plain_difference(found, before, after)
    assert names_nobody(tmp_path / "out")
    text = (tmp_path / "out" / "preview.txt").read_text("utf-8")
    assert "SUNSET: First awards of this certificate are no longer made." in text


# -- what needs no matching


def test_sentences_alone_change_nobody_and_are_said_to_be_just_that(shipped: Path, records: Path, tmp_path: Path) -> None:
    head = tree(tmp_path / "head")
    change(head / CORE / "VOL.yaml", r'^title: "(.*)"$', r'title: "\1 (of the community)"')
    done = call("diff", str(shipped), str(head), "--records", str(records), "--as-of", "2026-10-15", where=shipped)
    assert done.exit_code == 0, done.output
    assert "only sentences read differently, by which nobody is judged" in done.stdout
    assert "nobody changes state: the rules judge everybody alike" in done.stdout
    assert "matching" not in done.stderr
    comment = call("diff", str(shipped), str(head), "--records", str(records), "--as-of", "2026-10-15", "--format", "md", where=shipped)
    assert "**Sentences only**" in comment.stdout
    assert "Nobody changes state." in comment.stdout
    assert comment.stderr == ""


def test_a_branch_is_compared_with_the_work_tree(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not on this machine")
    project = tree(tmp_path / "project")
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), (*names, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *words], cwd=project, check=True, capture_output=True)
    assert "no rule reads differently" in call("diff", "main", where=project).stdout
    change(project / BELMORA / "RCW.yaml", r"^    value: 2027-06-30$", "    value: 2027-09-30")
    done = call("diff", "main", "--as-of", "2026-10-15", where=project / "curriculum")
    assert done.exit_code == 0, done.output
    assert re.search(r"^`main` \([0-9a-f]{7}\) compared with the work tree$", done.stdout, re.MULTILINE)
    assert "closes: 2027-06-30 → 2027-09-30\n    --> competencies/countries/BM/RCW.yaml:" in done.stdout
    other = call("diff", "main", "nosuch", where=project)
    assert other.exit_code == 2
    assert "`nosuch` is neither a folder with a curriculum nor a revision" in other.output
    assert json.loads(call("diff", "main", "HEAD", "--format", "json", where=project).stdout)["rules"] == []


def test_rules_with_faults_are_refused_and_the_side_is_named(shipped: Path, tmp_path: Path) -> None:
    head = tree(tmp_path / "head")
    change(head / CORE / "RCW.yaml", r"(id: i03-in-date, module: I03, valid: \{months: )12", r"\g<1>24")
    done = call("diff", str(shipped), str(head), where=shipped)
    assert done.exit_code == 1
    assert f"`{head}` has" in done.output
    assert "rule-rewritten" in done.output
    assert "add a new version with its own `from`" in done.output


def test_what_was_adopted_need_not_pass_every_check_of_today_but_has_to_be_readable(shipped: Path, tmp_path: Path) -> None:
    base = tree(tmp_path / "base")
    change(base / CORE / "RCW.yaml", r"(id: i03-in-date, module: I03, valid: \{months: )12", r"\g<1>18")
    done = call("diff", str(base), str(shipped), where=shipped)
    assert done.exit_code == 0, done.output
    assert "would not pass today's checks" in done.stderr
    assert "RCW/always_in_date/i03-in-date valid.months: 18 → 12" in done.stdout
    change(base / CORE / "RCW.yaml", r"^    award:$", "    awards:")
    refused = call("diff", str(base), str(shipped), where=shipped)
    assert refused.exit_code == 1
    assert "what could be read is compared" in refused.output
    moved = tree(tmp_path / "moved")
    change(moved / BELMORA / "CSW.yaml", r'(target: CSW/renew/cpd\n    was: )"\w+"', r'\1"000000000000"')
    refused = call("diff", str(moved), str(shipped), where=shipped)
    assert refused.exit_code == 1
    assert "patch-target-moved" in refused.output


def test_records_need_a_day_and_a_place_outside_the_rules(shipped: Path, records: Path, tmp_path: Path) -> None:
    assert call("diff", ".", "--records", str(records), where=shipped).exit_code == 2
    real = tmp_path / "real"
    shutil.copytree(records, real)
    (real / "manifest.json").unlink()
    words = ("diff", str(shipped), "--records", str(real), "--as-of", "2026-10-15")
    project = tree(tmp_path / "project")
    for inside in (project / "out", shipped / "out"):
        refused = call(*words, "--out", str(inside), where=project)
        assert refused.exit_code == 2, refused.output
        assert "learner data and may not lie" in refused.output
        assert not inside.exists()
    out = tmp_path / "mine" / "preview"
    assert call(*words, "--out", str(out), where=project).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["comment.md", "learners.csv", "preview.json", "preview.txt", "review.html"]
    if os.name != "nt":
        assert out.stat().st_mode & 0o077 == 0
    (out / "letter.txt").write_text("keep me")
    assert call(*words, "--out", str(out), where=project).exit_code == 2
    assert (out / "letter.txt").read_text() == "keep me"


def test_the_order_of_days_is_said_where_no_row_tells_it(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "learners.csv").write_text("learner\nA1\n")
    (tmp_path / "completions.csv").write_text("learner,module,date\n" + "".join(f"A1,F0{n},03/04/2025\n" for n in (1, 2, 3)))
    words = ("diff", str(shipped), str(shipped), "--records", str(tmp_path), "--as-of", "2026-01-15")
    refused = call(*words)
    assert "not read: completions.csv" in refused.stderr
    assert "`--dates`" in refused.stderr
    said = call(*words, "--dates", "day-first")
    assert said.exit_code == 0, said.output
    assert "not read" not in said.stderr

"""`practicum plan` as somebody types it: what it says, where it writes, and what it says of bad input."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from tests.publishing.shipped import ROOT

PEOPLE = ("P02", "P08", "P09", "L0001")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few people of the sample, and no word that they are invented: they are treated as anybody's."""
    whole, few = tmp_path_factory.mktemp("whole") / "sample", tmp_path_factory.mktemp("few") / "records"
    assert CliRunner().invoke(main, ["sample", "--out", str(whole)]).exit_code == 0
    few.mkdir()
    for path in whole.glob("*.csv"):
        lines = path.read_text("utf-8").splitlines()
        kept = lines[1:] if path.name == "agencies.csv" else [line for line in lines[1:] if line.split(",")[0] in PEOPLE]
        (few / path.name).write_text("\n".join([lines[0], *kept]) + "\n", "utf-8")
    return few


def plan(sample: Path, home: Path, *words: str) -> Result:
    typed = ["plan", str(sample), "--as-of", "2026-10-15", "--project", str(ROOT), *words]
    return CliRunner().invoke(main, typed, env={"PRACTICUM_HOME": str(home), "NO_COLOR": "1", "PRACTICUM_TODAY": "2026-11-21"})


SESSIONS = "id,module,begins,seats,price,language\nF02-1,F02,2026-11-03,9,100,en\nI03-1,I03,2026-11-05,9,100,en\n"


def test_plans_lie_in_the_private_folder_for_the_owner_only(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(SESSIONS, "utf-8")
    words = ("--sessions", str(tmp_path / "s.csv"), "--budget", "100", "--what-if", "budget+100")
    done = plan(sample, tmp_path / "home", *words)
    assert done.exit_code == 0, done.output
    folder = tmp_path / "home" / "reports" / "2026-10-15" / "planning"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    assert "readable by you only" in done.output
    assert "each proved to be the best" in done.output
    assert "1 session of 2 seats 1 of 2 needs" in done.output.replace("seat 1", "seats 1")
    assert "what if budget+100: +1 seated, +100 in cost" in done.output
    told = json.loads((folder / "plans.json").read_text("utf-8"))
    assert told["schema"] == "practicum.plans/1"
    assert told["confirmed"] == told["promised"] > 2
    assert "the budget does not carry it" in (folder / "unmet.csv").read_text("utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert plan(sample, tmp_path / "home", *words).exit_code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, "the same input gives the same bytes"
    # A report of the same day takes the plans along, and says nothing of them being in its way.
    gaps = ["gaps", str(sample), "--as-of", "2026-10-15", "--project", str(ROOT)]
    for _ in range(2):
        done = CliRunner().invoke(main, gaps, env={"PRACTICUM_HOME": str(tmp_path / "home"), "NO_COLOR": "1"})
        assert done.exit_code == 0, done.output
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_for_programs(sample: Path, tmp_path: Path) -> None:
    done = plan(sample, tmp_path / "home", "--format", "json", "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["schema"] == "practicum.plan-run/1"
    assert told["learners"] >= 3
    assert not set(PEOPLE) & set(done.stdout.split('"'))


def test_every_fault_of_what_is_given_is_named_before_any_work(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("module,begins,seats\nF99,2026-11-03,4\nF02,2020-01-01,-3\n" + "x" * 300 + ",2026-11-03,4\n", "utf-8")
    (tmp_path / "p.csv").write_text("item,each\nF02,-1\n", "utf-8")
    done = plan(sample, tmp_path / "home", "--sessions", str(tmp_path / "s.csv"), "--prices", str(tmp_path / "p.csv"))
    assert done.exit_code == 1
    for said in ("5 faults", "s.csv:2:1", "no module is called `F99`", "`seats` is less than 1: `-3`", "begins on 2020-01-01", "p.csv:2:5"):
        assert said in done.output
    assert "x" * 200 not in done.output
    assert "matching" not in done.output
    assert not (tmp_path / "home" / "reports" / "2026-10-15").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--budget", "100"), "none were given"),
        (("--budget", "-1"), "not in the range"),
        (("--what-if", "money=3", "--sessions", "s.csv"), "not understood: `money=3`"),
        (("--sessions", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)
def test_misuse(sample: Path, tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    (tmp_path / "s.csv").write_text(SESSIONS, "utf-8")
    done = plan(sample, tmp_path / "home", *(str(tmp_path / word) if word.endswith(".csv") else word for word in words))
    assert done.exit_code == 2, done.output
    assert says in done.output


def test_a_folder_with_other_files_is_not_replaced(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    done = plan(sample, tmp_path / "home", "--out", str(tmp_path / "mine"))
    assert done.exit_code == 2
    assert "holds other files" in done.output
    assert (tmp_path / "mine" / "letter.txt").read_text("utf-8") == "dear"


def test_plans_of_people_do_not_lie_in_a_repository(sample: Path, tmp_path: Path) -> None:
    done = plan(sample, tmp_path / "home", "--out", str(ROOT / "build" / "mine"))
    assert done.exit_code == 2
    assert "may not lie inside a project or repository" in done.output


def test_gaps_by_the_users_prices(sample: Path, tmp_path: Path) -> None:
    """The prices of the handbook, said to a report: what closes a gap has a price, and what has none is named."""
    page = (ROOT / "site" / "handbook" / "plans.md").read_text("utf-8")
    shown = page.partition("## Your prices")[2].partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "prices.yaml").write_text(shown.replace("cpd: {hour: 3}", "contact: {hour: 3}"), "utf-8")
    env = {"PRACTICUM_HOME": str(tmp_path / "home"), "NO_COLOR": "1", "PRACTICUM_TODAY": "2026-11-21"}
    typed = ["gaps", str(sample), "--as-of", "2026-10-15", "--project", str(ROOT), "--prices", str(tmp_path / "prices.yaml")]
    done = CliRunner().invoke(main, [*typed, "--out", str(tmp_path / "out")], env=env)
    assert done.exit_code == 0, done.output
    assert "warning: no price was given for cpd, so that counts as free" in done.stderr
    assert done.stderr.count("reading the rules …") == 1
    pages = "".join(path.read_text("utf-8") for path in (tmp_path / "out" / "plans").glob("*.html"))
    # P09 repeats I03, 12 hours at 4: it has no price of its own, and F02 has one.
    assert "12 hours, 48 EUR: the cheapest way." in pages
    assert "6 hours, 20 EUR: the cheapest way." in pages
    assert "the shortest way" not in pages
    (tmp_path / "prices.yaml").write_text("F99: 20\nF02: -3\nF03: cheap\nF04: 12,50\n", "utf-8")
    done = CliRunner().invoke(main, [*typed, "--out", str(tmp_path / "none")], env=env)
    assert done.exit_code == 1
    for said in ("4 faults", "no item is called `F99`", "less than 0: `-3`", "not a number: `cheap`", "not a number: `12,50`"):
        assert said in done.output
    assert not (tmp_path / "none").exists()

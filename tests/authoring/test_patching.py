"""What a country changes of the core: written against what stands there, looked after when the core moves, offered back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from tests.cases.sources import DAY, base

MODULE = "curriculum/modules/F01-seeing/module.yaml"
NORVALE = "competencies/countries/NV/F01.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    sources = base().copy()
    for path in [path for path in sources.contents if path.startswith(("curriculum/signoffs/", "curriculum/fr/"))]:
        sources.contents.pop(path)
    for path, data in sources.contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def run(project: Path, *words: str) -> Result:
    env = {"PRACTICUM_TODAY": DAY.isoformat(), "NO_COLOR": "1"}
    return CliRunner().invoke(main, [*words, "--project", str(project)], env=env)


def states(project: Path) -> dict[str, str]:
    found = json.loads(run(project, "patch", "NV", "--format", "json").stdout)
    return {one["id"]: one["state"] for one in found["patches"]}


def faults(project: Path) -> list[str]:
    return [one["rule"] for one in json.loads(run(project, "check", "--format", "json").stdout)["diagnostics"]]


def move(project: Path) -> None:
    path = project / MODULE
    text = path.read_text("utf-8")
    assert text.count("summary: Learn to see what works.") == 1
    path.write_text(text.replace("summary: Learn to see what works.", "summary: Learn to see what already works."), "utf-8")


def test_one_more_patch_carries_the_hash_of_what_it_replaces(project: Path) -> None:
    before = (project / NORVALE).read_text("utf-8")
    done = run(project, "patch", "NV", "F01/title", "--value", "Seeing what works in Norvale", "--says", "It names Norvale.")
    assert done.exit_code == 0, done.output
    after = (project / NORVALE).read_text("utf-8")
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert [line for line in after.splitlines() if line not in new] == before.splitlines(), "what was written stays"
    assert new[0] == "  - id: NV-F01-1"
    assert states(project)["NV-F01-1"] == "holds"
    assert faults(project) == []


def test_a_term_and_a_number_can_be_patched(project: Path) -> None:
    term = re.findall(r"id: ([\w-]+)", (project / "curriculum/glossary.yaml").read_text("utf-8"))[0]
    done = run(project, "patch", "NV", f"term:{term}/definition", "--value", "What Norvale's act calls it.", "--says", "As in the act.")
    assert done.exit_code == 0, done.output
    done = run(project, "patch", "NV", "FSW/renew/cpd/hours/min", "--value", "13", "--says", "13 hours.", "--from", "2026-12-01")
    assert done.exit_code in (0, 1), done.output
    if done.exit_code == 1:
        # The sentence of the rule has to say its number too, in Norvale as elsewhere.
        assert "sentence" in done.output
    assert faults(project) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("NV", "F01/sumary", "--value", "x", "--says", "x"), "did you mean `summary`?"),
        (("NV", "F77/title", "--value", "x", "--says", "x"), "there is no unit `F77`"),
        (("NX",), "there is no country `NX`"),
        (("NV", "F01/title", "--says", "x"), "needs what stands there instead"),
        (("NV", "F01/title", "--value", "x"), "`--says` is missing"),
        (("NV", "--keep", "NV-9"), "NV has no patch `NV-9`"),
        (("NV", "--keep", "NV-1"), "nothing has to be done"),
        (("NV", "F01/title", "--show", "NV-1"), "do not go together"),
        (("NV", "F01", "--action", "remove", "--says", "x"), "cannot take a whole unit out"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(project: Path, words: tuple[str, ...], said: str) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*.yaml")}
    done = run(project, "patch", *words)
    assert done.exit_code in (1, 2)
    assert said in done.output, done.output
    assert {path: path.read_bytes() for path in project.rglob("*.yaml")} == before


def test_when_the_core_moves_three_texts_are_shown_and_the_patch_kept(project: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for words in (["init", "-q"], ["add", "curriculum", "competencies"], ["commit", "-q", "-m", "A core"]):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=project, check=True, capture_output=True)
    assert states(project) == {"NV-1": "holds"}
    move(project)
    assert "patch-target-moved" in faults(project)
    assert states(project) == {"NV-1": "moved"}
    shown = run(project, "patch", "NV", "--show", "NV-1").output
    assert "    Learn to see what works.\n" in shown
    assert "  + Learn to see what already works.\n" in shown
    assert "    Learn to see what works in Norvale.\n" in shown
    kept = run(project, "patch", "NV", "--keep", "NV-1")
    assert kept.exit_code == 0, kept.output
    assert states(project) == {"NV-1": "holds"}
    assert faults(project) == []


def test_without_a_history_what_stood_there_is_not_made_up(project: Path) -> None:
    move(project)
    assert "no commit of the project has it" in run(project, "patch", "NV", "--show", "NV-1").output


def test_what_a_country_says_can_be_offered_to_the_core(project: Path) -> None:
    done = run(project, "patch", "NV", "--offer", "NV-1")
    assert done.exit_code == 0, done.output
    assert "summary: Learn to see what works in Norvale." in (project / MODULE).read_text("utf-8").replace('"', "")
    assert states(project) == {}
    assert faults(project) == []

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
from practicum.reading import read_project
from practicum.resolving import view_of
from practicum.workspace.disk import Disk
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


def test_one_entry_is_taken_out_of_a_list(project: Path) -> None:
    module = project / MODULE
    was = "Say when you saw it., "
    module.write_text(module.read_text("utf-8").replace(was, "'Say when: you \"saw\" it.', "), "utf-8")
    remove = ("patch", "NV", "F01/key_points", "--action", "remove", "--says", "The act says it.")
    wrong = run(project, *remove, "--value", "Name the dager.")
    assert "did you mean “Name the danger.”?" in wrong.output
    assert "needs no `--value`" in run(project, *remove[:2], "F01/title", *remove[3:], "--value", "x").output
    done = run(project, *remove, "--value", "Name the danger.")
    assert done.exit_code == 0, done.output
    assert faults(project) == []
    seen = view_of(read_project(Disk(project)).catalogue, country="NV", day=DAY).catalogue.modules["F01"].value.key_points
    assert seen == ("See what somebody does.", 'Say when: you "saw" it.', "Ask who else saw it.", "Tell somebody today.")


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


LESSON = "curriculum/modules/F01-seeing/03-stories.md"
LOOK = "lesson:F01/01-looking#what-to-look-for"
BUS = "lesson:F01/03-stories#scenario-the-bus"


def words_of(project: Path, target: str, *, country: str = "NV") -> str:
    """A lesson as a country reads it."""
    catalogue = read_project(Disk(project)).catalogue
    seen = view_of(catalogue, country=country, day=DAY)
    assert seen.diagnostics == ()
    return seen.lesson(f"curriculum/modules/F01-seeing/{target}").text


def write(project: Path, target: str, text: str, *more: str) -> Result:
    return run(project, "patch", "NV", target, "--value", text, "--says", "As in Norvale.", "--from", "2026-01-01", *more)


def test_a_section_of_a_lesson_is_replaced_followed_and_taken_out(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = tmp_path_factory.mktemp("texts") / "section.md"
    text.write_bytes(b"\xef\xbb\xbf## Scenario: The boat\r\n\r\n- one\r\n  - two\r\n")
    done = run(project, "patch", "NV", BUS, "--file", str(text), "--says", "Norvale has boats.", "--from", "2026-01-01")
    assert done.exit_code == 0, done.output
    # Without a heading, the section keeps its own.
    assert write(project, LOOK, "Look at the *register*.").exit_code == 0
    assert write(project, LOOK, "## Who signs\n\nThe council.", "--action", "add").exit_code == 0
    gone = "lesson:F01/03-stories#scenario-the-yard"
    assert run(project, "patch", "NV", gone, "--action", "remove", "--says", "No yards.", "--from", "2026-01-01").exit_code == 0
    assert set(states(project).values()) == {"holds"}
    assert faults(project) == []
    assert words_of(project, "01-looking.md").endswith(
        "## What to look for\n\nLook at the *register*.\n\n## Who signs\n\nThe council.\n"
    )
    stories = words_of(project, "03-stories.md")
    assert stories.startswith("# Stories\n\n## Scenario: The boat\n\n- one\n  - two\n\n## ")
    assert "yard" not in stories
    assert words_of(project, "03-stories.md", country="") == (project / LESSON).read_text("utf-8")
    written = (project / NORVALE).read_text("utf-8")
    assert "    value: |-\n      ## Scenario: The boat\n\n      - one\n        - two\n" in written, "read as Markdown in the file, too"


def test_many_patches_of_one_lesson_on_one_day_keep_their_order(project: Path) -> None:
    for number in range(11):
        assert write(project, LOOK, f"## Note {number}\n\nText {number}.", "--action", "add").exit_code == 0
    assert set(states(project).values()) == {"holds"}
    assert faults(project) == []
    heads = re.findall(r"^## (.+)$", words_of(project, "01-looking.md"), re.MULTILINE)
    assert heads == ["What to look for", *(f"Note {number}" for number in reversed(range(11)))]


@pytest.mark.parametrize(
    ("target", "text", "said"),
    [
        ("lesson:F01", "x", "write `lesson:MODULE/FILE#ANCHOR`"),
        ("lesson:F99/01-looking#a", "x", "no module `F99`"),
        ("lesson:F01/01-loking#a", "x", "did you mean `01-looking`?"),
        ("lesson:F01/01-looking#what-to-look", "x", "did you mean `#what-to-look-for`?"),
        ("lesson:F01/01-looking#looking", "x", "names the whole lesson by its title"),
        ("lesson:F01/03-stories#what-to-notice", "x", "has 3 of one heading"),
        ("lesson:F01/trainer#for-the-trainer", "x", "only those of lessons can differ by country"),
        ("lesson:F01/01-looking#que-regarder", "x", "names a section of a translation (`fr`)"),
        (LOOK, "  ", "is empty"),
        (LOOK, "### Too low\n\nText.", "one of level 2"),
        (LOOK, "## Fine\n\n# Too high", "stands above the section it is in"),
        (LOOK, "## A\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs", "a merge conflict was not settled"),
        (LOOK, "## A\n\n<b>bold</b>", "the text holds HTML"),
        (LOOK, "## A\n\n[away](module:F99)", "the link names a module that is not defined"),
        (LOOK, "## Other words\n\nText.", "no heading of that page makes the anchor `#what-to-look-for`"),
    ],
)
def test_what_is_no_section_is_said(project: Path, target: str, text: str, said: str) -> None:
    french = project / "curriculum/fr/modules/F01-seeing/01-looking.md"
    french.parent.mkdir(parents=True)
    french.write_text("# Regarder\n\n## Que regarder\n\nIci.\n", "utf-8")
    before = (project / NORVALE).read_bytes()
    done = write(project, target, text)
    assert done.exit_code in (1, 2)
    assert said in done.output.replace("\n", " "), done.output
    assert (project / NORVALE).read_bytes() == before


def test_a_fault_of_a_patched_section_is_shown_where_it_is_written(project: Path) -> None:
    assert write(project, BUS, "## Scenario: The boat\n\nRead [this](module:F01).").exit_code == 0
    own = project / NORVALE
    own.write_text(own.read_text("utf-8").replace("module:F01", "module:F77"), "utf-8")
    found = run(project, "check").output
    line, column = next((n, t.index("module:F77") + 1) for n, t in enumerate(own.read_text("utf-8").split("\n"), 1) if "F77" in t)
    assert f"{NORVALE}:{line}:{column}" in found


LATER = "lesson:F01/02-listening#later"


def with_more(project: Path) -> Path:
    """A lesson with two sections to which nothing leads."""
    lesson = project / "curriculum/modules/F01-seeing/02-listening.md"
    more = "\n## Later\n\nShe was late on four days.\n\n### Why\n\nThe river.\n\n## Last\n\nThe end.\n"
    lesson.write_bytes(lesson.read_bytes() + more.encode())
    return lesson


def test_when_a_section_moves_three_texts_are_shown_and_the_patch_kept(project: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    lesson = with_more(project)
    assert write(project, LATER, "## Later\n\nThe girl comes by boat.").exit_code == 0
    for words in (["init", "-q"], ["add", "curriculum", "competencies"], ["commit", "-q", "-m", "A core"]):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=project, check=True, capture_output=True)
    text = lesson.read_text("utf-8")
    # Another section moves: the patch is not about it.
    lesson.write_text(text.replace("The end.", "The very end."), "utf-8")
    assert states(project)["NV-F01-1"] == "holds"
    lesson.write_text(text.replace("four days", "five days"), "utf-8")
    assert faults(project) == ["patch-target-moved"]
    shown = run(project, "patch", "NV", "--show", "NV-F01-1").output
    assert "    She was late on four days.\n" in shown
    assert "  + She was late on five days.\n" in shown
    assert "    The girl comes by boat.\n" in shown
    assert run(project, "patch", "NV", "--keep", "NV-F01-1").exit_code == 0
    assert states(project)["NV-F01-1"] == "holds"
    assert faults(project) == []
    lesson.write_text(text.replace("## Later", "## Much later"), "utf-8")
    assert faults(project) == ["patch-target-missing"]
    assert states(project)["NV-F01-1"] == "gone"
    assert run(project, "patch", "NV", "--keep", "NV-F01-1").exit_code == 1
    assert "The girl comes by boat." in run(project, "patch", "NV", "--show", "NV-F01-1").output


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("action", ["replace", "add", "remove"])
def test_a_section_can_be_offered_to_the_core(project: Path, action: str, ends: str) -> None:
    lesson = with_more(project)
    lesson.write_bytes(lesson.read_bytes().replace(b"\n", ends.encode()))
    words = ["patch", "NV", LATER, "--action", action, "--says", "As in Norvale.", "--from", "2026-01-01"]
    words += ["--value", "## By boat\n\nOr on foot."] if action != "remove" else []
    assert run(project, *words).exit_code == 0
    seen = words_of(project, "02-listening.md")
    done = run(project, "patch", "NV", "--offer", "NV-F01-1")
    assert done.exit_code == 0, done.output
    assert lesson.read_bytes().decode() == seen.replace("\n", ends), "the core reads as the country did, byte for byte"
    assert "NV-F01-1" not in states(project)
    assert faults(project) == []


def test_a_module_is_renamed_and_its_sections_stay_patched(project: Path) -> None:
    assert write(project, BUS, "## Scenario: The boat\n\nSee [here](module:F01).").exit_code == 0
    assert write(project, LOOK, "## More\n\nText.", "--action", "add").exit_code == 0
    done = run(project, "rename", "F01", "F31")
    assert done.exit_code == 0, done.output
    written = (project / NORVALE.replace("F01", "F31")).read_text("utf-8")
    assert "lesson:F31/03-stories#scenario-the-bus" in written
    assert "[here](module:F31)" in written
    assert set(states(project).values()) == {"holds"}
    assert faults(project) == []

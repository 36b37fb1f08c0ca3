"""The page "Write your first module", done line by line with the program installed from its wheel and nothing of ours beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handbook.doing import Terminal, do, page, steps

DAY = "2026-11-23"
# What pip would fetch is lent by the environment that the tests run in: behind the new environment's own packages.
LENT = f"""#!/bin/sh
"{sys.executable}" "$@" || exit
for packages in "$3"/lib/python*/site-packages; do echo "{sysconfig.get_paths()['purelib']}" > "$packages/fetched.pth"; done
"""


class Newcomer:
    """Somebody with a home folder, the wheel, git, and an empty repository on a host."""

    def __init__(self, home: Path, wheel: Path) -> None:
        self.home, self.work = home, home / "practicum-work"
        self.work.mkdir(parents=True)
        shutil.copy(wheel, self.work)
        (home / "bin").mkdir()
        (home / "bin/python3").write_text(LENT)
        (home / "bin/python3").chmod(0o755)
        self.host = home / "host/your-organisation/family-care.git"
        subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", self.host], check=True)
        # The shell finds the program where the page puts it, and nowhere else.
        path = [str(home / "bin"), *(one for one in os.environ["PATH"].split(os.pathsep) if not (Path(one) / "practicum").exists())]
        self.terminal = Terminal(home, {
            "HOME": str(home), "PATH": os.pathsep.join(path), "LANG": "C.UTF-8", "PRACTICUM_TODAY": DAY, "NO_COLOR": "1",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "1", "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_KEY_0": f"url.file://{home}/host/.insteadOf", "GIT_CONFIG_VALUE_0": "https://github.com/",
            "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        })  # fmt: skip


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory, wheel_file: Path) -> Iterator[Newcomer]:
    if shutil.which("git") is None or shutil.which("bash") is None:
        pytest.skip("git or bash is not installed")
    here = Newcomer(tmp_path_factory.mktemp("home"), wheel_file)
    yield here
    here.terminal.close()


def test_the_page_does_what_it_says(newcomer: Newcomer) -> None:
    assert do(page("first-module"), newcomer.terminal.stands, newcomer.terminal.type) >= 20
    # The program is the one from the wheel, and the proposal lies on the host, for others to look at.
    assert str(newcomer.work) in newcomer.terminal.type("command -v practicum")[1]
    assert str(newcomer.work) in newcomer.terminal.type("python -c 'import practicum; print(practicum.__file__)'")[1]
    proposed = subprocess.run(
        ["git", "diff", "--stat", "main", "listening-first"], cwd=newcomer.host, check=True, capture_output=True, text=True
    )
    assert "5 files changed" in proposed.stdout


def test_a_block_that_nobody_could_do_is_a_fault_of_the_page() -> None:
    with pytest.raises(ValueError, match="line 3"):
        steps("Look at this.\n\n```yaml\nformat: 1\n```\n")


# What one types in an empty folder, and how a line of the answer begins; `practicum check` follows each.
STEPS = (
    ("practicum init . --base-url https://asking.example.org --title Asking --framework asking --no-git", "new project"),
    ("practicum build", "built "),
    ("practicum new module N01 --title 'Asking' --hours 2 --teaches CORE-1=1", "new module N01"),
    ("sed -i 's/^summary: .*/summary: \"How to ask.\"/' curriculum/modules/N01-asking/module.yaml", ""),
    ("practicum new person P-ADA --name 'Ada (invented)' --for academia", "new person P-ADA"),
    ("practicum endorse N01 --as P-ADA", "Ada (invented) endorses N01"),
    ("practicum new translation fr", "new translation into `fr`"),
    ("mkdir -p curriculum/fr/modules/N01-asking", ""),
    (r"printf '# Demander\n\nCette leçon est un premier jet.\n' > curriculum/fr/modules/N01-asking/01-asking.md", ""),
    (r"printf '# Asking\n\nThis lesson is a first draft.\n' > curriculum/modules/N01-asking/01-asking.md", ""),
    ("practicum translate fr N01 --done --by P-ADA", "the ledger of `fr` holds"),
    ("practicum endorse N01 --as P-ADA", "Ada (invented) endorses N01"),
    ("practicum new country QX --name Quex --helpline 'a line: 000'", "new country QX"),
    ("practicum patch QX N01/title --value 'Asking, in Quex' --says 'It is called otherwise here.'", "QX-N01-1 replaces"),
    ("practicum patch QX", "QX-N01-1     holds"),
    ("practicum rename N01 M01", "module N01 is M01 now"),
    ("practicum patch QX", "QX-N01-1     holds"),
    ("practicum build", "built "),
)


# One process types them all: a process for each says the same and takes three times as long.
TYPING = """
import json, shlex, subprocess, sys
from click.testing import CliRunner
import practicum
from practicum.cli import main
told = []
for line in json.load(sys.stdin):
    words = shlex.split(line)
    if words[0] == "practicum":
        done = CliRunner().invoke(main, words[1:])
        told.append([done.exit_code, done.output])
    else:
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
        told.append([done.returncode, done.stdout + done.stderr])
json.dump([practicum.__file__, told], open("../told.json", "w"))
"""


def test_from_an_empty_folder_on_everything_is_green(newcomer: Newcomer) -> None:
    # The environment that the page made: the program from its wheel, and nothing else of ours.
    lines = [line for step, _ in STEPS for line in (step, "practicum check")]
    (newcomer.work / "type_lines.py").write_text(TYPING)
    (newcomer.work / "lines.json").write_text(json.dumps(lines))
    empty = f"{newcomer.work}/empty"
    code, said = newcomer.terminal.type(f"mkdir {empty}; cd {empty}; cat ../lines.json | python ../type_lines.py")
    assert code == 0, said
    where, told = json.loads((newcomer.work / "told.json").read_text())
    assert where.startswith(str(newcomer.work))
    for (line, begins), (code, said), (checked, faults) in zip(STEPS, told[::2], told[1::2], strict=True):
        assert code == 0, f"{line}\n{said}"
        assert not begins or any(one.strip().startswith(begins) for one in said.splitlines()), f"{line}\n{said}"
        assert checked == 0, f"after {line}\n{faults}"
        assert "error" not in faults, f"after {line}\n{faults}"
    site = newcomer.work / "empty/build/site"
    assert "Asking, in Quex" in (site / "modules/M01-QX.html").read_text("utf-8")
    assert "Cette leçon est un premier jet." in (site / "fr/modules/M01/01-asking.html").read_text("utf-8")
    assert "Ada (invented)" in (site / "modules/M01.html").read_text("utf-8")
    assert (site / "modules/N01.html").is_file()

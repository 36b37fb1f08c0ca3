"""The rooms import only downward and without a circle, libraries have one home, and nothing below `workspace` reaches out.

The plan and the checks are in `house.py`. `test_checkers_see_planted_violations` proves on a small invented house that each check can fail.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.house import (
    ALLOWED,
    CHECKS,
    HEAVY,
    MOST_LINES,
    PACKAGE,
    House,
    circles,
    homeless,
    reaches,
    reaching,
    too_long,
    undocumented,
    vague,
    wrong_floors,
)

ROOT = Path(__file__).resolve().parent.parent / "generator" / PACKAGE


@cache
def practicum() -> House:
    return House(ROOT)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_house_stands(check: Callable[[House], list[str]]) -> None:
    assert practicum().files, f"no sources below {ROOT}"
    found = check(practicum())
    assert not found, "\n" + "\n".join(found)


def test_no_exemption_is_stale() -> None:
    used = {(file, kind) for file, _, _, kind in reaches(practicum())}
    assert not [entry for entry in ALLOWED if entry not in used]
    assert all(len(reason) > 20 for reason in ALLOWED.values())


def test_starting_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from practicum.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit as left:\n    assert not left.code, left.code\n"
        f"print('loaded:', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    found = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=found, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1].split(":")[1].split() == []


# An invented house in good order; each case below changes one file of it and says what has to be seen.
_TODAY = 'def today() -> date:\n    """The day."""\n    return date.today()\n'
_DRAW = 'def draw(seed: int) -> float:\n    """A number."""\n    random = Random(seed)\n    return random.choice([1])\n'
_READ = 'def read() -> float:\n    """Reads."""\n    import yaml\n    return draw(1)\n'
GOOD = {
    "__init__.py": '"""A house."""\n',
    "model/__init__.py": '"""Things."""\n',
    "model/thing.py": '"""A thing."""\nimport os.path\nfrom random import Random\n\n' + _DRAW,
    "reading/__init__.py": '"""Reading."""\nfrom practicum.reading.text import read\n',
    "reading/text.py": '"""Text."""\nfrom urllib.parse import quote\nfrom practicum.model.thing import draw\n\n' + _READ,
    "checking/__init__.py": '"""Checks."""\n',
    "matching/__init__.py": '"""Matches."""\n',
    "workspace.py": '"""The workspace."""\nfrom datetime import date\nfrom practicum import checking, matching\n\n' + _TODAY,
    "cli/__init__.py": '"""Commands."""\nimport click\nfrom practicum.workspace import today\n',
}
PLANTED = [
    (wrong_floors, "model/thing.py", '"""x"""\nfrom practicum.reading import read\n', "imports up from `reading`"),
    (wrong_floors, "model/thing.py", '"""x"""\ndef f():\n    from ..reading import text\n', "model/thing.py:3: `model`"),
    (wrong_floors, "matching/__init__.py", '"""x"""\nimport practicum.checking\n', "imports sideways from `checking`"),
    (wrong_floors, "matching/__init__.py", '"""x"""\nfrom practicum import checking\n', "imports sideways from `checking`"),
    (wrong_floors, "gluing/__init__.py", '"""x"""\n', "room `gluing` has no floor"),
    (wrong_floors, "__init__.py", '"""x"""\nfrom practicum.model import thing\n', "the package itself imports"),
    (circles, "reading/text.py", '"""x"""\nfrom practicum.reading import read\n', "reading -> reading.text -> reading"),
    (circles, "reading/text.py", '"""x"""\nfrom . import read\n', "reading -> reading.text -> reading"),
    (homeless, "checking/__init__.py", '"""x"""\ndef f():\n    import pandas as pd\n', "`pandas` is at home in `tables`"),
    (homeless, "checking/__init__.py", '"""x"""\nfrom leftpad import pad\n', "`leftpad` has no home yet"),
    (reaching, "checking/__init__.py", '"""x"""\nfrom datetime import date\nx = date.today()\n', "`datetime.date.today` reaches for"),
    (reaching, "checking/__init__.py", '"""x"""\nimport datetime as dt\nx = dt.datetime.now()\n', "reaches for the clock"),
    (reaching, "checking/__init__.py", '"""x"""\nimport datetime\nx = datetime.datetime.now()\n', "reaches for the clock"),
    (reaching, "checking/__init__.py", '"""x"""\nimport time\n', "`time` reaches for the clock"),
    (reaching, "checking/__init__.py", '"""x"""\nimport random\nx = random.choice([1])\n', "`random.choice` reaches for chance"),
    (reaching, "checking/__init__.py", '"""x"""\nimport random\nx = random.Random()\n', "`random.Random` reaches for chance"),
    (reaching, "checking/__init__.py", '"""x"""\nfrom random import shuffle\n', "`random.shuffle` reaches for chance"),
    (reaching, "checking/__init__.py", '"""x"""\nfrom urllib import request\n', "`urllib.request` reaches for the network"),
    (reaching, "checking/__init__.py", '"""x"""\nimport http.client\n', "`http.client` reaches for the network"),
    (reaching, "checking/__init__.py", '"""x"""\ndef f(path):\n    return open(path)\n', "`open` reaches for the disk"),
    (reaching, "checking/__init__.py", '"""x"""\ndef f(path):\n    return path.read_text()\n', "`.read_text` reaches for the disk"),
    (reaching, "checking/__init__.py", '"""x"""\nimport os\nx = os.listdir()\n', "`os.listdir` reaches for the disk"),
    (reaching, "checking/__init__.py", '"""x"""\nimport os\nx = os.environ["A"]\n', "`os.environ` reaches for the environment"),
    (reaching, "checking/__init__.py", '"""x"""\nprint("a")\n', "`print` reaches for the terminal"),
    (too_long, "checking/__init__.py", '"""x"""\n' + "#\n" * MOST_LINES, "401 lines"),
    (vague, "checking/rule_helpers.py", '"""x"""\n', "`rule_helpers` says nothing"),
    (undocumented, "checking/__init__.py", "x = 1\n", "the module has no docstring"),
    (undocumented, "checking/__init__.py", '"""x"""\ndef find():\n    return 1\n', "`find` has no docstring"),
    (undocumented, "checking/__init__.py", '"""x"""\nclass Rule:\n    """A."""\n    def run(self):\n        return 1\n', "`run` has no"),
]


def _build(root: Path, files: dict[str, str]) -> House:
    for name, text in files.items():
        path = root / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return House(root / PACKAGE)


def test_checkers_pass_a_house_in_order(tmp_path: Path) -> None:
    house = _build(tmp_path, GOOD)
    assert {name: check(house) for name, check in CHECKS.items()} == {name: [] for name in CHECKS}


@pytest.mark.parametrize(("check", "file", "text", "seen"), PLANTED)
def test_checkers_see_planted_violations(check: Callable[[House], list[str]], file: str, text: str, seen: str, tmp_path: Path) -> None:
    found = check(_build(tmp_path, {**GOOD, file: text}))
    assert any(seen in sentence for sentence in found), found
    assert any(file in sentence for sentence in found) or check in (wrong_floors, circles), found

"""A page of the handbook as something to do: its commands are typed, its edits made, and what it shows is what is seen.

What a block is, its language and the words before it say:

- `sh`: commands, one a line;
- `text`: what the last command says; `…` stands for anything within a line, or alone on one for any lines; days and hashes may be others;
- any other language, after "the whole file `PATH`": the file; after "In `PATH`, instead of" and "write": an edit of one place;
  after "at the end of `PATH`": lines that are added; after "In `PATH` stands" (or "now stands"): lines that are there.

A block that is none of these is a fault of the page.
"""

from __future__ import annotations

import os
import re
import subprocess
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from click.testing import CliRunner

from practicum.cli import main
from tests.publishing.shipped import ROOT

Act = Literal["type", "see", "write", "replace", "append", "stands"]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_OLD, _NEW = re.compile(r"In `([^`]+)`, instead of\Z"), re.compile(r"(?:\A|\. )[Ww]rite\Z")
_PLACES: tuple[tuple[Act, str], ...] = (
    ("write", r"whole file `([^`]+)`"),
    ("append", r"end of `([^`]+)`"),
    ("stands", r"In `([^`]+)` (?:now )?stands"),
)
# What may be otherwise than shown: anything, a day, the hash of a text, of a commit.
_LOOSE = re.compile(r"(…)|(\d{4}-\d\d-\d\d)|(?<![0-9a-z])([0-9a-f]{12})(?![0-9a-z])|(?<=\()([0-9a-f]{7,})(?=\))")
_STANDS_FOR = (r"[^\n]*", r"\d{4}-\d\d-\d\d", r"[0-9a-f]{12}", r"[0-9a-f]{7,}")


@dataclass(frozen=True)
class Step:
    """Something to do or to see; ``line`` is where its block begins on the page, ``old`` what an edit takes the place of."""

    act: Act
    text: str
    line: int
    path: str = ""
    old: str = ""


def steps(page: str) -> list[Step]:
    """Every block of a page, in order. Raises ValueError at one that nobody could do."""
    found: list[Step] = []
    end, path, old = 0, "", ""
    for block in _BLOCK.finditer(page):
        paragraph = page[end : block.start()].strip().rpartition("\n\n")[2].rstrip(":")
        end, line = block.end(), page.count("\n", 0, block.start()) + 1
        language, text = block[1], block[2]
        if language in ("sh", "text"):
            found.append(Step("type" if language == "sh" else "see", text, line))
        elif said := _OLD.search(paragraph):
            path, old = said[1], text
        elif old and _NEW.search(paragraph):
            found.append(Step("replace", text, line, path, old))
            old = ""
        elif place := next(((act, said[1]) for act, words in _PLACES if (said := re.search(words, paragraph))), None):
            found.append(Step(place[0], text, line, place[1]))
        else:
            raise ValueError(f"line {line}: nothing says what to do with this block")
    return found


def commands(text: str) -> list[str]:
    """The lines of a block of commands; one that ends in a backslash goes on in the next."""
    joined = re.sub(r" *\\\n *", " ", text)
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def seen(shown: str) -> re.Pattern[str]:
    """What finds a shown output among what a command said."""
    parts = []
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
            continue
        said, end = "", 0
        for part in _LOOSE.finditer(line.rstrip()):
            said += re.escape(line[end : part.start()]) + _STANDS_FOR[(part.lastindex or 1) - 1]
            end = part.end()
        parts.append(said + re.escape(line[end:].rstrip()) + " *\n")
    return re.compile("^" + "".join(parts), re.MULTILINE)


def do(page: str, folder: Callable[[], Path], run: Callable[[str], tuple[int, str]], *, only: tuple[str, ...] = ("",)) -> int:
    """Do a page from its first block to its last; how many commands were typed.

    ``run`` types one line and gives its exit code and what it said; ``folder`` says where one stands then. A command has to end
    well, unless what is shown of it has an error. With ``only``, commands that begin otherwise are left out.
    """
    last, code, said, count, lines = "", 0, "", 0, [""]
    waiting = steps(page)
    for step, after in zip(waiting, [*waiting[1:], None], strict=True):
        place = f"line {step.line} of the page"
        if step.act == "type":
            lines = [line for line in commands(step.text) if line.startswith(only)]
            fault = after is not None and after.act == "see" and re.search(r"^error", after.text, re.MULTILINE)
            for line in lines:
                last, (code, said) = line, run(line)
                count += 1
                assert bool(code) == bool(fault and line is lines[-1]), f"{place}: `{line}` ended with {code}\n{said}"
        elif step.act != "see":
            _edit(folder() / step.path, step, place)
        elif lines:
            assert seen(step.text).search(said + "\n"), f"{place}: `{last}` said something else\n{said}"
    return count


def _edit(path: Path, step: Step, place: str) -> None:
    """Change a file as a page says, or look whether it says what the page shows."""
    assert path.parent.is_dir(), f"{place}: there is no folder for {step.path}"
    before = path.read_text("utf-8") if path.exists() else ""
    if step.act == "write":
        path.write_text(step.text, encoding="utf-8")
    elif step.act == "replace":
        old = step.old.strip("\n")
        assert before.count(old) == 1, f"{place}: {step.path} does not say this once: {old}"
        path.write_text(before.replace(old, step.text.strip("\n")), encoding="utf-8")
    elif step.act == "append":
        path.write_text(before + step.text, encoding="utf-8")
    else:
        assert seen(step.text).search(before), f"{place}: {step.path} does not say this\n{before}"


def page(name: str) -> str:
    """The text of a page of the handbook."""
    return (ROOT / "site/handbook" / f"{name}.md").read_text("utf-8")


class Terminal:
    """A shell that stays open, as a terminal does: where one stands and which program is switched on last from line to line."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=dict(env), text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def type(self, line: str) -> tuple[int, str]:
        """Type a line; its exit code and what it said. `practicum serve` is visited once, and ends then."""
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        serves = line.startswith("practicum serve")
        typed = f"{line} --port 0 --once" if serves else line
        self.shell.stdin.write(f"{{ {typed}\n}} </dev/null\nprintf '\\n\\037%s\\n' $?\n")
        self.shell.stdin.flush()
        said = ""
        for answer in self.shell.stdout:
            if answer.startswith("\037"):
                return int(answer[1:]), said
            said += answer
            if serves and (address := re.search(r"http://127\.0\.0\.1:\d+/", answer)):
                with urllib.request.urlopen(address[0], timeout=30) as response:
                    assert response.status == 200
        raise AssertionError(f"the shell ended at `{line}`\n{said}")

    def stands(self) -> Path:
        """The folder one stands in."""
        return Path(self.type("pwd")[1].strip())

    def close(self) -> None:
        """End the shell."""
        self.shell.communicate(timeout=30)


def inside(folder: Path, env: Mapping[str, str]) -> Callable[[str], tuple[int, str]]:
    """Commands of ours run in this process, which is quicker than a terminal and says the same; others in a shell."""

    def run(line: str) -> tuple[int, str]:
        import shlex

        if not line.startswith("practicum "):
            done = subprocess.run(line, shell=True, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr
        before = Path.cwd()
        os.chdir(folder)
        try:
            answer = CliRunner().invoke(main, shlex.split(line, comments=True)[1:], env=dict(env))
        finally:
            os.chdir(before)
        return answer.exit_code, answer.output

    return run

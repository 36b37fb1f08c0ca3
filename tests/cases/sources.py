"""Projects and cases written as Markdown: fenced blocks that are named by the path of a file.

A block's first line says what it is: a language and a path (the file's text), `edit` and a path (lines that start with `-` are
replaced by those that start with `+`; lines that start with a space only say where), `delete`, `bytes` (with `\\xe9` for a byte),
`link` (a link to what the block names), `size` (a file of so many bytes), `locked` (a file nobody may open), `many` (so many files
in the folder), `tracked` (a file that git tracks), `source` (a text by others of that name, of which nothing may have been copied),
or `expect` (the messages).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from practicum.diagnostics import Diagnostic, in_order
from practicum.diagnostics.text import render
from practicum.reading import InMemory
from practicum.workspace.project import Checked, check_files
from practicum.workspace.tracked import faults_in

HERE = Path(__file__).parent
DAY = date(2026, 10, 15)

_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<what>\w+)(?: (?P<path>\S[^\n]*))?\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(?P<level>#{2,3}) (?P<title>[^\n]+)$", re.MULTILINE)


@dataclass
class Sources(InMemory):
    """A project in memory that can also hold what an ordinary one should not."""

    contents: dict[str, bytes] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    locked: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    tracked: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> Sources:
        """The same project, to be changed on its own."""
        return Sources(dict(self.contents), set(self.links), set(self.locked), dict(self.sizes), dict(self.others), dict(self.tracked))

    def paths(self) -> list[str]:
        """All paths, links included."""
        return sorted({*self.contents, *self.links, *self.locked, *self.sizes})

    def size(self, path: str) -> int:
        """The size a file has, or says it has."""
        return self.sizes.get(path, len(self.contents.get(path, b"")))

    def leaves_project(self, path: str) -> bool:
        """Whether the file is a link."""
        return path in self.links

    def read(self, path: str) -> bytes:
        """The bytes, unless nobody may read them."""
        if path in self.locked:
            raise PermissionError(13, "Permission denied", path)
        # A file that only says how large it is holds an empty drawing where it is asked.
        return self.contents[path] if path in self.contents or path not in self.sizes else b"<svg/>"

    def line(self, path: str, number: int) -> str | None:
        """A line for a message."""
        lines = self.contents.get(path, b"").decode("utf-8-sig", errors="replace").replace("\r\n", "\n").split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else None

    def text(self, path: str) -> str:
        """A file's text."""
        return self.contents[path].decode()

    def write(self, path: str, text: str) -> None:
        """Put a file in its place."""
        self.contents[path] = text.encode()

    def change(self, path: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.text(path)
        assert text.count(old) == 1, f"{path} holds {text.count(old)} times: {old}"
        self.write(path, text.replace(old, new))

    def check(self, day: date = DAY) -> Checked:
        """Read and check everything, as the command does."""
        checked = check_files(self, day=day, sources=self.others)
        faults = faults_in(sorted(self.tracked), lambda name: self.tracked.get(name, b""))
        return replace(checked, diagnostics=in_order([*checked.diagnostics, *faults])) if faults else checked

    def messages(self, day: date = DAY) -> str:
        """Every message, as a terminal shows it."""
        return "\n\n".join(render(one, self.line) for one in self.check(day).diagnostics)

    def found(self, day: date = DAY) -> list[Diagnostic]:
        """Every fault."""
        return self.check(day).diagnostics

    def apply(self, what: str, path: str, body: str) -> None:
        """Make the change that a block asks for."""
        match what:
            case "edit":
                self.contents[path] = _edited(path, self.text(path), body).encode()
            case "delete":
                del self.contents[path]
            case "bytes":
                self.contents[path] = codecs.escape_decode(body.encode())[0]
            case "link":
                self.links.add(path)
                self.contents.pop(path, None)
            case "locked":
                self.locked.add(path)
            case "size":
                self.sizes[path] = int(body)
            case "tracked":
                self.tracked[path] = body.encode()
            case "source":
                self.others[path] = body
            case "many":
                self.sizes.update({f"{path}/{number:05}/README.md": 1 for number in range(int(body))})
            case _:
                self.contents[path] = body.encode()


def _edited(path: str, text: str, body: str) -> str:
    for hunk in re.split(r"\n\n+", body.strip("\n")):
        lines = hunk.split("\n")
        old = "".join(line[1:] + "\n" for line in lines if line[:1] in "- ")
        new = "".join(line[1:] + "\n" for line in lines if line[:1] in "+ ")
        if not old:
            text += new
            continue
        assert text.count(old) == 1, f"{path} holds {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Case:
    """One case: where it is written, which rule it is about, what is changed and what is said about it."""

    file: Path
    rule: str
    name: str
    good: bool
    changes: tuple[tuple[str, str, str], ...]
    expected: str

    @property
    def id(self) -> str:
        """How pytest names the case."""
        return f"{self.file.stem}-{self.rule}-{self.name}".replace(" ", "_")

    def sources(self) -> Sources:
        """The small project with the case's changes."""
        sources = base().copy()
        for what, path, body in self.changes:
            sources.apply(what, path, body)
        return sources


@cache
def base() -> Sources:
    """The small project without a fault; copy it before changing it."""
    sources = Sources()
    for block in _BLOCK.finditer((HERE / "base.md").read_text(encoding="utf-8")):
        sources.apply(block["what"], block["path"], block["body"])
    return sources


def cases() -> list[Case]:
    """Every case of every theme. A heading of the second level names a rule, one of the third a case: `Bad…` or `Good…`."""
    found = []
    for file in sorted(HERE.glob("*.md")):
        if file.stem != "base":
            found += _cases_of(file)
    return found


def _cases_of(file: Path) -> list[Case]:
    text = file.read_text(encoding="utf-8")
    fences = [(block.start(), block.end()) for block in _BLOCK.finditer(text)]
    headings = [one for one in _HEADING.finditer(text) if not any(start <= one.start() < end for start, end in fences)]
    found = []
    rule = ""
    for number, heading in enumerate(headings):
        if heading["level"] == "##":
            rule = heading["title"].strip("`")
            continue
        end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
        blocks = list(_BLOCK.finditer(text, heading.end(), end))
        changes = tuple((one["what"], one["path"], one["body"]) for one in blocks if one["what"] != "expect")
        expected = "".join(one["body"] for one in blocks if one["what"] == "expect")
        name = heading["title"]
        assert name.startswith(("Bad", "Good")), f"{file.name}: a case is `Bad…` or `Good…`, not `{name}`"
        found.append(Case(file, rule, name, name.startswith("Good"), changes, expected.rstrip("\n")))
    return found


def _bless(file: Path) -> None:
    """Write what is said today into the `expect` blocks of a theme; the change is then read before it is kept."""
    text = file.read_text(encoding="utf-8")
    for case in _cases_of(file):
        if not case.good:
            start = text.index(f"## {case.rule}\n")
            start = text.index(f"### {case.name}\n", start)
            at = text.index("```expect\n", start) + len("```expect\n")
            end = text.index("```\n", at)
            text = text[:at] + case.sources().messages() + "\n" + text[end:]
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for theme in sorted(HERE.glob("*.md")):
        if theme.stem != "base":
            _bless(theme)

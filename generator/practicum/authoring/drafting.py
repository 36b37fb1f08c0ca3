"""A draft of the project: its files as they are, and as they would be while a wish is worked out."""

from __future__ import annotations

from collections.abc import Iterable

from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import YamlText
from practicum.model.edit import MARK, Changes, Edit, edited
from practicum.reading.decoding import decode
from practicum.reading.files import Files
from practicum.reading.yaml_tree import read_tree


class Draft:
    """The files of a project with what was wished laid over them; each step sees what the steps before it wrote.

    >>> from practicum.reading import InMemory
    >>> draft = Draft(InMemory({"curriculum/people.yaml": "format: 1\\npeople: []   # nobody yet\\n"}))
    >>> people = draft.yaml("curriculum/people.yaml")
    >>> draft.edit(people.add_entry(("people",), {"id": "P-ONE", "name": "One Person"}))
    >>> print(draft.text("curriculum/people.yaml"), end="")
    format: 1
    people:   # nobody yet
      - {id: P-ONE, name: "One Person"}
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known = set(files.paths())
        # By path: the text without its mark, or bytes for what is no text; None where the file goes.
        self._new: dict[str, str | bytes | None] = {}
        self._marks: dict[str, str] = {}
        # What a file read as last, so that many edits of one file need one reading.
        self._read: dict[str, YamlText] = {}
        self._moved: dict[str, str] = {}

    def paths(self) -> list[str]:
        """The files as they would be, sorted."""
        here = (self._known - set(self._moved)) | set(self._moved.values())
        gone = {path for path, text in self._new.items() if text is None}
        return sorted((here | set(self._new)) - gone)

    def has(self, path: str) -> bool:
        """Whether there would be such a file."""
        if path in self._new:
            return self._new[path] is not None
        return path in self._moved.values() or (path in self._known and path not in self._moved)

    def data(self, path: str) -> bytes:
        """What the file would hold."""
        new = self._new.get(path)
        if isinstance(new, bytes):
            return new
        if new is not None:
            return (self._marks.get(path, "") + new).encode()
        return self._files.read(self._source(path))

    def text(self, path: str) -> str:
        """The file's text as it would be, without a byte order mark; its line ends are as they are in the file.

        Raises Refused where it is no text, or holds a merge that was not settled.
        """
        new = self._new.get(path)
        if isinstance(new, str):
            return new
        data = self.data(path)
        text, faults = decode(path, data)
        if text is None:
            raise Refused(f"{faults[0].span}: {faults[0].message}", faults[0].help or "mend the file first", span=faults[0].span, code=1)
        self._marks[path] = MARK if data.startswith(MARK.encode()) else ""
        return text

    def yaml(self, path: str) -> YamlText:
        """The YAML file as it would be. Raises Refused where it cannot be read."""
        text = self.text(path)
        last = self._read.get(path)
        if last is not None and last.text == text:
            return last
        tree, faults = read_tree(path, text.encode())
        if tree is None or faults:
            raise Refused(f"{faults[0].span}: {faults[0].message}", faults[0].help or "mend the file first", span=faults[0].span, code=1)
        self._read[path] = YamlText(path, text, tree)
        return self._read[path]

    def edit(self, edits: Edit | Iterable[Edit]) -> None:
        """Splice texts; the places are those of the texts as they would be now."""
        by_path: dict[str, list[Edit]] = {}
        for one in [edits] if isinstance(edits, Edit) else edits:
            by_path.setdefault(one.path, []).append(one)
        for path, ones in by_path.items():
            self._new[path] = edited(self.text(path), ones)

    def write(self, path: str, text: str | bytes) -> None:
        """Write a whole file, a new one as a rule."""
        if isinstance(text, str) and text.startswith(MARK):
            self._marks[path], text = MARK, text[1:]
        self._new[path] = text

    def remove(self, path: str) -> None:
        """Take a file away."""
        self._new[path] = None

    def move(self, old: str, new: str) -> None:
        """Give a file another place; what was written of it goes along. Raises Refused where something lies there."""
        if old == new:
            return
        if self.has(new):
            raise Refused(f"{new} is there already", "move it away first, or choose another name")
        source = self._source(old)
        if old in self._new:
            self._new[new] = self._new.pop(old)
            if old in self._marks:
                self._marks[new] = self._marks.pop(old)
        if source in self._known:
            self._moved[source] = new

    def _source(self, path: str) -> str:
        """Where the file that would lie at ``path`` lies now."""
        return next((old for old, new in self._moved.items() if new == path), path)

    def changes(self, *says: str, next: Iterable[str] = (), notes: Iterable[str] = ()) -> Changes:
        """What was wished so far; files that came out as they were are left out."""
        texts: dict[str, str | bytes | None] = {}
        for path, new in self._new.items():
            source = self._source(path)
            if new is None:
                if source in self._known:
                    texts[source] = None
                continue
            whole = new if isinstance(new, bytes) else self._marks.get(path, "") + new
            if source in self._known:
                data = whole if isinstance(whole, bytes) else whole.encode()
                if data == self._files.read(source):
                    continue
            texts[path] = whole
        moved = {old: new for old, new in self._moved.items() if texts.get(old, "") is not None}
        return Changes(texts, moved, says, tuple(next), tuple(notes))

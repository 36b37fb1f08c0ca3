"""All authored files to a catalogue: read, built, gathered by id, with every fault of the whole tree."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Lost, Unit
from practicum.model.drawing import Drawing
from practicum.model.lesson import Lesson
from practicum.model.source import FieldPath, Tree, find, plain
from practicum.reading.building import build
from practicum.reading.decoding import MAX_BYTES, too_large
from practicum.reading.drawings import picture_faults, read_drawing
from practicum.reading.files import Files
from practicum.reading.formats import FORMATS, Format, format_of, mirrored
from practicum.reading.lessons import MAX_BYTES as MOST_OF_A_LESSON
from practicum.reading.lessons import read_lesson
from practicum.reading.yaml_tree import read_tree
from practicum.remembering import Remembered, key
from practicum.spans import Span

T = TypeVar("T")

_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".pdf")
MAX_PICTURE_BYTES = 3_000_000
MAX_FILES = 50_000
# Where Markdown is read: in a module's folder, and in a language's mirror of it.
_LESSON = re.compile(r"curriculum/(?:[a-z]{2,3}(?:-[A-Za-z0-9]+)*/)?modules/[^/]+/[^/]+\.md")
_DRAWING = re.compile(r"curriculum/(?:[a-z]{2,3}(?:-[A-Za-z0-9]+)*/)?diagrams/[^/]+\.svg")
# For those who look into the folders on a code host; no part of the curriculum.
_README = re.compile(r"(?:.*/)?README\.md")
# Formats whose files hold things with ids of their own.
_HOLDERS = frozenset({"domain", "glossary", "references", "people", "organisations", "topics"})
_ID = re.compile(r"""\bid: *["']?([A-Za-z0-9][A-Za-z0-9_.-]*)""")


_MODULE_FOLDER = re.compile(r"curriculum/modules/(?P<folder>[^/]+)/[^/]+\Z")
# What lies in a folder of this name, wherever somebody put it.
_STRAY = {"roles": "role", "certifications": "certification", "programmes": "programme", "crosswalks": "crosswalk", "cases": "case_study"}


@dataclass(frozen=True)
class Reading:
    """What reading gives: the catalogue, the faults, and how many files were looked at.

    ``marks`` holds the hash of each text that was read, by its path.
    """

    catalogue: Catalogue
    diagnostics: tuple[Diagnostic, ...]
    files: int
    marks: Mapping[str, bytes] = field(default_factory=dict)


def read_project(files: Files, progress: Callable[[int, int], None] | None = None, memory: Remembered | None = None) -> Reading:
    """Read everything authored. A file with a fault is left out of the catalogue; the others are read all the same.

    What ``memory`` knows of a file by its path and its bytes is not worked out again.
    """
    return _Reader(files, memory if memory is not None else Remembered()).read(progress)


@dataclass(frozen=True)
class _Yaml:
    """What one YAML file says by itself: its tree, and what is built from it unless it is a translation."""

    tree: Tree | None = None
    faults: Sequence[Diagnostic] = ()
    value: Any = None
    value_faults: Sequence[Diagnostic] = ()


def _read_yaml(path: str, data: bytes, known: tuple[Format, str] | None) -> _Yaml:
    tree, faults = read_tree(path, data)
    if tree is None or known is None:
        return _Yaml(tree, faults)
    form, path_id = known
    return _Yaml(tree, faults, *build(form.kind, tree, path, name=_name(form, tree, path_id)))


class _Reader:
    def __init__(self, files: Files, memory: Remembered) -> None:
        self.files = files
        self.memory = memory
        self.faults: list[Diagnostic] = []
        self.known: frozenset[str] = frozenset()
        self.groups: dict[str, dict[str, Unit[Any]]] = {}
        self.countries: dict[str, list[Unit[Any]]] = {}
        self.signoffs: list[Unit[Any]] = []
        self.lessons: dict[str, Lesson] = {}
        self.translated: dict[tuple[str, str], Tree] = {}
        self.drawings: dict[str, Drawing] = {}
        self.assets: set[str] = set()
        self.lost: list[Lost] = []
        self.doubled: set[str] = set()
        self.marks: dict[str, bytes] = {}

    def read(self, progress: Callable[[int, int], None] | None) -> Reading:
        paths = self.files.paths()
        if len(paths) > MAX_FILES:
            # Files that have a place come first: a stray folder must not keep the curriculum from being read.
            paths = sorted(paths, key=lambda path: format_of(path) is None and not _LESSON.fullmatch(path))
            self.faults.append(
                Diagnostic(
                    "too-many-files", f"the project has {len(paths):,} files; the most is {MAX_FILES:,}", Span(paths[MAX_FILES]),
                    help="move what does not belong to the curriculum elsewhere",
                )
            )
            paths = paths[:MAX_FILES]
        self.known = frozenset(paths)
        for number, path in enumerate(paths):
            self.one(path)
            if progress is not None:
                progress(number + 1, len(paths))
        return Reading(self.catalogue(), tuple(self.faults), len(paths), self.marks)

    def catalogue(self) -> Catalogue:
        groups: dict[str, Any] = dict(self.groups)
        if "frameworks" in groups:
            # The project's own come first, whatever the folders of those by others are called.
            groups["frameworks"] = dict(sorted(groups["frameworks"].items(), key=lambda one: one[1].value.origin is not None))
        return Catalogue(
            **groups,
            countries={code: tuple(units) for code, units in self.countries.items()},
            signoffs=tuple(self.signoffs), lessons=self.lessons, translated=self.translated, drawings=self.drawings,
            assets=frozenset(self.assets), lost=tuple(self.lost), doubled=frozenset(self.doubled),
        )

    def one(self, path: str) -> None:
        if self.files.leaves_project(path):
            self.faults.append(
                Diagnostic(
                    "path-leaves-project",
                    "the path leads out of the project",
                    Span(path),
                    "a link to another place, or to nothing",
                    help="copy the file into the project instead of linking to it",
                )
            )
            self.lose(path, b"")
            return
        if path.endswith(".yaml"):
            self.yaml_file(path)
        elif _LESSON.fullmatch(path):
            self.markdown_file(path)
        elif _README.fullmatch(path):
            return
        elif path.lower().endswith(_PICTURES):
            size = self.size(path)
            if size is not None and size > MAX_PICTURE_BYTES:
                self.faults.append(too_large(path, size, MAX_PICTURE_BYTES))
            elif _DRAWING.fullmatch(path):
                self.drawing(path)
            elif path.lower().endswith(".svg"):
                self.faults += picture_faults(path, self.data(path, MAX_PICTURE_BYTES) or b"<svg/>")
            self.assets.add(path)
        elif path.lower().endswith((".md", ".markdown")):
            self.unexpected(
                path, "nothing reads Markdown at this place",
                "lessons lie in `curriculum/modules/<id>-<name>/` and end in `.md`; translations in `curriculum/fr/modules/<id>-<name>/`",
            )
        elif path.lower().endswith((".yml", ".yaml")):
            self.unexpected(path, "nothing reads files with this ending", "name it `.yaml`, in small letters")
            self.stray(path)
        else:
            self.unexpected(
                path,
                "nothing reads files with this ending",
                "authored files end in `.yaml` or `.md`; pictures in `.svg`, `.png`, `.jpg` or `.webp`",
            )

    def stray(self, path: str) -> None:
        """Remember what a file at a wrong place would hold at its right one: others that name it are not at fault."""
        folder, _, name = path.rpartition("/")
        kind = _STRAY.get(folder.rpartition("/")[2])
        inside = _MODULE_FOLDER.match(path)
        known = format_of(f"{folder}/module.yaml")
        if inside is not None and known is not None and f"{folder}/module.yaml" not in self.known:
            text = (self.data(path) or b"").decode("utf-8", errors="replace")
            self.lost.append(Lost(path, "module", frozenset({known[1]}), text))
        elif inside is not None and known is not None and difflib.get_close_matches(name.lower(), ["assessment.yaml"], n=1, cutoff=0.6):
            self.lost.append(Lost(path, "assessment", frozenset({known[1]})))
        elif kind is not None:
            self.lost.append(Lost(path, kind, frozenset({name.rpartition(".")[0]})))

    def size(self, path: str) -> int | None:
        try:
            return self.files.size(path)
        except OSError as error:
            self.unreadable(path, error)
            return None

    def data(self, path: str, bound: int = MAX_BYTES) -> bytes | None:
        size = self.size(path)
        if size is None:
            return None
        bound = MOST_OF_A_LESSON if path.endswith(".md") else bound
        if size > bound:
            self.faults.append(too_large(path, size, bound))
            return None
        try:
            return self.files.read(path)
        except OSError as error:
            self.unreadable(path, error)
            return None

    def once(self, path: str, data: bytes, work: Callable[[], T]) -> T:
        """What work on a file gives; where the same bytes lay at the same place before, what it gave then."""
        own = self.marks[path] = key(path, data)
        return self.memory.under(own, work)

    def unreadable(self, path: str, error: OSError) -> None:
        self.faults.append(
            Diagnostic(
                "unreadable-file",
                f"the file cannot be opened: {(error.strerror or 'no reason is given').lower()}",
                Span(path),
                help="give yourself the right to read it",
            )
        )

    def lose(self, path: str, data: bytes | None) -> None:
        """Remember a file that is there and cannot be used, and what it seems to define."""
        if path.endswith(".md"):
            self.lost.append(Lost(path, "lesson"))
            return
        known = format_of(path)
        if known is None:
            return
        text = (data or b"").decode("utf-8", errors="replace")
        ids = frozenset({*_ID.findall(text), known[1]} - {""})
        # A list of terms of which not one id can be seen may hold any term.
        self.lost.append(Lost(path, known[0].name, ids, text, whole=known[0].name in _HOLDERS and not _ID.search(text)))

    def markdown_file(self, path: str) -> None:
        data = self.data(path)
        if data is None:
            self.lose(path, None)
            return
        lesson, faults = self.once(path, data, lambda: read_lesson(path, data))
        self.faults.extend(faults)
        if lesson is None:
            self.lose(path, data)
        else:
            self.lessons[path] = lesson

    def drawing(self, path: str) -> None:
        data = self.data(path)
        if data is None:
            return
        drawing, faults = self.once(path, data, lambda: read_drawing(path, data))
        self.faults.extend(faults)
        if drawing is not None:
            self.drawings[path] = drawing

    def yaml_file(self, path: str) -> None:
        translation = mirrored(path)
        known = format_of(translation[1] if translation else path)
        if known is None:
            self.unexpected(path, "no format lives at this place", _belongs(path))
            self.stray(path)
            return
        data = self.data(path)
        read = self.once(path, data, lambda: _read_yaml(path, data, None if translation else known)) if data is not None else _Yaml()
        tree, faults = read.tree, read.faults
        self.faults.extend(faults)
        faults_in_tree = bool(faults)
        if tree is None:
            self.lose(path, data)
            return
        if translation is not None:
            # A translation holds only the fields it translates: it is built in a View, laid over its original.
            self.translated[translation] = tree
            return
        form, path_id = known
        value = read.value
        self.faults.extend(read.value_faults)
        # A key that was written twice was dropped, and with it perhaps what others name.
        if value is None or faults_in_tree:
            self.lose(path, data)
        if value is not None:
            self.gather(form, path, path_id, value, tree)

    def gather(self, form: Format, path: str, path_id: str, value: Any, tree: Tree) -> None:
        match form.name:
            case "domain":
                self.add("domains", Unit("domain", value.id, path, value, tree), path_id)
                self.members("competencies", "competency", path, value.competencies, tree, "competencies")
            case "references":
                self.members("references", "reference", path, value.references, tree, "references")
            case "glossary":
                self.members("terms", "term", path, value.terms, tree, "terms")
            case "topics":
                self.members("topics", "topic", path, value.topics, tree, "topics")
                self.members("practice_models", "practice_model", path, value.models, tree, "models")
            case "case_study":
                self.add("case_studies", Unit("case_study", value.id, path, value, tree), path_id)
            case "people":
                self.members("people", "person", path, value.people, tree, "people")
            case "organisations":
                self.members("organisations", "organisation", path, value.organisations, tree, "organisations")
            case "words":
                self.add("words", Unit("words", "words", path, value, tree), "words")
            case "renamed":
                self.add("renamed", Unit("renamed", "renamed", path, value, tree), "renamed")
            case "publication":
                self.add("publication", Unit("publication", "publication", path, value, tree), "publication")
            case "change":
                self.add("changes", Unit("change", path_id, path, value, tree), path_id)
            case "release":
                self.add("releases", Unit("release", value.version, path, value, tree), path_id, "version")
            case "country":
                self.check_id(value.country, path_id, path, tree, "country")
                self.countries.setdefault(value.country, []).append(Unit("country", value.country, path, value, tree))
            case "signoffs":
                self.signoffs.append(Unit("signoffs", path_id, path, value, tree))
            case "translations":
                self.add("translations", Unit("translations", value.language, path, value, tree), path_id, "language")
            case "assessment":
                self.add("assessments", Unit("assessment", value.module, path, value, tree), path_id, "module")
            case "framework" | "crosswalk" | "role" | "certification" | "module" | "programme":
                self.add(form.name + "s", Unit(form.name, value.id, path, value, tree), path_id)

    def members(self, group: str, kind: str, path: str, values: tuple[Any, ...], tree: Tree, field: str) -> None:
        for position, value in enumerate(values):
            within: FieldPath = (field, position)
            part = find(tree, within)
            self.add(group, Unit(kind, value.id, path, value, part if part is not None else tree, within), value.id)

    def add(self, group: str, unit: Unit[Any], path_id: str, id_field: str = "id") -> None:
        units = self.groups.setdefault(group, {})
        first = units.get(unit.id)
        if first is not None:
            self.faults.append(
                Diagnostic(
                    "duplicate-id", f"the {unit.kind} id `{unit.id}` is used twice", unit.where(id_field), "again here",
                    notes=(Note("first used here", first.where(id_field)),), help="give one of them another id",
                )
            )
            if not unit.within:
                self.lost.append(Lost(unit.path, unit.kind, frozenset({path_id}), str(plain(unit.tree))))
            else:
                self.doubled.add(unit.kind)
            return
        self.check_id(unit.id, path_id, unit.path, unit.tree, id_field)
        units[unit.id] = unit

    def check_id(self, own: str, path_id: str, path: str, tree: Tree, id_field: str) -> None:
        if own != path_id:
            at = find(tree, (id_field,)) or tree
            self.faults.append(
                Diagnostic(
                    "id-differs-from-path",
                    f"the file's place says `{path_id}`, its `{id_field}` says `{own}`",
                    at.span,
                    f"not `{path_id}`",
                    help="give both the same name",
                )
            )
            # Others name it by one of the two; which of them is wrong is for the author to say.
            known = format_of(path)
            if known is not None:
                self.lost.append(Lost(path, known[0].name, frozenset({path_id})))

    def unexpected(self, path: str, message: str, hint: str) -> None:
        self.faults.append(Diagnostic("unexpected-file", message, Span(path), help=hint))


def _belongs(path: str) -> str:
    """Where a YAML file that no format knows was perhaps meant to lie."""
    folder, _, name = path.rpartition("/")
    inside = _MODULE_FOLDER.match(path)
    if inside is not None and format_of(f"{folder}/module.yaml") is None:
        return "a module's folder is named `<id>-<name>`, without spaces before the first `-`, such as `F06-seeing-what-works`"
    if inside is not None:
        near = difflib.get_close_matches(name.lower(), ["module.yaml", "assessment.yaml"], n=1, cutoff=0.6)
        return f"did you mean `{near[0]}`?" if near else "a module's folder holds two such files: `module.yaml` and `assessment.yaml`"
    for form in FORMATS:
        place, _, _ = form.example_path.rpartition("/")
        if place.rpartition("/")[2] == folder.rpartition("/")[2] and format_of(f"{place}/{name}") is not None:
            return f"did you mean {place}/{name}?"
    return "see the handbook's page on formats for where each file belongs"


def _name(form: Format, tree: Tree, path_id: str) -> str:
    own = find(tree, ("id",))
    shown = getattr(own, "value", None) or path_id
    return f"{form.name} `{shown}`" if shown else f"the {form.name}"

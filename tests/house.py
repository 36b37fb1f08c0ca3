"""The plan of the house as a program reads it: floors, sole homes of libraries, what rooms may reach for; and the checks that compare.

The checks read sources with `ast` and run nothing. Each returns sentences that name file and line, so that a failure says what to change.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "practicum"
# A room imports only from lower floors. `spans` is the ground that `model` stands on.
FLOORS = {
    "spans": 0,
    "remembering": 0,
    "shares": 0,
    "model": 0.5,
    "diagnostics": 1,
    "tables": 1,
    "reading": 2,
    "resolving": 3,
    "checking": 4,
    "records": 4,
    "matching": 4,
    "authoring": 4,
    "planning": 4,
    "publishing": 5,
    "reporting": 5,
    "exchanging": 5,
    "workspace": 6,
    "cli": 7,
    "__main__": 8,
}
WORKSPACE = FLOORS["workspace"]

# Each third-party library has one home; the others go through what that room offers.
HOMES = {
    "narwhals": "tables",
    "pandas": "tables",
    "pyarrow": "tables",
    "duckdb": "tables",
    "polars": "tables",
    "pyspark": "tables",
    "numpy": "tables",
    "python_calamine": "tables",
    "xlsxwriter": "tables",
    "yaml": "reading",
    "pydantic": "reading",
    "pydantic_core": "reading",
    "annotated_types": "reading",
    "markdown_it": "reading",
    "highspy": "planning",
    "icalendar": "planning",
    "rapidfuzz": "records",
    "splink": "records",
    "babel": "publishing",
    "mkdocs": "publishing",
    "material": "publishing",
    "zensical": "publishing",
    "markdown": "publishing",
    "jinja2": "publishing",
    "typst": "publishing",
    "markupsafe": "publishing",
    "ebooklib": "publishing",
    "libzim": "publishing",
    "lxml": "publishing",
    "Stemmer": "publishing",
    "altair": "reporting",
    "vl_convert": "reporting",
    "orjson": "exchanging",
    "polib": "exchanging",
    "docx": "exchanging",
    "cryptography": "exchanging",
    "platformdirs": "workspace",
    "click": "cli",
    "rich": "cli",
}

# Start-up cost: no command may pay for these before it needs them.
HEAVY = (
    "pandas", "duckdb", "polars", "pyspark", "pyarrow", "numpy", "mkdocs", "altair", "pydantic", "markdown_it", "jinja2", "typst",
    "rapidfuzz", "splink", "docx", "cryptography",
)  # fmt: skip

# Below `workspace`, what a room needs of the clock, chance, the network and the disk is passed in.
FORBIDDEN_IMPORTS = {
    "socket": "the network",
    "socketserver": "the network",
    "ssl": "the network",
    "requests": "the network",
    "httpx": "the network",
    "urllib.request": "the network",
    "http.client": "the network",
    "http.server": "the network",
    "smtplib": "the network",
    "webbrowser": "the network",
    "secrets": "chance",
    "time": "the clock",
    "subprocess": "other programs",
    "tempfile": "the disk",
    "shutil": "the disk",
    "glob": "the disk",
    "fileinput": "the disk",
    "importlib.resources": "the disk",
}
# Full names, as the imports of a file resolve them: an alias hides nothing, and a parameter called `random` is no module.
FORBIDDEN_CALLS = {
    "datetime.datetime.now": "the clock",
    "datetime.datetime.today": "the clock",
    "datetime.datetime.utcnow": "the clock",
    "datetime.date.today": "the clock",
    "os.urandom": "chance",
    "uuid.uuid1": "chance",
    "uuid.uuid4": "chance",
    "pathlib.Path.cwd": "the disk",
    "pathlib.Path.home": "the disk",
    "os.getcwd": "the disk",
    "os.getenv": "the environment",
    "os.putenv": "the environment",
    "open": "the disk",
    "io.open": "the disk",
    "os.open": "the disk",
    "input": "the terminal",
    "print": "the terminal",
}
FORBIDDEN_NAMES = {"os.environ": "the environment", "sys.stdout": "the terminal", "sys.stderr": "the terminal", "sys.argv": "the terminal"}
# Methods that only paths have: whatever they are called on, they touch the disk.
FORBIDDEN_METHODS = frozenset(
    {
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "iterdir",
        "rglob",
        "is_file",
        "is_dir",
        "is_symlink",
        "exists",
        "touch",
        "unlink",
        "rmdir",
        "mkdir",
        "symlink_to",
        "hardlink_to",
        "chmod",
        "expanduser",
        "lstat",
    }
)
_OS_DISK = frozenset(
    {
        "access",
        "chdir",
        "chmod",
        "fsync",
        "link",
        "listdir",
        "lstat",
        "makedirs",
        "mkdir",
        "readlink",
        "remove",
        "removedirs",
        "rename",
        "renames",
        "replace",
        "rmdir",
        "scandir",
        "stat",
        "symlink",
        "truncate",
        "unlink",
        "utime",
        "walk",
        "write",
    }
)

# File, what it reaches for, and why that is right there. An entry that is no longer used fails a test.
_SHIPPED_WITH_IT = "reads a file that lies beside the code in the package, as much a part of it as the code: the same bytes every time"
ALLOWED: dict[tuple[str, str], str] = {
    ("records/profiling.py", "the disk"): _SHIPPED_WITH_IT,
    ("reporting/page.py", "the disk"): _SHIPPED_WITH_IT,
    ("publishing/building.py", "the disk"): "MkDocs knows only folders; it works in those that workspace hands it, nowhere else",
    ("publishing/printing/typesetting.py", "the disk"): "reads its template and fonts, and keeps PDFs in the folder that it is handed",
    ("publishing/rendering/zensical.py", "the disk"): "Zensical knows only folders; what it made moves from the stage to the output",
    ("publishing/rendering/zensical.py", "other programs"): "Zensical is a program of its own, and its library is nothing else",
    ("publishing/laying.py", "the disk"): "writes the staged tree and the site below the folders that workspace hands to the building",
    ("publishing/carrying/folder.py", "the disk"): "makes what people carry away from the finished pages, in their own folder only",
    ("publishing/building.py", "the environment"): "sets the one variable that silences a banner of MkDocs; it reads nothing there",
}

MOST_LINES = 400
VAGUE = ("util", "utils", "helper", "helpers", "common", "misc", "manager", "base")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module or name: who imports it, what, and on which line."""

    file: str
    line: int
    importer: str
    target: str


class House:
    """The sources below one folder, parsed once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = sorted(path for path in root.rglob("*.py") if "_shipped" not in path.parts)
        self.trees = {self.short(path): ast.parse(path.read_text(encoding="utf-8"), filename=str(path)) for path in self.files}
        self.modules = {self.dotted(name): name for name in self.trees}

    def short(self, path: Path) -> str:
        """The path inside the package, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def dotted(self, short: str) -> str:
        """The module's import name."""
        parts = short.removesuffix(".py").split("/")
        if parts[-1] == "__init__":
            parts = parts[:-1]
        return ".".join([PACKAGE, *parts])

    def room(self, dotted: str) -> str:
        """The first name below the package: the room, or "" for the package itself."""
        parts = dotted.split(".")
        return parts[1] if len(parts) > 1 else ""

    def imports(self) -> Iterator[Import]:
        """Every import, in functions and for type checkers too: a tie is a tie wherever it stands."""
        for short, tree in self.trees.items():
            importer = self.dotted(short)
            package = importer if short.endswith("__init__.py") else importer.rpartition(".")[0]
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        yield Import(short, node.lineno, importer, alias.name)
                elif isinstance(node, ast.ImportFrom):
                    source = node.module or ""
                    if node.level:
                        start = package.split(".")[: len(package.split(".")) - node.level + 1]
                        source = ".".join([*start, *([source] if source else [])])
                    for alias in node.names:
                        full = f"{source}.{alias.name}"
                        is_module = full in self.modules or source.split(".")[0] != PACKAGE
                        yield Import(short, node.lineno, importer, full if is_module else source)


def wrong_floors(house: House) -> list[str]:
    """Imports that go up, sideways, or to a room that the plan does not know."""
    found = []
    for room in sorted({house.room(name) for name in house.modules} - {""}):
        if room not in FLOORS:
            found.append(f"room `{room}` has no floor: give it one in FLOORS and draw it in the handbook's page on architecture")
    for one in house.imports():
        if one.target.split(".")[0] != PACKAGE:
            continue
        here, there = house.room(one.importer), house.room(one.target)
        if not here and there:
            found.append(f"{one.file}:{one.line}: the package itself imports `{one.target}`; it stands below all rooms")
        if here == there or here not in FLOORS or there not in FLOORS:
            continue
        if FLOORS[there] >= FLOORS[here]:
            way = "sideways" if FLOORS[there] == FLOORS[here] else "up"
            found.append(f"{one.file}:{one.line}: `{here}` (floor {FLOORS[here]:g}) imports {way} from `{there}` (floor {FLOORS[there]:g})")
    return found


def circles(house: House) -> list[str]:
    """Circles between modules, each named once with every step."""
    edges: dict[str, set[str]] = {name: set() for name in house.modules}
    for one in house.imports():
        if one.target in edges and one.target != one.importer:
            edges[one.importer].add(one.target)
    found: list[str] = []
    state: dict[str, int] = {}

    def visit(name: str, way: list[str]) -> None:
        state[name] = 1
        for target in sorted(edges[name]):
            if state.get(target) == 1:
                steps = [*way[way.index(target) :], target]
                found.append("circle: " + " -> ".join(step.removeprefix(PACKAGE + ".") for step in steps))
            elif target not in state:
                visit(target, [*way, target])
        state[name] = 2

    for name in sorted(edges):
        if name not in state:
            visit(name, [name])
    return found


def homeless(house: House) -> list[str]:
    """Third-party imports outside the library's one home."""
    found = []
    for one in house.imports():
        top = one.target.split(".")[0]
        if top in sys.stdlib_module_names or top in (PACKAGE, "__future__"):
            continue
        here = house.room(one.importer)
        home = HOMES.get(top)
        if home is None:
            found.append(f"{one.file}:{one.line}: `{top}` has no home yet: name it in HOMES and in the handbook's page on architecture")
        elif here != home:
            found.append(f"{one.file}:{one.line}: `{top}` is at home in `{home}`; take what you need from there")
    return found


def reaches(house: House) -> list[tuple[str, int, str, str]]:
    """Below `workspace`: file, line, name and kind of everything that reaches out of the process, or for the clock or chance."""
    found: list[tuple[str, int, str, str]] = []
    for short, tree in house.trees.items():
        if FLOORS.get(house.room(house.dotted(short)), 0) >= WORKSPACE:
            continue
        known = _imported(tree)
        for node in ast.walk(tree):
            hits: list[tuple[str, str]] = []
            if isinstance(node, ast.Import):
                hits = [(alias.name, kind) for alias in node.names for kind in [_forbidden(alias.name)] if kind]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
                hits = [(name, kind) for name in names for kind in [_forbidden(name)] if kind][:1]
                if node.module == "random":
                    hits = [(f"random.{alias.name}", "chance") for alias in node.names if alias.name != "Random"]
            elif isinstance(node, ast.Call):
                hits = _calls(node, known)
            elif isinstance(node, ast.Attribute) and (name := _dotted(node, known)) in FORBIDDEN_NAMES:
                hits = [(name, FORBIDDEN_NAMES[name])]
            found.extend((short, getattr(node, "lineno", 1), name, kind) for name, kind in hits)
    return found


def _forbidden(module: str) -> str | None:
    return next((kind for name, kind in FORBIDDEN_IMPORTS.items() if module == name or module.startswith(name + ".")), None)


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names that a file's imports bind, and what they stand for."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                known[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return known


def _calls(node: ast.Call, known: dict[str, str]) -> list[tuple[str, str]]:
    name = _dotted(node.func, known)
    if name in FORBIDDEN_CALLS:
        return [(name, FORBIDDEN_CALLS[name])]
    first, _, last = name.rpartition(".")
    if first == "os" and last in _OS_DISK:
        return [(name, "the disk")]
    if first == "random":
        # A generator with a seed that was passed in gives the same numbers each time; all else is chance.
        return [] if last == "Random" and node.args else [(name, "chance")]
    if isinstance(node.func, ast.Attribute) and node.func.attr in FORBIDDEN_METHODS:
        return [(f".{node.func.attr}", "the disk")]
    return []


def _dotted(node: ast.expr, known: dict[str, str]) -> str:
    """The full name of `a.b.c`; a local name that no import binds stands for nothing outside, unless it is a builtin by itself."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or (parts and node.id not in known):
        return ""
    return ".".join([known.get(node.id, node.id), *reversed(parts)])


def reaching(house: House) -> list[str]:
    """What reaches out without being allowed to, as sentences."""
    return [
        f"{file}:{line}: `{name}` reaches for {kind}; it has to be passed in"
        for file, line, name, kind in reaches(house)
        if (file, kind) not in ALLOWED
    ]


def too_long(house: House) -> list[str]:
    """Files longer than a reader can hold in mind."""
    counts = {house.short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in house.files}
    return [f"{name}: {count} lines, the most is {MOST_LINES}; split it by idea" for name, count in counts.items() if count > MOST_LINES]


def vague(house: House) -> list[str]:
    """Files and folders whose names say nothing of what lives there."""
    return [
        f"{short}: `{part}` says nothing of what lives there"
        for short in house.trees
        for part in short.removesuffix(".py").split("/")
        if any(word in VAGUE for word in part.split("_"))
    ]


def undocumented(house: House) -> list[str]:
    """Modules, public classes, functions and methods without a docstring; a method of a private class is private."""
    found = []
    for short, tree in house.trees.items():
        if not ast.get_docstring(tree):
            found.append(f"{short}:1: the module has no docstring")
        for owner in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))]:
            for node in owner.body:
                if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or node.name.startswith("_"):
                    continue
                marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
                if not ast.get_docstring(node) and not marks & {"overload", "override"}:
                    found.append(f"{short}:{node.lineno}: `{node.name}` has no docstring")
    return found


CHECKS: dict[str, Callable[[House], list[str]]] = {
    "rooms import only from lower floors": wrong_floors,
    "modules import each other without a circle": circles,
    "each library has one home": homeless,
    "nothing below workspace reaches out by itself": reaching,
    "no file is too long": too_long,
    "no name is vague": vague,
    "everything public has a docstring": undocumented,
}

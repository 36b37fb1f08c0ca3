"""What the repository promises to somebody who has only the README: commands that exist, examples that work, a wheel that is whole."""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from practicum.cli import COMMANDS
from practicum.diagnostics import text
from practicum.reading.formats import FORMATS, format_of
from practicum.workspace.project import Checked, check_project, find_project
from tests.house import PACKAGE, House

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NEW_MODULE = "curriculum/modules/N01-asking-first"
DAY = date(2026, 10, 15)

needs_git = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="asks git which files are tracked, and this is no checkout"
)


@cache
def project_files() -> list[str]:
    """Files that are tracked or would be: what git does not ignore."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return sorted(name for name in done.stdout.split("\0") if name and (ROOT / name).is_file())


# -- what people are told to type


def test_readme_shows_the_two_commands_and_the_ways_without_make() -> None:
    first_screen = "\n".join(README.splitlines()[:45])
    assert "make demo" in first_screen
    assert "make test" in first_screen
    for typed in ("py -m venv .venv", r".venv\Scripts\practicum demo", ".venv/bin/practicum demo", ".whl\npracticum demo"):
        assert typed in README


def test_readme_lists_exactly_the_commands_there_are() -> None:
    listed = re.findall(r"^\| `practicum ([a-z]+)", README, flags=re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def test_every_command_named_anywhere_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ".github/ISSUE_TEMPLATE/fault.yml"):
        typed = re.findall(r"`(?:\.venv/bin/|\.venv\\Scripts\\)?practicum ([a-z]+)", (ROOT / name).read_text(encoding="utf-8"))
        assert set(typed) <= set(COMMANDS), name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    from click.testing import CliRunner

    from practicum.cli import main

    done = CliRunner().invoke(main, [command, "--help"])
    assert done.exit_code == 0, done.output
    assert "--help" in done.output


def test_make_targets_named_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    typed = "\n".join(re.findall(r"```sh\n.*?```|`[^`\n]+`", README + CONTRIBUTING, flags=re.DOTALL))
    named = set(re.findall(r"\bmake ([a-z]+)", typed))
    assert {"demo", "test", "bench", "lint", "clean"} <= targets
    assert named <= targets


def test_relative_links_of_the_documents_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        # Links inside code are examples of what an author writes.
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)", prose):
            assert target.startswith("https://") or (ROOT / target).exists(), f"{name}: {target}"


# -- the examples, as somebody would copy them


def _block(source: str, after: str, language: str) -> str:
    found = re.search(re.escape(after) + r".*?```" + language + r"\n(.*?)```", source, flags=re.DOTALL)
    assert found, f"no {language} block after {after!r}"
    return found[1]


def _check_with_new_module(folder: Path, change: tuple[str, str] | None = None) -> Checked:
    for top in ("competencies", "curriculum"):
        shutil.copytree(ROOT / top, folder / top)
    module = folder / NEW_MODULE
    module.mkdir()
    fields = _block(README, "`module.yaml`:", "yaml")
    if change:
        assert fields.count(change[0]) == 1
        fields = fields.replace(*change)
    (module / "module.yaml").write_text(fields, encoding="utf-8")
    (module / "01-three-ways-of-asking.md").write_text(_block(README, "`01-three-ways-of-asking.md`:", "markdown"), encoding="utf-8")
    (module / "assessment.yaml").write_text(_block(README, "`assessment.yaml`:", "yaml"), encoding="utf-8")
    return check_project(find_project(folder), day=DAY)


def _faults(checked: Checked, folder: Path) -> list[str]:
    line = find_project(folder).disk.line
    return [text.render(fault, line) for fault in checked.diagnostics if fault.span.path.startswith(NEW_MODULE)]


def test_the_module_of_the_readme_is_without_fault(tmp_path: Path) -> None:
    checked = _check_with_new_module(tmp_path)
    assert "N01" in checked.catalogue.modules
    assert _faults(checked, tmp_path) == []


@pytest.mark.parametrize(
    ("document", "after", "change"),
    [
        (README, "A fault looks like this", ("competency: REL-3,", "competency: REL-33,")),
        (CONTRIBUTING, "### Read what the check says", ("hours: 2", "hours: 3")),
    ],
    ids=["README", "CONTRIBUTING"],
)
def test_the_message_shown_is_the_message_printed(document: str, after: str, change: tuple[str, str], tmp_path: Path) -> None:
    checked = _check_with_new_module(tmp_path, change)
    assert _block(document, after, "text").rstrip("\n") in _faults(checked, tmp_path)


# -- what must not be in a commit


@needs_git
def test_no_machine_path_or_registry_address_is_tracked() -> None:
    # Written in pieces, so that this file does not find itself.
    folders = "|".join(("home", "root", "opt", "mnt", "srv", "work", "tmp", "Users"))
    path = re.compile(rf"(?<![\w.~/-])/(?:{folders})/[A-Za-z0-9]")
    registry = re.compile(r'"resolved": *"http|registry *= *"?http|--(?:extra-)?index-' + "url|find-" + "links|files.python" + "hosted")
    found = []
    for name in project_files():
        data = (ROOT / name).read_bytes()
        if b"\0" in data[:8000]:
            continue
        for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
            if path.search(line) or registry.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


@needs_git
def test_top_level_holds_only_what_the_plan_names() -> None:
    known = {
        "competencies",
        "curriculum",
        "generator",
        "site",
        "tests",
        "pyproject.toml",
        "constraints.txt",
        "Makefile",
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "CODE_OF_CONDUCT.md",
        "CITATION.cff",
        "LICENSE",
        "LICENSE-CONTENT",
        ".ci",
        ".github",
        ".vscode",
        ".gitignore",
        ".gitattributes",
        ".editorconfig",
        ".pre-commit-config.yaml",
    }
    assert {name.split("/")[0] for name in project_files()} <= known


@needs_git
def test_nothing_large_is_tracked() -> None:
    assert [name for name in project_files() if (ROOT / name).stat().st_size > 1_500_000] == []


@needs_git
def test_no_sources_are_ignored_by_mistake() -> None:
    done = subprocess.run(
        ["git", "status", "--ignored", "--porcelain", "-z", "--", "generator", "site", "competencies", "curriculum", "tests"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    ignored = [line[3:] for line in done.stdout.split("\0") if line.startswith("!!")]
    made = re.compile(r"__pycache__|_cache/|\.hypothesis|\.egg-info|node_modules|\.py[cod]$")
    assert [name for name in ignored if not made.search(name)] == []


# -- versions


def _pinned() -> dict[str, str]:
    lines = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+", line) for line in lines), "names and versions only"
    return {_same(line.split("==")[0]): line.split("==")[1] for line in lines}


def _same(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_each_dependency_is_pinned_inside_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = _pinned()
    optional = project["optional-dependencies"]
    for wanted in project["dependencies"] + [wanted for extra in optional.values() for wanted in extra]:
        name = _same(re.split(r"[<>=]", wanted)[0])
        assert name in pinned, name
        lower = re.search(r">=([\d.]+)", wanted)
        assert lower, f"{wanted}: no lower bound"
        assert ",<" in wanted or name == "tzdata", f"{wanted}: no upper bound"
        assert [int(part) for part in lower[1].split(".")] <= [int(part) for part in re.findall(r"\d+", pinned[name])], wanted


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    # The theme is named in site/mkdocs.yml, the standard library reads time zones from tzdata,
    # and Zensical is started as a program.
    not_imported = {"mkdocs-material", "tzdata", "zensical"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # What is not for everybody: books to carry away, and Spark. `dev` is for tests.
    optional = [wanted for extra, several in project["optional-dependencies"].items() if extra != "dev" for wanted in several]
    declared = {_same(re.split(r"[<>=]", wanted)[0]) for wanted in project["dependencies"] + optional}
    tops = {one.target.split(".")[0] for one in House(ROOT / "generator" / PACKAGE).imports()}
    named = {"docx": "python-docx", "yaml": "pyyaml", "markdown_it": "markdown-it-py", "Stemmer": "pystemmer", "stemmer": "pystemmer"}
    imported = {_same(named.get(top, top)) for top in tops - set(sys.stdlib_module_names) - {PACKAGE, "__future__"}}
    assert imported - declared == set()
    assert declared - imported == not_imported


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"practicum-{version}-py3-none-any.whl" in README


# -- editors


def test_editor_settings_give_each_format_its_schema() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    globs = {Path(schema).stem: [entry] if isinstance(entry, str) else entry for schema, entry in settings.items()}
    assert sorted(globs) == sorted(form.name for form in FORMATS)
    assert all((ROOT / schema).is_file() for schema in settings)
    authored = [path.relative_to(ROOT).as_posix() for top in ("competencies", "curriculum") for path in (ROOT / top).rglob("*.yaml")]
    for path in [form.example_path for form in FORMATS] + authored:
        known = format_of(path)
        if known is not None:
            assert [name for name, patterns in globs.items() if _chosen(path, patterns)] == [known[0].name], path


def _chosen(path: str, patterns: list[str]) -> bool:
    """As editors do it: `*` stays inside a folder name, and a later pattern that begins with `!` takes away."""
    chosen = False
    for pattern in patterns:
        bare = pattern.removeprefix("!")
        if path.count("/") == bare.count("/") and all(map(fnmatch.fnmatchcase, path.split("/"), bare.split("/"))):
            chosen = not pattern.startswith("!")
    return chosen


# -- the wheel


@pytest.fixture(scope="module")
def wheel(wheel_file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(wheel_file)


@needs_git
def test_the_wheel_carries_everything_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = set()
    for name in project_files():
        top, _, rest = name.partition("/")
        if top == "generator":
            expected.add(rest)
        elif top in ("site", "curriculum", "competencies"):
            expected.add(f"practicum/_shipped/{name}")
    assert expected - inside == set()
    assert inside - expected == set()


def test_the_wheel_names_its_command_and_licences(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    points = next(name for name in names if name.endswith("entry_points.txt"))
    assert "practicum = practicum.__main__:main" in wheel.read(points).decode()
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-CONTENT", "OFL.txt", "OFL-NotoNaskhArabic.txt"}


def test_the_wheel_works_alone_in_an_empty_folder(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    inside, empty = tmp_path / "installed here", tmp_path / "an empty folder"
    wheel.extractall(inside)
    empty.mkdir()
    code = (
        f"import sys; sys.path.insert(0, {str(inside)!r})\n"
        "import practicum; print(practicum.__file__)\n"
        "from practicum.cli import main; main(['check'])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=empty, check=False, capture_output=True, text=True, encoding="utf-8")
    assert str(inside) in done.stdout.splitlines()[0], "another practicum was imported"
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"checked \d{3,} files", done.stdout), done.stdout
    assert list(empty.iterdir()) == []

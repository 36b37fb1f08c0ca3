"""The same staged tree through Zensical, a program of its own, instead of MkDocs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from practicum.publishing.rendering.pages import OURS, SITEMAP, UNUSED, Tree

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# `Warning: page does not exist`, and below it `╭─[ about.md:5:8 ]`.
_WARNING = re.compile(r"^Warning: (?P<said>[^\n]+)\n[^\n]*\[ (?P<page>[^\n]+?):(?P<line>\d+):\d+ \]", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# What it adds beside pages and the theme: the index of its own search, which no page of ours loads.
_BESIDE = "search.json"


class NoZensical(Exception):
    """Zensical is not installed."""


class ZensicalFailed(Exception):
    """Zensical ended with a fault; the message is its last line."""


def render_with_zensical(tree: Tree) -> list[str]:
    """Build one language into its output folder, and give back its warnings in MkDocs' words: page and link.

    Raises NoZensical and ZensicalFailed.
    """
    if find_spec("zensical") is None:
        raise NoZensical
    # It writes where the staged configuration says, and keeps a cache beside it that knows nothing of templates.
    made = tree.place.parent / "site"
    shutil.rmtree(made, ignore_errors=True)
    ran = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", str(tree.place)],
        capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    said = _COLOUR.sub("", ran.stdout + ran.stderr)
    if ran.returncode != 0 or not (made / "index.html").is_file():
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        raise ZensicalFailed(lines[-1] if lines else "it said nothing")
    _leave_out(tree, made)
    tree.output.mkdir(parents=True, exist_ok=True)
    for path in made.iterdir():
        shutil.move(path, tree.output / path.name)
    made.rmdir()
    return [_warning(tree, found) for found in _WARNING.finditer(said)]


def _leave_out(tree: Tree, made: Path) -> None:
    """What no page of ours loads, and the page for missing addresses where the site has one already."""
    for path in sorted(made.rglob("*"), reverse=True):
        name = path.relative_to(made).as_posix()
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in tree.files and (
            (name.startswith(UNUSED) and not name.startswith(OURS))
            or name in (SITEMAP, _BESIDE)
            or (name == "404.html" and '"shared": true' in tree.configuration)
        ):
            path.unlink()


def _warning(tree: Tree, found: re.Match[str]) -> str:
    lines = tree.pages.get(found["page"], b"").decode().split("\n")
    number = int(found["line"])
    link = _LINK.search(lines[number - 1]) if number <= len(lines) else None
    return f"Doc file '{found['page']}' contains a link{f' {link[1]!r}' if link else ''}: {found['said']}"

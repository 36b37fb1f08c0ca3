"""What the benchmarks of the course site build: a project of a thousand pages, and plain MkDocs with Material on the same Markdown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from invented_project import write_project

REPOSITORY = Path(__file__).parents[2]
# Each module has a page, five lessons, an assessment and trainer notes.
MODULES = 110
EDITED = "curriculum/modules/M0003-invented/01-lesson.md"
EDITED_PAGE = "modules/M0003/01-lesson.html"
# Pages that every frame links to.
_PAGES = ("index", "search", "about", "for-authors", "for-training-leads", "accessibility", "privacy", "help")


def write_site_project(root: Path) -> None:
    """A project with our templates and assets, and with short pages of its own."""
    write_project(root, MODULES)
    site = root / "site"
    for folder in ("overrides", "assets"):
        shutil.copytree(REPOSITORY / "site" / folder, site / folder)
    shutil.copy(REPOSITORY / "site/mkdocs.yml", site)
    for name in (*(f"pages/{page}" for page in _PAGES), "handbook/index"):
        path = site / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# {path.stem.capitalize()}\n\nWords.\n", "utf-8")


def write_plain_project(root: Path, staged: Path, *, prune: bool) -> int:
    """The staged Markdown of a built project for MkDocs with Material as it comes; how many pages there are.

    With ``prune`` the navigation of each page is cut short, as Material advises for large sites; without, every page holds all of it.
    """
    root.mkdir()
    pages = 0
    for path in staged.rglob("*.md"):
        target = root / "docs" / path.relative_to(staged)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Templates are ours, and Material has none by these names.
        target.write_text(re.sub(r"^template: .*\n", "", path.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8")
        pages += 1
    features = "[navigation.prune]" if prune else "[]"
    (root / "mkdocs.yml").write_text(
        f"site_name: Plain\nuse_directory_urls: false\ntheme: {{name: material, font: false, features: {features}}}\n"
        "markdown_extensions: [attr_list, def_list, md_in_html, sane_lists, tables, toc]\n",
        "utf-8",
    )
    return pages


def edit(root: Path, number: int) -> str:
    """Change a sentence of one lesson, each time to another one; the words that are new."""
    path = root / EDITED
    mark = f"Seen {number} times."
    text = re.sub(r"\n\nSeen \d+ times\.\n", "\n", path.read_text("utf-8"))
    path.write_text(text.rstrip("\n") + f"\n\n{mark}\n", "utf-8", newline="\n")
    return mark

"""The staged site through MkDocs: writes the staged files into a folder, builds each language, says what went wrong.

This is the one module of the room that touches the disk, and only inside the folders it is given.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from practicum.diagnostics import Diagnostic
from practicum.publishing.configuring import CORE
from practicum.publishing.finishing import finish
from practicum.publishing.hosting import read_hosting
from practicum.publishing.staging import SiteSources, Staged, link_place
from practicum.spans import Span

# Below the stage: what makers of downloads keep from one build to the next.
KEPT = "kept"
_NAMED_FILE = re.compile(r"Doc file '([^']+)'")
_NAMED_LINK = re.compile(r"link '([^']+)'")
# Theme files that no page of ours loads: leaving them out saves some megabytes in every copy of the site.
_UNUSED = ("assets/javascripts/", "assets/stylesheets/", "assets/images/favicon.png")


class BuildingFailed(Exception):
    """The site's own configuration or templates are broken; the message is one plain sentence with a place."""


@dataclass(frozen=True)
class Built:
    """What a build gave: the faults found, and how many pages each language has."""

    diagnostics: tuple[Diagnostic, ...]
    pages: dict[str, int]


def read_site(site: Path) -> SiteSources:
    """What people wrote under `site/`: pages, handbook and assets, and where the site is hosted."""
    return SiteSources(
        pages={name: path.read_text("utf-8") for name, path in _files(site / "pages", ".md")},
        handbook={name: path.read_text("utf-8") for name, path in _files(site / "handbook", ".md")},
        assets={name: path.read_bytes() for name, path in _files(site / "assets", "")},
        hosting=read_hosting((site / "mkdocs.yml").read_bytes()),
    )


def _files(folder: Path, ending: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.endswith(ending):
            yield path.relative_to(folder).as_posix(), path


def write_stage(staged: Staged, folder: Path) -> None:
    """Write the staged files below an empty or former stage; files of a former stage that are no longer staged go."""
    for name, data in staged.files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _naming(path):
                path.write_bytes(data)
    for language in (path for path in folder.iterdir() if (path / "pages").is_dir()):
        for path in sorted(language.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(folder).as_posix() not in staged.files:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def build(staged: Staged, *, stage: Path, site: Path, output: Path) -> Built:
    """Build the staged site into ``output``, an empty folder; ``site`` is the folder of templates and `mkdocs.yml`.

    ``stage`` is where the Markdown and one `mkdocs.yml` a language are put, so that the tree can also be built by hand. Links
    that lead nowhere come back as diagnostics at the file people wrote. Nothing is swapped or deleted outside these folders.
    """
    stage.mkdir(parents=True, exist_ok=True)
    write_stage(staged, stage)
    faults: list[Diagnostic] = list(staged.diagnostics)
    for language in staged.languages:
        target = output if language == CORE else output / language
        configuration = stage / language / "mkdocs.yml"
        _configure(configuration, site)
        faults += _warnings(_run(configuration, target), language, staged)
    if not any(fault.severity == "error" for fault in faults):
        finish(replace(staged, kept=stage / KEPT), output)
    return Built(tuple(dict.fromkeys(faults)), {language: len(pages) for language, pages in staged.pages.items()})


def _configure(path: Path, site: Path) -> None:
    """Put the real paths into a staged configuration; they are relative to it wherever that is possible."""
    text = path.read_text("utf-8")
    for name, where in (("SITE_CONFIGURATION", site / "mkdocs.yml"), ("SITE_TEMPLATES", site / "overrides")):
        text = text.replace(name, _way(where.resolve(), path.parent.resolve()))
    with _naming(path):
        path.write_text(text, "utf-8")


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """A write that fails half-way does not say in which file; whoever tells people of it has to know."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _way(where: Path, start: Path) -> str:
    try:
        return Path(os.path.relpath(where, start)).as_posix()
    except ValueError:  # another drive on Windows has no relative way
        return where.as_posix()


def _run(configuration: Path, output: Path) -> list[str]:
    """Run MkDocs into a folder and give back its warnings."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    import jinja2
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    with _listening() as warnings:
        try:
            config = load_config(str(configuration), site_dir=str(output.resolve()))
            config.plugins["practicum-lean"] = _lean()
            # Ours knows every language, and is made where the site has an address at all.
            config.theme.static_templates.discard("sitemap.xml")
            if config.extra.get("shared"):
                # A host shows one page for missing addresses: the one at its root.
                config.theme.static_templates.discard("404.html")
            config.plugins.run_event("startup", command="build", dirty=False)
            mkdocs_build(config)
        except jinja2.TemplateError as fault:
            place = f"{getattr(fault, 'name', None) or 'a template'}:{getattr(fault, 'lineno', None) or 1}"
            raise BuildingFailed(f"a template of the site does not work: {place}: {fault}") from fault
        except MkDocsException as fault:
            raise BuildingFailed(f"the site's configuration does not work: {' '.join(str(fault).split())}") from fault
    return warnings


def _lean() -> Any:
    """A MkDocs plugin that leaves out theme files no page loads; it carries no content."""
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import Files

    class Lean(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # MkDocs types plugins by a configuration we do not have
        def on_files(self, files: Files, config: Any, **_: Any) -> Files:
            unused = [file for file in files if file.src_uri.startswith(_UNUSED) and not file.src_uri.startswith("assets/practicum")]
            # The theme's own, which is no template any more; ours lies among the pages.
            unused += [file for file in files if file.src_uri == "sitemap.xml" and file.src_dir != config.docs_dir]
            for file in unused:
                files.remove(file)
            return files

    return Lean()


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect MkDocs' warnings instead of printing them."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    ear = Ear(level=logging.WARNING)
    before = logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
        logger.propagate = before


def _warnings(messages: list[str], language: str, staged: Staged) -> Iterator[Diagnostic]:
    for message in messages:
        named, target = _NAMED_FILE.search(message), _NAMED_LINK.search(message)
        origin = staged.origins.get(f"{language}/pages/{named[1]}", "") if named else ""
        place = link_place(origin, target[1], staged.texts) if target else Span(origin or "site/mkdocs.yml")
        said = " ".join(message.split()).rstrip(".")
        yield Diagnostic("broken-link", said[0].lower() + said[1:], place, "leads nowhere" if target else "")

"""The staged site through MkDocs: writes the staged files into a folder, builds each language, says what went wrong.

It touches the disk only inside the folders it is given.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from practicum.diagnostics import Diagnostic
from practicum.publishing.addresses import link_place
from practicum.publishing.configuring import CORE
from practicum.publishing.finishing import finish
from practicum.publishing.hosting import Hosting, read_hosting
from practicum.publishing.laying import lay, write_site
from practicum.publishing.rendering import Tree, render
from practicum.publishing.rendering.pages import OURS, SITEMAP, UNUSED, listening, settle
from practicum.publishing.rendering.zensical import ZensicalFailed, render_with_zensical
from practicum.publishing.staging import SiteSources, Staged
from practicum.remembering import Remembered
from practicum.spans import Span

# Below the stage: what makers of downloads keep from one build to the next.
KEPT = "kept"
Renderer = Literal["mkdocs", "zensical"]
_NAMED_FILE = re.compile(r"Doc file '([^']+)'")
_NAMED_LINK = re.compile(r"link '([^']+)'")


class BuildingFailed(Exception):
    """The site's own configuration or templates are broken; the message is one plain sentence with a place."""


@dataclass(frozen=True)
class Built:
    """What a build gave: the faults found, and how many pages each language has."""

    diagnostics: tuple[Diagnostic, ...]
    pages: dict[str, int]


def read_site(site: Path, *, borrowed: bool = False) -> SiteSources:
    """What people wrote under `site/`: pages, handbook and assets, and where the site is hosted; ``borrowed`` as in `SiteSources`."""
    return SiteSources(
        pages={name: path.read_text("utf-8") for name, path in _files(site / "pages", ".md")},
        handbook={name: path.read_text("utf-8") for name, path in _files(site / "handbook", ".md")},
        assets={name: path.read_bytes() for name, path in _files(site / "assets", "")},
        hosting=read_hosting((site / "mkdocs.yml").read_bytes()) if not borrowed else Hosting(),
        borrowed=borrowed,
    )


def _files(folder: Path, ending: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.endswith(ending):
            yield path.relative_to(folder).as_posix(), path


def write_stage(staged: Staged, folder: Path, memory: Remembered | None = None) -> None:
    """Write the staged files below an empty or former stage; files of a former stage that are no longer staged go."""
    lay(folder, staged.files, memory if memory is not None else Remembered())


def build(
    staged: Staged,
    *,
    stage: Path,
    site: Path,
    output: Path,
    earlier: Path | None = None,
    memory: Remembered | None = None,
    processes: int = 1,
    renderer: Renderer = "mkdocs",
) -> Built:
    """Build the staged site into ``output``, an empty folder; ``site`` is the folder of templates and `mkdocs.yml`.

    ``stage`` is where the Markdown and one `mkdocs.yml` a language are put, so that the tree can also be built by hand. Pages that
    ``memory`` knows are not rendered again; the others are, by so many ``processes``. What lies in the ``earlier`` site, which is going
    to be replaced, as it would be written is taken over from there. With Zensical as ``renderer`` everything is made anew. Links that
    lead nowhere come back as diagnostics at the file people wrote. Raises BuildingFailed and NoZensical. Nothing is swapped or deleted
    outside these folders.
    """
    memory = memory if memory is not None else Remembered()
    staged = replace(_configured(staged, stage, site), memory=memory)
    write_stage(staged, stage, memory)
    templates = {name: path.read_bytes() for name, path in _files(site / "overrides", "")}
    faults: list[Diagnostic] = list(staged.diagnostics)
    made: dict[str, bytes] = {}
    for language in staged.languages:
        prefix = "" if language == CORE else f"{language}/"
        target = output / prefix
        configuration = stage / language / "mkdocs.yml"
        with _plainly():
            tree = _tree(staged, language, configuration, site, templates, target)
            done = render(tree, memory, processes) if renderer == "mkdocs" else None
            if renderer == "zensical":
                said = render_with_zensical(tree)
            elif done is None:
                said = _run(configuration, target)
            else:
                said = done[1]
                made |= {prefix + name: data for name, data in (done[0] | _own_files(staged, language)).items()}
        faults += _warnings(said, language, staged)
    write_site(output, made, memory, earlier)
    if not any(fault.severity == "error" for fault in faults):
        finish(replace(staged, kept=stage / KEPT), output)
    return Built(tuple(dict.fromkeys(faults)), {language: len(pages) for language, pages in staged.pages.items()})


def _tree(staged: Staged, language: str, configuration: Path, site: Path, templates: Mapping[str, bytes], output: Path) -> Tree:
    root = f"{language}/pages/"
    held = staged.pages[language]
    return Tree(
        language,
        configuration,
        staged.files[f"{language}/mkdocs.yml"].decode(),
        (site / "mkdocs.yml").read_text("utf-8"),
        {page.path: staged.files[root + page.path] for page in held},
        _own_files(staged, language),
        templates,
        frozenset(page.template for page in held if page.template),
        output,
    )


def _own_files(staged: Staged, language: str) -> dict[str, bytes]:
    """What is staged beside the pages, by its path in the site."""
    root = f"{language}/pages/"
    pages = {root + page.path for page in staged.pages[language]}
    return {name.removeprefix(root): data for name, data in staged.files.items() if name.startswith(root) and name not in pages}


def _configured(staged: Staged, stage: Path, site: Path) -> Staged:
    """Put the real paths into the staged configurations; they are relative to them wherever that is possible."""
    files = dict(staged.files)
    for language in staged.languages:
        name = f"{language}/mkdocs.yml"
        text = files[name].decode()
        for mark, where in (("SITE_CONFIGURATION", site / "mkdocs.yml"), ("SITE_TEMPLATES", site / "overrides")):
            text = text.replace(mark, _way(where.resolve(), (stage / language).resolve()))
        files[name] = text.encode()
    return replace(staged, files=files)


def _way(where: Path, start: Path) -> str:
    try:
        return Path(os.path.relpath(where, start)).as_posix()
    except ValueError:  # another drive on Windows has no relative way
        return where.as_posix()


@contextmanager
def _plainly() -> Iterator[None]:
    """What MkDocs and the templates raise, as one plain sentence with a place."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        yield
    except Exception as fault:
        # Looked at by name: a build that carries every page over has loaded neither library.
        kinds = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(fault).__mro__}
        if "jinja2.exceptions.TemplateError" in kinds:
            place = f"{getattr(fault, 'name', None) or 'a template'}:{getattr(fault, 'lineno', None) or 1}"
            raise BuildingFailed(f"a template of the site does not work: {place}: {fault}") from fault
        if isinstance(fault, ZensicalFailed):
            raise BuildingFailed(f"Zensical could not build the site: {fault}") from fault
        if "mkdocs.exceptions.MkDocsException" in kinds:
            raise BuildingFailed(f"the site's configuration does not work: {' '.join(str(fault).split())}") from fault
        raise


def _run(configuration: Path, output: Path) -> list[str]:
    """Run the whole of MkDocs into a folder and give back its warnings."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    with listening() as warnings:
        config = load_config(str(configuration), site_dir=str(output.resolve()))
        config.plugins["practicum-lean"] = _lean()
        settle(config)
        config.plugins.run_event("startup", command="build", dirty=False)
        mkdocs_build(config)
    return warnings


def _lean() -> Any:
    """A MkDocs plugin that leaves out theme files no page loads; it carries no content."""
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import Files

    class Lean(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # MkDocs types plugins by a configuration we do not have
        def on_files(self, files: Files, config: Any, **_: Any) -> Files:
            unused = [file for file in files if file.src_uri.startswith(UNUSED) and not file.src_uri.startswith(OURS)]
            # The theme's own, which is no template any more; ours lies among the pages.
            unused += [file for file in files if file.src_uri == SITEMAP and file.src_dir != config.docs_dir]
            for file in unused:
                files.remove(file)
            return files

    return Lean()


def _warnings(messages: list[str], language: str, staged: Staged) -> Iterator[Diagnostic]:
    for message in messages:
        named, target = _NAMED_FILE.search(message), _NAMED_LINK.search(message)
        origin = staged.origins.get(f"{language}/pages/{named[1]}", "") if named else ""
        place = link_place(origin, target[1], staged.texts) if target else Span(origin or "site/mkdocs.yml")
        said = " ".join(message.split()).rstrip(".")
        yield Diagnostic("broken-link", said[0].lower() + said[1:], place, "leads nowhere" if target else "")

"""What is carried over is what would be made again: after any edits a build with memories gives the bytes of a clean one."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from practicum import shares
from practicum.publishing import Built, SiteSources, build, building, publish, read_site
from practicum.publishing.rendering import pages as rendering
from practicum.reading.files import InMemory
from practicum.reading.project import Reading, read_project
from practicum.remembering import Remembered, key
from practicum.resolving import view_of
from tests.publishing.shipped import DAY, ROOT
from tests.publishing.small_curriculum import FILES, HOME, LESSON

SITE = ROOT / "site"
ASSETS = read_site(SITE).assets
MODULE = "curriculum/modules/M1-seeing/module.yaml"
LOOK = "curriculum/modules/M1-seeing/01-look.md"
NORVALE = "competencies/countries/NV/country.yaml"
FRENCH = "curriculum/fr/modules/M1-seeing/01-look.md"
ABOUT = "# About\n\nThis is [home](index.md), [a note](note.md#why), [the way](programme:way) and [my own](#about).\n"


@dataclass
class Site:
    """A small site on disk and all that it is made from."""

    root: Path
    files: dict[str, str] = field(default_factory=lambda: dict(FILES))
    pages: dict[str, str] = field(default_factory=lambda: {**HOME, "about.md": ABOUT, "fr/index.md": "# Accueil\n\nMots.\n"})
    assets: dict[str, bytes] = field(default_factory=lambda: dict(ASSETS))
    day: date = DAY
    reading: Remembered = field(default_factory=Remembered)
    memory: Remembered = field(default_factory=Remembered)

    def __post_init__(self) -> None:
        (self.root / "site").mkdir()
        shutil.copytree(SITE / "overrides", self.root / "site/overrides")
        shutil.copy(SITE / "mkdocs.yml", self.root / "site")

    def read(self, memory: Remembered) -> Reading:
        reading = read_project(InMemory(self.files), memory=memory)
        assert not reading.diagnostics, [f"{fault.span}: {fault.message}" for fault in reading.diagnostics]
        return reading

    def make(self, reading: Reading, memory: Remembered, processes: int) -> tuple[dict[str, bytes], Built]:
        """Build beside the earlier site and put it in its place, as the workspace does; the site's files come back."""
        catalogue = reading.catalogue
        views = [view_of(catalogue, day=self.day)]
        views += [view_of(catalogue, country=country, day=self.day) for country in sorted(catalogue.countries)]
        views += [view_of(catalogue, day=self.day, language="fr")] if FRENCH in self.files else []
        handbook = {"index.md": "# Handbook\n\nWords.\n"}
        staged = publish(views, SiteSources(self.pages, handbook, self.assets))
        new, site = self.root / "new", self.root / "built"
        new.mkdir()
        built = build(
            staged, stage=self.root / "stage", site=self.root / "site", output=new, earlier=site, memory=memory, processes=processes
        )
        found = files_of(new)
        shutil.rmtree(site, ignore_errors=True)
        new.rename(site)
        return found, built

    def again(self) -> tuple[dict[str, bytes], Built]:
        """A build with what earlier ones remembered, as it comes back from disk."""
        self.reading, self.memory = through_disk(self.reading), through_disk(self.memory)
        return self.make(self.read(self.reading), self.memory, 2)

    def clean(self) -> tuple[dict[str, bytes], Built]:
        """A build that knows nothing of earlier ones, somewhere else."""
        with tempfile.TemporaryDirectory() as folder:
            other = Site(Path(folder), self.files, self.pages, self.assets, self.day)
            shutil.rmtree(other.root / "site")
            shutil.copytree(self.root / "site", other.root / "site")
            return other.make(other.read(Remembered()), Remembered(), 1)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def through_disk(memory: Remembered) -> Remembered:
    return Remembered(pickle.loads(pickle.dumps(dict(memory.packed()))))


def turned(text: str, one: str, other: str) -> str:
    """The text with one piece for the other, whichever of them stands in it."""
    return text.replace(one, other) if one in text else text.replace(other, one)


def in_file(name: str, one: str, other: str) -> Callable[[Site], None]:
    assert one in FILES[name]
    return lambda site: site.files.__setitem__(name, turned(site.files[name], one, other))


def in_page(name: str, text: str) -> Callable[[Site], None]:
    """Write a page, or take it away."""
    return lambda site: site.pages.__setitem__(name, text) if site.pages.pop(name, None) is None else None


def in_site(name: str, one: str, other: str) -> Callable[[Site], None]:
    def edit(site: Site) -> None:
        path = site.root / "site" / name
        text = path.read_text("utf-8")
        assert one in text or other in text
        path.write_text(turned(text, one, other), "utf-8")

    return edit


def whole(name: str, text: str) -> Callable[[Site], None]:
    """An authored file, or none."""
    return lambda site: site.files.__setitem__(name, text) if site.files.pop(name, None) is None else None


PATCH = "patches:\n  - {id: NV-1, target: M1/summary, from: 2020-01-01, action: replace, value: A card for Norvale, says: Another card.}\n"
EDITS: Mapping[str, Callable[[Site], None]] = {
    "a text": in_file(LOOK, "Look first.", "Look twice."),
    "a lesson's title": in_file(LOOK, "# What we look for", "# What we see"),
    "a heading, and with it an anchor": in_file(LOOK, "## Activity: Walk (10 minutes)", "## Activity: Run (10 minutes)"),
    "a link": in_file(LOOK, "[a worker](role:WRK)", "a worker"),
    "a module's title": in_file("curriculum/modules/M2-further/module.yaml", "title: Going further", "title: Further still"),
    "a module's version": in_file(MODULE, "hours: 2", "hours: 3"),
    "a competency": in_file("competencies/frameworks/small/REL.yaml", "title: Trust,", "title: Confidence,"),
    "a term": in_file("curriculum/glossary.yaml", "an act that helps", "a deed that helps"),
    "a question": in_file("curriculum/modules/M1-seeing/assessment.yaml", "What first?", "What is first?"),
    "a rule": in_file("competencies/certifications/WRK.yaml", "months: 24", "months: 36"),
    "a patch": lambda site: site.files.__setitem__(NORVALE, FILES[NORVALE] + ("" if "patches" in site.files[NORVALE] else PATCH)),
    "a translation": whole(FRENCH, LESSON.replace("# What we look for", "# Ce que nous cherchons")),
    "a page that others link to": in_page("note.md", "# Note\n\n## Why\n\nBecause. See [about](about.md).\n"),
    "the same page without its anchor": in_page("note.md", "# Note\n\nNothing.\n"),
    "a page that links to one": in_page("more.md", "# More\n\n[Note](note.md#why), ![picture](assets/one.svg).\n"),
    "a page of another name": in_page("index/deep.md", "# Deep\n\n[up](../about.md), [gone](../gone.md)\n"),
    "a picture": lambda site: site.assets.__setitem__("one.svg", b"<svg/>") if site.assets.pop("one.svg", None) is None else None,
    "a style sheet": lambda site: site.assets.__setitem__("site.css", b"p{color:red}"),
    "a template": in_site("overrides/partials/footer.html", "<footer", '<footer data-new="1"'),
    "the page for missing addresses": in_site("overrides/404.html", "<h1>", "<h1 >"),
    "the configuration": in_site("mkdocs.yml", "site_name: Practicum", "site_name: Other"),
    "another day": lambda site: setattr(site, "day", date(2023, 5, 1) if site.day == DAY else DAY),
    "a page of the built site, by hand": lambda site: _spoil(site.root / "built/about.html"),
    "a staged page, by hand": lambda site: _spoil(site.root / "stage/en/pages/glossary.md"),
}


def _spoil(path: Path) -> None:
    if path.is_file():
        path.write_text("spoiled", "utf-8")


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(some.lists(some.lists(some.sampled_from(sorted(EDITS)), min_size=1, max_size=4), min_size=2, max_size=3))
def test_after_any_edits_a_build_with_memories_gives_the_bytes_of_a_clean_one(steps: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.again()
        for step in steps:
            for name in step:
                EDITS[name](site)
            found, built = site.again()
            expected, told = site.clean()
            assert found.keys() == expected.keys(), step
            assert not [name for name in found if found[name] != expected[name]], step
            assert built == told, step


@pytest.fixture(scope="module")
def each(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, list[str]]]:
    """A built site, and which pages MkDocs rendered in the last build."""
    seen: list[str] = []
    real = rendering._MkDocs._page

    def page(self: Any, path: str, targets: Mapping[str, str]) -> Any:
        seen.append(path)
        return real(self, path, targets)

    patch = pytest.MonkeyPatch()
    patch.setattr(rendering._MkDocs, "_page", page)
    # In one process, so that the list is whole.
    patch.setattr(shares, "LEAST", 10_000)
    site = Site(tmp_path_factory.mktemp("each"))
    site.again()
    yield site, seen
    patch.undo()


def rendered(each: tuple[Site, list[str]], *edits: str) -> set[str]:
    """The pages that MkDocs renders after some edits."""
    site, seen = each
    for name in edits:
        EDITS[name](site)
    seen.clear()
    site.again()
    return set(seen)


def test_only_what_changed_is_rendered(each: tuple[Site, list[str]]) -> None:
    assert rendered(each) == set(), "nothing changed"
    assert rendered(each, "a text") == {"modules/M1/01-look.md"}
    assert rendered(each, "a style sheet") == set(), "pages only link to it"
    assert rendered(each, "a page of the built site, by hand") == set(), "it is written again, not rendered"
    one = rendered(each, "a page that others link to")
    assert "note.md" in one, "new"
    assert "about.md" in one, "its link leads somewhere now"
    assert "modules/M1.md" not in one
    assert "about.md" in rendered(each, "a page that others link to"), "gone again"
    assert "about.md" in rendered(each, "a template"), "every page has a footer"


def test_a_build_page_by_page_is_what_mkdocs_makes_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path)
    for edit in ("a page that links to one", "a page of another name", "a translation"):
        EDITS[edit](site)
    ours, built = site.clean()
    monkeypatch.setattr(building, "render", lambda *_: None)
    theirs, told = site.clean()
    assert ours == theirs
    assert {str(fault) for fault in built.diagnostics} == {str(fault) for fault in told.diagnostics}
    assert built.diagnostics, "links to pages and anchors that are not there"


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("overrides/partials/footer.html", "<footer", "{{ nav | length }}<footer"),
        ("overrides/partials/footer.html", "<footer", "{{ page.next_page.title if page }}<footer"),
        ("overrides/partials/footer.html", "<footer", '{{ page["previous_page"] }}<footer'),
        ("overrides/partials/footer.html", "<footer", "{{ build_date_utc.year }}<footer"),
        ("overrides/partials/footer.html", "<footer", '{{ pages | map(attribute="page.title") | join }}<footer'),
        ("overrides/partials/footer.html", "<footer", "{% if page %}{% include page.meta.a or 'b' ignore missing %}{% endif %}<footer"),
        ("mkdocs.yml", "plugins: []", "plugins: [search]"),
        ("mkdocs.yml", "  - tables", "  - tables\n  - pymdownx.snippets"),
        ("mkdocs.yml", "site_name: Practicum", "site_name: !ENV [SITE_NAME, Practicum]"),
    ],
)
def test_pages_that_look_beyond_themselves_are_left_to_mkdocs(tmp_path: Path, name: str, one: str, other: str) -> None:
    site = Site(tmp_path)
    asked: list[object] = []
    real = building.render
    in_site(name, one, other)(site)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "render", lambda *given: asked.append(real(*given)))
        site.again()
    assert asked == [None]


def test_a_damaged_or_foreign_value_is_not_there() -> None:
    memory = Remembered({key("a"): (0, b"no pickle"), key("b"): (0, pickle.dumps("b"))})
    assert memory.find(key("a")) is None
    assert memory.find(key("b")) == "b"


def test_what_nobody_asks_for_is_let_go() -> None:
    memory = Remembered()
    memory.keep(key("old"), "old")
    memory.keep(key("used"), "used")
    for number in range(12):
        memory = through_disk(memory)
        assert memory.find(key("used")) == "used"
        memory.keep(key("new"), number)
    assert memory.find(key("old")) is None
    assert memory.find(key("new")) == 11

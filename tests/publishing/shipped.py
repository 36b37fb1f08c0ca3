"""The shipped project read, staged and built once, for tests that look at the whole site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from practicum.model.catalogue import Catalogue
from practicum.publishing import Built, Staged, build, publish, read_site
from practicum.reading.files import InMemory
from practicum.reading.project import read_project
from practicum.resolving import View, view_of

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class ShippedSite:
    """Where the built site is, what it was staged from and what the build said."""

    folder: Path
    staged: Staged
    built: Built


@cache
def shipped_catalogue() -> Catalogue:
    """Everything authored in this repository."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for top in ("competencies", "curriculum")
        for path in sorted((ROOT / top).rglob("*"))
        if path.is_file()
    }
    return read_project(InMemory(files)).catalogue


def views_of(catalogue: Catalogue, *languages: str) -> list[View]:
    """The core, every country and the languages, as the site needs them."""
    views = [view_of(catalogue, day=DAY)]
    views += [view_of(catalogue, country=country, day=DAY) for country in sorted(catalogue.countries)]
    return views + [view_of(catalogue, day=DAY, language=language) for language in languages]


@cache
def shipped_stage() -> Staged:
    """The shipped curriculum as staged pages."""
    return publish(views_of(shipped_catalogue(), "fr"), read_site(ROOT / "site"))


def build_shipped(folder: Path) -> ShippedSite:
    """The shipped site, built below a folder."""
    output = folder / "site"
    output.mkdir()
    built = build(shipped_stage(), stage=folder / "stage", site=ROOT / "site", output=output)
    return ShippedSite(output, shipped_stage(), built)

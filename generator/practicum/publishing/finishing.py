"""Finishing: what is added to the built pages of all languages before the site is swapped in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from practicum.publishing.carrying.books import books
from practicum.publishing.carrying.books import can_make as can_make_books
from practicum.publishing.carrying.listing import Download, show
from practicum.publishing.carrying.offline import keep_offline
from practicum.publishing.carrying.packs import packs
from practicum.publishing.carrying.zims import can_make as can_make_zims
from practicum.publishing.carrying.zims import zims
from practicum.publishing.printing.printing_out import print_out
from practicum.publishing.staging import Staged

# Each maker writes the files that people carry away, below `downloads/` of their language, and gives back which. They see the pages
# as they are before their links to downloads are put in.
MAKERS: tuple[Callable[[Staged, Path], Iterable[Download]], ...] = (packs, print_out, books, zims)


def carry(staged: Staged, output: Path) -> None:
    """Make what people carry away, where it was asked for, and say on the pages where it is."""
    if staged.downloads:
        show(staged, output, [download for maker in MAKERS for download in maker(staged, output)])


def lacking() -> list[str]:
    """What cannot be made on this machine, a sentence each, because a library is not installed."""
    wanted = ((can_make_books(), "EPUB", "ebooklib"), (can_make_zims(), "ZIM for Kiwix", "libzim"))
    return [
        f"no {what} was made: {library} is not installed; `pip install` it, or practicum with its extra `[downloads]` as the readme says"
        for can, what, library in wanted
        if not can
    ]


# Each step gets the staged site and the folder of finished pages, and writes only into that folder. Keeping pages for offline comes
# last: it marks every file by its content.
STEPS: tuple[Callable[[Staged, Path], None], ...] = (carry, keep_offline)


def finish(staged: Staged, output: Path) -> None:
    """Take every step in order."""
    for step in STEPS:
        step(staged, output)

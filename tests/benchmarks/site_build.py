"""Runs practicum as its command does; `--without-search` leaves out the making of the search index, and nothing else."""

from __future__ import annotations

import sys

from practicum.cli import main

if "--without-search" in sys.argv:
    sys.argv.remove("--without-search")
    from practicum.publishing import staging

    staging.search_files = lambda *_: {}  # type: ignore[assignment]

main()

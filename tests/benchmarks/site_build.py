"""Runs practicum as its command does; `--without-search` leaves out the making of the search index, and nothing else.

`--only-start` loads what a build loads, and ends.
"""

from __future__ import annotations

import sys

from practicum.cli import main

if "--only-start" in sys.argv:
    import practicum.checking
    import practicum.cli.build
    import practicum.publishing
    import practicum.workspace.course_site  # noqa: F401

    sys.exit()
if "--without-search" in sys.argv:
    sys.argv.remove("--without-search")
    from practicum.publishing import staging

    staging.search_files = lambda *_: {}  # type: ignore[assignment]

main()

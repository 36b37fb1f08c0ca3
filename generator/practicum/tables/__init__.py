"""Opening, writing and framing tables; the one home of the libraries that do it.

`nw` is narwhals as every room uses it (`from practicum.tables import nw`, see `words.py`); it is imported when first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicum.tables.archives import is_archive, unpacked_files
from practicum.tables.coded import Coded, agreeing, coded_frame, later, named_by_place, rows_left, rows_touched, rows_without
from practicum.tables.framing import Frame, frame
from practicum.tables.grids import Body, Grid, Limits, Refusal, Remark, column_letters
from practicum.tables.opening import open_grids, read_whole

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = [
    "Body",
    "Coded",
    "Frame",
    "Grid",
    "Limits",
    "Refusal",
    "Remark",
    "agreeing",
    "coded_frame",
    "column_letters",
    "frame",
    "is_archive",
    "later",
    "named_by_place",
    "nw",
    "open_grids",
    "read_whole",
    "rows_left",
    "rows_touched",
    "rows_without",
    "unpacked_files",
]


def __getattr__(name: str) -> Any:
    if name == "nw":
        from practicum.tables.words import Words

        return Words()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Opening, writing and framing tables; the one home of the libraries that do it.

`nw` is narwhals as every room uses it (`from practicum.tables import nw`); it is imported when first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicum.tables.framing import Frame, frame
from practicum.tables.grids import Body, Grid, Limits, Refusal, column_letters
from practicum.tables.opening import open_grids

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["Body", "Frame", "Grid", "Limits", "Refusal", "column_letters", "frame", "nw", "open_grids"]


def __getattr__(name: str) -> Any:
    if name == "nw":
        import narwhals.stable.v2 as loaded

        return loaded
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

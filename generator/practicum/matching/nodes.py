"""Nodes of rule trees: how they are named, what is known of each on the day, and their names as one number."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame
from practicum.matching.spells import whole
from practicum.tables import nw
from practicum.tables.words import columns_in

NODE = ["case", "req"]
NOW = [
    *NODE,
    "rank",
    "valid_until",
    "record_id",
    "via",
    "reason",
    "deadline",
    "loser",
    "loser_reason",
    "missing",
    "unit",
    "ended_by",
    "open_ends",
    "counted",
]
# Inside a fold a node is one number, because tables are joined far faster on one column than on two.
KEY = ["node"]
SHOWN = [*KEY, *NOW[len(NODE) :]]
# More requirements than any rule tree has.
WIDE = 2**24


def packed(frame: Frame) -> Frame:
    """The frame with one number for each node."""
    return frame.with_columns(node=nw.col("case") * WIDE + nw.col("req")).drop(*NODE)


def unpacked(frame: Frame) -> Frame:
    """The frame with case and requirement again, in front."""
    others = [name for name in columns_in(frame) if name not in KEY]
    return frame.select(whole(nw.col("node") // WIDE).alias("case"), whole(nw.col("node") % WIDE).alias("req"), *others)

"""Nodes of rule trees: how they are named, and what is known of each on the day."""

from __future__ import annotations

from practicum.matching.civil_columns import Expr
from practicum.matching.spells import whole
from practicum.tables import nw

# A requirement in the case of somebody is one number, because tables are joined and sorted far faster by one column than by two.
NODE = ["node"]
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
# More requirements than all rules have, and more holdings.
WIDE = 2**24


def node_of(case: str = "case", req: str = "req") -> Expr:
    """The number of a requirement in a case."""
    return nw.col(case) * WIDE + nw.col(req)


def holding_of(hold: str = "hold") -> Expr:
    """The number of a module as somebody has to hold it: a view and a holding of the rules."""
    return node_of("view", hold)


def view_of() -> Expr:
    """The view of a holding."""
    return case_of("holding")


def hold_of() -> Expr:
    """The holding of the rules that somebody's holding is of."""
    return req_of("holding")


def case_of(node: str = "node") -> Expr:
    """The case of a node."""
    return whole(nw.col(node) // WIDE)


def req_of(node: str = "node") -> Expr:
    """The requirement of a node."""
    return whole(nw.col(node) % WIDE)

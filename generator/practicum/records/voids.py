"""Corrections: the record each one names has to exist and to be of the same learner."""

from __future__ import annotations

from collections.abc import Mapping

from practicum.records.gathering import Gathering


def check_voids(gathering: Gathering, collapsed: set[int]) -> None:
    """Set aside corrections of unknown or foreign records, of themselves or of one another, and voids of voids.

    A bare void takes the learner of what it voids.
    Records that share an id are told apart by learner; those that stay are given ids of their own.
    """
    columns = gathering.columns
    ids, voids, learners = columns["record_id"], columns["voids"], columns.get("learner")
    if learners is None:
        return
    correcting = [row for row in voids.where(lambda void: void is not None) if row not in gathering.bad and row not in collapsed]
    wanted = {voids[row] for row in correcting}
    targets: dict[str, list[int]] = {void: [] for void in wanted}
    for row in ids.where(lambda id: id in targets) if wanted else ():
        targets[ids[row]].append(row)
    named: dict[int, int] = {}
    for row in correcting:
        found = [target for target in targets[voids[row]] if target != row]
        if not found:
            gathering.fault(row, "voids", "VOID_OF_ITSELF" if voids[row] == ids[row] else "UNKNOWN_VOID")
            continue
        same = [target for target in found if learners[row] is None or learners[target] == learners[row]]
        if not same:
            gathering.fault(row, "voids", "FOREIGN_VOID")
            continue
        standing = [target for target in same if target not in gathering.bad and target not in collapsed] or same[:1]
        if len(standing) > 1:
            gathering.fault(row, "voids", "AMBIGUOUS_VOID")
            continue
        if _is_bare(gathering, row) and _is_bare(gathering, standing[0]):
            gathering.fault(row, "voids", "VOID_OF_VOID")
            continue
        named[row] = standing[0]
        if learners[row] is None:
            learners[row] = learners[standing[0]]
    for row in _circles(named):
        gathering.fault(row, "voids", "VOID_IN_CIRCLE")
    _tell_apart(gathering, collapsed)
    for row, target in named.items():
        voids[row] = ids[target]


def _circles(named: Mapping[int, int]) -> set[int]:
    """The rows that correct one another in a circle, so that none of them would be left; ``named`` says which row each corrects.

    >>> sorted(_circles({1: 2, 2: 1, 3: 1, 4: 5}))
    [1, 2]
    """
    found: set[int] = set()
    left = set(named)
    while left:
        here = left.pop()
        path: dict[int, int] = {}
        while here in named and here not in path:
            path[here] = len(path)
            here = named[here]
        if here in path:
            found |= {row for row, place in path.items() if place >= path[here]}
        left -= path.keys()
    return found


def _is_bare(gathering: Gathering, row: int) -> bool:
    """Whether a row only takes another out and says nothing in its place."""
    columns = gathering.columns
    stated = (column.name for column in gathering.shape.columns if column.required and column.name != "learner")
    return columns["voids"][row] is not None and all(columns[name][row] is None for name in stated)


def _tell_apart(gathering: Gathering, collapsed: set[int]) -> None:
    """Records of one table that share an id although they differ: all but the first get the place behind the id."""
    ids = gathering.columns["record_id"]
    if gathering.all_made or len(ids.values) >= len(ids) == len(ids.used()):
        return
    taken: set[str] = set()
    for row, id in enumerate(list(ids)):
        if row in gathering.bad or row in collapsed:
            continue
        if id in taken:
            ids[row] = f"{id}~{gathering.file[row]}:{gathering.row[row]}"
            gathering.mended.append((row, gathering.title("record_id", row), "ID_NOT_UNIQUE"))
        else:
            taken.add(id)

"""Agreeing: what the readings of one learner say, made one verdict.

Where all agree on whether something is in force, the more urgent state is shown with the earlier end. Where they do not, it is
unknown, with what would close it in a reading in which it is not in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practicum.matching.civil_columns import Frame
from practicum.matching.folding import DUE, EXEMPT, MET, NOT_APPLICABLE, NOT_MET, NOT_YET, RECOGNISED, SHORT, UNKNOWN, WAIVED
from practicum.matching.judging import BELOW, Judged
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

VAGUE = "DATE_TOO_VAGUE"
# What readings have to agree on, and within it the more urgent first.
IN_FORCE, OPEN, ABSENT, DOUBTED = 0, 5, 8, 9
_CERTIFICATES = {
    "restricted": (IN_FORCE, 0),
    "due": (IN_FORCE, 1),
    "certified": (IN_FORCE, 2),
    "grace": (1, 0),
    "provisional": (2, 0),
    "bridging": (3, 0),
    "lapsed": (OPEN, 0),
    "never": (OPEN, 1),
    "not_applicable": (ABSENT, 0),
    "unknown": (DOUBTED, 0),
}
_REQUIREMENTS = {
    DUE: (IN_FORCE, 0),
    WAIVED: (IN_FORCE, 1),
    EXEMPT: (IN_FORCE, 2),
    RECOGNISED: (IN_FORCE, 3),
    MET: (IN_FORCE, 4),
    NOT_MET: (OPEN, 0),
    SHORT: (OPEN, 1),
    NOT_YET: (OPEN, 2),
    NOT_APPLICABLE: (ABSENT, 0),
    UNKNOWN: (DOUBTED, 0),
}
_ASKED = ["of", "requirement"]
# Of readings that say the same in other words, which one is shown: one order, however the rows lie.
_TIES = ["reason", "record_id", "via", "missing", "deadline", "nth"]


def agreed(engine: Engine, judged: Judged, of: Frame) -> Judged:
    """What was judged with one answer to each ask; ``of`` is that of ``Readings``."""
    of = engine.settle(of)
    # Others look at the certificates of a reading's person; nobody asked about these.
    asked = engine.settle(judged.certificates.filter(nw.col("shown") == 1))
    certificates = engine.settle(_certificates(engine, asked, of))
    requirements, chosen = _requirements(engine, judged.requirements, of)
    kept: dict[str, Any] = {
        name: None if (table := getattr(judged, name)) is None else engine.settle(_of_chosen(table, of, chosen)) for name in BELOW
    }
    found = Judged(certificates, engine.settle(requirements), **kept, long_chains=judged.long_chains)
    if judged.boundaries is not None:
        found.boundaries = engine.settle(_nearest(judged.boundaries, of))
    return found


def _nearest(boundaries: Frame, of: Frame) -> Frame:
    """The boundaries of all readings as the learner's own."""
    own = of.filter(nw.col("nth") == 0).select("of", own_=nw.col("name"))
    names = of.join(own, on="of", how="inner").select("own_", learner=nw.col("name")).unique()
    mine = boundaries.join(names, on="learner", how="left")
    learner = nw.when(nw.col("own_").is_null()).then(nw.col("learner")).otherwise(nw.col("own_"))
    return mine.with_columns(learner=learner).select("learner", "as_of", "day")


def _classed(rows: Frame, column: str, classes: Mapping[int, tuple[int, int]] | Mapping[str, tuple[int, int]]) -> Frame:
    """The rows with what has to agree (``class_``) and how urgent it is within (``urgent_``)."""
    names = list(classes)
    first, second = ([pair[place] for pair in classes.values()] for place in (0, 1))
    class_, urgent = nw.lit(ABSENT), nw.lit(0)
    for name, one, two in zip(names, first, second, strict=True):
        class_ = nw.when(nw.col(column) == name).then(nw.lit(one)).otherwise(class_)
        urgent = nw.when(nw.col(column) == name).then(nw.lit(two)).otherwise(urgent)
    return rows.with_columns(class_=whole(class_), urgent_=whole(urgent))


def _parted(rows: Frame, of: Frame) -> tuple[Frame, Frame]:
    """The rows of asks without readings, and the others with the ask they are a reading of."""
    return rows.join(of.select("ask"), on="ask", how="anti"), rows.join(of.select("ask", "of", "nth"), on="ask", how="inner")


def _about(rows: Frame, of: Frame, columns: Sequence[str]) -> Frame:
    """The rows as rows of the ask they are a reading of, with the learner's own id."""
    own = of.filter(nw.col("nth") == 0).select("of", own_=nw.col("name"))
    return rows.join(own, on="of", how="inner").with_columns(ask=nw.col("of"), learner=nw.col("own_")).select(*columns)


def _certificates(engine: Engine, rows: Frame, of: Frame) -> Frame:
    columns = columns_in(rows)
    alone, many = _parted(rows, of)
    many = engine.settle(_classed(many.with_columns(renewed=whole(nw.col("renewed").fill_null(0))), "state", _CERTIFICATES))
    spread = many.group_by("of").agg(least_=nw.col("class_").min(), most_=nw.col("class_").max(), since_=nw.col("valid_from").max())
    many = numbered(many, "place_", ["class_", "urgent_", "valid_until", "reason", "deadline", "nth"], ["of"]).filter(nw.col("place_") == 1)
    many = engine.settle(many.join(spread, on="of", how="inner"))
    same = nw.col("least_") == nw.col("most_")
    held = same & (nw.col("class_") == IN_FORCE)
    nothing = nw.lit("")
    many = many.with_columns(
        state=nw.when(same).then(nw.col("state")).otherwise(nw.lit("unknown")),
        also=nw.when(same).then(nw.col("also")).otherwise(nothing),
        reason=nw.when(same).then(nw.col("reason")).otherwise(nw.lit(VAGUE)),
        valid_from=whole(
            nw.when(held).then(nw.col("since_")).otherwise(nw.when(same).then(nw.col("valid_from")).otherwise(nw.lit(LONG_AGO)))
        ),
        valid_until=whole(nw.when(same).then(nw.col("valid_until")).otherwise(nw.lit(FOR_EVER))),
        deadline=whole(nw.when(same).then(nw.col("deadline")).otherwise(nw.lit(FOR_EVER))),
        disagreement=nw.when(same).then(nw.col("disagreement")).otherwise(nothing),
        band=nw.when(same).then(nw.col("band")).otherwise(nothing),
        holds=whole(nw.when(same).then(nw.col("holds")).otherwise(nw.lit(0))),
        renewed=whole(nw.when(same).then(nw.col("renewed")).otherwise(nw.lit(0))),
    )
    return nw.concat([alone.select(*columns), _about(many, of, columns)], how="vertical")


def _requirements(engine: Engine, rows: Frame, of: Frame) -> tuple[Frame, Frame]:
    """The rows with one of each ask and requirement, and from which reading it is taken: ask, requirement, of."""
    columns = columns_in(rows)
    alone, many = _parted(rows, of)
    readings = of.group_by("of").agg(readings_=nw.col("ask").count())
    many = many.with_columns(
        rank=whole(nw.col("rank").fill_null(NOT_APPLICABLE)),
        valid_from=whole(nw.col("valid_from").fill_null(LONG_AGO)),
        ended=whole(nw.col("ended").fill_null(LONG_AGO)),
        deadline=whole(nw.col("deadline").fill_null(FOR_EVER)),
    )
    many = _classed(many, "rank", _REQUIREMENTS).join(readings, on="of", how="inner")
    held = nw.col("class_") == IN_FORCE
    until = nw.when(held).then(nw.col("valid_until").fill_null(FOR_EVER)).otherwise(nw.col("ended"))
    many = engine.settle(many.with_columns(until_=whole(until)))
    spread = many.group_by(*_ASKED, "readings_").agg(
        least_=nw.col("class_").min(), most_=nw.col("class_").max(), rows_=nw.col("class_").count(), since_=nw.col("valid_from").max()
    )
    # A reading whose rule does not ask it says that it does not apply.
    missing = (nw.col("rows_") < nw.col("readings_")) & (nw.col("most_") != ABSENT)
    spread = spread.with_columns(same_=whole((nw.col("least_") == nw.col("most_")) & ~missing))
    many = engine.settle(many.join(spread.drop("readings_"), on=_ASKED, how="inner"))
    order = {OPEN: 0, ABSENT: 1, DOUBTED: 2, IN_FORCE: 3}
    turn = nw.lit(0)
    for class_, place in order.items():
        turn = nw.when(nw.col("class_") == class_).then(nw.lit(place)).otherwise(turn)
    shown = numbered(many.with_columns(turn_=whole(turn)), "place_", ["turn_", "urgent_", "until_", *_TIES], _ASKED)
    shown = shown.filter(nw.col("place_") == 1)
    holding = numbered(many.filter(held), "place_", ["urgent_", "until_", *_TIES], _ASKED).filter(nw.col("place_") == 1)
    holding = holding.select(*_ASKED, by_=nw.col("record_id"), by_way_=nw.col("via"))
    shown = engine.settle(shown.join(holding, on=_ASKED, how="left"))
    same = nw.col("same_") == 1
    chosen = engine.settle(shown.select("ask", *_ASKED))
    shown = shown.with_columns(
        rank=whole(nw.when(same).then(nw.col("rank")).otherwise(nw.lit(UNKNOWN))),
        reason=nw.when(same).then(nw.col("reason")).otherwise(nw.lit(VAGUE)),
        record_id=nw.when(same).then(nw.col("record_id")).otherwise(nw.col("by_").fill_null("")),
        via=nw.when(same).then(nw.col("via")).otherwise(nw.col("by_way_").fill_null("")),
        valid_from=whole(
            nw.when(same & held).then(nw.col("since_")).otherwise(nw.when(same).then(nw.col("valid_from")).otherwise(nw.lit(LONG_AGO)))
        ),
        ended=whole(nw.when(same).then(nw.col("ended")).otherwise(nw.lit(LONG_AGO))),
        deadline=whole(nw.when(same).then(nw.col("deadline")).otherwise(nw.lit(FOR_EVER))),
    )
    return nw.concat([alone.select(*columns), _about(shown, of, columns)], how="vertical"), chosen


def _of_chosen(rows: Frame, of: Frame, chosen: Frame) -> Frame:
    """What stands under a requirement, from the reading whose row is shown."""
    columns = columns_in(rows)
    alone = rows.join(of.select("ask"), on="ask", how="anti")
    mine = rows.join(chosen, on=["ask", "requirement"], how="inner")
    return nw.concat([alone.select(*columns), _about(mine, of, columns)], how="vertical")

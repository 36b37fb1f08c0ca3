"""Civil-day arithmetic over whole columns: the packed rule as integer expressions that every engine computes alike.

The functions mirror those of ``model/civil_day.py``, which says what they mean; a test keeps the two equal.
"""

from __future__ import annotations

from typing import Any

from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw

Frame = Any
Expr = Any
# What a rule says of when a module or a certificate ends and opens, beside its length.
ENDS = [
    "ends",
    "yearly",
    "year_month",
    "year_day",
    "first_due",
    "min_active",
    "window_days",
    "window_months",
    "grace",
    "backdates",
]


def with_month(frame: Frame, day: str, month: str, dom: str) -> Frame:
    """The frame with the month index and the day of the month of a day column; steps, so that no expression grows."""
    return (
        frame.with_columns(t_z=nw.col(day) + 719468)
        .with_columns(t_era=nw.col("t_z") // 146097)
        .with_columns(t_doe=nw.col("t_z") - nw.col("t_era") * 146097)
        .with_columns(t_yoe=(nw.col("t_doe") - nw.col("t_doe") // 1460 + nw.col("t_doe") // 36524 - nw.col("t_doe") // 146096) // 365)
        .with_columns(t_doy=nw.col("t_doe") - (nw.col("t_yoe") * 365 + nw.col("t_yoe") // 4 - nw.col("t_yoe") // 100))
        .with_columns(t_mp=(nw.col("t_doy") * 5 + 2) // 153)
        .with_columns(
            **{
                dom: nw.col("t_doy") - (nw.col("t_mp") * 153 + 2) // 5 + 1,
                month: (nw.col("t_era") * 400 + nw.col("t_yoe")) * 12 + nw.col("t_mp") + 2,
            }
        )
        .drop("t_z", "t_era", "t_doe", "t_yoe", "t_doy", "t_mp")
    )


def first_of(month: str) -> Expr:
    """The first day of a month-index column."""
    years = (nw.col(month) - 2) // 12
    months = (nw.col(month) - 2) % 12
    return years * 365 + years // 4 - years // 100 + years // 400 + (months * 153 + 2) // 5 - 719468


def with_clamped(frame: Frame, month: str, dom: Expr, into: str) -> Frame:
    """The frame with the day ``dom`` of a month-index column, clamped to the month's last."""
    return (
        frame.with_columns(t_next=nw.col(month) + 1, t_dom=dom)
        .with_columns(t_first=first_of(month), t_after=first_of("t_next"))
        .with_columns(t_length=nw.col("t_after") - nw.col("t_first"))
        .with_columns(**{into: nw.col("t_first") + nw.min_horizontal("t_dom", "t_length") - 1})
        .drop("t_next", "t_dom", "t_first", "t_after", "t_length")
    )


def with_months_on(frame: Frame, day: str, months: Expr, into: str) -> Frame:
    """The frame with the same day so many months on, clamped; a day that never comes stays."""
    moved = with_month(frame, day, "t_month", "t_day").with_columns(t_target=nw.col("t_month") + months)
    moved = with_clamped(moved, "t_target", nw.col("t_day"), into).drop("t_month", "t_day", "t_target")
    return moved.with_columns(**{into: nw.when(nw.col(day) >= FOR_EVER).then(nw.lit(FOR_EVER)).otherwise(nw.col(into)).cast(nw.Int64)})


def with_last_day(frame: Frame, day: str, months: str, anniversary: str, into: str) -> Frame:
    """The frame with the last day of a validity of ``months`` (a column) from a day; ``anniversary`` is a column of 0 and 1."""
    moved = with_month(frame, day, "t_month", "t_day").with_columns(t_target=nw.col("t_month") + nw.col(months))
    moved = with_clamped(moved, "t_target", nw.col("t_day") - 1 + nw.col(anniversary), into)
    return moved.drop("t_month", "t_day", "t_target")


def with_year_end(frame: Frame, day: str, month: str, dom: str, into: str) -> Frame:
    """The frame with the last day of the fixed year that contains a day; ``month`` and ``dom`` are columns of its first day."""
    placed = with_month(frame, day, "t_month", "t_day").with_columns(t_start_month=nw.col("t_month") // 12 * 12 + nw.col(month) - 1)
    placed = with_clamped(placed, "t_start_month", nw.col(dom), "t_start")
    placed = placed.with_columns(
        t_start_month=nw.col("t_start_month") + nw.when(nw.col(day) >= nw.col("t_start")).then(nw.lit(12)).otherwise(nw.lit(0))
    )
    placed = with_clamped(placed, "t_start_month", nw.col(dom), into).with_columns(**{into: nw.col(into) - 1})
    return placed.drop("t_month", "t_day", "t_start_month", "t_start")


def with_fixed_due(frame: Frame, day: str, first: str, months: str, min_active: str, into: str) -> Frame:
    """The frame with the first fixed due day (``first`` + k periods) at least ``min_active`` months after a day."""
    placed = with_months_on(frame, day, nw.col(min_active), "t_wanted")
    placed = with_month(placed, "t_wanted", "t_wanted_month", "t_wanted_day")
    placed = with_month(placed, first, "t_first_month", "t_first_day")
    placed = placed.with_columns(t_step=nw.when(nw.col(months) > 0).then(nw.col(months)).otherwise(nw.lit(1)).cast(nw.Int64))
    placed = placed.with_columns(t_ahead=nw.col("t_wanted_month") - nw.col("t_first_month"))
    placed = placed.with_columns(t_ahead=nw.when(nw.col("t_ahead") > 0).then(nw.col("t_ahead")).otherwise(nw.lit(0)).cast(nw.Int64))
    placed = placed.with_columns(t_due_month=nw.col("t_first_month") + nw.col("t_ahead") // nw.col("t_step") * nw.col("t_step"))
    placed = with_clamped(placed, "t_due_month", nw.col("t_first_day"), "t_due")
    placed = placed.with_columns(t_later_month=nw.col("t_due_month") + nw.col("t_step"))
    placed = with_clamped(placed, "t_later_month", nw.col("t_first_day"), "t_later")
    placed = placed.with_columns(
        **{into: nw.when(nw.col("t_due") >= nw.col("t_wanted")).then(nw.col("t_due")).otherwise(nw.col("t_later"))}
    )
    return placed.drop(
        "t_wanted",
        "t_wanted_month",
        "t_wanted_day",
        "t_first_month",
        "t_first_day",
        "t_step",
        "t_ahead",
        "t_due_month",
        "t_due",
        "t_later_month",
        "t_later",
    )


def with_opening(frame: Frame, end: str, into: str) -> Frame:
    """The frame with the first day of the renewal window before an end; the day after the end where there is no window.

    The window is read from the columns ``window_months`` and ``window_days`` (-1 for none; months win).
    """
    placed = frame.with_columns(t_back=-nw.max_horizontal("window_months", nw.lit(0)))
    placed = with_months_on(placed, end, nw.col("t_back"), "t_opened").drop("t_back")
    return placed.with_columns(
        **{
            into: nw.when(nw.col("window_months") >= 0)
            .then(nw.col("t_opened"))
            .otherwise(nw.when(nw.col("window_days") >= 0).then(nw.col(end) - nw.col("window_days")).otherwise(nw.col(end) + 1))
            .cast(nw.Int64)
        }
    ).drop("t_opened")

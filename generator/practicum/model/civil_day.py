"""Civil days as whole numbers: days since 1970-01-01, months added by the packed rule.

``packed(day) = month_index * 32 + day_of_month`` with ``month_index = 12 * year + month - 1``: adding n months is adding
32n, and a day that a month does not have lies past every day of that month, so nothing overflows.
"""

from __future__ import annotations

from datetime import date

EPOCH = date(1970, 1, 1).toordinal()
# Stand-ins for "always was" and "never ends": real days to every engine, and never shown.
LONG_AGO = date(1, 1, 1).toordinal() - EPOCH
FOR_EVER = date(9999, 12, 31).toordinal() - EPOCH


def day_number(day: date) -> int:
    """The number of a civil day.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - EPOCH


def civil(number: int) -> date:
    """The civil day of a number.

    >>> civil(-1)
    datetime.date(1969, 12, 31)
    """
    return date.fromordinal(number + EPOCH)


def first_of_month(month_index: int) -> int:
    """The first day of a month counted as ``12 * year + month - 1``; the year may pass 9999.

    >>> civil(first_of_month(12 * 2024 + 1))
    datetime.date(2024, 2, 1)
    """
    years, months = divmod(month_index - 2, 12)
    return 365 * years + years // 4 - years // 100 + years // 400 + (153 * months + 2) // 5 - 719468


def split(number: int) -> tuple[int, int]:
    """The month index and the day of the month.

    >>> split(day_number(date(2024, 2, 29))) == (12 * 2024 + 1, 29)
    True
    """
    day = civil(number)
    return 12 * day.year + day.month - 1, day.day


def packed(number: int) -> int:
    """The packed form of a day, in which a month is 32.

    >>> packed(day_number(date(2024, 3, 1))) - packed(day_number(date(2024, 2, 1)))
    32
    """
    month_index, day = split(number)
    return month_index * 32 + day


def in_month(month_index: int, day: int) -> int:
    """The day of a month, clamped to its last.

    >>> civil(in_month(12 * 2023 + 1, 31))
    datetime.date(2023, 2, 28)
    """
    first = first_of_month(month_index)
    return first + min(day, first_of_month(month_index + 1) - first) - 1


def months_on(number: int, months: int) -> int:
    """The same day so many months on (or back), clamped to the month's last.

    >>> civil(months_on(day_number(date(2024, 2, 29)), 24))
    datetime.date(2026, 2, 28)
    """
    month_index, day = split(number)
    return in_month(month_index + months, day)


def last_day(number: int, months: int, *, anniversary: bool = False) -> int:
    """The last day of a validity of so many months that starts on a day.

    It is the last day whose packed form is below (for an anniversary: at most) that of the start plus 32 a month.

    >>> civil(last_day(day_number(date(2024, 2, 29)), 24))
    datetime.date(2026, 2, 28)
    >>> civil(last_day(day_number(date(2023, 1, 31)), 1))
    datetime.date(2023, 2, 28)
    >>> civil(last_day(day_number(date(2023, 2, 12)), 12))
    datetime.date(2024, 2, 11)
    """
    month_index, day = split(number)
    if anniversary:
        return in_month(month_index + months, day)
    first = first_of_month(month_index + months)
    return first + min(day - 1, first_of_month(month_index + months + 1) - first) - 1


def year_end(number: int, month: int, day: int) -> int:
    """The last day of the year with a fixed first day (month and day) that contains a day.

    >>> civil(year_end(day_number(date(2024, 12, 1)), 12, 1))
    datetime.date(2025, 11, 30)
    >>> civil(year_end(day_number(date(2024, 3, 10)), 1, 1))
    datetime.date(2024, 12, 31)
    """
    start = in_month((split(number)[0] // 12) * 12 + month - 1, day)
    return in_month(split(start)[0] + (12 if number >= start else 0), day) - 1


def fixed_due(number: int, first: int, months: int, min_active: int) -> int:
    """The first of the fixed due days (``first`` + k periods) that lies at least ``min_active`` months after a day.

    >>> civil(fixed_due(day_number(date(2021, 7, 30)), day_number(date(2021, 12, 31)), 12, 6))
    datetime.date(2022, 12, 31)
    """
    target = months_on(number, min_active)
    first_month, day = split(first)
    steps = max(0, (split(target)[0] - first_month) // months)
    due = in_month(first_month + steps * months, day)
    return due if due >= target else in_month(first_month + (steps + 1) * months, day)

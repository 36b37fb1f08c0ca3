"""What every life in the sample is made of: modules in their order, safeguarding kept up, certificates and their renewal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from practicum.records.sample.book import COUNTRY_OF, SAMPLE_DAY, Book, months_on

# The modules of each role in an order that keeps prerequisites first.
PATHS: dict[str, tuple[str, ...]] = {
    "VOL": ("F01", "F02", "F06", "F08", "F09"),
    "ALL": ("A01",),
    "CAR": ("F02", "C01"),
    "RCW": ("F01", "F02", "F05", "F09", "R02", "I03"),
    "PAR": ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "I04"),
    "FSW": ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "I04", "B01", "R03"),
    "CSW": ("F02", "F10", "B01", "B03", "I01", "I04", "I06", "I11"),
    "PROGRAMME": (
        "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "I04", "S01", "B01", "B03",
        "I01", "I06", "I11", "S02", "S03", "S04",
    ),
    "BRIDGE": ("R01", "F03", "F04", "F06", "F07", "F08", "F10", "I04", "B01", "R03"),
    "SUP": ("B02", "V01", "V02"),
    "TRA": ("T01", "T02"),
}  # fmt: skip
PERIODS = {"VOL": 24, "ALL": 36, "CAR": 12, "RCW": 24, "PAR": 24, "FSW": 24, "CSW": 36, "SUP": 36, "TRA": 24}
ELECTIVES = ("I02", "I05", "I06", "I08", "I09")


def study(book: Book, id: str, modules: Sequence[str], start: date, end: date, *, edition: str | None = None) -> date:
    """Pass modules one after the other, evenly from ``start`` to ``end``; gives the last day."""
    country = edition or COUNTRY_OF[book.homes[id]]
    step = (end - start).days / max(1, len(modules))
    day = start
    for position, module in enumerate(modules):
        day = start + timedelta(days=int(step * (position + 1)))
        if day > SAMPLE_DAY:
            break
        book.passed(id, module, day, edition=country if module == "F10" else None)
    return day


def keep_safe(book: Book, id: str, first: date, care: float, until: date = SAMPLE_DAY) -> None:
    """F02 and what keeps it in date: I10 in time, or F02 again when it came too late or the old version was superseded."""
    book.passed(id, "F02", first)
    end, old = months_on(first, 24), first < date(2024, 1, 1)
    while True:
        day = end - timedelta(days=book.random.randrange(10, 120))
        if book.random.random() > care:
            day = end + timedelta(days=book.random.randrange(20, 400))
        if day > until:
            return
        again = day > end or (old and day >= date(2024, 1, 1))
        book.passed(id, "F02" if again else "I10", day)
        old = (again and day < date(2024, 1, 1)) or (old and not again)
        end = months_on(day, 24)


def next_end(role: str, country: str, start: date) -> date:
    """The last day of a certificate that starts on ``start``, as the country's rule has it.

    >>> next_end("CSW", "NV", date(2025, 12, 1)), next_end("PAR", "TM", date(2026, 3, 4)), next_end("RCW", "BM", date(2024, 2, 29))
    (datetime.date(2026, 11, 30), datetime.date(2026, 12, 31), datetime.date(2026, 2, 28))
    """
    if country == "NV" and role in ("CSW", "SUP"):
        return date(start.year + (start.month == 12), 11, 30)
    if country == "TM" and role in ("CSW", "SUP", "PAR", "FSW", "RCW"):
        return date(start.year, 12, 31)
    end = months_on(start, PERIODS[role])
    return min(end, date(2027, 6, 30)) if country == "BM" and role == "RCW" else end


def next_start(role: str, country: str, end: date) -> date:
    """The first day of the renewed certificate: fixed years begin the day after, rolling periods run from the old end."""
    fixed = (country == "NV" and role in ("CSW", "SUP")) or (country == "TM" and role in ("CSW", "SUP", "PAR", "FSW", "RCW"))
    return end + timedelta(days=1) if fixed else end


def earn(book: Book, id: str, role: str, start: date, end: date, share: float, supervisor: str) -> None:
    """What a renewal asks, or ``share`` of it, spread over a cycle."""
    country, days = COUNTRY_OF[book.homes[id]], max(20, (min(end, SAMPLE_DAY) - start).days)

    def some_day() -> date:
        return min(SAMPLE_DAY, start + timedelta(days=book.random.randrange(1, days)))

    if country == "NV" and role in ("CSW", "SUP"):
        for turn in range(round(2 * share)):
            book.learnt(id, some_day(), 1, unit="item", peer=turn == 0 and share >= 1)
    elif country == "TM" and role in ("CSW", "SUP", "PAR", "FSW", "RCW"):
        kinds = (("workshop", 2, "day"), ("group_discussion", 2, "hour"), ("conference", 2, "day"), ("course", 6, "point"))
        for kind, quantity, unit in kinds[: max(1, round(4 * share))]:
            book.learnt(id, some_day(), quantity, unit=unit, kind=kind)
    elif role in ("CAR", "RCW", "PAR", "FSW", "CSW", "SUP", "VOL"):
        need = {"CAR": 12, "RCW": 30, "PAR": 24, "FSW": 30, "CSW": 90 if country == "BM" else 60, "SUP": 12, "VOL": 6}[role]
        parts = max(2, need // 6)
        for turn in range(max(1, round(parts * share))):
            category = {0: "safeguarding", 1: "family_practice", 2: "family_practice"}.get(turn) if role != "SUP" else "supervision"
            book.learnt(id, some_day(), round(need / parts * book.random.choice((1, 1, 1.25)), 1), category=category)
    if role in ("PAR", "VOL"):
        a_year = 10 if role == "PAR" else 4
        for _turn in range(round(a_year * share * days / 365)):
            book.met(id, some_day(), supervisor)
    if role == "TRA":
        for kind in ("delivery", "moderation", "assessment")[: max(0, round(3 * share))]:
            book.met(id, some_day(), supervisor, kind)


def hold(book: Book, id: str, role: str, start: date, care: float, supervisor: str, *, stops: date | None = None) -> date:
    """A certificate and its renewals, each earned or not; gives the last end that was issued."""
    country = COUNTRY_OF[book.homes[id]]
    while True:
        end = next_end(role, country, start)
        book.certified(id, role, start, end)
        last = end >= SAMPLE_DAY
        done = stops is None and book.random.random() < care
        share = book.random.uniform(1.0, 1.2) if done else book.random.uniform(0.3, 0.8)
        elapsed = min(1.0, (SAMPLE_DAY - start).days / max(1, (end - start).days))
        earn(book, id, role, start, end, share * (elapsed if last else 1.0), supervisor)
        if country == "BM" and role in ("CSW", "SUP") and end >= date(2026, 7, 1) and done and end - timedelta(days=60) < SAMPLE_DAY:
            book.declared(id, min(SAMPLE_DAY, end - timedelta(days=book.random.randrange(5, 60))), supervisor)
        if last or (stops is not None and end >= stops):
            return end
        start = next_start(role, country, end)
        if not done:
            # Most come back after a while, and are certified anew.
            start = end + timedelta(days=book.random.randrange(40, 300))
            if start >= SAMPLE_DAY or book.random.random() > 0.85:
                return end


def spread_hours(book: Book, id: str, hours: float, start: date, end: date, supervisor: str, module: str | None = None) -> None:
    """Supervised practice in stretches of at most eight hours from ``start`` to ``end``, both days included."""
    turns = max(2, int(-(-hours // 8)))
    days = (end - start).days
    left = hours
    for turn in range(turns):
        part = min(left, 8.0) if turn < turns - 1 else left
        book.practised(id, start + timedelta(days=days * turn // (turns - 1)), part, supervisor, module)
        left -= part


def graduate(book: Book, id: str, start: date, supervisor: str) -> None:
    """A social worker's degree and supported year, with its reviews and observations."""
    book.awarded(id, "degree", "social_work", months_on(start, -3))
    for turn in range(4):
        book.met(id, months_on(start, 3 * turn + 2), supervisor, "review")
    for turn, competency in enumerate(("ASM-2", "REL-1", "ASM-4")):
        book.seen(id, months_on(start, 3 * turn + 4), competency, 3, supervisor)

"""The rest of the five hundred: lives drawn from the seed. Nobody is given a state; states come from what happened."""

from __future__ import annotations

from datetime import date, timedelta

from practicum.records.sample.book import AGENCIES, COUNTRY_OF, SAMPLE_DAY, Book, months_on
from practicum.records.sample.planted import PLANTED, SUP_BM, SUP_NV, SUP_TM, TRA_BM, TRA_BM_ENDED
from practicum.records.sample.training import ELECTIVES, PATHS, graduate, hold, keep_safe, next_end, spread_hours, study

# How many hold each role, by country.
MIX: dict[str, dict[str, int]] = {
    "CSW": {"NV": 70, "BM": 36, "TM": 24},
    "SUP": {"NV": 14, "BM": 8, "TM": 6},
    "TRA": {"NV": 6, "BM": 6, "TM": 4},
    "PAR": {"NV": 10, "BM": 30, "TM": 44},
    "FSW": {"NV": 8, "BM": 28, "TM": 10},
    "RCW": {"NV": 12, "BM": 52, "TM": 14},
    "CAR": {"NV": 10, "BM": 16, "TM": 8},
    "ALL": {"NV": 10, "BM": 8, "TM": 10},
    "VOL": {"NV": 0, "BM": 6, "TM": 50},
}
# Belmora's residential workers: 34 in the bridge by stage, 9 who stay to the end, 5 who leave, 4 undecided.
BRIDGE_STAGES = {1: 6, 2: 10, 3: 8, 4: 7, 5: 3}
STAY, LEAVE, UNDECIDED = 9, 5, 4
# P12 and P14 are in the practicum, P13 learns family work, P15 has just begun.
_PLANTED_STAGES = {"P12": 4, "P13": 3, "P14": 4, "P15": 1}
_SUPERVISORS = {"NV": SUP_NV, "BM": SUP_BM, "TM": SUP_TM}
_ANCHORS = {SUP_NV: ("SUP", "NV"), SUP_BM: ("SUP", "BM"), SUP_TM: ("SUP", "TM"), TRA_BM: ("TRA", "BM"), TRA_BM_ENDED: ("TRA", "BM")}


def live(book: Book) -> None:
    """Write everybody who is not planted."""
    for agency, name, country, kind, closes in AGENCIES:
        book.write("agencies", agency, date(2015, 1, 5), agency=agency, name=name, country=country, kind=kind, closes=closes)
    number = 0
    for id, (role, country) in _ANCHORS.items():
        number += 1
        _anchor(book, id, role, country)
    for role, countries in MIX.items():
        for country, total in countries.items():
            taken = sum(1 for pair in (*PLANTED.values(), *_ANCHORS.values()) if pair == (role, country))
            if (role, country) == ("RCW", "BM"):
                number = _belmora_homes(book, number)
                continue
            for turn in range(total - taken):
                number += 1
                _LIVES[role](book, f"L{number:04}", _agency(book, role, country, turn), _care(book))


def _care(book: Book) -> float:
    """How reliably somebody does in time what a renewal asks."""
    return book.random.choice((0.97, 0.95, 0.9, 0.85, 0.7, 0.5))


def _agency(book: Book, role: str, country: str, turn: int) -> str:
    """Where somebody works. One district of Tamaru has many volunteers and a single supervisor."""
    if (role, country) == ("VOL", "TM"):
        return "TM-LOWER" if turn < 36 else book.random.choice(("TM-FAITH", "TM-NCC"))
    if (role, country) == ("PAR", "TM") and turn < 4:
        return "TM-LOWER"
    if (role, country) == ("CAR", "NV"):
        return "NV-WILL"
    if role == "RCW":
        return {"NV": "NV-LANT", "TM": "TM-FAITH"}[country]
    choice = {"NV": ("NV-HART", "NV-MERE", "NV-LANT"), "BM": ("BM-NORTH", "BM-SOUTH", "BM-FFP"), "TM": ("TM-NCC", "TM-FAITH")}
    return "TM-COLL" if (role, country) == ("TRA", "TM") else book.random.choice(choice[country])


def _day(book: Book, first: date, last: date) -> date:
    return first + timedelta(days=book.random.randrange((last - first).days))


def _begin(book: Book, id: str, agency: str, role: str, first: date, last: date, *, paid: bool = True) -> date:
    """A learner with a post; some change agency inside the country, a few leave."""
    joined = _day(book, first, last)
    book.person(id, agency, book.random.randrange(1962, 2003), joined, paid=paid)
    if (SAMPLE_DAY - joined).days > 900 and book.random.random() < 0.08:
        moved = joined + timedelta(days=book.random.randrange(300, 800))
        others = [
            other
            for other, country in COUNTRY_OF.items()
            if country == COUNTRY_OF[agency] and other not in (agency, "BM-HOME3", "TM-LOWER")
        ]
        book.post(id, role, joined, moved - timedelta(days=1), agency=book.random.choice(others))
        book.post(id, role, moved, agency=agency)
    else:
        book.post(
            id,
            role,
            joined,
            _day(book, date(2026, 1, 5), date(2026, 10, 1)) if book.random.random() < 0.03 and joined.year < 2025 else None,
        )
    if book.random.random() < 0.04 and (SAMPLE_DAY - joined).days > 700:
        away = _day(book, months_on(joined, 12), date(2026, 3, 1)) if months_on(joined, 12) < date(2026, 3, 1) else joined
        book.write(
            "leave", agency, away, learner=id, start=away, end=away + timedelta(days=book.random.randrange(60, 240)), kind="parental"
        )
    return joined


def _after(day: date, days: int) -> date | None:
    """A later day, if the sample has reached it."""
    later = day + timedelta(days=days)
    return later if later < SAMPLE_DAY else None


def _volunteer(book: Book, id: str, agency: str, care: float) -> None:
    joined = _begin(book, id, agency, "VOL", date(2022, 1, 10), date(2026, 6, 1), paid=False)
    supervisor = _SUPERVISORS[COUNTRY_OF[agency]]
    book.vetted(id, joined)
    for _turn in range(2 if care > 0.6 else 1):
        book.vetted(id, joined + timedelta(days=9), "referee")
    modules = PATHS["VOL"] if care > 0.6 or book.random.random() < 0.4 else PATHS["VOL"][:3]
    study(book, id, [module for module in modules if module != "F02"], joined, joined + timedelta(days=120))
    keep_safe(book, id, _after(joined, 40) or joined, care)
    start = _after(joined, 130)
    if start and modules == PATHS["VOL"]:
        hold(book, id, "VOL", start, care, supervisor)


def _allied(book: Book, id: str, agency: str, care: float) -> None:
    joined = _begin(book, id, agency, "ALL", date(2019, 3, 4), date(2026, 9, 1))
    start = _after(joined, book.random.randrange(10, 120))
    while start and book.random.random() < max(care, 0.8):
        book.passed(id, "A01", start)
        end = next_end("ALL", COUNTRY_OF[agency], start)
        book.certified(id, "ALL", start, end)
        start = _after(end, -book.random.randrange(5, 80))


def _carer(book: Book, id: str, agency: str, care: float) -> None:
    joined = _begin(book, id, agency, "CAR", date(2019, 5, 6), date(2026, 9, 1), paid=False)
    book.decided(id, "approval", "CAR", joined, reason="panel of the agency")
    keep_safe(book, id, joined - timedelta(days=book.random.randrange(5, 40)), care)
    done = _after(joined, book.random.randrange(15, 100))
    if done:
        book.passed(id, "C01", done)
    if done and book.random.random() < 0.95:
        # The year runs from the approval, also where the preparation ended later.
        hold(book, id, "CAR", joined, care, _SUPERVISORS[COUNTRY_OF[agency]])


def _residential(book: Book, id: str, agency: str, care: float) -> date | None:
    """A residential worker; I03 has to be repeated every year, and is sometimes late."""
    joined = _begin(book, id, agency, "RCW", date(2018, 2, 5), date(2026, 7, 1))
    book.vetted(id, joined)
    study(book, id, ("F01", "F05", "F09", "R02"), joined, joined + timedelta(days=80))
    keep_safe(book, id, joined + timedelta(days=20), care)
    day = _after(joined, 85)
    start = day
    while day:
        book.passed(id, "I03", day)
        day = _after(months_on(day, 12), -book.random.randrange(0, 50) if book.random.random() < care else book.random.randrange(5, 200))
    if start and book.random.random() < 0.95:
        hold(book, id, "RCW", start + timedelta(days=2), care, _SUPERVISORS[COUNTRY_OF[agency]])
    return start


def _para(book: Book, id: str, agency: str, care: float) -> None:
    joined = _begin(book, id, agency, "PAR", date(2018, 9, 3), date(2026, 8, 1))
    supervisor = _SUPERVISORS[COUNTRY_OF[agency]]
    months = book.random.choice((4, 5, 6, 8))
    modules = PATHS["PAR"] if book.random.random() < 0.92 else PATHS["PAR"][:-2]
    end = study(book, id, [module for module in modules if module != "F02"], joined, months_on(joined, months))
    keep_safe(book, id, joined + timedelta(days=25), care)
    if book.random.random() < 0.15:
        book.failed(id, "F10", end - timedelta(days=12))
    last = min(end, SAMPLE_DAY)
    spread_hours(
        book, id, 80 if book.random.random() < 0.9 else 64, joined + timedelta(days=7), max(last, joined + timedelta(days=14)), supervisor
    )
    start = _after(months_on(joined, months), 3)
    if start and modules == PATHS["PAR"]:
        hold(book, id, "PAR", start, care, supervisor)


def _family(book: Book, id: str, agency: str, care: float) -> None:
    """A family-strengthening worker: promoted from para-professional, or come over from a home."""
    joined = _begin(book, id, agency, "FSW", date(2020, 1, 6), date(2026, 4, 1))
    supervisor = _SUPERVISORS[COUNTRY_OF[agency]]
    before = months_on(joined, -30)
    study(book, id, [module for module in PATHS["FSW"] if module != "F02"], before, joined)
    keep_safe(book, id, before + timedelta(days=20), care)
    electives = sorted(book.random.sample(ELECTIVES, 2))
    end = study(book, id, electives, joined, months_on(joined, 6))
    if book.random.random() < 0.5 and COUNTRY_OF[agency] != "NV":
        book.passed(id, "R01", months_on(joined, -10))
        spread_hours(book, id, 120, joined, months_on(joined, 6), supervisor, "R04")
        book.passed(id, "R04", min(months_on(joined, 6), SAMPLE_DAY))
        book.seen(id, min(months_on(joined, 5), SAMPLE_DAY), "PRO-4", 2, supervisor)
    else:
        book.certified(id, "PAR", months_on(joined, -20), next_end("PAR", COUNTRY_OF[agency], months_on(joined, -20)))
        spread_hours(book, id, 80, months_on(joined, -26), months_on(joined, -20), supervisor)
        book.seen(id, months_on(joined, -2), "PRO-1", 2, supervisor)
    start = _after(max(end, months_on(joined, 6)), 2)
    if start:
        hold(book, id, "FSW", start, care, supervisor)


def _social(book: Book, id: str, agency: str, care: float) -> date | None:
    joined = _begin(book, id, agency, "CSW", date(2012, 9, 3), date(2026, 8, 1))
    supervisor = _SUPERVISORS[COUNTRY_OF[agency]]
    if book.random.random() < 0.85:
        study(book, id, [module for module in PATHS["CSW"] if module != "F02"], joined + timedelta(days=60), months_on(joined, 11))
        graduate_until(book, id, joined, supervisor)
    else:
        before = months_on(joined, -30)
        study(book, id, [module for module in PATHS["PROGRAMME"] if module != "F02"], before, joined)
        spread_hours(book, id, 400, months_on(joined, -8), joined - timedelta(days=3), supervisor, "S04")
    keep_safe(book, id, joined + timedelta(days=30), care)
    start = _after(months_on(joined, 12), 1)
    if start and book.random.random() < 0.97:
        stops = _day(book, max(start, date(2018, 1, 1)), SAMPLE_DAY) if book.random.random() < 0.05 else None
        hold(book, id, "CSW", start, care, supervisor, stops=stops)
        if COUNTRY_OF[agency] == "BM" and book.random.random() < 0.03:
            book.decided(id, "revocation", "CSW", _day(book, max(start, date(2024, 1, 1)), SAMPLE_DAY), reason="finding of the register")
    if COUNTRY_OF[agency] == "NV" and book.random.random() < 0.05:
        book.decided(id, "waiver", "CSW/renew/cpd", date(2026, 1, 5), date(2026, 11, 30), reason="long illness")
    return start


def graduate_until(book: Book, id: str, joined: date, supervisor: str) -> None:
    """The degree, and of the supported year what has already happened."""
    if months_on(joined, 11) <= SAMPLE_DAY:
        graduate(book, id, joined, supervisor)
    else:
        book.awarded(id, "degree", "social_work", months_on(joined, -3))


def _supervisor(book: Book, id: str, agency: str, care: float) -> None:
    joined = _begin(book, id, agency, "CSW", date(2010, 3, 1), date(2018, 6, 1))
    other = _SUPERVISORS[COUNTRY_OF[agency]]
    study(book, id, [module for module in PATHS["CSW"] if module != "F02"], joined + timedelta(days=60), months_on(joined, 11))
    graduate(book, id, joined, other)
    keep_safe(book, id, joined + timedelta(days=30), max(care, 0.85))
    hold(book, id, "CSW", months_on(joined, 13), max(care, 0.9), other)
    appointed = _day(book, max(months_on(joined, 40), date(2018, 1, 8)), date(2026, 9, 1))
    book.post(id, "SUP", appointed, fte=0.5)
    book.passed(id, "B02", appointed - timedelta(days=30))
    late = book.random.random() > care
    first, second = _after(appointed, 140 if late else 60), _after(appointed, 300)
    if first:
        book.passed(id, "V01", first)
    if second:
        book.passed(id, "V02", second)
        hold(book, id, "SUP", second + timedelta(days=2), care, other)


def _trainer(book: Book, id: str, agency: str, care: float) -> None:
    joined = _begin(book, id, agency, "CSW", date(2012, 3, 5), date(2019, 6, 3))
    supervisor = _SUPERVISORS[COUNTRY_OF[agency]]
    study(book, id, [module for module in PATHS["CSW"] if module != "F02"], joined + timedelta(days=60), months_on(joined, 11))
    book.passed(id, "F06", months_on(joined, 14))
    graduate(book, id, joined, supervisor)
    keep_safe(book, id, joined + timedelta(days=30), max(care, 0.85))
    hold(book, id, "CSW", months_on(joined, 13), max(care, 0.9), supervisor)
    begun = _day(book, max(months_on(joined, 30), date(2019, 1, 7)), date(2026, 6, 1))
    book.post(id, "TRA", begun, fte=0.3)
    study(book, id, PATHS["TRA"], begun, begun + timedelta(days=90))
    start = _after(begun, 92)
    if start:
        hold(book, id, "TRA", start, care, supervisor)


_LIVES = {
    "VOL": _volunteer, "ALL": _allied, "CAR": _carer, "RCW": _residential, "PAR": _para, "FSW": _family, "CSW": _social, "SUP": _supervisor,
    "TRA": _trainer,
}  # fmt: skip


def _anchor(book: Book, id: str, role: str, country: str) -> None:
    """Supervisors and assessors the planted cases lean on: in order at all times, but for the one whose certificate ended."""
    agency = {"NV": "NV-HART", "BM": "BM-NORTH", "TM": "TM-LOWER"}[country]
    book.person(id, agency, 1968, date(2008, 9, 1))
    book.post(id, "CSW", date(2008, 9, 1))
    graduate(book, id, date(2008, 9, 1), id)
    study(book, id, [module for module in PATHS["CSW"] if module != "F02"], date(2015, 1, 12), date(2015, 11, 2))
    for day, module in ((date(2015, 1, 12), "F02"), (date(2016, 12, 5), "I10"), (date(2018, 11, 5), "I10"), (date(2020, 10, 5), "I10"),
                        (date(2022, 9, 5), "I10"), (date(2024, 3, 4), "F02"), (date(2026, 2, 2), "I10")):  # fmt: skip
        book.passed(id, module, day)
    hold(book, id, "CSW", date(2015, 12, 1) if country != "TM" else date(2016, 1, 1), 1.0, id)
    if role == "SUP":
        book.post(id, "SUP", date(2016, 2, 1), fte=0.5)
        for module, day in (("B02", date(2015, 12, 7)), ("V01", date(2016, 3, 7)), ("V02", date(2016, 10, 3))):
            book.passed(id, module, day)
        hold(book, id, "SUP", date(2016, 10, 10), 1.0, id)
        return
    book.post(id, "TRA", date(2016, 2, 1), fte=0.3)
    book.passed(id, "F06", date(2015, 5, 4))
    study(book, id, PATHS["TRA"], date(2015, 12, 7), date(2016, 2, 29))
    if id == TRA_BM:
        hold(book, id, "TRA", date(2016, 3, 1), 1.0, id)
    else:
        for year in (2016, 2018, 2020, 2022, 2024):
            book.certified(id, "TRA", date(year, 3, 1), date(year + 2, 3, 1))
            book.met(id, date(year, 9, 12), id, "delivery")


def _belmora_homes(book: Book, number: int) -> int:
    """The residential workers of Home No. 3 and what each of them chose."""
    stages = [
        stage
        for stage, count in BRIDGE_STAGES.items()
        for _turn in range(count - sum(1 for one in _PLANTED_STAGES.values() if one == stage))
    ]
    # P08 to P11 stay to the end.
    choices: list[int | str] = [*stages, *["stay"] * (STAY - 4), *["leave"] * LEAVE, *["undecided"] * UNDECIDED]
    for choice in choices:
        number += 1
        id = f"L{number:04}"
        book.homes[id] = "BM-HOME3"
        _residential(book, id, "BM-HOME3", _care(book))
        if choice == "stay":
            book.decided(id, "gate", "bridge/choice", date(2025, 11, 3), reason="signed choice: stay until closure")
        elif choice == "leave":
            book.decided(id, "gate", "bridge/choice", date(2025, 11, 3), reason="signed choice: exit support")
        elif isinstance(choice, int):
            _cross(book, id, choice)
    return number


def _cross(book: Book, id: str, stage: int) -> None:
    """As far across the bridge as ``stage``."""
    signed = date(2025, 9, 1) + timedelta(days=book.random.randrange(60))
    book.decided(id, "gate", "bridge/choice", signed, reason="signed choice: bridge")
    book.passed(id, "R01", signed + timedelta(days=21))
    book.seen(id, signed + timedelta(days=21), "PRO-4", 1, TRA_BM, "TRA")
    path = PATHS["BRIDGE"][1:]
    if stage == 2:
        study(book, id, path[: book.random.randrange(1, 5)], signed + timedelta(days=30), signed + timedelta(days=120))
    elif stage == 3:
        study(book, id, path[: book.random.randrange(5, 8)], signed + timedelta(days=30), signed + timedelta(days=260))
    elif stage >= 4:
        study(book, id, path, signed + timedelta(days=30), signed + timedelta(days=170))
        begun = signed + timedelta(days=190)
        book.post(id, "FSW", begun, agency="BM-FFP", fte=0.5)
        book.decided(id, "gate", "R04", begun, reason="practicum begins")
        hours = float(book.random.randrange(40, 118)) if stage == 4 else 120.0
        spread_hours(book, id, hours, begun, min(SAMPLE_DAY, begun + timedelta(days=150)), SUP_BM, "R04")
        if stage == 5:
            book.passed(id, "R04", SAMPLE_DAY - timedelta(days=20))
            book.seen(id, SAMPLE_DAY - timedelta(days=25), "PRO-4", 2, SUP_BM)
            book.passed(id, book.random.choice(ELECTIVES), SAMPLE_DAY - timedelta(days=6))

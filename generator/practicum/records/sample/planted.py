"""The learners whose verdicts were worked out by hand, with exactly the facts their cases need."""

from __future__ import annotations

from datetime import date as D  # noqa: N812  (dates fill this module; the short name keeps each fact on its line)
from datetime import timedelta

from practicum.records.sample.book import SAMPLE_DAY, Book, months_on
from practicum.records.sample.training import PATHS, graduate, spread_hours, study

# Those on whom the planted cases lean: supervisors and assessors with histories of their own.
SUP_NV, SUP_BM, SUP_TM, TRA_BM, TRA_BM_ENDED = "L0001", "L0002", "L0003", "L0004", "L0005"
# Role and country of each planted learner; the population is filled up around them.
PLANTED: dict[str, tuple[str, str]] = {
    "P01": ("CSW", "NV"), "P02": ("CSW", "NV"), "P03": ("CSW", "NV"), "P04": ("CSW", "NV"), "P05": ("SUP", "NV"), "P06": ("CSW", "BM"),
    "P07": ("CSW", "BM"), "P08": ("RCW", "BM"), "P09": ("RCW", "BM"), "P10": ("RCW", "BM"), "P11": ("RCW", "BM"), "P12": ("RCW", "BM"),
    "P13": ("RCW", "BM"), "P14": ("RCW", "BM"), "P15": ("RCW", "BM"), "P16": ("FSW", "BM"), "P17": ("PAR", "BM"), "P18": ("PAR", "TM"),
    "P19": ("PAR", "TM"), "P20": ("CSW", "TM"), "P21": ("CSW", "TM"), "P22": ("CAR", "NV"), "P23-A": ("CAR", "NV"), "P23-B": ("CAR", "NV"),
    "P24": ("ALL", "TM"), "P25": ("PAR", "NV"), "P26": ("PAR", "NV"),
}  # fmt: skip


def plant(book: Book) -> None:
    """Write all of them."""
    _norvale_social_workers(book)
    _norvale_others(book)
    _belmora_social_workers(book)
    _belmora_residential(book)
    _belmora_bridge(book)
    _belmora_others(book)
    _tamaru(book)


def _norvale_csw(book: Book, id: str, agency: str, *, years: tuple[int, ...]) -> None:
    """A Norvale social worker since 2019 whose certificate was renewed on 1 December of ``years``."""
    book.person(id, agency, 1988, D(2019, 9, 2))
    book.post(id, "CSW", D(2019, 9, 2), D(2023, 4, 30) if id == "P04" else None)
    graduate(book, id, D(2019, 9, 2), SUP_NV)
    book.passed(id, "F02", D(2019, 10, 7))
    study(book, id, ("F10", "B01", "B03", "I01", "I04", "I06", "I11"), D(2019, 11, 4), D(2020, 7, 27))
    book.certified(id, "CSW", D(2020, 9, 2), D(2020, 11, 30))
    for turn, day in enumerate((D(2020, 9, 16), D(2020, 10, 21))):
        book.learnt(id, day, 1, unit="item", peer=turn == 0)
    for year in years:
        book.certified(id, "CSW", D(year, 12, 1), D(year + 1, 4, 30) if id == "P04" and year == 2022 else D(year + 1, 11, 30))
    for year in years[:-1]:
        for turn, day in enumerate((D(year + 1, 2, 10), D(year + 1, 6, 22))):
            book.learnt(id, day, 1, unit="item", peer=turn == 0)
    book.passed(id, "I10", D(2021, 9, 13))


def _norvale_social_workers(book: Book) -> None:
    for id, agency in (("P01", "NV-HART"), ("P02", "NV-MERE"), ("P03", "NV-HART")):
        _norvale_csw(book, id, agency, years=(2020, 2021, 2022, 2023, 2024, 2025))
        book.passed(id, "I10", D(2023, 8, 14))
        # The old version was superseded, so F02 itself is taken again.
        book.passed(id, "F02", D(2024, 3, 11))
        book.passed(id, "I10", D(2026, 2, 16))
    book.learnt("P01", D(2026, 1, 20), 1, unit="item", kind="course")
    book.learnt("P01", D(2026, 5, 12), 1, unit="item", kind="case_study", peer=True)
    for day in (D(2026, 1, 27), D(2026, 4, 15), D(2026, 7, 8)):
        book.learnt("P02", day, 1, unit="item", kind="course")
    book.learnt("P03", D(2025, 11, 29), 1, unit="item", kind="course")
    book.learnt("P03", D(2026, 3, 14), 1, unit="item", kind="case_study", peer=True)
    _norvale_csw(book, "P04", "NV-MERE", years=(2020, 2021, 2022))
    for turn in range(7):
        book.learnt("P04", D(2026, 1, 12) + timedelta(days=21 * turn), 2, unit="day", kind="updating", category="supervised_practice")
    for turn in range(10):
        book.learnt("P04", D(2026, 1, 19) + timedelta(days=21 * turn), 2, unit="day", kind="updating", category="private_study")


def _norvale_others(book: Book) -> None:
    _supervisor_without_base(book)
    book.person("P22", "NV-WILL", 1979, D(2025, 12, 1), paid=False)
    book.post("P22", "CAR", D(2025, 12, 1))
    book.decided("P22", "approval", "CAR", D(2025, 12, 1), reason="panel of the agency")
    book.passed("P22", "F02", D(2025, 11, 20))
    book.passed("P22", "C01", D(2025, 12, 20))
    for id, born in (("P23-A", 1981), ("P23-B", 1983)):
        book.person(id, "NV-WILL", born, D(2026, 3, 2), paid=False)
        book.post(id, "CAR", D(2026, 3, 2))
        book.decided(id, "approval", "CAR", D(2026, 3, 2), reason="panel of the agency")
        book.passed(id, "C01", D(2026, 4, 18))
    book.passed("P23-A", "F02", D(2026, 2, 16))
    for id, start in (("P25", D(2024, 11, 4)), ("P26", D(2024, 11, 18))):
        _norvale_par(book, id, start)
    book.person("P25-B", "NV-MERE", 1990, D(2025, 9, 1), person_key="K-25")
    book.post("P25-B", "PAR", D(2025, 9, 1), agency="NV-MERE", fte=0.4)
    book.learnt("P25", D(2025, 2, 11), 6)
    book.learnt("P25", D(2025, 5, 20), 5)
    book.learnt("P25", D(2025, 8, 12), 3, category="safeguarding")
    book.learnt("P25-B", D(2025, 11, 6), 6, source="NV-MERE")
    book.learnt("P25-B", D(2026, 4, 23), 5, source="NV-MERE")
    book.learnt("P26", D(2025, 5, 20), 18, kind="cpd", module="B01")
    book.learnt("P26", D(2025, 5, 23), 18, kind="other_course", module="B01")
    book.learnt("P26", D(2025, 9, 9), 3, category="safeguarding")
    book.learnt("P26", D(2026, 2, 3), 2)


def _norvale_par(book: Book, id: str, start: D) -> None:
    book.person(id, "NV-HART", 1990, D(2024, 1, 15), person_key="K-25" if id == "P25" else None)
    book.post(id, "PAR", D(2024, 6, 3))
    study(book, id, PATHS["PAR"], D(2024, 1, 22), D(2024, 9, 30))
    spread_hours(book, id, 80, D(2024, 6, 10), D(2024, 10, 21), SUP_NV)
    book.certified(id, "PAR", start, months_on(start, 24))
    book.passed(id, "I10", D(2026, 1, 19))
    for month in range(24):
        if months_on(start, month) + timedelta(days=9) <= SAMPLE_DAY:
            book.met(id, months_on(start, month) + timedelta(days=9), SUP_NV)


def _supervisor_without_base(book: Book) -> None:
    book.person("P05", "NV-HART", 1975, D(2012, 9, 3))
    book.post("P05", "CSW", D(2012, 9, 3))
    book.post("P05", "SUP", D(2022, 3, 1), fte=0.5)
    graduate(book, "P05", D(2012, 9, 3), SUP_NV)
    study(book, "P05", ("F10", "B01", "B03", "I01", "I04", "I06", "I11", "B02"), D(2018, 1, 8), D(2021, 11, 15))
    # Safeguarding lapsed on 2025-10-02, so the social worker's certificate was not renewed on 2025-11-30.
    book.passed("P05", "F02", D(2022, 1, 10))
    book.passed("P05", "I10", D(2023, 10, 2))
    book.passed("P05", "V01", D(2022, 4, 20))
    book.passed("P05", "V02", D(2022, 11, 8))
    for year in (2021, 2022, 2023, 2024):
        book.certified("P05", "CSW", D(year, 12, 1), D(year + 1, 11, 30))
        book.learnt("P05", D(year + 1, 3, 3), 1, unit="item", peer=True)
        book.learnt("P05", D(year + 1, 9, 15), 1, unit="item")
    book.certified("P05", "SUP", D(2022, 11, 8), D(2022, 11, 30))
    for year in (2022, 2023, 2024, 2025):
        # The last one was sent out in November, before the other certificate ended.
        book.certified("P05", "SUP", D(year, 12, 1), D(year + 1, 11, 30), recorded=D(year, 11, 24))


def _belmora_social_workers(book: Book) -> None:
    for id, due, hours in (("P06", D(2026, 6, 30), 88.5), ("P07", D(2026, 7, 1), 40.0)):
        first = months_on(due, -72)
        book.person(id, "BM-NORTH", 1985, months_on(first, -13))
        book.post(id, "CSW", months_on(first, -13))
        graduate(book, id, months_on(first, -13), SUP_BM)
        book.passed(id, "F02", months_on(first, -11))
        study(book, id, ("F10", "B01", "B03", "I01", "I04", "I06", "I11"), months_on(first, -10), months_on(first, -1))
        book.passed(id, "I10", D(2021, 4, 12))
        book.passed(id, "I10", D(2023, 3, 13))
        book.passed(id, "F02", D(2024, 5, 13))
        book.passed(id, "I10", D(2026, 3, 16))
        book.certified(id, "CSW", first, months_on(first, 36))
        for turn in range(15):
            book.learnt(id, months_on(first, 2 * turn + 2), 6)
        book.certified(id, "CSW", months_on(first, 36), due)
        parts = int(hours // 6)
        for turn in range(parts):
            book.learnt(id, months_on(due, -35 + 2 * turn) + timedelta(days=4), 6)
        if hours - 6 * parts:
            book.learnt(id, D(2026, 5, 19), hours - 6 * parts)
    book.declared("P07", D(2026, 6, 20), SUP_BM)


def _residential(book: Book, id: str, joined: D, *, f02: D, version: str = "", i03: D, vetted: bool = True) -> None:
    """A residential worker of Home No. 3 with the modules of the role."""
    book.person(id, "BM-HOME3", 1978, joined)
    book.post(id, "RCW", joined, agency="BM-HOME3")
    if vetted:
        book.vetted(id, joined)
    book.passed(id, "F01", joined + timedelta(days=14))
    book.passed(id, "F02", f02, version=version)
    study(book, id, ("F05", "F09", "R02"), f02, max(i03, f02 + timedelta(days=30)) - timedelta(days=5))
    book.passed(id, "I03", i03)


def _belmora_residential(book: Book) -> None:
    _residential(book, "P08", D(2025, 2, 3), f02=D(2025, 3, 10), version="1", i03=D(2026, 1, 19))
    for id, i03 in (("P09", D(2025, 10, 14)), ("P10", D(2025, 10, 15))):
        _residential(book, id, D(2025, 8, 4), f02=D(2025, 8, 25), i03=i03)
        book.certified(id, "RCW", D(2025, 10, 20), D(2027, 6, 30))
    _residential(book, "P11", D(2023, 11, 6), f02=D(2024, 1, 15), i03=D(2024, 2, 20))
    book.certified("P11", "RCW", D(2024, 2, 29), D(2026, 2, 28))


def _bridge(book: Book, id: str, *, skip: tuple[str, ...] = ()) -> None:
    """A certified residential worker on the way to family work."""
    _residential(book, id, D(2021, 3, 1), f02=D(2021, 4, 12), i03=D(2021, 5, 31))
    for day in (D(2022, 5, 16), D(2023, 5, 8), D(2024, 4, 29), D(2025, 4, 21), D(2026, 4, 13)):
        book.passed(id, "I03", day)
    book.passed(id, "I10", D(2023, 3, 6))
    book.passed(id, "F02", D(2024, 2, 12))
    book.passed(id, "I10", D(2026, 1, 26))
    for start in (D(2021, 6, 14), D(2023, 6, 14), D(2025, 6, 14)):
        book.certified(id, "RCW", start, min(months_on(start, 24), D(2027, 6, 30)))
        for turn in range(5 if start.year < 2025 else 2):
            book.learnt(id, months_on(start, 4 * turn + 2), 6, category="family_practice" if turn < 2 else None)
    book.decided(id, "gate", "bridge/choice", D(2025, 8, 18), reason="signed choice: bridge")
    days = {
        "R01": D(2025, 9, 8), "F03": D(2025, 9, 29), "F04": D(2025, 10, 13), "F06": D(2025, 10, 27),
        "F07": D(2025, 11, 17), "F08": D(2025, 12, 1),
        "F10": D(2025, 12, 15), "I04": D(2026, 1, 19), "B01": D(2026, 2, 9), "R03": D(2026, 2, 23),
    }  # fmt: skip
    for module, day in days.items():
        if module not in skip:
            book.passed(id, module, day, edition="BM" if module == "F10" else None)
    book.seen(id, D(2025, 9, 8), "PRO-4", 1, TRA_BM, "TRA")


def _practicum(book: Book, id: str) -> None:
    book.post(id, "FSW", D(2026, 3, 2), agency="BM-FFP", fte=0.5)
    book.decided(id, "gate", "R04", D(2026, 3, 2), reason="practicum begins")


def _belmora_bridge(book: Book) -> None:
    _bridge(book, "P12")
    _practicum(book, "P12")
    spread_hours(book, "P12", 110, D(2026, 3, 2), D(2026, 10, 5), SUP_BM, "R04")
    book.passed("P12", "I06", D(2026, 5, 18))
    book.passed("P12", "I08", D(2026, 6, 22))
    book.seen("P12", D(2026, 9, 28), "PRO-4", 2, SUP_BM)
    _bridge(book, "P13", skip=("F03", "I04", "B01", "R03"))
    # Days beside a family worker, before the practicum.
    book.post("P13", "FSW", D(2026, 2, 16), agency="BM-FFP", fte=0.2)
    book.passed("P13", "I08", D(2026, 3, 10))
    book.passed("P13", "F03", D(2026, 4, 20))
    _bridge(book, "P14", skip=("F07",))
    _practicum(book, "P14")
    book.passed("P14", "I06", D(2026, 5, 18))
    book.passed("P14", "I08", D(2026, 6, 22))
    spread_hours(book, "P14", 36, D(2026, 3, 2), D(2026, 4, 13), SUP_BM, "R04")
    book.passed("P14", "F07", D(2026, 4, 20))
    spread_hours(book, "P14", 84, D(2026, 4, 27), D(2026, 10, 5), SUP_BM, "R04")
    book.seen("P14", D(2026, 9, 28), "PRO-4", 2, SUP_BM)
    _rejected_learning(book)


def _rejected_learning(book: Book) -> None:
    """P15: new to the home, so F05 is not held; the assessor of the prior learning had stopped being one."""
    book.person("P15", "BM-HOME3", 1982, D(2025, 5, 5))
    book.post("P15", "RCW", D(2025, 5, 5))
    book.post("P15", "FSW", D(2026, 2, 23), agency="BM-FFP", fte=0.2)
    book.vetted("P15", D(2025, 5, 5))
    for module, day in (
        ("F01", D(2025, 5, 19)),
        ("F02", D(2025, 6, 2)),
        ("F09", D(2025, 6, 16)),
        ("R01", D(2026, 1, 12)),
        ("F04", D(2026, 2, 9)),
    ):
        book.passed("P15", module, day)
    book.decided("P15", "gate", "bridge/choice", D(2025, 12, 15), reason="signed choice: bridge")
    for module, hours in (("F03", 12), ("F05", 18)):
        book.write(
            "rpl", "BM-HOME3", D(2026, 3, 16), learner="P15", module=module, hours=hours, evidence_date=D(2024, 6, 3),
            decided=D(2026, 3, 13), assessor=TRA_BM_ENDED,
        )  # fmt: skip


def _belmora_others(book: Book) -> None:
    book.person("P16", "BM-SOUTH", 1991, D(2024, 1, 8))
    book.post("P16", "PAR", D(2024, 9, 2), D(2026, 6, 14))
    book.post("P16", "FSW", D(2026, 6, 15))
    study(book, "P16", ("F01",), D(2024, 1, 8), D(2024, 1, 29))
    book.passed("P16", "F02", D(2024, 2, 12))
    study(book, "P16", PATHS["PAR"][2:], D(2024, 2, 19), D(2025, 3, 17))
    spread_hours(book, "P16", 82, D(2024, 9, 9), D(2025, 5, 26), SUP_BM)
    book.certified("P16", "PAR", D(2025, 6, 2), D(2027, 6, 2))
    for month in range(16):
        book.met("P16", months_on(D(2025, 6, 11), month), SUP_BM)
    book.passed("P16", "I10", D(2026, 2, 1))
    for module, day in (("B01", D(2025, 9, 22)), ("R03", D(2025, 12, 8)), ("I05", D(2026, 3, 23)), ("I02", D(2026, 6, 15))):
        book.passed("P16", module, day)
    book.seen("P16", D(2026, 5, 11), "PRO-1", 2, SUP_BM)
    book.certified("P16", "FSW", D(2026, 6, 15), D(2028, 6, 15))
    book.person("P17", "BM-SOUTH", 1996, D(2026, 4, 10))
    book.post("P17", "PAR", D(2026, 4, 10))
    study(book, "P17", PATHS["PAR"], D(2026, 4, 13), D(2026, 8, 31))
    spread_hours(book, "P17", 80, D(2026, 4, 20), D(2026, 10, 12), SUP_BM)


def _tamaru(book: Book) -> None:
    for id, agency in (("P18", "TM-NCC"), ("P19", "TM-FAITH")):
        book.person(id, agency, 1989, D(2023, 1, 9))
        book.post(id, "PAR", D(2023, 7, 3))
        study(book, id, PATHS["PAR"], D(2023, 1, 16), D(2023, 11, 6))
        spread_hours(book, id, 80, D(2023, 7, 10), D(2023, 12, 4), SUP_TM)
        book.passed(id, "F02", D(2024, 6, 10))
        book.passed(id, "I10", D(2026, 5, 11))
        book.certified(id, "PAR", D(2023, 12, 11), D(2023, 12, 31))
        for year in (2024, 2025, 2026):
            book.certified(id, "PAR", D(year, 1, 1), D(year, 12, 31))
        book.learnt(id, D(2024, 5, 14), 20, unit="point", kind="course")
        for month in range(33):
            book.met(id, months_on(D(2024, 1, 17), month), SUP_TM)
    book.learnt("P18", D(2025, 5, 6), 20, unit="point", kind="course")
    book.learnt("P18", D(2026, 2, 24), 10, unit="point", kind="course")
    book.learnt("P18", D(2026, 8, 18), 8.5, unit="point", kind="course")
    book.learnt("P19", D(2025, 3, 11), 5, unit="hour", kind="group_discussion")
    book.learnt("P19", D(2025, 6, 17), 2, unit="day", kind="workshop")
    book.learnt("P19", D(2025, 9, 2), 2, unit="point", kind="other")
    book.learnt("P19", D(2026, 4, 14), 20, unit="point", kind="course")
    book.person("P20", "TM-NCC", 1992, D(2025, 6, 2))
    book.post("P20", "CSW", D(2025, 6, 2))
    book.awarded("P20", "degree", "psychology", D(2016, 7, 1))
    for module, day in (("F02", D(2025, 6, 23)), ("F10", D(2025, 7, 14)), ("S01", D(2025, 9, 22)), ("S03", D(2025, 11, 10))):
        book.passed("P20", module, day, edition="TM" if module == "F10" else None)
    spread_hours(book, "P20", 198, D(2025, 11, 17), D(2026, 9, 21), SUP_TM, "S04")
    for turn in range(4):
        book.met("P20", months_on(D(2025, 8, 4), 3 * turn), SUP_TM, "review")
    for turn, competency in enumerate(("ASM-2", "REL-1", "ASM-4")):
        book.seen("P20", months_on(D(2025, 10, 6), 3 * turn), competency, 3, SUP_TM)
    _moved(book)
    book.person("P24", "TM-NCC", 1980, D(2020, 2, 3))
    book.post("P24", "PAR", D(2020, 2, 3), D(2024, 6, 30))
    book.post("P24", "ALL", D(2026, 1, 12))
    book.certified("P24", "PAR", D(2022, 7, 1), D(2024, 6, 30))


def _moved(book: Book) -> None:
    """P21 moved from Norvale to Tamaru with the Norvale edition of F10 only."""
    book.person("P21", "NV-LANT", 1987, D(2019, 9, 2))
    book.post("P21", "CSW", D(2019, 9, 2), D(2026, 1, 31), agency="NV-LANT")
    graduate(book, "P21", D(2019, 9, 2), SUP_NV)
    book.passed("P21", "F10", D(2021, 3, 8), edition="NV")
    study(book, "P21", ("B01", "B03", "I01", "I04", "I06", "I11"), D(2019, 11, 4), D(2020, 7, 27))
    book.passed("P21", "F02", D(2024, 10, 7))
    book.homes["P21"] = "TM-FAITH"
    book.post("P21", "CSW", D(2026, 2, 1), agency="TM-FAITH")
    book.passed("P21", "I10", D(2026, 9, 14))

"""The book in which a sample is written: rows by table, each with an id, a source and the day it was recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from practicum.model.record import SHARED, TABLES

SAMPLE_DAY = date(2026, 10, 15)

# Twelve agencies, none of which exists.
AGENCIES: tuple[tuple[str, str, str, str, date | None], ...] = (
    ("NV-HART", "Hart Council (invented)", "NV", "local_authority", None),
    ("NV-MERE", "Mere Council (invented)", "NV", "local_authority", None),
    ("NV-LANT", "Lantern (invented)", "NV", "ngo", None),
    ("NV-WILL", "Willow Fostering (invented)", "NV", "private", None),
    ("BM-NORTH", "North Territorial Agency (invented)", "BM", "state", None),
    ("BM-SOUTH", "South Territorial Agency (invented)", "BM", "state", None),
    ("BM-FFP", "Family First Partnership (invented)", "BM", "ngo", None),
    ("BM-HOME3", "Home No. 3 (invented)", "BM", "state", date(2027, 6, 30)),
    ("TM-NCC", "National Children's Commission (invented)", "TM", "state", None),
    ("TM-LOWER", "Lower District Office (invented)", "TM", "state", None),
    ("TM-FAITH", "Faith Network for Families (invented)", "TM", "faith", None),
    ("TM-COLL", "College of Social Practice (invented)", "TM", "provider", None),
)
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
COUNTRY_OF = {agency: country for agency, _name, country, _kind, _closes in AGENCIES}
SECTORS = {"local_authority": "public", "ngo": "ngo", "private": "private", "state": "public", "faith": "faith", "provider": "public"}
SECTOR_OF = {agency: SECTORS[kind] for agency, _name, _country, kind, _closes in AGENCIES}
PROVIDERS = {"NV": "NV-LANT", "BM": "BM-FFP", "TM": "TM-COLL"}
# The heading of a register's own id, as the files of the scenario have it.
_HEADINGS = {("learners", "learner"): "id", ("agencies", "agency"): "id"}


def headings(table: str) -> list[str]:
    """The columns of a sample file: the shared ones after the table's own."""
    own = [_HEADINGS.get((table, column.name), column.name) for column in TABLES[table].columns]
    return [*own, *(column.name for column in SHARED)]


# From which day each version was taught; before the first of them nobody wrote a version down.
_VERSIONS: dict[str, tuple[tuple[date, str], ...]] = {
    "F02": ((date(2024, 1, 1), "2"), (date(2019, 1, 1), "1")),
    "F10": ((date(2021, 1, 1), "1"), (date(2018, 1, 1), "2018")),
    "C00": ((date(2010, 1, 1), "1"),),
    "X90": ((date(2016, 1, 1), "1"),),
}
_OLDER = {"C01": ("C00", date(2022, 1, 1)), "S02": ("X90", date(2022, 1, 1))}


def version_on(module: str, day: date) -> str:
    """The version of a module that was taught on a day.

    >>> version_on("F02", date(2023, 12, 31)), version_on("F02", date(2024, 1, 1)), version_on("F10", date(2020, 5, 1))
    ('1', '2', '2018')
    """
    known = _VERSIONS.get(module, ((date(2020, 1, 1), "1"),))
    return next((version for since, version in known if day >= since), "")


def taught_as(module: str, day: date) -> str:
    """The item that was taught on a day where a module is meant now.

    >>> taught_as("C01", date(2021, 12, 31))
    'C00'
    """
    older, since = _OLDER.get(module, (module, day))
    return older if day < since else module


def months_on(day: date, months: int) -> date:
    """The same day so many months on, the month's last day where it has no such day.

    >>> months_on(date(2024, 2, 29), 24)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for dom in range(day.day, 27, -1):
        try:
            return date(year, month + 1, dom)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


@dataclass(slots=True)
class Book:
    """Rows by table. Everything that is drawn is drawn from ``random``, so the same seed writes the same book."""

    random: Random
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in TABLES if table != "identities"})
    homes: dict[str, str] = field(default_factory=dict)

    def write(self, table: str, source: str, recorded: date, **cells: Any) -> str:
        """Add a row and give its id; ``evidence`` is `verified` unless said otherwise."""
        book = self.rows[table]
        id = f"{table}-{len(book) + 1:05}"
        own = _HEADINGS.get((table, next(iter(TABLES[table].columns)).name))
        if own:
            cells = {own if name in ("learner", "agency") else name: value for name, value in cells.items()}
        book.append({"record_id": id, "source": source, "recorded_at": recorded, "evidence": "verified", **cells})
        return id

    def soon(self, day: date) -> date:
        """A day shortly after ``day``, never after the sample's own."""
        return max(day, min(SAMPLE_DAY, day + timedelta(days=self.random.randrange(0, 9))))

    def person(self, id: str, agency: str, born: int, joined: date, *, paid: bool = True, person_key: str | None = None) -> None:
        """A learner and the agency that speaks for them."""
        self.homes[id] = agency
        self.write(
            "learners",
            agency,
            joined,
            learner=id,
            birth_year=born,
            joined=joined,
            paid=paid,
            sector=SECTOR_OF[agency],
            person_key=person_key,
        )

    def post(self, id: str, role: str, start: date, end: date | None = None, *, agency: str = "", fte: float = 1.0) -> None:
        """A post, and the appointment that began it."""
        where = agency or self.homes[id]
        self.write("posts", where, start, learner=id, role=role, agency=where, start=start, end=end, fte=fte)
        self.write("appointments", where, start, learner=id, role=role, date=start)

    def passed(self, id: str, module: str, day: date, *, version: str = "", edition: str | None = None, score: int | None = None) -> str:
        """A passed module, or the older item that stood in its place on that day."""
        source = self.homes[id]
        module = taught_as(module, day)
        version = version or version_on(module, day)
        edition = edition if version != "2018" else None
        return self.write(
            "completions", source, self.soon(day), learner=id, module=module, version=version or None, edition=edition, date=day,
            score=self.random.randrange(80, 100) if score is None else score, attempt=1, result="passed",
            provider=PROVIDERS[COUNTRY_OF[source]], verified_by=PROVIDERS[COUNTRY_OF[source]],
        )  # fmt: skip

    def failed(self, id: str, module: str, day: date) -> None:
        """A failed attempt."""
        source = self.homes[id]
        self.write(
            "completions", source, self.soon(day), learner=id, module=module, version=version_on(module, day), date=day,
            score=self.random.randrange(30, 69), attempt=1, result="failed", provider=PROVIDERS[COUNTRY_OF[source]],
        )  # fmt: skip

    def learnt(
        self, id: str, day: date, quantity: float, *, unit: str = "hour", kind: str = "cpd", category: str | None = None,
        module: str | None = None, peer: bool = False, source: str = "",
    ) -> None:  # fmt: skip
        """Continuing professional development."""
        self.write(
            "cpd", source or self.homes[id], self.soon(day), learner=id, date=day, kind=kind, quantity=quantity, unit=unit,
            category=category,
            module=module, peer_reflection=peer, approved=True,
        )  # fmt: skip

    def practised(self, id: str, day: date, hours: float, supervisor: str, module: str | None = None, unit: str = "hour") -> None:
        """Supervised practice that was signed."""
        self.write(
            "supervised",
            self.homes[id],
            self.soon(day),
            learner=id,
            module=module,
            date=day,
            quantity=hours,
            unit=unit,
            supervisor=supervisor,
            signed=True,
        )

    def met(self, id: str, day: date, supervisor: str, kind: str = "supervision") -> None:
        """A supervision or another contact."""
        self.write("supervision", self.homes[id], self.soon(day), learner=id, date=day, kind=kind, supervisor=supervisor)

    def seen(self, id: str, day: date, competency: str, level: int, observer: str, role: str = "SUP") -> None:
        """A competency observed."""
        self.write(
            "observations",
            self.homes[id],
            self.soon(day),
            learner=id,
            competency=competency,
            level=level,
            observer=observer,
            role_of_observer=role,
            date=day,
        )

    def certified(self, id: str, certification: str, start: date, end: date | None, *, recorded: date | None = None) -> str:
        """A certificate as issued."""
        return self.write(
            "certificates", f"register-{COUNTRY_OF[self.homes[id]]}", recorded or max(start, self.soon(start)),
            learner=id, certification=certification, start=start, end=end,
        )  # fmt: skip

    def decided(
        self, id: str, kind: str, subject: str, start: date, until: date | None = None, *, reason: str = "on file", approver: str = "board"
    ) -> None:
        """A decision, granted."""
        cells = {
            "kind": kind,
            "subject": subject,
            "decision": "granted",
            "from": start,
            "until": until,
            "approver": approver,
            "reason": reason,
        }
        self.write("decisions", self.homes[id], start, learner=id, **cells)

    def vetted(self, id: str, day: date, kind: str = "vetting") -> None:
        """A clear vetting check, or a referee's answer."""
        self.write("vetting", self.homes[id], self.soon(day), learner=id, kind=kind, date=day, result="clear")

    def awarded(self, id: str, kind: str, subject: str, day: date) -> None:
        """A degree or another award from elsewhere."""
        self.write(
            "awards",
            self.homes[id],
            max(day, date(2015, 1, 1)),
            learner=id,
            kind=kind,
            subject=subject,
            country=COUNTRY_OF[self.homes[id]],
            date=day,
        )

    def declared(self, id: str, day: date, discussed_with: str | None = None, kind: str = "cpd") -> None:
        """A signed declaration."""
        self.write("declarations", self.homes[id], self.soon(day), learner=id, kind=kind, date=day, discussed_with=discussed_with)

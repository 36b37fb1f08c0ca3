"""The oracle's vague days: a history for each reading of them, judged by itself, and what all of these say taken together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import COLUMNS, RuleTables
from tests.matching.oracle import Oracle
from tests.matching.oracle_facts import DAY_OF
from tests.matching.oracle_pieces import HELD, Row, Verdict

Records = Mapping[str, list[dict[str, Any]]]
DAYS = ("date", "start", "end", "from", "until", "issuer_end", "evidence_date", "decided")
SIGNERS = ("supervisor", "assessor", "second_assessor")
# The most urgent first, among those that say the same about being in force.
OF_REQUIREMENTS = (
    ("due", "met_by_waiver", "met_by_exemption", "met_by_prior_learning", "met"),
    ("not_met", "due", "not_yet_required"),
    ("not_applicable",),
    ("unknown",),
)
OF_CERTIFICATES = (
    ("restricted", "due", "certified"),
    ("grace",),
    ("provisional",),
    ("bridging",),
    ("lapsed", "never"),
    ("not_applicable",),
    ("unknown",),
)


def vague_days(rules: RuleTables, records: Records, learner: str, as_of: int, known_at: int) -> list[tuple[str, int, str, int, int]]:
    """The vague days of a learner: table, number of the row, column, first and last day."""
    sources = {row["source"] for row in rules.rows("sources")} | {row["module"] for row in rules.rows("exemptions")}
    voided = {
        row["voids"]
        for name, own in DAY_OF.items()
        for row in records.get(name, ())
        if row["learner"] == learner and row.get("voids") and _known(row, own) <= known_at
    }
    found = []
    for name, own in DAY_OF.items():
        for number, row in enumerate(records.get(name, ())):
            if row["learner"] != learner or row["record_id"] in voided or row.get(own) is None:
                continue
            if row[own] > as_of or _known(row, own) > known_at:
                continue
            if name == "completions" and row["module"] not in sources:
                continue
            for column in DAYS:
                last = row.get(f"{column}_last")
                if last is not None and column == own and row.get("recorded_at") is not None:
                    last = min(last, row["recorded_at"])
                if last is not None and row.get(column) is not None and last > row[column]:
                    found.append((name, number, column, row[column], last))
    return found


def _known(row: Row, own: str) -> int:
    day = row["recorded_at"] if row.get("recorded_at") is not None else row.get(own)
    return LONG_AGO if day is None else int(day)


def turning_days(rules: RuleTables, records: Records, learner: str, as_of: int) -> set[int]:
    """The days on which a verdict may turn: those of the history, of those who signed, of the rules, and the day after each."""
    found = {as_of}
    signed = [row for table in ("supervised", "rpl") for row in records.get(table, ()) if row["learner"] == learner]
    signers = {row.get(name) for row in signed for name in SIGNERS}
    for table in (*DAY_OF, "rpl"):
        for row in records.get(table, ()):
            if row["learner"] == learner or (table == "certificates" and row["learner"] in signers):
                found |= {row[name] for column in DAYS for name in (column, f"{column}_last") if row.get(name) is not None}
    for name, kinds in COLUMNS.items():
        days = [column for column, kind in kinds.items() if kind == "day"]
        found |= {row[column] for row in rules.rows(name) for column in days if LONG_AGO < row[column] < FOR_EVER}
    return found | {day + 1 for day in found}


def histories_of(rules: RuleTables, records: Records, learner: str, as_of: int, known_at: int, *, every: bool = False) -> Iterator[Records]:
    """The records with each reading of the learner's vague days, that of the first days first; with ``every`` each single day is read."""
    yield records
    spots = vague_days(rules, records, learner, as_of, known_at)
    if not spots:
        return
    turning = turning_days(rules, records, learner, as_of)

    def read(days: Iterable[int]) -> Records:
        changed = {name: list(rows) for name, rows in records.items()}
        for (name, number, column, _first, _last), day in zip(spots, days, strict=True):
            changed[name][number] = {**changed[name][number], column: day}
        return changed

    firsts, lasts = [spot[3] for spot in spots], [spot[4] for spot in spots]
    if len(spots) > 1:
        yield read(lasts)
    for place, (_name, _number, _column, first, last) in enumerate(spots):
        days = {first, last, *range(first, last, 28), *(day for day in turning if first <= day <= last)}
        for day in range(first, last + 1) if every else sorted(days):
            for others in (firsts, lasts) if len(spots) > 1 else (firsts,):
                if day != others[place]:
                    yield read([*others[:place], day, *others[place + 1 :]])


def together(found: list[Verdict], classes: tuple[tuple[str, ...], ...], end: Callable[[Verdict], int]) -> Verdict:
    """What several readings say as one verdict; ``end`` is the day by which the earlier one is told."""

    def about(each: Verdict) -> tuple[int, int]:
        here = [place for place, states in enumerate(classes) if each.state in states]
        place = here[-1] if each.short and classes is OF_REQUIREMENTS else here[0]
        return place, classes[place].index(each.state)

    def order(each: Verdict) -> tuple[Any, ...]:
        return (*about(each), end(each), each.reason, each.record, each.via, each.missing, each.deadline)

    if len({about(each)[0] for each in found}) == 1:
        chosen = min(found, key=order)
        return replace(chosen, since=max(each.since for each in found)) if about(chosen)[0] == 0 else chosen
    # In the order in which a reading shows what would close it.
    turns = {place: turn for turn, place in enumerate([1, 2, 3, 0])}
    shown = min(found, key=lambda each: (turns.get(about(each)[0], 0), *order(each)[1:]))
    held = min((each for each in found if about(each)[0] == 0), key=order, default=Verdict(""))
    return Verdict("unknown", "DATE_TOO_VAGUE", record=held.record, via=held.via, missing=shown.missing)


def answers(
    rules: RuleTables,
    records: Records,
    learner: str,
    as_of: int,
    known_at: int,
    country: str,
    role: str,
    name: str,
    *,
    every: bool = False,
) -> tuple[list[tuple[Row, Verdict]], Verdict, bool]:
    """One question: the requirements with their verdicts, the certificate's, and whether it holds."""
    nodes: dict[str, list[tuple[Row, Verdict]]] = {}
    certificates: list[tuple[Verdict, bool]] = []
    for history in histories_of(rules, records, learner, as_of, known_at, every=every):
        oracle = Oracle(rules, history, learner, as_of, known_at, country, role)
        for row, verdict in oracle.requirements(name):
            nodes.setdefault(row["id"], []).append((row, verdict))
        certificates.append((oracle.certificate(name), oracle.life(name).holds))
    if len(certificates) == 1:
        return [pairs[0] for pairs in nodes.values()], *certificates[0]

    def ended(verdict: Verdict) -> int:
        return verdict.until if verdict.state in HELD and not verdict.short else verdict.ended

    requirements = []
    for pairs in nodes.values():
        if len(pairs) < len(certificates) and pairs[0][0]["part"] == "renew":
            continue  # Some reading leaves it out as ``Oracle.requirements`` says.
        said = [verdict for _row, verdict in pairs]
        said += [Verdict("not_applicable")] * (len(certificates) - len(said))
        requirements.append((pairs[0][0], together(said, OF_REQUIREMENTS, ended)))
    holding = {id(verdict): holds for verdict, holds in certificates}

    def over(verdict: Verdict) -> int:
        return verdict.until if holding[id(verdict)] else verdict.ended if verdict.ended > LONG_AGO else FOR_EVER

    one = together([verdict for verdict, _holds in certificates], OF_CERTIFICATES, over)
    return requirements, one, one.state in OF_CERTIFICATES[0] and any(holding.values())

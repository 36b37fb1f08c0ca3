"""Verdicts: the two tables a run gives, and the manifest of what they were made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from practicum.matching.agreeing import agreed
from practicum.matching.asking import ASK_KINDS, asks_of, posts_of, with_earlier
from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts
from practicum.matching.folding import STATES
from practicum.matching.judging import BELOW, Judged, judge
from practicum.matching.readings import readings_of
from practicum.matching.spells import whole
from practicum.matching.unasked import UNASKED, unasked_of
from practicum.model.civil_day import FOR_EVER, LONG_AGO, day_number
from practicum.model.requirement import RuleTables
from practicum.tables import frame, nw
from practicum.tables.engine import Engine

# A sum of fractions ends on another last digit when it is added up in another order, and engines add in any order.
SUM_PLACES = 9
DAYS = {"valid_from": "day", "valid_until": "day", "deadline": "day"}
# What a run can tell beside the certificates.
TOLD = ("requirements", *BELOW, "unasked")


@dataclass(frozen=True)
class Table:
    """Rows of one kind, held as one Arrow table; ``frame`` gives it to narwhals."""

    arrow: Any

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.arrow.to_pylist())

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def rows(self, *, named: bool = True) -> Iterator[Any]:
        """The rows one by one, as dicts (or as tuples where not ``named``); an empty cell is None."""
        return iter(self) if named else (tuple(row.values()) for row in self)

    @classmethod
    def empty(cls) -> Table:
        """A table without rows."""
        return cls(frame({}, {}))

    @property
    def frame(self) -> Any:
        """The rows as an eager narwhals frame."""
        return nw.from_native(self.arrow, eager_only=True)


@dataclass(frozen=True)
class Verdicts:
    """What a run decided: certificates, requirements, what would close the open ones, past lapses; and the manifest.

    ``closings`` (learner, certification, requirement, unit, amount) lists what a waiting record is missing; ``losers`` every record
    that lost, cheapest fix first, and ``pieces`` every one that held, with its days; ``lapses`` (… from, until) the days between
    two spells of a module, after grace; ``amounts`` (… category, counted, least, most) what was counted in each category that a minimum
    or a cap looks at, -1 where there is no cap. ``disagreements`` (… module, competency, level_needed, level_found, side, record) tells
    where a module that is asked for and the learner's own evidence of what it teaches say different things. ``unasked`` (learner, role,
    agency, country, reason) lists of whom nothing is asked on the day, or not as the holder of that role; questions of one's own have none.
    ``boundaries`` (learner, day), where asked for, is the next day on which a learner's verdicts may change by what was worked out;
    days that stand in the records or in the rules are not among them.
    """

    certificates: Table
    requirements: Table
    manifest: Mapping[str, Any] = field(default_factory=dict)
    closings: Table = field(default_factory=lambda: Table.empty())
    losers: Table = field(default_factory=lambda: Table.empty())
    pieces: Table = field(default_factory=lambda: Table.empty())
    lapses: Table = field(default_factory=lambda: Table.empty())
    amounts: Table = field(default_factory=lambda: Table.empty())
    disagreements: Table = field(default_factory=lambda: Table.empty())
    unasked: Table = field(default_factory=lambda: Table.empty())
    boundaries: Table = field(default_factory=lambda: Table.empty())


def evaluate(
    rules: RuleTables,
    records: Mapping[str, Any],
    *,
    as_of: date,
    known_at: date | None = None,
    engine: str = "pandas",
    learners: Any = None,
    tables: Collection[str] = TOLD,
) -> Verdicts:
    """Judge everybody on a day, or the ``learners`` of an Arrow table with a column `learner`.

    ``records`` holds tidy tables by name, as frames narwhals knows or as lists of dict rows. Without ``known_at`` everything
    in the files is known, and the manifest says so. ``tables`` names what is wanted beside the certificates; the others stay empty and
    cost nothing.
    """
    return _evaluate(rules, records, as_of=as_of, known_at=known_at, engine=engine, learners=learners, tables=tables)


def evaluate_one(
    rules: RuleTables,
    records: Mapping[str, Any],
    learner: str,
    *,
    as_of: date,
    known_at: date | None = None,
    earlier: Mapping[str, Iterable[int]] | None = None,
) -> Verdicts:
    """Judge one learner on a day, with everybody's records at hand.

    ``earlier`` names for each certification past days that are asked about as well; their rows carry a higher ``ask``.
    """
    only = frame({"learner": [learner]}, {"learner": "code"})
    return _evaluate(rules, records, as_of=as_of, known_at=known_at, engine="polars", learners=only, earlier=earlier)


def _evaluate(
    rules: RuleTables,
    records: Mapping[str, Any],
    *,
    as_of: date,
    known_at: date | None,
    engine: str,
    learners: Any = None,
    earlier: Mapping[str, Iterable[int]] | None = None,
    tables: Collection[str] = TOLD,
) -> Verdicts:
    facts = Facts(records, Engine(engine))
    with facts.engine.speaking():
        return _evaluated(rules, facts, as_of=as_of, known_at=known_at, learners=learners, earlier=earlier, tables=tables)


def _evaluated(
    rules: RuleTables, facts: Facts, *, as_of: date, known_at: date | None, learners: Any, earlier: Mapping[str, Iterable[int]] | None,
    tables: Collection[str],
) -> Verdicts:  # fmt: skip
    known = FOR_EVER if known_at is None else day_number(known_at)
    only = None if learners is None else facts.engine.table(learners)
    posts = posts_of(rules, facts, known_at=known)
    asks = asks_of(rules, facts, posts, as_of=day_number(as_of), known_at=known, learners=only)
    unasked = unasked_of(rules, facts, posts, asks, as_of=day_number(as_of), known_at=known, learners=only)
    if earlier:
        asks = with_earlier(facts, asks, earlier)
    found = _verdicts(rules, facts, _judged(rules, facts, asks, tables), as_of=as_of, known_at=known_at, tables=tables)
    if "unasked" not in tables:
        return found
    return replace(found, unasked=Table(facts.engine.arrow(unasked.sort(*UNASKED), UNASKED)))


def evaluate_asks(
    rules: RuleTables,
    records: Mapping[str, Any],
    asks: Iterable[Mapping[str, Any]],
    *,
    engine: str = "pandas",
    tables: Collection[str] = TOLD,
) -> Verdicts:
    """Judge a list of questions at once, each with its own days.

    An ask has `learner`, `certification`, `as_of` and, where it matters, `known_at`, `country`, `role`, `agency`; the verdicts carry
    its number beside the columns of ``evaluate``. Without a `role` it is the one the certification certifies.
    """
    roles = {(row["country"], row["certification"]): row["role"] for row in rules.rows("rules")}
    rows = [
        {
            "ask": number,
            "learner": ask["learner"],
            "certification": ask["certification"],
            "country": ask.get("country", ""),
            "role": ask.get("role") or roles.get((ask.get("country", ""), ask["certification"]), ""),
            "agency": ask.get("agency", ""),
            "as_of": day_number(ask["as_of"]),
            "known_at": FOR_EVER if ask.get("known_at") is None else day_number(ask["known_at"]),
            "shown": 1,
        }
        for number, ask in enumerate(asks)
    ]
    facts = Facts(records, Engine(engine))
    table = facts.engine.rows_table({name: [row[name] for row in rows] for name in ASK_KINDS}, ASK_KINDS)
    with facts.engine.speaking():
        return _verdicts(rules, facts, _judged(rules, facts, table, tables), as_of=None, known_at=None, tables=tables)


def _judged(rules: RuleTables, facts: Facts, asks: Frame, tables: Collection[str]) -> Judged:
    """What is found about the asks, with vague days read as each of the days that may turn a verdict."""
    read = readings_of(rules, facts, asks)
    if read is None:
        return judge(rules, facts, asks, tables)
    # Which reading is shown of a requirement is seen in the rows of all of them.
    found = agreed(facts.engine, judge(rules, read.facts, read.asks, {*tables, "requirements"}), read.of)
    # The manifest counts the rows that came, not those of the readings beside them.
    for name in read.facts.counts:
        facts.arrow(name)
    if found.boundaries is not None:
        ahead = read.open.with_columns(day=nw.col("as_of") + 1).select("learner", "as_of", "day")
        found.boundaries = nw.concat([found.boundaries, ahead], how="vertical")
    return replace(found, left_out=read.left_out)


def _day(name: str) -> Any:
    """A day column with the stand-ins for "always" and "never" shown as empty."""
    unset = (nw.col(name) <= LONG_AGO) | (nw.col(name) >= FOR_EVER)
    return nw.when(~unset).then(nw.col(name)).alias(name)


def _verdicts(
    rules: RuleTables, facts: Facts, judged: Judged, *, as_of: date | None, known_at: date | None, tables: Collection[str]
) -> Verdicts:
    engine = facts.engine
    versions = engine.rows_table(
        {"rule": rules.column("rules", "rule"), "rule_version": rules.column("rules", "version")}, {"rule": "whole", "rule_version": "code"}
    )
    parents = engine.rows_table(
        {"parent_req": rules.column("requirements", "req"), "parent": rules.column("requirements", "id")},
        {"parent_req": "whole", "parent": "code"},
    )
    blind = judged.requirements.filter(nw.col("reason") == "NOT_EVALUATED", ~nw.col("kind").is_in(["all", "any", "routes", "modules"]))
    counted = blind.group_by("ask").agg(not_evaluated=nw.col("position").count())
    certificates = _certificate_rows(judged.certificates.join(versions, on="rule", how="left").join(counted, on="ask", how="left"))
    certificate_table = engine.arrow(certificates.sort("ask"), DAYS)
    requirement_table = Table.empty().arrow
    if "requirements" in tables:
        named = judged.requirements.join(versions, on="rule", how="left").join(parents, on="parent_req", how="left")
        rows = _requirement_rows(named).sort("ask", "req").drop("req", "cert_state")
        requirement_table = engine.arrow(rows, DAYS)
    blind_count = sum(row or 0 for row in certificate_table.column("not_evaluated").to_pylist())
    manifest: dict[str, Any] = {
        "as_of": as_of.isoformat() if as_of else None,
        "known_at": known_at.isoformat() if known_at else None,
        "everything_known": known_at is None,
        "engine": engine.name,
        "countries": list(rules.countries),
        "rule_versions": {f"{row['country'] or 'core'}/{row['certification']}": row["version"] for row in rules.rows("rules")},
        "records": dict(sorted(facts.counts.items())),
        "certificates": certificate_table.num_rows,
        "requirements": requirement_table.num_rows,
        "not_evaluated": blind_count,
        "long_chains": judged.long_chains,
        "readings_left_out": judged.left_out,
    }
    return Verdicts(
        Table(certificate_table),
        Table(requirement_table),
        manifest,
        **{name: Table(engine.arrow(rows)) for name, rows in _rows_below(judged).items()},
    )


def _rows_below(judged: Judged) -> dict[str, Frame]:
    """What stands below the requirements, in order; nothing of what nobody asked for."""
    found: dict[str, Frame] = {}
    if judged.closings is not None:
        rows = judged.closings.sort("ask", "requirement", "place")
        found["closings"] = rows.select("ask", "learner", "certification", "requirement", "unit", amount=nw.lit(1.0))
    if judged.losers is not None:
        found["losers"] = judged.losers.sort("ask", "requirement", "place")
    if judged.pieces is not None:
        found["pieces"] = judged.pieces.sort("ask", "requirement", "day", "record_id")
    if judged.lapses is not None:
        found["lapses"] = judged.lapses.sort("ask", "requirement", "from")
    if judged.amounts is not None:
        found["amounts"] = judged.amounts.with_columns(nw.col("counted").round(SUM_PLACES)).sort("ask", "requirement", "category")
    if judged.disagreements is not None:
        found["disagreements"] = judged.disagreements.sort("ask", "requirement", "module", "competency", "side")
    if judged.boundaries is not None:
        found["boundaries"] = judged.boundaries.group_by("learner").agg(day=nw.col("day").min()).sort("learner")
    return found


def _certificate_rows(found: Frame) -> Frame:
    shown = found.filter(nw.col("shown") == 1)
    nothing = nw.col("valid_from") == LONG_AGO
    return shown.select(
        "ask",
        "learner",
        "certification",
        "role",
        "country",
        "agency",
        "state",
        "also",
        "reason",
        _day("valid_from"),
        _day("valid_until"),
        _day("deadline"),
        started_by=nw.when(nothing).then(nw.lit("")).otherwise(nw.col("by").fill_null("")),
        disagreement=nw.col("disagreement").fill_null(""),
        rule_version=nw.col("rule_version").fill_null(""),
        not_evaluated=whole(nw.col("not_evaluated").fill_null(0)),
        requirements_met=(nw.col("renewed").fill_null(0) == 1),
        deciding_record=nw.when(nw.col("holds") == 1).then(nw.col("award_record").fill_null("")).otherwise(nw.lit("")),
        via=nw.when(nw.col("holds") == 1).then(nw.col("award_via").fill_null("")).otherwise(nw.lit("")),
        band=nw.col("band").fill_null(""),
    )


def _requirement_rows(found: Frame) -> Frame:
    state = nw.lit("not_applicable")
    for rank, name in STATES.items():
        state = nw.when(nw.col("rank") == rank).then(nw.lit(name)).otherwise(state)
    held = nw.col("rank") <= 4
    held = nw.when(nw.col("rank").is_null()).then(nw.lit(False)).otherwise(held)
    found = found.with_columns(
        state=state,
        held_=held,
        valid_until=whole(nw.when(held).then(nw.col("valid_until")).otherwise(nw.col("ended").fill_null(LONG_AGO))),
        valid_from=whole(nw.col("valid_from").fill_null(LONG_AGO)),
        deadline=whole(nw.col("deadline").fill_null(FOR_EVER)),
        advisory=nw.col("advisory") == 1,
    )
    return found.select(
        "ask",
        "req",
        "cert_state",
        "learner",
        "certification",
        "requirement",
        nw.col("parent").fill_null("").alias("parent"),
        "part",
        "position",
        "depth",
        "kind",
        "subject",
        "says",
        "state",
        nw.col("reason").fill_null("").alias("reason"),
        nw.col("record_id").fill_null("").alias("deciding_record"),
        nw.col("via").fill_null("").alias("via"),
        _day("valid_from"),
        _day("valid_until"),
        nw.col("missing").fill_null(0.0).round(SUM_PLACES).alias("missing"),
        nw.when(nw.col("missing").fill_null(0.0) > 0).then(nw.col("unit").fill_null("")).otherwise(nw.lit("")).alias("missing_unit"),
        _day("deadline"),
        nw.when(nw.col("counted").fill_null(-1.0) >= 0).then(nw.col("counted").round(SUM_PLACES)).alias("counted"),
        "advisory",
        "rule_version",
        nw.when(~nw.col("held_")).then(nw.col("loser").fill_null("")).otherwise(nw.lit("")).alias("best_loser"),
        nw.when(~nw.col("held_")).then(nw.col("loser_reason").fill_null("")).otherwise(nw.lit("")).alias("best_loser_reason"),
    )

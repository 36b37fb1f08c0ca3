"""Holding modules: from completions to the spells in which each module is held, and how it stands on the day asked about.

Holdings are worked level by level: a module's prerequisites are holdings themselves and come first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from practicum.matching.candidates import completions, seen_through, with_attempts
from practicum.matching.chaining import LINK, NONE, TERMS, Leaves, chained
from practicum.matching.civil_columns import Frame, with_fixed_due, with_last_day, with_year_end
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.spells import numbered, spells, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine

KEYS = ["view", "hold"]
# How a piece of time came to be held: earned first, then recognised, exempt, waived.
EARNED, RECOGNISED, EXEMPT, WAIVED = 0, 2, 3, 4
PIECE = [*KEYS, "s", "e", "record_id", "via", "day", "sort", "evidence_rank", "source_rank", "sure", "doubt", "ended_by"]
LOSER = [*KEYS, "record_id", "day", "via", "reason", "cost"]


@dataclass
class Held:
    """Everything about holdings that the rest of a run asks: pieces of time, spells of it, records that lost."""

    pieces: list[Frame] = field(default_factory=list)
    sure: list[Frame] = field(default_factory=list)
    possible: list[Frame] = field(default_factory=list)
    losers: list[Frame] = field(default_factory=list)
    long_chains: int = 0


def rule_table(rules: RuleTables, engine: Engine, name: str) -> Frame:
    """One table of the rules on the engine."""
    return engine.rows_table({column: rules.column(name, column) for column in COLUMNS[name]}, COLUMNS[name])


def hold_modules(rules: RuleTables, facts: Facts, views: Frame, needs: Frame, voids: Frame) -> Held:
    """The spells of every holding that is needed; ``needs`` has the columns view and hold, prerequisites included."""
    engine = facts.engine
    held = Held()
    done = engine.settle(completions(facts, views, voids, rule_table(rules, engine, "versions")))
    granted = engine.settle(_granted(facts, views, voids))
    unweighed = engine.settle(_unweighed(facts, views, voids))
    leaves = _leaves(facts, views, voids) if any(row["leave"] for row in rules.rows("holdings")) else {}
    terms = rule_table(rules, engine, "holdings").rename({"done_from": "done_from", "edition": "wanted_edition"})
    sources = rule_table(rules, engine, "sources").rename({"version": "way_version", "done_from": "edge_from", "done_until": "edge_until"})
    changes = rule_table(rules, engine, "changes")
    prerequisites = rule_table(rules, engine, "prerequisites")
    # Without a single module in the rules there is still one level, an empty one.
    levels = sorted({row["level"] for row in rules.rows("holdings")}) or [0]
    chains = (
        bool(rules.rows("changes"))
        or any(_has_chain(row) for row in rules.rows("holdings"))
        or any(row["refresher"] for row in rules.rows("sources"))
    )
    fixed = any(row["first_due"] != LONG_AGO for row in rules.rows("holdings"))
    for level in levels:
        wanted = needs.join(terms.filter(nw.col("level") == level), on="hold", how="inner").join(
            views.select("view", "as_of"), on="view", how="inner"
        )
        found = with_attempts(engine.settle(seen_through(wanted.drop("as_of"), sources, done)))
        found = engine.settle(_with_length(found, changes))
        if level > 0:
            found = engine.settle(_after_prerequisites(found, held, prerequisites, engine))
        else:
            found = found.with_columns(opens=nw.col("day"))
        found, long_chains = _with_end(found, engine, leaves, chains=chains or bool(leaves), fixed=fixed)
        held.long_chains += long_chains
        _collect(held, engine.settle(found), wanted, nw.concat([granted, unweighed], how="vertical"), engine)
    return held


def _has_chain(row: dict[str, object]) -> bool:
    return row["window_days"] != -1 or row["window_months"] != -1 or row["backdates"] == 1


def _granted(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """Signed waivers and exemptions: view, what they are about, first and last day, sort, record."""
    decisions = signed(facts.dated("decisions"), ("waiver", "exemption")).select(
        "learner", "record_id", "kind", "subject", "day", "until", "known"
    )
    seen = standing(decisions, views, voids)
    return seen.select(
        "view",
        "subject",
        s=nw.col("day"),
        e=nw.col("until"),
        record_id=nw.col("record_id"),
        sort=whole(nw.when(nw.col("kind") == "waiver").then(nw.lit(WAIVED)).otherwise(nw.lit(EXEMPT))),
        sure=nw.lit(1, dtype=nw.Int64),
        doubt=nw.lit(""),
    )


def _leaves(facts: Facts, views: Frame, voids: Frame) -> Leaves:
    """The leave of each view, overlaps taken once; a leave that has begun counts with all its days."""
    rows = facts.dated("leave").select("learner", "record_id", "day", "known", e=whole(nw.col("end").fill_null(FOR_EVER)))
    seen = spells(standing(rows, views, voids).select("view", "e", s=nw.col("day")), ["view"])
    found: dict[int, list[tuple[int, int]]] = {}
    for row in facts.engine.rows(seen):
        found.setdefault(row["view"], []).append((row["s"], row["e"]))
    return found


def _unweighed(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """Recognised prior learning, which is not weighed yet: a module with such a record may be held from its decision on."""
    rows = facts.dated("rpl").filter(~nw.col("module").is_null()).select("learner", "record_id", "day", "known", subject=nw.col("module"))
    return standing(rows, views, voids).select(
        "view",
        "subject",
        s=nw.col("day"),
        e=nw.lit(FOR_EVER, dtype=nw.Int64),
        record_id=nw.col("record_id"),
        sort=nw.lit(RECOGNISED, dtype=nw.Int64),
        sure=nw.lit(0, dtype=nw.Int64),
        doubt=nw.lit("NOT_EVALUATED"),
    )


def _with_length(found: Frame, changes: Frame) -> Frame:
    """The candidates with the length that stood on their day, and the one that a due day would pick."""
    # The latest change wins: the change's day leads, its months follow, in one number.
    coded = changes.with_columns(code=(nw.col("since") - LONG_AGO) * 1000 + nw.col("months")).rename({"months": "new_months"})
    pairs = found.select("hold", "day", "as_of").unique().join(coded, on="hold", how="inner")
    ours = pairs.filter(
        nw.col("by_due") == 0, (nw.col("since") <= nw.col("day")) | ((nw.col("retroactive") == 1) & (nw.col("since") <= nw.col("as_of")))
    )
    picked = ours.group_by("hold", "day", "as_of").agg(nw.col("code").max())
    due = changes.filter(nw.col("by_due") == 1).group_by("hold").agg(due_since=nw.col("since").max())
    due = due.join(changes.filter(nw.col("by_due") == 1), left_on=["hold", "due_since"], right_on=["hold", "since"], how="inner")
    due = due.group_by("hold", "due_since").agg(due_months=nw.col("months").max())
    return (
        found.join(picked, on=["hold", "day", "as_of"], how="left")
        .join(due, on="hold", how="left")
        .with_columns(
            months=whole(
                nw.when(nw.col("code").is_null() | (nw.col("edge") == 1))
                .then(nw.col("months"))
                .otherwise(nw.col("code").fill_null(0) % 1000)
            ),
            due_since=whole(nw.col("due_since").fill_null(NONE)),
            due_months=whole(nw.col("due_months").fill_null(-1)),
        )
        .drop("code")
    )


def _after_prerequisites(found: Frame, held: Held, prerequisites: Frame, engine: Engine) -> Frame:
    """The candidates with the day from which they count; strict ones done too early and those still waiting lose."""
    counts = prerequisites.group_by("hold", "strict").agg(need=nw.col("position").count())
    sure, possible = (
        engine.settle(_together(nw.concat(each, how="vertical"), prerequisites, counts, found)) for each in (held.sure, held.possible)
    )
    asked = found.select("hold").unique().join(counts.with_columns(need=nw.col("need").cast(nw.Int64)), on="hold", how="inner")
    strict = asked.filter(nw.col("strict") == 1).select("hold", has_strict=nw.lit(1, dtype=nw.Int64))
    loose = asked.filter(nw.col("strict") == 0).select("hold", has_loose=nw.lit(1, dtype=nw.Int64))
    days = found.select(*KEYS, "day").unique()
    return (
        found.join(strict, on="hold", how="left")
        .join(loose, on="hold", how="left")
        .join(_on_the_day(days, sure), on=[*KEYS, "day"], how="left")
        .join(_first_open(days, sure, "opens"), on=[*KEYS, "day"], how="left")
        .join(_first_open(days, possible, "may_open"), on=[*KEYS, "day"], how="left")
        .with_columns(
            lost=nw.when((nw.col("lost") == "") & (nw.col("has_strict").fill_null(0) == 1) & (nw.col("on_day").fill_null(0) == 0))
            .then(nw.lit("BEFORE_PREREQ"))
            .otherwise(nw.col("lost")),
        )
        .with_columns(
            doubt=nw.when(
                (nw.col("has_loose").fill_null(0) == 1)
                & nw.col("opens").is_null()
                & ~nw.col("may_open").is_null()
                & (nw.col("doubt") == "")
            )
            .then(nw.lit("PREREQ_MISSING"))
            .otherwise(nw.col("doubt")),
            lost=nw.when(
                (nw.col("lost") == "") & (nw.col("has_loose").fill_null(0) == 1) & nw.col("opens").is_null() & nw.col("may_open").is_null()
            )
            .then(nw.lit("PREREQ_MISSING"))
            .otherwise(nw.col("lost")),
            opens=whole(
                nw.when(nw.col("has_loose").fill_null(0) == 0)
                .then(nw.col("day"))
                .otherwise(nw.when(nw.col("opens").is_null()).then(nw.col("may_open")).otherwise(nw.col("opens")))
                .fill_null(FOR_EVER)
            ),
        )
        .drop("has_strict", "has_loose", "on_day", "may_open")
    )


def _together(spells_of: Frame, prerequisites: Frame, counts: Frame, found: Frame) -> Frame:
    """The spells in which all prerequisites of one strictness are held at once."""
    pieces = (
        found.select(*KEYS)
        .unique()
        .join(prerequisites, on="hold", how="inner")
        .join(spells_of, left_on=["view", "needs"], right_on=["view", "hold"], how="inner")
        .join(counts, on=["hold", "strict"], how="inner")
        .select("view", "hold", "strict", "need", "s", "e")
    )
    return spells(pieces, ["view", "hold", "strict", "need"], need="need")


def _on_the_day(days: Frame, together: Frame) -> Frame:
    strict = together.filter(nw.col("strict") == 1).drop("strict", "need")
    met = days.join(strict, on=KEYS, how="inner").filter(nw.col("s") <= nw.col("day"), nw.col("day") <= nw.col("e"))
    return met.select(*KEYS, "day").unique().with_columns(on_day=nw.lit(1, dtype=nw.Int64))


def _first_open(days: Frame, together: Frame, into: str) -> Frame:
    loose = together.filter(nw.col("strict") == 0).drop("strict", "need")
    met = days.join(loose, on=KEYS, how="inner").filter(nw.col("e") >= nw.col("day"))
    return met.with_columns(open_=nw.max_horizontal("s", "day")).group_by(*KEYS, "day").agg(nw.col("open_").min().alias(into))


def _with_end(found: Frame, engine: Engine, leaves: Leaves, *, chains: bool, fixed: bool) -> tuple[Frame, int]:
    """The candidates with their last day (``e``) and what set it (``ended_by``)."""
    found = found.with_columns(
        cap=nw.min_horizontal("issuer_end", "counts_until"),
        cut=whole(
            nw.when(nw.min_horizontal("revoked", "fail_day") >= FOR_EVER)
            .then(nw.lit(FOR_EVER))
            .otherwise(nw.min_horizontal("revoked", "fail_day") - 1)
        ),
        length_=whole(nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(nw.lit(0))),
        dues_=whole(
            nw.when((nw.col("due_since") != NONE) & (nw.col("day") >= nw.col("due_since"))).then(nw.col("due_months")).otherwise(nw.lit(-1))
        ),
    )
    found = found.with_columns(length_=whole(nw.when(nw.col("dues_") > 0).then(nw.col("dues_")).otherwise(nw.col("length_"))))
    found = with_last_day(found, "day", "length_", "ends", "rolling_")
    found = with_year_end(found, "day", "year_month", "year_day", "yearly_")
    if fixed:
        found = with_fixed_due(found, "day", "first_due", "length_", "min_active", "due_")
    else:
        found = found.with_columns(due_=nw.lit(FOR_EVER, dtype=nw.Int64))
    rolling = (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO) & (nw.col("months") > 0)
    natural = (
        nw.when(nw.col("yearly") == 1)
        .then(nw.col("yearly_"))
        .otherwise(
            nw.when(nw.col("first_due") != LONG_AGO)
            .then(nw.col("due_"))
            .otherwise(nw.when(nw.col("length_") > 0).then(nw.col("rolling_")).otherwise(nw.lit(FOR_EVER)))
        )
    )
    found = found.with_columns(natural=whole(natural), rolls_=whole(rolling)).drop("rolling_", "yearly_", "due_", "length_", "dues_")
    long_chains = 0
    if chains:
        found = engine.settle(found)
        found = found.with_columns(away=whole((nw.col("leave") == 1) & nw.col("view").is_in(sorted(leaves) or [-1])))
        windows = (nw.col("window_days") >= 0) | (nw.col("window_months") >= 0) | (nw.col("backdates") == 1)
        windows = windows | (nw.col("due_since") != NONE) | (nw.col("away") == 1)
        refreshed = found.filter(nw.col("refresher") == 1).select(*KEYS, has_refresher=nw.lit(1, dtype=nw.Int64)).unique()
        found = found.join(refreshed, on=KEYS, how="left").with_columns(
            in_chain=whole(
                (nw.col("lost") == "")
                & (nw.col("doubt") != "SCORE_MISSING")
                & (((nw.col("rolls_") == 1) & windows) | (nw.col("has_refresher").fill_null(0) == 1))
            )
        )
        linked, long_chains = chained(found.filter(nw.col("in_chain") == 1).select(*KEYS, *LINK, *TERMS).unique(), engine, leaves)
        found = found.join(linked.drop(*TERMS), on=[*KEYS, *LINK], how="left")
        inside = nw.col("in_chain") == 1
        found = found.with_columns(
            natural=whole(nw.when(inside).then(nw.col("chain_end")).otherwise(nw.col("natural"))),
            lost=nw.when(inside & (nw.col("chain_lost").fill_null("") != "")).then(nw.col("chain_lost")).otherwise(nw.col("lost")),
        ).drop("has_refresher", "in_chain", "chain_end", "chain_lost")
    found = found.with_columns(e=nw.min_horizontal("natural", "cap", "cut"))
    # What set the end: of two that agree, the one that says most.
    end = nw.col("e")
    return found.with_columns(
        ended_by=nw.when((nw.col("revoked") < FOR_EVER) & (nw.col("revoked") - 1 == end))
        .then(nw.lit("REVOKED"))
        .otherwise(
            nw.when(nw.col("issuer_end") == end)
            .then(nw.lit("ISSUER_END"))
            .otherwise(
                nw.when(nw.col("counts_until") == end)
                .then(nw.lit("SUPERSEDED"))
                .otherwise(nw.when(nw.col("fail_day") - 1 == end).then(nw.lit("BELOW_PASS")).otherwise(nw.lit("EXPIRED")))
            )
        )
    ), long_chains


def _joined_readings(found: Frame) -> Frame:
    """Candidates that count with their days, the readings of a vague one taken together.

    It surely holds from its latest start to its earliest end, where every reading counts, and possibly from the earliest
    start to the latest end.
    """
    found = found.with_columns(s=nw.max_horizontal("day", "opens"))
    exact = found.filter(nw.col("vague") == 0, nw.col("lost") == "").with_columns(sure=whole(nw.col("doubt") == ""))
    vague = found.filter(nw.col("vague") == 1)
    keys = [*KEYS, "record_id", "via", "way_version"]
    counts = vague.with_columns(lost_=whole(nw.col("lost") != "")).group_by(*keys).agg(nw.col("lost_").sum())
    good = (
        vague.filter(nw.col("lost") == "", nw.col("s") <= nw.col("e"))
        .group_by(*keys)
        .agg(
            first_s=nw.col("s").min(),
            last_s=nw.col("s").max(),
            first_e=nw.col("e").min(),
            last_e=nw.col("e").max(),
            day=nw.col("day").min(),
            evidence_rank=nw.col("evidence_rank").max(),
            source_rank=nw.col("source_rank").min(),
            ended_by=nw.col("ended_by").min(),
            blank_=nw.col("doubt").max(),
        )
        .join(counts, on=keys, how="left")
    )
    common = nw.lit("DATE_TOO_VAGUE")
    may = good.with_columns(s=nw.col("first_s"), e=nw.col("last_e"), sure=nw.lit(0, dtype=nw.Int64), doubt=common)
    surely = good.filter(nw.col("lost_") == 0, nw.col("blank_") == "").with_columns(
        s=nw.col("last_s"), e=nw.col("first_e"), sure=nw.lit(1, dtype=nw.Int64), doubt=nw.lit("")
    )
    columns = [*KEYS, "s", "e", "record_id", "via", "day", "evidence_rank", "source_rank", "sure", "doubt", "ended_by"]
    return nw.concat([each.select(*columns) for each in (exact, may, surely)], how="vertical").with_columns(
        sort=nw.lit(EARNED, dtype=nw.Int64)
    )


def _collect(held: Held, found: Frame, wanted: Frame, granted: Frame, engine: Engine) -> None:
    """Pieces, spells and losers of one level, added to what is held."""
    fit = engine.settle(_joined_readings(found))
    given = wanted.select(*KEYS, "module").join(granted, left_on=["view", "module"], right_on=["view", "subject"], how="inner")
    given = given.with_columns(
        via=nw.lit(""),
        day=nw.col("s"),
        evidence_rank=nw.lit(0, dtype=nw.Int64),
        source_rank=nw.lit(0, dtype=nw.Int64),
        ended_by=nw.lit("EXPIRED"),
    )
    running = fit.filter(nw.col("s") <= nw.col("e"))
    pieces = engine.settle(nw.concat([running.select(*PIECE), given.select(*PIECE)], how="vertical"))
    held.pieces.append(pieces)
    held.sure.append(engine.settle(spells(pieces.filter(nw.col("sure") == 1).select(*KEYS, "s", "e"), KEYS)))
    held.possible.append(engine.settle(spells(pieces.select(*KEYS, "s", "e"), KEYS)))
    # A document helps only what would still be in force with it. A vague completion lost only if its last reading did.
    last_reading = nw.col("day").max().over(*KEYS, "record_id", "via", "way_version")
    over = (
        found.with_columns(last_=last_reading)
        .filter(nw.col("day") == nw.col("last_"))
        .with_columns(
            reason=nw.when(nw.col("lost").is_in(["", "UNVERIFIED", "PREREQ_MISSING"]) & (nw.col("e") < nw.col("as_of")))
            .then(nw.col("ended_by"))
            .otherwise(nw.col("lost"))
        )
        .filter(nw.col("reason") != "")
    )
    held.losers.append(
        engine.settle(
            over.with_columns(
                cost=whole(
                    nw.when(nw.col("reason") == "UNVERIFIED")
                    .then(nw.lit(0))
                    .otherwise(nw.when(nw.col("reason") == "PREREQ_MISSING").then(nw.lit(1)).otherwise(nw.lit(2)))
                )
            ).select(*LOSER)
        )
    )


def numbered_losers(losers: Frame) -> Frame:
    """The losing records of each holding in order: the cheapest fix first, then the most recent, then the lowest id."""
    one = losers.with_columns(back_=-nw.col("day"), edge_=whole(nw.col("reason").is_in(["EQUIV_OUT_OF_DATES", "OUT_OF_DATES"])))
    return numbered(one.unique(), "place", ["cost", "back_", "edge_", "record_id", "reason", "via"], KEYS).drop("back_", "edge_")

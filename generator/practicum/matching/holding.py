"""Holding modules: from completions to the spells in which each module is held, and how it stands on the day asked about.

Holdings are worked level by level: a module's prerequisites are holdings themselves and come first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from practicum.matching.candidates import seen_through, with_attempts
from practicum.matching.chaining import KEYS, Leaves
from practicum.matching.civil_columns import ENDS, Frame, with_opening
from practicum.matching.ending import with_end, with_length
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.folding import EXEMPT, RECOGNISED, WAIVED
from practicum.matching.leaving import leave_of, moves_of
from practicum.matching.nodes import WIDE, view_of
from practicum.matching.prior_learning import as_candidates, weighed
from practicum.matching.recognising import arrivals
from practicum.matching.spells import bounds, numbered, spells, whole
from practicum.matching.waiting import after_prerequisites
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.model.verdict import FIXES, Fix
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

# How a piece of time came to be held (`sort`), by the ranks of states: earned first, then recognised, exempt, waived.
EARNED = 0
# What the rules say of a holding that picks the records for it; the rest is looked up when those are few.
PICKS = ["module", "wanted_edition", "done_from", "done_until", "pass_mark", "evidence", "attempts", "latest"]
LENGTHS = [*ENDS, "leave"]
PIECE = [*KEYS, "s", "e", "record_id", "via", "day", "sort", "evidence_rank", "source_rank", "sure", "doubt", "ended_by"]
# What lost for something else that can be obtained, which is cheaper than doing it again.
OBTAINED = [reason.value for reason, fix in FIXES.items() if fix is Fix.OBTAIN]
LOSER = [*KEYS, "record_id", "day", "via", "reason", "cost"]


@dataclass
class Held:
    """Everything about holdings that the rest of a run asks: pieces of time, spells of it, records that lost.

    ``turns`` are the days on which something of it turns (view, ``day``), where a run asks for boundaries.
    """

    pieces: list[Frame] = field(default_factory=list)
    sure: list[Frame] = field(default_factory=list)
    # The same as `sure` as long as nothing is in doubt.
    possible: list[Frame] = field(default_factory=list)
    doubtful: bool = False
    losers: list[Frame] = field(default_factory=list)
    long_chains: int = 0
    turns: list[Frame] | None = None


def rule_table(rules: RuleTables, engine: Engine, name: str) -> Frame:
    """One table of the rules on the engine."""
    return engine.rows_table({column: rules.column(name, column) for column in COLUMNS[name]}, COLUMNS[name])


def hold_modules(rules: RuleTables, facts: Facts, views: Frame, needs: Frame, voids: Frame, done: Frame, *, turning: bool = False) -> Held:
    """The spells of every holding that is needed.

    ``needs`` has the columns view and hold, prerequisites included; ``done`` is what ``completions`` gives.
    """
    engine = facts.engine
    held = Held(turns=[] if turning else None)
    granted = engine.settle(_granted(facts, views, voids))
    exempt = engine.settle(_exempt(rule_table(rules, engine, "exempting"), needs, done)) if rules.rows("exempting") else None
    leaves = _leaves(facts, views, voids) if any(row["leave"] for row in rules.rows("holdings")) else {}
    terms = rule_table(rules, engine, "holdings").rename({"done_from": "done_from", "edition": "wanted_edition"})
    sources = rule_table(rules, engine, "sources").rename({"version": "way_version", "done_from": "edge_from", "done_until": "edge_until"})
    changes = rule_table(rules, engine, "changes") if rules.rows("changes") else None
    prerequisites = rule_table(rules, engine, "prerequisites")
    # Without a single module in the rules there is still one level, an empty one.
    levels = sorted({row["level"] for row in rules.rows("holdings")}) or [0]
    lengths = terms.select("hold", *LENGTHS)
    codes = {name: place for place, name in enumerate(sorted(set(rules.column("sources", "source"))))}
    named = engine.rows_table({"source": list(codes), "code": list(codes.values())}, {"source": "code", "code": "whole"})
    sources = sources.join(named, on="source", how="inner")
    done = done.join(named.rename({"source": "module"}), on="module", how="inner")
    done = engine.settle(done.with_columns(way=nw.col("view") * WIDE + nw.col("code")).drop("view", "module", "code"))
    refreshers = any(row["refresher"] for row in rules.rows("sources"))
    chains = refreshers or bool(rules.rows("changes")) or any(_has_chain(row) for row in rules.rows("holdings"))
    fixed = any(row["first_due"] != LONG_AGO for row in rules.rows("holdings"))
    yearly = any(rules.column("holdings", "yearly"))
    windows = any(_has_chain(row) for row in rules.rows("holdings"))
    arrived = None
    if rules.rows("recognitions"):
        asked = needs.join(terms.select("hold", "country", "wanted_edition"), on="hold", how="inner")
        arrived = arrivals(engine, asked, rule_table(rules, engine, "recognitions"), engine.settle(moves_of(facts, views, voids)))
    prior = weighed(rules, facts, views, voids, needs.join(terms.select("hold", "policy", "module"), on="hold", how="inner"))
    bounded = {row["level"] for row in rules.rows("holdings") if row["attempts"] >= 0 or row["latest"]}
    for level in levels:
        wanted = needs.join(terms.filter(nw.col("level") == level), on="hold", how="inner").join(
            views.select("view", "as_of"), on="view", how="inner"
        )
        found = engine.settle(seen_through(wanted.select(*KEYS, "view", "hold", *PICKS), sources, done, arrived).drop(*PICKS[2:-2]))
        found = with_attempts(found) if level in bounded else found.with_columns(fail_day=nw.lit(FOR_EVER, dtype=nw.Int64))
        found = engine.settle(with_length(found, changes).with_columns(sort=nw.lit(EARNED, dtype=nw.Int64)))
        if level > 0:
            found = engine.settle(after_prerequisites(found, held.sure, held.possible if held.doubtful else None, prerequisites, engine))
        else:
            found = found.with_columns(opens=nw.col("day"))
        found = found.with_columns(opens=nw.max_horizontal("opens", "moved"))
        if prior is not None:
            found = nw.concat([found, engine.settle(_recognised(wanted, sources, prior, changes, found))], how="vertical")
        found = found.join(lengths, on="hold", how="inner")
        found = _let_off(found, granted, exempt) if refreshers else found.with_columns(let_off=nw.lit(0, dtype=nw.Int64))
        found, long_chains = with_end(found, engine, leaves, chains=chains or bool(leaves), fixed=fixed, yearly=yearly, windows=windows)
        held.long_chains += long_chains
        _collect(held, engine.settle(found), wanted, granted, exempt, engine)
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


def _recognised(wanted: Frame, sources: Frame, prior: Frame, changes: Frame | None, found: Frame) -> Frame:
    """Prior learning as candidates beside those ``found``: it counts from its decision, whatever its prerequisites."""
    later = ("due_since", "due_months", "sort", "opens")
    recognised = with_length(
        as_candidates(wanted, sources, prior, found.select(*[name for name in columns_in(found) if name not in later])), changes
    )
    recognised = recognised.with_columns(sort=nw.lit(RECOGNISED, dtype=nw.Int64), opens=nw.col("day"))
    return recognised.select(*columns_in(found))


def _exempt(exempting: Frame, needs: Frame, done: Frame) -> Frame:
    """The days on which a rule exempts from the module of a holding, by what was completed before: as ``_granted``, by hold."""
    earlier = needs.select(*KEYS, "view", "hold").join(exempting, on="hold", how="inner")
    earlier = earlier.join(done, on=["view", "module"], how="inner").filter(nw.col("day") < nw.col("before"), nw.col("result") != "failed")
    end = nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER))
    return earlier.select(
        *KEYS,
        "record_id",
        s=nw.col("day"),
        e=whole(end),
        sort=nw.lit(EXEMPT, dtype=nw.Int64),
        sure=nw.lit(1, dtype=nw.Int64),
        doubt=nw.lit(""),
    )


def _let_off(found: Frame, granted: Frame, exempt: Frame | None) -> Frame:
    """The candidates with whether the module was waived or exempt on their day (``let_off``); it matters to refreshers."""
    days = found.filter(nw.col("refresher") == 1).select(*KEYS, "view", "module", "day").unique()
    then = days.join(granted.select("view", "subject", "s", "e"), left_on=["view", "module"], right_on=["view", "subject"], how="inner")
    if exempt is not None:
        by_rule = days.join(exempt.select(*KEYS, "s", "e"), on=KEYS, how="inner")
        then = nw.concat([each.select(*KEYS, "day", "s", "e") for each in (then, by_rule)], how="vertical")
    then = then.filter(nw.col("s") <= nw.col("day"), nw.col("day") <= nw.col("e"))
    then = then.select(*KEYS, "day").unique().with_columns(let_off=nw.lit(1, dtype=nw.Int64))
    return found.join(then, on=[*KEYS, "day"], how="left").with_columns(let_off=whole(nw.col("let_off").fill_null(0)))


def _leaves(facts: Facts, views: Frame, voids: Frame) -> Leaves:
    """The leave of each view, as the chains read it."""
    found: dict[int, list[tuple[int, int]]] = {}
    for row in facts.engine.rows(leave_of(facts, views, voids)):
        found.setdefault(row["view"], []).append((row["s"], row["e"]))
    return found


def _collect(held: Held, found: Frame, wanted: Frame, granted: Frame, exempt: Frame | None, engine: Engine) -> None:
    """Pieces, spells and losers of one level, added to what is held."""
    fit = found.with_columns(s=nw.max_horizontal("day", "opens"), sure=whole(nw.col("doubt") == "")).filter(nw.col("lost") == "")
    fit = engine.settle(fit)
    given = wanted.select(*KEYS, "view", "module").join(granted, left_on=["view", "module"], right_on=["view", "subject"], how="inner")
    if exempt is not None:
        days = [*KEYS, "s", "e", "record_id", "sort", "sure", "doubt"]
        by_rule = wanted.select(*KEYS).join(exempt, on=KEYS, how="inner")
        given = nw.concat([each.select(*days) for each in (given, by_rule)], how="vertical")
    given = given.with_columns(
        via=nw.lit(""),
        day=nw.col("s"),
        evidence_rank=nw.lit(0, dtype=nw.Int64),
        source_rank=nw.lit(0, dtype=nw.Int64),
        ended_by=nw.lit("EXPIRED"),
    )
    pieces = nw.concat([fit.select(*PIECE), given.select(*PIECE)], how="vertical").filter(nw.col("s") <= nw.col("e"))
    pieces = engine.settle(pieces)
    held.pieces.append(pieces)
    if held.turns is not None:
        held.turns.append(engine.settle(_turns(found, pieces)))
    held.sure.append(engine.settle(spells(pieces.filter(nw.col("sure") == 1).select(*KEYS, "s", "e"), KEYS)))
    doubtful = engine.count(pieces.filter(nw.col("sure") == 0)) > 0
    held.doubtful = held.doubtful or doubtful
    held.possible.append(engine.settle(spells(pieces.select(*KEYS, "s", "e"), KEYS)) if doubtful else held.sure[-1])
    # A document helps only what would still be in force with it.
    # Of several moves that let one edition count, the last says how it stands.
    of_record = [*KEYS, "record_id", "via", "way_version"]
    over = (
        found.with_columns(last_move_=nw.col("moved").max().over(*of_record))
        .filter(nw.col("moved") == nw.col("last_move_"))
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
                    .otherwise(nw.when(nw.col("reason").is_in(OBTAINED)).then(nw.lit(1)).otherwise(nw.lit(2)))
                )
            ).select(*LOSER)
        )
    )


def _turns(found: Frame, pieces: Frame) -> Frame:
    """The days on which modules turn: view, ``day``; what lost turns too, for why it lost is said."""
    ends = with_opening(found.filter(nw.col("e") < FOR_EVER), "e", "opened_")
    turning = [ends.select("view", day=whole(day)) for day in (nw.col("opened_"), nw.col("e") + 1, nw.col("e") + nw.col("grace") + 1)]
    return nw.concat(
        [*turning, found.select("view", day=whole(nw.col("opens"))), bounds(pieces.with_columns(view=view_of()), "view")], how="vertical"
    )


def numbered_losers(losers: Frame) -> Frame:
    """The losing records of each holding in order: the cheapest fix first, then the most recent, then the lowest id."""
    one = losers.with_columns(back_=-nw.col("day"), edge_=whole(nw.col("reason").is_in(["EQUIV_OUT_OF_DATES", "OUT_OF_DATES"])))
    return numbered(one.unique(), "place", ["cost", "back_", "edge_", "record_id", "reason", "via"], KEYS).drop("back_", "edge_")

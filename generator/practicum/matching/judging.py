"""One run: asks and facts in, the state of every certificate and requirement out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from practicum.matching.applying import runs_of, since_certified
from practicum.matching.asking import levels_of, with_bases
from practicum.matching.both_sides import both_sides
from practicum.matching.boundaries import boundaries_of
from practicum.matching.bounding import approvals_of, bounded_awards, late_awards, provisional_limits, provisional_starts
from practicum.matching.candidates import completions
from practicum.matching.certifying import Life, award_spells, cancelled_certificates, issued_certificates, shown_state
from practicum.matching.civil_columns import Frame
from practicum.matching.cycles import live
from practicum.matching.experience import posts_counting
from practicum.matching.facts import Facts
from practicum.matching.folding import NOT_YET, WAIVED, Folded
from practicum.matching.holding import Held, hold_modules, rule_table
from practicum.matching.leaving import leave_of, moves_of
from practicum.matching.nodes import NODE, NOW, holding_of, node_of
from practicum.matching.serving import asked_later, served_by
from practicum.matching.spells import numbered, whole
from practicum.matching.trees import Trees, fold_trees, grow, role_spells, with_once_again
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from practicum.tables import nw

NOW_COLUMNS = [*NOW, "valid_from", "ended"]
# What stands below the rows of requirements; a run works out only what is asked of it.
BELOW = ("closings", "losers", "pieces", "lapses", "amounts", "disagreements")


@dataclass
class Judged:
    """Everything a run found, as lazy frames; ``Verdicts`` and ``explain`` read from here.

    What nobody asked for is None. Of the requirements there are then only those that no program can evaluate.
    """

    certificates: Frame
    requirements: Frame
    closings: Frame | None
    losers: Frame | None
    pieces: Frame | None
    lapses: Frame | None
    amounts: Frame | None
    long_chains: int
    disagreements: Frame | None = None
    # Readings of vague days that were too many to judge.
    left_out: int = 0
    # The next day on which a verdict may change by itself, where it was asked for: learner, as_of, ``day``.
    boundaries: Frame | None = None


@dataclass
class _Run:
    """What every level of a run shares."""

    rules: RuleTables
    facts: Facts
    views: Frame
    voids: Frame
    roles: Frame
    table: Frame
    requirements: Frame
    held: Held
    done: Frame
    cancelled: Frame
    late: Frame
    starts: Frame
    approvals: Frame
    leave: Frame | None
    moves: Frame
    bands: Frame | None
    tables: Collection[str]


def judge(rules: RuleTables, facts: Facts, asks: Frame, tables: Collection[str] = ("requirements", *BELOW)) -> Judged:
    """Judge every ask (see ``ASK_KINDS``); asks with ``shown`` 0 are judged only because others look at them.

    ``tables`` names what is wanted beside the certificates; `boundaries` are the days on which verdicts may change by themselves.

    Certifications are judged level by level: a certificate that another looks at comes first.
    """
    engine = facts.engine
    asks = with_bases(rules, asks, facts)
    # Rules that nobody is asked about cost time and say nothing.
    asked = {(row["country"], row["certification"]) for row in engine.rows(asks.select("country", "certification").unique())}
    # Where nobody is asked anything the tables keep their shape.
    rules = rules.only(asked) if asked else rules
    views = asks.select("learner", "country", "as_of", "known_at").unique()
    views = engine.settle(numbered(views, "view", ["learner", "country", "as_of", "known_at"]))
    asks = engine.settle(asks.join(views, on=["learner", "country", "as_of", "known_at"], how="inner"))
    voids = engine.settle(facts.voids())
    table = engine.settle(rule_table(rules, engine, "rules"))
    cases = asks.join(
        table.rename({"role": "rule_role"}).select("country", "certification", "rule", "rule_role", "starts", "until", "adopted"),
        on=["country", "certification"],
        how="inner",
    ).filter(nw.col("adopted") <= nw.col("known_at"))
    # A version without a last day of its own ends on the day before the next one begins, as far as that was known.
    following = (nw.col("starts").shift(-1).over("ask", order_by=["starts", "rule"]) - 1).fill_null(FOR_EVER)
    cases = cases.with_columns(until=nw.min_horizontal("until", nw.max_horizontal("starts", whole(following))))
    cases = engine.settle(numbered(cases, "case", ["ask", "rule"]))
    done = engine.settle(completions(facts, views, voids, rule_table(rules, engine, "versions")))
    held = hold_modules(rules, facts, views, _needs(rules, facts, cases), voids, done, turning="boundaries" in tables)
    run = _Run(
        rules,
        facts,
        views,
        voids,
        engine.settle(role_spells(facts, views, voids)),
        table,
        engine.settle(rule_table(rules, engine, "requirements")),
        held,
        done,
        engine.settle(cancelled_certificates(facts, views, voids)),
        engine.settle(late_awards(facts, views, voids)),
        engine.settle(provisional_starts(facts, views, voids)),
        engine.settle(approvals_of(facts, views, voids)),
        engine.settle(leave_of(facts, views, voids))
        if any(row["leave"] or row["provisional_leave"] for row in rules.rows("rules"))
        else None,
        engine.settle(moves_of(facts, views, voids)),
        engine.settle(rule_table(rules, engine, "bands")) if rules.rows("bands") else None,
        tables,
    )
    levels = levels_of(rules)
    named = engine.rows_table(
        {"country": [key[0] for key in levels], "certification": [key[1] for key in levels], "level": list(levels.values())},
        {"country": "code", "certification": "code", "level": "whole"},
    )
    asks = asks.join(named, on=["country", "certification"], how="left").with_columns(level=whole(nw.col("level").fill_null(0)))
    cases = cases.join(named, on=["country", "certification"], how="left")
    # Views, certificates judged so far: spells, and how long each is in grace on the day.
    bases = asks.filter(nw.col("ask") < 0).select(
        "view", "certification", s=nw.col("as_of"), e=nw.col("as_of"), grace_until=nw.col("as_of")
    )
    parts: list[Judged] = []
    served: Frame | None = None
    for level in sorted(set(levels.values())):
        part, new_bases, more = _judge_level(
            run, engine.settle(asks.filter(nw.col("level") == level)), engine.settle(cases.filter(nw.col("level") == level)), bases, served
        )
        parts.append(part)
        bases = engine.settle(nw.concat([bases, new_bases], how="vertical"))
        served = more if served is None or more is None else engine.settle(nw.concat([served, more], how="vertical"))
    names = ("certificates", "requirements", "closings", "losers", "pieces", "lapses", "amounts")
    found = {name: [table for part in parts if (table := getattr(part, name)) is not None] for name in names}
    together: dict[str, Any] = {name: nw.concat(each, how="vertical") if each else None for name, each in found.items()}
    turns: list[Frame] | None = None if held.turns is None else []
    disagreements = None
    if "disagreements" in tables:
        disagreements = both_sides(rules, facts, asks, together["requirements"], views, voids, run.done, held, turns)
    nearest = [part.boundaries for part in parts if part.boundaries is not None]
    more = [each.join(views, on="view", how="inner").filter(nw.col("day") > nw.col("as_of")) for each in turns or ()]
    nearest += [each.select("learner", "as_of", "day") for each in more]
    boundaries = engine.settle(nw.concat(nearest, how="vertical")) if nearest else None
    return Judged(**together, long_chains=held.long_chains, disagreements=disagreements, boundaries=boundaries)


def _judge_level(run: _Run, asks: Frame, cases: Frame, bases: Frame, served: Frame | None) -> tuple[Judged, Frame, Frame | None]:
    rules, facts = run.rules, run.facts
    engine = facts.engine
    told = not {"requirements", *BELOW}.isdisjoint(run.tables)
    about = (run.views, run.voids, run.roles, run.moves, run.held, run.requirements, run.done, bases, served)
    trees = grow(rules, facts, cases, *about, told=told or "boundaries" in run.tables)
    folded = fold_trees(trees, trees.award, engine, parts=("award", "always_in_date"))
    # The version in force on the day; the latest begun where none is.
    begun = cases.filter(nw.col("starts") <= nw.col("as_of")).with_columns(
        over_=whole(nw.col("until") < nw.col("as_of")), back_=-nw.col("starts")
    )
    current = engine.settle(
        numbered(begun, "nth", ["over_", "back_", "rule"], ["ask"]).filter(nw.col("nth") == 1).select("ask", "case", "rule", "over_")
    )
    terms = engine.settle(current.join(run.table.drop("country", "certification", "role"), on="rule", how="inner"))
    award = engine.settle(award_spells(cases, run.table, folded))
    issued = engine.settle(issued_certificates(facts, asks, run.views, run.voids))
    limits = engine.settle(provisional_limits(asks, terms, run.roles, run.starts, run.leave, folded.sure))
    award, refused = bounded_awards(engine, asks, terms, award, bases, trees, cases, limits, run.late, run.roles, issued)
    every = cases.select("ask", "case", "rule").join(run.table.drop("country", "certification", "role"), on="rule", how="inner")
    life = live(
        facts, asks, cases, terms, award, issued, run.cancelled, trees, folded, bases, run.approvals, run.leave, run.bands, run.roles, every
    )
    if "certified" in rules.column("requirements", "within_of"):
        held = life.spells.join(terms.select("ask", "grace"), on="ask", how="inner")
        runs = runs_of(held).join(cases.select("ask", "case"), on="ask", how="inner").drop("ask")
        nodes, asked = since_certified(trees.nodes, engine.settle(runs), run.roles)
        trees = replace(trees, nodes=engine.settle(nodes), applies=engine.settle(nw.concat([trees.applies, asked], how="vertical")))
        if asked_later(rules):
            trees = with_once_again(trees, engine, served)
        folded = fold_trees(trees, trees.award, engine, parts=("award", "always_in_date"))
    certificates = _certificates(facts, asks, terms, life, folded, trees, run.roles, limits, refused)
    states = [folded.now, life.renew_now.select(*NOW_COLUMNS)]
    if life.return_now is not None:
        states.append(life.return_now.select(*NOW_COLUMNS))
    requirements_now = nw.concat(states, how="vertical")
    if not told:
        requirements_now = requirements_now.filter(nw.col("reason") == "NOT_EVALUATED")
    shown = engine.settle(_requirements(trees, requirements_now, certificates, current, life.renew_cases, all_of_them=told))
    served = served_by(rules, engine, trees.counted, trees.applies, trees.granted, current, life.periods, life.versions)
    spells_now = life.spells.join(asks.select("ask", "view", "certification"), on="ask", how="inner")
    grace = life.now.select("ask", "grace_until")
    new_bases = spells_now.join(grace, on="ask", how="left").select(
        "view", "certification", "s", "e", grace_until=whole(nw.col("grace_until").fill_null(LONG_AGO))
    )
    below = _below(run.tables, trees, folded, life, shown)
    found: dict[str, Any] = {name: engine.settle(below[name]) if name in below else None for name in BELOW if name != "disagreements"}
    judged = Judged(certificates, shown, **found, long_chains=0)
    if run.held.turns is not None:
        judged.boundaries = boundaries_of(engine, asks, cases, certificates, run.held.turns, trees, life)
    return judged, new_bases, served


def _below(tables: Collection[str], trees: Trees, folded: Folded, life: Life, shown: Frame) -> dict[str, Frame]:
    """What stands below the rows of requirements: those of the tables that are wanted."""
    found: dict[str, Frame] = {}
    names = ["ask", "learner", "certification", "requirement"]
    about = shown.select("ask", *NODE, "learner", "certification", "requirement")
    if "closings" in tables:
        open_ = about.join(shown.select(*NODE, rank_=nw.col("rank")), on=NODE, how="inner").filter(nw.col("rank_") > WAIVED)
        if trees.closings is not None:
            found["closings"] = open_.join(trees.closings, on=NODE, how="inner").select(*names, "unit", "place")
    if "losers" in tables:
        counted = trees.counted.losers.with_columns(via=nw.lit(""))
        losers = [each.select(*NODE, "record_id", "day", "via", "reason", "place") for each in (trees.losers, counted)]
        lost = about.join(nw.concat(losers, how="vertical"), on=NODE, how="inner")
        found["losers"] = lost.select(*names, "record_id", "day", "via", "reason", "place")
    if "pieces" in tables:
        none = nw.lit(0.0)
        pieces = [
            trees.award.pieces.select(*NODE, "record_id", "day", "via", "s", "e", amount=none),
            trees.counted.acts.filter(nw.col("slice") == "")
            .with_columns(via=nw.lit(""))
            .select(*NODE, "record_id", "day", "via", "s", "e", "amount"),
            *([] if trees.worked is None else [posts_counting(trees.worked).with_columns(amount=none)]),
        ]
        held = about.join(nw.concat(pieces, how="vertical"), on=NODE, how="inner")
        found["pieces"] = held.select(*names, "record_id", "day", "via", "s", "e", "amount")
    if "lapses" in tables:
        found["lapses"] = _lapses(trees, shown)
    if "amounts" in tables:
        given = [each for each in (folded.slices, *life.slices) if each is not None]
        slices = nw.concat([each.select(*NODE, "slice", "done", "least", "most") for each in given], how="vertical")
        found["amounts"] = about.join(slices, on=NODE, how="inner").select(
            *names, category=nw.col("slice"), counted=nw.col("done"), least=nw.col("least"), most=nw.col("most")
        )
    return found


def _needs(rules: RuleTables, facts: Facts, cases: Frame) -> Frame:
    """The holdings every view needs, prerequisites included."""
    below: dict[int, list[int]] = {}
    for row in rules.rows("prerequisites"):
        below.setdefault(row["hold"], []).append(row["needs"])
    pairs: set[tuple[int, int]] = set()
    rule_of = {row["req"]: row["rule"] for row in rules.rows("requirements")}
    wanted = [(row["rule"], row["hold"]) for row in rules.rows("requirements") if row["hold"] >= 0]
    wanted += [(rule_of[row["req"]], row["hold"]) for row in rules.rows("gates")]
    while wanted:
        pair = wanted.pop()
        if pair not in pairs:
            pairs.add(pair)
            wanted += [(pair[0], hold) for hold in below.get(pair[1], ())]
    listed = sorted(pairs)
    engine = facts.engine
    table = engine.rows_table(
        {"rule": [pair[0] for pair in listed], "hold": [pair[1] for pair in listed]}, {"rule": "whole", "hold": "whole"}
    )
    wanted = cases.select("view", "rule").unique().join(table, on="rule", how="inner").select("view", "hold").unique()
    return engine.settle(wanted.with_columns(holding=holding_of()))


def _certificates(
    facts: Facts, asks: Frame, terms: Frame, life: Life, folded: Folded, trees: Trees, roles: Frame, limits: Frame, refused: Frame
) -> Frame:
    engine = facts.engine
    roots = terms.select("ask", node=node_of(req="award")).join(folded.now, on=NODE, how="inner")
    award_now = roots.select(
        "ask",
        award_rank=nw.col("rank"),
        award_reason=nw.col("reason"),
        award_record=nw.col("record_id"),
        award_via=nw.col("via"),
    )
    # Whether something short has time of its own, counted from an event.
    timed = (
        trees.nodes.filter(nw.col("part") == "award", nw.col("within_of").is_in(["appointed", "moved"]))
        .select(*NODE, "case")
        .join(folded.now, on=NODE, how="inner")
    )
    timed = timed.filter(nw.col("rank") == NOT_YET).join(terms.select("ask", "case"), on="case", how="inner")
    timed = timed.group_by("ask").agg(time_until=nw.col("deadline").min())
    award_now = award_now.join(timed, on="ask", how="left")
    maybe = terms.select("ask", node=node_of(req="award")).join(folded.possible, on=NODE, how="inner")
    maybe = maybe.join(asks.select("ask", "as_of"), on="ask", how="inner").filter(
        nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")
    )
    maybe = maybe.select("ask").unique().with_columns(maybe=nw.lit(1, dtype=nw.Int64))
    tops = trees.nodes.filter(nw.col("part") == "always_in_date", nw.col("parent") < 0, nw.col("advisory") == 0).select(*NODE, "case")
    always = (
        tops.join(folded.now, on=NODE, how="inner").filter(nw.col("rank") < 9).join(terms.select("ask", "case"), on="case", how="inner")
    )
    always = always.group_by("ask").agg(worst=nw.col("rank").max())
    posts = asks.select("ask", "view", "as_of", post_role=nw.col("role")).join(
        roles, left_on=["view", "post_role"], right_on=["view", "role"], how="inner"
    )
    posts = posts.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).group_by("ask").agg(post_start=nw.col("s").max())
    terms = terms.drop("starts", "until", "over_")
    shown = shown_state(asks, terms, life.now, award_now, maybe, always, posts, limits, refused, life.conditional)
    if life.band is None:
        return engine.settle(shown.with_columns(band=nw.lit("")))
    here = life.band.filter(nw.col("lo") <= nw.col("as_of"), nw.col("as_of") <= nw.col("hi")).select("ask", band=nw.col("id"))
    return engine.settle(shown.join(here, on="ask", how="left"))


def _requirements(trees: Trees, now: Frame, certificates: Frame, current: Frame, renew_cases: Frame | None, *, all_of_them: bool) -> Frame:
    """The rows of the requirements table: the nodes of the rule in force, and of its renewal as the due day picks it.

    Without ``all_of_them`` only those that are in ``now``.
    """
    about = certificates.select("ask", "learner", "certification", "shown", cert_state=nw.col("state"))
    first = current.select("ask", "case", renewal=nw.lit(0, dtype=nw.Int64))
    again = current.select("ask", "case")
    if renew_cases is not None:
        again = nw.concat([renew_cases, again.join(renew_cases, on="ask", how="anti")], how="vertical")
    both = nw.concat([first, again.select("ask", "case", renewal=nw.lit(1, dtype=nw.Int64))], how="vertical")
    nodes = trees.nodes if all_of_them else trees.nodes.join(now.select(*NODE), on=NODE, how="inner")
    nodes = nodes.with_columns(renewal=whole(nw.col("part") == "renew"))
    nodes = nodes.join(both.join(about, on="ask", how="inner"), on=["case", "renewal"], how="inner").filter(nw.col("shown") == 1)
    return nodes.select(
        "ask",
        *NODE,
        "req",
        "learner",
        "certification",
        "cert_state",
        "as_of",
        requirement=nw.col("id"),
        parent_req=nw.col("parent"),
        part=nw.col("part"),
        position=nw.col("position"),
        depth=nw.col("depth"),
        kind=nw.col("kind"),
        subject=nw.col("subject"),
        says=nw.col("says"),
        advisory=nw.col("advisory"),
        rule=nw.col("rule"),
    ).join(now, on=NODE, how="left" if all_of_them else "inner")


def _lapses(trees: Trees, shown: Frame) -> Frame:
    """The days between two spells of a module requirement, after grace, where the later spell has begun."""
    nodes = trees.nodes.filter(nw.col("kind") == "module").join(trees.details, on="req", how="inner").select(*NODE, "grace")
    spell = (
        shown.select("ask", *NODE, "as_of", "learner", "certification", "requirement")
        .join(nodes, on=NODE, how="inner")
        .join(trees.award.sure, on=NODE, how="inner")
    )
    spell = spell.filter(nw.col("s") <= nw.col("as_of")).with_columns(before_=nw.col("e").shift(1).over("ask", *NODE, order_by="s"))
    gaps = spell.filter(~nw.col("before_").is_null()).with_columns(
        from_=whole(nw.col("before_") + nw.col("grace") + 1), until=whole(nw.col("s") - 1)
    )
    gaps = gaps.filter(nw.col("from_") <= nw.col("until"))
    return gaps.select("ask", "learner", "certification", "requirement", nw.col("from_").alias("from"), "until")

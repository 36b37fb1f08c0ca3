"""Trees of one run: the nodes of every case, when each applies, by when it is due, and what its leaves bring."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practicum.matching.activities import COUNTED, Counted, activities
from practicum.matching.applying import GRANT, asked_spells, granted_by, with_deadline
from practicum.matching.chaining import KEYS
from practicum.matching.civil_columns import Frame
from practicum.matching.closing import closings_of
from practicum.matching.counting import Counts, count
from practicum.matching.experience import Worked, with_experience, without_parts, worked
from practicum.matching.facts import Facts, standing
from practicum.matching.folding import MET, NOT_MET, SHAPE, UNKNOWN, Folded, fold
from practicum.matching.holding import Held, numbered_losers
from practicum.matching.module_states import module_states
from practicum.matching.nodes import NODE, NOW, hold_of, holding_of, node_of, view_of
from practicum.matching.serving import with_once
from practicum.matching.singles import HOLD_PIECE, certificates_held, competencies, placed
from practicum.matching.spells import spells, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine

GROUPS = ("all", "any", "routes", "modules")
SINGLES = ("module", "competency", "certificate")
SPELL = [*NODE, "s", "e"]
# What a rule says of single and counted requirements alone: it is looked up there, and not carried along at every node.
# fmt: off
DETAILS = [
    "need", "unit", "per", "months", "of_last", "level", "max_age", "decay", "by_role", "latest", "taught", "module", "carry_over",
    "hours_a_day", "win_from", "win_until", "carry_from", "count_once", "discussed", "rule_month", "rule_day", "module_once",
    "approved_only", "peer_min", "need_qualified", "req_unit", "asked_module", "window_days", "window_months", "grace", "hold_module",
    "lack", "lack_amount",
]
# fmt: on
# Parts of a rule that are judged by what was done in a cycle, and not once.
AGAIN = ("renew", "re_entry")


@dataclass
class Leaves:
    """What the leaves of the trees bring to a fold, keyed by node; ``possible`` is None where nothing is in doubt."""

    pieces: Frame
    sure: Frame
    possible: Frame | None
    now: Frame | None
    slices: Frame | None = None


@dataclass
class Again:
    """A part of the trees that is judged cycle after cycle, or after an absence."""

    nodes: Frame
    applies: Frame
    granted: Frame
    pieces: Frame
    single: Frame
    counted: Frame
    acts: Frame
    depths: list[int]
    carries: bool


@dataclass
class Trees:
    """The nodes of all cases and everything about them that does not depend on a cycle.

    ``details`` are the columns of ``DETAILS`` by req. ``counted`` is ``found`` without what served elsewhere, and ``award`` is ``singles``
    with what that adds up to.
    """

    nodes: Frame
    details: Frame
    depths: list[int]
    applies: Frame
    granted: Frame
    losers: Frame
    closings: Frame | None
    found: Counted
    counted: Counted
    parts: dict[str, Again]
    singles: Leaves
    award: Leaves
    rules: RuleTables
    roles: Frame
    worked: Worked | None = None


def role_spells(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """The unbroken intervals in which each role was held: view, role, ``s``, ``e``; adjacent posts are one."""
    posts = facts.dated("posts").select("learner", "record_id", "role", "day", "known", e=whole(nw.col("end").fill_null(FOR_EVER)))
    seen = standing(posts, views, voids).select("view", "role", s=nw.col("day"), e=nw.col("e"))
    return spells(seen, ["view", "role"])


def grow(
    rules: RuleTables,
    facts: Facts,
    cases: Frame,
    views: Frame,
    voids: Frame,
    roles: Frame,
    moves: Frame,
    held: Held,
    requirements: Frame,
    done: Frame,
    bases: Frame,
    served: Frame | None = None,
    *,
    told: bool = True,
) -> Trees:
    """The trees of all cases.

    ``cases``: case, ask, view, rule, as_of, rule_role; ``bases``: certificates judged before; ``served``: what they add up.
    Where nothing but certificates is ``told``, no record that lost is looked up for a renewal or a return, whose reasons nobody sees,
    and no piece for an award.
    """
    engine = facts.engine
    terms = engine.rows_table(
        {name: rules.column("holdings", name) for name in ("hold", "window_days", "window_months", "grace")}
        | {"hold_module": rules.column("holdings", "module")},
        {"hold": "whole", "window_days": "whole", "window_months": "whole", "grace": "whole", "hold_module": "code"},
    )
    untaught = nw.when(nw.col("taught") == 0).then(nw.lit("no_course:")).otherwise(nw.lit("competency:"))
    # What a rule says of a requirement is worked out once, before everybody to whom it applies stands beside it.
    asked = requirements.join(terms, on="hold", how="left").with_columns(
        leaf=whole(~nw.col("kind").is_in(list(GROUPS)) | (nw.col("empty") == 1)),
        n=whole(
            nw.when(nw.col("kind").is_in(["all", "modules"]) & (nw.col("empty") == 0))
            .then(nw.lit(-1))
            .otherwise(nw.when(nw.col("n") > 0).then(nw.col("n")).otherwise(nw.lit(1)))
        ),
        req_unit=nw.col("unit"),
        asked_module=nw.col("module"),
        window_days=whole(nw.col("window_days").fill_null(-1)),
        window_months=whole(nw.col("window_months").fill_null(-1)),
        grace=whole(nw.col("grace").fill_null(0)),
        lack=nw.when(nw.col("kind") == "module")
        .then(nw.concat_str(nw.lit("module:"), nw.col("hold_module").fill_null("")))
        .otherwise(
            nw.when(nw.col("kind") == "competency")
            .then(nw.concat_str(untaught, nw.col("subject")))
            .otherwise(nw.concat_str(nw.lit("certificate:"), nw.col("subject")))
        ),
        lack_amount=nw.when((nw.col("kind") == "competency") & (nw.col("taught") == 1))
        .then(nw.col("level"))
        .otherwise(nw.lit(1))
        .cast(nw.Float64),
    )
    kids = asked.filter(nw.col("parent") >= 0, nw.col("advisory") == 0).group_by("parent").agg(kids=nw.col("req").count())
    asked = asked.join(kids.rename({"parent": "req"}), on="req", how="left")
    asked = asked.join(asked.select(parent=nw.col("req"), n_above=nw.col("n")), on="parent", how="left")
    asked = engine.settle(asked.with_columns(kids=whole(nw.col("kids").fill_null(0)), n_above=whole(nw.col("n_above").fill_null(-1))))
    details = engine.settle(asked.select("req", *DETAILS))

    def detailed(some: Frame) -> Frame:
        return some.join(details, on="req", how="inner")

    nodes = cases.select("case", "view", "rule", "as_of", "rule_role", "certification").join(asked.drop(*DETAILS), on="rule", how="inner")
    nodes = nodes.with_columns(node=node_of())
    nodes = engine.settle(with_deadline(nodes, roles, moves))
    applies = engine.settle(asked_spells(nodes, roles, moves if any(rules.column("requirements", "only_then")) else None))
    granted = engine.settle(granted_by(rules, facts, nodes, views, voids, done))
    modules = engine.settle(nodes.filter(nw.col("kind") == "module").select(*NODE, "part", "rule", holding=holding_of()))
    cycled = nw.col("part").is_in(list(AGAIN))
    nobody = modules.filter(nw.col("node") < 0)
    kinds = {row["kind"] for row in rules.rows("requirements")}
    more_pieces, more_losers = [], []
    if "competency" in kinds:
        found = competencies(rules, facts, detailed(nodes.filter(nw.col("kind") == "competency")), views, voids, held)
        more_pieces.append(found[0])
        more_losers.append(found[1])
    if "certificate" in kinds:
        found = certificates_held(rules, facts, detailed(nodes.filter(nw.col("kind") == "certificate")), bases)
        more_pieces.append(found[0])
        more_losers.append(found[1])
    # The pieces of an award are looked at where its certificate falls with another by any version of its rule.
    tied = {(row["country"], row["certification"]) for row in rules.rows("rules") if row["falls_with"]}
    of_tied = [row["rule"] for row in rules.rows("rules") if (row["country"], row["certification"]) in tied]
    shown = modules if told else modules.filter(cycled | nw.col("rule").is_in(of_tied or [-1]))
    pieces = _at_nodes(shown, held.pieces, HOLD_PIECE)
    pieces = engine.settle(nw.concat([pieces, *more_pieces], how="vertical"))
    order = [*NODE, "record_id", "day", "via", "reason", "cost", "place"]
    lost = engine.settle(numbered_losers(nw.concat(held.losers, how="vertical")))
    losers = _at_nodes(modules if told else nobody, [lost], order)
    more_lost = placed(nw.concat(more_losers, how="vertical")).select(*order) if more_losers else None
    if more_lost is not None:
        losers = nw.concat([losers, more_lost], how="vertical")
    losers = engine.settle(losers)
    closings = closing = None
    if told:
        closing, behind = (engine.settle(each) for each in closings_of(rules, facts, views, held, lost))
        closings = engine.settle(_at_nodes(modules, [closing], [*NODE, "unit", "place"]))
    others = nw.concat(more_pieces, how="vertical") if more_pieces else pieces.filter(nw.col("node") < 0)
    once = modules if told else modules.filter(~cycled)
    sure = nw.concat([_at_nodes(once, held.sure, SPELL), spells(others.filter(nw.col("sure") == 1).select(*SPELL), NODE)], how="vertical")
    possible = None
    if held.doubtful or engine.count(others.filter(nw.col("sure") == 0)):
        possible = nw.concat([_at_nodes(once, held.possible, SPELL), spells(others.select(*SPELL), NODE)], how="vertical")
    windows = have_windows(rules)
    # A module stands alike wherever it is asked; in a cycle it is judged anew.
    now = _states_of_holdings(engine, views, held, terms, modules.filter(~cycled), lost, closing, windows=windows)
    single = detailed(nodes.filter(nw.col("kind").is_in(list(SINGLES)), cycled | (nw.col("kind") != "module"))).select(
        *NODE, "as_of", "part", "kind", "lack", "lack_amount", "window_days", "window_months", "grace"
    )
    single = engine.settle(single)
    if more_pieces and more_lost is not None:
        beside = single.filter(nw.col("kind") != "module")
        now = nw.concat([now, module_states(beside, others, more_lost, None, windows=windows)], how="vertical")
    if told:
        losers = engine.settle(nw.concat([losers, _at_nodes(modules, [behind], order)], how="vertical"))
    added = detailed(nodes.filter(nw.col("kind").is_in(list(COUNTED)), nw.col("evaluated") == 1))
    acts = activities(rules, facts, added, views, voids, held, silent=() if told else AGAIN)
    granted = engine.settle(nw.concat([granted, acts.reduced.select(*GRANT)], how="vertical"))
    counted = with_once(rules, engine, acts, applies, granted, served)
    posts = worked(rules, facts, detailed(nodes.filter(nw.col("kind") == "experience")), views, voids) if "experience" in kinds else None
    singles = Leaves(pieces, sure, possible, now)
    award = _counted_too(engine, nodes, singles, counted, posts)
    depths = sorted({row["depth"] for row in rules.rows("requirements")})
    parts = {part: _again(rules, engine, part, nodes, applies, granted, pieces, single, counted) for part in AGAIN}
    return Trees(nodes, details, depths, applies, granted, losers, closings, acts, counted, parts, singles, award, rules, roles, posts)


def with_once_again(trees: Trees, engine: Engine, served: Frame | None) -> Trees:
    """The trees with what counts once left out anew, now that ``applies`` tells since when the certified are asked.

    What that changes lies in `always_in_date` and in what an award asks only of the certified: it tells nothing new about their lives.
    """
    counted = with_once(trees.rules, engine, trees.found, trees.applies, trees.granted, served)
    return replace(trees, counted=counted, award=_counted_too(engine, trees.nodes, trees.singles, counted, trees.worked))


def _counted_too(engine: Engine, nodes: Frame, singles: Leaves, counted: Counted, posts: Worked | None) -> Leaves:
    """The leaves of what is judged once: the single ones, what was added up, and experience."""
    mine = counted.nodes.filter(~nw.col("part").is_in(list(AGAIN)))
    counts = count(engine, mine, counted, counted.acts.join(mine.select(*NODE), on=NODE, how="inner"), counted.losers)
    if posts is not None:
        counts = with_experience(engine, counts, without_parts(posts, AGAIN))
    now = [each for each in (singles.now, counts.now) if each is not None]
    return with_blanks(
        engine,
        nodes,
        Leaves(
            singles.pieces,
            nw.concat([singles.sure, counts.sure], how="vertical"),
            together(singles.sure, singles.possible, counts),
            nw.concat(now, how="vertical"),
            counts.slices,
        ),
    )


def _again(
    rules: RuleTables,
    engine: Engine,
    part: str,
    nodes: Frame,
    applies: Frame,
    granted: Frame,
    pieces: Frame,
    single: Frame,
    counted: Counted,
) -> Again:
    mine = engine.settle(nodes.filter(nw.col("part") == part))
    keys = mine.select(*NODE)

    def of_part(table: Frame) -> Frame:
        return engine.settle(table.join(keys, on=NODE, how="inner"))

    return Again(
        nodes=mine,
        applies=of_part(applies),
        granted=of_part(granted),
        pieces=of_part(pieces),
        single=of_part(single),
        counted=of_part(counted.nodes),
        acts=of_part(counted.acts),
        depths=sorted({row["depth"] for row in rules.rows("requirements") if row["part"] == part}) or [0],
        carries=any(row["carry_over"] >= 0 and row["per"] == "cycle" for row in rules.rows("requirements")),
    )


def with_blanks(engine: Engine, nodes: Frame, leaves: Leaves) -> Leaves:
    """The leaves and what no fact decides.

    What is not evaluated is unknown on every day, what asks nothing is met, and what is not met while a table of records that could
    show it did not come is unknown.
    """
    always = {"s": nw.lit(LONG_AGO, dtype=nw.Int64), "e": nw.lit(FOR_EVER, dtype=nw.Int64)}
    blind = nodes.filter(nw.col("leaf") == 1, nw.col("evaluated") == 0).select(*NODE)
    unseen = nodes.filter(nw.col("leaf") == 1, nw.col("evaluated") == 1, nw.col("unseen") == 1).select(*NODE)
    free = nodes.filter(nw.col("empty") == 1).select(*NODE)
    many_unseen = engine.count(unseen)
    now = leaves.now
    if now is not None and many_unseen:
        lost = nw.col("rank") == NOT_MET
        now = now.join(unseen.with_columns(unseen_=nw.lit(1, dtype=nw.Int64)), on=NODE, how="left")
        now = now.with_columns(
            reason=nw.when(lost & (nw.col("unseen_") == 1)).then(nw.lit("FILE_MISSING")).otherwise(nw.col("reason")),
            rank=whole(nw.when(lost & (nw.col("unseen_") == 1)).then(nw.lit(UNKNOWN)).otherwise(nw.col("rank"))),
        ).select(*NOW)
    if now is not None:
        met = not_evaluated(free).with_columns(rank=nw.lit(MET, dtype=nw.Int64), reason=nw.lit("")).select(*NOW)
        now = engine.settle(nw.concat([now, not_evaluated(blind), met], how="vertical"))
    open_days = [each.with_columns(**always) for each in (blind, unseen, free)]
    possible = leaves.possible
    if possible is None and many_unseen + engine.count(blind):
        possible = leaves.sure
    return Leaves(
        leaves.pieces,
        engine.settle(nw.concat([leaves.sure, free.with_columns(**always)], how="vertical")),
        None if possible is None else engine.settle(nw.concat([possible, *open_days], how="vertical")),
        now,
        leaves.slices,
    )


def together(sure: Frame, possible: Frame | None, counts: Counts) -> Frame | None:
    """What single leaves and counted ones may hold; None where neither is in doubt."""
    if possible is None and counts.possible is None:
        return None
    first = sure if possible is None else possible
    second = counts.sure if counts.possible is None else counts.possible
    return nw.concat([first, second], how="vertical")


def not_evaluated(nodes: Frame) -> Frame:
    """The state of leaves of a kind that is not evaluated."""
    return nodes.with_columns(
        rank=nw.lit(UNKNOWN, dtype=nw.Int64),
        valid_until=nw.lit(FOR_EVER, dtype=nw.Int64),
        record_id=nw.lit(""),
        via=nw.lit(""),
        reason=nw.lit("NOT_EVALUATED"),
        deadline=nw.lit(FOR_EVER, dtype=nw.Int64),
        loser=nw.lit(""),
        loser_reason=nw.lit(""),
        missing=nw.lit(0.0),
        unit=nw.lit(""),
        ended_by=nw.lit(""),
        open_ends=nw.lit(0, dtype=nw.Int64),
        counted=nw.lit(-1.0),
    ).select(*NOW)


def fold_trees(trees: Trees, leaves: Leaves, engine: Engine, *, parts: tuple[str, ...]) -> Folded:
    """Some parts of all trees, folded with what their leaves bring."""
    nodes = trees.nodes.filter(nw.col("part").is_in(list(parts))).select(*SHAPE)
    return fold(
        engine,
        engine.settle(nodes),
        trees.depths,
        sure=leaves.sure,
        possible=leaves.possible,
        applies=trees.applies,
        granted=trees.granted,
        now=leaves.now,
        slices=leaves.slices,
    )


def have_windows(rules: RuleTables) -> bool:
    """Whether a module has a window of renewal in any rule."""
    return any(row["window_days"] >= 0 or row["window_months"] >= 0 for row in rules.rows("holdings"))


def _states_of_holdings(
    engine: Engine, views: Frame, held: Held, terms: Frame, modules: Frame, lost: Frame, closing: Frame | None, *, windows: bool
) -> Frame:
    """How each module stands on the day at every node that asks for it: worked out once for each holding.

    ``terms``: hold and its window, grace and module (``hold_module``); ``lost`` and ``closing`` are numbered by holding.
    """
    asked = (
        modules.select(*KEYS)
        .unique()
        .with_columns(view=view_of(), hold=hold_of())
        .join(views.select("view", "as_of"), on="view", how="inner")
        .join(terms, on="hold", how="inner")
    )
    asked = asked.with_columns(lack=nw.concat_str(nw.lit("module:"), nw.col("hold_module")), lack_amount=nw.lit(1.0))
    first = None
    if closing is not None:
        first = closing.filter(nw.col("place") == 1).select(node=nw.col("holding"), closing=nw.col("unit"))
    pieces = nw.concat(held.pieces, how="vertical")
    # A holding has a number as a node has.
    asked, pieces, lost = (each.rename({"holding": "node"}) for each in (asked, pieces, lost))
    states = engine.settle(module_states(asked, pieces, lost, first, windows=windows).rename({"node": "holding"}))
    return modules.select(*NODE, *KEYS).join(states, on="holding", how="inner").select(*NOW)


def _at_nodes(modules: Frame, parts: list[Frame], columns: list[str]) -> Frame:
    return modules.join(nw.concat(parts, how="vertical"), on=KEYS, how="inner").select(*columns)

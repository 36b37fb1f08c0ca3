"""Trees of one run: the nodes of every case, when each applies, by when it is due, and what its leaves bring."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.activities import Counted, activities
from practicum.matching.civil_columns import Frame, with_months_on
from practicum.matching.counting import count
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.folding import EXEMPT, MET, NODE, NOW, UNKNOWN, WAIVED, Folded, fold
from practicum.matching.holding import KEYS, Held, numbered_losers
from practicum.matching.module_states import module_states
from practicum.matching.singles import HOLD_PIECE, certificates_held, competencies, placed
from practicum.matching.spells import numbered, spells, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine

GROUPS = ("all", "any", "routes", "modules")
SINGLES = ("module", "competency", "certificate")
SPELL = [*NODE, "s", "e"]


@dataclass
class Leaves:
    """What the leaves of the trees bring to a fold, keyed by case and req."""

    pieces: Frame
    sure: Frame
    possible: Frame
    now: Frame | None


@dataclass
class Renewal:
    """The part of the trees that renewals look at, cycle after cycle."""

    nodes: Frame
    applies: Frame
    granted: Frame
    pieces: Frame
    single: Frame
    counted: Frame
    acts: Frame
    depths: list[int]


@dataclass
class Trees:
    """The nodes of all cases and everything about them that does not depend on a cycle."""

    nodes: Frame
    depths: list[int]
    applies: Frame
    granted: Frame
    losers: Frame
    closings: Frame
    counted: Counted
    renewal: Renewal
    award: Leaves


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
    held: Held,
    requirements: Frame,
    done: Frame,
    bases: Frame,
) -> Trees:
    """The trees of all cases. ``cases``: case, ask, view, rule, as_of, rule_role; ``bases``: certificates judged before."""
    engine = facts.engine
    terms = engine.rows_table(
        {name: rules.column("holdings", name) for name in ("hold", "window_days", "window_months", "grace")}
        | {"hold_module": rules.column("holdings", "module")},
        {"hold": "whole", "window_days": "whole", "window_months": "whole", "grace": "whole", "hold_module": "code"},
    )
    nodes = cases.select("case", "view", "rule", "as_of", "rule_role").join(requirements, on="rule", how="inner")
    nodes = nodes.with_columns(
        leaf=whole(~nw.col("kind").is_in(list(GROUPS)) | (nw.col("empty") == 1)),
        n=whole(
            nw.when(nw.col("kind").is_in(["all", "modules"]) & (nw.col("empty") == 0))
            .then(nw.lit(-1))
            .otherwise(nw.when(nw.col("n") > 0).then(nw.col("n")).otherwise(nw.lit(1)))
        ),
        req_unit=nw.col("unit"),
        asked_module=nw.col("module"),
    )
    nodes = _with_deadline(nodes, roles).join(terms, on="hold", how="left")
    nodes = engine.settle(
        nodes.with_columns(
            window_days=whole(nw.col("window_days").fill_null(-1)),
            window_months=whole(nw.col("window_months").fill_null(-1)),
            grace=whole(nw.col("grace").fill_null(0)),
            lack=nw.when(nw.col("kind") == "module")
            .then(nw.concat_str(nw.lit("module:"), nw.col("hold_module").fill_null("")))
            .otherwise(
                nw.when(nw.col("kind") == "competency")
                .then(nw.concat_str(nw.lit("competency:"), nw.col("subject")))
                .otherwise(nw.concat_str(nw.lit("certificate:"), nw.col("subject")))
            ),
            lack_amount=nw.when(nw.col("kind") == "competency").then(nw.col("level")).otherwise(nw.lit(1)).cast(nw.Float64),
        )
    )
    applies = engine.settle(_applies(nodes, roles))
    granted = engine.settle(_granted(rules, facts, nodes, views, voids, done))
    modules = engine.settle(nodes.filter(nw.col("kind") == "module").select(*NODE, "view", "hold"))
    kinds = {row["kind"] for row in rules.rows("requirements")}
    more_pieces, more_losers = [], []
    if "competency" in kinds:
        found = competencies(rules, facts, nodes.filter(nw.col("kind") == "competency"), views, voids, held)
        more_pieces.append(found[0])
        more_losers.append(found[1])
    if "certificate" in kinds:
        found = certificates_held(rules, facts, nodes.filter(nw.col("kind") == "certificate"), bases)
        more_pieces.append(found[0])
        more_losers.append(found[1])
    pieces = engine.settle(nw.concat([_at_nodes(modules, held.pieces, HOLD_PIECE), *more_pieces], how="vertical"))
    order = [*NODE, "record_id", "day", "via", "reason", "cost", "place"]
    losers = _at_nodes(modules, [numbered_losers(nw.concat(held.losers, how="vertical"))], order)
    if more_losers:
        losers = nw.concat([losers, placed(nw.concat(more_losers, how="vertical")).select(*order)], how="vertical")
    losers = engine.settle(losers)
    closings = engine.settle(_closings(rules, facts, views, held, modules))
    others = nw.concat(more_pieces, how="vertical") if more_pieces else pieces.filter(nw.col("case") < 0)
    sure = nw.concat(
        [_at_nodes(modules, held.sure, SPELL), spells(others.filter(nw.col("sure") == 1).select(*SPELL), NODE)], how="vertical"
    )
    possible = nw.concat([_at_nodes(modules, held.possible, SPELL), spells(others.select(*SPELL), NODE)], how="vertical")
    first = closings.filter(nw.col("place") == 1).select(*NODE, closing=nw.col("unit"))
    single = nodes.filter(nw.col("kind").is_in(list(SINGLES))).select(
        *NODE, "as_of", "part", "kind", "lack", "lack_amount", "window_days", "window_months", "grace"
    )
    single = engine.settle(single)
    now = module_states(single, pieces, losers, first)
    counted = activities(rules, facts, nodes.filter(nw.col("evaluated") == 1), views, voids, held, _supervisors(facts))
    first_part = counted.nodes.filter(nw.col("part") != "renew")
    counts = count(engine, first_part, counted, counted.acts.join(first_part.select(*NODE), on=NODE, how="inner"), counted.losers)
    award = with_blanks(
        engine,
        nodes,
        Leaves(
            pieces,
            nw.concat([sure, counts.sure], how="vertical"),
            nw.concat([possible, counts.possible], how="vertical"),
            nw.concat([now, counts.now], how="vertical"),
        ),
    )
    depths = sorted({row["depth"] for row in rules.rows("requirements")})
    again = engine.settle(nodes.filter(nw.col("part") == "renew"))
    keys = again.select(*NODE)

    def renewed(table: Frame) -> Frame:
        return engine.settle(table.join(keys, on=NODE, how="inner"))

    renewal = Renewal(
        nodes=again,
        applies=renewed(applies),
        granted=renewed(granted),
        pieces=renewed(pieces),
        single=renewed(single),
        counted=renewed(counted.nodes),
        acts=renewed(counted.acts),
        depths=sorted({row["depth"] for row in rules.rows("requirements") if row["part"] == "renew"}) or [0],
    )
    return Trees(nodes, depths, applies, granted, losers, closings, counted, renewal, award)


def with_blanks(engine: Engine, nodes: Frame, leaves: Leaves) -> Leaves:
    """The leaves and those that need no facts: what is not evaluated is unknown on every day, what asks nothing is met."""
    always = {"s": nw.lit(LONG_AGO, dtype=nw.Int64), "e": nw.lit(FOR_EVER, dtype=nw.Int64)}
    blind = nodes.filter(nw.col("leaf") == 1, nw.col("evaluated") == 0).select(*NODE)
    free = nodes.filter(nw.col("empty") == 1).select(*NODE)
    met = not_evaluated(free).with_columns(rank=nw.lit(MET, dtype=nw.Int64), reason=nw.lit("")).select(*NOW)
    return Leaves(
        leaves.pieces,
        engine.settle(nw.concat([leaves.sure, free.with_columns(**always)], how="vertical")),
        engine.settle(nw.concat([leaves.possible, blind.with_columns(**always), free.with_columns(**always)], how="vertical")),
        engine.settle(nw.concat([leaves.now, not_evaluated(blind), met], how="vertical")) if leaves.now is not None else None,
    )


def _supervisors(facts: Facts) -> Frame:
    """Issued certificates by holder, for asking whether a supervisor was qualified on a day."""
    return (
        facts.dated("certificates")
        .select("certification", "known", supervisor=nw.col("learner"), s=nw.col("day"), e=whole(nw.col("end").fill_null(FOR_EVER)))
        .unique()
    )


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
    ).select(*NOW)


def fold_trees(trees: Trees, leaves: Leaves, engine: Engine, *, parts: tuple[str, ...]) -> Folded:
    """Some parts of all trees, folded with what their leaves bring."""
    nodes = trees.nodes.filter(nw.col("part").is_in(list(parts))).select(
        *NODE, "parent", "depth", "position", "n", "leaf", "advisory", "as_of", "deadline"
    )
    return fold(
        engine,
        engine.settle(nodes),
        trees.depths,
        sure=leaves.sure,
        possible=leaves.possible,
        applies=trees.applies,
        granted=trees.granted,
        now=leaves.now,
    )


def _at_nodes(modules: Frame, parts: list[Frame], columns: list[str]) -> Frame:
    return modules.join(nw.concat(parts, how="vertical"), on=KEYS, how="inner").select(*columns)


def _with_deadline(nodes: Frame, roles: Frame) -> Frame:
    """The nodes with the last day by which a requirement that is counted from an appointment has to be met."""
    timed = (
        nodes.filter(nw.col("within_of") == "appointed")
        .with_columns(post_role=nw.when(nw.col("role") != "").then(nw.col("role")).otherwise(nw.col("rule_role")))
        .select(*NODE, "view", "as_of", "post_role", "within_days", "within_months", "within_first")
    )
    met = timed.join(roles, left_on=["view", "post_role"], right_on=["view", "role"], how="inner").filter(nw.col("s") <= nw.col("as_of"))
    met = met.with_columns(first_=nw.col("s").min().over(*NODE), last_=nw.col("s").max().over(*NODE))
    met = met.with_columns(start_=whole(nw.when(nw.col("within_first") == 1).then(nw.col("first_")).otherwise(nw.col("last_"))))
    met = met.select(*NODE, "start_", "within_days", "within_months").unique()
    met = met.with_columns(ahead_=nw.max_horizontal("within_months", nw.lit(0)))
    met = with_months_on(met, "start_", nw.col("ahead_"), "by_month_")
    met = met.with_columns(
        deadline=whole(
            nw.when(nw.col("within_months") >= 0)
            .then(nw.col("by_month_"))
            .otherwise(nw.col("start_") + nw.max_horizontal("within_days", nw.lit(0)))
        )
    ).select(*NODE, "deadline")
    return nodes.join(met, on=NODE, how="left").with_columns(deadline=whole(nw.col("deadline").fill_null(FOR_EVER)))


def _applies(nodes: Frame, roles: Frame) -> Frame:
    """The spells in which each node is asked: its effective days, and the days its role is held."""
    by_day = nw.col("by") == "day"
    bounds = nodes.select(
        *NODE,
        "view",
        "role",
        s=whole(nw.when(by_day).then(nw.col("starts")).otherwise(nw.lit(LONG_AGO))),
        e=whole(nw.when(by_day).then(nw.col("until")).otherwise(nw.lit(FOR_EVER))),
    )
    plain = bounds.filter(nw.col("role") == "").select(*NODE, "s", "e")
    held = bounds.filter(nw.col("role") != "").join(roles.rename({"s": "from_", "e": "to_"}), on=["view", "role"], how="inner")
    held = (
        held.with_columns(s=nw.max_horizontal("s", "from_"), e=nw.min_horizontal("e", "to_"))
        .filter(nw.col("s") <= nw.col("e"))
        .select(*NODE, "s", "e")
    )
    return nw.concat([plain, held], how="vertical")


def _granted(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, done: Frame) -> Frame:
    """Waivers and exemptions of a requirement by its own id, and exemptions by what was completed before a day."""
    decisions = signed(facts.dated("decisions"), ("waiver", "exemption")).select(
        "learner", "record_id", "kind", "subject", "day", "until", "known"
    )
    seen = standing(decisions, views, voids)
    sort = whole(nw.when(nw.col("kind") == "waiver").then(nw.lit(WAIVED)).otherwise(nw.lit(EXEMPT)))
    seen = seen.select("view", "subject", s=nw.col("day"), e=nw.col("until"), sort=sort, record_id=nw.col("record_id"))
    columns = [*NODE, "s", "e", "sort", "record_id"]
    named = nodes.select(*NODE, "view", "id").join(seen, left_on=["view", "id"], right_on=["view", "subject"], how="inner").select(*columns)
    if not rules.rows("exemptions"):
        return named
    engine = facts.engine
    kinds = {"req": "whole", "exempting": "code", "before": "day"}
    table = engine.rows_table(
        {
            "req": rules.column("exemptions", "req"),
            "exempting": rules.column("exemptions", "module"),
            "before": rules.column("exemptions", "before"),
        },
        kinds,
    )
    earlier = (
        nodes.select(*NODE, "view")
        .join(table, on="req", how="inner")
        .join(done, left_on=["view", "exempting"], right_on=["view", "module"], how="inner")
    )
    earlier = earlier.filter(nw.col("day") < nw.col("before"), nw.col("result") != "failed")
    earlier = earlier.select(
        *NODE,
        s=nw.col("day"),
        e=whole(nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER))),
        sort=nw.lit(EXEMPT, dtype=nw.Int64),
        record_id=nw.col("record_id"),
    )
    return nw.concat([named, earlier.select(*columns)], how="vertical")


def _closings(rules: RuleTables, facts: Facts, views: Frame, held: Held, modules: Frame) -> Frame:
    """What is missing where a record waits for prerequisites: the unmet ones at the bottom, by position."""
    engine = facts.engine
    prerequisites = engine.rows_table(
        {name: rules.column("prerequisites", name) for name in ("hold", "needs", "position")},
        dict.fromkeys(("hold", "needs", "position"), "whole"),
    )
    named = engine.rows_table(
        {"hold": rules.column("holdings", "hold"), "module": rules.column("holdings", "module")}, {"hold": "whole", "module": "code"}
    )
    holding = nw.concat(held.sure, how="vertical").join(views.select("view", "as_of"), on="view", how="inner")
    holding = engine.settle(holding.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).select(*KEYS).unique())
    nearest = engine.settle(
        numbered_losers(nw.concat(held.losers, how="vertical")).filter(nw.col("place") == 1).select(*KEYS, "reason", "record_id")
    )
    waiting = nearest.filter(nw.col("reason").is_in(["PREREQ_MISSING", "BEFORE_PREREQ"])).join(holding, on=KEYS, how="anti")
    # Prerequisites of what waits, and of what those wait for in turn.
    found: list[Frame] = []
    here = waiting.select(*KEYS, top=nw.col("hold"), path=nw.lit(0, dtype=nw.Int64))
    for _ in range(max((row["level"] for row in rules.rows("holdings")), default=0)):
        below = here.join(prerequisites, on="hold", how="inner").select(
            "view", "top", nw.col("needs").alias("hold"), path=nw.col("path") * 100 + nw.col("position") + 1
        )
        below = engine.settle(below.join(holding, on=KEYS, how="anti"))
        chained = below.join(waiting.filter(nw.col("reason") == "PREREQ_MISSING").select(*KEYS), on=KEYS, how="inner")
        ends = below.join(waiting.filter(nw.col("reason") == "PREREQ_MISSING").select(*KEYS), on=KEYS, how="anti")
        found.append(ends.select("view", "top", "hold", "path"))
        here = chained.select(*KEYS, "top", "path")
    own = waiting.filter(nw.col("reason") == "BEFORE_PREREQ").select(
        "view", top=nw.col("hold"), hold=nw.col("hold"), path=nw.lit(FOR_EVER, dtype=nw.Int64)
    )
    listed = nw.concat([own, *found], how="vertical").join(named, on="hold", how="inner").join(nearest, on=KEYS, how="left")
    listed = listed.with_columns(
        unit=nw.when(nw.col("reason").fill_null("") == "UNVERIFIED")
        .then(nw.concat_str(nw.lit("verify:"), nw.col("record_id").fill_null("")))
        .otherwise(nw.concat_str(nw.lit("module:"), nw.col("module")))
    )
    listed = listed.group_by("view", "top", "unit").agg(nw.col("path").min())
    listed = modules.join(listed, left_on=KEYS, right_on=["view", "top"], how="inner").select(*NODE, "unit", "path")
    return numbered(listed, "place", ["path", "unit"], NODE)

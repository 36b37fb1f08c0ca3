"""Both sides: whether the modules a rule asks for and the learner's own evidence of competencies say the same (topic 35).

A module stands for what its current version teaches. It may be held by something that does not teach all of that (an
equivalent, an older version), and it may be lacking though all of it was shown in other ways. The rule's side decides; where the
other side says something else, it is told here.

Own evidence is a completion (of the version really completed, passed and in date by its module's own terms), an observation, and
prior learning that was recognised. A certificate shows nothing by itself: what it was given for is on record.
"""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_last_day
from practicum.matching.facts import Facts, standing
from practicum.matching.folding import DUE, MET, NOT_MET, RECOGNISED, WAIVED
from practicum.matching.holding import Held
from practicum.matching.nodes import hold_of, view_of
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

DISAGREEMENT = {
    "ask": "whole",
    "learner": "code",
    "certification": "code",
    "requirement": "code",
    "module": "code",
    "competency": "code",
    "level_needed": "whole",
    "level_found": "whole",
    "side": "code",
    "record": "code",
}
# Certificates in these states do not ask for the first award any more.
IN_FORCE = ("certified", "due", "grace", "restricted")
EVIDENCE = ["view", "competency", "level", "origin", "record", "day"]


def both_sides(
    rules: RuleTables,
    facts: Facts,
    asks: Frame,
    requirements: Frame,
    views: Frame,
    voids: Frame,
    done: Frame,
    held: Held,
    turns: list[Frame] | None = None,
) -> Frame:
    """Where the two sides disagree: the columns of ``DISAGREEMENT``.

    ``asks``: ask, view, country; ``requirements``: the nodes of everybody's rule with their states; ``done``: the completions of
    each view. `module_only` is a module in force of which a competency is not shown otherwise at its level; `competency_only` are all
    competencies of a module that a first award lacks, each shown by something else than that module. What renews is left out there:
    it is asked again whatever somebody knows. ``turns`` gets the days on which evidence ends (view, ``day``), where a run asks for it.
    """
    engine = facts.engine
    if not rules.rows("teaches"):
        return engine.rows_table({name: [] for name in DISAGREEMENT}, DISAGREEMENT)
    teaches = engine.rows_table({name: rules.column("teaches", name) for name in COLUMNS["teaches"]}, COLUMNS["teaches"])
    columns = ["ask", "learner", "certification", "requirement", "part", "cert_state", "rank", "record_id"]
    nodes = requirements.filter(nw.col("kind") == "module", nw.col("rank").is_in([MET, DUE, NOT_MET]))
    nodes = nodes.select(*columns, "req", "parent_req", module=nw.col("subject"))
    nodes = engine.settle(nodes.join(asks.select("ask", "view", "country", "as_of"), on="ask", how="inner"))
    lacking = engine.settle(_lacking(rules, engine, nodes, done, views))
    open_now = nodes.filter(nw.col("rank") == NOT_MET, nw.col("part") == "award", ~nw.col("cert_state").is_in(list(IN_FORCE)))
    current = teaches.filter(nw.col("current") == 1).select("country", "module", "competency", nw.col("level").alias("level_needed"))
    wanted = engine.settle(open_now.join(current, on=["country", "module"], how="inner"))
    asked = nw.concat([each.select("view", "competency") for each in (lacking, wanted)], how="vertical").unique()
    evidence = engine.settle(_evidence(rules, facts, engine.settle(asked), views, voids, done, held, teaches, turns))
    shown = _competency_only(engine, wanted, evidence)
    deepest = max(row["depth"] for row in rules.rows("requirements"))
    shown = _still_asked(shown, requirements.select("ask", "req", "parent_req", "rank"), deepest)
    found = nw.concat([_module_only(lacking, evidence), shown], how="vertical")
    return engine.settle(found.select(*DISAGREEMENT))


def _lacking(rules: RuleTables, engine: Engine, nodes: Frame, done: Frame, views: Frame) -> Frame:
    """The competencies that a module in force stands for and the completion that carries it does not teach at their level."""
    taught: dict[tuple[str, str, str], dict[str, int]] = {}
    current: dict[tuple[str, str], dict[str, int]] = {}
    for row in rules.rows("teaches"):
        taught.setdefault((row["country"], row["module"], row["version"]), {})[row["competency"]] = row["level"]
        if row["current"]:
            current.setdefault((row["country"], row["module"]), {})[row["competency"]] = row["level"]
    versions: dict[tuple[str, str], list[str]] = {}
    for row in rules.rows("versions"):
        versions.setdefault((row["country"], row["module"]), []).append(row["version"])
    owner = {row["hold"]: (row["country"], row["module"]) for row in rules.rows("holdings")}
    # A refresher renews its base with all that the base stands for.
    pairs = {(*owner[row["hold"]], row["source"]) for row in rules.rows("sources") if not row["refresher"]}
    lacks = [
        (country, module, source, version, competency, level)
        for country, module, source in sorted(pairs)
        for version in versions.get((country, source), [""])
        for competency, level in current.get((country, module), {}).items()
        if taught.get((country, source, version), {}).get(competency, 0) < level
    ]
    kinds = {"country": "code", "module": "code", "source": "code", "version": "code", "competency": "code", "level_needed": "whole"}
    table = engine.rows_table({name: [row[index] for row in lacks] for index, name in enumerate(kinds)}, kinds)
    met = nodes.filter(nw.col("rank").is_in([MET, DUE]), nw.col("record_id") != "")
    # What every version teaches is not looked up at all.
    met = met.join(table.select("country", "module").unique(), on=["country", "module"], how="inner")
    carried = done.select("view", "record_id", "day", "version", nw.col("module").alias("source"))
    carried = carried.join(met.select("view", "record_id").unique(), on=["view", "record_id"], how="inner").unique()
    carried = engine.settle(_versioned(rules, engine, engine.settle(carried), views))
    both = met.join(carried.select("view", "record_id", "source", "version"), on=["view", "record_id"], how="inner")
    return both.join(table, on=["country", "module", "source", "version"], how="inner")


def _versioned(rules: RuleTables, engine: Engine, completed: Frame, views: Frame) -> Frame:
    """Completions (view, ``source``, day, version) with the version really completed: as recorded, else the one of that day, else none."""
    kinds = {"country": "code", "source": "code", "of_day": "code", "starts": "day", "until": "day"}
    names = ("country", "module", "version", "starts", "until")
    spans = engine.rows_table({into: rules.column("versions", name) for into, name in zip(kinds, names, strict=True)}, kinds)
    named = spans.select("country", "source", nw.col("of_day").alias("version")).with_columns(named=nw.lit(1, dtype=nw.Int64))
    completed = completed.join(views.select("view", "country"), on="view", how="inner")
    completed = completed.join(named, on=["country", "source", "version"], how="left")
    recorded = completed.filter(nw.col("named") == 1).drop("named", "country")
    unnamed = completed.filter(nw.col("named").is_null()).drop("named")
    by_day = unnamed.join(spans, on=["country", "source"], how="left")
    inside = by_day.filter(nw.col("of_day").is_null() | ((nw.col("starts") <= nw.col("day")) & (nw.col("day") <= nw.col("until"))))
    inside = inside.with_columns(version=nw.col("of_day").fill_null("")).drop("of_day", "starts", "until", "country")
    return nw.concat([recorded, inside.select(*columns_in(recorded))], how="vertical")


def _evidence(
    rules: RuleTables,
    facts: Facts,
    asked: Frame,
    views: Frame,
    voids: Frame,
    done: Frame,
    held: Held,
    teaches: Frame,
    turns: list[Frame] | None,
) -> Frame:
    """What each view shows on its day of the competencies asked about: ``EVIDENCE``; ``origin`` is the module, if it was one."""
    engine = facts.engine
    days = views.select("view", "as_of", "country")
    mine = done.join(asked.select("view").unique(), on="view", how="inner").rename({"module": "source"})
    about = asked.join(days.select("view", "country"), on="view", how="inner")
    lessons = teaches.select(
        "country", "competency", "level", "version", "months", "ends", "counts_until", "pass_mark", source=nw.col("module")
    )
    completed = engine.settle(_versioned(rules, engine, engine.settle(mine), views))
    taught = engine.settle(about.join(lessons, on=["country", "competency"], how="inner"))
    shown = completed.join(taught, on=["view", "source", "version"], how="inner")
    by_score = nw.when(nw.col("score") >= 0).then(nw.col("score") >= nw.col("pass_mark")).otherwise(nw.col("result") == "passed")
    passed = nw.when(nw.col("pass_mark") >= 0).then(by_score).otherwise(nw.col("result") != "failed")
    shown = shown.filter(passed).with_columns(length_=nw.max_horizontal("months", nw.lit(0)))
    shown = with_last_day(engine.settle(shown), "day", "length_", "ends", "aged_")
    aged = nw.when(nw.col("months") > 0).then(nw.col("aged_")).otherwise(nw.lit(FOR_EVER))
    shown = shown.with_columns(e=nw.min_horizontal(aged, "issuer_end", "counts_until", nw.col("revoked") - 1))
    shown = engine.settle(shown).join(days.select("view", "as_of"), on="view", how="inner")
    if turns is not None:
        turns.append(engine.settle(shown.filter(nw.col("e") < FOR_EVER).select("view", day=whole(nw.col("e") + 1))))
    shown = shown.filter(nw.col("as_of") <= nw.col("e"))
    shown = shown.select("view", "competency", "level", origin=nw.col("source"), record=nw.col("record_id"), day=nw.col("day"))
    rows = facts.dated("observations").select(
        "learner", "record_id", "day", "known", "competency", level=whole(nw.col("level").fill_null(0))
    )
    seen = standing(rows, views, voids).select(
        "view", "competency", "level", origin=nw.lit(""), record=nw.col("record_id"), day=nw.col("day")
    )
    modules = engine.rows_table(
        {"hold": rules.column("holdings", "hold"), "held_module": rules.column("holdings", "module")},
        {"hold": "whole", "held_module": "code"},
    )
    prior = nw.concat(held.pieces, how="vertical").filter(nw.col("sort") == RECOGNISED, nw.col("sure") == 1)
    prior = prior.with_columns(view=view_of(), hold=hold_of())
    prior = prior.join(modules, on="hold", how="inner").join(days, on="view", how="inner")
    prior = prior.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).with_columns(
        source=nw.when(nw.col("via") == "").then(nw.col("held_module")).otherwise(nw.col("via"))
    )
    latest = teaches.filter(nw.col("current") == 1).select("country", "competency", "level", source=nw.col("module"))
    granted = prior.join(latest, on=["country", "source"], how="inner").select(
        "view", "competency", "level", origin=nw.col("source"), record=nw.col("record_id"), day=nw.col("day")
    )
    others = nw.concat([seen, granted], how="vertical").join(asked, on=["view", "competency"], how="inner")
    return nw.concat([shown.select(*EVIDENCE), others.select(*EVIDENCE)], how="vertical").unique()


def _best(found: Frame, keys: list[str]) -> Frame:
    """The strongest evidence of each: the highest level, then the latest day, then the lowest id."""
    ranked = found.with_columns(low_=-nw.col("level"), back_=-nw.col("day"))
    return numbered(ranked, "place", ["low_", "back_", "record", "origin"], keys).filter(nw.col("place") == 1)


def _module_only(lacking: Frame, evidence: Frame) -> Frame:
    best = _best(evidence, ["view", "competency"]).select("view", "competency", level_found=nw.col("level"), record=nw.col("record"))
    both = lacking.join(best, on=["view", "competency"], how="left")
    both = both.with_columns(
        level_found=whole(nw.col("level_found").fill_null(0)), record=nw.col("record").fill_null(""), side=nw.lit("module_only")
    )
    return both.filter(nw.col("level_found") < nw.col("level_needed")).select(*DISAGREEMENT)


def _competency_only(engine: Engine, wanted: Frame, evidence: Frame) -> Frame:
    keys = ["ask", "requirement", "module"]
    asked = wanted.group_by(*keys).agg(asked_=nw.col("competency").count())
    shown = wanted.join(evidence, on=["view", "competency"], how="inner")
    shown = shown.filter(nw.col("origin") != nw.col("module"), nw.col("level") >= nw.col("level_needed"))
    best = engine.settle(_best(shown, [*keys, "competency"]))
    counts = best.group_by(*keys).agg(shown_=nw.col("competency").count())
    whole_module = counts.join(asked, on=keys, how="inner").filter(nw.col("shown_") == nw.col("asked_")).select(*keys)
    found = best.join(whole_module, on=keys, how="inner")
    return found.with_columns(level_found=whole(nw.col("level")), side=nw.lit("competency_only"))


def _still_asked(found: Frame, nodes: Frame, deepest: int) -> Frame:
    """The rows whose requirement stands in no group that is satisfied without it, such as another route."""
    above = nodes.select("ask", "rank", up=nw.col("req"), higher=nw.col("parent_req"))
    here = found.select("ask", "req", up=nw.col("parent_req")).unique()
    satisfied = []
    for _ in range(deepest):
        climbed = here.join(above, on=["ask", "up"], how="inner")
        satisfied.append(climbed.filter(nw.col("rank") <= WAIVED).select("ask", "req"))
        here = climbed.select("ask", "req", up=nw.col("higher"))
    if satisfied:
        found = found.join(nw.concat(satisfied, how="vertical").unique(), on=["ask", "req"], how="anti")
    return found.select(*DISAGREEMENT)

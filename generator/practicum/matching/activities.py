"""Activities: rows of hours, practice, contacts and documents as pieces that counted requirements add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from practicum.matching.civil_columns import Frame, with_last_day, with_months_on, with_year_end
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.folding import NODE
from practicum.matching.holding import Held
from practicum.matching.spells import numbered, spells, whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw

COUNTED = ("hours", "supervised", "document", "contacts")
PEERS = "peer_reflection"
ACT = [*NODE, "s", "e", "day", "amount", "slice", "sure", "record_id"]
LOST = [*NODE, "record_id", "day", "reason", "cost"]


@dataclass
class Counted:
    """The acts of counted requirements, the limits on their categories, and the rows that lost."""

    nodes: Frame
    acts: Frame
    limits: Frame
    losers: Frame


def activities(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, held: Held, supervisors: Frame) -> Counted:
    """Everything counted requirements may add up; ``supervisors``: supervisor, certification, ``s``, ``e``, known."""
    engine = facts.engine
    mine = engine.settle(nodes.filter(nw.col("kind").is_in(list(COUNTED))))
    kinds = {row["kind"] for row in rules.rows("requirements")}
    limits = engine.rows_table(
        {
            "req": rules.column("categories", "req"),
            "slice": rules.column("categories", "category"),
            "least": rules.column("categories", "least"),
            "most": rules.column("categories", "most"),
        },
        {"req": "whole", "slice": "code", "least": "number", "most": "number"},
    )
    found: list[tuple[Frame, Frame]] = []
    makers: dict[str, Callable[[Frame], tuple[Frame, Frame]]] = {
        "hours": lambda part: _hours(rules, facts, part, views, voids, limits),
        "supervised": lambda part: _practice(rules, facts, part, views, voids, held, supervisors),
        "document": lambda part: _documents(facts, part, views, voids),
        "contacts": lambda part: _contacts(facts, part, views, voids),
    }
    for kind, make in makers.items():
        if kind in kinds:
            acts, lost = make(mine.filter(nw.col("kind") == kind))
            found.append((engine.settle(acts.select(*ACT)), engine.settle(lost.select(*LOST))))
    if not found:
        nothing = mine.select(
            *NODE,
            s=nw.col("as_of"),
            e=nw.col("as_of"),
            day=nw.col("as_of"),
            amount=nw.lit(0.0),
            slice=nw.lit(""),
            sure=nw.lit(1, dtype=nw.Int64),
            record_id=nw.lit(""),
        )
        none_lost = mine.select(*NODE, record_id=nw.lit(""), day=nw.col("as_of"), reason=nw.lit(""), cost=nw.lit(0, dtype=nw.Int64))
        found.append((nothing, none_lost))
    losers = nw.concat([lost for _acts, lost in found], how="vertical").with_columns(back_=-nw.col("day"))
    losers = numbered(losers, "place", ["cost", "back_", "record_id", "reason"], NODE).drop("back_")
    return Counted(mine, engine.settle(nw.concat([acts for acts, _lost in found], how="vertical")), limits, engine.settle(losers))


def _hours(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, limits: Frame) -> tuple[Frame, Frame]:
    engine = facts.engine
    rows = (
        facts.dated("cpd")
        .unique()
        .select(
            "learner",
            "record_id",
            "day",
            "known",
            "quantity",
            activity=nw.col("kind").fill_null(""),
            act_unit=nw.col("unit").fill_null(""),
            category=nw.col("category").fill_null(""),
            act_module=nw.col("module").fill_null(""),
            peers=nw.col("peer_reflection").fill_null(0),
            approved=nw.col("approved").fill_null(1),
            said=whole(~nw.col("approved").is_null()),
        )
    )
    seen = standing(rows, views, voids)
    names = [row for row in rules.rows("names") if row["use"] == "kinds"]
    wanted = engine.rows_table(
        {"req": [row["req"] for row in names], "activity": [row["name"] for row in names]}, {"req": "whole", "activity": "code"}
    )
    rates = engine.rows_table(
        {
            "req": rules.column("conversions", "req"),
            "rated": rules.column("conversions", "activity"),
            "act_unit": rules.column("conversions", "unit"),
            "rate": rules.column("conversions", "rate"),
            "cap_each": rules.column("conversions", "cap_each"),
        },
        {"req": "whole", "rated": "code", "act_unit": "code", "rate": "number", "cap_each": "number"},
    )
    picky = wanted.select("req").unique().with_columns(picky=nw.lit(1, dtype=nw.Int64))
    met = nodes.select(
        *NODE, "view", "req_unit", "per", "months", "rule_month", "rule_day", "module_once", "approved_only", "peer_min"
    ).join(seen, on="view", how="inner")
    met = met.join(picky, on="req", how="left").join(
        wanted.with_columns(fits=nw.lit(1, dtype=nw.Int64)), on=["req", "activity"], how="left"
    )
    met = met.filter(nw.col("picky").is_null() | ~nw.col("fits").is_null()).drop("picky", "fits")
    exact = rates.filter(nw.col("rated") != "").rename({"rate": "rate_1", "cap_each": "cap_1"})
    general = rates.filter(nw.col("rated") == "").drop("rated").rename({"rate": "rate_2", "cap_each": "cap_2"})
    met = met.join(exact, left_on=["req", "activity", "act_unit"], right_on=["req", "rated", "act_unit"], how="left").join(
        general, on=["req", "act_unit"], how="left"
    )
    same = nw.when(nw.col("act_unit") == nw.col("req_unit")).then(nw.lit(1.0)).otherwise(nw.lit(-1.0))
    met = met.with_columns(
        rate=nw.when(~nw.col("rate_1").is_null())
        .then(nw.col("rate_1"))
        .otherwise(nw.when(~nw.col("rate_2").is_null()).then(nw.col("rate_2")).otherwise(same)),
        cap_each=nw.when(~nw.col("rate_1").is_null()).then(nw.col("cap_1")).otherwise(nw.col("cap_2")).fill_null(-1.0),
    ).drop("rate_1", "rate_2", "cap_1", "cap_2")
    quantity = (
        nw.when((nw.col("cap_each") >= 0) & (nw.col("quantity") > nw.col("cap_each")))
        .then(nw.col("cap_each"))
        .otherwise(nw.col("quantity"))
    )
    refused = (nw.col("approved") == 0) | ((nw.col("approved_only") == 1) & (nw.col("said") == 0))
    met = met.with_columns(
        amount=quantity * nw.col("rate"),
        reason=nw.when(refused)
        .then(nw.lit("NOT_APPROVED"))
        .otherwise(nw.when(nw.col("rate") < 0).then(nw.lit("UNIT_UNKNOWN")).otherwise(nw.lit(""))),
    )
    # A module that is claimed twice adds once: its largest claim.
    met = engine.settle(met.with_columns(back_=-nw.col("amount"), lost_=whole(nw.col("reason") != ""), claim_=nw.col("act_module")))
    met = numbered(met, "claim", ["lost_", "back_", "day", "record_id"], [*NODE, "claim_"])
    again = (nw.col("module_once") == 1) & (nw.col("act_module") != "") & (nw.col("claim") > 1) & (nw.col("reason") == "")
    met = met.with_columns(reason=nw.when(again).then(nw.lit("COUNTED_ONCE")).otherwise(nw.col("reason")))
    lost = met.filter(nw.col("reason") != "").with_columns(
        cost=whole(nw.when(nw.col("reason") == "COUNTED_ONCE").then(nw.lit(2)).otherwise(nw.lit(0)))
    )
    good = met.filter(nw.col("reason") == "").with_columns(
        length_=whole(nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(nw.lit(0))), zero_=nw.lit(0, dtype=nw.Int64)
    )
    good = with_last_day(good, "day", "length_", "zero_", "rolling_")
    good = with_year_end(good, "day", "rule_month", "rule_day", "yearly_")
    good = good.with_columns(
        s=nw.col("day"),
        sure=nw.lit(1, dtype=nw.Int64),
        e=whole(
            nw.when(nw.col("per") == "months")
            .then(nw.col("rolling_"))
            .otherwise(nw.when(nw.col("per").is_in(["calendar_year", "fixed_year"])).then(nw.col("yearly_")).otherwise(nw.lit(FOR_EVER)))
        ),
    )
    good = engine.settle(good)
    total = good.with_columns(slice=nw.lit("")).select(*ACT)
    by_category = (
        good.join(limits.select("req", category=nw.col("slice")).unique(), on=["req", "category"], how="inner")
        .with_columns(slice=nw.col("category"))
        .select(*ACT)
    )
    by_peers = good.filter(nw.col("peers") == 1, nw.col("peer_min") > 0).with_columns(slice=nw.lit(PEERS)).select(*ACT)
    return nw.concat([total, by_category, by_peers], how="vertical"), lost


def _practice(
    rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, held: Held, supervisors: Frame
) -> tuple[Frame, Frame]:
    engine = facts.engine
    rows = (
        facts.dated("supervised")
        .unique()
        .select(
            "learner",
            "record_id",
            "day",
            "known",
            "quantity",
            act_module=nw.col("module").fill_null(""),
            act_unit=nw.col("unit").fill_null("hour"),
            supervisor=nw.col("supervisor").fill_null(""),
            signed=nw.col("signed").fill_null(1),
        )
    )
    seen = standing(rows, views, voids)
    met = nodes.select(*NODE, "view", "req_unit", "asked_module", "need_qualified").join(seen, on="view", how="inner")
    met = met.filter((nw.col("asked_module") == "") | (nw.col("act_module") == nw.col("asked_module")))
    names = [row for row in rules.rows("names") if row["use"] == "supervisor_holds"]
    able = engine.rows_table(
        {"req": [row["req"] for row in names], "certification": [row["name"] for row in names]}, {"req": "whole", "certification": "code"}
    )
    qualified = (
        met.select("req", "view", "supervisor", "day")
        .unique()
        .join(able, on="req", how="inner")
        .join(views.select("view", "known_at"), on="view", how="inner")
    )
    qualified = qualified.join(supervisors, on=["supervisor", "certification"], how="inner")
    qualified = qualified.filter(nw.col("s") <= nw.col("day"), nw.col("day") <= nw.col("e"), nw.col("known") <= nw.col("known_at"))
    qualified = qualified.select("req", "view", "supervisor", "day").unique().with_columns(able=nw.lit(1, dtype=nw.Int64))
    met = met.join(qualified, on=["req", "view", "supervisor", "day"], how="left")
    gates = engine.rows_table({name: rules.column("gates", name) for name in COLUMNS["gates"]}, COLUMNS["gates"]).filter(
        nw.col("use") == "not_before"
    )
    counts = gates.group_by("req").agg(need=nw.col("hold").count())
    pieces = (
        nodes.select(*NODE, "view")
        .join(gates.select("req", hold_=nw.col("hold")), on="req", how="inner")
        .join(counts, on="req", how="inner")
    )
    pieces = pieces.join(nw.concat(held.sure, how="vertical"), left_on=["view", "hold_"], right_on=["view", "hold"], how="inner")
    opened = spells(pieces.select(*NODE, "need", "s", "e"), [*NODE, "need"], need="need").select(*NODE, from_=nw.col("s"), to_=nw.col("e"))
    inside = (
        met.select(*NODE, "day")
        .unique()
        .join(opened, on=NODE, how="inner")
        .filter(nw.col("from_") <= nw.col("day"), nw.col("day") <= nw.col("to_"))
    )
    inside = inside.select(*NODE, "day").unique().with_columns(inside=nw.lit(1, dtype=nw.Int64))
    met = met.join(inside, on=[*NODE, "day"], how="left").join(counts, on="req", how="left")
    blank = nw.col("supervisor") == ""
    met = met.with_columns(
        reason=nw.when(nw.col("act_unit") != nw.col("req_unit"))
        .then(nw.lit("UNIT_UNKNOWN"))
        .otherwise(
            nw.when(~nw.col("need").is_null() & nw.col("inside").is_null())
            .then(nw.lit("BEFORE_PREREQ"))
            .otherwise(
                nw.when(nw.col("signed") == 0)
                .then(nw.lit("UNSIGNED"))
                .otherwise(
                    nw.when(~blank & (nw.col("need_qualified") == 1) & nw.col("able").is_null())
                    .then(nw.lit("SUPERVISOR_UNQUALIFIED"))
                    .otherwise(nw.lit(""))
                )
            )
        )
    )
    met = met.with_columns(cost=whole(nw.when(nw.col("reason").is_in(["UNSIGNED", "UNIT_UNKNOWN"])).then(nw.lit(0)).otherwise(nw.lit(2))))
    good = met.filter(nw.col("reason") == "").with_columns(
        s=nw.col("day"),
        e=nw.lit(FOR_EVER, dtype=nw.Int64),
        amount=nw.col("quantity"),
        slice=nw.lit(""),
        sure=whole(nw.col("supervisor") != ""),
    )
    return good, met.filter(nw.col("reason") != "")


def _aged(met: Frame) -> Frame:
    """Pieces that count from their day for as long as the evidence may be old; exactly that old is still fresh."""
    met = with_months_on(met, "day", nw.max_horizontal("max_age", nw.lit(0)), "aged_")
    return met.with_columns(
        e=nw.min_horizontal("until_", nw.when(nw.col("max_age") >= 0).then(nw.col("aged_")).otherwise(nw.lit(FOR_EVER)))
    )


def _documents(facts: Facts, nodes: Frame, views: Frame, voids: Frame) -> tuple[Frame, Frame]:
    columns = ["learner", "record_id", "day", "known", "paper", "about", "until_", "talked"]
    endless = nw.lit(FOR_EVER, dtype=nw.Int64)

    def papers(table: Frame, paper: object, about: object, until: object = endless, talked: object = None) -> Frame:
        return table.with_columns(paper=paper, about=about, until_=until, talked=nw.lit(False) if talked is None else talked).select(
            *columns
        )

    kind = nw.col("kind").fill_null("")
    all_papers = [
        papers(facts.dated("vetting").filter(nw.col("result").fill_null("clear") != "not_clear"), kind, nw.lit("")),
        papers(facts.dated("awards"), kind, nw.col("subject").fill_null("")),
        papers(facts.dated("declarations"), nw.lit("declaration"), kind, talked=nw.col("discussed_with").fill_null("") != ""),
        papers(facts.dated("declarations"), kind, nw.lit(""), talked=nw.col("discussed_with").fill_null("") != ""),
        papers(signed(facts.dated("decisions"), ("approval",)), nw.lit("approval"), nw.col("subject").fill_null(""), until=nw.col("until")),
        papers(signed(facts.dated("decisions"), ("gate",)), nw.lit("gate"), nw.col("subject").fill_null(""), until=nw.col("until")),
        papers(facts.dated("observations"), nw.lit("observation"), nw.col("competency").fill_null("")),
        papers(facts.dated("appointments"), nw.lit("appointment"), nw.col("role").fill_null("")),
        papers(facts.dated("supervision"), kind, nw.lit("")),
        papers(facts.dated("cpd"), kind, nw.col("category").fill_null("")),
    ]
    seen = standing(nw.concat(all_papers, how="vertical").unique(), views, voids)
    met = nodes.select(*NODE, "view", "subject", "req_unit", "max_age", "discussed").join(
        seen, left_on=["view", "subject"], right_on=["view", "paper"], how="inner"
    )
    met = met.filter((nw.col("req_unit") == "") | (nw.col("about") == "") | (nw.col("about") == nw.col("req_unit")))
    met = _aged(met.filter((nw.col("discussed") == 0) | nw.col("talked")))
    good = met.with_columns(s=nw.col("day"), amount=nw.lit(1.0), slice=nw.lit(""), sure=nw.lit(1, dtype=nw.Int64))
    old = good.filter(nw.col("e") < FOR_EVER).join(nodes.select(*NODE, "as_of"), on=NODE, how="inner").filter(nw.col("e") < nw.col("as_of"))
    return good, old.with_columns(reason=nw.lit("EVIDENCE_TOO_OLD"), cost=nw.lit(2, dtype=nw.Int64))


def _contacts(facts: Facts, nodes: Frame, views: Frame, voids: Frame) -> tuple[Frame, Frame]:
    rows = (
        facts.dated("supervision").unique().select("learner", "record_id", "day", "known", contact=nw.col("kind").fill_null("supervision"))
    )
    seen = standing(rows, views, voids)
    met = nodes.select(*NODE, "view", "subject", "months").join(
        seen, left_on=["view", "subject"], right_on=["view", "contact"], how="inner"
    )
    met = met.with_columns(zero_=nw.lit(0, dtype=nw.Int64))
    met = with_last_day(met, "day", "months", "zero_", "e")
    good = met.with_columns(s=nw.col("day"), amount=nw.lit(1.0), slice=nw.lit(""), sure=nw.lit(1, dtype=nw.Int64))
    none = good.filter(nw.col("case") < 0).with_columns(reason=nw.lit(""), cost=nw.lit(0, dtype=nw.Int64))
    return good, none

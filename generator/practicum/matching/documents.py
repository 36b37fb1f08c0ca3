"""Documents and contacts: what has to be on record, and how often something has to have happened."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_last_day, with_months_on
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.nodes import NODE
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import RuleTables
from practicum.tables import nw


def _aged(met: Frame) -> Frame:
    """Pieces that count from their day for as long as the evidence may be old; exactly that old is still fresh."""
    met = with_months_on(met, "day", nw.max_horizontal("max_age", nw.lit(0)), "aged_")
    return met.with_columns(
        e=nw.min_horizontal("until_", nw.when(nw.col("max_age") >= 0).then(nw.col("aged_")).otherwise(nw.lit(FOR_EVER)))
    )


def _subjects(rules: RuleTables, kind: str) -> list[str]:
    """What the requirements of a kind are about: nothing else on record matters to them."""
    return sorted({row["subject"] for row in rules.rows("requirements") if row["kind"] == kind})


def documents(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame) -> tuple[Frame, Frame]:
    """What is on record, wherever it was recorded, and what has become too old to count."""
    columns = ["learner", "record_id", "day", "known", "paper", "about", "until_", "talked"]
    endless = nw.lit(FOR_EVER, dtype=nw.Int64)
    asked = _subjects(rules, "document")

    def papers(table: Frame, paper: object, about: object, until: object = endless, talked: object = None) -> Frame:
        found = table.with_columns(paper=paper, about=about, until_=until, talked=nw.lit(False) if talked is None else talked)
        return found.filter(nw.col("paper").is_in(asked)).select(*columns)

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
    met = nodes.select(*NODE, "view", "certification", "subject", "req_unit", "max_age", "discussed").join(
        seen, left_on=["view", "subject"], right_on=["view", "paper"], how="inner"
    )
    met = met.filter((nw.col("req_unit") == "") | (nw.col("about") == "") | (nw.col("about") == nw.col("req_unit")))
    # An approval is one for something: that of a carer says nothing about another certificate.
    met = met.filter(
        (nw.col("subject") != "approval") | (nw.col("about") == nw.col("certification")) | (nw.col("about") == nw.col("req_unit"))
    )
    met = facts.engine.settle(_aged(met.filter((nw.col("discussed") == 0) | nw.col("talked"))))
    good = met.with_columns(
        s=nw.col("day"),
        amount=nw.lit(1.0),
        slice=nw.lit(""),
        sure=nw.lit(1, dtype=nw.Int64),
        once=nw.lit(0, dtype=nw.Int64),
        claim=nw.lit(""),
    )
    old = good.filter(nw.col("e") < FOR_EVER).join(nodes.select(*NODE, "as_of"), on=NODE, how="inner").filter(nw.col("e") < nw.col("as_of"))
    return good, old.with_columns(reason=nw.lit("EVIDENCE_TOO_OLD"), cost=nw.lit(2, dtype=nw.Int64))


def contacts(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame) -> tuple[Frame, Frame]:
    """Supervisions and other contacts, each for as long as its window holds it."""
    rows = facts.once("supervision").with_columns(contact=nw.col("kind").fill_null("supervision"))
    rows = rows.filter(nw.col("contact").is_in(_subjects(rules, "contacts")))
    rows = rows.select("learner", "record_id", "day", "known", "contact")
    seen = standing(rows, views, voids)
    met = nodes.select(*NODE, "view", "subject", "months").join(
        seen, left_on=["view", "subject"], right_on=["view", "contact"], how="inner"
    )
    met = met.with_columns(zero_=nw.lit(0, dtype=nw.Int64))
    met = met.with_columns(length_=nw.max_horizontal("months", nw.lit(0)))
    met = with_last_day(met, "day", "length_", "zero_", "rolling_")
    met = met.with_columns(e=whole(nw.when(nw.col("months") >= 0).then(nw.col("rolling_")).otherwise(nw.lit(FOR_EVER))))
    good = met.with_columns(
        s=nw.col("day"),
        amount=nw.lit(1.0),
        slice=nw.lit(""),
        sure=nw.lit(1, dtype=nw.Int64),
        once=nw.lit(0, dtype=nw.Int64),
        claim=nw.lit(""),
    )
    none = good.filter(nw.col("node") < 0).with_columns(reason=nw.lit(""), cost=nw.lit(0, dtype=nw.Int64))
    return good, none

"""Questions: who is asked about which certification, by whose rules, on which day and with what known.

An ask is a learner, a certification, a country, a day in the world and a day of knowledge; a case is an ask under one
version of the rule; a view is what several asks of one learner share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine

ASK_KINDS = {
    "ask": "whole",
    "learner": "code",
    "certification": "code",
    "country": "code",
    "role": "code",
    "agency": "code",
    "as_of": "day",
    "known_at": "day",
    "shown": "whole",
}
ASKED = ["learner", "certification", "country", "as_of", "known_at"]


def offers_of(rules: RuleTables, engine: Engine) -> Frame:
    """Which certifications there are by each country's rules, and the role that each is for."""
    asked = [(row["country"], row["certification"], row["role"]) for row in rules.rows("rules")]
    names = ("country", "certification", "role")
    kinds = dict.fromkeys(names, "code")
    return engine.rows_table({name: [row[index] for row in dict.fromkeys(asked)] for index, name in enumerate(names)}, kinds)


def posts_of(rules: RuleTables, facts: Facts, *, known_at: int) -> Frame:
    """Every post that was known and not voided, with the country whose rules apply: that of its agency, or none where it has no rules."""
    engine = facts.engine
    countries = engine.rows_table(
        {"country": list(rules.countries), "ours": [1] * len(rules.countries)}, {"country": "code", "ours": "whole"}
    )
    out = facts.voids().filter(nw.col("known") <= known_at).select("learner", "record_id").unique()
    agencies = facts.raw("agencies").select("agency", "country").unique()
    return engine.settle(
        facts.dated("posts")
        .filter(nw.col("known") <= known_at)
        .join(out, on=["learner", "record_id"], how="anti")
        .select("learner", "role", "agency", "day", last=whole(nw.col("end").fill_null(FOR_EVER)))
        .unique()
        .join(agencies, on="agency", how="left")
        .join(countries, on="country", how="left")
        .with_columns(
            country=nw.when(nw.col("ours").is_null()).then(nw.lit("")).otherwise(nw.col("country")), agency=nw.col("agency").fill_null("")
        )
    )


def asks_of(rules: RuleTables, facts: Facts, posts: Frame, *, as_of: int, known_at: int, learners: Frame | None = None) -> Frame:
    """Every learner and certification that has to be judged on a day.

    These are the certifications of the roles held on that day, by the rules of the country of the post's agency (the core
    rules where that country has none), and every certification of which a certificate was ever issued. With ``learners`` (a column
    `learner`) only they are judged. ``posts`` are those of ``posts_of``.
    """
    engine = facts.engine
    offered = offers_of(rules, engine)
    core = "" in rules.countries
    everybody = nw.lit(as_of, dtype=nw.Int64), nw.lit(known_at, dtype=nw.Int64)
    out = facts.voids().filter(nw.col("known") <= known_at).select("learner", "record_id").unique()
    posts = posts.filter(nw.col("day") <= as_of)
    if not core:
        posts = posts.filter(nw.col("country") != "")
    posts = posts.with_columns(gone_=whole(nw.col("last") < as_of), back_=-nw.col("day"))
    posts = engine.settle(numbered(posts, "place", ["gone_", "back_", "agency", "role"], ["learner"]))
    latest = posts.filter(nw.col("place") == 1).select("learner", "country", "agency")
    by_post = posts.filter(nw.col("gone_") == 0).join(offered, on=["role", "country"], how="inner")
    by_post = by_post.with_columns(way_=nw.lit(0, dtype=nw.Int64)).select(
        "learner", "certification", "country", "role", "agency", "way_", "place"
    )
    ever = (
        facts.dated("certificates")
        .filter(nw.col("known") <= known_at, nw.col("day") <= as_of)
        .join(out, on=["learner", "record_id"], how="anti")
        .select("learner", "certification")
        .unique()
        .join(latest, on="learner", how="left")
        .with_columns(country=nw.col("country").fill_null("") if core else nw.col("country"), agency=nw.col("agency").fill_null(""))
        .join(offered, on=["certification", "country"], how="inner")
        .with_columns(way_=nw.lit(1, dtype=nw.Int64), place=nw.lit(0, dtype=nw.Int64))
        .select("learner", "certification", "country", "role", "agency", "way_", "place")
    )
    both = nw.concat([by_post, ever], how="vertical")
    if learners is not None:
        both = both.join(learners.select("learner").unique(), on="learner", how="inner")
    one = numbered(both, "nth", ["way_", "place", "role", "agency"], ["learner", "certification"]).filter(nw.col("nth") == 1)
    one = one.select("learner", "certification", "country", "role", "agency", as_of=everybody[0], known_at=everybody[1])
    return engine.settle(
        numbered(one, "ask", ["learner", "certification"]).with_columns(shown=nw.lit(1, dtype=nw.Int64)).select(*ASK_KINDS)
    )


def with_earlier(facts: Facts, asks: Frame, earlier: Mapping[str, Iterable[int]]) -> Frame:
    """The asks of one learner, and the same on past days of some certifications; those are numbered behind the others."""
    rows = facts.engine.rows(asks.sort("ask"))
    again = [{**row, "as_of": day} for row in rows for day in sorted(set(earlier.get(row["certification"], ()))) if day < row["as_of"]]
    rows += [{**row, "ask": number} for number, row in enumerate(again, start=len(rows) + 1)]
    return facts.engine.rows_table({name: [row[name] for row in rows] for name in ASK_KINDS}, ASK_KINDS)


def looked_at(rules: RuleTables) -> set[tuple[str, str, str]]:
    """Which certifications look at which others: country, certification, the other."""
    looked = {(row["country"], row["certification"], row["falls_with"]) for row in rules.rows("rules") if row["falls_with"]}
    owner = {row["rule"]: row for row in rules.rows("rules")}
    rule_of = {row["req"]: row["rule"] for row in rules.rows("requirements")}
    for row in rules.rows("names"):
        if row["use"] == "any_of":
            rule = owner[rule_of[row["req"]]]
            looked.add((rule["country"], rule["certification"], row["name"]))
    return looked


def levels_of(rules: RuleTables) -> dict[tuple[str, str], int]:
    """In which order certifications are judged: each after those it looks at; a circle is cut, the checks refuse it."""
    looked = looked_at(rules)
    levels = {(row["country"], row["certification"]): 0 for row in rules.rows("rules")}
    for _ in range(len(levels)):
        raised = {
            key: max(
                (
                    levels[country, base] + 1
                    for country, name, base in looked
                    if (country, name) == key and base != name and (country, base) in levels
                ),
                default=0,
            )
            for key in levels
        }
        if raised == levels or max(raised.values(), default=0) > len({name for _country, name in levels}):
            break
        levels = raised
    return levels


def with_bases(rules: RuleTables, asks: Frame, facts: Facts) -> Frame:
    """The asks, and unseen ones for the other certifications their rules look at (`falls_with`, a certificate held)."""
    looked = looked_at(rules)
    grown = True
    while grown:
        more = {
            (country, first, last)
            for country, first, base in looked
            for other, middle, last in looked
            if country == other and base == middle
        }
        grown = not more <= looked
        looked |= more
    if not looked:
        return asks
    pairs = sorted(looked)
    names = ("country", "certification", "base")
    engine = facts.engine
    needed = engine.rows_table({name: [pair[index] for pair in pairs] for index, name in enumerate(names)}, dict.fromkeys(names, "code"))
    known = dict.fromkeys((row["country"], row["certification"], row["role"]) for row in rules.rows("rules"))
    roles = {(country, certification): role for country, certification, role in known}
    columns = {"country": [key[0] for key in roles], "certification": [key[1] for key in roles], "role": list(roles.values())}
    role_table = engine.rows_table(columns, dict.fromkeys(columns, "code"))
    hidden = asks.join(needed, on=["country", "certification"], how="inner").select(
        "learner", nw.col("base").alias("certification"), "country", "as_of", "known_at", "agency"
    )
    hidden = hidden.group_by("learner", "certification", "country", "as_of", "known_at").agg(nw.col("agency").min())
    hidden = hidden.join(asks.select(*ASKED), on=ASKED, how="anti").join(role_table, on=["country", "certification"], how="inner")
    top = engine.rows(asks.select(top=nw.col("ask").max()))[0]["top"] or 0
    hidden = numbered(hidden, "ask", ASKED).with_columns(ask=nw.col("ask") + int(top), shown=nw.lit(0, dtype=nw.Int64))
    return engine.settle(nw.concat([asks.select(*ASK_KINDS), hidden.select(*ASK_KINDS)], how="vertical"))

"""Rules as tables: what a rule tree looks like when every requirement is a row.

Days are day numbers, an open start is ``LONG_AGO``, an open end ``FOR_EVER``, an amount that is not asked -1. Rows are
plain dicts; ``COLUMNS`` says what each table holds. ``rule``, ``req`` and ``hold`` number the rows of one set of tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from practicum.spans import Span

Row = dict[str, Any]

# Table -> column -> kind of column (as in the tidy tables of records).
COLUMNS: dict[str, dict[str, str]] = {
    # One rule version of one certification in one country.
    "rules": {
        "rule": "whole",
        "country": "code",
        "certification": "code",
        "role": "code",
        "version": "code",
        "title": "text",
        "says": "text",
        "starts": "day",
        "until": "day",
        "adopted": "day",
        "award": "whole",
        "renew": "whole",
        "months": "whole",
        "ends": "whole",
        "yearly": "whole",
        "year_month": "whole",
        "year_day": "whole",
        "first_due": "day",
        "min_active": "whole",
        "window_days": "whole",
        "window_months": "whole",
        "grace": "whole",
        "backdates": "whole",
        "leave": "whole",
        "on_record": "whole",
        "from_approval": "whole",
        "bridge_days": "whole",
        "falls_with": "code",
        "no_award_after": "day",
        "closes": "day",
        "provisional_from": "code",
        "provisional_module": "code",
        "provisional_months": "whole",
        "provisional_until": "whole",
        "provisional_leave": "whole",
        "policy": "whole",
    },
    # What somebody who was away has to do, by time away; `after` and `before` leave the day itself out, -1 is no bound.
    "bands": {
        "rule": "whole",
        "band": "whole",
        "id": "code",
        "says": "text",
        "from_months": "whole",
        "after": "whole",
        "to_months": "whole",
        "before": "whole",
        "req": "whole",
        "conditional": "whole",
    },
    # One node of a rule tree; `part` is award, renew, always_in_date or re_entry.
    "requirements": {
        "req": "whole",
        "rule": "whole",
        "id": "code",
        "parent": "whole",
        "part": "code",
        "position": "whole",
        "depth": "whole",
        "kind": "code",
        "n": "whole",
        "subject": "code",
        "says": "text",
        "advisory": "whole",
        "starts": "day",
        "until": "day",
        "by": "code",
        "role": "code",
        "within_of": "code",
        "within_days": "whole",
        "within_months": "whole",
        "within_first": "whole",
        "only_then": "whole",
        "hold": "whole",
        "need": "number",
        "unit": "code",
        "per": "code",
        "months": "whole",
        "of_last": "whole",
        "level": "whole",
        "max_age": "whole",
        "decay": "whole",
        "by_role": "code",
        "latest": "whole",
        "taught": "whole",
        "module": "code",
        "evaluated": "whole",
        "unseen": "whole",
        "carry_over": "number",
        "hours_a_day": "number",
        "win_from": "day",
        "win_until": "day",
        "carry_from": "day",
        "count_once": "whole",
        "discussed": "whole",
        "rule_month": "whole",
        "rule_day": "whole",
        "module_once": "whole",
        "approved_only": "whole",
        "peer_min": "number",
        "need_qualified": "whole",
        "empty": "whole",
    },
    # How one module has to be held; requirements and prerequisites with the same terms share one row.
    "holdings": {
        "hold": "whole",
        "country": "code",
        "module": "code",
        "level": "whole",
        "ends": "whole",
        "yearly": "whole",
        "year_month": "whole",
        "year_day": "whole",
        "first_due": "day",
        "min_active": "whole",
        "window_days": "whole",
        "window_months": "whole",
        "grace": "whole",
        "backdates": "whole",
        "leave": "whole",
        "pass_mark": "number",
        "evidence": "whole",
        "attempts": "whole",
        "latest": "whole",
        "edition": "code",
        "done_from": "day",
        "done_until": "day",
        "policy": "whole",
    },
    # Which completions count towards a holding: its own versions, equivalents, refreshers.
    "sources": {
        "hold": "whole",
        "source": "code",
        "via": "code",
        "refresher": "whole",
        "version": "code",
        "version_from": "day",
        "version_until": "day",
        "done_from": "day",
        "done_until": "day",
        "months": "whole",
        "counts_until": "day",
        "superseded_on": "day",
        "edge": "whole",
    },
    "prerequisites": {"hold": "whole", "needs": "whole", "strict": "whole", "position": "whole"},
    "changes": {"hold": "whole", "since": "day", "months": "whole", "by_due": "whole", "retroactive": "whole"},
    # Editions of other countries that hold a module for some months after a move from there; both days are those of the move.
    "recognitions": {"hold": "whole", "home": "code", "starts": "day", "until": "day", "months": "whole", "ends": "whole"},
    # How far prior learning is accepted; a holding under no policy (-1) accepts none.
    "policies": {
        "policy": "whole",
        "share": "number",
        "taught_hours": "number",
        "max_age": "whole",
        "assessor": "code",
        "two_above": "number",
    },
    # What a policy names: modules `excluded`, `practice` with the share it may shorten, certifications of an `assessor`.
    "policy_names": {"policy": "whole", "use": "code", "name": "code", "share": "number"},
    "exemptions": {"req": "whole", "module": "code", "before": "day"},
    # What exempts from the module of a holding: it then counts as held for whatever waits for it or refreshes it.
    "exempting": {"hold": "whole", "module": "code", "before": "day"},
    # Holdings a requirement looks at beside its own: modules that teach a competency, modules held before an hour counts.
    "gates": {"req": "whole", "hold": "whole", "use": "code"},
    "names": {"req": "whole", "use": "code", "name": "code"},
    "categories": {"req": "whole", "category": "code", "least": "number", "most": "number"},
    # Modules whose hours add to an amount, and whether only in the first cycle.
    "credits": {"req": "whole", "hold": "whole", "hours": "number", "first": "whole"},
    # Smaller amounts of practice that are enough where it ended between two days.
    "reductions": {"req": "whole", "ended_from": "day", "ended_until": "day", "share": "number"},
    "conversions": {"req": "whole", "activity": "code", "unit": "code", "rate": "number", "cap_each": "number"},
    "versions": {"country": "code", "module": "code", "version": "code", "starts": "day", "until": "day"},
    # What completing a version of a module shows of a competency, and for how long by the module's own terms.
    "teaches": {
        "country": "code",
        "module": "code",
        "version": "code",
        "current": "whole",
        "competency": "code",
        "level": "whole",
        "months": "whole",
        "ends": "whole",
        "counts_until": "day",
        "pass_mark": "number",
    },
}
# Columns that number rows and move when two sets of tables are joined.
NUMBERED = {
    "rule": "rule",
    "award": "req",
    "renew": "req",
    "provisional_until": "req",
    "req": "req",
    "parent": "req",
    "hold": "hold",
    "needs": "hold",
    "policy": "policy",
}


# The tables that show a requirement of a kind; for a document, by what kind of document it is.
SHOWN_BY = {
    "module": ("completions",),
    "competency": ("observations", "completions"),
    "certificate": ("certificates",),
    "hours": ("cpd",),
    "supervised": ("supervised",),
    "contacts": ("supervision",),
    "experience": ("posts",),
}
DOCUMENTS_IN = {
    "vetting": "vetting",
    "referee": "vetting",
    "approval": "decisions",
    "declaration": "declarations",
    "degree": "awards",
    "foreign_award": "awards",
    "test": "awards",
    "case": "awards",
    "plan": "awards",
    "observation": "observations",
    "appointment": "appointments",
    "review": "supervision",
    "delivery": "supervision",
}


# Tables whose rows belong to a requirement.
OF_REQUIREMENT = ("exemptions", "gates", "names", "categories", "credits", "reductions", "conversions")


def _shown_by(kind: str, subject: str) -> tuple[str, ...]:
    """The tables that can show a requirement, any of which may hold what is missing.

    >>> _shown_by("document", "vetting"), _shown_by("competency", "REL-2")
    (('vetting',), ('observations', 'completions'))
    """
    return (DOCUMENTS_IN[subject],) if kind == "document" and subject in DOCUMENTS_IN else SHOWN_BY.get(kind, ())


@dataclass(frozen=True)
class RuleTables:
    """The rules of one country, or of several joined; a learner is judged by the rules of the country of their post."""

    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=lambda: {name: () for name in COLUMNS})
    spans: Mapping[int, Span] = field(default_factory=dict)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of one table."""
        return self.tables[table]

    def column(self, table: str, name: str) -> list[Any]:
        """One column of one table."""
        return [row[name] for row in self.tables[table]]

    def with_tables(self, other: RuleTables) -> RuleTables:
        """These rules and those of another country, as one set."""
        return join_rules((self, other))

    def without(self, missing: Collection[str]) -> RuleTables:
        """These rules where whole tables of records did not come: what is not met and could stand in one of them is unknown.

        A file that is missing says nothing about anybody; folded into "not met" it would look like a gap.
        """
        requirements = tuple(
            {**row, "unseen": 1} if set(missing).intersection(_shown_by(row["kind"], row["subject"])) else row
            for row in self.tables["requirements"]
        )
        return RuleTables({**self.tables, "requirements": requirements}, self.spans)

    def only(self, wanted: Collection[tuple[str, str]]) -> RuleTables:
        """The rules of some certifications (country, certification), and of the tables beside them what these look at."""
        kept: dict[str, tuple[Row, ...]] = dict(self.tables)

        def keep(name: str, column: str, values: Collection[int]) -> None:
            kept[name] = tuple(row for row in kept[name] if row[column] in values)

        kept["rules"] = tuple(row for row in self.tables["rules"] if (row["country"], row["certification"]) in wanted)
        of_rule = {row["rule"] for row in kept["rules"]}
        for name in ("requirements", "bands"):
            keep(name, "rule", of_rule)
        of_req = {row["req"] for row in kept["requirements"]}
        for name in OF_REQUIREMENT:
            keep(name, "req", of_req)
        holds = {row["hold"] for name in ("requirements", "gates", "credits") for row in kept[name] if row["hold"] >= 0}
        while more := {row["needs"] for row in self.tables["prerequisites"] if row["hold"] in holds} - holds:
            holds |= more
        for name in ("holdings", "sources", "prerequisites", "changes", "recognitions", "exempting"):
            keep(name, "hold", holds)
        policies = {row["policy"] for name in ("rules", "holdings") for row in kept[name]}
        for name in ("policies", "policy_names"):
            keep(name, "policy", policies)
        return RuleTables(kept, {req: span for req, span in self.spans.items() if req in of_req})

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose rules are here; the core is the empty text."""
        return tuple(sorted({row["country"] for row in self.tables["rules"]}))


def join_rules(sets: Iterable[RuleTables]) -> RuleTables:
    """Several countries' rules as one set of tables, numbered anew."""
    joined: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    spans: dict[int, Span] = {}
    offsets = {"rule": 0, "req": 0, "hold": 0, "policy": 0}
    for tables in sets:
        for name, rows in tables.tables.items():
            moved = {column: offsets[NUMBERED[column]] for column in COLUMNS[name] if column in NUMBERED}
            joined[name] += [
                {column: value + moved[column] if column in moved and value >= 0 else value for column, value in row.items()}
                for row in rows
            ]
        spans |= {number + offsets["req"]: span for number, span in tables.spans.items()}
        offsets["rule"] += len(tables.tables["rules"])
        offsets["req"] += len(tables.tables["requirements"])
        offsets["hold"] += len(tables.tables["holdings"])
        offsets["policy"] += len(tables.tables["policies"])
    return RuleTables({name: tuple(rows) for name, rows in joined.items()}, spans)

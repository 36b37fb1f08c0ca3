"""Explaining: the whole tree of one learner, with every record that counted and every one that did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from practicum.matching.evidencing import added_up, grouped, in_window, own_rows, rows_of, said_by
from practicum.matching.verdicts import Table, Verdicts, evaluate_one
from practicum.model.civil_day import FOR_EVER, LONG_AGO, day_number
from practicum.model.explanation import (
    Before,
    ByReturn,
    CategoryAmount,
    Disagreement,
    EarlierPeriod,
    Evidence,
    Explanation,
    RequirementExplanation,
)
from practicum.model.requirement import Row, RuleTables
from practicum.tables import nw

HELD = frozenset({"met", "met_by_waiver", "met_by_exemption", "met_by_prior_learning"})
COUNTED = frozenset({"hours", "supervised", "contacts", "document"})
# The tables of a run that tell of requirements.
_BELOW = ("requirements", "closings", "losers", "pieces", "amounts", "disagreements")
# What somebody who is away is asked stands first.
_ORDER = {"re_entry": 0, "award": 1, "always_in_date": 2, "renew": 3}


def explain(rules: RuleTables, records: Mapping[str, Any], learner: str, *, as_of: date, known_at: date | None = None) -> list[Explanation]:
    """Every certification asked of one learner on a day, explained; the verdicts are those of ``evaluate``."""
    own = own_rows(records, learner)
    day = day_number(as_of)
    issued = _issued(own, day)
    ends = {name: _closing_days(rows, day) for name, rows in issued.items()}
    verdicts = evaluate_one(rules, records, learner, as_of=as_of, known_at=known_at, earlier=ends)
    return _Tree(_Run(rules, verdicts), own, issued, learner, day).explanations()


def explain_states(
    rules: RuleTables, records: Mapping[str, Any], verdicts: Verdicts, states: Collection[str], *, as_of: date
) -> Iterator[Explanation]:
    """The certificates of a run that stand in one of these states, explained, without the periods before them.

    ``rules``, ``records`` and ``as_of`` are those of the run; ``verdicts`` holds all of its tables. Nothing is judged anew.
    """
    certificates = verdicts.certificates.frame.filter(nw.col("state").is_in(list(states)))
    asks, learners = certificates["ask"].to_list(), certificates["learner"].unique().to_list()
    if not asks:
        return
    cut: dict[str, Any] = {name: _of_asks(getattr(verdicts, name), asks) for name in ("certificates", *_BELOW)}
    run, day = _Run(rules, replace(verdicts, **cut)), day_number(as_of)
    mine: dict[str, list[Row]] = defaultdict(list)
    for row in run.verdicts.certificates.rows():
        mine[row["learner"]].append(row)
    own = rows_of(records, learners)
    for learner, rows in mine.items():
        yield from _Tree(run, own.get(learner, {}), _issued(own.get(learner, {}), day), learner, day).of(rows)


def _of_asks(table: Table, asks: Sequence[int]) -> Table:
    return Table(table.frame.filter(nw.col("ask").is_in(asks)).to_arrow()) if len(table) else table


def _issued(own: Mapping[str, tuple[str, Row]], day: int) -> dict[str, list[Row]]:
    """The certificates that were issued up to a day, by certification."""
    issued: dict[str, list[Row]] = defaultdict(list)
    for table, row in own.values():
        if table == "certificates" and row["start"] is not None and row["start"] <= day:
            issued[row["certification"]].append(row)
    return issued


def _closing_days(issued: Sequence[Row], day: int) -> dict[int, int]:
    """The days on which periods are asked about that ended before a day, each with the period's end: the last before the next began."""
    found = {}
    for row in issued:
        if row["end"] is not None and row["end"] < day:
            later = [each["start"] for each in issued if each["start"] > row["start"]]
            found[min(row["end"], min(later, default=day) - 1)] = row["end"]
    return found


class _Run:
    """The rules by number, and the verdicts of a run by requirement."""

    def __init__(self, rules: RuleTables, verdicts: Verdicts) -> None:
        self.rules, self.verdicts = rules, verdicts
        self.owners = {row["rule"]: row for row in rules.rows("rules")}
        self.numbers: dict[tuple[str, str, str], Row] = {}
        self.versions: dict[tuple[str, str, str], Row] = {}
        for row in rules.rows("requirements"):
            rule = self.owners[row["rule"]]
            self.numbers[rule["country"], rule["version"], row["id"]] = row
        for rule in self.owners.values():
            self.versions[rule["country"], rule["certification"], rule["version"]] = rule
        self.known = set(rules.countries)
        self.modules = {row["hold"]: row["module"] for row in rules.rows("holdings")}
        self.gates: dict[int, list[Row]] = defaultdict(list)
        for row in rules.rows("gates"):
            self.gates[row["req"]].append(row)
        self.first: dict[int, list[Row]] = defaultdict(list)
        for row in sorted(rules.rows("prerequisites"), key=lambda one: one["position"]):
            self.first[row["hold"]].append(row)
        self.used = grouped(verdicts.pieces.rows())
        self.rejected = grouped(verdicts.losers.rows())
        self.closings = grouped(verdicts.closings.rows())
        self.amounts = grouped(verdicts.amounts.rows())
        self.disagreements = grouped(verdicts.disagreements.rows())
        self.nodes: dict[int, list[Row]] = defaultdict(list)
        for row in verdicts.requirements.rows():
            self.nodes[row["ask"]].append(row)


class _Tree:
    """The verdicts of one learner by requirement."""

    def __init__(self, run: _Run, own: dict[str, tuple[str, Row]], issued: Mapping[str, list[Row]], learner: str, day: int) -> None:
        self.run, self.rules, self.verdicts = run, run.rules, run.verdicts
        self.own, self.issued, self.learner, self.day = own, issued, learner, day

    def explanations(self) -> list[Explanation]:
        """One explanation a certification, with the periods before it."""
        rows = [row for row in self.verdicts.certificates.rows() if row["learner"] == self.learner]
        today: dict[str, Row] = {}
        past: dict[str, list[Row]] = defaultdict(list)
        days = {name: sorted(_closing_days(found, self.day).items()) for name, found in self.issued.items()}
        for row in rows:
            if row["certification"] in today:
                past[row["certification"]].append(row)
            else:
                today[row["certification"]] = row
        return [self._certificate(row, list(zip(past[name], days.get(name, []), strict=False))) for name, row in today.items()]

    def of(self, rows: Sequence[Row]) -> Iterator[Explanation]:
        """Certificates as they stand on the day, without the periods before them."""
        return (self._certificate(row, ()) for row in rows)

    def _certificate(self, row: Row, past: Sequence[tuple[Row, tuple[int, int]]]) -> Explanation:
        country = row["country"] if row["country"] in self.run.known else ""
        rule = self.run.versions.get((country, row["certification"], row["rule_version"]))
        number = rule["rule"] if rule else -1
        band = next((each for each in self.rules.rows("bands") if each["rule"] == number and each["id"] == row["band"]), None)
        one = _Case(self, row, country, rule, by_renewal=band is not None and band["req"] < 0)
        issued = max(self.issued.get(row["certification"], ()), key=lambda each: (each["start"], each["record_id"]), default=None)
        return Explanation(
            learner=row["learner"],
            certification=row["certification"],
            country=row["country"] or "",
            role=row["role"] or "",
            as_of=self.day,
            state=row["state"],
            also=tuple(row["also"].split()),
            reason=row["reason"],
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
            deadline=row["deadline"],
            started_by=row["started_by"],
            disagreement=row["disagreement"],
            requirements_met=bool(row["requirements_met"]),
            rule_version=row["rule_version"],
            place=self.rules.spans.get(rule["award"]) if rule else None,
            grace_days=max(rule["grace"], 0) if rule else 0,
            falls_with=rule["falls_with"] if rule else "",
            no_award_after=_a_day(rule["no_award_after"]) if rule else None,
            band=band["says"] if band else "",
            band_asks_renewal=band is not None and band["req"] < 0,
            issued=self._of_record(issued["record_id"], day=issued["start"], until=issued["end"]) if issued else None,
            requirements=one.tops(),
            from_approval=bool(rule and rule["from_approval"]),
            closes=_a_day(rule["closes"]) if rule else None,
            earlier=tuple(each for each in self._earlier(country, past) if each.last_day < (row["valid_until"] or self.day)),
        )

    def _earlier(self, country: str, past: Sequence[tuple[Row, tuple[int, int]]]) -> Iterator[EarlierPeriod]:
        """The periods whose renewal was short on their last day, the latest first."""
        for row, (day, end) in reversed(past):
            rule = self.run.versions.get((country, row["certification"], row["rule_version"]))
            short = _Case(self, row, country, rule, at=day).short("renew")
            # A period that fell, was lapsed already or ends elsewhere than the certificate printed says is no history of renewals.
            if short and row["valid_until"] == end and row["state"] in {"due", "certified", "restricted"}:
                later = [each["start"] for each in self.issued.get(row["certification"], ()) if each["start"] > day]
                yield EarlierPeriod(end, short, min(later, default=None))

    def _of_record(self, record: str, *, day: int | None = None, until: int | None = None) -> Evidence:
        table, row = self.own.get(record, ("", {}))
        return Evidence(record, day=day, valid_from=day, valid_until=until, **said_by(table, row))


class _Case:
    """One certificate on one day, and the tree of what it asks."""

    def __init__(
        self, tree: _Tree, certificate: Row, country: str, rule: Row | None, *, by_renewal: bool = False, at: int | None = None
    ) -> None:
        self.tree, self.certificate, self.country, self.by_renewal = tree, certificate, country, by_renewal
        self.day = tree.day if at is None else at
        grace = max(rule["grace"], 0) if rule else 0
        until = certificate["valid_until"]
        # The renewal of a certificate that is over stays as it stood on its last day.
        self.renewal_day = self.day if until is None or until + grace >= self.day else until + grace
        self.below: dict[str, list[Row]] = defaultdict(list)
        for node in sorted(tree.run.nodes[certificate["ask"]], key=lambda each: (each["depth"], each["position"])):
            self.below[node["parent"]].append(node)
        self.since = {node["subject"]: node["valid_from"] for node in tree.run.nodes[certificate["ask"]] if node["kind"] == "module"}

    def tops(self) -> tuple[RequirementExplanation, ...]:
        """The parts of the rule; what a return asks is shown to those who are away, and only the band that holds for them."""
        asked = [each for each in self.below[""] if each["part"] != "re_entry" or each["state"] != "not_applicable"]
        return tuple(self._node(top) for top in sorted(asked, key=lambda each: (_ORDER[each["part"]], each["position"])))

    def short(self, part: str) -> tuple[RequirementExplanation, ...]:
        """What of a part is not held: what stands directly below it."""
        roots = [each["requirement"] for each in self.below[""] if each["part"] == part]
        open_now = [each for root in roots for each in self.below[root] if each["state"] not in HELD | {"not_applicable"}]
        return tuple(self._node(each) for each in open_now if not each["advisory"])

    def _node(self, row: Row) -> RequirementExplanation:
        tree = self.tree
        here = (row["ask"], row["certification"], row["requirement"])
        number = tree.run.numbers.get((self.country, row["rule_version"], row["requirement"]), {})
        limits = tree.run.amounts.get(here, [])
        losing = {(each["record_id"], each["via"]): each for each in reversed(tree.run.rejected.get(here, []))}
        pieces = [each for each in tree.run.used.get(here, []) if (each["record_id"], each["via"]) not in losing]
        counts = row["kind"] in {*COUNTED, "experience"}
        return RequirementExplanation(
            requirement=row["requirement"],
            says=row["says"],
            kind=row["kind"],
            subject=row["subject"],
            part=row["part"],
            state=row["state"],
            reason=row["reason"],
            deciding_record=row["deciding_record"],
            via=row["via"],
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
            needed=_needed(row, number) if number else None,
            counted=row["counted"],
            unit=_unit(row, number) if counts else "",
            categories=_categories(limits),
            missing=row["missing"],
            missing_unit=row["missing_unit"],
            deadline=row["deadline"],
            advisory=row["advisory"],
            used=tuple(self._evidence(each, "", row["kind"], number) for each in self._window(row, pieces, limits)),
            rejected=tuple(
                self._evidence(each, each["reason"], row["kind"], number)
                for each in tree.run.rejected.get(here, [])
                if self._at_hand(row, each)
            ),
            before=self._before(number),
            by_return=self._by_return(row, pieces, limits, number),
            closing=self._closing(row, here, number),
            rule_version=row["rule_version"],
            place=tree.rules.spans.get(number["req"]) if number else None,
            disagreements=tuple(_disagreement(each) for each in tree.run.disagreements.get(here, ())),
            parts=tuple(self._node(child) for child in self.below.get(row["requirement"], ())),
        )

    def _window(self, row: Row, pieces: Sequence[Row], limits: Sequence[Row]) -> Sequence[Row]:
        """The records that stood when the requirement was judged, oldest first."""
        day = self.renewal_day if row["part"] == "renew" else self.day
        standing = [each for each in pieces if each["s"] <= day <= each["e"] and each["day"] <= day]
        if row["kind"] not in COUNTED or row["counted"] is None:
            return sorted(standing, key=lambda each: (each["day"], each["record_id"]))
        over = sum(max(0.0, each["counted"] - each["most"]) for each in limits if each["most"] >= 0)
        found = in_window(standing, amount=row["counted"] + over)
        return standing if found is None else found

    def _at_hand(self, row: Row, loser: Row) -> bool:
        """Whether a record lay in time for what it was rejected for: not after a renewal that is over, nor before an absence."""
        if row["part"] == "re_entry" and self.certificate["valid_until"] is not None:
            return bool(loser["day"] > self.certificate["valid_until"])
        return row["part"] != "renew" or bool(loser["day"] <= self.renewal_day)

    def _by_return(self, row: Row, pieces: Sequence[Row], limits: Sequence[Row], number: Row) -> ByReturn | None:
        """How a part of the renewal stands today, where a certificate that is over comes back by making it up."""
        if not self.by_renewal or row["part"] != "renew" or self.certificate["state"] != "lapsed" or row["requirement"] in self.below:
            return None
        standing = [each for each in pieces if each["s"] <= self.day <= each["e"]]
        asked = number.get("by") not in {"due", "day"} or number["starts"] <= self.day <= number["until"]
        if row["kind"] not in COUNTED:
            return ByReturn(asked, bool(standing))
        if number.get("per") == "cycle":
            first = min((each["day"] for each in self._window(row, pieces, limits)), default=self.renewal_day + 1)
            standing = [each for each in standing if each["day"] >= first]
        total, done = added_up(standing, self.tree.own, limits)
        now = _categories([{**each, "counted": done[each["category"]]} for each in limits])
        missing = max(0.0, number.get("need", 0.0) - total)
        lacking = any(each.least is not None and each.done < each.least for each in now)
        return ByReturn(asked, not missing and not lacking, total, missing, now)

    def _before(self, number: Row) -> tuple[Before, ...]:
        rows = [each for each in self.tree.run.gates.get(number["req"], ()) if each["use"] == "not_before"] if number else []
        modules = [self.tree.run.modules[each["hold"]] for each in rows]
        return tuple(Before(module, self.since.get(module)) for module in modules)

    def _closing(self, row: Row, here: tuple[int, str, str], number: Row) -> tuple[str, ...]:
        if row["state"] in HELD or row["state"] == "not_applicable" or not row["missing"]:
            return ()
        listed = [each["unit"] for each in self.tree.run.closings.get(here, [])]
        if not listed and row["kind"] == "module" and number.get("hold", -1) >= 0 and ":" in row["missing_unit"]:
            return (*self._needed_first(number["hold"]), row["missing_unit"])
        return tuple(listed) or (f"{row['missing']:g} {row['missing_unit']}" if ":" not in row["missing_unit"] else row["missing_unit"],)

    def _needed_first(self, hold: int, trail: tuple[int, ...] = ()) -> Iterator[str]:
        """What a module that was never done needs first under this rule, as far as nothing is on record for it."""
        done = {row["module"] for table, row in self.tree.own.values() if table in {"completions", "rpl"}}
        for each in self.tree.run.first.get(hold, ()):
            needs = each["needs"]
            if needs not in trail and self.tree.run.modules[needs] not in done | set(self.since):
                yield from self._needed_first(needs, (*trail, hold))
                yield f"module:{self.tree.run.modules[needs]}"

    def _evidence(self, row: Row, reason: str, kind: str, number: Row) -> Evidence:
        table, own = self.tree.own.get(row["record_id"], ("", {}))
        said = said_by(table, own)
        if not table and row["record_id"] in self.tree.issued:
            said["detail"] = "issued"
        counts = kind in COUNTED and not reason
        return Evidence(
            record=row["record_id"],
            day=row["day"],
            via=row["via"],
            reason=reason,
            valid_from=row.get("s"),
            valid_until=_a_day(row.get("e")),
            amount=row["amount"] if counts else None,
            at_most=self._at_most(said, number) if counts and kind == "hours" else None,
            **said,
        )

    def _at_most(self, said: Mapping[str, Any], number: Row) -> float | None:
        """How much of a record's quantity can add, where the rule limits it and the record has more."""
        if said["quantity"] is None or not number:
            return None
        for each in self.tree.rules.rows("conversions"):
            fits = each["req"] == number["req"] and each["unit"] == said["unit"] and each["activity"] in ("", said["subject"])
            if fits and 0 <= each["cap_each"] < said["quantity"]:
                return float(each["cap_each"])
        return None


def _a_day(day: int | None) -> int | None:
    """A day, where it is not a stand-in for "always" or "never"."""
    return None if day is None or day <= LONG_AGO or day >= FOR_EVER else day


def _needed(row: Row, number: Row) -> float | None:
    """How much is asked for; of a choice how many of its ways."""
    if row["kind"] in {"any", "routes"}:
        return float(max(number["n"], 1)) if row["kind"] == "any" else 1.0
    needed = float(number["need"]) if row["kind"] != "experience" else float(number["months"])
    return needed if row["kind"] in {*COUNTED, "experience"} and needed >= 0 else None


def _unit(row: Row, number: Row) -> str:
    if row["kind"] == "contacts":
        return f"contact:{row['subject']}"
    if row["kind"] == "document":
        return f"document:{row['subject']}"
    return "month" if row["kind"] == "experience" else number.get("unit") or ""


def _categories(limits: Sequence[Row]) -> tuple[CategoryAmount, ...]:
    return tuple(
        CategoryAmount(
            each["category"], each["counted"], each["least"] if each["least"] > 0 else None, each["most"] if each["most"] >= 0 else None
        )
        for each in sorted(limits, key=lambda one: one["category"])
    )


def _disagreement(row: Row) -> Disagreement:
    return Disagreement(row["module"], row["competency"], row["level_needed"], row["level_found"], row["side"], row["record"])

"""Rule trees become requirement rows: every requirement a row with its numbers, every way to hold a module a row of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from practicum.model.catalogue import Unit
from practicum.model.certification import Band, Certification, Requirement, RuleVersion
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Assessment, Module
from practicum.model.requirement import COLUMNS, Row, RuleTables
from practicum.model.source import FieldPath
from practicum.resolving.module_holding import Holdings, amount, exempting_modules, first_day, last_day, life
from practicum.resolving.prior_learning import Policies
from practicum.resolving.requirement_amounts import Amounts
from practicum.resolving.teaching import teaching_rows
from practicum.spans import Span

# Kinds the matching evaluates; every other is shown as unknown, NOT_EVALUATED.
EVALUATED = frozenset(
    {"all", "any", "routes", "module", "modules", "certificate", "competency", "hours", "supervised", "experience", "document", "contacts"}
)


def compile_rules(
    certifications: Mapping[str, Unit[Certification]],
    modules: Mapping[str, Unit[Module]],
    assessments: Mapping[str, Unit[Assessment]],
    *,
    country: str = "",
) -> RuleTables:
    """All rule versions of all certifications as tables; which version applies on which day is decided in matching.

    ``country`` says whose View the units come from; learners in post there are judged by these rows.
    """
    rows = _Rows(modules, assessments, country, [unit.value for unit in certifications.values()])
    for unit in certifications.values():
        rows.add(unit)
    return rows.tables()


def kind_of(requirement: Requirement) -> str:
    """The one key that names a requirement's kind.

    >>> kind_of(Requirement(module="F01"))
    'module'
    """
    for kind in (
        "all",
        "any",
        "routes",
        "modules",
        "module",
        "certificate",
        "competency",
        "hours",
        "supervised",
        "experience",
        "document",
        "contacts",
    ):
        if getattr(requirement, kind) is not None:
            return kind
    return "all"


def asked_nothing(requirement: Requirement) -> bool:
    """Whether a group asks nothing at all; the checks refuse it, and it counts as met.

    >>> asked_nothing(Requirement(all=())), asked_nothing(Requirement(module="F01"))
    (True, False)
    """
    return requirement.all == () or requirement.any == 0


class _Rows:
    """The rows as they grow."""

    def __init__(
        self,
        modules: Mapping[str, Unit[Module]],
        assessments: Mapping[str, Unit[Assessment]],
        country: str,
        certifications: Iterable[Certification],
    ) -> None:
        self.country = country
        self.grown: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.spans: dict[int, Span] = {}
        self.holdings = Holdings(
            {name: unit.value for name, unit in modules.items()}, {name: unit.value for name, unit in assessments.items()}, country
        )
        self.amounts = Amounts(self.grown, self.holdings, {name: unit.value for name, unit in modules.items()})
        self.policies = Policies(self.holdings.modules, certifications)
        self.taken: set[str] = set()

    def tables(self) -> RuleTables:
        """Everything grown so far."""
        teaches = teaching_rows(self.holdings.modules, self.holdings.assessments, self.country)
        grown = {**self.grown, **self.holdings.grown, **self.policies.grown, "teaches": teaches}
        return RuleTables({name: tuple(rows) for name, rows in grown.items()}, self.spans)

    def add(self, unit: Unit[Certification]) -> None:
        """One certification with all its versions."""
        certification = unit.value
        lengths = _lengths(certification)
        for index, version in enumerate(certification.versions):
            self.taken = set()
            rule = len(self.grown["rules"])
            place: FieldPath = ("versions", index)
            row = self._rule(rule, certification, version)
            row["policy"] = self.holdings.policy = self.policies.of(version)
            self.holdings.exempting = exempting_modules(version)
            self.grown["rules"].append(row)
            top = (unit, rule, lengths)
            row["award"] = self._node(top, version.award, -1, "award", f"{certification.id}/award", "", (*place, "award"), 0, 0)
            if version.renew is not None:
                row["renew"] = self._node(top, version.renew, -1, "renew", f"{certification.id}/renew", "", (*place, "renew"), 0, 0)
            for position, requirement in enumerate(version.always_in_date):
                self._node(
                    top,
                    requirement,
                    -1,
                    "always_in_date",
                    f"{certification.id}/always_in_date",
                    _own_id(requirement) or f"{position + 1}",
                    (*place, "always_in_date", position),
                    position,
                    0,
                )
            for position, band in enumerate(version.re_entry):
                asked = -1
                if band.require is not None:
                    asked = self._node(
                        top,
                        band.require,
                        -1,
                        "re_entry",
                        f"{certification.id}/re_entry/{band.id}",
                        _own_id(band.require),
                        (*place, "re_entry", position, "require"),
                        position,
                        0,
                    )
                self.grown["bands"].append(_band(rule, position, band, asked))
            if version.provisional is not None and version.provisional.until_met:
                wanted = "/" + version.provisional.until_met
                row["provisional_until"] = next(
                    (node["req"] for node in self.grown["requirements"] if node["rule"] == rule and node["id"].endswith(wanted)), -1
                )

    def _rule(self, rule: int, certification: Certification, version: RuleVersion) -> Row:
        valid, provisional = version.valid, version.provisional
        return {
            "rule": rule,
            "country": self.country,
            "certification": certification.id,
            "role": certification.role,
            "version": version.version,
            "title": certification.title,
            "says": version.says,
            "starts": first_day(version.starts),
            "until": last_day(version.until),
            "adopted": first_day(version.adopted),
            "award": -1,
            "renew": -1,
            "months": amount(valid.months if valid else None),
            **life(valid),
            "on_record": int(valid is not None and valid.renewal == "on_record"),
            "from_approval": int(valid is not None and valid.counted_from == "approval"),
            "bridge_days": amount(version.bridge_days),
            "falls_with": version.falls_with or "",
            "no_award_after": last_day(version.no_award_after),
            "closes": last_day(version.closes),
            "provisional_from": provisional.starts_with if provisional else "",
            "provisional_module": (provisional.module if provisional else None) or "",
            "provisional_months": provisional.months if provisional else -1,
            "provisional_until": -1,
            "provisional_leave": int(provisional is not None and provisional.extends_by == "leave"),
        }

    def _node(
        self,
        top: tuple[Unit[Certification], int, Mapping[str, Mapping[int, int]]],
        requirement: Requirement,
        parent: int,
        part: str,
        above: str,
        own: str,
        place: FieldPath,
        position: int,
        depth: int,
    ) -> int:
        unit, rule, lengths = top
        kind = kind_of(requirement)
        number = len(self.grown["requirements"])
        full = self._free(f"{above}/{own}" if own else above if depth == 0 else f"{above}/{kind}-{position + 1}")
        within = requirement.within
        rules = self.grown["rules"][rule]
        row: Row = {
            "req": number,
            "rule": rule,
            "id": full,
            "parent": parent,
            "part": part,
            "position": position,
            "depth": depth,
            "kind": kind,
            "n": -1,
            "subject": "",
            "says": requirement.says or "",
            "advisory": int(requirement.advisory),
            "starts": first_day(requirement.starts),
            "until": last_day(requirement.until),
            "by": requirement.by,
            "role": requirement.role or "",
            "within_of": within.of if within else "",
            "within_days": amount(within.days if within else None),
            "within_months": amount(within.months if within else None),
            "within_first": int(within is not None and within.first_time_only),
            "only_then": int(within is not None and within.only_then),
            "hold": -1,
            "need": -1.0,
            "unit": "",
            "per": "",
            "months": -1,
            "of_last": -1,
            "level": -1,
            "max_age": -1,
            "decay": -1,
            "by_role": "",
            "latest": 0,
            "taught": 1,
            "module": "",
            "evaluated": int(kind in EVALUATED),
            "unseen": 0,
            "carry_over": -1.0,
            "hours_a_day": -1.0,
            "win_from": first_day(None),
            "win_until": last_day(None),
            "carry_from": last_day(None),
            "count_once": 0,
            "discussed": 0,
            "rule_month": rules["year_month"],
            "rule_day": rules["year_day"],
            "module_once": 0,
            "approved_only": 0,
            "peer_min": -1.0,
            "need_qualified": 0,
            "empty": int(asked_nothing(requirement)),
        }
        self.grown["requirements"].append(row)
        self.spans[number] = unit.where(*place)
        for exemption in requirement.exempt_if:
            self.grown["exemptions"].append({"req": number, "module": exemption.module, "before": last_day(exemption.completed_before)})
        self.amounts.write(row, requirement, lengths)
        inside = full if own or depth == 0 else above
        for index, (name, child, where) in enumerate(_children(requirement)):
            self._node(top, child, number, part, inside, name, (*place, *where), index, depth + 1)
        return number

    def _free(self, wanted: str) -> str:
        name, count = wanted, 1
        while name in self.taken:
            count += 1
            name = f"{wanted}-{count}"
        self.taken.add(name)
        return name


def _band(rule: int, position: int, band: Band, asked: int) -> Row:
    """A band of re-entry: from how many months away and to how many, as months and whether the day itself belongs to it."""
    above = band.more_than_months is not None
    below = band.under_months is not None
    return {
        "rule": rule,
        "band": position,
        "id": band.id,
        "says": band.says,
        "from_months": amount(band.more_than_months if above else band.at_least_months),
        "after": int(above),
        "to_months": amount(band.under_months if below else band.at_most_months),
        "before": int(below),
        "req": asked,
        "conditional": amount(band.conditional_months),
    }


def _own_id(requirement: Requirement) -> str:
    return requirement.id or requirement.module or ""


def _children(asked: Requirement) -> Iterator[tuple[str, Requirement, FieldPath]]:
    """The children of a group with their ids and where they are written."""
    if asked.all is not None:
        for index, child in enumerate(asked.all):
            yield _own_id(child), child, ("all", index)
    elif asked.any is not None:
        for index, child in enumerate(asked.of or ()):
            yield _own_id(child), child, ("of", index)
    elif asked.routes is not None:
        for name, child in asked.routes.items():
            yield name, child, ("routes", name)
    elif asked.modules is not None:
        for index, module in enumerate(asked.modules):
            yield module, _one_module(asked, module), ("modules", index)


def _one_module(asked: Requirement, module: str) -> Requirement:
    """One of a list of modules, held as the list says."""
    return Requirement(
        module=module,
        valid=asked.valid,
        evidence=asked.evidence,
        pass_mark=asked.pass_mark,
        attempts=asked.attempts,
        latest_attempt=asked.latest_attempt,
        order=asked.order,
        edition=asked.edition,
        recognises=asked.recognises,
        equivalents=asked.equivalents,
    )


def _lengths(certification: Certification) -> dict[str, dict[int, int]]:
    """For requirements whose length differs between rule versions: by id, the lengths with their first days.

    A completion keeps the length that stood on its own day, so a later version's row carries the earlier lengths as changes.
    """
    found: dict[str, dict[int, int]] = {}

    def walk(asked: Requirement, above: str, own: str, depth: int, position: int, starts: date) -> None:
        full = f"{above}/{own}" if own else above if depth == 0 else f"{above}/{kind_of(asked)}-{position + 1}"
        if asked.module and asked.valid is not None and asked.valid.months is not None:
            found.setdefault(full, {})[day_number(starts)] = asked.valid.months
        for index, (name, child, _where) in enumerate(_children(asked)):
            walk(child, full if own or depth == 0 else above, name, depth + 1, index, starts)

    for version in certification.versions:
        walk(version.award, f"{certification.id}/award", "", 0, 0, version.starts)
        if version.renew is not None:
            walk(version.renew, f"{certification.id}/renew", "", 0, 0, version.starts)
        for position, requirement in enumerate(version.always_in_date):
            walk(requirement, f"{certification.id}/always_in_date", _own_id(requirement) or f"{position + 1}", 0, position, version.starts)
    return {name: lengths for name, lengths in found.items() if len(set(lengths.values())) > 1}

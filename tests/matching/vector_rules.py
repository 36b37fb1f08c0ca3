"""The neutral model of the vectors, mapped once to authored rules: a case becomes a certification and its modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from practicum.model.catalogue import Unit
from practicum.model.certification import (
    Band,
    CategoryLimit,
    Certification,
    CompetencyHeld,
    Conversion,
    Document,
    Exemption,
    Experience,
    Hours,
    PriorLearning,
    Provisional,
    Recognition,
    Requirement,
    RuleVersion,
    SupervisedHours,
    Validity,
    ValidityChange,
    Within,
)
from practicum.model.curriculum import Assessment, Equivalent, Module, Pass, Prerequisite, Teaching, Version
from practicum.model.source import Text
from practicum.spans import Span

LONG = date(1900, 1, 1)
SEPARATOR = "~"


class Unmapped(Exception):
    """A vector asks for something that authored rules cannot say."""


@dataclass
class Draft:
    """A module while the rules that mention it are read."""

    months: int | None = None
    ends: str = "day_before"
    mark: float | None = None
    evidence: str | None = None
    prerequisites: list[Prerequisite] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)
    versions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    renews: str | None = None
    teaches: dict[str, int] = field(default_factory=dict)


@dataclass
class Mapped:
    """A case as certifications, modules and assessments."""

    certifications: dict[str, Unit[Certification]] = field(default_factory=dict)
    modules: dict[str, Unit[Module]] = field(default_factory=dict)
    assessments: dict[str, Unit[Assessment]] = field(default_factory=dict)


def unit(kind: str, name: str, value: Any) -> Unit[Any]:
    """An authored thing without a file."""
    return Unit(kind, name, f"{name}.yaml", value, Text(None, Span(f"{name}.yaml")))


class CaseRules:
    """The rules of one case; every name carries the case, so that all cases can be asked at once."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self.case = str(case["id"])
        self.rule = case["rule"]
        self.limits = case.get("policy") or {}
        self.drafts: dict[str, Draft] = {}
        self.mapped = Mapped()

    def name(self, code: str) -> str:
        return f"{self.case}{SEPARATOR}{code}"

    def map(self) -> Mapped:
        rule = self.rule
        if "certificate" in rule:
            self.certificate(rule["certificate"], self.case)
        elif "by_due" in rule:
            self.renewed(rule["by_due"])
        elif "re_entry" in rule:
            self.re_entered(rule["re_entry"])
        else:
            self.certification(self.case, RuleVersion(version="1", starts=LONG, says="", award=self.requirement(rule)), "")
        for code, draft in self.drafts.items():
            self.mapped.modules[self.name(code)] = unit("module", self.name(code), self.module(code, draft))
            if draft.mark is not None:
                paper = Assessment(
                    format=1, module=self.name(code), kind=("quiz",), task="", passing=Pass(mark=draft.mark, rule=""), assessor="TRA"
                )
                self.mapped.assessments[self.name(code)] = unit("assessment", self.name(code), paper)
        return self.mapped

    def certification(self, name: str, version: RuleVersion, role: str) -> None:
        value = Certification(format=1, id=name, role=role, title=name, versions=(replace(version, prior_learning=self.policy()),))
        self.mapped.certifications[name] = unit("certification", name, value)

    def policy(self) -> PriorLearning:
        """How far prior learning may stand; what a case does not limit is unlimited."""
        return PriorLearning(
            says="",
            max_share=self.limits.get("max_share", "1/1"),
            taught_hours=self.limits.get("taught_hours", 1_000_000),
            max_age_months=self.limits.get("max_age_months"),
            assessor=self.name("ASSESSOR"),
            two_assessors_above_hours=self.limits.get("two_assessors_above"),
            excluded=tuple(self.name(code) for code in self.limits.get("excluded", ())),
        )

    def certificate(self, rule: Mapping[str, Any], name: str) -> None:
        base = None
        if rule.get("falls_with"):
            base = f"{name}{SEPARATOR}base"
            self.certificate(rule["falls_with"]["certificate"], base)
        if any(key in rule for key in ("effective_from", "effective_to", "within_days_of_post", "within_months_of_move")):
            raise Unmapped("dates of a certificate")
        provisional = None
        if rule.get("provisional"):
            # The period starts with a post, which the facts get (see ``vector_facts``).
            asked = rule["provisional"]
            months = asked.get("months") or (asked["limit"].year - asked["start"].year) * 12 + asked["limit"].month - asked["start"].month
            provisional = Provisional(starts_with="appointment", months=months)
        valid = Validity(window_days=rule.get("window_days"), window_months=rule.get("window_months"), grace_days=rule.get("grace_days", 0))
        version = RuleVersion(
            version="1",
            starts=LONG,
            says="",
            award=self.requirement(rule["require"]),
            valid=valid,
            bridge_days=rule.get("bridge_days"),
            always_in_date=tuple(self.requirement(each) for each in rule.get("always_in_date", ())),
            falls_with=base,
            no_award_after=rule.get("no_award_after"),
            closes=rule.get("closes"),
            provisional=provisional,
        )
        self.certification(name, version, rule.get("role") or ("PROVISIONAL" if provisional else ""))

    def renewed(self, rule: Mapping[str, Any]) -> None:
        """A requirement picked by the due day: the renewal of a certificate that was issued and is due on that day."""
        nothing = Requirement(document=Document(kind="test", subject="never"))
        eve = rule["before"] - timedelta(days=1)
        old, new = self.requirement(rule["old"]), self.requirement(rule["new"])
        renew = Requirement(all=(replace(old, id="old", until=eve, by="due"), replace(new, id="new", starts=rule["before"], by="due")))
        version = RuleVersion(
            version="1", starts=LONG, says="", award=nothing, valid=Validity(months=600, renewal="on_record"), renew=renew
        )
        self.certification(self.case, version, "")

    def re_entered(self, rule: Mapping[str, Any]) -> None:
        """Bands of re-entry, on a certificate that was issued and ended on the day before the time away began."""
        nothing = Requirement(document=Document(kind="test", subject="never"))
        bands = tuple(
            Band(
                id=each["name"],
                says="",
                at_least_months=each.get("at_least"),
                more_than_months=each.get("more_than"),
                at_most_months=each.get("at_most"),
                under_months=each.get("under"),
                require=nothing,
            )
            for each in rule["bands"]
        )
        version = RuleVersion(version="1", starts=LONG, says="", award=nothing, valid=Validity(months=600), renew=nothing, re_entry=bands)
        self.certification(self.case, version, "")

    def shared(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": rule.get("id"),
            "starts": rule.get("effective_from"),
            "until": rule.get("effective_to"),
            "role": rule.get("role"),
        }
        if rule.get("within_days_of_post") is not None:
            found["within"] = Within(of="appointed", days=rule["within_days_of_post"])
        if rule.get("within_months_of_move") is not None:
            found["within"] = Within(of="moved", months=rule["within_months_of_move"], only_then=True)
        return found

    def requirement(self, rule: Mapping[str, Any]) -> Requirement:
        shared = self.shared(rule)
        if "all" in rule:
            return Requirement(**shared, all=tuple(self.requirement(each) for each in rule["all"]))
        if "any" in rule:
            return Requirement(**shared, any=rule["any"], of=tuple(self.requirement(each) for each in rule["of"]))
        if "routes" in rule:
            return Requirement(**shared, routes={name: self.requirement(each) for name, each in rule["routes"].items()})
        if "module" in rule:
            return self.module_rule(rule, shared)
        if "hours" in rule:
            return self.hours(rule["hours"], shared)
        if "supervised" in rule:
            held = rule["supervised"]
            before = []
            for each in held.get("not_before", ()):
                self.draft(each)
                before.append(self.name(each["module"]))
            return Requirement(
                **shared, supervised=SupervisedHours(min=held["hours"], not_before=tuple(before), supervisor_holds=(self.name("SUP"),))
            )
        if "experience" in rule:
            asked = rule["experience"]
            return Requirement(
                **shared, experience=Experience(months=asked["months"], of_last=asked["of_last"], roles=tuple(asked["roles"]))
            )
        if "competency" in rule:
            return self.competency(rule["competency"], shared)
        if "both" in rule:
            # The side the rule asks for decides; the competencies are shown beside it.
            sides = [replace(self.requirement({"competency": each}), advisory=True) for each in rule["both"]["competencies"]]
            return Requirement(**shared, all=(self.requirement(rule["both"]["module"]), *sides))
        raise Unmapped(" ".join(rule))

    def competency(self, rule: Mapping[str, Any], shared: dict[str, Any]) -> Requirement:
        for code, level in (rule.get("teaches") or {}).items():
            self.drafts.setdefault(code, Draft()).teaches[rule["competency"]] = level
        # A course that nobody took says up to which level the competency is taught.
        self.drafts.setdefault("COURSE", Draft()).teaches[rule["competency"]] = rule.get("taught_up_to", 3)
        shared["id"] = shared["id"] or rule["competency"]
        held = CompetencyHeld(
            id=self.name(rule["competency"]),
            level=rule.get("level", 1),
            max_age_months=rule.get("max_age_months"),
            decay_months=rule.get("decay_months"),
        )
        return Requirement(**shared, competency=held)

    def hours(self, rule: Mapping[str, Any], shared: dict[str, Any]) -> Requirement:
        units = {"h": "hour", "day": "day", "point": "point", "item": "item"}
        limits = {
            name: CategoryLimit(min=limit.get("min"), max=limit.get("max"), max_share=limit.get("max_share"))
            for name, limit in (rule.get("categories") or {}).items()
        }
        rates = tuple(
            Conversion(kind=each.get("kind"), unit=units[each["unit"]], rate=each["rate"], cap_each=each.get("cap_each"))
            for each in rule.get("convert", ())
        )
        window: dict[str, Any] = {"per": "months", "months": rule.get("last_months")}
        if rule.get("last_months") is None:
            window = {"per": "dates", "starts": rule["start"], "until": rule["end"], "carry_over": rule.get("carry_over")}
            window["carry_from"] = rule.get("carry_start")
        unit_asked = units[rule.get("unit", "h")]
        asked = Hours(min=rule["amount"], unit=unit_asked, categories=limits, convert=rates, **window)  # type: ignore[arg-type]
        return Requirement(**shared, hours=asked)

    def draft(self, rule: Mapping[str, Any]) -> Draft:
        """The module behind a rule, with what only the module can say: prerequisites, versions, refreshers."""
        draft = self.drafts.setdefault(rule["module"], Draft())
        if rule.get("months") is not None:
            draft.months, draft.ends = rule["months"], rule.get("ends", "day_before")
        if rule.get("pass_mark") is not None:
            draft.mark = rule["pass_mark"]
        for edge in rule.get("equivalents", ()):
            self.drafts.setdefault(edge["module"], Draft())
            target = edge.get("to") or rule["module"]
            found = Equivalent(
                module=self.name(edge["module"]),
                completed_from=edge.get("completed_from"),
                completed_until=edge.get("completed_to"),
                valid_months=edge.get("months"),
            )
            self.drafts.setdefault(target, Draft())
            if found not in self.drafts[target].equivalents:
                self.drafts[target].equivalents.append(found)
        for each in rule.get("prerequisites", ()):
            self.draft(each)
            found_need = Prerequisite(module=self.name(each["module"]), order="strict" if rule.get("order") == "strict" else "any")
            if found_need not in draft.prerequisites and rule.get("order") != "ignore":
                draft.prerequisites.append(found_need)
        for code in rule.get("refreshers", ()):
            self.drafts.setdefault(code, Draft()).renews = self.name(rule["module"])
        draft.versions.update(rule.get("versions", {}))
        return draft

    def module_rule(self, rule: Mapping[str, Any], shared: dict[str, Any]) -> Requirement:
        self.draft(rule)
        edges = tuple(
            Recognition(home=edge["home"], cap_months=edge["cap_months"], starts=edge.get("start"), until=edge.get("end"))
            for edge in rule.get("recognition", ())
            if edge["host"] == rule.get("country")
        )
        changes = tuple(
            ValidityChange(
                since=each["since"], months=each["months"], by=each.get("basis", "completion"), retroactive=each.get("retroactive", False)
            )
            for each in rule.get("changes", ())
        )
        cycle = rule.get("cycle", "rolling")
        valid = Validity(
            months=rule.get("months"),
            ends=rule.get("ends", "day_before"),
            cycle=cycle,
            year_starts=str(rule.get("year_starts", "01-01")),
            first_due=rule.get("fixed_due"),
            min_active_months=rule.get("min_active", 0),
            window_days=rule.get("window_days"),
            window_months=rule.get("window_months"),
            grace_days=rule.get("grace_days", 0),
            grace_backdates=rule.get("grace_backdates", False),
            extends_by="leave" if rule.get("leave_extends") else None,
            changes=changes,
        )
        return Requirement(
            **shared,
            module=self.name(rule["module"]),
            valid=valid,
            evidence=rule.get("evidence"),
            pass_mark=rule.get("pass_mark"),
            attempts=rule.get("max_attempts"),
            latest_attempt=rule.get("latest_attempt", False),
            edition=rule.get("country"),
            recognises=edges,
            order={"defer": None, "strict": "strict", "ignore": "ignore"}[rule.get("order", "defer")],  # type: ignore[arg-type]
            exempt_if=tuple(Exemption(module=self.name(code), completed_before=day) for code, day in (rule.get("exempt_if") or {}).items()),
        )

    def module(self, code: str, draft: Draft) -> Module:
        teaches = tuple(Teaching(competency=self.name(name), level=level) for name, level in draft.teaches.items())
        terms: dict[str, Any] = {"hours": 1, "valid_months": draft.months, "ends": draft.ends, "teaches": teaches}
        ordered = sorted(draft.versions.items(), key=lambda item: item[1]["superseded_on"])
        versions, starts = [], LONG
        for name, each in ordered:
            versions.append(Version(version=name, starts=starts, counts_until=each.get("counts_until"), **terms))
            starts = each["superseded_on"]
        versions.append(Version(version="current", starts=starts, **terms))
        return Module(
            format=1,
            id=self.name(code),
            title=code,
            status="draft",
            summary="",
            purpose="",
            prerequisites=tuple(draft.prerequisites),
            versions=tuple(versions),
            equivalents=tuple(draft.equivalents),
            renews=draft.renews,
        )

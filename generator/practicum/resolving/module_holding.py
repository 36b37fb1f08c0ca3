"""How a module has to be held: its versions, equivalents, refreshers and prerequisites as rows that requirements share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from practicum.model.certification import Exemption, Recognition, Requirement, RuleVersion, Validity, ValidityChange
from practicum.model.civil_day import FOR_EVER, LONG_AGO, day_number
from practicum.model.curriculum import Assessment, Equivalent, Module
from practicum.model.record import EVIDENCE_ORDER
from practicum.model.requirement import Row

HELD = ("holdings", "sources", "prerequisites", "changes", "versions", "recognitions", "exempting")


class Holdings:
    """The holdings of one country as they are asked for; the same terms give the same number."""

    def __init__(self, modules: Mapping[str, Module], assessments: Mapping[str, Assessment], country: str) -> None:
        self.modules = modules
        self.assessments = assessments
        self.country = country
        self.grown: dict[str, list[Row]] = {name: [] for name in HELD}
        self.known: dict[Any, int] = {}
        self.open: set[str] = set()
        # Under which policy prior learning is weighed for what is asked now; prerequisites go by that of what needs them.
        self.policy = -1
        # What exempts from each module by the rule version that is compiled now; its prerequisites and gates go by it.
        self.exempting: Mapping[str, tuple[Exemption, ...]] = {}
        self.refreshers: dict[str, list[str]] = {}
        for name, module in modules.items():
            if module.renews:
                self.refreshers.setdefault(module.renews, []).append(name)
            for version, first, last, _next in spans_of(module):
                self.grown["versions"].append({"country": country, "module": name, "version": version, "starts": first, "until": last})

    def of(self, module: str, asked: Requirement | None, lengths: Mapping[int, int] | None) -> int:
        """The number of the holding of a module under a requirement's terms, or under its own where none asks."""
        by_requirement = asked is not None
        asked = asked or Requirement(module=module)
        paper = self.assessments.get(module)
        own = self.modules.get(module)
        changes = _changes(asked.valid, lengths)
        mark = asked.pass_mark if asked.pass_mark is not None else paper.passing.mark if paper else None
        attempts = asked.attempts if asked.attempts is not None else paper.attempts if paper else None
        by_completion = asked.by == "completion"
        terms: Row = {
            "country": self.country,
            "module": module,
            **life(asked.valid),
            "pass_mark": float(-1 if mark is None else mark),
            "evidence": EVIDENCE_ORDER.index(asked.evidence) if asked.evidence else 0,
            "attempts": -1 if attempts is None else attempts,
            "latest": int(asked.latest_attempt),
            "edition": asked.edition or "",
            "done_from": first_day(asked.starts) if by_completion else LONG_AGO,
            "done_until": last_day(asked.until) if by_completion else FOR_EVER,
            "policy": self.policy,
        }
        if asked.valid is None and own is not None and own.versions[-1].ends == "anniversary":
            terms["ends"] = 1
        lets_off = asked.exempt_if if by_requirement else self.exempting.get(module, ())
        exempting = [{"module": one.module, "before": last_day(one.completed_before)} for one in lets_off]
        needs = self._needs(module, own, asked.order)
        sources = list(self._sources(module, own, asked))
        recognised = [_recognition(edge, terms["ends"]) for edge in asked.recognises]
        key = repr((sorted(terms.items()), sources, needs, recognised, exempting, [sorted(change.items()) for change in changes]))
        if key in self.known:
            return self.known[key]
        number = self.known[key] = len(self.grown["holdings"])
        levels = {row["hold"]: row["level"] for row in self.grown["holdings"]}
        self.grown["holdings"].append({"hold": number, "level": 1 + max((levels[need] for need, _strict in needs), default=-1), **terms})
        self.grown["sources"] += [{"hold": number, **source} for source in sources]
        self.grown["changes"] += [{"hold": number, **change} for change in changes]
        self.grown["recognitions"] += [{"hold": number, **edge} for edge in recognised]
        self.grown["exempting"] += [{"hold": number, **one} for one in exempting]
        self.grown["prerequisites"] += [
            {"hold": number, "needs": need, "strict": int(strict), "position": index} for index, (need, strict) in enumerate(needs)
        ]
        return number

    def _needs(self, module: str, own: Module | None, order: str | None) -> list[tuple[int, bool]]:
        # A circle of prerequisites is refused by the checks; here it is cut, so that compiling ends.
        if own is None or order == "ignore" or module in self.open:
            return []
        self.open.add(module)
        needs = [
            (self.of(each.module, None, None), (order or each.order) == "strict")
            for each in own.prerequisites
            if each.module not in self.open
        ]
        self.open.discard(module)
        return needs

    def _sources(self, module: str, own: Module | None, asked: Requirement) -> Iterator[Row]:
        fixed = asked.valid is not None
        length = asked.valid.months if asked.valid is not None else None
        plain: Row = {
            "source": module,
            "via": "",
            "refresher": 0,
            "version": "",
            "version_from": LONG_AGO,
            "version_until": FOR_EVER,
            "done_from": LONG_AGO,
            "done_until": FOR_EVER,
            "months": -1,
            "counts_until": FOR_EVER,
            "superseded_on": FOR_EVER,
            "edge": 0,
        }
        latest = -1
        if own is None:
            yield {**plain, "months": -1 if length is None else length}
        else:
            spans = {version: (first, last, after) for version, first, last, after in spans_of(own)}
            for version in own.versions:
                first, last, after = spans[version.version]
                chosen = length if fixed else version.valid_months
                latest = -1 if chosen is None else chosen
                yield {
                    **plain,
                    "version": version.version,
                    "version_from": first,
                    "version_until": last,
                    "months": latest,
                    "counts_until": last_day(version.counts_until),
                    "superseded_on": after,
                }
        if own is None:
            latest = -1 if length is None else length
        for name in self.refreshers.get(module, ()):
            yield {**plain, "source": name, "via": name, "refresher": 1, "months": latest}
            # What counts as a refresher renews as it does; a length of its own stands before the rule's.
            for edge in self.modules[name].equivalents:
                if edge.module not in (name, module):
                    yield {**plain, **self._edge(edge, latest), "refresher": 1, "edge": int(edge.valid_months is not None)}
        for edge in (*(own.equivalents if own else ()), *asked.equivalents):
            if edge.module != module or edge.version is not None:
                yield {**plain, **self._edge(edge, latest)}

    def _edge(self, edge: Equivalent, latest: int) -> Row:
        found: Row = {
            "source": edge.module,
            "via": edge.module,
            "months": latest if edge.valid_months is None else edge.valid_months,
            "edge": 1,
            "done_from": first_day(edge.completed_from),
            "done_until": last_day(edge.completed_until),
        }
        if edge.version is not None:
            known = self.modules.get(edge.module)
            first, last = (
                next(((first, last) for name, first, last, _ in spans_of(known) if name == edge.version), (1, 0)) if known else (1, 0)
            )
            found |= {"version": edge.version, "version_from": first, "version_until": last}
        return found


def exempting_modules(version: RuleVersion) -> dict[str, tuple[Exemption, ...]]:
    """What exempts from each module by one version of a rule; whoever is exempt from all of a group is so from each module in it."""
    found: dict[str, tuple[Exemption, ...]] = {}
    bands = [band.require for band in version.re_entry]
    ahead = [(one, one.exempt_if) for one in (version.award, version.renew, *version.always_in_date, *bands) if one is not None]
    while ahead:
        asked, lets_off = ahead.pop()
        for module in (asked.module, *(asked.modules or ())):
            if module is not None and lets_off:
                found[module] = tuple(dict.fromkeys((*found.get(module, ()), *lets_off)))
        ahead += [(each, (*lets_off, *each.exempt_if)) for each in asked.all or ()]
        ahead += [(each, each.exempt_if) for each in (*(asked.of or ()), *(asked.routes or {}).values())]
    return {module: tuple(sorted(lets_off, key=repr)) for module, lets_off in found.items()}


def spans_of(module: Module) -> Iterator[tuple[str, int, int, int]]:
    """Each version with the first and last day on which a completion without a version is one of it, and the day it was superseded.

    Work done before the first version began counts as the first.
    """
    for index, version in enumerate(module.versions):
        after = day_number(module.versions[index + 1].starts) if index + 1 < len(module.versions) else FOR_EVER
        first = LONG_AGO if index == 0 else day_number(version.starts)
        yield version.version, first, after if after == FOR_EVER else after - 1, after


def _changes(valid: Validity | None, lengths: Mapping[int, int] | None) -> list[Row]:
    found = [_change(change) for change in (valid.changes if valid else ())]
    for since, months in sorted((lengths or {}).items()):
        found.append({"since": since, "months": months, "by_due": 0, "retroactive": 0})
    return found


def _recognition(edge: Recognition, ends: int) -> Row:
    days = {"starts": first_day(edge.starts), "until": last_day(edge.until)}
    return {"home": edge.home, **days, "months": edge.cap_months, "ends": ends}


def _change(change: ValidityChange) -> Row:
    return {
        "since": day_number(change.since),
        "months": change.months,
        "by_due": int(change.by == "due"),
        "retroactive": int(change.retroactive),
    }


def first_day(day: date | None) -> int:
    """The number of a first day; one that is not written lies long ago."""
    return LONG_AGO if day is None else day_number(day)


def last_day(day: date | None) -> int:
    """The number of a last day; one that is not written never comes."""
    return FOR_EVER if day is None else day_number(day)


def amount(value: float | int | None) -> float | int:
    """A number, -1 where none is written."""
    return -1 if value is None else value


def life(valid: Validity | None) -> Row:
    """The numbers of a validity; -1 where it asks nothing."""
    chosen = valid or Validity()
    yearly = chosen.cycle != "rolling"
    month, day = (int(part) for part in (chosen.year_starts if chosen.cycle == "fixed_year" else "01-01").split("-"))
    return {
        "ends": int(chosen.ends == "anniversary"),
        "yearly": int(yearly),
        "year_month": month,
        "year_day": day,
        "first_due": first_day(chosen.first_due),
        "min_active": chosen.min_active_months,
        "window_days": amount(chosen.window_days),
        "window_months": amount(chosen.window_months),
        "grace": chosen.grace_days,
        "backdates": int(chosen.grace_backdates),
        # Leave moves rolling ends only, never those of years or fixed days.
        "leave": int(chosen.extends_by == "leave" and not yearly and chosen.first_due is None),
    }

"""The amounts of a requirement: what its kind asks, written into its row and the side tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from practicum.model.certification import CategoryLimit, Requirement
from practicum.model.curriculum import Module
from practicum.model.requirement import Row
from practicum.resolving.module_holding import Holdings, amount, first_day, last_day


class Amounts:
    """Writes the numbers of requirements; what does not fit into one row goes into the side tables in ``grown``."""

    def __init__(self, grown: Mapping[str, list[Row]], holdings: Holdings, teachers: Mapping[str, Module]) -> None:
        self.grown = grown
        self.holdings = holdings
        self.teachers = teachers

    def write(self, row: Row, asked: Requirement, lengths: Mapping[str, Mapping[int, int]]) -> None:
        """What the requirement's kind asks, written into its row and the side tables."""
        number = row["req"]
        match row["kind"]:
            case "any":
                row["n"] = asked.any
            case "routes":
                row["n"] = 1
            case "module":
                row["subject"] = row["module"] = str(asked.module)
                row["hold"] = self.holdings.of(str(asked.module), asked, lengths.get(row["id"]))
            case "certificate" if asked.certificate:
                row["subject"] = " ".join(asked.certificate.any_of)
                row["months"] = amount(asked.certificate.within_last_months)
                self._names(number, "any_of", asked.certificate.any_of)
            case "competency" if asked.competency:
                held = asked.competency
                row |= {"subject": held.id, "level": held.level, "max_age": amount(held.max_age_months), "decay": amount(held.decay_months)}
                row |= {"by_role": held.by or "", "latest": int(held.latest)}
                if held.by is None:
                    teaching = tuple(self._teaching(held.id, held.level))
                    row["taught"] = int(bool(teaching))
                    for name in teaching:
                        self.grown["gates"].append({"req": number, "hold": self.holdings.of(name, None, None), "use": "teaches"})
            case "hours" if asked.hours:
                hours = asked.hours
                row |= {
                    "need": float(hours.min),
                    "unit": hours.unit,
                    "per": hours.per,
                    "months": amount(hours.months),
                    "count_once": int(hours.count_once),
                }
                row |= {
                    "carry_over": float(amount(hours.carry_over)),
                    "module_once": int(hours.module_once),
                    "approved_only": int(hours.approved_only),
                }
                row["peer_min"] = float(amount(hours.peer_reflection_min))
                row |= {
                    "hours_a_day": float(amount(hours.hours_a_day)),
                    "win_from": first_day(hours.starts),
                    "win_until": last_day(hours.until),
                    "carry_from": last_day(hours.carry_from),
                }
                for credit in hours.credits:
                    hold = self.holdings.of(credit.module, None, None)
                    taught = self.teachers.get(credit.module)
                    worth = float(taught.versions[-1].hours) if taught is not None and taught.versions else 0.0
                    self.grown["gates"].append({"req": number, "hold": hold, "use": "credits"})
                    self.grown["credits"].append({"req": number, "hold": hold, "hours": worth, "first": int(credit.first_cycle_only)})
                if hours.peer_reflection_min is not None:
                    self.grown["categories"].append({"req": number, "category": "peer_reflection", "least": row["peer_min"], "most": -1.0})
                if hours.per == "calendar_year":
                    row |= {"rule_month": 1, "rule_day": 1}
                self._names(number, "kinds", hours.kinds)
                self._limits(number, hours.categories or {}, hours.min)
                for rate in hours.convert:
                    self.grown["conversions"].append(
                        {
                            "req": number,
                            "activity": rate.kind or "",
                            "unit": rate.unit,
                            "rate": float(rate.rate),
                            "cap_each": float(amount(rate.cap_each)),
                        }
                    )
            case "supervised" if asked.supervised:
                practice = asked.supervised
                row |= {
                    "need": float(practice.min),
                    "unit": practice.unit,
                    "module": practice.module or "",
                    "subject": practice.module or "",
                }
                row["need_qualified"] = int(bool(practice.supervisor_holds))
                self._limits(number, practice.categories or {}, practice.min)
                for less in practice.reduced:
                    above, below = (int(part) for part in less.share.split("/"))
                    days = {"ended_from": first_day(less.ended_from), "ended_until": last_day(less.ended_until)}
                    self.grown["reductions"].append({"req": number, **days, "share": above / below})
                self._names(number, "supervisor_holds", practice.supervisor_holds)
                for name in practice.not_before:
                    self.grown["gates"].append({"req": number, "hold": self.holdings.of(name, None, None), "use": "not_before"})
            case "experience" if asked.experience:
                row |= {
                    "need": float(asked.experience.months),
                    "of_last": amount(asked.experience.of_last),
                    "subject": " ".join(asked.experience.roles),
                }
                self._names(number, "roles", asked.experience.roles)
            case "document" if asked.document:
                paper = asked.document
                row |= {
                    "subject": paper.kind,
                    "need": float(paper.count),
                    "max_age": amount(paper.max_age_months),
                    "discussed": int(paper.discussed),
                }
                row["unit"] = paper.subject or ""
            case "contacts" if asked.contacts:
                row |= {"subject": asked.contacts.kind, "need": float(asked.contacts.min), "months": amount(asked.contacts.every_months)}

    def _limits(self, number: int, limits: Mapping[str, CategoryLimit], least: float) -> None:
        """Minimums and caps by category; a share is one of the required amount."""
        for category, limit in limits.items():
            most = limit.max
            if limit.max_share is not None:
                above, below = (int(part) for part in limit.max_share.split("/"))
                most = min(most if most is not None else float("inf"), least * above / below)
            self.grown["categories"].append(
                {"req": number, "category": category, "least": float(limit.min or 0), "most": float(amount(most))}
            )

    def _names(self, number: int, use: str, names: tuple[str, ...]) -> None:
        self.grown["names"] += [{"req": number, "use": use, "name": name} for name in names]

    def _teaching(self, competency: str, level: int) -> Iterator[str]:
        for name, module in self.teachers.items():
            if any(taught.competency == competency and taught.level >= level for taught in module.versions[-1].teaches):
                yield name

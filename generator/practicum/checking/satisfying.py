"""Whether anybody can do what a rule asks: enough to choose from, modules that count, levels that are taught, caps above minimums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from practicum.checking.competence import perhaps_taught, taught_levels
from practicum.checking.placing import Placed
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import CategoryLimit, Certification, Requirement, RuleVersion, Validity
from practicum.model.source import FieldPath

# The fewest days that so many months in a row have; a year has twelve of them.
_FEWEST_DAYS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)


class Satisfying:
    """What can be met in one catalogue on one day."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self.catalogue = catalogue
        self.today = today

    @cached_property
    def taught(self) -> Mapping[str, int]:
        """The highest level at which each competency is taught."""
        return taught_levels(self.catalogue, self.today)

    def check(self, unit: Unit[Certification], version: RuleVersion, placed: Placed) -> Iterator[Diagnostic]:
        """Everything about one requirement that nobody could meet."""
        one, path = placed.requirement, placed.path
        for message, fields, hint in self._impossible(unit, version, placed):
            where, said = unit.where(*path, *fields), f"{placed.label(unit.id)} {message}"
            if placed.route is None:
                yield Diagnostic("unmeetable-rule", said, where, "nobody can meet this", help=hint)
            else:
                route = Note(f"route `{placed.route[-1]}` is written here", unit.where(*placed.route, key=True))
                yield Diagnostic("dead-route", said, where, "nobody can take this route", notes=(route,), help=hint)
        yield from _caps(unit, placed)
        yield from _shares(unit, placed)
        yield from _nothing(unit, placed)
        if one.valid is not None:
            yield from check_window(unit, one.valid, (*path, "valid"))

    def _impossible(self, unit: Unit[Certification], version: RuleVersion, placed: Placed) -> Iterator[tuple[str, FieldPath, str]]:
        one = placed.requirement
        if one.any is not None:
            # `of: [{modules: […]}]` offers each of its modules on its own.
            offered = sum(len(child.modules) if child.modules else 1 for child in one.of or ())
            if one.any > offered:
                yield f"asks for {one.any} of {offered}", ("any",), f"write `any: {offered}` or fewer, or offer more"
        for position, module in enumerate((one.module,) if one.module else one.modules or ()):
            problem = self._not_to_be_had(module, one, version)
            if problem:
                fields: FieldPath = ("module",) if one.module else ("modules", position)
                yield f"asks for `{module}`, {problem}", fields, "ask for the module that took its place"
        if one.competency:
            yield from self._level(one)
        if one.experience and one.experience.of_last and one.experience.months > one.experience.of_last:
            message = f"asks for {one.experience.months:g} months of the last {one.experience.of_last}"
            yield message, ("experience", "months"), f"write at most {one.experience.of_last}"
        held = one.certificate
        if held and set(held.any_of) == {unit.id} and held.within_last_months is None and placed.part == "award" and placed.route:
            # Outside of routes it closes a circle of one, which has a message of its own.
            message = f"asks for a certificate as `{unit.id}`, which this route is to lead to"
            yield message, ("certificate", "any_of", 0), "take it out, or say `within_last_months` for those who held it before"

    def _not_to_be_had(self, module: str, one: Requirement, version: RuleVersion) -> str:
        found = self.catalogue.modules.get(module)
        if found is None or found.value.equivalents or one.equivalents:
            return ""
        if found.value.legacy or found.value.status == "retired":
            return "which is no longer taught"
        ends = [each.counts_until for each in found.value.versions]
        last = max((end for end in ends if end is not None), default=None)
        if last is None or None in ends:
            return ""
        asked_until = min((day for day in (self.today, version.until, one.until) if day is not None), default=self.today)
        day = max(version.starts, one.starts or version.starts, asked_until)
        return f"no version of which counts after {last}" if last < day else ""

    def _level(self, one: Requirement) -> Iterator[tuple[str, FieldPath, str]]:
        asked = one.competency
        granted = self.catalogue.scale(asked.id) if asked is not None else {}
        if asked is None or not granted:
            return
        highest = max(granted)
        if asked.level > highest:
            yield f"asks for level {asked.level}; the scale ends at {highest}", ("competency", "level"), f"write a level up to {highest}"
            return
        reached = self.taught.get(asked.id, 0)
        if (
            # A person who has to assess it grants it, as a portfolio does.
            asked.by is None
            and asked.level in granted
            and granted[asked.level].granted_by == "module"
            and reached < asked.level
            and asked.id in self.catalogue.competencies
            and self.catalogue.modules
            and not perhaps_taught(self.catalogue, asked.id)
        ):
            yield (
                f"asks for `{asked.id}` at level {asked.level}; modules reach level {reached}",
                ("competency", "level"),
                "teach it at that level, lower the level, or name the role that assesses it with `by`",
            )


def _categories(one: Requirement) -> Iterator[tuple[str, float, Mapping[str, CategoryLimit]]]:
    for kind, amount in (("hours", one.hours), ("supervised", one.supervised)):
        if amount is not None and amount.categories:
            yield kind, amount.min, amount.categories


def _caps(unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    """Caps that lie below the minimum of their own category.

    Minimums of several categories may add up to more than the whole, because one activity may belong to several of them; and caps
    may add up to less, because an activity of no named category is not capped.
    """
    for kind, amount, limits in _categories(placed.requirement):
        for name, limit in limits.items():
            at = (*placed.path, kind, "categories", name)
            share = share_of(limit.max_share)
            caps = [("max", limit.max)] if limit.max is not None else []
            caps += [("max_share", float(share) * amount)] if share is not None else []
            for field, cap in caps:
                if limit.min is not None and cap < limit.min:
                    yield Diagnostic(
                        "cap-below-minimum",
                        f"{placed.label(unit.id)} asks for {limit.min:g} of `{name}` and counts at most {cap:g}",
                        unit.where(*at, field),
                        "below the minimum",
                        notes=(Note("the minimum is written here", unit.where(*at, "min")),),
                        help="raise the cap or lower the minimum",
                    )


def _shares(unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    for kind, _, limits in _categories(placed.requirement):
        for name, limit in limits.items():
            yield from check_share(unit, limit.max_share, (*placed.path, kind, "categories", name, "max_share"))
    for position, less in enumerate(placed.requirement.supervised.reduced if placed.requirement.supervised else ()):
        yield from check_share(unit, less.share, (*placed.path, "supervised", "reduced", position, "share"))


def check_share(unit: Unit[Certification], written: str | None, path: FieldPath) -> Iterator[Diagnostic]:
    """A share that is none: not between nothing and the whole."""
    share = share_of(written)
    if written is not None and (share is None or share > 1):
        yield Diagnostic(
            "impossible-share",
            f"`{path[-1]}` of `{unit.id}` is no share of a whole: {written}",
            unit.where(*path),
            "more than the whole" if share is not None else "no share",
            help='write one from "0/1" to "1/1", such as "1/2"',
        )


def share_of(written: str | None) -> Fraction | None:
    """The share that is written, or None.

    >>> share_of("17/20"), share_of("1/0"), share_of("half")
    (Fraction(17, 20), None, None)
    """
    above, _, below = (written or "").partition("/")
    if len(above) > 18 or len(below) > 18:
        return None
    return Fraction(int(above), int(below)) if above.isdecimal() and below.isdecimal() and int(below) else None


def _nothing(unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    """Amounts that ask for nothing in the end."""
    hours, practice, label = placed.requirement.hours, placed.requirement.supervised, placed.label(unit.id)
    if hours is not None and hours.carry_over is not None and hours.carry_over >= hours.min:
        yield Diagnostic(
            "requirement-asks-nothing",
            f"{label} asks for {hours.min:g} and carries over up to {hours.carry_over:g}",
            unit.where(*placed.path, "hours", "carry_over"),
            "the surplus of one window fills the next",
            notes=(Note("the amount is written here", unit.where(*placed.path, "hours", "min")),),
            help="carry over less than the amount",
        )
    for position, less in enumerate(practice.reduced if practice else ()):
        if share_of(less.share) == 0:
            yield Diagnostic(
                "requirement-asks-nothing",
                f"{label} accepts nothing at all from {less.ended_from} to {less.ended_until}",
                unit.where(*placed.path, "supervised", "reduced", position, "share"),
                "nothing of the amount",
                help="write the share that is enough, or exempt those who are meant with `exempt_if`",
            )


def check_window(unit: Unit[Certification], valid: Validity, path: FieldPath) -> Iterator[Diagnostic]:
    """A renewal window that is as long as the period it belongs to."""
    months = 12 if valid.cycle != "rolling" else valid.months
    if months is None:
        return
    years, rest = divmod(months, 12)
    for field, length, whole in (
        ("window_days", valid.window_days, years * 365 + _FEWEST_DAYS[rest]),
        ("window_months", valid.window_months, months),
    ):
        if length is not None and length >= whole:
            period = f"{months} months" if valid.cycle == "rolling" else "year"
            yield Diagnostic(
                "window-too-long",
                f"the renewal window of `{unit.id}` is as long as its {period}",
                unit.where(*path, field),
                "always open",
                help="make the window shorter than the period",
            )

"""People of whom nothing is asked: they have no verdict and stand as unknown; whoever has left or not begun is only counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from practicum.reporting.cases import Case
from practicum.reporting.cells import Row, text
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import Setting, table
from practicum.reporting.wording import count_says, reason_says

# Not in the workforce on the day: nothing has to be asked of them, so they are no open question.
APART = {"LEFT": "gone before the day", "NOT_BEGUN": "beginning after the day"}
UNKNOWN = {"NO_ROLE": "without a role on the day", "FILE_MISSING": "for whom no file of posts came", "NO_RULE": "in a role without a rule"}
# So many are listed; beyond that the file `certificates.csv` is the better place to look.
PEOPLE_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Unasked:
    """Of whom nothing is asked: the rows that stand as unknown, and how many people there are of each kind.

    ``judged`` are the learners with a verdict; some of them hold another role that no rule knows.
    """

    people: tuple[Case, ...] = ()
    judged: int = 0
    apart: Mapping[str, int] = field(default_factory=dict)
    also_judged: int = 0

    def of(self, reason: str) -> int:
        """How many people stand as unknown for a reason."""
        return len({case.learner for case in self.people if case.reason == reason})

    @property
    def unknown(self) -> int:
        """How many people stand as unknown, in all they do or in one of their roles."""
        return len({case.learner for case in self.people})

    @property
    def counts(self) -> dict[str, int]:
        """Everybody on record by what became of them; each person is counted once."""
        in_no_rule = self.of("NO_RULE") - self.also_judged
        found = {"judged": self.judged, **{reason: self.of(reason) for reason in UNKNOWN}, "NO_RULE": in_no_rule}
        return {**found, **{reason: self.apart.get(reason, 0) for reason in APART}}

    @property
    def says(self) -> str:
        """How many people stand as unknown, and why; empty where nobody does."""
        parts = [f"{count:,} {words}" for reason, words in UNKNOWN.items() if (count := self.of(reason))]
        return f"{count_says(self.unknown, 'person', 'people')} unknown: {', '.join(parts)}" if parts else ""

    @property
    def account(self) -> str:
        """Everybody on record, as a sum; empty where nothing is left to say beside the verdicts."""
        counts = self.counts
        if not self.people and not any(self.apart.values()):
            return ""
        words = UNKNOWN | {"NO_RULE": "only in a role without a rule", "judged": "with a verdict"} | APART
        parts = " + ".join(f"{count:,} {words[reason]}" for reason, count in counts.items() if count)
        more = f" Of those with a verdict, {self.also_judged:,} in another role without a rule as well." if self.also_judged else ""
        return f"{count_says(sum(counts.values()), 'person', 'people')} on record = {parts}.{more}"


def unasked_in(rows: Iterable[Row], judged: Collection[str]) -> Unasked:
    """The rows of the verdicts' table of that name, beside the learners who have a verdict."""
    people, apart = [], dict.fromkeys(APART, 0)
    for row in rows:
        reason = text(row, "reason")
        if reason in APART:
            apart[reason] += 1
        else:
            role, country, agency = (text(row, name) for name in ("role", "country", "agency"))
            people.append(Case(text(row, "learner"), "", role, country, agency, "unknown", reason=reason))
    people.sort(key=lambda case: (case.learner, case.role))
    learners = set(judged)
    return Unasked(tuple(people), len(learners), apart, len({case.learner for case in people} & learners))


def unasked_json(case: Case) -> dict[str, object]:
    """Somebody of whom nothing is asked, or a role for which nothing is, as JSON carries it."""
    told = {"learner": case.learner, "role": case.role or None, "agency": case.agency or None, "country": case.country or None}
    return {**told, "state": case.state, "reason": case.reason, "says": reason_says(case.reason)}


def unasked_section(unasked: Unasked, setting: Setting) -> list[Markup]:
    """Who they are, for the page on data quality; nothing where there is nobody."""
    if not unasked.account:
        return []
    body = [el("h2", "Nothing is asked of these people"), el("p", unasked.account)]
    if not unasked.people:
        return body
    shown = unasked.people[:PEOPLE_SHOWN]
    rows = [
        (case.learner, case.role, setting.agency(case.agency), joined(reason_says(case.reason), " ", el("code", case.reason)))
        for case in shown
    ]
    body.append(el("p", "They are unknown: no rule could be put beside their records. See whether a post or a rule is missing."))
    body.append(table("People of whom nothing is asked", ["Learner", "Role", "Agency", "Why"], rows))
    if len(unasked.people) > len(shown):
        where = el("a", "certificates.csv", href="certificates.csv")
        body.append(el("p", f"The first {len(shown):,} of {len(unasked.people):,} are shown; all are in ", where, "."))
    return body


def left_out(unasked: Unasked) -> Markup | None:
    """Whether anybody is left out of the counts, for the overview."""
    more = joined(" ", el("a", "See who", href="data-quality.html"), ".") if unasked.people else None
    return el("p", unasked.account, more, class_="warning" if unasked.people else None) if unasked.account else None

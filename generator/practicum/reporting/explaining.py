"""One learner explained: the whole tree of requirements with what counted, what did not and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Protocol

from practicum.reporting.both_sides import Disagreement, disagreement_lines, disagreements_json
from practicum.reporting.downloads import day_or_none
from practicum.reporting.gaps import AWARD_ASKED
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import Setting, facts, page, private, state_mark
from practicum.reporting.wording import (
    FIRST_DAY,
    HELD_STATES,
    PARTS,
    civil,
    day_says,
    disagreement_says,
    missing_says,
    reason_says,
    state_title,
)
from practicum.spans import Span

SCHEMA = "practicum-explanation/1"
NO_TITLES: Mapping[str, str] = MappingProxyType({})
MOST_RECORDS = 20
OUT_OF_FORCE = "What the first award asks is shown as if it were applied for today; the certificate held does not depend on it."


class Evidence(Protocol):
    """A record that was looked at; ``reason`` says why it does not count and is empty where it does."""

    @property
    def record(self) -> str:
        """The record's id."""

    @property
    def file(self) -> str:
        """The file it came from; empty where it is not known."""

    @property
    def row(self) -> int | None:
        """Its row there."""

    @property
    def day(self) -> int | None:
        """Its day."""

    @property
    def reason(self) -> str:
        """Why it does not count."""


class RequirementExplanation(Protocol):
    """A requirement with everything that decided it; a group holds its parts."""

    @property
    def requirement(self) -> str:
        """Its id."""

    @property
    def says(self) -> str:
        """Its plain sentence."""

    @property
    def state(self) -> str:
        """How it stands."""

    @property
    def reason(self) -> str:
        """Why; empty where it is met."""

    @property
    def used(self) -> Sequence[Evidence]:
        """Records that count."""

    @property
    def rejected(self) -> Sequence[Evidence]:
        """Records that do not, the cheapest to put right first."""

    @property
    def valid_from(self) -> int | None:
        """Held since."""

    @property
    def valid_until(self) -> int | None:
        """The last day it holds, or held."""

    @property
    def missing(self) -> float | None:
        """How much is still missing."""

    @property
    def missing_unit(self) -> str:
        """In which unit."""

    @property
    def deadline(self) -> int | None:
        """By when."""

    @property
    def place(self) -> Span | None:
        """Where it is written."""

    @property
    def closing(self) -> Sequence[str]:
        """What would close it, in words or module ids, in order."""

    @property
    def disagreements(self) -> Sequence[Disagreement]:
        """Where a module asked for and the evidence of what it teaches say different things."""

    @property
    def parts(self) -> Sequence[RequirementExplanation]:
        """What a group is made of."""


class CertificateExplanation(Protocol):
    """One learner and one certification with the tree of its requirements."""

    @property
    def learner(self) -> str:
        """The learner's id."""

    @property
    def certification(self) -> str:
        """The certification's id."""

    @property
    def as_of(self) -> int:
        """The day asked about."""

    @property
    def state(self) -> str:
        """The one state shown."""

    @property
    def also(self) -> Sequence[str]:
        """Other states that hold as well."""

    @property
    def reason(self) -> str:
        """Why; empty where it is simply certified."""

    @property
    def valid_from(self) -> int | None:
        """Certified since."""

    @property
    def valid_until(self) -> int | None:
        """The last day it holds, or held."""

    @property
    def deadline(self) -> int | None:
        """By when something has to be done."""

    @property
    def disagreement(self) -> str:
        """How an issued certificate and the records differ."""

    @property
    def rule_version(self) -> str:
        """The rule version that decided."""

    @property
    def place(self) -> Span | None:
        """Where the rule is written."""

    @property
    def requirements(self) -> Sequence[RequirementExplanation]:
        """Its requirements."""


def evidence_says(evidence: Evidence) -> str:
    """A record by its id, place and day, with why it does not count."""
    place = f" ({evidence.file} row {evidence.row})" if evidence.file and evidence.row else f" ({evidence.file})" if evidence.file else ""
    day = f", {day_says(evidence.day)}" if evidence.day is not None else ""
    why = f": {reason_says(evidence.reason)}" if evidence.reason else ""
    return f"{evidence.record}{place}{day}{why}"


def period_says(valid_from: int | None, valid_until: int | None, as_of: int) -> str:
    """How long something is or was held.

    >>> period_says(20000, 20741, 20741), period_says(20000, 20740, 20741), period_says(None, None, 20741)
    ('4 Oct 2024 to 15 Oct 2026', '4 Oct 2024 to 14 Oct 2026, over', '')
    """
    if valid_from is None and valid_until is None:
        return ""
    if valid_until is None:
        return f"since {day_says(valid_from)}, without an end"
    over = ", over" if valid_until < as_of else ""
    return f"{day_says(valid_from)} to {day_says(valid_until)}{over}" if valid_from is not None else f"until {day_says(valid_until)}{over}"


def titled(name: str, titles: Mapping[str, str]) -> str:
    """An id with its title, where it has one.

    >>> titled("F02", {"F02": "Safeguarding"}), titled("F03", {})
    ('F02 Safeguarding', 'F03')
    """
    return f"{name} {titles[name]}" if name in titles else name


def closing_says(unit: str, titles: Mapping[str, str] = NO_TITLES) -> str:
    """What closes a requirement, in words.

    >>> closing_says("module:F02"), closing_says("document:review"), closing_says("36 hours still to sign")
    ('F02', 'document (review)', '36 hours still to sign')
    >>> closing_says("no_course:PRO-4")
    'no course closes this (PRO-4 has to be shown in practice)'
    """
    kind, _, of = unit.partition(":")
    if kind == "no_course":
        return f"no course closes this ({of} has to be shown in practice)"
    return unit if not of or " " in kind else titled(of, titles) if kind == "module" else f"{kind} ({of})"


def sentence_of(one: RequirementExplanation, titles: Mapping[str, str]) -> str:
    """A requirement in words: its own sentence, else the module it asks for or the part of the rule it is, else its id."""
    last = one.requirement.rsplit("/", 1)[-1]
    return one.says or (titled(last, titles) if last in titles else PARTS.get(last, one.requirement))


def all_of(name: str, evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """Records by line, and of many how many more there are."""
    yield from ((name, evidence_says(one)) for one in evidence[:MOST_RECORDS])
    if len(evidence) > MOST_RECORDS:
        yield name, f"and {len(evidence) - MOST_RECORDS} more; `--format json` lists them all"


def details_of(one: RequirementExplanation, as_of: int, titles: Mapping[str, str] = NO_TITLES) -> Iterator[tuple[str, str]]:
    """Names and values of everything that decided a requirement, empty ones left out."""
    missing = missing_says(one.missing, one.missing_unit)
    # A closing that only repeats the amount that is missing is not said twice.
    said = (one.missing_unit, f"{one.missing:g} {one.missing_unit}") if missing and one.missing is not None else ()
    closing = ", then ".join(closing_says(unit, titles) for unit in one.closing if unit not in said)
    asked = one.state != "not_applicable"
    pairs = [
        ("why", reason_says(one.reason)),
        ("held", period_says(one.valid_from, one.valid_until, as_of)),
        ("missing", "" if one.parts else missing),
        ("deadline", day_says(one.deadline)),
        *(all_of("counts", sorted(one.used, key=lambda used: -(used.day or 0))) if asked else ()),
        *(all_of("does not count", one.rejected) if asked else ()),
        ("closes it", "" if one.parts else closing),
        *disagreement_lines(one.disagreements),
        ("written in", str(one.place) if one.place else ""),
    ]
    yield from ((name, value) for name, value in pairs if value)


def award_is_history(one: CertificateExplanation) -> bool:
    """Whether the requirements of the first award are open though a certificate in force does not ask for them any more."""
    award = f"{one.certification}/award"
    return one.state not in AWARD_ASKED and any(part.requirement == award and part.state not in HELD_STATES for part in one.requirements)


def heading_of(one: CertificateExplanation) -> list[tuple[str, str]]:
    """Names and values of a certificate's verdict, empty ones left out."""
    pairs = [
        ("as of", day_says(one.as_of)),
        ("state", ", also ".join([state_title(one.state), *(state_title(state).lower() for state in one.also if state != one.state)])),
        ("why", reason_says(one.reason)),
        ("held", period_says(one.valid_from, one.valid_until, one.as_of)),
        ("deadline", day_says(one.deadline)),
        ("look into", disagreement_says(one.disagreement)),
        ("note", OUT_OF_FORCE if award_is_history(one) else ""),
        ("rule", f"{one.certification} version {one.rule_version}" if one.rule_version else one.certification),
        ("written in", str(one.place) if one.place else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def explain_text(explanations: Sequence[CertificateExplanation], *, titles: Mapping[str, str] = NO_TITLES) -> str:
    """The explanations as text for a terminal; every line says in words what a colour might.

    ``titles`` names modules and certifications by id.
    """
    found: list[str] = []

    def tree(parts: Sequence[RequirementExplanation], indent: str, as_of: int) -> None:
        for one in parts:
            found.append(f"{indent}{state_title(one.state).upper()}  {sentence_of(one, titles)}")
            found.append(f"{indent}  [{one.requirement}]")
            found.extend(f"{indent}  {name}: {value}" for name, value in details_of(one, as_of, titles))
            tree(one.parts, f"{indent}    ", as_of)

    for explanation in explanations:
        found.append(f"{explanation.learner} · {titled(explanation.certification, titles)}")
        found.extend(f"  {name}: {value}" for name, value in heading_of(explanation))
        found.append("")
        tree(explanation.requirements, "  ", explanation.as_of)
        found.append("")
    return "\n".join(found).rstrip("\n") + "\n" if found else "nothing to explain: no certification applies\n"


def explain_html(
    explanations: Sequence[CertificateExplanation],
    *,
    titles: Mapping[str, str] = NO_TITLES,
    known_at: date | None = None,
    synthetic: bool = False,
    palette_css: str = "",
) -> str:
    """The explanations as one self-contained private page, all of one day."""
    setting = Setting(civil(explanations[0].as_of) if explanations else FIRST_DAY, known_at, synthetic, palette_css)

    def tree(parts: Sequence[RequirementExplanation], as_of: int) -> Markup:
        items = []
        for one in parts:
            head = el("p", state_mark(one.state, state_title(one.state)), el("strong", sentence_of(one, titles)), class_="gap-head")
            detail = joined(*(joined(el("dt", name.capitalize()), el("dd", value)) for name, value in details_of(one, as_of, titles)))
            items.append(
                el(
                    "li",
                    head,
                    el("p", one.requirement, class_="gap-note rule-id"),
                    el("dl", detail, class_="facts") if detail else None,
                    tree(one.parts, as_of) if one.parts else None,
                    class_="gap",
                )
            )
        return el("ul", *items, class_="gaps")

    body = [
        el(
            "section",
            el("h2", f"{one.learner} · {titled(one.certification, titles)}"),
            facts({name.capitalize(): value for name, value in heading_of(one)}),
            tree(one.requirements, one.as_of),
            class_="case",
        )
        for one in explanations
    ]
    learners = ", ".join(dict.fromkeys(one.learner for one in explanations)) or "nobody"
    lead = "Every requirement with what counted, what did not, and why."
    return page(
        "explain.html", f"Explained: {learners}", lead, body, setting, banner=private("It is about one person."), alone=True
    ).decode()


def explain_json(explanations: Sequence[CertificateExplanation]) -> str:
    """The explanations for programs."""

    def evidence(found: Sequence[Evidence]) -> list[dict[str, object]]:
        return [
            {"record": one.record, "file": one.file or None, "row": one.row, "day": day_or_none(one.day), "reason": one.reason or None}
            for one in found
        ]

    def tree(parts: Sequence[RequirementExplanation]) -> list[dict[str, object]]:
        return [
            {
                "requirement": one.requirement,
                "says": one.says,
                "state": one.state,
                "reason": one.reason or None,
                "valid_from": day_or_none(one.valid_from),
                "valid_until": day_or_none(one.valid_until),
                "missing": one.missing,
                "missing_unit": one.missing_unit or None,
                "deadline": day_or_none(one.deadline),
                "used": evidence(one.used),
                "rejected": evidence(one.rejected),
                "closing": list(one.closing),
                "disagreements": disagreements_json(one.disagreements),
                "place": str(one.place) if one.place else None,
                "parts": tree(one.parts),
            }
            for one in parts
        ]

    whole = {
        "schema": SCHEMA,
        "explanations": [
            {
                "learner": one.learner,
                "certification": one.certification,
                "as_of": day_or_none(one.as_of),
                "state": one.state,
                "also": list(one.also),
                "reason": one.reason or None,
                "valid_from": day_or_none(one.valid_from),
                "valid_until": day_or_none(one.valid_until),
                "deadline": day_or_none(one.deadline),
                "disagreement": one.disagreement or None,
                "rule_version": one.rule_version or None,
                "place": str(one.place) if one.place else None,
                "requirements": tree(one.requirements),
            }
            for one in explanations
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"

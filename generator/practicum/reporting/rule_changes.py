"""What a change of the rules does, in words: for a terminal with everybody it touches, for a review with counts only."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from practicum.matching.comparing import RequirementChange, StateChange
from practicum.reporting.naming import certification_title, country_title
from practicum.reporting.previewing import Line, People, Preview, exact_lines, in_order, protected_lines, state_says
from practicum.reporting.review_forms import review_markdown, review_text
from practicum.reporting.review_page import review_page
from practicum.reporting.wording import day_says, reason_says
from practicum.resolving.comparing import RuleChange

# A terminal is read; what is longer is looked up in the files.
MOST_LEARNERS = 200
LONGEST = 160
NOBODY = "nobody changes state"
HIDDEN = "–"
_LENGTH = re.compile(r"(^|\.)valid(\.|_)months$")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def preview_text(preview: Preview) -> str:
    """The whole preview for the training lead's terminal: which rules, how many, who and why. It names learners."""
    what, when = _heading(preview)
    rows = [what, when, ""]
    if preview.review is not None:
        rows += review_text(preview.review)
    rows += _rules_text(preview)
    if preview.people is not None:
        rows += ["", *_people_text(preview, preview.people)]
    return "\n".join(printable(row) for row in rows) + "\n"


def preview_markdown(preview: Preview) -> str:
    """The preview as a comment on a proposal: the rules in full, of the people only counts, small groups hidden."""
    what, when = _heading(preview)
    compared = f"{_first(what)}. {_first(when)}."
    rows: list[str] = []
    if preview.review is not None:
        rows += review_markdown(preview.review, compared)
        rules = [one for one in preview.changes if one.sentence or not _told_above(one)]
        rows += ["### What this changes in the rules", ""] if rules else []
    else:
        rows += ["### What this changes in the rules", "", compared, ""]
    if not preview.changes and preview.review is None:
        rows.append("No rule reads differently.")
    for place, changes in _by_place(one for one in preview.telling if preview.review is None or not _told_above(one)):
        rows += [f"**{_md(_place(preview, place[0]))}{_md(place[1])}**", ""]
        rows += [f"- {_md(_says_change(change))}  \n  `{change.span}`{' (before)' if change.gone else ''}" for change in changes]
        rows.append("")
    if preview.sentences:
        rows += [f"**Sentences only**, by which nobody is judged: {_md(_sentences_say(preview))}.", ""]
    if preview.people is not None:
        rows += ["### Who changes state", "", *_people_markdown(preview, preview.people)]
    return "\n".join(printable(row) for row in rows).rstrip() + "\n"


def printable(text: str) -> str:
    """A line that moves no cursor, whatever somebody wrote.

    >>> printable("P01\\x1b[2J")
    'P01\\ufffd[2J'
    """
    return text if text.isprintable() else "".join(one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text)


def value_says(value: Any) -> str:
    """What stands in a field, on one line.

    >>> value_says({"months": "12", "changes": [{"since": "2027-01-01"}]}), value_says(["F01", "F05"]), value_says(None)
    ('months 12, changes (since 2027-01-01)', 'F01, F05', 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        parts = (f"{key} ({value_says(one)})" if isinstance(one, (dict, list)) else f"{key} {one}" for key, one in value.items())
        said = ", ".join(parts)
    elif isinstance(value, list):
        said = ", ".join(f"({value_says(one)})" if isinstance(one, (dict, list)) and len(value) > 1 else value_says(one) for one in value)
    else:
        said = " ".join(str(value).split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _heading(preview: Preview) -> tuple[str, str]:
    known = f"as known on {day_says(preview.known_at)}" if preview.known_at else "everything in the files is taken as known"
    when = f"as of {day_says(preview.as_of)}"
    if preview.days_ahead:
        days = f"{preview.days_ahead} {'day' if preview.days_ahead == 1 else 'days'}"
        when += f", which lies {days} ahead: by the rules that will hold then"
        when += ", and the records there are today" if preview.people is not None else ""
    if preview.people is not None:
        when += f"; {known}"
    lead = "rules of " if preview.review is None else ""
    return f"{lead}{preview.base} compared with {preview.head}", when


def preview_page(preview: Preview) -> bytes:
    """The preview as one page, word by word, without learners. To be asked only where more than rules was compared."""
    if preview.review is None:
        raise ValueError("only rules were compared")
    what, when = _heading(preview)
    rules = [f"{place[1]}: {_says_change(one)}" for place, changes in _by_place(preview.telling) for one in changes]
    return review_page(preview.review, f"{what.replace('`', '')}. {_first(when)}.", rules)


# -- rules


def _rules_text(preview: Preview) -> Iterator[str]:
    if not preview.changes:
        yield "no rule reads differently"
        return
    if not preview.telling:
        yield "only sentences read differently, by which nobody is judged"
    for place, changes in _by_place(preview.telling):
        yield f"{_place(preview, place[0])}{place[1]}"
        for change in changes:
            yield f"  {_says_change(change)}"
            yield f"    --> {change.span}{' (before)' if change.gone else ''}"
    if preview.sentences and preview.telling:
        yield "and sentences, by which nobody is judged"
    for change in preview.sentences:
        yield f"  {_place(preview, change.country)}{change.name} {change.field}"
        yield f"    --> {change.span}{' (before)' if change.gone else ''}"


def _by_place(changes: Iterable[RuleChange]) -> list[tuple[tuple[str, str], list[RuleChange]]]:
    """The changes by country and rule, in the order in which they came."""
    listed = list(changes)
    follows = {(change.country, change.rule, change.version): change.follows for change in listed if change.follows}
    found: dict[tuple[str, str], list[RuleChange]] = {}
    for change in listed:
        earlier = follows.get((change.country, change.rule, change.version))
        title = ("" if change.kind == "certification" else f"{change.kind} ") + change.rule
        title += f", version {change.version}" if change.version else ""
        title += f", compared with version {earlier}" if earlier else ""
        title += f", from {day_says(change.begins)} (after the day asked about)" if change.begins else ""
        found.setdefault((change.country, title), []).append(change)
    return list(found.items())


def _place(preview: Preview, country: str) -> str:
    return f"{country_title(preview.catalogue, country)}: " if country else ""


def _told_above(change: RuleChange) -> bool:
    """Whether the part of a comment on modules says it in its own words."""
    return change.kind == "module" and not change.country and (".teaches" in change.field or change.field.endswith(".hours"))


def _says_change(change: RuleChange) -> str:
    if change.field:
        name = f"{change.requirement} {change.field}" if change.requirement else change.field
        return f"{name}: {value_says(change.before)} → {value_says(change.after)}"
    thing = change.requirement or (f"version {change.version}" if change.version else f"{change.kind} {change.rule}")
    if change.what == "changed":
        return f"{thing}: {value_says(change.before)} → {value_says(change.after)}"
    value = change.before if change.gone else change.after
    sentence = value.get("says") if isinstance(value, Mapping) else None
    return f"{thing} {'is gone' if change.gone else 'is new'}: {value_says(sentence or value)}"


def _sentences_say(preview: Preview) -> str:
    """Whose sentences read differently, each once."""
    return ", ".join(dict.fromkeys(f"{_place(preview, change.country)}{change.name} {change.field}" for change in preview.sentences))


# -- people, for the training lead


def _people_text(preview: Preview, people: People) -> Iterator[str]:
    if people.alike:
        yield f"{NOBODY}: the rules judge everybody alike"
        return
    if not people.asked:
        yield "nothing is asked of anybody on that day: what is asked follows from posts and appointments"
        return
    if not people.of_state:
        yield f"{NOBODY}, of {sum(people.asked.values()):,} certificates asked about"
        if any(_LENGTH.search(change.field) for change in preview.telling):
            yield "  = note: a completion keeps the length that held on its own day, unless a change of it is `retroactive`"
    else:
        yield from _table(exact_lines(people))
        yield ""
        yield from _listed(preview, "changes state", "change state", people.of_state)
    if people.of_verdict:
        yield ""
        yield from _listed(preview, "keeps the state with", "keep their state with", people.of_verdict, " another last day or reason")
    if people.below:
        yield ""
        stay = "1 certificate stays as it is" if len(people.below) == 1 else f"{len(people.below):,} certificates stay as they are"
        yield f"{stay}, with a requirement that stands differently:"
        for name, count in _requirements_behind(people.below).items():
            yield f"  {count:>6,}  {name}"
    if later := _days_ahead(preview):
        yield ""
        yield f"  = note: the change names days that are still ahead of the day asked about: {', '.join(map(str, later))}"
        yield f"  = help: ask about such a day, and about the day after it, with `--as-of {later[0]}`"


def _days_ahead(preview: Preview) -> list[date]:
    """The days after the day asked about on which something of the change begins or ends."""
    found = {change.begins for change in preview.telling if change.begins}
    for change in preview.telling:
        if change.field or change.requirement:
            for word in _DAY.findall(f"{change.before} {change.after}"):
                with contextlib.suppress(ValueError):
                    found.add(date.fromisoformat(word))
    return sorted(day for day in found if day > preview.as_of)


def _requirements_behind(changes: Iterable[StateChange]) -> dict[str, int]:
    found: dict[str, int] = {}
    for change in changes:
        for one in change.behind:
            changed = one.state_before != one.state_after
            how = _from_to(one.state_before, one.state_after) if changed else f"{state_says(one.state_after).lower()}, for another reason"
            name = f"{one.requirement}: {how}"
            found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _table(lines: list[Line]) -> Iterator[str]:
    width = max(len(line.certification or "all") for line in lines)
    yield f"{'':{width}}  {'asked':>8}  {'keep':>8}  {'change':>8}"
    for line in lines:
        steps = ", ".join(f"{line.steps[step]:,} {_from_to(*step)}" for step in in_order(line.steps) if line.certification)
        row = f"{line.certification or 'all':{width}}  {line.asked or 0:>8,}  {line.keep or 0:>8,}  {line.change or 0:>8,}"
        yield f"{row}  {steps}".rstrip()


def _from_to(before: str, after: str) -> str:
    return f"{state_says(before).lower()} → {state_says(after).lower()}"


def _listed(preview: Preview, one_does: str, many_do: str, changes: tuple[StateChange, ...], what: str = "") -> Iterator[str]:
    learners = len({one.learner for one in changes})
    yield f"1 learner {one_does}{what}:" if learners == 1 else f"{learners:,} learners {many_do}{what}:"
    certification = ""
    for one in sorted(changes, key=lambda one: (one.certification, one.learner))[:MOST_LEARNERS]:
        if one.certification != certification:
            certification = one.certification
            yield f"  {certification} ({certification_title(preview.catalogue, certification)})"
        yield f"    {one.learner:<10} {one.country:<3} {_person_says(one)}"
        yield from (f"      {line}" for line in _why(one))
    if len(changes) > MOST_LEARNERS:
        yield f"    … and {len(changes) - MOST_LEARNERS:,} more; `--out` and `--format json` list them all"


def _person_says(one: StateChange) -> str:
    said = _from_to(one.state_before, one.state_after) if one.of_state else state_says(one.state_after).lower()
    if one.valid_until_before != one.valid_until_after:
        said += f", until {_last_day(one.valid_until_before)} → {_last_day(one.valid_until_after)}"
    elif one.valid_until_after is not None:
        said += f", until {day_says(one.valid_until_after)}"
    return said


def _last_day(day: int | None) -> str:
    return day_says(day) or "no last day"


def _why(one: StateChange) -> Iterator[str]:
    """The requirements behind a change, and the certificate's own reasons where they differ."""
    yield from (_requirement_says(change) for change in one.behind)
    if one.reason_before != one.reason_after:
        for lead, reason in (("was", one.reason_before), ("now", one.reason_after)):
            if reason:
                yield f"{lead} {reason}: {reason_says(reason)}"


def _requirement_says(change: RequirementChange) -> str:
    if change.state_before == change.state_after:
        was, now = change.reason_before or "without a reason", change.reason_after or "without a reason"
        return f"{change.requirement}: {state_says(change.state_after).lower()}, as before (was {was}, now {now})"
    sides = [
        f"{state_says(state).lower()}{f' ({reason})' if reason else ''}"
        for state, reason in ((change.state_before, change.reason_before), (change.state_after, change.reason_after))
    ]
    return f"{change.requirement}: {' → '.join(sides)}"


# -- people, for a review


def _people_markdown(preview: Preview, people: People) -> Iterator[str]:
    if people.alike or not people.of_state:
        yield "Nobody changes state."
        return
    lines = protected_lines(people)
    steps = list(lines[-1].steps)
    yield f"| | asked | keep their state | {' | '.join(_from_to(*step) for step in steps)} |"
    yield f"|---|{'--:|' * (len(steps) + 2)}"
    for line in lines:
        name = "all" if not line.certification else "others" if line.certification == "others" else line.certification
        cells = [line.asked, line.keep, *(line.steps[step] for step in steps)]
        yield f"| {_md(name)} | {' | '.join(HIDDEN if cell is None else f'{cell:,}' for cell in cells)} |"
    if any(cell is None for line in lines for cell in (line.asked, line.keep, *line.steps.values())):
        yield ""
        yield f"{HIDDEN} is not shown: fewer than five people, or a number from which so few could be worked out."


def _md(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>|#" else one for one in text)


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]

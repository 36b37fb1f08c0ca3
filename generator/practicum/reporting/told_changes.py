"""Which changes a proposal tells its readers, and what it changes without telling."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.model.release import Change, ReleasedChange
from practicum.reporting.phrases import Phrase, code, phrase, strong
from practicum.reporting.review_words import Review, value_says
from practicum.resolving.releases import Difference, differences, untold

MOST_NAMED = 6


def told_here(review: Review) -> tuple[Change | ReleasedChange, ...]:
    """The changes that the proposal itself tells, in files of their own or in a release that took them up."""
    before = {id: unit.value for id, unit in review.base.changes.items()}
    own = [unit.value for id, unit in sorted(review.head.changes.items()) if before.get(id) != unit.value]
    new = [unit.value for id, unit in sorted(review.head.releases.items()) if id not in review.base.releases]
    return (*own, *(one for release in new for one in release.changes))


def not_told(review: Review) -> tuple[Difference, ...]:
    """What reads differently and stands in none of these; nothing in a proposal that is a release, which lists it itself."""
    if set(review.head.releases) - set(review.base.releases):
        return ()
    return untold(review.head, differences(review.base, review.head), told_here(review))


def telling_says(review: Review) -> Iterator[Phrase]:
    """What readers of the next release are told of the proposal, and what not yet."""
    for change in told_here(review):
        yield phrase(strong(f"{', '.join(change.units)} {change.kind}"), f": “{value_says(change.says)}”")
    silent = not_told(review)
    for what, kind in (("added", " --kind added"), ("changed", ""), ("removed", " --kind removed")):
        names = list(dict.fromkeys(one.unit for one in silent if one.what == what))
        if names:
            more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            how = code(f"practicum new change {' '.join(names[:MOST_NAMED])}{kind}")
            named = strong(f"{', '.join(names[:MOST_NAMED])}{more}")
            are = "is" if len(names) == 1 else "are"
            yield phrase(named, f" {are} not told yet. Will learners or trainers notice? Then ", how, ".")

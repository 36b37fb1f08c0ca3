"""What a CASE package holds beside its items: levels as a rubric, and what Practicum wrote into its extensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practicum.exchanging.case_json import Walk
from practicum.model.foreign_framework import ForeignLevel, ForeignLink, ForeignWalk


def levels_of(walk: Walk, package: dict[str, Any]) -> tuple[ForeignLevel, ...]:
    """The scale: the levels of the one criterion that belongs to no item."""
    found: Sequence[ForeignLevel] = ()
    for place, rubric in walk.objects(package, "CFRubrics"):
        for here, criterion in walk.objects(rubric, "CFRubricCriteria", f"{place}."):
            levels = walk.objects(criterion, "CFRubricCriterionLevels", f"{here}.")
            if found or criterion.get("CFItemURI") or not levels:
                walk.left["levels of rubrics that belong to single items"] += len(levels)
                continue
            granted = ours_of(criterion).get("granted_by")
            granted = granted if isinstance(granted, dict) else {}
            read = []
            for order, (at, one) in enumerate(levels):
                position = walk.whole(one, "position", at)
                score = walk.whole(one, "score", at) if not _broken(one.get("score")) else None
                by = granted.get(str(score))
                level = ForeignLevel(
                    name=walk.text(one, "quality", at), means=walk.text(one, "description", at), number=score,
                    granted_by=by if by in ("none", "module", "portfolio") else None,
                )  # fmt: skip
                read.append(((position if position is not None else order, order), level))
            found = [level for _, level in sorted(read, key=lambda one: one[0])]
    return tuple(found)


def walks_of(walk: Walk, ours: dict[str, Any], keys: Mapping[str, str]) -> tuple[ForeignWalk, ...]:
    """Crosswalks of a package that Practicum wrote; those of others name items by nothing but their addresses."""
    found = []
    for place, one in walk.objects(ours, "crosswalks", "extensions.practicum."):
        held = one.get("items")
        pairs = [pair for pair in (held if isinstance(held, list) else ()) if isinstance(pair, list) and len(pair) == 2]
        links = []
        for at, link in walk.objects(one, "links", f"{place}."):
            relation = link.get("relation")
            if relation not in ("close", "broader", "narrower", "related", "none"):
                walk.fault(f"{at}.relation", "this is no relation", "write close, broader, narrower, related or none")
                continue
            codes = link.get("to")
            to = tuple(code for code in (codes if isinstance(codes, list) else ()) if isinstance(code, str))
            key = keys.get(text_of(link.get("competency")), "")
            links.append(ForeignLink(key=key, relation=relation, to=to, note=text_of(link.get("note"))))
        found.append(ForeignWalk(
            title=walk.text(one, "title", place), items=tuple((text_of(code), text_of(title)) for code, title in pairs),
            links=tuple(links), id=walk.text(one, "id", place), reference=walk.text(one, "reference", place),
            caveat=walk.text(one, "caveat", place),
        ))  # fmt: skip
    return tuple(found)


def ours_of(holder: dict[str, Any]) -> dict[str, Any]:
    """What Practicum wrote into the extensions of an object; empty where it did not."""
    extensions = holder.get("extensions")
    ours = extensions.get("practicum") if isinstance(extensions, dict) else None
    return ours if isinstance(ours, dict) else {}


def text_of(value: Any) -> str:
    """A text; empty where it is none."""
    return value if isinstance(value, str) else ""


def months_of(value: Any) -> int | None:
    """A number of months; None where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 600 else None


def _broken(value: Any) -> bool:
    return isinstance(value, float) and not value.is_integer()

"""A fault in somebody's sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from practicum.diagnostics.catalogue import RULES
from practicum.spans import Span


@dataclass(frozen=True, slots=True)
class Note:
    """Something that helps to see the fault, with its own place where it has one."""

    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, reported once, at the smallest place that shows it.

    ``message`` says what is wrong, ``label`` what the marked text is, ``notes`` add places and facts, and only ``help``
    proposes a change. All are lower case without a full stop.
    """

    rule: str
    message: str
    span: Span
    label: str = ""
    notes: tuple[Note, ...] = ()
    help: str = ""
    views: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"no rule is called {self.rule!r}")

    @property
    def severity(self) -> str:
        """``error`` or ``warning``, as the rule has it."""
        return RULES[self.rule].severity


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by place, each fault once; where it shows in several Views, one entry names them all."""
    seen: dict[Diagnostic, tuple[str, ...]] = {}
    for diagnostic in diagnostics:
        views = seen.get(diagnostic, ())
        seen[diagnostic] = views + tuple(view for view in diagnostic.views if view not in views)
    once = [
        Diagnostic(d.rule, d.message, d.span, d.label, d.notes, d.help, views) if views != d.views else d for d, views in seen.items()
    ]
    return sorted(once, key=lambda d: (d.span, d.rule, d.message))

"""Taking modules: what comes first under the rule that asks for them, where the rule says otherwise than the module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from practicum.model.requirement import RuleTables


class Order:
    """What each requirement's module needs first by its own rule: nothing where the rule ignores prerequisites."""

    def __init__(self, rules: RuleTables) -> None:
        owners = {row["rule"]: row for row in rules.rows("rules")}
        self._countries = set(rules.countries)
        self._modules = {row["hold"]: row["module"] for row in rules.rows("holdings")}
        self._needs: dict[int, list[int]] = defaultdict(list)
        for row in sorted(rules.rows("prerequisites"), key=lambda one: one["position"]):
            self._needs[row["hold"]].append(row["needs"])
        self._holds: dict[tuple[str, str, str], int] = {}
        for row in rules.rows("requirements"):
            if row["kind"] == "module" and row["hold"] >= 0:
                owner = owners[row["rule"]]
                self._holds[owner["country"], owner["version"], row["id"]] = row["hold"]

    def before(self, country: str, version: str, requirement: str) -> Mapping[str, tuple[str, ...]]:
        """What is taken before the module of a requirement, and before that in turn, by module; empty for what no rule asks for.

        ``country`` without rules of its own has those of the core.
        """
        hold = self._holds.get((country if country in self._countries else "", version, requirement))
        return dict(self._below(hold)) if hold is not None else {}

    def _below(self, hold: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        needs = self._needs.get(hold, ())
        yield self._modules[hold], tuple(self._modules[each] for each in needs)
        for each in needs:
            yield from self._below(each)

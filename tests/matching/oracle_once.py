"""The oracle's hours that count once: who goes first, what they take, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from practicum.model.civil_day import FOR_EVER
from tests.matching.oracle_counts import PEERS, Act, CountOracle, once
from tests.matching.oracle_pieces import TINY, Cycle, Loser, Piece, Row

if TYPE_CHECKING:
    from tests.matching.oracle_trees import TreeOracle

AWARDED = ("award", "always_in_date")


class OnceOracle(CountOracle):
    """What one requirement leaves to another."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ahead: dict[tuple[int, Cycle | None], list[tuple[Row, Cycle | None]]] = {}
        self.walks: dict[tuple[int, Cycle | None], list[Piece]] = {}
        self.shared: dict[tuple[int, Cycle | None, int, Cycle | None, int], dict[tuple[str, int], float]] = {}

    def left_over(self, node: Row, inside: list[Act], day: int, cycle: Cycle | None) -> list[Act]:
        """The acts of a requirement that gives way, each with what nobody who goes first needs of it on a day."""
        found = []
        for act in inside:
            taken = 0.0 if act.part else self.taken(node, act, day, cycle)
            if taken < 1 - TINY:
                found.append(Act(**{**act.__dict__, "amount": act.amount * (1 - taken)}))
        return found

    def gone(self, node: Row, day: int, cycle: Cycle | None) -> Iterator[Loser]:
        """The acts of the cycle of which others leave nothing."""
        for act in self.acts(node)[0]:
            inside = cycle is None or cycle.start <= act.day <= cycle.last
            if inside and not act.part and self.taken(node, act, min(day, act.last), cycle) >= 1 - TINY:
                yield Loser(act.record, act.day, "COUNTED_ONCE")

    def taken(self, node: Row, act: Act, day: int, cycle: Cycle | None) -> float:
        """The share of an act that somebody who goes first needs on a day: the most any of them needs."""
        key = node["req"], cycle
        if key not in self.ahead:
            self.ahead[key] = list(self.first(node, cycle))
        return max((self.share(node, cycle, other, window, act, day) for other, window in self.ahead[key]), default=0.0)

    def first(self, node: Row, cycle: Cycle | None) -> Iterator[tuple[Row, Cycle | None]]:
        """The requirements that go first, each with the cycle in which it is asked."""
        nodes = self.rules.rows("requirements")
        rules = self.rules.rows("rules")
        for other in nodes:
            if other["kind"] != "hours" or self.quiet(other) or other["req"] == node["req"]:
                continue
            if other["rule"] == node["rule"] and other["part"] == node["part"]:
                goes = not other["count_once"] or other["req"] < node["req"]
                # What is asked only of the certified hinders no award: it takes nothing from what the award asks of everybody.
                later = node["part"] == "award" and self.later(other) and not self.later(node)
                if goes and not later and (node["part"] in AWARDED or (cycle is not None and cycle.part == node["part"] == "renew")):
                    yield other, cycle
        own = rules[node["rule"]]
        for name in sorted(self.reached(own["certification"]) - {own["certification"]}):
            life = self.life(name)  # type: ignore[attr-defined]
            if life.rule is None:
                continue
            for other in nodes:
                if other["kind"] != "hours" or self.quiet(other):
                    continue
                if other["rule"] == life.rule["rule"] and other["part"] in AWARDED:
                    yield other, None
                for number, (window, rule) in enumerate(life.cycles):
                    if other["rule"] == rule["rule"] and other["part"] == "renew":
                        following = life.cycles[number + 1][0].start if number + 1 < len(life.cycles) else FOR_EVER
                        last = min(window.last, max(window.due, following))
                        yield other, Cycle(window.start, window.due, last, window.before, window.number)

    def line(self, node: Row) -> list[Row]:
        """A requirement and the groups it stands in: it is asked as they are, and let off with them."""
        found = [node]
        while found[-1]["parent"] >= 0:
            found.append(self.rules.rows("requirements")[found[-1]["parent"]])
        return found

    def quiet(self, node: Row) -> bool:
        return any(each["advisory"] for each in self.line(node))

    def later(self, node: Row) -> bool:
        return any(each["within_of"] == "certified" for each in self.line(node))

    def reached(self, certification: str) -> set[str]:
        """The certifications a certification looks at, directly or through others."""
        rules = self.rules.rows("rules")
        found: set[str] = set()
        ahead = {certification}
        while ahead:
            name = ahead.pop()
            for rule in rules:
                if rule["certification"] != name or rule["country"] != self.country:
                    continue
                bases = {rule["falls_with"]} - {""}
                for row in self.rules.rows("names"):
                    if row["use"] == "any_of" and self.rules.rows("requirements")[row["req"]]["rule"] == rule["rule"]:
                        bases.add(row["name"])
                ahead |= bases - found
                found |= bases
        return found

    def share(self, node: Row, cycle: Cycle | None, other: Row, window: Cycle | None, act: Act, day: int) -> float:
        """The share of an act that another requirement needs on a day; where its window rolls, the day of the act decides."""
        if not act.record or act.day > day:
            return 0.0
        at = act.day if other["per"] == "months" else day
        key = node["req"], cycle, other["req"], window, at
        if key not in self.shared:
            self.shared[key] = self.shares(node, cycle, other, window, at)
        return self.shared[key].get((act.record, act.day), 0.0)

    def shares(self, node: Row, cycle: Cycle | None, other: Row, window: Cycle | None, at: int) -> dict[tuple[str, int], float]:
        """The shares another requirement needs on a day of all acts, by record and day."""
        tree: TreeOracle = self  # type: ignore[assignment]

        def asked(day: int) -> bool:
            line = self.line(other)
            let_off = any(piece.start <= day <= piece.end for each in line for piece in tree.grants_of(each))
            return not let_off and all(tree.asked(each, day, window) for each in line)

        theirs = []
        for each in self.acts(other)[0]:
            here = window is None or (window.start <= each.day <= window.last and (window.number == 1 or not each.first_only))
            if here and asked(each.day) and each.day <= at and not each.part and each.amount > TINY:
                theirs.append(each)
        if other["per"] == "months":
            return self.walked(node, cycle, other, [each for each in theirs if at <= each.last])
        found: dict[tuple[str, int], float] = {}
        for last in sorted({each.last for each in theirs}):
            # What was carried into a window counts there like anything done in it.
            within = min(at, last) if window is None else min(at, last, window.last)
            carried = [each for each in self.carried(other, within, window) if asked(each.day)]
            found |= self.walked(node, cycle, other, [*carried, *(each for each in theirs if each.last == last)])
        return found

    def walked(self, node: Row, cycle: Cycle | None, other: Row, theirs: list[Act]) -> dict[tuple[str, int], float]:
        """One window walked through in order: what its minimums need first, then what its amount needs.

        What the one that gives way can use is what lies in the cycle in which it is judged.
        """
        own = [
            each
            for each in self.acts(node)[0]
            if cycle is None or (cycle.start <= each.day <= cycle.last and (cycle.number == 1 or not each.first_only))
        ]
        counted = {(each.record, each.day) for each in own if not each.part}
        dear = {
            (each.record, each.day)
            for each in own
            for limit in self.limits(node)
            if limit["least"] > 0 and (each.peers if limit["category"] == PEERS else each.category == limit["category"])
        }

        def turn(each: Act) -> tuple[int, int, str]:
            key = (each.record, each.day)
            return (0 if other["per"] == "months" else (key in counted) + (key in dear), each.day, each.record)

        done: dict[str, float] = {}
        rows = []
        for each in sorted(once(other, theirs), key=turn):
            forced, usable = 0.0, each.amount
            for limit in self.limits(other):
                name = limit["category"]
                if each.peers if name == PEERS else each.category == name:
                    before = done.get(name, 0.0)
                    if limit["least"] > 0:
                        forced = max(forced, min(each.amount, max(0.0, limit["least"] - before)))
                    if limit["most"] >= 0:
                        usable = min(usable, max(0.0, limit["most"] - before))
                    done[name] = before + each.amount
            rows.append((each, min(forced, usable), usable))
        need = other["need"] - sum(forced for _each, forced, _usable in rows)
        found = {}
        for each, forced, usable in rows:
            extra = min(max(0.0, need), usable - forced)
            need -= usable - forced
            found[each.record, each.day] = (forced + extra) / each.amount
        return found

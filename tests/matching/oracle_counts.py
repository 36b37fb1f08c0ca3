"""The oracle's sums: hours, supervised practice, documents and contacts, added up anew on every day that is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from tests.matching.oracle_modules import ModuleOracle
from tests.matching.oracle_pieces import TINY, Cycle, Loser, Piece, Row, cycle_end, later, through

PEERS = "peer_reflection"


@dataclass
class Act:
    """One row that counts, with the last day on which it is inside the window."""

    record: str
    day: int
    last: int
    amount: float = 1.0
    category: str = ""
    module: str = ""
    peers: bool = False
    sure: bool = True
    # A part of another row adds to its category and not to the total; what is carried adds to the total and fills nothing.
    part: bool = False
    first_only: bool = False


class CountOracle(ModuleOracle):
    """What is added up."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.sums: dict[int, tuple[list[Act], list[Loser]]] = {}

    def acts(self, node: Row) -> tuple[list[Act], list[Loser]]:
        """Everything the node may add up, and what does not count, the cheapest to mend first."""
        if node["req"] not in self.sums:
            made = {"hours": self.hours, "supervised": self.practice, "document": self.documents, "contacts": self.contacts}
            acts: list[Act] = []
            losers: list[Loser] = []
            for found in made[node["kind"]](node):
                (acts if isinstance(found, Act) else losers).append(found)  # type: ignore[arg-type]
            losers.sort(key=lambda each: (each.cost, -each.day, each.record, each.reason))
            self.sums[node["req"]] = acts, losers
        return self.sums[node["req"]]

    # -- what counts
    def hours(self, node: Row) -> Iterator[Act | Loser]:
        yield from self.credits(node)
        yield from self.activities(node)

    def activities(self, node: Row) -> Iterator[Act | Loser]:
        kinds = {row["name"] for row in self.rules.rows("names") if row["req"] == node["req"] and row["use"] == "kinds"}
        rates = [row for row in self.rules.rows("conversions") if row["req"] == node["req"]]
        wholes = {row["record_id"] for row in self.begun["cpd"] if not row.get("part_of")}
        for row in self.begun["cpd"]:
            kind = row.get("kind") or ""
            # A part stands and falls with the row it is a part of.
            if row.get("part_of") and row["part_of"] not in wholes:
                continue
            if kinds and kind not in kinds:
                continue
            # A rate for this kind of activity goes before one for any kind.
            fit = [each for wanted in (kind, "") for each in rates if each["activity"] == wanted and each["unit"] == row["unit"]]
            rate = fit[0] if fit else None
            if row.get("approved") is False or (node["approved_only"] and not row.get("approved")):
                yield Loser(row["record_id"], row["date"], "NOT_APPROVED", cost=0)
                continue
            days = rate is None and node["hours_a_day"] > 0 and row["unit"] == "hour" and node["unit"] == "day"
            if rate is None and row["unit"] != node["unit"] and not days:
                yield Loser(row["record_id"], row["date"], "UNIT_UNKNOWN", cost=0)
            elif node["per"] == "dates" and not node["win_from"] <= row["date"] <= node["win_until"]:
                yield Loser(row["record_id"], row["date"], "OUT_OF_WINDOW")
            else:
                amount = row["quantity"]
                if days:
                    # Only whole days count.
                    amount = float(int(amount / node["hours_a_day"] + TINY))
                if rate is not None:
                    amount = (min(amount, rate["cap_each"]) if rate["cap_each"] >= 0 else amount) * rate["rate"]
                yield Act(
                    row["record_id"],
                    row["date"],
                    self.window_end(node, row["date"]),
                    amount,
                    row.get("category") or "",
                    row.get("module") or "",
                    bool(row.get("peer_reflection")),
                    part=bool(row.get("part_of")),
                )

    def credits(self, node: Row) -> Iterator[Act | Loser]:
        """Modules that add their hours when they are completed inside the window."""
        for credit in self.rules.rows("credits"):
            if credit["req"] == node["req"]:
                pieces = self.holding(credit["hold"]).pieces
                for record, day in sorted({(piece.record, piece.day) for piece in pieces if piece.kind == "met" and piece.sure}):
                    if node["per"] != "dates" or node["win_from"] <= day <= node["win_until"]:
                        yield Act(record, day, self.window_end(node, day), credit["hours"], first_only=bool(credit["first"]))

    def window_end(self, node: Row, day: int) -> int:
        """The last day on which a window that ends there still reaches back to a day."""
        if node["per"] == "months":
            return through(day, node["months"], False)
        if node["per"] == "calendar_year":
            return cycle_end(day, 1, 1)
        return cycle_end(day, node["rule_month"], node["rule_day"]) if node["per"] == "fixed_year" else FOR_EVER

    def practice(self, node: Row) -> Iterator[Act | Loser]:
        gates = [row["hold"] for row in self.rules.rows("gates") if row["req"] == node["req"] and row["use"] == "not_before"]
        able = [row["name"] for row in self.rules.rows("names") if row["req"] == node["req"] and row["use"] == "supervisor_holds"]
        for row in self.begun["supervised"]:
            if node["module"] and row.get("module") != node["module"]:
                continue
            day, supervisor = row["date"], row.get("supervisor") or ""
            if (row.get("unit") or "hour") != node["unit"]:
                yield Loser(row["record_id"], day, "UNIT_UNKNOWN", cost=0)
            elif not all(self.on(hold, day) for hold in gates):
                yield Loser(row["record_id"], day, "BEFORE_PREREQ")
            elif row.get("signed") is False:
                yield Loser(row["record_id"], day, "UNSIGNED", cost=0)
            elif supervisor.lower() == self.learner.lower() or (supervisor and able and not self.qualified(supervisor, able, day)):
                yield Loser(row["record_id"], day, "SUPERVISOR_UNQUALIFIED")
            else:
                yield Act(row["record_id"], day, FOR_EVER, row["quantity"], row.get("category") or "", sure=bool(supervisor))

    def reduced(self, node: Row) -> Iterator[Piece]:
        """Practice that ended in a period with a smaller amount is let off from its last day on."""
        for less in self.rules.rows("reductions"):
            acts = [act for act in self.acts(node)[0] if act.sure] if less["req"] == node["req"] else []
            last = max((act.day for act in acts), default=LONG_AGO)
            enough = sum(act.amount for act in acts) >= node["need"] * less["share"] - TINY
            if acts and less["ended_from"] <= last <= less["ended_until"] and enough:
                yield Piece(last, FOR_EVER, "met_by_waiver", day=last)

    def documents(self, node: Row) -> Iterator[Act | Loser]:
        seen: list[tuple[Any, ...]] = []
        # An approval is one for something: the certification itself, or what the requirement names.
        owner = self.rules.rows("rules")[node["rule"]]["certification"]
        for record, day, paper, about, until, talked in self.papers():
            if paper != node["subject"] or (node["unit"] and about and about != node["unit"]) or (node["discussed"] and not talked):
                continue
            if paper == "approval" and about not in (owner, node["unit"]):
                continue
            if (record, day, paper, about, until, talked) in seen:
                continue
            seen.append((record, day, paper, about, until, talked))
            last = min(until, later(day, node["max_age"]) if node["max_age"] >= 0 else FOR_EVER)
            yield Act(record, day, last)
            if last < self.as_of:
                yield Loser(record, day, "EVIDENCE_TOO_OLD")

    def papers(self) -> Iterator[tuple[str, int, str, str, int, bool]]:
        """Every document on record: id, day, kind, what it is about, its last day, whether it was discussed."""
        rows = self.begun
        for row in rows["vetting"]:
            if row.get("result") != "not_clear":
                yield row["record_id"], row["date"], row.get("kind") or "", "", FOR_EVER, False
        for row in rows["awards"]:
            yield row["record_id"], row["date"], row.get("kind") or "", row.get("subject") or "", FOR_EVER, False
        for row in rows["declarations"]:
            talked = bool(row.get("discussed_with"))
            yield row["record_id"], row["date"], "declaration", row.get("kind") or "", FOR_EVER, talked
            yield row["record_id"], row["date"], row.get("kind") or "", "", FOR_EVER, talked
        for row in self.signed("approval", rows["decisions"]):
            yield row["record_id"], row["from"], "approval", row["subject"], _until(row), False
        for row in rows["observations"]:
            yield row["record_id"], row["date"], "observation", row["competency"], FOR_EVER, False
        for row in rows["appointments"]:
            yield row["record_id"], row["date"], "appointment", row["role"], FOR_EVER, False
        for row in rows["supervision"]:
            yield row["record_id"], row["date"], row.get("kind") or "", "", FOR_EVER, False
        for row in rows["cpd"]:
            yield row["record_id"], row["date"], row.get("kind") or "", row.get("category") or "", FOR_EVER, False

    def contacts(self, node: Row) -> Iterator[Act | Loser]:
        for row in self.begun["supervision"]:
            if (row.get("kind") or "supervision") == node["subject"]:
                months = node["months"]
                last = FOR_EVER if months is None or months < 0 else through(row["date"], months, False)
                yield Act(row["record_id"], row["date"], last)

    # -- how much it is on a day
    def counting(self, node: Row, day: int, cycle: Cycle | None, *, sure: bool) -> list[Act]:
        """The acts inside the window that ends on a day; a module that is claimed more than once adds its largest claim."""
        inside = [
            act
            for act in self.acts(node)[0]
            if act.day <= day <= act.last
            and (act.sure or not sure)
            and (cycle is None or (cycle.start <= act.day <= cycle.last and day <= cycle.last))
            and (cycle is None or cycle.number == 1 or not act.first_only)
        ]
        if node["kind"] == "hours" and node["count_once"]:
            inside = self.left_over(node, inside, day, cycle)
        return [*once(node, inside), *self.carried(node, day, cycle)]

    def sum_days(self, node: Row, cycle: Cycle | None) -> set[int]:
        """The days on which a sum may turn."""
        days = {day for act in self.acts(node)[0] for day in (act.day, act.last + 1)}
        if node["kind"] == "hours" and node["count_once"]:
            days |= {row["date"] for row in (*self.begun["cpd"], *self.begun["completions"])}
        if node["kind"] == "hours" and node["carry_over"] >= 0:
            days |= {node["win_from"]} if node["per"] == "dates" else days
            if node["per"] in ("calendar_year", "fixed_year"):
                days |= {self.window_end(node, day) + 1 for day in days if abs(day) < FOR_EVER - 1000}
        return days

    def left_over(self, node: Row, inside: list[Act], day: int, cycle: Cycle | None) -> list[Act]:
        """What other requirements, which go first, do not need; said by the oracle of certificates."""
        raise NotImplementedError

    def carried(self, node: Row, day: int, cycle: Cycle | None) -> list[Act]:
        """The surplus of the window before, at most what may be carried."""
        if node["kind"] != "hours" or node["carry_over"] < 0:
            return []
        acts = self.acts(node)[0]
        if node["per"] in ("calendar_year", "fixed_year"):
            ahead = {act.last + 1 for act in acts}
            opens = next((first for first in ahead if first <= day <= self.window_end(node, first)), FOR_EVER)
            before = [act for act in acts if act.last == opens - 1]
        elif node["per"] == "dates":
            opens = node["win_from"]
            before = list(self.earlier(node))
        elif node["per"] == "cycle" and cycle is not None and cycle.part == "renew":
            opens = cycle.start
            before = [act for act in acts if cycle.before <= act.day < cycle.start and (cycle.number == 2 or not act.first_only)]
        else:
            return []
        over = self.total(node, once(node, before)) - node["need"]
        over = min(over, node["carry_over"])
        inside = opens <= day and (cycle is None or cycle.start <= opens <= day <= cycle.last)
        return [Act("", opens, FOR_EVER, over)] if over > TINY and inside else []

    def earlier(self, node: Row) -> Iterator[Act]:
        """What was done in the window before one with days of its own, as if that were its window."""
        wide = {**node, "win_from": node["carry_from"], "win_until": node["win_from"] - 1}
        yield from (found for found in self.activities(wide) if isinstance(found, Act))

    def total(self, node: Row, acts: Iterable[Act]) -> float:
        """The sum, less what lies over the cap of a category."""
        acts = list(acts)
        found = sum(act.amount for act in acts if not act.part)
        for limit in self.limits(node):
            if limit["most"] >= 0:
                found -= max(0.0, _part(acts, limit["category"]) - limit["most"])
        return found

    def enough(self, node: Row, day: int, cycle: Cycle | None, *, sure: bool) -> bool:
        """Whether total and minimums are reached on a day."""
        acts = self.counting(node, day, cycle, sure=sure)
        if any(limit["least"] > 0 and _part(acts, limit["category"]) < limit["least"] - TINY for limit in self.limits(node)):
            return False
        return self.total(node, acts) >= node["need"] - TINY

    def missing(self, node: Row, acts: list[Act]) -> float:
        """How much the total lacks; where it is enough, how much the category lacks that lacks most."""
        total = self.total(node, acts)
        if total < node["need"] - TINY:
            return float(node["need"] - total)
        return max((limit["least"] - _part(acts, limit["category"]) for limit in self.limits(node)), default=0.0)

    def limits(self, node: Row) -> list[Mapping[str, Any]]:
        return [row for row in self.rules.rows("categories") if row["req"] == node["req"]]


def once(node: Row, acts: list[Act]) -> list[Act]:
    """The acts where of several claims of one module only the largest adds."""
    if node["kind"] != "hours" or not node["module_once"]:
        return acts
    best: dict[str, Act] = {}
    for act in sorted(acts, key=lambda each: (-each.amount, each.day, each.record)):
        best.setdefault(act.module if act.module and not act.part else f"row {act.record} {act.day} {act.part} {act.category}", act)
    return list(best.values())


def _part(acts: list[Act], category: str) -> float:
    return sum(act.amount for act in acts if (act.peers if category == PEERS else act.category == category))


def _until(row: Row) -> int:
    return FOR_EVER if row.get("until") is None else int(row["until"])

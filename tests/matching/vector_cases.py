"""All vector cases as one run: rules, records and asks, and what each ask has to give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from practicum.matching import evaluate_asks
from practicum.model.civil_day import civil
from practicum.model.requirement import RuleTables, join_rules
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_facts import tidy
from tests.matching.vector_rules import SEPARATOR, CaseRules, Mapped, Unmapped

FOLDER = Path(__file__).parent.parent / "vectors"
IN_FORCE = frozenset({"met", "due", "met_by_waiver", "met_by_exemption", "met_by_prior_learning", "certified", "restricted"})


@dataclass(frozen=True)
class Run:
    """Everything one evaluation needs, and which case and ask each question belongs to."""

    rules: RuleTables
    records: Mapping[str, list[dict[str, Any]]]
    asks: tuple[dict[str, Any], ...]
    questions: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]
    unmapped: Mapping[str, str]


def cases() -> Iterator[Mapping[str, Any]]:
    """Every case of every file, in order."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def run() -> Run:
    """All cases that authored rules can say, as one run."""
    whole, unmapped, chosen = Mapped(), {}, []
    for case in cases():
        if "intake" in case["rule"]:
            unmapped[case["id"]] = "intake"
            continue
        try:
            mapped = CaseRules(case).map()
        except Unmapped as reason:
            unmapped[case["id"]] = str(reason)
            continue
        whole.certifications |= mapped.certifications
        whole.modules |= mapped.modules
        whole.assessments |= mapped.assessments
        chosen.append(case)
    # A case that speaks of a country is judged by the rules of that country, the others by the core.
    home = {case["id"]: country_of(case) for case in chosen}
    rules = join_rules(
        compile_rules(
            {name: unit for name, unit in whole.certifications.items() if home[name.split(SEPARATOR)[0]] == country},
            whole.modules,
            whole.assessments,
            country=country,
        )
        for country in sorted(set(home.values()))
    )
    owner = {row["rule"]: row["certification"] for row in rules.rows("rules")}
    ids: dict[str, dict[str, str]] = {}
    for row in rules.rows("requirements"):
        ids.setdefault(owner[row["rule"]], {}).setdefault(row["id"].rsplit("/", 1)[-1].rsplit(SEPARATOR, 1)[-1], row["id"])
    records: dict[str, list[dict[str, Any]]] = {}
    asks, questions = [], []
    for case in chosen:
        for table, rows in tidy(case, set(whole.modules), ids.get(case["id"], {})).items():
            records.setdefault(table, []).extend(rows)
        for ask in case["ask"]:
            role = case["rule"].get("certificate", {}).get("role") or ""
            dates = {"as_of": ask["as_of"], "known_at": ask.get("known_at")}
            asks.append({"learner": case["id"], "certification": case["id"], "role": role, "country": home[case["id"]], **dates})
            questions.append((case, ask))
    return Run(rules, records, tuple(asks), tuple(questions), unmapped)


def country_of(case: Mapping[str, Any]) -> str:
    """The country a case is judged in: that of its rule, else the one moved to; empty where it speaks of none."""

    def named(rule: Any) -> Iterator[str]:
        if isinstance(rule, Mapping):
            yield from [rule["country"]] if rule.get("country") else ()
            for part in rule.values():
                yield from named(part)
        elif isinstance(rule, list):
            for part in rule:
                yield from named(part)

    moves = sorted(case["facts"].get("moves", ()), key=lambda each: each["date"])
    return next(named(case["rule"]), str(moves[-1]["host"]) if moves else "")


@dataclass(frozen=True)
class Answer:
    """What one ask gave, in the words of the vectors."""

    root: Mapping[str, Any]
    nodes: Mapping[str, Mapping[str, Any]]
    closings: Mapping[str, Mapping[str, float]]
    losers: Mapping[str, str]
    lapses: tuple[tuple[int, int], ...]
    amounts: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    disagreements: tuple[str, ...] = ()

    def field(self, name: str) -> Any:
        """One asserted field."""
        root = self.root
        here = root["state"] in IN_FORCE or (root["state"] == "due")
        day = civil(root["valid_until"]) if root.get("valid_until") is not None else None
        match name:
            case "state" | "reason" | "band" | "counted":
                return root[name]
            case "over_cap":
                return {
                    row["category"]: row["counted"] - row["most"]
                    for row in self.amounts.get(root["requirement"], ())
                    if 0 <= row["most"] < row["counted"]
                }
            case "valid_until":
                return day if here else None
            case "ended":
                return None if here else day
            case "deciding":
                return root["deciding_record"] or None
            case "via":
                return plain(root["via"]) or None
            case "deadline":
                return civil(root["deadline"]) if root["deadline"] is not None else None
            case "missing":
                return self.missing(root["requirement"] if "requirement" in root else f"{root['certification']}/award")
            case "children":
                return {plain(key.rsplit("/", 1)[-1]): row["state"] for key, row in self.nodes.items()}
            case "losers":
                return dict(self.losers)
            case "disagreement":
                return sorted(self.disagreements)
            case "lapses":
                return [[civil(first), civil(last)] for first, last in self.lapses]
        raise KeyError(name)

    def missing(self, node: str) -> dict[str, Any]:
        """What is missing, children's amounts together."""
        row = self.nodes[node]
        kids = [key for key, each in self.nodes.items() if each["parent"] == node and not each["advisory"]]
        if row["state"] in IN_FORCE or row["state"] in ("not_applicable", "unknown"):
            return {}
        if row["kind"] == "any":
            return {"any": row["missing"]}
        if row["kind"] == "routes":
            return {plain(key.rsplit("/", 1)[-1]): self.missing(key) for key in kids}
        if row["kind"] == "all":
            found: dict[str, Any] = {}
            for key in kids:
                found |= self.missing(key)
            return found
        if node in self.closings:
            return dict(self.closings[node])
        if row["kind"] == "hours":
            short = {
                each["category"]: each["least"] - each["counted"] for each in self.amounts.get(node, ()) if each["least"] > each["counted"]
            }
            return ({} if ":" in row["missing_unit"] else {"total": row["missing"]}) | short
        if row["kind"] == "supervised":
            return {"hours": row["missing"]}
        if row["kind"] == "experience":
            return {"months": row["missing"]}
        if row["missing_unit"].startswith("no_course:"):
            return {"no_course": row["missing"]}
        return {plain(row["missing_unit"]): row["missing"]}


def plain(text: str) -> str:
    """A name without its case."""
    kind, _, rest = text.rpartition(":")
    bare = rest.rsplit(SEPARATOR, 1)[-1]
    return f"{kind}:{bare}" if kind else bare


def answers(engine: str) -> list[Answer]:
    """One answer an ask, from one evaluation of them all."""
    whole = run()
    verdicts = evaluate_asks(whole.rules, whole.records, whole.asks, engine=engine)
    certificates = {row["ask"]: row for row in verdicts.certificates.rows()}
    nodes: dict[int, dict[str, Any]] = {}
    for row in verdicts.requirements.rows():
        nodes.setdefault(row["ask"], {})[row["requirement"]] = row
    closings: dict[int, dict[str, dict[str, float]]] = {}
    for row in verdicts.closings.rows():
        closings.setdefault(row["ask"], {}).setdefault(row["requirement"], {})[plain(row["unit"])] = row["amount"]
    losers: dict[int, dict[str, str]] = {}
    for row in verdicts.losers.rows():
        losers.setdefault(row["ask"], {}).setdefault(row["record_id"], row["reason"])
    amounts: dict[int, dict[str, tuple[dict[str, Any], ...]]] = {}
    for row in verdicts.amounts.rows():
        mine_now = amounts.setdefault(row["ask"], {})
        mine_now[row["requirement"]] = (*mine_now.get(row["requirement"], ()), row)
    differing: dict[int, list[str]] = {}
    for row in verdicts.disagreements.rows():
        differing.setdefault(row["ask"], []).append(plain(row["competency"]))
    lapses: dict[int, list[tuple[int, int]]] = {}
    for row in verdicts.lapses.rows():
        lapses.setdefault(row["ask"], []).append((row["from"], row["until"]))
    found = []
    for number, (case, _ask) in enumerate(whole.questions):
        mine = nodes.get(number, {})
        if "by_due" in case["rule"]:
            root = mine[f"{case['id']}/renew"]
        elif "certificate" in case["rule"] or "re_entry" in case["rule"]:
            root = certificates[number]
        else:
            root = mine[f"{case['id']}/award"]
        found.append(
            Answer(
                root,
                mine,
                closings.get(number, {}),
                losers.get(number, {}),
                tuple(sorted(lapses.get(number, []))),
                amounts.get(number, {}),
                tuple(differing.get(number, ())),
            )
        )
    return found


def differences(case: Mapping[str, Any], ask: Mapping[str, Any], answer: Answer) -> list[str]:
    """Where an answer is not what the ask says."""
    found = []
    for name, wanted in ask.items():
        if name in ("as_of", "known_at"):
            continue
        got = answer.field(name)
        if name == "children":
            wrong = {key: got.get(key) for key, value in wanted.items() if got.get(key) != value}
            if wrong:
                found.append(f"children {wanted}: {wrong}")
        elif name == "losers":
            wrong = {key: got.get(key) for key, value in wanted.items() if got.get(key) != value}
            if wrong or (not wanted and got):
                found.append(f"losers {wanted}: {got}")
        elif name == "lapses":
            if [list(each) for each in wanted] != got:
                found.append(f"lapses {wanted}: {got}")
        elif got != wanted:
            found.append(f"{name} {wanted}: {got}")
    return found

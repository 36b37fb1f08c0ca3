"""The rules engine beside SQL written by hand, the least any program must read, the oracle, and itself on more rows or in less memory.

Each measurement runs in a process of its own; what is compared runs in turns. Short ones run at least three times and the median of the
rounds' ratios counts; a run of more than ``LONG`` seconds is made once.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any

import five_rules
import matching_jobs
import routes
from lines import Line
from workforce import RECORDS_A_LEARNER, write_workforce

ROUNDS = 3
LONG = 120.0
CAP = 4096  # megabytes
MAKERS = ("workforce.py", "blocks.py", "careers.py", "papers.py")
# What the goals speak of.
GOAL_RECORDS, GOAL_CAPPED, GOAL_SPARK, GOAL_LEARNERS = 10_000_000, 50_000_000, 1_000_000, 5_000
LIBRARIES = ("practicum", "duckdb", "polars", "pandas", "narwhals", "pyarrow", "pyspark")


@dataclass
class Sizes:
    """How much is measured."""

    records: int = 200_000
    growth: tuple[int, ...] = (200_000, 1_000_000)
    capped: int = 1_000_000
    learners: int = 500
    spark: int = 200_000
    engine: str = "duckdb"
    data: Path = field(default_factory=lambda: Path(tempfile.gettempdir()) / "practicum-bench-workforce")

    @classmethod
    def whole(cls) -> Sizes:
        """The sizes the goals speak of."""
        return cls(
            records=GOAL_RECORDS,
            growth=(1_000_000, GOAL_RECORDS, GOAL_CAPPED),
            capped=GOAL_CAPPED,
            learners=GOAL_LEARNERS,
            spark=GOAL_SPARK,
        )


def options(parser: argparse.ArgumentParser) -> None:
    """The options that pick the sizes."""
    sizes = Sizes()
    parser.add_argument("--full", action="store_true", help="the sizes the goals speak of: 10 and 50 million records; takes hours")
    parser.add_argument("--records", type=int, help=f"records beside the SQL written by hand (default {sizes.records:,})")
    parser.add_argument("--growth", help="sizes to grow over, with commas between")
    parser.add_argument("--capped", type=int, help="records of the run in little memory")
    parser.add_argument("--learners", type=int, help="learners the oracle judges")
    parser.add_argument("--spark", type=int, help="records of the run on Spark")
    told = "; ".join(f"{name}: {said}" for name, said in routes.SAID.items() if name != "spark")
    parser.add_argument(
        "--engine", choices=("duckdb", "polars", "pandas"), help=f"the way that is measured ({told}); default {sizes.engine}"
    )
    parser.add_argument("--data", type=Path, help="where the invented workforces are kept between runs")


def sizes_of(asked: argparse.Namespace) -> Sizes:
    """The sizes that were asked for."""
    sizes = Sizes.whole() if asked.full else Sizes()
    for name in ("records", "capped", "learners", "spark", "engine", "data"):
        if (given := getattr(asked, name)) is not None:
            setattr(sizes, name, given)
    if asked.growth:
        sizes.growth = tuple(int(each) for each in asked.growth.split(","))
    elif asked.records and not asked.full:
        sizes.growth, sizes.capped = (asked.records // 5, asked.records), asked.capped or asked.records
        sizes.spark = asked.spark or min(asked.records, GOAL_SPARK)
    return sizes


def versions() -> str:
    """What was measured with."""
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def measure(sizes: Sizes, chosen: Callable[[str], bool] = lambda name: True) -> Iterator[Line]:
    """The lines of the table, one after the other; ``chosen`` says which are wanted."""
    run = _Run(sizes)
    try:
        for name, lines in LINES.items():
            if chosen(name):
                yield from lines(run)
    finally:
        shutil.rmtree(run.out, ignore_errors=True)


class _Run:
    """One run of the benchmarks: the data, and the times measured so far."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.known: dict[str, dict[str, Any]] = {}
        self.out = Path(tempfile.mkdtemp(prefix="practicum-bench-"))

    def folder(self, records: int) -> Path:
        """The workforce of so many records, written if it is not there yet."""
        maker = hashlib.sha256(b"".join(Path(__file__).with_name(name).read_bytes() for name in MAKERS)).hexdigest()[:12]
        folder = self.sizes.data / f"{records}-{maker}"
        if not folder.is_dir():
            _say(f"writing {records:,} records")
            fresh = folder.with_name(f"{folder.name}-fresh")
            write_workforce(fresh, records)
            fresh.rename(folder)
        return folder

    @property
    def route(self) -> str:
        """The engine that is measured, as the table calls it."""
        return routes.SAID[self.sizes.engine]

    def changed(self, records: int) -> tuple[Path, int]:
        """The same workforce with new rows for 1 % of the learners, and how many these are."""
        folder = self.out / f"changed-{records}"
        return folder, routes.change_some(self.folder(records), folder, matching_jobs.DAY)

    def job(self, job: str, records: int, **asked: Any) -> dict[str, Any]:
        """Run one job in a process of its own, on the workforce of so many records where no other folder is named."""
        if job in ("engine", "everybody", "hand"):
            said = json.dumps([job, records, asked], sort_keys=True)
            asked["out"] = str(self.out / f"{job}-{records}-{hashlib.sha256(said.encode()).hexdigest()[:8]}")
        given = json.dumps({"folder": str(self.folder(records)), **asked})
        command = [sys.executable, str(Path(matching_jobs.__file__)), job, given]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return {"seconds": None, "failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1][:160]}
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        _say(f"{job} {records:,} {_told(asked)}{found['seconds']:.2f} s, {found['busy']:.2f} s of processor, {found['megabytes']:,} MB")
        return {**found, **({"out": asked["out"]} if "out" in asked else {})}

    def once(self, job: str, records: int, **asked: Any) -> dict[str, Any]:
        """The same, from memory where it was run before."""
        key = json.dumps([job, records, asked], sort_keys=True)
        if key not in self.known:
            self.known[key] = self.job(job, records, **asked)
        return self.known[key]

    def turns(self, ours: tuple[str, dict[str, Any]], theirs: tuple[str, dict[str, Any]], records: int) -> _Turns:
        """Two jobs in turns; a third and more rounds only where they are short."""
        rounds: list[tuple[dict[str, Any], dict[str, Any]]] = []
        while len(rounds) < ROUNDS:
            pair = [self.job(job, records, **asked) for job, asked in (theirs, ours)]
            rounds.append((pair[1], pair[0]))
            if any(each["seconds"] is None or each["seconds"] > LONG for each in pair):
                break
        return _Turns(rounds)


@dataclass(frozen=True)
class _Turns:
    rounds: list[tuple[dict[str, Any], dict[str, Any]]]

    @property
    def failed(self) -> str:
        return next((each["failed"] for pair in self.rounds for each in pair if "failed" in each), "")

    @property
    def ratio(self) -> float | None:
        return None if self.failed else statistics.median(ours["seconds"] / theirs["seconds"] for ours, theirs in self.rounds)

    @property
    def told(self) -> str:
        if self.failed:
            return self.failed
        ours, theirs = (statistics.median(pair[place]["seconds"] for pair in self.rounds) for place in (0, 1))
        return f"{ours:.2f} s beside {theirs:.2f} s, {len(self.rounds)} rounds"


def _say(text: str) -> None:
    print(f"  … {text}", file=sys.stderr, flush=True)


def _told(asked: Mapping[str, Any]) -> str:
    said = [f"{name}={value}" for name, value in asked.items() if name not in ("folder", "out", "since")]
    said += ["since an earlier run"] if "since" in asked else []
    return f"({', '.join(said)}) " if said else ""


def _rows(records: int, goal: int = GOAL_RECORDS) -> str:
    """The size of a measurement, and the one its goal speaks of where that is another."""
    other = "" if records == goal else f" (goal: {goal:,} records)"
    return f"{records:,} records, {records // RECORDS_A_LEARNER:,} learners{other}"


def _by_hand(run: _Run) -> Iterator[Line]:
    records, name = run.sizes.records, run.sizes.engine
    turns = run.turns(("engine", {"name": name}), ("hand", {}), records)
    last = turns.rounds[-1]
    yield Line(f"{run.route} / hand.sql, to states and deciding record", turns.ratio, 2.0, rows=_rows(records), note=turns.told)
    if turns.failed:
        return
    verdicts, odd, first = five_rules.differences(Path(last[0]["out"], "certificates"), Path(last[1]["out"]), most=1)
    note = "every verdict equal" if not odd else f"first: {first[0]['learner']} {first[0]['certification']}"
    yield Line("verdicts that differ from hand.sql's", odd, 0, rows=f"{verdicts:,} verdicts", note=note, ratio=False)
    run.known[json.dumps(["engine", records, {"name": name}], sort_keys=True)] = last[0]


def _floor(run: _Run) -> Iterator[Line]:
    records, name = run.sizes.records, run.sizes.engine
    read = statistics.median(run.job("floor", records)["seconds"] for _ in range(ROUNDS))
    ours = run.once("engine", records, name=name)
    measured = None if ours["seconds"] is None else ours["seconds"] / read
    yield Line(
        f"{run.route} / reading every cell it looks at",
        measured,
        rows=_rows(records, records),
        note=ours.get("failed", f"{read:.2f} s to read"),
    )


def _reasons(run: _Run) -> Iterator[Line]:
    records, name = run.sizes.records, run.sizes.engine
    turns = run.turns(("engine", {"name": name, "reasons": True}), ("engine", {"name": name}), records)
    note = f"{turns.told}; reasons are worked out either way, and written only in the first"
    yield Line("with reasons / without", turns.ratio, 2.0, rows=_rows(records), note=note)


def _oracle(run: _Run) -> Iterator[Line]:
    records, name = run.sizes.records, run.sizes.engine
    learners = min(run.sizes.learners, records // RECORDS_A_LEARNER)
    slow, ours = run.job("oracle", records, learners=learners), run.once("engine", records, name=name)
    failed = slow.get("failed") or ours.get("failed")
    measured = None if failed else (records / ours["seconds"]) / (slow["rows"] / slow["seconds"])
    note = failed or f"{records / ours['seconds']:,.0f} beside {slow['rows'] / slow['seconds']:,.0f} records a second"
    other = "" if records == GOAL_RECORDS else f" (goal: {GOAL_RECORDS:,}, {GOAL_LEARNERS:,} learners)"
    rows = f"{records:,} beside {slow.get('rows', 0):,} records of {learners:,} of the same learners{other}"
    yield Line("records a second / the oracle's", measured, 100.0, "more", rows, note)


def _growth(run: _Run) -> Iterator[Line]:
    name = run.sizes.engine
    found = {records: run.once("engine", records, name=name) for records in run.sizes.growth}
    failed = next((each["failed"] for each in found.values() if "failed" in each), "")
    each = {records: one["seconds"] / records * 1e6 for records, one in found.items() if one["seconds"] is not None}
    steps = list(each.items())
    measured = None if failed else max(later / before for (_a, before), (_b, later) in pairwise(steps))
    note = failed or ", ".join(f"{seconds:.2f} s a million of {records / 1e6:g}" for records, seconds in steps)
    rows = " to ".join(f"{records:,}" for records in run.sizes.growth) + " records"
    rows += "" if run.sizes.growth == Sizes.whole().growth else " (goal: 1 to 50 million)"
    # A tenth is left for the noise of the machine.
    yield Line("time a record, each size / the one before", measured, 1.1, rows=rows, note=note)


def _capped(run: _Run) -> Iterator[Line]:
    records, name = run.sizes.capped, run.sizes.engine
    free, tight = run.once("engine", records, name=name), run.job("engine", records, name=name, megabytes=CAP)
    failed = tight.get("failed") or free.get("failed")
    what = f"runs told to keep to {CAP // 1024} GB that took more or gave another hash"
    times = "" if failed else f"{tight['seconds']:.1f} s, {tight['megabytes']:,} MB at most"
    note = failed or f"{times}, beside {free['seconds']:.1f} s, {free['megabytes']:,} MB"
    measured = None if failed else float(tight["hash"] != free["hash"] or tight["megabytes"] > CAP)
    yield Line(what, measured, 0, rows=_rows(records, GOAL_CAPPED), note=note, ratio=False)


def _many(run: _Run) -> Iterator[Line]:
    records, name = run.sizes.records, run.sizes.engine
    ours = ("engine", {"name": name, "rules": "many", "lands": matching_jobs.LANDS})
    turns = run.turns(ours, ("engine", {"name": name, "rules": "shipped"}), records)
    counts = " beside ".join(f"{each.get('rules', '?')} rules" for each in turns.rounds[-1])
    yield Line("many generated rules / the shipped ones", turns.ratio, 4.0, rows=f"{counts}, {_rows(records)}", note=turns.told)


def _changed(run: _Run) -> Iterator[Line]:
    records = run.sizes.records
    rows, what = _rows(records), "1 % of the learners changed, since an earlier run / a full run"
    earlier = run.job("everybody", records)
    if "failed" in earlier:
        yield Line(what, None, 0.05, rows=rows, note=earlier["failed"])
        return
    folder, touched = run.changed(records)
    given = {"folder": str(folder)}
    turns = run.turns(("everybody", {**given, "since": earlier["out"]}), ("everybody", given), records)
    if turns.failed:
        yield Line(what, None, 0.05, rows=rows, note=turns.failed)
        return
    since, full = turns.rounds[-1]
    if since["run"]["kind"] != "incremental":
        yield Line(what, None, 0.05, rows=rows, note=f"everybody was judged again: {since['said']}")
        return
    note = f"{turns.told}; {touched:,} learners with new rows, {since['run']['judged_again']:,} judged again; {routes.SAID['duckdb']}"
    yield Line(what, turns.ratio, 0.05, rows=rows, note=f"{note}, the shipped rules")
    count, odd = routes.rows_that_differ(Path(since["out"]), Path(full["out"]), since["tables"])
    note = "every row equal" if not odd else ", ".join(since["tables"])
    yield Line("rows since an earlier run that differ from the full run's", odd, 0, rows=f"{count:,} rows", note=note, ratio=False)


def _spark(run: _Run) -> Iterator[Line]:
    records = run.sizes.spark
    rows, what = _rows(records, GOAL_SPARK), f"rows on Spark, {routes.MASTER}, that differ from those cut by DuckDB"
    if why := routes.without_spark():
        yield Line(what, None, 0, rows=rows, note=why, ratio=False, skipped=True)
        return
    duck, spark = (run.job("engine", records, name=name, reasons=True) for name in ("duckdb", "spark"))
    if failed := duck.get("failed") or spark.get("failed"):
        yield Line(what, None, 0, rows=rows, note=failed, ratio=False)
        return
    count, odd = routes.rows_that_differ(Path(spark["out"]), Path(duck["out"]), spark["tables"], beside=("ask",))
    note = (
        f"{count:,} rows of {len(spark['tables'])} tables; {spark['seconds']:.1f} s, Java's start included, beside {duck['seconds']:.1f} s"
    )
    yield Line(what, odd, 0, rows=rows, note=note, ratio=False)


LINES: dict[str, Callable[[_Run], Iterator[Line]]] = {
    "hand": _by_hand,
    "floor": _floor,
    "reasons": _reasons,
    "oracle": _oracle,
    "growth": _growth,
    "capped": _capped,
    "rules": _many,
    "changed": _changed,
    "spark": _spark,
}

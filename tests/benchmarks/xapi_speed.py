"""A million xAPI statements from a file of JSON lines to tables, beside a plain JSON line reader of the same file; and a pull of 100,000.

What is measured of ours is all of it: reading, what each statement tells, copies and voids found by id, rows written, the list of what was
set aside, totals that reconcile. The plain reader is `json.loads` of every line. The memory of ours is that of a process of its own, for
the million and for a quarter of it: it must not grow with the file. The pull is from a server on this machine that misbehaves.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from lines import Line
from ratio import Ratio

STATEMENTS = 1_000_000
PULLED = 100_000
ROUNDS = 3
GOAL = 5.0
# How much more memory four times as many statements may need, beside what the system gives and takes.
MEMORY_GOAL = 1.15
_ADL = "http://adlnet.gov/expapi/verbs/"
_VERBS = ("experienced",) * 5 + ("answered",) * 4 + ("completed",) * 3 + ("passed",) * 5 + ("failed",)


def invented(count: int, seed: int = 7) -> Iterator[str]:
    """Statements as a learning platform writes them, a line each: some twice, some voided, some of activities that nobody mapped."""
    chance = random.Random(seed)
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    ids: list[str] = []
    line = ""
    for number in range(count):
        kind = chance.random()
        if kind < 0.01 and line:
            yield line
            continue
        id = f"{chance.getrandbits(128):032x}"
        id = f"{id[:8]}-{id[8:12]}-4{id[13:16]}-8{id[17:20]}-{id[20:]}"
        when = (begin + timedelta(seconds=30 * number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = {
            "id": id,
            "actor": {"objectType": "Agent", "name": f"Person {number % 50_000}", "mbox": f"mailto:p{number % 50_000}@example.invalid"},
            "timestamp": when,
            "stored": when,
            "version": "1.0.3",
        }  # fmt: skip
        if kind < 0.015 and ids:
            said |= {"verb": {"id": f"{_ADL}voided"}, "object": {"objectType": "StatementRef", "id": chance.choice(ids)}}
        else:
            verb, module = chance.choice(_VERBS), f"F0{chance.randrange(1, 10)}"
            page = f"modules/{module}.html" if kind > 0.1 else f"course/view.php?id={chance.randrange(300)}"
            said |= {
                "verb": {"id": _ADL + verb, "display": {"en": verb}},
                "object": {
                    "id": f"https://practicum.example/{page}",
                    "definition": {"name": {"en": f"Module {module}"}, "type": "http://adlnet.gov/expapi/activities/course"},
                },
                "context": {
                    "platform": "Moodle",
                    "language": "en",
                    "extensions": {"http://lrs.learninglocker.net/define/extensions/info": {"event_name": "course_completed", "origin": 1}},
                },
            }
            if verb not in ("experienced", "answered"):
                said["result"] = {"score": {"scaled": chance.randrange(101) / 100}, "response": "", "duration": "PT1H30M"}
            if len(ids) < 10_000:
                ids.append(id)
        line = json.dumps(said)
        yield line


def plain(path: Path) -> int:
    """What reading costs at least: every line as JSON."""
    found = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            found += json.loads(line) is not None
    return found


def take(path: Path, out: Path) -> str:
    """All of ours; the totals."""
    from practicum.exchanging.xapi import Reading
    from practicum.exchanging.xapi_activities import Activities, Stands, normal
    from practicum.workspace.statements import from_files, write_statements

    known = Activities({normal(f"https://practicum.example/modules/F0{number}.html"): Stands(f"F0{number}") for number in range(1, 10)})
    written = write_statements(from_files(path, lambda done, total: None), Reading(known, "lms"), (), out, synthetic=True)
    account = written.account
    assert account.came == account.used + account.set_aside + account.collapsed
    return (
        f"{account.came:,} statements in = {account.used:,} used + {account.set_aside:,} set aside + {account.collapsed:,} collapsed, "
        f"{account.voided:,} voided"
    )


def measure() -> list[Line]:
    """The ratio of times of rounds run in turns, the memory, and the pull."""
    with tempfile.TemporaryDirectory() as folder:
        path, quarter, out = Path(folder, "statements.jsonl"), Path(folder, "quarter.jsonl"), Path(folder, "out")
        for place, count in ((path, STATEMENTS), (quarter, STATEMENTS // 4)):
            with place.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in invented(count))
        ours, theirs, totals = [], [], ""
        for _ in range(ROUNDS):
            start = time.perf_counter()
            plain(path)
            between = time.perf_counter()
            totals = take(path, out)
            ours.append(time.perf_counter() - between)
            theirs.append(between - start)
        name = "xapi: a million statements to tables / json.loads of every line"
        versions = {"Python": sys.version.split()[0], "practicum": version("practicum") if _installed() else "from source"}
        ratio = Ratio(name=name, goal=GOAL, ours=ours, theirs=theirs, rows=totals, versions=versions)
        print(f"{ratio}\n", flush=True)
        large, small = (_peak(place, Path(folder, "alone")) for place in (path, quarter))
        size = path.stat().st_size / 1e6
        memory = Line("xapi: memory for a million statements / for a quarter of them", large / small, MEMORY_GOAL, rows=totals,
                      note=f"{large:,.0f} MB beside {small:,.0f} MB; the file has {size:,.0f} MB")  # fmt: skip
        times = f"{ratio.measured:.2f}; {sorted(ours)[len(ours) // 2]:.1f} s beside {sorted(theirs)[len(theirs) // 2]:.1f} s"
        return [Line(name, ratio.measured, GOAL, rows=totals, note=times), memory, _pull(Path(folder))]


def _installed() -> bool:
    from importlib.metadata import PackageNotFoundError

    try:
        version("practicum")
    except PackageNotFoundError:
        return False
    return True


def _pull(folder: Path) -> Line:
    """The pull: the part of the statements that arrived once each is 1, or the goal is missed."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from practicum.exchanging.xapi_pull import pull
    from practicum.workspace.lrs import LrsTransport
    from practicum.workspace.statement_store import StatementStore
    from tests.exchanging.lrs_standing_in import Lrs, id_of, statement

    troubles = {"fails", "web page", "busy", "cuts", "bad json", "repeats", "differing"}
    store = StatementStore(folder / "lrs.sqlite")
    start = time.perf_counter()
    with Lrs([statement(number) for number in range(PULLED)], troubles, page=500) as lrs:
        done = pull(LrsTransport(lrs.endpoint, ""), store, lrs.endpoint, pause=lambda _: None, now=lambda: datetime.now(UTC))
    taken = time.perf_counter() - start
    came = [told.id for _, _, told in store.statements("lrs") if not told.fault]
    store.close()
    wrong = len(came) - len(set(came)) + len({id_of(number) for number in range(PULLED)} ^ set(came))
    return Line("xapi: statements of a misbehaving LRS missing or doubled, of 100,000", float(wrong), 0.0, ratio=False,
                rows=f"{done.new:,} new in {done.pages:,} pages, {done.retried:,} asked for again", note=f"{taken:.1f} s")  # fmt: skip


def _peak(path: Path, out: Path) -> float:
    done = subprocess.run([sys.executable, __file__, str(path), str(out)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def _alone(path: str, out: str) -> None:
    take(Path(path), Path(out))
    status = Path("/proc/self/status")
    if status.is_file():
        print(next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")))
        return
    import resource

    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))


if __name__ == "__main__":
    _alone(*sys.argv[1:])

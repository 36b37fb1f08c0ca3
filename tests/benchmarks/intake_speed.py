"""A messy file of a million rows read, profiled and reconciled, beside `pandas.read_csv(dtype=str)` of its cleaned UTF-8 twin.

What is measured of ours is all of it: finding out encoding, delimiter, headings and the order of days, the proposed profile, every cell
as a value, days, duplicates, the list of what was set aside, and totals that reconcile. The memory of each is that of a process of its own.
"""

from __future__ import annotations

import csv
import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

from ratio import Ratio

ROWS = 1_000_000
ROUNDS = 5
GOAL = 4.0
TODAY = date(2026, 10, 15)
_MODULES = tuple(f"F0{number}" for number in range(1, 10))
_DELIMITER = ";"


def messy(rows: int, seed: int = 7) -> bytes:
    """The file: titles above the headings, French headings, cp1252, semicolons, days with the day first, decimal commas, stray spaces, rows
    that are too long, too short or there twice, unknown modules, and sums at the end."""
    chance = random.Random(seed)
    lines = ["Relevé des formations;;;;;;;"]
    lines.append("Matricule;Code du module;Version;Date d'achèvement;Note finale;Origine;Vérifié par;Prestataire")
    for _ in range(rows):
        day = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(2015, 2026)}"
        score = f"{chance.randrange(50, 100)},{chance.randrange(10)}"
        cells = [f"L{chance.randrange(rows // 20)}", chance.choice(_MODULES), "1", day, score]
        cells += [f"lms{chance.randrange(5)}", f"Núñez {chance.randrange(300)}", chance.choice(("Schüle", "École", "X"))]
        line = ";".join(cells)
        kind = chance.random()
        if kind < 0.01:
            lines.append(line)
        elif kind < 0.015:
            line += ";stray"
        elif kind < 0.02:
            line = line.rsplit(";", 3)[0]
        elif kind < 0.03:
            line = " " + line
        elif kind < 0.035:
            line = line.replace(";F0", ";X0", 1)
        lines.append(line)
    lines.append("Total;;;;;;;")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def cleaned(data: bytes) -> bytes:
    """The same rows as a machine would write them: UTF-8, commas, one heading, every row of one width."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in list(csv.reader(io.StringIO(data.decode("cp1252"), newline=""), delimiter=_DELIMITER))[1:-1]:
        writer.writerow((row + [""] * 8)[:8])
    return text.getvalue().encode()


class _Files:
    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data

    def list(self) -> list[str]:
        """The one file."""
        return [self.name]

    def open(self, name: str) -> bytes:
        """Its bytes."""
        return self.data


def take(data: bytes) -> tuple[int, int, int, int]:
    """Propose a profile, read through it, and give the totals: rows in, used, set aside, collapsed."""
    from practicum.records import KnownIds, propose, read_folder
    from practicum.tables import Refusal, open_grids

    known = KnownIds(modules={module: frozenset({"1"}) for module in _MODULES})
    opened = open_grids("formations.csv", data)
    assert not isinstance(opened, Refusal)
    proposal = propose(opened[0], known, {}, id="north")
    assert proposal is not None
    files, profiles = _Files("formations.csv", data), [proposal.profile]
    intake = read_folder(files, catalogue_ids=known, today=TODAY, zones={}, profiles=profiles, opened={"formations.csv": opened})
    total = intake.total
    assert not intake.refused, intake.refused
    assert total.rows_in == total.used + total.set_aside + total.collapsed
    return total.rows_in, total.used, total.set_aside, total.collapsed


def measure() -> Ratio:
    """The ratio of times of rounds run in turns."""
    import pandas

    data = messy(ROWS)
    twin = cleaned(data)
    ours, theirs = [], []
    totals = (0, 0, 0, 0)
    for position in range(ROUNDS + 1):
        start = time.perf_counter()
        pandas.read_csv(io.BytesIO(twin), dtype=str)
        between = time.perf_counter()
        totals = take(data)
        end = time.perf_counter()
        if position:  # the first round only warms up
            theirs.append(between - start)
            ours.append(end - between)
    memory = ", ".join(f"{what} {peak:,.0f} MB" for what, peak in _memory(data, twin).items())
    rows = f"{totals[0]:,} rows in = {totals[1]:,} used + {totals[2]:,} set aside + {totals[3]:,} collapsed; memory at most: {memory}"
    return Ratio(
        name="intake: messy file read, profiled and reconciled / pandas.read_csv(dtype=str) of its cleaned twin",
        goal=GOAL,
        ours=ours,
        theirs=theirs,
        rows=rows,
        versions={"pandas": version("pandas"), "pyarrow": version("pyarrow")},
    )


def _memory(data: bytes, twin: bytes) -> dict[str, float]:
    """The most memory that a process of its own needed for each."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for what, content in (("ours", data), ("pandas", twin)):
            path = Path(folder, what)
            path.write_bytes(content)
            done = subprocess.run([sys.executable, __file__, what, str(path)], check=True, capture_output=True, text=True)
            found[what] = float(done.stdout)
        return found


def _alone(what: str, path: str) -> None:
    if what == "ours":
        take(Path(path).read_bytes())
    else:
        import pandas

        pandas.read_csv(path, dtype=str)
    status = Path("/proc/self/status")
    if status.is_file():
        # What the system remembers of a process may be that of the one it came from; this is its own.
        print(next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")))
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


if __name__ == "__main__":
    _alone(*sys.argv[1:])

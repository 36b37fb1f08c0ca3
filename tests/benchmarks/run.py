"""`make bench`: every benchmark, its goal and what was measured; exit code 1 if a goal is missed.

Times of one machine say little, so each benchmark divides our time by that of others on the same data in the same run.
Name some to run only these: `python tests/benchmarks/run.py starting`.
"""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

import checking_speed
import starting_speed

BENCHMARKS = {"checking": checking_speed.measure, "starting": starting_speed.measure}


def main(chosen: list[str]) -> int:
    """Run the chosen benchmarks, or all."""
    unknown = sorted(set(chosen) - set(BENCHMARKS))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    print(f"practicum {version('practicum')}, Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    missed = 0
    for name in chosen or BENCHMARKS:
        ratio = BENCHMARKS[name]()
        missed += not ratio.held
        print(f"{ratio}\n", flush=True)
    print(f"{missed} of {len(chosen or BENCHMARKS)} goals missed" if missed else "all goals held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make bench`: every benchmark, its goal and what was measured; exit code 1 if a goal is missed.

Times of one machine say little, so each benchmark divides our time by that of others on the same data in the same run; a goal that is
no such ratio is marked. Name some to run only these: `make bench BENCH="starting hand"`. The rules engine is measured on a small
workforce unless `--records` or `--full` asks for a larger one: `make bench BENCH="--records 1000000"`. Most of its goals speak of ten
million records; on few, what one run costs whatever it judges outweighs the rest.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys

import checking_speed
import exchange_speed
import intake_speed
import matching_speed
import plan_speed
import report_speed
import review_speed
import sharing_speed
import site_bytes
import site_speed
import starting_speed
import who_is_who_speed
import xapi_speed
from lines import Line, table
from ratio import Ratio

# Several lines each; `site` is both.
SITE = {"site-bytes": site_bytes.measure, "site-speed": site_speed.measure}
PLANS = {"plans": plan_speed.measure}
REVIEWS = {"review": review_speed.measure}
EXCHANGE = {"exchange": exchange_speed.measure, "xapi": xapi_speed.measure}
RATIOS = {
    "checking": checking_speed.measure,
    "intake": intake_speed.measure,
    "starting": starting_speed.measure,
    "who-is-who": who_is_who_speed.measure,
}


def line_of(ratio: Ratio) -> Line:
    """A ratio as a line of the table."""
    times = f"{statistics.median(ratio.ours):.3f} s beside {statistics.median(ratio.theirs):.3f} s, {len(ratio.ours)} rounds"
    others = ", ".join(f"{name} {version}" for name, version in ratio.versions.items())
    return Line(ratio.name, ratio.measured, ratio.goal, rows=ratio.rows, note=f"{times}; {others}")


def main(given: list[str]) -> int:
    """Run the chosen benchmarks, or all."""
    names = (*RATIOS, "site", *SITE, "report", "sharing", *REVIEWS, *PLANS, *EXCHANGE, *matching_speed.LINES)
    parser = argparse.ArgumentParser(prog="run.py", description="Measure Practicum beside others.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names)}")
    matching_speed.options(parser)
    asked = parser.parse_args(given)
    unknown = sorted(set(asked.names) - set(names))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(names)}", file=sys.stderr)
        return 2
    chosen = set(asked.names or names)
    print(f"{matching_speed.versions()}, Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    lines = []
    for name in RATIOS:
        if name in chosen:
            ratio = RATIOS[name]()
            print(f"{ratio}\n", flush=True)
            lines.append(line_of(ratio))
    for name, measure in SITE.items():
        if {name, "site"} & chosen:
            lines += measure()
    for name, measure in {**REVIEWS, **PLANS, **EXCHANGE}.items():
        if name in chosen:
            lines += measure()
    sizes = matching_speed.sizes_of(asked)
    if "sharing" in chosen:
        lines += sharing_speed.measure()
    if "report" in chosen:
        lines += report_speed.measure(sizes.records, sizes.data)
    lines += matching_speed.measure(sizes, chosen.__contains__)
    print(table(lines))
    missed = sum(not line.held for line in lines)
    skipped = sum(line.skipped for line in lines)
    measured = sum(line.goal is not None for line in lines) - skipped
    print(f"\n{missed} of {measured} goals missed" if missed else f"\n{measured} of {measured} goals held", end="")
    print(f", {skipped} skipped" if skipped else "")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

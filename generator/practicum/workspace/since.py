"""Judging again only whom something new concerns, and taking everybody else's verdicts over from an earlier run.

Taken over is only what cannot differ: the same rules, the same program, the same rows behind the learner and behind whoever signed for
them, and, where another day is asked about, none between at which anything begins or ends. Whatever else may have moved means that
everybody is judged again, and the reason is said.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from practicum.model.civil_day import FOR_EVER, day_number
from practicum.workspace.parts import (
    FINGERPRINTS,
    MANIFEST,
    SCHEMA,
    Run,
    judge_everybody,
    part_name,
    program_version,
    rules_hash,
    write_parts,
)
from practicum.workspace.trouble import Trouble


def judged_since(run: Run, since: Path) -> tuple[dict[str, Any], str]:
    """Judge against an earlier run; what the manifest says of it, and why everybody was judged again where that was so."""
    earlier = earlier_run(since)
    why = _moved(run, earlier) or _broken(since, earlier) or _taken_over(run, since, earlier)
    if isinstance(why, dict):
        return why, ""
    for left in run.fresh.iterdir():
        if left.name != ".scratch":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    run.stored.everybody()
    judge_everybody(run)
    return {"kind": "full", "because": why}, why


def earlier_run(since: Path) -> dict[str, Any]:
    """The manifest of an earlier run. Raises Trouble where there is none."""
    try:
        said: Any = json.loads((since / MANIFEST).read_bytes())
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise Trouble(f"there is no earlier run in {since}", "name the folder that `practicum verdicts` wrote with `--out`")
    return said


def _moved(run: Run, earlier: dict[str, Any]) -> str:
    """What has changed that concerns everybody, in words; empty where nothing has."""
    from practicum.tables.fingerprints import hashing_version

    if earlier.get("rules") != rules_hash(run.rules):
        return "the rules, or the tables that came, are not those of the earlier run"
    if earlier.get("practicum") != program_version() or earlier.get("duckdb") != hashing_version():
        return "the earlier run was made by another version of the program"
    then, now = date.fromisoformat(earlier["as_of"]), run.asked.as_of
    if now < then:
        return "the day asked about lies before that of the earlier run"
    if now > then and _ruled_between(run, day_number(then), day_number(now)):
        return "a day that stands in the rules lies between the two days asked about"
    first, last = _recorded(run, earlier) or (0, -1)
    if any(first <= row["adopted"] <= last for row in run.rules.rows("rules")):
        return "a rule was adopted between the days of knowledge"
    return ""


def _ruled_between(run: Run, after: int, until: int) -> bool:
    """Whether something begins or ends by the rules themselves."""
    from practicum.model.requirement import COLUMNS

    return any(
        after <= row[column] <= until
        for name, kinds in COLUMNS.items()
        for column, kind in kinds.items()
        if kind == "day"
        for row in run.rules.rows(name)
    )


def _recorded(run: Run, earlier: dict[str, Any]) -> tuple[int, int] | None:
    """The days on which something was recorded that only one of the two runs knew of."""
    before = earlier.get("known_at")
    then = FOR_EVER if before is None else day_number(date.fromisoformat(before))
    now = FOR_EVER if run.asked.known_at is None else day_number(run.asked.known_at)
    return None if then == now else (min(then, now) + 1, max(then, now))


def _broken(since: Path, earlier: dict[str, Any]) -> str:
    from practicum.matching.parting import BESIDE, STORED

    wanted = [FINGERPRINTS, *(f"{name}/{part_name(part)}" for name in BESIDE for part in range(int(earlier.get("parts", 0))))]
    wanted += [
        f"{name}/{part_name(part)}"
        for name in STORED
        if name in earlier.get("verdicts", {})
        for part in range(int(earlier.get("parts", 0)))
    ]
    whole = bool(earlier.get("parts")) and all((since / name).is_file() for name in wanted)
    return "" if whole else "the earlier run is not whole"


def _taken_over(run: Run, since: Path, earlier: dict[str, Any]) -> str | dict[str, Any]:
    """Write what an incremental run gives and say how much was judged; or why it cannot be one."""
    from practicum.matching.facts import days_of, last_of
    from practicum.matching.parting import BOUNDARIES, OWN_DAY
    from practicum.tables.fingerprints import Passed, firsts_of, largest_part, touched_learners, write_fingerprints

    stored = run.stored
    firsts = firsts_of(stored, since / FINGERPRINTS)
    if len(firsts) != int(earlier["parts"]):
        return "the earlier run is not whole"
    write_fingerprints(stored, run.fresh / FINGERPRINTS, firsts)
    if largest_part(stored, run.fresh / FINGERPRINTS) > 2 * max(run.rows_a_part, largest_part(stored, since / FINGERPRINTS)):
        return "the records have grown so much that they are cut anew"
    then, now = day_number(date.fromisoformat(earlier["as_of"])), day_number(run.asked.as_of)
    columns = {name: [column for day in days_of(name) for column in (day, last_of(day))] for name in OWN_DAY}
    columns["learners"] = ["joined"]
    passed = None if then == now else Passed(then, now, since / BOUNDARIES, columns)
    again, gone = touched_learners(
        stored, since / FINGERPRINTS, run.fresh / FINGERPRINTS, recorded=_recorded(run, earlier), own_days=OWN_DAY, passed=passed
    )
    rows = stored.choose(again)
    if 2 * rows > sum(stored.counts[name] for name in stored.owned):
        return "most of the records are new or changed"
    new = stored.scratch / "new"
    new.mkdir()
    if again.num_rows:
        stored.cut(run.rows_a_part)
        write_parts(run, new)
    _merge(run, since, earlier, firsts, gone, new)
    return {"kind": "incremental", "judged_again": again.num_rows, "parts": len(firsts)}


def _merge(run: Run, since: Path, earlier: dict[str, Any], firsts: list[str], gone: Any, new: Path) -> None:
    from practicum.matching.parting import BESIDE
    from practicum.tables.fingerprints import merged

    for name in (*earlier["verdicts"], *BESIDE):
        (run.fresh / name).mkdir()
        files = sorted((new / name).glob("*.parquet"))
        for number, first in enumerate(firsts):
            last = firsts[number + 1] if number + 1 < len(firsts) else None
            into = run.fresh / name / part_name(number)
            merged(since / name / part_name(number), files, gone, first, last, into)

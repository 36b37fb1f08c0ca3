"""`practicum verdicts`: everybody in tidy tables of any size, judged to Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from practicum.cli.asking import Day, safe_rules, tell_not_read
from practicum.cli.saying import count_said, progress, project_option, say, shown

ENGINES = ("auto", "polars", "duckdb", "pandas", "spark")


@click.command("verdicts")
@click.argument("tidy", type=click.Path(path_type=Path))
@click.option("--as-of", "as_of", type=Day(), required=True, help="The day asked about, such as 2026-10-15.")
@click.option("--known-at", "known_at", type=Day(), default=None, help="Leave out what was recorded after this day.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder of your own for the verdicts.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What computes the verdicts; all give the same."
)
@click.option("--master", default=None, help="Spark only: where it runs, such as `local[4]` or `spark://host:7077`.")
@click.option("--memory", default=None, help="About how much memory a run may take, such as 4GB; what does not fit is spilled to disk.")
@click.option("--rows-a-part", type=click.IntRange(min=1), default=None, help="How many rows are judged at once, at most about so many.")
@click.option(
    "--since",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The folder of an earlier run: only whom something new concerns is judged again.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What is printed: lines for people, or JSON.")
@project_option
@click.pass_context
def command(
    ctx: click.Context,
    tidy: Path,
    as_of: date,
    known_at: date | None,
    out: Path,
    engine: str,
    master: str | None,
    memory: str | None,
    rows_a_part: int | None,
    since: Path | None,
    form: str,
    where: Path | None,
) -> None:
    """Judge everybody in tidy tables of any size, as Parquet in and Parquet out.

    TIDY is a folder with a Parquet file or a folder of Parquet files for each table, such as `completions.parquet`;
    `practicum records tidy` writes one. The verdicts name learners: the project's own folder is refused.

    Exit code 1: a file was not read, now or when the tables were made; the verdicts are on the others.
    """
    from practicum.tables.stored import Unreadable, reading_plainly
    from practicum.workspace.bulk import check_run, judge_stored
    from practicum.workspace.parts import Asked
    from practicum.workspace.project import find_project
    from practicum.workspace.tidying import find_tidy, tidy_synthetic
    from practicum.workspace.trouble import Trouble

    if master is not None and engine != "spark":
        raise click.UsageError("`--master` is for `--engine spark`")
    if since is not None and engine == "spark":
        raise click.UsageError("`--since` is not for `--engine spark`: it writes no state to go on from")
    quiet = form == "json"
    project = find_project(where)
    check_run(tidy, out, synthetic=tidy_synthetic(tidy), memory=memory, since=since)
    tables = find_tidy(tidy)
    for name in tables.passed_over:
        say(f"not read: {name}: only Parquet files are judged")
    if tables.passed_over:
        say("  = help: take them in with `practicum records tidy RECORDS --out DIR`, together with the records they belong to")
    checked = safe_rules(project, quiet=quiet)
    asked = Asked(tables, as_of, known_at, engine, memory, rows_a_part, master)
    files = [path for listed in tables.paths.values() for path in listed]
    try:
        with progress("matching", quiet=quiet) as tell, reading_plainly(files):
            ran = judge_stored(checked, asked, out, since=since, tell=tell)
    except Unreadable as error:
        raise Trouble(f"{error.file}: {error.message}" if error.file else error.message, error.help, code=1) from error
    left_out = (*tables.not_read, *tables.passed_over)
    if quiet:
        said = {
            "schema": "practicum.verdicts-run/1",
            "verdicts": str(ran.folder),
            "not_read": list(left_out),
            "manifest": dict(ran.manifest),
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _say(ran.manifest, as_of, ran.said)
        say(f"verdicts in {shown(ran.folder)}{'' if tables.synthetic else ', readable by you only'}")
    tell_not_read(left_out)
    ctx.exit(1 if left_out else 0)


def _say(manifest: Mapping[str, Any], as_of: date, because: str) -> None:
    """What a run did, in lines that add up."""
    rows = manifest.get("rows", {})
    if rows:
        given, used = (sum(one[name] for one in rows.values()) for name in ("in", "used"))
        say(f"{count_said(given, 'row', 'rows')} in = {used:,} used + {given - used:,} set aside")
        reasons: dict[str, int] = {}
        for one in rows.values():
            for reason, count in one["set_aside"].items():
                reasons[reason] = reasons.get(reason, 0) + count
        if reasons:
            from practicum.records.reasons import REASONS

            for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
                say(f"  {count:,} × {REASONS[reason]}")
    if manifest["run"]["kind"] == "incremental":
        count = manifest["run"]["judged_again"]
        say(f"{count:,} {'learner' if count == 1 else 'learners'} judged again; everybody else's verdicts were taken over")
    elif because:
        say(f"everybody was judged again: {because}")
    states = manifest.get("states")
    if states:
        counts = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items(), key=lambda pair: (-pair[1], pair[0])))
        say(f"certificates as of {as_of}: {counts}")
    elif states is not None:
        say(f"nothing is asked of anybody on {as_of}: what is asked follows from posts and certificates")
        say("  = help: see that `posts` is among the tables, and that the day lies within them")
    if manifest.get("unasked"):
        from practicum.model.verdict import REASONS as WHY
        from practicum.model.verdict import Reason

        say("of whom nothing is asked, or not for a role they hold:")
        for reason, count in sorted(manifest["unasked"].items(), key=lambda pair: (-pair[1], pair[0])):
            say(f"  {count:,} × {WHY[Reason(reason)]}")
    if manifest.get("missing_tables"):
        say(f"no file came for {', '.join(manifest['missing_tables'])}; what only they could show is unknown")

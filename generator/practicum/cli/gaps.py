"""`practicum gaps`: who lacks what, since when, why, and what closes it."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from practicum.cli.again import OrAgain, asked_beside
from practicum.cli.asking import about_learners, matched, safe_rules, tell_left_out, tell_unpriced, unread_json
from practicum.cli.saying import accounted, count_said, progress, project_option, say, shown
from practicum.cli.share import asked_to_share, share, share_options, shared_json, tell_shared

if TYPE_CHECKING:
    from practicum.workspace.private_folder import PrivateFolder
    from practicum.workspace.sharing import Asked, Rows

Split = Literal["agency", "supervisor"]
HELD = "a file of the report that lay there is open in another program, so it was left and the new one lies beside it"


@click.command("gaps", cls=OrAgain)
@click.argument("records", type=click.Path(path_type=Path))
@about_learners
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The report's folder; without it, your private data folder.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="What is printed: lines for people, or JSON for programs."
)
@click.option(
    "--split",
    type=click.Choice(["agency", "supervisor"]),
    multiple=True,
    help="Beside the report, a workbook and a page for each agency or supervisor, with their own people only; may be given twice.",
)
@click.option(
    "--since",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The folder of an earlier report: what changed since then is a view of its own.",
)
@click.option(
    "--prices",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Your prices (CSV, workbook or YAML): what closes a gap is then the cheapest way by them; else the shortest.",
)
@click.option(
    "--verdicts",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="A run of `practicum verdicts` to report on, for a large workforce; RECORDS are then its tidy tables, `--since` an earlier run.",
)
@click.option(
    "--again",
    metavar="MANIFEST",
    expose_value=False,
    help="Make the report of a manifest again and say whether every byte is the same; nothing else has to be said.",
)
@share_options
@project_option
@click.pass_context
def command(
    ctx: click.Context,
    records: Path,
    as_of: date,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    dates: str | None,
    out: Path | None,
    form: str,
    split: tuple[Split, ...],
    since: Path | None,
    prices: Path | None,
    verdicts: Path | None,
    where: Path | None,
    sharing: bool,
    earlier: tuple[Path, ...],
    handed_out: tuple[Path, ...],
    without: tuple[str, ...],
    rows: Rows,
    beside: tuple[str, ...],
) -> None:
    """Match learner records against the rules: who lacks what, and what closes it.

    RECORDS is a folder of CSV or Excel files, or one file. The report holds learner data and is written to a private
    folder; the repository is refused. An earlier report of the same folder that says something else is kept beside it.

    Exit code 1: a file could not be read; the report is of the others.
    """
    chosen = asked_to_share(sharing=sharing, earlier=earlier, handed_out=handed_out, without=without, rows=rows, beside=beside)
    if verdicts is not None:
        if known_at is not None or profiles or dates or form == "json" or prices is not None:
            without_ = "`--known-at`, `--profile`, `--dates`, `--prices` and `--format json`"
            raise click.UsageError(f"`--verdicts` takes the verdicts as they are: leave out {without_}")
        if chosen is not None:
            raise click.UsageError(
                "`--share` hides and audits counts of people in memory, and stored verdicts are for more people than fit there: leave out "
                "`--verdicts`, and share the records of one country or region at a time (`practicum gaps RECORDS --as-of DATE --share`)"
            )
        report_on(verdicts, records, as_of, out=out, split=split, since=since, where=where)
        return
    read: dict[str, Any] = {"known_at": known_at, "profiles": profiles, "engine": engine, "dates": dates}
    _, whole = run(records, as_of, **read, out=out, form=form, where=where, split=split, since=since, prices=prices, asked=chosen)
    ctx.exit(0 if whole else 1)


def report_on(
    verdicts: Path, tidy: Path, as_of: date, *, out: Path | None, split: tuple[Split, ...], since: Path | None, where: Path | None
) -> Path:
    """Report on a stored run; the report's folder. Raises Trouble where the run is of another day."""
    from practicum.workspace.bulk_report import run_of, write_stored
    from practicum.workspace.project import find_project
    from practicum.workspace.tidying import find_tidy
    from practicum.workspace.trouble import Trouble

    begun = time.monotonic()
    day = run_of(verdicts)["as_of"]
    if day != as_of.isoformat():
        raise Trouble(f"these verdicts are of {day}", f"say `--as-of {day}`, or judge once more with `practicum verdicts`")
    project = find_project(where)
    tables = find_tidy(tidy)
    checked = safe_rules(project)
    with progress("reporting"):
        folder, files, held = write_stored(project, checked, tables, verdicts, out=out, split=split, since=since)
    private = "" if tables.synthetic else ", readable by you only"
    say(f"report of {count_said(files, 'file', 'files')} in {time.monotonic() - begun:.1f} s{private}:")
    say(f"  {shown(folder / 'index.html')}")
    if held:
        say(HELD)
    return folder


def run(
    records: Path,
    as_of: date,
    *,
    known_at: date | None = None,
    profiles: tuple[Path, ...] = (),
    engine: str = "auto",
    dates: str | None = None,
    out: Path | None = None,
    form: str = "text",
    where: Path | None = None,
    split: tuple[Split, ...] = (),
    since: Path | None = None,
    prices: Path | None = None,
    asked: Asked | None = None,
) -> tuple[Path, bool]:
    """Match and write the report; the report's folder, and whether every file was read."""
    from practicum.reporting.splitting import TO_NOBODY
    from practicum.workspace.earlier_reports import earlier_day
    from practicum.workspace.learners import check_report_place, report_folder, says_invented, write_report
    from practicum.workspace.links import link_bytes
    from practicum.workspace.manifest import manifest_of
    from practicum.workspace.plan_files import read_given
    from practicum.workspace.private_folder import private_folder
    from practicum.workspace.project import find_project, today
    from practicum.workspace.reports import report_files
    from practicum.workspace.sharing import home_of, remember

    begun = time.monotonic()
    project = find_project(where)
    if since is not None:
        earlier_day(since)
    check_report_place(report_folder(project, synthetic=says_invented(records), as_of=as_of, out=out))
    quiet = form == "json"
    checked = safe_rules(project, quiet=quiet)
    given = read_given(checked, as_of=as_of, prices=prices)
    tell_unpriced(given.unpriced)
    read: dict[str, Any] = {"profiles": profiles, "dates": dates, "quiet": quiet, "checked": checked}
    result = matched(project, records, as_of=as_of, known_at=known_at, engine=engine, **read)
    intake = result.intake
    folder = report_folder(project, synthetic=intake.synthetic, as_of=as_of, out=out)
    # What lies in `build/` is made of invented people, and nobody looks for last week's.
    with progress("writing the report", quiet=quiet):
        files = report_files(project, result, as_of=as_of, known_at=known_at, split=split, since=since, prices=given.prices)
    shared = None
    if asked is not None:
        shared = share(project, result, files, as_of=as_of, known_at=known_at, folder=folder, asked=asked, quiet=quiet)
        files = {**files, **shared.files}
    files["manifest.json"] = manifest_of(
        project, records, result, files, as_of=as_of, known_at=known_at, read_on=today(), profiles=profiles,
        applied=private_folder().profiles(), links=link_bytes(private_folder()), options=asked_beside(),
    )  # fmt: skip
    written = write_report(folder, files, private=not intake.synthetic, keep=out is not None or not intake.synthetic)
    folder, kept = written.folder, written.kept
    if shared is not None and shared.audit.passed and asked is not None and asked.beside is None:
        remember(home_of(project, synthetic=intake.synthetic), shared.published)
    whole = not intake.refused and (shared is None or shared.audit.passed)
    total, manifest, unasked = intake.total, result.verdicts.manifest, result.unasked
    if form == "json":
        click.echo(
            json.dumps(
                {
                    "schema": "practicum.gaps-run/1",
                    "report": str(folder),
                    "kept": str(kept) if kept else None,
                    "not_read": unread_json(intake),
                    "rows": {
                        "in": total.rows_in,
                        "used": total.used,
                        "set_aside": total.set_aside,
                        "collapsed": total.collapsed,
                        "mended": total.mended,
                    },
                    "people": unasked.counts,
                    "manifest": dict(manifest),
                    **({"shared": shared_json(shared, folder)} if shared is not None else {}),
                },
                ensure_ascii=False,
                indent=2,
                default=str,
            )
        )
        return folder, whole
    say(accounted("", total))
    counts = ", ".join(f"{count:,} {state}" for state, count in sorted(result.states().items(), key=lambda one: -one[1]))
    if counts:
        say(f"certificates as of {as_of}: {counts}")
    else:
        say(f"nothing is asked of anybody on {as_of}: what is asked follows from posts and appointments")
        say("  = help: see that `posts.csv` or `appointments.csv` is among the files, and that the day lies within them")
    if intake.self_reported:
        words = count_said(intake.self_reported, "completion rests", "completions rest")
        say(f"{words} on the learner's own word; a requirement for which that is not enough says so with `evidence:`")
    if unasked.says:
        say(f"{unasked.says} (data-quality.html)")
    if unasked.account:
        say(unasked.account.rstrip("."))
    if manifest.get("not_evaluated"):
        blind = count_said(manifest["not_evaluated"], "requirement", "requirements")
        say(f"{blind} could not be judged (not evaluated yet, or no file came), and stand as unknown")
    say(f"report in {time.monotonic() - begun:.1f} s{'' if intake.synthetic else ', readable by you only'}:")
    say(f"  {shown(folder / 'index.html')}")
    for by in split:
        made = [name for name in files if name.startswith(f"split/{by}/") and name.endswith(".xlsx")]
        sent = sum(not name.endswith(f"/{TO_NOBODY}.xlsx") for name in made)
        each = count_said(sent, by, {"agency": "agencies"}.get(by, f"{by}s"))
        say(f"a workbook and a page to send for each of {each}: {shown(folder / 'split' / by)}")
        if sent < len(made):
            say(f"  = note: whoever has no {by} is in {TO_NOBODY}.xlsx, which is for you and is sent to nobody")
    if written.held:
        say(HELD)
    if kept is not None:
        say(f"the report that lay there was another one (other records, rules or options); it is kept in {shown(kept)}")
    if shared is not None:
        tell_shared(shared, folder)
    else:
        say("  = help: it tells of single people; `--share` makes a part that may be handed on, with counts only")
    if not intake.synthetic:
        _tell_old(private_folder(), today())
    tell_left_out(intake)
    return folder, whole


def _tell_old(home: PrivateFolder, day: date) -> None:
    """Remind of reports that are kept longer than was meant; and of a disk on which others can read them."""
    old, first = home.older_than(day)
    if old:
        them = count_said(len(old), "report is", "reports are")
        age = count_said(home.months_to_keep, "month", "months")
        say(f"{them} older than {age}; keep them only as long as somebody may ask how they came about")
        say(f"  = help: `practicum records erase --before {first.isoformat()}`; how long is set in months-to-keep.txt, beside the reports")
    if home.open_to_others():
        say(f"warning: {home.open_to_others()}")

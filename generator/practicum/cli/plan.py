"""`practicum plan`: the cheapest way to close everybody's gaps, and which sessions to hold for it."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from practicum.cli.asking import about_learners, matched, safe_rules, tell_left_out, tell_unpriced
from practicum.cli.saying import count_said, progress, project_option, say, shown

if TYPE_CHECKING:
    from practicum.workspace.plan_files import Arranged, Given
    from practicum.workspace.planning import Planning

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("plan")
@click.argument("records", type=click.Path(path_type=Path))
@about_learners
@click.option(
    "--prices", type=_FILE, default=None, help="Your prices (CSV, workbook or YAML): the cheapest way by them; else the shortest."
)
@click.option("--sessions", type=_FILE, default=None, help="Sessions that could be held: which of them to hold, and who sits where.")
@click.option("--trainers", type=_FILE, default=None, help="Who can teach what, when and in which language.")
@click.option("--languages", type=_FILE, default=None, help="The languages in which the people of each agency learn.")
@click.option("--figures", type=_FILE, default=None, help="Your figures for cost, workforce and return home.")
@click.option("--budget", type=click.FloatRange(min=0), default=None, help="What the sessions may cost at most.")
@click.option(
    "--floor", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="The least share of seats needed that each agency gets."
)
@click.option("--what-if", "what_if", multiple=True, help="One change beside the base: budget+5000, trainer=NAME:F02, deadline+30.")
@click.option("--hours-a-week", type=click.FloatRange(0.5, 80), default=10.0, show_default=True, help="Hours a week somebody learns.")
@click.option(
    "--practice-a-week", type=click.FloatRange(0.5, 80), default=20.0, show_default=True, help="Hours a week of supervised practice."
)
@click.option(
    "--seconds", type=click.FloatRange(1, 86_400), default=60.0, show_default=True, help="How long the best timetable is looked for."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="The folder; without it, your private one.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines for people, or JSON for programs.")
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
    prices: Path | None,
    sessions: Path | None,
    trainers: Path | None,
    languages: Path | None,
    figures: Path | None,
    budget: float | None,
    floor: float,
    what_if: tuple[str, ...],
    hours_a_week: float,
    practice_a_week: float,
    seconds: float,
    out: Path | None,
    form: str,
    where: Path | None,
) -> None:
    """Plan how gaps are closed at the lowest price, and which sessions to hold for it.

    Without prices the way of the fewest hours is taken. Each plan is proved to be the best and looked at by
    the rules engine as if it had been carried out. With --sessions it says which sessions to hold, who sits in them, and
    why a need is unmet. Nothing has a price but what you give.

    Exit code 1: a file could not be read, or what you gave has faults.
    """
    from practicum.planning.cheapest import NoOrder
    from practicum.planning.dating import Pace
    from practicum.workspace.learners import report_folder, says_invented
    from practicum.workspace.plan_files import arrange, plan_files, read_given, with_languages
    from practicum.workspace.plan_folder import check_plan_place, plan_folder, write_plans
    from practicum.workspace.planning import plan_records
    from practicum.workspace.project import find_project
    from practicum.workspace.trouble import Trouble

    begun = time.monotonic()
    quiet = form == "json"
    project = find_project(where)
    folder = plan_folder(report_folder(project, synthetic=says_invented(records), as_of=as_of, out=out), out)
    check_plan_place(folder)
    checked = safe_rules(project, quiet=quiet)
    given = read_given(
        checked,
        as_of=as_of,
        prices=prices,
        sessions=sessions,
        trainers=trainers,
        figures=figures,
        budget=budget,
        floor=floor,
        what_if=what_if,
        seconds=seconds,
    )
    tell_unpriced(given.unpriced)
    read: dict[str, Any] = {"profiles": profiles, "dates": dates, "quiet": quiet, "checked": checked}
    result = matched(project, records, as_of=as_of, known_at=known_at, engine=engine, **read)
    given = with_languages(given, result, languages)
    try:
        with progress("planning", quiet=quiet) as tell:
            pace = Pace(hours_a_week, practice_a_week)
            planning = plan_records(result, as_of=as_of, known_at=known_at, prices=given.prices, pace=pace, tell=tell)
    except NoOrder as error:
        raise Trouble(str(error), "run `practicum check`; it shows each step of the circle", code=1) from error
    with progress("choosing sessions", quiet=quiet or given.sessions is None) as tell:
        arranged = arrange(planning, given, as_of=as_of, tell=tell)
    about = _about(planning, arranged, given, as_of, pace.hours_a_week, pace.practice_a_week)
    with progress("writing", quiet=quiet):
        files = plan_files(result, planning, arranged, given, as_of=as_of, about=about)
    private = not result.intake.synthetic
    folder = plan_folder(report_folder(project, synthetic=not private, as_of=as_of, out=out), out)
    folder, held = write_plans(folder, files, private=private)
    whole = not result.intake.refused
    if form == "json":
        told = {"schema": "practicum.plan-run/1", "plans": str(folder), "learners": len(planning.planned.plans)}
        told |= {"profiles": len(planning.planned.profiles), "promised": planning.promised, "confirmed": planning.kept, "about": about}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        ctx.exit(0 if whole else 1)
    for line in about[1:]:
        say(line)
    say(f"plans in {time.monotonic() - begun:.1f} s{', readable by you only' if private else ''}:")
    say(f"  {shown(folder / 'plans.xlsx')}")
    if held:
        say("a file of the plans that lay there is open in another program, so they were left and the new ones lie beside them")
    tell_left_out(result.intake)
    ctx.exit(0 if whole else 1)


def _about(planning: Planning, arranged: Arranged, given: Given, as_of: date, learning: float, practice: float) -> list[str]:
    """What was done, in a few lines; they stand on the cover of the workbooks, too."""
    from practicum.planning.telling import number, proof_says

    plans = planning.planned.plans
    late = sum(plan.late for plan in plans)
    beside = sum(any(step.kind == "beside" for step in plan.steps) for plan in plans)
    hours, price = sum(plan.hours for plan in plans), sum(plan.price for plan in plans)
    unproved = sum(plan.proof.status != "optimal" for plan in plans)
    by = (
        f"at the lowest price, {number(price)}{f' {given.prices.currency}' if given.prices.currency else ''}, and "
        if given.prices
        else "in the fewest hours: "
    )
    proved = "each proved to be the best" if not unproved else f"{unproved:,} not proved to be the best"
    lines = [
        f"Plans as of {as_of}, at {number(learning)} hours a week of learning and {number(practice)} of practice",
        f"{count_said(len(plans), 'plan', 'plans')} {by}{number(hours)} hours in all "
        f"({count_said(len(planning.planned.profiles), 'distinct set of gaps', 'distinct sets of gaps')}, {proved}); "
        f"the rules engine confirms {planning.kept:,} of {planning.promised:,} steps",
        f"{late:,} cannot keep a deadline or are past it; {beside:,} also need what no module gives (a decision, a document, time)",
    ]
    if not plans:
        lines = [lines[0], "nobody has a gap, so there is nothing to plan"]
    if given.unpriced:
        lines.append(f"no price was given for {', '.join(given.unpriced)}: that counts as free")
    base = arranged.base
    if base is not None:
        lines.append(
            f"{count_said(len(base.held), 'session', 'sessions')} of {len(given.sessions or ()):,} seat {len(base.seated):,} of "
            f"{len(base.seated) + len(base.unmet):,} needs for {number(base.cost)} ({proof_says(base.proof)})"
        )
        for name, found in arranged.runs[1:]:
            more = len(found.seated) - len(base.seated)
            lines.append(f"what if {name}: {more:+,} seated, {found.cost - base.cost:+,.0f} in cost")
    return lines

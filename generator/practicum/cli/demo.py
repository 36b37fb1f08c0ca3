"""`practicum demo`: the whole of it in one go."""

from __future__ import annotations

from datetime import date

import click

from practicum.cli.saying import say, shown

# The invented records of the sample end here; a day inside a renewal window and after a change of rules.
AS_OF = date(2026, 10, 15)


@click.command("demo")
@click.option("--as-of", "day", default=AS_OF.isoformat(), show_default=True, help="The day the gap report asks about.")
@click.pass_context
def command(ctx: click.Context, day: str) -> None:
    """Check, build, sample and gaps in one go; then look around."""
    from practicum.cli import build, gaps, sample
    from practicum.workspace.project import find_project
    from practicum.workspace.sharing import Asked

    project = find_project()
    say("1/3 the course site")
    if not build.run(None, None):
        ctx.exit(1)
    say("\n2/3 invented learners")
    records = sample.run(None)
    say("\n3/3 the gap report")
    # Nobody was handed an earlier demonstration, so none is held against this one.
    folder, _ = gaps.run(records, date.fromisoformat(day), asked=Asked(beside=()))
    say("\nlook at")
    say(f"  {shown(project.output / 'site' / 'index.html')}    the course site (or `practicum serve`)")
    say(f"  {shown(folder / 'index.html')}    who may practise, who may not, and why")
    say(f"  {shown(folder / 'shareable' / 'index.html')}    what of it may be handed on: counts, small groups hidden")
    say(f"  practicum explain P11 --as-of {day}    one learner, every reason")

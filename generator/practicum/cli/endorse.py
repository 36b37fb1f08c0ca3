"""`practicum endorse`: who stands behind a text, and a word of one's own on it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from practicum.cli.asking import Day
from practicum.cli.saying import progress, project_option, say

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes
    from practicum.resolving.consensus import Consensus

SCHEMA = "practicum.consensus/1"


@click.command("endorse")
@click.argument("unit", required=False)
@click.option("--as", "person", default=None, help="Who speaks: their id in curriculum/people.yaml.")
@click.option(
    "--word", type=click.Choice(["endorse", "object", "abstain"]), default="endorse", show_default=True, help="What they say of the text."
)
@click.option("--why", default=None, help="Their reasons, in a sentence or two; an objection needs them.")
@click.option("--until", type=Day(), default=None, help="The last day on which the word holds.")
@click.option("--answer", "answered", metavar="PERSON", default=None, help="Answer this person's objection, with `--why` as the answer.")
@click.option("--adopt", is_flag=True, help="Call the module adopted; refused until all have signed who have to.")
@click.option("--fast-track", "fast", is_flag=True, help="A change that cannot wait, such as one of law.")
@click.option("--law", default=None, help="The law or order that asks for the change, with its date.")
@click.option("--review-by", type=Day(), default=None, help="The day by which everybody has been asked; at most six months ahead.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the standing is shown.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@project_option
def command(
    unit: str | None,
    person: str | None,
    word: Literal["endorse", "object", "abstain"],
    why: str | None,
    until: date | None,
    answered: str | None,
    adopt: bool,
    fast: bool,
    law: str | None,
    review_by: date | None,
    form: str,
    dry_run: bool,
    where: Path | None,
) -> None:
    """Say who stands behind a text, and give a word on it.

    UNIT is a module, certification, role, programme or competency: `F06`; `F10/NV` is a country's edition, `F06/fr` a
    translation. Without `--as`, `--answer`, `--adopt` or `--fast-track` it is shown where the unit stands; without UNIT,
    where every module stands. A word is bound to the text as it is: an edit makes it stale, visibly.
    """
    from practicum.workspace.project import today

    day = today()
    if fast and (person is None or not law or not why or review_by is None):
        raise click.UsageError("`--fast-track` needs `--as`, `--why`, `--law` and `--review-by`")
    if (law or review_by) and not fast:
        raise click.UsageError("`--law` and `--review-by` belong to `--fast-track`")
    if answered is not None and (person is not None or adopt or fast):
        raise click.UsageError("`--answer` goes alone, with `--why`")
    if answered is not None and not why:
        raise click.UsageError("`--answer` needs `--why`: how the objection was answered")
    acting = person is not None or answered is not None or adopt
    if acting and unit is None:
        raise click.UsageError("name the UNIT that this is about, such as F06")
    if not acting and (why or until or word != "endorse"):
        raise click.UsageError("say with `--as` who speaks")
    if not acting or unit is None:
        _show(where, unit, day, form)
        return
    from practicum.authoring import endorsing
    from practicum.cli.carrying_out import carry_out
    from practicum.resolving.consensus import consensus_of

    about = unit

    def wish(draft: Draft, catalogue: Catalogue) -> Changes:
        if answered is not None:
            return endorsing.answer(draft, catalogue, about, answered, why or "", day=day)
        if adopt:
            return endorsing.adopt(draft, catalogue, about, day=day)
        if fast and person is not None and review_by is not None:
            return endorsing.fast_track(
                draft, catalogue, about, person, why=why or "", based_on=law or "", review_by=review_by, day=day
            )  # fmt: skip
        return endorsing.give_word(draft, catalogue, endorsing.NewSignOff(about, person or "", word, why, until), day=day)

    if adopt and person is not None:
        raise click.UsageError("`--adopt` goes alone: nobody adopts a module by one word")
    changed = carry_out(where, wish, dry_run=dry_run)
    if not dry_run and not adopt:
        after = changed.after.catalogue
        say(f"next: {_next(consensus_of(endorsing.view_for(after, about, day), about), after)}")


def _next(held: Consensus, catalogue: Catalogue) -> str:
    from practicum.authoring.endorsing import lacking

    if missing := lacking(held):
        return missing
    module = catalogue.modules.get(held.unit)
    if module is not None and module.value.status != "adopted":
        return f"all have signed who have to; `practicum endorse {held.unit} --adopt` calls it adopted"
    return "nothing: all have signed who have to"


def _show(where: Path | None, unit: str | None, day: date, form: str) -> None:
    """Where one unit stands, or every module."""
    from practicum.authoring import Refused
    from practicum.authoring.endorsing import lacking, view_for
    from practicum.resolving import view_of
    from practicum.resolving.consensus import consensus_of
    from practicum.resolving.standing import standing_signoffs
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import check_project, find_project
    from practicum.workspace.trouble import Trouble

    project = find_project(where)
    with progress("reading the project", quiet=form == "json") as tell:
        checked = check_project(project, day=day, progress=tell, memories=memories_of(project.output))
    catalogue = checked.catalogue
    if unit is not None:
        try:
            view = view_for(catalogue, unit, day)
        except Refused as refused:
            raise Trouble(refused.message, refused.help, code=refused.code) from refused
        held = consensus_of(view, unit)
        click.echo(_as_json([held], catalogue) if form == "json" else _told(held, catalogue))
        return
    core = view_of(catalogue, day=day)
    words = list(standing_signoffs(core))
    every = [consensus_of(core, id, words) for id in catalogue.modules]
    if form == "json":
        click.echo(_as_json(every, catalogue))
        return
    for held in every:
        status = catalogue.modules[held.unit].value.status
        stale = f"; {len(held.stale)} about an older text" if held.stale else ""
        click.echo(f"{held.unit:<5} {status:<8} {lacking(held) or 'agreed'}{stale}")


def _told(held: Consensus, catalogue: Catalogue) -> str:
    """Where a unit stands, as lines."""
    from practicum.authoring.endorsing import lacking

    module = catalogue.modules.get(held.unit)
    lines = [f"{held.unit}{f' {module.value.title} ({module.value.status})' if module else ''}"]
    for one in held.words:
        sign = one.signoff
        person = catalogue.people.get(sign.person)
        name = person.value.name if person else sign.person
        states = {"fresh": "as it stands", "over": "its time is over"}
        state = states.get(one.state, "older text") if one in held.last else "an earlier word"
        if one.state == "stale" and one.changed and one in held.last:
            state += f", changed since: {', '.join(one.changed)}"
        if one.carried and one in held.last:
            state += f"; holds until the review, {one.carried.review_by}"
        lines.append(f"  {sign.day}  {sign.word:<8} {name}, for {sign.constituency.replace('_', ' ')} ({state})")
        lines += [f"              {sign.note}"] if sign.note else []
        lines += [f"              answer: {sign.answer}"] if sign.answer else []
    if held.track is not None:
        lines.append(f"  changed before everybody could be asked: {held.track.why} Review by {held.track.review_by}.")
    lines.append(lacking(held) or "all have signed who have to")
    return "\n".join(lines)


def _as_json(every: list[Consensus], catalogue: Catalogue) -> str:
    units = [
        {
            "unit": held.unit,
            "status": catalogue.modules[held.unit].value.status if held.unit in catalogue.modules else None,
            "agreed": held.agreed,
            "missing": held.missing,
            "open_objections": [one.signoff.person for one in held.objections],
            "words": [
                {
                    "person": one.signoff.person,
                    "constituency": one.signoff.constituency,
                    "word": one.signoff.word,
                    "day": one.signoff.day.isoformat(),
                    "state": one.state if one in held.last else "earlier",
                    "counts": one in held.last and one.counts,
                    "changed": list(one.changed),
                }
                for one in held.words
            ],
        }
        for held in every
    ]
    return json.dumps({"schema": SCHEMA, "units": units}, ensure_ascii=False, indent=2)

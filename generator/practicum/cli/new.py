"""`practicum new`: a new module, competency, role, certification, programme, country and what else has a file or an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import Day
from practicum.cli.carrying_out import asked, asked_list, carry_out, dry_run_option
from practicum.cli.module_options import Levels, module_options
from practicum.cli.saying import project_option

if TYPE_CHECKING:
    from practicum.model.organisation import Constituency
    from practicum.model.release import ChangeKind

PHASES = ("pre_service", "in_service", "strengths_based", "retraining")
CONSTITUENCIES: tuple[Constituency, ...] = ("government", "academia", "practice", "lived_experience", "profession")
CHANGES = ("added", "changed", "corrected", "removed", "translated")


def _shared(function: Callable[..., None]) -> Callable[..., None]:
    return project_option(dry_run_option(function))


@click.group("new")
def command() -> None:
    """Write the files of something new, so that `practicum check` passes.

    What is not given as an option is asked for, where you sit at a terminal. What only you can know stands in the files as
    `To be written.`
    """


@command.command("module")
@click.argument("id", required=False)
@click.option("--title", default=None, help="The module's title, at most 100 characters.")
@module_options
@click.option("--language", default="en", show_default=True, help="The language in which it is written, such as fr.")
@click.option("--summary", default=None, help="One or two sentences for a card, at most 200 characters.")
@click.option("--purpose", default=None, help="Why it exists and what will be different afterwards.")
@_shared
def module(
    id: str | None, title: str | None, hours: str | None, teaches: Sequence[tuple[str, int]], audience: Sequence[str], needs: Sequence[str],
    modes: Sequence[str], starts: object, language: str, summary: str | None, purpose: str | None, assessed_by: str,
    assessor: str | None, where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a module's folder: its fields, a first lesson, an assessment and trainer notes, all of them drafts."""
    from practicum.authoring.adding_modules import NewModule, add_module
    from practicum.model.fields import TO_WRITE
    from practicum.workspace.project import today

    id = asked(id, "ID", "The module's id, such as F11")
    title = asked(title, "--title", "The module's title")
    amount = _number(asked(hours, "--hours", "How many hours does a learner spend?"))
    taught = list(teaches) or [
        Levels().convert(one, None, None) for one in asked_list((), "--teaches", "What does it teach, such as REL-2=1?")
    ]
    wish = NewModule(
        id=id, title=title, hours=amount, teaches=taught, starts=starts or today(), audience=audience, prerequisites=needs,  # type: ignore[arg-type]
        modes=modes or ("classroom", "distance"), assessor=assessor, summary=summary or TO_WRITE, purpose=purpose or TO_WRITE,
        assessed_by=assessed_by, language=language,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_module(draft, catalogue, wish), dry_run=dry_run)


@command.command("competency")
@click.argument("id", required=False)
@click.option("--domain", default=None, help="The id of the domain it belongs to.")
@click.option("--title", default=None, help="A short title, at most 60 characters.")
@click.option("--statement", default=None, help="What the person does, in one sentence.")
@click.option("--indicator", "indicators", multiple=True, help="A sign an assessor can observe; may be given more than once.")
@click.option("--taught-by", default=None, help="The module that teaches it.")
@click.option("--level", type=int, default=1, show_default=True, help="The level up to which that module teaches it.")
@click.option("--not-yet", multiple=True, help="What an assessor sees before the first level, for each indicator.")
@click.option("--shows", multiple=True, help="What an assessor sees at the level taught, for each indicator.")
@click.option("--source", "sources", multiple=True, help="The id of a reference the idea comes from; may be given more than once.")
@_shared
def competency(
    id: str | None, domain: str | None, title: str | None, statement: str | None, indicators: Sequence[str], taught_by: str | None,
    level: int, not_yet: Sequence[str], shows: Sequence[str], sources: Sequence[str], where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a competency into its domain. Without an ID it gets the next number of the domain."""
    from practicum.authoring.adding import NewCompetency, add_competency
    from practicum.workspace.project import today

    wish = NewCompetency(
        id=id,
        domain=asked(domain or (id.rpartition("-")[0] if id else None), "--domain", "The domain's id, such as REL"),
        title=asked(title, "--title", "A short title, at most 60 characters"),
        statement=asked(statement, "--statement", "What does the person do, in one sentence?"),
        indicators=asked_list(indicators, "--indicator", "By which sign does an assessor see it?"),
        taught_by=taught_by, level=level, sources=sources, not_yet=not_yet, shows=shows,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_competency(draft, catalogue, wish, day=today()), dry_run=dry_run)


@command.command("role")
@click.argument("id", required=False)
@click.option("--title", default=None, help="The role's name, at most 80 characters.")
@click.option("--holder", default=None, help="Who typically holds it.")
@click.option("--mandate", default=None, help="What the role is for, in one sentence.")
@click.option(
    "--needs", type=Levels(), multiple=True, help="A competency and the level asked for, such as REL-2=1; may be given more than once."
)
@click.option("--endorsement", is_flag=True, help="It adds to a role rather than being one.")
@click.option("--base", multiple=True, help="The id of a role that has to be held; may be given more than once.")
@_shared
def role(
    id: str | None, title: str | None, holder: str | None, mandate: str | None, needs: Sequence[tuple[str, int]], endorsement: bool,
    base: Sequence[str], where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a role, or with --endorsement something that adds to one."""
    from practicum.authoring.adding import NewRole, add_role

    wish = NewRole(
        id=asked(id, "ID", "The role's id, such as FSW"),
        title=asked(title, "--title", "The role's name"),
        holder=asked(holder, "--holder", "Who typically holds it?"),
        mandate=asked(mandate, "--mandate", "What is it for, in one sentence?"),
        needs=needs, kind="endorsement" if endorsement else "role", base=base,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_role(draft, catalogue, wish), dry_run=dry_run)


@command.command("certification")
@click.argument("id", required=False)
@click.option("--role", "certified", default=None, help="The id of the role it certifies.")
@click.option("--title", default=None, help="Its title, at most 100 characters.")
@click.option("--module", "modules", multiple=True, help="The id of a module it asks for; may be given more than once.")
@click.option(
    "--months", type=click.IntRange(1, 600), default=None, help="How long it lasts; without it, as long as its modules are in date."
)
@click.option("--from", "starts", type=Day(), default=None, help="The first day on which the rule holds, a day to come.")
@_shared
def certification(
    id: str | None, certified: str | None, title: str | None, modules: Sequence[str], months: int | None, starts: object,
    where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a certification's rule: which modules have to be held. What else it asks for is added in the file."""
    from practicum.authoring.adding import NewCertification, add_certification
    from practicum.workspace.project import today

    wish = NewCertification(
        id=asked(id, "ID", "The certification's id, such as FSW"),
        role=asked(certified, "--role", "The id of the role it certifies"),
        title=asked(title, "--title", "Its title"),
        modules=asked_list(modules, "--module", "Which module does it ask for?"),
        starts=starts or Day().convert(asked(None, "--from", "The first day on which it holds, such as 2027-01-01"), None, None),  # type: ignore[arg-type]
        months=months,
    )
    carry_out(where, lambda draft, catalogue: add_certification(draft, catalogue, wish, day=today()), dry_run=dry_run)


@command.command("programme")
@click.argument("id", required=False)
@click.option("--title", default=None, help="Its title, at most 80 characters.")
@click.option("--phase", type=click.Choice(PHASES), default=None, help="Which part of the curriculum it belongs to.")
@click.option("--summary", default=None, help="One or two sentences for a card, at most 240 characters.")
@click.option("--for-whom", default=None, help="Who it is for.")
@click.option("--module", "modules", multiple=True, help="The id of a module in it, in order; may be given more than once.")
@click.option("--leads-to", multiple=True, help="The id of a role it leads to; may be given more than once.")
@_shared
def programme(
    id: str | None, title: str | None, phase: str | None, summary: str | None, for_whom: str | None, modules: Sequence[str],
    leads_to: Sequence[str], where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a programme: modules in order. Its hours are counted from them."""
    from practicum.authoring.adding import NewProgramme, add_programme
    from practicum.workspace.project import today
    from practicum.workspace.trouble import Trouble

    phase = asked(phase, "--phase", f"Which part of the curriculum: {', '.join(PHASES)}")
    if phase not in PHASES:
        raise Trouble(f"`{phase}` is no part of the curriculum", f"write one of {', '.join(PHASES)}")
    wish = NewProgramme(
        id=asked(id, "ID", "The programme's id, such as bridge"),
        title=asked(title, "--title", "Its title"),
        phase=phase,
        summary=asked(summary, "--summary", "One or two sentences for a card"),
        for_whom=asked(for_whom, "--for-whom", "Who is it for?"),
        modules=asked_list(modules, "--module", "Which module is in it?"),
        leads_to=leads_to,
    )
    carry_out(where, lambda draft, catalogue: add_programme(draft, catalogue, wish, day=today()), dry_run=dry_run)


@command.command("country")
@click.argument("code", required=False)
@click.option("--name", default=None, help="The country's name.")
@click.option("--helpline", "helplines", multiple=True, help="Whom to ring for help now; may be given more than once.")
@click.option("--zone", default=None, help="The time zone of its civil day, such as Africa/Nairobi.")
@click.option("--description", default=None, help="What a reader should know about it.")
@_shared
def country(
    code: str | None,
    name: str | None,
    helplines: Sequence[str],
    zone: str | None,
    description: str | None,
    where: Path | None,
    dry_run: bool,
) -> None:
    """Write a country's first file. What it changes are patches, in files beside it."""
    from practicum.authoring.adding import NewCountry, add_country

    wish = NewCountry(
        code=asked(code, "CODE", "The country's code, two capital letters"),
        name=asked(name, "--name", "The country's name"),
        helplines=helplines, zone=zone, description=description,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_country(draft, catalogue, wish), dry_run=dry_run)


@command.command("translation")
@click.argument("language", required=False)
@_shared
def translation(language: str | None, where: Path | None, dry_run: bool) -> None:
    """Write the ledger of a language, such as `fr`: which texts exist in it, and who made them."""
    from practicum.authoring.adding import add_translation

    code = asked(language, "LANGUAGE", "The language's code, such as fr")
    carry_out(where, lambda draft, catalogue: add_translation(draft, catalogue, code), dry_run=dry_run)


@command.command("reference")
@click.argument("id", required=False)
@click.option("--title", default=None, help="Its title.")
@click.option("--author", "authors", multiple=True, help="Who wrote it; may be given more than once.")
@click.option("--year", default=None, help="When it was published, or about when.")
@click.option("--type", "sort", default=None, help="What kind of source it is, such as book or journal_article.")
@click.option("--permission", default=None, help="What may be done with it, such as ideas_only.")
@click.option("--publisher", default=None, help="Who published it.")
@click.option("--identifier", default=None, help="A document number or DOI.")
@click.option("--url", default=None, help="Where it can be read.")
@_shared
def reference(
    id: str | None, title: str | None, authors: Sequence[str], year: str | None, sort: str | None, permission: str | None,
    publisher: str | None, identifier: str | None, url: str | None, where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Add a source to the list of sources."""
    from practicum.authoring.adding import NewReference, add_reference

    wish = NewReference(
        id=asked(id, "ID", "A short id, such as un-guidelines-2009"),
        title=asked(title, "--title", "Its title"),
        authors=asked_list(authors, "--author", "Who wrote it?"),
        year=asked(year, "--year", "When was it published?"),
        type=asked(sort, "--type", "What kind of source is it, such as book or journal_article?"),
        permission=asked(permission, "--permission", "What may be done with it?", default="ideas_only"),
        publisher=publisher, identifier=identifier, url=url,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_reference(draft, catalogue, wish), dry_run=dry_run)


@command.command("person")
@click.argument("id", required=False)
@click.option("--name", default=None, help="The name as they want it printed.")
@click.option("--for", "constituency", type=click.Choice(CONSTITUENCIES), default=None, help="For whom they speak.")
@click.option("--organisation", default=None, help="The id of their organisation.")
@click.option("--orcid", default=None, help="Their ORCID iD, as they tell it; never look it up.")
@click.option("--given-names", default=None, help="Their given names, where citations are to put the family name first.")
@click.option("--family-name", default=None, help="Their family name, as citations put it.")
@click.option("--account", default=None, help="Their account where the repository is hosted, such as @name.")
@click.option("--asked-about", multiple=True, help="What they are asked about when it changes, such as F06; may be given more than once.")
@_shared
def person(
    id: str | None, name: str | None, constituency: str | None, organisation: str | None, orcid: str | None,
    given_names: str | None, family_name: str | None, account: str | None, asked_about: Sequence[str], where: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Add somebody who works on the curriculum; never a learner."""
    from practicum.authoring.adding_people import NewPerson, add_person

    wish = NewPerson(
        id=asked(id, "ID", "A short id, such as P-ADA"),
        name=asked(name, "--name", "The name as they want it printed"),
        constituency=_constituency(constituency),
        organisation=organisation, account=account, asked_about=asked_about,
        orcid=orcid, given_names=given_names, family_name=family_name,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_person(draft, catalogue, wish), dry_run=dry_run)


@command.command("organisation")
@click.argument("id", required=False)
@click.option("--name", default=None, help="Its name.")
@click.option("--kind", "sort", default=None, help="What kind of body it is, such as university, ngo or government.")
@click.option("--for", "constituency", type=click.Choice(CONSTITUENCIES), default=None, help="For whom it speaks.")
@click.option("--country", default=None, help="The code of its country.")
@_shared
def organisation(
    id: str | None, name: str | None, sort: str | None, constituency: str | None, country: str | None, where: Path | None, dry_run: bool
) -> None:
    """Add a body that writes, signs or employs."""
    from practicum.authoring.adding_people import NewOrganisation, add_organisation

    wish = NewOrganisation(
        id=asked(id, "ID", "A short id, such as O-COLLEGE"),
        name=asked(name, "--name", "Its name"),
        sort=asked(sort, "--kind", "What kind of body is it, such as university, ngo or government?"),
        constituency=_constituency(constituency),
        country=country,
    )
    carry_out(where, lambda draft, catalogue: add_organisation(draft, catalogue, wish), dry_run=dry_run)


@command.command("term")
@click.argument("id", required=False)
@click.option("--term", default=None, help="The word.")
@click.option("--definition", default=None, help="What it means here, in a sentence or two.")
@click.option("--see", multiple=True, help="The id of a related term; may be given more than once.")
@click.option("--source", default=None, help="The id of the reference it rests on.")
@_shared
def term(
    id: str | None, term: str | None, definition: str | None, see: Sequence[str], source: str | None, where: Path | None, dry_run: bool
) -> None:
    """Add a word, with what it means, to the glossary."""
    from practicum.authoring.adding_people import NewTerm, add_term

    wish = NewTerm(
        id=asked(id, "ID", "A short id, such as gatekeeping"),
        term=asked(term, "--term", "The word"),
        definition=asked(definition, "--definition", "What does it mean here?"),
        see=see, source=source,
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_term(draft, catalogue, wish), dry_run=dry_run)


def _constituency(given: str | None) -> Constituency:
    from practicum.workspace.trouble import Trouble

    answer = asked(given, "--for", f"For whom do they speak: {', '.join(CONSTITUENCIES)}")
    for known in CONSTITUENCIES:
        if answer.replace(" ", "_") == known:
            return known
    raise Trouble(f"`{answer}` is nobody to speak for", f"write one of {', '.join(CONSTITUENCIES)}")


@command.command("change")
@click.argument("units", nargs=-1)
@click.option("--kind", type=click.Choice(CHANGES), default=None, help="What kind of change it is; without it, changed.")
@click.option("--says", default=None, help="What changed, in a sentence for those who learn and teach.")
@click.option("--by", "people", multiple=True, help="The id of somebody who made it; may be given more than once.")
@_shared
def change(
    units: Sequence[str], kind: ChangeKind | None, says: str | None, people: Sequence[str], where: Path | None, dry_run: bool
) -> None:
    """Tell a change, in a small file of its own that goes along with your proposal.

    UNITS are what it is about: ids, with `/NV` for a country's edition or `/fr` for a translation; `glossary`, `references`, or a
    country or a language as a whole. The next `practicum release` takes it up, and readers find it under Releases.
    """
    from practicum.authoring.releasing import NewChange, add_change

    about = asked_list(units, "UNITS", "What changed, such as F06 or F06/fr?")
    wish = NewChange(
        kind=kind or "changed", units=about, people=people,
        says=asked(says, "--says", "What changed, in a sentence for those who learn and teach?"),
    )  # fmt: skip
    carry_out(where, lambda draft, catalogue: add_change(draft, catalogue, wish), dry_run=dry_run)


def _number(text: str) -> float:
    from practicum.workspace.trouble import Trouble

    try:
        return float(text)
    except ValueError as error:
        raise Trouble(f"`{text}` is no number of hours", "write such as 6 or 1.5") from error

"""Pages of roles and endorsements: what to reach, which modules lead there, and the certification in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.model.certification import Requirement
from practicum.model.role import Role
from practicum.publishing.connections import modules_asked
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.path_words import paths_to
from practicum.publishing.rules import country_differences, differs_here, rule_text
from practicum.publishing.writing import badge, bullets, cards, facts, hours, joined, link, plain, section, table
from practicum.reading.wording import sentence
from practicum.resolving.role_levels import certification_of, inherited
from practicum.resolving.view import in_force

_INDEX = Step("Roles", "page:roles/index")


def role_pages(making: Making) -> Iterator[Page]:
    """The list of roles and endorsements, and a page for each."""
    units = making.catalogue.roles
    roles = _in_order(making)
    added = [id for id, unit in units.items() if unit.value.kind == "endorsement"]
    lead = "A role says what its holder may do and must be able to do. An endorsement adds to a role."
    body = joined(
        "# Roles",
        f"{lead}\n{{: .lead }}",
        section("Roles", cards(_card(making, id) for id in roles)),
        section("Endorsements", cards(_card(making, id) for id in added), anchor="endorsements"),
        section("What differs by country", _countries(making), anchor="countries"),
        section("Levels by role", f"{link('Which role asks for which competency at which level', 'page:matrices#roles')}."),
    )
    yield Page("roles/index.md", "Roles", body, "index", lead)
    for id, unit in units.items():
        yield Page(
            f"roles/{id}.md",
            unit.value.title,
            _body(making, id),
            "role",
            sentence(unit.value.mandate),
            (_INDEX,),
            origin=unit.path,
            words=id,
        )


def _in_order(making: Making) -> list[str]:
    """Roles from the one that asks for least to the one that asks for most; those that build on another come last."""
    units = {id: unit.value for id, unit in making.catalogue.roles.items() if unit.value.kind == "role"}
    return sorted(units, key=lambda id: (bool(units[id].base), len(inherited(making.catalogue, id)) if not units[id].base else 0, id))


def _countries(making: Making) -> str:
    said = "The core rules hold everywhere unless a country changes them. The countries here are invented."
    items = [f"{link(making.country_name(code), f'country:{code}')}{{ .title }}\n" for code in making.editions]
    return joined(said, cards(items)) if items else ""


def _card(making: Making, id: str) -> str:
    role = making.catalogue.roles[id].value
    asked, chosen = _asked(making, id)
    more = f", {len(chosen)} more by choice or way in" if chosen else ""
    return (
        f'<span class="code">{id}</span>\n    {link(role.title, f"role:{id}")}{{ .title }}\n'
        f'    <span class="text">{plain(sentence(role.mandate))}</span>\n'
        f'    <span class="meta">{len(asked)} {"module" if len(asked) == 1 else "modules"}{more}</span>'
    )


def _body(making: Making, id: str) -> str:
    role = making.catalogue.roles[id].value
    certification = certification_of(making.catalogue, id)
    kind = "Endorsement" if role.kind == "endorsement" else "Role"
    programmes = [name for name, unit in making.catalogue.programmes.items() if id in unit.value.leads_to]
    builds = making.connections.builds_on.get(id, [])
    referrals = [[plain(sentence(one.when)), plain(sentence(one.to))] for one in role.referrals]
    return joined(
        f"# {plain(role.title)}",
        f'<p class="badges">{badge(id, "code")} {badge(kind, "plain")}</p>',
        f"{plain(sentence(role.mandate))}\n{{: .lead }}",
        facts(
            [
                ("Typical holder", plain(sentence(role.holder))),
                ("Builds on", "<br>".join(making.role_link(base) for base in role.base)),
                ("Programmes", "<br>".join(making.programme_link(name) for name in programmes)),
                ("Leads on to", "<br>".join(making.role_link(name) for name in builds)),
                ("Taught hours", _hours(making, id)),
            ]
        ),
        section("Which modules lead there", _modules(making, role)),
        section("Paths that lead here", paths_to(making, id), anchor="paths"),
        section("What to reach", _levels(making, id)),
        section("Before you start", bullets(plain(sentence(item)) for item in role.entry)) if role.entry else "",
        section("What this role does not do", bullets(plain(sentence(item)) for item in role.limits)) if role.limits else "",
        section("Where to take what is not yours to solve", table("Referrals", ["When", "Take it to"], referrals)),
        section("Certification", rule_text(making, certification), anchor="certification") if certification else "",
        differs_here(making, certification.id if certification else id, id),
        section("What differs by country", country_differences(making, certification.id if certification else id, id), anchor="countries"),
    )


def _hours(making: Making, id: str) -> str:
    asked = [
        name
        for name in making.connections.awarded_by.get(id, [])
        if name in making.catalogue.modules and "practice" not in making.module(name).modes
    ]
    certification = certification_of(making.catalogue, id)
    rule = in_force(certification.versions, making.day) if certification else None
    # With routes or choices no single sum is true: the programme pages give the hours of each way.
    if rule is None or any(part.routes or part.any is not None for part in (rule.award, *(rule.award.all or ()))):
        return ""
    return hours(sum(making.version(name).hours for name in asked)) if asked else ""


def _asked(making: Making, id: str) -> tuple[list[str], list[str]]:
    """The modules everybody needs for the first award, and those that some take by choice or by their way in."""
    named = [name for name in making.connections.awarded_by.get(id, []) if name in making.catalogue.modules]
    certification = certification_of(making.catalogue, id)
    named = _as_taken(making, id, named)
    certain = set(_certain(in_force(certification.versions, making.day).award)) if certification else set()
    held = [name for name in named if name in certain]
    return (held, [name for name in named if name not in certain]) if held else (named, [])


def _as_taken(making: Making, id: str, modules: list[str]) -> list[str]:
    """The modules in the order of the programme that leads to the role and holds most of them; the others behind, as the rule names them.

    A rule says what is held, whatever came first. A learner needs to know what to take first: safeguarding before strengths.
    """
    ways = [unit.value.modules for unit in making.catalogue.programmes.values() if id in unit.value.leads_to]
    way = list(max(ways, key=lambda way: len(set(way) & set(modules)), default=[]))
    return sorted(modules, key=lambda name: way.index(name) if name in way else len(way))


def _certain(requirement: Requirement) -> Iterator[str]:
    if requirement.any is None and not requirement.routes:
        yield from filter(None, (requirement.module, *(requirement.modules or ())))
        for part in requirement.all or ():
            yield from _certain(part)


def _modules(making: Making, role: Role) -> str:
    asked, chosen = _asked(making, role.id)
    if asked:
        more = "Besides these, by choice or by the way in; the certification below says which."
        return joined(
            cards((making.module_card(name) for name in asked), "cards compact"),
            joined(more, cards((making.module_card(name) for name in chosen), "cards compact")) if chosen else "",
        )
    teaching = {
        module for level in role.levels for module, at in making.connections.taught_in.get(level.competency, []) if at >= level.level
    }
    return bullets(making.module_link(name) for name in making.modules() if name in teaching) if teaching else ""


def _levels(making: Making, id: str) -> str:
    certification = certification_of(making.catalogue, id)
    asked = set(modules_asked(in_force(certification.versions, making.day).award)) if certification else set()
    rows = []
    for competency, (level, source) in inherited(making.catalogue, id).items():
        ways = [module for module, at in making.connections.taught_in.get(competency, []) if at >= level]
        ways.sort(key=lambda module: module not in asked)
        shown = ", ".join(link(module, f"module:{module}") for module in ways) or "portfolio only"
        passed_on = f" (from {making.role_link(source)})" if source != id else ""
        rows.append([making.competency_link(competency) + passed_on, making.steps(level), shown])
    return table("Levels to reach", ["Competency", "Level", "Modules that lead there"], rows)

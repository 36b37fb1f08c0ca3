"""Pages of competencies, their domains and the framework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from practicum.model.framework import Framework, Origin
from practicum.publishing.coverage import practised
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import (
    attribute,
    badge,
    box,
    bullets,
    cards,
    hours,
    joined,
    link,
    listed,
    paragraphs,
    plain,
    quoted,
    section,
    table,
)
from practicum.reading.wording import sentence

_INDEX = Step("Competencies", "page:competencies/index")


def competency_pages(making: Making) -> Iterator[Page]:
    """The framework's page, one for each domain and one for each competency."""
    yield _framework_page(making)
    for id, unit in making.catalogue.domains.items():
        domain = unit.value
        held = [competency.id for competency in domain.competencies if competency.id in making.catalogue.competencies]
        body = joined(f"# {plain(domain.title)}", f"{plain(domain.summary)}\n{{: .lead }}", cards(_card(making, one) for one in held))
        yield Page(f"competencies/{id}.md", domain.title, body, "domain", domain.summary, (_INDEX,), origin=unit.path, words=id)
        beside = (
            Step(domain.title, f"domain:{id}", id),
            *(Step(making.catalogue.competencies[one].value.title, f"competency:{one}", one) for one in held),
        )
        for position, one in enumerate(held):
            competency = making.catalogue.competencies[one].value
            neighbours = [Step(making.catalogue.competencies[name].value.title, f"competency:{name}") for name in held]
            yield Page(
                f"competencies/{one}.md",
                f"{one} {competency.title}",
                _competency_body(making, one),
                "competency",
                sentence(competency.statement),
                (_INDEX, Step(domain.title, f"domain:{id}")),
                beside,
                neighbours[position - 1] if position else None,
                neighbours[position + 1] if position + 1 < len(held) else None,
                origin=unit.path,
                words=one,
            )


def _card(making: Making, id: str) -> str:
    competency = making.catalogue.competencies[id].value
    taught = making.connections.taught_in.get(id, [])
    return (
        f'<span class="code">{id}</span>\n    {link(competency.title, f"competency:{id}")}{{ .title }}\n'
        f'    <span class="text">{plain(sentence(competency.statement))}</span>\n'
        f'    <span class="meta">taught in {len(taught)} {"module" if len(taught) == 1 else "modules"}</span>'
    )


def _framework_page(making: Making) -> Page:
    parts = []
    title, summary, origin = "Competencies", "What people who work with children and families need to be able to do.", ""
    tables = link("Which module teaches what, and which role asks for what, in tables", "page:matrices")
    for unit in making.catalogue.frameworks.values():
        framework = unit.value
        if framework.origin is not None and unit is not next(iter(making.catalogue.frameworks.values())):
            parts.append(_by_others(making, framework))
            continue
        origin = unit.path
        levels = [
            [
                f"**{level.level}** {making.steps(level.level).split('</span>')[0]}</span>",
                f"**{plain(level.name)}**",
                plain(sentence(level.means)),
                _GRANTED[level.granted_by],
            ]
            for level in framework.levels
        ]
        parts += [
            f"{paragraphs(framework.description)}\n{{: .lead }}",
            section(
                "Domains",
                joined(
                    _filter(making, framework.domains),
                    f"{tables}.",
                    "\n".join(_domain(making, id) for id in framework.domains if id in making.catalogue.domains),
                ),
            ),
            section("Levels", table("Levels", ["Level", "Name", "What somebody does", "How it is reached"], levels), anchor="levels"),
        ]
    walks = [
        f"{link(unit.value.title, f'reference:{unit.value.reference}')}: {plain(quoted(sentence(unit.value.caveat)))}"
        for unit in making.catalogue.crosswalks.values()
    ]
    parts.append(section("Beside other frameworks", bullets(walks) if walks else ""))
    return Page(
        "competencies/index.md", title, joined(f"# {title}", *parts), "index", summary, origin=origin, scripts=("explore.js",)
    )


def _by_others(making: Making, framework: Framework) -> str:
    """A framework by others, below the project's own: whose it is, its levels where they are its own, its domains."""
    origin = framework.origin or Origin()
    whose = f"Published by {plain(origin.publisher)}" if origin.publisher else "Published by others"
    says = f"{whose}, version {plain(framework.version)}. " + (
        f"Its texts stand here under {plain(origin.licence)}." if origin.licence else "Only codes and short titles stand here."
    )
    own = next(iter(making.catalogue.frameworks.values())).value.levels
    levels = [[str(level.level), plain(level.name), plain(sentence(level.means))] for level in framework.levels]
    return section(
        plain(framework.title),
        joined(
            says,
            paragraphs(framework.description),
            table(f"Levels of {framework.title}", ["Level", "Name", "What somebody does"], levels) if framework.levels != own else "",
            "\n".join(_domain(making, id) for id in framework.domains if id in making.catalogue.domains),
        ),
        anchor=f"framework-{framework.id}",
    )


_GRANTED = {
    "none": "no evidence yet",
    "module": "by passing a module, or by other evidence",
    "portfolio": "by portfolio only; no module grants it",
}


def _domain(making: Making, id: str) -> str:
    domain = making.catalogue.domains[id].value
    held = [one.id for one in domain.competencies if one.id in making.catalogue.competencies]
    items = [f"- {_line(making, id, one)}" for one in held]
    return box("domain", f"### {link(domain.title, f'domain:{id}')} {{ #{id} }}\n\n{plain(domain.summary)}\n\n" + "\n".join(items))


def _line(making: Making, domain: str, id: str) -> str:
    """A competency in the explorer: its statement, how many modules teach it and at which levels roles ask for it."""
    needed = making.connections.needed_by.get(id, [])
    levels = sorted({level for _, level in needed})
    asked = f"asked for at level {listed([str(level) for level in levels])}" if levels else "asked for by no role yet"
    taught = len(making.connections.taught_in.get(id, []))
    marks = f'data-domain="{domain}" data-needed="{" ".join(f"{role}:{level}" for role, level in needed)}"'
    return (
        f'{making.competency_link(id)} <span class="text">{plain(sentence(making.catalogue.competencies[id].value.statement))}</span> '
        f'<span class="meta" {marks}>{asked}; taught in {taught} {"module" if taught == 1 else "modules"}</span>'
    )


def _filter(making: Making, domains: Sequence[str]) -> str:
    """Three choices that leave out what one does not look for; shown by the script."""

    def options(pairs: Iterable[tuple[str, str]]) -> str:
        return "".join(f'<option value="{attribute(value)}">{attribute(name)}</option>' for value, name in pairs)

    places = options([(id, making.catalogue.domains[id].value.title) for id in domains if id in making.catalogue.domains])
    roles = options([(id, unit.value.title) for id, unit in making.catalogue.roles.items()])
    asked = sorted({level for needed in making.connections.needed_by.values() for _, level in needed})
    levels = options([(str(level), f"{level} {making.level(level)}") for level in asked])
    return (
        '<form class="chooser" data-explore hidden aria-label="Leave out what you do not look for">'
        f'<label>Domain<select name="domain"><option value="">All</option>{places}</select></label>'
        f'<label>Asked for by<select name="role"><option value="">Any role</option>{roles}</select></label>'
        f'<label>At level<select name="level"><option value="">Any level</option>{levels}</select></label>'
        '<p class="chosen" role="status" data-one="competency" data-many="competencies" data-at="asked for here at level"></p></form>\n'
    )


def _retired(making: Making, id: str) -> str:
    """That a competency is asked for no more, and what took its place."""
    competency = making.catalogue.competencies[id].value
    if competency.retired is None:
        return ""
    instead = listed([making.competency_link(one) for one in competency.replaced_by])
    return box(
        "planned",
        f"Retired since {making.words.day(competency.retired)}: no role asks for it any more, and evidence of it stays on record."
        + (f" In its place: {instead}." if instead else ""),
    )


def _competency_body(making: Making, id: str) -> str:
    competency = making.catalogue.competencies[id].value
    connections = making.connections
    taught = [
        [
            making.module_link(module) + (f" {making.status(module)}" if making.module(module).status != "planned" else ""),
            making.steps(level),
        ]
        for module, level in sorted(connections.taught_in.get(id, []), key=lambda pair: pair[1])
    ]
    assessed = [_assessment(making, module, id) for module in connections.assessed_in.get(id, [])]
    practice = [
        f"{making.module_link(module)}: {_practice(making, module)}"
        for module, _ in connections.taught_in.get(id, [])
        if practised(making.catalogue, module)
    ]
    needed = [[making.role_link(role), making.steps(level)] for role, level in connections.needed_by.get(id, [])]
    highest = max((level for _, level in connections.taught_in.get(id, [])), default=0)
    beyond = (
        "No module is planned for this competency."
        if not taught
        else (f"Modules lead up to level {highest}. What lies above is shown in practice and awarded by portfolio." if highest >= 3 else "")
    )
    assessed_text = bullets(assessed) if assessed else "No written assessment yet: the modules that will assess it are planned."
    return joined(
        f"# {plain(competency.title)}",
        f'<p class="badges">{badge(id, "code")} {badge(_domain_title(making, id), "plain")}</p>',
        f"{plain(sentence(competency.statement))}\n{{: .lead }}",
        _retired(making, id),
        section("What an assessor can see", bullets(plain(sentence(indicator)) for indicator in competency.indicators)),
        section("Where it is taught", joined(table("Modules that teach it", ["Module", "Level"], taught), beyond)),
        section("Where it is practised", bullets(practice) if practice else "No module that teaches it has sessions of practice yet."),
        section("Where it is assessed", assessed_text),
        section("Who needs it", table("Roles that need it", ["Role", "Level"], needed) or "No role asks for it yet."),
        section("The levels", _levels(making, id)),
        section("In other frameworks", _crosswalks(making, id)),
        section(
            "Where the idea comes from",
            bullets(making.reference_link(source) for source in competency.sources) if competency.sources else "",
        ),
    )


def _practice(making: Making, module: str) -> str:
    """How a module practises: as a practicum, or in sessions of its plan."""
    value = making.module(module)
    if "practice" in value.modes:
        return f"{hours(making.version(module).hours)} hours of supervised practice"
    minutes = [session.minutes for session in value.sessions if session.kind == "practice"]
    return f"{len(minutes)} {'session' if len(minutes) == 1 else 'sessions'} of practice, {sum(minutes)} minutes"


def _assessment(making: Making, module: str, id: str) -> str:
    """By what a module's assessment looks at a competency."""
    value = making.catalogue.assessments[module].value
    rows = sum(row.competency == id for row in value.rubric)
    questions = sum(question.competency == id for question in value.questions)
    by = [f"{rows} {'row' if rows == 1 else 'rows'} of the rubric"] if rows else []
    by += [f"{questions} {'question' if questions == 1 else 'questions'}"] if questions else []
    return f"{making.module_link(module)}: {link(listed(by), f'assessment:{module}')}"


def _domain_title(making: Making, competency: str) -> str:
    return next(
        (unit.value.title for unit in making.catalogue.domains.values() if any(one.id == competency for one in unit.value.competencies)),
        "Competency",
    )


def _levels(making: Making, competency: str) -> str:
    rows = [
        [making.steps(level.level), plain(sentence(level.means))]
        for level in making.catalogue.scale(competency).values()
        if level.level
    ]
    return table("Levels", ["Level", "What somebody does"], rows)


def _crosswalks(making: Making, id: str) -> str:
    rows = []
    for unit in making.catalogue.crosswalks.values():
        walk = unit.value
        titles = {item.code: item.title for item in walk.items}
        for one in walk.links:
            if one.competency == id:
                matches = "; ".join(f"{plain(code)} {plain(titles.get(code, ''))}" for code in one.to) or "no match"
                rows.append([link(walk.title, f"reference:{walk.reference}"), one.relation, matches, plain(one.note or "")])
    said = (
        "The relation is our judgement: `related` means that both speak of the same ground, never that one replaces the other. "
        "Only codes and short titles are given."
    )
    return joined(table("Crosswalks", ["Framework", "Relation", "Items", "Note"], rows), said) if rows else ""

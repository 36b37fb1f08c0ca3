"""Tables at a glance: what each module teaches and what each role asks for, a table a domain, so that each fits a phone and a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from practicum.publishing.coverage import practised
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import attribute, box, joined, link, plain, section
from practicum.reading.wording import sentence
from practicum.resolving.role_levels import inherited


def matrices_page(making: Making) -> Page:
    """Competency by module and role by competency, domain by domain."""
    lead = "Competencies stand side by side, a table for each domain. What has no number there is not taught, or not asked for."
    domains = [id for unit in making.catalogue.frameworks.values() for id in unit.value.domains if id in making.catalogue.domains]
    modules = joined(*[_of_domain(making, id, "Module", _taught(making, _held(making, id))) for id in domains])
    roles = joined(*[_of_domain(making, id, "Role", _asked(making, _held(making, id))) for id in domains])
    levels = link("What the levels mean", "page:competencies/index#levels")
    body = joined(
        "# Tables at a glance",
        f"{lead}\n{{: .lead }}",
        "[By module](#modules){ .button .quiet } [By role](#roles){ .button .quiet }\n{: .doors }",
        section(
            "What each module teaches",
            joined(
                "The number is the level up to which the module teaches the competency; *p* says that it is practised in the module, "
                f"*a* that it is assessed. {levels}.",
                modules,
            ),
            anchor="modules",
        ),
        section(
            "What each role asks for",
            joined(
                "The number is the level asked for. In brackets: passed on by the role on which another builds.",
                box("needs", "\n".join(f"- {id}: {making.role_link(id)}" for id in making.catalogue.roles)),
                roles,
            ),
            anchor="roles",
        ),
    )
    return Page("matrices.md", "Tables at a glance", body, "matrices", lead, (Step("Competencies", "page:competencies/index"),))


def _held(making: Making, domain: str) -> list[str]:
    return [one.id for one in making.catalogue.domains[domain].value.competencies if one.id in making.catalogue.competencies]


def _taught(making: Making, ids: Sequence[str]) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Module → its link, its title, and what its cells say by competency."""
    rows: dict[str, tuple[str, str, dict[str, str]]] = {}
    for module in making.modules():
        cells = {}
        for teaching in making.version(module).teaches:
            if teaching.competency in ids:
                marks = ["p"] if practised(making.catalogue, module) else []
                marks += ["a"] if module in making.connections.assessed_in.get(teaching.competency, []) else []
                small = f" <i>{' '.join(marks)}</i>" if marks else ""
                cells[teaching.competency] = f"{teaching.level}{small}"
        if cells:
            rows[module] = (f"module:{module}", making.module(module).title, cells)
    return rows


def _asked(making: Making, ids: Sequence[str]) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Role → its link, its title, and what its cells say by competency."""
    rows: dict[str, tuple[str, str, dict[str, str]]] = {}
    for role, unit in making.catalogue.roles.items():
        needed = inherited(making.catalogue, role)
        cells = {id: str(needed[id][0]) if needed[id][1] == role else f"({needed[id][0]})" for id in ids if id in needed}
        if cells:
            rows[role] = (f"role:{role}", unit.value.title, cells)
    return rows


def _of_domain(making: Making, domain: str, kind: str, rows: Mapping[str, tuple[str, str, dict[str, str]]]) -> str:
    """One domain's table; its columns are the competencies, which a list beside it names in words."""
    ids = _held(making, domain)
    if not rows or not ids:
        return ""
    title = making.catalogue.domains[domain].value.title
    names = "\n".join(f"- {making.competency_link(id)}" for id in ids)
    head = "".join(
        f'<th scope="col"><a href="competency:{id}" title="{attribute(making.catalogue.competencies[id].value.title)}">{id}</a></th>'
        for id in ids
    )
    lines = [
        f'<tr><th scope="row"><a href="{target}">{id}</a> <span class="room">{attribute(name)}</span></th>'
        + "".join(f"<td>{cells.get(one, '')}</td>" for one in ids)
        + "</tr>"
        for id, (target, name, cells) in rows.items()
    ]
    caption = f"{kind} by competency: {title}"
    grid = (
        f'<table class="grid"><caption>{attribute(caption)}</caption><thead><tr><th scope="col">{kind}</th>{head}</tr></thead>\n'
        f"<tbody>{chr(10).join(lines)}</tbody></table>"
    )
    return section(plain(sentence(title).rstrip(".")), joined(names, grid), 3)

"""Glossary, sources, countries and the list of modules."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from practicum.model.country import Country, Patch
from practicum.publishing.differing import differences
from practicum.publishing.edition_lessons import edition_lessons
from practicum.publishing.learning import sensitive
from practicum.publishing.making import Making
from practicum.publishing.modules import module_body
from practicum.publishing.page import Page, Step
from practicum.publishing.rules import changed
from practicum.publishing.writing import attribute, badge, bullets, cards, joined, link, plain, quoted, section, table
from practicum.reading.wording import sentence

# A module's first letter names its series; a curriculum with other letters gets one list without names.
SERIES = {
    "F": "Foundations",
    "S": "Social work",
    "I": "In service",
    "B": "Strengths-based practice",
    "R": "From residential to family work",
    "C": "Carers",
    "V": "Supervising",
    "T": "Training and assessing",
    "L": "Leading",
    "A": "Allied professions",
}


def module_index(making: Making) -> Page:
    """All modules by series."""
    ids, words = making.modules(), making.words
    written = sum(making.module(id).status != "planned" for id in ids)
    lead = words("{all} modules, each with lessons, a session plan, an assessment and trainer notes.").format(all=len(ids))
    if written < len(ids):
        lead = words(
            "{all} modules. {written} are written in full; the others are planned: "
            "their fields are settled, their lessons are not written yet."
        ).format(all=len(ids), written=written)
    groups = {words(name): [id for id in ids if id.startswith(letter)] for letter, name in SERIES.items()}
    placed = {id for held in groups.values() for id in held}
    groups[words("Further modules")] = [id for id in ids if id not in placed]
    body = joined(
        f"# {words('Modules')}",
        f"{lead}\n{{: .lead }}",
        _filter(making, ids),
        *[
            section(name, cards((_marked_card(making, id) for id in held), "cards compact"))
            for name, held in groups.items()
            if held
        ],
    )
    return Page("modules/index.md", words("Modules"), body, "index", lead, scripts=("modules.js",))


# Bounds of hours that people have: a day, two, a week, longer.
_SPANS = (("Up to 6 hours", 0, 6), ("7 to 12 hours", 6.01, 12), ("13 to 30 hours", 12.01, 30), ("More than 30 hours", 30.01, 9999))


def _marked_card(making: Making, id: str) -> str:
    """A module's card with what the filter looks at."""
    # Only ids of roles that there are: they hold nothing but letters.
    asked = [role for role in making.connections.asked_by.get(id, []) if role in making.catalogue.roles]
    audience = dict.fromkeys([*(role for role in making.module(id).audience if role in making.catalogue.roles), *asked])
    marks = f'data-hours="{making.version(id).hours:g}" data-audience="{" ".join(audience)}" data-asked="{" ".join(asked)}"'
    return making.module_card(id).replace('<span class="meta">', f'<span class="meta" {marks}>', 1)


def _filter(making: Making, ids: Sequence[str]) -> str:
    """Three choices that leave out what one does not look for; shown by the script."""

    words = making.words

    def options(pairs: Iterable[tuple[str, str]]) -> str:
        named = {id: making.foreign(unit) for id, unit in making.catalogue.roles.items()}
        return "".join(f'<option value="{attribute(value)}"{named.get(value, "")}>{attribute(name)}</option>' for value, name in pairs)

    for_whom = {role for id in ids for role in (*making.module(id).audience, *making.connections.asked_by.get(id, []))}
    asking = {role for id in ids for role in making.connections.asked_by.get(id, [])}
    roles = [(id, unit.value.title) for id, unit in making.catalogue.roles.items()]
    lengths = [making.version(id).hours for id in ids]
    spans = [(f"{least:g}-{most:g}", words(name)) for name, least, most in _SPANS if any(least <= one <= most for one in lengths)]
    return (
        f'<form class="chooser" data-modules hidden aria-label="{attribute(words("Leave out what you do not look for"))}">'
        f'<label>{words("For whom")}<select name="audience"><option value="">{words("Everybody")}</option>'
        f'{options(one for one in roles if one[0] in for_whom)}</select></label>'
        f'<label>{words("Asked for by the certificate of")}<select name="role"><option value="">{words("Any or none")}</option>'
        f'{options(one for one in roles if one[0] in asking)}</select></label>'
        f'<label>{words("How long")}<select name="hours"><option value="">{words("Any length")}</option>{options(spans)}</select></label>'
        f'<p class="chosen" role="status" data-one="{words("module")}" data-many="{words("modules")}"></p></form>\n'
    )


def edition_pages(making: Making, core: Making) -> Iterator[Page]:
    """A country's editions of modules: the same page from the country's View, with what it changes on top.

    ``making`` sees the country's catalogue, ``core`` the core's; the country is the one whose View changes the module.
    """
    for code, view in core.editions.items():
        if view.catalogue is not making.catalogue:
            continue
        for id in making.modules():
            changes = view.changes_to(f"module:{id}")
            if not changes:
                continue
            name = making.country_name(code)
            module = making.module(id)
            head, _, rest = module_body(making, id, code).partition("\n\n")
            whole = link(f"{id} {core.module(id).title}", f"module:{id}")
            kind = ", a fictional country" if making.is_invented(code) else ""
            note = f"This is the edition of {whole} for {link(name, f'country:{code}')}{kind}."
            body = joined(head, f"{note}\n{{: .lead }}", differences(changes, f"{id}-{code}"), rest)
            crumbs = (Step(making.words("Modules"), "page:modules/index"), Step(f"{id} {core.module(id).title}", f"module:{id}"))
            yield Page(
                f"modules/{id}-{code}.md",
                module.title if name in module.title else f"{module.title} ({name})",
                body,
                "module",
                module.summary,
                crumbs,
                origin=_file_of(making, code, changes[0].patch.id),
                words=f"{id} {code} {name}",
                module=id,
                sensitive=sensitive(making, id),
            )
            yield from edition_lessons(making, core, view, id)


def _file_of(making: Making, code: str, patch: str) -> str:
    """The file in which a country's patch is written."""
    units = making.catalogue.countries.get(code, ())
    return next((unit.path for unit in units if any(one.id == patch for one in unit.value.patches)), "")


def country_pages(making: Making) -> Iterator[Page]:
    """What each country changes, in its own sentences."""
    for code, view in making.editions.items():
        name = making.country_name(code)
        units = making.catalogue.countries.get(code, ())
        about = next((unit.value for unit in units if unit.value.name), None)
        by_unit: dict[str, list[Patch]] = {}
        for one in view.applied:
            by_unit.setdefault(one.unit, []).append(one.patch)
        changes = "\n\n".join(
            f"### {_unit_title(making, unit, code)}\n\n{changed(patches, sources=True)}" for unit, patches in by_unit.items()
        )
        fictional = badge("fictional country", "country") if making.is_invented(code) else ""
        summary = sentence(about.description) if about and about.description else f"What {name} changes."
        body = joined(
            f"# {plain(name)}",
            f'<p class="badges">{fictional}</p>' if fictional else "",
            f"{plain(summary)}\n{{: .lead }}",
            # Whoever comes here in trouble looks for these two and not for rules.
            section("Where to get help now", _helplines(about) if about else ""),
            section("Who takes what on", _referrals(about) if about else ""),
            section("What it changes", changes),
        )
        yield Page(
            f"countries/{code}.md",
            name,
            body,
            "country",
            summary,
            (Step("Roles", "page:roles/index"),),
            origin=units[0].path if units else "",
            words=code,
        )


def _helplines(country: Country) -> str:
    """The numbers, and for an invented country what somebody in real danger rings instead."""
    if not country.helplines:
        return ""
    real = "In a real danger, ring the emergency number of the place where you are."
    invented = f"These numbers are invented. {real}" if country.fictional is not False else ""
    return joined(invented, bullets(plain(line) for line in country.helplines))


def _referrals(country: Country) -> str:
    rows = [[plain(sentence(one.when)), plain(sentence(one.to))] for one in country.referrals]
    return table("Who takes what on", ["When", "To whom"], rows) if rows else ""


def _unit_title(making: Making, unit: str, code: str) -> str:
    kind, _, id = unit.partition(":")
    if kind == "certification" and id in making.catalogue.certifications:
        held = making.catalogue.certifications[id].value
        return link(held.title, f"role:{held.role}")
    if kind == "module":
        return link(f"{id} {making.module(id).title}", f"module:{id}-{code}" if making.alone is None else f"module:{id}")
    return link(making.catalogue.roles[id].value.title, f"role:{id}") if kind == "role" and id in making.catalogue.roles else plain(id)


def _in_order(text: str) -> str:
    """A word as it is put in order: é stands with e.

    >>> _in_order("Évaluation")
    'evaluation'
    """
    return "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))


def glossary_page(making: Making, translated: Collection[str] | None = None) -> Page:
    """Every term with an anchor of its own, and where it is used; ``translated`` are the ids of the terms that are in the page's language.

    Without it all of them are.
    """
    words = making.words
    units = sorted(making.catalogue.terms.values(), key=lambda unit: _in_order(unit.value.term))
    letters = sorted({_in_order(unit.value.term)[:1].upper() for unit in units})
    first = {letter: next(unit.id for unit in units if _in_order(unit.value.term)[:1].upper() == letter) for letter in letters}
    jumps = " ".join(f'<a href="#{attribute(first[letter])}">{attribute(letter)}</a>' for letter in letters)
    parts = []
    for unit in units:
        term = unit.value
        used = making.connections.terms_used.get(unit.id, [])
        foreign = translated is not None and unit.id not in translated
        see = [
            link(making.catalogue.terms[id].value.term, f"term:{id}")
            + ("{ lang=en }" if translated is not None and id not in translated else "")
            for id in term.see
            if id in making.catalogue.terms
        ]
        more = words.semicolon.join(
            filter(
                None,
                [
                    f"{words('see also')} {', '.join(see)}" if see else "",
                    words.labelled("source", making.reference_link(term.source)) if term.source else "",
                    f"{words('used in')} {', '.join(link(id, f'module:{id}') for id in used)}" if used else "",
                ],
            )
        )
        parts.append(
            f"## {plain(term.term)} {{ #{unit.id}{' lang=en' if foreign else ''} }}\n\n"
            + (f'<p lang="en">{plain(sentence(term.definition))}</p>\n' if foreign else f"{plain(sentence(term.definition))}\n")
            + (f"\n{more}\n{{: .more }}\n" if more else "")
        )
    lead = words("Words that have one meaning here. Each has its own address, so it can be linked to.")
    letters_row = f'<nav class="letters" aria-label="{words("Letters")}">{jumps}</nav>' if jumps else ""
    return Page(
        "glossary.md",
        words("Glossary"),
        joined(f"# {words('Glossary')}", f"{lead}\n{{: .lead }}", letters_row, *parts),
        "glossary",
        lead,
        origin=units[0].path if units else "",
    )


def references_page(making: Making) -> Page:
    """Every source with what may be done with it, and where it is used."""
    parts = []
    for id, unit in making.catalogue.references.items():
        source = unit.value
        used = making.connections.references_used.get(id, [])
        by = ", ".join(source.authors)
        where = "; ".join(
            filter(
                None,
                [
                    plain(source.publisher or ""),
                    plain(source.identifier or ""),
                    f"<{source.url}>" if source.url and source.url.startswith("https://") else "",
                ],
            )
        )
        competencies = [one for one, held in making.catalogue.competencies.items() if id in held.value.sources]
        note = plain(quoted(sentence(source.note or "")))
        lines = [
            f"{plain(by)}, {plain(source.year.rstrip('.'))}. {where}",
            f"*{plain(source.type.replace('_', ' '))}; {plain(source.permission.replace('_', ' '))}.* {note}",
            f"Used in modules {', '.join(link(one, f'module:{one}') for one in used)}." if used else "",
            f"Used in competencies {', '.join(link(one, f'competency:{one}') for one in competencies)}." if competencies else "",
        ]
        parts.append(f"## {plain(source.title)} {{ #{id} }}\n\n" + "<br>\n".join(filter(None, lines)) + "\n")
    lead = "Where the ideas come from, and what may be done with each source. Ideas and facts are taken, never sentences."
    first = next(iter(making.catalogue.references.values()), None)
    return Page(
        "references.md",
        "Sources",
        joined("# Sources", f"{lead}\n{{: .lead }}", *parts),
        "references",
        lead,
        origin=first.path if first else "",
    )

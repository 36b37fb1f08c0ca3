"""Paths: from where somebody is to where they want to be, as pages; and the path finder, which is a list of links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practicum.publishing.finder import finder_page
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.path_words import (
    amount_of,
    an,
    differing,
    fold,
    from_name,
    hours_said,
    i_am,
    in_short,
    own_page,
    span,
    title_of,
)
from practicum.publishing.rules import requirement_lines
from practicum.publishing.way import Choice, Leg, Taken, Way
from practicum.publishing.ways import NEW
from practicum.publishing.writing import (
    attribute,
    badge,
    box,
    bullets,
    facts,
    hours,
    joined,
    link,
    listed,
    paragraphs,
    plain,
    section,
    table,
)
from practicum.reading.wording import sentence
from practicum.resolving.role_levels import certification_of, inherited
from practicum.resolving.view import in_force

_INDEX = Step("Find your path", "page:paths/index")


def path_pages(making: Making) -> Iterator[Page]:
    """The path finder, a page for each pair of roles that has a path, and one for each country in which a path differs."""
    pairs = _pairs(making)
    if not pairs:
        return
    differ = {pair: differing(making, *pair) for pair in pairs}
    yield finder_page(making, pairs, differ)
    for start, end in pairs:
        yield _page(making, start, end, "", differ[start, end])
        for code in differ[start, end]:
            if own_page(making, code, start, end):
                yield _page(making.abroad[code], start, end, code, differ[start, end])


def _pairs(making: Making) -> list[tuple[str, str]]:
    return [(start, end) for start in making.ways.starts for end in _ends(making) if making.ways.between(start, end)]


def _ends(making: Making) -> list[str]:
    """Roles before endorsements."""
    return sorted(making.ways.ends, key=lambda id: making.catalogue.roles[id].value.kind != "role")


def _heading(making: Making, start: str, end: str, country: str) -> str:
    name = f"The way to becoming {an(title_of(making, end))}" if start == NEW else f"{from_name(making, start)} to {title_of(making, end)}"
    return name + (f" in {making.country_name(country)}" if country else "")


def _page(making: Making, start: str, end: str, country: str, differ: Sequence[str]) -> Page:
    ways = making.ways.between(start, end)
    way = ways[0]
    heading = _heading(making, start, end, country)
    # Whoever may hold the first module already begins with the first that is new to everybody.
    new = sorted((one for leg in way.legs for one in leg.new), key=lambda one: one.perhaps)
    first = new[0].module if new else ""
    doors = [f"{link(f'Begin with {first}', _module_target(making, first, country))}{{ .button }}"] if first else []
    doors += [f"{link('Choose another path', f'page:paths/index#from-{start}')}{{ .button .quiet }}"]
    others = [fold(f"{sentence(_way_name(making, one)).rstrip('.')}: {in_short(one)}", _way(making, one, country, 3)) for one in ways[1:]]
    name = sentence(_way_name(making, way)).rstrip(".") if others else ""
    body = joined(
        f"# {plain(heading)}",
        f"{hours_said(way)}\n{{: .lead }}",
        _marks(making, start, end, country),
        " ".join(doors) + "\n{: .doors }",
        _in_countries(making, start, end, country, differ),
        facts([("Way in", plain(name)), *_facts(making, way)]),
        _way(making, way, country, 2),
        section("Other ways in", joined("One whole way is needed; halves do not add up.", *others)) if others else "",
        section("What changes in your work", _bridge(making, way)),
        section("What you will be able to do", _levels(making, start, end)),
        section("If you learned it elsewhere", _prior(making, end)),
    )
    crumbs = (_INDEX, Step(i_am(making, start), f"page:paths/index#from-{start}"))
    path = f"paths/{start}-{end}{f'-{country}' if country else ''}.md"
    return Page(path, heading, body, "path", hours_said(way), crumbs, in_search=False)


def _marks(making: Making, start: str, end: str, country: str) -> str:
    marks = [badge(making.country_name(country), "country")] if country else []
    closes = [leg for leg in making.ways.between(start, end)[0].legs if leg.last_day or leg.closes]
    said = [
        " ".join(
            filter(
                None,
                [
                    f"The last day for a first certificate as {title_of(making, leg.role)} is {making.words.day(leg.last_day)}."
                    if leg.last_day
                    else "",
                    f"All certificates of this kind end on {making.words.day(leg.closes)}." if leg.closes else "",
                ],
            )
        )
        for leg in closes
    ]
    return joined(f'<p class="badges">{" ".join(marks)}</p>' if marks else "", box("warning", plain(" ".join(said))) if said else "")


def _in_countries(making: Making, start: str, end: str, country: str, differ: Sequence[str]) -> str:
    """Where else the path is another one, and ways there."""
    if country:
        core = link("The path without a country", f"page:paths/{start}-{end}")
        return f"This is the path with the rules of {link(making.country_name(country), f'country:{country}')}. {core}."
    lines = []
    for code in differ:
        name = making.country_name(code)
        if own_page(making, code, start, end):
            lines.append(link(f"{name}: the path there", f"page:paths/{start}-{end}-{code}"))
        else:
            lines.append(f"{link(name, f'country:{code}')}: this path is closed there")
    return box("abroad", joined("**The path differs in these countries.** Elsewhere it is as shown here.", bullets(lines))) if lines else ""


def _facts(making: Making, way: Way) -> list[tuple[str, str]]:
    programmes = [leg.programme for leg in way.legs if leg.programme]
    steps = [making.role_link(leg.role) for leg in way.legs]
    return [
        ("New taught hours", span(way.least, way.most) if way.most else "none"),
        ("Supervised practice", "<br>".join(amount_of(amount, unit) for unit, amount in way.practice.items())),
        ("Hours you keep", hours(way.kept_hours) if way.kept_hours else ""),
        ("Certificates on the way" if len(steps) > 1 else "Certificate", "<br>".join(steps)),
        ("Programme" if len(programmes) == 1 else "Programmes", "<br>".join(making.programme_link(one) for one in programmes)),
    ]


def _way_name(making: Making, way: Way) -> str:
    last = way.legs[-1]
    before = f" (first {listed([title_of(making, leg.role) for leg in way.legs[:-1]])})" if len(way.legs) > 1 else ""
    return (last.route.replace("_", " ") or "the usual way") + before


def _way(making: Making, way: Way, country: str, level: int) -> str:
    kept = list({one.module: one for leg in way.legs for one in leg.kept}.values())
    steps = []
    for number, leg in enumerate(way.legs, 1):
        inside = _leg(making, leg, country)
        if len(way.legs) > 1:
            anchor = f"step-{number}" if level == 2 else ""
            inside = section(f"Step {number}: {plain(title_of(making, leg.role))}", inside, level + 1, anchor)
        steps.append(inside)
    return joined(
        *[paragraphs(leg.route_says) for leg in way.legs[-1:] if leg.route_says],
        section("What you keep", _kept(making, kept, country), level),
        section("What is new, in order", joined(*steps), level),
    )


def _kept(making: Making, kept: Sequence[Taken], country: str) -> str:
    if not kept:
        return ""
    lines = []
    for one in kept:
        note = f": {plain(sentence(one.says))}" if one.says else ""
        lines.append(f'{_module_link(making, one.module, country)} <span class="meta">{hours(one.hours)}&nbsp;h</span>{note}')
    return joined("Your certificate asked for these, so they count here too.", bullets(lines))


def _leg(making: Making, leg: Leg, country: str) -> str:
    items = [_new_line(making, leg, one, country) for one in leg.new]
    perhaps = any(one.perhaps for one in leg.new)
    asked = []
    for one in leg.asked:
        asked.append(requirement_lines(making, one.requirement) + (" Your certificate asked for the same." if one.kept else ""))
    return joined(
        box("lessons way", "\n".join(f"1. {item}" for item in items)) if items else "No module is new.",
        "Modules marked “perhaps yours” count already if your own way in had them." if perhaps else "",
        *[_choice(making, one, country) for one in leg.choices],
        _practice(making, leg),
        joined("**Also asked:**", "\n".join(asked)) if asked else "",
        link(f"The whole rule, how long it lasts and how it is renewed: {title_of(making, leg.role)}", f"role:{leg.role}#certification"),
    )


def _new_line(making: Making, leg: Leg, one: Taken, country: str) -> str:
    notes = [badge("perhaps yours", "plain")] if one.perhaps else []
    notes += [f"needed before {attribute(listed([*one.needed_for]))}"] if one.needed_for else []
    practice = next((part for part in leg.practice if part.module == one.module), None)
    amount = amount_of(practice.amount, practice.unit) + " of practice" if practice else f"{hours(one.hours)}&nbsp;h"
    more = f' <span class="notes">{" ".join(notes)}</span>' if notes else ""
    return f'{_module_link(making, one.module, country)} <span class="meta">{amount}</span>{more}'


def _choice(making: Making, one: Choice, country: str) -> str:
    left = one.choose - len(one.held)
    if left <= 0:
        return ""
    open_ones = [name for name in one.among if name not in one.held]
    said = f"Then choose {'any one' if left == 1 else f'any {left}'} of these:"
    lines = [
        f'{_module_link(making, name, country)} <span class="meta">{hours(making.version(name).hours)}&nbsp;h</span>'
        + (f" {badge('perhaps yours', 'plain')}" if name in one.perhaps else "")
        for name in open_ones
    ]
    return joined(said, box("choose", bullets(lines)))


def _practice(making: Making, leg: Leg) -> str:
    lines = []
    for one in leg.practice:
        if one.says or not one.module:
            said = plain(sentence(one.says)) if one.says else f"{amount_of(one.amount, one.unit)} of supervised practice."
            lines.append(said + (" You have them: what you hold asked for the same." if one.kept else ""))
    return joined("**Practice:**", bullets(lines)) if lines else ""


def _module_target(making: Making, id: str, country: str) -> str:
    return f"module:{id}-{country}" if country and making.editions[country].changes_to(f"module:{id}") else f"module:{id}"


def _module_link(making: Making, id: str, country: str) -> str:
    if id not in making.catalogue.modules:
        return id
    mark = f" {making.status(id)}" if making.module(id).status == "planned" else ""
    return link(f"{id} {making.module(id).title}", _module_target(making, id, country)) + mark


def _bridge(making: Making, way: Way) -> str:
    if not way.bridge:
        return ""
    value = making.catalogue.programmes[way.bridge].value
    rows = []
    for row in value.role_map:
        said = [("Keep", row.keep), ("Adapt", row.adapt), ("Learn", row.learn), ("Let go", row.let_go)]
        parts = "\n".join(f"    - **{name}:** {plain(text)}" for name, text in said)
        rows.append(f"- {sentence(row.area).rstrip('.')}\n{parts}")
    more = link("Competency by competency, stage by stage, with every gate", "page:bridge")
    return joined("What you bring is worth as much as what you have yet to learn.", box("changes", "\n".join(rows)), f"{more}.")


def _levels(making: Making, start: str, end: str) -> str:
    """The competencies in which more is asked than before."""
    before = {id: level for id, (level, _) in inherited(making.catalogue, start).items()}
    rows = [
        [making.competency_link(id), str(before.get(id, "–")), str(level)]
        for id, (level, _) in inherited(making.catalogue, end).items()
        if level > before.get(id, 0)
    ]
    same = sum(1 for id, (level, _) in inherited(making.catalogue, end).items() if level <= before.get(id, 0))
    if not rows:
        return "The role asks for nothing that yours does not ask for already." if same else ""
    said = f"In {same} {'other' if same == 1 else 'others'} the level you have is enough." if same else ""
    levels = link("What the levels mean", "page:competencies/index#levels")
    many = f"{len(rows)} {'competency' if len(rows) == 1 else 'competencies'} in which more is asked than now"
    shown = table("Levels you will reach", ["Competency", "Level now", "Level asked"], rows)
    return joined(fold(many, shown), f"{said} {levels}.".strip())


def _prior(making: Making, end: str) -> str:
    certification = certification_of(making.catalogue, end)
    rule = in_force(certification.versions, making.day) if certification is not None else None
    return paragraphs(rule.prior_learning.says) if rule is not None and rule.prior_learning is not None else ""

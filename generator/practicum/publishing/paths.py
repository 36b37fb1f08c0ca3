"""Paths: from where somebody is to where they want to be, as pages; and the path finder, which is a list of links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from practicum.publishing.connections import certification_of, in_force, inherited
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.rules import requirement_lines
from practicum.publishing.ways import NEW, Choice, Leg, Taken, Way
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
    sentence,
    table,
)

SCRIPT = "paths.js"
_INDEX = Step("Find your path", "page:paths/index")
_UNITS = {"hour": ("hour", "hours"), "day": ("day", "days"), "point": ("point", "points"), "item": ("item", "items")}


def path_pages(making: Making) -> Iterator[Page]:
    """The path finder, a page for each pair of roles that has a path, and one for each country in which a path differs."""
    pairs = _pairs(making)
    if not pairs:
        return
    differ = {pair: _differing(making, *pair) for pair in pairs}
    yield _index(making, pairs, differ)
    for start, end in pairs:
        yield _page(making, start, end, "", differ[start, end])
        for code in differ[start, end]:
            if _own_page(making, code, start, end):
                yield _page(making.abroad[code], start, end, code, differ[start, end])


def paths_to(making: Making, end: str) -> str:
    """The paths that lead to a role, as a list of links; empty where no path is known."""
    return bullets(
        f"{link(_from_name(making, start), f'page:paths/{start}-{end}')}: {in_short(making.ways.between(start, end)[0])}"
        for start in making.ways.starts
        if making.ways.between(start, end)
    ).strip()


def in_short(way: Way) -> str:
    """A way in a few words.

    >>> in_short(Way(()))
    'no new hours'
    """
    parts = [f"{_span(way.least, way.most)} h new" if way.most else "no new hours"]
    parts += [f"{_amount(amount, unit)} of practice" for unit, amount in way.practice.items()]
    parts += [f"{hours(way.kept_hours)} h count already"] if way.kept_hours else []
    return ", ".join(parts)


def _pairs(making: Making) -> list[tuple[str, str]]:
    return [(start, end) for start in making.ways.starts for end in _ends(making) if making.ways.between(start, end)]


def _ends(making: Making) -> list[str]:
    """Roles before endorsements."""
    return sorted(making.ways.ends, key=lambda id: making.catalogue.roles[id].value.kind != "role")


def _differing(making: Making, start: str, end: str) -> list[str]:
    """The countries in which a path is another one, or in which there is none."""
    return [code for code, there in making.abroad.items() if there.ways.between(start, end) != making.ways.between(start, end)]


def _own_page(making: Making, code: str, start: str, end: str) -> bool:
    """Whether a country's path has a page of its own: a path in several steps is shown step by step, each on its own page."""
    here, other = making.ways.between(start, end), making.abroad[code].ways.between(start, end)
    if not other:
        return False
    roles = [leg.role for leg in other[0].legs]
    return len(roles) == 1 or roles != [leg.role for leg in here[0].legs]


# -- names


def _title(making: Making, role: str) -> str:
    """A role's name inside a sentence."""
    name = making.catalogue.roles[role].value.title
    return name[:1].lower() + name[1:]


def _from_name(making: Making, start: str) -> str:
    return "From the beginning" if start == NEW else f"From {_title(making, start)}"


def _an(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _span(least: float, most: float) -> str:
    return hours(least) if least == most else f"{hours(least)} to {hours(most)}"


def _amount(amount: float, unit: str) -> str:
    one, many = _UNITS.get(unit, (unit, f"{unit}s"))
    return f"{hours(amount)} {one if amount == 1 else many}"


def _heading(making: Making, start: str, end: str, country: str) -> str:
    name = f"The way to becoming {_an(_title(making, end))}" if start == NEW else f"{_from_name(making, start)} to {_title(making, end)}"
    return name + (f" in {making.country_name(country)}" if country else "")


def _said(way: Way) -> str:
    """The way's hours in two sentences."""
    new = f"{_span(way.least, way.most)} taught hours are new" if way.most else "No module is new"
    practice = [f"{_amount(amount, unit)} of supervised practice" for unit, amount in way.practice.items()]
    first = new + (f", and {listed(practice)}" if practice and way.most else f"; {listed(practice)} {_are(way)} asked" if practice else "")
    return first + "." + (f" You keep {hours(way.kept_hours)} hours." if way.kept_hours else "")


def _are(way: Way) -> str:
    return "is" if sum(way.practice.values()) == 1 else "are"


# -- the finder


def _index(making: Making, pairs: Sequence[tuple[str, str]], differ: Mapping[tuple[str, str], Sequence[str]]) -> Page:
    lead = "Say where you are and where you want to be. Each path shows its hours, what you keep, what is new, and in which order."
    starts = [*making.ways.starts, *(id for id in making.ways.ends if _also(making, id))]
    body = joined(
        "# Find your path",
        f"{lead}\n{{: .lead }}",
        _form(making, starts),
        section(
            "Every path",
            joined("Where are you now?", *[_from_section(making, start, pairs, differ) for start in starts]),
            anchor="every",
        ),
        section("What opens what", f"{link('All modules, and what each needs first', 'page:map')}."),
    )
    return Page("paths/index.md", "Find your path", body, "paths", lead, scripts=(SCRIPT,), words="path finder career role change hours")


def _also(making: Making, role: str) -> list[str]:
    """The roles from which the path of a holder goes out, where a role says so of itself."""
    return making.ways.also_hold(role) if making.catalogue.roles[role].value.kind == "role" else []


def _i_am(making: Making, start: str) -> str:
    return "I hold no certificate yet" if start == NEW else f"I am {_an(_title(making, start))}"


def _form(making: Making, starts: Sequence[str]) -> str:
    """Three choices and a button; shown by the script, which reads the links below."""

    def options(pairs: Sequence[tuple[str, str]]) -> str:
        return "".join(f'<option value="{attribute(value)}">{attribute(name)}</option>' for value, name in pairs)

    from_here = options([(start, _i_am(making, start)) for start in starts])
    countries = options([("", "Any, or another"), *((code, making.country_name(code)) for code in making.editions)])
    return (
        '<form class="chooser" data-paths hidden aria-label="Find your path">'
        f'<label>Where I am<select name="start">{from_here}</select></label>'
        '<label>Where I want to be<select name="end" data-roles="Roles" data-added="Endorsements"></select></label>'
        + (f'<label>My country<select name="country">{countries}</select></label>' if making.editions else "")
        + '<p class="chosen" role="status" data-own="a path of its own" data-steps="some steps differ there; the page says which"'
        ' data-same="the same path"></p><a class="button" href="#">Show my path</a></form>\n'
    )


def _from_section(
    making: Making, start: str, pairs: Sequence[tuple[str, str]], differ: Mapping[tuple[str, str], Sequence[str]]
) -> str:
    also = _also(making, start) if start != NEW else []
    if also:
        said = "You hold another certificate as well, and your path goes out from that one: "
        rest = listed([link(_title(making, one), f"page:paths/index#from-{one}") for one in also if one in making.ways.starts], "or")
        return _fold(_i_am(making, start), f"{said}{rest}.", f"from-{start}")
    items = []
    for one, end in pairs:
        if one == start:
            way = making.ways.between(start, end)[0]
            role = making.catalogue.roles[end].value
            own = [code for code in differ[one, end] if _own_page(making, code, one, end)]
            others = [code for code in differ[one, end] if code not in own]
            marks = f' data-kind="{role.kind}" data-own="{" ".join(own)}" data-steps="{" ".join(others)}"'
            items.append(f'{link(role.title, f"page:paths/{start}-{end}")} <span class="meta"{marks}>{attribute(in_short(way))}</span>')
    return _fold(_i_am(making, start), box("paths", bullets(items)), f"from-{start}")


def _fold(title: str, inside: str, anchor: str = "") -> str:
    """Something long that opens by its title, without a script; on paper it is open."""
    mark = f' id="{attribute(anchor)}"' if anchor else ""
    return (
        f'<details class="fold" markdown="1"><summary>{attribute(title)}</summary>\n\n'
        f'<div{mark} markdown="1">\n\n{inside.strip()}\n\n</div>\n\n</details>\n'
    )


# -- one path


def _page(making: Making, start: str, end: str, country: str, differ: Sequence[str]) -> Page:
    ways = making.ways.between(start, end)
    way = ways[0]
    heading = _heading(making, start, end, country)
    # Whoever may hold the first module already begins with the first that is new to everybody.
    new = sorted((one for leg in way.legs for one in leg.new), key=lambda one: one.perhaps)
    first = new[0].module if new else ""
    doors = [f"{link(f'Begin with {first}', _module_target(making, first, country))}{{ .button }}"] if first else []
    doors += [f"{link('Choose another path', f'page:paths/index#from-{start}')}{{ .button .quiet }}"]
    others = [_fold(f"{sentence(_way_name(making, one)).rstrip('.')}: {in_short(one)}", _way(making, one, country, 3)) for one in ways[1:]]
    name = sentence(_way_name(making, way)).rstrip(".") if others else ""
    body = joined(
        f"# {plain(heading)}",
        f"{_said(way)}\n{{: .lead }}",
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
    crumbs = (_INDEX, Step(_i_am(making, start), f"page:paths/index#from-{start}"))
    path = f"paths/{start}-{end}{f'-{country}' if country else ''}.md"
    return Page(path, heading, body, "path", _said(way), crumbs, in_search=False)


def _marks(making: Making, start: str, end: str, country: str) -> str:
    marks = [badge(making.country_name(country), "country")] if country else []
    closes = [leg for leg in making.ways.between(start, end)[0].legs if leg.last_day or leg.closes]
    said = [
        " ".join(
            filter(
                None,
                [
                    f"The last day for a first certificate as {_title(making, leg.role)} is {making.words.day(leg.last_day)}."
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
        there = making.abroad[code]
        name = making.country_name(code)
        if _own_page(making, code, start, end):
            lines.append(link(f"{name}: the path there", f"page:paths/{start}-{end}-{code}"))
        elif there.ways.between(start, end):
            # Each step is a path from the step before, and differs by itself.
            steps = [start, *(leg.role for leg in there.ways.between(start, end)[0].legs)]
            found = [
                link(making.catalogue.roles[to].value.title, f"page:paths/{one}-{to}-{code}")
                for one, to in pairwise(steps)
                if making.ways.between(one, to) != there.ways.between(one, to) and _own_page(making, code, one, to)
            ]
            lines.append(f"{link(name, f'country:{code}')}: the step to {listed(found)}" if found else link(name, f"country:{code}"))
        else:
            lines.append(f"{link(name, f'country:{code}')}: this path is closed there")
    return box("abroad", joined("**The path differs in these countries.** Elsewhere it is as shown here.", bullets(lines))) if lines else ""


def _facts(making: Making, way: Way) -> list[tuple[str, str]]:
    programmes = [leg.programme for leg in way.legs if leg.programme]
    steps = [making.role_link(leg.role) for leg in way.legs]
    return [
        ("New taught hours", _span(way.least, way.most) if way.most else "none"),
        ("Supervised practice", "<br>".join(_amount(amount, unit) for unit, amount in way.practice.items())),
        ("Hours you keep", hours(way.kept_hours) if way.kept_hours else ""),
        ("Certificates on the way" if len(steps) > 1 else "Certificate", "<br>".join(steps)),
        ("Programme" if len(programmes) == 1 else "Programmes", "<br>".join(making.programme_link(one) for one in programmes)),
    ]


def _way_name(making: Making, way: Way) -> str:
    last = way.legs[-1]
    before = f" (first {listed([_title(making, leg.role) for leg in way.legs[:-1]])})" if len(way.legs) > 1 else ""
    return (last.route.replace("_", " ") or "the usual way") + before


def _way(making: Making, way: Way, country: str, level: int) -> str:
    kept = list({one.module: one for leg in way.legs for one in leg.kept}.values())
    steps = []
    for number, leg in enumerate(way.legs, 1):
        inside = _leg(making, leg, country)
        if len(way.legs) > 1:
            inside = section(f"Step {number}: {plain(_title(making, leg.role))}", inside, level + 1)
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
        lines.append(f'{_module_link(making, one.module, country)} <span class="meta">{hours(one.hours)} h</span>{note}')
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
        link(f"The whole rule, how long it lasts and how it is renewed: {_title(making, leg.role)}", f"role:{leg.role}#certification"),
    )


def _new_line(making: Making, leg: Leg, one: Taken, country: str) -> str:
    notes = [badge("perhaps yours", "plain")] if one.perhaps else []
    notes += [f"needed before {attribute(listed([*one.needed_for]))}"] if one.needed_for else []
    practice = next((part for part in leg.practice if part.module == one.module), None)
    amount = _amount(practice.amount, practice.unit) + " of practice" if practice else f"{hours(one.hours)} h"
    more = f' <span class="notes">{" ".join(notes)}</span>' if notes else ""
    return f'{_module_link(making, one.module, country)} <span class="meta">{amount}</span>{more}'


def _choice(making: Making, one: Choice, country: str) -> str:
    left = one.choose - len(one.held)
    if left <= 0:
        return ""
    open_ones = [name for name in one.among if name not in one.held]
    said = f"Then choose {'any one' if left == 1 else f'any {left}'} of these:"
    lines = [
        f'{_module_link(making, name, country)} <span class="meta">{hours(making.version(name).hours)} h</span>'
        + (f" {badge('perhaps yours', 'plain')}" if name in one.perhaps else "")
        for name in open_ones
    ]
    return joined(said, box("choose", bullets(lines)))


def _practice(making: Making, leg: Leg) -> str:
    lines = []
    for one in leg.practice:
        if one.says or not one.module:
            said = plain(sentence(one.says)) if one.says else f"{_amount(one.amount, one.unit)} of supervised practice."
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
    return joined(_fold(many, shown), f"{said} {levels}.".strip())


def _prior(making: Making, end: str) -> str:
    certification = certification_of(making.catalogue, end)
    rule = in_force(certification.versions, making.day) if certification is not None else None
    return paragraphs(rule.prior_learning.says) if rule is not None and rule.prior_learning is not None else ""

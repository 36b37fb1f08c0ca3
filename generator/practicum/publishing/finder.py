"""The path finder: every path as a link, and three choices that are quicker where a script runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.path_words import fold, i_am, in_short, own_page, title_of
from practicum.publishing.ways import NEW
from practicum.publishing.writing import attribute, box, bullets, joined, link, listed, section

SCRIPT = "paths.js"


def finder_page(making: Making, pairs: Sequence[tuple[str, str]], differ: Mapping[tuple[str, str], Sequence[str]]) -> Page:
    """The path finder; ``pairs`` are those that have a path, ``differ`` the countries in which it is another one."""
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


def _form(making: Making, starts: Sequence[str]) -> str:
    """Three choices and a button; shown by the script, which reads the links below."""

    def options(pairs: Sequence[tuple[str, str]]) -> str:
        return "".join(f'<option value="{attribute(value)}">{attribute(name)}</option>' for value, name in pairs)

    from_here = options([(start, i_am(making, start)) for start in starts])
    countries = options([("", "Any, or another"), *((code, making.country_name(code)) for code in making.editions)])
    return (
        '<form class="chooser" data-paths hidden aria-label="Find your path">'
        f'<label>Where I am<select name="start">{from_here}</select></label>'
        '<label>Where I want to be<select name="end" data-roles="Roles" data-added="Endorsements"></select></label>'
        + (f'<label>My country<select name="country">{countries}</select></label>' if making.editions else "")
        + '<p class="chosen" role="status" data-own="a path of its own" data-none="this path is closed there"'
        ' data-same="the same path"></p><a class="button" href="#">Show my path</a></form>\n'
    )


def _from_section(
    making: Making, start: str, pairs: Sequence[tuple[str, str]], differ: Mapping[tuple[str, str], Sequence[str]]
) -> str:
    also = _also(making, start) if start != NEW else []
    if also:
        said = "You hold another certificate as well, and your path goes out from that one: "
        rest = listed([link(title_of(making, one), f"page:paths/index#from-{one}") for one in also if one in making.ways.starts], "or")
        return fold(i_am(making, start), f"{said}{rest}.", f"from-{start}")
    items = []
    for one, end in pairs:
        if one == start:
            way = making.ways.between(start, end)[0]
            role = making.catalogue.roles[end].value
            own = [code for code in differ[one, end] if own_page(making, code, one, end)]
            others = [code for code in differ[one, end] if code not in own]
            marks = f' data-kind="{role.kind}" data-own="{" ".join(own)}" data-none="{" ".join(others)}"'
            items.append(f'{link(role.title, f"page:paths/{start}-{end}")} <span class="meta"{marks}>{attribute(in_short(way))}</span>')
    return fold(i_am(making, start), box("paths", bullets(items)), f"from-{start}")

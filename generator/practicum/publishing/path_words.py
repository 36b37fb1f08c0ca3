"""What paths are called and how they are told: names of roles in a sentence, hours, and where a path differs."""

from __future__ import annotations

from practicum.publishing.making import Making
from practicum.publishing.ways import NEW, Way
from practicum.publishing.writing import attribute, bullets, hours, link, listed

_UNITS = {"hour": ("hour", "hours"), "day": ("day", "days"), "point": ("point", "points"), "item": ("item", "items")}


def title_of(making: Making, role: str) -> str:
    """A role's name inside a sentence."""
    name = making.catalogue.roles[role].value.title
    return name[:1].lower() + name[1:]


def from_name(making: Making, start: str) -> str:
    """How a path begins, as the start of a line."""
    return "From the beginning" if start == NEW else f"From {title_of(making, start)}"


def i_am(making: Making, start: str) -> str:
    """What somebody says of themselves."""
    return "I hold no certificate yet" if start == NEW else f"I am {an(title_of(making, start))}"


def an(name: str) -> str:
    """A name with its article.

    >>> an("allied professional"), an("carer")
    ('an allied professional', 'a carer')
    """
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def span(least: float, most: float) -> str:
    """Hours, or from how many to how many."""
    return hours(least) if least == most else f"{hours(least)} to {hours(most)}"


def amount_of(amount: float, unit: str) -> str:
    """An amount with its unit.

    >>> amount_of(1, "day"), amount_of(120, "hour")
    ('1 day', '120 hours')
    """
    one, many = _UNITS.get(unit, (unit, f"{unit}s"))
    return f"{hours(amount)} {one if amount == 1 else many}"


def hours_said(way: Way) -> str:
    """The way's hours in two sentences."""
    new = f"{span(way.least, way.most)} taught hours are new" if way.most else "No module is new"
    practice = [f"{amount_of(amount, unit)} of supervised practice" for unit, amount in way.practice.items()]
    first = new + (f", and {listed(practice)}" if practice and way.most else f"; {listed(practice)} {_are(way)} asked" if practice else "")
    return first + "." + (f" You keep {hours(way.kept_hours)} hours." if way.kept_hours else "")


def _are(way: Way) -> str:
    return "is" if sum(way.practice.values()) == 1 else "are"


def in_short(way: Way) -> str:
    """A way in a few words.

    >>> in_short(Way(()))
    'no new hours'
    """
    parts = [f"{span(way.least, way.most)} h new" if way.most else "no new hours"]
    parts += [f"{amount_of(amount, unit)} of practice" for unit, amount in way.practice.items()]
    parts += [f"{hours(way.kept_hours)} h count already"] if way.kept_hours else []
    return ", ".join(parts)


def paths_to(making: Making, end: str) -> str:
    """The paths that lead to a role, as a list of links; empty where no path is known."""
    return bullets(
        f"{link(from_name(making, start), f'page:paths/{start}-{end}')}: {in_short(making.ways.between(start, end)[0])}"
        for start in making.ways.starts
        if making.ways.between(start, end)
    ).strip()


def differing(making: Making, start: str, end: str) -> list[str]:
    """The countries in which a path is another one, or in which there is none."""
    return [code for code, there in making.abroad.items() if there.ways.between(start, end) != making.ways.between(start, end)]


def own_page(making: Making, code: str, start: str, end: str) -> bool:
    """Whether a country's path, where it differs, has a page of its own: it has, unless there is no such path there."""
    return bool(making.abroad[code].ways.between(start, end))


def fold(title: str, inside: str, anchor: str = "") -> str:
    """Something long that opens by its title, without a script; on paper it is open."""
    mark = f' id="{attribute(anchor)}"' if anchor else ""
    return (
        f'<details class="fold" markdown="1"><summary>{attribute(title)}</summary>\n\n'
        f'<div{mark} markdown="1">\n\n{inside.strip()}\n\n</div>\n\n</details>\n'
    )

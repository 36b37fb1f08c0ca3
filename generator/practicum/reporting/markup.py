"""Building HTML so that nothing a person wrote can become markup: every text is escaped unless it was built here."""

from __future__ import annotations

import re
from html import escape


class Markup(str):
    """Text that is HTML already; only the functions of this room make it."""

    __slots__ = ()


# A command or a name as it is typed, and the code of a reason behind its sentence.
_CODED = re.compile(r"`([^`]+)`|\[([A-Z][A-Z_]+)\]")
VOID = frozenset({"meta", "br", "input", "link"})


def safe(child: object) -> str:
    """A child as HTML: escaped, unless it is markup; None is nothing."""
    if child is None:
        return ""
    return child if isinstance(child, Markup) else escape(str(child), quote=False)


def joined(*children: object) -> Markup:
    """Children one after the other.

    >>> joined("a < b", el("br"))
    'a &lt; b<br>'
    """
    return Markup("".join(safe(child) for child in children))


def el(name: str, /, *children: object, **attributes: str | int | bool | None) -> Markup:
    """An element; a trailing underscore in an attribute's name is dropped, other underscores become hyphens.

    >>> el("p", "1 < 2", class_="note", data_x='"', hidden=True)
    '<p class="note" data-x="&quot;" hidden>1 &lt; 2</p>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value), quote=True)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    opening = f"<{name}{written}>"
    return Markup(opening if name in VOID else f"{opening}{joined(*children)}</{name}>")


def coded(text: str) -> Markup:
    """A sentence that is written for a terminal as HTML: what stands in backticks, and a reason's code in brackets, as code.

    >>> coded("see `posts` & co [NO_RECORD]")
    'see <code>posts</code> &amp; co <code>NO_RECORD</code>'
    """
    found, end = [], 0
    for one in _CODED.finditer(text):
        found += [text[end : one.start()], el("code", one[1] or one[2])]
        end = one.end()
    return joined(*found, text[end:])

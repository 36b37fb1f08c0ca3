"""Small pieces of Markdown and HTML: authored text goes in as text and can never become markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|])")
_BLANK = re.compile(r"[ \t\r\n\f\v]+")
_OPENING = re.compile(r"^(\d*)([-+:.])(?=[\s-]|$)")


def one_line(text: str) -> str:
    """The text without line breaks and double blanks; a no-break space is no blank, it stays what it is."""
    return _BLANK.sub(" ", text).strip(" ")


def plain(text: str) -> str:
    r"""Authored plain text as Markdown that shows exactly this text.

    >>> plain("5 < 6 & *not* bold [x]")
    '5 &lt; 6 &amp; \\*not\\* bold \\[x\\]'
    >>> plain("1. April")
    '1&#46; April'
    """
    shown = one_line(text)
    escaped = _SPECIAL.sub(r"\\\1", html.escape(shown, quote=False)).replace("\\|", "&#124;")
    return _OPENING.sub(lambda found: f"{found[1]}&#{ord(found[2])};", escaped)


def paragraphs(text: str) -> str:
    """Authored text of several paragraphs: a line break that YAML kept begins a new one.

    >>> paragraphs("One\\nand `x`.\\n\\nTwo.")
    'One\\n\\nand “x”.\\n\\nTwo.'
    """
    return "\n\n".join(plain(quoted(line)) for line in text.splitlines() if line.strip())


def quoted(text: str) -> str:
    """Plain text in which words between backticks stand in quotation marks instead: fields are text, not Markdown."""
    return re.sub(r"`([^`]+)`", r"“\1”", text)


def attribute(text: str) -> str:
    """Authored text inside an HTML attribute or element.

    >>> attribute('a "b" <c>')
    'a &quot;b&quot; &lt;c&gt;'
    """
    return html.escape(one_line(text), quote=True)


def link(text: str, target: str) -> str:
    """A Markdown link; ``target`` is a scheme such as `module:F06`, resolved when the page is staged."""
    return f"[{plain(text)}]({target})"


def hours(value: float) -> str:
    """Hours as people write them.

    >>> hours(12.0), hours(1.5)
    ('12', '1.5')
    """
    return f"{value:g}"


def bullets(items: Iterable[str]) -> str:
    """A list of finished Markdown."""
    return "\n".join(f"- {item}" for item in items) + "\n"


def ticks(items: Iterable[str]) -> str:
    """A list of finished Markdown with a box before each line, to tick on paper."""
    shown = list(items)
    return box("ticks", bullets(shown)) if shown else ""


def badge(text: str, look: str) -> str:
    """A small label that never speaks by colour alone."""
    return f'<span class="badge badge-{attribute(look)}">{attribute(text)}</span>'


def region(name: str, inside: str) -> str:
    """A wide thing, in a named place that can be reached by keyboard and scrolled."""
    return f'<div class="wide" role="region" aria-label="{attribute(name)}" tabindex="0" markdown="1">\n\n{inside.strip()}\n\n</div>\n'


def table(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table of finished cells, in a named region; columns that say nothing are left out, and so is an empty table."""
    held = [list(row) for row in rows]
    kept = [number for number in range(len(headers)) if any(row[number].strip() for row in held)]
    if not kept:
        return ""
    lines = ["| " + " | ".join(row[number].replace("\n", " ").strip() or "–" for number in kept) + " |" for row in held]
    head = "| " + " | ".join(headers[number] for number in kept) + " |\n| " + " | ".join("---" for _ in kept) + " |\n"
    return region(name, head + "\n".join(lines))


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what they stand at, as a definition list; pairs without a value are left out."""
    shown = [f"{plain(name)}\n:   {value}\n" for name, value in pairs if value]
    return '<div class="facts" markdown="1">\n\n' + "\n".join(shown) + "\n</div>\n" if shown else ""


def box(look: str, inside: str, label: str = "") -> str:
    """A panel of Markdown with a look of its own; with a label it is announced as a note."""
    spoken = f' role="note" aria-label="{attribute(label)}"' if label else ""
    return f'<div class="{attribute(look)}"{spoken} markdown="1">\n\n{inside.strip()}\n\n</div>\n'


def cards(items: Iterable[str], look: str = "cards") -> str:
    """Cards: a list whose entries are finished Markdown; the first link of an entry covers the card."""
    shown = [f"- {item}" for item in items]
    return box(look, "\n".join(shown)) if shown else ""


def section(title: str, body: str, level: int = 2, anchor: str = "") -> str:
    """A heading with what belongs to it; nothing where nothing belongs to it."""
    if not body.strip():
        return ""
    mark = f" {{ #{anchor} }}" if anchor else ""
    return f"{'#' * level} {title}{mark}\n\n{body.strip()}\n"


def joined(*parts: str) -> str:
    """The parts that say something, a blank line apart."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""

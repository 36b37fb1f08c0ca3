"""The handbook's table of formats: what each is for, what it leaves behind and how it was checked, as the code says it."""

from __future__ import annotations

import html
import re

from practicum.exchanging.formats import lost
from practicum.model.exchange import Format, Loss
from practicum.resolving import View

# Where the hand-written page shows the table.
SLOT = "<!-- formats -->"
_HEADINGS = ("Format", "Direction", "Version", "What travels", "What is left behind", "How it was checked")


def filled(text: str, view: View) -> str:
    """The hand-written page with the table in its place; what is left behind is counted in this curriculum."""
    return text.replace(SLOT, _table(view)) if SLOT in text else text


def _table(view: View) -> str:
    lines = ["| " + " | ".join(_HEADINGS) + " |", "|" + " --- |" * len(_HEADINGS)]
    lines += ["| " + " | ".join(_row(form, losses)) + " |" for form, losses in lost(view)]
    table = "\n".join(lines)
    return f'<div class="wide" role="region" aria-label="The formats" tabindex="0" markdown="1">\n\n{table}\n\n</div>\n'


def _row(form: Format, losses: tuple[Loss, ...]) -> tuple[str, ...]:
    name = f"[{_plain(form.name)}](page:handbook/{form.page})" if form.page else _plain(form.name)
    commands = "<br>".join(f"<code>{html.escape(one)}</code>" for one in form.commands)
    left = [f"{loss.count:,} {_plain(loss.what)}: {_plain(loss.why)}" for loss in losses]
    if form.set_aside:
        left.append(_plain(form.set_aside))
    return (
        f"{name}<br>{commands}", form.direction, _plain(form.version) or "–", _plain(form.carries), "<br>".join(left) or "nothing",
        _plain(form.checked),
    )  # fmt: skip


def _plain(text: str) -> str:
    """Words inside a cell; what stands between backticks is code."""
    shown = html.escape(text, quote=False).replace("|", "&#124;").replace("*", "&#42;").replace("_", "&#95;")
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", shown)

"""Authored Markdown (CommonMark with tables) made ready for Python-Markdown, which differs in small and surprising ways."""

from __future__ import annotations

import re

from practicum.publishing.addresses import code_apart
from practicum.publishing.writing import region

_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"^(\s*)([-*+]|\d{1,9}[.)])(\s+)(?=\S)")
_RULE_CELL = re.compile(r"^\s*:?-+:?\s*$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_SCENARIO = re.compile(r"^(scenario|scénario|escenario|cenário)\b", re.IGNORECASE)
_ACTIVITY = re.compile(r"^(activity|activité|actividad|atividade|practice|exercise|exercice)\b", re.IGNORECASE)
_REFLECTION = re.compile(
    r"^(think about it|for your notebook|reflections?|réflexion|pour réfléchir|pour votre carnet|reflexión|para pensar|reflexão)(?![\w-])",
    re.IGNORECASE,
)
_WARNING_WORDS = r"(content warning|avertissement)"
_WARNING = re.compile(rf"^>\s*\*\*{_WARNING_WORDS}", re.IGNORECASE)
# What stands behind a fence in braces.
_FENCED = re.compile(r"\A(\s*(?:`{3,}|~{3,})[^{\n]*)\{[^\n]*")
_INDENT = 4


def disarmed(text: str) -> str:
    """Authored Markdown without the braces by which Python-Markdown lets a text give itself attributes, such as what a click does.

    >>> disarmed("# Look { onclick=hit() }")
    '# Look &#123; onclick=hit() }'
    """
    return "".join(_FENCED.sub(r"\1", part) if code else part.replace("{", "&#123;") for part, code in code_apart(text))


def ready(text: str, label: str = "Table: ", shift: int = 0) -> str:
    """The text with the same meaning in Python-Markdown, and with the site's panels.

    Lists that interrupt a paragraph get their blank line, nested lists four spaces; tables lose alignment (it would
    become inline style, which the site's security policy blocks) and stand in a named region; scenarios,
    reflections and content warnings become panels. ``label`` opens the names of tables; ``shift`` lowers headings by so many levels.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    out: list[str] = []
    panel: int | None = None
    fence = ""
    widths: list[int] = []
    row = 0
    while row < len(lines):
        line = lines[row]
        mark = _FENCE.match(line)
        if fence or mark:
            out.append(line)
            if mark and not fence:
                fence = mark[1][:3]
            elif mark and mark[1].startswith(fence):
                fence = ""
            row += 1
            continue
        heading = _HEADING.match(line)
        if heading:
            level = len(heading[1]) + shift
            if panel is not None and level <= panel:
                out += ["", "</section>", ""]
                panel = None
            look = "scenario" if _SCENARIO.match(heading[2]) else "reflection" if _REFLECTION.match(heading[2]) else ""
            if look and panel is None and level > 1:
                out += ["", f'<section class="{look}" markdown="1">', ""]
                panel = level
            look = " { .activity }" if _ACTIVITY.match(heading[2]) and level > 1 else ""
            out += [f"{'#' * min(level, 6)} {heading[2]}{look}", ""]
            row, widths = row + 1, []
            continue
        if _is_table(lines, row):
            row = _table(lines, row, out, label)
            continue
        if _WARNING.match(line):
            row = _warning(lines, row, out)
            continue
        widths = _list_line(line, out, widths)
        row += 1
    if panel is not None:
        out += ["", "</section>", ""]
    return "\n".join(out).strip("\n") + "\n"


def is_scenario(heading: str) -> bool:
    """Whether a heading opens a scenario."""
    return bool(_SCENARIO.match(heading))


def is_activity(heading: str) -> bool:
    """Whether a heading, or the bold words before a paragraph, open something to do."""
    return bool(_ACTIVITY.match(heading))


def is_reflection(heading: str) -> bool:
    """Whether a heading opens questions that a learner answers for themselves, in writing or not."""
    return bool(_REFLECTION.match(heading))


def is_warning(opening: str) -> bool:
    """Whether the bold words before a quotation say that hard matters follow."""
    return bool(re.match(_WARNING_WORDS, opening, re.IGNORECASE))


def _is_table(lines: list[str], row: int) -> bool:
    return (
        lines[row].lstrip().startswith("|")
        and row + 1 < len(lines)
        and bool(_TABLE_RULE.match(lines[row + 1].strip()))
        and "-" in lines[row + 1]
    )


def _table(lines: list[str], row: int, out: list[str], opening: str) -> int:
    end = row
    while end < len(lines) and lines[end].strip().startswith("|"):
        end += 1
    head = [cell.strip() or "–" for cell in _cells(lines[row])]
    shown = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    shown += [line.strip() for line in lines[row + 2 : end]]
    label = f"{opening}{', '.join(re.sub(r'[*_`]', '', cell) for cell in head)}"
    out += ["", region(label, "\n".join(shown)), ""]
    return end


def _cells(line: str) -> list[str]:
    """The cells of a table row.

    >>> _cells(r"| a | b \\| c |")
    [' a ', ' b \\\\| c ']
    """
    inner = line.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return re.split(r"(?<!\\)\|", inner)


def _warning(lines: list[str], row: int, out: list[str]) -> int:
    end = row
    while end < len(lines) and lines[end].startswith(">"):
        end += 1
    inside = "\n".join(line[1:].removeprefix(" ") for line in lines[row:end])
    out += ["", f'<div class="warning" role="note" markdown="1">\n\n{inside}\n\n</div>', ""]
    return end


def _list_line(line: str, out: list[str], widths: list[int]) -> list[int]:
    """Write one line of running text or list; ``widths`` holds the authored columns at which open lists' texts begin."""
    if not line.strip():
        out.append("")
        return widths
    indent = len(line) - len(line.lstrip(" "))
    item = _ITEM.match(line)
    depth = 0
    while depth < len(widths) and indent >= widths[depth]:
        depth += 1
    if item is None:
        # A following paragraph stays in its list only when it is indented; a lazy line directly below an item stays too.
        if depth or (widths and out and out[-1].strip()):
            out.append(" " * (_INDENT * depth) + line.strip(" ") if depth else line)
            return widths
        out.append(line)
        return []
    if out and out[-1].strip() and not _in_list(out):
        out.append("")
    marker = item[2].replace(")", ".")
    out.append(" " * (_INDENT * depth) + marker + " " + line[item.end() :])
    return [*widths[:depth], item.end()]


def _in_list(out: list[str]) -> bool:
    """Whether the lines since the last blank one begin with a list item."""
    first = len(out) - 1
    while first and out[first - 1].strip():
        first -= 1
    return bool(_ITEM.match(out[first]))

"""The handbook's generated pages: every format with every field, and every rule that can find a fault.

They are made from the definitions that reading and checking use, so they cannot fall behind them.
"""

from __future__ import annotations

import dataclasses
import html
import types
import typing
from collections.abc import Iterator
from datetime import date
from typing import Any

from practicum.diagnostics import RULES
from practicum.publishing.page import Page, Step
from practicum.publishing.tidy_tables import tidy_tables_page
from practicum.publishing.writing import joined, plain, section, table
from practicum.reading.building import fields_of
from practicum.reading.formats import FORMATS, Format
from practicum.reading.wording import show

_CRUMBS = (Step("Handbook", "page:handbook/index"),)
_THEMES = {
    "text": "Files that cannot be read",
    "fields": "Fields of one file",
    "references": "One file against another",
    "modules": "Modules and programmes",
    "lessons": "Lessons",
    "content": "Content of modules",
    "rules": "Certification rules",
    "variants": "Countries, translations and sign-offs",
    "people": "Learner records in the repository",
}


def handbook_pages() -> list[Page]:
    """The format pages, their index, the page of rules and that of tidy tables."""
    return [_formats_index(), *(_format_page(form) for form in FORMATS), _rules_page(), tidy_tables_page()]


def _formats_index() -> Page:
    rows = [(f"[{form.name}](page:handbook/formats/{form.name})", plain(form.says), _code(form.example_path)) for form in FORMATS]
    body = joined(
        "What authors write is YAML for fields and plain Markdown for texts. Each format has a page with all its "
        "fields; the same definitions give the messages of `practicum check` and the completion in editors.",
        table("The formats", ("Format", "What it holds", "Where it lies, for example"), rows),
    )
    return Page(
        path="handbook/formats/index.md", title="Formats", body=body, kind="handbook", summary="Every authored format.", crumbs=_CRUMBS
    )


def _format_page(form: Format) -> Page:
    parts = [f"{plain(form.says[0].upper() + form.says[1:])}. For example {_code(form.example_path)}."]
    for kind in _kinds(form.kind):
        rows = [_row(key, field, hint) for key, (field, hint) in fields_of(kind).items()]
        title = "Fields" if kind is form.kind else f"{_title(kind)}"
        says = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        parts.append(
            section(
                title, joined(plain(says), table(title, ("Key", "What it says", "Type", "Example"), rows)), anchor=kind.__name__.lower()
            )
        )
    crumbs = (*_CRUMBS, Step("Formats", "page:handbook/formats/index"))
    return Page(
        path=f"handbook/formats/{form.name}.md",
        title=f"Format: {form.name}",
        body=joined(*parts),
        kind="handbook",
        summary=form.says,
        crumbs=crumbs,
    )


def _kinds(kind: type) -> Iterator[type]:
    """A format's own declaration and all that it holds, each once, in the order of reading."""
    seen: list[type] = []
    stack = [kind]
    while stack:
        here = stack.pop(0)
        if here in seen:
            continue
        seen.append(here)
        for _, hint in fields_of(here).values():
            stack.extend(_declared_in(hint))
    yield from seen


def _declared_in(hint: Any) -> list[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return [hint]
    return [found for part in typing.get_args(hint) for found in _declared_in(part)]


def _row(key: str, field: dataclasses.Field[Any], hint: Any) -> tuple[str, str, str, str]:
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    name = _code(key) + (" (has to be written)" if required else "")
    return name, plain(field.metadata["description"]), _type(hint), _code(show(field.metadata["examples"][0]))


def _type(hint: Any) -> str:
    """A type in words an author knows."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type(part) for part in parts if part is not type(None))
    if origin is typing.Literal:
        return ", ".join(_code(str(part)) for part in parts)
    if origin is tuple:
        return f"list: {_type(parts[0])}"
    if origin is dict:
        return f"map: {_type(parts[1])}"
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return f"[{_title(hint).lower()}](#{hint.__name__.lower()})"
    names: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", date: "date"}
    return names.get(hint, "anything")


def _title(kind: type) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip()
    return words[0].upper() + words[1:]


def _code(text: str) -> str:
    """Text as code inside a table; a bar would end the cell."""
    shown = html.escape(text, quote=False)
    for mark, entity in (("|", "&#124;"), ("*", "&#42;"), ("_", "&#95;"), ("[", "&#91;")):
        shown = shown.replace(mark, entity)
    return f"<code>{shown}</code>"


def _rules_page() -> Page:
    parts = [
        "Every rule that `practicum check` knows, under the code that its messages carry. "
        "An error keeps the site from being published; a warning does not.",
    ]
    for theme, title in _THEMES.items():
        rules = []
        for rule in RULES.values():
            if rule.theme == theme:
                mark = " (warning)" if rule.severity == "warning" else ""
                body = joined(
                    f"**{plain(rule.checks)}** {plain(rule.why)}",
                    f"Instead of{mark}\n\n{_block(rule.bad)}",
                    f"write\n\n{_block(rule.good)}",
                )
                rules.append(section(f"{rule.code}{mark}", body, 3, anchor=rule.code))
        parts.append(section(title, joined(*rules)))
    return Page(
        path="handbook/rules.md",
        title="What check looks for",
        body=joined(*parts),
        kind="handbook",
        summary="Every rule, with an example.",
        crumbs=_CRUMBS,
    )


def _block(text: str) -> str:
    return f"```\n{text}\n```"

"""From a tree to an entity: a format's declaration gives the scalars their types, and every fault gets its place."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from practicum.diagnostics import Diagnostic
from practicum.model.fields import CODE, COUNTRY, HASH, LANGUAGE, yaml_key
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find, place, plain
from practicum.reading.wording import (
    DATE,
    FIRST_YEAR,
    LAST_YEAR,
    bad_date,
    field_name,
    first_line,
    holds_texts,
    lower,
    odd_sign,
    owner_of,
    short,
    show,
    what,
    written_at,
)
from practicum.spans import Span

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

_NUMBER_STARTS = frozenset("0123456789+-.") | {""}
_CURLY = "“”„‟«»"
_SUSPECT_STARTS = _NUMBER_STARTS | frozenset(_CURLY)
_WORDS = frozenset({"y", "n", "t", "f", "yes", "no", "on", "off", "true", "false"})
# The nearest spelling is looked for this often in one file; a file with more faults was made by a program.
MOST_GUESSES = 200


def adapter(kind: Any) -> TypeAdapter[Any]:
    """The validator of a format."""
    return _kept(kind)


@functools.cache
def _kept(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    # Building one is slow.
    return TypeAdapter(kind)


@functools.cache
def fields_of(kind: type) -> Mapping[str, tuple[dataclasses.Field[Any], Any]]:
    """The fields of a declared thing by the key an author writes, each with its resolved type."""
    hints = typing.get_type_hints(kind)
    return {yaml_key(field): (field, hints[field.name]) for field in dataclasses.fields(kind)}


def build(kind: type[T], tree: Tree, path: str, *, name: str = "") -> tuple[T | None, list[Diagnostic]]:
    """The entity that ``tree`` describes, or None, and every fault found on the way.

    ``name`` is how messages call the thing (such as `module `F06``); without it the file is meant.
    """
    if not isinstance(tree, Entries):
        return None, [
            Diagnostic(
                "wrong-type",
                f"{name or 'the file'} has to be a map of fields",
                tree.span,
                what(tree),
                help="write `key: value`, one a line",
            )
        ]
    from pydantic import ValidationError

    faults: list[Diagnostic] = []
    value: T | None = None
    try:
        value = adapter(kind).validate_python(plain(tree))
    except ValidationError as error:
        errors = [one for one in error.errors(include_url=False, include_input=False) if not _echo(tree, one)]
        unknown = [one["loc"] for one in errors[:MOST_GUESSES] if one["type"] == "unexpected_keyword_argument"]
        meant = {(*path[:-1], _meant(kind, path)) for path in unknown}
        faults = [
            _fault(kind, tree, one, name, nearest=number < MOST_GUESSES)
            for number, one in enumerate(errors)
            # A key that is there, misspelt, is not missing as well.
            if one["type"] != "missing" or one["loc"] not in meant
        ]
    faults.extend(_misread_scalars(kind, tree, name, {fault.span for fault in faults}))
    if any(fault.severity == "error" and fault.rule != "ambiguous-scalar" for fault in faults):
        value = None
    return value, faults


def _misread_scalars(kind: type, tree: Tree, name: str, said: Set[Span]) -> Iterator[Diagnostic]:
    """What the validator lets pass and a reader must not: texts that other YAML tools change (`NO`, `1.10`), days as numbers, empty texts.

    Places that have their fault already (``said``) are left alone.
    """
    for path, leaf in _suspects(tree):
        text = leaf.value or ""
        if leaf.span in said:
            continue
        wanted = strip_none(type_at(kind, path))
        if wanted is date:
            if not DATE.match(text) or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
                yield bad_date(leaf, path)
        elif wanted is bool:
            if text not in ("true", "false"):
                yield Diagnostic(
                    "wrong-type", f"`{path[-1]}` has to be true or false", leaf.span, f"`{text}`", help="write `true` or `false`"
                )
        elif wanted is str and not text.strip():
            yield Diagnostic(
                "missing-field",
                f"`{field_name(path)}` of {owner_of(tree, path, name)} is empty",
                leaf.span,
                "nothing is written here",
                help="write a text, or leave the key out",
            )
        elif leaf.quoted:
            continue
        elif wanted is str:
            read = _read_elsewhere(text)
            if text[0] in _CURLY and text[-1] in _CURLY and not any(sign in _CURLY for sign in text[1:-1]):
                yield Diagnostic(
                    "ambiguous-scalar", f"the quotes around `{field_name(path)}` are no quotes to YAML, and become part of the text",
                    leaf.span, f"{text[0]} and {text[-1]}", help=f'write straight ones: "{short(text[1:-1])}"',
                )
            elif text[-1] == '"' and text.count('"') % 2:
                yield Diagnostic(
                    "ambiguous-scalar", f"the text of `{field_name(path)}` ends with a quote that was not opened", leaf.span,
                    help="put a quote at its beginning as well, or take this one out",
                )
            elif read is not None:
                yield Diagnostic(
                    "ambiguous-scalar", f"`{text}` without quotes is read as {read} by other YAML tools", leaf.span, "meant as text",
                    help=f'write "{text}"',
                )
        elif wanted in (int, float):
            read = _read_elsewhere(text)
            if read is not None and float(read) != float(text):
                yield Diagnostic(
                    "ambiguous-scalar",
                    f"`{text}` is read as {read} by other YAML tools",
                    leaf.span,
                    "meant as a number",
                    help=f"write {float(text):g}",
                )


@functools.cache
def _read_elsewhere(text: str) -> str | None:
    """What another reader makes of a bare scalar, where that is not the text itself.

    >>> _read_elsewhere("1.10"), _read_elsewhere("NO"), _read_elsewhere("1.1"), _read_elsewhere("1e3")
    ('1.1', 'false', None, '1000.0')
    """
    try:
        read = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return None
    if isinstance(read, bool):
        return None if text in ("true", "false") else str(read).lower()
    if isinstance(read, str) and text[:1] in _NUMBER_STARTS:
        # YAML 1.2 knows numbers that the reader used here, of YAML 1.1, takes for texts.
        try:
            read = float(text)
        except ValueError:
            return None
    try:
        return str(read) if isinstance(read, (int, float)) and str(read) != text else None
    except ValueError:
        return "another number"


def _suspects(tree: Tree) -> Iterator[tuple[FieldPath, Text]]:
    """The scalars worth a second look, with their paths; most are none, so paths are made for lists and maps only."""
    stack: list[tuple[FieldPath, Tree]] = [((), tree)]
    while stack:
        path, here = stack.pop()
        children: Iterable[tuple[str | int, Tree]] = ()
        if isinstance(here, Entries):
            children = here.entries.items()
        elif isinstance(here, Items):
            children = enumerate(here.items)
        for key, child in children:
            if type(child) is not Text:
                stack.append(((*path, key), child))
                continue
            text = child.value
            if text is None:
                continue
            if text[:1] in _SUSPECT_STARTS or text[-1:] == '"' or text.isspace() or (len(text) < 6 and text.lower() in _WORDS):
                yield (*path, key), child


def strip_none(kind: Any) -> Any:
    """The type without `| None`."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kinds = [one for one in typing.get_args(kind) if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else kind
    return kind


def type_at(kind: Any, path: FieldPath) -> Any:
    """The declared type of the field at ``path``; None where nothing is declared."""
    # Which entry of a list it is makes no difference to its type.
    return _type_at(kind, tuple([key if type(key) is str else 0 for key in path]))


@functools.lru_cache(maxsize=4096)
def _type_at(kind: Any, path: FieldPath) -> Any:
    here: Any = kind
    for key in path:
        here = strip_none(here)
        origin = typing.get_origin(here)
        if isinstance(here, type) and dataclasses.is_dataclass(here):
            known = fields_of(here).get(str(key))
            here = known[1] if known else None
        elif origin is tuple:
            here = typing.get_args(here)[0]
        elif origin is dict:
            here = typing.get_args(here)[1]
        elif here is Any:
            return Any
        else:
            return None
    return here


def _keys(kind: type, path: FieldPath) -> list[str]:
    """The keys that are known where ``path`` stands."""
    parent = strip_none(type_at(kind, path[:-1]))
    return list(fields_of(parent)) if isinstance(parent, type) and dataclasses.is_dataclass(parent) else []


def _meant(kind: type, path: FieldPath) -> str:
    """The known key that an unknown one at ``path`` is nearest to; empty where none is near."""
    near = difflib.get_close_matches(str(path[-1]), _keys(kind, path), n=1, cutoff=0.6)
    return near[0] if near else ""


def _echo(tree: Tree, error: Any) -> bool:
    """Whether a list only counts as too short because its entries are at fault."""
    here = find(tree, error["loc"]) if error["type"] == "too_short" else None
    return isinstance(here, Items) and len(here.items) >= error["ctx"]["min_length"]


def _fault(kind: type, tree: Tree, error: Any, name: str, *, nearest: bool) -> Diagnostic:
    """A house diagnostic for one of pydantic's errors."""
    path: FieldPath = tuple(part for part in error["loc"] if part != "[key]")
    sort, context = error["type"], error.get("ctx", {})
    field = str(path[-1]) if path else ""
    owner = owner_of(tree, path, name)
    here = find(tree, path)
    span = place(tree, path)
    field_told = declared(kind, path)
    example = field_told.metadata["examples"][0] if field_told else None
    if sort == "missing":
        parent = find(tree, path[:-1]) or tree
        at = first_line(parent)
        says = field_told.metadata["description"] if field_told else ""
        return Diagnostic(
            "missing-field",
            f"{owner} has no `{field}`",
            at,
            "",
            help=f"add `{field}: {show(example)}` ({lower(says)})" if field_told else "",
        )
    if sort == "unexpected_keyword_argument":
        meant = _meant(kind, path) if nearest else ""
        hint = f"did you mean `{meant}`?" if meant else f"known keys are {', '.join(f'`{key}`' for key in _keys(kind, path))}"
        return Diagnostic(
            "unknown-key", f"{owner} has a key that is not known: `{short(field)}`", place(tree, path, key=True), "no such key",
            notes=odd_sign(field), help=hint,
        )
    if isinstance(here, Text) and here.value is None:
        hint = f"write for example `{field_name(path)}: {show(example)}`" if field_told else ""
        if isinstance(example, list) and example and isinstance(example[0], dict):
            hint = f"write its entries on the lines below, each behind `- `, or `{field_name(path)}: []` where there are none yet"
        return Diagnostic("missing-field", f"`{field_name(path)}` of {owner} is empty", span, "nothing is written here", help=hint)
    if "date" in sort and isinstance(here, Text):
        return bad_date(here, path)
    if sort == "literal_error":
        expected = str(context.get("expected", "")).replace("'", "`").replace(" or ", ", ").split(", ")
        near = difflib.get_close_matches(written_at(here), [one.strip("`") for one in expected], n=1, cutoff=0.5) if nearest else []
        hint = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(expected)}"
        return Diagnostic(
            "bad-value", f"`{field_name(path)}` cannot be `{short(written_at(here))}`", span, "not one of the known values",
            notes=odd_sign(written_at(here)), help=hint,
        )
    if sort in _BOUNDS:
        limit = next((context[bound] for bound in ("pattern", "max_length", "min_length", "ge", "le", "gt", "lt") if bound in context), "")
        if isinstance(limit, str):
            limit = _IN_WORDS.get(limit, "as in the example")
        elif isinstance(limit, float):
            limit = f"{limit:g}"
        entries = "entry" if limit == 1 else "entries"
        return Diagnostic(
            "bad-value",
            f"`{field_name(path)}` {_BOUNDS[sort].format(limit=limit, length=len(written_at(here)), entries=entries)}",
            span,
            "",
            notes=odd_sign(written_at(here)) if "pattern" in context else (),
            help=f"write for example `{show(example)}`" if field_told else "",
        )
    expected_type = _TYPES.get(sort, "of another type")
    if "[key]" in error["loc"]:
        return Diagnostic(
            "wrong-type", f"a key of `{field_name(path[:-1])}` has to be {expected_type}", place(tree, path, key=True), f"`{field}`",
            help=f"write for example `{show(example)}`" if field_told else "",
        )
    entry = "an entry of " if path and not isinstance(path[-1], str) else ""
    hint = f"write for example `{field_name(path)}: {show(example)}`" if field_told else ""
    if sort == "string_type" and isinstance(here, Entries) and span.line == span.end_line:
        hint = "put the text in quotes: a colon with a space after it makes a map of it"
    elif expected_type == "a list" and isinstance(here, Text) and _CODES.match(here.value or "") and holds_texts(example):
        hint = f"write `{field_name(path)}: [{', '.join(re.split(', *', here.value or ''))}]`"
    return Diagnostic(
        "wrong-type", f"{entry}`{field_name(path)}` has to be {expected_type}", span, what(here) if here is not None else "",
        notes=odd_sign(written_at(here)) if sort.endswith("_parsing") else (), help=hint,
    )


# Ids with commas between them: a list whose brackets were forgotten.
_CODES = re.compile(r"[A-Za-z][\w.-]*(?:, *[A-Za-z][\w.-]*)*\Z")
_IN_WORDS = {
    r"^\d+/\d+$": "a share as one whole number over another, such as `1/2`",
    r"^\d\d-\d\d$": "month-day",
    r"^[A-Z]{2}$": "two capital letters",
    r"^[^/\\]+\.md$": "the name of a file in the module's folder, with `.md` at its end and no folder before it",
    r"^[A-Za-z][^\s]*$": "a unit's id, then keys and ids with `/` between them, without spaces",
    CODE: "a letter first, then letters, digits, `-`, `_` and `.`, without spaces",
    HASH: "twelve signs, each a digit or a letter from a to f",
    COUNTRY: "two capital letters",
    LANGUAGE: "a language's short name, such as `fr` or `pt-BR`",
}
_BOUNDS = {
    "string_pattern_mismatch": "is not written as it has to be: {limit}",
    "string_too_long": "has {length} characters; the most is {limit}",
    "string_too_short": "is too short",
    "too_short": "needs at least {limit} {entries}",
    "too_long": "has more than {limit} {entries}",
    "greater_than_equal": "has to be at least {limit}",
    "less_than_equal": "has to be at most {limit}",
    "greater_than": "has to be more than {limit}",
    "less_than": "has to be less than {limit}",
}
_TYPES = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of a few digits",
    "float_parsing": "a number",
    "float_type": "a number",
    "string_type": "a text",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a map",
    "dataclass_type": "a map of fields",
    "mapping_type": "a map",
    "finite_number": "an ordinary number",
}


def declared(kind: type, path: FieldPath) -> dataclasses.Field[Any] | None:
    """The declaration of the nearest named field on ``path``."""
    for depth in range(len(path), 0, -1):
        if isinstance(path[depth - 1], str):
            parent = strip_none(type_at(kind, path[: depth - 1]))
            if isinstance(parent, type) and dataclasses.is_dataclass(parent):
                known = fields_of(parent).get(str(path[depth - 1]))
                return known[0] if known else None
    return None

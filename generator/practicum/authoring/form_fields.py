"""Which questions a form asks of a file: made from the JSON Schemas of the formats, so that a form can ask for nothing that is not read.

A field that no plain form can hold (a rule, say) is not asked for, and a form then leaves it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from practicum.authoring.mentions import NAMES, OWN
from practicum.authoring.naming import GROUPS, group
from practicum.model.catalogue import Catalogue
from practicum.reading.formats import FORMATS
from practicum.reading.schemas import schema_of

# Files that people write in sentences. Rules, patches, sign-offs and ledgers rest on seals and hashes, and have commands of their own.
OFFERED = ("module", "assessment", "programme", "role", "domain", "case_study", "glossary", "references", "people", "organisations")
# What stands in every file, or says which file it is: `practicum rename` and `practicum upgrade` see to that.
_FIXED = frozenset({"format"})
# Up to here a text fits on one line of a form.
_LINE = 140
# What an entry of a list is called by, the first that it has.
_CALLED = ("id", "version", "competency", "module", "reference", "title", "name", "when", "text", "file")

Widget = Literal["line", "text", "number", "yes_no", "day", "choice", "choices", "texts", "entries", "group"]
Choices = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class FormField:
    """One question of a form: the key it is written under, what a person reads, and what may be answered.

    ``fields`` are the questions inside of each entry (`entries`) or of the one group (`group`); ``options`` are value and label of what
    may be chosen; ``item`` is how one of several `texts` is called.
    """

    key: str
    label: str
    hint: str
    widget: Widget
    required: bool = False
    default: Any = None
    options: tuple[tuple[str, str], ...] = ()
    fields: tuple[FormField, ...] = ()
    pattern: str = ""
    lowest: float | None = None
    highest: float | None = None
    longest: int | None = None
    whole: bool = False
    item: str = ""

    @property
    def called(self) -> str:
        """The key by which entries are told apart; empty where they have none."""
        keys = {one.key for one in self.fields}
        return next((key for key in _CALLED if key in keys), "")


def form_of(name: str, choices: Choices) -> tuple[FormField, ...]:
    """The questions of a format's form; ``choices`` are what `choices_of` found."""
    form = next(one for one in FORMATS if one.name == name)
    schema = schema_of(form)
    return _fields(schema, form.kind.__name__, schema.get("$defs", {}), choices, top=True)


def choices_of(catalogue: Catalogue) -> dict[str, tuple[tuple[str, str], ...]]:
    """What can be named by its id, by kind: the id, and the id with its name. Levels too, as the frameworks have them."""
    found = {
        kind: tuple((id, _named(id, unit.value)) for id, unit in sorted(group(catalogue, kind).items())) for kind in GROUPS
    }
    levels = {number: one.name for number, one in catalogue.own_levels.items()}
    return {**found, "level": tuple((str(level), f"Level {level}: {name}") for level, name in sorted(levels.items()))}


def _named(id: str, value: Any) -> str:
    words = next((said for name in ("title", "term", "name") if isinstance(said := getattr(value, name, None), str)), "")
    return f"{id}: {words}" if words and words != id else id


def label_of(key: str) -> str:
    """A key as a person reads it.

    >>> label_of("before_you_start"), label_of("RubricRow")
    ('Before you start', 'Rubric row')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").lower()
    return words[:1].upper() + words[1:]


def _fields(
    schema: Mapping[str, Any], owner: str, defs: Mapping[str, Any], choices: Choices, *, top: bool = False
) -> tuple[FormField, ...]:
    required = frozenset(schema.get("required", ()))
    found = []
    for key, spec in schema.get("properties", {}).items():
        if key in _FIXED or (top and OWN.get(f"{owner}.{key}")) or (top and owner == "Assessment" and key == "module"):
            continue
        field = _field(key, spec, owner, defs, choices, required=key in required)
        if field is not None:
            found.append(field)
    return tuple(found)


def _field(
    key: str, spec: Mapping[str, Any], owner: str, defs: Mapping[str, Any], choices: Choices, *, required: bool
) -> FormField | None:
    inner, name = _resolved(spec, defs)
    said: dict[str, Any] = {
        "key": key, "label": label_of(key), "hint": str(spec.get("description") or inner.get("description", "")).replace("`", ""),
        "required": required, "default": spec.get("default"),
    }  # fmt: skip
    known = tuple(choices.get(NAMES.get(f"{owner}.{key}", ""), ()))
    match inner.get("type"):
        case "string" if "const" in inner:
            return None
        case "string" if "enum" in inner:
            return FormField(**said, widget="choice", options=_words(inner["enum"]))
        case "string" if inner.get("format") == "date":
            return FormField(**said, widget="day")
        case "string" if known:
            return FormField(**said, widget="choice", options=known)
        case "string":
            longest = inner.get("maxLength")
            short = "pattern" in inner or (longest is not None and longest <= _LINE) or _short(spec)
            return FormField(**said, widget="line" if short else "text", pattern=inner.get("pattern", ""), longest=longest)
        case "integer" | "number":
            whole = inner["type"] == "integer"
            lowest, highest = inner.get("minimum", inner.get("exclusiveMinimum")), inner.get("maximum")
            return FormField(**said, widget="number", whole=whole, lowest=lowest, highest=highest)
        case "boolean":
            return FormField(**{**said, "required": False}, widget="yes_no")
        case "array" if isinstance(inner.get("items"), Mapping):
            # A list that has to be written may be written as an empty one.
            return _several(inner["items"], {**said, "required": required and bool(inner.get("minItems"))}, known, defs, choices)
        case "object" if "properties" in inner:
            return FormField(**said, widget="group", fields=_fields(inner, name, defs, choices))
        case "object" if key == "levels" and choices.get("level"):
            # A text for each level of the scale; only levels that are written are kept.
            per_level = tuple(FormField(number, words, "", "text") for number, words in choices["level"])
            return FormField(**said, widget="group", fields=per_level)
    return None


def _several(
    items: Mapping[str, Any], said: Mapping[str, Any], known: tuple[tuple[str, str], ...], defs: Mapping[str, Any], choices: Choices
) -> FormField | None:
    inner, name = _resolved(items, defs)
    if "enum" in inner:
        return FormField(**said, widget="choices", options=_words(inner["enum"]))
    if known:
        return FormField(**said, widget="choices", options=known)
    if inner.get("type") == "string":
        return FormField(**said, widget="texts", item=_one_of(said["label"]))
    if "properties" in inner:
        return FormField(**said, widget="entries", fields=_fields(inner, name, defs, choices), item=label_of(name))
    return None


def _resolved(spec: Mapping[str, Any], defs: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """A schema without references and `null`, and the name it was referred to by."""
    kinds = [one for one in spec.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) == 1:
        return _resolved(kinds[0], defs)
    if "$ref" in spec:
        name = str(spec["$ref"]).rpartition("/")[2]
        return defs[name], name
    return spec, ""


def _short(spec: Mapping[str, Any]) -> bool:
    """Whether the example of a text is a word or a number rather than a sentence."""
    example = next(iter(spec.get("examples", ())), "")
    return isinstance(example, str) and bool(example) and " " not in example


def _words(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, label_of(value)) for value in values)


def _one_of(label: str) -> str:
    """What one of several is called.

    >>> _one_of("Key points"), _one_of("Before you start")
    ('Key point', 'Line')
    """
    return label[:-1] if label.endswith("s") and not label.endswith("ss") else "Line"

"""Statements about things as Turtle and JSON-LD, the same bytes for the same statements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

# What an address may not hold as it is (RFC 3987); what is encoded already stays so.
_NOT_IN_ADDRESS = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a language, or a bare value where ``language`` is empty; ``kind`` is its type, such as `xsd:date`."""

    value: str
    language: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Another thing, by its address."""

    value: str


@dataclass(frozen=True, slots=True)
class InOrder:
    """Things whose order matters."""

    values: tuple[Address, ...]


Value = Text | Address | InOrder


@dataclass(frozen=True, slots=True)
class Node:
    """A thing and what is said of it, by prefixed names such as `skos:prefLabel`; ``kind`` is empty where it has none of our own."""

    address: str
    kind: str
    said: Mapping[str, Sequence[Value]] = field(default_factory=dict)


def address(base: str, *path: str) -> str:
    """The address of a thing below ``base``.

    >>> address("https://practicum.example", "competency", "REL-2")
    'https://practicum.example/competency/REL-2'
    >>> address("https://example.org/a b#", "x")
    'https://example.org/a%20b#x'
    """
    start = base if base.endswith(("/", "#")) else f"{base}/"
    return _NOT_IN_ADDRESS.sub(_percent, start) + "/".join(quote(part, safe="") for part in path)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def turtle(prefixes: Mapping[str, str], nodes: Iterable[Node]) -> bytes:
    """The statements as Turtle 1.1, in the order given; no node is held longer than it is written."""
    return "".join(_turtle(prefixes, nodes)).encode()


def _turtle(prefixes: Mapping[str, str], nodes: Iterable[Node]) -> Iterator[str]:
    for name, value in prefixes.items():
        yield f"@prefix {name}: <{value}> .\n"
    for node in nodes:
        said = [("a", node.kind)] if node.kind else []
        said += [(name, ", ".join(_term(value) for value in values)) for name, values in node.said.items() if values]
        if said:
            yield f"\n<{node.address}> " + " ;\n    ".join(f"{name} {values}" for name, values in said) + " .\n"


def _term(value: Value) -> str:
    if isinstance(value, Address):
        return f"<{_NOT_IN_ADDRESS.sub(_percent, value.value)}>"
    if isinstance(value, InOrder):
        return f"({' '.join(_term(one) for one in value.values)})"
    words = f'"{_ESCAPED.sub(_escape, value.value)}"'
    return f"{words}@{value.language}" if value.language else f"{words}^^{value.kind}" if value.kind else words


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return _ESCAPES.get(sign) or ("\\uFFFD" if "\ud800" <= sign <= "\udfff" else f"\\u{ord(sign):04X}")


def json_ld(prefixes: Mapping[str, str], nodes: Iterable[Node]) -> bytes:
    """The same statements as JSON-LD 1.1, a line a thing."""
    lines = (
        json.dumps(
            {"@id": node.address, **({"@type": node.kind} if node.kind else {})}
            | {name: [_json(value) for value in values] for name, values in node.said.items() if values},
            ensure_ascii=False,
        )
        for node in nodes
        if node.kind or any(node.said.values())
    )
    context = json.dumps(dict(prefixes), ensure_ascii=False)
    return f'{{"@context": {context},\n"@graph": [\n{",".join(f"{line}{chr(10)}" for line in lines)}]}}\n'.encode("utf-8", "replace")


def _json(value: Value) -> object:
    if isinstance(value, Address):
        return {"@id": _NOT_IN_ADDRESS.sub(_percent, value.value)}
    if isinstance(value, InOrder):
        return {"@list": [_json(one) for one in value.values]}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": value.kind} if value.kind else value.value

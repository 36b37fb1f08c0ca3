"""YAML text to a tree with places, without giving any scalar a type.

The C scanner of PyYAML composes the nodes; everything that could blow up or mislead is refused before or while they
become a tree: tabs, deep nesting, aliases that multiply or contain themselves, keys written twice, tags.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from practicum.diagnostics import Diagnostic, Note
from practicum.model.source import Entries, Items, Text, Tree
from practicum.reading.decoding import MAX_BYTES, decode, line_and_column, too_large
from practicum.reading.yaml_faults import explain
from practicum.spans import Span

MAX_DEPTH = 40
MAX_ALIASES = 50
MAX_NODES = 200_000

_new: Any = tuple.__new__
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)
_GLUED_HASH = re.compile(r"[^\s#] +#[^\s#]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# Below these no text nests deep enough to hurt; a file above them is looked at more closely, and more slowly.
MAX_BRACKETS = 500
_STEEP = re.compile(r"^ {200,}|^ *(?:[-?:] +){40,}", re.MULTILINE)
# Tags that only say what the text is anyway; every other one would silently be dropped.
_PLAIN_TAGS = frozenset({"!", *(f"tag:yaml.org,2002:{name}" for name in (
    "str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value",
))})


class _Refused(Exception):
    """The tree is refused; carries the diagnostic that says why out of the recursion."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


def read_tree(path: str, data: bytes) -> tuple[Tree | None, list[Diagnostic]]:
    """The tree of a YAML file, or what is wrong with it. An empty file is a fault too."""
    if len(data) > MAX_BYTES:
        return None, [too_large(path, len(data))]
    text, faults = decode(path, data)
    if text is None:
        return None, faults
    tab = _TAB_INDENT.search(text.replace("\r", "\n")) if "\t" in text else None
    if tab:
        line, column = line_and_column(text[: tab.end() - 1])
        return None, [_tab(Span(path, line, column, line, column + 1))]
    try:
        _bound_nesting(path, text)
        node = yaml.compose(text, Loader=_LOADER)
        converter = _Converter(path, tags="!" in text, aliases="*" in text, hashes=_hashes(text))
        tree = converter.convert(node, 0) if node is not None else None
    except _Refused as refused:
        return None, [refused.diagnostic]
    except yaml.MarkedYAMLError as error:
        return None, [_syntax(path, text, error)]
    except yaml.reader.ReaderError as error:
        return None, [_unreadable(path, text, error)]
    except RecursionError:
        # Only the pure-Python composer gets here; the C one has a bound of its own.
        return None, [_too_deep(Span(path))]
    if tree is None or (isinstance(tree, Text) and tree.value is None):
        return None, [Diagnostic("empty-file", "the file is empty", Span(path), help="write its fields, or delete the file")]
    return tree, converter.faults


def _hashes(text: str) -> dict[int, int]:
    """Where a word ends before a blank and a `#` with no space after it, by line (from 0): perhaps a text that was cut short.

    >>> _hashes("title: Asking #1 first")
    {0: 13}
    """
    if " #" not in text:
        return {}
    lines = re.split(r"\r\n|\r|\n", text)
    return {number: found.start() + 1 for number, line in enumerate(lines) if " #" in line and (found := _GLUED_HASH.search(line))}


def _bound_nesting(path: str, text: str) -> None:
    """Refuse deep nesting before the composer meets it: it recurses without a bound and would end the whole process.

    What cannot be deep is told by cheap counts (a closing bracket may stand in quotes, so only the opening ones count;
    a block needs a column for each step); the rest by the events of the scanner, which does not recurse.
    """
    if text.count("[") + text.count("{") < MAX_BRACKETS and not _STEEP.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                line, column = mark.line + 1, mark.column + 1
                raise _Refused(_too_deep(Span(path, line, column, line, column + 1)))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(span: Span) -> Diagnostic:
    return Diagnostic(
        "nesting-too-deep", f"lists and maps are nested more than {MAX_DEPTH} deep", span, help="no format needs more than ten steps"
    )


def _too_many(span: Span, message: str = "aliases make the file much larger than it looks") -> Diagnostic:
    return Diagnostic("too-many-aliases", message, span, help="write the values out")


def _tab(span: Span) -> Diagnostic:
    return Diagnostic("tab-indent", "a tab is used to indent", span, "a tab", help="indent with spaces, two for each step")


def _syntax(path: str, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark: Any = error.problem_mark or error.context_mark
    # At the end of a file the scanner names the line after the last one, which nobody can see.
    lines = max(1, line_and_column(text.rstrip())[0])
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > lines:
        line, column = line_and_column(text.rstrip())
    span = Span(path, line, column, line, column + 1)
    problem = str(error.problem or error.context or "the text is not YAML")
    written = re.split(r"\r\n|\r|\n", text)[line - 1] if line <= lines else ""
    tab = written.find("\t")
    if 0 <= tab < column + 1 and "cannot start any token" in problem:
        return _tab(Span(path, line, tab + 1, line, tab + 2))
    if "max depth" in problem or "nesting level" in problem:
        return _too_deep(span)
    return explain(path, re.split(r"\r\n|\r|\n", text), error, line, column)


def _unreadable(path: str, text: str, error: yaml.reader.ReaderError) -> Diagnostic:
    """A character that YAML refuses and other text may hold. The scanner gives its place in bytes."""
    before = text.encode()[: max(0, int(error.position))].decode(errors="ignore")
    line, column = line_and_column(before)
    return Diagnostic(
        "yaml-syntax", "the file holds a character that YAML does not allow", Span(path, line, column, line, column + 1), help="delete it"
    )


class _Converter:
    """Turns composed nodes into a tree, counting what is expanded."""

    def __init__(self, path: str, *, tags: bool, aliases: bool, hashes: Mapping[int, int]) -> None:
        self.path = path
        self.hashes = hashes
        self.tags = tags
        # Without a `*` in the text there is no alias, and nothing to count.
        self.counting = aliases
        self.faults: list[Diagnostic] = []
        self.seen: set[int] = set()
        self.open: set[int] = set()
        self.aliases = 0
        self.nodes = 0

    def convert(self, node: yaml.Node, depth: int) -> Tree:
        start, end = node.start_mark, node.end_mark
        # The bare constructor of tuples: this line runs for every word of every file.
        span = _new(Span, (self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1))
        if self.counting:
            self.count(node, span)
        if self.tags and node.tag not in _PLAIN_TAGS:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "put the text in quotes, or take the `!` out"
            self.faults.append(Diagnostic("yaml-syntax", f"the tag `{tag}` means nothing here", span, help=hint))
        if type(node) is yaml.ScalarNode:
            value = node.value
            # The C scanner gives plain scalars the style "", the one in Python gives them None.
            quoted = bool(node.style)
            if self.hashes and not quoted and value and self.hashes.get(end.line) == end.column:
                self.faults.append(
                    Diagnostic(
                        "ambiguous-scalar", "the text ends before its `#`: what follows is read as a comment", span, "all that is read",
                        help="put the text in quotes; where a comment is meant, leave a space after its `#`",
                    )
                )
            scalar: Text = _new(Text, (None if value in _NULLS and not quoted else value, span, quoted))
            return scalar
        if depth >= MAX_DEPTH:
            raise _Refused(_too_deep(span))
        if not self.counting:
            return self.collection(node, span, depth)
        self.open.add(id(node))
        tree = self.collection(node, span, depth)
        self.open.discard(id(node))
        return tree

    def count(self, node: yaml.Node, span: Span) -> None:
        self.nodes += 1
        if id(node) in self.seen:
            self.aliases += 1
            if id(node) in self.open:
                raise _Refused(_too_many(span, "an alias stands inside what it names, so the file has no end"))
        if self.aliases > MAX_ALIASES or (self.aliases and self.nodes > MAX_NODES):
            raise _Refused(_too_many(span))
        self.seen.add(id(node))

    def collection(self, node: yaml.Node, span: Span, depth: int) -> Tree:
        convert = self.convert
        if type(node) is yaml.SequenceNode:
            return Items(tuple([convert(child, depth + 1) for child in node.value]), span)
        entries: dict[str, Tree] = {}
        keys: dict[str, Span] = {}
        for key_node, value_node in node.value:
            start, end = key_node.start_mark, key_node.end_mark
            key_span = _new(Span, (self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1))
            if type(key_node) is not yaml.ScalarNode:
                self.faults.append(
                    Diagnostic("yaml-syntax", "a key has to be a single word", key_span, "not a word", help="write `key: value`")
                )
                continue
            key = key_node.value
            value = convert(value_node, depth + 1)
            if key in entries:
                self.faults.append(
                    Diagnostic(
                        "duplicate-key", f"the key `{key}` is written twice", key_span, "again here",
                        notes=(Note("first written here", keys[key]),), help="keep one of the two",
                    )
                )
                continue
            entries[key] = value
            keys[key] = key_span
        return Entries(entries, keys, span)

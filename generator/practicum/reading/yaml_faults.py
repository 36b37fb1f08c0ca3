"""What the scanner of YAML stumbles over, in an author's words and at the place that an author has to mend."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml

from practicum.diagnostics import Diagnostic, Note
from practicum.spans import Span

_QUOTE_IT = "put the whole text in quotes"
# Blanks that look like a space, and signs of no width, where YAML counts on ordinary spaces: before a line, after its dash or colon.
_ODD = "\u00a0\u00ad\u1680\u2000-\u200d\u202f\u205f\u2060\u3000"
_ODD_BLANK = re.compile(rf"^[ -]*(?P<first>[{_ODD}])|^[ -]*\w+:? *(?P<later>[{_ODD}])")
_NO_SPACE = re.compile(r"[ -]*(?P<key>[A-Za-z_]+):(?P<value>\S.*)")
_PAIR = re.compile(r"[ -]*(?P<key>\w+): +(?P<value>.+)")
_EMPTIED = re.compile(r"\s*(?P<key>\w+): *(?P<empty>\[ *\])\s*(?:#.*)?")
_OPEN, _CLOSING = "[{", "]}"
_CLOSED_BY = {"[": "]", "{": "}"}


def explain(path: str, lines: list[str], error: yaml.MarkedYAMLError, line: int, column: int) -> Diagnostic:
    """The fault at ``line`` and ``column``, where the scanner gave up; often the slip stands further up, and is shown there."""
    problem, context = str(error.problem or ""), str(error.context or "")
    mark: Any = error.context_mark
    began = (mark.line + 1, mark.column + 1) if mark else (line, column)
    found = (
        _odd_blank(path, lines, line)
        or _about_quotes(path, lines, problem, context, (line, column), began)
        or _about_brackets(path, lines, problem, (line, column), began)
        or _about_keys(path, lines, problem, (line, column), began)
        or _about_signs(path, lines, problem, context, (line, column), began)
    )
    if found is not None:
        return found
    notes = (Note(context, _one(path, *began)),) if context and mark and began[0] != line else ()
    return Diagnostic(
        "yaml-syntax", f"this is not YAML: {problem or context or 'the text cannot be read'}", _one(path, line, column), notes=notes,
        help="look at the line above as well: often a quote, a colon or two spaces are missing there",
    )


def _one(path: str, line: int, column: int) -> Span:
    return Span(path, line, column, line, column + 1)


def _at(lines: list[str], line: int) -> str:
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _odd_blank(path: str, lines: list[str], line: int) -> Diagnostic | None:
    for here in (line, line - 1, line - 2):
        found = _ODD_BLANK.match(_at(lines, here))
        if found is not None:
            group = "first" if found["first"] else "later"
            name = unicodedata.name(found[group], "").lower()
            return Diagnostic(
                "yaml-syntax", f"a blank that is no ordinary space stands here: U+{ord(found[group]):04X}, {name}",
                _one(path, here, found.start(group) + 1), help="write ordinary spaces; it often comes along when text is pasted",
            )
    return None


def _about_quotes(
    path: str, lines: list[str], problem: str, context: str, at: tuple[int, int], began: tuple[int, int]
) -> Diagnostic | None:
    if "unexpected end of stream" in problem and "quoted scalar" in context:
        return _unclosed_quote(path, lines, *began)
    if "unknown escape character" in problem:
        return Diagnostic(
            "yaml-syntax", "a backslash in double quotes begins a code, and no code is written like this", _one(path, *at),
            help="put the text in single quotes, or write two backslashes",
        )
    before = _at(lines, at[0])[: at[1] - 1].rstrip()
    if "did not find expected" not in problem or before[-1:] not in ("'", '"'):
        return None
    # An odd count says that the quote which ends here was opened further up.
    if before[-1] == '"' and _doubles(before) % 2:
        for line in range(at[0] - 1, 0, -1):
            if _doubles(_at(lines, line)) % 2:
                return _unclosed_quote(path, lines, line, _at(lines, line).rfind('"') + 1)
    around = "'" if before[-1] == '"' else '"'
    return Diagnostic(
        "yaml-syntax", "the text goes on after its closing quote", _one(path, *at),
        help=f"put {around} around the whole text, and keep this kind of quote for inside it",
    )


def _doubles(text: str) -> int:
    return text.count('"') - text.count('\\"')


def _unclosed_quote(path: str, lines: list[str], line: int, column: int) -> Diagnostic:
    written = _at(lines, line)
    curly = next((sign for sign in "”“„»" if sign in written[column:]), "")
    return Diagnostic(
        "yaml-syntax", "a quote is opened here and not closed", Span(path, line, column, line, column + 1), "opened here",
        help=f"close it with {written[column - 1 : column]}" + (f", which is another sign than {curly}" if curly else ""),
    )


def _about_brackets(
    path: str, lines: list[str], problem: str, at: tuple[int, int], began: tuple[int, int]
) -> Diagnostic | None:
    written = _at(lines, at[0])
    sign, before = written[at[1] - 1 : at[1]], written[: at[1] - 1].rstrip()
    if "expected ',' or" in problem:
        opened = _at(lines, began[0])[began[1] - 1 : began[1]]
        closing = _CLOSED_BY.get(opened, problem[-2:-1])
        if opened in _CLOSED_BY and (began[0] != at[0] or not written[at[1] - 1 :].strip()):
            return Diagnostic(
                "yaml-syntax", f"`{opened}` is opened here and not closed", _one(path, *began), "opened here",
                help=f"write `{closing}` at its end",
            )
        return Diagnostic(
            "yaml-syntax", f"a comma or `{closing}` is missing", _one(path, *at), "before this",
            help="put a comma between two entries; a text that holds a comma, a colon or a quote stands in quotes",
        )
    if "did not find expected node content" in problem and sign:
        return Diagnostic(
            "yaml-syntax", f"`{sign}` stands where a value is expected", _one(path, *at), help="take it out, or put the text in quotes"
        )
    if "did not find expected" not in problem:
        return None
    if sign and sign in _CLOSING:
        return Diagnostic("yaml-syntax", f"`{sign}` closes nothing", _one(path, *at), help="take it out, or put the text in quotes")
    if before[-1:] and before[-1] in _CLOSING:
        return Diagnostic("yaml-syntax", f"the text goes on after `{before[-1]}`", _one(path, *at), help=_QUOTE_IT)
    return None


def _about_keys(
    path: str, lines: list[str], problem: str, at: tuple[int, int], began: tuple[int, int]
) -> Diagnostic | None:
    written = _at(lines, at[0])
    if "mapping values are not allowed" in problem:
        pair = _PAIR.fullmatch(written.rstrip())
        if pair is not None and at[1] - 1 > pair.end("key"):
            value = pair["value"].strip("“”„«» ")
            short = len(value) <= 60 and '"' not in value and "#" not in value
            return Diagnostic(
                "yaml-syntax", f"the text of `{pair['key']}` holds a colon and has no quotes", _one(path, *at), "this colon",
                help=f'write `{pair["key"]}: "{value}"`' if short else _QUOTE_IT,
            )
        return Diagnostic(
            "yaml-syntax", "a key stands where the text of the line above goes on", _one(path, *at), "this colon",
            help="let the line begin in the same column as the keys it belongs to, or put the text in quotes",
        )
    if "could not find expected ':'" in problem:
        whole = _at(lines, began[0])
        glued = _NO_SPACE.match(whole)
        span = Span(path, began[0], began[1], began[0], max(began[1] + 1, len(whole.rstrip()) + 1))
        if glued is not None:
            return Diagnostic(
                "yaml-syntax", f"after the colon of `{glued['key']}` a space is missing", span,
                help=f"write `{glued['key']}: …`, with a space after the colon",
            )
        return Diagnostic(
            "yaml-syntax", "this line has no `key: ` before its text", span,
            help="write `key: value`; a text of several lines stands in quotes, or is indented further than its key",
        )
    if "block sequence entries are not allowed" in problem:
        return Diagnostic(
            "yaml-syntax", "a list cannot begin on the line of its key", _one(path, *at), help="put each `- ` on a line of its own"
        )
    if problem.startswith("did not find expected") and not written[: at[1] - 1].strip(" -"):
        emptied = next((here for here in range(at[0] - 1, 0, -1) if _at(lines, here).strip()), 0)
        empty_list = _EMPTIED.fullmatch(_at(lines, emptied))
        if empty_list is not None and _at(lines, at[0]).lstrip().startswith("- "):
            return Diagnostic(
                "yaml-syntax", f"`[]` says that `{empty_list['key']}` is empty, and entries stand below it",
                Span(path, emptied, empty_list.start("empty") + 1, emptied, empty_list.end("empty") + 1), "take this out",
                notes=(Note("the first entry", _one(path, *at)),),
                help=f"write `{empty_list['key']}:` alone on its line, and the entries below",
            )
        listed = "'-'" in problem
        entry = _at(lines, at[0]).lstrip().startswith("- ")
        wanted = began[1] if entry == listed or not listed else began[1] + 2
        return Diagnostic(
            "yaml-syntax", "this line begins in another column than the lines it belongs to", _one(path, *at), f"column {at[1]}",
            notes=(Note(f"the {'list' if listed else 'keys'} around it {'begins' if listed else 'begin'} here", _one(path, *began)),),
            help=f"let it begin in column {wanted}" if entry == listed or listed else "indent it like the other entries of its list",
        )
    return None


def _about_signs(
    path: str, lines: list[str], problem: str, context: str, at: tuple[int, int], began: tuple[int, int]
) -> Diagnostic | None:
    if "found another document" in problem:
        return Diagnostic(
            "yaml-syntax", "a second document begins here; a file holds one", _one(path, *at), help="take the line out"
        )
    block = "block scalar" in context and "comment or line break" in problem
    place = began if block or "scanning an a" in context else at
    if (
        block
        or "scanning an a" in context
        or "cannot start any token" in problem
        or "found undefined alias" in problem
        or "mapping keys are not allowed" in problem
    ):
        sign = _at(lines, place[0])[place[1] - 1 : place[1]]
        shown = "a backtick" if sign == "`" else f"`{sign}`"
        return Diagnostic("yaml-syntax", f"a text without quotes cannot begin with {shown}", _one(path, *place), help=_QUOTE_IT)
    return None

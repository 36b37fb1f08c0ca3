"""Passages as XLIFF 2.0, and 1.2 read as well: a unit a passage, `initial` with a target is stale, the older source stands in a note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from practicum.exchanging.faults import NotTaken, text_of
from practicum.model.exchange import Format
from practicum.model.translation import Exchanged, ExchangedFile

FORMAT = Format(
    name="XLIFF",
    version="2.0; 1.2 is read too",
    direction="out and in",
    commands=("practicum export xliff", "practicum import xliff"),
    carries="the passages of a translation, stale and reviewed ones marked",
    checked="every French text out and in again, byte for byte",
    set_aside="passages whose original has changed meanwhile are named and left out",
    page="translating",
)

_V2 = "urn:oasis:names:tc:xliff:document:2.0"
_V1 = "urn:oasis:names:tc:xliff:document:1.2"
# States of 1.2 that ask for somebody to read the target over.
_OPEN = re.compile(r"needs-|new\Z")


def written(file: ExchangedFile) -> bytes:
    """The XLIFF 2.0 file; the same passages give the same bytes."""
    done = "reviewed" if file.reviewed_by else "translated"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{_V2}" version="2.0" srcLang={quoteattr(file.source_language)} trgLang={quoteattr(file.language)}>',
        f'  <file id="f1" original={quoteattr(file.path)}>',
        "    <notes>",
        *(f'      <note category="{name}">{_safe(value)}</note>' for name, value in _about(file)),
        "    </notes>",
    ]
    for number, one in enumerate(file.passages, 1):
        state = "initial" if one.stale or not one.target else done
        lines.append(f'    <unit id="u{number}" name={quoteattr(one.key)}>')
        notes = [("place", one.place)] * bool(one.place) + [("previous-source", one.previous)] * bool(one.previous)
        if notes:
            lines.append("      <notes>")
            lines += [f'        <note category="{name}">{_safe(value)}</note>' for name, value in notes]
            lines.append("      </notes>")
        stale = ' subState="practicum:stale"' if one.stale else ""
        lines.append(f'      <segment id="s1" state="{state}"{stale}>')
        lines.append(f'        <source xml:space="preserve">{_safe(one.source)}</source>')
        if one.target:
            lines.append(f'        <target xml:space="preserve">{_safe(one.target)}</target>')
        lines += ["      </segment>", "    </unit>"]
    return ("\n".join([*lines, "  </file>", "</xliff>"]) + "\n").encode()


def _about(file: ExchangedFile) -> list[tuple[str, str]]:
    held = [("release", file.release), ("translator", file.translator), ("reviewed-by", file.reviewed_by)]
    return [one for one in held if one[1]]


def _safe(text: str) -> str:
    return escape(text).replace("\r", "&#13;")


@dataclass
class _Element:
    name: str
    attributes: dict[str, str]
    line: int
    text: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    def all(self, *names: str) -> list[_Element]:
        """Elements of these names below this one, in order."""
        return [found for child in self.children for found in ([child] if child.name in names else []) + child.all(*names)]

    @property
    def whole(self) -> str:
        """The text."""
        return "".join(self.text)


def read(name: str, data: bytes) -> ExchangedFile:
    """What an XLIFF file says. Raises NotTaken, with file and line, where it cannot be used; one with a DTD is not read at all."""
    root = _parsed(name, text_of(name, data))
    if root.name != "xliff" or root.attributes.get("version", "")[:2] not in ("2.", "1."):
        raise NotTaken(f"{name}:{root.line}", "this is no XLIFF of version 2.0 or 1.2", "export it from the translation tool as XLIFF")
    files = root.all("file")
    if len(files) != 1:
        raise NotTaken(
            f"{name}:{root.line}", f"it holds {len(files)} files",
            "import one lesson or file of fields at a time, as it was exported",
        )  # fmt: skip
    held = files[0]
    old = root.attributes["version"].startswith("1.")
    about = held.attributes if old else root.attributes
    language, source = about.get("target-language" if old else "trgLang", ""), about.get("source-language" if old else "srcLang", "")
    path = held.attributes.get("original", "")
    if not path or not language:
        lacks = "original" if not path else "target-language" if old else "trgLang"
        raise NotTaken(f"{name}:{held.line}", f"it does not say `{lacks}`", "import a file that `practicum export xliff` made")
    notes = {one.attributes.get("category", ""): one.whole for child in held.children if child.name == "notes" for one in child.all("note")}
    units = held.all("trans-unit" if old else "unit")
    passages = tuple(_passage(name, unit, old) for unit in units)
    return ExchangedFile(
        path, language, source, notes.get("release", ""), passages, notes.get("translator", ""), notes.get("reviewed-by", ""), name
    )


def _passage(name: str, unit: _Element, old: bool) -> Exchanged:
    key = unit.attributes.get("resname" if old else "name", "")
    if not key:
        raise NotTaken(
            f"{name}:{unit.line}", "a unit has lost the name of its passage",
            "import the file with its ids as they were exported",
        )  # fmt: skip
    sources, targets = unit.all("source"), unit.all("target")
    if len(sources) != 1 or len(targets) > 1:
        raise NotTaken(
            f"{name}:{unit.line}", f"the passage `{key}` was cut into segments",
            "join them in the translation tool, then export again",
        )  # fmt: skip
    inside = [one for held in (*sources, *targets) for one in held.children]
    if inside:
        raise NotTaken(
            f"{name}:{inside[0].line}", f"there is markup in a text: <{inside[0].name}>",
            "texts are Markdown; take the element out",
        )  # fmt: skip
    target = targets[0].whole if targets else ""
    if old:
        state = targets[0].attributes.get("state", "") if targets else ""
        stale = bool(_OPEN.match(state)) or (unit.attributes.get("approved") == "no" and state == "new")
    else:
        segment = unit.all("segment")[0] if unit.all("segment") else unit
        stale = bool(target) and segment.attributes.get("state", "translated") == "initial"
    previous = next((one.whole for one in unit.all("note") if one.attributes.get("category") == "previous-source"), "")
    return Exchanged(key, sources[0].whole, target, stale and bool(target), previous, line=unit.line)


def _parsed(name: str, text: str) -> _Element:
    """The elements with their lines. No DTD is let in, so there is no entity that could grow or lead outside."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = _Element("", {}, 1)
    open_ = [top]

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(open_) > 100:
            raise NotTaken(f"{name}:{parser.CurrentLineNumber}", "elements lie too deep in each other", "export the file again")
        space, _, local = tag.rpartition(" ")
        one = _Element(local if space in (_V2, _V1, "") else tag, attributes, parser.CurrentLineNumber)
        open_[-1].children.append(one)
        open_.append(one)

    def refuse(*_: object) -> None:
        raise NotTaken(
            f"{name}:{parser.CurrentLineNumber}", "it declares a document type, which could hold entities that grow without end",
            "take the `<!DOCTYPE …>` out; XLIFF needs none",
        )  # fmt: skip

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: open_.pop() and None
    parser.CharacterDataHandler = lambda data: open_[-1].text.append(data)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(re.sub(r"\A(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']", r"\1", text), True)
    except expat.ExpatError as error:
        raise NotTaken(
            f"{name}:{error.lineno}", f"the file is cut off or is no XML: {expat.ErrorString(error.code)}",
            "fetch it from the translation tool again",
        ) from error
    return top.children[0]

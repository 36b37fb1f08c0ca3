"""Passages as PO, for Weblate, Poedit and others: `msgctxt` is path and passage, `fuzzy` is stale, `#| msgid` the older source."""

from __future__ import annotations

import re

from practicum.exchanging.faults import NotTaken, text_of
from practicum.model.exchange import Format
from practicum.model.translation import Exchanged, ExchangedFile

FORMAT = Format(
    name="PO",
    version="as GNU gettext and Weblate have it",
    direction="out and in",
    commands=("practicum export po", "practicum import po"),
    carries="the passages of a translation, stale and reviewed ones marked",
    checked="every French text out and in again, byte for byte; read by `polib` 1.2.0",
    set_aside="passages whose original has changed meanwhile are named and left out",
    page="translating",
)

# polib passes over a text that breaks off in the middle; a half sentence is no translation.
_LINE = re.compile(r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*")?\s*\Z')
_LAST = re.compile(r"^\s*([A-Za-z][A-Za-z0-9_-]*)\s*(?:<[^>]*>)?\s*$")


def written(file: ExchangedFile) -> bytes:
    """The PO file; the same passages give the same bytes."""
    import polib

    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Project-Id-Version": f"practicum {file.release}",
        "Last-Translator": file.translator,
        "Language": file.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": file.source_language,
        "X-Source-File": file.path,
        "X-Reviewed-By": file.reviewed_by,
    }
    for one in file.passages:
        entry = polib.POEntry(msgctxt=f"{file.path} {one.key}", msgid=one.source, msgstr=one.target)
        if one.place:
            path, _, line = one.place.rpartition(":")
            entry.occurrences = [(path, line)]
        if one.stale:
            entry.flags = ["fuzzy"]
            entry.previous_msgid = one.previous or None
        po.append(entry)
    return (str(po).rstrip("\n") + "\n").encode()


def read(name: str, data: bytes) -> ExchangedFile:
    """What a PO file says. Raises NotTaken, with file and line, where it cannot be used."""
    import polib

    text = text_of(name, data)
    for number, written_line in enumerate(text.split("\n"), 1):
        if not _LINE.match(written_line):
            said = "this is no PO, or it was cut off: the line is not whole"
            raise NotTaken(f"{name}:{number}", said, "fetch the file from the translation tool again")
    try:
        # Behind a line end it can be no path: polib would open it.
        po = polib.pofile("\n" + text, encoding="utf-8", check_for_duplicates=False)
    except (OSError, ValueError, UnicodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = max(1, int(found[1]) - 1) if found else 1
        said = "this is no PO: the line cannot be read"
        raise NotTaken(f"{name}:{line}", said, "fetch the file from the translation tool again") from error
    language = po.metadata.get("Language", "").strip()
    path = po.metadata.get("X-Source-File", "").strip()
    if not path or not language:
        lacks = "X-Source-File" if not path else "Language"
        raise NotTaken(f"{name}:1", f"its head does not say `{lacks}`", "import a file that `practicum export po` made, its head whole")
    passages = []
    for entry in po:
        if entry.obsolete:
            continue
        line = max(1, (entry.linenum or 2) - 1)
        context = entry.msgctxt or ""
        own, _, key = context.rpartition(" ")
        if own != path:
            said = f"the id of a passage was changed: `{context}`"
            raise NotTaken(f"{name}:{line}", said, f"it begins with `{path} `, as it was exported")
        passages.append(Exchanged(key, entry.msgid, entry.msgstr, "fuzzy" in entry.flags, entry.previous_msgid or "", line=line))
    who = _LAST.match(po.metadata.get("Last-Translator", ""))
    release = po.metadata.get("Project-Id-Version", "").rpartition(" ")[2]
    return ExchangedFile(
        path, language.replace("_", "-"), po.metadata.get("X-Source-Language", ""), release,
        tuple(passages), who[1] if who else "", po.metadata.get("X-Reviewed-By", "").strip(), name,
    )  # fmt: skip

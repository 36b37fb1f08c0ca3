"""Files that are no Word file, or one that means harm: each a clear message, and nothing half-written."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import docx
import pytest

from practicum.authoring import Refused
from practicum.exchanging import word_file, word_text
from practicum.exchanging.docx import read_docx
from tests.authoring.small_project import call, held, put
from tests.exchanging.word_files import insert, on_template, png, repacked, saved

GOOD = saved(on_template())


def odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office/>")
    return out.getvalue()


def types(data: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = archive.read("[Content_Types].xml")
    assert old in held
    return repacked(data, **{"[Content_Types].xml": held.replace(old, new)})


MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>'


def locked() -> bytes:
    """As encrypted by somebody: the flag is what counts."""
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def lying() -> bytes:
    """A part that declares to be small and is large."""
    data = bytearray(repacked(GOOD, word__more=b"x" * 3_000_000))
    at = data.find(b"word/more", data.find(b"PK\x01\x02")) - 46
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


BAD = {
    "macros": (types(GOOD, MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml"), "macros (.docm)"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Word file (.doc)"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "locked archive": (locked(), "protected by a password"),
    "OpenDocument": (odt(), "an OpenDocument file (.odt)"),
    "workbook": (types(GOOD, MAIN, b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "it is a workbook"),
    "template": (types(GOOD, b"wordprocessingml.document.main", b"wordprocessingml.template.main"), "a Word template (.dotx)"),
    "PDF": (b"%PDF-1.7", "it is a PDF"),
    "rich text": (b"{\\rtf1 hello}", "it is a text in RTF"),
    "web page": (b"<html><body>hello</body></html>", "it is a web page"),
    "words": (b"just words", "it is no Word file"),
    "empty": (b"", "the file is empty"),
    "half": (GOOD[: len(GOOD) // 2], "only a part of it arrived"),
    "entities": (repacked(GOOD, **{"word/document.xml": LAUGHS}), "declares a document type"),
    "entities in UTF-16": (repacked(GOOD, **{"word/styles.xml": LAUGHS.decode().encode("utf-16")}), "declares a document type"),
    "broken XML": (repacked(GOOD, **{"word/document.xml": b"<w:document><w:body>"}), "damaged"),
    "no text": (repacked(GOOD, **{"word/_rels/document.xml.rels": b"<Relationships/>"}), "damaged"),
    "lying sizes": (lying(), "only a part of it arrived"),
    "archive": (repacked(odt(), mimetype=b"text"), "no Word file"),
}


@pytest.mark.parametrize(("data", "says"), BAD.values(), ids=BAD)
def test_each_is_refused_in_plain_words(data: bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_docx("module.docx", data)
    assert says in refused.value.message
    assert refused.value.message.startswith("module.docx: ")
    assert "nothing was written" in refused.value.help
    assert refused.value.code == 1


def test_the_command_says_so_and_writes_nothing(tmp_path: Path) -> None:
    project = put(tmp_path / "my project")
    before = held(project)
    (tmp_path / "m.docx").write_bytes(BAD["macros"][0])
    result = call(project, "import", "docx", str(tmp_path / "m.docx"), "--as", "F03", "--hours", "6", "--teaches", "REL-1=1")
    assert result.exit_code == 1
    assert "macros" in result.output
    assert "Traceback" not in result.output
    assert held(project) == before


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(GOOD, **{"word/media/x.png": b"\0" * 20_000_000})
    assert len(bomb) < 100_000
    monkeypatch.setattr(word_file, "MOST_UNPACKED", 10_000_000)
    with pytest.raises(Refused, match="unpacks to far more than it looks"):
        read_docx("m.docx", bomb)


def test_the_true_bounds_hold() -> None:
    """A file of 300 kB that unpacks to 300 MB."""
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/big.xml", "w") as part:
        for _ in range(300):
            part.write(b" " * 1_000_000)
    with pytest.raises(Refused, match="unpacks to far more than it looks"):
        read_docx("m.docx", out.getvalue())


def test_two_hundred_pictures() -> None:
    document = docx.Document()
    document.add_heading("Seeing", 1)
    for number in range(200):
        document.add_picture(io.BytesIO(png(number)))
    texts = read_docx("m.docx", saved(document)).texts
    assert len(texts.pictures) == word_text.MOST_PICTURES
    assert texts.unplaced == ["a picture beyond the first 60, which is the most a module has, under “Seeing” (140 times)"]
    assert texts.lessons[0][1].count("![") == 60


def test_one_picture_in_many_places_is_one_file() -> None:
    document = docx.Document()
    document.add_heading("Seeing", 1)
    for _ in range(200):
        document.add_picture(io.BytesIO(png(1)))
    texts = read_docx("m.docx", saved(document)).texts
    assert list(texts.pictures) == ["picture-01.png"]
    assert not texts.unplaced


def test_a_huge_picture_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_text, "MOST_PICTURE_BYTES", 1_000)
    document = docx.Document()
    document.add_heading("Seeing", 1)
    document.add_picture(io.BytesIO(png(1, width=900)))
    document.add_paragraph("Look.")
    texts = read_docx("m.docx", saved(document)).texts
    assert not texts.pictures
    assert "make it smaller in Word" in texts.unplaced[0]


def test_macros_in_a_plain_file_are_named_and_left() -> None:
    document = on_template()
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI("/word/vbaProject.bin"), "application/vnd.ms-office.vbaProject", b"macro", document.part.package)
    document.part.relate_to(part, "http://schemas.microsoft.com/office/2006/relationships/vbaProject")
    texts = read_docx("m.docx", saved(document)).texts
    assert "macros; none of them ran" in texts.unplaced


def test_deep_nesting_ends_well() -> None:
    document = docx.Document()
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    insert(document, f"<w:p {w}>" + "<w:smartTag>" * 200 + "<w:r><w:t>deep</w:t></w:r>" + "</w:smartTag>" * 200 + "</w:p>")
    assert read_docx("m.docx", saved(document)).texts.lessons[0][1].strip().endswith("deep")
    deeper = saved(document)
    with zipfile.ZipFile(io.BytesIO(deeper)) as archive:
        text = archive.read("word/document.xml")
    for tag in (b"<w:smartTag>", b"</w:smartTag>"):
        text = text.replace(tag, tag * 100)
    with pytest.raises(Refused, match="damaged"):
        read_docx("m.docx", repacked(deeper, **{"word/document.xml": text}))

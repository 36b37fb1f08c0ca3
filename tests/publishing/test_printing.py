"""Print: authored text stays text, bytes stay the same, and pages look finished."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from practicum.publishing import PrintingFailed, Staged, publish
from practicum.publishing.hosting import Hosting
from practicum.publishing.printing import typesetting
from practicum.publishing.printing.document import Document
from practicum.publishing.printing.making_documents import print_documents
from practicum.publishing.printing.nodes import said
from practicum.publishing.printing.pictures import grey
from practicum.publishing.printing.printing_out import print_out
from practicum.publishing.printing.typesetting import typeset
from practicum.publishing.staging import SiteSources, _making
from tests.publishing.shipped import ROOT, shipped_catalogue, views_of
from tests.publishing.small_curriculum import FILES, HOME, read_small

TEMPLATE = ROOT / "generator/practicum/publishing/printing/sheet.typ"
HOSTILE = (
    '#import "@preview/tablex:0.0.8": *',
    '#eval("40 + 2")',
    '#read("/etc/passwd")',
    "$x^2$ and $ sum_(k=1)^n k $",
    "\\u{1f600} \\#pagebreak()",
    "a @reference and a <label>",
    "#set page(width: 1cm)",
    "]] #panic() [[",
    "= no heading",
    "https://x.example // no comment /* none */",
)


def small(files: dict[str, str] | None = None, *languages: str) -> Staged:
    catalogue = read_small({**FILES, **(files or {})})
    return publish(views_of(catalogue, *languages), SiteSources(pages=HOME), downloads=True)


def printed(staged: Staged, kept: Path | None = None) -> dict[str, bytes]:
    return {f"{document.language}/{document.path}": data for document, data in typeset(staged.prints, kept)}


def pages_of(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]


def squeezed(words: str) -> str:
    """Without spaces, since a line of print may end anywhere."""
    return re.sub(r"\s+", "", words)


@cache
def shipped_documents() -> dict[str, Document]:
    core, *rest = views_of(shipped_catalogue(), "fr")
    editions = {view.country: view for view in rest if view.country}
    return {document.path: document for document in print_documents(_making(core, editions, {}))}


@cache
def shipped_print(*names: str) -> dict[str, list[str]]:
    held = [shipped_documents()[f"downloads/print/{name}.pdf"] for name in names]
    return {Path(document.path).stem: pages_of(data) for document, data in typeset(held)}


def nodes_of(document: Document) -> Iterator[dict[str, Any]]:
    def below(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for node in nodes:
            yield node
            if node["k"] in ("box", "part", "ask"):
                yield from below(node["body"])

    yield from below(json.loads(document.body)["nodes"])


# -- safety


def test_authored_text_is_printed_as_it_was_written() -> None:
    code = "\n\n".join(f"    {line}" for line in HOSTILE)
    lesson = f"# Hostile\n\n{code}" + "\n\n## Heading #eval(1) $y$\n\nIn text: #import $z$ \\\\ end.\n"
    module = FILES["curriculum/modules/M1-seeing/module.yaml"]
    question = FILES["curriculum/modules/M1-seeing/assessment.yaml"].replace("What first?", "'What #eval(\"1\") $ first \\\\ @x?'")
    files = {"curriculum/modules/M1-seeing/01-look.md": lesson, "curriculum/modules/M1-seeing/assessment.yaml": question}
    summary = "summary: 'Sum #panic() $a$ \\\\ <b>'"
    files["curriculum/modules/M1-seeing/module.yaml"] = re.sub(r"(?m)^summary: .*$", lambda _: summary, module)
    words = squeezed("".join(pages_of(printed(small(files))["en/downloads/print/M1-handout.pdf"])))
    for line in HOSTILE:
        assert squeezed(line) in words, line
    for line in ("Heading #eval(1) $y$", "In text: #import $z$ \\ end.", 'What #eval("1") $ first \\\\ @x?', "Sum #panic() $a$ \\\\ <b>"):
        assert squeezed(line) in words, line
    assert "root:" not in words


def test_the_template_reaches_for_nothing() -> None:
    code = re.sub(r"//[^\n]*", "", TEMPLATE.read_text("utf-8"))
    assert not re.search(r"\b(import|include|read|eval|plugin|csv|yaml|toml|xml|cbor|bibliography)\b\s*[\"(]", code)
    assert re.findall(r"\bjson\(.*", code) == ["json(bytes(sys.inputs.document))"]
    assert all(call.startswith("image(bytes(") for call in re.findall(r"\bimage\([^)]*", code))


# -- the same bytes, and only what changed


def test_the_same_sources_give_the_same_bytes() -> None:
    assert printed(small()) == printed(small())


def test_only_what_changed_is_typeset_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = printed(small(), tmp_path)
    made: list[str] = []
    whole = typesetting._compiled

    def counted(document: Document) -> bytes:
        made.append(Path(document.path).stem)
        return whole(document)

    monkeypatch.setattr(typesetting, "_compiled", counted)
    assert printed(small(), tmp_path) == first
    assert made == []
    second = printed(small({"curriculum/modules/M1-seeing/trainer.md": "# Trainer notes\n\nBring string.\n"}), tmp_path)
    assert sorted(made) == ["M1-trainer", "way-trainer"]
    assert {name for name in second if second[name] != first[name]} == {f"en/downloads/print/{name}.pdf" for name in made}
    assert len(list(tmp_path.iterdir())) == len(second), "what no document needs is let go"


def test_a_kept_document_is_made_again_for_another_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = small()
    one = replace(stage, prints=stage.prints[:1])
    printed(one, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    monkeypatch.setattr(typesetting, "_surroundings", lambda: b"another template, font or version")
    printed(one, tmp_path)
    assert names.isdisjoint(path.name for path in tmp_path.iterdir())


def test_without_typst_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    typesetting._surroundings.cache_clear()
    with pytest.raises(PrintingFailed, match="print needs Typst, which is not installed"):
        printed(small())


# -- which documents there are


def test_documents_are_written_and_named_for_the_pages_they_belong_to(tmp_path: Path) -> None:
    found = print_out(small(), tmp_path)
    assert [(one.path, one.about, one.title) for one in found] == [
        ("downloads/print/M1-handout.pdf", "modules/M1.md", "Handout"),
        ("downloads/print/M1-trainer.pdf", "modules/M1.md", "Trainer guide"),
        ("downloads/print/M1-assessor.pdf", "modules/M1.md", "Assessor’s sheets"),
        ("downloads/print/way-handout.pdf", "programmes/way.md", "Handout"),
        ("downloads/print/way-trainer.pdf", "programmes/way.md", "Trainer guide"),
        ("downloads/print/way-assessor.pdf", "programmes/way.md", "Assessor’s sheets"),
    ]
    assert all((tmp_path / one.path).read_bytes().startswith(b"%PDF-") for one in found)


def test_nothing_is_printed_unless_asked_for(tmp_path: Path) -> None:
    stage = publish(views_of(read_small(FILES)), SiteSources(pages=HOME))
    assert stage.prints == ()
    assert print_out(stage, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_language_is_printed_only_where_all_of_a_module_is_translated() -> None:
    folder = "curriculum/modules/M1-seeing"
    french = {
        f"{folder}/01-look.md".replace("curriculum", "curriculum/fr"): (
            "# Ce que nous cherchons\n\nRegardez [M2](module:M2).\n\n## Pour réfléchir\n\n- Quoi ?\n"
        )
    }
    assert {one.language for one in small(french, "fr").prints} == {"en"}
    french[f"{folder}/trainer.md".replace("curriculum", "curriculum/fr")] = "# Notes\n\nDe la craie.\n"
    for name in ("module.yaml", "assessment.yaml"):
        french[f"{folder}/{name}".replace("curriculum", "curriculum/fr")] = FILES[f"{folder}/{name}"]
    stage = small(french, "fr")
    assert sorted(one.path for one in stage.prints if one.language == "fr") == [
        f"downloads/print/M1-{kind}.pdf" for kind in ("assessor", "handout", "trainer")
    ]
    made = printed(replace(stage, prints=tuple(one for one in stage.prints if one.language == "fr")))
    handout = made["fr/downloads/print/M1-handout.pdf"]
    assert b"/Lang(fr)" in handout
    words = squeezed("".join(pages_of(handout)))
    for line in ("Support de cours".upper(), "Sommaire", "Choisissez une réponse.", "Mots de ce module" if "Mots" in words else "Notes"):
        assert squeezed(line) in words, line
    assert "ChooseOne" not in words


def test_editions_of_countries_and_every_module_and_programme_are_printed() -> None:
    documents = shipped_documents()
    catalogue = shipped_catalogue()
    for id, unit in catalogue.modules.items():
        if unit.value.status not in ("planned", "retired") and not unit.value.legacy:
            assert {f"downloads/print/{id}-{kind}.pdf" for kind in ("handout", "trainer", "assessor")} <= set(documents), id
    for id in catalogue.programmes:
        assert {f"downloads/print/{id}-{kind}.pdf" for kind in ("handout", "trainer", "assessor")} <= set(documents), id
    assert documents["downloads/print/F10-NV-handout.pdf"].about == "modules/F10-NV.md"
    assert "Norvale" in documents["downloads/print/F10-NV-handout.pdf"].title


# -- for whom it is


def test_the_key_stands_apart_from_the_questions() -> None:
    catalogue = shipped_catalogue()
    feedback = [option.feedback for question in catalogue.assessments["F06"].value.questions for option in question.options]
    held = shipped_print("F06-handout", "F06-trainer", "F06-assessor")
    assert not [one for one in feedback if len(one) > 20 and squeezed(one) in squeezed("".join(held["F06-handout"]))]
    guide = [squeezed(page) for page in held["F06-trainer"]]
    first = next(number for number, page in enumerate(guide) if "Keytothequestions" in page and "Fortrainersonly." in page)
    assert "Choose one." not in "".join(held["F06-trainer"][first:])
    told = [squeezed(re.sub(r"^(Right|Yes)[.:]\s+", "", one))[1:] for one in feedback]
    assert [one for one in told if one not in "".join(guide[first:])] == []
    assert not [one for one in told if len(one) > 20 and one in "".join(guide[:first])]


ALL_THE_REST = {
    "module.yaml": """versions: [{version: "2", note: نقاط القوة}]
sessions:
  - {id: s1, title: النظر, classroom: اثنين اثنين, distance: بالهاتف}
  - {id: s2, title: التقييم}
evidence: [{reference: S1, use: فكرة}]
""",
    "assessment.yaml": """    options: [{text: انظر, feedback: نعم}, {text: اكتب, feedback: لاحقا}]
  - id: M1-Q2
    prompt: بأي ترتيب؟
    options: [{text: انظر, feedback: أولا}, {text: اسأل, feedback: ثانيا}, {text: اكتب, feedback: ثالثا}]
pass: {rule: سبعون بالمئة}
rubric: [{competency: REL-2, indicator: يسمي نقطة قوة, not_yet: مديح, levels: {1: فعل واحد}}]
checklist: [نظر أولا]
""",
}


def test_arabic_is_set_in_a_font_drawn_for_it() -> None:
    from tests.publishing.test_languages import ARABIC

    # A handout never changes its language half-way, so every text of the module has to be there.
    whole = {path: text.replace("  - {id: M1-Q1, ", "  - id: M1-Q1\n    ").replace("؟}", "؟") for path, text in ARABIC.items()}
    whole = {path: text + ALL_THE_REST.get(path.rpartition("/")[2], "") for path, text in whole.items()}
    partly = publish(views_of(read_small({**FILES, **ARABIC}), "ar"), SiteSources(pages=HOME), downloads=True)
    assert {one.language for one in partly.prints} == {"en"}
    stage = publish(views_of(read_small({**FILES, **whole}), "ar"), SiteSources(pages=HOME), downloads=True)
    held = {(one.language, one.path): data for one, data in typesetting.typeset(stage.prints)}
    data = held["ar", "downloads/print/M1-handout.pdf"]
    assert b"NotoNaskhArabic" in data
    assert b"DejaVuSansMono" not in data, "no letter falls back on the last font"
    assert b"NotoNaskhArabic" not in held["en", "downloads/print/M1-handout.pdf"]


def test_pdfs_are_tagged_and_say_language_and_title() -> None:
    (data,) = [data for _, data in typeset([shipped_documents()["downloads/print/F06-handout.pdf"]])]
    assert b"/Marked true" in data
    assert b"/Lang(en)" in data
    assert b"pdfuaid:part>1<" in data
    assert b"CreationDate" not in data or b"D:1970" in data
    with pypdfium2.PdfDocument(data) as pdf:
        assert pdf.is_tagged()
        assert pdf.get_metadata_value("Title") == "F06 Strengths-based practice 1: seeing what works: Handout"
        assert len(pdf.get_toc() and list(pdf.get_toc())) > 8


def test_links_are_numbers_with_an_address_at_the_end_and_terms_are_explained() -> None:
    held = squeezed("".join(shipped_print("S04-handout")["S04-handout"]))
    assert "ModuleS01,Assessingchildrenandfamilies:modules/S01.html" in held
    assert "capacitytochange:Whether" in held
    assert "Anaddressthatendsin.html" in held
    module = FILES["curriculum/modules/M1-seeing/01-look.md"]
    assert "(module:" in module or "(role:" in module
    stage = publish(views_of(read_small(FILES)), SiteSources(pages=HOME, hosting=Hosting("https://example.org/x/")), downloads=True)
    hosted = printed(replace(stage, prints=stage.prints[:1]))["en/downloads/print/M1-handout.pdf"]
    assert "https://example.org/x/" in squeezed("".join(pages_of(hosted)))
    assert "Anaddressthatendsin.html" not in squeezed("".join(pages_of(hosted)))


# -- how it looks


LOOKED_AT = ("F01-handout", "S04-handout", "R04-handout", "I11-handout", "I11-trainer", "R04-assessor", "volunteer-induction-handout")


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_page_is_empty_and_no_heading_stands_alone_at_its_end(name: str) -> None:
    document = shipped_documents()[f"downloads/print/{name}.pdf"]
    headings = {squeezed(said(node["body"])) for node in nodes_of(document) if node["k"] == "heading"}
    assert len(headings) > 2
    pages = shipped_print(name)[name]
    for number, page in enumerate(pages, 1):
        lines = [line for line in page.split("\n") if line.strip() and not line.startswith(("Practicum ·", "page "))]
        assert len(lines) > 4 or number == len(pages), f"page {number} says next to nothing: {lines}"
        assert squeezed(lines[-1]) not in headings, f"page {number} ends with a heading: {lines[-1]}"


@pytest.mark.parametrize("name", ["R04-handout", "L01-handout", "B03-trainer"])
def test_the_last_page_holds_more_than_one_source(name: str) -> None:
    document = shipped_documents()[f"downloads/print/{name}.pdf"]
    sources = next(node for node in nodes_of(document) if node.get("look") == "sources")
    last = squeezed(shipped_print(name)[name][-1])
    there = [item for item in sources["items"] if squeezed(said(item[0]["body"]))[:30] in last]
    assert len(there) >= 3


def test_what_is_asked_has_room_for_the_answer() -> None:
    nodes = list(nodes_of(shipped_documents()["downloads/print/I11-handout.pdf"]))
    asked = [item for node in nodes if node["k"] == "list" for item in node["items"] if item[0]["k"] == "ask"]
    assert len(asked) >= 7
    assert all(item[0]["number"] >= 3 for item in asked)
    assert all(node["lines"] >= 5 for node in nodes if node["k"] == "question" and node["kind"] == "short")
    sheets = list(nodes_of(shipped_documents()["downloads/print/I11-assessor.pdf"]))
    assert {"rubric", "ticks", "blanks", "decision"} <= {node["k"] for node in sheets}


def test_every_diagram_brings_its_looks_along_in_greys() -> None:
    drawings = shipped_catalogue().drawings
    assert len(drawings) >= 30
    for path, drawing in drawings.items():
        svg = grey(drawing)
        root = ET.fromstring(svg)
        assert "class=" not in svg, path
        colours = {value for element in root.iter() for key, value in element.attrib.items() if key in ("fill", "stroke")}
        assert all(colour == "none" or re.fullmatch(r"#(..)\1\1", colour) for colour in colours), (path, colours)
        assert all(element.get("fill") for element in root.iter() if element.tag.endswith(("}text", "}rect", "}circle", "}path"))), path

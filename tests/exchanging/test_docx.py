"""`practicum import docx`: what is written in Word arrives, and what does not is named."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from practicum.exchanging.docx import read_docx
from practicum.exchanging.markdown_text import Piece, line
from practicum.exchanging.pictures import bare
from practicum.exchanging.word_template import template_bytes
from practicum.reading.markdown import parser
from tests.authoring.small_project import call, good, held, put
from tests.exchanging.word_files import W, insert, on_template, png, saved

ASKED = ("--as", "F03", "--hours", "6", "--teaches", "REL-1=1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


def put_file(project: Path, document: object, name: str = "module.docx") -> str:
    path = project.parent / name
    path.write_bytes(document if isinstance(document, bytes) else saved(document))
    return str(path)


def test_a_module_on_the_template(project: Path) -> None:
    before = held(project)
    said = good(project, "import", "docx", put_file(project, on_template()))
    folder = project / "curriculum/modules/F03-asking-neighbours"
    assert sorted(path.name for path in folder.iterdir()) == [
        "01-who-lives-next-door.md", "02-what-do-we-write-down.md", "assessment.yaml", "module.yaml", "trainer.md",
    ]  # fmt: skip
    assert (folder / "01-who-lives-next-door.md").read_text("utf-8") == (
        "# Who lives next door?\n\nNeighbours hear what offices never read. See [the first module](module:F01).\n\n## Three doors\n\n"
        "1. Knock\n2. Wait\n- Never through a window\n\n## Scenario: The red door\n\n> **Content warning.** A child alone.\n\n"
        "It is six o'clock and nobody opens.\n"
    )
    fields = (folder / "module.yaml").read_text("utf-8")
    for part in ("id: F03", "hours: 6", "{competency: REL-2, level: 2}", "audience: [FSW]", "module: F01", "Ask before you tell."):
        assert part in fields
    assert "Let learners knock on a real door." in (folder / "trainer.md").read_text("utf-8")
    assessment = (folder / "assessment.yaml").read_text("utf-8")
    assert "Hold two talks with neighbours." in assessment
    assert "F03-Q01" in assessment
    assert "F03-Q02" in assessment
    assert "F03-Q03" not in assessment
    assert "a question without answers, under “Assessment”: Nobody answered this one." in said
    assert {path: data for path, data in held(project).items() if path in before} == before
    assert "error" not in good(project, "check")


def test_any_word_file(project: Path) -> None:
    document = docx.Document()
    document.add_heading("Listening first", 1)
    document.add_paragraph("Why we listen.")
    document.add_heading("Opening a talk", 2)
    paragraph = document.add_paragraph("Say ")
    paragraph.add_run("who you are").bold = True
    paragraph.add_run(", then ")
    paragraph.add_run("wait").italic = True
    paragraph.add_run(" * five _ breaths < 1 minute.")
    document.add_heading("A part of it", 3)
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("below it", style="List Bullet 2")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip([one for row in table.rows for one in row.cells], ("ask", "why", "who | when", "it matters"), strict=True):
        cell.text = words
    document.add_heading("Closing a talk", 2)
    document.add_paragraph("Thank them.")
    document.add_heading("Notes for trainers", 2)
    document.add_paragraph("Be quiet yourself.")
    good(project, "import", "docx", put_file(project, document), *ASKED)
    folder = project / "curriculum/modules/F03-listening-first"
    text = (folder / "01-opening-a-talk.md").read_text("utf-8")
    assert "Say **who you are**, then *wait* \\* five \\_ breaths &lt; 1 minute." in text
    assert "## A part of it" in text
    assert "| ask | why |\n|---|---|\n| who \\| when | it matters |" in text
    assert (folder / "02-closing-a-talk.md").read_text("utf-8") == "# Closing a talk\n\nThank them.\n"
    assert "Be quiet yourself." in (folder / "trainer.md").read_text("utf-8")
    assert "Why we listen." in (folder / "module.yaml").read_text("utf-8")
    assert "error" not in good(project, "check")


def test_what_has_no_place_is_named_with_its_heading() -> None:
    document = docx.Document()
    document.add_heading("One", 1)
    document.add_heading("Two", 1)
    run = document.add_paragraph("kept ").add_run("commented words")
    document.add_comment(run, text="is this so?", author="A. Reader")
    insert(document, f'<w:p {W}><w:r><w:t>the</w:t></w:r><w:ins w:id="1"><w:r><w:t xml:space="preserve"> new</w:t></w:r>'
                     '</w:ins>'
                     '<w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>')  # fmt: skip
    insert(document, f'<w:p {W} {nsdecls("m")}><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>')
    insert(document, f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r>'
                     "<w:t>in a box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>")  # fmt: skip
    insert(document, f"<w:p {W}><w:r><w:object/></w:r></w:p>")
    insert(document, f"<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "outer"
    table.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "inner"
    document.sections[0].header.paragraphs[0].text = "Our organisation"
    texts = read_docx("a.docx", saved(document)).texts
    left = "\n".join(texts.unplaced)
    for said in (
        "an equation, under “Two”: a+b", "a text box, under “Two”: in a box", "an embedded object", "hidden words, under “Two”: secret",
        "a table inside a table, under “Two”: inner", "a comment, under “Two”: “is this so?” at “kept commented words”",
        "a running head: Our organisation",
    ):  # fmt: skip
        assert said in left
    assert any("1 insertions are in, 1 deletions are out" in one for one in texts.remarks)
    assert "the new" in texts.lessons[-1][1]
    assert not any(word in texts.lessons[-1][1] for word in ("old", "secret", "inner", "is this so"))


def test_links_and_footnotes() -> None:
    document = docx.Document()
    document.add_heading("Sources", 1)
    part = document.part
    id, bad = (part.relate_to(target, RT.HYPERLINK, is_external=True) for target in ("https://example.org/a(b)", "javascript:alert(1)"))
    insert(document, f'<w:p {W} {nsdecls("r")}><w:hyperlink r:id="{id}"><w:r><w:t>a page</w:t></w:r></w:hyperlink><w:hyperlink '
                     f'r:id="{bad}"><w:r><w:t xml:space="preserve"> and this</w:t></w:r></w:hyperlink></w:p>')  # fmt: skip
    insert(document, f'<w:p {W}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://example.org/f"</w:instrText></w:r>'
                     '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>field</w:t></w:r>'
                     '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')  # fmt: skip
    texts = read_docx("a.docx", saved(document)).texts
    body = texts.lessons[0][1]
    assert "[a page](<https://example.org/a(b)>) and this" in body
    assert "[field](https://example.org/f)" in body
    assert "javascript" not in body
    assert any("leads nowhere" in one for one in texts.unplaced)


def test_pictures_come_with_consent_and_without_their_secrets(project: Path, tmp_path: Path) -> None:
    import io

    document = docx.Document()
    document.add_heading("Seeing", 1)
    document.add_picture(io.BytesIO(png(1, words=b"taken at 12 Hill Road")))
    document.add_paragraph("Look.")
    file = put_file(project, document)
    said = good(project, "import", "docx", file, *ASKED, "--dry-run")
    assert "nothing was written" in said
    assert "pictures were left out" in said
    assert not list((project / "curriculum/modules").glob("F03*"))
    good(project, "import", "docx", file, *ASKED, "--consent", "nobody can be seen")
    folder = next((project / "curriculum/modules").glob("F03*"))
    data = (folder / "picture-01.png").read_bytes()
    assert data == png(1)
    assert b"Hill Road" not in data
    assert "![To be written.](picture-01.png)" in (folder / "01-seeing.md").read_text("utf-8")
    assert "nobody can be seen" in (folder / "module.yaml").read_text("utf-8")
    assert "error" not in good(project, "check")


def test_a_picture_in_the_assessment_is_named() -> None:
    import io

    document = on_template()
    document.add_paragraph("Draw it.", style="Normal")
    document.add_picture(io.BytesIO(png(1)))
    texts = read_docx("a.docx", saved(document)).texts
    assert texts.task == "Hold two talks with neighbours.\nDraw it."
    assert "a picture in the assessment’s task, under “Assessment”" in texts.unplaced


def test_a_photograph_keeps_which_way_is_up() -> None:
    import struct

    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + b"\0\0\0\0" + b"GPS 51.5 N"
    photo = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda\0\x02rest\xff\xd9"
    clean = bare(photo)
    assert clean is not None
    assert b"GPS" not in clean
    assert clean.endswith(b"rest\xff\xd9")
    assert bare(clean) == clean
    assert bare(photo[:30]) is None


def test_a_template_comes_back(project: Path) -> None:
    good(project, "export", "docx", "--out", "t.docx", "--as", "F03", "--title", "Asking")
    assert (project / "t.docx").read_bytes() == template_bytes(values={"ID": "F03", "Title": "Asking"})
    assert call(project, "export", "docx", "--out", "t.docx").exit_code == 2
    written = read_docx("t.docx", (project / "t.docx").read_bytes())
    assert written.title == "Asking"
    assert written.fields["id"] == "F03"
    # Nothing of it is anybody's text yet: what the template says is not taken for it.
    assert (written.texts.lessons, written.texts.questions, written.texts.key_points) == ([], [], [])
    assert not written.texts.unplaced
    assert written.texts.remarks == ["16 lines of the template were not written over, and left out"]


def test_what_is_written_over_in_the_template_is_taken_and_the_rest_is_not(project: Path) -> None:
    document = docx.Document(io.BytesIO(template_bytes(values={"ID": "F03", "Title": "Asking", "Hours": "2", "Teaches": "REL-1=1"})))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("… its text"):
            paragraph.text = "Knock, and wait."
    document.save(str(project / "t.docx"))
    said = good(project, "import", "docx", "t.docx")
    assert "= note: 15 lines of the template were not written over, and left out" in said
    lesson = next((project / "curriculum/modules").glob("F03-*/01-*.md"))
    assert lesson.read_text("utf-8").endswith("Knock, and wait.\n")


def test_what_is_missing_is_named(project: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Only words.")
    result = call(project, "import", "docx", put_file(project, document), "--as", "F03", "--title", "Words")
    assert result.exit_code == 2
    assert "`--hours` is missing" in result.output


def test_a_file_without_a_heading_is_one_lesson(project: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Only words.")
    good(project, "import", "docx", put_file(project, document), *ASKED, "--title", "Words alone")
    assert (project / "curriculum/modules/F03-words-alone/01-words-alone.md").read_text("utf-8") == "# Words alone\n\nOnly words.\n"


def test_a_fault_in_the_text_is_shown_and_nothing_written(project: Path) -> None:
    document = docx.Document()
    document.add_heading("Ring us", 1)
    document.add_paragraph("Call Karla on +44 20 7946 0000.")
    before = held(project)
    result = call(project, "import", "docx", put_file(project, document), *ASKED)
    assert result.exit_code == 1
    assert "a telephone number" in result.output
    assert "nothing was written" in result.output
    assert held(project) == before


def test_a_text_with_faults_is_written_when_somebody_asks_for_it(project: Path) -> None:
    document = docx.Document()
    document.add_heading("A bad word", 1)
    document.add_paragraph("He is a drunkard (Smith, 1999).")
    file = put_file(project, document)
    refused = call(project, "import", "docx", file, *ASKED)
    assert refused.exit_code == 1
    assert "nothing was written" in refused.output
    assert "`--with-faults`" in refused.output
    done = good(project, "import", "docx", file, *ASKED, "--with-faults")
    lesson = "curriculum/modules/F03-a-bad-word/01-a-bad-word.md"
    assert f"  {lesson}:3:9: a word that hurts" in done
    assert "the text cites `Smith, 1999` and links to no source" in done
    assert "written with 2 faults: nothing is published until they are mended" in done
    assert "status: planned" in (project / "curriculum/modules/F03-a-bad-word/module.yaml").read_text("utf-8")
    checked = call(project, "check")
    assert checked.exit_code == 1
    assert "2 errors" in checked.output
    # What is no fault of the import is not asked about again.
    assert call(project, "rename", "F02", "F05").exit_code == 0


@pytest.mark.parametrize("words", ["Call Karla on +44 20 7946 0000.", "Call Karla on +44 20 7946 0000; he is a drunkard."])
def test_what_hurts_somebody_is_not_written_even_so(project: Path, words: str) -> None:
    document = docx.Document()
    document.add_heading("Ring us", 1)
    document.add_paragraph(words)
    before = held(project)
    result = call(project, "import", "docx", put_file(project, document), *ASKED, "--with-faults")
    assert result.exit_code == 1
    assert "a telephone number" in result.output
    assert "nothing was written" in result.output
    assert held(project) == before


def shown(markdown: str) -> str:
    """The words that a reader of the Markdown sees."""
    words = []
    for token in parser().parse(markdown):
        if token.type == "inline":
            words += [" " if child.type.endswith("break") else child.content * (child.type == "text") for child in token.children or []]
    return " ".join("".join(words).split())


@given(st.lists(st.tuples(st.text("ab *_`[]()<>&#-+.1\\!|~=:{}\n;", max_size=12), st.booleans(), st.booleans()), max_size=6))
def test_words_read_as_they_were_written(runs: list[tuple[str, bool, bool]]) -> None:
    text = line(Piece(words, bold, italic) for words, bold, italic in runs)
    assert shown(text) == " ".join("".join(words for words, _, _ in runs).split())
    assert all(token.type in ("paragraph_open", "inline", "paragraph_close") for token in parser().parse(text))

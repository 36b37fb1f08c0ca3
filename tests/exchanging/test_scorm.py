"""SCORM packages: valid by the schemas of SCORM 1.2, whole, small, the same bytes each time; and what they lack is counted."""

from __future__ import annotations

import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from practicum.exchanging.scorm import MANIFEST, MOST_BYTES, export, file_name, losses, package
from practicum.model.course import Course
from practicum.publishing.courses import readable
from practicum.reading.files import InMemory
from practicum.reading.project import read_project
from practicum.resolving import View, view_of
from practicum.workspace.courses import courses as courses_in
from practicum.workspace.project import find_project
from practicum.workspace.trouble import Trouble
from tests.authoring.small_project import call, held, put
from tests.exchanging.scorm_packages import ROOT, judge, made, unpacked
from tests.publishing.shipped import DAY, shipped_catalogue
from tests.publishing.small_curriculum import FILES, LESSON, read_small
from tests.publishing.test_hostile import LESSONS, PAYLOADS, Seen

IMSCP, ADLCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "http://www.adlnet.org/xsd/adlcp_rootv1p2"
FIRST = "curriculum/modules/M1-seeing/01-look.md"
ASSESSMENT = "curriculum/modules/M1-seeing/assessment.yaml"


@pytest.fixture(scope="module")
def shipped() -> View:
    return view_of(shipped_catalogue(), day=DAY)


@pytest.fixture(scope="module")
def courses(shipped: View) -> list[Course]:
    return made(shipped, readable(shipped))


def small(changes: dict[str, str] | None = None, **options: Any) -> View:
    return view_of(read_small({**FILES, **(changes or {})}), day=DAY, **options)


def without_check() -> dict[str, str]:
    """The small curriculum without questions."""
    return {name: text for name, text in FILES.items() if name != ASSESSMENT}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schemas of SCORM 1.2 as one, from the folder that holds them."""
    from lxml import etree

    folder = judge("PRACTICUM_SCORM_SCHEMAS", "the folder of the SCORM 1.2 schemas (imscp_rootv1p1p2.xsd and its neighbours)").resolve()
    both = "".join(
        f'<xs:import namespace="{name}" schemaLocation="{(folder / file).as_uri()}"/>'
        for name, file in ((IMSCP, "imscp_rootv1p1p2.xsd"), (ADLCP, "adlcp_rootv1p2.xsd"))
    )
    return etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{both}</xs:schema>'))


def refused(schema: Any, manifest: bytes) -> list[str]:
    from lxml import etree

    schema.validate(etree.fromstring(manifest))
    return [error.message for error in schema.error_log]


def test_every_manifest_is_valid_by_the_schemas(schema: Any, shipped: View, courses: list[Course]) -> None:
    assert not [(course.module, found) for course in courses for found in refused(schema, unpacked(shipped, course)[MANIFEST])]
    plain = without_check()
    view = view_of(read_project(InMemory(plain)).catalogue, day=DAY)
    assert not refused(schema, unpacked(view, made(view, ["M1"])[0])[MANIFEST])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('adlcp:scormtype="sco"', 'adlcp:scormtype="page"'), ("<schemaversion>", "<schemaversions>"),
        ('<item identifier="I-', '<item identifier="9-'), ("adlcp:masteryscore", "adlcp:passmark"), ("<resources>", "<resource>"),
    ],
)  # fmt: skip
def test_the_schemas_see_a_damaged_manifest(schema: Any, old: str, new: str) -> None:
    view = small()
    text = unpacked(view, made(view, ["M1"])[0])[MANIFEST].decode()
    broken = text.replace(old, new).replace(old.replace("<", "</"), new.replace("<", "</"))
    assert broken != text
    assert refused(schema, broken.encode())


def test_what_the_manifest_names_is_there_and_nothing_else(shipped: View, courses: list[Course]) -> None:
    from lxml import etree

    for course in courses:
        held = unpacked(shipped, course)
        assert next(iter(held)) == MANIFEST, "it stands at the root"
        tree = etree.fromstring(held[MANIFEST])
        listed = [one.get("href") for one in tree.iter(f"{{{IMSCP}}}file")]
        assert sorted(listed) == sorted(set(held) - {MANIFEST})
        resource, item = tree.find(f".//{{{IMSCP}}}resource"), tree.find(f".//{{{IMSCP}}}item")
        assert resource.get("href") in held
        assert resource.get(f"{{{ADLCP}}}scormtype") == "sco"
        assert item.get("identifierref") == resource.get("identifier")
        assert float(tree.findtext(f".//{{{ADLCP}}}masteryscore")) == course.mark


class Named(HTMLParser):
    """The files that a page loads, the places it leads to, and those it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: set[str] = set()
        self.leads: set[str] = set()
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag in ("script", "img"):
            self.loads.add(held["src"])
        if tag == "link" and held["href"] != "data:,":
            self.loads.add(held["href"])
        if tag == "a" and held.get("href", "").startswith("#"):
            self.leads.add(held["href"][1:])
        elif tag == "a" and "href" in held:
            assert held["href"].startswith(("https://", "http://", "mailto:", "tel:")), held
        self.places += [held["id"]] if "id" in held else []


def test_a_page_needs_only_what_is_in_its_package(courses: list[Course]) -> None:
    for course in courses:
        found = Named(course.files[course.entry].decode())
        assert found.loads <= set(course.files), course.module
        assert len(found.places) == len(set(found.places)), "no place has the name of another"
        assert not found.leads - set(found.places), course.module
        for name, data in course.files.items():
            if name.endswith((".css", ".js")):
                assert not re.search(rb"https?://|@import|fetch\(|XMLHttpRequest|sendBeacon", data), name


def test_every_module_has_its_lessons_and_questions_and_is_small(shipped: View, courses: list[Course]) -> None:
    sizes = {course.module: len(package(shipped, course)) for course in courses}
    assert len(sizes) == 40
    largest = max(sizes, key=lambda id: sizes[id])
    print(f"largest: {largest}, {sizes[largest]:,} bytes")
    assert sizes[largest] <= MOST_BYTES
    for course in courses:
        page = course.files[course.entry].decode()
        asked = shipped.catalogue.assessments[course.module].value.questions
        assert page.count('class="question"') == len(asked)
        assert course.scored == sum(one.kind != "short" for one in asked) > 0
        assert page.count('data-part="lesson"') == course.lessons > 0


def test_the_pass_mark_is_that_of_the_assessment_or_the_one_asked_for(shipped: View) -> None:
    own = shipped.catalogue.assessments["F10"].value.passing.mark
    assert own is not None
    first, second = made(shipped, ["F10", "F06"], mark=65)
    assert (first.mark, second.mark) == (own, 65)
    assert "<adlcp:masteryscore>65</adlcp:masteryscore>" in unpacked(shipped, second)[MANIFEST].decode()


def test_the_same_bytes_and_ids_of_its_own(shipped: View) -> None:
    one, two = (package(shipped, made(shipped, ["F06"])[0]) for _ in range(2))
    assert one == two
    french = view_of(shipped_catalogue(), day=DAY, language="fr")
    told = made(french, ["F06"])[0]
    ids = {re.search(r'manifest identifier="(.*?)"', unpacked(view, course)[MANIFEST].decode())[1]  # type: ignore[index]
           for view, course in ((shipped, made(shipped, ["F06"])[0]), (french, told), (shipped, made(shipped, ["F02"])[0]))}  # fmt: skip
    assert len(ids) == 3
    assert file_name(told) == "F06-fr-scorm.zip"
    page = told.files[told.entry].decode()
    assert '<html lang="fr"' in page
    assert "Auto-évaluation" in page


def test_a_country_has_packages_of_its_edition(shipped: View) -> None:
    view = view_of(shipped_catalogue(), day=DAY, country="NV")
    course = made(view, ["F10"])[0]
    assert file_name(course) == "F10-NV-scorm.zip"
    assert course.title != shipped.catalogue.modules["F10"].value.title
    page = course.files[course.entry].decode()
    assert f"<title>{course.title}</title>" in page
    assert '<span class="badge badge-country">Norvale</span>' in page


def test_without_questions_it_is_completed_by_reading() -> None:
    view = view_of(read_project(InMemory(without_check())).catalogue, day=DAY)
    course = made(view, ["M1"])[0]
    assert (course.mark, course.scored) == (None, 0)
    assert "masteryscore" not in unpacked(view, course)[MANIFEST].decode()
    assert "no question of M1 can be scored" in " ".join(export(view, [course]).notes)


def test_terms_and_sources_stand_in_the_package_and_other_pages_are_words() -> None:
    page = made(small(), ["M1"])[0].files["index.html"].decode()
    assert '<a href="#words--strength">strength</a>' in page
    assert '<h2 id="words--strength">strength</h2>' in page
    assert '<a href="#sources--S1">' in page
    assert "see trust, the next module" in page


def test_pictures_come_along_by_a_name_of_their_own() -> None:
    lesson = LESSON.replace("Look first.", "![A yard](yard%20one.png)\n\n![Gone](gone.png)\n\nLook first.")
    catalogue = read_project(InMemory({**FILES, FIRST: lesson})).catalogue
    view = view_of(catalogue, day=DAY)
    course = made(view, ["M1"], {"curriculum/modules/M1-seeing/yard one.png": b"picture"})[0]
    assert course.files["pictures/1.png"] == b"picture"
    page = course.files["index.html"].decode()
    assert 'src="pictures/1.png"' in page
    assert "<em>Gone</em>" in page


def test_losses_are_counted_from_the_view(shipped: View) -> None:
    found = {one.what: one.count for one in losses(shipped, ["F06", "F10"])}
    assessed = [shipped.catalogue.assessments[id].value for id in ("F06", "F10")]
    assert found["trainer notes"] == 2
    assert found["rows of rubrics"] == sum(len(one.rubric) for one in assessed)
    assert found["points of checklists"] == sum(len(one.checklist) for one in assessed)
    assert found["questions in one's own words"] == sum(one.kind == "short" for each in assessed for one in each.questions)
    assert found["other languages"] == 2
    assert found["requirements of certifications"] > 0
    bare = losses(view_of(read_project(InMemory(without_check())).catalogue, day=DAY), ["M1"])
    assert {one.what for one in bare} == {
        "trainer notes", "competency links", "rows of session plans", "requirements of certifications",
        "links to other modules, competencies and roles",
    }  # fmt: skip
    assert losses(shipped, []) == ()
    assert losses(shipped) == losses(shipped, readable(shipped)), "all that have lessons"


def test_a_picture_that_is_too_large_is_named() -> None:
    import random

    heavy = random.Random(1).randbytes(MOST_BYTES + 1)
    view = view_of(read_project(InMemory({**FILES, FIRST: "# Look\n\n![A yard](yard.png)\n"})).catalogue, day=DAY)
    course = made(view, ["M1"], {"curriculum/modules/M1-seeing/yard.png": heavy})[0]
    assert any("M1-scorm.zip has 1.0 MB" in note and "pictures/1.png first" in note for note in export(view, [course]).notes)


# -- hostile content


def test_hostile_fields_and_lessons_stay_text() -> None:
    hostile = " ".join(PAYLOADS)
    module = "curriculum/modules/M1-seeing/module.yaml"
    fields = FILES[module].replace("purpose: To see more.", f"purpose: {json.dumps(hostile)}\ncontent_warning: {json.dumps(hostile)}")
    said = json.dumps(hostile)
    fields = fields.replace("key_points: [Name the worry.]", f"key_points: [{said}]\nbefore_you_start: [{said}]")
    tried = 0
    for payload in (*PAYLOADS, *LESSONS):
        files = {**FILES, module: fields, FIRST: f"# Look {payload if chr(10) not in payload else ''}\n\nFirst.\n\n{payload}\n\nLast.\n"}
        asked = FILES[ASSESSMENT].replace("task: Answer.", f"task: {said}").replace("text: Look,", f"text: {said},")
        files[ASSESSMENT] = asked.replace("feedback: first", f"feedback: {said}").replace("prompt: What first?", f"prompt: {said}")
        catalogue = read_project(InMemory(files)).catalogue
        lesson = catalogue.lessons.get(FIRST)
        # Markup in a lesson is refused where it is checked, before anything is handed on.
        if lesson is None or lesson.html or "M1" not in catalogue.modules:
            continue
        tried += 1
        page = made(view_of(catalogue, day=DAY), ["M1"])[0].files["index.html"].decode()
        assert not Seen(page).wrong, payload
        assert "hit()" in page
    assert tried > 20


def test_letters_that_xml_forbids_and_long_titles_do_not_break_a_manifest(schema: Any) -> None:
    view = small()
    course = made(view, ["M1"])[0]
    from dataclasses import replace

    odd = replace(course, title="<a> & \"b\" \x0b\x1f \ud800 ]]> " + "x" * 300, version='1"<' + "9" * 40)
    assert not refused(schema, unpacked(view, odd)[MANIFEST])


# -- the command


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path)


def run(project: Path, *words: str) -> Result:
    return call(project, "export", "scorm", *words)


def test_the_command_says_the_losses_and_writes_packages(project: Path) -> None:
    dry = run(project, "F01", "--out", "packages", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "1 trainer notes" in dry.output
    assert not (project / "packages").exists()
    done = run(project, "--out", "packages", "--format", "json")
    assert done.exit_code == 0, done.output
    assert [path.name for path in (project / "packages").iterdir()] == ["F01-scorm.zip"]
    said = json.loads(done.stdout)
    assert said["files"][0]["path"] == "F01-scorm.zip"
    assert run(project, "F01", "--out", "packages").exit_code == 2
    assert run(project, "F01", "--out", "packages", "--force").exit_code == 0
    assert run(project, "F01", "--out", "here", "--country", "NV", "--mark", "60").exit_code == 0
    assert [path.name for path in (project / "here").iterdir()] == ["F01-NV-scorm.zip"]


def test_a_folder_with_something_else_in_it_is_never_replaced(project: Path) -> None:
    (project / "notes").mkdir()
    (project / "notes/thesis.txt").write_text("three years of work")
    for place in ("notes", "curriculum", "."):
        before = held(project)
        refused = run(project, "F01", "--out", place, "--force")
        assert refused.exit_code == 2, refused.output
        assert "holds what is no earlier output of this kind: " in refused.output
        assert held(project) == before
    assert (project / "notes/thesis.txt").read_text() == "three years of work"
    assert run(project, "F01", "--out", "packages").exit_code == 0
    (project / "packages/M9-fr-scorm.zip").write_bytes(b"of a module that is gone")
    dry = run(project, "F01", "--out", "packages", "--dry-run")
    assert "packages is there already: without `--force` it stays as it is" in dry.output
    assert run(project, "F01", "--out", "packages", "--force").exit_code == 0
    assert [path.name for path in (project / "packages").iterdir()] == ["F01-scorm.zip"]


def test_what_is_no_mark_and_a_project_without_lessons_are_said(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    refused = run(project, "F01", "--out", "packages", "--mark", "nan")
    assert refused.exit_code == 2
    assert "it is no number from 1 to 100" in refused.output
    words = ("--base-url", "https://care.example.org/", "--title", "Care", "--framework", "care")
    place = tmp_path_factory.mktemp("own")
    assert call(place, "init", "begun", *words).exit_code == 0
    empty = run(place / "begun", "--out", "packages")
    assert "no module has lessons" in empty.output, empty.output


def test_the_picture_of_a_lesson_is_in_its_package(project: Path) -> None:
    assert run(project, "F01", "--out", "packages").exit_code == 0
    with zipfile.ZipFile(project / "packages/F01-scorm.zip") as package:
        assert package.read("pictures/1.svg") == (project / "curriculum/modules/F01-seeing/chairs.svg").read_bytes()


def test_what_is_kept_for_old_records_is_no_package(shipped: View) -> None:
    project = find_project(ROOT)
    with pytest.raises(Trouble, match="`C00` is kept for old records only") as raised:
        courses_in(project, shipped, ["F6", "C00"], mark=80)
    assert raised.value.help == "did you mean `F06`? name a module that is taught"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("F03",), "there is no module `F03`"), (("f01",), "did you mean `F01`?"), (("F02",), "`F02` has no lessons yet"),
        (("Z9", "F02"), "there is no module `Z9`; `F02` has no lessons yet"), (("F01", "--language", "pt"), "there is no text in `pt`"),
        (("F01", "--country", "XX"), "there is no country `XX`"), (("F01", "--mark", "0"), "--mark"),
        (("F01", "--language", "fr"), "`F01` is not translated into `fr`"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_and_nothing_is_written(project: Path, words: tuple[str, ...], said: str) -> None:
    done = run(project, *words, "--out", "packages")
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not (project / "packages").exists()

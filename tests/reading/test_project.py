"""Whole projects: files without a place, files nobody can use, and what is said about those that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from practicum.model.source import content_hash
from practicum.reading import InMemory, read_project
from practicum.reading.formats import FORMATS, format_of, mirrored
from practicum.workspace.disk import Disk
from tests.cases.sources import Sources, base

MODULE = "curriculum/modules/F01-seeing/module.yaml"
LESSON = "curriculum/modules/F01-seeing/02-listening.md"


def rules(sources: Sources) -> list[tuple[str, str]]:
    return [(fault.rule, fault.span.path) for fault in sources.found()]


def test_every_format_reads_its_own_example_path() -> None:
    for one in FORMATS:
        assert format_of(one.example_path) is not None
        assert format_of(one.example_path)[0].name == one.name  # type: ignore[index]


@pytest.mark.parametrize("path", ["curriculum/modules/F01/module.yaml", "curriculum/modules/F01-x/y/module.yaml", "curriculum/module.yaml",
                                  "competencies/frameworks/a/b/c.yaml", "curriculum/fr/translations.yaml/x.yaml", "roles/FSW.yaml"])
def test_other_places_have_no_format(path: str) -> None:
    assert format_of(path) is None


def test_a_mirror_names_its_original() -> None:
    assert mirrored("competencies/pt-BR/roles/FSW.yaml") == ("pt-BR", "competencies/roles/FSW.yaml")
    assert mirrored("curriculum/fr/translations.yaml") is None
    assert mirrored("curriculum/modules/F01-x/01-a.md") is None


def test_progress_ends_at_all_files() -> None:
    told: list[tuple[int, int]] = []
    reading = read_project(base(), lambda done, total: told.append((done, total)))
    assert told[-1] == (reading.files, reading.files)
    assert [done for done, _ in told] == list(range(1, reading.files + 1))


def test_the_project_is_the_same_in_memory_and_on_disk(tmp_path: Path) -> None:
    for path, data in base().contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    on_disk, in_memory = read_project(Disk(tmp_path)), read_project(InMemory(base().contents))
    assert on_disk.catalogue == in_memory.catalogue
    assert on_disk.diagnostics == in_memory.diagnostics == ()


def test_a_module_that_cannot_be_read_is_one_fault() -> None:
    sources = base().copy()
    sources.change(MODULE, "title: Seeing what works", "title: Seeing: what works")
    # Prerequisites, programmes, rules, patches, links, sign-offs and the assessment all name F01.
    assert rules(sources) == [("yaml-syntax", MODULE)]


def test_what_names_nothing_is_still_named_beside_a_file_that_cannot_be_read() -> None:
    sources = base().copy()
    sources.change(MODULE, "title: Seeing what works", "title: Seeing: what works")
    sources.change("curriculum/programmes/start.yaml", "modules: [F01, F02]", "modules: [F01, F22]")
    sources.change("competencies/countries/NV/F01.yaml", "target: F01/summary", "target: F22/summary")
    assert rules(sources) == [
        ("patch-target-missing", "competencies/countries/NV/F01.yaml"),
        ("yaml-syntax", MODULE),
        ("unknown-module", "curriculum/programmes/start.yaml"),
    ]


def test_a_domain_that_cannot_be_read_hides_only_what_it_defines() -> None:
    sources = base().copy()
    sources.change("competencies/frameworks/small/REL.yaml", "title: Relationships", "titel: Relationships")
    sources.change("competencies/roles/FSW.yaml", "competency: REL-2", "competency: VAL-2")
    assert rules(sources) == [
        ("unknown-key", "competencies/frameworks/small/REL.yaml"),
        ("unknown-competency", "competencies/roles/FSW.yaml"),
    ]


def test_a_glossary_of_which_nothing_can_be_seen_hides_every_term() -> None:
    sources = base().copy()
    sources.contents["curriculum/glossary.yaml"] = "format: 1".encode("utf-16")
    assert rules(sources) == [("not-utf-8", "curriculum/glossary.yaml")]


def test_a_competency_is_untaught_unless_the_module_that_cannot_be_read_names_it() -> None:
    sources = base().copy()
    sources.change(MODULE, "title: Seeing what works", "title: Seeing: what works")
    sources.change("curriculum/modules/F02-strengths/module.yaml", "competency: REL-2, level: 2", "competency: REL-1, level: 1")
    found = [(fault.rule, fault.message) for fault in sources.found() if fault.rule != "yaml-syntax"]
    assert found == [
        ("untaught-competency", "no module teaches `REL-2`"),
        ("unreached-level", "role `FSW` needs `REL-2` at level 2; modules reach level 0"),
    ]


@pytest.mark.parametrize("data", [b"\xff", b"<<<<<<< HEAD\n", b"\x00"])
def test_a_lesson_that_cannot_be_read_is_one_fault(data: bytes) -> None:
    sources = base().copy()
    sources.contents[LESSON] = data
    assert [path for _, path in rules(sources)] == [LESSON]


def test_a_linked_module_is_one_fault() -> None:
    sources = base().copy()
    sources.apply("link", "curriculum/modules/F01-seeing/assessment.yaml", "")
    assert rules(sources) == [("path-leaves-project", "curriculum/modules/F01-seeing/assessment.yaml")]


def test_content_hash_does_not_depend_on_layout() -> None:
    sources = base().copy()
    sources.write(MODULE, "# a comment\n" + sources.text(MODULE).replace("id: F01\n", "").replace("format: 1\n", "id:   F01\nformat: 1\n"))
    assert rules(sources) == []
    assert len(content_hash("x")) == 12


# -- the disk


def test_links_are_followed_inside_the_project_only(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "curriculum" / "modules" / "F01-x"
    folder.mkdir(parents=True)
    (tmp_path / "secret.md").write_text("x")
    (folder / "01-a.md").write_text("# A")
    (folder / "02-in.md").symlink_to("01-a.md")
    (folder / "03-out.md").symlink_to(tmp_path / "secret.md")
    (folder / "04-up.md").symlink_to("../../../../secret.md")
    (folder / "05-none.md").symlink_to("nothing.md")
    (folder / "06-self.md").symlink_to("06-self.md")
    (folder / "07-loop").symlink_to("..")
    disk = Disk(tmp_path / "project")
    leaving = {Path(path).name for path in disk.paths() if disk.leaves_project(path)}
    assert leaving == {"03-out.md", "04-up.md", "05-none.md", "06-self.md", "07-loop"}


def test_lines_are_those_of_the_readers(tmp_path: Path) -> None:
    (tmp_path / "curriculum").mkdir()
    (tmp_path / "curriculum" / "a.md").write_bytes("\ufeffone\r\ntwo\u2028still\x0ctwo\rthree\n".encode())
    disk = Disk(tmp_path)
    assert [disk.line("curriculum/a.md", number) for number in (0, 1, 2, 3, 4, 5)] == [
        None,
        "one",
        "two\u2028still\x0ctwo",
        "three",
        "",
        None,
    ]
    assert disk.line("curriculum/none.md", 1) is None

"""What a change does to people, worked out from two catalogues: nothing that differs is left out, and nothing that does not is told."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from practicum.model.catalogue import Catalogue
from practicum.model.organisation import SignOff
from practicum.reading import read_project
from practicum.resolving.comparing_units import field_changes
from practicum.resolving.consequences import Asks, Consequences, Hours, Needed, Taught, consequences
from practicum.resolving.standing import changed_since
from practicum.resolving.view import view_of
from tests.cases.sources import DAY, Sources, base

MODULE = "curriculum/modules/F01-seeing/module.yaml"
LESSON = "curriculum/modules/F01-seeing/01-looking.md"


def catalogue(sources: Sources) -> Catalogue:
    return read_project(sources).catalogue


def after(*changes: tuple[str, str, str], day: date = DAY) -> Consequences:
    """What some edits of the small project come to."""
    sources = base().copy()
    for path, old, new in changes:
        sources.change(path, old, new)
    return consequences(catalogue(base()), catalogue(sources), day=day)


def test_nothing_differs_from_itself() -> None:
    found = after()
    assert found.empty
    assert found == Consequences()


def test_comments_and_layout_are_no_change() -> None:
    assert after((MODULE, "format: 1\n", "# a remark\nformat:   1\n")).empty


def test_hours_and_competencies_and_the_roles_behind_them() -> None:
    found = after((MODULE, "hours: 2", "hours: 3"), (MODULE, "{competency: REL-1, level: 1}", "{competency: REL-2, level: 2}"))
    assert found.hours[0] == Hours("module", "F01", "Seeing what works", 2, 3)
    assert Taught("F01", "REL-1", 1, 0) in found.taught
    assert Taught("F01", "REL-2", 0, 2) in found.taught


def test_a_version_of_next_year_changes_nothing_today() -> None:
    later = (MODULE, '  - version: "1"\n    from: 2024-01-01\n', '  - version: "1"\n    from: 2024-01-01\n    until: 2027-12-31\n')
    more = 'sessions:\n', '  - version: "2"\n    from: 2028-01-01\n    hours: 9\n    teaches: [{competency: REL-1, level: 1}]\nsessions:\n'
    assert after(later, (MODULE, *more)).hours == ()
    assert after(later, (MODULE, *more), day=date(2028, 1, 1)).hours[0].after == 9


def test_a_module_that_goes_and_what_asked_for_it() -> None:
    sources = base().copy()
    for path in [path for path in sources.contents if path.startswith("curriculum/modules/F01-seeing/")]:
        del sources.contents[path]
    found = consequences(catalogue(base()), catalogue(sources), day=DAY)
    (gone,) = found.of("module", "removed")
    assert gone.id == "F01"
    assert {one.kind for one in found.asking} >= {"certification"} or any(isinstance(one, Asks) for one in found.asking)
    assert all(one.module == "F01" for one in found.asking)
    assert found.hours[0].after == 0


def test_a_file_that_cannot_be_read_is_not_taken_away() -> None:
    sources = base().copy()
    sources.write(MODULE, "<<<<<<< HEAD\n" + sources.text(MODULE))
    sources.contents[LESSON] = b"\x89PNG\x00\xff"
    found = consequences(catalogue(base()), catalogue(sources), day=DAY)
    assert found.of("module") == ()
    # Nor is it said of what leans on it: patches, words, and levels that roles need.
    assert (found.hits, found.lost_signoffs, found.reach) == ((), (), ())
    back = consequences(catalogue(sources), catalogue(base()), day=DAY)
    assert back.of("module") == ()


def test_with_its_first_patch_no_file_of_a_country_s_edition_has_changed() -> None:
    view = view_of(catalogue(base()), country="NV", day=DAY)
    seen = {"module.yaml": "111111111111", "01-looking.md": "222222222222"}
    sign = SignOff(
        unit="F01/NV", content="000000000000", person="P-ONE", constituency="academia", word="endorse", day=DAY, until=None, saw=seen
    )
    assert changed_since(view, sign) == ("NV-1",)
    assert "01-looking.md" in changed_since(view, dataclasses.replace(sign, unit="F01"))


def test_another_folder_and_another_name_are_the_same_texts() -> None:
    sources = base().copy()
    for path in [path for path in sources.contents if path.startswith("curriculum/modules/F01-seeing/")]:
        new = path.replace("F01-seeing", "F01-seeing-well").replace("01-looking", "01-looking-well")
        sources.contents[new] = sources.contents.pop(path)
    sources.change("curriculum/modules/F01-seeing-well/module.yaml", "lesson: 01-looking.md", "lesson: 01-looking-well.md")
    found = consequences(catalogue(base()), catalogue(sources), day=DAY)
    (module,) = found.of("module")
    (text,) = module.texts
    assert (text.what, text.name, text.before) == ("changed", "01-looking-well.md", text.after)


def test_prerequisites() -> None:
    other = next(id for id in sorted(catalogue(base()).modules) if id != "F01")
    found = after((MODULE, "versions:\n", f"prerequisites: [{{module: {other}}}]\nversions:\n"))
    assert found.needs == (Needed("F01", other, True),)


@pytest.mark.parametrize(
    ("before", "now", "paths"),
    [
        ("a: [x, y]", "a: [x, z]", ["a"]),
        ("a: [{id: x, b: 1}, {id: y, b: 2}]", "a: [{id: y, b: 3}, {id: x, b: 1}]", ["a.y.b"]),
        ("a: [{b: 1}, {b: 2}]", "a: [{b: 1}, {b: 4}]", ["a.2.b"]),
        ("a: 1", "b: 1", ["b", "a"]),
        ("a: {b: 1}", "a: text", ["a"]),
    ],
)
def test_fields_are_told_apart_as_deep_as_they_can_be(before: str, now: str, paths: list[str]) -> None:
    from practicum.reading.yaml_tree import read_tree

    trees = [read_tree("a.yaml", text.encode())[0] for text in (before, now)]
    assert [one.path for one in field_changes(trees[0], trees[1])] == paths

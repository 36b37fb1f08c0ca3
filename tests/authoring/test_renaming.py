"""`practicum rename`: every place that names a thing follows, nothing else changes, and the old id leads to the new one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from practicum.authoring import Draft, Refused
from practicum.authoring.hashes import HASHES, hash_fields
from practicum.authoring.mentions import INSIDE, NAMES, OWN, declared_kinds, undeclared
from practicum.authoring.renaming import rename, which
from practicum.model.catalogue import Catalogue
from practicum.model.fields import HASH
from practicum.publishing.moved_pages import moved_pages
from practicum.publishing.page import Page
from practicum.reading import InMemory, read_project
from practicum.reading.building import fields_of
from practicum.reading.formats import FORMATS
from practicum.records.cells import Cell
from practicum.records.known import KnownIds
from practicum.workspace.changing import Laid
from practicum.workspace.project import Checked, check_files
from tests.authoring.small_project import call, good, held, put
from tests.cases.sources import DAY, base

ROOT = Path(__file__).resolve().parents[2]


@cache
def shipped() -> tuple[InMemory, Checked]:
    files = InMemory(held(ROOT))
    return files, check_files(files, day=DAY)


def renamed(files: InMemory, catalogue: Catalogue, old: str, new: str) -> InMemory:
    changes = rename(Draft(files), catalogue, old, new, day=DAY)
    laid = Laid(files, changes)
    return InMemory({path: laid.read(path) for path in laid.paths()})


def test_every_field_that_is_an_id_says_what_it_names() -> None:
    kinds = declared_kinds(*(form.kind for form in FORMATS))
    assert not undeclared(kinds)
    for name in {*NAMES, *OWN, *INSIDE}:
        owner, _, key = name.partition(".")
        assert key in fields_of(kinds[owner]), name
    hashed = {
        f"{name}.{key}"
        for name, kind in kinds.items()
        for key, (field, _) in fields_of(kind).items()
        if field.metadata.get("pattern") == HASH
    }
    assert hashed <= HASHES


IDS = {
    "module in rules": ("F02", "F92"), "patched module": ("F10", "F91"), "competency": ("REL-2", "REL-20"),
    "patched rule": ("certification:CSW", "SWCQ"), "reference": ("S2", "ontario-note"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), IDS.values(), ids=IDS)
def test_the_shipped_curriculum_stays_without_fault(old: str, new: str) -> None:
    files, checked = shipped()
    after = renamed(files, checked.catalogue, old, new)
    again = check_files(after, day=DAY)
    assert [f"{one.span}: {one.message}" for one in again.diagnostics] == [f"{one.span}: {one.message}" for one in checked.diagnostics]
    kind, id = which(checked.catalogue, old)
    # Only the id itself changed: with the ids put back, each file is as it was (but for hashes, which rest on texts).
    bare = re.compile(r"\"?\b[0-9a-f]{12}\b\"?|(?<=passages: )\"?[0-9a-f]{6}(?: [0-9a-f]{6})*\"?")
    was = {bare.sub("…", data.decode("utf-8", "replace")) for path, data in files.contents.items()}
    for path, data in after.contents.items():
        if path != "curriculum/renamed.yaml":
            text = bare.sub("…", data.decode("utf-8", "replace"))
            assert text in was or text.replace(new, id) in was or text.replace(new, id).replace(f"{kind}:{new}", f"{kind}:{id}") in was, (
                path
            )
    # And back again it is the same to the byte, but for the list of what was given up; asked of what is named in most ways.
    if id not in ("F02", "CSW"):
        return
    back = renamed(after, again.catalogue, f"{kind}:{new}", id)
    del back.contents["curriculum/renamed.yaml"]
    unquoted = re.compile(rb'"([0-9a-f]{12})"')
    assert {path: unquoted.sub(rb"\1", data) for path, data in back.contents.items()} == {
        path: unquoted.sub(rb"\1", data) for path, data in files.contents.items()
    }


@pytest.mark.parametrize(
    ("old", "new"), [("role:FSW", "WRK"), ("crosswalk:other", "another"), ("family", "kin-folk"), ("start", "begin"), ("S1", "S11")]
)
def test_so_does_a_small_one(old: str, new: str) -> None:
    sources = base().copy()
    checked = sources.check()
    after = check_files(renamed(sources, checked.catalogue, old, new), day=DAY)
    assert [one.message for one in after.diagnostics] == [one.message for one in checked.diagnostics]


def test_hashes_that_were_right_stay_right_and_stale_ones_stay_stale(tmp_path: Path) -> None:
    sources = base().copy()
    path = "curriculum/signoffs/F01.yaml"
    fresh = next(iter(hash_fields(Draft(sources))))
    assert fresh
    stale = re.sub(r"content: \"?[0-9a-f]{12}\"?", 'content: "000000000000"', sources.text(path), count=1)
    for text, warned in ((sources.text(path), False), (stale, True)):
        sources.write(path, text)
        checked = sources.check()
        after = renamed(sources, checked.catalogue, "F01", "F91")
        assert "curriculum/signoffs/F91.yaml" in after.contents
        rules = [one.rule for one in check_files(after, day=DAY).diagnostics]
        assert ("stale-sign-off" in rules) == warned
        assert "000000000000" in after.contents["curriculum/signoffs/F91.yaml"].decode() or not warned


def test_records_under_the_old_id_are_recognised(tmp_path: Path) -> None:
    from practicum.records.gathering import _by_todays_id

    project = put(tmp_path)
    good(project, "rename", "F01", "F91")
    good(project, "rename", "F91", "F92")
    known = KnownIds.of(read_project(InMemory(held(project))).catalogue)
    assert known.renamed == {"module": {"F01": "F92", "F91": "F92"}}
    read = _by_todays_id(lambda text: Cell(text), known.renamed["module"])
    assert (read("F01"), read("F02")) == (Cell("F92", mended="RENAMED"), Cell("F02"))
    (project / "records").mkdir()
    (project / "records/learners.csv").write_text("learner,joined\nL1,2020-01-01\n")
    (project / "records/completions.csv").write_text("learner,module,date,result\nL1,F01,2025-03-01,passed\nL1,F99,2025-03-01,passed\n")
    said = call(project, "records", "look", "records").output
    assert "1 × no module has this id [UNKNOWN_MODULE]" in said
    assert "1 × the thing is called by another id today [RENAMED]" in said


def test_old_addresses_lead_to_the_new_ones() -> None:
    files, checked = shipped()
    catalogue = read_project(renamed(files, checked.catalogue, "F10", "F91")).catalogue
    pages = [
        Page(path, "A <title>", "", "module")
        for path in ("modules/F91.md", "modules/F91/01-a.md", "modules/F91-NV.md", "modules/F911.md", "modules/F91-ZZ.md", "roles/F91.md")
    ]
    made = dict(moved_pages(catalogue, pages, "en"))
    assert sorted(made) == ["modules/F10-NV.html", "modules/F10.html", "modules/F10/01-a.html"]
    page = made["modules/F10/01-a.html"].decode()
    assert 'url=../F91/01-a.html"' in page
    assert "A &lt;title&gt;" in page
    assert "http://" not in page
    # What has the address by right keeps it.
    taken = [*pages, Page("modules/F10.md", "Another", "", "module")]
    assert "modules/F10.html" not in dict(moved_pages(catalogue, taken, "en"))


def test_paths_of_a_role_lead_on() -> None:
    files, checked = shipped()
    catalogue = read_project(renamed(files, checked.catalogue, "role:CAR", "KIN")).catalogue
    names = ("KIN-FSW", "FSW-KIN", "FSW-KIN-NV", "E-KIN-FSW", "new-KIN")
    made = dict(moved_pages(catalogue, [Page(f"paths/{name}.md", "A", "", "path") for name in names], "en"))
    assert sorted(made) == ["paths/CAR-FSW.html", "paths/FSW-CAR-NV.html", "paths/FSW-CAR.html", "paths/new-CAR.html"]


REFUSED = {
    "nothing has it": ("F99", "X1", "nothing has the id `F99`"),
    "two things have it": ("FSW", "X1", "`FSW` could be a role or a certification"),
    "a kind that has no ids": ("lesson:x", "X1", "`lesson` cannot be renamed"),
    "it is taken": ("F01", "F02", "there is a module `F02` already"),
    "it is itself": ("F01", "F01", "there is a module `F01` already"),
    "but for capitals": ("F01", "f01", "in capital letters only"),
    "it is not written right": ("F01", "F-1", "cannot be the id of a module"),
    "it leads out of the folder": ("role:FSW", "../FSW", "cannot be the id of a role"),
}


@pytest.mark.parametrize(("old", "new", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    project = put(tmp_path)
    before = held(project)
    result = call(project, "rename", old, new)
    assert result.exit_code == 2
    assert says in result.output
    assert held(project) == before


def test_an_id_that_something_had_is_not_given_away(tmp_path: Path) -> None:
    project = put(tmp_path)
    good(project, "rename", "F01", "F91")
    result = call(project, "rename", "F02", "F01")
    assert result.exit_code == 2
    assert "was the id of another module" in result.output
    result = call(project, "new", "module", "F01", "--title", "A", "--hours", "1", "--teaches", "REL-1=1")
    assert result.exit_code == 2, result.output
    assert "was the id of another module" in result.output


def test_a_file_that_cannot_be_read_keeps_all_as_it_is() -> None:
    sources = base().copy()
    sources.contents["curriculum/programmes/start.yaml"] = b"<<<<<<< ours\nF01\n=======\n>>>>>>> theirs\n"
    with pytest.raises(Refused, match=r"start.yaml cannot be used as it is"):
        rename(Draft(sources), sources.check().catalogue, "F01", "F91", day=DAY)


def test_a_file_of_which_something_is_missing_is_mended_first(tmp_path: Path) -> None:
    project = put(tmp_path)
    path = project / "curriculum/programmes/start.yaml"
    path.write_text(path.read_text().replace("title: Start\n", ""))
    before = held(project)
    result = call(project, "rename", "F01", "F91")
    assert result.exit_code == 1
    assert "curriculum/programmes/start.yaml cannot be used as it is" in result.output
    assert held(project) == before


def test_files_from_another_system_keep_their_marks_and_ends(tmp_path: Path) -> None:
    sources = base().copy()
    for path, data in sources.contents.items():
        if path.endswith((".yaml", ".md")):
            sources.contents[path] = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    after = renamed(sources, sources.check().catalogue, "F01", "F91")
    for path, data in after.contents.items():
        if path.endswith((".yaml", ".md")) and path != "curriculum/renamed.yaml":
            assert data.startswith(b"\xef\xbb\xbf")
            assert data.count(b"\n") == data.count(b"\r\n")


SIGNED = """format: 1
signoffs:
  - unit: FSW
    content: "%s"   # all of it
    person: P-ONE
    constituency: academia
    word: endorse
    day: 2026-10-01
    saw: {FSW.yaml: "%s"}
fast_tracks:
  - unit: FSW
    content: "%s"
    why: "It could not wait."
    based_on: "An act (invented)"
    person: P-ONE
    day: 2026-10-02
    review_by: 2027-01-01
"""


def test_what_somebody_signed_and_saw_follows() -> None:
    from practicum.resolving import view_of
    from practicum.resolving.standing import signed_hash, signed_parts

    sources = base().copy()
    # A sign-off of an id that a role and a certification have is about the certification.
    view = view_of(sources.check().catalogue, day=DAY)
    whole, parts = signed_hash(view, "FSW"), signed_parts(view, "FSW")
    sources.write("curriculum/signoffs/FSW.yaml", SIGNED % (whole, parts["FSW.yaml"], whole))
    checked = sources.check()
    after = renamed(sources, checked.catalogue, "certification:FSW", "WRK")
    view = view_of(read_project(after).catalogue, day=DAY)
    wanted = SIGNED.replace("FSW", "WRK") % (signed_hash(view, "WRK"), signed_parts(view, "WRK")["WRK.yaml"], signed_hash(view, "WRK"))
    unquoted = re.compile(r'"([0-9a-f]{12})"')
    assert unquoted.sub(r"\1", after.contents["curriculum/signoffs/WRK.yaml"].decode()) == unquoted.sub(r"\1", wanted)
    # The role is another thing: nothing signed is about it.
    after = renamed(sources, checked.catalogue, "role:FSW", "WRK")
    assert "unit: FSW" in after.contents["curriculum/signoffs/FSW.yaml"].decode()

"""Observation forms: made into an XForm by the program that collectors use, filled in the way they write it, and read as evidence."""

from __future__ import annotations

import csv
import io
import json
import random
import stat
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.cli import main
from practicum.exchanging.xlsform import NotObservable, export, losses, observable
from practicum.matching import evaluate_asks
from practicum.model.catalogue import Catalogue
from practicum.records import KnownIds, read_folder
from practicum.records.kobo import Answers, headings_of, read_answers
from practicum.records.observation_form import names_of
from practicum.records.sample import sample
from practicum.tables.opening import open_grids
from practicum.workspace.learners import rules_of
from tests.exchanging.shipped_view import shipped_view
from tests.exchanging.test_linked_data import small_view
from tests.test_situations import InMemory, checked

pyxform = pytest.importorskip("pyxform", reason="pyxform is not installed")
TODAY = date(2026, 11, 21)
HTML = "{http://www.w3.org/1999/xhtml}"
FORMS = "{http://www.w3.org/2002/xforms}"
ASKED = {"learner": "P12", "observer": "L0002", "role_of_observer": "SUP", "date": "2026-10-16"}


@cache
def xform(id: str) -> ElementTree.Element:
    """The XForm that pyxform makes of a form, which has to be made without a warning."""
    from pyxform.xls2xform import convert

    data = export(shipped_view(), [id]).files[f"{id}.xlsx"]
    made = convert(xlsform=data, warnings=(warnings := []))
    assert [*warnings, *made.warnings] == []
    return ElementTree.fromstring(made.xform)


def paths(form: ElementTree.Element) -> list[str]:
    """The questions with their groups, as the form's instance has them."""
    root = next(iter(form.iter(f"{FORMS}instance")))[0]

    def below(node: ElementTree.Element, before: str) -> list[str]:
        name = f"{before}{node.tag.rpartition('}')[2]}"
        return [path for child in node for path in below(child, f"{name}/")] or [name]

    return [path for child in root for path in below(child, "")]


def words(form: ElementTree.Element, language: str) -> dict[str, str]:
    """The label of each question in a language, by its path."""
    told = next(one for one in form.iter(f"{FORMS}translation") if one.get("lang") == language)
    return {one.get("id", ""): (one[0].text or "") for one in told}


def kobo(form: ElementTree.Element, answers: Sequence[Mapping[str, str]], *, separator: str = "/", divider: str = ";") -> bytes:
    """A download as KoboToolbox writes it: groups before a name, many answers in columns of their own, its own columns at the end."""
    own = ["_id", "_uuid", "_submission_time", "_validation_status", "_index", "meta/rootUuid", "meta/deprecatedID"]
    asked = paths(form)
    ticks = [f"checklist/c{number}" for number in (1, 2)] if "checklist" in asked else []
    headings = [path.replace("/", separator) for path in asked] + ticks + own
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=divider, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    for number, answer in enumerate(answers, 1):
        held = {"_id": str(number), "_uuid": f"u{number}", "_submission_time": f"2026-10-16T10:00:{number:02d}", "_index": str(number)}
        held |= answer
        writer.writerow([held.get(heading, held.get(heading.replace(separator, "/").rpartition("/")[2], "")) for heading in headings])
    return ("\ufeff" + stream.getvalue()).encode()


def read(*files: bytes, catalogue: Catalogue | None = None, evidence: str = "supervisor", name: str = "answers.csv") -> Answers:
    """What is read, with the account that has to add up."""
    headings = headings_of(catalogue or shipped_view().catalogue, ["en", "fr"])
    held = [(f"{number}-{name}" if len(files) > 1 else name, data) for number, data in enumerate(files, 1)]
    found = read_answers(held, headings, evidence=evidence, today=TODAY)
    assert found.answers == found.used + found.without + found.count("set_aside") + found.count("collapsed")
    return found


def filled(level: str = "2", **more: str) -> dict[str, str]:
    """An answer about PRO-1."""
    return {**ASKED, "level_PRO_1": level, **{f"sign_PRO_1_{number}": level for number in range(1, 5)}, **more}


@pytest.mark.parametrize("id", ["F06", "F02", "PRO-1", "REL-2"])
def test_a_form_has_what_an_assessor_needs(id: str) -> None:
    form = xform(id)
    binds = {(one.get("nodeset") or "").rpartition("/")[2]: one for one in form.iter(f"{FORMS}bind")}
    assert binds["date"].get("constraint") == ". <= today()"
    assert "regex" in (binds["learner"].get("constraint") or "")
    for name in ("learner", "observer", "role_of_observer", "date"):
        assert binds[name].get("required") == "true()"
    levels = [one for name, one in binds.items() if name.startswith("level_")]
    assert levels
    for one in levels:
        assert "not_seen" in (one.get("relevant") or "")
        assert "number(.) <= number(" in (one.get("constraint") or "")


def test_every_form_that_can_be_made_is_taken_without_a_warning() -> None:
    ids = observable(shipped_view())
    assert {"F06", "REL-2", "PRO-1"} <= set(ids)
    assert len(ids) > 60
    # Each kind, and every assessment with the most rows; all of them take a minute.
    for id in ids[::9]:
        assert paths(xform(id))


def test_a_form_speaks_the_languages_it_is_translated_into() -> None:
    form = xform("F06")
    french = words(form, "French (fr)")
    assert "relie chaque force à un but de sécurité ou de bien-être" in french.values()
    assert any("L'identifiant" in text for text in french.values())
    assert set(words(form, "English (en)")) == set(french)


def test_the_same_curriculum_gives_the_same_bytes() -> None:
    assert export(shipped_view(), ["F06"]) == export(shipped_view(), ["F06"])
    assert {loss.what: loss.count for loss in losses(shipped_view(), ["F06"])}["questions of self-checks"] == 12


@pytest.mark.parametrize(("id", "message"), [("R99", "there is no module or competency"), ("C00", "has no assessment")])
def test_what_cannot_be_observed_is_refused(id: str, message: str) -> None:
    with pytest.raises(NotObservable, match=message):
        export(shipped_view(), [id])


@pytest.mark.parametrize(("separator", "divider"), [("/", ";"), ("-", ","), ("/", "\t")])
def test_from_the_form_to_the_verdict(separator: str, divider: str) -> None:
    """P12 lacks a statement on PRO-1; the form brings it, and the certificate follows on that day."""
    day = date(2026, 10, 16)
    answers = read(kobo(xform("PRO-1"), [filled()], separator=separator, divider=divider), evidence="verified")
    assert (answers.used, answers.aside) == (1, [])
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(answers.rows)
    files = dict(sample(random.Random(2026)))
    before = _state(files, day)
    names = files["observations.csv"].decode("utf-8-sig").splitlines()[0]
    own = "learner,competency,level,observer,role_of_observer,date,record_id,source,recorded_at,evidence"
    files["kobo/observations.csv"] = f"{own}\n{stream.getvalue()}".encode()
    assert set(own.split(",")) <= set(names.split(","))
    assert (before, _state(files, day)) == ("provisional", "certified")


def _state(files: Mapping[str, bytes], day: date) -> str:
    intake = read_folder(InMemory(files), catalogue_ids=KnownIds.of(checked().catalogue), today=day, zones={})
    assert not [note for note in intake.set_aside if note.file.startswith("kobo")], "the tidy table reads it as it is"
    asks = [{"learner": "P12", "certification": "FSW", "country": "BM", "as_of": day}]
    found = evaluate_asks(rules_of(checked(), day=day), intake.tables, asks, engine="polars")
    return str(next(iter(found.certificates))["state"])


@pytest.mark.parametrize("language", ["English (en)", "French (fr)"])
def test_a_download_with_words_says_the_same_as_one_with_names(language: str) -> None:
    form = xform("F06")
    told = words(form, language)
    root = f"/{next(iter(form.iter(f'{FORMS}instance')))[0].tag.rpartition('}')[2]}"
    label = {path: told.get(f"{root}/{path}:label", path) for path in paths(form)}
    label |= {path.partition("/")[0]: told.get(f"{root}/{path.partition('/')[0]}:label", "") for path in label if "/" in path}
    headings = [f"{label[path.partition('/')[0]]}/{label[path]}" if "/" in path else label[path] for path in paths(form)]
    assert len(set(label.values())) > 10
    answer = {**ASKED, "level_REL_2": "2", "level_REL_1": "0"}
    spoken = answer | {"role_of_observer": "SUP · Practice supervisor", "level_REL_2": "2 · Supervised practice"}
    spoken |= {"level_REL_1": "0 · Not yet"}
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([*headings, "_uuid", "_submission_time"])
    writer.writerow([*(spoken.get(path.rpartition("/")[2], "") for path in paths(form)), "u1", "2026-10-16T10:00:01"])
    named = read(kobo(form, [answer]))
    assert read(stream.getvalue().encode()).rows == named.rows
    assert [row[1:3] for row in named.rows] == [("REL-2", "2")]


def test_edited_sent_twice_and_rejected() -> None:
    form = xform("PRO-1")
    answers = [
        filled("1", _uuid="a"),
        # Edited twice: each names the one before; the clock of the second device is wrong.
        filled("2", _uuid="b", **{"meta/deprecatedID": "uuid:a", "meta/rootUuid": "uuid:a"}, _submission_time="2020-01-01T00:00:00"),
        filled("1", _uuid="c", learner="P13", _validation_status="Not Approved"),
        filled("1", _uuid="d", learner="P14"),
        filled("1", _uuid="d", learner="P14"),
        filled("0", _uuid="e", learner="P15"),
        filled("not_seen", _uuid="f", learner="P16") | {"level_PRO_1": ""},
    ]
    found = read(kobo(form, answers))
    assert [(row[0], row[2]) for row in found.rows] == [("P12", "2"), ("P14", "1")]
    assert (found.count("collapsed"), found.count("set_aside"), found.without) == (2, 1, 2)
    # An edit keeps the id of its record, so that what is bound to it stays bound.
    assert found.rows[0][6] == "kobo-a-PRO-1"
    # Two downloads of the same answers are one.
    assert read(kobo(form, answers), kobo(form, answers)).rows == found.rows


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"learner": ""}, "learner", "the cell is empty"),
        ({"learner": "Ada Amin"}, "learner", "this is no id"),
        ({"learner": "=cmd"}, "learner", "this is no id"),
        ({"observer": ""}, "observer", "the cell is empty"),
        ({"date": "16/10/26"}, "date", "no day as year-month-day"),
        ({"date": "2026-10-16 or so"}, "date", "no day as year-month-day"),
        ({"date": "20261016"}, "date", "no day as year-month-day"),
        ({"date": "2031-01-01"}, "date", "lies in the future"),
        ({"date": ""}, "date", "the cell is empty"),
        ({"level_PRO_1": "very good"}, "about_PRO_1/level_PRO_1", "no level of the form"),
        ({"level_PRO_1": "99999999999999999999"}, "about_PRO_1/level_PRO_1", "no level of the form"),
        ({"level_PRO_1": "7"}, "about_PRO_1/level_PRO_1", "no level of the form"),
        ({"_validation_status": "hasIssues"}, "", "or has issues there"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_place_and_not_repeated(change: dict[str, str], column: str, message: str) -> None:
    found = read(kobo(xform("PRO-1"), [filled(), filled(**change)]))
    (one,) = found.aside
    assert (one.row, one.column, one.done) == (3, column, "set_aside")
    assert message in one.message
    for value in change.values():
        assert not value or value not in one.message + one.help
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"learner;module\nP1;F01\n", "no observation form of this curriculum"),
        (b"", "holds no table"),
        (b"PK\x03\x04 not a workbook", ""),
        (b"<html><body>Log in</body></html>", "web page"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_another_file_is_refused(data: bytes, message: str) -> None:
    (refusal,) = read(data).refused
    assert message in refusal.message
    assert refusal.help


def test_an_observation_of_oneself_is_no_evidence_of_another() -> None:
    found = read(kobo(xform("PRO-1"), [filled(observer="P12")]))
    assert found.rows[0][-1] == "self"


def test_one_bad_statement_leaves_the_others() -> None:
    form = xform("F06")
    levels = [path.rpartition("/")[2] for path in paths(form) if "/level_" in path]
    assert len(levels) == 2
    found = read(kobo(form, [{**ASKED, levels[0]: "2", levels[1]: "?"}]))
    assert (found.used, [one.done for one in found.aside]) == (1, ["left_out"])


def test_a_workbook_reads_as_the_text_does() -> None:
    from practicum.tables.writing import write_workbook

    rows = list(csv.reader(io.StringIO(kobo(xform("PRO-1"), [filled()]).decode("utf-8-sig")), delimiter=";"))
    held = io.BytesIO()
    write_workbook(held, {"practicum_PRO_1": (rows[0], rows[1:]), "repeat": (("_parent_index",), [("1",)])})
    assert read(held.getvalue(), name="answers.xlsx").rows == read(kobo(xform("PRO-1"), [filled()])).rows


def test_ids_come_home_whatever_they_are_called() -> None:
    awkward = ["A-1", "A_1", "a.1", "REL-2"]
    assert len({name.lower() for name in names_of(awkward).values()}) == len(awkward)
    view = small_view(
        **{"competencies/frameworks/small/REL.yaml": "format: 1\nid: REL\ntitle: R\nsummary: S.\ncompetencies:\n"
           "  - {id: A-1, title: T, statement: Does, indicators: ['x \"y\" ${z} & <b>']}\n"
           "  - {id: A_1, title: T, statement: Does, indicators: [x]}\n"}
    )  # fmt: skip
    name = names_of(["A-1", "A_1"])["A_1"]
    answer = io.StringIO()
    csv.writer(answer).writerows([["learner", "observer", "role_of_observer", "date", f"about_{name}-level_{name}"],
                                  ["P1", "P2", "TRA", "2026-01-01", "1"]])  # fmt: skip
    found = read(answer.getvalue().encode(), catalogue=view.catalogue)
    assert [row[1] for row in found.rows] == ["A_1"]
    assert open_grids("f.xlsx", export(view, ["A-1"]).files["A-1.xlsx"])


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=8), min_size=6, max_size=6), max_size=6))
def test_whatever_the_cells_say_the_account_adds_up(cells: list[list[str]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["learner", "observer", "role_of_observer", "date", "level_PRO_1", "meta-instanceID"])
    writer.writerows(cells)
    found = read(stream.getvalue().encode("utf-8", "replace"))
    for row in found.rows:
        assert date.fromisoformat(row[5][:10])


def test_the_commands_write_whole_and_for_the_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICUM_TODAY", TODAY.isoformat())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "down.csv").write_bytes(kobo(xform("PRO-1"), [filled(), filled(learner="")]))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    run = CliRunner().invoke
    form = run(main, ["export", "xlsform", "PRO-1", "--out", "form.xlsx"])
    assert form.exit_code == 0, form.output
    refused = run(main, ["import", "kobo", "down.csv", "other.csv", "--out", "kept"])
    assert refused.exit_code == 1
    assert "nothing was written" in refused.output
    assert not (tmp_path / "kept").exists()
    taken = run(main, ["import", "kobo", "down.csv", "--out", "kept"])
    assert taken.exit_code == 0, taken.output
    assert "2 answers: 1 used, 0 in which nothing was seen yet, 1 set aside" in taken.output
    assert "down.csv:3 column `learner`: the cell is empty" in taken.output
    assert "P12" not in taken.output
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "kept/observations.csv").stat().st_mode) == 0o600
    again = run(main, ["import", "kobo", "down.csv", "--out", "kept"])
    assert again.exit_code == 2
    assert "--force" in again.output
    said = json.loads(run(main, ["import", "kobo", "down.csv", "--out", "kept", "--force", "--format", "json"]).stdout)
    assert (said["answers"], said["observations"], said["written"]) == (2, 1, True)
    for name in ("competencies", "curriculum"):
        (tmp_path / "project" / name).mkdir(parents=True)
    tried = run(main, ["import", "kobo", "down.csv", "--dry-run"])
    assert tried.exit_code == 0, tried.output
    assert "nothing was written; it would be" in tried.output
    nowhere = run(main, ["import", "kobo", "down.csv"])
    assert (nowhere.exit_code, "name a folder of your own for the observations with `--out`" in nowhere.output) == (2, True)
    inside = run(main, ["import", "kobo", "down.csv", "--out", "project/kept"])
    assert inside.exit_code == 2
    assert "may not lie inside a project" in inside.output

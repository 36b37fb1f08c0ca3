"""Messages for code hosts: nothing that somebody wrote ends a command early or begins another; SARIF holds what its readers need."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.diagnostics import RULES, Diagnostic, Note, as_github, as_sarif
from practicum.spans import Span

FAULT = Diagnostic(
    "unknown-competency",
    "module `F06` teaches what is not defined: `REL-22`",
    Span("curriculum/a b.yaml", 14, 17, 14, 23),
    "no such id",
    notes=(Note("ids are defined in competencies/"), Note("here", Span("b.yaml", 2, 1, 2, 5))),
    help="did you mean `REL-2`?",
    views=("", "NV"),
)
WARNING = Diagnostic("stale-translation", "the original has changed", Span("c.yaml", 3, 1, 5, 1))
# What a runner takes for a command: two colons at the beginning of a line, blanks before them left out.
COMMAND = re.compile(r"^\s*::", re.MULTILINE)


def test_a_workflow_command() -> None:
    assert as_github.render([WARNING, FAULT], "2 faults", prefix="course/") == (
        "::error file=course/curriculum/a b.yaml,line=14,endLine=14,col=17,endColumn=22,title=unknown-competency"
        "::module `F06` teaches what is not defined: `REL-22`%0Ano such id%0Anote: ids are defined in competencies/"
        "%0Anote: here (b.yaml:2:1)%0Aseen in: the core, NV%0Ahelp: did you mean `REL-2`?\n"
        "::warning file=course/c.yaml,line=3,endLine=5,col=1,title=stale-translation::the original has changed\n"
        "2 faults"
    )


def test_more_than_a_host_shows_is_said() -> None:
    shown = as_github.render([FAULT] * 12 + [WARNING] * 3, "15 faults").split("\n")
    assert len(shown) == 17
    assert shown[-2] == "2 more errors than GitHub shows beside the lines: all of them are in this log"


@given(st.text(), st.text(min_size=1), st.text(), st.text(min_size=1))
def test_what_somebody_wrote_stays_in_its_place(message: str, path: str, label: str, summary: str) -> None:
    fault = Diagnostic("bad-value", message, Span(path, 1, 1, 1, 2), label, help="x")
    shown = as_github.render([fault], summary)
    assert len(shown.splitlines()) == 2
    assert len(COMMAND.findall(shown)) == 1
    places, _, _ = shown.partition("\n")[0].removeprefix("::error ").partition("::")
    assert [part.partition("=")[0] for part in places.split(",")] == ["file", "line", "endLine", "col", "endColumn", "title"]


def log(*faults: Diagnostic, **more: Any) -> Any:
    return json.loads(as_sarif.render(faults, version="0.1.0", **more))


def test_sarif() -> None:
    whole = log(FAULT, WARNING, prefix="course/")
    assert whole["version"] == "2.1.0"
    (run,) = whole["runs"]
    assert set(run) == {"tool", "columnKind", "originalUriBaseIds", "results"}
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["stale-translation", "unknown-competency"]
    first, second = run["results"]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "unknown-competency"
    assert (first["level"], second["level"]) == ("error", "warning")
    assert first["message"]["text"].endswith("help: did you mean `REL-2`?")
    (place,) = first["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "course/curriculum/a%20b.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 14, "startColumn": 17, "endLine": 14, "endColumn": 23},
    }
    assert first["relatedLocations"][0]["message"]["text"] == "here"
    assert first["properties"] == {"views": ["core", "NV"]}
    assert "baselineState" not in first


def test_sarif_says_what_is_new() -> None:
    (run,) = log(FAULT, since=True, old=[WARNING])["runs"]
    assert [one["baselineState"] for one in run["results"]] == ["new", "unchanged"]


def test_a_fault_keeps_its_fingerprint_where_its_line_moved() -> None:
    def prints(*lines: int) -> list[str]:
        (run,) = log(*(Diagnostic("bad-value", "wrong", Span("a.yaml", line, 1, line, 2)) for line in lines))["runs"]
        return [one["partialFingerprints"][as_sarif.FINGERPRINT] for one in run["results"]]

    assert prints(3) == prints(40)
    assert len(set(prints(3, 40))) == 2


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_can_be_told(code: str) -> None:
    (run,) = log(Diagnostic(code, "wrong", Span("a.yaml")))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == code
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", rule["name"])
    assert rule["shortDescription"]["text"].endswith(".")
    assert rule["help"]["text"]
    assert rule["defaultConfiguration"]["level"] in ("error", "warning")

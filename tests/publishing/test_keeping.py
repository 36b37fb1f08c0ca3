"""What pages tell the scripts that keep a learner's progress, and that each word a script says comes from its page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from practicum.publishing import Staged
from tests.publishing.shipped import ROOT, shipped_stage
from tests.publishing.small_curriculum import HOME, staged


def kept(stage: Staged, path: str, language: str = "en") -> Any:
    """What a staged page holds for the scripts."""
    head = stage.files[f"{language}/pages/{path}"].decode().split("---\n")[1]
    return yaml.safe_load(head).get("keep")


@pytest.mark.parametrize(
    ("script", "pages"),
    [
        ("progress.js", ["modules/F06/01-what-we-look-for.md"]),
        ("progress-panels.js", ["modules/F06.md", "programmes/bridge.md"]),
        ("my-progress.js", ["my-progress.md"]),
    ],
)
def test_every_word_a_script_says_is_on_its_page(script: str, pages: list[str]) -> None:
    text = (ROOT / "site/assets" / script).read_text("utf-8")
    asked = {re.sub("[A-Z]", lambda found: "-" + found[0].lower(), one) for one in re.findall(r"(?:\bwords|panel\.dataset)\.(\w+)", text)}
    asked |= {"mark", "undo"} if "panel.dataset[day" in text else set()
    given = {name for page in pages for name in kept(shipped_stage(), page)["said"]}
    assert asked - {"progress"} == given - ({"refused"} if script == "progress-panels.js" else set())


def test_a_planned_module_has_nothing_to_keep_and_an_edition_says_which_it_is() -> None:
    patch = """format: 1
country: NV
patches:
  - {id: NV-1, target: M1/key_points, from: 2024-01-01, action: add, value: [Ask.], says: Norvale adds the council, based_on: an example}
"""
    stage = staged({"competencies/countries/NV/M1.yaml": patch})
    assert kept(stage, "modules/M2.md") is None
    about = json.loads(kept(stage, "modules/M1-NV.md")["about"])
    assert (about["module"], about["edition"], about["version"], about["lessons"]) == ("M1", "NV", "2", ["01-look"])
    assert json.loads(kept(stage, "modules/M1.md")["about"])["edition"] == ""
    assert json.loads(kept(stage, "programmes/way.md")["about"])["modules"] == {"M1": 1, "M2": 0}


def test_pages_say_which_modules_have_another_id_now() -> None:
    steps = "".join(f"  - {{kind: module, was: {was}, now: {now}, day: 2024-01-01}}\n" for was, now in (("M9", "M8"), ("M8", "M1")))
    stage = staged({"curriculum/renamed.yaml": f"format: 1\nrenamed:\n{steps}"})
    for path in ("modules/M1.md", "modules/M1/01-look.md", "programmes/way.md"):
        assert json.loads(kept(stage, path)["about"])["was"] == {"M9": "M1", "M8": "M1"}, path
    assert "was" not in json.loads(kept(staged(), "modules/M1.md")["about"])


def test_without_a_progress_page_no_page_leads_to_one() -> None:
    assert "here" not in kept(staged(), "modules/M1/01-look.md")
    stage = staged(pages={**HOME, "my-progress.md": "# Mine\n\nWords.\n"})
    assert kept(stage, "modules/M1/01-look.md")["here"] == "my-progress.html"
    assert json.loads(kept(stage, "my-progress.md")["about"])["modules"]["M1"]["u"] == "modules/M1.html"


def test_a_page_of_another_language_leads_to_the_module_where_it_is() -> None:
    modules = json.loads(kept(shipped_stage(), "my-progress.md", "fr")["about"])["modules"]
    assert modules["F06"]["u"] == "modules/F06.html"
    assert (modules["S01"]["u"], modules["S01"]["other"]) == ("../modules/S01.html", 1)

"""The shareable page and the audit in a real browser, from a file: no error, no request, nothing for axe to find, nothing sticks out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from practicum.reporting.cases import Case
from practicum.reporting.page import Setting
from practicum.reporting.sharing.counting import Material
from practicum.reporting.sharing.pseudonyms import Pseudonyms
from practicum.reporting.sharing.shareable import shareable
from tests.reporting.made_up_people import AS_OF, catalogue, workforce

PALETTE = Path(__file__).parents[3] / "site" / "assets" / "palette.css"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shareable part of 500 made-up people."""
    made, intake = workforce()
    cases = tuple(
        Case(
            learner=str(row["learner"]),
            certification=str(row["certification"]),
            role=str(row["role"]),
            country=str(row["country"]),
            agency=str(row["agency"]),
            state=str(row["state"]),
            valid_until=row["valid_until"],  # type: ignore[arg-type]  # a day or None
            deadline=row["deadline"],  # type: ignore[arg-type]
        )
        for row in made.certificate_rows
        if row["state"] != "not_applicable"
    )
    material = Material(cases, catalogue(), AS_OF, requirements=made.requirements, set_aside=intake.set_aside)
    setting = Setting(AS_OF, None, True, PALETTE.read_text(encoding="utf-8"))
    part = shareable(material, setting, pseudonyms=Pseudonyms(bytes(range(32))))
    assert part.audit.passed, part.audit.findings
    where = tmp_path_factory.mktemp("a shared part")
    for name, data in part.files.items():
        (where / name).parent.mkdir(exist_ok=True)
        (where / name).write_bytes(data)
    return where


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("name", ["index.html", "audit.html"])
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Any, axe: str, folder: Path, name: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else faults.append(request.url))
    page.goto((folder / name).as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(AXE_TAGS)}}})")
    assert len(found["passes"]) > 10
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found["violations"]] == []
    context.close()
    assert faults == []


def test_what_is_hidden_is_hidden_on_the_page(browser: Any, folder: Path) -> None:
    """Every number in a table of the page is a count that the JSON shows."""
    told = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    counts = {cell["count"] for table in told["tables"] for cell in table["cells"]}
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    cells = [cell for text in page.locator("td.n").all_inner_texts() for cell in text.replace(",", "").split(" of ")]
    # In the map of competencies a group is the sum of two counts that are both shown.
    sums = {
        (cells_of[tuple([*key[:2], "open"])] or 0) + (cells_of[tuple([*key[:2], "closed"])] or 0)
        for table in told["tables"]
        if table["name"] == "competencies"
        for cells_of in [{tuple(cell["key"]): cell["count"] for cell in table["cells"]}]
        for key in cells_of
        if cells_of[tuple([*key[:2], "open"])] is not None and cells_of[tuple([*key[:2], "closed"])] is not None
    }
    assert "hidden" in cells
    assert len(cells) > 100
    assert {int(cell) for cell in cells if cell.isdigit()} <= counts | sums
    assert {cell for cell in cells if not cell.isdigit()} <= {"hidden", "–"}
    page.close()

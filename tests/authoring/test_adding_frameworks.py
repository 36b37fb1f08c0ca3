"""A framework by others beside the project's own: its files pass `practicum check`, and what it lacks is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from practicum.authoring import Draft, Refused
from practicum.authoring.adding_frameworks import NewFramework, add_framework
from practicum.model.edit import Changes
from practicum.model.foreign_framework import ForeignFramework, ForeignItem, ForeignLevel, ForeignLink, ForeignWalk
from practicum.reading import InMemory, read_project
from practicum.reading.project import Reading
from practicum.workspace.project import check_project, find_project
from tests.authoring.small_project import call, good, put
from tests.cases.sources import DAY


def item(code: str, title: str = "", *children: ForeignItem, **fields: object) -> ForeignItem:
    return ForeignItem(key=code, code=code, title=title, children=children, **fields)  # type: ignore[arg-type]


PLAIN = ForeignFramework(
    title="National standards", publisher="Ministry (invented)", version="2024", licence="CC BY 4.0",
    items=(
        item("1", "Talking", item("1.1", "Listens", statement="Listens to the end", indicators=("waits",)), item("1.2", "Asks")),
        item(
            "2", "Writing",
            item("2.1", "Records", item("2.1.a", "dated", kind="indicator"), retired=date(2025, 1, 1), replaced_by=("1.2",)),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


def add(project: Path, foreign: ForeignFramework, **wish: object) -> tuple[Changes, Reading]:
    """Take it in, write it, and have the project checked."""
    disk = find_project(project).disk
    changes = add_framework(Draft(disk), read_project(disk).catalogue, foreign, NewFramework(**wish), source="a.json")  # type: ignore[arg-type]
    for path, text in changes.texts.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(text if isinstance(text, bytes) else (text or "").encode())
    checked = check_project(find_project(project), day=DAY)
    assert not checked.errors, [str(one) for one in checked.diagnostics]
    return changes, read_project(find_project(project).disk)


def test_it_stands_beside_the_projects_own(project: Path) -> None:
    changes, read = add(project, PLAIN)
    catalogue = read.catalogue
    assert [unit.value.origin is None for unit in catalogue.frameworks.values()] == [True, False]
    framework = catalogue.frameworks["national-standards"].value
    assert framework.origin is not None
    assert (framework.origin.publisher, framework.origin.licence) == ("Ministry (invented)", "CC BY 4.0")
    assert framework.domains == ("NATIONALSTAN-1", "NATIONALSTAN-2")
    listens = catalogue.competencies["NATIONALSTAN-1.1"].value
    assert (listens.title, listens.statement, listens.indicators, listens.code) == ("Listens", "Listens to the end", ("waits",), "1.1")
    records = catalogue.competencies["NATIONALSTAN-2.1"].value
    assert (records.indicators, records.retired, records.replaced_by) == (("dated",), date(2025, 1, 1), ("NATIONALSTAN-1.2",))
    own = catalogue.own_frameworks[0]
    assert framework.levels == own.value.levels
    said = "\n".join(changes.notes)
    for part in (f"no levels: those of `{own.id}` were taken over", "`1` became `NATIONALSTAN-1`", "2 competencies have no statement",
                 "1 competency has no indicator", "no description"):  # fmt: skip
        assert part in said
    # Nobody teaches it, and that is no fault; to ask for a level of it that nobody teaches is one.
    assert good(project, "check").count("untaught-competency") == 0


def test_a_role_that_asks_for_it_needs_a_module(project: Path) -> None:
    add(project, PLAIN, prefix="NS")
    role = next((project / "competencies/roles").glob("FSW.yaml"))
    role.write_text(role.read_text().replace("levels:\n", "levels:\n  - {competency: NS-1.1, level: 2}\n", 1))
    checked = call(project, "check")
    assert "unreached-level" in checked.output
    assert "needs `NS-1.1` at level 2; modules reach level 0" in checked.output


def test_without_a_licence_only_codes_and_titles_are_taken(project: Path) -> None:
    closed = ForeignFramework(title="Closed", items=PLAIN.items, description="Long words.", licence="All rights reserved")
    changes, read = add(project, closed, id="closed")
    assert "its texts were left out" in changes.notes[0]
    everything = "".join(str(text) for text in changes.texts.values())
    assert not [words for words in ("Listens to the end", "waits", "Long words") if words in everything]
    assert read.catalogue.frameworks["closed"].value.origin.licence is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "licence",
    ["CC BY 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "Open Government Licence v3.0", "permission of the ministry", "CC0"],
)
def test_licences_that_let_texts_stand_here(project: Path, licence: str) -> None:
    _, read = add(project, ForeignFramework(title="Open", items=PLAIN.items), licence=licence)
    assert read.catalogue.competencies["OPEN-1.1"].value.statement == "Listens to the end"


def test_ids_of_the_project_are_never_taken(project: Path) -> None:
    items = (item("REL", "Relations", item("rel-1", "Small letters"), item("REL-9", "New")),)
    taken = ForeignFramework(title="Same", items=items, licence="CC0")
    _, read = add(project, taken)
    assert {"SAME-REL", "SAME-rel-1", "SAME-REL-9"} <= {*read.catalogue.domains, *read.catalogue.competencies}
    disk = find_project(project).disk
    with pytest.raises(Refused, match="there is a framework `same` already") as again:
        add_framework(Draft(disk), read_project(disk).catalogue, taken, NewFramework(), source="a.json")
    assert again.value.help == "give this one another id with `--as`"


def test_codes_that_differ_in_capitals_only_or_are_missing(project: Path) -> None:
    odd = ForeignFramework(
        title="Odd", licence="CC0",
        items=(ForeignItem(key="x", title="A"), item("a.1", "One"), item("A.1", "Two"), item("子", "Three"), item("framework", "Four")),
    )  # fmt: skip
    changes, read = add(project, odd)
    assert list(read.catalogue.domains["ODD"].value.competencies) == [
        one.value for id, one in read.catalogue.competencies.items() if id.startswith("ODD")
    ]
    ids = [one.id for one in read.catalogue.domains["ODD"].value.competencies]
    assert len({one.lower() for one in ids}) == 5
    assert "hang from no domain" in "\n".join(changes.notes)


def test_levels_of_its_own(project: Path) -> None:
    scale = ForeignFramework(
        title="Scaled", items=PLAIN.items, licence="CC0",
        levels=(
            ForeignLevel(name="Not yet", number=0), ForeignLevel(name="Able, in all that matters to the people who are served", number=7)
        ),
    )  # fmt: skip
    _, read = add(project, scale, id="aaa-scaled")
    levels = read.catalogue.frameworks["aaa-scaled"].value.levels
    assert [(one.level, one.granted_by) for one in levels] == [(0, "none"), (7, "module")]
    assert levels[1].name.endswith("…")
    # The project's own scale stays what it was, also for what reads one scale only.
    assert 7 not in read.catalogue.own_levels
    assert 7 in read.catalogue.scale("AAASCALED-1.1")


@pytest.mark.parametrize(
    ("numbers", "written"), [((None,) * 12, list(range(1, 10))), ((1, 1), [1, 2]), ((-1, 10**400), [1, 2]), ((3, 1), [1, 3])]
)
def test_levels_that_cannot_be_as_they_are(project: Path, numbers: tuple[int | None, ...], written: list[int]) -> None:
    levels = tuple(ForeignLevel(name=f"L{place}", number=number) for place, number in enumerate(numbers))
    _, read = add(project, ForeignFramework(title="Scaled", items=PLAIN.items, licence="CC0", levels=levels))
    assert [one.level for one in read.catalogue.frameworks["scaled"].value.levels] == written


DEEP = ForeignFramework(
    title="Deep", licence="CC0", items=(item("A", "Top", item("B", "Middle", item("C", "Low", item("D", "Leaf", item("E", "Below"))))),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("depth", "domain", "competency", "signs"),
    [
        (None, "D", "E", ()),
        (2, "A", "B", ("Low", "Leaf", "Below")),
        (3, "B", "C", ("Leaf", "Below")),
        (1, "DEEP", "A", ("Middle", "Low", "Leaf", "Below")),
    ],
)  # fmt: skip
def test_deep_trees_are_folded_and_it_is_said(
    project: Path, depth: int | None, domain: str, competency: str, signs: tuple[str, ...]
) -> None:
    changes, read = add(project, DEEP, depth=depth)
    held = read.catalogue.domains[domain].value
    assert [one.id for one in held.competencies] == [competency]
    assert signs == () or held.competencies[0].indicators == signs
    said = "\n".join(changes.notes)
    assert ("below" if depth else "parts of others") in said
    parts = [unit.value.part_of for unit in read.catalogue.domains.values() if unit.id in "ABCD"]
    assert parts == ([None, "A", "B", "C"] if depth is None else [None, "A"] if depth == 3 else [None] if depth == 2 else [])


def test_relations_become_crosswalks(project: Path) -> None:
    links = (ForeignLink(key="1.1", relation="close", to=("6",)), ForeignLink(key="2", relation="related", to=("6",)))
    walk = ForeignWalk(title="Other standards", items=(("6", "Engage"),), links=links)
    changes, read = add(project, ForeignFramework(title="Linked", items=PLAIN.items, licence="CC0", walks=(walk,)))
    held = read.catalogue.crosswalks["other-standards"].value.links
    assert [(one.competency, one.relation) for one in held] == [("LINKED-1.1", "close"), ("LINKED-1.2", "none"), ("LINKED-2.1", "none")]
    assert "other-standards" in read.catalogue.references
    assert "relations to `Other standards` of items that are no competencies here were left out: 1" in "\n".join(changes.notes)


def test_words_that_break_yaml_or_pages_do_not(project: Path) -> None:
    first = "a: b # c\n| x | y |\n<script>alert(1)</script> {{ x }} [a](module:NOPE) \x07\u200b 'q' \"d\" \\"
    nasty = (first, "@x", "- y", "NO", "1.10", "=1+1")
    items = tuple(item(f"N-{number}", text[:60], statement=text, indicators=(text,)) for number, text in enumerate(nasty))
    _, read = add(project, ForeignFramework(title="Nasty: #1", description=nasty[0], items=items, licence="CC0"))
    assert [read.catalogue.competencies[f"N-{number}"].value.statement for number in range(3, 6)] == ["NO", "1.10", "=1+1"]


def test_own_frameworks_are_taken_as_ones_own(project: Path) -> None:
    disk = find_project(project).disk
    changes = add_framework(Draft(disk), read_project(disk).catalogue, PLAIN, NewFramework(own=True), source="a.json")
    read = read_project(InMemory({path: text for path, text in changes.texts.items() if text is not None}))  # type: ignore[misc]
    assert read.catalogue.frameworks["national-standards"].value.origin is None


@pytest.mark.parametrize("items", [(), (item("1", "Empty", kind="domain"),)])
def test_what_holds_no_competency_is_refused(project: Path, items: tuple[ForeignItem, ...]) -> None:
    disk = find_project(project).disk
    with pytest.raises(Refused, match="no competency is in it"):
        add_framework(Draft(disk), read_project(disk).catalogue, ForeignFramework(title="E", items=items), NewFramework(), source="a.json")


def test_a_domain_is_a_part_of_one_that_stands_before_it(project: Path) -> None:
    add(project, DEEP)
    path = project / "competencies/frameworks/deep/B.yaml"
    text = path.read_text()
    for part, says in (("D", "which stands behind it in competencies/frameworks/deep/framework.yaml"), ("NO-1", "which is not there")):
        path.write_text(text.replace("part_of: A", f"part_of: {part}"))
        said = call(project, "check").output
        assert f"domain `B` is a part of `{part}`, {says}" in said

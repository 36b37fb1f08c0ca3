"""One fault of each kind in a copy of the shipped curriculum: one run names them all, each on its line, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from practicum.checking.competence import taught_levels
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.workspace.project import check_project, find_project

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 15)
HEAD = "format: 1\nid: {id}\ntitle: Planted {id}\nstatus: planned\nsummary: Planted.\npurpose: Planted.\n"


@dataclass
class Garden:
    """A copy of the shipped project in which faults are planted, and where each has to be found."""

    root: Path
    catalogue: Catalogue
    planted: set[tuple[str, str, int]] = field(default_factory=set)

    def expect(self, rule: str, path: str, line: int) -> None:
        """A fault that has to be named there."""
        self.planted.add((rule, path, line))

    def file(self, path: str) -> Path:
        """A file of the copy."""
        return self.root / path

    def module(self, id: str) -> str:
        """The folder of a module."""
        return self.catalogue.folder_of(id)

    def line_of(self, path: str, part: str) -> int:
        """The first line that holds a text, counted from 1."""
        lines = self.file(path).read_bytes().decode(errors="replace").split("\n")
        return next(number for number, line in enumerate(lines, 1) if part in line)

    def change(self, rule: str, path: str, old: str, new: str) -> None:
        """Replace the first ``old`` by ``new``, where the fault then stands."""
        text = self.file(path).read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r}"
        at = text.index(old)
        self.file(path).write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
        if rule:
            self.expect(rule, path, text[:at].count("\n") + 1)

    def append(self, rule: str, path: str, text: str, line: int = 1) -> None:
        """Add text at the end of a file; the fault stands in its n-th line."""
        old = self.file(path).read_text(encoding="utf-8")
        old += "" if old.endswith("\n") else "\n"
        self.file(path).write_text(old + text + "\n", encoding="utf-8")
        if rule:
            self.expect(rule, path, old.count("\n") + line)

    def write(self, path: str, text: str) -> None:
        """A new file."""
        self.file(path).parent.mkdir(parents=True, exist_ok=True)
        self.file(path).write_text(text, encoding="utf-8")


def _fields(garden: Garden) -> None:
    garden.change("unknown-key", "competencies/roles/VOL.yaml", "limits:", "limts:")
    garden.change("wrong-type", f"{garden.module('F04')}/module.yaml", f"hours: {_hours(garden, 'F04')}", "hours: many")
    allied = "curriculum/programmes/allied.yaml"
    summary = next(line for line in garden.file(allied).read_text(encoding="utf-8").split("\n") if line.startswith("phase:"))
    garden.change("", allied, summary + "\n", "")
    garden.expect("missing-field", allied, garden.line_of(allied, "format:"))
    garden.append("duplicate-key", f"{garden.module('F05')}/module.yaml", "title: Once more")
    garden.change("bad-date", f"{garden.module('S01')}/module.yaml", "from: 20", "from: 2024-02-30 # 20")
    garden.append("ambiguous-scalar", "curriculum/organisations.yaml", "  - {id: O-PLANTED, name: Planted, kind: office, country: NO}")
    garden.change("ambiguous-scalar", f"{garden.module('S02')}/module.yaml", 'version: "1"', "version: 1.10")


def _hours(garden: Garden, module: str) -> str:
    return f"{garden.catalogue.modules[module].value.versions[0].hours:g}"


def _texts(garden: Garden) -> None:
    tabs = f"{garden.module('L01')}/module.yaml"
    garden.append("tab-indent", tabs, "\tcredits: []")
    latin = f"{garden.module('V01')}/module.yaml"
    lines = garden.file(latin).read_bytes().count(b"\n")
    garden.file(latin).write_bytes(garden.file(latin).read_bytes() + b"# caf\xe9\n")
    garden.expect("not-utf-8", latin, lines + 1)
    garden.append(
        "merge-marker", f"{garden.module('T01')}/module.yaml", "<<<<<<< HEAD\nrisk: high\n=======\nrisk: ordinary\n>>>>>>> theirs"
    )
    garden.append("too-many-aliases", "curriculum/programmes/leader.yaml", "planted: [&a [x], " + ", ".join(["*a"] * 60) + "]")
    garden.append("nesting-too-deep", "curriculum/programmes/trainer.yaml", "planted: " + "[" * 60 + "]" * 60)
    large = "curriculum/programmes/supervisor.yaml"
    garden.append("", large, "# " + "x" * 1_000_000)
    garden.expect("file-too-large", large, 1)
    garden.write(f"{garden.module('F03')}/empty.md", "")
    garden.expect("empty-file", f"{garden.module('F03')}/empty.md", 1)
    garden.expect("orphan-lesson", f"{garden.module('F03')}/empty.md", 1)
    garden.append("yaml-syntax", f"{garden.module('T02')}/module.yaml", "planted: Play: a start")
    garden.append("control-character", f"{garden.module('V02')}/module.yaml", "# bell \x07")
    garden.write("curriculum/notes.docx", "x")
    garden.expect("unexpected-file", "curriculum/notes.docx", 1)


def _references(garden: Garden) -> None:
    copied = "curriculum/modules/Z01-copied/module.yaml"
    shutil.copytree(garden.file(garden.module("X90")), garden.file(copied).parent)
    garden.expect("duplicate-id", copied, garden.line_of(copied, "id: X90"))
    one = "curriculum/modules/Z02-names/module.yaml"
    garden.write(
        one,
        HEAD.format(id="Z02")
        + (
            "audience: [NOBODY]\nprerequisites:\n  - {module: F99}\nevidence:\n  - {reference: S99, use: x, type: x, permission: x}\n"
            'versions:\n  - {version: "1", from: 2024-01-01, hours: 1, teaches: [{competency: REL-22, level: 1}]}\n'
        ),
    )
    for rule, part in {"unknown-role": "NOBODY", "unknown-module": "F99", "unknown-source": "S99", "unknown-competency": "REL-22"}.items():
        garden.expect(rule, one, garden.line_of(one, part))
    for id, needs in {"Z11": "Z12", "Z12": "Z13", "Z13": "Z11"}.items():
        garden.write(
            f"curriculum/modules/{id}-circle/module.yaml",
            HEAD.format(id=id)
            + (f'prerequisites:\n  - {{module: {needs}}}\nversions:\n  - {{version: "1", from: 2024-01-01, hours: 1, teaches: []}}\n'),
        )
    garden.expect("prerequisite-cycle", "curriculum/modules/Z11-circle/module.yaml", 8)


def _competence(garden: Garden) -> None:
    taught = taught_levels(garden.catalogue, DAY)
    low = min((one for one in taught if taught[one] < 3), key=lambda one: (taught[one], one))
    role = "competencies/roles/ALL.yaml"
    garden.change("", role, "levels:\n", f"levels:\n  - {{competency: {low}, level: 3}}\n")
    garden.expect("unreached-level", role, garden.line_of(role, f"{{competency: {low}, level: 3}}"))
    domain = garden.catalogue.domains["COL"].path
    entry = "  - {id: COL-9, title: Planted, statement: Planted, indicators: [planted]}"
    garden.append("untaught-competency", domain, entry)
    for crosswalk in garden.catalogue.crosswalks.values():
        garden.change("", crosswalk.path, "links:\n", "links:\n  - {competency: COL-9, relation: none}\n")
    assessed = f"{garden.module('B01')}/module.yaml"
    garden.change("", assessed, "    teaches:\n", f"    teaches:\n      - {{competency: {low}, level: 1}}\n")
    garden.expect("unassessed-competency", assessed, garden.line_of(assessed, f"{{competency: {low}, level: 1}}"))


def _lessons(garden: Garden) -> None:
    hours = f"{garden.module('F01')}/module.yaml"
    text = garden.file(hours).read_text(encoding="utf-8")
    at = text.index("minutes: ", text.index("\nsessions:"))
    garden.file(hours).write_text(text[:at] + "minutes: 1" + text[at + len("minutes: ") :], encoding="utf-8")
    garden.expect("hours-do-not-add-up", hours, garden.line_of(hours, "sessions:"))
    module = garden.catalogue.modules["F02"].value
    lesson = next(session.lesson for session in module.sessions if session.lesson)
    garden.change("missing-lesson", f"{garden.module('F02')}/module.yaml", f"lesson: {lesson}", "lesson: qqqqqqqq.md")
    garden.expect("orphan-lesson", f"{garden.module('F02')}/{lesson}", 1)
    page = next(
        path for path in sorted(garden.catalogue.lessons) if path.startswith(garden.module("R01")) and not path.endswith("trainer.md")
    )
    garden.write(f"{garden.module('R01')}/planted.svg", "<svg/>")
    garden.append("broken-link", page, "\nRead [on](qqqqqqqq.md).", 2)
    garden.append("unknown-term", page, "\nA [word](term:qqqqqqqq).", 2)
    garden.append("image-without-alt", page, "\n![](planted.svg)", 2)
    garden.append("path-leaves-project", page, "\nThe [list](../../../../../etc/passwd).", 2)


def _content(garden: Garden) -> None:
    one, other = (f"{garden.module(id)}/trainer.md" for id in ("F06", "R03"))
    sentence = "A sentence of this kind may stand in only one module of the whole curriculum."
    garden.append("", one, f"\n{sentence}")
    # The other module's name comes later.
    garden.append("shared-sentence", other, f"\n{sentence}", 2)
    garden.append("stigmatising-word", one, "\nHer brother is a drug addict.", 2)
    garden.append("identifying-detail", one, "\nAsk ruth.hill@kindernet.org.", 2)
    lesson = next(path for path in sorted(garden.catalogue.lessons) if path.startswith(garden.module("R03")))
    garden.append("scenario-not-listed", lesson, "\n## Scenario: Planted", 2)
    garden.expect("scenario-without-points", lesson, garden.line_of(lesson, "Scenario: Planted"))
    garden.append("term-used-otherwise", lesson, "\nA [bus stop](term:gatekeeping).", 2)
    fields = f"{garden.module('R03')}/module.yaml"
    spoon = garden.module("R03") + "/04-coaching.md"
    garden.expect("scenario-not-listed", spoon, garden.line_of(spoon, "Scenario: The spoon"))
    garden.change("", fields, "key_points:\n", f'key_points:\n  - "{"too long " * 20}"\n')
    garden.expect("key-point-too-long", fields, garden.line_of(fields, "too long too long"))
    garden.change("scenario-not-in-lesson", fields, 'title: "The spoon"', 'title: "The fork"')
    garden.write(f"{garden.module('R03')}/yard.jpg", "x")
    garden.expect("picture-without-consent", f"{garden.module('R03')}/yard.jpg", 1)
    assessment = f"{garden.module('R03')}/assessment.yaml"
    garden.change("", assessment, "      2:", "      4:")
    garden.expect("rubric-without-level", assessment, garden.line_of(assessment, "    levels:"))


def _rules(garden: Garden) -> None:
    rule = "competencies/certifications/ZZZ.yaml"
    garden.write(
        rule,
        (
            'format: 1\nid: ZZZ\nrole: FSW\ntitle: Planted\nversions:\n  - version: "1"\n'
            "    from: 2030-01-01\n    says: Planted.\n    award:\n"
            "      any: 3\n      of:\n        - {id: one, module: F01}\n        - {id: two, module: F02}\n"
        ),
    )
    garden.expect("unmeetable-rule", rule, 10)
    sealed = garden.catalogue.certifications["CAR"]
    text = garden.file(sealed.path).read_text(encoding="utf-8")
    assert "seal:" in text, "the shipped rule is not sealed yet"
    garden.change("", sealed.path, "months: 12", "months: 13")
    # What was changed behind everybody's back is no longer what the rule says.
    garden.expect("sentence-disagrees", sealed.path, garden.line_of(sealed.path, "says: >-"))
    garden.expect("rule-rewritten", sealed.path, garden.line_of(sealed.path, "seal:"))
    patches = "competencies/countries/NV/planted.yaml"
    garden.write(
        patches,
        (
            "format: 1\ncountry: NV\npatches:\n"
            '  - {id: NV-Z1, target: F09/title, from: 2024-01-01, says: Planted., value: Planted,\n     was: "000000000000"}\n'
            '  - {id: NV-Z2, target: F09/titel, from: 2024-01-01, says: Planted., value: Planted, was: "000000000000"}\n'
        ),
    )
    garden.expect("patch-target-moved", patches, 5)
    garden.expect("patch-target-missing", patches, 6)


def _links(garden: Garden) -> None:
    outside = garden.root.parent / "outside"
    outside.mkdir()
    (outside / "secret.svg").write_text("<svg/>", encoding="utf-8")
    for name, target in {"outside.svg": outside / "secret.svg", "folder": outside, "nowhere.svg": outside / "nothing"}.items():
        path = f"{garden.module('I10')}/{name}"
        garden.file(path).symlink_to(target)
        garden.expect("path-leaves-project", path, 1)


PLANTS: tuple[Callable[[Garden], None], ...] = (_fields, _texts, _references, _competence, _lessons, _content, _rules, _links)


def _key(fault: Diagnostic) -> tuple[str, str, str]:
    return fault.rule, fault.span.path, fault.message


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planted") / "a copy"
    for top in ("curriculum", "competencies"):
        shutil.copytree(ROOT / top, root / top)
    return root


@pytest.fixture(scope="module")
def before(copied: Path) -> list[Diagnostic]:
    return check_project(find_project(copied), day=DAY).diagnostics


@pytest.fixture(scope="module")
def garden(copied: Path, before: list[Diagnostic]) -> Garden:
    garden = Garden(copied, check_project(find_project(copied), day=DAY).catalogue)
    for plant in PLANTS:
        plant(garden)
    return garden


def test_one_run_names_every_planted_fault_and_nothing_else(garden: Garden, before: list[Diagnostic]) -> None:
    faults = check_project(find_project(garden.root), day=DAY).diagnostics
    known = {_key(fault) for fault in before}
    new = {(fault.rule, fault.span.path, fault.span.line) for fault in faults if _key(fault) not in known}
    assert garden.planted - new == set()
    # Files that could not be read must not bury their own faults under those of everything that names them.
    # How many words a module has too many is another message after each plant.
    warnings = {"stale-sign-off", "stale-translation", "lesson-length"}
    assert {one for one in new - garden.planted if one[0] not in warnings} == set()


def test_a_circle_shows_every_step_at_its_place(garden: Garden) -> None:
    faults = check_project(find_project(garden.root), day=DAY).diagnostics
    circle = next(fault for fault in faults if fault.rule == "prerequisite-cycle" and "Z11" in fault.message)
    assert [str(note.span) for note in circle.notes] == [f"curriculum/modules/Z1{number}-circle/module.yaml:8:14" for number in (2, 3)]


def test_command_names_them_and_exits_with_1(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    from practicum.cli.check import command

    monkeypatch.setenv("PRACTICUM_TODAY", DAY.isoformat())
    monkeypatch.chdir(garden.root)
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 1, result.output
    for rule, path, line in garden.planted:
        assert any(f"--> {path}:{line}:" in part for part in result.output.split(f"[{rule}]")[1:]), (rule, path, line)


def test_did_you_mean(garden: Garden) -> None:
    faults = check_project(find_project(garden.root), day=DAY).diagnostics
    slip = next(fault for fault in faults if fault.rule == "unknown-key")
    assert slip.help == "did you mean `limits`?"

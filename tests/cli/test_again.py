"""`practicum gaps --again MANIFEST`: the same bytes, or what is another one now, by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main

DAY = "2026-11-21"
FILES = {
    "learners.csv": "id,name,birth_year\nL1,Iris Testmann,1980\nL2,Testmann Iris,1980\n",
    "agencies.csv": "agency,name,country\nNV-A,House,NV\n",
    "posts.csv": "learner,role,agency,start\nL1,CSW,NV-A,2024-01-01\nL2,CSW,NV-A,2025-01-01\n",
    "completions.csv": "learner,module,date,score,recorded_at\nL1,F01,2026-01-10,90,2026-01-11\nL2,F02,2026-12-01,90,\n",
}


def call(*words: str, home: Path, today: str = DAY) -> Result:
    return CliRunner().invoke(main, [*words, "--home", str(home)], env={"PRACTICUM_TODAY": today, "NO_COLOR": "1"})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Records, and a private folder with a report of them."""
    place = tmp_path_factory.mktemp("again")
    records = place / "records"
    records.mkdir()
    for name, text in FILES.items():
        (records / name).write_text(text)
    home = place / "home"
    for a, b in (("L1", "L2"), ("X1", "X2")):
        assert call("records", "link", a, b, "--same", "--by", "me", "--reason", "r", home=home).exit_code == 0
    shown = call("gaps", str(records), "--as-of", "2026-10-15", home=home)
    assert shown.exit_code == 0, shown.output
    return records, home


def manifest_of(home: Path) -> Path:
    return home / "reports" / "2026-10-15" / "manifest.json"


def files_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_manifest_names_what_a_report_was_made_from_and_nobody(made: tuple[Path, Path]) -> None:
    _records, home = made
    text = manifest_of(home).read_text("utf-8")
    said = json.loads(text)
    assert (said["schema"], said["as_of"], said["known_at"], said["read_on"]) == ("practicum.manifest/1", "2026-10-15", None, DAY)
    assert {one["file"] for one in said["inputs"]} == set(FILES)
    assert all(len(one["sha256"]) == 64 for one in said["inputs"])
    assert said["counts"]["rows"] == {"in": 7, "used": 6, "set_aside": 1, "collapsed": 0, "mended": 0}
    assert (said["counts"]["people"], said["counts"]["joined"]) == (1, 1)
    assert said["engine"] in ("pandas", "duckdb", "polars")
    assert {"python", "narwhals", "duckdb", "practicum"} <= set(said["versions"])
    assert "competencies/certifications/CSW.yaml" in said["rules"]["authored"]
    assert said["links"]["bytes"] == len((home / "links.csv").read_bytes())
    report = manifest_of(home).parent
    assert set(said["files"]) == {path.relative_to(report).as_posix() for path in files_of(report)} - {"manifest.json"}
    assert not [word for word in ("Iris", "Testmann", "L1", "L2") if f'"{word}' in text]


def test_the_same_bytes_come_again_on_another_day_though_decisions_were_added(made: tuple[Path, Path], tmp_path: Path) -> None:
    _records, home = made
    before = (home / "links.csv").read_bytes()
    try:
        assert call("records", "unlink", "L1", "L2", "--by", "me", "--reason", "r", home=home).exit_code == 0
        shown = call("gaps", "--again", str(manifest_of(home)), "--out", str(tmp_path / "twin"), home=home, today="2027-05-01")
        assert shown.exit_code == 0, shown.output
        assert "the same, byte for byte" in shown.output
        report = manifest_of(home).parent
        for path in files_of(report):
            assert (tmp_path / "twin" / path.relative_to(report)).read_bytes() == path.read_bytes(), path.name
    finally:
        (home / "links.csv").write_bytes(before)


def test_what_is_another_one_now_is_named(made: tuple[Path, Path], tmp_path: Path) -> None:
    records, home = made
    (home / "profiles" / "new.yaml").write_text("format: 1\nid: new\nfiles: ['nothing.csv']\ntable: cpd\n")
    (records / "cpd.csv").write_text("learner,date,quantity,unit\n")
    (records / "completions.csv").write_text(FILES["completions.csv"] + "L1,F06,2026-02-01,90,\n")
    (records / "learners.csv").write_text(FILES["learners.csv"].replace("1980", "1981"))
    (records / "posts.csv").unlink()
    links = (home / "links.csv").read_bytes()
    (home / "links.csv").write_bytes(links.replace(b"L2", b"L3"))
    try:
        shown = call("gaps", "--again", str(manifest_of(home)), home=home)
        assert shown.exit_code == 1
        assert [line.removeprefix("not as it was: ") for line in shown.output.splitlines() if line.startswith("not as it was: ")] == [
            "completions.csv: something was added behind what it held, 22 bytes",
            "learners.csv: it was changed (63 bytes then, 63 now)",
            "posts.csv: it is gone",
            "cpd.csv: it was not there then",
            "the profile new.yaml: it was not there then",
            "links.csv: the decisions of then are no longer as they were",
        ]
        assert not list(home.glob(".again-*"))
    finally:
        for name, text in FILES.items():
            (records / name).write_text(text)
        (records / "cpd.csv").unlink()
        (home / "profiles" / "new.yaml").unlink()
        (home / "links.csv").write_bytes(links)


def test_rules_and_versions_that_changed_are_named(made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from practicum.workspace import manifest

    _records, home = made
    real = manifest.authored

    def other(project: object) -> dict[str, str]:
        return {**real(project), "competencies/certifications/CSW.yaml": "0"}  # type: ignore[arg-type]

    monkeypatch.setattr(manifest, "authored", other)
    shown = call("gaps", "--again", str(manifest_of(home)), home=home)
    assert "not as it was: competencies/certifications/CSW.yaml: it was changed" in shown.output
    monkeypatch.setattr(manifest, "authored", real)
    monkeypatch.setattr(manifest, "versions", lambda: {**json.loads(manifest_of(home).read_text())["versions"], "duckdb": "1.0"})
    shown = call("gaps", "--again", str(manifest_of(home)), home=home)
    assert shown.exit_code == 0, shown.output
    assert "another version: duckdb: 2.0.0 then, 1.0 now" in shown.output
    assert "the same, byte for byte" in shown.output


def test_what_is_no_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"synthetic": true}')
    shown = call("gaps", "--again", str(tmp_path / "manifest.json"), home=tmp_path / "home")
    assert shown.exit_code == 2
    assert "is no manifest of a report" in shown.output


def test_old_reports_are_called_to_mind(made: tuple[Path, Path]) -> None:
    records, home = made
    (home / "months-to-keep.txt").write_text("1 month\n")
    shown = call("gaps", str(records), "--as-of", "2026-10-15", home=home, today="2026-11-25")
    assert "1 report is older than 1 month;" in shown.output
    assert "records erase --before 2026-10-25" in shown.output
    assert not list((home / "reports").glob("*-earlier-*")), "another day of reading makes no other report"


def test_a_report_since_another_one_with_files_for_agencies_comes_again(made: tuple[Path, Path], tmp_path: Path) -> None:
    records, home = made
    earlier = manifest_of(home).parent
    asked = ("--split", "agency", "--since", str(earlier))
    assert call("gaps", str(records), "--as-of", "2026-11-15", *asked, home=home).exit_code == 0
    manifest = home / "reports" / "2026-11-15" / "manifest.json"
    assert json.loads(manifest.read_text())["options"] == {"since": str(earlier.resolve()), "split": ["agency"]}
    shown = call("gaps", "--again", str(manifest), home=home, today="2027-05-01")
    assert shown.exit_code == 0, shown.output
    assert "the same, byte for byte" in shown.output
    page = earlier / "index.html"
    held = page.read_bytes()
    page.write_bytes(held + b" ")
    try:
        shown = call("gaps", "--again", str(manifest), home=home, today="2027-05-01")
        assert (shown.exit_code, "the report that `--since` names: changed or gone" in shown.output) == (1, True)
    finally:
        page.write_bytes(held)

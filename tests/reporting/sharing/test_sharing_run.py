"""The whole of it on the named sample: what is shared names nobody, is the same each time, and is refused where hiding failed."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.tables import Refusal, open_grids
from practicum.workspace.invented import write_sample

ROOT = Path(__file__).resolve().parents[3]
AS_OF, NEXT = "2026-10-15", "2026-11-15"


def run(*words: str | Path, home: Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env={"PRACTICUM_HOME": str(home)}, catch_exceptions=False)


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def everything_in(folder: Path) -> dict[str, str]:
    """The text of every file, workbooks unpacked; where it lies below the folder is text too."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name, data = path.relative_to(folder).as_posix(), path.read_bytes()
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(io.BytesIO(data)) as packed:
                    found |= {f"{name}/{inner}": packed.read(inner).decode("utf-8", "replace") for inner in packed.namelist()}
            found[name] = name + data.decode("utf-8", "replace")
    return found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Two months of the named sample as if they were real people, with files of rows and lasting pseudonyms."""
    where = tmp_path_factory.mktemp("sharing")
    records, _, _ = write_sample(where / "records", seed=2026, named=True)
    identifying = {row[name] for row in lines(records / "learners.csv") for name in ("id", "name", "email", "record_id")}
    identifying |= {row["alias"] for row in lines(records / "identities.csv")}
    for table in ("posts", "cpd", "supervision", "certificates", "decisions"):
        identifying |= {row["record_id"] for row in lines(records / f"{table}.csv")}
    identifying |= {name.split()[-1] for name in identifying if re.fullmatch(r"[^\W\d]+ [^\W\d]+", name)}
    # Without these two nobody knows that the people are invented.
    (records / "manifest.json").unlink()
    (records / "README.txt").unlink()
    home, told = where / "home", {}
    profiles = [word for path in sorted((records / "profiles").glob("*.yaml")) for word in ("--profile", path)]
    logged: list[logging.LogRecord] = []
    handler = logging.Handler(0)
    handler.emit = logged.append  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        for day in (AS_OF, NEXT):
            told[day] = run("gaps", records, "--as-of", day, "--out", where / day, "--share", "--rows", "lasting", *profiles, home=home)
    finally:
        logging.getLogger().removeHandler(handler)
    said = "\n".join([*(one.output for one in told.values()), *(one.getMessage() for one in logged)])
    return {"where": where, "records": records, "home": home, "told": told, "identifying": identifying, "said": said, "profiles": profiles}


def test_it_is_shared_and_passes_its_own_audit(shared: dict[str, Any]) -> None:
    for day, told in shared["told"].items():
        # Exit code 1: a file of the sample could not be read, or something must not be shared.
        assert (shared["where"] / day / "shareable" / "index.html").is_file(), told.output
        audit = json.loads((shared["where"] / day / "shareable" / "audit.json").read_text())
        assert (audit["passed"], audit["findings"]) == (True, [])
        assert audit["narrowest"] >= 5
        assert audit["hidden"] > 20
        again = run("share", shared["where"] / day / "shareable", home=shared["home"])
        assert again.exit_code == 0, again.output
    assert json.loads((shared["where"] / NEXT / "shareable" / "audit.json").read_text())["earlier_releases"] == 1
    both = run("share", shared["where"] / NEXT / "shareable", "--earlier", shared["where"] / AS_OF / "shareable", home=shared["home"])
    assert both.exit_code == 0, both.output


def test_nothing_that_names_anybody_is_in_it_or_was_said(shared: dict[str, Any]) -> None:
    assert len(shared["identifying"]) > 4_000
    texts = {"said": shared["said"]}
    for day in (AS_OF, NEXT):
        texts |= {f"{day}/{name}": text for name, text in everything_in(shared["where"] / day / "shareable").items()}
    assert len(texts) > 20
    # Long texts are cut into what could be an id, a name or an address; a name of two words is found by its last.
    found = {
        (where, word)
        for where, text in texts.items()
        for word in {*re.findall(r"[\w.@+-]+", text), *re.findall(r"\w+", text)} & shared["identifying"]
        # Inside a workbook `D1` is a cell, and no decision of that number.
        if not (".xlsx" in where and re.fullmatch(r"[A-Z]{1,3}\d{1,3}", word))
    }
    assert found == set()
    # The search finds what there is: the private part has them.
    private = everything_in(shared["where"] / AS_OF)["certificates.csv"]
    assert set(re.findall(r"\w+", private)) & shared["identifying"]


def test_the_file_of_rows_keeps_everybody_among_five(shared: dict[str, Any]) -> None:
    first, second = (lines(shared["where"] / day / "shareable" / "certificates.csv") for day in (AS_OF, NEXT))
    together = {row["pseudonym"]: tuple(row.values())[1:] for row in first}
    for rows in (first, second):
        assert len({row["pseudonym"] for row in rows}) == len(rows) > 300
        assert all(re.fullmatch(r"[0-9a-f]{32}", row["pseudonym"]) for row in rows)
        assert min(Counter(tuple(row.values())[1:] for row in rows).values()) >= 5
        assert [row["pseudonym"] for row in rows] == sorted(row["pseudonym"] for row in rows)
    # Lasting pseudonyms tie both files, so both together keep everybody among five as well.
    ties = Counter((tuple(row.values())[1:], together.get(row["pseudonym"])) for row in second)
    assert min(ties.values()) >= 5
    assert any(before is not None for _, before in ties)
    key = shared["home"] / "sharing.key"
    assert len(bytes.fromhex(key.read_text().strip())) == 32
    assert key.read_text().strip() not in "".join(everything_in(shared["where"] / AS_OF).values())


def test_every_file_says_the_same_and_follows_its_schema(shared: dict[str, Any]) -> None:
    from jsonschema import Draft202012Validator

    folder = shared["where"] / AS_OF / "shareable"
    told = json.loads((folder / "tables.json").read_text())
    schema = json.loads((folder / "tables.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(told)) == []
    grids = open_grids("tables.xlsx", (folder / "tables.xlsx").read_bytes())
    assert not isinstance(grids, Refusal)
    about, *sheets = grids
    assert len(sheets) == len(told["tables"])
    page = (folder / "index.html").read_text()
    for table, sheet in zip(told["tables"], sheets, strict=True):
        counts = Counter("hidden" if cell["count"] is None else "shown" for cell in table["cells"])
        rows = lines(folder / table["file"])
        assert Counter("shown" if row["count"] else "hidden" for row in rows) == counts
        assert [row["count"] for row in rows] == ["" if cell["count"] is None else str(cell["count"]) for cell in table["cells"]]
        assert sum(cell == "hidden" for row in sheet.rows for cell in row) == counts["hidden"]
        assert f'href="{table["file"]}"' in page
    assert any("hidden" in cell for row in about.rows for cell in row)
    named = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"index.html"}
    assert set(re.findall(r'href="([^"#:]+)"', page)) == named


def test_every_reader_is_told_how_far_to_trust_it(shared: dict[str, Any]) -> None:
    texts = everything_in(shared["where"] / AS_OF / "shareable")
    for name in ("index.html", "READ-ME.txt", "tables.xlsx/xl/sharedStrings.xml"):
        assert "How far to trust it" in texts[name], name
        assert "no authority has issued them" in texts[name], name
        assert ("not read, so somebody may lack less" in texts[name]) == ("not read:" in shared["told"][AS_OF].output), name


def test_the_same_once_more_gives_the_same_bytes(shared: dict[str, Any]) -> None:
    # More has been shared since, and takes part in what may be shared: that part is left as it is, and the rest is made again.
    published = shared["home"] / "published"
    kept = sorted(path.name for path in published.iterdir())
    told = run("gaps", "--again", shared["where"] / AS_OF / "manifest.json", home=shared["home"])
    assert "the same, byte for byte" in told.output, told.output
    assert "the shareable part is not made again" in told.output, told.output
    assert sorted(path.name for path in published.iterdir()) == kept
    assert len(kept) == 2
    # Only their owner reads what was shared before and the key.
    assert {path.stat().st_mode & 0o077 for path in (published, shared["home"], shared["home"] / "sharing.key", *published.iterdir())} == {
        0
    }


def test_hiding_that_failed_is_refused(shared: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicum.reporting.sharing.shareable.hidden_facts", lambda *_, **__: frozenset())
    out = shared["where"] / "refused"
    words = ("gaps", shared["records"], "--as-of", "2026-09-15", "--out", out, "--share", *shared["profiles"])
    told = run(*words, home=shared["home"])
    assert told.exit_code == 1
    assert "nothing may be shared" in told.output
    assert "shows a group under 5" in told.output
    assert not (out / "shareable").exists()
    assert not json.loads((out / "sharing-audit.json").read_text())["passed"]
    assert "Not to be shared" in (out / "sharing-audit.html").read_text()
    assert not list((shared["home"] / "published").glob("2026-09-15-*"))


def test_a_shared_folder_that_was_changed_is_refused(shared: dict[str, Any], tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(shared["where"] / AS_OF / "shareable", tmp_path / "shareable"))
    path = folder / "tables" / "agency-state.csv"
    rows = lines(path)
    for row in rows:
        row["count"] = row["count"] or "7"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    told = run("share", folder, home=shared["home"])
    assert told.exit_code == 1
    assert "hand nothing on" in told.output
    path.write_text("country,agency\n", encoding="utf-8")
    (folder / "tables.json").write_text("{}", encoding="utf-8")
    told = run("share", folder, home=shared["home"])
    assert told.exit_code != 0
    assert "no shareable part" in told.output


def test_the_file_of_nobodys_people_counts_only_where_it_is_named(tmp_path: Path) -> None:
    from practicum.workspace.sharing import _handed_out

    def lines_about(*learners: str) -> bytes:
        return ("learner,certification\n" + "".join(f"{one},PAR\n" for one in learners)).encode()

    folder = tmp_path / "split" / "supervisor"
    folder.mkdir(parents=True)
    (folder / "_nobody.csv").write_bytes(lines_about("L1", "L2"))
    (folder / "s1.csv").write_bytes(lines_about("L3"))
    files = {"split/supervisor/_nobody.csv": lines_about("L8"), "split/agency/none.csv": lines_about("L9")}
    # An agency may have a name of which nothing but `none` is left for a file.
    assert _handed_out(files, [tmp_path / "split"]) == {"agency/none": {("L9", "PAR")}, "supervisor/s1": {("L3", "PAR")}}
    named = _handed_out({}, [folder / "_nobody.csv"])
    assert set().union(*named.values()) == {("L1", "PAR"), ("L2", "PAR")}


def test_earlier_folders_that_are_named_always_count() -> None:
    from practicum.workspace.sharing import MOST_EARLIER, laid_beside

    remembered: Any = [f"r{number}" for number in range(20)]
    named: Any = ["n1", "n2"]
    assert laid_beside([], remembered) == remembered[:MOST_EARLIER]
    assert laid_beside(named, remembered) == [*named, *remembered[: MOST_EARLIER - 2]]
    assert laid_beside(remembered, named) == remembered


def test_an_address_that_stands_for_a_learner_reaches_nothing_that_is_shared(tmp_path: Path) -> None:
    # No register and no identities: the address that a platform knows is the learner's id.
    records, home = tmp_path / "records", tmp_path / "home"
    records.mkdir()
    people = [f"brix{number:02}.person@zaphir.invalid" for number in range(40)]
    (records / "agencies.csv").write_text("agency,name,country\nA1,House,NV\nA2,Yard,NV\n")
    posts = [f"{one},VOL,A{1 + (number > 25)},2025-01-06\n" for number, one in enumerate(people)]
    (records / "posts.csv").write_text("learner,role,agency,start\n" + "".join(posts))
    (records / "completions.csv").write_text("learner,module,date\n" + "".join(f"{one},F01,2025-03-20\n" for one in people[:30]))
    met = "".join(f"{one},2026-09-01,supervision,{people[0]}\n" for one in people[1:12])
    (records / "supervision.csv").write_text("learner,date,kind,supervisor\n" + met)
    out = tmp_path / "report"
    words = ("--share", "--rows", "once", "--split", "agency", "--split", "supervisor")
    told = run("gaps", records, "--as-of", AS_OF, "--out", out, *words, home=home)
    assert (out / "shareable" / "index.html").is_file(), told.output
    assert "brix00" in (out / "certificates.csv").read_text("utf-8-sig"), "the private part has it"
    texts = everything_in(out / "shareable") | {"said": told.output, "kept": "".join(everything_in(home / "published").values())}
    texts["audit"] = (out / "sharing-audit.json").read_text("utf-8")
    assert len(texts) > 20
    assert [name for name, text in texts.items() if re.search(r"brix\d|zaphir", text)] == []


def test_files_that_were_handed_out_are_taken_into_account(shared: dict[str, Any], tmp_path: Path) -> None:
    rows = lines(shared["where"] / AS_OF / "certificates.csv")
    agency = Counter(row["agency"] for row in rows).most_common(1)[0][0]
    handed = tmp_path / "split" / "agency"
    handed.mkdir(parents=True)
    with (handed / f"{agency}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if row["agency"] == agency and row["certification"])
    words = ("gaps", shared["records"], "--as-of", AS_OF, "--out", tmp_path / "report", "--share", *shared["profiles"])
    told = run(*words, "--handed-out", tmp_path / "split", home=tmp_path / "home")
    audit = json.loads((tmp_path / "report" / "sharing-audit.json").read_text())
    assert (audit["passed"], audit["holders_of_rows"]) == (True, 1), told.output
    alone = json.loads((shared["where"] / AS_OF / "sharing-audit.json").read_text())
    assert audit["hidden"] > alone["hidden"]


def test_where_all_stand_the_same_the_shared_part_does_not_say_so(tmp_path: Path) -> None:
    records, out = tmp_path / "records", tmp_path / "report"
    records.mkdir()
    rows = [f"L{n},FSW,{'North' if n % 2 else 'South'},2024-01-08" for n in range(24)]
    (records / "posts.csv").write_text("learner,role,agency,start\n" + "\n".join(rows) + "\n")
    told = run("gaps", records, "--as-of", AS_OF, "--out", out, "--share", home=tmp_path / "home")
    assert told.exit_code == 0, told.output
    assert "24 unknown" in told.output
    counts = [row for path in sorted((out / "shareable" / "tables").glob("*.csv")) for row in lines(path)]
    standing = [row for row in counts if row.get("standing", "*") != "*"]
    assert all(row["shown"] == "no" for row in standing), standing
    assert [row for row in counts if row.get("agency") == "*" and row["standing"] == "*" and row["count"] == "24"]

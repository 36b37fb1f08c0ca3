"""Badges as a training lead issues them: the key that others may not read, what is issued twice, revoked, erased; and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.exchanging.badges_signing import new_key
from practicum.workspace import erasing
from practicum.workspace.journal import hold_alone
from practicum.workspace.private_folder import PrivateFolder
from tests.authoring.small_project import put
from tests.exchanging.kept_reports import write_report

HERE = "https://care.example/badges/"
ODD = "=1+1|cmd '" + "x" * 300 + "<script>"
needs_rights = pytest.mark.skipif(os.name == "nt", reason="rights of files are kept otherwise there")


class Lead:
    """A training lead with a project, a private folder and a report."""

    def __init__(self, folder: Path) -> None:
        self.project = put(folder / "project")
        self.home = folder / "home"
        self.report = write_report(
            folder / "report",
            [
                {"learner": "L1"},
                {"learner": "L1", "agency": "NV-TWO"},
                {"learner": "L2", "state": "due", "valid_until": None},
                {"learner": ODD},
                {"learner": "L3", "state": "lapsed", "valid_until": "2026-01-01"},
                {"learner": "L4", "state": "unknown", "certification": None, "reason": "NO_ROLE"},
            ],
        )

    def call(self, *words: str, on: str = "2026-10-20") -> Result:
        env = {"PRACTICUM_HOME": str(self.home), "PRACTICUM_TODAY": on, "NO_COLOR": "1"}
        return CliRunner().invoke(main, ["badges", *words], env=env)

    def good(self, *words: str, on: str = "2026-10-20") -> str:
        done = self.call(*words, on=on)
        assert done.exit_code == 0, done.output
        return done.output

    def issue(self, *words: str) -> str:
        return self.good("issue", str(self.report), "--project", str(self.project), *words)

    @property
    def badges(self) -> Path:
        return self.home / "badges"

    def listed(self, folder: Path | None = None) -> list[dict[str, str]]:
        path = (folder or self.badges / "issued" / "2026-10-15") / "issued.csv"
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))

    def badge(self, learner: str) -> str:
        (row,) = [row for row in self.listed() if row["learner"].lstrip("'") == learner]
        return str(self.badges / "issued" / "2026-10-15" / row["file"])


@cache
def three_keys() -> tuple[bytes, ...]:
    """Making one takes a while; no test needs more than three."""
    return new_key(), new_key(), new_key()


@pytest.fixture
def lead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lead:
    keys = cycle(three_keys())
    monkeypatch.setattr("practicum.exchanging.badges_signing.new_key", lambda: next(keys))
    made = Lead(tmp_path)
    made.good("keys", "--name", "Ministry of Care", "--address", "https://care.example/badges")
    return made


def test_a_badge_from_issuing_to_revoking(lead: Lead) -> None:
    said = lead.issue()
    assert "3 badges issued: 3 new, 0 as before" in said
    assert "1 certificates that are lapsed" in said
    assert not any(name in said for name in ("L1", "L2", ODD))
    badge = lead.badge("L1")
    said = lead.good("verify", badge, "--holder", "L1")
    assert "Certified family-strengthening worker (FSW, rule 1)" in said
    assert "issued by Ministry of Care, https://care.example/badges/issuer.json" in said
    assert "to the person whose identifier you gave" in said
    assert "from 2025-03-01 until 2027-02-28, that day included" in said
    assert "not revoked by the list of 2026-10-20" in said
    refused = lead.call("verify", badge, "--holder", "L2")
    assert refused.exit_code == 1
    assert "it is for another person" in refused.output
    assert "L2" not in refused.output
    refused = lead.call("verify", badge, "--on", "2027-03-01")
    assert refused.exit_code == 1
    assert "it has expired: its last day was 2027-02-28" in refused.output
    assert "revoked 1 badge" in lead.good("revoke", badge, "--because", "issued by mistake")
    refused = lead.call("verify", badge)
    assert refused.exit_code == 1
    assert "the issuer has revoked it" in refused.output
    assert lead.call("verify", lead.badge("L2")).exit_code == 0
    assert "revoked 0 badges; 1 had been revoked before" in lead.good("revoke", badge, "--because", "again")


def test_somebody_else_checks_it_with_what_lies_on_the_site(lead: Lead, tmp_path: Path) -> None:
    lead.issue()
    badge, public = lead.badge("L1"), lead.badges / "public"
    other = {"PRACTICUM_HOME": str(tmp_path / "nobody"), "PRACTICUM_TODAY": "2026-10-20"}

    def asked(*words: str) -> Result:
        return CliRunner().invoke(main, ["badges", "verify", badge, *words], env=other)

    done = asked()
    assert done.exit_code == 1
    assert "anybody may have written this" in done.output
    assert "download https://care.example/badges/issuer.json" in done.output
    done = asked("--issuer", str(public / "issuer.json"))
    assert done.exit_code == 1
    assert "download https://care.example/badges/status/1.jwt" in done.output
    done = asked("--issuer", str(public / "issuer.json"), "--status", str(public / "status" / "1.jwt"), "--format", "json")
    assert done.exit_code == 0
    found = json.loads(done.output)
    assert (found["accepted"], found["certification"], found["is_for_holder"]) == (True, "FSW", None)
    assert asked("--issuer", str(public / "issuer.json"), "--without-status").exit_code == 0
    wrong = asked("--issuer", str(public / "keys"), "--without-status")
    assert wrong.exit_code == 2
    (key,) = (public / "keys").iterdir()
    wrong = asked("--issuer", str(key), "--without-status")
    assert wrong.exit_code == 2
    assert "does not say who issues" in wrong.output
    assert not (tmp_path / "nobody").exists()


def test_what_lies_on_the_site_tells_of_nobody(lead: Lead) -> None:
    lead.issue()
    files = {path.relative_to(lead.badges / "public").as_posix(): path.read_text("utf-8") for path in (lead.badges / "public").rglob("*.*")}
    assert sorted(name.partition("/")[0] for name in files) == ["achievements", "issuer.json", "keys", "status"]
    ids = [row["badge"] for row in lead.listed()]
    # As a value: in the letters of a key any two may stand beside each other.
    assert not any(id in text or '"L1"' in text for id in ids for name, text in files.items() if not name.startswith("status"))


def test_issuing_twice_gives_the_same_badges(lead: Lead, tmp_path: Path) -> None:
    lead.issue()
    first = {path.name: path.read_bytes() for path in (lead.badges / "issued" / "2026-10-15").iterdir()}
    assert "3 badges issued: 0 new, 3 as before" in lead.issue("--out", str(tmp_path / "again"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == first
    # A badge that was revoked is not handed out again: who holds the certificate once more gets another one.
    lead.good("revoke", "--learner", "L1", "--because", "x")
    said = lead.issue()
    assert "3 badges issued: 1 new, 2 as before" in said
    assert "1 new badge is for a certificate whose badge you revoked" in said
    again = lead.badges / "issued" / "2026-10-15" / "revoked-before.csv"
    assert again.read_text("utf-8-sig").splitlines()[1].startswith("L1,FSW,urn:uuid:")
    assert "you revoked" not in lead.issue()
    assert not again.exists()


def test_what_the_report_no_longer_says_is_held_is_listed(lead: Lead, tmp_path: Path) -> None:
    lead.issue()
    rows = [{"learner": "L1", "state": "restricted"}, {"learner": "L2", "state": "due", "valid_until": None}]
    later = write_report(tmp_path / "later", rows)
    said = lead.good("issue", str(later), "--project", str(lead.project), "--out", str(tmp_path / "new"))
    assert "1 badge is out whose certificate this report does not say is held: no-longer-held.csv" in said
    assert "L1,FSW,restricted,urn:uuid:" in (tmp_path / "new" / "no-longer-held.csv").read_text("utf-8")


def test_a_specimen_says_so_and_names_are_no_formulas(lead: Lead, tmp_path: Path) -> None:
    lead.report = write_report(tmp_path / "invented", [{"learner": ODD}], synthetic=True)
    emails = tmp_path / "register.csv"
    emails.write_text(f'id,name,email\n"{ODD}",=cmd(),iris@example.invalid\n', "utf-8")
    said = lead.issue("--emails", str(emails))
    assert "each badge says that it is a specimen" in said
    assert "1 holder has an e-mail address" in said
    (row,) = lead.listed()
    assert row["learner"] == f"'{ODD}"
    assert row["file"].startswith("learner-")
    done = lead.good("verify", lead.badge(ODD), "--holder", "IRIS@example.invalid")
    assert "it is a specimen" in done


def test_a_dry_run_writes_nothing(lead: Lead) -> None:
    said = lead.issue("--dry-run")
    assert "3 badges would be issued: 3 new, 0 as before" in said
    assert not (lead.badges / "ledger.json").exists()
    assert not (lead.badges / "issued").exists()


# -- the key


@needs_rights
def test_the_key_is_its_owners_and_refused_where_it_is_not(lead: Lead) -> None:
    key = lead.badges / "signing.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert lead.badges.stat().st_mode & 0o777 == 0o700
    lead.issue()
    assert (lead.badges / "ledger.json").stat().st_mode & 0o777 == 0o600
    assert all(path.stat().st_mode & 0o077 == 0 for path in (lead.badges / "issued").rglob("*"))
    for rights in (0o640, 0o604, 0o620):
        key.chmod(rights)
        done = lead.call("issue", str(lead.report), "--project", str(lead.project))
        assert done.exit_code == 2
        assert "others on this machine can read the key" in done.output
        assert "chmod 600" in done.output


def test_no_key_and_no_badge_lies_in_a_repository(lead: Lead, tmp_path: Path) -> None:
    inside = CliRunner().invoke(main, ["badges", "keys", "--name", "N", "--address", HERE, "--home", str(lead.project / "private")])
    assert inside.exit_code == 2
    assert "inside a project or repository" in inside.output
    assert not (lead.project / "private").exists()
    done = lead.call("issue", str(lead.report), "--project", str(lead.project), "--out", str(lead.project / "out"))
    assert done.exit_code == 2
    assert "may not lie inside a project or repository" in done.output
    assert not (lead.badges / "ledger.json").exists()
    if os.name != "nt":
        real = lead.project / "signing.key"
        (lead.badges / "signing.key").rename(real)
        (lead.badges / "signing.key").symlink_to(real)
        done = lead.call("issue", str(lead.report), "--project", str(lead.project))
        assert done.exit_code == 2
        assert "lies in a project or repository" in done.output


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no private key, or it is damaged"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key, or it is damaged"),
        (b"\xff" * 200_000, "no private key, or it is damaged"),
    ],
)
def test_a_damaged_key_is_named(lead: Lead, data: bytes, says: str) -> None:
    key = lead.badges / "signing.key"
    key.write_bytes(data)
    done = lead.call("revoke", "--learner", "L1", "--because", "x")
    assert done.exit_code == 2
    assert says in done.output
    key.unlink()
    done = lead.call("issue", str(lead.report))
    assert done.exit_code == 2
    assert "there is no key to sign badges with" in done.output


def test_another_key_than_the_published_one_signs_nothing(lead: Lead) -> None:
    (lead.badges / "signing.key").write_bytes(three_keys()[1])
    done = lead.call("issue", str(lead.report), "--project", str(lead.project))
    assert done.exit_code == 2
    assert "another one than you published last" in done.output


def test_a_new_key_keeps_badges_good_and_a_withdrawn_one_does_not(lead: Lead) -> None:
    lead.issue()
    badge = lead.badge("L1")
    lead.good("keys", "--renew")
    assert len(list((lead.badges / "public" / "keys").iterdir())) == 2
    assert "it holds on" in lead.good("verify", badge)
    assert "will be refused" in lead.good("keys", "--withdraw")
    done = lead.call("verify", badge)
    assert done.exit_code == 1
    assert "a key that the issuer does not publish" in done.output
    lead.issue()
    assert "it holds on" in lead.good("verify", lead.badge("L1"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--address", "http://care.example/b/"], "no plain address"),
        (["--address", "https://care.example/../b"], "no plain address"),
        (["--address", "https://care.example/b?x=1"], "no plain address"),
        (["--name", "x" * 201], "longer than 200 characters"),
        (["--name", "a\x1b[2Jb"], "signs that no name has"),
        (["--renew", "--withdraw"], "say one of them"),
    ],
)
def test_who_issues_has_a_name_and_an_address(lead: Lead, words: list[str], says: str) -> None:
    done = lead.call("keys", *words)
    assert done.exit_code == 2
    assert says in done.output


def test_the_address_stays_once_badges_hold_it(lead: Lead) -> None:
    lead.issue()
    done = lead.call("keys", "--address", "https://other.example/")
    assert done.exit_code == 2
    assert "stands in 3 badges" in done.output
    lead.good("keys", "--name", "Ministry for Children")
    assert "issued by Ministry for Children" in lead.good("verify", lead.badge("L1"))


# -- reports and ledgers that are not as they were made


def test_a_report_that_was_changed_is_refused_with_every_fault(lead: Lead) -> None:
    path = lead.report / "certificates.csv"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"certified", b"certifyed", 1).replace(b"2025-03-01", b"1/3/2025", 1))
    done = lead.call("issue", str(lead.report), "--project", str(lead.project))
    assert done.exit_code == 1
    assert "certificates.csv:2, column state: it is none of the words that may stand here" in done.output
    assert "certificates.csv:2, column valid_from: it is no day" in done.output
    assert "certifyed" not in done.output
    path.write_bytes(before.replace(b"L3", b"L5", 1).replace(b"lapsed", b"due", 1))
    done = lead.call("issue", str(lead.report), "--project", str(lead.project))
    assert done.exit_code == 1
    assert "certificates.csv: it was changed after the report was made" in done.output
    assert not (lead.badges / "ledger.json").exists()


def test_stored_verdicts_of_a_large_workforce_are_issued_too(lead: Lead, tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    day = 20_000
    held = {
        "learner": "L1", "certification": "FSW", "role": "FSW", "country": "NV", "agency": "A", "state": "due", "valid_from": day,
        "valid_until": day + 800, "rule_version": "1", "reason": "", "deadline": None,
    }  # fmt: skip
    run = tmp_path / "verdicts"
    (run / "certificates").mkdir(parents=True)
    rows = [held, {**held, "learner": "L2", "state": "lapsed"}]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), run / "certificates" / "part-0001.parquet")
    (run / "manifest.json").write_text('{"schema": "practicum.verdicts/1", "as_of": "2026-10-15", "synthetic": false}', "utf-8")
    lead.report = run
    said = lead.issue()
    assert "1 badge issued: 1 new" in said
    assert "1 certificates that are lapsed" in said
    assert lead.call("verify", lead.badge("L1"), "--holder", "L1").exit_code == 0
    (run / "certificates" / "part-0001.parquet").write_bytes(b"PAR1" * 9)
    done = lead.call("issue", str(run), "--project", str(lead.project))
    assert done.exit_code == 1
    assert "cannot be read to its end" in done.output


def test_a_report_of_another_version_or_of_other_rules_is_refused(lead: Lead, tmp_path: Path) -> None:
    other = write_report(tmp_path / "other", [{}], schema="practicum.manifest/2")
    done = lead.call("issue", str(other), "--project", str(lead.project))
    assert done.exit_code == 2
    assert "by another version of this program" in done.output
    rows = [
        {"learner": "A", "rule_version": "7"}, {"learner": "B", "certification": "XX"}, {"learner": "C", "country": "ZZ"},
        {"learner": "D", "valid_until": "9999-12-31"}, {"learner": "E", "valid_from": "0001-01-01"},
    ]  # fmt: skip
    done = lead.call("issue", str(write_report(tmp_path / "strange", rows)), "--project", str(lead.project))
    assert done.exit_code == 1
    for says in (
        "no badge was issued: 5 faults", "certificates.csv:2, column rule_version", "certificates.csv:3, column certification",
        "certificates.csv:4, column country", "certificates.csv:5, column valid_until", "certificates.csv:6, column valid_from",
    ):  # fmt: skip
        assert says in done.output
    for nothing in (tmp_path / "none", tmp_path, lead.report / "gaps.csv"):
        assert lead.call("issue", str(nothing)).exit_code == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"schema": "practicum.badges/1", "badges": [{}]}', b'{"schema": "practicum.badges/1", "badges": 3}', b"[" * 100_000],
)
def test_a_damaged_ledger_stops_everything(lead: Lead, data: bytes) -> None:
    lead.issue()
    (lead.badges / "ledger.json").write_bytes(data)
    done = lead.call("issue", str(lead.report), "--project", str(lead.project))
    assert done.exit_code == 1
    assert "is damaged" in done.output
    (lead.badges / "ledger.json").write_bytes(b'{"schema": "practicum.badges/2"}')
    assert "by another version of this program" in lead.call("revoke", "--learner", "L1", "--because", "x").output


def test_addresses_are_checked_by_row_and_never_said(lead: Lead, tmp_path: Path) -> None:
    emails = tmp_path / "e.csv"
    emails.write_text("learner,email\nL1,no address\n,a@example.invalid\nL2,b@example.invalid\nL2,c@example.invalid\n", "utf-8")
    done = lead.call("issue", str(lead.report), "--project", str(lead.project), "--emails", str(emails))
    assert done.exit_code == 1
    assert "e.csv:2, column email: it is no e-mail address" in done.output
    assert "e.csv:3, column learner: the cell is empty" in done.output
    assert "e.csv:5, column email: the same learner has another address" in done.output
    assert "example.invalid" not in done.output
    for wrong in ("who,mail\n", "", "learner,email\n\"a"):
        emails.write_text(wrong, "utf-8")
        assert lead.call("issue", str(lead.report), "--project", str(lead.project), "--emails", str(emails)).exit_code == 1


def test_nobody_writes_badges_beside_another_run(lead: Lead) -> None:
    lead.issue()
    with (lead.badges / ".lock").open("a+b") as other:
        hold_alone(other.fileno())
        done = lead.call("revoke", "--learner", "L1", "--because", "x")
        assert done.exit_code == 1
        assert "another run is writing badges" in done.output
    # A run that was killed leaves the file and holds it no longer.
    assert (lead.badges / ".lock").exists()
    assert "revoked 1 badge" in lead.good("revoke", "--learner", "L1", "--because", "x")
    assert not (lead.badges / ".lock").exists() or os.name == "nt"


def test_what_cannot_be_revoked_says_so(lead: Lead) -> None:
    lead.issue()
    before = (lead.badges / "ledger.json").read_bytes()
    wrong = (["--learner", "L9"], ["urn:uuid:0"], ["nothing.jwt"], [str(lead.report / "gaps.csv")], [], ["urn:uuid:0", "--learner", "L1"])
    for words in wrong:
        assert lead.call("revoke", *words, "--because", "x").exit_code in (1, 2)
    assert lead.call("revoke", "--learner", "L1", "--because", " ").exit_code == 2
    assert (lead.badges / "ledger.json").read_bytes() == before


def test_without_the_library_it_is_said_what_to_install(lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicum.exchanging.badges_signing.can_sign", lambda: False)
    for words in (["keys"], ["verify", str(lead.report / "gaps.csv")], ["issue", str(lead.report)]):
        done = lead.call(*words)
        assert done.exit_code == 2
        assert "pip install 'practicum[badges]'" in done.output


def test_erasing_a_person_takes_their_badges_and_leaves_the_status_list_true(lead: Lead) -> None:
    lead.issue()
    badge = Path(lead.badge("L1")).read_bytes()
    lead.good("revoke", "--learner", "L1", "--because", "x")
    folder = PrivateFolder(lead.home)
    doomed = erasing.to_erase_about(folder, "l1")
    assert [one.path.name for one in doomed] == ["ledger.json", "2026-10-15"]
    erasing.erase(doomed)
    assert '"L1"' not in (lead.badges / "ledger.json").read_text("utf-8")
    lead.good("keys")
    kept = lead.home / "kept.jwt"
    kept.write_bytes(badge)
    assert "the issuer has revoked it" in lead.call("verify", str(kept)).output
    assert "badges" in [one.path.name for one in erasing.to_erase_all(folder)]

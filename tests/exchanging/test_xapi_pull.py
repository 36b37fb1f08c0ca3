"""An LRS that misbehaves: what it holds arrives once each, name and password go nowhere else, and messages name nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from practicum.exchanging.xapi_pull import IDLE_PAGES, Answer, Pulled, Stopped, Unreachable, pull
from practicum.exchanging.xapi_statements import Told
from practicum.workspace import lrs as transport_room
from practicum.workspace.lrs import LrsTransport, credentials, endpoint_of
from practicum.workspace.statement_store import StatementStore
from practicum.workspace.trouble import Trouble
from tests.exchanging.lrs_standing_in import Lrs, at, id_of, statement

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SECRET = "Basic c2VjcmV0"


class Pauses(list[float]):
    """How long was waited, without waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def fetch(lrs: Lrs, path: Path, pauses: Pauses | None = None, *, since: str = "", after: int = -1, silence: float = 5.0) -> Pulled:
    """Fetch into a store; ``after`` so many questions the process breaks off."""
    asks = LrsTransport(lrs.endpoint, SECRET, silence=silence)
    left = [after]

    def counted(url: str, headers: Mapping[str, str]) -> Answer:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return asks(url, headers)

    store = StatementStore(path)
    try:
        return pull(counted, store, lrs.endpoint, since=since, pause=Pauses() if pauses is None else pauses, now=lambda: NOW)
    finally:
        store.close()


def held(path: Path) -> list[Told]:
    store = StatementStore(path)
    try:
        return [told for _, _, told in store.statements("lrs")]
    finally:
        store.close()


def once_each(path: Path, count: int) -> bool:
    return sorted(told.id for told in held(path)) == sorted(id_of(number) for number in range(count))


@pytest.mark.parametrize("trouble", ["stalls", "fails", "web page", "busy", "cuts", "bad json", "repeats", "only 2.0"])
def test_what_passes_is_waited_for_and_everything_arrives_once(tmp_path: Path, trouble: str) -> None:
    with Lrs([statement(number) for number in range(450)], {trouble}, page=50) as lrs:
        pauses = Pauses()
        pulled = fetch(lrs, tmp_path / "x.sqlite", pauses, silence=0.2 if trouble == "stalls" else 5.0)
    assert once_each(tmp_path / "x.sqlite", 450)
    assert pulled.new == 450
    if trouble not in ("repeats", "only 2.0"):
        assert len(pauses) == pulled.retried == 3
        assert all(pause == 2.0 for pause in pauses) if trouble == "busy" else all(pause == 1.0 for pause in pauses)


def test_all_that_passes_at_once_with_kills_at_any_question(tmp_path: Path) -> None:
    count, chance = 3000, random.Random(5)
    statements = [statement(number) for number in range(count)]
    chance.shuffle(statements)
    passing = {"stalls", "fails", "web page", "busy", "cuts", "bad json", "repeats"}
    path = tmp_path / "x.sqlite"
    with Lrs(statements, passing, page=100) as lrs:
        kills = 0
        while True:
            try:
                fetch(lrs, path, silence=0.3, after=chance.randrange(1, 40))
                break
            except KeyboardInterrupt:
                kills += 1
    assert kills >= 2
    assert once_each(path, count)


def test_statements_stored_out_of_order_and_late_arrive_with_the_next_pull(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    first = [statement(number) for number in (3, 1, 0, 2)]
    with Lrs(first) as lrs:
        fetch(lrs, path)
        # Another machine of the LRS was late: what it stores bears a time before the latest.
        lrs.load([*first, statement(4, stored=at(3601)), statement(5)])
        assert fetch(lrs, path).new == 2
        assert fetch(lrs, path).new == 0
        assert "since=2026" in lrs.asked[-1][0]
    assert once_each(path, 6)


def test_what_an_unfinished_pull_skipped_is_not_taken_for_fetched(tmp_path: Path) -> None:
    """An LRS that gives the newest first, and breaks off for good: the next pull begins where this one began."""
    path = tmp_path / "x.sqlite"
    statements = [statement(number, stored=at(100_000 - 1000 * number)) for number in range(60)]
    with Lrs(statements, page=10) as lrs:
        with pytest.raises(KeyboardInterrupt):
            fetch(lrs, path, after=2)
        lrs.troubles.add("forgets")
        with pytest.raises(Stopped, match="does not find the page"):
            fetch(lrs, path)
        lrs.troubles.clear()
        fetch(lrs, path)
    assert once_each(path, 60)


def test_a_page_that_was_forgotten_overnight_makes_the_pull_begin_anew(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with Lrs([statement(number) for number in range(100)], page=50) as lrs:
        with pytest.raises(KeyboardInterrupt):
            fetch(lrs, path, after=1)
        lrs.troubles.add("forgets")
        lrs.page = 200
        assert fetch(lrs, path).resumed
    assert once_each(path, 100)


def test_another_statement_under_an_id_is_kept_apart_and_never_twice(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with Lrs([statement(number) for number in range(300)], {"differing"}) as lrs:
        fetch(lrs, path)
        lrs.troubles.add("repeats")
        fetch(lrs, path, since=at(0))
    found = held(path)
    assert [told.id for told in found if told.fault] == [id_of(100)]
    assert [told.score for told in found if told.id == id_of(100)] == [85.0, None]
    assert len(found) == 301


@pytest.mark.parametrize(
    ("trouble", "says"),
    [("circle", "leads in a circle"), ("elsewhere", "another server"), ("bomb", "more than 64 MB"), ("version", "another version of xAPI"),
     ("redirects", "sends on to another address")],
)  # fmt: skip
def test_what_does_not_pass_stops_the_pull_and_the_password_stays_here(tmp_path: Path, trouble: str, says: str) -> None:
    path = tmp_path / "x.sqlite"
    statements = [statement(number) for number in range(450)]
    with Lrs([]) as other, Lrs(statements, {trouble}, elsewhere=other.root.replace("127.0.0.1", "localhost")) as lrs:
        with pytest.raises(Stopped, match=says) as stopped:
            fetch(lrs, path)
        assert other.asked == []
        assert all(headers["authorization"] == SECRET for _, headers in lrs.asked)
        said = f"{stopped.value.message} {stopped.value.help}"
        assert not any(word in said for word in ("person", "127.0.0.1", "localhost", id_of(1)))
        # When it is mended, what came before is not asked for in vain, and nothing is missing.
        lrs.troubles.clear()
        fetch(lrs, path)
    assert once_each(path, 450)


def test_an_lrs_that_repeats_itself_for_ever_is_left(tmp_path: Path) -> None:
    asked: list[str] = []

    def same(url: str, headers: Mapping[str, str]) -> Answer:
        asked.append(url)
        return Answer(200, {}, b'{"statements":[{"id":"x"}],"more":"/more?%d"}' % len(asked))

    with pytest.raises(Stopped, match="nothing was new"):
        pull(same, StatementStore(tmp_path / "x.sqlite"), "https://lrs.example/statements", pause=Pauses(), now=lambda: NOW)
    assert len(asked) == IDLE_PAGES + 1


@pytest.mark.parametrize(
    ("answer", "says", "questions"),
    [
        (Answer(500, {}, b"secret person"), "failed", 6),
        (Answer(200, {}, b"<html>secret person"), "web page", 6),
        (Answer(200, {}, b'{"error":"secret person"}'), "no list of statements", 6),
        (Answer(200, {}, b"[" * 100_000), "no JSON", 6),
        (Answer(401, {}, b""), "name and password", 1),
        (Answer(404, {}, b""), "no LRS at this address", 1),
        (Answer(400, {}, b""), "refuses the question", 2),
        (Answer(429, {"retry-after": "86400"}, b""), "to wait for 1,441 minutes", 1),
        (Answer(503, {"retry-after": "Mon, 23 Nov 2026 00:00:30 GMT"}, b""), "failed", 6),
        (None, "in time", 6),
    ],
)  # fmt: skip
def test_an_lrs_that_gives_nothing_is_named_for_what_it_does(tmp_path: Path, answer: Answer | None, says: str, questions: int) -> None:
    asked: list[str] = []
    pauses = Pauses()

    def poor(url: str, headers: Mapping[str, str]) -> Answer:
        asked.append(url)
        if answer is None:
            raise Unreachable("the LRS did not answer in time")
        return answer

    told: list[tuple[str, float]] = []
    with pytest.raises(Stopped, match=says) as stopped:
        pull(poor, StatementStore(tmp_path / "x.sqlite"), "https://lrs.example/statements", pause=pauses, now=lambda: NOW,
             tell=lambda pulled: told.append((pulled.wrong, pulled.wait)))  # fmt: skip
    assert len(asked) == questions
    assert [wait for _, wait in told] == pauses, "whoever waits is told why, and for how long"
    assert all(wrong and wrong in stopped.value.message for wrong, _ in told)
    assert "secret" not in stopped.value.message + stopped.value.help
    assert ("/xapi/" in stopped.value.help) == (says in ("web page", "no LRS at this address"))
    if answer is not None and answer.status == 503:
        assert pauses == [30.0] * 5


def test_earlier_statements_are_asked_for_once_and_later_ones_leave_no_gap(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with Lrs([statement(number * 86_400) for number in range(10)]) as lrs:
        day = {number: at(number * 86_400 + 3601).replace(".000Z", ".000000Z") for number in (0, 5, 9)}
        assert fetch(lrs, path, since=day[5]).new == 4
        assert fetch(lrs, path, since=day[0]).new == 5
        assert fetch(lrs, path, since=day[0]).pages == 1
        since = lrs.asked[-1][0]
        assert "2026-01-10" in since
        lrs.load([statement(number * 86_400) for number in range(12)])
        assert fetch(lrs, path, since=day[9]).new == 2


@pytest.mark.parametrize(
    ("said", "endpoint"),
    [
        ("https://lrs.example/xapi", "https://lrs.example/xapi/statements"),
        ("https://lrs.example/xapi/", "https://lrs.example/xapi/statements"),
        ("https://lrs.example/xapi/statements", "https://lrs.example/xapi/statements"),
        ("http://localhost:8080/", "http://localhost:8080/statements"),
        ("https://bücher.example:8443/é", "https://xn--bcher-kva.example:8443/%C3%A9/statements"),
    ],
)
def test_the_endpoint_may_be_written_with_and_without_its_end(said: str, endpoint: str) -> None:
    assert endpoint_of(said, unencrypted=False) == endpoint


@pytest.mark.parametrize(
    "said",
    [
        "https://ann:geheim@lrs.example/",
        "http://lrs.example/?geheim=1",
        "http://lrs.example/geheim",
        "ftp://geheim",
        "https://[geheim",
        "https://geheim..example/",
        f"https://{'geheim' * 20}.example/",
    ],
)
def test_a_bad_address_is_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(Trouble) as trouble:
        endpoint_of(said, unencrypted=False)
    assert "geheim" not in trouble.value.message + trouble.value.help


def test_credentials_come_whole_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(transport_room.USER, raising=False)
    monkeypatch.setenv(transport_room.PASSWORD, "geheim")
    with pytest.raises(Trouble, match=transport_room.USER):
        credentials()
    monkeypatch.setenv(transport_room.USER, "ann")
    assert credentials() == "Basic YW5uOmdlaGVpbQ=="


def test_two_imports_of_one_lrs_do_not_write_at_once(tmp_path: Path) -> None:
    first = StatementStore(tmp_path / "x.sqlite")
    first.cursor()
    with pytest.raises(Trouble, match="another import"):
        StatementStore(tmp_path / "x.sqlite")
    first.close()
    (tmp_path / "x.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(Trouble, match="damaged"):
        StatementStore(tmp_path / "x.sqlite")


def test_the_store_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "statements" / "x.sqlite"
    path.parent.mkdir()
    with Lrs([statement(1)]) as lrs:
        fetch(lrs, path)
    assert path.stat().st_mode & 0o077 == 0
    # Names are not kept at all.
    assert b"Person" not in path.read_bytes()


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("/xapi/more?agent={\"mbox\": \"é\"}", "/xapi/more?agent=%7B%22mbox%22:%20%22%C3%A9%22%7D"),
        ("?cursor=a%2Fb", "/xapi/statements?cursor=a%2Fb"),
        ("https://lrs.example/a b\0", "/a%20b%00"),
    ],
)
def test_a_page_whose_address_is_not_written_as_addresses_are_is_asked_for_all_the_same(tmp_path: Path, more: str, asked: str) -> None:
    urls: list[str] = []

    def gives(url: str, headers: Mapping[str, str]) -> Answer:
        urls.append(url)
        return Answer(200, {}, json.dumps({"statements": [], "more": more if len(urls) == 1 else ""}).encode())

    pull(gives, StatementStore(tmp_path / "x.sqlite"), "https://lrs.example/xapi/statements", pause=Pauses(), now=lambda: NOW)
    assert urls[1] == f"https://lrs.example{asked}"

"""The endpoint of the forms: one field is one line of a file, two people lose nothing, and nobody else gets anything out of it or in."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from practicum.workspace.forms_server import MOST_BYTES, FormsServer
from practicum.workspace.offering import find_program
from practicum.workspace.project import find_project
from practicum.workspace.trouble import Trouble
from tests.authoring.small_project import call, held, put
from tests.cases.sources import DAY

MODULE = "module/modules-F01-seeing-module.json"
LESSON = "lesson/modules-F01-seeing-01-looking.json"
FILE = "curriculum/modules/F01-seeing/module.yaml"
JSON = {"Content-Type": "application/json; charset=utf-8"}


class Client:
    """The page of the forms, without a browser."""

    def __init__(self, server: FormsServer, root: Path) -> None:
        self.server, self.root = server, root

    def send(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ask(self, action: str, **params: Any) -> tuple[int, Any]:
        status, data = self.send(
            "POST", f"/{self.server.secret}/api", json.dumps({"branch": "main", "action": action, "params": params}),
            Origin=f"http://127.0.0.1:{self.server.port}", Content_Type="application/json; charset=utf-8",
        )  # fmt: skip
        return status, json.loads(data)

    def open(self, name: str = MODULE) -> dict[str, Any]:
        status, entry = self.ask("getEntry", path=name)
        assert status == 200, entry
        data: dict[str, Any] = json.loads(entry["data"])
        return data

    def save(self, data: Any, name: str = MODULE, **more: Any) -> tuple[int, str]:
        one = {"path": name, "slug": "x", "raw": json.dumps(data), **more}
        status, said = self.ask("persistEntry", dataFiles=[one], assets=[], options={"commitMessage": "x"})
        return status, said.get("message") or said["error"]

    def text(self, path: str = FILE) -> str:
        return (self.root / path).read_bytes().decode()


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("PRACTICUM_TODAY", DAY.isoformat())
    put(tmp_path / "project")
    program = tmp_path / "decap-cms.js"
    program.write_text("/* DecapCms */")
    server = FormsServer(find_project(tmp_path / "project"), program, 0, print)
    server.start()
    yield Client(server, tmp_path / "project")
    server.stop()


def test_a_saved_field_is_one_line_and_saving_again_goes_on_from_there(client: Client) -> None:
    before, others = client.text(), held(client.root)
    data = client.open()
    assert (data["called"], data["risk"]) == ("F01: Seeing what works", "ordinary")
    data["title"] = "Seeing"
    stale = "1 thing to look at: the sign-off of `F01` is about an older text."
    assert client.save(data) == (200, f"Saved: Title in {FILE}.\n{stale}")
    assert client.text() == before.replace("title: Seeing what works", "title: Seeing")
    data["purpose"] = "Afterwards you look again."
    assert client.save(data)[0] == 200
    # Taking back what was just saved is a change as well.
    data["title"] = "Seeing what works"
    assert client.save(data)[0] == 200
    # Quoted, as a sentence is where it is written anew.
    assert client.text() == before.replace("Afterwards you see what works.", '"Afterwards you look again."').replace(
        "title: Seeing what works", 'title: "Seeing what works"'
    )
    assert client.save(data) == (200, f"Nothing to save: {FILE} says this already.")
    assert {path for path, text in held(client.root).items() if others.get(path) != text} == {FILE}


def test_a_lesson_is_its_text(client: Client) -> None:
    path = "curriculum/modules/F01-seeing/01-looking.md"
    before = client.text(path)
    data = client.open(LESSON)
    assert data["text"] == before
    data["text"] = before + "\nLook once more.\n"
    status, said = client.save(data, LESSON)
    assert (status, said.splitlines()[0]) == (200, f"Saved: Text in {path}.")
    assert client.text(path) == before + "\nLook once more.\n"
    assert client.save(data | {"text": before + "Look\nagain."}, LESSON)[0] == 200
    assert client.save(data | {"text": before + "Look\nonce more."}, LESSON)[0] == 200
    assert client.text(path) == before + "Look\nonce more.\n"
    # A heading that other pages lead to.
    status, said = client.save(data | {"text": before.replace("## What to look for", "## Else")}, LESSON)
    assert (status, "what-to-look-for" in said) == (422, True)
    assert client.save(data | {"text": " "}, LESSON)[0] == 422


def test_what_would_bring_an_error_is_refused_with_the_reason(client: Client) -> None:
    before = held(client.root)
    data = client.open()
    status, said = client.save(data | {"audience": ["FSW", "XYZ"]})
    assert status == 422
    assert said.startswith("This would bring what `practicum check` refuses:\n• ")
    assert "XYZ" in said
    status, said = client.save(data | {"title": ""})
    assert (status, "title" in said) == (422, True)
    assert held(client.root) == before
    # What was wrong before is no reason to refuse another field.
    file = client.root / FILE
    file.write_text(client.text().replace("audience: [FSW]", "audience: [XYZ]"))
    assert client.save(client.open() | {"title": "Seeing"})[0] == 200


def test_two_people_and_an_editor_lose_nothing(client: Client) -> None:
    first, second = client.open(), client.open()
    assert client.save(first | {"title": "Seeing"})[0] == 200
    assert client.save(second | {"purpose": "To see."})[0] == 200
    assert "title: Seeing\n" in client.text()
    assert '"To see."' in client.text()
    status, said = client.save(second | {"title": "Looking", "purpose": "To see."})
    assert (status, said.split(";")[0]) == (409, "somebody else changed `Title` since this form was opened, and nothing was written")
    file = client.root / FILE
    file.write_text(client.text().replace("status: draft", "status: pilot"))
    assert client.save(second | {"status": "planned", "purpose": "To see."})[0] == 409
    assert "status: pilot" in client.text()


def test_saves_at_the_same_moment_take_turns(client: Client) -> None:
    opened = [client.open() for _ in range(4)]
    wishes = [{"title": "Seeing"}, {"purpose": "To see."}, {"content_warning": "None."}, {"credits": ["One Person"]}]
    together = threading.Barrier(4)

    def save(number: int) -> int:
        together.wait(20)
        return client.save(opened[number] | wishes[number])[0]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(save, range(4))) == [200] * 4
    data = client.open()
    assert all(data[key] == value for wish in wishes for key, value in wish.items())


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "module/../../x.json", FILE, "curriculum/people.yaml", "certification/FSW.json", "module/", "", "/etc/passwd",
     "module/modules-F99-x.json", "lesson/modules-F01-seeing-01-looking.json\x00", "competencies/certifications/FSW.yaml"],
)  # fmt: skip
def test_what_is_not_offered_is_not_there(client: Client, name: str) -> None:
    before = held(client.root)
    assert client.ask("getEntry", path=name) == (404, {"error": "there is no form for this file"})
    assert client.save(client.open(), name)[0] == 404
    assert held(client.root) == before


def test_lists_hold_names_only_and_nothing_can_be_saved_from_them(client: Client) -> None:
    status, found = client.ask("entriesByFolder", folder="lesson", extension="json", depth=1)
    assert status == 200
    assert [json.loads(one["data"])["called"] for one in found][:2] == [
        "F01, 01-looking.md: Looking", "F01, 02-listening.md: Listening",
    ]  # fmt: skip
    assert all(set(json.loads(one["data"])) == {"called", "module"} for one in found)
    assert client.ask("entriesByFolder", folder="../..", extension="yaml", depth=9) == (200, [])
    assert client.ask("entriesByFolder", folder="certification", extension="json", depth=1) == (200, [])
    status, said = client.save(json.loads(found[0]["data"]) | {"text": "# Mine\n"}, LESSON)
    assert (status, "opened too long ago" in said) == (409, True)
    # The key of one form opens no other.
    assert client.save(client.open() | {"text": "# Mine\n"}, LESSON)[0] == 409


@pytest.mark.parametrize(
    "change",
    [{"raw": "{"}, {"raw": "[]"}, {"raw": 7}, {"raw": "[" * 100_000}, {"newPath": "module/other.json"}, {"raw": None}],
)
def test_what_no_form_sends_is_refused(client: Client, change: dict[str, Any]) -> None:
    before = held(client.root)
    assert client.save(client.open(), **change)[0] == 422
    assert held(client.root) == before


def test_other_wishes_are_refused(client: Client) -> None:
    before = held(client.root)
    data = json.dumps(client.open())
    for files, assets in (([], []), ([{"path": MODULE, "raw": data}] * 2, []), ([{"path": MODULE, "raw": data}], [{"path": "x"}]), (7, [])):
        assert client.ask("persistEntry", dataFiles=files, assets=assets)[0] == 422
    for action in ("deleteFile", "deleteFiles", "persistMedia", "publishUnpublishedEntry", "", "__init__"):
        assert client.ask(action, path=MODULE, paths=[MODULE], asset={"path": "a.js", "content": ""})[0] == 422
    assert client.ask("getMedia", mediaFolder="/etc") == (200, [])
    for body in (b"", b"{", b"[]", b"7", b"\xff\xfe", b"[" * 100_000):
        ours = f"http://127.0.0.1:{client.server.port}"
        assert client.send("POST", f"/{client.server.secret}/api", body, Origin=ours, **JSON)[0] == 400
    assert held(client.root) == before


def test_nobody_else_gets_in(client: Client) -> None:
    server, ours = client.server, f"http://127.0.0.1:{client.server.port}"
    api, wish = f"/{server.secret}/api", json.dumps({"action": "info"})
    assert client.send("POST", api, wish, Origin=ours, **JSON)[0] == 200
    # Another page, with or without a name; a form of another page; another name for our address.
    assert client.send("POST", api, wish, Origin="https://example.org", **JSON)[0] == 403
    assert client.send("POST", api, wish, Origin="null", **JSON)[0] == 403
    assert client.send("POST", api, wish, **JSON)[0] == 403
    assert client.send("POST", api, wish, Origin=ours, **{"Content-Type": "text/plain"})[0] == 403
    assert client.send("POST", api, wish, Origin="http://evil.example", Host="evil.example", **JSON)[0] == 404
    assert client.send("GET", f"/{server.secret}/", Host="evil.example")[0] == 404
    for path in ("/", "/api", "/x/", "/x/api", f"/{server.secret[:-1]}/", "/decap-cms.js", "//", "/%2e%2e/"):
        assert client.send("GET", path)[0] == 404
        assert client.send("POST", path, wish, Origin=ours, **JSON)[0] == 404
    for name in ("../decap-cms.js", "..%2fproject", "x.py", "1.decap-cms.js", "C:/x", "%C3%A9"):
        assert client.send("GET", f"/{server.secret}/{name}")[0] == 404
    assert client.send("POST", api, b"x", Origin=ours, Content_Length=str(MOST_BYTES + 1), **JSON)[0] == 413
    assert client.send("POST", api, b"{}", Origin=ours, Content_Length="-1", **JSON)[0] == 413


def test_the_page_loads_from_nowhere_else_and_knows_what_can_be_chosen_now(client: Client) -> None:
    status, page = client.send("GET", f"/{client.server.secret}/")
    assert status == 200
    assert b"default-src 'none'" in page
    assert b"http" not in page.replace(b"http-equiv", b"")
    assert client.send("GET", f"/{client.server.secret}/decap-cms.js") == (200, b"/* DecapCms */")
    role = client.root / "competencies/roles/FSW.yaml"
    role.write_text(role.read_text().replace("title: Family-strengthening worker", 'title: "Visitor </script>"'))
    script = client.send("GET", f"/{client.server.secret}/forms.js")[1].decode()
    assert "FSW: Visitor \\u003c/script>" in script


def test_a_broken_file_is_named_and_the_others_stay_editable(client: Client) -> None:
    data = client.open()
    (client.root / FILE).write_text("id: [\n")
    status, said = client.save(data | {"title": "Seeing"})
    assert (status, FILE in said) == (409, True)
    assert client.ask("getEntry", path=MODULE)[0] in (404, 409)
    other = client.open("glossary/glossary.json")
    other["terms"][0]["definition"] = "Said anew."
    assert client.save(other, "glossary/glossary.json")[0] == 200
    (client.root / FILE).unlink()
    assert client.save(data | {"title": "Seeing"})[0] in (404, 409)
    assert not (client.root / FILE).exists()


def test_without_the_program_or_a_project_of_ones_own_it_is_said_what_to_do(tmp_path: Path) -> None:
    put(tmp_path)
    done = call(tmp_path, "forms")
    assert (done.exit_code, "npm pack decap-cms@3" in done.output) == (2, True)
    (tmp_path / "wrong.js").write_text("alert(1)")
    done = call(tmp_path, "forms", "--cms", "wrong.js")
    assert (done.exit_code, "is not the program of Decap CMS" in done.output) == (2, True)
    package = tmp_path / "node_modules/decap-cms/dist"
    package.mkdir(parents=True)
    (package / "decap-cms.js").write_text("/* DecapCms */")
    project = find_project(tmp_path)
    found = package / "decap-cms.js"
    assert {find_program(project, named) for named in (None, package, package.parent, found)} == {found.resolve()}
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "curriculum").rename(tmp_path / "away")
    assert call(empty, "forms").exit_code == 2


def test_a_port_that_is_taken_is_said(client: Client) -> None:
    with pytest.raises(Trouble, match=f"port {client.server.port} cannot be used"):
        FormsServer(find_project(client.root), client.server.program, client.server.port, print)

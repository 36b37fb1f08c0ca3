"""The forms' own small server: this machine only, one page whose address holds a secret, and nothing answered to pages of other places."""

from __future__ import annotations

import contextlib
import hmac
import http.server
import json
import re
import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from practicum.workspace.forms import Forms, NotDone
from practicum.workspace.project import Project
from practicum.workspace.trouble import Trouble

# A lesson of four thousand words has 30 kB; what is larger is no answer of a form.
MOST_BYTES = 2_000_000
# Pieces that the program asks for when it needs them; they lie beside it.
_PIECE = re.compile(r"[0-9a-z]+\.(decap-cms\.js|wasm)\Z")
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".wasm": "application/wasm"}


class FormsServer:
    """The forms of a project behind an address of this machine; ``say`` prints a line for the person who runs it."""

    def __init__(self, project: Project, program: Path, port: int, say: Callable[[str], None]) -> None:
        self.forms = Forms(project)
        self.program, self.say = program, say
        # Whoever does not have the whole address, other people on this machine included, gets nothing.
        self.secret = secrets.token_urlsafe(18)
        handler = type("_FormsHandler", (_Handler,), {"server_of": self})
        try:
            self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError as error:
            raise Trouble(
                f"port {port} cannot be used: {error.strerror}", "choose another with `--port`, or `--port 0` for any that is free"
            ) from error
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}/{self.secret}/"

    def run(self) -> None:
        """Serve until interrupted."""
        self.say(f"the forms are at {self.address}")
        self.say("open this address in a browser; what you save is written into your files at once (Ctrl-C stops)")
        try:
            self._server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            self.say("stopped; what was saved is in your files: look at it with `git diff`")
        finally:
            self._server.server_close()

    def start(self) -> threading.Thread:
        """Serve in a thread of its own, until `stop`."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Stop what `start` began."""
        self._server.shutdown()
        self._server.server_close()

    def file(self, name: str) -> bytes | None:
        """A file of the page, by its name; None where there is none."""
        from practicum.publishing.forms import PROGRAM, local_policy, page, page_files

        if name in ("", "index.html"):
            return page(local_policy())
        if name == "forms.js":
            # A page that is opened is about the files as they are now.
            self.forms.reread()
        files = page_files(self.forms.configuration(f"/{self.secret}/api"))
        if name in files:
            return files[name]
        # The page asks for the program by one name, whatever its file is called here.
        part = self.program if name == PROGRAM else self.program.parent / name if _PIECE.match(name) else None
        if part is not None:
            with contextlib.suppress(OSError):
                return part.read_bytes()
        return None


class _Handler(http.server.BaseHTTPRequestHandler):
    server_of: FormsServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def handle(self) -> None:
        """Answer; a reader who left before the answer was whole is no fault."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def do_GET(self) -> None:
        name = self._asked()
        if name is None:
            return
        try:
            data = self.server_of.file(name)
        except Trouble as trouble:
            self._send(HTTPStatus.CONFLICT, trouble.message.encode(), "text/plain; charset=utf-8")
            return
        if data is None:
            self._send(HTTPStatus.NOT_FOUND, b"there is no such page\n", "text/plain; charset=utf-8")
            return
        self._send(HTTPStatus.OK, data, _KINDS.get(Path(name).suffix, "text/html; charset=utf-8"))

    def do_POST(self) -> None:
        self.close_connection = True
        name = self._asked()
        if name is None:
            return
        if name != "api":
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")
            return
        kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if self.headers.get("Origin") != f"http://{self.headers['Host']}" or kind != "application/json":
            self._refuse(HTTPStatus.FORBIDDEN, "only the page of the forms may ask for this")
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"this is longer than {MOST_BYTES:,} bytes, and no answer of a form")
            return
        try:
            wish = json.loads(self.rfile.read(int(length)))
            if not isinstance(wish, dict):
                raise ValueError("no map")
        except (ValueError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST, "the page sent something that cannot be read")
            return
        try:
            self._send_json(HTTPStatus.OK, self.server_of.forms.answer(wish))
        except NotDone as refused:
            self._refuse(refused.status, refused.message)

    def _asked(self) -> str | None:
        """The name behind the secret; None where the request is not ours to answer, and was refused."""
        if not self._asked_is_ours():
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")
            return None
        return self.path.partition("?")[0].lstrip("/").partition("/")[2]

    def _asked_is_ours(self) -> bool:
        """Whether it comes under our own name (a page elsewhere can give our address another one) and knows the secret."""
        host = self.headers.get("Host", "")
        secret = self.path.partition("?")[0].lstrip("/").partition("/")[0]
        ours = (f"127.0.0.1:{self.server_of.port}", f"localhost:{self.server_of.port}")
        return host in ours and hmac.compare_digest(secret.encode(), self.server_of.secret.encode())

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        self._send_json(status, {"error": message})

    def _send_json(self, status: HTTPStatus, value: Any) -> None:
        self._send(status, json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _send(self, status: HTTPStatus, data: bytes, kind: str) -> None:
        self.send_response(status)
        for header, value in (
            ("Content-Type", kind), ("Content-Length", str(len(data))), ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
        ):  # fmt: skip
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line a request would bury what matters, and would hold the secret."""

"""An LRS on this machine that misbehaves as one is told, and statements to put into it."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

ADL = "http://adlnet.gov/expapi/verbs/"
MODULE = "https://practicum.example/modules/F01.html"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def id_of(number: int) -> str:
    """A UUID for a number."""
    return f"{number:08x}-0000-4000-8000-{number:012x}"


def at(seconds: float) -> str:
    """An instant so many seconds after the beginning."""
    return (BEGIN + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def statement(number: int, verb: str = "passed", activity: str = MODULE, **more: Any) -> dict[str, Any]:
    """A statement as an LRS gives it: each has a learner of its own."""
    return {
        "id": id_of(number),
        "actor": {"objectType": "Agent", "name": f"Person {number}", "mbox": f"mailto:person{number}@example.invalid"},
        "verb": {"id": verb if ":" in verb else ADL + verb, "display": {"en": verb.rpartition("/")[2]}},
        "object": {"id": activity, "definition": {"name": {"en": "What works"}}},
        "result": {"score": {"scaled": 0.85}, "success": True, "completion": True, "response": ""},
        "timestamp": at(number),
        "stored": at(number + 3600),
        "version": "1.0.3",
        **more,
    }


class Lrs:
    """Serves statements under `/xapi/`; each trouble that may pass hits every third page once, before it comes whole.

    Troubles: `stalls`, `fails`, `web page`, `busy`, `cuts`, `bad json` (these pass); `repeats`, `out of order`, `differing`; `circle`,
    `elsewhere`, `bomb`, `version`, `redirects`, `forgets`, `only 2.0`.
    """

    def __init__(
        self, statements: Sequence[dict[str, Any]], troubles: Collection[str] = (), *, page: int = 100, elsewhere: str = ""
    ) -> None:
        self.troubles, self.page, self.elsewhere = set(troubles), page, elsewhere
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.hit: Counter[tuple[str, int]] = Counter()
        self.load(statements)
        lrs = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                lrs.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def load(self, statements: Sequence[dict[str, Any]]) -> None:
        """Hold these statements, in the order in which they are given out."""
        self._stored = [one["stored"] for one in statements]
        self._texts = [json.dumps(one) for one in statements]

    def __enter__(self) -> Lrs:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        """The address of its statements."""
        return f"{self.root}/xapi/statements"

    def _once(self, trouble: str, page: int) -> bool:
        """Whether a trouble hits a page, for the first time."""
        if trouble not in self.troubles or page % 3 or self.hit[trouble, page]:
            return False
        self.hit[trouble, page] += 1
        return True

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a question, or misbehave."""
        asks = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.asked.append((handler.path, headers))
        begin = int(asks.get("from", 0))
        chosen = [text for text, stored in zip(self._texts, self._stored, strict=True) if stored > asks.get("since", "")]
        page = begin // self.page
        version = "2.0.0" if "only 2.0" in self.troubles else headers.get("x-experience-api-version", "")
        if "only 2.0" in self.troubles and headers.get("x-experience-api-version") != "2.0.0":
            return self._send(handler, 400, b"{}", version)
        if "forgets" in self.troubles and "from" in asks and begin:
            return self._send(handler, 404, b"{}", version)
        if "redirects" in self.troubles:
            return self._send(handler, 302, b"", version, {"Location": f"{self.elsewhere}/xapi/statements"})
        if self._once("stalls", page):
            time.sleep(0.5)
        if self._once("fails", page):
            return self._send(handler, 500, b"Internal Server Error", version)
        if self._once("web page", page):
            return self._send(handler, 200, b"<!doctype html><title>Sign in</title>", version)
        if self._once("busy", page):
            return self._send(handler, 429, b"", version, {"Retry-After": "2"})
        more = f"/xapi/more?from={begin + self.page}&since={asks.get('since', '')}" if begin + self.page < len(chosen) else ""
        statements = chosen[begin : begin + self.page]
        if "repeats" in self.troubles and page % 2 and "again" not in asks:
            more = f"{handler.path}&again=1"
        if "circle" in self.troubles and page == 2:
            more = handler.path
        if "elsewhere" in self.troubles and page == 1:
            more = f"{self.elsewhere}/xapi/more?from=200"
        if "differing" in self.troubles and page == 1:
            statements = [*statements, statements[0].replace("0.85", "0.95")]
        body = f'{{"statements":[{",".join(statements)}],"more":{json.dumps(more)}}}'.encode()
        if "version" in self.troubles:
            version = "0.95"
        if self._once("bad json", page):
            body = body[: len(body) // 2]
        if "bomb" in self.troubles:
            return self._send(handler, 200, gzip.compress(b" " * 70_000_000, 1), version, {"Content-Encoding": "gzip"})
        if self._once("cuts", page):
            self._send(handler, 200, body[: len(body) // 2], version, length=len(body))
            handler.close_connection = True
            return None
        if "gzip" in headers.get("accept-encoding", "") and page % 2:
            return self._send(handler, 200, gzip.compress(body, 1), version, {"Content-Encoding": "gzip"})
        return self._send(handler, 200, body, version)

    def _send(
        self, handler: BaseHTTPRequestHandler, status: int, body: bytes, version: str, more: dict[str, str] | None = None, length: int = -1,
    ) -> None:  # fmt: skip
        try:
            handler.send_response(status)
            for name, value in {"X-Experience-API-Version": version, **(more or {})}.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body) if length < 0 else length))
            handler.end_headers()
            handler.wfile.write(body)
        except OSError:
            # Whoever asked has gone.
            handler.close_connection = True

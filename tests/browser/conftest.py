"""The shipped site in a real Chromium: built once, served on this machine only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.publishing.shipped import ShippedSite, build_shipped

Visit = Callable[..., Any]


class Quiet(SimpleHTTPRequestHandler):
    """A file server that writes no log, also of a page that was left before it had come."""

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> ShippedSite:
    """The shipped site in a folder whose name has a space."""
    return build_shipped(tmp_path_factory.mktemp("a site"))


@pytest.fixture(scope="session")
def origin(shipped: ShippedSite) -> Iterator[str]:
    """The site's address on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(shipped.folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visit(browser: Any, origin: str) -> Iterator[Visit]:
    """Open a page by its address; afterwards the console has to be empty and every request to have stayed at home."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_page(address: str, width: int = 1280, scheme: str = "light", root: str = "", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        home = root or origin
        page.on("console", lambda message: faults.append(f"{address}: {message.text}") if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(f"{address}: {error}"))
        page.on(
            "request",
            lambda request: None if request.url.startswith((home, "data:")) else faults.append(f"{address}: went to {request.url}"),
        )
        page.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
        page.goto(f"{home}/{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)

"""Speaking HTTP with an LRS: time limits, sizes, and a name and a password that go to one server and nowhere else.

The standard library is enough here, and what matters is what it is kept from: no redirect is followed, no answer is held that is larger
than a page can be, and no wait is endless. Retrying is decided where the page is understood (`exchanging/xapi_pull.py`).
"""

from __future__ import annotations

import base64
import http.client
import os
import socket
import ssl
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from practicum.exchanging.xapi_pull import LEGAL, Answer, Stopped, Unreachable, origin
from practicum.workspace.trouble import Trouble

USER, PASSWORD = "PRACTICUM_LRS_USER", "PRACTICUM_LRS_PASSWORD"
# A page of 500 statements is about half a megabyte.
MOST_BYTES = 64_000_000
# Seconds in which something has to come, and in which a whole page has to.
SILENCE, WHOLE = 30.0, 180.0
_CHUNK = 1 << 16
_HERE = ("localhost", "127.0.0.1", "::1")


def endpoint_of(said: str, *, unencrypted: bool) -> str:
    """The address of an LRS's statements, from what a person calls its endpoint. Raises Trouble, and repeats no password."""
    try:
        parts = urlsplit(said.strip())
        with_name, host, port = parts.username is not None or "@" in parts.netloc, parts.hostname or "", parts.port
        # As the address is asked for, and as the LRS names itself for its next page.
        coded = host.encode("idna").decode("ascii")
    except ValueError:
        raise Trouble("this is not the address of an LRS", "write it as https://lrs.example.org/xapi/") from None
    if with_name:
        raise Trouble(
            "a name and a password do not belong into the address: whoever uses this computer can read what was typed",
            f"leave them out of it, and put them into {USER} and {PASSWORD}",
        )
    if parts.scheme not in ("http", "https") or not host:
        raise Trouble("this is not the address of an LRS", "write it as https://lrs.example.org/xapi/")
    if parts.query or parts.fragment:
        way_on = "write it as https://lrs.example.org/xapi/, and what to fetch as `--since`"
        raise Trouble("the address of an LRS ends before `?` and `#`", way_on)
    if parts.scheme == "http" and host not in _HERE and not unencrypted:
        raise Trouble(
            "over `http://` everybody on the way can read your password and the records",
            "write `https://`; where the LRS has none and the way is your own network alone, add `--unencrypted`",
        )
    path = parts.path.rstrip("/")
    path = path if path.endswith("/statements") else f"{path}/statements"
    place = parts.netloc if host.isascii() else coded + (f":{port}" if port else "")
    return urlunsplit((parts.scheme, place, quote(path, safe=LEGAL), "", ""))


def credentials() -> str:
    """The header that a name and a password make, from the environment; empty where there are none. Raises Trouble where one is missing."""
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if not user and not password:
        return ""
    if not user or not password:
        raise Trouble(f"{USER if password else PASSWORD} is empty", f"set both {USER} and {PASSWORD}, or neither")
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class LrsTransport:
    """Asks one server and no other; see `exchanging.xapi_pull.Transport`."""

    def __init__(self, endpoint: str, authorization: str, *, silence: float = SILENCE, whole: float = WHOLE) -> None:
        self._origin = origin(endpoint)
        self._authorization, self._silence, self._whole = authorization, silence, whole
        # Without the handlers that follow redirects and that turn a status into an error.
        self._opener = urllib.request.OpenerDirector()
        proxies: dict[str, str] | None = {} if self._origin[1] in _HERE else None
        for handler in (urllib.request.ProxyHandler(proxies), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler()):
            self._opener.add_handler(handler)

    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer, whole. Raises Unreachable where none came, and Stopped where none ever will."""
        if origin(url) != self._origin:
            raise ValueError("an address of another server")
        request = urllib.request.Request(url, headers={**headers, "Accept-Encoding": "gzip", "User-Agent": "practicum"})
        if self._authorization:
            request.add_unredirected_header("Authorization", self._authorization)
        try:
            with self._opener.open(request, timeout=self._silence) as response:
                body = self._body(response)
                named = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, named, _unpacked(body, named.get("content-encoding", "")))
        except urllib.error.URLError as error:
            raise _said(error.reason) from None
        except (OSError, http.client.HTTPException, zlib.error) as error:
            raise _said(error) from None

    def _body(self, response: Any) -> bytes:
        begun = time.monotonic()
        parts, size = [], 0
        while part := response.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                raise _too_large()
            if time.monotonic() - begun > self._whole:
                raise Unreachable(f"the LRS did not send a whole page in {self._whole:g} seconds")
        declared = response.headers.get("Content-Length", "")
        if declared.isdecimal() and size != int(declared):
            raise Unreachable("the answer of the LRS was cut off")
        return b"".join(parts)


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        return body
    unpack = zlib.decompressobj(wbits=31)
    found = unpack.decompress(body, MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise _too_large()
    if not unpack.eof:
        raise Unreachable("the answer of the LRS was cut off")
    return found


def _too_large() -> Stopped:
    return Stopped(f"the LRS sends a page of more than {MOST_BYTES // 1_000_000} MB", "what came is kept; tell those who run the LRS")


def _said(error: object) -> Exception:
    """What kept an answer from coming, in words that hold no address."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Stopped("the certificate of the LRS is not one that this computer trusts", "ask those who run the LRS for one that is valid")
    if isinstance(error, (TimeoutError, socket.timeout)):
        return Unreachable("the LRS did not answer in time")
    if isinstance(error, socket.gaierror):
        return Unreachable("no server of this name was found")
    if isinstance(error, ConnectionRefusedError):
        return Unreachable("the server does not take calls")
    if isinstance(error, (http.client.IncompleteRead, zlib.error)):
        return Unreachable("the answer of the LRS was cut off")
    return Unreachable("the connection to the LRS broke off")

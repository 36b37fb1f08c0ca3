"""Statements from an LRS, page by page, so that a pull that breaks off anywhere loses nothing and doubles nothing.

The transport, the store and the pause are given. A page is in the store, with where to go on, before the next one is asked for. `since` is
about when the LRS *stored* a statement, so where the next pull begins moves only when a pull came to its end: until then whatever was
stored meanwhile, in whatever order, lies behind the old beginning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urljoin, urlsplit

from practicum.exchanging.xapi_files import whole
from practicum.exchanging.xapi_statements import Told, told_by

# What stays as it is where an address is made one that can be asked for.
LEGAL = "%/:=&?~#+!$,;'@()*[]"
VERSIONS = ("1.0.3", "2.0.0")
PAGE = 500
MOST_ADDRESS = 8000
TRIES = 6
# Longer than this nobody waits at a terminal; the pull goes on where it stopped when it is called again.
LONGEST_WAIT = 300.0
# So many pages one behind another may bring nothing that this pull had not seen.
IDLE_PAGES = 20
# Several machines of an LRS store side by side, and what one of them is late with bears an earlier time.
OVERLAP = timedelta(minutes=10)
WEB_PAGE = "the LRS answers with a web page and not with statements"
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an LRS answered; the names of ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Unreachable(Exception):
    """No whole answer came: a time limit, a connection that broke off, a body that was cut; the text says which, and no address."""


class Stopped(Exception):
    """A pull cannot go on; what came is kept. ``help`` says what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help


class Transport(Protocol):
    """Asks an address with some headers and follows nowhere. Raises Unreachable; nothing else."""

    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer, whole."""
        ...


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a pull stands.

    All that was stored from ``least`` (empty: from the beginning) to ``since`` is there. ``begun`` numbers the pulls, ``begins`` is where
    the last one begins, ``more`` the page that an unfinished one asks for next, ``highest`` the latest time of storing that was seen,
    ``version`` what the LRS speaks.
    """

    since: str = ""
    least: str = ""
    begins: str = ""
    begun: int = 0
    more: str = ""
    highest: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store took of a page: ``new`` statements, and ``fresh`` ones, which this pull had not seen (an earlier one may have)."""

    new: int
    fresh: int


class Store(Protocol):
    """Keeps statements by id, and the cursor, together or not at all."""

    def cursor(self) -> Cursor:
        """Where the last pull stands."""
        ...

    def keep(self, told: Iterable[Told], cursor: Cursor) -> Kept:
        """Keep a page and the cursor behind it; a statement that is there already stays as it is."""
        ...


@dataclass
class Pulled:
    """What a pull did; ``wrong`` is what was wrong with the last answer, where the page is asked for again in ``wait`` seconds."""

    pages: int = 0
    new: int = 0
    retried: int = 0
    resumed: bool = False
    wrong: str = ""
    wait: float = 0.0


def pull(
    transport: Transport, store: Store, endpoint: str, *, since: str = "", pause: Callable[[float], None], now: Callable[[], datetime],
    tell: Callable[[Pulled], None] = lambda pulled: None,
) -> Pulled:  # fmt: skip
    """Bring the store up to date with the LRS at ``endpoint``, the address of its statements.

    ``since`` is an instant before which nothing is asked for, where the store does not know better. Raises Stopped.
    """
    pulled = Pulled()
    cursor = store.cursor()
    pulled.resumed = bool(cursor.more)
    if not cursor.more:
        # What lies before the beginning of earlier pulls is asked for once; otherwise a pull begins where the last one ended.
        before = bool(since and cursor.since and cursor.least and since < cursor.least)
        begins = since if before or not cursor.since else cursor.since
        cursor = replace(cursor, begun=cursor.begun + 1, begins=begins, highest="")
    asker = _Asker(transport, pause, now, pulled, tell, cursor.version)
    url, may_begin_anew = cursor.more or _first(endpoint, cursor.begins), True
    asked: set[str] = set()
    idle = 0
    while True:
        asked.add(url)
        try:
            page, through = asker.page(url, named=bool(cursor.more))
        except _Gone:
            if not may_begin_anew:
                raise Stopped("the LRS does not find the page that it named itself", _TELL_THEM) from None
            # An LRS may forget the address of a page; the pull begins anew, and what came stays.
            may_begin_anew, cursor = False, replace(cursor, begun=cursor.begun + 1, more="")
            url, asked = _first(endpoint, cursor.begins), set()
            continue
        highest = max((_instant(raw) for raw in page["statements"]), default="")
        more, wrong = _next(endpoint, page.get("more"))
        if more in asked:
            more, wrong = "", Stopped("the LRS leads in a circle: its next page is one that it gave already", _TELL_THEM)
        cursor = replace(cursor, highest=max(cursor.highest, highest), version=asker.version, more=more)
        kept = store.keep([told_by(raw) for raw in page["statements"]], cursor if more or wrong else _finished(cursor, through))
        pulled.pages, pulled.new = pulled.pages + 1, pulled.new + kept.new
        tell(pulled)
        if wrong:
            raise wrong
        if not more:
            return pulled
        idle = 0 if kept.fresh else idle + 1
        if idle >= IDLE_PAGES:
            store.keep((), replace(cursor, more=""))
            raise Stopped(f"the LRS gave {IDLE_PAGES} pages one behind another in which nothing was new to this pull", _TELL_THEM)
        url = more


_TELL_THEM = "what came is kept; tell those who run the LRS, and run the same command again when it is mended"


def _finished(cursor: Cursor, through: str) -> Cursor:
    """The cursor behind a whole pull: the next one begins a little before the latest that this one saw, or that the LRS vouches for."""
    reached = min(cursor.highest, through) if cursor.highest and through else cursor.highest
    if reached:
        reached = _back(reached)
    least = min(cursor.begins, cursor.least) if cursor.since else cursor.begins
    return replace(cursor, since=max(cursor.since, reached), least=least, more="")


def _first(endpoint: str, since: str) -> str:
    asks = {"ascending": "true", "limit": str(PAGE), **({"since": since} if since else {})}
    return f"{endpoint}?{urlencode(asks)}"


def _next(endpoint: str, more: object) -> tuple[str, Stopped | None]:
    """The address of the next page; it has to be the LRS's own, because name and password are sent nowhere else."""
    if not isinstance(more, str) or not more.strip():
        return "", None
    try:
        # Some leave letters and spaces in an address that no address may hold.
        url = quote(urljoin(endpoint, more.strip()), safe=LEGAL)
        if len(more) <= MOST_ADDRESS and origin(url) == origin(endpoint):
            return url, None
    except ValueError:
        pass
    return "", Stopped(
        "the LRS names another server for its next page, and your name and password are sent nowhere else",
        "ask those who run the LRS to mend the address under which it is reached; what came is kept",
    )


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: two addresses of one server agree in them. Raises ValueError for what is no address.

    >>> origin("https://LRS.example/xapi") == origin("https://lrs.example:443/other?x=1")
    True
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.scheme not in ("http", "https"):
        raise ValueError(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]


class _Gone(Exception):
    """The LRS does not know a page (any more)."""


class _Asker:
    """Asks for a page until a whole, sound one comes, or it is clear that none will."""

    def __init__(
        self, transport: Transport, pause: Callable[[float], None], now: Callable[[], datetime], pulled: Pulled,
        tell: Callable[[Pulled], None], version: str,
    ) -> None:  # fmt: skip
        self._transport, self._pause, self._now, self._pulled, self._tell = transport, pause, now, pulled, tell
        self.version = version or VERSIONS[0]
        self._spoke = bool(version)

    def page(self, url: str, *, named: bool) -> tuple[dict[str, Any], str]:
        """A StatementResult, and through which time of storing it is complete, where the LRS says so.

        ``named`` says that the LRS itself named the page. Raises Stopped, and _Gone where it does not know such a page any more.
        """
        wrong, tries = "", 0
        while tries < TRIES:
            wait = min(2.0**tries, 60.0)
            tries += 1
            try:
                answer = self._transport(url, {"X-Experience-API-Version": self.version, "Accept": "application/json"})
            except Unreachable as error:
                wrong = str(error)
            else:
                if answer.status == 200:
                    page, wrong = _page(answer)
                    if page is not None:
                        self._spoke = True
                        return page, _moment(answer.headers.get("x-experience-api-consistent-through", ""))
                elif answer.status == 400 and not self._spoke and self.version == VERSIONS[0]:
                    # Some speak 2.0 only.
                    self.version, tries = VERSIONS[1], 0
                    continue
                else:
                    wrong = _refused(answer, named=named)
                    if "retry-after" in answer.headers:
                        wait = max(wait if answer.status >= 500 else 0.0, self._asked_to_wait(answer.headers["retry-after"]))
            if tries < TRIES:
                self._pulled.retried += 1
                self._pulled.wrong, self._pulled.wait = wrong, wait
                self._tell(self._pulled)
                self._pulled.wrong = ""
                self._pause(wait)
        again = "what came is kept; run the same command again later: it goes on where it stopped"
        if wrong == WEB_PAGE and not self._spoke:
            again = "see that the address is its endpoint, such as https://lrs.example.org/xapi/, and not that of its pages"
        raise Stopped(f"{wrong}, {TRIES} times one after another", again)

    def _asked_to_wait(self, said: str) -> float:
        """The seconds that `Retry-After` asks for, as a number or a date. Raises Stopped where nobody waits that long."""
        try:
            seconds = float(said) if said.strip().isdecimal() else (parsedate_to_datetime(said) - self._now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0
        if seconds > LONGEST_WAIT:
            minutes = min(int(seconds // 60) + 1, 100_000)
            raise Stopped(f"the LRS asks to wait for {minutes:,} minutes", "run the same command again then: it goes on where it stopped")
        return max(seconds, 0.0)


def _refused(answer: Answer, *, named: bool) -> str:
    """What is wrong with an answer that may be better next time. Raises Stopped or _Gone for one that will not be."""
    status = answer.status
    if status == 429:
        return "the LRS asks for more time between questions"
    if status >= 500 or status == 408:
        return f"the LRS answers that it failed (status {status})"
    if status in (401, 403):
        raise Stopped(
            f"the LRS does not take the name and password (status {status})",
            "see that PRACTICUM_LRS_USER and PRACTICUM_LRS_PASSWORD hold those of the LRS, with the right to read all statements",
        )
    if 300 <= status < 400:
        raise Stopped(
            "the LRS sends on to another address, and your name and password are sent nowhere else",
            "name the address that it has now; in the browser you see where it leads",
        )
    if status in (400, 404, 410) and named:
        raise _Gone
    if status == 404:
        raise Stopped("there is no LRS at this address (status 404)", "name its endpoint, such as https://lrs.example.org/xapi/")
    raise Stopped(
        f"the LRS refuses the question (status {status})", "see that the address is its endpoint, and that it speaks xAPI 1.0.3 or 2.0"
    )


def _page(answer: Answer) -> tuple[dict[str, Any] | None, str]:
    """The StatementResult of an answer, or what is wrong with it. Raises Stopped where it is of another version."""
    if answer.body.lstrip()[:1] == b"<":
        return None, WEB_PAGE
    spoken = answer.headers.get("x-experience-api-version", "")
    if spoken and not spoken.startswith(("1.0", "2.0")):
        raise Stopped("the LRS answers in another version of xAPI than 1.0 and 2.0", "ask those who run it for a newer one")
    try:
        page = json.loads(answer.body, parse_int=whole)
    except (ValueError, RecursionError):
        return None, "the LRS answers with something that is no JSON, or was cut off"
    if not isinstance(page, dict) or not isinstance(page.get("statements"), list):
        return None, "the LRS answers with JSON that is no list of statements"
    return page, ""


def _instant(raw: Any) -> str:
    return _moment(raw.get("stored")) if isinstance(raw, dict) else ""


def _moment(said: object) -> str:
    """An instant as texts that sort as instants do, in Coordinated Universal Time; empty for what is none.

    >>> _moment("2026-03-04T01:30:15.5+03:00"), _moment("yesterday")
    ('2026-03-03T22:30:15.500000Z', '')
    """
    found = _INSTANT.fullmatch(said.strip()) if isinstance(said, str) and len(said) < 60 else None
    if found is None:
        return ""
    try:
        zone = found[3].upper().replace("Z", "+00:00")
        instant = datetime.fromisoformat(f"{found[1]}.{(found[2] or '0')[:6]:<06}{zone}")
        return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (ValueError, OverflowError):
        return ""


def _back(moment: str) -> str:
    """A little before a moment."""
    try:
        return (datetime.fromisoformat(moment.replace("Z", "+00:00")) - OVERLAP).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except OverflowError:
        return moment

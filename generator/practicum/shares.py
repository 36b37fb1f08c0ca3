"""Work in other processes, where the system can fork; elsewhere, and where a process fails, it is done here."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
# Below so many items starting a process costs more than it brings.
LEAST = 24


def in_shares(work: Callable[[Sequence[T]], R], items: Sequence[T], processes: int) -> list[R]:
    """What ``work`` gives for each share of the items; together the shares are all items.

    A forked process begins with all that is in memory, so nothing is handed to it; its result comes back pickled. The results
    are the same however many processes there are, as long as the work on an item does not depend on the others.
    """
    count = min(processes, len(items) // LEAST)
    if count < 2 or not hasattr(os, "fork"):
        return [work(items)]
    shares = [items[number::count] for number in range(count)]
    others = [_Other(work, share) for share in shares[1:]]
    try:
        found = [work(shares[0])]
    finally:
        results = [other.result() for other in others]
    # A share that failed is done again here: a fault in it then shows as it would without processes.
    return found + [work(share) if data is None else pickle.loads(data) for share, data in zip(shares[1:], results, strict=True)]


class Beside(Generic[R]):
    """A work that goes on in another process while this one does something else; with one process it waits to be asked for."""

    def __init__(self, work: Callable[[], R], processes: int) -> None:
        self._work = work
        self._other = _Other(lambda _: work(), ()) if processes > 1 and hasattr(os, "fork") else None

    def result(self) -> R:
        """What it gave. To be asked once."""
        data = self._other.result() if self._other is not None else None
        return self._work() if data is None else pickle.loads(data)


class _Other:
    """Another process at work on a share."""

    def __init__(self, work: Callable[[Sequence[Any]], Any], share: Sequence[Any]) -> None:
        ours, theirs = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            _work_and_leave(work, share, ours, theirs)
        os.close(theirs)
        self.received = b""
        # The pipe holds little: read it while we work, or the other process waits for us.
        self.reader = threading.Thread(target=self._read, args=(ours,), daemon=True)
        self.reader.start()

    def _read(self, pipe: int) -> None:
        with os.fdopen(pipe, "rb") as stream:
            self.received = stream.read()

    def result(self) -> bytes | None:
        """What it sent, once it has ended; None where it failed."""
        self.reader.join()
        _, status = os.waitpid(self.process, 0)
        return self.received if status == 0 and self.received else None


def _work_and_leave(work: Callable[[Sequence[Any]], Any], share: Sequence[Any], ours: int, theirs: int) -> None:
    """In the new process: never returns, and leaves without what a program does at its end, which is the first one's to do."""
    status = 1
    try:
        os.close(ours)
        with os.fdopen(theirs, "wb") as stream:
            stream.write(pickle.dumps(work(share), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)

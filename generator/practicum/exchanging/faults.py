"""A file from outside that cannot be taken, with the place and the fix."""

from __future__ import annotations


class NotTaken(Exception):
    """``place`` is `file:line`, ``message`` says what is wrong, ``help`` what to do."""

    def __init__(self, place: str, message: str, help: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place, self.message, self.help = place, message, help


# A lesson's PO file has 60 kB; what is a hundred times as large is none.
MAX_BYTES = 10_000_000


def text_of(name: str, data: bytes) -> str:
    """The text of a file that came back. Raises NotTaken where it is none, is too large or holds a merge that was not settled."""
    from practicum.reading.decoding import decode

    if len(data) > MAX_BYTES:
        raise NotTaken(name, f"the file has {len(data):,} bytes; the most is {MAX_BYTES:,}", "export it again, one file a lesson")
    text, faults = decode(name, data)
    if text is None:
        raise NotTaken(str(faults[0].span), faults[0].message, faults[0].help or "save it as UTF-8")
    if not text.strip():
        raise NotTaken(f"{name}:1", "the file is empty", "fetch it from the translation tool again")
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""Why a wish cannot be met, in plain words."""

from __future__ import annotations

from practicum.spans import Span


class Refused(Exception):
    """A wish that cannot be met; ``message`` says why, ``help`` what to do, ``span`` where it shows.

    ``code`` is the exit code: 1 where the material is at fault, 2 where the wish itself is.
    """

    def __init__(self, message: str, help: str = "", *, span: Span | None = None, code: int = 2) -> None:
        super().__init__(message)
        self.message, self.help, self.span, self.code = message, help, span, code

"""What keeps a command from going on, in plain words."""

from __future__ import annotations


class Trouble(Exception):
    """A command cannot go on; ``message`` says why and ``help`` what to do. It is shown without a stack trace.

    ``code`` is the exit code: 1 where the material is at fault, 2 where the command was called wrongly.
    """

    def __init__(self, message: str, help: str = "", code: int = 2) -> None:
        super().__init__(message)
        self.message, self.help, self.code = message, help, code

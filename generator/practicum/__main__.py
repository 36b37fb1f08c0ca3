"""`python -m practicum`, and what the command `practicum` begins with."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Whoever stops it while it is still loading is told nothing, as nothing was begun."""
    try:
        from practicum.cli import main as run

        run(prog_name="practicum")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

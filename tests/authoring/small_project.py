"""The small project of the cases on disk, and commands run in it as people run them."""

from __future__ import annotations

import os
from pathlib import Path

from click.testing import CliRunner, Result

from practicum.cli import main
from tests.cases.sources import DAY, Sources, base


def put(folder: Path, sources: Sources | None = None) -> Path:
    """Write the small project into a folder."""
    for path, data in (sources or base()).contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def call(where: Path, *words: str, answers: str = "") -> Result:
    """Run a command in a folder."""
    before = Path.cwd()
    os.chdir(where)
    try:
        return CliRunner().invoke(main, list(words), env={"PRACTICUM_TODAY": DAY.isoformat(), "NO_COLOR": "1"}, input=answers)
    finally:
        os.chdir(before)


def good(where: Path, *words: str) -> str:
    """The same, and it has to go well; what was said."""
    result = call(where, *words)
    assert result.exit_code == 0, f"{' '.join(words)}\n{result.output}"
    return result.output


def held(root: Path) -> dict[str, bytes]:
    """Every authored file and what it holds."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for top in ("competencies", "curriculum") for path in sorted((root / top).rglob("*")) if path.is_file()
    }  # fmt: skip

"""The project with the rules of ``prose_rules`` laid into it: what a training lead wrote, read and checked like any other file."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from practicum.workspace.disk import Disk
from practicum.workspace.project import Checked, check_files

ROOT = Path(__file__).resolve().parents[2]
RULES = Path(__file__).parent / "prose_rules"
DAY = date(2026, 11, 21)


class Laid(Disk):
    """The project's files and some more, which lie elsewhere."""

    def __init__(self, root: Path, more: dict[str, Path]) -> None:
        super().__init__(root)
        self.more = more

    def paths(self) -> list[str]:
        return sorted([*super().paths(), *self.more])

    def size(self, path: str) -> int:
        return self.more[path].stat().st_size if path in self.more else super().size(path)

    def leaves_project(self, path: str) -> bool:
        return path not in self.more and super().leaves_project(path)

    def read(self, path: str) -> bytes:
        return self.more[path].read_bytes() if path in self.more else super().read(path)


@cache
def checked() -> Checked:
    """Everything read and every check run."""
    more = {f"competencies/certifications/{path.name}": path for path in (RULES / "certifications").glob("*.yaml")}
    more |= {f"curriculum/modules/{path.stem}-{path.stem.lower()}/module.yaml": path for path in (RULES / "modules").glob("*.yaml")}
    return check_files(Laid(ROOT, more), day=DAY)

"""A project of a few files on disk, records and outputs beside it, and whole commands run over them as people run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.publishing.small_curriculum import FILES, HOME

ROOT = Path(__file__).resolve().parents[2]
FAILING = Path(__file__).with_name("failing_disk.py")
# Before the rules of the small curriculum begin: a rule that holds already would have to be sealed.
TODAY = "2025-12-01"
CERTIFICATION = """
format: 1
id: WRK
role: WRK
title: Certified family worker
versions:
  - version: "1"
    from: 2026-01-01
    says: The first module and a vetting check.
    award:
      all:
        - {id: m1, module: M1, says: the first module}
        - {id: vet, document: {kind: vetting}, says: a vetting check}
"""
RECORDS = {
    "learners.csv": "learner,joined\nL1,2020-01-01\nL2,2021-01-01\n",
    "agencies.csv": "agency,name,country\nA1,Agency,NV\n",
    "posts.csv": "learner,role,agency,start\nL1,WRK,A1,2020-01-01\nL2,WRK,A1,2021-01-01\n",
}
# Where the output of each command lies.
OUTPUTS = {"build": "project/build/site", "gaps": "reports/now", "sample": "project/build/sample"}
STAGED = "project/build/en"
# What a run keeps for the next one, beside the outputs.
MEMORIES = ".cache"

Wrap = Callable[[Sequence[str]], list[str]]


def make_project(root: Path) -> None:
    """Write the project, its records and the site's own files."""
    texts = {f"project/{name}": text for name, text in FILES.items()} | {f"records/{name}": text for name, text in RECORDS.items()}
    texts["project/competencies/certifications/WRK.yaml"] = CERTIFICATION
    # A module of a few lines is no draft: what a draft has to hold is not what these tests are about.
    fields = "project/curriculum/modules/M1-seeing/module.yaml"
    texts[fields] = texts[fields].replace("status: draft", "status: planned")
    texts |= {f"project/site/pages/{name}": text for name, text in HOME.items()}
    texts["project/site/handbook/index.md"] = "# Handbook\n\nWords.\n"
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    shutil.copyfile(ROOT / "site" / "mkdocs.yml", root / "project" / "site" / "mkdocs.yml")
    for folder in ("overrides", "assets"):
        shutil.copytree(ROOT / "site" / folder, root / "project" / "site" / folder)


def words_of(command: str, root: Path, *, again: bool) -> list[str]:
    """A command as it is called; ``again`` asks for what gives other bytes than the first time."""
    if command == "build":
        return ["build", "--project", str(root / "project")]
    if command == "gaps":
        day = "2026-11-21" if again else "2026-11-20"
        words = ["gaps", str(root / "records"), "--project", str(root / "project"), "--as-of", day, "--engine", "polars"]
        return [*words, "--out", str(root / OUTPUTS["gaps"])]
    return ["sample", "--seed", "2" if again else "1", "--out", str(root / OUTPUTS["sample"])]


def edit(root: Path) -> None:
    """Change a lesson, so that the next build differs."""
    path = root / "project" / "curriculum" / "modules" / "M1-seeing" / "01-look.md"
    path.write_text(path.read_text("utf-8").replace("Look first.", "Look first, and look again."), "utf-8")


def run(
    words: Sequence[str], *, fails: tuple[str, str, str] | None = None, largest_file: int | None = None, wrap: Wrap = list
) -> subprocess.CompletedProcess[str]:
    """A whole command in a process of its own; ``fails`` is the moment at which its disk breaks (see failing_disk)."""

    def limit() -> None:
        import resource

        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    start = [str(FAILING), *fails] if fails else ["-c", "from practicum.cli import main; main()"]
    return subprocess.run(
        wrap([sys.executable, *start, *words]),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "generator"), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PRACTICUM_TODAY": TODAY,
            "NO_COLOR": "1",
        },
        preexec_fn=limit if largest_file is not None else None,
    )


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def litter(root: Path) -> list[str]:
    """What a command that broke off left beside its output. What it worked out may stay, whole; half a file of it is litter."""
    beside = [path for output in OUTPUTS.values() for path in (root / output).parent.glob(".*")]
    half = [path for folder in beside if folder.name == MEMORIES for path in folder.glob("*.new-*")]
    return sorted(path.name for path in (*beside, *half) if path.name != MEMORIES)

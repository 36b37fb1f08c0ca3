"""The invented sample on disk."""

from __future__ import annotations

import random
from pathlib import Path

from practicum.workspace.outputs import fill, fresh_folder
from practicum.workspace.trouble import Trouble


def write_sample(folder: Path, *, seed: int, named: bool = False) -> tuple[Path, int, int]:
    """Write the sample in whole; the folder, how many files and how many rows it has."""
    from practicum.records.sample import named_sample, sample

    if folder.is_dir() and any(folder.iterdir()) and not _is_sample(folder):
        raise Trouble(f"{folder} holds other files, and the sample takes the place of the whole folder", "name a new folder with `--out`")
    files = (named_sample if named else sample)(random.Random(seed))
    data = dict(files)
    with fresh_folder(folder) as fresh:
        fill(fresh, data)
    tables = [content for name, content in data.items() if name.endswith(".csv")]
    return folder, len(data), sum(max(0, content.count(b"\n") - 1) for content in tables)


def _is_sample(folder: Path) -> bool:
    """Whether a folder says that its people are invented."""
    try:
        return "synthetic" in (folder / "manifest.json").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False

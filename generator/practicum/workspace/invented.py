"""The invented sample on disk."""

from __future__ import annotations

import random
from pathlib import Path

from practicum.workspace.outputs import fill, fresh_folder, replaceable


def write_sample(folder: Path, *, seed: int, named: bool = False) -> tuple[Path, int, int]:
    """Write the sample in whole; the folder, how many files and how many rows it has."""
    from practicum.records.sample import named_sample, sample

    # The manifest of a sample says that its people are invented.
    replaceable(folder, "the sample", mark="manifest.json", says='"synthetic"')
    files = (named_sample if named else sample)(random.Random(seed))
    data = dict(files)
    with fresh_folder(folder) as fresh:
        fill(fresh, data)
    tables = [content for name, content in data.items() if name.endswith(".csv")]
    return folder, len(data), sum(max(0, content.count(b"\n") - 1) for content in tables)

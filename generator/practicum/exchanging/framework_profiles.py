"""A framework's profile as the YAML file that a person reads and changes: each line with the evidence for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from practicum.exchanging.framework_columns import plain
from practicum.exchanging.framework_sheet import IncomingSheet
from practicum.model.framework_profile import FrameworkProfile
from practicum.tables import column_letters


def profile_text(read: IncomingSheet, profile: FrameworkProfile) -> str:
    """The profile by which the same sheet is read alike again, with the evidence as remarks."""
    lines = ["format: 1"]
    for key in ("title", "version", "publisher", "language"):
        value = getattr(profile, key) or (read.foreign.title if key == "title" else None)
        if value:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    if profile.sheets:
        lines.append(f"sheets: {json.dumps(list(profile.sheets), ensure_ascii=False)}")
    rows = {one.heading_row for one in read.sheets}
    if len(rows) == 1:
        lines.append(f"heading_row: {rows.pop()}")
    kinds = {one.hierarchy for one in read.sheets}
    if len(kinds) == 1:
        lines.append(f"hierarchy: {kinds.pop()}  # {read.sheets[0].why}")
    lines.append("columns:")
    seen = set()
    for sheet in read.sheets:
        for one in sheet.columns:
            heading = one.heading or column_letters(one.place)
            if plain(heading) not in seen:
                seen.add(plain(heading))
                lines.append(f"  {json.dumps(heading, ensure_ascii=False)}: {one.role or 'ignore'}  # {one.why}")
    return "\n".join(lines) + "\n"


def with_columns(profile: FrameworkProfile, columns: Mapping[str, str]) -> FrameworkProfile:
    """The profile with further columns, which decide over its own."""
    return replace(profile, columns={**(profile.columns or {}), **columns})

"""What tests of SCORM packages share: courses of a View, the judges made by others, and a player made of one of them."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from practicum.exchanging.scorm import file_name, package
from practicum.model.course import Course
from practicum.publishing.courses import PLAYER_FILES, SITE_FILES, courses_of
from practicum.resolving import View
from tests.conftest import missing

ROOT = Path(__file__).resolve().parents[2]


def course_files() -> dict[str, bytes]:
    """The files that every course has."""
    player = files("practicum.publishing").joinpath("player")
    found = {name: player.joinpath(name).read_bytes() for name in PLAYER_FILES}
    return found | {name: (ROOT / "site/assets" / name).read_bytes() for name in SITE_FILES}


def made(view: View, ids: Sequence[str], pictures: Mapping[str, bytes] | None = None, mark: float = 80) -> list[Course]:
    """The courses of these modules."""
    return list(courses_of(view, ids, files=course_files(), pictures=pictures or {}, mark=mark))


def unpacked(view: View, course: Course) -> dict[str, bytes]:
    """The files of a course's package by their path."""
    with zipfile.ZipFile(io.BytesIO(package(view, course))) as archive:
        assert archive.testzip() is None, file_name(course)
        return {name: archive.read(name) for name in archive.namelist()}


def judge(variable: str, what: str) -> Path:
    """The place that an environment variable names; without it the test is skipped, or fails where judges have to be there."""
    place = Path(os.environ.get(variable, ""))
    if not os.environ.get(variable) or not place.exists():
        missing(f"{what} is not on this machine; name it in {variable}")
    return place

"""Column profiles and lists of words as files of the training lead's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from practicum.workspace.trouble import Trouble


def profiles_at(paths: Sequence[Path]) -> list[Any]:
    """The column profiles in these files. Raises Trouble where one has faults."""
    from practicum.diagnostics import text
    from practicum.records import read_profile

    found = []
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Trouble(f"the profile {path} cannot be read: {error.strerror}") from error
        profile, faults = read_profile(str(path), data)
        if profile is None:
            lines = data.decode("utf-8", "replace").splitlines()

            def line(_: str, number: int, lines: list[str] = lines) -> str | None:
                return lines[number - 1] if number <= len(lines) else None

            said = "\n".join(text.render(fault, line) for fault in faults)
            raise Trouble(f"the profile {path} has faults\n{said}", code=1)
        found.append(profile)
    return found


def saved_profiles(folder: Path) -> list[Any]:
    """The profiles of a folder, those that ask for most headings first. Raises Trouble with file and line where one has faults."""
    found = profiles_at([path for path in _saved(folder) if path.name not in _WORDS])
    return sorted(found, key=lambda profile: -len(profile.headings))


def saved_words(folder: Path) -> list[Any]:
    """The words that the training lead added. Raises Trouble with file and line where the list has faults."""
    from practicum.diagnostics import text
    from practicum.records import read_words

    found = []
    for path in _saved(folder):
        if path.name in _WORDS:
            words, faults = read_words(str(path), path.read_bytes())
            if words is None:
                said = "\n".join(text.render(fault, lambda _path, _line: None) for fault in faults)
                raise Trouble(f"the list of words {path} has faults\n{said}", code=1)
            found.append(words)
    return found


_WORDS = ("words.yaml", "words.yml")


def _saved(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != "." and path.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Trouble(f"the profiles in {folder} cannot be looked into: {error.strerror}") from error

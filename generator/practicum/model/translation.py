"""The ledger of a language: which texts exist in it, from which text each was made, and who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practicum.model.fields import CODE, LANGUAGE, Authored, told


@dataclass(frozen=True, kw_only=True)
class TranslatedFile(Authored):
    """One translated file, and which text it was made from."""

    file: str = told("The path of the original, from the project's root.", "curriculum/modules/F06-x/01-y.md")
    made_from: str = told("The hash of the original it was made from.", "3f9c00aa11bb", pattern=r"^[0-9a-f]{12}$")
    translator: str = told("The person's id.", "P-TRANS", pattern=CODE)
    reviewed_by: str | None = told("The id of the person who reviewed it.", "P-REV", default=None)
    date: date = told("When it was finished.", "2026-05-04")  # type: ignore[valid-type,unused-ignore]
    passages: str | None = told(
        "Of each passage of the translation, in order, the mark of the passage it was made from; `practicum translate` writes them.",
        "3f9c00 aa11bb", default=None, pattern=r"^[0-9a-f]{6}( [0-9a-f]{6})*$",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Translations(Authored):
    """The ledger of one language's translations."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    language: str = told("The language's code.", "fr", pattern=LANGUAGE)
    files: tuple[TranslatedFile, ...] = told("The translated files.", [{"file": "…"}])


@dataclass(frozen=True)
class Exchanged:
    """One passage on its way to a translation tool or back.

    ``key`` names the passage in its file; ``target`` is empty where nobody has translated it; ``previous`` is the source that
    the target was made from, where that is known and another. ``stale`` says that the target has to be read over, ``line`` is
    where it stood in the file that came back.
    """

    key: str
    source: str
    target: str = ""
    stale: bool = False
    previous: str = ""
    place: str = ""
    line: int = 0


@dataclass(frozen=True)
class ExchangedFile:
    """One file of passages: ``path`` is that of the original, ``release`` the hash of the original they were taken from."""

    path: str
    language: str
    source_language: str
    release: str
    passages: tuple[Exchanged, ...]
    translator: str = ""
    reviewed_by: str = ""
    # The file that it came back in, for messages.
    name: str = ""

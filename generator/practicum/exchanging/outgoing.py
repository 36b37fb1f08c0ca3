"""What a translation tool is given: the passages of a file with what there is of their translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from practicum.model.source import passage_mark
from practicum.model.translation import Exchanged, ExchangedFile
from practicum.resolving import View
from practicum.resolving.ledgers import FileStanding, Piece, field_pieces, lesson_pieces
from practicum.resolving.view import KINDS, file_hashes


class NotReady(Exception):
    """A translation whose ledger cannot say which passage stands for which."""


def source_language(view: View, path: str) -> str:
    """The language in which an original is written."""
    return (view.untold or view.catalogue).language_of(path)


def asked_originals(view: View, path: str) -> tuple[Piece, ...]:
    """The passages of an original; none where there is no such file."""
    catalogue = view.untold or view.catalogue
    if path in catalogue.lessons:
        return lesson_pieces(catalogue.lessons[path])
    units = [unit for unit in catalogue.units() if unit.path == path]
    return field_pieces(units, KINDS, frozenset(unit.id for unit in catalogue.units()))


def exchange_keys(path: str, pieces: Sequence[Piece]) -> list[str]:
    """What passages are called outside: fields by their path, passages of a lesson by their mark, so that a moved one is the same."""
    if not path.endswith(".md"):
        return [piece.key for piece in pieces]
    names: list[str] = []
    seen: dict[str, int] = {}
    for piece in pieces:
        seen[piece.mark] = seen.get(piece.mark, 0) + 1
        names.append(piece.mark if seen[piece.mark] == 1 else f"{piece.mark}~{seen[piece.mark]}")
    return names


def outgoing(view: View, path: str, older: Mapping[tuple[str, str], str]) -> ExchangedFile:
    """One file as a tool is given it; ``older`` are the texts that stale passages were made from, by path and mark.

    Raises NotReady where the ledger cannot say which passage stands for which.
    """
    standing = view.standings.get(path)
    if standing is not None and standing.trouble:
        raise NotReady(
            f"{standing.own}: the ledger cannot say which passages were translated from which; "
            f"`practicum translate {view.language} {path} --done --by PERSON` first"
        )
    originals = asked_originals(view, path)
    release = view.originals.get(path) or file_hashes(view.untold or view.catalogue, {path}).get(path, "")
    passages = tuple(_passages(path, originals, standing, older))
    entry = standing.entry if standing is not None else None
    who = (entry.translator, entry.reviewed_by or "") if entry is not None else ("", "")
    return ExchangedFile(path, view.language, source_language(view, path), release, passages, *who)


def _passages(
    path: str, originals: Sequence[Piece], standing: FileStanding | None, older: Mapping[tuple[str, str], str]
) -> Iterator[Exchanged]:
    held = {one.original.key: one for one in standing.passages if one.original is not None} if standing is not None else {}
    for name, piece in zip(exchange_keys(path, originals), originals, strict=True):
        one = held.get(piece.key)
        target = one.translation.text if one is not None and one.translation is not None else ""
        stale = one is not None and one.state == "stale"
        previous = older.get((path, one.was), "") if stale and one is not None else ""
        yield Exchanged(name, _lf(piece.text), _lf(target), stale, _lf(previous), f"{piece.span.path}:{piece.span.line}")


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_todays(one: Exchanged, piece: Piece) -> bool:
    """Whether the source that a passage came back with is the original as it stands."""
    return passage_mark(one.source) == piece.mark

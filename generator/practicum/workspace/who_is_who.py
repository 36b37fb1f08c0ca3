"""Deciding who is who: the queue of pairs to look at, and the decisions, which lie in the private folder and are only ever appended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from practicum.workspace.learners import says_invented, take_in
from practicum.workspace.links import append, link_bytes, links_of
from practicum.workspace.outputs import replace_file
from practicum.workspace.private_folder import PrivateFolder, private_folder
from practicum.workspace.project import Checked
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.records.identity import Link, LinkFault, Pair, Person
    from practicum.tables import Refusal

QUEUE, PAGE, NOTES = "who-is-who.csv", "who-is-who.html", "queue.json"


@dataclass(frozen=True)
class Queue:
    """The pairs that nobody decided, those decided on something that a register tells otherwise by now, and what was looked at.

    ``refused`` are the files that could not be read: nobody who stands in them alone is among the people.
    """

    pairs: tuple[Pair, ...]
    stale: tuple[tuple[Link, Pair | None], ...]
    faults: tuple[LinkFault, ...]
    people: int
    decided: int
    invented: bool
    splink: bool = False
    refused: tuple[Refusal, ...] = ()


def queue(checked: Checked, where: Path, *, profiles: Sequence[Path] = (), dates: str = "", splink: bool | None = None) -> Queue:
    """Read the records and find the pairs to look at. ``splink`` asks it too; left out, it is asked where people are many.

    ``dates`` (`day-first`, `month-first`) is the order of day and month where no profile says it.
    """
    from practicum.records.identity import candidates, evidence_hash, said_of
    from practicum.records.identity.linking import MANY, linked

    invented = says_invented(where)
    intake = take_in(checked, where, profiles=profiles, dates=dates, people=True)
    links = links_of(private_folder(), invented=invented)
    by_id = {person.id.casefold(): person for person in intake.people}
    said = {pair: link for pair, link in said_of(links).items() if link.said != "open"}
    kept = {also: merge.kept for merge in intake.merged for also in merge.also}
    people = _together(intake.people, kept)
    # What was said of one id of a person was said of the person.
    decided = {tuple(sorted(kept.get(by_id[id].id, by_id[id].id).casefold() if id in by_id else id for id in pair)) for pair in said}
    more = linked(people) if splink or (splink is None and len(people) > MANY) else ()
    if splink and more is None:
        raise Trouble("Splink is not installed", "pip install 'practicum[linking]', or leave `--splink` out")
    found = candidates(people, settled={(a, b) for a, b in decided}, found=more or ())
    stale = tuple(
        (link, None)
        for link in said.values()
        if link.evidence
        and (one := by_id.get(link.pair[0])) is not None
        and (other := by_id.get(link.pair[1])) is not None
        and evidence_hash(one, other) != link.evidence
    )
    return Queue(tuple(found), stale, intake.link_faults, len(people), len(said), invented, bool(more), tuple(intake.refused))


def _together(people: Sequence[Person], kept: dict[str, str]) -> list[Person]:
    """Everybody once: what is known of several ids of one person, under the one that is kept."""
    found: dict[str, Person] = {}
    for person in sorted(people, key=lambda one: (one.id in kept, one.id)):
        id = kept.get(person.id, person.id)
        earlier = found.get(id)
        if earlier is None:
            found[id] = replace(person, id=id)
            continue
        found[id] = replace(
            earlier,
            names=tuple(dict.fromkeys((*earlier.names, *person.names))),
            emails=tuple(dict.fromkeys((*earlier.emails, *person.emails))),
            posts=tuple(sorted({*earlier.posts, *person.posts}, key=lambda post: (post[1], post[0], post[2] or 0))),
            birth_year=earlier.birth_year if earlier.birth_year is not None else person.birth_year,
        )
    return [found[id] for id in sorted(found)]


def write_queue(found: Queue) -> Path:
    """Write the queue as a page and as a table into the private folder; the page. Raises Trouble where that cannot be."""
    from practicum.records.identity import evidence_hash
    from practicum.reporting.who_is_who import queue_csv, queue_page

    folder = private_folder().made()
    notes = {
        "schema": "practicum.queue/1",
        "invented": found.invented,
        "pairs": [[pair.a.id, pair.b.id, evidence_hash(pair.a, pair.b)] for pair in found.pairs],
    }
    files = {
        PAGE: queue_page(found.pairs, invented=found.invented),
        QUEUE: queue_csv(found.pairs),
        NOTES: (json.dumps(notes, ensure_ascii=False, indent=1) + "\n").encode(),
    }
    try:
        folder.review.mkdir(mode=0o700, exist_ok=True)
        for name, data in files.items():
            replace_file(folder.review / name, data, private=True)
    except OSError as error:
        raise Trouble(
            f"cannot write {Path(error.filename or folder.review).name}: {error.strerror or 'the system refuses it'}",
            "close it where it is open, and run again",
            code=1,
        ) from error
    return folder.review / PAGE


def decide(
    a: str, b: str, said: str, *, by: str, reason: str, on: date, seen: Queue | None = None, pair: Pair | None = None
) -> tuple[Path, int]:
    """Append a decision and return the file and its row. Raises Trouble, and writes nothing, where it contradicts those that hold.

    ``seen`` is the queue that was looked at, ``pair`` the pair of it; without them what the last queue noted is taken.
    """
    from practicum.records.identity import Link, evidence_hash, said_of, settled, with_link

    for word, what in ((by.strip(), "who decides (`--by`)"), (reason.strip(), "why (`--reason`)")):
        if not word:
            raise Trouble(f"it is not said {what}", "it stays beside the decision, for whoever asks in two years")
    if a.strip().casefold() == b.strip().casefold():
        raise Trouble("both ids are the same", "name two")
    folder = private_folder().made()
    invented, evidence = _noted(folder, a, b)
    if seen is not None and pair is not None:
        invented, evidence = seen.invented, evidence_hash(pair.a, pair.b)
    link = Link(a.strip(), b.strip(), said, by.strip(), on, reason.strip(), evidence, invented)  # type: ignore[arg-type]
    before = link_bytes(folder)
    links = links_of(folder, invented=invented)
    held = said_of(links).get(link.pair)
    if said == "open" and (held is None or held.said == "open"):
        raise Trouble("nothing is decided about these two", "`practicum records review` lists who is to be looked at; mind the capitals")
    if held is not None and held.said == said:
        raise Trouble(f"{folder.links.name}, row {held.row}, says so already", "nothing was recorded")
    after, row = with_link(before, link)
    _groups, faults = settled([*links, replace(link, row=row)])
    if faults:
        raise Trouble(
            "it would contradict what was decided before\n" + "\n".join(f"  {fault}" for fault in faults),
            "nothing was recorded; undo one of the others first with `practicum records unlink`",
            code=1,
        )
    append(folder.links, before, after)
    return folder.links, row


def _noted(folder: PrivateFolder, a: str, b: str) -> tuple[bool, str]:
    """Whether the people of the last queue were invented, and the hash of what it showed of two of them."""
    try:
        notes = json.loads((folder.review / NOTES).read_bytes())
        wanted = sorted((a.strip().casefold(), b.strip().casefold()))
        hashes = [found for one, other, found in notes["pairs"] if sorted((one.casefold(), other.casefold())) == wanted]
        return notes["invented"] is True, hashes[0] if hashes else ""
    except (OSError, ValueError, KeyError, TypeError):
        return False, ""

"""Agreement: whose word counts, what is called adopted without it, and changes that could not wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.resolving.consensus import Consensus, consensus_of, fast_tracks
from practicum.resolving.standing import StandingSignOff, signed_hash, standing_signoffs
from practicum.resolving.targets import PATCHED
from practicum.spans import Span

# A change that could not wait is looked at again within half a year.
LONGEST_FAST_TRACK = timedelta(days=184)


def check_consensus(view: View) -> Iterator[Diagnostic]:
    """Sign-offs about older texts, by the wrong people or of nothing; what is called adopted without agreement; overdue reviews."""
    catalogue = view.catalogue
    if not view.name:
        yield from _homes(catalogue)
        yield from _words(catalogue)
    held: dict[str, list[StandingSignOff]] = {}
    for one in standing_signoffs(view):
        held.setdefault(one.signoff.unit, []).append(one)
    for unit, words in held.items():
        for standing in consensus_of(view, unit, words).last:
            yield from _standing(view, standing)
    yield from _fast_tracks(view)
    if not view.name and not any(one.format == "signoffs" for one in catalogue.lost):
        for module in catalogue.modules.values():
            if module.value.status == "adopted":
                yield from _adopted(view, consensus_of(view, module.id, held.get(module.id, ())))


def _homes(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Sign-offs and fast tracks of a country or a language that there is not."""
    variants = {*catalogue.countries, *catalogue.translations, *(language for language, _ in catalogue.translated)}
    variants.update(mirror[0] for path in catalogue.lessons if (mirror := mirrored(path)))
    for file in catalogue.signoffs:
        named = [("signoffs", at, one.unit) for at, one in enumerate(file.value.signoffs)]
        named += [("fast_tracks", at, one.unit) for at, one in enumerate(file.value.fast_tracks)]
        for key, at, unit in named:
            variant = unit.partition("/")[2]
            if variant and variant not in variants:
                yield _no_unit(file.where(key, at, "unit"), unit)


def _words(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Words given for others, and objections without a reason."""
    for file in catalogue.signoffs:
        for position, one in enumerate(file.value.signoffs):
            person = catalogue.people.get(one.person)
            if person is not None and person.value.constituency != one.constituency:
                speaks = person.value.constituency
                yield Diagnostic(
                    "wrong-constituency",
                    f"`{one.person}` signs for {_named(one.constituency)} and speaks for {_named(speaks)}",
                    file.where("signoffs", position, "constituency"),
                    f"{_named(speaks)} in the list of people",
                    notes=(Note("they are listed here", person.where("constituency")),),
                    help=f"write `constituency: {speaks}`, or ask somebody of {_named(one.constituency)}",
                )
            if one.word == "object" and not (one.note or "").strip():
                yield Diagnostic(
                    "objection-without-reason",
                    f"an objection to `{one.unit}` has no reason",
                    file.where("signoffs", position, "word"),
                    "no `note` is written",
                    help="write what would have to change, as `note`",
                )


def _standing(view: View, standing: StandingSignOff) -> Iterator[Diagnostic]:
    signed, file, at = standing.signoff, standing.file, standing.position
    if standing.state == "unknown_unit":
        if not any(view.catalogue.is_lost(kind, signed.unit.split("/")[0]) for kind in PATCHED):
            yield _no_unit(file.where("signoffs", at, "unit"), signed.unit)
    elif standing.state == "over":
        yield Diagnostic(
            "sign-off-over",
            f"a sign-off of `{signed.unit}` held until {signed.until}",
            file.where("signoffs", at, "until"),
            "the day is over",
            help=f"ask again: `practicum endorse {signed.unit} --as {signed.person}`",
        )
    elif standing.state == "stale" and not standing.counts and not _partly_lost(view.catalogue, signed.unit):
        changed = [Note(f"changed since: {', '.join(standing.changed)}")] if standing.changed else []
        if signed.saw and not standing.changed and "/" not in signed.unit:
            changed = [Note("each file in `saw` is as it was seen: this `content` is that of no text, changed by hand or in a merge")]
        yield Diagnostic(
            "stale-sign-off",
            f"the sign-off of `{signed.unit}` is about an older text",
            file.where("signoffs", at, "content"),
            "changed since",
            notes=(Note(f"signed on {signed.day}"), *changed),
            help=(
                f"ask again: `practicum endorse {signed.unit} --as {signed.person}`; a sign-off of today's text carries "
                f"`content: {signed_hash(view, signed.unit)}`"
            ),
        )


def _fast_tracks(view: View) -> Iterator[Diagnostic]:
    catalogue = view.catalogue
    files = {file.path: file for file in catalogue.signoffs}
    for (path, at), one in fast_tracks(view):
        file, person = files[path], catalogue.people.get(one.person)
        if signed_hash(view, one.unit) is None:
            yield _no_unit(file.where("fast_tracks", at, "unit"), one.unit)
        elif person is not None and person.value.constituency != "government":
            yield Diagnostic(
                "fast-track",
                f"a change of `{one.unit}` that could not wait is answered for by {_named(person.value.constituency)}",
                file.where("fast_tracks", at, "person"),
                "not of government",
                help="name the person of government who answers for the law that changed",
            )
        if not one.day <= one.review_by <= one.day + LONGEST_FAST_TRACK:
            yield Diagnostic(
                "fast-track",
                f"a change of `{one.unit}` that could not wait is reviewed "
                + ("before it was made" if one.review_by < one.day else "after more than six months"),
                file.where("fast_tracks", at, "review_by"),
                f"made on {one.day}",
                help=f"write a day up to {one.day + LONGEST_FAST_TRACK}",
            )


def _adopted(view: View, consensus: Consensus) -> Iterator[Diagnostic]:
    """What a module that is called adopted lacks."""
    unit = view.catalogue.modules[consensus.unit]
    where = f"curriculum/signoffs/{unit.id}.yaml"
    if consensus.missing:
        missing = ", ".join(f"{count} of {_named(name)}" for name, count in consensus.missing.items())
        notes = []
        if older := sum(1 for one in consensus.stale if one.signoff.word == "endorse"):
            notes.append(Note(f"{older} {'endorsement is' if older == 1 else 'endorsements are'} about an older text, or over"))
        if consensus.track is not None and consensus.track.review_by < view.day:
            notes.append(Note(f"the change that could not wait was to be reviewed by {consensus.track.review_by}"))
        yield Diagnostic(
            "adopted-without-sign-offs",
            f"module `{unit.id}` is called adopted and lacks sign-offs: {missing}",
            unit.where("status"),
            "not signed by all",
            notes=tuple(notes),
            help=f"write `status: pilot` until they have signed in {where}",
        )
    for one in consensus.objections:
        yield Diagnostic(
            "unanswered-objection",
            f"module `{unit.id}` is called adopted and an objection has no answer",
            one.file.where("signoffs", one.position, "word"),
            "not answered",
            notes=(Note("the module is called adopted here", unit.where("status")),),
            help="write how it was answered, as `answer`; whoever objected may also say another word",
        )


def _named(constituency: str) -> str:
    return constituency.replace("_", " ")


def _partly_lost(catalogue: Catalogue, unit: str) -> bool:
    """Whether some file of a module could not be used: then nobody knows what text stands there."""
    identifier = unit.split("/")[0]
    if identifier not in catalogue.modules or not catalogue.lost:
        return False
    folder = catalogue.folder_of(identifier).rpartition("/")[2]
    return any(f"/modules/{folder}/" in one.path for one in catalogue.lost)


def _no_unit(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        "unknown-unit", f"a sign-off names a unit that is not defined: `{name}`", span, "no such unit",
        help="name a module, certification, role, programme or competency, with `/NV` for a country's edition or `/fr` for a translation",
    )

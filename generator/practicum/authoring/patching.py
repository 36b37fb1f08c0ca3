"""A country's patches: one more over a field of the core, one held against the core as it reads now, one offered back to the core."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_file, as_flow
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.country import Patch
from practicum.model.edit import Changes, Edit
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, content_hash, find, plain
from practicum.reading.yaml_tree import read_tree
from practicum.resolving import View, view_of
from practicum.resolving.sections import aim_section, is_section, tidy, wrong_words
from practicum.resolving.targets import Target, aim
from practicum.resolving.view import patch_order

ORDER = ("id", "target", "was", "from", "until", "action", "says", "value", "based_on")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True)
class NewPatch:
    """A patch as its author thinks of it; ``value`` is YAML, or plain words where the core has words. None where it takes out."""

    country: str
    target: str
    says: str
    starts: date
    value: str | None = None
    action: str = "replace"
    until: date | None = None
    based_on: str | None = None


@dataclass(frozen=True)
class StandingPatch:
    """A patch and the core: what the core reads now, what the patch writes, and how it stands on the day.

    ``state`` is `holds`, `waits` (begins later), `over`, `moved` (the core reads otherwise than when the patch was written) or
    `gone` (its target is not there any more).
    """

    patch: Patch
    state: str
    file: Unit[Any]
    position: int
    unit: Unit[Any] | None
    path: FieldPath
    now: Any
    wants: Any
    # The lesson, where a section of one is changed, and the anchor of the section.
    lesson: str = ""
    anchor: str = ""


def standing_of(catalogue: Catalogue, country: str, *, day: date) -> list[StandingPatch]:
    """Every patch of a country in date order. Raises Refused where there is no such country."""
    found = []
    for file in _files(catalogue, country):
        for position, patch in enumerate(file.value.patches):
            found.append(_standing(catalogue, file, position, patch, country, day))
    return sorted(found, key=lambda one: patch_order(one.patch))


def _files(catalogue: Catalogue, country: str) -> Sequence[Unit[Any]]:
    """The files of a country. Raises Refused where there is no such country."""
    if country not in catalogue.countries:
        near = difflib.get_close_matches(country, catalogue.countries, n=1)
        raise Refused(f"there is no country `{country}`", f"did you mean `{near[0]}`?" if near else "`practicum new country` makes one")
    return catalogue.countries[country]


def _standing(catalogue: Catalogue, file: Unit[Any], position: int, patch: Patch, country: str, day: date) -> StandingPatch:
    seen = _before(catalogue, country, patch)
    if is_section(patch.target):
        return _standing_section(seen, file, position, patch, day)
    target = aim(seen, patch.target, patch.starts)
    written = find(file.tree, ("patches", position, "value"))
    wants = plain(written) if written is not None else None
    here = find(target.unit.tree, target.path) if target.unit is not None and not target.missing else None
    now = plain(here) if here is not None else None
    if target.unit is None or (target.missing and patch.action != "add"):
        state = "gone"
    elif patch.action != "add" and patch.was != content_hash(now):
        state = "moved"
    else:
        state = _in_time(patch, day)
    return StandingPatch(patch, state, file, position, target.unit, target.path, now, wants)


def _in_time(patch: Patch, day: date) -> str:
    over = patch.until is not None and patch.until < day
    return "over" if over else "waits" if patch.starts > day else "holds"


def _standing_section(seen: Catalogue, file: Unit[Any], position: int, patch: Patch, day: date) -> StandingPatch:
    target = aim_section(seen, patch.target)
    section = target.section
    state = "gone" if section is None else "moved" if patch.was != section.hash else _in_time(patch, day)
    lesson = target.lesson.path if target.lesson is not None else ""
    wants = patch.value if patch.action != "remove" else None
    return StandingPatch(
        patch, state, file, position, target.module, (), section.text if section else None, wants, lesson,
        section.heading.anchor if section else "",
    )  # fmt: skip


def _before(catalogue: Catalogue, country: str, patch: Patch) -> Catalogue:
    """The core with the country's patches before this one: a later patch is written against what an earlier one left."""
    earlier = [
        one for file in catalogue.countries[country] for one in file.value.patches
        if one.id != patch.id and patch_order(one) < patch_order(patch) and _meet(one.target, patch.target)
    ]  # fmt: skip
    return view_of(catalogue, country=country, day=max(one.starts for one in earlier), before=patch.id).catalogue if earlier else catalogue


def _meet(one: str, other: str) -> bool:
    """Whether two patches write at the same place: one field, or one lesson, whose sections may lie in one another."""
    return one == other or (is_section(one) and is_section(other) and one.partition("#")[0] == other.partition("#")[0])


def add_patch(draft: Draft, catalogue: Catalogue, wish: NewPatch) -> Changes:
    """One more patch. Raises Refused where its target is not there, or its value cannot be read."""
    _files(catalogue, wish.country)
    view: View = view_of(catalogue, country=wish.country, day=wish.starts)
    if wish.action != "remove" and wish.value is None:
        raise Refused("a patch that replaces or adds needs what stands there instead", "add `--value \"…\"`, or `--file` with a text")
    was: str | None
    if is_section(wish.target):
        unit, was, value = _section(view.catalogue, wish)
    else:
        target = aim(view.catalogue, wish.target, wish.starts)
        unit, old = _aimed(target, wish)
        was = content_hash(plain(old)) if old is not None and wish.action != "add" else None
        if wish.action == "remove" and wish.value is not None:
            return add_patch(draft, catalogue, replace(wish, action="replace", value=_without(wish, old)))
        value = _value(wish.value, old) if wish.action != "remove" else None
    entry: dict[str, Any] = {
        "id": _next_id(catalogue, wish.country, unit.id), "target": wish.target, "was": was,
        "from": wish.starts, "until": wish.until, "action": None if wish.action == "replace" else wish.action, "says": wish.says,
        "value": value, "based_on": wish.based_on,
    }  # fmt: skip
    written = {key: value for key, value in entry.items() if value is not None}
    path = f"competencies/countries/{wish.country}/{unit.id}.yaml"
    if draft.has(path):
        draft.edit(draft.yaml(path).add_entry(("patches",), written, order=("format", "country", "patches")))
    else:
        whole = {"format": 1, "country": wish.country, "patches": [written]}
        draft.write(path, as_file(whole, comment=f"What {wish.country} changes in {unit.id}."))
    return draft.changes(
        f"{written['id']} {_ACTS[wish.action]} `{wish.target}` in {wish.country} from {wish.starts}",
        next=(f"`practicum patch {wish.country} --show {written['id']}` shows both texts, and the site says what differs from the core",),
    )


def _section(catalogue: Catalogue, wish: NewPatch) -> tuple[Unit[Any], str, str | None]:
    """The module of a lesson's section that is wished otherwise, the hash of the section, and the text as it is written.

    Where what replaces a section has no heading of its own, the section keeps the one it has. Raises Refused.
    """
    target = aim_section(catalogue, wish.target)
    if target.section is None or target.module is None:
        message = f"`{wish.target}` {target.trouble}" if target.trouble else f"`{wish.target}` is not there: {target.label}"
        raise Refused(message, target.help, span=target.notes[0].span if target.notes else None)
    heading = target.section.heading
    if wish.action == "remove":
        return target.module, target.section.hash, None
    text = tidy(wish.value or "")
    if not text:
        raise Refused("what stands there instead is empty", "write the text, or take the section out: `--action remove`")
    if wish.action == "replace" and not text.startswith("#"):
        text = f"{target.section.text.splitlines()[0]}\n\n{text}"
    fault = wrong_words(text, heading.level)
    if fault is not None:
        raise Refused(f"the text cannot stand there: {fault[0]}", fault[2])
    return target.module, target.section.hash, "\n".join(line.rstrip() for line in text.split("\n"))


_ACTS = {"replace": "replaces", "add": "adds to", "remove": "takes out"}


def keep(draft: Draft, catalogue: Catalogue, country: str, id: str, *, day: date) -> Changes:
    """Let a patch stand against the core as it reads now. Raises Refused where it already does, or its target is gone."""
    one = patch_of(catalogue, country, id, day=day)
    if one.state == "gone":
        message = f"what `{id}` changes is not there any more: `{one.patch.target}`"
        raise Refused(message, "write another target by hand, or take it out", code=1)
    if one.state != "moved":
        raise Refused(f"`{id}` was written against what stands there now", "nothing has to be done", code=1)
    yaml = draft.yaml(one.file.path)
    draft.edit(yaml.set_field(("patches", one.position, "was"), content_hash(one.now), order=ORDER))
    return draft.changes(f"{id} stands against the core as it reads now; what {country} says there is as before")


def offer(draft: Draft, catalogue: Catalogue, country: str, id: str, *, day: date) -> Changes:
    """Put what a country says into the core, and take the patch out: a change for everybody, for a pull request of its own."""
    one = patch_of(catalogue, country, id, day=day)
    if one.state in ("gone", "moved"):
        raise Refused(f"`{id}` does not fit the core as it reads now", f"look at it first: `practicum patch {country} --show {id}`", code=1)
    if one.lesson:
        _offer_section(draft, catalogue, one)
        return _offered(draft, catalogue, country, one)
    if one.patch.action != "replace" or one.unit is None or one.unit.path.startswith("competencies/countries/"):
        message = f"`{id}` {_ACTS[one.patch.action]} something; only what replaces a text can be moved into the core"
        raise Refused(message, "mend the core by hand", code=1)
    if one.unit.kind == "certification":
        raise Refused(f"`{id}` changes a rule, and a rule in force is not rewritten", "add a rule version with its own first day", code=1)
    written = find(one.file.tree, ("patches", one.position, "value"))
    core = draft.yaml(one.unit.path)
    inside: FieldPath = (*one.unit.within, *one.path)
    old = core.at(inside)
    value = typed(written) if written is not None else None
    draft.edit(core.swap(inside, value) if isinstance(old, Text) and not isinstance(value, (list, dict)) else core.set_field(inside, value))
    return _offered(draft, catalogue, country, one)


def _offer_section(draft: Draft, catalogue: Catalogue, one: StandingPatch) -> None:
    """Write a country's section into the core's lesson, or take out what the country took out. Raises Refused.

    What stands in the core has to be what the country saw there, not what an earlier patch of its own left.
    """
    section = aim_section(catalogue, one.patch.target).section
    if section is None or section.hash != one.patch.was:
        message = f"`{one.patch.id}` builds on another patch of the same lesson"
        raise Refused(message, "offer that one first", code=1)
    text = draft.text(one.lesson)
    new = tidy(str(one.wants)) if one.wants is not None else ""
    start, end = (section.end if one.patch.action == "add" else section.start), section.end
    follows = bool(text[end:].strip())
    opens = "" if start == 0 or text[:start].endswith(("\n\n", "\r\n\r\n")) else "\n" if text[:start].endswith("\n") else "\n\n"
    draft.edit(Edit(one.lesson, start, end, f"{opens}{new}\n" + ("\n" if follows else "") if new else ""))


def _offered(draft: Draft, catalogue: Catalogue, country: str, one: StandingPatch) -> Changes:
    """Take the patch out of the country's file, and say what came of it."""
    id = one.patch.id
    own = draft.yaml(one.file.path)
    if len(one.file.value.patches) == 1 and not one.file.value.name:
        draft.remove(one.file.path)
    else:
        draft.edit(own.take_out(("patches", one.position)))
    others = sorted(code for code, files in catalogue.countries.items() if code != country and any(
        patch.target == one.patch.target for file in files for patch in file.value.patches))
    notes = [f"{', '.join(others)} also change `{one.patch.target}`: their patches are now written against another text"] if others else []
    return draft.changes(
        f"the core says what {country} said of `{one.patch.target}`; {id} is not needed any more",
        notes=notes, next=("sign-offs and translations of what changed are stale: `practicum check` names them",),
    )  # fmt: skip


def patch_of(catalogue: Catalogue, country: str, id: str, *, day: date) -> StandingPatch:
    """One patch by its id. Raises Refused where the country has none of that id."""
    every = standing_of(catalogue, country, day=day)
    for one in every:
        if one.patch.id == id:
            return one
    near = difflib.get_close_matches(id, [one.patch.id for one in every], n=1)
    raise Refused(f"{country} has no patch `{id}`", f"did you mean `{near[0]}`?" if near else f"`practicum patch {country}` lists them")


def typed(tree: Tree) -> Any:
    """A tree as values that are written back as they stood: a number without quotes stays a number, a text a text.

    >>> from practicum.reading.yaml_tree import read_tree
    >>> typed(read_tree("x.yaml", b'{a: 2, b: "2", c: 2026-01-01, d: [true, NO way]}')[0])
    {'a': 2, 'b': '2', 'c': datetime.date(2026, 1, 1), 'd': [True, 'NO way']}
    """
    if isinstance(tree, Entries):
        return {key: typed(value) for key, value in tree.entries.items()}
    if isinstance(tree, Items):
        return [typed(item) for item in tree.items]
    if tree.value is None or tree.quoted:
        return tree.value
    if tree.value in ("true", "false"):
        return tree.value == "true"
    if _NUMBER.match(tree.value):
        return float(tree.value) if "." in tree.value else int(tree.value)
    return date.fromisoformat(tree.value) if _DAY.match(tree.value) else tree.value


def _aimed(target: Target, wish: NewPatch) -> tuple[Unit[Any], Tree | None]:
    """The unit of a wish and what stands at its target."""
    if target.unit is None:
        near = difflib.get_close_matches(target.missing, target.near, n=1)
        raise Refused(f"there is no unit `{target.missing}`", f"did you mean `{near[0]}`?" if near else "name a module, rule, role or term")
    if target.missing and not (wish.action == "add" and target.path and target.path[-1] == target.missing):
        near = difflib.get_close_matches(target.missing, target.near, n=1)
        raise Refused(
            f"`{wish.target}` is not there: no `{target.missing}`",
            f"did you mean `{near[0]}`?" if near else f"known here are {', '.join(f'`{one}`' for one in target.near[:12])}",
        )
    if wish.action == "remove" and not target.path:
        raise Refused("a patch cannot take a whole unit out", "name a part of it after a `/`")
    return target.unit, find(target.unit.tree, target.path) if not target.missing else None


def _value(text: str | None, old: Tree | None) -> Any:
    """What is written as the value: words where the core has words, YAML elsewhere."""
    if text is None or (isinstance(old, Text) and (old.quoted or not _NUMBER.match(old.value or ""))):
        return text
    tree, faults = read_tree("--value", f"value: {text}\n".encode())
    if not isinstance(tree, Entries) or faults:
        raise Refused("the value cannot be read as YAML", faults[0].message if faults else "write it as in the core's file")
    return typed(tree.entries["value"])


def _without(wish: NewPatch, old: Tree | None) -> str:
    """The list at a target without the entry that is wished away, as YAML. Raises Refused where there is no such list or entry."""
    if not isinstance(old, Items):
        raise Refused("`--action remove` takes out what stands there, and needs no `--value`", "leave `--value` out, or replace the text")
    entries = [plain(one) for one in old.items]
    if any(not isinstance(one, str) for one in entries):
        raise Refused(f"the entries of `{wish.target}` have ids of their own", f"name the one to take out: `{wish.target}/ID`")
    if wish.value not in entries:
        near = difflib.get_close_matches(wish.value or "", entries, n=1, cutoff=0.3)
        hint = f"did you mean “{near[0]}”?" if near else "write it as it stands there"
        raise Refused(f"`{wish.target}` has no entry “{wish.value}”", hint)
    return as_flow([typed(one) for one, said in zip(old.items, entries, strict=True) if said != wish.value])


def _next_id(catalogue: Catalogue, country: str, unit: str) -> str:
    lead = f"{country}-{unit}-"
    used = [
        int(patch.id.removeprefix(lead)) for file in catalogue.countries[country] for patch in file.value.patches
        if patch.id.startswith(lead) and patch.id.removeprefix(lead).isdigit()
    ]  # fmt: skip
    return f"{lead}{max(used, default=0) + 1}"


def yaml_of(value: Any) -> list[str]:
    """A value as lines, for reading: words as they are, lists and maps as YAML."""
    if isinstance(value, (dict, list)):
        return [line.removeprefix("  ") for line in as_file({"value": value}).splitlines()[1:]] or [as_flow(value)]
    return [] if value is None else str(value).splitlines() or [""]


def marks_of(tree: Tree, path: FieldPath) -> FieldPath:
    """A path by keys and ids: the position of an entry of a list gives way to its id where it has one."""
    here: Tree | None = tree
    marks: list[str | int] = []
    for step in path:
        child = find(here, (step,)) if here is not None else None
        names = [find(child, (key,)) for key in ("id", "version", "competency", "module")] if child is not None else []
        name = next((one.value for one in names if isinstance(one, Text) and one.value), None)
        marks.append(name if isinstance(step, int) and name else step)
        here = child
    return tuple(marks)

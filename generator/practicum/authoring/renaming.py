"""Another id for a thing: every place that names it is mended, and the old id leads to the new one for good.

What a rename touches rests on hashes (sign-offs, translations, patches, seals of rules). The meaning of nothing changes, so what was
about the text as it stood stays about it; what was stale stays stale.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing
from collections.abc import Iterator
from datetime import date
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.hashes import follow_hashes
from practicum.authoring.mentions import NAMES, OWN, Leaf, as_word, declared_kinds, is_words, leaves, naming
from practicum.authoring.naming import GROUPS, free, given_up_for, group, said
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import YamlText, as_file, scalars
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.edit import Changes, Edit
from practicum.model.source import Entries, Items, Text, find
from practicum.reading.building import fields_of, strip_none
from practicum.reading.formats import FORMATS, format_of, mirrored
from practicum.resolving.releases import named
from practicum.resolving.sections import is_section
from practicum.resolving.targets import aim, descend

RENAMED = "curriculum/renamed.yaml"
# Kinds with a file of their own, named by the id.
_FILES = {
    "role": "competencies/roles/{}.yaml", "certification": "competencies/certifications/{}.yaml",
    "programme": "curriculum/programmes/{}.yaml", "crosswalk": "competencies/crosswalks/{}.yaml", "case_study": "curriculum/cases/{}.yaml",
}  # fmt: skip
KINDS = (
    "module",
    "competency",
    "role",
    "certification",
    "programme",
    "reference",
    "term",
    "person",
    "organisation",
    "case_study",
    "crosswalk",
)
_SCHEMES = {
    "module": ("module", "lesson", "assessment", "trainer"), "competency": ("competency",), "role": ("role",), "reference": ("reference",),
    "term": ("term",), "programme": ("programme",), "certification": ("certification",), "case_study": ("case",),
}  # fmt: skip
_BY_NAME = {form.name: form for form in FORMATS}
MOST_NAMED = 4


def which(catalogue: Catalogue, text: str) -> tuple[str, str]:
    """Kind and id of what is meant by `F06` or `role:FSW`. Raises Refused where it is nothing, or could be two things."""
    kind, _, id = text.rpartition(":")
    if kind and kind not in KINDS:
        raise Refused(f"`{kind}` cannot be renamed", f"what can: {', '.join(KINDS)}")
    found = [one for one in ((kind,) if kind else KINDS) if id in group(catalogue, one)]
    if len(found) == 1:
        return found[0], id
    if found:
        raise Refused(
            f"`{id}` could be {' or '.join(f'a {said(one)}' for one in found)}", f"write {' or '.join(f'`{one}:{id}`' for one in found)}"
        )
    every = [id for one in KINDS for id in group(catalogue, one)]
    near = difflib.get_close_matches(id, every, n=1, cutoff=0.6)
    raise Refused(f"nothing has the id `{id}`", f"did you mean `{near[0]}`?" if near else "see `practicum check` for ids that are named")


def rename(draft: Draft, catalogue: Catalogue, old: str, new: str, *, day: date) -> Changes:
    """Give a thing another id. ``old`` may name the kind before a colon."""
    if catalogue.lost:
        # What rests on a hash in it could not follow, and would look as if somebody had changed it.
        raise Refused(f"{catalogue.lost[0].path} cannot be used as it is", "run `practicum check` and mend it first", code=1)
    kind, id = which(catalogue, old)
    # A thing may have its own id back.
    if given_up_for(catalogue, kind, new) != id:
        free(catalogue, kind, new)
    _Rename(draft, catalogue, kind, id, new).everywhere()
    _remember(draft, kind, id, new, day)
    kept = follow_hashes(draft, catalogue, day, {new: id})
    notes = list(_left(draft, kind, id))
    if kind == "module":
        notes.append("ids of its questions, sessions and scenarios stay: they are never used for anything else")
    if kept:
        notes.append(
            f"sign-offs, translations, patches and seals that were about the text as it stood still are ({kept} hashes written anew)"
        )
    return draft.changes(
        f"{said(kind)} {id} is {new} now, wherever it was named; records and addresses with {id} still find it ({RENAMED})", notes=notes,
        next=("look at the change with `git diff`, then `practicum build`",),
    )  # fmt: skip


def _remember(draft: Draft, kind: str, old: str, new: str, day: date) -> None:
    """Write the old id down; what led to it leads to the new one, and an id that is taken back is given up no more."""
    entry = {"kind": kind, "was": old, "now": new, "day": day}
    if not draft.has(RENAMED):
        draft.write(
            RENAMED,
            as_file({"format": 1, "renamed": [entry]}, comment="Ids that were given up. They lead to what is called so now, for good."),
        )
        return
    held = draft.yaml(RENAMED)
    listed = held.at(("renamed",))
    assert isinstance(listed, Items)
    for number, item in enumerate(listed.items):
        values = {name: leaf.value for name in ("kind", "was", "now") if isinstance(leaf := find(item, (name,)), Text)}
        if values.get("kind") == kind and values.get("now") == old:
            draft.edit(draft.yaml(RENAMED).swap(("renamed", number, "now"), new))
    held = draft.yaml(RENAMED)
    listed = held.at(("renamed",))
    assert isinstance(listed, Items)
    for number, item in enumerate(listed.items):
        values = {name: leaf.value for name in ("kind", "was") if isinstance(leaf := find(item, (name,)), Text)}
        if values == {"kind": kind, "was": new}:
            draft.edit(held.take_out(("renamed", number)))
            break
    draft.edit(draft.yaml(RENAMED).add_entry(("renamed",), entry))


class _Rename:
    """One rename over all files of a draft."""

    def __init__(self, draft: Draft, catalogue: Catalogue, kind: str, old: str, new: str) -> None:
        self.draft, self.catalogue, self.kind, self.old, self.new = draft, catalogue, kind, old, new
        self.word = as_word(old)
        self.kinds = declared_kinds(*(form.kind for form in FORMATS))
        schemes = "|".join(_SCHEMES.get(kind, ("",)))
        self.link = re.compile(rf"(?<![\w-])({schemes}):{re.escape(old)}(?![\w-]|\.\w)") if kind in _SCHEMES else None
        # A module's folder as lessons and ledgers name it.
        self.folder = catalogue.folder_of(old).rpartition("/")[2] if kind == "module" else ""
        self.new_folder = new + self.folder.removeprefix(old) if self.folder else ""

    def everywhere(self) -> None:
        """Mend every file, then give files and folders their new names."""
        for path in self.draft.paths():
            if path.endswith(".yaml"):
                self.yaml(path)
            elif path.endswith(".md"):
                text = self.draft.text(path)
                edits = list(self.in_words(path, text, 0, len(text)))
                if edits:
                    self.draft.edit(edits)
        for path, new in self.moves():
            self.draft.move(path, new)

    def yaml(self, path: str) -> None:
        """The ids, paths and sentences of one YAML file."""
        known = format_of((mirrored(path) or ("", path))[1])
        if known is None or self.old not in self.draft.text(path):
            return
        file = self.draft.yaml(path)
        edits: list[Edit] = []
        done: set[int] = set()
        for leaf in naming(file.tree, known[0].kind, self.kind, self.old):
            edits.append(self.swapped(file, leaf))
            done.add(edits[-1].start)
        if known[0].name == "country":
            for edit in self.patches(file):
                edits.append(edit)
                done.add(edit.start)
        if known[0].name == "release":
            # What was said then stays as it was said; who said it is called as everywhere.
            self.draft.edit(edits)
            return
        if known[0].name == "signoffs":
            edits += self.signed(file)
        if known[0].name == "change":
            for edit in self.told(file):
                edits.append(edit)
                done.add(edit.start)
        for leaf in leaves(file.tree, known[0].kind):
            start, end = file.bounds(leaf.text)
            if start not in done and self.old in (leaf.text.value or ""):
                if is_words(leaf, self.kinds) or leaf.field in ("TranslatedFile.file", "Patch.value"):
                    edits += self.in_words(path, file.text, start, end)
                if leaf.field == "Part.lessons" and (leaf.text.value or "").startswith(f"{self.old}/") and self.kind == "module":
                    at = file.text.index(f"{self.old}/", start)
                    edits.append(Edit(path, at, at + len(self.old), self.new))
        edits += self.in_comments(file)
        if edits:
            self.draft.edit(edits)

    def in_comments(self, file: YamlText) -> Iterator[Edit]:
        """Mentions in comments, which are part of no field."""
        texts = [file.bounds(leaf) for _, leaf in scalars(file.tree)]
        for found in self.word.finditer(file.text) if self.word else ():
            line = file.places.line_start(found.start())
            if "#" in file.text[line : found.start()] and not any(start <= found.start() < end for start, end in texts):
                yield Edit(file.path, found.start(), found.end(), self.new)

    def swapped(self, file: YamlText, leaf: Leaf) -> Edit:
        """The edit for a scalar that is the id, quoted as it was."""
        start, end = file.bounds(leaf.text)
        at = file.text.index(self.old, start, end)
        return Edit(file.path, at, at + len(self.old), self.new)

    def in_words(self, path: str, text: str, start: int, end: int) -> Iterator[Edit]:
        """Links, paths and, for an id that is no ordinary word, mentions in a stretch of text."""
        for found in self.link.finditer(text, start, end) if self.link else ():
            yield Edit(path, found.end() - len(self.old), found.end(), self.new)
            words = found.start() - len(f"{self.old}](")
            if self.kind == "reference" and not self.word and text[max(start, words - 1) : found.start()] == f"[{self.old}](":
                yield Edit(path, words, words + len(self.old), self.new)
        if self.word:
            linked = {found.end() for found in self.link.finditer(text, start, end)} if self.link else set()
            for found in self.word.finditer(text, start, end):
                if found.end() not in linked:
                    yield Edit(path, found.start(), found.end(), self.new)
        if self.folder:
            for found in re.finditer(rf"(?<=/){re.escape(self.folder)}(?=/)", text[:end]):
                if found.start() >= start:
                    yield Edit(path, found.start(), found.end(), self.new_folder)

    def patches(self, file: YamlText) -> Iterator[Edit]:
        """Targets and values of a country's patches."""
        patches = find(file.tree, ("patches",))
        units = {unit.path: unit for units in self.catalogue.countries.values() for unit in units}
        for number, _ in enumerate(patches.items if isinstance(patches, Items) else ()):
            target = find(file.tree, ("patches", number, "target"))
            if not isinstance(target, Text) or not target.value or file.path not in units:
                continue
            starts = units[file.path].value.patches[number].starts
            new = self.target(target.value, starts)
            if new != target.value:
                yield file.swap_at(target, new)
            aimed = aim(self.catalogue, target.value, starts)
            value = find(file.tree, ("patches", number, "value"))
            if aimed.unit is None or value is None:
                continue
            yield from self.value(file, value, aimed.unit, aimed.path)

    def value(self, file: YamlText, value: Any, unit: Unit[Any], path: tuple[str | int, ...]) -> Iterator[Edit]:
        """The ids in what a patch writes: its fields are those of the place it aims at."""
        kind: Any = type(unit.value)
        field = ""
        for key in path:
            kind = strip_none(kind)
            if isinstance(kind, type) and dataclasses.is_dataclass(kind):
                declared = fields_of(kind).get(str(key))
                field = f"{kind.__name__}.{key}" if declared else ""
                kind = declared[1] if declared else None
            elif typing.get_origin(kind) is tuple:
                kind = typing.get_args(kind)[0]
            elif typing.get_origin(kind) is dict:
                kind = typing.get_args(kind)[1]
        # What is added to a list may be written as one entry of it.
        if typing.get_origin(strip_none(kind)) is tuple and not isinstance(value, Items):
            kind = typing.get_args(strip_none(kind))[0]
        for leaf in leaves(value, kind, (), field):
            if leaf.text.value == self.old and self.kind in (NAMES.get(leaf.field), OWN.get(leaf.field)):
                yield self.swapped(file, leaf)

    def target(self, written: str, day: date) -> str:
        """A patch's target with the new id in it: as the unit, or as a step inside of it."""
        if is_section(written):
            lead = f"lesson:{self.old}/"
            return f"lesson:{self.new}/{written.removeprefix(lead)}" if self.kind == "module" and written.startswith(lead) else written
        head, *steps = written.split("/")
        kind, _, bare = head.rpartition(":")
        aimed = aim(self.catalogue, written, day)
        if aimed.unit is None:
            return written
        new = [head]
        same = aimed.unit.kind == self.kind or (aimed.unit.kind == "assessment" and self.kind == "module")
        if bare == self.old and same:
            new = [f"{kind}:{self.new}" if kind else self.new]
        here = aimed.unit.tree
        for step in steps:
            found = descend(here, step)
            if step == self.old and found and self.names(here, found):
                step = self.new
            new.append(step)
            here = (find(here, found) or here) if found else here
        return "/".join(new)

    def names(self, tree: Any, path: tuple[str | int, ...]) -> bool:
        """Whether a step of a target goes to an entry by the renamed thing's id, not to a key or a requirement of that name."""
        entry = find(tree, path)
        mark = next((one for one in ("id", "version", "competency", "module") if isinstance(entry_mark(entry, one), str)), "")
        return (
            mark in (self.kind, "id") and entry_mark(entry, mark) == self.old and (mark != "id" or self.kind in ("competency", "reference"))
        )

    def signed(self, file: YamlText) -> Iterator[Edit]:
        """What sign-offs say they are about: `F06`, `F06/NV`, `F06/fr`."""
        order = ("modules", "certifications", "roles", "programmes", "competencies")
        first = next((name for name in order if self.old in getattr(self.catalogue, name)), "")
        if first != GROUPS[self.kind]:
            return
        for leaf in leaves(file.tree, _BY_NAME["signoffs"].kind):
            if leaf.field in ("SignOff.unit", "FastTrack.unit") and (leaf.text.value or "").partition("/")[0] == self.old:
                yield self.swapped(file, leaf)
                # What they saw of a thing with a file of its own is called by that file's name.
                saw = find(file.tree, (*leaf.path[:-1], "saw"))
                for name, span in saw.keys.items() if isinstance(saw, Entries) and self.kind in _FILES else ():
                    if name == f"{self.old}.yaml":
                        start, end = file.places.stretch(span)
                        at = file.text.index(self.old, start, end)
                        yield Edit(file.path, at, at + len(self.old), self.new)

    def told(self, file: YamlText) -> Iterator[Edit]:
        """What a change is about: `F06`, `F06/fr`, `module:F06`."""
        for leaf in leaves(file.tree, _BY_NAME["change"].kind):
            name = leaf.text.value or ""
            meant = named(self.catalogue, name) if leaf.field == "Change.units" else None
            if meant is not None and (meant.kind, meant.id) == (self.kind, self.old):
                yield self.swapped(file, leaf)

    def moves(self) -> Iterator[tuple[str, str]]:
        """Files and folders that carry the id in their names, and what they are called then."""
        place = _FILES.get(self.kind, "").format(self.old)
        for path in self.draft.paths():
            original = (mirrored(path) or ("", path))[1]
            if self.folder and original.startswith(f"curriculum/modules/{self.folder}/"):
                yield path, path.replace(f"/modules/{self.folder}/", f"/modules/{self.new_folder}/", 1)
            elif place and original == place:
                yield path, path[: -len(f"{self.old}.yaml")] + f"{self.new}.yaml"
            elif path == f"curriculum/signoffs/{self.old}.yaml" and self.all_signed(path):
                yield path, f"curriculum/signoffs/{self.new}.yaml"
            elif re.fullmatch(rf"competencies/countries/[A-Z]{{2}}/{re.escape(self.old)}\.yaml", path) and self.all_aimed(path):
                yield path, path[: -len(f"{self.old}.yaml")] + f"{self.new}.yaml"

    def all_signed(self, path: str) -> bool:
        """Whether a file of sign-offs is about this thing only."""
        held = leaves(self.draft.yaml(path).tree, _BY_NAME["signoffs"].kind)
        units = {leaf.text.value or "" for leaf in held if leaf.field in ("SignOff.unit", "FastTrack.unit")}
        return {unit.partition("/")[0] for unit in units} == {self.new}

    def all_aimed(self, path: str) -> bool:
        """Whether every patch of a file changes this thing."""
        targets = [leaf for leaf in leaves(self.draft.yaml(path).tree, _BY_NAME["country"].kind) if leaf.field == "Patch.target"]
        heads = {(leaf.text.value or "").split("/")[0].rpartition(":")[2] for leaf in targets}
        return heads == {self.new}


def entry_mark(entry: Any, mark: str) -> str | None:
    """What an entry of a list is known by, under one of the marks."""
    here = find(entry, (mark,)) if entry is not None else None
    return here.value if isinstance(here, Text) else None


def _left(draft: Draft, kind: str, old: str) -> Iterator[str]:
    """Places that still say the old id as a word: whether it means the thing only a person can tell."""
    if as_word(old) is not None or kind not in ("role", "certification"):
        return
    word = re.compile(rf"(?<![\w/:.-]){re.escape(old)}(?![\w/]|-\w)")
    kinds = declared_kinds(*(form.kind for form in FORMATS))
    found = []
    for path in draft.paths():
        if path.endswith(".md"):
            found += [f"{path}:{number}" for number, line in enumerate(draft.text(path).splitlines(), 1) if word.search(line)]
        elif path.endswith(".yaml") and word.search(draft.text(path)) and (known := format_of((mirrored(path) or ("", path))[1])):
            held = leaves(draft.yaml(path).tree, known[0].kind)
            found += [f"{path}:{leaf.text.span.line}" for leaf in held if is_words(leaf, kinds) and word.search(leaf.text.value or "")]
    if found:
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        yield f"`{old}` still stands in sentences at {', '.join(found[:MOST_NAMED])}{more}: look whether they mean it"

"""A framework by others into files of its own, beside the project's: what it lacks is named, never passed off as its publisher's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.foreign_items import Group, HeldCompetency, Named, folded, named_items, prefix_of
from practicum.authoring.naming import free, slug
from practicum.authoring.refusing import Refused
from practicum.authoring.starting import LEVELS
from practicum.authoring.writing_yaml import as_file
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Changes
from practicum.model.fields import LANGUAGE, TO_WRITE
from practicum.model.foreign_framework import ForeignFramework, ForeignItem, ForeignLevel, ForeignWalk

# Licences that let texts stand here under their own name; `own` says that they are the project's.
_OPEN = re.compile(
    r"\s*(?:own\b|cc[ -]?0|cc[ -]by|creative commons|public domain|pddl|odc|ogl|open government|mit\b|apache|(?:with )?permission\b)"
    r"|.*creativecommons\.org/|.*\bopen government licen[cs]e",
    re.IGNORECASE | re.DOTALL,
)
# What no authored file may hold, and half characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_MOST_LEVELS = 10


@dataclass(frozen=True, kw_only=True)
class NewFramework:
    """How a framework by others is taken in.

    ``id`` is its id here; without one, what its file or its title says. ``prefix`` goes before codes that cannot be ids as they are.
    ``licence`` says what its texts may be used under where its file does not. ``own`` makes it the project's own: modules have to
    teach it. ``depth`` says at which depth of the tree, from 1, the competencies stand.
    """

    id: str = ""
    prefix: str = ""
    licence: str = ""
    own: bool = False
    depth: int | None = None


def add_framework(draft: Draft, catalogue: Catalogue, foreign: ForeignFramework, wish: NewFramework, *, source: str) -> Changes:
    """Write competencies/frameworks/<id>/ with a file a domain, and a crosswalk for each relation to another framework.

    ``source`` names the file it came from. Notes say what was missing, cut, folded or made. Raises Refused where ids clash or nothing
    is in it.
    """
    writing = _Writing(catalogue, foreign, wish, source)
    for path, fields, comment in writing.files():
        draft.write(path, as_file(fields, comment=comment))
    for path, fields, reference in writing.walks():
        draft.write(path, as_file(fields))
        if reference is not None:
            _add_reference(draft, reference)
    domains, competencies = len(writing.groups), len(writing.named.competencies)
    counts = f"{domains:,} domain{'s'[: domains != 1]}, {competencies:,} competenc{'y' if competencies == 1 else 'ies'}"
    return draft.changes(
        f"new framework {writing.id}: {writing.title}, from {source}: {counts}",
        notes=(*foreign.remarks, *writing.notes()),
        next=(
            f"read competencies/frameworks/{writing.id}/; `{TO_WRITE}` marks what is left to do",
            "name its competencies in roles (`levels`) or modules (`teaches`) where they are asked for or taught"
            if not wish.own
            else "`practicum check` asks for a module that teaches each of its competencies",
        ),
    )


def tree_of(catalogue: Catalogue, foreign: ForeignFramework, wish: NewFramework, *, source: str) -> list[str]:
    """The domains and competencies that would come of it, a line each. Raises Refused as `add_framework` does."""
    writing = _Writing(catalogue, foreign, wish, source)
    lines = [f"{writing.id}: {writing.title}"]
    for _, fields, _ in writing.files()[1:]:
        part = f" (part of {fields['part_of']})" if "part_of" in fields else ""
        lines.append(f"  {fields['id']}: {fields['title']}{part}")
        for one in fields["competencies"]:
            signs = [sign for sign in one["indicators"] if sign != TO_WRITE]
            some = f" ({len(signs)} {'indicator' if len(signs) == 1 else 'indicators'})" if signs else ""
            lines.append(f"    {one['id']}: {one['title']}{some}")
    return lines


class _Writing:
    """One framework on its way into files."""

    def __init__(self, catalogue: Catalogue, foreign: ForeignFramework, wish: NewFramework, source: str) -> None:
        self.catalogue, self.foreign, self.wish, self.source = catalogue, foreign, wish, source
        self.counts: Counter[str] = Counter()
        self.said: list[str] = []
        self.groups, folds = folded(foreign.items, wish.depth)
        if not any(group.competencies for group in self.groups):
            raise Refused(
                f"{source}: no competency is in it", "look at its items; `--depth` says how deep in its tree the competencies stand", code=1
            )
        self.id = self.own_id(catalogue)
        self.prefix = wish.prefix or prefix_of(self.id)
        if not re.match(r"[A-Za-z][A-Za-z0-9_.\-]{0,19}\Z", self.prefix):
            if wish.prefix:
                raise Refused(f"`{self.prefix}` cannot stand before codes", "write a letter, then letters and digits, 20 at most")
            self.prefix = f"F{self.prefix}"[:12]
        self.title = self.cut(foreign.title, 100, "titles of the framework") or self.id
        self.licence = wish.licence or foreign.licence
        self.texts = wish.own or bool(_OPEN.match(self.licence))
        self.named: Named = named_items(catalogue, self.groups, self.prefix, always=bool(wish.prefix))
        self.said += [*folds, *self.named.notes]

    # --- the framework and its domains

    def files(self) -> list[tuple[str, dict[str, Any], str]]:
        """Path, fields and first comment of each file."""
        folder = f"competencies/frameworks/{self.id}"
        domains = [(self._domain_id(group), group) for group in self.groups]
        taken = "It was taken in" if not self.wish.own else "It came"
        comment = f"{taken} from {self.source}; `{TO_WRITE}` marks what that file did not say."
        files = [(f"{folder}/framework.yaml", self._framework([id for id, _ in domains]), comment)]
        for id, group in domains:
            files.append((f"{folder}/{id}.yaml", self._domain(id, group), ""))
        return files

    def _domain_id(self, group: Group) -> str:
        return self.named.domains[group.item.key] if group.item is not None else self.named.bare

    def _framework(self, domains: Sequence[str]) -> dict[str, Any]:
        foreign = self.foreign
        description = self.line(foreign.description) if self.texts else ""
        if not description:
            description = TO_WRITE if self.texts else "Codes and short titles only: its texts are its publisher's, read them there."
            self.counts["description"] += self.texts
        if not self.line(foreign.version):
            self.said.append("it states no version: `1` was written")
        return {
            "format": 1, "id": self.id, "title": self.title, "version": self.line(foreign.version) or "1", "base_url": self._base_url(),
            "description": description, "domains": list(domains), "evidence_months": foreign.evidence_months, "levels": self._levels(),
            "origin": self._origin(),
        }  # fmt: skip

    def _base_url(self) -> str:
        if self.foreign.base_url:
            return self.foreign.base_url
        own = next((unit.value.base_url for unit in self.catalogue.own_frameworks), "https://practicum.example/")
        return f"{own.rstrip('/')}/{self.id}/"

    def _origin(self) -> dict[str, Any] | None:
        if self.wish.own:
            return None
        foreign = self.foreign
        language = foreign.language if re.match(LANGUAGE, foreign.language) else ""
        fields = {
            "publisher": foreign.publisher, "licence": self.licence if self.texts else "", "address": foreign.address,
            "identifier": foreign.identifier, "items_at": foreign.items_at, "language": "" if language.split("-")[0] == "en" else language,
        }  # fmt: skip
        return {key: line for key, value in fields.items() if (line := self.line(value))} or {"publisher": "not stated"}

    def own_id(self, catalogue: Catalogue) -> str:
        """The id that is wished for, else the file's own, else one of its title. Raises Refused, with the option, where it is taken."""
        id = self.wish.id or self.foreign.id or _id_of(self.foreign.title)
        try:
            return free(catalogue, "framework", id)
        except Refused as refused:
            if id.lower() not in map(str.lower, catalogue.frameworks):
                raise
            raise Refused(refused.message, "give this one another id with `--as`", code=refused.code) from refused

    def _levels(self) -> list[dict[str, Any]]:
        levels = self.foreign.levels
        if not levels:
            known = next(iter(self.catalogue.own_frameworks), None)
            instead = f"those of `{known.id}` were taken over" if known is not None else "a scale of five was written"
            self.said.append(f"it has no levels: {instead}")
            if known is not None:
                return [_level(one) for one in known.value.levels]
            return [{**one, "granted_by": one.get("granted_by", "module")} for one in LEVELS]
        numbers = [one.number for one in levels]
        counted = all(one is not None and 0 <= one < _MOST_LEVELS for one in numbers) and len(set(numbers)) == len(numbers)
        if not counted:
            self.said.append(f"its levels have no numbers from 0 to {_MOST_LEVELS - 1}: they were numbered, lowest first")
        if len(levels) > _MOST_LEVELS - (not counted):
            most = _MOST_LEVELS - 1
            self.said.append(f"a scale has {most} levels at most: the last {len(levels) - most} of its {len(levels)} were left out")
            levels = levels[:most]
        written = [
            self._foreign_level(one, one.number if counted and one.number is not None else place)
            for place, one in enumerate(levels, start=1)
        ]
        return sorted(written, key=lambda one: one["level"])

    def _foreign_level(self, level: ForeignLevel, number: int) -> dict[str, Any]:
        means = self.line(level.means) if self.texts else ""
        self.counts["means"] += not means
        granted = level.granted_by or ("none" if number == 0 else "module")
        return {
            "level": number, "name": self.cut(level.name or f"Level {number}", 40, "names of levels"), "means": means or TO_WRITE,
            "granted_by": granted,
        }  # fmt: skip

    def _domain(self, id: str, group: Group) -> dict[str, Any]:
        item = group.item
        if item is None:
            title = self.cut(self.title, 80, "titles")
            self.said.append(f"its competencies hang from no domain: `{id}` was made for them" if len(self.groups) == 1 else
                             f"some of its competencies hang from no domain: `{id}` was made for them")  # fmt: skip
            return self._with_competencies({"format": 1, "id": id, "title": title, "summary": TO_WRITE}, group)
        title = self._title(item, 80)
        summary = self.line(item.statement) if self.texts and item.statement else ""
        if not summary or summary == title:
            summary = summary or title
            self.counts["summary"] += not item.statement
        fields: dict[str, Any] = {"format": 1, "id": id, "title": title, "summary": summary}
        part = {"part_of": self.named.domains[group.above.key]} if group.above is not None else {}
        return self._with_competencies(fields, group) | part | self._theirs(item, id)

    def _with_competencies(self, fields: dict[str, Any], group: Group) -> dict[str, Any]:
        return fields | {"competencies": [self._competency(one) for one in group.competencies]}

    def _competency(self, held: HeldCompetency) -> dict[str, Any]:
        item = held.item
        id = self.named.competencies[item.key]
        title = self._title(item, 60)
        statement = self.line(item.statement) if self.texts else ""
        if not statement:
            self.counts["statement"] += self.texts
            statement = self.line(item.title) if self.texts and item.title else title
        signs = [sign for one in held.signs if (sign := self.line(one))] if self.texts else []
        self.counts["signs"] += not signs
        if item.retired is None and item.replaced_by:
            self.counts["replaced"] += 1
        replaced = [self.named.competencies[one] for one in item.replaced_by if one in self.named.competencies] if item.retired else []
        known = [one for one in item.sources if one in self.catalogue.references]
        self.counts["sources"] += len(item.sources) - len(known)
        fields: dict[str, Any] = {
            "id": id, "title": title, "statement": statement, "indicators": signs or [TO_WRITE], "sources": known or None,
            "retired": item.retired, "replaced_by": replaced or None, **self._theirs(item, id),
        }  # fmt: skip
        return {key: value for key, value in fields.items() if value is not None}

    def _theirs(self, item: ForeignItem, id: str) -> dict[str, Any]:
        code = self.line(item.code)
        if len(code) > 100:
            self.counts["codes"] += 1
            code = code[:100]
        mark = self.line(item.identifier)[:200]
        known = item.made and item.id == id and self._base_url() == self.foreign.base_url
        fields = {"code": code if code and code != id else None, "identifier": None if known else mark or None}
        return {key: value for key, value in fields.items() if value}

    # --- words

    def _title(self, item: ForeignItem, most: int) -> str:
        text = next((line for one in (item.title, item.statement, item.code) if (line := self.line(one))), item.key)
        self.counts["titles"] += not item.title and len(text) <= most
        return self.cut(text, most, "titles")

    def line(self, text: str) -> str:
        """A text in one line; that it was more is counted."""
        plain = " ".join(_CONTROL.sub("", text).split())
        self.counts["lines"] += "\n" in text.strip() or "\r" in text.strip()
        return plain

    def cut(self, text: str, most: int, what: str) -> str:
        """A text of at most so many characters, cut at a word."""
        plain = self.line(text)
        if len(plain) <= most:
            return plain
        self.counts[what] += 1
        short = plain[: most - 1]
        return f"{short.rsplit(' ', 1)[0] if ' ' in short[most // 2 :] else short}…"

    def notes(self) -> list[str]:
        """What a person has to look at: what was left out first."""
        count = self.counts
        notes = []
        if not self.texts:
            who = f"`{self.licence}` does not say that they may stand here" if self.licence else "nobody says under which licence they may"
            notes.append(
                f"its texts were left out, codes and short titles were taken: {who}; add `--licence` with the licence or "
                "`permission of …`, or `--own` where the framework is yours"
            )
        notes += self.said
        for key, one, many in _NOTES:
            if count[key]:
                notes.append(one if count[key] == 1 else f"{count[key]:,} {many}")
        return notes

    # --- beside other frameworks

    def walks(self) -> list[tuple[str, dict[str, Any], dict[str, Any] | None]]:
        """Path and fields of each crosswalk, and the reference it needs where that is not there."""
        found: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = []
        ids = dict.fromkeys(one.lower() for one in self.catalogue.crosswalks)
        for walk in self.foreign.walks:
            id = walk.id or slug(walk.title)
            if not re.match(r"[A-Za-z]", id):
                id = f"{self.prefix}-{id}"
            if id.lower() in ids:
                id = f"{self.id}-{id}"
            number = 1
            while id.lower() in ids:
                number += 1
                id = f"{id}-{number}"
            ids[id.lower()] = None
            found.append(self._walk(id, walk))
        return found

    def _walk(self, id: str, walk: ForeignWalk) -> tuple[str, dict[str, Any], dict[str, Any] | None]:
        reference = walk.reference or id
        by_key: dict[str, list[dict[str, Any]]] = {}
        lost = 0
        for link in walk.links:
            if link.key not in self.named.competencies:
                lost += 1
                continue
            one = {"competency": self.named.competencies[link.key], "relation": link.relation, "to": list(link.to), "note": link.note}
            by_key.setdefault(link.key, []).append({key: value for key, value in one.items() if value})
        links = []
        for key, own in self.named.competencies.items():
            links += by_key.get(key) or [{"competency": own, "relation": "none", "note": "it says nothing of it"}]
        if lost:
            self.said.append(f"relations to `{walk.title}` of items that are no competencies here were left out: {lost:,}")
        fields = {
            "format": 1, "id": id, "title": self.line(walk.title), "framework": self.id, "reference": reference,
            "caveat": self.line(walk.caveat) or f"As its publisher states it in {self.source}; nobody here has looked at it.",
            "items": [{"code": code, "title": self.cut(title or code, 160, "titles")} for code, title in walk.items], "links": links,
        }  # fmt: skip
        new = None
        if reference not in self.catalogue.references:
            new = {
                "id": reference, "title": self.line(walk.title), "authors": ["not stated"], "year": "n.d.", "type": "framework",
                "permission": "codes and short titles only; read it at its publisher",
            }  # fmt: skip
            self.said.append(f"`{reference}` was listed in curriculum/references.yaml: say there who wrote it, and when")
        return f"competencies/crosswalks/{id}.yaml", fields, new


_NOTES = (
    ("titles of the framework", "its title was cut to 100 characters", "titles of it were cut to 100 characters"),
    ("description", "it has no description", ""),
    ("means", "1 level does not say what it means", "levels do not say what they mean"),
    ("names of levels", "1 name of a level was cut to 40 characters", "names of levels were cut to 40 characters"),
    ("titles", "1 title was cut or made of the statement", "titles were cut (60 characters, of a domain 80) or made of the statement"),
    ("summary", "1 domain has no statement: its title stands for it", "domains have no statement: their titles stand for it"),
    ("statement", "1 competency has no statement: its title stands for it", "competencies have no statement: their titles stand for it"),
    ("signs", "1 competency has no indicator: what an assessor sees is to be written",
     "competencies have no indicators: what an assessor sees is to be written"),
    ("lines", "1 text had several lines, a table perhaps: it was put into one",
     "texts had several lines, tables perhaps: each was put into one"),
    ("codes", "1 code was cut to 100 characters", "codes were cut to 100 characters"),
    ("sources", "1 source is not in curriculum/references.yaml: it was left out",
     "sources are not in curriculum/references.yaml: they were left out"),
    ("replaced", "1 item names what replaced it and not since when: it was left out",
     "items name what replaced them and not since when: it was left out"),
)  # fmt: skip


def _id_of(title: str) -> str:
    """An id from a title. Raises Refused where the title has no letter that an id could have."""
    id = slug(title)
    if id == "untitled" or not id[0].isalpha():
        raise Refused(f"no id can be made of the title `{title[:60]}`", "choose one with `--as`, such as `--as national-standards`")
    return id


def _level(level: Any) -> dict[str, Any]:
    return {"level": level.level, "name": level.name, "means": level.means, "granted_by": level.granted_by}


def _add_reference(draft: Draft, entry: Mapping[str, Any]) -> None:
    path = "curriculum/references.yaml"
    if not draft.has(path):
        draft.write(path, as_file({"format": 1, "references": []}, comment="The sources. `permission` says what we may do with each."))
    draft.edit(draft.yaml(path).add_entry(("references",), dict(entry), flow=False))

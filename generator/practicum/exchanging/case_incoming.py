"""CASE packages of others, 1.0 and 1.1: a framework with its tree, levels and translations; what has no place here is counted.

A package that Practicum wrote says so in its extensions, and comes back as it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from practicum.authoring import Refused
from practicum.exchanging.case_beside import levels_of, months_of, ours_of, text_of, walks_of
from practicum.exchanging.case_json import Walk, circles, json_of, uncollected
from practicum.exchanging.case_parts import is_uuid
from practicum.exchanging.faulty_file import FaultyFile
from practicum.exchanging.identifying import identifier
from practicum.model.exchange import Loss
from practicum.model.foreign_framework import ForeignFramework, ForeignItem, Kind

DEEPEST = 20
_FETCH = "fetch one framework as a package: …/ims/case/v1p1/CFPackages/<identifier>"
# What registries call the levels of their trees; other words say nothing certain, and the place in the tree decides.
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("domain", "strand", "cluster", "competency area", "area", "dimension", "category", "theme"), "domain"),
    **dict.fromkeys(("competency", "competence", "standard", "skill", "ability", "capability"), "competency"),
    **dict.fromkeys(
        ("indicator", "component", "performance indicator", "performance criterion", "performance criteria", "behaviour", "behavior",
         "observable behaviour", "evidence"),
        "indicator",
    ),
}  # fmt: skip
_DOCUMENT = frozenset({
    "identifier", "uri", "caseVersion", "creator", "publisher", "title", "description", "language", "version", "licenseURI", "extensions",
    "lastChangeDateTime", "CFPackageURI", "adoptionStatus",
})  # fmt: skip
_ITEM = frozenset({
    "identifier", "uri", "humanCodingScheme", "fullStatement", "abbreviatedStatement", "CFItemType", "CFItemTypeURI", "language",
    "statusEndDate", "extensions", "lastChangeDateTime", "CFDocumentURI", "CFItemAssociationURI", "licenseURI",
})  # fmt: skip
_PACKAGE = frozenset({"CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics", "extensions"})


@dataclass(frozen=True)
class IncomingCase:
    """What a package holds: the framework, and what there is no place for here."""

    foreign: ForeignFramework
    losses: tuple[Loss, ...]


def read_case(name: str, data: bytes) -> IncomingCase:
    """The framework of a CFPackage. Raises Refused where it is none, FaultyFile with every fault and its JSON path."""
    with uncollected():
        return _read(name, json_of(name, data))


def _read(name: str, package: Any) -> IncomingCase:
    if not isinstance(package, dict) or not isinstance(package.get("CFDocument"), dict):
        what = "a list of documents" if isinstance(package, dict) and "CFDocuments" in package else "no CFPackage: it has no `CFDocument`"
        if isinstance(package, dict) and ("@context" in package or "@graph" in package):
            what = "JSON-LD, perhaps of another format: no CFPackage"
        raise Refused(f"{name}: this is {what}", _FETCH, code=1)
    reading = _Reading(package)
    foreign = reading.framework()
    if reading.walk.faults:
        raise FaultyFile(name, reading.walk.faults)
    return IncomingCase(foreign, reading.losses())


@dataclass
class _Entry:
    """An item as it stands in the file."""

    place: str
    fields: dict[str, Any]
    identifier: str
    ours: dict[str, Any]
    children: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    replaced_by: list[str] = field(default_factory=list)


class _Reading:
    def __init__(self, package: dict[str, Any]) -> None:
        self.package = package
        self.walk = Walk()
        self.document: dict[str, Any] = package["CFDocument"]
        self.ours = ours_of(package)
        self.entries: dict[str, _Entry] = {}
        self.tops: list[tuple[tuple[int, int], str]] = []
        self.signs = 0
        self.notes: Counter[str] = Counter()
        self.related: Counter[str] = Counter()

    def framework(self) -> ForeignFramework:
        """The whole package; its faults stand in the walk."""
        walk, document = self.walk, self.document
        version = walk.text(document, "caseVersion", "CFDocument")
        if version not in ("", "1.0", "1.1", "1.0.0", "1.1.0"):
            walk.fault("CFDocument.caseVersion", f"CASE {version[:20]} is not known here", "export it as CASE 1.1 or 1.0")
        own = walk.text(document, "identifier", "CFDocument", needed=True)
        title = walk.text(document, "title", "CFDocument", needed=True, help="write what the framework is called")
        walk.leave(document, _DOCUMENT, "the document")
        walk.leave(self.package, _PACKAGE, "the package")
        self.items()
        parents = self.associations(own)
        self.tree(parents)
        if walk.faults:
            return ForeignFramework(title=title, items=())
        base = str(self.ours.get("base_url") or "")
        language = walk.text(document, "language", "CFDocument")
        publisher = walk.text(document, "publisher", "CFDocument") or walk.text(document, "creator", "CFDocument")
        if (creator := walk.text(document, "creator", "CFDocument")) and creator != publisher:
            walk.left["the document: `creator` beside its publisher"] += 1
        made = bool(base) and own == str(identifier(base, "framework", str(self.ours.get("id"))))
        address = walk.text(document, "uri", "CFDocument")
        return ForeignFramework(
            title=title, items=tuple(self.item(key) for _, key in sorted(self.tops)), levels=levels_of(walk, self.package),
            walks=walks_of(walk, self.ours, self.keys()), id=text_of(self.ours.get("id")),
            version=walk.text(document, "version", "CFDocument"), description=walk.text(document, "description", "CFDocument"),
            language=language or self.tongue(), publisher=publisher, licence=self.licence(), address="" if made else address,
            identifier="" if made else own, items_at=self.items_at(), base_url=base,
            evidence_months=months_of(self.ours.get("evidence_months")), remarks=tuple(self.remarks()),
        )  # fmt: skip

    # --- items and how they hang together

    def items(self) -> None:
        """Every item by its identifier; one that stands twice is a fault."""
        for place, fields in self.walk.objects(self.package, "CFItems"):
            mark = self.walk.text(fields, "identifier", place, needed=True, help="every item has a UUID of its own")
            self.walk.text(fields, "fullStatement", place, needed=True, help="say what the item states")
            if not mark:
                continue
            if mark in self.entries:
                first = self.entries[mark].place
                said = f"`{mark[:60]}` is the identifier of {first} already"
                self.walk.fault(f"{place}.identifier", said, "give one of the two another one")
                continue
            self.entries[mark] = _Entry(place, fields, mark, ours_of(fields))

    def associations(self, document: str) -> dict[str, str]:
        """Each item's parent; top items have the document."""
        parents: dict[str, str] = {}
        counted = 0
        seen: dict[str, str] = {}
        for place, one in self.walk.objects(self.package, "CFAssociations"):
            mark = self.walk.text(one, "identifier", place)
            if mark and mark in seen:
                said = f"`{mark[:60]}` is the identifier of {seen[mark]} already"
                self.walk.fault(f"{place}.identifier", said, "give one of the two another one")
            seen.setdefault(mark, place)
            kind = self.walk.text(one, "associationType", place, needed=True)
            origin, target = self._end(one, "originNodeURI", place), self._end(one, "destinationNodeURI", place)
            if not (kind and origin and target):
                continue
            if kind == "isChildOf":
                counted += 1
                self._child(parents, place, origin, target, document, (self.walk.whole(one, "sequenceNumber", place), counted))
            elif kind == "replacedBy" and origin in self.entries and target in self.entries:
                self.entries[origin].replaced_by.append(target)
            elif kind in ("isTranslationOf", "exactMatchOf") and self.ours:
                # A translation that Practicum wrote says of each text which original it stands for; ids say the same.
                continue
            elif not (kind == "isRelatedTo" and "crosswalk" in ours_of(one) and self.ours.get("crosswalks")):
                self.related[kind] += 1
        for mark, entry in self.entries.items():
            if mark not in parents:
                self.notes["hang from nothing: they were taken as the first of the tree"] += 1
                self.tops.append(((10**18, len(self.tops)), mark))
                entry.fields.setdefault("identifier", mark)
        return parents

    def _end(self, one: dict[str, Any], key: str, place: str) -> str:
        node = one.get(key)
        if isinstance(node, str):
            # Some programs write the identifier or the address alone.
            return node.rstrip("/").rpartition("/")[2]
        if not isinstance(node, dict):
            self.walk.fault(place, f"`{key}` is missing", "say which item is meant, with its identifier")
            return ""
        return self.walk.text(node, "identifier", f"{place}.{key}", needed=True)

    def _child(
        self, parents: dict[str, str], place: str, origin: str, target: str, document: str, order: tuple[int | None, int]
    ) -> None:
        if origin not in self.entries:
            self.walk.fault(f"{place}.originNodeURI", f"no item has the identifier `{origin[:60]}`", "add the item, or take the line out")
            return
        if target != document and target not in self.entries:
            self.walk.fault(
                f"{place}.destinationNodeURI", f"the parent `{target[:60]}` is not in the file",
                "add the item, or name the document as the parent",
            )  # fmt: skip
            return
        if origin in parents:
            if parents[origin] != target:
                self.walk.left["second parents of items"] += 1
            return
        parents[origin] = target
        number, count = order
        # Without a number, the order of the file; items with one come first.
        key = (number if number is not None else 10**17, count)
        (self.tops if target == document else self.entries[target].children).append((key, origin))

    def tree(self, parents: dict[str, str]) -> None:
        """Circles and depths."""
        for circle in circles({child: parent for child, parent in parents.items() if parent in self.entries}):
            names = " → ".join(self.entries[one].place for one in [*circle, circle[0]][:8])
            self.walk.fault(self.entries[circle[0]].place, f"items are each other's parents: {names}", "take one of the associations out")
        depths: dict[str, int] = {}
        for mark in self.entries:
            way: list[str] = []
            here = mark
            while here in self.entries and here not in depths and len(way) <= len(self.entries):
                way.append(here)
                here = parents.get(here, "")
            for one in reversed(way):
                depths[one] = depths.get(parents.get(one, ""), 0) + 1
        if depths and not self.walk.faults and (most := max(depths.values())) > DEEPEST:
            deepest = max(depths, key=lambda one: depths[one])
            said = f"the item stands {most:,} deep in the tree; the most is {DEEPEST}"
            self.walk.fault(self.entries[deepest].place, said, "put items side by side")

    def item(self, key: str) -> ForeignItem:
        """An item with all that hangs from it."""
        entry = self.entries[key]
        walk, fields, place, ours = self.walk, entry.fields, entry.place, entry.ours
        kind = self.kind(entry)
        full = walk.text(fields, "fullStatement", place)
        short = walk.text(fields, "abbreviatedStatement", place)
        notes = walk.text(fields, "notes", place)
        walk.leave(fields, _ITEM | ({"notes"} if kind == "domain" else set()), "items")
        title, statement = short, full
        if kind == "domain" and notes:
            title, statement = full, notes
        elif kind == "domain" and ours:
            title, statement = (full, "") if len(full) <= 80 else (short, full)
        children, signs = self._below(entry)
        id = text_of(ours.get("id"))
        made = bool(id and self.ours) and kind in ("domain", "competency") and self._made(kind, id, key)
        code = walk.text(fields, "humanCodingScheme", place)
        return ForeignItem(
            key=key, code=code, title=title, statement=statement, kind=kind, indicators=signs, children=children, id=id,
            identifier=key, made=made, sources=self.sources(ours),
            retired=walk.day(fields, "statusEndDate", place), replaced_by=tuple(entry.replaced_by), place=place,
        )  # fmt: skip

    def sources(self, ours: dict[str, Any]) -> tuple[str, ...]:
        """Ids of references, where Practicum wrote them."""
        held = ours.get("sources")
        return tuple(one for one in held if isinstance(one, str)) if isinstance(held, list) else ()

    def _made(self, kind: str, id: str, mark: str) -> bool:
        base = text_of(self.ours.get("base_url"))
        return bool(base) and mark == str(identifier(base, kind, id))

    def _below(self, entry: _Entry) -> tuple[tuple[ForeignItem, ...], tuple[str, ...]]:
        children = [self.item(key) for _, key in sorted(entry.children)]
        if not (children and all(self.entries[one.key].ours.get("kind") == "indicator" and not one.children for one in children)):
            return tuple(children), ()
        # Indicators that Practicum wrote: their identifiers are made from their words.
        return (), tuple(one.statement for one in children)

    def kind(self, entry: _Entry) -> Kind:
        """What an item is, where its type says so."""
        told = entry.ours.get("kind")
        if told in ("domain", "competency", "indicator"):
            found: Kind = told
            return found
        text = entry.fields.get("CFItemType")
        kind = _KINDS.get(" ".join(text.split()).lower(), "") if isinstance(text, str) else ""
        if kind == "" and isinstance(text, str) and text:
            self.notes[f"are of the type `{text[:40]}`, which says nothing certain here: their place in the tree decided"] += 1
        if kind == "competency" and any(self.kind_word(key) == "competency" for _, key in entry.children):
            return ""
        return kind

    def kind_word(self, key: str) -> str:
        """The kind that the word of an item's type stands for."""
        text = self.entries[key].fields.get("CFItemType")
        return _KINDS.get(" ".join(text.split()).lower(), "") if isinstance(text, str) else ""

    # --- around the items

    def tongue(self) -> str:
        """The language that most items name."""
        told = Counter(one for entry in self.entries.values() if isinstance(one := entry.fields.get("language"), str) and one)
        return told.most_common(1)[0][0] if told else ""

    def items_at(self) -> str:
        """What every item's address begins with, before its identifier; empty where they differ."""
        starts = set()
        for key, entry in self.entries.items():
            uri = self.walk.text(entry.fields, "uri", entry.place)
            if self._made(text_of(entry.ours.get("kind")), text_of(entry.ours.get("id")), key) or entry.ours.get("kind") == "indicator":
                continue
            starts.add(uri[: -len(key)] if uri.endswith(key) else "")
        if "" in starts or len(starts) > 1:
            self.walk.left["addresses of items, which differ in more than their identifiers"] += 1
            return ""
        return next(iter(starts), "")

    def licence(self) -> str:
        """The document's licence by its title, or its text."""
        link = self.document.get("licenseURI")
        definitions = self.package.get("CFDefinitions")
        known = self.walk.objects(definitions, "CFLicenses", "CFDefinitions.") if isinstance(definitions, dict) else []
        wanted = link.get("identifier") if isinstance(link, dict) else None
        for place, one in known:
            if one.get("identifier") == wanted or (wanted is None and len(known) == 1):
                title, text = self.walk.text(one, "title", place), self.walk.text(one, "licenseText", place)
                return title if title else text[:200]
        return text_of(link.get("title") if isinstance(link, dict) else link)

    def keys(self) -> dict[str, str]:
        """The identifiers of the competencies that Practicum wrote, by their ids."""
        return {text_of(entry.ours.get("id")): key for key, entry in self.entries.items() if entry.ours.get("kind") == "competency"}

    def remarks(self) -> list[str]:
        """Lines on what was understood in a way that somebody may want to know."""
        return [f"1 item: they {says}" if count == 1 else f"{count:,} items {says}" for says, count in self.notes.items()]

    def losses(self) -> tuple[Loss, ...]:
        """What there is no place for, counted as it was met."""
        why = "they name items of other files, or an order"
        losses = [Loss(f"relations of the type `{kind[:40]}`", count, why) for kind, count in sorted(self.related.items())]
        definitions = self.package.get("CFDefinitions")
        for key in ("CFConcepts", "CFSubjects"):
            count = len(definitions[key]) if isinstance(definitions, dict) and isinstance(definitions.get(key), list) else 0
            losses.append(Loss(key, count, "a curriculum here has no such lists"))
        fields: dict[str, int] = defaultdict(int)
        for what, count in self.walk.left.items():
            fields[what] += count
        losses += [Loss(what, count, "there is no such field here") for what, count in sorted(fields.items())]
        odd = sum(not is_uuid(key) for key in self.entries)
        losses.append(Loss("identifiers that are no UUIDs", odd, "they are kept, and cannot be exported as CASE"))
        if not self.ours:
            signs = sum(self.kind(entry) == "indicator" for entry in self.entries.values())
            losses.append(Loss("identifiers and codes of indicators", signs, "their words become signs of the competency above them"))
            losses.append(Loss("times of the last change", len(self.entries), "the day of the newest release stands there on export"))
            status = bool(self.document.get("adoptionStatus"))
            losses.append(Loss("adoption status", int(status), "whether it is in force says its publisher"))
        return tuple(losses)

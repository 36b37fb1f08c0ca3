"""Links on paper: every target gets a number, and the numbers are explained at the end with an address that can be typed."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from practicum.model.curriculum import Evidence, Reference
from practicum.publishing.addresses import LINK_TARGET
from practicum.publishing.making import Making
from practicum.publishing.printing.nodes import Inline, Node, Text, bullets, heading, paragraph, soft, text
from practicum.publishing.writing import quoted
from practicum.reading.wording import sentence
from practicum.resolving.places import PLACES, place

_NO_HOST = "An address that ends in .html and names no host belongs to the course site."
# Where a scheme says nothing of its own, a note tells at least what kind of thing is found there.
_KINDS = {"assessment": "Assessment", "trainer": "Trainer notes", "lesson": "Lesson", "module": "Module", "role": "Role"}


@dataclass
class Notes:
    """What the links of one document lead to. ``folder`` is the module's folder, ``inside`` the lessons that the document holds."""

    making: Making
    id: str
    inside: frozenset[str] = frozenset()
    entries: dict[str, Text] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)

    def linked(self, body: Text, target: str) -> Text:
        """Running text that was a link, as paper shows it: an entry of the words at the end, a page of this document, or a number."""
        scheme, _, rest = target.partition(":")
        if scheme == "term" and rest in self.making.catalogue.terms:
            self.terms[rest] = self.making.catalogue.terms[rest].value.term
            return [{"k": "term", "body": body, "to": self.anchor(f"term-{rest}")}]
        lesson = self._lesson(target)
        if lesson in self.inside:
            return [*body, {"k": "page", "to": self.anchor(lesson)}]
        said = self._said(target, lesson)
        if not said:
            return body
        self.entries.setdefault(target, said)
        number = list(self.entries).index(target) + 1
        return [*body, {"k": "note", "number": str(number), "to": self.anchor(f"note-{number}")}]

    def anchor(self, name: str) -> str:
        """A name that no other module's document has, so that several can be bound together."""
        return f"{self.id}/{name}"

    def _lesson(self, target: str) -> str:
        """A lesson of this module by its file name, or empty."""
        path = target.partition("#")[0].removeprefix(f"lesson:{self.id}/")
        path = posixpath.normpath(path)
        return path if path.endswith(".md") and ":" not in path and "/" not in path else ""

    def _said(self, target: str, lesson: str) -> Text:
        words, catalogue = self.making.words, self.making.catalogue
        if target.startswith("https://"):
            return [address(target)]
        if target.startswith(("http://", "mailto:")):
            return text(target)
        if lesson:
            return [words.labelled("Lesson", ""), self._place("lesson", f"{self.id}/{lesson}")]
        found = LINK_TARGET.match(target)
        scheme, id = (found[1], found[2]) if found else target.partition(":")[::2]
        if scheme == "certification":
            scheme, id = "role", f"{self.making.role_of(id)}#certification"
        if scheme not in PLACES:
            return []
        if scheme == "reference" and id in catalogue.references:
            return cited(catalogue.references[id].value)
        name = self._name(scheme, id.partition("#")[0])
        return [f"{name}{words.colon}" if name else "", self._place(scheme, id)]

    def _place(self, scheme: str, id: str) -> Inline:
        """A page of the course site, whole or from its root; of a language only the module's own pages are sure to exist."""
        language = self.making.words.language
        path = place(scheme, id).replace(".md", ".html")
        own = path.startswith((f"modules/{self.id}/", f"modules/{self.id}.html"))
        path = f"{language}/{path}" if own and language != "en" else path
        whole = self.making.hosting.address("en", path)
        return address(whole) if whole else {"k": "place", "body": [path]}

    def _name(self, scheme: str, id: str) -> str:
        catalogue, words = self.making.catalogue, self.making.words
        if scheme in ("module", "assessment", "trainer") and id in catalogue.modules:
            return f"{words(_KINDS[scheme])} {id}, {catalogue.modules[id].value.title}"
        if scheme == "competency" and id in catalogue.competencies:
            return f"{id}, {catalogue.competencies[id].value.title}"
        if scheme == "role" and id in catalogue.roles:
            return f"{words('Role')} {catalogue.roles[id].value.title}"
        if scheme == "programme" and id in catalogue.programmes:
            return catalogue.programmes[id].value.title
        if scheme == "case" and id in catalogue.case_studies:
            return catalogue.case_studies[id].value.title
        if scheme == "country":
            return self.making.country_name(id)
        return words(_KINDS.get(scheme, "")) if scheme in _KINDS else ""

    def closing(self, evidence: tuple[Evidence, ...] = ()) -> list[Node]:
        """Words, numbered notes and sources, as the end of a document."""
        words, catalogue = self.making.words, self.making.catalogue
        found: list[Node] = []
        if self.terms:
            held = [(id, catalogue.terms[id].value) for id in sorted(self.terms, key=lambda id: self.terms[id].casefold())]
            said = [{"term": term.term, "said": sentence(term.definition), "id": self.anchor(f"term-{id}")} for id, term in held]
            found += [heading(1, words("Words of this module")), {"k": "glossary", "entries": said}]
        if self.entries:
            entries = [{"body": body, "id": self.anchor(f"note-{number}")} for number, body in enumerate(self.entries.values(), 1)]
            found += [
                heading(1, words("Notes")),
                *([] if self.making.hosting.site_url else [paragraph(words(_NO_HOST), "leading")]),
                {"k": "notes", "entries": entries},
            ]
        sources = [item for item in evidence if item.reference in catalogue.references]
        if sources:
            items = bullets([*cited(catalogue.references[item.reference].value), " ", soft(sentence(item.use))] for item in sources)
            found += [heading(1, words("Sources of this module")), *({**node, "look": "sources"} for node in items)]
        return found


def address(url: str) -> Inline:
    """An address on the web, to read and to follow."""
    return {"k": "url", "url": url}


def cited(source: Reference) -> Text:
    """A source as it is cited.

    >>> cited(Reference(id="S1", title="A report", authors=("N. N.",), year="2015", type="report", permission="ideas only"))
    ['N. N. (2015). ', {'k': 'em', 'body': ['A report']}, '.']
    """
    rest = ". ".join(filter(None, [source.publisher or "", source.identifier or ""]))
    found: Text = [f"{', '.join(source.authors)} ({source.year}). ", {"k": "em", "body": text(quoted(source.title))}, "."]
    found += [f" {rest}."] if rest else []
    return [*found, " ", address(source.url)] if source.url and source.url.startswith("https://") else found

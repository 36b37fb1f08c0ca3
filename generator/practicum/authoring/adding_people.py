"""People, organisations and terms to be: an entry each in the one file of its kind, which comes into being where it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import free, named
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_file
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Changes
from practicum.model.organisation import WHOLE, Constituency
from practicum.model.release import orcid_said, orcid_sign
from practicum.resolving.releases import named as about
from practicum.resolving.releases import near_name


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who will work on the curriculum, never a learner; ``asked_about`` are ids, countries, languages or kinds of units."""

    id: str
    name: str
    constituency: Constituency
    organisation: str | None = None
    account: str | None = None
    asked_about: Sequence[str] = ()
    orcid: str | None = None
    given_names: str | None = None
    family_name: str | None = None


def add_person(draft: Draft, catalogue: Catalogue, wish: NewPerson) -> Changes:
    """Add the person to curriculum/people.yaml."""
    free(catalogue, "person", wish.id)
    if wish.organisation is not None:
        named(catalogue, "organisation", wish.organisation, "the organisation")
    entry = {
        "id": wish.id, "name": _said(wish.name, "name"), "given_names": wish.given_names, "family_name": wish.family_name,
        "orcid": _orcid(wish.orcid) if wish.orcid is not None else None,
        "organisation": wish.organisation, "constituency": wish.constituency,
        "account": wish.account, "asked_about": list(wish.asked_about),
    }  # fmt: skip
    _add(draft, "curriculum/people.yaml", "people", entry, "Who works on this curriculum. No learner ever stands here.")
    return draft.changes(
        f"new person {wish.id}: {wish.name}, who speaks for {wish.constituency.replace('_', ' ')}",
        notes=[_nothing_yet(catalogue, one) for one in wish.asked_about if one not in WHOLE and about(catalogue, one) is None],
        next=(f"`practicum endorse UNIT --as {wish.id}` records their word on a text, once they have given it",),
    )


def _orcid(written: str) -> str:
    """An ORCID iD in its four groups. Raises Refused where it cannot be anybody's."""
    said = orcid_said(written)
    if said is None:
        raise Refused(f"`{written}` is no ORCID iD", "write it as its owner's page at orcid.org shows it, such as 0000-0000-0000-0001")
    if orcid_sign(said) != said[-1]:
        raise Refused(f"`{written}` cannot be right: its digits ask for `{orcid_sign(said)}` as the last sign", "ask its owner for it")
    return said


def _nothing_yet(catalogue: Catalogue, name: str) -> str:
    near = near_name(catalogue, name)
    return f"`{name}` is nothing here yet" + (f"; did you mean `{near}`?" if near else "")


@dataclass(frozen=True, kw_only=True)
class NewOrganisation:
    """A body to be listed; ``sort`` says what kind of body it is, in a word."""

    id: str
    name: str
    sort: str
    constituency: Constituency
    country: str | None = None


def add_organisation(draft: Draft, catalogue: Catalogue, wish: NewOrganisation) -> Changes:
    """Add the organisation to curriculum/organisations.yaml."""
    free(catalogue, "organisation", wish.id)
    if wish.country is not None and wish.country not in catalogue.countries:
        raise Refused(f"the country: there is no country `{wish.country}`", "write `practicum new country` first, or leave it out")
    entry = {
        "id": wish.id, "name": _said(wish.name, "name"), "kind": _said(wish.sort, "kind"), "country": wish.country,
        "constituency": wish.constituency,
    }  # fmt: skip
    _add(draft, "curriculum/organisations.yaml", "organisations", entry, "The bodies that people belong to.")
    return draft.changes(
        f"new organisation {wish.id}: {wish.name}",
        next=(f"`practicum new person … --organisation {wish.id}` lists who belongs to it: two people of one body are one voice",),
    )


@dataclass(frozen=True, kw_only=True)
class NewTerm:
    """A word to be used in one sense only; ``see`` are the ids of related terms, ``source`` is that of a reference."""

    id: str
    term: str
    definition: str
    see: Sequence[str] = ()
    source: str | None = None


def add_term(draft: Draft, catalogue: Catalogue, wish: NewTerm) -> Changes:
    """Add the term to the end of curriculum/glossary.yaml."""
    free(catalogue, "term", wish.id)
    entry = {
        "id": wish.id, "term": _said(wish.term, "term"), "definition": _said(wish.definition, "definition"),
        "see": [named(catalogue, "term", one, "a related term") for one in wish.see],
        "source": named(catalogue, "reference", wish.source, "the source") if wish.source is not None else None,
    }  # fmt: skip
    _add(draft, "curriculum/glossary.yaml", "terms", entry, "One sense for each word. Lessons link to one as term:<id>.")
    return draft.changes(f"new term {wish.id}: {wish.term}", next=(f"link it in a lesson as [{wish.term}](term:{wish.id})",))


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"the {what} is empty", f"write `--{what}`")
    return text.strip()


def _add(draft: Draft, path: str, key: str, fields: Mapping[str, object], comment: str) -> None:
    entry = {name: value for name, value in fields.items() if value}
    if draft.has(path):
        draft.edit(draft.yaml(path).add_entry((key,), entry, flow=False))
    else:
        draft.write(path, as_file({"format": 1, key: [entry]}, comment=comment))

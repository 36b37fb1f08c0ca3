"""Which ids are free, how each kind's are written, and where a thing of each kind lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from practicum.authoring.refusing import Refused
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.fields import CODE, COUNTRY, LANGUAGE
from practicum.model.organisation import Person

# The catalogue's group of each kind that has ids.
GROUPS: Mapping[str, str] = {
    "module": "modules", "competency": "competencies", "role": "roles", "certification": "certifications", "programme": "programmes",
    "reference": "references", "term": "terms", "person": "people", "organisation": "organisations", "framework": "frameworks",
    "domain": "domains", "crosswalk": "crosswalks", "case_study": "case_studies", "topic": "topics", "practice_model": "practice_models",
}  # fmt: skip
_PATTERNS = {
    "module": (r"[A-Za-z][A-Za-z0-9]{0,29}\Z", "a letter first, then letters and digits, such as `F11`"),
    "competency": (r"[A-Za-z][A-Za-z0-9_.\-]*-\d+\Z", "its domain, a `-` and a number, such as `REL-6`"),
    "country": (COUNTRY, "two capital letters, such as `NV`"),
    "translation": (LANGUAGE, "a language's short name, such as `fr` or `pt-BR`"),
}
_OTHERS = (CODE, "a letter first, then letters, digits, `-`, `_` and `.`, without spaces")


def group(catalogue: Catalogue, kind: str) -> Mapping[str, Unit[Any]]:
    """The units of a kind, by id."""
    found: Mapping[str, Unit[Any]] = getattr(catalogue, GROUPS[kind])
    return found


def written_right(kind: str, id: str) -> str:
    """The id, if it is written as ids of its kind are. Raises Refused where it is not."""
    pattern, says = _PATTERNS.get(kind, _OTHERS)
    if not re.match(pattern, id):
        raise Refused(f"`{id}` cannot be the id of a {said(kind)}", f"write {says}")
    return id


def free(catalogue: Catalogue, kind: str, id: str) -> str:
    """The id, if nothing of its kind has it. Raises Refused where something has, or had, or where it is not written right.

    Ids that differ in small and capital letters only are one: so are the names of files on many machines.
    """
    written_right(kind, id)
    taken = {one.lower(): one for one in (catalogue.countries if kind == "country" else group(catalogue, kind))}
    owner = taken.get(id.lower())
    if owner is not None:
        where = f" ({catalogue.countries[owner][0].path})" if kind == "country" else f" ({group(catalogue, kind)[owner].where('id')})"
        differs = "" if owner == id else f", which differs from `{id}` in capital letters only"
        near = next_free(id, taken)
        if kind == "country":
            raise Refused(f"there is a country `{owner}` already{where}{differs}", f"`practicum patch {owner}` lists what it changes")
        raise Refused(f"there is a {said(kind)} `{owner}` already{where}{differs}", f"`{near}` is free" if near else "choose another id")
    if given_up_for(catalogue, kind, id):
        raise Refused(f"`{id}` was the id of another {said(kind)}, and records may still carry it", "choose an id that nothing ever had")
    if kind != "country" and catalogue.is_lost(kind, id):
        raise Refused(
            f"there seems to be a {said(kind)} `{id}` already, in a file that cannot be read", "run `practicum check` first", code=1
        )
    return id


def given_up_for(catalogue: Catalogue, kind: str, id: str) -> str:
    """What a thing is called that had this id before; empty where nothing had."""
    unit = catalogue.renamed.get("renamed")
    return next((one.now for one in unit.value.renamed if one.kind == kind and one.was.lower() == id.lower()), "") if unit else ""


def next_free(id: str, taken: Mapping[str, object]) -> str:
    """The next id after one that ends in a number, that is free; empty for an id without a number.

    >>> next_free("F09", {"f09": 1, "f10": 1})
    'F11'
    """
    found = re.match(r"(.*?)(\d+)\Z", id)
    if not found:
        return ""
    number = int(found[2])
    while (here := f"{found[1]}{number:0{len(found[2])}d}").lower() in taken:
        number += 1
    return here


def named(catalogue: Catalogue, kind: str, id: str, what: str = "") -> str:
    """The id of a thing that is there. Raises Refused, with the nearest, where there is none."""
    import difflib

    known = group(catalogue, kind)
    if id in known:
        return id
    near = [one for one in known if one.lower() == id.lower()] or difflib.get_close_matches(id, known, n=1, cutoff=0.5)
    lead = f"{what}: " if what else ""
    raise Refused(f"{lead}there is no {said(kind)} `{id}`", f"did you mean `{near[0]}`?" if near else f"write `practicum new {kind}` first")


def known_person(catalogue: Catalogue, id: str) -> Person:
    """Who is listed under this id. Raises Refused where nobody is, and where two people have one id: whose word it is has to be plain."""
    import difflib

    if id not in catalogue.people:
        near = difflib.get_close_matches(id, catalogue.people, n=1)
        raise Refused(f"nobody is listed as `{id}`", f"did you mean `{near[0]}`?" if near else f"`practicum new person {id}` lists them")
    if "person" in catalogue.doubled:
        raise Refused(
            f"two people have one id in {catalogue.people[id].path}, so it is not plain who `{id}` is",
            "`practicum check` names the id: give one of them another one first", code=1,
        )  # fmt: skip
    return catalogue.people[id].value


def said(kind: str) -> str:
    """A kind as people say it."""
    return kind.replace("_", " ")


def slug(title: str, most: int = 40) -> str:
    """A title as part of a file's name: small letters and hyphens, cut at a word.

    >>> slug("Strengths-based practice 1: seeing what works"), slug("Été à l'école"), slug("子供")
    ('strengths-based-practice-1-seeing-what', 'ete-a-l-ecole', 'untitled')
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    text = ""
    for word in words:
        if text and len(text) + 1 + len(word) > most:
            break
        text = f"{text}-{word}" if text else word[:most]
    return text or "untitled"

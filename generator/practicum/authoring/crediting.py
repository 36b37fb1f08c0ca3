"""`CITATION.cff` (Citation File Format 1.2.0) of a release: who wrote the curriculum, what it is called, and which state of it is meant.

A file that is there keeps its comments, its layout and every field that a release does not know better. Where it cites a program, as in a
repository that holds one, the curriculum becomes its preferred citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.writing_yaml import as_file
from practicum.model.catalogue import Catalogue
from practicum.model.fields import TO_WRITE
from practicum.model.release import Release
from practicum.model.source import Text, find
from practicum.resolving.credits import author_ids, by_name
from practicum.resolving.releases import publication_of

CITATION = "CITATION.cff"
ORDER = (
    "cff-version", "message", "title", "abstract", "type", "version", "date-released", "license", "url", "repository-code", "authors",
    "preferred-citation", "keywords",
)  # fmt: skip
_LICENCE = "CC-BY-4.0"


def authors(catalogue: Catalogue) -> list[dict[str, str]]:
    """Everybody who wrote a module, as CFF writes people and bodies; the publisher where modules name nobody, for those who are not named.

    Somebody whose family name is not told apart stands there whole, as bodies do: nothing is guessed from a name.
    """
    written = [author_ids(unit.value) for unit in catalogue.modules.values() if not unit.value.legacy and unit.value.status != "planned"]
    ids = sorted({id for unit in catalogue.modules.values() for id in author_ids(unit.value)}, key=lambda id: by_name(catalogue, id))
    found = [entry for id in ids if (entry := _author(catalogue, id))]
    publisher = {"name": publication_of(catalogue).publisher}
    return found if found and all(written) else [*(one for one in found if one != publisher), publisher]


def cite(draft: Draft, catalogue: Catalogue, release: Release, *, there: bool) -> None:
    """Write the citation of a release into the draft; ``there`` says whether the project has such a file.

    Raises Refused where it cannot be read.
    """
    said = _said(catalogue, release)
    if not there:
        origin = publication_of(catalogue).based_on
        message = "If you use this curriculum, please cite it as below, and name the modules you used by id and version."
        head = {"cff-version": "1.2.0", "message": f"{message} It is based on {origin}." if origin else message}
        comment = "How to cite this curriculum. `practicum release` keeps it up to date."
        draft.write(CITATION, as_file(_ordered(head | said | {"type": "dataset"}), comment=comment))
        return
    kind = find(draft.yaml(CITATION).tree, ("type",))
    if kind is None or (isinstance(kind, Text) and kind.value == "software"):
        publisher = {"publisher": {"name": publication_of(catalogue).publisher}}
        _set(draft, "preferred-citation", _ordered(said | publisher | {"type": "generic"}))
        return
    for key, value in _ordered(said).items():
        if key != "abstract":
            _set(draft, key, value)


def _set(draft: Draft, key: str, value: Any) -> None:
    draft.edit(draft.yaml(CITATION).set_field((key,), value, order=ORDER))


def _said(catalogue: Catalogue, release: Release) -> dict[str, Any]:
    publication = publication_of(catalogue)
    framework = next((unit.value for unit in catalogue.frameworks.values() if unit.value.description != TO_WRITE), None)
    return {
        "title": publication.title,
        **({"abstract": framework.description} if framework is not None and framework.description else {}),
        "version": release.version,
        "date-released": release.day,
        "license": _LICENCE,
        **({"url": publication.address} if publication.address else {}),
        **({"repository-code": publication.repository} if publication.repository else {}),
        "authors": authors(catalogue),
    }


def _author(catalogue: Catalogue, id: str) -> dict[str, str]:
    body = catalogue.organisations.get(id)
    if body is not None:
        return {"name": body.value.name}
    unit = catalogue.people.get(id)
    if unit is None:
        return {}
    person = unit.value
    orcid = {"orcid": f"https://orcid.org/{person.orcid}"} if person.orcid else {}
    if person.family_name is None:
        return {"name": person.name, **orcid}
    employer = catalogue.organisations.get(person.organisation or "")
    return {
        "family-names": person.family_name,
        **({"given-names": person.given_names} if person.given_names else {}),
        **({"affiliation": employer.value.name} if employer is not None else {}),
        **orcid,
    }


def _ordered(held: Mapping[str, Any]) -> dict[str, Any]:
    return {key: held[key] for key in sorted(held, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER))}

"""HL7 FHIR R4 out, for iHRIS and other registers of a workforce: people, the roles they hold, and their certificates as qualifications.

One Bundle of the type `collection`: it says what is so and tells no server what to write over. People are told by their ids alone, as a
report has them; whoever loads it matches the ids with those of the register.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from practicum.exchanging.identifying import identifier
from practicum.model.exchange import Export, Format, Loss
from practicum.model.holding import HELD, Holding, Holdings
from practicum.resolving import View
from practicum.resolving.releases import publication_of

FORMAT = Format(
    name="FHIR, for iHRIS and other registers",
    version="R4 (4.0.1), as a Bundle",
    direction="out",
    commands=("practicum export fhir",),
    carries="people by their ids, roles and agencies, and certificates that are or were held as qualifications",
    checked="every resource read by the models of R4B in `fhir.resources` 8.3.0",
    page="hr-systems",
)
Thing = dict[str, Any]
# A qualification is what somebody has, or had until a day. The other states have no place in it.
_TOLD = HELD | {"grace", "lapsed"}


def export(view: View, holdings: Holdings, *, issuer: str = "") -> Export:
    """The certificates of a report as one file, `workforce.json`. ``issuer`` is who certifies; without it, the curriculum's publisher.

    Certified, due, grace and lapsed are told with their days; what is left out is counted in the losses.
    """
    whole = _Bundle(view, holdings, issuer or publication_of(view.catalogue).publisher)
    data = (json.dumps(whole.made(), ensure_ascii=False, indent=1) + "\n").encode()
    people = len({one.learner for one in holdings.rows})
    notes = [f"{people:,} people are told by their ids, under {whole.system('learners')}: match them with the ids of your register"]
    if holdings.synthetic:
        notes.append("the people are invented, and each resource is marked as test data")
    return Export({"workforce.json": data}, losses(view, holdings), tuple(notes))


def losses(view: View, holdings: Holdings | None = None) -> tuple[Loss, ...]:
    """What the Bundle does not say; without a report, what it never says of this curriculum."""
    catalogue = view.catalogue
    rows = [one for one in holdings.rows if one.certification] if holdings else []
    states: dict[str, int] = {}
    for one in rows:
        if not _is_told(one):
            states[one.state] = states.get(one.state, 0) + 1
    posts = {(one.learner, one.role, one.agency) for one in rows if one.role}
    return (
        Loss("first and last days of posts", len(posts), "a report names the role and the agency, not since when"),
        Loss("rules of certifications", len(catalogue.certifications), "a code stands for each; its rule stays on the course site"),
        Loss("requirements that are open", sum(one.open_count for one in rows), "a qualification is had or not; `gaps.csv` says them"),
        Loss("reasons why a certificate is not simply held", sum(bool(one.reason) for one in rows), "they stay in the report"),
        Loss("days by which something is due", sum(one.deadline is not None for one in rows), "they stay in the report"),
        Loss("qualifications that are due for renewal", sum(one.state == "due" for one in rows), "they are told as held until that day"),
        *(Loss(f"certificates that are {state}", count, "no qualification is written for them") for state, count in sorted(states.items())),
    )


def _is_told(one: Holding) -> bool:
    return bool(one.certification) and one.state in _TOLD and one.valid_from is not None


class _Bundle:
    """One Bundle while it is made; ids are worked out from the framework's base URL, so they are the same each time."""

    def __init__(self, view: View, holdings: Holdings, issuer: str) -> None:
        self.view, self.holdings, self.issuer = view, holdings, issuer
        framework = next(iter(view.catalogue.frameworks.values())).value
        self.base, self.version = framework.base_url.rstrip("/"), framework.version

    def made(self) -> Thing:
        rows = sorted(self.holdings.rows, key=lambda one: (one.learner, one.certification, one.role, one.country, one.agency))
        by_learner: dict[str, list[Holding]] = {}
        for one in rows:
            by_learner.setdefault(one.learner, []).append(one)
        agencies = {one.agency: one.country for one in rows if one.agency}
        found = [self._roles(), self._certifications(), self._issuer()]
        found += [self._agency(agency, agencies[agency]) for agency in sorted(agencies)]
        found += [self._practitioner(learner, held) for learner, held in by_learner.items()]
        found += [self._role(learner, role, agency) for learner, held in by_learner.items() for role, agency in _posts(held)]
        return {
            "resourceType": "Bundle",
            "id": str(identifier(self.base, "fhir-bundle", self.holdings.as_of.isoformat())),
            "type": "collection",
            "timestamp": f"{self.holdings.as_of.isoformat()}T00:00:00Z",
            "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": self._marked(one)} for one in found],
        }

    def system(self, name: str) -> str:
        """The address that makes our codes and ids our own."""
        return f"{self.base}/fhir/{name}"

    def _marked(self, resource: Thing) -> Thing:
        if not self.holdings.synthetic:
            return resource
        test = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST", "display": "test health data"}
        return {"resourceType": resource["resourceType"], "id": resource["id"], "meta": {"tag": [test]}, **resource}

    def _begun(self, kind: str, *path: str) -> Thing:
        return {"resourceType": kind, "id": str(identifier(self.base, f"fhir-{kind}", *path))}

    def _reference(self, kind: str, *path: str) -> Thing:
        return {"reference": f"urn:uuid:{identifier(self.base, f'fhir-{kind}', *path)}"}

    def _code_system(self, name: str, title: str, concepts: Iterable[tuple[str, str, str]]) -> Thing:
        said = [{"code": code, "display": display, "definition": _text(says)} for code, display, says in concepts]
        return {
            **self._begun("CodeSystem", name),
            "url": self.system(name),
            "version": self.version,
            "name": title.title().replace(" ", ""),
            "title": title,
            "status": "active",
            "publisher": publication_of(self.view.catalogue).publisher,
            "caseSensitive": True,
            "content": "complete",
            "count": len(said),
            **({"concept": said} if said else {}),
        }

    def _roles(self) -> Thing:
        roles = (unit.value for unit in self.view.catalogue.roles.values())
        return self._code_system("roles", "Roles and endorsements", ((one.id, one.title, one.mandate) for one in roles))

    def _certifications(self) -> Thing:
        found = (unit.value for unit in self.view.catalogue.certifications.values())
        return self._code_system("certifications", "Certifications", ((one.id, one.title, one.versions[-1].says) for one in found))

    def _issuer(self) -> Thing:
        return {**self._begun("Organization", "issuer", self.issuer), "active": True, "name": _text(self.issuer)}

    def _agency(self, agency: str, country: str) -> Thing:
        found = {
            **self._begun("Organization", "agency", agency),
            "identifier": [{"system": self.system("agencies"), "value": _text(agency)}],
            "active": True,
            # A report has ids of agencies; an Organization without a name is none that people find.
            "name": _text(agency),
        }
        return {**found, "address": [{"country": country}]} if country else found

    def _practitioner(self, learner: str, held: Sequence[Holding]) -> Thing:
        found = {
            **self._begun("Practitioner", learner),
            "identifier": [{"use": "official", "system": self.system("learners"), "value": _text(learner)}],
        }
        told = {(one.certification, one.rule_version, one.valid_from, one.valid_until): one for one in held if _is_told(one)}
        return {**found, "qualification": [self._qualification(one) for one in told.values()]} if told else found

    def _qualification(self, one: Holding) -> Thing:
        assert one.valid_from is not None
        period = {"start": one.valid_from.isoformat(), **({"end": one.valid_until.isoformat()} if one.valid_until else {})}
        coding: Thing = {"system": self.system("certifications"), "code": one.certification}
        unit = self.view.catalogue.certifications.get(one.certification)
        if unit is not None:
            coding |= {"version": self.version, "display": unit.value.title}
        return {
            "identifier": [
                {"system": self.system("certificates"), "value": "/".join(_text(part) for part in (one.learner, one.certification))}
            ],
            "code": {"coding": [coding], "text": unit.value.title if unit is not None else one.certification},
            "period": period,
            "issuer": self._reference("Organization", "issuer", self.issuer),
        }

    def _role(self, learner: str, role: str, agency: str) -> Thing:
        coding: Thing = {"system": self.system("roles"), "code": role}
        unit = self.view.catalogue.roles.get(role)
        if unit is not None:
            coding |= {"version": self.version, "display": unit.value.title}
        found = {
            **self._begun("PractitionerRole", learner, role, agency),
            "practitioner": self._reference("Practitioner", learner),
            "code": [{"coding": [coding]}],
        }
        return {**found, "organization": self._reference("Organization", "agency", agency)} if agency else found


def _posts(held: Sequence[Holding]) -> list[tuple[str, str]]:
    """The roles of a person with the agencies in which they hold or aim at them, each once."""
    return list(dict.fromkeys((one.role, one.agency) for one in held if one.role))


def _text(said: str) -> str:
    """A text as FHIR takes it: no control characters, no white space at its ends, never empty."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", said).strip() or "-"

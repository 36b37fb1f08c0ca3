"""Titles of roles, certifications, countries and modules, out of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from practicum.model.catalogue import Catalogue

NO_TITLES: Mapping[str, str] = MappingProxyType({})


def titled(name: str, titles: Mapping[str, str]) -> str:
    """An id with its title, where it has one.

    >>> titled("F02", {"F02": "Safeguarding"}), titled("F03", {})
    ('F02 Safeguarding', 'F03')
    """
    return f"{name} {titles[name]}" if name in titles else name


def certification_title(catalogue: Catalogue, certification: str) -> str:
    """What a certification is called: by the role or endorsement it stands for."""
    unit = catalogue.certifications.get(certification)
    role = catalogue.roles.get(unit.value.role if unit else certification)
    if role is not None:
        return role.value.title
    return unit.value.title if unit else certification


def country_title(catalogue: Catalogue, country: str) -> str:
    """A country's name, else its code."""
    names = [unit.value.name for unit in catalogue.countries.get(country, ()) if unit.value.name]
    return names[0] if names else country


def titles_of(catalogue: Catalogue) -> dict[str, str]:
    """The titles of all modules and certifications by id."""
    certifications = {name: certification_title(catalogue, name) for name in catalogue.certifications}
    return {name: module_title(catalogue, name) for name in catalogue.modules} | certifications


def module_title(catalogue: Catalogue, module: str) -> str:
    """A module's title, else its id."""
    unit = catalogue.modules.get(module)
    return unit.value.title if unit else module

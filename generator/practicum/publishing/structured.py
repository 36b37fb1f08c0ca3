"""What machines read of a page: schema.org and LRMI as JSON-LD, with the same facts as the page.

A text that begins with `way:` is a link scheme (`way:module:F06`); staging turns it into an address. Nothing is said that nobody
authored: there is no recognising body, no price and no rating.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from practicum.publishing.addresses import Addresses, relative
from practicum.publishing.configuring import CORE
from practicum.publishing.hosting import Hosting
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.programmes import bridge_of
from practicum.publishing.trust import as_taught, country_of, last_change
from practicum.resolving.structured import (
    CONTEXT,
    WAY,
    Described,
    Taught,
    Thing,
    competency_thing,
    course,
    domain_thing,
    framework_thing,
    programme_thing,
    role_things,
    without_empty,
)  # fmt: skip


def with_data(making: Making, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, those of modules, programmes, competencies and roles with what machines read of them."""
    described = described_by(making)
    for page in pages:
        thing = _thing(described, making, page) if not page.foreign else None
        yield replace(page, data=json.dumps(without_empty(thing), ensure_ascii=False, separators=(",", ":"))) if thing else page


def data_meta(page: Page, addresses: Addresses, hosting: Hosting, language: str) -> str:
    """The page's block with addresses in place of schemes: whole ones where the site has an address, else from the page."""
    if not page.data:
        return ""

    def ways(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: way for key, one in value.items() if (way := ways(one)) not in ("", None)}
        if isinstance(value, list):
            return [ways(one) for one in value]
        return whole(value.removeprefix(WAY)) if isinstance(value, str) and value.startswith(WAY) else value

    def whole(target: str) -> str:
        way, other = addresses.way(target) if target else (page.address, False)
        if way and hosting.site_url:
            return hosting.address(CORE, way.removeprefix(addresses.up)) if other else hosting.address(language, way)
        return relative(page.address, way) if way else ""

    return json.dumps(ways(json.loads(page.data)), ensure_ascii=False, separators=(",", ":"))


def described_by(making: Making) -> Described:
    """What the thing-makers need of a site in the making."""
    taught_in = {id: [module for module, _ in held] for id, held in making.connections.taught_in.items()}
    return Described(making.catalogue, making.words.language, making.day, taught_in)


def _thing(described: Described, making: Making, page: Page) -> Thing | None:
    id = page.path.removesuffix(".md").rsplit("/", 1)[-1]
    if page.kind == "module":
        id, country = country_of(making, id)
        module, version = as_taught(making, id, country)
        taught = Taught(module, version, page.title, last_change(making, id, country), country)
        return {"@context": CONTEXT, **course(described, id, taught)}
    if page.kind in ("programme", "bridge"):
        bridge = bridge_of(making)
        id = id if page.kind == "programme" or bridge is None else bridge.id
        # The bridge has a page of its own, beside that of its programme.
        return {"@context": CONTEXT, **programme_thing(described, id), "url": WAY} if id in making.catalogue.programmes else None
    if page.kind == "competency":
        return {"@context": CONTEXT, **competency_thing(described, id)}
    if page.kind == "domain":
        return {"@context": CONTEXT, **domain_thing(described, id)}
    if page.path == "competencies/index.md":
        return {"@context": CONTEXT, **framework_thing(described)}
    return {"@context": CONTEXT, "@graph": list(role_things(described, id))} if page.kind == "role" else None

"""Who is who: people who may be one under two ids, and the decisions of those who looked at them."""

from practicum.records.identity.candidates import Pair, candidates
from practicum.records.identity.links import (
    HEADINGS,
    Link,
    LinkFault,
    read_links,
    said_of,
    settled,
    with_link,
    without_person,
)
from practicum.records.identity.persons import Person, evidence_hash

__all__ = [
    "HEADINGS",
    "Link",
    "LinkFault",
    "Pair",
    "Person",
    "candidates",
    "evidence_hash",
    "read_links",
    "said_of",
    "settled",
    "with_link",
    "without_person",
]

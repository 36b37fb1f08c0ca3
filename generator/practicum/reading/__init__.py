"""From text to a catalogue: trees with places, then entities, then everything by id; faults come back as values."""

from practicum.reading.building import build
from practicum.reading.files import Files, InMemory
from practicum.reading.project import Reading, read_project

__all__ = ["Files", "InMemory", "Reading", "build", "read_project"]

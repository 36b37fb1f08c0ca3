"""Tests of Practicum. What several tests share is imported by its place: `from tests.records.folders import …`."""

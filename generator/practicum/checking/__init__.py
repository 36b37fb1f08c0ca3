"""Faults that no single file shows: between files, in the whole curriculum, and in what countries make of it."""

from practicum.checking.contents import ModuleContent, ScenarioPlace, contents, scenario_places
from practicum.checking.themes import check, check_said, check_structure

__all__ = ["ModuleContent", "ScenarioPlace", "check", "check_said", "check_structure", "contents", "scenario_places"]

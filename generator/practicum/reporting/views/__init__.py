"""Views: what a training lead asks of a whole workforce, each as one table that every output shows alike."""

from practicum.reporting.views.computing import ViewTable, computed, laid_out
from practicum.reporting.views.given import Given
from practicum.reporting.views.shapes import SCHEMA, VIEWS, View, ViewColumn

__all__ = ["SCHEMA", "VIEWS", "Given", "View", "ViewColumn", "ViewTable", "computed", "laid_out"]

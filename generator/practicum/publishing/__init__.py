"""Views to the course site: plain Markdown pages, navigation, search, and the build with MkDocs."""

from practicum.publishing.building import BuildingFailed, Built, Renderer, build, read_site, write_stage
from practicum.publishing.finishing import lacking
from practicum.publishing.page import Page
from practicum.publishing.printing.typesetting import PrintingFailed
from practicum.publishing.rendering.zensical import NoZensical
from practicum.publishing.staging import SiteSources, Staged, publish
from practicum.publishing.timetable import LIMITS as SESSION_LIMITS
from practicum.publishing.timetable import Meeting, read_sessions
from practicum.publishing.timetable import told as told_of_sessions

__all__ = [
    "SESSION_LIMITS",
    "BuildingFailed",
    "Built",
    "Meeting",
    "NoZensical",
    "Page",
    "PrintingFailed",
    "Renderer",
    "SiteSources",
    "Staged",
    "build",
    "lacking",
    "publish",
    "read_sessions",
    "read_site",
    "told_of_sessions",
    "write_stage",
]

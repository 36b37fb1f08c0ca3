"""Reporting: verdicts and intake become files that a training lead can read, filter, print and hand on."""

from practicum.reporting.closing import Plans, Step
from practicum.reporting.explaining import explain_text
from practicum.reporting.explaining_file import explain_json
from practicum.reporting.explaining_page import explain_html
from practicum.reporting.naming import titles_of
from practicum.reporting.report import report
from practicum.reporting.unasked import Unasked, unasked_in

__all__ = ["Plans", "Step", "Unasked", "explain_html", "explain_json", "explain_text", "report", "titles_of", "unasked_in"]

"""Reporting: verdicts and intake become files that a training lead can read, filter, print and hand on."""

from practicum.reporting.closing import Step, closing_path
from practicum.reporting.explaining import explain_html, explain_json, explain_text
from practicum.reporting.naming import titles_of
from practicum.reporting.report import report

__all__ = ["Step", "closing_path", "explain_html", "explain_json", "explain_text", "report", "titles_of"]

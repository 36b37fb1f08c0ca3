"""Sharing: the part of a report that may be handed on as it is; counted, hidden where groups are small, and audited."""

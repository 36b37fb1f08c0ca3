"""Practicum: training curricula as code, and who is competent to do what."""

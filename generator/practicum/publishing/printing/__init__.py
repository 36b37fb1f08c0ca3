"""Print: handouts, trainer guides and assessor's sheets as PDF, from the same authored texts and data as the site."""

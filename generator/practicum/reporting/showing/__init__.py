"""Showing: views as pages that open from a folder, with nothing from any other host."""

"""Staged pages to HTML by MkDocs, each on its own, so that only those are rendered of which something changed."""

from practicum.publishing.rendering.pages import Tree, render

__all__ = ["Tree", "render"]

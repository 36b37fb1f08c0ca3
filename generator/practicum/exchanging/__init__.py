"""Texts in the formats of other tools, out and in again: one file a format. What a format cannot carry is said, never guessed."""

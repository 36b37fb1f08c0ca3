"""A wish about the curriculum (a new module, another id, a sign-off, a patch) → the files as they would be, comments and layout kept.

Nothing here touches the disk: a wish is answered with `Changes`, which `workspace/changing.py` checks and writes.
"""

from practicum.authoring.drafting import Draft
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import YamlText, as_entry, as_field, as_file, as_scalar

__all__ = ["Draft", "Refused", "YamlText", "as_entry", "as_field", "as_file", "as_scalar"]

"""How an authored field is declared: once, with its description and an example.

The YAML reader, the JSON Schemas and the handbook's format pages are all made from these declarations.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

# What stands where only a person can say what belongs there; a module that is more than planned holds none of it.
TO_WRITE = "To be written."
REQUIRED: Any = dataclasses.MISSING


class Authored:
    """What every authored thing shares: a key that is not declared is refused, never dropped."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "allow_inf_nan": False}


def told(description: str, example: Any, *, default: Any = REQUIRED, alias: str | None = None, **bounds: Any) -> Any:
    """Declare one authored field.

    ``description`` is one plain sentence, ``example`` a value an author could write, ``alias`` the YAML key where it
    cannot be a Python name (``from``), ``bounds`` limits such as ``pattern``, ``max_length``, ``ge`` or ``le``.
    Without ``default`` the field must be written.
    """
    metadata = {"description": description, "examples": [example], **bounds}
    if alias is not None:
        metadata["alias"] = alias
    return dataclasses.field(default=default, metadata=metadata)


def yaml_key(field: dataclasses.Field[Any]) -> str:
    """The key an author writes for a declared field."""
    return str(field.metadata.get("alias", field.name))


# Codes start with a letter and hold letters, digits, `-`, `_` and `.`: Moodle and CASE take them unchanged.
CODE = r"^[A-Za-z][A-Za-z0-9_.\-]{0,99}$"
HASH = r"^[0-9a-f]{12}$"
COUNTRY = r"^[A-Z]{2}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

"""What the programs of the terminal answer with `--json`: scripts rely on these names and shapes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import IntEnum
from typing import Any


def as_json(found: Any) -> Any:
    """A dataclass as an object, a tuple as a list, a state as its name in small letters; the rest as it is."""
    if is_dataclass(found):
        return {field.name: as_json(getattr(found, field.name)) for field in fields(found)}
    if isinstance(found, list | tuple):
        return [as_json(one) for one in found]
    return found.name.lower() if isinstance(found, IntEnum) else found


def object_of(found: object) -> dict[str, Any]:
    """A dataclass as an object."""
    made: dict[str, Any] = as_json(found)
    return made

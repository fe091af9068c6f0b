"""Dataclasses <-> the values of JSON, for two programs of one home, which may be of two versions."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


class Misfit(Exception):
    """A value is not what its field takes."""


def plain(value: Any) -> Any:
    """A dataclass as an object, a tuple as a list; the rest as it is."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def read(cls: type[T], found: object) -> T:
    """As much of `cls` as is understood: what is missing or odd keeps its default, what is unknown is left out."""
    known, given = {}, found if isinstance(found, Mapping) else {}
    for name, kind in _kinds(cls).items():
        if name in given:
            with suppress(Misfit):
                known[name] = _value(kind, given[name])
    return cls(**known)


def strictly(cls: type[T], found: Mapping[str, Any]) -> T:
    """Just the fields of `cls`; those with a default may be missing. Raises Misfit."""
    kinds = _kinds(cls)
    if not found.keys() <= kinds.keys():
        raise Misfit
    try:
        return cls(**{name: _value(kinds[name], value) for name, value in found.items()})
    except TypeError:
        raise Misfit from None


def _kinds(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(kind: Any, found: Any) -> Any:
    """What a field of this kind gets: a text, number, flag or dataclass, a tuple of one, or one of them or None."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return None if found is None else _value(arguments[0], found)
    if origin is tuple:
        if not isinstance(found, list):
            raise Misfit
        return tuple(_value(arguments[0], item) for item in found)
    if is_dataclass(kind):
        return read(typing.cast(type[Any], kind), found)
    if type(found) is not kind:
        raise Misfit
    return found

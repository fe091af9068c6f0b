"""Who belongs to what, where nearly always it is one: a set for each would be most of a long history's memory."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Generic, TypeVar

V = TypeVar("V", bound=Hashable)


class Relation(Generic[V]):
    """Several values by name, in the order they came."""

    __slots__ = ("_many", "_one")

    def __init__(self) -> None:
        self._one: dict[bytes, V] = {}
        self._many: dict[bytes, dict[V, None]] = {}  # of more than one

    def __contains__(self, name: bytes) -> bool:
        return name in self._one or name in self._many

    @property
    def shared(self) -> Collection[bytes]:
        """The names of more than one."""
        return self._many.keys()

    def of(self, name: bytes) -> Collection[V]:
        """All of a name, as they are now."""
        one = self._one.get(name)
        if one is not None:
            return (one,)
        many = self._many.get(name)
        return () if many is None else many.keys()

    def add(self, name: bytes, value: V) -> None:
        """One more, unless it is there."""
        many = self._many.get(name)
        if many is not None:
            many[value] = None
        elif self._one.setdefault(name, value) != value:
            self._many[name] = {self._one.pop(name): None, value: None}

    def discard(self, name: bytes, value: V) -> None:
        """One less, if it is there."""
        many = self._many.get(name)
        if many is not None:
            many.pop(value, None)
            if len(many) == 1:
                [self._one[name]] = self._many.pop(name)
        elif name in self._one and self._one[name] == value:
            del self._one[name]

"""Records in memory that are also found by what they belong to: what one costs does not grow with all others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping
from typing import TypeVar

V = TypeVar("V")


class Grouped(MutableMapping[bytes, V]):
    """By id. `group_of` says to what a record belongs, by its id and itself."""

    def __init__(self, group_of: Callable[[bytes, V], bytes], records: Iterable[tuple[bytes, V]] = ()) -> None:
        self._group_of = group_of
        self._all: dict[bytes, V] = {}
        self._groups: dict[bytes, dict[bytes, V]] = {}
        for id, record in records:
            self[id] = record

    def of(self, group: bytes) -> dict[bytes, V]:
        """Those of one group as they are now, by id."""
        return dict(self._groups.get(group, {}))

    @property
    def groups(self) -> Collection[bytes]:
        """Those that have any."""
        return self._groups.keys()

    def __getitem__(self, id: bytes) -> V:
        return self._all[id]

    def __contains__(self, id: object) -> bool:
        return id in self._all

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __setitem__(self, id: bytes, record: V) -> None:
        group = self._group_of(id, record)
        if id in self._all and self._group_of(id, self._all[id]) != group:
            self._leave(id)
        self._all[id] = record
        self._groups.setdefault(group, {})[id] = record

    def __delitem__(self, id: bytes) -> None:
        self._leave(id)
        del self._all[id]

    def _leave(self, id: bytes) -> None:
        group = self._group_of(id, self._all[id])
        members = self._groups[group]
        del members[id]
        if not members:
            del self._groups[group]

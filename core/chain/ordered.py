"""Rows for people, in order: a look costs what has changed since the last one, and each row when it is looked at."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterator, Sequence
from operator import eq
from typing import Any, Generic, TypeVar, overload

E = TypeVar("E", bound=tuple[Any, ...])
R = TypeVar("R", covariant=True)

MOST = 8  # of so many entries one may be put in its place; where more have changed all are sorted again


class Ordered(Generic[E]):
    """Entries by name, in their own order; no two are equal in what that looks at."""

    def __init__(self) -> None:
        self._entries: list[E] = []
        self._by_name: dict[bytes, E] = {}
        self._touched: set[bytes] | None = None  # since the last look; None: anything may be

    def touch(self, name: bytes) -> None:
        """The entry of this name may have come, changed or gone."""
        if self._touched is not None:
            self._touched.add(name)
            if len(self._touched) * MOST > len(self._by_name) + MOST * MOST:
                self._touched = None

    def entries(self, names: Collection[bytes], made: Callable[[bytes], E]) -> list[E]:
        """All of them, which nobody changes any more; one that is as it was is the same object. `names`: which there
        are; `made` gives the entry of a name."""
        if self._touched is None:
            before = self._by_name
            self._by_name = {name: made(name) for name in names}
            for name in before.keys() & self._by_name.keys():
                self._by_name[name] = _same(before[name], self._by_name[name])
            self._entries = sorted(self._by_name.values())
        elif self._touched:
            entries = self._entries.copy()
            for name in self._touched:
                old, new = self._by_name.pop(name, None), made(name) if name in names else None
                if new is not None:
                    self._by_name[name] = _same(old, new)
                if old == new:
                    continue
                if old is not None:
                    del entries[bisect_left(entries, old)]
                if new is not None:
                    insort(entries, new)
            self._entries = entries
        self._touched = set()
        return self._entries


def _same(old: E | None, new: E) -> E:
    return old if old is not None and old == new else new


class LazyRows(Sequence[R]):
    """Rows that are made when they are looked at; nothing that is learned later changes them. `entries` stays as it is;
    `backwards`: the last comes first."""

    __slots__ = ("_backwards", "_entries", "_made")

    def __init__(self, entries: Sequence[E], made: Callable[[E], R], *, backwards: bool = False) -> None:
        self._entries, self._made, self._backwards = entries, made, backwards

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> R: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[R, ...]: ...

    def __getitem__(self, at: int | slice) -> R | tuple[R, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        return self._made(self._entries[~at if self._backwards else at])

    def __iter__(self) -> Iterator[R]:
        return map(self._made, reversed(self._entries) if self._backwards else self._entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def facts(self) -> Sequence[Any]:
        """What the rows are made of, in their order: equal, and the same objects, where nothing has changed but how
        deep in the chain it is."""
        return self._entries[::-1] if self._backwards else self._entries

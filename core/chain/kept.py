"""All entries of one key's store, in hand: by their name, and all of a kind without looking at the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import overload

Changes = dict[bytes, bytes | None]


class KeptEntries:
    """As `entries` say, then changed by `apply`. A name is its kind, which ends with the first slash, and the rest."""

    __slots__ = ("_kinds",)

    def __init__(self, entries: Mapping[bytes, bytes]) -> None:
        self._kinds: dict[bytes, dict[bytes, bytes]] = {}
        self.apply(entries)

    def __getitem__(self, name: bytes) -> bytes:
        kind, rest = _parts(name)
        return self._kinds[kind][rest]

    @overload
    def get(self, name: bytes) -> bytes | None: ...

    @overload
    def get(self, name: bytes, default: bytes) -> bytes: ...

    def get(self, name: bytes, default: bytes | None = None) -> bytes | None:
        """One entry, if there is."""
        kind, rest = _parts(name)
        return self._kinds.get(kind, {}).get(rest, default)

    def __contains__(self, name: bytes) -> bool:
        return self.get(name) is not None

    def of(self, kind: bytes) -> dict[bytes, bytes]:
        """All of a kind, by the rest of their names; as it is now, also later."""
        return self._kinds.setdefault(kind, {})

    def apply(self, changes: Mapping[bytes, bytes | None]) -> Changes:
        """Make changes as a store does; those that take them back."""
        before: Changes = {}
        for name, value in changes.items():
            kind, rest = _parts(name)
            entries = self._kinds.setdefault(kind, {})
            before[name] = entries.get(rest)
            if value is None:
                entries.pop(rest, None)
            else:
                entries[rest] = value
        return before

    def without(self, beginnings: tuple[bytes, ...]) -> KeptEntries:
        """A copy that lacks what begins so."""
        made = KeptEntries({})
        made._kinds = {kind: {**entries} for kind, entries in self._kinds.items()}
        made.apply(dict.fromkeys(made.names(beginnings)))
        return made

    def names(self, beginnings: tuple[bytes, ...]) -> list[bytes]:
        """Of all entries that begin so: with a kind, or with a part of a name that has none."""
        return [
            kind + rest
            for kind, entries in self._kinds.items()
            for rest in (entries if kind.startswith(beginnings) else () if kind else list(entries))
            if kind or rest.startswith(beginnings)
        ]


def _parts(name: bytes) -> tuple[bytes, bytes]:
    end = name.find(b"/") + 1
    return name[:end], name[end:]

"""The chain of a log: every entry that was ever written is hashed into what follows (core/spec/log.md).

Entries are the leaves of a hash tree that grows to the right. A `ChainHead` is its peaks; its link, the hash of all of
them, stands beside the entry that made it. Where an entry has gone its digest stays, and where two neighbours have
gone one digest stands for both, and so on: a flood leaves a few of them, and the chain can still be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.codec.codec import U64, Bytes32, encode
from core.home.records import LogEntry
from core.primitives.hashing import Tag, tagged_hash

Place = tuple[int, int]  # of a node of the tree: its level, and how many nodes of this level are left of it


def digest_of(number: int, entry: LogEntry) -> bytes:
    """What stands for an entry in the tree: 32 bytes. The first entry has number 1."""
    return tagged_hash(Tag.LOG_ENTRY, number.to_bytes(8, "big"), encode(entry))


def joined(left: bytes, right: bytes) -> bytes:
    """What stands for two neighbours."""
    return tagged_hash(Tag.LOG_NODE, left, right)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """So many entries, and the peaks of their tree: one for each bit of that number, the highest first."""

    size: U64 = 0
    peaks: tuple[Bytes32, ...] = ()

    @property
    def link(self) -> bytes:
        """32 bytes that stand for all entries until here."""
        return tagged_hash(Tag.LOG_LINK, self.size.to_bytes(8, "big"), *self.peaks)

    def takes(self, level: int) -> bool:
        """Whether a node of this level may come next."""
        return self.size % (1 << level) == 0

    def after(self, digest: bytes, level: int = 0) -> ChainHead:
        """With one entry more, or with the node of 2^level entries that have gone (`takes` says whether it fits)."""
        peaks, size = [*self.peaks, digest], self.size + (1 << level)
        while self.size & (1 << level):
            right, left = peaks.pop(), peaks.pop()
            peaks.append(joined(left, right))
            level += 1
        return ChainHead(size, tuple(peaks))


class Folds:
    """Digests in the place of entries that have gone. Two neighbours become one."""

    def __init__(self, kept: Mapping[Place, bytes]) -> None:
        self._kept = dict(kept)

    def __iter__(self) -> Iterator[tuple[Place, bytes]]:
        return iter(self._kept.items())

    def fold(self, number: int, digest: bytes, changes: dict[Place, bytes | None]) -> None:
        """Entry `number` goes. What that changes is added to `changes`, which stand over what is kept."""
        level, index = 0, number - 1
        while (other := self._at((level, index ^ 1), changes)) is not None:
            changes[level, index ^ 1] = None
            digest = joined(other, digest) if index & 1 else joined(digest, other)
            level, index = level + 1, index >> 1
        changes[level, index] = digest

    def _at(self, place: Place, changes: Mapping[Place, bytes | None]) -> bytes | None:
        return changes[place] if place in changes else self._kept.get(place)

    def adopt(self, changes: Mapping[Place, bytes | None]) -> None:
        """They are durable."""
        for place, digest in changes.items():
            if digest is None:
                self._kept.pop(place, None)
            else:
                self._kept[place] = digest

"""The wallet's own addresses: every script of both branches up to a horizon, looked up, never believed (C1)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from core.bitcoin.account import WPKH, Account
from core.bitcoin.address import address
from core.codec.codec import U32
from core.crypto.bip32 import HARDENED, ckd
from core.crypto.secp256k1 import Point
from core.errors import BadInput, InputKind

Path = tuple[int, ...]  # from the joint key: (84 or 86, 0, 0, branch, index)

EXTERNAL, INTERNAL = 0, 1
GAP = 20  # addresses of a branch that are looked at beyond the last one known to be used (C7)
MOST_GAP = 5_000  # that a person may have looked at
HORIZON = 1000  # addresses recognised beyond the highest index that was signed
MAX_HORIZON = 100_000  # of each branch; coins further out are found through hints, which ask a person

_KEY = 33  # bytes
_PLACE = 18  # bits of an entry: one of the branch, 17 of an index below MAX_HORIZON; 46 of the hash before them
UNSORTED = 256  # entries that are not sorted in yet, or an eighth of all: one more costs no more where there are many


@dataclass(frozen=True, slots=True)
class Reach:
    """How many addresses of each branch the wallet looks at by itself: what comes back there costs nothing (C7)."""

    external: U32
    internal: U32

    @classmethod
    def beyond(cls, external: int, internal: int) -> Reach:
        """GAP further than so many that are known to be used."""
        return cls(external + GAP, internal + GAP)


EVERYWHERE = Reach(2**32 - 1, 2**32 - 1)  # wherever an address is recognised


def must_be_a_gap(gap: int) -> None:
    """Raises BadInput unless a person may have so many addresses looked at beyond the last used one."""
    if not GAP <= gap <= MOST_GAP:
        raise BadInput(f"{GAP} to {MOST_GAP} addresses beyond the last used one can be looked at", InputKind.GAP)


class AddressTable:
    """scriptPubKey -> path. One thread at a time may extend it; any may look meanwhile, and finds all that is held.

    What a script must begin with stands sorted in 8 bytes of an address, and its key, in 33, says whether it is it.
    """

    __slots__ = ("_branches", "_keys", "_new", "_sorted", "account")

    def __init__(self, Q: Point, chain: bytes, account: Account = WPKH) -> None:
        self.account = account
        for step in account.steps:
            _, Q, chain = ckd(Q, chain, step)
        self._branches = [ckd(Q, chain, branch)[1:] for branch in (EXTERNAL, INTERNAL)]
        self._keys = (bytearray(), bytearray())
        self._sorted = array("Q")  # replaced, never changed: whoever looks has one whole
        self._new: dict[int, int] = {}  # entries that are not in it yet, by what they begin with

    def __copy__(self) -> AddressTable:
        """One that grows on its own."""
        made = object.__new__(AddressTable)
        made.account, made._branches = self.account, self._branches
        made._keys = (self._keys[EXTERNAL][:], self._keys[INTERNAL][:])
        made._sorted, made._new = self._sorted, {**self._new}
        return made

    def extend(self, branch: int, count: int) -> None:
        """Hold indexes 0..count-1 of a branch, at most MAX_HORIZON. Never holds fewer than before."""
        parent, chain = self._branches[branch]
        for index in range(self.horizon(branch), min(count, MAX_HORIZON)):
            key = bytes(ckd(parent, chain, index)[1])
            begins, place = beginning(self.account.script(key)), branch << _PLACE - 1 | index
            if begins in self._new:
                self._sort()
            self._new[begins] = begins | place
            self._keys[branch].extend(key)  # after it is found: whoever sees it held relies on that (C1)
            if len(self._new) > max(UNSORTED, len(self._sorted) >> 3):
                self._sort()

    def _sort(self) -> None:
        self._sorted = array("Q", sorted([*self._sorted, *self._new.values()]))
        self._new = {}  # after that one: whoever looks here first misses nothing

    def horizon(self, branch: int) -> int:
        """How many indexes of a branch are held."""
        return len(self._keys[branch]) // _KEY

    def find(self, script: bytes) -> Path | None:
        """The path of an own script within the horizons."""
        for entry in self._entries(beginning(script)):
            branch, index = entry >> _PLACE - 1 & 1, entry & (1 << _PLACE - 1) - 1
            if self.account.script(self._key(branch, index)) == script:
                return (*self.account.steps, branch, index)
        return None

    def _entries(self, begins: int) -> Iterator[int]:
        new = self._new.get(begins)
        if new is not None:
            yield new
        held = self._sorted
        for at in range(bisect_left(held, begins), len(held)):
            if (held[at] ^ begins) >> _PLACE:
                return
            yield held[at]

    def _key(self, branch: int, index: int) -> bytes:
        return bytes(self._keys[branch][_KEY * index : _KEY * (index + 1)])

    def public_key(self, path: Path) -> bytes:
        """The 33-byte key of any address path, held or not. Raises BadInput for another form of path."""
        if not self.is_path(path):
            at = "/".join(map(str, self.account.steps))
            raise BadInput(f"addresses of this wallet lie at {at}/0/INDEX and {at}/1/INDEX, unhardened")
        branch, index = path[3:]
        held = index < self.horizon(branch)
        return self._key(branch, index) if held else bytes(ckd(*self._branches[branch], index)[1])

    def is_path(self, path: Path) -> bool:
        """Whether an address may lie there."""
        branches = (EXTERNAL, INTERNAL)
        return len(path) == 5 and path[:3] == self.account.steps and path[3] in branches and 0 <= path[4] < HARDENED

    def script(self, branch: int, index: int) -> bytes:
        """The output script of an address, held or not."""
        return self.account.script(self.public_key((*self.account.steps, branch, index)))

    def address(self, branch: int, index: int, network: str) -> str:
        """An address, held or not."""
        found = address(self.script(branch, index), network)
        if found is None:
            raise BadInput("this script has no address")
        return found


@dataclass(frozen=True, slots=True)
class AddressWindow:
    """A table as far as it reached at one time: what is read through it stays the same when the table grows."""

    table: AddressTable
    external: int  # how many indexes of branch 0
    internal: int  # and of branch 1

    def find(self, script: bytes) -> Path | None:
        """The path of an own script within the window."""
        path = self.table.find(script)
        return None if path is None or path[4] >= (self.external, self.internal)[path[3]] else path

    def public_key(self, path: Path) -> bytes:
        """See AddressTable."""
        return self.table.public_key(path)

    def is_path(self, path: Path) -> bool:
        """See AddressTable."""
        return self.table.is_path(path)

    @property
    def account(self) -> Account:
        """Of its key."""
        return self.table.account


def beginning(script: bytes) -> int:
    """The first 46 bits of the hash that a script of ours names, in the place that they have in an entry."""
    return int.from_bytes(script[2:8], "big") >> 2 << _PLACE

"""The wallet's own addresses: every script of both branches up to a horizon, looked up, never believed (C1)."""

from __future__ import annotations

from dataclasses import dataclass

from core.bitcoin.address import address
from core.bitcoin.descriptor import ACCOUNT
from core.bitcoin.hashes import hash160
from core.bitcoin.script import wpkh
from core.codec.codec import U32
from core.crypto.bip32 import HARDENED, ckd
from core.crypto.secp256k1 import Point
from core.errors import BadInput, InputKind

Path = tuple[int, ...]  # from the joint key: (84, 0, 0, branch, index)

EXTERNAL, INTERNAL = 0, 1
GAP = 20  # addresses of a branch that are looked at beyond the last one known to be used (C7)
MOST_GAP = 5_000  # that a person may have looked at
HORIZON = 1000  # addresses recognised beyond the highest index that was signed
MAX_HORIZON = 100_000  # of each branch; coins further out are found through hints, which ask a person


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
    """scriptPubKey -> path. One thread at a time may extend it; any may look meanwhile."""

    __slots__ = ("_branches", "_keys", "_paths")

    def __init__(self, Q: Point, chain: bytes) -> None:
        for step in ACCOUNT:
            _, Q, chain = ckd(Q, chain, step)
        self._branches = [ckd(Q, chain, branch)[1:] for branch in (EXTERNAL, INTERNAL)]
        self._keys: tuple[list[bytes], list[bytes]] = ([], [])
        self._paths: dict[bytes, Path] = {}

    def __copy__(self) -> AddressTable:
        """One that grows on its own."""
        made = object.__new__(AddressTable)
        made._branches = self._branches
        made._keys = ([*self._keys[EXTERNAL]], [*self._keys[INTERNAL]])
        made._paths = {**self._paths}
        return made

    def extend(self, branch: int, count: int) -> None:
        """Hold indexes 0..count-1 of a branch, at most MAX_HORIZON. Never holds fewer than before."""
        keys = self._keys[branch]
        parent, chain = self._branches[branch]
        for index in range(len(keys), min(count, MAX_HORIZON)):
            key = bytes(ckd(parent, chain, index)[1])
            keys.append(key)
            self._paths[wpkh(hash160(key))] = (*ACCOUNT, branch, index)

    def horizon(self, branch: int) -> int:
        """How many indexes of a branch are held."""
        return len(self._keys[branch])

    def find(self, script: bytes) -> Path | None:
        """The path of an own script within the horizons."""
        return self._paths.get(script)

    def public_key(self, path: Path) -> bytes:
        """The 33-byte key of any address path, held or not. Raises BadInput for another form of path."""
        if len(path) != 5 or path[:3] != ACCOUNT or path[3] not in (EXTERNAL, INTERNAL) or not 0 <= path[4] < HARDENED:
            raise BadInput("addresses of this wallet lie at 84/0/0/0/INDEX and 84/0/0/1/INDEX, unhardened")
        keys = self._keys[path[3]]
        return keys[path[4]] if path[4] < len(keys) else bytes(ckd(*self._branches[path[3]], path[4])[1])

    def script(self, branch: int, index: int) -> bytes:
        """The output script of an address, held or not."""
        return wpkh(hash160(self.public_key((*ACCOUNT, branch, index))))

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

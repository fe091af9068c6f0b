"""What of a transaction the index looks at, in one row of bytes: of a long history it has one for each in hand."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

Coin = bytes  # an output: the id of its transaction and its number in four bytes, as entries name it
Where = tuple[int, int]  # branch and index of an address

PROGRAMS = frozenset({22, 34})  # bytes of the scripts that a wallet of ours may have: wpkh and taproot

_HEAD = struct.Struct(">?III")  # is it mined; how many coins it spends, outputs it has, and of these are ours
_OWN = struct.Struct(">IBI")  # the number of an output of ours, and its address
_COIN, _AMOUNT = 36, 8  # bytes


def could_be_ours(script: bytes) -> bool:
    """Whether it is as long as those of our wallets, and says so."""
    return len(script) in PROGRAMS and script[1] + 2 == len(script)


class PackedTransaction(bytes):
    """Head, coins that are spent, amounts of all outputs, outputs of ours, scripts of others that could be ours."""

    __slots__ = ()

    @classmethod
    def of(
        cls,
        spends: Sequence[Coin],
        amounts: Sequence[int],
        own: Sequence[tuple[int, Where]],
        foreign: Iterable[bytes],
        *,
        is_mined: bool,
    ) -> PackedTransaction:
        """`own`: numbers of our outputs, and their addresses; `foreign`: scripts that `could_be_ours`. What is
        mined spends nothing."""
        head = _HEAD.pack(is_mined, len(spends), len(amounts), len(own))
        outputs = struct.pack(f">{len(amounts)}Q", *amounts)
        return cls(b"".join((head, *spends, outputs, *(_OWN.pack(at, *where) for at, where in own), *foreign)))

    @property
    def is_mined(self) -> bool:
        """Whether it is the first in its block."""
        return bool(self[0])

    @property
    def spends(self) -> tuple[Coin, ...]:
        """The coins that it spends."""
        return self._cut(_HEAD.size, self._parts()[0], _COIN)

    @property
    def outputs(self) -> int:
        """How many it has."""
        return int(_HEAD.unpack_from(self)[2])

    @property
    def amounts(self) -> tuple[int, ...]:
        """Of all outputs."""
        return struct.unpack_from(f">{self.outputs}Q", self, self._parts()[0])

    @property
    def own(self) -> tuple[tuple[int, Where], ...]:
        """Numbers of our outputs, and their addresses."""
        _, begin, end = self._parts()
        return tuple((at, (branch, index)) for at, branch, index in _OWN.iter_unpack(self[begin:end]))

    @property
    def foreign(self) -> tuple[bytes, ...]:
        """Scripts of others that could be of a wallet of ours. Each says how long it is in its second byte."""
        at, found = self._parts()[2], []
        while at < len(self):
            end = at + 2 + self[at + 1]
            found.append(self[at:end])
            at = end
        return tuple(found)

    @property
    def paid(self) -> int:
        """Sat that it pays, to us or others."""
        return sum(self.amounts)

    def amount(self, at: int) -> int | None:
        """Of the output with this number, if there is one."""
        if at >= self.outputs:
            return None
        begin = self._parts()[0] + _AMOUNT * at
        return int.from_bytes(self[begin : begin + _AMOUNT], "big")

    def own_output(self, at: int) -> tuple[Where, int] | None:
        """Address and amount of the output with this number, if it is ours."""
        amounts, begin, end = self._parts()
        for number, branch, index in _OWN.iter_unpack(self[begin:end]):
            if number == at:
                begin = amounts + _AMOUNT * at
                return (branch, index), int.from_bytes(self[begin : begin + _AMOUNT], "big")
        return None

    def _parts(self) -> tuple[int, int, int]:
        """Where amounts, our outputs and the scripts of others begin."""
        _, spends, outputs, own = _HEAD.unpack_from(self)
        amounts = _HEAD.size + _COIN * spends
        return amounts, (ours := amounts + _AMOUNT * outputs), ours + _OWN.size * own

    def _cut(self, begin: int, end: int, size: int) -> tuple[bytes, ...]:
        return tuple(self[at : at + size] for at in range(begin, end, size))

"""Which transactions count where two spend the same coin, and what a child says of its parents: as BDK decides it
(bdk_chain, CanonicalIter). In a block beats what waits, the higher block beats; then what was seen last; and with a
transaction all that it spends from counts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

Of = Callable[[bytes], Iterable[bytes]]  # transactions that stand in some relation to one, by their ids


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A block that a transaction is in."""

    height: int
    block: bytes  # its hash
    time: int


@dataclass(frozen=True, slots=True)
class TxStanding:
    """Of a transaction that counts: its block, or where it has none when it was last seen (0: it is not known)."""

    place: BlockPlace | None
    seen: int = 0


def counting(
    begun: Iterable[tuple[bytes, TxStanding]], inside: Collection[bytes], parents: Of, rivals: Of, children: Of
) -> dict[bytes, TxStanding]:
    """Those of `inside` that count. `begun`: which of them count by themselves, the strongest first; `rivals` of a
    transaction spend a coin that it spends. What is not inside has no rivals, and counts."""
    own = dict(begun)
    found: dict[bytes, TxStanding] = {}
    beaten: set[bytes] = set()

    def family(ids: Iterable[bytes]) -> Iterable[bytes]:
        left = deque(ids)
        while left:
            one = left.popleft()
            if one in inside and one not in beaten:
                beaten.add(one)
                yield one
                left.extend(children(one))

    for first, standing in own.items():
        if first in found or first in beaten:
            continue
        taken, lost, fails, ahead = list[bytes](), list[bytes](), False, deque([first])
        while ahead:
            one = ahead.popleft()
            if one in found or one not in inside:
                continue
            lost += family(other for other in rivals(one) if other != one)
            if one in beaten:
                fails = True
                continue
            mine = own.get(one)
            found[one] = mine if mine is not None and mine.place else standing
            taken.append(one)
            ahead.extend(parents(one))
        if fails:
            for one in taken:
                del found[one]
            beaten.difference_update(lost)
    return found

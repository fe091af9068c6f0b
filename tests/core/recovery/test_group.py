"""The group of Bitcoin's keys, as the proof sees it."""

from __future__ import annotations

import pytest

from core.crypto.secp256k1 import Point, base_mult, q
from core.errors import PeerFault
from core.recovery.group import SECP256K1, SealingGroup


def test_arithmetic() -> None:
    group: SealingGroup[Point] = SECP256K1
    A, B = group.base_mult(5), group.base_mult(3)
    assert group.encode(group.add(A, B)) == bytes(base_mult(8))
    assert group.encode(group.add(A, group.negate(B))) == bytes(base_mult(2))
    assert group.scalar_of(bytes(63) + b"\x07") == 7 == group.scalar_of((q + 7).to_bytes(64, "big"))
    assert group.parse(group.encode(A)) == A
    assert group.reduce(q + 4) == 4
    assert group.parse_scalar(group.scalar_bytes(9)) == 9
    for bad in (bytes(32), q.to_bytes(32, "big"), bytes(31)):
        with pytest.raises(PeerFault):
            group.parse_scalar(bad)
    with pytest.raises(PeerFault):
        group.add(A, group.negate(A))

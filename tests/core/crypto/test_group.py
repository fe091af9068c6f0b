"""Both groups, as protocols see them: the same laws, held against whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.crypto import secp256k1
from core.crypto.group import ED25519, SECP256K1, Group
from core.errors import Bug, PeerFault
from tests.support.ot import SeededRng

BOTH = pytest.mark.parametrize("group", [SECP256K1, ED25519], ids=lambda group: group.name)


def number(group: Group[Any], k: bytes) -> int:
    return int.from_bytes(k, "big" if group is SECP256K1 else "little")


def scalar(group: Group[Any], k: int) -> bytes:
    return (k % group.order).to_bytes(32, "big" if group is SECP256K1 else "little")


@BOTH
def test_scalars(group: Group[Any]) -> None:
    zero = bytes(32)
    a, b = (group.random_scalar(SeededRng(name), name) for name in "ab")
    x, y = number(group, a), number(group, b)
    assert number(group, group.add_scalars(a, b)) == (x + y) % group.order
    assert number(group, group.mul_scalars(a, b)) == x * y % group.order
    assert number(group, group.negate_scalar(a)) == group.order - x
    assert group.add_scalars(a, group.negate_scalar(a)) == zero == group.negate_scalar(zero)
    assert group.add_scalars(a, zero) == a == group.add_scalars(zero, a)
    assert group.mul_scalars(a, zero) == zero == group.mul_scalars(zero, a)
    assert group.parse_scalar(a) == a
    assert group.parse_scalar(zero, zero_ok=True) == zero
    for bad in (zero, b"\xff" * 32, bytes(31)):
        with pytest.raises(PeerFault):
            group.parse_scalar(bad)
    wide = bytes(31) + b"\1" + bytes(31) + b"\1"
    assert (
        number(group, group.scalar_of(wide))
        == int.from_bytes(wide, "big" if group is SECP256K1 else "little") % group.order
    )


@BOTH
def test_points(group: Group[Any]) -> None:
    A, B = group.base_mult(scalar(group, 5)), group.base_mult(scalar(group, 3))
    assert len(bytes(A)) == group.point_size
    assert group.parse(bytes(A)) == A
    assert group.add(A, B, B) == group.base_mult(scalar(group, 11))
    assert group.add(A, group.negate(B)) == group.base_mult(scalar(group, 2))
    assert group.mult_public(A, scalar(group, 7)) == group.base_mult(scalar(group, 35))
    assert group.mult_sum(A, scalar(group, 2), scalar(group, -3)) == group.base_mult(scalar(group, 7))
    neutrals: list[Callable[[], object]] = [
        lambda: group.add(A, group.negate(A)),
        lambda: group.base_mult(bytes(32)),
        lambda: group.mult_public(A, bytes(32)),
        lambda: group.mult_sum(A, scalar(group, 3), scalar(group, -15)),
        lambda: group.parse(bytes(group.point_size)),
    ]
    for neutral in neutrals:
        with pytest.raises(PeerFault):
            neutral()


def test_names_differ() -> None:
    assert {SECP256K1.name, ED25519.name} == {"secp256k1", "ed25519"}
    assert SECP256K1.seals
    assert not ED25519.seals


def test_no_scalar_of_secp256k1_is_above_its_order() -> None:
    high = b"\xff" * 32
    one = scalar(SECP256K1, 1)
    uses: list[Callable[[], object]] = [
        lambda: secp256k1.add_scalars(high, one),
        lambda: secp256k1.add_scalars(one, high),
        lambda: secp256k1.mul_scalars(high, one),
        lambda: secp256k1.mul_scalars(one, high),
        lambda: secp256k1.negate_scalar(high),
    ]
    for use in uses:
        with pytest.raises(Bug, match="outside"):
            use()

"""Unhardened BIP32 on a key nobody has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crypto.bip32 import HARDENED
from core.crypto.secp256k1 import add, base_mult
from core.errors import BadInput
from core.protocol.derive import MAX_DEPTH, child
from tests.support.plain import parse, ser, tweak

Q = base_mult(1234567)
CHAIN = bytes(range(32))


@given(st.lists(st.integers(0, HARDENED - 1), max_size=MAX_DEPTH).map(tuple))
def test_against_plain_arithmetic(path: tuple[int, ...]) -> None:
    t, P, _ = child(Q, CHAIN, path)
    plain_t, plain_P = tweak(bytes(Q), CHAIN, path)
    assert t == plain_t
    assert parse(bytes(P)) == plain_P
    assert ser(plain_P) == bytes(P)


def test_no_path_is_the_key_itself() -> None:
    assert child(Q, CHAIN, ()) == (0, Q, CHAIN)


def test_a_child_is_the_key_plus_its_tweak() -> None:
    t, P, chain = child(Q, CHAIN, (84, 0, 0, 1, 7))
    assert add(Q, base_mult(t)) == P
    assert child(P, chain, (3,))[1] != child(Q, CHAIN, (3,))[1]


@pytest.mark.parametrize("path", [(HARDENED,), (0, -1), (1 << 32,), (0, 0, HARDENED + 1)])
def test_hardened_steps_are_refused(path: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="hardened"):
        child(Q, CHAIN, path)


def test_depth_is_limited() -> None:
    with pytest.raises(BadInput, match="at most 5 steps"):
        child(Q, CHAIN, (0,) * 6)

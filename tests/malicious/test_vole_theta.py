"""P2 reads P1's bits if theta does not hash the complete block (rule F2): the attack, run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from core.crypto.secp256k1 import q
from core.errors import Cheat
from core.primitives import reference, vole
from core.primitives.ot_extension import extend_send
from core.primitives.vole import XI, VoleBlock, gadget, receive_1, receive_2
from tests.support.ot import SeededRng, deal, values

DEALT = deal()
SID1, SID2 = hashlib.sha256(b"sid1").digest(), hashlib.sha256(b"sid2").digest()
GADGET = gadget(bytes(32))
BITS = 24  # how many bits of beta the attacker goes for
A, AHAT = 1234567, 7654321

Theta = Callable[[bytes, int, bytes], int]
right = vole.theta_of


def first_column_only(sid2: bytes, i: int, pairs: bytes) -> int:
    """The weak reading: a~ is hashed, a~hat is not."""
    return right(sid2, i, b"".join(pairs[at : at + 32] for at in range(0, len(pairs), 64)))


def second_column_only(sid2: bytes, i: int, pairs: bytes) -> int:
    """The other weak reading."""
    return right(sid2, i, b"".join(pairs[at : at + 32] for at in range(32, len(pairs), 64)))


def attack(theta: Theta, first_is_free: bool) -> int:
    """What P2 learns of t1 beyond its due: Σ beta_j 2^j, if it is not caught.

    It adds err_j = 2^j / g_j to a~_j and takes theta·err_j off a~hat_j, so that the check does not move. That needs
    theta before one of the two columns.
    """
    state, message = receive_1(GADGET, DEALT.p1, SID1, 1, SeededRng("P1"))
    rows = extend_send(DEALT.p2, SID1, message, XI)
    A0 = values(vole.row_hash(rows, SID2, 0))
    A1 = values(vole.row_hash(rows ^ np.frombuffer(DEALT.delta, np.uint8), SID2, 0))
    errors = [pow(g, -1, q) << j if j < BITS else 0 for j, g in enumerate(GADGET.g)]
    honest = [(x - y + A) % q for x, y in zip(A0[0::2], A1[0::2], strict=True)]
    honest_hat = [(x - y + AHAT) % q for x, y in zip(A0[1::2], A1[1::2], strict=True)]

    def block(first: list[int], second: list[int]) -> bytes:
        return b"".join(
            (x % q).to_bytes(32, "little") + (y % q).to_bytes(32, "little") for x, y in zip(first, second, strict=True)
        )

    first = [x + e for x, e in zip(honest, errors, strict=True)]
    th = theta(SID2, 0, block(first, honest_hat))
    second = [x - th * e for x, e in zip(honest_hat, errors, strict=True)]
    if not first_is_free:  # fix the hats first, read theta from them, then choose a~ such that theta e = -ehat
        second = [x + e for x, e in zip(honest_hat, errors, strict=True)]
        th = theta(SID2, 0, block(honest, second))
        first = [x - e * pow(th, -1, q) for x, e in zip(honest, errors, strict=True)]
    pairs = block(first, second)
    th = theta(SID2, 0, pairs)
    eta = (AHAT + th * A) % q
    mh = reference.check_hash(SID2, 0, th, eta, [y + th * x for x, y in zip(A0[0::2], A0[1::2], strict=True)])
    (t1,) = receive_2(state, SID2, [VoleBlock(pairs, eta, mh)])
    t2 = -sum(g * x for g, x in zip(GADGET.g, A0[0::2], strict=True))
    surplus = (t1 + t2 - A * state.b.reveal()[0]) % q
    return int(surplus if first_is_free else -surplus * th % q)


def truth() -> int:
    beta = SeededRng("P1").bytes("beta", 52)
    return int.from_bytes(beta, "little") % (1 << BITS)


def test_one_column_is_not_enough_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vole, "theta_of", first_column_only)
    assert attack(first_column_only, first_is_free=True) == truth()


def test_one_column_is_not_enough_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vole, "theta_of", second_column_only)
    assert attack(second_column_only, first_is_free=False) == truth()


@pytest.mark.parametrize("first_is_free", [True, False])
def test_the_complete_block_ends_the_attack(first_is_free: bool) -> None:
    with pytest.raises(Cheat, match="VOLE check"):
        attack(right, first_is_free)

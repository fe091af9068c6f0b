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
from core.primitives.vole import XI, VoleBlock, receive_1, receive_2
from tests.support.ot import SeededRng, deal, values

DEALT = deal()
SID1, SID2 = hashlib.sha256(b"sid1").digest(), hashlib.sha256(b"sid2").digest()
BITS = 12  # how many bits of beta the attacker goes for
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
    """What P2 learns of t1 beyond its due: the first bits, read from Σ beta_j g_j, if it is not caught.

    It adds 1 to a~_j and takes theta off a~hat_j, so that the check does not move. That needs theta before one of the
    two columns.
    """
    state, message = receive_1(DEALT.p1, SID1, 1, SeededRng("P1"))
    rows = extend_send(DEALT.p2, SID1, message, XI)
    A0 = values(vole.row_hash(rows, SID2, 0))
    A1 = values(vole.row_hash(rows ^ np.frombuffer(DEALT.delta, np.uint8), SID2, 0))
    errors = [1 if j < BITS else 0 for j in range(XI)]
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
    share = receive_2(state, SID2, [VoleBlock(pairs, eta, mh)], SeededRng("gadget"))
    g = reference.gadget(SID2, share.seed)
    t2 = -sum(x * y for x, y in zip(g, A0[0::2], strict=True))
    surplus = (share.t1.reveal()[0] + t2 - A * share.b.reveal()[0]) % q
    sums = {0: 0}
    for j in range(BITS):
        sums |= {(found + g[j]) % q: bits + (1 << j) for found, bits in sums.items()}
    return sums[surplus if first_is_free else -surplus * th % q]


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

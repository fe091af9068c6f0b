"""P2 reads P1's digits if theta does not hash the complete block (rule F2): the attack, run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.crypto.secp256k1 import q
from core.errors import Cheat
from core.primitives import reference, vole
from core.primitives.base_ot import bits
from core.primitives.ot_extension import extend_send
from core.primitives.vole import XI, VoleBlock, receive_1, receive_2
from tests.support.lying import Liar, digits_of
from tests.support.ot import SeededRng, deal

DEALT = deal()
SID1, SID2 = hashlib.sha256(b"sid1").digest(), hashlib.sha256(b"sid2").digest()
DIGITS = 6  # how many of beta the attacker goes for
A, AHAT = 1234567, 7654321

Theta = Callable[[bytes, int, VoleBlock], int]
right = vole.theta_of


def only(side: int) -> Theta:
    """The weak reading: of each a~ | a~hat only one is hashed."""

    def weak(sid2: bytes, i: int, block: VoleBlock) -> int:
        column = [block.pairs[at : at + 32] for at in range(32 * side, len(block.pairs), 64)]
        return right(sid2, i, replace(block, pairs=b"".join(column)))

    return weak


def attack(theta: Theta, side: int) -> list[int]:
    """What P2 learns of t1 beyond its due: the first digits, read from Σ beta_j g_j, if it is not caught.

    It adds e to one of a~_j and a~hat_j, and what keeps the check where it is to the other: e_hat + theta e = 0. That
    needs theta before the column that is not hashed.
    """
    state, message = receive_1(DEALT.p1, SID1, 1, SeededRng("P1"))
    liar = Liar(extend_send(DEALT.p2, SID1, message, XI).reveal(), DEALT.delta, SID2, A, AHAT)
    hashed = (1, 0) if side == 0 else (0, 1)
    known = theta(SID2, 0, VoleBlock(liar.leaves, liar.pairs(dict.fromkeys(range(DIGITS), hashed)), 0, b""))
    error = (1, -known % q) if side == 0 else (-pow(known, -1, q) % q, 1)
    share = receive_2(state, SID2, [liar.block(dict.fromkeys(range(DIGITS), error))], SeededRng("gadget"))
    g = reference.gadget(SID2, share.seed)
    surplus = (share.t1.reveal()[0] + liar.t2(share.seed) - A * share.b.reveal()[0]) % q
    sums: dict[int, list[int]] = {0: []}
    for j in range(DIGITS):
        sums = {(s + digit * error[0] * g[j]) % q: [*read, digit] for s, read in sums.items() for digit in range(4)}
    return sums[surplus]


@pytest.mark.parametrize("side", [0, 1])
def test_one_column_is_not_enough(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vole, "theta_of", only(side))
    truth = digits_of(bits(SeededRng("P1").bytes("beta", 52)))
    assert attack(only(side), side) == truth[:DIGITS]


@pytest.mark.parametrize("side", [0, 1])
def test_the_complete_block_ends_the_attack(side: int) -> None:
    with pytest.raises(Cheat, match="VOLE check"):
        attack(right, side)

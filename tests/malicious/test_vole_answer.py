"""P2 lies in its VOLE answer: one wrong byte anywhere, or one wrong instance of many, and P1 calls it Cheat."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.crypto.secp256k1 import q
from core.errors import Cheat, PeerFault
from core.primitives import base_ot, vole
from core.primitives.ot_extension import extend_send
from core.primitives.vole import DIGITS, XI, VoleBlock, receive_1, receive_2, send
from tests.support.lying import Liar, digits_of
from tests.support.ot import SeededRng, deal

DEALT = deal()
SID1, SID2 = hashlib.sha256(b"sid1").digest(), hashlib.sha256(b"sid2").digest()
STATE, MESSAGE = receive_1(DEALT.p1, SID1, 3, SeededRng("P1"))
ROWS = extend_send(DEALT.p2, SID1, MESSAGE, 3 * XI)
_, BLOCKS = send(DEALT.p2, ROWS, SID2, [5, 6, 7], SeededRng("P2"))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def with_one(i: int, block: VoleBlock) -> list[VoleBlock]:
    return [*BLOCKS[:i], block, *BLOCKS[i + 1 :]]


def must_be_cheat(blocks: list[VoleBlock], sid2: bytes = SID2) -> None:
    with pytest.raises(Cheat, match="VOLE check"):
        receive_2(STATE, sid2, blocks, SeededRng())


@pytest.mark.parametrize("i", [0, 1, 2])
@pytest.mark.parametrize("at", [0, 31, 32, 63, 64, 64 * 100 + 5, 64 * 100 + 40, 64 * DIGITS - 33, 64 * DIGITS - 1])
def test_a_byte_of_the_pairs(i: int, at: int) -> None:
    must_be_cheat(with_one(i, replace(BLOCKS[i], pairs=flipped(BLOCKS[i].pairs, at))))


@pytest.mark.parametrize("i", [0, 1, 2])
@pytest.mark.parametrize("at", [0, 15, 16, 31, 32, 32 * 100 + 5, 32 * 100 + 20, 32 * DIGITS - 1])
def test_a_byte_of_the_leaves(i: int, at: int) -> None:
    """Also one that P1 has no use for: theta is of the complete block."""
    must_be_cheat(with_one(i, replace(BLOCKS[i], leaves=flipped(BLOCKS[i].leaves, at))))


@pytest.mark.parametrize("i", [0, 1, 2])
def test_eta(i: int) -> None:
    for eta in ((BLOCKS[i].eta + 1) % q, 0, q - BLOCKS[i].eta):
        must_be_cheat(with_one(i, replace(BLOCKS[i], eta=eta)))


@pytest.mark.parametrize("at", range(32))
def test_the_hash(at: int) -> None:
    must_be_cheat(with_one(at % 3, replace(BLOCKS[at % 3], mh=flipped(BLOCKS[at % 3].mh, at))))


def test_every_instance_is_checked_whichever_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long it takes does not tell which: one that fails is no reason to leave the others out."""
    checked: list[int] = []
    honest = vole.check_hash

    def counting(sid2: bytes, i: int, sums: Sequence[int]) -> bytes:
        checked.append(i)
        return honest(sid2, i, sums)

    monkeypatch.setattr(vole, "check_hash", counting)
    for i in range(3):
        must_be_cheat(with_one(i, replace(BLOCKS[i], eta=(BLOCKS[i].eta + 1) % q)))
    assert checked == [0, 1, 2] * 3


def test_another_session_another_order_another_number() -> None:
    must_be_cheat(BLOCKS, SID1)
    must_be_cheat([BLOCKS[1], BLOCKS[0], BLOCKS[2]])
    must_be_cheat([BLOCKS[0]] * 3)
    for blocks in (BLOCKS[:2], [*BLOCKS, BLOCKS[0]], []):
        with pytest.raises(PeerFault, match="another number"):
            receive_2(STATE, SID2, blocks, SeededRng())
    receive_2(STATE, SID2, BLOCKS, SeededRng())


LIAR = Liar(ROWS.reveal()[:XI], DEALT.delta, SID2, 5, int.from_bytes(SeededRng("P2").bytes("ahat", 64), "big") % q)
BITS = base_ot.bits(STATE.beta.reveal())[:XI]


def passes(block: VoleBlock) -> bool:
    try:
        receive_2(STATE, SID2, with_one(0, block), SeededRng())
    except Cheat:
        return False
    return True


def test_the_liar_may_be_honest() -> None:
    assert LIAR.block() == BLOCKS[0]


@pytest.mark.parametrize("bet", range(4))
def test_a_wrong_pair_is_a_bet_on_its_digit(bet: int) -> None:
    """It passes exactly if the digit is what P2 bet on: two bits of a beta that is destroyed on failure."""
    passed = [passes(LIAR.block({j: (1, 7)}, {j: bet})) for j in range(24)]
    assert passed == [digit == bet for digit in digits_of(BITS)[:24]]
    assert set(passed) == {True, False}


@pytest.mark.parametrize("c", [0, 1])
def test_a_wrong_leaf_is_a_bet_on_the_second_bit(c: int) -> None:
    """Its correction is one that P1 has no use for where that bit is not c."""
    passed = [passes(LIAR.block(leaves=flipped(LIAR.leaves, 32 * j + 16 * c))) for j in range(12)]
    assert passed == [bit != c for bit in BITS[1:24:2]]
    assert set(passed) == {True, False}


def test_two_bets_are_right_when_both_are() -> None:
    first, second = digits_of(BITS)[:2]
    errors = {0: (1, 0), 1: (0, 1)}
    found = {(x, y): passes(LIAR.block(errors, {0: x, 1: y})) for x in range(4) for y in range(4)}
    assert [bets for bets, passed in found.items() if passed] == [(first, second)]

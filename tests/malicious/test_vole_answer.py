"""P2 lies in its VOLE answer: one wrong byte anywhere, or one wrong instance of many, and P1 calls it Cheat."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from core.crypto.secp256k1 import q
from core.errors import Cheat, PeerFault
from core.primitives import base_ot, reference, vole
from core.primitives.ot_extension import extend_send
from core.primitives.vole import XI, VoleBlock, receive_1, receive_2, send
from tests.support.ot import SeededRng, deal, values

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
@pytest.mark.parametrize("at", [0, 31, 32, 63, 64, 64 * 200 + 5, 64 * 200 + 40, 64 * XI - 33, 64 * XI - 1])
def test_a_byte_of_the_block(i: int, at: int) -> None:
    must_be_cheat(with_one(i, replace(BLOCKS[i], pairs=flipped(BLOCKS[i].pairs, at))))


@pytest.mark.parametrize("i", [0, 1, 2])
def test_eta(i: int) -> None:
    for eta in ((BLOCKS[i].eta + 1) % q, 0, q - BLOCKS[i].eta):
        must_be_cheat(with_one(i, replace(BLOCKS[i], eta=eta)))


@pytest.mark.parametrize("at", range(32))
def test_the_hash(at: int) -> None:
    must_be_cheat(with_one(at % 3, replace(BLOCKS[at % 3], mh=flipped(BLOCKS[at % 3].mh, at))))


def test_another_session_another_order_another_number() -> None:
    must_be_cheat(BLOCKS, SID1)
    must_be_cheat([BLOCKS[1], BLOCKS[0], BLOCKS[2]])
    must_be_cheat([BLOCKS[0]] * 3)
    for blocks in (BLOCKS[:2], [*BLOCKS, BLOCKS[0]], []):
        with pytest.raises(PeerFault, match="another number"):
            receive_2(STATE, SID2, blocks, SeededRng())
    receive_2(STATE, SID2, BLOCKS, SeededRng())


def test_a_guess_of_one_bit_is_right_half_the_time() -> None:
    """A wrong a~_j passes exactly if beta_j is what P2 bet on: one bit of a beta that is destroyed on failure."""
    beta = base_ot.bits(STATE.beta.reveal())
    passed = []
    for j in range(12):
        # e is added to a~_j and the bet is beta_j = 0: mu stays as computed, only theta changes.
        pairs = bytearray(BLOCKS[0].pairs)
        pairs[64 * j] ^= 1
        forged = forge(bytes(pairs))
        try:
            receive_2(STATE, SID2, with_one(0, forged), SeededRng())
            passed.append(0)
        except Cheat:
            passed.append(1)
    assert passed == beta[:12]
    assert set(passed) == {0, 1}


def forge(pairs: bytes) -> VoleBlock:
    """The honest answer of instance 0, but for this block: eta and the hash follow its theta."""
    ahat = int.from_bytes(SeededRng("P2").bytes("ahat", 64), "big") % q
    theta = vole.theta_of(SID2, 0, pairs)
    eta, A0 = (ahat + theta * 5) % q, values(vole.row_hash(ROWS[:XI], SID2, 0))
    mu = [hat + theta * x for x, hat in zip(A0[0::2], A0[1::2], strict=True)]
    return VoleBlock(pairs, eta, reference.check_hash(SID2, 0, theta, eta, mu))

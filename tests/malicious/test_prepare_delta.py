"""Rule F3, why a failed OT check locks for good: Delta is the whole key, back to the first signature of its epoch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.codec.codec import decode
from core.crypto.secp256k1 import add, base_mult, q
from core.errors import OtCheat
from core.primitives import vole
from core.primitives.all_but_one import LEAVES, TREES
from core.primitives.gadget import XI
from core.primitives.ot_extension import column_size
from core.protocol.changes import Change, Checked, Checking
from core.protocol.derive import child
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import A1, A2, Purpose
from core.protocol.ecdsa.sign import S1, S2
from core.sansio.effects import Persist
from tests.support.joint_key import items, joint_key, prepare_scripts, sign_scripts
from tests.support.lying import numbers
from tests.support.ot import Dealt, SeededRng, extension_message
from tests.support.pair import converse

KEY = joint_key()
DEALT = Dealt(KEY.p1.ot, KEY.p2.ot, KEY.p2.ot.reveal()[:16])
NB = column_size(XI)


def offer(n: int, errors: dict[int, bytes] | None = None, guesses: dict[int, int] | None = None, **lies: Any) -> A1:
    """A cheating P1's A1, its columns lying as told (tests/support/ot.py)."""
    n1 = n.to_bytes(32, "big")
    sid1 = prepare.sid1_of(KEY.p1.epoch_id, Purpose.PAY, 1, n1)
    x = SeededRng(f"x {n}").bytes("x", NB)
    columns = extension_message(DEALT, sid1, x, XI, errors, guesses, **lies)
    return A1(KEY.p1.key_id, KEY.p1.epoch_id, Purpose.PAY, 1, n1, columns)


def probe(g: int, bet: int) -> A1:
    """Passes exactly if P2 lacks leaf `bet` of tree g."""
    return offer(LEAVES * g + bet, {g: b"\1" + bytes(NB - 1)}, {g: bet})


def answer(a1: A1) -> tuple[list[Change], type[Exception] | None]:
    """What P2 makes durable, and how it ends."""
    script = prepare.p2(a1, KEY.p2, SeededRng("b"))
    durable: list[Change] = []
    try:
        while True:
            effect = next(script)
            if isinstance(effect, Persist):
                durable.append(effect.change)
    except StopIteration:
        return durable, None
    except OtCheat as error:
        return durable, type(error)


def test_probes_and_one_old_transcript_are_the_key() -> None:
    """An honest signature, kept by P1; then probes at a P2 whose lock is lost each time."""
    rng1, rng2 = SeededRng("a"), SeededRng("b")
    prepared = converse(*prepare_scripts(KEY, 1, rng1, rng2))
    one, two = prepared.both()
    a2 = decode(A2, prepared.frames[1].data)
    mine = one.take()
    one = replace(one, secrets=prepare.Once(mine))  # P1 keeps what it drew
    talk = converse(*sign_scripts(KEY, (one, two), items(1), rng1, rng2))
    s1, s2 = decode(S1, talk.frames[0].data), decode(S2, talk.frames[1].data)
    (signature,), _ = talk.both()

    read = [  # the mistake: some 240 answers under one Delta
        next(bet for bet in range(LEAVES) if answer(probe(g, bet))[1] is None) for g in range(TREES)
    ]
    assert read == DEALT.lacking
    delta = np.array([low | high << 4 for low, high in zip(read[0::2], read[1::2], strict=True)], np.uint8)

    offered, _ = prepare.step1_p1_offer(KEY.p1, Purpose.PAY, 1, SeededRng("a"))
    receiver = offered.take().receiver  # P1's own rows and bits of that transcript
    beta = np.unpackbits(np.frombuffer(receiver.beta.reveal(), np.uint8), bitorder="little")
    rows = receiver.rows.reveal()
    theirs = rows ^ delta * beta[:, None]  # P2's own rows
    leaves, u, _ = vole.sender_digits(np.stack((theirs, theirs ^ delta)), one.sid2, 0)
    assert leaves == a2.blocks[0].leaves
    sent = [int.from_bytes(a2.blocks[0].pairs[64 * j : 64 * j + 32], "little") for j in range(XI // 2)]
    (k2,) = {(a + total) % q for a, total in zip(sent, numbers(u)[0::2], strict=True)}
    assert base_mult(k2) == s2.openings[0].R2

    e, r, b = (k2 + s1.masked[0].r1) % q, signature.r, mine.product.b.reveal()[0]
    t, _, _ = child(KEY.p1.Q, KEY.p1.chain, items(1)[0].path)
    h = int.from_bytes(items(1)[0].message, "big")
    x = (((s2.s2[0] + r * b) * e - h) * pow(r, -1, q) - t) % q
    assert base_mult(x) == KEY.p1.Q == add(KEY.p1.X1, KEY.p1.X2)


def test_the_first_probe_that_fails_is_the_last() -> None:
    """The rule: the lock is durable before the answer; the driver reads no further A1 under this T."""
    T = KEY.p2.T
    for g in range(TREES):
        durable, error = answer(probe(g, 0))
        assert durable[0] == Checking(T)
        if error is OtCheat:
            assert durable == [Checking(T), Checked(T, ok=False)]
            break
        assert durable == [Checking(T), Checked(T, ok=True)]
    assert g <= 4  # each probe fails with probability 15/16


def flip(byte: int) -> bytes:
    return bytes(byte) + b"\1" + bytes(NB - byte - 1)


@pytest.mark.parametrize("g", [0, 7, 16, 31])
def test_every_inconsistent_offer_is_a_bet_on_delta_and_a_lost_one_is_durable(g: int) -> None:
    """Rule F11, over the wire messages."""
    h = (g + 9) % TREES
    right, wrong = DEALT.lacking[g], DEALT.lacking[g] ^ 5
    bets: list[tuple[A1, bool]] = [(offer(1), True)]
    for n, bet in ((10, right), (20, wrong)):
        bets += [
            (offer(n, {g: flip(3)}, {g: bet}), bet == right),
            (offer(n + 1, {g: flip(60)}, {g: bet}), bet == right),
            (offer(n + 2, {g: flip(3), h: flip(3)}, {g: bet, h: DEALT.lacking[h]}), bet == right),
            (offer(n + 3, wrong_leaves={g: bet}), bet == right),
        ]
    for a1, passes in bets:
        durable, error = answer(a1)
        assert durable[-1] == Checked(KEY.p2.T, ok=passes)
        assert (error is None) == passes


def test_a_replay_under_another_number_is_a_failed_check() -> None:
    a1 = offer(1)
    moved = A1(a1.key_id, a1.epoch_id, Purpose.DRILL, 1, a1.n1, a1.columns)
    assert answer(moved)[1] is OtCheat

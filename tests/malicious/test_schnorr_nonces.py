"""What a nonce that serves twice gives away, and that none does (rules GK3, GK6)."""

from __future__ import annotations

import hashlib

import pytest

from core.crypto import bip340
from core.crypto.secp256k1 import parse_scalar, q
from core.errors import Bug, PeerFault
from core.protocol.additive import sign
from core.protocol.additive.prepare import SumP1Coms
from core.protocol.schnorr.kind import SCHNORR_KIND
from tests.support.ot import SeededRng
from tests.support.pair import run_pair
from tests.support.sums import digests, prepared_sum, sign_scripts, sum_key, sum_talk

KEY = sum_key()
UNDER = SCHNORR_KIND.key(KEY.p1, (0, 0))
MESSAGE = hashlib.sha256(b"twice").digest()


def test_reused_k1_gives_x1() -> None:
    """A wallet that sends one R1 for two sessions: two whole signatures and P2's own part give its half."""
    nonces, found = sign.step1_p1_nonces(SCHNORR_KIND, 1, SeededRng("once")), []
    for seed in ("first", "second"):
        one, two = prepared_sum(KEY, 1, seed)
        coms, secrets = one.take(), two.take()
        openings = secrets.openings.reveal()
        Rs = sign.step2_p2_join(SCHNORR_KIND, openings, [bytes(nonces[1][0])])
        s2 = sign.step3_p2_answer(SCHNORR_KIND, KEY.p2.x, secrets.k2.reveal(), Rs, [(MESSAGE, UNDER)])
        (whole,) = sign.step4_p1_finish(SCHNORR_KIND, KEY.p1, coms, nonces, (openings, s2), [(MESSAGE, UNDER)])
        s1 = (int.from_bytes(bytes(whole)[32:], "big") - parse_scalar(s2[0])) % q  # what P2 works out
        turn = -1 if Rs[0].is_odd else 1
        found.append((turn * s1 % q, turn * bip340.challenge(Rs[0], UNDER.point, MESSAGE) % q))
    (a, c), (b, d) = found
    d1 = (a - b) * pow(c - d, -1, q) % q
    assert (-d1 if UNDER.flips else d1) % q == parse_scalar(KEY.p1.x.reveal())


def test_resend_is_a_new_session() -> None:
    """A session of either side signs once; what is signed again has other nonces, of both."""
    sessions, wanted = prepared_sum(KEY), digests()
    first = sum_talk(KEY, wanted, sessions)
    assert first.both()[0]
    one, two = prepared_sum(KEY, 1, "again")
    for again in ((sessions[0], two), (one, sessions[1])):
        with pytest.raises((Bug, PeerFault)):
            run_pair(*sign_scripts(KEY, again, wanted, SeededRng("again")))
    second = sum_talk(KEY, wanted, seed="second")
    assert second.both()[0]
    assert first.frames[0].data[2:67] != second.frames[0].data[2:67]
    assert first.frames[0].data[-33:] != second.frames[0].data[-33:]


def test_s1_is_never_sent() -> None:
    talk = sum_talk(KEY, digests())
    (whole,), _ = talk.both()
    s2 = talk.frames[1].data[-32:]
    s1 = SCHNORR_KIND.group.add_scalars(bytes(whole)[32:], SCHNORR_KIND.group.negate_scalar(s2))
    assert all(s1 not in frame.data and bytes(whole)[32:] not in frame.data for frame in talk.frames)
    assert isinstance(prepared_sum(KEY)[0].take(), SumP1Coms)  # no nonce of P1 is drawn before it signs

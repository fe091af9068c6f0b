"""A share that comes back from the copy that the other side keeps, on both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.codec.codec import decode, encode
from core.crypto.group import SECP256K1
from core.crypto.rng import HedgedRng
from core.errors import BadInput, BlockKind, Bug, InputKind, KeyBlocked, PeerFault
from core.protocol.copies import NO_SEALS
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import Purpose
from core.protocol.ecdsa.scheme import Ecdsa
from core.protocol.restore import HandedShare
from core.protocol.share import NO_RUN, NO_SESSION, KeyShare, Role
from core.recovery import sealed_copy
from core.recovery.sheet import NO_SHEETS
from core.secret import Secret
from tests.support.joint_key import JointKey, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.pair import run_pair
from tests.support.sheets import CREATED, a_sealing, a_sheet, sealed_key

CHAN = bytes(range(32))
RESTORING = Ecdsa().restoring
OTHER = {Role.P1: Role.P2, Role.P2: Role.P1}


def shares() -> dict[Role, KeyShare]:
    key = sealed_key()
    return {Role.P1: key.p1, Role.P2: key.p2}


def handed(lost: Role) -> bytes:
    """By the side that stayed."""
    stays = OTHER[lost]
    return RESTORING.hand(shares()[stays], a_sheet(lost).public, a_sealing(stays), HedgedRng())


@pytest.mark.parametrize("lost", Role)
def test_it_is_the_share_that_was_lost_without_base_ots(lost: Role) -> None:
    found, created = RESTORING.open_handed(handed(lost), a_sheet(lost))
    share = shares()[lost]
    back = replace(share, ot=Secret(b""), parent=NO_RUN, sid=NO_SESSION, peer_copy=found.peer_copy)
    assert encode(found) == encode(back)
    assert found.peer_copy
    assert created == CREATED
    assert (RESTORING.signs(share), RESTORING.signs(found)) == (True, False)


@pytest.mark.parametrize("lost", Role)
def test_a_proof_is_of_this_half_this_run_and_this_link(lost: Role) -> None:
    share, stays = shares()[lost], shares()[OTHER[lost]]
    proof = RESTORING.prove(share, CHAN, HedgedRng())
    RESTORING.check(stays, proof, CHAN)
    for other, chan in ((stays, bytes(32)), (replace(stays, T=bytes(32)), CHAN), (share, CHAN)):
        with pytest.raises(PeerFault):
            RESTORING.check(other, proof, chan)


def test_it_signs_nothing_and_is_renewed() -> None:
    one, _ = RESTORING.open_handed(handed(Role.P1), a_sheet(Role.P1))
    two = shares()[Role.P2]
    a1 = prepare.step1_p1_offer(shares()[Role.P1], Purpose.PAY, 1, HedgedRng())[1]
    bare = replace(two, ot=Secret(b""))
    for step in (
        lambda: prepare.step1_p1_offer(one, Purpose.PAY, 1, HedgedRng()),
        lambda: prepare.step2_p2_match(a1, bare),
    ):
        with pytest.raises(KeyBlocked) as blocked:
            step()
        assert blocked.value.kind is BlockKind.MUST_REFRESH
    sealings = (a_sealing(Role.P1), a_sealing(Role.P2))
    rngs = SeededRng("one"), SeededRng("two")
    renewed, other = run_pair(*refresh_scripts(JointKey(one, two), *rngs, sealings=sealings))
    assert RESTORING.signs(renewed)
    assert renewed.T == other.T


def test_what_is_handed_out_may_lie() -> None:
    data = handed(Role.P1)
    with pytest.raises(BadInput) as other:
        RESTORING.open_handed(data, a_sheet(Role.P1, "another"))
    assert other.value.kind is InputKind.SHEET_OTHER
    for odd in (
        replace(decode(HandedShare, data), seals=NO_SEALS),
        replace(decode(HandedShare, data), own=NO_SHEETS),
        replace(decode(HandedShare, data), sheets=NO_SHEETS),
    ):
        with pytest.raises(PeerFault):
            RESTORING.open_handed(encode(odd), a_sheet(Role.P1))


def test_a_copy_of_another_kind_of_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sealed_copy.GROUPS, "other", (SECP256K1, 1))
    share = shares()[Role.P1]
    subject = replace(sealed_copy.read_copy(shares()[Role.P2].peer_copy).subject, group="other")
    made = sealed_copy.seal(subject, share.half, share.chain, a_sealing(Role.P1), HedgedRng())
    copy = encode(decode(sealed_copy.HandedCopy, made).copy)
    with pytest.raises(PeerFault, match="another kind of key"):
        RESTORING.open_handed(encode(HandedShare(copy, NO_SHEETS, NO_SHEETS, NO_SEALS)), a_sheet(Role.P1))


def test_nothing_is_handed_out_that_is_not_there() -> None:
    with pytest.raises(Bug):
        RESTORING.hand(replace(shares()[Role.P2], peer_copy=b""), a_sheet(Role.P1).public, None, HedgedRng())

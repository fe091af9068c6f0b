"""Sealed copies in key generation and refresh against a peer that leaves them out, exchanges or spoils them.

Whoever gets one checks it before its PREP: nothing false is ever kept, and nothing is prepared with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType, message_class
from core.errors import Bug, PeerFault
from core.protocol.copies import NO_SEALS, Seals, sealed, subject_of
from core.protocol.share import KeyShare, Role
from core.recovery.sealed_copy import open_copy, read_copy, seal
from core.recovery.sheet import NO_SHEET, PublicSheet, SheetPair
from core.secret import Secret
from tests.support.joint_key import JointKey, Scripts, fresh_key, joint_key, keygen_scripts, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.pair import Talk, converse
from tests.support.sheets import a_sealing, a_sheet, both_sealings, publics, sealed_again, sealed_key
from tests.support.tamper import at, index_of

ONE, TWO = publics()
OTHERS = publics("another sheet")
SIDES = [Role.P1, Role.P2]
Begin = Callable[[], Scripts]


def begin_keygen() -> Scripts:
    return keygen_scripts(SeededRng("run 1"), SeededRng("run 2"), sealings=both_sealings())


def begin_refresh() -> Scripts:
    return refresh_scripts(sealed_key(), SeededRng("run 1"), SeededRng("run 2"), sealings=both_sealings())


RUNS = [pytest.param(begin_keygen, id="keygen"), pytest.param(begin_refresh, id="refresh")]


@cache
def honest(begin: Begin) -> Talk[Any, Any]:
    """An undisturbed run; it repeats."""
    talk = converse(*begin())
    talk.both()
    return talk


def with_copy_of(sender: Role, begin: Begin) -> MessageType:
    if sender is Role.P2:
        return MessageType.PREPARED
    return MessageType.G3 if begin is begin_keygen else MessageType.F3


def changed(begin: Begin, kind: MessageType, **change: Any) -> Talk[Any, Any]:
    """The run with some fields of one message exchanged under way."""
    index = index_of(honest(begin), kind)
    message: Any = decode(message_class(kind), honest(begin).frames[index].data)
    return converse(*begin(), tamper=at(index, encode(replace(message, **change))))


def must_be_refused(talk: Talk[Any, Any], by: Role) -> None:
    """By a fault, before anything is prepared; the side that answers has prepared nothing either where it is P1's."""
    role, error = talk.fault()
    assert (role, type(error)) == (by, PeerFault)
    assert talk.durable(by) == []
    assert talk.durable(Role.P1) == []


def seal_of(talk: Talk[Any, Any], kind: MessageType) -> bytes:
    message: Any = decode(message_class(kind), talk.frames[index_of(talk, kind)].data)
    return bytes(message.seals.seal)


# ------------------------------------------------------------------ what honest sides hold
@pytest.mark.parametrize("key", [sealed_key, sealed_again])
def test_each_side_keeps_what_the_other_can_open(key: Callable[[], JointKey]) -> None:
    held = key()
    for keeper, owner in ((held.p1, held.p2), (held.p2, held.p1)):
        assert (keeper.sheet1, keeper.sheet2) == (ONE, TWO)
        assert (keeper.own_sheet, keeper.peer_sheet) == (owner.peer_sheet, owner.own_sheet)
        copy = read_copy(keeper.peer_copy)
        assert copy.subject == subject_of(owner, owner.role)
        assert (copy.subject.T, copy.subject.epoch, copy.generation) == (keeper.T, keeper.epoch, 7)
        found = open_copy(copy, a_sheet(owner.role))
        assert (found.x.reveal(), found.chain) == (owner.half.reveal(), owner.chain)


@pytest.mark.parametrize("sealings", [(a_sealing(Role.P1), None), (None, a_sealing(Role.P2))])
def test_one_side_may_have_a_sheet_and_the_other_none(sealings: Any) -> None:
    talk = converse(*keygen_scripts(SeededRng("a"), SeededRng("b"), sealings=sealings))
    key = JointKey(*talk.both())
    for _ in range(2):
        assert (bool(key.p2.peer_copy), bool(key.p1.peer_copy)) == (sealings[0] is not None, sealings[1] is not None)
        key = JointKey(*converse(*refresh_scripts(key, SeededRng("c"), SeededRng("d"), sealings=sealings)).both())


def test_the_sheets_are_part_of_the_run() -> None:
    plain = converse(*keygen_scripts(SeededRng("run 1"), SeededRng("run 2"))).both()
    sealed_ones = honest(begin_keygen).both()
    assert plain[0].T != sealed_ones[0].T
    assert plain[0].Q == sealed_ones[0].Q


# ------------------------------------------------------------------ false copies
@pytest.mark.parametrize("begin", RUNS)
@pytest.mark.parametrize("sender", SIDES)
def test_no_copy_no_run(begin: Begin, sender: Role) -> None:
    must_be_refused(changed(begin, with_copy_of(sender, begin), seals=NO_SEALS), sender.other)


def foreign(sender: Role) -> dict[str, bytes]:
    """Copies that are whole, and of something else."""
    key, again = sealed_key(), sealed_again()
    share, later = (key.p1, again.p1) if sender is Role.P1 else (key.p2, again.p2)
    mine, theirs = a_sealing(sender), a_sealing(sender.other)
    rng = SeededRng("copies")
    reflected = sealed(again.p2 if sender is Role.P1 else again.p1, theirs, rng)
    stranger = fresh_key("stranger")
    other = replace(stranger.p1 if sender is Role.P1 else stranger.p2, sheet1=ONE, sheet2=TWO)
    return {
        "of the epoch before": sealed(share, mine, rng).seal,
        "of another run": sealed(later, mine, rng).seal,
        "of the other side": reflected.seal,
        "of another key": sealed(other, mine, rng).seal,
    }


@pytest.mark.parametrize("begin", RUNS)
@pytest.mark.parametrize("sender", SIDES)
def test_a_copy_of_something_else(begin: Begin, sender: Role) -> None:
    for name, copy in foreign(sender).items():
        talk = changed(begin, with_copy_of(sender, begin), seals=Seals(copy))
        assert talk.errors, name
        must_be_refused(talk, sender.other)


@pytest.mark.parametrize("begin", RUNS)
@pytest.mark.parametrize("sender", SIDES)
def test_a_copy_for_another_sheet(begin: Begin, sender: Role) -> None:
    """Of the right share and run, and whoever holds the paper that was told opens nothing."""
    share: KeyShare = honest(begin).results[sender]
    subject = subject_of(share, sender)
    copy = seal(subject, share.half, share.chain, a_sealing(sender, "another sheet"), SeededRng("copies"))
    must_be_refused(changed(begin, with_copy_of(sender, begin), seals=Seals(copy)), sender.other)


@pytest.mark.parametrize("begin", RUNS)
@pytest.mark.parametrize("sender", SIDES)
def test_a_spoilt_copy(begin: Begin, sender: Role) -> None:
    kind = with_copy_of(sender, begin)
    whole = seal_of(honest(begin), kind)
    for place in (len(whole) // 2, len(whole) - 1):
        spoilt = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        must_be_refused(changed(begin, kind, seals=Seals(spoilt)), sender.other)


# ------------------------------------------------------------------ false sheets
@pytest.mark.parametrize("sender", SIDES)
@pytest.mark.parametrize(
    "sheet", [pytest.param(NO_SHEET, id="none any more"), *(pytest.param(one, id="another") for one in OTHERS)]
)
def test_seal_key_swap_refused(sender: Role, sheet: PublicSheet) -> None:
    """Whoever exchanges the key of the paper holds the share to ransom (R3); the old copy stays."""
    kind = MessageType.F1 if sender is Role.P1 else MessageType.F2
    talk = changed(begin_refresh, kind, sheets=SheetPair(sheet))
    must_be_refused(talk, sender.other)
    assert talk.persisted == []


@pytest.mark.parametrize("sender", SIDES)
@pytest.mark.parametrize("half", ["spk", "apk"])
def test_half_a_sheet_is_none(sender: Role, half: str) -> None:
    mine = publics()[sender - 1]
    broken = replace(mine, **{half: bytes(32)})
    kind = MessageType.G1 if sender is Role.P1 else MessageType.G2
    talk = changed(begin_keygen, kind, sheet=broken)
    assert Role.P1 not in talk.results
    assert talk.durable(sender.other) == talk.durable(Role.P1) == []


@pytest.mark.parametrize("sender", SIDES)
def test_a_first_sheet_needs_a_yes(sender: Role) -> None:
    """Told without one it is a fault of the protocol; the co-signer's endpoints ask before they come so far."""

    def begin() -> Scripts:
        return refresh_scripts(joint_key(), SeededRng("r 1"), SeededRng("r 2"))

    kind = MessageType.F1 if sender is Role.P1 else MessageType.F2
    talk = changed(begin, kind, sheets=SheetPair(publics()[sender - 1]))
    must_be_refused(talk, sender.other)
    assert talk.persisted == []


@pytest.mark.parametrize("sender", SIDES)
def test_a_yes_is_to_one_sheet(sender: Role) -> None:
    """Another one than a person has compared is not taken in its place."""
    sealings = (a_sealing(Role.P1), None) if sender is Role.P1 else (None, a_sealing(Role.P2))
    accepts = (NO_SHEET, ONE) if sender is Role.P1 else (TWO, NO_SHEET)

    def begin() -> Scripts:
        return refresh_scripts(joint_key(), SeededRng("r 1"), SeededRng("r 2"), sealings=sealings, accepts=accepts)

    share: KeyShare = converse(*begin()).both()[sender - 1]
    assert share.own_sheet == publics()[sender - 1]
    kind = MessageType.F1 if sender is Role.P1 else MessageType.F2
    must_be_refused(changed(begin, kind, sheets=SheetPair(OTHERS[sender - 1])), sender.other)


def test_the_co_signer_tells_its_first_sheet_only_where_it_is_accepted() -> None:
    for accepts in (NO_SHEET, OTHERS[1]):
        rngs = SeededRng("r 1"), SeededRng("r 2")
        sealings = None, a_sealing(Role.P2)
        talk = converse(*refresh_scripts(joint_key(), *rngs, sealings=sealings, accepts=(accepts, NO_SHEET)))
        share1, share2 = talk.both()
        assert share1.sheet2 == share2.sheet2 == NO_SHEET
        assert (share1.peer_copy, share2.peer_copy) == (b"", b"")


def test_what_p1_accepts_is_part_of_the_run() -> None:
    """Changed under way, both have made another run, and neither goes on: their base OTs give P2 other trees."""

    def begin() -> Scripts:
        return refresh_scripts(joint_key(), SeededRng("r 1"), SeededRng("r 2"))

    assert changed(begin, MessageType.F1, accepts=TWO).fault()[0] is Role.P2


@pytest.mark.parametrize(
    ("kind", "by"), [(MessageType.G3, Role.P2), (MessageType.F3, Role.P2), (MessageType.PREPARED, Role.P1)]
)
def test_a_copy_without_a_sheet(kind: MessageType, by: Role) -> None:
    def begin() -> Scripts:
        rngs = SeededRng("r 1"), SeededRng("r 2")
        return refresh_scripts(joint_key(), *rngs) if kind is MessageType.F3 else keygen_scripts(*rngs)

    must_be_refused(changed(begin, kind, seals=Seals(b"sealed")), by)


# ------------------------------------------------------------------ our own mistakes
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("wrong", ["none", "another"])
def test_a_key_is_never_renewed_without_its_own_sheet(side: Role, wrong: str) -> None:
    mine = None if wrong == "none" else a_sealing(side, "another sheet")
    sealings = (mine, a_sealing(Role.P2)) if side is Role.P1 else (a_sealing(Role.P1), mine)
    talk = converse(*refresh_scripts(sealed_key(), SeededRng("r 1"), SeededRng("r 2"), sealings=sealings))
    role, error = talk.fault()
    assert (role, type(error)) == (side, Bug)
    assert talk.persisted == []


def test_a_copy_of_a_share_that_is_not_ours_does_not_leave() -> None:
    share = replace(sealed_key().p1, x=Secret(5))
    with pytest.raises(Bug, match="does not hold"):
        sealed(share, a_sealing(Role.P1), SeededRng("copies"))

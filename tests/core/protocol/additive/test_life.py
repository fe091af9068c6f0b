"""A key of the family is made, renewed, used, written down and read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.codec.codec import encode
from core.crypto import bip340
from core.errors import KeyBlocked, PeerFault, StorageError, StorageKind
from core.primitives.key_id import key_id
from core.protocol.changes import Checked, Committed, Debit, Prepared
from core.protocol.registry import SCHNORR, scheme_of
from core.protocol.schnorr.kind import SCHNORR_KIND
from core.protocol.share import NO_RUN, NO_SESSION, Role
from core.secret import Secret
from tests.support.ot import SeededRng
from tests.support.pair import converse, run_pair
from tests.support.sheets import both_sealings
from tests.support.sums import (
    SumKey,
    digests,
    keygen_scripts,
    prepared_sum,
    refresh_scripts,
    renewed_sum,
    sign_scripts,
    signed_sums,
    sum_key,
    sum_talk,
)

SCHEME = scheme_of(SCHNORR)
GROUP = SCHNORR_KIND.group


def must_belong_together(key: SumKey) -> None:
    one, two = key.p1, key.p2
    assert bytes(GROUP.base_mult(GROUP.add_scalars(one.x.reveal(), two.x.reveal()))) == bytes(one.Q)
    assert (one.Q, one.chain, one.T, one.epoch, one.X1, one.X2) == (two.Q, two.chain, two.T, two.epoch, two.X1, two.X2)
    assert (bytes(GROUP.base_mult(one.x.reveal())), bytes(GROUP.base_mult(two.x.reveal()))) == one.points[1:]


def test_a_key_is_made() -> None:
    talk = converse(*keygen_scripts(SeededRng("a"), SeededRng("b")))
    key = SumKey(*talk.both())
    must_belong_together(key)
    assert (key.p1.epoch, key.p1.parent, key.p1.role, key.p2.role) == (1, NO_RUN, Role.P1, Role.P2)
    assert [type(change) for change in talk.durable(Role.P1)] == [Prepared, Committed]
    assert talk.durable(Role.P2)[1:2] == [Checked(key.p1.T, ok=True)]  # the self-test, before the commit
    assert [type(change) for change in talk.durable(Role.P2)] == [Prepared, Checked, Committed]
    assert key.p1.key_id == key_id("regtest", key.p1.Q, key.p1.chain, SCHNORR)
    assert key.p1.key_id != key_id("regtest", key.p1.Q, key.p1.chain)  # another key than ECDSA's of the same numbers
    assert signed_sums(key, digests(3))


def test_a_key_is_renewed() -> None:
    old, seen = sum_key(), set()
    key = old
    for epoch in (2, 3):
        key = renewed_sum(key, f"run {epoch}")
        must_belong_together(key)
        assert (key.p1.epoch, key.p1.key_id, key.p1.Q) == (epoch, old.p1.key_id, old.p1.Q)
        assert signed_sums(key, digests(2))
        seen |= {key.p1.x.reveal(), key.p2.x.reveal(), key.p1.epoch_id}
    assert len(seen) == 6
    with pytest.raises(PeerFault, match="different epochs"):
        prepared_sum(SumKey(old.p1, key.p2))


def test_what_both_sign_is_a_bip340_signature_of_the_address() -> None:
    wanted = digests(5)
    talk = sum_talk(sum_key(), wanted)
    signatures, _ = talk.both()
    for item, signature in zip(wanted, signatures, strict=True):
        key = SCHNORR_KIND.key(sum_key().p1, item.path)
        assert len(bytes(signature)) == bip340.SIZE
        bip340.verify(key.point, item.message, bytes(signature))
    assert [type(change) for _, change in talk.persisted] == [Debit]
    assert talk.log == ["P1 sends SUM_S1", "P2 keeps Debit", "P2 sends SUM_S2"]


def test_one_session_may_sign_less_than_it_was_made_for() -> None:
    sessions = prepared_sum(sum_key(), 4)
    assert len(run_pair(*sign_scripts(sum_key(), sessions, digests(2), SeededRng()))[0]) == 2


def test_the_same_message_twice_gives_another_R() -> None:
    item = digests()
    first, second = (bytes(signed_sums(sum_key(), item, seed)[0]) for seed in ("a", "b"))
    assert first[:32] != second[:32]


@pytest.mark.parametrize("role", list(Role))
def test_a_share_is_read_as_it_was_written(role: Role) -> None:
    sealings = both_sealings()
    key = SumKey(*run_pair(*keygen_scripts(SeededRng("a"), SeededRng("b"), sealings)))
    share: Any = key.p1 if role is Role.P1 else key.p2
    written = SCHEME.write(share)
    assert written.reveal()[:2] == bytes([1, SCHNORR])
    assert encode(SCHEME.read(written, SCHEME.copies(share))) == encode(share)
    assert encode(SCHEME.read(written)) == encode(replace(share, peer_copy=b""))
    (copy,) = SCHEME.copies(share)
    assert (copy.sheet, copy.data) == (share.peer_sheet, share.peer_copy)
    assert SCHEME.hedge(share) == share.x.reveal()
    for head, kind in ((b"\0\2", StorageKind.STORAGE), (b"\1\1", StorageKind.STORAGE), (b"\2\2", StorageKind.NEWER)):
        with pytest.raises(StorageError) as refused:
            SCHEME.read(Secret(head + written.reveal()[2:]))
        assert refused.value.kind is kind
    with pytest.raises(StorageError, match="malformed"):
        SCHEME.read(Secret(written.reveal() + b"\0"))


def test_copies_are_sealed_and_renewed() -> None:
    sealings = both_sealings()
    key = SumKey(*run_pair(*keygen_scripts(SeededRng("a"), SeededRng("b"), sealings)))
    new = SumKey(*run_pair(*refresh_scripts(key, SeededRng("c"), SeededRng("d"), None, sealings)))
    assert key.p1.peer_copy != new.p1.peer_copy != b"" != new.p2.peer_copy
    for share, sealing in zip((new.p1, new.p2), sealings, strict=True):
        assert sealing is not None
        SCHEME.both_copies(share, sealing, SeededRng("file")).check()


def test_a_share_that_came_back_signs_nothing_before_a_refresh() -> None:
    key = sum_key()
    back = SumKey(replace(key.p1, sid=NO_SESSION), replace(key.p2, sid=NO_SESSION))
    for one in (SumKey(back.p1, key.p2), SumKey(key.p1, back.p2)):
        with pytest.raises(KeyBlocked):
            prepared_sum(one)
    assert not SCHEME.restoring.signs(back.p1)
    assert SCHEME.restoring.signs(key.p1)
    assert signed_sums(renewed_sum(back), digests())


def test_nothing_is_loaded_late() -> None:
    SCHEME.load()
    assert SCHEME.timed == frozenset()

"""The schemes there are, as the rest of core finds them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.codec.codec import encode
from core.codec.messages import MessageType
from core.errors import PeerFault, StorageError, StorageKind
from core.protocol.ecdsa.guard import fresh
from core.protocol.registry import ECDSA, SCHEMES, SCHNORR, named_in, opened_by, scheme_of, timed
from core.protocol.scheme import NewKeyCall, PrepareCall, RefreshCall, SignCall
from core.role import Role
from core.secret import Secret
from tests.support.joint_key import joint_key
from tests.support.sheets import sealed_key


def test_each_scheme_is_found_by_the_id_that_it_and_its_shares_have() -> None:
    assert {id: scheme.id for id, scheme in SCHEMES.items()} == {id: id for id in SCHEMES}
    assert {joint_key().p1.SCHEME, joint_key().p2.SCHEME} == {ECDSA}


def test_a_kind_of_key_from_the_future_is_named() -> None:
    with pytest.raises(StorageError) as unknown:
        scheme_of(250)
    assert unknown.value.kind is StorageKind.NEWER


def test_no_message_opens_a_call_of_two_schemes() -> None:
    """What several schemes say names the one in its first byte."""
    first = [kind for scheme in SCHEMES.values() for kind in scheme.calls if not kind.names_scheme]
    assert len(first) == len(set(first))
    for scheme in SCHEMES.values():
        assert {opened_by(kind, bytes([1, kind, scheme.id])) for kind in scheme.calls} == {scheme}
    assert opened_by(MessageType.PROPOSE, b"") is opened_by(MessageType.A2, b"") is None
    for kind, named in ((MessageType.SUM_A2, SCHNORR), (MessageType.SUM_G1, ECDSA)):
        assert opened_by(kind, bytes([1, kind, named])) is None
    assert {MessageType.A2, MessageType.S2, MessageType.TEST_S2} == timed()


@pytest.mark.parametrize("scheme", [b"", b"\0", b"\xfa"])
def test_a_message_of_a_scheme_that_nobody_knows(scheme: bytes) -> None:
    with pytest.raises(PeerFault, match="does not know"):
        opened_by(MessageType.SUM_G1, bytes([1, MessageType.SUM_G1]) + scheme)


def test_what_a_first_message_names_stands_after_its_scheme() -> None:
    name = bytes(range(32))
    assert named_in(bytes([1, MessageType.A1]) + name + b"rest") == name
    assert named_in(bytes([1, MessageType.SUM_A1, SCHNORR]) + name + b"rest") == name
    assert named_in(b"") == named_in(b"\1") == named_in(bytes([1, MessageType.SUM_A1])) == b""


def test_shares_are_read_as_they_were_written() -> None:
    scheme = scheme_of(ECDSA)
    for share in (joint_key().p1, joint_key().p2):
        again = scheme.read(scheme.write(share))
        assert encode(again) == encode(share)
        assert scheme.copies(share) == ()
        assert scheme.hedge(share) == share.x.reveal().to_bytes(32, "big")
    for share in (sealed_key().p1, sealed_key().p2):
        (copy,) = scheme.copies(share)
        assert (copy.sheet, copy.data) == (share.peer_sheet, share.peer_copy)
        assert encode(scheme.read(scheme.write(share))) == encode(replace(share, peer_copy=b""))
        other = replace(copy, sheet=share.own_sheet)
        assert encode(scheme.read(scheme.write(share), [other, copy])) == encode(share)
    with pytest.raises(StorageError, match="malformed"):
        scheme.read(Secret(b"\3no share"))
    assert scheme.guard.fresh() == fresh()


@pytest.mark.parametrize("role", list(Role))
def test_a_share_of_another_format_is_refused(role: Role) -> None:
    """One of before begins with its role. At P1 it has as many bytes as one of now, and would be taken for one."""
    scheme, share = scheme_of(ECDSA), joint_key().p1 if role is Role.P1 else joint_key().p2
    written = scheme.write(share).reveal()
    before = encode(share)
    assert written == b"\3" + before
    assert before[0] == role
    for data, kind in ((before, StorageKind.OLDER), (b"\4" + before, StorageKind.NEWER), (b"", StorageKind.OLDER)):
        with pytest.raises(StorageError, match="this key was made by") as refused:
            scheme.read(Secret(data))
        assert refused.value.kind is kind


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (MessageType.G1, NewKeyCall),
        (MessageType.F1, RefreshCall),
        (MessageType.A1, PrepareCall),
        (MessageType.S1, SignCall),
    ],
)
def test_what_is_no_first_message_is_a_fault(kind: MessageType, call: type[object]) -> None:
    read = scheme_of(ECDSA).calls[kind]
    assert call.__name__ in str(read.__annotations__["return"])
    with pytest.raises(PeerFault, match="malformed"):
        read(bytes([1, kind]))

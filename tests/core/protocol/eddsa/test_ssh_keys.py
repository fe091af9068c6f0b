"""Keys of ssh: made, renewed, used, and judged by two libraries that had no part in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.signing import VerifyKey

from core.crypto.group import Ed25519
from core.errors import BadInput, Cheat, PeerFault
from core.primitives import knowledge
from core.protocol.additive.keygen import label_of, sid_of
from core.protocol.copies import subject_of
from core.protocol.eddsa.kind import EDDSA_KIND, RESERVED, EddsaKind
from core.protocol.eddsa.scheme import EDDSA_SCHEME
from core.protocol.opening.multiply import context_of
from core.protocol.registry import EDDSA, scheme_of
from core.protocol.session import Purpose
from core.role import Role
from tests.support.edwards_keys import NONE, age_key, drilled, edwards_key, messages, renewed, ssh_key
from tests.support.ot import SeededRng
from tests.support.pair import converse, run_pair
from tests.support.sheets import a_sealing, a_sheet
from tests.support.sums import keygen_scripts, prepared_sum, renewed_sum, sign_scripts, signed_sums, trial_scripts

KEY = ssh_key()
TEXTS = (b"", b"\0", b"of a session of ssh" * 9, bytes(70_000))


def judged(key: bytes, message: bytes, signature: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    VerifyKey(key).verify(message, signature)


def test_what_both_sign_is_ed25519_of_the_whole_message() -> None:
    wanted = messages(*TEXTS)
    assert scheme_of(EDDSA) is EDDSA_SCHEME
    for item, signature in zip(wanted, signed_sums(KEY, wanted), strict=True):
        judged(bytes(KEY.p1.Q), item.message, bytes(signature))


def test_renewed_halves_sign_for_the_same_key() -> None:
    new = renewed_sum(KEY)
    assert (new.p1.Q, new.p1.epoch, new.p1.key_id) == (KEY.p1.Q, 2, KEY.p1.key_id)
    assert new.p1.x.reveal() != KEY.p1.x.reveal()
    (signature,) = signed_sums(new, messages(b"after"))
    judged(bytes(KEY.p1.Q), b"after", bytes(signature))


def test_same_message_twice_gives_other_R() -> None:
    first, second = (bytes(signed_sums(KEY, messages(b"the same"), seed)[0]) for seed in ("a", "b"))
    assert first[:32] != second[:32]


def test_it_holds_no_coins_and_has_no_children() -> None:
    assert (KEY.p1.network, KEY.p1.chain) == (NONE, bytes(32))
    with pytest.raises(PeerFault, match="no such network"):
        run_pair(*keygen_scripts(SeededRng("a"), SeededRng("b"), scheme=EDDSA_SCHEME))
    with_path = [replace(one, path=(0,)) for one in messages(b"x")]
    with pytest.raises(BadInput, match="no child keys"):
        signed_sums(KEY, with_path)


def test_what_a_self_test_signs_is_signed_for_nobody() -> None:
    """Not by P1, and not by P2 where its task says so: P1's own code is not what stops it."""
    kept = messages(RESERVED + bytes(32))
    with pytest.raises(BadInput, match="kept for the test"):
        signed_sums(KEY, kept)
    one, two = prepared_sum(KEY)
    asked, _ = sign_scripts(KEY, (one, two), messages(b"harmless"), SeededRng("a"))
    _, answered = sign_scripts(KEY, (one, two), kept, SeededRng("b"))
    role, fault = converse(asked, answered).fault()
    assert (role, type(fault)) == (Role.P2, BadInput)


def test_selftest_message_parses_as_nothing() -> None:
    """No blob of ssh has that length at its start, no SSHSIG that magic, no object of git that first word."""
    message = EDDSA_KIND.test_message(bytes(32))
    assert int.from_bytes(message[:4], "big") == 0x74616E64 > 1 << 20
    assert not message.startswith((b"SSHSIG", b"tree ", b"object ", b"certificate version "))
    assert len(message) != 32


@pytest.mark.parametrize("purpose", [Purpose.SELF_TEST, Purpose.DRILL])
def test_a_self_test_shows_that_both_were_there(purpose: Purpose) -> None:
    shown, sid2 = run_pair(*trial_scripts(KEY, purpose, SeededRng("a"), SeededRng("b")))
    test = EDDSA_SCHEME.self_test()
    if purpose is Purpose.DRILL:
        test.check_shown(KEY.p2, sid2, shown)
    with pytest.raises(Cheat):
        test.check_shown(KEY.p2, bytes(32), shown)
    with pytest.raises(Cheat):
        test.check_shown(KEY.p2, sid2, shown[:-1])


def test_drill_and_return_from_a_sealed_copy() -> None:
    key = edwards_key(EDDSA_SCHEME, sheets=True)
    drilled(key, (a_sheet(Role.P1), a_sheet(Role.P2)))
    restoring = EDDSA_SCHEME.restoring
    data = restoring.hand(key.p2, a_sheet(Role.P1).public, a_sealing(Role.P2), SeededRng("hand"))
    share, _ = restoring.open_handed(data, a_sheet(Role.P1))
    assert not restoring.signs(share)
    assert share.x.reveal() == key.p1.x.reveal()
    restoring.check(key.p2, restoring.prove(share, b"chan", SeededRng("p")), b"chan")
    back = renewed(replace(key, p1=share))
    (signature,) = signed_sums(back, messages(b"back"))
    judged(bytes(key.p1.Q), b"back", bytes(signature))


class Renamed(Ed25519):
    """The same group under another name."""

    name = "another"  # type: ignore[misc]


class ElsewhereKind(EddsaKind):
    group = Renamed()  # type: ignore[misc]


def test_group_name_in_every_transcript() -> None:
    """One byte string is never read in two groups: session, run, proofs of knowledge and sealed copies all differ."""
    here, there = EDDSA_KIND, ElsewhereKind()
    parts = NONE, b"chan", b"n1", b"n2", b"com"
    assert sid_of(here, *parts) != sid_of(there, *parts)
    assert label_of(here) != label_of(there)  # what stands in T
    proved = "dkg/P1", b"ctx", KEY.p1.X1, bytes(32)
    assert knowledge.challenge(here.group, *proved) != knowledge.challenge(there.group, *proved)
    subject = subject_of(KEY.p1, Role.P1)
    sheet = a_sheet(Role.P1).public
    assert subject.label(sheet) != replace(subject, group="ed25519/opening").label(sheet)
    assert context_of(age_key().p1, Role.P2, bytes(32), bytes(32))[0] == here.group.name.encode()

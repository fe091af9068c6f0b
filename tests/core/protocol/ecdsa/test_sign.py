"""SIGN: what comes out is an ordinary signature under the child key, and in what order P2 gives its part away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from coincurve import PublicKey
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.crypto.secp256k1 import Point, base_mult, mult_secret, negate, q, scalar_bytes
from core.errors import BadInput, Bug, Cheat, PeerFault, Refused, Retry, StorageError
from core.primitives import commitment, schnorr_proof
from core.primitives.hashing import Tag
from core.protocol.changes import Debit
from core.protocol.derive import child
from core.protocol.ecdsa import prepare, sign
from core.protocol.ecdsa.prepare import P2Session, PrepareOpening, Purpose, com_context
from core.protocol.ecdsa.sign import S1, S2, Signature
from core.protocol.scheme import Item
from core.protocol.share import Role
from core.sansio.effects import Script, Send, receive
from tests.support.cheating import t2_of
from tests.support.joint_key import (
    TASK,
    items,
    items_of,
    joint_key,
    prepare_scripts,
    prepared,
    refreshed,
    sign_scripts,
    sign_talk,
)
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse, run_pair
from tests.support.plain import ecdsa_holds, parse
from tests.support.tamper import at

KEY = joint_key()


def must_be_accepted(wanted: Sequence[Item], signatures: Sequence[Signature]) -> None:
    """By libsecp256k1, by OpenSSL, by plain arithmetic, and by recovery of the key."""
    for item, signature in zip(wanted, signatures, strict=True):
        _, key, _ = child(KEY.p1.Q, KEY.p1.chain, item.path)
        der = bytes(signature)
        assert 0 < signature.s <= q // 2
        assert decode_dss_signature(der) == (signature.r, signature.s)
        assert PublicKey(bytes(key)).verify(der, item.message, hasher=None)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), bytes(key)).verify(
            der, item.message, ec.ECDSA(Prehashed(SHA256()))
        )
        assert ecdsa_holds(parse(bytes(key)), item.message, signature.r, signature.s)
        compact = scalar_bytes(signature.r) + scalar_bytes(signature.s) + bytes([signature.recid])
        found = PublicKey.from_signature_and_message(compact, item.message, hasher=None)
        assert found.format() == bytes(key)


@pytest.mark.parametrize(("n", "B"), [(1, 1), (3, 3), (2, 5), (128, 128)])
def test_signatures_are_ordinary(n: int, B: int) -> None:
    wanted = items(n)
    talk = sign_talk(KEY, prepared(KEY, B), wanted)
    must_be_accepted(wanted, talk.both()[0])
    assert talk.log == ["P1 sends S1", "P2 keeps Debit", "P2 sends S2"]
    assert talk.persisted == [(Role.P2, Debit(TASK, tuple(range(0, 2 * n, 2))))]


def test_both_recovery_ids_and_both_signs_of_s_occur(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule F13: the recovery id is the parity of R, turned if s was negated."""
    seen = set()
    for i in range(12):
        wanted = items(1, f"item {i}")
        R_odd: list[bool] = []
        monkeypatch.setattr(sign, "r_of", lambda R, out=R_odd: out.append(R.is_odd) or R.x)
        (signature,), _ = sign_talk(KEY, prepared(KEY, 1, f"p {i}"), wanted, f"s {i}").both()
        must_be_accepted(wanted, [signature])
        assert R_odd[0] == R_odd[1]  # both parties found the same R
        seen.add((R_odd[0], signature.recid))
    assert seen == {(False, 0), (False, 1), (True, 0), (True, 1)}


def x_at_least_q() -> Point:
    """A point of the curve whose x is not below the group order."""
    x = q
    while True:
        try:
            return Point.parse(b"\2" + x.to_bytes(32, "big"))
        except PeerFault:
            x += 1


def test_x_at_or_above_q_is_never_an_r() -> None:
    """Rule F13."""
    P = x_at_least_q()
    assert P.x >= q
    with pytest.raises(Retry, match="below the group order"):
        sign.r_of(P)
    assert sign.r_of(negate(KEY.p1.Q)) == KEY.p1.Q.x
    assert sign.r_of(Point.parse(b"\2" + bytes(31) + b"\1")) == 1


@pytest.mark.parametrize("role", list(Role))
def test_x_at_or_above_q_ends_the_session(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    honest, calls = sign.r_of, [0]

    def rigged(R: Point) -> int:
        calls[0] += 1
        return honest(x_at_least_q() if calls[0] == 3 - role else R)  # P2 computes R first

    monkeypatch.setattr(sign, "r_of", rigged)
    talk = sign_talk(KEY, prepared(KEY), items(1))
    who, error = talk.fault()
    assert (who, type(error)) == (role, Retry)
    if role is Role.P2:
        assert talk.log == ["P1 sends S1"]


class Zero:
    """Draws that make one scalar of P2's check zero."""

    def __init__(self, r1: int) -> None:
        self.rng, self.r1 = SeededRng("zero"), r1

    def bytes(self, label: str, n: int) -> bytes:
        return self.rng.bytes(label, n) if label != "r1" else self.r1.to_bytes(64, "big")


def test_a_zero_scalar_is_a_retry() -> None:
    """e = r1 + k2 = 0; only whoever knows k2 can make it so."""
    twin = prepared(KEY)[1].take()
    sessions = run_pair(*prepare_scripts(KEY, 1, Zero(q - twin.k2.reveal()[0]), SeededRng("prepare 2")))
    talk = sign_talk(KEY, sessions, items(1))
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P2, Retry)
    assert talk.log == ["P1 sends S1"]


def test_r1_is_drawn_when_a2_has_been_checked() -> None:
    """Rules F5 and F10: gadget and nonces come after the answer and its check, and are not drawn anew for S1."""
    rng1, rng2, later = SeededRng("a"), SeededRng("b"), SeededRng("c")
    offer, a1 = prepare.step1_p1_offer(KEY.p1, Purpose.PAY, 2, rng1)
    assert rng1.labels == ["n1", "beta", "mask"]
    rows = prepare.step3_p2_check(a1, KEY.p2)
    _, a2 = prepare.step4_p2_answer(a1, rows, KEY.p2, rng2)
    spoilt, drawn, kept = (a2.blocks[0], replace(a2.blocks[1], mh=bytes(32))), SeededRng(), offer.take()
    with pytest.raises(Cheat):
        prepare.step5_p1_finish(kept, a1, replace(a2, blocks=spoilt), drawn)
    assert drawn.labels == []
    prepare.step5_p1_finish(kept, a1, a2, drawn)
    assert drawn.labels == ["gadget", *["k1", "r1", "invert"] * 2, "proof"]
    sessions = run_pair(*prepare_scripts(KEY, 2, rng1, rng2))
    converse(*sign_scripts(KEY, sessions, items(2), later, rng2)).both()
    assert set(later.labels) == {"split"}


def test_repeated_randomness_of_p1_repeats_no_nonce() -> None:
    """The same bytes for P1 in two sessions: R still differs, for k2 and R2 are P2's."""
    found = set()
    for i in range(2):
        rng2 = SeededRng(f"b {i}")
        sessions = run_pair(*prepare_scripts(KEY, 1, SeededRng("same"), rng2))
        (signature,), _ = converse(*sign_scripts(KEY, sessions, items(1), SeededRng("same"), rng2)).both()
        found.add(signature.r)
    assert len(found) == 2


# ------------------------------------------------------------------ the order of P2's checks
def first_message(n: int = 1, B: int = 1, wanted: Sequence[Item] | None = None) -> tuple[S1, P2Session]:
    one, two = prepared(KEY, B)
    sent: Any = next(sign.p1(one, KEY.p1, TASK, wanted or items(n), SeededRng("a")))
    return sent.message, two


def answer(s1: S1, session: P2Session, items_of_task: Any = None, **hooks: Any) -> Talk[Any, Any]:
    """P2's answer to one S1 that somebody made."""

    def send() -> Script[S2]:
        yield Send(s1)
        return (yield from receive(S2))

    find = items_of_task or items_of(items(128))
    return converse(send(), answering(S1, lambda m: sign.p2(m, session, KEY.p2, find, SeededRng("b"))), **hooks)


def test_the_honest_message_is_answered() -> None:
    talk = answer(*first_message())
    assert isinstance(talk.both()[0], S2)


@pytest.mark.parametrize("n", [0, 2])
def test_more_inputs_than_the_session_or_none(n: int) -> None:
    """Rule F12."""
    s1, session = first_message()
    many = replace(s1, inputs=tuple(range(n)), masked=s1.masked * n)
    talk = answer(many, session)
    assert "as many different inputs" in talk.errors[Role.P2].message
    assert talk.log == ["P1 sends S1"]


@pytest.mark.parametrize("numbers", [(0, 0), (2, 0), (4, 2)])
def test_input_numbers_increase(numbers: tuple[int, ...]) -> None:
    s1, session = first_message(2, 2)
    talk = answer(replace(s1, inputs=numbers), session)
    assert "as many different inputs" in talk.errors[Role.P2].message
    assert talk.persisted == []


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_one_bad_input_of_three_and_nothing_is_signed(bad: int) -> None:
    """Rule F12: no s2, no debit, for any of them."""
    s1, session = first_message(3, 3)
    other = first_message(3, 3, items(3, "other"))[0].masked[bad]
    spoilt = replace(s1.masked[bad], cc=(s1.masked[bad].cc + 1) % q)
    for masked in (spoilt, replace(s1.masked[bad], Q1=other.R1)):
        _, session = first_message(3, 3)
        changed = (*s1.masked[:bad], masked, *s1.masked[bad + 1 :])
        talk = answer(proven(replace(s1, masked=changed), 3), session)
        assert isinstance(talk.errors[Role.P2], Cheat)
        assert "re-sharing" in talk.errors[Role.P2].message
        assert talk.log == ["P1 sends S1"]


def proven(s1: S1, n: int) -> S1:
    """The same message with a proof for its new content, as a cheating P1 makes it."""
    scalars = [nonce.k1.reveal() for nonce in prepared(KEY, n)[0].take().nonces]
    ctx = sign.ctx_of(s1.sid2, s1.seed, sign.request_of(s1.task_id, s1.inputs), s1.masked)
    proof = schnorr_proof.prove("sign/R1", ctx, scalars, [m.R1 for m in s1.masked], SeededRng())
    return replace(s1, proof=proof)


def test_a_masked_share_at_infinity_is_a_cheat() -> None:
    """y G + X1 = infinity counts as failure: cc with y = -x1."""
    s1, session = first_message()
    y = -KEY.p1.x.reveal()
    twin = prepared(KEY)[1].take()
    masked = (replace(s1.masked[0], cc=(y - t2_of(s1, twin)) % q),)
    talk = answer(proven(replace(s1, masked=masked), 1), session)
    assert isinstance(talk.errors[Role.P2], Cheat)


def test_e_multiplies_p1s_point_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one product of P2 in variable time is R = e R1, of two uniform parts."""
    products = []

    def listening(P: Point, k: int, rng: SeededRng) -> Point:
        products.append(P)
        return mult_secret(P, k, rng)

    one, two = prepared(joint_key())
    s1 = decode(
        S1, converse(*sign_scripts(joint_key(), (one, two), items(1), SeededRng("1"), SeededRng("2"))).frames[0].data
    )
    secrets = prepared(joint_key())[1].take()
    monkeypatch.setattr(sign, "mult_secret", listening)
    request = sign.request_of(s1.task_id, s1.inputs)
    sign.step2_p2_check(secrets, s1.sid2, s1.seed, joint_key().p2.X1, request, s1.masked, s1.proof, SeededRng())
    assert products == [s1.masked[0].R1]


def test_y_zero_is_a_retry() -> None:
    s1, session = first_message()
    twin = prepared(KEY)[1].take()
    masked = (replace(s1.masked[0], cc=-t2_of(s1, twin) % q),)
    talk = answer(proven(replace(s1, masked=masked), 1), session)
    assert isinstance(talk.errors[Role.P2], Retry)


def test_a_session_of_another_purpose_pays_nothing() -> None:
    one, two = run_pair(*prepare_scripts(KEY, 1, SeededRng("a"), SeededRng("b"), Purpose.DRILL))
    s1, _ = first_message()
    talk = answer(replace(s1, sid2=two.sid2), two)
    assert "made for something else" in talk.errors[Role.P2].message
    with pytest.raises(Bug, match="made for something else"):
        next(sign.p1(one, KEY.p1, TASK, items(1), SeededRng()))


def test_a_session_belongs_to_one_epoch() -> None:
    new = refreshed(KEY)
    one, _ = prepared(KEY)
    s1, two = first_message()
    with pytest.raises(PeerFault, match="made for something else"):
        next(sign.p2(s1, two, new.p2, items_of(items(1)), SeededRng()))
    with pytest.raises(Bug, match="made for something else"):
        next(sign.p1(one, new.p1, TASK, items(1), SeededRng()))


def test_a_message_for_another_session() -> None:
    s1, _ = first_message()
    session = prepared(KEY, 1, "another")[1]
    talk = answer(s1, session)
    assert "made for something else" in talk.errors[Role.P2].message
    with pytest.raises(Bug):
        session.take()  # used up all the same


def test_a_replayed_message_finds_no_session() -> None:
    s1, session = first_message()
    answer(s1, session).both()
    with pytest.raises(Bug, match="second time"):
        next(sign.p2(s1, session, KEY.p2, items_of(items(1)), SeededRng()))


def test_the_task_is_asked_for_before_anything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    s1, session = first_message()
    monkeypatch.setattr(sign, "step2_p2_check", lambda *_: pytest.fail("computed too early"))

    def unknown(task_id: bytes, numbers: tuple[int, ...]) -> list[Item]:
        assert (task_id, numbers) == (TASK, (0,))
        raise Refused("this payment was not approved")

    talk = answer(s1, session, unknown)
    assert isinstance(talk.errors[Role.P2], Refused)
    assert talk.log == ["P1 sends S1"]
    with pytest.raises(Bug):
        session.take()


def test_a_hardened_path_is_never_signed() -> None:
    s1, session = first_message()
    talk = answer(s1, session, lambda _, __: [Item(0, bytes(32), (1 << 31,))])
    assert isinstance(talk.errors[Role.P2], BadInput)
    assert talk.log == ["P1 sends S1"]


@pytest.mark.parametrize("given", [[], [Item(1, bytes(32), ())], items(2)])
def test_a_task_gives_what_it_was_asked_for(given: list[Item]) -> None:
    s1, session = first_message()
    talk = answer(s1, session, lambda _, __: given)
    assert isinstance(talk.errors[Role.P2], Bug)
    assert talk.log == ["P1 sends S1"]


def test_no_debit_no_answer() -> None:
    """Limits are checked again and the debit is durable, or nothing leaves."""

    def full(role: Role, change: object) -> None:
        raise StorageError("the disk is full")

    s1, session = first_message()
    talk = answer(s1, session, on_persist=full)
    assert isinstance(talk.errors[Role.P2], StorageError)
    assert talk.log == ["P1 sends S1"]


@pytest.mark.parametrize(
    "theirs", [Item(0, bytes(32), items(1)[0].path), Item(0, items(1)[0].message, (0,))], ids=["digest", "path"]
)
def test_p2_signs_its_own_digest_and_p1_takes_no_other(theirs: Item) -> None:
    """P2's task says another digest, or another path: what comes is no signature for P1's."""
    one, two = prepared(KEY)
    talk = converse(
        sign.p1(one, KEY.p1, TASK, items(1), SeededRng("a")),
        answering(S1, lambda m: sign.p2(m, two, KEY.p2, items_of([theirs]), SeededRng("b"))),
    )
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P1, Cheat)


# ------------------------------------------------------------------ P1
@pytest.mark.parametrize(
    "wanted", [[], items(2), [items(2)[1], items(2)[0]], [items(1)[0], items(1)[0]]], ids=["0", "2", "order", "twice"]
)
def test_p1_asks_only_what_its_session_can(wanted: list[Item]) -> None:
    one, _ = prepared(KEY, 1 if len(wanted) != 2 or wanted == items(2) else 2)
    with pytest.raises(Bug, match="as many different inputs"):
        next(sign.p1(one, KEY.p1, TASK, wanted, SeededRng()))


def test_p1_session_is_taken_before_s1_leaves() -> None:
    one, _ = prepared(KEY)
    script = sign.p1(one, KEY.p1, TASK, items(1), SeededRng("a"))
    next(script)
    with pytest.raises(Bug, match="second time"):
        one.take()
    with pytest.raises(Bug, match="second time"):
        next(sign.p1(one, KEY.p1, TASK, items(1), SeededRng("b")))


def spoil_s2(change: Any, n: int = 2) -> Talk[Any, Any]:
    honest = sign_talk(KEY, prepared(KEY, n), items(n))
    s2 = decode(S2, honest.frames[1].data)
    return sign_talk(KEY, prepared(KEY, n), items(n), tamper=at(1, encode(change(s2))))


def test_one_bad_answer_of_two_and_p1_releases_none() -> None:
    talk = spoil_s2(lambda s2: replace(s2, s2=(s2.s2[0], (s2.s2[1] + 1) % q)))
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P1, Cheat)
    assert "does not verify" in error.message
    assert talk.results == {Role.P2: None}


def test_answers_in_another_order() -> None:
    talk = spoil_s2(lambda s2: replace(s2, openings=s2.openings[::-1], s2=s2.s2[::-1]))
    assert "commitment" in talk.errors[Role.P1].message


def test_fewer_answers_than_asked_for() -> None:
    talk = spoil_s2(lambda s2: replace(s2, openings=s2.openings[:1], s2=s2.s2[:1]))
    assert "another number of inputs" in talk.errors[Role.P1].message


def test_an_answer_of_another_session() -> None:
    talk = spoil_s2(lambda s2: replace(s2, sid2=bytes(32)))
    assert "another session" in talk.errors[Role.P1].message


def test_a_nonce_at_infinity_is_a_fault() -> None:
    """R2 = -r1 G: a P2 that knew r1 in time could do it; P1 refuses the sum."""
    session, _ = prepared(KEY)
    state, _, _ = sign.step1_p1_mask(session, KEY.p1.x, b"request", 1, SeededRng("a"))
    opening = PrepareOpening(bytes(32), negate(base_mult(state.nonces[0].r1)))
    com = commitment.commit(Tag.PREP_COM, com_context(state.secrets.pre, 0), encode(opening))
    forged = replace(state, secrets=replace(state.secrets, coms=(com,)))
    proof = schnorr_proof.prove("sign/R2", state.ctx, [q - state.nonces[0].r1], [opening.R2], SeededRng())
    with pytest.raises(PeerFault, match="infinity"):
        sign.step4_p1_finish(forged, state.sid2, (opening,), proof, [1], [(bytes(32), KEY.p1.Q)], SeededRng())


def test_sizes_on_the_wire() -> None:
    talk = sign_talk(KEY, prepared(KEY), items(1))
    assert [(frame.type, len(frame.data)) for frame in talk.frames] == [(MessageType.S1, 297), (MessageType.S2, 198)]


def test_der_is_strict() -> None:
    assert bytes(Signature(1, 1, 0)) == bytes.fromhex("3006020101020101")
    assert bytes(Signature(0x80, q // 2, 0))[:6] == bytes.fromhex("302602020080")


def test_s_at_the_very_middle_stays() -> None:
    """Digests that make s (q - 1)/2 and (q + 1)/2, which no search would ever find: the lower one is released."""
    (item,) = items(1)
    tweak, _, _ = child(KEY.p1.Q, KEY.p1.chain, item.path)
    d = KEY.p1.x.reveal() + KEY.p2.x.reveal() + tweak
    (first,), _ = sign_talk(KEY, prepared(KEY), [item]).both()
    k = (int.from_bytes(item.message, "big") + first.r * d) * pow(first.s, -1, q)  # the nonces do not see the digest
    seen = set()
    for s in (q // 2, q - q // 2):
        turned = Item(item.number, scalar_bytes((s * k - first.r * d) % q), item.path)
        (signature,), _ = sign_talk(KEY, prepared(KEY), [turned]).both()
        assert (signature.r, signature.s) == (first.r, q // 2)
        must_be_accepted([turned], [signature])
        seen.add(signature.recid)
    assert seen == {0, 1}

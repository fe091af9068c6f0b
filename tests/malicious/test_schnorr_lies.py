"""Every lie of one side of a key that is a sum has a name, and an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.crypto.group import SECP256K1
from core.crypto.secp256k1 import negate
from core.errors import Bug, Cheat, FaultKind, PeerFault, Retry
from core.primitives import knowledge
from core.protocol.additive import keygen, prepare, refresh, sign
from core.protocol.additive.keygen import SumG1, SumG2
from core.protocol.additive.kind import signed
from core.protocol.additive.sign import SumS1, SumS2
from core.protocol.scheme import Item
from core.protocol.schnorr.kind import SCHNORR_KIND as KIND
from core.protocol.session import Purpose
from core.recovery.sheet_change import NO_CHANGE
from core.sansio.effects import Script, Send
from core.secret import Secret
from tests.support.joint_key import CHAN, NAME, NETWORK, TASK, items_of
from tests.support.ot import SeededRng
from tests.support.sums import SumKey, digests, prepared_sum, renewed_sum, sum_key

KEY = sum_key()
q = SECP256K1.order.to_bytes(32, "big")


def said(script: Script[Any]) -> Any:
    """The first message of a script."""
    while not isinstance(effect := next(script), Send):
        pass
    return effect.message


# ------------------------------------------------------------------ signing
class Signing:
    """P1 after its S1, and what an honest P2 would say."""

    def __init__(self, n: int = 1, seed: str = "lie", key: SumKey = KEY) -> None:
        self.sessions, self.wanted = prepared_sum(key, n, seed), digests(n)
        self.p1 = sign.p1(KIND, self.sessions[0], key.p1, TASK, self.wanted, SeededRng(seed))
        self.s1: SumS1 = said(self.p1)
        next(self.p1)  # it waits
        self.p2 = sign.p2(KIND, self.s1, self.sessions[1], key.p2, items_of(self.wanted))
        self.s2: SumS2 = said(self.p2)

    def told(self, s2: SumS2) -> Any:
        try:
            self.p1.send(s2)
        except StopIteration as done:
            return done.value
        raise AssertionError


def test_an_honest_answer_is_taken() -> None:
    one = Signing(3)
    assert len(one.told(one.s2)) == 3


def opening_of_another_session(one: Signing) -> SumS2:
    return replace(one.s2, openings=Signing(seed="another").s2.openings)


def another_nonce(one: Signing) -> SumS2:
    other = SECP256K1.base_mult(b"\x07" * 32)
    return replace(one.s2, openings=(replace(one.s2.openings[0], R2=bytes(other)),))


def answer_of_another_session(one: Signing) -> SumS2:
    return Signing(seed="another").s2


def fewer(one: Signing) -> SumS2:
    return replace(one.s2, openings=(), s2=())


def another_kind(one: Signing) -> SumS2:
    return replace(one.s2, scheme=3)


def wrong_parity(one: Signing) -> SumS2:
    """s2 with k2 in the sign that it does not have for this R."""
    R = SECP256K1.add(SECP256K1.parse(one.s1.R1[0]), SECP256K1.parse(one.s2.openings[0].R2))
    key = KIND.key(KEY.p2, one.wanted[0].path)
    d2 = SECP256K1.add_scalars(signed(SECP256K1, KEY.p2.x.reveal(), flips=key.flips), key.tweak)
    product = SECP256K1.mul_scalars(KIND.challenge(R, key.point, one.wanted[0].message), d2)
    nonce = SECP256K1.add_scalars(one.s2.s2[0], SECP256K1.negate_scalar(product))
    return replace(one.s2, s2=(SECP256K1.add_scalars(product, SECP256K1.negate_scalar(nonce)),))


def another_message(one: Signing) -> SumS2:
    return replace(one.s2, s2=(SECP256K1.negate_scalar(one.s2.s2[0]),))


def zero(one: Signing) -> SumS2:
    return replace(one.s2, s2=(bytes(32),))


def not_reduced(one: Signing) -> SumS2:
    return replace(one.s2, s2=(q,))


@pytest.mark.parametrize(
    ("lie", "fault", "why"),
    [
        (opening_of_another_session, PeerFault, "not opened"),
        (another_nonce, PeerFault, "not opened"),
        (answer_of_another_session, PeerFault, "another session"),
        (fewer, PeerFault, "another number"),
        (another_kind, PeerFault, "another kind"),
        (wrong_parity, Cheat, "co-signer's part"),
        (another_message, Cheat, "co-signer's part"),
        (zero, PeerFault, "zero"),
        (not_reduced, PeerFault, "below the group order"),
    ],
    ids=lambda case: getattr(case, "__name__", None),
)
def test_a_co_signer_that_lies_makes_no_signature(
    lie: Callable[[Signing], SumS2], fault: type[PeerFault], why: str
) -> None:
    one = Signing()
    with pytest.raises(fault, match=why):
        one.told(lie(one))


def test_one_lie_of_many_releases_nothing() -> None:
    one = Signing(3)
    with pytest.raises(Cheat):
        one.told(replace(one.s2, s2=(*one.s2.s2[:2], one.s2.s2[0])))


def test_a_half_of_our_own_that_does_not_fit_is_no_fault_of_the_co_signer() -> None:
    one = Signing(key=SumKey(replace(KEY.p1, x=Secret(bytes(31) + b"\5")), KEY.p2))
    with pytest.raises(Bug, match="this computer's half"):
        one.told(one.s2)


@pytest.mark.parametrize("R1", [b"", bytes(33), b"\2" + b"\xff" * 32, b"\4" + bytes(32), b"\2" * 32], ids=range(5))
def test_what_is_no_point_or_scalar(R1: bytes) -> None:
    """Before anything is debited, and nothing is opened."""
    one = Signing()
    session = prepared_sum(KEY, 1, "lie")[1]
    talk = sign.p2(KIND, replace(one.s1, R1=(R1,)), session, KEY.p2, items_of(one.wanted))
    with pytest.raises(PeerFault):
        next(talk)


def test_a_joint_nonce_at_infinity_is_refused() -> None:
    """Who has guessed R2 behind its commitment."""
    one = Signing()
    session = prepared_sum(KEY, 1, "lie")[1]
    R1 = bytes(negate(SECP256K1.parse(one.s2.openings[0].R2)))
    with pytest.raises(PeerFault, match="infinity"):
        next(sign.p2(KIND, replace(one.s1, R1=(R1,)), session, KEY.p2, items_of(one.wanted)))


@pytest.mark.parametrize(
    "changed", [{"inputs": (0, 0)}, {"inputs": (2, 0)}, {"inputs": (), "R1": ()}, {"sid2": bytes(32)}]
)
def test_a_computer_asks_for_what_was_not_prepared(changed: dict[str, Any]) -> None:
    one = Signing(2)
    session = prepared_sum(KEY, 2, "lie")[1]
    with pytest.raises(PeerFault):
        next(sign.p2(KIND, replace(one.s1, **changed), session, KEY.p2, items_of(one.wanted)))


def test_more_than_was_prepared_is_not_signed() -> None:
    one, session = Signing(2), prepared_sum(KEY, 1, "short")[1]
    s1 = replace(one.s1, sid2=session.sid2)
    with pytest.raises(PeerFault, match="as many"):
        next(sign.p2(KIND, s1, session, KEY.p2, items_of(one.wanted)))
    with pytest.raises(Bug, match="as many"):
        next(sign.p1(KIND, prepared_sum(KEY)[0], KEY.p1, TASK, digests(2), SeededRng()))


def test_a_session_serves_its_purpose_and_epoch_alone() -> None:
    one, two = prepared_sum(KEY)
    later = renewed_sum(KEY)
    with pytest.raises(Bug, match="something else"):
        next(sign.p1(KIND, one, later.p1, TASK, digests(), SeededRng()))
    with pytest.raises(Bug, match="something else"):
        next(sign.p1(KIND, replace(one, purpose=Purpose.DRILL), KEY.p1, TASK, digests(), SeededRng()))
    s1 = Signing().s1
    with pytest.raises(PeerFault, match="something else"):
        next(sign.p2(KIND, replace(s1, sid2=two.sid2), two, later.p2, items_of(digests())))


@pytest.mark.parametrize("given", [[], [Item(1, bytes(32), ())]])
def test_a_task_that_gives_other_inputs_is_a_mistake_of_ours(given: list[Item]) -> None:
    one, session = Signing(), prepared_sum(KEY, 1, "lie")[1]
    with pytest.raises(Bug, match="other inputs"):
        next(sign.p2(KIND, one.s1, session, KEY.p2, lambda *_: given))


def test_a_refusal_opens_nothing() -> None:
    one, session = Signing(), prepared_sum(KEY, 1, "lie")[1]

    def refuse(*_: object) -> list[Item]:
        raise PeerFault("no")

    with pytest.raises(PeerFault, match="no"):
        next(sign.p2(KIND, one.s1, session, KEY.p2, refuse))
    with pytest.raises(Bug, match="second time"):
        session.take()


# ------------------------------------------------------------------ preparing
def test_sessions_are_of_a_size_and_an_epoch() -> None:
    a1 = prepare.step1_p1_ask(KIND, KEY.p1, Purpose.PAY, 1, SeededRng())
    for B, purpose in ((0, Purpose.PAY), (129, Purpose.PAY), (2, Purpose.SELF_TEST), (2, Purpose.DRILL)):
        with pytest.raises(Bug):
            prepare.step1_p1_ask(KIND, KEY.p1, purpose, B, SeededRng())
        with pytest.raises(PeerFault, match="1 to 128"):
            prepare.step2_p2_answer(KIND, replace(a1, B=B, purpose=purpose), KEY.p2, SeededRng())
    for changed in (replace(a1, key_id=bytes(32)), replace(a1, epoch_id=bytes(32))):
        with pytest.raises(PeerFault) as other:
            prepare.step2_p2_answer(KIND, changed, KEY.p2, SeededRng())
        assert other.value.kind is FaultKind.MISMATCH
    _, a2 = prepare.step2_p2_answer(KIND, a1, KEY.p2, SeededRng())
    for changed2, why in (
        (replace(a2, sid1=bytes(32)), "another preparation"),
        (replace(a2, coms=a2.coms * 2), "another number"),
        (replace(a2, scheme=3), "another kind"),
    ):
        with pytest.raises(PeerFault, match=why):
            prepare.step3_p1_keep(KIND, a1, changed2)


# ------------------------------------------------------------------ key generation
class Born:
    """Both sides of a key generation, up to G2."""

    def __init__(self) -> None:
        self.one, self.g1 = keygen.step1_p1_commit(KIND, NETWORK, NAME, SeededRng("1"))
        self.two, self.g2 = keygen.step2_p2_answer(KIND, self.g1, CHAN, SeededRng("2"))

    def opens(self, g2: SumG2) -> Any:
        return keygen.step3_p1_open(KIND, self.one, g2, CHAN, SeededRng("3"))

    def proving(self, x2: bytes) -> SumG2:
        """An honest G2 with this half."""
        X2, ctx = SECP256K1.base_mult(x2), keygen.pok_ctx(self.two.sid, self.g2.ch2)
        proof = knowledge.prove(SECP256K1, "dkg/P2", ctx, x2, X2, SeededRng())
        return replace(self.g2, X2=bytes(X2), proof=proof)


def test_a_co_signer_that_mirrors_or_cancels_the_computers_half() -> None:
    born = Born()
    x1 = born.one.x1.reveal()
    with pytest.raises(PeerFault, match="own public share"):
        born.opens(born.proving(x1))
    with pytest.raises(PeerFault, match="infinity"):
        born.opens(born.proving(SECP256K1.negate_scalar(x1)))


def test_a_rogue_key_has_no_proof() -> None:
    """X2 = X - X1, for an X whose logarithm P2 has: it cannot prove x2, even with a proof of X or of P1's."""
    born = Born()
    X = SECP256K1.base_mult(b"\x09" * 32)
    X2 = bytes(SECP256K1.add(X, SECP256K1.negate(born.one.X1)))
    for proof in (born.g2.proof, born.proving(b"\x09" * 32).proof, b"", born.g2.proof + b"\0"):
        with pytest.raises(PeerFault, match="proof of knowledge"):
            born.opens(replace(born.g2, X2=X2, proof=proof))


def test_a_computer_that_opens_otherwise() -> None:
    born = Born()
    share, g3 = born.opens(born.g2)
    assert share.T
    other = replace(g3.opening, X1=bytes(SECP256K1.base_mult(b"\x05" * 32)))
    with pytest.raises(PeerFault, match="not opened"):
        keygen.step4_p2_finish(KIND, born.two, replace(g3, opening=other), SeededRng())
    with pytest.raises(PeerFault, match="another kind"):
        keygen.step4_p2_finish(KIND, born.two, replace(g3, scheme=3), SeededRng())
    with pytest.raises(PeerFault, match="another kind"):
        born.opens(replace(born.g2, scheme=1))
    with pytest.raises(PeerFault, match="does not hold"):
        keygen.step4_p2_finish(KIND, born.two, replace(g3, proof=born.g2.proof), SeededRng())


def test_a_computer_that_mirrors_the_co_signers_half() -> None:
    born = Born()
    two = replace(born.two, g2=replace(born.g2, X2=born.one.opening.X1))
    _, g3 = born.opens(born.g2)
    with pytest.raises(PeerFault, match="own public share"):
        keygen.step4_p2_finish(KIND, two, g3, SeededRng())


def test_a_key_with_coins_has_a_network() -> None:
    with pytest.raises(PeerFault, match="no such network"):
        keygen.step1_p1_commit(KIND, "none", NAME, SeededRng())
    g1: SumG1 = Born().g1
    with pytest.raises(PeerFault, match="no such network"):
        keygen.step2_p2_answer(KIND, replace(g1, network="none"), CHAN, SeededRng())


# ------------------------------------------------------------------ refresh
class Renewing:
    """Both sides of a refresh, up to F2."""

    def __init__(self) -> None:
        self.one, self.f1 = refresh.step1_p1_commit(KIND, KEY.p1, 1, SeededRng("1"))
        self.two, self.f2 = refresh.step2_p2_answer(KIND, self.f1, KEY.p2, 1, CHAN, SeededRng("2"))


def test_a_refresh_goes_on_from_the_same_run_and_opens_d1() -> None:
    run = Renewing()
    with pytest.raises(PeerFault, match="another epoch"):
        refresh.step2_p2_answer(KIND, replace(run.f1, parent=bytes(32)), KEY.p2, 1, CHAN, SeededRng(), None, NO_CHANGE)
    with pytest.raises(PeerFault, match="far in the future"):
        refresh.step2_p2_answer(KIND, replace(run.f1, m1=1 << 20), KEY.p2, 1, CHAN, SeededRng())
    _, f3 = refresh.step3_p1_renew(KIND, run.one, KEY.p1, CHAN, run.f2, SeededRng())
    for lie, why in ((replace(f3, d1=bytes(32)), "not opened"), (replace(f3, scheme=1), "another kind")):
        with pytest.raises(PeerFault, match=why):
            refresh.step4_p2_renew(KIND, run.two, KEY.p2, lie, SeededRng())
    with pytest.raises(PeerFault, match="another kind"):
        refresh.step3_p1_renew(KIND, run.one, KEY.p1, CHAN, replace(run.f2, scheme=1), SeededRng())


def test_a_renewed_half_is_not_zero_and_belongs_to_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Renewing()
    x1 = int.from_bytes(KEY.p1.x.reveal(), "big")
    for delta in (0, SECP256K1.order - x1):
        monkeypatch.setattr(refresh, "wide_hash", lambda *_, d=delta: d.to_bytes(64, "big"))
        with pytest.raises(Retry, match="zero"):
            refresh.step3_p1_renew(KIND, run.one, KEY.p1, CHAN, run.f2, SeededRng())
    monkeypatch.undo()
    with pytest.raises(Bug, match="do not belong"):
        refresh.step3_p1_renew(KIND, run.one, replace(KEY.p1, x=Secret(b"\5" * 32)), CHAN, run.f2, SeededRng())

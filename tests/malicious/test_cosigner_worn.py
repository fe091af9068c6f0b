"""A computer that wears disk, log and time of the co-signer down: it has a share of its own, no other's (L2, C10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.approval import allowance
from core.approval.allowance import HOURS, MAX_WORK, NEW_KEY, PAYMENT, REFRESH, Allowance
from core.approval.messages import AwaitDecision, Propose, RequestState
from core.approval.request import KEPT_OVER
from core.codec.codec import decode
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.admin_in_turn import AdminInTurn
from core.cosigner.api import PolicyChange
from core.cosigner.dispatcher import LINK_BURST, LINK_RATE
from core.cosigner.endpoints import QUESTION_BURST, QUESTION_RATE
from core.cosigner.faults import MAX_FAULTS
from core.errors import BadInput, InputKind, LinkError, LinkKind, PeerFault, RefusalKind, Refused
from core.keys import handshake
from core.keys.handshake import Keys
from core.keys.record import share_of
from core.keys.status import StatusOf
from core.rpc.replies import Declined
from tests.support.hostile import REFUSED, a_g1, an_a1, an_f1, declined, spoilt
from tests.support.payment import BTC
from tests.support.two_homes import NAME, Hostile, TwoHomes

STRANGER = b"certificate of another computer"
DAY = HOURS * 3600


def used(homes: TwoHomes) -> int:
    """What the computer has caused of late."""
    found = homes.cosigner.records.allowances.get(homes.cosigner.row.pin, Allowance())
    return found.used(homes.cosigner.seconds())


def all_but(homes: TwoHomes, left: int) -> None:
    """The computer has asked for all that a day holds, but for so much."""
    found = Allowance().taken(homes.cosigner.seconds(), MAX_WORK - left)
    with homes.cosigner.records.write() as write:
        write.allowance(homes.cosigner.row.pin, found)


def too_much(homes: TwoHomes, work: Callable[[], object]) -> int:
    """It is refused as too much for a day, now and after a restart, and not when that is over. The seconds told."""
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            work()
        assert caught.value.kind == RefusalKind.TOO_MANY_DAY
        homes.restart_both()
    homes.clock.sleep(caught.value.wait)
    work()
    return caught.value.wait


# ------------------------------------------------------------------ rows and lines
def test_payments_proposed_and_taken_back_leave_no_more_than_a_day_holds(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Approved unasked and taken back, over and over: nothing is spent, nobody is asked, and each leaves a row."""
    monkeypatch.setattr(allowance, "MAX_WORK", used(homes) + 5 * PAYMENT)
    homes.allow(BTC)
    for seed in range(5):
        found = homes.propose(homes.wire(seed=seed))
        assert found.state is RequestState.APPROVED
        homes.client.cancel(found.request)
    wait = too_much(homes, lambda: homes.propose(homes.wire(seed=5)))
    assert DAY - 3600 <= wait <= DAY
    assert len(homes.cosigner.tasks()) == 6


def test_what_a_rule_refuses_at_once_counts_too(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "MAX_WORK", used(homes) + 5 * PAYMENT)
    homes.cosigner.admin.policy_set(PolicyChange(frozen=True))
    for seed in range(5):
        assert homes.propose(homes.wire(seed=seed)).state is RequestState.REFUSED
    too_much(homes, lambda: homes.propose(homes.wire(seed=5)))
    assert len(homes.cosigner.tasks()) == 6


def test_what_is_there_goes_on(homes: TwoHomes) -> None:
    """Whoever has asked for as much as there is still gets what was approved, and can take back what was not."""
    approved, waits = homes.wire(seed=1), homes.wire(seed=2)
    homes.approved(approved)
    asked = homes.propose(waits)
    all_but(homes, 0)
    assert homes.propose(waits).request == asked.request
    homes.sign(approved)
    homes.client.cancel(asked.request)


def test_new_keys_count(homes: TwoHomes) -> None:
    all_but(homes, NEW_KEY - 1)
    assert declined(homes.raw().ask(a_g1())).kind == "too_many.day"
    all_but(homes, NEW_KEY)
    homes.client.new_key("other", "regtest")
    (found,) = homes.cosigner.records.allowances.values()
    assert found.used(homes.cosigner.seconds()) == MAX_WORK


def test_refreshes_count(homes: TwoHomes) -> None:
    all_but(homes, REFRESH - 1)
    assert declined(homes.raw().ask(an_f1(homes))).kind == "too_many.day"
    all_but(homes, REFRESH)
    homes.client.refresh(homes.key.key_id)
    assert used(homes) == MAX_WORK


def test_faults_are_written_down_until_there_is_no_room_and_count_all_the_same(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MAX_ENTRIES", MAX_WORK + 4)
    monkeypatch.setattr("core.cosigner.quotas.MAX_ENTRIES", MAX_WORK + 4)
    all_but(homes, 0)
    for _ in range(2):
        raw = homes.raw()
        for _ in range(MAX_FAULTS):
            assert raw.ask(Propose(homes.key.key_id, 0, bytes(32))) == REFUSED
    lines = [(entry.code, entry.count) for entry in homes.cosigner.records.log() if entry.kind == "fault"]
    assert lines == [("fault.key", 3), ("fault.flood", 1)]
    assert homes.cosigner.row.rules.suspensions == 2
    homes.clock.sleep(DAY)
    homes.raw().ask(Propose(homes.key.key_id, 0, bytes(32)))
    assert homes.cosigner.records.log()[-1].code == "fault.key"


def test_every_other_line_that_a_computer_causes_counts(homes: TwoHomes) -> None:
    """A HELLO that goes back, one that cannot be, and a handshake that remembers more than there was."""
    homes.pay()
    before = used(homes)
    homes.connect(told=0).close()
    assert used(homes) == before + 1
    with pytest.raises(PeerFault):
        homes.connect(told=2**60)
    assert used(homes) == before + 2
    raw = homes.raw(settled=False)
    claim = handshake.claim(homes.key)
    raw.ask(Keys((replace(claim, peer_generation=homes.cosigner.row.generation + 5),)))
    assert used(homes) == before + 3


def test_what_is_over_for_a_month_is_forgotten_but_for_a_persons_no(homes: TwoHomes) -> None:
    """Rows of what came to nothing would grow without end."""
    for seed in range(3):
        homes.client.cancel(homes.propose(homes.wire(seed=seed)).request)
    homes.cosigner.admin.refuse(homes.propose(homes.wire(seed=3)).request.hex(), "no")
    homes.propose(homes.wire(seed=4))
    homes.pay(homes.wire(seed=5))
    homes.clock.sleep(KEPT_OVER - 1)
    homes.restart_both()
    homes.cosigner.admin.approvals()
    assert len(homes.cosigner.tasks()) == 6
    homes.clock.sleep(1)
    homes.cosigner.admin.approvals()
    assert sorted(request.state.name for request in homes.cosigner.tasks()) == ["EXPIRED", "REFUSED", "RELEASED"]
    homes.clock.sleep(KEPT_OVER)
    homes.restart_both()
    homes.cosigner.admin.approvals()
    assert sorted(request.state.name for request in homes.cosigner.tasks()) == ["REFUSED", "RELEASED"]
    assert homes.propose(homes.wire(seed=3)).state is RequestState.REFUSED


# ------------------------------------------------------------------ locks (K1)
def test_the_third_way_out_of_a_lock_in_a_day_needs_the_passphrase(homes: TwoHomes) -> None:
    """Locked again and again until a yes is a habit: each lock may have told one bit."""

    def lock() -> str:
        homes.approved(homes.wire())
        homes.raw().ask(spoilt(an_a1(homes)))
        with pytest.raises(Refused):
            homes.client.refresh(homes.key.key_id)
        (shown,) = homes.cosigner.admin.approvals()
        return shown.id

    for _ in range(2):
        homes.cosigner.admin.approve(lock())
        homes.client.refresh(homes.key.key_id)
        homes.restart_both()
    assert "unlock.again" not in [entry.code for entry in homes.cosigner.records.log()]
    third = lock()
    homes.cosigner.admin.end_silence()  # forgets questions and noes, and none of this
    homes.clock.sleep(24 * 3600 - 60)
    with pytest.raises(BadInput) as caught:
        homes.cosigner.admin.approve(third)
    assert caught.value.kind == InputKind.UNPROVEN
    assert homes.cosigner.row.locked
    turn = AdminInTurn(homes.cosigner.admin, lambda work: work(), proven=True)
    assert turn.approve(third).state == "granted"
    last = homes.cosigner.records.log()[-1]
    assert (last.code, last.values[:2]) == ("unlock.again", (NAME, "3"))
    homes.client.refresh(homes.key.key_id)
    homes.clock.sleep(24 * 3600)
    homes.cosigner.admin.approve(lock())


# ------------------------------------------------------------------ how often
def test_links_of_one_computer_have_a_rate_and_others_theirs(homes: TwoHomes) -> None:
    for _ in range(LINK_BURST):
        homes.connect()
    written = homes.cosigner.vault.generation
    with pytest.raises(LinkError) as caught:
        homes.connect()
    assert caught.value.kind == LinkKind.TOLD
    assert homes.cosigner.vault.generation == written
    homes.connect(STRANGER)
    homes.clock.sleep(1 / LINK_RATE)
    homes.connect()


@pytest.mark.parametrize("kind", ["status", "watch"])
def test_questions_of_one_computer_have_a_rate_and_others_theirs(homes: TwoHomes, kind: str) -> None:
    share, raw, stranger = share_of(homes.key), homes.raw(), homes.raw(STRANGER)
    asked = homes.approved(homes.wire())
    raw = homes.raw()
    question: Message = StatusOf(share.key_id, share.T) if kind == "status" else AwaitDecision(asked.request)

    def is_busy(raw: Hostile) -> bool:
        (data,) = raw.ask(question)
        return peek_type(data) is MessageType.DECLINED and decode(Declined, data).kind == "busy"

    assert [is_busy(raw) for _ in range(QUESTION_BURST + 1)] == [False] * QUESTION_BURST + [True]
    assert not is_busy(stranger)
    homes.clock.sleep(1 / QUESTION_RATE)
    assert not is_busy(raw)

"""A task that is no payment, from the computer's question to the signature: with the same states, limits and log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.cosigner.console import describe
from core.approval.kinds.kind import TaskKey
from core.approval.kinds.message import MessageAsked, SignedMessage
from core.approval.kinds.registry import read_task
from core.approval.messages import ProposeOther
from core.approval.upload import MAX_OTHER
from core.bitcoin import bip322
from core.bitcoin.account import TR
from core.bitcoin.coins import AddressTable
from core.cosigner.api import PolicyChange
from core.cosigner.shown import shown_digest
from core.errors import BadInput, FaultKind, InputKind, PeerFault, RefusalKind, Refused
from core.home.records import LogCode
from core.home.tables import PAYLOAD
from core.protocol.progress import ProgressStep
from core.protocol.registry import SCHNORR
from core.wallet.events import Event
from core.wallet.signer import Signer
from tests.support.hostile import REFUSED
from tests.support.two_homes import NETWORK, TwoHomes

MESSAGE = SignedMessage.number
ASKED = MessageAsked(0, 3, b"I am here\n! and so is \xe2\x80\xaethis")


def sign(homes: TwoHomes, decide: Callable[[bytes], object] | None = None) -> list[bytes]:
    """`decide`: what a person does who is asked; None: nobody is there."""

    def told(event: Event) -> None:
        if decide is not None and event.step is ProgressStep.WAITING:
            decide(bytes.fromhex(event.request))

    wait = 0.0 if decide is None else 60.0
    return Signer(homes.client).sign_other(homes.key, MESSAGE, ASKED.payload(), wait, told)


def yes(homes: TwoHomes) -> Callable[[bytes], object]:
    return lambda id: homes.cosigner.requests.approve(id, accept_fee=False)


def states(homes: TwoHomes) -> list[str]:
    return [request.state.name for request in homes.cosigner.tasks()]


def codes(homes: TwoHomes) -> list[str]:
    return [entry.code for entry in homes.cosigner.records.log()]


def test_a_person_says_yes_and_both_sign(homes: TwoHomes) -> None:
    (der,) = sign(homes, yes(homes))
    public_key, script = homes.table.public_key((*homes.table.account.steps, 0, 3)), homes.table.script(0, 3)
    bip322.verify(homes.table.address(0, 3, NETWORK), ASKED.text, bip322.signature(script, der, public_key))
    assert states(homes) == ["RELEASED"]
    homes.cosigner.records.flush()
    assert not list(homes.cosigner.vault.items(PAYLOAD))
    wanted = [LogCode.TASK_WAITS, LogCode.APPROVED, LogCode.TASK_DEBITED, LogCode.TASK_RELEASED]
    assert codes(homes)[-4:] == [str(code) for code in wanted]
    own = [entry.code for entry in homes.computer.records.log()]
    assert own[-3:] == [str(code) for code in (LogCode.TASK_ASKS, LogCode.TASK_BEGUN, LogCode.TASK_SIGNED)]
    assert homes.cosigner.requests.rulebook.used(homes.key).day == 0
    assert not homes.cosigner.requests.rulebook.outstanding(homes.key)


def test_nobody_is_asked_twice(homes: TwoHomes) -> None:
    assert len(sign(homes, yes(homes))) == len(sign(homes)) == 1
    assert states(homes) == ["RELEASED"]


def test_what_a_person_is_shown(homes: TwoHomes) -> None:
    with pytest.raises(Refused) as caught:
        sign(homes)
    assert caught.value.kind is RefusalKind.PENDING
    (view,) = homes.cosigner.admin.approvals()
    lines = describe(view)
    assert lines[0] == lines[-1] == "Sign a message? It moves no coins; it shows that you say this"
    assert f"  said by who can spend from {homes.table.address(0, 3, NETWORK)}" in lines
    assert "    │ I am here" in lines
    assert "    │ ! and so is □this" in lines
    assert shown_digest(view) != shown_digest(replace(view, lines=view.lines[:-1]))


def test_what_is_refused_is_never_signed(homes: TwoHomes) -> None:
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            sign(homes, lambda id: homes.cosigner.admin.refuse(id.hex(), "not mine"))
        assert caught.value.kind is RefusalKind.REFUSED
    assert states(homes) == ["REFUSED"]
    assert not list(homes.cosigner.vault.items(PAYLOAD))


def test_a_frozen_key_signs_none(homes: TwoHomes) -> None:
    homes.cosigner.admin.policy_set(PolicyChange(frozen=True))
    with pytest.raises(Refused):
        sign(homes)
    assert (states(homes), codes(homes)[-1]) == (["REFUSED"], str(LogCode.TASK_BARRED))


def test_a_freeze_after_the_yes_stops_it(homes: TwoHomes) -> None:
    def yes_and_freeze(id: bytes) -> None:
        homes.cosigner.requests.approve(id, accept_fee=False)
        homes.cosigner.admin.policy_set(PolicyChange(frozen=True))

    with pytest.raises(Refused):
        sign(homes, yes_and_freeze)
    assert states(homes) == ["REFUSED"]


def test_rules_about_amounts_approve_none(homes: TwoHomes) -> None:
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=10**8))
    with pytest.raises(Refused):
        sign(homes)
    assert states(homes) == ["PROPOSED"]


def test_it_is_signed_after_a_start_of_the_cosigner_from_what_is_kept(homes: TwoHomes) -> None:
    with pytest.raises(Refused):
        sign(homes)
    (request,) = homes.cosigner.tasks()
    homes.restart_both()
    homes.cosigner.requests.approve(request.id, accept_fee=False)
    assert len(sign(homes)) == 1


def test_what_is_kept_and_reads_differently_is_not_signed(homes: TwoHomes) -> None:
    with pytest.raises(Refused):
        sign(homes)
    (request,) = homes.cosigner.tasks()
    homes.cosigner.requests.approve(request.id, accept_fee=False)
    for kept in (replace(ASKED, text=b"another").payload(), b""):
        with homes.cosigner.records.write() as write:
            write.payload(request.id, bytes([MESSAGE]) + kept)
        homes.restart_both()
        with pytest.raises(Refused) as caught:
            homes.cosigner.requests.checked(request)
        assert caught.value.kind is RefusalKind.CHANGED


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        replace(ASKED, branch=2).payload(),
        replace(ASKED, index=100_000).payload(),
        replace(ASKED, text=b"\xff").payload(),
        replace(ASKED, text=b"x" * 4097).payload(),
        ASKED.payload() + b"\0",
    ],
    ids=["nothing", "branch", "index", "no text", "long", "left over"],
)
def test_what_its_kind_does_not_read_is_not_asked(homes: TwoHomes, payload: bytes) -> None:
    with pytest.raises(BadInput):
        Signer(homes.client).sign_other(homes.key, MESSAGE, payload)
    assert states(homes) == []


def test_of_a_kind_or_for_a_key_that_is_not_known_nothing_is_read(homes: TwoHomes) -> None:
    key = TaskKey.of(homes.key)
    for one, kind in ((key, 0), (replace(key, scheme=99), MESSAGE)):
        with pytest.raises(BadInput) as caught:
            read_task(one, kind, ASKED.payload())
        assert caught.value.kind is InputKind.TASK


def test_a_taproot_key_says_it_for_its_own_addresses(homes: TwoHomes) -> None:
    key = replace(TaskKey.of(homes.key), scheme=SCHNORR)
    task, table = read_task(key, MESSAGE, ASKED.payload()), AddressTable(key.Q, key.chain, TR)
    assert task.messages == ((bip322.digest(table.script(0, 3), ASKED.text), (86, 0, 0, 0, 3)),)
    assert task.lines[1].values == (table.address(0, 3, NETWORK),)


def test_both_sign_a_message_for_a_taproot_address(homes: TwoHomes) -> None:
    row = homes.client.new_key("tap", NETWORK, scheme=SCHNORR)

    def told(event: Event) -> None:
        if event.step is ProgressStep.WAITING:
            homes.cosigner.requests.approve(bytes.fromhex(event.request), accept_fee=False)

    (made,) = Signer(homes.client).sign_other(row, MESSAGE, ASKED.payload(), 60.0, told)
    key = TaskKey.of(row)
    table = AddressTable(key.Q, key.chain, TR)
    script, path = table.script(0, 3), (*table.account.steps, 0, 3)
    address = table.address(0, 3, NETWORK)
    assert address.startswith("bcrt1p")
    bip322.verify(address, ASKED.text, bip322.signature(script, made, table.public_key(path)))


def test_a_cosigner_that_read_another_one_is_a_cheat(homes: TwoHomes) -> None:
    real = homes.client.propose
    homes.client.propose = lambda *given: replace(real(*given), task_id=bytes(32))  # type: ignore[method-assign]
    with pytest.raises(PeerFault) as caught:
        sign(homes)
    assert caught.value.kind is FaultKind.TASK


@pytest.mark.parametrize("size", [0, MAX_OTHER + 1])
def test_one_of_no_possible_size_is_a_fault(homes: TwoHomes, size: int) -> None:
    assert homes.raw().ask(ProposeOther(homes.key.key_id, MESSAGE, size, bytes(32))) == REFUSED
    assert states(homes) == []


def test_what_nobody_decided_or_was_taken_back_or_barred_is_asked_again(homes: TwoHomes) -> None:
    requests, admin = homes.cosigner.requests, homes.cosigner.admin
    for over in (
        lambda: homes.clock.sleep(24 * 3600),
        lambda: requests.cancel(requests.open()[0].id, {homes.key.key_id}),
    ):
        with pytest.raises(Refused) as waits:
            sign(homes)
        assert waits.value.kind is RefusalKind.PENDING
        over()
    admin.policy_set(PolicyChange(frozen=True))
    for _ in range(2):
        with pytest.raises(Refused) as frozen:
            sign(homes)
        assert frozen.value.kind is RefusalKind.REFUSED
    admin.policy_set(PolicyChange(frozen=False))
    assert sign(homes, yes(homes))
    assert states(homes) == ["RELEASED"]


def test_a_persons_no_is_final(homes: TwoHomes) -> None:
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            sign(homes, lambda id: homes.cosigner.requests.refuse(id, "no"))
        assert refused.value.kind is RefusalKind.REFUSED
    assert states(homes) == ["REFUSED"]

"""A computer that fills the co-signer's time, disk and memory with proposals (L3): others are answered all the same.

Real sockets and threads where the order of events is what counts; two homes of one thread for the rest.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.approval import allowance, patience, quota
from core.approval.messages import Chunk, Propose, RequestState
from core.approval.quota import MAX_ASKING, MAX_OPEN
from core.approval.upload import propose_p1
from core.bitcoin.psbt import MAX_FIELDS, Psbt
from core.bitcoin.signing_task import MAX_PREVIOUS, WireTask
from core.bitcoin.tx import Transaction, TxOut
from core.cosigner import endpoints
from core.crypto.rng import HedgedRng
from core.errors import BadInput, LinkError, Refused
from core.home.repository import Repository
from core.keys.handshake import MAX_KEYS, KeyClaim, Keys
from core.keys.record import KeyRecord, share_of
from core.keys.status import StatusOf
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import Purpose
from core.rpc.multiplexer import Multiplexer
from core.rpc.runner import pack, unpack
from core.storage.system_keyring import system_keyring
from core.storage.vault import Vault
from core.transport.link.hello import Hello
from core.transport.link.identity import Identity
from core.transport.link.link import connect
from core.wallet.cosigner_client import CosignerClient
from core.wallet.opening import create_or_open
from tests.support.hostile import REFUSED, declined, first_sent
from tests.support.open_homes import NETWORK, PASSPHRASE, OpenHomes, open_homes
from tests.support.payment import Coin, Pay, psbt
from tests.support.two_homes import MortalVault, TwoHomes, two_homes
from tests.support.wire import split

PATIENCE = 60.0


def long_to_read() -> WireTask:
    """Nearly 16 MiB of previous transactions with the smallest outputs there are; none of it is the wallet's."""
    coins = [Coin(seed=seed, script=b"") for seed in range(16)]
    smallest = tuple(TxOut(1, b"") for _ in range((MAX_PREVIOUS - 200) // 9))
    previous = [Transaction(2, coin.previous.inputs, (TxOut(1, b""), *smallest), 0) for coin in coins]
    made = psbt([Coin(seed=seed, drop_previous=True) for seed in range(16)], [Pay(1_000)])
    inputs = tuple(
        type(part)(type(part.outpoint)(before.txid, 0), b"", part.sequence)
        for part, before in zip(made.tx.inputs, previous, strict=True)
    )
    tx = Transaction(2, inputs, made.tx.outputs, 0)
    raw = Psbt(tx, {b"\0": tx.serialize(witness=False)}, made.inputs, made.outputs)
    return WireTask(NETWORK, raw.serialize(), tuple(before.serialize(witness=False) for before in previous))


@contextmanager
def in_its_place(homes: OpenHomes) -> Iterator[tuple[Multiplexer, KeyRecord]]:
    """What a hostile program with the home of the closed wallet has: a settled link, and the key's record."""
    home = homes.place / "wallet"
    vault = Vault.open(home, PASSPHRASE, system_keyring())
    records = Repository(vault)
    identity = Identity.load(home, records.home.key_password)
    (peer,) = records.peers.values()
    (row,) = records.keys.values()

    def link() -> object:
        return connect(peer.host, peer.port, identity, peer.certificate, Hello.make(vault.generation), 10.0)

    client = CosignerClient(records, link, time.time)  # type: ignore[arg-type]
    try:
        yield client.connected(), row
    finally:
        client.end()
        vault.close()


def test_a_proposal_of_16_mib_holds_up_nobody(tmp_path: Path) -> None:
    """The co-signer read it on the one thread that answers everybody: for six seconds nobody else was."""
    with open_homes(tmp_path) as homes:
        homes.wallet.close()
        other = create_or_open(tmp_path / "other", PASSPHRASE)
        homes.wallet = other
        homes.pair()
        other.new_key("another", NETWORK)
        events: list[str] = []
        with in_its_place(homes) as (multiplexer, row):
            link = multiplexer.link

            def hear() -> None:
                with suppress(LinkError):
                    while True:
                        events.append(f"answer {unpack(link.receive())[0]}")

            hearing = threading.Thread(target=hear)
            for message in propose_p1(row.key_id, long_to_read()):
                if not hasattr(message, "message"):
                    break
                link.send(pack(1_001, message.message))
            link.send(pack(1_002, StatusOf(row.key_id, row.current_run_id)))
            hearing.start()
            while "answer 1002" not in events:  # it stands behind the whole proposal
                hearing.join(0.01)
                assert "answer 1001" not in events
            homes.serving.console.status()
            events.append("console")
            other.report("another")
            events.append("another computer")
            while "answer 1001" not in events and hearing.is_alive():
                hearing.join(0.01)
        hearing.join(PATIENCE)
        assert events == ["answer 1002", "console", "another computer", "answer 1001"]


def test_a_queue_of_long_questions_holds_a_person_up_for_two_of_them_at_most(tmp_path: Path) -> None:
    """Eight frames of a link waited before a person had a turn: seconds, with sessions of 128 inputs."""
    asked = 12
    with open_homes(tmp_path) as homes:
        homes.wallet.close()
        with in_its_place(homes) as (multiplexer, row):
            link = multiplexer.link
            answers: list[bytes] = []
            a1 = first_sent(prepare.p1(share_of(row), Purpose.PAY, 128, HedgedRng()))
            for call in range(asked):
                link.send(pack(1_000 + call, a1))

            def hear() -> None:
                with suppress(LinkError):
                    while len(answers) < asked:
                        answers.append(link.receive(PATIENCE))

            hearing = threading.Thread(target=hear)
            hearing.start()
            while not answers:
                hearing.join(0.001)
            homes.serving.console.status()
            assert len(answers) < 6
            hearing.join(PATIENCE)
            assert len(answers) == asked


@pytest.mark.parametrize("too_many", [0, 1])
def test_a_handshake_names_so_many_keys(homes: TwoHomes, too_many: int) -> None:
    """25,000 of them took the thread that answers everybody half a second, at each connection."""
    claim = KeyClaim(bytes(32), bytes(32), bytes(32), 0, 0, bytes(32))
    claims = [replace(claim, key_id=n.to_bytes(32, "big")) for n in range(MAX_KEYS + too_many)]
    answer = homes.raw(settled=False).ask(Keys(tuple(claims)))
    assert (answer == REFUSED) == bool(too_many)


def test_a_computer_has_no_more_keys_than_it_can_name(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MAX_KEYS", 1)
    with pytest.raises(Refused, match="no more are made") as refused:
        homes.client.new_key("another", NETWORK)
    assert refused.value.kind == "too_many"


# ------------------------------------------------------------------ quotas
def test_one_computer_has_20_requests_waiting_whatever_the_number_of_its_keys(tmp_path: Path) -> None:
    keys = MAX_ASKING // MAX_OPEN + 1
    with two_homes(tmp_path, keys) as homes:
        rows = list(homes.computer.records.keys.values())
        for row in rows[:-1]:
            for seed in range(MAX_OPEN):
                assert homes.client.propose(row, wire_of(homes, row, seed)).state is RequestState.PROPOSED
        with pytest.raises(Refused, match="20 requests of this computer") as refused:
            homes.client.propose(rows[-1], wire_of(homes, rows[-1], 0))
        assert refused.value.kind == "too_many"
        first = homes.cosigner.requests.open()[0]
        homes.cosigner.requests.refuse(first.id, "no")
        assert homes.client.propose(rows[-1], wire_of(homes, rows[-1], 0)).state is RequestState.PROPOSED


def wire_of(homes: TwoHomes, row: KeyRecord, seed: int) -> WireTask:
    coin = Coin(script=homes.table_of(row).script(0, 0), seed=seed)
    return split(psbt([coin], [Pay(40_000)]).serialize(), NETWORK)


def test_one_computer_has_so_many_bytes_waiting(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Approved ones count too; what is signed or over does not."""
    homes.propose(homes.wire(seed=1))
    (request,) = homes.cosigner.tasks()
    assert request.size == len(homes.cosigner.records.payload(request.id))
    monkeypatch.setattr(quota, "MAX_KEPT", 2 * request.size)
    made = homes.approved(homes.wire(seed=2))
    with pytest.raises(Refused, match="too much room") as refused:
        homes.propose(homes.wire(seed=3))
    assert refused.value.kind == "too_many"
    homes.sign(homes.wire(seed=2))
    homes.propose(homes.wire(seed=3))
    with pytest.raises(Refused, match="too much room"):
        homes.propose(homes.wire(seed=4))
    homes.cosigner.requests.refuse(request.id, "no")
    homes.propose(homes.wire(seed=4))
    assert made.request != request.id


def test_proposals_have_a_rate(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is remembered too, so it may not be told without end."""
    for most in ("MAX_ASKED", "MAX_ASKED_OF_ALL"):
        monkeypatch.setattr(patience, most, 200)
    for most in ("MAX_ENTRIES", "MAX_WORK"):
        monkeypatch.setattr(allowance, most, 2_000)
    for seed in range(100):
        homes.client.cancel(homes.propose(homes.wire(seed=seed)).request)
    with pytest.raises(Refused, match="too many payments were proposed") as refused:
        homes.propose(homes.wire(seed=100))
    assert refused.value.kind == "busy"
    homes.clock.sleep(5)
    homes.propose(homes.wire(seed=100))


def test_a_proposal_that_is_refused_at_once_is_no_fault(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer sends all of it before it listens; three chunks of a call that was over ended its link."""
    homes.client.connected()
    monkeypatch.setattr(MortalVault, "has_room", lambda _vault, _more: False)
    many = tuple(Coin(seed=seed, before=29_000).previous.serialize(witness=False) for seed in range(5))
    with pytest.raises(Refused, match="make room") as refused:
        homes.client.propose(homes.key, WireTask(NETWORK, homes.wire().psbt, many))
    assert refused.value.kind == "full"
    monkeypatch.undo()
    (connection,) = homes.cosigner.dispatcher.connections.values()
    assert (connection.faults, connection.calls) == (0, {})
    raw = homes.raw()
    assert declined(raw.ask(Propose(bytes(32), 1 << 20, bytes(32)), call=5)).kind == "unknown"
    assert raw.ask(Chunk(b"x"), call=5) == REFUSED  # what it does then it must do as it should


# ------------------------------------------------------------------ what is kept
def test_previous_transactions_are_read_and_not_kept(homes: TwoHomes) -> None:
    coin = Coin(script=homes.table.script(0, 0), before=2_000)
    wire = split(psbt([coin], [Pay(40_000)]).serialize(), NETWORK)
    made = homes.propose(wire)
    assert len(wire.previous[0]) > 60_000
    kept = homes.cosigner.records.payload(made.request)
    assert coin.previous.serialize(witness=False)[100:200] not in kept
    assert len(kept) < 1_000
    homes.cosigner.end()
    homes.restart()
    homes.cosigner.requests.approve(made.request, accept_fee=True)
    homes.sign(wire)


def test_what_is_signed_is_not_kept_and_signed_again_at_no_cost(homes: TwoHomes) -> None:
    homes.allow(100_000)
    wire = homes.wire()
    homes.pay(wire)
    (request,) = homes.cosigner.tasks()
    assert request.state is RequestState.RELEASED
    homes.cosigner.records.flush()  # it rides with the next write
    assert list(homes.cosigner.vault.items("payload")) == []
    homes.sign(wire)
    homes.cosigner.end()
    homes.restart()
    with pytest.raises(Refused, match="propose it again"):
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    homes.pay(wire)
    assert list(homes.cosigner.vault.items("payload")) == []
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 40_500


def test_what_no_limit_counts_any_more_is_forgotten(homes: TwoHomes) -> None:
    """One sat at a time, for years."""
    homes.allow(100_000)
    for seed in range(3):
        homes.pay(homes.wire(seed=seed, amount=1_000))
        homes.clock.sleep(5 * 24 * 3_600)
    assert len(homes.cosigner.records.spendings) == 2
    homes.restart_both()
    assert len(homes.cosigner.records.spendings) == 2
    assert homes.cosigner.requests.rulebook.used(homes.key).week == 1_500


def test_what_is_over_keeps_no_coins(homes: TwoHomes) -> None:
    homes.client.cancel(homes.propose(homes.wire(coins=3)).request)
    (request,) = homes.cosigner.tasks()
    assert (request.coins, request.size) == (b"", 0)


def test_few_tasks_are_at_hand_and_the_others_are_read_again(homes: TwoHomes) -> None:
    homes.allow(100_000)
    made = [homes.propose(homes.wire(seed=seed, amount=1_000)) for seed in range(40)]
    assert {found.state for found in made} == {RequestState.APPROVED}
    homes.sign(homes.wire(seed=0, amount=1_000))


# ------------------------------------------------------------------ while one is read
def test_a_psbt_has_so_many_fields(homes: TwoHomes) -> None:
    """A field of four bytes takes a hundred in memory: 16 MiB of them took half a gigabyte."""
    wire = homes.wire()
    made = Psbt.parse(wire.psbt)
    many = {bytes([0xF0]) + n.to_bytes(4, "big"): b"" for n in range(MAX_FIELDS)}
    with pytest.raises(BadInput, match="more than"):
        Psbt.parse(Psbt(made.tx, made.fields, ({**made.inputs[0], **many},), made.outputs).serialize())
    few = {bytes([0xF0]) + n.to_bytes(4, "big"): b"" for n in range(1_000)}
    inputs = ({**made.inputs[0], **few},)
    homes.propose(WireTask(NETWORK, Psbt(made.tx, made.fields, inputs, made.outputs).serialize(), wire.previous))

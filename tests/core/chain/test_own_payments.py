"""What a lying server says about our own payments: nothing of it is replaced, hurried, kept or shown as signed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain.watch_only import WatchOnlyWallet
from core.errors import BadInput, InputKind, PeerFault
from tests.core.chain.conftest import Watched
from tests.support.lying_server import LyingServer, Swapped, name

pytestmark = pytest.mark.slow

THIEF = b"\x00\x14" + b"\x66" * 20
GARBAGE = (b"\x30" * 71, b"\x02" * 33)


class Payment:
    """One of ours that waits, sent long enough ago for a server to be believed about it; and a lie about it."""

    def __init__(self, watched: Watched) -> None:
        late = [1_000]
        watched.watch = WatchOnlyWallet(
            *watched.key.descriptors, watched.key.network, watched.store, lambda: time.time() - late[0]
        )
        self.raw = watched.key.signed(watched.watch.draft([(watched.shop(), 300_000)], 2))
        self.txid = watched.watch.broadcast(self.raw)
        late[0] = 0
        watched.electrum.wait()
        self.tx = Transaction.parse(self.raw)
        self.coins = [watched.key.table.script(0, index) for index in range(3)]

    def stolen(self, witness: tuple[bytes, ...]) -> Transaction:
        """The same coins and change; the recipient is another."""
        outputs = tuple(TxOut(out.amount, THIEF) if out.amount == 300_000 else out for out in self.tx.outputs)
        inputs = tuple(replace(part, witness=witness or part.witness) for part in self.tx.inputs)
        return replace(self.tx, inputs=inputs, outputs=outputs)


@pytest.fixture
def payment(funded: Watched) -> Payment:
    return Payment(funded)


WAYS: dict[str, Callable[[WatchOnlyWallet, str], bytes]] = {
    "bump": lambda watch, txid: watch.bump(txid, 9, frozen=()),
    "cancel": lambda watch, txid: watch.cancel(txid, 9),
    "cpfp": lambda watch, txid: watch.cpfp(txid, 9, frozen=()),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("witness", [GARBAGE, (), (b"",)], ids=["garbage", "of another payment", "none"])
def test_a_swapped_payment_is_not_raised(
    funded: Watched, payment: Payment, way: str, witness: tuple[bytes, ...]
) -> None:
    """Attack: without the check of signatures all three ways build on it, and a raise pays the thief."""
    lie = payment.stolen(witness)
    with LyingServer(funded.electrum.port, Swapped(payment.txid, lie, payment.coins)) as server:
        funded.watch.sync(server.url)
        assert funded.watch.invented == (name(lie),)
        assert name(lie) not in {row.txid for row in funded.watch.history()}
        with pytest.raises(BadInput):
            WAYS[way](funded.watch, name(lie))
    assert b"tx/" + lie.txid not in funded.store.kept
    funded.sync()
    assert not funded.watch.invented
    raised = funded.key.read(funded.watch.bump(payment.txid, 9.0, frozen=()))
    assert [out.amount for out in raised.tx.outputs].count(300_000) == 1
    assert THIEF not in {out.script for out in raised.tx.outputs}


def test_an_invention_that_was_kept_is_cleaned(funded: Watched, payment: Payment) -> None:
    """A store of before, where the lie lies already, and one that loads it without asking anybody."""
    lie = payment.stolen(GARBAGE)
    now = int(time.time()).to_bytes(8, "big")
    kept = {b"tx/" + lie.txid: lie.serialize(), b"first/" + lie.txid: now, b"last/" + lie.txid: now}
    funded.store.save(kept)
    watch = funded.again()
    assert not watch.transaction(name(lie)).signed
    assert not watch.transaction(name(lie)).replaceable
    for way in WAYS.values():
        with pytest.raises(BadInput) as refused:
            way(watch, name(lie))
        assert refused.value.kind is InputKind.INVENTED
    funded.sync()
    assert watch.invented == (name(lie),)
    assert not kept.keys() & funded.store.kept.keys()
    assert watch.transaction(payment.txid).signed
    assert watch.transaction(payment.txid).replaceable


def test_what_spends_from_an_invention_goes_with_it(funded: Watched, payment: Payment) -> None:
    lie = payment.stolen(GARBAGE)
    after = Transaction(
        2, (TxIn(OutPoint(lie.txid, 0), b"", 0xFFFFFFFD, GARBAGE),), (TxOut(9_000, payment.coins[0]),), 0
    )
    now = int(time.time()).to_bytes(8, "big")
    for tx in (lie, after):
        funded.store.save({b"tx/" + tx.txid: tx.serialize(), b"last/" + tx.txid: now})
    watch = funded.again()
    funded.sync()
    assert set(watch.invented) == {name(lie), name(after)}
    assert not any(key[-32:] in (lie.txid, after.txid) for key in funded.store.kept)


def test_a_server_cannot_hide_what_it_swaps(funded: Watched, payment: Payment) -> None:
    """Its silence about the true payment counts as little as the false one."""
    lie = payment.stolen(GARBAGE)
    with LyingServer(funded.electrum.port, Swapped(payment.txid, lie, payment.coins)) as server:
        funded.watch.sync(server.url)
    assert funded.watch.transaction(payment.txid).signed
    assert funded.watch.balance().total < 1_250_000 - 300_000


def test_receipts_are_not_said_to_be_signed_by_us(fresh: Watched) -> None:
    [txid] = fresh.receive(90_000)
    assert not fresh.watch.transaction(txid).signed


# ------------------------------------------------------------------ previous transactions
def forged_previous(watched: Watched, txid: str) -> tuple[str, Transaction]:
    """The id that a receipt spends, and a transaction that is not it and pays us a fortune in that place."""
    source = Transaction.parse(bytes.fromhex(str(watched.node.rpc("getrawtransaction", txid)))).inputs[0]
    fortune = TxOut(100_000 * 10**8, watched.key.table.script(0, 0))
    part = TxIn(OutPoint(b"\x07" * 32, 0), b"", 0xFFFFFFFF, (b"nothing",))
    lie = Transaction(2, (part,), (fortune,) * (source.outpoint.index + 1), 0)
    return source.outpoint.txid[::-1].hex(), lie


def test_a_previous_transaction_must_have_its_id(fresh: Watched) -> None:
    """Attack: a receipt of 90,000 sat shows as -99,999 BTC, for ever, and its fee is a fortune."""
    address = fresh.watch.address(new=True)
    txid = str(fresh.node.rpc("sendtoaddress", address, "0.0009"))
    fresh.electrum.wait()
    asked, lie = forged_previous(fresh, txid)

    def told(method: str, params: list[Any], true: Any) -> Any:
        lies = method == "blockchain.transaction.get" and params[0] == asked
        return lie.serialize().hex() if lies else true

    kept = dict(fresh.store.kept)
    with LyingServer(fresh.electrum.port, told) as server:
        with pytest.raises(PeerFault, match="another transaction"):
            fresh.watch.sync(server.url)
        assert fresh.store.kept == kept
        server.lie = lambda _method, _params, true: true
        fresh.watch.sync(server.url)  # the same line: nothing of the lie is remembered in it
    [row] = fresh.watch.history()
    assert row.net == 90_000
    entry = fresh.node.rpc("getmempoolentry", txid)
    assert row.fee == round(entry["fees"]["base"] * 1e8)


def test_a_server_that_has_no_previous_transactions(fresh: Watched) -> None:
    """They are for the fee only: the receipt is shown without."""
    txid = str(fresh.node.rpc("sendtoaddress", fresh.watch.address(new=True), "0.0009"))
    fresh.electrum.wait()
    asked, _ = forged_previous(fresh, txid)

    def refuses(method: str, params: list[Any], true: Any) -> Any:
        if method == "blockchain.transaction.get" and params[0] == asked:
            raise LookupError("daemon error: no such transaction")
        return true

    with LyingServer(fresh.electrum.port, refuses) as server:
        fresh.watch.sync(server.url)
    [row] = fresh.watch.history()
    assert (row.net, row.fee) == (90_000, None)


def test_an_old_lie_about_a_previous_transaction_is_cleaned(fresh: Watched) -> None:
    """As BDK's entries kept it before: out/ TXID INDEX, never compared with anything."""
    [txid] = fresh.receive(90_000)
    true = fresh.watch.history()
    source = Transaction.parse(bytes.fromhex(str(fresh.node.rpc("getrawtransaction", txid)))).inputs[0].outpoint
    lie = TxOut(100_000 * 10**8, fresh.key.table.script(0, 0))
    key = b"out/" + source.txid + source.index.to_bytes(4, "big")
    fresh.store.save({key: bytes(lie)})
    assert fresh.again().history() == true
    fresh.sync()
    assert fresh.watch.history() == true
    assert key not in fresh.store.kept


def test_another_transaction_in_place_of_a_receipt(fresh: Watched) -> None:
    """What a history names and what is handed out must be the same."""
    address = fresh.watch.address(new=True)
    txid = str(fresh.node.rpc("sendtoaddress", address, "0.0009"))
    fresh.electrum.wait()
    true = Transaction.parse(bytes.fromhex(str(fresh.node.rpc("getrawtransaction", txid))))
    more = replace(true, outputs=tuple(replace(out, amount=out.amount * 1_000) for out in true.outputs))

    def told(method: str, params: list[Any], answer: Any) -> Any:
        lies = method == "blockchain.transaction.get" and params[0] == txid
        return more.serialize().hex() if lies else answer

    with LyingServer(fresh.electrum.port, told) as server:
        with pytest.raises(PeerFault, match="another transaction"):
            fresh.watch.sync(server.url)
        assert fresh.watch.history() == ()
        server.lie = lambda _method, _params, answer: answer
        fresh.watch.sync(server.url)
        assert fresh.watch.balance().pending == 90_000
    assert b"tx/" + more.txid not in fresh.store.kept


def test_what_another_sync_left_is_no_lie_of_this_server(funded: Watched, payment: Payment) -> None:
    """A server that invents and hangs up leaves it in a slice: the next one is not blamed, and is believed."""
    lie = payment.stolen(GARBAGE)
    funded.store.save({b"tx/" + lie.txid: lie.serialize()})
    funded.again()
    funded.sync()
    assert not funded.watch.invented
    assert b"tx/" + lie.txid not in funded.store.kept

"""The wallet's own client, BDK, on the practice network: it sees, pays, bumps and is refused as on a real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bdkpython as bdk
import pytest

from app.practice_network.network import PracticeNetwork
from core.bitcoin.tx import Transaction

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
EXTERNAL = bdk.KeychainKind.EXTERNAL


class Wallet:
    """A wallet with a whole key, and its line to the network."""

    def __init__(self, url: str) -> None:
        key = bdk.DescriptorSecretKey(bdk.NetworkKind.TEST, bdk.Mnemonic.from_entropy(b"\x07" * 16), None)
        branches = [bdk.Descriptor.new_bip84(key, kind, bdk.NetworkKind.TEST) for kind in bdk.KeychainKind]
        self.bdk = bdk.Wallet(*branches, bdk.Network.REGTEST, bdk.Persister.new_in_memory())
        self.client = bdk.ElectrumClient(url)

    def scan(self) -> None:
        self.bdk.apply_update(self.client.full_scan(self.bdk.start_full_scan().build(), 20, 10, True))

    def sync(self) -> None:
        self.bdk.apply_update(self.client.sync(self.bdk.start_sync_with_revealed_spks().build(), 10, True))

    def address(self) -> str:
        return str(self.bdk.reveal_next_address(EXTERNAL).address)

    def pay(self, sats: int, rate: int) -> Any:
        script = bdk.Address(SHOP, bdk.Network.REGTEST).script_pubkey()
        builder = bdk.TxBuilder().add_recipient(script, bdk.Amount.from_sat(sats))
        return self.signed(builder.fee_rate(bdk.FeeRate.from_sat_per_vb(rate)).finish(self.bdk))

    def bump(self, tx: Any, rate: int) -> Any:
        return self.signed(bdk.BumpFeeTxBuilder(tx.compute_txid(), bdk.FeeRate.from_sat_per_vb(rate)).finish(self.bdk))

    def signed(self, psbt: Any) -> Any:
        assert self.bdk.sign(psbt)
        return psbt.extract_tx()

    def confirmed(self, tx: Any) -> bool:
        found = self.bdk.get_tx(tx.compute_txid())
        assert found is not None
        return bool(found.chain_position.is_confirmed())

    @property
    def balance(self) -> tuple[int, int]:
        """Confirmed, and all."""
        return self.bdk.balance().confirmed.to_sat(), self.bdk.balance().total.to_sat()


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    made = PracticeNetwork(tmp_path / "network")
    yield made
    made.stop()


@pytest.fixture
def wallet(network: PracticeNetwork) -> Wallet:
    """With 500,000 sat in a block."""
    made = Wallet(network.start())
    made.scan()
    network.faucet(made.address(), 500_000)
    network.mine()
    made.sync()
    assert made.balance == (500_000, 500_000)
    return made


def test_what_the_server_says(wallet: Wallet) -> None:
    wallet.client.ping()
    assert wallet.client.server_features().genesis_hash is not None
    assert [wallet.client.estimate_fee(blocks) for blocks in (1, 6, 144)] == [0.00008, 0.00004, 0.00002]
    assert wallet.client.block_headers_subscribe().height == 102


def test_receive(network: PracticeNetwork, wallet: Wallet) -> None:
    network.faucet(wallet.address(), 70_000)
    wallet.sync()
    assert wallet.balance == (500_000, 570_000)
    network.mine()
    wallet.sync()
    assert wallet.balance == (570_000, 570_000)
    again = Wallet(network.start())
    again.scan()
    assert again.balance == (570_000, 570_000)
    assert len(again.bdk.transactions()) == 2


def test_pay_bump_and_confirm(network: PracticeNetwork, wallet: Wallet) -> None:
    first = wallet.pay(100_000, 2)
    assert str(wallet.client.transaction_broadcast(first)) == str(first.compute_txid())
    wallet.sync()
    assert not wallet.confirmed(first)
    second = wallet.bump(first, 10)
    wallet.client.transaction_broadcast(second)
    wallet.sync()
    network.mine()
    wallet.sync()
    assert wallet.confirmed(second)
    assert network.confirmed(str(second.compute_txid()))
    assert not network.confirmed(str(first.compute_txid()))
    with pytest.raises(bdk.ElectrumError, match="bad-txns-inputs-missingorspent"):
        wallet.client.transaction_broadcast(first)


def test_a_reorganisation(network: PracticeNetwork, wallet: Wallet) -> None:
    paid = wallet.pay(100_000, 2)
    wallet.client.transaction_broadcast(paid)
    network.mine()
    wallet.sync()
    assert wallet.confirmed(paid)
    network.reorg(1)
    wallet.sync()
    assert not wallet.confirmed(paid)
    assert wallet.balance[0] == 0
    network.mine()
    wallet.sync()
    assert wallet.confirmed(paid)


def test_the_same_line_after_kill_9(network: PracticeNetwork, wallet: Wallet) -> None:
    paid = wallet.pay(100_000, 2)
    wallet.client.transaction_broadcast(paid)
    assert network.process is not None
    network.process.kill()
    network.process.wait()
    with pytest.raises(bdk.ElectrumError):
        wallet.sync()
    network.start()
    wallet.sync()
    assert not wallet.confirmed(paid)
    network.mine()
    wallet.sync()
    assert wallet.confirmed(paid)


def test_every_flipped_byte_is_refused(wallet: Wallet) -> None:
    """The negative control: a judge that takes anything would pass all the others."""
    paid = wallet.pay(100_000, 2)
    raw = bytes(paid.serialize())
    [part] = Transaction.parse(raw).inputs
    signature, key = part.witness
    assert raw.count(signature) == 1
    start = raw.index(signature)
    for at in (*range(start, start + len(signature), 7), raw.index(key) + 5, raw.index(bytes(part.outpoint)) + 3):
        wrong = bytearray(raw)
        wrong[at] ^= 1
        with pytest.raises(bdk.ElectrumError, match="rejected by network rules"):
            wallet.client.transaction_broadcast(bdk.Transaction(bytes(wrong)))
    wallet.client.transaction_broadcast(paid)


def test_refusals_reach_the_wallet(wallet: Wallet) -> None:
    good = wallet.pay(100_000, 5)
    wallet.client.transaction_broadcast(good)
    with pytest.raises(bdk.ElectrumError) as caught:
        wallet.client.transaction_broadcast(wallet.pay(100_001, 2))
    assert "insufficient fee, rejecting replacement" in str(caught.value)

"""Drafts as the desktop's chain library makes them are read, need nobody's extra look, and finalise."""

from __future__ import annotations

import base64

import bdkpython as bdk
import pytest

from core.approval.policy import Approve
from core.bitcoin.descriptor import descriptor
from core.bitcoin.psbt import Psbt
from tests.support.payment import CHAIN, KEY_ID, NETWORK, NEW, Coin, Q, own, signed, table
from tests.support.rules import Limits, decide
from tests.support.wire import check, split

REGTEST = bdk.Network.REGTEST
SHOP = "bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct"


@pytest.fixture
def wallet() -> bdk.Wallet:
    external, internal = (bdk.Descriptor(descriptor(Q, CHAIN, NETWORK, b), bdk.NetworkKind.TEST) for b in (0, 1))
    made = bdk.Wallet(external, internal, REGTEST, bdk.Persister.new_in_memory(), 25)
    coins = [Coin(amount=100_000, script=own(0, 0)), Coin(amount=90_000, script=own(0, 1), seed=1, before=2)]
    made.apply_unconfirmed_txs(
        [bdk.UnconfirmedTx(tx=bdk.Transaction(coin.previous.serialize()), last_seen=1) for coin in coins]
    )
    return made


def draft(wallet: bdk.Wallet, sats: int, locktime: int | None = None) -> Psbt:
    builder = bdk.TxBuilder().add_recipient(bdk.Address(SHOP, REGTEST).script_pubkey(), bdk.Amount.from_sat(sats))
    builder = builder.fee_rate(bdk.FeeRate.from_sat_per_vb(2))
    if locktime is not None:
        builder = builder.nlocktime(bdk.LockTime.BLOCKS(locktime))
    return Psbt.parse(builder.finish(wallet).serialize())


@pytest.mark.parametrize("sats", [40_000, 150_000])
@pytest.mark.parametrize("locktime", [None, 912_345])
def test_a_draft_goes_unattended(wallet: bdk.Wallet, sats: int, locktime: int | None) -> None:
    made = draft(wallet, sats, locktime)
    task = check(split(made.serialize(), NETWORK), KEY_ID, NETWORK, table())
    assert [(pay.address, pay.amount) for pay in task.payments] == [(SHOP, sats)]
    assert len(task.own_inputs) == (1 if sats == 40_000 else 2)
    assert len(task.change(NEW)) == 1
    assert task.spent(NEW) == sats + task.fee
    assert decide(task, Limits(200_000, 2_000_000), 0, 0) == Approve()
    done = signed(made, task)
    theirs = bdk.Psbt(base64.b64encode(done.serialize()).decode()).finalize()
    assert theirs.could_finalize
    final = theirs.psbt.extract_tx()
    assert final.serialize() == done.finalized().extract().serialize()
    assert abs(final.vsize() - task.vsize) <= 1

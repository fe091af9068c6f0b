"""A key that is for something else than coins: nobody takes it for a wallet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approval.messages import Propose
from core.cosigner.address_tables import AddressTables
from core.cosigner.api import PolicyChange
from core.cosigner.rules_view import change_of
from core.errors import BadInput, Bug, InputKind, PeerFault
from core.keys.record import NO_COINS, KeyRecord, joint_key, must_hold_coins
from core.wallet.results import PairedCosigner, SheetsShown
from core.wallet.shown import shown
from tests.support.two_homes import TwoHomes


@pytest.fixture
def row(homes: TwoHomes) -> KeyRecord:
    return replace(homes.cosigner.row, name="work", network=NO_COINS)


def test_it_is_no_wallet(homes: TwoHomes, row: KeyRecord) -> None:
    assert must_hold_coins(homes.cosigner.row) is homes.cosigner.row
    with pytest.raises(BadInput) as caught:
        must_hold_coins(row)
    assert caught.value.kind is InputKind.NO_COINS


def test_who_takes_it_for_a_wallet_all_the_same_is_wrong(homes: TwoHomes, row: KeyRecord) -> None:
    assert joint_key(homes.cosigner.row).Q == joint_key(homes.computer.row).Q
    with pytest.raises(Bug):
        joint_key(row)


def test_it_has_no_descriptors_and_no_addresses(row: KeyRecord) -> None:
    found = shown(row, PairedCosigner("host", 1, True), SheetsShown(), 0)
    assert (found.xpub, found.external, found.internal, found.epoch) == ("", "", "", 1)
    assert found.fingerprint == row.key_id.hex()[:8]
    tables = AddressTables(lambda _: pytest.fail("addresses of a key without coins"))
    tables.start_ahead()
    tables.ahead([row])
    tables.stop_ahead()


def test_no_payment_is_read_for_it(homes: TwoHomes, row: KeyRecord) -> None:
    with pytest.raises(PeerFault):
        homes.cosigner.requests.reading(row, Propose(row.key_id, 1, bytes(32)))


def test_it_has_no_list_of_addresses(row: KeyRecord) -> None:
    assert change_of(PolicyChange(frozen=True), {}, row.network)
    with pytest.raises(BadInput) as caught:
        change_of(PolicyChange(allow=("bcrt1q",)), {}, row.network)
    assert caught.value.kind is InputKind.NO_COINS

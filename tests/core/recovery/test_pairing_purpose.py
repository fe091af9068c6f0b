"""What a pairing was for ends: once it has served, and after a week in which nothing came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import RefusalKind, Refused
from core.home.tables import THIS, TYPED_SHEET
from core.keys.restore import LASTS, SETTLING, AskRestore, AskWhosePlace, Rebound, RestoreState, RestoreTold
from core.rpc.multiplexer import exchange
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.events import silent
from core.wallet.settling import nothing
from tests.support.lost_computer import NEW, PIN, Lost, lost, pair, sheet
from tests.support.lost_cosigner import LostCosigner, lost_cosigner
from tests.support.two_homes import NETWORK

HOUR = 3600


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Lost]:
    with lost(tmp_path) as found:
        found.client.close()
        yield found


@pytest.fixture
def replaced(tmp_path: Path) -> Iterator[LostCosigner]:
    with lost_cosigner(tmp_path) as found:
        found.client.close()
        yield found


def asks(homes: Lost) -> RestoreTold:
    line = homes.new_client.connected()
    return line.call(exchange(AskRestore.signed(sheet(), line.link.chan, PIN), RestoreTold), nothing)


def is_over(homes: Lost) -> bool:
    try:
        asks(homes)
    except Refused as error:
        return error.kind is RefusalKind.PURPOSE
    return False


def pair_again(homes: Lost) -> None:
    pair(homes.cosigner, NEW, PairingPurpose.RESTORE)


def test_a_computer_that_has_its_wallets_is_an_ordinary_one(homes: Lost) -> None:
    homes.restore()
    assert asks(homes).state is RestoreState.DONE  # said again, where the answer was lost
    homes.clock.sleep(HOUR)
    homes.client.connected()  # the lost computer is there with the wallet of which there was no copy
    homes.client.new_key("made since", NETWORK)  # sealed to the sheet whose words the new one has
    homes.client.close()
    assert is_over(homes)
    homes.new_client.new_key("new", NETWORK)
    pair_again(homes)
    assert asks(homes).state is RestoreState.WAITING


def test_a_pairing_that_nothing_came_of_ends_after_a_week(homes: Lost) -> None:
    homes.clock.sleep(LASTS - 60)
    assert not is_over(homes)
    pair_again(homes)
    homes.cosigner.admin.refuse(asks(homes).request.hex(), "no")
    homes.clock.sleep(LASTS - 60)
    assert not is_over(homes)  # a no is no end: it may ask again
    homes.clock.sleep(LASTS + 60)
    assert is_over(homes)
    pair_again(homes)
    assert not is_over(homes)


def test_one_that_was_never_used_ends_after_a_week(homes: Lost) -> None:
    homes.clock.sleep(LASTS)
    assert is_over(homes)


def test_it_does_not_end_under_way(homes: Lost) -> None:
    homes.clock.sleep(LASTS - HOUR)
    asks(homes)
    homes.clock.sleep(LASTS - HOUR)
    homes.approve()
    homes.clock.sleep(SETTLING + LASTS - HOUR)
    assert homes.restore() != ()


def test_the_clock_that_is_confirmed_ends_none(homes: Lost) -> None:
    cosigner = homes.cosigner
    cosigner.end()
    homes.clock.reboot(off=2 * LASTS)
    homes.restart_new()
    pair_again(homes)
    cosigner.admin.confirm_clock(int(homes.clock.now()))
    assert not is_over(homes)


def test_a_computer_whose_cosigner_was_replaced_is_an_ordinary_one(replaced: LostCosigner) -> None:
    replaced.replace()
    replaced.replacing().run(silent)  # begun again it has nothing to do
    replaced.new_client.new_key("new", NETWORK)
    replaced.clock.sleep(LASTS)
    replaced.type_words()  # for another computer of the lost one
    line = replaced.new_client.connected()
    for question in (AskWhosePlace(), Rebound()):
        with pytest.raises(Refused) as over:
            line.call(exchange(question, AskRestore), nothing)
        assert over.value.kind is RefusalKind.PURPOSE
    assert replaced.new.records.vault.get(TYPED_SHEET, THIS) is not None


def test_a_replacement_that_never_came_ends_after_a_week(replaced: LostCosigner) -> None:
    replaced.clock.sleep(LASTS)
    replaced.type_words()
    with pytest.raises(Refused) as over:
        replaced.replacing().run(silent)
    assert over.value.kind is RefusalKind.PURPOSE
    replaced.pair()
    replaced.replacing().run(silent)

"""Receiving while the two halves do not fit, or must be renewed first: no address without a word about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.bitcoin.caution import Caution
from core.errors import BlockKind, KeyBlocked
from core.home.records import LogCode
from core.keys.state import KeyState
from core.wallet.opening import open_or_connect
from core.wallet.remote import RemoteWallet
from core.wallet.wallet import Wallet
from tests.support.open_homes import NAME, PASSPHRASE, OpenHomes, Serving, open_homes

pytestmark = pytest.mark.slow


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[OpenHomes]:
    with open_homes(tmp_path) as found:
        yield found


def put_back(homes: OpenHomes, *, renewed: bool) -> None:
    """The co-signer's disk is an old image, of before a renewal or of the same halves."""
    listening, home = homes.serving.listening, homes.place / "cosigner"
    homes.serving.stop()
    shutil.copytree(home, homes.place / "old")
    homes.serving = Serving(home, listening)
    if renewed:
        homes.wallet.refresh(NAME)
    else:
        homes.wallet.report(NAME)
    homes.serving.stop()
    shutil.rmtree(home)
    shutil.copytree(homes.place / "old", home)
    homes.serving = Serving(home, listening)
    homes.wallet.report(NAME)


def test_no_address_while_the_halves_do_not_fit(homes: OpenHomes) -> None:
    assert homes.wallet.show(NAME).receiving is None
    put_back(homes, renewed=True)
    assert homes.wallet.show(NAME).state is KeyState.MISMATCH
    homes.wallet.receive(lambda: None)
    other = open_or_connect(homes.place / "wallet", PASSPHRASE)
    assert isinstance(other, RemoteWallet)
    for wallet in (homes.wallet, other):
        for new in (False, True):
            with pytest.raises(KeyBlocked, match="newest copy of each, or bring") as caught:
                wallet.address(NAME, new=new)
            assert caught.value.kind is BlockKind.MISMATCH
    assert homes.serving.cosigner.admin.address(NAME, "0").warnings == (Caution.UNSPENDABLE,)


def test_an_address_of_a_key_that_must_be_renewed_says_so(homes: OpenHomes) -> None:
    address = homes.wallet.address(NAME)
    assert homes.serving.cosigner.admin.address(NAME, address.text).warnings == ()
    put_back(homes, renewed=False)
    key = homes.wallet.show(NAME)
    assert (key.state, key.receiving) == (KeyState.MUST_REFRESH, Caution.UNSPENDABLE)
    assert homes.wallet.address(NAME) == address
    assert homes.serving.cosigner.admin.address(NAME, address.text).warnings == (Caution.UNSPENDABLE,)
    homes.wallet.refresh(NAME)
    assert homes.wallet.show(NAME).receiving is None
    assert homes.serving.cosigner.admin.address(NAME, address.text).warnings == ()


def test_a_key_that_was_whole_says_so_for_ever_and_still_signs(homes: OpenHomes) -> None:
    assert homes.wallet.mark_whole(NAME).receiving is Caution.WAS_WHOLE
    marked = homes.wallet.show(NAME).was_whole
    assert marked
    homes.wallet.refresh(NAME)
    homes.wallet.mark_whole(NAME)
    assert [line.code for line in homes.wallet.log()].count(LogCode.WAS_WHOLE) == 1
    homes.wallet.close()
    again = Wallet.open(homes.place / "wallet", PASSPHRASE)
    try:
        assert (again.show(NAME).was_whole, again.show(NAME).state) == (marked, KeyState.OPEN)
    finally:
        again.close()

"""A lost computer comes back over real links, from the program's door to the other one's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import BadInput, InputKind, LinkError, RefusalKind, Refused, StorageError, StorageKind
from core.protocol.progress import ProgressStep
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from core.wallet.api import Event
from core.wallet.opening import create_or_open, open_or_connect
from tests.support.open_homes import NAME, NETWORK, PASSPHRASE, OpenHomes, Pairing, cheap_vaults

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[OpenHomes]:
    with cheap_vaults():
        found = OpenHomes(tmp_path)
        try:
            yield found
        finally:
            found.close()


def test_from_the_link_to_the_next_payment(homes: OpenHomes, tmp_path: Path) -> None:
    made = homes.wallet.sheet_new()
    words = made.words
    homes.wallet.sheet_confirm(" ".join(made.fingerprint))
    homes.pair()
    before = homes.wallet.new_key(NAME, NETWORK)
    homes.wallet.labels(NAME).write("addr", SHOP, "the shop")
    homes.wallet.labels(NAME).add_contact(NETWORK, SHOP, "Book shop")
    assert homes.wallet.status(NAME).notes.kept > 0
    homes.wallet.close()
    pairing = Pairing(homes.serving.console)
    steps: list[ProgressStep] = []

    def person(event: Event) -> None:
        steps.append(event.step)
        if event.step is ProgressStep.RESTORE_WAITS:
            (asked,) = homes.serving.cosigner.admin.approvals()
            with pytest.raises(BadInput):
                homes.serving.cosigner.admin.approve(asked.id)  # nobody has typed the passphrase
            homes.serving.console.approve(asked.id)

    new = create_or_open(tmp_path / "new", PASSPHRASE)
    with pytest.raises(BadInput):
        new.restore(pairing.link, Secret(Sheet.read(words.reveal(), Role.P1).words.reveal()[:23]), None)
    elsewhere = open_or_connect(tmp_path / "new", PASSPHRASE)
    with pytest.raises(StorageError) as busy:
        elsewhere.restore(pairing.link, words, None)
    assert busy.value.kind is StorageKind.IN_USE
    for other in (lambda: elsewhere.pair_to_restore(pairing.link, None), lambda: elsewhere.restore_from("", words)):
        with pytest.raises(StorageError) as busy:
            other()
        assert busy.value.kind is StorageKind.IN_USE
    done = new.restore(pairing.link, words, pairing.compare, person)
    pairing.end()
    assert [computer.restores for computer in pairing.met] == [True]
    assert ([one.name for one in done.wallets], done.without) == ([NAME], ())
    assert (done.wallets[0].external, done.wallets[0].epoch) == (before.external, before.epoch + 1)
    assert {ProgressStep.RESTORE_WAITS, ProgressStep.OPENING, ProgressStep.KEPT} <= set(steps)
    assert new.restore(pairing.link, words, None).wallets[0].epoch == done.wallets[0].epoch  # begun again: all is done
    old = create_or_open(tmp_path / "wallet", PASSPHRASE)
    for _ in range(10):  # where the line ends before that word has left, it is said at the next connection
        with pytest.raises(LinkError) as ended:
            old.refresh(NAME)
        if "dropped" not in ended.value.message:
            break
    assert "was replaced by another one on 20" in ended.value.message
    old.close()
    homes.wallet = new
    assert new.status(NAME).report is not None
    assert (done.notes.labels, done.notes.contacts, done.notes.problem) == (1, 1, "")
    assert new.labels(NAME).label("addr", SHOP) == "the shop"
    assert [(one.name, one.restored) for one in new.labels(NAME).contacts(NETWORK)] == [("Book shop", True)]


def test_in_two_parts_and_the_home_knows_that_it_is_not_done(homes: OpenHomes, tmp_path: Path) -> None:
    made = homes.wallet.sheet_new()
    homes.wallet.sheet_confirm(" ".join(made.fingerprint))
    homes.pair()
    homes.wallet.new_key(NAME, NETWORK)
    homes.wallet.close()
    new = create_or_open(tmp_path / "new", PASSPHRASE)
    homes.wallet = new
    found, _ = homes.pair()
    assert not found.restores
    with pytest.raises(Refused) as purpose:
        new.restore_from(found.fingerprint, made.words)
    assert purpose.value.kind is RefusalKind.PURPOSE
    pairing = Pairing(homes.serving.console)
    assert new.pair_to_restore(pairing.link, pairing.compare).restores
    pairing.end()
    with pytest.raises(BadInput):
        new.restore_from(found.fingerprint, Secret(made.words.reveal()[:23]))
    new.close()  # here the person closes the program
    homes.wallet = new = create_or_open(tmp_path / "new", PASSPHRASE)
    assert [one.restores for one in new.cosigners()] == [True]

    def person(event: Event) -> None:
        if event.step is ProgressStep.RESTORE_WAITS:
            homes.serving.console.approve(homes.serving.cosigner.admin.approvals()[0].id)

    done = new.restore_from(found.fingerprint, made.words, person)
    assert [one.name for one in done.wallets] == [NAME]
    assert [one.restores for one in new.cosigners()] == [False]
    other = OpenHomes(tmp_path / "other")
    try:
        with pytest.raises(BadInput) as paired:
            new.pair_to_restore(Pairing(other.serving.console).link, None)
        assert paired.value.kind is InputKind.PAIRED
    finally:
        other.close()


def test_of_a_computer_that_was_never_lost_nothing_is_said_to_be_back(homes: OpenHomes) -> None:
    made = homes.wallet.sheet_new()
    homes.wallet.sheet_confirm(" ".join(made.fingerprint))
    homes.pair()
    before = homes.wallet.new_key(NAME, NETWORK)
    pairing = Pairing(homes.serving.console)
    with pytest.raises(BadInput) as here:
        homes.wallet.restore(pairing.link, made.words, pairing.compare)
    pairing.end()
    assert here.value.kind is InputKind.EXISTS_HERE
    assert [one.restores for one in homes.wallet.cosigners()] == [False]  # the window does not ask for words
    assert homes.wallet.show(NAME) == before

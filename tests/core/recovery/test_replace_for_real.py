"""A lost co-signer is replaced over real links, from the program's door to the other one's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cosigner import opening as cosigner_opening
from core.errors import BadInput, InputKind, LinkError, RefusalKind, Refused, StorageError, StorageKind
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.wallet.api import Event
from core.wallet.opening import open_or_connect
from tests.support.open_homes import NAME, NETWORK, PASSPHRASE, OpenHomes, Pairing, Serving, cheap_vaults

Words = Secret[tuple[str, ...]]


class Replaced(OpenHomes):
    """With a sheet of the co-signer; and a new one, which serves."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        made = self.serving.cosigner.admin.sheet_new()
        self.serving.cosigner.admin.sheet_confirm(" ".join(made.fingerprint))
        self.words: Words = made.words
        self.pair()
        self.before = self.wallet.new_key(NAME, NETWORK)
        cosigner_opening.create(place / "new", PASSPHRASE).close()
        self.new = Serving(place / "new")

    def close(self) -> None:
        super().close()
        self.new.stop()


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Replaced]:
    with cheap_vaults():
        found = Replaced(tmp_path)
        try:
            yield found
        finally:
            found.close()


def test_from_the_link_to_the_next_wallet(homes: Replaced) -> None:
    old = homes.wallet.cosigners()[0]
    pairing = Pairing(homes.new.console)
    with pytest.raises(Refused) as none:
        homes.wallet.replace_cosigner(pairing.link, pairing.compare)
    assert none.value.kind is RefusalKind.SHEET_WORDS
    pairing.end()
    assert [(computer.restores, computer.replaces) for computer in pairing.met] == [(False, True)]
    with pytest.raises(BadInput) as several:
        homes.wallet.new_key("other", NETWORK, cosigner=homes.wallet.cosigners()[1].fingerprint)
    assert several.value.kind is InputKind.NO_SUCH_PEER  # it has taken no place yet
    elsewhere = open_or_connect(homes.place / "wallet", PASSPHRASE)
    homes.wallet.receive(lambda: None)
    with pytest.raises(StorageError) as busy:
        elsewhere.replace_cosigner(pairing.link, None)
    assert busy.value.kind is StorageKind.IN_USE
    with pytest.raises(StorageError):
        elsewhere.cancel_replacement()

    with pytest.raises(BadInput):
        homes.new.console.restore_from(Secret(homes.words.reveal()[:23]))
    homes.new.console.restore_from(homes.words)
    steps: list[ProgressStep] = []

    def note(event: Event) -> None:
        steps.append(event.step)

    done = homes.wallet.replace_cosigner(pairing.link, None, note)
    assert ([one.name for one in done.wallets], done.without) == ([NAME], ())
    assert (done.wallets[0].external, done.wallets[0].epoch) == (homes.before.external, homes.before.epoch + 1)
    assert done.wallets[0].cosigner_fingerprint != old.fingerprint
    assert {ProgressStep.HANDING_OUT, ProgressStep.KEPT} <= set(steps)
    assert homes.wallet.replace_cosigner(pairing.link, None).wallets[0].epoch == done.wallets[0].epoch  # all is done
    assert [one.returns for one in homes.wallet.cosigners()] == [()]
    with pytest.raises(BadInput):
        homes.wallet.cancel_replacement()
    assert [one.fingerprint for one in homes.wallet.cosigners()] == [done.wallets[0].cosigner_fingerprint]
    assert homes.wallet.cosigner == homes.wallet.cosigners()[0]
    assert homes.wallet.new_key("next", NETWORK).cosigner_fingerprint == done.wallets[0].cosigner_fingerprint


def test_the_lost_one_turns_up(homes: Replaced) -> None:
    """After a replacement it is refused, and comes back only as one that has nothing."""
    pairing = Pairing(homes.new.console)
    homes.new.console.restore_from(homes.words)
    homes.wallet.replace_cosigner(pairing.link, pairing.compare)
    pairing.end()
    unseen = Pairing(homes.serving.console, same=None)
    with pytest.raises(Refused) as away:
        homes.wallet.pair(unseen.link, None, another=True)
    assert away.value.kind is RefusalKind.BLOCKED
    with pytest.raises(BadInput) as place:
        homes.wallet.replace_cosigner(unseen.link, None)
    assert place.value.kind is InputKind.REPLACED
    homes.wallet.pair(unseen.link, unseen.compare, another=True)
    unseen.end()
    assert [(one.wallets, one.place == homes.serving.listening) for one in homes.wallet.cosigners()] == [
        ((NAME,), False),
        ((), True),
    ]
    with pytest.raises(BadInput) as several:
        homes.wallet.new_key("next", NETWORK)
    assert several.value.kind is InputKind.SEVERAL_COSIGNERS


def test_a_link_of_one_that_has_wallets(homes: Replaced) -> None:
    pairing = Pairing(homes.serving.console)
    with pytest.raises(BadInput) as here:
        homes.wallet.replace_cosigner(pairing.link, pairing.compare)
    assert here.value.kind is InputKind.REPLACED_HERE
    homes.wallet.pair(pairing.link, pairing.compare)
    pairing.end()


def test_who_was_paired_for_something_else_is_paired_again(homes: Replaced) -> None:
    first = Pairing(homes.new.console)
    homes.wallet.pair(first.link, first.compare, another=True)
    first.end()
    homes.new.console.restore_from(homes.words)
    pairing = Pairing(homes.new.console)
    done = homes.wallet.replace_cosigner(pairing.link, pairing.compare)
    pairing.end()
    assert [one.name for one in done.wallets] == [NAME]


def test_given_back_before_the_halves_are_new(homes: Replaced, monkeypatch: pytest.MonkeyPatch) -> None:
    def drops(*_: object) -> None:
        raise LinkError("the line dropped")

    pairing = Pairing(homes.new.console)
    homes.new.console.restore_from(homes.words)
    with monkeypatch.context() as cut:
        cut.setattr("core.wallet.replacing.renew", drops)
        with pytest.raises(LinkError):
            homes.wallet.replace_cosigner(pairing.link, pairing.compare)
    pairing.end()
    new = homes.wallet.show(NAME).cosigner_fingerprint
    assert [(one.fingerprint, one.returns) for one in homes.wallet.cosigners()] == [(new, (NAME,))]
    with pytest.raises(BadInput) as nobody:
        homes.wallet.cancel_replacement("ffff")
    assert nobody.value.kind is InputKind.NO_SUCH_PEER
    done = homes.wallet.cancel_replacement(new[:8])
    assert [one.cosigner_fingerprint for one in done.wallets] == [homes.before.cosigner_fingerprint]
    assert homes.wallet.refresh(NAME).epoch == homes.before.epoch + 1
    with pytest.raises(BadInput) as again:
        homes.wallet.replace_cosigner(pairing.link, None)
    assert again.value.kind is InputKind.REPLACED

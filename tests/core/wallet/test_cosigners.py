"""One computer with wallets at two co-signers: each wallet has its own, and one that is away stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.bitcoin.address import script_of
from core.cosigner.opening import create
from core.errors import BadInput, InputKind, LinkError, LinkKind, RefusalKind, Refused, TandemError
from core.home.records import Peer
from core.home.repository import Write
from core.wallet.api import OpenWallet, PairedCosigner
from core.wallet.opening import open_or_connect, open_wallet
from core.wallet.remote import RemoteWallet
from tests.support.open_homes import NAME, NETWORK, PASSPHRASE, OpenHomes, Pairing, Serving, homes_of
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt


def a_draft(wallet: OpenWallet, name: str) -> bytes:
    """A payment of 1 BTC that never was, to a shop."""
    own = script_of(wallet.address(name).text, NETWORK)
    return psbt([Coin(script=own)], [Pay(BTC - 500, SHOP)]).serialize()


class TwoCosigners(OpenHomes):
    """A second co-signer beside the first."""

    second: Serving

    def pair_second(self, *, another: bool = True) -> PairedCosigner:
        pairing = Pairing(self.second.console)
        try:
            return self.wallet.pair(pairing.link, pairing.compare, another=another)
        finally:
            pairing.end()

    @property
    def of_first(self) -> str:
        return self.serving.cosigner.admin.name().fingerprint

    @property
    def of_second(self) -> str:
        return self.second.cosigner.admin.name().fingerprint


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoCosigners]:
    place: Path = tmp_path_factory.mktemp("homes")
    with ExitStack() as stack:
        found = stack.enter_context(homes_of(TwoCosigners, place))
        create(place / "second", PASSPHRASE).close()
        found.second = Serving(place / "second")
        found.second.cosigner.admin.name("Kitchen NUC")
        stack.callback(lambda: found.second.stop())
        found.pair_second()
        yield found


@pytest.fixture
def wallet(homes: TwoCosigners) -> OpenWallet:
    return homes.wallet


def test_another_co_signer_is_paired_only_when_that_is_meant(homes: TwoCosigners) -> None:
    """A link to repair the pairing with one is not taken for a second one, nor the other way round."""
    create(homes.place / "third", PASSPHRASE).close()
    third, second = Serving(homes.place / "third"), homes.second
    try:
        homes.second = third
        pairing = Pairing(third.console)
        with pytest.raises(BadInput, match=f"paired with {homes.of_first}, Kitchen NUC already") as caught:
            homes.wallet.pair(pairing.link, pairing.compare)
        assert caught.value.kind is InputKind.PAIRED
        assert len(homes.wallet.cosigners()) == 2
    finally:
        homes.second = second
        third.stop()
        pairing.end()
    assert homes.pair_second(another=False).fingerprint == homes.of_second  # once more with the same one
    assert len(homes.wallet.cosigners()) == 2


def test_it_knows_both_and_what_they_call_themselves(homes: TwoCosigners, wallet: OpenWallet) -> None:
    first, second = wallet.cosigners()
    assert wallet.cosigner == first
    assert (first.fingerprint, first.name, first.wallets) == (homes.of_first, "", (NAME,))
    assert (second.fingerprint, second.name, second.told) == (homes.of_second, "“Kitchen NUC”", "Kitchen NUC")
    assert f"{second.host}:{second.port}" == homes.second.listening
    assert (first.called, second.called) == (homes.serving.listening, "“Kitchen NUC”")


def test_a_new_wallet_is_made_with_the_co_signer_that_is_named(homes: TwoCosigners, wallet: OpenWallet) -> None:
    with pytest.raises(BadInput, match=f"several co-signers: {homes.of_first}, Kitchen NUC; say which") as caught:
        wallet.new_key("vault", NETWORK)
    assert caught.value.kind is InputKind.SEVERAL_COSIGNERS
    with pytest.raises(BadInput) as caught:
        wallet.new_key("vault", NETWORK, cosigner="Cellar")
    assert caught.value.kind is InputKind.NO_SUCH_PEER
    made = wallet.new_key("vault", NETWORK, cosigner="kitchen nuc")
    assert (made.cosigner, made.cosigner_fingerprint) == ("“Kitchen NUC”", homes.of_second)
    assert wallet.show(NAME).cosigner_fingerprint == homes.of_first
    assert [half.name for half in homes.second.cosigner.admin.status().wallets] == ["vault"]
    assert [half.name for half in homes.serving.cosigner.admin.status().wallets] == [NAME]
    with pytest.raises(BadInput) as caught:  # a name is used once on this computer, wherever the other half is
        wallet.new_key(NAME, NETWORK, cosigner=homes.of_second)
    assert caught.value.kind is InputKind.NAME
    assert [found.wallets for found in wallet.cosigners()] == [(NAME,), ("vault",)]


def test_one_that_is_away_stops_no_other(homes: TwoCosigners, wallet: OpenWallet) -> None:
    listening = homes.second.listening
    homes.second.stop()
    try:
        away, here = wallet.status("vault"), wallet.status(NAME)
        assert (away.report, here.reason) == (None, "")
        assert away.cosigner == listening
        assert here.report is not None
        with pytest.raises(LinkError) as caught:
            wallet.refresh("vault")
        assert caught.value.kind is LinkKind.NOT_SERVING
        assert wallet.refresh(NAME).epoch == here.report.epoch + 1
        wallet.new_key("third", NETWORK, cosigner=homes.of_first)
    finally:
        homes.second = Serving(homes.place / "second", listening)
    assert wallet.status("vault").report is not None
    assert wallet.refresh("vault").epoch == 2


def test_each_wallet_pays_with_its_own_co_signer(homes: TwoCosigners, wallet: OpenWallet) -> None:
    """A request lies at the co-signer of its wallet, and the other hears nothing of it."""
    with pytest.raises(Refused) as caught:
        wallet.sign("vault", a_draft(wallet, "vault"), wait=0)
    assert caught.value.kind is RefusalKind.PENDING
    (asked,) = homes.second.cosigner.admin.approvals()
    assert asked.wallet == "vault"
    assert homes.serving.cosigner.admin.approvals() == ()
    homes.second.cosigner.admin.approve(asked.id, accept_fee=True)
    assert wallet.sign("vault", a_draft(wallet, "vault")).signed == 1


def test_a_practice_co_signer_may_stand_beside_a_real_one(homes: TwoCosigners, wallet: OpenWallet) -> None:
    create(homes.place / "practice", PASSPHRASE, practice=True).close()
    practice, second = Serving(homes.place / "practice"), homes.second
    try:
        homes.second = practice
        of_practice = homes.pair_second().fingerprint
        for network, cosigner in ((NETWORK, of_practice), ("practice", homes.of_first)):
            with pytest.raises(Refused) as caught:
                wallet.new_key("play", network, cosigner=cosigner)
            assert caught.value.kind in (RefusalKind.NETWORK, RefusalKind.NO_PRACTICE)
        assert wallet.new_key("play", "practice", cosigner=of_practice).cosigner_fingerprint == of_practice
    finally:
        homes.second = second
        practice.stop()


@pytest.mark.parametrize("at", ["before", "after"])
def test_killed_where_a_further_co_signer_becomes_durable_both_go_on(
    homes: TwoCosigners, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both persons have confirmed, the co-signer has kept it. Whatever the computer has, its other pairings stay, and
    pairing once more mends the rest."""
    before, place = homes.wallet.cosigners(), homes.place / f"late {at}"
    create(place, PASSPHRASE).close()
    late, second = Serving(place), homes.second
    homes.second = late

    class Killed(BaseException):
        """The process ends here."""

    peer = Write.peer

    def dies(write: Write, pin: bytes, found: Peer) -> None:
        if at == "after" or not found.host:  # what the co-signer keeps has no host
            peer(write, pin, found)
        if found.host:
            write.then(kill) if at == "after" else kill()

    def kill() -> None:
        raise Killed

    try:
        monkeypatch.setattr("core.home.repository.Write.peer", dies)
        pairing = Pairing(late.console)
        with pytest.raises((Killed, TandemError)):
            homes.wallet.pair(pairing.link, pairing.compare, another=True)
        pairing.end()
    finally:
        monkeypatch.undo()
        homes.second = second
    homes.wallet.close()
    homes.wallet = open_wallet(homes.place / "wallet", PASSPHRASE)
    kept = {one.fingerprint for one in homes.wallet.cosigners()} - {one.fingerprint for one in before}
    assert kept == ({late.cosigner.admin.name().fingerprint} if at == "after" else set())
    assert homes.wallet.status(NAME).report is not None
    again = Pairing(late.console)
    assert homes.wallet.pair(again.link, again.compare, another=True).words_compared
    assert again.end().paired is not None
    late.stop()


def test_names_are_given_here_and_told_there(homes: TwoCosigners, wallet: OpenWallet) -> None:
    me = wallet.this_computer()
    assert me.name == ""
    assert me.fingerprint == homes.second.cosigner.admin.status().computers[0].pin
    assert wallet.call_self("Office PC").name == wallet.this_computer().name == "Office PC"
    homes.restart_cosigner()
    wallet.report(NAME)
    assert homes.serving.cosigner.admin.status().computers[0].name == "“Office PC”"
    assert wallet.rename_cosigner(homes.of_first, "Cellar").name == "Cellar"
    with pytest.raises(BadInput) as caught:
        wallet.rename_cosigner("Cellar", "Kitchen  NUC")
    assert caught.value.kind is InputKind.NAME_SIGNS
    with pytest.raises(BadInput) as caught:
        wallet.rename_cosigner("Cellar", "kitchen NUC")
    assert caught.value.kind is InputKind.NAME
    report = wallet.status(NAME)
    assert (report.cosigner_name, report.cosigner_fingerprint) == ("Cellar", homes.of_first)
    assert (report.computer_name, report.computer_fingerprint) == ("Office PC", me.fingerprint)
    homes.serving.cosigner.admin.name("Something else")
    homes.restart_cosigner()
    wallet.report(NAME)
    assert (wallet.cosigners()[0].name, wallet.cosigners()[0].told) == ("Cellar", "Something else")
    assert wallet.log(1)[0].code == "name.told"


def test_another_program_of_the_home_sees_the_same(homes: TwoCosigners, wallet: OpenWallet) -> None:
    wallet.receive(lambda: None)
    remote = open_or_connect(homes.place / "wallet", PASSPHRASE)
    assert isinstance(remote, RemoteWallet)
    assert remote.cosigners() == wallet.cosigners()
    assert remote.this_computer() == wallet.this_computer()
    assert remote.call_self("Desk").name == "Desk"
    assert remote.rename_cosigner(homes.of_second, "Attic").name == "Attic"
    assert remote.new_key("fourth", NETWORK, cosigner="Attic").cosigner == "Attic"
    assert wallet.show("fourth").cosigner_fingerprint == homes.of_second


def test_all_of_it_is_found_again(homes: TwoCosigners) -> None:
    before = homes.wallet.cosigners()
    homes.wallet.close()
    homes.wallet = open_wallet(homes.place / "wallet", PASSPHRASE)
    assert homes.wallet.cosigners() == before
    assert homes.wallet.this_computer().name == "Desk"
    reports = {found.name: homes.wallet.status(found.name).report for found in homes.wallet.wallets()}
    assert [name for name, report in reports.items() if report is None] == ["play"]  # its co-signer has ended

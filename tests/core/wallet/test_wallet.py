"""The wallet's door: every method of its API, on real vaults, a real link and a real network."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.practice_network.network import PracticeNetwork
from core.bitcoin.psbt import Psbt
from core.cosigner.api import PolicyChange
from core.errors import (
    BadInput,
    BlockKind,
    InputKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
)
from core.home.records import LogCode
from core.protocol.progress import ProgressStep
from core.role import Role
from core.wallet.api import GAP, Event, KeyState, OpenWallet, PaymentStatus, SheetsShown, ToldRules, WalletApi
from core.wallet.opening import create_or_open, open_or_connect, open_wallet, pairing_place
from core.wallet.remote import RemoteWallet
from tests.support.open_homes import (
    HOST,
    NAME,
    NETWORK,
    OTHER,
    PASSPHRASE,
    OpenHomes,
    Pairing,
    Serving,
    cheap_vaults,
    open_homes,
)

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHomes]:
    with open_homes(tmp_path_factory.mktemp("homes")) as found:
        yield found


@pytest.fixture
def wallet(homes: OpenHomes) -> OpenWallet:
    return homes.wallet


@pytest.fixture(scope="module")
def network(homes: OpenHomes) -> Iterator[PracticeNetwork]:
    """With a few coins of the wallet in blocks, which it has seen."""
    found = PracticeNetwork(homes.place / "network")
    try:
        homes.url = url = found.start()
        for sats in (600_000, 500_000, 400_000):
            found.faucet(homes.wallet.address(NAME, new=True).text, sats)
        found.mine(1)
        homes.wallet.sync(NAME, url)
        yield found
    finally:
        found.stop()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Path]:
    """A home that is not there yet."""
    with cheap_vaults():
        yield tmp_path / "home"


# ------------------------------------------------------------------ opening
def test_a_home_is_made_opened_and_closed(bare: Path) -> None:
    with pytest.raises(BadInput) as none:
        open_wallet(bare, PASSPHRASE)
    assert none.value.kind is InputKind.NO_HOME
    made = create_or_open(bare, PASSPHRASE)
    assert made.cosigner is None
    assert made.wallets() == ()
    made.must_know(PASSPHRASE)
    with pytest.raises(BadInput) as wrong:
        made.must_know(OTHER)
    assert wrong.value.kind is InputKind.PASSPHRASE
    made.close()
    with pytest.raises(BadInput) as locked:
        open_wallet(bare, OTHER)
    assert locked.value.kind is InputKind.PASSPHRASE
    create_or_open(bare, PASSPHRASE).close()


def test_a_home_that_was_made_for_nothing_leaves_nothing(bare: Path) -> None:
    create_or_open(bare, PASSPHRASE).close(unmake=True)
    assert not bare.exists()


def test_one_program_has_it_open_and_others_ask_that_one(bare: Path) -> None:
    made = create_or_open(bare, PASSPHRASE)
    with pytest.raises(StorageError) as busy:
        open_wallet(bare, PASSPHRASE)
    assert busy.value.kind is StorageKind.IN_USE
    visits: list[str] = []
    made.receive(lambda: visits.append("first"))
    made.receive(lambda: visits.append("second"))
    other: WalletApi = open_or_connect(bare, PASSPHRASE)
    assert isinstance(other, RemoteWallet)
    assert other.wallets() == ()
    made.change_passphrase(OTHER)
    with pytest.raises(BadInput, match="passphrase is wrong"):
        other.wallets()
    assert open_or_connect(bare, OTHER).wallets() == ()
    assert visits == ["second", "second"]
    made.close()
    with pytest.raises(BadInput, match="passphrase"):
        open_or_connect(bare, PASSPHRASE)
    alone = open_or_connect(bare, OTHER)
    assert not isinstance(alone, RemoteWallet)
    alone.close()


def test_the_home_of_a_co_signer_is_none(homes: OpenHomes, tmp_path: Path) -> None:
    from core.cosigner.opening import create

    create(tmp_path / "other", PASSPHRASE).close()
    with pytest.raises(BadInput) as caught:
        open_wallet(tmp_path / "other", PASSPHRASE)
    assert caught.value.kind is InputKind.ROLE


# ------------------------------------------------------------------ pairing
def test_without_a_co_signer_nothing_can_be_made(bare: Path) -> None:
    made = create_or_open(bare, PASSPHRASE)
    with pytest.raises(BadInput) as caught:
        made.new_key(NAME, NETWORK)
    assert caught.value.kind is InputKind.UNPAIRED
    made.close()


def test_it_knows_its_co_signer(homes: OpenHomes, wallet: OpenWallet) -> None:
    port = int(homes.serving.listening.rpartition(":")[2])
    assert wallet.cosigner is not None
    assert (wallet.cosigner.host, wallet.cosigner.port, wallet.cosigner.words_compared) == (HOST, port, True)
    assert wallet.log()[-1].code == LogCode.COSIGNER_PAIRED


def test_pairing_again_with_the_same_one_and_never_with_another(homes: OpenHomes, tmp_path: Path) -> None:
    from core.cosigner.opening import create

    found, pairing = homes.pair(same=None)
    assert not found.words_compared
    assert pairing.paired is not None
    assert not pairing.paired.words_compared
    assert homes.wallet.log(1)[0].code == LogCode.COSIGNER_UNSEEN
    found, pairing = homes.pair()
    assert found.words_compared
    assert homes.wallet.cosigner == found
    create(tmp_path / "second", PASSPHRASE).close()
    second = Serving(tmp_path / "second")
    begun = Pairing(second.console)
    assert pairing_place(begun.link).port == int(second.listening.rpartition(":")[2])
    with pytest.raises(BadInput) as caught:
        homes.wallet.pair(begun.link, begun.compare)
    assert caught.value.kind is InputKind.PAIRED
    second.stop()
    begun.end()


def test_words_that_differ_pair_nobody(homes: OpenHomes) -> None:
    before = homes.wallet.cosigner
    pairing = Pairing(homes.serving.console)
    with pytest.raises(PeerFault):
        homes.wallet.pair(pairing.link, lambda _: None)
    assert pairing.end().paired is None
    assert homes.wallet.cosigner == before
    with pytest.raises(BadInput):
        homes.wallet.pair("nonsense", None)
    with pytest.raises(BadInput):
        pairing_place("nonsense")


# ------------------------------------------------------------------ keys
def test_the_key_is_shown(wallet: OpenWallet) -> None:
    shown = wallet.show(NAME)
    assert (shown.name, shown.network, shown.locked, shown.state) == (NAME, NETWORK, False, KeyState.OPEN)
    assert shown.external.startswith(f"wpkh([{shown.fingerprint}]{shown.xpub}")
    assert shown.internal != shown.external
    assert shown in wallet.wallets()
    for ask in (wallet.show, wallet.status, wallet.report, wallet.refreshed, wallet.balance, wallet.labels):
        with pytest.raises(BadInput) as caught:
            ask("no such")
        assert caught.value.kind is InputKind.NO_SUCH_WALLET


def test_a_name_and_a_network_are_looked_at_before_anything(wallet: OpenWallet) -> None:
    with pytest.raises(BadInput) as caught:
        wallet.new_key(NAME, NETWORK)
    assert caught.value.kind is InputKind.NAME
    with pytest.raises(BadInput):
        wallet.new_key("other", "nonet")


def test_a_refresh_makes_new_halves(homes: OpenHomes, wallet: OpenWallet) -> None:
    before, heard = wallet.show(NAME), list[Event]()
    made = wallet.refreshed(NAME)
    done = wallet.refresh(NAME, heard.append)
    assert (done.name, done.epoch) == (NAME, before.epoch + 1)
    assert wallet.show(NAME).external == before.external
    assert wallet.refreshed(NAME) >= made
    assert [event.step for event in heard][-1] is ProgressStep.KEPT
    assert (wallet.log(1)[0].code, wallet.log(1)[0].values[:2]) == (LogCode.REFRESHED, (NAME, str(done.epoch)))


def test_a_key_that_was_being_made_is_finished_or_forgotten(homes: OpenHomes, wallet: OpenWallet) -> None:
    def leave(event: Event) -> None:
        if event.step is ProgressStep.TEST:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wallet.new_key("half made", NETWORK, leave)
    assert "half made" not in [shown.name for shown in wallet.wallets()]
    with pytest.raises(BadInput) as caught:
        wallet.show("half made")
    assert caught.value.kind is InputKind.NO_SUCH_WALLET
    with pytest.raises(KeyboardInterrupt):
        wallet.new_key("half made", NETWORK, leave)
    assert wallet.new_key("half made", NETWORK).epoch == 1
    assert [shown.name for shown in wallet.wallets()] == ["half made", NAME]


def test_the_status_of_both_sides(homes: OpenHomes, wallet: OpenWallet) -> None:
    homes.serving.cosigner.admin.policy_set(PolicyChange(approve_below=70_000), NAME)
    found = wallet.status(NAME)
    assert (found.wallet, found.reason) == (wallet.show(NAME), "")
    assert found.report is not None
    assert (found.report.epoch, found.report.state) == (found.wallet.epoch, KeyState.OPEN)
    told = ToldRules.of(found.report)
    assert (told.approve_below, told.unattended_limit, told.unknown) == (70_000, 700_000, ())
    homes.serving.cosigner.admin.policy_set(PolicyChange(approve_below=0), NAME)
    listening = homes.serving.listening
    homes.serving.stop()
    away = wallet.status(NAME)
    assert (away.wallet, away.cosigner, away.report) == (found.wallet, listening, None)
    assert away.reason
    with pytest.raises(LinkError):
        wallet.report(NAME)
    homes.serving = Serving(homes.place / "cosigner", listening)
    assert wallet.report(NAME).epoch == found.wallet.epoch


def test_sheets_of_both_sides(homes: OpenHomes, wallet: OpenWallet) -> None:
    own = wallet.sheet_new()
    assert len(own.words.reveal()) == 24
    wallet.sheet_confirm(" ".join(own.fingerprint))
    wallet.refresh(NAME)
    desk = homes.serving.console
    (asked,) = desk.approvals()
    assert (asked.kind, asked.sheet) == ("sheet", wallet.sheet_show().fingerprint)
    assert not wallet.status(NAME).wallet.sheets.sealed
    desk.approve(asked.id)
    found = wallet.status(NAME)  # it seals what has just been accepted
    assert found.wallet.sheets.sealed
    assert found.report is not None
    assert found.report.keeps.fingerprint == asked.sheet
    desk.sheet_confirm(" ".join(desk.sheet_new().fingerprint))
    waits = wallet.status(NAME).wallet.sheets.waiting
    assert waits == desk.sheet_show().fingerprint
    assert wallet.accept_sheet(NAME, " ".join(waits)).epoch == wallet.show(NAME).epoch
    shown = wallet.show(NAME).sheets
    assert replace(shown, drill_due=0, cosigner_due=0) == SheetsShown(
        asked.sheet, sealed=True, cosigner=waits, made=own.made
    )
    assert shown.due(time.time()) == (Role.P1, Role.P2)  # neither was ever tried


# ------------------------------------------------------------------ the chain, and payments
def test_what_the_chain_holds(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    balance = wallet.sync(NAME, homes.url, "", new_certificate=True)
    assert replace(balance, looked=None) == wallet.balance(NAME) == wallet.chain(NAME).balance()
    assert (balance.height, balance.total) == (network.height, balance.confirmed + balance.pending)
    history = wallet.history(NAME)
    assert history == wallet.chain(NAME).history()
    assert {row.net for row in history} >= {600_000, 500_000, 400_000}
    assert wallet.chain(NAME) is wallet.chain(NAME)
    assert wallet.address(NAME) == wallet.address(NAME)
    one, two = wallet.address(NAME, new=True), wallet.address(NAME, new=True)
    assert (two.index, two.text == one.text) == (one.index + 1, False)
    assert homes.serving.cosigner.admin.address(NAME, str(two.index)).address == two.text
    with pytest.raises(LinkError):
        wallet.sync(NAME, "tcp://127.0.0.1:1")


def test_a_payment_from_draft_to_the_network(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    psbt = wallet.draft(NAME, [(SHOP, 30_000)], 3)
    found = wallet.review(NAME, psbt)
    assert ([one.address for one in found.recipients], found.paid, found.asks) == ([SHOP], 30_000, True)
    assert found.recipients[0].first_time
    signed = wallet.sign(NAME, psbt, None, homes.approve)
    assert (signed.signed, signed.skipped, signed.txid) == (1, (), found.txid)
    assert wallet.broadcast(NAME, signed.psbt) == found.txid
    waiting = next(row for row in wallet.history(NAME) if row.txid == found.txid)
    assert (waiting.height, waiting.net) == (None, -found.spent)
    with pytest.raises(BadInput):
        wallet.broadcast(NAME, b"nonsense")
    network.mine(1)
    wallet.sync(NAME, homes.url)


def test_a_decision_that_does_not_come_in_time(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    psbt = wallet.draft(NAME, [(SHOP, 31_000)], 3)
    with pytest.raises(Refused) as caught:
        wallet.sign(NAME, psbt, 0.1)
    assert caught.value.kind is RefusalKind.PENDING
    (asked,) = homes.serving.cosigner.admin.approvals()
    homes.serving.cosigner.admin.refuse(asked.id, "not mine")
    with pytest.raises(Refused, match="not mine"):
        wallet.sign(NAME, psbt)


def test_a_payment_that_is_kept_is_gone_on_with(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    kept = wallet.keep(NAME, wallet.draft(NAME, [(SHOP, 32_000)], 3))
    assert kept.status is PaymentStatus.DRAFT
    assert wallet.payments(NAME).all()[0] == kept
    assert wallet.payments(NAME).find(kept.txid) == kept
    assert wallet.look(NAME, kept.id).paid == 32_000
    heard: list[ProgressStep] = []

    def hear(event: Event) -> None:
        heard.append(event.step)
        homes.approve(event)

    sent = wallet.pay(NAME, kept.id, hear)
    assert (sent.status, sent.name) == (PaymentStatus.SENT, kept.name)
    assert (heard[0], heard[-1]) == (ProgressStep.SHOW, ProgressStep.SEND)
    assert wallet.look(NAME, kept.id).paid == 32_000  # signed by now
    assert not wallet.review(NAME, wallet.draft(NAME, [(SHOP, 33_000)], 3)).recipients[0].first_time
    with pytest.raises(BadInput):
        wallet.look(NAME, bytes(16))
    with pytest.raises(Refused):
        wallet.give_up(NAME, kept.id)


def test_a_payment_is_taken_back(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    kept = wallet.keep(NAME, wallet.draft(NAME, [(SHOP, 34_000)], 3))
    ended = wallet.take_back(NAME, kept.id)
    assert (ended.status, ended.kind) == (PaymentStatus.ENDED, RefusalKind.CANCELLED)
    with pytest.raises(Refused):
        wallet.pay(NAME, kept.id, homes.approve)
    again = wallet.draft(NAME, [(SHOP, 34_000)], 3)
    assert Psbt.parse(again).tx.txid != kept.txid  # what has ended is signed never


def test_coins_that_are_set_aside_are_left_alone(wallet: OpenWallet, network: PracticeNetwork) -> None:
    coins = [coin.outpoint for coin in wallet.chain(NAME).coins() if coin.confirmations]
    chosen = wallet.draft(NAME, [], 2, coins=coins[:1], drain=SHOP)
    assert [str(part.outpoint) for part in Psbt.parse(chosen).tx.inputs] == coins[:1]
    wallet.labels(NAME).freeze(coins[0], frozen=True)
    with pytest.raises(BadInput) as caught:
        wallet.keep(NAME, chosen)
    assert caught.value.kind is InputKind.COIN
    with pytest.raises(BadInput):
        wallet.draft(NAME, [], 2, coins=coins[:1], drain=SHOP)
    wallet.labels(NAME).freeze(coins[0], frozen=False)
    assert wallet.labels(NAME) is wallet.labels(NAME)


def change_of(wallet: OpenWallet, txid: str) -> int:
    return [output.change for output in wallet.chain(NAME).transaction(txid).outputs].index(True)


def test_what_waits_is_hurried_or_called_off(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    network.mine(1)
    wallet.sync(NAME, homes.url)
    done = wallet.sign(NAME, wallet.draft(NAME, [(SHOP, 35_000)], 2), None, homes.approve)
    txid = wallet.broadcast(NAME, done.psbt)
    bumped, cancelled = wallet.bump_fee(NAME, txid, "bump", 9), wallet.bump_fee(NAME, txid, "cancel", 9)
    fee = wallet.chain(NAME).transaction(txid).fee or 0
    for made, paid in ((bumped, 35_000), (cancelled, 0)):
        found = wallet.review(NAME, made)
        assert (found.paid, found.replaces, found.fee_more) == (paid, (txid,), found.fee - fee)
        assert wallet.outline(NAME, made) == found.outline
    child = wallet.bump_fee(NAME, txid, "cpfp", 9)
    found = wallet.review(NAME, child)
    assert (found.replaces, found.fee_more, found.hurries) == ((), None, (txid,))
    pays = wallet.review(NAME, wallet.draft(NAME, [(SHOP, 20_000)], 2, coins=[f"{txid}:{change_of(wallet, txid)}"]))
    assert (pays.replaces, pays.hurries) == ((), ())  # what is paid out of its change hurries it too, and is a payment
    assert Psbt.parse(child).tx.inputs[0].outpoint.txid[::-1].hex() == txid
    network.mine(1)
    wallet.sync(NAME, homes.url)
    with pytest.raises(BadInput) as caught:
        wallet.bump_fee(NAME, txid, "bump", 20)
    assert caught.value.kind is InputKind.CONFIRMED


# ------------------------------------------------------------------ two programs, one key
def test_a_sync_looks_as_far_as_the_co_signer_lets_coins_come_back(homes: OpenHomes, wallet: OpenWallet) -> None:
    """What a person approved far out moves the number, and from then on the wallet looks there."""
    before = wallet.sync(NAME, homes.url).looked
    far = homes.serving.cosigner.admin.address(NAME, "150").address
    draft = wallet.draft(NAME, [(far, 20_000)], 2)
    seen = wallet.review(NAME, draft)
    assert (seen.unfindable, seen.to_self, seen.asks) == (((far, 20_000),), (), True)
    wallet.sign(NAME, draft, None, homes.approve)
    after = wallet.sync(NAME, homes.url).looked
    told = wallet.report(NAME).reach
    assert before is not None
    assert after is not None
    assert before.external < told.external == after.external == 151 + GAP
    assert wallet.review(NAME, draft).to_self == ((far, 20_000),)


def test_another_program_signs_over_there(homes: OpenHomes, wallet: OpenWallet, network: PracticeNetwork) -> None:
    wallet.receive(lambda: None)
    other = open_or_connect(homes.place / "wallet", PASSPHRASE)
    assert isinstance(other, RemoteWallet)
    assert other.show(NAME) == wallet.show(NAME)
    assert other.status(NAME) == wallet.status(NAME)
    assert other.history(NAME) == wallet.history(NAME)
    assert other.balance(NAME) == replace(other.sync(NAME, homes.url), looked=None)
    assert other.address(NAME) == wallet.address(NAME)
    psbt = other.draft(NAME, [(SHOP, 36_000)], 2)
    heard: list[Event] = []

    def hear(event: Event) -> None:
        heard.append(event)
        homes.approve(event)

    signed = other.sign(NAME, psbt, 60, hear)
    assert other.broadcast(NAME, signed.psbt) == signed.txid
    asked = next(event for event in heard if event.step is ProgressStep.REQUEST)
    assert len(asked.request) == 32
    assert Event(ProgressStep.SIGN, signed=1, inputs=1) in heard
    assert other.refresh(NAME).epoch == wallet.show(NAME).epoch
    with pytest.raises(StorageError):
        other.pair("link", None)
    other.close()


def test_a_key_that_one_side_put_back_signs_nothing(homes: OpenHomes, tmp_path: Path) -> None:
    """The co-signer was restored from an old copy: what it says of the key is told, and nothing is signed."""
    import shutil

    listening = homes.serving.listening
    homes.serving.stop()
    shutil.copytree(homes.place / "cosigner", tmp_path / "old")
    homes.serving = Serving(homes.place / "cosigner", listening)
    homes.wallet.refresh(NAME)
    homes.serving.stop()
    shutil.copytree(homes.place / "cosigner", tmp_path / "new")
    shutil.rmtree(homes.place / "cosigner")
    shutil.copytree(tmp_path / "old", homes.place / "cosigner")
    homes.serving = Serving(homes.place / "cosigner", listening)
    try:
        found = homes.wallet.status(NAME)
        assert found.wallet.state is KeyState.MISMATCH
        with pytest.raises(KeyBlocked) as caught:
            homes.wallet.refresh(NAME)
        assert caught.value.kind is BlockKind.MISMATCH
    finally:
        homes.serving.stop()
        shutil.rmtree(homes.place / "cosigner")
        shutil.copytree(tmp_path / "new", homes.place / "cosigner")
        homes.serving = Serving(homes.place / "cosigner", listening)


def test_a_wallet_that_was_closed_waits_for_nothing(bare: Path, tmp_path: Path) -> None:
    from core.cosigner.opening import create

    with cheap_vaults():
        create(tmp_path / "cosigner", PASSPHRASE).close()
        serving = Serving(tmp_path / "cosigner")
        made = create_or_open(bare, PASSPHRASE)
        pairing = Pairing(serving.console)
        made.pair(pairing.link, pairing.compare)
        pairing.end()
        made.new_key(NAME, NETWORK)
        closing = threading.Thread(target=made.close, kwargs={"unmake": True})
        closing.start()
        closing.join(60)
        assert not closing.is_alive()
        again = open_wallet(bare, PASSPHRASE)  # it was paired, so it was kept
        assert [shown.name for shown in again.wallets()] == [NAME]
        again.close()
        with pytest.raises(LinkError) as caught:
            again.report(NAME)
        assert caught.value.kind is LinkKind.CLOSED
        serving.stop()

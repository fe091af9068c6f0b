"""Settings in the real window: the look at once, another server, passphrase and wallet, the way out of practice."""

from __future__ import annotations

import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.desktop.look import theme
from app.desktop.model import settings
from app.desktop.model.state import Phase
from app.desktop.pages.settings.page import SettingsPage
from core.secret import Secret
from core.storage import keys
from core.wallet.wallet import Wallet
from tests.app.desktop import checks
from tests.support import practised as place
from tests.support.earnest import PASSPHRASE, Earnest
from tests.support.lying_server import LyingServer, StandsStill
from tests.support.practised import Desk, Practised, choices, click, press, said_by, wait, write

pytestmark = pytest.mark.slow

NEW = "five other words of mine"


def page_of(desk: Desk) -> SettingsPage:
    page = desk.page("settings")
    assert isinstance(page, SettingsPage)
    return page


# ── Backup ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_a_good_copy_for_its_owner_alone(
    in_earnest: Earnest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unpacked it opens with the passphrase of today, with the wallet in it."""
    page, file = page_of(in_earnest), tmp_path / "backup.tar"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    click(page.backup.write)
    wait(lambda: page.backup.notice.title() == "Written to backup.tar", "the copy")
    assert str(in_earnest.controller.home) in page.backup.notice.text()
    assert file.stat().st_mode & 0o777 == 0o600
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with tarfile.open(file) as archive:
        archive.extractall(home, filter="data")
    copy = Wallet.open(home, Secret(in_earnest.passphrase.encode()), half=True)
    try:
        assert [one.name for one in copy.wallets()] == list(in_earnest.state.wallets)
    finally:
        copy.close()
    press(page.backup.write, Qt.Key.Key_Space)
    wait(lambda: page.backup.notice.title() == "No backup was written", "that it is there already")
    assert "nothing is written over" in page.backup.notice.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    click(page.backup.write)
    assert page.backup.write.isEnabled()


# ── Look ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_look_changes_at_once_and_is_kept(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    click(choices(page.look.scheme)[2])
    assert theme.is_dark()
    click(choices(page.look.text_size)[3])
    assert theme.text_scale() == 1.3
    click(choices(page.look.unit)[1])
    assert in_earnest.state.unit == "BTC"
    click(choices(page.look.language)[2])
    before = in_earnest.state.settings.calm
    click(page.look.calm)
    kept = settings.load(in_earnest.home)
    assert (kept.scheme, kept.text_size, kept.unit, kept.language) == ("dark", 1.3, "BTC", "de")
    assert kept.calm is not before
    assert checks.lasting(in_earnest.window) == []


def test_the_wallet_locks_by_itself_when_it_should(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    page.safety.minutes.choose(0)
    page.safety.minutes.activated.emit(settings.LOCK_MINUTES.index(0))
    assert in_earnest.state.settings.lock_minutes == 0
    assert not in_earnest.window.idle.isActive()
    page.safety.minutes.activated.emit(settings.LOCK_MINUTES.index(5))
    assert in_earnest.window.idle.interval() == 5 * 60_000


# ── Chain ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_server_can_be_chosen_while_one_stalls(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    with socket.create_server(("127.0.0.1", 0)) as stalled:  # takes the line and says nothing
        page.network.server.set_text(f"tcp://127.0.0.1:{stalled.getsockname()[1]}")
        click(page.network.test)
        in_earnest.wait(lambda: in_earnest.state.chain.syncing, "the stalled server is asked")
        url = in_earnest.network.start()
        page.network.server.set_text(url)
        click(page.network.test)
        assert in_earnest.state.settings.server("regtest") == url
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the other server")


def test_a_server_is_asked_and_named(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    url = in_earnest.network.start()
    page.network.server.set_text(url)  # pasted whole
    click(page.network.test)
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the server")
    assert in_earnest.state.settings.server("regtest") == url
    assert page.network.scheme.current() == 1
    assert page.network.server.text() == url.removeprefix("tcp://")
    in_earnest.wait(lambda: "last answer just now" in page.network.status.text(), "its answer")
    assert page.network.status.text().startswith(f"{url}: block ")
    assert checks.lasting(in_earnest.window) == []


def test_a_server_that_is_gone_says_so_and_another_is_asked_at_once(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    page.network.scheme.choose(1)
    page.network.server.set_text(f"127.0.0.1:{port}")
    click(page.network.test)
    in_earnest.wait(lambda: in_earnest.state.chain.error, "the failure")
    assert page.network.status.ink == "danger"
    assert "does not answer" in page.network.status.text()
    url = in_earnest.network.start()
    page.network.server.set_text(url.removeprefix("tcp://"))
    press(page.network.server.editor, Qt.Key.Key_Return)
    in_earnest.wait(lambda: in_earnest.state.chain.synced and not in_earnest.state.chain.error, "the other server")
    assert in_earnest.state.chain.server == url


def test_a_server_chosen_while_another_is_being_asked_wins(in_earnest: Earnest) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        in_earnest.controller.use_server(f"tcp://127.0.0.1:{silent.getsockname()[1]}", "")
        assert in_earnest.jobs.running("sync")
        url = in_earnest.network.start()
        in_earnest.controller.use_server(url, "")
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the one chosen last")
    assert in_earnest.state.chain.server == url


def test_a_question_that_hangs_is_stopped_and_asked_again(in_earnest: Earnest) -> None:
    """By a button; the clock asks no other meanwhile, and what was known stays."""
    true, still = in_earnest.network.start(), StandsStill()
    with LyingServer(int(true.rpartition(":")[2]), still) as server:
        page = page_of(in_earnest)
        in_earnest.controller.use_server(server.url, "")
        in_earnest.wait(still.asked.is_set, "the question")
        in_earnest.wait(page.network.stop.isVisible, "a way to stop it")
        before = in_earnest.state.balance
        click(page.network.stop)
        in_earnest.wait(lambda: not in_earnest.jobs.running("sync"), "its end")
        assert not still.go_on.is_set()
        assert in_earnest.state.chain.stopped
        assert not page.network.stop.isVisible()
        assert "You have stopped it." in page.network.status.text()
        assert in_earnest.state.balance == before
        in_earnest.controller.chain.sync_by_clock()
        assert not in_earnest.jobs.running("sync")
        still.go_on.set()
        click(page.network.again)
        in_earnest.wait(lambda: in_earnest.state.chain.synced, "its answer")
        assert not in_earnest.state.chain.stopped
        assert not page.network.again.isVisible()
        assert checks.lasting(in_earnest.window) == []


def test_what_is_no_place_is_not_asked(in_earnest: Earnest) -> None:
    page, chain = page_of(in_earnest), in_earnest.state.chain.server
    page.network.server.set_text("electrum")
    click(page.network.test)
    assert page.network.server.is_wrong()
    page.network.server.set_text("nas.lan:50002")
    page.network.proxy.set_text("tor")
    click(page.network.test)
    assert page.network.proxy.is_wrong()
    assert in_earnest.state.chain.server == chain


def test_without_its_proxy_no_server_is_asked(in_earnest: Earnest) -> None:
    page, url = page_of(in_earnest), in_earnest.network.start()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    page.network.server.set_text(url)
    page.network.proxy.set_text(f"127.0.0.1:{port}")
    click(page.network.test)
    in_earnest.wait(lambda: in_earnest.state.chain.error, "the failure")
    assert in_earnest.state.settings.proxy == f"socks5://127.0.0.1:{port}"
    assert not in_earnest.state.chain.synced
    page.network.proxy.set_text("")
    click(page.network.test)
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the server without it")


def test_a_person_looks_further_for_coins(in_earnest: Earnest) -> None:
    """A coin that was paid 60 addresses further on, found by nothing else in the window."""
    page, network = page_of(in_earnest), in_earnest.network
    in_earnest.controller.use_server(network.start(), "")
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the server")
    assert in_earnest.state.key is not None
    last = in_earnest.state.addresses[-1].index if in_earnest.state.addresses else 0
    told = in_earnest.other.program.call("address", in_earnest.state.key.name, str(last + 60))
    address = str(told["address"])
    network.faucet(address, 123_456)
    network.mine(1)
    before = in_earnest.state.chain.synced
    in_earnest.controller.sync()
    in_earnest.wait(lambda: in_earnest.state.chain.synced > before, "another sync")
    in_earnest.idle()
    assert address not in {coin.address for coin in in_earnest.state.coins}
    for wrong in ("", "19", "5001", "many", "1e3"):
        page.further.gap.set_text(wrong)
        click(page.further.look)
        assert page.further.gap.is_wrong()
    page.further.gap.set_text("100")
    click(page.further.look)
    in_earnest.wait(lambda: "Found" in page.further.notice.title(), "the coin")
    assert "receiving and" in page.further.notice.text()
    in_earnest.wait(lambda: address in {coin.address for coin in in_earnest.state.coins}, "it is there")
    click(page.further.look)
    in_earnest.wait(lambda: page.further.notice.title() == "Nothing new there", "the second look")
    assert checks.lasting(in_earnest.window) == []


# ── Wallet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_public_keys_are_shown_copied_and_drawn(in_earnest: Earnest) -> None:
    page, key = page_of(in_earnest), in_earnest.state.key
    assert key is not None
    export = page.wallet.export
    click(page.wallet.show_export)
    assert export.isVisible()
    assert export.text.text() == key.external
    assert checks.lasting(in_earnest.window) == []
    click(choices(export.kind)[0])
    assert export.text.text() == key.xpub
    assert key.xpub.startswith("tpub")
    click(export.copy)
    assert QGuiApplication.clipboard().text() == key.xpub
    click(choices(export.kind)[2])
    assert export.text.text() == key.internal
    assert checks.lasting(in_earnest.window) == []
    in_earnest.page("home")
    in_earnest.page("settings")
    assert export.isHidden()


def test_another_passphrase(in_earnest: Earnest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "parameters_for", lambda _role: keys.FLOOR)  # the work of a new vault, not its way
    assert in_earnest.state.key is not None
    page, epoch = page_of(in_earnest), in_earnest.state.key.epoch
    panel = page.safety.panel
    click(page.safety.open)
    click(panel.change)
    assert panel.old.is_wrong()
    write(panel.old.editor, "not the passphrase")
    write(panel.new.editor, "short")
    click(panel.change)
    assert panel.new.is_wrong()
    panel.new.clear()
    write(panel.new.editor, NEW)
    write(panel.again.editor, NEW + "r")
    click(panel.change)
    assert panel.again.is_wrong()
    panel.again.clear()
    write(panel.again.editor, NEW)
    click(panel.change)
    in_earnest.wait(lambda: panel.old.is_wrong(), "the old one was wrong")
    assert panel.old.message() == "Not the passphrase of this wallet."
    assert [field.text() for field in (panel.old, panel.new, panel.again)] == ["", "", ""]
    assert checks.lasting(in_earnest.window) == []
    write(panel.old.editor, PASSPHRASE)
    write(panel.new.editor, NEW)
    write(panel.again.editor, NEW)
    press(panel.again.editor, Qt.Key.Key_Return)
    in_earnest.wait(lambda: panel.notice.title() == "The passphrase is changed", "changed")
    in_earnest.passphrase = NEW
    in_earnest.wait(
        lambda: in_earnest.state.key is not None and in_earnest.state.key.epoch > epoch,
        "new halves as well",
    )
    in_earnest.controller.lock()
    refused: list[object] = []
    in_earnest.controller.unlock(Secret(PASSPHRASE.encode()), refused.append)
    in_earnest.wait(lambda: refused, "the old one opens nothing")
    in_earnest.controller.unlock(Secret(NEW.encode()))
    in_earnest.wait(lambda: in_earnest.state.phase is Phase.OPEN, "the new one opens it")


def test_a_passphrase_half_typed_is_gone_with_the_page(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    click(page.safety.open)
    write(page.safety.panel.old.editor, "half a pass")
    in_earnest.page("home")
    assert page.safety.panel.old.text() == ""
    assert page.safety.panel.isHidden()


def test_another_wallet_with_the_same_co_signer(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    assert not page.wallet.which.isVisible()
    click(page.wallet.make)
    panel = page.wallet.another
    assert checks.lasting(in_earnest.window) == []
    click(panel.start)
    assert panel.name.is_wrong()
    write(panel.name.editor, "Everyday")
    panel.network.choose("regtest")
    click(panel.start)
    in_earnest.wait(lambda: panel.notice.isVisible(), "there is one of that name")
    panel.name.set_text("")
    write(panel.name.editor, "Savings")
    panel.kind.choose("TAPROOT")
    click(panel.start)
    in_earnest.wait(lambda: in_earnest.state.key is not None and in_earnest.state.key.name == "Savings", "the key")
    assert in_earnest.state.key is not None
    assert in_earnest.state.key.external.startswith("tr(")
    assert in_earnest.state.wallets == ("Everyday", "Savings")
    assert panel.isHidden()
    assert page.wallet.which.isVisible()
    assert page.wallet.which.key() == "Savings"
    assert checks.lasting(in_earnest.window) == []
    page.wallet.which.activated.emit(0)
    assert in_earnest.state.key.name == "Everyday"
    in_earnest.wait(lambda: in_earnest.state.cosigner.online, "the co-signer is asked about the other key")


def test_each_network_has_a_server_of_its_own(in_earnest: Earnest) -> None:
    page, url = page_of(in_earnest), in_earnest.network.start()
    in_earnest.controller.show("Everyday")
    in_earnest.controller.use_server(url, "")
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the server of the first network")
    panel = page.wallet.another
    click(page.wallet.make)
    assert checks.lasting(in_earnest.window) == []
    write(panel.name.editor, "Elsewhere")
    panel.network.choose("signet")
    click(panel.start)
    in_earnest.wait(lambda: in_earnest.state.key is not None and in_earnest.state.key.name == "Elsewhere", "the key")
    assert in_earnest.state.chain.server == ""
    assert page.network.server.text() == ""
    assert page.network.server.label.text() == "Electrum server for Signet"
    assert "No server is asked" in page.network.status.text()
    assert checks.lasting(in_earnest.window) == []
    with socket.create_server(("127.0.0.1", 0)) as closed:
        other = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    page.network.server.set_text(other)
    click(page.network.test)
    in_earnest.wait(lambda: in_earnest.state.chain.error, "nobody is there")
    page.wallet.which.chosen.emit("Everyday")
    in_earnest.wait(lambda: in_earnest.state.chain.synced and not in_earnest.state.chain.error, "the first one again")
    assert in_earnest.state.chain.server == url
    assert page.network.server.text() == url.removeprefix("tcp://")
    assert page.network.server.label.text() == "Electrum server for Regtest"
    kept = settings.load(in_earnest.home)
    assert (kept.server("regtest"), kept.server("signet"), kept.server("bitcoin")) == (url, other, "")
    in_earnest.controller.lock()
    in_earnest.settle()
    in_earnest.wait(lambda: in_earnest.state.chain.synced, "the server after the lock")
    assert in_earnest.state.chain.server == url


def test_a_key_is_not_made_without_the_co_signer(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    in_earnest.other.kill()
    click(page.wallet.make)
    panel = page.wallet.another
    assert checks.lasting(in_earnest.window) == []
    write(panel.name.editor, "Nothing")
    panel.network.choose("regtest")
    click(panel.start)
    in_earnest.wait(lambda: panel.notice.isVisible(), "the failure")
    assert panel.notice.title() == "No key was made"
    assert panel.start.isEnabled()
    assert "Nothing" not in in_earnest.state.wallets


# ── Practice ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def alone(look: None, tmp_path: Path) -> Iterator[Practised]:
    """A practice place of this test alone."""
    with place.practice(tmp_path) as running:
        yield running


def test_practice_has_no_passphrase_no_price_and_a_way_out(alone: Practised) -> None:
    page = page_of(alone)
    assert not page.safety.isVisible()
    assert not page.price.isVisible()
    assert any("network of its own on this machine" in text for text in said_by(page))
    assert page.wallet.network.text() == "Practice, worth nothing"
    assert checks.lasting(alone.window) == []
    click(page.wallet.leave)
    wait(lambda: alone.state.phase is Phase.NEW, "the first page")
    assert not alone.state.practice
    wait(lambda: not alone.jobs.running("leave"), "its processes have ended")
    assert alone.practice.serving is None


def test_the_name_of_a_practice_wallet_is_not_kept(alone: Practised) -> None:
    alone.controller.set(wallet="Everyday")  # as the real wallet left it
    page = page_of(alone)
    click(page.wallet.make)
    assert checks.lasting(alone.window) == []
    write(page.wallet.another.name.editor, "Second")
    click(page.wallet.another.start)
    wait(lambda: alone.state.key is not None and alone.state.key.name == "Second", "the key")
    page.wallet.which.chosen.emit("Practice")
    page.wallet.which.chosen.emit("Second")
    assert alone.state.settings.wallet == "Everyday"
    assert settings.load(alone.home).wallet == "Everyday"
    assert settings.load(alone.home).servers == ()
    assert alone.state.chain.server == alone.practice.url

"""This computer is given away in the window: what is told and asked first, and a real home that is gone afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from app.desktop.controller.controller import Controller
from app.desktop.model.state import Phase, State
from app.desktop.pages.settings.giving import GivingCard, WipePanel
from app.desktop.pages.settings.page import SettingsPage
from core.errors import BadInput, InputKind, RefusalKind
from core.secret import Secret
from core.storage.sqlite_store import SqliteStore
from core.wallet import opening
from core.wallet.api import SheetsShown, WalletShown
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.screenshots.wallet import everyday, practice
from tests.support.fake_wallet import FakeWallet
from tests.support.open_homes import NAME, PASSPHRASE, open_homes
from tests.support.practised import Desk, click, press, wait, write

# ── Told and asked ──────────────────────────────────────────────────────────────────────────────────────────────────


class TwoWallets(FakeWallet):
    """One that comes back and one that does not; knows one passphrase."""

    def wallets(self) -> tuple[WalletShown, ...]:
        return (replace(self.shown("Everyday"), sheets=SheetsShown(sealed=True)), self.shown("Savings"))

    def must_know(self, passphrase: Secret[bytes]) -> None:
        if passphrase.reveal() != PASSPHRASE.reveal():
            raise BadInput("the passphrase is wrong", InputKind.PASSPHRASE)


Open = Callable[[State], tuple[SettingsPage, Controller]]


@pytest.fixture
def opened(show: Show, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The page in the real window, on a wallet that is none; a wipe that was agreed to goes no further."""
    monkeypatch.setattr(Controller, "read", lambda _: None)
    monkeypatch.setattr(Controller, "ask_cosigner", lambda _: None)

    def open_on(state: State) -> tuple[SettingsPage, Controller]:
        window = wallet.window(state, "settings")
        window.controller.wallet = cast(Any, TwoWallets())
        show(window)
        page = window.page
        assert isinstance(page, SettingsPage)
        return page, window.controller

    return open_on


def agree(panel: WipePanel, passphrase: str, word: str = "wipe") -> None:
    """Everything that is asked, by the keyboard."""
    for box in panel.agreed:
        if not box.isChecked():
            press(box, Qt.Key.Key_Space)
    panel.passphrase.clear()
    panel.typed.set_text("")
    write(panel.passphrase.editor, passphrase)
    press(panel.passphrase.editor, Qt.Key.Key_Return)
    write(panel.typed.editor, word)


def test_it_is_told_which_wallets_come_back_and_each_yes_is_asked_for(opened: Open) -> None:
    page, controller = opened(everyday())
    panel = page.giving.panel
    click(page.giving.open)
    assert panel.wallets.text().splitlines() == [
        "Everyday: comes back with this computer's recovery sheet and the co\u2011signer",
        "Savings: NOTHING brings it back",
    ]
    assert panel.lost.title() == "Nothing would bring back Savings"
    assert [box.text() for box in panel.agreed] == ["Lose Savings for good"]
    assert panel.agreed[0].hasFocus()
    assert checks.lasting(page.window()) == []
    click(panel.wipe)
    assert "Tick each wallet" in panel.notice.text()
    press(panel.agreed[0], Qt.Key.Key_Space)
    click(panel.wipe)
    assert panel.passphrase.is_wrong()
    agree(panel, "not the passphrase", "wip")
    click(panel.wipe)
    assert panel.typed.is_wrong()
    agree(panel, "not the passphrase", " Wipe ")
    click(panel.wipe)
    wait(panel.passphrase.is_wrong, "that it is the wrong one")
    assert (panel.passphrase.text(), panel.wipe.isEnabled()) == ("", True)
    assert (controller.state.phase, controller.state.wipe) == (Phase.OPEN, None)
    assert controller.wallet is not None


@pytest.mark.parametrize("job", ["refresh", "pay 00ff"])
def test_a_payment_and_a_renewal_end_first(opened: Open, job: str) -> None:
    page, controller = opened(everyday())
    panel, ends = page.giving.panel, threading.Event()
    click(page.giving.open)
    controller.jobs.start(job, lambda _: ends.wait())
    agree(panel, PASSPHRASE.reveal().decode())
    click(panel.wipe)
    assert panel.notice.title() == "Not now"
    assert controller.state.wipe is None
    ends.set()
    wait(lambda: not controller.wipes.waits(), "its end")
    assert panel.wipe.isEnabled()


def test_a_renewal_that_begins_meanwhile_ends_first_too(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    page, controller = opened(everyday())
    panel, ends, known = page.giving.panel, threading.Event(), threading.Event()
    monkeypatch.setattr(TwoWallets, "must_know", lambda *_: known.wait() and None)
    click(page.giving.open)
    agree(panel, PASSPHRASE.reveal().decode())
    click(panel.wipe)
    controller.jobs.start("refresh", lambda _: ends.wait())
    known.set()
    wait(lambda: panel.notice.title() == "Not now", "that it waits")
    assert controller.wallet is not None
    ends.set()
    wait(lambda: not controller.jobs.under_way, "its end")


def test_nothing_half_agreed_to_stays(opened: Open) -> None:
    page, _ = opened(everyday())
    card: GivingCard = page.giving
    click(card.open)
    agree(card.panel, "half a pass", "wi")
    click(card.panel.keep)
    assert card.panel.isHidden()
    assert card.open.hasFocus()
    click(card.open)
    assert (card.panel.passphrase.text(), card.panel.typed.text()) == ("", "")
    assert not any(box.isChecked() for box in card.panel.agreed)
    page.leave()
    assert card.panel.isHidden()


def test_practice_gives_nothing_away(opened: Open) -> None:
    page, _ = opened(practice(everyday()))
    assert not page.giving.isVisible()


# ── A real home ─────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def desk_on(home: Path) -> Iterator[Desk]:
    desk = Desk(home)
    try:
        yield desk
    finally:
        desk.stop()


@contextmanager
def unlocked(place: Path) -> Iterator[Desk]:
    """The window on a real wallet whose co-signer is off and keeps no copy."""
    with open_homes(place):
        pass
    with desk_on(place / "wallet") as desk:
        desk.controller.unlock(PASSPHRASE)
        wait(lambda: desk.state.phase is Phase.OPEN, "unlocked")
        yield desk


@pytest.mark.slow
def test_a_home_is_gone_and_what_is_left_to_do_is_told(look: None, tmp_path: Path) -> None:
    with unlocked(tmp_path) as desk:
        page = desk.page("settings")
        assert isinstance(page, SettingsPage)
        computer = desk.controller.open().this_computer().fingerprint
        desk.idle()
        click(page.giving.open)
        agree(page.giving.panel, PASSPHRASE.reveal().decode())
        press(page.giving.panel.typed.editor, Qt.Key.Key_Return)
        wait(lambda: desk.state.wipe is not None and desk.state.wipe.done, "the wipe")
        assert not (tmp_path / "wallet").exists()
        told = desk.window.onboarding_page.wiped
        assert told.isVisible()
        assert "maker's own command" in told.notice.text()
        assert told.command.text == f"tandem-cosigner status\ntandem-cosigner block {computer}"
        assert checks.lasting(desk.window) == []
        click(told.forward)
        assert desk.window.onboarding_page.choice.isVisible()
        assert (desk.state.phase, desk.state.wipe, desk.state.key) == (Phase.NEW, None, None)
        assert desk.state.settings.wallet == ""
    assert not (tmp_path / "wallet").exists()


@pytest.mark.slow
def test_a_home_that_says_something_else_than_was_shown_stays(look: None, tmp_path: Path) -> None:
    with unlocked(tmp_path) as desk:
        desk.idle()
        desk.controller.wipes.wipe(((NAME, True),), PASSPHRASE, lambda: None, lambda _: None)
        wait(lambda: desk.state.wipe is not None and desk.state.wipe.error, "that nothing was wiped")
        assert desk.state.wipe is not None
        assert desk.state.wipe.error is not None
        assert desk.state.wipe.error.kind is RefusalKind.CANCELLED
        told = desk.window.onboarding_page.wiped
        assert told.notice.title() == "Not wiped"
        click(told.forward)
        assert desk.state.phase is Phase.LOCKED
        assert desk.window.locked.isVisible()
    opening.open_wallet(tmp_path / "wallet", PASSPHRASE).close()


@pytest.mark.slow
def test_a_wipe_that_was_interrupted_goes_on_with_any_passphrase(
    look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "wallet"
    with open_homes(tmp_path):
        pass
    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "remove", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            opening.wipe(home, PASSPHRASE, lambda _: None)
    with desk_on(home) as desk:
        assert desk.state.phase is Phase.LOCKED
        write(desk.window.locked.passphrase.editor, "whatever")
        click(desk.window.locked.unlock)
        wait(lambda: desk.state.wipe is not None and desk.state.wipe.done, "its end")
        assert not home.exists()
        assert desk.window.onboarding_page.wiped.command.text.endswith("block COMPUTER")


def _interrupt(_: object) -> None:
    raise KeyboardInterrupt

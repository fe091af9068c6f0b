"""What is told of a change of the state, where, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.model.state import ChainView, CosignerView, KeyView, ReleaseView, State, TransactionView
from app.desktop.platform.notifications import Notifications, system_tray
from app.desktop.widgets import Bar
from core.cosigner.api import ApprovalView
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from tests.app.desktop.conftest import Show
from tests.support.fake_wallet import FakeWallet

KEY = KeyView("Everyday", "bitcoin", "c0ffee00", 3, False, "open", "", "")
STATE = State(key=KEY, cosigner=CosignerView("nas", online=True), chain=ChainView("tcp://nas:1", 100, 5.0), looked=True)
PAYMENT = Payment(b"p" * 16, bytes(32), PaymentStatus.ASKED, b"", bytes(32), 1, 1)


def row(number: int, net: int) -> TransactionView:
    return TransactionView(f"{number:064x}", net, None, None, None)


class Told:
    """A window with a bar, and what the bar said last."""

    def __init__(self, show: Show, page: str = "history") -> None:
        self.window, self.bar = QWidget(), Bar()
        self.opened: list[str] = []
        QVBoxLayout(self.window).addWidget(self.bar)
        show(self.window, 600, 200)
        self.notices = Notifications(self.window, self.bar, lambda: page, lambda: self.opened.append("cosigner"))

    def of(self, state: State, before: State | None = STATE) -> str:
        self.bar.hide()
        self.notices.show_state(state, before)
        return self.bar.text()


def test_payments_that_come_in_are_told_in_one_sentence(show: Show) -> None:
    told = Told(show)
    assert told.of(replace(STATE, history=(row(1, 2_000),))) == "Received 2\u202f000\u00a0sat."
    several = replace(STATE, history=(row(3, 700), row(2, -900), row(1, 2_000)))
    assert told.of(several) == "Received 2\u202f700\u00a0sat in 2 payments."
    assert told.of(several, several) == ""


def test_what_the_first_sync_finds_is_no_news(show: Show) -> None:
    told = Told(show)
    first = replace(STATE, looked=False)  # the server has answered, and its answer is not read yet
    assert told.of(replace(STATE, history=(row(1, 2_000),)), first) == ""


def test_a_newer_version_is_told_once_and_not_where_it_stands(show: Show) -> None:
    found = FakeWallet.release
    there = replace(STATE, release=ReleaseView(1, found))
    assert Told(show).of(there) == "Tandem 0.2.0 is there. Settings says what is new."
    assert Told(show).of(replace(there, release=ReleaseView(2, found)), there) == ""
    assert Told(show, "settings").of(there) == ""
    for other in (replace(found, newer=False), replace(found, expired=True)):
        assert Told(show).of(replace(STATE, release=ReleaseView(1, other))) == ""
    unsafe = replace(there, release=ReleaseView(2, replace(found, unsafe=True)))
    assert "no longer safe" in Told(show).of(unsafe, there)


def test_practice_coins_are_called_so(show: Show) -> None:
    told = Told(show)
    before = replace(STATE, practice=True)
    assert told.of(replace(before, history=(row(1, 2_000),)), before) == "Received 2\u202f000\u00a0practice."


def test_the_line_is_told_when_it_drops_and_when_it_is_back(show: Show) -> None:
    told = Told(show)
    silent = replace(STATE, cosigner=CosignerView("nas", online=False))
    assert "stopped answering" in told.of(silent)
    assert "again" in told.of(STATE, silent)
    assert told.of(STATE, replace(STATE, cosigner=CosignerView())) == ""


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (PaymentStatus.SENT, "open", "Signed by both and sent."),
        (PaymentStatus.ENDED, "refused", "refused a payment"),
        (PaymentStatus.ENDED, "expired", "Nobody decided"),
        (PaymentStatus.ENDED, "cancelled", ""),
        (PaymentStatus.SIGNED, "open", ""),
    ],
)
def test_decisions_are_told_unless_their_page_is_on_screen(
    show: Show, status: PaymentStatus, kind: str, words: str
) -> None:
    before = replace(STATE, payments=(PAYMENT,))
    reason = "<img src='http://example.invalid'> no"
    after = replace(STATE, payments=(replace(PAYMENT, status=status, kind=kind, reason=reason),))
    said = Told(show).of(after, before)
    assert (words in said) if words else said == ""
    assert "<" not in said
    assert Told(show, "send").of(after, before) == ""


def test_the_practice_co_signer_calls_from_other_pages(show: Show) -> None:
    asking = replace(STATE, practice=True, requests=(ApprovalView("5f"),))
    assert "asks you" in Told(show).of(asking, replace(STATE, practice=True))
    home = Told(show, "home")  # where it comes below all else
    assert "asks you" in home.of(asking, replace(STATE, practice=True))
    home.bar.action.click()
    assert home.opened == ["cosigner"]
    assert Told(show, "send").of(asking, replace(STATE, practice=True)) == ""


def test_another_wallet_is_no_news(show: Show) -> None:
    other = replace(STATE, key=replace(KEY, name="Savings", epoch=9), history=(row(1, 2_000),))
    assert Told(show).of(other) == ""


def test_new_halves_are_told(show: Show) -> None:
    renewed = replace(STATE, key=replace(KEY, epoch=4))
    assert "epoch 4" in Told(show).of(renewed)
    assert Told(show, "cosigner").of(renewed) == ""


class Messages:
    """A tray that remembers."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def showMessage(self, title: str, text: str) -> None:
        self.texts.append(text)


def test_the_tray_speaks_only_while_the_window_is_not_in_front(show: Show, qtbot: QtBot) -> None:
    told, tray = Told(show), Messages()
    told.notices = Notifications(told.window, told.bar, lambda: "history", lambda: None, tray)
    assert told.of(replace(STATE, history=(row(1, 2_000),)))
    assert tray.texts == []
    other = QWidget()
    show(other, 100, 100)
    qtbot.waitUntil(lambda: not told.window.isActiveWindow())
    assert told.of(replace(STATE, history=(row(1, 2_000),))) == ""
    assert tray.texts == ["Received 2\u202f000\u00a0sat."]


def test_a_system_without_a_tray_has_the_bar(show: Show) -> None:
    window = QWidget()
    show(window, 100, 100)
    assert system_tray(window) is None


def test_a_payment_that_the_server_invented_is_told_once(show: Show) -> None:
    told = Told(show)
    lied = replace(STATE, chain=replace(STATE.chain, invented=("ab" * 32,)))
    said = told.of(lied)
    assert "never signed" in said
    assert "ab" * 32 in said.replace("\u2060", "").replace("\u200b", "")
    assert told.of(lied, lied) == ""

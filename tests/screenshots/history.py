"""History and coins, empty, full, with one payment looked at."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.desktop.model.state import Ending, State, TransactionView
from app.desktop.pages.coins import CoinsPage
from app.desktop.pages.history.page import HistoryPage, labels_taken
from app.desktop.window import MainWindow
from core.wallet.api import InputRow, OutputRow, TransactionDetail
from core.wallet.results import Taken
from tests.screenshots.scenes import scene, settle
from tests.screenshots.wallet import empty, everyday, immature, own_address, practice, txid, unseen, window


def details(window: MainWindow, *, received: bool = False) -> None:
    """Fill in what the chain would say of the payment on screen."""
    settle()  # the question to the chain has failed then
    page = window.page
    assert isinstance(page, HistoryPage)
    assert page.detail.row is not None
    row = page.detail.row
    theirs = OutputRow(own_address(77), abs(row.net) - 1_248, own=received, change=False)
    change = OutputRow(own_address(78), 3_598_128, own=not received, change=not received)
    facts = TransactionDetail(
        txid=row.txid,
        inputs=tuple(_other(number) if received else _own(number) for number in range(2)),
        outputs=(theirs, change),
        fee=None if received else 1_248,
        rate=None if received else Decimal("8.8"),
        vsize=142,
        height=row.height,
        time=row.time,
        confirmations=page.state.balance.confirmations(row.height),
        net=row.net,
        signed=not received,
        replaceable=row.height is None and not received,
    )
    page.detail.show_facts(facts)
    assert window.frame is not None
    window.frame.bar.hide()  # there is no wallet behind these pictures


def _own(number: int) -> InputRow:
    return InputRow(f"{txid(number)}:0", own_address(number), 640_000 * (number + 4), own=True)


def _other(number: int) -> InputRow:
    """Of a transaction that this wallet does not know."""
    return InputRow(f"{txid(900 + number)}:1", None, None, own=False)


@scene("history")
def usual() -> QWidget:
    return window(everyday(), "history")


@scene("history-empty")
def nothing() -> QWidget:
    return window(empty(everyday()), "history")


@scene("history-detail")
def looked_at() -> QWidget:
    shown = window(everyday(), "history", txid(45))
    details(shown)
    return shown


def with_endings() -> State:
    """A refused payment, one that was taken back, and two that were replaced."""
    state, now = everyday(looked=True), int(time.time())
    made = (
        ("refused", "I did not start this", "Book shop", ""),
        ("called_off", "", "Velo Nord, bicycle", txid(44)),
        ("cancelled", "", "", ""),
        ("replaced", "", "Marta", txid(43)),
    )
    ended = tuple(
        TransactionView(
            txid(950 + number),
            0,
            None,
            None,
            now - 40_000 * number,
            label,
            ending=Ending(bytes(16), how, reason, 250_562, by),
        )
        for number, (how, reason, label, by) in enumerate(made)
    )
    return replace(state, ended=ended)


@scene("history-endings")
def endings() -> QWidget:
    return window(with_endings(), "history")


@scene("history-refused")
def refused() -> QWidget:
    return window(with_endings(), "history", txid(950))


@scene("history-called-off")
def called_off() -> QWidget:
    return window(with_endings(), "history", txid(951))


@scene("history-received")
def received() -> QWidget:
    shown = window(practice(everyday()), "history", txid(44))
    details(shown, received=True)
    return shown


@scene("history-not-shown")
def not_shown() -> QWidget:
    """We sent it, and the server does not show it."""
    shown = window(unseen(everyday()), "history", txid(45))
    details(shown)
    return shown


@scene("history-labels")
def labels_taken_over() -> QWidget:
    """Some were of another wallet, some too long, and coins are set aside."""
    shown = window(everyday(), "history")
    assert shown.frame is not None
    shown.frame.bar.say(labels_taken(Taken(218, set_aside=3, cut=1, left=12)), "ok")
    return shown


@scene("history-nothing-fits")
def searched() -> QWidget:
    shown = window(everyday(), "history")
    assert isinstance(shown.page, HistoryPage)
    shown.page.search.setText("zebra")
    return shown


@scene("coins")
def coins() -> QWidget:
    return window(everyday(), "coins")


@scene("coins-chosen")
def chosen() -> QWidget:
    shown = window(everyday(), "coins")
    assert isinstance(shown.page, CoinsPage)
    shown.page._set_ticked(frozenset(f"{txid(i)}:0" for i in (0, 2)))
    return shown


@scene("coins-one")
def one() -> QWidget:
    shown = window(everyday(), "coins")
    assert isinstance(shown.page, CoinsPage)
    shown.page._set_ticked(frozenset({f"{txid(1)}:0"}))
    return shown


@scene("coins-immature")
def mined() -> QWidget:
    return window(immature(everyday()), "coins")


@scene("coins-under-way")
def under_way() -> QWidget:
    return window(unseen(everyday()), "coins")


@scene("coins-empty")
def no_coins() -> QWidget:
    return window(empty(everyday()), "coins")

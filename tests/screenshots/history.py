"""History and coins, empty, full, with one payment looked at."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.pages.coins import Coins
from app.desktop.pages.history import History
from app.desktop.window import Window
from tests.screenshots._wallet import empty, everyday, own_address, practice, txid, window
from tests.screenshots.scenes import scene, settle


def details(window: Window, *, received: bool = False) -> None:
    """Fill in what the chain would say of the payment on screen."""
    settle()  # the question to the chain has failed then
    page = window.page
    assert isinstance(page, History)
    assert page.detail._row is not None
    row = page.detail._row
    theirs = {"address": own_address(77), "amount": abs(row.net) - 1_248, "own": received, "change": False}
    change = {"address": own_address(78), "amount": 3_598_128, "own": not received, "change": not received}
    page.detail._facts = facts = {
        "txid": row.txid,
        "inputs": [_other(number) if received else _own(number) for number in range(2)],
        "outputs": [theirs, change],
        "fee": None if received else 1_248,
        "rate": None if received else 8.8,
        "height": row.height,
        "confirmations": row.confirmations,
        "replaceable": row.height is None and not received,
    }
    page.detail._show_facts(facts)
    assert window._frame is not None
    window._frame.bar.hide()  # there is no wallet behind these pictures


def _own(number: int) -> dict[str, Any]:
    spent = {"outpoint": f"{txid(number)}:0", "address": own_address(number), "amount": 640_000 * (number + 4)}
    return {**spent, "own": True}


def _other(number: int) -> dict[str, Any]:
    """Of a transaction that this wallet does not know."""
    return {"outpoint": f"{txid(900 + number)}:1", "address": None, "amount": None, "own": False}


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


@scene("history-received")
def received() -> QWidget:
    shown = window(practice(everyday()), "history", txid(44))
    details(shown, received=True)
    return shown


@scene("history-nothing-fits")
def searched() -> QWidget:
    shown = window(everyday(), "history")
    assert isinstance(shown.page, History)
    shown.page.search.setText("zebra")
    return shown


@scene("coins")
def coins() -> QWidget:
    return window(everyday(), "coins")


@scene("coins-chosen")
def chosen() -> QWidget:
    shown = window(everyday(), "coins")
    assert isinstance(shown.page, Coins)
    shown.page._set_ticked(frozenset(f"{txid(i)}:0" for i in (0, 2)))
    return shown


@scene("coins-one")
def one() -> QWidget:
    shown = window(everyday(), "coins")
    assert isinstance(shown.page, Coins)
    shown.page._set_ticked(frozenset({f"{txid(1)}:0"}))
    return shown


@scene("coins-empty")
def no_coins() -> QWidget:
    return window(empty(everyday()), "coins")

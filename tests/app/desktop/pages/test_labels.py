"""A label that was typed is kept, by whatever way its field is left; no test here presses Enter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.desktop.model.state import Phase
from app.desktop.pages.coins import CoinsPage
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.receive.page import ReceivePage
from app.desktop.pages.send.page import SendPage
from app.desktop.widgets import KeptField
from app.desktop.widgets.input import Field
from tests.app.desktop.pages.send.test_page import Till
from tests.support.earnest import Earnest
from tests.support.practised import Desk, Practised, click, press, tick_rows, write

pytestmark = pytest.mark.slow

Show = Callable[..., None]
Leave = Callable[[Practised], object]


def types(field: Field, text: str) -> None:
    """Over what stands there, with the keyboard in the field."""
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    editor.window().activateWindow()  # the window of another test may have been the active one
    assert QTest.qWaitForWindowActive(editor.window())
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton)
    assert editor.hasFocus()
    editor.selectAll()
    write(editor, text)


def kept(practised: Practised, kind: str, ref: str, text: str) -> None:
    """The wallet itself has it: not only the page."""

    def label() -> str:
        wallet, key = practised.controller.wallet, practised.state.key
        return wallet.labels(key.name).label(kind, ref) if wallet is not None and key is not None else ""

    practised.wait(lambda: label() == text, f"the label “{text}” in the wallet")


def leave_and_come_back(practised: Practised) -> None:
    practised.onboarding.leave_practice()
    practised.wait(lambda: not practised.jobs.running("leave"), "practice has ended")
    practised.practise()


def another_row(practised: Practised) -> None:
    page = practised.window.page
    assert isinstance(page, HistoryPage)
    other = page.rows.find(practised.state.history[0].txid)
    place = page.table.visualRect(page.rows.index(other, 0)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def details_closed(practised: Practised) -> None:
    page = practised.window.page
    assert isinstance(page, HistoryPage)
    click(page.detail.close_it)


WAYS: dict[str, Leave] = {
    "tab": lambda practised: press(practised.window.focusWidget(), Qt.Key.Key_Tab),
    "another page": lambda practised: press(practised.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
    "escape": lambda practised: press(practised.window.focusWidget(), Qt.Key.Key_Escape),
    "another payment": another_row,
    "details closed": details_closed,
    "practice left": leave_and_come_back,
}


@pytest.mark.parametrize("way", WAYS)
def test_history_keeps_it(practised: Practised, way: str) -> None:
    practised.faucet()
    row = practised.state.history[-1]
    page = practised.page("history", row.txid)
    assert isinstance(page, HistoryPage)
    practised.wait(lambda: page.detail.facts is not None, "the details")
    types(page.detail.label, f"left by {way}")
    WAYS[way](practised)
    kept(practised, "tx", row.txid, f"left by {way}")
    practised.idle()


def test_coins_keep_it_by_the_pages_own_button(practised: Practised) -> None:
    page = practised.page("coins")
    assert isinstance(page, CoinsPage)
    coin = practised.state.coins[0]
    tick_rows(page.rows, coin)
    types(page.label, "the first coin")
    click(page.send)
    assert isinstance(practised.window.page, SendPage)
    kept(practised, "output", coin.outpoint, "the first coin")


def test_coins_keep_it_for_the_coin_that_it_was_typed_for(practised: Practised) -> None:
    practised.faucet()
    page = practised.page("coins")
    assert isinstance(page, CoinsPage)
    one, other = practised.state.coins[:2]
    assert practised.controller.wallet is not None
    labels = practised.controller.wallet.labels("Practice")
    before = labels.label("output", other.outpoint)
    tick_rows(page.rows, one)
    types(page.label, "of the one")
    tick_rows(page.rows, one, other)
    assert page.label.text() == other.label
    kept(practised, "output", one.outpoint, "of the one")
    assert labels.label("output", other.outpoint) == before


@pytest.mark.parametrize("way", ["history", "anew", "page"])
def test_a_sent_payment_keeps_it(practised: Practised, way: str) -> None:
    page = practised.page("send")
    assert isinstance(page, SendPage)
    till = Till(practised, page)
    till.pays(41, 20_000, "as it was sent")
    till.approved()
    till.sent()
    txid = till.signing.txid.text()
    practised.wait(lambda: till.signing.label.text() == "as it was sent", "the label of the form")
    types(till.signing.label, f"renamed by {way}")
    if way == "page":
        practised.page("home")
    else:
        click(till.signing.buttons[way])
    kept(practised, "tx", txid, f"renamed by {way}")
    practised.idle()


def test_two_that_follow_each_other_are_both_kept(practised: Practised) -> None:
    """The second was dropped while the first was written."""
    practised.faucet()
    rows = practised.state.history[:2]
    told: list[str] = []
    for number, row in enumerate(rows):
        practised.controller.labels.write("tx", row.txid, f"number {number}", lambda _: told.append("done"))
    for number, row in enumerate(rows):
        kept(practised, "tx", row.txid, f"number {number}")
    practised.wait(lambda: len(told) == 2, "both are told")


def receiving(desk: Desk) -> ReceivePage:
    """The page with an address on it."""
    page = desk.page("receive")
    assert isinstance(page, ReceivePage)
    desk.wait(lambda: page.card.shown is not None, "an address")
    desk.idle()
    return page


def test_receive_keeps_it_when_practice_is_left_at_once(practised: Practised) -> None:
    page = receiving(practised)
    assert page.card.shown is not None
    address = page.card.shown.address
    types(page.card.label, "Anna, rent")
    leave_and_come_back(practised)
    kept(practised, "addr", address, "Anna, rent")


def test_a_locked_wallet_keeps_it(in_earnest: Earnest) -> None:
    page = receiving(in_earnest)
    assert page.card.shown is not None
    address = page.card.shown.address
    types(page.card.label, "before it was locked")
    press(in_earnest.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert in_earnest.state.phase is Phase.LOCKED
    in_earnest.settle()
    in_earnest.wait(
        lambda: any(one.label == "before it was locked" for one in in_earnest.state.addresses if one.address == address)
    )


def test_a_label_that_cannot_be_kept_stays_where_it_was_typed(show: Show) -> None:
    field, given = KeptField("Label"), list[str]()
    field.kept.connect(given.append)
    field.kept.connect(lambda _: field.not_kept("The disk is full."))
    field.show_another("old")
    show(field, 400, 100)
    types(field, "new")
    field.hide()
    assert (set(given), field.text(), field.message()) == ({"new"}, "new", "The disk is full.")
    tries = len(given)
    field.show()
    field.hide()
    assert len(given) > tries  # leaving it tries again


def test_what_was_read_before_it_was_kept_does_not_come_back(show: Show) -> None:
    field = KeptField("Label")
    field.show_another("old")
    show(field, 400, 100)
    types(field, "new")
    field.keep()
    field.show_kept("old")  # a look at the records that began before
    assert field.text() == "new"
    field.show_kept("new")
    write(field.editor, "er")
    field.show_kept("new")
    assert field.text() == "newer"
    field.keep()
    field.show_kept("newer")
    field.show_kept("from a file")
    assert field.text() == "from a file"

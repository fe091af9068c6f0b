"""Receive in the real window: fresh addresses, labels, links, codes, the co-signer's word on them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app.desktop.formats.bip21_write import payment_link
from app.desktop.model.state import OwnAddress
from app.desktop.pages.receive.page import ReceivePage
from tests.app.desktop import checks
from tests.support import practised as place
from tests.support.earnest import Earnest
from tests.support.practised import Practised, click, press, said_by, write

pytestmark = pytest.mark.slow

ELSEWHERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


@pytest.fixture
def receive(practised: Practised) -> ReceivePage:
    """The page with an address that nobody was given yet."""
    practised.window.activateWindow()
    practised.wait(practised.window.isActiveWindow, "the window in front")
    page = practised.page("receive")
    assert isinstance(page, ReceivePage)
    practised.wait(lambda: page.card.shown is not None, "an address")
    return page


def shown(page: ReceivePage) -> OwnAddress:
    found = page.card.shown
    assert found is not None
    return found


def fresh(practised: Practised, page: ReceivePage) -> OwnAddress:
    before = shown(page)
    click(page.new)
    practised.wait(lambda: shown(page).address != before.address, "another address")
    return shown(page)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_an_address_to_give_out(practised: Practised, receive: ReceivePage) -> None:
    address = shown(receive)
    assert address.address.startswith("bcrt1q")
    assert not address.used
    assert not address.label
    assert receive.card.address.address == address.address
    assert receive.card.number.text() == f"No. {address.index}"
    assert "Never used" in said_by(receive)
    assert any("practice coins only" in text for text in said_by(receive))
    assert practised.controller.wallet is not None
    assert address.address in {one.address for one in practised.state.addresses}
    assert checks.lasting(practised.window) == []


def test_an_address_that_is_asked_for_is_the_first_one_shown(practised: Practised) -> None:
    asked = practised.state.addresses[0].address
    page = practised.page("receive", asked)
    assert isinstance(page, ReceivePage)
    assert shown(page).address == asked
    practised.idle()
    assert shown(page).address == asked


@pytest.mark.parametrize("state", ["locked", "must_refresh"])
def test_an_address_whose_coins_must_wait_says_so(practised: Practised, receive: ReceivePage, state: str) -> None:
    """It was shown without a word."""
    practised.controller.watch(on=False)
    practised.idle()
    practised.store.write(cosigner=replace(practised.state.cosigner, state=state))
    assert receive.trouble.isVisible()
    assert any("cannot be spent before both halves are renewed" in text for text in said_by(receive))
    assert receive.card.isVisible()
    click(receive.trouble.way_out)
    assert practised.window.page is not None
    assert practised.window.page.KEY == "cosigner"


def test_no_address_is_shown_while_the_halves_do_not_fit(practised: Practised, receive: ReceivePage) -> None:
    """Not the one on screen either, nor an earlier one."""
    address = shown(receive).address
    practised.controller.watch(on=False)
    practised.idle()
    fits = practised.state.cosigner
    receive.show_all.click()
    practised.store.write(cosigner=replace(fits, state="mismatch"))
    assert any("No address now" in text for text in said_by(receive))
    assert not receive.card.isVisible()
    assert not receive.earlier.isVisible()
    assert not receive.every.isVisible()
    assert not receive.new.isEnabled()
    practised.page("home")
    page = practised.page("receive", address)
    assert isinstance(page, ReceivePage)
    practised.idle()
    assert not page.card.isVisible()
    assert checks.lasting(practised.window) == []
    practised.store.write(cosigner=fits)
    practised.wait(lambda: page.card.isVisible() and page.new.isEnabled(), "an address again")


def test_the_same_one_until_it_is_given_out(practised: Practised, receive: ReceivePage) -> None:
    first = fresh(practised, receive)
    practised.page("home")
    page = practised.page("receive")
    assert isinstance(page, ReceivePage)
    practised.wait(lambda: shown(page).address == first.address, "the same address")
    write(page.card.label.editor, "Anna, rent")
    practised.page("home")  # what was typed is kept without a button
    practised.wait(lambda: any(one.label == "Anna, rent" for one in practised.state.addresses), "the label")
    practised.page("receive")
    practised.wait(lambda: shown(page).address != first.address, "an address that nobody was given")
    assert page.card.label.text() == ""
    assert not shown(page).used


def test_a_label_is_kept_while_one_types(practised: Practised, receive: ReceivePage) -> None:
    address = fresh(practised, receive).address
    write(receive.card.label.editor, "Bert")
    practised.wait(
        lambda: any((one.address, one.label) == (address, "Bert") for one in practised.state.addresses), "the label"
    )
    write(receive.card.label.editor, "!")
    practised.wait(
        lambda: any((one.address, one.label) == (address, "Bert!") for one in practised.state.addresses), "the label"
    )
    assert receive.card.label.text() == "Bert!"


def test_links_and_copies(practised: Practised, receive: ReceivePage) -> None:
    address = fresh(practised, receive).address
    click(receive.card.copy)
    assert clipboard() == address
    write(receive.card.amount.editor, "250 000")
    write(receive.card.label.editor, "Anna & Bert")
    click(receive.card.copy_link)
    assert clipboard() == payment_link(address, 250_000, "Anna & Bert")
    write(receive.card.amount.editor, "x")
    assert receive.card.amount.is_wrong()
    click(receive.card.copy_link)
    assert clipboard() == payment_link(address, None, "Anna & Bert")


def test_an_exchanged_clipboard_is_an_alarm(practised: Practised, receive: ReceivePage) -> None:
    click(receive.card.copy)
    QGuiApplication.clipboard().setText(ELSEWHERE)
    practised.wait(receive.alarm.isVisible, "the alarm")
    assert "bcrt 1qw5 08d6" in receive.alarm.text()
    frame = practised.window.frame
    assert frame is not None
    assert "Do not paste it" in frame.bar.text()
    assert checks.lasting(practised.window) == []
    click(receive.card.copy)
    assert not receive.alarm.isVisible()
    QGuiApplication.clipboard().setText(ELSEWHERE)
    practised.wait(receive.alarm.isVisible, "the alarm once more")
    click(receive.card.copy_link)
    assert not receive.alarm.isVisible()
    QGuiApplication.clipboard().setText(ELSEWHERE)
    practised.wait(receive.alarm.isVisible, "the alarm once more")
    receive.card.address.copy()
    assert not receive.alarm.isVisible()
    QGuiApplication.clipboard().setText(ELSEWHERE)
    practised.wait(receive.alarm.isVisible, "the alarm once more")
    practised.page("home")
    practised.page("receive")
    assert not receive.alarm.isVisible()


def test_the_code_is_saved_as_a_picture(practised: Practised, receive: ReceivePage, tmp_path: Path) -> None:
    address = fresh(practised, receive).address
    write(receive.card.amount.editor, "5000")
    click(receive.card.save)
    [dialog] = receive.findChildren(QFileDialog)
    path = tmp_path / "code.png"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    found = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(found.constBits()).cast("B", shape=(found.height(), found.bytesPerLine()))
    assert [code.text for code in zxingcpp.read_barcodes(view)] == [payment_link(address, 5_000)]
    receive.card.save_picture(str(tmp_path / "no such folder" / "code.png"))
    frame = practised.window.frame
    assert frame is not None
    assert "could not be saved" in frame.bar.text()


def test_the_co_signer_works_out_the_same_address(practised: Practised, receive: ReceivePage) -> None:
    for _ in range(10):  # beyond what an earlier comparison covers
        address = fresh(practised, receive)
    assert receive.card.check.isVisible()
    click(receive.card.check.ask)
    practised.wait(lambda: practised.state.compared == address.index, "the comparison")
    practised.wait(lambda: receive.card.check.isHidden() and receive.card.compared.isVisible(), "the badge")
    later = fresh(practised, receive)
    assert later.index == address.index + 1
    assert receive.card.check.isHidden()
    write(receive.card.amount.editor, "1000000")
    assert receive.card.check.isVisible()  # a large sum is compared on its own


def test_an_address_that_is_not_ours_is_found_out(practised: Practised, receive: ReceivePage) -> None:
    """What a computer shows that was taken over: the right number, and somebody else's address."""
    for _ in range(10):
        honest = fresh(practised, receive)
    receive.card.show_address(replace(honest, address=ELSEWHERE), practised.state)
    click(receive.card.check.ask)
    practised.wait(lambda: receive.card.check.notice.title() == "Do not use this address", "the alarm")
    assert practised.state.compared != honest.index
    assert receive.card.check.ask.isHidden() or not receive.card.check.ask.isVisible()


def test_a_co_signer_that_is_gone_cannot_be_asked(practised: Practised, receive: ReceivePage) -> None:
    for _ in range(10):
        fresh(practised, receive)
    practised.kill_cosigner()
    click(receive.card.check.ask)
    practised.wait(lambda: receive.card.check.notice.title() == "That did not work", "the reason")
    assert receive.card.check.notice.text()
    assert receive.card.check.ask.isEnabled()


def test_a_payment_makes_it_a_used_one(practised: Practised, receive: ReceivePage) -> None:
    address = fresh(practised, receive).address
    practised.practice.faucet(address, 640_000)
    practised.synced()
    practised.wait(lambda: shown(receive).used, "the payment")
    assert receive.card.address.address == address
    assert "Used" in said_by(receive)
    assert receive.card.warning.title() == "It has received 640\u202f000\u00a0practice"
    assert checks.lasting(practised.window) == []
    click(receive.card.fresh_one)
    practised.wait(lambda: shown(receive).address != address, "a fresh one")
    assert not shown(receive).used
    assert receive.card.warning.isHidden()
    rows = receive.earlier.rows.rows()
    assert address in {row.address for row in rows}


def test_all_addresses_are_found_and_shown_again(practised: Practised, receive: ReceivePage) -> None:
    address = fresh(practised, receive)
    write(receive.card.label.editor, "Bicycle")
    receive.card.save_label()
    practised.wait(lambda: any(one.label == "Bicycle" for one in practised.state.addresses), "the label")
    fresh(practised, receive)
    click(receive.show_all)
    assert receive.every.isVisible()
    assert len(receive.every.rows.rows()) == len(practised.state.addresses)
    write(receive.every.search, "bicyc")
    assert [row.address for row in receive.every.rows.rows()] == [address.address]
    assert checks.lasting(practised.window) == []
    receive.every.table.setFocus()
    receive.every.table.selectRow(0)
    press(receive.every.table, Qt.Key.Key_Return)
    practised.wait(lambda: shown(receive).address == address.address, "the address")
    assert receive.card.label.text() == "Bicycle"
    click(receive.show_all)
    press(practised.window, Qt.Key.Key_Escape)
    assert not receive.every.isVisible()
    assert practised.window.page is receive


def test_no_address_of_another_wallet_is_shown(look: None, tmp_path: Path) -> None:
    with place.practice(tmp_path) as alone:
        wallet = alone.controller.wallet
        assert wallet is not None
        wallet.new_key("Second", "practice")
        page = alone.page("receive")
        assert isinstance(page, ReceivePage)
        alone.wait(page.card.isVisible, "an address")
        write(page.card.label.editor, "For the first")
        other = {one.address for one in alone.state.addresses}
        alone.page("settings")
        alone.controller.show("Second")
        alone.page("receive")
        assert not page.card.isVisible()
        assert page.card.shown is None
        alone.wait(page.card.isVisible, "an address of the other wallet")
        alone.idle()
        assert shown(page).address in {one.address for one in alone.state.addresses} - other
        assert page.card.label.text() == ""
        assert all(not one.label for one in alone.state.addresses)


# ── In earnest ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def real(in_earnest: Earnest) -> ReceivePage:
    page = in_earnest.page("receive")
    assert isinstance(page, ReceivePage)
    in_earnest.wait(lambda: page.card.shown is not None, "an address")
    return page


def test_the_command_shows_the_same_address_on_the_co_signer(in_earnest: Earnest, real: ReceivePage) -> None:
    address = shown(real)
    check = real.card.check
    assert check.isVisible()
    assert checks.lasting(in_earnest.window) == []
    words = re.search(r"tandem-cosigner (address \S+ \d+)", check.command.text)
    assert words is not None
    told = in_earnest.other.program.call(*words[1].split())
    assert told["address"] == address.address
    click(check.match)
    in_earnest.wait(lambda: real.card.compared.isVisible(), "the badge")
    assert in_earnest.state.compared == address.index
    assert check.isHidden()
    in_earnest.controller.lock()
    in_earnest.settle()
    assert in_earnest.state.compared == address.index  # it was written into the vault


def test_an_address_that_differs_is_not_to_be_used(in_earnest: Earnest, real: ReceivePage) -> None:
    seen = {shown(real).address}
    for _ in range(10):
        click(real.new)
        in_earnest.wait(lambda: shown(real).address not in seen, "another address")
        seen.add(shown(real).address)
    assert checks.lasting(in_earnest.window) == []
    click(real.card.check.differ)
    assert real.card.check.notice.title() == "Do not use this address"
    assert real.card.check.notice.tone == "danger"
    assert not real.card.check.match.isVisible()
    assert checks.lasting(in_earnest.window) == []

"""The parts of Send on hand-made states: what a wallet does is in test_page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.controller.drafting import Draft
from app.desktop.formats.bip21 import Request
from app.desktop.formats.payments_csv import Line
from app.desktop.look.fonts import metrics
from app.desktop.model.state import State
from app.desktop.pages.send.export import OpenPsbt
from app.desktop.pages.send.page import SendPage
from app.desktop.pages.send.recipient import RecipientForm, came_at_once
from app.desktop.parts.fee_card import OWN, FeeCard
from app.desktop.text import format, translation
from app.desktop.text.sentences import warning
from app.desktop.widgets import Notice, Rows, Table
from app.desktop.window import MainWindow
from core.bitcoin.caution import Caution
from core.cosigner.api import PlaceView
from core.wallet.api import PaymentStatus, Recipient
from tests.app.desktop import checks
from tests.screenshots import send, wallet
from tests.screenshots.scenes import SCENES
from tests.screenshots.wallet import everyday, own_address
from tests.support.practised import press, said_by

Show = Callable[..., None]


@pytest.fixture
def page(show: Show) -> SendPage:
    return opened(show, send.usual())


def opened(show: Show, state: State) -> SendPage:
    shown, page = send.send(state)
    show(shown)
    page.form.pause.stop()
    return page


def first(page: SendPage) -> RecipientForm:
    return page.form.people[0]


def types(field: object, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setText(text)


# ------------------------------------------------------------------ the address and where it came from
@pytest.mark.parametrize(
    ("before", "after", "came"),
    [
        ("", "bc1q", 4),
        ("bc1q", "bc1qx", 1),
        ("bc1qx", "bc1q", 0),
        ("aaa", "bbbb", 4),
        ("axxb", "ayyyb", 3),
        ("aa", "a", 0),
    ],
)
def test_how_muchcame_at_once_at_once(before: str, after: str, came: int) -> None:
    assert came_at_once(before, after) == came


def test_typed_or_pasted_is_told(page: SendPage) -> None:
    person, address = first(page), own_address(901)
    for end in range(1, len(address)):
        types(person.address.editor, address[:end])
        assert not person.address.is_wrong()  # nobody wants to be corrected while typing
    types(person.address.editor, address)
    assert person.source.text() == "Typed"
    assert person.fours.address == address
    types(person.address.editor, "")
    assert not person.fours.isVisible()
    types(person.address.editor, address)
    assert person.source.text().startswith("Pasted")


def test_groups_and_capitals_become_the_address(page: SendPage) -> None:
    person, address = first(page), own_address(901)
    types(person.address.editor, " ".join(address[i : i + 4] for i in range(0, len(address), 4)))
    assert person.address.text() == address
    person.take(address.upper(), "Read from a QR code")
    assert person.address.text() == address


def test_a_link_says_what_it_ignores(page: SendPage) -> None:
    first(page).take(f"bitcoin:{own_address(901)}?amount=0.001&pj=https://x&lightning=y", "Pasted")
    assert first(page).amount.sats() == 100_000
    assert "pj, lightning" in first(page).address.message()
    first(page).take(f"bitcoin:{own_address(901)}?amount=0.001&amount=2", "Pasted")
    assert "twice" in first(page).address.message()


def test_an_empty_clipboard_is_said(page: SendPage) -> None:
    first(page).take("  ", "Pasted")
    assert first(page).address.is_wrong()


def test_a_known_name_becomes_the_label(page: SendPage) -> None:
    first(page).take(send.MARTA, "Pasted")
    assert first(page).label.text() == "Marta"
    assert "Marta" in first(page).source.text()


# ------------------------------------------------------------------ recipients
def test_recipients_come_and_go(page: SendPage) -> None:
    form = page.form
    assert not first(page).remove.isVisible()
    form.add.click()
    form.add.click()
    assert [person.address.label.text() for person in form.people] == ["Recipient 1", "Recipient 2", "Recipient 3"]
    middle = form.people[1]
    middle.remove.click()
    assert middle not in form.people
    assert len(form.people) == 2
    form.clear.click()
    assert len(form.people) == 1


def test_only_one_gets_the_maximum(page: SendPage) -> None:
    page.form.add.click()
    one, two = page.form.people
    one.most.click()
    two.most.click()
    assert (one.most.isChecked(), two.most.isChecked()) == (False, True)


def test_requests_fill_the_first_free_place(page: SendPage) -> None:
    form = page.form
    assert form.take(Request(own_address(901), 5_000), "From a payment link") == 1
    assert form.take(Request(own_address(902)), "From a payment link") == 2
    assert form.people[1].amount.sats() is None
    assert form.wish() is None


def test_coins_that_are_gone_are_not_wished_for(page: SendPage) -> None:
    state = page.state
    page.form.choose_coins([coin.outpoint for coin in state.coins[:2]])
    assert len(list(page.form.chosen_coins)) == 2
    page.controller.store.write(coins=state.coins[1:])
    assert list(page.form.chosen_coins) == [state.coins[1].outpoint]
    page.controller.store.write(coins=())
    assert not list(page.form.chosen_coins)


# ------------------------------------------------------------------ fees
def test_presets_follow_the_server(page: SendPage) -> None:
    fee = page.form.fee
    assert fee.rate() == 6
    fee.choose("fast")
    page.controller.store.write(rates=(("fast", 12), ("normal", 6)))
    assert fee.rate() == 12
    page.controller.store.write(rates=())
    assert fee.rate() == 1
    assert fee.own.isVisible()
    assert "no estimate" in fee.own.message()
    page.controller.store.write(rates=(("normal", 7),))
    assert fee.rate() == 7


@pytest.mark.parametrize(
    ("text", "rate", "said"),
    [
        ("3", "3", ""),
        ("3,5", "3.5", ""),
        ("0.5", "0.5", "may wait for days"),
        ("0,125", "0.125", "may wait for days"),
        ("0.099", None, "from 0.1 to 500"),
        ("501", None, "from 0.1 to 500"),
        ("1e2", None, "from 0.1 to 500"),
        ("2,0001", None, "at most three decimals"),
        ("", None, ""),
        ("²", None, "from 0.1 to 500"),
        ("28", "28", "far more"),
        ("1.5", "1.5", "may wait for days"),
    ],
)
def test_a_rate_of_ones_own(show: Show, text: str, rate: str | None, said: str) -> None:
    card = FeeCard()
    show(card, 400, 200)
    card.show_rates({"fast": 9, "normal": 6, "slow": 2})
    card.choose(OWN)
    types(card.own.editor, text)
    assert card.rate() == (rate and Decimal(rate))
    assert said in card.own.message()
    assert card.own.is_wrong() == (rate is None and bool(text))


def test_the_least_rate_is_what_the_server_passes_on(show: Show) -> None:
    card = FeeCard()
    show(card, 400, 200)
    card.show_rates({}, Decimal("0.25"))
    assert "no estimate. 0.25\u00a0sat/vB is the least" in card.own.message()
    types(card.own.editor, "0.2")
    assert card.rate() is None
    assert "passes on nothing below 0.25" in card.own.message()
    card.show_rates({"slow": Decimal("0.2")}, Decimal("0.1"))
    assert card.presets is not None
    assert "0.2\u00a0sat/vB" in card.presets.findChildren(QAbstractButton)[0].accessibleName()
    card.choose(OWN)
    assert card.rate() == Decimal("0.2")
    assert not card.own.is_wrong()


# ------------------------------------------------------------------ another wallet, another unit
def test_another_wallet_begins_anew(page: SendPage) -> None:
    first(page).take(own_address(901), "Pasted")
    other = wallet.practice(everyday())
    page.controller.store.write(key=other.key, contacts=())
    assert page.form.is_empty
    first(page).take(own_address(901), "Pasted")
    assert first(page).address.is_wrong()
    first(page).take(own_address(901, "practice"), "Pasted")
    assert not first(page).address.is_wrong()


def test_amounts_follow_the_unit(page: SendPage) -> None:
    types(first(page).amount.editor, "250000")
    page.controller.store.write(settings=replace(page.state.settings, unit="BTC"))
    assert first(page).amount.text() == "0.0025"
    assert first(page).amount.sats() == 250_000


def test_every_warning_has_words() -> None:
    for code in Caution:
        assert warning(code) != code


def test_the_review_of_a_raise_says_what_it_replaces(show: Show) -> None:
    built = SCENES["review-raise"]()
    show(built, 1120, 740)
    assert "It replaces 70110b2a\u2026, signed before: fee +2\u202f852\u00a0sat." in said_by(built)
    other = SCENES["review-many"]()
    show(other, 1120, 740)
    assert not any("replaces" in text for text in said_by(other))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "do not pay the same twice."), ("de", "zahlen Sie also nicht zweimal dasselbe.")]
)
def test_the_review_says_what_may_still_arrive(show: Show, qapp: QApplication, language: str, words: str) -> None:
    translation.install(qapp, language)
    try:
        built = SCENES["review-unshown"]()
        show(built, 1120, 740)
    finally:
        translation.install(qapp, "en")
    assert [text for text in said_by(built) if "70110b2a\u2026" in text and words in text]


@pytest.mark.parametrize("name", sorted(name for name in SCENES if name.startswith(("send", "review", "signing"))))
def test_every_state_fits_the_least_window(show: Show, name: str) -> None:
    built = SCENES[name]()
    assert isinstance(built, MainWindow)
    show(built, 900, 520)
    page = built.page
    assert isinstance(page, SendPage)
    page.form.pause.stop()
    assert checks.faults(built) == []


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")  # the offscreen screen, of every menu
def test_menus_do_not_pile_up(page: SendPage, qtbot: QtBot) -> None:
    codes = page.form.codes
    for _ in range(3):
        menu = codes.menu(lambda _: None)
        menu.popup(page.mapToGlobal(page.rect().center()))
        menu.close()
    qtbot.waitUntil(lambda: not codes.findChildren(QMenu))


def test_a_psbt_in_hexadecimal_digits_is_looked_at_and_another_file_takes_nothing_away(
    qtbot: QtBot, tmp_path: Path
) -> None:
    part = OpenPsbt()
    qtbot.addWidget(part)
    opened: list[bytes] = []
    part.opened.connect(opened.append)
    binary = b"psbt\xff\x01\x02"
    file = tmp_path / "payment.psbt"
    file.write_text(binary.hex(), "utf-16")
    part.read_file(file)
    assert opened == [binary]
    part.text.set_text("cHNidP8B")
    file.write_text("dear diary")
    part.read_file(file)
    assert part.text.text() == "cHNidP8B"
    assert part.text.is_wrong()
    part.text.set_text(f"  {binary.hex().upper()} ")
    part.use.click()
    assert opened == [binary, binary]


# ------------------------------------------------------------------ many recipients
def reviewed(show: Show, many: int) -> MainWindow:
    built = send.reviewed(send.usual(), send.draft(recipients=send.salaries(many)))
    show(built, 1120, 740)
    return built


def test_a_review_of_hundreds_is_made_of_no_more_widgets_than_one_of_a_dozen(show: Show) -> None:
    """Made of six widgets for each, 300 recipients took 6.6 s of the window's own thread."""
    few, many = (len(reviewed(show, number).findChildren(QWidget)) for number in (13, 300))
    assert many == few


def test_every_recipient_of_hundreds_is_there_with_its_whole_address(show: Show) -> None:
    built = reviewed(show, 300)
    [table] = [one for one in built.findChildren(Table) if one.isVisible()]
    rows = table.model()
    assert isinstance(rows, Rows)
    assert rows.rowCount() == 300
    assert rows.cell(0, 0).text == "1. Recipient"
    assert "".join(rows.cell(299, 0).fours) == own_address(1299)
    assert own_address(1299)[:4] in rows.cell(299, 0).spoken
    assert rows.cell(0, 1).below == "First payment"
    assert rows.cell(299, 1).below == "Imitation?"
    assert table.height() >= 300 * table.row_height()
    room = (table.columnWidth(0) - 24) // (metrics("mono").horizontalAdvance("0000") * 1.26)
    assert table.row_height() >= 26 + metrics("mono").height() * -(-11 // room)  # every line of an address
    assert checks.faults(built) == []


def test_hundreds_of_imitations_are_counted(show: Show) -> None:
    people = tuple(replace(one, looks_like=send.MARTA) for one in send.salaries(300))
    built = send.reviewed(send.usual(), send.draft(recipients=people))
    show(built, 1120, 740)
    said = [one.title() for one in built.findChildren(Notice) if one.tone == "danger" and one.isVisible()]
    assert "297 more addresses only look like ones you know" in said
    assert len(said) == 4


def test_the_keyboard_goes_through_hundreds_and_the_page_follows(show: Show) -> None:
    built = reviewed(show, 300)
    [table] = [one for one in built.findChildren(Table) if one.isVisible()]
    table.setFocus()
    press(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.currentIndex().row() == 299
    last = table.visualRect(table.currentIndex())
    assert built.rect().contains(table.viewport().mapTo(built, last.center()))


def test_a_request_of_hundreds_is_made_of_no_more_widgets(show: Show) -> None:
    def widgets(many: int) -> int:
        state = wallet.asked(everyday())
        pays = tuple(PlaceView(own_address(1000 + i, "practice"), 1_000 + i) for i in range(many))
        built = wallet.window(replace(state, requests=(replace(state.requests[0], pays=pays),)))
        show(built, 1120, 740)
        assert checks.faults(built) == []
        return len(built.findChildren(QWidget))

    assert widgets(300) == widgets(13)


# ------------------------------------------------------------------ what came to nothing
def ended(show: Show, kind: str, found: Draft) -> SendPage:
    built = send.kept(send.usual(), send.payment(PaymentStatus.ENDED, kind=kind), found)
    show(built)
    assert isinstance(built.page, SendPage)
    return built.page


def test_what_was_given_up_is_changed_with_the_same_coins(show: Show) -> None:
    """Whoever has a signed copy can still send it: only the same coins rule that out."""
    coins = tuple(coin.outpoint for coin in send.usual().coins[:2])
    for kind, chosen in (("given_up", coins), ("refused", ())):
        page = ended(show, kind, replace(send.draft(), coins=coins))
        assert page.signing is not None
        page.signing.buttons["change"].click()
        assert page.form.chosen_coins == chosen
        assert [person.line() for person in page.form.people] == [
            Line(send.VELO, 1_400_000, "Velo Nord, bicycle"),
            Line(send.MARTA, 90_000, "Marta, her share"),
        ]
        assert page.form.fee.rate() == 6.0
        assert not page.form.fee.own.isVisible()  # it is the usual one


def test_what_has_no_address_is_not_half_filled_in(show: Show) -> None:
    odd = send.draft(recipients=(*send.review().recipients, Recipient(None, "data", 0, True, None)))
    page = ended(show, "refused", odd)
    assert page.signing is not None
    page.signing.buttons["change"].click()
    assert page.form.is_empty


def test_who_hurried_a_payment_goes_back_to_it(show: Show) -> None:
    gone: list[object] = []
    found = replace(send.draft(recipients=(), change=5_000), coins=(f"{wallet.txid(40)}:1",))
    page = ended(show, "refused", found)
    page.go = lambda key, what=None: gone.append((key, what))
    assert page.signing is not None
    page.signing.buttons["change"].click()
    assert gone == [("history", wallet.txid(40))]


def words(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel)]


def test_the_review_says_what_each_rule_says(show: Show) -> None:
    shown = send.by_rules()
    show(shown)
    said = words(shown)
    assert f"At most {format.amount(2_000_000)} in 24 hours: fits" in said
    assert f"Above {format.amount(1_000_000)} you are asked: asks you" in said
    assert f"Up to {format.amount(50_000)} without asking: asks you" in said
    forbidden = send.forbidden()
    show(forbidden)
    said = words(forbidden)
    for line in ("The co\u2011signer's rules forbid it", warning(Caution.MAX_PAYMENT)):
        assert line in said
    assert f"At most {format.amount(1_000_000)} for a payment: refuses" in said

"""Every number that stands large is what its words say, on the form, the review, Home and History."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.controller import drafting
from app.desktop.formats.payments_csv import Line
from app.desktop.model.state import TransactionView
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.home.page import HomePage
from app.desktop.pages.send.page import SendPage
from app.desktop.parts.headline import headline
from app.desktop.widgets import Address
from core.wallet.api import InputRow, OutputRow, TransactionDetail
from core.wallet.results import Recipient, Review
from tests.screenshots import send, wallet
from tests.screenshots.wallet import everyday, own_address
from tests.support.practised import said_by

Show = Callable[..., None]
MINE = own_address(12)
TO_SELF = {
    "recipients": (),
    "to_self": ((MINE, 250_000),),
    "change": 1_749_438,
    "fee": 562,
    "spent": 562,
}


@pytest.mark.parametrize(
    ("review", "words", "sats"),
    [
        (send.review(), "Recipients get", 1_490_000),
        (send.review(**TO_SELF), "You pay yourself", 250_000),
        (send.review(recipients=(), change=1_999_438), "Comes back to this wallet", 1_999_438),
        (send.review(recipients=(), unfindable=((MINE, 7_000),)), "As good as lost", 7_000),
        (send.review(to_self=((MINE, 250_000),)), "Recipients get", 1_490_000),
    ],
)
def test_the_headline_of_a_payment(review: Review, words: str, sats: int) -> None:
    assert headline(review) == (words, sats)


def drafted(show: Show, review: Review, line: Line) -> SendPage:
    shown, page = send.send(send.usual())
    show(shown)
    page.form.take_lines([line])
    send.answered(page, replace(send.draft(), review=review))
    return page


def test_a_payment_to_oneself_adds_up(show: Show) -> None:
    """It was "Recipients get 250 000, network fee 562, together 562"."""
    page = drafted(show, send.review(**TO_SELF), Line(MINE, 250_000))
    summary, total = page.form.summary, page.state.balance.total
    assert (summary.paid.sats, summary.fee.sats, summary.together.sats) == (250_000, 562, 250_562)
    assert (summary.kept.sats, summary.left.sats) == (250_000, total - 562)
    assert summary.kept.isVisible()
    page = drafted(show, send.review(), Line(send.VELO, 1_400_000))
    assert page.form.summary.together.sats == 1_490_000 + 1_248
    assert not page.form.summary.kept.isVisible()


def test_what_goes_where_no_program_looks_is_paid(show: Show) -> None:
    lost = send.review(recipients=(), unfindable=((MINE, 7_000),), fee=562, spent=7_562)
    page = drafted(show, lost, Line(MINE, 7_000))
    assert (page.form.summary.paid.sats, page.form.summary.together.sats) == (7_000, 7_562)
    assert "as good as lost" in page.form.people[0].source.text()


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (Recipient(send.VELO, "", 1, True, None), "Never paid before"),
        (Recipient(send.VELO, "", 1, False, None, paid=True), "Paid before"),
        (Recipient(send.VELO, "", 1, False, None), ""),  # taken out of the book a moment ago
        (Recipient(send.MARTA, "", 1, False, None), "In your address book: Marta"),
        (None, "Your own address"),
    ],
)
def test_what_is_known_of_an_address(show: Show, one: Recipient | None, says: str) -> None:
    """An own address was "Paid before."."""
    address = one.address if one and one.address else MINE
    found = send.review(recipients=(one,)) if one else send.review(**TO_SELF)
    said = drafted(show, found, Line(address, 250_000)).form.people[0].source.text()
    assert says in said
    assert ("Paid before" in said) == bool(one and one.paid)


def test_recipients_stand_in_the_order_of_the_person() -> None:
    """The outputs of a transaction are mixed."""
    lines = [Line(own_address(i), 1_000 + i) for i in range(20)] + [Line(own_address(3), 5)]
    mixed = [*lines[::-1]]
    people = tuple(Recipient(one.address, "", one.sats or 0, i % 3 == 0, None) for i, one in enumerate(mixed))
    mine = tuple((own_address(i), 9) for i in (903, 901, 902))
    wished = [*lines, *(Line(own_address(i), None) for i in (901, 902, 903))]
    found = drafting.in_order(send.review(recipients=people, to_self=mine), wished)
    assert [(one.address, one.sats) for one in found.recipients] == [(one.address, one.sats) for one in lines]
    assert [address for address, _ in found.to_self] == [own_address(i) for i in (901, 902, 903)]


# ------------------------------------------------------------------ what it did to the balance
OWN = TransactionView(wallet.txid(3), -562, 562, None, None)
PAID = TransactionView(wallet.txid(4), -250_562, 562, None, None)


def test_only_the_fee_of_a_payment_to_oneself_left(show: Show) -> None:
    state = everyday(history=(OWN, PAID))
    built = wallet.window(state, "history")
    show(built)
    page = built.page
    assert isinstance(page, HistoryPage)
    assert [page.rows.cell(i, 0).text for i in (0, 1)] == ["To yourself", "Sent"]
    assert [page.rows.cell(i, 3).below for i in (0, 1)] == ["only the fee", ""]
    for row, words in ((OWN, "Only the fee left this wallet"), (PAID, "Left this wallet, fee included")):
        page.detail.show_payment(row)
        assert page.detail.effect.text() == words
        assert page.detail.amount.sats == row.net


def test_home_says_the_same(show: Show) -> None:
    built = wallet.window(everyday(history=(OWN, PAID)))
    show(built)
    page = built.page
    assert isinstance(page, HomePage)
    assert [page.recent.rows.cell(i, 0).text for i in (0, 1)] == ["To yourself", "Paid"]
    assert "Only the fee" in page.recent.rows.cell(0, 1).below


def test_an_own_receiving_address_is_shown_beside_who_is_paid(show: Show, qtbot: QtBot) -> None:
    built = wallet.window(everyday(history=(PAID,)), "history")
    show(built)
    page = built.page
    assert isinstance(page, HistoryPage)
    page.detail.show_payment(PAID)
    facts = TransactionDetail(
        txid=PAID.txid,
        inputs=(InputRow(f"{wallet.txid(1)}:0", own_address(1), 2_000_000, own=True),),
        outputs=(
            OutputRow(send.VELO, 250_000, own=False, change=False),
            OutputRow(MINE, 40_000, own=True, change=False),
            OutputRow(own_address(13), 1_709_438, own=True, change=True),
        ),
        fee=562,
        rate=4,
        vsize=141,
        height=None,
        time=None,
        confirmations=0,
        net=PAID.net,
        signed=True,
        replaceable=True,
    )
    page.detail.show_facts(facts)
    qtbot.waitUntil(lambda: "To" in said_by(page.detail))
    assert {"To this wallet", "1\u202f709\u202f438\u00a0sat"} <= set(said_by(page.detail))
    shown = [one.address for one in page.detail.findChildren(Address) if one.isVisible()]
    assert MINE in shown
    assert own_address(13) not in shown

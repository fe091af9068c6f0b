"""What came to nothing stays in History with its reason, and what was replaced leads to what took its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desktop.model.state import GONE, Ending, TransactionView
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.send.page import SendPage
from tests.app.desktop import checks
from tests.app.desktop.pages.send.test_page import Till, refused, waiting
from tests.screenshots import wallet
from tests.screenshots.wallet import everyday
from tests.support.practised import Practised, click, said_by

Show = Callable[..., None]


@pytest.fixture
def till(practised: Practised) -> Till:
    page = practised.page("send")
    assert isinstance(page, SendPage)
    return Till(practised, page)


def listed(practised: Practised, txid: str) -> TransactionView:
    """It stands in the list, and its details are shown."""
    practised.wait(lambda: any(row.txid == txid for row in practised.state.listed), "the payment in the list")
    page = practised.page("history", txid)
    assert isinstance(page, HistoryPage)
    practised.wait(lambda: page.detail.isVisible() and page.detail.row is not None, "its details")
    assert page.rows.find(txid) >= 0
    assert page.detail.row is not None
    return page.detail.row


def history(practised: Practised) -> HistoryPage:
    page = practised.window.page
    assert isinstance(page, HistoryPage)
    return page


# ------------------------------------------------------------------ what came to nothing
@pytest.mark.slow
def test_a_refused_payment_stays_with_its_reason_and_its_label(practised: Practised, till: Till) -> None:
    till.pays(51, 30_000, "Book shop")
    refused(till, "never heard of them")
    row = listed(practised, till.payment().name)
    assert row.ending is not None
    assert (row.label, row.ending.how, row.ending.reason) == ("Book shop", "refused", "never heard of them")
    assert 30_000 < row.ending.spent < 40_000
    detail = history(practised).detail
    assert "“never heard of them”" in detail.wait.text()
    assert detail.amount.sats == row.ending.spent
    assert "Book shop" in said_by(detail)
    assert not detail.bump.isVisible()
    assert checks.lasting(practised.window) == []
    history(practised).search.setText("heard never")
    assert [one.txid for one in history(practised).rows.rows()] == [row.txid]
    history(practised).search.clear()
    click(detail.show_it)
    page = practised.window.page
    assert isinstance(page, SendPage)
    practised.wait(lambda: page.signing is not None, "the payment")
    click(till.signing.buttons["change"])
    line = till.first.line()
    assert line is not None
    assert (line.sats, line.label) == (30_000, "Book shop")


@pytest.mark.slow
def test_what_was_taken_back_stays_with_its_label(practised: Practised, till: Till) -> None:
    till.pays(52, 30_000, "Velo")
    till.asked()
    click(till.signing.buttons["take_back"])
    till.until("Taken back")
    row = listed(practised, till.payment().name)
    assert row.ending is not None
    assert (row.label, row.ending.how) == ("Velo", "cancelled")


# ------------------------------------------------------------------ replaced, called off, hurried
@pytest.mark.slow
@pytest.mark.parametrize(("way", "how"), [("bump", "replaced"), ("cancel", "called_off")])
def test_a_replacement_has_the_label_and_both_lead_to_each_other(
    practised: Practised, till: Till, way: str, how: str
) -> None:
    till.pays(53, 30_000, "Velo Nord")
    till.approved()
    till.sent()
    old, page = till.signing.txid.text(), till.page
    click(getattr(waiting(practised, old), way))
    practised.wait(lambda: page.signing is None and page.review is not None, "the review")
    till.signs()
    till.approved()
    till.sent()
    new = till.signing.txid.text()
    practised.wait(lambda: any(row.txid == old for row in practised.state.ended), "the old one among what has ended")
    after = listed(practised, new)
    assert (after.label, after.replaces, after.ending) == ("Velo Nord", old, None)
    detail = history(practised).detail
    [link] = [button for button in detail.links if button.isVisible()]
    assert "takes the place of" in link.text()
    click(link)
    practised.wait(lambda: detail.row is not None and detail.row.txid == old, "the old one")
    assert detail.row is not None
    before = detail.row.ending
    assert before is not None
    assert (detail.row.label, before.how, before.by) == ("Velo Nord", how, new)
    assert checks.lasting(practised.window) == []
    [link] = [button for button in detail.links if button.isVisible()]
    click(link)
    practised.wait(lambda: detail.row is not None and detail.row.txid == new, "the new one")


@pytest.mark.slow
def test_what_hurries_a_payment_has_its_label_and_names_it(practised: Practised, till: Till) -> None:
    practised.act(
        lambda done, failed: practised.controller.ask(
            "pay", lambda wallet, name: practised.practice.faucet(wallet.address(name).text, 310_000), done, failed
        )
    )
    practised.synced()
    [came] = [row for row in practised.state.history if row.height is None and row.net == 310_000]
    practised.controller.labels.write("tx", came.txid, "Salary")
    practised.wait(lambda: any(row.label == "Salary" for row in practised.state.history), "the label")
    click(waiting(practised, came.txid).cpfp)
    practised.wait(lambda: till.page.review is not None, "the review")
    till.signs()
    till.approved()
    till.sent()
    child = listed(practised, till.signing.txid.text())
    assert (child.label, child.hurries) == ("Salary", came.txid)
    [link] = [button for button in history(practised).detail.links if button.isVisible()]
    assert "hurries" in link.text()


# ------------------------------------------------------------------ the list
def ended(number: int, how: str, when: int) -> TransactionView:
    ending = Ending(bytes(16), how, "", 21_000, wallet.txid(44))
    return TransactionView(wallet.txid(number), 0, None, None, when, ending=ending)


def test_they_stand_at_their_time_among_the_others() -> None:
    state = everyday(looked=True)
    third, last = state.history[2], state.history[-1]
    assert third.time is not None
    assert last.time is not None
    rows = (ended(901, "refused", third.time + 1), ended(902, GONE, last.time - 1))
    shown = replace(state, ended=rows).listed
    assert [row.txid for row in shown[:4]] == [
        *(row.txid for row in state.history[:2]),
        wallet.txid(901),
        third.txid,
    ]
    assert shown[-1].txid == wallet.txid(902)
    assert len(shown) == len(state.history) + 2
    assert state.listed == state.history


def test_nothing_is_called_gone_before_the_chain_was_looked_at() -> None:
    rows = (ended(902, GONE, 5), ended(903, "expired", 4))
    assert [row.txid for row in everyday(ended=rows).listed if row.ending] == [wallet.txid(903)]


@pytest.mark.parametrize(
    "how", ["refused", "expired", "cancelled", "given_up", "replaced", "called_off", GONE, "other"]
)
def test_every_ending_has_words_and_nothing_is_cut(show: Show, how: str) -> None:
    row = ended(901, how, 1)
    built = wallet.window(everyday(looked=True, ended=(row,)), "history", row.txid)
    show(built, 900, 640)
    page = built.page
    assert isinstance(page, HistoryPage)
    number = page.rows.find(row.txid)
    assert page.rows.cell(number, 2).text
    assert page.rows.cell(number, 3).below == ("" if how == "replaced" else "not paid")
    assert page.detail.wait.isVisible()
    assert checks.faults(built) == []

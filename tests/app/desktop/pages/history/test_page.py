"""History and coins in the real window, on a real wallet: found, looked at, labelled, set aside, replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.desktop.model.state import TransactionView
from app.desktop.pages.coins import CoinsPage
from app.desktop.pages.history.detail import MOST, HistoryDetail
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.send.page import SendPage
from app.desktop.text import format
from core.wallet.payment import Payment
from tests.app.desktop import checks
from tests.screenshots.wallet import own_address
from tests.support.practised import Practised, choices, click, press, said_by, tick_rows, write

pytestmark = pytest.mark.slow


@pytest.fixture
def history(practised: Practised) -> Iterator[HistoryPage]:
    page = practised.page("history")
    assert isinstance(page, HistoryPage)
    yield page
    page.search.clear()
    choices(page.kind)[0].click()


@pytest.fixture
def coins(practised: Practised) -> CoinsPage:
    page = practised.page("coins")
    assert isinstance(page, CoinsPage)
    return page


SHOP = own_address(79, "practice")


def shown(page: HistoryPage) -> list[TransactionView]:
    return list(page.rows.rows())


def looked_at(practised: Practised, txid: str) -> HistoryDetail:
    """The details of a payment, read from the chain."""
    practised.wait(lambda: any(row.txid == txid for row in practised.state.history), "the payment")
    page = practised.page("history", txid)
    assert isinstance(page, HistoryPage)
    practised.wait(lambda: page.detail.facts is not None and page.detail.facts.txid == txid, "the details")
    return page.detail


def sent(practised: Practised, sats: int, many: int = 1) -> str:
    """A payment that waits for a block, to as many; its id."""
    wallet, key = practised.controller.wallet, practised.state.key
    assert wallet is not None
    assert key is not None
    practised.practice.allow(10 * sats * many)
    shops = [(own_address(79 + i, "practice"), sats) for i in range(many)]
    psbt = wallet.draft(key.name, shops, 2)
    kept: Payment = practised.act(
        lambda done, failed: practised.controller.payments.start_payment(psbt, done=done, failed=failed)
    )
    if many > 10:  # so many ask a person whatever the amount
        practised.wait(practised.requests, "the question")
        practised.practice.approve(practised.requests()[0].id)
    practised.wait(lambda: any(row.txid == kept.name for row in practised.state.history), "the payment in the history")
    practised.ask_every_time()
    return kept.name


def came(practised: Practised, sats: int) -> str:
    """A payment to this wallet that waits for a block; its id."""

    def pay(done: Any, failed: Any) -> object:
        work = lambda wallet, name: practised.practice.faucet(wallet.address(name).text, sats)  # noqa: E731
        return practised.controller.ask("pay", work, done, failed)

    txid = str(practised.act(pay))
    practised.synced()
    return txid


def test_every_payment_is_listed_and_found(practised: Practised, history: HistoryPage) -> None:
    rows = practised.state.history
    assert rows
    assert shown(history) == list(practised.state.listed)
    history.search.setText(rows[0].txid[:10].upper())
    assert {row.txid for row in shown(history)} == {rows[0].txid}
    history.search.setText(str(abs(rows[0].net)))
    assert rows[0] in shown(history)
    history.search.setText("no such thing")
    assert shown(history) == []
    assert history.table.isHidden()
    assert not history.none.isHidden()
    history.search.clear()
    click(choices(history.kind)[2])
    assert all(row.net < 0 or row.ending for row in shown(history))
    assert checks.faults(practised.window) == []


def test_details_say_what_the_chain_says(practised: Practised, history: HistoryPage) -> None:
    row = practised.state.history[-1]
    practised.window.open_page("history", row.txid)
    practised.wait(lambda: history.detail.facts is not None, "the details")
    facts = history.detail.facts
    assert facts is not None
    assert facts.txid == row.txid
    assert facts.confirmations >= 1
    assert history.detail.bump.isHidden()
    assert history.detail.amount.sats == row.net
    assert checks.faults(practised.window) == []
    assert history.back()
    assert history.detail.isHidden()
    assert not history.back()


def test_a_label_is_kept_and_found(practised: Practised, history: HistoryPage) -> None:
    row = practised.state.history[-1]
    practised.window.open_page("history", row.txid)
    history.detail.label.set_text("")  # another test may have written one
    write(history.detail.label.editor, "Salary, November")
    press(history.detail.label.editor, Qt.Key.Key_Return)
    practised.wait(lambda: any(one.label == "Salary, November" for one in practised.state.history), "the label")
    history.search.setText("november salary")
    assert [one.txid for one in shown(history)] == [row.txid]


def test_a_label_being_typed_outlives_a_block(practised: Practised, history: HistoryPage) -> None:
    detail = looked_at(practised, practised.state.history[-1].txid)
    detail.label.editor.setFocus()
    detail.label.editor.selectAll()  # type: ignore[union-attr]
    write(detail.label.editor, "Sala")
    row, height = practised.state.history[-1], practised.state.balance.height
    before = practised.state.balance.confirmations(row.height)
    practised.mine()
    practised.wait(lambda: practised.state.balance.height > height, "the block")
    assert practised.state.history[-1] is row  # of which the block has changed nothing
    practised.wait(lambda: detail.facts and detail.facts.confirmations == before + 1, "the block, in the details too")
    assert detail.label.text() == "Sala"
    write(detail.label.editor, "ry")
    press(detail.label.editor, Qt.Key.Key_Return)
    practised.wait(lambda: practised.state.history[-1].label == "Salary", "the label")
    practised.idle()
    assert detail.label.message() == "Kept"
    write(detail.label.editor, "!")
    assert detail.label.message() == ""
    looked_at(practised, practised.state.history[0].txid)
    assert detail.label.text() == practised.state.history[0].label


def test_a_payment_is_looked_at_again(practised: Practised, history: HistoryPage) -> None:
    txid = practised.state.history[-1].txid
    detail = looked_at(practised, txid)
    practised.page("home")
    practised.page("history")
    assert detail.isHidden()
    assert history.table.chosen() == []
    looked_at(practised, txid)
    practised.page("home")
    looked_at(practised, txid)
    assert detail.isVisible()
    click(detail.close_it)
    assert detail.isHidden()
    row = history.rows.find(txid)
    place = history.table.visualRect(history.rows.index(row, 0)).center()
    QTest.mouseClick(history.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert detail.isVisible()


def test_a_payment_that_waits_says_so_and_a_confirmed_one_does_not(practised: Practised, history: HistoryPage) -> None:
    detail = looked_at(practised, practised.state.history[-1].txid)
    assert not detail.wait.isVisible()
    detail = looked_at(practised, came(practised, 310_000))
    assert detail.wait.isVisible()
    assert "its sender can replace it" in detail.wait.text()
    assert detail.cpfp.isVisible()
    assert checks.lasting(practised.window) == []
    practised.mine()
    practised.wait(lambda: not detail.wait.isVisible(), "the block")
    assert not detail.cpfp.isVisible()
    assert not detail.rate.isVisible()
    detail = looked_at(practised, sent(practised, 20_000))
    assert "it can be replaced" in detail.wait.text()


def test_inputs_are_shown_as_outputs_are(practised: Practised, history: HistoryPage) -> None:
    detail = looked_at(practised, came(practised, 320_000))
    assert detail.facts is not None
    [other] = detail.facts.inputs
    practised.wait(lambda: "From somebody else" in said_by(detail), "whose it was")
    assert f"Coin {format.short(other.outpoint)}" in said_by(detail)
    practised.mine()
    detail = looked_at(practised, sent(practised, 21_000))
    assert detail.facts is not None
    practised.wait(lambda: "From this wallet" in said_by(detail), "whose it was")
    said = said_by(detail)
    for own in detail.facts.inputs:
        assert own.address in said
        assert own.amount is not None
        assert format.amount(own.amount, "practice") in said
    assert said.count("From this wallet") == len(detail.facts.inputs)
    assert "From somebody else" not in said
    assert checks.lasting(practised.window) == []
    [own, *_] = detail.facts.inputs
    detail.show_facts(replace(detail.facts, inputs=(own,) * (MOST + 3)))
    practised.wait(lambda: "and 3 more" in said_by(detail), "how many more")
    assert said_by(detail).count("From this wallet") == MOST


def test_the_rate_of_a_raised_fee_is_ones_own(practised: Practised, history: HistoryPage) -> None:
    txid = sent(practised, 22_000)
    detail = looked_at(practised, txid)
    assert detail.facts is not None
    assert practised.state.step == Decimal("0.1")  # as the practice network's server tells
    practised.store.write(rates=())
    assert detail.facts.rate is not None
    assert Decimal("0.2") <= Decimal(detail.rate.text()) - detail.facts.rate <= Decimal("0.22")
    practised.store.write(rates=(("fast", 33),))
    assert detail.rate.text() == "33.0"  # nobody has written another one
    detail.rate.editor.selectAll()  # type: ignore[union-attr]
    write(detail.rate.editor, "x")
    click(detail.bump)
    assert detail.rate.is_wrong()
    assert not practised.jobs.running("replace")
    detail.rate.editor.selectAll()  # type: ignore[union-attr]
    write(detail.rate.editor, "2,05")
    practised.store.write(rates=(("fast", 34),))
    assert detail.rate.text() == "2,05"
    press(detail.rate.editor, Qt.Key.Key_Return)
    practised.wait(lambda: "raise the rate" in detail.rate.message(), "the least rate, said at the field")
    assert detail.rate.is_wrong()
    assert checks.lasting(practised.window) == []
    assert detail.use_named.isVisible()
    detail.rate.editor.selectAll()  # type: ignore[union-attr]
    write(detail.rate.editor, "7.5")
    assert not detail.rate.is_wrong()
    assert not detail.use_named.isVisible()
    click(detail.bump)
    practised.wait(lambda: isinstance(practised.window.page, SendPage), "the payment")
    page = practised.window.page
    assert isinstance(page, SendPage)
    practised.wait(lambda: page.review is not None, "the review")
    assert page.review is not None
    assert "Raise the fee to 7.5\u00a0sat/vB" in said_by(page)
    assert float(page.review.draft.review.fee_rate) == pytest.approx(7.5, abs=0.2)
    page.back()


def reviewed(practised: Practised) -> SendPage:
    """Send, with the payment that is to be looked at."""
    practised.wait(lambda: isinstance(practised.window.page, SendPage), "the payment")
    page = practised.window.page
    assert isinstance(page, SendPage)
    practised.wait(lambda: page.review is not None, "the review")
    return page


def known_ways(practised: Practised, detail: HistoryDetail) -> None:
    practised.wait(lambda: not practised.jobs.running(f"least {detail.row and detail.row.txid}"), "the least rates")


@pytest.mark.parametrize("way", ["bump", "cancel"])
def test_the_rate_that_stands_there_is_taken(practised: Practised, history: HistoryPage, way: str) -> None:
    """A payment to many is called off at a rate that its own gives no idea of."""
    practised.store.write(rates=())
    detail = looked_at(practised, sent(practised, 1_000, many=40))
    known_ways(practised, detail)
    click(getattr(detail, way))
    page = reviewed(practised)
    assert not detail.rate.is_wrong()
    assert page.review is not None
    assert (page.review.draft.review.fee_rate > 20) == (way == "cancel")
    page.back()


@pytest.mark.parametrize("way", ["bump", "cancel"])
def test_a_rate_that_is_refused_is_put_right_by_one_click(practised: Practised, history: HistoryPage, way: str) -> None:
    detail = looked_at(practised, sent(practised, 1_100, many=30))
    known_ways(practised, detail)
    detail.rate.editor.selectAll()  # type: ignore[union-attr]
    write(detail.rate.editor, "2.0")
    click(getattr(detail, way))
    practised.wait(lambda: detail.use_named.isVisible(), "the rate that would be taken")
    assert detail.rate.is_wrong()
    assert detail.rate.text() == "2.0"
    assert checks.lasting(practised.window) == []
    click(detail.use_named)
    page = reviewed(practised)
    assert bool(page.review and page.review.draft.review.recipients) == (way == "bump")
    page.back()


def test_a_rate_nobody_wrote_is_never_refused_though_the_least_is_not_known_yet(
    practised: Practised, history: HistoryPage
) -> None:
    practised.store.write(rates=())
    detail = looked_at(practised, sent(practised, 1_200, many=40))
    click(detail.cancel)  # perhaps before the least rates are there
    page = reviewed(practised)
    assert not detail.rate.is_wrong()
    page.back()


def test_labels_go_out_and_come_in(practised: Practised, history: HistoryPage, tmp_path: Path) -> None:
    row = practised.state.history[-1]
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps({"type": "tx", "ref": row.txid, "label": "from a file"}) + "\n")
    history.take_labels(str(path))
    practised.wait(lambda: any(one.label == "from a file" for one in practised.state.history), "the label")
    path.write_text("{")
    history.take_labels(str(path))
    frame = practised.window.frame
    assert frame is not None
    practised.wait(lambda: "line 1" in frame.bar.text().lower(), "the refusal")
    assert any(one.label == "from a file" for one in practised.state.history)


def test_a_coin_set_aside_is_in_no_draft(practised: Practised, coins: CoinsPage) -> None:
    found = practised.state.coins
    assert found
    tick_rows(coins.rows, *found)
    assert coins.sum.sats == sum(coin.amount for coin in found)
    coins.freeze.click()
    practised.wait(lambda: all(coin.frozen for coin in practised.state.coins), "all coins set aside")
    assert coins.bar.isHidden()
    address = practised.state.addresses[0].address
    with pytest.raises(Exception, match=r"(?i)funds"):
        practised.act(
            lambda done, failed: practised.controller.ask(
                "draft", lambda wallet, name: wallet.draft(name, [(address, 1000)], 1), done, failed
            )
        )
    tick_rows(coins.rows, *practised.state.coins)
    assert not coins.send.isEnabled()
    coins.freeze.click()
    practised.wait(lambda: not any(coin.frozen for coin in practised.state.coins), "all coins free")
    assert checks.faults(practised.window) == []


def test_a_coin_is_labelled(practised: Practised, coins: CoinsPage) -> None:
    coin = practised.state.coins[0]
    tick_rows(coins.rows, coin)
    write(coins.label.editor, "from the tap")
    press(coins.label.editor, Qt.Key.Key_Return)
    practised.wait(lambda: practised.state.coins[0].label == "from the tap", "the label")
    assert coins.back()
    assert not coins.back()

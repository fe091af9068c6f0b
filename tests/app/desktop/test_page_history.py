"""History and coins in the real window, on a real wallet: found, looked at, labelled, set aside, replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop.pages.coins import Coins
from app.desktop.pages.history import History
from app.desktop.state import Transaction
from tests.app.desktop import checks
from tests.support.practised import Practised

pytestmark = pytest.mark.slow


@pytest.fixture
def history(practised: Practised) -> Iterator[History]:
    page = practised.page("history")
    assert isinstance(page, History)
    yield page
    page.search.clear()
    page.kind.choose(0)
    page._filter()


@pytest.fixture
def coins(practised: Practised) -> Coins:
    page = practised.page("coins")
    assert isinstance(page, Coins)
    return page


def shown(page: History) -> list[Transaction]:
    return list(page.rows.rows())


def test_every_payment_is_listed_and_found(practised: Practised, history: History) -> None:
    rows = practised.state.history
    assert rows
    assert shown(history) == list(rows)
    history.search.setText(rows[0].txid[:10].upper())
    assert {row.txid for row in shown(history)} == {rows[0].txid}
    history.search.setText(str(abs(rows[0].net)))
    assert rows[0] in shown(history)
    history.search.setText("no such thing")
    assert shown(history) == []
    assert history.table.isHidden()
    assert not history._none.isHidden()
    history.search.clear()
    history.kind.choose(2)
    history._filter()
    assert all(row.net < 0 for row in shown(history))
    assert checks.faults(practised.window) == []


def test_details_say_what_the_chain_says(practised: Practised, history: History) -> None:
    row = practised.state.history[-1]
    practised.window.open_page("history", row.txid)
    practised.wait(lambda: history.detail._facts is not None, "the details")
    facts = history.detail._facts
    assert facts is not None
    assert facts["txid"] == row.txid
    assert facts["confirmations"] >= 1
    assert history.detail.raise_fee.isHidden()
    assert history.detail.amount.sats == row.net
    assert checks.faults(practised.window) == []
    assert history.back()
    assert history.detail.isHidden()
    assert not history.back()


def test_a_label_is_kept_and_found(practised: Practised, history: History) -> None:
    row = practised.state.history[-1]
    practised.window.open_page("history", row.txid)
    history.detail.label.set_text("Salary, November")
    history.detail.label.entered.emit()
    practised.wait(lambda: any(one.label == "Salary, November" for one in practised.state.history), "the label")
    history.search.setText("november salary")
    assert [one.txid for one in shown(history)] == [row.txid]


def test_labels_go_out_and_come_in(practised: Practised, history: History, tmp_path: Path) -> None:
    row = practised.state.history[-1]
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps({"type": "tx", "ref": row.txid, "label": "from a file"}) + "\n")
    history.take_labels(str(path))
    practised.wait(lambda: any(one.label == "from a file" for one in practised.state.history), "the label")
    path.write_text("{")
    history.take_labels(str(path))
    frame = practised.window._frame
    assert frame is not None
    practised.wait(lambda: "line 1" in frame.bar.text().lower(), "the refusal")
    assert any(one.label == "from a file" for one in practised.state.history)


def test_a_coin_set_aside_is_in_no_draft(practised: Practised, coins: Coins) -> None:
    found = practised.state.coins
    assert found
    coins._set_ticked(frozenset(coin.outpoint for coin in found))
    assert coins.sum.sats == sum(coin.amount for coin in found)
    coins.freeze.click()
    practised.wait(lambda: all(coin.frozen for coin in practised.state.coins), "all coins set aside")
    assert coins._bar.isHidden()
    address = practised.state.addresses[0].address
    with pytest.raises(Exception, match=r"(?i)funds"):
        practised.act(
            lambda done, failed: practised.do.ask(
                "draft", lambda wallet, name: wallet.draft(name, [(address, 1000)], 1.0), done, failed
            )
        )
    coins._set_ticked(frozenset(coin.outpoint for coin in practised.state.coins))
    assert not coins.send.isEnabled()
    coins.freeze.click()
    practised.wait(lambda: not any(coin.frozen for coin in practised.state.coins), "all coins free")
    assert checks.faults(practised.window) == []


def test_a_coin_is_labelled(practised: Practised, coins: Coins) -> None:
    coin = practised.state.coins[0]
    coins._set_ticked(frozenset({coin.outpoint}))
    coins.label.set_text("from the tap")
    coins.label.entered.emit()
    practised.wait(lambda: practised.state.coins[0].label == "from the tap", "the label")
    assert coins.back()
    assert not coins.back()

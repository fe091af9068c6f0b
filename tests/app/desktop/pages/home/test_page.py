"""Home in the real window: coins, blocks, a payment that waits, the practice co-signer's question and its answers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt

from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.pages.home.page import CLOCK_MS, HomePage
from app.desktop.parts.health import SILENT
from app.desktop.parts.practice_card import RequestCard
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from tests.app.desktop import checks
from tests.screenshots.wallet import own_address
from tests.support.practised import Practised, choices, click, press, said_by, write

pytestmark = pytest.mark.slow

SHOP = own_address(77, "practice")


@pytest.fixture
def home(practised: Practised) -> Iterator[HomePage]:
    practised.ask_every_time()
    page = practised.page("home")
    assert isinstance(page, HomePage)
    yield page
    for id in [one.id for one in practised.state.payments if one.under_way]:
        practised.act(partial(practised.controller.payments.take_back, id))


def pay(practised: Practised, sats: int = 30_000, rate: int = 2) -> bytes:
    """Start a payment; its id once the co-signer's person is asked."""
    assert practised.controller.wallet is not None
    assert practised.state.key is not None
    psbt = practised.controller.wallet.draft(practised.state.key.name, [(SHOP, sats)], rate)
    kept: Payment = practised.act(
        lambda done, failed: practised.controller.payments.start_payment(psbt, done=done, failed=failed)
    )
    practised.wait(lambda: asks_for(practised, kept.id), "the co-signer asks")
    return kept.id


def asks_for(practised: Practised, id: bytes) -> bool:
    """Whether the window knows that this payment is asked about, and of no other: one before may still stand there."""
    own = [one.request.hex() for one in practised.state.payments if one.id == id]
    return own == [one.id for one in practised.state.requests]


def payment(practised: Practised, id: bytes) -> Payment:
    return next(one for one in practised.state.payments if one.id == id)


def card(practised: Practised, home: HomePage) -> RequestCard:
    practised.wait(lambda: [one.approve.height() > 24 for one in home.asks.cards()] == [True], "the question, laid out")
    [found] = home.asks.cards()
    return found


def test_it_says_what_there_is_and_how_the_key_is(practised: Practised, home: HomePage) -> None:
    state = practised.state
    assert (home.balance.amount.sats, home.balance.amount.unit) == (state.balance.total, "practice")
    assert home.health.lines[0].text.text().startswith("On\u2011line, answers in ")
    assert home.health.lines[2].text.text() == "Asks you for every payment"
    assert home.health.lines[3].text.text() == "Practice has nothing to lose"
    assert any("both halves are on this machine" in text for text in said_by(home))
    assert home.balance.worth.isHidden()
    assert not home.pending.rows()
    assert not home.asks.cards()
    assert checks.lasting(practised.window) == []


def test_a_co_signer_that_stalls_is_named_within_seconds(practised: Practised, home: HomePage) -> None:
    serving = practised.practice.serving
    assert serving is not None
    seen = practised.state.cosigner.seen
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.cosigner.seen > seen and not practised.jobs.running("cosigner"), "an answer")
    practised.controller.watch()  # the next question comes in four seconds: none is broken off
    os.kill(serving.process.pid, signal.SIGSTOP)
    try:
        practised.wait(lambda: home.health.lines[0].text.text().startswith("Last answer "), "it is missed on Home")
        assert practised.state.cosigner.online  # nothing has failed yet: it is the silence that is told
        page = practised.page("cosigner")
        assert isinstance(page, CosignerPage)
        assert page.who.badge.text() == "Silent"
        sidebar = practised.window.frame.sidebar if practised.window.frame else None
        assert sidebar is not None
        practised.wait(lambda: sidebar.cosigner.state == "Does not answer", "it is missed in the sidebar")
        assert SILENT + CLOCK_MS / 1000 < 8  # seconds from its last answer, however busy this machine is
    finally:
        os.kill(serving.process.pid, signal.SIGCONT)
    practised.wait(lambda: sidebar.cosigner.ink == "ok", "it is back")


def test_free_coins_and_a_block(practised: Practised, home: HomePage) -> None:
    before = practised.state
    click(home.tools.coins)
    assert not home.tools.coins.isEnabled()
    practised.wait(lambda: len(practised.state.history) > len(before.history), "free coins")
    practised.wait(lambda: home.tools.block.isEnabled())
    assert home.balance.amount.sats == practised.state.balance.total > before.balance.total
    height = practised.state.chain.height
    click(home.tools.block)
    practised.wait(lambda: practised.state.chain.height == height + 1, "a block")


def test_the_recent_ones_lead_to_the_history(practised: Practised, home: HomePage) -> None:
    assert list(home.recent.rows.rows()) == list(practised.state.history[:4])
    home.recent.table.setFocus()
    home.recent.table.selectRow(0)
    press(home.recent.table, Qt.Key.Key_Return)
    assert practised.window.page is not None
    assert practised.window.page.KEY == "history"


def test_a_payment_waits_and_is_approved_on_the_page(practised: Practised, home: HomePage) -> None:
    id = pay(practised)
    practised.wait(lambda: home.pending.rows(), "the payment on the page")
    asks = card(practised, home)
    told = said_by(asks)
    assert SHOP in told
    assert "30\u202f000\u00a0practice" in told
    [row] = home.pending.rows()
    practised.wait(lambda: row.text.text() == "Waits for a yes on the co\u2011signer", "the window has been told")
    practised.wait(lambda: row.amount.isVisible(), "what it pays")
    assert row.title.text().startswith("To bcrt1")
    assert checks.lasting(practised.window) == []
    click(asks.approve)
    practised.wait(lambda: payment(practised, id).status is PaymentStatus.SENT, "signed and sent")
    practised.wait(lambda: not home.asks.cards() and not home.pending.rows(), "nothing waits any more")
    practised.wait(lambda: practised.state.history[0].net < -30_000, "the payment in the history")


def test_a_refusal_reaches_the_payment_with_its_reason(practised: Practised, home: HomePage) -> None:
    id = pay(practised)
    asks = card(practised, home)
    click(asks.refuse)
    assert asks.approve.isHidden() or not asks.approve.isVisible()
    assert practised.window.focusWidget() is asks.reason.editor
    write(asks.reason.editor, "I did not start this")
    press(asks.reason.editor, Qt.Key.Key_Return)
    practised.wait(lambda: payment(practised, id).status is PaymentStatus.ENDED, "the refusal")
    assert payment(practised, id).kind == "refused"
    assert "I did not start this" in payment(practised, id).reason
    practised.wait(lambda: not home.asks.cards() and not home.pending.rows(), "nothing waits any more")


def test_a_refusal_can_be_thought_over(practised: Practised, home: HomePage) -> None:
    pay(practised)
    asks = card(practised, home)
    click(asks.refuse)
    click(asks.back)
    assert asks.approve.isVisible()
    assert practised.requests()


def test_what_is_typed_survives_the_next_state(practised: Practised, home: HomePage) -> None:
    pay(practised)
    asks = card(practised, home)
    click(asks.refuse)
    write(asks.reason.editor, "half a reas")
    seen = practised.state.cosigner.seen
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.cosigner.seen > seen, "another state")
    assert card(practised, home) is asks
    assert asks.reason.text() == "half a reas"
    assert practised.window.focusWidget() is asks.reason.editor


def test_a_dear_fee_needs_a_yes_of_its_own(practised: Practised, home: HomePage) -> None:
    id = pay(practised, 1_000, 300)
    asks = card(practised, home)
    assert any("out of proportion" in text for text in said_by(asks))
    assert not asks.approve.isEnabled()
    click(asks.accept)
    practised.wait(asks.approve.isEnabled, "the yes, once it can have been read")
    click(asks.approve)
    practised.wait(lambda: payment(practised, id).status is PaymentStatus.SENT, "signed and sent")


def test_taken_back_from_the_page(practised: Practised, home: HomePage) -> None:
    id = pay(practised)
    practised.wait(lambda: home.pending.rows(), "the payment on the page")
    click(home.pending.rows()[0].back)
    practised.wait(lambda: payment(practised, id).status is PaymentStatus.ENDED, "taken back")
    practised.wait(lambda: not practised.requests() and not home.pending.rows(), "nobody is asked any more")


def test_going_on_leads_to_the_page_that_signs(practised: Practised, home: HomePage) -> None:
    pay(practised)
    practised.wait(lambda: home.pending.rows(), "the payment on the page")
    click(home.pending.rows()[0].on)
    assert practised.window.page is not None
    assert practised.window.page.KEY == "send"


def test_a_co_signer_that_vanishes_is_named_and_comes_back(practised: Practised, home: HomePage) -> None:
    pay(practised)
    asks = card(practised, home)
    practised.kill_cosigner()
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.cosigner.online is False, "it is missed")
    assert home.health.lines[0].text.text().startswith("Last answer ")
    assert home.health.lines[2].text.text() == "Asks you for every payment"  # as last reported
    click(asks.approve)
    practised.wait(lambda: asks.failure.isVisible(), "the reason")
    assert asks.isEnabled()
    practised.start_cosigner()
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.cosigner.online, "it is back")
    assert home.health.lines[0].text.text().startswith("On\u2011line")


def test_the_chart_reads_its_steps_out(practised: Practised, home: HomePage) -> None:
    chart = home.balance.chart
    assert chart.isVisible()
    chart.setFocus()
    press(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription().endswith("\u00a0practice")
    click(choices(home.balance.span)[0])
    assert home.balance.span.current() == 0
    assert home.balance.change.text().endswith("in 30 days")


def test_buttons_lead_on(practised: Practised, home: HomePage) -> None:
    for button, key in ((home.receive, "receive"), (home.send, "send")):
        practised.page("home")
        click(button)
        assert practised.window.page is not None
        assert key == practised.window.page.KEY


def test_what_is_set_aside_is_not_told_as_to_be_spent(practised: Practised, home: HomePage) -> None:
    state, wallet = practised.state, practised.controller.wallet
    assert wallet is not None
    assert state.key is not None
    coin = next(coin for coin in state.coins if coin.height is not None)
    labels = wallet.labels(state.key.name)
    labels.freeze(coin.outpoint, frozen=True)
    try:
        practised.controller.read()
        practised.wait(lambda: practised.state.balance.spendable == state.balance.spendable - coin.amount, "less")
        assert practised.state.balance.total == state.balance.total
    finally:
        labels.freeze(coin.outpoint, frozen=False)
        practised.controller.read()
        practised.wait(lambda: practised.state.balance == state.balance, "all of it again")

"""The co-signer page in the real window: its state, its rules, renewals that work and fail, pairing once more."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.desktop.controller.jobs import Done, Failed
from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.pages.cosigner.renewal import what_now
from core.errors import BlockKind, FaultKind, KeyBlocked, LinkError, LinkKind, PeerFault, RefusalKind, Refused
from core.home.repository import Repository
from core.protocol.ecdsa import guard
from core.storage.vault import Vault
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from tests.app.desktop import checks
from tests.screenshots.wallet import own_address
from tests.support.earnest import Earnest
from tests.support.other_side import OtherSide
from tests.support.practised import Desk, Practised, click, press, said_by, write

pytestmark = pytest.mark.slow

SHOP = own_address(78, "practice")


def page_of(desk: Desk) -> CosignerPage:
    page = desk.page("cosigner")
    assert isinstance(page, CosignerPage)
    return page


@pytest.fixture
def page(practised: Practised) -> Iterator[CosignerPage]:
    practised.ask_every_time()
    yield page_of(practised)
    practised.start_cosigner()
    practised.ask_every_time()


def test_it_says_who_and_how(practised: Practised, page: CosignerPage) -> None:
    cosigner = practised.state.cosigner
    assert page.who.place.text() == f"127.0.0.1:{cosigner.port}"
    assert page.who.badge.text() == "On\u2011line"
    assert "protects nothing" in page.who.words.text()
    assert page.rules.once.text() == page.rules.daily.text() == "Nothing"
    assert page.rules.composer.command.isHidden() or not page.rules.composer.command.isVisible()
    assert page.renewal.epoch.text() == f"Epoch {practised.state.key.epoch if practised.state.key else ''}"

    def paired() -> bool:
        return any("Paired with the co-signer at 127.0.0.1" in text for text in said_by(page.log))

    practised.wait(lambda: paired() or page.log.more.isVisible(), "the log")
    if not paired():  # it stands further down
        click(page.log.more)
    practised.wait(paired, "that both were paired")
    assert checks.lasting(practised.window) == []


def test_the_halves_are_renewed_step_by_step(practised: Practised, page: CosignerPage) -> None:
    assert practised.state.key is not None
    epoch = practised.state.key.epoch
    click(page.renewal.now)
    assert not page.renewal.now.isEnabled()
    assert [step.state for step in page.renewal.steps.steps()] == ["now", "todo", "todo"]
    practised.wait(lambda: page.renewal.notice.isVisible(), "the end")
    assert page.renewal.notice.title() == "Renewed"
    assert [step.state for step in page.renewal.steps.steps()] == ["done"] * 3
    assert practised.state.key.epoch == epoch + 1
    practised.wait(lambda: any(f"epoch {epoch + 1} is current" in text for text in said_by(page.log)), "the log")
    assert page.renewal.epoch.text() == f"Epoch {epoch + 1}"
    assert checks.lasting(practised.window) == []
    practised.page("home")
    practised.page("cosigner")
    assert page.renewal.steps.isHidden()


def test_a_renewal_without_the_co_signer_fails_and_changes_nothing(practised: Practised, page: CosignerPage) -> None:
    assert practised.state.key is not None
    epoch = practised.state.key.epoch
    practised.kill_cosigner()
    click(page.renewal.now)
    practised.wait(lambda: page.renewal.notice.isVisible(), "the failure")
    assert page.renewal.notice.title() == "Nothing was renewed"
    assert page.renewal.steps.steps()[0].state == "failed"
    assert page.renewal.steps.steps()[0].detail
    assert page.renewal.now.isEnabled()
    practised.controller.ask_cosigner()
    practised.wait(lambda: page.who.badge.text() == "Silent", "it is missed")
    assert page.who.text.text().startswith("Last answer ")
    practised.start_cosigner()
    click(page.who.again)
    practised.wait(lambda: page.who.badge.text() == "On\u2011line", "it is back")
    click(page.renewal.now)
    practised.wait(lambda: page.renewal.notice.title() == "Renewed", "the renewal")
    practised.wait(lambda: practised.state.key is not None and practised.state.key.epoch > epoch)


def test_a_practice_rule_is_set_and_kept_to(practised: Practised, page: CosignerPage) -> None:
    write(page.rules.composer.limit.editor, "x")
    click(page.rules.composer.set)
    assert page.rules.composer.limit.is_wrong()
    page.rules.composer.limit.set_sats(None)
    write(page.rules.composer.limit.editor, "100 000")
    press(page.rules.composer.limit.editor, Qt.Key.Key_Return)
    practised.wait(lambda: practised.state.cosigner.approve_below == 100_000, "the rule")
    practised.wait(lambda: page.rules.once.text() == "100\u202f000\u00a0practice", "the rule on the page")
    assert page.rules.daily.text() == "1\u202f000\u202f000\u00a0practice"
    wallet, key = practised.controller.wallet, practised.state.key
    assert wallet is not None
    assert key is not None
    psbt = wallet.draft(key.name, [(SHOP, 20_000)], 2)
    kept: Payment = practised.act(
        lambda done, failed: practised.controller.payments.start_payment(psbt, done=done, failed=failed)
    )
    practised.wait(
        lambda: any(one.id == kept.id and one.status is PaymentStatus.SENT for one in practised.state.payments),
        "signed without a question",
    )
    assert practised.requests() == ()


def test_every_rule_of_practice_is_set_here_and_told_again(practised: Practised, page: CosignerPage) -> None:
    """By the keys alone: which, to what, and set."""
    composer = page.rules.composer
    for kind, text, said in (
        ("per_day", "400 000", "At most in 24 hours: 400\u202f000\u00a0practice"),
        ("hours", "00:00-23:59", "Without asking only from: 00:00\u201323:59"),
        ("allow", SHOP, "List of addresses: 1"),
        ("wait", "7", "Time to take a yes back: 7 min"),
    ):
        composer.which.setFocus()
        composer.which.choose(kind)
        field = composer.limit if kind == "per_day" else composer.value
        write(field.editor, text)
        press(field.editor, Qt.Key.Key_Return)
        practised.wait(lambda said=said: any(said in text for text in named(page.rules.further)), said)  # type: ignore[misc]
    composer.which.choose("hours")
    write(composer.value.editor, "8-18")
    click(composer.set)
    assert composer.value.is_wrong()
    assert checks.lasting(practised.window) == []
    for kind in ("per_day", "hours", "wait", "anybody"):
        composer.which.choose(kind)
        click(composer.set)
        practised.wait(lambda: composer.set.isEnabled(), "set")
    composer.which.choose("disallow")
    write(composer.value.editor, SHOP)
    click(composer.set)
    practised.wait(lambda: page.rules.further.isHidden(), "all of them gone")


def named(widget: QWidget) -> list[str]:
    """What a screen reader says of each line."""
    return [line.accessibleName() for line in widget.findChildren(QWidget) if line.accessibleName()]


def test_a_request_is_decided_here_in_practice(practised: Practised, page: CosignerPage) -> None:
    wallet, key = practised.controller.wallet, practised.state.key
    assert wallet is not None
    assert key is not None
    psbt = wallet.draft(key.name, [(SHOP, 21_000)], 2)
    practised.act(lambda done, failed: practised.controller.payments.start_payment(psbt, done=done, failed=failed))
    practised.wait(lambda: page.asks.cards() and page.pending.rows(), "the question")
    frame = practised.window.frame
    assert frame is not None
    assert frame.sidebar is not None
    sidebar = frame.sidebar
    practised.wait(lambda: practised.state.cosigner.open_requests == 1, "one request")
    assert sidebar.item("cosigner").accessibleDescription() == "Something waits for a decision"
    assert page.waiting.isHidden()  # the question itself stands there
    click(page.asks.cards()[0].approve)
    practised.wait(lambda: not page.asks.cards() and not page.pending.rows(), "signed")


def start_payment(practised: Practised, psbt: bytes, done: Done, failed: Failed) -> None:
    practised.controller.payments.start_payment(psbt, done=done, failed=failed)


def test_two_requests_decided_at_once_are_both_decided(practised: Practised, page: CosignerPage) -> None:
    wallet, key = practised.controller.wallet, practised.state.key
    assert wallet is not None
    assert key is not None
    practised.faucet()  # a coin for each of them
    coins = [coin.outpoint for coin in practised.state.coins if coin.amount > 100_000][:2]
    for psbt in [wallet.draft(key.name, [(SHOP, 22_000)], 2, coins=[coin]) for coin in coins]:
        practised.act(partial(start_payment, practised, psbt))
    practised.wait(lambda: len(page.asks.cards()) == 2, "both questions")
    practised.wait(lambda: all(card.approve.height() > 24 for card in page.asks.cards()), "both laid out")
    for card in page.asks.cards():
        click(card.approve)
    practised.wait(lambda: not page.asks.cards() and not page.pending.rows(), "both signed", limit=20)


@pytest.mark.parametrize(
    ("state", "badge"),
    [("locked", "Locked"), ("must_refresh", "Wants a renewal"), ("mismatch", "Does not fit")],
)
def test_what_keeps_the_key_from_signing_is_said(
    practised: Practised, page: CosignerPage, state: str, badge: str
) -> None:
    practised.controller.watch(on=False)
    practised.idle()
    practised.store.write(cosigner=replace(practised.state.cosigner, state=state))
    assert page.trouble.isVisible()
    assert page.who.badge.text() == badge
    assert page.trouble.way_out.isVisible() == (state != "mismatch")
    assert checks.lasting(practised.window) == []


def test_the_way_out_of_a_trouble_renews(practised: Practised, page: CosignerPage) -> None:
    assert practised.state.key is not None
    epoch = practised.state.key.epoch
    practised.controller.watch(on=False)
    practised.idle()
    practised.store.write(cosigner=replace(practised.state.cosigner, state="must_refresh"))
    click(page.trouble.way_out)
    practised.wait(lambda: practised.state.key is not None and practised.state.key.epoch == epoch + 1, "renewed")
    practised.wait(lambda: page.trouble.isHidden(), "the trouble is over")


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (Refused("confirm it", RefusalKind.PENDING), "The co\u2011signer wants your yes first"),
        (KeyBlocked("other epoch", BlockKind.MISMATCH), "The two halves do not fit together"),
        (KeyBlocked("again", BlockKind.TOO_MANY), "Too many renewals in 24 hours"),
        (LinkError("gone", LinkKind.SILENT), "Nothing was renewed"),
        (PeerFault("it cheats", FaultKind.CHEAT), "Nothing was renewed"),
    ],
)
def test_every_failed_renewal_says_what_to_do(error: LinkError | Refused, title: str) -> None:
    said, text = what_now(error)
    assert said == title
    assert text.endswith(".")


def lock_key(practised: Practised) -> None:
    """What a failed check of the other side leaves in the co-signer's vault."""
    practised.kill_cosigner()
    home, words = practised.practice.cosigner().home, practised.practice.passphrase()
    with closing(Vault.open(home, words)) as vault:
        records = Repository(vault)
        with records.write() as write:
            for row in list(records.keys.values()):
                assert row.current is not None
                write.key(replace(row, current=replace(row.current, guard=guard.lock(row.current.guard))))
    practised.start_cosigner()
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.cosigner.state == "locked", "the lock")


def test_a_locked_key_is_opened_by_a_renewal_that_its_person_confirms(practised: Practised, page: CosignerPage) -> None:
    assert practised.state.key is not None
    epoch = practised.state.key.epoch
    lock_key(practised)
    practised.wait(lambda: page.who.badge.text() == "Locked", "the badge")
    assert page.trouble.notice.title() == "The key is locked"
    home = practised.page("home")
    assert any("The key is locked" in text for text in said_by(home))
    practised.page("cosigner")
    click(page.trouble.way_out)
    practised.wait(lambda: page.renewal.notice.isVisible(), "the co-signer's person is wanted")
    assert page.renewal.notice.title() == "The co\u2011signer wants your yes first"
    practised.wait(lambda: page.asks.cards(), "the question")
    [asks] = page.asks.cards()
    assert "Let this key go on?" in said_by(asks)
    assert any("a check failed" in text for text in said_by(asks))
    assert checks.lasting(practised.window) == []
    click(asks.approve)
    practised.wait(lambda: not page.asks.cards(), "the yes")
    click(page.renewal.now)
    practised.wait(lambda: page.renewal.notice.title() == "Renewed", "renewed")
    practised.wait(lambda: page.who.badge.text() == "On\u2011line" and page.trouble.isHidden(), "well again")
    assert practised.state.key is not None
    assert practised.state.key.epoch == epoch + 1


# ── In earnest ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rules_are_shown_with_the_command_that_changes_them_there(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    assert page.rules.composer.command.isVisible()
    assert not page.rules.composer.set.isVisible()  # nothing on this computer can set it
    assert page.rules.composer.command.text == "tandem-cosigner policy set Everyday --approve-below 50000"
    click(page.rules.composer.command.copy)
    words = QGuiApplication.clipboard().text().split()
    in_earnest.other.program.call(*words[1:])
    in_earnest.controller.ask_cosigner()
    in_earnest.wait(lambda: page.rules.once.text() == "50\u202f000\u00a0sat", "the rule")
    assert page.rules.daily.text() == "500\u202f000\u00a0sat"
    assert page.trouble.notice.title() == "Both halves are on this machine: this protects nothing"
    assert checks.lasting(in_earnest.window) == []


def test_pairing_once_more_compares_the_words(in_earnest: Earnest) -> None:
    assert not in_earnest.state.cosigner.words_compared
    epoch = in_earnest.state.key and in_earnest.state.key.epoch
    page = page_of(in_earnest)
    assert page.who.words.text() == "Nobody compared the words when the two were paired."
    in_earnest.page("cosigner", "compare")
    assert page.pairing.isVisible()
    write(page.pairing.link.editor, "tandempair1nonsense")
    click(page.pairing.pair)
    assert page.pairing.link.is_wrong()
    assert not in_earnest.jobs.running("pair")
    page.pairing.link.set_text(in_earnest.other.link())
    assert checks.lasting(in_earnest.window) == []
    click(page.pairing.pair)
    in_earnest.wait(lambda: page.pairing.words is not None, "the words")
    words = page.pairing.words
    assert words is not None
    wanted = in_earnest.other.words().split()
    [line] = [one for one in words.lines() if one.text().split() == wanted]
    press(line, Qt.Key.Key_Return)
    yes = "Now say yes on the co\u2011signer too"
    in_earnest.wait(lambda: any(text.startswith(yes) for text in said_by(page.pairing)), "whose yes is waited for")
    in_earnest.other.says("yes")
    in_earnest.wait(lambda: in_earnest.state.cosigner.words_compared, "paired")
    in_earnest.wait(lambda: page.pairing.isHidden())
    assert page.who.words.text() == "The words were compared when the two were paired."
    assert (in_earnest.state.key and in_earnest.state.key.epoch) == epoch


def test_words_that_differ_leave_the_pairing_of_before(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    in_earnest.page("cosigner", "compare")
    page.pairing.link.set_text(in_earnest.other.link())
    click(page.pairing.pair)
    in_earnest.wait(lambda: page.pairing.words is not None, "the words")
    [none] = [one for one in page.pairing.findChildren(QAbstractButton) if one.text() == "None of them"]
    click(none)
    in_earnest.other.says("no")
    in_earnest.wait(lambda: page.pairing.notice.isVisible(), "the end of it")
    assert page.pairing.notice.title() == "Not paired anew; the pairing of before stays"
    in_earnest.controller.ask_cosigner()
    in_earnest.wait(lambda: in_earnest.state.cosigner.online, "the old line")


def test_a_page_left_in_the_middle_of_pairing_says_no(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    in_earnest.page("cosigner", "compare")
    page.pairing.link.set_text(in_earnest.other.link())
    click(page.pairing.pair)
    in_earnest.wait(lambda: page.pairing.words is not None, "the words")
    in_earnest.page("home")
    in_earnest.other.says("no")
    in_earnest.wait(lambda: not in_earnest.jobs.running("pair"), "the end of it")


def test_a_page_left_before_the_words_come_says_no_all_the_same(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    in_earnest.page("cosigner", "compare")
    page.pairing.link.set_text(in_earnest.other.link())
    click(page.pairing.pair)
    assert page.pairing.link.message() == "Looking for the co\u2011signer at 127.0.0.1: 0\u00a0s"
    in_earnest.page("home")  # nothing that the pairing says has been heard yet
    in_earnest.page("cosigner", "compare")
    assert not page.pairing.pair.isEnabled()
    assert page.pairing.link.message() == "The attempt before this one has not ended yet."
    in_earnest.wait(lambda: not in_earnest.jobs.running("pair"), "the end of it", limit=20)
    in_earnest.wait(page.pairing.pair.isEnabled, "another attempt may begin", limit=5)
    assert not page.pairing.notice.isVisible()
    assert page.pairing.words is None
    assert checks.lasting(in_earnest.window) == []
    page.pairing.link.set_text(in_earnest.other.link())
    click(page.pairing.pair)
    in_earnest.wait(lambda: page.pairing.words is not None, "the words")
    in_earnest.page("home")
    in_earnest.other.says("no")
    in_earnest.wait(lambda: not in_earnest.jobs.running("pair"), "the end of it")


def test_a_wallet_locked_before_the_words_come_leaves_nobody_waiting(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    in_earnest.page("cosigner", "compare")
    page.pairing.link.set_text(in_earnest.other.link())
    click(page.pairing.pair)
    in_earnest.controller.lock()
    in_earnest.wait(lambda: "pair" not in {one.name for one in threading.enumerate()}, "the end of it", limit=20)


@contextmanager
def stopped(other: OtherSide) -> Iterator[None]:
    """The co-signer stands still: it is there, and answers nothing."""
    os.kill(other.serving.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(other.serving.pid, signal.SIGCONT)


def test_a_co_signer_that_says_nothing_is_waited_for_by_name(in_earnest: Earnest) -> None:
    page = page_of(in_earnest)
    in_earnest.page("cosigner", "compare")
    link = in_earnest.other.link()
    with stopped(in_earnest.other):
        page.pairing.link.set_text(link)
        click(page.pairing.pair)
        in_earnest.wait(lambda: page.pairing.link.message().endswith(": 2\u00a0s"), "the seconds", limit=10)
        assert not page.pairing.pair.isEnabled()
        assert checks.lasting(in_earnest.window) == []
        click(page.pairing.cancel)
        assert not page.pairing.isVisible()
    in_earnest.wait(lambda: not in_earnest.jobs.running("pair"), "the end of it")

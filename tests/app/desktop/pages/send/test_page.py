"""Paying in the real window, with a real wallet and a real co-signer: the form, the review, and signing together."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.desktop.formats.bip21_write import payment_link
from app.desktop.model.state import TransactionView
from app.desktop.pages.history.detail import HistoryDetail
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.send.page import SendPage
from app.desktop.pages.send.recipient import RecipientForm
from app.desktop.pages.send.review import SendReview
from app.desktop.pages.send.signing import TICK_MS, SendSigning
from app.desktop.parts.health import SILENT
from app.desktop.parts.practice_card import RequestCard
from app.desktop.widgets.qr import picture
from app.practice import GIFT
from core.bitcoin.address import address as address_of
from core.bitcoin.psbt import Psbt
from core.wallet.api import OpenWallet
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from tests.app.desktop import checks
from tests.support.earnest import Earnest
from tests.support.practised import Practised, click, said_by, tick_rows

pytestmark = pytest.mark.slow


def somebody(number: int) -> str:
    """An address that is nobody's."""
    found = address_of(b"\0\x14" + hashlib.sha256(b"somebody %d" % number).digest()[:20], "practice")
    assert found is not None
    return found


def put(widget: QWidget, text: str) -> None:
    """Type into a field's editor, all at once."""
    assert isinstance(widget, QLineEdit)
    widget.setFocus()
    widget.setText(text)


@pytest.fixture
def page(practised: Practised) -> SendPage:
    found = practised.page("send")
    assert isinstance(found, SendPage)
    return found


def looks_right(practised: Practised) -> None:
    """Nothing is cut, unnamed or too small, once it has been laid out."""
    for _ in range(20):
        QApplication.processEvents()
    assert checks.faults(practised.window) == []


class Till:
    """A person at the window who pays."""

    def __init__(self, practised: Practised, page: SendPage) -> None:
        self.desk, self.page = practised, page

    @property
    def first(self) -> RecipientForm:
        return self.page.form.people[0]

    def writes(self, number: int, sats: int | None, label: str = "", address: str = "") -> None:
        """Fill in the first recipient."""
        put(self.first.address.editor, address or somebody(number))
        if sats is None:
            click(self.first.most)
        else:
            put(self.first.amount.editor, str(sats))
        put(self.first.label.editor, label)

    def drafted(self) -> None:
        """Until what is written has been worked out."""
        form = self.page.form
        self.desk.wait(lambda: form.drafted is not None, "a draft")

    def reviews(self) -> SendReview:
        click(self.page.form.summary.review)
        self.desk.wait(lambda: self.page.review is not None, "the review")
        assert self.page.review is not None
        return self.page.review

    def signs(self) -> SendSigning:
        """Tick everything, then sign together."""
        review = self.page.review
        assert review is not None
        for tick in review.ticks:
            tick.click()
        click(review.sign)
        self.desk.wait(lambda: self.page.signing is not None, "the signing")
        assert self.page.signing is not None
        return self.page.signing

    def pays(self, number: int, sats: int | None, label: str = "") -> SendSigning:
        """From the form to the co-signer."""
        self.writes(number, sats, label)
        self.reviews()
        return self.signs()

    # -------------------------------------------------------------- the payment
    @property
    def signing(self) -> SendSigning:
        assert self.page.signing is not None
        return self.page.signing

    def payment(self) -> Payment:
        return self.signing.payment

    def status(self) -> str:
        return self.payment().status.name

    def asked(self) -> RequestCard:
        """The practice co-signer's question, on the same page."""
        self.desk.wait(lambda: self.signing.asks.cards(), "the co-signer's question")
        return self.signing.asks.cards()[0]

    def approved(self) -> None:
        card = self.asked()
        assert self.signing.lead.isVisible()
        assert self.signing.lead.text() == self.signing.title.text()
        click(card.approve)

    def until(self, title: str) -> None:
        self.desk.wait(lambda: self.signing.title.text() == title, f"“{title}”")

    def sent(self) -> None:
        try:
            self.desk.wait(lambda: self.payment().status is PaymentStatus.SENT, "sent")
        except AssertionError as error:
            failed = self.desk.controller.payments.progress(self.payment().id).error
            keys, log = self.desk.practice.status().wallets, self.desk.practice.status().log
            error.add_note(f"{self.payment()}\n{failed!r}\n{keys}\n{log}\n{said_by(self.desk.window)}")
            raise
        self.until("Sent")


@pytest.fixture
def till(practised: Practised, page: SendPage) -> Iterator[Till]:
    yield Till(practised, page)
    for payment in practised.state.payments:
        if payment.under_way and payment.status is not PaymentStatus.SIGNED:
            practised.controller.payments.take_back(payment.id)
    practised.wait(lambda: not practised.controller.payments.running(), "no payment is under way")


def rows(practised: Practised, txid: str) -> list[TransactionView]:
    return [row for row in practised.state.history if row.txid == txid]


# ------------------------------------------------------------------ the straight way
def test_paid_from_paste_to_history(practised: Practised, page: SendPage, till: Till) -> None:
    whom = somebody(1)
    QGuiApplication.clipboard().setText(payment_link(whom, 150_000, "Velo Nord"))
    click(till.first.paste)
    assert till.first.address.text() == whom
    assert till.first.fours.address == whom
    assert till.first.source.text().startswith("Pasted from the clipboard")
    assert (till.first.amount.sats(), till.first.label.text()) == (150_000, "Velo Nord")
    till.drafted()
    assert "Never paid before" in till.first.source.text()
    assert page.form.summary.fee.sats > 0
    review = till.reviews()
    assert page.reviewing
    assert not review.sign.isEnabled()
    looks_right(practised)
    signing = till.signs()
    assert page.reviewing
    till.approved()
    till.sent()
    assert signing.mark.is_joined()
    assert [step.state for step in signing.steps.steps()] == ["done"] * 5
    assert not page.reviewing
    txid = signing.txid.text()
    practised.wait(lambda: rows(practised, txid), "the payment in the history")
    assert rows(practised, txid)[0].label == "Velo Nord"
    assert rows(practised, txid)[0].net == -150_000 - signing.card.review.fee
    looks_right(practised)
    click(signing.buttons["history"])
    assert practised.window.page is not None
    assert practised.window.page.KEY == "history"
    practised.page("send")
    assert page.form.is_empty
    till.writes(1, 20_000)
    till.drafted()
    assert "Paid before" in till.first.source.text()
    assert not till.reviews().ticks


def test_two_recipients_and_a_rule_that_asks_nobody(practised: Practised, page: SendPage, till: Till) -> None:
    practised.practice.allow(300_000)
    try:
        practised.controller.ask_cosigner()
        practised.wait(lambda: practised.state.cosigner.approve_below == 300_000, "the new rule")
        till.writes(2, 50_000, "Anna")
        click(page.form.add)
        second = page.form.people[1]
        put(second.address.editor, somebody(3))
        put(second.amount.editor, "0.0006 BTC")
        review = till.reviews()
        assert review.draft.review.paid == 110_000
        assert not review.draft.review.asks
        till.signs()
        till.sent()
        assert "nobody was asked" in till.signing.steps.steps()[2].title
    finally:
        practised.ask_every_time()
        practised.controller.ask_cosigner()
        practised.wait(lambda: practised.state.cosigner.approve_below == 0, "the old rule")


def test_a_payment_to_oneself_is_called_so(practised: Practised, page: SendPage, till: Till) -> None:
    mine = practised.state.addresses[-1].address
    till.writes(0, 250_000, address=mine)
    till.drafted()
    assert "Your own address" in till.first.source.text()
    summary = page.form.summary
    assert summary.together.sats == 250_000 + summary.fee.sats
    review = till.reviews()
    assert "You pay yourself" in said_by(review.card)
    assert "250\u202f000\u00a0practice" in said_by(review.card)
    looks_right(practised)


def test_all_that_is_left(practised: Practised, page: SendPage, till: Till) -> None:
    till.writes(4, None)
    till.drafted()
    assert page.form.draft is not None
    found = page.form.draft.review
    assert found.change == 0
    assert till.first.amount.sats() == found.paid == practised.state.balance.spendable - found.fee
    till.reviews()
    till.signs()
    till.approved()
    till.sent()
    practised.wait(lambda: practised.state.balance.total == 0, "nothing is left")


# ------------------------------------------------------------------ no, not now, not there
def test_refused_with_its_reason_and_paid_anew(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(5, 30_000, "Book shop")
    card = till.asked()
    click(card.refuse)
    put(card.reason.editor, "I did not start this")
    click(card.send_refusal)
    till.until("The co\u2011signer refused")
    (failed,) = [step for step in till.signing.steps.steps() if step.state == "failed"]
    assert "I did not start this" in failed.detail
    assert till.signing.notice.title() == "Nothing was signed"
    assert "No coins are locked." in till.signing.notice.text()
    refused = till.payment()
    click(till.signing.buttons["change"])
    assert till.first.amount.sats() == 30_000
    till.reviews()
    till.signs()
    assert till.payment().txid != refused.txid
    till.approved()
    till.sent()


def refused(till: Till, reason: str) -> None:
    card = till.asked()
    click(card.refuse)
    put(card.reason.editor, reason)
    click(card.send_refusal)
    till.until("The co\u2011signer refused")


def test_what_was_refused_is_changed_from_what_it_was(practised: Practised, page: SendPage, till: Till) -> None:
    """An empty form would be an invitation to pay twice."""
    till.writes(31, 30_000, "Book shop")
    page.form.fee.choose("own")
    put(page.form.fee.own.editor, "3.7")
    till.reviews()
    till.signs()
    refused(till, "not so dear")
    id = till.signing.id
    click(till.signing.back)
    assert page.form.is_empty
    page.open(("payment", id))
    practised.wait(lambda: page.signing is not None, "the payment")
    click(till.signing.buttons["change"])
    line = till.first.line()
    assert line is not None
    assert (line.address, line.sats, line.label) == (somebody(31), 30_000, "Book shop")
    assert (page.form.fee.rate(), page.form.fee.own.isVisible()) == (Decimal("3.7"), True)
    looks_right(practised)
    till.reviews()
    till.signs()
    assert till.payment().id != id
    till.asked()


def test_what_is_written_makes_no_room_for_what_was_refused(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(32, 30_000)
    refused(till, "no")
    id = till.signing.id
    click(till.signing.back)
    till.writes(33, 44_000, "Velo")
    page.open(("payment", id))
    practised.wait(lambda: page.signing is not None, "the payment")
    click(till.signing.buttons["change"])
    assert "Another payment stands here" in practised.window.frame.bar.text()  # type: ignore[union-attr]
    assert (till.first.amount.sats(), till.first.label.text()) == (44_000, "Velo")
    page.open(("payment", id))
    practised.wait(lambda: page.signing is not None, "the payment")
    click(till.signing.back)
    assert till.first.amount.sats() == 44_000


def test_a_refused_raise_leads_back_to_what_it_was_to_replace(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(34, 30_000)
    till.approved()
    till.sent()
    old = till.signing.txid.text()
    click(waiting(practised, old).bump)
    practised.wait(lambda: page.signing is None and page.review is not None, "the review")
    till.signs()
    refused(till, "too dear")
    assert "do not pay the same again" in till.signing.notice.text()
    assert "change" not in till.signing.buttons
    click(till.signing.buttons["old"])
    assert isinstance(practised.window.page, HistoryPage)
    assert practised.window.page.detail.row is not None
    assert practised.window.page.detail.row.txid == old
    assert page.form.is_empty


def test_taken_back_while_somebody_decides(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(6, 30_000)
    till.asked()
    click(till.signing.buttons["take_back"])
    till.until("Taken back")
    practised.wait(lambda: not practised.requests(), "nothing on the co-signer's desk")
    assert till.status() == "ENDED"
    practised.idle()
    assert not practised.controller.payments.running()


def test_a_co_signer_that_is_gone_is_named_and_goes_on_when_it_is_back(
    practised: Practised, page: SendPage, till: Till
) -> None:
    till.pays(7, 30_000)
    till.asked()
    practised.kill_cosigner()
    till.until("The co\u2011signer is silent")
    assert "has not answered for" in till.signing.text.text()
    practised.start_cosigner()
    till.until("Waiting for a person at the co\u2011signer")
    till.approved()
    till.sent()


def test_a_co_signer_that_stalls_is_named_and_may_come_back(practised: Practised, page: SendPage, till: Till) -> None:
    serving = practised.practice.serving
    assert serving is not None
    till.writes(25, 30_000)
    till.reviews()
    os.kill(serving.process.pid, signal.SIGSTOP)
    try:
        till.signs()
        named = ("The co\u2011signer is silent", "The co\u2011signer does not answer")
        practised.wait(lambda: till.signing.title.text() in named, "that it is silent")
        assert SILENT + TICK_MS / 1000 < 10  # seconds from its last answer, however busy this machine is
        assert "Nothing is signed yet" in till.signing.notice.title()
    finally:
        os.kill(serving.process.pid, signal.SIGCONT)
    till.approved()
    till.sent()


def test_taken_back_without_the_co_signer(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(8, 30_000)
    till.asked()
    practised.kill_cosigner()
    till.until("The co\u2011signer is silent")
    click(till.signing.buttons["take_back"])
    till.until("Taken back")
    practised.start_cosigner()
    practised.wait(
        lambda: practised.state.cosigner.online and not practised.controller.payments.running(), "it is back", 90
    )
    assert till.status() == "ENDED"
    for request in practised.requests():
        practised.practice.refuse(request.id, "the test is over")


def test_it_survives_the_page_and_the_program(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(9, 30_000)
    till.asked()
    id = till.signing.id
    practised.page("home")
    assert practised.page("send") is page
    assert till.signing.id == id
    practised.onboarding.leave_practice()
    practised.wait(lambda: not practised.jobs.running("leave"), "practice has ended")
    practised.practise()
    fresh = practised.page("send", ("payment", id.hex()))
    assert isinstance(fresh, SendPage)
    again = Till(practised, fresh)
    practised.wait(lambda: fresh.signing is not None, "the payment")
    again.approved()  # it had gone on by itself
    again.sent()


def test_an_unfinished_payment_is_offered(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(10, 30_000)
    till.asked()
    click(till.signing.back)
    assert page.form.is_empty
    assert page.form.notice.isVisible()
    assert page.form.notice.title() == "A payment is not finished"
    click(page.form.act)
    practised.wait(lambda: page.signing is not None, "the payment")
    page.open(till.payment())
    till.approved()
    till.sent()
    assert page.back()
    assert not page.form.notice.isVisible()


def test_signed_without_a_server_and_sent_by_another(practised: Practised, page: SendPage, till: Till) -> None:
    practice = practised.practice
    till.pays(11, 30_000)
    card = till.asked()
    practised.stop_network()
    click(card.approve)
    till.until("Signed, not sent yet")
    assert till.status() == "SIGNED"
    till.signing.export.copy_hex()
    bytes.fromhex(QGuiApplication.clipboard().text())
    practice.start()
    practised.controller.use_server(practice.url, "")
    till.sent()


def test_signed_before_the_program_ended_and_sent_after_it(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(26, 30_000)
    card = till.asked()
    practised.stop_network()
    click(card.approve)
    till.until("Signed, not sent yet")
    id = till.signing.id
    practised.onboarding.leave_practice()
    practised.wait(lambda: not practised.jobs.running("leave"), "practice has ended")
    practised.practise()

    def stages() -> list[str]:
        return [payment.status.name for payment in practised.state.payments if payment.id == id]

    practised.wait(lambda: stages() == ["SENT"], "it is sent by itself")


# ------------------------------------------------------------------ what is wrong is said where it is
def test_errors_stand_under_their_fields(practised: Practised, page: SendPage, till: Till) -> None:
    form = page.form
    click(form.summary.review)
    assert "Whom" in till.first.address.message()
    put(till.first.address.editor, "bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3")
    assert till.first.address.is_wrong()
    assert "bitcoin" in till.first.address.message()
    put(till.first.address.editor, somebody(12)[:-1] + "q")
    assert till.first.address.is_wrong()
    put(till.first.address.editor, somebody(12))
    assert not till.first.address.is_wrong()
    put(till.first.amount.editor, "100")
    assert "294" in till.first.amount.message()
    put(till.first.amount.editor, "9000000000")
    practised.wait(lambda: "At most" in till.first.amount.message(), "the maximum that is possible")
    form.fee.choose("own")
    put(form.fee.own.editor, "0.05")
    assert form.fee.own.is_wrong()
    put(form.fee.own.editor, "3")
    assert not form.fee.own.is_wrong()
    assert page.review is None
    looks_right(practised)
    click(form.clear)
    assert form.is_empty


def test_a_dear_fee_asks_once_more(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(13, 30_000)
    till.approved()
    till.sent()
    click(till.signing.buttons["anew"])
    till.writes(13, 30_000)
    page.form.fee.choose("own")
    put(page.form.fee.own.editor, "40")
    review = till.reviews()
    (tick,) = review.ticks
    assert "10 times" in tick.text()
    assert not review.sign.isEnabled()
    tick.click()
    assert review.sign.isEnabled()


def test_an_imitation_is_named(practised: Practised, page: SendPage, till: Till) -> None:
    known = next(one.address for one in practised.state.addresses)
    assert practised.controller.wallet is not None
    till.writes(14, 30_000, address=_like(known))
    till.drafted()
    assert till.first.alike.isVisible()
    assert known[:4] in till.first.alike.text()
    titles = [notice.title() for notice in till.reviews().card.findChildren(type(till.first.alike))]
    assert "An address that only looks like one you know" in titles


def _like(known: str) -> str:
    """Another address with the same first characters."""
    from core.bitcoin.address import script_of

    script = script_of(known, "practice")
    found = address_of(script[:5] + bytes(17), "practice")
    assert found is not None
    return found


# ------------------------------------------------------------------ links, codes, tables, coins, book, PSBT
def test_links_from_outside(practised: Practised, page: SendPage, till: Till) -> None:
    practised.window.take_uri(payment_link(somebody(15), 40_000, "Coffee"))
    assert (till.first.address.text(), till.first.amount.sats()) == (somebody(15), 40_000)
    practised.window.take_uri(payment_link(somebody(16)))
    assert page.form.people[1].address.text() == somebody(16)
    put(page.form.people[1].amount.editor, "41000")
    till.reviews()
    practised.window.take_uri(payment_link(somebody(17)))
    assert page.review is not None
    bar = practised.window.frame.bar  # type: ignore[union-attr]
    assert "payment link" in bar.text()
    click(bar.action)
    assert page.review is None
    assert page.form.people[2].address.text() == somebody(17)
    practised.window.take_uri(f"bitcoin:{somebody(18)}?req-x=1")
    assert "demands" in bar.text()
    assert len(page.form.people) == 3


def test_codes_from_a_picture(practised: Practised, page: SendPage, till: Till, tmp_path: Path) -> None:
    one, two = payment_link(somebody(19), 40_000, "Coffee"), payment_link(somebody(20))
    picture(one).save(str(tmp_path / "one.png"))
    codes, take = page.form.codes, lambda text: till.first.take(text, "Read from a QR code")
    codes.read_file(tmp_path / "one.png", take)
    practised.wait(lambda: till.first.amount.sats() == 40_000, "the code")
    assert till.first.source.text().startswith("Read from a QR code")
    first, second = picture(one), picture(two)
    both = QImage(first.width() + second.width() + 40, first.height(), QImage.Format.Format_RGB32)
    both.fill(Qt.GlobalColor.white)
    p = QPainter(both)
    p.drawImage(0, 0, first)
    p.drawImage(first.width() + 40, 0, second)
    p.end()
    both.save(str(tmp_path / "both.png"))
    codes.read_file(tmp_path / "both.png", take)
    practised.wait(lambda: codes.which is not None, "the question which")
    assert codes.which is not None
    assert till.first.address.text() == somebody(19)
    codes.which.lines()[1].click()
    click(codes.use)
    practised.wait(lambda: till.first.address.text() == somebody(20), "the second code")
    (tmp_path / "none.png").write_bytes(b"no picture")
    codes.read_file(tmp_path / "none.png", take)
    practised.wait(lambda: codes.isVisible(), "that there is none")


def test_many_from_a_table(practised: Practised, page: SendPage, till: Till) -> None:
    click(page.form.table)
    table = "\n".join(f"{somebody(100 + i)},{1_000 + i},Salary {i}" for i in range(15))
    page.many.text.editor.setPlainText(table + "\nnonsense,1")  # type: ignore[union-attr]
    assert "Row 16" in page.many.faults.text()
    assert not page.many.use.isEnabled()
    page.many.text.editor.setPlainText(table)  # type: ignore[union-attr]
    click(page.many.use)
    assert len(page.form.many.lines) == 15
    practised.window.take_uri(payment_link(somebody(29), 1_000))
    assert len(page.form.many.lines) == 15  # and the link has not taken its place
    assert "A table of payments stands here" in practised.window.frame.bar.text()  # type: ignore[union-attr]
    till.drafted()
    review = till.reviews()
    assert review.draft.review.paid == sum(1_000 + i for i in range(15))
    looks_right(practised)
    till.signs()
    till.approved()
    till.sent()
    click(till.signing.buttons["anew"])
    assert not page.form.many.lines


def test_only_the_coins_that_were_chosen(practised: Practised, page: SendPage, till: Till) -> None:
    practised.faucet()
    coins = practised.state.coins
    assert len(coins) >= 2
    frozen, chosen = coins[0], coins[-1]
    practised.act(
        lambda done, failed: practised.controller.run(
            "freeze",
            lambda wallet, name: wallet.labels(name).freeze(frozen.outpoint, frozen=True),
            done,
            failed,
        )
    )
    practised.wait(lambda: any(coin.frozen for coin in practised.state.coins), "the frozen coin")
    try:
        click(page.form.coins.choose)
        page.coins.table.opened.emit(next(coin for coin in practised.state.coins if coin.frozen))
        assert not page.coins.use.isEnabled()
        tick_rows(page.coins.rows, chosen)
        click(page.coins.use)
        till.writes(21, 20_000)
        till.drafted()
        assert page.form.draft is not None
        assert page.form.draft.review.inputs == 1
        spent = page.form.draft.review
        assert spent.paid + spent.change + spent.fee == chosen.amount
        looks_right(practised)
    finally:
        practised.act(
            lambda done, failed: practised.controller.run(
                "freeze",
                lambda wallet, name: wallet.labels(name).freeze(frozen.outpoint, frozen=False),
                done,
                failed,
            )
        )


def test_the_address_book(practised: Practised, page: SendPage, till: Till) -> None:
    till.writes(22, 20_000, "Marta")
    click(till.first.book)
    assert page.book.new_address.text() == somebody(22)
    assert page.book.new_name.text() == "Marta"
    click(page.book.add)
    practised.wait(lambda: practised.state.contacts, "the contact")
    looks_right(practised)
    page.back()
    click(page.form.clear)
    click(till.first.book)
    page.book.table.choose(somebody(22))
    click(page.book.pay)
    assert till.first.address.text() == somebody(22)
    assert till.first.label.text() == "Marta"
    put(till.first.amount.editor, "20000")
    till.drafted()
    assert "In your address book: Marta" in till.first.source.text()
    assert not till.reviews().ticks
    page.back()
    click(till.first.book)
    page.book.table.choose(somebody(22))
    click(page.book.forget)
    practised.wait(lambda: not practised.state.contacts, "an empty book")


def test_a_psbt_out_and_in(practised: Practised, page: SendPage, till: Till, tmp_path: Path) -> None:
    till.writes(23, 25_000)
    review = till.reviews()
    file = tmp_path / "payment.psbt"
    review.export.save(file)
    assert file.read_bytes() == review.draft.psbt
    assert file.stat().st_mode & 0o077 == 0
    review.export.copy()
    txid = review.draft.review.txid
    page.back()
    click(page.form.open_psbt)
    click(page.psbt.paste)
    click(page.psbt.use)
    practised.wait(lambda: page.review is not None, "the review of the text")
    assert page.review is not None
    assert page.review.draft.review.txid == txid
    page.back()
    page.psbt.text.set_text("cHNidP8B")
    click(page.psbt.use)
    practised.wait(lambda: page.psbt.text.is_wrong(), "what is wrong with it")
    page.psbt.read_file(file)
    practised.wait(lambda: page.review is not None, "the review of the file")
    till.signs()
    till.approved()
    till.sent()
    assert till.signing.txid.text() == txid


def test_the_same_payment_twice_is_two_payments(practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(26, 10_000)
    till.approved()
    till.sent()
    first = till.signing.txid.text()
    click(till.signing.back)
    till.pays(26, 10_000)
    till.approved()
    till.sent()
    assert till.signing.txid.text() != first


def test_coins_set_aside_on_another_page_are_in_no_draft(practised: Practised, page: SendPage, till: Till) -> None:
    till.writes(27, 20_000)
    till.drafted()
    aside = sorted(coins_of(page.form.draft.psbt))  # type: ignore[union-attr]
    practised.page("coins")
    put_aside(practised, aside, frozen=True)
    try:
        practised.page("send")
        click(page.form.summary.review)
        practised.wait(lambda: page.review is not None or not page.form.summary.failure.isHidden(), "a new draft")
        assert page.review is None or not spends(page) & set(aside)
        if page.review is None:
            assert "funds" in page.form.summary.failure.text().lower()
    finally:
        put_aside(practised, aside, frozen=False)


def test_a_payment_of_coins_set_aside_is_not_begun(practised: Practised, page: SendPage, till: Till) -> None:
    till.writes(28, 20_000)
    till.drafted()
    till.reviews()
    aside = sorted(spends(page))
    put_aside(practised, aside, frozen=True)
    try:
        review = page.review
        assert review is not None
        for tick in review.ticks:
            tick.click()
        click(review.sign)
        practised.wait(lambda: any("set aside" in text for text in said_by(page)), "the refusal")
        assert page.signing is None
    finally:
        put_aside(practised, aside, frozen=False)


# ------------------------------------------------------------------ a payment that waits, from the history
def waiting(practised: Practised, txid: str) -> HistoryDetail:
    """Its details, with what may still be done with it."""
    practised.wait(lambda: rows(practised, txid), "the payment in the history")
    history = practised.page("history", txid)
    assert isinstance(history, HistoryPage)
    practised.wait(lambda: history.detail.facts is not None, "the details")
    return history.detail


def put_aside(practised: Practised, coins: list[str], frozen: bool) -> None:
    def work(wallet: OpenWallet, name: str) -> None:
        for coin in coins:
            wallet.labels(name).freeze(coin, frozen=frozen)

    practised.act(lambda done, failed: practised.controller.run("freeze", work, done, failed))
    practised.idle()


def spends(page: SendPage) -> set[str]:
    """The coins of the payment under review."""
    assert page.review is not None
    return coins_of(page.review.draft.psbt)


def coins_of(psbt: bytes) -> set[str]:
    parts = Psbt.parse(psbt).tx.inputs
    return {f"{part.outpoint.txid[::-1].hex()}:{part.outpoint.index}" for part in parts}


@pytest.mark.parametrize("way", ["bump", "cancel"])
def test_a_payment_that_waits_is_replaced(way: str, practised: Practised, page: SendPage, till: Till) -> None:
    till.pays(24, 30_000)
    till.approved()
    till.sent()
    old, before = till.signing.txid.text(), coins_of(till.payment().psbt)
    click(getattr(waiting(practised, old), way))
    practised.wait(lambda: page.signing is None and page.review is not None, "the review")
    assert page.review is not None
    assert before <= spends(page)
    assert bool(page.review.draft.review.recipients) == (way == "bump")
    looks_right(practised)
    till.signs()
    till.approved()
    till.sent()
    practised.wait(lambda: not rows(practised, old), "the old one is replaced")
    assert rows(practised, till.signing.txid.text())


def test_a_raised_fee_leaves_alone_what_is_set_aside(practised: Practised, page: SendPage, till: Till) -> None:
    aside = [coin.outpoint for coin in practised.state.coins]
    practised.faucet()  # the one coin that may be spent, nearly all of it
    put_aside(practised, aside, frozen=True)
    try:
        till.pays(25, GIFT - 5_000)
        till.approved()
        till.sent()
        detail = waiting(practised, till.signing.txid.text())
        practised.store.write(rates=(("fast", 400),))
        click(detail.bump)
        frame = practised.window.frame
        assert frame is not None
        practised.wait(lambda: "not enough funds" in frame.bar.text().lower(), "the refusal")
        assert page.review is None or page.signing is not None
    finally:
        put_aside(practised, aside, frozen=False)
    practised.store.write(rates=(("fast", 400),))
    click(detail.bump)
    practised.wait(lambda: page.signing is None and page.review is not None, "the review")
    assert spends(page) & set(aside)


def test_a_payment_to_us_is_hurried(practised: Practised, page: SendPage, till: Till) -> None:
    practised.act(
        lambda done, failed: practised.controller.ask(
            "pay", lambda wallet, name: practised.practice.faucet(wallet.address(name).text, 300_000), done, failed
        )
    )
    practised.synced()
    [came] = [row for row in practised.state.history if row.height is None and row.net == 300_000]
    detail = waiting(practised, came.txid)
    assert detail.bump.isHidden()
    click(detail.cpfp)
    practised.wait(lambda: page.review is not None, "the review")
    assert {coin.partition(":")[0] for coin in spends(page)} == {came.txid}
    till.signs()
    till.approved()
    till.sent()


def test_the_command_beside_a_payment_that_waits_is_taken_by_its_co_signer(in_earnest: Earnest) -> None:
    """As it is copied; in practice there is a card instead."""
    controller, wallet, key = in_earnest.controller, in_earnest.controller.wallet, in_earnest.state.key
    assert wallet is not None
    assert key is not None
    url = in_earnest.network.start()
    in_earnest.network.faucet(wallet.address(key.name).text, 1_000_000)
    in_earnest.network.mine()
    wallet.sync(key.name, url)
    to = address_of(b"\0\x14" + bytes(20), key.network) or ""
    psbt = wallet.draft(key.name, [(to, 30_000)], 2)
    kept: Payment = in_earnest.act(
        lambda done, failed: controller.payments.start_payment(psbt, done=done, failed=failed)
    )
    page = in_earnest.page("send", kept)
    assert isinstance(page, SendPage)
    in_earnest.wait(lambda: page.signing and page.signing.how.isVisible(), "how it is approved")
    assert page.signing is not None
    assert checks.lasting(in_earnest.window) == []
    click(page.signing.command.copy)
    program, *words = QGuiApplication.clipboard().text().split()
    assert (program, words[1]) == ("tandem-cosigner", page.signing.card.request.text().removeprefix("Request "))
    done = in_earnest.other.program.call(*words)
    assert done["leaves"] == 30_000 + page.signing.card.review.fee
    in_earnest.wait(lambda: page.signing and page.signing.payment.status is PaymentStatus.SENT, "signed and sent")
    assert not page.signing.how.isVisible()

"""A payment to 300: what is made, styled and painted for it does not grow with it, and no other window opens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.pages.send.page import SendPage
from app.desktop.widgets import Cell, Rows
from core.bitcoin.address import address as address_of
from core.wallet.payment_status import PaymentStatus
from tests.app.desktop.conftest import Show
from tests.screenshots import send
from tests.support.practised import Practised, click

MANY = 300
PUT = 4  # times that a part may be styled: once for each widget it is put into, but not for all that those stand in


class Styled(QObject):
    """Counts how often any widget was styled."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange and isinstance(watched, QWidget)
        return False


def opened(show: Show, view: str, many: int) -> Callable[[], QWidget]:
    """Send on screen, and what then shows the review or the signing of a payment to so many."""
    window, page = send.send(send.usual())
    show(window)
    draft = send.draft(recipients=send.salaries(many))

    def work() -> QWidget:
        if view == "review":
            send.to_review(page, draft)
        else:
            send.to_sign(page, send.payment(PaymentStatus.ASKED), draft)
        QApplication.processEvents()
        made = page.review if view == "review" else page.signing
        assert made is not None
        return made

    return work


@pytest.mark.parametrize("view", ["review", "signing"])
def test_no_part_is_styled_for_all_that_it_stands_in(show: Show, qapp: QApplication, view: str) -> None:
    """Made from the inside out, every part was styled anew each time that what it stands in was put somewhere."""
    work, count = opened(show, view, MANY), Styled()
    qapp.installEventFilter(count)
    made = work()
    qapp.removeEventFilter(count)
    assert 0 < count.times <= PUT * len(made.findChildren(QWidget))


@pytest.mark.parametrize("view", ["review", "signing"])
def test_only_recipients_on_screen_are_looked_at(show: Show, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    looked: set[object] = set()
    cell = Rows.cell

    def counted(rows: Rows[tuple[int, object]], row: int, column: int) -> Cell:
        looked.add(rows.row(row)[0])
        return cell(rows, row, column)

    work = opened(show, view, MANY)
    monkeypatch.setattr(Rows, "cell", counted)
    work()
    assert 2 <= len(looked) <= 40


def test_the_window_looks_at_no_event_of_what_a_page_is_made_of(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    window, page = send.send(send.usual())
    show(window)
    came: list[QEvent.Type] = []

    def looks(_self: QObject, _watched: QObject, event: QEvent) -> bool:
        came.append(event.type())
        return False

    monkeypatch.setattr(type(window), "eventFilter", looks)
    send.to_review(page, send.draft(recipients=send.salaries(MANY)))
    QApplication.processEvents()
    assert len(came) < 10  # to the window itself: it is painted


def somebody(number: int) -> str:
    found = address_of(b"\0\x14" + hashlib.sha256(b"one of many %d" % number).digest()[:20], "practice")
    assert found is not None
    return found


@pytest.mark.slow
def test_a_real_payment_to_300_opens_no_other_window(practised: Practised, tops: list[QWidget]) -> None:
    page = practised.page("send")
    assert isinstance(page, SendPage)
    click(page.form.table)
    page.many.area.insertPlainText("\n".join(f"{somebody(i)},{1_000 + i},Salary {i}" for i in range(MANY)))
    click(page.many.use)
    practised.wait(lambda: page.form.drafted is not None, "a draft")
    click(page.form.summary.review)
    practised.wait(lambda: page.review is not None, "the review")
    assert page.review is not None
    for tick in page.review.ticks:
        tick.click()
    click(page.review.sign)
    practised.wait(lambda: page.signing is not None and page.signing.asks.cards(), "the co-signer's question")
    assert page.signing is not None
    click(page.signing.asks.cards()[0].approve)
    practised.wait(lambda: page.signing is not None and page.signing.payment.status.is_sent, "sent")
    assert len(page.signing.card.review.recipients) == MANY
    assert tops == []

"""The practice co-signer's question as a card: all of the payment, and its sum where a person looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import StateStore
from app.desktop.parts.payee_table import IN_LINES
from app.desktop.parts.practice_card import RequestCard
from app.desktop.text import translation
from app.practice import Practice
from core.cosigner.api import ApprovalView, PlaceView, SaidView
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet

MANY = ApprovalView(
    id="5f" * 16,
    kind="pay",
    wallet="Practice",
    network="practice",
    pays=tuple(PlaceView(wallet.own_address(900 + n, "practice"), 900_000 - n) for n in range(12)),
    fee=1_248,
    warnings=("many",),
    leaves=10_801_182,
    recipients=12,
    computer="3f2a9c5517aa0b01",
)
FIRST = " ".join(MANY.pays[0].address[i : i + 4] for i in range(0, len(MANY.pays[0].address), 4))


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translation.install(qapp, "de")
    yield
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def lines(show: Show, asked: ApprovalView) -> list[str]:
    """What stands on the card, from its top to its bottom."""
    state = wallet.practice(wallet.everyday())
    controller = Controller(Path("unused"), StateStore(state), Jobs(), Practice(Path("unused")))
    card = RequestCard(controller, asked, state)
    show(card, 900, 1800)
    labels = [label for label in card.findChildren(QLabel) if label.isVisible() and label.text()]
    return [label.text() for label in sorted(labels, key=lambda label: label.mapTo(card, label.rect().topLeft()).y())]


def test_what_leaves_stands_first_and_beside_the_question(show: Show) -> None:
    found = lines(show, MANY)
    amount, fee = "10\u202f801\u202f182\u00a0practice", "1\u202f248\u00a0practice"
    whole = f"{amount} leave this wallet: to 12 recipients, the fee of {fee} included."
    assert [n for n, line in enumerate(found) if line == whole] == [2, len(found) - 2]
    assert "Asked by the computer 3f2a9c5517aa0b01" in found
    assert found[-3] == f"The largest: 900\u202f000\u00a0practice to {FIRST}"
    assert any("more than ten" in line for line in found)


@pytest.mark.parametrize("many", [1, 10 * IN_LINES])
def test_who_is_new_or_looks_like_another_is_said(show: Show, many: int) -> None:
    pays = (replace(MANY.pays[0], first_time=True, looks_like=MANY.pays[1].address), *many * MANY.pays[1:2])
    found = lines(show, replace(MANY, pays=pays))
    assert ("Never paid before." in found) == (many == 1)  # of many it stands in the table
    assert len([line for line in found if line.startswith("It begins or ends like")]) == 1


def test_one_payment_is_not_said_twice(show: Show) -> None:
    one = ApprovalView("5f" * 16, "pay", "Practice", "practice", MANY.pays[:1], fee=1, leaves=900_001, recipients=1)
    found = lines(show, one)
    assert [line for line in found if "largest" in line] == []
    assert len([line for line in found if "to one recipient" in line]) == 2


@pytest.mark.usefixtures("german")
def test_it_is_said_in_german_too(show: Show) -> None:
    assert any(
        line.endswith("an 12 Empf\u00e4nger, die Geb\u00fchr von 1\u202f248\u00a0\u00dcbung inbegriffen.")
        for line in lines(show, MANY)
    )


def test_what_it_replaces_is_said(show: Show) -> None:
    found = lines(show, replace(MANY, replaces=("70110b2a" + "5c" * 28,), fee_more=562))
    assert "It replaces 70110b2a\u2026, signed before: fee +562\u00a0practice." in found


def test_who_asks_to_unlock_is_named(show: Show) -> None:
    asked = ApprovalView("6a" * 16, "unlock", "Practice", "practice", fee=0, warnings=("locked",), computer="3f2a")
    found = lines(show, asked)
    assert "Asked by the computer 3f2a" in found
    assert not any("leave this wallet" in line for line in found)


def test_a_recovery_sheet_is_shown_by_its_words(show: Show) -> None:
    words = tuple(f"word{n}" for n in range(12))
    asked = ApprovalView("6a" * 16, "sheet", "Practice", "practice", fee=0, computer="3f2a", sheet=words)
    found = lines(show, asked)
    assert " ".join(words) in found
    assert "Asked by the computer 3f2a" in found
    assert not any("leave this wallet" in line or "payment" in line for line in found)


def test_a_message_is_shown_whole_and_moves_no_coins(show: Show) -> None:
    said = (
        SaidView("message"),
        SaidView("message.address", ("bcrt1q",)),
        SaidView("message.text", ("<b>I</b>\n\u202e",)),
    )
    found = lines(show, ApprovalView("5f" * 16, "task", "Practice", "practice", lines=said, task="00" * 32))
    for line in ("Sign a message? It moves no coins; it shows that you say this.", "said by who can spend from bcrt1q"):
        assert line in found
    assert found.index("  │ <b>I</b>") < found.index("  │ □")
    assert not [line for line in found if "satoshi" in line or "pays nobody" in line]

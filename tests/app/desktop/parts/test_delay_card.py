"""After the first deposit a delay is proposed, once, and nothing on this computer sets it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.settings import load
from app.desktop.model.state import CosignerView, KeyView, State, StateStore, TransactionView
from app.desktop.parts.delay_card import DelayProposal, delay_proposed
from tests.app.desktop.conftest import Show

KEY = KeyView("two words", "bitcoin", "c0ffee00", 1, False, "open", "", "")
ROW = TransactionView("ab" * 32, 5_000, None, None, None)
STATE = State(key=KEY, history=(ROW,), cosigner=CosignerView("nas", True, propose_delay=1_440))


class SetThere:
    """The practice co-signer."""

    minutes = 0

    def delay(self, minutes: int) -> None:
        self.minutes = minutes


@pytest.fixture
def card(show: Show, tmp_path: Path) -> DelayProposal:
    controller = Controller(tmp_path, StateStore(STATE), Jobs(), SetThere())  # type: ignore[arg-type]
    made = DelayProposal(controller)
    show(made)
    made.show_state(STATE)
    return made


def test_it_is_proposed_to_whoever_has_coins_and_has_not_decided() -> None:
    assert delay_proposed(STATE)
    assert not delay_proposed(replace(STATE, history=()))
    assert not delay_proposed(replace(STATE, key=None))
    assert not delay_proposed(replace(STATE, cosigner=CosignerView("nas", True)))
    put_away = replace(STATE.settings, no_delay="aaaaaaaa c0ffee00")
    assert not delay_proposed(replace(STATE, settings=put_away))
    assert delay_proposed(replace(STATE, settings=put_away, key=replace(KEY, fingerprint="bbbbbbbb")))


def test_the_command_is_shown_and_copied(card: DelayProposal) -> None:
    assert card.isVisible()
    assert not card.set.isVisible()
    card.command.copy.click()
    assert QGuiApplication.clipboard().text() == "tandem-cosigner policy set 'two words' --delay 1440"


def test_it_is_put_away_for_good(card: DelayProposal, tmp_path: Path) -> None:
    card.away.click()
    assert load(tmp_path).no_delay == "c0ffee00"
    card.show_state(replace(STATE, settings=load(tmp_path)))
    assert not card.isVisible()


def test_it_goes_when_a_delay_is_set(card: DelayProposal) -> None:
    card.show_state(replace(STATE, cosigner=CosignerView("nas", True)))
    assert not card.isVisible()


def test_in_practice_the_window_is_the_person_there(card: DelayProposal) -> None:
    card.show_state(replace(STATE, practice=True))
    assert card.set.isVisible()
    assert not card.command.isVisible()

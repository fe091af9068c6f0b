"""The ground of the window's tests: practice from nothing, and back on its feet after what a test did to it."""

from __future__ import annotations

import pytest

from app.desktop.model.state import Phase
from app.practice import GIFT
from tests.support.practised import Practised

pytestmark = pytest.mark.slow


def test_practice_is_open_with_coins_and_a_cosigner(practised: Practised) -> None:
    state = practised.state
    assert state.phase is Phase.OPEN
    assert state.practice
    assert state.key is not None
    assert state.balance.spendable >= GIFT
    assert state.cosigner.online
    assert state.cosigner.same_machine


def test_every_page_opens(practised: Practised) -> None:
    for key in ("home", "send", "receive", "history", "coins", "cosigner", "settings"):
        assert practised.page(key).isVisible()


def test_a_killed_cosigner_is_named_and_comes_back(practised: Practised) -> None:
    practised.kill_cosigner()
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.cosigner.online is False, "the co-signer is missed")
    assert practised.state.cosigner.reason


def test_the_next_test_finds_it_well(practised: Practised) -> None:
    assert practised.state.cosigner.online
    assert not practised.requests()


def test_left_and_entered_again(practised: Practised) -> None:
    fingerprint = practised.state.key and practised.state.key.fingerprint
    practised.onboarding.leave_practice()
    practised.wait(lambda: practised.state.phase is Phase.NEW and not practised.jobs.running("leave"))
    assert practised.controller.wallet is None
    practised.settle()
    assert practised.state.key is not None
    assert practised.state.key.fingerprint == fingerprint

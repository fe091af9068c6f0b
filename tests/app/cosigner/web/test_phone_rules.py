"""Rules and computers on a phone, over a line that it has checked: in a real browser, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.cosigner.api import PolicyChange, PolicyView
from tests.support.checked_line import phones
from tests.support.chromium import Tab
from tests.support.page_visitor import PagedHomes, paged_homes

pytestmark = pytest.mark.slow


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[PagedHomes]:
    """Its own: a delay and a block stay."""
    with paged_homes(tmp_path / "homes") as found:
        yield found


@pytest.fixture
def phone(homes: PagedHomes, tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    with phones(homes, tmp_path) as found:
        yield found


@pytest.fixture
def tab(phone: Callable[..., Tab]) -> Tab:
    """Its browser runs no script."""
    return phone("My phone", script=False)


def rules(homes: PagedHomes) -> PolicyView:
    (found,) = homes.serving.cosigner.admin.policy_show()
    return found


def test_a_rule_is_changed(homes: PagedHomes, tab: Tab, phone: Callable[..., Tab]) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=2_000_000, approve_below=50_000, delay=60))
    tab.sends("a[href='/rules']")
    tab.tap("summary")
    tab.types("input[name=per_day]", "1500000")
    tab.sends("form[action='/rules'] .go")
    assert "The rules are changed." in tab.text
    assert rules(homes).per_day == 1_500_000
    tab = phone("Tablet")  # what loosens takes the browser's word on the line, and so its script
    tab.sends("a[href='/rules']")
    tab.tap("summary")
    tab.types("input[name=per_day]", "1600000")
    tab.sends("form[action='/rules'] .go")
    assert "Make it looser?" in tab.text
    assert rules(homes).pending == ()
    tab.types("input[name=pin]", pin)
    assert tab.js("document.getElementById('yes').disabled")  # not in the first two seconds
    tab.until("!document.getElementById('yes').disabled")
    tab.sends(".go")
    assert "Looser in" in tab.text
    assert [one.to for one in rules(homes).pending] == ["1600000"]
    tab.sends(".keep")
    assert "It stays as it is." in tab.text
    assert (rules(homes).per_day, rules(homes).pending) == (1_500_000, ())
    assert tab.complaints == []


def test_a_computer_is_blocked(homes: PagedHomes, tab: Tab) -> None:
    tab.sends("a[href='/computers']")
    tab.sends("a[href^='/block/']")
    assert "Block this computer?" in tab.text
    tab.sends(".refuse")
    assert "Blocked. It is turned away." in tab.text
    (found,) = homes.serving.cosigner.admin.status().computers
    assert found.blocked is not None
    assert tab.complaints == []

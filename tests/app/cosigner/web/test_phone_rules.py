"""Rules and computers on a phone, over a line that it has checked: in a real browser, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cosigner.web.site import Site
from core.cosigner.api import PolicyChange, PolicyView
from tests.support.chromium import Tab, chromium
from tests.support.page_visitor import Admitting, PagedHomes, paged_homes
from tests.support.tls_proxy import tls_proxy

NAME = "cosigner.test"
pytestmark = pytest.mark.slow


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[PagedHomes]:
    """Its own: a delay and a block stay."""
    with paged_homes(tmp_path / "homes") as found:
        yield found


@pytest.fixture
def tab(homes: PagedHomes, tmp_path: Path) -> Iterator[Tab]:
    """A phone that was admitted; its browser runs no script."""
    with tls_proxy(tmp_path, NAME) as proxy:
        site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{proxy.port}"])
        site.start()
        proxy.behind = site.port
        words = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={proxy.spki}")
        with chromium(tmp_path / "chromium", *words) as browser:
            found = browser.tab()
            found.without_script()
            admitting = Admitting(homes)
            found.open(admitting.url)
            found.types("input[name=name]", "My phone")
            found.sends("button.go")
            admitting.result()
            found.open(admitting.url.partition("admit/")[0])
            yield found
        site.close()


def rules(homes: PagedHomes) -> PolicyView:
    (found,) = homes.serving.cosigner.admin.policy_show()
    return found


def test_a_rule_is_changed(homes: PagedHomes, tab: Tab) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=2_000_000, approve_below=50_000, delay=60))
    tab.sends("a[href='/rules']")
    tab.tap("summary")
    tab.types("input[name=per_day]", "1500000")
    tab.sends("form[action='/rules'] .go")
    assert "The rules are changed." in tab.text
    assert rules(homes).per_day == 1_500_000
    tab.tap("summary")
    tab.types("input[name=per_day]", "1600000")
    tab.sends("form[action='/rules'] .go")
    assert "Make it looser?" in tab.text
    assert rules(homes).pending == ()
    tab.types("input[name=pin]", pin)
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

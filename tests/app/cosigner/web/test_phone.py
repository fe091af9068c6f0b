"""The page in a real browser of the size of a phone: what a person sees and taps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cosigner.web.site import Site
from core.cosigner import browser_admission
from core.errors import BadInput, Refused
from tests.support.chromium import Browser, Tab, chromium
from tests.support.page_visitor import Admitting, PagedHomes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("chromium")) as found:
        yield found


def admitted(homes: PagedHomes, tab: Tab, name: str = "My phone") -> Tab:
    """As a person does it, to the list of what waits."""
    admitting = Admitting(homes)
    tab.open(admitting.url)
    tab.types("input[name=name]", name)
    tab.sends("button.go")
    assert admitting.result().name == name
    tab.open(admitting.url.partition("admit/")[0])
    return tab


def test_a_phone_is_admitted_looks_and_refuses(homes: PagedHomes, browser: Browser) -> None:
    tab = admitted(homes, browser.tab())
    assert "Nothing waits for you." in tab.text
    paying = homes.pays(1_490_000)
    tab.sends("a.again")
    tab.sends("a[href^='/request/']")
    assert "Leaves the wallet" in tab.text
    tab.until("/^23:59:5\\d$/.test(document.querySelector('time').textContent)")
    tab.tap("a.no")
    tab.tap("#refuse input[value=wrong_amount]")
    tab.sends("#refuse button.refuse")
    assert "Refused. Nothing is signed." in tab.text
    with pytest.raises(Refused, match="The amount or fee is wrong"):
        paying.result(30)
    assert tab.complaints == []  # its own policy lets all of it through


def test_without_script_it_reads_refuses_and_freezes(homes: PagedHomes, browser: Browser) -> None:
    tab = browser.tab()
    tab.without_script()
    admitted(homes, tab)
    homes.pays(2_000)
    tab.sends("a.again")
    tab.sends("a[href^='/request/']")
    tab.tap("a.no")
    tab.tap("#refuse input[name=freeze]")
    tab.sends("#refuse button.refuse")
    assert "Refused. Nothing is signed." in tab.text
    assert "Frozen: nothing is signed." in tab.text
    assert homes.waiting == ()
    assert [one.frozen for one in homes.serving.cosigner.admin.policy_show()] == [True]
    homes.thaw()


def test_a_phone_that_was_revoked_sees_nothing_more(homes: PagedHomes, browser: Browser) -> None:
    tab = admitted(homes, browser.tab())
    homes.serving.console.revoke_browser("My phone")
    tab.sends("a.again")
    assert "This browser is not admitted" in tab.text


def test_two_phones_decide_once(homes: PagedHomes, browser: Browser) -> None:
    one, other = (admitted(homes, browser.tab(), name) for name in ("Phone", "Tablet"))
    paying = homes.pays(3_000)
    for tab in (one, other):
        tab.sends("a.again")
        tab.sends("a[href^='/request/']")
        tab.tap("a.no")
    one.sends("#refuse button.refuse")
    other.sends("#refuse button.refuse")
    assert "Refused. Nothing is signed." in one.text
    assert "That did not work" in other.text
    with pytest.raises(Refused):
        paying.result(30)


def test_off_line_and_back(homes: PagedHomes, browser: Browser) -> None:
    tab = admitted(homes, browser.tab())
    homes.pays(4_000)
    tab.sends("a.again")
    tab.sends("a[href^='/request/']")
    shown = tab.text
    tab.offline()
    assert tab.js("fetch('/').then(() => 'came', () => 'lost')") == "lost"
    assert tab.text.splitlines()[0] == shown.splitlines()[0]
    tab.offline(False)
    tab.tap("a.no")
    tab.sends("#refuse button.refuse")
    assert "Refused. Nothing is signed." in tab.text


def test_an_expired_link_admits_nobody(homes: PagedHomes, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its five minutes pass while the page is open."""
    monkeypatch.setattr(browser_admission, "LIVES", 2.0)
    admitting, tab = Admitting(homes), browser.tab()
    tab.open(admitting.url)
    assert "Admit this browser?" in tab.text
    with pytest.raises(BadInput):
        admitting.result()  # the terminal gives up
    tab.sends("button.go")
    assert "This link is over" in tab.text
    tab.open(admitting.url)
    assert "This link is over" in tab.text
    assert homes.serving.console.browsers() == ()


def test_a_page_that_frames_it_shows_nothing(homes: PagedHomes, browser: Browser) -> None:
    tab = admitted(homes, browser.tab())
    tab.js(f"document.body.innerHTML = '<iframe src=\"http://localhost:{homes.port}/\"></iframe>'")
    tab.until("document.querySelector('iframe') !== null")
    assert any("frame" in one or "Frame" in one for one in tab.complaints) or tab.js(
        "document.querySelector('iframe').contentDocument === null"
    )


def test_an_open_page_says_what_is_new_and_moves_nothing(homes: PagedHomes, browser: Browser) -> None:
    tab = admitted(homes, browser.tab())
    top = tab.js("document.querySelector('h1').getBoundingClientRect().y")
    homes.pays(5_000)
    tab.until("!document.querySelector('.news .new').hidden")
    assert tab.js("document.querySelector('h1').getBoundingClientRect().y") == top
    assert tab.js("document.querySelectorAll(\"a[href^='/request/']\").length") == 0  # nothing came by itself
    tab.sends("a.again")
    tab.sends("a[href^='/request/']")
    homes.serving.cosigner.admin.refuse(homes.waiting[0].id, "decided at the terminal")
    tab.until("!document.querySelector('.news .over').hidden")
    assert "does not wait any more" in tab.text


def test_a_page_that_was_away_is_there_again(homes: PagedHomes, browser: Browser) -> None:
    """The co-signer's machine was off meanwhile; what is shown stays, is told to be old, and then counts again."""
    tab = admitted(homes, browser.tab())
    homes.pays(6_000)
    tab.sends("a.again")
    tab.sends("a[href^='/request/']")
    shown = tab.js("document.querySelector('main').innerText")
    homes.site.close()
    tab.until("!document.querySelector('.news .lost').hidden")
    assert tab.js("document.querySelector('main').innerText") == shown
    homes.site = Site(homes.serving.cosigner.page, homes.host, homes.port)
    homes.site.start()
    tab.until("document.querySelector('.news .lost').hidden")
    tab.tap("a.no")
    tab.sends("#refuse button.refuse")
    assert "Refused. Nothing is signed." in tab.text


def test_a_page_says_that_it_lost_the_co_signer(homes: PagedHomes, browser: Browser) -> None:
    tab = admitted(homes, browser.tab())
    tab.until("document.querySelector('.news .lost').hidden")
    homes.serving.console.revoke_browser("My phone")
    tab.until("!document.querySelector('.news .lost').hidden")

"""A browser's own passkey, in a real Chromium of the size of a phone, with a virtual authenticator."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cosigner.web.site import Site
from core.crypto import webauthn
from core.home.records import LogCode
from core.wallet.api import Signed
from tests.support.chromium import Browser, Tab, chromium
from tests.support.page_visitor import Admitting, PagedHomes
from tests.support.passkeys import NAME, MakingPasskey
from tests.support.tls_proxy import TlsProxy, tls_proxy

LOOK = 2.1  # seconds
# The browser goes on asking its person for minutes; here for as short as it lets itself be told.
HURRIED = """
    const asked = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = function (what) {
        what.publicKey.timeout = 1;
        return asked.call(this, what);
    };
    0
"""


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[TlsProxy]:
    with tls_proxy(tmp_path, NAME) as found:
        yield found


@pytest.fixture
def site(homes: PagedHomes, proxy: TlsProxy) -> Iterator[Site]:
    found = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{proxy.port}"])
    found.start()
    proxy.behind = found.port
    try:
        yield found
    finally:
        found.close()


@contextmanager
def at_hand(place: Path, proxy: TlsProxy) -> Iterator[Browser]:
    words = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={proxy.spki}")
    with chromium(place / "chromium", *words) as browser:
        yield browser


def admitted(homes: PagedHomes, tab: Tab, name: str = "My phone") -> Tab:
    admitting = Admitting(homes)
    tab.open(admitting.url)
    tab.types("input[name=name]", name)
    tab.sends("button.go")
    admitting.result()
    tab.open(admitting.url.partition("admit/")[0])
    return tab


def makes(homes: PagedHomes, tab: Tab, name: str = "My phone") -> None:
    """As a person does it."""
    making = MakingPasskey(homes, name)
    tab.sends("nav a[href='/passkey']")
    tab.types("input[name=code]", making.code)
    tab.sends("button.go")
    tab.until("!document.getElementById('yes').disabled")
    tab.sends("#yes")
    assert "This browser approves with its passkey from now on." in tab.text
    assert making.result().passkey > 0


def at_the_request(tab: Tab, name: str = "/") -> None:
    tab.js("location.href = '/'")
    tab.until("document.readyState === 'complete' && !!document.querySelector(\"a[href^='/request/']\")")
    tab.sends("a[href^='/request/']")
    tab.tap("a[href='#approve']")
    tab.tap("input[name=compared]")


@pytest.mark.slow
def test_a_phone_makes_a_passkey_and_approves_with_it(
    homes: PagedHomes, proxy: TlsProxy, site: Site, tmp_path: Path
) -> None:
    with at_hand(tmp_path, proxy) as browser:
        tab = admitted(homes, browser.tab())
        tab.has_authenticator()
        makes(homes, tab)
        tab.sends("nav a[href='/passkey']")
        assert "approves with its passkey, made on" in tab.text
        paying = homes.pays(1_490_000)
        at_the_request(tab)
        assert tab.js("document.querySelector('#approve input[name=pin]') === null")
        assert tab.js("document.getElementById('yes').disabled")  # not in the first two seconds
        tab.until("!document.getElementById('yes').disabled")
        tab.sends("#yes")
        assert "Approved." in tab.text
        assert isinstance(paying.result(60), Signed)
        assert tab.complaints == []
    codes = [one.code for one in homes.serving.cosigner.admin.log()]
    at = codes.index(LogCode.BROWSER_PASSKEY_SIGNED)
    assert codes[at : at + 3] == [LogCode.BROWSER_PASSKEY_SIGNED, LogCode.BROWSER_APPROVES, LogCode.APPROVED]


@pytest.mark.slow
def test_who_does_not_verify_approves_nothing_and_may_refuse(
    homes: PagedHomes, proxy: TlsProxy, site: Site, tmp_path: Path
) -> None:
    with at_hand(tmp_path, proxy) as browser:
        tab = admitted(homes, browser.tab())
        verifies = tab.has_authenticator()
        makes(homes, tab)
        homes.pays(2_000)
        verifies(False)
        at_the_request(tab)
        tab.until("!document.getElementById('yes').disabled")
        tab.js(HURRIED)
        tab.tap("#yes")
        tab.until("!document.querySelector('#approve .failed').hidden")
        assert "gave no passkey" in tab.text
        assert not homes.waiting[0].approved
        verifies(True)
        tab.until("!document.getElementById('yes').disabled")
        tab.sends("#yes")  # tried again
        assert "Approved." in tab.text


@pytest.mark.slow
def test_what_is_sent_is_the_four_parts_and_no_secret(
    homes: PagedHomes, proxy: TlsProxy, site: Site, tmp_path: Path
) -> None:
    """Of a credential that has extensions' output, toJSON() would carry it."""
    with at_hand(tmp_path, proxy) as browser:
        tab = admitted(homes, browser.tab())
        tab.has_authenticator()
        makes(homes, tab)
        homes.pays(3_000)
        at_the_request(tab)
        tab.until("!document.getElementById('yes').disabled")
        tab.js("HTMLFormElement.prototype.submit = function () { window.isSent = this.elements.passkey.value }")
        tab.tap("#yes")
        sent = json.loads(tab.until("window.isSent"))
        assert sent.keys() == {"id", "rawId", "type", "response"}
        assert sent["response"].keys() == {"clientDataJSON", "authenticatorData", "signature"}
        assert webauthn.read(json.dumps(sent)).id


@pytest.mark.slow
def test_two_phones_at_once(homes: PagedHomes, proxy: TlsProxy, site: Site, tmp_path: Path) -> None:
    with at_hand(tmp_path, proxy) as browser:
        one, other = admitted(homes, browser.tab()), admitted(homes, browser.tab(), "Tablet")
        one.has_authenticator(), other.has_authenticator()
        makes(homes, one)
        makes(homes, other, "Tablet")
        paying = homes.pays(4_000)
        for tab in (one, other):
            at_the_request(tab)
        for tab in (one, other):
            tab.until("!document.getElementById('yes').disabled")
        other.sends("#yes")
        assert "Approved." in other.text
        assert isinstance(paying.result(60), Signed)
        one.js("document.getElementById('yes')?.click()")  # if it does not know yet
        one.until("!document.getElementById('yes')")
        assert "Approved." not in one.text


@pytest.mark.slow
def test_a_line_with_a_bad_certificate_gets_no_passkey(
    homes: PagedHomes, proxy: TlsProxy, site: Site, tmp_path: Path
) -> None:
    """Without a virtual authenticator, which would hide it: Chromium refuses before it asks any device."""
    with chromium(tmp_path / "chromium", f"--host-resolver-rules=MAP {NAME} 127.0.0.1") as browser:
        tab = browser.tab()
        tab.call("Security.setIgnoreCertificateErrors", ignore=True)  # "click through the warning"
        admitted(homes, tab)
        making = MakingPasskey(homes)
        tab.sends("nav a[href='/passkey']")
        tab.types("input[name=code]", making.code)
        tab.sends("button.go")
        tab.until("!document.querySelector('.unverified').hidden")
        time.sleep(LOOK)
        assert tab.js("document.getElementById('yes').disabled")
        tab.js("document.getElementById('yes').disabled = false")  # whoever changes the page is refused by the browser
        tab.tap("#yes")
        tab.until("!document.querySelector('.failed').hidden")
        assert homes.serving.console.browsers()[0].passkey == 0


@pytest.mark.slow
def test_without_script_it_is_read_and_refused(homes: PagedHomes, proxy: TlsProxy, site: Site, tmp_path: Path) -> None:
    with at_hand(tmp_path, proxy) as browser:
        tab = admitted(homes, browser.tab())
        tab.has_authenticator()
        makes(homes, tab)
        homes.pays(5_000)
        tab.without_script()
        tab.open(f"https://{NAME}:{proxy.port}/")
        tab.sends("a[href^='/request/']")
        assert "Approving needs this browser’s passkey, and script." in tab.text
        assert "Leaves the wallet" in tab.text
        tab.tap("a.no")
        tab.tap("#refuse input[value=not_now]")
        tab.sends("#refuse button.refuse")
        assert "Refused. Nothing is signed." in tab.text

"""A yes on the page: over a line that a phone can check, after a look, with the PIN; and every way around that."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cosigner.web import forms
from app.cosigner.web.site import Site
from app.text.say import logged
from core.cosigner.page_pin import MOST_WRONG, TRIES
from core.cosigner.shown import COMPARED, PageBy, PageYes, shown_digest
from core.errors import BadInput
from core.home.records import LogCode
from core.wallet.api import Signed
from core.wallet.without_home import verify_message
from tests.support.chromium import Browser, Tab, chromium
from tests.support.open_homes import NAME as WALLET
from tests.support.page_visitor import Admitting, PagedHomes, Visitor, paged_homes
from tests.support.tls_proxy import TlsProxy, tls_proxy

NAME = "cosigner.test"
LOOK = 2.1  # seconds


class Clock:
    """Seconds that only the test lets pass; the page's own."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def phone(homes: PagedHomes, clock: Clock) -> Iterator[Visitor]:
    """One that is admitted, and comes through a proxy with a name."""
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME], steady=clock)
    site.start()
    page = homes.admitted()
    port = site.port
    try:
        yield Visitor("127.0.0.1", port, {**page.headers, "Host": NAME, "Origin": f"https://{NAME}"})
    finally:
        site.close()


def approving(page: Visitor, id: str, pin: str, **more: str) -> dict[str, str]:
    """The form as a person fills it in, of a first payment."""
    shown = page.gets(f"/request/{id}")
    fields = {name: shown.field(name, "/approve") for name in ("token", "id", "task", "shown")}
    return {**fields, "pin": pin, "compared": "1", **more}


def sends(page: Visitor, fields: dict[str, str]) -> int:
    return page.posts("/approve", fields, Origin=f"https://{NAME}").status


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06}"


def test_a_yes_with_the_pin_is_signed_and_logged(homes: PagedHomes, phone: Visitor, clock: Clock) -> None:
    pin = homes.serving.console.new_pin().pin
    paying = homes.pays(1_490_000)
    (asked,) = homes.waiting
    fields = approving(phone, asked.id, pin)
    clock.now += LOOK
    assert sends(phone, fields) == 303
    assert isinstance(paying.result(60), Signed)
    said = [logged(one.code, one.values) for one in homes.serving.cosigner.admin.log()]
    at = said.index(f"page, browser My phone: approves request {asked.id[:8]}")
    assert said[at + 1].endswith(f"request {asked.id[:8]} approved")
    assert sends(phone, fields) == 409  # a second time


def test_a_message_is_shown_whole_and_approved_here(homes: PagedHomes, phone: Visitor, clock: Clock) -> None:
    pin, text = homes.serving.console.new_pin().pin, "It is <mine>.\n\u202e"
    address = homes.wallet.address(WALLET).text
    saying = homes.asks(lambda: homes.wallet.sign_message(WALLET, address, text.encode()))
    (asked,) = homes.waiting
    page = phone.gets(f"/request/{asked.id}").text
    assert f"said by who can spend from {address}" in page
    assert "│ It is &lt;mine&gt;." in page
    assert "│ □" in page
    shown = phone.gets(f"/request/{asked.id}")
    fields = {name: shown.field(name, "/approve") for name in ("token", "id", "task", "shown")} | {"pin": pin}
    clock.now += LOOK
    assert sends(phone, fields) == 303
    verify_message(address, text.encode(), saying.result(60))


@pytest.mark.parametrize("seconds", [0.0, 1.9, 3601.0])
def test_what_was_not_looked_at_is_not_approved(
    homes: PagedHomes, phone: Visitor, clock: Clock, seconds: float
) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.pays(2_000)
    (asked,) = homes.waiting
    fields = approving(phone, asked.id, pin)
    clock.now += seconds
    assert sends(phone, fields) == 409
    assert not homes.waiting[0].approved


def test_nothing_of_the_form_can_be_another(homes: PagedHomes, phone: Visitor, clock: Clock) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.pays(3_000)
    homes.pays(3_001)
    one, other = homes.waiting
    fields = approving(phone, one.id, pin)
    clock.now += LOOK
    for spoilt in (
        {"id": other.id},
        {"task": other.task},
        {"id": other.id, "task": other.task},
        {"shown": f"1.{fields['shown'].partition('.')[2]}"},
        {"shown": ""},
        {"task": ""},
    ):
        assert sends(phone, {**fields, **spoilt}) == 403, spoilt
    assert sends(phone, {**fields, "compared": ""}) == 409  # the address was never paid, and nobody compared it
    assert [found.approved for found in homes.waiting] == [False, False]
    assert sends(phone, fields) == 303


def test_a_request_that_reads_differently_by_now_is_looked_at_again(
    homes: PagedHomes, phone: Visitor, clock: Clock
) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.pays(3_500)
    (asked,) = homes.waiting
    fields = approving(phone, asked.id, pin)
    clock.now += LOOK
    homes.serving.cosigner.admin.rename(asked.computer, "Another name")
    assert sends(phone, fields) == 409


def test_five_wrong_pins_and_the_right_one_counts_no_more(homes: PagedHomes, phone: Visitor, clock: Clock) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.pays(4_000)
    (asked,) = homes.waiting
    fields = approving(phone, asked.id, pin)
    clock.now += LOOK
    for _ in range(TRIES):
        assert sends(phone, {**fields, "pin": wrong(pin)}) == 409
    assert sends(phone, fields) == 409
    log = homes.serving.cosigner.admin.log()
    assert sum(line.count for line in log if line.code == LogCode.BROWSER_PIN_WRONG) == TRIES
    assert 'action="/approve"' not in phone.gets(f"/request/{asked.id}").text  # it says to make another
    again = homes.serving.console.new_pin().pin
    assert sends(phone, {**fields, "pin": again}) == 303


def test_tries_outlive_the_co_signer(tmp_path: Path) -> None:
    with paged_homes(tmp_path) as homes:
        page = homes.admitted()
        pin = homes.serving.console.new_pin().pin
        homes.pays(5_000)
        cookie = bytes_of(page)
        for _ in range(TRIES - 1):
            tries(homes, cookie, wrong(pin))
        homes.site.close()
        homes.restart_cosigner()
        tries(homes, cookie, wrong(pin))
        tries(homes, cookie, pin)


def test_twenty_wrong_pins_in_all_and_it_is_over(homes: PagedHomes) -> None:
    """Whoever has an admitted phone now and then may not go on after each right one."""
    cookie = bytes_of(homes.admitted())
    pin = homes.serving.console.new_pin().pin
    for _ in range(MOST_WRONG // (TRIES - 1)):
        assert homes.serving.cosigner.page.look(cookie).pin
        homes.pays(5_100)
        for _ in range(TRIES - 1):
            tries(homes, cookie, wrong(pin))
        if homes.serving.cosigner.page.look(cookie).pin:
            homes.serving.cosigner.page.approve(cookie, yes_to(homes, pin))
    assert not homes.serving.cosigner.page.look(cookie).pin
    tries(homes, cookie, pin)
    again = homes.serving.console.new_pin().pin
    homes.serving.cosigner.page.approve(cookie, yes_to(homes, again))


def bytes_of(page: Visitor) -> bytes:
    found = forms.read(page.headers["Cookie"].partition("=")[2])
    assert found is not None
    return found


def yes_to(homes: PagedHomes, pin: str) -> PageYes:
    """To the request that waits, as it is now."""
    (asked,) = [one for one in homes.waiting if not one.approved]
    return PageYes(asked.id, asked.task, shown_digest(asked), frozenset({COMPARED}), PageBy(pin, "", "", "127.0.0.1"))


def tries(homes: PagedHomes, cookie: bytes, pin: str) -> None:
    with pytest.raises(BadInput) as caught:
        homes.serving.cosigner.page.approve(cookie, yes_to(homes, pin))
    assert caught.value.kind == "browser.pin"


def test_what_changes_while_a_yes_waits_for_its_turn_is_not_approved(homes: PagedHomes) -> None:
    """The co-signer holds it against what is there in the very turn that approves."""
    cookie = bytes_of(homes.admitted())
    pin = homes.serving.console.new_pin().pin
    homes.pays(5_200)
    yes = yes_to(homes, pin)
    homes.serving.cosigner.admin.rename(homes.waiting[0].computer, "A name of now")
    for stale in (yes, replace(yes_to(homes, pin), ticked=frozenset())):
        with pytest.raises(BadInput) as caught:
            homes.serving.cosigner.page.approve(cookie, stale)
        assert caught.value.kind == "browser.form"
    homes.serving.cosigner.page.approve(cookie, yes_to(homes, pin))


def test_over_plain_http_nothing_is_approved(homes: PagedHomes, phone: Visitor, clock: Clock) -> None:
    """With all that the form of the other line has."""
    pin = homes.serving.console.new_pin().pin
    homes.pays(7_000)
    (asked,) = homes.waiting
    fields = approving(phone, asked.id, pin)
    clock.now += LOOK
    near = Visitor(phone.host, phone.port, {"Cookie": phone.headers["Cookie"]})
    assert 'action="/approve"' not in near.gets(f"/request/{asked.id}").text
    assert near.posts("/approve", fields).status == 403
    assert sends(phone, fields) == 303


# ------------------------------------------------------------------ in a real browser
@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[TlsProxy]:
    with tls_proxy(tmp_path, NAME) as found:
        yield found


def at_the_request(homes: PagedHomes, browser: Browser, *, unchecked: bool = False) -> Tab:
    """A phone that was admitted over the proxy, before a request."""
    tab = browser.tab()
    if unchecked:
        tab.call("Security.setIgnoreCertificateErrors", ignore=True)  # "click through the warning"
    admitting = Admitting(homes)
    tab.open(admitting.url)
    tab.types("input[name=name]", "My phone")
    tab.sends("button.go")
    admitting.result()
    tab.open(admitting.url.partition("admit/")[0])
    tab.sends("a[href^='/request/']")
    return tab


@pytest.mark.slow
def test_a_phone_approves_over_a_line_that_it_has_checked(homes: PagedHomes, proxy: TlsProxy, tmp_path: Path) -> None:
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{proxy.port}"])
    site.start()
    proxy.behind = site.port
    pin = homes.serving.console.new_pin().pin
    paying = homes.pays(8_000)
    words = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={proxy.spki}")
    with chromium(tmp_path / "chromium", *words) as browser:
        tab = at_the_request(homes, browser)
        tab.tap("a[href='#approve']")
        tab.tap("input[name=compared]")
        tab.types("input[name=pin]", pin)
        assert tab.js("document.getElementById('yes').disabled")  # not in the first two seconds
        tab.until("!document.getElementById('yes').disabled")
        tab.sends("#yes")
        assert "Approved." in tab.text
        assert tab.complaints == []
    assert isinstance(paying.result(60), Signed)
    site.close()


@pytest.mark.slow
def test_a_line_with_a_bad_certificate_offers_no_yes(homes: PagedHomes, proxy: TlsProxy, tmp_path: Path) -> None:
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{proxy.port}"])
    site.start()
    proxy.behind = site.port
    homes.serving.console.new_pin()
    homes.pays(9_000)
    with chromium(tmp_path / "chromium", f"--host-resolver-rules=MAP {NAME} 127.0.0.1") as browser:
        tab = at_the_request(homes, browser, unchecked=True)
        tab.tap("a[href='#approve']")
        tab.until("!document.querySelector('.unverified').hidden")
        assert "This line is not verified" in tab.text
        time.sleep(LOOK)
        assert tab.js("document.getElementById('yes').disabled")
    site.close()


# ------------------------------------------------------------------ with a certificate of its own
@pytest.mark.slow
@pytest.mark.parametrize("host", [NAME, "127.0.0.1"])
def test_a_phone_that_trusts_the_pages_own_authority_approves(homes: PagedHomes, tmp_path: Path, host: str) -> None:
    console = homes.serving.console
    made = console.new_certificate(host)
    site = Site(homes.serving.cosigner.page, "0.0.0.0", 0)  # noqa: S104
    assert site.start() == f"https://{host}:{site.port}"
    pin = console.new_pin().pin
    paying = homes.pays(10_000)
    authority = ssl.create_default_context(cadata=bytes.fromhex(made.der))
    with (
        socket.create_connection(("127.0.0.1", site.port)) as line,
        authority.wrap_socket(line, server_hostname=host) as checked,
    ):  # OpenSSL takes it, by that authority alone
        checked.sendall(f"GET /ca.crt HTTP/1.1\r\nHost: {host}:{site.port}\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: checked.recv(4096), b""))
        assert said.endswith(bytes.fromhex(made.der))  # for the phone's settings
    words = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    with chromium(tmp_path / "chromium", words, trusts=bytes.fromhex(made.der)) as browser:
        tab = at_the_request(homes, browser)
        tab.tap("a[href='#approve']")
        tab.tap("input[name=compared]")
        tab.types("input[name=pin]", pin)
        tab.until("!document.getElementById('yes').disabled")
        tab.sends("#yes")
        assert "Approved." in tab.text
    assert isinstance(paying.result(60), Signed)
    site.close()


def test_its_own_line_answers_no_other_name_and_no_plain_http(homes: PagedHomes) -> None:
    homes.serving.console.new_certificate(NAME)
    site = Site(homes.serving.cosigner.page, "0.0.0.0", 0)  # noqa: S104
    site.start()
    try:
        with socket.create_connection(("127.0.0.1", site.port)) as line:
            line.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}:{site.port}\r\n\r\n".encode())
            assert b"200" not in line.recv(100)
        loose = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        loose.check_hostname, loose.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", site.port)) as line, loose.wrap_socket(line) as checked:
            checked.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode())
            assert checked.recv(100).split()[1] == b"421"
        with pytest.raises(BadInput):
            Site(homes.serving.cosigner.page, "0.0.0.0", 0, ["other.test"])  # noqa: S104
    finally:
        site.close()

"""Whoever pretends to come through the page's trusted proxy, or says there what it is not: believed in nothing."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.cosigner.web.site import Site
from core.errors import BadInput, InputKind
from tests.support.page_visitor import PagedHomes, Visitor

NAME, PROXY = "cosigner.test", "127.0.0.9"
LOOK = 2.1  # seconds
SAID = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.fixture
def site(homes: PagedHomes) -> Iterator[Site]:
    found = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME], proxy=PROXY)
    found.start()
    yield found
    found.close()


@pytest.fixture
def phone(homes: PagedHomes, site: Site) -> Visitor:
    """Admitted, and behind the proxy."""
    headers = {**homes.admitted().headers, "Host": NAME, "Origin": f"https://{NAME}", **SAID}
    return Visitor("127.0.0.1", site.port, headers, PROXY)


def address(homes: PagedHomes) -> str:
    (found,) = homes.serving.console.browsers()
    return found.address


def approves(page: Visitor, homes: PagedHomes) -> bool:
    """Whether it is offered a yes."""
    homes.serving.console.new_pin()
    homes.pays(1_000)
    return 'action="/approve"' in page.gets(f"/request/{homes.waiting[0].id}").text


def test_through_the_proxy_a_phone_is_where_the_proxy_says(homes: PagedHomes, phone: Visitor) -> None:
    assert phone.gets("/").status == 200
    assert address(homes) == "203.0.113.9"
    assert approves(phone, homes)


@pytest.mark.parametrize("source", ["127.0.0.1", "127.0.0.10"])
def test_who_is_not_the_proxy_is_not_believed(homes: PagedHomes, phone: Visitor, source: str) -> None:
    """With the cookie, the name and all headers of the proxy."""
    other = replace(phone, source=source)
    assert other.gets("/").status == 421
    assert other.posts("/freeze", {}).status == 421
    assert address(homes) == "127.0.0.1"
    near = replace(other, headers={**other.headers, "Host": f"127.0.0.1:{phone.port}"})
    assert near.gets("/").status == 200  # as it is: from this machine, over a line that nobody has checked
    assert address(homes) == source
    assert not approves(near, homes)


def test_only_the_last_hop_counts(homes: PagedHomes, phone: Visitor) -> None:
    """What stands before came from the browser: a computer that wants to be somewhere else."""
    phone.gets("/", X_Forwarded_For="198.51.100.1, 203.0.113.7")
    assert address(homes) == "203.0.113.7"
    phone.gets("/", X_Forwarded_For="10.0.0.1,::ffff:203.0.113.8")
    assert address(homes) == "203.0.113.8"


def test_several_headers_are_one_list(homes: PagedHomes, phone: Visitor) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in phone.headers.items() if name != "X-Forwarded-For")
    with socket.create_connection((phone.host, phone.port), source_address=(PROXY, 0)) as line:
        last = "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.6\r\nConnection: close\r\n\r\n"
        line.sendall(f"GET / HTTP/1.1\r\n{head}{last}".encode())
        while line.recv(65536):
            pass
    assert address(homes) == "203.0.113.6"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Proto": "https, http"},
        {"X-Forwarded-Proto": ""},
        {"X-Forwarded-Proto": "HTTPS://"},
        {"X-Forwarded-For": ""},
        {"X-Forwarded-For": "unknown"},
        {"X-Forwarded-For": "203.0.113.9,"},
        {"X-Forwarded-For": "203.0.113.9:443"},
        {"X-Forwarded-For": "203.0.113.9 evil"},
        {"X-Forwarded-For": "", "X-Forwarded-Proto": ""},
        {"X-Forwarded-For": "", "X-Real-IP": "203.0.113.9"},
        {"X-Forwarded-For": "", "Forwarded": "for=203.0.113.9;proto=https"},
    ],
)
def test_a_proxy_that_does_not_say_it_shows_nothing(homes: PagedHomes, phone: Visitor, spoilt: dict[str, str]) -> None:
    assert phone.gets("/", **spoilt).status == 421
    assert address(homes) == "127.0.0.1"


@pytest.mark.parametrize("host", ["evil.example", f"{NAME}.evil.example", f"{NAME}:8443", "127.0.0.1", ""])
def test_another_name_through_the_proxy_gets_nothing(phone: Visitor, host: str) -> None:
    """Rebinding; and X-Forwarded-Host is nobody's word."""
    assert phone.gets("/", Host=host or "x", X_Forwarded_Host=NAME).status == 421


def test_a_proxy_that_hides_the_name_gets_nothing(phone: Visitor) -> None:
    """As some do by themselves: a page of the web would be read as one of this machine."""
    assert phone.gets("/", Host=f"127.0.0.1:{phone.port}").status == 421


def test_a_form_of_another_site_through_the_proxy(homes: PagedHomes, phone: Visitor) -> None:
    token = phone.gets("/").field("token", "/freeze")
    for origin in ("https://evil.example", f"http://{NAME}", "null", f"http://127.0.0.1:{phone.port}"):
        assert phone.posts("/freeze", {"token": token}, Origin=origin).status == 403
    assert not any(one.frozen for one in homes.serving.cosigner.admin.policy_show())
    assert phone.posts("/freeze", {"token": token}, Origin=f"https://{NAME}").status == 303
    homes.thaw()


def test_the_linked_computer_behind_the_proxy_says_yes_to_nothing(
    homes: PagedHomes, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1: its address is what the proxy says, not what it writes itself. That of this test's computer is loopback."""
    monkeypatch.setattr("core.cosigner.seats.is_loopback", lambda _: False)
    pin = homes.serving.console.new_pin().pin
    homes.pays(2_000)
    (asked,) = homes.waiting
    shown = phone.gets(f"/request/{asked.id}")
    fields = {name: shown.field(name, "/approve") for name in ("token", "id", "task", "shown")}
    fields |= {"pin": pin, "compared": "1"}
    time.sleep(LOOK)
    at = {"Origin": f"https://{NAME}"}
    refused = phone.posts("/approve", fields, **at, X_Forwarded_For="203.0.113.50, 127.0.0.1")
    assert (refused.status, "wallet computer" in refused.text) == (409, True)
    assert not homes.waiting[0].approved
    assert phone.posts("/approve", fields, **at, X_Forwarded_For="127.0.0.1, 203.0.113.50").status == 303


def test_a_proxy_elsewhere_needs_a_certificate_between(homes: PagedHomes) -> None:
    with pytest.raises(BadInput) as caught:
        Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME], proxy="192.0.2.1")
    assert caught.value.kind is InputKind.LISTEN


def test_a_proxy_elsewhere_comes_over_the_pages_own_certificate(homes: PagedHomes) -> None:
    made = homes.serving.console.new_certificate("inside.test")
    site = Site(homes.serving.cosigner.page, "0.0.0.0", 0, [NAME], proxy=PROXY)  # noqa: S104
    site.start()
    trusts = ssl.create_default_context(cadata=bytes.fromhex(made.der))
    own = f"inside.test:{site.port}"
    cookie = homes.admitted().headers["Cookie"]

    def status(source: str, host: str, **headers: str) -> int:
        asking = http.client.HTTPConnection("inside.test")
        with (
            socket.create_connection(("127.0.0.1", site.port), 30, (source, 0)) as line,
            trusts.wrap_socket(line, server_hostname="inside.test") as asking.sock,
        ):
            sent = {"Host": host, "Cookie": cookie, "Connection": "close"}
            asking.request("GET", "/", headers=sent | {name.replace("_", "-"): said for name, said in headers.items()})
            with asking.getresponse() as answer:
                return answer.status

    try:
        said = {name.replace("-", "_"): value for name, value in SAID.items()}
        assert status(PROXY, NAME, **said) == 200
        assert address(homes) == "203.0.113.9"
        assert status(PROXY, NAME) == 421
        assert status("127.0.0.1", NAME, **said) == 421
        assert status("127.0.0.1", own) == 200  # a phone at home, without the proxy
        assert address(homes) == "127.0.0.1"
        assert status(PROXY, own, **said) == 421
    finally:
        site.close()

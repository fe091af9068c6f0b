"""Who is not the owner's phone, against the page of a real co-signer (named test 25): nothing is done or used up."""

from __future__ import annotations

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.cosigner.web import forms, pages
from app.cosigner.web.listener import OF_ONE, PLACES
from app.cosigner.web.parts import PageReader
from app.cosigner.web.site import HEADERS
from core.approval.quota import MAX_OPEN
from core.cosigner.api import ApprovalView, BrowserView, StatusView
from core.cosigner.page_pin import TRIES
from core.cosigner.shown import COMPARED, PageBy, PageYes, shown_digest
from core.errors import BadInput, InputKind, TandemError
from tests.support.open_homes import PATIENCE
from tests.support.page_visitor import Admitting, PagedHomes, Visitor


def freezing(page: Visitor) -> dict[str, str]:
    return {"token": page.gets("/").field("token", "/freeze")}


def frozen(homes: PagedHomes) -> bool:
    return any(one.frozen for one in homes.serving.cosigner.admin.policy_show())


# ------------------------------------------------------------------ CSRF
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_another_site_is_not_taken(homes: PagedHomes, headers: dict[str, str]) -> None:
    """With the cookie, and even with the token: as if both had leaked."""
    page = homes.admitted()
    assert page.posts("/freeze", freezing(page), **headers).status == 403
    assert not frozen(homes)


def test_a_form_without_this_browsers_token_is_not_taken(homes: PagedHomes) -> None:
    page, other = homes.admitted("Phone"), homes.admitted("Tablet")
    homes.pays(1_000)
    (asked,) = homes.waiting
    shown = page.gets(f"/request/{asked.id}")
    good = {name: shown.field(name, "/refuse") for name in ("token", "id", "task")} | {"reason": "not_now"}
    for spoilt in ({"token": ""}, {"token": "00" * 32}, {"id": "00" * 16}, {"task": "11" * 32}, {"token": "é"}):
        assert page.posts("/refuse", {**good, **spoilt}).status == 403, spoilt
    assert other.posts("/refuse", good).status == 403  # a cookie of another browser
    assert page.posts("/freeze", good).status == 403  # the token of another form
    assert [one.id for one in homes.waiting] == [asked.id]
    assert page.posts("/refuse", good).status == 303


def test_nothing_is_decided_by_get(homes: PagedHomes) -> None:
    page = homes.admitted()
    token = freezing(page)["token"]
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"):
        assert page.asks(method, f"/freeze?token={token}").status in (404, 405)
    assert not frozen(homes)


# ------------------------------------------------------------------ rebinding
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1.evil.example:{port}", ""]
)
def test_a_name_that_leads_here_gets_nothing(homes: PagedHomes, host: str) -> None:
    page = homes.admitted()
    found = page.gets("/", Host=host.format(port=homes.port) or "x")
    assert (found.status, found.text) == (421, "another host was meant\n")


def test_two_hosts_are_none(homes: PagedHomes) -> None:
    with socket.create_connection((homes.host, homes.port)) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{homes.port}\r\nHost: evil\r\n\r\n".encode())
        assert line.recv(100).split()[1] in (b"400", b"421")


def test_a_proxys_headers_are_not_believed(homes: PagedHomes) -> None:
    page = homes.admitted()
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    assert page.gets("/", **forwarded).status == 200
    assert [one.address for one in homes.serving.console.browsers()] == ["127.0.0.1"]


# ------------------------------------------------------------------ clickjacking, and what a page may load
def test_every_answer_forbids_frames_scripts_and_caches(homes: PagedHomes) -> None:
    page, stranger = homes.admitted(), homes.visitor()
    answers = [page.gets(path) for path in ("/", "/log", "/page.js", "/page.css", "/nothing")]
    answers += [stranger.gets("/"), stranger.posts("/freeze", {}), stranger.gets("/", Host="evil.example")]
    for found in answers:
        assert "default-src 'none'" in found.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in found.headers["Content-Security-Policy"]
        assert "unsafe" not in found.headers["Content-Security-Policy"]
        assert found.headers["X-Frame-Options"] == "DENY"
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["Referrer-Policy"] == "same-origin"  # no other site learns of an address
        assert found.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "aiohttp" not in found.headers["Server"]
        assert "Access-Control-Allow-Origin" not in found.headers


NO_HTTP = (
    b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"x" * 5_000 + b" HTTP/1.1\r\n\r\n",
)


@pytest.mark.parametrize("said", NO_HTTP)
def test_what_is_no_http_gets_the_same_headers_and_no_reason(homes: PagedHomes, said: bytes) -> None:
    with socket.create_connection((homes.host, homes.port), timeout=10) as line:
        line.sendall(said)
        answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    head, _, body = answer.partition("\r\n\r\n")
    assert head.split()[1] == "400"
    assert body == ""
    for name, value in HEADERS.items():
        assert f"\r\n{name}: {value}\r\n" in f"{head}\r\n"
    assert "aiohttp" not in head.lower()


# ------------------------------------------------------------------ labels
def test_what_a_computer_writes_is_text_below_the_decision(homes: PagedHomes) -> None:
    homes.pays(1_000)
    (asked,) = homes.waiting
    hostile = "<script>alert(1)</script>\u202e<b>approved</b>\u200b" + "x" * 100
    shown = render(asked, hostile)
    assert "<script>alert" not in shown
    assert "<b>approved" not in shown
    assert "\u202e" not in shown
    assert "\u200b" not in shown
    assert "□" in shown
    assert "x" * 80 not in shown
    assert shown.index("The computer says") < shown.index("alert(1)")


def render(asked: ApprovalView, hostile: str) -> str:
    """The page of a request whose computer and wallet are called so; no name like it gets past an honest co-signer."""
    named = replace(asked, wallet=hostile, computer_name=hostile)
    return pages.request(PageReader("en", b"\0" * 32), named, StatusView())


# ------------------------------------------------------------------ cookies
@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "A" * 42 + "=", "é" * 43, "A" * 44, "__Host-t=" + "A" * 34])
def test_a_made_up_cookie_is_nobodys(homes: PagedHomes, cookie: str) -> None:
    homes.admitted()
    assert homes.visitor().gets("/", Cookie=f"{forms.COOKIE}={cookie}".encode().decode("latin-1")).status == 403


def test_a_cookie_keeps_to_its_host_and_away_from_scripts(homes: PagedHomes) -> None:
    page = homes.admitted()
    kept = page.gets("/").headers["Set-Cookie"]
    assert kept.startswith("__Host-t=")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=7776000"} <= set(kept.split("; "))
    assert "Domain" not in kept


def test_a_vault_has_no_cookie_in_it(homes: PagedHomes) -> None:
    page = homes.admitted()
    cookie = forms.read(page.headers["Cookie"].partition("=")[2])
    assert cookie is not None
    kept = [str(browser) for browser in homes.serving.console.browsers()]
    assert all(cookie.hex() not in one and forms.written(cookie) not in one for one in kept)


# ------------------------------------------------------------------ the admission link
def test_who_looks_at_the_link_uses_nothing_up(homes: PagedHomes) -> None:
    """A chat program that shows a preview, a scanner of links, a browser that loads ahead."""
    admitting = Admitting(homes)
    for _ in range(5):
        assert "Admit this browser?" in homes.visitor().gets(admitting.path).text
    page = homes.visitor()
    page.keeps(page.posts(admitting.path, {"name": "Phone"}))
    assert admitting.result().name == "Phone"
    assert page.gets("/").status == 200


def test_the_link_works_once_and_the_second_is_told(homes: PagedHomes) -> None:
    admitting, thief, owner = Admitting(homes, says=None), homes.visitor(), homes.visitor()
    thief.keeps(thief.posts(admitting.path, {"name": "Phone"}))
    assert admitting.asked.get(timeout=10).name == "Phone"
    late = owner.posts(admitting.path, {"name": "Phone"})
    assert late.status == 409
    assert "Set-Cookie" not in late.headers
    admitting.said.put(False)
    with pytest.raises(TandemError):
        admitting.result()
    assert thief.gets("/").status == 403


def test_a_new_link_ends_the_one_before(homes: PagedHomes) -> None:
    first = Admitting(homes)
    second, page = Admitting(homes), homes.visitor()
    assert page.gets(first.path).status == 410
    assert page.posts(first.path, {"name": "Phone"}).status == 409
    with pytest.raises(BadInput) as caught:
        first.result()
    assert caught.value.kind == InputKind.BROWSER_LINK
    page.keeps(page.posts(second.path, {"name": "Phone"}))
    assert isinstance(second.result(), BrowserView)


def test_a_stranger_learns_nothing_and_may_not_ask_often(homes: PagedHomes) -> None:
    stranger = homes.visitor()
    found = [stranger.gets(path) for path in ("/", "/log", "/request/" + "0" * 32, "/nothing", "/admit/" + "A" * 43)]
    assert {one.status for one in found} <= {403, 410}
    assert len({one.text for one in found[:4]}) == 1
    assert {429} <= {stranger.gets("/").status for _ in range(40)}


def test_forms_of_strangers_are_counted_too(homes: PagedHomes) -> None:
    stranger = homes.visitor()
    assert {429} <= {stranger.posts("/", {}, Origin="https://elsewhere.example").status for _ in range(40)}


def test_strangers_take_all_places_and_the_owner_comes_in(homes: PagedHomes) -> None:
    """They ask, read nothing and stay."""
    page, lines = homes.admitted(), list[socket.socket]()
    try:
        for _ in range(PLACES + 8):
            line = socket.create_connection((page.host, page.port), timeout=10)
            line.sendall(f"GET / HTTP/1.1\r\nHost: {page.host}:{page.port}\r\n\r\n".encode() * 20)
            lines.append(line)
        assert page.gets("/").status == 200
    finally:
        for line in lines:
            line.close()


def asks_on(page: Visitor) -> http.client.HTTPConnection:
    """A line on which it has asked, and which it keeps."""
    line = http.client.HTTPConnection(page.host, page.port, timeout=10)
    line.request("GET", "/page.css", headers=page.headers)
    assert line.getresponse().read()
    return line


def test_a_browser_takes_all_places_and_another_comes_in(homes: PagedHomes) -> None:
    """It is admitted, and asks on each line. Only its own give way, the oldest first."""
    thief, owner = homes.admitted("Stolen phone"), homes.admitted()
    lines = [asks_on(owner), *(asks_on(thief) for _ in range(PLACES))]
    try:
        assert owner.gets("/").status == 200
        assert all(line.sock.recv(1) == b"" for line in lines[1:-OF_ONE])
        for line, page in ((lines[0], owner), *((line, thief) for line in lines[-OF_ONE:])):
            line.auto_open = 0
            line.request("GET", "/page.css", headers=page.headers)
            assert line.getresponse().read()
    finally:
        for line in lines:
            line.close()


def test_lines_of_browsers_that_are_revoked_give_way(homes: PagedHomes) -> None:
    """They took all places while they were admitted, and go on asking."""
    names = [f"Stolen phone {number}" for number in range(-(-PLACES // OF_ONE))]
    thieves, owner = [homes.admitted(name) for name in names], homes.admitted()
    taken = [thief for thief in thieves for _ in range(OF_ONE)][:PLACES]
    lines = [asks_on(thief) for thief in taken]
    try:
        for name in names:
            homes.serving.console.revoke_browser(name)
        for line, thief in zip(lines, taken, strict=True):
            line.request("GET", "/", headers=thief.headers)
            assert line.getresponse().read()
        assert owner.gets("/").status == 200
    finally:
        for line in lines:
            line.close()


# ------------------------------------------------------------------ fatigue
def test_a_hundred_questions_are_five_on_the_page(homes: PagedHomes) -> None:
    page = homes.admitted()
    for number in range(MAX_OPEN):
        homes.pays(1_000 + number)
    with pytest.raises(TandemError):
        homes.pays(9_000)
    assert page.gets("/").text.count('href="/request/') == MAX_OPEN


def test_a_form_that_is_too_long_is_not_read(homes: PagedHomes) -> None:
    page = homes.admitted()
    assert page.posts("/freeze", {**freezing(page), "more": "x" * 100_000}).status == 409
    assert page.posts("/freeze", {f"n{n}": "x" for n in range(100)}).status == 409
    assert not frozen(homes)


# ------------------------------------------------------------------ streams
def listening(page: Visitor) -> socket.socket:
    """A stream of events, as far as its head."""
    line = socket.create_connection((page.host, page.port), timeout=10)
    head = f"GET /events HTTP/1.1\r\nHost: {page.host}:{page.port}\r\nCookie: {page.headers['Cookie']}\r\n\r\n"
    line.sendall(head.encode())
    return line


def test_a_browser_has_three_streams_and_none_once_it_is_revoked(homes: PagedHomes) -> None:
    page = homes.admitted()
    lines = [listening(page) for _ in range(3)]
    try:
        assert all(b"200 OK" in line.recv(4096) for line in lines)
        lines.append(listening(page))  # a fourth, and the first one ends
        while lines[0].recv(4096):
            pass
        assert b"200 OK" in lines[3].recv(4096)
        assert page.gets("/events", Sec_Fetch_Site="cross-site").status == 403
        homes.serving.console.revoke_browser("My phone")
        for line in lines:
            while line.recv(4096):
                pass  # it ends
        assert page.gets("/events").status == 403
    finally:
        for line in lines:
            line.close()


def test_a_page_that_opens_hears_nothing_of_before(homes: PagedHomes) -> None:
    """Streams share a look. One of before the page was made would take its yes away, or say that what is over waits."""
    page = homes.admitted()
    homes.pays(1_000)
    (asked,) = homes.waiting
    with listening(page) as one:
        said = b""
        while asked.id.encode() not in said:
            said += one.recv(4096)
        homes.serving.cosigner.admin.refuse(asked.id, "no")
        with listening(page) as other:
            said = b""
            while b"\ndata: " not in said:
                said += other.recv(4096)
    assert asked.id.encode() not in said


# ------------------------------------------------------------------ many at once
def test_pins_that_are_tried_at_once_are_tries_each(homes: PagedHomes) -> None:
    """A try waits for the disk before it is judged; meanwhile no other begins."""
    console = homes.serving.console
    cookie, pin = forms.read(homes.admitted().headers["Cookie"].partition("=")[2]), console.new_pin().pin
    homes.pays(1_000)
    (asked,) = homes.waiting
    wrong = f"{(int(pin) + 1) % 10**6:06}"
    yes = PageYes(asked.id, asked.task, shown_digest(asked), frozenset({COMPARED}), PageBy(wrong, "", "", ""))
    at_once = threading.Barrier(16)

    def tries(_: int) -> str:
        at_once.wait(PATIENCE)
        with pytest.raises(BadInput) as caught:
            homes.serving.cosigner.page.approve(cookie or b"", yes)
        return str(caught.value)

    with ThreadPoolExecutor(16) as threads:
        said = list(threads.map(tries, range(16)))
    assert sum("this is not the page's PIN" in one for one in said) <= TRIES
    assert not homes.serving.cosigner.page.look(cookie or b"").pin

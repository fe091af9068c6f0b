"""Pages for programs of the same machine: real sockets, and everything that a hostile one of them sends."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from core.errors import BadInput, LinkError
from core.transport import loopback_pages
from core.transport.loopback_pages import PLACES, LoopbackPages, PageText, loopback

LIMIT = 30.0


@pytest.fixture
def pages() -> Iterator[LoopbackPages]:
    found = LoopbackPages("127.0.0.1", 0, {"/healthz": lambda: PageText("ok\n"), "/ill": lambda: PageText("x\n", 503)})
    found.start()
    yield found
    found.close()


def port(pages: LoopbackPages) -> int:
    return pages.port


def raw(pages: LoopbackPages, sent: bytes) -> bytes:
    """All that comes back."""
    with socket.create_connection(("127.0.0.1", port(pages)), LIMIT) as line:
        line.sendall(sent)
        found = b""
        while piece := line.recv(65536):
            found += piece
        return found


def asked(
    pages: LoopbackPages, path: str = "/healthz", host: str | None = None, first: str = "GET", more: str = ""
) -> int:
    """The status that a request gets."""
    name = f"127.0.0.1:{port(pages)}" if host is None else host
    answer = raw(pages, f"{first} {path} HTTP/1.1\r\nHost: {name}\r\n{more}\r\n".encode())
    return int(answer.split()[1]) if answer else 0


def test_a_page_and_an_ill_one(pages: LoopbackPages) -> None:
    answer = raw(pages, f"GET /healthz HTTP/1.1\r\nHost: localhost:{port(pages)}\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (head.splitlines()[0], body) == (b"HTTP/1.1 200 OK", b"ok\n")
    assert {b"Connection: close", b"Cache-Control: no-store", b"X-Content-Type-Options: nosniff"} <= {
        *head.splitlines()
    }
    assert asked(pages, "/ill") == 503
    assert asked(pages, "/other") == 404
    assert asked(pages, "/healthz?x") == 404
    assert asked(pages, "//healthz") == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{}", "127.0.0.1", "127.0.0.1:1", "", "localhost.", "[::1]:{}"]
)
def test_another_host_was_meant(pages: LoopbackPages, host: str) -> None:
    """A page of the web whose name has come to mean 127.0.0.1 gets nothing to read."""
    assert asked(pages, host=host.format(port(pages))) == 421


def test_two_hosts_or_none(pages: LoopbackPages) -> None:
    assert asked(pages, more="Host: evil.example\r\n") in (400, 421)
    assert raw(pages, b"GET /healthz HTTP/1.0\r\n\r\n").split()[1] == b"421"


@pytest.mark.parametrize("first", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_only_get(pages: LoopbackPages, first: str) -> None:
    assert asked(pages, first=first) == 405


def test_no_body(pages: LoopbackPages) -> None:
    assert asked(pages, more="Content-Length: 1\r\n\r\nx") == 405


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00" * 9,
        b"\r\n" * 99,
        b"GET " + b"a" * 70_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 99 + b"\r\n",
    ],
)
def test_what_is_no_request_ends_and_harms_nobody(
    pages: LoopbackPages, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loopback_pages, "DEADLINE", 0.2)
    with suppress(ConnectionError):
        assert b"200 OK" not in raw(pages, sent)
    assert asked(pages) == 200


def test_the_silent_and_the_slow_lose_their_places(pages: LoopbackPages, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the places are taken; one more is sent away; and after the time limit somebody else has one."""
    monkeypatch.setattr(loopback_pages, "DEADLINE", 0.5)
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port(pages)), LIMIT)) for _ in range(PLACES)
        ]
        for line in lines[::2]:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        turned_away = stack.enter_context(socket.create_connection(("127.0.0.1", port(pages)), LIMIT))
        assert ended(turned_away)
        assert all(map(ended, lines))
        assert asked(pages) == 200


def ended(line: socket.socket) -> bool:
    try:
        return line.recv(65536) == b""
    except ConnectionError:
        return True


def test_a_page_that_takes_long_is_not_waited_for_at_the_end() -> None:
    asking, go = threading.Event(), threading.Event()

    def slow() -> PageText:
        asking.set()
        go.wait(LIMIT)
        return PageText("late")

    pages = LoopbackPages("127.0.0.1", 0, {"/slow": slow})
    pages.start()
    thread = threading.Thread(target=asked, args=(pages, "/slow"), daemon=True)
    thread.start()
    assert asking.wait(LIMIT)
    pages.close()
    go.set()
    thread.join(LIMIT)
    assert not thread.is_alive()


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "127.0.0.1.example.org", "", "10.0.0.1", "::"])
def test_an_address_that_others_reach_is_refused(host: str) -> None:
    with pytest.raises(BadInput, match="this machine alone"):
        LoopbackPages(host, 0, {})


def test_addresses_of_this_machine_alone() -> None:
    assert [loopback(host) for host in ("127.0.0.1", "127.8.9.1", "::1", "localhost")] == [
        "127.0.0.1", "127.8.9.1", "::1", "127.0.0.1"
    ]  # fmt: skip


def test_a_port_that_is_taken(pages: LoopbackPages) -> None:
    with pytest.raises(LinkError) as taken:
        LoopbackPages("127.0.0.1", port(pages), {}).start()
    assert taken.value.kind == "port_in_use"

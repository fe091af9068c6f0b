"""The way through a SOCKS5 proxy: what is asked of it, what it may answer, and that no failure leaves a line open."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from core.chain.socks import dial
from core.errors import BadInput, LinkError

LIMIT, SHORT = 10.0, 0.3  # seconds for one answer
METHOD = b"\x05\x00"
DONE = b"\x05\x00\x00\x01" + bytes(6)


class Scripted:
    """A SOCKS5 proxy for one visitor: `method` answers the greeting, `reply` the request; None: silent from there."""

    def __init__(self, method: bytes | None, reply: bytes | None, host: str = "127.0.0.1") -> None:
        self.greeting = self.request = b""
        self.hung_up = threading.Event()  # the visitor did
        self._method, self._reply = method, reply
        self._listening = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        place = f"[{host}]" if ":" in host else host
        self.url = f"socks5://{place}:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            line, _ = self._listening.accept()
            with line:
                line.settimeout(LIMIT)
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        self.greeting = line.recv(300)
        if self._method is not None:
            line.sendall(self._method)
            if self._method == METHOD:
                self.request = line.recv(300)
                if self._reply is not None:
                    line.sendall(self._reply)
        with suppress(OSError):  # a line that is closed with bytes unread is reset
            while data := line.recv(300):
                line.sendall(data)
        self.hung_up.set()


@contextmanager
def scripted(method: bytes | None = METHOD, reply: bytes | None = DONE, host: str = "127.0.0.1") -> Iterator[Scripted]:
    made = Scripted(method, reply, host)
    try:
        yield made
    finally:
        made.close()


def refused(proxy: Scripted, host: str = "electrum.invalid", timeout: float = LIMIT) -> str:
    """Why this proxy does not lead to `host`; by then the line to it is closed."""
    with pytest.raises(LinkError) as caught:
        dial(host, 50_001, proxy.url, timeout)
    assert caught.value.kind == "proxy"
    assert proxy.hung_up.wait(LIMIT)
    return caught.value.message


def test_a_name_goes_to_the_proxy_and_is_looked_up_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    look_up = socket.getaddrinfo

    def noted(host: str, *rest: int) -> object:
        looked_up.append(host)
        return look_up(host, *rest)

    monkeypatch.setattr(socket, "getaddrinfo", noted)
    with scripted() as proxy, dial("electrum.invalid", 50_001, proxy.url, LIMIT) as line:
        assert proxy.greeting == b"\x05\x01\x00"  # no login is offered
        assert proxy.request == b"\x05\x01\x00\x03\x10electrum.invalid\xc3\x51"
        assert line.gettimeout() == LIMIT
        line.sendall(b"and on")
        assert line.recv(16) == b"and on"
    assert looked_up == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("192.0.2.7", b"\x01\xc0\x00\x02\x07"),
        ("2001:db8::7", b"\x04\x20\x01\x0d\xb8" + bytes(11) + b"\x07"),
        ("bücher.example", b"\x03\x15xn--bcher-kva.example"),
    ],
)
def test_an_address_goes_as_one(host: str, asked: bytes) -> None:
    with scripted() as proxy, dial(host, 443, proxy.url, LIMIT):
        assert proxy.request == b"\x05\x01\x00" + asked + b"\x01\xbb"


@pytest.mark.parametrize(
    "bound",
    [b"\x01" + bytes(4), b"\x04" + bytes(16), b"\x03\x04here", b"\x03\x00"],
    ids=["IPv4", "IPv6", "name", "none"],
)
def test_what_comes_after_the_answer_stays_in_the_line(bound: bytes) -> None:
    with (
        scripted(reply=b"\x05\x00\x00" + bound + b"\x1f\x90first") as proxy,
        dial("electrum.invalid", 50_001, proxy.url, LIMIT) as line,
    ):
        assert line.recv(16) == b"first"


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this system has no IPv6")
def test_a_proxy_at_an_ipv6_address() -> None:
    with scripted(host="::1") as proxy, dial("electrum.invalid", 50_001, proxy.url, LIMIT):
        assert proxy.request.endswith(b"electrum.invalid\xc3\x51")


@pytest.mark.parametrize("method", [1, 2, 3, 0x80, 0xFF])
def test_a_proxy_that_wants_a_login(method: int) -> None:
    with scripted(bytes([5, method])) as proxy:
        assert refused(proxy) == "the proxy wants a login, which is not supported; use one without"
        assert proxy.request == b""


@pytest.mark.parametrize("code", [*range(1, 10), 0xF0, 0xFF])
def test_a_proxy_that_cannot_reach_it(code: int) -> None:
    with scripted(reply=bytes([5, code]) + DONE[2:]) as proxy:
        assert refused(proxy) == "the proxy could not reach electrum.invalid"


@pytest.mark.parametrize(
    ("method", "reply"),
    [
        (b"HT", None),
        (b"\x04\x00", None),
        (b"\x04\xff", None),
        (METHOD, b"\x04" + DONE[1:]),
        (METHOD, b"\x05\x00\x01" + DONE[3:]),
        (METHOD, b"\x05\x00\x00\x02" + DONE[4:]),
        (METHOD, b"\x05\x00\x00\x03\x01\xff\x00\x00"),
    ],
)
def test_something_else_than_a_proxy(method: bytes | None, reply: bytes | None) -> None:
    with scripted(method, reply) as proxy:
        assert refused(proxy) == f"the proxy {proxy.url} does not speak SOCKS5"


@pytest.mark.parametrize(("method", "reply"), [(None, None), (b"\x05", None), (METHOD, None), (METHOD, DONE[:7])])
def test_a_proxy_that_falls_silent(method: bytes | None, reply: bytes | None) -> None:
    with scripted(method, reply) as proxy:
        assert refused(proxy, timeout=SHORT) == f"the proxy {proxy.url} does not speak SOCKS5"


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example", ".".join(["y" * 60] * 5)])
def test_a_name_that_cannot_be_asked_for(host: str) -> None:
    with scripted() as proxy:
        assert "does not speak SOCKS5" in refused(proxy, host)
        assert proxy.request == b""


@pytest.mark.parametrize("before", [b"", METHOD, METHOD + DONE[:5]])
def test_a_proxy_that_hangs_up(before: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"socks5://127.0.0.1:{listening.getsockname()[1]}"

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(300)
                for part in (before[:2], before[2:]):
                    if part:
                        line.sendall(part)
                        if part == METHOD:
                            line.recv(300)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(LinkError, match=r"^the proxy hung up$") as caught:
            dial("electrum.invalid", 50_001, url, LIMIT)
        assert caught.value.kind == "proxy"
        thread.join()


def test_no_proxy_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        gone = f"socks5://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(LinkError, match=f"^the proxy {gone} does not answer; is it running") as caught:
        dial("electrum.invalid", 50_001, gone, LIMIT)
    assert caught.value.kind == "connect"


@pytest.mark.parametrize(
    "text",
    [
        "socks5://user:word@127.0.0.1:9050",
        "socks5h://127.0.0.1:9050",
        "socks5://::1:9050",
        "socks5://127.0.0.1:9050/",
        "x",
    ],
)
def test_a_proxy_is_written_in_one_way(text: str) -> None:
    with pytest.raises(BadInput, match="socks5://HOST:PORT") as caught:
        dial("electrum.invalid", 50_001, text, LIMIT)
    assert caught.value.kind == "proxy"

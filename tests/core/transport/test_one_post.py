"""One POST to a machine outside, to real servers: what leaves, what is believed, and whom it never reaches."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import pytest

from core.errors import BadInput, InputKind
from core.transport import one_post
from core.transport.miss_kind import MissKind
from core.transport.one_post import Missed, Receiver, is_public, must_be_receiver, post
from tests.support.certified import certified
from tests.support.receiver import receiver

HEADERS = {"Content-Type": "text/plain"}


def miss_of(to: Receiver) -> str:
    with pytest.raises(Missed) as caught:
        post(to, HEADERS, b"body")
    return caught.value.miss


def test_what_leaves_is_all_there_is() -> None:
    with receiver() as there:
        post(Receiver(there.url("/a?b=c"), near=True), HEADERS, b"body")
        head = f"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{there.port}\r\nContent-Type: text/plain\r\n"
        assert there.until(1) == [f"{head}Content-Length: 4\r\nConnection: close\r\n\r\nbody".encode()]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nothing_is_followed(status: int) -> None:
    with receiver() as there, receiver() as elsewhere:
        there.answer = f"HTTP/1.1 {status} x\r\nLocation: {elsewhere.url()}\r\nContent-Length: 0\r\n\r\n".encode()
        assert miss_of(Receiver(there.url(), near=True)) == f"{MissKind.HTTP}.{status}"
        assert elsewhere.came == []


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 999999 x\r\n\r\n", b"\0" * 100_000]
)
def test_what_is_no_answer(answer: bytes) -> None:
    with receiver() as there:
        there.answer = answer
        assert miss_of(Receiver(there.url(), near=True)) == MissKind.SILENT


def test_no_answer_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_post, "LIMIT", 0.3)
    with receiver() as there:
        there.answer = None
        assert miss_of(Receiver(there.url(), near=True)) == MissKind.SILENT
    assert miss_of(Receiver(there.url(), near=True)) == MissKind.SILENT  # nobody listens there by now


def test_of_what_comes_back_a_number_is_read() -> None:
    with receiver() as there:
        there.answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 1000000000000\r\n\r\n"
        for _ in range(2):
            post(Receiver(there.url(), near=True), HEADERS, b"body")
        assert len({*there.until(2)}) == 1  # no cookie comes back to it


# ------------------------------------------------------------------ TLS
def test_a_certificate_that_somebody_vouches_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = certified(tmp_path, "localhost")
    with receiver(made.tls) as there:
        to = Receiver(there.url(host="localhost"), near=True)
        assert miss_of(to) == MissKind.TLS
        monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
        post(to, HEADERS, b"body")
        assert miss_of(Receiver(there.url(host="127.0.0.1"), near=True)) == MissKind.TLS  # it is for another name
        assert len(there.came) == 1


# ------------------------------------------------------------------ whom it reaches
def test_a_network_of_ones_own_is_reached_where_that_was_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = certified(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    with receiver(made.tls) as there:
        assert miss_of(Receiver(there.url(host="localhost"))) == MissKind.PRIVATE
        assert there.came == []


def test_plain_http_never_leaves_it() -> None:
    with receiver() as there:
        with pytest.raises(Missed) as caught:
            post(Receiver(there.url(), near=True), HEADERS, b"body", public=lambda _: True)
        assert caught.value.miss == MissKind.PLAIN
        assert there.came == []


def test_a_name_that_is_asked_for_again_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is judged, this machine a moment later."""
    asked = list[object]()

    def resolve(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        place = "192.88.99.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    reached = list[object]()

    def connect(place: tuple[str, int], _limit: float) -> socket.socket:
        reached.append(place)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert miss_of(Receiver("https://rebinds.example/")) == MissKind.SILENT
    assert (asked, reached) == (["rebinds.example"], [("192.88.99.1", 443)])


def test_one_private_address_among_public_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443)) for place in ("192.88.99.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    assert miss_of(Receiver("https://mixed.example/")) == MissKind.PRIVATE


def test_nobody_knows_the_name() -> None:
    assert miss_of(Receiver("https://nobody.invalid/topic")) == MissKind.NAME
    assert miss_of(Receiver(f"https://{'a' * 70}.invalid/topic")) == MissKind.NAME  # no label is so long


@pytest.mark.parametrize(
    "private",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254"),
        *("0.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "fe80::1", "fc00::1"),
        *("::", "::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1"),
        *("64:ff9b:1::1", "2002:7f00:1::1", "2002:c0a8:101::1", "2001:0:a00:1::", "2001:db8::1"),
    ],
)
def test_what_is_nobody_elses(private: str) -> None:
    assert not is_public(ipaddress.ip_address(private))


@pytest.mark.parametrize("public", ["1.1.1.1", "100.63.255.255", "2606:4700::1111", "64:ff9b::101:101"])
def test_what_is_everybodys(public: str) -> None:
    assert is_public(ipaddress.ip_address(public))


# ------------------------------------------------------------------ what is an address
@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "ntfy.example/topic",
            "ftp://ntfy.example/topic",
            "https://",
            "https:///topic",
            "https://a b/",
            "https://a\n/",
        ),
        *(
            "https://user@ntfy.example/",
            "https://user:word@ntfy.example/",
            "https://ntfy.example/#topic",
            "https://é.example",
        ),
        *(
            "https://ntfy.example:0/",
            "https://ntfy.example:65536/",
            "https://ntfy.example:x/",
            "https://[::1/",
            "file:///x",
        ),
        *("https://ntfy.example/" + "x" * 1000, "http://ntfy.example/topic", "http://127.0.0.1/topic"),
    ],
)
def test_what_is_no_address_to_wake_at(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        must_be_receiver(Receiver(url))
    assert caught.value.kind is InputKind.WAKE
    assert len(url) < 10 or url not in caught.value.message


def test_the_address_is_in_no_repr() -> None:
    assert "secret" not in repr(Receiver("https://ntfy.example/secret"))

"""Servers as people write them."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chain.electrum_client import SCHEMES, ElectrumClient
from core.chain.server_address import ServerAddress
from core.chain.socks import dial, proxy_address
from core.errors import BadInput, LinkError


def read(text: str) -> ServerAddress:
    return ServerAddress.parse(text, SCHEMES)


@pytest.mark.parametrize(
    ("text", "host", "url"),
    [
        ("tcp://nas:50001", "nas", "tcp://nas:50001"),
        (" SSL://a_b-c.onion:00443\n", "a_b-c.onion", "ssl://a_b-c.onion:443"),
        ("ssl://electrum.example.:50002", "electrum.example", "ssl://electrum.example:50002"),
        ("tcp://B\u00fccher.example:1", "xn--bcher-kva.example", "tcp://xn--bcher-kva.example:1"),
        ("tcp://Bu\u0308cher.example:1", "xn--bcher-kva.example", "tcp://xn--bcher-kva.example:1"),
        ("tcp://例え.example:1", "xn--r8jz45g.example", "tcp://xn--r8jz45g.example:1"),
        (f"ssl://{'a' * 63}.example:50002", f"{'a' * 63}.example", f"ssl://{'a' * 63}.example:50002"),
        ("tcp://127.0.0.1:65535", "127.0.0.1", "tcp://127.0.0.1:65535"),
        ("tcp://[0:0::1]:1", "::1", "tcp://[::1]:1"),
        ("tcp://[fe80::1%7]:50001", "fe80::1", "tcp://[fe80::1%7]:50001"),
    ],
)
def test_every_form(text: str, host: str, url: str) -> None:
    assert read(text).host == host
    assert read(text).url() == url


@pytest.mark.parametrize("text", ["tcp://[fe80::1%eth0]:50001", "ssl://[fe80::1%25eth0]:50002"])
def test_an_address_with_a_zone(text: str) -> None:
    assert (read(text).host, read(text).zone, read(text).scoped) == ("fe80::1", "eth0", "fe80::1%eth0")


def test_a_zone_is_an_interface_of_this_machine() -> None:
    number, name = socket.if_nameindex()[0]
    assert read(f"tcp://[fe80::1%{name}]:1").url() == f"tcp://[fe80::1%{number}]:1"
    for scheme in SCHEMES:
        with pytest.raises(BadInput, match="no network interface named “nowhere7”"):
            ElectrumClient(f"{scheme}://[fe80::1%nowhere7]:1", "").wake()


@pytest.mark.parametrize(
    "host",
    [
        "electrum..example",
        ".example",
        f"{'a' * 64}.example",
        ".".join(["a" * 50] * 6),
        "b\u00fccher..example",
        "\u00fc" * 70,
        "a!b",
        "1.2.3",
        "1.2.3.400",
        "[::1%]",
        "[fe80::1%et h]",
        "[::g]",
        "[127.0.0.1]",
        ".",
    ],
)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_name_that_none_can_be_is_named(scheme: str, host: str) -> None:
    with pytest.raises(BadInput, match=r"can be no name or address of a machine|is given as") as refused:
        ElectrumClient(f"{scheme}://{host}:50002", "")
    assert refused.value.word == "server"


@pytest.mark.parametrize(
    "text", ["", "nas:1", "tcp://:1", "tcp://nas", "tcp://nas:0", "tcp://nas:65536", "http://nas:1"]
)
def test_another_form_is_told_the_right_one(text: str) -> None:
    with pytest.raises(BadInput, match="tcp://HOST:PORT or ssl://HOST:PORT"):
        read(text)


def test_a_proxy_is_written_like_a_server() -> None:
    assert proxy_address("socks5://[::1]:9050").url() == "socks5://[::1]:9050"
    with pytest.raises(BadInput, match="a proxy is given as socks5://HOST:PORT"):
        proxy_address("http://nas:1")
    with pytest.raises(BadInput, match="can be no name"):
        proxy_address("socks5://a..b:9050")


def test_a_name_that_cannot_be_asked_for_does_not_answer() -> None:
    with pytest.raises(LinkError, match="does not answer"):
        dial("a..b", 1, "", 1)


@given(st.text(max_size=30) | st.text("tcpsl:/.[]%0123456789abfe", max_size=30).map(lambda x: f"tcp://{x}"))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        found = read(text)
    except BadInput:
        return
    assert found.host.isascii()

"""A price is asked of fixed sources, through the proxy where there is one, and whatever they answer does no harm."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from core.chain.price import MAX_ANSWER, SOURCES, Source, price
from core.errors import BadInput, LinkError
from tests.support.sources import dripping, price_server, proxy

SHORT = 2.0  # seconds
MEMPOOL = b'{"time": 1764100000, "USD": 97012, "EUR": 91234.5, "CHF": 85000, "GBP": 78000}'
KRAKEN = b'{"error": [], "result": {"XXBTZEUR": {"a": ["1", "2", "3"], "c": ["91200.10000", "0.002"]}}}'
COINBASE = b'{"data": {"amount": "91299.985", "base": "BTC", "currency": "EUR"}}'


def at(url: str, like: Source) -> Source:
    """The source `like`, read from a server of the test."""
    place = urlsplit(like.url)
    return Source(like.name, url + place.path + (f"?{place.query}" if place.query else ""), like.way)


def test_the_sources_are_fixed_and_encrypted() -> None:
    assert [urlsplit(source.url).hostname for source in SOURCES] == [
        "mempool.space",
        "api.kraken.com",
        "api.coinbase.com",
    ]
    assert {urlsplit(source.url).scheme for source in SOURCES} == {"https"}


@pytest.mark.parametrize(
    ("source", "answer", "value"),
    [(SOURCES[0], MEMPOOL, 91234.5), (SOURCES[1], KRAKEN, 91200.1), (SOURCES[2], COINBASE, 91299.985)],
    ids=[source.name for source in SOURCES],
)
def test_each_source_is_read(source: Source, answer: bytes, value: float) -> None:
    with price_server(answer) as server:
        found = price("EUR", sources=[at(server.url, source)], timeout=SHORT)
    assert (found.value, found.source) == (value, source.name)
    [path] = server.asked
    assert "EUR" in path or source.name == "mempool.space"


def test_nothing_but_the_question_is_told() -> None:
    with price_server(MEMPOOL) as server:
        price("EUR", sources=[at(server.url, SOURCES[0])], timeout=SHORT)
    [headers] = server.headers_seen
    assert set(headers) == {"Host", "Accept-Encoding"}


def test_the_next_source_is_asked_when_one_fails() -> None:
    with price_server(b"busy", 503) as first, price_server(KRAKEN) as second:
        found = price("EUR", sources=[at(first.url, SOURCES[0]), at(second.url, SOURCES[1])], timeout=SHORT)
    assert found.source == "Kraken"
    assert first.asked


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b'{"EUR": null}',
        b'{"EUR": "cheap"}',
        b'{"EUR": true}',
        b'{"EUR": 0}',
        b'{"EUR": -5}',
        b'{"EUR": NaN}',
        b'{"EUR": 1e400}',
        b'{"EUR": 1e12}',
        b'{"USD": 97012}',
        b'{"EUR": ' + b"[" * 40_000 + b"}",
        b'{"EUR": 91234, "more": "' + b"x" * MAX_ANSWER + b'"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_price_is_told_as_such(answer: bytes) -> None:
    with price_server(answer) as server, pytest.raises(LinkError, match="gave no price"):
        price("EUR", sources=[at(server.url, SOURCES[0])], timeout=SHORT)


def test_a_redirect_is_not_followed() -> None:
    with price_server(MEMPOOL, 302) as server, pytest.raises(LinkError, match=r"gave no price \(answer 302\)"):
        price("EUR", sources=[at(server.url, SOURCES[0])], timeout=SHORT)
    assert len(server.asked) == 1


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(LinkError, match="does not answer"):
        price("EUR", sources=[at(url, SOURCES[0])], timeout=SHORT)


def test_somebody_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(LinkError, match="does not answer"):
            price("EUR", sources=[at(url, SOURCES[0])], timeout=0.2)


def test_a_byte_now_and_then_is_no_answer() -> None:
    for beginning in (b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"):
        with dripping(beginning) as (port, hung_up):
            with pytest.raises(LinkError):
                price("EUR", sources=[at(f"http://127.0.0.1:{port}", SOURCES[0])], timeout=0.3)
            assert hung_up.wait(20)  # we did; the drip itself would have gone on


def test_nor_from_a_server_before_tls_or_a_proxy() -> None:
    with dripping(b"\x16\x03\x03\x40\x00") as (port, hung_up):  # the beginning of a long record
        with pytest.raises(LinkError):
            price("EUR", sources=[at(f"https://127.0.0.1:{port}", SOURCES[0])], timeout=0.3)
        assert hung_up.wait(20)
    with dripping(b"\x05\x00\x05\x00\x00\x03\xff") as (port, hung_up):  # an address of 255 bytes
        with pytest.raises(LinkError):
            price("EUR", f"socks5://127.0.0.1:{port}", [at("http://prices.invalid", SOURCES[0])], 0.3)
        assert hung_up.wait(20)


def test_a_certificate_is_wanted_where_the_source_has_one() -> None:
    with price_server(MEMPOOL) as server:
        plain = Source("plain", server.url.replace("http:", "https:") + "/", ("EUR",))
        with pytest.raises(LinkError, match="does not answer as it should"):
            price("EUR", sources=[plain], timeout=SHORT)
    assert server.asked == []


def test_another_currency_is_not_asked_for() -> None:
    with price_server(MEMPOOL) as server, pytest.raises(BadInput, match="EUR, USD"):
        price("EUR/../../addresses", sources=[at(server.url, SOURCES[0])])
    assert server.asked == []


# ── Through a proxy ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_proxy_resolves_the_name() -> None:
    with price_server(MEMPOOL) as server, proxy(server.server_address[1]) as through:
        source = Source("far", "http://prices.invalid:8080/api/v1/prices", ("{currency}",))
        found = price("EUR", through.url, [source], SHORT)
    assert found.value == 91234.5
    assert through.names == [("prices.invalid", 8080)]


def test_without_its_proxy_nothing_is_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        gone = f"socks5://127.0.0.1:{closed.getsockname()[1]}"
    with price_server(MEMPOOL) as server, pytest.raises(LinkError, match=r"the proxy .* does not answer"):
        price("EUR", gone, [at(server.url, SOURCES[0])], SHORT)
    assert server.asked == []


def test_a_proxy_says_why_it_cannot() -> None:
    with price_server(MEMPOOL) as server:
        source = at(server.url, SOURCES[0])
        with proxy(server.server_address[1], login=True) as closed, pytest.raises(LinkError, match="wants a login"):
            price("EUR", closed.url, [source], SHORT)
        with proxy(server.server_address[1], failure=4) as lost, pytest.raises(LinkError, match="could not reach"):
            price("EUR", lost.url, [source], SHORT)
        with pytest.raises(LinkError, match=r"does not speak SOCKS5"):
            price("EUR", f"socks5://127.0.0.1:{server.server_address[1]}", [source], SHORT)
    assert server.asked == []


@pytest.mark.parametrize("text", ["http://127.0.0.1:9050", "127.0.0.1:9050", "socks5://", "socks5://user:word@host:1"])
def test_a_proxy_is_written_in_one_way(text: str) -> None:
    with price_server(MEMPOOL) as server, pytest.raises(BadInput, match="socks5://HOST:PORT"):
        price("EUR", text, [at(server.url, SOURCES[0])])
    assert server.asked == []

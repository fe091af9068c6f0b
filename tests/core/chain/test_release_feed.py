"""Asking what is released: a real server with TLS, a real proxy; whatever the server does, a reason comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.chain.release_feed import fetch, must_be_an_address, signature_name
from core.errors import BadInput, LinkError, PeerFault
from core.release.manifest import MOST
from tests.support.releases import KEYS, PUBLIC, ReleaseServer, manifest, release_server
from tests.support.sources import price_server, proxy

SHORT = 5.0  # seconds
DATA = manifest()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReleaseServer]:
    with release_server(tmp_path) as running:
        running.release(DATA)
        yield running


def test_the_manifest_and_what_there_is_of_signatures(server: ReleaseServer) -> None:
    data, signatures = fetch(server.address, PUBLIC, timeout=SHORT)
    assert (data, signatures) == (DATA, tuple(key.sign(DATA) for key in KEYS[:2]))
    assert server.asked == ["/tandem.release", *(f"/tandem.release.{key.name}.minisig" for key in PUBLIC)]
    assert signature_name("a", PUBLIC[0]) == f"a.{PUBLIC[0].name}.minisig"


def test_nothing_but_the_question_is_told(server: ReleaseServer) -> None:
    fetch(server.address, PUBLIC, timeout=SHORT)
    assert [set(headers) for headers in server.headers_seen] == [{"Host", "Accept-Encoding"}] * 4


def test_a_certificate_that_nobody_vouches_for(server: ReleaseServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(LinkError, match="does not answer as it should"):
        fetch(server.address, PUBLIC, timeout=SHORT)
    assert server.asked == []
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))  # the fixture takes it away


def test_nothing_there_and_something_else(server: ReleaseServer) -> None:
    with pytest.raises(LinkError, match="there is none") as none:
        fetch(server.address + ".old", PUBLIC, timeout=SHORT)
    server.status = 503
    with pytest.raises(LinkError, match="answer 503") as busy:
        fetch(server.address, PUBLIC, timeout=SHORT)
    assert (none.value.kind, busy.value.kind) == ("update", "update")


def test_too_big(server: ReleaseServer) -> None:
    server.pages["/tandem.release"] = b"x" * (MOST + 1)
    with pytest.raises(PeerFault, match="far more than it should") as fault:
        fetch(server.address, PUBLIC, timeout=SHORT)
    assert fault.value.kind == "update.too_big"
    server.release(DATA)
    server.pages[f"/tandem.release.{PUBLIC[0].name}.minisig"] = b"x" * 5_000
    with pytest.raises(PeerFault, match="far more than it should"):
        fetch(server.address, PUBLIC, timeout=SHORT)


def test_sent_elsewhere_over_https(server: ReleaseServer) -> None:
    server.pages["/elsewhere"] = server.pages.pop("/tandem.release")
    server.moved["/tandem.release"] = "/elsewhere"
    assert fetch(server.address, PUBLIC, timeout=SHORT)[0] == DATA


@pytest.mark.parametrize(
    "where",
    [
        *("http://127.0.0.1:{port}/", "ftp://h/", "file:///etc/passwd", "", "https://a@b/"),
        *("https://[x/", "https://h:70000/", "https://.h/", "https://h..h/", "https://h./"),
    ],
)
def test_sent_to_what_is_not_https(server: ReleaseServer, where: str) -> None:
    with price_server(DATA) as plain:
        server.moved["/tandem.release"] = where.format(port=plain.server_address[1])
        with pytest.raises(PeerFault) as fault:
            fetch(server.address, PUBLIC, timeout=SHORT)
        assert plain.asked == []
    assert fault.value.kind == "update.redirect"


def test_sent_in_circles(server: ReleaseServer) -> None:
    server.moved["/tandem.release"] = "/tandem.release"
    with pytest.raises(PeerFault, match="in circles") as fault:
        fetch(server.address, PUBLIC, timeout=SHORT)
    assert fault.value.kind == "update.redirect"
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "address",
    [
        *("", "http://h/x", "https://h", "https://u:p@h/x", "https://h/x?who=me", "https://h/#x", "h/x", "https://h/ü"),
        *("x", "https://h:65536/x", "https://.h/x", "https://h..h/x"),
    ],
)
def test_an_address_is_written_in_one_way(address: str) -> None:
    with pytest.raises(BadInput) as wrong:
        must_be_an_address(address)
    assert wrong.value.kind == "update.address"
    with pytest.raises(BadInput):
        fetch(address, PUBLIC, timeout=SHORT)


def test_through_the_proxy_which_resolves_the_name(server: ReleaseServer) -> None:
    port = server.server_address[1]
    with proxy(int(port)) as through:
        address = f"https://releases.invalid:{port}/tandem.release"
        assert fetch(address, PUBLIC, through.url, SHORT)[0] == DATA
    assert through.names == [("releases.invalid", port)] * 4


def test_without_its_proxy_nothing_is_asked(server: ReleaseServer) -> None:
    with pytest.raises(LinkError, match=r"the proxy .* does not answer"):
        fetch(server.address, PUBLIC, "socks5://127.0.0.1:1", SHORT)
    assert server.asked == []

"""Who knocks at the link listener and must stay outside: no HTTP is read from any of them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509

from core.errors import LinkError, PeerFault
from core.transport.link import admission, tls, tls_acceptor
from tests.support import lines
from tests.support.lines import HOST, UPGRADE, answer, cosigner, side, stranger


def test_the_paired_computer_gets_in() -> None:
    with cosigner() as other:
        assert answer(other.port, stranger(name="computer")).startswith(b"HTTP/1.1 101")


def test_no_certificate_an_unknown_one_and_the_servers_own_are_refused(tmp_path: Path) -> None:
    _, *chain, _ = lines.certificate(tmp_path)
    with cosigner() as other:
        assert answer(other.port, stranger()) == b""
        assert answer(other.port, stranger((chain[0], chain[1]))) == b""
        assert answer(other.port, stranger(name="somebody")) == b""
        assert answer(other.port, stranger(name="cosigner")) == b""  # a mirror
        assert other.links.empty()


def test_link_listener_needs_certificate_through_sni() -> None:
    names = [None, "localhost", "tandem", side("cosigner").pin.hex()[:16], "pair", "a" * 63, "127.0.0.1.nip"]
    with cosigner() as other:
        for name in names:
            assert answer(other.port, stranger(), name) == b"", name
        assert answer(other.port, stranger(name="computer"), "any.name").startswith(b"HTTP/1.1 101")


def test_a_pinned_authority_cannot_mint_more(tmp_path: Path) -> None:
    root, *_, key = lines.certificate(tmp_path / "root", subject="root", authority=True)
    name = x509.load_der_x509_certificate(root).subject
    _, file, key_file, _ = lines.certificate(tmp_path / "leaf", subject="leaf", issuer=(name, key))
    with cosigner() as other:
        other.pins.append(root)
        other.listener.refresh_pins()
        assert answer(other.port, stranger((file, key_file))) == b""  # OpenSSL trusts it, the comparison does not
        assert other.links.empty()


def test_an_equal_subject_with_another_key_is_refused(tmp_path: Path) -> None:
    subject = x509.load_der_x509_certificate(side("computer").certificate).subject
    _, file, key_file, _ = lines.certificate(
        tmp_path, subject=str(subject.rdns[0].get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)
    )
    with cosigner() as other:
        assert answer(other.port, stranger((file, key_file))) == b""


def test_many_computers_do_not_hide_each_other() -> None:
    names = ["computer", "second", "third", "fourth"]
    with cosigner(*names) as other:
        for name in names:
            link, far = other.both(name)
            assert far.pin == side(name).pin
            link.close()


@pytest.mark.parametrize("protocols", [[], ["http/1.1"], ["tandem/2"]])
def test_another_protocol_inside_tls_is_refused(protocols: list[str]) -> None:
    context = stranger(name="computer")
    context.set_alpn_protocols(protocols)
    with cosigner() as other:
        assert answer(other.port, context) == b""


def test_older_tls_is_refused() -> None:
    context = stranger(name="computer")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with cosigner() as other, pytest.raises(ssl.SSLError), lines.tls(other.port, context):
        pass


def test_revoked_desktop_cannot_resume() -> None:
    context = stranger(name="computer")
    with cosigner() as other:
        with lines.tls(other.port, context) as first:
            first.sendall(UPGRADE)
            assert first.recv(4096).startswith(b"HTTP/1.1 101")
            session = first.session
        assert session is None or not session.has_ticket
        link, far = other.both()
        other.pins.clear()
        other.listener.refresh_pins()
        with pytest.raises(LinkError, match="this computer was removed"):
            link.receive(5)
        assert far.closed
        with pytest.raises(LinkError, match="pair again"):
            other.connect()
        try:
            with lines.tls(other.port, context, session=session) as again:
                assert not again.session_reused
                again.sendall(UPGRADE)
                assert again.recv(4096) == b""
        except OSError:
            pass


def test_a_resumed_session_is_refused() -> None:
    class Resumed:
        session_reused = True

        def version(self) -> str:
            return "TLSv1.3"

        def selected_alpn_protocol(self) -> str:
            return tls.ALPN

        def getpeercert(self, binary_form: bool) -> bytes:
            return side("computer").certificate

    with pytest.raises(PeerFault, match="fresh"):
        tls.must_be_pinned(Resumed(), [side("computer").pin])  # type: ignore[arg-type]


def test_silence_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_acceptor, "HANDSHAKE_TIMEOUT", 3.0)  # honest TLS takes milliseconds, on a busy machine more
    with (
        cosigner() as other,
        socket.create_connection((HOST, other.port)) as before_tls,
        lines.tls(other.port, stranger(name="computer")) as before_http,
        lines.tls(other.port, stranger(name="computer")) as within_the_request,
    ):
        within_the_request.sendall(UPGRADE[:20])
        for silent in (before_tls, before_http, within_the_request):
            silent.settimeout(30)
            assert silent.recv(1) == b""


def test_eight_silent_connections_do_not_keep_the_owner_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_acceptor, "HANDSHAKE_TIMEOUT", 60.0)
    told: list[bool] = []
    with cosigner(crowded=lambda: told.append(True)) as other, contextlib.ExitStack() as stack:
        mute = [stack.enter_context(socket.create_connection((HOST, other.port), 5)) for _ in range(8)]
        link, _ = other.both()
        assert mute[0].recv(1) == b""  # the oldest made room
        link.close()
    assert told == [True]


def test_nor_do_half_handshakes_that_go_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_acceptor, "HANDSHAKE_TIMEOUT", 60.0)
    with cosigner() as other, contextlib.ExitStack() as stack:
        half = [stack.enter_context(socket.create_connection((HOST, other.port), 5)) for _ in range(8)]
        for connection in half:
            connection.sendall(b"\x16\x03\x01\x02\x00\x01")  # the beginning of a ClientHello
        link, _ = other.both()
        link.close()


@pytest.mark.parametrize("limit", ["MAX_FROM_ONE", "MAX_HANDSHAKES"])
def test_silent_connections_do_not_shut_others_out(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_acceptor, "HANDSHAKE_TIMEOUT", 60.0)  # so that only the limit can have ended any of them
    for name, value in {"MAX_FROM_ONE": 100, "MAX_HANDSHAKES": 100, "KEPT": 0, limit: 6}.items():
        monkeypatch.setattr(admission, name, value)
    with cosigner() as other, contextlib.ExitStack() as stack:
        mute = [stack.enter_context(socket.create_connection((HOST, other.port), 5)) for _ in range(20)]
        for connection in mute[:14]:
            connection.settimeout(10)
            assert connection.recv(1) == b""  # at once
        for connection in mute[14:]:
            connection.settimeout(0.05)
            with pytest.raises(TimeoutError):
                connection.recv(1)  # still waited for
        other.connect().close()


@pytest.mark.parametrize(
    "request_line",
    [b"GET / HTTP/1.1", b"GET /link/../link HTTP/1.1", b"GET /link?x HTTP/1.1", b"POST /link HTTP/1.1"],
)
def test_nothing_but_the_link_is_served(request_line: bytes) -> None:
    with cosigner() as other:
        request = UPGRADE.replace(b"GET /link HTTP/1.1", request_line)
        assert b"101" not in answer(other.port, stranger(name="computer"), request=request)
        body = UPGRADE[:-2] + b"Content-Length: 4\r\n\r\nbody"
        assert b"101" not in answer(other.port, stranger(name="computer"), request=body)
        long = UPGRADE[:-2] + b"X: " + b"y" * 10_000 + b"\r\n\r\n"
        assert b"101" not in answer(other.port, stranger(name="computer"), request=long)


def test_sslkeylogfile_ignored(tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    program = (
        "from tests.support.lines import cosigner\n"
        "with cosigner() as other:\n"
        "    link, far = other.both()\n"
        "    link.send(b'x')\n"
        "    assert far.receive(5) == b'x'\n"
        "    link.close()\n"
    )
    environment = os.environ | {"SSLKEYLOGFILE": str(log)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
    written = log.read_bytes() if log.exists() else b""  # a library may open the file for contexts of its own
    assert b"SECRET" not in written


def test_contexts_trust_nobody_else() -> None:
    us, them = side("computer"), side("cosigner")
    client = tls.client_context(us.certificate_file, us.key_file, us.password, them.certificate)
    server = tls.server_context(them, [us.certificate])
    for context in (client, server):
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.minimum_version is context.maximum_version is ssl.TLSVersion.TLSv1_3
        assert len(context.get_ca_certs()) + context.cert_store_stats()["x509"] == 1
        assert context.keylog_filename is None
    assert server.num_tickets == 0
    assert context.get_ca_certs() == []  # no authority among them
    assert hashlib.sha256(us.certificate).digest() == us.pin

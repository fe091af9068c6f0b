"""Real links on loopback, and strangers with sockets of their own."""

from __future__ import annotations

import datetime
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.transport.link.hello import VERSION, Hello
from core.transport.link.identity import Identity, pin_of
from core.transport.link.link import Guest, Guests, Link, Listener, connect
from core.transport.pairing.listener import Person, Place, pair_as_cosigner
from core.transport.pairing.protocol import Paired
from tests.support.scratch import scratch

HOST = "127.0.0.1"
UPGRADE = (
    b"GET /link HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@cache
def side(name: str) -> Identity:
    """One identity for each name, made once."""
    return Identity.make(scratch(name))[0]


@dataclass
class Cosigner:
    """A link listener, and the links it was given."""

    listener: Listener
    port: int
    pins: list[bytes]
    links: queue.Queue[Link]

    def connect(self, name: str = "computer", hello: Hello | None = None, timeout: float = 5) -> Link:
        hello = hello or Hello.make(0)
        return connect(HOST, self.port, side(name), side("cosigner").certificate, hello, timeout)

    def both(self, name: str = "computer") -> tuple[Link, Link]:
        """The computer's end of a new link, and the co-signer's."""
        return self.connect(name), self.links.get(timeout=5)


def guests(certificates: Iterable[bytes], version: Callable[[bytes], int] = lambda _: VERSION) -> Guests:
    """Computers with these certificates."""
    return Guests({pin_of(one): Guest(one, 0, version(pin_of(one))) for one in certificates})


@contextmanager
def cosigner(
    *names: str, crowded: Callable[[], None] = lambda: None, minimum_version: Callable[[bytes], int] = lambda _: VERSION
) -> Iterator[Cosigner]:
    """A co-signer that listens for these computers ("computer" if none is named)."""
    certificates = [side(name).certificate for name in names or ("computer",)]
    links: queue.Queue[Link] = queue.Queue()
    listener = Listener(HOST, 0, side("cosigner"), lambda: guests(certificates, minimum_version), links.put, crowded)
    try:
        yield Cosigner(listener, listener.start()[1], certificates, links)
    finally:
        listener.close()


# ------------------------------------------------------------------ pairing
@dataclass
class Pairing:
    """A co-signer that waits for one computer, and what its person saw."""

    link: str
    words: queue.Queue[tuple[str, ...]]
    result: queue.Queue[Paired | Exception]
    kept: list[Paired]

    def choose(self, lines: list[str]) -> int:
        """A person who compares."""
        return lines.index(" ".join(self.words.get(timeout=5)))

    def outcome(self) -> Paired | Exception:
        return self.result.get(timeout=10)


def pairing(confirm: Any = lambda: True, lifetime: float = 60, gone: Any = lambda: False) -> Pairing:
    """Start `tandem-cosigner pair` on a thread of its own."""
    links: queue.Queue[str] = queue.Queue()
    found = Pairing("", queue.Queue(), queue.Queue(), [])
    person = Person(links.put, found.words.put, confirm, gone)

    def run() -> None:
        try:
            place = Place(HOST, 0, HOST, 7420)
            found.result.put(pair_as_cosigner(side("cosigner"), place, person, found.kept.append, lifetime=lifetime))
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found.result.put(error)

    threading.Thread(target=run, daemon=True).start()
    found.link = links.get(timeout=5)
    return found


# ------------------------------------------------------------------ strangers
def certificate(
    folder: Path,
    *,
    subject: str = "",
    authority: bool = False,
    issuer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None = None,
) -> tuple[bytes, Path, Path, ec.EllipticCurvePrivateKey]:
    """A certificate that may break our rules: DER, its file, its key's file (not encrypted), its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject or "stranger")])
    day = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer[0] if issuer else name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2999))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "k.pem").write_bytes(key.private_bytes(*form))
    return made.public_bytes(serialization.Encoding.DER), folder / "c.pem", folder / "k.pem", key


def stranger(chain: tuple[Path, Path] | None = None, name: str = "") -> ssl.SSLContext:
    """A client's context that believes anybody; shows a certificate if it has one, or that of a side."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["tandem/1"])
    if chain:
        context.load_cert_chain(*chain)
    if name:
        identity = side(name)
        context.load_cert_chain(identity.certificate_file, identity.key_file, password=identity.password.reveal())
    return context


@contextmanager
def tls(
    port: int, context: ssl.SSLContext, name: str | None = None, session: ssl.SSLSession | None = None
) -> Iterator[ssl.SSLSocket]:
    """A TLS connection of a stranger."""
    with (
        socket.create_connection((HOST, port), 5) as plain,
        context.wrap_socket(plain, server_hostname=name, session=session) as found,
    ):
        yield found


def answer(port: int, context: ssl.SSLContext, name: str | None = None, request: bytes = UPGRADE) -> bytes:
    """The first bytes of HTTP that a stranger reads; none if the line ends before."""
    with suppress(ssl.SSLError, OSError), tls(port, context, name) as found:
        found.sendall(request)
        return found.recv(4096)
    return b""

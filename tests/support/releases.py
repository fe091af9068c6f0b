"""Releases of the test: three keys, and signatures as minisign's page describes them, written once more."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ipaddress
import os
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from core.release.manifest import Manifest, News, ReleaseFile
from core.release.minisign import ReleaseKey

DAY = 24 * 3600
MADE = 1_796_000_000
FILE = b"a whole package"
SHA256 = hashlib.sha256(FILE).hexdigest()


class TestKey:
    """One of the three people."""

    __test__ = False

    def __init__(self, number: int) -> None:
        self._seed = hashlib.sha256(b"release key %d" % number).digest()
        self.secret = Ed25519PrivateKey.from_private_bytes(self._seed)
        self.public = ReleaseKey(hashlib.sha256(self._seed).digest()[:8], self.secret.public_key().public_bytes_raw())

    def sign(self, data: bytes, trusted: bytes = b"a release of the test") -> bytes:
        made = self.secret.sign(hashlib.blake2b(data, digest_size=64).digest())
        whole = self.secret.sign(made + trusted)
        return b"untrusted comment: x\n%b\ntrusted comment: %b\n%b\n" % (
            base64.b64encode(b"ED" + self.public.id + made),
            trusted,
            base64.b64encode(whole),
        )

    def file(self, passphrase: str = "") -> bytes:
        """The secret key as minisign keeps it, with its smallest cost; without a passphrase as it is."""
        plain = self.public.id + self._seed + self.public.point
        plain += hashlib.blake2b(b"Ed" + plain, digest_size=32).digest()
        salt = bytes(range(32))
        kdf, work, memory = b"\0\0", 0, 0
        if passphrase:
            kdf, work, memory = b"Sc", 32_768, 16 << 20
            stream = hashlib.scrypt(passphrase.encode(), salt=salt, n=1024, r=8, p=1, dklen=104)
            plain = bytes(a ^ b for a, b in zip(plain, stream, strict=True))
        blob = b"Ed" + kdf + b"B2" + salt + work.to_bytes(8, "little") + memory.to_bytes(8, "little") + plain
        return b"untrusted comment: minisign secret key\n" + base64.b64encode(blob) + b"\n"


KEYS = tuple(map(TestKey, range(3)))
LATER = tuple(map(TestKey, range(3, 6)))
PUBLIC = tuple(key.public for key in KEYS)
TEXTS = tuple(key.text for key in PUBLIC)


def manifest(
    version: str = "0.2.0",
    *,
    minimum: str = "0.1.0",
    made: int = MADE,
    days: int = 90,
    next_keys: Sequence[TestKey] = (),
    news: tuple[News, ...] = (News("en", "Faster."), News("de", "Schneller.")),
) -> bytes:
    files = (ReleaseFile(SHA256, len(FILE), "linux-amd64", f"tandem_{version}_amd64.deb"),)
    page, keys = f"https://releases.example/{version}/", tuple(key.public for key in next_keys)
    return Manifest(version, minimum, made, made + days * DAY, page, news, keys, files).written()


class ReleaseServer(ThreadingHTTPServer):
    """Answers over TLS with what is in `pages`; what is not there is 404. `moved`: where a path has gone."""

    daemon_threads = True

    def __init__(self, place: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.pages: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        self.status = 200
        self.asked, self.headers_seen = list[str](), list[dict[str, str]]()
        self.certificate = _certificate(place)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, place / "server.key")
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.server_address[1]}/tandem.release"

    def release(self, data: bytes, keys: Sequence[TestKey] = KEYS[:2]) -> None:
        """Tell of this, signed by these."""
        self.pages = {"/tandem.release": data}
        self.pages |= {f"/tandem.release.{key.public.name}.minisig": key.sign(data) for key in keys}


class _Pages(BaseHTTPRequestHandler):
    server: ReleaseServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers_seen.append(dict(self.headers.items()))
        page = self.server.pages.get(self.path)
        moved = self.server.moved.get(self.path)
        self.send_response(302 if moved is not None else 404 if page is None else self.server.status)
        if moved is not None:
            self.send_header("Location", moved)
        self.send_header("Content-Length", str(len(page or b"")))
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


def _certificate(place: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "releases of the test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("releases.invalid")]
            ),
            False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    file = place / "server.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (place / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@contextmanager
def release_server(place: Path) -> Iterator[ReleaseServer]:
    """One that this process trusts while it is there."""
    before = os.environ.get("SSL_CERT_FILE")
    with ReleaseServer(place) as server:
        os.environ["SSL_CERT_FILE"] = str(server.certificate)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            if before is None:
                del os.environ["SSL_CERT_FILE"]
            else:
                os.environ["SSL_CERT_FILE"] = before

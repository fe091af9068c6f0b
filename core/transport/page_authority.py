"""An authority for one name or address alone (W1): trusting it endangers nothing else. Its key signs two certificates,
for this year and for the next, and is gone.

critical nameConstraints: the one host, and no name of the other kind; serverAuth, which keeps it from e-mail and code,
of whose names it says nothing. Leaves as phones want them (Apple, HT210176, HT211025; Chrome's verifier on
Android): 397 days, the host in subjectAltName, serverAuth, P-256, SHA-256.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import os
import ssl
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.codec.codec import U64, Text, VarBytes
from core.crypto.rng import HedgedRng
from core.errors import StorageError, StorageKind

DAY: Final = 24 * 3600
YEAR: Final = 365  # days after which the second certificate begins
LEAF: Final = 397  # days
EARLY: Final = DAY  # seconds before now: a phone's clock may be behind
_SERVERS: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


@dataclass(frozen=True, slots=True, repr=False)
class PageLeaf:
    """A certificate of the page (DER) and its key (PKCS8, DER), from when to when in unix seconds; without a repr."""

    certificate: VarBytes
    key: VarBytes
    since: U64
    until: U64


@dataclass(frozen=True, slots=True)
class PageAuthority:
    """For `host`: the authority's certificate (DER), whose key is gone, and what it has signed."""

    host: Text
    certificate: VarBytes
    leaves: tuple[PageLeaf, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256, as phones show it."""
        digits = hashlib.sha256(self.certificate).hexdigest().upper()
        return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))

    @property
    def until(self) -> int:
        """When the last certificate ends."""
        return max(leaf.until for leaf in self.leaves)

    def leaf(self, now: int) -> PageLeaf:
        """The newest that counts now; where none does, the last: a browser then says so."""
        return max(self.leaves, key=lambda leaf: (leaf.since <= now < leaf.until, leaf.since))

    @classmethod
    def make(cls, host: str, now: int) -> PageAuthority:
        """A new one, for a host name or an IP address."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tandem co-signer: {host}"[:64])])
        end = now + (YEAR + LEAF) * DAY
        made = (
            _builder(name, name, key.public_key(), now - EARLY, end)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_constraints(host), critical=True)
            .add_extension(x509.KeyUsage(False, False, False, False, False, True, False, False, False), critical=True)
            .add_extension(_SERVERS, critical=False)
            .sign(key, hashes.SHA256())
        )
        begins = (now - EARLY, now + YEAR * DAY)
        leaves = tuple(_leaf(host, name, key, since, since + LEAF * DAY) for since in begins)
        return cls(host, made.public_bytes(DER), leaves)

    def context(self, home: Path, leaf: PageLeaf) -> ssl.SSLContext:
        """TLS for a server, by one of `leaves`. Python takes keys from files alone: one under a password of this moment
        is in `home` for an instant. Raises StorageError."""
        password = HedgedRng().bytes("page key password", 32).hex().encode()
        key = serialization.load_der_private_key(leaf.key, None)
        sealed = key.private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(password)
        )
        chain = x509.load_der_x509_certificate(leaf.certificate).public_bytes(PEM)
        found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        found.minimum_version = ssl.TLSVersion.TLSv1_2  # of a browser; 1.3 is what they speak
        found.set_alpn_protocols(["http/1.1"])
        name = ""
        try:
            handle, name = tempfile.mkstemp(dir=home, prefix="page-")  # 0600
            with os.fdopen(handle, "wb") as file:
                file.write(sealed + chain)
            found.load_cert_chain(name, password=password)
        except OSError as error:
            raise StorageError(f"the page's key cannot be written: {error.strerror}", StorageKind.STORAGE) from None
        finally:
            with suppress(OSError):
                Path(name).unlink()
        return found


class PageTls:
    """TLS of a page that runs for years: the certificate of the moment, whatever the clock said at the start. `wall`:
    seconds that people see. Raises StorageError, at the start alone; later the one before goes on."""

    def __init__(self, authority: PageAuthority, home: Path, wall: Callable[[], int]) -> None:
        self._authority, self._home, self._wall = authority, home, wall
        self._leaf = authority.leaf(wall())
        self._context = authority.context(home, self._leaf)

    def context(self) -> ssl.SSLContext:
        """For the next line."""
        leaf = self._authority.leaf(self._wall())
        if leaf is not self._leaf:
            with suppress(StorageError):
                self._context = self._authority.context(self._home, leaf)
                self._leaf = leaf
        return self._context


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _constraints(host: str) -> x509.NameConstraints:
    """The host, and of the other kinds of names none: what is not constrained would be free (RFC 5280, 4.2.1.10)."""
    everywhere = [x509.IPAddress(ipaddress.ip_network(net)) for net in ("0.0.0.0/0", "::/0")]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return x509.NameConstraints([x509.DNSName(host)], everywhere)
    other = everywhere[1 if address.version == 4 else 0]
    return x509.NameConstraints([x509.IPAddress(ipaddress.ip_network(host))], [x509.DNSName(""), other])


def _leaf(host: str, issuer: x509.Name, authority: ec.EllipticCurvePrivateKey, since: int, until: int) -> PageLeaf:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tandem co-signer's page")])
    made = (
        _builder(name, issuer, key.public_key(), since, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
        .add_extension(_SERVERS, critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    private = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return PageLeaf(made.public_bytes(DER), private, since, until)


def _builder(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, since: int, until: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime.fromtimestamp(since, datetime.UTC))
        .not_valid_after(datetime.datetime.fromtimestamp(until, datetime.UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )

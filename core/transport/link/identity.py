"""The certificate of one side, and its key (L1).

Each side keeps one self-signed certificate for life; the other pins exactly its bytes. The subject is a name of the
key, because OpenSSL finds trusted certificates by subject and takes only the first of two that are equal.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.crypto.rng import HedgedRng
from core.errors import FaultKind, PeerFault, StorageError, StorageKind
from core.platform.here import here
from core.secret import Secret

KEY_FILE, CERTIFICATE_FILE = "link-key.pem", "link-certificate.pem"
BEGIN = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # a small computer may start without a clock
END = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
FINGERPRINT = 16  # hex digits of a pin that people see
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


def pin_of(certificate: bytes) -> bytes:
    """The 32-byte name by which a certificate (DER) is pinned."""
    return hashlib.sha256(certificate).digest()


def fingerprint(pin: bytes) -> str:
    """How a side is named to a person where it has no name, and beside it where that matters: the beginning of its
    pin."""
    return pin.hex()[:FINGERPRINT]


@dataclass(frozen=True, slots=True)
class Identity:
    """Our certificate; the key file is encrypted under `password`, which lives in the vault."""

    certificate: bytes  # DER
    certificate_file: Path
    key_file: Path
    password: Secret[bytes]

    @property
    def pin(self) -> bytes:
        """What the other side pins."""
        return pin_of(self.certificate)

    @classmethod
    def make(cls, home: Path) -> tuple[Identity, Secret[bytes]]:
        """A new key and certificate in `home`, and the password to keep."""
        key = ec.generate_private_key(ec.SECP256R1())
        password = Secret(HedgedRng().bytes("link key password", 32).hex().encode())
        name = _name(key.public_key())
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        both = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGIN)
            .not_valid_after(END)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(both, critical=False)
            .sign(key, hashes.SHA256())
        )
        encryption = serialization.BestAvailableEncryption(password.reveal())
        _keep(home / KEY_FILE, key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, encryption))
        _keep(home / CERTIFICATE_FILE, certificate.public_bytes(PEM))
        return cls.load(home, password), password

    def remove(self) -> None:
        """Delete its files."""
        self.remove_from(self.key_file.parent)

    @staticmethod
    def left_in(home: Path) -> bool:
        """Whether a file of an identity is there."""
        return any((home / name).exists() for name in (KEY_FILE, CERTIFICATE_FILE))

    @staticmethod
    def remove_from(home: Path) -> None:
        """Delete the files of a home's identity, if there are any."""
        for name in (KEY_FILE, CERTIFICATE_FILE):
            (home / name).unlink(missing_ok=True)

    @classmethod
    def load(cls, home: Path, password: Secret[bytes]) -> Identity:
        """The identity kept in `home`. StorageError if its files are missing or damaged."""
        try:
            certificate = x509.load_pem_x509_certificate((home / CERTIFICATE_FILE).read_bytes())
            key_file = home / KEY_FILE
            serialization.load_pem_private_key(key_file.read_bytes(), password.reveal())
        except (OSError, ValueError):
            raise StorageError(f"the link certificate in {home} is missing or damaged", StorageKind.CORRUPT) from None
        return cls(certificate.public_bytes(DER), home / CERTIFICATE_FILE, key_file, password)

    def sign(self, message: bytes) -> bytes:
        """ECDSA on P-256 with SHA-256, DER."""
        key = serialization.load_pem_private_key(self.key_file.read_bytes(), self.password.reveal())
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise StorageError("the link key is of another kind than ours", StorageKind.CORRUPT)
        return key.sign(message, ec.ECDSA(hashes.SHA256()))


def _keep(file: Path, data: bytes) -> None:
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(here.create(str(file)), "wb") as opened:
            opened.write(data)
            opened.flush()
            here.sync(opened.fileno())
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}", StorageKind.STORAGE) from None


# ------------------------------------------------------------------ the other side's certificate
def must_be_a_side(certificate: bytes) -> None:
    """A certificate (DER) of the one form that a side makes; only such a one may be pinned. Raises PeerFault.

    A certificate of an authority could make more, and one that borrows another's subject would hide that one.
    """
    key = _public_key(certificate)
    found = x509.load_der_x509_certificate(certificate)
    name = _name(key)
    try:
        constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
        found.verify_directly_issued_by(found)
        if found.public_bytes(DER) != certificate or found.subject != name or found.issuer != name:
            raise PeerFault("the other side's certificate has another name than its key", FaultKind.CERTIFICATE)
        if constraints.value.ca or not constraints.critical or len(found.extensions) != 3:
            raise PeerFault("the other side's certificate is of an authority", FaultKind.CERTIFICATE)
        trust(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), certificate)
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound, x509.DuplicateExtension, ssl.SSLError):
        raise PeerFault("the other side's certificate cannot be used", FaultKind.CERTIFICATE) from None


def trust(context: ssl.SSLContext, certificate: bytes) -> None:
    """Let a context believe this certificate (DER).

    Handed over as PEM: at the end of DER, Python 3.11 takes an error that another library has left in this thread's
    OpenSSL for its own; libpq leaves one where TLS to a server ended early (psycopg 3.3.9, OpenSSL 3.0.19).
    """
    context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(certificate))


def must_have_signed(certificate: bytes, signature: bytes, message: bytes) -> None:
    """Raises PeerFault unless the key of `certificate` made the signature."""
    try:
        _public_key(certificate).verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise PeerFault("the other side does not hold the key of its certificate", FaultKind.CERTIFICATE) from None


def _public_key(certificate: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise PeerFault("the other side's certificate cannot be read", FaultKind.CERTIFICATE) from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise PeerFault("the other side's certificate has a key of an unknown kind", FaultKind.CERTIFICATE)
    return key


def _name(key: ec.EllipticCurvePublicKey) -> x509.Name:
    public = key.public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hashlib.sha256(public).hexdigest()[:16])])

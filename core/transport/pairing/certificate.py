"""The client key that a pairing code becomes, and its certificate, byte for byte the same on both sides (rule P2).

The certificate is assembled here by hand: a library's builder may change its bytes between versions, and the listener
trusts exactly these bytes. Whoever lacks the code cannot finish the TLS handshake of the pairing listener.
"""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.crypto.rng import HedgedRng
from core.secret import Secret

_ED25519 = bytes.fromhex("300506032b6570")
_VALIDITY = bytes.fromhex("3020") + b"\x17\x0d700101000000Z" + b"\x18\x0f99991231235959Z"
_BASIC = bytes.fromhex("300c0603551d130101ff04023000")  # critical, not an authority
_USAGE = bytes.fromhex("300e0603551d0f0101ff040403020780")  # critical, digitalSignature
_CLIENT = bytes.fromhex("30130603551d25040c300a06082b06010505070302")  # clientAuth


def _tlv(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    head = [size] if size < 0x80 else [0x81, size] if size < 0x100 else [0x82, size >> 8, size & 0xFF]
    return bytes([tag, *head]) + body


def key_of(code: Secret[bytes]) -> Ed25519PrivateKey:
    """The key of the client's certificate; whoever knows the code can derive it."""
    seed = HKDF(hashes.SHA256(), 32, b"tandem/pair/1", b"client key").derive(code.reveal())
    return Ed25519PrivateKey.from_private_bytes(seed)


def certificate_of(code: Secret[bytes]) -> bytes:
    """Its certificate, DER."""
    key = key_of(code)
    public = key.public_key().public_bytes_raw()
    name = _tlv(0x30, _tlv(0x31, _tlv(0x30, bytes.fromhex("0603550403"), _tlv(0x0C, b"pairing"))))
    body = _tlv(
        0x30,
        bytes.fromhex("a003020102"),  # version 3
        bytes.fromhex("020101"),  # serial number 1
        _ED25519,
        name,
        _VALIDITY,
        name,
        _tlv(0x30, _ED25519, _tlv(0x03, b"\0", public)),
        _tlv(0xA3, _tlv(0x30, _BASIC, _USAGE, _CLIENT)),
    )
    return _tlv(0x30, body, _ED25519, _tlv(0x03, b"\0", key.sign(body)))


@contextmanager
def files_of(code: Secret[bytes]) -> Iterator[tuple[Path, Path, Secret[bytes]]]:
    """Certificate file, encrypted key file and its password, for a TLS library that takes only paths."""
    password = Secret(HedgedRng().bytes("code key password", 32).hex().encode())
    encryption = serialization.BestAvailableEncryption(password.reveal())
    key = key_of(code).private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    with tempfile.TemporaryDirectory(prefix="tandem-") as name:
        certificate_file, key_file = Path(name) / "certificate.pem", Path(name) / "key.pem"
        certificate_file.write_text(ssl.DER_cert_to_PEM_cert(certificate_of(code)))
        key_file.write_bytes(key)
        yield certificate_file, key_file, password

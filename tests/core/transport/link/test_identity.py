from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from core.errors import PeerFault, StorageError
from core.secret import Secret
from core.transport.link.identity import Identity, must_be_a_side, must_have_signed, pin_of
from tests.support import lines


def test_the_certificate_is_what_the_link_needs(tmp_path: Path) -> None:
    identity, password = Identity.make(tmp_path)
    found = x509.load_der_x509_certificate(identity.certificate)
    public = found.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert found.subject.rfc4514_string() == f"CN={hashlib.sha256(public).hexdigest()[:16]}"
    assert found.subject == found.issuer
    assert (found.not_valid_before_utc.year, found.not_valid_after_utc.year) == (1970, 9999)
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert not constraints.value.ca
    usage = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert set(usage) == {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH}
    assert found.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert identity.pin == pin_of(identity.certificate) == hashlib.sha256(identity.certificate).digest()
    must_be_a_side(identity.certificate)
    assert len(password.reveal()) == 64


def test_the_key_lies_encrypted_and_for_us_alone(tmp_path: Path) -> None:
    identity, password = Identity.make(tmp_path)
    assert stat.S_IMODE(identity.key_file.stat().st_mode) == 0o600
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in identity.key_file.read_bytes()
    assert Identity.load(tmp_path, password).certificate == identity.certificate
    with pytest.raises(StorageError, match="missing or damaged"):
        Identity.load(tmp_path, Secret(b"0" * 64))
    with pytest.raises(StorageError):
        Identity.load(tmp_path / "nowhere", password)
    again, _ = Identity.make(tmp_path)
    assert again.pin != identity.pin


def test_only_the_key_of_a_certificate_signs_for_it(tmp_path: Path) -> None:
    identity, _ = Identity.make(tmp_path)
    must_have_signed(identity.certificate, identity.sign(b"message"), b"message")
    for signature, message in ((identity.sign(b"message"), b"other"), (b"", b"message"), (bytes(70), b"message")):
        with pytest.raises(PeerFault, match="does not hold the key"):
            must_have_signed(identity.certificate, signature, message)
    with pytest.raises(PeerFault, match="cannot be read"):
        must_have_signed(b"", identity.sign(b"x"), b"x")


def test_no_other_certificate_is_a_side(tmp_path: Path) -> None:
    ours, _ = Identity.make(tmp_path)
    subject = x509.load_der_x509_certificate(ours.certificate).subject.rfc4514_string()[3:]
    strange = [
        b"",
        b"\x30\x00",
        ours.certificate + b"\0",
        ours.certificate[:-1],
        ours.certificate[:-1] + bytes([ours.certificate[-1] ^ 1]),
        lines.certificate(tmp_path / "a")[0],
        lines.certificate(tmp_path / "b", subject=subject)[0],  # would hide ours in the store
        lines.certificate(tmp_path / "c", authority=True)[0],  # would make more
    ]
    for certificate in strange:
        with pytest.raises(PeerFault):
            must_be_a_side(certificate)

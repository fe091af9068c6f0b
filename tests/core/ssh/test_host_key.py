"""A host is known by its signature of the session, and by nothing that a computer says of it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.errors import BadInput, InputKind
from core.ssh.host_key import SessionBind
from core.ssh.wire import SshReader, mpint, string

SESSION = bytes(range(64))
Made = tuple[bytes, bytes]  # a host's key, its signature of SESSION


def blob_of(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return b64decode(line.split()[1])


def ed25519() -> Made:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return blob_of(key), string(b"ssh-ed25519") + string(key.sign(SESSION))


def ecdsa(curve: ec.EllipticCurve, kind: bytes, hash_of: HashAlgorithm) -> Made:
    key = ec.derive_private_key(7, curve)
    r, s = decode_dss_signature(key.sign(SESSION, ec.ECDSA(hash_of)))
    return blob_of(key), string(kind) + string(mpint(r) + mpint(s))


RSA = rsa.generate_private_key(65537, 2048)
SHORT_RSA = rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is to be refused


def by_rsa(name: bytes, hash_of: HashAlgorithm, key: rsa.RSAPrivateKey = RSA) -> Made:
    return blob_of(key), string(name) + string(key.sign(SESSION, padding.PKCS1v15(), hash_of))


GOOD: dict[str, Callable[[], Made]] = {
    "ed25519": ed25519,
    "p256": lambda: ecdsa(ec.SECP256R1(), b"ecdsa-sha2-nistp256", SHA256()),
    "p384": lambda: ecdsa(ec.SECP384R1(), b"ecdsa-sha2-nistp384", SHA384()),
    "p521": lambda: ecdsa(ec.SECP521R1(), b"ecdsa-sha2-nistp521", SHA512()),
    "rsa256": lambda: by_rsa(b"rsa-sha2-256", SHA256()),
    "rsa512": lambda: by_rsa(b"rsa-sha2-512", SHA512()),
}


@pytest.mark.parametrize("made", GOOD.values(), ids=GOOD)
def test_who_signed_the_session_is_that_host(made: Callable[[], Made]) -> None:
    host_key, signature = made()
    contents = string(host_key) + string(SESSION) + string(signature) + b"\0"
    bind = SessionBind.parse(contents)
    assert bind == SessionBind(host_key, SESSION, signature, False)
    bind.verify()
    for other in (bytes(64), SESSION[:-1]):
        with pytest.raises(BadInput) as caught:
            SessionBind(host_key, other, signature, False).verify()
        assert caught.value.kind is InputKind.SSH_HOST


def wrong() -> dict[str, Made]:
    ours, p256, large = ed25519(), GOOD["p256"](), GOOD["rsa256"]()
    signature = SshReader(ours[1], "it")
    signature.string()
    raw = signature.string()
    point = p256[0][-65:]
    return {
        "another's": (key_of(9), ours[1]),
        "another kind's": (p256[0], ours[1]),
        "RSA's by Ed25519": (large[0], ours[1]),
        "Ed25519's by RSA": (ours[0], large[1]),
        "SHA-1": by_rsa(b"ssh-rsa", SHA1()),  # noqa: S303 - it is to be refused
        "short RSA": by_rsa(b"rsa-sha2-256", SHA256(), SHORT_RSA),
        "certificate": (string(b"ssh-ed25519-cert-v01@openssh.com") + string(bytes(32)), ours[1]),
        "no kind": (b"", ours[1]),
        "bytes behind the key": (ours[0] + b"\0", ours[1]),
        "bytes behind the signature": (ours[0], ours[1] + b"\0"),
        "short signature": (ours[0], string(b"ssh-ed25519") + string(raw[:-1])),
        "no point": (p256[0][:-65] + bytes([4]) + bytes(64), p256[1]),
        "curve of another name": (p256[0].replace(b"nistp256", b"nistp384", 1), p256[1]),
        "curve under another name": (string(b"ecdsa-sha2-nistp384") + string(b"nistp256") + string(point), p256[1]),
        "compressed point": (p256[0][:-69] + string(b"\2" + bytes(32)), p256[1]),
        "zero": (p256[0], string(b"ecdsa-sha2-nistp256") + string(mpint(1) + string(b""))),
        "three numbers": (p256[0], string(b"ecdsa-sha2-nistp256") + string(mpint(1) * 3)),
    }


def key_of(seed: int) -> bytes:
    return blob_of(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


@pytest.mark.parametrize("made", wrong().values(), ids=wrong())
def test_bind_forged_by_computer_refused(made: Made) -> None:
    with pytest.raises(BadInput) as caught:
        SessionBind(made[0], SESSION, made[1], False).verify()
    assert caught.value.kind is InputKind.SSH_HOST


def test_a_bind_is_read_whole() -> None:
    host_key, signature = ed25519()
    good = string(host_key) + string(SESSION) + string(signature)
    assert SessionBind.parse(good + b"\1").forwarding
    for bad in (
        good,
        good + b"\2",
        good + b"\0\0",
        string(host_key) + string(bytes(31)) + string(signature) + b"\0",
        string(bytes(4097)) + string(SESSION) + string(signature) + b"\0",
        string(host_key) + string(SESSION) + string(bytes(4097)) + b"\0",
    ):
        with pytest.raises(BadInput):
            SessionBind.parse(bad)

"""Whether a host has shown its key: what OpenSSH's client tells its agent of a session (session-bind@openssh.com).

The host signs the session id with its key when the session begins; the client hands that signature to the agent, and
so it is shown here once more. A computer can still speak honestly to a host of its own: it can name no host that it
does not speak to.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from core.errors import BadInput, InputKind
from core.ssh.sign_in import LONGEST_SESSION, MOST_HOST_KEY, SHORTEST_SESSION
from core.ssh.wire import SshReader

MOST_SIGNATURE = 4096  # bytes; one of RSA with 16,384 bits has 2,048
LEAST_RSA = 2048  # bits
_CURVES: dict[bytes, type[HashAlgorithm]] = {  # RFC 5656, section 6.2.1
    b"ecdsa-sha2-nistp256": SHA256,
    b"ecdsa-sha2-nistp384": SHA384,
    b"ecdsa-sha2-nistp521": SHA512,
}
_RSA: dict[bytes, type[HashAlgorithm]] = {b"rsa-sha2-256": SHA256, b"rsa-sha2-512": SHA512}  # RFC 8332; no SHA-1
_WHAT = "what this host has shown"


@dataclass(frozen=True, slots=True)
class SessionBind:
    """A host's key and its signature of a session id; `forwarding`: the agent was passed on to that host."""

    host_key: bytes
    session_id: bytes
    signature: bytes
    forwarding: bool

    @classmethod
    def parse(cls, contents: bytes) -> SessionBind:
        """Of the extension's contents. Nothing is checked but its form. Raises BadInput."""
        reader = SshReader(contents, _WHAT, InputKind.SSH_HOST)
        found = cls(reader.string(), reader.string(), reader.string(), reader.flag())
        reader.end()
        if not SHORTEST_SESSION <= len(found.session_id) <= LONGEST_SESSION:
            reader.fail("has no session id of 32 to 64 bytes")
        if len(found.host_key) > MOST_HOST_KEY or len(found.signature) > MOST_SIGNATURE:
            reader.fail("is too long")
        return found

    def verify(self) -> None:
        """Check the host's signature. BadInput: it is not its, or of a kind that is not known here."""
        verify_host(self.host_key, self.session_id, self.signature)


def verify_host(host_key: bytes, session_id: bytes, signature: bytes) -> None:
    """Check that the owner of `host_key` has signed `session_id`; both as ssh writes them. Raises BadInput."""
    reader = SshReader(signature, _WHAT, InputKind.SSH_HOST)
    algorithm, made = reader.string(), reader.string()
    reader.end()
    kind = SshReader(host_key, _WHAT, InputKind.SSH_HOST).string()
    check = _VERIFIERS.get(kind)
    if check is None:
        reader.fail("is a key of a kind that is not known here")
    try:
        key = load_ssh_public_key(kind + b" " + base64.b64encode(host_key))
        check(key, kind, algorithm, made, session_id)
    except (ValueError, UnsupportedAlgorithm, NotImplementedError):  # the last of a point that is compressed
        reader.fail("is no public key")
    except InvalidSignature:
        raise BadInput("the host did not sign this session", InputKind.SSH_HOST) from None


def _ed25519(key: object, kind: bytes, algorithm: bytes, made: bytes, data: bytes) -> None:
    if not isinstance(key, Ed25519PublicKey) or algorithm != kind:
        raise InvalidSignature
    key.verify(made, data)


def _ecdsa(key: object, kind: bytes, algorithm: bytes, made: bytes, data: bytes) -> None:
    if not isinstance(key, EllipticCurvePublicKey) or algorithm != kind:
        raise InvalidSignature
    reader = SshReader(made, _WHAT, InputKind.SSH_HOST)
    r, s = reader.number(), reader.number()
    reader.end()
    key.verify(encode_dss_signature(r, s), data, ECDSA(_CURVES[kind]()))


def _rsa(key: object, _: bytes, algorithm: bytes, made: bytes, data: bytes) -> None:
    if not isinstance(key, RSAPublicKey) or algorithm not in _RSA or key.key_size < LEAST_RSA:
        raise InvalidSignature
    key.verify(made, data, PKCS1v15(), _RSA[algorithm]())


_VERIFIERS: dict[bytes, Callable[[object, bytes, bytes, bytes, bytes], None]] = {
    b"ssh-ed25519": _ed25519,
    b"ssh-rsa": _rsa,
    **dict.fromkeys(_CURVES, _ecdsa),
}

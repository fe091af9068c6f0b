"""Signatures of files, commits and tags, as ssh-keygen -Y makes and checks them (OpenSSH's PROTOCOL.sshsig).

What is signed:  "SSHSIG" | string namespace | string "" | string hash name | string H(file)
What is written: "SSHSIG" | uint32 1 | string key | string namespace | string "" | string hash name | string signature,
in base64 of 70 characters a line.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from core.errors import BadInput, InputKind
from core.ssh.public_key import KEY_TYPE, key_blob, read_key_blob
from core.ssh.wire import SshReader, string

MAGIC = b"SSHSIG"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
GIT = "git"  # the namespace of commits, tags and push certificates
HASHES = {"sha256": 32, "sha512": 64}  # bytes of the digest
MOST_NAMESPACE = 255  # bytes
_VERSION, _WIDTH = 1, 70
_WHAT = "this SSHSIG"


@dataclass(frozen=True, slots=True)
class SshSig:
    """What is signed for a file: what for, and its digest."""

    namespace: str
    hash_name: str
    digest: bytes

    @classmethod
    def parse(cls, data: bytes) -> SshSig:
        """Of what an agent is to sign. Raises BadInput."""
        reader = SshReader(data, _WHAT)
        if reader.take(len(MAGIC)) != MAGIC:
            reader.fail("is none")
        namespace, hash_name = _read_head(reader)
        digest = reader.string()
        reader.end()
        if len(digest) != HASHES[hash_name]:
            reader.fail("has a digest of another length than its hash")
        return cls(namespace, hash_name, digest)

    @classmethod
    def of(cls, namespace: str, message: bytes) -> SshSig:
        """Of a whole file, with SHA-512."""
        return cls(namespace, "sha512", hashlib.sha512(message).digest())

    def serialize(self) -> bytes:
        """The bytes to sign."""
        return MAGIC + _write_head(self.namespace, self.hash_name) + string(self.digest)

    def armored(self, point: bytes, signature: bytes) -> str:
        """The file of a signature (64 bytes of Ed25519) by the key `point`."""
        made = string(KEY_TYPE) + string(signature)
        head = MAGIC + _VERSION.to_bytes(4, "big") + string(key_blob(point))
        text = base64.b64encode(head + _write_head(self.namespace, self.hash_name) + string(made)).decode()
        lines = (text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH))
        return "\n".join((BEGIN, *lines, END, ""))


@dataclass(frozen=True, slots=True)
class ArmoredSignature:
    """A signature's file: whose, what for, by which hash, and the 64 bytes."""

    point: bytes
    namespace: str
    hash_name: str
    signature: bytes

    @classmethod
    def parse(cls, text: str) -> ArmoredSignature:
        """Raises BadInput for anything but one of ssh-ed25519."""
        lines = text.strip().splitlines()
        if len(lines) < 3 or lines[0] != BEGIN or lines[-1] != END:
            raise BadInput("this is no file of an ssh signature", InputKind.SSH)
        try:
            data = base64.b64decode("".join(lines[1:-1]).encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error):
            raise BadInput("the text of this ssh signature was cut or altered", InputKind.SSH) from None
        reader = SshReader(data, _WHAT)
        if reader.take(len(MAGIC)) != MAGIC or reader.uint32() != _VERSION:
            reader.fail("is of a version that is not known here")
        point = read_key_blob(reader.string())
        namespace, hash_name = _read_head(reader)
        made = SshReader(reader.string(), _WHAT)
        reader.end()
        algorithm, signature = made.string(), made.string()
        made.end()
        if algorithm != KEY_TYPE or len(signature) != 64:
            reader.fail("is not by Ed25519")
        return cls(point, namespace, hash_name, signature)


def _write_head(namespace: str, hash_name: str) -> bytes:
    return string(namespace.encode()) + string(b"") + string(hash_name.encode())


def _read_head(reader: SshReader) -> tuple[str, str]:
    namespace = reader.text()
    if not 0 < len(namespace.encode()) <= MOST_NAMESPACE:
        reader.fail("has no namespace, or too long a one")
    if reader.string():
        reader.fail("has something where nothing may stand yet")
    hash_name = reader.text()
    if hash_name not in HASHES:
        reader.fail("uses another hash than SHA-256 and SHA-512")
    return namespace, hash_name

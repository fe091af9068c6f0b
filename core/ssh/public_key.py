"""A public key of ssh-ed25519, and the lines that a person copies of it."""

from __future__ import annotations

import base64
import binascii
import hashlib

from core.errors import BadInput, InputKind
from core.ssh.wire import SshReader, string

KEY_TYPE = b"ssh-ed25519"


def key_blob(point: bytes) -> bytes:
    """The key (32 bytes) as ssh sends it."""
    return string(KEY_TYPE) + string(point)


def read_key_blob(blob: bytes) -> bytes:
    """The 32 bytes of a key of ssh-ed25519. BadInput for any other."""
    reader = SshReader(blob, "this public key", InputKind.SSH_KEY)
    if reader.string() != KEY_TYPE:
        reader.fail("is not of ssh-ed25519")
    point = reader.string()
    reader.end()
    if len(point) != 32:
        reader.fail("does not have 32 bytes")
    return point


def public_line(point: bytes, comment: str) -> str:
    """As it stands in authorized_keys and in a file .pub, without an end of line."""
    return f"{_typed(point)} {comment}"


def read_public_line(text: str) -> bytes:
    """The 32 bytes of the first line of a file .pub that is not empty; git writes it as `key::` too. BadInput."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    kind, _, tail = line.strip().removeprefix("key::").partition(" ")
    encoded = tail.strip().partition(" ")[0]
    try:
        blob = base64.b64decode(encoded.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        blob = b""
    if kind.encode() != KEY_TYPE or base64.b64encode(blob).decode() != encoded:
        raise BadInput("this is no public key of ssh-ed25519", InputKind.SSH_KEY)
    return read_key_blob(blob)


def allowed_signers_line(principal: str, point: bytes) -> str:
    """As ssh-keygen -Y verify and gpg.ssh.allowedSignersFile read it: who, and for git and files."""
    return f'{principal} namespaces="git,file" {_typed(point)}'


def fingerprint(blob: bytes) -> str:
    """As ssh shows it of any key: SHA256:…"""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _typed(point: bytes) -> str:
    return f"{KEY_TYPE.decode()} {base64.b64encode(key_blob(point)).decode()}"

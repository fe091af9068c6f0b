"""A sheet that was made on another machine, on its way to the co-signer (R19; core/spec/recovery.md, "A sheet").

The file holds what a device keeps of its own sheet, and so the private authentication key: whoever had that could sign
copies of shares of their choice. It is sealed under a code that is shown where it was made and typed where it is taken,
so it may travel by any way. The words are not in it, and neither is what opens copies.
"""

from __future__ import annotations

import base64
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.codec.codec import decode, encode
from core.codec.words import words_for
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, PeerFault
from core.recovery.sheet import OwnSheet
from core.role import Role
from core.secret import Secret

MAGIC: Final = "Tandem: recovery sheet on its way to a co-signer, format 2"
CODE: Final = 7  # words of our own list: 77 bits, beside what a guess costs
MOST: Final = 4_096  # characters of a file
_SALT: Final = 16
_COST: Final = {"length": 32, "n": 1 << 15, "r": 8, "p": 1}  # scrypt (RFC 7914): 32 MiB and about 0.1 s a guess
_NONCE: Final = bytes(12)  # a key serves once: each file has its own salt


def carry(sheet: OwnSheet, rng: Rng) -> tuple[str, Secret[tuple[str, ...]]]:
    """The file, as text, and its code."""
    code = words_for(rng.bytes("carried/code", (CODE * 11 + 7) // 8), CODE)
    salt = rng.bytes("carried/salt", _SALT)
    sealed = salt + _key(code, salt).encrypt(_NONCE, encode(sheet), MAGIC.encode())
    return f"{MAGIC}\n{base64.b64encode(sealed).decode()}\n", Secret(code)


def take(text: str, code: Secret[str]) -> OwnSheet:
    """The co-signer's sheet in a file. Raises BadInput for another file, or another code."""
    magic, _, body = text[:MOST].partition("\n")
    if magic.strip() != MAGIC:
        raise BadInput("this is not a recovery sheet on its way to a co-signer; choose another file", InputKind.FILE)
    try:
        sealed = base64.b64decode("".join(body.split()), validate=True)
        key = _key(tuple(code.reveal().lower().split()), sealed[:_SALT])
        sheet = decode(OwnSheet, key.decrypt(_NONCE, sealed[_SALT:], MAGIC.encode()), _odd)
    except (InvalidTag, ValueError):
        raise _odd() from None
    try:
        sheet.public.check()
        public = Ed25519PrivateKey.from_private_bytes(sheet.auth_key.reveal()).public_key().public_bytes_raw()
    except (PeerFault, ValueError):
        raise _odd() from None
    if sheet.role is not Role.P2 or public != sheet.public.apk:
        raise _odd()
    return sheet


def _key(code: tuple[str, ...], salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt, **_COST).derive(" ".join(code).encode()))


def _odd(_: str = "") -> BadInput:
    return BadInput(
        "the code does not fit this file, or the file is damaged; type it once more, or make a new sheet",
        InputKind.SHEET_CODE,
    )

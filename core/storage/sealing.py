"""One record at a time: each has a key of its own, a place that tells nothing, and cannot stand for another (V1)."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.crypto.rng import HedgedRng
from core.secret import Secret
from core.storage import keys
from core.storage.disk import replayed
from core.storage.header import VaultHeader

_NONCE = 12


class Seal:
    """Seals and opens the records of one vault under one data key."""

    __slots__ = ("_bound", "_dk", "_format", "_slots")

    def __init__(self, header: VaultHeader, dk: Secret[bytes]) -> None:
        self._bound = b"tandem/vault/1" + header.vault_id
        self._format = header.format.to_bytes(2, "big")
        self._dk = dk
        self._slots = Secret(keys.expand(dk.reveal(), b"", b"slots"))

    def slot(self, table: str, id: bytes) -> bytes:
        """The name under which a record lies in the file: 16 bytes, nothing to be read from them."""
        return hmac.digest(self._slots.reveal(), _short(table) + id, "sha256")[:16]

    def seal(self, table: str, id: bytes, generation: int, data: bytes) -> bytes:
        """Nonce and ciphertext, bound to the record's name and to the generation that wrote it."""
        cipher, bound = self._cipher(table, id, generation)
        # a machine whose randomness repeats (a restored snapshot) still has another nonce for other data
        nonce = HedgedRng(self._dk.reveal(), bound, data).bytes("record nonce", _NONCE)
        return nonce + cipher.encrypt(nonce, data, bound)

    def open(self, table: str, id: bytes, generation: int, sealed: bytes) -> bytes:
        """What was sealed. StorageError for anything else than exactly that."""
        cipher, bound = self._cipher(table, id, generation)
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
        except (InvalidTag, ValueError):
            raise replayed() from None

    def forget(self) -> None:
        """Let go of the keys."""
        self._dk = self._slots = Secret(b"")

    def _cipher(self, table: str, id: bytes, generation: int) -> tuple[ChaCha20Poly1305, bytes]:
        name = _short(table) + len(id).to_bytes(4, "big") + id
        cipher = ChaCha20Poly1305(keys.expand(self._dk.reveal(), b"", b"rec" + name))
        return cipher, self._bound + name + self._format + generation.to_bytes(8, "big")


def _short(text: str) -> bytes:
    return len(text).to_bytes(1, "big") + text.encode()

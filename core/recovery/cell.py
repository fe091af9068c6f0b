"""One scalar sealed to a sheet's seal key (core/spec/recovery.md, "A cell").

epk = X25519(esk, 9), z = X25519(esk, PK), k = HKDF-SHA256(z, salt epk | PK, info place);
a cell is epk 32 | ChaCha20-Poly1305(k, nonce 0, 32 bytes, aad place) 48. The nonce may be zero: each k serves once.
Everything of a cell follows from its seed, so whoever is shown the seed can make it again.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import PeerFault
from core.primitives.hashing import Tag, framed, tagged_hash
from core.secret import Secret

SIZE: Final = 80
_NONCE: Final = bytes(12)
_PRIME: Final = 2**255 - 19

# The u of every point whose order divides 8, of the curve and of its twist: whatever the scalar, the secret is zero.
_ORDER_EIGHT: Final = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
_LOW: Final = frozenset((0, 1, _PRIME - 1, *_ORDER_EIGHT))


def must_be_a_key(u: bytes) -> None:
    """Raises PeerFault unless these 32 bytes are the one encoding of an X25519 key, and not of low order. Whether it
    has a private key they do not tell: one on the twist, or with a part of small order, has none."""
    number = int.from_bytes(u, "little")
    if len(u) != 32 or number >= _PRIME or number in _LOW:
        raise PeerFault("a key of a sealed copy is not a canonical X25519 key of high order")


def place_of(label: bytes, *place: bytes) -> bytes:
    """Where a cell stands: its copy, then the place in it."""
    return framed(Tag.SEAL_KEY, label, *place)


def _key(z: bytes, epk: bytes, PK: bytes, place: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, epk + PK, place).derive(z))


class SealKey:
    """The public seal key of a sheet, to make cells. PeerFault for a key that is none."""

    __slots__ = ("_key", "data")

    def __init__(self, data: bytes) -> None:
        must_be_a_key(data)
        self.data = data
        self._key = X25519PublicKey.from_public_bytes(data)

    def seal(self, label: bytes, place: tuple[bytes, ...], seed: bytes, content: bytes) -> bytes:
        """The cell of this place, seed and content: the same for the same, always."""
        esk = X25519PrivateKey.from_private_bytes(tagged_hash(Tag.SEAL_ESK, label, *place, seed))
        epk, where = esk.public_key().public_bytes_raw(), place_of(label, *place)
        return epk + _key(esk.exchange(self._key), epk, self.data, where).encrypt(_NONCE, content, where)


class OpeningKey:
    """The private seal key of a sheet, to open cells."""

    __slots__ = ("_key", "_public")

    def __init__(self, key: Secret[bytes]) -> None:
        self._key = X25519PrivateKey.from_private_bytes(key.reveal())
        self._public = self._key.public_key().public_bytes_raw()

    def open(self, label: bytes, place: tuple[bytes, ...], cell: bytes) -> bytes | None:
        """What was sealed at this place; nothing where it was not, or not to this key."""
        epk, where = cell[:32], place_of(label, *place)
        try:
            must_be_a_key(epk)
            z = self._key.exchange(X25519PublicKey.from_public_bytes(epk))
            return _key(z, epk, self._public, where).decrypt(_NONCE, cell[32:], where)
        except (PeerFault, InvalidTag):
            return None

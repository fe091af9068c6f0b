"""Bytes sealed to a sheet's seal key, a key of secp256k1 (core/spec/recovery.md, "A cell").

A public key is the 32 bytes of an x, its point has an even y, as in BIP340. epk = esk G, z = ecdh(esk, PK),
k = HKDF-SHA256(z, salt epk | PK, info place); a cell is epk 32 | ChaCha20-Poly1305(k, nonce 0, content, aad place).
The nonce may be zero: each k serves once. Everything of a cell follows from its seed, so whoever is shown the seed can
make it again.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.crypto.secp256k1 import Point, base_mult, ecdh, parse_scalar, q
from core.errors import PeerFault
from core.primitives.hashing import Tag, framed, hash_to_scalar
from core.secret import Secret

SIZE: Final = 80  # of a cell with 32 bytes
_NONCE: Final = bytes(12)


def place_of(label: bytes, *place: bytes) -> bytes:
    """Where a cell stands: its copy, then the place in it."""
    return framed(Tag.SEAL_KEY, label, *place)


def _pair(k: int) -> tuple[int, bytes]:
    """The private key whose point has an even y, and the x of it."""
    point = base_mult(k)
    return q - k if point.is_odd else k, bytes(point)[1:]


def _cipher(z: bytes, epk: bytes, PK: bytes, place: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, epk + PK, place).derive(z))


class SealKey:
    """The public seal key of a sheet, to make cells. PeerFault for 32 bytes that are no x of the curve."""

    __slots__ = ("data", "point")

    def __init__(self, data: bytes) -> None:
        try:
            self.point = Point.of_x(data)
        except PeerFault:
            raise PeerFault("the seal key of a recovery sheet is not on the curve") from None
        self.data = data

    def seal(self, label: bytes, place: tuple[bytes, ...], seed: bytes, content: bytes) -> bytes:
        """The cell of this place, seed and content: the same for the same, always."""
        esk, epk = _pair(hash_to_scalar(Tag.SEAL_ESK, label, *place, seed))
        where = place_of(label, *place)
        return epk + _cipher(ecdh(self.point, esk), epk, self.data, where).encrypt(_NONCE, content, where)


class OpeningKey:
    """The private seal key of a sheet, to open cells; 32 bytes, 1..q-1."""

    __slots__ = ("_key", "public")

    def __init__(self, key: Secret[bytes]) -> None:
        private, self.public = _pair(parse_scalar(key.reveal()))
        self._key = Secret(private)

    def agree(self, point: Point) -> bytes:
        """The secret that this point, kG, has in common with the key: what k and the public key give."""
        return ecdh(point, self._key.reveal())

    def open(self, label: bytes, place: tuple[bytes, ...], cell: bytes) -> bytes | None:
        """What was sealed at this place; nothing where it was not, or not to this key."""
        epk, where = cell[:32], place_of(label, *place)
        try:
            z = self.agree(Point.of_x(epk))
            return _cipher(z, epk, self.public, where).decrypt(_NONCE, cell[32:], where)
        except (PeerFault, InvalidTag):
            return None

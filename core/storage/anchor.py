"""A small sealed file outside of a home, for what must outlive the home's being put back to an older copy (L10).

It is bound to the vault: sealed under a key that the vault keeps, and named by the vault's id. Whoever cannot open the
vault can delete it or put an older one back, and make none.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.codec.codec import U64, Bytes32, decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, StorageError, StorageKind
from core.secret import Secret
from core.storage import disk, keys

MAGIC = b"tandem-anchor/1\0"
MOST = 1 << 20  # bytes
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Barred:
    """A computer that is turned away: its pin, and since when (seconds)."""

    pin: Bytes32
    since: U64


@dataclass(frozen=True, slots=True)
class Anchored:
    """The generation of the vault that was written last, or is written next, and who is turned away by then."""

    generation: U64
    barred: tuple[Barred, ...]


class AnchorFile:
    """The file of one vault in `folder`, which is made where there is none. `key`: 32 bytes that the vault keeps."""

    def __init__(self, folder: Path, vault_id: bytes, key: Secret[bytes]) -> None:
        self._folder, self._file = folder, folder / vault_id.hex()
        self._bound, self._key = MAGIC + vault_id, key

    @property
    def exists(self) -> bool:
        """Whether there is a file of that name, whatever is in it."""
        return os.path.lexists(self._file)

    def read(self) -> Anchored | None:
        """What was written last; None where there is no file. StorageError for one that cannot be read, or is no anchor
        of this vault."""
        flags = os.O_RDONLY
        for more in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
            flags |= getattr(os, more, 0)
        try:
            with os.fdopen(os.open(self._file, flags), "rb") as file:
                data = file.read(MOST)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(error) from None
        sealed = data[len(MAGIC) :]
        try:
            opened = self._cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound)
        except (InvalidTag, ValueError):
            raise StorageError(f"{self._file} is no anchor of this vault", StorageKind.CORRUPT) from None
        return decode(Anchored, opened, StorageError)

    def write(self, anchored: Anchored) -> None:
        """Durable when it returns, or the old one stays. StorageError."""
        nonce = HedgedRng(self._key.reveal(), self._bound, encode(anchored)).bytes("anchor nonce", _NONCE)
        data = MAGIC + nonce + self._cipher().encrypt(nonce, encode(anchored), self._bound)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            disk.put_in_place(self._file, data)
        except OSError as error:
            raise self._unusable(error) from None

    def remove(self) -> None:
        """Delete it, with its vault. StorageError."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from None

    def _cipher(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(keys.expand(self._key.reveal(), self._bound, b"anchor"))

    def _unusable(self, error: OSError) -> StorageError:
        return StorageError(f"the anchor {self._file} cannot be used: {error.strerror or error}", StorageKind.FILE)


def must_be_outside(folder: Path, home: Path) -> None:
    """Raises BadInput for an anchor that would be put back together with the home."""
    if folder.resolve() == home.resolve() or home.resolve() in folder.resolve().parents:
        raise BadInput(
            f"the anchor must lie outside of the home {home}, so that a copy of the one holds no copy of the other",
            InputKind.CONFIG,
        )

"""A scalar sealed 128 times to a sheet's key, and the proof that it opens (core/spec/recovery.md, "The proof").

Cut and choose after Camenisch and Damgård (2000), made non-interactive. Row i: x_i0 from a seed, x_i1 = x - x_i0, each
sealed in a cell; the challenge opens one of the two. One row whose closed cell is good gives x, and a prover who spoils
all of them must guess 128 bits of e.

e 32 | for each row: seed of the open half 32 | x_i1, or zeros if the open half is x_i0, 32 | closed cell 80.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from core.crypto.rng import Rng
from core.errors import PeerFault, Retry
from core.primitives.hashing import Tag, tagged_hash
from core.recovery import cell
from core.recovery.cell import OpeningKey, SealKey
from core.recovery.group import Group
from core.secret import Secret

P = TypeVar("P")

ROWS: Final = 128
_ROW: Final = 32 + 32 + cell.SIZE
SIZE: Final = 32 + ROWS * _ROW
_NOTHING: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a proof: 144 bytes."""

    seed: bytes
    opened: bytes
    closed: bytes


class SeedRoot:
    """What all seeds of one copy follow from: two copies share all of them or none. Seeds that were drawn one by one
    and partly came again would show both halves of a row."""

    __slots__ = ("_root",)

    def __init__(self, label: bytes, x: bytes, rng: Rng) -> None:
        self._root = tagged_hash(Tag.SEAL_ROOT, rng.bytes("seal root", 32), label, x)

    def seed(self, *place: bytes) -> bytes:
        """32 bytes for the cell of this place."""
        return tagged_hash(Tag.SEAL_SEED, self._root, *place)


def bits_of(e: bytes) -> list[int]:
    """Which half of each row the challenge opens: the first 128 bits, of each byte the lowest first."""
    return [e[i >> 3] >> (i & 7) & 1 for i in range(ROWS)]


def place(i: int, b: int) -> tuple[bytes, ...]:
    """The place of a cell: row and half."""
    return bytes([i]), bytes([b])


def first_half(group: Group[P], label: bytes, i: int, seed: bytes) -> int:
    """x_i0, of which nothing is sent but the seed."""
    return group.scalar_of(Tag.SEAL_SHARE, label, bytes([i]), seed)


def challenge(
    PK: bytes, label: bytes, X: bytes, points: Sequence[bytes], zeros: Sequence[bytes], ones: Sequence[bytes]
) -> bytes:
    """e, over the key that is sealed to, what is proved, all X_i0 and all cells."""
    return tagged_hash(Tag.SEAL_FS, label, PK, X, b"".join(points), b"".join(zeros), b"".join(ones))


def joined(e: bytes, rows: Sequence[Row]) -> bytes:
    """The bytes of a proof."""
    return e + b"".join([row.seed + row.opened + row.closed for row in rows])


def rows_of(proof: bytes) -> Iterator[Row]:
    """The rows of a proof of the right length."""
    for at in range(32, SIZE, _ROW):
        yield Row(proof[at : at + 32], proof[at + 32 : at + 64], proof[at + 64 : at + _ROW])


def prove(group: Group[P], PK: bytes, label: bytes, x: Secret[int], root: SeedRoot) -> bytes:
    """18,464 bytes: x sealed to PK, for whoever knows X = xG. `label` is 32 bytes and says all that x belongs to."""
    key, secret = SealKey(PK), x.reveal()
    points: list[bytes] = []
    halves: list[tuple[bytes, bytes]] = []
    zeros: list[bytes] = []
    ones: list[bytes] = []
    for i in range(ROWS):
        seed0, seed1 = root.seed(*place(i, 0)), root.seed(*place(i, 1))
        x0 = first_half(group, label, i, seed0)
        x1 = group.reduce(secret - x0)
        if x0 == 0 or x1 == 0:
            raise Retry("a half of a sealed share is zero; start again")
        points.append(group.encode(group.base_mult(x0)))
        sealed1 = group.scalar_bytes(x1)
        zeros.append(key.seal(label, place(i, 0), seed0, group.scalar_bytes(x0)))
        ones.append(key.seal(label, place(i, 1), seed1, sealed1))
        halves.append((_NOTHING, sealed1))
    e = challenge(PK, label, group.encode(group.base_mult(secret)), points, zeros, ones)
    cells = tuple(zip(zeros, ones, strict=True))
    chosen = bits_of(e)
    return joined(e, [Row(root.seed(*place(i, b)), halves[i][b], cells[i][1 - b]) for i, b in enumerate(chosen)])


def verify(group: Group[P], PK: bytes, label: bytes, X: P, proof: bytes) -> None:
    """Accept a copy that opens to the x of X with the key of PK. Raises PeerFault, in one sentence for everything."""
    try:
        holds = hmac.compare_digest(_challenge_of(group, PK, label, X, proof), proof[:32])
    except PeerFault:
        holds = False
    if not holds:
        raise PeerFault("the proof of a sealed copy does not hold")


def _challenge_of(group: Group[P], PK: bytes, label: bytes, X: P, proof: bytes) -> bytes:
    """The challenge of what the open halves say."""
    if len(proof) != SIZE:
        raise PeerFault("a proof has another length")
    key = SealKey(PK)
    points: list[bytes] = []
    cells: tuple[list[bytes], list[bytes]] = [], []
    for i, (b, row) in enumerate(zip(bits_of(proof), rows_of(proof), strict=True)):
        cell.must_be_a_key(row.closed[:32])
        if b:
            half = group.parse_scalar(row.opened)
            point = group.subtract(X, group.base_mult(half))
        elif row.opened == _NOTHING:
            half = first_half(group, label, i, row.seed)
            point = group.base_mult(half)
        else:
            raise PeerFault("a row tells what it should not")
        points.append(group.encode(point))
        cells[b].append(key.seal(label, place(i, b), row.seed, group.scalar_bytes(half)))
        cells[1 - b].append(row.closed)
    return challenge(PK, label, group.encode(X), points, *cells)


def open_sealed(group: Group[P], key: OpeningKey, label: bytes, X: P, proof: bytes) -> Secret[int] | None:
    """The x of a proof that was verified; nothing if no row opens, which is then a chance of 2^-128. All rows are tried
    whichever opens, so that the time tells none."""
    found: Secret[int] | None = None
    for i, (b, row) in enumerate(zip(bits_of(proof), rows_of(proof), strict=True)):
        content = key.open(label, place(i, 1 - b), row.closed)
        try:
            opened = group.parse_scalar(row.opened) if b else first_half(group, label, i, row.seed)
            x = group.reduce(opened + group.parse_scalar(content or _NOTHING))
            if group.encode(group.base_mult(x)) == group.encode(X):
                found = Secret(x)
        except PeerFault:
            continue
    return found

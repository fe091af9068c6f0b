"""A scalar hidden 128 times under sealed masks, and the proof that it opens (core/spec/recovery.md, "The proof").

Cut and choose after Camenisch and Damgård (2000), made non-interactive. Row i: a mask r_i from a seed, R_i = r_i G, and
a cell with r_i. The challenge opens a row, whose seed is then shown, or leaves it closed, and t_i = x + r_i is shown.
One closed row whose cell is good gives x, and a prover without one must have guessed 128 bits of e.

e 32 | for each row: its seed 32 and 80 zeros, or t_i 32 and its cell 80.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
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
_ROW: Final = 32 + cell.SIZE
SIZE: Final = 32 + ROWS * _ROW
_NO_CELL: Final = bytes(cell.SIZE)
_NO_SCALAR: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a proof, 112 bytes. Open: its seed and zeros. Closed: t_i, and the cell with the mask."""

    shown: bytes
    sealed: bytes


class SeedRoot:
    """What all seeds of one copy follow from: two copies share all of them or none. Seeds that were drawn one by one
    and partly came again would show the mask of a row in one copy, and the masked share in the other."""

    __slots__ = ("_root",)

    def __init__(self, label: bytes, x: bytes, rng: Rng) -> None:
        self._root = tagged_hash(Tag.SEAL_ROOT, rng.bytes("seal root", 32), label, x)

    def seed(self, *place: bytes) -> bytes:
        """32 bytes for the cell of this place."""
        return tagged_hash(Tag.SEAL_SEED, self._root, *place)


def bits_of(e: bytes) -> list[int]:
    """Which rows stay closed (1): the first 128 bits, of each byte the lowest first."""
    return [e[i >> 3] >> (i & 7) & 1 for i in range(ROWS)]


def place(i: int) -> tuple[bytes, ...]:
    """The place of a row's cell."""
    return (bytes([i]),)


def mask(group: Group[P], label: bytes, i: int, seed: bytes) -> int:
    """r_i."""
    return group.scalar_of(Tag.SEAL_SHARE, label, *place(i), seed)


def challenge(PK: bytes, label: bytes, X: bytes, points: Sequence[bytes], cells: Sequence[bytes]) -> bytes:
    """e, over the key that is sealed to, what is proved, all R_i and all cells."""
    return tagged_hash(Tag.SEAL_FS, label, PK, X, b"".join(points), b"".join(cells))


def joined(e: bytes, rows: Iterable[Row]) -> bytes:
    """The bytes of a proof."""
    return e + b"".join([row.shown + row.sealed for row in rows])


def rows_of(proof: bytes) -> Iterator[tuple[int, Row]]:
    """The rows of a proof of the right length, each with the bit of the challenge."""
    for i, b in enumerate(bits_of(proof)):
        at = 32 + i * _ROW
        yield b, Row(proof[at : at + 32], proof[at + 32 : at + _ROW])


def prove(group: Group[P], PK: bytes, label: bytes, x: Secret[int], root: SeedRoot) -> bytes:
    """14,368 bytes: x sealed to PK, for whoever knows X = xG. `label` is 32 bytes and says all that x belongs to."""
    key, secret = SealKey(PK), x.reveal()
    seeds = [root.seed(*place(i)) for i in range(ROWS)]
    masked: list[bytes] = []
    points: list[bytes] = []
    cells: list[bytes] = []
    for i, seed in enumerate(seeds):
        r = mask(group, label, i, seed)
        t = group.reduce(secret + r)
        if r == 0 or t == 0:
            raise Retry("a mask of a sealed share is zero or its opposite; start again")
        masked.append(group.scalar_bytes(t))
        points.append(group.encode(group.base_mult(r)))
        cells.append(key.seal(label, place(i), seed, group.scalar_bytes(r)))
    e = challenge(PK, label, group.encode(group.base_mult(secret)), points, cells)
    rows = enumerate(bits_of(e))
    return joined(e, [Row(masked[i], cells[i]) if b else Row(seeds[i], _NO_CELL) for i, b in rows])


def verify(group: Group[P], PK: bytes, label: bytes, X: P, proof: bytes) -> None:
    """Accept a copy that opens to the x of X with the private key of PK, if it has one. Raises PeerFault, in one
    sentence for everything."""
    try:
        holds = hmac.compare_digest(_challenge_of(group, PK, label, X, proof), proof[:32])
    except PeerFault:
        holds = False
    if not holds:
        raise PeerFault("the proof of a sealed copy does not hold")


def _challenge_of(group: Group[P], PK: bytes, label: bytes, X: P, proof: bytes) -> bytes:
    """The challenge of what the rows show."""
    if len(proof) != SIZE:
        raise PeerFault("a proof has another length")
    key = SealKey(PK)
    points: list[bytes] = []
    cells: list[bytes] = []
    for i, (b, row) in enumerate(rows_of(proof)):
        if b:
            cell.must_be_a_key(row.sealed[:32])
            point = group.subtract(group.base_mult(group.parse_scalar(row.shown)), X)
            cells.append(row.sealed)
        elif row.sealed == _NO_CELL:
            r = mask(group, label, i, row.shown)
            point = group.base_mult(r)
            cells.append(key.seal(label, place(i), row.shown, group.scalar_bytes(r)))
        else:
            raise PeerFault("an open row tells what it should not")
        points.append(group.encode(point))
    return challenge(PK, label, group.encode(X), points, cells)


def open_sealed(group: Group[P], key: OpeningKey, label: bytes, X: P, proof: bytes) -> Secret[int] | None:
    """The x of a proof that was verified; nothing if no row opens, which is then a chance of 2^-128. All closed rows
    are tried, whichever opens: which rows those are, everybody sees in e."""
    found: Secret[int] | None = None
    for i, (b, row) in enumerate(rows_of(proof)):
        if not b:
            continue
        content = key.open(label, place(i), row.sealed)
        try:
            x = group.reduce(group.parse_scalar(row.shown) - group.parse_scalar(content or _NO_SCALAR))
            if group.encode(group.base_mult(x)) == group.encode(X):
                found = Secret(x)
        except PeerFault:
            continue
    return found

"""A scalar hidden 128 times under sealed masks, and the proof that it opens (core/spec/recovery.md, "The proof").

Cut and choose after Camenisch and Damgård (2000), made non-interactive. Row i: a mask r_i from a seed, R_i = r_i G, and
c_i, which is r_i under a pad that the owner of the seal key computes from R_i. The challenge opens a row, whose seed is
then shown, or leaves it closed, and t_i = x + r_i is shown. One closed row with the mask under its pad gives x, and a
prover without one must have guessed 128 bits of e.

e 32 | for each row: its seed 32 and zeros, or t_i 32 and c_i 32. A group that is not the one of seal keys has an
ephemeral key of its own in each row, E_i 33 after c_i.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import xor
from typing import Final, Generic

from core.crypto.group import SECP256K1, Group, P
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, ecdh, ecdh_public
from core.errors import PeerFault, Retry
from core.primitives.hashing import Begun, Tag, part, stream, tagged_hash
from core.recovery.cell import OpeningKey, SealKey
from core.secret import Secret

ROWS: Final = 128
_SEED: Final = 32
_POINT: Final = 33  # bytes of an E_i

# The number of a row, and the length of what follows it, as they stand in a hash input.
_SEED_OF: Final = tuple(part(bytes([i])) + part(bytes(_SEED))[:8] for i in range(ROWS))
_POINT_OF: Final = tuple(part(bytes([i])) + part(bytes(_POINT))[:8] for i in range(ROWS))
_SECRET: Final = part(bytes(32))[:8]
_ZERO: Final = bytes(32)


def row_size(group: Group[P]) -> int:
    """Bytes of one row of a proof."""
    return 2 * _SEED + (0 if group.seals else _POINT)


def size(group: Group[P]) -> int:
    """Bytes of a proof."""
    return 32 + ROWS * row_size(group)


SIZE: Final = size(SECP256K1)


class SeedRoot:
    """What all seeds of one copy follow from: two copies share all of them or none. Seeds that were drawn one by one
    and partly came again would show the mask of a row in one copy, and the masked share in the other. `chain`: for the
    cell of the chain code; `rows`: one for each row; 32 bytes each."""

    __slots__ = ("chain", "rows")

    def __init__(self, label: bytes, x: bytes, rng: Rng) -> None:
        root = tagged_hash(Tag.SEAL_ROOT, rng.bytes("seal root", 32), label, x)
        seeds = stream(Tag.SEAL_SEED, _SEED * (1 + ROWS), root)
        self.chain, *self.rows = (seeds[at : at + _SEED] for at in range(0, len(seeds), _SEED))


class SealedRows(Generic[P]):
    """What all rows of one copy have in common: its hashes, each begun once, and the key that it is sealed to. `agree`
    is `ecdh`, or where the seeds are shown `ecdh_public`."""

    __slots__ = ("_agree", "_ephemeral", "_group", "_key", "_mask", "_pad")

    def __init__(self, group: Group[P], PK: bytes, label: bytes, agree: Callable[[Point, int], bytes] = ecdh) -> None:
        self._group, self._key, self._agree = group, SealKey(PK).point, agree
        self._mask = Begun(Tag.SEAL_SHARE, label, wide=True)
        self._ephemeral = Begun(Tag.SEAL_ESK, label, wide=True)
        self._pad = Begun(Tag.SEAL_PAD, label, PK)

    def mask(self, i: int, seed: bytes) -> bytes:
        """r_i."""
        return self._group.scalar_of(self._mask.hash(_SEED_OF[i] + seed))

    def sealed(self, i: int, seed: bytes, r: bytes, R: bytes) -> bytes:
        """c_i; then E_i, where R_i is not the ephemeral key itself."""
        if self._group.seals:
            return self.padded(i, R, self._agree(self._key, int.from_bytes(r, "big")), r)
        e = SECP256K1.scalar_of(self._ephemeral.hash(_SEED_OF[i] + seed))
        E = bytes(SECP256K1.base_mult(e))
        return self.padded(i, E, self._agree(self._key, int.from_bytes(e, "big")), r) + E

    def padded(self, i: int, E: bytes, z: bytes, r: bytes) -> bytes:
        """32 bytes under the pad of the ephemeral key and what was agreed upon; the same once more gives them back."""
        return bytes(map(xor, r, self._pad.hash(_POINT_OF[i] + E + _SECRET + z)))


def bits_of(e: bytes) -> list[int]:
    """Which rows stay closed (1): the first 128 bits, of each byte the lowest first."""
    return [e[i >> 3] >> (i & 7) & 1 for i in range(ROWS)]


def challenge(PK: bytes, label: bytes, X: bytes, points: Sequence[bytes], sealed: Sequence[bytes]) -> bytes:
    """e, over the key that is sealed to, what is proved, all R_i and all that is sealed."""
    return tagged_hash(Tag.SEAL_FS, label, PK, X, b"".join(points), b"".join(sealed))


def joined(e: bytes, rows: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The bytes of a proof. A row: its seed, and zeros; or t_i, and what is sealed."""
    return e + b"".join([field for row in rows for field in row])


def rows_of(proof: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The rows of a proof of the right length: the bit of the challenge, and the two parts."""
    size = (len(proof) - 32) // ROWS
    for i, b in enumerate(bits_of(proof)):
        at = 32 + i * size
        yield b, proof[at : at + _SEED], proof[at + _SEED : at + size]


def prove(group: Group[P], PK: bytes, label: bytes, x: Secret[bytes], root: SeedRoot) -> bytes:
    """8,224 bytes or 12,448: x sealed to PK, for whoever knows X = xG. `label`: 32 bytes, of all that x belongs to."""
    common, secret = SealedRows(group, PK, label), x.reveal()
    masked: list[bytes] = []
    points: list[bytes] = []
    sealed: list[bytes] = []
    for i, seed in enumerate(root.rows):
        r = common.mask(i, seed)
        t = group.add_scalars(secret, r)
        if _ZERO in (r, t):
            raise Retry("a mask of a sealed share is zero or its opposite; start again")
        R = bytes(group.base_mult(r))
        masked.append(t)
        points.append(R)
        sealed.append(common.sealed(i, seed, r, R))
    e = challenge(PK, label, bytes(group.base_mult(secret)), points, sealed)
    nothing = bytes(len(sealed[0]))
    rows = enumerate(bits_of(e))
    return joined(e, [(masked[i], sealed[i]) if b else (root.rows[i], nothing) for i, b in rows])


def verify(group: Group[P], PK: bytes, label: bytes, X: P, proof: bytes) -> None:
    """Accept a copy that opens to the x of X with the private key of PK. Raises PeerFault, in one sentence for
    everything. In variable time: nothing in a proof is secret."""
    try:
        holds = hmac.compare_digest(_challenge_of(group, PK, label, X, proof), proof[:32])
    except PeerFault:
        holds = False
    if not holds:
        raise PeerFault("the proof of a sealed copy does not hold")


def _challenge_of(group: Group[P], PK: bytes, label: bytes, X: P, proof: bytes) -> bytes:
    """The challenge of what the rows show."""
    if len(proof) != size(group):
        raise PeerFault("a proof has another length")
    common = SealedRows(group, PK, label, ecdh_public)
    minus_X, nothing = group.negate(X), bytes(row_size(group) - _SEED)
    points: list[bytes] = []
    sealed: list[bytes] = []
    for i, (b, shown, hidden) in enumerate(rows_of(proof)):
        if b:
            points.append(bytes(group.add(group.base_mult(group.parse_scalar(shown)), minus_X)))
            _must_have_a_point(hidden)
            sealed.append(hidden)
        elif hidden == nothing:
            r = common.mask(i, shown)
            points.append(bytes(group.base_mult(r)))
            sealed.append(common.sealed(i, shown, r, points[i]))
        else:
            raise PeerFault("an open row tells what it should not")
    return challenge(PK, label, bytes(X), points, sealed)


def _must_have_a_point(hidden: bytes) -> None:
    """E_i, where there is one."""
    if len(hidden) > _SEED:
        Point.parse(hidden[_SEED:])


def open_sealed(group: Group[P], key: OpeningKey, label: bytes, X: P, proof: bytes) -> Secret[bytes] | None:
    """The x of a proof that was verified; nothing if no row opens, which is then a chance of 2^-128. All closed rows
    are tried, whichever opens: which rows those are, everybody sees in e."""
    found: Secret[bytes] | None = None
    common, minus_X = SealedRows(group, key.public, label), group.negate(X)
    for i, (b, shown, hidden) in enumerate(rows_of(proof)):
        if not b:
            continue
        t = group.parse_scalar(shown)
        E = hidden[_SEED:] or bytes(group.add(group.base_mult(t), minus_X))
        r = common.padded(i, E, key.agree(Point.parse(E)), hidden[:_SEED])
        try:
            x = group.add_scalars(t, group.negate_scalar(group.parse_scalar(r)))
            if bytes(group.base_mult(x)) == bytes(X):
                found = Secret(x)
        except PeerFault:
            continue
    return found

"""Two copies with one label: what an outsider reads in both together, if seeds were drawn one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from core.crypto.group import SECP256K1
from core.crypto.secp256k1 import base_mult, reduce, scalar_bytes
from core.recovery.proof import SealedRows, SeedRoot, rows_of, verify
from core.role import Role
from tests.support.forged import proof_of
from tests.support.ot import SeededRng
from tests.support.sealed import POINTS, SHARES, SHEETS, subject_of

SHEET, X, SHARE = SHEETS[Role.P1], POINTS[Role.P1], SHARES[Role.P1]
LABEL = subject_of(Role.P1).label(SHEET.public)

Seeds = Callable[[int], bytes]


def drawn(i: int) -> bytes:
    return hashlib.sha256(str(i).encode()).digest()


def read_without_any_sheet(one: bytes, two: bytes) -> int | None:
    """x, from two proofs with one label, where a row is open in the one (its mask is known) and closed in the other."""
    for i, rows in enumerate(zip(rows_of(one), rows_of(two), strict=True)):
        (first, seed, _), (second, masked, _) = sorted(rows, key=lambda row: row[0])
        if first != second:
            mask = SealedRows(SECP256K1, SHEET.public.spk, LABEL).mask(i, seed)
            x = reduce(int.from_bytes(masked, "big") - int.from_bytes(mask, "big"))
            if x and base_mult(x) == X:
                return x
    return None


def made(seeds: Seeds) -> bytes:
    proof = proof_of(SHARE, LABEL, SHEET.public.spk, seeds)
    verify(SECP256K1, SHEET.public.spk, LABEL, X, proof)
    return proof


def from_root(root: SeedRoot) -> Seeds:
    return lambda i: root.rows[i]


def test_seeds_drawn_one_by_one_would_leak() -> None:
    """127 rows come again, one seed is new: both copies are honest, and the share is public."""
    one = made(drawn)
    two = made(lambda i: b"another seed, once, in one place."[:32] if i == 127 else drawn(i))
    assert read_without_any_sheet(one, two) == SHARE


def test_from_one_root_two_copies_share_all_seeds_or_none() -> None:
    """A generator that repeats gives the same copy again; one that does not, another in every row."""
    share = scalar_bytes(SHARE)
    first, again, other = (made(from_root(SeedRoot(LABEL, share, SeededRng(name)))) for name in ("a", "a", "b"))
    assert first == again
    assert not {shown for _, shown, _ in rows_of(first)} & {shown for _, shown, _ in rows_of(other)}
    assert read_without_any_sheet(first, other) is None


def test_one_flipped_bit_under_the_same_root_would_leak() -> None:
    """Why a root is never derived alone, and why a copy is verified before it leaves: a fault in one row."""
    root = from_root(SeedRoot(LABEL, scalar_bytes(SHARE), SeededRng("a")))
    one, faulty = made(root), proof_of(SHARE, LABEL, SHEET.public.spk, root, {3})
    assert read_without_any_sheet(one, faulty) == SHARE

"""The proof over both groups; its draws and its rare cases."""

from __future__ import annotations

import pytest

from core.crypto.group import ED25519, SECP256K1, Ed25519
from core.crypto.secp256k1 import base_mult, ecdh_public, reduce, scalar_bytes
from core.errors import PeerFault, Retry
from core.recovery import proof
from core.recovery.cell import OpeningKey
from core.recovery.proof import SIZE, SealedRows, SeedRoot, open_sealed, prove, rows_of, size, verify
from core.role import Role
from core.secret import Secret
from tests.support.ot import SeededRng
from tests.support.sealed import SHEETS

LABEL = b"l" * 32
SHEET, KEY = SHEETS[Role.P1], OpeningKey(SHEETS[Role.P1].seal_key)
X = 0x1234567890ABCDEF << 190
SHARE = scalar_bytes(X)


def root(x: int = X, seed: str = "root") -> SeedRoot:
    return SeedRoot(LABEL, x.to_bytes(32, "big"), SeededRng(seed))


def test_over_secp256k1() -> None:
    made = prove(SECP256K1, SHEET.public.spk, LABEL, Secret(SHARE), root())
    assert len(made) == SIZE == 8_224
    verify(SECP256K1, SHEET.public.spk, LABEL, base_mult(X), made)
    found = open_sealed(SECP256K1, KEY, LABEL, base_mult(X), made)
    assert found is not None
    assert found.reveal() == SHARE
    other = OpeningKey(SHEETS[Role.P2].seal_key)
    assert open_sealed(SECP256K1, other, LABEL, base_mult(X), made) is None


def test_a_row_that_would_give_the_share_zero_is_passed_over() -> None:
    made = bytearray(prove(SECP256K1, SHEET.public.spk, LABEL, Secret(SHARE), root()))
    at = 32 + 64 * proof.bits_of(bytes(made)).index(1)
    t = int.from_bytes(made[at : at + 32], "big")
    # Under the same pad: t in place of r = t - x, so the difference is no share.
    hidden = int.from_bytes(made[at + 32 : at + 64], "big") ^ reduce(t - X) ^ t
    made[at + 32 : at + 64] = hidden.to_bytes(32, "big")
    found = open_sealed(SECP256K1, KEY, LABEL, base_mult(X), bytes(made))
    assert found is not None
    assert found.reveal() == SHARE


def test_over_edwards25519() -> None:
    group, x = ED25519, bytes(reversed(SHARE))
    made = prove(group, SHEET.public.spk, LABEL, Secret(x), root())
    assert len(made) == size(group) == 12_448  # an ephemeral key of the seal curve in each row
    point = group.base_mult(x)
    verify(group, SHEET.public.spk, LABEL, point, made)
    found = open_sealed(group, KEY, LABEL, point, made)
    assert found is not None
    assert found.reveal() == x
    one = (1).to_bytes(32, "little")
    with pytest.raises(PeerFault, match="does not hold"):
        verify(group, SHEET.public.spk, LABEL, group.base_mult(group.add_scalars(x, one)), made)
    at = 32 + 97 * proof.bits_of(made).index(1)
    for E in (bytes(33), b"\x04" + made[at + 65 : at + 97], bytes(base_mult(3))):
        with pytest.raises(PeerFault, match="does not hold"):
            verify(group, SHEET.public.spk, LABEL, point, made[: at + 64] + E + made[at + 97 :])
    unreduced = (int.from_bytes(made[at : at + 32], "little") + group.order).to_bytes(32, "little")
    with pytest.raises(PeerFault, match="does not hold"):
        verify(group, SHEET.public.spk, LABEL, point, made[:at] + unreduced + made[at + 32 :])


class Stubborn(Ed25519):
    """Every hash gives the same scalar."""

    def __init__(self, always: bytes) -> None:
        self.always = always

    def scalar_of(self, wide: bytes) -> bytes:
        return self.always


@pytest.mark.parametrize("always", [bytes(32), ED25519.negate_scalar(bytes(reversed(SHARE)))])
def test_neither_a_mask_nor_a_masked_share_is_zero(always: bytes) -> None:
    with pytest.raises(Retry):
        prove(Stubborn(always), SHEET.public.spk, LABEL, Secret(bytes(reversed(SHARE))), root())


def test_a_row_whose_sum_is_infinity_is_refused() -> None:
    """The prover shows x itself as t_i, so t_i G - X is no point."""
    made = prove(SECP256K1, SHEET.public.spk, LABEL, Secret(SHARE), root())
    i = proof.bits_of(made).index(1)
    at = 32 + 64 * i
    with pytest.raises(PeerFault, match="does not hold"):
        verify(SECP256K1, SHEET.public.spk, LABEL, base_mult(X), made[:at] + X.to_bytes(32, "big") + made[at + 32 :])


def test_seeds_follow_from_one_hedged_root() -> None:
    """Another draw, another share or another label: all seeds are others. The draw has one label, once."""
    rng = SeededRng("root")
    first = SeedRoot(LABEL, bytes(32), rng)
    assert rng.labels == ["seal root"]
    others = [
        SeedRoot(LABEL, bytes(32), SeededRng("other")),
        SeedRoot(LABEL, bytes(31) + b"\1", SeededRng("root")),
        SeedRoot(b"m" * 32, bytes(32), SeededRng("root")),
    ]
    seeds = [seed for root in (first, *others) for seed in (root.chain, *root.rows)]
    assert len(set(seeds)) == len(seeds) == 4 * 129
    assert {len(seed) for seed in seeds} == {32}
    again = SeedRoot(LABEL, bytes(32), SeededRng("root"))
    assert [again.chain, *again.rows] == seeds[:129]


def test_a_pad_is_of_its_row_its_label_and_its_key() -> None:
    """The same mask in another place is under another pad: copies that share a seed by mistake show no two alike."""
    other = SHEETS[Role.P2].public.spk
    R = bytes(base_mult(7))
    places = [(SHEET.public.spk, LABEL, 1), (SHEET.public.spk, LABEL, 2), (SHEET.public.spk, b"m" * 32, 1)]
    pads = {
        SealedRows(SECP256K1, pk, label).sealed(i, b"", scalar_bytes(7), R)
        for pk, label, i in [*places, (other, LABEL, 1)]
    }
    assert len(pads) == 4


def test_what_is_agreed_is_the_same_in_constant_time_and_not() -> None:
    made = prove(SECP256K1, SHEET.public.spk, LABEL, Secret(SHARE), root())
    for i, (b, seed, _) in enumerate(rows_of(made)):
        if not b:
            rows = (
                SealedRows(SECP256K1, SHEET.public.spk, LABEL),
                SealedRows(SECP256K1, SHEET.public.spk, LABEL, ecdh_public),
            )
            r = rows[0].mask(i, seed)
            R = bytes(SECP256K1.base_mult(r))
            assert rows[0].sealed(i, seed, r, R) == rows[1].sealed(i, seed, r, R)


def test_the_bits_of_a_challenge() -> None:
    assert proof.bits_of(b"\x01\x80" + bytes(30)) == [1, *[0] * 14, 1, *[0] * 112]
    assert proof.bits_of(bytes(16) + b"\xff" * 16) == [0] * 128

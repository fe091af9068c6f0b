"""Points, scalars, and the check of a signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.crypto import secp256k1
from core.crypto.secp256k1 import Point, add, base_mult, ecdh, mult_public, mult_secret, mult_sum, negate, q, verify
from core.errors import Bug, Cheat, PeerFault
from tests.support.ot import SeededRng

G = base_mult(1)
p = 2**256 - 2**32 - 977
VECTORS = Path(__file__).parents[2] / "vectors" / "wycheproof-ecdsa-secp256k1-sha256-bitcoin.json"


class Scripted:
    """Gives these bytes, one draw after the other."""

    def __init__(self, *draws: int) -> None:
        self._draws = iter(draws)

    def bytes(self, label: str, n: int) -> bytes:
        return next(self._draws).to_bytes(n, "big")


# ------------------------------------------------------------------ points


def test_a_point_goes_through_its_encoding() -> None:
    P = base_mult(12345)
    assert Point.parse(bytes(P)) == P
    assert len({P, Point.parse(bytes(P)), negate(P)}) == 2
    assert bytes(P) != P
    assert repr(P) == f"Point({bytes(P).hex()})"
    assert P.is_odd is (bytes(P)[0] == 3)
    assert P.is_odd is not negate(P).is_odd
    assert P.x == negate(P).x == int.from_bytes(bytes(P)[1:], "big")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(33),
        bytes(G)[:32],
        bytes(G) + b"\0",
        b"\x00" + bytes(G)[1:],
        b"\x04" + bytes(G)[1:],
        b"\x06" + bytes(G)[1:],
        b"\x02" + (5).to_bytes(32, "big"),  # no such point
        b"\x02" + p.to_bytes(32, "big"),
        b"\x02" + (p + 1).to_bytes(32, "big"),  # 1 is an x coordinate
        b"\x02" + b"\xff" * 32,
        b"\x04" + bytes(64),
    ],
)
def test_no_other_encoding_is_taken(data: bytes) -> None:
    with pytest.raises(PeerFault, match="point"):
        Point.parse(data)


def test_a_parsed_point_keeps_its_bytes_and_not_the_callers() -> None:
    mine = bytearray(bytes(base_mult(5)))
    P = Point.parse(mine)  # type: ignore[arg-type]
    mine[1] ^= 1
    assert bytes(P) == bytes(base_mult(5)) == bytes(negate(negate(P)))


def test_sums() -> None:
    assert add(G) == G
    assert add(G, G, base_mult(3)) == base_mult(5)
    with pytest.raises(PeerFault, match="infinity"):
        add(base_mult(7), negate(base_mult(7)))
    with pytest.raises(PeerFault, match="infinity"):
        add(base_mult(2), base_mult(3), base_mult(q - 5))
    with pytest.raises(Bug):
        add()


@pytest.mark.parametrize("k", [1, 2, 3, 2**128, q - 2, q - 1])
def test_every_product_agrees(k: int) -> None:
    P, rng = base_mult(77), SeededRng()
    kP = base_mult(77 * k % q)
    assert mult_public(P, k) == kP
    assert mult_secret(P, k, rng) == kP
    assert ecdh(P, k) == hashlib.sha256(bytes(kP)).digest()
    assert base_mult(q - k) == negate(base_mult(k))


@pytest.mark.parametrize(("a", "b"), [(1, 0), (1, 1), (5, q - 3), (-5, 7), (q - 1, 2**200)])
def test_a_sum_of_two_products_agrees(a: int, b: int) -> None:
    for k in (77, q - 77):  # a point with an even y and one with an odd y
        assert mult_sum(base_mult(k), a, b) == base_mult((a * k + b) % q)


def test_a_sum_of_two_products_with_an_x_above_the_order() -> None:
    x, P = q, None
    while P is None:
        try:
            P = Point.parse(b"\2" + x.to_bytes(32, "big"))
        except PeerFault:
            x += 1
    for point in (P, negate(P)):
        assert mult_sum(point, 3, 5) == add(mult_public(point, 3), base_mult(5))


def test_a_sum_of_two_products_at_infinity() -> None:
    for a, b in ((1, -77), (3, -3 * 77), (0, 0)):
        with pytest.raises(PeerFault, match="infinity"):
            mult_sum(base_mult(77), a, b)


def test_zero_and_scalars_out_of_range() -> None:
    rng = SeededRng()
    for product in (base_mult, lambda k: mult_public(G, k), lambda k: ecdh(G, k)):
        with pytest.raises(PeerFault, match="infinity"):
            product(0)
        for k in (q, q + 1, 2**256, -1):
            with pytest.raises(Bug, match=r"outside 0\.\.q-1"):
                product(k)
    with pytest.raises(PeerFault, match="infinity"):
        mult_secret(G, 0, rng)


def test_a_secret_scalar_is_split_into_two_uniform_parts() -> None:
    # The first part may not be the whole: it is drawn again.
    assert mult_secret(G, 9, Scripted(9, 4)) == base_mult(9)


# ------------------------------------------------------------------ scalars


def test_scalars() -> None:
    assert secp256k1.scalar_bytes(258) == bytes(30) + b"\x01\x02"
    assert secp256k1.parse_scalar(secp256k1.scalar_bytes(q - 1)) == q - 1
    assert secp256k1.parse_scalar(bytes(32), zero_ok=True) == 0
    for data in (b"", bytes(31), bytes(33), q.to_bytes(32, "big"), b"\xff" * 32, b"\0" + b"\1" * 32):
        with pytest.raises(PeerFault, match="32 bytes below"):
            secp256k1.parse_scalar(data)
    with pytest.raises(PeerFault, match="zero"):
        secp256k1.parse_scalar(bytes(32))
    for v in (2**256, -1):
        with pytest.raises(Bug):
            secp256k1.scalar_bytes(v)


@pytest.mark.parametrize("v", [0, 1, -1, q, -q, q * q, -q * q, 2**512 - 1, 416 * 2**513])
def test_reduce(v: int) -> None:
    assert secp256k1.reduce(v) == v % q
    assert (v + secp256k1.WIDE).bit_length() in (526, 527)  # 18 digits of 30 bits, whatever v


def test_random_scalar_is_never_zero() -> None:
    assert secp256k1.random_scalar(Scripted(0, q, 2 * q, q + 7), "x") == 7
    assert secp256k1.random_scalar(Scripted(2**512 - 1), "x") == (2**512 - 1) % q


@pytest.mark.parametrize("v", [1, 2, q - 1, 2**255])
def test_invert(v: int) -> None:
    assert secp256k1.invert(v, SeededRng()) * v % q == 1


@pytest.mark.parametrize("v", [0, q])
def test_zero_has_no_inverse(v: int) -> None:
    with pytest.raises(Bug, match="inverse"):
        secp256k1.invert(v, SeededRng())


# ------------------------------------------------------------------ signatures


def sign(x: int, digest: bytes, k: int) -> tuple[int, int]:
    r = base_mult(k).x % q
    s = pow(k, -1, q) * (int.from_bytes(digest, "big") + r * x) % q
    return r, min(s, q - s)


def test_verify() -> None:
    digest = hashlib.sha256(b"message").digest()
    r, s = sign(1234, digest, 5678)
    P = base_mult(1234)
    verify(P, digest, r, s)
    flipped = bytes([digest[0] ^ 1]) + digest[1:]
    wrong = [
        (P, digest, r, q - s),  # high s
        (P, digest, 0, s),
        (P, digest, r, 0),
        (P, digest, q, s),
        (P, digest, r + q, s),
        (P, digest, -r, s),
        (P, digest, r, s + q),
        (P, digest, r + 1, s),
        (P, digest, r, s - 1),
        (P, flipped, r, s),
        (P, digest[:31], r, s),
        (P, digest + b"\0", r, s),
        (negate(P), digest, r, s),
    ]
    for case in wrong:
        with pytest.raises(Cheat, match="does not verify"):
            verify(*case)


def strict_der(data: bytes) -> tuple[int, int]:
    """(r, s) of a DER signature; ValueError for every other encoding."""

    def integer(at: int) -> tuple[int, int]:
        if data[at] != 2:
            raise ValueError
        body = data[at + 2 : at + 2 + data[at + 1]]
        value = int.from_bytes(body, "big", signed=True)
        if len(body) != data[at + 1] or value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True) != body:
            raise ValueError
        return value, at + 2 + len(body)

    try:
        if data[0] != 0x30 or data[1] != len(data) - 2:
            raise ValueError
        r, at = integer(2)
        s, at = integer(at)
    except (IndexError, OverflowError):
        raise ValueError from None
    if at != len(data):
        raise ValueError
    return r, s


def wycheproof() -> Iterator[tuple[str, str, str, str, str]]:
    for group in json.loads(VECTORS.read_text(encoding="utf-8"))["testGroups"]:
        for case in group["tests"]:
            yield group["publicKey"]["uncompressed"], case["msg"], case["sig"], case["result"], case["comment"]


def test_wycheproof() -> None:
    seen = {"valid": 0, "invalid": 0}
    for key, message, signature, result, comment in wycheproof():
        P = Point.parse(bytes([2 + int(key[-2:], 16) % 2]) + bytes.fromhex(key[2:66]))
        try:
            verify(P, hashlib.sha256(bytes.fromhex(message)).digest(), *strict_der(bytes.fromhex(signature)))
            outcome = "valid"
        except (Cheat, ValueError):
            outcome = "invalid"
        assert outcome == result, comment
        seen[outcome] += 1
    assert sum(seen.values()) == 463
    assert seen["valid"] > 100


# ------------------------------------------------------------------ at program start


def test_self_test() -> None:
    secp256k1.self_test()


@pytest.mark.parametrize("broken", ["add", "ecdh", "ecdh_public", "negate", "mult_public", "mult_sum"])
def test_self_test_sees_a_broken_library(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = bytes(32) if broken.startswith("ecdh") else base_mult(99)
    monkeypatch.setattr(secp256k1, broken, lambda *_: wrong)
    with pytest.raises(Bug, match="wrong answers"):
        secp256k1.self_test()


def test_self_test_sees_another_map_to_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Point, "of_uniform", lambda _: base_mult(99))
    with pytest.raises(Bug, match="wrong answers"):
        secp256k1.self_test()


def test_a_point_of_uniform_bytes_takes_64() -> None:
    for size in (0, 63, 65):
        with pytest.raises(Bug, match="64 bytes"):
            Point.of_uniform(bytes(size))
    found = {bytes(Point.of_uniform(bytes([n]) * 64)) for n in range(256)}  # zeros and what is above the field as well
    assert len(found) == 256
    assert all(Point.parse(data) for data in found)


def test_self_test_sees_a_broken_verification(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Cheat("no")

    monkeypatch.setattr(secp256k1, "verify", refuse)
    with pytest.raises(Bug, match="wrong answers"):
        secp256k1.self_test()

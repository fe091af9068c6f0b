"""RIPEMD-160 in plain Python, for builds of OpenSSL that have dropped it (Dobbertin, Bosselaers, Preneel 1996)."""

from __future__ import annotations

import struct

_WORD = 0xFFFFFFFF


def _digits(rounds: str) -> tuple[int, ...]:
    return tuple(int(digit, 16) for digit in rounds.replace(" ", ""))


# Five rounds of sixteen steps: which message word, how far to rotate, which constant; left line and right line.
_LEFT_WORDS = _digits("0123456789abcdef 74d1a6f3c0952eb8 3ae49f812706db5c 19ba08c4d37fe562 40597c2ae138b6fd")
_RIGHT_WORDS = _digits("5e7092b4d6f81a3c 6b370d5aef8c4912 f5137e69b8c2a04d 86413bf05c2d97ae cfa4158762de039b")
_LEFT_TURNS = _digits("befc5879bdef6798 768db97f7cf9b7dc bd67e9dfe8d65c75 bcefef989e56865c 9f5b68dc5cdeb856")
_RIGHT_TURNS = _digits("899bdff5778beec6 9df7c89b77c76fdb 97fb866ecd5edd75 f58bee6e69c9c5f8 85c9c5e68d65fdbb")
_LEFT_ADDED = (0x00000000, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
_RIGHT_ADDED = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0x00000000)
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)


def _mix(round_: int, x: int, y: int, z: int) -> int:
    if round_ == 0:
        return x ^ y ^ z
    if round_ == 1:
        return (x & y) | (~x & z)
    if round_ == 2:
        return (x | ~y) ^ z
    if round_ == 3:
        return (x & z) | (y & ~z)
    return x ^ (y | ~z)


def _turn(x: int, n: int) -> int:
    x &= _WORD
    return (x << n | x >> (32 - n)) & _WORD


def _line(state: tuple[int, ...], block: tuple[int, ...], right: bool) -> tuple[int, ...]:
    words, turns, added = (
        (_RIGHT_WORDS, _RIGHT_TURNS, _RIGHT_ADDED) if right else (_LEFT_WORDS, _LEFT_TURNS, _LEFT_ADDED)
    )
    a, b, c, d, e = state
    for step in range(80):
        round_ = step // 16
        mixed = _mix(4 - round_ if right else round_, b, c, d)
        t = _turn(a + mixed + block[words[step]] + added[round_], turns[step]) + e
        a, b, c, d, e = e, t & _WORD, b, _turn(c, 10), d
    return a, b, c, d, e


def ripemd160(data: bytes) -> bytes:
    """The 20-byte digest."""
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + struct.pack("<Q", 8 * len(data))
    h: tuple[int, ...] = _START
    for start in range(0, len(padded), 64):
        block = struct.unpack("<16I", padded[start : start + 64])
        left, right = _line(h, block, right=False), _line(h, block, right=True)
        h = tuple((h[(i + 1) % 5] + left[(i + 2) % 5] + right[(i + 3) % 5]) & _WORD for i in range(5))
    return struct.pack("<5I", *h)

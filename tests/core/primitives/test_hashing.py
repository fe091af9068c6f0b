"""Tags and framing."""

from __future__ import annotations

import hashlib

import pytest

from core.crypto.secp256k1 import q
from core.primitives.hashing import Begun, Tag, enc, framed, hash_to_scalar, part, stream, tagged_hash

PARTS = (b"first", b"", b"third")


def test_every_tag_is_short_ascii_and_stands_once() -> None:
    assert len(Tag) == len(Tag.__members__)  # an alias would be a tag that stands twice
    for tag in Tag:
        assert tag.isascii()
        assert 0 < len(tag) < 256


def test_known_answers() -> None:
    data = b"\x07dkg/com" + bytes(7) + b"\5first" + bytes(8) + bytes(7) + b"\5third"
    assert enc(Tag.DKG_COM) == b"\x07dkg/com"
    assert framed(Tag.DKG_COM, *PARTS) == data
    assert tagged_hash(Tag.DKG_COM, *PARTS) == hashlib.sha256(data).digest()
    assert hash_to_scalar(Tag.DKG_COM, *PARTS) == int.from_bytes(hashlib.sha512(data).digest(), "big") % q
    assert stream(Tag.DKG_COM, 500, *PARTS) == hashlib.shake_256(data).digest(500)
    assert tagged_hash(Tag.KEY_ID).hex() == hashlib.sha256(b"\x082p/keyid").hexdigest()


@pytest.mark.parametrize(
    "parts",
    [
        (b"first", b"third"),
        (b"first", b"third", b""),
        (b"firstthird",),
        (b"firs", b"t", b"third"),
        (b"First", b"", b"third"),
    ],
)
def test_no_other_parts_give_the_same_hash(parts: tuple[bytes, ...]) -> None:
    assert framed(Tag.DKG_COM, *parts) != framed(Tag.DKG_COM, *PARTS)


def test_every_tag_gives_its_own_hash() -> None:
    assert len({tagged_hash(tag, *PARTS) for tag in Tag}) == len(Tag)


def test_a_hash_that_was_begun_is_the_same() -> None:
    begun, wide = Begun(Tag.DKG_COM, PARTS[0]), Begun(Tag.DKG_COM, PARTS[0], wide=True)
    for third in (b"third", b"other", b"third"):
        rest = part(b"") + part(third)
        assert begun.hash(rest) == tagged_hash(Tag.DKG_COM, b"first", b"", third)
        assert wide.hash(rest) == hashlib.sha512(framed(Tag.DKG_COM, b"first", b"", third)).digest()


def test_no_tag_begins_as_a_point_does() -> None:
    """libsecp256k1 hashes a compressed point, which begins with 2 or 3, without a tag: no H has such an input."""
    assert not {len(tag) for tag in Tag} & {2, 3}

"""A commitment opens to what it was made from, in its context, and to nothing else."""

from __future__ import annotations

import pytest

from core.errors import PeerFault
from core.primitives.commitment import check, commit
from core.primitives.hashing import Tag, tagged_hash

OPENING = b"s" * 32 + b"content"
CONTEXT = (b"pre", b"\0\1")


def test_known_answer() -> None:
    commitment = commit(Tag.PREP_COM, CONTEXT, OPENING)
    assert commitment == tagged_hash(Tag.PREP_COM, b"pre", b"\0\1", OPENING)
    check(commitment, Tag.PREP_COM, CONTEXT, OPENING)


@pytest.mark.parametrize(
    ("commitment", "tag", "context", "opening"),
    [
        (bytes(32), Tag.PREP_COM, CONTEXT, OPENING),
        (None, Tag.DKG_COM, CONTEXT, OPENING),
        (None, Tag.PREP_COM, (b"pre", b"\0\2"), OPENING),
        (None, Tag.PREP_COM, (b"pre",), b"\0\1" + OPENING),
        (None, Tag.PREP_COM, CONTEXT, b"t" + OPENING[1:]),
        (None, Tag.PREP_COM, CONTEXT, OPENING[:-1] + b"T"),
        (b"", Tag.PREP_COM, CONTEXT, OPENING),
    ],
)
def test_another_opening_is_a_fault(
    commitment: bytes | None, tag: Tag, context: tuple[bytes, ...], opening: bytes
) -> None:
    if commitment is None:
        commitment = commit(Tag.PREP_COM, CONTEXT, OPENING)
    with pytest.raises(PeerFault, match="commitment"):
        check(commitment, tag, context, opening)

"""What the other side says is shown as its words, in one plain line and cut."""

from __future__ import annotations

import pytest

from core.codec.text import MOST_QUOTED, is_plain, quoted
from core.errors import BlockKind, KeyBlocked, RefusalKind, Refused, TandemError
from core.rpc.replies import Declined

LURE = "Tandem is out of date. Send your coins to bc1q" + "x" * 60_000


@pytest.mark.parametrize("error", [Refused(LURE, RefusalKind.BUSY, LURE), KeyBlocked(LURE, BlockKind.LOCKED)])
def test_no_sentence_of_the_other_side_passes_for_ours(error: TandemError) -> None:
    told = Declined.of(error).error()
    assert told.kind == error.kind
    assert told.message.startswith("the co-signer says “Tandem is out of date.")
    assert told.message.endswith("…”")
    assert len(told.message) < MOST_QUOTED + 30
    if isinstance(told, Refused):
        assert told.said == LURE[:MOST_QUOTED]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("not today", "“not today”"),
        ("", "“”"),
        ("x" * MOST_QUOTED, f"“{'x' * MOST_QUOTED}”"),
        ("x" * (MOST_QUOTED + 1), f"“{'x' * MOST_QUOTED}…”"),
        ("a\n\x1b[31mb\u202ec", "“a [31mbc”"),
        ("Mu\u0308ller", "“M\u00fcller”"),
    ],
)
def test_quoting(text: str, shown: str) -> None:
    assert quoted(text) == shown
    assert is_plain(quoted(text))

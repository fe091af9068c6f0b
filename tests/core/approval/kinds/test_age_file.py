"""What is asked when a file of age is to be opened: read strictly, and nothing that would tell of the key."""

from __future__ import annotations

import pytest

from core.approval.kinds.age_file import MOST_SHARES, AgeAsked
from core.approval.kinds.kind import TaskKey
from core.approval.kinds.registry import read_task
from core.approval.kinds.task_line import TaskLine
from core.codec.text import MOST_QUOTED
from core.crypto import ed25519
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind
from core.protocol.registry import EDDSA, OPENING

KEY = TaskKey(bytes(32), OPENING, "none", b"", b"")


def shares(number: int) -> tuple[bytes, ...]:
    rng = HedgedRng()
    return tuple(ed25519.x25519_of(ed25519.base_mult(ed25519.random_scalar(rng, "e"))) for _ in range(number))


def test_it_opens_what_stands_in_it_and_nothing_else() -> None:
    given = shares(MOST_SHARES)
    task = read_task(KEY, 5, AgeAsked("letter.age", given).payload())
    assert task.messages == tuple((share, ()) for share in given)
    assert [line.line for line in task.lines] == [
        TaskLine.AGE, TaskLine.AGE_LABEL, TaskLine.AGE_STANZAS, TaskLine.AGE_UNSEEN
    ]  # fmt: skip
    assert task.lines[1].values == ("letter.age",)


def test_no_age_rule_reads_label() -> None:
    """Nor how many stanzas there are: only the computer says both (GK14)."""
    one, other = (AgeAsked(label, shares(number)) for label, number in (("a", 1), ("b", 3)))
    assert read_task(KEY, 5, one.payload()).likeness == read_task(KEY, 5, other.payload()).likeness


TWIST = (2).to_bytes(32, "little")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (AgeAsked("", ()), InputKind.AGE_MANY),
        (AgeAsked("", shares(1) * 2), InputKind.AGE_MANY),
        (AgeAsked("", shares(MOST_SHARES + 1)), InputKind.AGE_MANY),
        (AgeAsked("", (bytes(32),)), InputKind.AGE),
        (AgeAsked("", (*shares(1), TWIST)), InputKind.AGE),
        (AgeAsked("x" * (MOST_QUOTED + 1), shares(1)), InputKind.AGE),
    ],
)
def test_what_is_not_opened(asked: AgeAsked, kind: InputKind) -> None:
    with pytest.raises(BadInput) as told:
        read_task(KEY, 5, asked.payload())
    assert told.value.kind is kind


def test_what_is_malformed_and_what_is_of_another_kind() -> None:
    payload = AgeAsked("", shares(1)).payload()
    with pytest.raises(BadInput):
        read_task(KEY, 5, payload + b"\0")
    with pytest.raises(BadInput):
        read_task(TaskKey(bytes(32), EDDSA, "none", b"", b""), 5, payload)

"""Rule F5: a fork in the middle of a session leaves it with the parent; two answers to one session are a share."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from core.approval.request import items
from core.codec.messages import MessageType, peek_type
from core.errors import Refused
from core.rpc import single_use
from tests.support.hostile import an_f1, declined, s1_of
from tests.support.two_homes import TwoHomes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def in_a_child(work: Callable[[], bool]) -> bool:
    """Whether `work` is true in a forked process; its writes stay there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads, which other tests left
        child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


def test_a_child_of_the_co_signer_answers_no_session_of_its_parent(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    assert in_a_child(lambda: declined(raw.ask(s1)).kind == "session")
    assert peek_type(raw.ask(s1)[0]) is MessageType.S2


def test_nor_does_it_go_on_with_a_run(homes: TwoHomes) -> None:
    """Where k2 of a self-test would be: inside a script under way."""
    raw = homes.raw()
    raw.ask(an_f1(homes), call=7)
    assert in_a_child(lambda: raw.link.connection.calls == {})
    assert list(raw.link.connection.calls) == [7]


def test_a_child_of_the_computer_sends_no_s1(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    task, key = homes.checked(wire), homes.key.key_id
    prepared = homes.client.prepare(key, 1)

    def finish() -> Any:
        return homes.client.finish(key, prepared, task.task_id, items(task, (0,)))

    def refused() -> bool:
        with pytest.raises(Refused, match="session is gone"):
            finish()
        return MessageType.S1 not in homes.traffic.types()

    assert in_a_child(refused)
    finish()


def test_a_child_that_could_would_be_seen(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as the first, with the rule taken away: the child holds what its parent holds."""
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1_of(homes, raw, wire)
    monkeypatch.setattr(single_use, "holders", set())
    held = raw.link.connection.sessions
    assert in_a_child(lambda: len(held) == 1)

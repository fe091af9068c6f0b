"""Rule F5: a weak or repeated system source, or a fork, repeats no draw."""

from __future__ import annotations

import itertools
import os
import time

import pytest

from core.crypto import rng
from core.crypto.rng import HedgedRng


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system gives the same bytes for ever, and the clock stands still."""
    monkeypatch.setattr(os, "urandom", lambda n: bytes(n))
    monkeypatch.setattr(time, "monotonic_ns", lambda: 1)


def first(**inputs: bytes) -> bytes:
    return HedgedRng(**inputs).bytes("k1", 32)


def test_every_draw_is_its_own() -> None:
    source = HedgedRng()
    draws = [source.bytes(label, 64) for label in ("k1", "k1", "r1", "k1")]
    assert len(set(draws)) == 4


def test_the_label_counts(stuck: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for label in ("k1", "r1"):
        monkeypatch.setattr(rng, "counter", itertools.count())
        found.add(HedgedRng().bytes(label, 32))
    assert len(found) == 2


@pytest.mark.usefixtures("stuck")
def test_the_same_source_twice() -> None:
    assert first() != first()  # the counter


@pytest.mark.usefixtures("stuck")
@pytest.mark.parametrize("name", ["secret", "context", "message"])
def test_share_epoch_and_message_count(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    found = set()
    for value in (b"one", b"two", b"one"):
        monkeypatch.setattr(rng, "counter", itertools.count())
        found.add(first(**{name: value}))
    assert len(found) == 2


@pytest.mark.usefixtures("stuck")
@pytest.mark.parametrize("what", ["getpid", "monotonic_ns", "boot"])
def test_process_time_and_boot_count(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    found = set()
    for value in (5, 6):
        monkeypatch.setattr(rng, "counter", itertools.count())
        if what == "getpid":
            monkeypatch.setattr(os, "getpid", lambda value=value: value)
        elif what == "boot":
            monkeypatch.setattr(rng, "boot_id", lambda value=value: bytes([value]))
        else:
            monkeypatch.setattr(time, "monotonic_ns", lambda value=value: value)
        found.add(first())
    assert len(found) == 2


def test_a_child_may_not_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    source = HedgedRng()
    source.bytes("k1", 32)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(RuntimeError, match="fork"):
        source.bytes("k1", 32)

"""The life cycle of a key of another scheme, whose guard is one letter: core/keys reads neither share nor guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from core.codec.codec import decode, encode
from core.errors import BlockKind, Bug, FaultKind, KeyBlocked, PeerFault, StorageError
from core.keys import handshake, transitions
from core.keys.limits import must_be_usable
from core.keys.record import KeyRecord, new_record, share_of, slot_of, state
from core.keys.state import KeyState
from core.protocol import registry
from core.protocol.registry import ECDSA
from core.protocol.scheme import KeptCopy
from core.protocol.share import NO_RUN, Role
from core.recovery.sheet import NO_SHEET, NO_SHEETS, PublicSheet, SheetPair
from core.secret import Secret

NOW, PIN, KEY, OTHER = 1_800_000_000, bytes(32), bytes([5]) * 32, 201


@dataclass(frozen=True, slots=True)
class Shard:
    """A share of the other scheme."""

    SCHEME: ClassVar[int] = OTHER
    epoch: int
    T: bytes
    parent: bytes
    role: Role = Role.P2
    network: str = "regtest"
    key_id: bytes = KEY
    own_sheet: PublicSheet = NO_SHEET
    peer_sheet: PublicSheet = NO_SHEET
    own_sheets: SheetPair = NO_SHEETS
    peer_sheets: SheetPair = NO_SHEETS

    def copy_for(self, _: PublicSheet, /) -> bytes:
        return b""

    @property
    def epoch_id(self) -> bytes:
        return self.T


class Letter:
    """A guard: n new, c being checked, o open, x locked."""

    def fresh(self) -> bytes:
        return b"n"

    def may_commit(self, guard: bytes) -> bool:
        return guard == b"o"

    def following(self, guard: bytes, old: bytes) -> bytes:
        return guard

    def checking(self, guard: bytes) -> bytes:
        return b"c"

    def checked(self, guard: bytes, *, ok: bool) -> bytes:
        return b"o" if ok else b"x"

    def survives(self, guard: bytes) -> bool:
        return guard in b"no"

    def at_start(self, guard: bytes, now: int) -> bytes:
        return b"x" if guard == b"c" else guard

    def locked(self, guard: bytes) -> bool:
        return guard == b"x"

    def lock(self, guard: bytes) -> bytes:
        return b"x"


class Other:
    """As much of a scheme as the life cycle needs."""

    id = OTHER
    guard = Letter()

    def write(self, share: Shard) -> Secret[bytes]:
        return Secret(share.T)

    def copies(self, share: Shard) -> tuple[KeptCopy, ...]:
        return ()

    def read(self, data: Secret[bytes], copies: Sequence[KeptCopy] = ()) -> Any:
        return data.reveal()


@pytest.fixture(autouse=True)
def _other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.SCHEMES, OTHER, Other())


def run(number: int) -> bytes:
    return bytes([number]) * 32


def born() -> KeyRecord:
    """One epoch, committed."""
    row = new_record(Shard(1, run(1), NO_RUN), "ssh", PIN, NOW)
    assert slot_of(row).guard == b"n"
    row = transitions.checked(transitions.checking(row, run(1)), run(1), ok=True)
    return transitions.commit(row, run(1), NOW)


def test_a_life() -> None:
    row = born()
    assert must_be_usable(row, NOW).share.opened == run(1)
    begun = transitions.prepare(row, Shard(2, run(2), run(1)), NOW)
    with pytest.raises(PeerFault, match="self-test"):
        transitions.commit(begun, run(2), NOW)
    row = transitions.commit(transitions.checked(begun, run(2), ok=True), run(2), NOW)
    assert (row.current_run_id, slot_of(row).epoch, slot_of(row).guard) == (run(2), 2, b"o")
    again = decode(KeyRecord, encode(row), StorageError)
    assert encode(again) == encode(row)
    assert slot_of(again).share.opened == run(2)


def test_its_guard_locks_and_a_start_asks_it() -> None:
    row = transitions.checking(born(), run(1))
    found = transitions.at_start(row, NOW)
    assert found is not None
    assert found.must_refresh
    assert state(found) is KeyState.LOCKED
    with pytest.raises(KeyBlocked) as blocked:
        must_be_usable(found, NOW)
    assert blocked.value.kind is BlockKind.LOCKED
    told = handshake.KeyClaim(KEY, run(1), NO_RUN, 0, 0, run(1))
    settled = handshake.settle_p2(born(), told)
    assert settled is not None
    assert slot_of(settled).guard == b"x"
    begun = transitions.checking(transitions.prepare(born(), Shard(2, run(2), run(1)), NOW), run(2))
    dropped = transitions.at_start(begun, NOW)
    assert dropped is not None
    assert dropped.pending is None


def test_a_key_stays_of_its_kind() -> None:
    ours = type("Ours", (Shard,), {"SCHEME": ECDSA})
    with pytest.raises(PeerFault, match="another kind") as mixed:
        transitions.prepare(born(), ours(2, run(2), run(1)), NOW)
    assert mixed.value.kind is FaultKind.MISMATCH
    with pytest.raises(Bug, match="another kind"):
        share_of(born())

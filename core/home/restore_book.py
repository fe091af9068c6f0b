"""What a co-signer keeps of computers that ask for the wallets of a lost one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from core.codec.codec import U64, Bytes16, Bytes32, decode, encode
from core.errors import StorageError
from core.home.tables import RESTORE
from core.keys.restore import LASTS, RestoreState
from core.recovery.sheet import PublicSheet
from core.storage.vault import Vault

OPEN = (RestoreState.WAITING, RestoreState.SETTLING, RestoreState.READY)


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """The last one of a computer. Times in seconds of policy time; 0: not yet."""

    id: Bytes16
    sheet: PublicSheet
    keys: tuple[Bytes32, ...]
    state: RestoreState
    asked: U64
    approved: U64 = 0
    settles: U64 = 0
    lost: tuple[Bytes32, ...] = ()  # once it is DONE: the computers that had them before
    times: tuple[U64, ...] = ()  # when this computer asked lately

    def at(self, now: int) -> RestoreState:
        """How it stands at this moment: WAITING and SETTLING, as they are kept, run out by themselves."""
        if self.state not in OPEN:
            return self.state
        if now >= (self.settles if self.approved else self.asked) + LASTS:
            return RestoreState.EXPIRED
        settled = self.state is RestoreState.SETTLING and now >= self.settles
        return RestoreState.READY if settled else self.state

    def is_open(self, now: int) -> bool:
        """Whether something may still be decided about it, or come of it."""
        return self.at(now) in OPEN

    def kept_age(self, since: int, by: int) -> RestoreRequest:
        """The same, where policy time gains `by` seconds that count for nothing stamped after `since`."""
        asked = self.asked + by if self.asked > since else self.asked
        if self.approved > since:
            return replace(self, asked=asked, approved=self.approved + by, settles=self.settles + by)
        return replace(self, asked=asked)


class Notes(Protocol):
    """What a durable write must be able to do for this book (core.home.repository.Write)."""

    def note(self, table: str, key_id: bytes, name: bytes, data: bytes | None) -> None:
        """Keep it; None: keep it no more."""

    def then(self, change: Callable[[], object]) -> None:
        """Once it is durable."""


class RestoreBook:
    """The last request of each, by its pin."""

    def __init__(self, vault: Vault) -> None:
        self.requests = {pin: decode(RestoreRequest, data, StorageError) for pin, data in vault.items(RESTORE)}

    def keep(self, write: Notes, pin: bytes, request: RestoreRequest) -> None:
        """As it stands from now on."""
        write.note(RESTORE, b"", pin, encode(request))
        write.then(lambda: self.requests.update({pin: request}))

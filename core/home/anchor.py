"""What a home remembers outside of itself: how far it had come, and whom it turns away (L10).

Before a block counts, the anchor names it; after everything else that is written, it follows. So a home that is behind
its anchor was put back to an older copy (or died between the two), and one whose anchor is gone may have been.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from core.crypto.rng import HedgedRng
from core.errors import StorageError
from core.home.machine import note_machine
from core.home.records import AnchorRecord, Blocked, LogCode
from core.home.repository import Repository
from core.secret import Secret
from core.storage.anchor import Anchored, AnchorFile, Barred

_logger = logging.getLogger(__name__)


class AnchorState(StrEnum):
    """How it is."""

    KEPT = "kept"
    OFF = "off"
    UNUSABLE = "unusable"  # it cannot be written, or could not be read


class Anchor:
    """The anchor of an open home, in `folder` (None: there is to be none). `machine`: which one this is."""

    def __init__(self, records: Repository, folder: Path | None, machine: bytes = b"") -> None:
        self._records, self.state, self._machine = records, AnchorState.OFF, machine
        self._file: AnchorFile | None = None
        self._folder = folder

    def hold(self, now: int, policy: int, *, taken_over: bool = False) -> None:
        """At the start, before anything is asked: hold the home against its anchor and its machine, then keep both.
        `now`: seconds that people see; `policy`: those of policy time; `taken_over`: it was handed over."""
        self._hold(now, policy)
        note_machine(self._records, self._machine, now, policy, taken_over=taken_over)

    def _hold(self, now: int, policy: int) -> None:
        record = self._records.anchor
        if record is None and self._folder is not None:
            record = AnchorRecord(Secret(HedgedRng().bytes("anchor key", 32)), kept=False)
            self._remember(record)
        if record is None:
            return
        found = None
        if self._folder is not None:
            self._file = AnchorFile(self._folder, self._records.vault.vault_id, record.key)
            with suppress(StorageError):
                found = self._file.read()
        self._compare(found, record, now, policy)
        self._records.outside = self
        self.follow()
        kept = self.state is AnchorState.KEPT
        if kept != record.kept:
            self._remember(AnchorRecord(record.key, kept))

    def _compare(self, found: Anchored | None, record: AnchorRecord, now: int, policy: int) -> None:
        generation = self._records.vault.found  # before this program wrote: accepting a copy is a write
        if found is None:
            if record.kept or (self._file is not None and self._file.exists):
                with self._records.write() as write:
                    write.as_old_copy(policy)
                    write.log(now, LogCode.ANCHOR_GONE)
            return
        barred = {one.pin: Blocked(one.since) for one in found.barred if one.pin not in self._records.blocked}
        behind = found.generation > generation
        if not behind and (found.generation < generation or not barred):
            return
        with self._records.write() as write:
            for pin, blocked in barred.items():
                write.block(pin, blocked)
                write.log(now, LogCode.BLOCKED, pin.hex()[:16])
            if behind:  # what a copy has forgotten, or a program that died in the middle of blocking
                write.as_old_copy(policy)
                write.beyond(found.generation)
                write.log(now, LogCode.ANCHOR_AHEAD)

    def _remember(self, record: AnchorRecord) -> None:
        with self._records.write() as write:
            write.anchor(record)

    # -------------------------------------------------------------- while it is open
    def ahead(self, blocked: Mapping[bytes, Blocked]) -> None:
        """Before a write that blocks: `blocked` is whom it leaves blocked."""
        self._write(self._records.vault.generation + 1, blocked)

    def follow(self) -> None:
        """After a write."""
        self._write(self._records.vault.generation, self._records.blocked)

    def _write(self, generation: int, blocked: Mapping[bytes, Blocked]) -> None:
        if self._file is None:
            return
        barred = tuple(Barred(pin, one.since) for pin, one in sorted(blocked.items()))
        try:
            self._file.write(Anchored(generation, barred))
        except StorageError as error:  # what counts is in the vault; that the anchor lacks it is said
            if self.state is not AnchorState.UNUSABLE:
                _logger.warning("%s", error.message)
            self.state = AnchorState.UNUSABLE
        else:
            self.state = AnchorState.KEPT

"""The files that a co-signer writes of itself: a recovery file, a backup. Methods of SheetApi."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from core.cosigner.api import BackupView, RecoveryView
from core.home.backup import backup
from core.home.names import NameBook
from core.home.recovery_export import export, written
from core.home.repository import Repository
from core.keys.record import KeyRecord


class FilesOfAdmin:
    """A part of core.cosigner.admin.Admin, which sets all of these. `_clock` gives seconds of policy time, `_wall`
    those that people see."""

    home: Path
    _records: Repository
    _names: NameBook
    _clock: Callable[[], int]
    _wall: Callable[[], int]
    _rows: Callable[[], list[KeyRecord]]

    def recovery_export(self) -> RecoveryView:
        """See SheetApi."""
        found = export(self._records, self._rows(), self._names.wallet, self._clock())
        data, receipt = (base64.b64encode(one).decode() for one in (found.data, found.receipt))
        return RecoveryView(data, found.wallets, found.without, found.damaged, receipt)

    def recovery_written(self, receipt: str) -> None:
        """See SheetApi."""
        written(self._records, base64.b64decode(receipt), self._wall())

    def backup(self) -> BackupView:
        """See SheetApi."""
        return BackupView(base64.b64encode(backup(self._records, self.home, self._wall()).data).decode())

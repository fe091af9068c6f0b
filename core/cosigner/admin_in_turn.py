"""The commands of a home, each carried out where its turn is: by the one thread that everything else goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from core.cosigner.admin import Admin
from core.cosigner.api import (
    AddressView,
    ApprovalView,
    BackupView,
    BrowserView,
    CertificateView,
    ComputerView,
    DecidedView,
    HalfView,
    LogView,
    PinView,
    PolicyChange,
    PolicyView,
    RecoveryView,
    RestoreView,
    SelfView,
    SheetView,
    StatusView,
    WakeView,
)
from core.home.log import ALL_LINES, LogQuery
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret

T = TypeVar("T")


class Turn(Protocol):
    """Carries out work between other work, and gives what it gave."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Raises what it raised."""
        ...


class AdminInTurn:
    """An Admin whose every method `turn` carries out. `proven`: whoever asks has typed the passphrase."""

    def __init__(self, admin: Admin, turn: Turn, *, proven: bool = False) -> None:
        self._admin, self._turn, self._proven = admin, turn, proven

    def approvals(self) -> tuple[ApprovalView, ...]:
        """See AdminApi."""
        return self._turn(self._admin.approvals)

    def unsigned(self) -> tuple[ApprovalView, ...]:
        """See AdminApi."""
        return self._turn(self._admin.unsigned)

    def sheet_seat(self, address: str, *, told: bool, insists: bool = False) -> None:
        """See SheetApi."""
        self._turn(lambda: self._admin.sheet_seat(address, told=told, insists=insists))

    def sheet_new(self) -> UnconfirmedSheet:
        """See SheetApi."""
        return self._turn(self._admin.sheet_new)

    def sheet_exchange(self) -> UnconfirmedSheet:
        """See SheetApi."""
        return self._turn(self._admin.sheet_exchange)

    def sheet_give_up(self) -> SheetView:
        """See SheetApi."""
        return self._turn(self._admin.sheet_give_up)

    def sheet_confirm(self, fingerprint: str) -> SheetView:
        """See SheetApi."""
        return self._turn(lambda: self._admin.sheet_confirm(fingerprint))

    def sheet_take(self, file: str, code: Secret[str], *, exchange: bool = False) -> SheetView:
        """See SheetApi."""
        return self._turn(lambda: self._admin.sheet_take(file, code, exchange=exchange))

    def recovery_export(self) -> RecoveryView:
        """See SheetApi."""
        return self._turn(self._admin.recovery_export)

    def recovery_written(self, receipt: str) -> None:
        """See SheetApi."""
        self._turn(lambda: self._admin.recovery_written(receipt))

    def backup(self) -> BackupView:
        """See SheetApi."""
        return self._turn(self._admin.backup)

    def sheet_show(self) -> SheetView:
        """See SheetApi."""
        return self._turn(self._admin.sheet_show)

    def restore_from(self, words: Secret[tuple[str, ...]]) -> SheetView:
        """See RestoreApi."""
        return self._turn(lambda: self._admin.restore_from(words))

    def restore_cancel(self, computer: str | None = None) -> RestoreView:
        """See RestoreApi."""
        return self._turn(lambda: self._admin.restore_cancel(computer))

    def approve(self, id: str, *, accept_fee: bool = False, task: str = "") -> DecidedView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.approve(id, accept_fee=accept_fee, proven=self._proven, task=task))

    def refuse(self, id: str, reason: str) -> DecidedView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.refuse(id, reason))

    def policy_show(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """See AdminApi."""
        return self._turn(lambda: self._admin.policy_show(name))

    def policy_set(self, change: PolicyChange, name: str | None = None) -> tuple[PolicyView, ...]:
        """See AdminApi."""
        return self._turn(lambda: self._admin.policy_set(change, name))

    def resume(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """See AdminApi."""
        return self._turn(lambda: self._admin.resume(name))

    def confirm_clock(self, shown: int) -> StatusView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.confirm_clock(shown))

    def block(self, computer: str) -> ComputerView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.block(computer))

    def browsers(self) -> tuple[BrowserView, ...]:
        """See BrowserApi."""
        return self._turn(self._admin.browsers)

    def revoke_browser(self, which: str) -> BrowserView:
        """See BrowserApi."""
        return self._turn(lambda: self._admin.revoke_browser(which))

    def new_pin(self) -> PinView:
        """See BrowserApi."""
        return self._turn(self._admin.new_pin)

    def new_certificate(self, host: str) -> CertificateView:
        """See BrowserApi."""
        return self._turn(lambda: self._admin.new_certificate(host))

    def wake(self) -> WakeView:
        """See BrowserApi."""
        return self._turn(self._admin.wake)

    def set_wake(self, url: str, *, near: bool) -> WakeView:
        """See BrowserApi."""
        return self._turn(lambda: self._admin.set_wake(url, near=near))

    def end_silence(self, name: str | None = None) -> tuple[HalfView, ...]:
        """See AdminApi."""
        return self._turn(lambda: self._admin.end_silence(name))

    def address(self, name: str, which: str | None = None) -> AddressView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.address(name, which))

    def name(self, name: str | None = None) -> SelfView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.name(name))

    def rename(self, computer: str, name: str) -> ComputerView:
        """See AdminApi."""
        return self._turn(lambda: self._admin.rename(computer, name))

    def status(self) -> StatusView:
        """See AdminApi."""
        return self._turn(self._admin.status)

    def log(self, query: LogQuery = ALL_LINES) -> tuple[LogView, ...]:
        """See AdminApi."""
        return self._turn(lambda: self._admin.log(query))

    def log_file(self) -> str:
        """See AdminApi."""
        return self._turn(self._admin.log_file)

"""The co-signer of a home, for a program that has not opened it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from core.codec.plain import plain, read
from core.cosigner import calls
from core.cosigner.api import (
    AddressView,
    AdmissionScreen,
    ApprovalView,
    BackupView,
    BrowserView,
    CertificateView,
    ComputerView,
    DecidedView,
    DrillWait,
    HalfView,
    LogView,
    MetComputer,
    PairedComputer,
    PairingScreen,
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
from core.cosigner.calls import AdminCall
from core.home.log import ALL_LINES, LogQuery
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret
from core.transport.control import Fields

A = TypeVar("A")
R = TypeVar("R")


class Asks(Protocol):
    """One command by name: its result. Events and questions come while it is under way."""

    def __call__(
        self,
        command: str,
        args: Fields,
        on_event: Callable[[Fields], None] = ...,
        answer: Callable[[Fields], Any] = ...,
    ) -> Fields:
        """Raises the TandemError that the other program raised."""
        ...


class RemoteAdmin:
    """Every method is a command of the control socket."""

    def __init__(self, ask: Asks) -> None:
        self._asks = ask

    def approvals(self) -> tuple[ApprovalView, ...]:
        """See AdminApi."""
        return self._ask(calls.APPROVALS, calls.NoArgument()).approvals

    def unsigned(self) -> tuple[ApprovalView, ...]:
        """See AdminApi."""
        return self._ask(calls.UNSIGNED, calls.NoArgument()).approvals

    def restore_from(self, words: Secret[tuple[str, ...]]) -> SheetView:
        """See RestoreApi."""
        return self._ask(calls.RESTORE_FROM, calls.WordsArguments(words.reveal()))

    def restore_cancel(self, computer: str | None = None) -> RestoreView:
        """See RestoreApi."""
        return self._ask(calls.RESTORE_CANCEL, calls.CancelArguments(computer))

    def sheet_seat(self, address: str, *, told: bool, insists: bool = False) -> None:
        """See SheetApi."""
        self._ask(calls.SHEET_SEAT, calls.SeatArguments(address, told, insists))

    def sheet_new(self) -> UnconfirmedSheet:
        """See SheetApi."""
        return self._ask(calls.SHEET_NEW, calls.NoArgument()).sheet

    def sheet_exchange(self) -> UnconfirmedSheet:
        """See SheetApi."""
        return self._ask(calls.SHEET_EXCHANGE, calls.NoArgument()).sheet

    def sheet_give_up(self) -> SheetView:
        """See SheetApi."""
        return self._ask(calls.SHEET_GIVE_UP, calls.NoArgument())

    def sheet_confirm(self, fingerprint: str) -> SheetView:
        """See SheetApi."""
        return self._ask(calls.SHEET_CONFIRM, calls.ConfirmSheetArguments(fingerprint))

    def sheet_take(self, file: str, code: Secret[str], *, exchange: bool = False) -> SheetView:
        """See SheetApi."""
        return self._ask(calls.SHEET_TAKE, calls.TakeSheetArguments(file, code.reveal(), exchange))

    def recovery_export(self) -> RecoveryView:
        """See SheetApi."""
        return self._ask(calls.RECOVERY_EXPORT, calls.NoArgument())

    def recovery_written(self, receipt: str) -> None:
        """See SheetApi."""
        self._ask(calls.RECOVERY_WRITTEN, calls.ReceiptArguments(receipt))

    def backup(self) -> BackupView:
        """See SheetApi."""
        return self._ask(calls.BACKUP, calls.NoArgument())

    def sheet_show(self) -> SheetView:
        """See SheetApi."""
        return self._ask(calls.SHEET_SHOW, calls.NoArgument())

    def approve(self, id: str, *, accept_fee: bool = False, task: str = "") -> DecidedView:
        """See AdminApi."""
        return self._ask(calls.APPROVE, calls.ApproveArguments(id, accept_fee, task))

    def refuse(self, id: str, reason: str) -> DecidedView:
        """See AdminApi."""
        return self._ask(calls.REFUSE, calls.RefuseArguments(id, reason))

    def policy_show(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """See AdminApi."""
        return self._ask(calls.POLICY_SHOW, calls.ShowPolicyArguments(name)).policies

    def policy_set(self, change: PolicyChange, name: str | None = None) -> tuple[PolicyView, ...]:
        """See AdminApi."""
        return self._ask(calls.POLICY_SET, calls.SetPolicyArguments(change, name)).policies

    def resume(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """See AdminApi."""
        return self._ask(calls.RESUME, calls.ShowPolicyArguments(name)).policies

    def confirm_clock(self, shown: int) -> StatusView:
        """See AdminApi."""
        return self._ask(calls.CONFIRM_CLOCK, calls.ConfirmClockArguments(shown))

    def block(self, computer: str) -> ComputerView:
        """See AdminApi."""
        return self._ask(calls.BLOCK, calls.BlockArguments(computer))

    def browsers(self) -> tuple[BrowserView, ...]:
        """See BrowserApi."""
        return self._ask(calls.BROWSERS, calls.NoArgument()).browsers

    def revoke_browser(self, which: str) -> BrowserView:
        """See BrowserApi."""
        return self._ask(calls.REVOKE_BROWSER, calls.BrowserArguments(which))

    def new_pin(self) -> PinView:
        """See BrowserApi."""
        return self._ask(calls.NEW_PIN, calls.NoArgument())

    def new_certificate(self, host: str) -> CertificateView:
        """See BrowserApi."""
        return self._ask(calls.NEW_CERTIFICATE, calls.CertificateArguments(host))

    def wake(self) -> WakeView:
        """See BrowserApi."""
        return self._ask(calls.WAKE, calls.NoArgument())

    def set_wake(self, url: str, *, near: bool) -> WakeView:
        """See BrowserApi."""
        return self._ask(calls.SET_WAKE, calls.WakeArguments(url, near))

    def test_wake(self) -> WakeView:
        """See AdmissionApi."""
        return read(WakeView, self._asks("test_wake", {}))

    def end_silence(self, name: str | None = None) -> tuple[HalfView, ...]:
        """See AdminApi."""
        return self._ask(calls.END_SILENCE, calls.ShowPolicyArguments(name)).wallets

    def address(self, name: str, which: str | None = None) -> AddressView:
        """See AdminApi."""
        return self._ask(calls.ADDRESS, calls.ShowAddressArguments(name, which))

    def name(self, name: str | None = None) -> SelfView:
        """See AdminApi."""
        return self._ask(calls.NAME, calls.NameArguments(name))

    def rename(self, computer: str, name: str) -> ComputerView:
        """See AdminApi."""
        return self._ask(calls.RENAME, calls.RenameArguments(computer, name))

    def status(self) -> StatusView:
        """See AdminApi."""
        return self._ask(calls.STATUS, calls.NoArgument())

    def log(self, query: LogQuery = ALL_LINES) -> tuple[LogView, ...]:
        """See AdminApi."""
        return self._ask(calls.LOG, query).log

    def log_file(self) -> str:
        """See AdminApi."""
        return self._ask(calls.LOG_FILE, calls.NoArgument()).text

    def pair(self, screen: PairingScreen) -> PairedComputer:
        """See ConsoleApi."""

        def show(event: Fields) -> None:
            if event.get("event") == "link":
                screen.show_link(str(event["link"]))
            elif event.get("event") == "computer":
                screen.meet(read(MetComputer, event["computer"]))
            elif event.get("event") == "words":
                screen.show_words(tuple(event["words"]))

        confirm = screen.confirm
        args: Fields = {"confirm_words": confirm is None}
        return read(PairedComputer, self._asks("pair", args, show, lambda _: confirm is None or confirm()))

    def admit_browser(self, screen: AdmissionScreen) -> BrowserView:
        """See AdmissionApi."""

        def show(event: Fields) -> None:
            screen.show_url(str(event.get("url", "")))

        def confirm(asked: Fields) -> bool:
            return screen.confirm(read(BrowserView, asked.get("browser")))

        return read(BrowserView, self._asks("admit_browser", {}, show, confirm))

    def add_passkey(self, which: str, show: Callable[[str], object]) -> BrowserView:
        """See AdmissionApi."""

        def hear(event: Fields) -> None:
            show(str(event.get("code", "")))

        return read(BrowserView, self._asks("add_passkey", {"which": which}, hear))

    def drill(
        self, name: str, words: Secret[tuple[str, ...]], waits: Callable[[DrillWait], object] = lambda _: None
    ) -> SheetView:
        """See DrillApi."""

        def hear(event: Fields) -> None:
            if event.get("event") == "waits":
                waits(read(DrillWait, event["for"]))

        args = plain(calls.DrillSheetArguments(name, " ".join(words.reveal())))
        return read(SheetView, self._asks("drill", args, hear))

    def _ask(self, call: AdminCall[A, R], given: A) -> R:
        return read(call.gives, self._asks(call.name, plain(given)))

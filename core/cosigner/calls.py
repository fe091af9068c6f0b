"""The commands of the control socket: each a method of AdminApi, its arguments and its result as objects of JSON.

Arguments must be just what a method takes. Results are read as far as they are understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.codec.plain import Misfit, plain, strictly
from core.cosigner.api import (
    AddressView,
    AdminApi,
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
from core.errors import BadInput
from core.home.log import LogQuery
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret
from core.transport.control import Fields

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class AdminCall(Generic[A, R]):
    """A method of AdminApi: its name, its arguments, its result, and how it is called."""

    name: str
    takes: type[A]
    gives: type[R]
    do: Callable[[AdminApi, A], R]


# ------------------------------------------------------------------ arguments
@dataclass(frozen=True, slots=True)
class NoArgument:
    """Nothing."""


@dataclass(frozen=True, slots=True)
class ApproveArguments:
    """A request, whether its high fee is meant, and what was shown of it."""

    id: str
    accept_fee: bool = False
    task: str = ""


@dataclass(frozen=True, slots=True)
class RefuseArguments:
    """A request, and what the computer is told."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShowPolicyArguments:
    """A wallet, or all."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class SetPolicyArguments:
    """What to change, for a wallet or for all."""

    change: PolicyChange
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmClockArguments:
    """What the clock said when a person looked at it, in unix seconds."""

    shown: int


@dataclass(frozen=True, slots=True)
class BlockArguments:
    """A computer: its fingerprint, or a beginning of it."""

    computer: str


@dataclass(frozen=True, slots=True)
class BrowserArguments:
    """A browser: its name, or the beginning of its id."""

    which: str


@dataclass(frozen=True, slots=True)
class CertificateArguments:
    """A host name or an IP address."""

    host: str


@dataclass(frozen=True, slots=True, repr=False)
class WakeArguments:
    """The whole address of who is told, and whether it is near; without a repr."""

    url: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class CancelArguments:
    """The new computer, or the only one that there is."""

    computer: str | None = None


@dataclass(frozen=True, slots=True)
class ShowAddressArguments:
    """A wallet; a number, an address, or nothing: the next one."""

    name: str
    which: str | None = None


@dataclass(frozen=True, slots=True)
class NameArguments:
    """What this co-signer is to be called; None: nothing changes."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class RenameArguments:
    """Which computer, and what it is to be called here."""

    computer: str
    name: str


@dataclass(frozen=True, slots=True)
class SeatArguments:
    """From where a person speaks, whether that is all there is to know, and whether they insist."""

    address: str
    told: bool
    insists: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmSheetArguments:
    """The 12 words of a new recovery sheet."""

    fingerprint: str


@dataclass(frozen=True, slots=True, repr=False)
class TakeSheetArguments:
    """A recovery sheet that was made elsewhere, and its code; without a repr."""

    file: str
    code: str
    exchange: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class WordsArguments:
    """The words of a recovery sheet; without a repr."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class DrillSheetArguments:
    """A wallet, and the words of this co-signer's sheet, between spaces; without a repr."""

    name: str
    words: str


# ------------------------------------------------------------------ results
@dataclass(frozen=True, slots=True)
class ReceiptArguments:
    """Of a recovery file, in base64."""

    receipt: str


@dataclass(frozen=True, slots=True)
class NoResult:
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """All that waits."""

    approvals: tuple[ApprovalView, ...] = ()


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules of wallets."""

    policies: tuple[PolicyView, ...] = ()


@dataclass(frozen=True, slots=True)
class Halves:
    """Wallets whose other half is here."""

    wallets: tuple[HalfView, ...] = ()


@dataclass(frozen=True, slots=True)
class BrowserList:
    """Browsers that were admitted to the page."""

    browsers: tuple[BrowserView, ...] = ()


@dataclass(frozen=True, slots=True)
class LogLines:
    """Lines of the log."""

    log: tuple[LogView, ...] = ()


@dataclass(frozen=True, slots=True)
class LogText:
    """The whole log as a file."""

    text: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class SheetWords:
    """A new recovery sheet; without a repr."""

    words: tuple[str, ...] = ()
    fingerprint: tuple[str, ...] = ()
    made: int = 0

    @classmethod
    def of(cls, sheet: UnconfirmedSheet) -> SheetWords:
        """As it travels."""
        return cls(sheet.words.reveal(), sheet.fingerprint, sheet.made)

    @property
    def sheet(self) -> UnconfirmedSheet:
        """As it was made."""
        return UnconfirmedSheet(Secret(self.words), self.fingerprint, self.made)


# ------------------------------------------------------------------ calls
APPROVALS = AdminCall("approvals", NoArgument, Approvals, lambda admin, _: Approvals(admin.approvals()))
UNSIGNED = AdminCall("unsigned", NoArgument, Approvals, lambda admin, _: Approvals(admin.unsigned()))
APPROVE = AdminCall(
    "approve",
    ApproveArguments,
    DecidedView,
    lambda admin, given: admin.approve(given.id, accept_fee=given.accept_fee, task=given.task),
)
REFUSE = AdminCall("refuse", RefuseArguments, DecidedView, lambda admin, given: admin.refuse(given.id, given.reason))
POLICY_SHOW = AdminCall(
    "policy_show", ShowPolicyArguments, Policies, lambda admin, given: Policies(admin.policy_show(given.name))
)
POLICY_SET = AdminCall(
    "policy_set",
    SetPolicyArguments,
    Policies,
    lambda admin, given: Policies(admin.policy_set(given.change, given.name)),
)
RESUME = AdminCall("resume", ShowPolicyArguments, Policies, lambda admin, given: Policies(admin.resume(given.name)))
CONFIRM_CLOCK = AdminCall(
    "confirm_clock", ConfirmClockArguments, StatusView, lambda admin, given: admin.confirm_clock(given.shown)
)
BLOCK = AdminCall("block", BlockArguments, ComputerView, lambda admin, given: admin.block(given.computer))
BROWSERS = AdminCall("browsers", NoArgument, BrowserList, lambda admin, _: BrowserList(admin.browsers()))
REVOKE_BROWSER = AdminCall(
    "revoke_browser", BrowserArguments, BrowserView, lambda admin, given: admin.revoke_browser(given.which)
)
NEW_PIN = AdminCall("new_pin", NoArgument, PinView, lambda admin, _: admin.new_pin())
NEW_CERTIFICATE = AdminCall(
    "new_certificate", CertificateArguments, CertificateView, lambda admin, given: admin.new_certificate(given.host)
)
WAKE = AdminCall("wake", NoArgument, WakeView, lambda admin, _: admin.wake())
SET_WAKE = AdminCall(
    "set_wake", WakeArguments, WakeView, lambda admin, given: admin.set_wake(given.url, near=given.near)
)
END_SILENCE = AdminCall(
    "end_silence", ShowPolicyArguments, Halves, lambda admin, given: Halves(admin.end_silence(given.name))
)
ADDRESS = AdminCall(
    "address", ShowAddressArguments, AddressView, lambda admin, given: admin.address(given.name, given.which)
)
NAME = AdminCall("name", NameArguments, SelfView, lambda admin, given: admin.name(given.name))
RENAME = AdminCall(
    "rename", RenameArguments, ComputerView, lambda admin, given: admin.rename(given.computer, given.name)
)
STATUS = AdminCall("status", NoArgument, StatusView, lambda admin, _: admin.status())
SHEET_SEAT = AdminCall("sheet_seat", SeatArguments, NoResult, lambda admin, given: _seat(admin, given))
SHEET_NEW = AdminCall("sheet_new", NoArgument, SheetWords, lambda admin, _: SheetWords.of(admin.sheet_new()))
SHEET_EXCHANGE = AdminCall(
    "sheet_exchange", NoArgument, SheetWords, lambda admin, _: SheetWords.of(admin.sheet_exchange())
)
SHEET_GIVE_UP = AdminCall("sheet_give_up", NoArgument, SheetView, lambda admin, _: admin.sheet_give_up())
SHEET_CONFIRM = AdminCall(
    "sheet_confirm", ConfirmSheetArguments, SheetView, lambda admin, given: admin.sheet_confirm(given.fingerprint)
)
SHEET_TAKE = AdminCall(
    "sheet_take",
    TakeSheetArguments,
    SheetView,
    lambda admin, given: admin.sheet_take(given.file, Secret(given.code), exchange=given.exchange),
)
RECOVERY_EXPORT = AdminCall("recovery_export", NoArgument, RecoveryView, lambda admin, _: admin.recovery_export())
RECOVERY_WRITTEN = AdminCall(
    "recovery_written", ReceiptArguments, NoResult, lambda admin, given: _filed(admin, given.receipt)
)
BACKUP = AdminCall("backup", NoArgument, BackupView, lambda admin, _: admin.backup())
SHEET_SHOW = AdminCall("sheet_show", NoArgument, SheetView, lambda admin, _: admin.sheet_show())
RESTORE_FROM = AdminCall(
    "restore_from", WordsArguments, SheetView, lambda admin, given: admin.restore_from(Secret(given.words))
)
RESTORE_CANCEL = AdminCall(
    "restore_cancel", CancelArguments, RestoreView, lambda admin, given: admin.restore_cancel(given.computer)
)
LOG = AdminCall("log", LogQuery, LogLines, lambda admin, query: LogLines(admin.log(query)))
LOG_FILE = AdminCall("log_file", NoArgument, LogText, lambda admin, _: LogText(admin.log_file()))

LOOSENING = (  # commands that must prove the passphrase (V3)
    *("approve", "policy_set", "resume", "end_silence", "pair", "admit_browser", "add_passkey"),
    *("new_pin", "new_certificate", "set_wake"),
    *("name", "rename", "confirm_clock", "sheet_seat", "sheet_new", "sheet_confirm", "sheet_take"),
    *("sheet_exchange", "sheet_give_up"),
    *("recovery_export", "backup", "restore_cancel", "restore_from", "drill"),
)

CALLS: Mapping[str, AdminCall[Any, Any]] = {
    call.name: call
    for call in (
        *(APPROVALS, UNSIGNED, APPROVE, REFUSE, POLICY_SHOW, POLICY_SET, RESUME, CONFIRM_CLOCK, BLOCK),
        *(END_SILENCE, ADDRESS, NAME, RENAME, STATUS, LOG, LOG_FILE),
        *(SHEET_EXCHANGE, SHEET_GIVE_UP, BROWSERS, REVOKE_BROWSER, NEW_PIN, NEW_CERTIFICATE),
        *(WAKE, SET_WAKE),
        *(SHEET_SEAT, SHEET_NEW, SHEET_CONFIRM, SHEET_TAKE, SHEET_SHOW, RECOVERY_EXPORT, BACKUP),
        RECOVERY_WRITTEN,
        *(RESTORE_FROM, RESTORE_CANCEL),
    )
}


def _filed(admin: AdminApi, receipt: str) -> NoResult:
    admin.recovery_written(receipt)
    return NoResult()


def _seat(admin: AdminApi, given: SeatArguments) -> NoResult:
    admin.sheet_seat(given.address, told=given.told, insists=given.insists)
    return NoResult()


def answer(admin: AdminApi, name: str, args: Fields) -> Fields:
    """One command by name. Raises BadInput for one that does not exist or other arguments than it has."""
    call = CALLS.get(name)
    if call is None:
        raise BadInput(f"the co-signer knows no command {name}; both programs must be of one version")
    try:
        given = strictly(call.takes, args)
    except Misfit:
        raise BadInput(f"the command {name} got arguments it does not have; update both programs") from None
    found: Fields = plain(call.do(admin, given))
    return found

"""What one program may ask of the wallet that another has open: each call, its arguments, and what it gives.

Both travel as the codec writes them, so either end gets just what core.wallet.api declares, or a clear error.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from core.bitcoin.fee_rate import from_per_1000
from core.codec.codec import U64, Float64, Many, Text
from core.errors import TandemError
from core.home.backup import HomeBackup
from core.home.recovery_export import RecoveryExport
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret
from core.transport.control import Fields
from core.wallet.api import (
    Balance,
    HistoryRow,
    OldPaper,
    Outline,
    OwnSheetShown,
    PairedCosigner,
    Payment,
    Progress,
    ReceivingAddress,
    Refreshed,
    ReleaseShown,
    ReleasesKnown,
    ReleaseSource,
    Signed,
    StatusReport,
    ThisComputer,
    WalletApi,
    WalletKind,
    WalletShown,
)

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RemoteCall(Generic[A, R]):
    """A method of WalletApi: its name, its arguments, its result, and how it is called."""

    name: str
    takes: type[A]
    gives: type[R]
    do: Callable[[WalletApi, A, Progress], R]


# ------------------------------------------------------------------ arguments
@dataclass(frozen=True, slots=True)
class NoArguments:
    """Nothing."""


@dataclass(frozen=True, slots=True)
class OneWallet:
    """Which."""

    name: str


@dataclass(frozen=True, slots=True)
class NewKeyArguments:
    """The name of a new key, its network, who holds the other half, and of which kind its addresses are."""

    name: str
    network: str
    cosigner: str | None
    kind: WalletKind


@dataclass(frozen=True, slots=True)
class RenameCosignerArguments:
    """Which co-signer, and what it is to be called here."""

    cosigner: str
    name: str


@dataclass(frozen=True, slots=True)
class DrillArguments:
    """A wallet, and the words of this computer's sheet, between spaces."""

    name: str
    words: Secret[bytes]

    @property
    def typed(self) -> Secret[tuple[str, ...]]:
        """As they were typed."""
        return Secret(tuple(self.words.reveal().decode("utf-8", "replace").split()))


@dataclass(frozen=True, slots=True)
class AcceptSheetArguments:
    """A wallet, and the 12 words of its co-signer's sheet."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class AddressArguments:
    """An address of a wallet, or a fresh one."""

    name: str
    new: bool


@dataclass(frozen=True, slots=True)
class SyncArguments:
    """Which server, the way to it, and how far to look."""

    name: str
    server: str
    proxy: str | None
    new_certificate: bool
    gap: int


@dataclass(frozen=True, slots=True)
class PaysTo:
    """An address, and sat for it."""

    address: str
    sats: int


@dataclass(frozen=True, slots=True)
class DraftArguments:
    """Whom to pay, and from what."""

    name: str
    recipients: tuple[PaysTo, ...]
    fee_rate: U64 | None  # sat per 1,000 vbytes
    coins: tuple[str, ...] | None
    drain: str | None


@dataclass(frozen=True, slots=True)
class MessageArguments:
    """Which address of a wallet says what, and for how many seconds to wait."""

    name: str
    address: str
    text: bytes
    wait: Float64 | None


@dataclass(frozen=True, slots=True)
class SignArguments:
    """A PSBT, and for how many seconds to wait."""

    name: str
    psbt: bytes
    wait: Float64 | None


@dataclass(frozen=True, slots=True)
class KeepArguments:
    """A PSBT to be kept, or looked at."""

    name: str
    psbt: bytes


@dataclass(frozen=True, slots=True)
class UnderWayArguments:
    """Whom a payment would pay."""

    name: str
    recipients: tuple[PaysTo, ...]


@dataclass(frozen=True, slots=True)
class BroadcastArguments:
    """A signed transaction, in any form."""

    name: str
    data: bytes


# ------------------------------------------------------------------ results that are no dataclass of the API
@dataclass(frozen=True, slots=True)
class Wallets:
    """All keys of a home."""

    wallets: tuple[WalletShown, ...]


@dataclass(frozen=True, slots=True)
class CosignersOfHome:
    """All co-signers of a home."""

    cosigners: tuple[PairedCosigner, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A whole history."""

    rows: Annotated[tuple[HistoryRow, ...], Many()]


@dataclass(frozen=True, slots=True)
class Told:
    """The id of a transaction."""

    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """A PSBT."""

    psbt: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A PSBT, or none."""

    psbt: bytes | None


@dataclass(frozen=True, slots=True)
class LogBytes:
    """A whole log as a file."""

    data: bytes


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """Of a recovery file that is on its disk."""

    receipt: bytes


@dataclass(frozen=True, slots=True)
class NewSheetWords:
    """A new sheet: its words, between spaces, its fingerprint, when it was made."""

    words: Secret[bytes]
    fingerprint: tuple[Text, ...]
    made: U64

    @classmethod
    def of(cls, sheet: UnconfirmedSheet) -> NewSheetWords:
        """As it travels."""
        return cls(Secret(" ".join(sheet.words.reveal()).encode()), sheet.fingerprint, sheet.made)

    @property
    def sheet(self) -> UnconfirmedSheet:
        """As it was made."""
        words = tuple(self.words.reveal().decode("ascii", "replace").split())
        return UnconfirmedSheet(Secret(words), self.fingerprint, self.made)


@dataclass(frozen=True, slots=True)
class CheckReleasesArguments:
    """Where, and which way; None: the one that is remembered."""

    source: ReleaseSource
    proxy: str | None


# ------------------------------------------------------------------ calls
def _written(wallet: WalletApi, given: FileReceipt) -> NoArguments:
    wallet.recovery_written(given.receipt)
    return NoArguments()


NEW_KEY = RemoteCall(
    "new_key",
    NewKeyArguments,
    WalletShown,
    lambda w, a, progress: w.new_key(a.name, a.network, progress, cosigner=a.cosigner, kind=a.kind),
)
COSIGNERS = RemoteCall("cosigners", NoArguments, CosignersOfHome, lambda w, _, __: CosignersOfHome(w.cosigners()))
THIS_COMPUTER = RemoteCall("this_computer", NoArguments, ThisComputer, lambda w, _, __: w.this_computer())
CALL_SELF = RemoteCall("call_self", OneWallet, ThisComputer, lambda w, a, _: w.call_self(a.name))
RENAME_COSIGNER = RemoteCall(
    "rename_cosigner",
    RenameCosignerArguments,
    PairedCosigner,
    lambda w, a, _: w.rename_cosigner(a.cosigner, a.name),
)
WALLETS = RemoteCall("wallets", NoArguments, Wallets, lambda w, _, __: Wallets(w.wallets()))
SHOW = RemoteCall("show", OneWallet, WalletShown, lambda w, a, _: w.show(a.name))
REFRESH = RemoteCall("refresh", OneWallet, Refreshed, lambda w, a, progress: w.refresh(a.name, progress))
STATUS = RemoteCall("status", OneWallet, StatusReport, lambda w, a, _: w.status(a.name))
SHEET_NEW = RemoteCall("sheet_new", NoArguments, NewSheetWords, lambda w, _, __: NewSheetWords.of(w.sheet_new()))
SHEET_EXCHANGE = RemoteCall(
    "sheet_exchange", NoArguments, NewSheetWords, lambda w, _, __: NewSheetWords.of(w.sheet_exchange())
)
SHEET_GIVE_UP = RemoteCall("sheet_give_up", NoArguments, OwnSheetShown, lambda w, _, __: w.sheet_give_up())
SHEET_BURNT = RemoteCall("sheet_burnt", NoArguments, OldPaper, lambda w, _, __: w.sheet_burnt())
SHEET_CONFIRM = RemoteCall("sheet_confirm", Told, OwnSheetShown, lambda w, a, _: w.sheet_confirm(a.text))
SHEET_SHOW = RemoteCall("sheet_show", NoArguments, OwnSheetShown, lambda w, _, __: w.sheet_show())
DRILL = RemoteCall(
    "drill",
    DrillArguments,
    OwnSheetShown,
    lambda w, a, progress: w.drill(
        a.name, Secret(tuple(a.words.reveal().decode("utf-8", "replace").split())), progress
    ),
)
MARK_WHOLE = RemoteCall("mark_whole", OneWallet, WalletShown, lambda w, a, _: w.mark_whole(a.name))
BACKUP = RemoteCall("backup", NoArguments, HomeBackup, lambda w, _, __: w.backup())
RECOVERY_EXPORT = RemoteCall("recovery_export", NoArguments, RecoveryExport, lambda w, _, __: w.recovery_export())
RECOVERY_WRITTEN = RemoteCall("recovery_written", FileReceipt, NoArguments, lambda w, a, _: _written(w, a))
ACCEPT_SHEET = RemoteCall(
    "accept_sheet",
    AcceptSheetArguments,
    Refreshed,
    lambda w, a, progress: w.accept_sheet(a.name, a.fingerprint, progress),
)
LOG_FILE = RemoteCall("log_file", NoArguments, LogBytes, lambda w, _, __: LogBytes(w.log_file()))
ADDRESS = RemoteCall("address", AddressArguments, ReceivingAddress, lambda w, a, _: w.address(a.name, new=a.new))
SYNC = RemoteCall(
    "sync",
    SyncArguments,
    Balance,
    lambda w, a, progress: w.sync(
        a.name, a.server, a.proxy, new_certificate=a.new_certificate, gap=a.gap, progress=progress
    ),
)
BALANCE = RemoteCall("balance", OneWallet, Balance, lambda w, a, _: w.balance(a.name))
HISTORY = RemoteCall("history", OneWallet, History, lambda w, a, _: History(tuple(w.history(a.name))))
DRAFT = RemoteCall(
    "draft",
    DraftArguments,
    Drafted,
    lambda w, a, _: Drafted(
        w.draft(
            a.name,
            [(to.address, to.sats) for to in a.recipients],
            None if a.fee_rate is None else from_per_1000(a.fee_rate),
            coins=a.coins,
            drain=a.drain,
        )
    ),
)
KEEP = RemoteCall("keep", KeepArguments, Payment, lambda w, a, _: w.keep(a.name, a.psbt))
UNDER_WAY = RemoteCall(
    "under_way",
    UnderWayArguments,
    Found,
    lambda w, a, _: Found(w.under_way(a.name, [(to.address, to.sats) for to in a.recipients])),
)
OUTLINE = RemoteCall("outline", KeepArguments, Outline, lambda w, a, _: w.outline(a.name, a.psbt))
SIGN = RemoteCall("sign", SignArguments, Signed, lambda w, a, progress: w.sign(a.name, a.psbt, a.wait, progress))
SIGN_MESSAGE = RemoteCall(
    "sign_message",
    MessageArguments,
    Told,
    lambda w, a, progress: Told(w.sign_message(a.name, a.address, a.text, a.wait, progress)),
)
BROADCAST = RemoteCall("broadcast", BroadcastArguments, Told, lambda w, a, _: Told(w.broadcast(a.name, a.data)))
KNOWN_RELEASES = RemoteCall("known_releases", ReleaseSource, ReleasesKnown, lambda w, a, _: w.known_releases(a))
CHECK_RELEASES = RemoteCall(
    "check_releases", CheckReleasesArguments, ReleaseShown, lambda w, a, _: w.check_releases(a.source, a.proxy)
)

CALLS: Mapping[str, RemoteCall[Any, Any]] = {
    call.name: call
    for call in (
        *(NEW_KEY, WALLETS, SHOW, REFRESH, STATUS, LOG_FILE, ADDRESS, SYNC, BALANCE, HISTORY),
        *(SHEET_EXCHANGE, SHEET_GIVE_UP, SHEET_BURNT, RECOVERY_WRITTEN, KNOWN_RELEASES, CHECK_RELEASES),
        *(SHEET_NEW, SHEET_CONFIRM, SHEET_SHOW, ACCEPT_SHEET, RECOVERY_EXPORT, MARK_WHOLE, BACKUP, DRILL),
        *(COSIGNERS, THIS_COMPUTER, CALL_SELF, RENAME_COSIGNER),
        *(DRAFT, KEEP, UNDER_WAY, OUTLINE, SIGN, SIGN_MESSAGE, BROADCAST),
    )
}


# ------------------------------------------------------------------ as lines of the control socket
def to_text(data: bytes) -> Fields:
    """Encoded bytes as the object of JSON that the socket carries."""
    return {"codec": base64.b64encode(data).decode()}


def from_text(fields: Fields, fault: Callable[[str], TandemError]) -> bytes:
    """The bytes that `to_text` was given. Raises `fault`."""
    try:
        return base64.b64decode(fields["codec"], validate=True)
    except (KeyError, TypeError, ValueError):
        raise fault("it is not in the form of this version") from None

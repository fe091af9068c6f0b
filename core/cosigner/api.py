"""What programs may do with a co-signer, and what they see of it: the door of this package, with opening.py.

AdminApi     what a person asks and decides: of a co-signer of this process, or over the control socket of one (V3)
ConsoleApi   the same from outside of its home, and pairing
CosignerApi  a home that this process has open

All methods block and raise errors of core.errors. Amounts in sat, times in unix seconds. Every field of a result has a
default, since a running `serve` of another version may say less: what it does say is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from core.approval.rules.readable import Rules
from core.cosigner.browser_api import AdmissionApi, BrowserApi
from core.cosigner.browser_api import AdmissionScreen as AdmissionScreen
from core.cosigner.browser_api import BrowserView as BrowserView
from core.cosigner.browser_api import CertificateView as CertificateView
from core.cosigner.browser_api import PinView as PinView
from core.cosigner.browser_api import WakeView as WakeView
from core.cosigner.pairing_views import ComputerView as ComputerView
from core.cosigner.pairing_views import MetComputer as MetComputer
from core.cosigner.pairing_views import PairedComputer as PairedComputer
from core.cosigner.pairing_views import PairingScreen as PairingScreen
from core.cosigner.pairing_views import SelfView as SelfView
from core.cosigner.restore_api import RestoreApi
from core.cosigner.restore_api import RestoreView as RestoreView
from core.cosigner.sheet_api import NO_FILES, DrillApi, FileView, SheetApi
from core.cosigner.sheet_api import BackupView as BackupView
from core.cosigner.sheet_api import DrillWait as DrillWait
from core.cosigner.sheet_api import RecoveryView as RecoveryView
from core.cosigner.sheet_api import SheetView as SheetView
from core.cosigner.surroundings import PassphraseFrom as PassphraseFrom
from core.cosigner.surroundings import Surroundings as Surroundings
from core.home.log import ALL_LINES, LogQuery


# ------------------------------------------------------------------ what programs see
@dataclass(frozen=True, slots=True)
class PlaceView:
    """An output as the co-signer read it. `address` is words where there is none; `sats` None: not told."""

    address: str = ""
    sats: int | None = None
    first_time: bool = False  # this key never paid it before
    looks_like: str = ""  # a known address that it may imitate (C12)


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What one rule says of a payment now: its code, what it is set to ("off" while it only will be), a Verdict (empty
    where it is not in force) and why (a Caution, or empty). `left`: sat that a limit of 24 hours or of seven days has
    after this payment, below 0 where it has not so much. `to`, `seconds`: what a change that waits sets it to, and how
    long from now; None: none waits."""

    rule: str = ""
    setting: str = ""
    verdict: str = ""
    why: str = ""
    left: int | None = None
    to: str = ""
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class SaidView:
    """A line about a task that is no payment: the word of a TaskLine, and the values that its sentence names."""

    line: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """What waits for a person. `kind` is "pay", "task", "unlock", "sheet" or "restore"; `warnings` are words of
    Caution; `lines`: what a task is, its name first.

    Places are in the order of their amounts, the largest first. `seconds`: until nobody can say yes any more; of what
    is `approved`, until it may be signed.
    """

    id: str = ""  # 32 hex digits
    kind: str = ""
    wallet: str = ""
    network: str = ""
    pays: tuple[PlaceView, ...] = ()
    unfindable: tuple[PlaceView, ...] = ()  # own, and as good as lost (C7)
    to_self: tuple[PlaceView, ...] = ()
    fee: int | None = None
    warnings: tuple[str, ...] = ()
    leaves: int | None = None  # sat that this wallet has less afterwards: payments, what is lost, and the fee
    recipients: int | None = None  # others that get something
    replaces: tuple[str, ...] = ()  # ids of transactions, signed before, whose place it takes
    fee_more: int | None = None  # by how much its fee is above theirs
    hurries: tuple[str, ...] = ()  # ids of transactions, signed before, out of which it pays nobody
    computer: str = ""  # the beginning of the fingerprint of the one that asks
    computer_name: str = ""  # as in ComputerView
    rules: tuple[VerdictView, ...] = ()
    approved: bool = False
    seconds: int | None = None
    refused: int = 0  # how often a person refused that computer in a row
    restores: RestoreView | None = None
    task: str = ""  # what is paid or signed, in 64 hex digits: the yes to it names this
    lines: tuple[SaidView, ...] = ()
    sheet: tuple[str, ...] = ()  # a first or new recovery sheet of the computer: the 12 words of its fingerprint
    old_sheet: tuple[str, ...] = ()  # the one whose place it is to take


@dataclass(frozen=True, slots=True)
class DecidedView:
    """What became of a request: "approved", "refused", "granted" for a way out of a lock or suspension, "accepted" for
    a recovery sheet, "settling" for a computer that takes the place of a lost one. The rest: of an approved payment, as
    in ApprovalView."""

    id: str = ""
    state: str = ""
    leaves: int | None = None
    recipients: int | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class PendingView:
    """A change of a rule that waits. `rule`: its code; `to`: what it will be set to; `at`: seconds of policy time."""

    rule: str = ""
    to: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class SignedView:
    """A payment that may be signed. `txid`: as people write it; `leaves`: with its fee; `at`: policy time."""

    txid: str = ""
    leaves: int | None = None
    fee: int | None = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class PolicyView(Rules):
    """The rules of one wallet, what waits, and what its limits have counted.

    `unattended_limit`: sat that may be signed in 24 hours without asking, all together. `outstanding`: while it is
    frozen, what was signed before and is not known to be replaced, newest first; a freeze does not call it back (C6).
    `anchor`: as in StatusView. `propose_delay`: minutes, once coins were seen while nobody has decided on a delay.
    """

    wallet: str = ""
    computer: str = ""  # as in ApprovalView
    computer_name: str = ""
    network: str = ""
    pending: tuple[PendingView, ...] = ()
    propose_delay: int | None = None
    unattended_limit: int = 0
    unattended_24h: int = 0
    signed_24h: int = 0
    signed_7d: int = 0
    outstanding: tuple[SignedView, ...] = ()
    anchor: str = ""


OFF: Final = -1  # takes an amount or a time out of force


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What to change; None leaves a rule as it is, OFF or "off" takes it out of force."""

    approve_below: int | None = None
    max_payment: int | None = None
    per_day: int | None = None
    per_week: int | None = None
    ask_above: int | None = None
    wait: int | None = None
    delay: int | None = None
    allow: tuple[str, ...] = ()
    disallow: tuple[str, ...] = ()
    allowlist_only: bool | None = None
    hours: str | None = None
    frozen: bool | None = None
    alike_minutes: int | None = None
    alike_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class AddressView:
    """An address of a wallet, its branch/index, and what whoever is paid there must know: each a Caution."""

    address: str = ""
    path: str = ""
    mine: bool = False
    warnings: tuple[str, ...] = ()
    wallet: str = ""
    computer: str = ""  # as in ApprovalView
    computer_name: str = ""


@dataclass(frozen=True, slots=True)
class HalfView:
    """A wallet whose other half is here. `state` is the name of a KeyState."""

    name: str = ""
    network: str = ""
    epoch: int = 0
    state: str = ""
    locked: bool = False
    old_copy: str = ""  # "computer" or "cosigner": it came back from one, and nothing is approved without a person
    computer: str = ""  # as in ApprovalView
    computer_name: str = ""
    silence: int = 0  # seconds for which nobody is asked about it, after a row of refusals
    sheet: tuple[str, ...] = ()  # the computer's recovery sheet, for which copies are kept: 12 words; none: none are
    sealed: bool = False  # the computer keeps copies for the sheet of this co-signer
    fingerprint: str = ""  # of the joint key, as the computer's WalletShown has it


@dataclass(frozen=True, slots=True)
class LogView:
    """One line of the log: the word of a LogCode and its values; or, of another version, its `kind` and `text`.

    Equal lines are one: `count` of them, the `first` and the last of them at `time`.
    """

    time: int | None = None
    code: str = ""
    values: tuple[str, ...] = ()
    kind: str = ""
    text: str = ""
    first: int | None = None
    count: int = 1
    number: int = 0  # of the entry in the chain


@dataclass(frozen=True, slots=True)
class StatusView:
    """`serving`: HOST:PORT, or nobody serves; `passphrase` and `memory` as in Surroundings; `anchor`: an AnchorState;
    `sheet`: the 12 words of this co-signer's own recovery sheet, once there is one; `drilled`: when its last drill was,
    `drill_due`: when the next is due, 0 as long as no computer keeps a copy for it;
    `clock_behind`: seconds off that count once the `clock` is confirmed; `failed`: what the disk failed with."""

    practice: bool = False
    serving: str | None = None
    computers: tuple[ComputerView, ...] = ()
    wallets: tuple[HalfView, ...] = ()
    name: str = ""  # as in SelfView
    fingerprint: str = ""
    open_requests: int = 0
    log: tuple[LogView, ...] = ()
    passphrase: str = ""
    memory: str = ""
    anchor: str = ""
    clock: int = 0
    clock_behind: int = 0
    failed: str = ""
    sheet: tuple[str, ...] = ()
    drilled: int = 0
    drill_due: int = 0
    restores: tuple[RestoreView, ...] = ()  # of each computer the last
    files: FileView = NO_FILES


@dataclass(frozen=True, slots=True)
class WorkView:
    """What a running co-signer has under way: links of computers, and requests that wait for a person."""

    links: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """What has happened, for a journal that others may read: a code, as "decision.approved", and short values by name.
    No wallet, address, amount or reason is among them (core/cosigner/tally.py)."""

    code: str
    fields: Mapping[str, str]


# ------------------------------------------------------------------ what programs may do
class AdminApi(SheetApi, RestoreApi, BrowserApi, Protocol):
    """What a person asks and decides. A wallet is named NAME, or COMPUTER/NAME where several computers have one of
    that name; BadInput (kind "name.several") lists them."""

    def approvals(self) -> tuple[ApprovalView, ...]:
        """Everything that waits for a person, oldest first."""
        ...

    def unsigned(self) -> tuple[ApprovalView, ...]:
        """What is approved and not signed yet, so that it can still be refused; oldest first."""
        ...

    def approve(self, id: str, *, accept_fee: bool = False, task: str = "") -> DecidedView:
        """Yes to a request, whatever its kind. `task`: of the view of a payment that was shown; BadInput if the request
        is another (W5). Empty: whatever it is."""
        ...

    def refuse(self, id: str, reason: str) -> DecidedView:
        """No to a request; the reason is what the computer shows."""
        ...

    def policy_show(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """The rules of one wallet or of all."""
        ...

    def policy_set(self, change: PolicyChange, name: str | None = None) -> tuple[PolicyView, ...]:
        """Change the rules of one wallet, or of all there are now; new ones start without any.

        What tightens acts at once, what loosens when the delay has passed that is in force now.
        """
        ...

    def resume(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """The rules of one wallet or of all count again: a person has looked at what an old copy brought back (V2)."""
        ...

    def confirm_clock(self, shown: int) -> StatusView:
        """A person says that the clock, as `shown`, is right (C8). BadInput where it says something else by now."""
        ...

    def block(self, computer: str) -> ComputerView:
        """Turn a computer away, at once: its link ends, what it asked for is refused, and it gets in no more until it
        is paired again. `computer`: its fingerprint, or a beginning of it. BadInput for none or several."""
        ...

    def end_silence(self, name: str | None = None) -> tuple[HalfView, ...]:
        """A person is asked about one wallet or all again, after a row of refusals, or as often
        as a day has room for (W5); about recovery sheets of their computers too, refused ones as well (R15)."""
        ...

    def address(self, name: str, which: str | None = None) -> AddressView:
        """The address with a number, or whether an address is this wallet's (D1)."""
        ...

    def name(self, name: str | None = None) -> SelfView:
        """Call this co-signer so from now on, and tell it to computers as they connect; None: what it is called."""
        ...

    def rename(self, computer: str, name: str) -> ComputerView:
        """Call a computer so here, whatever it calls itself. `computer`: its name, or the beginning of its fingerprint.
        BadInput where another could be taken for it."""
        ...

    def status(self) -> StatusView:
        """Computers, wallets, what waits, and the newest lines of the log."""
        ...

    def log(self, query: LogQuery = ALL_LINES) -> tuple[LogView, ...]:
        """Lines of the log, oldest first."""
        ...

    def log_file(self) -> str:
        """All of the log with its chain, as a file (core.home.log_file)."""
        ...


class ConsoleApi(AdminApi, DrillApi, AdmissionApi, Protocol):
    """The co-signer of a home, through the `serve` that runs on it; else by opening the home for each question."""

    def pair(self, screen: PairingScreen) -> PairedComputer:
        """Bind one computer; returns when both persons have confirmed. LinkError where no `serve` runs."""
        ...


class CosignerApi(Protocol):
    """A co-signer's home, open in this process."""

    @property
    def admin(self) -> AdminApi:
        """What its person asks and decides, in turn with what its links ask."""
        ...

    def serve(
        self,
        listen: tuple[str, int],
        pair_port: int | None,
        advertise: str | None,
        ready: Callable[[str], None],
        metrics: tuple[str, int] | None = None,
    ) -> None:
        """Answer links and other programs until `stop()`; `ready` is told HOST:PORT.

        `pair_port` None: the port after the one of the link, or any if that is any. `advertise`: the host that pairing
        links carry. `metrics`: where /healthz and /metrics are, for this machine alone (None: nowhere). Raises
        LinkError if a port is taken, BadInput for another address than loopback there. A disk that fails under way ends
        links and signing, but no answer to a person; its StorageError is raised at the end.
        """

    def look(self, within: float) -> WorkView:
        """What is under way. LinkError unless the work of links and people gets on `within` so many seconds."""

    def stop(self) -> None:
        """Let `serve` return."""

    def close(self) -> None:
        """Seal the vault, free the home."""

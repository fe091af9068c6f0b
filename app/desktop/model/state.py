"""What the window shows: one frozen snapshot, and one signal that tells of the next (only the controller writes it)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.desktop.model.settings import Settings
from app.desktop.text import format
from app.desktop.text.format import Unit
from core.bitcoin.fee_rate import FeeRate

if TYPE_CHECKING:
    from app.desktop.model.payment_progress import PaymentProgress
    from core.cosigner.api import ApprovalView
    from core.errors import TandemError
    from core.wallet.api import Contact, PairedCosigner, Payment, ReleaseShown, RulesShown, ThisComputer


GONE = "gone"  # sent, and the chain does not show it any more
NO_BLOCK = 1 << 40  # higher than any block: what is in none sorts as if it were the newest


class Phase(Enum):
    """Which of the three windows there is."""

    NEW = "new"  # no home yet, or none with a wallet: the first minutes
    LOCKED = "locked"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why no chain shows a payment that this computer keeps."""

    id: bytes  # of the payment
    how: str  # refused, expired, cancelled, given_up; or sent, and then replaced, called_off, gone
    reason: str  # what the person at the co-signer typed
    spent: int  # sat that would have left, fee included
    by: str = ""  # the transaction that took its place


@dataclass(frozen=True, slots=True)
class TransactionView:
    """One row of the history, newest first. Amounts in sat, times in seconds."""

    txid: str
    net: int  # what it did to the balance
    fee: int | None
    height: int | None  # None: not in a block yet
    time: int | None
    label: str = ""
    shown: bool = True  # False: we sent it, and the server does not show it
    replaces: str = ""  # the transaction in whose place it was made
    hurries: str = ""
    ending: Ending | None = None  # it is in no chain and will not be

    @property
    def to_self(self) -> bool:
        """Whether all of it stayed in this wallet but the fee."""
        return self.fee is not None and self.net == -self.fee

    @property
    def depth(self) -> int:
        """To sort by confirmations, which the last block known says."""
        return -(NO_BLOCK if self.height is None else self.height)


@dataclass(frozen=True, slots=True)
class CoinView:
    """One coin. `outpoint` is txid:number."""

    outpoint: str
    address: str
    path: str
    amount: int
    height: int | None  # None: not in a block yet
    change: bool
    frozen: bool
    label: str = ""
    free: bool = True  # a draft takes it by itself
    ripe: int | None = None  # the block from which on it may be spent, while it may not

    @property
    def depth(self) -> int:
        """As TransactionView."""
        return -(NO_BLOCK if self.height is None else self.height)


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """A receiving address that was shown."""

    index: int
    address: str
    used: bool
    received: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class BalanceView:
    """In sat, as of the last sync."""

    confirmed: int = 0
    pending: int = 0
    spendable: int = 0
    total: int = 0
    immature: int = 0  # mined, and not ripe yet
    height: int = 0  # of the last block known

    def confirmations(self, height: int | None) -> int:
        """Of what is in the block of this height, or in none."""
        return 0 if height is None else max(0, self.height - height + 1)


@dataclass(frozen=True, slots=True)
class CosignerView:
    """The other side, as it last spoke."""

    host: str = ""
    online: bool | None = None  # None: not asked yet
    seen: float = 0.0  # wall seconds of its last answer
    answer_ms: int = 0
    reason: str = ""  # why it is not on-line
    epoch: int = 0
    state: str = "open"  # open, locked, must_refresh, mismatch
    approve_below: int = 0
    open_requests: int = 0
    suspended_until: int = 0
    port: int = 0
    words_compared: bool = True
    same_machine: bool = False
    per_day: int = 0  # sat in 24 h that it signs without asking
    told: RulesShown | None = None  # its rules, as it last told them
    propose_delay: int = 0  # minutes; 0 once somebody has said there how long a loosening of its rules waits
    old_copy: str = ""  # "computer" or "cosigner": it came back from one, and a person has not looked yet
    name: str = ""  # given here, or in quotation marks its own word
    calls_itself: str = ""
    alike: bool = False  # that looks like another's name, and is not shown as one
    fingerprint: str = ""
    place_asked: str = ""  # "waits" or "stopped": somebody asks, or has asked, to take this computer's place

    @property
    def place(self) -> str:
        """HOST:PORT, as far as it is known."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host

    @property
    def called(self) -> str:
        """Its name, or where it is."""
        return self.name or self.place


@dataclass(frozen=True, slots=True)
class ChainView:
    """The server, as it last answered."""

    server: str = ""
    height: int = 0
    synced: float = 0.0  # wall seconds
    syncing: bool = False
    error: str = ""
    stale: int = 0  # seconds since the last block was made, if that is longer than chance allows
    answers: int = 0  # of the sync under way
    invented: tuple[str, ...] = ()  # payments of ours that it showed and we never signed
    offline: bool = False  # with an error: nobody answers
    stopped: bool = False  # a person has ended the last question, and the clock asks no other
    began: float = 0.0  # wall seconds; when the question under way was asked


@dataclass(frozen=True, slots=True)
class KeyView:
    """The wallet on screen."""

    name: str
    network: str
    fingerprint: str
    epoch: int
    locked: bool
    state: str
    external: str
    internal: str
    refreshed: int = 0  # seconds; when the current shares were made
    xpub: str = ""
    was_whole: int = 0  # seconds; when it was said that the key was put together from both sheets; 0: never


@dataclass(frozen=True, slots=True)
class SheetsView:
    """The recovery sheets of a wallet's two sides, each by the 12 words of its fingerprint; no words: there is none."""

    own: tuple[str, ...] = ()  # this computer's
    made: int = 0  # seconds
    sealed: bool = False  # the co-signer keeps a copy of this computer's half for it, of the epoch in force
    accepted: bool = False  # not yet, but its person has said yes: the next renewal makes it
    cosigner: tuple[str, ...] = ()  # the co-signer's, for which this computer keeps a copy
    waiting: tuple[str, ...] = ()  # a first one of the co-signer, to which nobody here has said yes
    drilled: int = 0  # seconds: when a drill of this computer's has last succeeded; 0: never
    due: int = 0  # when one is due; 0 while no copy is kept for it
    cosigner_drilled: int = 0  # of the co-signer's, as it told
    cosigner_due: int = 0  # 0: it has not told
    coming: tuple[str, ...] = ()  # a new one of this computer, which is to take the place of `own`
    coming_made: int = 0
    coming_accepted: bool = False  # the next renewal seals to both
    coming_waits: int = 0  # the co-signer's person has said yes, which counts in so many seconds
    coming_sealed: bool = False  # this wallet's half is sealed to both, or to the new one alone
    coming_drilled: int = 0
    coming_left: tuple[str, ...] = ()  # wallets that have to be sealed before it can take the place; see snapshot
    old: tuple[str, ...] = ()  # whose place was taken, and whose paper is still to be burnt
    file: int = 0  # seconds: when the last recovery file that has this wallet was written here; 0: none was
    file_wallets: int = 0  # of how many it is
    file_epoch: int = 0  # of which the halves in it are
    file_needs_own: bool = False  # it was sealed to a sheet of this computer that was exchanged since
    file_needs_cosigner: bool = False
    file_missing: bool = False  # there are such files, and this wallet is in none

    @property
    def changes(self) -> bool:
        """Whether one sheet of this computer is on its way into the place of another, up to the ashes."""
        return bool(self.coming or self.old)


@dataclass(frozen=True, slots=True)
class FailedRenewal:
    """The last renewal of a wallet since the program started, where it failed. `at` in wall seconds."""

    wallet: str
    at: float
    why: str


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What is known of newer releases. `note`: why the last question came to nothing."""

    asked: int = 0  # seconds; 0: never
    last: ReleaseShown | None = None
    note: str = ""
    asking: bool = False


@dataclass(frozen=True, slots=True)
class WipeView:
    """How a wipe of this computer's home goes: under way, `done`, or ended by `error`. `computer`: the beginning of
    this computer's fingerprint, as co-signers show it; empty: nobody knows it any more."""

    computer: str
    done: bool = False
    error: TandemError | None = None


@dataclass(frozen=True, slots=True)
class State:
    """All of it."""

    settings: Settings = field(default_factory=Settings)
    phase: Phase = Phase.NEW
    practice: bool = False
    wallets: tuple[str, ...] = ()
    cosigners: tuple[PairedCosigner, ...] = ()
    computer: ThisComputer | None = None
    key: KeyView | None = None
    sheets: SheetsView = SheetsView()
    failed_renewals: tuple[FailedRenewal, ...] = ()  # the last one of each wallet, where it failed
    balance: BalanceView = BalanceView()
    history: tuple[TransactionView, ...] = ()
    ended: tuple[TransactionView, ...] = ()  # payments that came to nothing or were replaced, newest first
    looked: bool = False  # whether that was read after the server's first answer: what comes now is news
    coins: tuple[CoinView, ...] = ()
    addresses: tuple[OwnAddress, ...] = ()
    compared: int | None = None  # number of the address that was last compared with the co-signer
    payments: tuple[Payment, ...] = ()
    signing: tuple[tuple[bytes, PaymentProgress], ...] = ()  # how payments go that somebody went on with, by id
    contacts: tuple[Contact, ...] = ()  # the address book of this network
    cosigner: CosignerView = CosignerView()
    chain: ChainView = ChainView()
    rates: tuple[tuple[str, FeeRate], ...] = ()  # what the server advises, where it does: slow, normal, fast
    least: FeeRate | None = None  # what it passes on, where it tells
    step: FeeRate | None = None  # how much more it wants for a payment in the place of another, where it tells
    price: float | None = None  # of one bitcoin, in the currency of the settings
    price_note: str = ""  # who said so and when, or why there is none
    release: ReleaseView = ReleaseView()
    wipe: WipeView | None = None  # until its end was read
    requests: tuple[ApprovalView, ...] = ()  # practice only: what the local co-signer asks

    @property
    def listed(self) -> tuple[TransactionView, ...]:
        """The history, and at their time the payments that came to nothing or were replaced."""
        left = [row for row in self.ended if self.looked or (row.ending is not None and row.ending.how != GONE)]
        made: list[TransactionView] = []
        for number, row in enumerate(self.history):
            while left and row.time is not None and (left[0].time or 0) >= row.time:
                made.append(left.pop(0))
            if not left:
                return (*made, *self.history[number:])
            made.append(row)
        return (*made, *left)

    @property
    def failed_renewal(self) -> FailedRenewal | None:
        """Why the last renewal of the wallet on screen failed, if it did."""
        name = self.key.name if self.key else ""
        return next((one for one in self.failed_renewals if one.wallet == name), None)

    @property
    def wants_sheet(self) -> bool:
        """Whether this computer's recovery sheet is still to be made."""
        return self.key is not None and not self.practice and not self.sheets.own

    @property
    def unit(self) -> Unit:
        """What a coin is called on every page: practice coins are no bitcoin (N2)."""
        if self.practice:
            return "practice"
        return "BTC" if self.settings.unit == "BTC" else "sat"

    def worth(self, sats: int) -> str:
        """About how much that is in the currency of the settings; empty without a price."""
        if self.price is None or self.practice or not self.settings.price:
            return ""
        return format.fiat(sats / format.COIN * self.price, self.settings.price)


def without_wallet(phase: Phase) -> dict[str, Any]:
    """The state without anything that a locked wallet must not show."""
    kept = ("settings", "practice", "price", "phase")
    return {
        "phase": phase,
        **{field.name: getattr(State(), field.name) for field in fields(State) if field.name not in kept},
    }


class StateStore(QObject):
    """Holds the state. `changed` gives the new one and the one before."""

    changed = Signal(object, object)

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state

    def write(self, **changes: Any) -> None:
        """Replace fields; silent when nothing is different."""
        before, self.state = self.state, replace(self.state, **changes)
        if self.state != before:
            self.changed.emit(self.state, before)

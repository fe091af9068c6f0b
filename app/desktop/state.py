"""What the window shows: one frozen snapshot, and one signal that tells of the next (only actions write it)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.desktop import format
from app.desktop.format import Unit
from app.desktop.settings import Settings

if TYPE_CHECKING:
    from app.desktop.progress import Progress
    from core.notebook import Contact
    from core.wallet import Payment


class Phase(Enum):
    """Which of the three windows there is."""

    NEW = "new"  # no home yet, or none with a wallet: the first minutes
    LOCKED = "locked"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One row of the history, newest first. Amounts in sat, times in seconds."""

    txid: str
    net: int  # what it did to the balance
    fee: int | None
    height: int | None  # None: not in a block yet
    time: int | None
    confirmations: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Coin:
    """One coin. `outpoint` is txid:number."""

    outpoint: str
    address: str
    path: str
    amount: int
    confirmations: int
    change: bool
    frozen: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """A receiving address that was shown."""

    index: int
    address: str
    used: bool
    received: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """In sat, as of the last sync."""

    confirmed: int = 0
    pending: int = 0
    spendable: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Cosigner:
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


@dataclass(frozen=True, slots=True)
class Chain:
    """The server, as it last answered."""

    server: str = ""
    height: int = 0
    synced: float = 0.0  # wall seconds
    syncing: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Key:
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


@dataclass(frozen=True, slots=True)
class State:
    """All of it."""

    settings: Settings = field(default_factory=Settings)
    phase: Phase = Phase.NEW
    practice: bool = False
    wallets: tuple[str, ...] = ()
    key: Key | None = None
    balance: Balance = Balance()
    history: tuple[Transaction, ...] = ()
    looked: bool = False  # whether that was read after the server's first answer: what comes now is news
    coins: tuple[Coin, ...] = ()
    addresses: tuple[OwnAddress, ...] = ()
    compared: int | None = None  # number of the address that was last compared with the co-signer
    payments: tuple[Payment, ...] = ()
    signing: tuple[tuple[bytes, Progress], ...] = ()  # how payments go that somebody went on with, by id
    contacts: tuple[Contact, ...] = ()  # the address book of this network
    cosigner: Cosigner = Cosigner()
    chain: Chain = Chain()
    rates: tuple[tuple[str, float], ...] = ()  # fee presets: slow, normal, fast in sat/vB
    price: float | None = None  # of one bitcoin, in the currency of the settings
    price_note: str = ""  # who said so and when, or why there is none
    requests: tuple[tuple[str, str], ...] = ()  # practice only: what the local co-signer asks, as (id, JSON)

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


class Hub(QObject):
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

"""What a program may do with a wallet, and all that it gets to see of it. Nothing else of core/wallet leaves core.

WalletApi   what every program of a home may ask: of the wallet it has opened, or of one that another has open (V3)
CosignersApi  the part of it that is about co-signers (core/wallet/cosigners_api.py)
SheetsApi, ReleasesApi, MessagesApi, SshApi, AgeApi  parts: sheets, releases, signed messages, keys for ssh, for age
OpenWallet  what only the program may do that has it open
ChainApi, PaymentStoreApi, LabelsApi  parts of an open wallet

What they give is in core/wallet/results.py and core/chain/rows.py, and is imported from here.
All methods block; long ones report `Event`s. Errors are of core.errors. Amounts in sat, times in unix seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from core.approval.rules.rule import RuleSays
from core.approval.rules.waiting import PROPOSED_DELAY
from core.bitcoin.caution import Caution
from core.bitcoin.coins import GAP, MOST_GAP, Reach
from core.bitcoin.fee_rate import FeeRate
from core.chain.ordered import LazyRows
from core.chain.rows import (
    AddressRow,
    Balance,
    CoinRow,
    FeeRates,
    HistoryRow,
    InputRow,
    OutputRow,
    TransactionDetail,
)
from core.home.records import LogCode, LogEntry
from core.keys.restore import PlaceAsked
from core.keys.state import KeyState
from core.keys.status import Report
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.wallet.address_book import Contact
from core.wallet.age_api import AgeApi, AgeKeyShown
from core.wallet.cosigners_api import Confirm, CosignersApi
from core.wallet.events import Event, Progress, silent
from core.wallet.messages_api import MessagesApi
from core.wallet.outgoing import Bump
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from core.wallet.releases_api import ReleasesApi, ReleaseShown, ReleasesKnown, ReleaseSource
from core.wallet.results import (
    RENEWED_EVERY,
    OldPaper,
    Outline,
    OwnSheetShown,
    PairedCosigner,
    PairingPlace,
    ReceivingAddress,
    Recipient,
    Refreshed,
    RenamedWallet,
    Restored,
    RestoredNotes,
    Review,
    SheetsShown,
    Signed,
    StatusReport,
    Taken,
    ThisComputer,
    WalletKind,
    WalletShown,
)
from core.wallet.sheets_api import SheetsApi
from core.wallet.ssh_api import SshApi, SshKeyShown
from core.wallet.told_rules import RulesShown, ToldChange, ToldRules

__all__ = ["GAP", "MOST_GAP", "PROPOSED_DELAY", "RENEWED_EVERY", "AddressRow", "Balance", "Bump", "Caution"]
__all__ += ["ChainApi", "CoinRow", "Confirm", "Contact", "CosignersApi", "Event", "FeeRates", "HistoryRow"]
__all__ += ["InputRow", "KeyState", "LabelsApi", "LazyRows", "LogCode", "LogEntry", "OldPaper", "OpenWallet", "Outline"]
__all__ += ["OutputRow", "OwnSheetShown", "PairedCosigner", "PairingPlace", "Payment", "PaymentStatus"]
__all__ += ["PaymentStoreApi", "PlaceAsked", "Progress", "ProgressStep", "Reach", "ReceivingAddress", "Recipient"]
__all__ += ["Refreshed", "ReleaseShown", "ReleaseSource", "ReleasesApi", "ReleasesKnown", "RenamedWallet", "Report"]
__all__ += ["Restored", "RestoredNotes", "Review", "RuleSays", "RulesShown", "SheetsApi", "SheetsShown", "Signed"]
__all__ += ["AgeApi", "AgeKeyShown", "SshApi", "SshKeyShown"]
__all__ += ["StatusReport", "Taken", "ThisComputer", "ToldChange", "ToldRules", "TransactionDetail", "WalletApi"]
__all__ += ["WalletKind", "WalletShown"]


class WalletApi(CosignersApi, SheetsApi, ReleasesApi, MessagesApi, SshApi, AgeApi, Protocol):
    """A wallet, open here or in another program of its home."""

    def close(self, *, unmake: bool = False) -> None:
        """End with it; `unmake`: leave nothing of a home that was never paired."""

    def wallets(self) -> tuple[WalletShown, ...]:
        """All wallets of this home, by name: its keys that hold coins."""
        ...

    def show(self, name: str) -> WalletShown:
        """One key."""
        ...

    def refresh(self, name: str, progress: Progress = silent) -> Refreshed:
        """New shares on both sides; the old ones are erased."""
        ...

    def status(self, name: str) -> StatusReport:
        """This side, and how the co-signer sees the key."""
        ...

    def log_file(self) -> bytes:
        """All of this computer's log with its chain, as a file (core.home.log_file)."""
        ...

    def address(self, name: str, *, new: bool = False) -> ReceivingAddress:
        """The next unused receiving address; `new` gives a fresh one. KeyBlocked (MISMATCH) while the halves do not
        fit; `show` tells what else whoever receives must know (WalletShown.receiving)."""
        ...

    def sync(
        self,
        name: str,
        server: str,
        proxy: str | None = None,
        *,
        new_certificate: bool = False,
        gap: int = GAP,
        progress: Progress = silent,
    ) -> Balance:
        """Read the chain from an Electrum server; it is remembered, with its certificate.

        `new_certificate`: a person says that another certificate than the remembered one is right. `gap`: at how many
        addresses beyond the last used one of each branch it looks, this time; at most MOST_GAP.
        """
        ...

    def stop_asking(self, name: str) -> None:
        """End what another thread asks of the server, a sync or anything else, at once: it gets LinkError (kind
        "server.left"), and a sync has changed nothing. What another program of the home asks goes on there."""

    def balance(self, name: str) -> Balance:
        """As of the last sync."""
        ...

    def history(self, name: str) -> Sequence[HistoryRow]:
        """Transactions as of the last sync, newest first."""
        ...

    def draft(
        self,
        name: str,
        recipients: Sequence[tuple[str, int]],
        fee_rate: FeeRate | None,
        *,
        coins: Sequence[str] | None = None,
        drain: str | None = None,
    ) -> bytes:
        """A PSBT that pays `recipients` (address, sat) at `fee_rate` sat/vB; nothing is signed. None: what the server
        advises; BadInput (kind "rate.none") where it has no estimate.

        `coins` (txid:number): only these are spent; frozen ones never are, and those of payments under way only when
        they are named. `drain`: an address that gets all the rest.
        """
        ...

    def keep(self, name: str, psbt: bytes) -> Payment:
        """A draft to be signed, found again after any end of the program, labelled like what it replaces or hurries.
        BadInput (COIN): it spends what is set aside; (CONFLICT): it would replace a payment that was sent."""
        ...

    def under_way(self, name: str, recipients: Sequence[tuple[str, int]]) -> bytes | None:
        """The PSBT of a kept payment under way that pays just these (address, sat), beside its change."""
        ...

    def outline(self, name: str, psbt: bytes) -> Outline:
        """What a PSBT does, in a few words, before it is signed."""
        ...

    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> Signed:
        """Sign a PSBT together with the co-signer, waiting up to `wait` seconds for a decision (None: to its end)."""
        ...

    def broadcast(self, name: str, data: bytes) -> str:
        """Send a signed transaction (PSBT, raw or hex) through the server of the last sync; its id."""
        ...


class OpenWallet(WalletApi, Protocol):
    """A wallet that this program has open."""

    @property
    def cosigner(self) -> PairedCosigner | None:
        """The first co-signer of this home; None before pairing."""
        ...

    def receive(self, after: Callable[[], object]) -> None:
        """Answer other programs of this home as long as it is open here; `after` each, on another thread (V3)."""

    def must_know(self, passphrase: Secret[bytes]) -> None:
        """Raises BadInput unless this is the passphrase of the home."""

    def change_passphrase(self, new: Secret[bytes]) -> None:
        """Seal everything anew under another passphrase. Run a refresh afterwards: then old copies are worthless."""

    def report(self, name: str) -> Report:
        """How the co-signer sees a key, now. Raises LinkError, Refused, KeyBlocked."""
        ...

    def refreshed(self, name: str) -> int:
        """When the current shares were made."""
        ...

    def log(self, last: int = 100) -> list[LogEntry]:
        """The newest lines of this computer's log, newest first."""
        ...

    def bump_fee(self, name: str, txid: str, way: Bump, fee_rate: FeeRate) -> bytes:
        """A PSBT about a payment that waits, at `fee_rate` sat/vB; nothing is signed, and frozen coins stay. RateTooLow
        names the lowest rate that nodes would take. `way`: "bump" is the same payment with a higher fee, "cancel"
        brings its coins back, "cpfp" spends what it brought us."""
        ...

    def least_rates(self, name: str, txid: str) -> dict[str, FeeRate]:
        """The lowest rates, sat/vB, that `bump_fee` takes, by way; without the ways that are not open."""
        ...

    def review(self, name: str, psbt: bytes) -> Review:
        """What a PSBT does, as this computer reads it, for a person to look at before signing."""
        ...

    def look(self, name: str, id: bytes) -> Review:
        """What a kept payment does, signed or not."""
        ...

    def pay(self, name: str, id: bytes, progress: Progress = silent) -> Payment:
        """Go on with a kept payment until the network has it (core.wallet.payment_flow)."""
        ...

    def take_back(self, name: str, id: bytes) -> Payment:
        """End a payment that is not signed. Refused (SIGNED) once it may be."""
        ...

    def give_up(self, name: str, id: bytes) -> Payment:
        """Send a signed payment no more, as when the network has refused it."""
        ...

    def chain(self, name: str) -> ChainApi:
        """All that is known of the chain about a key."""
        ...

    def payments(self, name: str) -> PaymentStoreApi:
        """The payments of a key that this computer keeps."""
        ...

    def labels(self, name: str) -> LabelsApi:
        """Labels, frozen coins and the address book."""
        ...


class ChainApi(Protocol):
    """What the chain holds for one key, as of the last sync (core.chain.watch_only)."""

    def balance(self) -> Balance:
        """All of it."""
        ...

    def history(self) -> LazyRows[HistoryRow]:
        """Newest first; each row is made when it is looked at."""
        ...

    def coins(self) -> LazyRows[CoinRow]:
        """Largest first; each row is made when it is looked at."""
        ...

    def addresses(self) -> tuple[AddressRow, ...]:
        """The receiving addresses shown so far."""
        ...

    def transaction(self, txid: str) -> TransactionDetail:
        """One transaction of this wallet. Raises BadInput."""
        ...

    def address(self, *, new: bool = False) -> str:
        """The next unused receiving address; `new`: one never shown before."""
        ...

    @property
    def stale(self) -> int:
        """Seconds since the last block was made, where that is longer than chance allows; else 0."""
        ...

    @property
    def invented(self) -> tuple[str, ...]:
        """Payments of our coins that the server of the last sync showed and we never signed: they were not kept."""
        ...

    @property
    def looked(self) -> Reach | None:
        """At how many addresses of each branch the last sync has looked."""
        ...

    def sync(self, server: str, proxy: str | None = None, heard: Callable[[int], object] = ..., gap: int = GAP) -> int:
        """Read the chain; the height of its last block. `heard` is told, on another thread, how many answers came.

        `gap`: at how many addresses beyond the last used one it looks, this time; BadInput (kind "gap") above MOST_GAP.
        """
        ...

    def listen(self, woken: Callable[[], object]) -> None:
        """From now on `woken` hears, on another thread, when the server tells of a payment or a block: time to sync."""
        ...

    def leave(self) -> None:
        """End a sync that is under way, at once; it gets LinkError (kind "server.left")."""
        ...

    def fee_rates(self) -> FeeRates:
        """What the server advises; what it passes on as of the last sync. Raises LinkError."""
        ...

    def send_again(self, txid: str, /) -> str:
        """Hand what this wallet has sent before to the server once more; its id. Raises LinkError, BadInput."""
        ...


class PaymentStoreApi(Protocol):
    """Payments that this computer keeps (core.wallet.payment_store)."""

    def all(self) -> list[Payment]:
        """Newest first."""
        ...

    def get(self, id: bytes) -> Payment:
        """One payment. Raises BadInput."""
        ...

    def find(self, txid: bytes) -> Payment | None:
        """The payment that is this transaction."""
        ...

    def spent(self) -> frozenset[str]:
        """The coins (txid:number) of payments under way."""
        ...

    def anew(self, psbt: bytes) -> bytes:
        """A draft of ours that is none of the transactions that have ended."""
        ...


class LabelsApi(Protocol):
    """What a person has written down (core.wallet.labels)."""

    def label(self, kind: str, ref: str) -> str:
        """The text of a label; empty if there is none."""
        ...

    def texts(self) -> dict[tuple[str, str], str]:
        """All labels that have a text, by what `label` takes."""
        ...

    def write(self, kind: str, ref: str, text: str) -> None:
        """Give a label; an empty text takes it away."""

    def frozen(self) -> frozenset[str]:
        """The coins (txid:number) that no draft may spend."""
        ...

    def freeze(self, coin: str, *, frozen: bool) -> None:
        """Set a coin aside, or let it be spent again."""

    def export(self) -> str:
        """Every label as a line of JSON (BIP329)."""
        ...

    def read(self, data: bytes) -> Taken:
        """Take over labels (BIP329), all or none; what that did. Raises BadInput."""
        ...

    def compared(self) -> int | None:
        """The number of the receiving address that the person last found to be the same on the co-signer (D1)."""
        ...

    def compare(self, index: int) -> None:
        """The person has seen the address with this number on both screens, and they were the same."""

    def contacts(self, network: str) -> list[Contact]:
        """The address book of a network, by name."""
        ...

    def add_contact(self, network: str, address: str, name: str) -> None:
        """Write somebody into the book; an empty name takes the address out of it."""

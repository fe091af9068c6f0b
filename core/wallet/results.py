"""What programs get to see of a wallet. Amounts in sat, times in unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from core.approval.rules.rule import RuleSays
from core.bitcoin.caution import Caution
from core.bitcoin.fee_rate import FeeRate
from core.codec.codec import U16, U32, U64, Int64, Name, Text, VarBytes
from core.keys.record import NO_COINS
from core.keys.state import KeyState
from core.keys.status import Report
from core.role import Role
from core.transport.link.local_address import endpoint, is_loopback

RENEWED_EVERY: Final = 24 * 3600  # seconds; older halves are renewed when both sides are on line


@dataclass(frozen=True, slots=True)
class PairedCosigner:
    """A co-signer: where it is, whether a person compared the words, the beginning of its fingerprint.

    `name` is what a person here calls it, or in quotation marks what it calls itself (`told`), unless that is `alike`:
    it could be taken for another's.
    """

    host: Text
    port: U16
    words_compared: bool
    fingerprint: Text = ""
    name: Text = ""
    told: Text = ""
    alike: bool = False
    wallets: tuple[Name, ...] = ()  # whose other half it holds
    restores: bool = False  # it is to give back the wallets of a lost computer, and they are not all back yet
    returns: tuple[Name, ...] = ()  # it is in the place of another one, and these may still go back to that

    @property
    def place(self) -> str:
        """HOST:PORT."""
        return endpoint(self.host, self.port)

    @property
    def called(self) -> str:
        """Its name, or where it is."""
        return self.name or self.place

    @property
    def same_machine(self) -> bool:
        """Whether it is on this machine for sure: both halves are here then, which protects nothing (N1)."""
        return is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class ThisComputer:
    """What co-signers are told of this computer: its name (empty: none yet), and the beginning of its fingerprint."""

    name: Text
    fingerprint: Text


@dataclass(frozen=True, slots=True)
class PairingPlace:
    """Where a pairing link leads."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class OwnSheetShown:
    """This computer's recovery sheet as others know it: the 12 words of its fingerprint, when it was made, and when a
    drill has last shown that it opens a copy; 0: never. `due`: when the next one is."""

    fingerprint: tuple[Text, ...]
    made: U64
    drilled: U64 = 0
    due: U64 = 0


@dataclass(frozen=True, slots=True)
class OldPaper:
    """The paper of a sheet that another has taken the place of, by the 12 words of its fingerprint."""

    fingerprint: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class SheetsShown:
    """How a wallet stands with recovery sheets, each by the 12 words of its fingerprint; no words: there is none.

    `own`: this computer's, `made` then, in seconds; `sealed`: the co-signer keeps a copy for it, as of the current
    epoch; `accepted`: it does not yet, but its person has said yes, and the next refresh seals. `cosigner`: for which
    this computer keeps a copy; `waiting`: a first one of the co-signer, which nobody here has accepted.

    `drilled`, `drill_due`: when a drill of `own` has last succeeded, and when the next is due, 0 as long as no copy is
    kept for it; `cosigner_drilled`, `cosigner_due`: as the co-signer told since this program started, else 0.

    `coming`: a new one that is to take the place of `own`, made at `coming_made`; `coming_waits`: the co-signer's
    person has said yes to it, which counts in so many seconds; `coming_sealed`: the co-signer keeps a copy for it too;
    `coming_drilled`: when it was drilled; `coming_alone`: it is sealed to no other any more, as all wallets must be.
    `old`: the one whose place was taken last, as long as its paper is to be burnt. `cosigner_coming`: a new one of the
    co-signer that copies are kept for too.

    `file`: when the last recovery file of this home that has this wallet was written, 0: none; `file_wallets`: of how
    many; `file_epoch`: of which epoch the halves in it are. It stays good with the papers of both sheets it was sealed
    to; `file_needs_own`, `file_needs_cosigner`: one of these was exchanged since, so it needs the paper of before.
    `file_missing`: there are such files, and this wallet is in none.
    """

    own: tuple[Text, ...] = ()
    sealed: bool = False
    accepted: bool = False
    cosigner: tuple[Text, ...] = ()
    waiting: tuple[Text, ...] = ()
    made: U64 = 0
    drilled: U64 = 0
    drill_due: U64 = 0
    cosigner_drilled: U64 = 0
    cosigner_due: U64 = 0
    coming: tuple[Text, ...] = ()
    coming_sealed: bool = False
    coming_drilled: U64 = 0
    cosigner_coming: tuple[Text, ...] = ()
    coming_made: U64 = 0
    coming_waits: U32 = 0
    coming_alone: bool = False
    old: tuple[Text, ...] = ()
    file: U64 = 0
    file_wallets: U32 = 0
    file_epoch: U32 = 0
    file_needs_own: bool = False
    file_needs_cosigner: bool = False
    file_missing: bool = False

    def due(self, now: float) -> tuple[Role, ...]:
        """Whose sheets a drill is due of; `now` in seconds."""
        known = ((Role.P1, self.drill_due), (Role.P2, self.cosigner_due))
        return tuple(role for role, due in known if 0 < due <= now)


class WalletKind(IntEnum):
    """Of which kind the addresses of a wallet are."""

    SEGWIT = 0
    TAPROOT = 1


@dataclass(frozen=True, slots=True)
class WalletShown:
    """One key: descriptors, epoch, state."""

    name: Name
    network: Name
    fingerprint: Text
    xpub: Text
    external: Text
    internal: Text
    epoch: U32
    locked: bool
    state: KeyState
    cosigner: Text = ""  # who holds the other half: its name as in PairedCosigner, or where it is
    cosigner_fingerprint: Text = ""
    sheets: SheetsShown = SheetsShown()
    was_whole: U64 = 0  # when it was said that the key was put together from both sheets, in seconds; 0: never
    kind: WalletKind = WalletKind.SEGWIT

    @property
    def holds_coins(self) -> bool:
        """Whether it is a wallet; else a key for something else (core.keys.record)."""
        return self.network != NO_COINS

    @property
    def receiving(self) -> Caution | None:
        """What whoever receives must know."""
        if self.was_whole:
            return Caution.WAS_WHOLE
        return None if self.state is KeyState.OPEN else Caution.UNSPENDABLE


@dataclass(frozen=True, slots=True)
class ReceivingAddress:
    """An address to give out, and its number: by that the co-signer shows the same one."""

    index: U32
    text: Text


@dataclass(frozen=True, slots=True)
class NotesShown:
    """Labels and address book, as the co-signer keeps them for the day when this computer is lost: when it was last
    told, in seconds, 0: never; `size`: bytes of what it was not told since it is more than `most`, 0: it fits."""

    kept: U64 = 0
    size: U32 = 0
    most: U32 = 0


@dataclass(frozen=True, slots=True)
class RestoredNotes:
    """Labels and contacts that came back with a lost computer's wallets: of the second `made`, the `number`-th, and how
    many of them were not here yet. `problem`: why they did not; 0 and no problem: there were none."""

    made: U64 = 0
    number: U64 = 0
    labels: U32 = 0
    contacts: U32 = 0
    problem: Text = ""


@dataclass(frozen=True, slots=True)
class RenamedWallet:
    """A wallet that came back under another name than it `was` called by, for there was one of that name."""

    was: Text
    name: Text


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back of a lost device; `without`: names of wallets of which there is no copy: they stay with the one
    that is lost."""

    wallets: tuple[WalletShown, ...]
    without: tuple[Text, ...] = ()
    notes: RestoredNotes = RestoredNotes()
    renamed: tuple[RenamedWallet, ...] = ()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A key whose shares are new."""

    name: Name
    epoch: U32


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A key on this side, and how the co-signer sees it; `reason` says why there is no report."""

    wallet: WalletShown
    cosigner: Text  # HOST:PORT
    words_compared: bool
    report: Report | None
    reason: Text = ""
    cosigner_name: Text = ""  # as in PairedCosigner
    cosigner_fingerprint: Text = ""
    computer_name: Text = ""  # what this computer tells of itself
    computer_fingerprint: Text = ""
    notes: NotesShown = NotesShown()
    renewed: U64 = 0  # when the halves in force were made, in seconds


@dataclass(frozen=True, slots=True)
class Signed:
    """What signing gave: the PSBT, final unless inputs of others were left alone, and which inputs those are."""

    psbt: VarBytes
    signed: U16  # how many
    skipped: tuple[U16, ...]
    txid: Text


@dataclass(frozen=True, slots=True)
class Recipient:
    """An output that is not this wallet's. `address` is None for data and scripts without one; `label` says what.
    `first_time`: neither paid before nor in the address book."""

    address: str | None
    label: str
    sats: int
    first_time: bool
    looks_like: str | None  # a known address that somebody may have wanted to imitate
    paid: bool = False  # by a payment of ours that was sent and that none of ours has replaced


@dataclass(frozen=True, slots=True)
class Outline:
    """A payment in a few words: what leaves, fee included, to how many; what that waits it replaces or hurries.

    `unshown`: payments that were sent, that the server does not show, and that may arrive beside this one."""

    leaves: U64
    recipients: U32
    fee: U64
    replaces: tuple[Text, ...] = ()  # ids of transactions
    fee_more: Int64 | None = None  # by how much the fee is above theirs
    hurries: tuple[Text, ...] = ()
    unshown: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """One payment before it is signed, amounts in sat."""

    txid: str
    recipients: tuple[Recipient, ...]
    to_self: tuple[tuple[str, int], ...]  # own receiving addresses
    unfindable: tuple[tuple[str, int], ...]  # own addresses where no program will look: as good as lost (C7)
    change: int
    fee: int
    fee_rate: FeeRate
    spent: int  # what leaves, fee included: what the co-signer's rules count
    inputs: int
    foreign_inputs: int
    warnings: tuple[Caution, ...]
    asks: bool  # whether a person at the co-signer will be asked, by the rules it last reported
    refused: tuple[Caution, ...] = ()  # why one of those rules will say no, whoever says yes
    rules: tuple[RuleSays, ...] = ()  # what each of them says
    replaces: tuple[str, ...] = ()  # as in Outline
    fee_more: int | None = None
    hurries: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        """Sat that others get."""
        return sum(recipient.sats for recipient in self.recipients)

    @property
    def outline(self) -> Outline:
        """In a few words."""
        payees = len({one.label for one in self.recipients if one.sats})
        return Outline(self.spent, payees, self.fee, self.replaces, self.fee_more, self.hurries, self.unshown)

    @property
    def pays(self) -> list[tuple[str, int]]:
        """Whom it pays what, own receiving addresses among them, in the order of their letters."""
        return sorted([*((one.address or one.label, one.sats) for one in self.recipients), *self.to_self])

    @property
    def fee_share(self) -> float:
        """The fee in parts of what is paid; of what is spent where nothing leaves."""
        return self.fee / (self.paid or self.spent or 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import of labels did: labels written, coins set aside that were not, labels cut short, records that
    were left alone because of their kind or of their wallet."""

    labels: int
    set_aside: int = 0
    cut: int = 0
    left: int = 0

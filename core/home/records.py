"""The records of a home that are no key and no payment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.codec.codec import U8, U16, U32, U64, Bytes32, Name, Text, VarBytes
from core.keys.state import OldSide
from core.secret import Secret
from core.transport.link.local_address import endpoint
from core.transport.pairing_purpose import PairingPurpose


@dataclass(frozen=True, slots=True)
class HomeRecord:
    """Who this side is on a link."""

    key_password: Secret[bytes]  # opens the private key file of our certificate
    role: Name  # core.role
    practice: bool = False  # a co-signer that holds practice keys only
    cosigner: Bytes32 | None = None  # P1: the pin of its one co-signer


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side of a pairing."""

    certificate: VarBytes  # DER
    host: Text  # P1: where the co-signer listens; P2: empty
    port: U16
    paired: U64  # seconds
    words_compared: bool  # whether a person has compared the words
    version: U8 = 1  # the highest protocol version ever spoken with it
    purpose: PairingPurpose = PairingPurpose.NEW  # what it was paired for; P1: RESTORE until all is back
    since: U64 = 0  # P2: when it was paired, in seconds of policy time

    @property
    def place(self) -> str:
        """HOST:PORT of a co-signer."""
        return endpoint(self.host, self.port)


@dataclass(frozen=True, slots=True)
class Called:
    """What the other side of a pairing is called (home.names); of this side itself: what it tells."""

    given: Text = ""  # by the person here
    told: Text = ""  # by the other side
    alike: bool = False  # what it tells looks like another's name
    changes: tuple[U64, ...] = ()  # seconds; when another name was told

    @property
    def name(self) -> str:
        """What is shown; empty: none."""
        return self.given or ("" if self.alike else self.told)


@dataclass(frozen=True, slots=True)
class Handshakes:
    """How many handshakes this side has told to the other, and the other to it: who tells fewer than it did was
    restored from an old copy (V2)."""

    ours: U64 = 0
    theirs: U64 = 0


UNLOOKED_AT: Final = 7 * 24 * 3600  # seconds of policy time: what an old copy has forgotten counts no longer then (V2)


@dataclass(frozen=True, slots=True)
class OldCopy:
    """The side of a key that was found to come from an old copy. Until a person at the co-signer has looked, or for
    seven days, nothing is approved without one (V2)."""

    side: OldSide
    found: U64  # seconds of policy time

    def counts(self, now: int) -> bool:
        """Whether it still does; `now` in seconds of policy time."""
        return now < self.found + UNLOOKED_AT


@dataclass(frozen=True, slots=True)
class Blocked:
    """P2: a computer that a person has turned away. Its pairing stays, for keys name it."""

    since: U64  # seconds


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """P2: what its anchor, outside of the home, is sealed under (L10), and whether there was one when it last ran."""

    key: Secret[bytes]
    kept: bool


@dataclass(frozen=True, slots=True)
class ClockReference:
    """A moment by two clocks. Milliseconds."""

    policy: U64
    wall: U64


@dataclass(frozen=True, slots=True)
class PaidRecord:
    """P2: an address that a key has paid, and when it may last have been signed: policy time (C12)."""

    address: Text
    at: U64


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """P2: where policy time stood when something was last written, and by which clocks (C8). Milliseconds.

    `since`: from when on the clock that people see tells more than policy time counts, and nobody has confirmed it.
    """

    policy: U64
    wall: U64
    uptime: U64
    boot: VarBytes  # names the start of the machine
    since: ClockReference | None = None


class LogCode(StrEnum):
    """What is written down for people: its kind, a dot, which. What its values are: core.home.log_fields."""

    # the wallet's
    COSIGNER_PAIRED = "pairing.cosigner"
    COSIGNER_UNSEEN = "pairing.cosigner_unseen"  # nobody compared the words
    MADE = "key.made"
    REFRESHED = "key.refreshed"
    TOLD_LOCKED = "key.told_locked"  # by the co-signer
    ASKS = "request.asks"  # before a byte of it leaves
    BEGUN = "signature.begun"  # from now on something of this computer's may leave
    SIGNED = "signature.made"
    TASK_ASKS = "request.task_asks"  # so for all lines of payments that name amounts: of another task
    TASK_BEGUN = "signature.task_begun"
    TASK_SIGNED = "signature.task_made"
    TOLD_NO = "decision.told"
    RULE_TOLD = "rules.told"
    CHEATED = "fault.cheat"
    INVENTED = "lie.server"
    COSIGNER_OLD = "restored.cosigner"
    HALF = "restored.half"  # either side's
    BACKUP = "restored.backup"  # either side's: it was put back
    OTHER_FILE = "restored.file"  # either side's: not the file that was open last
    STRAY = "restored.stray"  # either side's: what looks like a copy lies beside the vault
    RELEASE_KEYS = "release.keys"  # others sign releases from now on
    SHEET_MADE = "sheet.made"  # either side's: its own; fingerprint
    SHEET_ACCEPTED = "sheet.accepted"  # either side's: a first one of the other
    SHEET_DRILLED = "sheet.drilled"  # either side's: its sheet opens the copy on the other
    SHEET_EXCHANGED = "sheet.exchanged"  # either side's: a new one counts, and the old paper may be burnt
    SHEET_GIVEN_UP = "sheet.given_up"  # either side's: a new one that was to count
    SHEET_KEPT = "sheet.kept"  # either side's: from this run on it keeps copies for a sheet of the other
    NAME_OWN = "name.own"  # either side's: name
    NAME_GIVEN = "name.given"  # fingerprint, name
    NAME_TOLD = "name.told"  # fingerprint, name
    NAME_ALIKE = "name.alike"  # fingerprint, name
    NAME_NONE = "name.none"  # fingerprint

    WAS_WHOLE = "recovery.whole"  # the wallet's: a key was put together from both sheets
    NOTES_BACK = "recovery.notes"  # the wallet's: labels and contacts came back

    # of either side, whose place another device takes
    OPENED = "recovery.opened"  # a share came back from its sealed copy
    RESTORE_CANCELLED = "recovery.cancelled"
    REBOUND = "recovery.bound"
    RENAMED = "recovery.renamed"  # there was a wallet of that name
    WORDS_TYPED = "recovery.words"  # the co-signer's
    WORDS_FORGOTTEN = "recovery.forgotten"

    # the co-signer's
    RESTORE_WANTED = "recovery.wanted"
    RESTORE_APPROVED = "recovery.approved"
    RESTORE_REFUSED = "recovery.refused"
    RESTORE_STOPPED = "recovery.stopped"  # the computer that was called lost is there
    COMPUTER_PAIRED = "pairing.computer"
    COMPUTER_UNSEEN = "pairing.computer_unseen"  # nobody compared the words
    COMPUTER_FURTHER = "pairing.further"
    PAIRING_BROKE = "pairing.broke"
    BLOCKED = "pairing.blocked"
    READMITTED = "pairing.readmitted"
    COMPUTER_OLD = "restored.computer"
    ANCHOR_AHEAD = "restored.anchor"
    ANCHOR_GONE = "restored.no_anchor"
    OTHER_MACHINE = "restored.machine"  # either side's
    TAKEN_OVER = "standby.took_over"
    THIS_OLD = "restored.this"
    LOOKED_AT = "restored.looked_at"
    CUT_OFF = "key.cut_off"
    PREPARED = "key.prepared"  # either side's
    CURRENT = "key.current"
    OT_FAILED = "key.ot_failed"
    SUSPENDED = "key.suspended"
    UNLOCK_WANTED = "unlock.wanted"
    SHEET_WANTED = "sheet.wanted"
    SHEET_REFUSED = "sheet.refused"
    SHEET_DOUBTED = "sheet.doubted"  # it could not be told from where it was asked for
    SHEET_INSISTED = "sheet.insisted"  # though it seemed to be asked for from the wallet computer
    WAITS = "request.waits"
    UNATTENDED = "request.unattended"
    BARRED = "request.barred"  # a rule refuses it
    PROPOSED = "decision.proposed"  # so for all states of a request
    APPROVED = "decision.approved"
    DEBITED = "signature.debited"  # from now on its answer may leave
    RELEASED = "signature.released"
    TASK_WAITS = "request.task_waits"
    TASK_UNATTENDED = "request.task_unattended"
    TASK_BARRED = "request.task_barred"
    TASK_DEBITED = "signature.task_debited"
    TASK_RELEASED = "signature.task_released"
    REFUSED = "decision.refused"
    EXPIRED = "decision.expired"
    CANCELLED = "decision.cancelled"
    SILENT = "decision.silent"  # wallet
    HEARD = "decision.heard"  # wallet
    LIE = "lie.told_twice"
    FLOOD = "fault.flood"
    FAULT = "fault.key"
    STRANGERS = "link.strangers"
    LINK_FAULT = "fault.link"
    CLOCK = "clock.jumped"
    CLOCK_BEHIND = "clock.behind"
    CLOCK_CONFIRMED = "clock.confirmed"
    UNLOCKED = "unlock.refresh"
    RESUMED = "unlock.suspension"
    AGAIN = "unlock.again"
    STAYS_LOCKED = "unlock.refused"
    RULE_SET = "rules.set"
    RULE_LATER = "rules.later"
    BROWSER_ADMITTED = "browser.admitted"
    BROWSER_REVOKED = "browser.revoked"
    BROWSER_CERTIFICATE = "browser.certificate"
    BROWSER_PIN_MADE = "browser.pin"
    BROWSER_PIN_WRONG = "browser.pin_wrong"
    BROWSER_PASSKEY_MADE = "browser.passkey"
    BROWSER_PASSKEY_CODE = "browser.passkey_code"  # a wrong one
    BROWSER_PASSKEY_WRONG = "browser.passkey_wrong"  # what it signed is not what it was asked for
    BROWSER_PASSKEY_BACK = "browser.passkey_back"  # it has counted back, as copies do
    BROWSER_PASSKEY_SIGNED = "browser.passkey_signed"  # what comes next, with all that shows it
    BROWSER_APPROVES = "browser.approves"
    BROWSER_REFUSES = "browser.refuses"  # so for all that is decided on the page, before it is
    BROWSER_FREEZES = "browser.freezes"
    BROWSER_RULES = "browser.rules"
    BROWSER_KEEPS = "browser.keeps"
    BROWSER_BLOCKS = "browser.blocks"
    BROWSER_WOKEN = "browser.woken"
    BROWSER_SLEEPS = "browser.sleeps"
    BROWSER_UNWOKEN = "browser.unwoken"
    WAKE_SET = "wake.set"
    WAKE_OFF = "wake.off"
    WAKE_FAILS = "wake.fails"  # and did not before
    WAKE_WORKS = "wake.works"  # again


KINDS = tuple(sorted({code.partition(".")[0] for code in LogCode}))  # of lines


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log, or several that are equal."""

    time: U64  # of the last of them
    code: Text  # a LogCode
    values: tuple[Text, ...]  # that its sentence names
    first: U64 = 0  # when the first of them was written
    count: U32 = 1

    @property
    def kind(self) -> str:
        """What it is about: all of its code before the dot."""
        return self.code.partition(".")[0]

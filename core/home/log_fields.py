"""What the values of each line of a log are, in their order.

wallet     its name, at a co-signer of several computers COMPUTER/NAME; was: its name until then
key        the beginning of the key's id: the same on both sides, whatever each calls it
computers  how many there are now
computer   the beginning of a computer's fingerprint; at the wallet, of a co-signer that has a name
cosigner   that of a co-signer's; peer: of either
run        the beginning of the id of the run that made an epoch, the same on both sides
request    its id, 32 hex digits
txid       as people write it; of a task that is no payment, its id
task       which kind of task that is: the word of its TaskKind
moves      sat that leave all addresses of the wallet that are recognised, fee included
sheet      the fingerprint of a recovery sheet, 12 words; old: of the one whose place it took
fault      class and kind of an error
hours      of policy time: that were not counted, or that a restore waits
wallets    how many
file       the name of one in the home
number     of notes; labels, contacts: how many came back
times      how often until now
fingerprint  SHA-256 of a certificate of the page's authority
browser    the name of a browser that was admitted to the co-signer's page
miss       a MissKind: why a wake-up was not taken
credential, public_key, question, client_data, authenticator_data, signature  of a passkey, in hex digits (spec/page.md)
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from core.home.records import LogCode, LogEntry


class LogFlaw(StrEnum):
    """What is wrong with the rest of a log that left its home (core.home.log_file)."""

    LINE = "line"  # it is none of a log
    ORDER = "order"  # entries are missing before it, or it stands in another place
    LINK = "link"  # it, or what has gone before it, is not what was written down
    HEAD = "head"  # the last line is not what all others make
    CUT = "cut"  # it has no last line
    MORE = "more"  # something stands after the last line


NAMED = 16  # hex digits of a key's or a run's id, or of a fingerprint
_RUN = ("wallet", "network", "epoch", "key", "run")
_PAYMENT = ("wallet", "request", "txid", "moves", "fee", "key")
_TASK = ("wallet", "request", "txid", "task", "key")
_DECIDED = ("wallet", "request", "txid", "key")
_RULE = ("wallet", "rule", "value", "key")
_KEY = ("wallet", "key")
_SHEET = ("wallet", "sheet", "key")

FIELDS: Mapping[LogCode, tuple[str, ...]] = {
    LogCode.COSIGNER_PAIRED: ("host", "cosigner"),
    LogCode.COSIGNER_UNSEEN: ("host", "cosigner"),
    LogCode.MADE: (*_RUN, "cosigner"),
    LogCode.REFRESHED: ("wallet", "epoch", "key", "run", "cosigner"),
    LogCode.TOLD_LOCKED: _KEY,
    LogCode.ASKS: ("wallet", "txid", "moves", "fee", "key"),
    LogCode.BEGUN: _PAYMENT,
    LogCode.SIGNED: _PAYMENT,
    LogCode.TASK_ASKS: ("wallet", "txid", "task", "key"),
    LogCode.TASK_BEGUN: _TASK,
    LogCode.TASK_SIGNED: _TASK,
    LogCode.TOLD_NO: (*_DECIDED, "state", "reason"),
    LogCode.RULE_TOLD: _RULE,
    LogCode.CHEATED: ("wallet", "fault", "times", "key"),
    LogCode.INVENTED: ("wallet", "txid"),
    LogCode.COSIGNER_OLD: ("host",),
    LogCode.HALF: (),
    LogCode.BACKUP: (),
    LogCode.OTHER_FILE: (),
    LogCode.STRAY: ("file",),
    LogCode.RELEASE_KEYS: ("keys", "version"),
    LogCode.SHEET_MADE: ("sheet",),
    LogCode.SHEET_ACCEPTED: _SHEET,
    LogCode.SHEET_KEPT: _SHEET,
    LogCode.SHEET_DRILLED: _SHEET,
    LogCode.SHEET_EXCHANGED: ("sheet", "old"),
    LogCode.SHEET_GIVEN_UP: ("sheet",),
    LogCode.SHEET_WANTED: _SHEET,
    LogCode.SHEET_REFUSED: _SHEET,
    LogCode.SHEET_DOUBTED: ("address",),
    LogCode.SHEET_INSISTED: ("address",),
    LogCode.WAS_WHOLE: _KEY,
    LogCode.NOTES_BACK: ("number", "labels", "contacts"),
    LogCode.OPENED: (*_RUN, "peer"),  # either side's
    LogCode.WORDS_TYPED: ("sheet",),
    LogCode.WORDS_FORGOTTEN: ("sheet",),
    LogCode.RESTORE_WANTED: ("wallets", "sheet", "computer"),
    LogCode.RESTORE_APPROVED: ("hours", "computer"),
    LogCode.RESTORE_REFUSED: ("computer",),
    LogCode.RESTORE_STOPPED: ("computer",),
    LogCode.RESTORE_CANCELLED: ("wallet", "key", "peer"),
    LogCode.REBOUND: ("wallet", "key", "peer"),
    LogCode.RENAMED: ("wallet", "was", "key"),
    LogCode.COMPUTER_PAIRED: ("computer",),
    LogCode.COMPUTER_UNSEEN: ("computer",),
    LogCode.COMPUTER_FURTHER: ("computer", "computers"),
    LogCode.PAIRING_BROKE: ("computer",),
    LogCode.BLOCKED: ("computer",),
    LogCode.READMITTED: ("computer",),
    LogCode.NAME_OWN: ("name",),
    LogCode.NAME_GIVEN: ("computer", "name"),
    LogCode.NAME_TOLD: ("computer", "name"),
    LogCode.NAME_ALIKE: ("computer", "name"),
    LogCode.NAME_NONE: ("computer",),
    LogCode.COMPUTER_OLD: ("computer",),
    LogCode.ANCHOR_AHEAD: (),
    LogCode.ANCHOR_GONE: (),
    LogCode.OTHER_MACHINE: (),
    LogCode.TAKEN_OVER: (),
    LogCode.THIS_OLD: _KEY,
    LogCode.LOOKED_AT: _KEY,
    LogCode.CUT_OFF: _KEY,
    LogCode.PREPARED: (*_RUN, "peer"),  # either side's
    LogCode.CURRENT: (*_RUN, "computer"),
    LogCode.OT_FAILED: _KEY,
    LogCode.SUSPENDED: _KEY,
    LogCode.UNLOCK_WANTED: _KEY,
    LogCode.WAITS: _PAYMENT,
    LogCode.UNATTENDED: _PAYMENT,
    LogCode.BARRED: _PAYMENT,
    LogCode.TASK_WAITS: _TASK,
    LogCode.TASK_UNATTENDED: _TASK,
    LogCode.TASK_BARRED: _TASK,
    LogCode.TASK_DEBITED: _TASK,
    LogCode.TASK_RELEASED: _TASK,
    LogCode.PROPOSED: _DECIDED,
    LogCode.APPROVED: _DECIDED,
    LogCode.DEBITED: _PAYMENT,
    LogCode.RELEASED: _PAYMENT,
    LogCode.REFUSED: (*_DECIDED, "reason"),
    LogCode.BROWSER_ADMITTED: ("browser", "address"),
    LogCode.BROWSER_REVOKED: ("browser",),
    LogCode.BROWSER_CERTIFICATE: ("host", "fingerprint"),
    LogCode.BROWSER_PIN_MADE: (),
    LogCode.BROWSER_PIN_WRONG: ("browser",),
    LogCode.BROWSER_PASSKEY_MADE: ("browser", "host", "credential", "public_key"),
    LogCode.BROWSER_PASSKEY_CODE: ("browser",),
    LogCode.BROWSER_PASSKEY_WRONG: ("browser",),
    LogCode.BROWSER_PASSKEY_BACK: ("browser", "was", "times"),
    LogCode.BROWSER_PASSKEY_SIGNED: ("browser", "question", "client_data", "authenticator_data", "signature"),
    LogCode.BROWSER_APPROVES: ("browser", "request"),
    LogCode.BROWSER_REFUSES: ("browser", "request"),
    LogCode.BROWSER_FREEZES: ("browser",),
    LogCode.BROWSER_RULES: ("browser", "wallet"),
    LogCode.BROWSER_KEEPS: ("browser", "wallet", "rule"),
    LogCode.BROWSER_BLOCKS: ("browser", "computer"),
    LogCode.BROWSER_WOKEN: ("browser",),
    LogCode.BROWSER_SLEEPS: ("browser",),
    LogCode.BROWSER_UNWOKEN: ("browser", "miss"),
    LogCode.WAKE_SET: (),
    LogCode.WAKE_OFF: (),
    LogCode.WAKE_FAILS: ("miss",),
    LogCode.WAKE_WORKS: (),
    LogCode.EXPIRED: _DECIDED,
    LogCode.CANCELLED: _DECIDED,
    LogCode.SILENT: _KEY,
    LogCode.HEARD: _KEY,
    LogCode.LIE: ("wallet", "txid", "key"),
    LogCode.FLOOD: ("computer",),
    LogCode.FAULT: ("wallet", "fault", "key"),
    LogCode.STRANGERS: (),
    LogCode.LINK_FAULT: ("fault", "computer"),
    LogCode.CLOCK: (),
    LogCode.CLOCK_BEHIND: ("hours",),
    LogCode.CLOCK_CONFIRMED: ("hours",),
    LogCode.UNLOCKED: _KEY,
    LogCode.RESUMED: _KEY,
    LogCode.AGAIN: ("wallet", "times", "key"),
    LogCode.STAYS_LOCKED: _KEY,
    LogCode.RULE_SET: _RULE,
    LogCode.RULE_LATER: _RULE,
}

OF_OTHER: Mapping[LogCode, LogCode] = {  # what stands of a task that is no payment where a payment has this
    code: LogCode[f"TASK_{code.name}"]
    for code in (
        *(LogCode.ASKS, LogCode.BEGUN, LogCode.SIGNED, LogCode.WAITS, LogCode.UNATTENDED, LogCode.BARRED),
        *(LogCode.DEBITED, LogCode.RELEASED),
    )
}


def values_of(entry: LogEntry) -> dict[str, str]:
    """Its values by what they are; none for a code that this program does not know."""
    try:
        names = FIELDS[LogCode(entry.code)]
    except ValueError:
        return {}
    return dict(zip(names, entry.values, strict=False))


def value_of(entry: LogEntry, name: str) -> str:
    """One of them; empty where the line has none."""
    return values_of(entry).get(name, "")


def named(id: bytes) -> str:
    """The beginning of an id or a fingerprint, as lines name it."""
    return id.hex()[:NAMED]

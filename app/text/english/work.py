"""What goes on, in English."""

from __future__ import annotations

from app.text.approval_line import ApprovalLine, PageLine
from app.text.rule_line import RuleLine, VerdictLine
from app.text.table import Table
from core.bitcoin.caution import Caution
from core.home.records import LogCode
from core.protocol.progress import ProgressStep
from core.transport.miss_kind import MissKind

STEPS: Table = {
    ProgressStep.OWN_HALF: "This computer draws its half.",
    ProgressStep.OTHER_HALF: "The co-signer has drawn its half. Both check it.",
    ProgressStep.NEW_SHARES: "Both draw new halves of the same key.",
    ProgressStep.TEST: "Both test the new halves with a signature.",
    ProgressStep.KEPT: "Both keep the new halves and erase the old ones.",
    ProgressStep.SHOW: "The payment goes to the co-signer.",
    ProgressStep.REQUEST: "Request {request} is on the co-signer.",
    ProgressStep.SILENCE: (
        "The co-signer asks nobody about this wallet for {seconds} s: several requests were refused in a row. "
        "A person there can end that."
    ),
    ProgressStep.SILENCE_DAY: (
        "The co-signer has asked as often as it does in 24 hours. It asks again in {seconds} s."
    ),
    ProgressStep.WAITING: "A person at the co-signer must decide.",
    ProgressStep.COUNTDOWN: "Approved. By your rules it is signed in {seconds} s; until then it can be refused.",
    ProgressStep.SIGN: "Both sign together: {signed} of {inputs} inputs.",
    ProgressStep.SIGNED: "Both have signed.",
    ProgressStep.SEND: "The payment goes to the network.",
    ProgressStep.ANSWERS: "The server has given {answers} answers.",
    ProgressStep.LOST: "The line to the co-signer dropped. It is tried again.",
    ProgressStep.BACK: "Connected again.",
}

CAUTIONS: Table = {
    Caution.FEE: "The fee is out of proportion to what is paid.",
    Caution.FOREIGN_INPUT: "Somebody else pays a part of this transaction.",
    Caution.HINT: "It spends from an address that is far beyond those in use.",
    Caution.NO_ADDRESS: "One output has no address: it cannot be compared with anything.",
    Caution.BURNT: "Coins are put where nobody can ever spend them.",
    Caution.DATA_OUTPUT: "It writes data into the chain for good.",
    Caution.UNFINDABLE: (
        "A part goes to addresses of this wallet more than 20 beyond the last one that a person has approved: "
        "it counts as spent, and a restored wallet may not look there."
    ),
    Caution.CHANGE: "The change is in several or in very small coins.",
    Caution.MANY: "It pays more than ten at once: compare the sum and the largest amount above all.",
    Caution.LOCKTIME: "It is valid only from a later time on.",
    Caution.RELATIVE_LOCK: "It is valid only some time after the coins it spends.",
    Caution.SHARED: "Another payment spends the same coins: only one of the two can happen.",
    Caution.DAILY_LIMIT: "What may be signed without asking is used up for today.",
    Caution.OLD_COPY: "A side came back from an old copy and does not know any more what was signed since.",
    Caution.UNSPENDABLE: "What arrives there is yours, but cannot be spent before both halves are renewed.",
    Caution.MAX_PAYMENT: "It is more than your rules allow for one payment.",
    Caution.PER_DAY: "It is more than your rules allow for 24 hours, with what was signed already.",
    Caution.PER_WEEK: "It is more than your rules allow for seven days, with what was signed already.",
    Caution.NOT_LISTED: "Your rules allow payments to addresses on your list only.",
    Caution.FROZEN: "Payments are frozen on the co-signer.",
    Caution.ASK_ABOVE: "It is more than may be signed without asking.",
    Caution.HOURS: "It is outside of the hours in which anything is signed without asking.",
    Caution.LOCKED: "This key is locked because a check failed that an honest computer passes.",
    Caution.SUSPENDED: "This key is suspended after repeated faults of the computer.",
}

APPROVAL: Table = {
    ApprovalLine.TO_MANY: "{leaves} leave this wallet: to {count} recipients, the fee of {fee} included.",
    ApprovalLine.TO_ONE: "{leaves} leave this wallet: to one recipient, the fee of {fee} included.",
    ApprovalLine.TO_NOBODY: "It pays nobody: {leaves} leave this wallet, the fee of {fee} included.",
    ApprovalLine.LARGEST: "The largest: {amount} to {address}",
    ApprovalLine.ASKED_BY: "Asked by the computer {computer}",
    ApprovalLine.REFUSED_OFTEN: "This computer was refused {count} times in a row. To block it for good:",
    ApprovalLine.FIRST_TIME: "never paid before",
    ApprovalLine.LOOKS_LIKE: "It begins or ends like {address}, which is known here, and is another address.",
    ApprovalLine.REPLACES: "It replaces {payments}, signed before: fee {more}.",
    ApprovalLine.CALLS_OFF: "It calls off {payments}, signed before, and pays nobody: fee {more}.",
    ApprovalLine.HURRIES: "It hurries {payments}, spends what came back of that, and pays nobody.",
    ApprovalLine.UNSHOWN: (
        "This server does not show {payments}, sent before: it may still arrive, so do not pay the same twice."
    ),
}

RULES: Table = {
    RuleLine.FREEZE: "payments are frozen",
    RuleLine.MAX_PAYMENT: "at most {setting} for one payment",
    RuleLine.PER_DAY: "at most {setting} in 24 hours",
    RuleLine.PER_WEEK: "at most {setting} in seven days",
    RuleLine.ALLOWLIST: "addresses on your list ({setting}) are paid without asking",
    RuleLine.ONLY_LISTED: "nobody is paid but addresses on your list ({setting})",
    RuleLine.ASK_ABOVE: "above {setting} you are asked",
    RuleLine.HOURS: "without asking only from {setting}",
    RuleLine.APPROVE_BELOW: "up to {setting} nobody is asked",
    RuleLine.WAIT: "signed {setting} after your yes",
    RuleLine.DELAY: "rules are loosened {setting} later",
}

VERDICTS: Table = {
    VerdictLine.FITS: "fits",
    VerdictLine.ASKS: "asks",
    VerdictLine.REFUSES: "refuses",
    VerdictLine.SILENT: "not yet",
    VerdictLine.LEFT: "{amount} left after this",
    VerdictLine.BEYOND: "{amount} too much",
    VerdictLine.LATER: "{when}: {rule}",
    VerdictLine.NO_MORE: "{when}: no more in force",
}

LOG: Table = {
    LogCode.COSIGNER_PAIRED: "paired with the co-signer at {0}",
    LogCode.COSIGNER_UNSEEN: "paired with the co-signer at {0}. Nobody compared the words.",
    LogCode.MADE: "{0} ({1}): the key is made",
    LogCode.REFRESHED: "{0}: epoch {1} is current; the old halves are erased",
    LogCode.TOLD_LOCKED: "{0}: the co-signer has locked the key",
    LogCode.ASKS: "{2} sat leave {0}, {3} sat of fee included: the co-signer is to sign {1:.8}… too",
    LogCode.BEGUN: "{3} sat leave {0}, {4} sat of fee included: signing {2:.8}… together begins",
    LogCode.SIGNED: "{3} sat leave {0}, {4} sat of fee included: {2:.8}… is signed by both",
    LogCode.TOLD_NO: "{0}: the co-signer does not sign {2:.8}…: {4} {5}",
    LogCode.RULE_TOLD: "{0}: the co-signer says that its rule {1} is {2}",
    LogCode.INVENTED: (
        "{0}: the server shows a payment of this wallet that was never signed: {1}. "
        "It does not count. Use another server."
    ),
    LogCode.COSIGNER_OLD: "the co-signer at {0} came back from an old copy; the halves are renewed before a payment",
    LogCode.HALF: "the vault was opened without its file vault-wal, as an old copy; shares are renewed first",
    LogCode.BACKUP: (
        "this home was put back from a backup: what happened after it is forgotten here; the halves are renewed before "
        "a payment, and a co-signer's own asks a person about every payment for seven days"
    ),
    LogCode.OTHER_FILE: (
        "this home is not the file that was open last, but a copy of it: it was put back, moved to another disk, or "
        "replaced by a sync service. Never use two copies; the halves are renewed before a payment, and a co-signer's "
        "own asks a person about every payment for seven days"
    ),
    LogCode.STRAY: (
        "beside the vault lies {0}, which looks like a copy of it that a sync service left: two machines have written "
        "to this home. Take it out of that service, and keep that file until a payment has worked"
    ),
    LogCode.RELEASE_KEYS: "other keys sign releases of Tandem from now on: {0}; release {1} says so",
    LogCode.SHEET_MADE: "a recovery sheet was made for this device: {0}",
    LogCode.SHEET_ACCEPTED: "{0}: the recovery sheet of the other device is accepted: {1}",
    LogCode.SHEET_DRILLED: "{0}: a drill has shown that the recovery sheet opens the copy on the other device: {1}",
    LogCode.SHEET_EXCHANGED: "a new recovery sheet counts: {0}; the paper of the old one may be burnt: {1}",
    LogCode.SHEET_GIVEN_UP: "a new recovery sheet takes no place: {0}",
    LogCode.SHEET_KEPT: "{0}: from now on copies are kept for the recovery sheet of the other device: {1}",
    LogCode.NAME_OWN: "this side is called {0} now, and tells it to the others",
    LogCode.NAME_GIVEN: "{0} is called {1} here from now on",
    LogCode.NAME_TOLD: "{0} calls itself “{1}” now",
    LogCode.NAME_ALIKE: "{0} calls itself “{1}”, which looks like another's name; it is shown without a name",
    LogCode.NAME_NONE: "{0} tells no name any more",
    LogCode.CHEATED: "{0}: the co-signer cheated ({1}), {2} times until now; nothing was signed with it",
    LogCode.COMPUTER_PAIRED: "paired with the computer {0}",
    LogCode.COMPUTER_UNSEEN: "paired with the computer {0}; words not compared by a person",
    LogCode.COMPUTER_FURTHER: "{0} is a further computer: {1} are paired now, each with wallets of its own",
    LogCode.PAIRING_BROKE: "the pairing with {0} broke off; nothing is kept",
    LogCode.BLOCKED: "the computer {0} was blocked: it gets in no more until it is paired again",
    LogCode.READMITTED: "the computer {0}, which was blocked, was paired again",
    LogCode.COMPUTER_OLD: (
        "the computer {0} came back from an old copy, or somebody uses a copy of it; the shares are renewed first"
    ),
    LogCode.ANCHOR_AHEAD: (
        "this home is older than its anchor: it was put back to an older copy, or died while a computer was blocked; "
        "the shares are renewed before a payment, and every payment asks for seven days"
    ),
    LogCode.ANCHOR_GONE: (
        "the anchor of this home is gone or cannot be read: it may be an older copy, so the shares are renewed before "
        "a payment, and every payment asks for seven days"
    ),
    LogCode.OTHER_MACHINE: (
        "this home runs on another machine than before: if you have not moved it, it is a clone and must be ended, for "
        "two that answer give your half away; the shares are renewed before a payment, and a co-signer's own asks a "
        "person about every payment for seven days"
    ),
    LogCode.TAKEN_OVER: "this machine stood by and has taken over from the one where the co-signer ran before",
    LogCode.THIS_OLD: (
        "{0}: this co-signer came back from an old copy; every payment asks for seven days, "
        "or until you say `tandem-cosigner resume`"
    ),
    LogCode.LOOKED_AT: "{0}: a person has looked; the rules count again",
    LogCode.CUT_OFF: "{0}: the last run was cut off; its key state was made safe",
    LogCode.PREPARED: "{0} ({1}): epoch {2} prepared",
    LogCode.CURRENT: "{0} ({1}): epoch {2} is current; the old shares are erased",
    LogCode.OT_FAILED: "{0}: the computer failed the OT check; the key is locked until a confirmed refresh",
    LogCode.SUSPENDED: "{0}: the key is suspended after repeated faults of the computer",
    LogCode.UNLOCK_WANTED: "{0}: the computer asks for the way out of the lock or suspension",
    LogCode.SHEET_WANTED: "{0}: the computer asks to have its recovery sheet accepted: {1}",
    LogCode.SHEET_DOUBTED: (
        "from where a recovery sheet or a lock was dealt with could not be told (address: {0}); somebody said "
        "that it is not the wallet computer"
    ),
    LogCode.SHEET_INSISTED: "somebody said that {0} is not the wallet computer, for a recovery sheet or a lock",
    LogCode.SHEET_REFUSED: "{0}: the recovery sheet of the computer is refused: {1}",
    LogCode.WAITS: "{3} sat leave {0}, {4} sat of fee included: request {1:.8} ({2:.8}…) waits for a person",
    LogCode.UNATTENDED: "{3} sat leave {0}, {4} sat of fee included: request {1:.8} ({2:.8}…) is approved by the rules",
    LogCode.BARRED: "{3} sat leave {0}, {4} sat of fee included: request {1:.8} ({2:.8}…) is refused by the rules",
    LogCode.PROPOSED: "{0}: request {1:.8} waits for a person again",
    LogCode.APPROVED: "{0}: request {1:.8} approved",
    LogCode.DEBITED: "{3} sat leave {0}, {4} sat of fee included: request {1:.8} ({2:.8}…) may be signed from now on",
    LogCode.RELEASED: "{3} sat leave {0}, {4} sat of fee included: request {1:.8} ({2:.8}…) is signed",
    LogCode.REFUSED: "{0}: request {1:.8} refused",
    LogCode.EXPIRED: "{0}: request {1:.8} expired",
    LogCode.CANCELLED: "{0}: request {1:.8} cancelled",
    LogCode.SILENT: (
        "{0}: three requests were refused in a row; nobody is asked about it for 15 minutes "
        "(`tandem-cosigner end-silence {0}` ends that)"
    ),
    LogCode.HEARD: "{0}: a person wants to be asked again",
    LogCode.LIE: "{0}: {1:.8}… was proposed twice with different claims; refused",
    LogCode.FLOOD: (
        "the computer {0} has caused as many lines as it may in a day; what more it does wrong is not written down"
    ),
    LogCode.FAULT: "{0}: the computer broke the protocol ({1})",
    LogCode.STRANGERS: "too many strangers knock; the oldest of them are turned away",
    LogCode.LINK_FAULT: "link: the computer broke the protocol ({0})",
    LogCode.CLOCK: "the clock jumped by more than a minute; sessions were dropped",
    LogCode.CLOCK_BEHIND: (
        "by the clock this machine was off for so long that {0} h of it do not count for limits and waits until you "
        "have confirmed the clock: tandem-cosigner clock confirm"
    ),
    LogCode.CLOCK_CONFIRMED: "the clock is confirmed: {0} h more have passed for limits and waits",
    LogCode.UNLOCKED: "{0}: one refresh out of the lock is confirmed",
    LogCode.RESUMED: "{0}: the suspension is ended",
    LogCode.AGAIN: (
        "{0}: let out of a lock or suspension {1} times in 24 hours. A lock means that the computer sent what no "
        "honest program sends; each may have told it one bit of a secret of this half, until it is renewed. Do not go "
        "on before you know what runs on that computer"
    ),
    LogCode.STAYS_LOCKED: "{0}: the request to unlock is refused",
    LogCode.RULE_SET: "{0}: the rule {1} is now {2}",
    LogCode.RULE_LATER: "{0}: the rule {1} will be {2} when the delay has passed",
    LogCode.BROWSER_ADMITTED: "the browser {0} is admitted to the page (address: {1})",
    LogCode.BROWSER_REVOKED: "the browser {0} is admitted no more",
    LogCode.BROWSER_CERTIFICATE: "the page has a new certificate for {0}; fingerprint of its authority: {1}",
    LogCode.BROWSER_PIN_MADE: "the page has a new PIN",
    LogCode.BROWSER_PIN_WRONG: "a wrong PIN came from the browser {0}",
    LogCode.BROWSER_PASSKEY_MADE: "the browser {0} approves with a passkey from now on, made for {1}",
    LogCode.BROWSER_PASSKEY_CODE: "a wrong code for a passkey came from the browser {0}",
    LogCode.BROWSER_PASSKEY_WRONG: "what the browser {0} sent is not signed by its passkey",
    LogCode.BROWSER_PASSKEY_BACK: "the passkey of the browser {0} counted back from {1} to {2}, as copies do; refused",
    LogCode.BROWSER_PASSKEY_SIGNED: "page, browser {0}: what comes next is signed by its passkey",
    LogCode.BROWSER_APPROVES: "page, browser {0}: approves request {1:.8}",
    LogCode.BROWSER_REFUSES: "page, browser {0}: refuses request {1:.8}",
    LogCode.BROWSER_FREEZES: "page, browser {0}: freezes all wallets",
    LogCode.BROWSER_RULES: "page, browser {0}: changes rules of {1}",
    LogCode.BROWSER_KEEPS: "page, browser {0}: rule {2} of {1} stays as it is",
    LogCode.BROWSER_BLOCKS: "page, browser {0}: blocks the computer {1}",
    LogCode.BROWSER_WOKEN: "the browser {0} is woken when something waits",
    LogCode.BROWSER_SLEEPS: "the browser {0} is woken no more",
    LogCode.BROWSER_UNWOKEN: "the browser {0} was not woken: {1}",
    LogCode.WAKE_SET: "another receiver is told when something waits",
    LogCode.WAKE_OFF: "no receiver is told any more when something waits",
    LogCode.WAKE_FAILS: "nobody was woken: {0}",
    LogCode.WAKE_WORKS: "the receiver takes wake-ups again",
}

MISSES: Table = {  # why a wake-up was not taken
    MissKind.NAME: "nobody knows the name of the receiver's machine",
    MissKind.PRIVATE: "the address leads into your own network, and it was not said that it may",
    MissKind.PLAIN: "plain http leads out of your own network",
    MissKind.SILENT: "the receiver does not answer",
    MissKind.TLS: "the receiver's certificate is not good",
    MissKind.HTTP: "the receiver answers with {number}",
}

PAGE: Table = {
    PageLine.LANGUAGE: "en",
    PageLine.TITLE: "Co‑signer",
    PageLine.PRACTICE: "Practice",
    PageLine.WAITING: "What waits for you",
    PageLine.NOTHING: "Nothing waits for you.",
    PageLine.LOOK_AGAIN: "Look again",
    PageLine.LOOK_AT: "Look at it",
    PageLine.BACK: "Back",
    PageLine.HISTORY: "Signed",
    PageLine.LOG: "Log",
    PageLine.RULES: "Rules",
    PageLine.IS_MINE: "Is this address mine?",
    PageLine.ASKS_PAY: "Approve this payment?",
    PageLine.APPROVED_PAY: "You have approved this payment",
    PageLine.ASKS_UNLOCK: "A computer asks to unlock a wallet",
    PageLine.ASKS_SHEET: "A computer asks to have its recovery sheet accepted",
    PageLine.ASKS_RESTORE: "A computer asks to take the place of a lost one",
    PageLine.AT_TERMINAL: "To say yes, go to the co‑signer’s own terminal. You can say no here.",
    PageLine.CODE: "Your computer shows the same",
    PageLine.LEAVES: "Leaves the wallet",
    PageLine.TO: "To, as read from the transaction itself",
    PageLine.TO_SELF: "To yourself",
    PageLine.LOST: "Yours, but where no program will find it",
    PageLine.NO_AMOUNT: "an unknown amount",
    PageLine.FEE: "Network fee",
    PageLine.NOTHING_LEAVES: "Nothing leaves but the fee.",
    PageLine.MY_RULES: "My rules",
    PageLine.LOOK_FIRST: "Look at this first",
    PageLine.COMPUTER_SAYS: "The computer says",
    PageLine.WALLET: "Wallet: {name}",
    PageLine.ITS_NAME: "Computer: {name}",
    PageLine.NETWORK: "Network: {name}",
    PageLine.EXPIRES: "Expires in {time}",
    PageLine.SIGNED_IN: "Is signed in {time}",
    PageLine.SIGNED_SOON: "Is signed as soon as the computer is on‑line",
    PageLine.APPROVE: "Approve",
    PageLine.APPROVE_ASK: "Approve this payment",
    PageLine.APPROVED: "Approved. It is signed as soon as the computer is on‑line.",
    PageLine.PIN: "PIN of this page",
    PageLine.COMPARED: "I compared the whole address",
    PageLine.FEE_MEANT: "The high fee is meant",
    PageLine.UNVERIFIED: "This line is not verified: nothing can be approved or made looser over it.",
    PageLine.CHECKING: "Approving needs the page’s PIN, and script.",
    PageLine.NO_PIN: (
        "To approve here, make a passkey (see below), or a PIN at the co‑signer’s terminal: tandem-cosigner web pin"
    ),
    PageLine.NEW_WAITS: ("Something new waits. Look again."),
    PageLine.OVER_NOW: ("This request does not wait any more: it was decided, taken back, or has expired."),
    PageLine.OFF_LINE: ("The co‑signer cannot be reached. What you see may be old."),
    PageLine.REFUSE: "Refuse",
    PageLine.REFUSE_THIS: "Refuse this request",
    PageLine.REFUSE_MORE: "Your computer shows the reason. Nothing is signed.",
    PageLine.NOT_MINE: "I did not start this",
    PageLine.WRONG_ADDRESS: "The address is not the right one",
    PageLine.WRONG_AMOUNT: "The amount or fee is wrong",
    PageLine.NOT_NOW: "Not now",
    PageLine.OWN_WORDS: "In my words",
    PageLine.FREEZE_TOO: "Freeze all payments too",
    PageLine.FREEZE_WISE: "Wise if you did not start this",
    PageLine.FREEZE: "Freeze all payments",
    PageLine.FREEZE_ASK: "Freeze all payments?",
    PageLine.FREEZE_MORE: (
        "I will sign nothing until you unfreeze me. Receiving goes on. What was signed before is not called back."
    ),
    PageLine.FREEZE_YES: "Freeze",
    PageLine.FROZEN: "Frozen: nothing is signed. To sign again, use the co‑signer’s terminal.",
    PageLine.REFUSED: "Refused. Nothing is signed.",
    PageLine.READ_ONLY: "You can look, refuse and freeze here. You approve on the co‑signer’s terminal.",
    PageLine.ADMIT: "Admit this browser?",
    PageLine.ADMIT_MORE: "Give it a name. The co‑signer’s terminal then asks whether this is your browser.",
    PageLine.ADMIT_NAME: "Name of this browser",
    PageLine.ADMIT_EXAMPLE: "My phone",
    PageLine.ADMIT_GO: "Ask for admission",
    PageLine.ADMIT_WAIT: "Say yes at the co‑signer’s terminal",
    PageLine.ADMIT_WAIT_MORE: (
        "It must show this code. If it shows another, somebody else has used the link: say no. Then open the page."
    ),
    PageLine.ADMIT_OPEN: "Open the page",
    PageLine.ADMIT_OVER: "This link is over",
    PageLine.STRANGER: "This browser is not admitted",
    PageLine.STRANGER_MORE: "Make a link on the co‑signer’s terminal: tandem-cosigner web admit",
    PageLine.DENIED: "This was not sent by the page itself",
    PageLine.DENIED_MORE: "Nothing was done. Open the page and try again.",
    PageLine.BUSY: "Too many requests",
    PageLine.BUSY_MORE: "Wait a second and try again.",
    PageLine.NOT_THERE: "There is no such page",
    PageLine.FAILED: "That did not work",
    PageLine.MINE: "Yes, it is ours. Number {path}.",
    PageLine.FOREIGN: "No: this address does not belong to this wallet. Do not send to it.",
    PageLine.ADDRESS: "The whole address",
    PageLine.WHICH_WALLET: "Wallet",
    PageLine.ASK: "Ask",
    PageLine.NO_WALLET: "There is no wallet yet.",
    PageLine.NO_LINES: "Nothing was written down.",
    PageLine.TIMES: "{count} times",
    PageLine.RULES_FROZEN: "Frozen: nothing is signed.",
    PageLine.RULES_ASK: "Every payment asks you.",
    PageLine.RULES_PENDING: "From {time} on: {rule}",
    PageLine.USED_DAY: "Signed in 24 hours: {amount}",
    PageLine.LOCKED: "{name} is locked: a check failed that an honest computer passes.",
}

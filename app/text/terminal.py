"""What the programs of the terminal say in their own way: what to type, and lines of progress. They speak English."""

from __future__ import annotations

import shlex
from enum import StrEnum

from app.text import say
from app.text.table import Table
from core.bitcoin.caution import Caution
from core.errors import InputKind, LinkKind, RefusalKind, StorageKind, TandemError
from core.home.log_fields import LogFlaw
from core.protocol.progress import ProgressStep

_HOME = "; use another --home"
_APART = "; if it is another machine: --this-is-not-the-wallet-computer"
_SERVE = ": tandem-cosigner serve"
_HOME_PATH: Table = {StorageKind.HOME_PATH: "; use a shorter --home"}

# By program and enumeration: what follows core's words, before the full stop.
TYPED: dict[str, dict[type[StrEnum], Table]] = {
    "tandem": {
        InputKind: {
            InputKind.NO_ESTIMATE: ": --fee-rate X",
            InputKind.NO_HOME: ": tandem pair LINK",
            InputKind.NO_SERVER: ": tandem sync NAME --server URL",
            InputKind.NO_SUCH_WALLET: "; `tandem wallet list` shows all",
            InputKind.NO_AGE_KEY: ": tandem age new NAME",
            InputKind.NO_SSH_KEY: ": tandem ssh new NAME",
            InputKind.NOBODY: "; give ADDRESS=SATS",
            InputKind.PAIRED: ": tandem pair --another LINK",
            InputKind.NO_SUCH_PEER: "; `tandem cosigners` lists them",
            InputKind.SEVERAL_COSIGNERS: ": --cosigner WHICH",
            InputKind.UNPAIRED: ": tandem-cosigner pair",
            InputKind.UPDATE_NONE: ": tandem update check",
        },
        LinkKind: {LinkKind.NOT_SERVING: _SERVE},
        RefusalKind: {
            RefusalKind.NO_PRACTICE: ": tandem-cosigner init --practice",
            RefusalKind.SHEET_WORDS: ": tandem-cosigner restore --sheet-file FILE",
        },
        StorageKind: _HOME_PATH | {StorageKind.HALF: ": tandem accept-copy"},
    },
    "tandem-cosigner": {
        InputKind: {
            InputKind.NO_SUCH_PEER: "; `tandem-cosigner status` lists them",
            InputKind.EXISTS: "; serve it, or choose another --home",
            InputKind.STORE: " (`store` in config.toml, or --store)",
            InputKind.FEE: "; approve it with --accept-fee if that is meant",
            InputKind.NO_HOME: ": tandem-cosigner init",
            InputKind.NO_SUCH_REQUEST: "; `tandem-cosigner approvals` lists them",
            InputKind.NO_SUCH_WALLET: "; `tandem-cosigner status` lists them",
            InputKind.NO_SUCH_PEER: "; `tandem-cosigner status` lists them",
            InputKind.SEVERAL_WALLETS: " as COMPUTER/NAME",
            InputKind.PRACTICE: ": --listen 127.0.0.1:PORT",
            InputKind.SHEET_ADDRESS: _APART,
            InputKind.SHEET_SEAT: _APART,
            InputKind.SHEET_TERMINAL: _APART,
            InputKind.UNPROVEN: ": `tandem-cosigner approve` in another terminal",
            InputKind.RESTORE_UNPROVEN: ": `tandem-cosigner approve` in another terminal",
            InputKind.RESTORE_THERE: ": tandem-cosigner block COMPUTER",
            InputKind.REQUEST_ID: "; `tandem-cosigner approvals` lists them",
        },
        LinkKind: {LinkKind.NOT_RUNNING: _SERVE},
        StorageKind: _HOME_PATH | {StorageKind.HALF: ": tandem-cosigner accept-copy"},
    },
}

# A line of progress is no sentence.
STEPS: Table = {
    ProgressStep.OWN_HALF: "this computer draws its half",
    ProgressStep.OTHER_HALF: "the co-signer has drawn its half",
    ProgressStep.NEW_SHARES: "both sides draw new shares of the same key",
    ProgressStep.TEST: "a test signature with the new shares",
    ProgressStep.KEPT: "both sides keep the new shares and erase the old ones",
    ProgressStep.SHOW: "showing the request to the co-signer",
    ProgressStep.REQUEST: "request {request} is on the co-signer",
    ProgressStep.COUNTDOWN: "approved; by the rules it is signed in {seconds} s, unless it is refused until then",
    ProgressStep.WAITING: "waiting for a decision; on the co-signer: tandem-cosigner approve {request:.8}",
    ProgressStep.SILENCE: (
        "nobody is asked for {seconds} s after several refusals in a row; on the co-signer: "
        "tandem-cosigner end-silence ends that"
    ),
    ProgressStep.SILENCE_DAY: (
        "nobody is asked for {seconds} s after as many questions as a day has; on the co-signer: "
        "tandem-cosigner end-silence ends that"
    ),
    ProgressStep.SIGN: "signing together: {signed} of {inputs} inputs",
    ProgressStep.SIGNED: "signed together",
    ProgressStep.SEND: "handing the payment to the network",
    ProgressStep.HANDING_OUT: "handing out the copies to the new co-signer",
    ProgressStep.RESTORE_WAITS: "waiting for a yes; on the co-signer: tandem-cosigner approve {request:.8}",
    ProgressStep.SETTLES: (
        "approved; the copies are handed out in {time}, unless the lost computer connects or somebody says no; "
        "stop this if you like, and type it again later"
    ),
    ProgressStep.OPENING: "opening the copies with the words",
    ProgressStep.BINDING: "proving what was opened; the co-signer binds the wallets to this computer",
    ProgressStep.ANSWERS: "the server has given {answers} answers",
    ProgressStep.LOST: "the line to the co-signer dropped; trying again",
    ProgressStep.BACK: "connected again",
}

# How a running co-signer was opened, and whether its memory is kept off the disk, by the words of `status --json`.
OPENED_WITH = {
    "person": "from a person",
    "credential": "from a credential of systemd; unless a TPM seals it, the disk alone opens this co-signer",
    "file": "from a file; the disk alone opens this co-signer",
}
MEMORY = {
    "locked": "locked, never written to swap",
    "held": "kept out of the page file as long as it stays below 512 MiB",
    "refused": "not locked, it may be written to swap; give this user LimitMEMLOCK=infinity",
    "unknown": "not locked, it may be written to swap; this system has no way to keep it off the disk",
}


def opened_with(word: str) -> str:
    """Where the passphrase of a running co-signer came from, after "it came"; an unknown word stays as it is."""
    return OPENED_WITH.get(word, word)


def memory(word: str) -> str:
    """Whether the memory of a running co-signer can reach a disk; an unknown word stays as it is."""
    return MEMORY.get(word, word)


ANCHORED = {
    "off": "There is no anchor: if this home is put back to an older copy, a computer that you blocked since gets in.",
    "unusable": (
        "The anchor, which lies outside of this home, cannot be written or read: if the home is put back to an older "
        "copy, a computer that you blocked since gets in. Set TANDEM_COSIGNER_ANCHOR to a folder that can be written."
    ),
}


def anchored(state: str) -> str:
    """That nothing outside of a co-signer's home remembers it; nothing where all is well, or a `serve` does not say."""
    return ANCHORED.get(state, "")


def failed(message: str) -> str:
    """That a co-signer's disk has failed while it ran; nothing where it has not."""
    return message and f"The disk has failed: {message}. Nothing is signed or changed until `serve` was started again."


def behind(seconds: int) -> str:
    """That limits and waits do not count all of the time that the machine was off; nothing where they do."""
    if not seconds:
        return ""
    return (
        f"The machine was off, and by its clock for so long that limits and waits do not count {seconds / 3600:.1f} h "
        "of it. If the clock is right: tandem-cosigner clock confirm"
    )


# What is wrong with the rest of a log.
FLAWS: Table = {
    LogFlaw.LINE: "it is no line of a log.",
    LogFlaw.ORDER: "entries are missing before it, or it stands in another place.",
    LogFlaw.LINK: "it, or what has gone before it, is not what was written down.",
    LogFlaw.HEAD: "it is not what all entries before it make; something that had gone was exchanged.",
    LogFlaw.CUT: "the file ends before the log does.",
    LogFlaw.MORE: "something stands after the end of the log.",
}


def flaw_of(flaw: LogFlaw) -> str:
    """What is wrong with a line of a log."""
    return FLAWS[flaw]


def stale(age: str) -> str:
    """That the newest block of a server is old."""
    return f"The newest block of this server is {age} old: it stands still, or hides newer ones. Ask another server."


def delay_proposed(wallet: str, minutes: int, *, elsewhere: bool = False) -> str:
    """That whoever sits at the co-signer for a minute can loosen its rules at once, and what to type there."""
    name, where = shlex.quote(wallet), "on the co-signer: " if elsewhere else ""
    return (
        f"{wallet} has coins, and its rules can be loosened at once. So that a loosening waits {minutes // 60} h: "
        f"{where}tandem-cosigner policy set {name} --delay {minutes}   (to leave it so: --delay 0)"
    )


def warning(word: str) -> str:
    """What a person must look at, and what to type if it is meant."""
    text = say.warning(word)
    return f"{text[:-1]}; if that is meant, approve with --accept-fee." if word == Caution.FEE else text


def doing(step: ProgressStep, **fields: object) -> str:
    """What long work is at, as a line of progress."""
    return STEPS[step].format(**fields)


def told(error: TandemError, program: str) -> str:
    """What went wrong in core's words, and what to type in this program to mend it; no full stop."""
    kind = error.kind
    typed = TYPED.get(program, {}).get(type(kind), {}).get(kind, "") if isinstance(kind, StrEnum) else ""
    return error.message + typed

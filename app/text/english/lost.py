"""A lost device comes back, in English."""

from __future__ import annotations

from app.text.restore_line import RestoreLine
from app.text.table import Table
from core.bitcoin.caution import Caution
from core.home.records import LogCode
from core.protocol.progress import ProgressStep

STEPS: Table = {
    ProgressStep.HANDING_OUT: "The new co-signer gets the copies that its sheet opens.",
    ProgressStep.RESTORE_WAITS: "The person at the co-signer must say yes. Request {request} is there.",
    ProgressStep.SETTLES: (
        "Approved. The co-signer hands out the copies in {time}, unless somebody there says no or the lost "
        "computer connects. This can be stopped and begun again."
    ),
    ProgressStep.OPENING: "The copies are opened with the words of the sheet.",
    ProgressStep.BINDING: "This computer proves what it has opened, and the co-signer binds the wallets to it.",
}
CAUTIONS: Table = {
    Caution.WAS_WHOLE: "This key was whole on another machine: receive nothing more with it, and move its coins.",
    Caution.RESTORED: "Another computer took the place of a lost one less than three days ago: everything asks.",
}
LOG: Table = {
    LogCode.OPENED: "{0} ({1}): the half of this device came back from its copy with the words of the sheet",
    LogCode.WORDS_TYPED: "the words of a lost co-signer's sheet were typed, and wait for its computer: {0}",
    LogCode.WORDS_FORGOTTEN: "the words of a lost co-signer's sheet are not here any more: {0}",
    LogCode.WAS_WHOLE: "{0}: the key was put together from both sheets; its coins are to be moved",
    LogCode.NOTES_BACK: "labels ({1}) and contacts ({2}) came back from the notes at the co-signer, number {0}",
    LogCode.RESTORE_WANTED: "the computer {2} asks for the wallets of a lost one ({0}), with the sheet: {1}",
    LogCode.RESTORE_APPROVED: "the computer {1} may take the place of a lost one, in {0} h",
    LogCode.RESTORE_REFUSED: "the computer {0} gets no wallets of a lost one",
    LogCode.RESTORE_STOPPED: "the computer {0} gets no wallets: the one that was called lost is connected",
    LogCode.RESTORE_CANCELLED: "{0}: given back to the device of before; {2} is blocked",
    LogCode.REBOUND: "{0}: {2} has the other half now, in place of a lost device",
    LogCode.RENAMED: "{1} is called {0} now: there was another wallet of its name, or one that looks the same",
}
RESTORE: Table = {
    RestoreLine.TITLE: "Request {request}: A COMPUTER ASKS FOR THE WALLETS OF A LOST ONE",
    RestoreLine.NEW: "the computer that asks: {computer}",
    RestoreLine.WALLETS: "wallets that it gets: {wallets}",
    RestoreLine.WITHOUT: "without a copy, so they stay where they are: {wallets}",
    RestoreLine.LOST: "the computer that is called lost, and signs for these no more: {computers}",
    RestoreLine.SEEN: "it was last connected on {day}; if it is in your hands, refuse",
    RestoreLine.SHEET: "it has the words of the recovery sheet whose fingerprint is:",
    RestoreLine.MEANT: (
        "Say yes only if you began this yourself, at the new computer, because the old one is lost. It needs the "
        "passphrase. For three days after it every payment asks, and no rule is loosened."
    ),
    RestoreLine.WAITS: "waits for you",
    RestoreLine.SETTLES: (
        "approved; the copies are handed out in {time}, unless the lost computer connects or you refuse it until then"
    ),
    RestoreLine.READY: "approved; the copies are handed out as soon as the new computer asks, and you can still refuse",
    RestoreLine.APPROVED: "Approved. The new computer goes on by itself as soon as it is on-line and the time is over.",
}

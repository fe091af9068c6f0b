"""How a key is, in English."""

from __future__ import annotations

from app.text.health_line import HealthLine
from app.text.table import Table

HEALTH: Table = {
    HealthLine.COSIGNER: "Co\u2011signer",
    HealthLine.COSIGNER_AT: "Co\u2011signer at {place}",
    HealthLine.COSIGNER_NAMED: "Co\u2011signer {name}",
    HealthLine.HALVES: "Halves renewed {ago}",
    HealthLine.RULES: "Rules",
    HealthLine.LOST: "A lost device",
    HealthLine.SHEETS: "Recovery sheets",
    HealthLine.ASKING: "Asking it now",
    HealthLine.ONLINE: "On\u2011line",
    HealthLine.ANSWERS: "On\u2011line, answers in {ms} ms",
    HealthLine.SILENT: "Silent since this program started.",
    HealthLine.LAST_ANSWER: "Last answer {at}, {ago}.",
    HealthLine.NO_ANSWER: "It does not answer.",
    HealthLine.WERE_WHOLE: "No use any more: they were put together once",
    HealthLine.EPOCHS: ("The co\u2011signer is at epoch {there}, this computer at {here}. Nothing is lost."),
    HealthLine.FAILED: "Epoch {epoch}; the try of {at} failed, see Recovery",
    HealthLine.EPOCH: "Epoch {epoch}, {next}",
    HealthLine.NEXT_ONLINE: "next as soon as both are on\u2011line",
    HealthLine.NEXT: "next {at}",
    HealthLine.NO_REPORT: "Not reported yet",
    HealthLine.ASKS: "Asks you for every payment",
    HealthLine.SIGNS: "Signs up to {below} without asking, {day} in 24 h",
    HealthLine.LOST_PRACTICE: "Practice has nothing to lose",
    HealthLine.COMES_BACK: "Comes back with its own paper and the other device",
    HealthLine.LOSES_EITHER: "Losing either one loses the coins, without sheets",
    HealthLine.LOSES_COMPUTER: "Losing this computer loses the coins, without its sheet",
    HealthLine.LOSES_COSIGNER: "Losing the co\u2011signer loses the coins, without its sheet",
    HealthLine.SHEETS_PRACTICE: "Practice goes without",
    HealthLine.NO_SHEET: "None yet: make one {way}",
    HealthLine.SEALED_NEXT: "The next renewal makes the copy for this computer's",
    HealthLine.WAITS_THERE: "This computer's waits for a yes on the co\u2011signer",
    HealthLine.WAITS_HERE: "The co\u2011signer's waits for your yes {way}",
    HealthLine.NO_SHEET_THERE: "The co\u2011signer has none yet: make it there",
    HealthLine.DRILL: "Try this computer's on its copy: a drill is due, {way}",
    HealthLine.DRILL_THERE: "Try the co\u2011signer's on its copy: a drill is due, {way}",
    HealthLine.NO_FILE: "This wallet is in no recovery file yet, {way}",
    HealthLine.OLD_FILE: "The recovery file needs an old paper: write another, {way}",
    HealthLine.IN_FORCE: "Both in force, with copies on both sides",
    HealthLine.TRIED: "Both in force and tried; next drill {day}",
    HealthLine.WHOLE: "This key was whole: move the coins now",
    HealthLine.WHOLE_MORE: (
        "On {day} it was put together from both papers. Whoever has the file of that day, or had that "
        "machine, has the coins. Send all of them to a new wallet, and receive nothing more here."
    ),
    HealthLine.PLACE_ASKED: "Somebody asks to take this computer's place",
    HealthLine.PLACE_ASKED_MORE: (
        "If it was not you, refuse it on the co\u2011signer: tandem-cosigner approvals. As long as this computer is "
        "connected, no yes there lets it through. Whoever asks has the words of this computer's sheet, or a copy of "
        "this computer: if it was not you, make another sheet {way}."
    ),
    HealthLine.PLACE_STOPPED: "Somebody wanted to take this computer's place, and was stopped",
    HealthLine.PLACE_STOPPED_MORE: (
        "A person on the co\u2011signer had said yes, or was about to; this computer was connected, so nothing changed "
        "hands. Look at the log there: tandem-cosigner log. Whoever asks has the words of this computer's sheet, or a "
        "copy of this computer: if it was not you, make another sheet {way}."
    ),
    HealthLine.MISMATCH: "The two halves do not fit together",
    HealthLine.MISMATCH_MORE: (
        "The one at the lower epoch is an old copy: start its newest one instead, or bring it back from its recovery "
        "sheet. Nothing is signed until then. Here it is epoch {epoch}; on the co\u2011signer: tandem-cosigner status"
    ),
    HealthLine.NO_ADDRESS: "No address now: the two halves do not fit together",
    HealthLine.LOCKED: "The key is locked",
    HealthLine.LOCKED_MORE: (
        "A check failed that only a cheater or a broken machine fails. Renew the halves, confirm it on the "
        "co\u2011signer (tandem-cosigner approvals), then renew once more."
    ),
    HealthLine.SUSPENDED: "Payments are suspended until {at}",
    HealthLine.SUSPENDED_MORE: (
        "The co\u2011signer saw several faults in a row. It ends by itself; to end it now, confirm it on the "
        "co\u2011signer: tandem-cosigner approvals"
    ),
    HealthLine.MUST_RENEW: "Renew the halves before the next payment",
    HealthLine.MUST_RENEW_MORE: "One side was interrupted or put back. It takes some seconds and costs nothing.",
    HealthLine.OLD_COPY: "For seven days every payment asks: one side is an old copy",
    HealthLine.OLD_COMPUTER: (
        "This computer came back from an old copy, or somebody uses a copy of it. If you did not put one "
        "back, move your coins. Else say so on the co\u2011signer:"
    ),
    HealthLine.OLD_COSIGNER: (
        "The co\u2011signer came back from an old copy and has forgotten what it signed since. Look at its "
        "rules there, then say:"
    ),
    HealthLine.SAME_MACHINE: "Both halves are on this machine: this protects nothing",
    HealthLine.SAME_MACHINE_MORE: (
        "Whoever gets into this computer has both. Keep no coins here that you do not want to lose."
    ),
    HealthLine.UNCOMPARED: "Nobody compared the words when these two were paired",
    HealthLine.UNCOMPARED_MORE: ("Somebody in between could have paired with both. Pair once more and compare them."),
    HealthLine.ON_PAGE: "on the page Recovery",
    HealthLine.SEE_PAGE: "see the page Recovery",
    HealthLine.TYPE: "with: {command}",
    HealthLine.AGO: "{time} ago",
}

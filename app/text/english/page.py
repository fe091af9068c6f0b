"""The co-signer's page: rules, computers, and what is no payment, in English."""

from __future__ import annotations

from app.text.page_line import AskedLine, ComputersLine, PasskeyLine, RulesLine, WakeLine
from app.text.table import Table

RULES: Table = {
    RulesLine.CHANGE: "Change these rules",
    RulesLine.EMPTY_IS_OFF: "An empty field: this rule is off.",
    RulesLine.AT_ONCE: "What is stricter counts at once. What is looser waits first, and you can still stop it.",
    RulesLine.APPROVE_BELOW: "Signed without asking up to (sat)",
    RulesLine.ASK_ABOVE: "Ask me above (sat)",
    RulesLine.MAX_PAYMENT: "At most for one payment (sat)",
    RulesLine.PER_DAY: "At most in 24 hours (sat)",
    RulesLine.PER_WEEK: "At most in seven days (sat)",
    RulesLine.WAIT: "Wait after my yes (minutes)",
    RulesLine.HOURS: "Unasked only from – to (HH:MM-HH:MM)",
    RulesLine.ONLY_LISTED: "Pay only addresses on my list",
    RulesLine.LISTED: "On the list: {count}",
    RulesLine.DISALLOW: "Take this address off the list",
    RulesLine.ALLOW: "Put this address on the list",
    RulesLine.FROZEN: "Frozen: sign nothing",
    RulesLine.GO: "Change",
    RulesLine.SET: "The rules are changed.",
    RulesLine.LATER: "It waits. Until then you can stop it here.",
    RulesLine.KEPT: "It stays as it is.",
    RulesLine.SAME: "These are the rules already.",
    RulesLine.NO_NUMBER: "“{field}” takes a whole number, in digits alone.",
    RulesLine.WAITS: "Looser in {time}: {rule}",
    RulesLine.OFF_LATER: "no longer: {rule}",
    RulesLine.KEEP: "Keep it as it is",
    RulesLine.LOOSEN: "Make it looser?",
    RulesLine.LOOSEN_MORE: (
        "This is looser than now. It counts in {time}; what is stricter counts at once. Until then you can stop it "
        "here and on the co‑signer’s terminal."
    ),
    RulesLine.LOOSEN_GO: "Make it looser",
    RulesLine.NO_PIN: "That needs the page’s PIN. Make one at the co‑signer’s terminal: tandem-cosigner web pin",
    RulesLine.NO_DELAY: (
        "Looser rules of this wallet would count at once, so the page does not set them. Use the co‑signer’s terminal, "
        "or set a delay there first."
    ),
    RulesLine.UNCHECKED: "Over this line you can look, refuse and freeze, nothing else.",
}

COMPUTERS: Table = {
    ComputersLine.TITLE: "Computers",
    ComputersLine.NONE: "No computer is paired.",
    ComputersLine.HERE: "connected",
    ComputersLine.AWAY: "not connected",
    ComputersLine.BLOCKED: "blocked since {time}",
    ComputersLine.BLOCK: "Block this computer",
    ComputersLine.ASK: "Block this computer?",
    ComputersLine.DOES: "It is turned away at once. All that it asked for is refused, and nothing is signed with it.",
    ComputersLine.STAYS: (
        "What was signed before is not called back. Its wallets stay, and cannot be spent from while it is blocked."
    ),
    ComputersLine.UNDO: (
        "The page cannot undo this. Pair it again, with the words compared on both screens: tandem-cosigner pair"
    ),
    ComputersLine.YES: "Block",
    ComputersLine.DONE: "Blocked. It is turned away.",
    ComputersLine.AT_TERMINAL: "Over this line no computer is blocked. Use the co‑signer’s terminal:",
}

ASKED: Table = {
    AskedLine.UNLOCK: "unlock this wallet's key",
    AskedLine.SHEET: "accept this recovery sheet of the computer, for good, if its paper says the same words,",
    AskedLine.SHEET_ALL: "for all wallets of that computer:",
    AskedLine.NEW_SHEET: (
        "A NEW RECOVERY SHEET is to take the place of the computer's old one ({old} …), for all its wallets."
    ),
    AskedLine.NEW_MEANT: "Say yes only if you made it yourself, there, and its paper says the same words:",
    AskedLine.NEW_DAY: "After your yes a day passes in which you can still refuse.",
    AskedLine.NEW_IN: "Approved: the computer may use it in {time}. Until it does you can still refuse.",
    AskedLine.NEW_NOW: "Approved: the computer may use it. Until it does you can still refuse.",
}

WAKING: Table = {
    WakeLine.TITLE: "Wake me",
    WakeLine.DOES: (
        "When something begins to wait, this browser shows a notice that says just that: no amount, no name. The push "
        "service of its maker carries it, and learns when."
    ),
    WakeLine.GO: "Wake me on this phone",
    WakeLine.SET: "This browser is woken from now on.",
    WakeLine.IS_WOKEN: "This browser is woken.",
    WakeLine.END: "Wake me here no more",
    WakeLine.ENDED: "This browser is woken no more.",
    WakeLine.CANNOT: "This browser cannot be woken. ntfy can wake the phone instead: see the guide in Tandem's window.",
    WakeLine.DENIED: "This browser was not allowed to show notices. Allow them in its settings.",
    WakeLine.UNCHECKED: "This line is not verified, so no browser can be woken by it.",
    WakeLine.PUSHED: "Something waits for you",  # as resources/page/worker.js has it
}

PASSKEYS: Table = {
    PasskeyLine.TITLE: "Passkey",
    PasskeyLine.HAS: "This browser approves with its passkey, made on {day}. The PIN does not count for it.",
    PasskeyLine.LOST: (
        "If it is lost, make another one here. To end it, revoke this browser at the co‑signer’s terminal."
    ),
    PasskeyLine.NEEDS: (
        "A passkey needs a page that has a name, not just an address, and a certificate. Approve with the PIN here."
    ),
    PasskeyLine.WHAT: (
        "With a passkey your fingerprint, your face or this device’s lock approves. From then on no PIN does, "
        "in this browser."
    ),
    PasskeyLine.HOW: "At the co‑signer’s terminal write this line. It shows a code; type it here.",
    PasskeyLine.CODE: "Code on the terminal",
    PasskeyLine.GO: "Go on",
    PasskeyLine.SIGN: "This device asks for your fingerprint, your face or its lock. You sign just what stands here.",
    PasskeyLine.SIGN_NEW: "The code was right. This device now asks for your fingerprint, your face or its lock.",
    PasskeyLine.MAKE: "Make the passkey",
    PasskeyLine.MADE: "This browser approves with its passkey from now on.",
    PasskeyLine.FAILED: "The device gave no passkey. Nothing was done; you can try again.",
    PasskeyLine.CHECKING: "Approving needs this browser’s passkey, and script.",
    PasskeyLine.OTHER_NAME: (
        "This browser’s passkey is for another name of this page, and no PIN counts for it. Open the page by that "
        "name, or make another passkey here (see below)."
    ),
}

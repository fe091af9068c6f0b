"""What the co-signer's page says of rules, of computers, and of what is no payment: codes, whose sentences are in the
tables."""

from __future__ import annotations

from enum import StrEnum


class RulesLine(StrEnum):
    """On the page of the rules."""

    CHANGE = "change"
    EMPTY_IS_OFF = "empty_is_off"
    AT_ONCE = "at_once"
    APPROVE_BELOW = "approve_below"
    ASK_ABOVE = "ask_above"
    MAX_PAYMENT = "max_payment"
    PER_DAY = "per_day"
    PER_WEEK = "per_week"
    WAIT = "wait"
    HOURS = "hours"
    ONLY_LISTED = "only_listed"
    LISTED = "listed"
    DISALLOW = "disallow"
    ALLOW = "allow"
    FROZEN = "frozen"
    GO = "go"
    SET = "set"
    LATER = "later"
    KEPT = "kept"
    SAME = "same"
    NO_NUMBER = "no_number"
    WAITS = "waits"
    OFF_LATER = "off_later"
    KEEP = "keep"
    LOOSEN = "loosen"
    LOOSEN_MORE = "loosen_more"
    LOOSEN_GO = "loosen_go"
    NO_PIN = "no_pin"
    NO_DELAY = "no_delay"
    UNCHECKED = "unchecked"


class WakeLine(StrEnum):
    """On the page about being woken."""

    TITLE = "wake_title"
    DOES = "wake_does"
    GO = "wake_go"
    SET = "wake_set"
    IS_WOKEN = "wake_is_woken"
    END = "wake_end"
    ENDED = "wake_ended"
    CANNOT = "wake_cannot"
    DENIED = "wake_denied"
    UNCHECKED = "wake_unchecked"
    PUSHED = "wake_pushed"


class ComputersLine(StrEnum):
    """On the page of the computers."""

    TITLE = "title"
    NONE = "none"
    HERE = "here"
    AWAY = "away"
    BLOCKED = "blocked"
    BLOCK = "block"
    ASK = "ask"
    DOES = "does"
    STAYS = "stays"
    UNDO = "undo"
    YES = "yes"
    DONE = "done"
    AT_TERMINAL = "at_terminal"


class AskedLine(StrEnum):
    """Of what a computer asks beside payments."""

    UNLOCK = "unlock"
    SHEET = "sheet"
    SHEET_ALL = "sheet_all"
    NEW_SHEET = "new_sheet"
    NEW_MEANT = "new_meant"
    NEW_DAY = "new_day"
    NEW_IN = "new_in"
    NEW_NOW = "new_now"


class PasskeyLine(StrEnum):
    """On the page of this browser's passkey, and in forms that it signs."""

    TITLE = "title"
    HAS = "has"
    LOST = "lost"
    NEEDS = "needs"
    WHAT = "what"
    HOW = "how"
    CODE = "code"
    GO = "go"
    SIGN = "sign"
    SIGN_NEW = "sign_new"
    MAKE = "make"
    MADE = "passkey_made"
    FAILED = "failed"
    CHECKING = "checking"
    OTHER_NAME = "other_name"

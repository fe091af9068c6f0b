"""What a person must look at before a payment is signed: a code, whose sentences are in app/text."""

from __future__ import annotations

from enum import StrEnum


class Caution(StrEnum):
    """Something odd. What has any of these is never approved unattended."""

    FEE = "fee"  # out of proportion: needs a yes of its own
    FOREIGN_INPUT = "foreign-input"
    HINT = "hint"  # an own coin that only a hint found
    NO_ADDRESS = "no-address"
    BURNT = "burnt"
    DATA_OUTPUT = "data-output"
    UNFINDABLE = "unfindable"  # change where a restored wallet does not look
    CHANGE = "change"  # in several, or in very small coins
    MANY = "many"  # so many payees that one among them is easily overlooked
    LOCKTIME = "locktime"
    RELATIVE_LOCK = "relative-lock"
    SHARED = "shared"  # with a payment that is open, approved or signed, and no raise of it (C6)
    DAILY_LIMIT = "daily-limit"  # of what nobody is asked about
    OLD_COPY = "old-copy"  # a side came back from one: the rules may have forgotten what was signed
    RESTORED = "restored"  # another computer took the place of a lost one: for three days everything asks
    UNSPENDABLE = "unspendable"  # not a payment: what arrives at an address waits for new halves
    WAS_WHOLE = "was-whole"  # nor this: whoever has seen the key whole can take what arrives
    MAX_PAYMENT = "max-payment"  # a rule says no, as the next four
    PER_DAY = "per-day"
    PER_WEEK = "per-week"
    NOT_LISTED = "not-listed"
    FROZEN = "frozen"
    ASK_ABOVE = "ask-above"
    HOURS = "hours"
    LOCKED = "locked"  # the key, not a payment
    SUSPENDED = "suspended"

"""A rule of the co-signer, and what it says of a payment: codes, whose sentences are in the tables."""

from __future__ import annotations

from enum import StrEnum


class RuleLine(StrEnum):
    """What a rule is set to; the values are the codes of the rules in core/approval/rules."""

    FREEZE = "freeze"
    MAX_PAYMENT = "max-payment"
    PER_DAY = "per-day"
    PER_WEEK = "per-week"
    ALLOWLIST = "allowlist"
    ONLY_LISTED = "only-listed"  # the same rule, where nobody else is paid
    ASK_ABOVE = "ask-above"
    HOURS = "hours"
    APPROVE_BELOW = "approve-below"
    WAIT = "wait"
    DELAY = "delay"
    ALIKE_MINUTES = "alike-minutes"
    ALIKE_PER_DAY = "alike-per-day"


class VerdictLine(StrEnum):
    """What it says of one payment."""

    FITS = "fits"
    ASKS = "asks"
    REFUSES = "refuses"
    SILENT = "not_yet"  # it is not in force
    LEFT = "left"
    BEYOND = "beyond"
    LATER = "later"
    NO_MORE = "no_more"

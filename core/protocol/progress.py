"""What long work is at, for whoever waits: a code, whose sentences are in app/text."""

from __future__ import annotations

from enum import StrEnum


class ProgressStep(StrEnum):
    """A step of a key, of a refresh, or of a payment that both sign."""

    # a key, or new shares of one
    OWN_HALF = "own_half"  # this computer draws its share
    OTHER_HALF = "other_half"  # the co-signer has drawn its own
    NEW_SHARES = "new_shares"  # both draw new ones of the same key
    TEST = "test"  # a signature with the new ones
    KEPT = "kept"  # both keep them and erase the old ones

    # a payment
    SHOW = "show"  # it goes to the co-signer
    REQUEST = "request"  # the co-signer has read the same payment, and it lies on its desk; names the request
    SILENCE = "silence"  # nobody there is asked, after several noes in a row; names the seconds
    SILENCE_DAY = "silence_day"  # nor after as many questions as a day has; names the seconds
    WAITING = "waiting"  # a person there must decide
    COUNTDOWN = "countdown"  # approved; signed when the time is over that the rules give it; names the seconds
    SIGN = "sign"  # both sign; names how many inputs then are signed, and of how many
    SIGNED = "signed"  # both have
    SEND = "send"  # it goes to the network

    # one device takes the place of another
    HANDING_OUT = "handing_out"  # copies, to a co-signer that takes the place of a lost one
    RESTORE_WAITS = "restore_waits"  # for the person at the co-signer; names the request
    SETTLES = "settles"  # it was approved, and the copies are handed out later; names the seconds
    OPENING = "opening"  # the copies are opened with the words
    BINDING = "binding"  # what came out of them is proved, and the co-signer binds the wallets to this computer

    # the chain
    ANSWERS = "answers"  # the server has answered; names how often

    # the line to the co-signer, during a wait
    LOST = "lost"
    BACK = "back"

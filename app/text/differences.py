"""What two logs do not agree on, for people, and what it means; English here, German in german/logs.py."""

from __future__ import annotations

from app.text.say import ENGLISH, GERMAN
from app.text.table import Table
from core.home.log_compare import Difference

# {wallet}, {name}: a transaction, an epoch, a rule or a request; {here}, {there}: what each side has; {times}
DIFFERENCES: Table = {
    Difference.SIGNED_THERE: (
        "{wallet}: the co-signer signed {name}, and this computer never began to. Somebody else may have this "
        "computer's half and its link: move the coins to a new wallet. If this home was put back from an old copy, "
        "it may have forgotten it."
    ),
    Difference.SIGNED_HERE: (
        "{wallet}: {name} is signed by both, and the co-signer's log has no signature of it. Its log was rewritten "
        "or put back from an old copy, or it hides what it did; its limits may not have counted it."
    ),
    Difference.ASKED_THERE: (
        "{wallet}: the co-signer was asked for {name}, and not by this computer. Somebody else may have this "
        "computer's link."
    ),
    Difference.ANSWERED_HERE: (
        "{wallet}: the co-signer has answered about {name}, and its log knows nothing of it. Its log was rewritten "
        "or put back from an old copy."
    ),
    Difference.AMOUNT: (
        "{wallet}: {name}: sat that leave / fee are {here} here and {there} there. One side shows what the other "
        "did not read."
    ),
    Difference.OTHER_PAYMENT: "{wallet}: request {name} is {here} here and {there} there.",
    Difference.EPOCH_THERE: (
        "{wallet}: the co-signer has renewed its half (epoch {name}) in a run that this computer knows nothing of. "
        "Somebody else may have this computer's half."
    ),
    Difference.EPOCH_HERE: (
        "{wallet}: epoch {name} is only here, and the co-signer commits first. Its log was rewritten or put back."
    ),
    Difference.KEY_THERE: "{wallet}: a key was made in this computer's name that it knows nothing of.",
    Difference.RULE_HERE: (
        "{wallet}: the co-signer said that its rule {name} is {here}, and its log has never set it so."
    ),
    Difference.LOCKED_THERE: (
        "{wallet}: the co-signer has locked the key, since a check failed that an honest computer passes; this "
        "computer was never told."
    ),
    Difference.BROKEN: (
        "The co-signer's file does not hold from entry {name} on: it was changed, cut or put together. What follows"
        " there was not compared."
    ),
    Difference.BROKEN_HERE: "The log of this computer does not hold from entry {name} on.",
    Difference.NOT_ARRIVED: (
        "{wallet}: {name} was asked here and is not known there: it never arrived, or was turned away."
    ),
    Difference.UNFINISHED: (
        "{wallet}: the co-signer's half of the signature of {name} is out, and this computer was cut off before it "
        "noted the whole. Signing again finishes it."
    ),
    Difference.PREPARED_HERE: (
        "{wallet}: epoch {name} is current there and prepared here: the next connection settles it."
    ),
    Difference.LATER: (
        "{wallet}: {name} is later than the co-signer's file, or from the same minutes: export it again to know."
    ),
    Difference.OLD: "{wallet}: {name} is so old that the line of the other side may have gone.",
    Difference.CHEATED_HERE: "{wallet}: this computer caught the co-signer cheating ({name}), {times} times.",
    Difference.FAULTS_THERE: "The co-signer found a fault of this computer ({name}), {times} times.",
}


def difference(what: Difference, language: str = ENGLISH, **fields: object) -> str:
    """One difference in words."""
    if language == GERMAN:
        from app.text.german import logs  # only where it is spoken

        return logs.DIFFERENCES[what].format(**fields)
    return DIFFERENCES[what].format(**fields)

"""Every state of a payment against every event: where it leads, or which error says why not."""

from __future__ import annotations

from itertools import product

import pytest

from core.errors import BadInput, InputKind, RefusalKind, Refused, TandemError
from core.wallet.payment_status import PaymentEvent, PaymentStatus, step

HOW = Refused("the co-signer refused: not today", RefusalKind.REFUSED)
PAIRS = list(product(PaymentStatus, PaymentEvent))

# One line for each event, one column for each status, in their order. A letter: the status it leads to.
# "s" signed already (Refused), "o" over (Refused, as it ended), "x" sent, "e" ended before, "u" under way (BadInput).
#               DRAFT ASKED SIGNING SIGNED SENT ENDED
EXPECTED = {
    PaymentEvent.DRAFTED: "DAGSxe",
    PaymentEvent.ASKED: "AAAsso",
    PaymentEvent.FOUND: "AAGsso",
    PaymentEvent.ALLOWED: "sGGsso",
    PaymentEvent.SIGNED: "ssSsso",
    PaymentEvent.SENT: "sssTso",
    PaymentEvent.NEVER_SIGNED: "EEEssE",
    PaymentEvent.TAKEN_BACK: "EEsssE",
    PaymentEvent.GIVEN_UP: "sssEsE",
    PaymentEvent.DROPPED: "EuuuTE",
}
LEADS_TO = dict(zip("DAGSTE", PaymentStatus, strict=True))
ERRORS: dict[str, tuple[type[TandemError], str]] = {
    "s": (Refused, RefusalKind.SIGNED),
    "o": (Refused, HOW.kind),
    "x": (BadInput, InputKind.SENT),
    "e": (BadInput, InputKind.ENDED),
    "u": (BadInput, InputKind.PAYMENT),
}


def test_every_pair_is_expected() -> None:
    assert set(EXPECTED) == set(PaymentEvent)
    assert {len(line) for line in EXPECTED.values()} == {len(PaymentStatus)}


@pytest.mark.parametrize(("status", "event"), PAIRS, ids=lambda one: one.name.lower())
def test_step(status: PaymentStatus, event: PaymentEvent) -> None:
    letter = EXPECTED[event][status]
    if letter in LEADS_TO:
        assert step(status, event, HOW) is LEADS_TO[letter]
        return
    kind, word = ERRORS[letter]
    with pytest.raises(kind) as refused:
        step(status, event, HOW)
    assert type(refused.value) is kind
    assert refused.value.kind == word
    if letter in ("o", "e"):
        assert HOW.message in refused.value.message


def test_what_a_status_says() -> None:
    """A person's words for each, in the order DRAFT, ASKED, SIGNING, SIGNED, SENT, ENDED."""
    said = {
        "under way": "yyyynn",
        "unsigned": "yyynnn",
        "asked": "nyyyyn",
        "allowed": "nnyyyn",
        "signed": "nnnyyn",
        "sent": "nnnnyn",
        "over": "nnnnny",
        "ours": "yynnnn",
    }
    found = {
        "under way": [status.under_way for status in PaymentStatus],
        "unsigned": [status.is_unsigned for status in PaymentStatus],
        "asked": [status.was_asked for status in PaymentStatus],
        "allowed": [status.was_allowed for status in PaymentStatus],
        "signed": [status.is_signed for status in PaymentStatus],
        "sent": [status.is_sent for status in PaymentStatus],
        "over": [status.is_over for status in PaymentStatus],
        "ours": [status.is_ours_to_end for status in PaymentStatus],
    }
    assert {name: "".join("y" if one else "n" for one in line) for name, line in found.items()} == said


@pytest.mark.parametrize("event", PaymentEvent)
def test_no_step_leads_back_behind_a_signature(event: PaymentEvent) -> None:
    for status in (PaymentStatus.SIGNED, PaymentStatus.SENT, PaymentStatus.ENDED):
        try:
            after = step(status, event, HOW)
        except TandemError:
            continue
        assert after >= status

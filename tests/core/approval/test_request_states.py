"""Every state of a request against every event: where it leads, or which error says why not."""

from __future__ import annotations

from itertools import product

import pytest

from core.approval.messages import RequestState
from core.approval.request import FINAL, MAY_BE_SIGNED, RequestEvent, step
from core.errors import BadInput, Bug, InputKind, RefusalKind, Refused, TandemError

WHY = "not today"

# One line for each event, one column for each state, in their order. A capital letter: the state it leads to.
# "p" waits for a person (Refused), "f" as it ended (Refused), "s" signed (Refused), "b" a mistake of ours (Bug),
# "n" not open, "a" signed already (BadInput).
#                PROPOSED APPROVED DEBITED RELEASED REFUSED EXPIRED CANCELLED
EXPECTED = {
    RequestEvent.APPROVE: "Annnnnn",
    RequestEvent.REFUSE: "FFaannn",
    RequestEvent.CANCEL: "CCssFEC",
    RequestEvent.EXPIRE: "EEDRFEC",
    RequestEvent.ASK: "pPbbfff",
    RequestEvent.DEBIT: "pDDRfff",
    RequestEvent.RELEASE: "pbRRfff",
}
LEADS_TO = dict(zip("PADRFEC", RequestState, strict=True))
ERRORS: dict[str, tuple[type[TandemError], str]] = {
    "p": (Refused, RefusalKind.PENDING),
    "s": (Refused, RefusalKind.SIGNED),
    "n": (BadInput, InputKind.INPUT),
    "a": (BadInput, InputKind.INPUT),
    "b": (Bug, "bug"),
}


def test_every_pair_is_expected() -> None:
    assert set(EXPECTED) == set(RequestEvent)
    assert {len(line) for line in EXPECTED.values()} == {len(RequestState)}


@pytest.mark.parametrize(
    ("state", "event"), list(product(RequestState, RequestEvent)), ids=lambda one: one.name.lower()
)
def test_step(state: RequestState, event: RequestEvent) -> None:
    letter = EXPECTED[event][state]
    if letter in LEADS_TO:
        assert step(state, event) is LEADS_TO[letter]
        return
    kind, word = ERRORS.get(letter) or (Refused, state.name.lower())
    with pytest.raises(kind) as refused:
        step(state, event, WHY)
    assert type(refused.value) is kind
    assert refused.value.kind == word
    if letter == "f":
        assert refused.value.message == f"{word}: {WHY}"
    if letter == "a":
        assert "signed" in refused.value.message
    if letter == "n":
        assert state.name.lower() in refused.value.message


@pytest.mark.parametrize("event", RequestEvent)
def test_what_is_final_stays_and_what_may_be_signed_is_never_taken_back(event: RequestEvent) -> None:
    for state in (*FINAL, *MAY_BE_SIGNED):
        try:
            after = step(state, event)
        except TandemError:
            continue
        assert after is state or (state, after) == (RequestState.DEBITED, RequestState.RELEASED)

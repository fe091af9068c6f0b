"""What a co-signer counts and tells for whoever looks after its machine: codes, nothing of a payment or a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.bitcoin.caution import Caution
from core.cosigner.api import ServiceEvent
from core.cosigner.tally import BROKEN, LINKED, TOLD, UNWELCOME, Tally, event
from core.home.listeners import Written
from core.home.records import LogCode, LogEntry

NAMES = ("savings of Ann", "bc1qexample", "25013", "Kitchen NUC", "../../etc", "a b", "")
PIN, REQUEST = "0123456789abcdef", "01234567"


def request(state: RequestState, **more: object) -> SigningRequest:
    made = SigningRequest(
        bytes.fromhex(REQUEST) + bytes(12), bytes(32), bytes(32), bytes(32), state, 1, 1, 1, 1, (), unattended=False,
        external=0, internal=0,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", LogCode)
@pytest.mark.parametrize("text", NAMES)
def test_whatever_a_line_holds_no_name_or_amount_leaves(code: LogCode, text: str) -> None:
    """Even where the values of a line come to mean something else one day: what does not look as it should stays."""
    assert event(LogEntry(1, code, (text,) * 5)) in (ServiceEvent(code, {}), ServiceEvent(code, {"epoch": "25013"}))


def test_what_does_leave() -> None:
    assert set(TOLD.values()) == {"request", "computer", "epoch", "fault", "rule"}
    assert told(LogCode.APPROVED, "savings", REQUEST * 4, "a txid") == ("decision.approved", {"request": REQUEST})
    assert told(LogCode.DEBITED, "savings", REQUEST * 4, "a txid") == ("signature.debited", {"request": REQUEST})
    assert told(LogCode.COMPUTER_PAIRED, PIN) == ("pairing.computer", {"computer": PIN})
    assert told(LogCode.CURRENT, "savings", "bitcoin", "7") == ("key.current", {"epoch": "7"})
    assert told(LogCode.RULE_SET, "savings", "per-day", "25000") == ("rules.set", {"rule": "per-day"})
    assert told(LogCode.FAULT, "savings", "PeerFault.fault") == ("fault.key", {"fault": "PeerFault.fault"})
    assert told(LogCode.UNLOCKED, "savings") == ("unlock.refresh", {})
    assert told(LogCode.APPROVED) == ("decision.approved", {})  # of another version


def told(code: LogCode, *values: str) -> tuple[str, dict[str, str]]:
    found = event(LogEntry(1, code, values))
    return found.code, dict(found.fields)


def test_requests_by_decision_and_refusals_by_who_said_no() -> None:
    told: list[ServiceEvent] = []
    tally = Tally(told.append)
    refused = request(RequestState.REFUSED)
    tally.written(
        Written(
            (LogEntry(1, LogCode.REFUSED, ("savings", REQUEST * 4)), LogEntry(1, LogCode.WAITS, ("savings",))),
            (
                replace(refused, reason="not today"),
                replace(refused, warnings=("of another version", str(Caution.FROZEN))),
                refused,
                request(RequestState.PROPOSED),
                request(RequestState.APPROVED, unattended=True),
                request(RequestState.APPROVED),
                request(RequestState.DEBITED),
                request(RequestState.RELEASED),
            ),
        )
    )
    found = {name: {k: v for k, v in counts.items() if v} for name, counts in tally.counts().items()}
    assert found == {
        "decisions": {"refused": 3, "proposed": 1, "unattended": 1, "approved": 1, "debited": 1, "released": 1},
        "refusals": {"person": 1, str(Caution.FROZEN): 1, "other": 1},
        "handshakes": {},
        "lines": {"decision.refused": 1, "request.waits": 1},
    }
    assert [(one.code, one.fields) for one in told] == [
        ("decision.refused", {"request": REQUEST}),
        ("request.waits", {}),
    ]


def test_links_are_told_and_strangers_only_counted() -> None:
    told: list[ServiceEvent] = []
    tally = Tally(told.append)
    tally.handshake(LINKED, PIN)
    tally.handshake(UNWELCOME, PIN)
    for _ in range(1000):
        tally.handshake(BROKEN)
    tally.unlinked(PIN)
    assert tally.counts()["handshakes"] == {LINKED: 1, UNWELCOME: 1, BROKEN: 1000}
    assert [(one.code, one.fields) for one in told] == [
        (f"link.{word}", {"computer": PIN}) for word in ("linked", "unwelcome", "ended")
    ]

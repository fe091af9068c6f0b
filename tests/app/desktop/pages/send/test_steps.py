"""How a payment stands, in words, for every stage and every failure."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.desktop.model.payment_progress import PaymentProgress
from app.desktop.model.state import CosignerView, KeyView, State, TransactionView
from app.desktop.pages.send import steps as send_steps
from app.desktop.pages.send.standing import Standing, standing
from app.desktop.pages.send.steps import steps
from app.desktop.parts.health import SILENT
from app.desktop.text import translation
from core.errors import (
    BadInput,
    FaultKind,
    InputKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
    TandemError,
)
from core.protocol.progress import ProgressStep
from core.wallet.events import Event
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus

NOW = time.time()
STATE = State(
    key=KeyView("Everyday", "bitcoin", "7a3f90c1", 12, False, "open", "", "", int(NOW), "xpub"),
    cosigner=CosignerView("nuc", True, NOW, 12, epoch=12),
)


def payment(status: PaymentStatus, **changes: Any) -> Payment:
    request = bytes(16) if status is PaymentStatus.DRAFT else b"r" * 16
    return replace(Payment(b"p" * 16, bytes(32), status, b"", bytes(32), 1, 1, request), **changes)


def progress(**ago: float) -> PaymentProgress:
    times = {"begun": 1.0, "shown": 1.0, **ago}
    return replace(PaymentProgress(0.0), **{name: NOW - seconds for name, seconds in times.items()})  # type: ignore[arg-type]


def stands(status: PaymentStatus, error: TandemError | None = None, **changes: Any) -> Standing:
    """Where it stands when nobody works on it."""
    return standing(payment(status, **changes), progress().ended(NOW, error), STATE, NOW)


def states(found: Payment, how: PaymentProgress, state: State = STATE) -> list[str]:
    return [step.state for step in steps(found, how, state, NOW)]


# ------------------------------------------------------------------ what is heard
def test_events_become_progress() -> None:
    heard = PaymentProgress(1.0)
    for moment, event in enumerate(
        [
            Event(ProgressStep.SHOW),
            Event(ProgressStep.REQUEST, request="aa"),
            Event(ProgressStep.WAITING),
            Event(ProgressStep.LOST),
            Event(ProgressStep.BACK),
            Event(ProgressStep.SIGN),
            Event(ProgressStep.SIGN),
            Event(ProgressStep.SIGNED),
            Event(ProgressStep.SEND),
            Event(ProgressStep.OWN_HALF),
        ],
        2,
    ):
        heard = heard.heard(event, float(moment))
        if event.step is ProgressStep.LOST:
            assert heard.lost == 5.0
    assert heard == PaymentProgress(1.0, shown=2.0, read=3.0, asked=4.0, allowed=7.0, signed=9.0, sending=10.0)
    assert heard.running
    assert not heard.ended(12.0).running


@pytest.mark.parametrize(
    ("error", "signed", "co_signer", "server"),
    [
        (LinkError("gone"), 0.0, True, True),
        (LinkError("gone", LinkKind.SERVER), 1.0, False, True),
        (BadInput("no", InputKind.REJECTED), 1.0, False, False),
        (BadInput("no", InputKind.UNSIGNED), 1.0, False, False),
        (Refused("no", RefusalKind.BUSY), 0.0, False, True),
        (KeyBlocked("no"), 0.0, False, False),
        (PeerFault("no", FaultKind.TASK), 0.0, False, True),
    ],
)
def test_what_goes_on_by_itself(error: TandemError, signed: float, co_signer: bool, server: bool) -> None:
    found = PaymentProgress(1.0, signed=signed).ended(2.0, error)
    assert found.goes_on_with_co_signer is co_signer
    assert found.goes_on_with_server is server
    assert not PaymentProgress(1.0).goes_on_with_co_signer


# ------------------------------------------------------------------ steps
@pytest.mark.parametrize(
    ("found", "how", "expected"),
    [
        (payment(PaymentStatus.DRAFT), progress(), ["done", "now", "todo", "todo", "todo"]),
        (payment(PaymentStatus.ASKED), progress(read=1, asked=1), ["done", "done", "waiting", "todo", "todo"]),
        (payment(PaymentStatus.SIGNING), progress(read=1, allowed=1), ["done", "done", "done", "now", "todo"]),
        (payment(PaymentStatus.SIGNED), progress(read=1, allowed=1, signed=1), ["done", "done", "done", "done", "now"]),
        (payment(PaymentStatus.SENT), progress(), ["done"] * 5),
        (
            payment(PaymentStatus.ENDED, kind="refused", reason="no"),
            progress(read=1, asked=1).ended(NOW, Refused("no")),
            ["done", "done", "failed", "todo", "todo"],
        ),
        (
            payment(PaymentStatus.DRAFT),
            progress().ended(NOW, PeerFault("other", FaultKind.TASK)),
            ["done", "failed", "todo", "todo", "todo"],
        ),
        (
            payment(PaymentStatus.ASKED),
            progress(read=1).ended(NOW, LinkError("gone")),
            ["done", "done", "waiting", "todo", "todo"],
        ),
        (
            payment(PaymentStatus.SIGNED),
            progress(read=1).ended(NOW, BadInput("no", InputKind.REJECTED)),
            ["done", "done", "done", "done", "failed"],
        ),
    ],
)
def test_each_step_is_where_it_is(found: Payment, how: PaymentProgress, expected: list[str]) -> None:
    assert states(found, how) == expected


@pytest.mark.parametrize(
    ("rows", "looked", "said"),
    [
        ((), False, "The network has it"),
        ((), True, "Handed to the network"),
        ((True,), True, "The network has it"),
        ((False,), True, "Handed to the network"),
    ],
)
def test_nothing_says_that_the_network_has_what_it_does_not_show(
    rows: tuple[bool, ...], looked: bool, said: str
) -> None:
    found = payment(PaymentStatus.SENT)
    history = tuple(TransactionView(found.name, -1, 1, None, None, shown=shown) for shown in rows)
    last = steps(found, progress(), replace(STATE, history=history, looked=looked), NOW)[-1]
    assert (last.title, last.state) == (said, "done")


def test_what_conflicts_promises_nothing() -> None:
    """It is never sent by itself, and a yes on the co-signer would help nobody."""
    error = BadInput("another payment took its coins; give this one up", InputKind.CONFLICT)
    signed = stands(PaymentStatus.SIGNED, error)
    assert "as soon as" not in signed.note + signed.notice
    assert signed.note == "Another payment took its coins; give this one up."
    asked = payment(PaymentStatus.ASKED)
    assert send_steps.how(asked, progress(read=1, asked=1).ended(NOW, None), STATE)
    assert send_steps.how(asked, progress(read=1, asked=1).ended(NOW, error), STATE) == ""


def test_who_does_what_is_always_said() -> None:
    for status in PaymentStatus:
        assert [step.who for step in steps(payment(status), progress(), STATE, NOW)] == [
            "computer",
            "cosigner",
            "cosigner",
            "both",
            "computer",
        ]
    assert len(send_steps.todo(True)) == len(send_steps.todo(False)) == 5


def test_the_reason_of_a_person_stands_in_quotation_marks() -> None:
    found = payment(PaymentStatus.ENDED, kind="refused", reason="I did not start this")
    (failed,) = [step for step in steps(found, progress(), STATE, NOW) if step.state == "failed"]
    assert failed.detail == "“I did not start this”."


def test_what_was_approved_and_waits_is_not_called_signing() -> None:
    how = replace(progress(begun=60, shown=60, read=59, asked=59, allowed=30), ready=NOW + 60)
    asked = payment(PaymentStatus.ASKED)
    found = standing(asked, how, silent(1), NOW)
    assert found.title == "Approved, and not signed yet"
    assert found.ways == ("take_back",)
    step = steps(asked, how, silent(1), NOW)[3]
    assert step.state == "waiting"
    assert "signed in 1\u00a0min" in step.detail
    assert standing(asked, how, silent(-60), NOW + 61).title == "Signing together"


def test_a_co_signer_that_asks_nobody_is_no_failure() -> None:
    """W5: a named state, with how long it lasts, for both its reasons; then it is the ordinary way again."""
    draft = payment(PaymentStatus.DRAFT)
    for step, words in (
        (ProgressStep.SILENCE, "Several requests were refused in a row. It asks again in 12\u00a0min"),
        (ProgressStep.SILENCE_DAY, "It has asked as often as it does in 24 hours. It asks again in 12\u00a0min"),
    ):
        how = progress(begun=60, shown=60).heard(Event(step, seconds=12 * 60), NOW)
        found = standing(draft, how, silent(1), NOW)
        assert found.title == "The co\u2011signer asks nobody at present"
        assert (found.tone, found.ways) == ("info", ("take_back",))
        now = steps(draft, how, silent(1), NOW)[1]
        assert now.state == "waiting"
        assert now.detail.startswith(words)
        read = how.heard(Event(ProgressStep.REQUEST), NOW)
        assert steps(payment(PaymentStatus.ASKED), read, silent(1), NOW)[2].state == "now"
        assert (
            standing(payment(PaymentStatus.ASKED), read, silent(1), NOW).title == "The co\u2011signer reads the payment"
        )


# ------------------------------------------------------------------ silence
def silent(seconds: float, **changes: Any) -> State:
    return replace(STATE, cosigner=replace(STATE.cosigner, seen=NOW - seconds, **changes))


def test_a_silent_side_is_named_after_five_seconds_with_its_last_word() -> None:
    how = progress(begun=60, shown=60, read=59, asked=59)
    asked = payment(PaymentStatus.ASKED)
    assert standing(asked, how, silent(SILENT - 0.5), NOW).title == "Waiting for a person at the co\u2011signer"
    named = standing(asked, how, silent(SILENT + 1), NOW)
    assert named.title == "The co\u2011signer is silent"
    assert "has not answered for 6.0\u00a0s" in named.text
    assert "last seen" in named.text
    assert named.ways == ("take_back",)


def test_a_step_that_hangs_is_silence_too() -> None:
    how = progress(begun=9, shown=9)
    assert send_steps.silent_for(silent(9), how, NOW) == pytest.approx(9)
    assert send_steps.silent_for(silent(1), how, NOW) == 0


def test_a_lost_line_is_named_at_once() -> None:
    how = replace(progress(begun=60, read=50, asked=50), lost=NOW - 1)
    assert standing(payment(PaymentStatus.ASKED), how, silent(2), NOW).tone == "warn"
    assert standing(payment(PaymentStatus.ASKED), progress(), silent(2, online=False), NOW).tone == "warn"


# ------------------------------------------------------------------ headlines and ways on
@pytest.mark.parametrize(
    ("found", "title", "ways"),
    [
        (stands(PaymentStatus.SENT), "Sent", ("history", "anew")),
        (stands(PaymentStatus.ENDED, kind="refused", reason="x"), "The co\u2011signer refused", ("change", "cosigner")),
        (stands(PaymentStatus.ENDED, kind="expired", reason="x"), "The request has expired", ("change", "cosigner")),
        (stands(PaymentStatus.ENDED, kind="cancelled", reason="x"), "Taken back", ("change", "anew")),
        (stands(PaymentStatus.ENDED, kind="given_up", reason="x"), "Given up", ("change",)),
        (stands(PaymentStatus.DRAFT), "Not finished", ("again", "take_back", "export")),
        (stands(PaymentStatus.SIGNED), "Signed, not sent yet", ("again", "export", "settings")),
        (
            stands(PaymentStatus.SIGNED, LinkError("no server", LinkKind.SERVER)),
            "Signed, not sent yet",
            ("again", "export", "settings"),
        ),
        (
            stands(PaymentStatus.SIGNED, BadInput("x", InputKind.REJECTED)),
            "The network refused it",
            ("again", "export", "give_up"),
        ),
        (stands(PaymentStatus.SIGNED, BadInput("x", InputKind.UNSIGNED)), "Your part is signed", ("export", "give_up")),
        (
            stands(PaymentStatus.DRAFT, PeerFault("x", FaultKind.TASK)),
            "The two read different payments",
            ("take_back", "cosigner"),
        ),
        (
            stands(PaymentStatus.ASKED, PeerFault("x", FaultKind.CHEAT)),
            "A check failed",
            ("take_back", "cosigner", "again"),
        ),
        (stands(PaymentStatus.ASKED, KeyBlocked("x")), "The key is blocked", ("cosigner", "take_back", "again")),
        (
            stands(PaymentStatus.ASKED, LinkError("x", LinkKind.SILENT)),
            "The co\u2011signer does not answer",
            ("again", "take_back", "export"),
        ),
        (
            stands(PaymentStatus.DRAFT, Refused("x", RefusalKind.TOO_MANY)),
            "The co\u2011signer cannot take it now",
            ("again", "take_back", "cosigner"),
        ),
        (
            stands(PaymentStatus.SIGNED, BadInput("x", InputKind.CONFLICT)),
            "Another payment took its coins",
            ("give_up", "history", "again"),
        ),
        (
            stands(PaymentStatus.ASKED, BadInput("x", InputKind.CONFLICT)),
            "Another payment took its coins",
            ("take_back", "history", "again"),
        ),
        (
            stands(PaymentStatus.ASKED, StorageError("x", StorageKind.FULL)),
            "It stopped",
            ("again", "take_back", "export"),
        ),
    ],
)
def test_every_end_has_a_headline_and_a_way_on(found: Standing, title: str, ways: tuple[str, ...]) -> None:
    assert (found.title, found.ways) == (title, ways)
    assert found.text or found.notice


@pytest.mark.parametrize(
    ("status", "changes", "halves"),
    [
        (PaymentStatus.DRAFT, {}, (False, False, False)),
        (PaymentStatus.SIGNED, {}, (True, True, True)),
        (PaymentStatus.SENT, {}, (True, True, True)),
        (PaymentStatus.ENDED, {"kind": "refused", "reason": "x"}, (True, False, False)),
        (PaymentStatus.ENDED, {"kind": "cancelled", "reason": "x"}, (False, False, False)),
    ],
)
def test_a_half_is_filled_when_its_side_has_agreed(
    status: PaymentStatus, changes: dict[str, Any], halves: tuple[bool, ...]
) -> None:
    found = stands(status, **changes)
    assert (found.left, found.right, found.joined) == halves


def test_nothing_claims_a_signature_before_there_is_one() -> None:
    for status in (PaymentStatus.DRAFT, PaymentStatus.ASKED, PaymentStatus.SIGNING):
        for error in (
            None,
            LinkError("x"),
            PeerFault("x"),
            PeerFault("x", FaultKind.TASK),
            KeyBlocked("x"),
            Refused("x", RefusalKind.BUSY),
        ):
            found = stands(status, error)
            said = f"{found.title} {found.text} {found.notice} {found.note}"
            assert "Signed" not in said
            assert not found.joined


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("cancelled", "Auf diesem Computer zurückgenommen."),
        ("given_up", "Auf diesem Computer aufgegeben."),
        ("expired", "24 Stunden lang hat niemand entschieden."),
    ],
)
def test_how_it_ended_is_said_in_the_window_s_language(qapp: QApplication, kind: str, said: str) -> None:
    translation.install(qapp, "de")
    try:
        ended = payment(PaymentStatus.ENDED, kind=kind, reason="words of core")
        assert [step.detail for step in steps(ended, progress(), STATE, NOW) if step.state == "failed"] == [said]
    finally:
        translation.install(qapp, "en")


@pytest.mark.parametrize(
    ("status", "how", "shown"),
    [
        (PaymentStatus.DRAFT, progress(), False),  # no id yet
        (PaymentStatus.ASKED, progress(read=1.0), False),  # its rules may allow it in a moment
        (PaymentStatus.ASKED, progress(read=1.0, asked=1.0), True),
        (PaymentStatus.ASKED, progress(read=1.0, asked=1.0, lost=0.5), True),
        (PaymentStatus.ASKED, progress().ended(NOW), True),
        (PaymentStatus.ASKED, progress(asked=1.0, allowed=0.5), False),
        (PaymentStatus.SIGNING, progress(asked=1.0, allowed=0.5), False),
        (PaymentStatus.SENT, progress().ended(NOW), False),
        (PaymentStatus.ENDED, progress().ended(NOW), False),
    ],
)
def test_how_to_approve_is_said_while_that_is_waited_for(
    status: PaymentStatus, how: PaymentProgress, shown: bool
) -> None:
    said = f"tandem-cosigner approve {(b'r' * 4).hex()}" if shown else ""
    assert send_steps.how(payment(status), how, STATE) == said
    assert send_steps.how(payment(status), how, replace(STATE, practice=True)) == ""

"""How a payment stands, in words, for every stage and every failure."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.desktop import translation
from app.desktop.pages import send_steps
from app.desktop.pages.health import SILENT
from app.desktop.pages.send_steps import Standing, standing, steps
from app.desktop.progress import Progress
from app.desktop.state import Cosigner, Key, State
from core.cosigning import Event
from core.errors import BadInput, KeyBlocked, LinkError, PeerFault, Refused, StorageError, TandemError
from core.payments import Payment, Stage

NOW = time.time()
STATE = State(
    key=Key("Everyday", "bitcoin", "7a3f90c1", 12, False, "open", "", "", int(NOW), "xpub"),
    cosigner=Cosigner("nuc", True, NOW, 12, epoch=12),
)


def payment(stage: Stage, **changes: Any) -> Payment:
    request = bytes(16) if stage is Stage.DRAFT else b"r" * 16
    return replace(Payment(b"p" * 16, bytes(32), stage, b"", bytes(32), 1, 1, request), **changes)


def progress(**ago: float) -> Progress:
    times = {"begun": 1.0, "shown": 1.0, **ago}
    return replace(Progress(0.0), **{name: NOW - seconds for name, seconds in times.items()})  # type: ignore[arg-type]


def stands(stage: Stage, error: TandemError | None = None, **changes: Any) -> Standing:
    """Where it stands when nobody works on it."""
    return standing(payment(stage, **changes), progress().ended(NOW, error), STATE, NOW)


def states(found: Payment, how: Progress, state: State = STATE) -> list[str]:
    return [step.state for step in steps(found, how, state, NOW)]


# ------------------------------------------------------------------ what is heard
def test_events_become_progress() -> None:
    heard = Progress(1.0)
    for moment, event in enumerate(
        [
            Event("step", "", "show"),
            Event("request", "", "aa"),
            Event("waiting", ""),
            Event("link", "", "lost"),
            Event("link", "", "back"),
            Event("step", "", "sign"),
            Event("step", "", "sign"),
            Event("step", "", "signed"),
            Event("step", "", "send"),
            Event("step", "this computer draws its half"),
        ],
        2,
    ):
        heard = heard.heard(event, float(moment))
        if event.data == "lost":
            assert heard.lost == 5.0
    assert heard == Progress(1.0, shown=2.0, read=3.0, asked=4.0, allowed=7.0, signed=9.0, sending=10.0)
    assert heard.running
    assert not heard.ended(12.0).running


@pytest.mark.parametrize(
    ("error", "signed", "co_signer", "server"),
    [
        (LinkError("gone"), 0.0, True, True),
        (LinkError("gone", "server"), 1.0, False, True),
        (BadInput("no", "rejected"), 1.0, False, False),
        (BadInput("no", "unsigned"), 1.0, False, False),
        (Refused("no", "busy"), 0.0, False, True),
        (KeyBlocked("no"), 0.0, False, False),
        (PeerFault("no", "task"), 0.0, False, True),
    ],
)
def test_what_goes_on_by_itself(error: TandemError, signed: float, co_signer: bool, server: bool) -> None:
    found = Progress(1.0, signed=signed).ended(2.0, error)
    assert found.goes_on_with_co_signer is co_signer
    assert found.goes_on_with_server is server
    assert not Progress(1.0).goes_on_with_co_signer


# ------------------------------------------------------------------ steps
@pytest.mark.parametrize(
    ("found", "how", "expected"),
    [
        (payment(Stage.DRAFT), progress(), ["done", "now", "todo", "todo", "todo"]),
        (payment(Stage.ASKED), progress(read=1, asked=1), ["done", "done", "waiting", "todo", "todo"]),
        (payment(Stage.SIGNING), progress(read=1, allowed=1), ["done", "done", "done", "now", "todo"]),
        (payment(Stage.SIGNED), progress(read=1, allowed=1, signed=1), ["done", "done", "done", "done", "now"]),
        (payment(Stage.SENT), progress(), ["done"] * 5),
        (
            payment(Stage.ENDED, kind="refused", reason="the co-signer refused: no"),
            progress(read=1, asked=1).ended(NOW, Refused("no")),
            ["done", "done", "failed", "todo", "todo"],
        ),
        (
            payment(Stage.DRAFT),
            progress().ended(NOW, PeerFault("other", "task")),
            ["done", "failed", "todo", "todo", "todo"],
        ),
        (
            payment(Stage.ASKED),
            progress(read=1).ended(NOW, LinkError("gone")),
            ["done", "done", "waiting", "todo", "todo"],
        ),
        (
            payment(Stage.SIGNED),
            progress(read=1).ended(NOW, BadInput("no", "rejected")),
            ["done", "done", "done", "done", "failed"],
        ),
    ],
)
def test_each_step_is_where_it_is(found: Payment, how: Progress, expected: list[str]) -> None:
    assert states(found, how) == expected


def test_who_does_what_is_always_said() -> None:
    for stage in Stage:
        assert [step.who for step in steps(payment(stage), progress(), STATE, NOW)] == [
            "computer",
            "cosigner",
            "cosigner",
            "both",
            "computer",
        ]
    assert len(send_steps.todo(True)) == len(send_steps.todo(False)) == 5


def test_the_reason_of_a_person_stands_in_quotation_marks() -> None:
    found = payment(Stage.ENDED, kind="refused", reason="the co-signer refused: I did not start this")
    (failed,) = [step for step in steps(found, progress(), STATE, NOW) if step.state == "failed"]
    assert failed.detail == "“I did not start this”."


# ------------------------------------------------------------------ silence
def silent(seconds: float, **changes: Any) -> State:
    return replace(STATE, cosigner=replace(STATE.cosigner, seen=NOW - seconds, **changes))


def test_a_silent_side_is_named_after_five_seconds_with_its_last_word() -> None:
    how = progress(begun=60, shown=60, read=59, asked=59)
    asked = payment(Stage.ASKED)
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
    assert standing(payment(Stage.ASKED), how, silent(2), NOW).tone == "warn"
    assert standing(payment(Stage.ASKED), progress(), silent(2, online=False), NOW).tone == "warn"


# ------------------------------------------------------------------ headlines and ways on
@pytest.mark.parametrize(
    ("found", "title", "ways"),
    [
        (stands(Stage.SENT), "Sent", ("history", "anew")),
        (stands(Stage.ENDED, kind="refused", reason="x"), "The co\u2011signer refused", ("change", "cosigner")),
        (stands(Stage.ENDED, kind="expired", reason="x"), "The request has expired", ("change", "cosigner")),
        (stands(Stage.ENDED, kind="cancelled", reason="x"), "Taken back", ("change", "anew")),
        (stands(Stage.ENDED, kind="given_up", reason="x"), "Given up", ("change",)),
        (stands(Stage.DRAFT), "Not finished", ("again", "take_back", "export")),
        (stands(Stage.SIGNED), "Signed, not sent yet", ("again", "export", "settings")),
        (
            stands(Stage.SIGNED, LinkError("no server", "server")),
            "Signed, not sent yet",
            ("again", "export", "settings"),
        ),
        (stands(Stage.SIGNED, BadInput("x", "rejected")), "The network refused it", ("again", "export", "give_up")),
        (stands(Stage.SIGNED, BadInput("x", "unsigned")), "Your part is signed", ("export", "give_up")),
        (
            stands(Stage.DRAFT, PeerFault("x", "task")),
            "The two read different payments",
            ("take_back", "cosigner"),
        ),
        (stands(Stage.ASKED, PeerFault("x", "cheat")), "A check failed", ("take_back", "cosigner", "again")),
        (stands(Stage.ASKED, KeyBlocked("x")), "The key is blocked", ("cosigner", "take_back", "again")),
        (
            stands(Stage.ASKED, LinkError("x", "silent")),
            "The co\u2011signer does not answer",
            ("again", "take_back", "export"),
        ),
        (
            stands(Stage.DRAFT, Refused("x", "too_many")),
            "The co\u2011signer cannot take it now",
            ("again", "take_back", "cosigner"),
        ),
        (stands(Stage.ASKED, StorageError("x", "full")), "It stopped", ("again", "take_back", "export")),
    ],
)
def test_every_end_has_a_headline_and_a_way_on(found: Standing, title: str, ways: tuple[str, ...]) -> None:
    assert (found.title, found.ways) == (title, ways)
    assert found.text or found.notice


@pytest.mark.parametrize(
    ("stage", "changes", "halves"),
    [
        (Stage.DRAFT, {}, (False, False, False)),
        (Stage.SIGNED, {}, (True, True, True)),
        (Stage.SENT, {}, (True, True, True)),
        (Stage.ENDED, {"kind": "refused", "reason": "x"}, (True, False, False)),
        (Stage.ENDED, {"kind": "cancelled", "reason": "x"}, (False, False, False)),
    ],
)
def test_a_half_is_filled_when_its_side_has_agreed(
    stage: Stage, changes: dict[str, Any], halves: tuple[bool, ...]
) -> None:
    found = stands(stage, **changes)
    assert (found.left, found.right, found.joined) == halves


def test_nothing_claims_a_signature_before_there_is_one() -> None:
    for stage in (Stage.DRAFT, Stage.ASKED, Stage.SIGNING):
        for error in (
            None,
            LinkError("x"),
            PeerFault("x"),
            PeerFault("x", "task"),
            KeyBlocked("x"),
            Refused("x", "busy"),
        ):
            found = stands(stage, error)
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
        ended = payment(Stage.ENDED, kind=kind, reason="words of core")
        assert [step.detail for step in steps(ended, progress(), STATE, NOW) if step.state == "failed"] == [said]
    finally:
        translation.install(qapp, "en")

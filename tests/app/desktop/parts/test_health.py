"""Key health in words: what is well, what is not, and what is the most urgent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.desktop.controller.controller import REFRESH_AFTER
from app.desktop.model.state import CosignerView, FailedRenewal, KeyView, SheetsView, State
from app.desktop.parts.health import SILENT, drill_of, facts, halves_fit, moment, receiving, renewal, silence, trouble
from app.text.health import is_due
from core.wallet.api import RENEWED_EVERY

NOON = datetime(2026, 11, 26, 12, 0)
NOW = NOON.timestamp()
KEY = KeyView("Everyday", "bitcoin", "c0ffee00", 12, False, "open", "", "", int(NOW - 3 * 3600))
WELL = CosignerView("192.168.1.20", True, NOW, 12, "", 12, "open", 50_000, per_day=500_000)
SHEETS = SheetsView(("acorn",) * 12, 1, sealed=True, cosigner=("lemon",) * 12)
STATE = State(key=KEY, cosigner=WELL, sheets=SHEETS)


def texts(state: State) -> list[str]:
    return [fact.text for fact in facts(state, NOW)]


def with_cosigner(state: State = STATE, /, **changes: object) -> State:
    return replace(state, cosigner=replace(state.cosigner, **changes))  # type: ignore[arg-type]


def test_all_is_well() -> None:
    assert texts(STATE) == [
        "On\u2011line, answers in 12 ms",
        "Epoch 12, next tomorrow 09:00",
        "Signs up to 50\u202f000\u00a0sat without asking, 500\u202f000\u00a0sat in 24 h",
        "Comes back with its own paper and the other device",
        "Both in force, with copies on both sides",
    ]
    assert facts(STATE, NOW)[3].tone == "ok"
    assert trouble(STATE, NOW) is None


@pytest.mark.parametrize(
    ("sealed", "other", "text"),
    [
        (False, (), "Losing either one loses the coins, without sheets"),
        (False, ("lemon",) * 12, "Losing this computer loses the coins, without its sheet"),
        (True, (), "Losing the co\u2011signer loses the coins, without its sheet"),
    ],
)
def test_what_a_lost_device_means_without_its_sheet(sealed: bool, other: tuple[str, ...], text: str) -> None:
    state = replace(STATE, sheets=replace(SHEETS, sealed=sealed, cosigner=other))
    fact = facts(state, NOW)[3]
    assert (fact.tone, fact.title, fact.text) == ("warn", "A lost device", text)
    assert facts(replace(state, practice=True), NOW)[3].text == "Practice has nothing to lose"


@pytest.mark.parametrize(
    ("sheets", "tone", "text"),
    [
        (SheetsView(), "warn", "None yet: make one on the page Recovery"),
        (replace(SHEETS, sealed=False), "warn", "This computer's waits for a yes on the co\u2011signer"),
        (replace(SHEETS, sealed=False, accepted=True), "info", "The next renewal makes the copy for this computer's"),
        (
            replace(SHEETS, cosigner=(), waiting=("a",)),
            "warn",
            "The co\u2011signer's waits for your yes on the page Recovery",
        ),
        (replace(SHEETS, cosigner=()), "warn", "The co\u2011signer has none yet: make it there"),
    ],
)
def test_what_is_missing_of_the_recovery_sheets(sheets: SheetsView, tone: str, text: str) -> None:
    found = facts(replace(STATE, sheets=sheets), NOW)[4]
    assert (found.title, found.tone, found.text) == ("Recovery sheets", tone, text)
    assert facts(replace(STATE, sheets=sheets, practice=True), NOW)[4].text == "Practice goes without"


LATER, BEFORE = int(NOW + 40 * 86_400), int(NOW - 86_400)


@pytest.mark.parametrize(
    ("due", "cosigner_due", "whose", "text"),
    [
        (LATER, LATER + 86_400, "", "Both in force and tried; next drill 5 Jan 2027"),
        (LATER, 0, "", "Both in force, with copies on both sides"),
        (BEFORE, LATER, "own", "Try this computer's on its copy: a drill is due, see the page Recovery"),
        (BEFORE, BEFORE, "own", "Try this computer's on its copy: a drill is due, see the page Recovery"),
        (LATER, BEFORE, "other", "Try the co\u2011signer's on its copy: a drill is due, see the page Recovery"),
    ],
)
def test_a_drill_that_is_due(due: int, cosigner_due: int, whose: str, text: str) -> None:
    state = replace(STATE, sheets=replace(SHEETS, due=due, cosigner_due=cosigner_due))
    found = facts(state, NOW)[4]
    assert (found.tone, found.text) == ("warn" if whose else "ok", text)
    assert drill_of(state, NOW) == whose
    assert drill_of(replace(state, practice=True), NOW) == drill_of(replace(state, key=None), NOW) == ""


def test_a_silent_co_signer_is_named_with_time_and_reason() -> None:
    silent = with_cosigner(online=False, seen=NOW - 840, reason="nobody is there")
    fact = facts(silent, NOW)[0]
    assert fact.tone == "danger"
    assert fact.text == "Last answer 11:46, 14\u00a0min ago."  # why stands on its page, which has room for it
    assert silence(silent.cosigner, NOW) == "Last answer 11:46, 14\u00a0min ago. Nobody is there."
    never = with_cosigner(online=False, seen=0.0, reason="no")
    assert texts(never)[0] == "Silent since this program started."
    assert silence(never.cosigner, NOW) == "Silent since this program started. No."
    assert texts(with_cosigner(online=None))[0] == "Asking it now"


def test_a_line_that_is_open_and_mute_is_silence_too() -> None:
    assert facts(with_cosigner(seen=NOW - SILENT), NOW)[0].tone == "peer"
    fact = facts(with_cosigner(seen=NOW - 6), NOW)[0]
    assert (fact.tone, fact.text) == ("danger", "Last answer 11:59, 6\u00a0s ago.")


def test_epochs_that_differ_are_told() -> None:
    assert "at epoch 11, this computer at 12" in texts(with_cosigner(epoch=11))[1]


def test_what_was_never_reported_is_not_invented() -> None:
    assert texts(replace(STATE, cosigner=CosignerView("nas")))[2] == "Not reported yet"
    assert texts(with_cosigner(approve_below=0))[2] == "Asks you for every payment"


@pytest.mark.parametrize(
    ("state", "title", "way_out"),
    [
        (with_cosigner(state="mismatch"), "The two halves do not fit together", ""),
        (replace(STATE, key=replace(KEY, state="mismatch")), "The two halves do not fit together", ""),
        (with_cosigner(state="locked"), "The key is locked", "renew"),
        (replace(STATE, key=replace(KEY, locked=True)), "The key is locked", "renew"),
        (with_cosigner(suspended_until=int(NOW + 900)), "Payments are suspended until 12:15", ""),
        (with_cosigner(suspended_until=int(NOW - 1)), None, ""),
        (with_cosigner(state="must_refresh"), "Renew the halves before the next payment", "renew"),
        (with_cosigner(old_copy="cosigner"), "For seven days every payment asks: one side is an old copy", ""),
        (with_cosigner(old_copy="computer"), "For seven days every payment asks: one side is an old copy", ""),
        (with_cosigner(same_machine=True), "Both halves are on this machine: this protects nothing", ""),
        (with_cosigner(words_compared=False), "Nobody compared the words when these two were paired", "compare"),
        (with_cosigner(same_machine=True, state="locked"), "The key is locked", "renew"),
        (replace(with_cosigner(same_machine=True, words_compared=False), practice=True), None, ""),
        (with_cosigner(place_asked="waits", state="locked"), "Somebody asks to take this computer's place", ""),
        (
            with_cosigner(place_asked="stopped", old_copy="cosigner"),
            "Somebody wanted to take this computer's place, and was stopped",
            "",
        ),
        (State(), None, ""),
    ],
)
def test_the_most_urgent_trouble_comes_first(state: State, title: str | None, way_out: str) -> None:
    found = trouble(state, NOW)
    assert (found and found.title) == title
    assert (found.way_out if found else "") == way_out


@pytest.mark.parametrize(
    ("state", "title", "words"),
    [
        (with_cosigner(state="mismatch"), "No address now: the two halves do not fit together", "an old copy"),
        (replace(STATE, key=replace(KEY, state="mismatch")), "No address now", "an old copy"),
        (
            with_cosigner(state="locked"),
            "The key is locked",
            "yours, but cannot be spent before both halves are renewed",
        ),
        (with_cosigner(state="must_refresh"), "Renew the halves", "cannot be spent before both halves are renewed"),
        (with_cosigner(suspended_until=int(NOW + 900)), None, ""),  # it ends by itself
        (with_cosigner(same_machine=True), None, ""),
        (STATE, None, ""),
        (State(), None, ""),
    ],
)
def test_what_whoever_receives_must_know(state: State, title: str | None, words: str) -> None:
    found = receiving(state, NOW)
    assert (found and found.title[: len(title or "")]) == title
    assert words in (found.text if found else "")
    assert halves_fit(state) == (not found or "No address" not in found.title)


def test_a_renewal_that_is_due_says_what_it_waits_for() -> None:
    old = replace(KEY, refreshed=int(NOW - REFRESH_AFTER - 1))
    assert renewal(old, NOW) == "next as soon as both are on\u2011line"


def test_halves_that_a_wrong_clock_has_made_are_renewed() -> None:
    """Else there would be no renewal until that moment has come."""
    assert renewal(replace(KEY, refreshed=int(NOW + 400 * 86_400)), NOW) == "next as soon as both are on\u2011line"
    assert is_due(int(NOW + 400 * 86_400), REFRESH_AFTER, NOW)
    assert not is_due(int(NOW + 60), REFRESH_AFTER, NOW)
    assert not is_due(int(NOW - REFRESH_AFTER + 1), REFRESH_AFTER, NOW)
    assert is_due(int(NOW - REFRESH_AFTER), REFRESH_AFTER, NOW)


def test_a_renewal_that_failed_is_said_and_paying_goes_on() -> None:
    failed = replace(STATE, failed_renewals=(FailedRenewal("Everyday", NOW - 3600, "the co-signer hung up"),))
    halves = facts(failed, NOW)[1]
    assert (halves.tone, trouble(failed, NOW)) == ("warn", None)
    assert halves.text == "Epoch 12; the try of 11:00 failed, see Recovery"
    assert REFRESH_AFTER == RENEWED_EVERY  # the window and the command line say the same


def test_moments_say_their_day_where_it_is_another() -> None:
    assert moment(NOON, NOW) == "12:00"
    assert moment(NOON + timedelta(days=1), NOW) == "tomorrow 12:00"
    assert moment(NOON - timedelta(days=1), NOW) == "Yesterday, 12:00"

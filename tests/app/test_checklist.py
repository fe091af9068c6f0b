"""The check-list of the rules at the co-signer's own console, and until when something waits."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.cosigner.checklist import at, checked, countdown, proposals, span
from app.cosigner.console import describe
from app.cosigner.parser import parser
from app.terminal import run
from core.codec.plain import plain
from core.cosigner.api import ApprovalView, PlaceView, PolicyView, VerdictView
from tests.app.conftest import Cosigner

PAYMENT = ApprovalView(
    "0a" * 16,
    "pay",
    "savings",
    "regtest",
    (PlaceView("bcrt1qabcdefgh", 40_000),),
    fee=500,
    leaves=40_500,
    recipients=1,
    warnings=("shared",),
    rules=(
        VerdictView("freeze", "on", "refuse", "frozen"),
        VerdictView("max-payment", "5000", "refuse", "max-payment"),
        VerdictView("per-day", "90000", "silent", left=49_500, to="200000", seconds=3 * 3600),
        VerdictView("per-week", "50000", "refuse", "per-week", left=-40_500, to="off", seconds=3 * 3600),
        VerdictView("allowlist", "only bcrt1qa bcrt1qb", "refuse", "not-listed"),
        VerdictView("ask-above", "1000", "ask", "ask-above"),
        VerdictView("hours", "08:00-18:00", "silent"),
        VerdictView("approve-below", "1000", "silent"),
        VerdictView("wait", "90", "silent"),
        VerdictView("delay", "1440", "silent"),
    ),
    seconds=23 * 3600 + 120,
)
LATER = "at most 200\u202f000 sat in 24 hours"
LINES = [
    "  refuses  payments are frozen",
    "  refuses  at most 5\u202f000 sat for one payment",
    "  fits     at most 90\u202f000 sat in 24 hours; 49\u202f500 sat left after this; in 3 h (X): " + LATER,
    "  refuses  at most 50\u202f000 sat in seven days; 40\u202f500 sat too much; in 3 h (X): no more in force",
    "  refuses  nobody is paid but addresses on your list (2)",
    "  asks     above 1\u202f000 sat you are asked",
    "  fits     without asking only from 08:00-18:00",
    "  asks     up to 1\u202f000 sat nobody is asked",
    "  fits     signed 1 h 30 min after your yes",
]


def without_clock(lines: list[str]) -> list[str]:
    soon = time.strftime("%H:%M", time.localtime(time.time() + 3 * 3600))
    before = time.strftime("%H:%M", time.localtime(time.time() + 3 * 3600 - 60))
    return [line.replace(soon, "X").replace(before, "X") for line in lines]


def test_each_rule_is_a_line_in_words() -> None:
    assert without_clock(checked(PAYMENT.rules)) == LINES


def test_the_check_list_stands_between_the_amounts_and_the_last_line() -> None:
    """Rule W5: what leaves stands first and beside the question."""
    lines = without_clock(describe(PAYMENT))
    assert lines[0] == lines[-1] == "40\u202f500 sat leave this wallet: to one recipient, the fee of 500 sat included."
    assert lines[2].startswith("  waits for you in 23 h 2 min (")
    assert lines[3:5] == ["  pay 40\u202f000 sat to bcrt 1qab cdef gh", "  fee 500 sat"]
    assert lines[5:14] == LINES
    assert lines[14].startswith("  ! ")


def test_what_has_nothing_to_say_is_left_out_unless_it_changes() -> None:
    silent = VerdictView("allowlist", "bcrt1qa", "silent")
    assert checked([silent, VerdictView("delay", "60", "silent")]) == []
    coming = [replace(silent, to="off", seconds=60), VerdictView("delay", "60", "silent", to="off", seconds=60)]
    first, second = checked([*coming])
    assert first.startswith("  fits     addresses on your list (1) are paid without asking; in 1 min (")
    assert second.startswith("  fits     rules are loosened 1 h later; in 1 min (")
    assert second.endswith("): no more in force")
    assert checked([VerdictView("allowlist", "bcrt1qa", "approve")])[0].startswith("  fits ")
    assert checked([VerdictView("approve-below", "off", to="7", seconds=5)])[0].startswith("  not yet  in 5 s (")


@pytest.mark.parametrize(
    "odd",
    [
        VerdictView("of-tomorrow", "5\x1b[2J", "ponders\x9b"),
        VerdictView("per-day", "many\x1b", "silent", to="more\x07", seconds=1),
        VerdictView("hours", "08:00\u202e", "silent", to="\x9b", seconds=1),
    ],
)
def test_what_another_version_says_is_shown_and_never_obeyed(odd: VerdictView) -> None:
    (line,) = checked([odd])
    assert "□" in line
    assert line.replace("\u202f", " ").isprintable()


def test_until_when_it_waits() -> None:
    assert countdown(replace(PAYMENT, seconds=None)) == []
    assert countdown(PAYMENT)[0].endswith("then it expires")
    approved = replace(PAYMENT, approved=True)
    assert countdown(replace(approved, seconds=90))[0].startswith("approved; it is signed in 1 min (")
    assert "as soon as the computer is on-line" in countdown(replace(approved, seconds=0))[0]


def test_a_time_that_runs_down() -> None:
    times = {0: "0 s", 59: "59 s", 60: "1 min", 3599: "59 min", 3600: "1 h", 10_740: "2 h 59 min", 86_400: "1 d"}
    assert {seconds: span(seconds) for seconds in times} == times
    assert span(2 * 86_400 + 3 * 3600) == "2 d 3 h"
    named = time.strftime("%a", time.localtime(time.time() + 3 * 86_400))
    assert f"({named} " in at(3 * 86_400)  # an hour alone would be taken for one of today


def test_approvals_list_what_can_still_be_refused(
    other: Cosigner, secret_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(*words: str) -> str:
        assert run("tandem-cosigner", parser(), ["approvals", "--passphrase-file", str(secret_file), *words]) == 0
        return capsys.readouterr().out

    approved = replace(PAYMENT, approved=True, seconds=90, rules=())
    other.answers["unsigned"] = {"approvals": [plain(approved)]}
    shown = asked().splitlines()
    assert shown[:2] == ["Nothing waits for you.", ""]
    assert any("it is signed in 1 min" in line for line in shown)
    other.answers["approvals"] = {"approvals": [plain(PAYMENT)]}
    assert asked().splitlines()[0] == describe(PAYMENT)[0]
    found = json.loads(asked("--json"))
    assert [[one["approved"] for one in found[name]] for name in ("approvals", "unsigned")] == [[False], [True]]
    assert found["approvals"][0]["rules"][2] == {
        "rule": "per-day",
        "setting": "90000",
        "verdict": "silent",
        "why": "",
        "left": 49_500,
        "to": "200000",
        "seconds": 10_800,
    }


@pytest.mark.parametrize("command", ["approvals", "status", "policy show"])
def test_a_delay_is_proposed_with_what_to_type_for_it_and_against(
    command: str,
    other: Cosigner,
    secret_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret_file))
    for minutes in (1_440, None):
        views = [PolicyView(wallet="two words", propose_delay=minutes), PolicyView(wallet="quiet")]
        other.answers["policy_show"] = {"policies": [plain(one) for one in views]}
        assert run("tandem-cosigner", parser(), command.split()) == 0
        shown = capsys.readouterr().out
        assert ("tandem-cosigner policy set 'two words' --delay 1440   (to leave it so: --delay 0)" in shown) is (
            minutes is not None
        )
        assert "propose delay" not in shown
        assert "quiet has" not in shown
        assert run("tandem-cosigner", parser(), [*command.split(), "--json"]) == 0
        assert "policy set" not in capsys.readouterr().out


def test_wallets_of_one_name_are_told_apart() -> None:
    first, second = proposals(
        [
            PolicyView(wallet="w", computer="aa" * 8, propose_delay=60),
            PolicyView(wallet="w", computer="b", propose_delay=60),
        ]
    )
    assert f"policy set {'aa' * 8}/w --delay 60" in first
    assert "policy set b/w --delay 60" in second

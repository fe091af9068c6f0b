"""`tandem health`: the lines of the window's key health, as typed."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import parser
from app.terminal import run
from core.approval.rules.amount import SatsLimit
from core.bitcoin.coins import Reach
from core.codec.codec import encode
from core.keys.state import KeyState, OldSide
from core.keys.status import Report, RuleReport, RulesReport, Used
from core.wallet.api import StatusReport
from core.wallet.results import PairedCosigner, SheetsShown, WalletShown
from tests.support.fake_wallet import FakeWallet

NOW = int(time.time())
RULES = RulesReport((RuleReport("approve-below", encode(SatsLimit(9_000))),), (), Used(), NOW, 720)
REPORT = Report("w", 3, KeyState.OPEN, RULES, 0, 0, Reach(20, 20))
SHEETS = SheetsShown(("acorn",) * 12, True, cosigner=("lemon",) * 12, drill_due=NOW + 9_000_000)
WALLET = WalletShown("w", "bitcoin", "7a3f90c1", "xpub", "wpkh(0)", "wpkh(1)", 3, False, KeyState.OPEN, sheets=SHEETS)
WELL = StatusReport(WALLET, "nas.lan:18720", True, REPORT, cosigner_fingerprint="3f" * 8, renewed=NOW - 7_300)


@pytest.fixture(autouse=True)
def passphrase(secret_file: Path, monkeypatch: pytest.MonkeyPatch, fake: Any) -> None:
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret_file))


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def told(found: StatusReport, *words: str) -> str:
        monkeypatch.setattr(FakeWallet, "status", lambda *_: found)
        assert run("tandem", parser(), ["health", "w", *words]) == 0
        return capsys.readouterr().out

    return told


def lines(text: str) -> list[str]:
    return [line.partition(": ")[2] for line in text.splitlines()]


def test_all_is_well(health: Any) -> None:
    found = health(WELL)
    assert found.isascii()
    assert found.splitlines()[0] == "Co-signer at nas.lan:18720: On-line"
    assert found.splitlines()[1].startswith("Halves renewed 2 h ago: Epoch 3, next 20")
    assert lines(found)[2:] == [
        "Signs up to 9 000 sat without asking, 90 000 sat in 24 h",
        "Comes back with its own paper and the other device",
        "Both in force, with copies on both sides",
    ]


def test_in_german(health: Any) -> None:
    found = health(WELL, "--language", "de")
    assert found.splitlines()[0] == "Mitunterzeichner auf nas.lan:18720: Verbunden"
    assert found.splitlines()[1].startswith("Hälften erneuert vor 2 h: Epoche 3, die nächste 20")


def test_for_programs(health: Any) -> None:
    found = json.loads(health(WELL, "--json"))
    assert [one["topic"] for one in found["facts"]] == ["cosigner", "halves", "rules", "lost", "sheets"]
    assert (found["wallet"], found["trouble"]) == ("w", None)
    silent = json.loads(health(replace(WELL, report=None, reason="it is off"), "--json"))
    assert (silent["facts"][0]["tone"], silent["facts"][0]["text"]) == ("danger", "It is off.")
    assert silent["facts"][2]["text"] == "Not reported yet"


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (SheetsShown(), "None yet: make one with: tandem sheet new"),
        (replace(SHEETS, cosigner=(), waiting=("a",)), "waits for your yes with: tandem sheet accept w"),
        (replace(SHEETS, drill_due=NOW - 5), "a drill is due, with: tandem drill w --sheet-file -"),
        (replace(SHEETS, cosigner_due=NOW - 5), "a drill is due, with: tandem-cosigner drill w --sheet-file -"),
    ],
)
def test_the_way_is_a_command(sheets: SheetsShown, said: str, health: Any) -> None:
    assert said in lines(health(replace(WELL, wallet=replace(WALLET, sheets=sheets))))[4]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            replace(WELL, report=replace(REPORT, state=KeyState.MUST_REFRESH)),
            "It takes some seconds and costs nothing. tandem refresh w",
        ),
        (replace(WELL, words_compared=False), "Pair once more and compare them. tandem pair LINK"),
        (replace(WELL, report=replace(REPORT, old_copy=OldSide.COMPUTER)), "tandem-cosigner resume w"),
        (replace(WELL, wallet=replace(WALLET, was_whole=NOW)), "! This key was whole: move the coins now. On 20"),
        (replace(WELL, report=replace(REPORT, suspended_until=NOW + 24 * 3600)), "! Payments are suspended until 20"),
    ],
)
def test_the_most_urgent_trouble(found: StatusReport, said: str, health: Any) -> None:
    assert said in health(found).splitlines()[-1]


def test_a_co_signer_on_this_machine(health: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = PairedCosigner("127.0.0.1", 18_720, True, "3f" * 8)
    monkeypatch.setattr(FakeWallet, "cosigners", lambda _: (here,))
    assert "! Both halves are on this machine" in health(WELL)
    practice = replace(WELL, wallet=replace(WALLET, network="practice"))
    assert "Both halves" not in health(practice)
    assert "Practice goes without" in health(practice)

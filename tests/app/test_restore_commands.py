"""A lost computer that comes back, as typed on both sides."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner import seat
from app.cosigner.console import describe
from app.cosigner.parser import parser as cosigner_parser
from app.terminal import run
from core.cosigner.api import ApprovalView, RestoreView
from core.role import Role
from core.secret import Secret
from core.transport.pairing.protocol import Offer
from core.wallet.opening import create_or_open
from tests.app.conftest import Cosigner
from tests.support.fake_wallet import SHEET_WORDS
from tests.support.sheets import a_sheet

LINK = Offer(1, Secret(bytes(32)), bytes(32), 1, 2, "nas.lan").text()
ASKED = RestoreView("0a" * 16, "waiting", "3f" * 8, ("savings", "ev\x1bil"), ("old",), ("Office (aa)",))
REQUEST = ApprovalView(
    "0a" * 16, "restore", computer="3f" * 8, computer_name="New", sheet=("acorn",) * 12, restores=ASKED
)


@pytest.fixture(autouse=True)
def passphrase(secret_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret_file))


@pytest.fixture
def sheet_file(tmp_path: Path) -> Path:
    path = tmp_path / "sheet"
    path.write_text("\n".join(SHEET_WORDS))
    path.chmod(0o600)
    return path


def tandem(*words: object) -> int:
    return run("tandem", wallet_parser(), [str(word) for word in words])


def tandem_cosigner(*words: object) -> int:
    return run("tandem-cosigner", cosigner_parser(), [str(word) for word in words])


def test_restore(
    fake: Any, sheet_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tandem("restore", LINK, "--sheet-file", sheet_file, "--confirm-words", "--home", tmp_path) == 0
    assert ("restore", LINK, SHEET_WORDS, None) in fake.calls
    found = capsys.readouterr()
    assert "are back, with new halves on both sides: savings." in found.out
    assert "stay with the lost computer: old." in found.out
    assert "a is called a 2 now, also at the co-signer" in found.out
    assert "handed out in 2 h" in found.err
    # a hostile one hands out a copy of before its sheet was exchanged, and the words cannot tell
    assert "as of the renewal that it handed out. Another one than on its newest paper: move" in found.out
    assert "told8  told9  told10  told11" in found.out
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LINK}\n3\n"))
    assert tandem("restore", "-", "--sheet-file", sheet_file, "--home", tmp_path, "--json") == 0
    assert ("restore", f"{LINK}\n", SHEET_WORDS, 2) in fake.calls
    told = json.loads(capsys.readouterr().out)
    assert tandem("restore", "-", "--sheet-file", "-", "--home", tmp_path) == 7
    assert ([one["name"] for one in told["wallets"]], told["without"]) == (["savings"], ["old"])


def test_replace_cosigner(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tandem("replace-cosigner", LINK, "--confirm-words", "--home", tmp_path) == 0
    assert ("replace_cosigner", LINK, None) in fake.calls
    found = capsys.readouterr()
    assert "holds the other half of these, and both halves are new: savings." in found.out
    assert "stay with the lost co-signer: old." in found.out
    assert "another one than on paper?" in found.out
    assert "handing out the copies" in found.err
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LINK}\n3\n"))
    assert tandem("replace-cosigner", "-", "--home", tmp_path, "--json") == 0
    assert ("replace_cosigner", f"{LINK}\n", 2) in fake.calls
    assert json.loads(capsys.readouterr().out)["without"] == ["old"]
    assert tandem("replace-cosigner", "--cancel", "--cosigner", "3f3f", "--home", tmp_path) == 0
    assert ("cancel_replacement", "3f3f") in fake.calls
    said = capsys.readouterr().out
    assert "Given back to the co-signer of before: savings." in said
    assert "only that one has halves that fit: renewed." in said
    assert tandem("replace-cosigner", "--cancel", "--home", tmp_path) == 0
    assert "Not given back" not in capsys.readouterr().out
    assert tandem("replace-cosigner", "--home", tmp_path) == 2
    assert tandem("replace-cosigner", LINK, "--cancel", "--home", tmp_path) == 2
    assert tandem("replace-cosigner", "tandempair1cut", "--home", tmp_path) == 7


def test_what_a_person_sees_before_a_yes() -> None:
    lines = describe(REQUEST)
    assert lines[0] == f"Request {'0a' * 16}: A COMPUTER ASKS FOR THE WALLETS OF A LOST ONE"
    text = "\n".join(lines)
    for part in (f"New ({'3f' * 8})", "savings, ev□il", "Office (aa)", "stay where they are: old", "waits for you"):
        assert part in text
    assert text.count("acorn acorn acorn acorn") == 3
    assert lines[-1].startswith("  ! Say yes only if you began this yourself")
    settling = ApprovalView("0a" * 16, "restore", approved=True, seconds=7_200, restores=ASKED)
    assert "handed out in 2 h, unless" in "\n".join(describe(settling))
    ready = ApprovalView("0a" * 16, "restore", approved=True, seconds=0, restores=RestoreView(wallets=("w",) * 30))
    text = "\n".join(describe(ready))
    assert "as soon as the new computer asks" in text
    assert "… (30)" in text
    assert "stay where they are" not in text


def test_when_the_lost_one_was_there_last() -> None:
    seen = describe(replace(REQUEST, restores=replace(ASKED, seen=1_800_000_000)))
    assert any("last connected on 2027-01-15; if it is in your hands, refuse" in line for line in seen)
    assert not any("last connected" in line for line in describe(REQUEST))


def test_approve_and_cancel(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["approve"] = {"id": "0a" * 16, "state": "settling"}
    assert tandem_cosigner("approve", "0a" * 16) == 0
    assert "goes on by itself" in capsys.readouterr().out
    other.answers["restore_cancel"] = {"computer": "3f" * 8, "wallets": ["savings"], "state": "cancelled"}
    assert tandem_cosigner("restore", "cancel") == 0
    said = capsys.readouterr().out
    assert "Given back to the computer of before: savings." in said
    assert "Not given back" not in said
    other.answers["restore_cancel"] |= {"without": ["renewed"]}
    assert tandem_cosigner("restore", "cancel") == 0
    assert "only the blocked computer has halves that fit: renewed." in capsys.readouterr().out
    assert tandem_cosigner("restore", "cancel", "3f3f", "--json") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "cancelled"
    assert [args for command, args in other.asked if command == "restore_cancel"] == [
        {"computer": None},
        {"computer": None},
        {"computer": "3f3f"},
    ]


@pytest.mark.parametrize(("purpose", "whose"), [("restores", "COMPUTER"), ("replaces", "CO-SIGNER")])
def test_pair_says_that_it_is_for_a_lost_one(
    purpose: str, whose: str, other: Cosigner, capsys: pytest.CaptureFixture[str]
) -> None:
    other.events = [
        {"event": "link", "link": "tandempair1xyz"},
        {"event": "computer", "computer": {"fingerprint": "9c1b", purpose: True, "others": ["x"]}},
        {"event": "words", "words": ["a", "b", "c", "d"]},
    ]
    assert tandem_cosigner("pair", "--confirm-words") == 0
    said = capsys.readouterr().err
    assert f"THIS {whose} IS TO TAKE THE PLACE OF A LOST ONE" in said
    assert "9c1b" in said


# ------------------------------------------------------------------ a new co-signer
@pytest.fixture
def cosigners_sheet(sheet_file: Path) -> Path:
    sheet_file.write_text(" ".join(a_sheet(Role.P2).words.reveal()))
    return sheet_file


def test_a_new_cosigner_is_made_from_the_words(
    cosigners_sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With real homes: made, typed once more, and refused with another sheet."""
    monkeypatch.setattr(seat, "at_a_console", lambda: True)
    for name in [name for name in os.environ if name.startswith(("SSH_", "SUDO_", "TMUX", "STY", "TERM"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing"))
    monkeypatch.setenv("TANDEM_COSIGNER_ANCHOR", "off")
    home = ("--home", tmp_path / "cosigner")
    assert tandem_cosigner("restore", "--sheet-file", cosigners_sheet, *home, "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["fingerprint"] == list(a_sheet(Role.P2).public.fingerprint)
    assert tandem_cosigner("restore", "--sheet-file", cosigners_sheet, *home) == 0
    told = capsys.readouterr().out
    assert "tandem replace-cosigner LINK" in told
    assert a_sheet(Role.P2).words.reveal()[0] not in told
    assert tandem_cosigner("sheet", "show", *home, "--json") == 0
    assert json.loads(capsys.readouterr().out)["fingerprint"] == made["fingerprint"]
    cosigners_sheet.write_text(" ".join(a_sheet(Role.P2, "another").words.reveal()))
    assert tandem_cosigner("restore", "--sheet-file", cosigners_sheet, *home) == 7
    assert "has a recovery sheet of its own" in capsys.readouterr().err


def test_words_that_make_no_home(
    cosigners_sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing"))
    home = ("--home", tmp_path / "cosigner")
    assert tandem_cosigner("restore", *home) == 2
    assert "--sheet-file FILE" in capsys.readouterr().err
    cosigners_sheet.write_text(" ".join(a_sheet(Role.P1).words.reveal()))
    assert tandem_cosigner("restore", "--sheet-file", cosigners_sheet, *home) == 7
    assert "this is the computer's sheet" in capsys.readouterr().err.lower()
    cosigners_sheet.write_text(" ".join(a_sheet(Role.P2).words.reveal()))
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "wallet"))
    create_or_open(tmp_path / "wallet", Secret(b"correct horse"), keyring=False).close()
    assert tandem_cosigner("restore", "--sheet-file", cosigners_sheet, *home) == 7
    assert "is for another one" in capsys.readouterr().err
    assert not (tmp_path / "cosigner").exists()

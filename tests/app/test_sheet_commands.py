"""The commands about recovery sheets: what they show, what they ask, and what they hand to core."""

from __future__ import annotations

import base64
import io
import json
import os
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app import leaving
from app.cli import leave
from app.cli.parser import parser as wallet_parser
from app.cosigner import console, seat
from app.cosigner.parser import parser as cosigner_parser
from app.sheet_file import MOST, words_of
from app.sheet_form import SheetForm, pdf_of
from app.sheet_words import numbered, on_paper, picked
from app.terminal import Screen, run
from core.bitcoin.coins import Reach
from core.bitcoin.hashes import hash160
from core.bitcoin.private_descriptor import private_descriptors
from core.crypto.secp256k1 import parse_scalar
from core.errors import BadInput, InputKind, LinkError, LinkKind
from core.keys.state import KeyState
from core.keys.status import Report, RulesReport, Used
from core.recovery.carried import take
from core.recovery.file import RecoveryFile, read, write
from core.recovery.leaving import assemble
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from core.wallet.api import OwnSheetShown, SheetsShown, StatusReport
from tests.app.conftest import Cosigner
from tests.support.fake_wallet import FINGERPRINT, SHEET_WORDS, FakeWallet
from tests.support.ot import SeededRng
from tests.support.regions import flipped
from tests.support.sealed import CHAIN, NETWORK, SHEETS, Q, another_wallet, copy_of

IS_CONSOLE = seat.at_a_console
TOLD = tuple(f"told{number}" for number in range(12))
MADE = {"words": ["abandon"] * 23 + ["art"], "fingerprint": list(TOLD), "made": 1_800_000_000}


@pytest.fixture(autouse=True)
def passphrase(secret_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret_file))
    for name in [name for name in os.environ if name.startswith(("SSH_", "SUDO_", "TMUX", "STY", "TERM"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(seat, "at_a_console", lambda: True)
    monkeypatch.setenv("XDG_DATA_HOME", str(secret_file.parent / "nothing"))


def tandem(*words: object) -> int:
    return run("tandem", wallet_parser(), [str(word) for word in words])


def tandem_cosigner(*words: object) -> int:
    return run("tandem-cosigner", cosigner_parser(), [str(word) for word in words])


class Terminal(io.StringIO):
    """A stream that is one."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> tuple[Terminal, Terminal]:
    streams = Terminal(typed), Terminal(), Terminal()
    for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(on_paper, "__defaults__", (lambda _: [0, 22, 23],))
    return streams[1:]


# ------------------------------------------------------------------ a new sheet
def test_the_words_are_shown_cleared_away_and_asked(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = at_a_terminal(monkeypatch, "\nabandon\nABANDON\nart\n")
    assert tandem("sheet", "new") == 0
    shown = out.getvalue()
    left, _, rest = shown.partition("24. art")
    assert "COMPUTER'S SHEET" in left
    assert "\x1b[?1049h" in left
    assert rest.index("\x1b[2J\x1b[3J") < rest.index("\x1b[?1049l") < rest.index("acorn")
    assert "Word 23:" in err.getvalue()
    assert [call for call in fake.calls if call[0] != "open"][:2] == [
        ("sheet_new",),
        ("sheet_confirm", " ".join(FINGERPRINT)),
    ]


def test_a_wrong_word_is_looked_up_again_or_the_sheet_does_not_count(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = at_a_terminal(monkeypatch, "\nabandon\nart\nyes\n\nabandon\nabandon\nart\n")
    assert tandem("sheet", "new") == 0
    assert "That is not word 23." in err.getvalue()
    assert out.getvalue().count("24. art") == 2
    fake.calls.clear()
    out, _ = at_a_terminal(monkeypatch, "\nart\nno\n")
    assert tandem("sheet", "new") == 0
    assert "does not count" in out.getvalue()
    assert "sheet_confirm" not in [call[0] for call in fake.calls]


def test_a_terminal_that_goes_away_leaves_a_sheet_that_does_not_count(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch, "\nabandon\n")
    monkeypatch.setattr(Screen, "ask_terminal", staticmethod(lambda: ""))
    assert tandem("sheet", "new") == 3
    assert "sheet_confirm" not in [call[0] for call in fake.calls]


def test_scripts_get_the_words_and_say_that_they_keep_them(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("--json",), ()):
        assert tandem("sheet", "new", *words) == 2
        assert "--confirm-written" in "".join(capsys.readouterr())
    assert fake.calls == []
    assert tandem("sheet", "new", "--json", "--confirm-written") == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"words": list(SHEET_WORDS), "fingerprint": list(FINGERPRINT), "wallets": {"w": "7a3f90c1"}}
    assert [call[0] for call in fake.calls] == ["open", "sheet_new", "sheet_confirm", "refresh", "close"]
    assert tandem("sheet", "new", "--confirm-written") == 0
    shown = capsys.readouterr()
    assert "24. art" in shown.out
    assert "write them beside the words.\n  7a3f90c1  w on regtest" in shown.out
    assert "w: accept the sheet on the co-signer (tandem-cosigner approvals)" in shown.err


def test_a_sheet_before_any_wallet_has_room_for_its_fingerprint(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(FakeWallet, "wallets", lambda _: ())
    assert tandem("sheet", "new", "--confirm-written") == 0
    assert "write its fingerprint beside the words" in capsys.readouterr().out


def test_a_wallet_whose_co_signer_is_away_is_sealed_later(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_: object) -> None:
        raise LinkError("it is off", LinkKind.SILENT)

    monkeypatch.setattr(FakeWallet, "refresh", away)
    assert tandem("sheet", "new", "--json", "--confirm-written") == 0
    assert "w: the co-signer is asked with the next refresh (it is off)." in capsys.readouterr().err


def test_what_is_asked_is_drawn_anew() -> None:
    assert all(len(set(found := picked(24))) == 3 and found == sorted(found) for _ in range(50))
    assert len({tuple(picked(24)) for _ in range(50)}) > 1
    assert numbered(SHEET_WORDS)[7].split() == ["8.", "abandon", "16.", "abandon", "24.", "art"]


# ------------------------------------------------------------------ show, accept
def test_the_sheet_and_how_wallets_stand_with_it(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = FINGERPRINT
    for sheets, said in (
        (SheetsShown(own, sealed=True, cosigner=TOLD), "w: the co-signer keeps a copy for it"),
        (SheetsShown(own, sealed=True), "w: the co-signer keeps a copy for it; the co-signer has no sheet yet"),
        (SheetsShown(own, waiting=TOLD), "w: no copy is kept for it yet; renew both halves; a sheet of the co-signer"),
        (SheetsShown(own, accepted=True, cosigner=TOLD), "w: accepted on the co-signer; the next refresh makes"),
    ):
        found = replace(FakeWallet.shown("w"), sheets=sheets)
        monkeypatch.setattr(FakeWallet, "wallets", lambda _, found=found: (found,))
        assert tandem("sheet", "show") == 0
        shown = capsys.readouterr().out
        assert "acorn  acorn  acorn  acorn" in shown
        assert said in shown
    assert tandem("sheet", "show", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["fingerprint"] == list(FINGERPRINT)
    assert found["wallets"]["w"]["accepted"] is True


def test_a_drill_that_is_due_is_offered(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the first address is asked for, too: before the first deposit."""
    own, other = "tandem drill w --sheet-file -", "tandem-cosigner drill w --sheet-file -"
    for sheets, said in (
        (SheetsShown(FINGERPRINT, sealed=True, drill_due=5, cosigner_due=5), [own, other]),
        (SheetsShown(FINGERPRINT, sealed=True, drilled=5, drill_due=2**40, cosigner_due=5), [other]),
        (SheetsShown(FINGERPRINT, sealed=True, drill_due=2**40), []),
    ):
        found = replace(FakeWallet.shown("w"), sheets=sheets)
        monkeypatch.setattr(FakeWallet, "wallets", lambda _, found=found: (found,))
        monkeypatch.setattr(FakeWallet, "show", lambda *_, found=found: found)
        monkeypatch.setattr(
            FakeWallet, "status", lambda *_, found=found: StatusReport(found, "nas.lan:18720", True, None, "it is off")
        )
        for words in (("sheet", "show"), ("address", "w"), ("status", "w")):
            assert tandem(*words) == 0
            shown = "".join(capsys.readouterr())
            assert [line for line in (own, other) if line in shown] == said, words
    assert tandem("status", "w", "--json") == 0
    assert json.loads(capsys.readouterr().out)["sheets"]["drill_due"] == 2**40


# ------------------------------------------------------------------ another sheet
def test_a_new_sheet_is_made_in_place_of_the_old_one(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("sheet", "exchange", "--json", "--confirm-written") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["words"] == list(SHEET_WORDS)
    assert [call[0] for call in fake.calls] == ["open", "sheet_exchange", "sheet_confirm", "refresh", "close"]
    assert tandem("sheet", "exchange", "--confirm-written") == 0
    assert "w: keep the old paper." in capsys.readouterr().err
    assert tandem("sheet", "give-up") == 0
    assert "The old sheet stays." in capsys.readouterr().out
    assert tandem("sheet", "burnt") == 0
    assert "The paper of the new sheet is the only one" in capsys.readouterr().out


def test_the_paper_that_is_still_to_be_burnt_is_named(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = replace(FakeWallet.shown("w"), sheets=SheetsShown(FINGERPRINT, sealed=True, old=TOLD))
    monkeypatch.setattr(FakeWallet, "wallets", lambda _: (found,))
    assert tandem("sheet", "show") == 0
    shown = capsys.readouterr().out
    assert "told0  told1" in shown
    assert "tandem sheet burnt" in shown


@pytest.mark.parametrize(
    ("sealed", "drilled", "said"),
    [
        (False, 0, "Not sealed to it yet: w. It wants a yes"),
        (False, -1, "Not sealed to it yet: w. Its yes counts in 2 h."),
        (True, 0, "Drill it now: tandem drill NAME"),
        (True, 5, "Renew each wallet once more. Where that changes nothing, its co-signer has not seen the words yet:"),
    ],
)
def test_what_a_new_sheet_waits_for_is_said(
    sealed: bool,
    drilled: int,
    said: str,
    fake: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new = SheetsShown(FINGERPRINT, sealed=True, coming=TOLD, coming_sealed=sealed, coming_drilled=max(0, drilled))
    new = replace(new, coming_waits=7_200 if drilled < 0 else 0)
    found = replace(FakeWallet.shown("w"), sheets=new)
    monkeypatch.setattr(FakeWallet, "wallets", lambda _: (found,))
    assert tandem("sheet", "show") == 0
    shown = capsys.readouterr().out
    assert "told0  told1" in shown
    assert said in shown


def test_a_drill_of_the_new_sheet_says_when_the_old_paper_may_be_burnt(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words"
    file.write_text(" ".join(SHEET_WORDS))
    file.chmod(0o600)
    found = replace(FakeWallet.shown("w"), sheets=SheetsShown(TOLD, sealed=True, coming=FINGERPRINT))
    monkeypatch.setattr(FakeWallet, "wallets", lambda _: (found,))
    assert tandem("drill", "w", "--sheet-file", file) == 0
    assert "Burn the old paper now, then say so: tandem sheet burnt" in capsys.readouterr().out
    assert "refresh" in [call[0] for call in fake.calls]
    monkeypatch.setattr(FakeWallet, "sheet_show", lambda _: OwnSheetShown(TOLD, 1))

    def away(*_: object) -> None:
        raise LinkError("it is off", LinkKind.SILENT)

    monkeypatch.setattr(FakeWallet, "refresh", away)
    assert tandem("drill", "w", "--sheet-file", file) == 0
    out, err = capsys.readouterr()
    assert "Keep the old paper" in out
    assert "w: it has still to be renewed (it is off)." in err


def test_the_co_signer_exchanges_its_sheet(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["sheet_exchange"] = MADE
    assert tandem_cosigner("sheet", "exchange", "--confirm-written") == 0
    assert [asked[0] for asked in other.asked] == ["sheet_seat", "sheet_exchange", "sheet_confirm"]
    assert "Keep the old paper" in capsys.readouterr().out
    assert tandem_cosigner("sheet", "give-up") == 0
    assert "The old sheet stays." in capsys.readouterr().out
    for drilled, said in ((0, "accept it on the computer"), (5, "renew each wallet on the computer")):
        other.answers["sheet_show"] = {"fingerprint": ["a"] * 12, "coming": list(TOLD), "coming_drilled": drilled}
        assert tandem_cosigner("sheet", "show") == 0
        shown = capsys.readouterr().out
        assert "told8  told9" in shown
        assert said in shown


def test_a_question_about_a_new_sheet_says_so(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"id": "ab" * 16, "kind": "sheet", "wallet": "w", "sheet": list(TOLD), "old_sheet": ["old"] * 12}
    other.answers["approvals"] = {"approvals": [asked]}
    assert tandem_cosigner("approvals") == 0
    shown = capsys.readouterr().out
    assert "A NEW RECOVERY SHEET is to take the place of the computer's old one (old old old old …)" in shown
    assert "After your yes a day passes" in shown
    for seconds, said in ((7_200, "may use it in 2 h"), (0, "may use it. Until")):
        other.answers["approvals"] = {"approvals": [asked | {"approved": True, "seconds": seconds}]}
        assert tandem_cosigner("approvals") == 0
        assert said in capsys.readouterr().out


def test_the_co_signer_says_that_a_drill_is_due(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    for due, said in ((100, True), (101, False), (0, False)):
        other.answers["status"] = {"clock": 100, "drilled": 7 if due else 0, "drill_due": due}
        assert tandem_cosigner("status") == 0
        shown = capsys.readouterr().out
        assert ("tandem-cosigner drill NAME --sheet-file -" in shown) is said
        assert ("drilled: none" in shown) is (due == 0)


def waiting(monkeypatch: pytest.MonkeyPatch, *, told: tuple[str, ...] = TOLD, online: bool = True) -> None:
    report = Report("w", 1, KeyState.OPEN, RulesReport((), (), Used(), 0, 0), 0, 0, Reach(20, 20))
    shown = replace(FakeWallet.shown("w"), sheets=SheetsShown(waiting=told))
    found = StatusReport(shown, "nas.lan:18720", True, report if online else None, "it is off")
    monkeypatch.setattr(FakeWallet, "status", lambda *_: found)


def test_a_person_compares_the_co_signers_sheet(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting(monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    assert tandem("sheet", "accept", "w") == 0
    assert ("accept_sheet", "w", " ".join(TOLD)) in fake.calls
    assert "told0  told1  told2  told3" in capsys.readouterr().err
    fake.calls.clear()
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    assert tandem("sheet", "accept", "w") == 0
    assert "Nothing was accepted" in capsys.readouterr().out
    assert "accept_sheet" not in [call[0] for call in fake.calls]


def test_a_script_names_what_it_accepts(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting(monkeypatch)
    assert tandem("sheet", "accept", "w", "--fingerprint", "told other", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"name": "w", "epoch": 4, "fingerprint": list(TOLD)}
    assert ("accept_sheet", "w", "told other") in fake.calls  # core compares


@pytest.mark.parametrize(("told", "online", "code", "said"), [((), True, 7, "waits"), (TOLD, False, 4, "it is off")])
def test_there_may_be_nothing_to_accept(
    told: tuple[str, ...],
    online: bool,
    code: int,
    said: str,
    fake: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    waiting(monkeypatch, told=told, online=online)
    assert tandem("sheet", "accept", "w") == code
    assert said in capsys.readouterr().err


def test_a_drill_takes_the_words_from_a_file(fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "words"
    file.write_text("one two")
    assert tandem("drill", "w", "--sheet-file", file) == 7
    file.chmod(0o600)
    assert tandem("drill", "w", "--sheet-file", file) == 0
    assert ("drill", "w", ("one", "two")) in fake.calls
    shown = capsys.readouterr()
    assert "brings the wallet back" in shown.out
    assert "Delete it when this is done" in shown.err
    assert tandem("sheet", "show") == 0
    assert "no drill yet" in capsys.readouterr().out


# ------------------------------------------------------------------ the co-signer's
def test_the_co_signers_sheet_is_made_for_scripts(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["sheet_new"] = MADE
    assert tandem_cosigner("sheet", "new", "--json", "--confirm-written") == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"words": MADE["words"], "fingerprint": list(TOLD)}
    assert other.asked[0] == ("sheet_seat", {"address": "", "told": True, "insists": False})
    assert other.asked[1:] == [("sheet_new", {}), ("sheet_confirm", {"fingerprint": " ".join(TOLD)})]
    assert tandem_cosigner("sheet", "new", "--confirm-written") == 0
    shown = capsys.readouterr().out
    assert "Never type it into the computer" in shown
    assert "tandem sheet accept" in shown


def test_the_co_signers_sheet_at_its_terminal(other: Cosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    other.answers["sheet_new"] = MADE
    at_a_terminal(monkeypatch, "\nabandon\nabandon\nart\n")
    assert tandem_cosigner("sheet", "new") == 0
    assert other.asked[-1] == ("sheet_confirm", {"fingerprint": " ".join(TOLD)})
    at_a_terminal(monkeypatch, "\nart\nno\n")
    assert tandem_cosigner("sheet", "new") == 0
    assert other.asked[-1] == ("sheet_new", {})


def test_whoever_comes_by_ssh_is_looked_at_first(other: Cosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    other.answers["sheet_new"] = MADE
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 51000 192.0.2.1 22")
    assert tandem_cosigner("sheet", "new", "--json", "--confirm-written") == 0
    assert other.asked[0] == ("sheet_seat", {"address": "192.0.2.7", "told": True, "insists": False})
    other.asked.clear()
    words = ("sheet", "new", "--json", "--confirm-written", "--this-is-not-the-wallet-computer")
    assert tandem_cosigner(*words) == 0
    assert other.asked[0] == ("sheet_seat", {"address": "192.0.2.7", "told": True, "insists": True})


@pytest.mark.parametrize(
    ("known", "console", "told"),
    [
        ({"TERM": "linux", "SSH_AUTH_SOCK": "/agent"}, True, True),
        ({"SUDO_USER": "me"}, True, False),  # sudo has dropped SSH_CONNECTION
        ({"SSH_TTY": "/dev/pts/3"}, True, False),
        ({}, False, False),  # a pts
        ({"TMUX": "/run/tmux"}, True, False),
        ({"SUDO_USER": "me", "SSH_CONNECTION": "192.0.2.7 51000 192.0.2.1 22"}, False, True),
        ({"TERM": "tmux-256color", "SSH_CONNECTION": "192.0.2.7 51000 192.0.2.1 22"}, False, False),  # of another day
    ],
)
def test_silence_is_not_this_machine(
    known: dict[str, str], console: bool, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(seat, "at_a_console", lambda: console)
    assert seat.seat() == ("192.0.2.7" if "SSH_CONNECTION" in known else "", told)


def test_a_console_is_a_terminal_of_the_machine_itself(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    for major, minor, here in ((4, 1, True), (4, 64, True), (229, 0, True), (136, 3, False)):
        stat.write_text(f"7 (a (b) c) S 1 7 7 {os.makedev(major, minor)} 7 0\n")
        assert IS_CONSOLE(stat) is here
    stat.write_text("7 (python) S 1 7 7 0 -1 0\n")  # no terminal, as in a unit or from cron
    assert not IS_CONSOLE(stat)
    assert not IS_CONSOLE(tmp_path / "none")


@pytest.mark.parametrize("kind", ["sheet", "unlock", "restore"])
def test_a_yes_to_a_sheet_or_an_unlock_is_not_said_at_the_wallet_computer(
    kind: str, other: Cosigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command, for scripts and people; where nobody can tell it is a warning."""
    request = {"id": "0a" * 16, "kind": kind, "wallet": "w", "sheet": list(TOLD)}
    other.answers["approvals"] = {"approvals": [request]}
    monkeypatch.setattr(console, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(console, "forget_typed", lambda: None)
    ask = other.ask

    def there(home: Path, command: str, args: dict[str, Any], *rest: Any, **more: Any) -> Any:
        found = ask(home, command, args, *rest, **more)
        if command == "sheet_seat" and not args["insists"]:
            raise BadInput("x", InputKind.SHEET_SEAT if args["address"] else InputKind.SHEET_TERMINAL)
        return found

    monkeypatch.setattr("core.cosigner.opening.ask", there)
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 51000 192.0.2.1 22")
    assert tandem_cosigner("approve", "0a0a", "--json") == 7
    _, err = at_a_terminal(monkeypatch, "yes\n")
    assert tandem_cosigner("approve", "0a0a") == 7
    assert "--this-is-not-the-wallet-computer" in err.getvalue()
    assert "approve" not in [name for name, _ in other.asked]
    assert tandem_cosigner("approve", "0a0a", "--json", "--this-is-not-the-wallet-computer") == 0
    assert other.asked[-1][0] == "approve"
    monkeypatch.delenv("SSH_CONNECTION")
    _, err = at_a_terminal(monkeypatch, "yes\n")
    assert tandem_cosigner("approve", "0a0a") == 0
    assert "If you do, approve nothing" in err.getvalue()


def test_a_payment_is_approved_from_anywhere(other: Cosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    other.answers["approvals"] = {"approvals": [{"id": "0a" * 16, "kind": "pay", "wallet": "w"}]}
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 51000 192.0.2.1 22")
    assert tandem_cosigner("approve", "0a0a", "--json") == 0
    assert [name for name, _ in other.asked] == ["approvals", "approve"]


def test_the_co_signers_sheet_is_shown(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["sheet_show"] = {"fingerprint": list(TOLD), "made": 1_800_000_000}
    assert tandem_cosigner("sheet", "show") == 0
    shown = capsys.readouterr().out
    assert "told8  told9  told10  told11" in shown
    assert "no drill yet: tandem-cosigner drill NAME" in shown
    other.answers["sheet_show"]["drilled"] = 1_800_000_600
    assert tandem_cosigner("sheet", "show") == 0
    assert "last drill" in capsys.readouterr().out


def test_a_drill_of_the_co_signers_sheet_says_for_whom_it_waits(
    other: Cosigner, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "words"
    file.write_text("zone zoo\n")
    file.chmod(0o600)
    wait = {"wallet": "w", "computer": "3f2a", "computer_name": "Office PC", "online": False}
    other.events = [{"event": "waits", "for": wait}, {"event": "of another version"}]
    other.answers["drill"] = {"fingerprint": list(TOLD), "made": 1_800_000_000, "drilled": 1_800_000_600}
    assert tandem_cosigner("drill", "w", "--sheet-file", file) == 0
    assert [asked[0] for asked in other.asked] == ["sheet_seat", "drill"]
    assert other.asked[1][1] == {"name": "w", "words": "zone zoo"}
    out, err = capsys.readouterr()
    assert "Waits for the computer Office PC (3f2a) to show its copy of w; it is not connected." in err
    assert "this sheet brings the wallet back" in out
    other.events = [{"event": "waits", "for": wait | {"computer_name": "", "online": True}}]
    assert tandem_cosigner("drill", "w", "--sheet-file", file, "--json") == 0
    out, err = capsys.readouterr()
    assert "the computer 3f2a to show its copy of w; it is connected." in err
    assert json.loads(out)["drilled"] == 1_800_000_600

    def there(*args: object, **_: object) -> None:
        raise BadInput("this is the wallet computer", InputKind.SHEET_SEAT)

    monkeypatch.setattr("core.cosigner.opening.ask", there)  # the words are not even read
    assert tandem_cosigner("drill", "w", "--sheet-file", tmp_path / "nothing") == 7
    assert "this is the wallet computer" in "".join(capsys.readouterr()).lower()


def test_a_sheet_is_made_elsewhere_and_taken(
    other: Cosigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sheet"
    assert tandem_cosigner("sheet", "make-elsewhere", file) == 2  # nobody is there
    assert tandem_cosigner("sheet", "make-elsewhere", file, "--json", "--confirm-written") == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sheet = Sheet.read(found["words"], Role.P2)
    kept = take(file.read_text(), Secret(" ".join(found["code"])))
    assert (list(kept.public.fingerprint), kept.public) == (found["fingerprint"], sheet.public)
    assert other.asked == []
    assert tandem_cosigner("sheet", "make-elsewhere", file, "--json", "--confirm-written") == 7  # nothing is replaced
    monkeypatch.setattr(sys, "stdin", io.StringIO("one two\n"))
    assert tandem_cosigner("sheet", "take", file) == 0
    assert other.asked[1:] == [("sheet_take", {"file": file.read_text(), "code": "one two", "exchange": False})]


@pytest.mark.parametrize("place", ["XDG_DATA_HOME", "TANDEM_HOME"])
def test_elsewhere_is_no_machine_with_a_wallet(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(place, str(tmp_path))
    home = tmp_path / "tandem" if place == "XDG_DATA_HOME" else tmp_path
    monkeypatch.setattr("core.cosigner.opening.exists", lambda at: at == home)
    words = ("sheet", "make-elsewhere", tmp_path / "sheet", "--json", "--confirm-written")
    assert tandem_cosigner(*words) == 7
    assert "wallet on this machine" in "".join(capsys.readouterr())
    assert not (tmp_path / "sheet").exists()
    assert tandem_cosigner(*words, "--this-is-not-the-wallet-computer") == 0


def test_the_code_of_a_sheet_made_elsewhere_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = at_a_terminal(monkeypatch, "")
    asked = iter(["", "", ""])
    found = dict[str, str]()

    def ask(screen: Screen, question: str) -> str:
        if question.startswith("Word "):
            words = out.getvalue().split()
            return words[words.index(question[5:-1] + ".") + 1]
        found[question[:4]] = out.getvalue()
        return next(asked)

    monkeypatch.setattr(Screen, "ask", ask)
    assert tandem_cosigner("sheet", "make-elsewhere", tmp_path / "sheet") == 0
    code = found["Note"].rstrip().rpartition("\n")[2].strip()
    assert len(code.split()) == 7
    assert code in out.getvalue().split("\x1b[?1049h")[2].split("\x1b[2J\x1b[3J")[0]
    assert code not in out.getvalue().rpartition("\x1b[?1049l")[2]
    take((tmp_path / "sheet").read_text(), Secret(code))


def test_a_sheet_made_elsewhere_and_not_written_down_leaves_no_file(
    other: Cosigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _ = at_a_terminal(monkeypatch, "\nwrong\nno\n")
    assert tandem_cosigner("sheet", "make-elsewhere", tmp_path / "sheet") == 0
    assert list(tmp_path.glob("sheet*")) == []
    assert "Nothing was made" in out.getvalue()


# ------------------------------------------------------------------ the paper to write on
def papers(wallet_fingerprint: str) -> dict[Role, bytes]:
    """What each program prints of its only wallet and the sheet that it makes here."""
    made = 1_800_000_000
    return {
        Role.P1: pdf_of(SheetForm(Role.P1, FINGERPRINT, [("w", wallet_fingerprint)], made)),
        Role.P2: pdf_of(SheetForm(Role.P2, TOLD, [("Savings", "7a3f90c1")], made)),
    }


HALF = {"wallets": [{"name": "Savings", "fingerprint": "7a3f90c1"}]}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", ["new", "exchange"])
def test_the_paper_is_there_before_the_words_are_shown(
    command: str, role: Role, fake: Any, other: Cosigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is to write into its boxes prints it first; it is made for this very sheet."""
    other.answers |= {"sheet_new": MADE, "sheet_exchange": MADE, "status": HALF}
    file, seen = tmp_path / "paper.pdf", list[tuple[bool, str]]()
    out, _ = at_a_terminal(monkeypatch, "\n\nabandon\nABANDON\nart\n")
    ask = Screen.ask

    def look(screen: Screen, question: str) -> str:
        seen.append(("24. art" in out.getvalue(), question))
        assert file.read_bytes() == papers(FakeWallet.shown("w").fingerprint)[role]
        return ask(screen, question)

    monkeypatch.setattr(Screen, "ask", look)
    assert (tandem if role is Role.P1 else tandem_cosigner)("sheet", command, "--form", file) == 0
    assert [shown for shown, _ in seen] == [False, True, True, True, True]
    assert seen[0][1].startswith(f"{file} is the paper to write on, and has none of the words.")


@pytest.mark.parametrize("role", Role)
def test_a_sheet_has_another_paper_to_be_copied_onto(
    role: Role, fake: Any, other: Cosigner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It shows no words, so the co-signer does not ask where the person sits."""
    other.answers |= {"sheet_show": {"fingerprint": list(TOLD), "made": 1_800_000_000}, "status": HALF}
    file, call = tmp_path / "paper.pdf", tandem if role is Role.P1 else tandem_cosigner
    assert call("sheet", "form", file, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"file": str(file), "fingerprint": list(FINGERPRINT if role is Role.P1 else TOLD)}
    assert file.read_bytes() == papers(FakeWallet.shown("w").fingerprint)[role]
    assert call("sheet", "form", file) == 7  # nothing is written over
    assert "sheet_seat" not in [command for command, _ in other.asked]


@pytest.mark.parametrize("role", Role)
def test_a_paper_that_cannot_be_written_makes_no_sheet(role: Role, fake: Any, other: Cosigner, tmp_path: Path) -> None:
    call = tandem if role is Role.P1 else tandem_cosigner
    (tmp_path / "old.pdf").touch()
    assert call("sheet", "new", "--confirm-written", "--form", tmp_path / "old.pdf") == 7
    assert call("sheet", "new", "--confirm-written", "--form", tmp_path / "no folder" / "a.pdf") == 2
    assert (fake.calls, other.asked) == ([], [])


def test_a_sheet_made_elsewhere_has_its_paper_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, paper = tmp_path / "sheet", tmp_path / "paper.pdf"
    assert tandem_cosigner("sheet", "make-elsewhere", file, "--form", paper, "--json", "--confirm-written") == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    made = take(file.read_text(), Secret(" ".join(found["code"]))).made
    assert paper.read_bytes() == pdf_of(SheetForm(Role.P2, found["fingerprint"], (), made))
    same = tmp_path / "same"
    assert tandem_cosigner("sheet", "make-elsewhere", same, "--form", same, "--json", "--confirm-written") == 7
    assert same.read_bytes().startswith(b"%PDF")


# ------------------------------------------------------------------ words from a file
def test_words_are_read_from_a_file_that_nobody_else_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "words"
    file.write_text("one two\n three\n")
    with pytest.raises(BadInput, match="chmod 600") as others:
        words_of(str(file))
    assert others.value.kind is InputKind.FILE
    file.chmod(0o600)
    assert words_of(str(file)).reveal() == ("one", "two", "three")
    file.write_text("a" * (MOST + 1))
    with pytest.raises(BadInput, match="too long"):
        words_of(str(file))
    file.write_text("één")
    with pytest.raises(BadInput, match="no words"):
        words_of(str(file))
    with pytest.raises(BadInput, match="No such file"):
        words_of(str(tmp_path / "none"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one two\nthree\n")))
    assert words_of("-").reveal() == ("one", "two")


# ------------------------------------------------------------------ recovery files
WORDS = {role: " ".join(SHEETS[role].words.reveal()) for role in Role}
FILE = write((RecoveryFile(copy_of(Role.P1), copy_of(Role.P2)),))
WALLET = hash160(copy_of(Role.P1).subject.Q)[:4].hex()


def test_both_programs_export_into_a_new_file_of_its_owner(
    fake: Any, other: Cosigner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other.answers["recovery_export"] = {
        "file": "ZmlsZQ==",
        "wallets": ["w"],
        "without": ["spare", "old"],
        "damaged": ["old"],
        "receipt": "cmVjZWlwdA==",
    }
    for number, run_it in enumerate((tandem, tandem_cosigner)):
        file = tmp_path / f"file{number}"
        assert run_it("recovery", "export", file, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert found == {"file": str(file), "wallets": ["w"], "without": ["spare", "old"], "damaged": ["old"]}
        assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"file", 0o600)
        asked = fake.calls if number == 0 else other.asked
        assert ("recovery_written", b"receipt" if number == 0 else {"receipt": "cmVjZWlwdA=="}) in asked
        assert run_it("recovery", "export", file) == 7
        assert "nothing is written over" in capsys.readouterr().err
    assert tandem("recovery", "export", tmp_path / "again") == 0
    shown = capsys.readouterr().out
    assert "both sheets are the whole key" in shown
    assert "Not in it, for want of a copy: spare. " in shown
    assert "damaged or of another version: old. " in shown


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (SheetsShown(), ""),
        (SheetsShown(file_missing=True), "w is in no recovery file that was written here."),
        (SheetsShown(file=5, file_wallets=1, file_epoch=3), "of 1 wallet, epoch 3. With both papers it is the key"),
        (SheetsShown(file=5, file_wallets=2, file_needs_own=True), "It needs the old paper of the computer's sheet."),
        (
            SheetsShown(file=5, file_wallets=2, file_needs_own=True, file_needs_cosigner=True),
            "the old paper of the computer's and the co-signer's sheet.",
        ),
    ],
)
def test_what_the_last_recovery_file_is_good_for_is_said(
    sheets: SheetsShown,
    said: str,
    fake: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = replace(FakeWallet.shown("w"), sheets=sheets)
    monkeypatch.setattr(FakeWallet, "status", lambda *_: StatusReport(found, "nas.lan:18720", True, None, "it is off"))
    monkeypatch.setattr(FakeWallet, "wallets", lambda _: (found,))
    for command in (("status", "w"), ("sheet", "show")):
        assert tandem(*command) == 0
        shown = capsys.readouterr().out
        assert said in shown
        assert ("recovery export" in shown) is (sheets.file_missing or sheets.file_needs_own)


def test_the_co_signer_says_what_is_in_no_recovery_file(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["status"] = {"files": {"missing": ["later"], "old": ["w", "savings"]}}
    assert tandem_cosigner("status") == 0
    shown = capsys.readouterr().out
    assert "In no recovery file that was written here: later: tandem-cosigner recovery export FILE" in shown
    assert "needs the old paper for w, savings" in shown


def test_both_programs_write_a_backup_into_a_new_file_of_its_owner(
    fake: Any, other: Cosigner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other.answers["backup"] = {"file": base64.b64encode(b"a home").decode()}
    for number, run_it in enumerate((tandem, tandem_cosigner)):
        file = tmp_path / f"file{number}"
        assert run_it("backup", file) == 0
        shown = capsys.readouterr().out
        assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"a home", 0o600)
        assert f"tar -xf {file} -C " in shown
        assert "good until the halves are renewed" in shown
        assert ("keyring" in shown) is (run_it is tandem)
        assert run_it("backup", file) == 7
        assert "nothing is written over" in capsys.readouterr().err


def test_a_recovery_file_is_consistent_and_never_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_bytes(FILE)
    assert tandem("recovery", "verify", file) == 0
    shown = capsys.readouterr().out
    assert "Consistent" in shown
    assert "good" not in shown
    assert f"Wallet {WALLET} on {NETWORK}, epoch 3" in shown
    assert "  ".join(SHEETS[Role.P2].public.fingerprint[:4]) in shown
    assert tandem("recovery", "verify", file, "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)["wallets"]
    assert found["computer_sheet"] == list(SHEETS[Role.P1].public.fingerprint)


def test_a_paper_is_tried_on_a_recovery_file_off_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rule R18: on a third machine, so that no device that printed it has a word in it."""
    file, paper = tmp_path / "file", tmp_path / "paper"
    file.write_bytes(FILE)
    monkeypatch.setattr(leaving, "has_default_route", lambda: True)
    for role in Role:
        new_private(paper, WORDS[role])
        assert tandem("recovery", "verify", file, "--sheet-file", paper) == 3
        assert "way to the internet" in capsys.readouterr().err
        assert tandem("recovery", "verify", file, "--sheet-file", paper, "--i-am-online", "--json") == 0
        assert json.loads(capsys.readouterr().out)["opened"] == [WALLET]
    monkeypatch.setattr(leaving, "has_default_route", lambda: False)
    assert tandem("recovery", "verify", file, "--sheet-file", paper) == 0
    assert f"This paper opens its half of: {WALLET}." in capsys.readouterr().out
    new_private(paper, " ".join(Sheet.make(Role.P1, SeededRng("another")).words.reveal()))
    assert tandem("recovery", "verify", file, "--sheet-file", paper) == 7
    assert "was not made for this sheet" in capsys.readouterr().err
    assert tandem("recovery", "verify", file, "--sheet-file", file) == 2
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "vault").touch()
    for role, code in ((Role.P1, 0), (Role.P2, 7)):  # rule R1
        new_private(paper, WORDS[role])
        assert tandem("recovery", "verify", file, "--sheet-file", paper, "--home", tmp_path / "home") == code
    assert "There is a wallet on this machine" in capsys.readouterr().err


def new_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    file.touch(0o600)
    file.write_text(text)


def test_a_wallet_that_was_whole_is_marked_by_its_fingerprint(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("wallet", "was-whole", "savings", "00000000") == 7
    assert "mark_whole" not in [call[0] for call in fake.calls]
    right = FakeWallet.shown("savings").fingerprint
    assert tandem("wallet", "was-whole", "savings", right.upper()) == 0
    assert "Move its coins" in capsys.readouterr().out
    assert ("mark_whole", "savings") in fake.calls


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (FILE[:-7], "the end of this recovery file is missing"),
        (flipped(FILE, 12_000), "damaged or was altered"),
        (b"a photo", "not a recovery file"),
        (write((RecoveryFile(copy_of(Role.P1), copy_of(Role.P2, epoch=4)),)), "of two renewals"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    assert tandem("recovery", "verify", file) == 7
    assert said in capsys.readouterr().err.lower()


# ------------------------------------------------------------------ leaving
@dataclass
class Ceremony:
    """A recovery file, two sheets in files, and no way to the internet."""

    folder: Path
    slept: list[float]

    def words(self, *options: object, **sheets: object) -> tuple[object, ...]:
        one, two = sheets.get("one", self.folder / "P1"), sheets.get("two", self.folder / "P2")
        given = ("--computer-sheet", one, "--cosigner-sheet", two)
        return ("leave", self.folder / "file", "-o", self.folder / "out", *given, *options)

    @property
    def out(self) -> Path:
        return self.folder / "out"


@pytest.fixture
def ceremony(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ceremony:
    (tmp_path / "file").write_bytes(FILE)
    for role in Role:
        path = tmp_path / role.name
        path.write_text(WORDS[role] + "\n")
        path.chmod(0o600)
    slept = list[float]()
    monkeypatch.setattr(leave, "sleep", slept.append)
    monkeypatch.setattr(leaving, "has_default_route", lambda: False)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f" {WALLET.upper()}\n"))
    return Ceremony(tmp_path, slept)


def test_leaving_writes_what_other_programs_import_and_tells_it_nowhere_else(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tandem(*ceremony.words()) == 0
    out, err = capsys.readouterr()
    text = ceremony.out.read_text()
    (wallet,) = read(FILE)
    key = assemble(wallet, SHEETS[Role.P1], SHEETS[Role.P2])
    expected = private_descriptors(Secret(parse_scalar(key.x.reveal())), Q, CHAIN, NETWORK)
    assert text == expected.both.reveal() + "\n"
    assert stat.S_IMODE(ceremony.out.stat().st_mode) == 0o600
    assert "prv" in text
    assert "prv" not in out + err
    assert "This wallet was whole now" in out
    assert out.rstrip().endswith("Now spend these coins to a new wallet.")
    assert ceremony.slept == [10]
    assert tandem(*ceremony.words()) == 7  # nothing is written over


@pytest.mark.parametrize(("one", "two"), [("P2", "P2"), ("P1", "P1"), ("P2", "P1")])
def test_the_sheets_are_exchanged(one: str, two: str, ceremony: Ceremony, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem(*ceremony.words(one=ceremony.folder / one, two=ceremony.folder / two)) == 7
    said = capsys.readouterr().err
    wrong, whose = ("co-signer's", "computer's") if one == "P2" else ("computer's", "co-signer's")
    assert f"This is the {wrong} sheet; the {whose} belongs here." in said
    assert "do not type it" not in said  # both are typed on this machine
    assert not ceremony.out.exists()


def test_an_older_bitcoin_core_takes_two_branches(ceremony: Ceremony) -> None:
    assert tandem(*ceremony.words("--branches")) == 0
    one, two = ceremony.out.read_text().splitlines()
    assert "/0/*)" in one
    assert "/1/*)" in two


@pytest.mark.parametrize(("route", "said"), [(True, "a way to the internet"), (None, "does not tell")])
def test_nobody_leaves_on_line_unless_it_is_said(
    route: bool | None,
    said: str,
    ceremony: Ceremony,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(leaving, "has_default_route", lambda: route)
    assert tandem(*ceremony.words()) == 3
    assert said in capsys.readouterr().err
    assert not ceremony.out.exists()
    assert ceremony.slept == []
    assert tandem(*ceremony.words("--i-am-online")) == 0


def test_the_wallet_is_named_by_hand(
    ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("00000000\n"))
    assert tandem(*ceremony.words()) == 7
    assert "has the fingerprint that was typed" in capsys.readouterr().err
    assert not ceremony.out.exists()


def test_sheets_come_through_standard_input_a_line_each(ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{WORDS[Role.P1]}\n{WORDS[Role.P2]}\n{WALLET}\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert tandem(*ceremony.words(one="-", two="-")) == 0
    assert ceremony.out.exists()


def test_a_person_types_word_by_word_and_the_wrong_sheet_stops_at_its_first(
    ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = WORDS[Role.P1].split()
    typed = "\n".join([*one[:5], "nonsense", *one[5:], *WORDS[Role.P2].split(), WALLET, ""])
    out, err = at_a_terminal(monkeypatch, typed)
    together = Terminal()
    for stream in (out, err):
        monkeypatch.setattr(stream, "write", together.write)
    assert tandem(*ceremony.words(one="-", two="-")) == 0
    first, second, rest = together.getvalue().split("\x1b[?1049l")  # what a person types is on no lasting screen
    for number, screen in enumerate((first, second), 1):
        before, _, inside = screen.partition("\x1b[?1049h")
        assert "Word " not in before
        assert inside.index("Word 24:") < inside.index("\x1b[2J\x1b[3J"), number
    assert "Word " not in rest
    assert "word 6 is not in the list" in first
    ceremony.out.unlink()
    out, err = at_a_terminal(monkeypatch, "\n".join([*WORDS[Role.P2].split(), ""]))
    assert tandem(*ceremony.words(one="-", two="-")) == 7
    assert out.getvalue().endswith("\x1b[2J\x1b[3J\x1b[H\x1b[?1049l")
    assert "co-signer's sheet" in err.getvalue()
    assert err.getvalue().count("Word 2:") == 0


@pytest.mark.parametrize(("file", "mode", "code"), [("P1", 0o640, 7), ("P2", 0o604, 7), ("file", 0o644, 0)])
def test_sheets_that_others_read_are_not_taken(file: str, mode: int, code: int, ceremony: Ceremony) -> None:
    (ceremony.folder / file).chmod(mode)
    assert tandem(*ceremony.words()) == code
    assert ceremony.out.exists() is (code == 0)


def test_the_network_is_looked_at_again_before_the_key_is_written(
    ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(leave, "sleep", lambda _: monkeypatch.setattr(leaving, "has_default_route", lambda: True))
    assert tandem(*ceremony.words()) == 3
    assert "say --i-am-online" in capsys.readouterr().err
    assert not ceremony.out.exists()


def test_a_sheet_of_another_file_is_refused_before_the_other_one_is_read(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str]
) -> None:
    (ceremony.folder / "P1").write_text(" ".join(Sheet.make(Role.P1, SeededRng("another")).words.reveal()))
    (ceremony.folder / "P2").unlink()
    assert tandem(*ceremony.words()) == 7
    assert "not made for this sheet" in capsys.readouterr().err


def test_sheets_of_another_wallet_of_the_file_are_told_before_anybody_waits(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another_wallet({**SHEETS, Role.P1: Sheet.make(Role.P1, SeededRng("another"))})
    (ceremony.folder / "file").write_bytes(write((*read(FILE), other)))
    monkeypatch.setattr(sys, "stdin", io.StringIO(hash160(other.copy1.subject.Q)[:4].hex() + "\n"))
    assert tandem(*ceremony.words()) == 7
    assert "of another wallet of this recovery file" in capsys.readouterr().err
    assert ceremony.slept == []


def test_standard_input_is_for_people_alone(ceremony: Ceremony) -> None:
    assert tandem("leave", "-", *ceremony.words()[2:]) == 2

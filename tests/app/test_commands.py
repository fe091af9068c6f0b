"""Each command asks core for the right thing and shows what it gives."""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli import keys
from app.cli.parser import parser as wallet_parser
from app.config import Config
from app.cosigner import console
from app.cosigner.console import Console, describe
from app.cosigner.home import anchor_of, database_of
from app.cosigner.parser import parser as cosigner_parser
from app.terminal import Screen, run
from app.text.terminal import warning
from core.approval.rules.amount import SatsLimit
from core.approval.rules.waiting import Minutes
from core.bitcoin.caution import Caution
from core.bitcoin.coins import Reach
from core.codec.codec import encode
from core.codec.plain import plain, read
from core.cosigner.api import OFF, ApprovalView, PendingView, PlaceView, PolicyChange, PolicyView, SignedView
from core.cosigner.remote import RemoteAdmin
from core.errors import BadInput, InputKind, KeyBlocked, LinkError, LinkKind, RefusalKind, Refused
from core.keys.restore import PlaceAsked
from core.keys.state import KeyState
from core.keys.status import PendingReport, Report, RuleReport, RulesReport, Used
from core.secret import Secret
from core.transport.pairing.protocol import Offer
from core.wallet.api import Outline
from tests.app.conftest import Cosigner
from tests.support.fake_wallet import PSBT, FakeWallet
from tests.support.programs import passphrase_file

LINK = Offer(1, Secret(bytes(32)), bytes(32), 7420, 7421, "cosigner.lan").text()


@pytest.fixture(autouse=True)
def passphrase(secret_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret_file))


def tandem(*words: object) -> int:
    return run("tandem", wallet_parser(), [str(word) for word in words])


def tandem_cosigner(*words: object) -> int:
    return run("tandem-cosigner", cosigner_parser(), [str(word) for word in words])


def test_passphrase_comes_from_the_file(fake: Any) -> None:
    assert tandem("balance", "w", "--home", "/h") == 0
    assert fake.calls[0] == ("open", Path("/h"), b"correct horse")


def test_without_a_passphrase_the_message_says_what_to_give(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TANDEM_PASSPHRASE_FILE")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert tandem("balance", "w") == 7
    assert "--passphrase-file" in capsys.readouterr().err
    assert fake.calls == []


def test_amounts_and_text_for_people(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("balance", "w") == 0
    assert "confirmed  1\u202f402\u202f875 sat" in capsys.readouterr().out
    assert tandem("history", "w") == 0
    assert "□[31mred□" in capsys.readouterr().out
    assert tandem("history", "w", "--last", "0", "--json") == 0
    assert json.loads(capsys.readouterr().out)["history"] == []


def test_a_sync_shows_how_far_it_is_and_that_the_newest_block_is_old(
    fake: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tandem("sync", "w", "--server", "tcp://x:1") == 0
    shown = capsys.readouterr()
    assert "the server has given 200 answers" in shown.err
    assert "newest block" not in shown.err
    fake.stale = 4 * 3600 + 5
    assert tandem("sync", "w", "--server", "tcp://x:1", "--json") == 0
    shown = capsys.readouterr()
    assert "The newest block of this server is 4 h old: it stands still, or hides newer ones." in shown.err
    assert json.loads(shown.out)["stale"] == fake.stale


def test_a_wallet_is_shown_without_what_only_programs_read(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty fields of sheets that there were none of, since 1970, and rows of 1,300 characters."""
    for words in (("new", "w", "--network", "practice"), ("show", "w"), ("list",)):
        assert tandem("wallet", *words) == 0
        said = capsys.readouterr().out
        assert "7a3f90c1" in said
        assert not [word for word in ("1970", "drill", "sheets", "was whole") if word in said]
        assert tandem("wallet", *words, "--json") == 0
        assert '"sheets": {' in capsys.readouterr().out
    assert tandem("wallet", "list") == 0
    assert all(len(line) <= 80 for line in capsys.readouterr().out.splitlines())
    assert tandem("status", "w") == 0
    assert "sheets" not in capsys.readouterr().out


def test_coins_that_are_not_ripe_stand_among_the_others(
    fake: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tandem("balance", "w") == 0
    assert "immature" not in capsys.readouterr().out
    found = replace(FakeWallet().balance("w"), immature=5_000)
    monkeypatch.setattr(FakeWallet, "balance", lambda *_: found)
    assert tandem("balance", "w") == 0
    said = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert said == ["confirmed", "pending", "immature", "spendable", "total", "height"]


def test_a_second_computer_hears_that_wallets_are_not_shared(
    fake: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeWallet, "wallets", lambda _: ())
    assert tandem("wallet", "list") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "To move them here, close Tandem there, and let this one take its place: tandem restore" in said
    assert tandem("wallet", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"wallets": []}


def test_address(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("address", "w", "--json") == 0
    found = capsys.readouterr()
    assert json.loads(found.out) == {"address": "bcrt1qexample", "index": 7, "state": "must_refresh"}
    assert "on the co-signer: tandem-cosigner address w 7\n" in found.err
    assert "cannot be spent before both halves are renewed" in found.err
    assert tandem("address", "w", "--new") == 0
    assert "cannot be spent before both halves are renewed" in capsys.readouterr().err
    assert [call for call in fake.calls if call[0] == "address"] == [("address", "w", False), ("address", "w", True)]


def test_rules_as_the_co_signer_told_them(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("rules", "w", "--json") == 4
    assert "does not tell its rules: it is off" in json.loads(capsys.readouterr().out)["error"]["message"]
    rules = RulesReport(
        (RuleReport("per-day", encode(SatsLimit(9_000))),),
        (PendingReport("per-day", None, 1_800_000_000 + 7_200),),
        Used(4_000, 5_000, 0),
        1_800_000_000,
        720,
    )
    fake.report = Report("w", 1, KeyState.OPEN, rules, 0, 0, Reach(20, 20))
    assert tandem("rules", "w") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=2)[2] for line in lines if line.startswith(("per day", "left 24h"))] == [
        "9\u202f000 sat",
        "5\u202f000 sat",
    ]
    assert lines[-2:] == ["waits: per-day to off, in 2 h", keys.CHANGED_THERE]
    assert tandem("rules", "w", "--json") == 0
    alone = json.loads(capsys.readouterr().out)
    assert alone["pending"] == [{"rule": "per-day", "to": "off", "seconds": 7_200}]
    assert tandem("status", "w", "--json") == 0
    whole = json.loads(capsys.readouterr().out)
    assert all(whole[name] == value for name, value in alone.items() if name != "wallet")


def test_pairing_picks_the_line(fake: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LINK}\n3\n"))
    assert tandem("pair", "-", "--home", tmp_path) == 0
    assert ("pair", f"{LINK}\n", 2) in fake.calls
    assert tandem("pair", LINK, "--confirm-words", "--home", tmp_path) == 0
    assert ("pair", LINK, None) in fake.calls
    assert tandem("pair", LINK, "--confirm-words", "--another", "--home", tmp_path) == 0
    assert ("pair", LINK, None, "another") in fake.calls


@pytest.mark.parametrize("link", ["", "nonsense", LINK[:-5], LINK.replace("q", "p", 1), "tandempair1\udcff"])
def test_a_link_that_is_none_makes_no_home(link: str, fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("pair", link, "--json") == 7
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "link_text"
    assert fake.calls == []


def test_a_home_that_was_made_for_nothing_goes_again(fake: Any, tmp_path: Path) -> None:
    fake.failure = BadInput("This link was used.", InputKind.LINK_OVER)
    assert tandem("pair", LINK, "--confirm-words", "--home", tmp_path) == 7
    assert fake.calls[-1] == ("unmake",)
    (tmp_path / "vault").touch()
    assert tandem("pair", LINK, "--confirm-words", "--home", tmp_path) == 7
    assert fake.calls[-1] == ("close",)


def test_draft_sign_broadcast(fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft, signed = tmp_path / "draft.psbt", tmp_path / "signed.psbt"
    assert tandem("draft", "w", "a=1000", "b=2000", "--fee-rate", "2.5", "-o", draft, "--json") == 0
    assert ("draft", "w", [("a", 1000), ("b", 2000)], 2.5) in fake.calls
    assert draft.read_bytes() == PSBT
    capsys.readouterr()
    assert tandem("sign", "w", draft, "-o", signed, "--wait", "3", "--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"signed": 1, "skipped": [], "txid": "cd" * 32, "file": str(signed)}
    assert "0a" * 16 in shown.err
    assert ("sign", "w", PSBT, 3.0) in fake.calls
    assert tandem("broadcast", "w", signed) == 0
    assert ("broadcast", "w", PSBT + b"\x01") in fake.calls


def test_sign_keeps_the_form_it_was_given(fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "in.txt"
    text.write_bytes(base64.b64encode(PSBT))
    assert tandem("sign", "w", text, "-o", tmp_path / "out", "--json") == 0
    assert base64.b64decode((tmp_path / "out").read_bytes()) == PSBT + b"\x01"
    assert json.loads(capsys.readouterr().out)["file"] == str(tmp_path / "out")
    assert tandem("sign", "w", text, "-o", "-", "--json") == 0
    assert base64.b64decode(json.loads(capsys.readouterr().out)["psbt"]) == PSBT + b"\x01"
    assert tandem("sign", "w", text, "-o", "-") == 0
    assert base64.b64decode(capsys.readouterr().out) == PSBT + b"\x01"


def test_a_person_has_a_sync_look_further(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("sync", "w", "--server", "tcp://x:1", "--json") == 0
    found = capsys.readouterr()
    assert json.loads(found.out)["looked"] == {"external": 43, "internal": 20}
    assert "the first 43 receiving and 20 change addresses" in found.err
    assert "--gap" in found.err
    assert tandem("sync", "w", "--server", "tcp://x:1", "--gap", "1000", "--json") == 0
    assert json.loads(capsys.readouterr().out)["looked"]["internal"] == 1_000
    assert [call[-1] for call in fake.calls if call[0] == "sync"] == [20, 1_000]
    for wrong in ("-1", "1e3", "many", "²"):
        assert tandem("sync", "w", "--server", "tcp://x:1", "--gap", wrong) == 2
        assert "a whole number is needed" in capsys.readouterr().err


def test_bad_arguments_never_open_the_home(fake: Any, tmp_path: Path) -> None:
    taken = tmp_path / "diary"
    taken.write_text("dear diary")
    assert tandem("draft", "w", "nonsense", "-o", tmp_path / "x") == 7
    assert tandem("draft", "w", "a=5", "--fee-rate", "0", "-o", tmp_path / "x") == 7
    assert tandem("draft", "w", "a=5", "-o", taken) == 7
    assert tandem("sign", "w", taken, "-o", tmp_path / "x") == 7
    assert tandem("sync", "w", "--server", "http://x") == 7
    assert [call for call in fake.calls if call[0] == "open"] == []
    assert taken.read_text() == "dear diary"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "name",
    ["", " ", " a", "a ", "x" * 65, "é" * 33, "a\nb", "a\tb", "a\u202eb", "a\u200bb", "\udcff", "a\0", "S\u0430vings"],
)
def test_a_name_that_is_none_never_opens_the_home(name: str, fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("wallet", "new", name, "--network", "practice", "--json") == 7
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "name"
    assert fake.calls == []


@pytest.mark.parametrize(("typed", "name"), [("e\u0301", "\u00e9"), ("Cafe\u0301", "Caf\u00e9")])
def test_a_name_is_one_plain_composed_line(typed: str, name: str, fake: Any) -> None:
    assert tandem("wallet", "new", typed, "--network", "practice") == 0
    assert ("new_key", name, "practice") in fake.calls


@pytest.mark.parametrize("name", ["a", "two words", "x" * 64, "Café", "財布"])
def test_a_name_may_be_in_any_writing(name: str, fake: Any) -> None:
    assert tandem("wallet", "new", name, "--network", "practice") == 0
    assert ("new_key", name, "practice") in fake.calls


def test_a_name_in_parts_is_one_name(fake: Any) -> None:
    assert tandem("wallet", "new", "Cafe\u0301", "--network", "practice") == 0
    assert ("new_key", "Caf\u00e9", "practice") in fake.calls
    assert tandem("balance", "Cafe\u0301") == 0
    assert ("balance", "Caf\u00e9") in fake.calls


@pytest.mark.parametrize("name", ["-h", "--help", "-x"])
def test_a_name_like_an_option_makes_no_wallet(name: str, fake: Any) -> None:
    assert tandem("wallet", "new", "--network", "practice", "--", name) == 7
    assert fake.calls == []


TASK = "7a" * 32
REQUEST = {
    "id": "0a" * 16,
    "kind": "pay",
    "wallet": "every\x1bday",
    "network": "",
    "pays": [{"address": "bcrt1qabcdefgh", "sats": 2500, "first_time": False, "looks_like": ""}],
    "unfindable": [],
    "to_self": [],
    "fee": 141,
    "warnings": ["fee", "new\u202e"],
    "leaves": 2641,
    "recipients": 1,
    "replaces": [],
    "fee_more": None,
    "hurries": [],
    "computer": "3f2a9c5517aa0b01",
    "computer_name": "",
    "rules": [],
    "approved": False,
    "seconds": None,
    "refused": 0,
    "task": TASK,
    "lines": [],
    "sheet": [],
    "old_sheet": [],
    "restores": None,
}
LIE = "w: ab… was proposed twice with different claims; refused"
CODES = [str(code) for code in Caution]


def view(found: dict[str, Any]) -> ApprovalView:
    """As it comes over the control socket."""
    return read(ApprovalView, found)


def test_a_request_is_shown_as_the_cosigner_read_it(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["approvals"] = {"approvals": [REQUEST]}
    assert tandem_cosigner("approvals", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"approvals": [REQUEST], "unsigned": []}
    assert tandem_cosigner("approvals") == 0
    shown = capsys.readouterr().out
    assert "every□day" in shown
    assert "bcrt 1qab cdef gh" in shown
    assert "new□" in shown
    other.answers["approvals"] = {"approvals": []}
    assert tandem_cosigner("approvals") == 0
    assert capsys.readouterr().out == "Nothing waits for you.\n"


def test_amounts_and_times_of_the_cosigner_are_for_people(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    rules = {"wallet": "w", "approve_below": 5_000, "per_day": 50_000, "unattended_24h": 1_234}
    other.answers["policy_show"] = {"policies": [rules]}
    assert tandem_cosigner("policy", "show") == 0
    found = capsys.readouterr().out
    assert all(line in found for line in ("below: 5\u202f000 sat", "day: 50\u202f000 sat", "24h: 1\u202f234 sat"))
    noon = int(datetime(2026, 3, 4, 12, 5).timestamp())
    other.answers["status"] = {
        "computers": [{"pin": "ab", "paired": noon}],
        "log": [{"time": noon + 60, "kind": "key", "text": "made\x1b"}, {"time": 10**30, "kind": "odd"}],
    }
    assert tandem_cosigner("status") == 0
    found = capsys.readouterr().out
    assert all(line in found for line in ("paired: 2026-03-04 12:05\n", "time: 2026-03-04 12:06\n", "text: made□\n"))
    assert f"time: {10**30}\n" in found


def test_a_computer_is_turned_away(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    noon = int(datetime(2026, 3, 4, 12, 5).timestamp())
    found = {"pin": "ab12\x1b", "online": False, "paired": noon, "words_compared": True, "blocked": noon}
    other.answers["block"] = found
    assert tandem_cosigner("block", "ab12") == 0
    assert capsys.readouterr().out.startswith("Blocked: ab12□. Its link is gone")
    assert tandem_cosigner("block", "ab12", "--json") == 0
    assert json.loads(capsys.readouterr().out)["blocked"] == noon
    assert other.asked == [("block", {"computer": "ab12"})] * 2
    assert tandem_cosigner("block") == 2
    other.answers["status"] = {"computers": [found, {"pin": "cd"}]}
    assert tandem_cosigner("status") == 0
    shown = capsys.readouterr().out
    assert "blocked: 2026-03-04 12:05\n" in shown
    assert "blocked: none\n" in shown


def test_the_clock_of_the_cosigner_is_confirmed(
    other: Cosigner, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = int(datetime(2026, 3, 4, 12, 5).timestamp())
    other.answers |= {"status": {"clock": noon, "clock_behind": 46_800}, "confirm_clock": {"clock": noon}}
    for words in (("status",), ("clock", "show")):
        assert tandem_cosigner(*words) == 0
        assert "do not count 13.0 h of it" in capsys.readouterr().out
    monkeypatch.setattr("app.terminal.Screen.confirm", lambda *_: False)
    assert tandem_cosigner("clock", "confirm") == 0
    found = capsys.readouterr()
    assert "Nothing was changed" in found.out
    assert "says Wednesday, 2026-03-04 12:05" in found.err
    assert [name for name, _ in other.asked if name != "policy_show"] == ["status"] * 3
    for yes in ([], ["--yes"]):
        monkeypatch.setattr("app.terminal.Screen.confirm", lambda *_: not yes)  # noqa: B023
        assert tandem_cosigner("clock", "confirm", *yes, "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"clock": noon, "clock_behind": 0}
        assert other.asked[-1] == ("confirm_clock", {"shown": noon})
    other.answers["status"] = {"clock": noon}
    for words in (("clock", "confirm"), ("clock", "show")):
        assert tandem_cosigner(*words) == 0
        assert "count all the time" in capsys.readouterr().out
    assert other.asked[-1] == ("status", {})


@pytest.mark.parametrize(("state", "said"), [("off", "There is no anchor"), ("unusable", "cannot be written")])
def test_a_home_without_an_anchor_says_so(
    other: Cosigner, capsys: pytest.CaptureFixture[str], state: str, said: str
) -> None:
    for answer, words in (("status", ("status",)), ("policy_show", ("policy", "show"))):
        for told in (state, "kept", ""):
            views = [{"wallet": name, "anchor": told} for name in ("a", "b")]
            other.answers[answer] = {"anchor": told} if answer == "status" else {"policies": views}
            assert tandem_cosigner(*words) == 0
            assert capsys.readouterr().out.count(said) == (told == state)


def test_in_which_database_the_vault_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option wins; the password comes from systemd, where it has one, and never for a vault in the home."""
    config, none = Config(tmp_path, store="postgresql:///a"), argparse.Namespace()
    assert (database_of(none, config).url, database_of(none, config).password) == ("postgresql:///a", None)
    assert database_of(argparse.Namespace(store="postgresql:///b"), config).url == "postgresql:///b"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert database_of(none, config).password is None
    passphrase_file(tmp_path / "store-password", "of the server")
    found = database_of(none, config).password
    assert found is not None
    assert found.reveal() == b"of the server"
    assert database_of(none, Config(tmp_path)).password is None


def test_where_the_anchor_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert anchor_of(Config(home)) == tmp_path / "state" / "tandem-cosigner" / "anchors"
    assert anchor_of(Config(home, anchor="/elsewhere")) == Path("/elsewhere")
    assert anchor_of(Config(home, anchor="off")) is None
    monkeypatch.setenv("TANDEM_COSIGNER_ANCHOR", "/named")
    assert anchor_of(Config(home, anchor="off")) == Path("/named")
    monkeypatch.setenv("TANDEM_COSIGNER_ANCHOR", "off")
    assert anchor_of(Config(home, anchor="/elsewhere")) is None
    monkeypatch.delenv("TANDEM_COSIGNER_ANCHOR")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert anchor_of(Config(home)) == Path("~/Library/Preferences/tandem-cosigner").expanduser()


def test_the_log_of_the_cosigner(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    noon = int(datetime(2026, 3, 4, 12, 5).timestamp())
    everything = {"kind": None, "since": 0, "until": None, "wallet": None, "computer": None, "limit": None}
    lie = {"time": noon + 60, "first": noon, "count": 3, "code": "lie.told_twice", "values": ["w", "ab", "cd"]}
    rules = {"time": noon, "first": noon, "count": 1, "code": "rules.set", "values": ["w\x1b", "per-day", "5"]}
    old = {"time": noon, "kind": "odd", "text": "of another\x1b version"}
    other.answers["log"] = {"log": [rules, lie, old]}
    assert tandem_cosigner("log") == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-03-04 12:05  rules      w□: the rule per-day is now 5",
        f"2026-03-04 12:06  lie        {LIE} (3 times since 2026-03-04 12:05)",
        "2026-03-04 12:05  odd        of another□ version",
    ]
    assert tandem_cosigner("log", "--kind", "lie", "--since", "2026-03-04", "--json") == 0
    told = json.loads(capsys.readouterr().out)["log"]
    assert told[1] == {
        "number": 0,
        "time": noon + 60,
        "first": noon,
        "count": 3,
        "kind": "lie",
        "text": LIE,
        "code": "lie.told_twice",
        "values": ["w", "ab", "cd"],
    }
    since = int(datetime(2026, 3, 4).timestamp())
    assert other.asked == [("log", everything), ("log", everything | {"kind": "lie", "since": since})]
    assert tandem_cosigner("log", "--wallet", "w", "--until", "2026-03-04", "--computer", "ABCD", "--limit", "7") == 0
    some = {"wallet": "w", "until": since, "computer": "abcd", "limit": 7}
    assert other.asked[2:] == [("log", everything | some)]
    for odd in (("--computer", "abc"), ("--computer", "kitchen"), ("--limit", "-1"), ("--kind", "lies")):
        assert tandem_cosigner("log", *odd) == 7
    capsys.readouterr()
    other.answers["log"] = {"log": []}
    assert tandem_cosigner("log") == 0
    assert capsys.readouterr().out == "Nothing was written down.\n"
    assert tandem_cosigner("log", "--since", "yesterday") == 2
    assert "is no time; write 2026-11-29" in capsys.readouterr().err


def test_every_warning_is_a_sentence() -> None:
    assert [code for code in CODES if warning(code) == code] == []
    assert {"fee", "daily-limit", "suspended"} < set(CODES)
    shown = describe(view({**REQUEST, "warnings": CODES}))[-len(CODES) - 1 : -1]
    assert all(re.fullmatch(r"  ! [A-Z][^“”]+[a-z]\.", line) for line in shown)


def test_only_addresses_are_in_groups() -> None:
    label = 'data: 6869 "hi"'
    lines = describe(view({**REQUEST, "pays": [{"address": label, "sats": 0}, {"address": "bcrt1qabc", "sats": 5}]}))
    assert [line for line in lines if " pay " in line] == [f"  pay 0 sat to {label}", "  pay 5 sat to bcrt 1qab c"]


def test_a_serve_of_another_version_is_understood_as_far_as_it_goes(
    other: Cosigner, capsys: pytest.CaptureFixture[str]
) -> None:
    for request in ({}, {"kind": "unlock"}, {"kind": "new", "pays": [{}], "warnings": ["unheard-of"], "more": 1}):
        other.answers["approvals"] = {"approvals": [request]}
        assert tandem_cosigner("approvals", "--json") == 0
        assert tandem_cosigner("approvals") == 0
        assert "Request none" in capsys.readouterr().out
    other.answers["approvals"] = {}
    assert tandem_cosigner("approvals") == 0


def test_what_leaves_stands_first_and_last_and_the_largest_once_more() -> None:
    """In the lines of 900 payments, the screen that asks shows the last few alone."""
    pays = [{"address": f"bcrt1q{n:036d}", "sats": 900_000_000 if n == 452 else 1_000 + n} for n in range(900)]
    pays.sort(key=lambda one: -one["sats"])  # type: ignore[operator]  # as the co-signer lists them
    many = {"pays": pays, "leaves": 901_354_548, "recipients": 900, "fee": 50_000, "computer": "3f2a9c5517aa0b01"}
    lines = describe(view({**REQUEST, **many, "warnings": ["many"]}))
    whole = "901\u202f354\u202f548 sat leave this wallet: to 900 recipients, the fee of 50\u202f000 sat included."
    assert lines[0] == lines[-1] == whole
    assert lines[2:4] == [
        "  Asked by the computer 3f2a9c5517aa0b01",
        "  pay 900\u202f000\u202f000 sat to bcrt 1q00 0000 0000 0000 0000 0000 0000 0000 0004 52",
    ]
    assert lines[-2] == "  The largest: 900\u202f000\u202f000 sat to " + lines[3].partition(" to ")[2]
    assert "more than ten" in lines[-3]
    assert len([line for line in lines if line.startswith("  pay ")]) == 900


@pytest.mark.parametrize(
    ("recipients", "says"),
    [
        (0, "It pays nobody: 5 sat leave this wallet, the fee of 141 sat included."),
        (1, "5 sat leave this wallet: to one recipient, the fee of 141 sat included."),
        (2, "5 sat leave this wallet: to 2 recipients, the fee of 141 sat included."),
    ],
)
def test_how_many_are_paid_is_said(recipients: int, says: str) -> None:
    lines = describe(view({**REQUEST, "leaves": 5, "recipients": recipients}))
    assert lines[0] == lines[-1] == says


def test_at_a_terminal_nothing_is_approved_unseen(
    other: Cosigner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command stood on the computer's screen: what it approves, the co-signer shows before it asks."""
    monkeypatch.setattr(console, "LOOK_SECONDS", 0.0)
    other.answers["approvals"] = {"approvals": [REQUEST]}
    for typed, decided in (
        ("no\n", []),
        ("yes\n", [("approve", {"id": REQUEST["id"], "accept_fee": True, "task": TASK})]),
    ):
        other.asked.clear()
        person = Person(typed)
        monkeypatch.setattr(sys, "stdin", person)
        assert tandem_cosigner("approve", "0a0a", "--accept-fee") == 0
        assert [asked for asked in other.asked if asked[0] == "approve"] == decided
        assert "2\u202f641 sat leave this wallet: to one recipient" in capsys.readouterr().err
    assert tandem_cosigner("approve", "0b0b") == 0  # which there is none of: the co-signer says so
    assert other.asked[-1] == ("approve", {"id": "0b0b", "accept_fee": False, "task": ""})
    monkeypatch.setattr(sys, "stdin", Person(""))
    assert tandem_cosigner("approve", "0a0a", "--json") == 0  # a script has read it


def test_one_command_asks_for_the_passphrase_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it asks the co-signer twice: what waits, and then to approve it."""
    typed: list[int] = []

    def ask(
        home: Path, command: str, args: object, passphrase_of: Callable[[], object], *_: object, **__: object
    ) -> Any:
        passphrase_of()
        return {"approvals": [{**REQUEST, "warnings": []}]} if command == "approvals" else {"state": "approved"}

    monkeypatch.setattr(console, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr("core.cosigner.opening.ask", ask)
    monkeypatch.setattr("app.cosigner.home.passphrase", lambda *_: typed.append(1))
    monkeypatch.setattr(sys, "stdin", Person("yes\n"))
    assert tandem_cosigner("approve", "0a0a") == 0
    assert len(typed) == 1


def test_what_was_approved_is_said(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["approve"] = {"id": "0a" * 16, "state": "approved", "leaves": 2_641, "recipients": 1, "fee": 141}
    assert tandem_cosigner("approve", "0a0a") == 0
    assert "2\u202f641 sat leave this wallet: to one recipient" in capsys.readouterr().out
    other.answers["approve"] = {"id": "0a" * 16, "state": "granted"}
    assert tandem_cosigner("approve", "0a0a") == 0
    assert "leave" not in capsys.readouterr().out
    other.answers["approve"] = {"id": "0a" * 16, "state": "accepted"}
    assert tandem_cosigner("approve", "0a0a") == 0
    assert "a copy is kept for that sheet" in capsys.readouterr().out


class Person(io.StringIO):
    """Sits at a terminal."""

    def isatty(self) -> bool:
        return True


def test_unlock_and_payments_to_oneself_have_words() -> None:
    for refused, offered in ((2, False), (3, True)):  # W5
        often = describe(view({**REQUEST, "computer": "3f2a", "refused": refused}))
        line = (
            f"  ! This computer was refused {refused} times in a row. To block it for good: tandem-cosigner block 3f2a"
        )
        assert (line in often) is offered
    asked = describe(view({"id": "x", "kind": "unlock", "wallet": "w", "computer": "3f2a"}))
    assert asked[1:] == ["  Asked by the computer 3f2a", "  unlock this wallet's key"]
    words = tuple(f"w{n}" for n in range(12))
    asked = describe(ApprovalView(id="ab" * 16, kind="sheet", wallet="w", network="signet", sheet=words))
    assert asked[-3:] == ["    w0 w1 w2 w3", "    w4 w5 w6 w7", "    w8 w9 w10 w11"]
    own = [{"address": "bcrt1qmine", "sats": 7}]
    assert describe(view({**REQUEST, "pays": [], "to_self": own}))[3:5] == [
        "  7 sat to yourself at bcrt 1qmi ne",
        "  nothing leaves but the fee",
    ]


def test_what_is_replaced_or_hurried_is_told_at_the_co_signer() -> None:
    raised = {"replaces": ["70110b2a" + "ab" * 28], "fee_more": 562}
    assert "  It replaces 70110b2a…, signed before: fee +562 sat." in describe(view({**REQUEST, **raised}))
    off = describe(view({**REQUEST, **raised, "pays": [], "recipients": 0}))
    assert "  It calls off 70110b2a…, signed before, and pays nobody: fee +562 sat." in off
    hurries = describe(view({**REQUEST, "pays": [], "recipients": 0, "hurries": ["ab" * 32]}))
    assert "  It hurries abababab…, spends what came back of that, and pays nobody." in hurries


def test_coins_that_no_program_will_find_are_told_as_lost() -> None:
    lines = describe(view({**REQUEST, "pays": [], "unfindable": [{"address": "bcrt1qfaraway", "sats": 100_000_000}]}))
    assert lines[3] == "  lose 100\u202f000\u202f000 sat to bcrt 1qfa rawa y: yours, but where no program will find it"
    assert "  nothing leaves but the fee" not in lines


def test_the_co_signer_says_too_that_what_arrives_must_wait(
    other: Cosigner, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {"address": "bcrt1qexample", "path": "0/7", "mine": True}
    for warnings in ([], ["unspendable"]):
        other.answers["address"] = {**known, "warnings": warnings}
        assert tandem_cosigner("address", "w", "7", "--json") == 0
        found = capsys.readouterr()
        assert json.loads(found.out)["warnings"] == warnings
        assert ("cannot be spent before both halves are renewed" in found.err) == bool(warnings)


def test_every_rule_is_set_by_its_option(other: Cosigner) -> None:
    limits = ("approve-below", "max-payment", "per-day", "per-week", "ask-above", "wait", "delay")
    amounts = (*limits, "alike-minutes", "alike-per-day")
    options = [word for n, name in enumerate(amounts) for word in (f"--{name}", str(n))]
    lists = ["--allow", "a", "--allow", "b", "--disallow", "c", "--allowlist-only", "on", "--hours", "08:00-18:00"]
    assert tandem_cosigner("policy", "set", "w", *options, *lists, "--freeze") == 0
    assert tandem_cosigner("policy", "set", "--per-day", "off", "--allowlist-only", "off", "--unfreeze") == 0
    every = PolicyChange(0, 1, 2, 3, 4, 5, 6, ("a", "b"), ("c",), True, "08:00-18:00", True, 7, 8)
    assert other.asked == [
        ("policy_set", {"name": "w", "change": plain(every)}),
        ("policy_set", {"name": None, "change": plain(PolicyChange(per_day=OFF, allowlist_only=False, frozen=False))}),
    ]


def test_a_rule_that_is_no_number_is_named_by_its_unit(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    for option, unit in (("--per-day", "satoshi"), ("--wait", "minutes")):
        assert tandem_cosigner("policy", "set", option, "soon") == 7
        assert f"{option} is a whole number of {unit}, not “soon”" in capsys.readouterr().err
    assert other.asked == []


def test_rules_are_written_for_people(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    noon = int(datetime(2026, 3, 4, 12, 5).timestamp())
    rules = PolicyView(
        max_payment=5_000, wait=30, wallet="w", pending=(PendingView("per-day", "7", noon),), signed_7d=1_234
    )
    other.answers["policy_show"] = {"policies": [plain(rules)]}
    assert tandem_cosigner("policy", "show") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  wallet: w"
    for line in ("max payment: 5\u202f000 sat", "wait: 30 min", "at: 2026-03-04 12:05", "signed 7d: 1\u202f234 sat"):
        assert line in [found.strip() for found in lines]


def test_an_address_that_is_new_or_imitates_one_says_so(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    places = (PlaceView("bcrt1qabcdefgh", 5, True, "bcrt1qabcdefxx"), PlaceView("bcrt1qknownone", 4))
    other.answers["approvals"] = {"approvals": [plain(ApprovalView("x", "pay", pays=places))]}
    assert tandem_cosigner("approvals") == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "pay 5 sat to bcrt 1qab cdef gh (never paid before)" in lines
    assert "! It begins or ends like bcrt 1qab cdef xx, which is known here, and is another address." in lines
    assert "pay 4 sat to bcrt 1qkn owno ne" in lines


def test_what_a_freeze_does_not_call_back_is_listed(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    noon = int(datetime(2026, 3, 4, 12, 5).timestamp())
    signed = tuple(SignedView(f"{n:064x}", 40_500, 500, noon) for n in range(23))
    for outstanding, said in ((signed, "(23, newest first):"), ((), "Nothing that was signed before is outstanding.")):
        rules = PolicyView(wallet="w\x1b", frozen=True, outstanding=outstanding)
        other.answers["policy_show"] = {"policies": [plain(rules)]}
        assert tandem_cosigner("policy", "show") == 0
        found = capsys.readouterr().out
        assert said in found
        assert "w\x1b" not in found
        assert ("a sweep: all coins of the wallet" in found) == bool(outstanding)
        assert tandem_cosigner("policy", "show", "--json") == 0
        assert len(json.loads(capsys.readouterr().out)["policies"][0]["outstanding"]) == len(outstanding)
    other.answers["policy_show"] = {"policies": [plain(PolicyView(wallet="w", frozen=True, outstanding=signed))]}
    assert tandem_cosigner("policy", "show") == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"  2026-03-04 12:05  40\u202f500 sat, of it 500 sat fee  {0:064x}" in lines
    assert "  and 3 more: --json lists all" in lines


def test_whose_wallet_it_is_stands_at_its_head(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    rules = PolicyView(wallet="w", computer="3f2a9c5517aa0b01", computer_name="“Office\x1b”", max_payment=5)
    other.answers["policy_show"] = {"policies": [plain(rules)]}
    assert tandem_cosigner("policy", "show", "Office/w") == 0
    assert other.asked == [("policy_show", {"name": "Office/w"})]
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:4] == ["  wallet: w", "  computer name: “Office□”", "  computer: 3f2a9c5517aa0b01"]
    asked = describe(view({**REQUEST, "computer_name": "“Office\x1b”"}))
    assert asked[2] == "  Asked by the computer “Office□” (3f2a9c5517aa0b01)"


def test_names_are_given_and_shown(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["name"] = {"name": "Kitchen NUC", "fingerprint": "3f2a9c5517aa0b01"}
    assert tandem_cosigner("name", "Kitchen NUC") == 0
    assert capsys.readouterr().out == "This co-signer is called Kitchen NUC.\nIts fingerprint: 3f2a9c5517aa0b01\n"
    other.answers["name"] = {"name": "", "fingerprint": "3f2a9c5517aa0b01"}
    assert tandem_cosigner("name") == 0
    assert "no name yet" in capsys.readouterr().out
    other.answers["rename"] = {"pin": "3f2a9c5517aa0b01", "name": "Upstairs", "told": "Office\x1b"}
    assert tandem_cosigner("rename", "Office", "Upstairs") == 0
    said = "The computer 3f2a9c5517aa0b01 is called Upstairs here. It calls itself “Office□”.\n"
    assert capsys.readouterr().out == said
    assert other.asked == [
        ("name", {"name": "Kitchen NUC"}),
        ("name", {"name": None}),
        ("rename", {"computer": "Office", "name": "Upstairs"}),
    ]


def test_this_computer_and_its_co_signers_have_names(
    fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ("--home", tmp_path)
    assert tandem("name", *home) == 0
    assert capsys.readouterr().out == f"This computer has no name yet.\nIts fingerprint: {'0f' * 8}\n"
    assert tandem("name", "Office PC", *home) == 0
    assert "is called Office PC. Each co-signer is told" in capsys.readouterr().out
    assert tandem("rename", "nas", "Cellar", *home) == 0
    said = f"The co-signer {'3f' * 8} is called Cellar here. It calls itself “Kitchen NUC”.\n"
    assert capsys.readouterr().out == said
    assert tandem("cosigners", *home) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["Cellar", "nas.lan:18720", "3f" * 8, "Kitchen", "NUC", "w"]
    assert lines[2] == f"This computer is {'0f' * 8}."
    assert tandem("wallet", "new", "vault", "--network", "practice", "--cosigner", "nas", *home) == 0
    assert [call for call in fake.calls if call[0] in ("call_self", "rename_cosigner", "new_key")] == [
        ("call_self", "Office PC"),
        ("rename_cosigner", "nas", "Cellar"),
        ("new_key", "vault", "practice", "nas"),
    ]
    for wrong in (("name", "a/b"), ("rename", "nas", "a/b")):
        assert tandem(*wrong, *home) == 7


def test_decisions(other: Cosigner) -> None:
    assert tandem_cosigner("approve", "ab") == 0
    assert tandem_cosigner("approve", "ab", "--accept-fee") == 0
    assert tandem_cosigner("refuse", "ab", "--reason", "not mine") == 0
    assert tandem_cosigner("policy", "set", "--approve-below", "5000") == 0
    assert tandem_cosigner("policy", "set", "w", "--approve-below", "0") == 0
    assert tandem_cosigner("policy", "show") == 0
    assert tandem_cosigner("address", "w") == 0
    assert tandem_cosigner("address", "w", "7") == 0
    assert tandem_cosigner("policy", "set", "--approve-below", "-5") == 7
    assert other.asked == [
        ("approve", {"id": "ab", "accept_fee": False, "task": ""}),
        ("approve", {"id": "ab", "accept_fee": True, "task": ""}),
        ("refuse", {"id": "ab", "reason": "not mine"}),
        ("policy_set", {"name": None, "change": plain(PolicyChange(approve_below=5000))}),
        ("policy_set", {"name": "w", "change": plain(PolicyChange(approve_below=0))}),
        ("policy_show", {"name": None}),
        ("address", {"name": "w", "which": None}),
        ("address", {"name": "w", "which": "7"}),
    ]


@pytest.mark.parametrize(
    ("words", "typed", "says"), [(["--confirm-words"], "", True), ([], "yes\n", True), ([], "no\n", False)]
)
def test_pair_shows_the_link_first_and_asks_last(
    words: list[str],
    typed: str,
    says: bool,
    other: Cosigner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    other.events = [
        {"event": "link", "link": "tandempair1xyz"},
        {"event": "words", "words": ["a", "b", "c", "d"]},
        {"event": "confirm"},
    ]
    assert tandem_cosigner("pair", *words, "--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"link": "tandempair1xyz"}
    assert "    a   b   c   d\n" in shown.err
    assert other.asked == [("pair", {"confirm_words": bool(words)})]
    assert other.confirmed is says


@pytest.mark.parametrize(
    ("met", "says", "asks"),
    [
        ({"known": False, "others": []}, "The computer's fingerprint: 9c1b\n", "Did the computer"),
        (
            {"known": True, "name": "Office", "others": ["x"]},
            "It is paired already: Office (9c1b). This mends",
            "Did the",
        ),
        (
            {"known": False, "others": ["“Off\x1bice” (3f2a)"]},
            "THIS IS A SECOND COMPUTER, not a repair: 9c1b\nPaired already: “Off□ice” (3f2a)\nIt makes wallets",
            "Do you want a further computer here? Did the computer",
        ),
    ],
)
def test_pair_says_which_computer_it_is_before_it_asks(
    met: dict[str, Any],
    says: str,
    asks: str,
    other: Cosigner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    other.events = [
        {"event": "link", "link": "tandempair1xyz"},
        {"event": "computer", "computer": {"fingerprint": "9c1b", **met}},
        {"event": "words", "words": ["a", "b", "c", "d"]},
        {"event": "confirm"},
    ]
    assert tandem_cosigner("pair") == 0
    err = capsys.readouterr().err
    assert says in err
    assert err.index(says) < err.index("The four words") < err.index(asks)


class Answered(Console):
    """A console that has its answers already."""

    answers: Sequence[str] = ()

    def ask_line(self, question: str) -> str:
        line, *self.answers = self.answers
        return line


class Typed:
    """A console whose person types the given lines; without them, the real one."""

    def __init__(self, *lines: str) -> None:
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.err = io.StringIO()
        screen = Screen("tandem-cosigner", False, io.StringIO(), self.err, io.StringIO())
        self.console = Console(RemoteAdmin(self.ask), screen)
        if lines:
            self.console = answered = Answered(RemoteAdmin(self.ask), screen)
            answered.answers = lines

    def ask(self, command: str, args: dict[str, Any], on_event: object = None, answer: object = None) -> dict[str, Any]:
        self.commands.append((command, args))
        return {}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LOOK_SECONDS", 0.0)


@pytest.mark.usefixtures("at_once")
def test_the_prompt_of_serve() -> None:
    plain_request = {**REQUEST, "warnings": []}
    for lines, request, expected in (
        (["y"], plain_request, [("approve", {"id": REQUEST["id"], "accept_fee": False, "task": TASK})]),
        (["y", "fee"], REQUEST, [("approve", {"id": REQUEST["id"], "accept_fee": True, "task": TASK})]),
        (["y", ""], REQUEST, []),
        ([""], REQUEST, []),
        (["n", "not mine"], REQUEST, [("refuse", {"id": REQUEST["id"], "reason": "not mine"})]),
    ):
        typed = Typed(*lines)
        typed.console.decide(view(request))
        assert typed.commands == expected


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("kind", ["sheet", "unlock", "restore"])
def test_the_prompt_of_serve_looks_from_where_a_sheet_or_an_unlock_is_approved(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 51000 192.0.2.1 22")
    typed = Typed("y", "y")
    request = view({"id": "0a" * 16, "kind": kind, "wallet": "w"})
    with monkeypatch.context() as there:

        def refuses(*_: object, **__: object) -> None:
            raise BadInput("you seem to sit at the wallet computer", InputKind.SHEET_SEAT)

        there.setattr(RemoteAdmin, "sheet_seat", refuses)
        with pytest.raises(BadInput):
            typed.console.decide(request)
    assert typed.commands == []
    typed.console.decide(request)
    assert [name for name, _ in typed.commands] == ["sheet_seat", "approve"]


@pytest.mark.usefixtures("at_once")
def test_the_prompt_of_serve_shows_amounts_whole() -> None:
    typed = Typed("")
    typed.console.decide(view({**REQUEST, "fee": 4_444}))
    assert "fee 4\u202f444 sat" in typed.err.getvalue()
    assert "every□day" in typed.err.getvalue()


def test_what_was_typed_before_a_request_was_shown_does_not_decide_it(monkeypatch: pytest.MonkeyPatch) -> None:
    person, terminal = os.openpty()
    with open(terminal, encoding="utf-8") as stdin:  # noqa: PTH123  a terminal, not a path
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(console, "LOOK_SECONDS", 0.2)
        typed = Typed()
        os.write(person, b"y\ny\n")
        asking = threading.Thread(target=typed.console.decide, args=(view({**REQUEST, "warnings": []}),))
        asking.start()
        deadline = time.monotonic() + 30
        while "Approve?" not in typed.err.getvalue():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        asking.join(3 * console.POLL_SECONDS)
        assert asking.is_alive(), "an old line was an answer"
        assert typed.commands == []
        os.write(person, b"y\n")
        asking.join(30)
        assert [name for name, _ in typed.commands] == ["approve"]
    os.close(person)


def test_nobody_is_asked_before_there_was_time_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule W5."""
    monkeypatch.setattr(console, "LOOK_SECONDS", 3600)
    typed = Typed("y")
    asking = threading.Thread(target=typed.console.decide, args=(view({**REQUEST, "warnings": []}),))
    asking.start()
    asking.join(2 * console.POLL_SECONDS)
    assert asking.is_alive()
    assert str(REQUEST["id"]) in typed.err.getvalue()
    assert typed.commands == []
    typed.console.stop()
    asking.join(30)


def test_the_prompt_stays_away_without_a_terminal() -> None:
    typed = Typed()
    typed.console.start()
    typed.console.stop()
    assert typed.commands == []


def test_a_message_is_signed_and_judged(
    fake: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a byte of it is changed on the way, typed or piped."""
    assert tandem("message", "sign", "w", "bc1q", "It is o\u0308 mine ", "--wait", "5") == 0
    assert capsys.readouterr().out == "c2lnbmVk\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a\r\n\xff")))
    assert tandem("message", "sign", "w", "bc1q", "-") == 0
    found = [call for call in fake.calls if call[0] == "sign_message"]
    assert [call[3:] for call in found] == [("It is o\u0308 mine ".encode(), 5.0), (b"a\r\n\xff", None)]
    signed = (
        "AkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7F29zJLUx9a/sASECx/EgAxlkQpQ9h"
        "YjgGu6EBCPMVPwVIVJqO4XCsMvViHI="
    )
    address = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l"
    fake.calls.clear()
    capsys.readouterr()
    assert tandem("message", "verify", address, "Hello World", signed) == 0
    assert capsys.readouterr().out == "Valid: who can spend from this address says this text.\n"
    assert tandem("message", "verify", address, "Hello World.", signed) != 0
    assert fake.calls == []  # no home was opened


def test_send_is_draft_sign_broadcast(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("send", "w", "a=1000", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"txid": "cd" * 32, "signed": 1, "skipped": []}
    assert [call[0] for call in fake.calls] == [
        *("open", "under_way", "draft", "keep", "outline", "sign", "broadcast", "close")
    ]


def test_what_a_payment_does_is_said_before_anybody_signs(
    fake: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").write_bytes(PSBT)
    raised = Outline(1_703, 1, 703, ("70110b2a" + "ab" * 28,), 562)
    told = {
        raised: "It replaces 70110b2a…, signed before: fee +562 sat.",
        replace(
            raised, recipients=0, fee_more=-3
        ): "It calls off 70110b2a…, signed before, and pays nobody: fee −3 sat.",
        replace(raised, fee_more=None): "It replaces 70110b2a…, signed before: fee ?.",
        Outline(
            703, 0, 703, hurries=("ab" * 32, "cd" * 32)
        ): "It hurries abababab…, cdcdcdcd…, spends what came back of",
        Outline(1_703, 1, 703): "",
    }
    for outline, says in told.items():
        monkeypatch.setattr(fake, "told", outline)
        for words in (["sign", "w", tmp_path / "in"], ["draft", "w", "a=1000"], ["send", "w", "a=1000"]):
            out = [] if words[0] == "send" else ["-o", tmp_path / "out"]
            assert tandem(*words, *out, "--json") == 0
            shown = capsys.readouterr().err
            assert "leave this wallet" in shown
            assert says in shown
            assert ("signed before" in shown or "It hurries" in shown) is bool(says)


def test_what_may_still_arrive_is_said_before_the_same_is_paid_twice(
    fake: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unshown, says in (((), False), (("70110b2a" + "ab" * 28,), True)):
        monkeypatch.setattr(fake, "told", Outline(1_141, 1, 141, unshown=unshown))
        for words in (["draft", "w", "a=1000", "-o", tmp_path / "out"], ["send", "w", "a=1000"]):
            assert tandem(*words, "--json") == 0
            shown = capsys.readouterr().err
            assert (
                "does not show 70110b2a…, sent before: it may still arrive, so do not pay the same twice." in shown
            ) is says


def test_the_same_send_again_goes_on_with_the_payment_under_way(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It must not draft another, whose coins are others: both would be paid."""
    monkeypatch.setattr(fake, "kept", PSBT + b"\x02")
    assert tandem("send", "w", "a=1000", "--json") == 0
    assert [call[0] for call in fake.calls] == ["open", "under_way", "outline", "sign", "broadcast", "close"]
    assert ("sign", "w", PSBT + b"\x02", None) in fake.calls
    assert "is under way" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (Refused("Nobody has decided yet.", RefusalKind.PENDING), True),
        (Refused("No.", RefusalKind.REFUSED), False),
        (Refused("Too late.", RefusalKind.EXPIRED), False),
        (LinkError("Nothing listens there.", LinkKind.UNREACHABLE), True),
        (LinkError("It hung up.", LinkKind.HUNG_UP), True),
        (KeyboardInterrupt(), True),
        (KeyBlocked("This key is locked."), False),
    ],
)
def test_a_send_that_may_go_on_is_not_lost(
    error: BaseException, kept: bool, fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fake, "sign", raising(error))
    assert tandem("send", "w", "a=1000", "--json") == getattr(error, "exit_code", 3)
    shown = capsys.readouterr().err
    assert (base64.b64encode(PSBT).decode() in shown) is kept
    assert ("tandem sign" in shown) is kept


@pytest.mark.parametrize(
    "error",
    [LinkError("Gone.", LinkKind.CONNECT), BadInput("It does not take it.", InputKind.REJECTED), ZeroDivisionError()],
)
def test_a_payment_that_is_signed_and_not_sent_is_never_lost(
    error: BaseException, fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fake, "broadcast", raising(error))
    assert tandem("send", "w", "a=1000", "--json") == getattr(error, "exit_code", 1)
    shown = capsys.readouterr().err
    assert base64.b64encode(PSBT + b"\x01").decode() in shown
    assert "tandem sign" not in shown


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_the_computer_proposes_a_delay_and_says_where_it_is_set(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def proposed() -> tuple[object, bool]:
        assert tandem("status", "two words", "--json") == 0
        found = json.loads(capsys.readouterr().out)["propose_delay"]
        assert tandem("status", "two words") == 0
        words = "on the co-signer: tandem-cosigner policy set 'two words' --delay 1440"
        return found, words in capsys.readouterr().out

    assert proposed() == (None, False)  # the co-signer does not answer: nobody knows
    undecided = RulesReport((), (), Used(), 0, 0)
    report = Report("two words", 1, KeyState.OPEN, undecided, 0, 0, Reach(20, 20))
    monkeypatch.setattr(fake, "report", report)
    assert proposed() == (1_440, True)
    decided = replace(undecided, rules=(RuleReport("delay", encode(Minutes(0))),))
    monkeypatch.setattr(fake, "report", replace(report, rules=decided))
    assert proposed() == (None, False)
    monkeypatch.setattr(fake, "report", report)
    monkeypatch.setattr(fake, "history", lambda *_: ())
    assert proposed() == (None, False)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (PlaceAsked.WAITS, "refuse it on the co-signer"),
        (PlaceAsked.STOPPED, "was stopped. A person"),
        (PlaceAsked.NO, ""),
    ],
)
def test_who_asks_for_the_place_of_this_computer_is_told(
    place: PlaceAsked, said: str, fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report("w", 1, KeyState.OPEN, RulesReport((), (), Used(), 0, 0), 0, 0, Reach(20, 20), place=place)
    monkeypatch.setattr(fake, "report", report)
    assert tandem("status", "w") == 0
    shown = capsys.readouterr().out
    assert said in shown
    assert ("tandem sheet exchange" in shown) is bool(place)
    assert tandem("status", "w", "--json") == 0
    assert json.loads(capsys.readouterr().out)["place_asked"] == place.name.lower()

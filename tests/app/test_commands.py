"""Each command asks core for the right thing and shows what it gives."""

from __future__ import annotations

import base64
import inspect
import io
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner import console
from app.cosigner.console import Console, describe
from app.cosigner.parser import parser as cosigner_parser
from app.terminal import Screen, run
from core import commands, policy
from core.bitcoin.checked_task import CheckedTask
from core.errors import BadInput, KeyBlocked, LinkError, Refused
from core.secret import Secret
from core.transport.pairing import Offer
from tests.app.conftest import PSBT, Cosigner

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


def test_address(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("address", "w", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"address": "bcrt1qexample"}
    assert tandem("address", "w", "--new") == 0
    assert [call for call in fake.calls if call[0] == "address"] == [("address", "w", False), ("address", "w", True)]


def test_pairing_picks_the_line(fake: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LINK}\n3\n"))
    assert tandem("pair", "-", "--home", tmp_path) == 0
    assert ("pair", f"{LINK}\n", 2) in fake.calls
    assert tandem("pair", LINK, "--confirm-words", "--home", tmp_path) == 0
    assert ("pair", LINK, None) in fake.calls


@pytest.mark.parametrize("link", ["", "nonsense", LINK[:-5], LINK.replace("q", "p", 1), "tandempair1\udcff"])
def test_a_link_that_is_none_makes_no_home(link: str, fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("pair", link, "--json") == 7
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "link_text"
    assert fake.calls == []


def test_a_home_that_was_made_for_nothing_goes_again(fake: Any, tmp_path: Path) -> None:
    fake.failure = BadInput("This link was used.", "link_over")
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
    ["", " ", " a", "a ", "x" * 65, "é" * 33, "a\nb", "a\tb", "a\u202eb", "a\u200bb", "e\u0301", "\udcff", "a\0"],
)
def test_a_name_that_is_none_never_opens_the_home(name: str, fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("wallet", "new", name, "--network", "practice", "--json") == 7
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "name"
    assert fake.calls == []


@pytest.mark.parametrize("name", ["a", "two words", "x" * 64, "Café", "財布"])
def test_a_name_may_be_in_any_writing(name: str, fake: Any) -> None:
    assert tandem("wallet", "new", name, "--network", "practice") == 0
    assert ("new_key", name, "practice") in fake.calls


REQUEST = {
    "id": "0a" * 16,
    "kind": "pay",
    "wallet": "every\x1bday",
    "pays": [{"address": "bcrt1qabcdefgh", "sats": 2500}],
    "unfindable": [],
    "to_self": [],
    "fee": 141,
    "warnings": ["fee", "new\u202e"],
}
CODES = [
    *re.findall(r'^ +"([a-z-]+)":', inspect.getsource(CheckedTask.warnings), re.MULTILINE),
    *re.findall(r'Ask\(\("([a-z-]+)",', inspect.getsource(policy)),
    *re.findall(r'"warnings": \["([a-z]+)" if .* else "([a-z]+)"\]', inspect.getsource(commands))[0],
]


def test_a_request_is_shown_as_the_cosigner_read_it(other: Cosigner, capsys: pytest.CaptureFixture[str]) -> None:
    other.answers["approvals"] = {"approvals": [REQUEST]}
    assert tandem_cosigner("approvals", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"approvals": [REQUEST]}
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


def test_every_warning_is_a_sentence() -> None:
    assert sorted(CODES) == sorted(console.WARNINGS)
    assert {"fee", "daily-limit", "suspended"} < set(CODES)
    shown = describe({**REQUEST, "warnings": CODES})[-len(CODES) :]
    assert all(re.fullmatch(r"  ! [A-Z][^“”]+[a-z]\.", line) for line in shown)


def test_only_addresses_are_in_groups() -> None:
    label = 'data: 6869 "hi"'
    lines = describe({**REQUEST, "pays": [{"address": label, "sats": 0}, {"address": "bcrt1qabc", "sats": 5}]})
    assert lines[1:3] == [f"  pay 0 sat to {label}", "  pay 5 sat to bcrt 1qab c"]


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


def test_unlock_and_payments_to_oneself_have_words() -> None:
    assert "unlock" in describe({"id": "x", "kind": "unlock", "wallet": "w"})[1]
    own = [{"address": "bcrt1qmine", "sats": 7}]
    assert describe({**REQUEST, "pays": [], "to_self": own})[1:3] == [
        "  7 sat to yourself at bcrt 1qmi ne",
        "  nothing leaves but the fee",
    ]


def test_coins_that_no_program_will_find_are_told_as_lost() -> None:
    lines = describe({**REQUEST, "pays": [], "unfindable": [{"address": "bcrt1qfaraway", "sats": 100_000_000}]})
    assert lines[1] == "  lose 100\u202f000\u202f000 sat to bcrt 1qfa rawa y: yours, but where no program will find it"
    assert "  nothing leaves but the fee" not in lines


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
        ("approve", {"id": "ab", "accept_fee": False}),
        ("approve", {"id": "ab", "accept_fee": True}),
        ("refuse", {"id": "ab", "reason": "not mine"}),
        ("policy_set", {"name": None, "approve_below": 5000}),
        ("policy_set", {"name": "w", "approve_below": 0}),
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


class Typed:
    """A console whose person types the given lines."""

    def __init__(self, *lines: str) -> None:
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.err = io.StringIO()
        self.console = Console(self, Screen("tandem-cosigner", False, io.StringIO(), self.err, io.StringIO()))
        rest = list(lines)
        self.console._line = lambda _question: rest.pop(0)  # type: ignore[method-assign,assignment]

    def command(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        self.commands.append((name, args))
        return {}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LOOK_SECONDS", 0.0)


@pytest.mark.usefixtures("at_once")
def test_the_prompt_of_serve() -> None:
    plain_request = {**REQUEST, "warnings": []}
    for lines, request, expected in (
        (["y"], plain_request, [("approve", {"id": REQUEST["id"], "accept_fee": False})]),
        (["y", "fee"], REQUEST, [("approve", {"id": REQUEST["id"], "accept_fee": True})]),
        (["y", ""], REQUEST, []),
        ([""], REQUEST, []),
        (["n", "not mine"], REQUEST, [("refuse", {"id": REQUEST["id"], "reason": "not mine"})]),
    ):
        typed = Typed(*lines)
        typed.console.decide(request)
        assert typed.commands == expected


@pytest.mark.usefixtures("at_once")
def test_the_prompt_of_serve_shows_amounts_whole() -> None:
    typed = Typed("")
    typed.console.decide({**REQUEST, "fee": 4_444})
    assert "fee 4\u202f444 sat" in typed.err.getvalue()
    assert "every□day" in typed.err.getvalue()


def test_what_was_typed_before_a_request_was_shown_does_not_decide_it(monkeypatch: pytest.MonkeyPatch) -> None:
    person, terminal = os.openpty()
    with open(terminal, encoding="utf-8") as stdin:  # noqa: PTH123  a terminal, not a path
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(console, "LOOK_SECONDS", 0.2)
        typed = Typed()
        del typed.console._line  # the real one
        os.write(person, b"y\ny\n")
        asking = threading.Thread(target=typed.console.decide, args=({**REQUEST, "warnings": []},))
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


def test_the_prompt_stays_away_without_a_terminal() -> None:
    typed = Typed()
    typed.console.start()
    typed.console.stop()
    assert typed.commands == []


def test_send_is_draft_sign_broadcast(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem("send", "w", "a=1000", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"txid": "cd" * 32, "signed": 1, "skipped": []}
    assert [call[0] for call in fake.calls] == ["open", "draft", "sign", "broadcast", "close"]


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (Refused("Nobody has decided yet.", "pending"), True),
        (Refused("No.", "refused"), False),
        (Refused("Too late.", "expired"), False),
        (LinkError("Nothing listens there.", "unreachable"), True),
        (LinkError("It hung up.", "hung_up"), True),
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
    "error", [LinkError("Gone.", "connect"), BadInput("It does not take it.", "fee"), ZeroDivisionError()]
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

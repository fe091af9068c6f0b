"""The contract of both programs: one answer, exit codes, no traceback, nothing that moves the terminal."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser
from app.terminal import Screen, plain, run, sats, sentence
from core.errors import BadInput, Bug, KeyBlocked, LinkError, PeerFault, Refused, StorageError, TandemError

EVERY = [Refused, LinkError, PeerFault, KeyBlocked, StorageError, BadInput, Bug]


def screen(typed: str = "", as_json: bool = False) -> tuple[Screen, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Screen("tandem", as_json, out, err, io.StringIO(typed)), out, err


def tandem(*words: str) -> int:
    return run("tandem", wallet_parser(), words)


@pytest.mark.parametrize(("error", "code"), list(zip(EVERY, [3, 4, 5, 5, 6, 7, 1], strict=True)))
def test_every_error_has_its_exit_code_and_one_json_object(
    error: type[TandemError], code: int, fake: Any, secret_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failure = error("One plain sentence.")
    fake.failure.kind = "somekind"
    assert tandem("balance", "w", "--json", "--passphrase-file", str(secret_file)) == code
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"error": {"kind": "somekind", "message": "One plain sentence."}}
    assert tandem("balance", "w", "--passphrase-file", str(secret_file)) == code
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "tandem: One plain sentence.\n")
    assert fake.calls[-1] == ("close",)


def test_an_unknown_exception_is_one_sentence_without_its_text(
    fake: Any, secret_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failure = ZeroDivisionError("the share is 0x1234")
    assert tandem("balance", "w", "--json", "--passphrase-file", str(secret_file)) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["kind"] == "bug"
    assert "ZeroDivisionError" in shown.out
    assert "1234" not in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err


def test_debugging_prints_the_traceback_on_standard_error(
    fake: Any, secret_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_DEBUG", "1")
    fake.failure = ZeroDivisionError("x")
    assert tandem("balance", "w", "--json", "--passphrase-file", str(secret_file)) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["kind"] == "bug"
    assert "Traceback" in shown.err


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (OSError(28, "x"), 6, "disk"),
        (KeyboardInterrupt(), 3, "cancelled"),
        (OSError(13, "x"), 1, "bug"),
        (ImportError("libgmp.so.10: cannot open shared object file"), 1, "installation"),
    ],
)
def test_what_the_system_throws(
    error: BaseException, code: int, kind: str, fake: Any, secret_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.failure = error
    assert tandem("balance", "w", "--json", "--passphrase-file", str(secret_file)) == code
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == kind


@pytest.mark.parametrize(
    "words",
    [[], ["wallet"], ["nothing"], ["balance"], ["wallet", "new", "a"], ["wallet", "new", "a", "--network", "liquid"],
     ["sign", "w", "in"], ["balance", "w", "--hom", "x"], ["sign", "w", "i", "-o", "o", "--wait", "-1"],
     ["draft", "w", "-o", "x"]],
)  # fmt: skip
def test_usage_errors_exit_2_and_are_json_when_asked(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem(*words, "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "usage"
    assert tandem(*words) == 2
    assert capsys.readouterr().err.startswith("tandem: ")


@pytest.mark.parametrize(
    "words", [["--json", "wallet", "list"], ["wallet", "--json", "list"], ["wallet", "list", "--json"]]
)
def test_global_options_stand_before_or_after_the_command(words: list[str]) -> None:
    args = wallet_parser().parse_args([*words, "--home", "/h"])
    assert args.json
    assert args.home == Path("/h")
    before = wallet_parser().parse_args(["--home", "/h", "--passphrase-file", "/p", *words])
    assert (before.home, before.passphrase_file) == (Path("/h"), Path("/p"))


@pytest.mark.parametrize(
    "line",
    [
        "pair LINK", "pair -", "pair - --confirm-words", "wallet new N --network regtest", "wallet list",
        "wallet show N", "address N", "address N --new", "sync N --server tcp://h:1", "balance N", "history N",
        "draft N a=1 b=2 -o f", "draft N a=1 --fee-rate 1.5 -o f", "sign N in -o out", "sign N in -o out --wait 5",
        "send N a=1 b=2", "send N a=1 --fee-rate 2", "broadcast N f", "refresh N", "status N",
    ],
)  # fmt: skip
def test_every_line_of_the_wallet_contract_parses(line: str) -> None:
    assert callable(wallet_parser().parse_args(line.split()).run)


@pytest.mark.parametrize(
    "line",
    [
        "init", "init --practice", "serve --listen 127.0.0.1:7420",
        "serve --listen [::1]:0 --pair-port 1 --advertise h",
        "pair", "pair --confirm-words", "approvals", "approve ID", "approve ID --accept-fee", "refuse ID --reason no",
        "policy show", "policy show N", "policy set --approve-below 5", "policy set N --approve-below 0", "address N",
        "address N 7", "address N bcrt1", "status",
    ],
)  # fmt: skip
def test_every_line_of_the_cosigner_contract_parses(line: str) -> None:
    assert callable(cosigner_parser().parse_args(line.split()).run)


def test_text_of_others_cannot_move_the_terminal() -> None:
    assert plain("ok \x1b[2J\u202ex\u200b\n\u2028\x00é") == "ok □[2J□x□□□□é"
    assert sats(1_402_875) == "1\u202f402\u202f875 sat"
    view, _, err = screen()
    view.say("one\x07\ntwo")
    assert err.getvalue() == "one□\ntwo\n"


def test_messages_are_sentences() -> None:
    assert sentence("there is no wallet; pair first") == "There is no wallet; pair first."
    assert sentence("“x” is no file.") == "“x” is no file."
    assert sentence("bcrt1q0 is no address") == "bcrt1q0 is no address."
    assert sentence("approve-below is an amount") == "approve-below is an amount."


def test_one_answer_only() -> None:
    view, out, err = screen(as_json=True)
    view.answer({"link": "x"})
    with pytest.raises(Bug):
        view.answer({"again": 1})
    assert view.fail(LinkError("Gone.")) == 4
    assert json.loads(out.getvalue()) == {"link": "x"}
    assert json.loads(err.getvalue()) == {"error": {"kind": "link", "message": "Gone."}}


def test_questions() -> None:
    view, out, err = screen("maybe\nYES\nno\n9\nx\n2\n0\n")
    assert view.confirm("Same?")
    assert not view.confirm("Same?")
    assert view.choose("Which?", ["a", "b"]) == 1
    assert view.choose("Which?", ["a", "b"]) is None
    assert out.getvalue() == ""
    assert "  2  b" in err.getvalue()


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Screen, "ask_terminal", staticmethod(lambda: ""))
    view, _, _ = screen("")
    with pytest.raises(Refused) as caught:
        view.confirm("Same?")
    assert caught.value.kind == "cancelled"


def test_a_full_disk_behind_standard_output_is_a_storage_error() -> None:
    script = (
        "import sys; from app.terminal import *; s = Screen('t', True, sys.stdout, sys.stderr, sys.stdin); s.answer({})"
    )
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", script], stdout=full, stderr=subprocess.PIPE, check=False)
    assert b"StorageError" in done.stderr


@pytest.mark.parametrize("module", ["app.cli", "app.cosigner"])
def test_help_imports_nothing_heavy(module: str) -> None:
    heavy = "{'numpy', 'bdkpython', 'pbk', 'aiohttp', 'cryptography', 'coincurve', 'asyncio', 'sqlite3', 'keyring'}"
    script = f"import sys, {module}.parser as m; m.parser(); print(sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

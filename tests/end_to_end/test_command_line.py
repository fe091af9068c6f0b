"""The two programs as a person or a script meets them: real processes, real homes, real signals."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from btclib_wallet import bip322

from app.journey import request_of
from app.practice_network.network import PracticeNetwork
from app.processes import cosigner, wallet
from tests.end_to_end.story import fund
from tests.end_to_end.test_practice import SHOP, PracticeChain
from tests.support.lying_server import LyingServer, StandsStill
from tests.support.other_side import WORDS
from tests.support.programs import NAME, Programs, fails, light, passphrase_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """A co-signer that exists and does not run."""
    with Programs(tmp_path_factory.mktemp("other"), practice=True) as programs:
        programs.init()
        yield programs


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeNetwork]:
    network = PracticeNetwork(tmp_path_factory.mktemp("practice") / "network")
    try:
        yield network
    finally:
        network.stop()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, practice: PracticeNetwork) -> Iterator[Programs]:
    """A funded wallet and its co-signer, which runs."""
    with Programs(tmp_path_factory.mktemp("both"), practice=True) as programs:
        programs.paired()
        programs.new_key("practice")
        fund(programs, PracticeChain(practice))
        yield programs


def test_a_vault_that_costs_no_work_is_opened_by_no_program(tmp_path: Path) -> None:
    """Such a vault is made for other tests here, and by nobody who means well."""
    with Programs(tmp_path / "cheap", practice=True, lightest=True) as cheap:
        cheap.init()
        assert cheap.other.call("status")["wallets"] == []
        real = cosigner(cheap.other.home, cheap.other.passphrase_file)
        fails(real, 6, "status", kind="corrupt", about="passphrase")


# ------------------------------------------------------------------ signals and streams
@pytest.mark.parametrize(
    ("words", "number", "code"),
    [
        (("serve", "--listen", "127.0.0.1:0"), signal.SIGTERM, 0),
        (("serve", "--listen", "127.0.0.1:0"), signal.SIGINT, 3),
        (("status",), signal.SIGTERM, 3),
        (("status",), signal.SIGINT, 3),
    ],
)
def test_a_program_that_is_told_to_stop(
    other: Programs, words: tuple[str, ...], number: signal.Signals, code: int, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    with replace(other.other, passphrase_file=pipe).start(*words) as running:
        handle = _other_end(pipe)
        os.kill(running.pid, number)
        assert running.end() == code
        os.close(handle)
    assert not any("Traceback" in line for line in running.err)
    assert running.out == ([] if code == 0 else ['{"error": {"kind": "cancelled", "message": "Cancelled."}}'])


def _other_end(pipe: Path) -> int:
    """To write a passphrase into; there is one as soon as a program waits for it."""
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.02)


def test_a_link_that_is_not_utf8_is_no_link(tmp_path: Path) -> None:
    computer = wallet(tmp_path / "computer", passphrase_file(tmp_path / "words"))
    with computer.start("pair", "-") as running:
        assert running.process.stdin is not None
        running.process.stdin.buffer.write(b"tandempair1\xff\n")  # type: ignore[attr-defined]
        assert running.end() == 7
        assert running.failure().kind == "link_text"


def test_what_serve_says_can_be_given_to_serve(other: Programs) -> None:
    for _ in range(2):
        other.listen = "[::1]:0" if other.listen == "127.0.0.1:0" else other.listen
        other.serve()
        assert other.listen.startswith("[::1]:")
        assert other.other.call("status")["serving"] == other.listen
        other.stop()


def test_an_anchor_lies_outside_of_the_home_and_its_absence_is_said(tmp_path: Path) -> None:
    with Programs(tmp_path / "real") as programs:
        program = programs.other
        programs.other = replace(program, extra={"XDG_STATE_HOME": str(tmp_path / "state")})
        light(program).call("init")  # elsewhere: its anchor is not found here, and a person has to look
        assert programs.other.call("status")["anchor"] == "kept"
        (file,) = (tmp_path / "state" / "tandem-cosigner" / "anchors").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
        assert programs.other.call("log", "--kind", "restored")["log"][0]["text"].startswith("the anchor of this home")
        programs.serve()
        assert programs.serving is not None
        assert not any("anchor" in line for line in programs.serving.err)
        programs.stop()
        programs.other = replace(program, extra={"TANDEM_COSIGNER_ANCHOR": "off"})
        programs.serve()
        programs.serving.line("There is no anchor")
        programs.stop()
        programs.other = replace(program, extra={"TANDEM_COSIGNER_ANCHOR": str(program.home / "anchor")})
        fails(programs.other, 7, "status", about="outside of the home", kind="config")


# ------------------------------------------------------------------ homes
def test_a_link_that_was_used_leaves_no_home(other: Programs, tmp_path: Path) -> None:
    other.serve()
    computer = light(wallet(tmp_path / "new", passphrase_file(tmp_path / "words")))
    with other.other.start("pair", "--confirm-words") as shown:
        link = str(shown.object()["link"])
        shown.stop()
    fails(computer, 7, "pair", link, "--confirm-words", about="link")
    assert not computer.home.exists()
    computer.home.mkdir(mode=0o755)
    fails(computer, 7, "pair", link, "--confirm-words", about="link")
    assert list(computer.home.iterdir()) == []
    with other.other.start("pair", "--confirm-words") as shown:
        link = str(shown.object()["link"])
        computer.call("pair", link, "--confirm-words")
        assert shown.end() == 0
    fails(computer, 7, "pair", link, "--confirm-words", about="link")
    assert wallet(computer.home, computer.passphrase_file).call("wallet", "list") == {"wallets": []}
    other.stop()


def test_a_pairing_whose_words_nobody_compared_is_told(other: Programs, tmp_path: Path) -> None:
    """Rule P4."""
    other.serve()
    known = {found["pin"] for found in other.other.call("status")["computers"]}
    for words in (["--confirm-words"], []):
        computer = light(wallet(tmp_path / f"new{len(words)}", passphrase_file(tmp_path / f"words{len(words)}")))
        with other.other.start("pair", *words) as shown, computer.start("pair", "-", *words) as joining:
            joining.type(str(shown.object()["link"]))
            if not words:
                found = shown.line(WORDS).groups()
                joining.type(joining.line(r"^ +([1-4]) +" + r"[ -]+".join(found) + "$")[1])
                shown.type("yes")
            assert (joining.end(), shown.end()) == (0, 0)
        status = other.other.call("status")
        [new] = [found for found in status["computers"] if found["pin"] not in known]
        known.add(new["pin"])
        assert new["words_compared"] is not bool(words)
        logged = " ".join(entry["text"] for entry in status["log"] if new["pin"] in entry["text"])
        assert ("words not compared by a person" in logged) is bool(words)
    other.stop()


def test_each_program_knows_its_own_homes(other: Programs, tmp_path: Path) -> None:
    other.serve()
    computer = light(wallet(tmp_path / "new", passphrase_file(tmp_path / "words")))
    with other.other.start("pair", "--confirm-words") as shown:
        computer.call("pair", str(shown.object()["link"]), "--confirm-words")
        assert shown.end() == 0
    for line in ("status", "policy set --approve-below 5000", "serve --listen 127.0.0.1:0"):
        wrong = replace(computer, module="app.cosigner", extra={})
        assert fails(wrong, 7, *line.split(), about="tandem.").kind == "role"
    for _ in range(2):  # while it serves, and when it does not
        for line in ("wallet list", "address joint"):
            wrong = replace(other.other, module="app.cli")
            assert fails(wrong, 7, *line.split(), about="tandem-cosigner.").kind == "role"
        other.stop()


# ------------------------------------------------------------------ the program that serves
def test_a_serve_that_is_stopped_is_told_as_silent(other: Programs) -> None:
    other.serve()
    assert other.serving is not None
    os.kill(other.serving.pid, signal.SIGSTOP)
    try:
        assert fails(other.other, 4, "approvals", about="answer").kind == "silent"
    finally:
        os.kill(other.serving.pid, signal.SIGCONT)
    assert other.waiting() == []
    other.stop()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 3), (signal.SIGTERM, 3)])
def test_a_sync_that_hangs_is_cancelled_and_nothing_is_lost(
    both: Programs, practice: PracticeNetwork, number: signal.Signals, code: int
) -> None:
    """It stands in foreign code, where Python hears no signal."""
    before, still = both.computer.call("balance", NAME), StandsStill()
    with LyingServer(int(practice.start().rpartition(":")[2]), still) as server:
        with both.computer.start("sync", NAME, "--server", server.url) as running:
            assert still.asked.wait(60)
            os.kill(running.pid, number)
            assert running.end() == code
            assert not still.go_on.is_set()
        still.go_on.set()
        assert running.out == ['{"error": {"kind": "cancelled", "message": "Cancelled."}}']
        assert not any("Traceback" in line for line in running.err)
        assert both.computer.call("balance", NAME) == before
        assert both.computer.call("sync", NAME, "--server", server.url)["total"] == before["total"]


def test_a_broadcast_that_hangs_is_cancelled_and_made_again(
    both: Programs, practice: PracticeNetwork, tmp_path: Path
) -> None:
    draft, signed = tmp_path / "draft.psbt", tmp_path / "signed.psbt"
    still = StandsStill("blockchain.transaction.broadcast")
    with LyingServer(int(practice.start().rpartition(":")[2]), still) as server:
        both.computer.call("sync", NAME, "--server", server.url)
        both.computer.call("draft", NAME, f"{SHOP}=33000", "-o", draft)
        both.approve_while("sign", NAME, draft, "-o", signed)
        with both.computer.start("broadcast", NAME, signed) as running:
            assert still.asked.wait(60)
            os.kill(running.pid, signal.SIGINT)
            assert running.end() == 3
            assert not still.go_on.is_set()
        still.go_on.set()
        assert not any("Traceback" in line for line in running.err)
        txid = both.computer.call("broadcast", NAME, signed)["txid"]
        assert txid in [row["txid"] for row in both.computer.call("history", NAME)["history"]]
    both.computer.call("sync", NAME, "--server", practice.start())


# Other amounts: the same transaction again would be approved already, and nobody would wait.
@pytest.mark.parametrize(("end", "sats"), [(Programs.kill, 30_000), (Programs.stop, 31_000)])
def test_a_sign_that_waits_says_when_the_link_is_lost(
    both: Programs, tmp_path: Path, end: Callable[[Programs], None], sats: int
) -> None:
    both.computer.call("draft", NAME, f"{SHOP}={sats}", "--fee-rate", "2", "-o", tmp_path / "draft.psbt")
    with both.computer.start("sign", NAME, tmp_path / "draft.psbt", "-o", tmp_path / "signed.psbt") as running:
        id = request_of(running)
        end(both)
        running.line("the line to the co-signer dropped; trying again", 20)
        both.serve()
        running.line("connected again", 20)
        both.other.call("approve", id)
        assert running.result()["signed"] == 1


def test_a_service_that_is_stopped_in_the_middle_of_a_run_ends_whole(both: Programs) -> None:
    """The step it is in is done and its vault closed: what a kill would leave beside it (vault-wal) is not missed. The
    computer is told, and the next run goes through."""
    epoch = int(both.computer.call("wallet", "show", NAME)["epoch"])
    with both.computer.start("refresh", NAME) as running:
        running.line("both sides draw new shares", 60)
        both.stop()
        running.end()
    (both.other.home / "vault-wal").unlink(missing_ok=True)
    both.serve()
    status = both.other.call("status")
    assert [(half["locked"], half["old_copy"]) for half in status["wallets"]] == [(False, "")]
    assert int(both.computer.call("refresh", NAME)["epoch"]) > epoch


def test_what_is_signed_outlives_a_server_that_is_away(
    both: Programs, practice: PracticeNetwork, tmp_path: Path
) -> None:
    practice.stop()
    with both.computer.start("send", NAME, f"{SHOP}=20000", "--fee-rate", "2") as running:
        both.other.call("approve", request_of(running))  # no rule says yes to a coin of what was signed before
        assert running.end() == 4
        (step,) = [number for number, line in enumerate(running.err) if "tandem broadcast" in line]
        (tmp_path / "signed.txt").write_text(running.err[step + 1])
    both.computer.call("sync", NAME, "--server", practice.start())
    assert both.computer.call("broadcast", NAME, tmp_path / "signed.txt")["txid"]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="nobody sets limits of another process here")
def test_a_disk_that_refuses_every_write_ends_no_serve(both: Programs) -> None:
    """Real errors of input and output: whatever the co-signer writes beyond the first bytes of a file is refused."""
    if both.serving is None:
        both.serve()
    serving = both.serving
    assert serving is not None
    epoch = both.computer.call("wallet", "show", NAME)["epoch"]
    resource.prlimit(serving.pid, resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))
    fails(both.computer, 4, "refresh", NAME, about="co-signer")
    for _ in range(5):  # where its line ends before that word has left, it is said at the next connection
        if (error := fails(both.computer, 4, "refresh", NAME, about="co-signer|line")).kind == "told":
            break
    assert "the co-signer failed" in error.message
    status = both.other.call("status")
    assert status["serving"] == both.listen
    assert "refuses to read or write" in status["failed"]
    assert both.other.call("policy", "show", NAME)["policies"][0]["wallet"] == NAME
    assert both.other.call("log")["log"]
    fails(both.other, 6, "policy", "set", NAME, "--approve-below", "5", about="refuses to read or write")
    assert serving.process.poll() is None
    assert serving.stop() == 6
    both.serving = None
    both.serve()
    both.computer.call("refresh", NAME)
    assert both.computer.call("wallet", "show", NAME)["epoch"] == epoch + 1
    assert both.other.call("status")["failed"] == ""


# ------------------------------------------------------------------ messages
def test_a_message_is_signed_by_both_and_another_program_takes_it(both: Programs) -> None:
    address, text = both.address(), "It is mine.\nÖ 😄 "
    with both.computer.start("message", "sign", NAME, address, text) as running:
        request = request_of(running)
        (asked,) = both.waiting()
        assert asked["kind"] == "task"
        assert [line["values"] for line in asked["lines"]] == [[], [address], [text]]
        both.other.call("approve", request)
        signature = str(running.result()["signature"])
    assert bip322.verify(text.encode(), address, signature)
    assert not bip322.verify(b"It is yours.", address, signature)
    assert both.computer.call("message", "verify", address, text, signature) == {"valid": True}
    fails(both.computer, 7, "message", "verify", address, "It is yours.", signature, about="no signature of this")
    assert both.computer.call("message", "sign", NAME, address, text)["signature"]  # nobody is asked again
    assert both.waiting() == []
    other = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    fails(both.computer, 7, "message", "sign", NAME, other, "x", about="no address of this wallet")

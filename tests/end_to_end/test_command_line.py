"""The two programs as a person or a script meets them: real processes, real homes, real signals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.journey import request_of
from app.processes import wallet
from core.chain.practice import PracticeNetwork
from tests.end_to_end.story import fund
from tests.end_to_end.test_practice import SHOP, PracticeChain
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


def test_what_is_signed_outlives_a_server_that_is_away(
    both: Programs, practice: PracticeNetwork, tmp_path: Path
) -> None:
    both.allow(100_000)
    practice.stop()
    with both.computer.start("send", NAME, f"{SHOP}=20000", "--fee-rate", "2") as running:
        assert running.end() == 4
        (step,) = [number for number, line in enumerate(running.err) if "tandem broadcast" in line]
        (tmp_path / "signed.txt").write_text(running.err[step + 1])
    both.computer.call("sync", NAME, "--server", practice.start())
    assert both.computer.call("broadcast", NAME, tmp_path / "signed.txt")["txid"]
    both.allow(0)

"""kill -9 of real processes at every durable step of key generation, refresh and signing, on either side.

After each kill the same command is given again as a person would, and then the key must sign: no step may leave a
wallet that cannot pay, and no half-made wallet may be shown.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.practice_network.network import PracticeNetwork
from app.processes import Program, ProgramError
from tests.end_to_end.story import fund
from tests.end_to_end.test_practice import SHOP, PracticeChain
from tests.support.killed import armed
from tests.support.programs import NAME, Programs, fails

pytestmark = pytest.mark.slow
MOST_STEPS = 40


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Programs]:
    with Programs(tmp_path / "both", practice=True, lightest=True) as programs:
        yield programs.paired()


def points(when: str) -> range:
    """Where one is killed."""
    return range(1 if when == "before" else 2, MOST_STEPS, 2)


Run = Callable[[Program, int], None]
Then = Callable[[int], None]


def each_step_of_the_computer(both: Programs, when: str, run: Run, then: Then) -> int:
    """Kill the computer at every other durable change of `run` until it gets through; how many changes it has.

    Before the first, third, …, after the second, fourth, …: from one side or the other it meets each boundary, and
    tests/core/test_crashes.py, without processes, from both.
    """
    for at in points(when):
        code = 0
        try:
            run(armed(both.computer, at, when), at)
        except ProgramError as error:
            code = error.code
        assert code in {0, -signal.SIGKILL}, f"step {at} ended with {code}"
        then(at)
        if code == 0:
            return at - 1
    raise AssertionError("it never got through")


def each_step_of_the_cosigner(both: Programs, when: str, run: Run, then: Then) -> int:
    """The same with the co-signer, which is started again after each kill."""
    real = both.other
    for at in points(when):
        both.stop()
        both.other = armed(real, at, when)
        with contextlib.suppress(ProgramError):
            both.serve()
            run(both.computer, at)
        both.other = real
        running, both.serving = both.serving, None
        code = -signal.SIGKILL if running is None else running.stop()  # perhaps killed only now, while it ends
        assert code in {0, -signal.SIGKILL}
        killed = code != 0
        both.serve()
        then(at)
        if not killed:
            return at - 1
    raise AssertionError("it never got through")


def tell_the_same(both: Programs) -> None:
    """No kill has left in one log what the other denies."""
    both.other.call("log", "export", both.place / "log")
    told = both.computer.call("log", "compare", both.place / "log")
    assert [one for one in told["differences"] if one["matters"]] == []
    assert told["agree"]


EACH = {"computer": each_step_of_the_computer, "cosigner": each_step_of_the_cosigner}
WHERE = [(side, when) for side in EACH for when in ("before", "after")]
LEAST = {  # durable changes; those of tests/core/test_crashes.py, but for what is said here
    "birth": {"computer": 2, "cosigner": 5},
    "refresh": {"computer": 4, "cosigner": 5},
    "signing": {
        "computer": 4,
        "cosigner": 4,
    },  # it writes down what it asks and what is signed; a rule approves, a check begins, with what keeps the request
}


@pytest.mark.parametrize(("side", "when"), WHERE)
def test_key_generation(side: str, when: str, both: Programs) -> None:
    """Either no wallet or a whole one, the same on both sides; the next attempt always succeeds."""

    def run(computer: Program, at: int) -> None:
        computer.call("wallet", "new", f"killed{at}", "--network", "practice")

    def then(at: int) -> None:
        both.computer.call("wallet", "new", f"whole{at}", "--network", "practice")
        ours = {wallet["name"] for wallet in both.computer.call("wallet", "list")["wallets"]}
        theirs = {wallet["name"] for wallet in both.other.call("status")["wallets"]}
        assert f"whole{at}" in ours
        assert ours == theirs
        for name in {f"killed{at}", f"whole{at}"} & ours:
            both.address(name)

    assert EACH[side](both, when, run, then) >= LEAST["birth"][side]
    tell_the_same(both)


@pytest.mark.parametrize(("side", "when"), WHERE)
def test_refresh(side: str, when: str, both: Programs) -> None:
    """The key lives on, and the next refresh succeeds."""
    shown = both.new_key("practice")
    epochs = [1]

    def run(computer: Program, _at: int) -> None:
        computer.call("refresh", NAME)

    def then(_at: int) -> None:
        both.stop()  # a started co-signer has not counted any refresh of the last minutes
        both.serve()
        epochs.append(int(both.computer.call("refresh", NAME)["epoch"]))
        assert epochs[-1] > epochs[-2]
        assert {**both.computer.call("wallet", "show", NAME), "epoch": 1} == shown

    assert EACH[side](both, when, run, then) >= LEAST["refresh"][side]
    tell_the_same(both)


@pytest.mark.parametrize(("side", "when"), WHERE)
def test_signing(side: str, when: str, both: Programs, tmp_path: Path) -> None:
    """The same PSBT again is signed, and however often the programs die its debit is counted once."""
    practice = PracticeNetwork(tmp_path / "network")
    try:
        chain = PracticeChain(practice)
        both.new_key("practice")
        fund(both, chain, coins=1)
        both.allow(60_000)
        signed = tmp_path / "signed.psbt"
        spent: list[int] = []

        def draft_of(at: int) -> Path:
            path = tmp_path / f"draft-{at}.psbt"
            if not path.exists():
                both.computer.call("draft", NAME, f"{SHOP}={20_000 + at}", "--fee-rate", "2", "-o", path)
            return path

        def run(computer: Program, at: int) -> None:
            computer.call("sign", NAME, draft_of(at), "-o", signed)

        def then(at: int) -> None:
            assert both.computer.call("sign", NAME, draft_of(at), "-o", signed)["signed"] == 1
            spent.append(both.other.call("policy", "show")["policies"][0]["unattended_24h"])
            assert 0 < spent[-1] - sum(spent[-2:-1]) - (20_000 + at) < 1_000
            txid = str(both.computer.call("broadcast", NAME, signed)["txid"])
            chain.mine()  # so that the next one takes another coin: what takes the place of this one would ask (C6)
            assert chain.confirmed(txid)
            both.computer.call("sync", NAME, "--server", chain.url)

        assert EACH[side](both, when, run, then) >= LEAST["signing"][side]
        tell_the_same(both)
    finally:
        practice.stop()


def test_killed_and_its_log_is_gone(both: Programs) -> None:
    """kill -9 and a deleted `vault-wal` undo no rule, and the home opens only as an old copy that asks about all."""
    both.new_key("practice")
    both.allow(50_000)
    both.allow(20_000)
    both.kill()
    (both.other.home / "vault-wal").unlink()
    for command in (("status",), ("serve", "--listen", both.listen)):
        about = r"vault-wal.+is missing.+accept the home as an old copy: tandem-cosigner accept-copy\.$"
        fails(both.other, 6, *command, kind="half", about=about)
    assert both.other.call("accept-copy") == {"old_copy": True}
    assert both.other.call("accept-copy") == {"old_copy": False}
    (half,) = both.other.call("status")["wallets"]
    assert (half["state"], half["old_copy"]) == ("must_refresh", "cosigner")
    both.serve()
    told = both.computer.call("status", NAME)
    assert (told["approve_below"], told["old_copy"]) == (0, "cosigner")
    (policy,) = both.other.call("resume", NAME)["policies"]
    assert policy["approve_below"] == 20_000
    both.computer.call("refresh", NAME)
    told = both.computer.call("status", NAME)
    assert (told["approve_below"], told["cosigner_state"]) == (20_000, "open")

"""The practice network through its process, as the programs use it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from app.practice_network.network import PracticeNetwork
from core.errors import BadInput, LinkError, Refused, StorageError, TandemError
from tests.architecture.test_processes import modules_after

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
REAL = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
BTC = 100_000_000


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeNetwork]:
    """One for all tests that leave it as it is."""
    made = PracticeNetwork(tmp_path_factory.mktemp("shared"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    made = PracticeNetwork(tmp_path / "network")
    made.start()
    yield made
    made.stop()


def pid(network: PracticeNetwork) -> int:
    assert network.process is not None
    return network.process.pid


def kill(network: PracticeNetwork) -> None:
    """kill -9 of its process."""
    assert network.process is not None
    network.process.kill()
    network.process.wait()


def gone(process: int) -> bool:
    """Whether a process that is no child of ours has ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return True
    return state == "Z"


def until(true: Callable[[], bool], limit: float = 20) -> None:
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# ------------------------------------------------------------------ faucet, blocks
def test_a_payment_gets_into_a_block(network: PracticeNetwork) -> None:
    height = network.height
    txid = network.faucet(SHOP, 1_000_000)
    assert not network.confirmed(txid)
    assert network.mine() == height + 1
    assert network.confirmed(txid)
    assert not network.confirmed("00" * 32)


@pytest.mark.parametrize(
    ("address", "sats", "about"),
    [
        (REAL, 1_000, "network bitcoin"),
        (SHOP[:-1] + "x", 1_000, "not a valid address"),
        ("", 1_000, "not an address"),
        ("\udcff\x00", 1_000, "not an address"),
        (SHOP, 293, "at least 294"),
        (SHOP, 0, "at least 294"),
        (SHOP, -5, "at least 294"),
        (SHOP, True, "at least 294"),
        (SHOP, 1.5, "types"),
        (None, 1_000, "types"),
    ],
)
def test_what_the_faucet_does_not_pay(address: str, sats: int, about: str, shared: PracticeNetwork) -> None:
    with pytest.raises(BadInput, match=about):
        shared.faucet(address, sats)
    assert shared.height == 101


def test_the_faucet_runs_empty_and_fills(network: PracticeNetwork) -> None:
    for sats in (100 * BTC, 21_000_000 * BTC, 10**30):
        with pytest.raises(Refused) as caught:
            network.faucet(SHOP, sats)
        assert caught.value.kind == "faucet_empty"
    for _ in range(8):
        network.faucet(SHOP, 12 * BTC)  # each from the change of the one before
    with pytest.raises(Refused, match="mine a block"):
        network.faucet(SHOP, 12 * BTC)
    network.mine()
    assert network.faucet(SHOP, 12 * BTC)
    network.mine(99)
    assert network.faucet(SHOP, 4_000 * BTC)  # of many coins at once


@pytest.mark.parametrize("count", [0, -1, 1_001, 10**30, 1.5, "1", None])
def test_numbers_of_blocks_that_cannot_be(count: int, shared: PracticeNetwork) -> None:
    for command in (shared.mine, shared.reorg):
        with pytest.raises(BadInput):
            command(count)
    assert shared.height == 101


def test_a_reorganisation_and_its_payments(network: PracticeNetwork) -> None:
    identity = network.identity
    txid = network.faucet(SHOP, 1_000_000)
    network.mine(2)
    assert network.reorg(1) == 104
    assert network.confirmed(txid)
    assert network.reorg(3) == 105
    assert not network.confirmed(txid)
    network.mine()
    assert network.confirmed(txid)
    assert network.reorg(network.height - 1) == 107
    assert network.identity == identity
    with pytest.raises(BadInput, match="between 1 and 106"):
        network.reorg(107)


def test_what_is_no_transaction_id(shared: PracticeNetwork) -> None:
    with pytest.raises(BadInput, match="64 hexadecimal digits"):
        shared.confirmed("zz")


def test_any_thread_may_call(network: PracticeNetwork) -> None:
    failures: list[TandemError] = []

    def work(command: Callable[[], object], times: int) -> None:
        for _ in range(times):
            try:
                command()
            except TandemError as error:
                failures.append(error)

    commands = (network.mine, lambda: network.reorg(1), lambda: network.faucet(SHOP, 5_000), lambda: network.height)
    threads = [threading.Thread(target=work, args=(command, 10)) for command in commands for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert network.height == 101 + 40


# ------------------------------------------------------------------ start, stop, kill
def test_importing_is_light() -> None:
    assert not {"pbk", "asyncio"} & modules_after("import app.practice_network.network")


def test_nothing_happens_before_the_start(tmp_path: Path) -> None:
    network = PracticeNetwork(tmp_path / "network")
    assert not network.alive
    network.stop()
    for command in (network.mine, lambda: network.height, lambda: network.identity, lambda: network.faucet(SHOP, 500)):
        with pytest.raises(LinkError, match="start it"):
            command()
    assert list(tmp_path.iterdir()) == []


def test_start_and_stop_again_and_again(network: PracticeNetwork) -> None:
    identity, url, process = network.identity, network.start(), pid(network)
    assert pid(network) == process
    txid = network.faucet(SHOP, 1_000_000)
    network.mine(3)
    waiting = network.faucet(SHOP, 2_000_000)
    for _ in range(2):
        network.stop()
        network.stop()
        assert not network.alive
        assert gone(process)
        assert network.start() == url
        assert (network.identity, network.height, network.confirmed(txid)) == (identity, 104, True)
        process = pid(network)
    network.mine()
    assert network.confirmed(waiting)


def test_only_what_is_needed_stays(network: PracticeNetwork, tmp_path: Path) -> None:
    network.stop()
    assert {path.name for path in (tmp_path / "network").iterdir()} == {"errors.txt", "log", "port"}
    assert (tmp_path / "network" / "errors.txt").read_text() == ""
    assert (tmp_path / "network").stat().st_mode & 0o077 == 0


def test_the_port_is_only_a_wish(network: PracticeNetwork, tmp_path: Path) -> None:
    url = network.start()
    network.stop()
    with socket.create_server(("127.0.0.1", int(url.rpartition(":")[2]))):
        assert network.start() != url
    network.stop()
    for odd in ("99999", "no", "\xff"):
        (tmp_path / "network" / "port").write_bytes(odd.encode("latin-1"))
        assert network.start().startswith("tcp://127.0.0.1:")
        network.stop()


def test_two_networks_are_different(network: PracticeNetwork, shared: PracticeNetwork) -> None:
    assert network.identity != shared.identity


def test_kill_9_loses_nothing(network: PracticeNetwork) -> None:
    identity = network.identity
    txid = network.faucet(SHOP, 1_000_000)
    network.mine(5)
    network.reorg(2)
    waiting = network.faucet(SHOP, 2_000_000)
    kill(network)
    assert not network.alive
    with pytest.raises(LinkError, match="start it"):
        network.mine()
    network.start()
    assert (network.identity, network.height, network.confirmed(txid)) == (identity, 107, True)
    network.mine()
    assert network.confirmed(waiting)


@pytest.mark.parametrize("wait", [0.05, 0.12, 0.2, 0.25, 0.3])
def test_kill_9_while_it_begins(wait: float, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.practice_network", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        time.sleep(wait)
        process.kill()
    network = PracticeNetwork(tmp_path)
    network.start()
    assert network.height == 101
    assert network.faucet(SHOP, 10 * BTC)
    network.stop()


def test_kill_9_during_a_command(network: PracticeNetwork) -> None:
    for wait in (0.0, 0.02, 0.05):
        height = network.height
        threading.Timer(wait, os.kill, (pid(network), signal.SIGKILL)).start()
        with pytest.raises(LinkError, match="start it"):
            mine_for_ever(network)
        network.start()
        assert network.height >= height


def mine_for_ever(network: PracticeNetwork) -> None:
    while True:
        network.mine(50)


def test_it_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from app.practice_network.network import PracticeNetwork\n"
        "network = PracticeNetwork(Path(sys.argv[1])); network.start()\n"
        "print(network.process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        assert not gone(process)
        parent.kill()
    until(lambda: gone(process))


def test_ctrl_c_is_for_the_program_that_started_it(network: PracticeNetwork) -> None:
    os.kill(pid(network), signal.SIGINT)
    assert network.mine() == 102


def test_an_interrupted_command_is_not_answered_later(network: PracticeNetwork) -> None:
    os.kill(pid(network), signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        network.mine()
    network.start()
    assert network.height == network.mine() - 1


def test_one_that_does_not_answer_is_ended(network: PracticeNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    for command, ends in (
        (network.mine, pytest.raises(LinkError, match="start it again")),
        (network.stop, nullcontext()),
    ):
        network.start()
        os.kill(pid(network), signal.SIGSTOP)
        with monkeypatch.context() as impatient, ends:
            impatient.setattr("app.practice_network.network.TIME_LIMIT", 0.2)
            impatient.setattr("app.practice_network.network.END_LIMIT", 0.2)
            command()
        assert not network.alive


# ------------------------------------------------------------------ the log
def test_a_second_instance(network: PracticeNetwork, tmp_path: Path) -> None:
    second = PracticeNetwork(tmp_path / "network")
    with pytest.raises(StorageError, match="in use") as caught:
        second.start()
    assert caught.value.kind == "in_use"
    assert not second.alive
    assert network.mine() == 102
    network.stop()
    assert second.start()
    assert second.height == 102
    second.stop()


def test_a_torn_log(network: PracticeNetwork, tmp_path: Path) -> None:
    """As after a power cut in the middle of a write: what is whole counts."""
    identity = network.identity
    network.mine(20)
    kill(network)
    tail = tmp_path / "network" / "log-wal"
    whole = tail.read_bytes()
    for cut in (1, 5_000, 20_000):
        tail.write_bytes(whole[:-cut])
        network.start()
        assert network.identity == identity
        assert 101 <= network.height <= 121
        kill(network)
        assert tail.exists()
    network.start()
    assert network.mine() <= 122


def test_a_damaged_log(network: PracticeNetwork, tmp_path: Path) -> None:
    log = tmp_path / "network" / "log"
    network.mine()
    network.stop()
    whole = log.read_bytes()
    at = whole.rindex(b"Tandem practice network")
    for wrong in (
        b"no database at all" * 100,
        whole[: len(whole) // 2],
        whole[:at] + b"t" + whole[at + 1 :],
    ):
        log.write_bytes(wrong)
        with pytest.raises(StorageError, match="delete it to begin a new one"):
            network.start()
        assert log.read_bytes() == wrong
    log.write_bytes(whole)
    assert network.start()
    assert network.height == 102


def test_places_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "blocked" / "log").mkdir(parents=True)
    for place in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "blocked"):
        with pytest.raises(StorageError):
            PracticeNetwork(place).start()


@pytest.mark.parametrize("command", ["mine", "reorg"])
def test_no_room(command: str, network: PracticeNetwork) -> None:
    """The process may not write one byte more: it says so, ends, and is as it was when there is room again."""
    resource = pytest.importorskip("resource", reason="limits of a process are not known here")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux sets a limit of another process")
    height = network.height
    resource.prlimit(pid(network), resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
    with pytest.raises(StorageError, match="make room"):
        getattr(network, command)(50)
    until(lambda: not network.alive)
    network.start()
    assert network.height >= height
    assert network.mine(2) >= height + 2

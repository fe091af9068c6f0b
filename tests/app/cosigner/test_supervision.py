"""`serve` under a service manager: a real process, a real socket that it is told on, real signals."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.processes import Program, Running
from core.cosigner.opening import connect
from core.transport.supervisor import Supervisor
from tests.support.programs import Programs, fails, passphrase_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="speaks to systemd, which is on Linux alone")

SERVE = ("serve", "--listen", "127.0.0.1:0")
PERIOD = 0.6  # seconds of the watchdog
LIMIT = 60.0  # seconds after which a test gives up


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    with Programs(tmp_path_factory.mktemp("supervision"), practice=True) as programs:
        programs.init()
        yield programs


class Manager:
    """What systemd does of it: a socket, and what came over it."""

    def __init__(self, place: Path) -> None:
        self.address = str(place / "notify")
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(self.address)
        self._came: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while data := self._line.recv(4096):
            self._came.put(data)

    def close(self) -> None:
        if self._line.fileno() < 0:
            return
        self._line.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._line.close()

    def told(self, limit: float = LIMIT) -> dict[str, str]:
        """The next message."""
        return dict(line.split("=", 1) for line in self._came.get(timeout=limit).decode().split("\n"))

    def until(self, name: str) -> dict[str, str]:
        while name not in (found := self.told()):
            pass
        return found

    def silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            self.told(seconds)
        except queue.Empty:
            return True
        return False

    def watching(self, program: Program) -> Program:
        extra = {"NOTIFY_SOCKET": self.address, "WATCHDOG_USEC": str(int(PERIOD * 1e6))}
        return replace(program, extra={**program.extra, **extra})


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with closing(Manager(tmp_path)) as found:
        yield found


def health(port: int) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)) as line:
        line.request("GET", "/healthz")
        answer = line.getresponse()
        return answer.status, answer.read()


def test_ready_alive_and_stopping(home: Programs, manager: Manager) -> None:
    with manager.watching(home.other).start(*SERVE) as running:
        assert manager.told() == {"READY": "1", "STATUS": "Listening"}
        host, _, port = str(running.object()["listening"]).rpartition(":")
        socket.create_connection((host, int(port)), LIMIT).close()  # so it was ready when it said so
        words = "Listening; computers connected: 0, requests waiting: 0"
        assert [manager.told() for _ in range(4)] == [{"WATCHDOG": "1", "STATUS": words}] * 4
        with home.other.start("pair") as waiting:  # somebody waits, and is told
            waiting.object()
            assert running.stop() == 0
            assert waiting.end() == 4
        assert manager.until("STOPPING") == {"STOPPING": "1", "STATUS": "Stopping"}


def test_not_ready_before_it_is_open(home: Programs, manager: Manager, tmp_path: Path) -> None:
    wrong = replace(home.other, passphrase_file=passphrase_file(tmp_path / "wrong", "not these"))
    fails(manager.watching(wrong), 7, *SERVE, about="passphrase is wrong")
    assert manager.silent(0.01)


def test_stuck_work_is_not_told_as_alive_and_ends_all_the_same(home: Programs, manager: Manager) -> None:
    """The loop still answers, its heartbeats too; what signs does not. Code 6, after which the unit starts it again."""
    stuck = replace(home.other, module="tests.support.stuck_cosigner")
    with manager.watching(stuck).start(*SERVE, "--log", "text", "--metrics", "0") as running:
        manager.until("READY")
        manager.until("WATCHDOG")
        port = int(running.line("pages.ready listening=127.0.0.1:([0-9]+)")[1])
        assert health(port) == (200, b"ok\n")
        os.kill(running.pid, signal.SIGUSR1)
        while not manager.silent(3 * PERIOD):
            pass
        assert health(port) == (503, b"executor\n")
        assert running.stop() == 6
    home.other.call("status")  # the vault is whole


@pytest.mark.parametrize("before", [[], ["nohup"]])
def test_the_terminal_goes_away(home: Programs, manager: Manager, before: list[str]) -> None:
    """It ends with it, unless that is ignored; and a manager that is gone is not waited for."""
    words = ["--home", str(home.other.home), *SERVE, "--passphrase-file", str(home.other.passphrase_file), "--json"]
    environment = {**os.environ, "NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "60000"}
    manager.close()
    with Running([*before, sys.executable, "-m", home.other.module, *words], environment) as running:
        running.object()
        os.kill(running.pid, signal.SIGHUP)
        if before:
            assert connect(home.other.home, pytest.fail).status().serving
            running.process.terminate()
        assert running.end() == 0


# ------------------------------------------------------------------ what is told
def test_names_that_only_linux_has(manager: Manager) -> None:
    """An address that begins with @ is a name without a file (unix(7))."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0tandem-test-{os.getpid()}")
        environment = {"NOTIFY_SOCKET": f"@tandem-test-{os.getpid()}", "KEPT": "1"}
        Supervisor(environment).ready("Listening")
        assert line.recv(99) == b"READY=1\nSTATUS=Listening"
    assert environment == {"KEPT": "1"}


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "1500000"}, 1.5),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": str(os.getpid())}, 1.5),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "²"}, None),
        ({}, None),
    ],
)
def test_who_is_watched(environment: dict[str, str], seconds: float | None) -> None:
    assert Supervisor(environment).watchdog == seconds


def test_nobody_to_tell() -> None:
    Supervisor({}).ready("Listening")


def test_one_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    """And does not miss the end, if it comes back to it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mute:
        mute.bind(str(tmp_path / "notify"))
        line = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        for _ in range(2000):
            line.alive("Listening")
        threading.Timer(0.1, lambda: [mute.recv(999) for _ in range(3)]).start()
        line.stopping()
        mute.setblocking(False)
        while b"STOPPING" not in mute.recv(999):
            pass

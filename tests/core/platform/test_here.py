"""What is asked of a system, asked of this one, for real: on Linux each time, on Windows and macOS by the workflows,
which run this file alone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.errors import LinkError, StorageError
from core.platform.api import MemoryLock
from core.platform.here import here
from core.role import COSIGNER
from core.secret import Secret
from core.storage.lock import NETWORK_DISKS, HomeLock, disk_of
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk

ROOT = Path(__file__).parents[3]


def other(script: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *(str(word) for word in words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)


HOLD = """
import sys
from pathlib import Path
from core.storage.lock import HomeLock
lock = HomeLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_process_has_a_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with other(HOLD, home) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StorageError, match=str(holder.pid)) as refused:
            HomeLock(home)
        assert refused.value.kind == "in_use"
        holder.communicate(timeout=30)
    HomeLock(home).release()
    HomeLock(tmp_path / "another").remove()
    assert not (tmp_path / "another").exists()


def test_a_home_is_ours_alone(tmp_path: Path) -> None:
    HomeLock(tmp_path / "home").release()
    place = str(tmp_path / "home")
    assert here.is_ours(place)
    assert not here.is_open(place)
    here.keep_to_us(place)
    assert not here.is_open(place)
    assert disk_of(tmp_path / "home") not in NETWORK_DISKS
    assert str(tmp_path) in here.remedy(tmp_path)


def test_a_new_file_is_ours_alone_and_new(tmp_path: Path) -> None:
    file = tmp_path / "new"
    with os.fdopen(here.create(str(file)), "wb") as opened:
        opened.write(b"line\n")
        opened.flush()
        here.sync(opened.fileno())
        assert not here.others_read(opened.fileno())
    here.sync_directory(str(tmp_path))
    assert file.read_bytes() == b"line\n"
    with pytest.raises(FileExistsError):
        here.create(str(file))
    (tmp_path / "link").symlink_to(tmp_path / "nowhere") if sys.platform != "win32" else (tmp_path / "link").touch()
    with pytest.raises(FileExistsError):
        here.create(str(tmp_path / "link"))


ASK = """
import sys
from pathlib import Path
from core.role import COSIGNER
from core.secret import Secret
from core.transport import control
found = control.ask(Path(sys.argv[1]), COSIGNER, "echo", {"text": "x" * 1_000_000}, lambda _: Secret(bytes(32)))
print(len(found["text"]), control.ask(Path(sys.argv[1]), COSIGNER, "sure", {}, lambda _: Secret(bytes(32)),
      answer=lambda _: "yes"), flush=True)
"""


def test_two_programs_speak(tmp_path: Path) -> None:
    home, gone = tmp_path / "home", threading.Event()
    HomeLock(home).release()

    def do(command: str, args: Fields, talk: Talk) -> Fields:
        if command == "sure":
            return {"said": talk.ask({"question": "sure?"})}
        if command == "wait":
            while not talk.gone:
                time.sleep(0.01)
            gone.set()
        return args

    server = ControlServer(home / "control", do, {"role": COSIGNER}, Secret(bytes(32)), ("sure",))
    server.start()
    try:
        with other(ASK, home / "control") as asking:
            assert asking.communicate(timeout=60)[0] == "1000000 {'said': 'yes'}\n"
        with pytest.raises(StorageError, match="another process answers"):
            ControlServer(home / "control", do, {}, Secret(b""), ()).start()
        with here.connect(home / "control") as client:
            assert client.ours
            talk = Talk(client)
            assert talk.read()["role"] == COSIGNER
            client.be_patient(0.05)
            with pytest.raises(TimeoutError):
                client.receive(1)
            client.be_patient(None)
            talk.write({"command": "wait", "args": {}})
        assert gone.wait(10)
    finally:
        server.close()
    with pytest.raises(LinkError):
        control.ask(home / "control", COSIGNER, "echo", {}, lambda _: Secret(b""))


HARDENED = """
from core.platform.here import here
from core.storage.hardening import harden, lock_memory
harden()
state = lock_memory()
import cryptography.hazmat.bindings._rust, ssl, subprocess, sys
subprocess.run([sys.executable, "-c", "pass"], check=True)
print(state, flush=True)
"""


def test_a_hardened_process_still_works() -> None:
    """It loads libraries, starts children, and says what became of its memory."""
    with other(HARDENED) as running:
        said = running.communicate(timeout=60)[0]
    assert said.strip() in {state.value for state in MemoryLock}, said


MANY = """
import resource, sys
from core.platform.here import here
before, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
here.open_many(300)
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
@pytest.mark.parametrize(("before", "hard", "after"), [(200, 400, 300), (200, 250, 250), (350, 400, 350)])
def test_as_many_files_as_the_system_lets(before: int, hard: int, after: int) -> None:
    """A shell's 1,024 would be fewer links than a co-signer serves."""
    with other(MANY, str(before), str(hard)) as running:
        assert running.communicate(timeout=60)[0] == f"{after}\n"


SEEN = """
import sys
from core.storage.hardening import harden
harden()
print("hard", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "win32", reason="Windows' list of a process")
def test_no_program_of_the_same_user_reads_a_hardened_process() -> None:
    if sys.platform == "win32":
        from core.platform.win32_security import kernel, user_of

        for first, readable in (("print('hard', flush=True); import sys; sys.stdin.read()", True), (SEEN, False)):
            with other(first) as running:
                assert running.stdout is not None
                assert running.stdout.readline() == "hard\n"
                assert bool(kernel.OpenProcess(0x0010, False, running.pid)) is readable  # PROCESS_VM_READ
                assert user_of(running.pid) == user_of(os.getpid())
                running.communicate(timeout=30)


def test_what_a_machine_says_of_itself() -> None:
    assert here.memory() > 1 << 30
    assert here.uptime() > 0
    assert len(here.machine_id()) in (0, 32)
    assert here.has_default_route() in (True, False, None)
    assert not here.is_typed_to() or sys.stdin.isatty()

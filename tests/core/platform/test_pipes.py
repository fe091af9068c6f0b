"""Two programs of a user of Windows: who may connect, and who is believed (V3). On fakes of Windows' calls."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import LinkError, StorageError
from core.platform.pipes import PipeListener, PipeStream, connected, name_of
from core.platform.windows import Windows, allowed
from core.role import COSIGNER
from core.secret import Secret
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk
from tests.support.fake_windows import ME, OTHER, FakeCalls, FakePipes

KEY = Secret(bytes(32))


@pytest.fixture
def pipes(monkeypatch: pytest.MonkeyPatch) -> FakePipes:
    found = FakePipes()
    monkeypatch.setattr(control, "here", Windows(FakeCalls(found)))
    return found


class Running:
    """A server whose commands do little things."""

    def __init__(self, home: Path) -> None:
        self.path, self.done = home / "control", list[str]()
        self.waits, self.saw_gone = threading.Event(), threading.Event()
        self.server = ControlServer(self.path, self.do, {"role": COSIGNER}, KEY, ("approve",))
        self.server.start()

    def do(self, command: str, args: Fields, talk: Talk) -> Fields:
        self.done.append(command)
        if command == "ask":
            return {"answer": talk.ask({"question": "really?"})}
        if command == "wait":
            self.waits.set()
            while not talk.gone:
                pass
            self.saw_gone.set()
        return args

    def ask(self, command: str, **args: object) -> Fields:
        return control.ask(self.path, COSIGNER, command, args, lambda _: KEY, answer=lambda _: "yes")


@pytest.fixture
def running(pipes: FakePipes, tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path)
    yield found
    found.server.close()
    deadline = time.monotonic() + 5
    while pipes.open_handles and time.monotonic() < deadline:
        time.sleep(0.01)  # what was under way gives its handles back
    assert pipes.open_handles == 0


def test_commands_questions_and_proofs(running: Running) -> None:
    assert running.ask("status", name="ä" * 100_000) == {"name": "ä" * 100_000}
    assert running.ask("approve", id="ab") == {"id": "ab"}
    assert running.ask("ask") == {"answer": "yes"}
    assert not running.path.exists()


def test_a_pipe_lets_its_owner_in_and_nobody_else(running: Running, pipes: FakePipes) -> None:
    (sddl,) = pipes.lists.values()
    assert sddl.startswith(f"O:{ME}D:P(D;;GA;;;NU)")
    assert allowed(sddl) == [ME]
    pipes.user = OTHER
    with pytest.raises(LinkError, match="cannot be reached") as caught:
        running.ask("status")
    assert caught.value.kind == "control"
    pipes.user = ME
    assert running.done == []


def test_a_process_of_another_user_is_turned_away(running: Running, pipes: FakePipes) -> None:
    """Whatever the list says: the second fence. It is the server that sees it."""
    real = FakePipes.peer
    pipes.peer = lambda handle, *, server: OTHER if server else real(pipes, handle, server=server)  # type: ignore[method-assign]
    with pytest.raises(LinkError, match="another user"):
        running.ask("status")
    assert running.done == []


@pytest.mark.parametrize("what", ["process", "owner"])
def test_a_pipe_that_another_has_made_is_told_nothing(running: Running, pipes: FakePipes, what: str) -> None:
    if what == "owner":
        pipes.owner = lambda handle: OTHER  # type: ignore[method-assign]
    else:
        real = FakePipes.peer
        pipes.peer = lambda handle, *, server: real(pipes, handle, server=server) if server else OTHER  # type: ignore[method-assign]
    with pytest.raises(LinkError, match="another user"):
        running.ask("status")
    assert running.done == []


def test_nobody_stands_where_we_listen(pipes: FakePipes, tmp_path: Path) -> None:
    """The name is every user's: who was there first is not taken for us, and ends the start."""
    squatter = pipes.create(name_of(tmp_path / "control"), f"O:{OTHER}D:(A;;FA;;;{OTHER})", first=True)
    with pytest.raises(StorageError, match="cannot be made"):
        Running(tmp_path)
    pipes.close(squatter)
    found = Running(tmp_path)
    found.server.close()


def test_a_live_one_is_not_replaced(running: Running, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="another process answers"):
        Running(tmp_path)
    assert running.ask("status") == {}


def test_without_serve_there_is_nobody(pipes: FakePipes, tmp_path: Path) -> None:
    with pytest.raises(LinkError) as caught:
        control.ask(tmp_path / "control", COSIGNER, "status", {}, lambda _: KEY)
    assert caught.value.kind == "not_running"


def test_many_clients_at_once_while_one_waits(running: Running) -> None:
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(LinkError, match="has gone"):
            running.ask("wait")
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    assert running.waits.wait(5)
    others = [threading.Thread(target=running.ask, args=("status",)) for _ in range(8)]
    for other in others:
        other.start()
    for other in others:
        other.join(10)
    assert running.done.count("status") == 8
    running.server.close()
    assert running.saw_gone.wait(5)
    assert ended.wait(5)


def test_a_client_that_ends_is_noticed(running: Running, pipes: FakePipes) -> None:
    with connected(pipes, running.path, ME) as client:
        talk = Talk(client)
        talk.read()
        talk.write({"command": "wait", "args": {}})
        assert running.waits.wait(5)
    assert running.saw_gone.wait(5)


def test_a_wait_has_an_end(pipes: FakePipes, tmp_path: Path) -> None:
    listening = PipeListener(pipes, tmp_path / "control", ME)
    with pytest.raises(TimeoutError):
        listening.accept(0.01)
    with connected(pipes, tmp_path / "control", ME) as client, listening.accept(1) as server:
        client.be_patient(0.01)
        with pytest.raises(TimeoutError):
            client.receive(1)
        client.be_patient(None)
        late = threading.Timer(0.05, client.shut)
        late.start()
        assert client.receive(1) == b""  # woken
        late.join()
        assert client.gone
        assert not server.gone
        server.send(b"last words")
    with pytest.raises(BrokenPipeError):
        client.send(b"after its end")
    listening.close()
    listening.close()
    assert pipes.open_handles == 0


def test_who_comes_between_two_ends_waits_for_the_next(pipes: FakePipes, tmp_path: Path) -> None:
    listening = PipeListener(pipes, tmp_path / "control", ME)
    first = connected(pipes, tmp_path / "control", ME)
    came: list[PipeStream] = []
    second = threading.Thread(target=lambda: came.append(connected(pipes, tmp_path / "control", ME)))
    second.start()
    one = listening.accept(1)
    second.join(5)
    assert len(came) == 1
    ends: list[PipeStream | PipeListener] = [first, one, *came, listening]
    for end in ends:
        end.close()
    assert pipes.open_handles == 0


def test_one_place_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert name_of(tmp_path / "control") == name_of(tmp_path / "link" / ".." / tmp_path.name / "control")
    assert name_of(tmp_path / "control") != name_of(tmp_path / "window")
    assert len(name_of(tmp_path / ("deep" * 60) / "control")) < 256

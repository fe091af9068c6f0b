"""The agent's socket: for this user's programs, and gone when it is closed."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pytest

from core.errors import LinkError, LinkKind, StorageError, StorageKind
from core.platform.here import here
from core.ssh.agent import MOST_MESSAGE, listed
from core.ssh.conversation import AgentKey, AgentLine, AgentLock
from core.ssh.public_key import key_blob
from core.ssh.wire import string
from core.transport import agent_socket
from core.transport.agent_socket import AgentSocket, ask_agent
from tests.support.whole_ssh_key import KEY

LIST = string(b"\x0b")


def line() -> AgentLine:
    lock = AgentLock(bytes, lambda _: None, Lock())
    return AgentLine(lambda: [AgentKey("work", KEY.point)], lock, lambda _key, _wish: bytes(64), str)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "own").mkdir(mode=0o700)
    found = AgentSocket(tmp_path / "own" / "agent", line)
    found.start()
    yield tmp_path / "own" / "agent"
    found.close()
    assert not (tmp_path / "own" / "agent").exists()


def test_it_answers_this_user_alone(path: Path) -> None:
    assert ask_agent(path, LIST) == listed([(key_blob(KEY.point), "work")])[4:]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_client_of_no_agent_is_hung_up_on(path: Path) -> None:
    with pytest.raises(LinkError):
        ask_agent(path, (MOST_MESSAGE + 1).to_bytes(4, "big"))
    with here.connect(path) as half:
        half.send(b"\0\0")
    assert ask_agent(path, LIST)


def test_who_is_connected_sees_the_end(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    found = AgentSocket(tmp_path / "agent", line)
    found.start()
    with here.connect(tmp_path / "agent") as connection:
        connection.send(LIST)
        assert connection.receive(1)
        found.close()
        while connection.receive(4096):
            pass


def test_another_agent_is_not_pushed_away(path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        AgentSocket(path, line).start()
    assert caught.value.kind is StorageKind.IN_USE
    assert ask_agent(path, LIST)


def test_a_dead_one_is_in_nobodys_way(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "agent"))
    with pytest.raises(LinkError) as caught:
        ask_agent(tmp_path / "agent", LIST)
    assert caught.value.kind is LinkKind.NOT_RUNNING
    alive = AgentSocket(tmp_path / "agent", line)
    alive.start()
    assert ask_agent(tmp_path / "agent", LIST)
    alive.close()


def test_a_folder_that_others_reach_is_none(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(StorageError) as caught:
        AgentSocket(tmp_path / "agent", line).start()
    assert caught.value.kind is StorageKind.HOME
    with pytest.raises(StorageError):
        AgentSocket(tmp_path / "none" / "agent", line).start()


def test_more_lines_than_there_may_be_are_closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_socket, "MAX_LINES", 1)
    with here.connect(path) as first:
        first.send(LIST)
        assert first.receive(1)
        with pytest.raises(LinkError) as caught:
            ask_agent(path, LIST)
    assert caught.value.kind is not LinkKind.NOT_RUNNING


def test_a_file_that_is_no_socket_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "id_ed25519").write_text("a key")
    with pytest.raises(StorageError):
        AgentSocket(tmp_path / "id_ed25519", line).start()
    assert (tmp_path / "id_ed25519").read_text() == "a key"

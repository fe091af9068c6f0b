"""The control socket: who may say what to a running co-signer."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.text.terminal import told as typed
from core.errors import (
    BadInput,
    BlockKind,
    FaultKind,
    KeyBlocked,
    LinkError,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    TandemError,
)
from core.platform.linux import Linux
from core.platform.unix_sockets import UnixStream
from core.role import COSIGNER, WALLET
from core.secret import Secret
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk, ask, canonical, proof, raised, told

KEY = Secret(bytes(range(32)))
CHALLENGE = {
    "vault_id": "00" * 16,
    "salt": "11" * 32,
    "memory": 65536,
    "passes": 3,
    "lanes": 4,
    "keyring": "",
    "role": COSIGNER,
}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Running:
    """A server whose commands do little things."""

    def __init__(self, home: Path) -> None:
        self.path = home / "control"
        self.clock = Clock()
        self.done: list[tuple[str, Fields]] = []
        self.waits = threading.Event()
        self.saw_gone = threading.Event()
        self.server = ControlServer(self.path, self.do, CHALLENGE, KEY, ("approve", "pair"), self.clock)
        self.server.start()

    def do(self, command: str, args: Fields, talk: Talk) -> Fields:
        self.done.append((command, args))
        match command:
            case "pair":
                talk.event({"event": "link", "link": "tandempair1x"})
                talk.event({"event": "words", "words": ["a", "b", "c", "d"]})
                return {"confirmed": talk.ask({"event": "confirm"})}
            case "fail":
                raise KeyBlocked("this key is locked", BlockKind.LOCKED)
            case "wait":
                self.waits.set()
                while not talk.gone:
                    pass
                self.saw_gone.set()
            case "broken":
                raise ZeroDivisionError
        return {"command": command, **args}

    def ask(self, command: str, key: Secret[bytes] = KEY, **args: Any) -> Fields:
        return ask(self.path, COSIGNER, command, args, lambda _: key)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path)
    yield found
    found.server.close()
    assert not found.path.exists()


def unasked(_: Fields) -> Secret[bytes]:
    raise AssertionError("the passphrase was asked for")


def test_a_home_of_the_other_is_told_nothing(running: Running) -> None:
    with pytest.raises(BadInput, match="its program is tandem-cosigner") as caught:
        ask(running.path, WALLET, "approve", {}, lambda _: KEY)
    assert caught.value.kind == "role"
    assert running.done == []


def test_reading_needs_no_passphrase(running: Running) -> None:
    assert ask(running.path, COSIGNER, "status", {"name": "ä"}, unasked) == {"command": "status", "name": "ä"}


def test_a_privileged_command_proves_the_passphrase(running: Running) -> None:
    challenges: list[Fields] = []

    def key_of(challenge: Fields) -> Secret[bytes]:
        challenges.append(challenge)
        return KEY

    assert ask(running.path, COSIGNER, "approve", {"id": "ab"}, key_of)["id"] == "ab"
    assert {name: challenges[0][name] for name in CHALLENGE} == CHALLENGE
    with pytest.raises(BadInput, match="passphrase is wrong"):
        running.ask("approve", Secret(bytes(32)), id="ab")
    assert [name for name, _ in running.done] == ["approve"]


def test_the_socket_is_for_its_owner_alone(running: Running) -> None:
    assert stat.S_IMODE(running.path.stat().st_mode) == 0o600
    near, far = socket.socketpair(socket.AF_UNIX)
    with near, far:
        control.must_be_ours(UnixStream(near, Linux().user_of))


def test_a_process_of_another_user_is_turned_away(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(LinkError, match="another user"):
        running.ask("status")
    assert running.done == []


def test_five_wrong_proofs_are_a_minute(running: Running) -> None:
    for _ in range(5):
        with pytest.raises(BadInput, match="wrong"):
            running.ask("approve", Secret(bytes(32)))
    with pytest.raises(Refused, match="in a minute"):
        running.ask("approve")
    assert running.ask("status")["command"] == "status"
    running.clock.now += 61
    assert running.ask("approve")["command"] == "approve"
    for _ in range(4):
        with pytest.raises(BadInput):
            running.ask("approve", Secret(bytes(32)))
    running.ask("approve")  # a right one forgives
    with pytest.raises(BadInput):
        running.ask("approve", Secret(bytes(32)))


def raw(path: Path) -> tuple[socket.socket, Talk, Fields]:
    connection = socket.socket(socket.AF_UNIX)
    with contextlib.chdir(path.parent):  # the temporary directory may lie deeper than an address has room for
        connection.connect(path.name)
    talk = Talk(UnixStream(connection, Linux().user_of))
    return connection, talk, talk.read()


def again_on(talk: Talk, request: Fields) -> None:
    talk.write(request)
    talk.read()


def test_one_nonce_one_command(running: Running) -> None:
    connection, talk, challenge = raw(running.path)
    with connection:
        nonce = bytes.fromhex(challenge["nonce"])
        good = {"command": "approve", "args": {"id": "1"}, "proof": proof(KEY, nonce, "approve", {"id": "1"})}
        talk.write(good)
        assert "result" in talk.read()
        with pytest.raises(LinkError):
            again_on(talk, good)
    connection, talk, again = raw(running.path)
    with connection:
        assert again["nonce"] != challenge["nonce"]
        talk.write(good)
        assert talk.read()["error"]["kind"] == "passphrase"


@pytest.mark.parametrize(
    ("command", "args"), [("approve", {"id": "2"}), ("pair", {"id": "1"}), ("approve", {"id": "1", "accept_fee": True})]
)
def test_a_proof_is_for_its_command_only(running: Running, command: str, args: Fields) -> None:
    connection, talk, challenge = raw(running.path)
    with connection:
        nonce = bytes.fromhex(challenge["nonce"])
        talk.write({"command": command, "args": args, "proof": proof(KEY, nonce, "approve", {"id": "1"})})
        assert talk.read()["error"]["kind"] == "passphrase"
    assert running.done == []


@pytest.mark.parametrize("given", [None, "", "00" * 32, 7, ["x"], {}])
def test_no_proof_is_a_wrong_proof(running: Running, given: object) -> None:
    connection, talk, _ = raw(running.path)
    with connection:
        talk.write({"command": "approve", "args": {}, "proof": given})
        assert talk.read()["error"]["kind"] == "passphrase"


@pytest.mark.parametrize(
    "line", [b"\n", b"7\n", b"[]\n", b"{}\n", b'{"command": 1, "args": {}}\n', b"\xff\n", b"[" * 5000 + b"\n"]
)
def test_what_is_no_command_does_nothing(running: Running, line: bytes) -> None:
    connection, talk, _ = raw(running.path)
    with connection:
        connection.sendall(line)
        assert "error" in talk.read()
    assert running.done == []
    assert running.ask("status")


def test_events_questions_and_answers(running: Running) -> None:
    events: list[Fields] = []
    questions: list[Fields] = []

    def answer(question: Fields) -> bool:
        questions.append(question)
        return True

    found = ask(running.path, COSIGNER, "pair", {}, lambda _: KEY, events.append, answer)
    assert found == {"confirmed": True}
    assert [event["event"] for event in events] == ["link", "words"]
    assert questions == [{"event": "confirm"}]


def test_errors_keep_their_class(running: Running) -> None:
    with pytest.raises(KeyBlocked) as caught:
        running.ask("fail")
    assert (caught.value.kind, caught.value.message) == ("locked", "this key is locked")
    for error in (Refused("a", RefusalKind.LIE), StorageError("c"), PeerFault("d", FaultKind.TASK)):
        again = raised(told(error))
        assert (type(again), again.kind, again.message) == (type(error), error.kind, error.message)
    assert type(raised({"class": "SystemExit", "message": "x"})) is TandemError


def test_a_mistake_of_ours_ends_only_its_command(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TandemError, match="mistake of the program"):
        running.ask("broken")
    assert running.ask("status")
    assert "ZeroDivisionError" in caplog.text


def test_many_clients_at_once_while_one_waits(running: Running) -> None:
    connection, talk, _ = raw(running.path)
    talk.write({"command": "wait", "args": {}})
    assert running.waits.wait(5)
    answers: list[Fields] = []
    threads = [threading.Thread(target=lambda i=i: answers.append(running.ask("x", number=i))) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert sorted(answer["number"] for answer in answers) == list(range(20))
    connection.close()
    assert running.saw_gone.wait(5)


def test_closing_ends_a_question(tmp_path: Path) -> None:
    found = Running(tmp_path)
    asked = threading.Event()
    release = threading.Event()

    def answer(_: Fields) -> bool:
        asked.set()
        release.wait(5)
        return True

    failures: list[LinkError] = []

    def client() -> None:
        try:
            ask(found.path, COSIGNER, "pair", {}, lambda _: KEY, answer=answer)
        except LinkError as error:
            failures.append(error)

    thread = threading.Thread(target=client)
    thread.start()
    assert asked.wait(5)
    found.server.close()
    release.set()
    thread.join(5)
    assert len(failures) == 1


def test_without_serve_there_is_nobody(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="no program answers on") as caught:
        ask(tmp_path / "control", COSIGNER, "status", {}, unasked)
    assert caught.value.kind == "not_running"


def test_a_program_that_is_stopped_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "GREETING", 0.1)
    with socket.socket(socket.AF_UNIX) as mute:
        with contextlib.chdir(tmp_path):
            mute.bind("control")
        mute.listen()
        with pytest.raises(LinkError, match="does not answer") as caught:
            ask(tmp_path / "control", COSIGNER, "status", {}, unasked)
    assert caught.value.kind == "silent"


def test_a_leftover_socket_is_replaced_and_a_live_one_is_not(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead, contextlib.chdir(tmp_path):
        dead.bind("control")
    with pytest.raises(LinkError, match="no program answers on"):
        ask(tmp_path / "control", COSIGNER, "status", {}, unasked)
    found = Running(tmp_path)
    assert found.ask("status")
    with pytest.raises(StorageError, match="another process answers"):
        Running(tmp_path)
    assert found.ask("status")
    found.server.close()


def test_a_home_however_deep(tmp_path: Path) -> None:
    home = tmp_path / ("deep" * 20) / ("er" * 40)
    home.mkdir(parents=True)
    found = Running(home)
    assert found.ask("status")
    found.server.close()


def test_a_home_too_deep_is_named_where_there_is_no_way_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / ("deep" * 20) / ("er" * 40)
    home.mkdir(parents=True)
    monkeypatch.setattr(Path, "is_dir", lambda self: False)
    with pytest.raises(StorageError, match="too long for a control socket") as caught:
        Running(home)
    assert typed(caught.value, "tandem-cosigner").endswith("use a shorter --home")


def test_canonical_text_is_one() -> None:
    assert canonical({"b": 1, "a": {"d": "ä", "c": None}}) == b'{"a":{"c":null,"d":"\\u00e4"},"b":1}'
    assert json.loads(canonical({"a": [1, 2]})) == {"a": [1, 2]}
    assert struct.calcsize("=III") == 12

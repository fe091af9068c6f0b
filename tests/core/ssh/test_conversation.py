"""What an agent answers on one line."""

from __future__ import annotations

import hashlib
from threading import Lock

import pytest

from core.errors import BadInput, RefusalKind, Refused, TandemError
from core.ssh.agent import FAILURE, SUCCESS, GitSigned, GitSignWish, listed, signed
from core.ssh.conversation import MOST_BINDS, WRONG_PAUSE, AgentKey, AgentLine, AgentLock
from core.ssh.public_key import key_blob
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import ArmoredSignature
from core.ssh.wire import string
from core.ssh.wishes import GitWish, SignInWish, SshWish
from tests.support.whole_ssh_key import KEY, WholeSshKey

HOST = WholeSshKey(bytes(32))
SESSION = bytes(range(32))
DATA = SignIn(SESSION, "git", None).serialize(KEY.point)
LIST = b"\x0b"
OURS = AgentKey("work", KEY.point)


def sign(data: bytes, flags: int = 0, blob: bytes = key_blob(KEY.point)) -> bytes:
    return b"\x0d" + string(blob) + string(data) + flags.to_bytes(4, "big")


def bind(session: bytes, made: bytes | None = None) -> bytes:
    signature = string(b"ssh-ed25519") + string(HOST.sign(session if made is None else made))
    return (
        b"\x1b"
        + string(b"session-bind@openssh.com")
        + string(key_blob(HOST.point))
        + string(session)
        + string(signature)
        + b"\0"
    )


class Desk:
    """Stands for the wallet: it remembers what it was asked."""

    def __init__(self) -> None:
        self.wishes: list[SshWish] = []
        self.told: list[TandemError] = []
        self.pauses: list[float] = []
        self.refusal: TandemError | None = None
        self.lock = AgentLock(lambda data: hashlib.sha256(data).digest(), self.pauses.append, Lock())

    def line(self) -> AgentLine:
        return AgentLine(lambda: [OURS], self.lock, self.sign, self.tell)

    def tell(self, error: TandemError) -> str:
        self.told.append(error)
        return "said"

    def sign(self, key: AgentKey, wish: SshWish) -> bytes:
        assert key == OURS
        self.wishes.append(wish)
        if self.refusal is not None:
            raise self.refusal
        return bytes(64)


def test_it_lists_and_signs() -> None:
    desk = Desk()
    line = desk.line()
    assert line.answer(LIST) == listed([(key_blob(KEY.point), "work")])
    assert line.answer(bind(SESSION)) == SUCCESS
    assert line.answer(sign(DATA)) == signed(bytes(64))
    (wish,) = desk.wishes
    assert isinstance(wish, SignInWish)
    assert wish.proof is not None
    assert wish.proof.host_key == key_blob(HOST.point)
    assert desk.told == []


def test_a_bind_is_of_its_own_line() -> None:
    desk = Desk()
    desk.line().answer(bind(SESSION))
    desk.line().answer(sign(DATA))
    assert desk.wishes == [SignInWish(DATA)]


@pytest.mark.parametrize(
    "message",
    [
        sign(DATA, flags=2),
        sign(DATA, blob=key_blob(HOST.point)),
        sign(DATA + b"\0"),
        sign(b"anything"),
        bind(SESSION, bytes(32)),
        b"",
        LIST + b"\0",
    ],
)
def test_what_cannot_be_read_fails_and_says_why_at_the_computer(message: bytes) -> None:
    desk = Desk()
    assert desk.line().answer(message) == FAILURE
    assert desk.wishes == []
    (why,) = desk.told
    assert isinstance(why, BadInput)


@pytest.mark.parametrize("number", [0, 1, 17, 18, 19, 20, 21, 25, 26, 28, 255])
def test_keys_do_not_come_and_go(number: int) -> None:
    desk = Desk()
    assert desk.line().answer(bytes([number]) + b"anything") == FAILURE
    assert desk.told == []


def test_a_refusal_is_failure_to_the_program_and_a_reason_to_the_person() -> None:
    desk = Desk()
    desk.refusal = Refused("not now")
    assert desk.line().answer(sign(DATA)) == FAILURE
    assert desk.told == [desk.refusal]


def test_sessions_are_bound_once_and_not_without_end() -> None:
    desk = Desk()
    line = desk.line()
    sessions = [bytes([n]) * 32 for n in range(MOST_BINDS)]
    assert [line.answer(bind(session)) for session in sessions] == [SUCCESS] * MOST_BINDS
    assert line.answer(bind(SESSION)) == FAILURE
    again = desk.line()
    assert [again.answer(bind(SESSION)), again.answer(bind(SESSION))] == [SUCCESS, FAILURE]


def test_agent_locked_lists_nothing() -> None:
    desk = Desk()
    line, other = desk.line(), desk.line()
    assert line.answer(b"\x17" + string(b"a")) == FAILURE  # it is not locked
    assert line.answer(b"\x16" + string(b"a")) == SUCCESS
    assert other.answer(LIST) == listed(())
    assert other.answer(sign(DATA)) == FAILURE
    assert desk.wishes == []
    assert [getattr(one, "kind", "") for one in desk.told] == [RefusalKind.AGENT_LOCKED]
    assert other.answer(b"\x16" + string(b"b")) == FAILURE  # it is locked
    assert other.answer(b"\x17" + string(b"b")) == FAILURE
    assert desk.pauses == [WRONG_PAUSE]
    assert other.answer(b"\x17" + string(b"a")) == SUCCESS
    assert line.answer(LIST) != listed(())


WHO = b"A <a@b> 1 +0000\n"
COMMIT = b"tree " + b"a" * 40 + b"\nauthor " + WHO + b"committer " + WHO + b"\nSubject\n"


def test_git_hands_over_the_object_and_hears_why() -> None:
    desk = Desk()
    line = desk.line()

    def answer(content: bytes, blob: bytes = key_blob(KEY.point)) -> GitSigned | None:
        return GitSigned.parse(line.answer(GitSignWish(blob, content).message()[4:])[4:])

    made = answer(COMMIT)
    assert made is not None
    found = ArmoredSignature.parse(made.text)
    assert (made.ok, found.namespace, found.signature, found.point) == (True, "git", bytes(64), KEY.point)
    assert desk.wishes == [GitWish(COMMIT)]
    assert answer(b"no commit") == GitSigned(False, "said")
    assert answer(COMMIT, key_blob(HOST.point)) is None
    assert [type(one) for one in desk.told] == [BadInput, BadInput]
    assert GitSigned.parse(FAILURE[4:]) is None
    assert GitSigned.parse(b"\x1d" + string(b"query")) is None

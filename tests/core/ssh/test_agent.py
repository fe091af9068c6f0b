"""The agent's messages: the few that are answered."""

from __future__ import annotations

import pytest

from core.errors import BadInput
from core.ssh.agent import (
    FAILURE,
    MOST_MESSAGE,
    SUCCESS,
    AgentRequest,
    ListKeys,
    LockWish,
    SignWish,
    Unanswered,
    listed,
    message_length,
    read_request,
    signed,
)
from core.ssh.host_key import SessionBind
from core.ssh.wire import string

BIND = string(b"session-bind@openssh.com")
BOUND = string(b"key") + string(bytes(32)) + string(b"signature") + b"\1"


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        (b"\x0b", ListKeys()),
        (b"\x0d" + string(b"key") + string(b"data") + b"\0\0\0\2", SignWish(b"key", b"data", 2)),
        (b"\x16" + string(b"pass"), LockWish(True, b"pass")),
        (b"\x17" + string(b"pass"), LockWish(False, b"pass")),
        (b"\x1b" + BIND + BOUND, SessionBind(b"key", bytes(32), b"signature", True)),
        (b"\x1b" + string(b"query") + b"anything", Unanswered(27)),
        (b"\x11 a key to be added", Unanswered(17)),
        (b"\x13", Unanswered(19)),
        (b"\xff", Unanswered(255)),
    ],
)
def test_what_is_read(message: bytes, request_: AgentRequest) -> None:
    assert read_request(message) == request_


@pytest.mark.parametrize("message", [b"", b"\x0b\0", b"\x0d", b"\x16" + string(b"") + b"x", b"\x1b" + BIND, b"\x1b"])
def test_what_is_not(message: bytes) -> None:
    with pytest.raises(BadInput):
        read_request(message)


def test_answers() -> None:
    assert listed(()) == b"\0\0\0\5\x0c\0\0\0\0"
    assert listed([(b"key", "ü")])[9:] == string(b"key") + string("ü".encode())
    assert signed(bytes(64))[4:] == b"\x0e" + string(string(b"ssh-ed25519") + string(bytes(64)))
    assert (FAILURE, SUCCESS) == (b"\0\0\0\1\5", b"\0\0\0\1\6")


def test_lengths() -> None:
    assert message_length(b"\0\0\1\0") == 256
    for size in (0, MOST_MESSAGE + 1, 2**32 - 1):
        with pytest.raises(BadInput):
            message_length(size.to_bytes(4, "big"))

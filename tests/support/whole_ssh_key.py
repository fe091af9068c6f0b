"""A whole key for ssh, which the product never has: what the readers of core/ssh are held against, and what stands in
for the pair where real programs are to be heard."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from threading import Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import BadInput
from core.ssh.agent import (
    FAILURE,
    SUCCESS,
    AgentRequest,
    ListKeys,
    SignWish,
    listed,
    message_length,
    read_request,
    signed,
)
from core.ssh.host_key import SessionBind
from core.ssh.public_key import key_blob
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import MAGIC, SshSig


class WholeSshKey:
    """An Ed25519 key of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.point = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(message)


KEY = WholeSshKey(b"tandem whole ssh key for tests..")


class WholeKeyAgent:
    """An agent at a socket, for one test: it reads what comes as the product does, and signs with a whole key."""

    def __init__(self, path: Path) -> None:
        self.signed: list[SignIn | SshSig] = []
        self.binds: list[SessionBind] = []
        self.refused: list[bytes] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as stream:
            while head := stream.read(4):
                line.sendall(self._answer(read_request(stream.read(message_length(head)))))

    def _answer(self, request: AgentRequest) -> bytes:
        match request:
            case ListKeys():
                return listed([(key_blob(KEY.point), "joint")])
            case SessionBind():
                request.verify()
                self.binds.append(request)
                return SUCCESS
            case SignWish(blob, data, 0) if blob == key_blob(KEY.point):
                try:
                    sig = data.startswith(MAGIC)
                    self.signed.append(SshSig.parse(data) if sig else SignIn.parse(data, KEY.point))
                except BadInput:
                    self.refused.append(data)
                    return FAILURE
                return signed(KEY.sign(data))
        return FAILURE

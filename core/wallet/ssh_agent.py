"""An ssh agent whose keys are held by two: what it is asked to sign is put to the co-signer.

It keeps no home open that nobody needs: what opens one is handed in, and is called when something is to be signed.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, LinkError, LinkKind, TandemError
from core.ssh.agent import GitSigned, GitSignWish
from core.ssh.conversation import AgentKey, AgentLine, AgentLock
from core.ssh.public_key import key_blob, read_public_line
from core.ssh.wishes import SignInWish, SshWish
from core.transport.agent_socket import AgentSocket, ask_agent
from core.wallet.events import Progress
from core.wallet.ssh_api import SshApi

SOCKET = "agent"  # its name in the home
SIGN_IN_WAITS = 110.0  # seconds: sshd gives up after 120
OTHERS_WAIT = 600.0
_STRETCH = 10_000  # rounds over a passphrase that locks the agent


class SshAgent:
    """Answers at `path`. `tell` shows why something was not signed, and gives the sentence."""

    def __init__(
        self,
        path: Path,
        opened: Callable[[], AbstractContextManager[SshApi]],
        tell: Callable[[TandemError], str],
        progress: Progress,
    ) -> None:
        """BadInput where the home has no key for ssh."""
        self._opened, self._progress = opened, progress
        with opened() as wallet:
            self._keys = [AgentKey(key.name, key.point) for key in wallet.ssh_keys()]
        if not self._keys:
            raise BadInput("this home has no key for ssh yet; make one first", InputKind.NO_SSH_KEY)
        salt = HedgedRng().bytes("agent lock", 16)
        lock = AgentLock(
            lambda given: hashlib.pbkdf2_hmac("sha256", given, salt, _STRETCH), time.sleep, threading.Lock()
        )
        self._socket = AgentSocket(path, lambda: AgentLine(lambda: self._keys, lock, self._sign, tell))

    @property
    def keys(self) -> tuple[AgentKey, ...]:
        """Those that it lists: of the moment when it began."""
        return tuple(self._keys)

    def start(self) -> None:
        """Listen. StorageError where that cannot be."""
        self._socket.start()

    def close(self) -> None:
        """No more."""
        self._socket.close()

    def _sign(self, key: AgentKey, wish: SshWish) -> bytes:
        wait = SIGN_IN_WAITS if isinstance(wish, SignInWish) else OTHERS_WAIT
        with self._opened() as wallet:
            return wallet.sign_ssh(key.name, wish, wait, self._progress)


def sign_git_object(agent: Path, public_key: str, content: bytes) -> GitSigned | None:
    """What the agent makes of an object of git: the file of a signature, or why there is none; None: it is no agent of
    Tandem's, or has no such key. LinkError where none answers."""
    wish = GitSignWish(key_blob(read_public_line(public_key)), content)
    try:
        return GitSigned.parse(ask_agent(agent, wish.message()))
    except BadInput:
        raise LinkError("the ssh agent answers what this program does not know", LinkKind.CONTROL) from None

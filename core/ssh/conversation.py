"""One line of an agent: what ssh, ssh-add, ssh-keygen and git say on it, and what they are answered.

The agent gives out no key, takes none in, and signs nothing that is not read to its last byte. A program hears FAILURE
and no more, but for git's, which shows why; why is told to `tell`, for whoever sits at the computer.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from core.errors import BadInput, InputKind, RefusalKind, Refused, TandemError
from core.secret import Secret
from core.ssh.agent import (
    FAILURE,
    SUCCESS,
    AgentRequest,
    GitSigned,
    GitSignWish,
    ListKeys,
    LockWish,
    SignWish,
    listed,
    read_request,
    signed,
)
from core.ssh.host_key import SessionBind
from core.ssh.public_key import key_blob
from core.ssh.sshsig import GIT, SshSig
from core.ssh.wishes import GitWish, SshWish, wish_of

MOST_BINDS = 16  # of one line, as OpenSSH has it
WRONG_PAUSE = 0.1  # seconds after each wrong passphrase


@dataclass(frozen=True, slots=True)
class AgentKey:
    """A key that the agent lists: its name, and its 32 public bytes."""

    name: str
    point: bytes


Sign = Callable[[AgentKey, SshWish], bytes]


class AgentLock:
    """Whether the agent is locked, of all its lines. A comfort of the computer's, no protection from it.

    `digest` hashes a passphrase; `pause` waits some seconds; `turn` lets one line in after the other.
    """

    def __init__(
        self,
        digest: Callable[[bytes], bytes],
        pause: Callable[[float], object],
        turn: AbstractContextManager[object],
    ) -> None:
        self._digest, self._pause, self._turn = digest, pause, turn
        self._kept: Secret[bytes] | None = None

    @property
    def locked(self) -> bool:
        """Whether no key is shown."""
        return self._kept is not None

    def change(self, wish: LockWish) -> bool:
        """Lock, or unlock with the same passphrase. False: it is so already, or the passphrase is wrong."""
        with self._turn:
            given = self._digest(wish.passphrase)
            if wish.lock:
                if self._kept is not None:
                    return False
                self._kept = Secret(given)
                return True
            if self._kept is None:
                return False
            if not hmac.compare_digest(self._kept.reveal(), given):
                self._pause(WRONG_PAUSE)
                return False
            self._kept = None
            return True


class AgentLine:
    """One connection. `keys` gives those there are now, `sign` asks the co-signer or raises a TandemError; `tell` shows
    one and gives the sentence."""

    def __init__(
        self, keys: Callable[[], Sequence[AgentKey]], lock: AgentLock, sign: Sign, tell: Callable[[TandemError], str]
    ) -> None:
        self._keys, self._lock, self._sign, self._tell = keys, lock, sign, tell
        self._binds: tuple[SessionBind, ...] = ()

    def answer(self, message: bytes) -> bytes:
        """What a message, without its length, is answered; with its length."""
        try:
            return self._answer(read_request(message))
        except TandemError as error:
            self._tell(error)
            return FAILURE

    def _answer(self, request: AgentRequest) -> bytes:
        match request:
            case ListKeys():
                keys = () if self._lock.locked else self._keys()
                return listed((key_blob(key.point), key.name) for key in keys)
            case SignWish():
                return signed(self._signature(request))
            case GitSignWish():
                return self._git(request).message()
            case SessionBind():
                self._bind(request)
                return SUCCESS
            case LockWish():
                return SUCCESS if self._lock.change(request) else FAILURE
            case _:
                return FAILURE

    def _bind(self, bind: SessionBind) -> None:
        bind.verify()
        if len(self._binds) >= MOST_BINDS or any(one.session_id == bind.session_id for one in self._binds):
            raise BadInput("the same session was bound twice, or too many were", InputKind.SSH_HOST)
        self._binds = (*self._binds, bind)

    def _signature(self, wish: SignWish) -> bytes:
        key = self._key(wish.blob)
        if wish.flags:
            raise BadInput("the agent was asked for a signature of another kind than Ed25519's", InputKind.SSH)
        return self._signed(key, wish_of(wish.data, self._binds))

    def _git(self, wish: GitSignWish) -> GitSigned:
        key = self._key(wish.blob)  # FAILURE: whoever asks looks for another agent
        try:
            made = self._signed(key, GitWish(wish.content))
        except TandemError as error:
            return GitSigned(False, self._tell(error))
        return GitSigned(True, SshSig.of(GIT, wish.content).armored(key.point, made))

    def _key(self, blob: bytes) -> AgentKey:
        if self._lock.locked:
            raise Refused("the agent is locked", RefusalKind.AGENT_LOCKED)
        key = next((key for key in self._keys() if key_blob(key.point) == blob), None)
        if key is None:
            raise BadInput("the agent was asked to sign with a key that it does not have", InputKind.SSH_KEY)
        return key

    def _signed(self, key: AgentKey, wish: SshWish) -> bytes:
        wish.read(key.point)  # the co-signer does the same; what it would refuse does not leave this computer
        return self._sign(key, wish)

"""The calls of SshApi, and what stands for it where another program has the wallet open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TypeVar

from core.codec.codec import Float64
from core.errors import BadInput
from core.ssh.wishes import FileWish, GitWish, SignInWish, SshWish
from core.wallet.calls import NoArguments, RemoteCall
from core.wallet.events import Progress, silent
from core.wallet.ssh_api import SshKeyShown

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class NewSshKeyArguments:
    """The name of a new key, and who holds the other half."""

    name: str
    cosigner: str | None


@dataclass(frozen=True, slots=True)
class SshKeys:
    """All of them."""

    keys: tuple[SshKeyShown, ...]


@dataclass(frozen=True, slots=True)
class SignSshArguments:
    """A key, what is to be signed with it, one of the three, and how long to wait."""

    name: str
    wait: Float64 | None
    sign_in: SignInWish | None = None
    file: FileWish | None = None
    git: GitWish | None = None

    @property
    def wish(self) -> SshWish:
        """The one. Raises BadInput."""
        found = [one for one in (self.sign_in, self.file, self.git) if one is not None]
        if len(found) != 1:
            raise BadInput("one thing is signed at once")
        return found[0]


@dataclass(frozen=True, slots=True)
class SshSignature:
    """64 bytes of Ed25519."""

    data: bytes


NEW_SSH_KEY = RemoteCall(
    "new_ssh_key",
    NewSshKeyArguments,
    SshKeyShown,
    lambda w, a, progress: w.new_ssh_key(a.name, progress, cosigner=a.cosigner),
)
SSH_KEYS = RemoteCall("ssh_keys", NoArguments, SshKeys, lambda w, _, __: SshKeys(w.ssh_keys()))
SIGN_SSH = RemoteCall(
    "sign_ssh",
    SignSshArguments,
    SshSignature,
    lambda w, a, progress: SshSignature(w.sign_ssh(a.name, a.wish, a.wait, progress)),
)
SSH_CALLS = {call.name: call for call in (NEW_SSH_KEY, SSH_KEYS, SIGN_SSH)}


class RemoteSsh(ABC):
    """A part of core.wallet.remote.RemoteWallet."""

    @abstractmethod
    def _ask(self, call: RemoteCall[A, R], given: A, progress: Progress = silent) -> R: ...

    def new_ssh_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> SshKeyShown:
        """See SshApi."""
        return self._ask(NEW_SSH_KEY, NewSshKeyArguments(name, cosigner), progress)

    def ssh_keys(self) -> tuple[SshKeyShown, ...]:
        """See SshApi."""
        return self._ask(SSH_KEYS, NoArguments()).keys

    def sign_ssh(self, name: str, wish: SshWish, wait: float | None = None, progress: Progress = silent) -> bytes:
        """See SshApi."""
        seconds = None if wait is None else float(wait)
        match wish:
            case SignInWish():
                given = SignSshArguments(name, seconds, sign_in=wish)
            case FileWish():
                given = SignSshArguments(name, seconds, file=wish)
            case GitWish():
                given = SignSshArguments(name, seconds, git=wish)
        return self._ask(SIGN_SSH, given, progress).data

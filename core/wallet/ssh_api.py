"""What a program may do with keys for ssh and git: a part of core.wallet.api."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.codec.codec import U32, Bytes32, Name, Text
from core.keys.state import KeyState
from core.ssh.public_key import allowed_signers_line, fingerprint, key_blob, public_line
from core.ssh.wishes import SshWish
from core.wallet.events import Progress, silent


@dataclass(frozen=True, slots=True)
class SshKeyShown:
    """A key for ssh and git: 32 public bytes; `cosigner`: who holds the other half."""

    name: Name
    point: Bytes32
    epoch: U32
    state: KeyState
    cosigner: Text = ""
    cosigner_fingerprint: Text = ""

    @property
    def public_key(self) -> str:
        """The line for authorized_keys, and for a file .pub."""
        return public_line(self.point, self.name)

    @property
    def fingerprint(self) -> str:
        """SHA256:…, as ssh shows it."""
        return fingerprint(key_blob(self.point))

    def allowed_signers(self, principal: str) -> str:
        """The line by which git and ssh-keygen -Y verify know whose signatures these are."""
        return allowed_signers_line(principal, self.point)


class SshApi(Protocol):
    """Keys that hold no coins and sign log-ins, files, commits, tags and pushes."""

    def new_ssh_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> SshKeyShown:
        """Make a key together with a co-signer; as `new_key`."""
        ...

    def ssh_keys(self) -> tuple[SshKeyShown, ...]:
        """All keys for ssh of this home, by name."""
        ...

    def sign_ssh(self, name: str, wish: SshWish, wait: float | None = None, progress: Progress = silent) -> bytes:
        """64 bytes of Ed25519, waiting up to `wait` seconds for a decision (None: to its end). BadInput for what cannot
        be read whole, before the co-signer is asked; Refused where it says no, or not yet."""
        ...

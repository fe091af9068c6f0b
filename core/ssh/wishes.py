"""What a program wants signed with a key for ssh, as the wallet tells it to the co-signer, and what that reads in it.

The co-signer computes what it signs itself, from these bytes alone. A host counts as known only by its own signature of
the session, or where it is named in what is signed; what the computer says of a host is no word of the host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from core.codec.codec import Var
from core.errors import BadInput, InputKind
from core.ssh.git_object import MOST_OBJECT, GitKind, GitObject
from core.ssh.host_key import MOST_SIGNATURE, SessionBind, verify_host
from core.ssh.sign_in import MOST_HOST_KEY, SignIn
from core.ssh.sshsig import GIT, MAGIC, SshSig
from core.ssh.wire import string

MOST_DATA = 8192  # bytes of a log-in or an SSHSIG: more than both can have


@dataclass(frozen=True, slots=True)
class HostProof:
    """A host's key and its signature of the session."""

    host_key: Annotated[bytes, Var(MOST_HOST_KEY)]
    signature: Annotated[bytes, Var(MOST_SIGNATURE)]


@dataclass(frozen=True, slots=True)
class SignInWish:
    """To log in. `forwarded`: by way of another host that the agent was passed on to."""

    data: Annotated[bytes, Var(MOST_DATA)]  # what ssh wants signed
    proof: HostProof | None = None
    forwarded: bool = False

    def read(self, point: bytes) -> SshTask:
        """Raises BadInput, also where a host is told of that has not shown itself, or is another than is named."""
        found = SignIn.parse(self.data, point)
        host = found.host_key
        if self.proof is not None:
            verify_host(self.proof.host_key, found.session_id, self.proof.signature)
            if host not in (None, self.proof.host_key):
                raise BadInput("this log-in names another host than has signed its session", InputKind.SSH_HOST)
            host = self.proof.host_key
        alike = b"" if host is None or self.forwarded else b"log-in" + string(found.user.encode()) + string(host)
        return SshTask(self.data, alike, sign_in=found, host_key=host, forwarded=self.forwarded)


@dataclass(frozen=True, slots=True)
class FileWish:
    """To sign a file, of which an agent sees the digest alone. One of git's is an object that is not shown."""

    data: Annotated[bytes, Var(MOST_DATA)]  # what ssh-keygen wants signed

    def read(self, _point: bytes) -> SshTask:
        """Raises BadInput."""
        return SshTask(self.data, b"", file=SshSig.parse(self.data))


@dataclass(frozen=True, slots=True)
class GitWish:
    """To sign a commit, a tag or a push, whole."""

    content: Annotated[bytes, Var(MOST_OBJECT)]

    def read(self, _point: bytes) -> SshTask:
        """Raises BadInput."""
        found = GitObject.parse(self.content)
        message = SshSig.of(GIT, self.content).serialize()
        return SshTask(message, b"commit" if found.kind is GitKind.COMMIT else b"", git=found)


SshWish = SignInWish | FileWish | GitWish


@dataclass(frozen=True, slots=True)
class SshTask:
    """What is signed, and what is shown of it: one of `sign_in` (`host_key`: that counts as known), `file`, `git`.

    `alike`: what a person who says yes to this one may let pass for a while; empty: each of its kind is asked about.
    """

    message: bytes
    alike: bytes
    sign_in: SignIn | None = None
    host_key: bytes | None = None
    forwarded: bool = False
    file: SshSig | None = None
    git: GitObject | None = None


def wish_of(data: bytes, binds: tuple[SessionBind, ...]) -> SignInWish | FileWish:
    """Of what an agent is handed to sign, and what ssh told it on the same line before. Nothing is checked yet."""
    if data.startswith(MAGIC):
        return FileWish(data)
    bind = next((one for one in binds if data.startswith(string(one.session_id))), None)
    proof = None if bind is None else HostProof(bind.host_key, bind.signature)
    return SignInWish(data, proof, any(one.forwarding for one in binds))

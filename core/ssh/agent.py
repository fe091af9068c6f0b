"""The messages between ssh and its agent (draft-miller-ssh-agent): those that are answered, and no others.

A message is a length of four bytes, then a byte that says its kind and what belongs to it. Whatever would put keys
into the agent or take them out, and whatever is not known here, is answered with FAILURE: `Unanswered`.

One message is our own, an extension as the draft allows them: git's signing program hands over the whole object, of
which an SSHSIG holds the digest alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.errors import BadInput
from core.ssh.host_key import SessionBind
from core.ssh.public_key import KEY_TYPE
from core.ssh.wire import SshReader, string

MOST_MESSAGE = 2 << 20  # bytes: an object of git is the longest
FAILURE, SUCCESS = string(b"\5"), string(b"\6")  # whole messages
_LIST, _LISTED, _SIGN, _SIGNED, _LOCK, _UNLOCK, _EXTENSION, _EXTENDED = 11, 12, 13, 14, 22, 23, 27, 29
_BIND, _GIT = b"session-bind@openssh.com", b"git-object@tandem"
_WHAT = "this message to the ssh agent"


@dataclass(frozen=True, slots=True)
class ListKeys:
    """Which keys are there?"""


@dataclass(frozen=True, slots=True)
class SignWish:
    """To sign `data` with the key of `blob`; `flags` choose a hash for RSA and are 0 for Ed25519."""

    blob: bytes
    data: bytes
    flags: int


@dataclass(frozen=True, slots=True)
class LockWish:
    """To lock the agent by a passphrase, or to unlock it."""

    lock: bool
    passphrase: bytes


@dataclass(frozen=True, slots=True)
class GitSignWish:
    """To sign a whole object of git with the key of `blob`."""

    blob: bytes
    content: bytes

    def message(self) -> bytes:
        """As it is sent, with its length."""
        return string(bytes([_EXTENSION]) + string(_GIT) + string(self.blob) + string(self.content))


@dataclass(frozen=True, slots=True)
class GitSigned:
    """The answer to a GitSignWish: the file of the signature, or why there is none."""

    ok: bool
    text: str

    def message(self) -> bytes:
        """As it is sent, with its length."""
        return string(bytes([_EXTENDED]) + string(_GIT) + bytes([self.ok]) + string(self.text.encode()))

    @classmethod
    def parse(cls, message: bytes) -> GitSigned | None:
        """Of one message without its length; None: this agent knows no such wish. Raises BadInput."""
        reader = SshReader(message, "what the ssh agent answers")
        if reader.byte() != _EXTENDED or reader.string() != _GIT:
            return None
        found = cls(reader.flag(), reader.text())
        reader.end()
        return found


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Anything else; `number`: its kind."""

    number: int


AgentRequest = ListKeys | SignWish | LockWish | SessionBind | GitSignWish | Unanswered


def message_length(head: bytes) -> int:
    """How many bytes follow the first four. BadInput: none, or too many."""
    size = int.from_bytes(head, "big")
    if not 0 < size <= MOST_MESSAGE:
        raise BadInput("this message to the ssh agent has no possible length")
    return size


def read_request(message: bytes) -> AgentRequest:
    """Of one message without its length. Raises BadInput."""
    reader = SshReader(message, _WHAT)
    number = reader.byte()
    read = _READERS.get(number)
    if read is None:
        return Unanswered(number)
    found = read(reader)
    reader.end()
    return found


def listed(keys: Iterable[tuple[bytes, str]]) -> bytes:
    """The answer to ListKeys: each key's blob and its comment."""
    entries = [string(blob) + string(comment.encode()) for blob, comment in keys]
    return string(bytes([_LISTED]) + len(entries).to_bytes(4, "big") + b"".join(entries))


def signed(signature: bytes) -> bytes:
    """The answer to a SignWish: 64 bytes of Ed25519."""
    return string(bytes([_SIGNED]) + string(string(KEY_TYPE) + string(signature)))


def _extension(reader: SshReader) -> AgentRequest:
    name = reader.string()
    if name == _BIND:
        return SessionBind.parse(reader.rest())
    if name == _GIT:
        return GitSignWish(reader.string(), reader.string())
    reader.rest()
    return Unanswered(_EXTENSION)


_READERS: dict[int, Callable[[SshReader], AgentRequest]] = {
    _LIST: lambda _: ListKeys(),
    _SIGN: lambda reader: SignWish(reader.string(), reader.string(), reader.uint32()),
    _LOCK: lambda reader: LockWish(True, reader.string()),
    _UNLOCK: lambda reader: LockWish(False, reader.string()),
    _EXTENSION: _extension,
}

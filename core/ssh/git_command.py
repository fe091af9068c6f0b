"""How git calls `gpg.ssh.program`: like ssh-keygen, of which only the signing is ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.ssh.sshsig import GIT

_BEGINNING = ("-Y", "sign", "-n", GIT, "-f")
_AGENT = "-U"  # newer releases say so where the key was written into the configuration: it is in an agent


@dataclass(frozen=True, slots=True)
class GitSignCall:
    """Sign what is in the file `message` with the key whose public half is in `key_file`; the signature goes to
    `message`.sig."""

    key_file: str
    message: str

    @classmethod
    def parse(cls, arguments: Sequence[str]) -> GitSignCall | None:
        """Of what git 2.34 and newer writes; None for anything else, which is for ssh-keygen to read."""
        *rest, message = arguments or ("",)
        if rest[-1:] == [_AGENT]:
            rest.pop()
        if len(rest) != len(_BEGINNING) + 1 or tuple(rest[:-1]) != _BEGINNING or not message:
            return None
        return cls(rest[-1], message)

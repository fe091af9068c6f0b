"""`tandem-git-sign`, for git's setting `gpg.ssh.program`: it hands the whole object to `tandem ssh agent`, so that the
co-signer shows what it is. All that is not signing with a key of Tandem's is done by ssh-keygen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.start import start_program

NAME, STOCK = "tandem-git-sign", "ssh-keygen"


def main() -> None:
    """It ends with the exit code, or goes on as ssh-keygen."""
    start_program()
    if sys.argv[1:] == ["--version"]:
        print(f"{NAME} {__version__}")  # noqa: T201 - as every program of ours does
        return
    code = sign(sys.argv[1:])
    if code is None:
        os.execvp(STOCK, [STOCK, *sys.argv[1:]])  # noqa: S606 - git gave these words for it
    sys.exit(code)


def sign(arguments: Sequence[str]) -> int | None:
    """Write the signature beside the object: 0, or 1 where there is none; None: this is for ssh-keygen."""
    from app.config import default_home
    from core.errors import BadInput, LinkError
    from core.ssh.git_command import GitSignCall
    from core.wallet.ssh_agent import SOCKET, sign_git_object

    call = GitSignCall.parse(arguments)
    if call is None:
        return None
    places = [Path(named)] if (named := os.environ.get("SSH_AUTH_SOCK")) else []
    for place in (*places, default_home("tandem", "TANDEM_HOME") / SOCKET):
        try:
            key, content = Path(call.key_file).read_text(encoding="utf-8"), Path(call.message).read_bytes()
            found = sign_git_object(place, key, content)
        except (OSError, UnicodeDecodeError, LinkError, BadInput):
            continue  # what is wrong, ssh-keygen says
        if found is None:
            continue
        if not found.ok:
            return _refused(found.text, content)
        Path(f"{call.message}.sig").write_text(found.text, encoding="ascii")
        return 0
    return None


def _refused(why: str, content: bytes) -> int:
    """Say why, where git shows it. Of a program that fails, git 2.39 makes a tag all the same, without a signature; it
    makes none where the program ends well and no signature is there (core/spec/libraries.md)."""
    tag = content.startswith(b"object ")
    print(f"{NAME}: {why}", file=sys.stdout if tag else sys.stderr)
    return 0 if tag else 1


if __name__ == "__main__":
    main()

"""Commands of `tandem` about keys for ssh and git."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.answers import as_json
from app.arguments import wallet_name
from app.cli.home import ProgressLine, config_of, wallet
from app.passphrase import passphrase
from app.terminal import Screen, plain, sentence
from app.text.terminal import told
from core.errors import BadInput, InputKind, TandemError

if TYPE_CHECKING:
    from core.secret import Secret
    from core.wallet.api import SshKeyShown, WalletApi

LINGERS = 5.0  # seconds that a home stays open after a signature: a rebase signs one commit after the other
NEVER_AGE = (
    "Never encrypt to this key (age -R takes ssh keys): nothing could open it, neither of the two devices, nor both."
)


def new(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem ssh new NAME [--cosigner WHICH]`."""
    name = wallet_name(args.name)
    with wallet(args, screen) as home:
        made = home.new_ssh_key(name, ProgressLine(screen), cosigner=getattr(args, "cosigner", None))
        screen.answer(_answer(made), [f"The key {plain(name)} is ready.", *_lines(made)])


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem ssh show [NAME]`."""
    with wallet(args, screen) as home:
        keys = home.ssh_keys()
        if "name" not in args:
            names = [plain(key.name) for key in keys] or ["There is no key for ssh yet: tandem ssh new NAME"]
            screen.answer({"keys": [_answer(key) for key in keys]}, names)
            return
        found = next((key for key in keys if key.name == args.name), None)
        if found is None:
            raise BadInput(f"there is no key for ssh named {args.name}", InputKind.NO_SSH_KEY)
        screen.answer(_answer(found), _lines(found))


def _answer(key: SshKeyShown) -> dict[str, Any]:
    found: dict[str, Any] = as_json(key)
    del found["point"]
    return found | {
        "public_key": key.public_key,
        "fingerprint": key.fingerprint,
        "allowed_signers": key.allowed_signers("*"),
        "git": _git(key),
    }


def _git(key: SshKeyShown) -> dict[str, str]:
    """Settings of git by their names."""
    return {
        "gpg.format": "ssh",
        "gpg.ssh.program": "tandem-git-sign",
        "user.signingKey": f"key::{key.public_key}",
    }


def _lines(key: SshKeyShown) -> list[str]:
    return [
        f"{key.fingerprint}   epoch {key.epoch}, {key.state.name.lower()}; the co-signer: {plain(key.cosigner)}",
        "",
        "For ~/.ssh/authorized_keys on a server, or the site that hosts your git:",
        plain(key.public_key),
        "",
        "For whoever checks your commits and files, your address in the place of *:",
        plain(key.allowed_signers("*")),
        "",
        "To sign with it in git:",
        *(f"git config --global {name} {shlex.quote(value)}" for name, value in _git(key).items()),
        "",
        NEVER_AGE,
    ]


def agent(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem ssh agent [--socket PATH]`."""
    from core.wallet.ssh_agent import SOCKET, SshAgent

    config = config_of(args)
    secret, path = passphrase(args, config, screen), getattr(args, "socket", None) or config.home / SOCKET

    def tell(error: TandemError) -> str:
        said = sentence(told(error, screen.name))
        screen.say(said)
        return said

    with SharedHome(config.home, secret) as home:
        found = SshAgent(path.absolute(), home.opened, tell, ProgressLine(screen))
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        found.start()
        try:
            names = [key.name for key in found.keys]
            line = f"SSH_AUTH_SOCK={shlex.quote(str(path.absolute()))}; export SSH_AUTH_SOCK"
            screen.say(f"The agent has {', '.join(map(plain, names))}. It runs until it is stopped (Ctrl+C).")
            screen.answer({"socket": str(path.absolute()), "keys": names}, [line], last=False)
            ended.wait()
        finally:
            found.close()


class SharedHome:
    """A home that is opened when somebody needs it, for all who do at once, and closed some seconds after the last."""

    def __init__(self, home: Path, secret: Secret[bytes]) -> None:
        self._home, self._secret = home, secret
        self._lock = threading.Lock()
        self._users = 0
        self._open: WalletApi | None = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> SharedHome:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._rest()

    @contextlib.contextmanager
    def opened(self) -> Iterator[WalletApi]:
        """The wallet, open here or in the program that has it open."""
        with self._lock:
            found = self._taken()
        try:
            yield found
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._timer = threading.Timer(LINGERS, self._close_if_idle)
                    self._timer.daemon = True
                    self._timer.start()

    def _taken(self) -> WalletApi:
        from core.wallet.opening import open_or_answer

        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._open is None:
            self._open = open_or_answer(self._home, self._secret)
        self._users += 1
        return self._open

    def _close_if_idle(self) -> None:
        with self._lock:
            if not self._users:
                self._rest()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._open is not None:
            self._open.close()
            self._open = None

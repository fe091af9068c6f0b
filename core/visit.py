"""One home, two programs: the one that has the wallet open answers the commands of the other (V3).

A visitor calls the wallet's own methods; they run where the wallet is open, and each proves the passphrase there.
What they take and give travels as JSON, bytes as base64.
"""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from core.cosigning import silent
from core.errors import BadInput, LinkError, StorageError
from core.role import WALLET
from core.secret import Secret
from core.storage.keyring_secret import system_keyring
from core.storage.vault import control_key
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk

METHODS = frozenset(
    {
        *("new_key", "wallets", "show", "refresh", "status", "address", "sync", "balance", "history"),
        *("draft", "sign", "broadcast"),
    }
)


class Reception:
    """Answers visitors of a home whose `wallet` is open here; `after` each of them, on a thread of theirs."""

    def __init__(
        self,
        home: Path,
        wallet: object,
        challenge: Mapping[str, Any],
        key: Secret[bytes],
        after: Callable[[], object],
    ) -> None:
        """Begins at once. StorageError when the socket cannot be made."""
        self._wallet, self.after = wallet, after
        self._server = ControlServer(home / control.SOCKET, self._do, {**challenge, "role": WALLET}, key, METHODS)
        self._server.start()

    def close(self) -> None:
        """Nobody is answered any more."""
        self._server.close()

    def _do(self, name: str, args: Fields, talk: Talk) -> Fields:
        if name not in METHODS:
            raise BadInput(f"the open wallet knows no command {name}; both programs must be of one version")
        method = getattr(self._wallet, name)
        given, takes = _thawed(args), inspect.signature(method)
        if "progress" in takes.parameters:
            given["progress"] = lambda event: talk.event({"text": event.text})
        try:
            takes.bind(**given)
        except TypeError:
            raise BadInput(f"the command {name} got arguments it does not have; update both programs") from None
        try:
            return {"value": _frozen(method(**given))}
        finally:
            self.after()


class Visitor:
    """Stands for a wallet (of class `wallet`) that another program has open: its METHODS, done over there.

    They raise what the wallet raises there, and `busy` when that program answers no visitors.
    """

    def __init__(self, home: Path, passphrase: Secret[bytes], wallet: type, busy: StorageError) -> None:
        self._home, self._passphrase, self._wallet, self._busy = home, passphrase, wallet, busy

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise self._busy
        return partial(self._ask, name)

    def close(self, *, unmake: bool = False) -> None:
        """Nothing is held, and nothing was made."""

    def _ask(self, name: str, /, *given: Any, **named: Any) -> Any:
        args = inspect.signature(getattr(self._wallet, name)).bind(self, *given, **named).arguments
        progress = args.pop("progress", silent)
        try:
            found = control.ask(
                self._home / control.SOCKET,
                WALLET,
                name,
                {key: _frozen(value) for key, value in args.items() if key != "self"},
                lambda challenge: control_key(self._passphrase, challenge, system_keyring()),
                lambda event: progress(event["text"]),
            )
        except LinkError as error:
            raise self._busy if error.kind == "not_running" else error from None
        return _thawed(found["value"])


def _frozen(value: Any) -> Any:
    """Bytes as {"base64": text}, wherever they lie."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return [_frozen(item) for item in value] if isinstance(value, list | tuple) else value


def _thawed(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"base64"}:
        return base64.b64decode(value["base64"])
    if isinstance(value, dict):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, list) else value

"""The wallet that is open here answers other programs of its home (V3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.codec.codec import decode, encode
from core.errors import BadInput
from core.role import WALLET
from core.secret import Secret
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk
from core.wallet.api import WalletApi
from core.wallet.calls import CALLS, RemoteCall, from_text, to_text
from core.wallet.events import Event
from core.wallet.other_tasks import OTHER_TASKS_CALLS

EVERY: Mapping[str, RemoteCall[Any, Any]] = {**CALLS, **OTHER_TASKS_CALLS}


class WalletServer:
    """Answers the remote wallets of a home whose `wallet` is open here; `after` each of them, on a thread of theirs."""

    def __init__(
        self,
        home: Path,
        wallet: WalletApi,
        challenge: Mapping[str, Any],
        key: Secret[bytes],
        after: Callable[[], object],
    ) -> None:
        """Begins at once. StorageError when the socket cannot be made."""
        self._wallet, self.after = wallet, after
        self._server = ControlServer(home / control.SOCKET, self._do, {**challenge, "role": WALLET}, key, EVERY)
        self._server.start()

    def close(self) -> None:
        """Nobody is answered any more."""
        self._server.close()

    def _do(self, name: str, args: Fields, talk: Talk) -> Fields:
        if name not in EVERY:
            raise BadInput(f"the open wallet knows no command {name}; both programs must be of one version")
        return to_text(self._answer(EVERY[name], args, talk))

    def _answer(self, call: RemoteCall[Any, Any], args: Fields, talk: Talk) -> bytes:
        def odd(_: str) -> BadInput:
            return BadInput(f"the command {call.name} got arguments it does not have; update both programs")

        def tell(event: Event) -> None:
            talk.event(to_text(encode(event)))

        given = decode(call.takes, from_text(args, odd), odd)
        try:
            return encode(call.do(self._wallet, given, tell))
        finally:
            self.after()

"""What a program may have said in the name of an address: a part of core.wallet.api."""

from __future__ import annotations

from typing import Protocol

from core.wallet.events import Progress, silent


class MessagesApi(Protocol):
    """Messages of BIP322. Whether one was signed needs no wallet: core.wallet.without_home."""

    def sign_message(
        self, name: str, address: str, text: bytes, wait: float | None = None, progress: Progress = silent
    ) -> str:
        """What shows that who can spend from one of the wallet's addresses says this text, UTF-8: a signature in the
        form "simple". Waits as `sign` does, and is asked for once: the same again goes on where it stands. BadInput for
        an address of others."""
        ...

"""The first minutes: practise, pair a co-signer, make a key. Each is a job like any other action."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.desktop.actions import Actions, Done, Failed, closed, nothing
from app.desktop.jobs import Say
from app.desktop.practice import WALLET
from app.desktop.state import Phase
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet import Wallet


class Beginning:
    """From no wallet to one."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def start_practice(self, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> None:
        """Practice from nothing or where it stood. `said` hears the names of its steps: network, cosigner, pair,
        key, and the Events of key generation."""

        def work(say: Say) -> Wallet:
            from core.wallet import Wallet

            self._actions.practice.start(say)
            wallet = Wallet.create_or_open(self._actions.practice.home, self._actions.practice.passphrase())
            try:
                if wallet.cosigner is None:
                    say("pair")
                    link, running = self._actions.practice.link()
                    wallet.pair(link, None)
                    running.result()
                if not wallet.wallets():
                    say("key")
                    wallet.new_key(WALLET, "practice", say)
            except BaseException:
                wallet.close()
                raise
            return wallet

        def finish(wallet: Wallet) -> None:
            self._actions.set(practice=True)
            self._actions.hub.write(practice=True)
            self._actions.opened(wallet)
            done(None)

        self._actions.close()
        self._actions.jobs.start("practice", work, finish, failed, said)

    def leave_practice(self) -> None:
        """Back to the first page, or to the real wallet where there is one."""
        self._actions.close()
        self._actions.jobs.start("leave", lambda _: self._actions.practice.stop())
        self._actions.set(practice=False)
        real = (self._actions.home / "vault").exists()
        self._actions.hub.write(**closed(Phase.LOCKED if real else Phase.NEW), practice=False)

    def pair(
        self,
        link: str,
        passphrase: Secret[bytes],
        ask: Callable[[list[str], Callable[[int | None], None]], object],
        done: Done,
        failed: Failed,
    ) -> None:
        """Bind this computer to a co-signer. `ask(lines, answer)` shows four lines of words; the person's choice goes
        to `answer` (None: none of them)."""
        chosen: list[int | None] = []
        answered = threading.Event()

        def answer(choice: int | None) -> None:
            chosen.append(choice)
            answered.set()

        def work(say: Say) -> Wallet:
            from core.wallet import Wallet

            def confirm(lines: list[str]) -> int | None:
                say(lines)
                answered.wait()
                return chosen[-1]

            wallet = self._actions.wallet or Wallet.create_or_open(self._actions.home, passphrase)
            try:
                wallet.pair(link, confirm)
            except BaseException:
                if wallet is not self._actions.wallet:
                    wallet.close()
                raise
            return wallet

        def finish(wallet: Wallet) -> None:
            self._actions.wallet = wallet
            done(None)

        self._actions.jobs.start("pair", work, finish, failed, lambda lines: ask(lines, answer))

    def new_key(self, name: str, network: str, said: Done, done: Done, failed: Failed) -> None:
        """Make a key together; `said` hears the Events of its steps."""

        def finish(_: Any) -> None:
            self._actions.set(wallet=name)
            self._actions.opened(self._actions.open())
            done(None)

        self._actions.jobs.start(
            "new key", lambda say: self._actions.open().new_key(name, network, say), finish, failed, said
        )

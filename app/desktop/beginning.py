"""The first minutes: practise, or a vault, a co-signer, a key and a server. Each is a job like any other action."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.desktop.actions import Actions, Done, Failed, closed, nothing
from app.desktop.jobs import Say
from app.desktop.practice import WALLET
from app.desktop.state import Phase
from core.errors import Refused, TandemError
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet import Wallet

Answer = Callable[[int | None], None]


class Beginning:
    """From no wallet to one."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._given_up = threading.Event()

    # -------------------------------------------------------------- practice
    def start_practice(self, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> None:
        """Practice from nothing or where it stood. `said` hears the names of its steps (network, cosigner, pair, key)
        and the Events of key generation. Refused (kind "given_up") after `give_up`."""
        if self._actions.jobs.running("practice"):
            return
        given_up = self._given_up = threading.Event()

        def work(say: Say) -> Wallet:
            def step(name: Any) -> None:
                if given_up.is_set():
                    raise Refused("practice was not started", "given_up")
                say(name)

            try:
                return self._practise(step)
            except TandemError:
                if not given_up.is_set():
                    raise
                self._actions.practice.stop()
                raise Refused("practice was not started", "given_up") from None

        def finish(wallet: Wallet) -> None:
            self._actions.set(practice=True)
            self._actions.opened(wallet, practice=True)
            done(None)

        self._actions.close()
        self._actions.jobs.start("practice", work, finish, failed, said, unwanted=self._actions.let_go)

    def _practise(self, say: Say) -> Wallet:
        from core.wallet import Wallet

        practice = self._actions.practice
        self._actions.wait_until_closed()
        practice.start(say)
        wallet = Wallet.create_or_open(practice.home, practice.passphrase())
        try:
            if wallet.cosigner is None or wallet.cosigner.port != practice.port:
                say("pair")
                link, running = practice.link()
                wallet.pair(link, None)
                running.result()
            if not wallet.wallets():
                say("key")
                wallet.new_key(WALLET, "practice", say)
            say("open")
        except BaseException:
            wallet.close()
            raise
        return wallet

    def give_up(self) -> None:
        """Stop a start of practice that is under way; it ends as failed soon."""
        self._given_up.set()
        self._actions.jobs.start("give up", lambda _: self._actions.practice.stop())

    def leave_practice(self) -> None:
        """Back to the first page, or to the real wallet where there is one."""
        self._actions.close()
        self._actions.jobs.start("leave", lambda _: self._actions.practice.stop())
        self._actions.set(practice=False)
        real = (self._actions.home / "vault").exists()
        self._actions.hub.write(**closed(Phase.LOCKED if real else Phase.NEW), practice=False)

    # -------------------------------------------------------------- a real wallet
    def open_vault(self, passphrase: Secret[bytes], done: Done, failed: Failed) -> None:
        """Make the vault of this computer, or open the one that is there. It stays open for the next steps."""

        def work() -> Wallet:
            from core.wallet import Wallet

            return Wallet.create_or_open(self._actions.home, passphrase)

        def finish(wallet: Wallet) -> None:
            self._actions.wallet = wallet
            done(None)

        self._actions.jobs.start("vault", self._actions.in_turn(work), finish, failed, unwanted=self._actions.let_go)

    def read_link(self, text: str) -> tuple[str, int]:
        """Host and port of a pairing link. BadInput if it is not a whole one."""
        from core.transport.pairing import read_link

        offer = read_link(text)
        return offer.host, offer.link_port

    def pair(self, link: str, ask: Callable[[list[str], Answer], object], done: Done, failed: Failed) -> Answer:
        """Bind this computer to a co-signer. `ask(lines, answer)` shows four lines of words; the person's choice goes
        to `answer` (None: none of them), and then both wait for the person at the co-signer. It is given back too:
        whoever leaves before anything is asked says none of them at once."""
        chosen: list[int | None] = []
        answered = threading.Event()
        wallet = self._actions.open()

        def answer(choice: int | None) -> None:
            chosen.append(choice)
            answered.set()

        def work(say: Say) -> None:
            def confirm(lines: list[str]) -> int | None:
                if not answered.is_set():
                    say(lines)
                answered.wait()
                return chosen[0]

            wallet.pair(link, confirm)

        self._actions.jobs.start("pair", work, done, failed, lambda lines: ask(lines, answer))
        return answer

    def new_key(self, name: str, network: str, said: Done, done: Done, failed: Failed) -> None:
        """Make a key together; `said` hears the Events of its steps, `done` the name of the key.

        A key that both sides had made before this program was ended counts: then `done` hears its name instead.
        """
        wallet = self._actions.open()

        def work(say: Say) -> str:
            try:
                wallet.new_key(name, network, say)
            except TandemError:
                made = [str(found["name"]) for found in wallet.wallets()]
                if not made:
                    raise
                return made[0]
            return name

        self._actions.jobs.start("new key", work, done, failed, said)

    def try_server(self, name: str, server: str, done: Done, failed: Failed) -> None:
        """Ask an Electrum server about a key for the first time, before it is chosen; `done` hears its height."""
        wallet, proxy = self._actions.open(), self._actions.state.settings.proxy
        self._actions.jobs.start("server", lambda _: int(wallet.sync(name, server, proxy)["height"]), done, failed)

    def finish(self, name: str, server: str) -> None:
        """Everything is made: open the wallet."""
        wallet, chosen = self._actions.open(), self._actions.state.settings
        self._actions.set(servers=chosen.servers_with(str(wallet.show(name)["network"]), server))
        self._actions.opened(wallet, name=name)

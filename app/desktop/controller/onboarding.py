"""The first minutes: practise, or a vault, a co-signer, a key and a server. Each is a job like any other action."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Done, Failed, Say, nothing
from app.desktop.controller.practice_place import WALLET
from app.desktop.model.state import Phase, without_wallet
from core.errors import RefusalKind, Refused, TandemError
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet.api import Confirm, OpenWallet, PairedCosigner

Answer = Callable[[int | None], None]


class Onboarding:
    """From no wallet to one."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._given_up = threading.Event()

    # -------------------------------------------------------------- practice
    @property
    def has_practised(self) -> bool:
        """Whether there is a practice wallet from before."""
        return (self._controller.practice.home / "vault").exists()

    def start_practice(self, said: Done = nothing, done: Done = nothing, failed: Failed = nothing) -> None:
        """Practice from nothing or where it stood. `said` hears the names of its steps (network, cosigner, pair, key)
        and the Events of key generation. Refused (kind "given_up") after `give_up`."""
        if self._controller.jobs.running("practice"):
            return
        given_up = self._given_up = threading.Event()

        def work(say: Say) -> OpenWallet:
            def step(name: Any) -> None:
                if given_up.is_set():
                    raise Refused("practice was not started", RefusalKind.GIVEN_UP)
                say(name)

            try:
                return self._practise(step)
            except TandemError:
                if not given_up.is_set():
                    raise
                self._controller.practice.stop()
                raise Refused("practice was not started", RefusalKind.GIVEN_UP) from None

        def finish(wallet: OpenWallet) -> None:
            self._controller.set(practice=True)
            self._controller.opened(wallet, practice=True)
            done(None)

        self._controller.close()
        self._controller.jobs.start("practice", work, finish, failed, said, unwanted=self._controller.let_go)

    def _practise(self, say: Say) -> OpenWallet:
        from core.wallet.opening import create_or_open

        practice = self._controller.practice
        self._controller.wait_until_closed()
        practice.start(say)
        wallet = create_or_open(practice.home, practice.passphrase(), keyring=False)
        try:
            if wallet.cosigner is None or wallet.cosigner.port != practice.port:
                say("pair")
                link, agreed = practice.link()
                wallet.pair(link, None)
                agreed()
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
        self._controller.jobs.start("give up", lambda _: self._controller.practice.stop())

    def leave_practice(self) -> None:
        """Back to the first page, or to the real wallet where there is one."""
        self._controller.close()
        self._controller.jobs.start("leave", lambda _: self._controller.practice.stop())
        self._controller.set(practice=False)
        real = (self._controller.home / "vault").exists()
        self._controller.store.write(**without_wallet(Phase.LOCKED if real else Phase.NEW), practice=False)

    # -------------------------------------------------------------- a real wallet
    def open_vault(self, passphrase: Secret[bytes], done: Done, failed: Failed) -> None:
        """Make the vault of this computer, or open the one that is there. It stays open for the next steps."""

        def work() -> OpenWallet:
            from core.wallet.opening import create_or_open

            return create_or_open(self._controller.home, passphrase)

        def finish(wallet: OpenWallet) -> None:
            self._controller.wallet = wallet
            done(None)

        self._controller.jobs.start(
            "vault", self._controller.in_turn(work), finish, failed, unwanted=self._controller.let_go
        )

    def read_link(self, text: str) -> tuple[str, int]:
        """Host and port of a pairing link. BadInput if it is not a whole one."""
        from core.wallet.opening import pairing_place

        place = pairing_place(text)
        return place.host, place.port

    def pair(
        self,
        link: str,
        ask: Callable[[list[str], Answer], object],
        done: Done,
        failed: Failed,
        *,
        another: bool = False,
        restores: bool = False,
    ) -> Answer:
        """Bind this computer to a co-signer. `ask(lines, answer)` shows four lines of words; the person's choice goes
        to `answer` (None: none of them), and then both wait for the person at the co-signer. It is given back too:
        whoever leaves before anything is asked says none of them at once. `another`: it may be one more co-signer;
        `restores`: it is one that has wallets of a lost computer."""

        def work(wallet: OpenWallet, confirm: Confirm, _: Say) -> None:
            if restores:
                wallet.pair_to_restore(link, confirm)
            else:
                wallet.pair(link, confirm, another=another)

        return self._with_words(work, ask, done, failed)

    def replace_cosigner(
        self, link: str, ask: Callable[[list[str], Answer], object], said: Done, done: Done, failed: Failed
    ) -> Answer:
        """Let the co-signer that made the link take the place of a lost one; `ask` and what is given as with `pair`.
        `said` hears the Events, `done` a Restored. Begun again with the same link it goes on."""
        return self._with_words(
            lambda wallet, confirm, say: wallet.replace_cosigner(link, confirm, say), ask, done, failed, said
        )

    def _with_words(
        self,
        do: Callable[[OpenWallet, Confirm, Say], object],
        ask: Callable[[list[str], Answer], object],
        done: Done,
        failed: Failed,
        said: Done = nothing,
    ) -> Answer:
        """A job in which a person compares words."""
        chosen: list[int | None] = []
        answered = threading.Event()
        wallet = self._controller.open()

        def answer(choice: int | None) -> None:
            chosen.append(choice)
            answered.set()

        def work(say: Say) -> object:
            def confirm(lines: list[str]) -> int | None:
                if not answered.is_set():
                    say(lines)
                answered.wait()
                return chosen[0]

            return do(wallet, confirm, say)

        def hear(what: Any) -> None:
            if isinstance(what, list):
                ask(what, answer)
            else:
                said(what)

        self._controller.jobs.start("pair", work, done, failed, hear)
        return answer

    def restoring(self) -> PairedCosigner | None:
        """The co-signer that is to give back the wallets of a lost computer, as long as they are not all back."""
        return next((one for one in self._controller.open().cosigners() if one.restores), None)

    def restore(self, cosigner: str, words: Secret[tuple[str, ...]], said: Done, done: Done, failed: Failed) -> None:
        """Bring back the wallets of a lost computer from a co-signer (its fingerprint), or go on with it; `said` hears
        the Events, `done` a Restored. The words are nowhere after it."""
        wallet, given = self._controller.open(), [words]
        self._controller.jobs.start(
            "restore", lambda say: wallet.restore_from(cosigner, given.pop(), say), done, failed, said
        )

    def new_key(self, name: str, network: str, said: Done, done: Done, failed: Failed) -> None:
        """Make a key together; `said` hears the Events of its steps, `done` the name of the key.

        A key that both sides had made before this program was ended counts: then `done` hears its name instead.
        """
        wallet = self._controller.open()

        def work(say: Say) -> str:
            try:
                wallet.new_key(name, network, say)
            except TandemError:
                made = [found.name for found in wallet.wallets()]
                if not made:
                    raise
                return made[0]
            return name

        self._controller.jobs.start("new key", work, done, failed, said)

    def try_server(self, name: str, server: str, done: Done, failed: Failed) -> None:
        """Ask an Electrum server about a key for the first time, before it is chosen; `done` hears its height."""
        wallet, proxy = self._controller.open(), self._controller.state.settings.proxy
        self._controller.jobs.start("server", lambda _: wallet.sync(name, server, proxy).height, done, failed)

    def without_server(self, name: str) -> None:
        """Open the wallet; a server that is being asked is waited for no longer."""
        if self._controller.jobs.running("server"):
            self._controller.open().stop_asking(name)
        self.finish(name, "")

    def finish(self, name: str, server: str) -> None:
        """Everything is made: open the wallet."""
        wallet, chosen = self._controller.open(), self._controller.state.settings
        self._controller.set(servers=chosen.servers_with(wallet.show(name).network, server))
        self._controller.opened(wallet, name=name)

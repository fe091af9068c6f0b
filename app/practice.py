"""The practice place: a Bitcoin network of one's own and a local co-signer, two processes, and nothing worth money.

Everything lies under one directory and goes on where it stood at the next start. Both halves are on this machine, so
it protects nothing; that is said wherever it is shown (N1, N2).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import LinkError, LinkKind, TandemError
from core.secret import Secret

if TYPE_CHECKING:
    from app.practice_network.network import PracticeNetwork
    from app.processes import Program, Running
    from core.cosigner.api import (  # the window is painted before anything of this is needed
        AddressView,
        AdminApi,
        ApprovalView,
        StatusView,
    )

GIFT = 2_000_000


class Practice:
    """The processes of the practice place under `place`; the wallet's own home is `place/wallet`."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.network: PracticeNetwork | None = None
        self.serving: Running | None = None  # the co-signer
        self.url = ""
        self.port = 0  # where the co-signer serves

    @property
    def home(self) -> Path:
        """The home of the practice wallet."""
        return self._place / "wallet"

    def passphrase(self) -> Secret[bytes]:
        """Of both practice homes: it protects nothing and nobody is asked for it."""
        return Secret(self._passphrase_file().read_bytes().strip())

    # -------------------------------------------------------------- processes
    def start(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Start whatever does not run; `say` hears "network" and "cosigner". Blocks for some seconds the first time.
        Raises TandemError."""
        from app.practice_network.network import PracticeNetwork

        self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.network is None or not self.network.alive:
            say("network")
            network = self.network = PracticeNetwork(self._place / "network")
            self.url = network.start()
        if self.serving is None or self.serving.process.poll() is not None:
            say("cosigner")
            if self.serving is not None:
                self.serving.end()  # of one that has died
            other = self.cosigner()
            if not (other.home / "vault").exists():
                other.call("init", "--practice")
            self._serve(other)

    def _serve(self, other: Program) -> None:
        """On the port of the last time, because the wallet remembers it; on another when somebody has that."""
        file = self._place / "port"
        port = file.read_text().strip() if file.exists() else "0"
        try:
            self.serving = self._listening(other, port)
        except TandemError as error:
            if error.kind != LinkKind.PORT_IN_USE:
                raise
            self.serving = self._listening(other, "0")
        self.port = int(str(self.serving.object()["listening"]).rpartition(":")[2])
        file.write_text(str(self.port))

    def _listening(self, other: Program, port: str) -> Running:
        running = other.start("serve", "--listen", f"127.0.0.1:{port}", "--pair-port", 0, "--with-input")
        try:
            running.object()
        except TandemError:
            running.kill()
            raise
        return running

    def stop(self) -> None:
        """End both processes."""
        if self.serving is not None:
            self.serving.stop()
            self.serving = None
        if self.network is not None:
            self.network.stop()
            self.network = None

    def link(self) -> tuple[str, Callable[[], object]]:
        """A pairing link of the local co-signer, and what waits for its own yes, which comes by itself."""
        running = self.cosigner().start("pair", "--confirm-words")
        try:
            return str(running.object()["link"]), running.result
        except TandemError:
            running.kill()
            raise

    # -------------------------------------------------------------- the person at the practice co-signer
    def approvals(self) -> tuple[ApprovalView, ...]:
        """What the local co-signer asks."""
        return self._admin().approvals()

    def approve(self, request: str, *, accept_fee: bool = False) -> None:
        """Say yes there."""
        self._admin().approve(request, accept_fee=accept_fee)

    def refuse(self, request: str, reason: str) -> None:
        """Say no there."""
        self._admin().refuse(request, reason)

    def status(self) -> StatusView:
        """What it says of itself."""
        return self._admin().status()

    def ask_again(self) -> None:
        """Have it ask, however often it has asked today."""
        self._admin().end_silence()

    def allow(self, sats: int) -> None:
        """What it signs without asking."""
        self.set_rule("approve_below", sats)

    def set_rule(self, name: str, value: object) -> None:
        """Set a rule of it."""
        from core.cosigner.api import OFF, PolicyChange

        change: dict[str, Any] = {name: OFF if value is None else value}
        self._admin().policy_set(PolicyChange(**change))

    def delay(self, minutes: int) -> None:
        """Set how long a loosening of its rules waits."""
        from core.cosigner.api import PolicyChange

        self._admin().policy_set(PolicyChange(delay=minutes))

    def address(self, name: str, index: int) -> AddressView:
        """The address with this number, as it works it out."""
        return self._admin().address(name, str(index))

    def _admin(self) -> AdminApi:
        """By its control socket: a process for each question would take a second every few seconds."""
        from core.cosigner.opening import connect

        if self.serving is None or self.serving.process.poll() is not None:
            raise LinkError("the practice co-signer does not run; start practice again", LinkKind.PRACTICE)
        return connect(self.cosigner().home, self.passphrase)

    # -------------------------------------------------------------- the practice network
    def faucet(self, address: str, sats: int = GIFT) -> str:
        """Free coins; the transaction's id."""
        return self._running_network().faucet(address, sats)

    def mine(self) -> None:
        """One block."""
        self._running_network().mine(1)

    def _running_network(self) -> PracticeNetwork:
        if self.network is None:
            raise LinkError("the practice network does not run; start the program again", LinkKind.PRACTICE)
        return self.network

    # --------------------------------------------------------------
    def cosigner(self) -> Program:
        """The local co-signer, with its own home."""
        from app.processes import cosigner

        return cosigner(self._place / "cosigner", self._passphrase_file())

    def _passphrase_file(self) -> Path:
        from app.processes import fresh_passphrase

        return fresh_passphrase(self._place / "passphrase")

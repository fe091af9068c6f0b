"""The practice place: a Bitcoin network of one's own and a local co-signer, two processes, and nothing worth money.

Everything lies under one directory and goes on where it stood at the next start. Both halves are on this machine, so
it protects nothing; that is said wherever it is shown (N1, N2).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import LinkError, TandemError
from core.secret import Secret

if TYPE_CHECKING:  # the window is painted before anything of this is needed
    from app.processes import Program, Running

WALLET = "Practice"
GIFT = 2_000_000
PORT = 18_720


class Practice:
    """The processes of the practice place under `place`; the wallet's own home is `place/wallet`."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._network: Any = None
        self._serving: Running | None = None
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
        from core.chain.practice import PracticeNetwork

        self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._network is None or not self._network.alive:
            say("network")
            network = self._network = PracticeNetwork(self._place / "network")
            self.url = network.start()
        if self._serving is None or self._serving.process.poll() is not None:
            say("cosigner")
            if self._serving is not None:
                self._serving.end()  # of one that has died
            other = self._cosigner()
            if not (other.home / "vault").exists():
                other.call("init", "--practice")
            self._serve(other)

    def _serve(self, other: Program) -> None:
        """On the port of the last time, because the wallet remembers it; on another when somebody has that."""
        file = self._place / "port"
        port = file.read_text().strip() if file.exists() else "0"
        try:
            self._serving = self._listening(other, port)
        except TandemError as error:
            if error.kind != "port_in_use":
                raise
            self._serving = self._listening(other, "0")
        self.port = int(str(self._serving.object()["listening"]).rpartition(":")[2])
        file.write_text(str(self.port))

    def _listening(self, other: Program, port: str) -> Running:
        running = other.start("serve", "--listen", f"127.0.0.1:{port}", "--pair-port", 0)
        try:
            running.object()
        except TandemError:
            running.kill()
            raise
        return running

    def stop(self) -> None:
        """End both processes."""
        if self._serving is not None:
            self._serving.stop()
            self._serving = None
        if self._network is not None:
            self._network.stop()
            self._network = None

    def link(self) -> tuple[str, Running]:
        """A pairing link of the local co-signer, and the process that answers for it (it says yes by itself)."""
        running = self._cosigner().start("pair", "--confirm-words")
        try:
            return str(running.object()["link"]), running
        except TandemError:
            running.kill()
            raise

    # -------------------------------------------------------------- the person at the practice co-signer
    def approvals(self) -> list[dict[str, Any]]:
        """What the local co-signer asks."""
        return list(self._ask("approvals")["approvals"])

    def approve(self, request: str, *, accept_fee: bool = False) -> None:
        """Say yes there."""
        self._ask("approve", id=request, accept_fee=accept_fee)

    def refuse(self, request: str, reason: str) -> None:
        """Say no there."""
        self._ask("refuse", id=request, reason=reason)

    def allow(self, sats: int) -> None:
        """Set its rule."""
        self._ask("policy_set", approve_below=sats)

    def address(self, name: str, index: int) -> dict[str, Any]:
        """The address with this number, as it works it out."""
        return self._ask("address", name=name, which=str(index))

    def _ask(self, command: str, **values: object) -> dict[str, Any]:
        """A command by its control socket: a process for each would take a second every few seconds."""
        from core.cosigner import ask

        if self._serving is None or self._serving.process.poll() is not None:
            raise LinkError("the practice co-signer does not run; start practice again", "practice")
        return ask(self._cosigner().home, command, values, self.passphrase)

    # -------------------------------------------------------------- the practice network
    def faucet(self, address: str, sats: int = GIFT) -> str:
        """Free coins; the transaction's id."""
        return str(self._running_network().faucet(address, sats))

    def mine(self) -> None:
        """One block."""
        self._running_network().mine(1)

    def _running_network(self) -> Any:
        if self._network is None:
            raise LinkError("the practice network does not run; start the program again", "practice")
        return self._network

    # --------------------------------------------------------------
    def _cosigner(self) -> Program:
        from app.processes import cosigner

        return cosigner(self._place / "cosigner", self._passphrase_file())

    def _passphrase_file(self) -> Path:
        from app.processes import fresh_passphrase

        return fresh_passphrase(self._place / "passphrase")

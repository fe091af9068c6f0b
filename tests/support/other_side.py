"""A real co-signer beside the window: its processes, and the person at its terminal."""

from __future__ import annotations

from pathlib import Path

from app.processes import Program, Running, cosigner, fresh_passphrase
from core.secret import Secret
from core.wallet.wallet import Wallet
from tests.support.programs import light

WORDS = r"^    (\S+) +(\S+) +(\S+) +(\S+)$"


class OtherSide:
    """The co-signer on its machine, and the person at its terminal."""

    def __init__(self, place: Path) -> None:
        self.program: Program = cosigner(place / "home", fresh_passphrase(place / "passphrase"))
        light(self.program).call("init")
        self.listen = "127.0.0.1:0"
        self.serving = self._serve()
        self.pairing: Running | None = None

    def _serve(self) -> Running:
        running = self.program.start("serve", "--listen", self.listen, "--pair-port", 0)
        self.listen = str(running.object()["listening"])
        return running

    def kill(self) -> None:
        self.serving.kill()

    def well(self) -> None:
        """Runs again, and pairs nobody."""
        if self.pairing is not None:
            self.pairing.__exit__()
            self.pairing = None
        if self.serving.process.poll() is not None:
            self.serving.end()
            self.serving = self._serve()

    def link(self) -> str:
        """A fresh link."""
        self.well()
        self.pairing = self.program.start("pair")
        return str(self.pairing.object()["link"])

    def words(self) -> str:
        """The four words on its screen, as a line of the window has them."""
        assert self.pairing is not None
        return "   ".join(self.pairing.line(WORDS).groups())

    def says(self, word: str) -> None:
        """Its person answers the question whether the words are the same."""
        assert self.pairing is not None
        self.pairing.type(word)

    def stop(self) -> None:
        self.well()
        self.serving.stop()

    def real_wallet(self, home: Path, passphrase: bytes, name: str = "Everyday") -> None:
        """A home that is paired with this co-signer and has a key, made without a window."""
        self.well()
        wallet = Wallet.create_or_open(home, Secret(passphrase))
        try:
            with self.program.start("pair", "--confirm-words") as pairing:
                wallet.pair(str(pairing.object()["link"]), None)
                pairing.result()
            wallet.new_key(name, "regtest")
        finally:
            wallet.close()

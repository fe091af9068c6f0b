"""`age-plugin-tandem`, which age finds by its name: it asks the co-signer for the file key, and says no error where it
has none, so that age goes on to other identities (GK16)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from app import __version__
from app.start import start_program

if TYPE_CHECKING:
    from core.age.plugin import AgeClient
    from core.age.stanza import Stanza
    from core.errors import TandemError
    from core.secret import Secret
    from core.wallet.api import Event, WalletApi

WAIT = 600.0  # seconds for a person at the co-signer
LABEL = "a file that age was given"
USAGE = "age, rage and what uses them start this by themselves: tandem age show has the line that tells them to."


def main() -> None:
    """It ends with the exit code."""
    start_program()
    from core.age.plugin import STATE

    if sys.argv[1:] == ["--version"]:
        print(f"age-plugin-tandem {__version__}")  # noqa: T201 - as every program of ours does
        return
    if sys.argv[1:] != [f"--age-plugin={STATE}"]:
        sys.exit(USAGE)
    from core.age.plugin import AgeClient, serve
    from core.errors import BadInput

    client = AgeClient(sys.stdin.buffer, sys.stdout.buffer)
    with _Home(client) as home:
        try:
            serve(client, home.open_file, _sentence)
        except BadInput as error:
            sys.exit(f"age-plugin-tandem: {_sentence(error)}")


class _Home:
    """Opened when the first file wants it."""

    def __init__(self, client: AgeClient) -> None:
        self._client = client
        self._wallet: WalletApi | None = None

    def __enter__(self) -> _Home:
        return self

    def __exit__(self, *_: object) -> None:
        if self._wallet is not None:
            self._wallet.close()

    def open_file(self, key_id: bytes, stanzas: Sequence[Stanza], _: AgeClient) -> Secret[bytes] | None:
        """Its key; None: it is for somebody else. Raises as AgeApi.open_age."""
        return self._opened().open_age(key_id, LABEL, stanzas, WAIT, self._hear)

    def _opened(self) -> WalletApi:
        from app.arguments import home_of
        from app.passphrase import first_line, named_file
        from core.errors import BadInput, InputKind
        from core.wallet.opening import open_or_connect

        if self._wallet is None:
            nothing = argparse.Namespace()
            config = home_of(nothing, "tandem", "TANDEM_HOME")
            file = named_file(nothing, config)
            secret = self._client.ask("Passphrase of Tandem: ") if file is None else first_line(file)
            if secret is None:
                raise BadInput("nobody could be asked for the passphrase", InputKind.PASSPHRASE)
            self._wallet = open_or_connect(config.home, secret)
        return self._wallet

    def _hear(self, event: Event) -> None:
        from app.text.terminal import doing
        from core.protocol.progress import ProgressStep

        if event.step in (ProgressStep.WAITING, ProgressStep.LOST):
            from app.terminal import duration

            self._client.tell(doing(**asdict(event), time=duration(event.seconds)))


def _sentence(error: TandemError) -> str:
    from app.terminal import sentence
    from app.text.terminal import told

    return sentence(told(error, "tandem"))


if __name__ == "__main__":
    main()

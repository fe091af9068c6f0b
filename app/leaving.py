"""The ceremony of leaving, as the command and the window hold it: what is checked and when, and what is written
(core/spec/recovery.md, "Leaving"). It opens no home and no line.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.new_file import must_be_new, write_private
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.platform.here import here
from core.role import Role
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet.without_home import ConsistentWallet

WAIT = 10  # seconds in which a person may think again
CORE = "leaving"  # what the wallet is called in Bitcoin Core
EARLIER = 24 * 3600  # seconds before a key was made, from which on Bitcoin Core looks: clocks differ


has_default_route = here.has_default_route


def nothing(_: str) -> None:
    """No home has the wallet."""


def must_be_off_line(*, online: bool) -> None:
    """Raises Refused (kind "online") while this machine has a way to the internet, or does not tell, unless a person
    says that this may be so."""
    route = False if online else has_default_route()
    if route is not False:
        raise Refused(
            "this machine has a way to the internet; take it off every network"
            if route
            else "whether this machine is off line, it does not tell; take it off every network",
            RefusalKind.ONLINE,
        )


class Leaving:
    """One recovery file on its way out: two sheets, a wallet of it, a new file. `forget` when it was used."""

    def __init__(self, data: bytes, *, online: bool = False) -> None:
        """`online`: a person says that the key may come to be here though there is a way to the internet. Raises
        BadInput unless the file is of one piece."""
        from core.wallet.without_home import verify

        self._data, self.online = data, online
        self.wallets = verify(data)
        self._sheets: dict[Role, Secret[tuple[str, ...]]] = {}

    @property
    def route(self) -> bool | None:
        """Whether this machine has a way to the internet now; None where it does not tell."""
        return has_default_route()

    def must_be_off_line(self) -> None:
        """Raises Refused (kind "online") while this machine has a way to the internet, or does not tell."""
        must_be_off_line(online=self.online)

    def take(self, role: Role, words: Secret[tuple[str, ...]]) -> None:
        """The words of one side's sheet. Raises BadInput: they are none, or no wallet of the file is sealed to it;
        Refused as above."""
        from core.wallet.without_home import must_be_a_sheet

        self.must_be_off_line()
        found = must_be_a_sheet(words, role)
        if all(wallet.sheet(role) != found for wallet in self.wallets):
            raise BadInput(
                "this recovery file was not made for this sheet; look for the sheet whose fingerprint it names",
                InputKind.SHEET_OF_FILE,
            )
        self._sheets[role] = words

    def named(self, typed: str) -> ConsistentWallet:
        """The wallet whose fingerprint a person has typed. Raises BadInput: the file has none, or the sheets are those
        of another wallet in it."""
        from core.wallet.without_home import must_be_a_sheet

        found = next((one for one in self.wallets if one.fingerprint == typed.strip().lower()), None)
        if found is None:
            raise BadInput("no wallet of this recovery file has the fingerprint that was typed", InputKind.NOT_IN_FILE)
        if any(must_be_a_sheet(words, role) != found.sheet(role) for role, words in self._sheets.items()):
            raise BadInput(
                "these sheets are of another wallet of this recovery file; type its fingerprint, or begin again",
                InputKind.SHEET_OF_FILE,
            )
        return found

    def write(
        self, typed: str, out: Path, *, branches: bool = False, mark: Callable[[str], object] = nothing
    ) -> ConsistentWallet:
        """Make the key of the wallet with this fingerprint whole, and write it as a descriptor (`branches`: as two)
        into a new file of its owner; which wallet it was. `mark` is told its fingerprint before: a wallet that cannot
        be marked is not written. Raises BadInput, Refused as above, StorageError."""
        from core.wallet.without_home import leave

        must_be_new(str(out))
        wallet = self.named(typed)
        self.must_be_off_line()
        if self.sheets < len(Role):
            raise BadInput("both sheets are needed: first the computer's, then the co-signer's", InputKind.SHEET_BOTH)
        found = leave(self._data, wallet.fingerprint, self._sheets[Role.P1], self._sheets[Role.P2])
        mark(wallet.fingerprint)
        texts = [found.receiving, found.change] if branches else [found.both]
        write_private(out, b"".join(text.reveal().encode() + b"\n" for text in texts))
        self.forget()
        return wallet

    @property
    def sheets(self) -> int:
        """How many sheets' words are in memory."""
        return len(self._sheets)

    def forget(self) -> None:
        """No words stay."""
        self._sheets.clear()


def importing(out: Path, wallet: ConsistentWallet, *, branches: bool = False) -> tuple[str, str]:
    """The two commands with which Bitcoin Core takes the file. The key stands in no argument, so no list of processes
    and no history of a shell has it."""
    one = f'{{"desc":"%s","timestamp":{max(wallet.created - EARLIER, 0)},"active":true'
    asked = f'[{one},"internal":false}},{one},"internal":true}}]' if branches else f"[{one}}}]"
    file = shlex.quote(str(out))
    texts = f'"$(head -n 1 {file})" "$(tail -n 1 {file})"' if branches else f'"$(cat {file})"'
    return (
        f"bitcoin-cli createwallet {CORE} false true",
        f"printf '{asked}\\n' {texts} | bitcoin-cli -rpcwallet={CORE} -stdin importdescriptors",
    )

"""What is said in the name of the addresses of a wallet that is open here: the methods of MessagesApi."""

from __future__ import annotations

from collections.abc import Callable

from core.approval.kinds.message import MessageAsked, SignedMessage
from core.bitcoin.address import script_of
from core.bitcoin.bip322 import must_be_a_message, signature, verify
from core.errors import BadInput, InputKind
from core.keys.record import KeyRecord, must_hold_coins
from core.wallet.cosigners import Cosigners
from core.wallet.events import Progress, silent


class MessagesOfWallet:
    """A part of core.wallet.wallet.Wallet, which sets its co-signers."""

    _cosigners: Cosigners
    _row: Callable[[str], KeyRecord]

    def sign_message(
        self, name: str, address: str, text: bytes, wait: float | None = None, progress: Progress = silent
    ) -> str:
        """See MessagesApi. It is checked as everybody will."""
        row = must_hold_coins(self._row(name))
        must_be_a_message(text)
        script, signer = script_of(address.strip(), row.network), self._cosigners.signer(row)
        table = signer.table(row, *row.horizons)
        path = table.find(script)
        if path is None:
            raise BadInput("this is no address of this wallet; choose one of its own", InputKind.FOREIGN)
        asked = MessageAsked(path[-2], path[-1], text)
        (made,) = signer.sign_other(row, SignedMessage.number, asked.payload(), wait, progress)
        found = signature(script, made, table.public_key(path))
        verify(address, text, found)
        return found

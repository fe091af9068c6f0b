"""What a renewal follows upon: a device took the place of another (one line, one question at a time, and a refresh of
every wallet on it), or a key was made while a sheet is exchanged."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

from core.codec.messages import Message
from core.errors import KeyBlocked, RefusalKind, Refused, TandemError
from core.home import own_sheet
from core.home.repository import Repository
from core.keys.record import KeyRecord
from core.keys.sheets import peer_sheets
from core.recovery.sheet import NO_SHEET
from core.rpc.multiplexer import Multiplexer, exchange
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Progress
from core.wallet.settling import nothing

M = TypeVar("M", bound=Message)

PAUSE, MOST_PAUSES = 1.0, 60  # seconds, and how often, that a busy co-signer is waited for


def ask(line: Multiplexer, question: Message, kind: type[M]) -> M:
    """One question, one answer. Raises Refused, PeerFault, LinkError."""
    return line.call(exchange(question, kind), nothing)


def asked(client: CosignerClient, line: Multiplexer, question: Message, kind: type[M]) -> M:
    """The same of very many wallets, of which a co-signer takes a few in a second: while it is busy, it is waited
    for."""
    for _ in range(MOST_PAUSES):
        try:
            return ask(line, question, kind)
        except Refused as error:
            if error.kind is not RefusalKind.BUSY:
                raise
        client.pause(PAUSE)
    return ask(line, question, kind)


def mine(records: Repository, line: Multiplexer) -> list[KeyRecord]:
    """The wallets whose other half is at the other end, by name."""
    rows = (row for row in records.keys.values() if row.pin == line.link.pin and row.current)
    return sorted(rows, key=lambda row: row.name)


def renew(records: Repository, client: CosignerClient, progress: Progress) -> None:
    """A handshake, then new halves of all that must have them. What stops one wallet stops none of the others, and is
    raised at the end."""
    client.close()
    failed: TandemError | None = None
    for row in mine(records, client.connected()):  # the handshake has found both sides at the same run
        try:
            if row.must_refresh:
                client.refresh(row.key_id, progress)
        except (Refused, KeyBlocked) as error:  # of this wallet alone
            failed = failed or error
    if failed is not None:
        raise failed


def made_beside(records: Repository, client: CosignerClient, made: KeyRecord, progress: Progress) -> KeyRecord:
    """A new key, renewed at once where a sheet of either side is being exchanged: it was sealed to the old one, whose
    paper would be needed until then. What stops that stops no new key: the next renewal does it."""
    others = [row for row in records.keys.values() if row.pin == made.pin]
    if own_sheet.coming(records) is not None or any(peer_sheets(row).coming != NO_SHEET for row in others):
        with suppress(TandemError):
            return client.refresh(made.key_id, progress)
    return made

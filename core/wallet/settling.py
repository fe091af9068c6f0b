"""P1's side of what begins every connection: HELLO compared, KEYS told, ANSWER settled (core/spec/refresh.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import LinkError, LinkKind, PeerFault
from core.home import own_sheet
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository
from core.keys import handshake
from core.keys.handshake import Keys
from core.keys.status import Report, StatusOf
from core.protocol.changes import Change
from core.rpc.multiplexer import Multiplexer, exchange
from core.transport.link.identity import fingerprint
from core.wallet.own_log import made

if TYPE_CHECKING:
    from core.transport.link.link import Link


def must_be_wanted(over: Multiplexer | None) -> None:
    """LinkError if this line, which is over, was ended because the co-signer has blocked us. No other would tell."""
    try:
        while over is not None:
            over.link.receive(0)
    except (LinkError, PeerFault) as error:
        if error.kind is LinkKind.BLOCKED:
            raise


def settle(records: Repository, multiplexer: Multiplexer, now: int) -> None:
    """Once per connection, before anything else. What is told was durable before."""
    link = multiplexer.link
    _greet(records, link, now)
    rows = {key_id: row for key_id, row in records.keys.items() if row.pin == link.pin}
    with records.write() as write:
        write.shakes(link.pin, tells=True)
        for row in rows.values():
            write.key(handshake.raised(row))
    claims = tuple(handshake.claim(records.keys[key_id]) for key_id in rows)
    told = multiplexer.call(exchange(Keys(claims), handshake.Answer), nothing)
    answers, gone = {answer.key_id: answer for answer in told.answers}, False
    with records.write(final=True) as write:
        write.shakes(link.pin, hello=link.peer.handshakes)
        for key_id in rows:
            row, answer = records.keys[key_id], answers.get(key_id)
            if answer is None:
                continue  # nothing said, nothing changed
            settled = handshake.settle_p1(row, answer, now)
            gone |= settled is None or settled.pending is not row.pending
            if settled is None:
                write.erase_key(key_id)
            else:
                write.key(settled)
                if settled.current_run_id != row.current_run_id:
                    made(write, now, row, settled)
                    own_sheet.log_kept(write, now, row, settled, row.name)
                    own_sheet.exchanged(records, write, settled, now)
                if settled.locked and not row.locked:
                    write.log(now, LogCode.TOLD_LOCKED, row.name, named(row.key_id))
    if gone:
        records.vault.erase_traces()
    for key_id, before in rows.items():
        found = records.keys.get(key_id)
        if found is not None and found.current_run_id != before.current_run_id:
            # committed just now: P2 may show addresses
            multiplexer.call(exchange(StatusOf(key_id, found.current_run_id), Report), nothing)


def _greet(records: Repository, link: Link, now: int) -> None:
    """Compare the handshakes that HELLO tells with those that it told before (V2)."""
    peer = records.peers.get(link.pin)
    with records.write() as write:
        if write.greeted(link.pin, link.peer.handshakes):
            write.log(now, LogCode.COSIGNER_OLD, peer.host if peer else fingerprint(link.pin))
    NameBook(records, lambda: now).hear(link.pin, link.peer.name)


def nothing(change: Change) -> None:
    """What a question writes."""
    raise TypeError(f"a question never writes {type(change).__name__}")

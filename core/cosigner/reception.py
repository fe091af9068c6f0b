"""What a co-signer does with its links, and what its loop knows of who may come."""

from __future__ import annotations

import logging
from dataclasses import replace

from core.cosigner.connection import Connection
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.pairing_views import MetComputer
from core.cosigner.seats import Seats
from core.cosigner.tally import LINKED, UNWELCOME, Tally
from core.errors import LinkError, LinkKind, StorageError, TandemError
from core.home.changes import Changes
from core.home.changing_hands import replaced
from core.home.names import NameBook
from core.home.repository import Repository
from core.home.tables import BLOCKED, CALLED, HANDSHAKES, KEY, PEER
from core.transport.link.identity import fingerprint
from core.transport.link.link import Guest, Guests, Link
from core.transport.pairing_purpose import PairingPurpose

_logger = logging.getLogger(__name__)


class Reception:
    """Links as they open and end, and the frames between. See core.cosigner.feed.Work."""

    def __init__(self, records: Repository, dispatcher: Dispatcher, seats: Seats, tally: Tally) -> None:
        self._records, self._dispatcher, self._seats, self._tally = records, dispatcher, seats, tally

    def opened(self, link: Link) -> Connection:
        """A new link. LinkError for a computer that is not welcome, PeerFault for one that says what cannot be."""
        try:
            peer = self._records.peers.get(link.pin)
            if peer is None:
                raise LinkError("this computer was removed; pair again", LinkKind.UNPAIRED)
            self._seats.opened(link, peer)
            connection = self._dispatcher.opened(link)
        except TandemError:
            self._tally.handshake(UNWELCOME, fingerprint(link.pin))
            raise
        self._tally.handshake(LINKED, fingerprint(link.pin))
        return connection

    def opens_alone(self, link: Link) -> bool:
        """See core.cosigner.dispatcher."""
        return self._dispatcher.opens_alone(link)

    def alone(self, connection: Connection, frame: bytes) -> bool:
        """See core.cosigner.dispatcher."""
        return self._dispatcher.alone(connection, frame)

    def frame(self, connection: Connection, frame: bytes, received: float) -> None:
        """One frame; a mistake of the program ends its link."""
        try:
            self._dispatcher.frame(connection, frame, received)
        except StorageError:
            raise
        except Exception:
            _logger.exception("a frame ended by a mistake of the program")
            self._dispatcher.closed(connection)

    def closed(self, connection: Connection) -> None:
        """A link has ended."""
        self._tally.unlinked(fingerprint(connection.link.pin))
        self._dispatcher.closed(connection)
        self._seats.seen(connection.link)


class GuestBook:
    """Who may come, as it is durable: written by whoever writes the home, read by the loop, which waits for no lock.

    Blocked ones do not come as far as HELLO; whose place another has taken is told so there.
    """

    def __init__(self, records: Repository, names: NameBook) -> None:
        self._records, self._names = records, names
        self._guests = self._all()
        records.changed = self._follow

    def now(self) -> Guests:
        """All of them."""
        return self._guests

    def _follow(self, changes: Changes) -> None:
        """These records are others now."""
        known, pins = self._guests.by_pin, {pin for table, pin in changes if table == HANDSHAKES}
        if any(table in (PEER, CALLED, BLOCKED) or (table == KEY and self._handed(id)) for table, id in changes):
            self._guests = self._all()
        elif pins:
            counted = {pin: self._guest(pin) for pin in pins & known.keys()}
            self._guests = replace(self._guests, by_pin={**known, **counted})

    def _handed(self, key_id: bytes) -> bool:
        """Whether a wallet has changed hands since this was last known of it."""
        row = self._records.keys.get(key_id)
        return self._hands.get(key_id, ()) != (row.replaced if row else ())

    def _all(self) -> Guests:
        records = self._records
        self._hands = {id: row.replaced for id, row in records.keys.items() if row.replaced}
        away = records.blocked.keys() - replaced(records).keys()
        return Guests({pin: self._guest(pin) for pin in records.peers if pin not in away}, self._names.own)

    def _guest(self, pin: bytes) -> Guest:
        peer = self._records.peers[pin]
        return Guest(peer.certificate, self._records.handshakes_with(pin).ours, peer.version)


def who_comes(records: Repository, names: NameBook, pin: bytes, purpose: PairingPurpose) -> MetComputer:
    """Whether it is paired already, or the first, or one beside others (P6)."""
    return MetComputer(
        fingerprint(pin),
        names.title(pin),
        known=pin in records.peers,
        others=tuple(map(names.whole, names.beside(pin))),
        restores=purpose is PairingPurpose.RESTORE,
        replaces=purpose is PairingPurpose.REPLACE,
    )

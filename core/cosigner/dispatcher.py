"""The co-signer's end of its links: frames in, answers out, and what is durable before an answer.

Jobs of one executor call everything here, those of a computer in its lane: A1, S1, F1, COMMIT and KEYS of a key are one
queue. While a job waits for the disk others compute. A connection holds what lives in memory only: its calls, and
prepared sessions, which are bound to it, used once, and gone after ten minutes, with an epoch, with a lock, or when the
clock jumps (a resumed snapshot would answer one session twice).
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.connection import Call, Connection, Connections
from core.cosigner.drills import Drills
from core.cosigner.endpoints import Endpoints
from core.cosigner.faults import MAX_FAULTS, Faults, code_of
from core.cosigner.quotas import Line
from core.cosigner.reader import ProposalReader
from core.cosigner.restores import ASKS
from core.cosigner.signing_requests import SigningRequests
from core.errors import (
    BadInput,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
)
from core.home import own_sheet
from core.home.changing_hands import turned_away
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode, OldCopy
from core.home.repository import Repository
from core.home.run_values import run_values
from core.keys import handshake
from core.keys.handshake import Keys
from core.keys.state import OldSide
from core.protocol.registry import timed
from core.role import Role
from core.rpc.replies import Declined, RefusedFrame
from core.rpc.runner import Run, Work, pack, read, unpack
from core.rpc.single_use import ClockWatch
from core.sansio.effects import Aside
from core.transport.link.identity import fingerprint
from core.transport.link.link import Link
from core.transport.rate_limit import Bucket

ANSWER_GRID, REFUSED_GRID = 0.005, 0.050  # seconds: when answers leave says nothing about how long they took
GRID = dict.fromkeys((*timed(), MessageType.DECLINED), ANSWER_GRID) | {MessageType.REFUSED: REFUSED_GRID}
LINK_BURST, LINK_RATE = 120, 2.0  # new links of one computer: each handshake writes down all of its keys
MAX_CALLS = 32  # under way at once on one connection

_logger = logging.getLogger(__name__)


class Dispatcher:
    """All connections of a co-signer. `clock` gives wall seconds, `steady` those of the monotonic clock, `policy` those
    that limits and waits go by, `pin` is this side's own; without a `reader`, proposals are read where they arrive."""

    def __init__(
        self,
        records: Repository,
        requests: SigningRequests,
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
        reader: ProposalReader | None = None,
        policy: Callable[[], int] | None = None,
        pin: bytes = b"",
    ) -> None:
        self._records, self._requests, self._clock, self._steady = records, requests, clock, steady
        self._reader, self._quotas = reader, requests.quotas
        self._links: dict[bytes, Bucket] = {}  # by pin
        self._policy = policy or (lambda: int(clock()))
        self._names = NameBook(records, lambda: int(clock()))
        self.connections = Connections()
        held = (lambda _: 0) if reader is None else reader.held
        self._endpoints = Endpoints(
            records, requests, clock, steady, held, self._policy, lambda: list(self.connections), pin
        )
        self._faults = Faults(records, requests, clock, self._policy, self._endpoints.rows)
        self._watch = ClockWatch(clock, steady)

    @property
    def drills(self) -> Drills:
        """Those that a person here waits for, and the computer's."""
        return self._endpoints.drills

    # -------------------------------------------------------------- which jobs are alone
    def opens_alone(self, link: Link) -> bool:
        """Whether `opened` looks at, or changes, what is another computer's."""
        return self._names.would_hear(link.pin, link.peer.name) or self._endpoints.restores.may_stop

    def alone(self, connection: Connection, frame: bytes) -> bool:
        """Whether `frame` does: a commit may be the last one that a new sheet waits for, and restores move wallets."""
        try:
            kind = peek_type(unpack(frame)[1])
        except PeerFault:
            return False
        promotes = kind is MessageType.KEYS and any(row.pending for row in self._endpoints.rows(connection).values())
        return promotes or kind is MessageType.COMMIT or kind in ASKS

    # -------------------------------------------------------------- links
    def opened(self, link: Link) -> Connection:
        """A new link of a pin ends the older one first. PeerFault for a HELLO that cannot be (V2), LinkError for a
        computer that is blocked."""
        if link.pin in self._records.blocked:
            raise turned_away(self._records, link.pin, Role.P1)
        if not self._links.setdefault(link.pin, Bucket(LINK_BURST, LINK_RATE)).take(self._steady()):
            raise LinkError("this computer connects too often; wait some seconds", LinkKind.TOLD)
        fault = None
        with self._records.write() as write:
            try:
                if write.greeted(link.pin, link.peer.handshakes):
                    self._quotas.note(write, link.pin, [(LogCode.COMPUTER_OLD, fingerprint(link.pin))])
                    for row in self._records.keys.values():
                        if row.pin == link.pin:
                            write.old_copy(row.key_id, OldCopy(OldSide.COMPUTER, self._policy()))
            except PeerFault as error:
                fault = error
                self._quotas.note(write, link.pin, [(LogCode.LINK_FAULT, code_of(error), fingerprint(link.pin))])
        if fault is not None:
            raise fault
        self._names.hear(link.pin, link.peer.name)
        self._endpoints.restores.seen(link.pin)
        if (old := self.connections.pop(link.pin, None)) is not None:
            old.close()
        self.connections[link.pin] = Connection(link)
        return self.connections[link.pin]

    def closed(self, connection: Connection) -> None:
        """The link is gone."""
        connection.close()
        if self.connections.get(connection.link.pin) is connection:
            del self.connections[connection.link.pin]

    def cut(self, pin: bytes) -> None:
        """Nothing of this computer is answered any more: its calls end, its sessions are gone."""
        if (connection := self.connections.pop(pin, None)) is not None:
            connection.forget_sessions()

    def cut_all(self) -> None:
        """Nobody is answered any more."""
        for pin in list(self.connections):
            self.cut(pin)

    # -------------------------------------------------------------- frames
    def frame(self, connection: Connection, frame: bytes, received: float) -> None:
        """Answer one frame, read at monotonic time `received`. Any fault ends its call, never the program."""
        if self.connections.get(connection.link.pin) is not connection:
            return  # the reader of an old link: its frames count no more
        try:
            number, data = unpack(frame)
        except PeerFault:
            self.closed(connection)
            return
        with self._surviving(connection, number, received):
            self._take(connection, number, data, received)
        self._follow(connection)

    def _take(self, connection: Connection, number: int, data: bytes, received: float) -> None:
        self.connections.expire(connection, self._steady())
        call = connection.calls.get(number)
        if self._watch.jumped():
            self._start_over()
            if call is not None:
                return  # it has been ended
        with self._answered(connection, number, call, data, received):
            message = None
            if call is None:
                call = self._begin(connection, number, data, received)
                if call is None:
                    return
                call.received = received
                self._run(connection, number, call)
            elif self._steady() > call.until:
                self.closed(connection)  # what became of a PENDING, the next handshake finds out
                return
            elif call.run is not None:
                if call.run.waiting is None:
                    raise PeerFault("a message came while the one before it is being read")
                message = read(call.run.waiting, data)
            connection.received = received
            if call.behind is None and call.run is not None and call.run.advance(message):
                self._end(connection, number)

    def _follow(self, connection: Connection) -> None:
        """What came with a proposal goes on, once that is decided."""
        waiting = [(number, call) for number, call in connection.calls.items() if call.behind is not None]
        for number, call in waiting:
            if call.run is None or call.behind is None or connection.has(call.behind):
                continue
            call.behind, call.collecting, received = None, 0, call.received
            with (
                self._surviving(connection, number, received),
                self._answered(connection, number, call, b"", received),
            ):
                connection.received = received
                if call.run.advance():
                    self._end(connection, number)
        self._endpoints.reopen(connection)

    def _run(self, connection: Connection, number: int, call: Call) -> None:
        """Make the call's script one that is under way."""
        aside = None if self._reader is None else partial(self._elsewhere, self._reader, connection, number, call)
        call.run = Run(
            call.script,
            lambda message: self._tell(connection, number, call, message),
            lambda change: self._endpoints.write(connection, call.key_id, change),
            aside=aside,
        )
        connection.calls[number] = call

    def _tell(self, connection: Connection, number: int, call: Call, message: Message) -> None:
        """What a script says, unless its call was ended while it waited for the disk."""
        if connection.calls.get(number) is call:
            self._send(connection, number, message, connection.received)
        else:
            call.close()

    def _elsewhere(self, reader: ProposalReader, connection: Connection, number: int, call: Call, aside: Aside) -> None:
        received = connection.received

        def then(outcome: Work) -> None:
            if connection.calls.get(number) is not call or call.run is None:
                return  # it has ended meanwhile
            try:
                with (
                    self._surviving(connection, number, received),
                    self._answered(connection, number, call, b"", received),
                ):
                    connection.received = received
                    if call.run.after(outcome):
                        self._end(connection, number)
                self._follow(connection)
            except StorageError:
                raise
            except Exception:
                _logger.exception("a proposal ended by a mistake of the program")
                self.closed(connection)

        reader.read(connection.link.pin, aside.size, aside.work, then)

    @contextmanager
    def _surviving(self, connection: Connection, number: int, received: float) -> Iterator[None]:
        """A full disk ends the link, and so all that was not written down; at the next handshake the disk is asked as
        after a start. The program goes on."""
        try:
            yield
        except StorageError as error:
            if not self._records.vault.outlives(error):
                raise
            _logger.warning("%s", error.message)
            full = Refused("the co-signer's disk is full; make room on it", RefusalKind.FULL)
            self._send(connection, number, Declined.of(full), received)
            self.closed(connection)

    @contextmanager
    def _answered(
        self, connection: Connection, number: int, call: Call | None, data: bytes, received: float
    ) -> Iterator[None]:
        """What goes wrong in the block, with the message `data`, ends its call and is told to the other side."""
        try:
            yield
        except (Refused, KeyBlocked) as error:
            answer: Message = Declined.of(error)
        except BadInput as error:
            answer = Declined(False, str(RefusalKind.INPUT), error.message)
        except PeerFault as error:
            call = call or connection.calls.get(number)
            named = self._endpoints.spoilt(connection, data)
            self._faults.note(connection, (call.key_id if call else None) or named, error)
            answer = RefusedFrame()
        else:
            return
        if call is not None and connection.calls.get(number) is not call:
            return  # it was ended while it waited for the disk
        self._end(connection, number)
        self._send(connection, number, answer, received)
        if connection.faults >= MAX_FAULTS:
            self.closed(connection)

    def _end(self, connection: Connection, number: int) -> None:
        if (call := connection.calls.pop(number, None)) is not None:
            call.close()
        if connection.making == number:
            connection.making = None

    def _send(self, connection: Connection, call: int, message: Message, received: float) -> None:
        if self._records.failed is not None:
            return  # what is on the disk nobody knows
        grid = GRID.get(message.TYPE)
        at = None if grid is None else received + grid * math.ceil((self._steady() - received) / grid)
        try:
            connection.link.send(pack(call, message), at)
        except LinkError:
            self.closed(connection)

    def _begin(self, c: Connection, number: int, data: bytes, received: float) -> Call | None:
        def send(message: Message) -> None:
            self._send(c, number, message, received)

        kind = peek_type(data)
        if kind is MessageType.KEYS:
            send(self._keys(c, Keys.read(data)))
            return None
        if not c.settled:
            raise PeerFault("something came before the handshake")
        if len(c.calls) >= MAX_CALLS:
            raise PeerFault("too many calls at once")
        return self._endpoints.open_call(c, number, kind, data, send)

    # -------------------------------------------------------------- the handshake
    def _keys(self, c: Connection, told: Keys) -> handshake.Answer:
        if c.settled:
            raise PeerFault("the handshake came twice on one connection")
        answers = []
        claimed = {claim.key_id for claim in told.claims}
        if len(claimed) != len(told.claims):
            raise PeerFault("the handshake names a key twice")
        with self._records.write() as write:  # what an older link could not write down
            gone = bool(write.recover(self._policy(), c.link.pin))
        rows = self._endpoints.rows(c)
        with self._records.write(final=True) as write:
            write.shakes(c.link.pin, tells=True, hello=c.link.peer.handshakes)
            lines: list[Line] = []
            for claim in told.claims:
                row = rows.get(claim.key_id)
                settled = handshake.settle_p2(row, claim) if row else None
                if row and settled and handshake.rolled_back(row, claim):
                    write.old_copy(row.key_id, OldCopy(OldSide.COSIGNER, self._policy()))
                    lines.append((LogCode.THIS_OLD, self._names.wallet(row), named(row.key_id)))
                if row and (settled is None or settled.pending is not row.pending):
                    gone = True
                if row and settled is None:
                    write.erase_key(row.key_id)
                if settled is None:
                    answers.append(handshake.unknown(claim))
                else:
                    write.key(settled)
                    answers.append(handshake.answer(settled))
                    if row and settled.current_run_id != row.current_run_id:
                        lines.append((LogCode.CURRENT, *run_values(settled, self._names.wallet(settled))))
                        own_sheet.log_kept(write, int(self._clock()), row, settled, self._names.wallet(settled))
                        own_sheet.exchanged(self._records, write, settled, int(self._clock()))
            for row in rows.values():
                if row.key_id in claimed:
                    continue
                if row.current is None:
                    gone = True
                    write.erase_key(row.key_id)
                else:
                    lost = replace(row, mismatch=True)
                    write.key(lost)
                    answers.append(handshake.answer(lost))
            self._quotas.note(write, c.link.pin, lines)
            if gone:
                write.erases()
        self._endpoints.settled(c)
        return handshake.Answer(tuple(answers))

    # -------------------------------------------------------------- clocks
    def _start_over(self) -> None:
        """The clock jumped: nothing that was drawn before may be answered with."""
        gone = Declined.of(Refused("the clock of the co-signer jumped; start again", RefusalKind.SESSION))
        for connection in list(self.connections.values()):
            numbers, connection.making = list(connection.calls), None
            connection.forget_sessions()
            for number in numbers:
                self._send(connection, number, gone, self._steady())
        with self._records.write() as write:
            write.log(int(self._clock()), LogCode.CLOCK)

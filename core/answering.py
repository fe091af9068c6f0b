"""The co-signer's end of its links: frames in, answers out, and what is durable before an answer.

One worker calls everything here, so A1, S1, F1, COMMIT and KEYS of a key are one queue. A connection holds what
lives in memory only: its calls, and prepared sessions, which are bound to it, used once, and gone after ten minutes,
with an epoch, with a lock, or when the clock jumps (a resumed snapshot would answer one session twice).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from core import lifecycle
from core.calls import Call, Calls, Connection
from core.encoding import Message, Type, decode, peek_type
from core.errors import BadInput, KeyBlocked, LinkError, OtCheat, PeerFault, Refused
from core.lifecycle import Keys
from core.records import Records
from core.requests import Requests
from core.rng import HedgedRng
from core.session import ClockWatch, Declined, RefusedFrame, Run, pack, read, unpack
from core.transport.link import Link

ANSWER_GRID, REFUSED_GRID = 0.005, 0.050  # seconds: when answers leave says nothing about how long they took
GRID = dict.fromkeys((Type.A2, Type.S2, Type.TEST_S2, Type.DECLINED), ANSWER_GRID) | {Type.REFUSED: REFUSED_GRID}
MAX_FAULTS = 3  # on one connection
MAX_CALLS = 32  # under way at once on one connection


class Answering:
    """All connections of a co-signer. `clock` gives wall seconds, `steady` those of the monotonic clock."""

    def __init__(
        self,
        records: Records,
        requests: Requests,
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._records, self._clock, self._steady = records, clock, steady
        self.connections: dict[bytes, Connection] = {}  # by pin
        self._calls = Calls(records, requests, clock, steady)
        self._watch = ClockWatch(clock, steady)

    # -------------------------------------------------------------- links
    def opened(self, link: Link) -> Connection:
        """A new link of a pin ends the older one first."""
        old = self.connections.pop(link.pin, None)
        if old is not None:
            old.close()
        self.connections[link.pin] = Connection(link)
        return self.connections[link.pin]

    def closed(self, connection: Connection) -> None:
        """The link is gone."""
        connection.close()
        if self.connections.get(connection.link.pin) is connection:
            del self.connections[connection.link.pin]

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
        call = connection.calls.get(number)
        if self._watch.jumped():
            self._start_over()
            if call is not None:
                return  # it has been ended
        try:
            message = None
            if call is None:
                call = self._begin(connection, number, data, received)
                if call is None:
                    return
                call.run = Run(
                    call.script,
                    lambda message: self._send(connection, number, message, connection.received),
                    lambda change: self._calls.write(connection, call.key_id, change),
                )
                connection.calls[number] = call
            elif call.run is not None and call.run.waiting is not None:
                message = read(call.run.waiting, data)
            connection.received = received
            if call.run is not None and call.run.advance(message):
                self._end(connection, number)
        except (Refused, KeyBlocked) as error:
            answer: Message = Declined.of(error)
        except BadInput as error:
            answer = Declined(False, "input", error.message)
        except PeerFault as error:
            self._fault(connection, call.key_id if call else None, error)
            answer = RefusedFrame()
        else:
            return
        self._end(connection, number)
        self._send(connection, number, answer, received)
        if connection.faults >= MAX_FAULTS:
            self.closed(connection)

    def _end(self, connection: Connection, number: int) -> None:
        call = connection.calls.pop(number, None)
        if call is not None:
            call.script.close()
        if connection.making == number:
            connection.making = None

    def _send(self, connection: Connection, call: int, message: Message, received: float) -> None:
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
        if kind is Type.KEYS:
            send(self._keys(c, decode(Keys, data)))
            return None
        if not c.settled:
            raise PeerFault("something came before the handshake")
        if len(c.calls) >= MAX_CALLS:
            raise PeerFault("too many calls at once")
        return self._calls.begin(c, number, kind, data, send)

    # -------------------------------------------------------------- the handshake
    def _keys(self, c: Connection, told: Keys) -> lifecycle.Answer:
        if c.settled:
            raise PeerFault("the handshake came twice on one connection")
        rows, answers = self._calls.rows(c), []
        claimed = {claim.key_id for claim in told.claims}
        if len(claimed) != len(told.claims):
            raise PeerFault("the handshake names a key twice")
        with self._records.write(final=True) as write:
            for claim in told.claims:
                row = rows.get(claim.key_id)
                settled = lifecycle.settle_p2(row, claim) if row else None
                if row and settled is None:
                    write.erase_key(row.key_id)
                if settled is None:
                    answers.append(lifecycle.unknown(claim))
                else:
                    write.key(settled)
                    answers.append(lifecycle.answer(settled))
            for row in rows.values():
                if row.key_id in claimed:
                    continue
                if row.current is None:
                    write.erase_key(row.key_id)
                else:
                    lost = replace(row, mismatch=True)
                    write.key(lost)
                    answers.append(lifecycle.answer(lost))
        self._records.vault.erase_traces()
        c.settled = True
        return lifecycle.Answer(tuple(answers))

    # -------------------------------------------------------------- faults and clocks
    def _fault(self, c: Connection, key_id: bytes | None, error: PeerFault) -> None:
        now = int(self._clock())
        row = self._calls.rows(c).get(key_id) if key_id else None
        c.faults += 1
        with self._records.write() as write:
            write.log(now, "fault", f"{row.name if row else 'link'}: {error.message}")
            if row is not None and not isinstance(error, OtCheat):
                counted = lifecycle.after_fault(row, now)
                if counted.rules.suspensions > row.rules.suspensions:
                    c.forget(row.key_id)
                    counted = lifecycle.wishing_unlock(counted, HedgedRng().bytes("unlock", 16))
                write.key(counted)

    def _start_over(self) -> None:
        """The clock jumped: nothing that was drawn before may be answered with."""
        with self._records.write() as write:
            write.log(int(self._clock()), "clock", "the clock jumped by more than a minute; sessions were dropped")
        gone = Declined.of(Refused("the clock of the co-signer jumped; start again", "session"))
        for connection in list(self.connections.values()):
            numbers, connection.making = list(connection.calls), None
            connection.forget_sessions()
            for number in numbers:
                self._send(connection, number, gone, self._steady())

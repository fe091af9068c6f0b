"""Notes of computers, which this co-signer keeps and cannot read (core/spec/recovery.md, "Notes")."""

from __future__ import annotations

from collections.abc import Callable

from core.codec.codec import decode
from core.codec.messages import Message, MessageType
from core.errors import RefusalKind, Refused
from core.home.repository import Repository
from core.home.tables import NOTES
from core.keys.notes import KeepNotes, NotesKept, NotesTaken, TakeNotes
from core.keys.sheets import kept_for
from core.recovery.notes import SealedNotes, read_notes
from core.recovery.sheet import PublicSheet
from core.transport.rate_limit import Bucket

BURST, RATE = 12, 12 / 3600  # of one computer
NOTED = (MessageType.KEEP_NOTES, MessageType.TAKE_NOTES)


class KeptNotes:
    """Of each computer the last, by its pin. `steady`: monotonic seconds."""

    def __init__(self, records: Repository, steady: Callable[[], float]) -> None:
        self._records, self._steady = records, steady
        self._buckets: dict[bytes, Bucket] = {}
        self._numbers: dict[bytes, int] = {}

    def answer(self, pin: bytes, kind: MessageType, data: bytes) -> Message:
        """One of NOTED. Raises Refused, PeerFault."""
        if not self._buckets.setdefault(pin, Bucket(BURST, RATE)).take(self._steady()):
            raise Refused("notes were sent or asked for too often; wait five minutes", RefusalKind.BUSY)
        if kind is MessageType.KEEP_NOTES:
            return self._keep(pin, decode(KeepNotes, data).notes)
        return self._handed(pin, decode(TakeNotes, data).sheet)

    def number(self, pin: bytes) -> int:
        """Of those that are kept of this computer; 0: none."""
        if pin not in self._numbers:
            found = self._records.vault.get(NOTES, pin)
            self._numbers[pin] = 0 if found is None else read_notes(found).number
        return self._numbers[pin]

    def _keep(self, pin: bytes, data: bytes) -> NotesKept:
        notes = read_notes(data)
        if notes.sheet not in kept_for(self._records.keys.values(), pin):
            raise Refused(
                "notes are kept for the recovery sheet that wallets of this computer are sealed to", RefusalKind.SHEET
            )
        notes.check(notes.sheet)
        if notes.number > self.number(pin):
            if not self._records.vault.has_room(2 * len(data)):
                raise Refused("the co-signer's disk is nearly full; make room on it", RefusalKind.FULL)
            with self._records.write() as write:
                write.note(NOTES, b"", pin, data)
                write.then(lambda: self._numbers.update({pin: notes.number}))
        return NotesKept(self.number(pin))

    def _handed(self, pin: bytes, sheet: PublicSheet) -> NotesTaken:
        """The newest of a sheet, whichever computer had it: who asks has its wallets now."""
        if sheet not in kept_for(self._records.keys.values(), pin):
            raise Refused("no wallet of this computer is sealed to that recovery sheet", RefusalKind.UNKNOWN)
        kept = [(read_notes(data), data) for _, data in self._records.vault.items(NOTES)]
        mine: list[tuple[SealedNotes, bytes]] = [one for one in kept if one[0].sheet == sheet]
        return NotesTaken(max(mine, key=lambda one: one[0].number)[1] if mine else b"")

"""This computer's labels and address book, kept sealed by its co-signers, and back again on another computer
(core/spec/recovery.md, "Notes").

Nothing of it ever stands in the way of anything else: what goes wrong is tried again later, and shown.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from core.codec.codec import U32, U64, Bytes32, Many, decode, encode
from core.crypto.rng import HedgedRng
from core.errors import FaultKind, LinkError, PeerFault, Refused, StorageError, TandemError
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import CONTACT, CONTACT_BACK, LABEL, NOTES_SENT
from core.keys.notes import KeepNotes, NotesKept, NotesTaken, TakeNotes
from core.keys.sheets import is_sealed_to
from core.recovery.notes import MOST, open_notes, read_notes, seal_notes
from core.recovery.sheet import Sheet
from core.rpc.multiplexer import exchange
from core.wallet.address_book import WrittenContact
from core.wallet.cosigner_client import CosignerClient
from core.wallet.labels import Label, id_of
from core.wallet.results import NotesShown, RestoredNotes
from core.wallet.settling import nothing

SELDOM = 300.0  # seconds between two that are sent to one co-signer
LAST = 2**64 - 1  # the number of notes is a u64
TRIES = 2  # where the co-signer has a later number than is known here
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LabelsOfKey:
    """All labels of one key."""

    key_id: Bytes32
    labels: Annotated[tuple[Label, ...], Many()]


@dataclass(frozen=True, slots=True)
class NotesContent:
    """What comes back: of each key its labels, and the address book."""

    keys: tuple[LabelsOfKey, ...]
    contacts: Annotated[tuple[WrittenContact, ...], Many()]


@dataclass(frozen=True, slots=True)
class SentNotes:
    """What a co-signer was last told: number, second, digest of the content; `size`: bytes of one that was too large,
    and so was not."""

    number: U64 = 0
    made: U64 = 0
    digest: Bytes32 = bytes(32)
    size: U32 = 0


class ComputerNotes:
    """Of one home, for any thread. `line`: to the co-signer of a pin; `clock`: seconds that people see."""

    def __init__(
        self,
        records: Repository,
        line: Callable[[bytes], CosignerClient],
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._records, self._line, self._clock, self._steady = records, line, clock, steady
        self._lock = threading.Lock()
        self._tried: dict[bytes, float] = {}  # by pin: monotonic seconds

    # -------------------------------------------------------------- there
    def send(self, pin: bytes, kept: int) -> None:
        """Have the co-signer of this pin keep them, where something changed since, or where it has others: it says that
        it keeps number `kept`. Not while none is sealed to the own sheet, and not again within five minutes."""
        if not self._lock.acquire(blocking=False):
            return  # another thread does
        try:
            now = self._steady()
            if pin in self._tried and now < self._tried[pin] + SELDOM:
                return
            if self._tried_now(pin, kept):
                self._tried[pin] = now
        finally:
            self._lock.release()

    def _tried_now(self, pin: bytes, kept: int) -> bool:
        try:
            return self._sent(pin, kept)
        except (LinkError, PeerFault, Refused) as error:
            _logger.warning("the co-signer keeps no notes: %s", error.message)
            return True

    def _sent(self, pin: bytes, kept: int) -> bool:
        """Whether anything was to be done."""
        sheet = self._records.sheet
        rows = [row for row in self._records.keys.values() if row.pin == pin and row.current is not None]
        if sheet is None or not any(is_sealed_to(row, sheet.public) for row in rows):
            return False
        content = encode(self._content([row.key_id for row in rows]))
        digest, known = hashlib.sha256(content).digest(), self._known(pin)
        if known.digest == digest and (known.size or known.number == kept):
            return False
        number = max(known.number, kept)
        for _ in range(TRIES):
            if number == LAST:
                break
            number, made = number + 1, int(self._clock())
            data = seal_notes(sheet, number, made, content, HedgedRng(sheet.auth_key.reveal(), b"notes", digest))
            if len(data) > MOST:
                self._keep(pin, replace(known, digest=digest, size=len(data)))
                return True
            told = self._line(pin).connected().call(exchange(KeepNotes(data), NotesKept), nothing).number
            if told == number:
                self._keep(pin, SentNotes(number, made, digest))
                return True
            number = max(number, told)
        raise PeerFault("the co-signer keeps no notes: it always has later ones", FaultKind.NOTES)

    def _content(self, keys: list[bytes]) -> NotesContent:
        records = self._records
        labels = tuple(LabelsOfKey(key, tuple(self._labels(key))) for key in sorted(keys))
        written = {name: data for table in (CONTACT_BACK, CONTACT) for name, data in records.noted(table)}
        contacts = tuple(decode(WrittenContact, data, StorageError) for _, data in sorted(written.items()))
        return NotesContent(labels, contacts)

    def _labels(self, key: bytes) -> Iterator[Label]:
        for _, data in self._records.noted(LABEL, key):
            yield decode(Label, data, StorageError)

    def _known(self, pin: bytes) -> SentNotes:
        found = self._records.vault.get(NOTES_SENT, pin)
        return SentNotes() if found is None else decode(SentNotes, found, StorageError)

    def _keep(self, pin: bytes, sent: SentNotes) -> None:
        with self._records.write() as write:
            write.note(NOTES_SENT, b"", pin, encode(sent))

    def shown(self, pin: bytes) -> NotesShown:
        """How it stands with this co-signer."""
        known = self._known(pin)
        return NotesShown(known.made, known.size, MOST)

    # -------------------------------------------------------------- and back
    def back(self, pin: bytes, sheet: Sheet) -> RestoredNotes:
        """Bring back what the co-signer of this pin keeps for the sheet whose words these are. What stands here already
        stays, a coin that was set aside is, and nobody in the address book counts as known for it. What is wrong with
        it is told, and raises nothing but StorageError."""
        try:
            taken = self._line(pin).connected().call(exchange(TakeNotes(sheet.public), NotesTaken), nothing)
            if not taken.notes:
                return RestoredNotes()
            sealed = read_notes(taken.notes)
            notes = decode(NotesContent, open_notes(sealed, sheet), _odd)
        except StorageError:
            raise
        except TandemError as error:
            return RestoredNotes(problem=error.message)
        known = self._known(pin)
        if sealed.number < known.number:
            return RestoredNotes(
                problem=f"the co-signer handed out notes number {sealed.number}, which are older than number "
                f"{known.number}, which is known here; they were not taken"
            )
        made = min(sealed.made, int(self._clock()))  # no calendar has the last second that could be told
        labels, contacts = self._put(pin, sealed.number, made, notes)
        return RestoredNotes(made, sealed.number, labels, contacts)

    def _put(self, pin: bytes, number: int, made: int, notes: NotesContent) -> tuple[int, int]:
        records, count = self._records, 0
        book = {name for table in (CONTACT, CONTACT_BACK) for name, _ in records.noted(table)}
        with records.write() as write:
            for key in notes.keys:
                here = {name for name, _ in records.noted(LABEL, key.key_id)}
                for label in key.labels if key.key_id in records.keys else ():
                    name = id_of(label.kind, label.ref)
                    if name not in here:
                        write.note(LABEL, key.key_id, name, encode(label))
                        count += 1
            new = {id_of(one.network, one.address): one for one in notes.contacts}
            for name, one in new.items():
                if name not in book:
                    write.note(CONTACT_BACK, b"", name, encode(one))
            write.note(NOTES_SENT, b"", pin, encode(SentNotes(number, made)))
            added = len(new.keys() - book)
            write.log(int(self._clock()), LogCode.NOTES_BACK, str(number), str(count), str(added))
        return count, added


def _odd(_: str = "") -> PeerFault:
    return PeerFault("these notes are not in the form of this version", FaultKind.NOTES)

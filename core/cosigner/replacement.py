"""This co-signer takes the place of a lost one (core/spec/recovery.md, "A lost co-signer"): it has the words of its
sheet, signs with them for one link, opens what the computer hands out, and proves what it found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.codec.codec import decode
from core.codec.messages import Message, MessageType
from core.cosigner.purposes import may
from core.cosigner.quotas import Quotas
from core.errors import RefusalKind, Refused
from core.home import own_sheet, typed_sheet
from core.home.changing_hands import log_name, opened_copy, proof_of, signs
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.run_values import run_values
from core.keys.handshake import MAX_KEYS
from core.keys.record import KeyRecord
from core.keys.restore import STRICT, UNASKED, AskRestore, AskWhosePlace, CopyTaken, Rebind, Rebound
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from core.transport.link.identity import fingerprint
from core.transport.link.link import Link
from core.transport.pairing_purpose import PairingPurpose

ASKS = (MessageType.WHOSE_PLACE, MessageType.COPY_TAKEN, MessageType.REBOUND)
PRACTICE = "practice"
MOST_LINES = (
    4  # of the log, of an opened wallet: itself, another name, the computer's sheet in force and the one to come
)


class Replacement:
    """Of one home. `clock`: seconds of policy time; `wall`: those that people see; `pin`: this side's own."""

    def __init__(
        self, records: Repository, quotas: Quotas, clock: Callable[[], int], wall: Callable[[], int], pin: bytes
    ) -> None:
        self._records, self._quotas, self._clock, self._wall, self._pin = records, quotas, clock, wall, pin

    # -------------------------------------------------------------- the person
    def begin_with(self, words: Secret[tuple[str, ...]]) -> None:
        """The words of the lost one's sheet: it is the sheet of this home from now on. Raises BadInput."""
        typed_sheet.keep(self._records, Sheet.read(words.reveal(), Role.P2), self._wall(), self._clock())

    def forget_old(self) -> None:
        """Words for which no computer came in time."""
        typed_sheet.forget_old(self._records, self._wall(), self._clock())

    # -------------------------------------------------------------- the computer
    def answer(self, link: Link, kind: MessageType, data: bytes) -> Message:
        """One of ASKS. Raises Refused, BadInput, PeerFault; nothing has changed then."""
        if not may(self._records, link.pin, PairingPurpose.REPLACE, self._clock()):
            raise Refused(
                "this computer was not paired to have a lost co-signer replaced, or that was a week ago; pair it for "
                "that",
                RefusalKind.PURPOSE,
            )
        match kind:
            case MessageType.WHOSE_PLACE:
                decode(AskWhosePlace, data)
                return AskRestore.signed(self._sheet(), link.chan, self._pin)
            case MessageType.COPY_TAKEN:
                row = self._open(link.pin, decode(CopyTaken, data))
                return Rebind(UNASKED, (proof_of(row, link.chan),))
        decode(Rebound, data)
        typed_sheet.forget(self._records, self._wall())
        return Rebound()

    def _sheet(self) -> Sheet:
        found = typed_sheet.typed(self._records, self._clock())
        if found is None:
            raise Refused(
                "the words of the lost co-signer's sheet are not on this one, or not any more; type them there",
                RefusalKind.SHEET_WORDS,
            )
        return found

    def _open(self, pin: bytes, taken: CopyTaken) -> KeyRecord:
        """OPEN, unless that was done; a row that signs is never written over. What a computer says of rules is not
        asked, and when the key was made is long ago here: everything asks (R13, R21)."""
        here = self._records.keys.get(taken.row.key_id)
        if here is not None and signs(here):
            if here.pin != pin:
                raise Refused(
                    f"another computer ({fingerprint(here.pin)}) has brought this wallet to the co-signer, from what "
                    "may be an old copy; if it was none of yours, begin there in a new home, with the same words",
                    RefusalKind.EXISTS_OTHER,
                )
            raise Refused(
                "the co-signer has this wallet already, with a newer half: this computer's is an old copy",
                RefusalKind.EXISTS,
            )
        if here is not None and (here.pin, here.current_run_id) == (pin, taken.row.current):
            return here
        others = [row for row in self._records.keys.values() if row.pin == pin]
        if len(others) >= MAX_KEYS:
            raise Refused(f"this computer has {MAX_KEYS:,} wallets here, and no more are taken", RefusalKind.TOO_MANY)
        if not self._records.vault.has_room():
            raise Refused("the co-signer's disk is nearly full; make room on it", RefusalKind.FULL)
        row = opened_copy(self._sheet(), pin, taken, taken.row.key_id, others)
        if row.holds_coins and (row.network == PRACTICE) != self._records.home.practice:
            raise Refused("a practice co-signer takes the place of one, and of no other", RefusalKind.NETWORK)
        self._quotas.must_hold(pin, MOST_LINES)
        row = replace(row, created=0, rules=replace(row.rules, strict_until=self._clock() + STRICT))
        with self._records.write() as write:
            write.key(row)
            write.log(self._wall(), LogCode.OPENED, *run_values(row, row.name))
            lines = 1 + log_name(write, self._wall(), row, taken.name, row.name)
            lines += own_sheet.log_kept(write, self._wall(), here, row, row.name)
            self._quotas.take(write, pin, lines)
        return row

"""This computer takes the place of a lost one (core/spec/recovery.md): it asks, waits for the person at the co-signer,
opens the copies with the words, proves what it found, and renews everything.

Killed anywhere it is simply begun again: until a wallet is open the words are needed, after that it is as every wallet
whose halves must be renewed.
"""

from __future__ import annotations

from collections.abc import Callable

from core.errors import BadInput, InputKind, LinkError, LinkKind, PeerFault, RefusalKind, Refused
from core.home import own_sheet
from core.home.changing_hands import log_name, opened_copy, proof_of, signs
from core.home.log_fields import named, value_of
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.run_values import run_values
from core.keys.record import KeyRecord
from core.keys.restore import (
    SETTLING,
    AskRestore,
    CopyTaken,
    Rebind,
    Rebound,
    RestoreOf,
    RestoreState,
    RestoreTold,
    TakeCopy,
)
from core.protocol.progress import ProgressStep
from core.recovery.sheet import Sheet
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Event, Progress
from core.wallet.renewing import asked, mine, renew
from core.wallet.results import RenamedWallet

ASK_EVERY = 2.0  # seconds between two questions how it stands
ASK_SELDOM = 30.0  # the same while it settles, which takes a day
AWAY = 600.0  # seconds for which a co-signer may be away while this waits
MOST_ROUNDS = 5  # of taking copies anew, because the lost computer was renewed meanwhile
THERE = (
    "the computer that was called lost was there, so the co-signer has ended this: two computers never have one "
    "wallet; close Tandem on it if you move, or block it on the co-signer if it is in other hands, then ask again"
)
ENDS = {
    RestoreState.STOPPED: (
        RefusalKind.RESTORE_STOPPED,
        THERE,
    ),
    RestoreState.REFUSED: (RefusalKind.REFUSED, "the person at the co-signer said no"),
    RestoreState.CANCELLED: (RefusalKind.CANCELLED, "the person at the co-signer gave the wallets back to the old one"),
    RestoreState.EXPIRED: (
        RefusalKind.EXPIRED,
        "nobody at the co-signer said yes in time; pair again there, then ask again",
    ),
}


class Restoring:
    """One restore, over the line `client` of this home to the co-signer. `pin`: of this computer; `clock` gives seconds
    that people see."""

    def __init__(
        self, records: Repository, client: CosignerClient, sheet: Sheet, pin: bytes, clock: Callable[[], float]
    ) -> None:
        self._records, self._client, self._sheet, self._pin, self._clock = records, client, sheet, pin, clock

    def run(self, progress: Progress) -> tuple[str, ...]:
        """To its end. -> the wallets of the lost computer that it had no copy of. Raises Refused, LinkError, PeerFault,
        BadInput, StorageError; what is durable by then stays, and the next run goes on from there."""
        without = self._bind(progress)
        renew(self._records, self._client, progress)
        return without

    def _bind(self, progress: Progress) -> tuple[str, ...]:
        for _ in range(MOST_ROUNDS):
            line = self._client.connected()
            try:
                told = asked(self._client, line, AskRestore.signed(self._sheet, line.link.chan, self._pin), RestoreTold)
            except Refused as error:
                here = mine(self._records, line)
                if error.kind is not RefusalKind.SHEET_UNKNOWN or not here:
                    raise
                self._must_have_come_back(here)
                return ()  # it was bound before, and the answer was lost
            told = self._ready(told, progress)
            if told.state is RestoreState.DONE:
                return told.without
            progress(Event(ProgressStep.OPENING))
            for one in told.keys:
                self.open(told.request, one.key_id, one.T)
            progress(Event(ProgressStep.BINDING))
            try:
                self.prove(told)
            except Refused as error:
                if error.kind is not RefusalKind.SESSION:
                    raise
            else:
                return told.without
        raise PeerFault("the co-signer hands out one run of a wallet after the other; update both programs")

    def _ready(self, told: RestoreTold, progress: Progress) -> RestoreTold:
        """Wait for the person there, and until it has settled."""
        request, away = told.request, 0.0
        while told.state in (RestoreState.WAITING, RestoreState.SETTLING):
            step = ProgressStep.RESTORE_WAITS if told.state is RestoreState.WAITING else ProgressStep.SETTLES
            wait = min(told.wait, SETTLING)  # no calendar has the last second that could be told
            progress(Event(step, request=request.hex(), seconds=wait))
            pause = ASK_EVERY if told.state is RestoreState.WAITING else min(ASK_SELDOM, max(wait, ASK_EVERY))
            self._client.pause(pause)
            try:
                told = asked(self._client, self._client.connected(), RestoreOf(request), RestoreTold)
                away = 0.0
            except LinkError as error:
                away += pause
                if error.kind in (LinkKind.BLOCKED, LinkKind.CLOSED) or away > AWAY:
                    raise
                progress(Event(ProgressStep.LOST))
        if told.state in ENDS:
            kind, why = ENDS[told.state]
            raise Refused(why, kind)
        if told.request != request:
            raise PeerFault("the co-signer answered for another request; update both programs")
        return told

    # -------------------------------------------------------------- OPEN
    def open(self, request: bytes, key_id: bytes, T: bytes) -> None:
        """Durable for each wallet by itself; nothing where run T is open already. Raises BadInput where the wallet
        signs here: it was never lost."""
        here = self._records.keys.get(key_id)
        if here is not None and signs(here):
            raise BadInput(f"this computer has the wallet {here.name} already: it was not lost", InputKind.EXISTS_HERE)
        if here is not None and here.current_run_id == T:
            return
        line = self._client.connected()
        taken = asked(self._client, line, TakeCopy(request, key_id), CopyTaken)
        row = opened_copy(self._sheet, line.link.pin, taken, key_id, self._records.keys.values())
        now = int(self._clock())
        with self._records.write() as write:
            if self._records.sheet is None:
                write.sheet(self._sheet.kept(now))
            write.key(row)
            write.log(now, LogCode.OPENED, *run_values(row, row.name))
            log_name(write, now, row, taken.name, row.name)
            own_sheet.log_kept(write, now, here, row, row.name)

    def _must_have_come_back(self, here: list[KeyRecord]) -> None:
        opened = {value_of(line, "key") for line in self._records.book.of(LogCode.OPENED)}
        if opened.isdisjoint(named(row.key_id) for row in here):
            names = ", ".join(row.name for row in here)
            raise BadInput(
                f"this computer has its wallets already ({names}), and the co-signer keeps no others for this recovery "
                "sheet; nothing has changed",
                InputKind.EXISTS_HERE,
            )

    # -------------------------------------------------------------- REBIND
    def prove(self, told: RestoreTold) -> None:
        """The co-signer binds what is proved to this computer. Refused (kind "session") where a copy is of a run that
        is over."""
        line = self._client.connected()
        proofs = tuple(proof_of(self._records.keys[one.key_id], line.link.chan) for one in told.keys)
        asked(self._client, line, Rebind(told.request, proofs), Rebound)


def renamed(records: Repository, pin: bytes) -> tuple[RenamedWallet, ...]:
    """Of the wallets of the co-signer of this pin; from the log, so that a person is told also where the program died
    meanwhile."""
    ours = {named(row.key_id): row.name for row in records.keys.values() if row.pin == pin}
    found = {value_of(line, "key"): value_of(line, "was") for line in records.book.of(LogCode.RENAMED)}
    return tuple(RenamedWallet(was, ours[key]) for key, was in found.items() if key in ours)

"""This computer takes the place of a lost one (core/spec/recovery.md): it asks, waits for the person at the co-signer,
opens the copies with the words, proves what it found, and renews everything.

Killed anywhere it is simply begun again: until a wallet is open the words are needed, after that it is as every wallet
whose halves must be renewed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from core.codec.messages import Message
from core.codec.names import looks_like, must_be_a_name
from core.crypto.rng import HedgedRng
from core.errors import (
    BadInput,
    InputKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    TandemError,
)
from core.home import own_sheet
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.run_values import run_values
from core.keys.rebinding import opened
from core.keys.record import KeyRecord, Slot
from core.keys.restore import (
    AskRestore,
    CopyTaken,
    Rebind,
    RebindProof,
    Rebound,
    RestoreOf,
    RestoreState,
    RestoreTold,
    TakeCopy,
)
from core.protocol.progress import ProgressStep
from core.protocol.registry import scheme_of
from core.recovery.sheet import Sheet
from core.rpc.multiplexer import Multiplexer, exchange
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Event, Progress
from core.wallet.settling import nothing

M = TypeVar("M", bound=Message)

ASK_EVERY = 2.0  # seconds between two questions how it stands
ASK_SELDOM = 30.0  # the same while it settles, which takes a day
AWAY = 600.0  # seconds for which a co-signer may be away while this waits
MOST_ROUNDS = 5  # of taking copies anew, because the lost computer was renewed meanwhile
ENDS = {
    RestoreState.STOPPED: (
        RefusalKind.RESTORE_STOPPED,
        "the computer that was called lost was there, so the co-signer has ended this; block it there, then ask again",
    ),
    RestoreState.REFUSED: (RefusalKind.REFUSED, "the person at the co-signer said no"),
    RestoreState.CANCELLED: (RefusalKind.CANCELLED, "the person at the co-signer gave the wallets back to the old one"),
    RestoreState.EXPIRED: (RefusalKind.EXPIRED, "nobody at the co-signer said yes in time; ask again"),
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
        self._client.close()
        failed: TandemError | None = None
        for row in self._mine(self._client.connected()):  # the handshake has found both sides at the same run
            try:
                if row.must_refresh:
                    self._client.refresh(row.key_id, progress)
            except (Refused, KeyBlocked) as error:  # of this wallet alone
                failed = failed or error
        if failed is not None:
            raise failed
        return without

    def _bind(self, progress: Progress) -> tuple[str, ...]:
        for _ in range(MOST_ROUNDS):
            line = self._client.connected()
            try:
                told = _ask(line, AskRestore.signed(self._sheet, line.link.chan, self._pin), RestoreTold)
            except Refused as error:
                if error.kind is RefusalKind.UNKNOWN and self._mine(line):
                    return ()  # it was bound before, and the answer was lost
                raise
            told = self._ready(told, progress)
            if told.state is RestoreState.DONE:
                return told.without
            progress(Event(ProgressStep.OPENING))
            for one in told.keys:
                self.open(told.request, one.key_id, one.T)
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
        asked, away = told.request, 0.0
        while told.state in (RestoreState.WAITING, RestoreState.SETTLING):
            step = ProgressStep.RESTORE_WAITS if told.state is RestoreState.WAITING else ProgressStep.SETTLES
            progress(Event(step, request=asked.hex(), seconds=told.wait))
            pause = ASK_EVERY if told.state is RestoreState.WAITING else min(ASK_SELDOM, max(told.wait, ASK_EVERY))
            self._client.pause(pause)
            try:
                told = _ask(self._client.connected(), RestoreOf(asked), RestoreTold)
                away = 0.0
            except LinkError as error:
                away += pause
                if error.kind is LinkKind.BLOCKED or away > AWAY:
                    raise
                progress(Event(ProgressStep.LOST))
        if told.state in ENDS:
            kind, why = ENDS[told.state]
            raise Refused(why, kind)
        if told.request != asked:
            raise PeerFault("the co-signer answered for another request; update both programs")
        return told

    # -------------------------------------------------------------- OPEN
    def open(self, request: bytes, key_id: bytes, T: bytes) -> None:
        """Durable for each wallet by itself; nothing where run T is open already. Raises BadInput where the wallet
        signs here: it was never lost."""
        here = self._records.keys.get(key_id)
        slot = None if here is None else here.current
        if slot is not None and _signs(slot):
            raise BadInput(f"this computer has the wallet {_name(here)} already", InputKind.EXISTS)
        if slot is not None and slot.run_id == T:
            return
        line = self._client.connected()
        taken = _ask(line, TakeCopy(request, key_id), CopyTaken)
        share, created = scheme_of(taken.scheme).restoring.open_handed(taken.handed, self._sheet)
        if share.key_id != key_id:
            raise PeerFault("the co-signer handed out the copy of another wallet than was asked for")
        self._must_be_a_name(taken.name, key_id)
        now = int(self._clock())
        row = opened(share, taken.name, line.link.pin, taken.row, created)
        row = replace(row, mismatch=True, rules=taken.used)  # no address before a handshake has found both at one run
        with self._records.write() as write:
            if self._records.sheet is None:
                write.sheet(self._sheet.kept(now))
            write.key(row)
            write.log(now, LogCode.OPENED, *run_values(row, row.name))

    def _must_be_a_name(self, name: str, key_id: bytes) -> None:
        try:
            must_be_a_name(name)
        except BadInput as error:
            raise PeerFault(f"the co-signer tells a name that no wallet has: {error.message}") from None
        others = (row.name for row in self._records.keys.values() if row.key_id != key_id)
        if looks_like(name, others):
            raise BadInput(
                f"this computer has another wallet named {name}, or so that it looks the same; bring the wallets back "
                "in a new home",
                InputKind.NAME,
            )

    # -------------------------------------------------------------- REBIND
    def prove(self, told: RestoreTold) -> None:
        """The co-signer binds what is proved to this computer. Refused (kind "session") where a copy is of a run that
        is over."""
        line = self._client.connected()
        proofs = tuple(self._proof(self._records.keys[one.key_id], line.link.chan) for one in told.keys)
        _ask(line, Rebind(told.request, proofs), Rebound)

    def _proof(self, row: KeyRecord, chan: bytes) -> RebindProof:
        slot = row.current
        if slot is None:
            raise PeerFault("a wallet that was opened is not there")
        share = slot.share.opened
        return RebindProof(row.key_id, slot.run_id, slot.scheme.restoring.prove(share, chan, HedgedRng()))

    # --------------------------------------------------------------
    def _mine(self, line: Multiplexer) -> list[KeyRecord]:
        rows = (row for row in self._records.keys.values() if row.pin == line.link.pin and row.current)
        return sorted(rows, key=lambda row: row.name)


def _ask(line: Multiplexer, question: Message, kind: type[M]) -> M:
    return line.call(exchange(question, kind), nothing)


def must_have_room_for(records: Repository, sheet: Sheet) -> None:
    """Raises BadInput where this home has another recovery sheet: it can keep one."""
    if records.sheet is not None and own_sheet.public_of(records) != sheet.public:
        raise BadInput(
            "this computer has a recovery sheet of its own; bring the wallets back in a new home", InputKind.SHEET_MADE
        )


def _signs(slot: Slot) -> bool:
    return slot.scheme.restoring.signs(slot.share.opened)


def _name(row: KeyRecord | None) -> str:
    return "" if row is None else row.name

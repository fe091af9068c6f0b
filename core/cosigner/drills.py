"""Drills: of the computer's sheet, whenever it begins one; and of the own one, which a person here asks for.

The computer dials and begins every conversation. So the person's wish stands in memory, `Report.drills` tells of it,
and the computer then shows the copy that it keeps (core/protocol/drill.py). The words are in this process alone,
and gone from it as soon as the copy has been tried, or the person has given up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.codec.plain import Misfit, plain, strictly
from core.cosigner.calls import DrillSheetArguments
from core.cosigner.connection import Call
from core.cosigner.scheme_share import hedged_by
from core.cosigner.sheet_api import DrillWait, SheetView
from core.errors import (
    BadInput,
    BlockKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    TandemError,
)
from core.home import own_sheet
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository
from core.keys.limits import must_be_usable
from core.keys.record import KeyRecord
from core.keys.sheets import is_sealed, peer_sheet
from core.protocol import drill
from core.protocol.drill import CopyShown, DrillOf
from core.protocol.registry import AnyScheme
from core.recovery.sheet import NO_SHEET, OwnSheet, PublicSheet, Sheet
from core.role import Role
from core.sansio.effects import Script
from core.secret import Secret
from core.transport.control import Fields, Talk
from core.transport.link.identity import fingerprint
from core.transport.rate_limit import Bucket

T = TypeVar("T")

BURST, RATE = 6, 6 / 3600  # drills of a key that the computer begins; the others a person here does
LASTS = 300.0  # seconds from the first message of a drill to its last
POLL = 0.2  # seconds between two looks whether the person has given up


@dataclass(eq=False, slots=True)
class DrillWish:
    """A person waits for the computer. `sheet`: until the copy was tried; `outcome`: how it ended."""

    key_id: bytes
    sheet: Sheet | None
    waits: DrillWait
    outcome: OwnSheet | TandemError | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def end(self, outcome: OwnSheet | TandemError) -> None:
        """It is over; the words are gone."""
        self.sheet, self.outcome = None, outcome
        self.ended.set()


class Drills:
    """Of one home; all but `converse` happens on the thread of the executor. `policy`: seconds of policy time, `wall`:
    those that people see, `steady`: monotonic ones; `online`: the pins that are connected now."""

    def __init__(
        self,
        records: Repository,
        policy: Callable[[], int],
        wall: Callable[[], int],
        steady: Callable[[], float],
        online: Callable[[], Collection[bytes]],
    ) -> None:
        self._records, self._policy, self._wall, self._steady = records, policy, wall, steady
        self._online, self._names = online, NameBook(records, wall)
        self._buckets: dict[bytes, Bucket] = {}  # by key_id
        self._wishes: dict[bytes, DrillWish] = {}  # by key_id

    # -------------------------------------------------------------- the person
    def wanted(self, key_id: bytes) -> bool:
        """Whether somebody waits for the copy of this key that the computer keeps."""
        wish = self._wishes.get(key_id)
        return wish is not None and wish.sheet is not None

    def converse(
        self, args: Fields, talk: Talk, in_turn: Callable[[Callable[[], Any]], Any], over: Callable[[], bool]
    ) -> Fields:
        """The command `drill`, on a thread of its own: ends when the computer has come and shown its copy, when the
        person has given up, or when the co-signer is `over`. Raises what was wrong."""
        try:
            given = strictly(DrillSheetArguments, args)
        except Misfit:
            raise BadInput("the command drill got arguments it does not have; update both programs") from None
        wish: DrillWish = in_turn(lambda: self.want(given.name, Secret(tuple(given.words.split()))))
        try:
            talk.event({"event": "waits", "for": plain(wish.waits)})
            while not wish.ended.wait(POLL):
                if talk.gone or over():
                    raise LinkError("the drill was given up; nothing has changed", LinkKind.CLOSED)
        finally:
            with suppress(LinkError):
                in_turn(lambda: self.forget(wish))
        if not isinstance(wish.outcome, OwnSheet):
            raise wish.outcome or LinkError("the drill was given up; nothing has changed", LinkKind.CLOSED)
        found: Fields = plain(SheetView.of(wish.outcome, self._wall()))
        return found

    def want(self, name: str, words: Secret[tuple[str, ...]]) -> DrillWish:
        """A person wants the computer's copy tried with these words. BadInput for other words, Refused where the
        computer keeps no copy; KeyBlocked."""
        own_sheet.own(self._records)
        sheet = Sheet.read(words.reveal(), Role.P2)
        own_sheet.of_words(self._records, sheet)
        row = self._names.row([row for row in self._records.keys.values() if row.current], name)
        must_be_usable(row, self._policy())
        if not is_sealed(row):
            raise Refused(
                "the computer keeps no copy of this wallet for the co-signer's sheet yet; accept it there",
                RefusalKind.SHEET,
            )
        waits = DrillWait(row.name, fingerprint(row.pin), self._names.title(row.pin), row.pin in self._online())
        wish = DrillWish(row.key_id, sheet, waits)
        old = self._wishes.get(row.key_id)
        if old is not None:
            old.end(Refused("another drill of this wallet was begun", RefusalKind.BUSY))
        self._wishes[row.key_id] = wish
        return wish

    def forget(self, wish: DrillWish) -> None:
        """Nobody waits any more."""
        wish.sheet = None
        if self._wishes.get(wish.key_id) is wish:
            del self._wishes[wish.key_id]

    # -------------------------------------------------------------- the computer
    def of_computer(self, row: KeyRecord, first: DrillOf, data: bytes) -> Call:
        """The computer's sheet against the copy that is kept here."""
        scheme, share = self._share(row, first.epoch_id)
        if peer_sheet(row) == NO_SHEET:
            raise Refused("no copy is kept here for the computer's recovery sheet; refresh first", RefusalKind.SHEET)
        if not self._buckets.setdefault(row.key_id, Bucket(BURST, RATE)).take(self._steady()):
            raise Refused("too many drills of this key; wait ten minutes", RefusalKind.BUSY)
        return self._call(row, self._shown(row, drill.p2(share, scheme.self_test(), hedged_by(scheme, share, data))))

    def _shown(self, row: KeyRecord, script: Script[PublicSheet]) -> Script[None]:
        """What the computer has shown counts for all keys that its new sheet is to take over."""
        sheet = yield from script
        own_sheet.peer_tried(self._records, row.pin, sheet)

    def of_cosigner(self, row: KeyRecord, first: CopyShown, data: bytes) -> Call:
        """The own sheet against the copy that the computer shows."""
        wish = self._wishes.get(row.key_id)
        if wish is None or wish.sheet is None:
            raise Refused("nobody at the co-signer tries its recovery sheet on this wallet now", RefusalKind.SHEET)
        scheme, share = self._share(row, first.epoch_id)
        try:
            shown = drill.must_open_one(share, first.copies, wish.sheet)
        except (BadInput, PeerFault) as error:  # an honest computer may hold an old or a damaged one
            wish.end(error)
            raise Refused("the copy does not open to the co-signer's half", RefusalKind.SHEET) from None
        wish.sheet = None
        script = drill.show_p2(share, shown, scheme.self_test(), hedged_by(scheme, share, data))
        return self._call(row, self._tried(row, wish, shown.sheet, script))

    def _tried(self, row: KeyRecord, wish: DrillWish, sheet: PublicSheet, script: Script[None]) -> Script[None]:
        try:
            yield from script
        except GeneratorExit:
            wish.end(LinkError("the computer has gone in the middle of the drill; begin it again"))
            raise
        except TandemError as error:
            wish.end(error)
            raise
        now = self._wall()
        with self._records.write() as write:
            drilled = own_sheet.drilled(self._records, write, sheet, now)
            words = own_sheet.words(drilled.public)
            write.log(now, LogCode.SHEET_DRILLED, self._names.wallet(row), words, named(row.key_id))
        wish.end(drilled)

    def _share(self, row: KeyRecord, epoch_id: bytes) -> tuple[AnyScheme, Any]:
        slot = must_be_usable(row, self._policy())
        if epoch_id != slot.share.opened.epoch_id:
            raise KeyBlocked("the co-signer holds another epoch of this key", BlockKind.MISMATCH)
        return slot.scheme, slot.share.opened

    def _call(self, row: KeyRecord, script: Script[None]) -> Call:
        return Call(script, row.key_id, until=self._steady() + LASTS)

"""How a key is, as the co-signer sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.bitcoin.coins import Reach
from core.codec.codec import U16, U32, U64, Bytes32, Name, VarBytes
from core.codec.messages import Message, MessageType
from core.keys.restore import PlaceAsked
from core.keys.state import KeyState, OldSide
from core.recovery.sheet import NO_SHEET, PublicSheet


@dataclass(frozen=True, slots=True)
class StatusOf(Message):  # P1 -> P2
    """How is this key? P1 tells which epoch it has committed."""

    TYPE: ClassVar[MessageType] = MessageType.STATUS
    key_id: Bytes32
    T: Bytes32


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule as it is applied: its code and its settings, encoded. Who does not know the code shows just that."""

    code: Name
    settings: VarBytes


@dataclass(frozen=True, slots=True)
class PendingReport:
    """A change of a rule that waits. `settings`: encoded; None: no more in force."""

    code: Name
    settings: VarBytes | None
    at: U64  # policy time


@dataclass(frozen=True, slots=True)
class Used:
    """Sat that the limits of a key have counted: signed in 24 hours and in seven days, and unattended in 24 hours."""

    day: U64 = 0
    week: U64 = 0
    unattended: U64 = 0


@dataclass(frozen=True, slots=True)
class RulesReport:
    """All that rules go by: the same rules say the same on the other side."""

    rules: tuple[RuleReport, ...]
    pending: tuple[PendingReport, ...]
    used: Used
    now: U64  # policy time
    minute: U16  # of the day, where the co-signer stands


@dataclass(frozen=True, slots=True)
class Report(Message):  # P2 -> P1
    """How the co-signer sees a key. `reach`: how far out an address of the wallet costs nothing, so the wallet looks
    there (C7). `sheet`: its own recovery sheet; `keeps`: the computer's, for which it holds a copy of CURRENT;
    `accepts`: a first one of the computer, or a new one, that its person has said yes to, `settles`: and seconds until
    that counts. Zeros: none. `made`, `drilled`: when its own
    sheet was, in seconds that its person sees, 0 if never; `drills`: that person waits for the copy that the computer
    keeps, to try the sheet on it. `notes`: the number of those that it keeps of the computer, 0: of none; `coming`: a
    new sheet of its own that is to take the place of `sheet`; `place`: whether somebody asks for the computer's."""

    TYPE: ClassVar[MessageType] = MessageType.REPORT
    name: Name
    epoch: U32
    state: KeyState
    rules: RulesReport
    open_requests: U16
    suspended_until: U64
    reach: Reach
    old_copy: OldSide | None = None  # who came back from an old copy; until a person has looked, everything asks
    sheet: PublicSheet = NO_SHEET
    keeps: PublicSheet = NO_SHEET
    accepts: PublicSheet = NO_SHEET
    made: U64 = 0
    drilled: U64 = 0
    drills: bool = False
    notes: U64 = 0
    coming: PublicSheet = NO_SHEET
    settles: U32 = 0
    place: PlaceAsked = PlaceAsked.NO

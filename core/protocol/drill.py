"""A drill of a recovery sheet (core/spec/recovery.md, "A drill"). P1 begins both.

The computer's:

    P1                                              P2
       ── DRILL: key_id, epoch_id ──────────────────►
    open ◄── DRILL_COPY: the copies it keeps of CURRENT, a challenge for each ──
       ── COPY_OPENED: which sheet, the answer ─────►
       the scheme's self-test, purpose 2

The co-signer's, which a person there has asked for:

    P1                                              P2
       ── COPY_SHOWN: key_id, epoch_id, copies, challenges ► open
       ◄───────── COPY_OPENED: which sheet, the answer ──
       the scheme's self-test, purpose 2
       ── TEST_SHOWN: what came of it ──────────────► verify

The words stay at their own side, which believes its own row alone: the copy must be of its share, and open to it. The
self-test then shows that the other side holds the other half. That side learns that the words of this sheet are there,
since they open what it has sealed to the sheet for this drill alone, under a label that no copy has: so it may let a
new sheet take the place of an old one.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from core.codec.codec import Bytes32, Exact, Var, VarBytes
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.errors import BadInput, InputKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.copies import WHOSE, SealableShare, subject_of
from core.protocol.scheme import SelfTest, WordsShown
from core.protocol.session import Purpose
from core.recovery import cell
from core.recovery.cell import OpeningKey, SealKey
from core.recovery.sealed_copy import open_copy, read_copy
from core.recovery.sheet import PublicSheet, Sheet
from core.sansio.effects import Script, Send, receive

_PLACE: Final = (b"drill",)
MOST_SHOWN: Final = 128  # bytes


@dataclass(frozen=True, slots=True)
class DrillOf(Message):  # P1 -> P2
    """Hand out the copy of P1's share of this epoch, then test the two shares together."""

    TYPE: ClassVar[MessageType] = MessageType.DRILL
    key_id: Bytes32
    epoch_id: Bytes32


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """A copy as it is kept, and a challenge that its sheet opens."""

    copy: VarBytes
    challenge: Annotated[bytes, Exact(cell.SIZE)]


@dataclass(frozen=True, slots=True)
class DrillCopy(Message):  # P2 -> P1
    """One for each sheet of P1 that the share is sealed to."""

    TYPE: ClassVar[MessageType] = MessageType.DRILL_COPY
    copies: tuple[ShownCopy, ...]


@dataclass(frozen=True, slots=True)
class CopyShown(Message):  # P1 -> P2
    """One for each sheet of P2; then the two shares are tested together."""

    TYPE: ClassVar[MessageType] = MessageType.COPY_SHOWN
    key_id: Bytes32
    epoch_id: Bytes32
    copies: tuple[ShownCopy, ...]


@dataclass(frozen=True, slots=True)
class CopyOpened(Message):  # from whose sheet it is
    """One of them opens to the share."""

    TYPE: ClassVar[MessageType] = MessageType.COPY_OPENED
    key_id: Bytes32
    shown: WordsShown


@dataclass(frozen=True, slots=True)
class TrialShown(Message):  # P1 -> P2
    """What came of the self-test, in bytes of the scheme, so that P2 takes nobody's word for it."""

    TYPE: ClassVar[MessageType] = MessageType.TEST_SHOWN
    shown: Annotated[bytes, Var(MOST_SHOWN)]


class Challenges:
    """The copies of the other side's share that are kept, as they are shown for a drill."""

    def __init__(self, share: SealableShare, rng: Rng) -> None:
        self._share, self._sought = share, dict[PublicSheet, bytes]()
        shown = []
        for sheet in share.peer_sheets:
            seed, self._sought[sheet] = rng.bytes("seed", 32), rng.bytes("challenge", 32)
            made = SealKey(sheet.spk).seal(_label(share, sheet), _PLACE, seed, self._sought[sheet])
            shown.append(ShownCopy(share.copy_for(sheet), made))
        self.copies = tuple(shown)

    def check(self, told: CopyOpened) -> PublicSheet:
        """The sheet whose words are at the other side. Raises PeerFault."""
        sought = self._sought.get(told.shown.sheet)
        if sought is None or told.key_id != self._share.key_id:
            raise PeerFault("a drill was answered for another sheet or key")
        if not hmac.compare_digest(sought, told.shown.answer):
            raise PeerFault("the words of a recovery sheet were not shown")
        return told.shown.sheet


def p1(share: SealableShare, sheet: Sheet, test: SelfTest[Any], rng: Rng) -> Script[None]:
    """The wallet's side, with the words that were typed. Returns if the copy opens to this very share and both shares
    pass `test`; raises BadInput for other words, PeerFault for another copy."""
    yield Send(DrillOf(share.key_id, share.epoch_id))
    told = yield from receive(DrillCopy)
    yield Send(CopyOpened(share.key_id, must_open_one(share, told.copies, sheet)))
    yield from test.whole_p1(share, Purpose.DRILL, rng)


def p2(share: SealableShare, test: SelfTest[Any], rng: Rng) -> Script[PublicSheet]:
    """The co-signer's side; it keeps a copy. The sheet whose words are at the computer."""
    challenges = Challenges(share, rng)
    yield Send(DrillCopy(challenges.copies))
    sheet = challenges.check((yield from receive(CopyOpened)))
    yield from test.whole_p2(share, Purpose.DRILL, rng)
    return sheet


def show_p1(share: SealableShare, test: SelfTest[Any], rng: Rng) -> Script[PublicSheet]:
    """The wallet's side of a drill of the co-signer's sheet; it keeps a copy. The sheet whose words were shown to be
    there. Refused where none opens there."""
    challenges = Challenges(share, rng)
    yield Send(CopyShown(share.key_id, share.epoch_id, challenges.copies))
    sheet = challenges.check((yield from receive(CopyOpened)))
    yield Send(TrialShown((yield from test.whole_p1(share, Purpose.DRILL, rng))))
    return sheet


def show_p2(share: SealableShare, shown: WordsShown, test: SelfTest[Any], rng: Rng) -> Script[None]:
    """The co-signer's side, once a copy that was shown has opened. Returns if both shares have passed `test`."""
    yield Send(CopyOpened(share.key_id, shown))
    sid2 = yield from test.whole_p2(share, Purpose.DRILL, rng)
    test.check_shown(share, sid2, (yield from receive(TrialShown)).shown)


def must_open_one(share: SealableShare, copies: Sequence[ShownCopy], sheet: Sheet) -> WordsShown:
    """Accept the copy that the words open to this share, and the challenge beside it. Raises BadInput, PeerFault."""
    if sheet.public not in tuple(share.own_sheets):
        raise BadInput("these are the words of another sheet than this wallet's", InputKind.SHEET_OTHER)
    for shown in copies:
        with suppress(BadInput):
            copy = read_copy(shown.copy)
            if copy.sheet != sheet.public or copy.subject != subject_of(share, share.role):
                continue
            found = open_copy(copy, sheet)
            label = _label(share, sheet.public)
            answer = OpeningKey(sheet.seal_key).open(label, _PLACE, shown.challenge)
            if (found.x.reveal(), found.chain) == (share.half.reveal(), share.chain) and answer and len(answer) == 32:
                return WordsShown(sheet.public, answer)
    whose, other = WHOSE[share.role], WHOSE[share.role.other]
    raise PeerFault(f"{other} keeps no copy that opens to the half of {whose}; refresh, then drill again")


def _label(share: SealableShare, sheet: PublicSheet) -> bytes:
    return tagged_hash(Tag.DRILL, share.epoch_id, sheet.spk, sheet.apk)

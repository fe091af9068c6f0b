"""What a computer wants back beside its share, sealed to its own sheet and signed by it (core/spec/recovery.md).

The co-signer keeps it and can neither read nor make one: for that the public seal key would do, hence the signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from core.codec.codec import U8, U64, Exact, VarBytes, decode, encode
from core.crypto.rng import Rng
from core.errors import FaultKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.recovery.cell import OpeningKey, SealKey
from core.recovery.sheet import SIGNATURE, OwnSheet, PublicSheet, Sheet

FORMAT: Final = 2
MOST: Final = 256 << 10  # bytes of one, all told
STEP: Final = 4 << 10  # what is sealed is filled up to a multiple of this, so that its length tells little
_PLACE: Final = (b"notes",)


@dataclass(frozen=True, slots=True)
class SealedNotes:
    """The `number`-th of its sheet, of the second `made`; `sealed` as a cell is."""

    format: U8
    sheet: PublicSheet
    number: U64
    made: U64
    sealed: VarBytes
    signature: Annotated[bytes, Exact(SIGNATURE)]

    @property
    def label(self) -> bytes:
        """What it is, in 32 bytes."""
        return _label(self.sheet, self.number, self.made)

    def check(self, sheet: PublicSheet) -> None:
        """Raises PeerFault unless the owner of this sheet has signed it."""
        if self.sheet != sheet:
            raise PeerFault("these notes belong to another recovery sheet", FaultKind.NOTES)
        try:
            sheet.check_signature(self.signature, Tag.NOTES_SIGNED, _signed(self))
        except PeerFault:
            raise PeerFault("these notes are not what their owner has signed", FaultKind.NOTES) from None


@dataclass(frozen=True, slots=True)
class _Filled:
    content: VarBytes
    filling: VarBytes


def seal_notes(sheet: OwnSheet, number: int, made: int, content: bytes, rng: Rng) -> bytes:
    """For the own sheet; MOST may be passed. What is random is drawn for this content, label and sheet: a generator
    that repeats seals two contents under two keys."""
    label = _label(sheet.public, number, made)
    seed = tagged_hash(Tag.NOTES_SEED, rng.bytes("notes", 32), sheet.auth_key.reveal(), label, content)
    filled = encode(_Filled(content, bytes(-(len(content) + 8) % STEP)))
    sealed = SealKey(sheet.public.spk).seal(label, _PLACE, seed, filled)
    unsigned = SealedNotes(FORMAT, sheet.public, number, made, sealed, bytes(SIGNATURE))
    signature = sheet.sign(Tag.NOTES_SIGNED, _signed(unsigned))
    return encode(SealedNotes(FORMAT, sheet.public, number, made, sealed, signature))


def read_notes(data: bytes) -> SealedNotes:
    """As they came; nothing is checked yet but their form and size. Raises PeerFault."""
    if len(data) > MOST:
        raise PeerFault("these notes are larger than any may be", FaultKind.NOTES)
    found = decode(SealedNotes, data, _odd)
    if found.format != FORMAT:
        raise _odd()
    return found


def open_notes(notes: SealedNotes, sheet: Sheet) -> bytes:
    """The content, with the words alone. Raises PeerFault: another sheet's, altered, or not what was sealed."""
    notes.check(sheet.public)
    opened = OpeningKey(sheet.seal_key).open(notes.label, _PLACE, notes.sealed)
    if opened is None:
        raise PeerFault("these notes do not open with the sheet that has signed them", FaultKind.NOTES)
    filled = decode(_Filled, opened, _odd)
    if any(filled.filling):
        raise _odd()
    return filled.content


def _label(sheet: PublicSheet, number: int, made: int) -> bytes:
    return tagged_hash(
        Tag.NOTES_LABEL, bytes([FORMAT]), sheet.spk, sheet.apk, number.to_bytes(8, "big"), made.to_bytes(8, "big")
    )


def _signed(notes: SealedNotes) -> bytes:
    return encode(notes)[:-SIGNATURE]


def _odd(_: str = "") -> PeerFault:
    return PeerFault("these notes are not in the form of this version", FaultKind.NOTES)

"""What one side lets the other change of its recovery sheets, from one run to the next
(core/spec/recovery.md, "Another sheet").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.recovery.sheet import NO_SHEET, PublicSheet, SheetPair


@dataclass(frozen=True, slots=True)
class PeerSheetRules:
    """What a side lets the other one change of its recovery sheets. `accepted`: the one that a person here has said yes
    to, and that may be told by now: a first one, or the one to come; `tried`: the one to come whose words a drill has
    shown. Zeros: none."""

    accepted: PublicSheet = NO_SHEET
    tried: PublicSheet = NO_SHEET

    def allowed(self, before: SheetPair) -> frozenset[SheetPair]:
        """Every pair that may follow, none of which takes a copy away that opens (R3, R11, R15)."""
        new, old, coming = self.accepted, before.sheet, before.coming
        if old == NO_SHEET:
            return frozenset({before, SheetPair(new)})
        found = {before, SheetPair(old)}
        if coming == NO_SHEET and new not in (NO_SHEET, old):
            found.add(SheetPair(old, new))
        if coming != NO_SHEET and coming == self.tried:
            found.add(SheetPair(coming))
        return frozenset(found)


NO_CHANGE: Final = PeerSheetRules()

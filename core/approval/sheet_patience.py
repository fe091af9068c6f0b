"""How often a person is asked about first recovery sheets of one computer, and what they refused (R15, W5).

Apart from the patience for payments: a computer that tells a sheet with each refresh uses up none of that. Pure; times
are seconds of policy time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.codec.codec import U64
from core.keys.record import recent
from core.recovery.sheet import PublicSheet

MAX_ASKED = 3  # times in 24 hours about all keys of one computer
MAX_REFUSED = 10  # sheets that are remembered; more than that are three days of questions


@dataclass(frozen=True, slots=True)
class SheetPatience:
    """What was asked about sheets of one computer, and to which a person said no."""

    asked: tuple[U64, ...] = ()  # when, in the last 24 hours
    refused: tuple[PublicSheet, ...] = ()  # the last at the end

    def may_ask(self, sheet: PublicSheet, now: int) -> bool:
        """Whether a person is asked about this one now."""
        return sheet not in self.refused and len(recent(self.asked, now)) < MAX_ASKED

    def after_question(self, now: int) -> SheetPatience:
        """A person is asked."""
        return replace(self, asked=(*recent(self.asked, now), now)[-MAX_ASKED:])

    def after_no(self, sheet: PublicSheet) -> SheetPatience:
        """A person said no: they are not asked about this one again until they want it."""
        return replace(self, refused=(*self.refused, sheet)[-MAX_REFUSED:])

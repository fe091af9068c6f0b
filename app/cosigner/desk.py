"""What the terminal screen of `serve` has before the person, and what may be decided on it now (W5).

No terminal and no clock of its own. A request that is shown keeps its place and its words: what becomes of it meanwhile
is said beside it. Nothing is decided in the two seconds after anything on the screen has changed, and what is decided
names what was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.cosigner.console import LOOK_SECONDS
from core.bitcoin.caution import Caution
from core.cosigner.shown import facts

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, LogView, PolicyView, StatusView

_JUST_CHANGED = "Something on the screen has just changed. Look at it; then press the key once more."
_GONE = "Nothing was decided: this request is not what it was. Press Enter."
MOST_OVER = 20  # requests that are over and stay listed until the person moves on


class DeskPage(Enum):
    """What fills the middle of the screen."""

    REQUESTS = auto()
    LOG = auto()
    ABOUT = auto()
    PAIRING = auto()


@dataclass(slots=True)
class RequestSheet:
    """One request on the desk. `newer`: what the co-signer says of it now, where that is not what is shown."""

    number: int
    shown: ApprovalView
    newer: ApprovalView | None = None
    over: bool = False
    top: int = 0  # the first line of it that is in view
    read: bool = False  # whether its last line was in view


@dataclass(frozen=True, slots=True)
class Question:
    """What the person is asked in the last line. `then` gets what was typed; `secret`: it is not shown.

    `about`: the request it is about; the question goes when that is over or reads differently.
    """

    words: str
    then: Callable[[str], None]
    secret: bool = False
    about: str = ""
    approves: bool = False
    careful: bool = False  # an answer counts only two seconds after what it is about was shown


@dataclass(slots=True)
class LastHeard:
    """All that was last heard from the co-signer. `head`: what always stands above the requests."""

    head: tuple[str, ...] = ()
    status: StatusView | None = None
    policies: Sequence[PolicyView] = ()
    log: Sequence[LogView] | None = None  # read while it is looked at


@dataclass(slots=True)
class Desk:
    """`clock`: seconds that only grow."""

    clock: Callable[[], float]
    sheets: list[RequestSheet] = field(default_factory=list)
    at: RequestSheet | None = None
    page: DeskPage = DeskPage.REQUESTS
    top: int = 0  # of a page that is not a request
    visible: bool = True  # whether the terminal has room for what is decided
    told: LastHeard = field(default_factory=LastHeard)
    question: Question | None = None
    message: str = ""
    link: str = ""  # of a pairing under way
    words: tuple[str, ...] = ()
    revision: int = 0  # of what is to be on the screen
    _on_screen: int = -1
    _since: float = 0.0
    _numbers: int = 0

    # -------------------------------------------------------------- what is heard
    def hear(self, requests: Sequence[ApprovalView], told: LastHeard) -> None:
        """What waits now, and how the co-signer stands. A new request is listed last; it takes nobody's place."""
        found = {one.id: one for one in requests}
        for sheet in self.sheets:
            self._again(sheet, found.pop(sheet.shown.id, None))
        for one in found.values():
            self._numbers += 1
            self.sheets.append(RequestSheet(self._numbers, one))
            self.changed()
        over = [sheet for sheet in self.sheets if sheet.over and sheet is not self.at]
        for sheet in over[:-MOST_OVER]:
            self.sheets.remove(sheet)
        if self.at is None and self.sheets:
            self.at = self.sheets[0]
        if told.head != self.told.head:
            self.changed()
        self.told = told
        about = self.question.about if self.question else ""
        if about and (self.at is None or self.at.shown.id != about or self.at.over or self.at.newer):
            self.question = Question(_GONE, lambda _: self.say(""), secret=True)  # it takes what is still being typed
            self.changed()

    def _again(self, sheet: RequestSheet, now: ApprovalView | None) -> None:
        if now is None:
            if not sheet.over:
                sheet.over = True
                self.changed()
        elif facts(now) == facts(sheet.shown):
            sheet.shown = now  # times run down
            if sheet.over or sheet.newer:
                sheet.over, sheet.newer = False, None
                self.changed()
        elif sheet.newer is None or facts(now) != facts(sheet.newer):
            sheet.newer, sheet.over = now, False
            self.changed()

    def changed(self) -> None:
        """Something that a person sees is another from now on; times that run down are not."""
        self.revision += 1

    def say(self, text: str) -> None:
        """A line for the person."""
        self.message = text
        self.changed()

    # -------------------------------------------------------------- what is seen
    def rendered(self, revision: int) -> None:
        """The terminal has it now."""
        if revision != self._on_screen:
            self._on_screen, self._since = revision, self.clock()

    @property
    def settled(self) -> bool:
        """Whether nothing on the screen has changed for two seconds."""
        return self._on_screen == self.revision and self.clock() >= self._since + LOOK_SECONDS

    def objection(self, *, approve: bool) -> str:
        """Why the request that is shown cannot be decided now; empty if it can."""
        if self.page is not DeskPage.REQUESTS or self.at is None:
            return "No request is shown."
        if not self.visible:
            return "This terminal is too small to show it."
        if self.at.over:
            return "This request does not wait any more."
        if self.at.newer is not None:
            return "What is known of this request has changed. Press Enter to see it."
        if approve and self.at.shown.approved:
            return "You have approved this already; until it is signed you can refuse it."
        if approve and not self.at.read:
            return "There is more of it below: look at all of it first (End)."
        if not self.settled:
            return _JUST_CHANGED
        return ""

    def objection_to(self, question: Question) -> str:
        """Why an answer to it does not count now."""
        if question.about:
            return self.objection(approve=question.approves)
        return _JUST_CHANGED if question.careful and not self.settled else ""

    @property
    def fee_is_high(self) -> bool:
        """Whether the request that is shown needs a yes of its own for its fee (C3)."""
        return self.at is not None and Caution.FEE in self.at.shown.warnings

    # -------------------------------------------------------------- what the person does
    def move(self, step: int) -> None:
        """To another request. What is over is put away."""
        if self.page is not DeskPage.REQUESTS or not self.sheets:
            return
        here = self.sheets.index(self.at) if self.at in self.sheets else 0
        then: RequestSheet | None = self.sheets[(here + step) % len(self.sheets)]
        if then is not None and then.over:
            then = next((sheet for sheet in self.sheets if not sheet.over), None)
        self.sheets = [sheet for sheet in self.sheets if not sheet.over]
        self.at = then
        self.say("")

    def renew(self) -> None:
        """Show what is known of the request now; what is over is put away."""
        if self.at is not None and self.at.over:
            self.move(1)
        elif self.at is not None and self.at.newer is not None:
            self.at.shown, self.at.newer = self.at.newer, None
            self.at.top, self.at.read = 0, False
            self.say("")

    def turn(self, page: DeskPage) -> None:
        """To another page; back to the requests counts as a change of all that is shown."""
        self.page, self.top = page, 0
        self.say("")

    def ask(self, question: Question) -> None:
        """Put a question to the person, in place of any other."""
        self.question, self.message = question, ""

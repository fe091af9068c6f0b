"""What a person decides at the terminal screen: which question is put, and what is done with the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cosigner.console import describe
from app.cosigner.desk import Desk, DeskPage, Question
from app.cosigner.seat import must_not_be_there
from app.terminal import sentence
from app.text.terminal import told
from core.codec.names import composed
from core.cosigner.api import MetComputer, PairingScreen, PolicyChange
from core.errors import TandemError

if TYPE_CHECKING:
    from core.cosigner.api import AdminApi, ApprovalView, ConsoleApi

YES = "yes"
PROGRAM = "tandem-cosigner"


class Decisions:
    """`admin`: the co-signer of this process. `proved`: the same, with a passphrase that was typed, for what must prove
    it (V3); `asks`: whether one must be typed at all. `stop` ends the co-signer. `wake`: the screen has something new;
    any thread may call it. `clear`: what was typed is thrown away. Keys are acted upon with `lock` held."""

    def __init__(
        self,
        desk: Desk,
        admin: AdminApi,
        proved: Callable[[str], ConsoleApi],
        stop: Callable[[], object],
        wake: Callable[[], object],
        clear: Callable[[], object],
        *,
        asks: bool,
    ) -> None:
        self._desk, self._admin, self._proved, self._stop = desk, admin, proved, stop
        self._wake, self._clear, self._asks = wake, clear, asks
        self.lock = threading.RLock()
        self.over = threading.Event()
        self._busy = ""
        self._lost = ""  # whose place is taken by the pairing under way
        self._same: bool | None = None  # what the person says of the words of a pairing

    def say(self, text: str) -> None:
        """A line for the person, from any thread."""
        with self.lock:
            self._desk.say(text)
        self._wake()

    def _work(self, what: str, job: Callable[[], str], *, urgent: bool = False) -> None:
        """A job on a thread of its own, one at a time; what is `urgent` waits for none. What it gives is said."""
        if self._busy and not urgent:
            self._desk.say(f"Wait: {self._busy} is under way.")
            return
        if not urgent:
            self._busy = what
        self._desk.say(f"{what[:1].upper()}{what[1:]} …")

        def run() -> None:
            said = "That did not work, by a mistake of this program."
            try:
                said = job()
            except TandemError as error:
                said = in_words(error)
            finally:
                if not urgent:
                    self._busy = ""
                self.say(said)

        threading.Thread(target=run, daemon=True).start()

    def _ask(self, question: Question) -> None:
        self._clear()
        self._desk.ask(question)

    def answer(self, text: str) -> None:
        """Enter. What was typed for a request counts only while that request is what is shown."""
        question = self._desk.question
        if question is None:
            return
        objection = self._desk.objection_to(question)
        if objection:
            self._desk.message = objection
            return
        self._desk.question = None
        self._clear()
        question.then(text)

    def give_up(self) -> None:
        """Escape."""
        self._desk.question = None
        self._clear()
        self._desk.say("Nothing was decided.")

    # -------------------------------------------------------------- decisions
    def approve(self) -> None:
        """The request that is shown: its fee, if that is high, then the passphrase where one must be typed (V3)."""
        objection = self._desk.objection(approve=True)
        if objection or self._desk.at is None:
            self._desk.message = objection
            return
        asked = self._desk.at.shown
        if self._desk.fee_is_high:
            words = "The fee is out of proportion. Type fee to accept it; Esc: not."
            self._ask(Question(words, lambda text: self._fee(asked, text), about=asked.id, approves=True))
        else:
            self._yes(asked, accept=False)

    def _fee(self, asked: ApprovalView, text: str) -> None:
        if text == "fee":
            self._yes(asked, accept=True)
        else:
            self._desk.say("Left waiting; nothing was approved.")

    def _yes(self, asked: ApprovalView, *, accept: bool) -> None:
        words = f"Approve {asked.id[:8]}? {'Your passphrase' if self._asks else f'Type {YES}'}, then Enter; Esc: not."
        said = Question(words, lambda text: self._approved(asked, text, accept), self._asks, asked.id, approves=True)
        self._ask(said)

    def _approved(self, asked: ApprovalView, text: str, accept: bool) -> None:
        if not (text if self._asks else text == YES):
            self._desk.say("Left waiting; nothing was approved.")
            return

        def approving() -> str:
            proved, doubts = self._proved(text), list[str]()
            must_not_be_there(proved, asked, doubts.append)
            proved.approve(asked.id, accept_fee=accept, task=asked.task)
            return " ".join([f"Approved {asked.id[:8]}: {describe(asked)[0]}", *doubts])

        self._work("approving", approving)

    def refuse(self) -> None:
        """The request that is shown."""
        objection = self._desk.objection(approve=False)
        if objection or self._desk.at is None:
            self._desk.message = objection
            return
        asked = self._desk.at.shown
        words = f"Refuse {asked.id[:8]}: the reason the computer is told, then Enter; Esc: not."
        self._ask(Question(words, lambda text: self._refused(asked, text), about=asked.id))

    def _refused(self, asked: ApprovalView, text: str) -> None:
        reason = composed(text) or "Refused on the co-signer."

        def refusing() -> str:
            self._admin.refuse(asked.id, reason)
            return f"Refused {asked.id[:8]}. Nothing is signed."

        self._work("refusing", refusing)

    def freeze(self) -> None:
        """All wallets, at once: it tightens, and nobody has to prove anything for it."""
        words = f"Freeze all wallets: nothing is signed until `policy set --unfreeze`. Type {YES}; Esc: not."
        self._ask(Question(words, self._frozen))

    def _frozen(self, text: str) -> None:
        def freezing() -> str:
            self._admin.policy_set(PolicyChange(frozen=True))
            return "Frozen. Nothing is signed. To sign again: tandem-cosigner policy set --unfreeze"

        if text == YES:
            self._work("freezing", freezing, urgent=True)
        else:
            self._desk.say("Nothing was frozen.")

    def block(self) -> None:
        """One computer: the one whose request is shown, unless another is named. It tightens, as freezing does."""
        at = self._desk.at if self._desk.page is DeskPage.REQUESTS else None
        words = "Block a computer, until it is paired again: type the first 4 digits or more of its fingerprint"
        words += f" ({at.shown.computer} asks for what is shown); Esc: not." if at else "; Esc: not."
        self._ask(Question(words, self._blocked))

    def _blocked(self, text: str) -> None:
        def blocking() -> str:
            done = self._admin.block(text)
            return f"Blocked: the computer {done.name} {done.pin}. What it asked for is refused."

        if text:
            self._work("blocking", blocking, urgent=True)
        else:
            self._desk.say("Nobody was blocked.")

    def leave(self) -> None:
        """Whether the co-signer is to stop."""
        words = f"Stop the co-signer? Nothing is signed while it does not run. Type {YES} to stop it; Esc: not."
        self._ask(Question(words, self._stopped))

    def _stopped(self, text: str) -> None:
        if text == YES:
            self._stop()
        else:
            self._desk.say("It goes on.")

    # -------------------------------------------------------------- pairing
    def pair(self) -> None:
        """A link for one computer, or the page of the one that is there already."""
        if self._desk.link:
            self._desk.turn(DeskPage.PAIRING)
            return
        words = f"Pair a computer. {'Your passphrase' if self._asks else f'Type {YES}'}, then Enter; Esc: not."
        self._ask(Question(words, self._paired, self._asks))

    def _paired(self, text: str) -> None:
        if not (text if self._asks else text == YES):
            self._desk.say("No link was made.")
            return

        def pairing() -> str:
            try:
                done = self._proved(text).pair(PairingScreen(self._link, self._words, self._compared, self._met))
            finally:
                with self.lock:
                    self._desk.link, self._desk.words = "", ()
                    if self._desk.question is not None and self._desk.question.careful:
                        self._desk.question = None
                    if self._desk.page is DeskPage.PAIRING:
                        self._desk.turn(DeskPage.REQUESTS)
            return f"Paired with the computer {done.paired}."

        self._work("pairing", pairing)

    def _link(self, link: str) -> None:
        with self.lock:
            self._desk.link = link
            self._desk.turn(DeskPage.PAIRING)
        self._wake()

    def _met(self, computer: MetComputer) -> None:
        whose = "COMPUTER" if computer.restores else "CO-SIGNER" if computer.replaces else ""
        self._lost = f"THIS {whose} IS TO TAKE THE PLACE OF A LOST ONE. " if whose else ""

    def _words(self, words: tuple[str, ...]) -> None:
        with self.lock:
            self._desk.words = words
            here = self._desk.page is DeskPage.PAIRING
            self._desk.say(self._lost + ("" if here else "A computer has used the link: p shows its words."))
        self._wake()

    def _compared(self) -> bool:
        """Whether both screens show the same words: asked where they are shown, in nobody's place. No at the end."""
        words = f"Did the computer's screen show the same words? Type {YES} or no, then Enter."
        self._same = None
        while self._same is None and not self.over.wait(0.1):
            with self.lock:
                if self._desk.page is DeskPage.PAIRING and self._desk.question is None:
                    self._ask(Question(words, self._compare, careful=True))
                    self._wake()
        return bool(self._same)

    def _compare(self, text: str) -> None:
        self._same = {YES: True, "no": False}.get(text.lower())


def in_words(error: TandemError) -> str:
    """What went wrong, and what to type."""
    return sentence(told(error, PROGRAM))

"""A lost computer comes back: who is waited for, until when, and what came back in the end."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QTimer, Signal

from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.step import WayStep
from app.desktop.text import format
from app.desktop.text.sentences import doing, sentence, whole
from app.desktop.widgets import Button, Card, Col, Glyph, Group, Notice, NumberedWords, Row, Text
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.layout import Item
from app.desktop.widgets.painting import A, appear
from core.errors import RefusalKind, TandemError
from core.protocol.progress import ProgressStep

if TYPE_CHECKING:
    from core.wallet.api import Restored, RestoredNotes

translate = QCoreApplication.translate

DAY = 24 * 3600  # seconds
APPROVE, STATUS, BLOCK = "tandem-cosigner approve {0}", "tandem-cosigner status", "tandem-cosigner block COMPUTER"
STEPS = {
    ProgressStep.RESTORE_WAITS: "yes",
    ProgressStep.SETTLES: "settle",
    ProgressStep.OPENING: "open",
    ProgressStep.BINDING: "bind",
    ProgressStep.NEW_SHARES: "renew",
    ProgressStep.TEST: "test",
}


def deeds() -> tuple[Deed, ...]:
    """In their order; `usual` is endless where a person or a day is waited for."""
    return (
        Deed(
            "yes",
            translate("Restore", "A person says yes on the co\u2011signer"),
            "cosigner",
            translate("Restore", "This computer asks for the wallets of that sheet"),
            7 * DAY,
            waits=True,
        ),
        Deed(
            "settle",
            translate("Restore", "The co\u2011signer waits, in case the computer is not lost"),
            "cosigner",
            "",
            2 * DAY,
            waits=True,
        ),
        Deed("open", translate("Restore", "The copies open with the words of the paper"), "computer", "", 60),
        Deed("bind", translate("Restore", "The co\u2011signer binds the wallets to this computer"), "cosigner", "", 30),
        Deed("renew", translate("Restore", "Both draw new halves"), "both", "", 60),
        Deed("test", translate("Restore", "A signature together, thrown away, shows that they fit"), "both", "", 60),
    )


class RestoringStep(WayStep):
    """It is asked for, approved, opened, bound and renewed. `stop`: leave it for later."""

    AT = 3
    open_it = Signal(str)  # a wallet of those that are back, though not all of it went well

    def __init__(self, cosigner: str) -> None:
        """`cosigner` is what it is called."""
        self._cosigner, self._ends, self._renewed = cosigner, 0.0, 0
        self.course = Course(deeds())
        self.course.late.connect(self._late)
        self.command, self.block = CommandLine(), CommandLine(BLOCK)
        self.how = Text("", "small", "text2", wrap=True)
        self.todo = Card(title=translate("Restore", "On the co\u2011signer, now"), gap=8)
        self.todo.add(self.command, self.block, self.how)
        self.todo.hide()
        self.notice = Notice("", "", "warn")
        self.notice.hide()
        self.stop = Button(translate("Restore", "Stop for now"), "secondary")
        self._back_again = ""  # a wallet that is there
        self.open_now = Button(translate("Restore", "Open what is back"), "secondary")
        self.open_now.clicked.connect(lambda: self.open_it.emit(self._back_again))
        super().__init__(
            "",
            "",
            self.notice,
            self.todo,
            Card(self.course, title=translate("Restore", "Bringing the wallets back")),
            back=translate("Restore", "The words again"),
            forward=translate("Restore", "Ask again"),
            beside=[self.stop, self.open_now],
        )
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count)

    def note(self) -> str:
        return translate("Restore", "The co\u2011signer hands out nothing without a person's yes there.")

    def open_step(self) -> None:
        """It starts, or starts again."""
        self._ends, self._renewed = 0.0, 0
        self.lead.setText(
            translate(
                "Restore",
                "You may close Tandem at any time, and it may lock itself: nothing is lost. Opened again it asks for "
                "the words once more and goes on.",
            )
        )
        self._say(translate("Restore", "Asking {0} for the wallets").format(self._cosigner))
        self.course.start_course(deeds())
        self.notice.announce("")
        appear(self.todo, False)
        for one in (self.back, self.forward, self.open_now):
            one.hide()
        self.stop.show()
        self.stop.setFocus()

    def _say(self, title: str) -> None:
        self.heading.setText(title)
        self.setAccessibleName(title)

    # -------------------------------------------------------------- what comes
    def said(self, event: Any) -> None:
        """An Event of it."""
        key = STEPS.get(event.step)
        if key is None:
            self.course.tell(doing(event))
            return
        self.notice.announce("")
        if key != self.course.key or key == "renew":
            self.course.at(key)
        if key == "yes":
            self._wait_for_a_yes(event.request)
        else:
            appear(self.todo, False)
        if key == "settle":
            self._ends = time.monotonic() + event.seconds
            self._say(translate("Restore", "Approved; the co\u2011signer waits"))
            self._tick.start()
            self._count()
            return
        self._tick.stop()
        if key == "renew":
            self._renewed += 1
            if self._renewed > 1:
                self.course.tell(translate("Restore", "Wallet {0}").format(self._renewed))
        if key in ("open", "bind", "renew", "test"):
            self._say(translate("Restore", "The wallets come back"))

    def _wait_for_a_yes(self, request: str) -> None:
        command = APPROVE.format(request[:8])
        self._say(translate("Restore", "Waiting for your yes on {0}").format(self._cosigner))
        self.course.tell(translate("Restore", "Request {0} is there; it stays open for seven days").format(request[:8]))
        if self.command.text == command and not self.todo.isHidden():
            return
        self.command.set(command)
        self.block.hide()
        self.how.setText(
            translate(
                "Restore",
                "It shows which wallets come back and which computer is called lost, and wants its passphrase. Type "
                "this at its own screen, or from a third device.",
            )
        )
        appear(self.todo, True)

    def _count(self) -> None:
        """How long the co-signer still waits."""
        left = self._ends - time.monotonic()
        now = datetime.now()
        until = format.day_and_clock(now + timedelta(seconds=max(left, 0)), now)
        words = translate("Restore", "Until {0}, {1} left. A no there, or the lost computer on-line, ends it.")
        self.course.tell(words.format(until, format.left(left)))

    # -------------------------------------------------------------- how it ends
    def done(self) -> None:
        """Everything is renewed."""
        self._tick.stop()
        self.course.finish()

    def failed(self, error: TandemError, back: str = "") -> None:
        """It has stopped; what to do stands below. `back`: a wallet that is on this computer by now."""
        self._back_again = back
        self.open_now.setVisible(bool(back))
        self._tick.stop()
        self._say(translate("Restore", "The wallets are not back yet"))
        self.lead.setText(sentence(error))
        self.course.fail(sentence(error))
        stopped = error.kind is RefusalKind.RESTORE_STOPPED
        if stopped:
            self.command.set(STATUS)
            self.block.show()
            self.how.setText(
                translate(
                    "Restore",
                    "If the computer is in your hands, switch it off, or use it: it still has the wallets. If it is in "
                    "somebody else's, the first command shows it, and the second turns it away, at once. Then ask "
                    "again.",
                )
            )
        appear(self.todo, stopped)
        text = translate(
            "Restore",
            "What was done so far is kept on both sides. Ask again goes on from there; three times in a day a new "
            "request can be made.",
        )
        self.notice.announce(translate("Restore", "Nothing is lost"), text, "warn")
        self.forward.show()
        self.back.show()
        self.stop.hide()
        self.forward.setFocus()

    def give_up(self) -> None:
        """The window leaves, or locks."""
        self._tick.stop()
        self.course.stop()

    def _late(self, _key: str, seconds: int) -> None:
        title = translate("Restore", "This takes longer than usual: {0}\u00a0s").format(seconds)
        text = translate("Restore", "Look whether the co\u2011signer still runs and is in the same network.")
        self.notice.announce(title, text, "warn")


class RestoredStep(WayStep):
    """What came back, what did not, and what the lost computer still is."""

    AT = 3

    def __init__(self, restored: Restored) -> None:
        names = [_wallet(one.name, one.network.capitalize(), one.epoch) for one in restored.wallets]
        back = Card(*names, title=translate("Restore", "Back on this computer"), gap=10)
        back.add(Text(_notes(restored.notes), "small", "warn" if restored.notes.problem else "text2", wrap=True))
        parts: list[Item] = [back]
        if restored.without:
            text = translate(
                "Restore",
                "The co\u2011signer keeps no copy of these: {0}. They were made before the computer had a sheet, or it "
                "was never accepted there. Only the lost computer signs for them; if it is gone for good, so are their "
                "coins.",
            )
            title = translate("Restore", "Not every wallet came back")
            parts.append(Notice(title, text.format(", ".join(restored.without)), "warn"))
        if restored.renamed:
            text = translate(
                "Restore", "There was another wallet of this name: {0}. The co\u2011signer calls it so too."
            )
            pairs = ", ".join(f"{one.was} \N{RIGHTWARDS ARROW} {one.name}" for one in restored.renamed)
            parts.append(Notice(translate("Restore", "Not every wallet has its old name"), text.format(pairs)))
        if told := next((one.sheets.cosigner for one in restored.wallets if one.sheets.cosigner), ()):
            parts.append(_survivors_sheet(told))
        parts.append(
            Notice(
                translate("Restore", "The lost computer's half signs nothing any more"),
                translate(
                    "Restore",
                    "With the co\u2011signer's paper it is still the whole key, for ever. If both may be in one hand: "
                    "a new wallet with new papers, and the coins sent there.",
                ),
                "warn",
            )
        )
        parts.append(
            Notice(
                translate("Restore", "For three days everything asks"),
                translate(
                    "Restore",
                    "The co\u2011signer signs no payment by itself, and loosens no rule, for 72 hours. Your paper is "
                    "this computer's paper now: keep it, not where the co\u2011signer is.",
                ),
            )
        )
        super().__init__(
            translate("Restore", "The wallets are back"),
            translate(
                "Restore", "Same addresses, new halves on both sides. A signature together has shown that they fit."
            ),
            *parts,
            forward=translate("Restore", "Go on"),
        )

    def open_step(self) -> None:
        """The keyboard goes to the way on."""
        self.forward.setFocus()


def _survivors_sheet(fingerprint: tuple[str, ...]) -> Card:
    """What the co-signer has named as its own sheet, which its paper must say too."""
    words = NumberedWords(translate("OtherSheet", "Fingerprint of the co\u2011signer's sheet"), "mono", 3)
    words.set(fingerprint)
    card = Card(title=translate("Restore", "Compare with the co\u2011signer's paper"), gap=10)
    text = translate(
        "Restore",
        "This computer keeps a copy of the co\u2011signer's half for the sheet with this fingerprint. If the newest "
        "paper of the co\u2011signer says other words, that paper brings nothing back: make a new wallet with new "
        "papers, and send the coins there.",
    )
    card.add(Text(text, "small", "text2", wrap=True), words)
    return card


def _notes(back: RestoredNotes) -> str:
    """What came back beside the wallets, as of when."""
    if back.problem:
        text = translate("Restore", "Labels and address book did not come back: {0}")
        return text.format(whole(back.problem))
    if not back.made:
        return translate("Restore", "The co\u2011signer keeps no labels and no address book for this paper.")
    when = format.day_and_clock(datetime.fromtimestamp(back.made), datetime.now())
    text = translate(
        "Restore",
        "Labels: {0}, contacts: {1}, as they were {2}. Until you write a contact down again, paying it warns as with a "
        "stranger.",
    )
    return text.format(back.labels, back.contacts, when)


def _wallet(name: str, network: str, epoch: int) -> Any:
    said = Text(name, "strong", keep=False)
    facts = Text(translate("Restore", "{0}, epoch {1}").format(network, epoch), "small", "text2")
    return Group(Row(Glyph("circle-check", "ok", 20), (Col(said, facts, gap=0), 1), gap=12, align=A.AlignTop))

"""A lost computer comes back, before anybody waits: what is needed, and the 24 words of its sheet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desktop.parts.sheet_entry import SheetEntry
from app.desktop.parts.step import WayStep
from app.desktop.widgets import Button, Card, Col, Glyph, Group, Notice, Row, Text
from app.desktop.widgets.layout import Item
from app.desktop.widgets.painting import A
from core.secret import Secret

translate = QCoreApplication.translate

BEFORE = -1  # the first part of this way, which the way to a new wallet does not have


def needed() -> tuple[tuple[str, str, str], ...]:
    """What must be at hand: an icon, its name, and what to know of it."""
    return (
        (
            "server",
            translate("Restore", "The co\u2011signer that you had"),
            translate("Restore", "It runs, this computer reaches it, and you know its passphrase."),
        ),
        (
            "file-text",
            translate("Restore", "The paper of the lost computer: 24 words"),
            translate("Restore", "Not the co\u2011signer's paper. Without the paper the wallets do not come back."),
        ),
        (
            "clock",
            translate("Restore", "A day of patience"),
            translate(
                "Restore",
                "After your yes on the co\u2011signer it waits 24 hours before it hands anything out, so that a thief "
                "with your paper is noticed. A wallet that is less than an hour old comes back at once.",
            ),
        ),
    )


class RestoreIntro(WayStep):
    """What is needed, and what becomes of the lost computer."""

    AT = BEFORE

    def __init__(self) -> None:
        stolen = Notice(
            translate("Restore", "If the computer was stolen, block it first"),
            translate(
                "Restore",
                "On the co\u2011signer: tandem-cosigner status shows it, tandem-cosigner block turns it away. A "
                "computer that is connected is not lost: it ends this every time, unless it is blocked.",
            ),
            "warn",
        )
        moves = Notice(
            translate("Restore", "If you move, close Tandem on the old computer"),
            translate(
                "Restore",
                "And leave it closed. Two computers never have one wallet: the old one is turned away afterwards. So a "
                "second computer is no spare; the paper is.",
            ),
        )
        lines: list[Item] = [_need(*one) for one in needed()]
        super().__init__(
            translate("Restore", "Bring back the wallets of a lost computer"),
            translate(
                "Restore",
                "This computer takes the place of the lost one. The wallets keep their addresses; both sides get new "
                "halves, and the lost computer signs for these wallets no more.",
            ),
            Card(*lines, title=translate("Restore", "What you need"), gap=14),
            moves,
            stolen,
            back=translate("Onboarding", "Back"),
            forward=translate("Restore", "I have all of it"),
        )

    def note(self) -> str:
        return translate("Restore", "Nothing changes on the co\u2011signer before somebody says yes there.")

    def open_step(self) -> None:
        """The keyboard goes to the way on."""
        self.forward.setFocus()


def _need(icon: str, title: str, text: str) -> QWidget:
    words = Col(Text(title, "strong", wrap=True), Text(text, "small", "text2", wrap=True), gap=1)
    return Group(Row(Glyph(icon, "accent", 20), (words, 1), gap=12, align=A.AlignTop))


class SheetWordsStep(WayStep):
    """The words, which stay in the fields until they were used. `other_way`: no wallets are to be brought back."""

    AT = 2

    def __init__(self, cosigner: str, typed: tuple[str, ...] = (), again: bool = False) -> None:
        """`cosigner` is what it is called; `typed` what stood in the fields before; `again`: the window was closed or
        locked meanwhile."""
        self.sheet = SheetEntry()
        self.sheet.put(typed)
        self.notice = Notice()
        self.notice.hide()
        self.other_way = Button(translate("Restore", "Something else"), "quiet")
        going = Notice(
            translate("Restore", "It goes on where it stood"),
            translate(
                "Restore",
                "Tandem keeps the words nowhere, so they are typed once more. What the co\u2011signer was asked, and "
                "what was said there, still counts.",
            ),
        )
        super().__init__(
            translate("Restore", "The 24 words of the lost computer's paper"),
            translate(
                "Restore",
                "Type them with their numbers. The first four letters of each are enough; the space bar goes to the "
                "next.",
            ),
            *([going] if again else []),
            self.notice,
            self.sheet,
            forward=translate("Restore", "Ask the co\u2011signer"),
            beside=[self.other_way],
        )
        self.going = going if again else None
        self._cosigner = cosigner
        self.sheet.entered.connect(self.forward.click)

    def note(self) -> str:
        text = translate("Restore", "The words stay on this computer, in memory. {0} gets a signature made with them.")
        return text.format(self._cosigner)

    def open_step(self) -> None:
        """The keyboard goes to the first word that is missing."""
        self.sheet.open_part()

    def take(self) -> Secret[tuple[str, ...]] | None:
        """The words, if they are those of a computer's sheet; else it is said where they are not."""
        self.notice.announce("")
        return self.sheet.take()

    def failed(self, why: str) -> None:
        """The co-signer knows nothing of this sheet, or this home takes no other."""
        self.notice.announce(translate("Restore", "Nothing was asked"), why, "danger")

    def give_up(self) -> None:
        """The window leaves, or locks: the words are gone."""
        self.sheet.forget()

"""The first page: what Tandem is, and practise or a real wallet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app import __version__
from app.desktop.look.icons import paint_icon, paint_mark
from app.desktop.look.theme import color
from app.desktop.widgets import Button, Centered, ChoiceCard, Page, Row, Text
from app.desktop.widgets.painting import A, draw_text, painter, rounded

translate = QCoreApplication.translate


class Hero(QLabel):
    """The idea in one picture: two halves on two devices, one signature."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(164)
        self.setAccessibleName(
            translate("Onboarding", "This computer holds one half, your co-signer the other. A payment needs both.")
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, centre, y = painter(self), self.width() / 2, 74.0
        sides = (
            (-186, "monitor", translate("Onboarding", "This computer")),
            (186, "server", translate("Onboarding", "Your co-signer")),
        )
        for dx, icon, words in sides:
            toward = 1 if dx < 0 else -1
            p.setPen(QPen(color("line2"), 1.5, Qt.PenStyle.DotLine))
            p.drawLine(QPointF(centre + dx + 40 * toward, y), QPointF(centre - 62 * toward, y))
            rounded(p, QRectF(centre + dx - 28, y - 28, 56, 56), 28, color("surface"), color("line"))
            paint_icon(p, icon, QRectF(centre + dx - 12, y - 12, 24, 24), color("text2"))
            draw_text(p, QRectF(centre + dx - 90, y + 52, 180, 20), words, "label", color("text2"), A.AlignCenter)
        paint_mark(p, QRectF(centre - 44, y - 44, 88, 88), color("accent"), color("peer"))
        words = translate("Onboarding", "One signature")
        draw_text(p, QRectF(centre - 90, y + 52, 180, 20), words, "label", color("text2"), A.AlignCenter)


class OnboardingChoice(QWidget):
    """Practise, a real wallet, those of a computer that is lost, or the way out when both devices are."""

    practise = Signal()
    real = Signal()
    lost = Signal()  # the computer that had the wallets
    guides = Signal()  # to be read first
    both = Signal()  # both devices are lost: the key is put together from papers and a file

    def __init__(self) -> None:
        super().__init__()
        self.practice_card = ChoiceCard(
            "flask-conical",
            translate("Onboarding", "Practise"),
            translate("Onboarding", "Everything works as in earnest, with coins that are worth nothing."),
            [
                translate("Onboarding", "Ready in 20 seconds, no second device"),
                translate("Onboarding", "Free coins to send around"),
            ],
            checked=True,
        )
        self.real_card = ChoiceCard(
            "wallet",
            translate("Onboarding", "Real wallet"),
            translate("Onboarding", "Pair a co-signer you own and make the key together."),
            [
                translate("Onboarding", "About ten minutes"),
                translate("Onboarding", "A server or second computer"),
            ],
        )
        self.go = Button("", "primary")
        self.go.setMinimumWidth(200)
        self.go.clicked.connect(lambda: (self.practise if self.practice_card.isChecked() else self.real).emit())
        self.restore = Button(translate("Onboarding", "My computer is lost, or I move: bring its wallets here"), "link")
        self.restore.clicked.connect(self.lost)
        self.leave = Button(translate("Onboarding", "Both devices are lost: both papers and a file"), "link")
        self.leave.clicked.connect(self.both)
        self.read = Button(translate("Onboarding", "Guides"), "link")
        self.read.clicked.connect(self.guides)
        self.practice_card.toggled.connect(self._name_button)
        self._name_button()
        lead = translate(
            "Onboarding",
            "Two devices of yours each hold half. Every payment is signed by both. Neither alone can learn the key, or "
            "spend more than the co-signer's rules allow.",
        )
        page = Page(
            "",
            "",
            None,
            Hero(),
            Text(translate("Onboarding", "A wallet whose key never exists"), "big", align=A.AlignHCenter),
            Centered(Text(lead, "lead", "text2", wrap=True, align=A.AlignHCenter), width=560),
            8,
            Centered(Row((self.practice_card, 1), (self.real_card, 1), gap=16, align=None), width=760),
            8,
            Row(None, self.go, None),
            Row(None, self.restore, None),
            Row(None, self.leave, None),
            None,
            None,
            Row(
                Text(translate("Onboarding", "Tandem {0}").format(__version__), "caption", "text3"),
                16,
                self.read,
                None,
                Text(translate("Onboarding", "Open source. No account, no server of ours."), "caption", "text3"),
            ),
            width=1600,
        )
        page.setAccessibleName(translate("Onboarding", "Practise or a real wallet"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def _name_button(self) -> None:
        practise = self.practice_card.isChecked()
        self.go.set(translate("Onboarding", "Start practising") if practise else translate("Onboarding", "Set it up"))

    def focus_card(self) -> None:
        """It is shown (again)."""
        card = self.practice_card if self.practice_card.isChecked() else self.real_card
        card.setFocus(Qt.FocusReason.OtherFocusReason)

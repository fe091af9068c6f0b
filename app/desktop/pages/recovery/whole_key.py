"""Rule R6: what is the whole key, in large type, and what brings a device back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desktop.widgets import Card, Col, Columns, Glyph, Group, Row, Text
from app.desktop.widgets.painting import A

translate = QCoreApplication.translate


def whole() -> tuple[str, ...]:
    """The sets that are the whole key."""
    return (
        translate("WholeKey", "this computer and the co\u2011signer"),
        translate("WholeKey", "this computer and the co\u2011signer's sheet"),
        translate("WholeKey", "the co\u2011signer and this computer's sheet"),
        translate("WholeKey", "both sheets and any recovery file"),
    )


def back() -> tuple[tuple[str, str], ...]:
    """What is lost, and what brings it back."""
    return (
        (
            translate("WholeKey", "This computer is lost"),
            translate("WholeKey", "Its own sheet and the co\u2011signer bring it back."),
        ),
        (
            translate("WholeKey", "The co\u2011signer is lost"),
            translate("WholeKey", "Its own sheet and this computer bring it back."),
        ),
        (
            translate("WholeKey", "Both are lost"),
            translate("WholeKey", "Both sheets and a recovery file bring both back."),
        ),
    )


class WholeKeyCard(Card):
    """Nothing here changes."""

    def __init__(self) -> None:
        super().__init__(title=self.tr("What is the whole key"), gap=12)
        lead = self.tr("Whoever has all of one line has all the coins, without rules and without delay:")
        self.sets = [Text(line, "page", wrap=True) for line in whole()]
        warning = self.tr(
            "No single device, sheet or file is the key. A stolen device, or an old copy of it, stays dangerous "
            "together with the other device's sheet, or with an image of the other device from before a restore, for "
            "ever; a renewal does not help. Never keep a sheet where the other device is, and never both sheets in one "
            "place."
        )
        left = Col(*(_keyed(line) for line in self.sets), None, gap=8)
        right = Col(*(_pair(lost, way) for lost, way in back()), None, gap=8)
        self.add(
            Text(lead, "body", "text2", wrap=True),
            Columns((Group(left), 58), (Group(right), 42)),
            Text(warning, "small", "text2", wrap=True),
        )


def _keyed(line: Text) -> QWidget:
    return Group(Row(Glyph("triangle-alert", "warn", 22), (line, 1), gap=12, align=A.AlignTop))


def _pair(lost: str, way: str) -> QWidget:
    made = Group(Col(Text(lost, "strong", wrap=True), Text(way, "small", "text2", wrap=True), gap=0))
    made.setAccessibleName(f"{lost}: {way}")
    return made

"""The window on real screens that are smaller than it would like to be."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from tests.support.screen import needs_screen, program, screen

pytestmark = [needs_screen, pytest.mark.slow]

SHOWN = """
import json
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from app.desktop.look import theme
app = QApplication([])
theme.apply(app, "light", {text}, calm=True)
from tests.screenshots.wallet import everyday, window
made = window(everyday(), "{page}")
made.show()

def tell():
    box = made.frameGeometry()
    buttons = [one for one in made.page.findChildren(QPushButton) if one.isVisible() and one.text() == "{button}"]
    places = [one.mapToGlobal(QPoint(one.width(), one.height())) for one in buttons]
    available = made.screen().availableGeometry()
    print(json.dumps(dict(
        room=[available.width(), available.height()],
        window=[box.x() + box.width(), box.y() + box.height()],
        button=[max(at.x() for at in places), min(at.y() for at in places)],
        least=[made.minimumWidth(), made.minimumHeight()],
    )), flush=True)

QTimer.singleShot(300, tell)
app.exec()
"""
LAPTOP = {"QT_SCALE_FACTOR": "1.25"}  # 1366 x 768 at 125 % is 1092 x 614


class Case(NamedTuple):
    size: tuple[int, int]
    around: dict[str, str]
    text: float = 1.0


CASES = {
    "netbook": Case((1024, 640), {}),
    "laptop": Case((1366, 768), LAPTOP),
    "large text": Case((1366, 768), LAPTOP, 1.3),
    "tiny": Case((800, 480), {}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
@pytest.mark.parametrize(("page", "button"), [("home", "Send"), ("send", "Review")])
def test_it_opens_within_the_screen_with_its_button(case: Case, page: str, button: str) -> None:
    words = SHOWN.format(page=page, button=button, text=case.text)
    with screen(*case.size) as shown, program({**shown, **case.around}, "-c", words) as running:
        assert running.stdout is not None
        told = json.loads(running.stdout.readline())
    for what in ("window", "least"):
        assert all(mine <= there for mine, there in zip(told[what], told["room"], strict=True)), told
    across, down = told["button"]
    assert across <= told["room"][0]
    if page == "home":  # Send's own button may have to be scrolled to, but is never beside the screen
        assert down <= told["room"][1]


def test_the_least_size_leaves_room_for_a_panel_and_a_title() -> None:
    with (
        screen(1366, 768) as shown,
        program({**shown, **LAPTOP}, "-c", SHOWN.format(page="home", button="Send", text=1)) as running,
    ):
        assert running.stdout is not None
        told = json.loads(running.stdout.readline())
    assert told["least"][1] <= 614 - 48 - 40

"""Every widget by mouse, by keyboard and for screen readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.look import palettes, theme
from app.desktop.widgets import (
    Address,
    Amount,
    AmountField,
    AreaChart,
    Badge,
    Bar,
    Button,
    Card,
    Checkbox,
    ChoiceCard,
    Columns,
    Field,
    Mark,
    Notice,
    Page,
    Passphrase,
    QrCode,
    Search,
    Segmented,
    Select,
    Sidebar,
    Steps,
    StepView,
    Switch,
    Text,
    TextArea,
    empty,
    fill,
    line,
)
from app.desktop.widgets.painting import set_tip
from app.desktop.widgets.qr import picture
from tests.app.desktop.checks import faults, reached
from tests.app.desktop.conftest import Show, point_at
from tests.screenshots.gallery import ADDRESSES, PAGES, framed
from tests.screenshots.scenes import Scene, load

GALLERY = {name: build for name, build in load().items() if name.startswith("gallery-")}
KEY = Qt.Key


@pytest.fixture
def page(show: Show) -> Callable[..., Page]:
    """Show widgets on a page in the window."""

    def shown(*widgets: QWidget, width: int = 1120) -> Page:
        made = Page("Title", "", *widgets, None)
        show(framed(made, "home"), width)
        return made

    return shown


# ── What any page must keep ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("build", GALLERY.values(), ids=GALLERY)
@pytest.mark.parametrize(("width", "scale"), [(1120, 1.0), (900, 1.0), (1120, 1.3), (900, 1.3), (1120, 0.9)])
def test_nothing_is_unnamed_small_rich_or_cut(
    qapp: QApplication, show: Show, build: Scene, width: int, scale: float
) -> None:
    theme.apply(qapp, "dark", scale, calm=True)
    window = build()
    show(window, width)
    assert faults(window) == []


def test_the_check_finds_what_it_looks_for(show: Show) -> None:
    window = QWidget()
    rich, small, cut, lines = QLabel("<b>HTML</b>"), Switch("Small"), Amount(12_875_140), Text("many " * 40, wrap=True)
    tipped = Button("Tip")
    tipped.setToolTip("<b>HTML</b>")
    small.setFixedSize(20, 20)
    cut.setFixedWidth(30)
    lines.setFixedHeight(10)
    column = QVBoxLayout(window)
    for widget in (rich, small, cut, lines, tipped, QPushButton(), QLineEdit()):
        column.addWidget(widget)
    show(window, 300, 400)
    assert [fault.split(" ", 1)[0] for fault in faults(window)] == [
        "QLabel",
        "Switch",
        "Amount",
        "Text",
        "Button",
        "QPushButton",
        "QLineEdit",
    ]


@pytest.mark.parametrize("build", GALLERY.values(), ids=GALLERY)
def test_the_keyboard_reaches_everything_in_the_order_of_reading(show: Show, build: Scene) -> None:
    window = build()
    show(window)
    wanted = {widget for widget in reached(window) if not getattr(widget, "isCheckable", bool)()}
    visited: list[QWidget] = []
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget() or window, KEY.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is None or focused in visited:
            break
        visited.append(focused)
    assert wanted - set(visited) == set()
    tops = [widget.mapTo(window, QPoint(0, 0)).y() for widget in visited if isinstance(widget, QLineEdit)]
    lefts = [widget.mapTo(window, QPoint(0, 0)).x() for widget in visited if isinstance(widget, QLineEdit)]
    for i in range(1, len(tops)):
        assert tops[i] >= tops[i - 1] or lefts[i] > lefts[i - 1]


def test_what_others_wrote_is_never_html(page: Callable[..., Page]) -> None:
    evil = '<a href="https://evil.example"><h1>Pay here</h1></a>'
    sidebar = Sidebar(PAGES)
    sidebar.cosigner.set(evil, evil)
    texts = Text(evil), Badge(evil), Notice(evil, evil), Address(evil)
    made = page(*texts, sidebar)
    assert [fault for fault in faults(made) if "HTML" in fault] == []
    assert "<h1>" not in sidebar.cosigner.toolTip()
    set_tip(made, evil)
    assert "&lt;a" in made.toolTip()
    assert "<a" not in made.toolTip()
    set_tip(made, "")
    assert made.toolTip() == ""
    # A heading would be taller than a line.
    assert texts[0].sizeHint().height() == Text("plain").sizeHint().height()


def test_the_ring_follows_the_keyboard_and_not_the_mouse(show: Show) -> None:
    first, second, field = Button("First"), Button("Second"), Field("Field")
    frame = framed(Page("Title", "", first, second, field, None), "home")
    show(frame)
    first.setFocus()
    assert not frame.ring.isVisible()  # the program put it there
    QTest.keyClick(first, KEY.Key_Tab)
    QTest.keyClick(second, KEY.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert first.hasFocus()
    assert frame.ring.isVisible()
    assert frame.ring.geometry().center() == first.mapTo(frame, first.rect().center())
    QTest.keyClick(first, KEY.Key_Tab)
    assert frame.ring.geometry().center() == second.mapTo(frame, second.rect().center())
    QTest.keyClick(second, KEY.Key_Tab)
    assert QApplication.focusWidget() is field.editor
    assert not frame.ring.isVisible()  # a field thickens its own edge
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert second.hasFocus()
    assert not frame.ring.isVisible()
    QTest.keyClick(second, KEY.Key_Shift)
    assert frame.ring.isVisible()
    second.hide()
    assert not frame.ring.isVisible()


# ── Actions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", [KEY.Key_Space, KEY.Key_Return, KEY.Key_Enter])
def test_a_button_is_pressed_by_space_and_by_enter(page: Callable[..., Page], qtbot: QtBot, key: Qt.Key) -> None:
    button = Button("Sign together", "primary")
    page(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked, timeout=1000):
        QTest.keyClick(button, key)


def test_a_disabled_button_does_nothing(page: Callable[..., Page], qtbot: QtBot) -> None:
    button = Button("Sign together", "primary")
    button.setEnabled(False)
    page(button)
    with qtbot.assertNotEmitted(button.clicked, wait=50):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.keyClick(button, KEY.Key_Return)


def test_a_button_that_changes_is_called_by_its_new_name() -> None:
    button = Button("Ask", icon="pencil")
    width = button.sizeHint().width()
    button.set("Ask Kitchen NUC again")
    assert button.accessibleName() == button.text() == "Ask Kitchen NUC again"
    assert button.glyph == "pencil"
    assert button.sizeHint().width() > width


def test_one_of_a_few_is_moved_by_arrows(page: Callable[..., Page], qtbot: QtBot) -> None:
    choice = Segmented(["sat", ("BTC", "8 decimals")], 0, "Unit")
    page(choice)
    parts = [widget for widget in reached(choice) if widget.isVisible()]
    parts[0].setFocus()
    with qtbot.waitSignal(choice.changed, timeout=1000) as told:
        QTest.keyClick(parts[0], KEY.Key_Right)
        QTest.keyClick(parts[1], KEY.Key_Space)
    assert told.args == [1]
    assert choice.current() == 1
    with qtbot.assertNotEmitted(choice.changed):
        choice.choose(0)
    assert choice.current() == 0
    interface = QAccessible.queryAccessibleInterface(parts[1])
    assert interface.role() == QAccessible.Role.RadioButton
    assert interface.text(QAccessible.Text.Name) == "BTC 8 decimals"


def test_switches_ticks_and_cards_are_on_or_off(page: Callable[..., Page]) -> None:
    switch, tick = Switch("Lock by itself"), Checkbox("I have compared all three lines. " * 4)
    cards = [ChoiceCard("wallet", name, "A sentence.", ["A fact"]) for name in ("Practise", "Real")]
    page(switch, tick, Columns((cards[0], 1), (cards[1], 1)))
    for widget in (switch, tick, *cards):
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
        assert widget.isChecked()
    assert not cards[0].isChecked()  # one or the other
    tick.setFocus()
    QTest.keyClick(tick, KEY.Key_Space)
    assert not tick.isChecked()


# ── Input ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_field_says_help_or_right_or_wrong(page: Callable[..., Page]) -> None:
    field = Field("Address", help="Paste it here.")
    page(field)
    assert field.message() == field.editor.accessibleDescription() == "Paste it here."
    field.set_error("One letter is wrong.")
    assert field.is_wrong()
    assert field.editor.accessibleDescription() == "One letter is wrong."
    assert has_colour(field.editor.grab().toImage(), palettes.LIGHT.danger)
    field.set_right("A new address.")
    assert not field.is_wrong()
    assert not has_colour(field.editor.grab().toImage(), palettes.LIGHT.danger)
    field.set_error("")
    assert field.message() == "Paste it here."


def test_a_field_tells_what_a_person_types_and_not_what_is_put_there(page: Callable[..., Page], qtbot: QtBot) -> None:
    for editor in (None, TextArea(2)):
        field = Field("Label", editor=editor)
        page(field)
        with qtbot.assertNotEmitted(field.changed):
            field.set_text("put there")
        with qtbot.waitSignal(field.changed, timeout=1000):
            QTest.keyClicks(field.editor, "x")
        assert sorted(field.text()) == sorted("put therex")


def test_enter_in_a_field(page: Callable[..., Page], qtbot: QtBot) -> None:
    field = Field("Label")
    page(field)
    with qtbot.waitSignal(field.entered, timeout=1000):
        QTest.keyClick(field.editor, KEY.Key_Return)


def test_a_passphrase_leaves_nothing_behind(page: Callable[..., Page]) -> None:
    field = Passphrase("Passphrase")
    page(field)
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "correct horse")
    assert "correct" not in editor.displayText()
    eye = next(widget for widget in reached(field) if isinstance(widget, Button))
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert editor.displayText() == "correct horse"
    assert eye.accessibleName() == "Hide the passphrase"
    assert field.take().reveal() == b"correct horse"
    assert field.text() == ""
    assert editor.echoMode() == QLineEdit.EchoMode.Password
    assert not editor.isUndoAvailable()
    assert eye.accessibleName() == "Show the passphrase"


def test_an_amount_is_read_while_one_types(page: Callable[..., Page], qtbot: QtBot) -> None:
    field = AmountField("Amount", help="At most 5 000 sat")
    page(field)
    told: list[object] = []
    field.sats_changed.connect(told.append)
    QTest.keyClicks(field.editor, "12.5")
    assert told == [1, 12, None, None]
    assert field.is_wrong()
    QTest.keyClicks(field.editor, " btc")
    assert field.sats() == told[-1] == 1_250_000_000
    assert field.message() == "At most 5 000 sat"
    field.set_sats(None)
    assert (field.text(), field.sats()) == ("", None)


def test_the_unit_of_an_amount_changes_and_its_value_does_not(page: Callable[..., Page]) -> None:
    field = AmountField("Amount")
    page(field)
    field.set_sats(1_490_000)
    switch = next(widget for widget in reached(field) if isinstance(widget, Button))
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert (field.text(), field.sats(), switch.text()) == ("0.0149", 1_490_000, "BTC")
    assert switch.accessibleName() == "In BTC. Write it in sat"
    field.set_unit("sat")
    assert field.text() == "1\u202f490\u202f000"


def test_a_choice_tells_the_key_a_person_picks(page: Callable[..., Page], qtbot: QtBot) -> None:
    choice = Select("Currency", [("", "None"), ("EUR", "Euro"), ("CHF", "Swiss franc")], "EUR")
    page(choice)
    assert choice.key() == "EUR"
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose("")
    choice.setFocus()
    with qtbot.waitSignal(choice.chosen, timeout=1000) as told:
        QTest.keyClick(choice, KEY.Key_Down)
    assert told.args == ["EUR"]
    choice.set_options([])
    assert choice.key() is None


def test_escape_clears_a_search(page: Callable[..., Page]) -> None:
    search = Search("Label, address, amount or id", "Search")
    page(search)
    QTest.keyClicks(search, "anna")
    QTest.keyClick(search, KEY.Key_Escape)
    assert search.text() == ""


# ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_amount_is_never_cut_and_is_spoken_in_satoshi(page: Callable[..., Page]) -> None:
    amount = Amount(12_875_140)
    made = page(amount, width=900)
    assert amount.accessibleName() == "12,875,140 satoshi"
    width = amount.sizeHint().width()
    amount.set(2_100_000_000_000_000, "BTC")
    QApplication.processEvents()
    assert amount.sizeHint().width() > width
    assert faults(made) == []


def test_an_address_is_copied_without_spaces(page: Callable[..., Page], qtbot: QtBot) -> None:
    address = Address(ADDRESSES[0])
    page(address)
    QGuiApplication.clipboard().setText("something else")
    address.setFocus()
    with qtbot.waitSignal(address.copied, timeout=1000):
        QTest.keySequence(address, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == ADDRESSES[0]
    assert "bc1q rsa2" in address.accessibleName()
    one_line = address.sizeHint().height()
    address.set(ADDRESSES[0][:8])
    assert address.sizeHint().height() < one_line


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "data", [f"bitcoin:{ADDRESSES[0]}", f"bitcoin:{ADDRESSES[0]}?amount=0.0025&label=Anna%20rent", "x"]
)
def test_a_qr_code_can_be_read_from_the_screen(qapp: QApplication, show: Show, scheme: str, data: str) -> None:
    theme.apply(qapp, scheme, calm=True)
    code = QrCode(data)
    holder = Card(code)
    show(holder, 300, 300)
    assert read(holder.grab().toImage()) == [data]
    assert read(picture(data)) == [data]
    code.set("")
    assert read(holder.grab().toImage()) == []


def read(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = np.frombuffer(cast(memoryview, grey.constBits()), dtype=np.uint8)
    pixels = bits.reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    return [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(pixels))]


def test_a_chart_reads_its_points_out(page: Callable[..., Page]) -> None:
    chart = AreaChart()
    page(chart)
    words = ["nothing", "some", "more"]
    chart.set([(0, 0), (1, 5), (10, 9)], ("Monday", "Sunday"), [(0, "0"), (10, "10")], words.__getitem__)
    chart.setFocus()
    spoken = []
    for key in (KEY.Key_Left, KEY.Key_Left, KEY.Key_Left, KEY.Key_Left, KEY.Key_Right):
        QTest.keyClick(chart, key)
        spoken.append(chart.accessibleDescription())
    assert spoken == ["more", "some", "nothing", "nothing", "some"]
    # Between two points the balance is still that of the earlier one.
    point_at(chart, QPoint(chart.width() // 2, 60))
    assert chart.accessibleDescription() == "some"
    chart.clearFocus()
    assert chart.accessibleDescription() == ""


@pytest.mark.parametrize("points", [[], [(3, 7)], [(3, 7), (3, 8)], [(0, 0), (1, 0)]])
def test_a_chart_of_little_is_drawn_too(page: Callable[..., Page], points: list[tuple[float, float]]) -> None:
    chart, bare = AreaChart(), AreaChart(bare=True)
    page(chart, bare)
    chart.set(points)
    bare.set(points)
    QTest.keyClick(chart, KEY.Key_Left)
    drawn = has_colour(chart.grab().toImage(), palettes.LIGHT.accent)
    assert drawn == bool(points)


def has_colour(image: QImage, wanted: str) -> bool:
    return any(QColor(image.pixel(x, y)).name() == wanted for x in range(image.width()) for y in range(image.height()))


# ── Words, trust, frame ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_notice_comes_and_goes(page: Callable[..., Page]) -> None:
    notice = Notice()
    notice.hide()
    page(notice)
    notice.announce("Refused by the co-signer.", "Nothing was signed.", "danger")
    assert notice.isVisible()
    assert notice.accessibleName() == "Refused by the co-signer. Nothing was signed."
    assert (notice.title(), notice.text()) == ("Refused by the co-signer.", "Nothing was signed.")
    notice.announce("")
    assert not notice.isVisible()


def test_steps_change_in_place(page: Callable[..., Page]) -> None:
    steps = Steps([StepView("Ask", "now", who="computer"), StepView("Sign together")], {"cosigner": "Kitchen NUC"})
    page(steps)
    rows = steps.findChildren(QLabel)
    steps.set(
        [
            StepView("Ask", "done", who="computer", time="0.1 s"),
            StepView("Sign together", "waiting", "Long words " * 30, "cosigner"),
        ]
    )
    QApplication.processEvents()
    assert steps.findChildren(QLabel) == rows
    assert rows[1].accessibleName().startswith("Step 2 of 2, waiting, Kitchen NUC: Sign together. Long words")
    assert rows[1].height() >= rows[1].heightForWidth(rows[1].width()) > 60
    steps.set([StepView("Ask", "failed")])
    QApplication.processEvents()
    assert [row.accessibleName() for row in steps.findChildren(QLabel) if row.isVisible()] == [
        "Step 1 of 1, failed: Ask."
    ]


def test_the_halves_join_once_and_at_once_when_calm(
    qapp: QApplication, page: Callable[..., Page], qtbot: QtBot
) -> None:
    mark = Mark(64, right=False)
    page(mark)
    apart = mark.grab().toImage()
    mark.set(left=True, right=True, name="Signed by both")
    mark.join()
    assert mark.is_joined()
    assert mark.accessibleName() == "Signed by both"
    assert mark.grab().toImage() != apart
    theme.apply(qapp, "light", calm=False)
    mark.join(False)
    assert not mark.is_joined() or mark.grab().toImage() != apart
    mark.join()
    qtbot.waitUntil(mark.is_joined, timeout=2000)


def test_the_bar_says_one_thing_and_does_one(page: Callable[..., Page], qtbot: QtBot) -> None:
    bar = Bar()
    page(bar)
    done: list[str] = []
    assert bar.text() == ""
    bar.say("Kitchen NUC is on-line again.", "ok", action="Show", act=lambda: done.append("shown"))
    assert bar.text() == "Kitchen NUC is on-line again."
    action = next(widget for widget in reached(bar) if isinstance(widget, Button) and widget.text() == "Show")
    QTest.mouseClick(action, Qt.MouseButton.LeftButton)
    assert (done, bar.text()) == (["shown"], "")
    bar.say("Copied.", seconds=0.05)
    assert not action.isVisible()
    qtbot.waitUntil(lambda: bar.text() == "", timeout=2000)


def test_the_sidebar_opens_pages_by_mouse_and_shortcut(show: Show, qtbot: QtBot) -> None:
    frame = framed(Page("Title"), "home")
    show(frame)
    sidebar = frame.sidebar
    assert sidebar is not None
    with qtbot.waitSignal(sidebar.chosen, timeout=1000) as told:
        QTest.mouseClick(sidebar.item("history"), Qt.MouseButton.LeftButton)
    assert told.args == ["history"]
    with qtbot.waitSignal(sidebar.chosen, timeout=1000) as told:
        QTest.keyClick(frame, KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["send"]
    with qtbot.waitSignal(sidebar.lock_asked, timeout=1000):
        QTest.mouseClick(sidebar.lock, Qt.MouseButton.LeftButton)
    sidebar.set_current("coins")
    assert sidebar.item("coins").isChecked()
    sidebar.item("cosigner").set_dot("warn", "waits for you")
    assert sidebar.item("cosigner").accessibleDescription() == "waits for you"


def test_a_narrow_window_has_a_rail_and_the_lock_is_still_there(show: Show, qtbot: QtBot) -> None:
    frame = framed(Page("Title"), "home")
    show(frame, 900)
    sidebar = frame.sidebar
    assert sidebar is not None
    assert sidebar.width() == 64
    locks = [w for w in reached(sidebar) if "Lock" in w.accessibleName()]
    with qtbot.waitSignal(sidebar.lock_asked, timeout=1000):
        QTest.mouseClick(locks[0], Qt.MouseButton.LeftButton)
    frame.resize(1120, 740)
    assert sidebar.width() == 216
    assert len([w for w in reached(sidebar) if "Lock" in w.accessibleName()]) == 1


# ── Layout ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_columns_stack_before_they_cut(page: Callable[..., Page]) -> None:
    cards = Card(Amount(2_100_000_000_000_000)), Card(Amount(2_100_000_000_000_000))
    made = page(Columns((cards[0], 1), (cards[1], 1)))
    assert cards[0].y() < cards[1].y()
    assert faults(made) == []
    narrow = Card(Text("one")), Card(Text("two"))
    page(Columns((narrow[0], 1), (narrow[1], 1)))
    assert narrow[0].y() == narrow[1].y()


def test_a_line_keeps_its_value_whole(page: Callable[..., Page]) -> None:
    card = Card(line("A label that is so long that it needs more than one line in a small card", "1 402 875 sat"))
    card.setFixedWidth(240)
    made = page(card)
    assert faults(made) == []


def test_a_layout_is_emptied_and_filled_anew(page: Callable[..., Page]) -> None:
    card = Card(Text("old"), line("old", "value"))
    page(card)
    empty(card.box)
    fill(card.box, [Text("new")])
    QApplication.processEvents()
    assert [label.text() for label in card.findChildren(Text) if label.isVisible()] == ["new"]


def test_a_page_says_where_one_is(page: Callable[..., Page], qtbot: QtBot) -> None:
    made = Page("Review", "Read it twice.", Text("x"), back="Change the payment")
    made.add(Text("more"))
    assert made.accessibleName() == "Review"
    with qtbot.waitSignal(made.back.clicked, timeout=1000):
        made.back.click()

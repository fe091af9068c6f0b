"""The look: contrast, one place for colours and sizes, both schemes, text sizes, and Qt that does not eat None."""

from __future__ import annotations

import ast
import re
import sys
import time
from dataclasses import asdict

import pytest
from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import resources
from app.desktop.look import fonts, icons, palettes, theme
from app.desktop.widgets import Field, Page, Search, Table, Text
from core.errors import StorageError
from tests.app.desktop.conftest import Show
from tests.architecture.source import production
from tests.screenshots.gallery import framed, payments

QTS = {"data", "flags", "paint", "clone", "pixmap"}  # names of Qt in one word; the others have a capital inside
DESKTOP = [source for source in production() if source.name.startswith("app/desktop/")]


@pytest.mark.parametrize("pair", palettes.contrasts(), ids=lambda pair: f"{pair.scheme}-{pair.ink}-{pair.ground}")
def test_every_pair_of_colours_is_readable(pair: palettes.Contrast) -> None:
    assert pair.ratio >= pair.least


def test_contrast_is_what_it_should_be() -> None:
    assert palettes.ratio("#ffffff", "#000000") == pytest.approx(21)
    assert palettes.ratio("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)  # the well-known near miss


def test_colours_stand_in_the_palettes_alone() -> None:
    literal = re.compile(r"#[0-9a-fA-F]{6}\b|QColor\(\"|GlobalColor\.(?!transparent)")
    assert [s.name for s in DESKTOP if literal.search(s.text) and s.name != "app/desktop/look/palettes.py"] == []
    for roles in palettes.SCHEMES.values():
        assert all(re.fullmatch(r"#[0-9a-f]{6}([0-9a-f]{2})?", value) for value in asdict(roles).values())


def test_sizes_of_type_stand_in_one_place() -> None:
    setting = re.compile(r"setPointSize|setPixelSize|\bQFont\(")
    assert [s.name for s in DESKTOP if setting.search(s.text)] == ["app/desktop/look/fonts.py"]


def test_labels_are_made_by_one_class() -> None:
    # D2: a QLabel made elsewhere would take what others wrote for HTML.
    boxes = {"QLabel", "QMessageBox", "QTextEdit", "QTextBrowser", "QErrorMessage", "QToolTip"}
    made = [
        (source.name, ast.unparse(node.func))
        for source in DESKTOP
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and (name := ast.unparse(node.func)).split(".")[0] in boxes
        and name != "QToolTip.setPalette"  # it shows no words
    ]
    assert made == []


def test_every_public_name_that_is_not_qts_is_explained() -> None:
    silent = [
        f"{source.name}: {node.name}"
        for source in DESKTOP
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and (isinstance(node, ast.ClassDef) or (node.name.islower() and node.name not in QTS))
        and ast.get_docstring(node) is None
    ]
    inner = {f"{s.name}: {f.name}" for s in DESKTOP for f in _nested(s.tree)}
    explained = {  # where it is said first; a page that overrides it says it no second time
        node.name
        for source in DESKTOP
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
    }
    assert [name for name in silent if name not in inner and name.split(": ")[1] not in explained] == []


def _nested(tree: ast.AST) -> list[ast.FunctionDef]:
    """Functions that nobody outside can call: those inside functions or private classes."""
    found: list[ast.FunctionDef] = []
    for node in ast.walk(tree):
        private = isinstance(node, ast.ClassDef) and node.name.startswith("_")
        if private or isinstance(node, ast.FunctionDef):
            found += [inner for inner in ast.walk(node) if isinstance(inner, ast.FunctionDef) and inner is not node]
    return found


def test_texts_can_be_translated() -> None:
    # lupdate finds literals only.
    calls = [
        (source.name, node)
        for source in DESKTOP
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("translate", "self.tr")
    ]
    assert calls
    assert [
        f"{name}:{node.lineno}" for name, node in calls if not all(isinstance(a, ast.Constant) for a in node.args[:2])
    ] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_stands_on_the_ground_of_its_scheme(qapp: QApplication, show: Show, scheme: str) -> None:
    frame = framed(Page("Title"), "home")
    show(frame)
    theme.apply(qapp, scheme, calm=True)
    QApplication.processEvents()
    assert theme.is_dark() == (scheme == "dark")
    picture = frame.grab().toImage()
    ground = QColor(picture.pixel(picture.width() - 5, 5)).name()
    assert ground == getattr(palettes.SCHEMES[scheme], "window")  # noqa: B009 - as the palette spells it
    assert QColor(picture.pixel(5, picture.height() // 2)).name() == palettes.SCHEMES[scheme].sidebar


def test_words_change_their_ink_with_the_scheme(qapp: QApplication, show: Show) -> None:
    words = Text("Words that are read in both schemes", "hero")
    show(words, 900, 80)
    light = darkest(words.grab().toImage())
    theme.apply(qapp, "dark", calm=True)
    QApplication.processEvents()
    assert light < 0.3 < 0.7 < lightest(words.grab().toImage())


def darkest(picture: QImage) -> float:
    return min(shades(picture))


def lightest(picture: QImage) -> float:
    return max(shades(picture))


def shades(picture: QImage) -> list[float]:
    return [
        QColor(picture.pixel(x, y)).lightnessF()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    ]


def test_system_is_light_where_the_system_does_not_say(qapp: QApplication) -> None:
    assert not theme.follows_system()  # the offscreen screen does not
    theme.apply(qapp, "system")
    assert not theme.is_dark()


def test_system_is_followed_when_it_changes_and_a_choice_is_kept(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hints(QObject):
        colorSchemeChanged = Signal()  # noqa: N815 - the name is Qt's
        said = Qt.ColorScheme.Light

        def colorScheme(self) -> Qt.ColorScheme:
            return self.said

    hints = Hints()
    monkeypatch.setattr("app.desktop.look.theme.QGuiApplication.styleHints", lambda: hints)
    monkeypatch.setattr("app.desktop.look.theme._Current.wanted", "")  # as if nothing had been applied yet
    theme.apply(qapp, "system", calm=True)
    assert not theme.is_dark()
    hints.said = Qt.ColorScheme.Dark
    hints.colorSchemeChanged.emit()
    assert theme.is_dark()
    theme.apply(qapp, "light", calm=True)
    hints.colorSchemeChanged.emit()
    assert not theme.is_dark()


def test_everything_that_holds_text_grows_with_the_text(qapp: QApplication, show: Show) -> None:
    words, field, table = Text("Words of a line"), Field("Label", "Value", mono=True), payments()
    search = Search("Label", "Search")
    page = Page("Title", "", words, field, search, table)
    show(page)
    assert field.editor.fontInfo().family() == fonts.MONO
    before = (
        words.sizeHint().width(),
        field.editor.fontMetrics().height(),
        search.fontMetrics().height(),
        table.rowHeight(0),
    )
    theme.apply(qapp, "light", 1.3, calm=True)
    QApplication.processEvents()
    after = (
        words.sizeHint().width(),
        field.editor.fontMetrics().height(),
        search.fontMetrics().height(),
        table.rowHeight(0),
    )
    for small, large in zip(before, after, strict=True):
        assert large == pytest.approx(small * 1.3, rel=0.08)


def heights(words: Text, one: QWidget, other: QWidget, table: Table) -> tuple[int, ...]:
    return words.sizeHint().height(), one.fontMetrics().height(), other.fontMetrics().height(), table.rowHeight(0)


@pytest.mark.parametrize("role", fonts.TYPES)
def test_the_fonts_are_the_bundled_ones(qapp: QApplication, role: str) -> None:
    shape = fonts.font(role)
    assert QFontInfo(shape).family() == shape.family()
    assert shape.family() in ("Inter", "JetBrains Mono")


def test_licences_lie_beside_what_they_are_for() -> None:
    for place in (("fonts", "OFL-Inter.txt"), ("fonts", "OFL-JetBrainsMono.txt"), ("icons", "LICENSE-lucide.txt")):
        assert len(resources.text(*place)) > 500


def test_digits_are_equally_wide_in_amounts_and_nowhere_else(qapp: QApplication) -> None:
    assert {fonts.metrics("body", True).horizontalAdvance(digit) for digit in "0123456789"}.__len__() == 1
    assert fonts.metrics("body").horizontalAdvance("1") < fonts.metrics("body").horizontalAdvance("0")
    assert fonts.face("body", "co-signer 2") == fonts.font("body")


@pytest.mark.parametrize("name", sorted(path.stem for path in resources.find("icons").glob("*.svg")))
def test_every_icon_draws_something_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    picture = QImage(48, 48, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    p = QPainter(picture)
    icons.paint_icon(p, name, QRectF(0, 0, 48, 48), theme.color("danger"))
    p.end()
    drawn = {
        picture.pixelColor(x, y).name() for x in range(48) for y in range(48) if picture.pixelColor(x, y).alpha() == 255
    }
    assert drawn == {palettes.LIGHT.danger}


def test_a_missing_icon_is_said_in_words(qapp: QApplication) -> None:
    with pytest.raises(StorageError, match=r"resources/icons/no-such\.svg"):
        icons.paint_icon(QPainter(), "no-such", QRectF(0, 0, 16, 16), theme.color("text"))


def test_an_icon_of_a_menu_follows_the_scheme(qapp: QApplication) -> None:
    made = icons.icon("lock", "text")
    light = made.pixmap(24, 24).toImage()
    theme.apply(qapp, "dark")
    assert made.pixmap(24, 24).toImage() != light
    assert not icons.app_icon().isNull()


def test_motion_can_be_left_out(qapp: QApplication) -> None:
    assert theme.milliseconds("join") == 0
    theme.apply(qapp, "light", calm=False)
    assert theme.milliseconds("join") == 420


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: nobody can lose it")
def test_events_do_not_lose_references_to_none(qtbot: QtBot, show: Show) -> None:
    # PySide6 6.12.0 on Python 3.11 took one from None at many events and died after a minute and a half.
    frame = framed(Page("Title", "", payments()), "home")
    show(frame)
    ticks: list[float] = []
    timer = QTimer(frame)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.timeout.connect(frame.update)
    timer.start(1)
    qtbot.wait(500)  # caches fill
    before, began = sys.getrefcount(None), len(ticks)
    qtbot.waitUntil(lambda: len(ticks) - began > 200, timeout=60_000)
    lost, events = before - sys.getrefcount(None), len(ticks) - began
    timer.stop()
    assert lost < events / 10


def test_a_bare_widget_gets_no_ground_of_its_own(qapp: QApplication, show: Show) -> None:
    inner = QWidget()
    frame = framed(inner, "home")
    show(frame)
    at = frame.width() // 2 + 100, frame.height() // 2
    assert QColor(frame.grab().toImage().pixel(*at)).name() == palettes.LIGHT.window


def test_no_style_sheet_is_set_for_the_program_and_editors_follow_all_the_same(look: None, qapp: QApplication) -> None:
    """With one Qt keeps the rules of every widget there is, and pages take twice as long to make."""
    field = Field("Label")
    light = field.editor.styleSheet()
    assert palettes.SCHEMES["light"].line_strong in light
    theme.apply(qapp, "dark", 1.3, calm=True)
    assert palettes.SCHEMES["dark"].line_strong in field.editor.styleSheet()
    assert qapp.styleSheet() == ""
    theme.apply(qapp, "light", 1.0, calm=True)
    assert field.editor.styleSheet() == light

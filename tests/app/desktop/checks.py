"""What a machine can check of the look of any page: names, hit sizes, plain text, nothing cut that must be whole."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from app.desktop.look.fonts import metrics
from app.desktop.widgets import Address, AreaChart, Rows, Table, Text
from app.desktop.widgets.values import Amount

LEAST_HIT = 24  # pixels
REACHED = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, AreaChart, Address)


def faults(window: QWidget) -> list[str]:
    """Everything wrong with a window as it is shown now, one sentence each."""
    found: list[str] = []
    seen = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    for widget in seen:
        found += _unnamed(widget) + _small(widget) + _rich(widget) + _cut(widget)
    return found + tables(window)


def tables(window: QWidget) -> list[str]:
    """Amounts that a table cuts or shows beside its view, one sentence each."""
    found: list[str] = []
    for table in window.findChildren(Table):
        model, head = table.model(), table.horizontalHeader()
        if not table.isVisible() or not isinstance(model, Rows):
            continue
        if head.length() > table.viewport().width():
            found.append(f"{called(table)} is {head.length()} wide in a view of {table.viewport().width()}")
        for at, column in enumerate(model.columns):
            if not column.right or table.isColumnHidden(at):
                continue
            texts = [model.cell(number, at).text for number in range(min(model.rowCount(), 60))]
            most = max((metrics("strong").horizontalAdvance(text) for text in texts), default=0)
            if most > table.columnWidth(at) - 24:  # what the painter leaves free at both sides
                found.append(f"{called(table)}: “{column.title}” is cut")
    return found


def lasting(window: QWidget, seconds: float = 3.0) -> list[str]:
    """The faults that are still there once everything is laid out."""
    deadline = time.monotonic() + seconds
    while (found := faults(window)) and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.01)
    return found


def reached(window: QWidget) -> list[QWidget]:
    """Everything the keyboard can reach now."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName() or getattr(widget, 'text', str)()}”"


def _unnamed(widget: QWidget) -> list[str]:
    own = isinstance(widget, REACHED) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    inner = isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QAbstractItemView)  # Qt's own corner
    if not own or inner or isinstance(widget, QScrollArea):
        return []
    interface = QAccessible.queryAccessibleInterface(widget)
    said = interface.text(QAccessible.Text.Name) if interface else ""
    return [] if widget.accessibleName() and said else [f"{called(widget)} has no name"]


def _small(widget: QWidget) -> list[str]:
    if not isinstance(widget, QAbstractButton) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return []
    size = widget.size()
    if min(size.width(), size.height()) >= LEAST_HIT:
        return []
    return [f"{called(widget)} is only {size.width()} x {size.height()}"]


def _rich(widget: QWidget) -> list[str]:
    bad = isinstance(widget, QTextEdit)
    if isinstance(widget, QLabel):
        bad = bool(widget.text()) and widget.textFormat() != Qt.TextFormat.PlainText
        bad = bad or widget.openExternalLinks()
    bad = bad or (widget.toolTip() != "" and not widget.toolTip().startswith("<qt>"))  # escaped by painting.tip
    return [f"{called(widget)} may take text for HTML"] if bad else []


def _cut(widget: QWidget) -> list[str]:
    whole = isinstance(widget, Amount | Address) or (isinstance(widget, Text) and widget.keep)
    if whole and widget.width() < widget.sizeHint().width():
        return [f"{called(widget)} is cut"]
    if isinstance(widget, Text) and widget.wordWrap() and widget.height() < widget.heightForWidth(widget.width()):
        return [f"{called(widget)} loses lines"]
    inner = widget.widget() if isinstance(widget, QScrollArea) else None
    if isinstance(widget, QScrollArea) and inner and inner.width() > widget.viewport().width():
        return [f"the page is {inner.width()} wide in a view of {widget.viewport().width()}"]
    return []

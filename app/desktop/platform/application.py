"""Qt's application, which ends the process where it finds no screen; here somebody else may go on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

Otherwise = Callable[[str], NoReturn]


def application(otherwise: Otherwise) -> QApplication:
    """Make it. Where Qt cannot go on, `otherwise` is told why; it may not raise, for Qt would not see it."""
    said: list[str] = []

    def hear(kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        said.append(message)
        if kind is QtMsgType.QtFatalMsg:  # the last words before abort(); what is wrong was said first
            otherwise(said[0].rstrip("."))

    qInstallMessageHandler(hear)
    made = QApplication(sys.argv[:1])
    qInstallMessageHandler(None)
    sys.stderr.writelines(f"{message}\n" for message in said)
    return made


def hear_offscreen() -> None:
    """From now on standard error has what Qt complains of, but for what the off-screen platform says of every window
    that has a least size."""
    qInstallMessageHandler(_complain)


def _complain(_kind: object, _context: object, message: str) -> None:
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")

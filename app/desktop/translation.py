"""The language of the window: English as written, others from resources/i18n/*.qm."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.resources import ROOT

_installed: list[QTranslator] = []


def install(app: QApplication, language: str) -> None:
    """Use a language ("en", "de", "system"); what has no translation stays English. Open windows keep theirs."""
    for translator in _installed:
        app.removeTranslator(translator)
    _installed.clear()
    locale = QLocale.system() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    for name, place in ((f"tandem_{locale.name()[:2]}", str(ROOT / "i18n")), (f"qtbase_{locale.name()[:2]}", _qt())):
        translator = QTranslator(app)
        if translator.load(name, place):
            app.installTranslator(translator)
            _installed.append(translator)


def _qt() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)

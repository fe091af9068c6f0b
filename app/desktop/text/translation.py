"""The language of the window: English as written, others from resources/i18n/*.qm and app.text."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.resources import ROOT

_installed: list[QTranslator] = []
_language = "en"


def install(app: QApplication, language: str) -> None:
    """Use a language ("en", "de", "system"); what has no translation stays English. Open windows keep theirs."""
    global _language
    for translator in _installed:
        app.removeTranslator(translator)
    _installed.clear()
    locale = QLocale.system() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    _language = locale.name()[:2]
    for name, place in ((f"tandem_{_language}", str(ROOT / "i18n")), (f"qtbase_{_language}", _qt())):
        translator = QTranslator(app)
        if translator.load(name, place):
            app.installTranslator(translator)
            _installed.append(translator)


def language() -> str:
    """The one that is in use, as two letters."""
    return _language


def _qt() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)

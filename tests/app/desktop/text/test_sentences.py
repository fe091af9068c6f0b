"""The window says errors, steps and its log in its own language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.desktop.text import translation
from app.desktop.text.sentences import doing, logged, sentence
from core.errors import RefusalKind, Refused
from core.home.records import LogCode, LogEntry
from core.protocol.progress import ProgressStep
from core.wallet.events import Event


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translation.install(qapp, "de")
    yield
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def test_an_error_is_said_in_the_language_of_the_window(qapp: QApplication, german: None) -> None:
    busy = Refused("too many new wallets; wait a minute", RefusalKind.BUSY)
    assert sentence(busy) == "Der Mitunterzeichner ist beschäftigt. Versuchen Sie es in einer Minute noch einmal."
    translation.install(qapp, "en")
    assert sentence(busy) == "Too many new wallets; wait a minute."


def test_a_step_is_said_in_the_language_of_the_window(german: None) -> None:
    assert doing(Event(ProgressStep.SEND)) == "Die Zahlung geht ans Netz."
    assert doing(Event(ProgressStep.SIGN, signed=128, inputs=130)).endswith("128 von 130 Eingängen.")


def test_the_log_keeps_names_and_numbers(qapp: QApplication, german: None) -> None:
    renewed = LogEntry(1, LogCode.REFRESHED, ("Everyday", "12"))
    assert logged(renewed) == "Everyday: Epoche 12 gilt; die alten Hälften sind gelöscht."
    translation.install(qapp, "en")
    assert logged(renewed) == "Everyday: epoch 12 is current; the old halves are erased."
    unseen = LogEntry(1, LogCode.COSIGNER_UNSEEN, ("nas.lan",))
    assert logged(unseen) == "Paired with the co-signer at nas.lan. Nobody compared the words."
    assert (renewed.kind, unseen.kind) == ("key", "pairing")


def test_a_line_that_this_program_does_not_know_is_shown_as_it_is() -> None:
    assert logged(LogEntry(1, "key.something_new", ("x",))) == "Key.something_new."

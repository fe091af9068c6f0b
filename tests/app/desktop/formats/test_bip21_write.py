"""Requests for payment: links that others read, pictures that a camera reads, a clipboard that is watched."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.desktop.formats.bip21_write import payment_link, payment_picture
from app.desktop.pages.receive.check import LARGE, command, must_compare
from app.desktop.pages.settings.network import is_place
from app.desktop.platform import clipboard
from app.desktop.platform.clipboard import ClipboardWatch, address_in
from tests.support.practised import ticking

ADDRESS = "bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3"
OTHER = "bc1qy2c9r7al8gptxja9zpndx078akryn984jmudvq"
OLD = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


def test_a_link_holds_amount_and_label() -> None:
    assert payment_link(ADDRESS) == f"bitcoin:{ADDRESS}"
    link = payment_link(ADDRESS, 250_000, "Anna & Bert: 50 %, ünd=mehr?")
    assert urlsplit(link).path == ADDRESS
    assert parse_qs(urlsplit(link).query) == {"amount": ["0.0025"], "label": ["Anna & Bert: 50 %, ünd=mehr?"]}
    assert parse_qs(urlsplit(payment_link(ADDRESS, 1)).query) == {"amount": ["0.00000001"]}


@pytest.mark.parametrize("practice", [False, True])
def test_a_camera_reads_the_picture(practice: bool) -> None:
    made = payment_picture(ADDRESS, 250_000, "Anna", practice).convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(made.constBits()).cast("B", shape=(made.height(), made.bytesPerLine()))
    assert [code.text for code in zxingcpp.read_barcodes(view)] == [payment_link(ADDRESS, 250_000, "Anna")]


def test_addresses_are_found_in_what_was_copied() -> None:
    assert address_in(f"  {ADDRESS}\n") == ADDRESS
    assert address_in(ADDRESS.upper()) == ADDRESS
    assert address_in(f"bitcoin:{ADDRESS}?amount=1&label=x") == ADDRESS
    assert address_in(OLD) == OLD
    for text in ("", "hello", ADDRESS[:-1], f"{ADDRESS} {OTHER}", "x" * 10_000):
        assert address_in(text) == ""


def test_another_address_in_the_clipboard_is_an_alarm(qtbot: QtBot) -> None:
    watch = ClipboardWatch()
    watch.copy(ADDRESS)
    with qtbot.waitSignal(watch.exchanged, timeout=3_000) as alarm:
        QGuiApplication.clipboard().setText(OTHER)
    assert alarm.args == [OTHER]


def test_the_same_address_and_other_text_are_none(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "LOOK_MS", 10)
    watch, alarms = ClipboardWatch(), list[str]()
    watch.exchanged.connect(alarms.append)
    watch.copy(payment_link(ADDRESS, 5))
    for text in (ADDRESS, "a shopping list", ""):
        QGuiApplication.clipboard().setText(text)
        qtbot.wait(60)
    assert alarms == []
    QGuiApplication.clipboard().setText(f"bitcoin:{OTHER}")
    qtbot.waitUntil(lambda: alarms == [OTHER])


def test_it_looks_for_a_minute_and_no_longer(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "LOOK_MS", 10)
    monkeypatch.setattr(clipboard, "WATCHED", 0.1)
    watch, alarms = ClipboardWatch(), list[str]()
    watch.exchanged.connect(alarms.append)
    watch.copy(ADDRESS)
    qtbot.waitUntil(lambda: not ticking(watch))
    QGuiApplication.clipboard().setText(OTHER)
    qtbot.wait(60)
    assert alarms == []


# ── Comparing with the co-signer ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("index", "compared", "sats", "must"),
    [
        (0, None, None, True),
        (4, 4, None, False),
        (13, 4, None, False),
        (14, 4, None, True),
        (3, 4, None, True),
        (5, 4, LARGE - 1, False),
        (5, 4, LARGE, True),
        (4, 4, LARGE, False),
    ],
)
def test_one_comparison_counts_for_ten_addresses_and_small_amounts(
    index: int, compared: int | None, sats: int | None, must: bool
) -> None:
    assert must_compare(index, compared, sats) is must


def test_the_command_for_the_co_signer_can_be_typed() -> None:
    assert command("Everyday", 21) == "tandem-cosigner address Everyday 21"
    assert command("My coins; rm x", 0) == "tandem-cosigner address 'My coins; rm x' 0"


# ── The server ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_places_are_a_host_and_a_port() -> None:
    assert all(is_place(text) for text in ("nas.lan:50002", "127.0.0.1:9050", "[::1]:1", "a_b-c.onion:65535"))
    assert not any(is_place(text) for text in ("", "nas", "nas:", ":1", "nas:0", "nas:65536", "nas:1/x", "ssl://nas:1"))

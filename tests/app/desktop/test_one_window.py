"""One window for each home, and what a second start hands over. The other starts are processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket

from app.desktop.__main__ import parser
from app.desktop.one_window import MOST, OneWindow
from tests.support.practised import Desk, wait

ROOT = Path(__file__).resolve().parents[3]
URI = "bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080?amount=0.001&label=Velo"


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`tandem-desktop` on a home, as a process."""
    command = [sys.executable, "-m", "app.desktop", "--home", str(home), "--report", *words]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ends(process: subprocess.Popen[str]) -> bool:
    """Whether it has ended; the window of this process works meanwhile."""
    return process.poll() is not None


def _more(asked: list[str], before: int) -> bool:
    return len(asked) > before


@pytest.mark.slow
def test_a_second_start_hands_its_link_over_and_ends(look: None, tmp_path: Path) -> None:
    one, asked = OneWindow(tmp_path), list[str]()
    one.asked.connect(asked.append)
    assert not one.told_other("")
    with started(tmp_path, "--uri", URI) as second:
        wait(lambda: ends(second) and asked, "the link")
        assert second.returncode == 0
        assert line(second) == ""  # it never painted a window
    assert asked == [URI]
    with started(tmp_path) as third:
        wait(lambda: ends(third) and len(asked) == 2, "another start without a link")
    assert asked == [URI, ""]


@pytest.mark.slow
def test_two_processes_one_window_and_after_a_kill_another(tmp_path: Path) -> None:
    with started(tmp_path) as first:
        assert line(first) == "painted"
        with started(tmp_path, "--uri", URI) as second:
            assert second.wait(60) == 0
        assert first.poll() is None
        first.kill()
        first.wait(10)
    with started(tmp_path) as next_one:  # what the killed one left behind is no window
        assert line(next_one) == "painted"
        with started(tmp_path / "other home") as elsewhere:
            assert line(elsewhere) == "painted"
            assert next_one.poll() is None


def test_only_bitcoin_links_are_taken_from_the_socket(look: None, tmp_path: Path) -> None:
    one, asked = OneWindow(tmp_path), list[str]()
    one.asked.connect(asked.append)
    assert not one.told_other("")
    for sent in (b"file:///etc/passwd\n", b"\xff\xfe\n", b"BITCOIN:abc\n", b"bitcoin:" + b"a" * MOST + b"\n"):
        before = len(asked)
        socket = QLocalSocket()
        socket.connectToServer(one._name)
        assert socket.waitForConnected(1000)
        socket.write(sent)
        socket.flush()
        wait(lambda before=before: len(asked) > before, "an answer", 5)  # type: ignore[misc]
        socket.disconnectFromServer()
    assert asked[:3] == ["", "", "BITCOIN:abc"]
    assert len(asked[3]) <= MOST


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "javascript:alert(1)", "-h", ""])
def test_only_bitcoin_links_are_taken_from_the_command_line(uri: str) -> None:
    taken = parser().parse_args(["--uri=" + uri]).uri
    assert not taken.lower().startswith("bitcoin:")


def test_a_link_waits_until_a_wallet_is_open(look: None, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        desk.window.take_uri(URI)
        assert desk.window._waiting_uri == URI
        desk.window.take_uri("")  # a second start without a link only raises the window
        assert desk.window._waiting_uri == URI
    finally:
        desk.stop()


@pytest.mark.parametrize("large", [Qt.WindowState.WindowNoState, Qt.WindowState.WindowMaximized])
def test_another_start_brings_the_window_back_as_large_as_it_was(
    look: None, tmp_path: Path, large: Qt.WindowState
) -> None:
    desk = Desk(tmp_path)
    try:
        desk.window.setWindowState(large | Qt.WindowState.WindowMinimized)
        assert desk.window.isMinimized()
        desk.window.take_uri("")
        assert not desk.window.isMinimized()
        assert desk.window.windowState() & Qt.WindowState.WindowMaximized == large
    finally:
        desk.stop()

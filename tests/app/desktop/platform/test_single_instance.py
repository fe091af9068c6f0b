"""One window for each home, and what a second start hands over. The other starts are processes of their own."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.desktop.__main__ import parser
from app.desktop.platform import single_instance
from app.desktop.platform.single_instance import COMMAND, MOST, ROLE, SOCKET, SilentWindow, SingleInstance
from app.desktop.widgets.words import Text
from core.errors import BadInput, LinkError, LinkKind, TandemError
from core.platform.api import Stream
from core.secret import Secret
from core.transport import control
from tests.support.practised import Desk, wait

ROOT = Path(__file__).resolve().parents[4]
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
    one, asked = SingleInstance(tmp_path), list[str]()
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
    one, asked = SingleInstance(tmp_path), list[str]()
    one.asked.connect(asked.append)
    assert not one.told_other("")
    try:
        for sent in ("file:///etc/passwd", "\xff\xfe", "BITCOIN:abc", "bitcoin:" + "a" * MOST):
            before, ended = len(asked), list[object]()
            _on_a_thread(lambda sent=sent: show(tmp_path, uri=sent), ended)  # type: ignore[misc]
            wait(lambda before=before, ended=ended: len(asked) > before and ended, "an answer", 20)  # type: ignore[misc]
            assert ended == [{}]
        for odd in ({}, {"uri": 7}, {"uri": None}):
            ended = []
            _on_a_thread(lambda odd=odd: show(tmp_path, **odd), ended)  # type: ignore[misc]
            wait(lambda ended=ended: ended, "a refusal", 20)  # type: ignore[misc]
            assert isinstance(ended[0], BadInput)
    finally:
        one.close()
    assert asked[:3] == ["", "", "BITCOIN:abc"]
    assert len(asked[3]) == MOST
    assert len(asked) == 4


def show(home: Path, **args: Any) -> Any:
    return control.ask(home / SOCKET, ROLE, COMMAND, args, lambda _: Secret(b""), patience=20)


def _on_a_thread(work: Callable[[], object], ended: list[object]) -> None:
    def run() -> None:
        try:
            ended.append(work())
        except TandemError as error:
            ended.append(error)

    threading.Thread(target=run, daemon=True).start()


def test_the_meeting_point_is_in_the_home_and_nobody_elses(look: None, tmp_path: Path) -> None:
    """A name in the shared folder for temporary files could be taken by another user, who then got the links."""
    home = tmp_path / "home"
    one = SingleInstance(home)
    assert not one.told_other("")
    try:
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_ISSOCK((home / SOCKET).stat().st_mode)
        assert stat.S_IMODE((home / SOCKET).stat().st_mode) == 0o600
    finally:
        one.close()


@pytest.mark.parametrize("end", ["ask", "answer"])
def test_another_user_at_either_end_is_turned_away(
    end: str, look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, second, asked = SingleInstance(tmp_path), SingleInstance(tmp_path, pause=lambda _: None), list[str]()
    one.asked.connect(asked.append)
    assert not one.told_other("")
    real, main = control.must_be_ours, threading.get_ident()

    def of_another(connection: Stream) -> None:
        if (threading.get_ident() == main) is (end == "ask"):
            raise LinkError("the control socket belongs to another user", LinkKind.OTHER_USER)
        real(connection)

    monkeypatch.setattr(control, "must_be_ours", of_another)
    try:
        with pytest.raises(LinkError, match="another user"):
            second.told_other(URI)
    finally:
        one.close()
    assert asked == []


def test_a_window_whose_loop_stands_still_is_no_window_that_took_the_link(
    look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "ANSWER", 0.2)
    one, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert not one.told_other("")
    try:
        with pytest.raises(LinkError) as caught:  # in the window's own thread, which does nothing else meanwhile
            second.told_other(URI)
        assert caught.value.kind is LinkKind.SILENT
    finally:
        one.close()


@pytest.mark.slow
def test_a_stopped_window_is_told_to_the_person(tmp_path: Path) -> None:
    with started(tmp_path) as first:
        assert line(first) == "painted"
        first.send_signal(signal.SIGSTOP)
        with started(tmp_path, "--uri", URI) as second:
            assert line(second) == "silent"


def test_what_the_person_is_told(look: None) -> None:
    shown = SilentWindow()
    shown.show()
    assert any("does not answer" in text.text() for text in shown.findChildren(Text))
    shown.close_button.click()
    assert not shown.isVisible()


def test_a_home_that_cannot_be_used_has_no_other_window(look: None, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    assert not SingleInstance(tmp_path / "home").told_other(URI)


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "javascript:alert(1)", "-h", ""])
def test_only_bitcoin_links_are_taken_from_the_command_line(uri: str) -> None:
    taken = parser().parse_args(["--uri=" + uri]).uri
    assert not taken.lower().startswith("bitcoin:")


def test_a_link_waits_until_a_wallet_is_open(look: None, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        desk.window.take_uri(URI)
        assert desk.window.waiting_uri == URI
        desk.window.take_uri("")  # a second start without a link only raises the window
        assert desk.window.waiting_uri == URI
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

"""A screen of any size that nobody looks at (Xvfb), and a listener where a screen reader would be (AT-SPI).

The offscreen screen of the other tests has neither: it is as large as one likes, and tells no tree to anybody.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:  # it is there on Linux alone
    from jeepney.io.blocking import DBusConnection

LIMIT = 60.0  # seconds that anything here may take on a busy machine
PROGRAMS = {"Xvfb": "xvfb", "dbus-daemon": "dbus"}  # and Debian's package of each
READER = {"/usr/libexec/at-spi2-registryd": "at-spi2-core"}
POLITE, ASSERTIVE = 1, 2  # as AT-SPI counts


def needs(wanted: Mapping[str, str]) -> pytest.MarkDecorator:
    """Skips with the line that installs what is missing; `python -m tests` repeats it at the end."""
    missing = sorted({package for program, package in wanted.items() if shutil.which(program) is None})
    line = f"sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
    return pytest.mark.skipif(bool(missing), reason=f"a screen of its own, or a screen reader, is missing: {line}")


needs_screen = needs({"Xvfb": "xvfb"})
needs_reader = needs({**PROGRAMS, **READER})


@contextlib.contextmanager
def screen(width: int = 1280, height: int = 800) -> Iterator[dict[str, str]]:
    """A screen of this size; what a program needs in its environment to be shown there."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as server:
        os.close(writes)
        try:
            with os.fdopen(reads) as pipe:
                number = pipe.readline().strip()
            assert number, "Xvfb did not start"
            yield {**without_screen(), "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


def without_screen() -> dict[str, str]:
    """The environment of this process less what leads to a screen or a session of its own."""
    away = ("QT_", "WAYLAND", "DISPLAY", "DBUS_", "AT_SPI", "XDG_")
    return {key: value for key, value in os.environ.items() if not key.startswith(away)}


class Heard(NamedTuple):
    """One announcement, as a screen reader gets it."""

    text: str
    urgent: bool


class Reader:
    """What a screen reader hears of one program."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus

    def heard(self, words: str) -> Heard:
        """The next announcement that has `words`; others before it are forgotten."""
        others, deadline = [], time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            try:
                message = self._bus.receive(timeout=1)
            except TimeoutError:
                continue
            if "Announcement" not in message.header.fields.values() or len(message.body) < 4:
                continue
            found = Heard(str(message.body[3][1]), message.body[1] == ASSERTIVE)
            if words in found.text:
                return found
            others.append(found)
        raise AssertionError(f"“{words}” was not spoken; only {others}")


@contextlib.contextmanager
def reader(shown: Mapping[str, str]) -> Iterator[tuple[dict[str, str], Reader]]:
    """A session in which somebody listens; the environment of programs there, and the listener."""
    with TemporaryDirectory(prefix="tandem-") as place:
        (Path(place) / "run").mkdir(mode=0o700)
        around = {**shown, "HOME": place, "XDG_RUNTIME_DIR": f"{place}/run"}
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        daemon = subprocess.Popen(command, env=around, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert daemon.stdout is not None
            address = daemon.stdout.readline().strip()
            with _listening(address) as bus:
                yield (
                    {**around, "DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"},
                    Reader(bus),
                )
        finally:
            daemon.terminate()
            daemon.communicate()


@contextlib.contextmanager
def _listening(session: str) -> Iterator[DBusConnection]:
    from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    with contextlib.closing(open_dbus_connection(session)) as bus:
        asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        (address,) = bus.send_and_get_reply(asked, timeout=LIMIT).body
        with contextlib.closing(open_dbus_connection(address)) as tree:
            rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object")
            tree.send_and_get_reply(message_bus.AddMatch(rule), timeout=LIMIT)
            name = "org.a11y.atspi.Registry"
            registry = DBusAddress("/org/a11y/atspi/registry", name, name)
            wanted = new_method_call(registry, "RegisterEvent", "s", ("object:announcement",))
            tree.send_and_get_reply(wanted, timeout=LIMIT)
            yield tree


@contextlib.contextmanager
def program(environment: Mapping[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    """A Python program there, which takes and gives lines; it is ended after the test."""
    running = subprocess.Popen(
        [sys.executable, *words],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()

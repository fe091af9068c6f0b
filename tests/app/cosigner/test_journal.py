"""The log of a running `serve`: whole lines, whoever reads them or does not, and none of what others say in it."""

from __future__ import annotations

import json
import logging
import os
import threading

import pytest

from app.cosigner.journal import JSON, MOST, TEXT, Journal, Spoken
from core.cosigner.api import ServiceEvent

LIMIT = 30.0


class Lines(list[str]):
    """What was written."""

    def of(self, form: str) -> Journal:
        return Journal(form, lambda line: self.append(line.decode()), lambda: 0.0, lambda: 0.0)


def test_the_same_in_both_forms() -> None:
    found = []
    for form in (TEXT, JSON):
        written = (lines := Lines()).of(form)
        written.event(ServiceEvent("lie.told_twice", {}))
        written.event(ServiceEvent("decision.approved", {"request": "01234567"}))
        print("The passphrase came\nfrom a file.", file=Spoken(written))
        written.line("x", {"count": 3, "empty": "", "odd": 'a="b"'})
        written.end()
        found.append(lines)
    assert "".join(found[0]).splitlines() == [
        "1970-01-01T00:00:00Z warning lie.told_twice",
        "1970-01-01T00:00:00Z info decision.approved request=01234567",
        '1970-01-01T00:00:00Z info service.said text="The passphrase came"',
        '1970-01-01T00:00:00Z info service.said text="from a file."',
        '1970-01-01T00:00:00Z info x count=3 empty="" odd="a=\\"b\\""',
    ]
    objects = [json.loads(line) for line in found[1]]
    assert [one["event"] for one in objects] == [line.split()[2] for line in found[0]]
    approved = {"level": "info", "event": "decision.approved", "request": "01234567"}
    assert objects[1] == {"time": "1970-01-01T00:00:00Z", **approved}


@pytest.mark.parametrize("form", [TEXT, JSON])
def test_a_line_is_one_line_whatever_is_in_it(form: str) -> None:
    written = (lines := Lines()).of(form)
    written.line("x", {"text": "a\nb\r\u2028c\x1b[2J\udc80"})
    written.end()
    [line] = lines
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert "\x1b" not in line


def test_nobody_reads_it_and_nobody_waits() -> None:
    """As a pipe that is full: lines are lost, whoever writes them goes on, and the end comes."""
    stuck, done = threading.Event(), threading.Event()
    written = Journal(TEXT, lambda _: stuck.wait(LIMIT), lambda: 0.0, iter(map(float, range(1_000_000))).__next__)

    def flood() -> None:
        for _ in range(10 * MOST):
            written.line("x")
        written.end()
        done.set()

    threading.Thread(target=flood, daemon=True).start()
    assert done.wait(LIMIT)
    stuck.set()


def test_a_flood_is_cut_and_said() -> None:
    lines, now = Lines(), [0.0]
    written = Journal(TEXT, lambda line: lines.append(line.decode()), lambda: 0.0, lambda: now[0])
    for _ in range(MOST + 7):
        written.line("link.linked")
    now[0] = 1.0
    written.line("link.ended")
    written.end()
    assert len(lines) == MOST + 2
    assert [line.split()[1:] for line in lines[-2:]] == [["warning", "journal.lost", "lines=7"], ["info", "link.ended"]]


def test_a_reader_that_has_gone() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    written = Journal(TEXT, lambda line: os.write(writing, line))
    written.line("x")
    written.end()
    os.close(writing)


def test_what_libraries_say_stays_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may quote an address, a key or a name; who it was, and where, is enough."""
    written = (lines := Lines()).of(JSON)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before = [*root.handlers]
    try:
        written.listen()
        logging.getLogger("some.library").warning("the key is %s", "MARKED")
        logging.getLogger("some.library").info("nor this")
        try:
            raise ValueError("MARKED")
        except ValueError:
            logging.getLogger("some.library").exception("MARKED")
        thread = threading.Thread(target=int, args=("MARKED",))
        thread.start()
        thread.join()
    finally:
        root.handlers = before
    written.end()
    found = [json.loads(line) for line in lines]
    assert [(one["event"], one["level"], one.get("error")) for one in found] == [
        ("program.warning", "warning", None),
        ("program.warning", "error", "ValueError"),
        ("program.mistake", "error", "ValueError"),
    ]
    assert found[0]["by"] == "some.library"
    assert found[0]["place"].startswith("test_journal.py:")
    assert "MARKED" not in "".join(lines)

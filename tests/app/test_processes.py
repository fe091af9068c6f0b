"""Driving a program from outside: lines as they come, answers, failures, ends."""

from __future__ import annotations

import os
import sys

import pytest

from app.processes import ProgramError, Running


def running(script: str) -> Running:
    return Running([sys.executable, "-u", "-c", script], os.environ)


def test_lines_and_the_one_object() -> None:
    script = """
import sys
print('{"link": "x"}')
print("words: a b", file=sys.stderr)
print("you typed " + input(), file=sys.stderr)
"""
    with running(script) as process:
        assert process.object() == {"link": "x"}
        assert process.line(r"words: (\w) (\w)").groups() == ("a", "b")
        process.type("hello")
        assert process.line("you typed (.*)")[1] == "hello"
        assert process.result() == {"link": "x"}


def test_failures_before_and_after_the_answer() -> None:
    script = """import sys; print('{"error": {"kind": "input", "message": "No."}}'); sys.exit(7)"""
    with running(script) as process, pytest.raises(ProgramError) as caught:
        process.object()
    assert (caught.value.code, caught.value.kind, caught.value.message) == (7, "input", "No.")
    script = """
import sys
print('{"link": "x"}')
print('{"error": {"kind": "link", "message": "Gone."}}', file=sys.stderr)
sys.exit(4)
"""
    with running(script) as process:
        assert process.object() == {"link": "x"}
        with pytest.raises(ProgramError) as caught:
            process.line("never")
        assert (caught.value.code, caught.value.kind) == (4, "link")


def test_silence_ends() -> None:
    with running("import time; time.sleep(60)") as process, pytest.raises(ProgramError) as caught:
        process.line("never", limit=0.3)
    assert caught.value.kind == "silent"
    assert process.process.poll() is not None


def test_typing_into_a_program_that_is_gone() -> None:
    with running("pass") as process:
        process.end()
        process.type("hello")
        with pytest.raises(ProgramError) as caught:
            process.line("x")
    assert caught.value.message == "It said nothing."

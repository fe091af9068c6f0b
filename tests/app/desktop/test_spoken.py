"""What a screen reader says by itself, heard where one would listen: a real window, Xvfb and AT-SPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.screen import Heard, needs_reader, program, reader, screen

pytestmark = [needs_reader, pytest.mark.slow]

Say = Callable[[str, str], Heard]


@pytest.fixture(scope="module")
def said() -> Iterator[Say]:
    """Has the window do something, and gives the announcement that has these words."""
    with (
        screen() as shown,
        reader(shown) as (environment, listener),
        program(environment, "-m", "tests.support.spoken_window") as window,
    ):
        assert window.stdin is not None

        def does(scene: str, words: str) -> Heard:
            assert window.stdin is not None
            window.stdin.write(f"{scene}\n")
            window.stdin.flush()
            return listener.heard(words)

        yield does


@pytest.mark.parametrize(
    ("scene", "words", "urgent"),
    [
        ("another_address", "Do not use this address.", True),
        ("same_address", "Same on the co\u2011signer", False),
        ("camera", "open a picture of the code", False),
        ("trouble", "locked", True),
        ("silence", "Co\u2011signer: Does not answer", True),
        ("no_server", "Server does not answer", True),
        ("waits", "Something waits for a decision", False),
        ("send", "The key is locked.", True),
        ("wrong_field", "Whom do you want to pay?", False),
        ("asked", "Approve this payment?", False),
        ("locks", "Everyday is locked", False),
        ("unanswered", "does not answer", True),
        ("course", "The first step. The first step. It went wrong.", True),
        ("right", "Name of it. Kept.", False),
    ],
)
def test_alarms_and_answers_are_spoken(said: Say, scene: str, words: str, urgent: bool) -> None:
    assert said(scene, words).urgent == urgent


def test_words_of_others_are_said_as_they_are(said: Say) -> None:
    assert said("marks", "A label of").text == "A label of <b>others</b>. It is & stays plain."


def test_one_alarm_does_not_silence_another(said: Say) -> None:
    assert said("twice", "Refused").text == "Refused once. Refused twice."

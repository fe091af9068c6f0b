"""The link by which a browser gets in: once, and for five minutes."""

from __future__ import annotations

import pytest

from core.cosigner.browser_admission import LIVES, BrowserAdmission
from core.errors import BadInput


class AdmissionDoor(BrowserAdmission):
    """With a clock of the test's own."""

    now = 1000.0

    def __init__(self) -> None:
        super().__init__(lambda: self.now)


def test_a_link_lives_five_minutes_and_not_a_second_more() -> None:
    door = AdmissionDoor()
    token = door.open()
    door.now += LIVES - 1
    assert door.lives(token)
    door.now += 1
    assert not door.lives(token)
    with pytest.raises(BadInput):
        door.enter(token, "Phone", "")


def test_who_has_used_it_in_time_is_not_admitted_after_it() -> None:
    """Nobody at the terminal has answered for so long."""
    door = AdmissionDoor()
    token = door.open()
    cookie = door.enter(token, "Phone", "")
    assert door.awaits(cookie)
    door.now += LIVES
    assert door.arrived(token) is None
    assert not door.standing(token)


def test_it_works_once() -> None:
    door = AdmissionDoor()
    token = door.open()
    cookie = door.enter(token, "Phone", "")
    assert not door.lives(token)
    with pytest.raises(BadInput):
        door.enter(token, "Phone", "")
    found = door.arrived(token)
    assert found is not None
    assert found.cookie == cookie


@pytest.mark.parametrize("said", ["", "A" * 43, "é"])
def test_no_other_word_opens_it(said: str) -> None:
    door = AdmissionDoor()
    assert not door.lives(said)
    door.close(door.open())
    assert not door.lives(said)
    with pytest.raises(BadInput):
        door.enter(said, "Phone", "")

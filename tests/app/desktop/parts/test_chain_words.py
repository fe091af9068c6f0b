"""How the chain is known, in words: what is old is called old, what is not known is not called block 0."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.desktop.model.state import BalanceView, ChainView, State
from app.desktop.parts import chain_words

URL, NOW = "ssl://nas:50002", 1_000_000.0
FRESH = ChainView(URL, 925_417, NOW - 14)


def state(chain: ChainView, known: int = 0) -> State:
    return State(chain=chain, balance=BalanceView(height=known))


def short(chain: ChainView, known: int = 0) -> tuple[str, str]:
    title, words, _ = chain_words.in_short(state(chain, known), NOW)
    return title.replace("\u202f", " ").replace("\u2011", "-"), words.replace("\u00a0", " ")


def full(chain: ChainView, known: int = 0) -> str:
    return chain_words.in_full(state(chain, known), NOW)[0].replace("\u202f", " ").replace("\u00a0", " ")


def test_the_age_of_an_answer_is_not_that_of_the_block() -> None:
    assert short(FRESH) == ("Block 925 417", "Last answer 14 s ago")
    assert full(FRESH) == "ssl://nas:50002: block 925 417, last answer 14 s ago."


def test_off_line_is_said_with_the_last_block_known() -> None:
    silent = ChainView(URL, syncing=False, error="the server does not answer", offline=True)
    assert short(silent, 925_400) == ("Off-line, block 925 400", "Server does not answer")
    assert short(silent) == ("Off-line", "Server does not answer")
    assert full(silent, 925_400) == "The server does not answer. The last block known here: 925 400."
    lost = replace(FRESH, error="the server does not answer", offline=True)
    assert short(lost, 925_400) == ("Off-line, block 925 417", "Server does not answer")


def test_before_the_first_answer_no_block_is_called_0() -> None:
    asking = ChainView(URL, syncing=True, began=NOW)
    assert short(asking) == ("No block yet", "Asking the server")
    assert short(asking, 925_400) == ("Block 925 400", "Asking the server")
    assert short(ChainView(URL)) == ("No block yet", "Not asked yet")
    assert full(asking) == "Asking ssl://nas:50002."
    assert short(ChainView()) == ("No server", "Choose one in Settings")


@pytest.mark.parametrize("height", [0, 925_417])
def test_what_a_server_answers_and_is_not_believed_is_not_called_silence(height: int) -> None:
    wrong = ChainView(URL, height, error="the server shows a block without work")
    assert short(wrong)[1] == "Trouble, see Settings"
    assert "without work" in full(wrong)


def test_a_long_question_shows_how_far_it_is() -> None:
    usual = replace(FRESH, syncing=True, began=NOW - 1, answers=60)
    assert short(usual) == ("Block 925 417", "Last answer 14 s ago")  # every 20 seconds, and soon over
    assert not chain_words.asks(usual, NOW)
    for long in (replace(usual, answers=240), replace(usual, began=NOW - 30)):
        assert chain_words.asks(long, NOW)
        assert short(long)[1] == f"{long.answers} answers until now"
        assert full(long) == f"Asking ssl://nas:50002; {long.answers} answers until now."


def test_what_a_person_has_stopped_and_what_stands_still() -> None:
    assert short(replace(FRESH, stopped=True))[1] == "Stopped, ask in Settings"
    assert "asked again when you say so" in full(replace(FRESH, stopped=True))
    assert short(replace(FRESH, stale=4 * 3600))[1] == "Newest block: 4 h ago"
    assert "Its newest block: 4 h ago. It stands still, or hides newer ones" in full(replace(FRESH, stale=4 * 3600))

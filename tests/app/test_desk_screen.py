"""The terminal screen of `serve` as a person has it: the real program at a real terminal, a real computer that asks.

What the terminal shows is read from a terminal emulator; keys are typed into it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from core.bitcoin.address import script_of
from core.cosigner import opening as cosigner_opening
from core.cosigner.api import ConsoleApi, PolicyChange
from core.errors import LinkError, RefusalKind, Refused, TandemError
from core.secret import Secret
from core.wallet.api import OpenWallet, Signed
from core.wallet.opening import create_or_open
from tests.support.open_homes import NAME, NETWORK, PASSPHRASE, cheap_vaults, open_homes
from tests.support.payment import Coin, Pay, psbt
from tests.support.terminal import LIMIT, Terminal

TYPED = PASSPHRASE.reveal().decode()
pytestmark = pytest.mark.slow

KEYS = "a\u202fapprove"


class Place:
    """The co-signer's home, where it listens, and its computer."""

    def __init__(self, home: Path, listening: str, wallet: OpenWallet) -> None:
        self.home, self.listening, self.wallet = home, listening, wallet
        self.script = script_of(wallet.address(NAME).text, NETWORK)
        self._threads = ThreadPoolExecutor(8)
        self._coins = 0
        self._shared = ExitStack()
        self._terminal: Terminal | None = None

    def shared(self) -> Terminal:
        """One `serve` that goes on until another is begun."""
        if self._terminal is None:
            self._terminal = self._shared.enter_context(self._run((), 24, 80, {}))
        return self._terminal

    def end(self) -> None:
        """Nothing serves any more."""
        if self._terminal is not None:
            os.kill(self._terminal.pid, signal.SIGTERM)
            assert self._terminal.end() == 0
        self._terminal = None
        self._shared.close()

    def pays(self, sats: int) -> Future[Signed]:
        """The computer asks for a payment, out of a coin of its own, and waits for the decision."""
        self._coins += 1
        coin = Coin(100_000_000, self.script, seed=self._coins)
        made = psbt([coin], [Pay(sats), Pay(coin.amount - sats - 500, self.script)]).serialize()

        def sign() -> Signed:
            for _ in range(3):
                with contextlib.suppress(LinkError):  # of the co-signer that ran before
                    return self.wallet.sign(NAME, made)
            return self.wallet.sign(NAME, made)

        return self._threads.submit(sign)

    @property
    def console(self) -> ConsoleApi:
        """Another program of the same home."""
        return cosigner_opening.connect(self.home, lambda: PASSPHRASE)

    @contextmanager
    def serving(
        self, *words: str, rows: int = 24, columns: int = 80, more: Mapping[str, str] | None = None
    ) -> Iterator[Terminal]:
        """`serve` at a terminal of its own."""
        self.end()
        with self._run(words, rows, columns, more or {}) as terminal:
            try:
                yield terminal
            finally:
                self.clear()

    @contextmanager
    def _run(self, words: tuple[str, ...], rows: int, columns: int, more: Mapping[str, str]) -> Iterator[Terminal]:
        """Opened with a passphrase that is typed."""
        command = ("app.cosigner", "--home", self.home, "serve", "--listen", self.listening, "--pair-port", 0, *words)
        with Terminal(*command, rows=rows, columns=columns, more=more) as terminal:
            terminal.see("Passphrase:")
            terminal.type(f"{TYPED}\n")
            terminal.see("waiting|Listening on")
            yield terminal

    def clear(self) -> None:
        """Nothing waits for the next test."""
        try:
            for asked in (*self.console.approvals(), *self.console.unsigned()):
                self.console.refuse(asked.id, "the test is over")
            self.console.end_silence()
        except TandemError:
            return


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    where = tmp_path_factory.mktemp("screen")
    with open_homes(where) as homes:
        listening = homes.serving.listening
    with cheap_vaults():
        wallet = create_or_open(where / "wallet", Secret(b"correct horse battery staple"))
        try:
            made = Place(where / "cosigner", listening, wallet)
            yield made
            made.end()
        finally:
            wallet.close()


@pytest.fixture
def terminal(place: Place) -> Iterator[Terminal]:
    """One `serve` for the tests that leave it as it was; nothing waits afterwards."""
    yield place.shared()
    place.shared().type("\x1b")
    place.clear()
    place.shared().press_until("n", "Nothing waits for you")


@contextmanager
def asked(place: Place, terminal: Terminal, sats: int) -> Iterator[Future[Signed]]:
    """A payment that the screen shows, ready to be decided."""
    paying = place.pays(sats)
    terminal.press_until("n", f"{sats + 500:,} sat".replace(",", "\u202f") + " leave")
    yield paying


def refused(paying: Future[Signed]) -> str:
    with pytest.raises(Refused) as caught:
        paying.result(LIMIT)
    assert caught.value.kind is RefusalKind.REFUSED
    return str(caught.value)


# ------------------------------------------------------------------ deciding
def test_a_payment_is_shown_and_approved_with_the_passphrase(place: Place, terminal: Terminal) -> None:
    terminal.see("Nothing waits for you")
    assert "listening on" in terminal.line(0)
    terminal.type(f"a{TYPED}\r")  # before there is anything: no answer to what comes
    with asked(place, terminal, 40_000) as paying:
        whole = "40\u202f500 sat leave this wallet: to one recipient, the fee of 500 sat included."
        assert terminal.line(6) == whole
        assert whole in (terminal.line(-6), terminal.line(-7))
        terminal.type("a")
        terminal.see("just changed")
        terminal.press_until("a", "Your passphrase")
        terminal.type("not the passphrase\r")
        terminal.see("passphrase is wrong")
        assert not paying.done()
        terminal.press_until("a", "Your passphrase")
        terminal.type(TYPED)
        assert TYPED not in terminal.text
        terminal.type("\r")
        terminal.see("Approved")
        assert paying.result(LIMIT).signed == 1
        terminal.see(r"\[1 over\]")


def colours(raw: bytes) -> list[bytes]:
    """Codes of colours among those that the terminal was sent."""
    codes = [code for found in re.findall(rb"\x1b\[([0-9;]*)m", raw) for code in found.split(b";")]
    return [code for code in codes if re.fullmatch(rb"[34][0-9]|9[0-7]|10[0-7]", code)]


def test_a_second_one_changes_nothing_but_the_list_and_makes_approving_wait(place: Place, terminal: Terminal) -> None:
    with asked(place, terminal, 41_000) as first:
        terminal.press_until("a", "Your passphrase")
        before = terminal.text.split("\n")[6:19]
        second = place.pays(90_000_000)
        terminal.see(r"\[\d+\]  \d+")
        assert terminal.text.split("\n")[6:19] == before
        terminal.type(f"{TYPED}\r")
        terminal.see("just changed")
        assert not first.done()
        terminal.press_until("\r", "Approved")
        assert first.result(LIMIT).signed == 1
        assert not second.done()
        terminal.type("n")
        terminal.see("90\u202f000\u202f500 sat leave")
        terminal.press_until("r", "the reason")
        terminal.type("not mine\r")
        assert "not mine" in refused(second)


def test_what_another_program_decides_ends_the_question(place: Place, terminal: Terminal) -> None:
    with asked(place, terminal, 42_000) as paying:
        terminal.press_until("a", "Your passphrase")
        (waiting,) = place.console.approvals()
        place.console.refuse(waiting.id, "elsewhere")
        terminal.see("Nothing was decided")
        terminal.type(TYPED)
        assert "Nothing was decided" in terminal.text
        terminal.type("\r")
        terminal.see("Enter puts it away")
        assert "elsewhere" in refused(paying)
        terminal.press_until("a", "does not wait any more")


# ------------------------------------------------------------------ keys that are no answer
@pytest.mark.parametrize("key", ["\x03", "\x1a\x04\x1c", "\x1b[200~ayes\r\x1b[201~"])
def test_no_key_ends_it_or_approves_anything_by_accident(place: Place, terminal: Terminal, key: str) -> None:
    with asked(place, terminal, 44_000) as paying:
        for _ in range(3):
            terminal.type(key)
        terminal.type("\x1b")
        terminal.press_until("a", "Your passphrase")
        terminal.type(key + "\r")
        terminal.type("\x1b")
        assert [one.approved for one in place.console.approvals()] == [False]
        assert not terminal.over
        assert not paying.done()


# ------------------------------------------------------------------ the rest
def test_freezing_is_one_word(place: Place, terminal: Terminal) -> None:
    terminal.see(KEYS)
    terminal.type("f")
    terminal.see("Freeze all wallets")
    terminal.type("\r")
    terminal.see("Nothing was frozen")
    terminal.type("f")
    terminal.see("Freeze all wallets")
    terminal.type("yes\r")
    terminal.see("FROZEN")
    assert [one.frozen for one in place.console.policy_show()] == [True]
    place.console.policy_set(PolicyChange(frozen=False))
    terminal.see("No warnings")


def test_the_log_and_all_of_the_head_are_a_key_away(place: Place, terminal: Terminal) -> None:
    with asked(place, terminal, 46_000):
        terminal.type("l")
        terminal.see("pairing +paired with the computer")
        terminal.type("a")
        terminal.type("\x1b")
        terminal.see("pay 46")
        terminal.type("i")
        terminal.see(rf"{NAME} \({NETWORK}\), epoch 1: open")


# ------------------------------------------------------------------ a terminal of their own


def test_narrow_and_made_another_size_under_way(place: Place) -> None:
    with place.serving(columns=40) as terminal, asked(place, terminal, 43_000) as paying:
        terminal.press_until("a", "There is more of it below")
        terminal.type("\x1b[F")
        terminal.see("fee 500")
        terminal.press_until("a", "passphrase, then")
        terminal.resize(30, 100)
        terminal.see("-" * 100)
        terminal.type(f"{TYPED}\r")
        terminal.see("just changed")
        assert not paying.done()
        terminal.press_until("\r", "Approved")
        assert paying.result(LIMIT).signed == 1
        terminal.resize(5, 20)
        terminal.see("Make it larger")


def test_stopping_is_asked_and_leaves_the_terminal_as_it_was(place: Place) -> None:
    with place.serving(more={"NO_COLOR": "1"}) as terminal:
        terminal.see(KEYS)
        terminal.type("\x03")
        terminal.see("Stop the co-signer")
        terminal.type("no\r")
        terminal.see("It goes on")
        terminal.type("q")
        terminal.see("Stop the co-signer")
        terminal.type("yes\r")
        assert terminal.end() == 0
        assert "Stopped." in terminal.text
        assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")
        assert colours(terminal.raw) == []


def test_a_terminal_that_goes_away_ends_nothing_and_approves_nothing(place: Place) -> None:
    with place.serving() as terminal, asked(place, terminal, 45_000) as paying:
        terminal.press_until("a", "Your passphrase")
        terminal.hang_up()
        (waiting,) = place.console.approvals()
        os.kill(terminal.pid, signal.SIGHUP)
        place.console.approve(waiting.id)
        assert paying.result(LIMIT).signed == 1
        assert not terminal.over
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.end() == 0


def test_a_computer_is_paired_here(place: Place, tmp_path: Path) -> None:
    with place.serving(rows=30, columns=100) as terminal, cheap_vaults(), ThreadPoolExecutor(1) as threads:
        terminal.see(KEYS)
        terminal.type("p")
        terminal.see("Your passphrase")
        terminal.type(f"{TYPED}\r")
        terminal.see("tandempair1")
        link = "".join(re.findall(r"^ *([a-z0-9]{20,})$", terminal.text, re.MULTILINE))
        other = create_or_open(tmp_path / "other", Secret(b"another computer"))
        try:
            words: list[str] = []

            def compare(lines: list[str]) -> int | None:
                found = terminal.see(r"(?m)^ {4}(\w+) +(\w+) +(\w+) +(\w+)$").groups()
                words.extend(found)
                return next(n for n, line in enumerate(lines) if tuple(line.split()) == found)

            pairing = threads.submit(other.pair, link, compare)
            terminal.see("show the same words")
            terminal.type("yes\r")
            terminal.press_until("\r", "Paired with the computer")
            pairing.result(LIMIT)
            assert len(words) == 4
            assert "tandempair1" not in terminal.text
        finally:
            other.close()


def test_plain_lines_for_who_wants_them(place: Place) -> None:
    plain: list[tuple[tuple[str, ...], dict[str, str]]] = [(("--plain",), {}), ((), {"TERM": "dumb"})]
    for words, more in plain:
        with place.serving(*words, more=more) as terminal:
            terminal.see("Listening on")
            paying = place.pays(47_000)
            terminal.see("Approve\\? y = yes, n = no")
            assert b"\x1b[?1049h" not in terminal.raw
            terminal.type("n\n")
            terminal.see("Reason")
            terminal.type("\n")
            assert refused(paying)


def test_a_computer_is_blocked_here(place: Place) -> None:
    """The last one: it gets in no more."""
    with place.serving() as terminal, asked(place, terminal, 48_000) as paying:
        terminal.type("b")
        (waiting,) = place.console.approvals()
        terminal.see(f"{waiting.computer} asks for what is shown")
        terminal.type("\r")
        terminal.see("Nobody was blocked")
        terminal.type("b")
        terminal.see("Block a computer")
        terminal.type(f"{waiting.computer[:8]}\r")
        terminal.see("BLOCKED")
        with pytest.raises(TandemError):
            paying.result(LIMIT)
        assert place.console.approvals() == ()

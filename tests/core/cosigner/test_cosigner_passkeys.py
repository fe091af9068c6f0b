"""Questions to a passkey, and the window in which one is made, by clocks that only the test lets pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.cosigner import opening, passkey_window, passkeys
from core.cosigner.passkey_window import PasskeyWindow
from core.cosigner.passkeys import Passkeys, PasskeySubject
from core.cosigner.shown import PageBy
from core.crypto import webauthn
from core.errors import BadInput, InputKind
from core.home.repository import Repository
from core.storage.vault import Vault
from tests.support.authenticator import Authenticator, text
from tests.support.open_homes import PASSPHRASE

ORIGIN, PARTY = "https://cosigner.test", "cosigner.test"
MINE, OTHER = b"\1" * 32, b"\2" * 32
PAYMENT = PasskeySubject("pay", "ab" * 16, b"\3" * 32, b"\4" * 32)


class Seconds:
    """That only grow when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def steady() -> Seconds:
    return Seconds()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Repository]:
    opening.create(tmp_path / "home", PASSPHRASE).close()
    vault = Vault.open(tmp_path / "home", PASSPHRASE)
    yield Repository(vault)
    vault.close()


@pytest.fixture
def kept(records: Repository, steady: Seconds) -> Passkeys:
    return Passkeys(records, lambda: 1_800_000_000 + int(steady.now), steady)


def phone(kept: Passkeys, browser: bytes = MINE) -> Authenticator:
    """Whose passkey is let in."""
    key, challenge = Authenticator(ORIGIN, PARTY), b"\5" * 32
    made = webauthn.read(text(key.makes(challenge)), new=True)
    kept.made(browser, "My phone", webauthn.made(made, challenge, ORIGIN))
    return key


def asks(kept: Passkeys, browser: bytes = MINE, subject: PasskeySubject = PAYMENT) -> bytes:
    found = kept.ask(browser, ORIGIN, subject)
    assert found is not None
    return webauthn.decoded(found.challenge)


def by(key: Authenticator, challenge: bytes) -> PageBy:
    return PageBy("", text(key.signs(challenge)), ORIGIN, "")


def refused(kept: Passkeys, said: PageBy, subject: PasskeySubject = PAYMENT) -> str:
    with pytest.raises(BadInput) as caught:
        kept.must_say(MINE, "My phone", subject, said)
    return caught.value.kind


def test_a_question_lives_ten_minutes(kept: Passkeys, steady: Seconds) -> None:
    key = phone(kept)
    late, in_time = asks(kept), asks(kept)
    steady.now += passkeys.LIVES - 1
    kept.must_say(MINE, "My phone", PAYMENT, by(key, in_time))
    steady.now += 1
    assert refused(kept, by(key, late)) == InputKind.BROWSER_FORM


def test_the_newest_questions_of_a_browser_count(kept: Passkeys) -> None:
    key = phone(kept)
    phone(kept, OTHER)
    first = asks(kept)
    second = asks(kept)
    for _ in range(passkeys.MOST - 1):
        asks(kept)
        asks(kept, OTHER)  # takes no place of this one's
    assert refused(kept, by(key, first)) == InputKind.BROWSER_FORM
    kept.must_say(MINE, "My phone", PAYMENT, by(key, second))


@pytest.mark.parametrize(
    "other",
    [
        replace(PAYMENT, kind="rules"),
        replace(PAYMENT, id="cd" * 16),
        replace(PAYMENT, task=bytes(32)),
        replace(PAYMENT, shown=bytes(32)),
    ],
)
def test_a_question_about_something_else(kept: Passkeys, other: PasskeySubject) -> None:
    key = phone(kept)
    assert refused(kept, by(key, asks(kept)), other) == InputKind.BROWSER_FORM
    assert refused(kept, by(key, asks(kept, subject=other))) == InputKind.BROWSER_FORM
    assert refused(kept, replace(by(key, asks(kept)), origin=f"{ORIGIN}:8443")) == InputKind.BROWSER_FORM


def test_who_has_none_is_asked_nothing(kept: Passkeys) -> None:
    assert kept.ask(MINE, ORIGIN, PAYMENT) is None
    key = phone(kept, OTHER)
    assert kept.ask(OTHER, "https://other.test", PAYMENT) is None
    assert kept.ask(OTHER, "https://192.0.2.1", PAYMENT) is None
    assert refused(kept, by(key, asks(kept, OTHER))) == InputKind.BROWSER_PASSKEY
    phone(kept)
    assert refused(kept, PageBy("123456", "", ORIGIN, "")) == InputKind.BROWSER_PASSKEY


def test_each_question_is_another(kept: Passkeys) -> None:
    phone(kept)
    assert len({asks(kept) for _ in range(passkeys.MOST)}) == passkeys.MOST


def test_a_window_lives_five_minutes(steady: Seconds) -> None:
    window = PasskeyWindow(steady)
    code = window.open(MINE)
    challenge = window.enter(MINE, code, ORIGIN)
    steady.now += passkey_window.LIVES - 1
    assert window.standing(code)
    assert window.waits_for(MINE)
    assert not window.waits_for(OTHER)
    steady.now += 1
    assert not window.standing(code)
    for do in (lambda: window.enter(MINE, code, ORIGIN), lambda: window.take(MINE, challenge, ORIGIN)):
        with pytest.raises(BadInput):
            do()


def test_the_newest_window_counts(steady: Seconds) -> None:
    window = PasskeyWindow(steady)
    old = window.open(MINE)
    number = window.take(MINE, window.enter(MINE, old, ORIGIN), ORIGIN)
    new = window.open(OTHER)
    window.end(number)  # too late: whoever waits now is not told that it is theirs
    assert not window.made(new)
    window.close(old)
    assert window.standing(new)
    challenge = window.enter(OTHER, new, ORIGIN)
    for browser, given, origin in (
        (MINE, challenge, ORIGIN),
        (OTHER, bytes(32), ORIGIN),
        (OTHER, challenge, f"{ORIGIN}:1"),
    ):
        with pytest.raises(BadInput):
            window.take(browser, given, origin)
    window.end(window.take(OTHER, challenge, ORIGIN))
    assert window.made(new)
    with pytest.raises(BadInput):
        window.enter(OTHER, new, ORIGIN)
    window.close(new)
    assert not window.standing(new)

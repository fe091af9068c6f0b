"""One passphrase in the forms that keyboards, systems and editors give it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.errors import BadInput
from core.secret import Secret
from core.storage import header
from core.storage.header import control_key
from core.storage.passphrase import normalized
from core.storage.vault import Vault
from tests.core.storage.homes import CHEAP, OTHER_WORDS, make, reopen

COMPOSED = "Gr\u00fc\u00dfe aus dem B\u00fcro 12"
FORMS = [
    COMPOSED,
    "Gru\u0308\u00dfe aus dem Bu\u0308ro 12",  # as macOS writes it
    "Gr\u00fc\u00dfe aus dem B\u00fcro \uff11\uff12",  # wide digits of a Japanese keyboard
    "Gr\u00fc\u00dfe\u00a0aus dem B\u00fcro 12",  # Alt and space on a Mac
    "\ufeff" + COMPOSED,  # the first line of a file from Windows
]


def secret(text: str) -> Secret[bytes]:
    return Secret(text.encode())


def opens(home: Path, text: str) -> bool:
    try:
        reopen(home, secret(text)).close()
    except BadInput:
        return False
    return True


@pytest.mark.parametrize("made_with", FORMS)
def test_a_vault_opens_with_every_form_of_its_passphrase(made_with: str, tmp_path: Path) -> None:
    make(tmp_path)
    with closing(reopen(tmp_path)) as vault:
        vault.change_passphrase(secret(made_with), CHEAP)
    assert [opens(tmp_path, form) for form in FORMS] == [True] * len(FORMS)
    assert not opens(tmp_path, COMPOSED.lower())
    assert not opens(tmp_path, "Gru\u0308sse aus dem Bu\u0308ro 12")
    (tmp_path / "vault").unlink()
    Vault.create(tmp_path, secret(made_with), CHEAP).close()
    assert [opens(tmp_path, form) for form in FORMS] == [True] * len(FORMS)


@pytest.mark.parametrize("made_with", FORMS[1:])
def test_a_vault_of_before_opens_with_what_was_typed(
    made_with: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(header, "normalized", lambda passphrase: passphrase)
        Vault.create(tmp_path, secret(made_with), CHEAP).close()
    assert [opens(tmp_path, form) for form in FORMS] == [form == made_with for form in FORMS]
    with closing(reopen(tmp_path, secret(made_with))) as vault:
        challenge, key = vault.control_challenge(), vault.control_key.reveal()
        assert control_key(secret(made_with), challenge, None, CHEAP).reveal() == key
        vault.change_passphrase(secret(made_with), CHEAP)
        challenge, key = vault.control_challenge(), vault.control_key.reveal()
        assert control_key(secret(made_with), challenge, None, CHEAP).reveal() == key
    assert [opens(tmp_path, form) for form in FORMS] == [True] * len(FORMS)


def test_every_form_proves_the_passphrase_to_a_program_that_has_the_vault_open(tmp_path: Path) -> None:
    Vault.create(tmp_path, secret(FORMS[1]), CHEAP).close()
    with closing(reopen(tmp_path, secret(FORMS[2]))) as vault:
        challenge, key = vault.control_challenge(), vault.control_key.reveal()
        assert {control_key(secret(form), challenge, None, CHEAP).reveal() for form in FORMS} == {key}
        assert control_key(OTHER_WORDS, challenge, None, CHEAP).reveal() != key


def test_bytes_that_are_no_text_are_a_passphrase_as_they_are(tmp_path: Path) -> None:
    words = Secret(b"\xff\xfe bytes are bytes")
    assert normalized(words).reveal() == words.reveal()
    Vault.create(tmp_path, words, CHEAP).close()
    reopen(tmp_path, words).close()

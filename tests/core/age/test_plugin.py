"""The plugin's side of the conversation: with stock age, which starts a program of the tests by its name, and with
clients that speak otherwise."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.age import plugin
from core.age.plugin import MOST_FILES, MOST_STANZAS, AgeClient, serve
from core.age.recipient import identity
from core.age.stanza import Stanza, read_stanza
from core.errors import BadInput, LinkError, LinkKind
from core.secret import Secret

MINE, THEIRS = bytes(32), bytes(31) + b"\1"
OK = bytes(Stanza(("ok",)))


def opens(key_id: bytes, stanzas: Sequence[Stanza], client: AgeClient) -> Secret[bytes] | None:
    if key_id != MINE:
        raise LinkError("away", LinkKind.CLOSED)
    found = [stanza for stanza in stanzas if stanza.kind == "mine"]
    if found:
        client.tell("asked")
    return Secret(found[0].body) if found else None


def said(*stanzas: Stanza, answers: int = 20) -> list[Stanza]:
    """What the plugin says to this client, which answers all with ok."""
    client, answer = io.BytesIO(b"".join(map(bytes, stanzas)) + bytes(Stanza(("done",))) + OK * answers), io.BytesIO()
    serve(AgeClient(client, answer), opens, lambda error: f"sentence of {error.kind}")
    found, file = [], io.BytesIO(answer.getvalue())
    while line := file.readline():
        found.append(read_stanza(line, file.readline))
    return found


def adds(key_id: bytes) -> Stanza:
    return Stanza(("add-identity", identity(key_id)))


def of(file: str, kind: str, body: bytes = b"key") -> Stanza:
    return Stanza(("recipient-stanza", file, kind), body)


DONE = Stanza(("done",))


def test_each_file_has_its_key() -> None:
    told = said(adds(MINE), of("0", "other"), of("0", "mine", b"first"), of("7", "mine", b"second"))
    message = Stanza(("msg",), b"asked")
    assert told == [message, Stanza(("file-key", "0"), b"first"), message, Stanza(("file-key", "7"), b"second"), DONE]


def test_what_is_not_known_is_for_later_versions() -> None:
    assert said(Stanza(("grease", "x"), bytes(100)), adds(MINE), Stanza(("recipient-stanza", "0"))) == [DONE]


def test_a_file_for_nobody_here_ends_in_done() -> None:
    assert said(adds(MINE), of("0", "other")) == [DONE]
    assert said(of("0", "mine")) == [DONE]


def test_who_is_away_and_who_is_not_known_is_told_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client goes on with other identities, and so do we."""
    told = said(Stanza(("add-identity", "AGE-PLUGIN-TANDEM-1QQQ")), adds(THEIRS), adds(MINE), of("0", "mine"))
    assert [stanza.kind for stanza in told] == ["msg", "msg", "msg", "file-key", "done"]
    assert told[0].body == b"sentence of age.identity"
    assert told[1].body == f"sentence of {LinkKind.CLOSED}".encode()


def test_a_client_that_shows_nothing_gets_its_key() -> None:
    client = io.BytesIO(b"".join(map(bytes, (adds(MINE), of("0", "mine"), DONE, Stanza(("fail",)), Stanza(("ok",))))))
    answer = io.BytesIO()
    serve(AgeClient(client, answer), opens, str)
    assert b"-> file-key 0\n" in answer.getvalue()


def test_a_person_may_be_asked() -> None:
    answers, said = b"".join(map(bytes, (Stanza(("ok",), b"words"), Stanza(("fail",))))), io.BytesIO()
    client = AgeClient(io.BytesIO(answers), said)
    typed = client.ask("Passphrase: ")
    assert typed is not None
    assert typed.reveal() == b"words"
    assert client.ask("Again: ") is None
    assert said.getvalue() == bytes(Stanza(("request-secret",), b"Passphrase: ")) + bytes(
        Stanza(("request-secret",), b"Again: ")
    )


def test_limits_of_one_conversation() -> None:
    assert said(*[adds(THEIRS)] * MOST_FILES, adds(MINE), of("0", "other"), answers=99)[-2].kind == "msg"
    for much in ([of("0", "x")] * (MOST_STANZAS + 1), [of(str(number), "x") for number in range(MOST_FILES + 1)]):
        with pytest.raises(BadInput, match="too much"):
            said(*much)


@pytest.mark.parametrize("client", [b"", b"hello\n", bytes(adds(MINE)), bytes(adds(MINE))[:-1]])
def test_who_speaks_otherwise_is_told(client: bytes) -> None:
    with pytest.raises(BadInput):
        serve(AgeClient(io.BytesIO(client), io.BytesIO()), opens, str)


PROGRAM = """#!{python}
import sys
sys.path.insert(0, {root!r})
from tests.core.age.test_files import file_key, Header
from core.age import plugin

def opens(key_id, stanzas, client):
    assert key_id == bytes(range(32))
    assert client.ask("Passphrase: ") is None  # age has no terminal here
    client.tell("the co-signer is asked")
    return file_key(Header(tuple(stanzas), b"", b""))

assert sys.argv[1:] == ["--age-plugin=" + plugin.STATE]
plugin.serve(plugin.AgeClient(sys.stdin.buffer, sys.stdout.buffer), opens, str)
"""


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_stock_age_is_answered(tmp_path: Path) -> None:
    from tests.core.age.test_files import by_age

    program = tmp_path / "age-plugin-tandem"
    program.write_text(PROGRAM.format(python=sys.executable, root=str(Path(plugin.__file__).parents[2])))
    program.chmod(0o755)
    (tmp_path / "identities").write_text(identity(bytes(range(32))) + "\n")
    told = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "identities")],
        input=by_age(b"a secret"),
        capture_output=True,
        env=os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        check=True,
    )
    assert told.stdout == b"a secret"
    assert b"the co-signer is asked" in told.stderr

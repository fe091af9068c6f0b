"""Keys for age of a real pair: what a person at the co-signer sees, what is opened, and stock age beside it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest

from core.age.header import Header, read_header
from core.age.payload import opened
from core.age.stanza import Stanza
from core.approval.kinds.task_line import TaskLine
from core.cosigner.api import ApprovalView, PolicyChange
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.protocol.progress import ProgressStep
from core.wallet.api import AgeKeyShown, Event, KeyState
from core.wallet.opening import open_or_connect
from tests.support.open_homes import NAME, PASSPHRASE, OpenHomes, open_homes
from tests.support.programs import passphrase_file

TEXT = b"a letter"
FOREIGN = str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHomes]:
    with open_homes(tmp_path_factory.mktemp("age")) as found:
        yield found


@pytest.fixture(scope="module")
def key(homes: OpenHomes) -> AgeKeyShown:
    return homes.wallet.new_age_key("letters")


def written(*to: str) -> bytes:
    return bytes(pyrage.encrypt(TEXT, [pyrage.x25519.Recipient.from_str(each) for each in to]))


def header(data: bytes) -> tuple[io.BytesIO, Header]:
    file = io.BytesIO(data)
    return file, read_header(file)


@contextmanager
def person(homes: OpenHomes, *, says: bool = True) -> Iterator[list[ApprovalView]]:
    """At the co-signer, for as long as this lasts."""
    admin, seen, over = homes.serving.cosigner.admin, list[ApprovalView](), threading.Event()

    def decide() -> None:
        while not over.wait(0.05):
            for one in admin.approvals():
                seen.append(one)
                if says:
                    admin.approve(one.id)
                else:
                    admin.refuse(one.id, "not now")

    thread = threading.Thread(target=decide)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def test_it_is_a_key_and_no_wallet(homes: OpenHomes, key: AgeKeyShown) -> None:
    assert (key.name, key.epoch, key.state) == ("letters", 1, KeyState.OPEN)
    assert homes.wallet.age_keys() == (key,)
    assert homes.wallet.ssh_keys() == ()
    assert [one.name for one in homes.wallet.wallets()] == [NAME]


def test_file_of_20_stanzas_asks_once(homes: OpenHomes, key: AgeKeyShown) -> None:
    """And opens also after a refresh."""
    assert homes.wallet.refresh("letters").epoch == 2
    file, found = header(written(*[FOREIGN] * 19, key.recipient))
    with person(homes) as seen:
        file_key = homes.wallet.open_age(key.key_id, "letter.age", found.stanzas, 60)
    assert file_key is not None
    found.must_be_of(file_key)
    assert b"".join(opened(file, file_key)) == TEXT
    (asked,) = seen
    assert (asked.wallet, asked.kind) == ("letters", "task")
    assert asked.lines[0].line == TaskLine.AGE
    assert [line.values for line in asked.lines][1:3] == [("letter.age",), ("20",)]


def test_what_needs_no_question_asks_none(homes: OpenHomes, key: AgeKeyShown) -> None:
    _, found = header(written(*[FOREIGN] * 21))
    with person(homes) as seen:
        with pytest.raises(BadInput) as told:
            homes.wallet.open_age(key.key_id, "", found.stanzas, 60)
        assert told.value.kind is InputKind.AGE_MANY
        assert homes.wallet.open_age(key.key_id, "", [Stanza(("scrypt", "x", "18"), bytes(32))], 60) is None
        lie = Stanza(("X25519", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), bytes(32))
        assert homes.wallet.open_age(key.key_id, "", [lie, lie], 60) is None
    assert seen == []
    for other in (bytes(32), homes.wallet.show(NAME).name.encode().ljust(32)):
        with pytest.raises(BadInput) as told:
            homes.wallet.open_age(other, "", found.stanzas, 60)
        assert told.value.kind is InputKind.NO_AGE_KEY


def test_a_foreign_file_is_asked_about_once(
    homes: OpenHomes, key: AgeKeyShown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.wallet.age_of_wallet.MOST_OF_OTHERS", 1)
    files = [header(written(FOREIGN))[1] for _ in range(2)]
    with person(homes) as seen:
        for found in (files[0], files[0], files[1], files[1]):
            assert homes.wallet.open_age(key.key_id, "spam", found.stanzas, 60) is None
        assert len(seen) == 2
        assert homes.wallet.open_age(key.key_id, "spam", files[0].stanzas, 60) is None  # it gave way to the other
    assert len(seen) == 2  # a person's yes to this very file stands


def test_a_person_says_no(homes: OpenHomes, key: AgeKeyShown) -> None:
    _, found = header(written(key.recipient))
    with person(homes, says=False), pytest.raises(Refused) as told:
        homes.wallet.open_age(key.key_id, "letter.age", found.stanzas, 60)
    assert told.value.kind is RefusalKind.REFUSED


def test_what_is_frozen_is_told(homes: OpenHomes, key: AgeKeyShown) -> None:
    _, found = header(written(key.recipient))
    admin = homes.serving.cosigner.admin
    admin.policy_set(PolicyChange(frozen=True))
    with pytest.raises(Refused, match="nothing is signed there while it is frozen"):
        homes.wallet.open_age(key.key_id, "letter.age", found.stanzas, 60)
    admin.policy_set(PolicyChange(frozen=False))


def test_another_program_of_the_home_opens_and_so_does_stock_age(homes: OpenHomes, key: AgeKeyShown) -> None:
    """V3: age, while the window has the home open. Who says no is no error to age, which goes on to other keys."""
    place = homes.place
    homes.wallet.receive(lambda: None)
    remote = open_or_connect(place / "wallet", PASSPHRASE)
    assert [one.identity for one in remote.age_keys()] == [key.identity]
    _, found = header(written(key.recipient))
    events = list[ProgressStep]()

    def hear(event: Event) -> None:
        events.append(event.step)
        homes.approve(event)

    file_key = remote.open_age(key.key_id, "letter", found.stanzas, 60, hear)
    assert file_key is not None
    found.must_be_of(file_key)
    assert ProgressStep.WAITING in events
    assert remote.open_age(key.key_id, "", [Stanza(("other",))], 60) is None
    assert remote.new_age_key("more").name == "more"

    plugin = place / "age-plugin-tandem"
    plugin.write_text(f'#!/bin/sh\nexec {sys.executable} -m app.age_plugin "$@"\n')
    plugin.chmod(0o700)
    (place / "identities").write_text(f"# letters\n{key.identity}\n")
    words = passphrase_file(place / "words", PASSPHRASE.reveal().decode())
    root = str(Path(__file__).parents[3])
    environment = os.environ | {
        "PATH": f"{place}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": root,
        "TANDEM_HOME": str(place / "wallet"),
        "TANDEM_PASSPHRASE_FILE": str(words),
    }

    def age(data: bytes, **more: str) -> subprocess.CompletedProcess[bytes]:
        command = ["age", "-d", "-i", str(place / "identities")]
        return subprocess.run(command, input=data, capture_output=True, env=environment | more, check=False)

    with person(homes) as seen:
        done = age(written(FOREIGN, key.recipient))
    assert (done.stdout, done.returncode) == (TEXT, 0), done.stderr
    assert [one.lines[1].values for one in seen] == [("a file that age was given",)]
    with person(homes, says=False):
        done = age(written(key.recipient))
    assert done.returncode != 0
    assert b"The co-signer refused" in done.stderr
    done = age(written(key.recipient), TANDEM_PASSPHRASE_FILE=str(passphrase_file(place / "wrong", "other words")))
    assert b"Not the passphrase" in done.stderr or b"passphrase" in done.stderr

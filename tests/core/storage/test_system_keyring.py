"""The keyring: only back ends we know, never a plain-text file that a package brought along."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from keyring.backends import SecretService

from core.codec.codec import decode, encode
from core.errors import BadInput, StorageError, StorageKind
from core.secret import Secret
from core.storage.header import VaultHeader, Wrapped
from core.storage.system_keyring import ALLOWED, CHAINER, SERVICE, SystemKeyring, system_keyring
from core.storage.vault import Vault
from core.wallet.opening import create_or_open
from tests.architecture.source import ROOT
from tests.core.storage.homes import CHEAP, WORDS, Drawer, header_of, make, read, reopen, set_header


@pytest.fixture(autouse=True)
def _same_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


class InMemory(keyring.backend.KeyringBackend):
    """A back end that is on nobody's list."""

    priority = 9

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


def trusted(name: str = ALLOWED[0]) -> InMemory:
    """The same under the name of a back end that is: what the program looks at is the class."""
    module, _, kind = name.rpartition(".")
    made: InMemory = type(kind, (InMemory,), {"__module__": module})()
    return made


@pytest.mark.parametrize(
    "backend",
    [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, InMemory],
    ids=lambda kind: kind.__module__,
)
def test_other_back_ends_are_not_used(tmp_path: Path, backend: type[keyring.backend.KeyringBackend]) -> None:
    """A vault then rests on its passphrase alone, and says so in its header."""
    chosen = backend()
    keyring.set_keyring(chosen)
    found = system_keyring()
    assert not found.usable()
    with pytest.raises(StorageError) as none:
        found.get("name")
    assert none.value.kind is StorageKind.KEYRING_NONE
    found.delete("name")
    with pytest.raises(StorageError):
        found.put("name", Secret(b"1"))
    with closing(Vault.create(tmp_path, WORDS, CHEAP, found)) as vault:
        assert vault.control_challenge()["keyring"] == ""
    assert getattr(chosen, "kept", {}) == {}
    assert read(tmp_path) == {}


@pytest.mark.parametrize("name", ALLOWED)
def test_an_allowed_back_end_keeps_secrets(name: str) -> None:
    backend = trusted(name)
    keyring.set_keyring(backend)
    found = system_keyring()
    assert found.usable()
    found.put("one", Secret(b"\0\1secret"))
    assert backend.kept == {(SERVICE, "one"): b"\0\1secret".hex()}
    again = system_keyring().get("one")
    assert again is not None
    assert again.reveal() == b"\0\1secret"
    assert found.get("two") is None
    found.delete("one")
    found.delete("one")
    assert found.get("one") is None


def test_the_allowed_ones_exist_in_this_library() -> None:
    """A name that a newer library moved would silently turn the keyring off."""
    for name in (*ALLOWED, CHAINER):
        module, _, kind = name.rpartition(".")
        __import__(module)
        assert isinstance(getattr(sys.modules[module], kind), type)


def test_a_chain_gives_its_allowed_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where several back ends work the library chooses a chain, which would ask a plain-text one as well."""
    plain, good = InMemory(), trusted()
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [plain, good])
    chain = keyring.backends.chainer.ChainerBackend()  # type: ignore[no-untyped-call]
    assert chain.backends == [plain, good]
    keyring.set_keyring(chain)
    found = system_keyring()
    assert found.usable()
    found.put("one", Secret(b"1"))
    assert plain.kept == {}
    assert good.kept == {(SERVICE, "one"): "31"}
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [plain, InMemory()])
    assert not system_keyring().usable()


def test_a_back_end_that_fails_is_said_in_plain_words(tmp_path: Path) -> None:
    class Locked(InMemory):
        def get_password(self, service: str, username: str) -> str | None:
            raise keyring.errors.KeyringLocked("org.freedesktop.Secret.Error.IsLocked")

        def set_password(self, service: str, username: str, password: str) -> None:
            raise OSError("D-Bus")

        delete_password = get_password  # type: ignore[assignment]

    kind: type[InMemory] = type("Keyring", (Locked,), {"__module__": "keyring.backends.SecretService"})
    keyring.set_keyring(kind())
    found = system_keyring()
    assert not found.usable()
    found.delete("name")
    uses: list[Callable[[], object]] = [lambda: found.get("name"), lambda: found.put("name", Secret(b"secret"))]
    for use in uses:
        with pytest.raises(StorageError) as refused:
            use()
        assert refused.value.kind == "keyring"
        assert "D-Bus" not in str(refused.value)
    Vault.create(tmp_path, WORDS, CHEAP, found).close()
    assert read(tmp_path) == {}


def test_what_is_in_the_keyring_and_is_not_ours() -> None:
    backend = trusted()
    backend.kept[SERVICE, "name"] = "not hex"
    keyring.set_keyring(backend)
    with pytest.raises(StorageError):
        system_keyring().get("name")


@pytest.mark.parametrize("named", ["no.such.Module", "keyring.backends.fail.Nothing", "keyring.backends.macOS.Keyring"])
def test_a_back_end_that_cannot_be_loaded(named: str) -> None:
    """The library takes a class from the environment; whatever becomes of it, there is no traceback."""
    script = "from core.storage.system_keyring import system_keyring; print(system_keyring().usable())"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHON_KEYRING_BACKEND": named, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("False\n", 0), done.stderr


def test_it_is_looked_for_only_when_needed() -> None:
    script = (
        "import sys; from core.storage.system_keyring import system_keyring; system_keyring(); "
        "print('keyring' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_system_keyring_is_what_a_vault_takes(tmp_path: Path) -> None:
    backend = trusted()
    keyring.set_keyring(backend)
    make(tmp_path, {("key", b"A"): b"1"}, SystemKeyring())
    ((_, kept),) = backend.kept.items()
    assert len(bytes.fromhex(kept)) == 32
    assert read(tmp_path, "key", keyring=system_keyring()) == {("key", b"A"): b"1"}


LATE = """
import sys
from keyring.backend import KeyringBackend
from keyring.compat import properties

class Keyring(KeyringBackend):
    here = sys.argv[1] == "early"

    @properties.classproperty
    def priority(cls):
        if not cls.here:
            raise RuntimeError("nobody answers yet")
        return 9

    def get_password(self, service, username):
        return None

    def set_password(self, service, username, password):
        pass

Keyring.__module__ = "keyring.backends.SecretService"
from core.storage.system_keyring import system_keyring
first = system_keyring().usable()
Keyring.here = True
print(first, system_keyring().usable())
"""


@pytest.mark.parametrize(("when", "said"), [("early", "True True\n"), ("late", "False False\n")])
def test_the_library_keeps_what_it_chose(when: str, said: str) -> None:
    """keyring 25.7.0: only a restart finds a keyring that came later, so that is what the person is told."""
    command = [sys.executable, "-c", LATE, when]
    done = subprocess.run(command, env={"PATH": ""}, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == said, done.stderr


def test_nothing_unlocks_by_itself() -> None:
    """SecretStorage 3.5.0: `unlock()` gives True when it was dismissed. The library looks again; we never call it."""
    named = [place for place in (ROOT / "core").rglob("*.py") if "secretstorage" in place.read_text(encoding="utf-8")]
    assert named == []
    assert "if collection.is_locked():  # User dismissed" in inspect.getsource(SecretService)


@pytest.mark.parametrize("with_keyring", [True, False])
def test_what_protects_nothing_brings_up_no_dialog(tmp_path: Path, with_keyring: bool) -> None:
    """Practice: its passphrase lies beside it. The library is not even asked which keyring there is."""
    asked: list[str] = []

    class Asked(InMemory):
        def get_password(self, service: str, username: str) -> str | None:
            asked.append(username)
            return super().get_password(service, username)

    kind: type[InMemory] = type("Keyring", (Asked,), {"__module__": "keyring.backends.SecretService"})
    chosen = kind()
    keyring.set_keyring(chosen)
    for _ in range(2):  # made, then opened
        create_or_open(tmp_path / "home", WORDS, keyring=with_keyring).close()
    assert (len(chosen.kept), bool(asked)) == ((1, True) if with_keyring else (0, False))


# ------------------------------------------------------------------ the flag
def test_a_vault_with_a_keyring_secret_does_not_open_without(tmp_path: Path) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    make(home, keyring=drawer)
    empty = Drawer(tmp_path / "empty")
    for other in (None, empty):
        with pytest.raises(StorageError) as refused:
            reopen(home, WORDS, other)
        assert refused.value.kind == "keyring.empty"
        assert refused.value.word == "keyring"  # as scripts know it
    (name,) = drawer.names()
    empty.put(name, Secret(bytes(32)))
    with pytest.raises(BadInput):
        reopen(home, WORDS, empty)
    reopen(home, WORDS, drawer).close()
    with pytest.raises(StorageError) as refused:
        make(home)  # nor is it made again
    assert refused.value.kind == "exists"


@pytest.mark.parametrize("with_keyring", [True, False])
def test_the_flag_is_authenticated(tmp_path: Path, with_keyring: bool) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    make(home, keyring=drawer if with_keyring else None)
    wrapped = decode(Wrapped, header_of(home), StorageError)
    old = wrapped.header
    assert old.keyring is with_keyring
    turned = VaultHeader(old.magic, old.format, old.vault_id, old.cost, old.salt, not old.keyring, old.keyring_name)
    set_header(home, encode(Wrapped(turned, wrapped.nonce, wrapped.key)))
    drawer.put(old.keyring_name.hex(), Secret(bytes(32)))
    with pytest.raises(BadInput):
        reopen(home, WORDS, drawer)


def test_a_locked_keyring_is_not_begun_with(tmp_path: Path) -> None:
    """A vault made while the keyring is locked rests on the passphrase alone, and opens in either case."""
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer", locked=True)
    make(home, {("key", b"A"): b"1"}, drawer)
    assert drawer.names() == set()
    assert read(home, "key", keyring=drawer) == read(home, "key") == {("key", b"A"): b"1"}

"""Stand-ins for core.wallet and core.cosigner, so that the command line is tested by itself."""

from __future__ import annotations

import signal
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from core.secret import Secret

PSBT = b"psbt\xff" + bytes(8)


class FakeWallet:
    """Remembers what it was asked; fails with what the test puts into `failure`."""

    calls: ClassVar[list[tuple[Any, ...]]] = []
    failure: ClassVar[BaseException | None] = None
    lines = ("a b c d", "e f g h", "i j k l", "m n o p")

    @classmethod
    def open(cls, home: Path, passphrase: Secret[bytes]) -> FakeWallet:
        cls.calls.append(("open", home, passphrase.reveal()))
        return cls()

    @classmethod
    def open_or_visit(cls, home: Path, passphrase: Secret[bytes]) -> FakeWallet:
        return cls.open(home, passphrase)

    @classmethod
    def create_or_open(cls, home: Path, passphrase: Secret[bytes]) -> FakeWallet:
        return cls.open(home, passphrase)

    def close(self, *, unmake: bool = False) -> None:
        self.calls.append(("unmake",) if unmake else ("close",))

    def pair(self, link: str, confirm: Callable[[list[str]], int | None] | None) -> dict[str, Any]:
        self.note("pair", link, confirm and confirm(list(self.lines)))
        return {"paired": True}

    def note(self, *call: Any) -> None:
        self.calls.append(call)
        if self.failure is not None:
            raise self.failure

    def new_key(self, name: str, network: str, progress: Callable[[object], None]) -> dict[str, Any]:
        self.note("new_key", name, network)
        return {"name": name}

    def balance(self, name: str) -> dict[str, Any]:
        self.note("balance", name)
        return {"confirmed": 1_402_875, "pending": 0}

    def history(self, name: str) -> list[dict[str, Any]]:
        self.note("history", name)
        return [{"txid": "ab" * 32, "net": -5, "label": "\x1b[31mred\u202e"}]

    def address(self, name: str, *, new: bool) -> str:
        self.note("address", name, new)
        return "bcrt1qexample"

    def draft(self, name: str, recipients: list[tuple[str, int]], fee_rate: float | None) -> bytes:
        self.note("draft", name, recipients, fee_rate)
        return PSBT

    def sign(self, name: str, psbt: bytes, wait: float | None, progress: Callable[[object], None]) -> dict[str, Any]:
        progress("Request " + "0a" * 16 + " waits on the co-signer.")
        self.note("sign", name, psbt, wait)
        return {"psbt": psbt + b"\x01", "signed": 1, "skipped": [], "txid": "cd" * 32}

    def broadcast(self, name: str, data: bytes) -> dict[str, Any]:
        self.note("broadcast", name, data)
        return {"txid": "cd" * 32}


class Cosigner:
    """What `core.cosigner.ask` was called with and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.confirmed: Any = None

    def ask(
        self, home: Path, command: str, args: dict[str, Any], passphrase_of: Any, on_event: Any, *, answer: Any
    ) -> Any:
        self.asked.append((command, args))
        for event in self.events:
            if event["event"] == "confirm":
                self.confirmed = answer(event)
            else:
                on_event(event)
        return self.answers.get(command, {})


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> type[FakeWallet]:
    module = types.ModuleType("core.wallet")
    module.__dict__["Wallet"] = FakeWallet
    monkeypatch.setitem(sys.modules, "core.wallet", module)
    FakeWallet.calls, FakeWallet.failure = [], None
    return FakeWallet


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Cosigner:
    cosigner = Cosigner()
    module = types.ModuleType("core.cosigner")
    module.__dict__["ask"] = cosigner.ask
    monkeypatch.setitem(sys.modules, "core.cosigner", module)
    return cosigner


@pytest.fixture(autouse=True)
def quiet_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test process keeps its own hooks, dumps, signals and environment."""
    monkeypatch.setattr("app.terminal._prepare", lambda: None)
    for name in ("TANDEM_HOME", "TANDEM_COSIGNER_HOME", "TANDEM_PASSPHRASE_FILE", "TANDEM_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    kept = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    for number, handler in kept:
        signal.signal(number, handler)


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text("correct horse\n")
    path.chmod(0o600)
    return path

"""Stand-ins for core.wallet and core.cosigner, so that the command line is tested by itself."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.secret import Secret
from core.wallet.api import WalletApi
from tests.support.fake_wallet import FakeWallet
from tests.support.open_homes import cheap_vaults


@pytest.fixture(scope="session", autouse=True)
def light_vaults() -> Iterator[None]:
    """What a test process makes costs the least that every program opens; each question to a co-signer opens it."""
    with cheap_vaults():
        yield


class Cosigner:
    """What `core.cosigner.opening.ask` was called with and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.confirmed: Any = None

    def ask(
        self,
        home: Path,
        command: str,
        args: dict[str, Any],
        passphrase_of: Any,
        on_event: Any,
        *,
        answer: Any,
        anchor: Path | None,
        database: object,
    ) -> Any:
        self.asked.append((command, args))
        for event in self.events:
            if event["event"] == "confirm":
                self.confirmed = answer(event)
            else:
                on_event(event)
        return self.answers.get(command, {})


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeWallet]]:
    opens: Callable[[Path, Secret[bytes]], WalletApi] = FakeWallet.open
    monkeypatch.setattr("core.wallet.opening.open_or_connect", opens)
    monkeypatch.setattr("core.wallet.opening.create_or_open", opens)
    FakeWallet.calls, FakeWallet.failure, FakeWallet.report, FakeWallet.stale = [], None, None, 0
    yield FakeWallet
    FakeWallet.calls, FakeWallet.failure, FakeWallet.report, FakeWallet.stale = [], None, None, 0


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Cosigner:
    cosigner = Cosigner()
    monkeypatch.setattr("core.cosigner.opening.ask", cosigner.ask)
    return cosigner


@pytest.fixture(autouse=True)
def quiet_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test process keeps its own hooks, dumps, signals and environment."""
    monkeypatch.setattr("app.terminal.prepare", lambda: None)
    for name in (
        "TANDEM_HOME",
        "TANDEM_COSIGNER_HOME",
        "TANDEM_COSIGNER_ANCHOR",
        "TANDEM_PASSPHRASE_FILE",
        "TANDEM_DEBUG",
    ):
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

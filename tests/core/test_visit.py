"""A home that is open in one program, and the commands of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cosigning import Event, Progress, silent
from core.errors import BadInput, LinkError, PeerFault, Refused, StorageError
from core.role import WALLET
from core.secret import Secret
from core.storage import keys
from core.storage.vault import control_key
from core.transport import control
from core.visit import METHODS, Reception, Visitor
from core.wallet import Wallet

PASSPHRASE, OTHER = Secret(b"correct horse battery staple"), Secret(b"other words altogether")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keys, "parameters_for", lambda _role: keys.FLOOR)
    return tmp_path / "home"


@pytest.fixture
def open_here(home: Path) -> Iterator[Wallet]:
    found = Wallet.create_or_open(home, PASSPHRASE)
    yield found
    found.close()


def test_a_visitor_reads_and_fails_as_the_wallet_does(home: Path, open_here: Wallet) -> None:
    visits: list[None] = []
    open_here.receive(lambda: visits.append(None))
    visitor = Wallet.open_or_visit(home, PASSPHRASE)
    assert isinstance(visitor, Visitor)
    assert visitor.wallets() == []
    with pytest.raises(BadInput, match="no wallet named savings"):
        visitor.balance("savings")
    with pytest.raises(BadInput, match="no co-signer is paired"):
        visitor.new_key("savings", "regtest")
    assert len(visits) == 3
    visitor.close()
    assert open_here.wallets() == []


def test_who_does_not_know_the_passphrase_learns_nothing(home: Path, open_here: Wallet) -> None:
    open_here.receive(lambda: pytest.fail("it was let in"))
    visitor = Wallet.open_or_visit(home, OTHER)
    for _ in range(control.WRONG_PROOFS):
        with pytest.raises(BadInput, match="passphrase is wrong"):
            visitor.wallets()
    with pytest.raises(Refused, match="too many wrong passphrases"):
        visitor.wallets()


def test_after_another_passphrase_the_new_one_opens(home: Path, open_here: Wallet) -> None:
    open_here.receive(lambda: None)
    open_here.change_passphrase(OTHER)
    assert Wallet.open_or_visit(home, OTHER).wallets() == []
    with pytest.raises(BadInput, match="passphrase is wrong"):
        Wallet.open_or_visit(home, PASSPHRASE).wallets()


def test_where_nobody_receives_the_home_is_in_use(home: Path, open_here: Wallet) -> None:
    visitor = Wallet.open_or_visit(home, PASSPHRASE)
    with pytest.raises(StorageError, match="is using the home") as caught:
        visitor.wallets()
    assert caught.value.kind == "in_use"
    open_here.receive(lambda: None)
    with pytest.raises(StorageError, match="is using the home"):
        visitor.pair("link", None)  # not among what visitors may do


def test_closed_it_is_opened_by_whoever_comes(home: Path) -> None:
    wallet = Wallet.create_or_open(home, PASSPHRASE)
    wallet.receive(lambda: None)
    visitor = Wallet.open_or_visit(home, PASSPHRASE)
    wallet.close()
    with pytest.raises(StorageError, match="is using the home"):
        visitor.wallets()  # it began when there was somebody; the next command finds the home free
    again = Wallet.open_or_visit(home, PASSPHRASE)
    assert isinstance(again, Wallet)
    again.close()


def test_every_method_of_a_visitor_is_one_of_the_wallet() -> None:
    for name in METHODS:
        assert callable(getattr(Wallet, name))


class Other:
    """Takes and gives what the wallet's methods take and give."""

    def draft(self, name: str, recipients: list[tuple[str, int]], fee_rate: float | None) -> bytes:
        assert [tuple(each) for each in recipients] == [("addr", 5)]
        return b"psbt\xff" + name.encode()

    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> dict[str, object]:
        progress(Event("step", f"showing {name}", "show"))
        progress(Event("waiting", "waiting for a decision"))
        return {"psbt": psbt + b"!", "signed": 2, "skipped": [1, 3], "wait": wait}

    def show(self, name: str) -> dict[str, str]:
        raise PeerFault(f"{name} is odd", "odd")

    def history(self, name: str) -> list[dict[str, object]]:
        return [{"txid": f"{i:064x}", "net": i, "label": name} for i in range(20_000)]


@pytest.fixture
def visitor(home: Path, open_here: Wallet) -> Iterator[Visitor]:
    vault = open_here._vault
    reception = Reception(home, Other(), vault.control_challenge(), vault.control_key, lambda: None)
    yield Visitor(home, PASSPHRASE, Other, StorageError("busy", "in_use"))
    reception.close()


def test_bytes_and_progress_travel(visitor: Visitor) -> None:
    psbt = visitor.draft("savings", [("addr", 5)], None)
    assert psbt == b"psbt\xffsavings"
    told: list[object] = []
    signed = visitor.sign("savings", psbt, 2.5, told.append)
    assert signed == {"psbt": psbt + b"!", "signed": 2, "skipped": [1, 3], "wait": 2.5}
    assert told == ["showing savings", "waiting for a decision"]
    assert len(visitor.history("savings")) == 20_000
    with pytest.raises(PeerFault, match="savings is odd"):
        visitor.show("savings")


def test_a_visitor_of_another_version(home: Path, visitor: Visitor) -> None:
    with pytest.raises(TypeError):
        visitor.show()
    for name, args in (("close", {}), ("show", {"name": "savings", "more": 1}), ("show", {})):
        with pytest.raises(BadInput, match=r"one version|update both programs"):
            control.ask(home / control.SOCKET, WALLET, name, args, lambda challenge: _key(challenge))


def test_a_visitor_that_leaves_ends_what_it_began(home: Path, visitor: Visitor) -> None:
    def leave(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        visitor.sign("savings", b"psbt", None, leave)
    with pytest.raises(LinkError, match="no program answers"):
        control.ask(home / "nowhere", WALLET, "wallets", {}, lambda challenge: _key(challenge))


def _key(challenge: control.Fields) -> Secret[bytes]:
    return control_key(PASSPHRASE, challenge, None)

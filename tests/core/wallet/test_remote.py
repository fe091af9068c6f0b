"""A home that is open in one program, and the commands of another."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.bitcoin.coins import GAP, Reach
from core.bitcoin.fee_rate import FeeRate
from core.codec.codec import encode
from core.errors import BadInput, FaultKind, LinkError, PeerFault, Refused, StorageError, StorageKind
from core.keys.status import PendingReport, RuleReport, RulesReport, Used
from core.role import WALLET
from core.secret import Secret
from core.storage import keys
from core.storage.lock import own
from core.storage.vault import Vault, control_key
from core.transport import control
from core.wallet.api import (
    Balance,
    CosignersApi,
    Event,
    HistoryRow,
    KeyState,
    Progress,
    ProgressStep,
    ReceivingAddress,
    Refreshed,
    ReleasesApi,
    ReleaseSource,
    Report,
    SheetsApi,
    SheetsShown,
    Signed,
    StatusReport,
    ThisComputer,
    WalletApi,
    WalletShown,
)
from core.wallet.calls import CALLS, OneWallet, to_text
from core.wallet.events import silent
from core.wallet.opening import open_or_connect
from core.wallet.remote import RemoteWallet
from core.wallet.server import WalletServer
from core.wallet.wallet import Wallet
from tests.support.fake_wallet import FINGERPRINT, SHEET_WORDS, FakeWallet

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


def test_a_remote_wallet_reads_and_fails_as_the_wallet_does(home: Path, open_here: Wallet) -> None:
    visits: list[None] = []
    open_here.receive(lambda: visits.append(None))
    remote = open_or_connect(home, PASSPHRASE)
    assert isinstance(remote, RemoteWallet)
    assert remote.wallets() == ()
    with pytest.raises(BadInput, match="no wallet named savings"):
        remote.balance("savings")
    with pytest.raises(BadInput, match="no co-signer is paired"):
        remote.new_key("savings", "regtest")
    with pytest.raises(BadInput, match="begins with a letter or a digit"):
        remote.new_key("--help", "regtest")
    assert len(visits) == 4
    remote.close()
    assert open_here.wallets() == ()


def test_who_does_not_know_the_passphrase_learns_nothing(home: Path, open_here: Wallet) -> None:
    open_here.receive(lambda: pytest.fail("it was let in"))
    remote = open_or_connect(home, OTHER)
    for _ in range(control.WRONG_PROOFS):
        with pytest.raises(BadInput, match="passphrase is wrong"):
            remote.wallets()
    with pytest.raises(Refused, match="too many wrong passphrases"):
        remote.wallets()


def test_after_another_passphrase_the_new_one_opens(home: Path, open_here: Wallet) -> None:
    open_here.receive(lambda: None)
    remote = open_or_connect(home, PASSPHRASE)
    assert remote.wallets() == ()
    open_here.change_passphrase(OTHER)
    assert open_or_connect(home, OTHER).wallets() == ()
    with pytest.raises(BadInput, match="passphrase is wrong"):
        remote.wallets()


def test_a_passphrase_is_worked_out_once_for_many_commands(
    remote: RemoteWallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[bytes] = []
    real = keys.kek

    def kek(passphrase: Secret[bytes], salt: bytes, *more: Any) -> Secret[bytes]:
        worked.append(salt)
        return real(passphrase, salt, *more)

    monkeypatch.setattr(keys, "kek", kek)
    assert remote.wallets() == remote.wallets() != ()
    assert len(worked) == 1


def test_where_nobody_receives_the_home_is_in_use(home: Path, open_here: Wallet) -> None:
    remote = open_or_connect(home, PASSPHRASE)
    with pytest.raises(StorageError, match="is using the home") as caught:
        remote.wallets()
    assert caught.value.kind == "in_use"
    open_here.receive(lambda: None)
    with pytest.raises(StorageError, match="is using the home"):
        remote.pair("link", None)  # not among what a remote wallet may do


def test_closed_it_is_opened_by_whoever_comes(home: Path) -> None:
    wallet = Wallet.create_or_open(home, PASSPHRASE)
    wallet.receive(lambda: None)
    remote = open_or_connect(home, PASSPHRASE)
    wallet.close()
    with pytest.raises(StorageError, match="is using the home"):
        remote.wallets()  # it began when there was somebody; the next command finds the home free
    again = open_or_connect(home, PASSPHRASE)
    assert isinstance(again, Wallet)
    again.close()


def test_every_command_of_the_socket_is_a_method_of_the_api() -> None:
    for name in CALLS:
        assert callable(getattr(WalletApi, name))
    methods = {
        name
        for kind in (WalletApi, CosignersApi, SheetsApi, ReleasesApi)
        for name in vars(kind)
        if not name.startswith("_")
    }
    others = methods - CALLS.keys()
    assert others == {
        *("close", "stop_asking", "pair"),
        *("pair_to_restore", "restore", "restore_from", "replace_cosigner", "cancel_replacement"),
    }


SHOWN = WalletShown("savings", "regtest", "00ff", "xpub", "wpkh(0)", "wpkh(1)", 2**32 - 1, True, KeyState.LOCKED)
SHOWN = replace(SHOWN, sheets=SheetsShown(("a", "b"), sealed=True, waiting=("c",)))
RULES = RulesReport(
    (RuleReport("per-day", b"x"),), (PendingReport("wait", None, 2**40),), Used(5, 2**60, 5), 2**40, 1439
)
REPORT = Report("savings", 3, KeyState.MISMATCH, RULES, 2, 2**40, Reach(20, 2**32 - 1))
RICH = Balance(2**50, 0, 1, 2, 3, looked=Reach(300, 2**32 - 1))


RATE = Decimal("0.125")


class Other(FakeWallet):
    """Takes and gives what the wallet's methods take and give."""

    def wallets(self) -> tuple[WalletShown, ...]:
        return (SHOWN, replace(SHOWN, name="spare"))

    def status(self, name: str) -> StatusReport:
        return StatusReport(replace(SHOWN, name=name), "nas:1", False, None if name == "away" else REPORT, "because")

    def address(self, name: str, *, new: bool = False) -> ReceivingAddress:
        return ReceivingAddress(int(new), name)

    def sync(
        self,
        name: str,
        server: str,
        proxy: str | None = None,
        *,
        new_certificate: bool = False,
        gap: int = GAP,
        progress: Progress = silent,
    ) -> Balance:
        assert (name, server, proxy, new_certificate, gap) == ("savings", "tcp://x:1", "", True, 300)
        progress(Event(ProgressStep.ANSWERS, answers=200))
        return RICH

    def stop_asking(self, name: str) -> None:
        raise AssertionError(f"{name}: a remote wallet never asks for this")

    def balance(self, name: str) -> Balance:
        raise StorageError("the disk is full", StorageKind.FULL)

    def draft(
        self,
        name: str,
        recipients: Sequence[tuple[str, int]],
        fee_rate: FeeRate | None,
        *,
        coins: Sequence[str] | None = None,
        drain: str | None = None,
    ) -> bytes:
        assert [tuple(each) for each in recipients] == [("addr", 5)]
        assert (fee_rate, coins, drain) in ((None, None, None), (RATE, ("a:0", "b:1"), "rest"))
        return b"psbt\xff" + name.encode()

    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> Signed:
        progress(Event(ProgressStep.REQUEST, request=name))
        progress(Event(ProgressStep.WAITING))
        return Signed(psbt + b"!", 2, (1, 3), f"waited {wait}")

    def log_file(self) -> bytes:
        return b"a log of this home"

    def show(self, name: str) -> WalletShown:
        raise PeerFault(f"{name} is odd", FaultKind.TASK)

    def history(self, name: str) -> tuple[HistoryRow, ...]:
        return tuple(HistoryRow(f"{i:064x}", i or None, None, i, -i, None) for i in range(70_000))


@pytest.fixture
def remote(home: Path) -> Iterator[RemoteWallet]:
    own(home)
    vault = Vault.create(home, PASSPHRASE, keys.FLOOR)
    server = WalletServer(home, Other(), vault.control_challenge(), vault.control_key, lambda: None)
    yield RemoteWallet(home, PASSPHRASE, StorageError("busy", StorageKind.IN_USE))
    server.close()
    vault.close()


def test_bytes_and_progress_travel(remote: RemoteWallet) -> None:
    psbt = remote.draft("savings", [("addr", 5)], None)
    assert psbt == b"psbt\xffsavings"
    assert remote.draft("savings", [("addr", 5)], RATE, coins=["a:0", "b:1"], drain="rest") == psbt
    told: list[Event] = []
    signed = remote.sign("savings", psbt, 2.5, told.append)
    assert signed == Signed(psbt + b"!", 2, (1, 3), "waited 2.5")
    assert told == [Event(ProgressStep.REQUEST, request="savings"), Event(ProgressStep.WAITING)]
    with pytest.raises(PeerFault, match="savings is odd"):
        remote.show("savings")


def test_every_other_result_travels_too(remote: RemoteWallet) -> None:
    assert remote.wallets() == (SHOWN, replace(SHOWN, name="spare"))
    assert remote.new_key("new", "practice") == FakeWallet.shown("new")
    assert remote.new_key("new", "practice", cosigner="nas").cosigner == "nas"
    assert remote.cosigners() == FakeWallet().cosigners()
    assert remote.this_computer() == ThisComputer("", "0f" * 8)
    assert remote.call_self("Office") == ThisComputer("Office", "0f" * 8)
    assert remote.rename_cosigner("nas", "Cellar").name == "Cellar"
    assert remote.refresh("savings") == Refreshed("savings", 4)
    made = remote.sheet_new()
    assert (made.words.reveal(), made.fingerprint, made.made) == (SHEET_WORDS, FINGERPRINT, 1_800_000_000)
    assert remote.sheet_exchange().words.reveal() == SHEET_WORDS
    assert remote.sheet_give_up() == FakeWallet().sheet_give_up()
    assert remote.sheet_burnt() == FakeWallet().sheet_burnt()
    assert remote.sheet_confirm("acorn") == FakeWallet().sheet_show()
    assert remote.sheet_show() == FakeWallet().sheet_show()
    assert remote.mark_whole("savings").was_whole == 1_800_000_000
    assert remote.backup() == FakeWallet().backup()
    remote.recovery_written(b"receipt")
    assert ("recovery_written", b"receipt") in FakeWallet.calls
    assert remote.recovery_export() == FakeWallet().recovery_export()
    assert remote.drill("savings", Secret(("one", "two"))).drilled == 1_800_000_005
    assert remote.accept_sheet("savings", "acorn") == Refreshed("savings", 4)
    asked = ReleaseSource("https://releases.example/x", ("RW1", "RW2"), "0.1.0")
    assert remote.known_releases(asked) == FakeWallet().known_releases(asked)
    for proxy in (None, "", "socks5://127.0.0.1:9050"):
        assert remote.check_releases(asked, proxy) == FakeWallet.release
        assert FakeWallet.calls[-1] == ("check_releases", asked, proxy)
    assert remote.status("savings") == StatusReport(SHOWN, "nas:1", False, REPORT, "because")
    assert remote.status("away") == StatusReport(replace(SHOWN, name="away"), "nas:1", False, None, "because")
    assert remote.address("savings") == ReceivingAddress(0, "savings")
    assert remote.address("savings", new=True) == ReceivingAddress(1, "savings")
    assert remote.sync("savings", "tcp://x:1", "", new_certificate=True, gap=300) == RICH
    assert remote.broadcast("savings", b"\0\xff") == "cd" * 32
    with pytest.raises(StorageError, match="disk is full"):
        remote.balance("savings")
    rows = remote.history("savings")
    assert (len(rows), rows[-1].net, rows[0].height, rows[1].height) == (70_000, -69_999, None, 1)


def test_a_remote_wallet_of_another_version(home: Path, remote: RemoteWallet) -> None:
    show = {"codec": base64.b64encode(encode(OneWallet("savings"))).decode()}
    more = {"codec": base64.b64encode(encode(OneWallet("savings")) + b"more").decode()}
    for name, args in (("close", {}), ("show", {"name": "savings"}), ("show", {}), ("show", more), ("sync", show)):
        with pytest.raises(BadInput, match=r"one version|update both programs"):
            control.ask(home / control.SOCKET, WALLET, name, args, lambda challenge: _key(challenge))


@pytest.mark.parametrize("odd", [{}, {"value": 5}, {"codec": "%"}, {"codec": "AAAA"}])
def test_an_open_wallet_of_another_version(
    home: Path, open_here: Wallet, odd: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "ask", lambda *_: odd)
    with pytest.raises(BadInput, match="of one version"):
        RemoteWallet(home, PASSPHRASE, StorageError("busy")).show("savings")


def test_what_another_version_tells_of_its_progress_is_not_shown(
    home: Path, open_here: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers(_path: object, _role: object, _name: object, _args: object, _key: object, hear: Any) -> control.Fields:
        hear({"text": "so far"})
        hear(to_text(b"so far"))
        return to_text(encode(Refreshed("savings", 4)))

    told: list[Event] = []
    monkeypatch.setattr(control, "ask", answers)
    assert RemoteWallet(home, PASSPHRASE, StorageError("busy")).refresh("savings", told.append).epoch == 4
    assert told == []


@pytest.mark.parametrize("name", ["a\nb", "\udcff", "x" * 70_000])
def test_a_name_that_is_no_text_does_not_travel(remote: RemoteWallet, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be handed"):
        remote.show(name)


def test_a_remote_wallet_that_leaves_ends_what_it_began(home: Path, remote: RemoteWallet) -> None:
    def leave(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remote.sign("savings", b"psbt", None, leave)
    with pytest.raises(LinkError, match="no program answers"):
        control.ask(home / "nowhere", WALLET, "wallets", {}, lambda challenge: _key(challenge))


def _key(challenge: control.Fields) -> Secret[bytes]:
    return control_key(PASSPHRASE, challenge, None)

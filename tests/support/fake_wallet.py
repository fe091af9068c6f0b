"""A wallet that remembers what it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from core.bitcoin.fee_rate import FeeRate
from core.home.backup import HomeBackup
from core.home.recovery_export import RecoveryExport
from core.recovery.sheet import UnconfirmedSheet
from core.release.manifest import News, ReleaseFile
from core.secret import Secret
from core.wallet.api import (
    GAP,
    Balance,
    Confirm,
    Event,
    HistoryRow,
    KeyState,
    OldPaper,
    Outline,
    OwnSheetShown,
    PairedCosigner,
    Payment,
    PaymentStatus,
    Progress,
    ProgressStep,
    Reach,
    ReceivingAddress,
    Refreshed,
    ReleaseShown,
    ReleasesKnown,
    ReleaseSource,
    RenamedWallet,
    Report,
    Restored,
    SheetsShown,
    Signed,
    StatusReport,
    ThisComputer,
    WalletKind,
    WalletShown,
)
from core.wallet.events import silent
from tests.support.fake_age import FakeAge
from tests.support.fake_ssh import FakeSsh

PSBT = b"psbt\xff" + bytes(8)


SHEET_WORDS, FINGERPRINT = ("abandon",) * 23 + ("art",), ("acorn",) * 12


class FakeWallet(FakeSsh, FakeAge):
    """Remembers what it was asked; fails with what the test puts into `failure`."""

    calls: ClassVar[list[tuple[Any, ...]]] = []
    failure: ClassVar[BaseException | None] = None
    log: ClassVar[bytes] = b""
    lines = ("a b c d", "e f g h", "i j k l", "m n o p")

    @classmethod
    def open(cls, home: Path, passphrase: Secret[bytes]) -> FakeWallet:
        cls.calls.append(("open", home, passphrase.reveal()))
        return cls()

    def close(self, *, unmake: bool = False) -> None:
        self.calls.append(("unmake",) if unmake else ("close",))

    def restore(
        self, link: str, words: Secret[tuple[str, ...]], confirm: Confirm | None, progress: Progress = silent, /
    ) -> Restored:
        self.note("restore", link, words.reveal(), confirm and confirm(list(self.lines)))
        progress(Event(ProgressStep.SETTLES, seconds=7_200))
        told = SheetsShown(cosigner=tuple(f"told{n}" for n in range(12)))
        return Restored((replace(self.shown("savings"), sheets=told),), ("old",), renamed=(RenamedWallet("a", "a 2"),))

    def replace_cosigner(self, link: str, confirm: Confirm | None, progress: Progress = silent, /) -> Restored:
        self.note("replace_cosigner", link, confirm and confirm(list(self.lines)))
        progress(Event(ProgressStep.HANDING_OUT))
        return Restored((self.shown("savings"),), ("old",))

    def cancel_replacement(self, cosigner: str | None = None) -> Restored:
        self.note("cancel_replacement", cosigner)
        return Restored((self.shown("savings"),), () if cosigner is None else ("renewed",))

    def pair_to_restore(self, link: str, confirm: Confirm | None, /) -> PairedCosigner:
        self.note("pair_to_restore", link, confirm and confirm(list(self.lines)))
        return PairedCosigner("nas.lan", 18_720, confirm is not None, "3f" * 8, restores=True)

    def restore_from(self, cosigner: str, words: Secret[tuple[str, ...]], progress: Progress = silent, /) -> Restored:
        self.note("restore_from", cosigner, words.reveal())
        return Restored((self.shown("savings"),), ("old",))

    def pair(self, link: str, confirm: Confirm | None, /, *, another: bool = False) -> PairedCosigner:
        self.note("pair", link, confirm and confirm(list(self.lines)), *(["another"] if another else []))
        return PairedCosigner("nas.lan", 18_720, confirm is not None, "3f" * 8, "“Kitchen NUC”", "Kitchen NUC")

    def cosigners(self) -> tuple[PairedCosigner, ...]:
        return (PairedCosigner("nas.lan", 18_720, True, "3f" * 8, "Cellar", "Kitchen NUC", wallets=("w",)),)

    def this_computer(self) -> ThisComputer:
        return ThisComputer("", "0f" * 8)

    def call_self(self, name: str) -> ThisComputer:
        self.note("call_self", name)
        return ThisComputer(name, "0f" * 8)

    def rename_cosigner(self, cosigner: str, name: str) -> PairedCosigner:
        self.note("rename_cosigner", cosigner, name)
        return PairedCosigner("nas.lan", 18_720, True, "3f" * 8, name, "Kitchen NUC")

    def note(self, *call: Any) -> None:
        self.calls.append(call)
        if self.failure is not None:
            raise self.failure

    def new_key(
        self,
        name: str,
        network: str,
        progress: Progress = silent,
        *,
        cosigner: str | None = None,
        kind: WalletKind = WalletKind.SEGWIT,
    ) -> WalletShown:
        self.note("new_key", name, network, *([cosigner] if cosigner else []), *([kind] if kind else []))
        return replace(self.shown(name), cosigner=cosigner or "")

    def wallets(self) -> tuple[WalletShown, ...]:
        return (self.shown("w"),)

    def sheet_new(self) -> UnconfirmedSheet:
        self.note("sheet_new")
        return UnconfirmedSheet(Secret(SHEET_WORDS), FINGERPRINT, 1_800_000_000)

    def sheet_exchange(self) -> UnconfirmedSheet:
        self.note("sheet_exchange")
        return UnconfirmedSheet(Secret(SHEET_WORDS), FINGERPRINT, 1_800_000_000)

    def sheet_give_up(self) -> OwnSheetShown:
        self.note("sheet_give_up")
        return OwnSheetShown(FINGERPRINT, 1_800_000_000)

    def sheet_burnt(self) -> OldPaper:
        self.note("sheet_burnt")
        return OldPaper(FINGERPRINT)

    def sheet_confirm(self, fingerprint: str) -> OwnSheetShown:
        self.note("sheet_confirm", fingerprint)
        return OwnSheetShown(FINGERPRINT, 1_800_000_000)

    def sheet_show(self) -> OwnSheetShown:
        self.note("sheet_show")
        return OwnSheetShown(FINGERPRINT, 1_800_000_000)

    def recovery_export(self) -> RecoveryExport:
        self.note("recovery_export")
        return RecoveryExport(b"file", ("w",), ("spare", "old"), ("old",), b"receipt")

    def recovery_written(self, receipt: bytes) -> None:
        self.note("recovery_written", receipt)

    def mark_whole(self, name: str) -> WalletShown:
        self.note("mark_whole", name)
        return replace(self.shown(name), was_whole=1_800_000_000)

    def backup(self) -> HomeBackup:
        self.note("backup")
        return HomeBackup(b"a home", keyring=True)

    def drill(self, name: str, words: Secret[tuple[str, ...]], progress: Progress = silent) -> OwnSheetShown:
        self.note("drill", name, words.reveal())
        return OwnSheetShown(FINGERPRINT, 1_800_000_000, 1_800_000_005)

    def accept_sheet(self, name: str, fingerprint: str, progress: Progress = silent) -> Refreshed:
        self.note("accept_sheet", name, fingerprint)
        return Refreshed(name, 4)

    release: ClassVar[ReleaseShown] = ReleaseShown(
        "0.2.0",
        newer=True,
        unsafe=False,
        expired=False,
        made=1_800_000_000,
        expires=1_800_086_400,
        page="https://releases.example/0.2.0/",
        news=(News("en", "Faster."), News("de", "Schneller.")),
        files=(ReleaseFile("0f" * 32, 5, "linux-amd64", "tandem_0.2.0_amd64.deb"),),
    )

    def known_releases(self, source: ReleaseSource) -> ReleasesKnown:
        return ReleasesKnown(1_800_000_000, self.release)

    def check_releases(self, source: ReleaseSource, proxy: str | None = None) -> ReleaseShown:
        self.note("check_releases", source, proxy)
        return self.release

    def log_file(self) -> bytes:
        self.note("log_file")
        return self.log

    def show(self, name: str) -> WalletShown:
        return self.shown(name)

    @staticmethod
    def shown(name: str) -> WalletShown:
        return WalletShown(name, "regtest", "7a3f90c1", "xpub", "wpkh(0)", "wpkh(1)", 3, False, KeyState.MUST_REFRESH)

    def refresh(self, name: str, progress: Progress = silent) -> Refreshed:
        self.note("refresh", name)
        return Refreshed(name, 4)

    def status(self, name: str) -> StatusReport:
        self.note("status", name)
        return StatusReport(self.shown(name), "nas.lan:18720", True, self.report, "it is off")

    report: ClassVar[Report | None] = None

    def address(self, name: str, *, new: bool = False) -> ReceivingAddress:
        self.note("address", name, new)
        return ReceivingAddress(7, "bcrt1qexample")

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
        self.note("sync", name, server, proxy, new_certificate, gap)
        progress(Event(ProgressStep.ANSWERS, answers=200))
        return Balance(1_402_875, 0, 1_402_875, 1_402_875, 7, looked=Reach(23 + gap, gap), stale=self.stale)

    stale: ClassVar[int] = 0

    def stop_asking(self, name: str) -> None:
        self.note("stop_asking", name)

    def balance(self, name: str) -> Balance:
        self.note("balance", name)
        return Balance(1_402_875, 0, 1_402_875, 1_402_875, 7)

    def history(self, name: str) -> tuple[HistoryRow, ...]:
        self.note("history", name)
        return (HistoryRow("\x1b[31mred\u202e", None, None, 0, -5, None),)

    def draft(
        self,
        name: str,
        recipients: Sequence[tuple[str, int]],
        fee_rate: FeeRate | None,
        *,
        coins: Sequence[str] | None = None,
        drain: str | None = None,
    ) -> bytes:
        self.note("draft", name, recipients, fee_rate)
        return PSBT

    def keep(self, name: str, psbt: bytes) -> Payment:
        self.note("keep", name, psbt)
        return Payment(bytes(16), bytes(32), PaymentStatus.DRAFT, psbt, b"\xcd" * 32, 0, 0)

    def under_way(self, name: str, recipients: Sequence[tuple[str, int]]) -> bytes | None:
        self.note("under_way", name, recipients)
        return self.kept

    def outline(self, name: str, psbt: bytes) -> Outline:
        self.note("outline", name, psbt)
        return self.told

    told: ClassVar[Outline] = Outline(1_141, 1, 141)
    kept: ClassVar[bytes | None] = None

    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> Signed:
        progress(Event(ProgressStep.REQUEST, request="0a" * 16))
        self.note("sign", name, psbt, wait)
        return Signed(psbt + b"\x01", 1, (), "cd" * 32)

    def sign_message(
        self, name: str, address: str, text: bytes, wait: float | None = None, progress: Progress = silent
    ) -> str:
        self.note("sign_message", name, address, text, wait)
        return "c2lnbmVk"

    def broadcast(self, name: str, data: bytes) -> str:
        self.note("broadcast", name, data)
        return "cd" * 32

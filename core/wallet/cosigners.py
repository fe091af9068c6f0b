"""The co-signers of one home: pairing with each, a line to each, and which of them a wallet belongs to.

Every wallet has the one that holds its other half, for ever (KeyRecord.pin). Each has a line of its own, made when it
is needed: one that is away stops no other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from core.codec.names import looks_like
from core.errors import BadInput, InputKind, RefusalKind, Refused, TandemError
from core.home import own_sheet
from core.home.changing_hands import returnable, turned_away
from core.home.names import NameBook
from core.home.records import Peer
from core.home.repository import Repository
from core.keys.record import KeyRecord
from core.keys.status import Report
from core.protocol.registry import ECDSA, SCHNORR
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from core.transport.link.identity import Identity, fingerprint
from core.transport.pairing.protocol import Offer, read_link
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.cosigner_client import CosignerClient
from core.wallet.cosigners_api import Confirm
from core.wallet.events import Progress, silent
from core.wallet.notes import ComputerNotes
from core.wallet.own_log import OwnLog
from core.wallet.renewing import made_beside
from core.wallet.replacing import TOO_LATE, Replacing, cancel, may_be_cancelled
from core.wallet.restoring import Restoring, renamed
from core.wallet.results import PairedCosigner, Restored, StatusReport, ThisComputer, WalletKind, WalletShown
from core.wallet.sheets import Sheets
from core.wallet.shown import renewed, shown
from core.wallet.signer import Signer

if TYPE_CHECKING:
    from core.transport.link.link import Link

LINK_TIMEOUT = 10.0  # seconds

SCHEMES_OF_WALLETS: Final = {WalletKind.SEGWIT: ECDSA, WalletKind.TAPROOT: SCHNORR}


class Cosigners:
    """For any thread."""

    def __init__(self, records: Repository, identity: Identity) -> None:
        self._records, self._identity = records, identity
        self.names = NameBook(records, lambda: int(time.time()))
        self.log = OwnLog(records, time.time)
        self.sheets = Sheets(records, self.of)
        self.notes = ComputerNotes(records, self.client, time.time)
        self._making = threading.Lock()
        self._lines: dict[bytes, tuple[CosignerClient, Signer]] = {}
        self._ended = False

    # -------------------------------------------------------------- which
    @property
    def main(self) -> bytes | None:
        """The pin of the first one; None before pairing."""
        return self._records.home.cosigner

    def chosen(self, text: str | None) -> bytes:
        """The pin of the one that a new wallet is made with: the one of that name or fingerprint, or the only one.
        Raises BadInput."""
        pins = [pin for pin in self._pins if self._may_hold(pin)]
        if not pins:
            raise BadInput("no co-signer is paired with this home; make a link on it", InputKind.UNPAIRED)
        if text is not None:
            return self.names.pin(text, pins)
        if len(pins) > 1:
            raise BadInput(
                f"this computer has several co-signers: {self._all(pins)}; say which one holds the other half",
                InputKind.SEVERAL_COSIGNERS,
            )
        return pins[0]

    def all(self) -> tuple[PairedCosigner, ...]:
        """As people see them, the first one first."""
        return tuple(map(self.peer, sorted(self._pins, key=lambda pin: pin != self.main)))

    @property
    def _pins(self) -> list[bytes]:
        """All but those that another one has replaced."""
        return [pin for pin in self.names.pins if pin not in self._records.blocked]

    def _may_hold(self, pin: bytes) -> bool:
        """Whether a new wallet may be made there: not with one that is still to take a lost one's place."""
        peer = self._records.peers.get(pin)
        waits = peer is not None and peer.purpose is PairingPurpose.REPLACE
        return not waits or any(row.pin == pin for row in self._records.keys.values())

    def peer(self, pin: bytes) -> PairedCosigner:
        """One of them."""
        peer, called = self._records.peers[pin], self.names.called(pin)
        wallets = sorted(row.name for row in self._records.keys.values() if row.pin == pin and row.current)
        return PairedCosigner(
            *(peer.host, peer.port, peer.words_compared, fingerprint(pin), self.names.title(pin)),
            told=called.told,
            alike=called.alike,
            wallets=tuple(wallets),
            restores=peer.purpose is PairingPurpose.RESTORE,
            returns=tuple(sorted(row.name for row in returnable(self._records, pin))),
        )

    def wallet(self, row: KeyRecord) -> WalletShown:
        """A key, and who holds its other half."""
        return shown(row, self.peer(row.pin), self.sheets.shown(row), self.sheets.was_whole(row))

    def row(self, name: str) -> KeyRecord:
        """The key of a wallet. Raises BadInput."""
        row = self._named(name)
        if row is not None and row.current is None:
            self.of(row).connected()  # the handshake finishes or forgets a key that is being born
            row = self._named(name)
        if row is None:
            raise BadInput(f"there is no wallet named {name}", InputKind.NO_SUCH_WALLET)
        return row

    def _named(self, name: str) -> KeyRecord | None:
        return next((row for row in self._records.keys.values() if row.name == name), None)

    def status(self, row: KeyRecord, report: Report | None, reason: str) -> StatusReport:
        """A key, both sides of its pairing, and what the other one says of it; `reason`: why it says nothing."""
        peer, own = self.peer(row.pin), self.this_computer()
        return StatusReport(
            *(self.wallet(row), peer.place, peer.words_compared, report, reason),
            *(peer.name, peer.fingerprint, own.name, own.fingerprint),
            notes=self.notes.shown(row.pin),
            renewed=renewed(row),
        )

    def _all(self, pins: Iterable[bytes]) -> str:
        return ", ".join(map(self.names.shown, pins))

    # -------------------------------------------------------------- names
    def this_computer(self) -> ThisComputer:
        """What this computer is called, and its fingerprint."""
        return ThisComputer(self.names.own, fingerprint(self._identity.pin))

    def call_self(self, name: str) -> ThisComputer:
        """Call this computer so. Raises BadInput."""
        self.names.call_self(name)
        return self.this_computer()

    def rename(self, cosigner: str, name: str) -> PairedCosigner:
        """Call a co-signer so here, whatever it calls itself. Raises BadInput."""
        pin = self.names.pin(cosigner)
        self.names.give(pin, name)
        return self.peer(pin)

    # -------------------------------------------------------------- pairing
    def pair(self, link_text: str, confirm: Confirm | None, *, another: bool) -> PairedCosigner:
        """See WalletApi."""
        offer = read_link(link_text)
        if not another:
            self._must_be_known(offer)
        return self.peer(self._pair(offer, confirm, PairingPurpose.NEW))

    def _must_be_known(self, offer: Offer) -> None:
        if self._pins and offer.fingerprint not in self._records.peers:
            raise BadInput(
                f"this computer is paired with {self._all(self._pins)} already, and this link is of another co-signer; "
                "say that it is to be one more",
                InputKind.PAIRED,
            )

    def pair_to_restore(self, link_text: str, confirm: Confirm | None, /) -> PairedCosigner:
        """See CosignersApi."""
        offer = read_link(link_text)
        self._must_be_known(offer)
        return self.peer(self._pair(offer, confirm, PairingPurpose.RESTORE))

    def restore(
        self, link_text: str, words: Secret[tuple[str, ...]], confirm: Confirm | None, progress: Progress = silent, /
    ) -> Restored:
        """See CosignersApi."""
        offer, sheet = read_link(link_text), Sheet.read(words.reveal(), Role.P1)
        own_sheet.must_have_room_for(self._records, sheet)
        pin = offer.fingerprint
        if pin not in self._records.peers:
            self._pair(offer, confirm, PairingPurpose.RESTORE)
        try:
            return self._restored(pin, sheet, progress)
        except Refused as error:
            if error.kind is not RefusalKind.PURPOSE:
                raise
            self._pair(offer, confirm, PairingPurpose.RESTORE)  # it was paired for something else
            return self._restored(pin, sheet, progress)

    def restore_from(self, cosigner: str, words: Secret[tuple[str, ...]], progress: Progress = silent, /) -> Restored:
        """See CosignersApi."""
        pin, sheet = self.names.pin(cosigner), Sheet.read(words.reveal(), Role.P1)
        own_sheet.must_have_room_for(self._records, sheet)
        return self._restored(pin, sheet, progress)

    def _restored(self, pin: bytes, sheet: Sheet, progress: Progress) -> Restored:
        try:
            without = Restoring(self._records, self.client(pin), sheet, self._identity.pin, time.time).run(progress)
        except BadInput as error:
            if error.kind is InputKind.EXISTS_HERE:
                self._waits_for_nothing(pin)
            raise
        self._waits_for_nothing(pin)
        found = self._moved(pin, without)
        return replace(found, notes=self.notes.back(pin, sheet), renamed=renamed(self._records, pin))

    def _waits_for_nothing(self, pin: bytes) -> None:
        with self._records.write() as write:
            write.peer(pin, replace(self._records.peers[pin], purpose=PairingPurpose.NEW))

    def replace(self, link_text: str, confirm: Confirm | None, progress: Progress = silent, /) -> Restored:
        """See CosignersApi."""
        offer = read_link(link_text)
        pin, known = offer.fingerprint, self._records.peers.get(offer.fingerprint)
        if pin in self._records.blocked:
            raise BadInput(
                "this link is of a co-signer that was replaced, or that wallets were taken back from; make a new home "
                "there",
                InputKind.REPLACED,
            )
        has = any(row.pin == pin for row in self._records.keys.values())
        if has and known is not None and known.purpose is not PairingPurpose.REPLACE:
            raise BadInput(
                "this link is of a co-signer that has wallets of this computer; a lost one is replaced by a new one",
                InputKind.REPLACED_HERE,
            )
        met = known is not None and (known.purpose, known.host, known.port)
        if met != (PairingPurpose.REPLACE, offer.host, offer.link_port):  # or it has moved
            self._pair(offer, confirm, PairingPurpose.REPLACE)
        work = Replacing(self._records, self.client(pin), time.time)
        try:
            without = work.run(progress)
        except Refused as error:
            if error.kind is not RefusalKind.PURPOSE:
                raise
            self._pair(offer, confirm, PairingPurpose.REPLACE)  # its home was made anew, or it forgot
            without = work.run(progress)
        for old in self._records.blocked.keys() & self._lines.keys():
            self.client(old).close()
        return self._moved(pin, without)

    def cancel_replacement(self, cosigner: str | None = None) -> Restored:
        """See CosignersApi."""
        pins = may_be_cancelled(self._records)
        if not pins:
            raise BadInput(TOO_LATE, InputKind.NO_SUCH_REQUEST)
        if cosigner is None and len(pins) > 1:
            raise BadInput(
                f"several co-signers are in the place of another one: {self._all(pins)}; say which one is to go",
                InputKind.SEVERAL_COSIGNERS,
            )
        pin = pins[0] if cosigner is None else self.names.pin(cosigner, pins)
        names = cancel(self._records, pin, int(time.time()))
        self.client(pin).close()
        rows = [row for row in self._records.keys.values() if row.name in names]
        stay = sorted(row.name for row in self._records.keys.values() if row.pin == pin and row.current)
        return Restored(tuple(map(self.wallet, sorted(rows, key=lambda row: row.name))), tuple(stay))

    def _moved(self, pin: bytes, without: tuple[str, ...]) -> Restored:
        rows = sorted((row for row in self._records.keys.values() if row.pin == pin), key=lambda row: row.name)
        return Restored(tuple(map(self.wallet, rows)), without)

    def _pair(self, offer: Offer, confirm: Confirm | None, purpose: PairingPurpose) -> bytes:
        known = self._records.peers.get(offer.fingerprint)
        if offer.fingerprint in self._records.blocked and confirm is None:
            raise Refused(
                "another co-signer is in the place of this one; pair it again by comparing the words, if it is to come "
                "back",
                RefusalKind.BLOCKED,
            )
        from core.transport.pairing.client import pair  # most commands need no line

        found = pair(offer, self._identity, confirm, purpose=purpose)
        now, version = int(time.time()), known.version if known else 1
        peer = Peer(found.certificate, offer.host, offer.link_port, now, confirm is not None, version, purpose)
        with self._records.write() as write:
            write.peer(found.pin, peer)
            if found.pin in self._records.blocked:
                write.block(found.pin, None)
            if self.main is None:
                write.home(replace(self._records.home, cosigner=found.pin))
            self.log.paired(write, offer.host, found.pin, compared=confirm is not None)
        line = self.client(found.pin)
        line.close()
        line.connected()
        return found.pin

    def must_be_new(self, name: str) -> None:
        """Of all wallets of this home. Raises BadInput."""
        if self._named(name) is not None:
            raise BadInput(f"there is already a wallet named {name}; choose another name", InputKind.NAME)
        if alike := next((row.name for row in self._records.keys.values() if looks_like(name, [row.name])), None):
            raise BadInput(
                f"there is already a wallet named {alike}, which looks the same; choose another name", InputKind.NAME
            )

    def new_key(self, pin: bytes, name: str, network: str, progress: Progress, kind: WalletKind) -> WalletShown:
        """Of a wallet with the co-signer of this pin."""
        return self.wallet(self.made(pin, name, network, progress, SCHEMES_OF_WALLETS[kind]))

    def made(self, pin: bytes, name: str, network: str, progress: Progress, scheme: int) -> KeyRecord:
        """A new key of any scheme."""
        row = self.client(pin).new_key(name, network, progress, scheme)
        return made_beside(self._records, self.client(pin), row, progress)

    # -------------------------------------------------------------- lines
    def client(self, pin: bytes) -> CosignerClient:
        """The line to one of them."""
        return self._line(pin)[0]

    def of(self, row: KeyRecord) -> CosignerClient:
        """The line to the one that holds the other half of a key."""
        return self.client(row.pin)

    def signer(self, row: KeyRecord) -> Signer:
        """What gets payments of a key signed."""
        return self._line(row.pin)[1]

    def settle_births(self, wanted: bytes) -> None:
        """The handshake finishes or forgets a key that is being born. Raises what the one of this pin makes of it; of
        another nothing is asked."""
        for pin in {row.pin for row in self._records.keys.values() if row.current is None}:
            with nullcontext() if pin == wanted else suppress(TandemError):
                self.client(pin).connected()

    def end(self) -> None:
        """Drop all lines for good."""
        with self._making:
            self._ended, lines = True, list(self._lines.values())
        for line, _ in lines:
            line.end()

    def _line(self, pin: bytes) -> tuple[CosignerClient, Signer]:
        with self._making:
            if pin not in self._lines:
                made = CosignerClient(self._records, self._connecting(pin), time.time)
                if self._ended:
                    made.end()
                self._lines[pin] = made, Signer(made)
            return self._lines[pin]

    def _connecting(self, pin: bytes) -> Callable[[], Link]:
        def link() -> Link:
            from core.transport.link.link import Hello, connect

            if pin in self._records.blocked:
                raise turned_away(self._records, pin, Role.P2)
            peer = self._records.peers[pin]
            hello = Hello.make(self._records.handshakes_with(pin).ours, self.names.own)
            made = connect(peer.host, peer.port, self._identity, peer.certificate, hello, LINK_TIMEOUT, peer.version)
            if made.version > peer.version:
                with self._records.write() as write:
                    write.peer(pin, replace(peer, version=made.version))
            return made

        return link

"""What a wallet that is open here does with keys for ssh: the methods of SshApi."""

from __future__ import annotations

from contextlib import suppress

from core.approval.kinds.ssh import asked
from core.codec.names import must_be_a_name
from core.errors import BadInput, InputKind, LinkError, RefusalKind, Refused
from core.home.repository import Repository
from core.keys.record import NO_COINS, KeyRecord, slot_of, state
from core.protocol.progress import ProgressStep
from core.protocol.registry import EDDSA
from core.ssh.wishes import SignInWish, SshWish
from core.wallet.cosigners import Cosigners
from core.wallet.events import Event, Progress, silent
from core.wallet.ssh_api import SshKeyShown


class SshOfWallet:
    """A part of core.wallet.wallet.Wallet, which sets both."""

    _records: Repository
    _cosigners: Cosigners

    def new_ssh_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> SshKeyShown:
        """See SshApi."""
        must_be_a_name(name)
        pin = self._cosigners.chosen(cosigner)
        self._cosigners.settle_births(pin)
        self._cosigners.must_be_new(name)
        return self._shown(self._cosigners.made(pin, name, NO_COINS, progress, EDDSA))

    def ssh_keys(self) -> tuple[SshKeyShown, ...]:
        """See SshApi."""
        rows = sorted(self._records.keys.values(), key=lambda row: row.name)
        return tuple(self._shown(row) for row in rows if row.current and row.current.scheme.id == EDDSA)

    def _ssh_key(self, name: str) -> KeyRecord:
        row = self._cosigners.row(name)
        if slot_of(row).scheme.id != EDDSA:
            raise BadInput(f"{name} is no key for ssh", InputKind.NO_SSH_KEY)
        return row

    def _shown(self, row: KeyRecord) -> SshKeyShown:
        peer, slot = self._cosigners.peer(row.pin), slot_of(row)
        point = bytes(slot.share.opened.Q)
        return SshKeyShown(row.name, point, slot.epoch, state(row), peer.called, peer.fingerprint)

    def sign_ssh(self, name: str, wish: SshWish, wait: float | None = None, progress: Progress = silent) -> bytes:
        """See SshApi."""
        row = self._ssh_key(name)
        wish.read(bytes(slot_of(row).share.opened.Q))  # what cannot be read does not leave this computer
        number, payload = asked(wish)
        client, requests = self._cosigners.of(row), list[str]()

        def hear(event: Event) -> None:
            if event.step is ProgressStep.REQUEST:
                requests.append(event.request)
            progress(event)

        try:
            [signature] = self._cosigners.signer(row).sign_other(row, number, payload, wait, hear)
        except Refused as error:
            if error.kind is RefusalKind.PENDING and isinstance(wish, SignInWish):
                for request in requests:  # the session is over by then: nobody needs to decide any more
                    with suppress(Refused, LinkError):
                        client.cancel(bytes.fromhex(request))
            raise
        return signature

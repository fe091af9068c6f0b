"""The keys for ssh of a wallet that is none: one, whole, which the product never has."""

from __future__ import annotations

from typing import Any, ClassVar

from core.keys.state import KeyState
from core.ssh.wishes import SshWish
from core.wallet.events import Progress, silent
from core.wallet.ssh_api import SshKeyShown
from tests.support.whole_ssh_key import KEY

WORK = SshKeyShown("work", KEY.point, 3, KeyState.OPEN, "Cellar")


class FakeSsh:
    """A part of FakeWallet, which notes what it is asked, and fails as it does."""

    ssh: ClassVar[tuple[SshKeyShown, ...]] = ()

    def note(self, *call: Any) -> None:
        raise NotImplementedError

    def new_ssh_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> SshKeyShown:
        self.note("new_ssh_key", name, *([cosigner] if cosigner else []))
        return SshKeyShown(name, KEY.point, 1, KeyState.OPEN, "Cellar")

    def ssh_keys(self) -> tuple[SshKeyShown, ...]:
        return self.ssh

    def sign_ssh(self, name: str, wish: SshWish, wait: float | None = None, progress: Progress = silent) -> bytes:
        self.note("sign_ssh", name, type(wish).__name__, wait)
        return KEY.sign(wish.read(KEY.point).message)

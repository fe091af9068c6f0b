"""A co-signer, for programs: made, opened, or reached where it runs. The rest of the door beside core.cosigner.api.

To reach one takes little of this house; what opens a home is imported where one is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cosigner.api import ConsoleApi, CosignerApi, ServiceEvent, Surroundings
from core.cosigner.calls import answer as answer_command
from core.cosigner.elsewhere import make_elsewhere
from core.cosigner.page_api import PagedCosigner
from core.cosigner.presence import NOT_SERVING, must_be_there
from core.cosigner.remote import RemoteAdmin
from core.errors import LinkError, LinkKind, StorageError, StorageKind
from core.recovery.sheet import Sheet
from core.role import COSIGNER, Role
from core.secret import Secret
from core.storage import hardening
from core.storage.anchor import must_be_outside
from core.storage.elsewhere import IN_HOME, Database
from core.storage.header import control_key
from core.storage.stores import exists, stores_of
from core.transport import control
from core.transport.control import Fields
from core.transport.supervisor import Supervisor

if TYPE_CHECKING:
    from core.cosigner.service import Cosigner
    from core.home.wiping import Agreed

__all__ = [
    "Database",
    "Supervisor",
    "accept_half",
    "ask",
    "connect",
    "create",
    "has_vault",
    "lock_memory",
    "make_elsewhere",
]
__all__ += ["must_be_a_cosigners", "open_cosigner", "wipe"]


# With what is outside: a `serve` must be there for it.
CONVERSATIONS = ("pair", "drill", "admit_browser", "add_passkey", "test_wake")


def create(
    home: Path,
    passphrase: Secret[bytes],
    *,
    practice: bool = False,
    anchor: Path | None = None,
    database: Database = IN_HOME,
) -> CosignerApi:
    """Make a new home; BadInput when there is one already. Here and below, the same at every opening: `anchor`, the
    folder outside of the home that remembers it (L10), or None: there is none; `database`, in which its vault lies."""
    _must_be_outside(anchor, home)
    return _program().create(home, passphrase, practice=practice, anchor=anchor, database=database)


def open_cosigner(
    home: Path,
    passphrase: Secret[bytes],
    surroundings: Surroundings = Surroundings(),  # noqa: B008  it is frozen
    tell: Callable[[ServiceEvent], object] = lambda _: None,
    anchor: Path | None = None,
    database: Database = IN_HOME,
    standing_by: Callable[[], object] | None = None,
) -> PagedCosigner:
    """Open an existing home. Raises BadInput (none here, wrong passphrase), StorageError.

    `standing_by`: a vault in a database that another process has is waited for; it is called about twice a second
    until it is ours. `tell` gets what happens, on any thread, at once: it is quick and raises nothing.
    """
    _must_be_outside(anchor, home)
    waits = None
    if standing_by is not None:
        from core.home.succession import StandsBy

        waits = StandsBy(anchor, standing_by)
    opened = _program().open(home, passphrase, tell=tell, anchor=anchor, database=database, waits=waits)
    opened.surrounded(surroundings)
    return opened


def wipe(
    home: Path,
    passphrase: Secret[bytes],
    agreed: Agreed,
    anchor: Path | None = None,
    beside: Sequence[str] = (),
    database: Database = IN_HOME,
) -> None:
    """Delete a home for good; see core.home.wiping."""
    from core.home import wiping

    stores = stores_of(home, database)
    wiping.wipe(home, passphrase, COSIGNER, agreed, anchor=anchor, beside=beside, stores=stores)


def accept_half(
    home: Path, passphrase: Secret[bytes], anchor: Path | None = None, database: Database = IN_HOME
) -> bool:
    """Take a home for an old copy that has lost the log of its vault (StorageKind.HALF), or has another's
    (StorageKind.MIXED). False: neither."""
    _must_be_outside(anchor, home)
    try:
        _program().open(home, passphrase, anchor=anchor, database=database).close()
    except StorageError as error:
        if error.kind not in (StorageKind.HALF, StorageKind.MIXED):
            raise
        _program().open(home, passphrase, half=True, anchor=anchor).close()
        return True
    return False


def must_be_a_cosigners(words: Secret[tuple[str, ...]]) -> None:
    """Before there is a home for them: BadInput unless these are the 24 words of a co-signer's sheet."""
    Sheet.read(words.reveal(), Role.P2)


def lock_memory() -> hardening.MemoryLock:
    """See core.storage.hardening. What opens a home is loaded before: memory that is locked may have a limit."""
    _program()
    return hardening.lock_memory()


def has_vault(home: Path) -> bool:
    """Whether a home of either side is there."""
    return exists(home)


def connect(
    home: Path,
    passphrase_of: Callable[[], Secret[bytes]],
    anchor: Path | None = None,
    database: Database = IN_HOME,
) -> ConsoleApi:
    """The co-signer of a home, wherever it is open. `passphrase_of` is called for what needs it, each time."""

    def asks(
        command: str,
        args: Fields,
        on_event: Callable[[Fields], None] = lambda _: None,
        answer: Callable[[Fields], Any] = lambda _: None,
    ) -> Fields:
        return ask(home, command, args, passphrase_of, on_event, answer=answer, anchor=anchor, database=database)

    return RemoteAdmin(asks)


def ask(
    home: Path,
    command: str,
    args: Fields,
    passphrase_of: Callable[[], Secret[bytes]],
    on_event: Callable[[Fields], None],
    *,
    answer: Callable[[Fields], Any],
    anchor: Path | None = None,
    database: Database = IN_HOME,
) -> Fields:
    """One command by name: from the running `serve`, which CONVERSATIONS need; else from the home, opened a moment."""
    must_be_there(home)
    _must_be_outside(anchor, home)
    try:
        return control.ask(
            home / control.SOCKET,
            COSIGNER,
            command,
            args,
            lambda challenge: control_key(passphrase_of(), challenge, None),
            on_event,
            answer,
        )
    except LinkError as error:
        if error.kind != LinkKind.NOT_RUNNING:
            raise
        if command in CONVERSATIONS:
            raise LinkError(NOT_SERVING, LinkKind.NOT_RUNNING) from None
    cosigner = _program().open(home, passphrase_of(), anchor=anchor, database=database)
    try:
        return answer_command(cosigner.proven, command, args)
    finally:
        cosigner.close()


def _must_be_outside(anchor: Path | None, home: Path) -> None:
    if anchor is not None:
        must_be_outside(anchor, home)


def _program() -> type[Cosigner]:
    from core.cosigner.service import Cosigner

    return Cosigner

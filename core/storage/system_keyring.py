"""A second secret in the system's keyring, where there is one worth the name.

With some packages installed the keyring library silently picks a plain-text file, so back ends are allowed by class.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from core.errors import StorageError, StorageKind
from core.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "tandem"
ALLOWED = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
CHAINER = "keyring.backends.chainer.ChainerBackend"  # chosen by the library where several back ends work


class Keyring(Protocol):
    """A place that keeps secrets by name."""

    def usable(self) -> bool:
        """Whether a new secret may be trusted to it, now and later."""
        ...

    def get(self, name: str) -> Secret[bytes] | None:
        """The secret of that name, or None. StorageError if it stays locked ("keyring"), or there is no keyring
        ("keyring.none")."""
        ...

    def put(self, name: str, secret: Secret[bytes]) -> None:
        """Keep a secret. StorageError (kind "keyring") if it is not taken."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens if there is none, or if it cannot be reached."""
        ...


class SystemKeyring:
    """The keyring of this desktop session, looked for when it is first needed: that takes a third of a second.

    The library keeps what it chose then for the life of the process: a keyring that comes later is not seen. Even a
    mere read may bring up a dialog of the system, to unlock a keyring or to make one; programs say so before.
    """

    @cached_property
    def _backend(self) -> KeyringBackend | None:
        import keyring

        try:
            chosen = keyring.get_keyring()
        except Exception:  # noqa: BLE001 - a back end named in the person's settings may fail in any way
            return None
        offered = chosen.backends if _kind(chosen) == CHAINER else [chosen]  # type: ignore[attr-defined]
        return next((backend for backend in offered if _kind(backend) in ALLOWED), None)

    def usable(self) -> bool:
        """Whether there is a back end we trust and it answers. It may ask the person to unlock it."""
        try:
            self.get("probe")
        except StorageError:
            return False
        return self._backend is not None

    def get(self, name: str) -> Secret[bytes] | None:
        """The secret of that name, or None. StorageError if it stays locked ("keyring"), or there is no keyring
        ("keyring.none")."""
        if self._backend is None:
            raise StorageError(
                "no keyring of the system answered when this program started; start the keyring, then restart Tandem",
                StorageKind.KEYRING_NONE,
            )
        with _in_plain_words():
            text = self._backend.get_password(SERVICE, name)
            return None if text is None else Secret(bytes.fromhex(text))

    def put(self, name: str, secret: Secret[bytes]) -> None:
        """Keep a secret. StorageError (kind "keyring") if it is not taken."""
        with _in_plain_words():
            if self._backend is None:
                raise LookupError
            self._backend.set_password(SERVICE, name, secret.reveal().hex())

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens if there is none, or if it cannot be reached."""
        if self._backend is not None:
            with contextlib.suppress(StorageError), _in_plain_words():
                self._backend.delete_password(SERVICE, name)


def system_keyring() -> Keyring:
    """The system's keyring. A vault is made with it if it is usable then; else the passphrase stands alone."""
    return SystemKeyring()


def _kind(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001 - every back end has errors of its own, of D-Bus or of the system
        raise StorageError("the system keyring did not answer; unlock it and try again", StorageKind.KEYRING) from None

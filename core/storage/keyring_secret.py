"""A second secret in the system's keyring, where there is one worth the name.

With some packages installed the keyring library silently picks a plain-text file, so back ends are allowed by class.
"""

from __future__ import annotations

from typing import Protocol

from core.secret import Secret

SERVICE = "tandem"
ALLOWED = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)


class Keyring(Protocol):
    """A place that keeps secrets by name."""

    def get(self, name: str) -> Secret[bytes] | None:
        """The secret of that name, or None."""
        ...

    def put(self, name: str, secret: Secret[bytes]) -> None:
        """Keep a secret."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens if there is none."""
        ...


class SystemKeyring:
    """The keyring of this desktop session."""

    def get(self, name: str) -> Secret[bytes] | None:
        """The secret of that name, or None."""
        import keyring

        text = keyring.get_password(SERVICE, name)
        return None if text is None else Secret(bytes.fromhex(text))

    def put(self, name: str, secret: Secret[bytes]) -> None:
        """Keep a secret."""
        import keyring

        keyring.set_password(SERVICE, name, secret.reveal().hex())

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens if there is none."""
        import keyring
        import keyring.errors

        try:
            keyring.delete_password(SERVICE, name)
        except keyring.errors.PasswordDeleteError:
            return


def system_keyring() -> Keyring | None:
    """The system's keyring if its back end is one we trust and it works; else None: the passphrase stands alone."""
    import keyring
    import keyring.errors

    backend = keyring.get_keyring()
    kind = f"{type(backend).__module__}.{type(backend).__qualname__}"
    if kind not in ALLOWED:
        return None
    try:
        keyring.get_password(SERVICE, "probe")
    except keyring.errors.KeyringError:
        return None
    return SystemKeyring()

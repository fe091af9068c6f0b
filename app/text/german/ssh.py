"""What is said of keys for ssh and git, in German."""

from __future__ import annotations

from app.text.table import Table
from core.errors import InputKind, RefusalKind

REFUSED: Table = {
    RefusalKind.AGENT_LOCKED: "Der Agent ist gesperrt; ssh-add -X entsperrt ihn.",
}
INPUT: Table = {
    InputKind.NO_COINS: "Dieser Schlüssel ist für etwas anderes als Zahlungen da. Wählen Sie eine Wallet.",
    InputKind.GIT_OBJECT: (
        "Das ist kein Commit, kein Tag und kein Push-Zertifikat, wie git sie schreibt. Es wird nicht unterschrieben."
    ),
    InputKind.SSH: (
        "Das ist weder eine Anmeldung mit diesem Schlüssel noch eine Unterschrift, wie ssh-keygen sie macht. Es wird "
        "nicht unterschrieben."
    ),
    InputKind.SSH_HOST: "Der Server hat nicht gezeigt, dass er der ist, als der er genannt wird.",
    InputKind.SSH_KEY: "Das ist kein öffentlicher Schlüssel der Art ssh-ed25519, oder ein anderer.",
}

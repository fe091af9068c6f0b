"""What is said of keys for ssh and git, in German."""

from __future__ import annotations

from app.text.table import Table
from core.approval.kinds.task_line import TaskLine
from core.errors import InputKind, RefusalKind

REFUSED: Table = {
    RefusalKind.AGENT_LOCKED: "Der Agent ist gesperrt; ssh-add -X entsperrt ihn.",
}
INPUT: Table = {
    InputKind.NO_SSH_KEY: "Hier gibt es noch keinen Schlüssel für ssh. Erzeugen Sie zuerst einen.",
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
TASKS: Table = {
    TaskLine.SSH_SIGN_IN: "Mit ssh als „{0}“ anmelden?",
    TaskLine.SSH_HOST: "gilt allein für den Server mit dem Schlüssel {0}",
    TaskLine.SSH_NO_HOST: "bei welchem Server, ist nicht gesagt",
    TaskLine.SSH_FORWARDED: (
        "über einen anderen Server, an den der Agent weitergereicht wurde: Wer ihn betreibt, fragt danach"
    ),
    TaskLine.SSH_FILE: "Eine Datei für den Zweck „{0}“ unterschreiben?",
    TaskLine.SSH_GIT_UNSEEN: "Etwas aus git unterschreiben, das nicht gezeigt wird: Commit, Tag oder Push?",
    TaskLine.SSH_DIGEST: "nur seine Prüfsumme ({0}) ist bekannt: {1}",
    TaskLine.GIT_COMMIT: "Den Commit „{0}“ unterschreiben?",
    TaskLine.GIT_TAG: "Das Tag „{0}“, „{1}“, unterschreiben?",
    TaskLine.GIT_TARGET: "es benennt: {0}",
    TaskLine.GIT_PUSH: "Einen Push nach „{0}“ unterschreiben?",
    TaskLine.GIT_REF: "{0}, von {1} zu {2}",
    TaskLine.GIT_WHO: "von „{0}“, {1}",
}

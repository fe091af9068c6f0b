"""Was von Dateien von age gesagt wird, auf Deutsch."""

from __future__ import annotations

from app.text.table import Table
from core.approval.kinds.task_line import TaskLine
from core.errors import InputKind

INPUT: Table = {
    InputKind.AGE: (
        "Das ist keine Datei von age, oder sie wurde beschädigt oder gekürzt. Lassen Sie sie sich noch einmal geben."
    ),
    InputKind.AGE_IDENTITY: (
        "Diese Identität wurde gekürzt oder verändert. Nehmen Sie sie noch einmal aus „tandem age show“."
    ),
    InputKind.AGE_MANY: "Diese Datei ist für zu viele Schlüssel: höchstens 20 von X25519 werden geöffnet.",
    InputKind.AGE_OTHERS: "Diese Datei ist für keinen Schlüssel hier. Öffnen Sie sie mit einem, für den sie ist.",
    InputKind.NO_AGE_KEY: "Hier gibt es noch keinen Schlüssel für age. Erzeugen Sie zuerst einen.",
}
TASKS: Table = {
    TaskLine.AGE: "Eine Datei öffnen, die für diesen Schlüssel verschlüsselt wurde (age)?",
    TaskLine.AGE_LABEL: "die dieser Computer „{0}“ nennt; prüfen kann das niemand",
    TaskLine.AGE_STANZAS: "für so viele Schlüssel ihrer Art, von denen einer dieser sein kann: {0}",
    TaskLine.AGE_UNSEEN: "der Mitunterzeichner sieht nichts vom Inhalt",
}

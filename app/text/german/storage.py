"""What is wrong with the place where things are kept, in German."""

from __future__ import annotations

from app.text.table import AS_IS, Table
from core.errors import StorageKind

STORAGE: Table = {
    StorageKind.STORAGE: "Die Platte nimmt oder gibt nicht, was dort liegt. Prüfen Sie ihren Platz und ihren Zustand.",
    StorageKind.CLOCK: "Eine Uhr wurde zurückgestellt. Stellen Sie sie richtig und versuchen Sie es noch einmal.",
    StorageKind.CLOSED: "Der Datenträger des Tresors hat versagt. Starten Sie Tandem neu.",
    StorageKind.CORRUPT: (
        "Der Tresor ist beschädigt und blieb unverändert. Holen Sie eine Sicherung zurück, die jünger ist als die "
        "letzte Erneuerung der Hälften; eine ältere unterschreibt nichts. Sonst bringt das Notfallblatt dieses Gerät "
        "zurück."
    ),
    StorageKind.DATABASE: ("Die Datenbank, in der der Tresor liegt, ist nicht da oder behält nicht, was man ihr gibt."),
    StorageKind.DAMAGED: "Das Übungsnetz ist beschädigt. Verlassen Sie die Übung und starten Sie sie neu.",
    StorageKind.DISK: "Die Platte nimmt oder gibt nicht, was dort liegt. Prüfen Sie ihren Platz und ihren Zustand.",
    StorageKind.EXISTS: "In diesem Ordner gibt es schon eine Wallet.",
    StorageKind.FILE: AS_IS,
    StorageKind.FULL: "Der Datenträger ist voll. Schaffen Sie Platz und versuchen Sie es noch einmal.",
    StorageKind.HALF: (
        "Der Tresor wurde nicht geschlossen, und die Datei vault-wal, die dann neben ihm liegt, fehlt: Dies ist die "
        "Kopie einer einzelnen Datei, oder jene wurde gelöscht. Legen Sie sie zurück, oder lassen Sie dies als alte "
        "Kopie gelten: tandem accept-copy."
    ),
    StorageKind.MIXED: (
        "Der Tresor und die Datei vault-wal neben ihm sind aus zwei Augenblicken, wie ein Abgleichdienst sie "
        "hinterlässt. Legen Sie die zurück, die zu ihm gehört, oder lassen Sie dies als alte Kopie gelten: tandem "
        "accept-copy."
    ),
    StorageKind.REPLACED: (
        "Ein anderes Programm, etwa ein Abgleichdienst, hat den Tresor verschoben oder ersetzt, während er offen war. "
        "Es wurde nichts mehr geschrieben. Nehmen Sie den Ordner dort heraus und starten Sie Tandem neu."
    ),
    StorageKind.HOME: "Tandems Ordner muss ein lokaler sein, in den nur Sie hineinkommen.",
    StorageKind.HOME_PATH: "Tandems Ordner muss ein lokaler sein, in den nur Sie hineinkommen.",
    StorageKind.IN_USE: (
        "Ein anderes Tandem-Programm benutzt diese Wallet. Schließen Sie es und versuchen Sie es noch einmal."
    ),
    StorageKind.INSTALL: "Ein Teil von Tandem fehlt. Installieren Sie es neu.",
    StorageKind.KEYRING: (
        "Der Schlüsselbund des Systems hält einen Teil des Schlüssels zu diesem Tresor. Entsperren Sie ihn "
        "und versuchen Sie es noch einmal."
    ),
    StorageKind.KEYRING_EMPTY: (
        "Der Schlüsselbund des Systems hat seinen Teil des Schlüssels zu diesem Tresor nicht mehr. Spielen Sie jenen "
        "Schlüsselbund aus seiner Sicherung zurück, oder nehmen Sie das Benutzerkonto, in dem der Tresor entstand."
    ),
    StorageKind.KEYRING_NONE: (
        "Der Schlüsselbund des Systems hält einen Teil des Schlüssels zu diesem Tresor, und als Tandem startete, "
        "antwortete keiner. Melden Sie sich am Desktop an oder starten Sie den Schlüsselbund, dann Tandem neu."
    ),
    StorageKind.MISSING: "In diesem Ordner gibt es keine Wallet.",
    StorageKind.NEWER: "Ein neueres Tandem hat diesen Tresor geschrieben. Starten Sie jenes.",
    StorageKind.WIPED: "Diese Wallet wurde gelöscht, und dabei wurde unterbrochen. Löschen Sie sie noch einmal.",
    StorageKind.OLDER: "Ein Tandem von vor der ersten Ausgabe hat diesen Tresor geschrieben. Legen Sie einen neuen an.",
}

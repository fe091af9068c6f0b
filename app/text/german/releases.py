"""Why a release is not believed, or nobody tells of one, in German."""

from __future__ import annotations

from app.text.table import Table
from core.errors import FaultKind, InputKind, LinkKind

LINK: Table = {
    LinkKind.UPDATE: (
        "Der Server sagt gerade nicht, welche Versionen es gibt. Nichts wurde geändert; fragen Sie später noch einmal."
    ),
}
FAULT: Table = {
    FaultKind.UPDATE_EXPIRED: (
        "Was der Server über Versionen sagt, ist abgelaufen. Vielleicht hält jemand eine neuere zurück, oder die Uhr "
        "dieses Computers geht falsch. Sehen Sie nach der Uhr, und fragen Sie später oder auf einem anderen Weg."
    ),
    FaultKind.UPDATE_FORM: (
        "Was der Server über Versionen sagt, ist unterschrieben und hier trotzdem nicht zu lesen. Installieren Sie von "
        "Hand."
    ),
    FaultKind.UPDATE_OLD: (
        "Der Server bietet eine ältere Version an, als hier schon gesehen wurde. Vielleicht hält jemand die neuere "
        "zurück. Installieren Sie nichts von dort; fragen Sie später oder auf einem anderen Weg."
    ),
    FaultKind.UPDATE_REDIRECT: (
        "Der Server schickt an einen Ort ohne https, oder im Kreis. Von dort wurde nichts gelesen."
    ),
    FaultKind.UPDATE_SINGLE: (
        "Nur einer der drei Schlüssel der Herausgeber hat das unterschrieben, und zwei braucht es: Dieser eine kann "
        "gestohlen sein. Installieren Sie nichts von dort."
    ),
    FaultKind.UPDATE_TOO_BIG: "Der Server schickt weit mehr, als er sollte. Nichts davon wurde behalten.",
    FaultKind.UPDATE_UNSIGNED: (
        "Keiner der Schlüssel der Herausgeber hat das unterschrieben. Installieren Sie nichts von dort. Wurde Tandem "
        "lange nicht erneuert, sind vielleicht seine Schlüssel zu alt: Holen Sie es dann von dort, woher Sie dieses "
        "haben, und prüfen Sie es von Hand."
    ),
}
INPUT: Table = {
    InputKind.UPDATE_ADDRESS: (
        "Hier ist nicht bekannt, wer neue Versionen bekannt macht. Schreiben Sie die Adresse in config.toml: "
        'updates = "https://HOST/PFAD".'
    ),
    InputKind.UPDATE_KEYS: "Dieses Tandem hat keine Schlüssel der Herausgeber und kann deshalb keine Version prüfen.",
    InputKind.UPDATE_NONE: "Hier ist noch keine neue Version bekannt. Sehen Sie zuerst nach.",
    InputKind.RELEASE_FILE: (
        "Diese Datei ist NICHT die, die unter ihrem Namen veröffentlicht wurde. Löschen Sie sie; installieren Sie sie "
        "nicht."
    ),
    InputKind.RELEASE_UNKNOWN: (
        "Diese Datei gehört zu keiner Version, die hier bekannt ist. Installieren Sie sie nicht. Ist sie neuer, so "
        "sehen Sie zuerst nach neuen Versionen."
    ),
}

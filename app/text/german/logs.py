"""Two logs held against each other, in German."""

from __future__ import annotations

from app.text.table import Table
from core.errors import InputKind
from core.home.log_compare import Difference

INPUT: Table = {
    InputKind.FILE_LOG: "Das ist kein Protokoll von Tandem. Wählen Sie eine Datei, in die eines exportiert wurde.",
    InputKind.FILE_LOG_NEWER: "Eine neuere Version hat dieses Protokoll geschrieben. Aktualisieren Sie Tandem.",
    InputKind.FILE_LOG_PEER: "Das ist das Protokoll eines anderen Mitunterzeichners als dessen dieses Computers.",
    InputKind.FILE_LOG_SIDE: "Das ist das Protokoll eines Computers. Nehmen Sie das des Mitunterzeichners.",
}

# {wallet}, {name}: a transaction, an epoch, a rule or a request; {here}, {there}: what each side has; {times}
DIFFERENCES: Table = {
    Difference.SIGNED_THERE: (
        "{wallet}: Der Mitunterzeichner hat {name} unterschrieben, und dieser Computer hat damit nie begonnen. Jemand "
        "anders hat vielleicht die Hälfte dieses Computers und seine Verbindung: Bringen Sie die Münzen in eine neue "
        "Wallet. Wurde dieser Ort aus einer alten Kopie zurückgeholt, hat er es vielleicht vergessen."
    ),
    Difference.SIGNED_HERE: (
        "{wallet}: {name} ist von beiden unterschrieben, und im Protokoll des Mitunterzeichners steht keine "
        "Unterschrift. Es wurde neu geschrieben oder aus einer alten Kopie zurückgeholt, oder er verbirgt, was er tat; "
        "seine Grenzen haben es vielleicht nicht gezählt."
    ),
    Difference.ASKED_THERE: (
        "{wallet}: Der Mitunterzeichner wurde um {name} gebeten, und nicht von diesem Computer. Jemand anders hat "
        "vielleicht die Verbindung dieses Computers."
    ),
    Difference.ANSWERED_HERE: (
        "{wallet}: Der Mitunterzeichner hat auf {name} geantwortet, und sein Protokoll weiß nichts davon. Es wurde neu "
        "geschrieben oder aus einer alten Kopie zurückgeholt."
    ),
    Difference.AMOUNT: (
        "{wallet}: {name}: Abgang / Gebühr in sat sind hier {here} und dort {there}. Eine Seite zeigt, was die andere "
        "nicht gelesen hat."
    ),
    Difference.OTHER_PAYMENT: "{wallet}: Die Anfrage {name} ist hier {here} und dort {there}.",
    Difference.EPOCH_THERE: (
        "{wallet}: Der Mitunterzeichner hat seine Hälfte erneuert (Epoche {name}), ohne dass dieser Computer davon "
        "weiß. Jemand anders hat vielleicht die Hälfte dieses Computers."
    ),
    Difference.EPOCH_HERE: (
        "{wallet}: Epoche {name} gibt es nur hier, und der Mitunterzeichner stellt zuerst um. Sein Protokoll wurde neu "
        "geschrieben oder zurückgeholt."
    ),
    Difference.KEY_THERE: ("{wallet}: Im Namen dieses Computers wurde ein Schlüssel gemacht, von dem er nichts weiß."),
    Difference.RULE_HERE: (
        "{wallet}: Der Mitunterzeichner sagte, seine Regel {name} stehe auf {here}, und nach seinem Protokoll wurde "
        "sie nie so gesetzt."
    ),
    Difference.LOCKED_THERE: (
        "{wallet}: Der Mitunterzeichner hat den Schlüssel gesperrt, weil eine Prüfung misslang, die ein ehrlicher "
        "Computer besteht; dieser Computer hat es nie erfahren."
    ),
    Difference.BROKEN: (
        "Die Datei des Mitunterzeichners stimmt ab Eintrag {name} nicht: Sie wurde geändert, gekürzt oder "
        "zusammengesetzt. Was dort folgt, wurde nicht verglichen."
    ),
    Difference.BROKEN_HERE: "Das Protokoll dieses Computers stimmt ab Eintrag {name} nicht.",
    Difference.NOT_ARRIVED: (
        "{wallet}: Um {name} wurde hier gebeten, und dort ist es unbekannt: Es kam nie an oder wurde abgewiesen."
    ),
    Difference.UNFINISHED: (
        "{wallet}: Der Mitunterzeichner hat seinen Teil der Unterschrift von {name} gegeben, und dieser Computer wurde "
        "getrennt, bevor er das Ganze notierte. Noch einmal unterschreiben bringt es zu Ende."
    ),
    Difference.PREPARED_HERE: (
        "{wallet}: Epoche {name} gilt dort und ist hier vorbereitet: Die nächste Verbindung klärt es."
    ),
    Difference.LATER: (
        "{wallet}: {name} ist neuer als die Datei des Mitunterzeichners, oder aus denselben Minuten: Exportieren Sie "
        "sie noch einmal, um es zu wissen."
    ),
    Difference.OLD: ("{wallet}: {name} ist so alt, dass die Zeile der anderen Seite nicht mehr da sein muss."),
    Difference.CHEATED_HERE: (
        "{wallet}: Dieser Computer hat den Mitunterzeichner {times}-mal beim Betrügen ertappt ({name})."
    ),
    Difference.FAULTS_THERE: "Der Mitunterzeichner fand {times}-mal einen Fehler dieses Computers ({name}).",
}

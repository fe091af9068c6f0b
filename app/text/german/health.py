"""How a key is, in German."""

from __future__ import annotations

from app.text.health_line import HealthLine
from app.text.table import Table

HEALTH: Table = {
    HealthLine.COSIGNER: "Mitunterzeichner",
    HealthLine.COSIGNER_AT: "Mitunterzeichner auf {place}",
    HealthLine.COSIGNER_NAMED: "Mitunterzeichner {name}",
    HealthLine.HALVES: "Hälften erneuert {ago}",
    HealthLine.RULES: "Regeln",
    HealthLine.LOST: "Ein verlorenes Gerät",
    HealthLine.SHEETS: "Notfallblätter",
    HealthLine.ASKING: "Er wird gerade gefragt",
    HealthLine.ONLINE: "Verbunden",
    HealthLine.ANSWERS: "Verbunden, antwortet in {ms} ms",
    HealthLine.SILENT: "Stumm, seit dieses Programm läuft.",
    HealthLine.LAST_ANSWER: "Letzte Antwort {at}, {ago}.",
    HealthLine.NO_ANSWER: "Er antwortet nicht.",
    HealthLine.WERE_WHOLE: "Nutzen nichts mehr: Sie waren einmal beisammen",
    HealthLine.EPOCHS: (
        "Der Mitunterzeichner ist bei Epoche {there}, dieser Computer bei {here}. Nichts ist verloren."
    ),
    HealthLine.FAILED: "Epoche {epoch}; Versuch von {at} gescheitert, siehe Notfall",
    HealthLine.EPOCH: "Epoche {epoch}, {next}",
    HealthLine.NEXT_ONLINE: "die nächste, sobald beide verbunden sind",
    HealthLine.NEXT: "die nächste {at}",
    HealthLine.NO_REPORT: "Noch nicht gemeldet",
    HealthLine.ASKS: "Fragt Sie bei jeder Zahlung",
    HealthLine.SIGNS: "Unterzeichnet bis {below} ohne Nachfrage, {day} in 24 Std.",
    HealthLine.LOST_PRACTICE: "Beim Üben gibt es nichts zu verlieren",
    HealthLine.COMES_BACK: "Kommt mit seinem Papier und dem anderen Gerät zurück",
    HealthLine.LOSES_EITHER: "Ohne Notfallblätter kostet jeder Verlust die Coins",
    HealthLine.LOSES_COMPUTER: "Ohne sein Notfallblatt kostet der Verlust dieses Computers die Coins",
    HealthLine.LOSES_COSIGNER: "Ohne sein Notfallblatt kostet der Verlust des Mitunterzeichners die Coins",
    HealthLine.SHEETS_PRACTICE: "Beim Üben geht es ohne",
    HealthLine.NO_SHEET: "Noch keines: Machen Sie eines {way}",
    HealthLine.SEALED_NEXT: "Die nächste Erneuerung macht die Kopie für das dieses Computers",
    HealthLine.WAITS_THERE: "Das dieses Computers wartet auf ein Ja am Mitunterzeichner",
    HealthLine.WAITS_HERE: "Das des Mitunterzeichners wartet auf Ihr Ja {way}",
    HealthLine.NO_SHEET_THERE: "Der Mitunterzeichner hat noch keines: Machen Sie es dort",
    HealthLine.DRILL: "Das dieses Computers ist an seiner Kopie zu proben, {way}",
    HealthLine.DRILL_THERE: "Das des Mitunterzeichners ist an seiner Kopie zu proben, {way}",
    HealthLine.NO_FILE: "Dieses Wallet ist noch in keiner Wiederherstellungsdatei, {way}",
    HealthLine.OLD_FILE: "Die Wiederherstellungsdatei braucht ein altes Papier; schreiben Sie eine neue, {way}",
    HealthLine.IN_FORCE: "Beide gelten, mit Kopien auf beiden Seiten",
    HealthLine.TRIED: "Beide gelten und sind geprobt; nächste Probe: {day}",
    HealthLine.WHOLE: "Dieser Schlüssel war ganz: Schicken Sie die Münzen jetzt fort",
    HealthLine.WHOLE_MORE: (
        "Am {day} wurde er aus beiden Papieren zusammengesetzt. Wer die Datei von damals hat oder jenes Gerät hatte, "
        "hat die Münzen. Schicken Sie alle an eine neue Wallet, und empfangen Sie hier nichts mehr."
    ),
    HealthLine.PLACE_ASKED: "Jemand will an die Stelle dieses Computers treten",
    HealthLine.PLACE_ASKED_MORE: (
        "Waren Sie es nicht, so lehnen Sie es auf dem Mitunterzeichner ab: tandem-cosigner approvals. Solange dieser "
        "Computer verbunden ist, lässt kein Ja dort es zu. Wer fragt, hat die Wörter des Blatts dieses Computers oder "
        "eine Kopie dieses Computers: Waren Sie es nicht, so machen Sie ein anderes Blatt {way}."
    ),
    HealthLine.PLACE_STOPPED: "Jemand wollte an die Stelle dieses Computers treten und wurde aufgehalten",
    HealthLine.PLACE_STOPPED_MORE: (
        "Auf dem Mitunterzeichner wurde Ja gesagt, oder fast; dieser Computer war verbunden, also ging nichts in "
        "andere Hände. Sehen Sie dort ins Protokoll: tandem-cosigner log. Wer fragt, hat die Wörter des Blatts dieses "
        "Computers oder eine Kopie dieses Computers: Waren Sie es nicht, so machen Sie ein anderes Blatt {way}."
    ),
    HealthLine.MISMATCH: "Die beiden Hälften passen nicht zusammen",
    HealthLine.MISMATCH_MORE: (
        "Die Seite mit der niedrigeren Epoche ist eine alte Kopie: Starten Sie dort die neueste, oder holen Sie sie "
        "mit ihrem Notfallblatt zurück. Bis dahin wird nichts unterzeichnet. Hier ist es Epoche {epoch}; auf dem "
        "Mitunterzeichner: tandem-cosigner status"
    ),
    HealthLine.NO_ADDRESS: "Jetzt keine Adresse: Die beiden Hälften passen nicht zusammen",
    HealthLine.LOCKED: "Der Schlüssel ist gesperrt",
    HealthLine.LOCKED_MORE: (
        "Eine Prüfung schlug fehl, an der nur ein Betrüger oder eine defekte Maschine scheitert. Erneuern Sie"
        " die Hälften, bestätigen Sie es auf dem Mitunterzeichner (tandem-cosigner approvals) und erneuern "
        "Sie dann noch einmal."
    ),
    HealthLine.SUSPENDED: "Zahlungen sind ausgesetzt bis {at}",
    HealthLine.SUSPENDED_MORE: (
        "Der Mitunterzeichner sah mehrere Fehler hintereinander. Es endet von selbst; um es gleich zu "
        "beenden, bestätigen Sie es auf dem Mitunterzeichner: tandem-cosigner approvals"
    ),
    HealthLine.MUST_RENEW: "Erneuern Sie die Hälften vor der nächsten Zahlung",
    HealthLine.MUST_RENEW_MORE: (
        "Eine Seite wurde unterbrochen oder zurückgesetzt. Es dauert einige Sekunden und kostet nichts."
    ),
    HealthLine.OLD_COPY: "Sieben Tage lang fragt jede Zahlung: Eine Seite ist eine alte Kopie",
    HealthLine.OLD_COMPUTER: (
        "Dieser Computer kommt aus einer alten Kopie, oder jemand benutzt eine Kopie von ihm. Haben Sie keine"
        " zurückgespielt, bringen Sie Ihre Münzen fort. Sonst bestätigen Sie es am Mitunterzeichner:"
    ),
    HealthLine.OLD_COSIGNER: (
        "Der Mitunterzeichner kommt aus einer alten Kopie und weiß nicht mehr, was er seither unterschrieben "
        "hat. Sehen Sie sich dort seine Regeln an, dann bestätigen Sie es dort:"
    ),
    HealthLine.SAME_MACHINE: "Beide Hälften sind auf dieser Maschine: Das schützt nichts",
    HealthLine.SAME_MACHINE_MORE: (
        "Wer in diesen Computer gelangt, hat beide. Bewahren Sie hier keine Münzen auf, die Sie nicht verlieren wollen."
    ),
    HealthLine.UNCOMPARED: "Beim Koppeln dieser beiden hat niemand die Wörter verglichen",
    HealthLine.UNCOMPARED_MORE: (
        "Jemand dazwischen könnte sich mit beiden gekoppelt haben. Koppeln Sie noch einmal und vergleichen Sie sie."
    ),
    HealthLine.ON_PAGE: "auf der Seite Notfall",
    HealthLine.SEE_PAGE: "siehe die Seite Notfall",
    HealthLine.TYPE: "mit: {command}",
    HealthLine.AGO: "vor {time}",
}

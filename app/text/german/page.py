"""Die Seite des Mitunterzeichners: Regeln, Computer, und was keine Zahlung ist."""

from __future__ import annotations

from app.text.page_line import AskedLine, ComputersLine, PasskeyLine, RulesLine, WakeLine
from app.text.table import Table

RULES: Table = {
    RulesLine.CHANGE: "Diese Regeln ändern",
    RulesLine.EMPTY_IS_OFF: "Ein leeres Feld: diese Regel gilt nicht.",
    RulesLine.AT_ONCE: ("Strengeres gilt sofort. Lockereres wartet erst, und so lange können Sie es noch aufhalten."),
    RulesLine.APPROVE_BELOW: "Ohne Rückfrage signiert bis (sat)",
    RulesLine.ASK_ABOVE: "Mich fragen über (sat)",
    RulesLine.MAX_PAYMENT: "Höchstens für eine Zahlung (sat)",
    RulesLine.PER_DAY: "Höchstens in 24 Stunden (sat)",
    RulesLine.PER_WEEK: "Höchstens in sieben Tagen (sat)",
    RulesLine.WAIT: "Nach meinem Ja warten (Minuten)",
    RulesLine.HOURS: "Ohne Rückfrage nur von – bis (HH:MM-HH:MM)",
    RulesLine.ONLY_LISTED: "Nur an Adressen auf meiner Liste zahlen",
    RulesLine.LISTED: "Auf der Liste: {count}",
    RulesLine.DISALLOW: "Diese Adresse von der Liste nehmen",
    RulesLine.ALLOW: "Diese Adresse auf die Liste setzen",
    RulesLine.FROZEN: "Eingefroren: nichts signieren",
    RulesLine.GO: "Ändern",
    RulesLine.SET: "Die Regeln sind geändert.",
    RulesLine.LATER: "Es wartet. So lange können Sie es hier aufhalten.",
    RulesLine.KEPT: "Es bleibt, wie es ist.",
    RulesLine.SAME: "So sind die Regeln schon.",
    RulesLine.NO_NUMBER: "„{field}“ braucht eine ganze Zahl, nur Ziffern.",
    RulesLine.WAITS: "Lockerer in {time}: {rule}",
    RulesLine.OFF_LATER: "nicht mehr: {rule}",
    RulesLine.KEEP: "So lassen, wie es ist",
    RulesLine.LOOSEN: "Lockerer machen?",
    RulesLine.LOOSEN_MORE: (
        "Das ist lockerer als jetzt. Es gilt in {time}; was strenger ist, gilt sofort. So lange können Sie es hier und "
        "am Terminal des Mitunterzeichners aufhalten."
    ),
    RulesLine.LOOSEN_GO: "Lockerer machen",
    RulesLine.NO_PIN: (
        "Dazu braucht es die PIN der Seite. Machen Sie am Terminal des Mitunterzeichners eine: tandem-cosigner web pin"
    ),
    RulesLine.NO_DELAY: (
        "Lockerere Regeln dieser Wallet gälten sofort, darum setzt die Seite sie nicht. Nehmen Sie das Terminal des "
        "Mitunterzeichners, oder setzen Sie dort erst eine Wartezeit."
    ),
    RulesLine.UNCHECKED: "Über diese Verbindung können Sie ansehen, ablehnen und einfrieren, sonst nichts.",
}

COMPUTERS: Table = {
    ComputersLine.TITLE: "Computer",
    ComputersLine.NONE: "Kein Computer ist gekoppelt.",
    ComputersLine.HERE: "verbunden",
    ComputersLine.AWAY: "nicht verbunden",
    ComputersLine.BLOCKED: "gesperrt seit {time}",
    ComputersLine.BLOCK: "Diesen Computer sperren",
    ComputersLine.ASK: "Diesen Computer sperren?",
    ComputersLine.DOES: (
        "Er wird sofort abgewiesen. Alles, worum er gebeten hat, wird abgelehnt, und nichts wird mit ihm signiert."
    ),
    ComputersLine.STAYS: (
        "Was schon signiert ist, wird nicht zurückgeholt. Seine Wallets bleiben, und aus ihnen lässt sich nicht "
        "zahlen, solange er gesperrt ist."
    ),
    ComputersLine.UNDO: (
        "Die Seite kann das nicht rückgängig machen. Koppeln Sie ihn neu, und vergleichen Sie dabei die Wörter auf "
        "beiden Bildschirmen: tandem-cosigner pair"
    ),
    ComputersLine.YES: "Sperren",
    ComputersLine.DONE: "Gesperrt. Er wird abgewiesen.",
    ComputersLine.AT_TERMINAL: (
        "Über diese Verbindung wird kein Computer gesperrt. Nehmen Sie das Terminal des Mitunterzeichners:"
    ),
}

ASKED: Table = {
    AskedLine.UNLOCK: "den Schlüssel dieser Wallet entsperren",
    AskedLine.SHEET: (
        "dieses Notfallblatt des Computers annehmen, für immer, wenn auf seinem Papier dieselben Wörter stehen,"
    ),
    AskedLine.SHEET_ALL: "für alle Wallets dieses Computers:",
    AskedLine.NEW_SHEET: (
        "EIN NEUES NOTFALLBLATT soll an die Stelle des alten des Computers treten ({old} …), für alle seine Wallets."
    ),
    AskedLine.NEW_MEANT: (
        "Sagen Sie nur ja, wenn Sie es selbst gemacht haben, dort, und auf seinem Papier dieselben Wörter stehen:"
    ),
    AskedLine.NEW_DAY: "Nach Ihrem Ja vergeht ein Tag, in dem Sie noch ablehnen können.",
    AskedLine.NEW_IN: "Freigegeben: In {time} darf der Computer es benutzen. Bis er es tut, können Sie noch ablehnen.",
    AskedLine.NEW_NOW: "Freigegeben: Der Computer darf es benutzen. Bis er es tut, können Sie noch ablehnen.",
}

WAKING: Table = {
    WakeLine.TITLE: "Wecken",
    WakeLine.DOES: (
        "Wenn etwas zu warten beginnt, zeigt dieser Browser einen Hinweis, der nur das sagt: keinen Betrag, keinen "
        "Namen. Der Dienst seines Herstellers überbringt ihn und erfährt, wann."
    ),
    WakeLine.GO: "Auf diesem Telefon wecken",
    WakeLine.SET: "Dieser Browser wird von jetzt an geweckt.",
    WakeLine.IS_WOKEN: "Dieser Browser wird geweckt.",
    WakeLine.END: "Hier nicht mehr wecken",
    WakeLine.ENDED: "Dieser Browser wird nicht mehr geweckt.",
    WakeLine.CANNOT: (
        "Dieser Browser kann nicht geweckt werden. Stattdessen kann ntfy das Telefon wecken: wie, sagt die Anleitung "
        "im Fenster von Tandem."
    ),
    WakeLine.DENIED: "Dieser Browser durfte keine Hinweise zeigen. Erlauben Sie es in seinen Einstellungen.",
    WakeLine.UNCHECKED: "Diese Leitung ist nicht geprüft, darum kann über sie kein Browser geweckt werden.",
    WakeLine.PUSHED: "Etwas wartet auf Sie",
}

PASSKEYS: Table = {
    PasskeyLine.TITLE: "Passkey",
    PasskeyLine.HAS: "Dieser Browser gibt mit seinem Passkey frei, gemacht am {day}. Die PIN zählt für ihn nicht.",
    PasskeyLine.LOST: (
        "Ist er verloren, machen Sie hier einen neuen. Um ihn zu beenden, widerrufen Sie diesen Browser am Terminal "
        "des Mitunterzeichners."
    ),
    PasskeyLine.NEEDS: (
        "Ein Passkey braucht eine Seite, die einen Namen hat, nicht nur eine Adresse, und ein Zertifikat. Geben Sie "
        "hier mit der PIN frei."
    ),
    PasskeyLine.WHAT: (
        "Mit einem Passkey geben Ihr Fingerabdruck, Ihr Gesicht oder die Sperre dieses Geräts frei. Von da an gibt in "
        "diesem Browser keine PIN mehr frei."
    ),
    PasskeyLine.HOW: (
        "Schreiben Sie diese Zeile am Terminal des Mitunterzeichners. Es zeigt einen Code; tippen Sie ihn hier ein."
    ),
    PasskeyLine.CODE: "Code auf dem Terminal",
    PasskeyLine.GO: "Weiter",
    PasskeyLine.SIGN: (
        "Dieses Gerät fragt nach Ihrem Fingerabdruck, Ihrem Gesicht oder seiner Sperre. Sie unterschreiben genau das, "
        "was hier steht."
    ),
    PasskeyLine.SIGN_NEW: (
        "Der Code war richtig. Dieses Gerät fragt jetzt nach Ihrem Fingerabdruck, Ihrem Gesicht oder seiner Sperre."
    ),
    PasskeyLine.MAKE: "Passkey machen",
    PasskeyLine.MADE: "Dieser Browser gibt von jetzt an mit seinem Passkey frei.",
    PasskeyLine.FAILED: "Das Gerät hat keinen Passkey gegeben. Nichts ist geschehen; versuchen Sie es noch einmal.",
    PasskeyLine.CHECKING: "Freigeben braucht den Passkey dieses Browsers, und Script.",
    PasskeyLine.OTHER_NAME: (
        "Der Passkey dieses Browsers gehört zu einem anderen Namen dieser Seite, und eine PIN zählt für ihn nicht. "
        "Öffnen Sie die Seite unter jenem Namen, oder machen Sie hier einen neuen Passkey (siehe unten)."
    ),
}

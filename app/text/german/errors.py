"""What went wrong, in German."""

from __future__ import annotations

from app.text.table import AS_IS, Table
from core.errors import BlockKind, BugKind, FaultKind, InputKind, LinkKind, RefusalKind

REFUSED: Table = {
    RefusalKind.REFUSED: "Der Mitunterzeichner hat abgelehnt.",
    RefusalKind.BUSY: "Der Mitunterzeichner ist beschäftigt. Versuchen Sie es in einer Minute noch einmal.",
    RefusalKind.BLOCKED: (
        "Dieser Computer ist auf dem Mitunterzeichner gesperrt. Soll er wieder herein, koppeln Sie ihn neu und "
        "vergleichen Sie die Wörter."
    ),
    RefusalKind.BLOCK: "Der Mitunterzeichner hat abgelehnt.",
    RefusalKind.CANCELLED: "Auf diesem Computer zurückgenommen.",
    RefusalKind.CHANGED: "Die Anfrage liest sich jetzt anders als bei der Entscheidung. Machen Sie die Zahlung neu.",
    RefusalKind.CLOCK: "Eine Uhr wurde zurückgestellt. Stellen Sie sie richtig und versuchen Sie es noch einmal.",
    RefusalKind.ENDED: "Der Mitunterzeichner hat es beendet. Machen Sie dort einen neuen Link.",
    RefusalKind.EXPIRED: "Niemand hat rechtzeitig entschieden. Beginnen Sie noch einmal.",
    RefusalKind.FAUCET_EMPTY: (
        "Die Quelle hat gerade nicht so viel. Erzeugen Sie einen Block, oder verlangen Sie weniger."
    ),
    RefusalKind.FORGOTTEN: "Der Mitunterzeichner hat abgelehnt.",
    RefusalKind.FULL: "Die Platte des Mitunterzeichners ist fast voll. Schaffen Sie dort Platz.",
    RefusalKind.GIVEN_UP: "Aufgegeben.",
    RefusalKind.INPUT: "Der Mitunterzeichner hat abgelehnt.",
    RefusalKind.LIE: (
        "Diese Zahlung wurde schon mit anderen Eingängen, Beträgen oder anderem Wechselgeld vorgelegt. Machen "
        "Sie sie neu."
    ),
    RefusalKind.NAME: (
        "Der Mitunterzeichner hat schon eine Wallet dieses Namens oder eines Namens, der so aussieht. Wählen Sie einen "
        "anderen."
    ),
    RefusalKind.NAME_FORM: "Diesen Namen nimmt der Mitunterzeichner nicht. Wählen Sie einen anderen.",
    RefusalKind.NETWORK: (
        "Dieser Mitunterzeichner ist nur zum Üben da, oder gerade nicht zum Üben. Koppeln Sie einen der anderen Art."
    ),
    RefusalKind.NO_PRACTICE: (
        "Dieser Mitunterzeichner ist nur zum Üben da, oder gerade nicht zum Üben. Koppeln Sie einen der anderen Art."
    ),
    RefusalKind.ONLINE: (
        "Dieser Computer hat einen Weg ins Internet, oder er sagt es nicht. Nehmen Sie ihn aus jedem Netz."
    ),
    RefusalKind.COUNTDOWN: "Es ist genehmigt und wird nach der Wartezeit Ihrer Regeln unterschrieben.",
    RefusalKind.PENDING: "Es wartet auf eine Entscheidung auf dem Mitunterzeichner.",
    RefusalKind.PENDING_EPOCH: "Ein anderer Schlüssel ist noch nicht fertig. Versuchen Sie es gleich noch einmal.",
    RefusalKind.PURPOSE: (
        "Dafür ist dieser Computer auf dem Mitunterzeichner nicht gekoppelt, oder es ist über eine Woche her. Erzeugen "
        "Sie dort einen neuen Link, und beginnen Sie damit noch einmal."
    ),
    RefusalKind.SCREEN: (
        "Diese Oberfläche lässt Programme den Bildschirm nicht lesen. Speichern Sie den Code als Bild und "
        "öffnen Sie das."
    ),
    RefusalKind.SESSION: "Das Vorbereitete ist weg. Beginnen Sie noch einmal.",
    RefusalKind.SHEET: (
        "Das Notfallblatt dieses Computers muss auf dem Mitunterzeichner angenommen werden. Bis dahin geht alles ohne."
    ),
    RefusalKind.SHEET_OTHER: "Ihre anderen Wallets haben dort Kopien für ein anderes Notfallblatt dieses Computers.",
    RefusalKind.SIGNED: "Es ist schon unterschrieben. Um es aufzuhalten, geben Sie dieselben Münzen aus.",
    RefusalKind.SILENCE: (
        "Mehrere Anfragen wurden nacheinander abgelehnt, darum fragt der Mitunterzeichner eine Weile niemanden. Ein "
        "Mensch dort kann das beenden."
    ),
    RefusalKind.SILENCE_DAY: (
        "Der Mitunterzeichner hat so oft gefragt, wie er es in 24 Stunden tut. Versuchen Sie es später noch einmal."
    ),
    RefusalKind.TOO_MANY: "Auf dem Mitunterzeichner warten zu viele Anfragen. Entscheiden Sie diese zuerst.",
    RefusalKind.TOO_MANY_DAY: (
        "Der Mitunterzeichner hat für diesen Computer so viel aufgeschrieben, wie er es in 24 Stunden tut. Versuchen "
        "Sie es später noch einmal."
    ),
    RefusalKind.TWO_DEVICES: (
        "Zwei Geräte haben diesen Link versucht. Antworten Sie auf dem Mitunterzeichner mit NO und machen Sie "
        "dort einen neuen Link."
    ),
    RefusalKind.UNKNOWN: (
        "Der Mitunterzeichner kennt das nicht. Koppeln Sie die beiden noch einmal, oder machen Sie die Zahlung neu."
    ),
    RefusalKind.WAIT: "Zu viele falsche Passphrasen. Versuchen Sie es in einer Minute noch einmal.",
}
LINK: Table = {
    LinkKind.LINK: "Die Leitung zum Mitunterzeichner ist abgerissen. Es wird noch einmal versucht.",
    LinkKind.CLOSED: "Die Wallet wurde inzwischen geschlossen.",
    LinkKind.CONNECT: "Der Proxy antwortet nicht. Prüfen Sie ihn, oder ändern Sie ihn in den Einstellungen.",
    LinkKind.CONTROL: "Das andere Programm dieses Ordners ist nicht zu erreichen. Starten Sie es neu.",
    LinkKind.EXPIRED: (
        "Auf dem Mitunterzeichner hat zehn Minuten lang niemand geantwortet. Machen Sie dort einen neuen Link."
    ),
    LinkKind.HUNG_UP: (
        "Der Mitunterzeichner hat aufgelegt. Sehen Sie nach, ob er noch läuft, und versuchen Sie es noch einmal. "
        "Läuft er und tut es jedes Mal, hat er diesen Computer gesperrt oder kennt ihn nicht: Sehen Sie dort nach "
        "(tandem-cosigner status), und koppeln Sie noch einmal."
    ),
    LinkKind.LINK_OVER: (
        "Unter der Adresse des Links antwortet niemand. Sehen Sie nach, ob der Mitunterzeichner dort läuft, "
        "und versuchen Sie es noch einmal."
    ),
    LinkKind.LISTEN: "Die Leitung ist abgerissen, oder die Gegenseite antwortet nicht. Es wird noch einmal versucht.",
    LinkKind.NO_COSIGNER: "Was dort antwortet, ist kein Mitunterzeichner dieser Version von Tandem.",
    LinkKind.NO_HOST: "Es gibt keine Maschine dieses Namens. Prüfen Sie den Namen und das Netz.",
    LinkKind.NOT_RUNNING: "Das Programm, das antworten sollte, läuft nicht. Starten Sie es neu.",
    LinkKind.NOT_SERVING: (
        "Der Mitunterzeichner läuft auf jener Maschine nicht. Starten Sie ihn dort: tandem-cosigner serve."
    ),
    LinkKind.OTHER_USER: "Das Programm, das antworten sollte, gehört einem anderen Benutzer dieser Maschine.",
    LinkKind.PIN: (
        "Das Zertifikat des Servers ist nicht das bisherige. Fragen Sie seinen Betreiber oder nehmen Sie "
        "einen anderen Server."
    ),
    LinkKind.PORT_IN_USE: (
        "Ein anderes Programm hat den Port, der gebraucht wird. Beenden Sie es und versuchen Sie es noch einmal."
    ),
    LinkKind.PRACTICE: "Die Übungsumgebung läuft nicht. Verlassen Sie die Übung und beginnen Sie sie neu.",
    LinkKind.PRICE: "Keine Quelle hat einen Kurs genannt. In fünf Minuten wird wieder gefragt.",
    LinkKind.PROXY: (
        "Der Proxy antwortet nicht, wie er sollte. Prüfen Sie ihn, oder ändern Sie ihn in den Einstellungen."
    ),
    LinkKind.SERVER: "Der Server antwortet nicht. Prüfen Sie seine Adresse oder nehmen Sie einen anderen.",
    LinkKind.SILENT: "Der Mitunterzeichner antwortet nicht. Sehen Sie nach, ob seine Maschine an ist.",
    LinkKind.SERVER_FLOOD: "Der Server schickt mehr, als eine Wallet haben kann. Nehmen Sie einen anderen Server.",
    LinkKind.SERVER_LEFT: "Ein anderer Server wurde gewählt.",
    LinkKind.SERVER_VERSION: (
        "Der Server spricht eine andere Version des Electrum-Protokolls. Nehmen Sie einen anderen Server."
    ),
    LinkKind.SERVER_SLOW: "Der Server antwortet zu langsam. Nehmen Sie einen anderen Server.",
    LinkKind.TIMEOUT: "Der Mitunterzeichner antwortet nicht. Sehen Sie nach, ob er noch läuft.",
    LinkKind.TLS: "Der Server spricht an diesem Port kein TLS. Prüfen Sie den Port.",
    LinkKind.TOLD: "Die Leitung ist abgerissen, oder die Gegenseite antwortet nicht. Es wird noch einmal versucht.",
    LinkKind.FAILED: (
        "Der Datenträger des Mitunterzeichners hat versagt: Er unterschreibt nichts, bis jemand dort nachgesehen und "
        "ihn neu gestartet hat."
    ),
    LinkKind.BLOCKED: (
        "Dieser Computer wurde auf dem Mitunterzeichner gesperrt; für ihn wird dort nichts mehr unterschrieben. Soll "
        "er wieder herein, koppeln Sie ihn dort neu (tandem-cosigner pair) und erneuern Sie dann die Hälften."
    ),
    LinkKind.WAKE: "Niemand wurde geweckt. Warum, zeigt die Liste der Browser am Terminal des Mitunterzeichners.",
    LinkKind.REMOVED: "Dieser Computer wurde auf dem Mitunterzeichner entfernt. Koppeln Sie die beiden noch einmal.",
    LinkKind.STOPPED: "Der Mitunterzeichner wurde beendet. Es wird noch einmal versucht.",
    LinkKind.REPLACED: "Dieser Computer hat sich ein zweites Mal verbunden. Es wird noch einmal versucht.",
    LinkKind.VERSION: (
        "Auf der anderen Seite läuft eine andere Version von Tandem. Bringen Sie beide auf denselben Stand."
    ),
    LinkKind.DOWNGRADED: "Auf diesem Computer läuft ein älteres Tandem als zuvor. Installieren Sie wieder das neuere.",
    LinkKind.TOO_BIG: "Es wurde mehr verlangt, als in eine Nachricht passt. Verlangen Sie weniger auf einmal.",
    LinkKind.UNPAIRED: "Die Leitung ist abgerissen, oder die Gegenseite antwortet nicht. Es wird noch einmal versucht.",
    LinkKind.UNREACHABLE: (
        "Die Maschine des Mitunterzeichners ist nicht erreichbar. Sehen Sie nach, ob sie an und im selben Netz ist."
    ),
}
FAULT: Table = {
    FaultKind.PEER: (
        "Die Gegenseite hat sich nicht an das Protokoll gehalten. Aktualisieren Sie beide Programme; "
        "geschieht es wieder, trauen Sie ihr nicht."
    ),
    FaultKind.CHEAT: (
        "Eine Prüfung ist gescheitert, die nur bei Betrug scheitert. Machen Sie nicht weiter, bevor Sie wissen, warum."
    ),
    FaultKind.LOCK: (
        "Eine Prüfung ist gescheitert, die nur bei Betrug scheitert. Der Schlüssel ist gesperrt, bis seine "
        "Hälften erneuert sind."
    ),
    FaultKind.RETRY: "Der Zufall traf eine Zahl, die nicht zu brauchen ist. Beginnen Sie noch einmal.",
    FaultKind.CERTIFICATE: "Das Zertifikat der Gegenseite kann nicht stimmen. Koppeln Sie die beiden noch einmal.",
    FaultKind.DOWNGRADED: (
        "Auf der Gegenseite läuft ein älteres Tandem als zuvor. Installieren Sie dort wieder das neuere."
    ),
    FaultKind.GENERATION: (
        "Die Gegenseite nennt eine Zahl gemeinsamer Verbindungen, die nicht stimmen kann. Nichts davon wurde "
        "behalten. Machen Sie nicht weiter, bevor Sie wissen, warum."
    ),
    FaultKind.NOTES: "Die Notizen beim Mitunterzeichner sind nicht von diesem Computer, oder jemand hat sie verändert.",
    FaultKind.MISMATCH: "Die beiden Seiten haben Hälften verschiedener Epochen. Erneuern Sie die Hälften.",
    FaultKind.NETWORK: "Die Gegenseite hat ein Netz genannt, das es nicht gibt. Aktualisieren Sie beide Programme.",
    FaultKind.OPENING: "Die Gegenseite hat sich nicht an ihre Festlegung gehalten. Machen Sie einen neuen Link.",
    FaultKind.ORDER: "Die Gegenseite hat den zweiten Schritt vor dem ersten getan. Aktualisieren Sie beide Programme.",
    FaultKind.OTHER_COSIGNER: (
        "Was dort antwortet, ist nicht der Mitunterzeichner, der diesen Link gemacht hat. Machen Sie auf dem "
        "Mitunterzeichner einen neuen Link."
    ),
    FaultKind.PENDING_EPOCH: "Eine Erneuerung ist noch nicht fertig. Sie wird fertig, sobald beide online sind.",
    FaultKind.TASK: (
        "Der Mitunterzeichner hat eine andere Zahlung gelesen, als dieser Computer zeigt. Nichts wurde unterschrieben."
    ),
    FaultKind.UNKNOWN_PEER: "Was dort antwortet, ist nicht das gekoppelte Gerät.",
    FaultKind.VERSION: (
        "Auf der anderen Seite läuft eine andere Version von Tandem. Bringen Sie beide auf denselben Stand."
    ),
    FaultKind.WORDS: (
        "Die Wörter weichen ab, also könnte jemand dazwischensitzen. Beide Seiten vergessen den Versuch. "
        "Antworten Sie auf dem Mitunterzeichner mit NO und machen Sie dort einen neuen Link."
    ),
    FaultKind.FUTURE: (
        "Der Server zeigt einen Block aus der Zukunft. Prüfen Sie die Uhr dieses Computers; stimmt sie, nehmen Sie "
        "einen anderen Server."
    ),
    FaultKind.WORK: "Der Server zeigt Blöcke ohne echte Arbeit. Nehmen Sie einen anderen Server.",
}
BLOCKED: Table = {
    BlockKind.LOCKED: (
        "Der Schlüssel ist gesperrt. Erneuern Sie die Hälften und bestätigen Sie es auf dem Mitunterzeichner."
    ),
    BlockKind.MISMATCH: (
        "Die beiden Seiten haben Hälften verschiedener Epochen: Eine wurde aus einer alten Kopie zurückgeholt. Starten "
        "Sie auf beiden die neueste, oder bringen Sie die ältere mit ihrem Notfallblatt zurück, bevor an diese Wallet "
        "oder aus ihr gezahlt wird."
    ),
    BlockKind.MUST_REFRESH: "Die Hälften müssen vor der nächsten Zahlung erneuert werden.",
    BlockKind.PENDING_EPOCH: "Eine Erneuerung ist noch nicht fertig. Sie wird fertig, sobald beide online sind.",
    BlockKind.SUSPENDED: (
        "Zahlungen sind nach mehreren Fehlern ausgesetzt. Das endet von selbst; der Mitunterzeichner kann es "
        "gleich beenden."
    ),
    BlockKind.TOO_MANY: "Die Hälften wurden in 24 Stunden zu oft erneuert. Versuchen Sie es später noch einmal.",
}
INPUT: Table = {
    InputKind.INPUT: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.ADDRESS: "Das ist keine Adresse, die bezahlt werden kann. Bitten Sie um eine andere.",
    InputKind.AMOUNT: "Dieser Betrag kann nicht bezahlt werden. Schreiben Sie einen anderen.",
    InputKind.NOBODY: "Noch wird niemand bezahlt. Schreiben Sie, wer wie viel bekommt.",
    InputKind.BAD_PSBT: (
        "Dieses PSBT ist so nicht zu unterschreiben. Exportieren Sie es neu: ohne Unterschriften und mit "
        "allen vorigen Transaktionen."
    ),
    InputKind.TIME: "Die Uhr zeigt inzwischen etwas anderes. Sehen Sie noch einmal nach.",
    InputKind.COIN: "Eine gewählte Münze ist ausgegeben, zurückgelegt oder fremd. Wählen Sie noch einmal.",
    InputKind.COIN_UNRIPE: (
        "Eine gewählte Münze wurde eben erst geschürft und lässt sich noch nicht ausgeben. Wählen Sie eine andere."
    ),
    InputKind.CONFIG: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.STORE: "Der Tresor liegt anderswo, als gesagt wird, oder die Adresse seiner Datenbank geht nicht.",
    InputKind.CONFLICT: "Eine andere Zahlung dieser Wallet gibt dieselben Münzen aus, und diese träte an ihre Stelle. "
    "Geben Sie diese auf, oder heben Sie die Gebühr der anderen an.",
    InputKind.CONFIRMED: "Diese Zahlung ist schon in einem Block. Nichts kann sie ändern.",
    InputKind.COUNT: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.CURRENCY: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.DEPTH: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.DUST: "Das Netz leitet einen so kleinen Betrag nicht weiter. Zahlen Sie mehr.",
    InputKind.ENDED: "Genau diese Zahlung ist schon einmal zu Ende gegangen. Machen Sie eine neue.",
    InputKind.EXISTS: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.FEE: "Die Gebühr dieser Zahlung ist sehr hoch.",
    InputKind.FILE: AS_IS,
    InputKind.FOREIGN: "Das gehört nicht dieser Wallet. Nur wem es gehört, kann das tun.",
    InputKind.FUNDS: "Nicht genug Münzen dafür und für die Gebühr.",
    InputKind.GAP: "Hinter der letzten benutzten Adresse lassen sich 20 bis 5000 weitere absuchen.",
    InputKind.INVENTED: (
        "Diese Zahlung hat diese Wallet nie unterschrieben: Der Server hat sie erfunden. Nehmen Sie einen anderen."
    ),
    InputKind.LABELS: "Diese Datei mit Bezeichnungen ist beschädigt. Nichts wurde übernommen.",
    InputKind.LINK: AS_IS,
    InputKind.LINK_OVER: (
        "Dieser Link ist abgelaufen oder wurde benutzt. Wenn nicht von Ihnen: Antworten Sie auf dem "
        "Mitunterzeichner mit NO. Machen Sie dort einen neuen Link."
    ),
    InputKind.LINK_TAKEN: "Jemand anderes hat diesen Link benutzt. Antworten Sie auf dem Mitunterzeichner mit NO.",
    InputKind.LINK_TEXT: (
        "Das ist kein vollständiger Kopplungslink. Kopieren Sie ihn ganz, von tandempair1 bis zum Ende."
    ),
    InputKind.LINK_VERSION: (
        "Diesen Link hat eine andere Version von Tandem gemacht. Verwenden Sie auf beiden Geräten dieselbe."
    ),
    InputKind.LISTEN: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.LOCKED: "Die Wallet ist gesperrt. Entsperren Sie sie zuerst.",
    InputKind.NAME: (
        "Es gibt schon eine Wallet dieses Namens oder eines Namens, der so aussieht. Wählen Sie einen anderen."
    ),
    InputKind.NAME_LENGTH: "Ein Name hat 1 bis 64 Bytes in UTF-8.",
    InputKind.NAME_SIGNS: (
        "Ein Name hat Buchstaben, Ziffern und Zeichen, die jeder sieht, und einzelne Leerzeichen dazwischen."
    ),
    InputKind.NAME_BEGIN: (
        "Ein Name beginnt mit einem Buchstaben oder einer Ziffer, damit kein Programm ihn für eine Option hält."
    ),
    InputKind.NAME_SCRIPTS: (
        "Ein Name hat Buchstaben einer einzigen Schrift: Andere sehen ebenso aus und sind es nicht."
    ),
    InputKind.NAME_MARKS: (
        "Ein Name, der der anderen Seite gesagt wird, hat keine Anführungszeichen, Klammern, Kommas, Doppelpunkte oder "
        "Strichpunkte und nichts, was wie ein Fingerabdruck aussieht."
    ),
    InputKind.NAME_SLASH: "Ein Name hat keinen Schrägstrich: Der steht zwischen einem Computer und seiner Wallet.",
    InputKind.NO_SUCH_PEER: (
        "So heißt keine der gekoppelten Seiten, oder mehr als eine. Nennen Sie den Anfang ihres Fingerabdrucks."
    ),
    InputKind.SEVERAL_COSIGNERS: (
        "Dieser Computer hat mehrere Mitunterzeichner. Nennen Sie den, der die andere Hälfte halten soll."
    ),
    InputKind.SEVERAL_COMPUTERS: ("Mehrere Computer sind an der Stelle eines anderen. Sagen Sie, welcher gehen soll."),
    InputKind.BROWSER: "Dieser Browser ist nicht zugelassen, oder ein anderer hat diesen Namen.",
    InputKind.BROWSER_LINK: (
        "Dieser Link gilt nicht mehr oder wurde schon benutzt. Machen Sie am Mitunterzeichner einen neuen."
    ),
    InputKind.BROWSER_FORM: (
        "Die Anfrage ist nicht mehr, was Sie gesehen haben, oder Sie haben sie nicht lange genug angesehen."
    ),
    InputKind.BROWSER_PASSKEY: (
        "Der Passkey dieses Browsers hat das nicht unterschrieben, oder das Terminal wartet auf keinen. Schauen Sie "
        "die Seite noch einmal an; ging er verloren, machen Sie einen neuen."
    ),
    InputKind.BROWSER_PIN: (
        "Das ist nicht die PIN der Seite. War sie zu oft falsch, hilft nur das Terminal des Mitunterzeichners."
    ),
    InputKind.BROWSER_RULES: "Das geht nur am Terminal des Mitunterzeichners.",
    InputKind.BROWSER_OLD: "Diese Regeln sind inzwischen andere. Sehen Sie sie noch einmal an.",
    InputKind.WAKE: (
        "Das ist keine Adresse, an der man Sie wecken kann: https://MASCHINE/THEMA, ohne Benutzer oder Passwort. Soll "
        "sie in Ihrem eigenen Netz sein, sagen Sie das dazu."
    ),
    InputKind.WAKE_SOON: "Vor weniger als einer Minute wurde schon jemand geweckt. Warten Sie eine Minute.",
    InputKind.BROWSER_PAGE: "Dieser Mitunterzeichner zeigt keine Seite. Starten Sie ihn mit einer.",
    InputKind.SEVERAL_WALLETS: (
        "Mehrere Computer haben eine Wallet dieses Namens. Nennen Sie sie mit ihrem Computer: COMPUTER/NAME."
    ),
    InputKind.NO_SUCH_WALLET: "Es gibt keine Wallet dieses Namens.",
    InputKind.NO_WALLET: "Es gibt noch keine Wallet. Machen Sie zuerst eine.",
    InputKind.NETWORK: "Das gehört zu einem anderen Netz. Bitten Sie um eine dieses Netzes.",
    InputKind.NO_WAY_BACK: "Nichts brächte die Hälfte dieses Geräts zurück. Machen Sie zuerst ein Notfallblatt.",
    InputKind.NO_HOME: "Hier gibt es noch keine Wallet. Koppeln Sie zuerst einen Mitunterzeichner.",
    InputKind.NO_SUCH_REQUEST: "Es gibt keine solche Anfrage.",
    InputKind.PAIRED: (
        "Dieser Link ist von einem anderen Mitunterzeichner als dem, der schon gekoppelt ist. Einen weiteren koppeln "
        "Sie auf der Seite Mitunterzeichner."
    ),
    InputKind.PASSPHRASE: "Nicht die Passphrase dieser Wallet.",
    InputKind.PASSPHRASE_FILE: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.PAYMENT: "Diese Zahlung ist noch unterwegs oder nicht mehr bekannt. Sehen Sie noch einmal nach ihr.",
    InputKind.PICTURE: "Das ist kein Bild, das sich lesen lässt. Speichern Sie den Code als PNG oder JPEG.",
    InputKind.PRACTICE: (
        "Das ist nicht zu gebrauchen: Es ist beschädigt, oder etwas anderes als verlangt. Nichts wurde geändert."
    ),
    InputKind.PROXY: "Schreiben Sie den Proxy als socks5://host:port.",
    InputKind.PSBT: "Das ist kein PSBT: weder binär noch Base64 noch hexadezimal. Exportieren Sie es noch einmal.",
    InputKind.RATE: "Das Netz nimmt diesen Gebührensatz nicht. Schreiben Sie einen anderen.",
    InputKind.NO_ESTIMATE: "Der Server schätzt keine Gebühren. Schreiben Sie selbst einen Gebührensatz.",
    InputKind.RATE_LOW: "Zu diesem Gebührensatz nimmt das Netz es nicht. Schreiben Sie einen höheren.",
    InputKind.RULE: (
        "Diese Regel lässt sich so nicht setzen: Beträge sind ganze Satoshi, Zeiten Minuten, Stunden HH:MM-HH:MM, und "
        "von der Liste geht nur, was darauf steht."
    ),
    InputKind.REASON: "Schreiben Sie den Grund in eine kurze Zeile.",
    InputKind.REJECTED: "Das Netz hat diese Transaktion abgelehnt. Machen Sie sie neu.",
    InputKind.REQUEST_ID: (
        "Nennen Sie die Nummer der Anfrage: 32 hexadezimale Ziffern, oder ihren Anfang, aber so viel davon, dass keine "
        "andere so beginnt."
    ),
    InputKind.ROLE: "Das ist der Ordner eines anderen Programms von Tandem. Wählen Sie einen anderen.",
    InputKind.SENT: "Diese Zahlung ist schon gesendet. Der Verlauf zeigt sie.",
    InputKind.SERVER: "Schreiben Sie den Server als ssl://host:port oder tcp://host:port.",
    InputKind.NO_SERVER: "Noch ist kein Server bekannt. Nennen Sie einen in den Einstellungen.",
    InputKind.SERVER_HOST: (
        "So kann keine Maschine heißen. Suchen Sie einen fehlenden oder doppelten Punkt, einen Teil von mehr als 63 "
        "Zeichen oder eine Ziffer zu viel."
    ),
    InputKind.SERVER_ZONE: (
        "Diese Maschine hat die Netzschnittstelle nicht, die hinter dem % steht. Schreiben Sie die, die zum Server "
        "führt."
    ),
    InputKind.TABLE: AS_IS,
    InputKind.TXID: "Diese Wallet kennt keine solche Zahlung. Sehen Sie im Verlauf nach.",
    InputKind.UNPAIRED: "Mit diesem Computer ist noch kein Mitunterzeichner gekoppelt.",
    InputKind.UNPROVEN: (
        "Dieser Schlüssel kam in 24 Stunden schon zweimal aus einer Sperre. Noch einmal braucht es die Passphrase des "
        "Mitunterzeichners."
    ),
    InputKind.UNSETTLED: (
        "Der Mitunterzeichner kennt diesen Schlüssel noch nicht sicher. Versuchen Sie es gleich noch einmal."
    ),
    InputKind.UNSIGNED: "Noch haben das nicht alle unterschrieben.",
    InputKind.UNFINISHED: (
        "Eine fremde Münze darin ist unterschrieben, aber nicht abgeschlossen. Lassen Sie das die Wallet tun, der sie "
        "gehört."
    ),
}
BUG: Table = {
    BugKind.BUG: "Das ist ein Fehler von Tandem. Starten Sie es neu.",
    BugKind.INSTALLATION: "Ein Teil von Tandem lässt sich nicht laden. Installieren Sie es neu.",
    BugKind.SELF_TEST: "Ein Teil von Tandem rechnet auf dieser Maschine falsch. Installieren Sie es neu.",
}

"""What goes on, in German."""

from __future__ import annotations

from app.text.approval_line import ApprovalLine, PageLine
from app.text.rule_line import RuleLine, VerdictLine
from app.text.table import Table
from core.bitcoin.caution import Caution
from core.home.records import LogCode
from core.protocol.progress import ProgressStep
from core.transport.miss_kind import MissKind

STEPS: Table = {
    ProgressStep.OWN_HALF: "Dieser Computer zieht seine Hälfte.",
    ProgressStep.OTHER_HALF: "Der Mitunterzeichner hat seine Hälfte gezogen. Beide prüfen sie.",
    ProgressStep.NEW_SHARES: "Beide ziehen neue Hälften desselben Schlüssels.",
    ProgressStep.TEST: "Beide prüfen die neuen Hälften mit einer Unterschrift.",
    ProgressStep.KEPT: "Beide behalten die neuen Hälften und löschen die alten.",
    ProgressStep.SHOW: "Die Zahlung geht zum Mitunterzeichner.",
    ProgressStep.REQUEST: "Anfrage {request} liegt beim Mitunterzeichner.",
    ProgressStep.SILENCE: (
        "Der Mitunterzeichner fragt {seconds} s lang niemanden zu dieser Wallet: Mehrere Anfragen wurden "
        "nacheinander abgelehnt. Ein Mensch dort kann das beenden."
    ),
    ProgressStep.SILENCE_DAY: (
        "Der Mitunterzeichner hat so oft gefragt, wie er es in 24 Stunden tut. In {seconds} s fragt er wieder."
    ),
    ProgressStep.WAITING: "Ein Mensch am Mitunterzeichner muss entscheiden.",
    ProgressStep.COUNTDOWN: "Genehmigt. Nach Ihren Regeln wird in {seconds} s signiert; ein Nein ist noch möglich.",
    ProgressStep.SIGN: "Beide unterschreiben gemeinsam: {signed} von {inputs} Eingängen.",
    ProgressStep.SIGNED: "Beide haben unterschrieben.",
    ProgressStep.SEND: "Die Zahlung geht ans Netz.",
    ProgressStep.ANSWERS: "Der Server hat {answers} Antworten gegeben.",
    ProgressStep.LOST: "Die Leitung zum Mitunterzeichner ist abgerissen. Es wird noch einmal versucht.",
    ProgressStep.BACK: "Wieder verbunden.",
}

CAUTIONS: Table = {
    Caution.FEE: "Die Gebühr steht in keinem Verhältnis zum Betrag.",
    Caution.FOREIGN_INPUT: "Jemand anderes zahlt einen Teil dieser Transaktion.",
    Caution.HINT: "Sie gibt von einer Adresse aus, die weit hinter den benutzten liegt.",
    Caution.NO_ADDRESS: "Ein Ausgang hat keine Adresse: Er lässt sich mit nichts vergleichen.",
    Caution.BURNT: "Münzen gehen dorthin, wo sie nie jemand ausgeben kann.",
    Caution.DATA_OUTPUT: "Sie schreibt Daten dauerhaft in die Blockchain.",
    Caution.UNFINDABLE: (
        "Ein Teil geht an Adressen dieser Wallet, die mehr als 20 hinter der letzten liegen, die ein Mensch gebilligt "
        "hat: Er zählt als ausgegeben, und eine wiederhergestellte Wallet sucht dort vielleicht nicht."
    ),
    Caution.CHANGE: "Das Wechselgeld besteht aus mehreren oder sehr kleinen Münzen.",
    Caution.MANY: "Sie zahlt an mehr als zehn zugleich: Vergleichen Sie vor allem die Summe und den größten Betrag.",
    Caution.LOCKTIME: "Sie gilt erst ab einem späteren Zeitpunkt.",
    Caution.RELATIVE_LOCK: "Sie gilt erst einige Zeit nach den Münzen, die sie ausgibt.",
    Caution.SHARED: "Eine andere Zahlung gibt dieselben Münzen aus: Nur eine von beiden kann gelten.",
    Caution.DAILY_LIMIT: "Was ohne Rückfrage signiert werden darf, ist für heute aufgebraucht.",
    Caution.OLD_COPY: "Eine Seite kommt aus einer alten Kopie und weiß nicht mehr, was seither unterschrieben wurde.",
    Caution.UNSPENDABLE: (
        "Was dort ankommt, gehört Ihnen, lässt sich aber erst ausgeben, wenn beide Hälften erneuert sind."
    ),
    Caution.MAX_PAYMENT: "Es ist mehr, als Ihre Regeln für eine Zahlung erlauben.",
    Caution.PER_DAY: "Mit dem schon Signierten ist es mehr, als Ihre Regeln für 24 Stunden erlauben.",
    Caution.PER_WEEK: "Mit dem schon Signierten ist es mehr, als Ihre Regeln für sieben Tage erlauben.",
    Caution.NOT_LISTED: "Ihre Regeln erlauben Zahlungen nur an Adressen auf Ihrer Liste.",
    Caution.FROZEN: "Zahlungen sind auf dem Mitunterzeichner eingefroren.",
    Caution.ASK_ABOVE: "Es ist mehr, als ohne Rückfrage signiert werden darf.",
    Caution.HOURS: "Es liegt außerhalb der Stunden, in denen ohne Rückfrage signiert wird.",
    Caution.LOCKED: "Dieser Schlüssel ist gesperrt, weil eine Prüfung fehlschlug, die ein ehrlicher Computer besteht.",
    Caution.SUSPENDED: "Dieser Schlüssel ist nach wiederholten Fehlern des Computers ausgesetzt.",
}

APPROVAL: Table = {
    ApprovalLine.TO_MANY: "{leaves} verlassen diese Wallet: an {count} Empfänger, die Gebühr von {fee} inbegriffen.",
    ApprovalLine.TO_ONE: "{leaves} verlassen diese Wallet: an einen Empfänger, die Gebühr von {fee} inbegriffen.",
    ApprovalLine.TO_NOBODY: "Niemand wird bezahlt: {leaves} verlassen diese Wallet, die Gebühr von {fee} inbegriffen.",
    ApprovalLine.LARGEST: "Der größte Betrag: {amount} an {address}",
    ApprovalLine.ASKED_BY: "Gefragt hat der Computer {computer}",
    ApprovalLine.REFUSED_OFTEN: "Dieser Computer wurde {count}-mal nacheinander abgelehnt. Um ihn ganz zu sperren:",
    ApprovalLine.FIRST_TIME: "noch nie bezahlt",
    ApprovalLine.LOOKS_LIKE: "Sie beginnt oder endet wie {address}, die hier bekannt ist, und ist eine andere Adresse.",
    ApprovalLine.REPLACES: "Sie ersetzt {payments}, schon unterschrieben: Gebühr {more}.",
    ApprovalLine.CALLS_OFF: "Sie nimmt {payments} zurück, schon unterschrieben, und zahlt an niemanden: Gebühr {more}.",
    ApprovalLine.HURRIES: "Sie beschleunigt {payments}, gibt aus, was davon zurückkam, und zahlt an niemanden.",
    ApprovalLine.UNSHOWN: (
        "Dieser Server zeigt {payments} nicht, schon gesendet: Es kann noch ankommen, zahlen Sie also nicht zweimal "
        "dasselbe."
    ),
}

RULES: Table = {
    RuleLine.FREEZE: "Zahlungen sind eingefroren",
    RuleLine.MAX_PAYMENT: "höchstens {setting} für eine Zahlung",
    RuleLine.PER_DAY: "höchstens {setting} in 24 Stunden",
    RuleLine.PER_WEEK: "höchstens {setting} in sieben Tagen",
    RuleLine.ALLOWLIST: "an Adressen auf Ihrer Liste ({setting}) wird ohne Rückfrage gezahlt",
    RuleLine.ONLY_LISTED: "nur an Adressen auf Ihrer Liste ({setting}) wird gezahlt",
    RuleLine.ASK_ABOVE: "über {setting} werden Sie gefragt",
    RuleLine.HOURS: "ohne Rückfrage nur von {setting}",
    RuleLine.APPROVE_BELOW: "bis {setting} wird niemand gefragt",
    RuleLine.WAIT: "unterschrieben {setting} nach Ihrem Ja",
    RuleLine.DELAY: "Regeln werden {setting} später gelockert",
}

VERDICTS: Table = {
    VerdictLine.FITS: "passt",
    VerdictLine.ASKS: "fragt",
    VerdictLine.REFUSES: "lehnt ab",
    VerdictLine.SILENT: "noch nicht",
    VerdictLine.LEFT: "danach bleiben {amount}",
    VerdictLine.BEYOND: "{amount} zu viel",
    VerdictLine.LATER: "{when}: {rule}",
    VerdictLine.NO_MORE: "{when}: gilt nicht mehr",
}

LOG: Table = {
    LogCode.COSIGNER_PAIRED: "Gekoppelt mit dem Mitunterzeichner bei {0}.",
    LogCode.COSIGNER_UNSEEN: "Gekoppelt mit dem Mitunterzeichner bei {0}. Niemand hat die Wörter verglichen.",
    LogCode.MADE: "{0} ({1}): Der Schlüssel ist erzeugt.",
    LogCode.TOLD_LOCKED: "{0}: Der Mitunterzeichner hat den Schlüssel gesperrt.",
    LogCode.ASKS: (
        "{2} sat verlassen {0}, davon {3} sat Gebühr: Der Mitunterzeichner wird gebeten, {1:.8}… zu unterschreiben."
    ),
    LogCode.BEGUN: "{3} sat verlassen {0}, davon {4} sat Gebühr: Beide beginnen, {2:.8}… zu unterschreiben.",
    LogCode.SIGNED: "{3} sat verlassen {0}, davon {4} sat Gebühr: {2:.8}… ist von beiden unterschrieben.",
    LogCode.TOLD_NO: "{0}: Der Mitunterzeichner unterschreibt {2:.8}… nicht: {4} {5}",
    LogCode.RULE_TOLD: "{0}: Der Mitunterzeichner sagt, dass seine Regel {1} auf {2} steht.",
    LogCode.REFRESHED: "{0}: Epoche {1} gilt; die alten Hälften sind gelöscht.",
    LogCode.INVENTED: (
        "{0}: Der Server zeigt eine Zahlung dieser Wallet, die nie unterschrieben wurde: {1}. "
        "Sie gilt nicht. Nehmen Sie einen anderen Server."
    ),
    LogCode.COSIGNER_OLD: (
        "Der Mitunterzeichner bei {0} kommt aus einer alten Kopie; vor einer Zahlung werden die Hälften erneuert."
    ),
    LogCode.HALF: (
        "Der Tresor wurde ohne seine Datei vault-wal geöffnet, als alte Kopie; zuerst werden die Hälften erneuert."
    ),
    LogCode.BACKUP: (
        "Dieser Ordner wurde aus einer Sicherung zurückgeholt: Was danach geschah, weiß er nicht mehr. Vor der "
        "nächsten Zahlung werden die Hälften erneuert; der eines Mitunterzeichners fragt sieben Tage lang bei jeder "
        "Zahlung."
    ),
    LogCode.OTHER_FILE: (
        "Dieser Ordner ist nicht die Datei, die zuletzt offen war, sondern eine Kopie: zurückgeholt, auf eine andere "
        "Platte umgezogen, oder von einem Abgleichdienst ersetzt. Benutzen Sie nie zwei Kopien. Vor der nächsten "
        "Zahlung werden die Hälften erneuert; der eines Mitunterzeichners fragt sieben Tage lang bei jeder Zahlung."
    ),
    LogCode.STRAY: (
        "Neben dem Tresor liegt {0}, wohl eine Kopie, die ein Abgleichdienst hinterließ: Zwei Maschinen haben in "
        "diesen Ordner geschrieben. Nehmen Sie ihn dort heraus, und behalten Sie die Datei, bis eine Zahlung geklappt "
        "hat."
    ),
    LogCode.RELEASE_KEYS: "Von jetzt an unterschreiben andere Schlüssel neue Versionen: {0}; so sagt es Version {1}",
    LogCode.SHEET_MADE: "Für dieses Gerät wurde ein Notfallblatt gemacht: {0}",
    LogCode.SHEET_ACCEPTED: "{0}: Das Notfallblatt des anderen Geräts ist angenommen: {1}",
    LogCode.SHEET_DRILLED: "{0}: Eine Probe zeigt, dass das Notfallblatt die Kopie auf dem anderen Gerät öffnet: {1}",
    LogCode.SHEET_EXCHANGED: "ein neues Notfallblatt gilt: {0}; das Papier des alten darf verbrannt werden: {1}",
    LogCode.SHEET_GIVEN_UP: "ein neues Notfallblatt tritt an keine Stelle: {0}",
    LogCode.SHEET_KEPT: "{0}: Ab jetzt werden Kopien für das Notfallblatt des anderen Geräts aufbewahrt: {1}",
    LogCode.NAME_OWN: "Diese Seite heißt jetzt {0} und sagt das den anderen.",
    LogCode.NAME_GIVEN: "{0} heißt hier von jetzt an {1}.",
    LogCode.NAME_TOLD: "{0} nennt sich jetzt „{1}“.",
    LogCode.NAME_ALIKE: "{0} nennt sich „{1}“, was wie der Name einer anderen Seite aussieht; es steht ohne Namen da.",
    LogCode.NAME_NONE: "{0} sagt keinen Namen mehr.",
    LogCode.CHEATED: "{0}: Der Mitunterzeichner hat betrogen ({1}), bisher {2}-mal; nichts wurde damit unterschrieben.",
    LogCode.COMPUTER_PAIRED: "Gekoppelt mit dem Computer {0}.",
    LogCode.COMPUTER_UNSEEN: "Gekoppelt mit dem Computer {0}. Niemand hat die Wörter verglichen.",
    LogCode.COMPUTER_FURTHER: ("{0} ist ein weiterer Computer: Jetzt sind {1} gekoppelt, jeder mit eigenen Wallets."),
    LogCode.PAIRING_BROKE: "Die Kopplung mit {0} brach ab; nichts wurde behalten.",
    LogCode.BLOCKED: "Der Computer {0} wurde gesperrt: Er kommt erst wieder herein, wenn er neu gekoppelt wird.",
    LogCode.READMITTED: "Der Computer {0}, der gesperrt war, wurde neu gekoppelt.",
    LogCode.COMPUTER_OLD: (
        "Der Computer {0} kommt aus einer alten Kopie, oder jemand benutzt eine Kopie von ihm; zuerst werden die "
        "Hälften erneuert."
    ),
    LogCode.ANCHOR_AHEAD: (
        "Dieser Ordner ist älter als sein Anker: Er kommt aus einer älteren Kopie, oder er starb beim Sperren eines "
        "Computers. Vor der nächsten Zahlung werden die Hälften erneuert, und sieben Tage lang fragt jede Zahlung."
    ),
    LogCode.ANCHOR_GONE: (
        "Der Anker dieses Ordners fehlt oder ist nicht lesbar: Er kann eine ältere Kopie sein. Vor der nächsten "
        "Zahlung werden die Hälften erneuert, und sieben Tage lang fragt jede Zahlung."
    ),
    LogCode.OTHER_MACHINE: (
        "Dieser Ordner läuft auf einer anderen Maschine als zuvor: Haben Sie ihn nicht umgezogen, ist er ein Klon und "
        "muss beendet werden, denn zwei, die antworten, geben Ihre Hälfte preis. Vor der nächsten Zahlung werden die "
        "Hälften erneuert; der eines Mitunterzeichners fragt sieben Tage lang bei jeder Zahlung."
    ),
    LogCode.TAKEN_OVER: "Diese Maschine stand bereit und hat den Mitunterzeichner von der bisherigen übernommen.",
    LogCode.THIS_OLD: (
        "{0}: Dieser Mitunterzeichner kommt aus einer alten Kopie; sieben Tage lang fragt jede Zahlung, oder "
        "bis Sie `tandem-cosigner resume` sagen."
    ),
    LogCode.LOOKED_AT: "{0}: Ein Mensch hat nachgesehen; die Regeln gelten wieder.",
    LogCode.CUT_OFF: "{0}: Der letzte Lauf wurde unterbrochen; der Schlüssel ist in einem sicheren Zustand.",
    LogCode.PREPARED: "{0} ({1}): Epoche {2} ist vorbereitet.",
    LogCode.CURRENT: "{0} ({1}): Epoche {2} gilt; die alten Hälften sind gelöscht.",
    LogCode.OT_FAILED: (
        "{0}: Der Computer bestand die OT-Prüfung nicht; der Schlüssel ist bis zu einer "
        "bestätigten Erneuerung gesperrt."
    ),
    LogCode.SUSPENDED: "{0}: Der Schlüssel ist nach wiederholten Fehlern des Computers ausgesetzt.",
    LogCode.UNLOCK_WANTED: "{0}: Der Computer bittet um den Weg aus der Sperre oder Aussetzung.",
    LogCode.SHEET_WANTED: "{0}: Der Computer bittet darum, sein Notfallblatt anzunehmen: {1}",
    LogCode.SHEET_DOUBTED: (
        "Von wo es um ein Notfallblatt oder eine Sperre ging, war nicht zu erkennen (Adresse: {0}). "
        "Jemand hat gesagt, dass es nicht der Computer der Wallet ist."
    ),
    LogCode.SHEET_INSISTED: (
        "Jemand hat gesagt, dass {0} nicht der Computer der Wallet ist; es ging um ein Notfallblatt oder eine Sperre."
    ),
    LogCode.SHEET_REFUSED: "{0}: Das Notfallblatt des Computers ist abgelehnt: {1}",
    LogCode.WAITS: ("{3} sat verlassen {0}, davon {4} sat Gebühr: Anfrage {1:.8} ({2:.8}…) wartet auf einen Menschen."),
    LogCode.UNATTENDED: (
        "{3} sat verlassen {0}, davon {4} sat Gebühr: Anfrage {1:.8} ({2:.8}…) ist nach den Regeln freigegeben."
    ),
    LogCode.BARRED: (
        "{3} sat verlassen {0}, davon {4} sat Gebühr: Anfrage {1:.8} ({2:.8}…) ist nach den Regeln abgelehnt."
    ),
    LogCode.PROPOSED: "{0}: Anfrage {1:.8} wartet wieder auf einen Menschen.",
    LogCode.APPROVED: "{0}: Anfrage {1:.8} ist freigegeben.",
    LogCode.DEBITED: (
        "{3} sat verlassen {0}, davon {4} sat Gebühr: Anfrage {1:.8} ({2:.8}…) darf ab jetzt unterschrieben werden."
    ),
    LogCode.RELEASED: "{3} sat verlassen {0}, davon {4} sat Gebühr: Anfrage {1:.8} ({2:.8}…) ist unterschrieben.",
    LogCode.REFUSED: "{0}: Anfrage {1:.8} ist abgelehnt.",
    LogCode.EXPIRED: "{0}: Anfrage {1:.8} ist abgelaufen.",
    LogCode.CANCELLED: "{0}: Anfrage {1:.8} ist zurückgenommen.",
    LogCode.SILENT: (
        "{0}: Drei Anfragen wurden nacheinander abgelehnt; 15 Minuten lang wird niemand dazu gefragt "
        "(`tandem-cosigner end-silence {0}` beendet das)."
    ),
    LogCode.HEARD: "{0}: Ein Mensch will wieder gefragt werden.",
    LogCode.LIE: "{0}: {1:.8}… wurde zweimal mit verschiedenen Angaben vorgelegt; es ist abgelehnt.",
    LogCode.FLOOD: (
        "Der Computer {0} hat so viele Zeilen verursacht, wie er an einem Tag darf; was er heute noch falsch macht, "
        "wird nicht aufgeschrieben."
    ),
    LogCode.FAULT: "{0}: Der Computer hielt sich nicht an das Protokoll ({1}).",
    LogCode.STRANGERS: "Zu viele Fremde klopfen an; die ältesten von ihnen werden abgewiesen.",
    LogCode.LINK_FAULT: "Leitung: Der Computer hielt sich nicht an das Protokoll ({0}).",
    LogCode.CLOCK: "Die Uhr sprang um mehr als eine Minute; Sitzungen wurden verworfen.",
    LogCode.CLOCK_BEHIND: (
        "Nach der Uhr war diese Maschine so lange aus, dass {0} h davon für Grenzen und Wartezeiten nicht zählen, bis "
        "Sie die Uhr bestätigt haben: tandem-cosigner clock confirm"
    ),
    LogCode.CLOCK_CONFIRMED: "Die Uhr ist bestätigt: Für Grenzen und Wartezeiten sind {0} h mehr vergangen.",
    LogCode.UNLOCKED: "{0}: Eine Erneuerung aus der Sperre heraus ist bestätigt.",
    LogCode.RESUMED: "{0}: Die Aussetzung ist beendet.",
    LogCode.AGAIN: (
        "{0}: {1}-mal in 24 Stunden aus einer Sperre oder Aussetzung gelassen. Eine Sperre heißt, dass der Computer "
        "etwas schickte, was kein ehrliches Programm schickt; jede kann ihm ein Bit eines Geheimnisses dieser Hälfte "
        "verraten haben, bis sie erneuert ist. Gehen Sie nicht weiter, ehe Sie wissen, was auf dem Computer läuft."
    ),
    LogCode.STAYS_LOCKED: "{0}: Die Bitte um Entsperrung ist abgelehnt.",
    LogCode.RULE_SET: "{0}: Die Regel {1} steht jetzt auf {2}.",
    LogCode.RULE_LATER: "{0}: Die Regel {1} steht nach der Wartezeit auf {2}.",
    LogCode.BROWSER_ADMITTED: "Der Browser {0} ist zur Seite zugelassen (Adresse: {1}).",
    LogCode.BROWSER_REVOKED: "Der Browser {0} ist nicht mehr zugelassen.",
    LogCode.BROWSER_CERTIFICATE: "Die Seite hat ein neues Zertifikat für {0}; Fingerabdruck seiner Stelle: {1}.",
    LogCode.BROWSER_PIN_MADE: "Die Seite hat eine neue PIN.",
    LogCode.BROWSER_PIN_WRONG: "Eine falsche PIN kam vom Browser {0}.",
    LogCode.BROWSER_PASSKEY_MADE: "Der Browser {0} gibt von jetzt an mit einem Passkey frei, gemacht für {1}.",
    LogCode.BROWSER_PASSKEY_CODE: "Ein falscher Code für einen Passkey kam vom Browser {0}.",
    LogCode.BROWSER_PASSKEY_WRONG: "Was der Browser {0} schickte, ist nicht von seinem Passkey unterschrieben.",
    LogCode.BROWSER_PASSKEY_BACK: (
        "Der Passkey des Browsers {0} zählte von {1} auf {2} zurück, wie es Kopien tun; abgelehnt."
    ),
    LogCode.BROWSER_PASSKEY_SIGNED: "Seite, Browser {0}: Was nun kommt, hat sein Passkey unterschrieben.",
    LogCode.BROWSER_APPROVES: "Seite, Browser {0}: gibt Anfrage {1:.8} frei.",
    LogCode.BROWSER_REFUSES: "Seite, Browser {0}: lehnt Anfrage {1:.8} ab.",
    LogCode.BROWSER_FREEZES: "Seite, Browser {0}: friert alle Wallets ein.",
    LogCode.BROWSER_RULES: "Seite, Browser {0}: ändert Regeln von {1}.",
    LogCode.BROWSER_KEEPS: "Seite, Browser {0}: lässt die Regel {2} von {1}, wie sie ist.",
    LogCode.BROWSER_BLOCKS: "Seite, Browser {0}: sperrt den Computer {1}.",
    LogCode.BROWSER_WOKEN: "Der Browser {0} wird geweckt, wenn etwas wartet.",
    LogCode.BROWSER_SLEEPS: "Der Browser {0} wird nicht mehr geweckt.",
    LogCode.BROWSER_UNWOKEN: "Der Browser {0} wurde nicht geweckt: {1}.",
    LogCode.WAKE_SET: "Ein anderer Empfänger erfährt, wenn etwas wartet.",
    LogCode.WAKE_OFF: "Kein Empfänger erfährt mehr, wenn etwas wartet.",
    LogCode.WAKE_FAILS: "Niemand wurde geweckt: {0}.",
    LogCode.WAKE_WORKS: "Der Empfänger nimmt Weckrufe wieder an.",
}

MISSES: Table = {
    MissKind.NAME: "den Namen des Empfängers kennt niemand",
    MissKind.PRIVATE: "die Adresse führt in Ihr eigenes Netz, und das wurde nicht gesagt",
    MissKind.PLAIN: "http ohne TLS führt aus Ihrem eigenen Netz hinaus",
    MissKind.SILENT: "der Empfänger antwortet nicht",
    MissKind.TLS: "das Zertifikat des Empfängers ist nicht gut",
    MissKind.HTTP: "der Empfänger antwortet mit {number}",
}

PAGE: Table = {
    PageLine.LANGUAGE: "de",
    PageLine.TITLE: "Mitunterzeichner",
    PageLine.PRACTICE: "Übung",
    PageLine.WAITING: "Was auf Sie wartet",
    PageLine.NOTHING: "Nichts wartet auf Sie.",
    PageLine.LOOK_AGAIN: "Neu laden",
    PageLine.LOOK_AT: "Ansehen",
    PageLine.BACK: "Zurück",
    PageLine.HISTORY: "Signiert",
    PageLine.LOG: "Protokoll",
    PageLine.RULES: "Regeln",
    PageLine.IS_MINE: "Ist das meine Adresse?",
    PageLine.ASKS_PAY: "Diese Zahlung freigeben?",
    PageLine.APPROVED_PAY: "Sie haben diese Zahlung freigegeben",
    PageLine.ASKS_UNLOCK: "Ein Computer will eine Wallet entsperren",
    PageLine.ASKS_SHEET: "Ein Computer bittet, sein Notfallblatt anzunehmen",
    PageLine.ASKS_RESTORE: "Ein Computer will an die Stelle eines verlorenen treten",
    PageLine.AT_TERMINAL: "Ja sagen Sie am Terminal des Mitunterzeichners. Nein können Sie hier sagen.",
    PageLine.CODE: "Ihr Computer zeigt dasselbe:",
    PageLine.LEAVES: "Verlässt die Wallet",
    PageLine.TO: "An, gelesen aus der Transaktion selbst",
    PageLine.TO_SELF: "An Sie selbst",
    PageLine.LOST: "Ihres, aber wo kein Programm es findet",
    PageLine.NO_AMOUNT: "ein unbekannter Betrag",
    PageLine.FEE: "Netzwerkgebühr",
    PageLine.NOTHING_LEAVES: "Nur die Gebühr verlässt die Wallet.",
    PageLine.MY_RULES: "Meine Regeln",
    PageLine.LOOK_FIRST: "Sehen Sie das zuerst an",
    PageLine.COMPUTER_SAYS: "Der Computer sagt",
    PageLine.WALLET: "Wallet: {name}",
    PageLine.ITS_NAME: "Computer: {name}",
    PageLine.NETWORK: "Netz: {name}",
    PageLine.EXPIRES: "Verfällt in {time}",
    PageLine.SIGNED_IN: "Wird in {time} signiert",
    PageLine.SIGNED_SOON: "Wird signiert, sobald der Computer verbunden ist",
    PageLine.APPROVE: "Freigeben",
    PageLine.APPROVE_ASK: "Diese Zahlung freigeben",
    PageLine.APPROVED: "Freigegeben. Signiert wird, sobald der Computer verbunden ist.",
    PageLine.PIN: "PIN dieser Seite",
    PageLine.COMPARED: "Ich habe die ganze Adresse verglichen",
    PageLine.FEE_MEANT: "Die hohe Gebühr ist gewollt",
    PageLine.UNVERIFIED: "Diese Verbindung ist nicht geprüft: über sie kann nichts freigegeben oder gelockert werden.",
    PageLine.CHECKING: "Freigeben braucht die PIN der Seite, und Script.",
    PageLine.NO_PIN: (
        "Um hier freizugeben, machen Sie einen Passkey (siehe unten) oder am Terminal des Mitunterzeichners eine PIN: "
        "tandem-cosigner web pin"
    ),
    PageLine.NEW_WAITS: ("Etwas Neues wartet. Laden Sie neu."),
    PageLine.OVER_NOW: ("Diese Anfrage wartet nicht mehr: sie wurde entschieden, zurückgenommen oder ist verfallen."),
    PageLine.OFF_LINE: ("Der Mitunterzeichner ist nicht zu erreichen. Was Sie sehen, kann veraltet sein."),
    PageLine.REFUSE: "Ablehnen",
    PageLine.REFUSE_THIS: "Diese Anfrage ablehnen",
    PageLine.REFUSE_MORE: "Ihr Computer zeigt den Grund. Nichts wird signiert.",
    PageLine.NOT_MINE: "Ich habe das nicht begonnen",
    PageLine.WRONG_ADDRESS: "Die Adresse stimmt nicht",
    PageLine.WRONG_AMOUNT: "Betrag oder Gebühr stimmen nicht",
    PageLine.NOT_NOW: "Nicht jetzt",
    PageLine.OWN_WORDS: "In meinen Worten",
    PageLine.FREEZE_TOO: "Auch alle Zahlungen einfrieren",
    PageLine.FREEZE_WISE: "Ratsam, wenn Sie das nicht begonnen haben",
    PageLine.FREEZE: "Alle Zahlungen einfrieren",
    PageLine.FREEZE_ASK: "Alle Zahlungen einfrieren?",
    PageLine.FREEZE_MORE: (
        "Ich signiere nichts, bis Sie mich wieder auftauen. Empfangen "
        "geht weiter. Was schon signiert ist, wird nicht zurückgeholt."
    ),
    PageLine.FREEZE_YES: "Einfrieren",
    PageLine.FROZEN: ("Eingefroren: nichts wird signiert. Auftauen können Sie am Terminal des Mitunterzeichners."),
    PageLine.REFUSED: "Abgelehnt. Nichts wird signiert.",
    PageLine.READ_ONLY: (
        "Hier können Sie ansehen, ablehnen und einfrieren. Freigeben können Sie am Terminal des Mitunterzeichners."
    ),
    PageLine.ADMIT: "Diesen Browser zulassen?",
    PageLine.ADMIT_MORE: (
        "Geben Sie ihm einen Namen. Am Terminal des Mitunterzeichners wird dann gefragt, ob das Ihr Browser ist."
    ),
    PageLine.ADMIT_NAME: "Name dieses Browsers",
    PageLine.ADMIT_EXAMPLE: "Mein Telefon",
    PageLine.ADMIT_GO: "Zulassung erbitten",
    PageLine.ADMIT_WAIT: "Sagen Sie am Terminal des Mitunterzeichners Ja",
    PageLine.ADMIT_WAIT_MORE: (
        "Es muss diesen Code zeigen. Zeigt es einen anderen, hat jemand anders den Link benutzt: Sagen Sie Nein. "
        "Öffnen Sie danach die Seite."
    ),
    PageLine.ADMIT_OPEN: "Seite öffnen",
    PageLine.ADMIT_OVER: "Dieser Link gilt nicht mehr",
    PageLine.STRANGER: "Dieser Browser ist nicht zugelassen",
    PageLine.STRANGER_MORE: ("Machen Sie am Terminal des Mitunterzeichners einen Link: tandem-cosigner web admit"),
    PageLine.DENIED: "Das hat nicht die Seite selbst gesendet",
    PageLine.DENIED_MORE: "Nichts ist geschehen. Öffnen Sie die Seite und versuchen Sie es noch einmal.",
    PageLine.BUSY: "Zu viele Anfragen",
    PageLine.BUSY_MORE: "Warten Sie eine Sekunde und versuchen Sie es noch einmal.",
    PageLine.NOT_THERE: "Diese Seite gibt es nicht",
    PageLine.FAILED: "Das ging nicht",
    PageLine.MINE: "Ja, das ist unsere. Nummer {path}.",
    PageLine.FOREIGN: "Nein: diese Adresse gehört nicht zu dieser Wallet. Senden Sie nichts dorthin.",
    PageLine.ADDRESS: "Die ganze Adresse",
    PageLine.WHICH_WALLET: "Wallet",
    PageLine.ASK: "Fragen",
    PageLine.NO_WALLET: "Es gibt noch keine Wallet.",
    PageLine.NO_LINES: "Nichts ist aufgeschrieben.",
    PageLine.TIMES: "{count} mal",
    PageLine.RULES_FROZEN: "Eingefroren: nichts wird signiert.",
    PageLine.RULES_ASK: "Jede Zahlung fragt Sie.",
    PageLine.RULES_PENDING: "Ab {time}: {rule}",
    PageLine.USED_DAY: "In 24 Stunden signiert: {amount}",
    PageLine.LOCKED: "{name} ist gesperrt: eine Prüfung ist gescheitert, die ein ehrlicher Computer besteht.",
}

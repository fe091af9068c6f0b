"""A lost device comes back, in German."""

from __future__ import annotations

from app.text.restore_line import RestoreLine
from app.text.table import Table
from core.bitcoin.caution import Caution
from core.errors import InputKind, RefusalKind
from core.home.records import LogCode
from core.protocol.progress import ProgressStep

REFUSED: Table = {
    RefusalKind.EXISTS: (
        "Der Mitunterzeichner hat diese Wallet schon, mit einer neueren Hälfte: Was dieser Computer hat, ist eine alte "
        "Kopie."
    ),
    RefusalKind.EXISTS_OTHER: (
        "Ein anderer Computer hat diese Wallet zum Mitunterzeichner gebracht, vielleicht aus einer alten Kopie. War es "
        "keiner von Ihren, beginnen Sie dort in einem neuen Verzeichnis, mit denselben Wörtern."
    ),
    RefusalKind.SHEET_UNKNOWN: (
        "Für dieses Notfallblatt hat der Mitunterzeichner keine Wallet. Sehen Sie nach, ob es das neueste Blatt des "
        "verlorenen Computers ist und ob dieser Mitunterzeichner zu ihm gehörte."
    ),
    RefusalKind.SHEET_WORDS: (
        "Am neuen Mitunterzeichner sind die Wörter des verlorenen nicht, oder nicht mehr. Geben Sie sie dort ein."
    ),
    RefusalKind.RESTORE_STOPPED: (
        "Der Computer, der verloren sein soll, war verbunden: Der Mitunterzeichner hat es beendet, denn nie haben zwei "
        "Computer eine Wallet. Ziehen Sie um, schließen Sie Tandem dort; ist er in fremden Händen, sperren Sie ihn am "
        "Mitunterzeichner. Bitten Sie dann noch einmal."
    ),
}
INPUT: Table = {
    InputKind.EXISTS_HERE: (
        "Dieser Computer hat seine Wallets schon, und für dieses Notfallblatt hat der Mitunterzeichner keine anderen. "
        "Nichts wurde geändert."
    ),
    InputKind.HAS_WALLETS: (
        "Dieser Mitunterzeichner hat eigene Wallets. Die eines verlorenen kommen in einem neuen Verzeichnis zurück."
    ),
    InputKind.REPLACED: (
        "Dieser Link ist von einem Mitunterzeichner, der ersetzt wurde oder seine Wallets zurückgeben musste. Beginnen "
        "Sie dort in einem neuen Verzeichnis."
    ),
    InputKind.REPLACED_HERE: (
        "Dieser Link ist von einem Mitunterzeichner, der schon Wallets dieses Computers hat. Einen verlorenen ersetzt "
        "ein neuer."
    ),
    InputKind.SHEET_UNKNOWN: (
        "Für das Notfallblatt, das am neuen Mitunterzeichner eingegeben wurde, hat dieser Computer keine Kopie. Nehmen "
        "Sie das neueste Blatt des verlorenen."
    ),
    InputKind.RESTORE_THERE: (
        "Der Computer, der verloren sein soll, ist gerade verbunden. Die Anfrage ist damit zu Ende. Der neue kann noch "
        "einmal bitten, sobald Tandem dort geschlossen ist oder Sie ihn, in fremden Händen, gesperrt haben."
    ),
    InputKind.RESTORE_UNPROVEN: "Damit ein anderer Computer die Wallets bekommt, ist die Passphrase nötig.",
}
STEPS: Table = {
    ProgressStep.HANDING_OUT: "Der neue Mitunterzeichner bekommt die Kopien, die sein Notfallblatt öffnet.",
    ProgressStep.RESTORE_WAITS: "Ein Mensch am Mitunterzeichner muss zustimmen. Dort liegt die Anfrage {request}.",
    ProgressStep.SETTLES: (
        "Genehmigt. Der Mitunterzeichner gibt die Kopien in {time} heraus, außer jemand dort sagt nein oder der "
        "verlorene Computer verbindet sich. Man kann es abbrechen und noch einmal beginnen."
    ),
    ProgressStep.OPENING: "Die Kopien werden mit den Wörtern des Notfallblatts geöffnet.",
    ProgressStep.BINDING: (
        "Dieser Computer beweist, was er geöffnet hat, und der Mitunterzeichner bindet die Wallets an ihn."
    ),
}
CAUTIONS: Table = {
    Caution.WAS_WHOLE: (
        "Dieser Schlüssel lag schon einmal ganz auf einem Gerät: Empfangen Sie nichts mehr damit, und senden Sie die "
        "Münzen weg."
    ),
    Caution.RESTORED: (
        "Vor weniger als drei Tagen hat ein anderer Computer einen verlorenen ersetzt: Alles wird gefragt."
    ),
}
LOG: Table = {
    LogCode.OPENED: "{0} ({1}): Die Hälfte dieses Geräts ist mit den Wörtern des Notfallblatts zurück",
    LogCode.WORDS_TYPED: "Die Wörter eines verlorenen Mitunterzeichners sind eingegeben und warten: {0}",
    LogCode.WORDS_FORGOTTEN: "Die Wörter eines verlorenen Mitunterzeichners sind hier nicht mehr: {0}",
    LogCode.WAS_WHOLE: "{0}: Der Schlüssel wurde aus beiden Notfallblättern zusammengesetzt; die Münzen müssen weg",
    LogCode.NOTES_BACK: "Aus den Notizen Nr. {0} beim Mitunterzeichner sind zurück: Beschriftungen {1}, Kontakte {2}",
    LogCode.RESTORE_WANTED: "Der Computer {2} bittet um die Wallets eines verlorenen ({0}), mit dem Notfallblatt: {1}",
    LogCode.RESTORE_APPROVED: "Der Computer {1} darf einen verlorenen ersetzen, in {0} h",
    LogCode.RESTORE_REFUSED: "Der Computer {0} bekommt keine Wallets eines verlorenen",
    LogCode.RESTORE_STOPPED: "Der Computer {0} bekommt keine Wallets: Der, der verloren sein soll, ist verbunden",
    LogCode.RESTORE_CANCELLED: "{0}: Das Gerät von vorher hat sie wieder; {2} ist gesperrt",
    LogCode.REBOUND: "{0}: {2} hat jetzt die andere Hälfte, anstelle eines verlorenen Geräts",
    LogCode.RENAMED: "{1} heißt jetzt {0}: Es gab eine andere Wallet dieses Namens, oder eine, die gleich aussieht",
}
RESTORE: Table = {
    RestoreLine.TITLE: "Anfrage {request}: EIN COMPUTER BITTET UM DIE WALLETS EINES VERLORENEN",
    RestoreLine.NEW: "der Computer, der darum bittet: {computer}",
    RestoreLine.WALLETS: "Wallets, die er bekommt: {wallets}",
    RestoreLine.WITHOUT: "ohne Kopie, darum bleiben sie, wo sie sind: {wallets}",
    RestoreLine.LOST: "der Computer, der verloren sein soll und für sie nicht mehr unterschreibt: {computers}",
    RestoreLine.SEEN: "er war zuletzt am {day} verbunden; ist er in Ihren Händen, lehnen Sie ab",
    RestoreLine.SHEET: "er hat die Wörter des Notfallblatts mit diesem Fingerabdruck:",
    RestoreLine.MEANT: (
        "Sagen Sie nur ja, wenn Sie das selbst begonnen haben, am neuen Computer, weil der alte verloren ist. Die "
        "Passphrase ist dafür nötig. Drei Tage danach wird bei jeder Zahlung gefragt, und keine Regel wird gelockert."
    ),
    RestoreLine.WAITS: "wartet auf Sie",
    RestoreLine.SETTLES: (
        "genehmigt; die Kopien werden in {time} herausgegeben, außer der verlorene Computer verbindet sich oder Sie "
        "lehnen bis dahin ab"
    ),
    RestoreLine.READY: (
        "genehmigt; die Kopien werden herausgegeben, sobald der neue Computer danach fragt; ablehnen geht noch"
    ),
    RestoreLine.APPROVED: (
        "Genehmigt. Der neue Computer macht von selbst weiter, sobald er verbunden und die Zeit um ist."
    ),
}

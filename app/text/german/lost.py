"""A lost computer comes back, in German."""

from __future__ import annotations

from app.text.restore_line import RestoreLine
from app.text.table import Table
from core.bitcoin.caution import Caution
from core.errors import InputKind, RefusalKind
from core.home.records import LogCode
from core.protocol.progress import ProgressStep

REFUSED: Table = {
    RefusalKind.RESTORE_STOPPED: (
        "Der Computer, der verloren sein soll, war verbunden: Der Mitunterzeichner hat es beendet. Ist er in fremden "
        "Händen, sperren Sie ihn dort und bitten Sie dann noch einmal."
    ),
}
INPUT: Table = {
    InputKind.RESTORE_THERE: (
        "Der Computer, der verloren sein soll, ist gerade verbunden. Die Anfrage ist damit zu Ende. Ist er in fremden "
        "Händen, sperren Sie ihn zuerst und lassen Sie den neuen noch einmal bitten."
    ),
    InputKind.RESTORE_UNPROVEN: "Damit ein anderer Computer die Wallets bekommt, ist die Passphrase nötig.",
}
STEPS: Table = {
    ProgressStep.RESTORE_WAITS: "Ein Mensch am Mitunterzeichner muss zustimmen. Dort liegt die Anfrage {request}.",
    ProgressStep.SETTLES: (
        "Genehmigt. Der Mitunterzeichner gibt die Kopien in {seconds} s heraus, außer jemand dort sagt nein oder der "
        "verlorene Computer verbindet sich. Man kann es abbrechen und noch einmal beginnen."
    ),
    ProgressStep.OPENING: "Die Kopien werden mit den Wörtern des Notfallblatts geöffnet.",
}
CAUTIONS: Table = {
    Caution.RESTORED: (
        "Vor weniger als drei Tagen hat ein anderer Computer einen verlorenen ersetzt: Alles wird gefragt."
    ),
}
LOG: Table = {
    LogCode.OPENED: "{0} ({1}): Die Hälfte dieses Computers ist mit den Wörtern des Notfallblatts zurück",
    LogCode.RESTORE_WANTED: "Der Computer {2} bittet um die Wallets eines verlorenen ({0}), mit dem Notfallblatt: {1}",
    LogCode.RESTORE_APPROVED: "Der Computer {1} darf einen verlorenen ersetzen, in {0} h",
    LogCode.RESTORE_REFUSED: "Der Computer {0} bekommt keine Wallets eines verlorenen",
    LogCode.RESTORE_STOPPED: "Der Computer {0} bekommt keine Wallets: Der, der verloren sein soll, ist verbunden",
    LogCode.RESTORE_CANCELLED: "{0}: Der Computer von vorher hat sie wieder; {2} ist gesperrt",
    LogCode.REBOUND: "{0}: Der Computer {2} hat sie jetzt, anstelle eines verlorenen",
}
RESTORE: Table = {
    RestoreLine.TITLE: "Anfrage {request}: EIN COMPUTER BITTET UM DIE WALLETS EINES VERLORENEN",
    RestoreLine.NEW: "der Computer, der darum bittet: {computer}",
    RestoreLine.WALLETS: "Wallets, die er bekommt: {wallets}",
    RestoreLine.WITHOUT: "ohne Kopie, darum bleiben sie, wo sie sind: {wallets}",
    RestoreLine.LOST: "der Computer, der verloren sein soll und für sie nicht mehr unterschreibt: {computers}",
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

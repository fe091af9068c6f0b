"""Notfallblätter und Wiederherstellung, in German."""

from __future__ import annotations

from app.text.sheet_line import SheetLine
from app.text.table import Table
from core.errors import InputKind
from core.recovery.seed_words import WordHint

INPUT: Table = {
    InputKind.COPY: "Diese Kopie eines Anteils ist beschädigt oder verändert. Nehmen Sie eine andere.",
    InputKind.RECOVERY_FILE: "Das ist keine Wiederherstellungsdatei dieser Version von Tandem. Wählen Sie eine andere.",
    InputKind.RECOVERY_CUT: "Dieser Wiederherstellungsdatei fehlt ein Stück. Nehmen Sie eine andere Kopie von ihr.",
    InputKind.RECOVERY_NONE: (
        "Keine Wallet hat schon Kopien für beide Notfallblätter. Machen Sie beide Blätter und erneuern Sie die Hälften."
    ),
    InputKind.RECOVERY_EPOCHS: (
        "Die beiden Kopien in dieser Datei stammen aus zwei Erneuerungen und öffnen die Wallet nicht zusammen. Nehmen "
        "Sie eine andere Datei."
    ),
    InputKind.RECOVERY_WALLETS: (
        "Die beiden Kopien in dieser Datei gehören zu zwei Wallets. Nehmen Sie eine andere Datei."
    ),
    InputKind.NOT_IN_FILE: (
        "Keine Wallet dieser Wiederherstellungsdatei hat diesen Fingerabdruck. Sehen Sie auf dem Blatt nach."
    ),
    InputKind.SHEET_OF_FILE: (
        "Zu dieser Wallet der Wiederherstellungsdatei gehört dieses Notfallblatt nicht. Suchen Sie das Blatt, dessen "
        "Fingerabdruck die Datei nennt."
    ),
    InputKind.SHEET_WORD: (
        "Ein Wort steht nicht in der Liste der Wörter, die auf Notfallblättern stehen. Sehen Sie auf dem Blatt nach."
    ),
    InputKind.SHEET_BOTH: (
        "Es braucht beide Notfallblätter: zuerst das des Computers, dann das des Mitunterzeichners."
    ),
    InputKind.SHEET_ALONE: (
        "Eine Wallet kommt schon nur noch mit dem neuen Blatt zurück. Behalten Sie beide Papiere, und erneuern Sie die "
        "anderen Wallets."
    ),
    InputKind.SHEET_CHANGES: (
        "Ein neues Notfallblatt tritt gerade an die Stelle des alten. Proben Sie es und erneuern Sie die Hälften, oder "
        "verzichten Sie auf das neue."
    ),
    InputKind.SHEET_CODE: (
        "Der Code passt nicht zu dieser Datei, oder sie ist beschädigt. Tippen Sie ihn noch einmal, oder machen Sie "
        "ein neues Notfallblatt."
    ),
    InputKind.SHEET_REPLACED: (
        "Hier wurde inzwischen ein anderes Notfallblatt gemacht. Werfen Sie diese Wörter weg und machen Sie ein neues."
    ),
    InputKind.SHEET_ADDRESS: (
        "An dieser Adresse ist nicht zu erkennen, ob Sie am Computer der Wallet sitzen: Er war noch nie an einer "
        "solchen. Wer ihn beherrscht, sähe die Wörter."
    ),
    InputKind.SHEET_TERMINAL: (
        "Hinter sudo, tmux oder in einem Fenster ist nicht zu erkennen, ob Sie am Computer der Wallet sitzen. Wer ihn "
        "beherrscht, sähe die Wörter. Gehen Sie an den Bildschirm des Mitunterzeichners oder an einen dritten Rechner."
    ),
    InputKind.SHEET_SEAT: (
        "Sie scheinen am Computer der Wallet zu sitzen. Wer den beherrscht, sieht, was Sie sehen, und tippt, was Sie "
        "tippen."
    ),
    InputKind.SHEET_CHECKSUM: (
        "Die Wörter stehen alle in der Liste und gehören so nicht zusammen: Eines ist falsch, oder zwei sind "
        "vertauscht. Vergleichen Sie sie einzeln mit dem Blatt."
    ),
    InputKind.SHEET_COMPUTERS: (
        "Das ist das Notfallblatt des Computers. Tippen Sie es nicht hier, auf dem Mitunterzeichner."
    ),
    InputKind.SHEET_COSIGNERS: (
        "Das ist das Notfallblatt des Mitunterzeichners. Tippen Sie es nicht hier, auf dem Computer der Wallet."
    ),
    InputKind.SHEET_COUNT: "Ein Notfallblatt hat 24 Wörter. Zählen Sie nach: Fehlt eines, oder steht eines doppelt da?",
    InputKind.SHEET_FINGERPRINT: (
        "Das sind nicht die 12 Wörter, die der Mitunterzeichner jetzt von seinem Notfallblatt nennt. Vergleichen Sie "
        "sie noch einmal."
    ),
    InputKind.SHEET_FOREIGN: (
        "Kein Notfallblatt beginnt mit diesem Wort. Sind das die Wörter eines anderen Wallet-Programms?"
    ),
    InputKind.SHEET_MADE: ("Wallets sind schon für das Notfallblatt dieses Geräts verschlossen. Es bleibt dabei."),
    InputKind.NO_SHEET: "Dieses Notfallblatt gibt es noch nicht.",
    InputKind.SHEET_OTHER: (
        "Diese Kopie wurde für ein anderes Notfallblatt gemacht. Suchen Sie das neueste Blatt dieses Geräts."
    ),
}
HINTS: Table = {
    WordHint.UNKNOWN: (
        "Wort {position} steht nicht in der Liste der Wörter, die auf Notfallblättern stehen. Sehen Sie auf dem Blatt "
        "nach."
    ),
    WordHint.LIKELY: (
        "Wort {position} steht nicht in der Liste der Wörter, die auf Notfallblättern stehen. Meinten Sie {likely}?"
    ),
    WordHint.SWAPPED: (
        "Die Wörter gehören so nicht zusammen. Vielleicht sind Wort {position} und Wort {next} vertauscht: Sehen Sie "
        "auf dem Blatt nach."
    ),
    WordHint.ALIKE: (
        "Die Wörter gehören so nicht zusammen. Vielleicht heißt Wort {position} {likely}: Sehen Sie auf dem Blatt nach."
    ),
}
PAPER: Table = {
    SheetLine.COMPUTER: "Computer",
    SheetLine.COSIGNER: "Mitunterzeichner",
    SheetLine.DOCUMENT: "Tandem: das Notfallblatt des {device}s",
    SheetLine.TITLE: "Blatt des {device}s",
    SheetLine.NEVER_THERE: "Nie dort aufbewahren, wo der {other} ist.",
    SheetLine.NEVER_TYPE: "Nie in den Computer tippen.",
    SheetLine.MADE: "Notfallblatt von Tandem, gemacht am {day}",
    SheetLine.FINGERPRINT: "Fingerabdruck dieses Blatts: Der {other} zeigt dieselben 12 Wörter",
    SheetLine.WALLETS: "Wallets (Fingerabdruck, Name)",
    SheetLine.MORE: "und {count} mehr: Schreiben Sie sie auf die Rückseite",
    SheetLine.WHAT_TO_DO: "Was zu tun ist",
    SheetLine.WRITE: (
        "Schreiben Sie die 24 Wörter von Hand in die Kästchen, wie Tandem sie zeigt. Fotografieren Sie sie nie, und "
        "tippen Sie sie nirgendwo sonst ein."
    ),
    SheetLine.ASKED: "Tandem leert dann den Bildschirm und fragt drei davon ab. Erst danach gilt das Blatt.",
    SheetLine.KEEP: (
        "Bewahren Sie das Papier trocken und für andere unerreichbar auf, nicht beim {other} und nicht bei dessen "
        "Blatt."
    ),
    SheetLine.COMPUTER_LOST: (
        "Geht der Computer verloren: Richten Sie Tandem auf einem neuen ein, stellen Sie dort wieder her, koppeln Sie "
        "ihn mit demselben Mitunterzeichner und tippen Sie dort die Wörter ein. Die Adressen bleiben."
    ),
    SheetLine.COSIGNER_LOST: (
        "Geht der Mitunterzeichner verloren: Auf einer neuen Maschine nimmt tandem\u2011cosigner restore "
        "\u2011\u2011sheet\u2011file \u2011 die Wörter; starten und koppeln Sie ihn, und wählen Sie am Computer: "
        "Dieser ist verloren. Die Adressen bleiben."
    ),
    SheetLine.WHOLE: "Jedes davon ist der ganze Schlüssel, ohne Regeln und ohne Wartezeit:",
    SheetLine.WHOLE_COMPUTERS: "das Blatt des Computers und der Mitunterzeichner",
    SheetLine.WHOLE_COSIGNERS: "der Computer und das Blatt des Mitunterzeichners",
    SheetLine.WHOLE_SHEETS: "beide Blätter und eine Wiederherstellungsdatei",
    SheetLine.WHOLE_DEVICES: "der Computer und der Mitunterzeichner",
    SheetLine.NO_SEED: (
        "Diese 24 Wörter sind kein Wallet-Seed. Sie öffnen nur die Kopie der Hälfte des {device}s, die der {other} "
        "aufbewahrt. Ein gestohlener {other} oder eine alte Kopie von ihm bleibt zusammen mit diesem Blatt für immer "
        "gefährlich."
    ),
    SheetLine.LEFT: "Verlassen (war ganz)",
    SheetLine.LEFT_MORE: "Diese Wörter haben den Schlüssel einmal zusammengesetzt: Er schützt nichts mehr.",
}

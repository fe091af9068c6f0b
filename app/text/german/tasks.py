"""What is said of tasks that are no payments, in German."""

from __future__ import annotations

from app.text.approval_line import PageLine
from app.text.rule_line import RuleLine
from app.text.table import Table
from core.approval.kinds.task_line import TaskLine
from core.errors import InputKind
from core.home.records import LogCode

TASKS: Table = {
    TaskLine.MESSAGE: "Eine Nachricht unterschreiben? Sie bewegt keine Münzen; sie zeigt, dass Sie das sagen",
    TaskLine.MESSAGE_ADDRESS: "gesagt von dem, der von {0} ausgeben kann",
    TaskLine.MESSAGE_TEXT: "der ganze Text:",
    TaskLine.PASSES_MINUTES: "nach Ihren Regeln lässt ein Ja Gleiches {0} Minuten lang ohne Frage zu",
    TaskLine.PASSES_DAY: "nach Ihren Regeln lässt ein Ja Gleiches von nun an {0} Mal am Tag ohne Frage zu",
}

RULES: Table = {
    RuleLine.ALIKE_MINUTES: "{setting} nach Ihrem Ja wird auch Gleiches unterschrieben; keine Zahlungen",
    RuleLine.ALIKE_PER_DAY: "{setting}-mal am Tag wird unterschrieben, was Gebilligtem gleicht; keine Zahlungen",
}

PAGE: Table = {
    PageLine.ASKS_TASK: "Das unterschreiben?",
    PageLine.APPROVED_TASK: "Sie haben das freigegeben",
}

LOG: Table = {
    LogCode.TASK_ASKS: "{0}: Der Mitunterzeichner wird gebeten, {1:.8}… zu unterschreiben ({2}).",
    LogCode.TASK_BEGUN: "{0}: Beide beginnen, {2:.8}… zu unterschreiben ({3}).",
    LogCode.TASK_SIGNED: "{0}: {2:.8}… ist von beiden unterschrieben ({3}).",
    LogCode.TASK_WAITS: "{0}: Anfrage {1:.8} ({3} {2:.8}…) wartet auf einen Menschen.",
    LogCode.TASK_UNATTENDED: "{0}: Anfrage {1:.8} ({3} {2:.8}…) ist nach den Regeln freigegeben.",
    LogCode.TASK_BARRED: "{0}: Anfrage {1:.8} ({3} {2:.8}…) ist nach den Regeln abgelehnt.",
    LogCode.TASK_DEBITED: "{0}: Anfrage {1:.8} ({3} {2:.8}…) darf ab jetzt unterschrieben werden.",
    LogCode.TASK_RELEASED: "{0}: Anfrage {1:.8} ({3} {2:.8}…) ist unterschrieben.",
}

INPUT: Table = {
    InputKind.MESSAGE: "Eine Nachricht ist Text in UTF-8 von höchstens 4096 Byte.",
    InputKind.MESSAGE_ADDRESS: "Für Adressen dieser Art werden hier keine Nachrichten unterschrieben oder geprüft.",
    InputKind.MESSAGE_SIGNATURE: "Das ist keine Unterschrift dieser Adresse unter diesem Text.",
    InputKind.TASK: "Das ist nichts, was dieser Schlüssel unterschreibt.",
}

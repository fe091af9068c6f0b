"""What is said of tasks that are no payments, in English."""

from __future__ import annotations

from app.text.approval_line import PageLine
from app.text.rule_line import RuleLine
from app.text.table import Table
from core.approval.kinds.task_line import TaskLine
from core.home.records import LogCode

TASKS: Table = {
    TaskLine.MESSAGE: "Sign a message? It moves no coins; it shows that you say this",
    TaskLine.MESSAGE_ADDRESS: "said by who can spend from {0}",
    TaskLine.MESSAGE_TEXT: "the whole text:",
    TaskLine.PASSES_MINUTES: "by your rules a yes lets what is like it pass unasked, for {0} minutes",
    TaskLine.PASSES_DAY: "by your rules a yes lets what is like it pass unasked, {0} times a day from now on",
}

RULES: Table = {
    RuleLine.ALIKE_MINUTES: "for {setting} after your yes what is like it is signed too; no payments",
    RuleLine.ALIKE_PER_DAY: "{setting} times a day what is like one that you approved is signed; no payments",
}

PAGE: Table = {
    PageLine.ASKS_TASK: "Sign this?",
    PageLine.APPROVED_TASK: "You have approved this",
}

LOG: Table = {
    LogCode.TASK_ASKS: "{0}: the co-signer is to sign {1:.8}… too ({2})",
    LogCode.TASK_BEGUN: "{0}: signing {2:.8}… together begins ({3})",
    LogCode.TASK_SIGNED: "{0}: {2:.8}… is signed by both ({3})",
    LogCode.TASK_WAITS: "{0}: request {1:.8} ({3} {2:.8}…) waits for a person",
    LogCode.TASK_UNATTENDED: "{0}: request {1:.8} ({3} {2:.8}…) is approved by the rules",
    LogCode.TASK_BARRED: "{0}: request {1:.8} ({3} {2:.8}…) is refused by the rules",
    LogCode.TASK_DEBITED: "{0}: request {1:.8} ({3} {2:.8}…) may be signed from now on",
    LogCode.TASK_RELEASED: "{0}: request {1:.8} ({3} {2:.8}…) is signed",
}

"""The sentences in English."""

from __future__ import annotations

from enum import StrEnum

from app.text.approval_line import ApprovalLine, PageLine
from app.text.english import age, errors, health, lost, page, sheets, ssh, tasks, work
from app.text.health_line import HealthLine
from app.text.page_line import AskedLine, ComputersLine, PasskeyLine, RulesLine, WakeLine
from app.text.restore_line import RestoreLine
from app.text.rule_line import RuleLine, VerdictLine
from app.text.sheet_line import SheetLine
from app.text.table import Table
from core.approval.kinds.task_line import TaskLine
from core.bitcoin.caution import Caution
from core.errors import BlockKind, BugKind, FaultKind, InputKind, LinkKind, RefusalKind, StorageKind
from core.home.records import LogCode
from core.protocol.progress import ProgressStep
from core.recovery.seed_words import WordHint
from core.transport.miss_kind import MissKind

SENTENCES: dict[type[StrEnum], Table] = {
    RefusalKind: errors.REFUSED,
    LinkKind: errors.LINK,
    FaultKind: errors.FAULT,
    BlockKind: errors.BLOCKED,
    StorageKind: errors.STORAGE,
    InputKind: errors.INPUT,
    BugKind: errors.BUG,
    WordHint: sheets.HINTS,
    ProgressStep: work.STEPS | lost.STEPS,
    Caution: work.CAUTIONS | lost.CAUTIONS,
    LogCode: work.LOG | lost.LOG | tasks.LOG,
    ApprovalLine: work.APPROVAL,
    RuleLine: work.RULES | tasks.RULES,
    VerdictLine: work.VERDICTS,
    RestoreLine: lost.RESTORE,
    HealthLine: health.HEALTH,
    PageLine: work.PAGE | tasks.PAGE,
    RulesLine: page.RULES,
    WakeLine: page.WAKING,
    ComputersLine: page.COMPUTERS,
    AskedLine: page.ASKED,
    PasskeyLine: page.PASSKEYS,
    MissKind: work.MISSES,
    SheetLine: sheets.PAPER,
    TaskLine: tasks.TASKS | ssh.TASKS | age.TASKS,
}

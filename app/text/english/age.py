"""What is said of files of age, in English."""

from __future__ import annotations

from app.text.table import Table
from core.approval.kinds.task_line import TaskLine

TASKS: Table = {
    TaskLine.AGE: "Open a file that was encrypted to this key (age)?",
    TaskLine.AGE_LABEL: "which this computer calls “{0}”; nobody can check that",
    TaskLine.AGE_STANZAS: "made for this many keys of its kind, of which one may be this: {0}",
    TaskLine.AGE_UNSEEN: "the co-signer sees nothing of its content",
}

"""What is said of tasks of a key for ssh and git, in English."""

from __future__ import annotations

from app.text.table import Table
from core.approval.kinds.task_line import TaskLine

TASKS: Table = {
    TaskLine.SSH_SIGN_IN: "Log in by ssh as “{0}”?",
    TaskLine.SSH_HOST: "good for the server with the key {0} alone",
    TaskLine.SSH_NO_HOST: "at which server is not told",
    TaskLine.SSH_FORWARDED: "by way of another server, which the agent was passed on to; whoever runs that asks",
    TaskLine.SSH_FILE: "Sign a file for the purpose “{0}”?",
    TaskLine.SSH_GIT_UNSEEN: "Sign something of git that is not shown, a commit, a tag or a push?",
    TaskLine.SSH_DIGEST: "only its digest ({0}) is known: {1}",
    TaskLine.GIT_COMMIT: "Sign the commit “{0}”?",
    TaskLine.GIT_TAG: "Sign the tag “{0}”, “{1}”?",
    TaskLine.GIT_TARGET: "it names the {0}",
    TaskLine.GIT_PUSH: "Sign a push to “{0}”?",
    TaskLine.GIT_REF: "{0}, from {1} to {2}",
    TaskLine.GIT_WHO: "by “{0}”, {1}",
}

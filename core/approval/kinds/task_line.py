"""What a person is told of a task that is no payment: codes, whose sentences are in app/text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TaskLine(StrEnum):
    """A line about it. The first one of a task says what it is."""

    MESSAGE = "message"
    MESSAGE_ADDRESS = "message.address"
    MESSAGE_TEXT = "message.text"
    SSH_SIGN_IN = "ssh.sign_in"
    SSH_HOST = "ssh.host"
    SSH_NO_HOST = "ssh.no_host"
    SSH_FORWARDED = "ssh.forwarded"
    SSH_FILE = "ssh.file"
    SSH_GIT_UNSEEN = "ssh.git_unseen"
    SSH_DIGEST = "ssh.digest"
    GIT_COMMIT = "git.commit"
    GIT_TAG = "git.tag"
    GIT_TARGET = "git.target"
    GIT_PUSH = "git.push"
    GIT_REF = "git.ref"
    GIT_WHO = "git.who"
    AGE = "age"
    AGE_LABEL = "age.label"
    AGE_STANZAS = "age.stanzas"
    AGE_UNSEEN = "age.unseen"
    PASSES_MINUTES = "passes.minutes"  # of what a yes lets pass besides, by rules
    PASSES_DAY = "passes.day"


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """A line, and the values that its sentence names. They come from the computer, and are shown with boxes in the
    place of what cannot be seen."""

    line: TaskLine
    values: tuple[str, ...] = ()

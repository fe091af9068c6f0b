"""Tasks of a key for ssh: what a person is shown, and what is like what."""

from __future__ import annotations

import pytest

from app.text.english import ssh as english
from app.text.german import ssh as german
from core.approval.kinds.kind import TaskKey
from core.approval.kinds.registry import read_task
from core.approval.kinds.ssh import asked
from core.approval.kinds.task_line import TaskLine, TaskSaid
from core.codec.text import MOST_QUOTED
from core.errors import BadInput
from core.protocol.registry import ECDSA, EDDSA
from core.ssh.public_key import fingerprint, key_blob
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import SshSig
from core.ssh.wishes import FileWish, GitWish, SignInWish, SshWish
from tests.support.whole_ssh_key import KEY, WholeSshKey

OURS = TaskKey(bytes(32), EDDSA, "none", KEY.point, b"")
HOST = key_blob(WholeSshKey(bytes(32)).point)
WHO = b"A <a@b> 1700000000 -0330\n"
ID = b"a" * 40
COMMIT = b"tree " + ID + b"\nauthor " + WHO + b"committer " + WHO + b"\nFix\x1b[1m it\n"
TAG = b"object " + ID + b"\ntype commit\ntag v1\ntagger " + WHO + b"\nRelease\n"
PUSH = b"certificate version 0.1\npusher me 0 +0000\npushee there\n\n" + ID + b" " + ID + b" refs/heads/main\n"
BY = TaskSaid(TaskLine.GIT_WHO, ("A <a@b>", "2023-11-14 18:43 -0330"))


def log_in(host: bytes | None = None) -> bytes:
    return SignIn(bytes(32), "root", host).serialize(KEY.point)


def digest_of(namespace: str) -> tuple[SshSig, TaskSaid]:
    sig = SshSig.of(namespace, b"x")
    return sig, TaskSaid(TaskLine.SSH_DIGEST, ("sha512", sig.digest.hex()))


FILE, FILE_DIGEST = digest_of("file")
UNSEEN, UNSEEN_DIGEST = digest_of("git")
SHOWN: list[tuple[SshWish, list[TaskSaid], bool]] = [
    (SignInWish(log_in()), [TaskSaid(TaskLine.SSH_SIGN_IN, ("root",)), TaskSaid(TaskLine.SSH_NO_HOST)], False),
    (
        SignInWish(log_in(HOST)),
        [TaskSaid(TaskLine.SSH_SIGN_IN, ("root",)), TaskSaid(TaskLine.SSH_HOST, (fingerprint(HOST),))],
        True,
    ),
    (
        SignInWish(log_in(), forwarded=True),
        [TaskSaid(TaskLine.SSH_SIGN_IN, ("root",)), TaskSaid(TaskLine.SSH_NO_HOST), TaskSaid(TaskLine.SSH_FORWARDED)],
        False,
    ),
    (FileWish(FILE.serialize()), [TaskSaid(TaskLine.SSH_FILE, ("file",)), FILE_DIGEST], False),
    (FileWish(UNSEEN.serialize()), [TaskSaid(TaskLine.SSH_GIT_UNSEEN), UNSEEN_DIGEST], False),
    (GitWish(COMMIT), [TaskSaid(TaskLine.GIT_COMMIT, ("Fix\x1b[1m it",)), BY], True),
    (
        GitWish(TAG),
        [TaskSaid(TaskLine.GIT_TAG, ("v1", "Release")), TaskSaid(TaskLine.GIT_TARGET, ("commit " + "a" * 40,)), BY],
        False,
    ),
    (
        GitWish(PUSH),
        [
            TaskSaid(TaskLine.GIT_PUSH, ("there",)),
            TaskSaid(TaskLine.GIT_REF, ("refs/heads/main", "a" * 40, "a" * 40)),
            TaskSaid(TaskLine.GIT_WHO, ("me", "1970-01-01 00:00 +0000")),
        ],
        False,
    ),
]


@pytest.mark.parametrize(("wish", "lines", "like"), SHOWN)
def test_what_a_person_is_shown(wish: SshWish, lines: list[TaskSaid], like: bool) -> None:
    number, payload = asked(wish)
    task = read_task(OURS, number, payload)
    assert list(task.lines) == lines
    assert (task.likeness is not None) is like
    assert task.messages == ((wish.read(KEY.point).message, ()),)
    assert all(line.line in english.TASKS and line.line in german.TASKS for line in lines)


def test_a_long_title_is_cut() -> None:
    number, payload = asked(GitWish(COMMIT + b"x" * 1000))
    assert read_task(OURS, number, payload).lines[0].values == ("Fix\x1b[1m it",)
    number, payload = asked(GitWish(COMMIT.replace(b"Fix", b"F" * 1000)))
    ((cut,), *_) = (line.values for line in read_task(OURS, number, payload).lines)
    assert cut == "F" * MOST_QUOTED + "…"


def test_a_wallet_signs_no_log_in_and_nothing_is_read_loosely() -> None:
    number, payload = asked(SignInWish(log_in()))
    for key, data in ((TaskKey(bytes(32), ECDSA, "regtest", KEY.point, b""), payload), (OURS, payload + b"\0")):
        with pytest.raises(BadInput):
            read_task(key, number, data)

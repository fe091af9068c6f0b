"""What a co-signer reads in what it is asked to sign: the host by its own word alone, and what is like what."""

from __future__ import annotations

import pytest

from core.errors import BadInput, InputKind
from core.ssh.git_object import GitObject
from core.ssh.host_key import SessionBind
from core.ssh.public_key import key_blob
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import SshSig
from core.ssh.wire import string
from core.ssh.wishes import FileWish, GitWish, HostProof, SignInWish, wish_of
from tests.support.whole_ssh_key import KEY, WholeSshKey

HOST, OTHER = WholeSshKey(bytes(32)), WholeSshKey(bytes([1]) * 32)
SESSION = bytes(range(32))


def shown_by(host: WholeSshKey, session: bytes = SESSION) -> HostProof:
    return HostProof(key_blob(host.point), string(b"ssh-ed25519") + string(host.sign(session)))


def log_in(host: WholeSshKey | None = None, user: str = "git") -> bytes:
    return SignIn(SESSION, user, None if host is None else key_blob(host.point)).serialize(KEY.point)


@pytest.mark.parametrize(
    ("wish", "known"),
    [
        (SignInWish(log_in()), False),
        (SignInWish(log_in(HOST)), True),
        (SignInWish(log_in(), shown_by(HOST)), True),
        (SignInWish(log_in(HOST), shown_by(HOST)), True),
        (SignInWish(log_in(HOST), shown_by(HOST), forwarded=True), False),
    ],
)
def test_only_a_host_that_is_known_and_near_is_like_itself(wish: SignInWish, known: bool) -> None:
    task = wish.read(KEY.point)
    assert (task.message, bool(task.alike), task.sign_in) == (wish.data, known, SignIn.parse(wish.data, KEY.point))
    assert (task.host_key == key_blob(HOST.point)) is (known or wish.forwarded)


def test_another_user_or_host_is_not_alike() -> None:
    wishes = (log_in(HOST), log_in(OTHER), log_in(HOST, "root"))
    assert len({SignInWish(data).read(KEY.point).alike for data in wishes}) == 3


@pytest.mark.parametrize(
    "wish",
    [
        SignInWish(log_in(OTHER), shown_by(HOST)),
        SignInWish(log_in(), shown_by(HOST, bytes(32))),
        SignInWish(log_in(), HostProof(key_blob(OTHER.point), shown_by(HOST).signature)),
    ],
)
def test_a_host_that_has_not_shown_itself_is_refused(wish: SignInWish) -> None:
    with pytest.raises(BadInput) as caught:
        wish.read(KEY.point)
    assert caught.value.kind is InputKind.SSH_HOST


WHO = b"A <a@b> 1 +0000\n"
COMMIT = b"tree " + b"a" * 40 + b"\nauthor " + WHO + b"committer " + WHO + b"\nSubject\n"
TAG = b"object " + b"a" * 40 + b"\ntype commit\ntag v1\ntagger " + WHO + b"\nx\n"


def test_no_repository_rule() -> None:
    """Any commit is like any other, of whatever repository; a tag is like nothing, nor is a digest (GK20, GK22)."""
    commit, tag = GitWish(COMMIT).read(KEY.point), GitWish(TAG).read(KEY.point)
    assert commit.alike == GitWish(COMMIT.replace(b"Subject", b"Other")).read(KEY.point).alike != b""
    assert (commit.git, tag.git) == (GitObject.parse(COMMIT), GitObject.parse(TAG))
    bare = FileWish(commit.message).read(KEY.point)
    assert (tag.alike, bare.alike, bare.message, bare.file) == (b"", b"", commit.message, SshSig.of("git", COMMIT))


def test_what_an_agent_heard_before_goes_with_it() -> None:
    proof = shown_by(HOST)
    near = SessionBind(proof.host_key, SESSION, proof.signature, False)
    far = SessionBind(key_blob(OTHER.point), bytes(32), b"", True)
    assert wish_of(log_in(), ()) == SignInWish(log_in())
    assert wish_of(log_in(), (near,)) == SignInWish(log_in(), proof)
    assert wish_of(log_in(), (far, near)) == SignInWish(log_in(), proof, forwarded=True)
    assert wish_of(log_in(), (far,)) == SignInWish(log_in(), None, forwarded=True)
    assert wish_of(SshSig.of("a", b"").serialize(), (near,)) == FileWish(SshSig.of("a", b"").serialize())

"""Three kinds of what git signs, each read whole. Real git writes them in test_stock_programs.py."""

from __future__ import annotations

import pytest

from core.errors import BadInput, InputKind
from core.ssh.git_object import MOST_OBJECT, MOST_REFS, GitKind, GitObject

ID, ID256 = b"a" * 40, b"b" * 64
WHO = b"A U Thor <a@b> 1700000000 +0100\n"
COMMIT = b"tree " + ID + b"\nparent " + ID + b"\nparent " + ID + b"\nauthor " + WHO + b"committer " + WHO
MERGED = b"mergetag object " + ID + b"\n type commit\n tag v1\n \n -----BEGIN PGP SIGNATURE-----\n"
TAG = b"object " + ID + b"\ntype commit\ntag v1.0\ntagger " + WHO + b"\nFirst release\n\nmore\n"
REF = ID + b" " + ID + b" refs/heads/main\n"
PUSH = b"certificate version 0.1\npusher SHA256:x 1700000000 -0330\npushee ssh://host/x\nnonce 1-a\npush-option o\n\n"


def test_a_commit() -> None:
    found = GitObject.parse(COMMIT + b"encoding ISO-8859-1\n" + MERGED + b"\n\nSubject \xfc\n\nbody")
    assert found == GitObject(GitKind.COMMIT, "A U Thor <a@b>", 1700000000, "+0100", "Subject �", parents=2)
    root = b"tree " + ID256 + b"\nauthor  <> 0 +0000\ncommitter  <> 0 +0000\n\n"
    assert GitObject.parse(root) == GitObject(GitKind.COMMIT, " <>", 0, "+0000")


def test_a_tag() -> None:
    found = GitObject.parse(TAG)
    who, target = "A U Thor <a@b>", "commit " + ID.decode()
    assert found == GitObject(GitKind.TAG, who, 1700000000, "+0100", "First release", "v1.0", target)


def test_a_push() -> None:
    found = GitObject.parse(PUSH + REF + REF)
    refs = (("a" * 40, "a" * 40, "refs/heads/main"),) * 2
    assert found == GitObject(GitKind.PUSH, "SHA256:x", 1700000000, "-0330", target="ssh://host/x", refs=refs)
    bare = GitObject.parse(b"certificate version 0.1\npusher me 0 +0000\n\n" + REF)
    assert bare.target == ""


WRONG = {
    "nothing": b"",
    "blob": b"hello",
    "header of the object": b"commit 200\0" + COMMIT + b"\n",
    "too long": COMMIT + b"\n" + b"x" * MOST_OBJECT,
    "signed commit": COMMIT + b"gpgsig -----BEGIN SSH SIGNATURE-----\n x\n\nSubject",
    "signed for SHA-256": COMMIT + b"gpgsig-sha256 x\n\nSubject",
    "signed tag": TAG + b"-----BEGIN SSH SIGNATURE-----\nx\n-----END SSH SIGNATURE-----\n",
    "tag signed by PGP": TAG + b"-----BEGIN PGP SIGNATURE-----\n",
    "another header": COMMIT + b"x y\n\nSubject",
    "NUL": COMMIT + b"\na\0b",
    "no message": COMMIT[:-1],
    "short id": COMMIT.replace(ID, ID[1:]) + b"\n",
    "two authors": COMMIT.replace(b"committer", b"author " + WHO + b"committer") + b"\n",
    "no author": COMMIT.replace(b"author " + WHO, b"") + b"\n",
    "time": COMMIT.replace(b"1700000000", b"-1") + b"\n",
    "zone": COMMIT.replace(b"+0100", b"+1") + b"\n",
    "tag of another type": TAG.replace(b"type commit", b"type note"),
    "tag without a name": TAG.replace(b"tag v1.0", b"tag "),
    "tag with a space": TAG.replace(b"tag v1.0", b"tag v1 0"),
    "tag without a tagger": TAG.replace(b"tagger " + WHO, b""),
    "push of nothing": PUSH,
    "push without a version": PUSH.replace(b"0.1", b"0.2") + REF,
    "push of a ref with a space": PUSH + REF.replace(b"refs", b"re fs"),
    "push without ends of lines": PUSH + REF[:-1] + REF,
    "push that reads in 2^60 ways": PUSH + ID + b" " + ID + b" " + (b"b" * 200 + b" " + ID + b" ") * 60 + b"~",
    "push of too many": PUSH + REF * (MOST_REFS + 1),
    "push with a signature": PUSH + REF + b"-----BEGIN SSH SIGNATURE-----\n",
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_git_kinds_closed(data: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        GitObject.parse(data)
    assert caught.value.kind is InputKind.GIT_OBJECT

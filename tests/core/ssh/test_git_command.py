"""Of what git asks its signing program, only the signing is ours."""

from __future__ import annotations

import pytest

from core.ssh.git_command import GitSignCall

SIGN = ["-Y", "sign", "-n", "git", "-f", "key.pub"]


def test_git_signs() -> None:
    assert GitSignCall.parse([*SIGN, "buffer"]) == GitSignCall("key.pub", "buffer")
    assert GitSignCall.parse([*SIGN, "-U", "buffer"]) == GitSignCall("key.pub", "buffer")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        SIGN,
        [*SIGN, ""],
        [*SIGN, "-O", "x", "buffer"],
        [*SIGN[:3], "file", *SIGN[4:], "buffer"],
        ["-Y", "verify", "-n", "git", "-f", "allowed", "-I", "me", "-s", "sig"],
        ["-Y", "find-principals", "-f", "allowed", "-s", "sig"],
        ["-lf", "key.pub"],
    ],
)
def test_all_else_is_for_ssh_keygen(arguments: list[str]) -> None:
    assert GitSignCall.parse(arguments) is None

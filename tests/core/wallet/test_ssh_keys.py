"""Keys for ssh of a real pair: what a person at the co-signer sees, and what both sign."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.approval.kinds.task_line import TaskLine
from core.cosigner.api import ApprovalView, PolicyChange
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.protocol.progress import ProgressStep
from core.ssh.public_key import fingerprint, key_blob
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import SshSig
from core.ssh.wishes import FileWish, GitWish, SignInWish, SshWish
from core.wallet.api import Event, KeyState, SshKeyShown
from core.wallet.opening import open_or_connect
from tests.support.open_homes import NAME, PASSPHRASE, OpenHomes, open_homes
from tests.support.whole_ssh_key import KEY

HOST = key_blob(KEY.point)
WHO = b"A <a@b> 1700000000 +0000\n"
COMMIT = b"tree " + b"a" * 40 + b"\nauthor " + WHO + b"committer " + WHO + b"\nFirst\n"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHomes]:
    with open_homes(tmp_path_factory.mktemp("ssh")) as found:
        yield found


@pytest.fixture(scope="module")
def key(homes: OpenHomes) -> SshKeyShown:
    return homes.wallet.new_ssh_key("work")


def log_in(key: SshKeyShown, session: int = 0) -> SignInWish:
    return SignInWish(SignIn(bytes([session]) * 32, "git", HOST).serialize(key.point))


def test_it_is_a_key_and_no_wallet(homes: OpenHomes, key: SshKeyShown) -> None:
    assert (key.name, key.epoch, key.state) == ("work", 1, KeyState.OPEN)
    assert homes.wallet.ssh_keys() == (key,)
    assert [one.name for one in homes.wallet.wallets()] == [NAME]
    assert homes.wallet.status("work").wallet.xpub == ""
    for coins in (homes.wallet.balance, homes.wallet.labels, homes.wallet.payments):
        with pytest.raises(BadInput) as caught:
            coins("work")
        assert caught.value.kind is InputKind.NO_COINS
    with pytest.raises(BadInput) as caught:
        homes.wallet.sign_ssh(NAME, log_in(key))
    assert caught.value.kind is InputKind.NO_SSH_KEY


@pytest.mark.parametrize("number", range(3))
def test_a_person_sees_it_and_both_sign(homes: OpenHomes, key: SshKeyShown, number: int) -> None:
    wishes: list[SshWish] = [log_in(key), FileWish(SshSig.of("file", b"x").serialize()), GitWish(COMMIT)]
    title = [TaskLine.SSH_SIGN_IN, TaskLine.SSH_FILE, TaskLine.GIT_COMMIT][number]
    seen = list[ApprovalView]()

    def person(event: Event) -> None:
        if event.step is ProgressStep.WAITING:
            seen.extend(homes.serving.cosigner.admin.approvals())
        homes.approve(event)

    signature = homes.wallet.sign_ssh("work", wishes[number], 60, person)
    Ed25519PublicKey.from_public_bytes(key.point).verify(signature, wishes[number].read(key.point).message)
    (asked,) = seen
    assert (asked.wallet, asked.kind, asked.lines[0].line) == ("work", "task", title)
    if number == 0:
        assert [line.values for line in asked.lines] == [("git",), (fingerprint(HOST),)]


def test_a_log_in_that_nobody_decided_is_taken_back(homes: OpenHomes, key: SshKeyShown) -> None:
    with pytest.raises(Refused) as caught:
        homes.wallet.sign_ssh("work", log_in(key, 1), 0)
    assert caught.value.kind is RefusalKind.PENDING
    assert homes.serving.cosigner.admin.approvals() == ()


def test_what_is_refused_is_not_signed_and_what_cannot_be_read_is_not_asked(homes: OpenHomes, key: SshKeyShown) -> None:
    def no(event: Event) -> None:
        if event.step is ProgressStep.WAITING:
            for one in homes.serving.cosigner.admin.approvals():
                homes.serving.cosigner.admin.refuse(one.id, "not now")

    with pytest.raises(Refused) as caught:
        homes.wallet.sign_ssh("work", FileWish(SshSig.of("file", b"no").serialize()), 60, no)
    assert caught.value.said == "not now"
    with pytest.raises(BadInput):
        homes.wallet.sign_ssh("work", SignInWish(b"anything"), 60, no)


def test_what_is_like_a_yes_passes_for_a_while_and_nothing_else(homes: OpenHomes, key: SshKeyShown) -> None:
    """Same user and host, and any commit; never another user, a tag or a bare digest of git (GK19, GK20, GK22)."""
    admin, asked = homes.serving.cosigner.admin, list[SshWish]()
    admin.policy_set(PolicyChange(alike_minutes=10), "work")
    tag = b"object " + b"a" * 40 + b"\ntype commit\ntag v%d\ntagger " + WHO + b"\nx\n"
    other_user = [SignInWish(SignIn(bytes([n]) * 32, "root", HOST).serialize(key.point)) for n in (5, 6)]
    likes: dict[str, tuple[SshWish, SshWish]] = {
        "log-in": (log_in(key, 3), log_in(key, 4)),
        "commit": (GitWish(COMMIT + b"3"), GitWish(COMMIT + b"4")),
    }
    others: list[SshWish] = [
        GitWish(tag % 1),
        GitWish(tag % 2),
        FileWish(SshSig.of("git", COMMIT + b"5").serialize()),
        other_user[0],
    ]

    def sign(wish: SshWish) -> None:
        def person(event: Event) -> None:
            if event.step is ProgressStep.WAITING:
                asked.append(wish)
            homes.approve(event)

        homes.wallet.sign_ssh("work", wish, 60, person)

    for wish in (*likes["log-in"], *likes["commit"], *others, other_user[1]):
        sign(wish)
    assert likes["log-in"][1] not in asked
    assert likes["commit"][1] not in asked
    assert asked[-4:] == others
    admin.policy_set(PolicyChange(frozen=True), "work")
    with pytest.raises(Refused):
        sign(GitWish(COMMIT + b"6"))
    admin.policy_set(PolicyChange(frozen=False), "work")


def test_another_program_of_the_home_signs_with_it(homes: OpenHomes, key: SshKeyShown) -> None:
    """V3: the agent, while the window has the home open."""
    homes.wallet.receive(lambda: None)
    remote = open_or_connect(homes.place / "wallet", PASSPHRASE)
    assert remote.ssh_keys() == (key,)
    wishes: list[SshWish] = [log_in(key, 2), FileWish(SshSig.of("file", b"y").serialize()), GitWish(COMMIT + b"more")]
    for wish in wishes:
        signature = remote.sign_ssh("work", wish, 60, homes.approve)
        Ed25519PublicKey.from_public_bytes(key.point).verify(signature, wish.read(key.point).message)
    assert remote.new_ssh_key("play").name == "play"

"""An older copy of the co-signer's home is put back: whom a person has blocked since stays out (L10).

The other computer cannot tell: it is the one that was blocked. What can is a small file outside of the home.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.approval.messages import RequestState
from core.errors import LinkError, StorageError
from core.home.anchor import Anchor, AnchorState
from core.home.records import Blocked, LogCode, Peer
from core.home.repository import Repository
from core.storage.anchor import AnchorFile
from core.transport.link.identity import pin_of
from tests.malicious.test_cosigner_rolled_back import image_of
from tests.support.two_homes import CHEAP, PASSPHRASE, Fate, MortalVault, TwoHomes, make_home

PIN = b"p" * 32


# ------------------------------------------------------------------ with keys, requests and a computer that tries
def anchored(homes: TwoHomes, folder: Path) -> None:
    """From now on it has an anchor."""
    homes.cosigner.outside = folder
    homes.restart_both()
    with homes.cosigner.records.write() as write:
        write.peer(pin_of(homes.certificate), Peer(homes.certificate, "", 0, 1, words_compared=True))
    assert homes.cosigner.admin.status().anchor == AnchorState.KEPT


def put_back(homes: TwoHomes, image: dict[str, bytes]) -> None:
    homes.cosigner.end()
    for path in homes.cosigner.home.iterdir():
        path.unlink()
    for name, data in image.items():
        (homes.cosigner.home / name).write_bytes(data)
    homes.restart()


def copied(homes: TwoHomes) -> dict[str, bytes]:
    """A backup, after which all goes on."""
    image = image_of(homes.cosigner)
    homes.restart()
    return image


def blocked_since(homes: TwoHomes) -> None:
    """A payment was approved, a backup was made, the computer is stolen and blocked, and the backup is put back."""
    homes.approved(homes.wire())
    image = copied(homes)
    homes.cosigner.admin.block(pin_of(homes.certificate).hex())
    put_back(homes, image)


def test_who_was_blocked_stays_out_of_an_older_copy(homes: TwoHomes, tmp_path: Path) -> None:
    anchored(homes, tmp_path / "outside")
    blocked_since(homes)
    with pytest.raises(LinkError):
        homes.client.connected()
    assert [request.state for request in homes.cosigner.tasks()] == [RequestState.REFUSED]
    assert homes.cosigner.row.must_refresh
    assert homes.cosigner.admin.status().wallets[0].old_copy == "cosigner"
    codes = [entry.code for entry in homes.cosigner.records.log()]
    assert codes.count("restored.anchor") == codes.count("pairing.blocked") == 1
    homes.restart_both()
    assert [entry.code for entry in homes.cosigner.records.log()].count("restored.anchor") == 1


def test_nor_does_half_of_a_copy_let_them_in(homes: TwoHomes, tmp_path: Path) -> None:
    """Copied while it was open, without its log: that it is accepted is written before anything else, and must not pass
    for what was written last."""
    anchored(homes, tmp_path / "outside")
    half = {path.name: path.read_bytes() for path in homes.cosigner.home.iterdir() if path.name != "vault-wal"}
    homes.cosigner.admin.block(pin_of(homes.certificate).hex())
    homes.cosigner.half = True
    put_back(homes, half)
    assert pin_of(homes.certificate) in homes.cosigner.records.blocked
    codes = [entry.code for entry in homes.cosigner.records.log()]
    assert LogCode.HALF in codes
    assert LogCode.ANCHOR_AHEAD in codes


def test_without_an_anchor_the_thief_signs_on(homes: TwoHomes) -> None:
    """What the rule is for: nobody notices anything, since the one who could tell is the thief."""
    with homes.cosigner.records.write() as write:
        write.peer(pin_of(homes.certificate), Peer(homes.certificate, "", 0, 1, words_compared=True))
    blocked_since(homes)
    assert homes.cosigner.admin.status().anchor != AnchorState.KEPT
    homes.sign(homes.wire())


def test_a_computer_that_keeps_silent_gets_no_limit_twice(homes: TwoHomes, tmp_path: Path) -> None:
    """It owns the disk of the co-signer too, uses up the day's limit, puts it back, and claims to know nothing."""
    anchored(homes, tmp_path / "outside")
    homes.allow(50_000)
    image, computer = copied(homes), image_of(homes.computer)
    homes.restart()
    homes.pay()
    homes.computer.end()
    for path in homes.computer.home.iterdir():
        path.unlink()
    for name, data in computer.items():
        (homes.computer.home / name).write_bytes(data)
    put_back(homes, image)
    homes.client.connected()
    assert homes.cosigner.admin.status().wallets[0].old_copy == "cosigner"
    assert homes.propose(homes.wire(seed=9)).state is RequestState.PROPOSED


@pytest.mark.parametrize("lost", ["deleted", "spoilt", "folder", "off"])
def test_who_takes_the_anchor_away_makes_the_home_an_old_copy(homes: TwoHomes, tmp_path: Path, lost: str) -> None:
    """Once: a person looks, and it counts again, with or without an anchor."""
    anchored(homes, tmp_path / "outside")
    homes.allow(50_000)
    (file,) = (tmp_path / "outside").iterdir()
    homes.cosigner.end()
    if lost == "off":
        homes.cosigner.outside = None
    elif lost == "spoilt":
        file.write_bytes(b"tandem-anchor/1\0 but not of ours")
    else:
        file.unlink()
    if lost == "folder":
        file.parent.rmdir()
        file.parent.write_bytes(b"in its place")
    homes.restart()
    assert [entry.code for entry in homes.cosigner.records.log()].count("restored.no_anchor") == 1
    assert homes.cosigner.row.must_refresh
    found = homes.cosigner.admin.status().anchor
    assert found == {"off": AnchorState.OFF, "folder": AnchorState.UNUSABLE}.get(lost, AnchorState.KEPT)
    assert homes.cosigner.admin.policy_show()[0].anchor == found
    homes.cosigner.admin.resume()
    homes.restart_both()
    assert [entry.code for entry in homes.cosigner.records.log()].count("restored.no_anchor") == 1
    assert homes.cosigner.admin.status().wallets[0].old_copy == ""


def test_a_disk_that_refuses_the_anchor_keeps_nobody_from_blocking(homes: TwoHomes, tmp_path: Path) -> None:
    anchored(homes, tmp_path / "outside")
    (file,) = (tmp_path / "outside").iterdir()
    file.unlink()
    file.mkdir()
    homes.cosigner.admin.block(pin_of(homes.certificate).hex())
    with pytest.raises(LinkError):
        homes.client.connected()
    assert homes.cosigner.admin.status().anchor == AnchorState.UNUSABLE
    file.rmdir()
    homes.restart_both()
    assert homes.cosigner.admin.status().anchor == AnchorState.KEPT


def test_a_home_on_another_machine_is_a_clone_until_a_person_has_looked(homes: TwoHomes) -> None:
    """Two that answer one session give the share away; a refresh by one makes the other worthless."""
    homes.allow(50_000)
    homes.cosigner.machine = b"the one it was made on"
    for _ in range(2):
        homes.restart_both()
    homes.pay()
    homes.cosigner.machine = b"the other"
    for _ in range(2):
        homes.restart_both()
    assert homes.cosigner.admin.status().wallets[0].old_copy == "cosigner"
    assert homes.cosigner.row.must_refresh
    assert homes.propose(homes.wire(seed=7)).state is RequestState.PROPOSED
    homes.cosigner.admin.resume()
    homes.client.refresh(homes.key.key_id)
    homes.cosigner.machine = b""  # a system that tells none, as in a container
    homes.restart_both()
    homes.cosigner.machine = b"the other"
    homes.restart_both()
    assert homes.propose(homes.wire(seed=9)).state is RequestState.APPROVED
    assert [entry.code for entry in homes.cosigner.records.log()].count("restored.machine") == 1


def test_an_older_copy_on_another_machine_is_both(homes: TwoHomes, tmp_path: Path) -> None:
    """What is noted of the machine does not catch up with the anchor first."""
    homes.cosigner.machine = b"the one it was made on"
    anchored(homes, tmp_path / "outside")
    image = copied(homes)
    homes.cosigner.admin.block(pin_of(homes.certificate).hex())
    homes.cosigner.machine = b"the other"
    put_back(homes, image)
    assert pin_of(homes.certificate) in homes.cosigner.records.blocked
    codes = {entry.code for entry in homes.cosigner.records.log()}
    assert {"restored.machine", "restored.anchor"} <= codes


# ------------------------------------------------------------------ the model: block, restore and kill, in any order
class Dies(BaseException):
    """kill -9."""


class Desk:
    """A home and its anchor, as far as blocking goes. `acknowledged`: whether the person was last told "blocked"."""

    def __init__(self, home: Path, outside: Path | None) -> None:
        self.home, self.outside, self.acknowledged = home, outside, False
        self.images: list[dict[str, bytes]] = []
        self.start()
        self.back_up()

    def start(self) -> None:
        vault = MortalVault.open(self.home, PASSPHRASE, floor=CHEAP)
        assert isinstance(vault, MortalVault)
        self.vault = vault
        self.records = Repository(self.vault)
        Anchor(self.records, self.outside).hold(1, 1)

    @property
    def blocked(self) -> bool:
        return PIN in self.records.blocked

    def write(self, blocked: Blocked | None) -> None:
        with self.records.write() as write:
            write.block(PIN, blocked)
            write.log(1, LogCode.STRANGERS)
        self.acknowledged = blocked is not None

    def kill(self) -> None:
        self.vault.close()
        self.start()

    # what may happen, in any order
    def block(self) -> None:
        self.write(Blocked(5))

    def admit(self) -> None:
        self.write(None)

    def killed_before_the_row(self) -> None:
        self._killed(AnchorFile.write, lambda: self.block())

    def back_up(self) -> None:
        self.vault.close()
        self.images.append({path.name: path.read_bytes() for path in self.home.iterdir() if path.is_file()})
        self.start()

    def _put_back(self, image: dict[str, bytes]) -> None:
        self.vault.close()
        for path in self.home.iterdir():
            path.unlink()
        for name, data in image.items():
            (self.home / name).write_bytes(data)
        self.start()

    def oldest(self) -> None:
        self._put_back(self.images[0])

    def newest(self) -> None:
        self._put_back(self.images[-1])

    def _killed(self, after: Callable[..., None], do: Callable[[], None]) -> None:
        with pytest.MonkeyPatch.context() as patch:

            def writes(file: AnchorFile, state: object) -> None:
                after(file, state)
                raise Dies

            patch.setattr(AnchorFile, "write", writes)
            with contextlib.suppress(Dies):
                do()
        self.kill()


STEPS = (Desk.block, Desk.admit, Desk.killed_before_the_row, Desk.back_up, Desk.oldest, Desk.newest, Desk.kill)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[bool], Desk]]:
    """A new desk each time."""
    number = itertools.count()
    made: list[Desk] = []

    def make(with_anchor: bool) -> Desk:
        place = tmp_path / str(next(number))
        make_home(place / "home")
        made.append(Desk(place / "home", place / "outside" if with_anchor else None))
        return made[-1]

    yield make
    for desk in made:
        desk.vault.close()


def violated(desk: Desk, steps: tuple[Callable[[Desk], None], ...]) -> bool:
    """Whether somebody who was told "blocked" finds the computer let in again."""
    for step in steps:
        step(desk)
        if desk.acknowledged and not desk.blocked:
            return True
    return False


def test_blocked_stays_blocked_over_restores_and_kills(fresh: Callable[[bool], Desk]) -> None:
    orders = [(Desk.block, *order) for order in itertools.product(STEPS, repeat=2)]
    assert [[step.__name__ for step in order] for order in orders if violated(fresh(True), order)] == []


def test_without_an_anchor_the_model_finds_who_gets_in_again(fresh: Callable[[bool], Desk]) -> None:
    assert violated(fresh(False), (Desk.block, Desk.oldest))


def test_a_block_that_was_killed_between_anchor_and_row_stands(fresh: Callable[[bool], Desk]) -> None:
    desk = fresh(True)
    desk.killed_before_the_row()
    assert desk.blocked
    desk.admit()
    desk.kill()
    assert not desk.blocked


def test_an_anchor_is_never_lowered_so_each_older_copy_is_found(fresh: Callable[[bool], Desk]) -> None:
    """One that is newer than the copy that was put back first is an old copy as well."""
    desk = fresh(True)
    for _ in range(3):
        desk.block()
        desk.admit()
    desk.back_up()
    desk.block()
    desk.oldest()
    desk.newest()
    assert desk.blocked
    assert [entry.code for entry in desk.records.log()].count("restored.anchor") == 1


def test_who_cannot_write_the_vault_says_so(fresh: Callable[[bool], Desk]) -> None:
    """The disk refuses the row: the person is told no, and the next write takes the name out of the anchor again."""
    desk = fresh(True)
    desk.vault.count, desk.vault.fate = 0, Fate(1, "full")
    with pytest.raises(StorageError):
        desk.block()
    assert not desk.acknowledged
    desk.write(None)
    desk.kill()
    assert not desk.blocked

"""What a pair of durable states is worth after a crash: the handshake's table, applied to what was made durable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.protocol.changes import Change, Checked, Committed, Dropped, Prepared
from core.protocol.share import KeyShare, Role
from tests.support.joint_key import JointKey
from tests.support.pair import Talk


@dataclass(frozen=True)
class Disk:
    """One side's shares."""

    current: KeyShare | None = None
    pending: KeyShare | None = None
    tested: bool = False

    def after(self, changes: Iterable[Change]) -> Disk:
        disk = self
        for change in changes:
            match change:
                case Prepared():
                    assert disk.pending is None
                    assert isinstance(change.share, KeyShare)
                    disk = replace(disk, pending=change.share, tested=False)
                case Committed():
                    assert disk.pending is not None
                    assert disk.pending.T == change.T
                    assert disk.tested or disk.pending.role is Role.P1
                    disk = Disk(disk.pending)
                case Dropped():
                    disk = Disk(disk.current)
                case Checked() if disk.pending is not None and disk.pending.T == change.T:
                    disk = replace(disk, tested=change.ok) if change.ok else Disk(disk.current)
                case _:
                    pass
        return disk


def settle(disk1: Disk, disk2: Disk) -> JointKey | None:
    """The key after the next handshake; None if none was born. Fails on anything but rows A and B of its table."""
    T1, T2 = (disk.current.T if disk.current else None for disk in (disk1, disk2))
    if T1 != T2:  # row B: P2 has committed, P1 has not heard of it
        assert disk1.pending is not None
        assert disk1.pending.T == T2
        disk1 = Disk(disk1.pending)
    if disk1.current is None or disk2.current is None:
        assert disk1.current is disk2.current
        return None
    assert disk1.current.T == disk2.current.T
    return JointKey(disk1.current, disk2.current)


def after(talk: Talk[Any, Any], key: JointKey | None = None) -> JointKey | None:
    """The key that a conversation left, which began with `key`."""
    old1, old2 = (Disk(key.p1), Disk(key.p2)) if key else (Disk(), Disk())
    return settle(old1.after(talk.durable(Role.P1)), old2.after(talk.durable(Role.P2)))

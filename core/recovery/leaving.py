"""The one place where a key becomes whole: both sheets and a recovery file, for leaving Tandem for good
(core/spec/recovery.md, "Leaving"). Nothing else in the program adds two shares.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import BadInput, Bug, InputKind
from core.recovery.file import RecoveryFile
from core.recovery.sealed_copy import open_copy
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class AssembledKey:
    """A joint key in one piece: x with Q = xG as its group writes it, and its chain code (32 bytes), on its network."""

    network: str
    Q: bytes
    chain: bytes
    x: Secret[bytes]


def assemble(file: RecoveryFile, sheet1: Sheet, sheet2: Sheet) -> AssembledKey:
    """The whole key of a recovery file. `sheet1` is the computer's, `sheet2` the co-signer's. Raises BadInput."""
    if (sheet1.role, sheet2.role) != (Role.P1, Role.P2):
        raise BadInput("both sheets are needed: first the computer's, then the co-signer's", InputKind.SHEET_BOTH)
    file.check()
    one, two = open_copy(file.copy1, sheet1), open_copy(file.copy2, sheet2)
    subject = file.copy1.subject
    points = subject.points
    x = points.add_scalars(one.x.reveal(), two.x.reveal())
    if bytes(points.base_mult(x)) != subject.Q:
        raise Bug("the two shares of a recovery file were added wrongly; try again on another machine")
    return AssembledKey(subject.network, subject.Q, one.chain, Secret(x))

"""Whether there is a co-signer at all."""

from __future__ import annotations

from pathlib import Path

from core.errors import BadInput, InputKind
from core.storage.stores import exists

NOT_SERVING = "no co-signer is running on this home; start it"


def must_be_there(home: Path) -> None:
    """Raises BadInput unless there is one in `home`."""
    if not exists(home):
        raise BadInput(f"there is no co-signer in {home}; make one first", InputKind.NO_HOME)

"""What a table of sentences is: one for each code of an enumeration, with the same fields in every language."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

Table: TypeAlias = dict[StrEnum, str]

EXACT = "{words}"  # of an error: what core itself says, which names the file, the host, the number
AS_IS = "{message}"  # of an error that whoever raises it says in the person's language


def exact(kinds: type[StrEnum]) -> Table:
    """Core's own words for all of these kinds: it speaks English, and no sentence for all of a kind is as exact."""
    return dict.fromkeys(kinds, EXACT)

"""Where two lists differ, for the cost of looking at pointers while they are the same objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_STEP = 1024  # items compared at once


def common_ends(before: Sequence[Any], now: Sequence[Any]) -> tuple[int, int]:
    """How many items are equal at the beginning, and of the others at the end."""
    most = min(len(before), len(now))
    head = _common(before, now, most, 0, 0)
    return head, _common(before, now, most - head, len(before), len(now))


def _common(before: Sequence[Any], now: Sequence[Any], most: int, end: int, other_end: int) -> int:
    """From the beginning, or backwards from both ends where these are given."""
    found, step = 0, _STEP
    while found < most:
        step = min(step, most - found)
        if _part(before, found, step, end) == _part(now, found, step, other_end):
            found += step
        elif step == 1:
            break
        else:
            step //= 2
    return found


def _part(items: Sequence[Any], found: int, step: int, end: int) -> Sequence[Any]:
    return items[end - found - step : end - found] if end else items[found : found + step]

"""Requirements without some packages: `python packaging/without.py NAME… < requirements.txt`, for a system that has no
wheel of theirs and a program that does without them. Hashes of the others stay."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator


def without(names: Iterable[str], lines: Iterable[str]) -> Iterator[str]:
    """The lines of the others. SystemExit for a name that is not there: it was renamed, or is no more."""
    left, kept = set(names), True
    found: set[str] = set()
    for line in lines:
        if start := re.match(r"([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", line):
            kept = start[1] not in left
            found.add(start[1])
        if kept:
            yield line
    if strange := left - found:
        raise SystemExit(f"There is no requirement {', '.join(sorted(strange))}.")


if __name__ == "__main__":
    sys.stdout.writelines(without(sys.argv[1:], sys.stdin))

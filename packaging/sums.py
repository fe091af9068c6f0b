"""SHA256SUMS, beside what people download."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

SUMS = "SHA256SUMS"


def write_sums(files: Iterable[Path], out: Path) -> None:
    """Of these files, into `out`, as `sha256sum --check` reads it."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files)]
    (out / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")

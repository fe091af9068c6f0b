"""A small disk that is really full, for a story that runs under a mount of its own (Linux, with `unshare`)."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

END = "reached the end"


def told_on(place: Path, megabytes: int, module: str, *words: str) -> None:
    """Run `python -m MODULE PLACE WORDS…` with a disk of its own at `place`; its last line must be END."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare, which gives a process a small disk of its own, is not installed")
    own = [unshare, "--mount", *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c"]
    mount = f'mount -t tmpfs -o size={megabytes}m,mode=700 none "$0" || exit 77; exec "$@"'
    story = [sys.executable, "-m", module, str(place), *words]
    done = subprocess.run([*own, mount, str(place), *story], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode in (1, 77) and "Traceback" not in done.stderr:
        pytest.skip(f"no disk of its own here: {done.stderr.strip()}")
    assert done.stdout == END + "\n", done.stderr
    assert list(place.iterdir()) == []


def fill(disk: Path) -> Path:
    """Take the last byte of the disk; the file that has it all."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (65_536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    return filler

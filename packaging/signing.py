"""Who signs for Windows: one certificate, for every program and library that its maker has not signed, for what removes
them again, and for what installs them.

    python packaging/signing.py FILE…

On Windows by signtool and a certificate that the system knows, whose thumbprint is in TANDEM_WINDOWS_THUMBPRINT: of a
card, of a service that signs at a distance, or put there by the workflow. Elsewhere by osslsigncode and the file
TANDEM_WINDOWS_PFX, which has no password: so the order of all this is tried where there is no Windows. Without either
nothing is signed, and it is said.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

TIMESTAMPS = "http://timestamp.digicert.com"  # of RFC 3161: a signature outlives its certificate
THUMBPRINT, PFX = "TANDEM_WINDOWS_THUMBPRINT", "TANDEM_WINDOWS_PFX"
KEY = os.environ.get(THUMBPRINT if sys.platform == "win32" else PFX)
PROGRAMS = (".exe", ".dll", ".pyd")
_SIGNATURES = 4  # which of a program's directories says where its signature lies


def sign(files: Iterable[Path]) -> None:
    """Each of them. CalledProcessError where the signer refuses."""
    if not KEY:
        return
    for file in files:
        if sys.platform == "win32":
            words = ["/sha1", KEY, "/fd", "SHA256", "/tr", TIMESTAMPS, "/td", "SHA256", str(file)]
            subprocess.run(["signtool", "sign", *words], check=True)  # noqa: S603, S607
        else:
            made = file.with_name(f"{file.name}.signed")
            words = ["-pkcs12", KEY, "-pass", "", "-h", "sha256", "-in", str(file), "-out", str(made)]
            subprocess.run(["osslsigncode", "sign", *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603, S607
            made.replace(file)


def sign_folder(folder: Path) -> None:
    """Every program and library in it that nobody has signed."""
    if not KEY:
        print(f"{folder.name} is signed by nobody: there is no {THUMBPRINT}.")  # noqa: T201
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PROGRAMS)
    sign(path for path in found if not is_signed(path.read_bytes()))


def is_signed(program: bytes) -> bool:
    """Whether a program of Windows has a signature of somebody in it. False for what is none."""
    if program[:2] != b"MZ":
        return False
    (head,) = struct.unpack_from("<I", program, 60)
    optional = head + 24  # behind "PE\0\0" and the file's own header of 20 bytes
    if program[head : head + 4] != b"PE\0\0":
        return False
    directories = optional + {0x10B: 96, 0x20B: 112}[struct.unpack_from("<H", program, optional)[0]]
    _, size = struct.unpack_from("<II", program, directories + 8 * _SIGNATURES)
    return bool(size)


if __name__ == "__main__":
    sign(map(Path, sys.argv[1:]))

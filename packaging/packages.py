"""What is packed: two packages, what each may weigh, and what of a system it may need."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.bundle import COSIGNER, WALLET, Bundle  # noqa: E402  the tree's own, whatever is installed

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION: str = PROJECT["version"]
ARCHITECTURE = {"aarch64": "arm64"}.get(platform.machine(), "amd64")  # as Debian says it
MAINTAINER = "The Tandem project <maintainers@tandem.invalid>"
MB = 1_000_000

# Who has, in Debian, the libraries that stay outside: those of the C library and of the compiler, and those that must
# fit the machine's graphics. A bundle that needs any other is not finished.
SYSTEM = {
    **dict.fromkeys(("libc", "libdl", "libm", "libpthread", "librt", "libresolv", "libutil"), "libc6"),
    **dict.fromkeys(("ld-linux-x86-64", "ld-linux-aarch64"), "libc6"),
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libdrm": "libdrm2",
    "libgcc_s": "libgcc-s1",
    "libstdc++": "libstdc++6",
    "libwayland-client": "libwayland-client0",
    "libwayland-cursor": "libwayland-cursor0",
    "libwayland-egl": "libwayland-egl1",
    "libxcb": "libxcb1",
}


@dataclass(frozen=True, slots=True)
class Package:
    """One package. `unpacked` and `packed` (the .deb) in MB: a build that weighs more fails. `data`: packages whose
    files libraries of the bundle read, or whose programs its scripts run; `suggests`: what some ask of it needs."""

    name: str
    bundle: Bundle
    spec: str
    summary: str
    unpacked: int
    packed: int
    data: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Of its files."""
        return f"{self.name}_{VERSION}_{ARCHITECTURE}"


PACKAGES = (
    Package(
        "tandem",
        WALLET,
        "wallet.spec",
        PROJECT["description"],
        unpacked=200,
        packed=60,
        data=("fontconfig-config", "xkb-data"),
    ),
    Package(
        "tandem-cosigner",
        COSIGNER,
        "cosigner.spec",
        "The other half of a Tandem wallet: it reads every payment itself, and asks you",
        unpacked=80,
        packed=24,
        data=("systemd | systemd-standalone-sysusers | systemd-sysusers",),  # to make its user
        suggests=("libpq5",),  # for a vault in PostgreSQL
    ),
)


def moment() -> int:
    """The second at which everything packed was made, as its files say: of the commit, or $SOURCE_DATE_EPOCH."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        return int(given)
    command = ("git", "log", "-1", "--format=%ct")
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        raise SystemExit("This is no git checkout: set SOURCE_DATE_EPOCH to the second of the release.") from None
    return int(done.stdout)

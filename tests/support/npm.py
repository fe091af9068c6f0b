"""Public packages of npm, judges and peers: fetched by name and version, held against their hash, never installed."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Package:
    """One that a tool here uses as it is. `sha512` in base64, as npm's own lock files have it."""

    name: str
    version: str
    sha512: str

    def unpacked(self, place: Path) -> Path:
        """Its files, in a new folder under `place`. Raises SystemExit when it cannot be had or is another."""
        command = ["npm", "pack", "--json", f"{self.name}@{self.version}"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(
                f"{self.name} {self.version} cannot be fetched (node and npm are needed): {error}"
            ) from None
        filename: str = json.loads(done.stdout)[0]["filename"]
        file = place / filename
        if base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode() != self.sha512:
            raise SystemExit(f"{file.name} is not what was fetched when this was written; it was not opened")
        folder = place / file.name.removesuffix(".tgz")
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        return folder / "package"

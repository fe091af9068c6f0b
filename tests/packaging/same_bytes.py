"""`python -m tests.packaging.same_bytes [--fast]`: this commit is built twice, in clones in folders of other names,
each with an environment of its own, and what comes out is compared byte by byte. Outside `make test`: it takes long."""

from __future__ import annotations

import subprocess
import sys
from filecmp import cmp
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]


def build(commit: str, place: Path, *words: str) -> dict[str, bytes]:
    """Clone, make the environment, build: the bytes of the results by name."""
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", "--no-checkout", ROOT, place], check=True)
    subprocess.run(["git", "checkout", "--quiet", "--detach", commit], cwd=place, check=True)
    subprocess.run([place / "packaging" / "environment.sh", "bundle"], cwd=place, check=True)
    subprocess.run([place / ".venv/bin/python", "packaging/build.py", *words], cwd=place, check=True)
    return {path.name: path.read_bytes() for path in sorted((place / "dist").iterdir())}


def differing(one: Path, two: Path) -> list[str]:
    """Every file of two folders that is not the same in both."""
    names = {path.relative_to(place) for place in (one, two) for path in place.rglob("*") if path.is_file()}
    same = {
        name for name in names if (one / name).exists() and (two / name).exists() and cmp(one / name, two / name, False)
    }
    return sorted(map(str, names - same))


def main(words: list[str]) -> int:
    """0 when both are the same."""
    command = ["git", "rev-parse", "HEAD"]  # once: the second build begins minutes later
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    with TemporaryDirectory(prefix="tandem-same-bytes-") as folder:
        places = Path(folder, "one"), Path(folder, "another-place", "with-a-longer-name")
        one, two = (build(commit, place, *words) for place in places)
        inside = differing(*(place / "build" / "packages" / "trees" for place in places))
    differ = [name for name in one.keys() | two.keys() if one.get(name) != two.get(name)]
    print(one["SHA256SUMS"].decode(), end="")
    print(f"Not the same: {', '.join(sorted(differ))}" if differ else "The same bytes twice.")
    print(*inside, sep="\n", end="\n" if inside else "")
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The manifest of a release: made from dist/, signed with one key at a time, checked (packaging/README.md, "Releases").

    python packaging/release.py make --minimum 0.1.0 --page https://… --news news.txt
    python packaging/release.py sign --key FILE       on the machine of each of two people, with minisign's own keys
    python packaging/release.py check                 what everybody else does: signatures, and every file

`make` writes SHA256SUMS of every file as well, and refuses a tree whose founders have not said all that only they can.
Signatures are minisign's, of its prehashed kind: `minisign -Vm tandem.release -x tandem.release.KEY.minisig -P RW…`.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sums import SUMS, write_sums

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app import __version__, releases  # noqa: E402  the tree's own, whatever is installed
from core.chain.release_feed import signature_name  # noqa: E402
from core.errors import TandemError  # noqa: E402
from core.release.judging import must_be_signed, read_keys  # noqa: E402
from core.release.manifest import Manifest, News, ReleaseFile, must_make_sense, read  # noqa: E402
from core.release.minisign import KEY, PREHASHED, TRUSTED, UNTRUSTED, ReleaseKey, prehashed, signer  # noqa: E402

NAME = "tandem.release"
DAYS = 90
DAY = 24 * 3600  # seconds
PLATFORMS = (
    ("_amd64.deb", "linux-amd64"),
    ("_amd64.tar.zst", "linux-amd64"),
    ("_arm64.deb", "linux-arm64"),
    ("_arm64.tar.zst", "linux-arm64"),
    (".AppImage", "linux-amd64"),
    (".msi", "windows-amd64"),
    (".exe", "windows-amd64"),
    ("_windows_x64.zip", "windows-amd64"),
    (".dmg", "macos-arm64"),
    ("_macos_arm64.zip", "macos-arm64"),
)
# What only the people who publish can say, by file, and what stands there until they have (packaging/README.md).
UNSAID = {
    "SECURITY.md": "To be filled in by the founders",
    "packaging/packages.py": "tandem.invalid",
    "packaging/reproduce.md": "https://HOST/",
    "resources/help/en/install.md": "Nothing is published yet",
    "resources/help/de/install.md": "Noch ist nichts veröffentlicht",
}
KEYS, ADDRESS = (str(Path("resources", *parts)) for parts in (releases.KEYS, releases.ADDRESS))
SCRYPT, PLAIN, SUM = b"Sc", bytes(2), b"B2"
MOST_SCRYPT = (1 << 31) - 1  # bytes


class Wrong(Exception):
    """What keeps a release from being one, in a sentence."""


def must_be_said(tree: Path) -> None:
    """Wrong where a file of the tree still has a placeholder, and names each; BadInput for keys that are none."""
    texts = {name: (tree / name).read_text(encoding="utf-8") for name in (KEYS, ADDRESS, *UNSAID)}
    lacking = [name for name in (KEYS, ADDRESS) if not releases.lines(texts[name])]
    lacking += [name for name, words in UNSAID.items() if words in texts[name]]
    if lacking:
        raise Wrong(f'fill these in first, as packaging/README.md says under "Releases": {", ".join(lacking)}')
    read_keys(texts[KEYS])


def make(dist: Path, minimum: str, page: str, news: str, next_keys: Sequence[str], days: int, made: int) -> Manifest:
    """Of every file in `dist`, beside what belongs to a manifest. ValueError for what makes no sense together."""
    rows = tuple(sorted(map(_row, _files(dist)), key=lambda row: row.name))
    lines = [line.partition(" ") for line in news.splitlines() if line.strip()]
    told = tuple(News(language, text.strip()) for language, _, text in lines)
    keys = tuple(map(ReleaseKey.parse, next_keys))
    found = Manifest(__version__, minimum, made, made + days * DAY, page, told, keys, rows)
    must_make_sense(found)
    if read(found.written()) != found:
        raise ValueError("what was given has other than one form")
    return found


def _files(dist: Path) -> list[Path]:
    """What people download."""
    return [one for one in sorted(dist.iterdir()) if one.is_file() and not one.name.startswith(NAME)]


def _row(file: Path) -> ReleaseFile:
    size, sha256 = releases.digest(file)
    platform = next((name for ending, name in PLATFORMS if file.name.endswith(ending)), "any")
    return ReleaseFile(sha256, size, platform, file.name)


def secret_key(data: bytes, passphrase: str) -> tuple[ReleaseKey, Ed25519PrivateKey]:
    """A key as `minisign -G` writes it, sealed under a passphrase or not. Wrong for another file or passphrase."""
    try:
        blob = base64.b64decode(data.split(b"\n")[1], validate=True)
    except (ValueError, IndexError):
        raise Wrong("this is no secret key of minisign") from None
    kind, kdf, cksum, sealed = blob[:2], blob[2:4], blob[4:6], blob[54:]
    if (len(blob), kind, cksum) != (158, KEY, SUM) or kdf not in (SCRYPT, PLAIN):
        raise Wrong("this is no secret key of minisign")
    if kdf == SCRYPT:
        sealed = _opened(
            sealed, blob[6:38], *(int.from_bytes(blob[at : at + 8], "little") for at in (38, 46)), passphrase
        )
    name, seed, point, check = sealed[:8], sealed[8:40], sealed[40:72], sealed[72:]
    if hashlib.blake2b(KEY + sealed[:72], digest_size=32).digest() != check:
        raise Wrong("not the passphrase of this key")
    return ReleaseKey(name, point), Ed25519PrivateKey.from_private_bytes(seed)


def _opened(sealed: bytes, salt: bytes, work: int, memory: int, passphrase: str) -> bytes:
    """libsodium's scrypt, whose two limits say what N, r and p are."""
    work, r = max(work, 32_768), 8
    few = work < memory // 32
    most = work // (r * 4) if few else memory // (r * 128)
    n = 1 << next(bits for bits in range(1, 64) if 1 << bits > most // 2)
    p = 1 if few else min(work // 4 // n, 0x3FFFFFFF) // r
    try:
        stream = hashlib.scrypt(
            passphrase.encode(),
            salt=salt,
            n=n,
            r=r,
            p=p,
            maxmem=min(128 * r * (n + p + 2) + 1024, MOST_SCRYPT),
            dklen=104,
        )
    except (ValueError, MemoryError):
        raise Wrong("this key asks for more memory than there is") from None
    return bytes(a ^ b for a, b in zip(sealed, stream, strict=True))


def signature(data: bytes, key: ReleaseKey, secret: Ed25519PrivateKey, comment: str) -> bytes:
    """The file of a signature. Wrong if it does not verify: then the key's two halves are not of one key."""
    made, trusted = secret.sign(prehashed(data)), comment.encode()
    lines = [
        UNTRUSTED + b"signature of a release of Tandem",
        base64.b64encode(PREHASHED + key.id + made),
        TRUSTED + trusted,
        base64.b64encode(secret.sign(made + trusted)),
    ]
    found = b"".join(line + b"\n" for line in lines)
    if signer(found, data, [key]) != key:
        raise Wrong("this key is damaged: what it signs does not verify")
    return found


def check(dist: Path, keys: Sequence[ReleaseKey], now: int) -> Manifest:
    """What is wrong with a release is Wrong: signatures, time, version, a file that differs, lacks or is too many."""
    manifest = dist / NAME
    data = manifest.read_bytes()
    must_be_signed(data, [one.read_bytes() for one in sorted(dist.glob(f"{NAME}.*.minisig"))], keys)
    found = read(data)
    if found.expires <= now:
        raise Wrong("it has expired")
    if found.made > now + DAY:
        raise Wrong("it says that it is made in the future: look at the clock, make it again")
    there = {one.name for one in _files(dist)}
    told = {one.name: one for one in found.files}
    if there != told.keys():
        raise Wrong(f"dist and the manifest name other files: {', '.join(sorted(there ^ told.keys()))}")
    for name, row in told.items():
        if releases.digest(dist / name) != (row.size, row.sha256):
            raise Wrong(f"{name} is not the file that was signed")
    return found


def _made() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def _make(args: argparse.Namespace) -> str:
    must_be_said(args.tree)
    write_sums([one for one in _files(args.dist) if one.name != SUMS], args.dist)
    news = args.news.read_text(encoding="utf-8") if args.news else ""
    next_keys = [one.read_text().splitlines()[-1].strip() for one in args.next]
    found = make(args.dist, args.minimum, args.page, news, next_keys, args.days, _made())
    (args.dist / NAME).write_bytes(found.written())
    return f"{args.dist / NAME}: release {found.version}, {len(found.files)} files. Read it, then two people sign it."


def _sign(args: argparse.Namespace) -> str:
    data = (args.dist / NAME).read_bytes()
    found = read(data)
    sealed = args.key.read_bytes()
    words = args.passphrase_file.read_text().strip("\n") if args.passphrase_file else getpass.getpass("Passphrase: ")
    key, secret = secret_key(sealed, words)
    file = args.dist / signature_name(NAME, key)
    file.write_bytes(signature(data, key, secret, f"Tandem {found.version}, file {NAME}"))
    return f"{file}: signed {NAME} of release {found.version} with {key.name} ({key.text})."


def _check(args: argparse.Namespace) -> str:
    text = args.keys.read_text(encoding="utf-8") if args.keys else "\n".join(releases.keys())
    found = check(args.dist, read_keys(text), int(time.time()))
    days = (found.expires - int(time.time())) // DAY
    return (
        f"Release {found.version} is signed by two keys, its {len(found.files)} files are those; {days} days are left."
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code; 1 with a sentence on standard error where something is wrong."""
    root = argparse.ArgumentParser(
        prog="release.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    root.add_argument("--dist", type=Path, default=ROOT / "dist", metavar="DIR", help="where the files are")
    commands = root.add_subparsers(required=True)
    making = commands.add_parser("make", help="write the manifest of what is in dist")
    making.add_argument("--minimum", required=True, metavar="VERSION", help="the lowest version that is safe to use")
    making.add_argument("--page", required=True, metavar="URL", help="where a person gets it")
    making.add_argument(
        "--news", type=Path, metavar="FILE", help="what is new: lines that begin with a language, en or de"
    )
    making.add_argument(
        "--next", type=Path, action="append", default=[], metavar="FILE", help="three times, to change keys"
    )
    making.add_argument("--days", type=int, default=DAYS, help=f"for how long it is believed; {DAYS}")
    making.add_argument(
        "--tree", type=Path, default=ROOT, metavar="DIR", help="the source that it was built of; this one"
    )
    making.set_defaults(run=_make)
    signing = commands.add_parser("sign", help="sign it with one key")
    signing.add_argument("--key", type=Path, required=True, metavar="FILE", help="as `minisign -G` made it")
    signing.add_argument("--passphrase-file", type=Path, metavar="FILE", help="else it is asked for")
    signing.set_defaults(run=_sign)
    checking = commands.add_parser("check", help="do two keys say so, and are the files those?")
    checking.add_argument("--keys", type=Path, metavar="FILE", help="else resources/release/keys.txt")
    checking.set_defaults(run=_check)
    args = root.parse_args(argv)
    try:
        sys.stdout.write(args.run(args) + "\n")
    except (TandemError, Wrong, ValueError, OSError) as why:
        sys.stderr.write(f"release.py: {why}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

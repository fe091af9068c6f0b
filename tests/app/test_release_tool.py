"""packaging/release.py as a person runs it: made from a folder of a tree that its founders have filled in, signed by
two, checked; stock minisign agrees."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app import __version__, releases
from core.release.manifest import News, read
from tests.support.releases import DAY, KEYS, LATER, PUBLIC, TEXTS, TestKey

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "packaging" / "release.py"
STOCK = shutil.which("minisign")
DEB = f"tandem_{__version__}_amd64.deb"
HERE = {**os.environ, "PYTHONPATH": str(ROOT)}
PAGE = "https://releases.example/"


def placeholders() -> dict[str, str]:
    """What stands in this tree where its founders have not said it yet: by file, out of packaging/README.md."""
    said = (ROOT / "packaging" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| “([^”]+)” \|", said, re.MULTILINE)
    return dict(rows)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    made = tmp_path / "dist"
    made.mkdir()
    (made / DEB).write_bytes(b"a package")
    (made / "SHA256SUMS").write_bytes(b"of a build that knew of fewer files")
    for name, words in placeholders().items():
        file = tmp_path / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((ROOT / name).read_text(encoding="utf-8").replace(words, "said"), encoding="utf-8")
    (tmp_path / "tree" / "resources/release/keys.txt").write_text("\n".join(TEXTS))
    (tmp_path / "tree" / "resources/release/address.txt").write_text(
        "# here\nhttps://releases.example/tandem.release\n"
    )
    (tmp_path / "keys.txt").write_text("\n".join(TEXTS))
    (tmp_path / "news.txt").write_text("en Faster.\nde Schneller, für alle.\n")
    return made


def tool(dist: Path, *words: object, typed: str = "") -> tuple[int, str]:
    command = (sys.executable, TOOL, "--dist", dist, *words)
    done = subprocess.run(
        [str(word) for word in command], input=typed, capture_output=True, text=True, check=False, cwd=dist, env=HERE
    )
    return done.returncode, done.stdout + done.stderr


def made(dist: Path, *more: object) -> tuple[int, str]:
    tree, news = dist.parent / "tree", dist.parent / "news.txt"
    return tool(dist, "make", "--tree", tree, "--minimum", "0.1.0", "--page", PAGE, "--news", news, *more)


def signed(dist: Path, key: TestKey, sealed: bool = True) -> tuple[int, str]:
    file, words = dist.parent / "secret.key", dist.parent / "words"
    file.write_bytes(key.file("three words" if sealed else ""))
    words.write_text("three words\n")
    return tool(dist, "sign", "--key", file, "--passphrase-file", words)


def checked(dist: Path) -> tuple[int, str]:
    return tool(dist, "check", "--keys", dist.parent / "keys.txt")


def test_made_signed_and_checked(dist: Path) -> None:
    code, said = made(dist)
    assert (code, "2 files" in said) == (0, True), said
    data = (dist / "tandem.release").read_bytes()
    found = read(data)
    assert (found.version, found.page) == (__version__, PAGE)
    assert [(file.name, file.platform) for file in found.files] == [("SHA256SUMS", "any"), (DEB, "linux-amd64")]
    assert found.news[1] == News("de", "Schneller, für alle.")
    assert (dist / "SHA256SUMS").read_text() == f"{sha256(b'a package').hexdigest()}  {DEB}\n"
    assert "signed by none" in checked(dist)[1]
    assert signed(dist, KEYS[0])[0] == 0
    assert "one release key alone" in checked(dist)[1]
    code, said = signed(dist, KEYS[2], sealed=False)  # a key that was never sealed
    assert (code, PUBLIC[2].text in said) == (0, True)
    code, said = checked(dist)
    days = r"its 2 files are those; (89|90) days"  # 90 within the second in which it was made
    assert (code, bool(re.search(days, said))) == (0, True), said


def test_every_file_has_its_system(dist: Path) -> None:
    names = {
        "tandem-cosigner_0.1.0_arm64.deb": "linux-arm64",
        "tandem_0.1.0_x86_64.AppImage": "linux-amd64",
        "tandem_0.1.0_x64.msi": "windows-amd64",
        "tandem_0.1.0_setup.exe": "windows-amd64",
        "tandem-cosigner_0.1.0_windows_x64.zip": "windows-amd64",
        "tandem_0.1.0_arm64.dmg": "macos-arm64",
        "tandem-cosigner_0.1.0_macos_arm64.zip": "macos-arm64",
    }
    for name in names:
        (dist / name).write_bytes(name.encode())
    assert made(dist)[0] == 0
    found = {file.name: file.platform for file in read((dist / "tandem.release").read_bytes()).files}
    assert found == names | {DEB: "linux-amd64", "SHA256SUMS": "any"}
    assert len((dist / "SHA256SUMS").read_text().splitlines()) == len(names) + 1


@pytest.mark.parametrize("name", placeholders())
def test_no_release_while_something_is_not_said(dist: Path, name: str) -> None:
    tree = dist.parent / "tree"
    (tree / name).write_text(f"# {placeholders()[name]}\n")
    assert made(dist) == (1, f'release.py: fill these in first, as packaging/README.md says under "Releases": {name}\n')
    assert not (dist / "tandem.release").exists()


def test_no_release_with_keys_that_are_none(dist: Path) -> None:
    (dist.parent / "tree" / "resources/release/keys.txt").write_text("\n".join(TEXTS[:2]))
    code, said = made(dist)
    assert (code, "no release keys" in said) == (1, True), said


@pytest.mark.skipif(bool(releases.keys()), reason="this build has release keys")
def test_nothing_is_said_in_this_tree_yet(dist: Path) -> None:
    code, said = made(dist, "--tree", ROOT)
    assert (code, set(said.rpartition(": ")[2].strip().split(", "))) == (1, set(placeholders()))


def test_a_file_that_differs_lacks_or_is_too_many(dist: Path) -> None:
    made(dist)
    for key in KEYS[:2]:
        signed(dist, key)
    (dist / DEB).write_bytes(b"b package")
    assert checked(dist) == (1, f"release.py: {DEB} is not the file that was signed\n")
    (dist / DEB).write_bytes(b"a package")
    (dist / "more.deb").write_bytes(b"")
    assert "name other files: more.deb" in checked(dist)[1]
    (dist / "more.deb").unlink()
    (dist / DEB).unlink()
    assert checked(dist) == (1, f"release.py: dist and the manifest name other files: {DEB}\n")


def test_one_of_a_clock_that_is_ahead(dist: Path) -> None:
    """Homes that had seen it would take each later one for an older."""
    made(dist)
    found = read((dist / "tandem.release").read_bytes())
    ahead = replace(found, made=found.made + 2 * DAY, expires=found.expires + 2 * DAY)
    (dist / "tandem.release").write_bytes(ahead.written())
    for key in KEYS[:2]:
        signed(dist, key, sealed=False)
    assert checked(dist) == (1, "release.py: it says that it is made in the future: look at the clock, make it again\n")


def test_what_makes_no_release(dist: Path) -> None:
    assert "above its version" in made(dist, "--minimum", "9.0.0")[1]
    assert "no address" in made(dist, "--page", "http://h/")[1]
    assert "at a time that cannot be" in made(dist, "--days", 0)[1]
    (dist.parent / "news.txt").write_text("Faster than before")
    code, said = made(dist)
    assert (code, (dist / "tandem.release").exists()) == (1, False), said


def test_keys_that_sign_the_next_ones(dist: Path) -> None:
    files = [dist.parent / f"{number}.pub" for number in range(3)]
    for file, key in zip(files, LATER, strict=True):
        file.write_text(f"untrusted comment: x\n{key.public.text}\n")
    assert "other than three keys" in made(dist, "--next", files[0])[1]
    assert made(dist, *(word for file in files for word in ("--next", file)))[0] == 0
    assert read((dist / "tandem.release").read_bytes()).next_keys == tuple(key.public for key in LATER)


def test_a_key_that_is_none_or_closed(dist: Path) -> None:
    made(dist)
    wrong, words = dist.parent / "wrong.key", dist.parent / "words"
    wrong.write_bytes(KEYS[0].file("three words"))
    words.write_text("other words")
    closed = (1, "release.py: not the passphrase of this key\n")
    assert tool(dist, "sign", "--key", wrong, "--passphrase-file", words) == closed
    for data in (b"", b"x\n", b"x\nAAAA\n", b"x\n" + b"A" * 211 + b"=\n"):
        wrong.write_bytes(data)
        assert "no secret key of minisign" in tool(dist, "sign", "--key", wrong, "--passphrase-file", wrong)[1]
    assert list(dist.glob("*.minisig")) == []


@pytest.mark.skipif(bool(releases.keys()), reason="this build has release keys")
def test_this_build_has_no_keys_yet(dist: Path) -> None:
    made(dist)
    assert tool(dist, "check") == (1, "release.py: this build has no release keys, so no release can be checked\n")


@pytest.mark.slow  # stock keys cost a gigabyte of memory to open
@pytest.mark.skipif(STOCK is None, reason="minisign is not installed")
def test_with_a_stock_key_and_for_stock_people(dist: Path) -> None:
    key, public = dist.parent / "stock.key", dist.parent / "stock.pub"
    words = dist.parent / "words"
    words.write_text("four words of one\n")
    subprocess.run(
        (STOCK or "", "-G", "-p", public, "-s", key),
        input="four words of one\n" * 2,
        text=True,
        capture_output=True,
        check=True,
        env={**os.environ, "TERM": "dumb"},
    )
    made(dist)
    code, said = tool(dist, "sign", "--key", key, "--passphrase-file", words)
    assert code == 0, said
    [signature] = dist.glob("*.minisig")
    check = (STOCK or "", "-V", "-p", public, "-m", dist / "tandem.release", "-x", signature)
    done = subprocess.run(check, capture_output=True, text=True, check=True)
    assert f"Tandem {__version__}" in done.stdout

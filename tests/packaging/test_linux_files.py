"""What lies beside the programs in a package: judged by those who read it, and held against the programs."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from app import __version__
from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser
from app.desktop.__main__ import parser as window_parser
from app.processes import ROOT

PARSERS = {"tandem": wallet_parser, "tandem-cosigner": cosigner_parser, "tandem-desktop": window_parser}
LINUX = ROOT / "packaging" / "linux"
DRAWN = ROOT / "resources" / "brand" / "tandem-app.svg"
METAINFO = "usr/share/metainfo/org.tandem_wallet.tandem.metainfo.xml"
MANIFEST = LINUX / "org.tandem_wallet.tandem.yml"
SHELLS = {
    "bash": "usr/share/bash-completion/completions/tandem",
    "zsh": "usr/share/zsh/vendor-completions/_tandem",
    "fish": "usr/share/fish/vendor_completions.d/tandem.fish",
}


def made(place: Path, **environment: str) -> Path:
    """The files of both packages, below one folder. Skips where packages cannot be built."""
    pytest.importorskip("shtab", reason="packages cannot be built here without shtab")
    words = os.environ | {"SOURCE_DATE_EPOCH": "1764000000", **environment}
    for package in ("tandem", "tandem-cosigner"):
        command = [sys.executable, "packaging/linux_files.py", package, str(place)]
        subprocess.run(command, cwd=ROOT, env=words, check=True)
    return place


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("files"))


def judged(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    """What a program of the system says. Skips where it is missing."""
    if shutil.which(program) is None:
        pytest.skip(f"{program}, which judges a file of the packages, is not installed")
    environment = os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "100"}
    command = [program, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def helps(program: str, capsys: pytest.CaptureFixture[str], *path: str) -> Iterator[tuple[str, str]]:
    """The help of a program and of every command that it lists, by what is typed for it."""
    with pytest.raises(SystemExit):
        PARSERS[program]().parse_args([*path, "--help"])
    said = capsys.readouterr().out
    yield " ".join((program, *path)), said
    _, _, below = re.sub(r"\n  \[COMMAND\]", "\n  COMMAND", said).partition("\n  COMMAND")
    for name in re.findall(r"^    ([a-z][a-z-]*)(?= |$)", below, re.MULTILINE):
        yield from helps(program, capsys, *path, name)


# ------------------------------------------------------------------ the menu
def test_the_entry_is_one_that_menus_take(tree: Path, tmp_path: Path) -> None:
    entry = tree / "usr/share/applications/tandem.desktop"
    said = judged("desktop-file-validate", entry)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")
    (tmp_path / "bad.desktop").write_text(entry.read_text().replace("Terminal=false", "Terminal=perhaps"))
    assert judged("desktop-file-validate", tmp_path / "bad.desktop").returncode  # it would be said


def test_shops_of_programs_take_the_description(tree: Path, tmp_path: Path) -> None:
    said = judged("appstreamcli", "validate", "--no-net", tree / METAINFO)
    assert said.returncode == 0, said.stdout
    (tmp_path / "bad.metainfo.xml").write_text((tree / METAINFO).read_text().replace("summary>", "sumary>"))
    assert judged("appstreamcli", "validate", "--no-net", tmp_path / "bad.metainfo.xml").returncode


def test_the_description_names_what_is_there(tree: Path) -> None:
    root = ElementTree.parse(tree / METAINFO).getroot()  # noqa: S314  our own
    assert Path(METAINFO).name == f"{root.findtext('id')}.metainfo.xml"
    assert (tree / "usr/share/applications" / (root.findtext("launchable") or "")).is_file()
    assert {node.text for node in root.iter("binary")} == {"tandem", "tandem-desktop"}
    [release] = root.iter("release")
    assert (release.get("version"), release.get("date")) == (__version__, "2025-11-24")


def test_the_icon_is_there_in_every_size_as_it_is_drawn(tree: Path) -> None:
    icons = tree / "usr/share/icons/hicolor"
    assert (icons / "scalable/apps/tandem.svg").read_bytes() == DRAWN.read_bytes()
    sizes = sorted(int(path.name.partition("x")[0]) for path in icons.glob("*x*"))
    assert {16, 32, 48, 64, 128, 256} <= set(sizes)
    for size in sizes:
        kept = QImage(str(icons / f"{size}x{size}/apps/tandem.png"))
        assert kept.size() == QSize(size, size)
        reader = QImageReader(str(DRAWN))
        reader.setScaledSize(kept.size())
        drawn = reader.read()
        assert apart(kept, drawn) < 8, f"{size}: run packaging/icons.py"
    kept = QImage(str(icons / "64x64/apps/tandem.png"))
    assert apart(kept, kept.flipped()) > 100  # another one would be seen


def apart(one: QImage, other: QImage) -> int:
    """The greatest difference of a channel, of 255."""
    images = [image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied) for image in (one, other)]
    both = [bytes(image.constBits()) for image in images]  # of images that live on
    return max(abs(int(a) - int(b)) for a, b in zip(*both, strict=True))


# ------------------------------------------------------------------ man, and the shells
@pytest.mark.parametrize("program", PARSERS)
def test_a_manual_page_tells_all_that_help_tells(
    tree: Path, program: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    text = gzip.decompress((tree / f"usr/share/man/man1/{program}.1.gz").read_bytes()).decode()
    text = re.sub(r"\\f[BIR]|\\&", "", text).replace("\\-", "-").replace("\\(ga", "`")
    found = dict(helps(program, capsys))
    assert len(found) > {"tandem": 30, "tandem-cosigner": 30, "tandem-desktop": 0}[program]
    for name, said in found.items():
        if "\n  COMMAND\n" not in said:
            assert name == program or f"\n.SS {name}\n" in text
        for option in set(re.findall(r"--[a-z][a-z-]*", said)) - {"--help"}:
            assert option in text, f"{name} {option}"
    assert f'"Tandem {__version__}"' in text


@pytest.mark.parametrize("program", PARSERS)
def test_man_shows_it_without_a_complaint(tree: Path, program: str) -> None:
    said = judged("man", "--warnings", "--local-file", "-Tutf8", tree / f"usr/share/man/man1/{program}.1.gz")
    assert (said.returncode, said.stderr) == (0, "")
    plain = " ".join(re.sub(r".\x08", "", said.stdout).split())
    assert f"{program} - " in plain
    assert "SEE ALSO" in plain


BASH = """
source "$1"
read -r _ _ _ _ complete _ < <(complete -p tandem)
COMP_WORDS=(tandem $2 "$3"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
"$complete" tandem "$3" "${COMP_WORDS[COMP_CWORD - 1]}"
printf "%s\\n" "${COMPREPLY[@]}"
"""
FISH = 'source $argv[1]; complete -C "tandem $argv[2] $argv[3]"'


@pytest.mark.parametrize(("shell", "script"), [("bash", BASH), ("fish", FISH)])
def test_a_shell_offers_commands_options_and_words(tree: Path, shell: str, script: str) -> None:
    def offered(typed: str, begun: str = "") -> set[str]:
        words = ["bash"] if shell == "bash" else []
        said = judged(shell, "-c", script, *words, tree / SHELLS[shell], typed, begun)
        assert (said.returncode, said.stderr) == (0, "")
        return {line.partition("\t")[0] for line in said.stdout.splitlines()}

    assert offered("wallet") == {"new", "list", "show", "was-whole"}
    assert offered("sync", "--pr") == {"--proxy"}
    assert offered("wallet new name --network", "test") == {"testnet4"}


def test_zsh_reads_its_file(tree: Path) -> None:
    said = judged("zsh", "-f", "-n", tree / SHELLS["zsh"])
    assert (said.returncode, said.stderr) == (0, "")
    assert (tree / SHELLS["zsh"]).read_text().startswith("#compdef tandem\n")


# ------------------------------------------------------------------ the service
def test_the_unit_of_the_package_is_that_of_the_source_in_another_place(tree: Path) -> None:
    ours = (ROOT / "packaging/systemd/tandem-cosigner.service").read_text().splitlines()
    packed = (tree / "usr/lib/systemd/system/tandem-cosigner.service").read_text().splitlines()
    assert [new for old, new in zip(ours, packed, strict=True) if old != new] == [
        "Documentation=man:tandem-cosigner(1) file:///usr/share/doc/tandem-cosigner/cosigner.md",
        "ExecStart=/usr/lib/tandem-cosigner/tandem-cosigner serve --log text",
    ]
    assert (tree / "usr/share/doc/tandem-cosigner/cosigner.md").is_file()
    assert (tree / "usr/bin/tandem-cosigner-service").stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("script", sorted(LINUX.glob("*/DEBIAN/*")), ids=lambda path: "/".join(path.parts[-3::2]))
def test_scripts_of_the_maintainer_can_be_run_and_delete_no_home(script: Path) -> None:
    text = script.read_text()
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -e\n" in text
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", script], check=True)
    assert re.findall(r"\b(?:rm|rmdir|deluser|userdel|find) .*", text) in ([], ['rm -f "$was_active"'])


# ------------------------------------------------------------------ elsewhere
def test_flatpak_takes_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where it leaves a folder
    said = judged("flatpak-builder", "--show-manifest", MANIFEST)
    assert (said.returncode, said.stderr) == (0, "")
    assert f"dist/tandem_{__version__}_amd64.deb" in said.stdout
    (tmp_path / MANIFEST.name).write_text(MANIFEST.read_text().replace("rename-icon", "renamed-icon"))
    said = judged("flatpak-builder", "--show-manifest", tmp_path / MANIFEST.name)
    assert "renamed-icon" in said.stderr  # it would be said


def test_whoever_makes_them_they_are_the_same(tree: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "files", COLUMNS="40", LANG="de_DE.UTF-8", HOME=str(tmp_path), PYTHONHASHSEED="7")
    for folder in (tree, other):
        assert len(list(folder.rglob("*"))) > 40
    files = [sorted(path.relative_to(folder) for path in folder.rglob("*")) for folder in (tree, other)]
    assert files[0] == files[1]
    assert [name for name in files[0] if (tree / name).is_file() and _bytes(tree, name) != _bytes(other, name)] == []


def _bytes(folder: Path, name: Path) -> bytes:
    return (folder / name).read_bytes()

"""What Windows and macOS install: `python packaging/installers.py`, on the system it is for.

Windows: an .msi (WiX or wixl) and a setup.exe (NSIS) of the wallet, and a .zip of the co-signer. macOS: Tandem.app in a
.dmg, and a .zip of the co-signer. Each for one person, without an administrator, signed where there is somebody to sign
(signing.py, macos/sign.sh), with SHA256SUMS beside. `--payload DIR` packs a folder that is there instead of building
one; with it the two of Windows are made on any system that has wixl and makensis.
"""

from __future__ import annotations

import argparse
import os
import plistlib
import shutil
import struct
import subprocess
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import signing
from packages import ROOT, VERSION, moment
from sums import write_sums

WINDOWS, APPLE = ROOT / "packaging" / "windows", ROOT / "packaging" / "macos"
ICONS = ROOT / "packaging" / "linux" / "icons"
BUILD = ROOT / "build" / "installers"
APP = BUILD / "dist" / "Tandem.app"
SPECS = {"wallet_native.spec": "tandem-desktop", "cosigner_native.spec": "tandem-cosigner"}  # and their folders
IDENTITY = os.environ.get("TANDEM_APPLE_IDENTITY")  # "Developer ID Application: NAME (TEAM)"; none: signed by nobody
IDENTIFIER = "org.tandem_wallet.tandem"
UPGRADES = uuid.UUID("6f0d1ce8-6b0b-5b0e-9a55-1c3fd1f0c6a1")  # what is one program, whatever its version: never changes
DESCRIPTIONS = {
    "tandem-desktop": "Tandem",
    "tandem": "Tandem for the command line",
    "tandem-git-sign": "Tandem for git",
    "age-plugin-tandem": "Tandem for age",
    "tandem-cosigner": "Co-signer of Tandem",
}
IN_REGISTRY = 'Root="HKCU" Key="Software\\Tandem\\Files"'
_ICNS = {16: b"icp4", 32: b"icp5", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


# ------------------------------------------------------------------ icons
def ico(sizes: Iterable[int] = (16, 24, 32, 48, 64, 256)) -> bytes:
    """The icon as Windows has it: PNGs one after the other, behind a table."""
    pictures = [(size, (ICONS / f"{size}.png").read_bytes()) for size in sizes]
    place = 6 + 16 * len(pictures)
    table = struct.pack("<HHH", 0, 1, len(pictures))
    for size, data in pictures:
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    return table + b"".join(data for _, data in pictures)


def icns() -> bytes:
    """The icon as macOS has it."""
    parts = b""
    for size, kind in _ICNS.items():
        data = (ICONS / f"{size}.png").read_bytes()
        parts += struct.pack(">4sI", kind, len(data) + 8) + data
    return struct.pack(">4sI", b"icns", len(parts) + 8) + parts


# ------------------------------------------------------------------ Windows
def version_resource(name: str) -> str:
    """What the properties of an .exe say, for PyInstaller: the file, written below build/."""
    numbers = ", ".join([*VERSION.split("."), "0"])
    strings = {
        "CompanyName": "The Tandem project",
        "FileDescription": DESCRIPTIONS[name],
        "FileVersion": VERSION,
        "InternalName": name,
        "LegalCopyright": "MIT",
        "OriginalFilename": f"{name}.exe",
        "ProductName": "Tandem",
        "ProductVersion": VERSION,
    }
    said = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in strings.items())
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"{name}.version.txt"
    file.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers})), kids=["
        f"StringFileInfo([StringTable('040904B0', [{said}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n",
        encoding="utf-8",
    )
    return str(file)


def wxs(payload: Path, work: Path) -> str:
    """The .msi's source, for WiX 3 and wixl: every file below `payload` in a component of its own, under the person's
    own programs, and never in PATH: what is started is started by its whole name (rule S3)."""
    components: list[str] = []
    tree = _directory(payload, Path(), work, components, " " * 12)
    template = (WINDOWS / "tandem.wxs.in").read_text(encoding="utf-8")
    return (
        template.replace("@VERSION@", VERSION)
        .replace("@UPGRADES@", str(UPGRADES).upper())
        .replace("@ICON@", "tandem.ico")
        .replace("@TREE@", tree)
        .replace("@COMPONENTS@", "\n".join(f'      <ComponentRef Id="{one}"/>' for one in components))
    )


def _directory(payload: Path, inside: Path, work: Path, components: list[str], indent: str) -> str:
    lines = []
    for path in sorted((payload / inside).iterdir()):
        place = inside / path.name
        name, id = quoteattr(path.name), component_id(place)
        if path.is_dir():
            lines.append(f'{indent}<Directory Id="d{id}" Name={name}>')
            lines.append(_directory(payload, place, work, components, indent + "  "))
            lines.append(f"{indent}</Directory>")
            continue
        components.append(f"c{id}")
        guid = str(uuid.uuid5(UPGRADES, place.as_posix())).upper()
        lines += [
            f'{indent}<Component Id="c{id}" Guid="{guid}">',
            f'{indent}  <File Id="f{id}" Name={name} Source={quoteattr(_seen(path, work))}/>',
            f'{indent}  <RegistryValue {IN_REGISTRY} Name="{id}" Type="integer" Value="1" KeyPath="yes"/>',
            f"{indent}</Component>",
        ]
    return "\n".join(lines)


def _seen(path: Path, work: Path) -> str:
    """wixl takes paths from where its source lies, and no others."""
    return str(path) if sys.platform == "win32" else os.path.relpath(path, work)


def component_id(place: Path) -> str:
    """What names a file's component, in every version."""
    return uuid.uuid5(UPGRADES, place.as_posix()).hex


def make_msi(payload: Path, work: Path, out: Path) -> Path:
    """With WiX 3 on Windows, wixl elsewhere."""
    made = out / f"tandem_{VERSION}_x64.msi"
    (work / "tandem.ico").write_bytes(ico())
    (work / "tandem.wxs").write_text(wxs(payload, work), encoding="utf-8")
    if sys.platform == "win32":
        _run("candle", "-nologo", "-arch", "x64", "tandem.wxs", folder=work)
        # ICE38, 64, 91: about components in a person's own folders, which is what these are for
        quiet = [f"-sice:ICE{number}" for number in (38, 64, 91)]
        _run("light", "-nologo", *quiet, "-out", made, "tandem.wixobj", folder=work)
    else:
        _run("wixl", "--arch", "x64", "--output", made, "tandem.wxs", folder=work)
    return made


def make_setup(payload: Path, work: Path, out: Path) -> Path:
    """With NSIS."""
    made = out / f"tandem_{VERSION}_setup.exe"
    (work / "tandem.ico").write_bytes(ico())
    words = {"VERSION": VERSION, "PAYLOAD": payload, "OUT": made, "ICON": work / "tandem.ico"}
    if signing.KEY:  # what removes the program comes into being inside of makensis, and is signed there
        words["SIGN"] = f'"{sys.executable}" "{Path(signing.__file__)}"'
    defines = [f"-D{key}={value}" for key, value in words.items()]
    _run("makensis", "-V2", "-WX", *defines, WINDOWS / "tandem.nsi", SOURCE_DATE_EPOCH=str(moment()))
    return made


# ------------------------------------------------------------------ macOS
def information() -> dict[str, Any]:
    """Info.plist of Tandem.app."""
    found: dict[str, Any] = plistlib.loads((APPLE / "Info.plist").read_bytes())
    return found | {"CFBundleShortVersionString": VERSION, "CFBundleVersion": VERSION}


def make_dmg(app: Path, out: Path) -> Path:
    """A disk image of a program that is signed; then itself."""
    made = out / f"tandem_{VERSION}_arm64.dmg"
    _run("hdiutil", "create", "-quiet", "-ov", "-volname", "Tandem", "-srcfolder", app, "-format", "UDZO", made)
    sign_for_macos(made)
    return made


def sign_for_macos(what: Path) -> None:
    """A program, a folder of them or an image: by sign.sh, which says so where there is nobody to sign."""
    _run("bash", APPLE / "sign.sh", what)


# ------------------------------------------------------------------ the command
def bundle(spec: str) -> None:
    """The folder of one of the two, in build/installers/dist."""
    command = [
        "-m",
        "PyInstaller",
        "--clean",
        "--noconfirm",
        "--distpath",
        BUILD / "dist",
        "--workpath",
        BUILD / "work",
    ]
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "tandem.ico").write_bytes(ico())
    (BUILD / "tandem.icns").write_bytes(icns())
    spec_file = ROOT / "packaging" / "pyinstaller" / spec
    _run(sys.executable, *command, spec_file, SOURCE_DATE_EPOCH=str(moment()), PYTHONHASHSEED="0")


def build_all() -> None:
    """Both folders of this system, and Tandem.app on macOS: with what they hold written down inside, and signed.
    SystemExit for a library that the SBOM does not name."""
    from notices import unlisted, write_notices  # which reads what PyInstaller has packed

    for spec, name in SPECS.items():
        bundle(spec)
        folder = BUILD / "dist" / name
        if strange := unlisted(folder):
            raise SystemExit(f"{name} holds {', '.join(sorted(strange))}: name them in PARTS (packaging/sbom.py).")
        write_notices(folder)
        if sys.platform == "win32":
            signing.sign_folder(folder)
    if sys.platform == "darwin":
        write_notices(BUILD / "dist" / "tandem-desktop", APP / "Contents" / "Resources")
        for what in (APP, BUILD / "dist" / "tandem-cosigner"):
            sign_for_macos(what)


def make_zip(name: str, made: Path) -> Path:
    """A folder of build/installers/dist. macOS' own tool keeps what a signature needs: links, and who may run it."""
    if sys.platform == "darwin":
        _run("ditto", "-c", "-k", "--keepParent", BUILD / "dist" / name, made)
    else:
        shutil.make_archive(str(made.with_suffix("")), "zip", BUILD / "dist", name)
    return made


def _run(*command: object, folder: Path = ROOT, **environment: str) -> None:
    subprocess.run([str(word) for word in command], cwd=folder, env=os.environ | environment, check=True)  # noqa: S603


def main() -> None:
    """Build what this system installs."""
    asked = argparse.ArgumentParser(prog="packaging/installers.py", description="Installers for Windows and macOS.")
    asked.add_argument("--payload", type=Path, metavar="DIR", help="pack this folder, for Windows, and build none")
    asked.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="where the results go (dist)")
    asked.add_argument("--work", type=Path, default=BUILD, metavar="DIR", help="scratch space (build/installers)")
    args = asked.parse_args()
    out, work = args.out.resolve(), args.work.resolve()
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    if args.payload is None:
        if sys.platform not in ("win32", "darwin"):
            raise SystemExit("On this system there is packaging/build.py; or name a folder: --payload DIR")
        build_all()
        stem = f"tandem-cosigner_{VERSION}_{'windows_x64' if sys.platform == 'win32' else 'macos_arm64'}"
        made.append(make_zip("tandem-cosigner", out / f"{stem}.zip"))
    if sys.platform == "darwin":
        made.append(make_dmg(APP, out))
    else:
        payload = (args.payload or BUILD / "dist" / "tandem-desktop").resolve()
        made += [make(payload, work, out) for make in (make_msi, make_setup)]
        signing.sign(made[-2:])
    write_sums(made, out)
    print(*made, sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()

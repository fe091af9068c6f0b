"""Installers for Windows and macOS, as far as they can be judged elsewhere: compiled with something small to install,
read back, and held against the rules (S3)."""

from __future__ import annotations

import datetime as dt
import os
import plistlib
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app import __version__
from app.bundle import COSIGNER, WALLET
from app.processes import ROOT

PACKAGING = ROOT / "packaging"
COMMAND = [sys.executable, str(PACKAGING / "installers.py")]
FILES = ("tandem-desktop.exe", "tandem.exe", "_internal/base_library.zip", "_internal/PySide6/a b & c.dll")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(scope="module", autouse=True)
def _importable() -> Iterator[None]:
    sys.path.insert(0, str(PACKAGING))
    yield
    sys.path.remove(str(PACKAGING))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both installers of four small files."""
    if missing := [tool for tool in ("wixl", "makensis", "msiinfo", "msiextract") if shutil.which(tool) is None]:
        pytest.skip(f"without {', '.join(missing)} (wixl, nsis, msitools) no installer of Windows is made here")
    place = tmp_path_factory.mktemp("windows")
    for name in FILES:
        file = place / "payload" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    words = ["--payload", place / "payload", "--out", place / "out", "--work", place / "work"]
    subprocess.run([*COMMAND, *map(str, words)], check=True, capture_output=True)
    return place / "out"


def table(msi: Path, name: str) -> list[list[str]]:
    done = subprocess.run(["msiinfo", "export", str(msi), name], capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()[3:]]


def test_the_msi_is_for_one_person_and_holds_every_file(made: Path) -> None:
    msi = made / f"tandem_{__version__}_x64.msi"
    listed = subprocess.run(["msiextract", "-l", str(msi)], capture_output=True, text=True, check=True).stdout
    assert set(listed.splitlines()) == {f"Programs/Tandem/{name}" for name in FILES}
    known = dict(table(msi, "Property"))
    assert known["ProductVersion"] == __version__
    assert "ALLUSERS" not in known
    summary = subprocess.run(["msiinfo", "suminfo", str(msi)], capture_output=True, text=True, check=True).stdout
    source = re.search(r"Source: (\d+)", summary)
    assert source is not None
    assert int(source[1]) & 8  # no elevation
    assert {row[1] for row in table(msi, "Registry")} == {"1"}  # HKEY_CURRENT_USER
    assert "Environment" not in subprocess.run(["msiinfo", "tables", str(msi)], capture_output=True, text=True).stdout
    links = [row[4] for row in table(msi, "Registry") if row[2].endswith("command")]
    assert links == ['"[INSTALLDIR]tandem-desktop.exe" --uri "%1"']
    (upgrade,) = {row[0] for row in table(msi, "Upgrade")}
    assert upgrade == "{6F0D1CE8-6B0B-5B0E-9A55-1C3FD1F0C6A1}"  # another would be another program beside the old one


def test_a_file_keeps_its_component_over_versions(made: Path) -> None:
    import installers  # type: ignore[import-not-found,unused-ignore]

    msi = made / f"tandem_{__version__}_x64.msi"
    found = {row[0]: row[1] for row in table(msi, "Component")}
    for name in FILES:
        id = installers.component_id(Path(name))
        assert found[f"c{id}"].strip("{}").lower().replace("-", "") == id


def test_the_setup_says_what_it_is(made: Path) -> None:
    """Its version resource, in UTF-16; and its manifest: no administrator."""
    setup = (made / f"tandem_{__version__}_setup.exe").read_bytes()
    assert setup.startswith(b"MZ")
    for said in ("FileDescription", "Setup of Tandem", "ProductVersion", __version__, "The Tandem project"):
        assert said.encode("utf-16-le") in setup, said
    numbers = [*(int(part) for part in __version__.split(".")), 0]
    fixed = setup.index(struct.pack("<I", 0xFEEF04BD))
    high, low = struct.unpack_from("<II", setup, fixed + 8)
    assert [high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF] == numbers
    assert b'requestedExecutionLevel level="asInvoker"' in setup


def test_the_setup_touches_no_home_and_no_path() -> None:
    script = (PACKAGING / "windows" / "tandem.nsi").read_text()
    code = "\n".join(line.partition(";")[0] for line in script.splitlines())
    assert "HKLM" not in code
    assert "EnVar" not in code
    assert not re.search(r'RMDir /r "\$INSTDIR"', code)
    gone = set(re.findall(r'Delete "\$INSTDIR\\(.+?)"', code))
    assert gone == {*(f"{name}.exe" for name in WALLET.programs), "uninstall.exe"}


PROGRAM = Path(str(distribution("pip").locate_file("pip/_vendor/distlib/w64.exe")))  # of Windows, signed by nobody


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with signer.pfx and, to judge by, signer.pem."""
    if shutil.which("osslsigncode") is None:
        pytest.skip("without osslsigncode nothing is signed for Windows here")
    place = tmp_path_factory.mktemp("signer")
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Signer of the test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (place / "signer.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    sealed = pkcs12.serialize_key_and_certificates(b"x", key, made, None, serialization.NoEncryption())
    (place / "signer.pfx").write_bytes(sealed)
    return place


def verdict(file: Path, signer: Path) -> str:
    command = ["osslsigncode", "verify", "-CAfile", str(signer / "signer.pem"), "-in", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_what_installs_is_signed_and_what_it_installs(made: Path, signer: Path, tmp_path: Path) -> None:
    import signing  # type: ignore[import-not-found,unused-ignore]

    folder, there = tmp_path / "payload", os.environ | {"TANDEM_WINDOWS_PFX": str(signer / "signer.pfx")}
    names = ("tandem-desktop.exe", "tandem.exe", "_internal/some.dll", "_internal/some.PYD")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROGRAM, folder / name)
    (folder / "_internal/base_library.zip").write_bytes(b"no program")
    words = ["-c", "import signing, sys; from pathlib import Path; signing.sign_folder(Path(sys.argv[1]))", folder]
    subprocess.run([sys.executable, *map(str, words)], cwd=PACKAGING, env=there, check=True)
    assert not signing.is_signed(PROGRAM.read_bytes())
    for name in names:
        assert "Signature verification: ok" in verdict(folder / name, signer), name
    assert (folder / "_internal/base_library.zip").read_bytes() == b"no program"
    once = (folder / "tandem.exe").read_bytes()
    assert signing.is_signed(once)
    subprocess.run([sys.executable, *map(str, words)], cwd=PACKAGING, env=there, check=True)
    assert (folder / "tandem.exe").read_bytes() == once  # what somebody has signed stays as it is
    words = [COMMAND[1], "--payload", folder, "--out", tmp_path / "out", "--work", tmp_path / "work"]
    subprocess.run([sys.executable, *map(str, words)], env=there, check=True, capture_output=True)
    for file in (f"tandem_{__version__}_x64.msi", f"tandem_{__version__}_setup.exe"):
        assert "Signature verification: ok" in verdict(tmp_path / "out" / file, signer), file
        assert "Signature verification: ok" not in verdict(made / file, signer), file  # of nobody, as it was asked
    summed = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, text=True
    )
    assert summed.stdout.count(": OK\n") == 2


def test_every_program_says_what_it_is() -> None:
    import installers

    assert set(installers.DESCRIPTIONS) == {*WALLET.programs, *COSIGNER.programs}
    words = {
        **dict.fromkeys(("VSVersionInfo", "FixedFileInfo"), lambda **fields: fields),
        **dict.fromkeys(("StringFileInfo", "VarFileInfo"), lambda tables: tables),
        **dict.fromkeys(("StringTable", "VarStruct", "StringStruct"), lambda name, values: (name, values)),
    }
    for name, description in installers.DESCRIPTIONS.items():
        found = eval(Path(installers.version_resource(name)).read_text(), words)  # noqa: S307  as PyInstaller does
        assert found["ffi"]["filevers"] == (*(int(part) for part in __version__.split(".")), 0)
        ((language, strings),), (translation,) = found["kids"]
        assert (language, translation) == ("040904B0", ("Translation", [0x0409, 0x04B0]))
        assert dict(strings)["FileDescription"] == description
        assert dict(strings)["OriginalFilename"] == f"{name}.exe"


def test_icons_hold_the_pictures() -> None:
    import installers

    ico, icns = installers.ico(), installers.icns()
    _, kind, count = struct.unpack_from("<HHH", ico)
    assert (kind, count) == (1, 6)
    for number in range(count):
        size, place = struct.unpack_from("<II", ico, 6 + 16 * number + 8)
        assert ico[place : place + 8] == b"\x89PNG\r\n\x1a\n"
        assert place + size <= len(ico)
    assert struct.unpack_from(">4sI", icns) == (b"icns", len(icns))
    assert icns.count(b"\x89PNG\r\n\x1a\n") == 5


# ------------------------------------------------------------------ macOS
def test_the_app_says_what_it_is_and_what_it_asks_for() -> None:
    import installers

    found = installers.information()
    assert found["CFBundleIdentifier"] == installers.IDENTIFIER
    assert found["CFBundleShortVersionString"] == found["CFBundleVersion"] == __version__
    assert found["CFBundleExecutable"] == WALLET.name
    assert [kind["CFBundleURLSchemes"] for kind in found["CFBundleURLTypes"]] == [["bitcoin"]]
    assert "camera" in found["NSCameraUsageDescription"]
    asked = {key for key in found if key.endswith("UsageDescription")}
    assert asked == {"NSCameraUsageDescription"}
    for language in found["CFBundleLocalizations"]:
        assert language in ("en", "de")


def test_the_app_may_do_nothing_but_use_the_camera() -> None:
    """No memory that is written and executed, no door for debuggers, no library of another signer (S3)."""
    may = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert may == {"com.apple.security.device.camera": True}


@pytest.mark.parametrize("name", ["sign.sh", "keychain.sh"])
def test_signing_is_a_script_that_a_shell_takes(name: str) -> None:
    subprocess.run(["bash", "-n", str(PACKAGING / "macos" / name)], check=True)


def test_a_fork_has_nothing_to_sign_with_and_is_told() -> None:
    script = str(PACKAGING / "macos" / "keychain.sh")
    done = subprocess.run(["bash", script], env={"PATH": os.environ["PATH"], "P12": ""}, capture_output=True, text=True)
    assert (done.returncode, done.stdout.startswith("::notice::No certificate")) == (0, True), done.stderr


# ------------------------------------------------------------------ elsewhere
def test_workflows_are_pinned_and_may_only_read() -> None:
    """Actions by hash with their version beside, images by digest; no write, and secrets for a release's tag alone."""
    assert [file.stem for file in WORKFLOWS] == ["appimage", "cosigner-arm64", "macos", "windows"]
    for file in WORKFLOWS:
        text = file.read_text()
        used = re.findall(r"uses: (.+)", text)
        assert used
        assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", one) for one in used), used
        assert all(re.fullmatch(r"\S+@sha256:[0-9a-f]{64} # \S+", one) for one in re.findall(r"container: (.+)", text))
        assert re.search(r"^permissions:\n  contents: read\n$", text, re.MULTILINE)
        assert text.count("permissions:") == 1
        assert text.count("pip install") == text.count("--require-hashes")
        assert text.count("curl --fail") == len(re.findall(r"_SHA256: [0-9a-f]{64}\n", text))
        for step in text.split("      - ")[1:]:
            assert ("secrets." not in step) or "\n        if: startsWith(github.ref, 'refs/tags/v')\n" in step, step
        for script in re.findall(r"packaging/\S+?\.(?:py|txt|sh|ps1)\b|tests/\S+?\.py", text):
            assert (ROOT / script).is_file(), script


def test_a_system_without_some_wheels_installs_the_others() -> None:
    from without import without  # type: ignore[import-not-found,unused-ignore]

    lines = ["# head\n", "a==1 \\\n", "    --hash=sha256:1\n", "b[x]==2 ; y \\\n", "    --hash=sha256:2\n", "c==3\n"]
    assert "".join(without(["b"], lines)) == "# head\na==1 \\\n    --hash=sha256:1\nc==3\n"
    with pytest.raises(SystemExit, match="no requirement d"):
        list(without(["d", "a"], lines))

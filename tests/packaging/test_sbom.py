"""The SBOM is what the tree says, and says what is handed out: a change of either is read by a person first."""

from __future__ import annotations

import ctypes
import json
import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.packaging.conftest import Built

BOM = ROOT / "packaging" / "sbom.cdx.json"
SCRIPT = ROOT / "packaging" / "sbom.py"
COPIED = "copied from the system that builds"
OURS = {"app", "core", "_pyi_rth_utils"}


def bill() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BOM.read_text(encoding="utf-8"))
    return found


def parts() -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in bill()["components"]}


def test_the_committed_one_is_that_of_this_tree(tmp_path: Path) -> None:
    """Where it is not: read what has changed, then `make sbom`, and commit both."""
    made = tmp_path / "sbom.json"
    subprocess.run([sys.executable, SCRIPT, "--out", made], check=True)
    assert made.read_text(encoding="utf-8") == BOM.read_text(encoding="utf-8")


def test_every_pinned_package_is_in_it_with_its_hashes() -> None:
    text = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        name, version = re.match(r"([a-z0-9-]+)==(\S+)", block).groups()  # type: ignore[union-attr]
        if "; sys_platform == 'win32'" in block or (name == "numpy" and ">= '3.12'" in block):
            assert parts().get(name, {}).get("version") != version
            continue
        [files] = parts()[name]["externalReferences"]
        assert parts()[name]["version"] == version
        assert [one["content"] for one in files["hashes"]] == re.findall(r"sha256:([0-9a-f]{64})", block)


def test_what_differs_on_windows_and_macos(tmp_path: Path) -> None:
    """Beside libraries that come from Linux itself. Where this fails: read what has changed, and say so here."""
    gone = {"backports-tarfile", "importlib-metadata", "jeepney", "lazy-importer", "secretstorage", "zipp"}
    gone |= {"typing-extensions", "GCC Fortran run-time libraries", "ICU"}
    of_windows = {"Mesa llvmpipe", "Microsoft Visual C++ run-time libraries", "pywin32-ctypes"}
    for system, more, less in (("windows", of_windows, gone | {"psycopg"}), ("macos", set[str](), gone | {"OpenBLAS"})):
        made = tmp_path / system
        subprocess.run([sys.executable, SCRIPT, "--system", system, "--out", made], check=True)
        found = {one["name"] for one in json.loads(made.read_text())["components"]}
        assert found - parts().keys() == more
        copied = {name for name, one in parts().items() if COPIED in json.dumps(one)}
        assert parts().keys() - found - copied == less
        assert {"CPython", "OpenSSL", "Qt", "pyside6-essentials", "libsecp256k1"} <= found


def test_licences_are_what_the_packages_say() -> None:
    looked = 0
    for name, one in parts().items():
        try:
            [told] = distribution(name).metadata.get_all("License-Expression") or [""]
        except PackageNotFoundError:
            continue
        if "purl" in one and told:
            looked += 1
            assert one["licenses"][0]["expression"] == re.sub(r"GPL-3\.0$", "GPL-3.0-only", told), name
    assert looked > 20


def test_it_is_in_its_form() -> None:
    found = bill()
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(refs) == len(set(refs))
    for one in found["dependencies"]:
        assert one["ref"] in {*refs, "tandem"}
        assert set(one["dependsOn"]) <= set(refs)
    reached, ahead = set[str](), ["tandem"]
    graph = {one["ref"]: one["dependsOn"] for one in found["dependencies"]}
    while ahead:
        new = set(graph[ahead.pop()]) - reached
        reached |= new
        ahead += new
    assert reached == {one["purl"] for one in found["components"] if "purl" in one} - {parts()["pyinstaller"]["purl"]}


def test_libraries_inside_of_wheels_have_the_version_that_they_say_themselves() -> None:
    import numpy
    import PySide6
    from cryptography.hazmat.backends.openssl import backend
    from PySide6.QtCore import qVersion

    def held(place: Path, found: str) -> str:
        [version] = set(re.findall(found.encode(), place.read_bytes()))
        return str(version, "ascii")

    wheels = Path(numpy.__file__).parents[1]
    [icu] = (Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicuuc.so*")
    told, number = (ctypes.c_uint8 * 4)(), icu.suffix[1:]
    getattr(ctypes.CDLL(str(icu)), f"u_getVersion_{number}")(told)
    [fortran] = (wheels / "numpy.libs").glob("libgfortran*")
    said = {
        "Qt": qVersion(),
        "ICU": f"{told[0]}.{told[1]}",
        "OpenBLAS": numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]["version"],
        "GCC Fortran run-time libraries": fortran.name.partition(".so.")[2],
        "OpenSSL of cryptography": backend.openssl_version_text().split()[1],
        "Bitcoin Core's kernel": held(wheels / "pbk/_libs/libbitcoinkernel.so", r"\0v(\d+\.\d+\.\d+)-unk"),
        "Bitcoin Dev Kit": held(wheels / "bdkpython/libbdkffi.so", r"/bdk_wallet-(\d+\.\d+\.\d+)/"),
        "Inter": _font("Inter-Regular"),
        "JetBrains Mono": _font("JetBrainsMono-Regular"),
    }
    assert {name: parts()[name].get("version") for name in said} == said
    of_the_system = {
        name for name, one in parts().items() if "system" in one.get("properties", [{}])[0].get("value", "")
    }
    without = {name for name, one in parts().items() if "version" not in one}
    assert without - of_the_system == {
        "BIP39 English word list",
        "Lucide",
        "libsecp256k1",
        "libsodium",
    }  # they say none


def _font(name: str) -> str:
    data = (ROOT / "resources" / "fonts" / f"{name}.ttf").read_bytes()
    found = re.search("Version ".encode("utf-16-be") + rb"((?:\0[\d.])+)", data)
    assert found is not None
    return found[1].decode("utf-16-be")


def test_what_a_bundle_took_of_the_system_has_that_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    sbom = import_module("sbom")
    found = {"zlib": {"zlib1g": "1:1.3"}, "D-Bus": {"one": "1", "other": "2"}, "CPython": {"": "3.13.1"}}
    told = {one["name"]: one for one in sbom.with_system(bill(), found)["components"]}
    [package] = told["zlib"].pop("components")
    assert package == {"type": "library", "name": "zlib1g", "version": "1:1.3", "purl": "pkg:deb/debian/zlib1g@1%3A1.3"}
    assert told["zlib"].pop("version") == "1:1.3"
    assert [one["version"] for one in told["D-Bus"].pop("components")] == ["1", "2"]
    assert told["CPython"].pop("version") == "3.13.1"
    assert told == parts()


@pytest.mark.slow
@pytest.mark.parametrize("package", ["tandem", "tandem-cosigner"])
def test_nothing_is_handed_out_that_is_not_in_it(built: Built, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]

    bundle = built.bundle(package)
    program = next(path for path in bundle.iterdir() if path.is_file() and path.name.startswith("tandem"))
    modules = {name.split(".")[0] for name in CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc}
    foreign = {one for one in modules - OURS - sys.stdlib_module_names if not one.startswith("_sysconfigdata")}
    owners = packages_distributions()
    named = {re.sub(r"[-_.]+", "-", name).lower() for one in foreign for name in owners[one]}
    assert named - parts().keys() == set()
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    assert import_module("notices").unlisted(bundle) == set()
    notices = (bundle / "NOTICES.txt").read_text(encoding="utf-8")
    for name in ("aiohttp", "coincurve", "CPython", "OpenSSL"):
        assert f"\n{name}" in notices
    assert ("\nQt\n" in notices) is (package == "tandem")
    assert package != "tandem" or re.search(r"\nGNU LESSER GENERAL PUBLIC LICENSE\s+Version 3,", notices)
    table = import_module("sbom").parts("linux")
    libraries = {path.name for path in (bundle / "_internal").glob("lib*.so*")}
    idle = {
        part.name for part in table if part.libraries and not any(one.startswith(part.libraries) for one in libraries)
    }
    assert package != "tandem" or not idle  # all there is, is in the wallet's
    told = json.loads((bundle / "sbom.cdx.json").read_text(encoding="utf-8"))
    copied = {part.name for part in table if "system" in part.comes}
    for one in told["components"]:
        packages = one.pop("components", [])
        if one["name"] in copied - idle:
            assert one.pop("version", "") or all(package["version"] and package["purl"] for package in packages)
    assert told == bill()

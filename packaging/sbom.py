"""What is in the packages, for machines: sbom.cdx.json (CycloneDX) beside this file, by `make sbom`.

Made from packaging/requirements.txt, which has every version and hash, and from the two tables here. It has no moment
and no name of a machine, so the same tree gives the same bytes; a test compares it with what is committed, so that a
change of what we hand out is read by a person. That one is Linux'; what is built on Windows and macOS gets its own from
the same tables (`bill`), and a test says what differs there.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "packaging" / "sbom.cdx.json"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_CPYTHON = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
MADE_ON = {  # what packages are built on, as the markers of requirements ask: each leaves out, or adds, some of them
    "linux": _CPYTHON
    | {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix"}
    | {"python_version": "3.11", "python_full_version": "3.11.0"},
    "windows": _CPYTHON
    | {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64", "os_name": "nt"}
    | {"python_version": "3.13", "python_full_version": "3.13.0"},
    "macos": _CPYTHON
    | {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64", "os_name": "posix"}
    | {"python_version": "3.13", "python_full_version": "3.13.0"},
}
ANYWHERE = tuple(MADE_ON)
SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")  # this one
LICENCES = {  # as SPDX writes them
    "aiohappyeyeballs": "PSF-2.0",
    "aiohttp": "Apache-2.0 AND MIT",
    "aiosignal": "Apache-2.0",
    "attrs": "MIT",
    "backports-tarfile": "MIT",
    "bdkpython": "MIT OR Apache-2.0",
    "cffi": "MIT-0",
    "coincurve": "MIT OR Apache-2.0",
    "cryptography": "Apache-2.0 OR BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",  # of it the second and third are in parts that are not loaded
    "frozenlist": "Apache-2.0",
    "idna": "BSD-3-Clause",
    "importlib-metadata": "Apache-2.0",
    "jaraco-classes": "MIT",
    "jaraco-context": "MIT",
    "jaraco-functools": "MIT",
    "jeepney": "MIT",
    "keyring": "MIT",
    "lazy-importer": "Apache-2.0",
    "more-itertools": "MIT",
    "multidict": "Apache-2.0",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
    "platformdirs": "MIT",
    "prompt-toolkit": "BSD-3-Clause",
    "propcache": "Apache-2.0",
    "psycopg": "LGPL-3.0-only",
    "py-bitcoinkernel": "MIT",
    "pycparser": "BSD-3-Clause",
    "pydyf": "BSD-3-Clause",
    "pynacl": "Apache-2.0",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyside6-essentials": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "python-socks": "Apache-2.0",
    "pywin32-ctypes": "BSD-3-Clause",
    "secretstorage": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "tomli-w": "MIT",
    "typing-extensions": "PSF-2.0",
    "wcwidth": "MIT",
    "yarl": "Apache-2.0",
    "zipp": "MIT",
    "zxing-cpp": "Apache-2.0",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What has no line in the requirements: its name, its licence, how it comes into a package, the beginnings of its
    libraries' names there, of which systems' packages it is a part, and its version, as it says itself in what we have
    pinned for Linux. What the system brings has that of the system, known where a bundle is built."""

    name: str
    licence: str
    comes: str
    libraries: tuple[str, ...] = ()
    systems: tuple[str, ...] = ("linux",)
    version: str = ""


_SYSTEM = "copied from the system that builds"
_WHEEL = "in the wheel of "
PARTS = (
    Part("BIP39 English word list", "MIT", "resources/words", systems=ANYWHERE),
    Part("Inter", "OFL-1.1", "resources/fonts", systems=ANYWHERE, version="4.001"),
    Part("JetBrains Mono", "OFL-1.1", "resources/fonts", systems=ANYWHERE, version="2.211"),
    Part("Lucide", "ISC", "resources/icons", systems=ANYWHERE),
    Part("CPython", "PSF-2.0", _SYSTEM, ("libpython3", "python3"), ANYWHERE),
    Part("OpenSSL", "Apache-2.0", _SYSTEM, ("libcrypto", "libssl"), ANYWHERE),
    Part("SQLite", "blessing", _SYSTEM, ("libsqlite3", "sqlite3"), ANYWHERE),
    Part("libffi", "MIT", _SYSTEM, ("libffi",), ANYWHERE),
    Part("zlib", "Zlib", _SYSTEM, ("libz.",), ANYWHERE),
    Part("bzip2", "bzip2-1.0.6", _SYSTEM, ("libbz2",), ANYWHERE),
    Part("XZ Utils", "0BSD", _SYSTEM, ("liblzma",), ANYWHERE),
    Part("libuuid", "BSD-3-Clause", _SYSTEM, ("libuuid",)),
    Part(
        "Qt",
        "LGPL-3.0-only",
        f"{_WHEEL}pyside6-essentials",
        ("libQt6", "libpyside6", "libshiboken6"),
        ANYWHERE,
        "6.11.3",
    ),
    Part("ICU", "Unicode-3.0", f"{_WHEEL}pyside6-essentials", ("libicu",), version="73.2"),
    Part("OpenBLAS", "BSD-3-Clause", f"{_WHEEL}numpy", ("libscipy_openblas",), ("linux", "windows"), "0.3.31.188.0"),
    Part(
        "GCC Fortran run-time libraries",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        f"{_WHEEL}numpy",
        ("libgfortran", "libquadmath"),
        version="5.0.0",
    ),
    Part("libsecp256k1", "MIT", f"{_WHEEL}coincurve", systems=ANYWHERE),
    Part("Bitcoin Core's kernel", "MIT", f"{_WHEEL}py-bitcoinkernel", systems=ANYWHERE, version="31.99.0"),
    Part("Bitcoin Dev Kit", "MIT OR Apache-2.0", f"{_WHEEL}bdkpython", systems=ANYWHERE, version="3.1.0"),
    Part("OpenSSL of cryptography", "Apache-2.0", f"{_WHEEL}cryptography", systems=ANYWHERE, version="4.0.3"),
    Part("libsodium", "ISC", f"{_WHEEL}pynacl", systems=ANYWHERE),
    Part("X.Org client libraries", "MIT", _SYSTEM, ("libX11", "libXau", "libXdmcp", "libxcb", "libxkbcommon")),
    Part("Brotli", "MIT", _SYSTEM, ("libbrotli",)),
    Part("libbsd and libmd", "BSD-3-Clause", _SYSTEM, ("libbsd", "libmd")),
    Part("libcap", "BSD-3-Clause OR GPL-2.0-only", _SYSTEM, ("libcap",)),
    Part("D-Bus", "AFL-2.1 OR GPL-2.0-or-later", _SYSTEM, ("libdbus",)),
    Part("Expat", "MIT", _SYSTEM, ("libexpat",)),
    Part("Fontconfig", "MIT", _SYSTEM, ("libfontconfig",)),
    Part("FreeType", "FTL OR GPL-2.0-or-later", _SYSTEM, ("libfreetype",)),
    Part("Libgcrypt and libgpg-error", "LGPL-2.1-or-later", _SYSTEM, ("libgcrypt", "libgpg-error")),
    Part("GLib", "LGPL-2.1-or-later", _SYSTEM, ("libglib", "libgthread")),
    Part("LZ4", "BSD-2-Clause", _SYSTEM, ("liblz4",)),
    Part("Zstandard", "BSD-3-Clause OR GPL-2.0-only", _SYSTEM, ("libzstd",)),
    Part("PCRE2", "BSD-3-Clause", _SYSTEM, ("libpcre2",)),
    Part("libpng", "libpng-2.0", _SYSTEM, ("libpng16",)),
    Part("systemd client library", "LGPL-2.1-or-later", _SYSTEM, ("libsystemd",)),
    Part(
        "Microsoft Visual C++ run-time libraries",
        "LicenseRef-Microsoft-Visual-Cpp-Runtime",
        _SYSTEM,
        ("vcruntime140", "msvcp140", "concrt140", "vcomp140", "vccorlib140", "vcamp140", "ucrtbase", "api-ms-win-"),
        ("windows",),
    ),
    Part("Mesa llvmpipe", "MIT", f"{_WHEEL}pyside6-essentials", systems=("windows",)),
)


def parts(system: str) -> list[Part]:
    """Those of one system's packages."""
    return [part for part in PARTS if system in part.systems]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line of the requirements: `via` names those that want it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def purl(self) -> str:
        """What everybody calls it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def requirements(text: str, system: str) -> Iterator[Requirement]:
    """Those of a requirements file that are installed where a system's packages are built."""
    for block in re.split(r"\n(?=[a-z0-9])", text):
        found = re.match(r"([a-z0-9._-]+)==([^ ;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?\n", block)
        if found is None or (found[3] and not Marker(found[3]).evaluate(MADE_ON[system])):
            continue
        said = block.partition("# via")[2]
        via = tuple(re.findall(r"^(?:\s*#)?\s+([a-z0-9._-]+)", said, re.MULTILINE))
        yield Requirement(found[1], found[2], tuple(re.findall(r"sha256:([0-9a-f]{64})", block)), via)


def bill(system: str) -> dict[str, Any]:
    """The whole of it, for a name of MADE_ON. KeyError for a package whose licence the table does not say."""
    here = ROOT / "packaging"
    needed = list(requirements((here / "requirements.txt").read_text(encoding="utf-8"), system))
    source = (here / "requirements-bundle-source.txt").read_text(encoding="utf-8")
    loader = list(requirements(source, system))
    purls = {one.name: one.purl for one in needed}
    wants: dict[str, list[str]] = {purl: [] for purl in purls.values()} | {"tandem": []}
    for one in needed:
        for name in one.via:
            wants[purls.get(name, "tandem")].append(one.purl)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "tandem",
                "name": PROJECT["name"],
                "version": PROJECT["version"],
                "licenses": [{"expression": PROJECT["license"]}],
            }
        },
        "components": [
            *(_library(one) for one in [*needed, *loader]),
            *(_part(one, needed, system) for one in parts(system)),
        ],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(wants.items())],
    }


def _library(one: Requirement) -> dict[str, Any]:
    files = [{"alg": "SHA-256", "content": content} for content in one.hashes]
    return {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "licenses": [{"expression": LICENCES[one.name]}],
        "purl": one.purl,
        # of each file that may be installed for it, on any system
        "externalReferences": [{"type": "distribution", "url": one.purl, "hashes": files}],
    }


def _part(one: Part, needed: Sequence[Requirement], system: str) -> dict[str, Any]:
    wheel = next((f" {other.version}" for other in needed if one.comes == _WHEEL + other.name), "")
    version = one.version if system == "linux" or not wheel else ""
    return {
        "type": "data" if one.comes.startswith("resources") else "library",
        "bom-ref": f"part:{one.name}",
        "name": one.name,
        **({"version": version} if version else {}),
        "licenses": [{"expression": one.licence}],
        "properties": [{"name": "tandem:comes", "value": one.comes + wheel}],
    }


def with_system(told: dict[str, Any], found: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The same of one bundle: `found` has, by the names of parts, the packages of the system that they were copied
    from, with their versions, or under no name the version of what is of none. A part has the version that all of its
    packages have."""
    told = copy.deepcopy(told)
    for component in told["components"]:
        packages = found.get(component["name"], {})
        if len(versions := set(packages.values())) == 1:
            component["version"] = versions.pop()
        if named := sorted((name, version) for name, version in packages.items() if name):
            component["components"] = [
                {"type": "library", "name": name, "version": version, "purl": f"pkg:deb/debian/{name}@{quote(version)}"}
                for name, version in named
            ]
    return told


def written(system: str, found: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The file, with what was `found` of the system that builds. SystemExit, with what to do, for a package whose
    licence the table does not say."""
    try:
        return json.dumps(with_system(bill(system), found or {}), indent=1) + "\n"
    except KeyError as lacks:
        sys.exit(f"{lacks.args[0]} is new: look at its licence, and write it into LICENCES (packaging/sbom.py).")


def main() -> None:
    """Write it."""
    asked = argparse.ArgumentParser(prog="packaging/sbom.py", description="Write what is in the packages.")
    asked.add_argument("--out", type=Path, default=OUT, metavar="FILE", help="else packaging/sbom.cdx.json")
    asked.add_argument("--system", choices=ANYWHERE, default="linux", help="whose packages; else Linux'")
    args = asked.parse_args()
    args.out.write_text(written(args.system), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

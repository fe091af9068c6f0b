"""The licences of what a bundle holds, in one text beside its program: NOTICES.txt, and the SBOM.

Of Python packages from their own metadata, of the system's libraries from /usr/share/doc of the system that builds (on
Windows and macOS Python's own licence has them), of fonts and drawings from resources/.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader
from sbom import LICENCES, OUT, ROOT, SYSTEM, Part, parts, requirements, written

NAME = "NOTICES.txt"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
OWN = {  # what lies in the tree
    "Inter": "resources/fonts/OFL-Inter.txt",
    "JetBrains Mono": "resources/fonts/OFL-JetBrainsMono.txt",
    "Lucide": "resources/icons/LICENSE-lucide.txt",
}
LINE = "=" * 100
LIBRARIES = {"windows": ("*.dll",), "macos": ("*.dylib",)}.get(SYSTEM, ("lib*.so*",))
SHORT = "LGPL 3, whose text and that of the GPL 3 stand at the end"  # of a wheel that brings no text
TEXTS = {name: ROOT / "packaging" / "licences" / f"{name}.txt" for name in ("LGPL-3.0", "GPL-3.0")}


def write_notices(bundle: Path, to: Path | None = None) -> None:
    """Both, from what is in the bundle, into it, or into the folder `to`."""
    held, to = packages_in(bundle), to or bundle
    pinned = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    listed = [one.name for one in requirements(pinned, SYSTEM)]
    texts = [part for name in [*listed, "pyinstaller"] if name in held for part in _of_package(name)]
    texts += [text for part in parts(SYSTEM) if (text := _of_part(part, bundle, held))]
    if any(SHORT in text for text in texts):
        texts += [_headed(name, "", path.read_text(encoding="utf-8").strip()) for name, path in TEXTS.items()]
    head = "Tandem is under the MIT licence. It holds the work of others, each under its own licence:"
    (to / NAME).write_text("\n\n".join([head, *texts]) + "\n", encoding="utf-8", newline="\n")
    found = {part.name: _versions(part, bundle) for part in parts(SYSTEM) if "system" in part.comes}
    (to / OUT.name).write_text(written(SYSTEM, found), encoding="utf-8", newline="\n")


def unlisted(bundle: Path) -> set[str]:
    """The libraries in it that no part of the SBOM names."""
    begun = tuple(begin.lower() for part in parts(SYSTEM) for begin in part.libraries)
    return {path.name for path in _libraries(bundle) if not path.name.lower().startswith(begun)}


def _libraries(bundle: Path) -> list[Path]:
    """Those that belong to no Python package: they lie beside each other, not in its folder."""
    return sorted(path for kind in LIBRARIES for path in (bundle / "_internal").glob(kind))


def _of(part: Part, bundle: Path) -> list[Path]:
    begun = tuple(begin.lower() for begin in part.libraries)
    return [path for path in _libraries(bundle) if path.name.lower().startswith(begun)]


def packages_in(bundle: Path) -> set[str]:
    """The Python packages of which something is in it, as requirements call them, and PyInstaller, whose loader is."""
    program = next(path for path in sorted(bundle.iterdir()) if path.is_file() and path.name.startswith("tandem"))
    code = {name.split(".")[0] for name in CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc}
    beside = {path.name.split(".")[0] for path in (bundle / "_internal").iterdir()}
    owners = packages_distributions()
    found = {name for module in code | beside for name in owners.get(module, ())}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found} | {"pyinstaller"}


def _of_package(name: str) -> Iterator[str]:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    yield _headed(f"{name} {found.version}", LICENCES[name], "")
    texts = [one for one in found.files or [] if LICENCE.search(one.name) and ".dist-info" in str(one)]
    for one in sorted(texts, key=str):
        yield Path(str(one.locate())).read_text(encoding="utf-8", errors="replace").strip()
    if not texts:
        yield SHORT


def _of_part(part: Part, bundle: Path, held: set[str]) -> str:
    """Empty for what is not in this bundle."""
    libraries = _of(part, bundle)
    resources = bundle / "_internal" / part.comes
    wheel = part.comes.rpartition(" ")[2] in held
    inside = wheel and (not part.libraries or SYSTEM != "linux")  # under no name of its own, or not beside the others
    if SYSTEM != "linux" and "system" in part.comes:  # python.org's build has them in itself
        inside = True
    if not (libraries or inside or (part.comes.startswith("resources") and resources.is_dir())):
        return ""
    if part.name in OWN:
        return _headed(part.name, part.licence, (ROOT / OWN[part.name]).read_text(encoding="utf-8").strip())
    if part.name == "CPython":
        return _headed(part.name, part.licence, _python())
    return _headed(part.name, part.licence, _of_system(libraries) if "system" in part.comes else "")


def _headed(name: str, licence: str, text: str) -> str:
    return "\n\n".join(filter(None, (f"{LINE}\n{name}\n{licence}\n{LINE}", text)))


def _python() -> str:
    stdlib, windows = Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)
    places = (stdlib / "LICENSE.txt", windows / "LICENSE.txt", Path("/usr/share/doc/python3/copyright"))
    return next((one.read_text(encoding="utf-8", errors="replace").strip() for one in places if one.is_file()), "")


def _versions(part: Part, bundle: Path) -> dict[str, str]:
    """By Debian's packages; the interpreter that builds is asked itself, for it may be of no package."""
    libraries = _of(part, bundle)
    if part.name == "CPython" and libraries:
        return {"": platform.python_version()}
    if not (owners := _owners(libraries)):
        return {}
    command = ["dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *owners]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return dict(line.split() for line in said.splitlines())


def _owners(libraries: list[Path]) -> list[str]:
    if not libraries or shutil.which("dpkg-query") is None:
        return []
    command = ["dpkg-query", "--search", *(f"*/{library.name}" for library in libraries)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    return sorted({line.partition(":")[0] for line in said.splitlines() if "/lib/" in line})


def _of_system(libraries: list[Path]) -> str:
    """What Debian says of the packages that these are of; each once. Nothing where the system is no Debian."""
    files = [Path("/usr/share/doc") / owner / "copyright" for owner in _owners(libraries)]
    return "\n\n".join(one.read_text(encoding="utf-8", errors="replace").strip() for one in files if one.is_file())
